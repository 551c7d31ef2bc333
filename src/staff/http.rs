//! Those who work here, over HTTP: for administrators.

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{delete, get, post, put},
};
use signaling::protocol::{Invitation, PersonId, StaffChange, StaffMember};

use crate::{app::Ctx, error::Result, http::JsonBody, identity::Caller};

/// Every address of the domain.
pub(crate) fn routes() -> Router<Ctx> {
    Router::new()
        .route("/api/v1/staff", get(list).post(invite))
        .route("/api/v1/staff/{person}", put(change))
        .route("/api/v1/staff/{person}/deactivate", post(deactivate))
        .route("/api/v1/staff/{person}/reactivate", post(reactivate))
        .route(
            "/api/v1/staff/{person}/invitation",
            post(resend).delete(withdraw),
        )
        .route(
            "/api/v1/staff/{person}/second-factor",
            delete(reset_factors),
        )
}

/// Everybody who works here, is invited to or did.
#[utoipa::path(
    get, path = "/api/v1/staff", operation_id = "list_staff", tag = "staff",
    responses((status = 200, description = "By name", body = Vec<StaffMember>)),
)]
pub(crate) async fn list(State(app): State<Ctx>, caller: Caller) -> Result<Json<Vec<StaffMember>>> {
    Ok(Json(super::list(&app, &caller).await?))
}

/// Invites somebody by mail.
#[utoipa::path(
    post, path = "/api/v1/staff", operation_id = "invite_staff", tag = "staff", request_body = Invitation,
    responses((status = 201, description = "Invited", body = StaffMember)),
)]
pub(crate) async fn invite(
    State(app): State<Ctx>,
    caller: Caller,
    JsonBody(form): JsonBody<Invitation>,
) -> Result<(StatusCode, Json<StaffMember>)> {
    let member = super::invite(&app, &caller, &form).await?;
    Ok((StatusCode::CREATED, Json(member)))
}

/// Changes what somebody does here. A new role ends their sessions.
#[utoipa::path(
    put, path = "/api/v1/staff/{person}", operation_id = "change_staff", tag = "staff",
    params(("person" = PersonId, Path)), request_body = StaffChange,
    responses((status = 200, description = "As they are now", body = StaffMember)),
)]
pub(crate) async fn change(
    State(app): State<Ctx>,
    caller: Caller,
    Path(person): Path<PersonId>,
    JsonBody(form): JsonBody<StaffChange>,
) -> Result<Json<StaffMember>> {
    Ok(Json(super::change(&app, &caller, person, &form).await?))
}

/// Ends somebody's time here, at once. What they had goes on with others.
#[utoipa::path(
    post, path = "/api/v1/staff/{person}/deactivate", operation_id = "deactivate_staff", tag = "staff",
    params(("person" = PersonId, Path)),
    responses((status = 200, description = "As they are now", body = StaffMember)),
)]
pub(crate) async fn deactivate(
    State(app): State<Ctx>,
    caller: Caller,
    Path(person): Path<PersonId>,
) -> Result<Json<StaffMember>> {
    Ok(Json(super::deactivate(&app, &caller, person).await?))
}

/// Takes somebody back.
#[utoipa::path(
    post, path = "/api/v1/staff/{person}/reactivate", operation_id = "reactivate_staff", tag = "staff",
    params(("person" = PersonId, Path)),
    responses((status = 200, description = "As they are now", body = StaffMember)),
)]
pub(crate) async fn reactivate(
    State(app): State<Ctx>,
    caller: Caller,
    Path(person): Path<PersonId>,
) -> Result<Json<StaffMember>> {
    Ok(Json(super::reactivate(&app, &caller, person).await?))
}

/// Sends an invitation's letter once more, with a new link.
#[utoipa::path(
    post, path = "/api/v1/staff/{person}/invitation", operation_id = "resend_invitation", tag = "staff",
    params(("person" = PersonId, Path)),
    responses((status = 200, description = "Sent", body = StaffMember)),
)]
pub(crate) async fn resend(
    State(app): State<Ctx>,
    caller: Caller,
    Path(person): Path<PersonId>,
) -> Result<Json<StaffMember>> {
    Ok(Json(super::resend(&app, &caller, person).await?))
}

/// Takes an invitation back.
#[utoipa::path(
    delete, path = "/api/v1/staff/{person}/invitation", operation_id = "withdraw_invitation", tag = "staff",
    params(("person" = PersonId, Path)), responses((status = 204, description = "Taken back")),
)]
pub(crate) async fn withdraw(
    State(app): State<Ctx>,
    caller: Caller,
    Path(person): Path<PersonId>,
) -> Result<StatusCode> {
    super::withdraw(&app, &caller, person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes somebody's second factors away, who has lost them. Their sessions end.
#[utoipa::path(
    delete, path = "/api/v1/staff/{person}/second-factor", operation_id = "reset_second_factor", tag = "staff",
    params(("person" = PersonId, Path)),
    responses((status = 200, description = "As they are now", body = StaffMember)),
)]
pub(crate) async fn reset_factors(
    State(app): State<Ctx>,
    caller: Caller,
    Path(person): Path<PersonId>,
) -> Result<Json<StaffMember>> {
    Ok(Json(super::reset_factors(&app, &caller, person).await?))
}
