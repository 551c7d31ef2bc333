//! What people look at while it changes: places in line, open queues, staff. Drawn anew on every node when the matcher
//! has run, at most a few times a second, and only for those who look. The wall is woken here and drawn by `reports`.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use signaling::protocol::{
    AdvisorView, EntryId, EntryState, EntryView, Event, PersonId, QueueStatus, Topic, WaitRange,
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
    shown: Mutex<Shown>,
}

/// What those who look have been told, for those who come: thousands who come at once ask the database nothing. Renewed
/// before anybody is told of a change, so who listens and then looks misses none.
#[derive(Debug, Default)]
struct Shown {
    /// None before the first drawing.
    queues: Option<Vec<QueueStatus>>,
    places: Places,
    /// Who has been told since the last drawing began that they wait: it may not have seen them, and the next may not
    /// either if they are taken at once.
    told_to_wait: HashMap<EntryId, PersonId>,
}

/// Everybody in line.
type Places = HashMap<EntryId, (PersonId, EntryView)>;

impl Boards {
    /// Draws soon.
    pub fn wake(&self) {
        self.0.line.notify_one();
        self.0.wall.notify_one();
    }

    /// Where an entry stands in line and how long it will be; none when it was not there at the last drawing.
    pub(super) fn place(&self, entry: EntryId) -> Option<(u32, Option<WaitRange>)> {
        let shown = self.shown();
        let (_, view) = shown.places.get(&entry)?;
        Some((view.position, view.wait))
    }

    /// Notes that `customer` is told that they wait, so that they hear when they don't, though another node takes them out
    /// of the line before it is drawn here. To be called after the commit.
    pub(super) fn told_to_wait(&self, entry: EntryId, customer: PersonId) {
        self.shown().told_to_wait.insert(entry, customer);
    }

    fn begin(&self) -> HashMap<EntryId, PersonId> {
        std::mem::take(&mut self.shown().told_to_wait)
    }

    /// Whoever was in line or was told so, and is not.
    fn who_left(
        &self,
        places: &Places,
        told: &HashMap<EntryId, PersonId>,
    ) -> HashMap<EntryId, PersonId> {
        let shown = self.shown();
        let seen = shown
            .places
            .iter()
            .map(|(id, (customer, _))| (id, customer));
        seen.chain(told)
            .filter(|(id, _)| !places.contains_key(*id))
            .map(|(id, customer)| (*id, *customer))
            .collect()
    }

    /// Renews what is shown; gives what is new, to be told.
    fn show(&self, queues: Vec<QueueStatus>, places: Places) -> Vec<(Topic, Event)> {
        let mut shown = self.shown();
        let told = shown.queues.as_deref().unwrap_or_default();
        let queues_changed = queues.iter().filter(|status| !told.contains(status));
        let mut changed: Vec<(Topic, Event)> = queues_changed
            .map(|status| {
                (
                    Topic::Queues,
                    Event::QueueStatus {
                        status: status.clone(),
                    },
                )
            })
            .collect();
        let told = |id: &EntryId, view| shown.places.get(id).is_some_and(|(_, told)| told == view);
        let places_changed = places.iter().filter(|(id, (_, view))| !told(id, view));
        changed.extend(places_changed.map(|(_, (customer, view))| {
            (
                Topic::Person(*customer),
                Event::Entry {
                    entry: view.clone(),
                },
            )
        }));
        shown.queues = Some(queues);
        shown.places = places;
        changed
    }

    fn shown(&self) -> MutexGuard<'_, Shown> {
        self.0.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the wall is to be drawn. Cancel safe: a wake is kept until somebody has waited for it.
    pub(crate) async fn wall_changed(&self) {
        self.0.wall.notified().await;
    }
}

