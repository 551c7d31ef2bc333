//! The SQL of a case's clocks.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{CaseClock, CaseFigures, CaseId, CasePromises, PersonId, QueueId};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::super::sla::{Deadline, History, Pause};
use crate::error::Result;

/// What a case's deadlines follow from.
#[derive(Debug)]
pub(in super::super) struct Facts {
    pub(in super::super) history: History,
    pub(in super::super) promises: CasePromises,
    pub(in super::super) urgent: bool,
    pub(in super::super) team: QueueId,
}

pub(in super::super) async fn find_history(
    conn: &mut PgConnection,
    case: CaseId,
) -> Result<Option<Facts>> {
    let row = sqlx::query!(
        r#"
        select c.created_at, c.answered_at is not null as "answered!", c.waits_since, c.resolved_at is not null as "resolved!",
               c.urgent, c.team_id, t.promises as "promises: Json<CasePromises>"
        from cases c
        join case_types t on t.id = c.type_id
        where c.id = $1
        "#,
        case.0,
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let pauses = sqlx::query!(
        "select began, ended from case_pauses where case_id = $1 order by began",
        case.0
    )
    .fetch_all(conn)
    .await?;
    let pauses = pauses.into_iter().map(|pause| Pause {
        from: pause.began.to_jiff(),
        to: pause.ended.map(|ended| ended.to_jiff()),
    });
    Ok(Some(Facts {
        history: History {
            opened_at: row.created_at.to_jiff(),
            answered: row.answered,
            waits_since: row.waits_since.map(|since| since.to_jiff()),
            resolved: row.resolved,
            pauses: pauses.collect(),
        },
        promises: row.promises.0,
        urgent: row.urgent,
        team: QueueId(row.team_id),
    }))
}

/// Writes down the clocks that run. What was warned of or missed is not warned of again, unless it is put off.
pub(in super::super) async fn set_deadlines(
    conn: &mut PgConnection,
    case: CaseId,
    running: &[Deadline],
) -> Result<()> {
    for one in running {
        sqlx::query!(
            r#"
            insert into case_deadlines as d (case_id, clock, since, warn_at, due_at)
            values ($1, $2, $3, $4, $5)
            on conflict (case_id, clock, since) do update
            set warn_at = excluded.warn_at, due_at = excluded.due_at, met_at = null,
                warned_at = case when excluded.warn_at > d.warned_at then null else d.warned_at end,
                missed_at = case when excluded.due_at > d.missed_at then null else d.missed_at end
            where d.due_at is distinct from excluded.due_at or d.warn_at is distinct from excluded.warn_at
               or d.met_at is not null
            "#,
            case.0,
            one.clock as CaseClock,
            one.since.to_sqlx() as _,
            one.warn_at.to_sqlx() as _,
            one.due_at.to_sqlx() as _,
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// Of clocks that run no more: those in `over` are met, the others stand still. What a list shows of it is kept with the case.
pub(in super::super) async fn end_deadlines(
    conn: &mut PgConnection,
    case: CaseId,
    running: &[Deadline],
    over: &[CaseClock],
    now: Timestamp,
) -> Result<()> {
    let (clocks, since): (Vec<CaseClock>, Vec<jiff_sqlx::Timestamp>) = running
        .iter()
        .map(|one| (one.clock, one.since.to_sqlx()))
        .unzip();
    sqlx::query!(
        r#"
        update case_deadlines d
        set met_at = case when d.clock = any ($2) then $3::timestamptz end,
            warn_at = case when d.clock = any ($2) then d.warn_at end,
            due_at = case when d.clock = any ($2) then d.due_at end
        where d.case_id = $1 and d.met_at is null
          and not exists (
            select from unnest($4::text[], $5::timestamptz[]) r (clock, since)
            where r.clock = d.clock and r.since = d.since
          )
        "#,
        case.0,
        over as &[CaseClock],
        now.to_sqlx() as _,
        &clocks as &[CaseClock],
        &since as _,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        r#"
        update cases c
        set next_due_at = d.due_at, missed = d.missed
        from (
          select min(due_at) filter (where met_at is null) as due_at, coalesce(bool_or(missed_at is not null), false) as missed
          from case_deadlines
          where case_id = $1
        ) d
        where c.id = $1 and (c.next_due_at is distinct from d.due_at or c.missed <> d.missed)
        "#,
        case.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A deadline whose time has come.
#[derive(Debug)]
pub(in super::super) struct Due {
    pub(in super::super) case: CaseId,
    pub(in super::super) clock: CaseClock,
    /// Missed, or warned of.
    pub(in super::super) missed: bool,
    /// When it should have been told.
    pub(in super::super) at: Timestamp,
    pub(in super::super) version: i32,
    pub(in super::super) customer: PersonId,
}

/// Takes warnings and misses whose time has come, `most` of each: whoever else looks gets others. By `case_deadlines_due`
/// and `case_deadlines_warn`.
pub(in super::super) async fn take_due(
    conn: &mut PgConnection,
    now: Timestamp,
    most: i64,
) -> Result<Vec<Due>> {
    let missed = sqlx::query!(
        r#"
        with due as (
          select case_id, clock, since
          from case_deadlines
          where due_at <= $1 and missed_at is null and met_at is null
          order by due_at
          limit $2
          for update skip locked
        ), taken as (
          update case_deadlines d
          set missed_at = $1, warned_at = coalesce(d.warned_at, $1)
          from due
          where d.case_id = due.case_id and d.clock = due.clock and d.since = due.since
          returning d.case_id, d.clock, d.due_at
        )
        select t.case_id, t.clock as "clock: CaseClock", t.due_at as "at!", c.version, c.customer_id
        from taken t
        join cases c on c.id = t.case_id
        "#,
        now.to_sqlx() as _,
        most,
    )
    .fetch_all(&mut *conn)
    .await?;
    let cases: Vec<Uuid> = missed.iter().map(|row| row.case_id).collect();
    sqlx::query!(
        "update cases set missed = true where id = any ($1) and not missed",
        &cases
    )
    .execute(&mut *conn)
    .await?;
    let warned = sqlx::query!(
        r#"
        with due as (
          select case_id, clock, since
          from case_deadlines
          where warn_at <= $1 and warned_at is null and missed_at is null and met_at is null
          order by warn_at
          limit $2
          for update skip locked
        ), taken as (
          update case_deadlines d
          set warned_at = $1
          from due
          where d.case_id = due.case_id and d.clock = due.clock and d.since = due.since
          returning d.case_id, d.clock, d.warn_at
        )
        select t.case_id, t.clock as "clock: CaseClock", t.warn_at as "at!", c.version, c.customer_id
        from taken t
        join cases c on c.id = t.case_id
        "#,
        now.to_sqlx() as _,
        most,
    )
    .fetch_all(conn)
    .await?;
    let missed = missed.into_iter().map(|row| Due {
        case: CaseId(row.case_id),
        clock: row.clock,
        missed: true,
        at: row.at.to_jiff(),
        version: row.version,
        customer: PersonId(row.customer_id),
    });
    let warned = warned.into_iter().map(|row| Due {
        case: CaseId(row.case_id),
        clock: row.clock,
        missed: false,
        at: row.at.to_jiff(),
        version: row.version,
        customer: PersonId(row.customer_id),
    });
    Ok(missed.chain(warned).collect())
}

/// When the next of all deadlines comes.
pub(in super::super) async fn find_next_due(conn: &mut PgConnection) -> Result<Option<Timestamp>> {
    let next = sqlx::query_scalar!(
        r#"
        select least(
          (select min(warn_at) from case_deadlines where warned_at is null and missed_at is null and met_at is null),
          (select min(due_at) from case_deadlines where missed_at is null and met_at is null)
        ) as next
        "#
    )
    .fetch_one(conn)
    .await?;
    Ok(next.map(|next| next.to_jiff()))
}

/// A word of staff ends the customer's waiting, and the customer's own after it begins one.
pub(in super::super) async fn set_waiting(
    conn: &mut PgConnection,
    case: CaseId,
    answered_at: Option<Timestamp>,
    asked_at: Option<Timestamp>,
) -> Result<()> {
    sqlx::query!(
        r#"
        update cases
        set answered_at = coalesce(answered_at, $2),
            waits_since = case
              when $3::timestamptz is not null and ($2::timestamptz is not null or waits_since is null) then $3
              when $2 is not null then null
              else waits_since
            end
        where id = $1
        "#,
        case.0,
        answered_at.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
        asked_at.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(in super::super) async fn find_figures(
    conn: &mut PgConnection,
    since: Timestamp,
    now: Timestamp,
) -> Result<CaseFigures> {
    let row = sqlx::query!(
        r#"
        select (select count(*)::int from cases o
                where o.merged_into is null and o.status not in ('resolved', 'closed')) as "open!",
               (select count(distinct d.case_id)::int from case_deadlines d
                join cases o on o.id = d.case_id
                where d.missed_at is not null and d.met_at is null
                  and o.merged_into is null and o.status not in ('resolved', 'closed')) as "late!",
               count(*)::int as "opened!",
               count(*) filter (where created_at <= $2::timestamptz - interval '24 hours')::int as "due!",
               count(*) filter (where created_at <= $2::timestamptz - interval '24 hours'
                                and answered_at <= created_at + interval '24 hours')::int as "answered!",
               (select count(*)::int from case_deadlines d
                where d.since >= $1 and (d.missed_at is not null or d.met_at is not null)) as "deadlines!",
               (select count(*)::int from case_deadlines d where d.since >= $1 and d.missed_at is not null) as "missed!",
               (select count(*)::int from ratings r where r.created_at >= $1) as "ratings!",
               (select count(*)::int from ratings r where r.created_at >= $1 and r.score >= 4) as "satisfied!"
        from cases
        where created_at >= $1 and merged_into is null
        "#,
        since.to_sqlx() as _,
        now.to_sqlx() as _,
    )
    .fetch_one(conn)
    .await?;
    Ok(CaseFigures {
        open: row.open.unsigned_abs(),
        late: row.late.unsigned_abs(),
        opened: row.opened.unsigned_abs(),
        due_an_answer: row.due.unsigned_abs(),
        answered_in_a_day: row.answered.unsigned_abs(),
        deadlines: row.deadlines.unsigned_abs(),
        missed: row.missed.unsigned_abs(),
        ratings: row.ratings.unsigned_abs(),
        satisfied: row.satisfied.unsigned_abs(),
    })
}
