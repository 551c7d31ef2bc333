//! All SQL about people, credentials and sessions.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{Me, PersonId, StaffRole};
use sqlx::{PgConnection, PgPool};

use super::{
    NewStaff,
    session::{Life, Session, staff_seen_since},
};
use crate::error::{Error, Result, conflict};

/// Sessions deleted in one go, so that no statement holds the table for long.
const FORGET_AT_ONCE: i64 = 5_000;

/// By primary key.
pub(super) async fn find_session(db: &PgPool, hash: &[u8; 32]) -> Result<Option<Session>> {
    let found = sqlx::query!(
        r#"
        select s.person_id, s.last_seen_at, s.expires_at, p.name, st.role as "role?: StaffRole"
        from sessions s
        join people p on p.id = s.person_id
        left join staff st on st.person_id = p.id
        where s.token_hash = $1
        "#,
        hash.as_slice(),
    )
    .fetch_optional(db)
    .await?;
    Ok(found.map(|row| Session {
        person: row.person_id.into(),
        name: row.name,
        staff: row.role,
        life: Life {
            seen_at: row.last_seen_at.to_jiff(),
            expires_at: row.expires_at.to_jiff(),
        },
    }))
}

pub(super) async fn renew_session(db: &PgPool, hash: &[u8; 32], life: Life) -> Result<()> {
    sqlx::query!(
        "update sessions set last_seen_at = $2, expires_at = $3 where token_hash = $1",
        hash.as_slice(),
        life.seen_at.to_sqlx() as _,
        life.expires_at.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn create_visitor(
    db: &PgPool,
    person: PersonId,
    language: &str,
    hash: &[u8; 32],
    life: Life,
) -> Result<()> {
    sqlx::query!(
        "
        with visitor as (
            insert into people (id, kind, language, created_at)
            values ($1, 'visitor', $2, $4)
        )
        insert into sessions (token_hash, person_id, created_at, last_seen_at, expires_at)
        values ($3, $1, $4, $4, $5)
        ",
        person.0,
        language,
        hash.as_slice(),
        life.seen_at.to_sqlx() as _,
        life.expires_at.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn create_session(
    connection: &mut PgConnection,
    person: PersonId,
    hash: &[u8; 32],
    life: Life,
) -> Result<()> {
    sqlx::query!(
        "
        insert into sessions (token_hash, person_id, created_at, last_seen_at, expires_at)
        values ($1, $2, $3, $3, $4)
        ",
        hash.as_slice(),
        person.0,
        life.seen_at.to_sqlx() as _,
        life.expires_at.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn delete_session(connection: &mut PgConnection, hash: &[u8; 32]) -> Result<()> {
    sqlx::query!(
        "delete from sessions where token_hash = $1",
        hash.as_slice()
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Reads the whole table: for once an hour.
pub(super) async fn delete_ended_sessions(db: &PgPool, now: Timestamp) -> Result<u64> {
    let done = sqlx::query!(
        "
        delete from sessions
        where token_hash in (
            select s.token_hash
            from sessions s
            left join staff st on st.person_id = s.person_id
            where s.expires_at <= $1 or (st.person_id is not null and s.last_seen_at < $2)
            limit $3
        )
        ",
        now.to_sqlx() as _,
        staff_seen_since(now).to_sqlx() as _,
        FORGET_AT_ONCE,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// With the hash of the password. By `people_staff_email`.
pub(super) async fn find_staff_by_email(db: &PgPool, email: &str) -> Result<Option<(Me, String)>> {
    let found = sqlx::query!(
        r#"
        select p.id, p.name, p.email, s.title, s.role as "role: StaffRole", c.password_hash
        from people p
        join staff s on s.person_id = p.id
        join credentials c on c.person_id = p.id
        where lower(p.email) = lower($1) and p.kind = 'staff'
        "#,
        email,
    )
    .fetch_optional(db)
    .await?;
    Ok(found.map(|row| {
        let me = Me {
            person: row.id.into(),
            name: row.name,
            title: row.title,
            email: row.email,
            role: row.role,
        };
        (me, row.password_hash)
    }))
}

pub(super) async fn find_me(db: &PgPool, person: PersonId) -> Result<Option<Me>> {
    let me = sqlx::query_as!(
        Me,
        r#"
        select p.id as person, p.name, s.title, p.email, s.role as "role: StaffRole"
        from people p
        join staff s on s.person_id = p.id
        where p.id = $1
        "#,
        person.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(me)
}

pub(super) async fn create_staff(
    connection: &mut PgConnection,
    id: PersonId,
    new: &NewStaff,
) -> Result<()> {
    let created = sqlx::query!(
        "
        with person as (
            insert into people (id, kind, name, email, language)
            values ($1, 'staff', $2, $3, coalesce(($6::text[])[1], 'sv'))
        ), employed as (
            insert into staff (person_id, role, title, languages, skills, capacity)
            values ($1, $4, $5, $6, $7, $8)
        )
        insert into credentials (person_id, password_hash)
        values ($1, $9)
        ",
        id.0,
        new.name,
        new.email,
        new.role as StaffRole,
        new.title,
        &new.languages,
        &new.skills,
        new.capacity,
        new.password_hash,
    )
    .execute(connection)
    .await;
    match created {
        Err(sqlx::Error::Database(error)) if error.constraint() == Some("people_staff_email") => {
            Err(conflict(
                "somebody of the staff has this e-mail address already",
            ))
        }
        other => other.map(drop).map_err(Error::from),
    }
}
