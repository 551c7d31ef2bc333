//! Lists of cases that somebody looks at again and again: those that everybody has, those that one keeps, and the columns.
//!
//! Invariants: a kept list is its owner's alone; a change names the version that it is of; no list is counted further than
//! `MAX_COUNTED`.

pub mod http;
mod store;

use std::collections::HashSet;

use signaling::protocol::{
    CaseColumn, CaseColumns, CaseFilter, CaseViewForm, CaseViewId, CaseViewOrder, CaseViews,
    MAX_CASE_VIEW_NAME, MAX_CASE_VIEWS, ReadyView, ReadyViewCount, SavedCaseView,
};
use sqlx::PgConnection;

use super::{filter, policy::staff_only, store as cases};
use crate::{
    app::Ctx,
    error::{Result, conflict, invalid, not_found},
    identity::{self, Caller},
};

/// All that the caller can look at, each with how many cases are in it.
///
/// # Errors
/// `forbidden` for customers.
pub(super) async fn list(app: &Ctx, caller: &Caller) -> Result<CaseViews> {
    staff_only(caller)?;
    let mut conn = app.db.acquire().await?;
    let mut ready = Vec::with_capacity(ReadyView::ALL.len());
    for view in ReadyView::ALL {
        let filter = view.filter();
        ready.push(ReadyViewCount {
            view,
            count: count(app, &mut conn, caller, &filter).await?,
            filter,
            sort: view.sort(),
            order: view.sort().usual(),
        });
    }
    let mut saved = store::list(&mut conn, caller.person).await?;
    for view in &mut saved {
        view.count = count(app, &mut conn, caller, &view.filter).await?;
    }
    let columns = columns_of(&mut conn, caller).await?;
    Ok(CaseViews {
        ready,
        saved,
        columns,
    })
}

/// What lists that are not kept show the caller.
pub(super) async fn columns_of(
    conn: &mut PgConnection,
    caller: &Caller,
) -> Result<Vec<CaseColumn>> {
    let chosen = store::find_columns(conn, caller.person).await?;
    Ok(chosen.unwrap_or_else(|| CaseColumn::USUAL.to_vec()))
}

/// Keeps a list, below those that are kept already.
///
/// # Errors
/// `forbidden`, `invalid` in words, `conflict` when there are too many.
pub(super) async fn create(
    app: &Ctx,
    caller: &Caller,
    form: CaseViewForm,
) -> Result<SavedCaseView> {
    staff_only(caller)?;
    let form = check(app, caller, form)?;
    let id = CaseViewId(app.clock.uuid());
    let mut tx = app.db.begin().await?;
    store::lock(&mut tx, caller.person).await?;
    identity::still_signed_in(&mut tx, caller).await?;
    if store::list_ids(&mut tx, caller.person).await?.len() >= MAX_CASE_VIEWS {
        return Err(conflict(format!(
            "at most {MAX_CASE_VIEWS} lists are kept: remove one first"
        )));
    }
    store::create(&mut tx, id, caller.person, &form).await?;
    let kept = find(app, &mut tx, caller, id).await?;
    tx.commit().await?;
    Ok(kept)
}

/// Changes a list: its name, what it asks for, its order, its columns.
///
/// # Errors
/// As [`create`], `not_found` if it is not the caller's, `conflict` when it was changed meanwhile.
pub(super) async fn change(
    app: &Ctx,
    caller: &Caller,
    id: CaseViewId,
    form: CaseViewForm,
) -> Result<SavedCaseView> {
    staff_only(caller)?;
    let form = check(app, caller, form)?;
    let mut tx = app.db.begin().await?;
    store::lock(&mut tx, caller.person).await?;
    identity::still_signed_in(&mut tx, caller).await?;
    let old = store::find_version(&mut tx, id, caller.person).await?;
    if old.ok_or_else(|| not_found("list"))? != form.version {
        return Err(conflict("it has been changed meanwhile: look again"));
    }
    store::change(&mut tx, id, &form).await?;
    let kept = find(app, &mut tx, caller, id).await?;
    tx.commit().await?;
    Ok(kept)
}

/// Keeps a list no more.
///
/// # Errors
/// `forbidden`, `not_found` if it is not the caller's.
pub(super) async fn remove(app: &Ctx, caller: &Caller, id: CaseViewId) -> Result<()> {
    staff_only(caller)?;
    let mut tx = app.db.begin().await?;
    identity::still_signed_in(&mut tx, caller).await?;
    if !store::remove(&mut tx, id, caller.person).await? {
        return Err(not_found("list"));
    }
    tx.commit().await?;
    Ok(())
}

/// Puts the caller's lists in another order.
///
/// # Errors
/// `forbidden`, `invalid` if one stands twice, `conflict` if they are not all there is.
pub(super) async fn reorder(app: &Ctx, caller: &Caller, order: &CaseViewOrder) -> Result<()> {
    staff_only(caller)?;
    if order.views.len() > MAX_CASE_VIEWS {
        return Err(invalid(format!("views: at most {MAX_CASE_VIEWS}")));
    }
    let wanted: HashSet<_> = order.views.iter().copied().collect();
    if wanted.len() != order.views.len() {
        return Err(invalid("views: each once"));
    }
    let mut tx = app.db.begin().await?;
    store::lock(&mut tx, caller.person).await?;
    identity::still_signed_in(&mut tx, caller).await?;
    let kept = store::list_ids(&mut tx, caller.person).await?;
    if kept.into_iter().collect::<HashSet<_>>() != wanted {
        return Err(conflict("there are other lists by now: look again"));
    }
    store::reorder(&mut tx, caller.person, &order.views).await?;
    tx.commit().await?;
    Ok(())
}

/// What lists that are not kept show the caller from now on.
///
/// # Errors
/// `forbidden`, `invalid`.
pub(super) async fn set_columns(app: &Ctx, caller: &Caller, form: &CaseColumns) -> Result<()> {
    staff_only(caller)?;
    check_columns(&form.columns)?;
    let mut tx = app.db.begin().await?;
    identity::still_signed_in(&mut tx, caller).await?;
    store::set_columns(&mut tx, caller.person, &form.columns).await?;
    tx.commit().await?;
    Ok(())
}

/// At least one, and each once.
///
/// # Errors
/// `invalid`.
pub(super) fn check_columns(columns: &[CaseColumn]) -> Result<()> {
    let different: HashSet<_> = columns.iter().collect();
    if columns.is_empty() || different.len() != columns.len() {
        return Err(invalid("columns: at least one, and each once"));
    }
    Ok(())
}

fn check(app: &Ctx, caller: &Caller, form: CaseViewForm) -> Result<CaseViewForm> {
    check_columns(&form.columns)?;
    filter::check(caller, &form.filter, app.clock.now())?;
    Ok(CaseViewForm {
        name: identity::line("name", &form.name, 1..=MAX_CASE_VIEW_NAME)?,
        filter: filter::cleaned(&form.filter),
        ..form
    })
}

async fn find(
    app: &Ctx,
    conn: &mut PgConnection,
    caller: &Caller,
    id: CaseViewId,
) -> Result<SavedCaseView> {
    let kept = store::list(conn, caller.person).await?;
    let mut kept = kept
        .into_iter()
        .find(|view| view.id == id)
        .ok_or_else(|| not_found("list"))?;
    kept.count = count(app, conn, caller, &kept.filter).await?;
    Ok(kept)
}

async fn count(
    app: &Ctx,
    conn: &mut PgConnection,
    caller: &Caller,
    asked: &CaseFilter,
) -> Result<u16> {
    let filter = filter::check(caller, asked, app.clock.now())?;
    cases::count(conn, &filter).await
}
