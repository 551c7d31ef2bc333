//! From a provider's claims to whom it vouches for. Pure.

use serde_json::Value;
use signaling::protocol::SignInWay;

use super::{
    super::{
        attempts::{OidcSession, Vouched},
        identifiers::Identifier,
    },
    Fault,
    proof::Claims,
};
use crate::config::OidcProvider;

/// Whom `provider` vouches for. What the ID token says goes before what `info` says.
pub(super) fn vouched(
    provider: &OidcProvider,
    token: &Claims,
    info: &Claims,
    id_token: &str,
) -> Result<Vouched, Fault> {
    let missing = |place: &str, claims: &Claims| {
        let essential = provider.essential(place);
        essential.into_iter().any(|name| is_empty(claims.get(name)))
    };
    if missing("id_token", token) || missing("userinfo", info) {
        return Err(Fault::ClaimMissing);
    }
    if !provider.levels.is_empty() {
        let level = token.get("acr").and_then(Value::as_str).unwrap_or_default();
        if !provider.levels.iter().any(|enough| enough == level) {
            return Err(Fault::LevelTooLow);
        }
    }
    let read = |name: &str| {
        let found = [token, info]
            .into_iter()
            .find_map(|claims| claims.get(name)?.as_str());
        found
            .map(str::trim)
            .filter(|text| !text.is_empty())
            .unwrap_or_default()
    };
    let key = read(&provider.key);
    // The subject must come from the token itself, another claim from wherever it was asked for.
    if key.is_empty() || Identifier::subject(&provider.issuer, key).is_err() {
        return Err(Fault::ClaimMissing);
    }
    let trusted = provider
        .personal_number
        .as_ref()
        .filter(|claim| claim.trusted);
    let number = trusted.map(|claim| read(&claim.claim).to_owned());
    let email = [token, info].into_iter().find_map(checked_address);
    let email = email.unwrap_or_default();
    Ok(Vouched {
        way: SignInWay::Oidc,
        subject: Some((provider.issuer.clone(), key.to_owned())),
        personal_number: number.filter(|number| Identifier::personal_number(number).is_ok()),
        name: name(read).chars().take(100).collect(),
        email: email.chars().take(200).collect(),
        is_strong: is_strong(provider, token),
        outside_session: token.get("sid").and_then(Value::as_str).map(str::to_owned),
        oidc: Some(OidcSession {
            provider: provider.id.clone(),
            subject: token
                .get("sub")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            id_token: id_token.to_owned(),
        }),
    })
}

/// The address in `claims`, if the same claims say that it has been checked: what is said of one address elsewhere is not
/// said of this one.
fn checked_address(claims: &Claims) -> Option<&str> {
    let is_checked = claims.get("email_verified") == Some(&Value::Bool(true));
    let email = claims.get("email")?.as_str()?.trim();
    (is_checked && !email.is_empty()).then_some(email)
}

fn name<'a>(read: impl Fn(&str) -> &'a str) -> String {
    if !read("name").is_empty() {
        return read("name").to_owned();
    }
    let pairs = [
        ("given_name", "family_name"),
        ("credentialGivenName", "credentialSurname"),
    ];
    let names =
        pairs.map(|(first, last)| format!("{} {}", read(first), read(last)).trim().to_owned());
    names
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or_default()
}

fn is_strong(provider: &OidcProvider, token: &Claims) -> bool {
    let Some(strong) = &provider.strong else {
        return false;
    };
    let has = |value: &Value| {
        value
            .as_str()
            .is_some_and(|value| strong.values.iter().any(|enough| enough == value))
    };
    match token.get(&strong.claim) {
        Some(Value::Array(all)) => all.iter().any(has),
        Some(one) => has(one),
        None => false,
    }
}

