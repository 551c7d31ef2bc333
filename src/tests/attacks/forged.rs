//! Headers, names and methods that lie.

use loadtest::Identity;
use reqwest::{Method, StatusCode, header};
use serde_json::json;
use signaling::protocol::{ErrorCode, StaffRole, WireError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{
    super::house::{House, Person},
    as_page, routes,
};

/// Signs somebody in who does not exist, seen from `forwarded`; gives the status.
async fn guesses(house: &House, forwarded: &[&str]) -> StatusCode {
    let mut request = house
        .api
        .request(Method::POST, "/api/v1/session", &Identity::Nobody)
        .json(&json!({ "login": "nobody@linden.example", "password": "gissat" }));
    for line in forwarded {
        request = request.header("x-forwarded-for", *line);
    }
    let answer = request.send().await.unwrap();
    let status = answer.status();
    if status == StatusCode::TOO_MANY_REQUESTS {
        let seconds = answer.headers()[header::RETRY_AFTER].to_str().unwrap();
        let seconds: u32 = seconds.parse().unwrap();
        let error: WireError = answer.json().await.unwrap();
        assert_eq!(error.code, ErrorCode::RateLimited);
        assert!(seconds > 0 && seconds * 1000 >= error.retry_after_ms.unwrap());
    }
    status
}

#[tokio::test]
async fn a_guesser_who_forges_addresses_waits_like_any_other() {
    let house = House::with(&[]).await;
    for number in 0..5 {
        let forged = format!("198.51.100.{number}");
        assert_eq!(guesses(&house, &[&forged]).await, StatusCode::UNAUTHORIZED);
    }
    for forged in ["198.51.100.77", "127.0.0.1", "::1", "unknown", ""] {
        let status = guesses(&house, &[forged]).await;
        assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{forged}");
    }
}

#[tokio::test]
async fn behind_a_trusted_proxy_only_its_own_word_counts() {
    let house = House::with(&[("SAMTAL_TRUSTED_PROXIES", "127.0.0.0/8")]).await;
    for number in 0..5 {
        // The client wrote the first, the proxy the last.
        let told = format!("10.0.0.{number}, 198.51.100.7");
        assert_eq!(guesses(&house, &[&told]).await, StatusCode::UNAUTHORIZED);
    }
    for told in [
        ["203.0.113.9, 198.51.100.7", "198.51.100.7"],
        ["203.0.113.9", "8.8.8.8, 198.51.100.7"],
    ] {
        let status = guesses(&house, &told).await;
        assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{told:?}");
    }
    // Somebody else behind the same proxy does not wait.
    let other = guesses(&house, &["198.51.100.7, 198.51.100.8"]).await;
    assert_eq!(other, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn under_https_a_cookie_that_any_host_could_set_is_not_believed() {
    let house = House::with(&[
        ("SAMTAL_RATE_LIMITS", "off"),
        ("SAMTAL_PUBLIC_URL", "https://chat.example.org"),
    ])
    .await;
    let adam = house.staff("Adam", StaffRole::Administrator).await;
    let asks = async |cookie: String| {
        let request = house
            .api
            .request(Method::GET, "/api/v1/sessions", &Identity::Nobody)
            .header(header::COOKIE, cookie);
        let answer = request.send().await.unwrap();
        let pinned = answer.headers().get(header::STRICT_TRANSPORT_SECURITY);
        assert!(pinned.is_some(), "browsers are told to insist on HTTPS");
        answer.status()
    };
    let Person { token, .. } = &adam;
    for cookie in [
        format!("samtal_session={token}"),
        format!("__Secure-samtal_session={token}"),
        format!("__host-samtal_session={token}"),
        format!("x__Host-samtal_session={token}"),
    ] {
        let status = asks(cookie.clone()).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{cookie}");
    }
    let status = asks(format!("__Host-samtal_session={token}")).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn a_host_that_is_not_ours_is_never_repeated_in_production() {
    let house = House::with(&[
        ("SAMTAL_PROFILE", "production"),
        ("SAMTAL_ORGANISATION", "Rådet"),
        ("SAMTAL_PUBLIC_URL", "https://chat.example.org"),
        ("SAMTAL_SMTP_URL", "smtps://mail.example.org"),
        ("SAMTAL_MAIL_FROM", "chat@example.org"),
    ])
    .await;
    for head in [
        "GET / HTTP/1.1\r\nhost: evil.example\r\n",
        "GET / HTTP/1.1\r\nhost: chat.example.org\r\nx-forwarded-host: evil.example\r\n",
        "GET / HTTP/1.1\r\nhost: chat.example.org\r\nforwarded: host=evil.example\r\n",
        "GET http://evil.example/ HTTP/1.1\r\nhost: chat.example.org\r\n",
        "GET / HTTP/1.1\r\nhost: evil.example\r\nhost: chat.example.org\r\n",
        "GET / HTTP/1.1\r\nhost: a b; script-src evil.example\r\n",
        "GET / HTTP/1.0\r\n",
    ] {
        let said = speak(&house, head).await;
        assert!(said.starts_with("HTTP/1."), "{head:?} was not answered");
        assert!(!said.starts_with("HTTP/1.1 5"), "{head:?}: {said}");
        assert!(!said.contains("evil.example"), "{head:?}: {said}");
    }
    // An origin that fits a forged host is not ours.
    let head =
        "DELETE /api/v1/session HTTP/1.1\r\nhost: evil.example\r\norigin: https://evil.example\r\n";
    assert!(speak(&house, head).await.starts_with("HTTP/1.1 403"));
}

/// Sends a head as it is and gives what comes back.
async fn speak(house: &House, head: &str) -> String {
    let mut plain = tokio::net::TcpStream::connect(house.server.address)
        .await
        .unwrap();
    let request = format!("{head}connection: close\r\n\r\n");
    plain.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    plain.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn a_line_break_in_a_name_or_a_path_becomes_no_header() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let chat = house.talking(&anna, &maria).await.conversation;
    for name in [
        "a\r\nSet-Cookie: planted=1",
        "a\nSet-Cookie: planted=1",
        "a\"; filename=\"planted.exe",
        "a\u{2028}planted\u{202e}gpj.exe",
    ] {
        let bytes = b"text".to_vec();
        let view = house.upload(&anna, chat, name, bytes).await;
        let path = format!("/api/v1/files/{}", view.id);
        let request = house.api.request(Method::GET, &path, &anna.identity());
        let answer = request.send().await.unwrap();
        assert!(
            answer.headers().get(header::SET_COOKIE).is_none(),
            "{name:?}"
        );
        if answer.status().is_success() {
            let said = answer.headers()[header::CONTENT_DISPOSITION]
                .to_str()
                .unwrap();
            assert_eq!(said.matches('"').count(), 2, "{said}");
            assert!(said.starts_with("attachment; filename=\""), "{said}");
        }
    }
    for path in [
        "/api/v1/files/%0d%0aSet-Cookie:%20planted=1",
        "/%0d%0aSet-Cookie:%20planted=1",
        "/api/v1/conversations/%0d%0aSet-Cookie:%20planted=1/transcript",
    ] {
        let answer = house.api.request(Method::GET, path, &anna.identity());
        let answer = answer.send().await.unwrap();
        assert!(answer.status().is_client_error(), "{path}");
        assert!(answer.headers().get(header::SET_COOKIE).is_none(), "{path}");
        assert!(answer.headers().get(header::LOCATION).is_none(), "{path}");
    }
}

#[tokio::test]
async fn a_method_that_a_route_does_not_have_does_nothing() {
    let house = House::new().await;
    let adam = house.staff("Adam", StaffRole::Administrator).await;
    let routes = routes();
    let methods = [
        "GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get",
    ];
    for route in &routes {
        let path = route.at(&adam.id.to_string());
        for method in methods {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let is_there = routes
                .iter()
                .any(|other| other.path == route.path && other.method == method);
            if is_there {
                continue;
            }
            let request = house.api.request(method.clone(), &path, &as_page(&adam));
            let status = request.send().await.unwrap().status();
            // `/api/v1/sign-ins/{sign_in}` takes the place of `providers` for other methods.
            assert!(status.is_client_error(), "{method} {path}: {status}");
        }
        // A method in a header is no method.
        if route.method == Method::GET {
            for name in [
                "x-http-method-override",
                "x-http-method",
                "x-method-override",
            ] {
                let request = house
                    .api
                    .request(Method::GET, &path, &as_page(&adam))
                    .header(name, "DELETE");
                assert_ne!(
                    request.send().await.unwrap().status(),
                    StatusCode::NO_CONTENT
                );
            }
        }
    }
    let me = house
        .api
        .request(Method::GET, "/api/v1/session", &as_page(&adam));
    assert_eq!(me.send().await.unwrap().status(), StatusCode::OK);
}
