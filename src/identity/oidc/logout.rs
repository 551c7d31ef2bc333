//! Signing out where a session came from, and a provider that signs somebody out here.

use jiff::{SignedDuration, Timestamp};
use openidconnect::{
    ClientId, LogoutRequest, PostLogoutRedirectUrl, core::CoreIdToken, url::form_urlencoded,
};
use serde_json::Value;
use signaling::protocol::ErrorCode;

use super::{
    is_from,
    party::Party,
    proof::{Claims, SKEW, Unbelieved, verify_signed},
};
use crate::{
    app::App,
    audit::{self, Action},
    config::OidcProvider,
    error::{Result, invalid, not_found, told},
    identity::{Caller, store},
};

/// What a log-out token says it is (OpenID Connect Back-Channel Logout 1.0 §2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// It is sent when it is made: one that is older has been kept by somebody.
const OLDEST: SignedDuration = SignedDuration::from_mins(5);

/// Whom a provider signs out.
#[derive(Debug, PartialEq, Eq)]
struct LogOut {
    subject: Option<String>,
    session: Option<String>,
    jti: String,
    /// When the token would be refused for its age.
    forgotten_at: Timestamp,
}

/// Where a browser goes to sign out at the provider that its session came from, if that is possible (OpenID Connect
/// RP-Initiated Logout 1.0). To be asked before the session is ended.
pub(in super::super) async fn leave(app: &App, caller: &Caller) -> Result<Option<String>> {
    let Some(outside) = store::oidc::find_outside(&app.db, &caller.session).await? else {
        return Ok(None);
    };
    let Some(party) = app.providers.oidc().find(&outside.provider) else {
        return Ok(None);
    };
    // A provider that is down does not keep anybody from signing out here.
    let Ok(known) = party.known(app).await else {
        return Ok(None);
    };
    let endpoint = known
        .metadata
        .additional_metadata()
        .end_session_endpoint
        .clone();
    let (Some(endpoint), Ok(token)) = (endpoint, outside.id_token.parse::<CoreIdToken>()) else {
        return Ok(None);
    };
    let back = PostLogoutRedirectUrl::new(format!("{}/sign-in", app.public_url));
    let request = LogoutRequest::from(endpoint)
        .set_id_token_hint(&token)
        .set_client_id(ClientId::new(party.settings.client_id.clone()));
    let request = match back {
        Ok(back) => request.set_post_logout_redirect_uri(back),
        Err(_) => request,
    };
    Ok(Some(request.http_get_url().into()))
}

/// A provider has ended somebody's session: ours end too, and their sockets close.
///
/// # Errors
/// `not_found` if no provider is called so; `invalid` if the token is not to be believed or came before.
pub(in super::super) async fn end_by_provider(
    app: &App,
    provider: &str,
    body: &[u8],
) -> Result<()> {
    let oidc = app.providers.oidc();
    let party = oidc.find(provider).ok_or_else(|| not_found("provider"))?;
    let mut tokens = form_urlencoded::parse(body).filter(|(name, _)| name == "logout_token");
    let (Some((_, token)), None) = (tokens.next(), tokens.next()) else {
        return Err(invalid("the body is a form with one logout_token"));
    };
    let claims = verified(app, &party, &token).await?;
    let now = app.clock.now();
    let log_out =
        LogOut::read(&claims, &party.settings, now).map_err(|why| refused(&party, why))?;
    let issuer = &party.settings.issuer;
    let mut tx = app.db.begin().await?;
    if !store::oidc::use_logout_token(&mut tx, issuer, &log_out.jti, log_out.forgotten_at).await? {
        return Err(refused(&party, "it came before"));
    }
    let (subject, session) = (log_out.subject.as_deref(), log_out.session.as_deref());
    let ended = store::oidc::end_outside(&mut tx, issuer, subject, session).await?;
    for session in &ended {
        audit::record(
            &mut tx,
            now,
            session.person,
            Action::EndedByProvider(session.id),
        )
        .await?;
    }
    tx.commit().await?;
    for session in ended {
        if let Ok(hash) = session.hash.try_into() {
            app.hub.end_session(hash);
        }
    }
    Ok(())
}

async fn verified(app: &App, party: &Party, token: &str) -> Result<Claims> {
    let types = ["logout+jwt", "application/logout+jwt", "JWT"];
    let known = party
        .known(app)
        .await
        .map_err(|_| told(ErrorCode::Unavailable, "the provider's keys can't be had"))?;
    let claims = match verify_signed(token, &types, &known.keys) {
        Err(Unbelieved::UnknownKey) => {
            let newer = party.newer_keys(app).await;
            newer.map_or(Err(Unbelieved::UnknownKey), |keys| {
                verify_signed(token, &types, &keys)
            })
        }
        other => other,
    };
    claims.map_err(|why| match why {
        Unbelieved::UnknownKey => refused(party, "signed with a key that is not known"),
        Unbelieved::Because(why) => refused(party, &why),
    })
}

