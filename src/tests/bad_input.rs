//! What must not be sent, sent: each has its documented answer and costs others nothing.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use loadtest::{ApiError, Client, Fault, Identity, Options, RawSocket, Received};
use reqwest::{Body, Method, StatusCode, header};
use serde_json::{Value, json};
use signaling::protocol::{
    CloseCode, Command, Content, ErrorCode, Event, Hello, MAX_FRAME_BYTES, MAX_TEXT_CHARS, Reply,
    Resume, Role, StaffRole,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::clock::{Clock, ManualClock};

use super::house::{House, new_client_id, ok, refused, text};

fn ended_with(code: CloseCode) -> impl Fn(&Received) -> bool {
    move |came| matches!(came, Received::Closed { code: came, .. } if *came == code as u16)
}

async fn closed(socket: &mut RawSocket, code: CloseCode) {
    let came = socket.ended().await;
    assert!(ended_with(code)(&came), "{came:?} and not {code:?}");
}

// --- frames

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

// --- who

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

// --- what is replayed, and what is somebody else's

#[tokio::test]
async fn a_frame_that_is_sent_again_is_answered_again_and_done_once() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let chat = house.talking(&anna, &maria).await.conversation;
    let send = Command::Send {
        conversation: chat,
        client_id: new_client_id(),
        text: text("Bara en gång"),
    };
    let mut socket = house.signed_in(&anna).await;
    let mut again = house.signed_in(&anna).await;
    for socket in [&mut socket, &mut again] {
        for _ in 0..20 {
            socket.command(7, send.clone()).await.unwrap();
        }
    }
    let mut answers = Vec::new();
    for socket in [&mut socket, &mut again] {
        for _ in 0..20 {
            answers.push(ok(socket, 7).await);
        }
    }
    assert!(
        answers.iter().all(|answer| answer == &answers[0]),
        "{answers:?}"
    );
    let said = house.reads(&anna, chat).await;
    let texts = said
        .iter()
        .filter(|message| matches!(message.content, Content::Text { .. }))
        .count();
    assert_eq!(texts, 1);
    // Another's id can't be taken over, and says nothing of what it said.
    let mut other = house.signed_in(&maria).await;
    other.command(7, send).await.unwrap();
    let error = refused(&mut other, 7).await;
    assert_eq!(error.code, ErrorCode::Conflict);
    assert!(!error.message.contains("Bara"));
}

