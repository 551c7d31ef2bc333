//! Seeing and stepping in, and the trail of it.
//!
//! Invariant: who looks at a conversation without taking part is written to the audit log before they see it.

mod store;

use signaling::protocol::{ConversationId, QueueId};
use sqlx::PgConnection;

use crate::{app::Ctx, error::Result, identity::Caller};

/// Notes that `caller` watches silently.
///
/// # Errors
/// Only ours; then nothing is shown.
pub async fn record_watching(conn: &mut PgConnection, app: &Ctx, caller: &Caller, id: ConversationId) -> Result<()> {
    record(conn, app, caller, "conversation.watched", id).await
}

/// Notes what `caller` did with a conversation.
///
/// # Errors
/// Only ours.
pub async fn record(
    conn: &mut PgConnection, app: &Ctx, caller: &Caller, action: &'static str, id: ConversationId,
) -> Result<()> {
    store::append(conn, app.clock.now(), caller.person, action, id.0).await
}

/// Notes that `caller` changed a queue.
///
/// # Errors
/// Only ours.
pub async fn record_queue(conn: &mut PgConnection, app: &Ctx, caller: &Caller, id: QueueId) -> Result<()> {
    store::append(conn, app.clock.now(), caller.person, "queue.changed", id.0).await
}
