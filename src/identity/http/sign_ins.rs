//! Sign-ins that somebody outside confirms, over HTTP. How far one is comes by socket too: `sign_in:<id>`.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use serde::Serialize;
use signaling::protocol::{
    BeginSignIn, Provider, ReturnToSignIn, SignInAnswer, SignInId, SignInView,
};

use super::{
    super::{Visit, attempts, providers, signing_in::Welcomed},
    session::{answer, keep_installation},
};
use crate::{app::Ctx, error::Result, http::JsonBody};

/// What came of a finished sign-in, and where the page goes.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Finished {
    /// Signed in, or what is missing.
    answer: SignInAnswer,
    /// A path of ours.
    return_to: String,
}

/// Who confirms sign-ins here, in the order in which they are shown.
#[utoipa::path(
    get, path = "/api/v1/sign-ins/providers", operation_id = "sign_in_providers", tag = "identity", security(()),
    responses((status = 200, description = "Those that are set up", body = Vec<Provider>)),
)]
pub(crate) async fn providers(State(app): State<Ctx>) -> Json<Vec<Provider>> {
    Json(providers::list(&app))
}

/// Begins one: asks the provider, and tells what to scan or open. It belongs to this browser.
#[utoipa::path(
    post, path = "/api/v1/sign-ins", operation_id = "begin_sign_in", tag = "identity", request_body = BeginSignIn,
    security(()), responses((status = 201, description = "Begun", body = SignInView)),
)]
pub(crate) async fn begin(
    State(app): State<Ctx>,
    visit: Visit,
    JsonBody(form): JsonBody<BeginSignIn>,
) -> Result<(StatusCode, HeaderMap, Json<SignInView>)> {
    app.throttle.outside_sign_in(visit.address)?;
    let view = providers::begin(&app, &visit, &form).await?;
    let headers = keep_installation(&app.config, &visit);
    Ok((StatusCode::CREATED, headers, Json(view)))
}

/// How far one is, for who has no socket.
#[utoipa::path(
    get, path = "/api/v1/sign-ins/{sign_in}", operation_id = "find_sign_in", tag = "identity", security(()),
    params(("sign_in" = SignInId, Path)),
    responses((status = 200, description = "How far it is", body = SignInView)),
)]
pub(crate) async fn find(
    State(app): State<Ctx>,
    visit: Visit,
    Path(id): Path<SignInId>,
) -> Result<Json<SignInView>> {
    let attempt = attempts::find(&app, &visit, id).await?;
    providers::seen(&app, &attempt).await?;
    Ok(Json(providers::view(&app, &attempt)))
}

/// Gives one up, here and at the provider.
#[utoipa::path(
    delete, path = "/api/v1/sign-ins/{sign_in}", operation_id = "cancel_sign_in", tag = "identity", security(()),
    params(("sign_in" = SignInId, Path)),
    responses((status = 204, description = "Given up, or over already")),
)]
pub(crate) async fn cancel(
    State(app): State<Ctx>,
    visit: Visit,
    Path(id): Path<SignInId>,
) -> Result<StatusCode> {
    let attempt = attempts::find(&app, &visit, id).await?;
    providers::cancel(&app, &attempt).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends a confirmed one in the browser that began it.
#[utoipa::path(
    post, path = "/api/v1/sign-ins/{sign_in}/finish", operation_id = "finish_sign_in", tag = "identity", security(()),
    params(("sign_in" = SignInId, Path)),
    responses((status = 200, description = "Signed in, or what is missing", body = Finished)),
)]
pub(crate) async fn finish(
    State(app): State<Ctx>,
    visit: Visit,
    Path(id): Path<SignInId>,
) -> Result<(HeaderMap, Json<Finished>)> {
    let ended = attempts::finish(&app, &visit, id).await?;
    Ok(finished(&app, &visit, ended))
}

/// Ends a confirmed one whose app was started on the same device, in the browser that began it and to which the app has
/// sent whoever confirmed it.
#[utoipa::path(
    post, path = "/api/v1/sign-ins/{sign_in}/return", operation_id = "return_to_sign_in", tag = "identity",
    security(()), params(("sign_in" = SignInId, Path)), request_body = ReturnToSignIn,
    responses((status = 200, description = "Signed in, or what is missing", body = Finished)),
)]
pub(crate) async fn come_back(
    State(app): State<Ctx>,
    visit: Visit,
    Path(id): Path<SignInId>,
    JsonBody(form): JsonBody<ReturnToSignIn>,
) -> Result<(HeaderMap, Json<Finished>)> {
    let ended = attempts::come_back(&app, &visit, id, &form.nonce).await?;
    Ok(finished(&app, &visit, ended))
}

fn finished(
    app: &Ctx,
    visit: &Visit,
    (welcomed, return_to): (Welcomed, String),
) -> (HeaderMap, Json<Finished>) {
    let (headers, Json(answer)) = answer(app, visit, welcomed);
    (headers, Json(Finished { answer, return_to }))
}
