//! OpenID Connect: the browser goes to a provider and comes back with a code, which we change for who it was.
//!
//! Authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0, RFC 7636, RFC 9700). Invariants: a state
//! works once, in time, and in the browser that began it; nothing is believed of a provider but what it has signed, for us,
//! now; whatever goes wrong ends the attempt with a word for it.

mod asking;
mod claims;
mod logout;
mod party;
mod proof;

pub(super) use logout::{end_by_provider, leave};

use std::sync::Arc;

use openidconnect::{
    AuthType, AuthenticationContextClass, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    RequestTokenError, Scope, TokenResponse,
    core::{CoreAuthenticationFlow, CoreClient, CoreTokenResponse},
    http::{Request, header},
    url::form_urlencoded,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use signaling::protocol::{BeginSignIn, Provider, ProviderKind, SignInId, SignInState, SignInView};

use self::{
    asking::Asking,
    party::{Known, Party},
    proof::{Claims, Unbelieved},
};
use super::{
    Token, Visit,
    attempts::{self, Attempt, NewAttempt, Vouched},
    store,
};
use crate::{
    app::App,
    config::{ClientAuthentication, OidcProvider},
    error::{Result, not_found, unavailable},
    outward::Outward,
};

/// The providers that are set up.
#[derive(Debug)]
pub(super) struct Oidc(Vec<Arc<Party>>);

/// What only the server knows of a journey.
#[derive(Serialize, Deserialize)]
struct Secrets {
    nonce: String,
    verifier: String,
    /// Where the browser goes.
    launch: String,
}

/// What came back with the browser.
#[derive(Debug, Default, PartialEq, Eq)]
struct Answer {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// Why a journey came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Fault {
    /// The provider does not answer.
    Unreachable,
    /// The person said no, or may not.
    Denied,
    /// The provider could not do what was asked.
    Refused,
    /// What it says is not to be believed.
    NotBelieved,
    /// It knows the person less surely than is asked for.
    LevelTooLow,
    /// It does not tell what is needed.
    ClaimMissing,
}

impl Fault {
    /// The word for it, which pages have a sentence for.
    fn hint(&self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Denied => "access_denied",
            Self::Refused => "provider_refused",
            Self::NotBelieved => "not_believed",
            Self::LevelTooLow => "level_too_low",
            Self::ClaimMissing => "claim_missing",
        }
    }
}

impl Oidc {
    /// Asks nobody yet.
    ///
    /// # Errors
    /// If an issuer is no address.
    pub(super) fn new(providers: &[OidcProvider]) -> anyhow::Result<Self> {
        let asking = Asking(Outward::to_anybody()?);
        let parties = providers.iter().map(|provider| {
            let party = Party::new(provider.clone(), asking.clone())?;
            Ok(Arc::new(party))
        });
        Ok(Self(parties.collect::<anyhow::Result<_>>()?))
    }

    /// In the operator's order.
    pub(super) fn list(&self) -> impl Iterator<Item = Provider> {
        self.0.iter().map(|party| Provider {
            id: party.settings.id.clone(),
            kind: ProviderKind::Oidc,
            name: party.settings.name.clone(),
        })
    }

    /// Whether one is called so.
    pub(super) fn has(&self, id: &str) -> bool {
        self.find(id).is_some()
    }

    fn find(&self, id: &str) -> Option<Arc<Party>> {
        self.0.iter().find(|party| party.settings.id == id).cloned()
    }
}

/// Begins a journey: where the browser goes is in the view.
///
/// # Errors
/// `not_found` if no provider is called so; `unauthenticated` if somebody wants to add what they can prove without being
/// signed in; `unavailable` if the provider does not answer.
pub(super) async fn begin(app: &App, visit: &Visit, form: &BeginSignIn) -> Result<SignInView> {
    let oidc = app.providers.oidc();
    let party = oidc
        .find(&form.provider)
        .ok_or_else(|| not_found("provider"))?;
    let asked = NewAttempt::of(&party.settings.id, visit, form)?;
    let known = party.known(app).await.map_err(|_| unavailable())?;
    let state = Token::random();
    let secrets = secrets(app, &party, &known, &state, &form.language);
    let id = SignInId(app.clock.uuid());
    let new = NewAttempt {
        secrets: serde_json::to_value(&secrets).map_err(anyhow::Error::from)?,
        reference: Some(state.reveal()),
        ..asked
    };
    let mut conn = app.db.acquire().await?;
    attempts::create(app, &mut conn, id, &new).await?;
    Ok(SignInView {
        id,
        provider: party.settings.id.clone(),
        state: SignInState::Pending,
        hint: String::new(),
        qr: None,
        launch: Some(secrets.launch),
    })
}

/// Where the browser goes, as long as it has not been there.
pub(super) fn view(attempt: &Attempt) -> SignInView {
    let launch = attempt.secrets.get("launch").and_then(Value::as_str);
    attempt.view(None, launch.map(str::to_owned))
}

