//! Too much of anything from one place, and a reader that never reads.

use loadtest::{Client, Fault, Options};
use reqwest::{Method, StatusCode, header};
use serde_json::json;
use signaling::protocol::{Command, ErrorCode, MAX_TEXT_CHARS};

use super::super::house::{House, ok, refused};

#[tokio::test]
async fn a_flood_of_joins_from_one_address_is_told_to_wait() {
    let house = House::with(&[]).await;
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
    assert!(
        (10..30).contains(&refusals.len()),
        "60 at once, then one each two seconds: {}",
        refusals.len()
    );
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
    let house = House::with(&[]).await;
    let anna = house.customer("Anna").await;
    let mut socket = house.signed_in(&anna).await;
    for id in 100..400 {
        socket.command(id, Command::Ping).await.unwrap();
    }
    let mut limited = 0;
    for id in 100..400 {
        if let Some(signaling::protocol::ServerFrame::Reply {
            error: Some(error), ..
        }) = socket.reply(id).await
        {
            assert_eq!(error.code, ErrorCode::RateLimited);
            assert!(error.retry_after_ms.is_some());
            limited += 1;
        }
    }
    assert!(limited > 0, "300 pings at once are too many");
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
