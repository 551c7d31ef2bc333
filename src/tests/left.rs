//! Messages left when nobody can answer, and the mail about them.

use loadtest::new_client_id;
use signaling::protocol::{
    Command, EntryState, ErrorCode, Event, InboxItem, InboxState, LeftMessageForm, LeftReceipt,
    MessageText, Notice, Reply, Topic,
};

use super::world::{Staff, World, refused};

fn form(world: &World, text: &str) -> LeftMessageForm {
    LeftMessageForm {
        queue: world.queue,
        client_id: new_client_id(),
        name: "Anna".into(),
        email: "anna@kund.example".into(),
        phone: String::new(),
        text: MessageText::parse(text.into()).unwrap(),
        language: "sv".into(),
        callback: None,
    }
}

async fn sees_item(who: &Staff, what: &str, wanted: impl Fn(&InboxItem) -> bool) -> InboxItem {
    let pick = |event: &Event| match event {
        Event::InboxItem { item } if wanted(item) => Some((**item).clone()),
        _ => None,
    };
    who.expect(what, pick).await
}

#[tokio::test]
async fn a_left_message_is_found_answered_and_mailed() {
    let world = World::new().await;
    let (bo, cia) = (world.advisor("Bo").await, world.advisor("Cia").await);
    bo.subscribe(Topic::Staff).await.unwrap();
    // She writes and closes the page: no socket of hers is there.
    let (anna, api) = (world.visitor(0).await, world.api(0));
    let leave = Command::LeaveMessage {
        form: form(&world, "Vad gäller vid uppsägning?"),
    };
    let Ok(Reply::Left(LeftReceipt { left, conversation })) = api.command(&anna, &leave).await
    else {
        panic!("not left")
    };
    let Ok(Reply::Left(again)) = api.command(&anna, &leave).await else {
        panic!("not left")
    };
    assert_eq!(
        again,
        LeftReceipt { left, conversation },
        "a retry is the same message"
    );
    let receipt = world.mailbox().wait_for(1).await.unwrap();
    assert_eq!(receipt.to, ["anna@kund.example"]);
    assert!(
        receipt.text.contains("Vad gäller vid uppsägning?"),
        "{}",
        receipt.text
    );

    let item = sees_item(&bo, "the message", |item| item.left == left).await;
    assert_eq!(
        (item.state, item.text.as_str()),
        (InboxState::New, "Vad gäller vid uppsägning?")
    );
    bo.call(Command::TakeLeft { left }).await.unwrap();
    assert_eq!(
        refused(cia.call(Command::TakeLeft { left }).await),
        ErrorCode::Conflict
    );
    let his = bo.chat(conversation).await.unwrap();
    his.hears("Vad gäller vid uppsägning?").await;
    super::world::says_at_once(
        &his,
        ["En månad", "Enligt avtalet"]
            .map(str::to_owned)
            .into_iter(),
    )
    .await;
    let (first, second) = (
        world.mailbox().wait_for(2).await.unwrap(),
        world.mailbox().wait_for(3).await.unwrap(),
    );
    for part in ["En månad", "Enligt avtalet"] {
        assert!(
            first.text.contains(part) != second.text.contains(part),
            "each word is mailed once: {}",
            first.text
        );
    }
    sees_item(&bo, "the answer", |item| item.state == InboxState::Answered).await;

    // She comes back by the same token and finds it.
    let anna = world.enters(0, anna, super::world::options("Anna")).await;
    let hers = anna.chat(conversation).await.unwrap();
    hers.has_row(5).await;
    assert_eq!(hers.texts().len(), 3);
    hers.sees("that it was received", |notice| {
        *notice == Notice::MessageLeft
    })
    .await;
    hers.says("Tack!").await;
    his.hears("Tack!").await;
    anna.done(Command::MailTranscript {
        conversation,
        to: "anna@kund.example".into(),
    })
    .await
    .unwrap();
    let transcript = world.mailbox().wait_for(4).await.unwrap();
    assert!(
        transcript.text.contains("En månad") && transcript.text.contains("Tack!"),
        "{}",
        transcript.text
    );
    bo.call(Command::CloseLeft { left }).await.unwrap();
    assert_eq!(
        refused(hers.try_say(new_client_id(), "en sak till").await),
        ErrorCode::Ended
    );
    world.agrees_with(&hers).await;
}

