//! Visitors and the staff's session over HTTP.

use axum::{
    Json,
    extract::State,
    http::{HeaderName, HeaderValue, StatusCode, header::SET_COOKIE},
};
use signaling::protocol::{Me, NewVisitor, SignIn, VisitorCreated};

use super::{Caller, Token, session};
use crate::{
    app::Ctx,
    config::Config,
    error::{Result, forbidden},
    http::{ClientAddress, JsonBody, cookie_name},
};

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
    let created = super::create_visitor(&app, &form).await?;
    Ok((StatusCode::CREATED, Json(created)))
}

/// Signs staff in; the answer sets the session's cookie.
#[utoipa::path(
    post, path = "/api/v1/session", tag = "identity", request_body = SignIn, security(()),
    responses((status = 200, description = "Signed in", body = Me)),
)]
pub(crate) async fn sign_in(
    State(app): State<Ctx>,
    ClientAddress(address): ClientAddress,
    JsonBody(form): JsonBody<SignIn>,
) -> Result<([(HeaderName, HeaderValue); 1], Json<Me>)> {
    app.throttle.sign_in(address, &form.email)?;
    let (token, me) = super::sign_in(&app, &form).await?;
    Ok(([(SET_COOKIE, cookie(&app.config, &token))], Json(me)))
}

/// Who is signed in.
#[utoipa::path(
    get, path = "/api/v1/session", operation_id = "who_am_i", tag = "identity",
    responses((status = 200, description = "The member of staff", body = Me)),
)]
pub(crate) async fn me(State(app): State<Ctx>, caller: Caller) -> Result<Json<Me>> {
    let me = super::find_me(&app, &caller).await?;
    Ok(Json(me.ok_or_else(forbidden)?))
}

/// Ends the session and closes its sockets. Who is signed out already is told the same.
#[utoipa::path(
    delete, path = "/api/v1/session", tag = "identity", security(()),
    responses((status = 204, description = "Signed out")),
)]
pub(crate) async fn sign_out(
    State(app): State<Ctx>,
    caller: Option<Caller>,
) -> Result<(StatusCode, [(HeaderName, HeaderValue); 1])> {
    if let Some(caller) = caller {
        super::sign_out(&app, &caller).await?;
    }
    Ok((
        StatusCode::NO_CONTENT,
        [(SET_COOKIE, no_cookie(&app.config))],
    ))
}

/// Lax, so that a link from a mail opens the desk signed in; what changes anything is guarded by its origin.
fn cookie(config: &Config, token: &Token) -> HeaderValue {
    let mut value = set_cookie(config, token.reveal(), session::cookie_seconds());
    value.set_sensitive(true);
    value
}

fn no_cookie(config: &Config) -> HeaderValue {
    set_cookie(config, "", 0)
}

fn set_cookie(config: &Config, value: &str, seconds: i64) -> HeaderValue {
    let name = cookie_name(config);
    let secure = if config.is_https() { "; Secure" } else { "" };
    let cookie =
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    HeaderValue::try_from(cookie).expect("a name and a secret of plain letters")
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
        let token = Token::random();
        let plain = cookie(&config("http://localhost:8080"), &token);
        let expected = format!(
            "samtal_session={}; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800",
            token.reveal()
        );
        assert_eq!(plain, expected);
        assert!(plain.is_sensitive());

        let secure = cookie(&config("https://chat.example.org"), &token);
        let expected = format!(
            "__Host-samtal_session={}; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure",
            token.reveal()
        );
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
