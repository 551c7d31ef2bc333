//! Checklists over HTTP.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{delete, get, post, put},
};
use signaling::protocol::{
    ChecklistTemplateForm, ChecklistTemplateId, ChecklistTemplateView, ChecklistView, FileId,
    NewChecklist, StepChange, StepFile, StepId,
};

use super::templates;
use crate::{
    app::Ctx,
    cases::address::{AtCase, CaseRef},
    error::{Result, not_found},
    http::JsonBody,
    identity::Caller,
};

/// All of them.
pub fn routes() -> Router<Ctx> {
    Router::new()
        .route("/api/v1/cases/{case}/checklists", get(list).post(add))
        .route("/api/v1/case-steps/{step}", put(change_step))
        .route("/api/v1/case-steps/{step}/files", post(add_file))
        .route(
            "/api/v1/case-steps/{step}/files/{file}",
            delete(remove_file),
        )
        .route(
            "/api/v1/checklist-templates",
            get(list_templates).post(create_template),
        )
        .route(
            "/api/v1/checklist-templates/{template}",
            put(change_template),
        )
}

/// A case's checklists in order; customers get the steps that they see.
#[utoipa::path(
    get, path = "/api/v1/cases/{case}/checklists", operation_id = "checklists", tag = "cases",
    params(("case" = CaseRef, Path, description = "Its id, or its number")),
    responses((status = 200, description = "In order", body = Vec<ChecklistView>)),
)]
pub(crate) async fn list(
    State(app): State<Ctx>,
    AtCase { caller, case, .. }: AtCase,
) -> Result<Json<Vec<ChecklistView>>> {
    Ok(Json(super::list(&app, &caller, case).await?))
}

/// Adds a checklist from a template.
#[utoipa::path(
    post, path = "/api/v1/cases/{case}/checklists", operation_id = "add_checklist", tag = "cases",
    params(("case" = CaseRef, Path, description = "Its id, or its number")), request_body = NewChecklist,
    responses((status = 201, description = "All of them, as they are now", body = Vec<ChecklistView>)),
)]
pub(crate) async fn add(
    State(app): State<Ctx>,
    AtCase { caller, case, .. }: AtCase,
    JsonBody(NewChecklist { template }): JsonBody<NewChecklist>,
) -> Result<(StatusCode, Json<Vec<ChecklistView>>)> {
    super::add_by_hand(&app, &caller, case, template).await?;
    let all = super::list(&app, &caller, case).await?;
    Ok((StatusCode::CREATED, Json(all)))
}

/// Brings a step further.
#[utoipa::path(
    put, path = "/api/v1/case-steps/{step}", operation_id = "change_case_step", tag = "cases",
    params(("step" = StepId, Path)), request_body = StepChange,
    responses((status = 204, description = "It is there")),
)]
pub(crate) async fn change_step(
    State(app): State<Ctx>,
    caller: Caller,
    Path(step): Path<String>,
    JsonBody(change): JsonBody<StepChange>,
) -> Result<StatusCode> {
    super::change_step(&app, &caller, step_id(&step)?, change).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds an uploaded file to a step.
#[utoipa::path(
    post, path = "/api/v1/case-steps/{step}/files", operation_id = "add_step_file", tag = "cases",
    params(("step" = StepId, Path)), request_body = StepFile,
    responses((status = 204, description = "It belongs to the step")),
)]
pub(crate) async fn add_file(
    State(app): State<Ctx>,
    caller: Caller,
    Path(step): Path<String>,
    JsonBody(StepFile { file }): JsonBody<StepFile>,
) -> Result<StatusCode> {
    super::add_file(&app, &caller, step_id(&step)?, file).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a file from a step; it stays among the case's papers.
#[utoipa::path(
    delete, path = "/api/v1/case-steps/{step}/files/{file}", operation_id = "remove_step_file", tag = "cases",
    params(("step" = StepId, Path), ("file" = FileId, Path)),
    responses((status = 204, description = "It belongs to the step no more")),
)]
pub(crate) async fn remove_file(
    State(app): State<Ctx>,
    caller: Caller,
    Path((step, file)): Path<(String, String)>,
) -> Result<StatusCode> {
    let file = file.parse().map_err(|_| not_found("file"))?;
    super::remove_file(&app, &caller, step_id(&step)?, file).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Templates of checklists, those in use first.
#[utoipa::path(
    get, path = "/api/v1/checklist-templates", operation_id = "checklist_templates", tag = "cases",
    responses((status = 200, description = "All of them", body = Vec<ChecklistTemplateView>)),
)]
pub(crate) async fn list_templates(
    State(app): State<Ctx>,
    caller: Caller,
) -> Result<Json<Vec<ChecklistTemplateView>>> {
    Ok(Json(templates::list(&app, &caller).await?))
}

/// Adds a template.
#[utoipa::path(
    post, path = "/api/v1/checklist-templates", operation_id = "create_checklist_template", tag = "cases",
    request_body = ChecklistTemplateForm,
    responses((status = 201, description = "Added", body = ChecklistTemplateView)),
)]
pub(crate) async fn create_template(
    State(app): State<Ctx>,
    caller: Caller,
    JsonBody(form): JsonBody<ChecklistTemplateForm>,
) -> Result<(StatusCode, Json<ChecklistTemplateView>)> {
    let template = templates::create(&app, &caller, &form).await?;
    Ok((StatusCode::CREATED, Json(template)))
}

/// Changes a template; checklists that stand are not changed.
#[utoipa::path(
    put, path = "/api/v1/checklist-templates/{template}", operation_id = "change_checklist_template", tag = "cases",
    params(("template" = ChecklistTemplateId, Path)), request_body = ChecklistTemplateForm,
    responses((status = 200, description = "As it is now", body = ChecklistTemplateView)),
)]
pub(crate) async fn change_template(
    State(app): State<Ctx>,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(form): JsonBody<ChecklistTemplateForm>,
) -> Result<Json<ChecklistTemplateView>> {
    let id = id.parse().map_err(|_| not_found("checklist template"))?;
    Ok(Json(templates::change(&app, &caller, id, &form).await?))
}

fn step_id(text: &str) -> Result<StepId> {
    text.parse().map_err(|_| not_found("step"))
}
