//! Identity over HTTP: what proves who somebody is, and what they see of it.

pub(crate) mod accounts;
pub(crate) mod factors;
pub(crate) mod invitations;
pub(crate) mod oidc;
pub(crate) mod passkeys;
pub(crate) mod profile;
pub(crate) mod session;
pub(crate) mod sign_ins;

use axum::{
    Router,
    routing::{delete, get, post, put},
};

use crate::app::Ctx;

/// Every address of the domain.
pub(crate) fn routes() -> Router<Ctx> {
    Router::new()
        .route("/api/v1/visitors", post(session::create_visitor))
        .route(
            "/api/v1/session",
            post(session::sign_in)
                .get(session::me)
                .delete(session::sign_out),
        )
        .route(
            "/api/v1/sessions",
            get(session::list).delete(session::end_others),
        )
        .route("/api/v1/sessions/{session}", delete(session::end))
        .route("/api/v1/accounts", post(accounts::create))
        .route("/api/v1/sign-in-links", post(accounts::ask_for_link))
        .route("/api/v1/password-resets", post(accounts::ask_for_reset))
        .route("/api/v1/user-name-reminders", post(accounts::remind))
        .route("/api/v1/mail-links/look", post(accounts::look))
        .route("/api/v1/mail-links/use", post(accounts::follow))
        .route("/api/v1/profile", get(profile::view).put(profile::change))
        .route("/api/v1/profile/email", put(profile::change_email))
        .route("/api/v1/profile/user-name", put(profile::change_user_name))
        .route(
            "/api/v1/profile/identifiers/{identifier}",
            delete(profile::remove),
        )
        .route("/api/v1/password", put(profile::change_password))
        .route("/api/v1/session/second-factor", post(factors::sign_in))
        .route("/api/v1/session/enrolment", post(factors::enrol))
        .route(
            "/api/v1/session/enrolment/confirm",
            post(factors::confirm_enrolment),
        )
        .route("/api/v1/session/passkey/challenge", post(passkeys::ask))
        .route("/api/v1/session/passkey", post(passkeys::sign_in))
        .route("/api/v1/second-factor", get(factors::view))
        .route("/api/v1/second-factor/totp", post(factors::begin))
        .route("/api/v1/second-factor/totp/confirm", post(factors::confirm))
        .route("/api/v1/second-factor/totp/remove", post(factors::remove))
        .route(
            "/api/v1/second-factor/recovery-codes",
            post(factors::renew_codes),
        )
        .route("/api/v1/passkeys", get(passkeys::list).post(passkeys::add))
        .route("/api/v1/passkeys/challenge", post(passkeys::ask_for_new))
        .route(
            "/api/v1/passkeys/{passkey}",
            put(passkeys::rename).delete(passkeys::remove),
        )
        .route("/api/v1/invitations/look", post(invitations::look))
        .route("/api/v1/invitations/accept", post(invitations::accept))
        .route(
            "/api/v1/role-rules",
            get(invitations::rules).put(invitations::set_rule),
        )
        .route("/api/v1/sign-ins/providers", get(sign_ins::providers))
        .route("/api/v1/sign-ins", post(sign_ins::begin))
        .route(
            "/api/v1/sign-ins/{sign_in}",
            get(sign_ins::find).delete(sign_ins::cancel),
        )
        .route("/api/v1/sign-ins/{sign_in}/finish", post(sign_ins::finish))
        .route(
            "/api/v1/sign-ins/{sign_in}/return",
            post(sign_ins::come_back),
        )
        .route(
            "/api/v1/sign-ins/back-channel/{provider}",
            post(oidc::end_by_provider),
        )
        .route("/sign-in/callback/{provider}", get(oidc::come_back))
}