fn is_empty(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(Value::Array(all)) => all.is_empty(),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn provider(change: Value) -> OidcProvider {
        let mut settings = json!({
            "id": "siths", "name": "SITHS eID", "issuer": "https://idp.example.org:443/oidc",
            "client_id": "samtal", "client_secret": "x", "key": "employeeHsaId", "levels": ["loa3"],
            "claims": { "id_token": { "employeeHsaId": { "essential": true } } },
            "personal_number": { "claim": "credentialPersonalIdentityNumber", "trusted": true },
            "strong": { "claim": "amr", "values": ["mfa"] }
        });
        for (name, value) in change.as_object().unwrap() {
            settings[name] = value.clone();
        }
        serde_json::from_value(settings).unwrap()
    }

    fn claims(change: Value) -> Claims {
        let mut claims = json!({
            "sub": "gone tomorrow", "sid": "s1", "acr": "loa3", "amr": ["pwd", "mfa"], "employeeHsaId": "SE1-0001",
            "given_name": "Karin", "family_name": "Holm", "email": "karin@example.org",
            "credentialPersonalIdentityNumber": "199001012385"
        });
        for (name, value) in change.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims.as_object().unwrap().clone()
    }

    fn read(settings: Value, told: Value) -> Result<Vouched, Fault> {
        vouched(&provider(settings), &claims(told), &Claims::new(), "token")
    }

    #[test]
    fn an_account_is_known_by_the_claim_that_the_operator_named() {
        let vouched = read(json!({}), json!({})).unwrap();
        let subject = (
            "https://idp.example.org:443/oidc".to_owned(),
            "SE1-0001".to_owned(),
        );
        assert_eq!(vouched.subject, Some(subject));
        assert_eq!(vouched.oidc.unwrap().subject, "gone tomorrow");
        assert_eq!(vouched.name, "Karin Holm");
        assert_eq!(vouched.personal_number.as_deref(), Some("199001012385"));
        assert!(vouched.is_strong);
        // Nobody has checked it.
        assert_eq!(vouched.email, "");
    }

    #[test]
    fn an_address_counts_only_where_it_is_said_to_be_checked() {
        let read = |token: Value, info: Value| {
            let info = info.as_object().unwrap().clone();
            let vouched = vouched(&provider(json!({})), &claims(token), &info, "token");
            vouched.unwrap().email
        };
        let checked = json!({ "email": "own@example.org", "email_verified": true });
        assert_eq!(read(checked.clone(), json!({})), "own@example.org");
        // "karin@example.org" stands in the token, and nobody says there that it is hers.
        assert_eq!(read(json!({}), checked.clone()), "own@example.org");
        assert_eq!(read(json!({}), json!({ "email_verified": true })), "");
        let claimed = json!({ "email": "other@example.org" });
        assert_eq!(read(checked, claimed), "own@example.org");
        let alone = json!({ "email": null, "email_verified": true });
        assert_eq!(read(alone, json!({ "email": "other@example.org" })), "");
        for unsure in [json!(false), json!("true"), json!(1)] {
            let told = json!({ "email_verified": unsure });
            assert_eq!(read(told, json!({})), "", "{unsure}");
        }
    }

    #[test]
    fn a_number_counts_where_the_provider_is_trusted_for_it() {
        let doubted = json!({ "personal_number": { "claim": "credentialPersonalIdentityNumber", "trusted": false } });
        assert_eq!(read(doubted, json!({})).unwrap().personal_number, None);
        let odd = json!({ "credentialPersonalIdentityNumber": "12" });
        assert_eq!(read(json!({}), odd).unwrap().personal_number, None);
    }

    #[test]
    fn what_was_asked_for_must_be_there() {
        let cases = [
            (json!({ "employeeHsaId": "" }), Fault::ClaimMissing),
            (json!({ "employeeHsaId": null }), Fault::ClaimMissing),
            (json!({ "employeeHsaId": [] }), Fault::ClaimMissing),
            (json!({ "acr": "loa2" }), Fault::LevelTooLow),
            (json!({ "acr": null }), Fault::LevelTooLow),
            (json!({ "acr": ["loa3"] }), Fault::LevelTooLow),
        ];
        for (told, fault) in cases {
            let found = read(json!({}), told.clone()).err();
            assert_eq!(found, Some(fault), "{told}");
        }
    }

    #[test]
    fn without_a_rule_nothing_is_two_factors() {
        assert!(
            !read(json!({ "strong": null }), json!({}))
                .unwrap()
                .is_strong
        );
        assert!(
            !read(json!({}), json!({ "amr": ["pwd"] }))
                .unwrap()
                .is_strong
        );
        assert!(
            !read(json!({}), json!({ "amr": { "mfa": true } }))
                .unwrap()
                .is_strong
        );
    }
}
