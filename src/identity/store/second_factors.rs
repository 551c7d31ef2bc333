//! The SQL of codes: keys, and recovery codes.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{PersonId, RoleRule, StaffRole};
use sqlx::PgConnection;

use super::{super::second_factor::Stored, sessions::hashes};
use crate::error::Result;

/// By primary key.
pub(in super::super) async fn find(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Option<Stored>> {
    let found = sqlx::query!(
        "select secret, pending_secret, confirmed_at from second_factors where person_id = $1",
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(|row| Stored {
        secret: row.secret,
        pending: row.pending_secret,
        confirmed_at: row.confirmed_at.map(jiff_sqlx::Timestamp::to_jiff),
    }))
}

/// Keeps a key that is to be confirmed, beside the one that works.
pub(in super::super) async fn begin(
    conn: &mut PgConnection,
    person: PersonId,
    secret: &[u8],
    at: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "
        insert into second_factors (person_id, pending_secret, created_at)
        values ($1, $2, $3)
        on conflict (person_id) do update set pending_secret = excluded.pending_secret
        ",
        person.0,
        secret,
        at.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What was to be confirmed works from now on; the step of its first code is used.
pub(in super::super) async fn confirm(
    conn: &mut PgConnection,
    person: PersonId,
    at: Timestamp,
    step: i64,
) -> Result<()> {
    sqlx::query!(
        "
        update second_factors
        set secret = pending_secret, pending_secret = null, confirmed_at = $2, last_step = $3
        where person_id = $1 and pending_secret is not null
        ",
        person.0,
        at.to_sqlx() as _,
        step,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// False if this step or a later one was used.
pub(in super::super) async fn use_step(
    conn: &mut PgConnection,
    person: PersonId,
    step: i64,
) -> Result<bool> {
    let done = sqlx::query!(
        "update second_factors set last_step = $2 where person_id = $1 and last_step < $2",
        person.0,
        step,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// False if it is none of theirs, or used.
pub(in super::super) async fn use_code(
    conn: &mut PgConnection,
    person: PersonId,
    hash: &[u8; 32],
    at: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        "update recovery_codes set used_at = $3 where person_id = $1 and hash = $2 and used_at is null",
        person.0,
        hash.as_slice(),
        at.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// In place of all from before.
pub(in super::super) async fn set_codes(
    conn: &mut PgConnection,
    person: PersonId,
    hashes: &[[u8; 32]],
) -> Result<()> {
    sqlx::query!("delete from recovery_codes where person_id = $1", person.0)
        .execute(&mut *conn)
        .await?;
    let hashes: Vec<Vec<u8>> = hashes.iter().map(|hash| hash.to_vec()).collect();
    sqlx::query!(
        "insert into recovery_codes (person_id, hash) select $1, h from unnest($2::bytea[]) h",
        person.0,
        &hashes,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Those that are left.
pub(in super::super) async fn count_codes(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<u32> {
    let left = sqlx::query_scalar!(
        r#"select count(*) as "left!" from recovery_codes where person_id = $1 and used_at is null"#,
        person.0,
    )
    .fetch_one(conn)
    .await?;
    Ok(u32::try_from(left).unwrap_or_default())
}

/// Key and codes.
pub(in super::super) async fn delete(conn: &mut PgConnection, person: PersonId) -> Result<()> {
    sqlx::query!("delete from recovery_codes where person_id = $1", person.0)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("delete from second_factors where person_id = $1", person.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Every role and what it asks; three.
pub(in super::super) async fn list_rules(conn: &mut PgConnection) -> Result<Vec<RoleRule>> {
    let rows = sqlx::query!(
        r#"select role as "role: StaffRole", second_factor from role_rules order by role limit 10"#
    )
    .fetch_all(conn)
    .await?;
    let asks = |role| rows.iter().any(|row| row.role == role && row.second_factor);
    let roles = [
        StaffRole::Advisor,
        StaffRole::Supervisor,
        StaffRole::Administrator,
    ];
    Ok(roles
        .into_iter()
        .map(|role| RoleRule {
            role,
            second_factor: asks(role),
        })
        .collect())
}

/// Holds everybody of the role still first: who signs in by the old rule is done before, and the others by the new one.
pub(in super::super) async fn set_rule(conn: &mut PgConnection, rule: RoleRule) -> Result<()> {
    sqlx::query!(
        "
        select p.id from people p
        join staff s on s.person_id = p.id and s.role = $1
        order by p.id
        for no key update of p
        ",
        rule.role as StaffRole,
    )
    .fetch_all(&mut *conn)
    .await?;
    sqlx::query!(
        "
        insert into role_rules (role, second_factor) values ($1, $2)
        on conflict (role) do update set second_factor = excluded.second_factor
        ",
        rule.role as StaffRole,
        rule.second_factor,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends the sessions of a role that were begun with one thing only; their hashes.
pub(in super::super) async fn delete_weak_sessions(
    conn: &mut PgConnection,
    role: StaffRole,
) -> Result<Vec<[u8; 32]>> {
    let gone = sqlx::query_scalar!(
        "
        delete from sessions s using staff p
        where p.person_id = s.person_id and p.role = $1 and not s.second_factor
        returning s.token_hash
        ",
        role as StaffRole,
    )
    .fetch_all(conn)
    .await?;
    Ok(hashes(gone))
}
