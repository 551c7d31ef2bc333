//! Accounts by mail, over HTTP: made, recovered, signed in to. Whoever asks is told the same whether there is one or not.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use signaling::protocol::{Entered, LetterRequest, MailLink, MailLinkView, NewAccount};

use super::{
    super::{Visit, accounts, mail_links, tokens::Purpose},
    session::{answer, keep_browser},
};
use crate::{app::Ctx, error::Result, http::JsonBody};

/// Asks for an account. If the address has none, a link goes there that makes it; else a word that it has one.
#[utoipa::path(
    post, path = "/api/v1/accounts", operation_id = "create_account", tag = "identity", request_body = NewAccount,
    security(()), responses((status = 202, description = "A mail is on its way, whatever it says")),
)]
pub(crate) async fn create(
    State(app): State<Ctx>,
    visit: Visit,
    JsonBody(form): JsonBody<NewAccount>,
) -> Result<(StatusCode, HeaderMap)> {
    app.throttle.letter(visit.address, &form.email)?;
    accounts::create(&app, &visit, form).await?;
    Ok(on_its_way(&app, &visit))
}

/// Asks for a link that signs in.
#[utoipa::path(
    post, path = "/api/v1/sign-in-links", operation_id = "ask_for_sign_in_link", tag = "identity",
    request_body = LetterRequest, security(()),
    responses((status = 202, description = "If there is such an account, a link is on its way")),
)]
pub(crate) async fn ask_for_link(
    State(app): State<Ctx>,
    visit: Visit,
    JsonBody(form): JsonBody<LetterRequest>,
) -> Result<(StatusCode, HeaderMap)> {
    app.throttle.letter(visit.address, &form.login)?;
    mail_links::ask(&app, &visit, form, Purpose::Link)?;
    Ok(on_its_way(&app, &visit))
}

/// Asks for a link by which a new password is chosen.
#[utoipa::path(
    post, path = "/api/v1/password-resets", operation_id = "ask_for_password_reset", tag = "identity",
    request_body = LetterRequest, security(()),
    responses((status = 202, description = "If there is such an account, a link is on its way")),
)]
pub(crate) async fn ask_for_reset(
    State(app): State<Ctx>,
    visit: Visit,
    JsonBody(form): JsonBody<LetterRequest>,
) -> Result<(StatusCode, HeaderMap)> {
    app.throttle.letter(visit.address, &form.login)?;
    mail_links::ask(&app, &visit, form, Purpose::ResetPassword)?;
    Ok(on_its_way(&app, &visit))
}

/// Asks for a mail that tells what one signs in with.
#[utoipa::path(
    post, path = "/api/v1/user-name-reminders", operation_id = "ask_for_user_name", tag = "identity",
    request_body = LetterRequest, security(()),
    responses((status = 202, description = "A mail is on its way, whatever it says")),
)]
pub(crate) async fn remind(
    State(app): State<Ctx>,
    visit: Visit,
    JsonBody(form): JsonBody<LetterRequest>,
) -> Result<(StatusCode, HeaderMap)> {
    app.throttle.letter(visit.address, &form.login)?;
    mail_links::remind(&app, &visit, form)?;
    Ok(on_its_way(&app, &visit))
}

fn on_its_way(app: &Ctx, visit: &Visit) -> (StatusCode, HeaderMap) {
    (StatusCode::ACCEPTED, keep_browser(&app.config, visit))
}

/// What a link that came by mail would do. Looking does not use it: programs open links before people do.
#[utoipa::path(
    post, path = "/api/v1/mail-links/look", operation_id = "look_at_mail_link", tag = "identity", request_body = MailLink,
    security(()), responses((status = 200, description = "What it does", body = MailLinkView)),
)]
pub(crate) async fn look(
    State(app): State<Ctx>,
    visit: Visit,
    JsonBody(form): JsonBody<MailLink>,
) -> Result<(HeaderMap, Json<MailLinkView>)> {
    let view = mail_links::look(&app, &visit, &form).await?;
    Ok((keep_browser(&app.config, &visit), Json(view)))
}

/// Uses a link that came by mail, once. The answer sets the session's cookie, or says what is to be proven besides.
#[utoipa::path(
    post, path = "/api/v1/mail-links/use", operation_id = "use_mail_link", tag = "identity", request_body = MailLink,
    security(()), responses((status = 200, description = "Done", body = Entered)),
)]
pub(crate) async fn follow(
    State(app): State<Ctx>,
    visit: Visit,
    JsonBody(form): JsonBody<MailLink>,
) -> Result<(HeaderMap, Json<Entered>)> {
    app.throttle.sign_in(visit.address, &form.token)?;
    let (welcomed, return_to) = mail_links::follow(&app, &visit, &form).await?;
    let (headers, Json(answer)) = answer(&app, &visit, welcomed);
    Ok((headers, Json(Entered { answer, return_to })))
}
