//! Closing holes: what a lost or late signal left out is fetched from Postgres and delivered in order.

use std::time::Duration;

use signaling::protocol::{ConversationId, MAX_PAGE};
use tokio::sync::mpsc;

use crate::{app::Ctx, conversations, error::Result};

/// How often heads are compared with Postgres. With one node nothing can be lost between; with several, this bounds how
/// long a lost signal can hide a message.
const HEAD_CHECK: Duration = Duration::from_secs(5);
/// Conversations compared by one statement.
const HEADS_AT_ONCE: usize = 2_000;

/// Runs until the server stops: fetches rows before one that came too early, and compares heads now and then.
pub async fn heal_holes(app: Ctx, mut holes: mpsc::Receiver<ConversationId>) {
    let doubtful = app.hub.heads_doubtful();
    loop {
        let outcome = tokio::select! {
            () = app.lifecycle.stop().cancelled() => return,
            Some(conversation) = holes.recv() => heal(&app, conversation).await,
            () = doubtful.notified() => compare_heads(&app).await,
            () = tokio::time::sleep(HEAD_CHECK) => compare_heads(&app).await,
        };
        if let Err(error) = outcome {
            tracing::warn!(error = %error, "could not compare heads; the next check will");
        }
    }
}

async fn compare_heads(app: &Ctx) -> Result<()> {
    let known = app.hub.conversations();
    for part in known.chunks(HEADS_AT_ONCE) {
        for conversation in conversations::behind(app, part).await? {
            heal(app, conversation).await?;
        }
    }
    Ok(())
}

async fn heal(app: &Ctx, conversation: ConversationId) -> Result<()> {
    loop {
        let known = app.hub.last_seq(conversation);
        let Some(after) = known else { return Ok(()) };
        let page = conversations::page(app, conversation, after, MAX_PAGE).await?;
        let last = page.messages.last().map(|message| message.seq);
        app.hub.deliver_fetched(conversation, page.messages);
        if last.is_none_or(|last| last >= page.head) {
            return Ok(());
        }
    }
}
