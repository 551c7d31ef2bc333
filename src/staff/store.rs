//! The SQL of those who work here.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{
    AdvisorState, PersonId, QueueId, StaffMember, StaffPost, StaffRole, Standing,
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    identity,
};

/// More than a house of advisors has.
const LISTED: i64 = 2_000;

/// Somebody, before a change.
#[derive(Debug)]
pub(super) struct Before {
    pub(super) role: StaffRole,
    pub(super) standing: Standing,
}

/// Whom a letter goes to.
#[derive(Debug)]
pub(super) struct Addressee {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) language: String,
}

fn standing(invited: bool, deactivated: bool) -> Standing {
    match (invited, deactivated) {
        (_, true) => Standing::Deactivated,
        (true, false) => Standing::Invited,
        (false, false) => Standing::Active,
    }
}

/// One, or everybody by name. When they were last seen is what their sessions say, or the last thing they did.
pub(super) async fn list(
    conn: &mut PgConnection,
    one: Option<PersonId>,
    now: Timestamp,
) -> Result<Vec<StaffMember>> {
    let rows = sqlx::query!(
        r#"
        select s.person_id, p.name, p.email, s.title, s.role as "role: StaffRole", s.languages, s.skills, s.capacity,
            s.state as "state: AdvisorState", s.invited_at, s.deactivated_at, s.version,
            coalesce((select array_agg(q.queue_id) from queue_staff q where q.person_id = s.person_id), '{}') as "queues!",
            exists (select from second_factors f where f.person_id = s.person_id and f.confirmed_at is not null)
              or exists (select from passkeys k where k.person_id = s.person_id) as "second_factor!",
            exists (
              select from presences h join nodes n on n.id = h.node_id
              where h.person_id = s.person_id and n.lease_until > $2
            ) as "present!",
            greatest(
              (select max(x.last_seen_at) from sessions x where x.person_id = s.person_id),
              (select a.at from audit a where a.actor = s.person_id order by a.id desc limit 1)
            ) as seen_at
        from staff s
        join people p on p.id = s.person_id
        where $1::uuid is null or s.person_id = $1
        order by lower(p.name), p.id
        limit $3
        "#,
        one.map(|id| id.0),
        now.to_sqlx() as jiff_sqlx::Timestamp,
        LISTED,
    )
    .fetch_all(conn)
    .await?;
    let members = rows.into_iter().map(|row| StaffMember {
        person: PersonId(row.person_id),
        name: row.name,
        email: row.email,
        post: StaffPost {
            title: row.title,
            role: row.role,
            languages: row.languages,
            skills: row.skills,
            queues: row.queues.into_iter().map(QueueId).collect(),
            capacity: row.capacity.unsigned_abs(),
        },
        standing: standing(row.invited_at.is_some(), row.deactivated_at.is_some()),
        second_factor: row.second_factor,
        state: row.state,
        present: row.present,
        seen_at: row.seen_at.map(jiff_sqlx::Timestamp::to_jiff),
        invited_at: row.invited_at.map(jiff_sqlx::Timestamp::to_jiff),
        version: row.version,
    });
    Ok(members.collect())
}

