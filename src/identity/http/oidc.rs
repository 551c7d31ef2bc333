//! Where browsers come back to from OpenID providers, and where these tell that somebody has signed out.

use std::time::Duration;

use axum::{
    body::{Body, to_bytes},
    extract::{Path, RawQuery, State},
    http::StatusCode,
    response::Redirect,
};
use tokio::time::timeout;

use super::super::{Visit, oidc};
use crate::{
    app::Ctx,
    error::{Result, invalid},
};

/// A log-out token has a dozen claims.
const MAX_LOGOUT_BYTES: usize = 64 * 1024;
/// A provider has it at hand.
const READ_WITHIN: Duration = Duration::from_secs(20);

/// `GET /sign-in/callback/{provider}`: ends the journey and shows the page that finishes the sign-in.
pub(crate) async fn come_back(
    State(app): State<Ctx>,
    visit: Visit,
    Path(provider): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Redirect> {
    let query = query.unwrap_or_default();
    let page = oidc::come_back(&app, &visit, &provider, &query).await?;
    Ok(Redirect::to(&page))
}

/// An OpenID provider says that somebody's session there has ended: so have those here that came from it. The body is a form
/// with the signed `logout_token` (OpenID Connect Back-Channel Logout 1.0), which works once.
#[utoipa::path(
    post, path = "/api/v1/sign-ins/back-channel/{provider}", operation_id = "end_by_provider", tag = "identity",
    security(()), params(("provider" = String, Path, description = "What the operator calls the provider")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "Ended, if there were any")),
)]
pub(crate) async fn end_by_provider(
    State(app): State<Ctx>,
    Path(provider): Path<String>,
    body: Body,
) -> Result<StatusCode> {
    let Ok(read) = timeout(READ_WITHIN, to_bytes(body, MAX_LOGOUT_BYTES)).await else {
        return Err(invalid("the body took too long to arrive"));
    };
    let body = read.map_err(|_| invalid("the body is too large, or broke off"))?;
    oidc::end_by_provider(&app, &provider, &body).await?;
    Ok(StatusCode::OK)
}
