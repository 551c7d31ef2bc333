//! The addresses of an invented provider, strict where a real one is.

use std::collections::HashMap;

use axum::{
    Json,
    extract::{Path, RawQuery, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, Request, StatusCode,
        header::{AUTHORIZATION, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    response::{Html, IntoResponse, Redirect, Response, Result as Answer},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use bytes::Bytes;
use openidconnect::url::Url;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    Grant, OidcSimulator, Posing, Session,
    faults::{Fate, Faults, cut_off, refused},
    fields, pages, random, remember,
};
use crate::config::ClientAuthentication;

/// A form that leads to our own callback, and nothing that runs.
const POLICY: (HeaderName, HeaderValue) = (
    CONTENT_SECURITY_POLICY,
    HeaderValue::from_static(
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'",
    ),
);

impl OidcSimulator {
    fn named(&self, id: &str) -> Result<&Posing, StatusCode> {
        self.find(id).ok_or(StatusCode::NOT_FOUND)
    }
}

/// What the next request of the server meets; none if it is answered.
async fn met(posing: &Posing) -> Option<Fate> {
    let (fate, delay) = posing.locked().faults.next();
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    (fate != Fate::Answered).then_some(fate)
}

fn unlucky(fate: Fate) -> Response {
    match fate {
        Fate::CutOff => cut_off(),
        Fate::Refused | Fate::Answered => refused(),
    }
}

/// OpenID Connect Discovery 1.0 §4.
pub(super) async fn describe(
    State(all): State<OidcSimulator>,
    Path(provider): Path<String>,
) -> Answer<Response> {
    let posing = all.named(&provider)?;
    if let Some(fate) = met(posing).await {
        return Ok(unlucky(fate));
    }
    let (inside, outside) = (&posing.inside, &posing.outside);
    Ok(Json(json!({
        "issuer": posing.settings.issuer,
        "authorization_endpoint": format!("{outside}/authorize"),
        "token_endpoint": format!("{inside}/token"),
        "userinfo_endpoint": format!("{inside}/userinfo"),
        "jwks_uri": format!("{inside}/keys"),
        "end_session_endpoint": format!("{outside}/end-session"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [posing.key(0).header()["alg"]],
        "code_challenge_methods_supported": ["S256"],
        "claims_parameter_supported": true,
        "acr_values_supported": posing.levels,
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
    }))
    .into_response())
}

/// The keys: the one in use, and the one before it, which may have signed something that is on its way.
pub(super) async fn keys(
    State(all): State<OidcSimulator>,
    Path(provider): Path<String>,
) -> Answer<Response> {
    let posing = all.named(&provider)?;
    if let Some(fate) = met(posing).await {
        return Ok(unlucky(fate));
    }
    let rotations = posing.locked().rotations;
    let numbers = rotations.saturating_sub(1)..=rotations;
    let keys: Vec<_> = numbers.map(|number| posing.key(number)).collect();
    // Large primes take a moment the first time.
    let public = tokio::task::spawn_blocking(move || {
        keys.into_iter()
            .map(super::Key::public)
            .collect::<anyhow::Result<Vec<_>>>()
    });
    let public = public.await.map_err(broken)?.map_err(broken)?;
    Ok(Json(json!({ "keys": public })).into_response())
}

fn broken(error: impl std::fmt::Display) -> Response {
    (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response()
}

/// The browser comes: who is it?
pub(super) async fn ask(
    State(all): State<OidcSimulator>,
    Path(provider): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer<Response> {
    let posing = all.named(&provider)?;
    let query = query.unwrap_or_default();
    let asked = fields(query.as_bytes());
    check_request(posing, &asked).map_err(|why| (StatusCode::BAD_REQUEST, why).into_response())?;
    Ok(([POLICY], Html(pages::ask(posing, &query, &asked))).into_response())
}

/// What a real one would show an error page for.
fn check_request(posing: &Posing, asked: &HashMap<String, String>) -> Result<(), &'static str> {
    let is = |name: &str, expected: &str| asked.get(name).is_some_and(|value| value == expected);
    if !is("client_id", &posing.settings.client_id) {
        return Err("unknown client_id");
    }
    if !is("redirect_uri", &posing.back) {
        return Err("unknown redirect_uri");
    }
    if !is("response_type", "code") || !is("code_challenge_method", "S256") {
        return Err("code flow with PKCE and S256 only");
    }
    let has = |name: &str| asked.get(name).is_some_and(|value| value.len() >= 32);
    if !has("code_challenge") || !has("state") || !has("nonce") {
        return Err("code_challenge, state and nonce are needed");
    }
    if !asked
        .get("scope")
        .is_some_and(|scope| scope.split(' ').any(|scope| scope == "openid"))
    {
        return Err("the scope openid is missing");
    }
    Ok(())
}

/// The person has chosen: back to where they came from, with a code or a no.
pub(super) async fn decide(
    State(all): State<OidcSimulator>,
    Path(provider): Path<String>,
    body: Bytes,
) -> Answer<Response> {
    let posing = all.named(&provider)?;
    let form = fields(&body);
    let text = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let asked = fields(text("request").as_bytes());
    check_request(posing, &asked).map_err(|why| (StatusCode::BAD_REQUEST, why).into_response())?;
    let answer = match grant(posing, &form, &asked) {
        Some(grant) if text("decision") == "yes" => {
            let code = random();
            let mut state = posing.locked();
            remember(&mut state.sessions, grant.session.clone());
            remember(&mut state.codes, (code.clone(), grant));
            ("code", code)
        }
        // Said no, or can't tell what is essential: then a real one ends the sign-in too.
        _ => ("error", "access_denied".to_owned()),
    };
    let issuer = {
        let faults = &posing.locked().faults;
        faults
            .answers_as
            .clone()
            .unwrap_or_else(|| posing.settings.issuer.clone())
    };
    let mut back = Url::parse(&posing.back).map_err(broken)?;
    back.query_pairs_mut()
        .append_pair(answer.0, &answer.1)
        .append_pair(
            "state",
            asked.get("state").map(String::as_str).unwrap_or_default(),
        );
    if !issuer.is_empty() {
        back.query_pairs_mut().append_pair("iss", &issuer);
    }
    Ok(Redirect::to(back.as_str()).into_response())
}

/// None if somebody can't give what is essential.
fn grant(
    posing: &Posing,
    form: &HashMap<String, String>,
    asked: &HashMap<String, String>,
) -> Option<Grant> {
    let person = posing.person(form.get("person")?)?;
    let chosen = form
        .get("employment")
        .map(String::as_str)
        .unwrap_or_default();
    // Who has one is not asked.
    let employment =
        person
            .employments
            .iter()
            .find(|(id, _)| *id == chosen)
            .or(match person.employments {
                [only] => Some(only),
                _ => None,
            });
    let claims: Value = asked
        .get("claims")
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let known = person.claims(employment);
    let is_lacking = |(name, how): (&String, &Value)| {
        how["essential"] == json!(true) && !known.contains_key(name)
    };
    let places = ["id_token", "userinfo"]
        .into_iter()
        .filter_map(|place| claims.get(place)?.as_object());
    if places.flatten().any(is_lacking) {
        return None;
    }
    let level = form
        .get("level")
        .filter(|level| posing.levels.contains(&level.as_str()));
    let subject = if posing.is_forgetful {
        random()
    } else {
        format!("freja-{}", person.id)
    };
    Some(Grant {
        person,
        employment,
        level: level
            .cloned()
            .unwrap_or_else(|| posing.levels[0].to_owned()),
        session: Session {
            sid: random(),
            subject,
            person: person.id,
        },
        nonce: asked.get("nonce").cloned(),
        challenge: asked.get("code_challenge").cloned().unwrap_or_default(),
        scopes: asked.get("scope")?.split(' ').map(str::to_owned).collect(),
        claims,
    })
}

/// A code for tokens (RFC 6749 §4.1.3, RFC 7636 §4.6).
pub(super) async fn token(
    State(all): State<OidcSimulator>,
    Path(provider): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer<Response> {
    let posing = all.named(&provider)?;
    let fate = met(posing).await;
    if fate == Some(Fate::Refused) {
        return Ok(refused());
    }
    let form = fields(&body);
    if !is_client(posing, &headers, &form) {
        return Err((
            StatusCode::UNAUTHORIZED,
            Json(json!({ "error": "invalid_client" })),
        )
            .into());
    }
    let invalid = || {
        (
            StatusCode::BAD_REQUEST,
            Json(json!({ "error": "invalid_grant" })),
        )
            .into_response()
    };
    let text = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let grant = {
        let mut state = posing.locked();
        let place = state
            .codes
            .iter()
            .position(|(code, _)| code == text("code"));
        place
            .and_then(|place| state.codes.remove(place))
            .map(|(_, grant)| grant)
    };
    let grant = grant.ok_or_else(invalid)?;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(text("code_verifier")));
    if text("grant_type") != "authorization_code"
        || text("redirect_uri") != posing.back
        || challenge != grant.challenge
    {
        return Err(invalid().into());
    }
    let access = random();
    let faults = posing.locked().faults.clone();
    let id_token = posing.id_token(&grant, &access, &faults).map_err(broken)?;
    remember(&mut posing.locked().access, (access.clone(), grant));
    if fate == Some(Fate::CutOff) {
        return Ok(cut_off());
    }
    Ok(Json(json!({ "access_token": access, "token_type": "Bearer", "expires_in": 120, "id_token": id_token })).into_response())
}

/// By header or body, as it was agreed; each part of the header is encoded for itself first.
fn is_client(posing: &Posing, headers: &HeaderMap, form: &HashMap<String, String>) -> bool {
    let settings = &posing.settings;
    let expected = (
        settings.client_id.clone(),
        settings.client_secret.reveal().to_owned(),
    );
    let header = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Basic "));
    match settings.client_authentication {
        ClientAuthentication::Post => {
            header.is_none()
                && form.get("client_id") == Some(&expected.0)
                && form.get("client_secret") == Some(&expected.1)
        }
        ClientAuthentication::Basic => {
            let pair = header
                .and_then(|text| STANDARD.decode(text).ok())
                .and_then(|bytes| String::from_utf8(bytes).ok());
            let decoded = |part: &str| fields(format!("part={part}").as_bytes()).remove("part");
            let pair = pair.as_deref().and_then(|pair| pair.split_once(':'));
            pair.is_some_and(|(id, secret)| decoded(id).zip(decoded(secret)) == Some(expected))
        }
    }
}

/// OpenID Connect Core 1.0 §5.3.
pub(super) async fn userinfo(
    State(all): State<OidcSimulator>,
    Path(provider): Path<String>,
    headers: HeaderMap,
) -> Answer<Response> {
    let posing = all.named(&provider)?;
    if let Some(fate) = met(posing).await {
        return Ok(unlucky(fate));
    }
    let bearer = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let (grant, faults) = {
        let state = posing.locked();
        let found = state
            .access
            .iter()
            .find(|(access, _)| Some(access.as_str()) == bearer);
        (found.map(|(_, grant)| grant.clone()), state.faults.clone())
    };
    let grant = grant.ok_or_else(|| StatusCode::UNAUTHORIZED.into_response())?;
    Ok(Json(posing.info(&grant, &faults)).into_response())
}

/// Signs out here and goes back (OpenID Connect RP-Initiated Logout 1.0).
pub(super) async fn end_session(
    State(all): State<OidcSimulator>,
    Path(provider): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer<Response> {
    let posing = all.named(&provider)?;
    let asked = fields(query.unwrap_or_default().as_bytes());
    let refuse = |why: &'static str| (StatusCode::BAD_REQUEST, why).into_response();
    if asked.get("client_id") != Some(&posing.settings.client_id) {
        return Err(refuse("unknown client_id").into());
    }
    if asked.get("post_logout_redirect_uri") != Some(&posing.left) {
        return Err(refuse("unknown post_logout_redirect_uri").into());
    }
    let hint = asked
        .get("id_token_hint")
        .and_then(|token| token.split('.').nth(1));
    let claims = hint.and_then(|claims| URL_SAFE_NO_PAD.decode(claims).ok());
    let claims: Value = claims
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    let mut state = posing.locked();
    let before = state.sessions.len();
    state
        .sessions
        .retain(|session| claims["sid"] != json!(session.sid));
    if state.sessions.len() == before {
        return Err(refuse("nobody is signed in by this id_token_hint").into());
    }
    Ok(Redirect::to(&posing.left).into_response())
}

/// Who is signed in, for a developer.
pub(super) async fn sessions(
    State(all): State<OidcSimulator>,
    Path(provider): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer<Response> {
    let posing = all.named(&provider)?;
    let asked = fields(query.unwrap_or_default().as_bytes());
    let language = asked.get("lang").map(String::as_str).unwrap_or_default();
    let sessions: Vec<Session> = posing.locked().sessions.iter().cloned().collect();
    Ok(([POLICY], Html(pages::sessions(posing, language, &sessions))).into_response())
}

/// Tells the server that a session is over: of a `person` (the newest), by `sid`, or with a `token` that was sent before.
/// Answers what the server said, and the token.
pub(super) async fn log_out(
    State(all): State<OidcSimulator>,
    Path(provider): Path<String>,
    body: Bytes,
) -> Answer<Response> {
    let posing = all.named(&provider)?;
    let form = fields(&body);
    let token = match form.get("token") {
        Some(token) => token.clone(),
        None => {
            let (session, faults) = {
                let state = posing.locked();
                let is_it = |session: &&Session| {
                    form.get("sid") == Some(&session.sid)
                        || form
                            .get("person")
                            .is_some_and(|person| person == session.person)
                };
                (
                    state.sessions.iter().rev().find(is_it).cloned(),
                    state.faults.clone(),
                )
            };
            let session = session.ok_or(StatusCode::NOT_FOUND)?;
            posing.logout_token(&session, &faults).map_err(broken)?
        }
    };
    let said = openidconnect::url::form_urlencoded::Serializer::new(String::new())
        .append_pair("logout_token", &token)
        .finish();
    let request = Request::post(&posing.back_channel)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(said.into_bytes())
        .map_err(broken)?;
    let answer = posing.outward.send(request).await.map_err(broken)?;
    Ok(Json(json!({ "status": answer.status().as_u16(), "token": token })).into_response())
}

/// Replaces the faults.
pub(super) async fn misbehave(
    State(all): State<OidcSimulator>,
    Path(provider): Path<String>,
    Json(faults): Json<Faults>,
) -> Answer<StatusCode> {
    all.named(&provider)?.locked().faults = faults;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs with a new key from now on.
pub(super) async fn rotate(
    State(all): State<OidcSimulator>,
    Path(provider): Path<String>,
) -> Answer<StatusCode> {
    all.named(&provider)?.locked().rotations += 1;
    Ok(StatusCode::NO_CONTENT)
}
