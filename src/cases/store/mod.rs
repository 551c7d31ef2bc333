//! The SQL of cases.

mod callbacks;
mod changes;
mod claiming;
mod clocks;
mod joining;
mod lists;
mod logs;
mod narrowing;
mod opening;
mod types;
mod views;

use signaling::protocol::{CaseId, CaseNumber, CaseStatus, PersonId, QueueId};
use sqlx::PgConnection;

pub(super) use callbacks::*;
pub(super) use changes::*;
pub(super) use claiming::*;
pub(super) use clocks::*;
pub(super) use joining::*;
pub(super) use lists::*;
pub(super) use logs::*;
pub(super) use opening::*;
pub(super) use types::*;
pub(super) use views::*;

use super::policy::Standing;
use crate::error::{Result, not_found};

/// A case whose row is held until the transaction ends.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) id: CaseId,
    pub(super) number: CaseNumber,
    pub(super) version: i32,
    pub(super) title: String,
    pub(super) status: CaseStatus,
    pub(super) urgent: bool,
    pub(super) customer: PersonId,
    pub(super) customer_name: String,
    pub(super) told_at: String,
    pub(super) language: String,
    pub(super) owner: Option<PersonId>,
    pub(super) team: QueueId,
    pub(super) merged_into: Option<CaseId>,
}

/// What decides whether `person` sees a case.
pub(super) async fn find_standing(
    conn: &mut PgConnection,
    case: CaseId,
    person: PersonId,
) -> Result<Option<Standing>> {
    let row = sqlx::query!(
        r#"
        select c.customer_id, works_with_case(c.id, $2) as "works!"
        from cases c
        where c.id = $1
        "#,
        case.0,
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Standing {
        customer: PersonId(row.customer_id),
        works: row.works,
    }))
}

/// The same of the case that has a number, and which it is.
pub(super) async fn find_standing_by_number(
    conn: &mut PgConnection,
    number: CaseNumber,
    person: PersonId,
) -> Result<Option<(CaseId, Standing)>> {
    let place = i32::try_from(number.number).unwrap_or(i32::MAX);
    let row = sqlx::query!(
        r#"
        select c.id, c.customer_id, works_with_case(c.id, $3) as "works!"
        from cases c
        where c.year = $1 and c.number = $2
        "#,
        i32::from(number.year),
        place,
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let standing = Standing {
            customer: PersonId(row.customer_id),
            works: row.works,
        };
        (CaseId(row.id), standing)
    }))
}

/// Which case has a number.
pub(super) async fn find_by_number(
    conn: &mut PgConnection,
    number: CaseNumber,
) -> Result<Option<CaseId>> {
    let place = i32::try_from(number.number).unwrap_or(i32::MAX);
    let found = sqlx::query_scalar!(
        "select id from cases where year = $1 and number = $2",
        i32::from(number.year),
        place,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(CaseId))
}

/// Holds a case. Its logs are locked after it and never before.
///
/// # Errors
/// `not_found`.
pub(super) async fn lock_case(conn: &mut PgConnection, case: CaseId) -> Result<Held> {
    let row = sqlx::query!(
        r#"
        select c.year, c.number, c.version, c.title, c.status as "status: CaseStatus", c.urgent, c.customer_id,
               p.name as customer_name, c.told_at, c.language, c.owner_id, c.team_id, c.merged_into
        from cases c
        join people p on p.id = c.customer_id
        where c.id = $1
        for no key update of c
        "#,
        case.0,
    )
    .fetch_optional(conn)
    .await?;
    let row = row.ok_or_else(|| not_found("case"))?;
    Ok(Held {
        id: case,
        number: number(row.year, row.number),
        version: row.version,
        title: row.title,
        status: row.status,
        urgent: row.urgent,
        customer: PersonId(row.customer_id),
        customer_name: row.customer_name,
        told_at: row.told_at,
        language: row.language,
        owner: row.owner_id.map(PersonId),
        team: QueueId(row.team_id),
        merged_into: row.merged_into.map(CaseId),
    })
}

/// The database's checks keep both within bounds.
fn number(year: i32, number: i32) -> CaseNumber {
    CaseNumber {
        year: u16::try_from(year).unwrap_or_default(),
        number: number.unsigned_abs(),
    }
}
