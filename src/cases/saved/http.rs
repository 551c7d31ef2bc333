//! Kept lists of cases over HTTP.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, put},
};
use signaling::protocol::{
    CaseColumns, CaseViewForm, CaseViewId, CaseViewOrder, CaseViews, SavedCaseView,
};

use crate::{
    app::Ctx,
    error::{Result, not_found},
    http::JsonBody,
    identity::Caller,
};

/// All of them.
pub fn routes() -> Router<Ctx> {
    Router::new()
        .route("/api/v1/case-views", get(list).post(create))
        .route("/api/v1/case-views/{view}", put(change).delete(remove))
        .route("/api/v1/case-view-order", put(reorder))
        .route("/api/v1/case-columns", put(set_columns))
}

/// The lists of cases that the caller looks at, each with how many are in it, and the columns of the others. For staff.
#[utoipa::path(
    get, path = "/api/v1/case-views", operation_id = "case_views", tag = "cases",
    responses((status = 200, description = "What everybody has, and what the caller keeps", body = CaseViews)),
)]
pub(crate) async fn list(State(app): State<Ctx>, caller: Caller) -> Result<Json<CaseViews>> {
    Ok(Json(super::list(&app, &caller).await?))
}

/// Keeps a list, at most 50. For staff.
#[utoipa::path(
    post, path = "/api/v1/case-views", operation_id = "create_case_view", tag = "cases", request_body = CaseViewForm,
    responses((status = 201, description = "Kept, below the others", body = SavedCaseView)),
)]
pub(crate) async fn create(
    State(app): State<Ctx>,
    caller: Caller,
    JsonBody(form): JsonBody<CaseViewForm>,
) -> Result<(StatusCode, Json<SavedCaseView>)> {
    let kept = super::create(&app, &caller, form).await?;
    Ok((StatusCode::CREATED, Json(kept)))
}

/// Changes a list that the caller keeps.
#[utoipa::path(
    put, path = "/api/v1/case-views/{view}", operation_id = "change_case_view", tag = "cases",
    params(("view" = CaseViewId, Path)), request_body = CaseViewForm,
    responses((status = 200, description = "As it is now", body = SavedCaseView)),
)]
pub(crate) async fn change(
    State(app): State<Ctx>,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(form): JsonBody<CaseViewForm>,
) -> Result<Json<SavedCaseView>> {
    Ok(Json(
        super::change(&app, &caller, view_id(&id)?, form).await?,
    ))
}

/// Keeps a list no more.
#[utoipa::path(
    delete, path = "/api/v1/case-views/{view}", operation_id = "remove_case_view", tag = "cases",
    params(("view" = CaseViewId, Path)),
    responses((status = 204, description = "It is gone")),
)]
pub(crate) async fn remove(
    State(app): State<Ctx>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode> {
    super::remove(&app, &caller, view_id(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts the caller's lists in another order. For staff.
#[utoipa::path(
    put, path = "/api/v1/case-view-order", operation_id = "order_case_views", tag = "cases", request_body = CaseViewOrder,
    responses((status = 204, description = "They stand so")),
)]
pub(crate) async fn reorder(
    State(app): State<Ctx>,
    caller: Caller,
    JsonBody(order): JsonBody<CaseViewOrder>,
) -> Result<StatusCode> {
    super::reorder(&app, &caller, &order).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sets what lists that are not kept show the caller. For staff.
#[utoipa::path(
    put, path = "/api/v1/case-columns", operation_id = "set_case_columns", tag = "cases", request_body = CaseColumns,
    responses((status = 204, description = "They show these")),
)]
pub(crate) async fn set_columns(
    State(app): State<Ctx>,
    caller: Caller,
    JsonBody(form): JsonBody<CaseColumns>,
) -> Result<StatusCode> {
    super::set_columns(&app, &caller, &form).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn view_id(text: &str) -> Result<CaseViewId> {
    text.parse().map_err(|_| not_found("list"))
}
