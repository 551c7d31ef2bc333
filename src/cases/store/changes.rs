//! The SQL of changing a case.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{
    CaseId, CasePart, CasePerson, CaseStatus, FormValues, Localised, ObjectId, PersonId, QueueId,
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::{cases::Audience, error::Result};

/// The next version of a case that was changed.
pub(in super::super) async fn bump(
    conn: &mut PgConnection,
    case: CaseId,
    now: Timestamp,
) -> Result<i32> {
    let version = sqlx::query_scalar!(
        "update cases set version = version + 1, changed_at = $2, shown_at = $2 where id = $1 returning version",
        case.0,
        now.to_sqlx() as _,
    );
    Ok(version.fetch_one(conn).await?)
}

/// Something happened to a case that leaves its version as it was, and that its customer sees or does not.
pub(in super::super) async fn touch(
    conn: &mut PgConnection,
    case: CaseId,
    audience: Audience,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "update cases set changed_at = $2, shown_at = case when $3 then $2 else shown_at end where id = $1",
        case.0,
        now.to_sqlx() as _,
        audience == Audience::Everybody,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What a case says.
pub(in super::super) struct Details<'a> {
    pub(in super::super) title: &'a str,
    pub(in super::super) description: &'a str,
    pub(in super::super) values: &'a FormValues,
    pub(in super::super) object: Option<ObjectId>,
    pub(in super::super) urgent: bool,
}

pub(in super::super) async fn set_details(
    conn: &mut PgConnection,
    case: CaseId,
    says: &Details<'_>,
) -> Result<()> {
    sqlx::query!(
        r#"
        update cases
        set title = $2, description = $3, answers = $4, urgent = $5, priority = case when $5 then 3 else 1 end,
            object_id = $6, street = coalesce($4::jsonb ->> 'street', ''),
            invoice_reference = coalesce($4::jsonb ->> 'invoice_reference', '')
        where id = $1
        "#,
        case.0,
        says.title,
        says.description,
        Json(says.values) as Json<&FormValues>,
        says.urgent,
        says.object.map(|object| object.0),
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(in super::super) async fn set_status(
    conn: &mut PgConnection,
    case: CaseId,
    to: CaseStatus,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        r#"
        update cases
        set status = $2, pause_reason = $3, status_at = $4,
            resolved_at = case when $2 in ('resolved', 'closed') then coalesce(resolved_at, $4) end
        where id = $1
        "#,
        case.0,
        to as CaseStatus,
        reason,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(in super::super) async fn begin_pause(
    conn: &mut PgConnection,
    case: CaseId,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into case_pauses (case_id, began) values ($1, $2) on conflict do nothing",
        case.0,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(in super::super) async fn end_pause(
    conn: &mut PgConnection,
    case: CaseId,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "update case_pauses set ended = greatest(began, $2) where case_id = $1 and ended is null",
        case.0,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A step of a checklist that must be settled before the case comes to `status`.
pub(in super::super) async fn find_gate(
    conn: &mut PgConnection,
    case: CaseId,
    status: CaseStatus,
) -> Result<Option<Localised>> {
    let step = sqlx::query_scalar!(
        r#"
        select i.title as "title: Json<Localised>"
        from checklist_steps i
        join checklists l on l.id = i.checklist_id
        where l.case_id = $1 and i.state <> 'settled' and $2 = any (i.gates)
        order by l.place, i.place
        limit 1
        "#,
        case.0,
        status as CaseStatus,
    )
    .fetch_optional(conn)
    .await?;
    Ok(step.map(|step| step.0))
}

/// Name of somebody who works here.
pub(in super::super) async fn find_worker(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Option<String>> {
    let name = sqlx::query_scalar!(
        r#"
        select p.name
        from staff s
        join people p on p.id = s.person_id
        where s.person_id = $1 and s.deactivated_at is null
        for share of s
        "#,
        person.0,
    );
    Ok(name.fetch_optional(conn).await?)
}

pub(in super::super) async fn find_team(
    conn: &mut PgConnection,
    team: QueueId,
) -> Result<Option<Localised>> {
    let name = sqlx::query_scalar!(
        r#"select name as "name: Json<Localised>" from queues where id = $1"#,
        team.0
    );
    Ok(name.fetch_optional(conn).await?.map(|name| name.0))
}

pub(in super::super) async fn set_owner(
    conn: &mut PgConnection,
    case: CaseId,
    owner: Option<PersonId>,
    team: QueueId,
) -> Result<()> {
    sqlx::query!(
        "update cases set owner_id = $2, team_id = $3 where id = $1",
        case.0,
        owner.map(|owner| owner.0),
        team.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whom a case is also about, from now on.
pub(in super::super) async fn set_people(
    conn: &mut PgConnection,
    case: CaseId,
    people: &[CasePerson],
    new_id: impl Fn() -> Uuid,
) -> Result<()> {
    sqlx::query!("delete from case_people where case_id = $1", case.0)
        .execute(&mut *conn)
        .await?;
    for (place, person) in people.iter().enumerate() {
        sqlx::query!(
            r#"
            insert into case_people (id, case_id, part, name, email, phone, place)
            values ($1, $2, $3, $4, $5, $6, $7)
            "#,
            new_id(),
            case.0,
            person.part as CasePart,
            person.name,
            person.email,
            person.phone,
            i32::try_from(place).unwrap_or(i32::MAX),
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}