#[tokio::test]
async fn somebody_elses_conversation_does_not_exist() {
    let house = House::new().await;
    let (anna, bo, maria) = (
        house.customer("Anna").await,
        house.customer("Bo").await,
        house.advisor("Maria").await,
    );
    let visit = house.talking(&anna, &maria).await;
    let chat = visit.conversation;
    let mut socket = house.signed_in(&bo).await;
    socket
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
    assert_eq!(refused(&mut socket, 2).await.code, ErrorCode::NotFound);
    socket
        .command(
            3,
            Command::Send {
                conversation: chat,
                client_id: new_client_id(),
                text: text("Hej"),
            },
        )
        .await
        .unwrap();
    assert_eq!(refused(&mut socket, 3).await.code, ErrorCode::Forbidden);
    socket
        .command(
            4,
            Command::Mark {
                conversation: chat,
                delivered: 9,
                read: 9,
            },
        )
        .await
        .unwrap();
    ok(&mut socket, 4).await;
    let upload = house
        .api
        .upload(&bo.identity(), chat, "x.txt", "hej")
        .await
        .unwrap_err();
    assert_eq!(upload.status(), Some(StatusCode::NOT_FOUND));
    let before = house.reads(&anna, chat).await.len();
    house.says(&maria, chat, "Något hemligt").await;
    assert_eq!(
        house.reads(&anna, chat).await.len(),
        before + 1,
        "nothing of Bo's is there"
    );
    // What comes to Bo after that is the answer to his ping, and nothing before it.
    socket.command(5, Command::Ping).await.unwrap();
    let Received::Text(next) = socket.next().await else {
        panic!("the socket goes on")
    };
    assert!(next.contains(r#""id":5"#), "{next}");
}

// --- texts

#[tokio::test]
async fn any_text_is_stored_and_served_as_it_should() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let chat = house.talking(&anna, &maria).await.conversation;
    let cases = [
        (
            "<script>alert(1)</script>\"'&",
            "<script>alert(1)</script>\"'&",
        ),
        (
            "\u{202e}bakvänt\u{202c} שלום \u{200f}",
            "\u{202e}bakvänt\u{202c} שלום \u{200f}",
        ),
        ("👩‍👩‍👧‍👦 𝔸𝕓 🏳️‍🌈", "👩‍👩‍👧‍👦 𝔸𝕓 🏳️‍🌈"),
        (
            "NUL\0och\u{7}klocka\u{1b}[31m\u{7f}\u{85}",
            "NULochklocka[31m",
        ),
        ("rad\r\nrad\rrad\n\trad", "rad\nrad\nrad\n\trad"),
        ("'; drop table messages; --", "'; drop table messages; --"),
        ("\\u0000 \\ %s {0} ${x}", "\\u0000 \\ %s {0} ${x}"),
    ];
    let mut socket = house.signed_in(&anna).await;
    for (id, (sent, _)) in (10..).zip(cases) {
        let send = json!({ "type": "send", "conversation": chat, "client_id": new_client_id(), "text": sent });
        socket
            .send_text(json!({ "id": id, "cmd": send }).to_string())
            .await
            .unwrap();
        ok(&mut socket, id).await;
    }
    let most = "😀".repeat(MAX_TEXT_CHARS);
    house.says(&anna, chat, &most).await;
    let said: Vec<String> = house
        .reads(&maria, chat)
        .await
        .into_iter()
        .filter(|message| message.role == Role::Customer)
        .filter_map(|message| match message.content {
            Content::Text { text } => Some(text),
            _ => None,
        })
        .collect();
    let expected: Vec<&str> = cases
        .iter()
        .map(|(_, kept)| *kept)
        .chain([most.as_str()])
        .collect();
    assert_eq!(said, expected);
    // In the transcript too it is text, to be downloaded and not shown.
    let path = format!("/api/v1/conversations/{chat}/transcript");
    let answer = house
        .api
        .request(Method::GET, &path, &anna.identity())
        .send()
        .await
        .unwrap();
    assert_eq!(
        answer.headers()[header::CONTENT_TYPE],
        "text/plain; charset=utf-8"
    );
    assert_eq!(answer.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert!(
        answer.headers()[header::CONTENT_DISPOSITION]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    assert!(
        answer
            .text()
            .await
            .unwrap()
            .contains("<script>alert(1)</script>")
    );
}

#[tokio::test]
async fn names_and_subjects_hold_no_control_characters() {
    let house = House::new().await;
    let anna = house.customer("").await;
    let join = json!({
        "type": "join", "queue": house.queue, "name": " A\u{0}nna\u{1b} ", "subject": "Bo\u{0}delning\u{7}", "language": "sv",
    });
    let mut socket = house.signed_in(&anna).await;
    socket
        .send_text(json!({ "id": 2, "cmd": join }).to_string())
        .await
        .unwrap();
    let Reply::Entry(entry) = ok(&mut socket, 2).await else {
        panic!("an entry")
    };
    let row: (String, String) = sqlx::query_as(
        "select p.name, c.subject from people p join conversations c on c.customer_id = p.id where c.id = $1",
    )
    .bind(entry.conversation.0)
    .fetch_one(&house.db)
    .await
    .unwrap();
    assert_eq!(row, ("Anna".to_owned(), "Bodelning".to_owned()));
    for (field, value) in [
        ("name", "å".repeat(101)),
        ("subject", "å".repeat(301)),
        ("language", "tlh".to_owned()),
    ] {
        let bo = house.customer("Bo").await;
        let mut join = json!({ "type": "join", "queue": house.queue });
        join[field] = value.into();
        let mut socket = house.signed_in(&bo).await;
        socket
            .send_text(json!({ "id": 2, "cmd": join }).to_string())
            .await
            .unwrap();
        assert_eq!(
            refused(&mut socket, 2).await.code,
            ErrorCode::Invalid,
            "{field}"
        );
    }
}

// --- uploads

#[tokio::test]
async fn a_file_that_lies_about_its_type_is_told_by_its_bytes_and_never_runs() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let chat = house.talking(&anna, &maria).await.conversation;
    let page = b"<!doctype html><script>alert(1)</script>".to_vec();
    let drawing =
        b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
    for (name, bytes) in [
        ("bild.png", page),
        ("bild.jpg", drawing),
        ("x.pdf", b"MZ\x90\x00\x03".repeat(50)),
    ] {
        let view = house.upload(&anna, chat, name, bytes).await;
        assert!(!view.preview && view.width.is_none(), "{view:?}");
        assert!(
            !view.media_type.starts_with("image/") && view.media_type != "text/html",
            "{view:?}"
        );
        let send = Command::SendFile {
            conversation: chat,
            client_id: new_client_id(),
            file: view.id,
        };
        house.api.command(&anna.identity(), &send).await.unwrap();
        let path = format!("/api/v1/files/{}", view.id);
        let answer = house
            .api
            .request(Method::GET, &path, &maria.identity())
            .send()
            .await
            .unwrap();
        let said = answer.headers();
        assert!(
            said[header::CONTENT_DISPOSITION]
                .to_str()
                .unwrap()
                .starts_with("attachment")
        );
        assert_eq!(
            said[header::CONTENT_SECURITY_POLICY],
            "sandbox; default-src 'none'"
        );
        assert_eq!(said[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_ne!(said[header::CONTENT_TYPE], "text/html");
    }
}

#[tokio::test]
async fn an_upload_that_never_ends_is_cut_off_at_the_limit() {
    let house = House::with(&[("SAMTAL_MAX_UPLOAD_MIB", "1")]).await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let chat = house.talking(&anna, &maria).await.conversation;
    let endless =
        stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; 64 * 1024]))).boxed();
    let path = format!("/api/v1/conversations/{chat}/files?name=x.txt");
    let request = house
        .api
        .request(Method::POST, &path, &anna.identity())
        .body(Body::wrap_stream(endless));
    match request.send().await {
        Ok(answer) => assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE),
        // The server answered and hung up while we were still sending.
        Err(error) => assert!(!error.is_timeout(), "{error}"),
    }
    // A promise that is too large is refused before anything is sent.
    let mut plain = tokio::net::TcpStream::connect(house.server.address)
        .await
        .unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-length: 99999999999\r\n\r\n",
        anna.token
    );
    plain.write_all(head.as_bytes()).await.unwrap();
    let mut answer = vec![0; 12];
    plain.read_exact(&mut answer).await.unwrap();
    assert_eq!(String::from_utf8_lossy(&answer), "HTTP/1.1 413");
    let rows: i64 = sqlx::query_scalar("select count(*) from files")
        .fetch_one(&house.db)
        .await
        .unwrap();
    assert_eq!(rows, 0);
}

#[tokio::test]
async fn an_upload_that_breaks_off_leaves_nothing() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let chat = house.talking(&anna, &maria).await.conversation;
    let mut plain = tokio::net::TcpStream::connect(house.server.address)
        .await
        .unwrap();
    let head = format!(
        "POST /api/v1/conversations/{chat}/files?name=x.txt HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
         content-length: 1000\r\n\r\nhalf",
        anna.token
    );
    plain.write_all(head.as_bytes()).await.unwrap();
    plain.shutdown().await.unwrap();
    let mut answer = Vec::new();
    plain.read_to_end(&mut answer).await.unwrap();
    assert!(
        !String::from_utf8_lossy(&answer).starts_with("HTTP/1.1 2"),
        "half a file was taken"
    );
    let rows: i64 = sqlx::query_scalar("select count(*) from files")
        .fetch_one(&house.db)
        .await
        .unwrap();
    assert_eq!(rows, 0);
    house.uploads(&anna, chat).await;
}

// --- too many

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
    let connect = async |person: &super::house::Person, name: &str| {
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

// --- over HTTP

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
