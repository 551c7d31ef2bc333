//! What a caller is told when a command could not be done.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The kind of mistake; a client chooses its words and its next step by this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ErrorCode {
    /// The frame or a field is not of the documented form.
    Invalid,
    /// The command is not known to this server.
    UnknownCommand,
    /// Not signed in, or the session has ended.
    Unauthenticated,
    /// Signed in, but not allowed to.
    Forbidden,
    /// There is no such thing, or it isn't yours to see.
    NotFound,
    /// Somebody else was first, or the thing is no longer in a state that allows it.
    Conflict,
    /// The conversation has ended.
    Ended,
    /// The queue is closed.
    QueueClosed,
    /// The queue has reached its cap.
    QueueFull,
    /// Larger than the limit.
    TooLarge,
    /// Too many at once: wait `retry_after_ms`.
    RateLimited,
    /// The server is busy or going down: wait `retry_after_ms` and send the same command again.
    Unavailable,
    /// Our fault; the message holds an id that the log has too.
    Internal,
}

/// An error as it crosses the wire. `message` is for developers and logs; people see a text chosen by `code`.
#[derive(
    Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema, thiserror::Error,
)]
#[error("{message}")]
#[ts(export)]
pub struct WireError {
    /// The kind of mistake.
    pub code: ErrorCode,
    /// What was wrong and what to do, in English.
    pub message: String,
    /// Least wait before trying again, milliseconds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub retry_after_ms: Option<u32>,
}
