//! Visitors, signing in and out, and one's sessions, over HTTP.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header::SET_COOKIE},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use signaling::protocol::{
    Me, NewVisitor, SessionId, SessionView, SignIn, SignInAnswer, VisitorCreated,
};

use super::super::{
    self as identity, Caller, Visit, oidc, sessions,
    signing_in::{self, Welcomed},
};
use crate::{
    app::{App, Ctx},
    config::Config,
    error::{Result, forbidden},
    http::{ClientAddress, JsonBody, browser_cookie_name, cookie_name, installation_cookie_name},
};

/// A year: longer is more than anybody needs to know a browser again.
const INSTALLATION_SECONDS: i64 = 365 * 24 * 60 * 60;

/// Makes a visitor: anybody who opens a chat. The secret in the answer is shown once.
#[utoipa::path(
    post, path = "/api/v1/visitors", tag = "identity", request_body = NewVisitor, security(()),
    responses((status = 201, description = "The visitor and their secret", body = VisitorCreated)),
)]
pub(crate) async fn create_visitor(
    State(app): State<Ctx>,
    ClientAddress(address): ClientAddress,
    JsonBody(form): JsonBody<NewVisitor>,
) -> Result<(StatusCode, Json<VisitorCreated>)> {
    app.throttle.visitor(address)?;
    let created = identity::create_visitor(&app, &form).await?;
    Ok((StatusCode::CREATED, Json(created)))
}

/// Signs somebody in by password; the answer sets the session's cookie, or says what is to be proven besides. A visitor's
/// secret sent along makes their conversations those of whoever signs in.
#[utoipa::path(
    post, path = "/api/v1/session", tag = "identity", request_body = SignIn, security(()),
    responses((status = 200, description = "Signed in, or what is missing", body = SignInAnswer)),
)]
pub(crate) async fn sign_in(
    State(app): State<Ctx>,
    visit: Visit,
    JsonBody(form): JsonBody<SignIn>,
) -> Result<(HeaderMap, Json<SignInAnswer>)> {
    app.throttle.sign_in(visit.address, &form.login)?;
    let welcomed = signing_in::by_password(&app, &form, &visit).await?;
    app.throttle.password_shown(visit.address, &form.login);
    Ok(answer(&app, &visit, welcomed))
}

/// What the page is told, with the cookies that go with it.
pub(super) fn answer(
    app: &App,
    visit: &Visit,
    welcomed: Welcomed,
) -> (HeaderMap, Json<SignInAnswer>) {
    let mut headers = keep_browser(&app.config, visit);
    if let Some((token, seconds)) = welcomed.cookie {
        headers.append(SET_COOKIE, set_cookie(&app.config, token.reveal(), seconds));
    }
    if let SignInAnswer::SignedIn { me, .. } = &welcomed.answer {
        app.throttle.signed_in(me.person, visit.address);
    }
    (headers, Json(welcomed.answer))
}

/// The browser's own cookie, where it has none yet. It lasts as long as the browser is open.
pub(super) fn keep_browser(config: &Config, visit: &Visit) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Some(secret) = visit.browser.to_be_kept() {
        let name = browser_cookie_name(config);
        headers.append(
            SET_COOKIE,
            sensitive(config, &format!("{name}={}", secret.reveal()), ""),
        );
    }
    headers
}

/// As [`keep_browser`], with the cookie that lasts: for providers that know a browser again.
pub(super) fn keep_installation(config: &Config, visit: &Visit) -> HeaderMap {
    let mut headers = keep_browser(config, visit);
    if let Some(secret) = visit.installation.to_be_kept() {
        let pair = format!("{}={}", installation_cookie_name(config), secret.reveal());
        let life = format!("; Max-Age={INSTALLATION_SECONDS}");
        headers.append(SET_COOKIE, sensitive(config, &pair, &life));
    }
    headers
}

/// Who is signed in.
#[utoipa::path(
    get, path = "/api/v1/session", operation_id = "who_am_i", tag = "identity",
    responses((status = 200, description = "Who", body = Me)),
)]
pub(crate) async fn me(State(app): State<Ctx>, caller: Caller) -> Result<Json<Me>> {
    let me = identity::find_me(&app, &caller).await?;
    Ok(Json(me.ok_or_else(forbidden)?))
}

