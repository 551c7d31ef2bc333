//! Who did what, and who read what without taking part.
//!
//! Every domain writes here; nobody changes or removes a line, which the database refuses.
//! Invariant: a look from outside is written down before anything is shown.

mod store;

use jiff::Timestamp;
use serde_json::{Value, json};
use signaling::protocol::{ConversationId, FileId, MeetingId, PersonId, QueueId};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;

/// What is worth a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A member of staff signed in.
    SignedIn,
    /// And out.
    SignedOut,
    /// A conversation was read by somebody who takes no part in it.
    Watched(ConversationId),
    /// So was its transcript.
    TranscriptRead(ConversationId),
    /// So was a file in it.
    FileRead(ConversationId, FileId),
    /// A supervisor took a visible part.
    Joined(ConversationId),
    /// Somebody became the one who has it.
    TakenOver(ConversationId),
    /// How somebody else's meeting went was looked at.
    MeetingLookedAt(MeetingId),
    /// A queue's settings.
    QueueChanged(QueueId),
    /// A new queue.
    QueueAdded(QueueId),
    /// Somebody was employed.
    StaffAdded(PersonId),
}

impl Action {
    fn name(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignedOut => "signed_out",
            Self::Watched(_) => "conversation_watched",
            Self::TranscriptRead(_) => "transcript_read",
            Self::FileRead(..) => "file_read",
            Self::Joined(_) => "conversation_joined",
            Self::TakenOver(_) => "conversation_taken_over",
            Self::MeetingLookedAt(_) => "meeting_looked_at",
            Self::QueueChanged(_) => "queue_changed",
            Self::QueueAdded(_) => "queue_added",
            Self::StaffAdded(_) => "staff_added",
        }
    }

    fn subject(self) -> Option<Uuid> {
        match self {
            Self::SignedIn | Self::SignedOut => None,
            Self::Watched(id)
            | Self::TranscriptRead(id)
            | Self::FileRead(id, _)
            | Self::Joined(id)
            | Self::TakenOver(id) => Some(id.0),
            Self::MeetingLookedAt(id) => Some(id.0),
            Self::QueueChanged(id) | Self::QueueAdded(id) => Some(id.0),
            Self::StaffAdded(id) => Some(id.0),
        }
    }

    fn detail(self) -> Value {
        match self {
            Self::FileRead(_, file) => json!({ "file": file }),
            _ => json!({}),
        }
    }
}

/// Writes a line, in the transaction of what it tells. Without an actor it was the operator's.
///
/// # Errors
/// If the database does not answer; then nothing may be shown or done.
pub async fn record(
    conn: &mut PgConnection,
    at: Timestamp,
    actor: impl Into<Option<PersonId>>,
    action: Action,
) -> Result<()> {
    store::append(
        conn,
        at,
        actor.into(),
        action.name(),
        action.subject(),
        action.detail(),
    )
    .await
}
