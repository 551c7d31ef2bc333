//! The clocks of cases, and how what they promise is kept.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A clock of a case.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    TS,
    utoipa::ToSchema,
)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CaseClock {
    /// From when the case was opened to the first word of a member of staff.
    FirstAnswer,
    /// From the customer's first word that is not answered to an answer.
    NextAnswer,
    /// From when the case was opened to when it is resolved.
    Solution,
}

/// When something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct DeadlineView {
    /// Of which clock.
    pub clock: CaseClock,
    /// When it began.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub since: jiff::Timestamp,
    /// When it is due; none while the case is paused.
    #[ts(optional = nullable, type = "string | null")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due_at: Option<jiff::Timestamp>,
    /// Whether four fifths of the time have gone.
    pub warned: bool,
    /// Whether the time has gone, and nothing had come.
    pub missed: bool,
    /// When it came; none while it is waited for.
    #[ts(optional = nullable, type = "string | null")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub met_at: Option<jiff::Timestamp>,
}

/// How promises are kept. Answer of `GET /api/v1/case-figures`; of cases opened in the last thirty days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct CaseFigures {
    /// Cases that are neither resolved nor closed now.
    pub open: u32,
    /// Of those, the ones in which something promised is overdue now.
    pub late: u32,
    /// Cases opened.
    pub opened: u32,
    /// Of those that were opened a day ago or earlier.
    pub due_an_answer: u32,
    /// Those of them that staff had answered within 24 hours of the clock on the wall.
    pub answered_in_a_day: u32,
    /// Deadlines that were met in time or missed.
    pub deadlines: u32,
    /// Deadlines that were missed.
    pub missed: u32,
    /// Ratings of conversations, given in the last thirty days.
    pub ratings: u32,
    /// Those of them of 4 or 5.
    pub satisfied: u32,
}
