//! OpenID Connect providers, out of the file that `SAMTAL_OIDC_FILE` names. Every field is explained in docs/oidc.md.

use std::{collections::BTreeSet, fs};

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::{ConfigError, Profile, Secret, environment::Environment, wrong};

/// The variable that names the file.
const VARIABLE: &str = "SAMTAL_OIDC_FILE";

/// Names that mean something else in requests.
const RESERVED: [&str; 2] = ["bankid", "freja"];

/// Somebody who vouches for people by OpenID Connect.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OidcProvider {
    /// Its name in requests and addresses: small letters, digits and `-`.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// As it writes itself, to the letter: never normalised, a `:443` stays.
    pub issuer: String,
    /// What we are called there.
    pub client_id: String,
    /// What proves that it is us.
    #[serde(deserialize_with = "secret")]
    pub client_secret: Secret,
    /// How it is shown.
    #[serde(default)]
    pub client_authentication: ClientAuthentication,
    /// Asked for besides `openid`.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// The `claims` parameter (OpenID Connect Core §5.5): an object with `id_token` and `userinfo`.
    #[serde(default)]
    pub claims: Map<String, Value>,
    /// Levels (`acr`) that are good enough, the best first; empty if any is.
    #[serde(default)]
    pub levels: Vec<String>,
    /// The claim by which an account is found again.
    #[serde(default = "sub")]
    pub key: String,
    /// Where a personal number is, if it gives one.
    #[serde(default)]
    pub personal_number: Option<PersonalNumberClaim>,
    /// What makes a sign-in worth two factors; never, without it.
    #[serde(default)]
    pub strong: Option<StrongClaim>,
    /// Whether its `userinfo` is asked too.
    #[serde(default)]
    pub userinfo: bool,
}

/// How we prove to the token endpoint that it is us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClientAuthentication {
    /// `client_secret_basic`: in a header, each part form-encoded first (RFC 6749 §2.3.1).
    #[default]
    Basic,
    /// `client_secret_post`: in the body.
    Post,
}

/// A claim with a personal number.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonalNumberClaim {
    /// Its name.
    pub claim: String,
    /// Whether its word is enough to be the same person as whoever has proven the number elsewhere.
    pub trusted: bool,
}

/// A claim that tells two factors.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StrongClaim {
    /// Its name: `acr` or `amr`, mostly.
    pub claim: String,
    /// Any of these.
    pub values: Vec<String>,
}

impl OidcProvider {
    /// The claims it must give in `place`, `id_token` or `userinfo`.
    pub fn essential(&self, place: &str) -> Vec<&str> {
        let asked = self.claims.get(place).and_then(Value::as_object);
        let essential = |(name, how): (&'_ String, &Value)| {
            how.get("essential").and_then(Value::as_bool) == Some(true) && !name.is_empty()
        };
        asked
            .into_iter()
            .flatten()
            .filter(|(name, how)| essential((name, how)))
            .map(|(name, _)| name.as_str())
            .collect()
    }

    fn fault(&self, profile: Profile) -> Option<&'static str> {
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let is_id = (1..=40).contains(&self.id.len()) && self.id.chars().all(is_plain);
        if !is_id || RESERVED.contains(&self.id.as_str()) {
            return Some("an \"id\" has small letters, digits and '-', and is not bankid or freja");
        }
        if self.name.trim().is_empty() || self.name.chars().count() > 60 {
            return Some("a \"name\" has 1 to 60 characters");
        }
        let is_https = self.issuer.starts_with("https://");
        let is_http = profile == Profile::Development && self.issuer.starts_with("http://");
        if !is_https && !is_http {
            return Some("an \"issuer\" begins with https://");
        }
        if self.issuer.contains(['?', '#']) || self.issuer.chars().count() > 300 {
            return Some("an \"issuer\" has no '?' or '#' and at most 300 characters");
        }
        if self.client_id.is_empty() || self.client_secret.reveal().is_empty() {
            return Some("\"client_id\" and \"client_secret\" can't be empty");
        }
        if self.key.is_empty() {
            return Some("\"key\" names a claim");
        }
        let places = ["id_token", "userinfo"];
        if (self.claims.iter())
            .any(|(place, asked)| !places.contains(&place.as_str()) || !asked.is_object())
        {
            return Some("\"claims\" holds the objects \"id_token\" and \"userinfo\"");
        }
        if self.claims.contains_key("userinfo") && !self.userinfo {
            return Some("\"claims\" asks for userinfo, so \"userinfo\" must be true");
        }
        None
    }
}

