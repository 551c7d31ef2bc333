//! One's own account over HTTP: what is known, by what one gets in, the password.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use signaling::protocol::{
    AccountView, IdentifierId, NewAddress, NewPassword, NewUserName, ProfileForm,
};

use super::super::{Caller, Visit, accounts, profile};
use crate::{
    app::Ctx,
    error::{Result, forbidden},
    http::JsonBody,
};

/// One's own account.
#[utoipa::path(
    get, path = "/api/v1/profile", operation_id = "profile", tag = "identity",
    responses((status = 200, description = "What is known about the caller", body = AccountView)),
)]
pub(crate) async fn view(State(app): State<Ctx>, visit: Visit) -> Result<Json<AccountView>> {
    Ok(Json(profile::view(&app, known(&visit)?).await?))
}

/// Writes down what the caller says about themselves.
#[utoipa::path(
    put, path = "/api/v1/profile", operation_id = "change_profile", tag = "identity", request_body = ProfileForm,
    responses((status = 204, description = "Written down")),
)]
pub(crate) async fn change(
    State(app): State<Ctx>,
    visit: Visit,
    JsonBody(form): JsonBody<ProfileForm>,
) -> Result<StatusCode> {
    profile::change(&app, known(&visit)?, form).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks for an address to become the caller's; a link goes there.
#[utoipa::path(
    put, path = "/api/v1/profile/email", operation_id = "ask_for_address", tag = "identity", request_body = NewAddress,
    responses((status = 202, description = "A mail is on its way, whatever it says")),
)]
pub(crate) async fn change_email(
    State(app): State<Ctx>,
    visit: Visit,
    JsonBody(form): JsonBody<NewAddress>,
) -> Result<StatusCode> {
    let caller = known(&visit)?;
    app.throttle.letter(visit.address, &form.email)?;
    accounts::ask_for_address(&app, &visit, caller, &form)?;
    Ok(StatusCode::ACCEPTED)
}

/// Takes a user name.
#[utoipa::path(
    put, path = "/api/v1/profile/user-name", operation_id = "choose_user_name", tag = "identity",
    request_body = NewUserName, responses((status = 204, description = "Taken")),
)]
pub(crate) async fn change_user_name(
    State(app): State<Ctx>,
    visit: Visit,
    JsonBody(form): JsonBody<NewUserName>,
) -> Result<StatusCode> {
    let caller = known(&visit)?;
    // Whoever tries names finds out which are taken: not many at a time.
    app.throttle
        .letter(visit.address, &caller.person.to_string())?;
    accounts::choose_user_name(&app, caller, &form.user_name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives up something that the caller is known by; never the last way in.
#[utoipa::path(
    delete, path = "/api/v1/profile/identifiers/{identifier}", operation_id = "remove_identifier", tag = "identity",
    params(("identifier" = IdentifierId, Path)), responses((status = 204, description = "Given up")),
)]
pub(crate) async fn remove(
    State(app): State<Ctx>,
    visit: Visit,
    Path(id): Path<IdentifierId>,
) -> Result<StatusCode> {
    profile::remove(&app, known(&visit)?, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A new password, or a first one; all other sessions of the caller end.
#[utoipa::path(
    put, path = "/api/v1/password", operation_id = "change_password", tag = "identity", request_body = NewPassword,
    responses((status = 204, description = "It is the password from now on")),
)]
pub(crate) async fn change_password(
    State(app): State<Ctx>,
    visit: Visit,
    JsonBody(form): JsonBody<NewPassword>,
) -> Result<StatusCode> {
    let caller = known(&visit)?;
    app.throttle
        .sign_in(visit.address, &caller.person.to_string())?;
    accounts::change_password(&app, &visit, caller, &form).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whoever is signed in. A visitor has no account to see.
fn known(visit: &Visit) -> Result<&Caller> {
    visit
        .caller
        .as_ref()
        .ok_or_else(super::super::unauthenticated)?;
    visit.known().ok_or_else(forbidden)
}
