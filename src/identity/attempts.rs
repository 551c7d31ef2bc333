//! Sign-ins that somebody outside confirms: begun by a browser, confirmed elsewhere, ended by the same browser.
//!
//! Invariants: what the provider says is stored before it is shown; only the browser that began an attempt ends it, and
//! once; what is secret about it is forgotten when it is over.

use std::net::IpAddr;

use hmac::{Hmac, Mac};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha256;
use signaling::protocol::{
    BeginSignIn, Event, NodeId, PersonId, SignInId, SignInPurpose, SignInState, SignInView,
    SignInWay, Topic,
};
use sqlx::{PgConnection, Postgres, Transaction};

use super::{
    Visit,
    identifiers::Identifier,
    letters::{self, Warning},
    return_to::own_path,
    signing_in::{self, Proof, Welcomed},
    store::attempts,
    unauthenticated,
};
use crate::{
    app::App,
    audit::{self, Action},
    clock::later,
    error::{Result, conflict, not_found},
};

/// Nobody takes longer; a page that is left open so long begins anew.
const LIFE: SignedDuration = SignedDuration::from_mins(10);

/// One that has been begun.
pub(super) struct Attempt {
    pub(super) id: SignInId,
    pub(super) provider: String,
    pub(super) purpose: SignInPurpose,
    pub(super) browser: [u8; 32],
    pub(super) visitor: Option<PersonId>,
    pub(super) person: Option<PersonId>,
    pub(super) return_to: String,
    pub(super) language: String,
    pub(super) device: String,
    pub(super) address: Option<IpAddr>,
    pub(super) state: SignInState,
    pub(super) hint: String,
    pub(super) reference: Option<String>,
    pub(super) secrets: Value,
    pub(super) ordered_at: Option<Timestamp>,
    pub(super) result: Option<Value>,
    /// The app was to be started where the page is.
    pub(super) same_device: bool,
    pub(super) expires_at: Timestamp,
}

/// One to be begun.
pub(super) struct NewAttempt<'a> {
    pub(super) provider: &'a str,
    pub(super) purpose: SignInPurpose,
    pub(super) browser: [u8; 32],
    pub(super) visitor: Option<PersonId>,
    pub(super) person: Option<PersonId>,
    pub(super) return_to: &'a str,
    pub(super) language: &'a str,
    pub(super) device: &'a str,
    pub(super) address: Option<IpAddr>,
    pub(super) secrets: Value,
    pub(super) reference: Option<&'a str>,
    pub(super) ordered_at: Option<Timestamp>,
    /// Which node asks the provider, and until when; none where the provider sends the browser back.
    pub(super) lease: Option<(NodeId, Timestamp)>,
    /// The app is to be started where the page is.
    pub(super) same_device: bool,
}

impl<'a> NewAttempt<'a> {
    /// What `form` asks of `provider`, before that has answered.
    ///
    /// # Errors
    /// `unauthenticated` for somebody who is not signed in and wants to add to their account.
    pub(super) fn of(provider: &'a str, visit: &'a Visit, form: &'a BeginSignIn) -> Result<Self> {
        let person = match form.purpose {
            SignInPurpose::SignIn => None,
            SignInPurpose::Link => Some(visit.known().ok_or_else(unauthenticated)?.person),
        };
        Ok(Self {
            provider,
            purpose: form.purpose,
            browser: visit.browser.hash(),
            visitor: visit.visitor(),
            person,
            return_to: own_path(&form.return_to),
            language: super::language(&form.language),
            device: &visit.device,
            address: Some(visit.address),
            secrets: Value::Object(serde_json::Map::new()),
            reference: None,
            ordered_at: None,
            lease: None,
            same_device: false,
        })
    }
}

/// What only `browser` is sent back with, by the app on its own device.
pub(super) fn return_nonce(browser: &[u8; 32], id: SignInId) -> String {
    returning(browser, id)
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn returning(browser: &[u8; 32], id: SignInId) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(browser).expect("HMAC takes a key of any length");
    mac.update(b"return to sign-in ");
    mac.update(id.0.as_bytes());
    mac
}

/// Whether `nonce` is the one of `browser`; takes the same time whatever is wrong with it.
fn is_nonce(nonce: &str, browser: &[u8; 32], id: SignInId) -> bool {
    let digits = nonce.as_bytes();
    let bytes: Option<Vec<u8>> = digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect();
    digits.len() == 64
        && bytes.is_some_and(|bytes| returning(browser, id).verify_slice(&bytes).is_ok())
}

