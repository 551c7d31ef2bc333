//! Passkeys, over HTTP.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use signaling::protocol::{
    AskPasskey, NewPasskey, PasskeyChallenge, PasskeyId, PasskeyName, PasskeySignIn, PasskeyView,
    SignInAnswer,
};

use super::{
    super::{Caller, Visit, passkeys},
    session::{answer, keep_browser},
};
use crate::{app::Ctx, error::Result, http::JsonBody};

/// Asks for a passkey to sign in with: any, or with a ticket one of its owner.
#[utoipa::path(
    post, path = "/api/v1/session/passkey/challenge", operation_id = "ask_passkey", tag = "identity",
    request_body = AskPasskey, security(()),
    responses((status = 200, description = "What the browser asks it", body = PasskeyChallenge)),
)]
pub(crate) async fn ask(
    State(app): State<Ctx>,
    visit: Visit,
    JsonBody(form): JsonBody<AskPasskey>,
) -> Result<(HeaderMap, Json<PasskeyChallenge>)> {
    app.throttle.outside_sign_in(visit.address)?;
    let challenge = passkeys::ask(&app, &visit, &form.ticket).await?;
    Ok((keep_browser(&app.config, &visit), Json(challenge)))
}

/// Signs in by its answer. It has verified its owner, so it is two factors.
#[utoipa::path(
    post, path = "/api/v1/session/passkey", operation_id = "sign_in_passkey", tag = "identity",
    request_body = PasskeySignIn, security(()),
    responses((status = 200, description = "Signed in", body = SignInAnswer)),
)]
pub(crate) async fn sign_in(
    State(app): State<Ctx>,
    visit: Visit,
    JsonBody(form): JsonBody<PasskeySignIn>,
) -> Result<(HeaderMap, Json<SignInAnswer>)> {
    let welcomed = passkeys::sign_in(&app, &visit, &form).await?;
    Ok(answer(&app, &visit, welcomed))
}

/// The caller's passkeys.
#[utoipa::path(
    get, path = "/api/v1/passkeys", operation_id = "passkeys", tag = "identity",
    responses((status = 200, description = "Them", body = Vec<PasskeyView>)),
)]
pub(crate) async fn list(State(app): State<Ctx>, caller: Caller) -> Result<Json<Vec<PasskeyView>>> {
    Ok(Json(passkeys::list(&app, &caller).await?))
}

/// Asks the caller's browser for a new one.
#[utoipa::path(
    post, path = "/api/v1/passkeys/challenge", operation_id = "ask_new_passkey", tag = "identity",
    responses((status = 200, description = "What the browser asks it", body = PasskeyChallenge)),
)]
pub(crate) async fn ask_for_new(
    State(app): State<Ctx>,
    caller: Caller,
    visit: Visit,
) -> Result<(HeaderMap, Json<PasskeyChallenge>)> {
    let challenge = passkeys::ask_for_new(&app, &visit, &caller).await?;
    Ok((keep_browser(&app.config, &visit), Json(challenge)))
}

/// Keeps a new one.
#[utoipa::path(
    post, path = "/api/v1/passkeys", operation_id = "add_passkey", tag = "identity", request_body = NewPasskey,
    responses((status = 201, description = "Added", body = PasskeyView)),
)]
pub(crate) async fn add(
    State(app): State<Ctx>,
    caller: Caller,
    visit: Visit,
    JsonBody(form): JsonBody<NewPasskey>,
) -> Result<(StatusCode, Json<PasskeyView>)> {
    let added = passkeys::add(&app, &visit, &caller, &form).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Gives one another name.
#[utoipa::path(
    put, path = "/api/v1/passkeys/{passkey}", operation_id = "rename_passkey", tag = "identity",
    params(("passkey" = PasskeyId, Path)), request_body = PasskeyName,
    responses((status = 204, description = "Called so")),
)]
pub(crate) async fn rename(
    State(app): State<Ctx>,
    caller: Caller,
    Path(passkey): Path<PasskeyId>,
    JsonBody(form): JsonBody<PasskeyName>,
) -> Result<StatusCode> {
    passkeys::rename(&app, &caller, passkey, &form.name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes one away.
#[utoipa::path(
    delete, path = "/api/v1/passkeys/{passkey}", operation_id = "remove_passkey", tag = "identity",
    params(("passkey" = PasskeyId, Path)), responses((status = 204, description = "Gone")),
)]
pub(crate) async fn remove(
    State(app): State<Ctx>,
    caller: Caller,
    Path(passkey): Path<PasskeyId>,
) -> Result<StatusCode> {
    passkeys::remove(&app, &caller, passkey).await?;
    Ok(StatusCode::NO_CONTENT)
}
