//! Who somebody is: people, what they are known by, sign-in, sessions.
//!
//! A session is a random secret that its holder shows; we keep what is needed to recognise it and no more. Everybody is a
//! visitor until they prove who they are; then their conversations come along.
//! Invariants: a session's secret is never stored or logged, only its SHA-256; what has been proven to be one person's is
//! nobody else's.

mod accounts;
mod attempts;
pub mod bankid;
mod device;
mod errands;
mod freja;
pub mod http;
mod identifiers;
mod invitations;
mod letters;
mod mail_links;
pub(crate) mod names;
mod oidc;
mod passkeys;
mod password;
pub mod policy;
mod profile;
mod providers;
mod return_to;
mod second_factor;
mod session;
mod sessions;
mod signing_in;
mod slow_work;
mod store;
mod tokens;
mod visit;

pub use bankid::BankIdAccess;
pub(crate) use freja::dynamic as dynamic_freja_code;
pub(crate) use invitations::{
    forget_invited, new_invitation, owner_of_address, reset_factors, shut_out, shut_out_sessions,
};
pub(crate) use names::{is_hidden, line, paragraphs};
pub use password::{Cost, Password, PasswordError, hash};
pub(crate) use profile::phone;
pub use providers::{Providers, Setup, confirm_sign_ins};
pub use session::Token;
pub(crate) use store::people::{hold, set_contact};
pub use visit::{Browser, Visit};

use std::net::IpAddr;

use signaling::protocol::{
    ClientDetails, ConversationId, ErrorCode, Me, NewVisitor, PersonId, SessionId, SignInId,
    SignInView, SignInWay, StaffRole, VisitorCreated,
};
use sqlx::PgConnection;

use crate::{
    app::App,
    audit,
    error::{Error, Result, told},
};

/// The languages in which somebody can be answered.
pub const LANGUAGES: [&str; 5] = ["sv", "en", "da", "nb", "fi"];

/// Somebody who has proven who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub person: PersonId,
    /// As others see them.
    pub name: String,
    /// None for visitors and customers.
    pub staff: Option<StaffRole>,
    /// How they proved it; a visit proves nothing.
    pub way: SignInWay,
    /// SHA-256 of the session's secret, so that a revoked session's sockets can be found.
    pub session: [u8; 32],
    /// How lists and the audit log name the session.
    pub session_id: SessionId,
    /// From where the caller asks, as far as that is known.
    pub address: Option<IpAddr>,
}

impl Caller {
    /// Somebody in a session of no importance.
    #[cfg(test)]
    pub(crate) fn invented(person: PersonId, staff: Option<StaffRole>) -> Self {
        Self {
            person,
            name: String::new(),
            staff,
            way: SignInWay::Visit,
            session: [0; 32],
            session_id: SessionId(person.0),
            address: None,
        }
    }

    /// Somebody who has proven who they are. Visitors have nothing to sign in to.
    ///
    /// # Errors
    /// `forbidden` for visitors.
    pub(crate) fn known(&self) -> Result<()> {
        if self.staff.is_none() && self.way == SignInWay::Visit {
            return Err(crate::error::forbidden());
        }
        Ok(())
    }

    /// Whether the caller may see and step into everything.
    pub fn oversees(&self) -> bool {
        policy::allows(self.staff, policy::Permission::Oversee)
    }
}

impl From<&Caller> for audit::Actor {
    fn from(caller: &Caller) -> Self {
        Self {
            person: Some(caller.person),
            session: Some(caller.session_id),
            address: caller.address,
        }
    }
}

/// Somebody to be employed.
#[derive(Debug, Clone)]
pub struct NewStaff {
    /// As customers and colleagues see it.
    pub name: String,
    /// What they sign in with.
    pub email: String,
    /// What they do, e.g. "Familjerådgivare".
    pub title: String,
    /// What they may do.
    pub role: StaffRole,
    /// Of [`LANGUAGES`], the best first.
    pub languages: Vec<String>,
    /// What a queue may ask for.
    pub skills: Vec<String>,
    /// Chats at once.
    pub capacity: i32,
    /// From [`hash`].
    pub password_hash: String,
}

/// Nobody, or somebody whose session has ended.
pub fn unauthenticated() -> Error {
    told(ErrorCode::Unauthenticated, "sign in first")
}

/// Whose session `secret` is, shown from `address`; none if it never was one, has ended or was not used for too long.
///
/// # Errors
/// If the database does not answer.
pub async fn authenticate(app: &App, secret: &str, address: IpAddr) -> Result<Option<Caller>> {
    let Some(token) = Token::parse(secret) else {
        return Ok(None);
    };
    let now = app.clock.now();
    let hash = token.hash();
    let Some(session) = store::sessions::find_session(&app.db, &hash).await? else {
        return Ok(None);
    };
    if !session.is_live(now) {
        return Ok(None);
    }
    if let Some(life) = session.renewal(now) {
        store::sessions::renew_session(&app.db, &hash, life, Some(address)).await?;
    }
    Ok(Some(session.caller(hash, address)))
}

