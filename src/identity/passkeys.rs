//! Passkeys (WebAuthn level 3): added by who is signed in, shown to sign in without a name or as the second thing.
//!
//! Invariants: each challenge is kept here, works once, for five minutes and in the browser that asked; the passkey has
//! verified its owner, so it stands for two factors; origin and relying party are those of the public address.

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use signaling::protocol::{
    NewPasskey, PasskeyChallenge, PasskeyId, PasskeySignIn, PasskeyView, PersonId, SignInWay,
};
use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyAuthentication,
    PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Webauthn,
    WebauthnBuilder, WebauthnError,
};

use super::{
    Caller, Visit,
    letters::{self, Warning},
    signing_in::{self, Proof, Welcomed},
    still_signed_in,
    store::{passkeys as store, people},
    unauthenticated,
};
use crate::{
    app::App,
    audit::{self, Action},
    clock::later,
    error::{Error, Result, conflict, invalid, not_found},
};

/// As long as a ticket: the two go together.
const LIFE: SignedDuration = SignedDuration::from_mins(5);
/// Passkeys of one person: nobody has so many devices.
const AT_MOST: usize = 20;

/// What a challenge is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(super) enum Purpose {
    /// A new passkey.
    Register,
    /// Signs in, and says who.
    SignIn,
    /// Shown beside something else.
    SecondFactor,
}

/// A challenge to be kept.
pub(super) struct NewChallenge {
    pub(super) id: Uuid,
    pub(super) purpose: Purpose,
    pub(super) person: Option<PersonId>,
    pub(super) browser: [u8; 32],
    pub(super) state: Value,
    pub(super) expires_at: Timestamp,
}

/// A passkey as it is kept.
pub(super) struct Stored {
    pub(super) id: PasskeyId,
    pub(super) person: PersonId,
    pub(super) credential: Value,
}

/// The caller's, the newest last.
///
/// # Errors
/// `forbidden` for visitors.
pub(super) async fn list(app: &App, caller: &Caller) -> Result<Vec<PasskeyView>> {
    caller.known()?;
    let mut conn = app.db.acquire().await?;
    store::list(&mut conn, caller.person).await
}

/// Asks the caller's browser for a new one.
///
/// # Errors
/// `forbidden` for visitors, `conflict` for who has 20, and where the public address is no domain.
pub(super) async fn ask_for_new(
    app: &App,
    visit: &Visit,
    caller: &Caller,
) -> Result<PasskeyChallenge> {
    caller.known()?;
    let mut conn = app.db.acquire().await?;
    let me = people::look_at(&mut conn, caller.person).await?;
    let me = me.ok_or_else(unauthenticated)?.me;
    let own = store::list_credentials(&mut conn, caller.person).await?;
    if own.len() >= AT_MOST {
        return Err(conflict("there are 20 passkeys already: remove one first"));
    }
    let own = own.into_iter().map(|stored| credential(stored.credential));
    let own = own.collect::<Result<Vec<Passkey>>>()?;
    let exclude = own.iter().map(|key| key.cred_id().clone()).collect();
    let login = if me.email.is_empty() {
        &me.name
    } else {
        &me.email
    };
    let (options, state) = relying_party(app)?
        .start_passkey_registration(caller.person.0, login, &me.name, Some(exclude))
        .map_err(|error| ours(&error))?;
    let mut options = to_value(&options)?["publicKey"].take();
    // Kept by the device, so that it can say by itself who it is.
    options["authenticatorSelection"]["residentKey"] = json!("required");
    options["authenticatorSelection"]["requireResidentKey"] = json!(true);
    let person = Some(caller.person);
    keep(
        app,
        visit,
        Purpose::Register,
        person,
        to_value(&state)?,
        options,
    )
    .await
}

/// Keeps a new one.
///
/// # Errors
/// `invalid` if it is not the answer to a challenge of this browser, `conflict` if it is known already.
pub(super) async fn add(
    app: &App,
    visit: &Visit,
    caller: &Caller,
    form: &NewPasskey,
) -> Result<PasskeyView> {
    caller.known()?;
    let name = name(&form.name)?;
    let mut tx = app.db.begin().await?;
    people::hold(&mut tx, caller.person).await?;
    still_signed_in(&mut tx, caller).await?;
    let (person, state) = take(app, &mut tx, visit, form.challenge, Purpose::Register).await?;
    if person != Some(caller.person) {
        return Err(no_answer());
    }
    let state: PasskeyRegistration = from_value(state)?;
    let answer = parse_answer::<RegisterPublicKeyCredential>(&form.credential)?;
    let key = relying_party(app)?
        .finish_passkey_registration(&answer, &state)
        .map_err(|error| refused(&error))?;
    let at = app.clock.now();
    let view = PasskeyView {
        id: PasskeyId(app.clock.uuid()),
        name,
        created_at: at,
        last_used_at: None,
    };
    let kept = to_value(&key)?;
    if !store::create(&mut tx, caller.person, &view, key.cred_id().as_ref(), &kept).await? {
        return Err(conflict("this passkey is known already"));
    }
    audit::record(&mut tx, at, caller, Action::PasskeyAdded(view.id)).await?;
    letters::warn(app, &mut tx, caller.person, Warning::PasskeyAdded, caller).await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(view)
}

