//! What happens while a connection is away, half there, or slow.

use std::time::Duration;

use futures_util::{StreamExt, future::join_all, stream};
use loadtest::{Fault, Options, new_client_id};
use signaling::protocol::{Command, Content, EntryState, MessageText, Notice};

use super::world::{World, options, says_at_once};

#[tokio::test]
async fn a_customer_who_comes_while_the_desk_is_away_is_not_missed() {
    let world = World::new().await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    bo.fault(Fault::Offline).await;
    let entry = anna.joins().await;
    let hers = anna.chat(entry.conversation).await.unwrap();
    hers.says("Hallå?").await;
    bo.fault(Fault::Online).await;
    bo.takes(&entry).await;
    bo.chat(entry.conversation)
        .await
        .unwrap()
        .hears("Hallå?")
        .await;
}

#[tokio::test]
async fn a_colleagues_answer_during_a_gap_is_seen_before_answering_again() {
    let world = World::new().await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let siv = world.supervisor("Siv").await;
    let (_, hers, his) = world.talk(&anna, &bo).await;
    siv.done(Command::JoinConversation {
        conversation: hers.conversation,
    })
    .await
    .unwrap();
    let sivs = siv.chat(hers.conversation).await.unwrap();
    hers.says("Vad kostar det?").await;
    his.hears("Vad kostar det?").await;
    bo.fault(Fault::Offline).await;
    sivs.says("300 kronor").await;
    bo.fault(Fault::Online).await;
    his.hears("300 kronor").await;
    hers.hears("300 kronor").await;
    world.agrees_with(&his).await;
}

#[tokio::test]
async fn nothing_that_happened_in_a_gap_is_gone() {
    let world = World::new().await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (taken, hers, his) = world.talk(&anna, &bo).await;
    let (one, two) = (his.says("ett").await, his.says("två").await);
    hers.hears("ett").await;
    hers.hears("två").await;
    anna.fault(Fault::Offline).await;
    let conversation = his.conversation;
    let text = MessageText::parse("ETT".into()).unwrap();
    bo.sent(Command::Edit {
        conversation,
        client_id: new_client_id(),
        target: one,
        text,
    })
    .await
    .unwrap();
    bo.sent(Command::Redact {
        conversation,
        client_id: new_client_id(),
        target: two,
    })
    .await
    .unwrap();
    his.says("tre").await;
    bo.end(taken.entry).await.unwrap();
    anna.fault(Fault::Online).await;
    hers.hears("tre").await;
    hers.sees("the end", |notice| matches!(notice, Notice::Ended { .. }))
        .await;
    assert_eq!(hers.texts(), ["ETT", "tre"]);
    world.agrees_with(&hers).await;
    assert_eq!(anna.mine().await.unwrap().entry, None);
}

#[tokio::test]
async fn a_half_open_socket_is_noticed_and_resumed() {
    let world = World::new().await;
    let impatient = Options {
        silent_after: Some(Duration::from_secs(2)),
        ..options("Anna")
    };
    let (anna, bo) = (
        world.customer_with(0, impatient).await,
        world.advisor("Bo").await,
    );
    let (_, hers, his) = world.talk(&anna, &bo).await;
    let before = anna.times_back();
    anna.fault(Fault::HalfOpen).await;
    let her_word = hers.says("hör du mig?");
    let his_word = async {
        his.hears("hör du mig?").await;
        his.says("ja, du mig?").await;
    };
    // Her word arrives though its answer is lost; it is sent again on the next socket and stays one.
    tokio::join!(her_word, his_word);
    hers.hears("ja, du mig?").await;
    assert!(anna.times_back() > before);
    world.agrees_with(&his).await;
    world.agrees_with(&hers).await;
}

#[tokio::test]
async fn a_phone_back_from_sleep_has_every_message_in_order() {
    let world = World::new().await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (_, hers, his) = world.talk(&anna, &bo).await;
    anna.fault(Fault::Offline).await;
    for n in 0..30 {
        his.says(&format!("rad {n}")).await;
    }
    anna.fault(Fault::Online).await;
    for n in 0..30 {
        hers.hears(&format!("rad {n}")).await;
    }
    world.agrees_with(&hers).await;
}

#[tokio::test]
async fn a_phone_that_slept_through_a_thousand_messages_starts_from_the_newest() {
    let world = World::new().await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (_, hers, his) = world.talk(&anna, &bo).await;
    hers.says("innan").await;
    anna.fault(Fault::Offline).await;
    says_at_once(&his, (0..1_100).map(|n| format!("rad {n}"))).await;
    anna.fault(Fault::Online).await;
    world.agrees_with(&hers).await;
    let log = hers.log();
    assert_eq!(log.rows().len(), 200, "the newest page");
    let Some(Content::Text { .. }) = log.rows().last().map(|row| &row.content) else {
        panic!("no text")
    };
    his.says("och nu?").await;
    hers.has_row(log.last() + 1).await;
    world.agrees_with(&hers).await;
}

#[tokio::test]
async fn a_reader_that_stops_reading_is_sent_away_and_resumes() {
    let world = World::new().await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (_, hers, his) = world.talk(&anna, &bo).await;
    anna.fault(Fault::StopReading).await;
    // More than the system's buffers and ours together; four bytes a character.
    let wall = "😀".repeat(8_000);
    for _ in 0..10 {
        says_at_once(&his, (0..40).map(|_| wall.clone())).await;
    }
    let figures = world.app(0).metrics.render();
    let overflows = figures
        .lines()
        .find(|line| line.starts_with("samtal_outbox_overflows_total"));
    assert!(overflows.is_some(), "the reader was not too slow");
    his.says("du kan läsa igen").await;
    anna.fault(Fault::ReadAgain).await;
    anna.back(1).await.unwrap();
    assert_eq!(anna.times_back(), 1);
    // What she missed is far more than fits in one answer.
    world.agrees_with(&hers).await;
}

#[tokio::test]
async fn two_thousand_who_come_back_at_once_are_all_served() {
    const PEOPLE: usize = 2_000;
    let world = World::new().await;
    // They come one after the other, as people do, and return all at once.
    let arrivals = stream::iter(0..PEOPLE).map(|n| {
        let world = &world;
        async move {
            let person = world.customer(&format!("kund {n}")).await;
            let entry = person.joins().await;
            let chat = person.chat(entry.conversation).await.unwrap();
            chat.says("före").await;
            (person, entry, chat)
        }
    });
    let people: Vec<_> = arrivals.buffer_unordered(50).collect().await;
    join_all(people.iter().map(|(person, ..)| person.fault(Fault::Cut))).await;
    join_all(people.iter().map(|(person, entry, chat)| {
        let world = &world;
        async move {
            person.back(1).await.unwrap();
            chat.says("efter").await;
            let mine = person
                .mine()
                .await
                .unwrap()
                .entry
                .expect("the place is kept");
            assert_eq!((mine.id, mine.state), (entry.id, EntryState::Waiting));
            world.agrees_with(chat).await;
        }
    }))
    .await;
    let places = join_all(
        people
            .iter()
            .map(async |(person, ..)| person.mine().await.unwrap().entry.unwrap().position),
    )
    .await;
    let distinct: std::collections::BTreeSet<u32> = places.into_iter().collect();
    assert_eq!(
        distinct.into_iter().collect::<Vec<_>>(),
        (1..=2_000).collect::<Vec<_>>()
    );
    assert_eq!(
        world
            .count("select count(*) from messages where kind = 'text'")
            .await,
        4_000
    );
}
