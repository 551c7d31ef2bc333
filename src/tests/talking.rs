//! The main thing: somebody asks, somebody answers.

use loadtest::new_client_id;
use signaling::protocol::{
    AdvisorState, Command, Content, EntryState, ErrorCode, Event, MessageText, Notice, Reason,
    Reply, TransferTarget,
};

use super::world::{World, refused};

#[tokio::test]
async fn a_customer_joins_is_taken_talks_and_rates() {
    let world = World::new().await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let entry = anna.joins().await;
    assert_eq!((entry.position, entry.state), (1, EntryState::Waiting));
    assert!(entry.wait.is_some(), "somebody is at work");
    let hers = anna.chat(entry.conversation).await.unwrap();
    hers.says("Är det någon där?").await;

    let offer = bo.is_offered(&entry).await;
    assert_eq!(
        (offer.customer.name.as_str(), offer.customer.present),
        ("Anna", true)
    );
    let taken = bo.accept(entry.id).await.unwrap();
    assert_eq!(
        (taken.last.as_str(), taken.state),
        ("Är det någon där?", EntryState::Active)
    );
    assert!(taken.unanswered_since.is_some());
    anna.becomes(EntryState::Active).await;
    hers.sees(
        "Bo coming",
        |notice| matches!(notice, Notice::Joined { name, .. } if name == "Bo"),
    )
    .await;

    let his = bo.chat(entry.conversation).await.unwrap();
    his.hears("Är det någon där?").await;
    his.types().await;
    hers.sees_typing().await;
    let answer = his.says("Ja, hej Anna!").await;
    hers.hears("Ja, hej Anna!").await;
    hers.reads().await;
    his.sees_read(answer).await;
    hers.says("Tack 👋\nHej då").await;
    his.hears("Tack 👋\nHej då").await;

    let rating = |score| Command::Rate {
        conversation: entry.conversation,
        score,
        comment: "Bra".into(),
    };
    assert_eq!(
        refused(anna.done(rating(5)).await),
        ErrorCode::Conflict,
        "it goes on"
    );
    bo.end(entry.id).await.unwrap();
    anna.becomes(EntryState::Closed).await;
    bo.loses(entry.id).await;
    hers.sees("the end", |notice| {
        *notice
            == Notice::Ended {
                by: Some(bo.person()),
            }
    })
    .await;
    assert_eq!(
        refused(hers.try_say(new_client_id(), "hallå?").await),
        ErrorCode::Ended
    );
    assert_eq!(refused(anna.done(rating(6)).await), ErrorCode::Invalid);
    anna.done(rating(5)).await.unwrap();
    assert_eq!(
        anna.open(entry.conversation, hers.log().last())
            .await
            .unwrap()
            .rating,
        Some(5)
    );

    let told_and_kept = world.count(
        "select count(*) from entries
         where predicted_p50_s <= predicted_p90_s and answered_at >= joined_at and ended_at >= answered_at",
    );
    assert_eq!(told_and_kept.await, 1, "the promised wait and the real one");
    world.agrees_with(&hers).await;
    world.agrees_with(&his).await;
    let Reply::Explained(journal) = bo.call(Command::Explain { entry: entry.id }).await.unwrap()
    else {
        panic!()
    };
    let whats: Vec<_> = journal.iter().map(|line| line.what.as_str()).collect();
    assert_eq!(whats, ["joined", "offered", "accepted", "ended"]);
    let why = Reason::LongestIdle {
        free: 1,
        load: 0,
        language: Some("sv".into()),
    };
    assert_eq!(journal[1].why, [why]);
}

#[tokio::test]
async fn a_retried_send_makes_no_second_message() {
    let world = World::new().await;
    let (hers, his) = world.conversation().await;
    let id = new_client_id();
    let first = hers.try_say(id, "en gång").await.unwrap();
    assert_eq!(hers.try_say(id, "en gång").await.unwrap(), first);
    let at_once =
        futures_util::future::join_all((0..20).map(|_| hers.try_say(id, "en gång"))).await;
    assert!(at_once.into_iter().all(|again| again == Ok(first)));
    // Somebody else's message with the same id is not answered with hers.
    assert_eq!(
        refused(his.try_say(id, "en gång").await),
        ErrorCode::Conflict
    );
    hers.says("två").await;
    his.hears("en gång").await;
    his.hears("två").await;
    world.agrees_with(&his).await;
}