/// Whom a provider vouches for, as it is kept until the browser comes for it.
#[derive(Serialize, Deserialize)]
pub(super) struct Vouched {
    /// How.
    pub(super) way: SignInWay,
    /// Who vouches, and what they call whom; not where the personal number is the name.
    pub(super) subject: Option<(String, String)>,
    /// Twelve digits, where the provider has checked them.
    pub(super) personal_number: Option<String>,
    /// Name, or empty.
    pub(super) name: String,
    /// An address that the provider has checked, or empty.
    pub(super) email: String,
    /// Whether it stands for two factors.
    pub(super) is_strong: bool,
    /// The provider's name for its own session, by which it may end ours.
    pub(super) outside_session: Option<String>,
    /// Of an OpenID provider: what is needed to sign out there too.
    #[serde(default)]
    pub(super) oidc: Option<OidcSession>,
}

/// A session at an OpenID provider.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct OidcSession {
    /// What the operator calls the provider.
    pub(super) provider: String,
    /// What the provider calls whose session it is, which need not be how we find their account again.
    pub(super) subject: String,
    /// To be shown when signing out there.
    pub(super) id_token: String,
}

impl Vouched {
    /// What it proves, the surest first.
    pub(super) fn identifiers(&self) -> Result<Vec<Identifier>> {
        let mut all = Vec::new();
        if let Some(number) = &self.personal_number {
            all.push(Identifier::personal_number(number)?);
        }
        if let Some((issuer, subject)) = &self.subject {
            all.push(Identifier::subject(issuer, subject)?);
        }
        Ok(all)
    }
}

impl Attempt {
    /// When it was begun.
    pub(super) fn begun_at(&self) -> Timestamp {
        self.expires_at.checked_sub(LIFE).unwrap_or(self.expires_at)
    }

    /// As its browser sees it, with what is to be scanned or opened now.
    pub(super) fn view(&self, qr: Option<String>, launch: Option<String>) -> SignInView {
        SignInView {
            id: self.id,
            provider: self.provider.clone(),
            state: self.state,
            hint: self.hint.clone(),
            qr,
            launch,
        }
    }
}

/// Keeps a new one.
pub(super) async fn create(
    app: &App,
    conn: &mut PgConnection,
    id: SignInId,
    new: &NewAttempt<'_>,
) -> Result<Attempt> {
    let at = app.clock.now();
    let expires_at = later(at, LIFE);
    attempts::create(conn, id, new, at, expires_at).await?;
    Ok(Attempt {
        id,
        provider: new.provider.to_owned(),
        purpose: new.purpose,
        browser: new.browser,
        visitor: new.visitor,
        person: new.person,
        return_to: new.return_to.to_owned(),
        language: new.language.to_owned(),
        device: new.device.to_owned(),
        address: new.address,
        state: SignInState::Pending,
        hint: String::new(),
        reference: new.reference.map(str::to_owned),
        secrets: new.secrets.clone(),
        ordered_at: new.ordered_at,
        result: None,
        same_device: new.same_device,
        expires_at,
    })
}

/// One that `visit`'s browser has begun; nobody else can tell whether there is one.
pub(super) async fn find(app: &App, visit: &Visit, id: SignInId) -> Result<Attempt> {
    let found = attempts::find(&app.db, id).await?;
    found
        .filter(|attempt| attempt.browser == visit.browser.hash())
        .ok_or_else(|| not_found("sign-in"))
}

/// The provider has vouched: kept first, together with what `tx` has written of it, then told to whoever watches.
pub(super) async fn complete(
    app: &App,
    mut tx: Transaction<'_, Postgres>,
    attempt: &Attempt,
    vouched: &Vouched,
) -> Result<bool> {
    let result = serde_json::to_value(vouched).map_err(anyhow::Error::from)?;
    let done = attempts::complete(&mut tx, attempt.id, &result).await?;
    tx.commit().await?;
    if done {
        tell(app, attempt, SignInState::Complete, "");
    }
    Ok(done)
}