fn sub() -> String {
    "sub".to_owned()
}

fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<Secret, D::Error> {
    String::deserialize(from).map(Secret)
}

impl<L: Fn(&'static str) -> Result<Option<String>, ConfigError>> Environment<L> {
    /// None if no file is named: on a developer's machine simulators take their place.
    pub(super) fn oidc(&self, profile: Profile) -> Result<Option<Vec<OidcProvider>>, ConfigError> {
        let Some(path) = self.text(VARIABLE)? else {
            return Ok(None);
        };
        match fs::read_to_string(&path) {
            Ok(text) => parse(&text, profile).map(Some),
            Err(error) => wrong(VARIABLE, format!("can't be read: {error}")),
        }
    }
}

fn parse(text: &str, profile: Profile) -> Result<Vec<OidcProvider>, ConfigError> {
    let providers: Vec<OidcProvider> = match serde_json::from_str(text) {
        Ok(providers) => providers,
        // The place only: the words of the error may hold the secret.
        Err(error) => {
            let (line, column) = (error.line(), error.column());
            let what = match error.classify() {
                serde_json::error::Category::Data => "is not as docs/oidc.md tells",
                _ => "is not JSON",
            };
            return wrong(VARIABLE, format!("{what}: line {line}, column {column}"));
        }
    };
    let mut ids = BTreeSet::new();
    for (place, provider) in providers.iter().enumerate() {
        if let Some(fault) = provider.fault(profile) {
            return wrong(VARIABLE, format!("in provider {}: {fault}", place + 1));
        }
        if !ids.insert(&provider.id) {
            return wrong(VARIABLE, format!("has two providers {:?}", provider.id));
        }
    }
    Ok(providers)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn siths() -> Value {
        json!({
            "id": "siths", "name": "SITHS eID", "issuer": "https://idp.ineratest.org:443/oidc",
            "client_id": "samtal", "client_secret": "hunter2", "client_authentication": "post",
            "claims": { "id_token": { "employeeHsaId": { "essential": true }, "name": null } },
            "levels": ["http://id.sambi.se/loa/loa3"], "key": "employeeHsaId"
        })
    }

    fn read(provider: &Value) -> Result<Vec<OidcProvider>, ConfigError> {
        parse(&json!([provider]).to_string(), Profile::Production)
    }

    #[test]
    fn a_provider_is_read_as_it_is_written() {
        let provider = &read(&siths()).unwrap()[0];
        assert_eq!(provider.issuer, "https://idp.ineratest.org:443/oidc");
        assert_eq!(provider.client_authentication, ClientAuthentication::Post);
        assert_eq!(provider.essential("id_token"), ["employeeHsaId"]);
        assert!(provider.essential("userinfo").is_empty());
        assert!(!format!("{provider:?}").contains("hunter2"));
    }

    #[test]
    fn what_can_not_be_used_is_told_without_the_secret() {
        let cases = [
            ("id", json!("bankid")),
            ("id", json!("SITHS eID")),
            ("name", json!("")),
            ("issuer", json!("http://idp.example.org")),
            ("issuer", json!("https://idp.example.org?a=b")),
            ("client_secret", json!("")),
            ("key", json!("")),
            ("claims", json!({ "access_token": {} })),
            ("claims", json!({ "userinfo": {} })),
            ("client_authentication", json!("hunter2")),
            ("levles", json!([])),
        ];
        for (field, value) in cases {
            let mut provider = siths();
            provider[field] = value;
            let error = read(&provider).expect_err(field);
            assert_eq!(error.variable, VARIABLE);
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
        let twice = json!([siths(), siths()]).to_string();
        assert!(parse(&twice, Profile::Production).is_err());
    }
}
