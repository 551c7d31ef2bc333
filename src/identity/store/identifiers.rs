//! The SQL of what people are known by.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::PersonId;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::identifiers::{Identifier, IdentifierKind, ProvenBy};
use crate::error::Result;

/// Whose it is, proven. By `identifiers_proven`.
pub(in super::super) async fn find_owner(
    conn: &mut PgConnection,
    identifier: &Identifier,
) -> Result<Option<PersonId>> {
    let found = sqlx::query_scalar!(
        "
        select person_id from identifiers
        where kind = $1 and issuer = $2 and value = $3 and proven_at is not null
        ",
        identifier.kind as IdentifierKind,
        identifier.issuer,
        identifier.value,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(PersonId))
}

/// Nobody else is looked for by it until the transaction ends. Several are to be asked for in one order everywhere.
pub(in super::super) async fn wait_turn(
    conn: &mut PgConnection,
    identifier: &Identifier,
) -> Result<()> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1, 0)) as locked",
        identifier.value,
    )
    .fetch_one(conn)
    .await?;
    Ok(())
}

/// The kinds of what somebody has proven. By `identifiers_own`.
pub(in super::super) async fn list_kinds(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Vec<IdentifierKind>> {
    let kinds = sqlx::query_scalar!(
        r#"
        select distinct kind as "kind: IdentifierKind" from identifiers
        where person_id = $1 and proven_at is not null
        "#,
        person.0,
    )
    .fetch_all(conn)
    .await?;
    Ok(kinds)
}

/// Whether somebody has proven another of this kind.
pub(in super::super) async fn has_other(
    conn: &mut PgConnection,
    person: PersonId,
    identifier: &Identifier,
) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"
        select exists (
            select from identifiers
            where person_id = $1 and kind = $2 and value <> $3 and proven_at is not null
        ) as "found!"
        "#,
        person.0,
        identifier.kind as IdentifierKind,
        identifier.value,
    )
    .fetch_one(conn)
    .await?;
    Ok(found)
}

/// Makes it theirs, proven. False if somebody else has proven it before.
pub(in super::super) async fn prove(
    conn: &mut PgConnection,
    id: Uuid,
    person: PersonId,
    identifier: &Identifier,
    by: ProvenBy,
    at: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        "
        insert into identifiers (id, person_id, kind, issuer, value, proven_at, proven_by)
        select $1, $2, $3, $4, $5, $6, $7
        where not exists (
            select from identifiers
            where kind = $3 and issuer = $4 and value = $5 and proven_at is not null and person_id <> $2
        )
        on conflict (person_id, kind, issuer, value) do update
            set proven_at = coalesce(identifiers.proven_at, excluded.proven_at),
                proven_by = coalesce(identifiers.proven_by, excluded.proven_by)
        ",
        id,
        person.0,
        identifier.kind as IdentifierKind,
        identifier.issuer,
        identifier.value,
        at.to_sqlx() as _,
        by as ProvenBy,
    )
    .execute(conn)
    .await;
    match done {
        Ok(done) => Ok(done.rows_affected() == 1),
        // Somebody else was faster.
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(false),
        Err(error) => Err(error.into()),
    }
}
