//! Cases in volume, so that lists and searches can be measured and looked at as after years of work.
//!
//! Invariants: a run that is broken off leaves whole cases, and the next goes on; each year's numbers have no gaps.

mod invented;
mod store;
mod words;

use anyhow::{Context, Result, ensure};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde::Serialize;
use signaling::protocol::{CaseStatus, CaseVia, Happened};
use sqlx::PgPool;
use tokio::try_join;
use uuid::Uuid;

use super::{business::ZONE, load, logs::uuid_at};
use crate::clock::Clock;
use invented::Matter;
use store::Kind;

/// The most that is made.
const MOST: u32 = 2_000_000;
/// Cases of one transaction.
const BATCH: u32 = 2_000;
/// Cases of one customer, about.
const EACH: u32 = 4;
/// How far back the oldest lies.
const DAYS: i64 = 700;
/// Of a hundred cases, those of the last of the time are still worked with.
const OPEN_PERCENT: u32 = 8;
/// There is one machine for so many cases.
const CASES_OF_A_MACHINE: u32 = 10;
/// Of so many open cases the customer of one waits to be called.
const ONE_WAITS_FOR_A_CALL_OF: u32 = 10;

/// What one batch is written from; the names of its parts' fields are those of the SQL.
#[derive(Debug, Default)]
struct Batch {
    people: Vec<Customer>,
    cases: Vec<Case>,
    texts: Vec<Text>,
    moments: Vec<Moment>,
    callbacks: Vec<Callback>,
}

#[derive(Debug, Serialize)]
struct Customer {
    id: Uuid,
    name: String,
    email: String,
    phone: String,
    language: &'static str,
    at: Timestamp,
}

/// As the register has it.
#[derive(Debug, Clone, Serialize)]
struct Machine {
    name: String,
    maker: String,
    model: String,
    street: String,
    postcode: String,
    town: String,
}

/// A machine with its number.
#[derive(Debug, Clone)]
struct Object {
    id: Uuid,
    number: String,
    is: Machine,
}

#[derive(Debug, Serialize)]
struct Case {
    id: Uuid,
    object: Option<Uuid>,
    client_id: Uuid,
    year: i16,
    number: i32,
    type_id: Uuid,
    type_version: i32,
    title: String,
    description: String,
    answers: serde_json::Value,
    status: CaseStatus,
    pause_reason: Option<&'static str>,
    urgent: bool,
    customer: Uuid,
    told_at: String,
    language: &'static str,
    owner: Option<Uuid>,
    team: Uuid,
    via: CaseVia,
    at: Timestamp,
    status_at: Timestamp,
    changed_at: Timestamp,
    answered_at: Option<Timestamp>,
    waits_since: Option<Timestamp>,
    resolved_at: Option<Timestamp>,
    warn_at: Option<Timestamp>,
    due_at: Option<Timestamp>,
    missed: bool,
    street: String,
    invoice_reference: String,
    papers: Uuid,
    notes: Uuid,
    thread: Uuid,
    subject: &'static str,
    head: i64,
    /// Of each of its checklists.
    steps_done: i32,
}

#[derive(Debug, Serialize)]
struct Text {
    thread: Uuid,
    seq: i64,
    client_id: Uuid,
    author: Uuid,
    is_staff: bool,
    body: String,
    at: Timestamp,
}

#[derive(Debug, Serialize)]
struct Moment {
    case: Uuid,
    at: Timestamp,
    who: Uuid,
    detail: Happened,
}

#[derive(Debug, Serialize)]
struct Callback {
    case: Uuid,
    phone: String,
    wish: &'static str,
    by: Uuid,
    at: Timestamp,
}

