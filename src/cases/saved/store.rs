//! The SQL of lists that are kept.

use signaling::protocol::{
    CaseColumn, CaseFilter, CaseSort, CaseViewForm, CaseViewId, PersonId, SavedCaseView, SortOrder,
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use crate::error::Result;

/// Whoever changes what one keeps comes one after the other.
pub(super) async fn lock(conn: &mut PgConnection, person: PersonId) -> Result<()> {
    sqlx::query!(
        "select from staff where person_id = $1 for no key update",
        person.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// In their order, not counted yet. By `saved_views_person`.
pub(super) async fn list(conn: &mut PgConnection, person: PersonId) -> Result<Vec<SavedCaseView>> {
    let rows = sqlx::query!(
        r#"
        select id, name, filter as "filter: Json<CaseFilter>", sort as "sort: CaseSort",
               sort_order as "sort_order: SortOrder", columns as "columns: Vec<CaseColumn>", version
        from saved_views
        where person_id = $1
        order by place, id
        limit 100
        "#,
        person.0,
    )
    .fetch_all(conn)
    .await?;
    let views = rows.into_iter().map(|row| SavedCaseView {
        id: CaseViewId(row.id),
        name: row.name,
        filter: row.filter.0,
        sort: row.sort,
        order: row.sort_order,
        columns: row.columns,
        version: row.version,
        count: 0,
    });
    Ok(views.collect())
}

pub(super) async fn list_ids(conn: &mut PgConnection, person: PersonId) -> Result<Vec<CaseViewId>> {
    let ids = sqlx::query_scalar!(
        "select id from saved_views where person_id = $1 limit 100",
        person.0,
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(CaseViewId).collect())
}

pub(super) async fn find_version(
    conn: &mut PgConnection,
    id: CaseViewId,
    person: PersonId,
) -> Result<Option<i32>> {
    let version = sqlx::query_scalar!(
        "select version from saved_views where id = $1 and person_id = $2 for update",
        id.0,
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(version)
}

pub(super) async fn create(
    conn: &mut PgConnection,
    id: CaseViewId,
    person: PersonId,
    form: &CaseViewForm,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into saved_views (id, person_id, name, filter, sort, sort_order, columns, place)
        values ($1, $2, $3, $4, $5, $6, $7, (select coalesce(max(place) + 1, 0) from saved_views where person_id = $2))
        "#,
        id.0,
        person.0,
        form.name,
        Json(&form.filter) as _,
        form.sort as CaseSort,
        form.order as SortOrder,
        &form.columns as &[CaseColumn],
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn change(
    conn: &mut PgConnection,
    id: CaseViewId,
    form: &CaseViewForm,
) -> Result<()> {
    sqlx::query!(
        r#"
        update saved_views
        set name = $2, filter = $3, sort = $4, sort_order = $5, columns = $6, version = version + 1
        where id = $1
        "#,
        id.0,
        form.name,
        Json(&form.filter) as _,
        form.sort as CaseSort,
        form.order as SortOrder,
        &form.columns as &[CaseColumn],
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether it was there.
pub(super) async fn remove(
    conn: &mut PgConnection,
    id: CaseViewId,
    person: PersonId,
) -> Result<bool> {
    let done = sqlx::query!(
        "delete from saved_views where id = $1 and person_id = $2",
        id.0,
        person.0,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

pub(super) async fn reorder(
    conn: &mut PgConnection,
    person: PersonId,
    order: &[CaseViewId],
) -> Result<()> {
    let ids: Vec<Uuid> = order.iter().map(|id| id.0).collect();
    sqlx::query!(
        r#"
        update saved_views v
        set place = w.place::int
        from unnest($2::uuid[]) with ordinality w (id, place)
        where v.id = w.id and v.person_id = $1
        "#,
        person.0,
        &ids,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn find_columns(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Option<Vec<CaseColumn>>> {
    let columns = sqlx::query_scalar!(
        r#"select columns as "columns: Vec<CaseColumn>" from case_columns where person_id = $1"#,
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(columns)
}

pub(super) async fn set_columns(
    conn: &mut PgConnection,
    person: PersonId,
    columns: &[CaseColumn],
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into case_columns (person_id, columns)
        values ($1, $2)
        on conflict (person_id) do update set columns = excluded.columns
        "#,
        person.0,
        columns as &[CaseColumn],
    )
    .execute(conn)
    .await?;
    Ok(())
}