/// Somebody who is invited. False if the address is one of the staff's.
pub(super) async fn create(
    conn: &mut PgConnection,
    person: PersonId,
    name: &str,
    email: &str,
    post: &StaffPost,
    at: Timestamp,
) -> Result<bool> {
    let created = sqlx::query!(
        "
        with person as (
            insert into people (id, kind, name, email, language, created_at)
            values ($1, 'staff', $2, $3, coalesce(($6::text[])[1], 'sv'), $9)
        )
        insert into staff (person_id, role, title, languages, skills, capacity, invited_at)
        values ($1, $4, $5, $6, $7, $8, $9)
        ",
        person.0,
        name,
        email,
        post.role as StaffRole,
        post.title,
        &post.languages,
        &post.skills,
        i32::try_from(post.capacity).unwrap_or(i32::MAX),
        at.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await;
    match created {
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(false),
        other => other.map(|_| true).map_err(Error::from),
    }
}

pub(super) async fn set_invited(
    conn: &mut PgConnection,
    person: PersonId,
    at: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "update staff set invited_at = $2 where person_id = $1",
        person.0,
        at.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn find_addressee(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Option<Addressee>> {
    let found = sqlx::query!(
        "select name, email, language from people where id = $1",
        person.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(|row| Addressee {
        name: row.name,
        email: row.email,
        language: row.language,
    }))
}

/// Two who would each be the last but one are looked at one after the other.
pub(super) async fn lock_administrators(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!(
        "select person_id from staff where role = 'administrator' order by person_id for no key update"
    )
    .fetch_all(conn)
    .await?;
    Ok(())
}

/// Holds somebody still: nobody signs them in meanwhile as what they were.
pub(super) async fn lock(conn: &mut PgConnection, person: PersonId) -> Result<Option<Before>> {
    identity::hold(conn, person).await?;
    let found = sqlx::query!(
        r#"
        select role as "role: StaffRole", invited_at, deactivated_at
        from staff
        where person_id = $1
        for no key update
        "#,
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(|row| Before {
        role: row.role,
        standing: standing(row.invited_at.is_some(), row.deactivated_at.is_some()),
    }))
}

/// Besides `person`, one who works here now.
pub(super) async fn has_other_administrator(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"
        select exists (
            select from staff
            where role = 'administrator' and person_id <> $1 and deactivated_at is null and invited_at is null
        ) as "found!"
        "#,
        person.0,
    )
    .fetch_one(conn)
    .await?;
    Ok(found)
}

/// False if somebody changed them since `version`.
pub(super) async fn change(
    conn: &mut PgConnection,
    person: PersonId,
    name: &str,
    post: &StaffPost,
    version: i32,
) -> Result<bool> {
    let done = sqlx::query!(
        "
        with changed as (
            update staff
            set role = $3, title = $4, languages = $5, skills = $6, capacity = $7, version = version + 1
            where person_id = $1 and version = $8
            returning person_id
        )
        update people p set name = $2 from changed where p.id = changed.person_id
        ",
        person.0,
        name,
        post.role as StaffRole,
        post.title,
        &post.languages,
        &post.skills,
        i32::try_from(post.capacity).unwrap_or(i32::MAX),
        version,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// All but `queues`. Whether there was any.
pub(super) async fn leave_queues(
    conn: &mut PgConnection,
    person: PersonId,
    queues: &[Uuid],
) -> Result<bool> {
    let done = sqlx::query!(
        "delete from queue_staff where person_id = $1 and queue_id <> all ($2)",
        person.0,
        queues,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// How many somebody serves then.
pub(super) async fn join_queues(
    conn: &mut PgConnection,
    person: PersonId,
    queues: &[Uuid],
) -> Result<usize> {
    sqlx::query!(
        "
        insert into queue_staff (queue_id, person_id)
        select id, $1 from queues where id = any ($2)
        on conflict do nothing
        ",
        person.0,
        queues,
    )
    .execute(&mut *conn)
    .await?;
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from queue_staff where person_id = $1"#,
        person.0,
    )
    .fetch_one(conn)
    .await?;
    Ok(usize::try_from(count).unwrap_or_default())
}

pub(super) async fn deactivate(
    conn: &mut PgConnection,
    person: PersonId,
    at: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "
        update staff
        set deactivated_at = $2, state = 'away', state_at = $2, gone_since = null, version = version + 1
        where person_id = $1
        ",
        person.0,
        at.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// False for who was not deactivated.
pub(super) async fn reactivate(
    conn: &mut PgConnection,
    person: PersonId,
    at: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        "
        update staff set deactivated_at = null, state_at = $2, version = version + 1
        where person_id = $1 and deactivated_at is not null
        ",
        person.0,
        at.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}
