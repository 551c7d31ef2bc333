//! Bodies and requests over HTTP.

use std::time::Duration;

use axum::http::Request;
use loadtest::Identity;
use reqwest::{Method, StatusCode, header};
use signaling::protocol::{Command, ErrorCode, Hello, MAX_FRAME_BYTES, Reply, StaffRole};

use tower::ServiceExt;

use super::super::house::{House, ok};
use crate::http::{Peer, router};

#[tokio::test]
async fn a_bad_body_is_refused_in_our_words() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let deep = format!(
        r#"{{"type":"canned","x":{}{}}}"#,
        "[".repeat(30_000),
        "]".repeat(30_000)
    );
    let cases: Vec<(&str, Vec<u8>, u16, ErrorCode)> = vec![
        ("application/json", b"{".to_vec(), 400, ErrorCode::Invalid),
        (
            "application/json",
            b"\xff\xfe".to_vec(),
            400,
            ErrorCode::Invalid,
        ),
        ("application/json", Vec::new(), 400, ErrorCode::Invalid),
        (
            "application/json",
            deep.into_bytes(),
            400,
            ErrorCode::Invalid,
        ),
        (
            "application/json",
            br#"{"type":"fly"}"#.to_vec(),
            400,
            ErrorCode::UnknownCommand,
        ),
        (
            "application/json",
            vec![b' '; MAX_FRAME_BYTES + 1],
            413,
            ErrorCode::TooLarge,
        ),
        (
            "text/plain",
            br#"{"type":"canned"}"#.to_vec(),
            400,
            ErrorCode::Invalid,
        ),
    ];
    for (kind, body, status, code) in cases {
        let request = house
            .api
            .request(Method::POST, "/api/v1/commands", &anna.identity());
        let answer = request
            .header(header::CONTENT_TYPE, kind)
            .body(body.clone())
            .send()
            .await
            .unwrap();
        assert_eq!(
            answer.status().as_u16(),
            status,
            "{}",
            String::from_utf8_lossy(&body[..body.len().min(40)])
        );
        let error: signaling::protocol::WireError = answer.json().await.unwrap();
        assert_eq!(error.code, code, "{error}");
    }
    for path in [
        "/api/v1/files/x",
        "/api/v1/files/%00",
        "/api/v1/conversations/../transcript",
        "/api/v1/%2e%2e/secrets",
    ] {
        let answer = house
            .api
            .request(Method::GET, path, &anna.identity())
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let answer = house
        .api
        .request(Method::PUT, "/api/v1/session", &anna.identity())
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_supervisor_who_fetches_without_opening_is_written_down() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let siv = house.staff("Siv", StaffRole::Supervisor).await;
    let chat = house.talking(&anna, &maria).await.conversation;
    let fetch = Command::Fetch {
        conversation: chat,
        after: 0,
        limit: 10,
    };
    house.api.command(&siv.identity(), &fetch).await.unwrap();
    let seen: Vec<String> =
        sqlx::query_scalar("select action from audit where actor = $1 and subject = $2")
            .bind(siv.id.0)
            .bind(chat.0)
            .fetch_all(&house.db)
            .await
            .unwrap();
    assert_eq!(seen, ["conversation_watched"]);
}

#[tokio::test]
async fn hello_tells_the_limits() {
    let house = House::with(&[("SAMTAL_MAX_UPLOAD_MIB", "3")]).await;
    let anna = house.customer("Anna").await;
    let mut socket = house.socket().await;
    socket.hello(1, Some(anna.token.clone())).await.unwrap();
    let Reply::Hello(Hello {
        person,
        max_file_bytes,
        silent_after_ms,
        heartbeat_ms,
        ..
    }) = ok(&mut socket, 1).await
    else {
        panic!("hello");
    };
    assert_eq!((person, max_file_bytes), (anna.id, 3 * 1024 * 1024));
    assert!(
        Duration::from_millis(silent_after_ms.into()) > Duration::from_millis(heartbeat_ms.into())
    );
}

#[tokio::test]
async fn who_can_not_serve_says_so_before_work_is_sent() {
    let house = House::new().await;
    let ready = async || {
        let request = Request::get("/readyz")
            .extension(Peer(house.server.address))
            .body(axum::body::Body::empty())
            .unwrap();
        let answer = router(house.server.app.clone()).oneshot(request).await;
        let (head, body) = answer.unwrap().into_parts();
        let body = axum::body::to_bytes(body, 1000).await.unwrap();
        (head.status, String::from_utf8_lossy(&body).into_owned())
    };
    assert_eq!(ready().await, (StatusCode::OK, "ready".into()));
    house.server.app.db.close().await;
    let without = (StatusCode::SERVICE_UNAVAILABLE, "no database".into());
    assert_eq!(ready().await, without);
    house.server.app.lifecycle.shut_down();
    let ending = (StatusCode::SERVICE_UNAVAILABLE, "shutting down".into());
    assert_eq!(ready().await, ending);
}

#[tokio::test]
async fn an_invented_method_leaves_no_figure_behind() {
    let house = House::new().await;
    let ask = async |method: &str, path: &str| {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request = house.api.request(method, path, &Identity::Nobody);
        request.send().await.unwrap()
    };
    ask("KVASTSKAFT", "/healthz").await;
    ask("KVASTSKAFT", "/no/such/page").await;
    let figures = ask("GET", "/metrics").await.text().await.unwrap();
    assert!(figures.contains("samtal_http_requests_total"), "{figures}");
    assert!(!figures.contains("KVASTSKAFT"));
}

#[tokio::test]
async fn a_character_that_can_not_be_kept_is_the_senders_mistake() {
    let house = House::new().await;
    let request = house
        .api
        .request(Method::POST, "/api/v1/session", &Identity::Nobody);
    let form = serde_json::json!({ "email": "anna\u{0}@linden.example", "password": "hej" });
    let answer = request.json(&form).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    let error: signaling::protocol::WireError = answer.json().await.unwrap();
    assert_eq!(error.code, ErrorCode::Invalid);
}

#[tokio::test]
async fn a_real_organisations_customers_are_not_greeted_as_the_invented_ones() {
    let house = House::with(&[
        ("SAMTAL_PROFILE", "production"),
        ("SAMTAL_ORGANISATION", r#"Råd & "Vänner" <AB>"#),
        ("SAMTAL_PUBLIC_URL", "https://chat.example.org"),
        ("SAMTAL_SMTP_URL", "smtps://mail.example.org"),
        ("SAMTAL_MAIL_FROM", "chat@example.org"),
    ])
    .await;
    let ask = async |path: &str| {
        let request = house.api.request(Method::GET, path, &Identity::Nobody);
        let answer = request.send().await.unwrap();
        (answer.status(), answer.text().await.unwrap())
    };
    for path in ["/", "/widget"] {
        let (status, page) = ask(path).await;
        assert_eq!(status, StatusCode::OK);
        assert!(
            page.contains("Råd &amp; &quot;Vänner&quot; &lt;AB>"),
            "{page}"
        );
        assert!(!page.contains("Linden") && !page.contains("%"), "{page}");
    }
    assert_eq!(ask("/demo").await.0, StatusCode::NOT_FOUND);
    assert_eq!(ask("/dev/gallery").await.0, StatusCode::NOT_FOUND);
}
