//! Who somebody is: people, sessions, sign-in.
//!
//! A session is a random secret that its holder shows; we keep what is needed to recognise it and no more. Staff sign
//! in with a password, visitors are nobody in particular until they say who they are.
//! Invariant: a session's secret is never stored or logged, only its SHA-256.

pub mod http;
mod password;
mod session;
mod store;

pub use password::{Cost, Password, PasswordError, hash};
pub use session::Token;

use signaling::protocol::{ErrorCode, Me, NewVisitor, PersonId, SignIn, StaffRole, VisitorCreated};
use sqlx::PgConnection;

use crate::{
    app::App,
    audit::{self, Action},
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
    /// None for visitors.
    pub staff: Option<StaffRole>,
    /// SHA-256 of the session's secret, so that a revoked session's sockets can be found.
    pub session: [u8; 32],
}

impl Caller {
    /// Whether the caller may see and step into everything.
    pub fn oversees(&self) -> bool {
        matches!(
            self.staff,
            Some(StaffRole::Supervisor | StaffRole::Administrator)
        )
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

/// Whose session `secret` is; none if it never was one, has ended or was not used for too long.
///
/// # Errors
/// If the database does not answer.
pub async fn authenticate(app: &App, secret: &str) -> Result<Option<Caller>> {
    let Some(token) = Token::parse(secret) else {
        return Ok(None);
    };
    let now = app.clock.now();
    let hash = token.hash();
    let Some(session) = store::find_session(&app.db, &hash).await? else {
        return Ok(None);
    };
    if !session.is_live(now) {
        return Ok(None);
    }
    if let Some(life) = session.renewal(now) {
        store::renew_session(&app.db, &hash, life).await?;
    }
    Ok(Some(session.caller(hash)))
}

/// Whether the session behind a long-lived connection still is one; being connected counts as using it. To be asked now
/// and then for each open socket.
///
/// # Errors
/// If the database does not answer.
pub async fn is_still_signed_in(app: &App, caller: &Caller) -> Result<bool> {
    let now = app.clock.now();
    let Some(session) = store::find_session(&app.db, &caller.session).await? else {
        return Ok(false);
    };
    if !session.is_live(now) {
        return Ok(false);
    }
    if let Some(life) = session.renewal(now) {
        store::renew_session(&app.db, &caller.session, life).await?;
    }
    Ok(true)
}

/// A new visitor and the secret that makes them the same one next time.
///
/// # Errors
/// If the database does not answer.
pub async fn create_visitor(app: &App, form: &NewVisitor) -> Result<VisitorCreated> {
    let person = PersonId(app.clock.uuid());
    let token = Token::random();
    let life = session::Life::of_visitor(app.clock.now());
    store::create_visitor(
        &app.db,
        person,
        language(&form.language),
        &token.hash(),
        life,
    )
    .await?;
    Ok(VisitorCreated {
        person,
        token: token.reveal().to_owned(),
    })
}

/// Signs staff in by address and password. What is wrong with them is not told, nor does the time it takes tell.
///
/// # Errors
/// `unauthenticated` if the two don't belong together; `unavailable` if too many sign in at once.
pub async fn sign_in(app: &App, form: &SignIn) -> Result<(Token, Me)> {
    let found = store::find_staff_by_email(&app.db, form.email.trim()).await?;
    let (me, hash) = found.unzip();
    let matches = password::verify(&form.password, hash).await?;
    let (Some(me), true) = (me, matches) else {
        metrics::counter!("samtal_sign_ins_refused_total").increment(1);
        return Err(told(
            ErrorCode::Unauthenticated,
            "the e-mail address or the password is wrong",
        ));
    };
    let now = app.clock.now();
    let token = Token::random();
    let mut transaction = app.db.begin().await?;
    store::create_session(
        &mut transaction,
        me.person,
        &token.hash(),
        session::Life::of_staff(now),
    )
    .await?;
    audit::record(&mut transaction, now, me.person, Action::SignedIn).await?;
    transaction.commit().await?;
    metrics::counter!("samtal_sign_ins_total").increment(1);
    Ok((token, me))
}

/// Ends the caller's session and closes its sockets on every node.
///
/// # Errors
/// If the database does not answer.
pub async fn sign_out(app: &App, caller: &Caller) -> Result<()> {
    let mut transaction = app.db.begin().await?;
    store::delete_session(&mut transaction, &caller.session).await?;
    audit::record(
        &mut transaction,
        app.clock.now(),
        caller.person,
        Action::SignedOut,
    )
    .await?;
    transaction.commit().await?;
    app.hub.end_session(caller.session);
    Ok(())
}

/// The signed-in member of staff; none for visitors.
///
/// # Errors
/// If the database does not answer.
pub async fn find_me(app: &App, caller: &Caller) -> Result<Option<Me>> {
    store::find_me(&app.db, caller.person).await
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
    store::create_staff(connection, id, new).await
}

/// Forgets sessions that nobody can use any more; a few thousand at most, so it is called again and again.
///
/// # Errors
/// If the database does not answer.
pub async fn forget_ended_sessions(app: &App) -> Result<u64> {
    store::delete_ended_sessions(&app.db, app.clock.now()).await
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
