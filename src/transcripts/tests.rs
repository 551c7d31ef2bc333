//! Transcripts over the server's own routes, and mailed over real SMTP.

use std::time::Duration;

use jiff::Timestamp;
use signaling::protocol::ErrorCode;
use uuid::Uuid;

use super::{enqueue_at_most, mail_transcript};
use crate::{
    db::testing::TestDatabase,
    files::tests::House,
    identity::Caller,
    notify::{Address, Mail},
};

#[tokio::test]
async fn twenty_mails_a_day_of_a_transcript_are_five() {
    let db = TestDatabase::create().await.pool().await;
    let mut conn = db.acquire().await.unwrap();
    let conversation = Uuid::from_u128(7).into();
    let now: Timestamp = "2026-07-14T07:00:00Z".parse().unwrap();
    let mail = || Mail {
        to: Address::parse("anna@example.org").unwrap(),
        subject: "a".into(),
        body: "a".into(),
        once_key: None,
    };
    let mut refused = 0;
    for _ in 0..20 {
        let one = enqueue_at_most(&mut conn, mail(), conversation, now);
        refused += u32::from(one.await.is_err());
    }
    let kept: i64 = sqlx::query_scalar("select count(*) from mails")
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!((refused, kept), (15, 5));
    let tomorrow = now + Duration::from_secs(24 * 60 * 60);
    enqueue_at_most(&mut conn, mail(), conversation, tomorrow)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_transcript_is_for_those_who_were_there() {
    let house = House::new().await;
    house
        .log(1, &house.customer, "customer", Some("Hej <b>du</b>"), None)
        .await;
    house
        .log(2, &house.advisor, "advisor", Some("Hemligt"), None)
        .await;
    house.redact(2).await;
    sqlx::query(
        "insert into messages (conversation_id, seq, client_id, author_id, role, kind, body)
         values ($1, 1, $2, $3, 'advisor', 'text', 'Viskat')",
    )
    .bind(house.internal)
    .bind(house.internal)
    .bind(house.advisor.id)
    .execute(&house.db)
    .await
    .unwrap();

    let path = format!("/api/v1/conversations/{}/transcript", house.chat);
    let answer = house.get(&house.customer, &path).await;
    assert_eq!(
        answer.headers()["content-type"],
        "text/plain; charset=utf-8"
    );
    let disposition = answer.headers()["content-disposition"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        disposition.starts_with("attachment; filename=\"samtal-2"),
        "{disposition}"
    );
    let text = answer.text().await.unwrap();
    assert!(text.contains("  Anna: Hej <b>du</b>\n"), "{text}");
    assert!(text.contains("  Maria Berg: [borttaget]\n"), "{text}");
    assert!(
        !text.contains("Hemligt") && !text.contains("Viskat"),
        "{text}"
    );

    assert_eq!(house.get(&house.supervisor, &path).await.status(), 200);
    assert_eq!(house.audited(&house.supervisor).await, ["transcript_read"]);
    assert_eq!(house.get(&house.stranger, &path).await.status(), 404);
    let internal = format!("/api/v1/conversations/{}/transcript", house.internal);
    for who in [&house.customer, &house.advisor, &house.supervisor] {
        assert_eq!(house.get(who, &internal).await.status(), 404);
    }
}

#[tokio::test]
async fn a_mailed_transcript_is_read_on_the_simulators_page() {
    let house = House::new().await;
    house
        .log(1, &house.customer, "customer", Some("Hej du"), None)
        .await;
    let app = &house.server.app;
    // A connection made before she gave her name doesn't know it.
    let caller = Caller::invented(house.customer.id.into(), None);
    let chat = house.chat.into();
    for wrong in ["", "anna", "anna@example.org\r\nBcc: bo@example.org"] {
        let refused = mail_transcript(app, &caller, chat, wrong)
            .await
            .unwrap_err();
        assert_eq!(refused.code(), ErrorCode::Invalid, "{wrong:?}");
    }
    mail_transcript(app, &caller, chat, "anna@example.org")
        .await
        .unwrap();

    let mailbox = &app.simulators.as_ref().unwrap().mailbox;
    let mail = mailbox.wait_for(1).await.unwrap();
    assert!(
        mail.subject.starts_with("Ditt samtal den "),
        "{}",
        mail.subject
    );
    assert!(!mail.subject.contains('-'), "{}", mail.subject);
    assert!(mail.text.starts_with("Hej Anna,\n"), "{}", mail.text);
    assert!(mail.text.contains("  Anna: Hej du\n"), "{}", mail.text);
    let link = format!("{}/?conversation={}", app.public_url, house.chat);
    assert!(mail.text.contains(&link), "{}", mail.text);

    let page = house.get(&house.stranger, "/simulators/mail").await;
    assert!(
        page.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .starts_with("default-src 'none'")
    );
    assert!(page.text().await.unwrap().contains("Anna: Hej du"));
    let json = house
        .get(&house.stranger, "/simulators/mail.json")
        .await
        .text()
        .await
        .unwrap();
    assert!(json.contains("\"subject\":\"Ditt samtal den "), "{json}");
    let css = house.get(&house.stranger, "/simulators/mail.css").await;
    assert_eq!(css.headers()["content-type"], "text/css; charset=utf-8");

    for _ in 2..=5 {
        mail_transcript(app, &caller, chat, "anna@example.org")
            .await
            .unwrap();
    }
    let refused = mail_transcript(app, &caller, chat, "anna@example.org")
        .await
        .unwrap_err();
    assert_eq!(refused.code(), ErrorCode::RateLimited);
}