/// Where a browser signs out as well.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct SignedOut {
    /// The provider that vouched for the session: the page goes there, and comes back from it.
    continue_to: String,
}

/// Ends the session and closes its sockets. Who is signed out already is told the same.
#[utoipa::path(
    delete, path = "/api/v1/session", tag = "identity", security(()),
    responses(
        (status = 200, description = "Signed out here; the browser goes on to sign out where it came from", body = SignedOut),
        (status = 204, description = "Signed out"),
    ),
)]
pub(crate) async fn sign_out(State(app): State<Ctx>, caller: Option<Caller>) -> Result<Response> {
    let mut continue_to = None;
    if let Some(caller) = caller {
        continue_to = oidc::leave(&app, &caller).await?;
        sessions::end(&app, &caller, caller.session_id).await?;
    }
    let cookie = [(SET_COOKIE, no_cookie(&app.config))];
    Ok(match continue_to {
        Some(continue_to) => (cookie, Json(SignedOut { continue_to })).into_response(),
        None => (StatusCode::NO_CONTENT, cookie).into_response(),
    })
}

/// The caller's sessions that live, the last used first, at most 100.
#[utoipa::path(
    get, path = "/api/v1/sessions", tag = "identity",
    responses((status = 200, description = "Where one is signed in", body = Vec<SessionView>)),
)]
pub(crate) async fn list(State(app): State<Ctx>, caller: Caller) -> Result<Json<Vec<SessionView>>> {
    Ok(Json(sessions::list(&app, &caller).await?))
}

/// Ends all of the caller's sessions but this one, and closes their sockets.
#[utoipa::path(
    delete, path = "/api/v1/sessions", tag = "identity",
    responses((status = 204, description = "Signed out everywhere else")),
)]
pub(crate) async fn end_others(State(app): State<Ctx>, caller: Caller) -> Result<StatusCode> {
    sessions::end_others(&app, &caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one of the caller's sessions and closes its sockets.
#[utoipa::path(
    delete, path = "/api/v1/sessions/{session}", tag = "identity", params(("session" = SessionId, Path)),
    responses((status = 204, description = "Signed out there")),
)]
pub(crate) async fn end(
    State(app): State<Ctx>,
    caller: Caller,
    Path(session): Path<SessionId>,
) -> Result<StatusCode> {
    sessions::end(&app, &caller, session).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn no_cookie(config: &Config) -> HeaderValue {
    set_cookie(config, "", 0)
}

fn set_cookie(config: &Config, value: &str, seconds: i64) -> HeaderValue {
    let name = cookie_name(config);
    sensitive(
        config,
        &format!("{name}={value}"),
        &format!("; Max-Age={seconds}"),
    )
}

/// Lax, so that a link from a mail opens the page signed in; what changes anything is guarded by its origin.
fn sensitive(config: &Config, pair: &str, life: &str) -> HeaderValue {
    let secure = if config.is_https() { "; Secure" } else { "" };
    let cookie = format!("{pair}; Path=/; HttpOnly; SameSite=Lax{life}{secure}");
    let mut value = HeaderValue::try_from(cookie).expect("a name and a secret of plain letters");
    value.set_sensitive(true);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(public_url: &str) -> Config {
        Config::from_lookup(|name| Ok((name == "SAMTAL_PUBLIC_URL").then(|| public_url.to_owned())))
            .unwrap()
    }

    #[test]
    fn a_cookie_is_out_of_reach_for_scripts_and_plain_http() {
        let plain = set_cookie(&config("http://localhost:8080"), "secret", 604_800);
        let expected = "samtal_session=secret; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800";
        assert_eq!(plain, expected);
        assert!(plain.is_sensitive());

        let secure = set_cookie(&config("https://chat.example.org"), "secret", 604_800);
        let expected =
            "__Host-samtal_session=secret; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure";
        assert_eq!(secure, expected);
    }

    #[test]
    fn signing_out_removes_the_same_cookie() {
        let gone = no_cookie(&config("https://chat.example.org"));
        assert_eq!(
            gone,
            "__Host-samtal_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure"
        );
    }
}
