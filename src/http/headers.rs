//! Headers that keep pages from being misused. Whatever an answer has set itself is left as it is.

use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, REFERRER_POLICY,
            STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
        },
    },
    middleware::Next,
    response::Response,
};

use crate::{app::Ctx, config::Config};

const CROSS_ORIGIN_OPENER_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-opener-policy");
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// What no page of ours needs is switched off in the browser.
const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
);

/// What a meeting's page needs besides.
const MEETING_PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self), fullscreen=(self), \
     autoplay=(self), geolocation=(), payment=(), usb=(), browsing-topics=()",
);

/// Who may show a page in a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framed {
    /// Nobody.
    Nowhere,
    /// The sites that show our widget.
    ByHosts,
}

/// Marks an answer as a page that host pages may frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct ForHosts;

/// Marks an answer as a page that may ask for camera and microphone.
#[derive(Debug, Clone, Copy)]
pub(super) struct ForMeetings;

/// The layer that adds them.
pub(super) async fn every_answer(State(app): State<Ctx>, request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).cloned();
    let mut response = next.run(request).await;
    let framed = match response.extensions_mut().remove::<ForHosts>() {
        Some(ForHosts) => Framed::ByHosts,
        None => Framed::Nowhere,
    };
    if let Some(ForMeetings) = response.extensions_mut().remove::<ForMeetings>() {
        let headers = response.headers_mut();
        headers.insert(PERMISSIONS_POLICY, MEETING_PERMISSIONS);
    }
    add(response.headers_mut(), framed, host.as_ref(), &app.config);
    response
}

fn add(headers: &mut HeaderMap, framed: Framed, host: Option<&HeaderValue>, config: &Config) {
    let mut set = |name: HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    set(CONTENT_SECURITY_POLICY, policy(framed, host, config));
    set(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    // Nobody else learns where in our pages somebody was. (`no-referrer` would also hide our own origin from us.)
    set(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    set(PERMISSIONS_POLICY, PERMISSIONS);
    set(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if framed == Framed::Nowhere {
        set(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        set(
            CROSS_ORIGIN_OPENER_POLICY,
            HeaderValue::from_static("same-origin"),
        );
        set(
            CROSS_ORIGIN_RESOURCE_POLICY,
            HeaderValue::from_static("same-origin"),
        );
    } else {
        set(
            CROSS_ORIGIN_RESOURCE_POLICY,
            HeaderValue::from_static("cross-origin"),
        );
    }
    if config.is_publicly_https() {
        set(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
}

/// Nothing but our own files, no inline script or style, and sockets to ourselves: older browsers don't take `'self'`
/// for a socket's scheme.
fn policy(framed: Framed, host: Option<&HeaderValue>, config: &Config) -> HeaderValue {
    let sockets = match (&config.public_url, host.and_then(|host| host.to_str().ok())) {
        (Some(url), _) => format!(" {}", url.replacen("http", "ws", 1)),
        (None, Some(host))
            if host
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c)) =>
        {
            format!(" ws://{host} wss://{host}")
        }
        (None, _) => String::new(),
    };
    let ancestors = match framed {
        Framed::Nowhere => "'none'".to_owned(),
        Framed::ByHosts if config.embed_origins.is_empty() => "*".to_owned(),
        Framed::ByHosts => format!("'self' {}", config.embed_origins.join(" ")),
    };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob: data:; \
         media-src 'self' blob:; connect-src 'self'{sockets}; frame-src 'self'; worker-src 'self'; manifest-src 'self'; \
         base-uri 'none'; form-action 'self'; frame-ancestors {ancestors}"
    );
    HeaderValue::try_from(policy).expect("settings and hosts are checked to be plain letters")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(settings: &'static [(&str, &str)]) -> Config {
        Config::from_lookup(|name| {
            let found = settings.iter().find(|(variable, _)| *variable == name);
            Ok(found.map(|(_, value)| (*value).to_owned()))
        })
        .unwrap()
    }

    fn directive(policy: &HeaderValue, name: &str) -> String {
        let policy = policy.to_str().unwrap();
        let found = policy.split("; ").find_map(|part| part.strip_prefix(name));
        found
            .unwrap_or_else(|| panic!("{name} is in {policy}"))
            .trim()
            .to_owned()
    }

    #[test]
    fn only_the_widget_may_be_framed() {
        let config = config(&[(
            "SAMTAL_EMBED_ORIGINS",
            "https://www.example.org, https://shop.example.org",
        )]);
        let desk = policy(Framed::Nowhere, None, &config);
        let widget = policy(Framed::ByHosts, None, &config);
        assert_eq!(directive(&desk, "frame-ancestors"), "'none'");
        let hosts = "'self' https://www.example.org https://shop.example.org";
        assert_eq!(directive(&widget, "frame-ancestors"), hosts);
        assert!(!desk.to_str().unwrap().contains("unsafe"));
    }

    #[test]
    fn sockets_go_to_ourselves_only() {
        let public = config(&[("SAMTAL_PUBLIC_URL", "https://chat.example.org")]);
        let policy_of = |host: &'static str, config: &Config| {
            let host = HeaderValue::from_static(host);
            directive(&policy(Framed::Nowhere, Some(&host), config), "connect-src")
        };
        assert_eq!(
            policy_of("evil.test", &public),
            "'self' wss://chat.example.org"
        );
        let local = config(&[]);
        assert_eq!(
            policy_of("localhost:8080", &local),
            "'self' ws://localhost:8080 wss://localhost:8080"
        );
        assert_eq!(policy_of("evil; script-src *", &local), "'self'");
    }

    #[test]
    fn an_answer_keeps_what_it_has_said_itself() {
        let mut headers =
            HeaderMap::from_iter([(CACHE_CONTROL, HeaderValue::from_static("max-age=60"))]);
        add(&mut headers, Framed::Nowhere, None, &config(&[]));
        assert_eq!(headers[CACHE_CONTROL], "max-age=60");
        assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert!(!headers.contains_key(STRICT_TRANSPORT_SECURITY));
    }
}
