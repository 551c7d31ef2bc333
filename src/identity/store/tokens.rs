//! The SQL of secrets that work once.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use signaling::protocol::PersonId;
use sqlx::PgConnection;

use super::super::tokens::{Purpose, Redeemed};
use crate::error::Result;

/// Tokens deleted in one go.
const FORGET_AT_ONCE: i64 = 5_000;

/// A token to be kept.
#[derive(Debug)]
pub(in super::super) struct NewToken<'a> {
    pub(in super::super) hash: [u8; 32],
    pub(in super::super) purpose: Purpose,
    pub(in super::super) person: PersonId,
    pub(in super::super) browser: Option<[u8; 32]>,
    pub(in super::super) detail: &'a Value,
    pub(in super::super) at: Timestamp,
    pub(in super::super) expires_at: Timestamp,
}

pub(in super::super) async fn create_token(
    conn: &mut PgConnection,
    new: &NewToken<'_>,
) -> Result<()> {
    sqlx::query!(
        "
        insert into tokens (hash, purpose, person_id, browser, detail, created_at, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        ",
        new.hash.as_slice(),
        new.purpose as Purpose,
        new.person.0,
        new.browser.as_ref().map(<[u8; 32]>::as_slice),
        new.detail,
        new.at.to_sqlx() as _,
        new.expires_at.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Uses it up. None if there is none for this purpose, it is used, too old, or belongs to another browser. Two who try at
/// once: one of them gets it.
pub(in super::super) async fn redeem_token(
    conn: &mut PgConnection,
    hash: &[u8; 32],
    purpose: Purpose,
    browser: Option<&[u8; 32]>,
    now: Timestamp,
) -> Result<Option<Redeemed>> {
    let found = sqlx::query!(
        "
        update tokens set used_at = $4
        where hash = $1 and purpose = $2 and used_at is null and expires_at > $4
            and (browser is null or browser = $3)
        returning person_id, detail
        ",
        hash.as_slice(),
        purpose as Purpose,
        browser.map(<[u8; 32]>::as_slice),
        now.to_sqlx() as _,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(|row| Redeemed {
        person: row.person_id.into(),
        detail: row.detail,
    }))
}

/// Looks without using it up.
pub(in super::super) async fn find_token(
    conn: &mut PgConnection,
    hash: &[u8; 32],
    purpose: Purpose,
    browser: Option<&[u8; 32]>,
    now: Timestamp,
) -> Result<Option<Redeemed>> {
    let found = sqlx::query!(
        "
        select person_id, detail from tokens
        where hash = $1 and purpose = $2 and used_at is null and expires_at > $4
            and (browser is null or browser = $3)
        ",
        hash.as_slice(),
        purpose as Purpose,
        browser.map(<[u8; 32]>::as_slice),
        now.to_sqlx() as _,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(|row| Redeemed {
        person: row.person_id.into(),
        detail: row.detail,
    }))
}

/// A secret that went out by mail.
#[derive(Debug)]
pub(in super::super) struct Mailed {
    pub(in super::super) purpose: Purpose,
    pub(in super::super) person: PersonId,
    pub(in super::super) detail: Value,
}

/// Looks at one that works in any browser, without using it up.
pub(in super::super) async fn find_mailed(
    conn: &mut PgConnection,
    hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Mailed>> {
    let found = sqlx::query!(
        r#"
        select purpose as "purpose: Purpose", person_id, detail from tokens
        where hash = $1 and used_at is null and expires_at > $2
            and purpose in ('verify_email', 'reset_password', 'link')
        "#,
        hash.as_slice(),
        now.to_sqlx() as _,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(|row| Mailed {
        purpose: row.purpose,
        person: row.person_id.into(),
        detail: row.detail,
    }))
}

/// What was given out before for the same purpose works no more. By `tokens_person`.
pub(in super::super) async fn revoke_tokens(
    conn: &mut PgConnection,
    person: PersonId,
    purpose: Purpose,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "update tokens set used_at = $3 where person_id = $1 and purpose = $2 and used_at is null",
        person.0,
        purpose as Purpose,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// By `tokens_expired`.
pub(in super::super) async fn delete_expired(
    conn: &mut PgConnection,
    before: Timestamp,
) -> Result<u64> {
    let done = sqlx::query!(
        "delete from tokens where hash in (select hash from tokens where expires_at < $1 limit $2)",
        before.to_sqlx() as _,
        FORGET_AT_ONCE,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
