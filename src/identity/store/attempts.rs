//! The SQL of sign-ins that somebody outside confirms.

use std::net::IpAddr;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use signaling::protocol::{NodeId, PersonId, SignInId, SignInPurpose, SignInState};
use sqlx::{PgConnection, PgPool};

use super::super::attempts::{Attempt, NewAttempt};
use crate::error::Result;

/// Attempts taken over or forgotten in one go.
const AT_ONCE: i64 = 100;

pub(in super::super) async fn create(
    conn: &mut PgConnection,
    id: SignInId,
    new: &NewAttempt<'_>,
    at: Timestamp,
    expires_at: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "
        insert into sign_ins (id, provider, purpose, browser, visitor_id, person_id, return_to, language, device, address,
            secrets, reference, ordered_at, node_id, lease_until, created_at, expires_at, same_device)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::inet, $11, $12, $13, $14, $15, $16, $17, $18)
        ",
        id.0,
        new.provider,
        new.purpose as SignInPurpose,
        new.browser.as_slice(),
        new.visitor.map(|person| person.0),
        new.person.map(|person| person.0),
        new.return_to,
        new.language,
        new.device,
        new.address.map(|address| address.to_string()),
        new.secrets,
        new.reference,
        new.ordered_at.map(ToSqlx::to_sqlx) as _,
        new.lease.map(|(node, _)| node.0),
        new.lease.map(|(_, until)| until.to_sqlx()) as _,
        at.to_sqlx() as _,
        expires_at.to_sqlx() as _,
        new.same_device,
    )
    .execute(conn)
    .await?;
    Ok(())
}

macro_rules! attempt {
    ($row:expr) => {{
        let row = $row;
        Attempt {
            id: row.id.into(),
            provider: row.provider,
            purpose: row.purpose,
            browser: row.browser.try_into().unwrap_or([0; 32]),
            visitor: row.visitor_id.map(PersonId),
            person: row.person_id.map(PersonId),
            return_to: row.return_to,
            language: row.language,
            device: row.device,
            address: row.address.and_then(|text| text.parse::<IpAddr>().ok()),
            state: row.state,
            hint: row.hint,
            reference: row.reference,
            secrets: row.secrets,
            ordered_at: row.ordered_at.map(jiff_sqlx::Timestamp::to_jiff),
            result: row.result,
            same_device: row.same_device,
            expires_at: row.expires_at.to_jiff(),
        }
    }};
}

/// By primary key.
pub(in super::super) async fn find(db: &PgPool, id: SignInId) -> Result<Option<Attempt>> {
    let found = sqlx::query!(
        r#"
        select id, provider, purpose as "purpose: SignInPurpose", browser, visitor_id, person_id, return_to, language,
            device, host(address) as address, state as "state: SignInState", hint, reference, secrets,
            ordered_at, result, same_device, expires_at
        from sign_ins
        where id = $1
        "#,
        id.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(found.map(|row| attempt!(row)))
}

/// Makes this node the one that asks about some of those that nobody asks about. By `sign_ins_pending`.
pub(in super::super) async fn take_over(
    db: &PgPool,
    node: NodeId,
    now: Timestamp,
    until: Timestamp,
) -> Result<Vec<Attempt>> {
    let taken = sqlx::query!(
        r#"
        update sign_ins set node_id = $1, lease_until = $3
        where id in (
            select id from sign_ins
            where state = 'pending' and lease_until < $2
            order by lease_until
            limit $4
            for update skip locked
        )
        returning id, provider, purpose as "purpose: SignInPurpose", browser, visitor_id, person_id, return_to, language,
            device, host(address) as address, state as "state: SignInState", hint, reference, secrets,
            ordered_at, result, same_device, expires_at
        "#,
        node.0,
        now.to_sqlx() as _,
        until.to_sqlx() as _,
        AT_ONCE,
    )
    .fetch_all(db)
    .await?;
    Ok(taken.into_iter().map(|row| attempt!(row)).collect())
}

/// Keeps asking about it, and when its page was last heard of. None if it is not pending any more, or another node asks
/// by now.
pub(in super::super) async fn keep_lease(
    db: &PgPool,
    id: SignInId,
    node: NodeId,
    until: Timestamp,
    hint: &str,
) -> Result<Option<Timestamp>> {
    let kept = sqlx::query_scalar!(
        r#"
        update sign_ins set lease_until = $3, hint = $4
        where id = $1 and node_id = $2 and state = 'pending'
        returning coalesce(seen_at, created_at) as "seen_at!"
        "#,
        id.0,
        node.0,
        until.to_sqlx() as _,
        hint,
    )
    .fetch_optional(db)
    .await?;
    Ok(kept.map(jiff_sqlx::Timestamp::to_jiff))
}

/// Their pages are there: to be said now and then while they are pending.
pub(in super::super) async fn seen(db: &PgPool, ids: &[SignInId], now: Timestamp) -> Result<()> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update sign_ins set seen_at = $2 where id = any($1) and state = 'pending'",
        &ids,
        now.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A new order in place of one that lapsed: nobody has opened it yet. False if it is not pending any more.
pub(in super::super) async fn renew_order(
    db: &PgPool,
    id: SignInId,
    reference: &str,
    secrets: &Value,
    ordered_at: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        "
        update sign_ins set reference = $2, secrets = $3, ordered_at = $4, hint = ''
        where id = $1 and state = 'pending'
        ",
        id.0,
        reference,
        secrets,
        ordered_at.to_sqlx() as _,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// From pending to complete, with whom the provider vouches for. False if it was not pending.
pub(in super::super) async fn complete(
    conn: &mut PgConnection,
    id: SignInId,
    result: &Value,
) -> Result<bool> {
    let done = sqlx::query!(
        "
        update sign_ins set state = 'complete', result = $2, hint = '', secrets = '{}', lease_until = null
        where id = $1 and state = 'pending'
        ",
        id.0,
        result,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// From pending to failed or cancelled. False if it was not pending.
pub(in super::super) async fn end(
    conn: &mut PgConnection,
    id: SignInId,
    state: SignInState,
    hint: &str,
) -> Result<bool> {
    let done = sqlx::query!(
        "
        update sign_ins set state = $2, hint = $3, secrets = '{}', lease_until = null
        where id = $1 and state = 'pending'
        ",
        id.0,
        state as SignInState,
        hint,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// From complete to used: by the browser that began it, in time, and once. One whose app was started on the same device
/// only by whoever `comes_back` from it.
pub(in super::super) async fn use_up(
    conn: &mut PgConnection,
    id: SignInId,
    browser: &[u8; 32],
    comes_back: bool,
    now: Timestamp,
) -> Result<Option<Attempt>> {
    let used = sqlx::query!(
        r#"
        update sign_ins set state = 'used'
        where id = $1 and browser = $2 and state = 'complete' and expires_at > $3 and same_device = $4
        returning id, provider, purpose as "purpose: SignInPurpose", browser, visitor_id, person_id, return_to, language,
            device, host(address) as address, state as "state: SignInState", hint, reference, secrets,
            ordered_at, result, same_device, expires_at
        "#,
        id.0,
        browser.as_slice(),
        now.to_sqlx() as _,
        comes_back,
    )
    .fetch_optional(conn)
    .await?;
    Ok(used.map(|row| attempt!(row)))
}

/// By `sign_ins_expired`.
pub(in super::super) async fn delete_expired(db: &PgPool, before: Timestamp) -> Result<u64> {
    let done = sqlx::query!(
        "delete from sign_ins where id in (select id from sign_ins where expires_at < $1 limit $2)",
        before.to_sqlx() as _,
        AT_ONCE,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
