//! The SQL of sessions.

use std::net::IpAddr;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{PersonId, SessionId, SessionView, SignInWay, StaffRole};
use sqlx::{PgConnection, PgPool};

use super::super::{
    device::Device,
    session::{Holder, Life, Session},
};
use crate::error::Result;

/// Sessions deleted in one go, so that no statement holds the table for long.
const FORGET_AT_ONCE: i64 = 5_000;

/// Sessions of one person that are listed: nobody has so many devices.
const LISTED: i64 = 100;

/// A session to be kept.
#[derive(Debug)]
pub(in super::super) struct NewSession<'a> {
    pub(in super::super) id: SessionId,
    pub(in super::super) person: PersonId,
    pub(in super::super) hash: [u8; 32],
    pub(in super::super) life: Life,
    pub(in super::super) way: SignInWay,
    pub(in super::super) second_factor: bool,
    pub(in super::super) device: &'a str,
    pub(in super::super) address: Option<IpAddr>,
    /// Of OpenID Connect: issuer, subject, and the session's name there.
    pub(in super::super) outside: Option<(&'a str, &'a str, Option<&'a str>)>,
}

/// By primary key. None for staff who are not employed any more.
pub(in super::super) async fn find_session(
    db: &PgPool,
    hash: &[u8; 32],
) -> Result<Option<Session>> {
    let found = sqlx::query!(
        r#"
        select s.id, s.way as "way: SignInWay", s.person_id, s.last_seen_at, s.expires_at, p.name,
            st.role as "role?: StaffRole"
        from sessions s
        join people p on p.id = s.person_id
        left join staff st on st.person_id = p.id
        where s.token_hash = $1 and st.deactivated_at is null
        "#,
        hash.as_slice(),
    )
    .fetch_optional(db)
    .await?;
    Ok(found.map(|row| Session {
        id: row.id.into(),
        way: row.way,
        person: row.person_id.into(),
        name: row.name,
        staff: row.role,
        life: Life {
            seen_at: row.last_seen_at.to_jiff(),
            expires_at: row.expires_at.to_jiff(),
        },
    }))
}

