//! What an invented provider says and signs: ID tokens, userinfo, log-outs; rightly, or as it was told to misbehave.

use anyhow::Result;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use jiff::SignedDuration;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{
    Grant, Posing, SECRET, Session,
    faults::{Faults, Signature},
    people::of_scope,
    random,
};

/// What a log-out says it is.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

impl Posing {
    /// Who has signed in, to whom, when and how.
    pub(super) fn id_token(&self, grant: &Grant, access: &str, faults: &Faults) -> Result<String> {
        let mut claims = self.shared(faults);
        let hash = Sha256::digest(if faults.wrong_at_hash {
            "another"
        } else {
            access
        });
        let nonce = faults.nonce.clone().or_else(|| grant.nonce.clone());
        let level = faults.level.as_ref().unwrap_or(&grant.level);
        for (name, value) in [
            ("sub", json!(grant.session.subject)),
            ("sid", json!(grant.session.sid)),
            ("auth_time", claims["iat"].clone()),
            ("nonce", json!(nonce)),
            ("acr", json!(level)),
            ("amr", json!(["mfa"])),
            ("at_hash", json!(URL_SAFE_NO_PAD.encode(&hash[..16]))),
        ] {
            claims.insert(name.to_owned(), value);
        }
        claims.extend(self.asked(grant, "id_token", faults));
        self.signed(&claims, "JWT", faults)
    }

    /// What userinfo tells.
    pub(super) fn info(&self, grant: &Grant, faults: &Faults) -> Map<String, Value> {
        let mut info = self.asked(grant, "userinfo", faults);
        let subject = faults
            .userinfo_subject
            .as_ref()
            .unwrap_or(&grant.session.subject);
        info.insert("sub".to_owned(), json!(subject));
        let of_scopes = grant.scopes.iter().flat_map(|scope| of_scope(scope));
        let known = grant.person.claims(grant.employment);
        for name in
            of_scopes.filter(|name| !faults.withheld.iter().any(|withheld| withheld == *name))
        {
            if let Some(value) = known.get(*name) {
                info.insert((*name).to_owned(), value.clone());
            }
        }
        info
    }

    /// Says that a session is over.
    pub(super) fn logout_token(&self, session: &Session, faults: &Faults) -> Result<String> {
        let mut claims = self.shared(faults);
        claims.insert("sub".to_owned(), json!(session.subject));
        claims.insert("sid".to_owned(), json!(session.sid));
        claims.insert("events".to_owned(), json!({ EVENT: {} }));
        if let Some(nonce) = &faults.nonce {
            claims.insert("nonce".to_owned(), json!(nonce));
        }
        self.signed(&claims, "logout+jwt", faults)
    }

    fn shared(&self, faults: &Faults) -> Map<String, Value> {
        let now = self.clock.now();
        let now = now
            .checked_add(SignedDuration::from_secs(faults.clock_s))
            .unwrap_or(now)
            .as_second();
        let us = faults.audience.as_ref().unwrap_or(&self.settings.client_id);
        let audience = match &faults.other_audience {
            Some(other) => json!([us, other]),
            None => json!(us),
        };
        let issuer = faults.issuer.as_ref().unwrap_or(&self.settings.issuer);
        let claims = json!({
            "iss": issuer, "aud": audience, "iat": now, "exp": now + 120, "jti": random(),
        });
        claims.as_object().cloned().unwrap_or_default()
    }

    /// The claims that were asked for by name.
    fn asked(&self, grant: &Grant, place: &str, faults: &Faults) -> Map<String, Value> {
        let asked = grant.claims.get(place).and_then(Value::as_object);
        let known = grant.person.claims(grant.employment);
        let names = asked.into_iter().flatten().map(|(name, _)| name);
        names
            .filter(|name| !faults.withheld.contains(name))
            .filter_map(|name| Some((name.clone(), known.get(name)?.clone())))
            .collect()
    }

    fn signed(&self, claims: &Map<String, Value>, kind: &str, faults: &Faults) -> Result<String> {
        let key = self.key(self.locked().rotations);
        let mut header = key.header();
        header["typ"] = json!(kind);
        let claims = Value::Object(claims.clone());
        match faults.signature {
            Signature::Right => key.sign(&header, &claims),
            Signature::Wrong => key.forged().sign(&header, &claims),
            Signature::UnknownKey => {
                header["kid"] = json!("of somebody else");
                key.forged().sign(&header, &claims)
            }
            Signature::None => {
                header["alg"] = json!("none");
                Ok(format!("{}.", unsigned(&header, &claims)))
            }
            Signature::Secret => {
                header["alg"] = json!("HS256");
                let text = unsigned(&header, &claims);
                let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes())?;
                mac.update(text.as_bytes());
                let signature = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
                Ok(format!("{text}.{signature}"))
            }
        }
    }
}

fn unsigned(header: &Value, claims: &Value) -> String {
    let text = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", text(header), text(claims))
}