/// Gives one of the caller's another name.
///
/// # Errors
/// `not_found`, `invalid`.
pub(super) async fn rename(app: &App, caller: &Caller, id: PasskeyId, to: &str) -> Result<()> {
    caller.known()?;
    let mut conn = app.db.acquire().await?;
    if !store::rename(&mut conn, caller.person, id, &name(to)?).await? {
        return Err(not_found("passkey"));
    }
    Ok(())
}

/// Takes one of the caller's away.
///
/// # Errors
/// `not_found`; `conflict` for the last thing of one whose role asks for a second factor.
pub(super) async fn remove(app: &App, caller: &Caller, id: PasskeyId) -> Result<()> {
    caller.known()?;
    let mut tx = app.db.begin().await?;
    let me = people::find_person(&mut tx, caller.person).await?;
    let me = me.ok_or_else(unauthenticated)?;
    still_signed_in(&mut tx, caller).await?;
    if !store::delete(&mut tx, caller.person, id).await? {
        return Err(not_found("passkey"));
    }
    let left = store::list(&mut tx, caller.person).await?;
    if me.needs_second_factor && !me.has_totp && left.is_empty() {
        return Err(conflict("your role asks for a second factor"));
    }
    let action = Action::PasskeyRemoved(id);
    audit::record(&mut tx, app.clock.now(), caller, action).await?;
    letters::warn(app, &mut tx, caller.person, Warning::PasskeyRemoved, caller).await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(())
}

/// Asks a browser for a passkey: whichever it has, or with a ticket one of the ticket's owner.
///
/// # Errors
/// `unauthenticated` for a ticket that does not work here, `not_found` if its owner has none.
pub(super) async fn ask(app: &App, visit: &Visit, ticket: &str) -> Result<PasskeyChallenge> {
    let party = relying_party(app)?;
    if ticket.is_empty() {
        let (options, state) = party
            .start_discoverable_authentication()
            .map_err(|error| ours(&error))?;
        let options = to_value(&options)?["publicKey"].take();
        let state = to_value(&state)?;
        return keep(app, visit, Purpose::SignIn, None, state, options).await;
    }
    let person = signing_in::ticket_of(app, visit, ticket).await?;
    let mut conn = app.db.acquire().await?;
    let own = store::list_credentials(&mut conn, person).await?;
    drop(conn);
    if own.is_empty() {
        return Err(not_found("passkey"));
    }
    let own = own.into_iter().map(|stored| credential(stored.credential));
    let own = own.collect::<Result<Vec<Passkey>>>()?;
    let (options, state) = party
        .start_passkey_authentication(&own)
        .map_err(|error| ours(&error))?;
    let options = to_value(&options)?["publicKey"].take();
    let state = to_value(&state)?;
    keep(
        app,
        visit,
        Purpose::SecondFactor,
        Some(person),
        state,
        options,
    )
    .await
}

