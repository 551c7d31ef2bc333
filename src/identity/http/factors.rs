//! Codes as a second factor, over HTTP: at sign-in, and in one's own settings.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use signaling::protocol::{
    Enrolled, Enrolment, FactorCode, RecoveryCodes, SecondFactorView, SecondStep, SignInAnswer,
    TotpKey,
};

use super::{
    super::{Caller, Visit, second_factor},
    session::answer,
};
use crate::{app::Ctx, error::Result, http::JsonBody};

/// The second step of signing in, by a code. A wrong one leaves the ticket for another try.
#[utoipa::path(
    post, path = "/api/v1/session/second-factor", operation_id = "sign_in_second", tag = "identity",
    request_body = SecondStep, security(()),
    responses((status = 200, description = "Signed in", body = SignInAnswer)),
)]
pub(crate) async fn sign_in(
    State(app): State<Ctx>,
    visit: Visit,
    JsonBody(form): JsonBody<SecondStep>,
) -> Result<(HeaderMap, Json<SignInAnswer>)> {
    let welcomed = second_factor::sign_in(&app, &visit, &form).await?;
    Ok(answer(&app, &visit, welcomed))
}

/// A key for an app, at sign-in: the role asks for a second factor and there is none.
#[utoipa::path(
    post, path = "/api/v1/session/enrolment", tag = "identity", request_body = Enrolment, security(()),
    responses((status = 200, description = "What the app takes in", body = TotpKey)),
)]
pub(crate) async fn enrol(
    State(app): State<Ctx>,
    visit: Visit,
    JsonBody(form): JsonBody<Enrolment>,
) -> Result<Json<TotpKey>> {
    let key = second_factor::begin_enrolment(&app, &visit, &form).await?;
    Ok(Json(key))
}

/// Confirms it by a code, and signs in.
#[utoipa::path(
    post, path = "/api/v1/session/enrolment/confirm", tag = "identity", request_body = Enrolment, security(()),
    responses((status = 200, description = "Signed in, and the codes to keep", body = Enrolled)),
)]
pub(crate) async fn confirm_enrolment(
    State(app): State<Ctx>,
    visit: Visit,
    JsonBody(form): JsonBody<Enrolment>,
) -> Result<(HeaderMap, Json<Enrolled>)> {
    let (welcomed, recovery) = second_factor::finish_enrolment(&app, &visit, &form).await?;
    let (headers, Json(answer)) = answer(&app, &visit, welcomed);
    Ok((headers, Json(Enrolled { answer, recovery })))
}

/// What the caller has set up.
#[utoipa::path(
    get, path = "/api/v1/second-factor", operation_id = "second_factor", tag = "identity",
    responses((status = 200, description = "What there is", body = SecondFactorView)),
)]
pub(crate) async fn view(State(app): State<Ctx>, caller: Caller) -> Result<Json<SecondFactorView>> {
    Ok(Json(second_factor::view(&app, &caller).await?))
}

/// A new key for the caller's app, with a code of the present one if there is one. That one works until the new one is
/// confirmed.
#[utoipa::path(
    post, path = "/api/v1/second-factor/totp", operation_id = "begin_totp", tag = "identity",
    request_body = FactorCode,
    responses((status = 200, description = "What the app takes in", body = TotpKey)),
)]
pub(crate) async fn begin(
    State(app): State<Ctx>,
    caller: Caller,
    JsonBody(form): JsonBody<FactorCode>,
) -> Result<Json<TotpKey>> {
    Ok(Json(second_factor::begin(&app, &caller, &form).await?))
}

/// Confirms it by a code.
#[utoipa::path(
    post, path = "/api/v1/second-factor/totp/confirm", operation_id = "confirm_totp", tag = "identity",
    request_body = FactorCode,
    responses((status = 200, description = "The codes to keep", body = RecoveryCodes)),
)]
pub(crate) async fn confirm(
    State(app): State<Ctx>,
    caller: Caller,
    JsonBody(form): JsonBody<FactorCode>,
) -> Result<Json<RecoveryCodes>> {
    Ok(Json(
        second_factor::confirm(&app, &caller, &form.code).await?,
    ))
}

/// Takes the app away, with a code of it; not where the role asks for a second factor and there is no other.
#[utoipa::path(
    post, path = "/api/v1/second-factor/totp/remove", operation_id = "remove_totp", tag = "identity",
    request_body = FactorCode, responses((status = 204, description = "Gone")),
)]
pub(crate) async fn remove(
    State(app): State<Ctx>,
    caller: Caller,
    JsonBody(form): JsonBody<FactorCode>,
) -> Result<StatusCode> {
    second_factor::remove(&app, &caller, &form.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// New recovery codes, with a code of the app; those from before work no more.
#[utoipa::path(
    post, path = "/api/v1/second-factor/recovery-codes", operation_id = "renew_recovery_codes", tag = "identity",
    request_body = FactorCode,
    responses((status = 200, description = "The codes to keep", body = RecoveryCodes)),
)]
pub(crate) async fn renew_codes(
    State(app): State<Ctx>,
    caller: Caller,
    JsonBody(form): JsonBody<FactorCode>,
) -> Result<Json<RecoveryCodes>> {
    Ok(Json(
        second_factor::renew_codes(&app, &caller, &form.code).await?,
    ))
}
