//! What happens because somebody wrote: a parked chat is taken up again, a left message is answered.

use signaling::protocol::{ConversationId, EntryState, Event, Reason, Role};
use tokio::sync::mpsc;

use super::{Decision, News, desk, inbox, store};
use crate::{app::Ctx, conversations, error::Result};

/// Runs until the server stops.
pub async fn follow_written(app: Ctx, mut written: mpsc::Receiver<(ConversationId, Role, i64)>) {
    loop {
        let next = tokio::select! {
            next = written.recv() => next,
            () = app.lifecycle.stop().cancelled(), if written.is_empty() => return,
        };
        let Some((conversation, role, seq)) = next else {
            return;
        };
        if let Err(error) = wrote(&app, conversation, role, seq).await {
            tracing::warn!(conversation.id = %conversation, error = %error, "what follows a message was not done");
        }
    }
}

async fn wrote(app: &Ctx, conversation: ConversationId, role: Role, seq: i64) -> Result<()> {
    if role == Role::Customer {
        take_up(app, conversation).await?;
    }
    inbox::wrote(app, conversation, role, seq).await
}

async fn take_up(app: &Ctx, conversation: ConversationId) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let Some((entry, advisor)) = store::find_parked(&mut tx, conversation).await? else {
        return Ok(());
    };
    if !store::set_entry_state(&mut tx, entry, EntryState::Parked, EntryState::Active, now).await? {
        return Ok(());
    }
    conversations::set_watch(&mut tx, conversation, "none").await?;
    store::write_journal(
        &mut tx,
        now,
        &[Decision {
            entry,
            what: "taken_up",
            who: Some(advisor),
            why: Some(Reason::CustomerWrote),
        }],
    )
    .await?;
    let view = desk::desk_entry(&mut tx, app, entry, advisor).await?;
    tx.commit().await?;
    let mut news = News::default();
    news.person(
        advisor,
        Event::DeskEntry {
            entry: Box::new(view),
        },
    );
    news.line();
    news.tell(app);
    Ok(())
}