/// Runs until the server stops.
pub async fn draw_boards(app: Ctx) {
    let mut staff = HashMap::new();
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
        let told = app.boards.begin();
        match draw(&app, &mut staff, &told).await {
            Ok(next) => hours_change = next,
            Err(error) => {
                app.boards.shown().told_to_wait.extend(told);
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
async fn draw(
    app: &Ctx,
    staff: &mut HashMap<PersonId, AdvisorView>,
    told: &HashMap<EntryId, PersonId>,
) -> Result<Option<Timestamp>> {
    let now = app.clock.now();
    let mut conn = app.db.acquire().await?;
    let mut next: Option<Timestamp> = None;
    let mut queues = Vec::new();
    let mut places = Places::new();
    for queue in store::list_queues(&mut conn).await? {
        let calendar = hours_of(&queue)?;
        next = [next, calendar.next_change(now)]
            .into_iter()
            .flatten()
            .min();
        let line = store::list_places(&mut conn, queue.id).await?;
        let staffing = store::find_staffing(&mut conn, queue.id, now).await?;
        queues.push(status(&queue, &calendar, line.len(), staffing, now));
        for (index, row) in line.into_iter().enumerate() {
            let position = u32::try_from(index + 1).unwrap_or(u32::MAX);
            let mut view = row.told_as(EntryState::Waiting);
            view.position = position;
            view.wait = estimate::wait_range(position, staffing);
            places.insert(row.id, (row.customer, view));
        }
    }
    // Who has left the line meanwhile hears where they are now: a place told a moment late must not be the last word.
    let mut left = Vec::new();
    for (entry, customer) in app.boards.who_left(&places, told) {
        let topic = Topic::Person(customer);
        if app.hub.has_listeners(topic)
            && let Some(row) = store::find_entry(&mut conn, entry).await?
        {
            if matches!(row.state, EntryState::Waiting | EntryState::Offered) {
                // Further back than is drawn, or in line again: nothing to tell yet.
                app.boards.told_to_wait(entry, customer);
                continue;
            }
            let entry = row.told_as(row.state);
            left.push((topic, Event::Entry { entry }));
        }
    }
    for (topic, event) in app.boards.show(queues, places).into_iter().chain(left) {
        app.hub.deliver(topic, event);
    }
    draw_staff(app, &mut conn, staff, now).await?;
    Ok(next)
}

async fn draw_staff(
    app: &Ctx,
    conn: &mut sqlx::PgConnection,
    told: &mut HashMap<PersonId, AdvisorView>,
    now: Timestamp,
) -> Result<()> {
    if !app.hub.has_listeners(Topic::Staff) {
        told.clear();
        return Ok(());
    }
    let listed = store::list_advisors(conn, None, now).await?;
    let gone: Vec<PersonId> = told
        .keys()
        .filter(|person| !listed.iter().any(|advisor| advisor.person == **person))
        .copied()
        .collect();
    for person in gone {
        told.remove(&person);
        app.hub.deliver(Topic::Staff, Event::AdvisorGone { person });
    }
    for advisor in listed {
        if told.get(&advisor.person) != Some(&advisor) {
            app.hub.deliver(
                Topic::Staff,
                Event::Advisor {
                    advisor: advisor.clone(),
                },
            );
            told.insert(advisor.person, advisor);
        }
    }
    Ok(())
}

/// Every queue as everybody sees it.
///
/// # Errors
/// Only ours.
pub async fn statuses(app: &Ctx) -> Result<Vec<QueueStatus>> {
    if let Some(queues) = app.boards.shown().queues.clone() {
        return Ok(queues);
    }
    let now = app.clock.now();
    let mut conn = app.db.acquire().await?;
    let mut statuses = Vec::new();
    for queue in store::list_queues(&mut conn).await? {
        let calendar = hours_of(&queue)?;
        let waiting = store::count_line(&mut conn, queue.id).await?;
        let staffing = store::find_staffing(&mut conn, queue.id, now).await?;
        statuses.push(status(&queue, &calendar, waiting as usize, staffing, now));
    }
    Ok(statuses)
}

pub(super) fn hours_of(queue: &store::Queue) -> Result<Calendar> {
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
        staffed: staffing.at_work,
        full: waiting >= queue.cap,
        wait: estimate::wait_range(waiting + 1, staffing),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn who_was_taken_before_the_line_was_drawn_is_told_so_once() {
        let boards = Boards::default();
        let (entry, customer) = (EntryId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        boards.told_to_wait(entry, customer);
        let told = boards.begin();
        let drawn = Places::new();
        assert_eq!(
            boards.who_left(&drawn, &told),
            HashMap::from([(entry, customer)])
        );
        assert!(boards.begin().is_empty());
        assert!(boards.who_left(&drawn, &HashMap::new()).is_empty());
    }
}