/// Makes cases until there are `wanted` in all.
///
/// # Errors
/// If the database does not answer, or more are wanted than anybody could use.
pub(super) async fn fill(db: &PgPool, clock: &Clock, wanted: u32) -> Result<()> {
    ensure!(wanted <= MOST, "at most {MOST} cases");
    let mut conn = db.acquire().await.context("connect")?;
    let before = store::count_cases(&mut conn).await?;
    let kinds = store::list_kinds(&mut conn, load::QUEUE).await?;
    ensure!(!kinds.is_empty(), "no kind of case has a team");
    // What a run that was broken off has left.
    let mut written = store::list_unindexed(&mut conn).await?;
    let missing = wanted.saturating_sub(before);
    let mut chance = StdRng::seed_from_u64(u64::from(before) + 1);
    let machines: Vec<Machine> = (0..missing.div_ceil(CASES_OF_A_MACHINE))
        .map(|_| invented::machine(&mut chance))
        .collect();
    let objects = store::register(&mut conn, machines, clock.now()).await?;
    drop(conn);
    let mut maker = Maker {
        chance,
        objects,
        now: clock.now(),
        kinds,
        made: 0,
        missing,
        customer: None,
        open: 0,
    };
    // While one batch is written the one before it is put in the index.
    while maker.made < missing {
        let (batch, ()) = try_join!(write(db, &mut maker), index(db, &written))?;
        written = batch;
        tracing::info!(made = maker.made, of = missing, "cases made");
    }
    index(db, &written).await?;
    if missing > 0 {
        store::settle(db).await?;
    }
    Ok(())
}

/// What cases are found by.
async fn index(db: &PgPool, cases: &[Uuid]) -> Result<()> {
    if cases.is_empty() {
        return Ok(());
    }
    store::index(db, cases).await
}

/// One batch: all of it, or nothing. Which cases there are now.
async fn write(db: &PgPool, maker: &mut Maker) -> Result<Vec<Uuid>> {
    let mut tx = db.begin().await.context("begin")?;
    let many = BATCH.min(maker.missing - maker.made);
    let mut batch = Batch::default();
    let mut numbers = std::collections::BTreeMap::<i16, i32>::new();
    for _ in 0..many {
        let year = maker.next_year()?;
        let number = match numbers.get_mut(&year) {
            Some(last) => last,
            None => {
                let last = store::last_number(&mut tx, year.into()).await?;
                numbers.entry(year).or_insert(last)
            }
        };
        *number += 1;
        maker.make(&mut batch, year, *number)?;
    }
    for (year, last) in numbers {
        store::set_last_number(&mut tx, year.into(), last).await?;
    }
    store::write(&mut tx, &batch).await?;
    tx.commit().await.context("commit cases")?;
    Ok(batch.cases.iter().map(|case| case.id).collect())
}

/// Makes one case after another, the oldest first.
struct Maker {
    chance: StdRng,
    now: Timestamp,
    kinds: Vec<Kind>,
    objects: Vec<Object>,
    made: u32,
    missing: u32,
    customer: Option<Customer>,
    /// Of those made, the ones that are worked with.
    open: u32,
}

impl Maker {
    fn next_at(&self) -> Result<Timestamp> {
        let whole = DAYS * 24 * 60 * 60 * 1_000;
        let gone = whole * i64::from(self.made) / i64::from(self.missing);
        Ok(self.now.checked_sub((whole - gone).milliseconds())?)
    }

    fn next_year(&self) -> Result<i16> {
        let zone = TimeZone::get(ZONE).context("the business's time zone")?;
        Ok(self.next_at()?.to_zoned(zone).year())
    }