/// The address with everything that is asked for, and what it will be checked against.
fn secrets(app: &App, party: &Party, known: &Known, state: &Token, language: &str) -> Secrets {
    let settings = &party.settings;
    let (nonce, verifier) = (Token::random(), Token::random());
    let verifier = PkceCodeVerifier::new(verifier.reveal().to_owned());
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    let (sent_state, sent_nonce) = (
        CsrfToken::new(state.reveal().to_owned()),
        Nonce::new(nonce.reveal().to_owned()),
    );
    let client = client(app, party, known);
    let mut request = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            || sent_state,
            || sent_nonce,
        )
        .set_pkce_challenge(challenge)
        .add_extra_param("ui_locales", super::language(language));
    for scope in &settings.scopes {
        request = request.add_scope(Scope::new(scope.clone()));
    }
    for level in &settings.levels {
        request = request.add_auth_context_value(AuthenticationContextClass::new(level.clone()));
    }
    if !settings.claims.is_empty() {
        let claims = Value::Object(settings.claims.clone()).to_string();
        request = request.add_extra_param("claims", claims);
    }
    let (launch, _, _) = request.url();
    Secrets {
        nonce: nonce.reveal().to_owned(),
        verifier: verifier.secret().clone(),
        launch: launch.into(),
    }
}

/// The browser is back. Says which page of ours it goes to: one that finishes the attempt, or tells what went wrong.
///
/// # Errors
/// If the database does not answer.
pub(super) async fn come_back(
    app: &App,
    visit: &Visit,
    provider: &str,
    query: &str,
) -> Result<String> {
    // Somebody else's, an old one, or one that was used: the same for whoever asks.
    let over = || "/sign-in?fault=over".to_owned();
    let (Some(party), Some(answer)) = (app.providers.oidc().find(provider), Answer::parse(query))
    else {
        return Ok(over());
    };
    let state = answer.state.as_deref().and_then(Token::parse);
    let Some(state) = state else {
        return Ok(over());
    };
    let browser = visit.browser.hash();
    let now = app.clock.now();
    let begun =
        store::oidc::use_reference(&app.db, provider, state.reveal(), &browser, now).await?;
    let Some((id, secrets)) = begun else {
        metrics::counter!("samtal_oidc_callbacks_refused_total").increment(1);
        return Ok(over());
    };
    let attempt = attempts::find(app, visit, id).await?;
    let secrets: Secrets = serde_json::from_value(secrets).map_err(anyhow::Error::from)?;
    match outcome(app, &party, &secrets, answer).await {
        Ok(vouched) => {
            let tx = app.db.begin().await?;
            attempts::complete(app, tx, &attempt, &vouched).await?
        }
        Err(fault) => attempts::end(app, &attempt, SignInState::Failed, fault.hint()).await?,
    };
    Ok(format!("/sign-in?attempt={id}"))
}

async fn outcome(
    app: &App,
    party: &Party,
    secrets: &Secrets,
    answer: Answer,
) -> Result<Vouched, Fault> {
    let known = party.known(app).await?;
    // An answer of another provider that we were made to send here (RFC 9207 §2.4).
    let must_say = known
        .metadata
        .additional_metadata()
        .additional_metadata
        .authorization_response_iss_parameter_supported;
    match &answer.iss {
        Some(issuer) if *issuer != party.settings.issuer => {
            return Err(not_believed(party, "the answer is of another issuer (iss)"));
        }
        None if must_say => {
            return Err(not_believed(
                party,
                "the answer does not say of whom it is (iss)",
            ));
        }
        _ => (),
    }
    let code = match (answer.error.as_deref(), answer.code) {
        (None, Some(code)) => code,
        (Some("access_denied"), _) => return Err(Fault::Denied),
        (Some("temporarily_unavailable" | "server_error"), _) => return Err(Fault::Unreachable),
        _ => return Err(Fault::Refused),
    };
    let tokens = exchange(app, party, &known, code, &secrets.verifier).await?;
    let token = tokens
        .id_token()
        .ok_or_else(|| not_believed(party, "no ID token"))?;
    let nonce = Nonce::new(secrets.nonce.clone());
    let now = app.clock.now();
    let verify = |keys: &_| {
        proof::verify(
            token,
            tokens.access_token(),
            &nonce,
            &party.settings,
            &party.issuer,
            keys,
            now,
        )
    };
    let claims = match verify(&known.keys) {
        Err(Unbelieved::UnknownKey) => {
            let newer = party.newer_keys(app).await;
            newer.map_or(Err(Unbelieved::UnknownKey), |keys| verify(&keys))
        }
        other => other,
    };
    let claims = claims.map_err(|why| match why {
        Unbelieved::UnknownKey => not_believed(party, "signed with a key that it does not show"),
        Unbelieved::Because(why) => not_believed(party, &why),
    })?;
    let info = if party.settings.userinfo {
        userinfo(party, &known, tokens.access_token().secret(), &claims).await?
    } else {
        Claims::new()
    };
    claims::vouched(&party.settings, &claims, &info, &token.to_string())
}