fn refused(party: &Party, why: &str) -> crate::error::Error {
    tracing::warn!(
        provider = party.settings.id,
        why,
        "a log-out token is not believed"
    );
    metrics::counter!("samtal_oidc_logouts_refused_total").increment(1);
    invalid("the logout_token is not valid")
}

impl LogOut {
    /// Checks all but the signature (§2.6).
    fn read(
        claims: &Claims,
        provider: &OidcProvider,
        now: Timestamp,
    ) -> Result<Self, &'static str> {
        if claims.get("iss").and_then(Value::as_str) != Some(&provider.issuer) {
            return Err("another issuer");
        }
        if !is_from(claims, "aud", &provider.client_id) {
            return Err("another audience");
        }
        let time = |name| Timestamp::from_second(claims.get(name)?.as_i64()?).ok();
        let issued = time("iat").ok_or("no time of issue")?;
        if issued.duration_since(now) > SKEW || now.duration_since(issued) > OLDEST {
            return Err("issued at another time");
        }
        let expires = time("exp").ok_or("no end")?;
        if now.duration_since(expires) >= SKEW {
            return Err("expired");
        }
        let event = claims.get("events").and_then(|events| events.get(EVENT));
        if !event.is_some_and(Value::is_object) {
            return Err("not a log-out");
        }
        if claims.contains_key("nonce") {
            return Err("a nonce: it is an ID token");
        }
        let text = |name| match claims.get(name) {
            None => Ok(None),
            Some(Value::String(text)) if (1..=300).contains(&text.chars().count()) => {
                Ok(Some(text.clone()))
            }
            Some(_) => Err("a claim that is not text"),
        };
        let (subject, session) = (text("sub")?, text("sid")?);
        if subject.is_none() && session.is_none() {
            return Err("nobody's");
        }
        Ok(Self {
            subject,
            session,
            jti: text("jti")?.ok_or("no name of its own (jti)")?,
            forgotten_at: issued.saturating_add(OLDEST + SKEW).unwrap_or(issued),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn provider() -> OidcProvider {
        serde_json::from_value(json!({
            "id": "siths", "name": "SITHS eID", "issuer": "https://idp.example.org:443/oidc", "client_id": "samtal",
            "client_secret": "x"
        }))
        .unwrap()
    }

    fn now() -> Timestamp {
        Timestamp::from_second(1_000_000).unwrap()
    }

    fn claims(change: &Value) -> Claims {
        let mut claims = json!({
            "iss": "https://idp.example.org:443/oidc", "aud": ["samtal"], "iat": 999_990, "exp": 1_000_110, "jti": "1",
            "events": { EVENT: {} }, "sub": "anna", "sid": "s1"
        });
        for (name, value) in change.as_object().unwrap() {
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
                value => claims[name] = value.clone(),
            }
        }
        claims.as_object().unwrap().clone()
    }

    #[test]
    fn a_log_out_names_a_session_or_a_person() {
        let read = |change| LogOut::read(&claims(&change), &provider(), now()).unwrap();
        assert_eq!(read(json!({})).session.as_deref(), Some("s1"));
        assert_eq!(
            read(json!({ "sid": null })).subject.as_deref(),
            Some("anna")
        );
        assert_eq!(read(json!({ "sub": null, "aud": "samtal" })).subject, None);
    }

    #[test]
    fn whatever_is_wrong_with_it_nobody_is_signed_out() {
        for change in [
            json!({ "iss": "https://idp.example.org/oidc" }),
            json!({ "iss": null }),
            json!({ "aud": "other" }),
            json!({ "aud": null }),
            json!({ "iat": null }),
            json!({ "iat": 1_000_061 }),
            json!({ "iat": 999_600 }),
            json!({ "exp": null }),
            json!({ "exp": 999_940 }),
            json!({ "events": null }),
            json!({ "events": {} }),
            json!({ "events": { EVENT: true } }),
            json!({ "nonce": "n" }),
            json!({ "jti": null }),
            json!({ "jti": "" }),
            json!({ "sub": null, "sid": null }),
            json!({ "sub": 1 }),
            json!({ "sid": ["s1"] }),
        ] {
            assert!(
                LogOut::read(&claims(&change), &provider(), now()).is_err(),
                "{change}"
            );
        }
    }
}
