//! The SQL of kinds of cases.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{
    CaseForm, CasePromises, CaseTypeForm, CaseTypeId, CaseTypeView, Localised, OpenTo, PersonId,
    QueueId,
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::error::{Error, Result, conflict, not_found};

/// All of them, those that can be opened first; at most 500.
pub(in super::super) async fn list_types(conn: &mut PgConnection) -> Result<Vec<CaseTypeView>> {
    list(conn, None).await
}

pub(in super::super) async fn find_type(
    conn: &mut PgConnection,
    id: CaseTypeId,
) -> Result<Option<CaseTypeView>> {
    Ok(list(conn, Some(id.0)).await?.into_iter().next())
}

async fn list(conn: &mut PgConnection, one: Option<Uuid>) -> Result<Vec<CaseTypeView>> {
    let rows = sqlx::query!(
        r#"
        select t.id, t.slug, t.version, t.open_to as "open_to: OpenTo", t.team_id,
               t.promises as "promises: Json<CasePromises>", t.retired_at is not null as "retired!",
               f.name as "name: Json<Localised>", f.about as "about: Json<Localised>", f.form as "form: Json<CaseForm>"
        from case_types t
        join case_forms f on f.type_id = t.id and f.version = t.version
        where $1::uuid is null or t.id = $1
        order by t.retired_at is not null, t.place, t.slug
        limit 500
        "#,
        one,
    )
    .fetch_all(conn)
    .await?;
    let views = rows.into_iter().map(|row| CaseTypeView {
        id: CaseTypeId(row.id),
        slug: row.slug,
        version: row.version,
        name: row.name.0,
        about: row.about.0,
        form: row.form.0,
        open_to: row.open_to,
        team: QueueId(row.team_id),
        promises: Some(row.promises.0),
        retired: row.retired,
    });
    Ok(views.collect())
}

pub(in super::super) async fn lock_type(conn: &mut PgConnection, id: CaseTypeId) -> Result<()> {
    sqlx::query!(
        "select true as held from case_types where id = $1 for no key update",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(())
}

pub(in super::super) async fn create_type(
    conn: &mut PgConnection,
    id: CaseTypeId,
    form: &CaseTypeForm,
) -> Result<()> {
    let done = sqlx::query!(
        r#"
        insert into case_types (id, slug, version, open_to, team_id, promises, place)
        select $1, $2, 1, $3, $4, $5, (select count(*) from case_types)
        "#,
        id.0,
        form.slug,
        form.open_to as OpenTo,
        form.team.0,
        Json(form.promises) as Json<CasePromises>,
    )
    .execute(conn)
    .await;
    told(done)
}

pub(in super::super) async fn create_form(
    conn: &mut PgConnection,
    id: CaseTypeId,
    version: i32,
    form: &CaseTypeForm,
    by: Option<PersonId>,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into case_forms (type_id, version, name, about, form, created_by)
        values ($1, $2, $3, $4, $5, $6)
        "#,
        id.0,
        version,
        Json(&form.name) as Json<&Localised>,
        Json(&form.about) as Json<&Localised>,
        Json(&form.form) as Json<&CaseForm>,
        by.map(|by| by.0),
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(in super::super) async fn set_type(
    conn: &mut PgConnection,
    id: CaseTypeId,
    version: i32,
    form: &CaseTypeForm,
    now: Timestamp,
) -> Result<()> {
    let done = sqlx::query!(
        r#"
        update case_types
        set version = $2, open_to = $3, team_id = $4, promises = $5,
            retired_at = case when $6 then coalesce(retired_at, $7) end
        where id = $1
        "#,
        id.0,
        version,
        form.open_to as OpenTo,
        form.team.0,
        Json(form.promises) as Json<CasePromises>,
        form.retired,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await;
    told(done)
}

fn told(done: Result<sqlx::postgres::PgQueryResult, sqlx::Error>) -> Result<()> {
    match done {
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            Err(conflict("slug: another type has it"))
        }
        Err(sqlx::Error::Database(error)) if error.is_foreign_key_violation() => {
            Err(not_found("team"))
        }
        other => other.map(drop).map_err(Error::from),
    }
}