fn not_believed(party: &Party, why: &str) -> Fault {
    tracing::warn!(
        provider = party.settings.id,
        why,
        "an OpenID provider's answer is not believed"
    );
    metrics::counter!("samtal_oidc_answers_not_believed_total").increment(1);
    Fault::NotBelieved
}

async fn exchange(
    app: &App,
    party: &Party,
    known: &Known,
    code: String,
    verifier: &str,
) -> Result<CoreTokenResponse, Fault> {
    let client = client(app, party, known);
    let request = client
        .exchange_code(AuthorizationCode::new(code))
        .map_err(|_| not_believed(party, "it has no token endpoint"))?
        .set_pkce_verifier(PkceCodeVerifier::new(verifier.to_owned()));
    let answer = request.request_async(party.asking()).await;
    answer.map_err(|error| match error {
        RequestTokenError::Request(error) => {
            tracing::warn!(provider = party.settings.id, %error, "an OpenID provider can't be asked");
            Fault::Unreachable
        }
        RequestTokenError::ServerResponse(refusal) => {
            tracing::warn!(provider = party.settings.id, error = %refusal.error(), "an OpenID provider refuses a code");
            Fault::Refused
        }
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
            not_believed(party, "its tokens can't be read")
        }
    })
}

/// What `userinfo` tells of whom the ID token is about (OpenID Connect Core 1.0 §5.3).
async fn userinfo(
    party: &Party,
    known: &Known,
    access: &str,
    claims: &Claims,
) -> Result<Claims, Fault> {
    let endpoint = known
        .metadata
        .userinfo_endpoint()
        .ok_or_else(|| not_believed(party, "it has no userinfo"))?;
    let request = Request::get(endpoint.as_str())
        .header(header::AUTHORIZATION, format!("Bearer {access}"))
        .header(header::ACCEPT, "application/json")
        .body(Vec::new())
        .map_err(|_| not_believed(party, "an access token that can't be sent"))?;
    let answer = party.asking().0.send(request).await.map_err(|error| {
        tracing::warn!(provider = party.settings.id, %error, "an OpenID provider can't be asked");
        Fault::Unreachable
    })?;
    if !answer.status().is_success() {
        return Err(Fault::Refused);
    }
    let kind = answer
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let is_signed = kind.is_some_and(|kind| kind.starts_with("application/jwt"));
    let info: Option<Claims> = if is_signed {
        let token = String::from_utf8_lossy(answer.body());
        let info = proof::verify_signed(&token, &["JWT"], &known.keys).ok();
        info.filter(|info| {
            is_from(info, "iss", &party.settings.issuer)
                && is_from(info, "aud", &party.settings.client_id)
        })
    } else {
        serde_json::from_slice(answer.body()).ok()
    };
    let info = info.ok_or_else(|| not_believed(party, "its userinfo can't be read"))?;
    if info.get("sub") != claims.get("sub") {
        return Err(not_believed(party, "its userinfo is about somebody else"));
    }
    Ok(info)
}

/// Whether a claim is `expected`, or a list that has it.
fn is_from(claims: &Claims, name: &str, expected: &str) -> bool {
    match claims.get(name) {
        Some(Value::Array(all)) => all.contains(&json!(expected)),
        Some(one) => one == expected,
        None => false,
    }
}

/// The library's client, with where the browser comes back to.
fn client(
    app: &App,
    party: &Party,
    known: &Known,
) -> CoreClient<
    openidconnect::EndpointSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointMaybeSet,
    openidconnect::EndpointMaybeSet,
> {
    let settings = &party.settings;
    let back = format!("{}/sign-in/callback/{}", app.public_url, settings.id);
    let back = RedirectUrl::new(back).expect("our own address and a name of plain letters");
    CoreClient::from_provider_metadata(
        known.metadata.as_ref().clone(),
        ClientId::new(settings.client_id.clone()),
        Some(ClientSecret::new(
            settings.client_secret.reveal().to_owned(),
        )),
    )
    .set_auth_type(match settings.client_authentication {
        ClientAuthentication::Basic => AuthType::BasicAuth,
        ClientAuthentication::Post => AuthType::RequestBody,
    })
    .set_redirect_uri(back)
}

impl Answer {
    /// None if anything is said twice: two readers could see two answers (RFC 6749 §3.1).
    fn parse(query: &str) -> Option<Self> {
        let mut answer = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let field = match name.as_ref() {
                "code" => &mut answer.code,
                "state" => &mut answer.state,
                "error" => &mut answer.error,
                "iss" => &mut answer.iss,
                _ => continue,
            };
            if field.replace(value.into_owned()).is_some() {
                return None;
            }
        }
        Some(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_says_two_things_says_none() {
        let answer =
            Answer::parse("code=a%2Bb&state=s&iss=https%3A%2F%2Fx%3A443&session_state=1").unwrap();
        assert_eq!(answer.code.as_deref(), Some("a+b"));
        assert_eq!(answer.iss.as_deref(), Some("https://x:443"));
        assert_eq!(Answer::parse("code=a&code=b&state=s"), None);
        assert_eq!(Answer::parse("state=a&state=a"), None);
    }
}
