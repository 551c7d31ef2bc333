//! Who is here: people with a live socket on a node whose lease has not passed.
//!
//! Kept in Postgres beside what depends on it, so that it is right without Redis too, and so that "nobody is there" and
//! "their chats go back in line" are one decision. Invariant: a killed node's people are gone when its lease has passed.

mod store;

use std::{collections::HashMap, time::Duration};

use jiff::Timestamp;
use signaling::protocol::PersonId;
use sqlx::PgConnection;
use tokio::sync::{mpsc, oneshot};

use crate::{app::Ctx, error::Result};

/// How long a node is believed without hearing from it.
pub const NODE_LEASE: Duration = Duration::from_secs(9);
/// How often it speaks up.
const RENEW: Duration = Duration::from_secs(3);
/// Arrivals and departures waiting to be written; when full the socket's task waits.
const MAX_WAITING: usize = 4_096;
/// Batches of people waiting to be shown as here or gone; when full a batch is not shown, and counted.
const MAX_UNTOLD: usize = 256;
/// Written by one statement.
const MAX_AT_ONCE: usize = 1_000;

/// Somebody's first socket came, or one went.
#[derive(Debug, Clone, Copy)]
struct Change {
    person: PersonId,
    by: i32,
}

/// What is waiting to be written.
#[derive(Debug)]
enum News {
    Change(Change),
    /// To be told when everything before it has been written.
    Mark(oneshot::Sender<()>),
}

/// What became of a node's lease until it was renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lease {
    /// It had not passed.
    Kept,
    /// It had, but nobody had noticed yet.
    Passed,
    /// The node is new, or was buried by another.
    Unknown,
}

/// The way in.
#[derive(Debug, Clone)]
pub struct Presence(mpsc::Sender<News>);

/// The other ends of [`Presence`].
#[derive(Debug)]
pub struct Followed {
    /// For [`keep_presence`].
    changes: mpsc::Receiver<News>,
    told: mpsc::Sender<Vec<PersonId>>,
}

impl Presence {
    /// A handle, its other end for [`keep_presence`], and the people who then have come or gone.
    pub fn new() -> (Self, Followed, mpsc::Receiver<Vec<PersonId>>) {
        let (sender, changes) = mpsc::channel(MAX_WAITING);
        let (told, people) = mpsc::channel(MAX_UNTOLD);
        (Self(sender), Followed { changes, told }, people)
    }

    /// A socket of `person` is there.
    pub async fn arrive(&self, person: PersonId) {
        self.change(person, 1).await;
    }

    /// A socket of `person` went.
    pub async fn depart(&self, person: PersonId) {
        self.change(person, -1).await;
    }

    /// Waits until whoever has come or gone here so far is written, so that what is read next counts them. A write that
    /// fails is not waited for: the next beat writes everybody anew.
    pub async fn settle(&self) {
        let (done, settled) = oneshot::channel();
        self.send(News::Mark(done)).await;
        if settled.await.is_err() {
            tracing::debug!("presence is no longer kept: the server stops");
        }
    }

    async fn change(&self, person: PersonId, by: i32) {
        self.send(News::Change(Change { person, by })).await;
    }

    async fn send(&self, news: News) {
        if self.0.send(news).await.is_err() {
            tracing::debug!("presence is no longer kept: the server stops");
        }
    }
}

/// Runs until the server stops: writes who comes and goes, renews the node's lease, buries dead nodes.
pub async fn keep_presence(app: Ctx, followed: Followed) {
    let Followed { mut changes, told } = followed;
    let mut sockets: HashMap<PersonId, i32> = HashMap::new();
    let mut batch = Vec::new();
    let mut due = app.clock.now();
    loop {
        tokio::select! {
            // By the same clock as the lease.
            () = app.clock.sleep_until(due) => {
                // Counted from before it: however long it took, the lease does not pass before the next.
                let now = app.clock.now();
                match beat(&app, &sockets, now).await {
                    Ok(people) => tell(&told, people),
                    Err(error) => {
                        tracing::warn!(error = %error, "the node's lease was not renewed");
                    }
                }
                due = now + RENEW;
            }
            _ = changes.recv_many(&mut batch, MAX_AT_ONCE) => {
                let (changes, marks) = part(batch.drain(..));
                let changed = count(&mut sockets, changes.into_iter());
                if !changed.is_empty() && let Err(error) = write(&app, &changed).await {
                    // The next beat writes everybody anew.
                    tracing::warn!(error = %error, "presence was not written");
                    app.presence_doubtful.store(true, std::sync::atomic::Ordering::Relaxed);
                }
                tell(&told, changed.into_iter().map(|(person, _)| person).collect());
                for mark in marks {
                    if mark.send(()).is_err() {
                        tracing::debug!("whoever asked has stopped waiting");
                    }
                }
            }
            () = app.lifecycle.stop().cancelled() => break,
        }
    }
    if let Err(error) = store::remove_node(&app.db, app.node).await {
        tracing::warn!(error = %error, "the node's lease was not given back; it passes by itself");
    }
}

