//! Whether a result is Freja's word, and whom it is about. Pure.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use signaling::protocol::SignInWay;
use webpki::{EndEntityCert, ring::RSA_PKCS1_2048_8192_SHA256};

use super::super::{attempts::Vouched, identifiers::Identifier};
use crate::config::{Freja, FrejaLevel};

/// An order lives for two minutes, and clocks differ by one.
const OLDEST: SignedDuration = SignedDuration::from_mins(3);
/// Clocks differ.
const SKEW: SignedDuration = SignedDuration::from_mins(1);

/// Why nobody is signed in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// It is not Freja's word about this order.
    NotBelieved(&'static str),
    /// Freja knows the person less surely than was asked for.
    LevelTooLow,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    auth_ref: String,
    status: String,
    /// Milliseconds.
    timestamp: i64,
    #[serde(default)]
    requested_attributes: Attributes,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Attributes {
    basic_user_info: Option<BasicUserInfo>,
    ssn: Option<Ssn>,
    registration_level: Option<String>,
    relying_party_user_id: Option<String>,
}

#[derive(Deserialize)]
struct BasicUserInfo {
    name: String,
    surname: String,
}

#[derive(Deserialize)]
struct Ssn {
    country: String,
    ssn: String,
}

/// Whom `details` vouch for, of the order `reference`.
pub(super) fn vouched(
    details: &str,
    reference: &str,
    settings: &Freja,
    now: Timestamp,
) -> Result<Vouched, Doubt> {
    let payload = verified(details, settings)?;
    let payload: Payload = serde_json::from_slice(&payload)
        .map_err(|_| Doubt::NotBelieved("details that can't be read"))?;
    if payload.auth_ref != reference {
        return Err(Doubt::NotBelieved("details of another order"));
    }
    if payload.status != "APPROVED" {
        return Err(Doubt::NotBelieved(
            "details of an order that was not approved",
        ));
    }
    let signed = Timestamp::from_millisecond(payload.timestamp).unwrap_or(Timestamp::MIN);
    if signed.duration_since(now) > SKEW || now.duration_since(signed) > OLDEST {
        return Err(Doubt::NotBelieved("details of another time"));
    }
    let known = payload.requested_attributes;
    // What was asked for is repeated in the payload; what counts is how the person is registered.
    let level = known
        .registration_level
        .as_deref()
        .and_then(FrejaLevel::parse);
    if level.is_none_or(|level| level < settings.level) {
        return Err(Doubt::LevelTooLow);
    }
    let subject = known
        .relying_party_user_id
        .filter(|id| Identifier::subject(&settings.url, id).is_ok());
    let subject = subject.ok_or(Doubt::NotBelieved("details without a name for the person"))?;
    let number = known
        .ssn
        .filter(|ssn| ssn.country == "SE")
        .map(|ssn| ssn.ssn);
    let name = known
        .basic_user_info
        .map(|info| format!("{} {}", info.name.trim(), info.surname.trim()));
    Ok(Vouched {
        way: SignInWay::Freja,
        subject: Some((settings.url.clone(), subject)),
        personal_number: number.filter(|number| Identifier::personal_number(number).is_ok()),
        name: name.unwrap_or_default().trim().chars().take(100).collect(),
        email: String::new(),
        is_strong: level >= Some(FrejaLevel::Extended),
        outside_session: None,
        oidc: None,
    })
}

/// The payload, if one of Freja's certificates has signed it with RS256 (RFC 7515).
fn verified(details: &str, settings: &Freja) -> Result<Vec<u8>, Doubt> {
    let not = |why| Doubt::NotBelieved(why);
    let parts: Vec<&str> = details.split('.').collect();
    let [header, payload, signature] = parts[..] else {
        return Err(not("details that are not signed"));
    };
    let decoded = |part| {
        URL_SAFE_NO_PAD
            .decode(part)
            .map_err(|_| not("details that can't be read"))
    };
    let head: Value =
        serde_json::from_slice(&decoded(header)?).map_err(|_| not("details that can't be read"))?;
    if head["alg"] != "RS256" || head.get("crit").is_some() {
        return Err(not("details signed in another way"));
    }
    let signer = head["x5t"]
        .as_str()
        .and_then(|thumbprint| settings.signers.get(thumbprint.trim_end_matches('=')));
    let signer = signer.ok_or(not("details of an unknown signer"))?;
    let signer = EndEntityCert::try_from(signer)
        .map_err(|_| not("a signer's certificate that can't be read"))?;
    let signed = &details[..header.len() + 1 + payload.len()];
    signer
        .verify_signature(
            RSA_PKCS1_2048_8192_SHA256,
            signed.as_bytes(),
            &decoded(signature)?,
        )
        .map_err(|_| not("details with a wrong signature"))?;
    decoded(payload)
}
