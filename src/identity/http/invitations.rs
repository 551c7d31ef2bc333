//! Taking an invitation, and what roles ask, over HTTP.

use axum::{Json, extract::State, http::HeaderMap};
use signaling::protocol::{
    AcceptInvitation, InvitationToken, InvitationView, RoleRule, SignInAnswer,
};

use super::{
    super::{Caller, Visit, invitations},
    session::answer,
};
use crate::{app::Ctx, error::Result, http::JsonBody};

/// Who is invited. Does not use the invitation up.
#[utoipa::path(
    post, path = "/api/v1/invitations/look", operation_id = "look_at_invitation", tag = "staff",
    request_body = InvitationToken, security(()),
    responses((status = 200, description = "Who", body = InvitationView)),
)]
pub(crate) async fn look(
    State(app): State<Ctx>,
    JsonBody(form): JsonBody<InvitationToken>,
) -> Result<Json<InvitationView>> {
    Ok(Json(invitations::look(&app, &form.token).await?))
}

/// Takes it with a password, and signs in, or says what is to be set up first.
#[utoipa::path(
    post, path = "/api/v1/invitations/accept", operation_id = "accept_invitation", tag = "staff",
    request_body = AcceptInvitation, security(()),
    responses((status = 200, description = "Signed in, or what is missing", body = SignInAnswer)),
)]
pub(crate) async fn accept(
    State(app): State<Ctx>,
    visit: Visit,
    JsonBody(form): JsonBody<AcceptInvitation>,
) -> Result<(HeaderMap, Json<SignInAnswer>)> {
    app.throttle.outside_sign_in(visit.address)?;
    let welcomed = invitations::accept(&app, &visit, &form).await?;
    Ok(answer(&app, &visit, welcomed))
}

/// What each role asks of whoever has it.
#[utoipa::path(
    get, path = "/api/v1/role-rules", operation_id = "role_rules", tag = "staff",
    responses((status = 200, description = "Every role", body = Vec<RoleRule>)),
)]
pub(crate) async fn rules(State(app): State<Ctx>, caller: Caller) -> Result<Json<Vec<RoleRule>>> {
    Ok(Json(invitations::rules(&app, &caller).await?))
}

/// Sets what one asks. Sessions that were begun with less end.
#[utoipa::path(
    put, path = "/api/v1/role-rules", operation_id = "set_role_rule", tag = "staff", request_body = RoleRule,
    responses((status = 200, description = "Every role", body = Vec<RoleRule>)),
)]
pub(crate) async fn set_rule(
    State(app): State<Ctx>,
    caller: Caller,
    JsonBody(rule): JsonBody<RoleRule>,
) -> Result<Json<Vec<RoleRule>>> {
    Ok(Json(invitations::set_rule(&app, &caller, rule).await?))
}