fn tell(told: &mpsc::Sender<Vec<PersonId>>, people: Vec<PersonId>) {
    if !people.is_empty() && told.try_send(people).is_err() {
        metrics::counter!("samtal_presence_untold_total").increment(1);
    }
}

/// Those gone since before `before`.
///
/// # Errors
/// Only ours.
pub async fn list_gone(conn: &mut PgConnection, before: Timestamp) -> Result<Vec<PersonId>> {
    store::list_gone(conn, before).await
}

/// What they had has been seen to.
///
/// # Errors
/// Only ours.
pub async fn forget_gone(conn: &mut PgConnection, person: PersonId) -> Result<()> {
    store::forget_gone(conn, person).await
}

fn part(news: impl Iterator<Item = News>) -> (Vec<Change>, Vec<oneshot::Sender<()>>) {
    let (mut changes, mut marks) = (Vec::new(), Vec::new());
    for news in news {
        match news {
            News::Change(change) => changes.push(change),
            News::Mark(mark) => marks.push(mark),
        }
    }
    (changes, marks)
}

/// Adds up; gives each changed person's sockets and whether they came or went altogether.
fn count(
    sockets: &mut HashMap<PersonId, i32>,
    changes: impl Iterator<Item = Change>,
) -> Vec<(PersonId, i32)> {
    let mut changed = HashMap::new();
    for change in changes {
        let now = sockets.entry(change.person).or_default();
        *now += change.by;
        changed.insert(change.person, *now);
    }
    sockets.retain(|_, count| *count > 0);
    let mut changed: Vec<_> = changed.into_iter().collect();
    changed.sort_unstable();
    changed
}

async fn write(app: &Ctx, changed: &[(PersonId, i32)]) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    store::set_sockets(&mut tx, app.node, changed).await?;
    // Anybody of the staff who comes or goes may change who can be asked.
    let staff = store::any_staff(&mut tx, changed).await?;
    if staff {
        store::mark_gone_and_back(&mut tx, now).await?;
    }
    tx.commit().await?;
    if staff {
        app.hub.signal_line();
    }
    Ok(())
}

/// Gives those who may have come or gone by it.
async fn beat(
    app: &Ctx,
    sockets: &HashMap<PersonId, i32>,
    now: Timestamp,
) -> Result<Vec<PersonId>> {
    let mut tx = app.db.begin().await?;
    let lease = store::renew_node(&mut tx, app.node, now, now + NODE_LEASE).await?;
    let doubtful = app
        .presence_doubtful
        .swap(false, std::sync::atomic::Ordering::Relaxed);
    if lease == Lease::Unknown || doubtful {
        // Buried by another node while we could not speak, or a write was lost: everybody is written anew.
        store::clear_node(&mut tx, app.node).await?;
        let mut everybody: Vec<_> = sockets
            .iter()
            .map(|(person, count)| (*person, *count))
            .collect();
        everybody.sort_unstable();
        store::set_sockets(&mut tx, app.node, &everybody).await?;
    }
    let buried = store::bury_nodes(&mut tx, now).await?;
    let staff_changed = store::mark_gone_and_back(&mut tx, now).await?;
    tx.commit().await?;
    // While the lease had passed our people seemed gone: those in line were offered to nobody.
    if buried.is_some() || staff_changed || lease != Lease::Kept {
        app.hub.signal_line();
    }
    let mut people = buried.unwrap_or_default();
    if lease != Lease::Kept || doubtful {
        people.extend(sockets.keys());
    }
    Ok(people)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn two_tabs_are_one_person() {
        let person = PersonId(Uuid::nil());
        let mut sockets = HashMap::new();
        let came = [Change { person, by: 1 }, Change { person, by: 1 }];
        assert_eq!(count(&mut sockets, came.into_iter()), [(person, 2)]);
        assert_eq!(
            count(&mut sockets, [Change { person, by: -1 }].into_iter()),
            [(person, 1)]
        );
        assert_eq!(
            count(&mut sockets, [Change { person, by: -1 }].into_iter()),
            [(person, 0)]
        );
        assert!(sockets.is_empty());
    }
}