/// Signs in by a passkey's answer.
///
/// # Errors
/// `unauthenticated` for one that is nobody's, or that answers no challenge of this browser.
pub(super) async fn sign_in(app: &App, visit: &Visit, form: &PasskeySignIn) -> Result<Welcomed> {
    let answer = parse_answer::<PublicKeyCredential>(&form.credential)?;
    // Used up whatever comes of it: each answer has a challenge of its own.
    let purpose = if form.ticket.is_empty() {
        Purpose::SignIn
    } else {
        Purpose::SecondFactor
    };
    let mut conn = app.db.acquire().await?;
    let (person, state) = take(app, &mut conn, visit, form.challenge, purpose).await?;
    drop(conn);
    let party = relying_party(app)?;
    let mut tx = app.db.begin().await?;
    let credential_id = answer.get_credential_id();
    // Their person before their passkey, as whoever takes it away does.
    let owner = store::find_owner(&mut tx, credential_id).await?;
    people::hold(&mut tx, owner.ok_or_else(no_answer)?).await?;
    let stored = store::find_by_credential(&mut tx, credential_id).await?;
    let stored = stored.ok_or_else(no_answer)?;
    let mut key = credential(stored.credential)?;
    let result = match purpose {
        Purpose::SecondFactor => {
            let state: PasskeyAuthentication = from_value(state)?;
            party.finish_passkey_authentication(&answer, &state)
        }
        Purpose::SignIn | Purpose::Register => {
            let state: DiscoverableAuthentication = from_value(state)?;
            let known = DiscoverableKey::from(&key);
            party.finish_discoverable_authentication_v2(&answer, state, &known)
        }
    };
    let result = result.map_err(|error| refused(&error))?;
    if !result.user_verified() {
        return Err(no_answer());
    }
    key.update_credential(&result);
    let now = app.clock.now();
    store::mark_used(&mut tx, stored.id, &to_value(&key)?, now).await?;
    let welcomed = if purpose == Purpose::SecondFactor {
        let ticket = signing_in::use_ticket(app, &mut tx, visit, &form.ticket).await?;
        if person != Some(ticket.person) || stored.person != ticket.person {
            return Err(no_answer());
        }
        signing_in::complete(app, &mut tx, visit, &ticket).await?
    } else {
        let proof = Proof {
            is_strong: true,
            ..Proof::own(SignInWay::Passkey)
        };
        let visitor = visit.visitor();
        signing_in::welcome(app, &mut tx, stored.person, &proof, visit, visitor).await?
    };
    tx.commit().await?;
    welcomed.tell(app);
    Ok(welcomed)
}

async fn keep(
    app: &App,
    visit: &Visit,
    purpose: Purpose,
    person: Option<PersonId>,
    state: Value,
    options: Value,
) -> Result<PasskeyChallenge> {
    let now = app.clock.now();
    let new = NewChallenge {
        id: app.clock.uuid(),
        purpose,
        person,
        browser: visit.browser.hash(),
        state,
        expires_at: later(now, LIFE),
    };
    let mut conn = app.db.acquire().await?;
    store::create_challenge(&mut conn, &new).await?;
    Ok(PasskeyChallenge {
        id: new.id,
        options,
    })
}

async fn take(
    app: &App,
    conn: &mut sqlx::PgConnection,
    visit: &Visit,
    id: Uuid,
    purpose: Purpose,
) -> Result<(Option<PersonId>, Value)> {
    let browser = visit.browser.hash();
    let taken = store::take_challenge(conn, id, purpose, &browser, app.clock.now()).await?;
    taken.ok_or_else(no_answer)
}

/// The server as browsers know it.
fn relying_party(app: &App) -> Result<Webauthn> {
    let origin = Url::parse(&app.public_url).context("the public address")?;
    let Some(domain) = origin.domain() else {
        // An address of figures names nobody (WebAuthn §5.1.3).
        return Err(conflict(
            "passkeys want a public address with a name (SAMTAL_PUBLIC_URL)",
        ));
    };
    let builder = WebauthnBuilder::new(domain, &origin).map_err(|error| ours(&error))?;
    builder
        .rp_name(app.config.organisation_name())
        .build()
        .map_err(|error| ours(&error))
}

fn name(text: &str) -> Result<String> {
    let text = text.trim();
    if !(1..=100).contains(&text.chars().count()) || text.contains(char::is_control) {
        return Err(invalid("a passkey's name has 1 to 100 characters"));
    }
    Ok(text.to_owned())
}

fn credential(kept: Value) -> Result<Passkey> {
    from_value(kept)
}

fn to_value(value: &impl serde::Serialize) -> Result<Value> {
    Ok(serde_json::to_value(value).context("keep a passkey's state")?)
}

fn from_value<T: serde::de::DeserializeOwned>(value: Value) -> Result<T> {
    Ok(serde_json::from_value(value).context("read a passkey's state")?)
}

fn parse_answer<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T> {
    T::deserialize(value).map_err(|_| invalid("this is no passkey's answer"))
}

fn ours(error: &WebauthnError) -> Error {
    anyhow::anyhow!("passkeys: {error}").into()
}

fn refused(error: &WebauthnError) -> Error {
    tracing::info!(error = %error, "a passkey's answer was refused");
    metrics::counter!("samtal_passkeys_refused_total").increment(1);
    no_answer()
}

fn no_answer() -> Error {
    crate::error::told(
        signaling::protocol::ErrorCode::Unauthenticated,
        "this passkey is not known here, or answered too late",
    )
}
