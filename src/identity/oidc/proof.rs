//! Whether an ID token is to be believed (OpenID Connect Core 1.0 §3.1.3.7), and signed statements in general. Pure.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use jiff::{SignedDuration, Timestamp};
use openidconnect::{
    AccessToken, AccessTokenHash, ClaimsVerificationError, ClientId, IssuerUrl, JsonWebKey,
    JsonWebKeyAlgorithm, JsonWebKeyUse, JwsSigningAlgorithm, Nonce, SignatureVerificationError,
    core::{
        CoreIdToken, CoreIdTokenVerifier, CoreJsonWebKey, CoreJsonWebKeySet,
        CoreJwsSigningAlgorithm,
    },
};
use serde_json::{Map, Value};

use crate::config::OidcProvider;

/// Clocks differ; by more than this one of them is wrong.
pub(super) const SKEW: SignedDuration = SignedDuration::from_secs(60);
/// Nobody needs longer from being recognised to coming back than an attempt lives.
const OLDEST: SignedDuration = SignedDuration::from_mins(11);

/// Signatures that are believed: never `none`, never one that a client's secret could make.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 4] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// The claims of something that was verified.
pub(super) type Claims = Map<String, Value>;

/// Why something is not believed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unbelieved {
    /// Signed with a key that is not known yet, perhaps.
    UnknownKey,
    /// And never will be.
    Because(String),
}

fn because<T>(reason: impl Into<String>) -> Result<T, Unbelieved> {
    Err(Unbelieved::Because(reason.into()))
}

/// The claims of an ID token that came with `access`, asked for with `nonce`.
pub(super) fn verify(
    token: &CoreIdToken,
    access: &AccessToken,
    nonce: &Nonce,
    provider: &OidcProvider,
    issuer: &IssuerUrl,
    keys: &CoreJsonWebKeySet,
    now: Timestamp,
) -> Result<Claims, Unbelieved> {
    let client = ClientId::new(provider.client_id.clone());
    let verifier = CoreIdTokenVerifier::new_public_client(client, issuer.clone(), keys.clone())
        .set_allowed_algs(ALGORITHMS)
        // Who else may hear it is said by `azp` below.
        .set_other_audience_verifier_fn(|_| true)
        .set_time_fn(|| utc(now.saturating_sub(SKEW).unwrap_or(now)))
        .set_issue_time_verifier_fn(|issued| {
            let issued =
                Timestamp::from_second(issued.timestamp()).map_err(|_| "no time".to_owned())?;
            if issued.duration_since(now) > SKEW || now.duration_since(issued) > OLDEST {
                return Err(format!("issued at {issued}, and it is {now}"));
            }
            Ok(())
        });
    let claims = token
        .claims(&verifier, nonce)
        .map_err(|error| match error {
            ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            ) => Unbelieved::UnknownKey,
            other => Unbelieved::Because(other.to_string()),
        })?;
    match claims.authorized_party() {
        Some(party) if party.as_str() != provider.client_id => {
            return because("meant for another party (azp)");
        }
        None if claims.audiences().len() > 1 => {
            return because("several audiences and no azp");
        }
        _ => (),
    }
    if let Some(expected) = claims.access_token_hash() {
        let hash = token
            .signing_alg()
            .and_then(|algorithm| Ok((algorithm, token.signing_key(&verifier)?)))
            .map_err(|error| Unbelieved::Because(error.to_string()))
            .and_then(|(algorithm, key)| {
                AccessTokenHash::from_token(access, algorithm, key)
                    .map_err(|error| Unbelieved::Because(error.to_string()))
            })?;
        if hash != *expected {
            return because("the access token is another one (at_hash)");
        }
    }
    payload(&token.to_string())
}

/// The claims of any token that `keys` have signed; who it is from, for whom and when is for the caller to check.
pub(super) fn verify_signed(
    token: &str,
    types: &[&str],
    keys: &CoreJsonWebKeySet,
) -> Result<Claims, Unbelieved> {
    let mut parts = token.rsplitn(2, '.');
    let (Some(signature), Some(signed)) = (parts.next(), parts.next()) else {
        return because("not a signed token");
    };
    let header = section(token.split('.').next().unwrap_or_default())?;
    if header.contains_key("crit") {
        return because("critical headers");
    }
    let kind = header.get("typ").and_then(Value::as_str);
    if kind.is_some_and(|kind| !types.iter().any(|known| known.eq_ignore_ascii_case(kind))) {
        return because("a token of another type");
    }
    let named = header.get("alg").cloned().unwrap_or_default();
    let algorithm = ALGORITHMS
        .into_iter()
        .find(|known| serde_json::to_value(known).is_ok_and(|known| known == named));
    let Some(algorithm) = algorithm else {
        return because("an algorithm that is not believed");
    };
    let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else {
        return because("not a signed token");
    };
    let kid = header.get("kid").and_then(Value::as_str);
    let mut fitting = keys.keys().iter().filter(|key| fits(key, kid, &algorithm));
    let key = fitting.next().ok_or(Unbelieved::UnknownKey)?;
    if fitting.next().is_some() {
        return because("more than one key fits");
    }
    match key.verify_signature(&algorithm, signed.as_bytes(), &signature) {
        Ok(()) => payload(token),
        Err(error) => because(error.to_string()),
    }
}

fn fits(key: &CoreJsonWebKey, kid: Option<&str>, algorithm: &CoreJwsSigningAlgorithm) -> bool {
    let is_for_it = match key.signing_alg() {
        JsonWebKeyAlgorithm::Algorithm(own) => own == algorithm,
        JsonWebKeyAlgorithm::Unspecified => true,
        JsonWebKeyAlgorithm::Unsupported => false,
    };
    let is_called_so = kid.is_none() || key.key_id().map(|id| id.as_str()) == kid;
    is_for_it
        && is_called_so
        && algorithm.key_type().as_ref() == Some(key.key_type())
        && key.key_use().is_none_or(JsonWebKeyUse::allows_signature)
}

fn payload(token: &str) -> Result<Claims, Unbelieved> {
    section(token.split('.').nth(1).unwrap_or_default())
}

fn section(text: &str) -> Result<Claims, Unbelieved> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok();
    let claims = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    claims.ok_or_else(|| Unbelieved::Because("not a signed token".to_owned()))
}

fn utc(at: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp(at.as_second(), 0).unwrap_or_default()
}
