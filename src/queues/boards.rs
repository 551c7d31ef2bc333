//! What people look at while it changes: places in line, open queues, staff. Drawn anew on every node when the matcher
//! has run, at most a few times a second, and only for those who look. The wall is woken here and drawn by `reports`.

use std::{collections::HashMap, sync::Arc, time::Duration};

use jiff::Timestamp;
use signaling::protocol::{
    AdvisorView, EntryId, EntryState, EntryView, Event, PersonId, QueueId, QueueStatus, Topic,
};
use tokio::sync::Notify;

use super::{estimate, store};
use crate::{app::Ctx, error::Result, hours::Calendar};

/// Least time between two drawings: quick to the eye, bounded for the database.
const PAUSE: Duration = Duration::from_millis(300);

/// Wakes the drawing on this node.
#[derive(Debug, Clone, Default)]
pub struct Boards(Arc<Changed>);

#[derive(Debug, Default)]
struct Changed {
    line: Notify,
    wall: Notify,
}

impl Boards {
    /// Draws soon.
    pub fn wake(&self) {
        self.0.line.notify_one();
        self.0.wall.notify_one();
    }

    /// Waits until the wall is to be drawn. Cancel safe: a wake is kept until somebody has waited for it.
    pub(crate) async fn wall_changed(&self) {
        self.0.wall.notified().await;
    }
}

/// What was last told, so that only differences are.
#[derive(Default)]
struct Told {
    queues: HashMap<QueueId, QueueStatus>,
    places: HashMap<EntryId, EntryView>,
    staff: HashMap<PersonId, AdvisorView>,
}

/// Runs until the server stops.
pub async fn draw_boards(app: Ctx) {
    let mut told = Told::default();
    let mut hours_change: Option<Timestamp> = None;
    loop {
        let hours = app
            .clock
            .sleep_until(hours_change.unwrap_or(Timestamp::MAX));
        tokio::select! {
            () = app.lifecycle.stop().cancelled() => return,
            () = app.boards.0.line.notified() => {}
            () = hours => app.boards.0.wall.notify_one(),
        }
        match draw(&app, &mut told).await {
            Ok(next) => hours_change = next,
            Err(error) => {
                tracing::warn!(error = %error, "the boards were not drawn; trying again");
                app.boards.wake();
            }
        }
        tokio::select! {
            () = app.lifecycle.stop().cancelled() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
}

/// Draws what has changed; gives when opening hours change next.
async fn draw(app: &Ctx, told: &mut Told) -> Result<Option<Timestamp>> {
    let now = app.clock.now();
    let mut conn = app.db.acquire().await?;
    let queues = store::list_queues(&mut conn).await?;
    let mut next: Option<Timestamp> = None;
    let mut places = HashMap::new();
    for queue in &queues {
        let calendar = calendar(queue)?;
        next = [next, calendar.next_change(now)]
            .into_iter()
            .flatten()
            .min();
        let line = store::list_places(&mut conn, queue.id).await?;
        let staffing = store::find_staffing(&mut conn, queue.id, now).await?;
        let status = status(queue, &calendar, line.len(), staffing, now);
        if told.queues.get(&queue.id) != Some(&status) {
            app.hub.deliver(
                Topic::Queues,
                Event::QueueStatus {
                    status: status.clone(),
                },
            );
            told.queues.insert(queue.id, status);
        }
        for (index, row) in line.into_iter().enumerate() {
            if !app.hub.has_listeners(Topic::Person(row.customer)) {
                continue;
            }
            let position = u32::try_from(index + 1).unwrap_or(u32::MAX);
            let mut view = row.told_as(EntryState::Waiting);
            view.position = position;
            view.wait = estimate::wait_range(position, staffing);
            if told.places.get(&row.id) != Some(&view) {
                app.hub.deliver(
                    Topic::Person(row.customer),
                    Event::Entry {
                        entry: view.clone(),
                    },
                );
            }
            places.insert(row.id, view);
        }
    }
    // Who has left the line meanwhile hears where they are now: a place told a moment late must not be the last word.
    let left = |entry: &&EntryId| !places.contains_key(*entry);
    for &entry in told.places.keys().filter(left) {
        if let Some(row) = store::find_entry(&mut conn, entry).await? {
            app.hub.deliver(
                Topic::Person(row.customer),
                Event::Entry {
                    entry: row.told_as(row.state),
                },
            );
        }
    }
    told.places = places;
    draw_staff(app, &mut conn, told, now).await?;
    Ok(next)
}

async fn draw_staff(
    app: &Ctx,
    conn: &mut sqlx::PgConnection,
    told: &mut Told,
    now: Timestamp,
) -> Result<()> {
    if !app.hub.has_listeners(Topic::Staff) {
        told.staff.clear();
        return Ok(());
    }
    for advisor in store::list_advisors(conn, None, now).await? {
        if told.staff.get(&advisor.person) != Some(&advisor) {
            app.hub.deliver(
                Topic::Staff,
                Event::Advisor {
                    advisor: advisor.clone(),
                },
            );
            told.staff.insert(advisor.person, advisor);
        }
    }
    Ok(())
}

/// Every queue as everybody sees it.
///
/// # Errors
/// Only ours.
pub async fn statuses(app: &Ctx) -> Result<Vec<QueueStatus>> {
    let now = app.clock.now();
    let mut conn = app.db.acquire().await?;
    let mut statuses = Vec::new();
    for queue in store::list_queues(&mut conn).await? {
        let calendar = calendar(&queue)?;
        let waiting = store::count_line(&mut conn, queue.id).await?;
        let staffing = store::find_staffing(&mut conn, queue.id, now).await?;
        statuses.push(status(&queue, &calendar, waiting as usize, staffing, now));
    }
    Ok(statuses)
}

fn calendar(queue: &store::Queue) -> Result<Calendar> {
    Ok(Calendar::try_from(&queue.hours)
        .map_err(|error| anyhow::anyhow!("hours of {}: {error}", queue.slug))?)
}

fn status(
    queue: &store::Queue,
    calendar: &Calendar,
    waiting: usize,
    staffing: estimate::Staffing,
    now: Timestamp,
) -> QueueStatus {
    let waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
    QueueStatus {
        id: queue.id,
        slug: queue.slug.clone(),
        name: queue.name.clone(),
        about: queue.about.clone(),
        open: calendar.state_at(now),
        hours: queue.hours.clone(),
        waiting,
        staffed: staffing.slots,
        full: waiting >= queue.cap,
        wait: estimate::wait_range(waiting + 1, staffing),
    }
}
