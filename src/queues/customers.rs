//! Customers who come and go while an advisor holds their conversation or left message: the desk shows it at once,
//! since whether anybody reads decides what one writes.

use std::collections::BTreeSet;

use signaling::protocol::{Event, PersonId};
use tokio::sync::mpsc;

use super::{News, desk, inbox, store};
use crate::{app::Ctx, error::Result};

/// Batches told together: after a restart everybody comes at once.
const MAX_BATCHES: usize = 64;

/// Runs until the server stops.
pub async fn follow_customers(app: Ctx, mut changed: mpsc::Receiver<Vec<PersonId>>) {
    let mut batches = Vec::new();
    loop {
        tokio::select! {
            received = changed.recv_many(&mut batches, MAX_BATCHES) => if received == 0 { return },
            () = app.lifecycle.stop().cancelled() => return,
        }
        let people: BTreeSet<PersonId> = batches.drain(..).flatten().collect();
        if let Err(error) = tell(&app, &people.into_iter().collect::<Vec<_>>()).await {
            tracing::warn!(error = %error, "desks were not told who came and went");
        }
    }
}

async fn tell(app: &Ctx, people: &[PersonId]) -> Result<()> {
    let mut news = News::default();
    let mut conn = app.db.acquire().await?;
    for (entry, advisor) in store::list_held_by(&mut conn, people).await? {
        // Ended meanwhile: there is nothing to show.
        let Ok(view) = desk::desk_entry(&mut conn, app, entry, advisor).await else {
            continue;
        };
        let entry = Box::new(view);
        news.person(advisor, Event::DeskEntry { entry });
    }
    for left in store::list_left_by(&mut conn, people).await? {
        inbox::tell(app, &mut conn, left, &mut news).await?;
    }
    drop(conn);
    news.tell(app);
    Ok(())
}
