//! Too much of anything from one place, and a reader that never reads.

use axum::{body::Body, http::Request};
use loadtest::{Client, Fault, Options};
use reqwest::{Method, StatusCode, header};
use serde_json::json;
use signaling::protocol::{CloseCode, Command, ErrorCode, MAX_TEXT_CHARS};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpSocket,
};
use tower::ServiceExt;

use super::{
    super::house::{House, ok, refused},
    closed,
};
use crate::{
    clock::{Clock, ManualClock},
    http::{Peer, router},
};

/// A house in which no time passes by the server's clock.
async fn at_a_standstill() -> House {
    House::at(Clock::Manual(ManualClock::at(Clock::System.now())), &[]).await
}

#[tokio::test]
async fn a_flood_of_joins_from_one_address_is_told_to_wait() {
    let house = at_a_standstill().await;
    let mut refusals = Vec::new();
    for number in 0..80 {
        let person = house.customer(&format!("Nr {number}")).await;
        let join = json!({ "type": "join", "queue": house.queue });
        let request = house
            .api
            .request(Method::POST, "/api/v1/commands", &person.identity());
        let answer = request.json(&join).send().await.unwrap();
        if answer.status() != StatusCode::OK {
            refusals.push(answer);
        }
    }
    assert_eq!(refusals.len(), 20, "60 at once, then one each two seconds");
    for answer in refusals {
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
        let seconds: u32 = answer.headers()[header::RETRY_AFTER]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        let error: signaling::protocol::WireError = answer.json().await.unwrap();
        assert_eq!(error.code, ErrorCode::RateLimited);
        assert_eq!(error.retry_after_ms.unwrap().div_ceil(1000), seconds);
    }
    // By socket it is the same, and the socket goes on.
    let person = house.customer("Sist").await;
    let mut socket = house.signed_in(&person).await;
    socket
        .send_text(json!({ "id": 2, "cmd": { "type": "join", "queue": house.queue } }).to_string())
        .await
        .unwrap();
    let error = refused(&mut socket, 2).await;
    assert_eq!(error.code, ErrorCode::RateLimited);
    assert!(error.retry_after_ms.is_some());
    socket.command(3, Command::Ping).await.unwrap();
    ok(&mut socket, 3).await;
}

#[tokio::test]
async fn a_flood_of_commands_is_told_to_wait_and_the_socket_goes_on() {
    let house = at_a_standstill().await;
    let anna = house.customer("Anna").await;
    let mut socket = house.signed_in(&anna).await;
    for id in 100..310 {
        socket.command(id, Command::Ping).await.unwrap();
    }
    let mut limited = 0;
    for id in 100..310 {
        if let Some(signaling::protocol::ServerFrame::Reply {
            error: Some(error), ..
        }) = socket.reply(id).await
        {
            assert_eq!(error.code, ErrorCode::RateLimited);
            assert!(error.retry_after_ms.is_some());
            limited += 1;
        }
    }
    assert!(limited > 0, "210 pings at once are too many");
    // Others are not meant.
    let bo = house.customer("Bo").await;
    let mut other = house.signed_in(&bo).await;
    other.command(2, Command::Ping).await.unwrap();
    ok(&mut other, 2).await;
}

