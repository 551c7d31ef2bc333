//! Two invented OpenID providers on a developer's machine and in tests: one that poses as Freja, one as SITHS.
//!
//! They speak the real protocol over HTTP, below `/simulators/oidc/`. SITHS writes its issuer in
//! a way that is not normal for an address, as the real one does with its `:443`. Invariant: in the development profile only.

mod answers;
pub(super) mod faults;
pub(super) mod keys;
mod pages;
pub(super) mod people;
mod tokens;

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use anyhow::Context;
use axum::{
    Router,
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{TryRngCore, rngs::OsRng};
use serde_json::{Value, json};

use self::{
    faults::Faults,
    keys::{Algorithm, Key},
    people::Somebody,
};
use super::{Whereabouts, on_this_machine};
use crate::{clock::Clock, config::OidcProvider, outward::Outward};

/// Codes, tokens and sessions that are remembered: a day's work of a developer.
const REMEMBERED: usize = 500;
/// What the server is called at both.
const CLIENT: &str = "samtal";
/// With signs that must be encoded on their way.
const SECRET: &str = "bara för simulatorn: 100 % & mer/+";

/// The providers. Clones share everything.
#[derive(Clone, Debug)]
pub struct OidcSimulator(Arc<[Posing; 2]>);

/// One provider.
#[derive(Debug)]
struct Posing {
    settings: OidcProvider,
    /// The same, as an operator would write them.
    written: Value,
    people: &'static [Somebody],
    /// The best first.
    levels: &'static [&'static str],
    algorithm: Algorithm,
    /// Whether its subject is a new one each time.
    is_forgetful: bool,
    /// Where the server asks it.
    inside: String,
    /// Where a browser finds it.
    outside: String,
    /// Where browsers are sent back to.
    back: String,
    /// Where they come to when they have signed out.
    left: String,
    /// Where the server is told of log-outs.
    back_channel: String,
    clock: Clock,
    state: Mutex<State>,
    outward: Outward,
}

#[derive(Debug, Default)]
struct State {
    /// How often the key was changed.
    rotations: usize,
    faults: Faults,
    codes: VecDeque<(String, Grant)>,
    access: VecDeque<(String, Grant)>,
    sessions: VecDeque<Session>,
}

/// What a person has agreed to.
#[derive(Clone, Debug)]
struct Grant {
    person: &'static Somebody,
    employment: Option<&'static (&'static str, &'static str)>,
    level: String,
    session: Session,
    nonce: Option<String>,
    challenge: String,
    scopes: Vec<String>,
    claims: serde_json::Value,
}

/// Somebody who is signed in here.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Session {
    sid: String,
    subject: String,
    person: &'static str,
}

impl OidcSimulator {
    /// For a server that `whereabouts` leads to.
    ///
    /// # Errors
    /// If no HTTP client can be made.
    pub(super) fn new(clock: &Clock, whereabouts: Whereabouts<'_>) -> anyhow::Result<Self> {
        let inside = on_this_machine(whereabouts.pages);
        // The same machine, written in another way.
        let odd = inside.replace("//127.0.0.1:", "//127.1:");
        let Whereabouts {
            shown_at,
            server,
            told_at,
            ..
        } = whereabouts;
        let posing = |written: Value, people, levels, algorithm, is_forgetful| {
            let settings: OidcProvider =
                serde_json::from_value(written.clone()).context("an invented provider")?;
            let id = &settings.id;
            Ok::<_, anyhow::Error>(Posing {
                people,
                levels,
                algorithm,
                is_forgetful,
                inside: format!("{inside}/simulators/oidc/{id}"),
                outside: format!("{shown_at}/simulators/oidc/{id}"),
                back: format!("{server}/sign-in/callback/{id}"),
                left: format!("{server}/sign-in"),
                back_channel: format!("{told_at}/api/v1/sign-ins/back-channel/{id}"),
                settings,
                written,
                clock: clock.clone(),
                state: Mutex::default(),
                outward: Outward::to_anybody()?,
            })
        };
        Ok(Self(Arc::new([
            posing(
                freja(&format!("{inside}/simulators/oidc/freja-oidc")),
                &people::FREJA,
                &["LOA3", "LOA2", "LOA1"],
                Algorithm::Es256,
                false,
            )?,
            posing(
                siths(&format!("{odd}/simulators/oidc/siths")),
                &people::SITHS,
                &["http://id.sambi.se/loa/loa3", "http://id.sambi.se/loa/loa2"],
                Algorithm::Rs256,
                true,
            )?,
        ])))
    }