#[tokio::test]
async fn texts_of_any_kind_arrive_as_they_were_written() {
    let world = World::new().await;
    let (hers, his) = world.conversation().await;
    let long = "å".repeat(8_000);
    let emoji = "👩‍👩‍👧‍👦".repeat(1_100);
    for text in [
        "<script>alert(1)</script>",
        "\u{202e}baklänges\u{202c}",
        "rad\n\trad",
        "' or 1=1 --",
        &long,
        &emoji,
    ] {
        hers.says(text).await;
        his.hears(text).await;
    }
    hers.says("a\0b\u{7}c\r\nd").await;
    his.hears("abc\nd").await;
    let refusals = ["", " \n\t ", "\0\u{1}"].map(|text| hers.client.send(hers.conversation, text));
    for refusal in futures_util::future::join_all(refusals).await {
        assert_eq!(refused(refusal), ErrorCode::Invalid);
    }
    assert_eq!(
        refused(
            hers.client
                .send(hers.conversation, &"x".repeat(8_001))
                .await
        ),
        ErrorCode::Invalid
    );
}

#[tokio::test]
async fn an_edit_keeps_its_history_and_an_old_text_stays() {
    let (world, hand) = World::with_clock().await;
    let (hers, his) = world.conversation().await;
    let seq = hers.says("Jag är född 1980").await;
    let edit = |target, text: &str| Command::Edit {
        conversation: hers.conversation,
        client_id: new_client_id(),
        target,
        text: MessageText::parse(text.into()).unwrap(),
    };
    his.hears("Jag är född 1980").await;
    hers.client
        .sent(edit(seq, "Jag är född 1981"))
        .await
        .unwrap();
    hers.says("rättat").await;
    his.hears("rättat").await;
    assert_eq!(his.texts(), ["Jag är född 1981", "rättat"]);
    assert_eq!(
        refused(his.client.sent(edit(seq, "Han är äldre")).await),
        ErrorCode::Forbidden
    );
    let kept: String = sqlx::query_scalar("select body from message_revisions")
        .fetch_one(&world.db)
        .await
        .unwrap();
    assert_eq!(kept, "Jag är född 1980");
    hand.advance(crate::conversations::EDIT_FOR + std::time::Duration::from_secs(1));
    assert_eq!(
        refused(hers.client.sent(edit(seq, "Jag är född 1982")).await),
        ErrorCode::Forbidden
    );
    world.agrees_with(&his).await;
}

#[tokio::test]
async fn a_handover_to_a_colleague_carries_the_note_and_the_history() {
    let world = World::new().await;
    let (anna, bo, cia) = (
        world.customer("Anna").await,
        world.advisor("Bo").await,
        world.advisor("Cia").await,
    );
    let (taken, hers, his) = world.talk(&anna, &bo).await;
    hers.says("Det gäller ett avtal").await;
    his.hears("Det gäller ett avtal").await;
    bo.transfers(
        taken.entry,
        TransferTarget::Person {
            person: cia.person(),
        },
        "Hon vill ha avtalsrätt",
    )
    .await;
    bo.loses(taken.entry).await;
    hers.sees(
        "the handover",
        |notice| matches!(notice, Notice::Transferred { to } if to == "Cia"),
    )
    .await;

    let offer = cia.offer().await.unwrap();
    assert_eq!(offer.note.as_deref(), Some("Hon vill ha avtalsrätt"));
    let now = cia.accept(offer.entry).await.unwrap();
    let hers2 = cia.chat(now.conversation).await.unwrap();
    hers2.hears("Det gäller ett avtal").await;
    let internal = cia.chat(now.internal).await.unwrap();
    internal.hears("Hon vill ha avtalsrätt").await;
    hers2.says("Hej, jag tar över").await;
    hers.hears("Hej, jag tar över").await;
    assert_eq!(
        refused(his.try_say(new_client_id(), "jag med").await),
        ErrorCode::Forbidden
    );
    world.agrees_with(&hers).await;
}