/// It came to nothing, and why.
pub(super) async fn end(
    app: &App,
    attempt: &Attempt,
    state: SignInState,
    hint: &str,
) -> Result<bool> {
    let mut conn = app.db.acquire().await?;
    let done = attempts::end(&mut conn, attempt.id, state, hint).await?;
    if done {
        tell(app, attempt, state, hint);
    }
    Ok(done)
}

fn tell(app: &App, attempt: &Attempt, state: SignInState, hint: &str) {
    let mut view = attempt.view(None, None);
    view.state = state;
    hint.clone_into(&mut view.hint);
    app.hub
        .publish(Topic::SignIn(attempt.id), Event::SignIn { sign_in: view });
}

/// Ends a confirmed one in the browser that began it: signs in, or adds what was proven to who is signed in.
///
/// # Errors
/// `not_found` for another browser; `conflict` if it is not confirmed, used or too old, if its app was started on the same
/// device (then [`come_back`] ends it), or if what was proven belongs to somebody else.
pub(super) async fn finish(app: &App, visit: &Visit, id: SignInId) -> Result<(Welcomed, String)> {
    find(app, visit, id).await?;
    end_confirmed(app, visit, id, false).await
}

/// As [`finish`], for whom the app on the same device has sent back to the browser with `nonce`: whoever was made to open
/// an app for somebody else comes back to a browser that has begun nothing.
///
/// # Errors
/// As [`finish`], and `not_found` for another nonce.
pub(super) async fn come_back(
    app: &App,
    visit: &Visit,
    id: SignInId,
    nonce: &str,
) -> Result<(Welcomed, String)> {
    find(app, visit, id).await?;
    if !is_nonce(nonce, &visit.browser.hash(), id) {
        return Err(not_found("sign-in"));
    }
    end_confirmed(app, visit, id, true).await
}

async fn end_confirmed(
    app: &App,
    visit: &Visit,
    id: SignInId,
    comes_back: bool,
) -> Result<(Welcomed, String)> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let browser = visit.browser.hash();
    let used = attempts::use_up(&mut tx, id, &browser, comes_back, now).await?;
    let attempt =
        used.ok_or_else(|| conflict("this sign-in is not confirmed, or was used already"))?;
    let result = attempt.result.clone().unwrap_or_default();
    let vouched: Vouched = serde_json::from_value(result).map_err(anyhow::Error::from)?;
    let proof = Proof {
        way: vouched.way,
        is_strong: vouched.is_strong,
        outside: vouched
            .subject
            .as_ref()
            .map(|(issuer, subject)| (issuer.as_str(), subject.as_str())),
        outside_session: vouched.outside_session.as_deref(),
        oidc: vouched.oidc.as_ref(),
    };
    let welcomed = match (attempt.purpose, attempt.person) {
        (SignInPurpose::SignIn, _) => {
            let visitor = attempt.visitor;
            let person =
                signing_in::person_of(app, &mut tx, visit, visitor, &vouched, &attempt.language)
                    .await?;
            signing_in::welcome(app, &mut tx, person, &proof, visit, visitor).await?
        }
        (SignInPurpose::Link, Some(person)) => {
            // Whoever asks must still be the one who began it.
            if visit.caller.as_ref().map(|caller| caller.person) != Some(person) {
                return Err(unauthenticated());
            }
            signing_in::add_identifiers(app, &mut tx, person, &vouched, visit).await?;
            letters::warn(app, &mut tx, person, Warning::IdentityAdded, visit).await?;
            audit::record(&mut tx, now, person, Action::IdentifierAdded(vouched.way)).await?;
            signing_in::stay(&mut tx, person).await?
        }
        (SignInPurpose::Link, None) => return Err(unauthenticated()),
    };
    tx.commit().await?;
    app.mailer.wake();
    tell(app, &attempt, SignInState::Used, "");
    welcomed.tell(app);
    Ok((welcomed, attempt.return_to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_works_in_its_own_browser_and_for_its_own_sign_in() {
        let id = |n| SignInId(uuid::Uuid::from_u128(n));
        let nonce = return_nonce(&[1; 32], id(1));
        assert!(is_nonce(&nonce, &[1; 32], id(1)));
        assert!(!is_nonce(&nonce, &[2; 32], id(1)));
        assert!(!is_nonce(&nonce, &[1; 32], id(2)));
        for bad in ["", "zz", &nonce[..62], &"å".repeat(32)] {
            assert!(!is_nonce(bad, &[1; 32], id(1)), "{bad}");
        }
    }
}