    /// How the server signs people in there.
    pub fn providers(&self) -> Vec<OidcProvider> {
        self.0
            .iter()
            .map(|posing| posing.settings.clone())
            .collect()
    }

    /// What an operator would have in `SAMTAL_OIDC_FILE`.
    pub(super) fn file(&self) -> Value {
        self.0.iter().map(|posing| posing.written.clone()).collect()
    }

    /// Everything below `/simulators/oidc/`, for a router of any state.
    pub fn routes<S>(&self) -> Router<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        Router::new()
            .route(
                "/simulators/oidc/{provider}/.well-known/openid-configuration",
                get(answers::describe),
            )
            .route("/simulators/oidc/{provider}/keys", get(answers::keys))
            .route(
                "/simulators/oidc/{provider}/authorize",
                get(answers::ask).post(answers::decide),
            )
            .route("/simulators/oidc/{provider}/token", post(answers::token))
            .route(
                "/simulators/oidc/{provider}/userinfo",
                get(answers::userinfo),
            )
            .route(
                "/simulators/oidc/{provider}/end-session",
                get(answers::end_session),
            )
            .route(
                "/simulators/oidc/{provider}/sessions",
                get(answers::sessions),
            )
            .route(
                "/simulators/oidc/{provider}/log-out",
                post(answers::log_out),
            )
            .route(
                "/simulators/oidc/{provider}/faults",
                post(answers::misbehave),
            )
            .route("/simulators/oidc/{provider}/rotate", post(answers::rotate))
            .with_state(self.clone())
    }

    fn find(&self, id: &str) -> Option<&Posing> {
        self.0.iter().find(|posing| posing.settings.id == id)
    }
}

impl Posing {
    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn key(&self, rotations: usize) -> Key {
        Key {
            number: rotations,
            algorithm: self.algorithm,
        }
    }

    fn person(&self, id: &str) -> Option<&'static Somebody> {
        self.people.iter().find(|person| person.id == id)
    }
}

/// The fields of a form or a query; the last of two that are called the same.
pub(super) fn fields(text: &[u8]) -> HashMap<String, String> {
    let pairs = openidconnect::url::form_urlencoded::parse(text);
    pairs
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

/// Keeps the newest.
pub(super) fn remember<T>(all: &mut VecDeque<T>, one: T) {
    all.push_back(one);
    while all.len() > REMEMBERED {
        all.pop_front();
    }
}

/// Text that nobody guesses.
pub(super) fn random() -> String {
    let mut bytes = [0; 24];
    OsRng
        .try_fill_bytes(&mut bytes)
        .expect("the system has randomness once it has started");
    URL_SAFE_NO_PAD.encode(bytes)
}

/// As an operator would write Freja's.
fn freja(issuer: &str) -> Value {
    json!({
        "id": "freja-oidc",
        "name": "Freja eID (OpenID)",
        "issuer": issuer,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "client_authentication": "basic",
        "scopes": ["profile", "email", "https://frejaeid.com/oidc/scopes/personalIdentityNumber"],
        "levels": ["LOA3", "LOA2"],
        "personal_number": {
            "claim": "https://frejaeid.com/oidc/claims/personalIdentityNumber",
            "trusted": true,
        },
        "strong": { "claim": "acr", "values": ["LOA3"] },
        "userinfo": true,
    })
}

/// As an operator would write that of SITHS.
fn siths(issuer: &str) -> Value {
    let level = "http://id.sambi.se/loa/loa3";
    json!({
        "id": "siths",
        "name": "SITHS eID",
        "issuer": issuer,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "client_authentication": "post",
        "claims": { "id_token": {
            "employeeHsaId": { "essential": true }, "credentialGivenName": null, "credentialSurname": null,
        } },
        "levels": [level],
        "key": "employeeHsaId",
        "strong": { "claim": "acr", "values": [level] },
    })
}