#[tokio::test]
async fn a_handover_to_a_queue_puts_the_customer_first_in_it() {
    let world = World::new().await;
    let law = signaling::protocol::QueueId(crate::clock::Clock::System.uuid());
    world.add_queue(law, "juridik").await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (taken, hers, _) = world.talk(&anna, &bo).await;
    // Erik has waited in the other queue, but came later than Anna did.
    let erik = world.customer("Erik").await;
    let eriks = erik.join(law, "Erik").await.unwrap();
    bo.transfers(taken.entry, TransferTarget::Queue { queue: law }, "")
        .await;
    anna.told("the new queue", |entry| {
        entry.queue == law && entry.position == 1
    })
    .await;

    let dan = world
        .employ(0, "Dan", signaling::protocol::StaffRole::Advisor, 2, &[law])
        .await;
    dan.is(AdvisorState::Available).await;
    let (first, second) = (dan.offer().await.unwrap(), dan.offer().await.unwrap());
    assert_eq!((first.entry, second.entry), (taken.entry, eriks.id));
    dan.accept(first.entry).await.unwrap();
    hers.sees(
        "Dan",
        |notice| matches!(notice, Notice::Joined { name, .. } if name == "Dan"),
    )
    .await;
}

#[tokio::test]
async fn a_parked_conversation_is_taken_up_when_the_customer_writes() {
    let world = World::new().await;
    let anna = world.customer("Anna").await;
    let bo = world.advisor_at(0, "Bo", 1).await;
    let (taken, hers, his) = world.talk(&anna, &bo).await;
    bo.call(Command::Park { entry: taken.entry }).await.unwrap();
    bo.has(taken.entry, EntryState::Parked).await;
    // Aside, it costs nothing: the next is offered.
    let erik = world.customer("Erik").await;
    let eriks = erik.joins().await;
    bo.takes(&eriks).await;
    bo.forget_events();
    his.says("Jag letar upp det").await;
    hers.says("Jag är kvar").await;
    bo.has(taken.entry, EntryState::Active).await;
    his.hears("Jag är kvar").await;
    assert_eq!(
        world.entry(taken.entry).await,
        ("active".into(), Some(bo.person()))
    );
}

#[tokio::test]
async fn a_file_is_sent_and_seen_by_those_in_the_conversation_only() {
    let world = World::new().await;
    let (anna, bo, cia) = (
        world.customer("Anna").await,
        world.advisor("Bo").await,
        world.advisor("Cia").await,
    );
    let (_, hers, his) = world.talk(&anna, &bo).await;
    let api = world.api(0);
    let file = api
        .upload(&anna.identity, hers.conversation, "brev.txt", "Hej på er")
        .await
        .unwrap();
    let seq = hers.sends_file(file.id).await;
    let row = his.has_row(seq).await;
    assert!(matches!(&row.content, Content::File { file } if file.name == "brev.txt"));
    let read = async |who| {
        let path = format!("/api/v1/files/{}", file.id);
        api.request(reqwest::Method::GET, &path, who)
            .send()
            .await
            .unwrap()
    };
    assert_eq!(read(&bo.identity).await.text().await.unwrap(), "Hej på er");
    assert_eq!(read(&cia.identity).await.status(), 404);
    hers.client
        .sent(Command::Redact {
            conversation: hers.conversation,
            client_id: new_client_id(),
            target: seq,
        })
        .await
        .unwrap();
    assert_eq!(read(&bo.identity).await.status(), 404);
    assert!(!bo.has_seen(|event| matches!(event, Event::Unknown)));
    world.agrees_with(&his).await;
}