#[tokio::test]
async fn a_client_that_never_reads_costs_others_nothing() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let chat = house.talking(&anna, &maria).await.conversation;
    let connect = async |person: &super::super::house::Person, name: &str| {
        Client::connect_with(house.api.base(), person.identity(), Options::story(name))
            .await
            .unwrap()
    };
    let (deaf, hears) = (connect(&anna, "deaf").await, connect(&maria, "hears").await);
    deaf.open(chat, 0).await.unwrap();
    hears.open(chat, 0).await.unwrap();
    deaf.fault(Fault::StopReading).await;
    // More than the kernel's buffers and the outbox hold together.
    let long = "å".repeat(MAX_TEXT_CHARS);
    let mut last = 0;
    for _ in 0..1_000 {
        last = hears.send(chat, &long).await.unwrap().seq;
    }
    hears
        .wait_for_log(chat, "all that was said", |log| {
            (log.last() == last).then_some(())
        })
        .await
        .unwrap();
    // Told to come back, it gets what is missing.
    deaf.fault(Fault::ReadAgain).await;
    deaf.back(1).await.unwrap();
    deaf.wait_for_log(chat, "what it has missed", |log| {
        (log.last() == last).then_some(())
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_flood_of_what_nobody_knows_is_told_to_wait_too() {
    let house = at_a_standstill().await;
    let anna = house.customer("Anna").await;
    let mut socket = house.signed_in(&anna).await;
    let mut told = std::collections::BTreeMap::new();
    for id in 100..310 {
        let unknown = json!({ "id": id, "cmd": { "type": "fly" } });
        socket.send_text(unknown.to_string()).await.unwrap();
    }
    for id in 100..310 {
        let code = refused(&mut socket, id).await.code;
        *told.entry(format!("{code:?}")).or_insert(0) += 1;
    }
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told["UnknownCommand"] >= 200, "{told:?}");
    assert!(told["RateLimited"] > 0, "{told:?}");
}

#[tokio::test]
async fn who_is_told_to_wait_is_not_read_from_meanwhile() {
    let house = House::with(&[]).await;
    let anna = house.customer("Anna").await;
    let mut socket = house.signed_in(&anna).await;
    let begun = std::time::Instant::now();
    let mut limited = 0_u32;
    for id in 100..320 {
        socket.command(id, Command::Ping).await.unwrap();
    }
    for id in 100..320 {
        if let Some(signaling::protocol::ServerFrame::Reply { error: Some(_), .. }) =
            socket.reply(id).await
        {
            limited += 1;
        }
    }
    // Each refusal is followed by a wait for the next turn, so that no more than every other is one.
    assert!(
        limited <= 20,
        "{limited} of 220 were refused in {:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn a_flood_of_requests_from_one_address_is_told_to_wait() {
    // Nothing comes back while the clock stands still.
    let hand = ManualClock::at("2026-11-21T12:00:00Z".parse().unwrap());
    let house = House::at(Clock::Manual(hand), &[]).await;
    let ask = async |peer: &str| {
        let peer: std::net::SocketAddr = peer.parse().unwrap();
        let request = Request::get("/api/v1/openapi.json")
            .extension(Peer(peer))
            .body(Body::empty())
            .unwrap();
        let answer = router(house.server.app.clone()).oneshot(request).await;
        answer.unwrap().status()
    };
    for _ in 0..1_000 {
        assert_eq!(ask("192.0.2.1:1").await, StatusCode::OK);
    }
    assert_eq!(ask("192.0.2.1:1").await, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(ask("192.0.2.2:1").await, StatusCode::OK);
}

#[tokio::test]
async fn sockets_of_all_addresses_have_an_end() {
    let house = House::with(&[("SAMTAL_MAX_SOCKETS", "2")]).await;
    let anna = house.customer("Anna").await;
    let (mut one, _two) = (house.signed_in(&anna).await, house.signed_in(&anna).await);
    closed(&mut house.socket().await, CloseCode::RateLimited).await;
    one.command(2, Command::Ping).await.unwrap();
    ok(&mut one, 2).await;
}

#[tokio::test]
async fn connections_that_ask_nothing_leave_room_for_others() {
    let house = House::with(&[("SAMTAL_MAX_SOCKETS_PER_ADDRESS", "1")]).await;
    let connect = async |from: &str| {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(from.parse().unwrap()).unwrap();
        socket.connect(house.server.address).await.unwrap()
    };
    let mut idle = Vec::new();
    for _ in 0..210 {
        idle.push(connect("127.0.0.7:0").await);
    }
    // The last ones are closed at once, and somebody else is answered.
    let mut nothing = [0; 1];
    assert_eq!(
        idle.last_mut().unwrap().read(&mut nothing).await.unwrap(),
        0
    );
    let mut other = connect("127.0.0.8:0").await;
    let request = b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    other.write_all(request).await.unwrap();
    let mut answer = String::new();
    other.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}
