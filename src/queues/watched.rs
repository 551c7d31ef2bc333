//! What happens because somebody wrote: a parked chat is taken up again, a left message is answered.
//!
//! Invariant: it happens, also when the server that stored the text is killed a moment later or the database is away just
//! then: what was not seen to is found again in the database.

use std::time::Duration;

use signaling::protocol::{ConversationId, EntryState, Event, Reason, Role};
use tokio::sync::mpsc;

use super::{Decision, News, desk, inbox, store};
use crate::{app::Ctx, conversations, error::Result};

/// How often what nobody has seen to is looked for. Only a server that was killed in between leaves any.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// After a fault of our own.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Runs until the server stops.
pub async fn follow_written(app: Ctx, mut written: mpsc::Receiver<(ConversationId, Role, i64)>) {
    let mut look = app.clock.now();
    loop {
        let followed = tokio::select! {
            next = written.recv() => match next {
                Some((conversation, role, _)) => wrote(&app, conversation, role).await,
                None => return,
            },
            () = app.clock.sleep_until(look) => {
                look = app.clock.now() + LOOK_EVERY;
                look_for_unseen(&app).await
            }
            () = app.lifecycle.stop().cancelled(), if written.is_empty() => return,
        };
        if let Err(error) = followed {
            tracing::warn!(error = %error, "what follows a message was not done; it will be");
            look = app.clock.now() + LOOK_AGAIN;
        }
    }
}

async fn look_for_unseen(app: &Ctx) -> Result<()> {
    let mut conn = app.db.acquire().await?;
    let (parked, left) = (
        store::list_parked_written(&mut conn).await?,
        store::list_left_written(&mut conn).await?,
    );
    drop(conn);
    for conversation in parked {
        take_up(app, conversation).await?;
    }
    for conversation in left {
        inbox::wrote(app, conversation).await?;
    }
    Ok(())
}

async fn wrote(app: &Ctx, conversation: ConversationId, role: Role) -> Result<()> {
    if role == Role::Customer {
        take_up(app, conversation).await?;
    }
    inbox::wrote(app, conversation).await
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