#[tokio::test]
async fn a_message_left_from_the_line_takes_what_was_written_along() {
    let world = World::new().await;
    let (anna, siv) = (world.customer("Anna").await, world.supervisor("Siv").await);
    let entry = anna.joins().await;
    let hers = anna.chat(entry.conversation).await.unwrap();
    hers.says("Är det någon där?").await;
    let leave = Command::LeaveMessage {
        form: form(&world, "Ring mig i stället"),
    };
    let Reply::Left(receipt) = anna.call(leave).await.unwrap() else {
        panic!()
    };
    assert_eq!(receipt.conversation, entry.conversation);
    anna.becomes(EntryState::TurnedToMessage).await;
    siv.call(Command::TakeLeft { left: receipt.left })
        .await
        .unwrap();
    let theirs = siv.chat(entry.conversation).await.unwrap();
    theirs.hears("Är det någon där?").await;
    theirs.hears("Ring mig i stället").await;
    theirs.says("Gör jag").await;
    hers.hears("Gör jag").await;
    world.agrees_with(&hers).await;
}

#[tokio::test]
async fn a_message_without_a_way_to_answer_is_refused() {
    let world = World::new().await;
    let anna = world.customer("Anna").await;
    for (email, phone) in [
        ("", ""),
        ("anna", ""),
        ("", "ring mig"),
        ("a@b.example\r\nBcc: c@d.example", ""),
    ] {
        let form = LeftMessageForm {
            email: email.into(),
            phone: phone.into(),
            ..form(&world, "hej")
        };
        assert_eq!(
            refused(anna.call(Command::LeaveMessage { form }).await),
            ErrorCode::Invalid,
            "{email:?} {phone:?}"
        );
    }
    let form = LeftMessageForm {
        email: String::new(),
        phone: "070-123 45 67".into(),
        ..form(&world, "hej")
    };
    anna.call(Command::LeaveMessage { form }).await.unwrap();
    assert_eq!(world.count("select count(*) from left_messages").await, 1);
}

#[tokio::test]
async fn whoever_leaves_a_message_may_ask_to_be_called() {
    let world = World::new().await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    bo.subscribe(Topic::Staff).await.unwrap();
    let called = |phone: &str, wish: String| LeftMessageForm {
        phone: phone.into(),
        callback: Some(wish),
        ..form(&world, "Det gäller flytten")
    };
    for (phone, wish) in [
        ("", "i morgon".into()),
        ("070-174 06 05", "x".repeat(201)),
        ("070-174 06 05", "i\nmorgon".into()),
    ] {
        let form = called(phone, wish);
        let answer = anna.call(Command::LeaveMessage { form }).await;
        assert_eq!(refused(answer), ErrorCode::Invalid, "{phone:?}");
    }
    let form = called("070-174 06 05", " i morgon ".into());
    let Ok(Reply::Left(receipt)) = anna.call(Command::LeaveMessage { form }).await else {
        panic!("not left")
    };
    let item = sees_item(&bo, "the message", |item| item.left == receipt.left).await;
    assert_eq!(item.callback.as_deref(), Some("i morgon"));
    assert_eq!(item.customer.phone, "070-174 06 05");
    let hers = anna.chat(receipt.conversation).await.unwrap();
    hers.sees("that she will be called", |notice| {
        *notice == Notice::CallbackAsked
    })
    .await;
}

#[tokio::test]
async fn a_receipt_is_never_given_for_words_that_are_not_in_the_log() {
    let world = World::new().await;
    let (anna, api) = (world.visitor(0).await, world.api(0));
    let leave = Command::LeaveMessage {
        form: form(&world, "Ring mig i morgon"),
    };
    // The server dies where the row would have been written.
    for step in [
        "create function dies() returns trigger language plpgsql as $$ begin raise 'killed'; end $$",
        "create trigger dies before insert on messages for each row execute function dies()",
    ] {
        sqlx::query(step).execute(&world.db).await.unwrap();
    }
    api.command(&anna, &leave).await.unwrap_err();
    sqlx::query("drop trigger dies on messages")
        .execute(&world.db)
        .await
        .unwrap();
    let Ok(Reply::Left(LeftReceipt { conversation, .. })) = api.command(&anna, &leave).await else {
        panic!("not left")
    };
    let said: Vec<String> = sqlx::query_scalar(
        "select body from messages where conversation_id = $1 and kind = 'text'",
    )
    .bind(conversation.0)
    .fetch_all(&world.db)
    .await
    .unwrap();
    assert_eq!(said, ["Ring mig i morgon"]);
}
