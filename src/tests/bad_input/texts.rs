//! Any Unicode, and what is not text.

use reqwest::{Method, header};
use serde_json::json;
use signaling::protocol::{Content, ErrorCode, MAX_TEXT_CHARS, Reply, Role};

use super::super::house::{House, new_client_id, ok, refused};

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
async fn names_and_subjects_are_one_line_without_control_characters() {
    let house = House::new().await;
    let anna = house.customer("").await;
    let join = json!({
        "type": "join", "queue": house.queue, "name": " A\u{0}nna\u{1b}\nB\u{202e}o ", "subject": "Bo\u{0}delning\u{7}\r\n\u{2066}x", "language": "sv",
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
    assert_eq!(row, ("Anna Bo".to_owned(), "Bodelning x".to_owned()));
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
