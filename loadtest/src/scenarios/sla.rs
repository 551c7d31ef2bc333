//! Deadlines of cases, each a minute after a case was opened. In their midst the server is killed and started again. Each
//! must be told of once, and soon. How late is seen from outside: when the database first shows that so many were missed,
//! against when so many were due.

use std::cell::Cell;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use loadtest::{Api, Identity};
use reqwest::Method;
use signaling::protocol::{
    CaseForm, CasePromise, CasePromises, CaseReceipt, CaseTypeForm, CaseTypeView, Localised, OpenTo,
};
use sqlx::{Connection as _, PgConnection};
use tokio::time::{Duration, Instant, MissedTickBehavior, interval};
use tracing::info;

use super::cases::new_case;
use crate::{figures::Latencies, people, report::Report, run::Run};

/// Cases that are opened at once.
const AT_ONCE: usize = 16;
/// Who opens them.
const STAFF: u32 = 8;
/// How often the database is asked how many were missed.
const LOOK: Duration = Duration::from_millis(50);
/// When the last deadline was so many seconds ago, what has not been told of never will be.
const PATIENCE_S: f64 = 45.0;

#[derive(Debug, Args)]
pub(crate) struct Load {
    /// Cases, each with one deadline and one warning before it.
    #[arg(long, default_value_t = 10_000)]
    deadlines: u32,
}

pub(crate) async fn measure(run: &Run, load: &Load) -> Result<Report> {
    let server = run
        .server
        .as_ref()
        .context("the server is killed: leave --url out")?;
    let postgres = server
        .postgres()
        .context("the server has no database of its own")?;
    let mut db = PgConnection::connect_with(&postgres.options()).await?;
    let kind = open_type(run).await?;
    let progress = Cell::new(Progress::Opening);
    let work = async {
        info!("opening {} cases", load.deadlines);
        let begun = Instant::now();
        open_cases(run, &kind, load.deadlines).await?;
        let opened_in = begun.elapsed();
        let mut db = PgConnection::connect_with(&postgres.options()).await?;
        let due = due_times(&mut db).await?;
        ensure!(
            due.len() == load.deadlines as usize,
            "{} deadlines run",
            due.len()
        );
        let last = due[due.len() - 1];
        progress.set(Progress::Until(last + PATIENCE_S));
        let now: f64 = sqlx::query_scalar("select extract(epoch from clock_timestamp())::float8")
            .fetch_one(&mut db)
            .await?;
        let midst = f64::midpoint(due[0].max(now), last);
        info!(
            "the last comes in {:.0} s; the server is killed before that",
            last - now
        );
        tokio::time::sleep(Duration::from_secs_f64((midst - now).max(0.0))).await;
        let outage = server.kill_and_start().await?;
        anyhow::Ok((due, opened_in, outage))
    };
    let (worked, looks) = tokio::join!(work, watch(&mut db, load.deadlines, &progress));
    let ((due, opened_in, outage), looks) = (worked?, looks?);
    let late = lateness(&due, &looks);

    let mut report = Report::new("sla");
    report.figure("deadlines", load.deadlines);
    report.decimal(
        "opened_per_s",
        f64::from(load.deadlines) / opened_in.as_secs_f64(),
    );
    report.decimal("spread_s", due[due.len() - 1] - due[0]);
    report.decimal("outage_ms", outage.as_secs_f64() * 1_000.0);
    report.latencies(
        "late",
        "a broken promise, from when it was due until it is seen",
        &late,
    );
    for (name, what) in [("", "missed"), ("warnings_", "warned")] {
        let told = told(&mut db, what).await?;
        report.none_of(&format!("{name}fired_twice"), told.twice);
        report.none_of(
            &format!("{name}missed"),
            u64::from(load.deadlines).saturating_sub(told.cases),
        );
    }
    let p99 = late.quantile_ms(0.99);
    report.goal(
        p99 <= 1_000.0,
        format!("late: p99 {p99:.0} ms, 1000 at most"),
    );
    db.close().await?;
    Ok(report)
}

