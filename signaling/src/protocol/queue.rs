//! Drop-in queues as customers and administrators see them.

use super::{ConversationId, EntryId, Hours, OpenState, QueueId, Thresholds};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A text in the two languages every installation has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Localised {
    /// Swedish.
    pub sv: String,
    /// English.
    pub en: String,
}

/// When somebody may expect an answer, seconds from now: half wait less than `p50`, nine in ten less than `p90`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct WaitRange {
    /// Median.
    pub p50_s: u32,
    /// Nine in ten.
    pub p90_s: u32,
}

/// What happens to who comes when the queue is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CapAction {
    /// Asked to leave a message.
    LeaveMessage,
    /// Told to come back later.
    TurnAway,
}

/// What happens to who has waited as long as the queue allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum WaitAction {
    /// Keeps the place and is offered to leave a message.
    Suggest,
    /// What was written becomes a left message and the place is given up.
    ToMessage,
}

/// A queue as everybody sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct QueueStatus {
    /// The queue.
    pub id: QueueId,
    /// Its short name in addresses.
    pub slug: String,
    /// Its name.
    pub name: Localised,
    /// What it is for.
    pub about: Localised,
    /// Open or not, and until or from when.
    pub open: OpenState,
    /// Its hours, so a page can show them.
    pub hours: Hours,
    /// People waiting.
    pub waiting: u32,
    /// People at work who serve it: there and available or busy, not away.
    pub staffed: u32,
    /// Whether the cap is reached.
    pub full: bool,
    /// What a newcomer may expect; none when nobody is there to answer.
    #[ts(optional = nullable)]
    pub wait: Option<WaitRange>,
}

/// A queue's settings. `version` guards against overwriting another's change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct QueueSettings {
    /// The queue.
    pub id: QueueId,
    /// Its short name in addresses.
    pub slug: String,
    /// Its name.
    pub name: Localised,
    /// What it is for.
    pub about: Localised,
    /// Opening hours.
    pub hours: Hours,
    /// Most people waiting at once.
    pub cap: u32,
    /// What happens beyond.
    pub cap_action: CapAction,
    /// Longest wait, seconds.
    pub longest_wait_s: u32,
    /// What happens then.
    pub wait_action: WaitAction,
    /// How long an advisor has to answer an offer, seconds.
    pub offer_s: u32,
    /// 0 (ordinary) to 9 (urgent).
    pub priority: u8,
    /// When the wall turns amber and red.
    pub thresholds: Thresholds,
    /// Number of the last change, to be sent back.
    pub version: i32,
}

/// Where an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum EntryState {
    /// In line.
    Waiting,
    /// An advisor is asked.
    Offered,
    /// With an advisor.
    Active,
    /// With an advisor, aside.
    Parked,
    /// Ended.
    Closed,
    /// The customer left the line.
    Left,
    /// Waited longer than the queue allows.
    TimedOut,
    /// Became a left message.
    TurnedToMessage,
}

/// An entry as its customer sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct EntryView {
    /// The entry.
    pub id: EntryId,
    /// The queue.
    pub queue: QueueId,
    /// Its log: the customer may write already while waiting.
    pub conversation: ConversationId,
    /// Where it is. `offered` is shown as waiting at place 1.
    pub state: EntryState,
    /// 1 for next; 0 when not in line.
    pub position: u32,
    /// From now; none when nobody is there to answer.
    #[ts(optional = nullable)]
    pub wait: Option<WaitRange>,
    /// Whether the longest wait has passed and a message is suggested.
    pub suggest_message: bool,
    /// Since when.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub joined_at: jiff::Timestamp,
}

/// What a customer says when joining.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct JoinForm {
    /// Which queue.
    pub queue: QueueId,
    /// Up to 100 characters; empty for none.
    #[serde(default)]
    pub name: String,
    /// What it is about, up to 300 characters; empty for none.
    #[serde(default)]
    pub subject: String,
    /// `sv`, `en`, `da`, `nb`, `fi`: the language to be answered in.
    #[serde(default = "swedish")]
    pub language: String,
}

fn swedish() -> String {
    "sv".into()
}

/// A message left when nobody can answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct LeftMessageForm {
    /// Which queue.
    pub queue: QueueId,
    /// The sender's id of it: a retry gives the same receipt.
    pub client_id: super::ClientId,
    /// Up to 100 characters.
    pub name: String,
    /// An e-mail address or a phone number is needed.
    #[serde(default)]
    pub email: String,
    /// As written.
    #[serde(default)]
    pub phone: String,
    /// What it is about.
    pub text: super::MessageText,
    /// Language to be answered in.
    #[serde(default = "swedish")]
    pub language: String,
    /// They ask to be called, which takes a phone number: when it suits, at most [`super::MAX_CALLBACK_WISH`] characters, or
    /// empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub callback: Option<String>,
}
