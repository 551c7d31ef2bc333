//! Bodies that are too much: too large, too deep, too slow.

use std::time::Duration;

use axum::http::Request;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use loadtest::Identity;
use reqwest::{Method, StatusCode, header};
use signaling::protocol::{MAX_FRAME_BYTES, StaffRole};
use tower::ServiceExt;

use super::{super::house::House, as_page, routes};
use crate::http::{Peer, router};

fn bodies() -> Vec<(&'static str, String)> {
    let half = MAX_FRAME_BYTES / 2 - 100;
    vec![
        ("nothing", String::new()),
        ("a broken one", "{\"login\":".to_owned()),
        (
            "deep lists",
            format!("{}{}", "[".repeat(half), "]".repeat(half)),
        ),
        (
            "deep objects",
            format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000)),
        ),
        ("a long number", "9".repeat(MAX_FRAME_BYTES - 1)),
        ("a number without end", "1e999999999".to_owned()),
        (
            "one field ten thousand times",
            format!("{{{}\"login\":1}}", "\"login\":\"x\",".repeat(5_000)),
        ),
        ("half a character", "\"\\ud800\"".to_owned()),
        ("too much", " ".repeat(MAX_FRAME_BYTES * 4)),
    ]
}

#[tokio::test]
async fn no_body_is_too_large_or_too_deep_to_be_refused() {
    let house = House::new().await;
    let adam = house.staff("Adam", StaffRole::Administrator).await;
    let mut tried = 0;
    for route in routes().into_iter().filter(super::Route::takes_json) {
        let path = route.at(&adam.id.to_string());
        for (name, body) in bodies() {
            let request = house
                .api
                .request(route.method.clone(), &path, &as_page(&adam))
                .header(header::CONTENT_TYPE, "application/json")
                .body(body);
            let status = request.send().await.unwrap().status();
            // A field that nobody knows is passed over, however deep and often.
            let is_unknown = matches!(name, "deep objects" | "one field ten thousand times");
            let is_passed_over = is_unknown && status.is_success();
            assert!(
                status.is_client_error() || is_passed_over,
                "{name} to {path}: {status}"
            );
            tried += 1;
        }
    }
    assert!(tried >= 27, "the routes were not found");
    let alive = house.api.request(Method::GET, "/readyz", &Identity::Nobody);
    assert_eq!(alive.send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_body_that_comes_a_byte_at_a_time_is_cut_off() {
    let house = House::new().await;
    // Time moves only while everybody waits.
    let drops = stream::unfold(false, |begun| async move {
        if begun {
            tokio::time::sleep(Duration::from_secs(3)).await;
        } else {
            tokio::time::pause();
        }
        Some((Ok::<_, std::io::Error>(Bytes::from_static(b" ")), true))
    });
    let request = Request::post("/api/v1/visitors")
        .header(header::CONTENT_TYPE, "application/json")
        .extension(Peer(house.server.address))
        .body(axum::body::Body::from_stream(drops.boxed()))
        .unwrap();
    let answer = router(house.server.app.clone()).oneshot(request).await;
    tokio::time::resume();
    assert_eq!(answer.unwrap().status(), StatusCode::BAD_REQUEST);
}