/// A kind of case that promises a first answer within a minute.
async fn open_type(run: &Run) -> Result<CaseTypeView> {
    let supervisor = people::supervisor(&run.api).await?;
    let said = |text: &str| Localised {
        sv: text.into(),
        en: text.into(),
    };
    let promise = CasePromise {
        first_answer_min: Some(1),
        next_answer_min: None,
        solution_min: None,
    };
    let form = CaseTypeForm {
        slug: "load-minute".into(),
        version: 0,
        name: said("Svar inom en minut"),
        about: said(""),
        form: CaseForm::default(),
        open_to: OpenTo::Staff,
        team: people::queue(run).await?,
        promises: CasePromises {
            ordinary: promise,
            urgent: promise,
        },
        retired: false,
    };
    let request = run
        .api
        .request(Method::POST, "/api/v1/case-types", &supervisor);
    let answer = request
        .json(&form)
        .send()
        .await
        .context("add a kind of case")?;
    let status = answer.status();
    ensure!(status.is_success(), "a kind of case: {status}");
    answer.json().await.context("read a kind of case")
}

async fn open_cases(run: &Run, kind: &CaseTypeView, many: u32) -> Result<()> {
    let staff = people::advisors(&run.api, STAFF).await?;
    let opened = stream::iter(0..many as usize).map(|number| {
        let who = &staff[number % staff.len()];
        open_case(&run.api, who, kind)
    });
    opened
        .buffer_unordered(AT_ONCE)
        .try_for_each(|_| async { Ok(()) })
        .await
}

async fn open_case(api: &Api, who: &Identity, kind: &CaseTypeView) -> Result<CaseReceipt> {
    let request = api
        .request(Method::POST, "/api/v1/cases", who)
        .json(&new_case(kind));
    let answer = request.send().await.context("open a case")?;
    let status = answer.status();
    ensure!(
        status.is_success(),
        "open a case: {status}: {}",
        answer.text().await?
    );
    answer.json().await.context("read a receipt")
}

/// When each deadline comes, the first first: seconds of the database's clock.
async fn due_times(db: &mut PgConnection) -> Result<Vec<f64>> {
    let times = sqlx::query_scalar(
        "select extract(epoch from due_at)::float8 from case_deadlines where clock = 'first_answer' order by due_at",
    );
    times.fetch_all(db).await.context("ask for deadlines")
}

/// How far the rest of the run is.
#[derive(Debug, Clone, Copy)]
enum Progress {
    Opening,
    /// When the last has waited long enough.
    Until(f64),
}

/// How many were missed by when.
#[derive(Debug, Clone, Copy)]
struct Look {
    at: f64,
    missed: usize,
}

/// Looks again and again until all are seen, or it is no use to wait.
async fn watch(db: &mut PgConnection, all: u32, progress: &Cell<Progress>) -> Result<Vec<Look>> {
    let mut looks = Vec::new();
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let (missed, at): (i64, f64) = sqlx::query_as(
            "select count(*), extract(epoch from clock_timestamp())::float8 from case_deadlines where missed_at is not null",
        )
        .fetch_one(&mut *db)
        .await
        .context("count what was missed")?;
        let missed = usize::try_from(missed)?;
        looks.push(Look { at, missed });
        let is_late = matches!(progress.get(), Progress::Until(end) if at > end);
        if missed >= all as usize || is_late {
            return Ok(looks);
        }
    }
}

/// From when each was due until a look shows it: they are told of in order.
fn lateness(due: &[f64], looks: &[Look]) -> Latencies {
    let mut late = Latencies::new();
    let mut seen = 0;
    for look in looks {
        for due in due.iter().take(look.missed).skip(seen) {
            late.record(Duration::from_secs_f64((look.at - due).max(0.0)));
        }
        seen = seen.max(look.missed);
    }
    late
}

struct Told {
    /// Cases that were told of.
    cases: u64,
    /// Those told of more than once.
    twice: u64,
}

async fn told(db: &mut PgConnection, what: &str) -> Result<Told> {
    let (cases, twice): (i64, i64) = sqlx::query_as(
        "select count(*), count(*) filter (where many > 1)
         from (select count(*) as many from case_journal where detail ->> 'type' = $1 group by case_id) told",
    )
    .bind(what)
    .fetch_one(db)
    .await
    .context("ask what was told")?;
    Ok(Told {
        cases: u64::try_from(cases)?,
        twice: u64::try_from(twice)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_as_late_as_the_look_that_shows_it() {
        let look = |at, missed| Look { at, missed };
        let late = lateness(
            &[1.0, 2.0, 3.0],
            &[look(0.5, 0), look(2.5, 2), look(3.0, 3)],
        );
        assert_eq!(late.count(), 3);
        assert!((late.max_ms() - 1_500.0).abs() < 2.0);
    }
}