/// Keeps that it was seen; from where, if that is known.
pub(in super::super) async fn renew_session(
    db: &PgPool,
    hash: &[u8; 32],
    life: Life,
    address: Option<IpAddr>,
) -> Result<()> {
    sqlx::query!(
        "
        update sessions set last_seen_at = $2, expires_at = $3, address = coalesce($4::text::inet, address)
        where token_hash = $1
        ",
        hash.as_slice(),
        life.seen_at.to_sqlx() as _,
        life.expires_at.to_sqlx() as _,
        address.map(|address| address.to_string()),
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(in super::super) async fn create_session(
    conn: &mut PgConnection,
    new: &NewSession<'_>,
) -> Result<()> {
    let (issuer, subject, session) = new
        .outside
        .map_or((None, None, None), |(issuer, subject, session)| {
            (Some(issuer), Some(subject), session)
        });
    sqlx::query!(
        "
        insert into sessions (id, token_hash, person_id, created_at, last_seen_at, expires_at, way, second_factor, device,
            address, issuer, subject, issuer_session)
        values ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9::text::inet, $10, $11, $12)
        ",
        new.id.0,
        new.hash.as_slice(),
        new.person.0,
        new.life.seen_at.to_sqlx() as _,
        new.life.expires_at.to_sqlx() as _,
        new.way as SignInWay,
        new.second_factor,
        new.device,
        new.address.map(|address| address.to_string()),
        issuer,
        subject,
        session,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The newest first. By `sessions_person`.
pub(in super::super) async fn list_sessions(
    db: &PgPool,
    person: PersonId,
    current: &[u8; 32],
    now: Timestamp,
) -> Result<Vec<SessionView>> {
    let rows = sqlx::query!(
        r#"
        select s.id, s.token_hash = $2 as "current!", s.way as "way: SignInWay", s.second_factor, s.device,
            coalesce(host(s.address), '') as "address!", s.created_at, s.last_seen_at, s.expires_at,
            st.role as "role?: StaffRole"
        from sessions s
        left join staff st on st.person_id = s.person_id
        where s.person_id = $1 and s.expires_at > $3
        order by s.last_seen_at desc
        limit $4
        "#,
        person.0,
        current.as_slice(),
        now.to_sqlx() as _,
        LISTED,
    )
    .fetch_all(db)
    .await?;
    let live = rows
        .into_iter()
        .filter(|row| row.last_seen_at.to_jiff() >= Holder::of(row.way, row.role).seen_since(now));
    Ok(live
        .map(|row| (Device::of(&row.device), row))
        .map(|(Device { browser, system }, row)| SessionView {
            id: row.id.into(),
            current: row.current,
            way: row.way,
            second_factor: row.second_factor,
            browser: browser.to_owned(),
            system: system.to_owned(),
            device: row.device,
            address: row.address,
            begun_at: row.created_at.to_jiff(),
            seen_at: row.last_seen_at.to_jiff(),
            expires_at: row.expires_at.to_jiff(),
        })
        .collect())
}

/// Ends one of somebody's own; its hash, so that its sockets can be closed.
pub(in super::super) async fn delete_session(
    conn: &mut PgConnection,
    person: PersonId,
    id: SessionId,
) -> Result<Option<[u8; 32]>> {
    let gone = sqlx::query_scalar!(
        "delete from sessions where id = $1 and person_id = $2 returning token_hash",
        id.0,
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(gone.and_then(|hash| hash.try_into().ok()))
}

/// Ends all of somebody's but the one to be kept, if any; their hashes. By `sessions_person`.
pub(in super::super) async fn delete_sessions_of(
    conn: &mut PgConnection,
    person: PersonId,
    but: Option<&[u8; 32]>,
) -> Result<Vec<[u8; 32]>> {
    let gone = sqlx::query_scalar!(
        "delete from sessions where person_id = $1 and token_hash is distinct from $2 returning token_hash",
        person.0,
        but.map(<[u8; 32]>::as_slice),
    )
    .fetch_all(conn)
    .await?;
    Ok(hashes(gone))
}

/// By `sessions_person`.
pub(in super::super) async fn list_hashes(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Vec<[u8; 32]>> {
    let all = sqlx::query_scalar!(
        "select token_hash from sessions where person_id = $1",
        person.0,
    )
    .fetch_all(conn)
    .await?;
    Ok(hashes(all))
}

/// Whether a session has not been ended. By primary key.
pub(in super::super) async fn exists(conn: &mut PgConnection, hash: &[u8; 32]) -> Result<bool> {
    let found = sqlx::query_scalar!(
        "select true from sessions where token_hash = $1",
        hash.as_slice(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// As they are stored; the schema keeps their length.
pub(super) fn hashes(stored: Vec<Vec<u8>>) -> Vec<[u8; 32]> {
    stored
        .into_iter()
        .filter_map(|hash| hash.try_into().ok())
        .collect()
}

/// Reads the whole table: for once an hour.
pub(in super::super) async fn delete_ended_sessions(db: &PgPool, now: Timestamp) -> Result<u64> {
    let done = sqlx::query!(
        "
        delete from sessions
        where token_hash in (
            select s.token_hash
            from sessions s
            left join staff st on st.person_id = s.person_id
            where s.expires_at <= $1
                or (st.person_id is not null and s.last_seen_at < $2)
                or (st.person_id is null and s.way <> 'visit' and s.last_seen_at < $3)
            limit $4
        )
        ",
        now.to_sqlx() as _,
        Holder::Staff.seen_since(now).to_sqlx() as _,
        Holder::Customer.seen_since(now).to_sqlx() as _,
        FORGET_AT_ONCE,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
