//! What is counted when somebody goes from one advisor to the next.

use std::time::Duration;

use signaling::protocol::{
    AdvisorState, Command, EntryState, Event, Notice, TransferTarget, WaitAction,
};

use super::world::{Staff, World};
use crate::queues::GONE_GRACE;

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn the_wait_of_one_handed_over_does_not_count_the_conversation() {
    let (world, hand) = World::with_clock().await;
    let siv = world.supervisor("Siv").await;
    siv.wall().await.unwrap();
    let (bo, anna) = (world.advisor("Bo").await, world.customer("Anna").await);
    let entry = anna.joins().await;
    let first = bo.is_offered(&entry).await;
    assert_eq!(first.waiting_since, entry.joined_at);
    hand.advance(10 * SECOND);
    bo.accept(entry.id).await.unwrap();
    hand.advance(360 * SECOND);
    let cia = world.advisor("Cia").await;
    let handed_over = hand.now();
    let person = cia.person();
    bo.transfers(entry.id, TransferTarget::Person { person }, "")
        .await;
    let second = cia.is_offered(&entry).await;
    assert_eq!(second.waiting_since, handed_over);
    let wall = siv
        .sees_wall("Anna in line again", |wall| {
            wall.queues.iter().any(|queue| queue.waiting == 1)
                && wall
                    .entries
                    .iter()
                    .all(|entry| entry.advisor == Some(person))
        })
        .await;
    assert_eq!(wall.queues[0].longest_since, Some(handed_over));
    assert_eq!(wall.entries[0].waiting_since, handed_over);
    assert_eq!(wall.entries[0].joined_at, entry.joined_at);

    hand.advance(5 * SECOND);
    let taken = cia.accept(entry.id).await.unwrap();
    assert_eq!(
        (taken.joined_at, taken.waiting_since, taken.accepted_at),
        (entry.joined_at, handed_over, Some(hand.now()))
    );
    // The forecast is graded by the first wait alone.
    let wall = siv
        .sees_wall("Anna with Cia", |wall| {
            wall.queues.iter().any(|queue| queue.active == 1)
                && wall.entries.iter().all(|entry| entry.since == hand.now())
        })
        .await;
    assert_eq!(
        (wall.queues[0].served, wall.queues[0].wait_p50_s),
        (1, Some(10))
    );
}

#[tokio::test]
async fn who_is_put_back_in_line_begins_to_wait_then_and_before_who_came_later() {
    let (world, hand) = World::with_clock().await;
    let siv = world.supervisor("Siv").await;
    let bo = world.advisor_at(0, "Bo", 1).await;
    let anna = world.customer("Anna").await;
    let (annas, hers, _) = world.talk(&anna, &bo).await;
    hand.advance(SECOND);
    let erik = world.customer("Erik").await;
    let eriks = erik.joins().await;
    let gone = bo.person();
    drop(bo);
    siv.sees_colleague(gone, false).await;
    hand.advance(GONE_GRACE + SECOND);
    hers.sees("being put back", |notice| *notice == Notice::Requeued)
        .await;
    let put_back = hand.now();
    hand.advance(SECOND);
    let cia = world.advisor_at(0, "Cia", 1).await;
    let offer = cia.offer().await.unwrap();
    assert_eq!(
        (offer.entry, offer.waiting_since),
        (annas.entry, put_back),
        "she keeps her place before Erik, {}",
        eriks.id
    );
}

#[tokio::test]
async fn who_is_taken_over_from_a_colleague_has_not_waited() {
    let (world, hand) = World::with_clock().await;
    let siv = world.supervisor("Siv").await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (annas, ..) = world.talk(&anna, &bo).await;
    hand.advance(360 * SECOND);
    let entry = annas.entry;
    siv.call(Command::TakeOver { entry }).await.unwrap();
    let taken = siv.has(entry, EntryState::Active).await;
    assert_eq!(Some(taken.waiting_since), taken.accepted_at);
}

#[tokio::test]
async fn an_earlier_conversation_is_named_after_who_had_it_last() {
    let world = World::new().await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let entry = anna.joins().await;
    bo.takes(&entry).await;
    let cia = world.advisor("Cia").await;
    let to = |who: &Staff| TransferTarget::Person {
        person: who.person(),
    };
    let with = async || anna.mine().await.unwrap().conversations[0].with.clone();
    bo.transfers(entry.id, to(&cia), "").await;
    assert_eq!(with().await.as_deref(), Some("Bo"), "until she takes it");
    cia.takes(&entry).await;
    assert_eq!(with().await.as_deref(), Some("Cia"));
    cia.transfers(entry.id, to(&bo), "").await;
    assert_eq!(with().await.as_deref(), Some("Cia"));
    bo.takes(&entry).await;
    let siv = world.supervisor("Siv").await;
    let conversation = entry.conversation;
    siv.done(Command::JoinConversation { conversation })
        .await
        .unwrap();
    bo.end(entry.id).await.unwrap();
    assert_eq!(with().await.as_deref(), Some("Bo"));
}

#[tokio::test]
async fn the_longest_wait_of_one_handed_over_leaves_out_the_talk() {
    let (world, hand) = World::with_clock().await;
    let siv = world.waits_a_minute(WaitAction::ToMessage).await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (annas, hers, his) = world.talk(&anna, &bo).await;
    his.says("Vad gäller det?").await;
    hers.says("Ring mig om avtalet").await;
    drop((anna, hers));
    bo.has_customer(annas.entry, false).await;
    sqlx::query("update people set email = 'anna@kund.example' where name = 'Anna'")
        .execute(&world.db)
        .await
        .unwrap();
    hand.advance(300 * SECOND);
    bo.is(AdvisorState::Busy).await;
    let queue = world.queue;
    bo.transfers(annas.entry, TransferTarget::Queue { queue }, "")
        .await;
    hand.advance(59 * SECOND);
    // A pass of the matcher lies between the two.
    let erik = world.customer("Erik").await;
    let eriks = erik.joins().await;
    erik.stands_at(2).await;
    assert_eq!(world.entry(annas.entry).await, ("waiting".into(), None));
    erik.leave(eriks.id).await.unwrap();
    hand.advance(2 * SECOND);
    let item = siv
        .expect("a message left", |event| match event {
            Event::InboxItem { item } => Some(item.clone()),
            _ => None,
        })
        .await;
    assert_eq!(item.text, "Ring mig om avtalet", "not what Bo said");
    let left = item.left;
    siv.call(Command::TakeLeft { left }).await.unwrap();
    let sivs = siv.chat(annas.conversation).await.unwrap();
    sivs.says("Vi ringer i morgon").await;
    let mail = world.mailbox().wait_for(1).await.unwrap();
    assert!(mail.text.contains("Vi ringer i morgon"), "{}", mail.text);
    assert!(!mail.text.contains("Vad gäller det?"), "{}", mail.text);
}
