//! Figures and what they mean.
//!
//! *Served*: answered by an advisor today. *Abandoned*: left the line or timed out today without an answer. *Wait*: from
//! joining to the first answer; who is handed over waits again, and that is neither forecast nor counted. *Forecast kept*: waited no longer than the p90 told at joining. Today is the day in the
//! queue's own zone. *Staffed*: people at work who serve the queue; at work is who is there and not away.

mod store;

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use signaling::protocol::{AdvisorState, Event, QueueFigures, Topic, WallView};

use crate::{
    app::Ctx,
    error::Result,
    hours::Calendar,
    queues::{Queue, list_advisors, list_queues},
};

/// Least time between two drawings of the wall: its figures cost something and are looked at from afar.
const WALL_PAUSE: Duration = Duration::from_secs(1);

/// Tells those who look at the wall here whenever something on it may have changed. Runs until the server stops.
pub async fn draw_wall(app: Ctx) {
    loop {
        tokio::select! {
            () = app.lifecycle.stop().cancelled() => return,
            () = app.boards.wall_changed() => {}
        }
        if !app.hub.has_listeners(Topic::Wall) {
            continue;
        }
        match wall(&app).await {
            Ok(wall) => app.hub.deliver(
                Topic::Wall,
                Event::Wall {
                    wall: Box::new(wall),
                },
            ),
            Err(error) => {
                tracing::warn!(error = %error, "the wall was not drawn; trying again");
                app.boards.wake();
            }
        }
        tokio::select! {
            () = app.lifecycle.stop().cancelled() => return,
            () = tokio::time::sleep(WALL_PAUSE) => {}
        }
    }
}

/// The wall as it is now.
///
/// # Errors
/// Only ours.
pub async fn wall(app: &Ctx) -> Result<WallView> {
    let now = app.clock.now();
    let mut conn = app.db.acquire().await?;
    let queues = list_queues(&mut conn).await?;
    let days: Vec<_> = queues
        .iter()
        .map(|queue| (queue.id, midnight(queue, now)))
        .collect();
    let mut counts = store::list_counts(&mut conn, &days).await?;
    let mut trends = store::list_trends(&mut conn, now).await?;
    let mut staffed: HashMap<_, u32> = HashMap::new();
    let entries = store::list_open(&mut conn).await?;
    let mut advisors = list_advisors(&mut conn, None, now).await?;
    // A supervisor who has taken a conversation over is one of those who talk.
    let talking: HashSet<_> = entries.iter().filter_map(|entry| entry.advisor).collect();
    advisors.retain(|advisor| !advisor.queues.is_empty() || talking.contains(&advisor.person));
    for advisor in &advisors {
        let at_work = advisor.present && advisor.state != AdvisorState::Away;
        for queue in advisor.queues.iter().filter(|_| at_work) {
            *staffed.entry(*queue).or_default() += 1;
        }
    }
    let figures = queues.into_iter().map(|queue| {
        let counts = counts.remove(&queue.id).unwrap_or_default();
        let calendar =
            Calendar::try_from(&queue.hours).map_err(|error| anyhow::anyhow!("{error}"))?;
        Ok(QueueFigures {
            id: queue.id,
            open: calendar.state_at(now),
            waiting: counts.waiting,
            longest_since: counts.longest_since,
            active: counts.active,
            staffed: staffed.get(&queue.id).copied().unwrap_or_default(),
            served: counts.served,
            abandoned: counts.abandoned,
            left_open: counts.left_open,
            wait_p50_s: counts.wait_p50_s,
            wait_p90_s: counts.wait_p90_s,
            forecast_kept_pct: counts.forecast_kept_pct,
            trend: trends
                .remove(&queue.id)
                .unwrap_or_else(|| vec![0; store::TREND_SPANS]),
            thresholds: queue.settings.thresholds,
            name: queue.settings.name,
        })
    });
    let queues = figures.collect::<Result<Vec<_>>>()?;
    Ok(WallView {
        at: now,
        queues,
        advisors,
        entries,
    })
}

/// When the day began in the queue's zone; a day has one beginning even where clocks skip midnight.
fn midnight(queue: &Queue, now: jiff::Timestamp) -> jiff::Timestamp {
    let zoned = now
        .in_tz(&queue.hours.zone)
        .and_then(|zoned| zoned.start_of_day());
    zoned.map_or(now, |zoned| zoned.timestamp())
}