    fn make(&mut self, batch: &mut Batch, year: i16, number: i32) -> Result<()> {
        let at = self.next_at()?;
        if self.made.is_multiple_of(EACH) {
            self.customer = None;
        }
        let is_late = self.missing - self.made <= self.missing * OPEN_PERCENT / 100;
        self.made += 1;
        let Self {
            chance,
            kinds,
            objects,
            ..
        } = self;
        let customer = self.customer.get_or_insert_with(|| {
            let somebody = invented::somebody(chance, uuid_at(at), at);
            batch.people.push(somebody.copy());
            somebody
        });
        let kind = kinds.choose(chance).context("no kind of case")?;
        let matter = Matter::of(chance, kind.is_report, customer.language, objects);
        let words = matter.words;
        let status = if is_late {
            invented::open_status(chance)
        } else {
            CaseStatus::Closed
        };
        let owner = (status != CaseStatus::New)
            .then(|| kind.staff.choose(chance).copied())
            .flatten();
        let answered_at = owner.map(|_| (at + chance.random_range(5..600).minutes()).min(self.now));
        let is_over = matches!(status, CaseStatus::Resolved | CaseStatus::Closed);
        let last = match is_over {
            true => at + chance.random_range(10..120_i64).hours(),
            false => answered_at.unwrap_or(at),
        };
        let last = last.min(self.now);
        // The clock stands still while somebody else is waited for.
        let is_running = matches!(status, CaseStatus::New | CaseStatus::Active);
        let is_missed = (is_over || is_running) && chance.random_ratio(1, 20);
        let due_at = is_running.then(|| match is_missed {
            true => at + self.now.duration_since(at) / 2,
            false => self.now + chance.random_range(60..20_000).minutes(),
        });
        let id = uuid_at(at);
        let thread = uuid_at(at);
        let lines = matter.lines(chance, owner.is_some());
        for (seq, (is_staff, body)) in (1_i64..).zip(&lines) {
            let author = if *is_staff { owner } else { Some(customer.id) };
            batch.texts.push(Text {
                thread,
                seq,
                client_id: uuid_at(at),
                author: author.context("a word of staff is somebody's")?,
                is_staff: *is_staff,
                body: body.clone(),
                at: (at + (seq * 7).minutes()).min(self.now),
            });
        }
        let mut moment = |at, who, detail| {
            batch.moments.push(Moment {
                case: id,
                at,
                who,
                detail,
            })
        };
        let via = invented::via(chance);
        moment(at, customer.id, Happened::Opened { via });
        if let (Some(owner), Some(answered)) = (owner, answered_at) {
            let to = CaseStatus::Active;
            moment(
                answered,
                owner,
                Happened::Status {
                    from: CaseStatus::New,
                    to,
                    reason: None,
                },
            );
            if status != to {
                let reason = (status == CaseStatus::Paused).then(|| words.pause.to_owned());
                moment(
                    last,
                    owner,
                    Happened::Status {
                        from: to,
                        to: status,
                        reason,
                    },
                );
            }
        }
        let waits_for_a_call = !is_over && self.open.is_multiple_of(ONE_WAITS_FOR_A_CALL_OF);
        self.open += u32::from(!is_over);
        if waits_for_a_call {
            moment(last, customer.id, Happened::CallbackAsked);
            batch.callbacks.push(Callback {
                case: id,
                phone: customer.phone.clone(),
                wish: words.wishes.choose(chance).copied().unwrap_or_default(),
                by: customer.id,
                at: last,
            });
        }
        let head = i64::try_from(lines.len())?;
        batch.cases.push(Case {
            id,
            object: matter.object,
            client_id: uuid_at(at),
            year,
            number,
            type_id: kind.id,
            type_version: kind.version,
            title: matter.title,
            description: matter.description,
            street: matter.street,
            invoice_reference: matter.invoice_reference,
            answers: matter.answers,
            status,
            pause_reason: (status == CaseStatus::Paused).then_some(words.pause),
            urgent: chance.random_ratio(1, 15),
            customer: customer.id,
            told_at: customer.email.clone(),
            language: customer.language,
            owner,
            team: kind.team,
            via,
            at,
            status_at: last,
            changed_at: last,
            answered_at,
            waits_since: match owner {
                None => Some(at),
                Some(_) => waits_for_a_call.then_some(last),
            },
            resolved_at: is_over.then_some(last),
            warn_at: due_at.map(|due| due - 30.minutes()),
            due_at,
            missed: is_missed,
            papers: uuid_at(at),
            notes: uuid_at(at),
            thread,
            subject: matter.subject,
            head,
            steps_done: match owner {
                Some(_) if is_over => i32::MAX,
                Some(_) => chance.random_range(0..4),
                None => 0,
            },
        });
        Ok(())
    }
}

impl Customer {
    fn copy(&self) -> Self {
        Self {
            name: self.name.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            ..*self
        }
    }
}
