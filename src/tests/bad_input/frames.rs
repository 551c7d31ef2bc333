//! Frames that are none, too large, unknown or out of order.

use std::time::Duration;

use loadtest::Received;
use serde_json::{Value, json};
use signaling::protocol::{
    CloseCode, Command, ErrorCode, Event, MAX_FRAME_BYTES, MAX_TEXT_CHARS, Reply, Resume,
    SILENT_AFTER,
};
use tokio::time::Instant;

use super::super::house::{House, ok, refused};

use super::closed;

#[tokio::test]
async fn what_is_no_frame_ends_the_socket() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    for bad in [
        "",
        "hej",
        "{",
        "[]",
        "null",
        "7",
        r#"{"id":1}"#,
        r#"{"cmd":{"type":"ping"}}"#,
        r#"{"id":-1,"cmd":{"type":"ping"}}"#,
    ] {
        let mut socket = house.signed_in(&anna).await;
        socket.send_text(bad).await.unwrap();
        closed(&mut socket, CloseCode::BadFrame).await;
    }
    let mut socket = house.signed_in(&anna).await;
    socket
        .send_bytes(&br#"{"id":2,"cmd":{"type":"ping"}}"#[..])
        .await
        .unwrap();
    closed(&mut socket, CloseCode::BadFrame).await;
}

#[tokio::test]
async fn a_frame_too_large_ends_the_socket_and_the_largest_does_not() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let mut socket = house.signed_in(&anna).await;
    let frame = |bytes: usize| {
        let ping = r#"{"id":2,"cmd":{"type":"ping"}}"#;
        format!("{ping}{}", " ".repeat(bytes - ping.len()))
    };
    socket.send_text(frame(MAX_FRAME_BYTES)).await.unwrap();
    ok(&mut socket, 2).await;
    // The server may have closed before all of it was written.
    socket.send_text(frame(MAX_FRAME_BYTES + 1)).await.ok();
    closed(&mut socket, CloseCode::BadFrame).await;
}

#[tokio::test]
async fn a_client_that_falls_silent_is_noticed_within_half_a_minute() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    // The last word of hers lies between the two.
    let before = Instant::now();
    let mut socket = house.signed_in(&anna).await;
    tokio::time::pause();
    let after = Instant::now();
    closed(&mut socket, CloseCode::Silent).await;
    let (most, least) = (before.elapsed(), after.elapsed());
    tokio::time::resume();
    assert!(most >= SILENT_AFTER, "{most:?}");
    assert!(least < Duration::from_secs(30), "{least:?}");
}

