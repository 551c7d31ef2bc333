//! The clocks of cases: what is due when, and what happens when it is.
//!
//! Invariants: a deadline is a row, waited for by itself and not found by a sweep; a warning and a miss come once each,
//! whichever server tells of them; a clock that is no longer waited for is met or stands still.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use signaling::protocol::{CaseClock, CaseId, CasePromise, Happened};
use sqlx::PgConnection;
use tokio::sync::Notify;

use super::{
    Changed, News,
    sla::{self, Promise},
    store::{self, Due},
};
use crate::{app::Ctx, error::Result, queues};

/// Pause after a failed pass, so that a Postgres that restarts is not hammered.
const AFTER_FAULT: Duration = Duration::from_millis(500);
/// Other servers' deadlines are looked for so often: only those of one that was killed wait for it.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// After this what others held is looked at again.
const HELD: Duration = Duration::from_millis(50);
/// Deadlines taken at once.
const BATCH: i64 = 500;

/// Wakes whoever waits for the next deadline.
#[derive(Debug, Clone, Default)]
pub struct Clocks(Arc<Notify>);

impl Clocks {
    /// The deadlines have changed.
    pub fn wake(&self) {
        self.0.notify_one();
    }
}

/// Waits for each deadline until the server stops.
pub async fn run_clocks(app: Ctx) {
    let mut next = app.clock.now();
    loop {
        tokio::select! {
            () = app.lifecycle.stop().cancelled() => return,
            () = app.clocks.0.notified() => {}
            () = app.clock.sleep_until(next) => {}
        }
        let latest = app.clock.now() + LOOK_EVERY;
        match fire(&app).await {
            Ok(due) => next = due.unwrap_or(latest).min(latest),
            Err(error) => {
                tracing::warn!(error = %error, "deadlines were not seen to; trying again");
                tokio::time::sleep(AFTER_FAULT).await;
                next = app.clock.now();
            }
        }
    }
}

/// Sees to all that is due now; gives what comes next.
async fn fire(app: &Ctx) -> Result<Option<Timestamp>> {
    loop {
        let now = app.clock.now();
        // Mostly somebody's deadline has moved and none is due.
        let next = store::find_next_due(&mut *app.db.acquire().await?).await?;
        if next.is_none_or(|next| next > now) {
            return Ok(next);
        }
        let mut news = News::of_staff();
        let mut tx = app.db.begin().await?;
        let fired = store::take_due(&mut tx, now, BATCH).await?;
        for due in &fired {
            let what = match due.missed {
                true => Happened::Missed { clock: due.clock },
                false => Happened::Warned { clock: due.clock },
            };
            store::add_moment(&mut tx, due.case, now, None, &what).await?;
            metrics::histogram!("samtal_deadlines_late_seconds").record(late(due, now));
            news.changed(Changed {
                case: due.case,
                version: due.version,
                customer: due.customer,
            });
        }
        tx.commit().await?;
        metrics::counter!("samtal_deadlines_fired_total").increment(fired.len() as u64);
        news.tell(app);
        if fired.is_empty() {
            // Others hold what is due: they see to it, or have just changed what it follows from.
            return Ok(Some(now + HELD));
        }
    }
}

fn late(due: &Due, now: Timestamp) -> f64 {
    now.duration_since(due.at).as_secs_f64().max(0.0)
}

/// Works out a case's deadlines anew. To be called in every transaction that changes what they follow from.
pub(super) async fn recount(app: &Ctx, conn: &mut PgConnection, case: CaseId) -> Result<()> {
    let Some(facts) = store::find_history(conn, case).await? else {
        return Ok(());
    };
    let promises = if facts.urgent {
        facts.promises.urgent
    } else {
        facts.promises.ordinary
    };
    let now = app.clock.now();
    let calendar = queues::calendar(conn, facts.team).await?;
    let running = match &calendar {
        Some(calendar) => sla::deadlines(calendar, &promise(promises), &facts.history),
        None => Vec::new(),
    };
    store::set_deadlines(conn, case, &running).await?;
    let over: Vec<CaseClock> = [
        (
            CaseClock::FirstAnswer,
            facts.history.answered || facts.history.resolved,
        ),
        (
            CaseClock::NextAnswer,
            facts.history.waits_since.is_none() || facts.history.resolved,
        ),
        (CaseClock::Solution, facts.history.resolved),
    ]
    .into_iter()
    .filter_map(|(clock, is_over)| is_over.then_some(clock))
    .collect();
    store::end_deadlines(conn, case, &running, &over, now).await
}

fn promise(minutes: CasePromise) -> Promise {
    let within = |minutes: Option<u32>| minutes.map(|min| SignedDuration::from_mins(min.into()));
    Promise {
        first_answer: within(minutes.first_answer_min),
        next_answer: within(minutes.next_answer_min),
        solution: within(minutes.solution_min),
    }
}
