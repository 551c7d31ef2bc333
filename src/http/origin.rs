//! Requests that another site's page makes in somebody's name are refused.
//!
//! Browsers send `Origin` with everything that changes something and with every socket. A wrong one is refused whoever
//! asks; a missing one only where a cookie would be believed, for programs that aren't browsers have no cookie jar to abuse.

use axum::{
    extract::{Request, State},
    http::{
        HeaderMap,
        header::{HOST, ORIGIN},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use signaling::protocol::ErrorCode;

use super::extract::cookie;
use crate::{
    app::Ctx,
    config::{Config, Profile},
    error::told,
};

/// Whether the request's `Origin` is ours. Without one it is not: sockets, which other sites may open too, ask this.
pub fn is_ours(headers: &HeaderMap, config: &Config) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(ORIGIN) else {
        return false;
    };
    if config
        .public_url
        .as_deref()
        .is_some_and(|url| url.eq_ignore_ascii_case(origin))
    {
        return true;
    }
    // A developer reaches the server by many names. In production only the public one counts.
    let (Profile::Development, Some(host)) = (config.profile, text(HOST)) else {
        return false;
    };
    let named = origin
        .strip_prefix("http://")
        .or_else(|| origin.strip_prefix("https://"));
    named.is_some_and(|named| named.eq_ignore_ascii_case(host))
}

/// Refuses what another site's page wants to change.
pub(super) async fn guard(State(app): State<Ctx>, request: Request, next: Next) -> Response {
    if request.method().is_safe() || may_change(request.headers(), &app.config) {
        return next.run(request).await;
    }
    told(
        ErrorCode::Forbidden,
        "this page is of another origin than the server",
    )
    .into_response()
}

fn may_change(headers: &HeaderMap, config: &Config) -> bool {
    if headers.contains_key(ORIGIN) {
        is_ours(headers, config)
    } else {
        cookie(headers, config).is_none()
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, header::COOKIE};

    use super::*;

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), value.parse().unwrap()))
            .collect()
    }

    fn config(settings: &'static [(&str, &str)]) -> Config {
        Config::from_lookup(|name| {
            let found = settings.iter().find(|(variable, _)| *variable == name);
            Ok(found.map(|(_, value)| (*value).to_owned()))
        })
        .unwrap()
    }

    fn production() -> Config {
        config(&[
            ("SAMTAL_PROFILE", "production"),
            ("SAMTAL_ORGANISATION", "Rådet"),
            ("SAMTAL_PUBLIC_URL", "https://chat.example.org"),
            ("SAMTAL_SMTP_URL", "smtps://mail.example.org"),
            ("SAMTAL_MAIL_FROM", "chat@example.org"),
        ])
    }

    #[test]
    fn in_production_only_the_public_origin_is_ours() {
        let ours = |origin| {
            is_ours(
                &headers(&[(ORIGIN, origin), (HOST, "internal:8080")]),
                &production(),
            )
        };
        assert!(ours("https://chat.example.org"));
        for other in [
            "https://internal:8080",
            "http://chat.example.org",
            "https://chat.example.org.evil.test",
            "null",
        ] {
            assert!(!ours(other), "{other}");
        }
        assert!(!is_ours(
            &headers(&[(HOST, "chat.example.org")]),
            &production()
        ));
    }

    #[test]
    fn in_development_the_host_is_ours() {
        let ours = |origin| {
            is_ours(
                &headers(&[(ORIGIN, origin), (HOST, "127.0.0.1:8080")]),
                &config(&[]),
            )
        };
        assert!(ours("http://127.0.0.1:8080"));
        for other in [
            "http://127.0.0.1:3000",
            "http://localhost:8080",
            "127.0.0.1:8080",
            "null",
        ] {
            assert!(!ours(other), "{other}");
        }
    }

    #[test]
    fn a_cookie_is_believed_only_with_our_origin() {
        let may = |pairs: &[_]| may_change(&headers(pairs), &production());
        let cookie = (COOKIE, "__Host-samtal_session=secret");
        assert!(may(&[cookie.clone(), (ORIGIN, "https://chat.example.org")]));
        assert!(!may(&[cookie.clone(), (ORIGIN, "https://evil.test")]));
        assert!(!may(&[cookie]));
        assert!(may(&[]), "a program without cookies");
        assert!(
            !may(&[(ORIGIN, "https://evil.test")]),
            "sign-in from another site"
        );
    }
}