#[tokio::test]
async fn a_mistake_is_answered_and_the_socket_goes_on() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let visit = house.talking(&anna, &maria).await;
    let chat = visit.conversation;
    let mut socket = house.signed_in(&anna).await;
    let deep = format!("{}{}", "[".repeat(30_000), "]".repeat(30_000));
    let long = "å".repeat(MAX_TEXT_CHARS + 1);
    let nobody = uuid::Uuid::nil();
    let mistakes: &[(Value, ErrorCode)] = &[
        (json!({ "type": "fly" }), ErrorCode::UnknownCommand),
        (
            json!({ "type": "å".repeat(5_000) }),
            ErrorCode::UnknownCommand,
        ),
        (json!({}), ErrorCode::Invalid),
        (json!("ping"), ErrorCode::Invalid),
        (json!({ "type": "subscribe" }), ErrorCode::Invalid),
        (
            json!({ "type": "subscribe", "topic": "conversation:x" }),
            ErrorCode::Invalid,
        ),
        (
            json!({ "type": "subscribe", "topic": format!("person:{nobody}") }),
            ErrorCode::Forbidden,
        ),
        (
            json!({ "type": "set_state", "state": "flying" }),
            ErrorCode::Invalid,
        ),
        (
            json!({ "type": "open", "conversation": nobody, "after": 0 }),
            ErrorCode::NotFound,
        ),
        (
            json!({ "type": "open", "conversation": chat, "after": 1e30 }),
            ErrorCode::Invalid,
        ),
        (
            json!({ "type": "open", "conversation": chat, "after": "0" }),
            ErrorCode::Invalid,
        ),
        (
            json!({ "type": "fetch", "conversation": chat, "after": 0, "limit": 70_000 }),
            ErrorCode::Invalid,
        ),
        (
            json!({ "type": "fetch", "conversation": chat, "after": 0, "limit": -1 }),
            ErrorCode::Invalid,
        ),
        (
            json!({ "type": "send", "conversation": chat, "client_id": "1", "text": "hej" }),
            ErrorCode::Invalid,
        ),
        (
            json!({ "type": "send", "conversation": chat, "client_id": nobody, "text": " \n\u{0}\t" }),
            ErrorCode::Invalid,
        ),
        (
            json!({ "type": "send", "conversation": chat, "client_id": nobody, "text": long }),
            ErrorCode::Invalid,
        ),
        (
            json!({ "type": "send", "conversation": chat, "client_id": nobody, "text": ["hej"] }),
            ErrorCode::Invalid,
        ),
        (
            json!({ "type": "edit", "conversation": chat, "client_id": nobody, "target": -1, "text": "x" }),
            ErrorCode::NotFound,
        ),
        (
            json!({ "type": "redact", "conversation": chat, "client_id": nobody, "target": i64::MAX }),
            ErrorCode::NotFound,
        ),
        (
            json!({ "type": "redact", "conversation": chat, "client_id": nobody, "target": 1 }),
            ErrorCode::Conflict,
        ),
        (
            json!({ "type": "send_file", "conversation": chat, "client_id": nobody, "file": nobody }),
            ErrorCode::NotFound,
        ),
        (
            json!({ "type": "rate", "conversation": chat, "score": 300 }),
            ErrorCode::Invalid,
        ),
        (
            json!({ "type": "rate", "conversation": chat, "score": 0 }),
            ErrorCode::Invalid,
        ),
        (
            json!({ "type": "rate", "conversation": chat, "score": 5, "comment": "x".repeat(2_001) }),
            ErrorCode::Invalid,
        ),
        (
            json!({ "type": "join", "queue": nobody }),
            ErrorCode::Invalid,
        ),
        (
            json!({ "type": "mail_transcript", "conversation": chat, "to": "a@b\r\nBcc: c@d" }),
            ErrorCode::Invalid,
        ),
        (
            json!({ "type": "leave", "entry": nobody }),
            ErrorCode::NotFound,
        ),
        (
            json!({ "type": "hello", "client": { "name": "x", "version": "1" } }),
            ErrorCode::Invalid,
        ),
    ];
    let mut wrong = Vec::new();
    for (id, (command, expected)) in (10..).zip(mistakes) {
        socket
            .send_text(json!({ "id": id, "cmd": command }).to_string())
            .await
            .unwrap();
        // Who stands in line already is told where, whatever else the form says.
        if command["type"] == "join" {
            ok(&mut socket, id).await;
            continue;
        }
        let error = refused(&mut socket, id).await;
        if error.code != *expected {
            wrong.push(format!("{command}: {error:?}"));
        }
        assert!(error.message.chars().count() <= 200, "{error:?}");
    }
    assert!(wrong.is_empty(), "\n  {}\n", wrong.join("\n  "));
    socket
        .send_text(format!(r#"{{"id":{},"cmd":{{"type":"ping"}}}}"#, u64::MAX))
        .await
        .unwrap();
    ok(&mut socket, u64::MAX).await;
    socket
        .send_text(format!(r#"{{"id":8,"cmd":{{"type":"ping","x":{deep}}}}}"#))
        .await
        .unwrap();
    assert_eq!(refused(&mut socket, 8).await.code, ErrorCode::Invalid);
    socket.command(9, Command::Ping).await.unwrap();
    ok(&mut socket, 9).await;
}

#[tokio::test]
async fn seqs_that_can_not_be_change_nothing() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let chat = house.talking(&anna, &maria).await.conversation;
    let head = house.says(&anna, chat, "Hej").await;
    let mut socket = house.signed_in(&anna).await;
    for (id, after) in [(2, -5), (3, i64::MIN), (4, 0), (5, head + 1), (6, i64::MAX)] {
        socket
            .command(
                id,
                Command::Open {
                    from: Resume {
                        conversation: chat,
                        after,
                    },
                },
            )
            .await
            .unwrap();
        let Reply::Conversation(view) = ok(&mut socket, id).await else {
            panic!("{after}")
        };
        assert_eq!(view.head, head, "after {after}");
        assert_eq!(view.messages.len() as i64, head, "after {after}");
        assert_eq!(view.refetch, after > head, "after {after}");
    }
    for (id, after, limit) in [
        (7, i64::MIN, 200),
        (8, i64::MAX, 200),
        (9, 0, 0),
        (10, 0, u16::MAX),
    ] {
        socket
            .command(
                id,
                Command::Fetch {
                    conversation: chat,
                    after,
                    limit,
                },
            )
            .await
            .unwrap();
        let Reply::Page(page) = ok(&mut socket, id).await else {
            panic!("{after}")
        };
        assert_eq!(page.head, head);
    }
    // Marks beyond the log stop at its head; backwards they don't go. The second mark's event tells.
    let mut listener = house.signed_in(&maria).await;
    listener
        .command(
            2,
            Command::Open {
                from: Resume {
                    conversation: chat,
                    after: 0,
                },
            },
        )
        .await
        .unwrap();
    ok(&mut listener, 2).await;
    for (id, delivered, read) in [(11, i64::MIN, -1), (12, -1, i64::MAX), (13, 0, 0)] {
        socket
            .command(
                id,
                Command::Mark {
                    conversation: chat,
                    delivered,
                    read,
                },
            )
            .await
            .unwrap();
        ok(&mut socket, id).await;
    }
    let marks = loop {
        let Received::Text(frame) = listener.next().await else {
            panic!("the marks are told")
        };
        let frame = serde_json::from_str(&frame).unwrap();
        if let signaling::protocol::ServerFrame::Event {
            event: Event::Marks { marks },
            ..
        } = frame
        {
            break marks;
        }
    };
    assert_eq!(
        (marks.person, marks.delivered, marks.read),
        (anna.id, head, head)
    );
}