/// Whether the session behind a long-lived connection still is one; being connected counts as using it. To be asked now
/// and then for each open socket.
///
/// # Errors
/// If the database does not answer.
pub async fn is_still_signed_in(app: &App, caller: &Caller) -> Result<bool> {
    let now = app.clock.now();
    let Some(session) = store::sessions::find_session(&app.db, &caller.session).await? else {
        return Ok(false);
    };
    if !session.is_live(now) {
        return Ok(false);
    }
    if let Some(life) = session.renewal(now) {
        store::sessions::renew_session(&app.db, &caller.session, life, caller.address).await?;
    }
    Ok(true)
}

/// To be asked in the transaction that acts for somebody, once it holds what it changes: who has been signed out while their
/// request was under way changes nothing.
///
/// # Errors
/// `unauthenticated`.
pub(crate) async fn still_signed_in(conn: &mut PgConnection, caller: &Caller) -> Result<()> {
    if store::sessions::exists(conn, &caller.session).await? {
        Ok(())
    } else {
        Err(unauthenticated())
    }
}

/// A new visitor and the secret that makes them the same one next time.
///
/// # Errors
/// If the database does not answer.
pub async fn create_visitor(app: &App, form: &NewVisitor) -> Result<VisitorCreated> {
    let person = PersonId(app.clock.uuid());
    let token = Token::random();
    let life = session::Life::of(session::Holder::Visitor, app.clock.now());
    store::people::create_visitor(
        &app.db,
        person,
        language(&form.language),
        app.clock.uuid(),
        &token.hash(),
        life,
    )
    .await?;
    Ok(VisitorCreated {
        person,
        token: token.reveal().to_owned(),
    })
}

/// Who is signed in; none for visitors.
///
/// # Errors
/// If the database does not answer.
pub async fn find_me(app: &App, caller: &Caller) -> Result<Option<Me>> {
    if caller.staff.is_none() && caller.way == SignInWay::Visit {
        return Ok(None);
    }
    store::people::find_me(&app.db, caller.person).await
}

/// What is known about a customer, for somebody who may see `conversation` with them; the look is written down.
///
/// # Errors
/// If the database does not answer.
pub async fn client_details(
    app: &App,
    caller: &Caller,
    person: PersonId,
    conversation: ConversationId,
) -> Result<ClientDetails> {
    profile::details(app, caller, person, conversation).await
}

/// Employs somebody.
///
/// # Errors
/// `conflict` if somebody has the address already.
pub async fn create_staff(
    connection: &mut PgConnection,
    id: PersonId,
    new: &NewStaff,
) -> Result<()> {
    store::people::create_staff(connection, id, new).await
}

/// How far a sign-in is that the caller began, for their socket.
///
/// # Errors
/// `not_found` for anybody else.
pub async fn watch_sign_in(app: &App, caller: &Caller, id: SignInId) -> Result<SignInView> {
    providers::watch(app, caller, id).await
}

/// Forgets sessions that nobody can use any more; a few thousand at most, so it is called again and again.
///
/// # Errors
/// If the database does not answer.
pub async fn forget_ended_sessions(app: &App) -> Result<u64> {
    let now = app.clock.now();
    let mut conn = app.db.acquire().await?;
    store::tokens::delete_expired(&mut conn, now).await?;
    store::oidc::delete_expired(&mut conn, now).await?;
    store::attempts::delete_expired(&app.db, now).await?;
    store::passkeys::delete_expired(&mut conn, now).await?;
    store::sessions::delete_ended_sessions(&app.db, now).await
}

/// The nearest of [`LANGUAGES`] to a page's language tag, Swedish if there is none.
pub fn language(tag: &str) -> &'static str {
    let primary = tag
        .split(['-', '_'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let primary = match primary.as_str() {
        "no" | "nn" => "nb",
        other => other,
    };
    LANGUAGES
        .into_iter()
        .find(|language| *language == primary)
        .unwrap_or("sv")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_any_language_gets_one_we_answer_in() {
        let cases = [
            ("sv-SE", "sv"),
            ("en_GB", "en"),
            ("NO", "nb"),
            ("nn", "nb"),
            ("fi", "fi"),
            ("de", "sv"),
            ("", "sv"),
        ];
        for (tag, expected) in cases {
            assert_eq!(language(tag), expected, "{tag}");
        }
    }
}
