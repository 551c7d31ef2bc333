//! The SQL of passkeys and of what they are to answer.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use signaling::protocol::{PasskeyId, PasskeyView, PersonId};
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::passkeys::{NewChallenge, Purpose, Stored};
use crate::error::Result;

/// More than anybody may have.
const LISTED: i64 = 50;
/// Challenges deleted in one go.
const FORGET_AT_ONCE: i64 = 5_000;

/// By `passkeys_person`.
pub(in super::super) async fn list(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Vec<PasskeyView>> {
    let rows = sqlx::query!(
        "
        select id, name, created_at, last_used_at from passkeys
        where person_id = $1
        order by created_at, id
        limit $2
        ",
        person.0,
        LISTED,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| PasskeyView {
            id: row.id.into(),
            name: row.name,
            created_at: row.created_at.to_jiff(),
            last_used_at: row.last_used_at.map(jiff_sqlx::Timestamp::to_jiff),
        })
        .collect())
}

/// By `passkeys_person`.
pub(in super::super) async fn list_credentials(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Vec<Stored>> {
    let rows = sqlx::query!(
        "select id, person_id, credential from passkeys where person_id = $1 limit $2",
        person.0,
        LISTED,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Stored {
            id: row.id.into(),
            person: row.person_id.into(),
            credential: row.credential,
        })
        .collect())
}

/// By its own name.
pub(in super::super) async fn find_owner(
    conn: &mut PgConnection,
    credential_id: &[u8],
) -> Result<Option<PersonId>> {
    let found = sqlx::query_scalar!(
        "select person_id from passkeys where credential_id = $1",
        credential_id,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(PersonId))
}

/// By its own name, locked: two answers of one are taken one after the other.
pub(in super::super) async fn find_by_credential(
    conn: &mut PgConnection,
    credential_id: &[u8],
) -> Result<Option<Stored>> {
    let found = sqlx::query!(
        "select id, person_id, credential from passkeys where credential_id = $1 for update",
        credential_id,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(|row| Stored {
        id: row.id.into(),
        person: row.person_id.into(),
        credential: row.credential,
    }))
}

/// False if it is somebody's already.
pub(in super::super) async fn create(
    conn: &mut PgConnection,
    person: PersonId,
    new: &PasskeyView,
    credential_id: &[u8],
    credential: &Value,
) -> Result<bool> {
    let done = sqlx::query!(
        "
        insert into passkeys (id, person_id, credential_id, credential, name, created_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (credential_id) do nothing
        ",
        new.id.0,
        person.0,
        credential_id,
        credential,
        new.name,
        new.created_at.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps its counter.
pub(in super::super) async fn mark_used(
    conn: &mut PgConnection,
    id: PasskeyId,
    credential: &Value,
    at: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "update passkeys set credential = $2, last_used_at = $3 where id = $1",
        id.0,
        credential,
        at.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// False if it is not theirs.
pub(in super::super) async fn rename(
    conn: &mut PgConnection,
    person: PersonId,
    id: PasskeyId,
    name: &str,
) -> Result<bool> {
    let done = sqlx::query!(
        "update passkeys set name = $3 where id = $1 and person_id = $2",
        id.0,
        person.0,
        name,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// False if it is not theirs.
pub(in super::super) async fn delete(
    conn: &mut PgConnection,
    person: PersonId,
    id: PasskeyId,
) -> Result<bool> {
    let done = sqlx::query!(
        "delete from passkeys where id = $1 and person_id = $2",
        id.0,
        person.0,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// All of somebody's.
pub(in super::super) async fn delete_all(conn: &mut PgConnection, person: PersonId) -> Result<()> {
    sqlx::query!("delete from passkeys where person_id = $1", person.0)
        .execute(conn)
        .await?;
    Ok(())
}

pub(in super::super) async fn create_challenge(
    conn: &mut PgConnection,
    new: &NewChallenge,
) -> Result<()> {
    sqlx::query!(
        "
        insert into passkey_challenges (id, purpose, person_id, browser, state, expires_at)
        values ($1, $2, $3, $4, $5, $6)
        ",
        new.id,
        new.purpose as Purpose,
        new.person.map(|person| person.0),
        new.browser.as_slice(),
        new.state,
        new.expires_at.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Uses it up. None if there is none for this purpose and browser, or it is too old.
pub(in super::super) async fn take_challenge(
    conn: &mut PgConnection,
    id: Uuid,
    purpose: Purpose,
    browser: &[u8; 32],
    now: Timestamp,
) -> Result<Option<(Option<PersonId>, Value)>> {
    let taken = sqlx::query!(
        "
        delete from passkey_challenges
        where id = $1 and purpose = $2 and browser = $3 and expires_at > $4
        returning person_id, state
        ",
        id,
        purpose as Purpose,
        browser.as_slice(),
        now.to_sqlx() as _,
    )
    .fetch_optional(conn)
    .await?;
    Ok(taken.map(|row| (row.person_id.map(PersonId), row.state)))
}

/// By `passkey_challenges_expired`.
pub(in super::super) async fn delete_expired(
    conn: &mut PgConnection,
    before: Timestamp,
) -> Result<u64> {
    let done = sqlx::query!(
        "
        delete from passkey_challenges
        where id in (select id from passkey_challenges where expires_at < $1 limit $2)
        ",
        before.to_sqlx() as _,
        FORGET_AT_ONCE,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
