//! The supervisor's wall.

use super::{
    AdvisorView, ConversationId, EntryId, EntryState, Localised, OpenState, PersonId, QueueId,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// When a tile changes colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Thresholds {
    /// Longest wait that turns the tile amber, seconds.
    pub amber_wait_s: u32,
    /// Red.
    pub red_wait_s: u32,
    /// People waiting that turn it amber.
    pub amber_waiting: u32,
    /// Red.
    pub red_waiting: u32,
}

/// A queue's figures. *Today* is the day in the queue's own zone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct QueueFigures {
    /// The queue.
    pub id: QueueId,
    /// Its name.
    pub name: Localised,
    /// Open or not.
    pub open: OpenState,
    /// People in line (waiting or offered).
    pub waiting: u32,
    /// Since when the one who has waited longest waits.
    #[ts(optional = nullable, type = "string | null")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub longest_since: Option<jiff::Timestamp>,
    /// Conversations going on.
    pub active: u32,
    /// People at work who serve it: there and available or busy, not away.
    pub staffed: u32,
    /// Answered today.
    pub served: u32,
    /// Left the line or timed out today.
    pub abandoned: u32,
    /// Left messages not dealt with.
    pub left_open: u32,
    /// Median wait of those answered today, seconds.
    #[ts(optional = nullable)]
    pub wait_p50_s: Option<u32>,
    /// Nine in ten.
    #[ts(optional = nullable)]
    pub wait_p90_s: Option<u32>,
    /// Share (percent) of those answered today who waited no longer than the p90 they were told.
    #[ts(optional = nullable)]
    pub forecast_kept_pct: Option<u32>,
    /// People waiting at the end of each of the last 12 five-minute spans, oldest first.
    pub trend: Vec<u32>,
    /// When it changes colour.
    pub thresholds: Thresholds,
}

/// One conversation or place in line on the wall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct WallEntry {
    /// The entry.
    pub entry: EntryId,
    /// Its log.
    pub conversation: ConversationId,
    /// The queue.
    pub queue: QueueId,
    /// Where it is.
    pub state: EntryState,
    /// The customer's name, or empty.
    pub customer: String,
    /// What it is about.
    pub subject: String,
    /// Who has it or is asked.
    #[ts(optional = nullable)]
    pub advisor: Option<PersonId>,
    /// Since when.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub joined_at: jiff::Timestamp,
    /// Since when the customer waits, or waited the last time.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub waiting_since: jiff::Timestamp,
    /// Since when in this state.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub since: jiff::Timestamp,
}

/// The wall.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct WallView {
    /// When it was drawn.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub at: jiff::Timestamp,
    /// Every queue.
    pub queues: Vec<QueueFigures>,
    /// Every advisor who serves one.
    pub advisors: Vec<AdvisorView>,
    /// Open entries, longest waiting first, at most 200.
    pub entries: Vec<WallEntry>,
}
