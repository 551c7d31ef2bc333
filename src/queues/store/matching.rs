//! The SQL of matching: what time changes, who waits, who is there, what was decided.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{AdvisorState, EntryId, PersonId, QueueId, Reason};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::super::{
    estimate::Staffing,
    matching::{Candidate, Match, Waiting},
};
use crate::error::Result;

/// Waiting entries of one queue looked at in one pass: more than any pass can place.
const LINE_LOOKED_AT: i64 = 200;
/// Conversations that an estimate is built on.
const RECENT: i64 = 50;

/// The next moment at which time alone changes something.
pub(crate) async fn find_deadline(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<Option<Timestamp>> {
    let grace_s = i32::try_from(crate::queues::matcher::GONE_GRACE.as_secs()).unwrap_or(i32::MAX);
    let due = sqlx::query_scalar!(
        r#"
        select least(
          (select min(offer_until) from entries where state = 'offered'),
          (select min(refused_until) from entries where state = 'waiting' and refused_until > $1),
          (select min(wait_until) from entries where state in ('waiting', 'offered')),
          (select min(gone_since) + make_interval(secs => $2) from staff where gone_since is not null)
        ) as due
        "#,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        f64::from(grace_s),
    )
    .fetch_one(conn)
    .await?;
    Ok(due.map(jiff_sqlx::Timestamp::to_jiff))
}

pub(crate) async fn lapse_offers(
    conn: &mut PgConnection,
    now: Timestamp,
    refused_until: Timestamp,
) -> Result<Vec<(EntryId, PersonId)>> {
    let rows = sqlx::query!(
        r#"
        with lapsed as (
          select id, offered_to from entries
          where state = 'offered' and offer_until <= $1
          order by id
          for update skip locked
        )
        update entries e
        set state = 'waiting', offered_to = null, offer_until = null, offered_at = null, wanted_by = null,
            refused_by = array_append(case when e.refused_until > $1 then e.refused_by else '{}' end, l.offered_to),
            refused_until = $2, state_at = $1
        from lapsed l
        where e.id = l.id
        returning e.id, l.offered_to as "offered_to!"
        "#,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        refused_until.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (EntryId(row.id), PersonId(row.offered_to)))
        .collect())
}

/// Puts an offer back in line; false when it is not `to`'s any more.
pub(crate) async fn refuse_offer(
    conn: &mut PgConnection,
    id: EntryId,
    to: PersonId,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        r#"
        update entries
        set state = 'waiting', offered_to = null, offer_until = null, offered_at = null, wanted_by = null,
            refused_by = array_append(case when refused_until > $3 then refused_by else '{}' end, $2),
            refused_until = $4, state_at = $3
        where id = $1 and state = 'offered' and offered_to = $2
        "#,
        id.0,
        to.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        until.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn set_away(
    conn: &mut PgConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "update staff set state = 'away', state_at = $2 where person_id = $1 and state <> 'away'",
        person.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn set_staff_state(
    conn: &mut PgConnection,
    person: PersonId,
    state: AdvisorState,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        r#"
        update staff
        set state = $2, state_at = $3, idle_since = case when state <> 'available' then $3 else idle_since end
        where person_id = $1
        "#,
        person.0,
        state as AdvisorState,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn set_idle(
    conn: &mut PgConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "update staff set idle_since = $2 where person_id = $1",
        person.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What somebody has: active and parked.
pub(crate) async fn list_held(conn: &mut PgConnection, advisor: PersonId) -> Result<Vec<EntryId>> {
    let ids = sqlx::query_scalar!(
        "select id from entries where advisor_id = $1 and state in ('active', 'parked') order by id limit 500",
        advisor.0
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(EntryId).collect())
}

/// What somebody is asked about.
pub(crate) async fn list_offered_to(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Vec<EntryId>> {
    let ids = sqlx::query_scalar!(
        "select id from entries where offered_to = $1 and state = 'offered' order by id limit 500",
        person.0
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(EntryId).collect())
}

/// Who waits for somebody by name waits for anybody.
pub(crate) async fn want_no_more(conn: &mut PgConnection, person: PersonId) -> Result<()> {
    sqlx::query!(
        "update entries set wanted_by = null where wanted_by = $1 and state in ('waiting', 'offered')",
        person.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Entries whose longest wait has passed, and whether they become a left message.
pub(crate) async fn list_overdue(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<Vec<(EntryId, bool)>> {
    let rows = sqlx::query!(
        r#"
        select e.id, q.wait_action
        from entries e
        join queues q on q.id = e.queue_id
        where e.state in ('waiting', 'offered') and e.wait_until <= $1
        order by e.id
        limit 200
        for update of e skip locked
        "#,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (EntryId(row.id), row.wait_action == "to_message"))
        .collect())
}

pub(crate) async fn suggest_message(conn: &mut PgConnection, entry: EntryId) -> Result<()> {
    sqlx::query!(
        "update entries set suggested = true, wait_until = null where id = $1",
        entry.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn list_line(conn: &mut PgConnection, now: Timestamp) -> Result<Vec<Waiting>> {
    let rows = sqlx::query!(
        r#"
        select e.id, e.queue_id, e.language, e.skills, e.wanted_by,
               case when e.refused_until > $1 then e.refused_by else '{}' end as "refused_by!"
        from queues q
        cross join lateral (
          select * from entries l
          where l.queue_id = q.id and l.state = 'waiting'
          order by l.priority desc, l.place_at, l.id
          limit $2
        ) e
        order by e.priority desc, e.place_at, e.id
        "#,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        LINE_LOOKED_AT,
    )
    .fetch_all(conn)
    .await?;
    let line = rows.into_iter().map(|row| Waiting {
        entry: EntryId(row.id),
        queue: QueueId(row.queue_id),
        language: row.language,
        skills: row.skills,
        wanted_by: row.wanted_by.map(PersonId),
        refused_by: row.refused_by.into_iter().map(PersonId).collect(),
    });
    Ok(line.collect())
}

/// The waiting entry of one customer, as the matcher sees it.
pub(crate) async fn find_waiting(
    conn: &mut PgConnection,
    entry: EntryId,
    now: Timestamp,
) -> Result<Option<Waiting>> {
    Ok(list_line(conn, now)
        .await?
        .into_iter()
        .find(|waiting| waiting.entry == entry))
}

pub(crate) async fn list_candidates(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<Vec<Candidate>> {
    let rows = sqlx::query!(
        r#"
        select s.person_id, s.capacity, s.state as "state: AdvisorState", s.idle_since, s.languages, s.skills,
               coalesce(l.load, 0) as "load!", coalesce(q.queues, '{}') as "queues!", h.present as "present!",
               v.in_call as "in_call!"
        from staff s
        left join (
          select person_id, array_agg(queue_id) as queues from queue_staff group by person_id
        ) q on q.person_id = s.person_id
        left join (
          select coalesce(offered_to, advisor_id) as person_id, count(*) as load
          from entries
          where state in ('offered', 'active')
          group by 1
        ) l on l.person_id = s.person_id
        cross join lateral (
          select exists (
            select from presences p join nodes n on n.id = p.node_id
            where p.person_id = s.person_id and n.lease_until > $1
          ) as present
        ) h
        cross join lateral (
          select exists (
            select from meeting_people i
            join meetings m on m.id = i.meeting_id and m.state = 'open'
            join nodes n on n.id = m.node_id and n.lease_until > $1
            where i.person_id = s.person_id and i.seat is not null
          ) as in_call
        ) v
        where (h.present or s.state <> 'away') and s.deactivated_at is null
        order by s.person_id
        limit 2000
        "#,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_all(conn)
    .await?;
    let candidates = rows.into_iter().map(|row| Candidate {
        person: PersonId(row.person_id),
        queues: row.queues.into_iter().map(QueueId).collect(),
        languages: row.languages,
        skills: row.skills,
        capacity: row.capacity.unsigned_abs(),
        // A call takes all of one's capacity.
        load: match row.in_call {
            true => u32::MAX,
            false => u32::try_from(row.load).unwrap_or(u32::MAX),
        },
        present: row.present,
        available: row.state == AdvisorState::Available,
        idle_since: row.idle_since.to_jiff(),
    });
    Ok(candidates.collect())
}

/// Makes the offers that are still possible; gives those that were made.
pub(crate) async fn make_offers(
    conn: &mut PgConnection,
    matches: &[Match],
    now: Timestamp,
) -> Result<Vec<EntryId>> {
    let entries: Vec<Uuid> = matches.iter().map(|made| made.entry.0).collect();
    let people: Vec<Uuid> = matches.iter().map(|made| made.to.0).collect();
    let whys: Vec<Json<&Reason>> = matches.iter().map(|made| Json(&made.why)).collect();
    let rows = sqlx::query_scalar!(
        r#"
        with wanted as (
          select e.id, m.person_id, m.why, q.offer_s
          from unnest($1::uuid[], $2::uuid[], $3::jsonb[]) as m (entry_id, person_id, why)
          join entries e on e.id = m.entry_id and e.state = 'waiting'
          join queues q on q.id = e.queue_id
          order by e.id
          for update of e
        )
        update entries e
        set state = 'offered', offered_to = w.person_id, offered_at = $4::timestamptz,
            offer_until = $4::timestamptz + make_interval(secs => w.offer_s), offer_why = w.why, state_at = $4::timestamptz
        from wanted w
        where e.id = w.id
        returning e.id
        "#,
        &entries,
        &people,
        &whys as &[Json<&Reason>],
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(EntryId).collect())
}

/// Who is at work for a queue and how long its conversations take.
pub(crate) async fn find_staffing(
    conn: &mut PgConnection,
    queue: QueueId,
    now: Timestamp,
) -> Result<Staffing> {
    let row = sqlx::query!(
        r#"
        with recent as (
          select extract(epoch from e.ended_at - e.accepted_at)::float8 as seconds
          from entries e
          where e.queue_id = $1 and e.state = 'closed' and e.accepted_at is not null
          order by e.joined_at desc
          limit $3
        ),
        working as (
          select s.state, s.capacity,
                 (select count(*) from entries e where e.state = 'offered' and e.offered_to = s.person_id)
                 + (select count(*) from entries e where e.state = 'active' and e.advisor_id = s.person_id) as load
          from queue_staff qs
          join staff s on s.person_id = qs.person_id and s.state <> 'away' and s.deactivated_at is null
          where qs.queue_id = $1 and exists (
            select from presences p join nodes n on n.id = p.node_id
            where p.person_id = s.person_id and n.lease_until > $2
          )
        )
        select (select count(*) from working) as "at_work!",
               (select coalesce(sum(capacity), 0) from working where state = 'available') as "slots!",
               (select coalesce(sum(greatest(capacity - load, 0)), 0) from working where state = 'available')::bigint
                 as "free!",
               (select avg(seconds) from recent) as mean, (select stddev_samp(seconds) from recent) as deviation
        "#,
        queue.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        RECENT,
    )
    .fetch_one(conn)
    .await?;
    Ok(Staffing {
        at_work: u32::try_from(row.at_work).unwrap_or_default(),
        slots: u32::try_from(row.slots).unwrap_or_default(),
        free: u32::try_from(row.free).unwrap_or_default(),
        mean_s: row.mean,
        deviation_s: row.deviation,
    })
}
