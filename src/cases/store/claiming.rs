//! The SQL of cases that become an account's.

use signaling::protocol::{CaseId, ClaimableCase, ConversationId, Localised, PersonId};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::number;
use crate::error::Result;

/// Holds several cases, always in the same order.
pub(in super::super) async fn lock_all(conn: &mut PgConnection, cases: &[CaseId]) -> Result<()> {
    let ids: Vec<Uuid> = cases.iter().map(|case| case.0).collect();
    sqlx::query!(
        "select id from cases where id = any ($1) order by id for no key update",
        &ids,
    )
    .fetch_all(conn)
    .await?;
    Ok(())
}

/// Visitors' cases that are answered to an address which `person` has proven, newest first; of `cases`, or of all there are.
/// By `identifiers_own` and `cases_told_at`.
pub(in super::super) async fn list_claimable(
    conn: &mut PgConnection,
    person: PersonId,
    cases: Option<&[CaseId]>,
) -> Result<Vec<ClaimableCase>> {
    let ids: Option<Vec<Uuid>> = cases.map(|cases| cases.iter().map(|case| case.0).collect());
    let rows = sqlx::query!(
        r#"
        select k.id, k.year, k.number, k.title, k.created_at, f.name as "type_name: Json<Localised>"
        from identifiers i
        join cases k on lower(k.told_at) = i.value and k.told_at <> ''
        join people p on p.id = k.customer_id
        join case_forms f on f.type_id = k.type_id and f.version = k.type_version
        where i.person_id = $1 and i.kind = 'email' and i.proven_at is not null
          and k.merged_into is null and p.kind = 'visitor' and p.merged_into is null
          and ($2::uuid[] is null or k.id = any ($2))
        order by k.created_at desc, k.id desc
        limit 200
        "#,
        person.0,
        ids.as_deref(),
    )
    .fetch_all(conn)
    .await?;
    let cases = rows.into_iter().map(|row| ClaimableCase {
        id: CaseId(row.id),
        number: number(row.year, row.number),
        title: row.title,
        type_name: row.type_name.0,
        created_at: row.created_at.to_jiff(),
    });
    Ok(cases.collect())
}

/// Gives a held case of `gone`'s to `stays`, with what was merged into it; the logs that `gone` no longer reads.
pub(in super::super) async fn give_case(
    conn: &mut PgConnection,
    case: CaseId,
    gone: PersonId,
    stays: PersonId,
) -> Result<Vec<ConversationId>> {
    let logs = sqlx::query_scalar!(
        r#"select give_case($1, $2, $3) as "log!""#,
        case.0,
        gone.0,
        stays.0,
    )
    .fetch_all(conn)
    .await?;
    Ok(logs.into_iter().map(ConversationId).collect())
}
