//! Who one is not: secrets that are forged, expired or from elsewhere.

use std::time::Duration;

use loadtest::{ApiError, Identity, RawSocket, Received};
use reqwest::{Method, StatusCode, header};
use signaling::protocol::{CloseCode, Command, ErrorCode};

use crate::clock::{Clock, ManualClock};

use super::super::house::{House, ok};

use super::closed;

#[tokio::test]
async fn nobody_gets_in_without_a_good_secret() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let expired = house.again(&anna, "-1 second").await.token;
    let revoked = house.again(&anna, "1 day").await;
    house
        .api
        .request(Method::DELETE, "/api/v1/session", &revoked.identity())
        .send()
        .await
        .unwrap();
    let mut forged = anna.token.clone();
    forged.replace_range(..1, if forged.starts_with('A') { "B" } else { "A" });
    let secrets = [
        None,
        Some(String::new()),
        Some("a".repeat(50_000)),
        Some(forged),
        Some(expired),
        Some(revoked.token),
    ];
    for secret in secrets {
        let mut socket = house.socket().await;
        socket.hello(1, secret.clone()).await.unwrap();
        closed(&mut socket, CloseCode::NotSignedIn).await;
        let identity = Identity::Visitor(secret.unwrap_or_default());
        let error = house
            .api
            .command(&identity, &Command::Canned)
            .await
            .unwrap_err();
        // A header of 50,000 bytes is refused before anybody looks at it.
        let refused = matches!(&error, ApiError::Refused { error, .. } if error.code == ErrorCode::Unauthenticated);
        let too_long = error.status() == Some(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
        assert!(refused || too_long, "{error}");
    }
}

#[tokio::test]
async fn the_first_frame_is_hello() {
    let house = House::new().await;
    let mut socket = house.socket().await;
    socket.command(1, Command::Ping).await.unwrap();
    closed(&mut socket, CloseCode::NotSignedIn).await;
    let mut socket = house.socket().await;
    socket
        .send_text(r#"{"id":1,"cmd":{"type":"fly"}}"#)
        .await
        .unwrap();
    closed(&mut socket, CloseCode::NotSignedIn).await;
    for bad in ["hej", r#"{"id":1}"#] {
        let mut socket = house.socket().await;
        socket.send_text(bad).await.unwrap();
        closed(&mut socket, CloseCode::BadFrame).await;
    }
    let mut socket = house.socket().await;
    socket.send_bytes(&b"\x00\x01"[..]).await.unwrap();
    closed(&mut socket, CloseCode::BadFrame).await;
}

#[tokio::test]
async fn a_page_of_another_origin_gets_nothing() {
    let house = House::new().await;
    let maria = house.advisor("Maria").await;
    let cookie = Identity::Staff(format!("samtal_session={}", maria.token));
    for origin in ["https://evil.example", "null", "http://127.0.0.1"] {
        let mut socket = RawSocket::open_from_origin(house.api.base(), &cookie, origin)
            .await
            .unwrap();
        // Even a good secret is not looked at.
        socket.hello(1, Some(maria.token.clone())).await.ok();
        closed(&mut socket, CloseCode::WrongOrigin).await;
        let request = house
            .api
            .request(Method::POST, "/api/v1/commands", &Identity::Nobody);
        let request = request.header(header::COOKIE, format!("samtal_session={}", maria.token));
        let answer = request
            .header(header::ORIGIN, origin)
            .json(&Command::Canned)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{origin}");
    }
    // A cookie without any origin is no page of ours either.
    let mut socket = RawSocket::open(house.api.base(), &Identity::Nobody)
        .await
        .unwrap();
    socket.hello(1, None).await.unwrap();
    closed(&mut socket, CloseCode::NotSignedIn).await;
}

#[tokio::test]
async fn a_session_that_is_ended_ends_its_sockets() {
    let house = House::new().await;
    let maria = house.advisor("Maria").await;
    let (mut ended, mut other) = (
        house.signed_in(&maria).await,
        house.signed_in(&house.again(&maria, "1 day").await).await,
    );
    house
        .api
        .request(Method::DELETE, "/api/v1/session", &maria.identity())
        .send()
        .await
        .unwrap();
    closed(&mut ended, CloseCode::SessionEnded).await;
    other.command(2, Command::Ping).await.unwrap();
    ok(&mut other, 2).await;
}

#[tokio::test]
async fn a_session_that_runs_out_ends_its_sockets() {
    let hand = ManualClock::at(Clock::System.now());
    let house = House::at(Clock::Manual(hand.clone()), &[]).await;
    let anna = house.customer("Anna").await;
    let mut socket = house.signed_in(&anna).await;
    hand.advance(Duration::from_secs(20 * 60));
    socket.command(2, Command::Ping).await.unwrap();
    ok(&mut socket, 2).await;
    socket.command(3, Command::Ping).await.unwrap();
    ok(&mut socket, 3).await;
    sqlx::query("update sessions set expires_at = last_seen_at")
        .execute(&house.db)
        .await
        .unwrap();
    hand.advance(Duration::from_secs(20 * 60));
    socket.command(4, Command::Ping).await.unwrap();
    closed(&mut socket, CloseCode::SessionEnded).await;
}

#[tokio::test]
async fn sockets_from_one_address_have_an_end() {
    let house = House::with(&[("SAMTAL_MAX_SOCKETS_PER_ADDRESS", "2")]).await;
    let anna = house.customer("Anna").await;
    let (mut one, _two) = (house.signed_in(&anna).await, house.signed_in(&anna).await);
    let mut third = house.socket().await;
    let came = third.ended().await;
    let Received::Closed { code, reason } = came else {
        panic!("{came:?}")
    };
    assert_eq!(code, CloseCode::RateLimited as u16);
    assert!(
        reason.parse::<u32>().unwrap() > 0,
        "comes back after a while"
    );
    one.command(2, Command::Ping).await.unwrap();
    ok(&mut one, 2).await;
}
