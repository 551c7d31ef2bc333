//! The line: who stands where, who is asked, and what time does.

use std::time::Duration;

use futures_util::future::join_all;
use loadtest::new_client_id;
use signaling::protocol::{
    AdvisorState, AdvisorView, CapAction, Command, EntryState, ErrorCode, Event, Hours, JoinForm,
    LeftMessageForm, MessageText, Notice, OpenState, QueueStatus, Reason, Reply, Topic, WaitAction,
    WallView,
};

use super::world::{Customer, World, options, refused};
use crate::queues::GONE_GRACE;

const SECOND: Duration = Duration::from_secs(1);

async fn sees_queue(
    who: &loadtest::Client,
    what: &str,
    wanted: impl Fn(&QueueStatus) -> bool,
) -> QueueStatus {
    let pick = |event: &Event| match event {
        Event::QueueStatus { status } if wanted(status) => Some(status.clone()),
        _ => None,
    };
    who.expect(what, pick).await
}

#[tokio::test]
async fn a_freed_advisor_gets_who_has_waited_longest_and_no_newcomer() {
    let world = World::new().await;
    let bo = world.advisor_at(0, "Bo", 1).await;
    let [anna, bertil, cecilia, david] =
        people(&world, ["Anna", "Bertil", "Cecilia", "David"]).await;
    let (taken, ..) = world.talk(&anna, &bo).await;
    let bertils = bertil.joins().await;
    let cecilias = cecilia.joins().await;
    assert_eq!((bertils.position, cecilias.position), (1, 2));
    bertil.stands_at(1).await;
    // At the very moment Bo is free, somebody new comes.
    let (ended, davids) = tokio::join!(bo.end(taken.entry), david.joins());
    ended.unwrap();
    bo.takes(&bertils).await;
    cecilia.stands_at(1).await;
    david.stands_at(2).await;
    bo.end(bertils.id).await.unwrap();
    bo.takes(&cecilias).await;
    bo.end(cecilias.id).await.unwrap();
    bo.takes(&davids).await;
}

#[tokio::test]
async fn a_chat_does_not_stick_to_an_advisor_who_went_home() {
    let (world, hand) = World::with_clock().await;
    let siv = world.supervisor("Siv").await;
    let [anna, david, erik] = people(&world, ["Anna", "David", "Erik"]).await;
    let bo = world.advisor_at(0, "Bo", 1).await;
    let (annas, hers, _) = world.talk(&anna, &bo).await;
    hand.advance(SECOND);
    let cia = world.advisor_at(0, "Cia", 1).await;
    let (davids, ..) = world.talk(&david, &cia).await;
    hand.advance(SECOND);
    let eriks = erik.joins().await;

    let gone = bo.person();
    drop(bo);
    siv.sees_colleague(gone, false).await;
    hand.advance(GONE_GRACE - 2 * SECOND);
    hers.says("Är du kvar?").await;
    assert_eq!(
        world.entry(annas.entry).await,
        ("active".into(), Some(gone)),
        "a tunnel is no farewell"
    );
    hand.advance(3 * SECOND);
    hers.sees("being put back", |notice| *notice == Notice::Requeued)
        .await;
    anna.stands_at(1).await;
    erik.stands_at(2).await;
    cia.end(davids.entry).await.unwrap();
    let offer = cia.offer().await.unwrap();
    assert_eq!(offer.entry, annas.entry, "she stood before Erik");
    cia.accept(offer.entry).await.unwrap();
    cia.chat(annas.conversation)
        .await
        .unwrap()
        .hears("Är du kvar?")
        .await;
    assert_eq!(world.entry(eriks.id).await.0, "waiting");
}

#[tokio::test]
async fn a_waiting_customer_is_seen_without_a_reload() {
    // Whose day does not end meanwhile.
    let (world, _hand) = World::with_clock().await;
    let siv = world.supervisor("Siv").await;
    let bo = world
        .employ(
            0,
            "Bo",
            signaling::protocol::StaffRole::Advisor,
            3,
            &[world.queue],
        )
        .await;
    siv.wall().await.unwrap();
    bo.queues().await.unwrap();
    let anna = world.customer("Anna").await;
    let entry = anna.joins().await;
    assert_eq!(entry.wait, None, "nobody is at work: no promise");
    sees_queue(&bo, "somebody waiting", |status| status.waiting == 1).await;
    siv.sees_wall("Anna on the wall", |wall| {
        wall.entries.iter().any(|one| one.entry == entry.id)
    })
    .await;
    bo.is(AdvisorState::Available).await;
    bo.takes(&entry).await;
    sees_queue(&bo, "nobody waiting", |status| status.waiting == 0).await;
    let active = |wall: &WallView| {
        wall.queues
            .iter()
            .any(|queue| queue.active == 1 && queue.served == 1)
    };
    siv.sees_wall("a conversation", active).await;
}

#[tokio::test]
async fn nobody_is_shown_online_who_is_not_there() {
    let world = World::new().await;
    let anna = world.customer("Anna").await;
    anna.queues().await.unwrap();
    let bo = world.advisor("Bo").await;
    sees_queue(&anna, "Bo at work", |status| {
        status.staffed == 1 && status.wait.is_some()
    })
    .await;
    let siv = world.supervisor("Siv").await;
    let person = bo.person();
    drop(bo);
    sees_queue(&anna, "nobody at work", |status| {
        status.staffed == 0 && status.wait.is_none()
    })
    .await;
    siv.sees_colleague(person, false).await;
    let entry = anna.joins().await;
    assert_eq!((entry.wait, entry.state), (None, EntryState::Waiting));
}

#[tokio::test]
async fn as_many_are_at_work_on_the_wall_as_where_one_hands_over() {
    let world = World::new().await;
    let siv = world.supervisor("Siv").await;
    siv.wall().await.unwrap();
    siv.queues().await.unwrap();
    // Three at once each: places are not people.
    let _bo = world.advisor("Bo").await;
    let (cia, david) = (world.advisor("Cia").await, world.advisor("David").await);
    cia.is(AdvisorState::Busy).await;
    david.is(AdvisorState::Away).await;
    let at_work = |advisor: &AdvisorView| advisor.present && advisor.state != AdvisorState::Away;
    sees_queue(&siv, "two at work", |status| {
        status.staffed == 2 && status.wait.is_some()
    })
    .await;
    let wall = siv
        .sees_wall("two at work", |wall| {
            wall.queues.iter().all(|queue| queue.staffed == 2)
        })
        .await;
    let listed = wall.advisors.iter().filter(|one| at_work(one)).count();
    assert_eq!((wall.queues.len(), listed), (1, 2));
}

#[tokio::test]
async fn a_customer_who_has_gone_is_not_shown_as_here_at_the_desk() {
    let world = World::new().await;
    let identity = world.visitor(0).await;
    let anna = world.enters(0, identity.clone(), options("Anna")).await;
    let bo = world.advisor("Bo").await;
    let entry = anna.joins().await;
    bo.takes(&entry).await;
    drop(anna);
    bo.has_customer(entry.id, false).await;
    let anna = world.enters(0, identity, options("Anna")).await;
    bo.has_customer(entry.id, true).await;
    drop(anna);
}

#[tokio::test]
async fn a_double_click_on_start_makes_one_chat() {
    let world = World::of_two().await;
    let identity = world.visitor(0).await;
    let phone = world.enters(0, identity.clone(), options("Anna")).await;
    let laptop = world.enters(1, identity.clone(), options("Anna")).await;
    let (one, other) = (world.api(0), world.api(1));
    let form = JoinForm {
        queue: world.queue,
        name: "Anna".into(),
        subject: String::new(),
        language: "sv".into(),
    };
    let click = Command::Join { form: form.clone() };
    let clicks = join_all(
        (0..10).map(|n| if n % 2 == 0 { &one } else { &other }.command(&identity, &click)),
    );
    let (clicked, a, b) = tokio::join!(
        clicks,
        phone.join_with(form.clone()),
        laptop.join_with(form.clone())
    );
    let (a, b) = (a.unwrap(), b.unwrap());
    assert_eq!(a.id, b.id);
    for reply in clicked {
        let Ok(Reply::Entry(entry)) = reply else {
            panic!("{reply:?}")
        };
        assert_eq!((entry.id, entry.conversation), (a.id, a.conversation));
    }
    assert_eq!(world.count("select count(*) from entries").await, 1);
    assert_eq!(
        world
            .count("select count(*) from conversations where kind = 'chat'")
            .await,
        1
    );
}

#[tokio::test]
async fn an_offer_that_lapses_goes_to_the_next_and_its_advisor_is_away() {
    let (world, hand) = World::with_clock().await;
    let bo = world.advisor("Bo").await;
    hand.advance(SECOND);
    let cia = world.advisor("Cia").await;
    let anna = world.customer("Anna").await;
    let entry = anna.joins().await;
    let offer = bo.is_offered(&entry).await;
    assert_eq!(offer.until.duration_since(offer.offered_at).as_secs(), 30);
    hand.advance(31 * SECOND);
    bo.loses_offer(entry.id).await;
    assert_eq!(refused(bo.accept(entry.id).await), ErrorCode::Conflict);
    assert_eq!(bo.desk().await.unwrap().me.state, AdvisorState::Away);
    cia.takes(&entry).await;
}

#[tokio::test]
async fn a_declined_offer_goes_to_the_next_and_comes_back_when_there_is_none() {
    let (world, hand) = World::with_clock().await;
    let bo = world.advisor("Bo").await;
    hand.advance(SECOND);
    let cia = world.advisor("Cia").await;
    let anna = world.customer("Anna").await;
    let entry = anna.joins().await;
    bo.is_offered(&entry).await;
    bo.decline(entry.id).await.unwrap();
    bo.loses_offer(entry.id).await;
    cia.is_offered(&entry).await;
    cia.decline(entry.id).await.unwrap();
    cia.loses_offer(entry.id).await;
    let Reply::Explained(journal) = cia
        .call(Command::Explain { entry: entry.id })
        .await
        .unwrap()
    else {
        panic!()
    };
    let why = [Reason::Ahead { ahead: 0 }, Reason::AllDeclined { asked: 2 }];
    assert_eq!(journal.last().unwrap().why, why);
    // Nobody else is there: after a while both may be asked again.
    hand.advance(31 * SECOND);
    let again = tokio::select! { offer = bo.offer() => offer, offer = cia.offer() => offer };
    assert_eq!(again.unwrap().entry, entry.id);
}

#[tokio::test]
async fn two_who_take_the_same_offer_do_not_both_get_it() {
    let world = World::new().await;
    let (bo, cia) = (world.advisor("Bo").await, world.advisor("Cia").await);
    let anna = world.customer("Anna").await;
    let entry = anna.joins().await;
    bo.is_offered(&entry).await;
    let (his, hers) = tokio::join!(bo.accept(entry.id), cia.accept(entry.id));
    assert_eq!(his.unwrap().advisor, Some(bo.person()));
    assert_eq!(refused(hers), ErrorCode::Conflict);
    // A retry after a lost answer is answered with the same.
    assert_eq!(bo.accept(entry.id).await.unwrap().entry, entry.id);
}

#[tokio::test]
async fn who_is_asked_has_the_language_the_skill_and_room() {
    let world = World::new().await;
    let bo = world.advisor_at(0, "Bo", 1).await;
    let cia = world.advisor_at(0, "Cia", 2).await;
    sqlx::query("update staff set languages = '{sv,fi}' where person_id = $1")
        .bind(cia.person().0)
        .execute(&world.db)
        .await
        .unwrap();
    let [aino, anna, erik] = people(&world, ["Aino", "Anna", "Erik"]).await;
    let in_finnish = JoinForm {
        queue: world.queue,
        name: "Aino".into(),
        subject: String::new(),
        language: "fi".into(),
    };
    // Bo has been idle for longer, but Cia speaks Finnish.
    let ainos = aino.join_with(in_finnish).await.unwrap();
    cia.takes(&ainos).await;

    sqlx::query("update staff set skills = '{medling}' where person_id = $1")
        .bind(bo.person().0)
        .execute(&world.db)
        .await
        .unwrap();
    sqlx::query("update queues set skills = '{medling}'")
        .execute(&world.db)
        .await
        .unwrap();
    let annas = anna.joins().await;
    bo.takes(&annas).await;
    // Cia has room but not the skill, Bo has the skill but no room.
    let eriks = erik.joins().await;
    erik.stands_at(1).await;
    let Reply::Explained(journal) = bo.call(Command::Explain { entry: eriks.id }).await.unwrap()
    else {
        panic!()
    };
    let last = journal.last().unwrap();
    assert_eq!(last.what, "waiting");
    assert_eq!(
        last.why,
        [Reason::Ahead { ahead: 0 }, Reason::AllFull { working: 1 }]
    );
    bo.end(annas.id).await.unwrap();
    bo.takes(&eriks).await;
}

#[tokio::test]
async fn a_full_queue_takes_messages_only() {
    let world = World::new().await;
    let siv = world.supervisor("Siv").await;
    world
        .change_queue(&siv, |queue| {
            (queue.cap, queue.cap_action) = (1, CapAction::LeaveMessage)
        })
        .await;
    let [anna, bertil] = people(&world, ["Anna", "Bertil"]).await;
    bertil.queues().await.unwrap();
    let entry = anna.joins().await;
    sees_queue(&bertil, "a full queue", |status| status.full).await;
    assert_eq!(
        refused(bertil.join(world.queue, "Bertil").await),
        ErrorCode::QueueFull
    );
    // Her own second click is no newcomer.
    assert_eq!(anna.join(world.queue, "Anna").await.unwrap().id, entry.id);
    anna.leave(entry.id).await.unwrap();
    anna.becomes(EntryState::Left).await;
    bertil.join(world.queue, "Bertil").await.unwrap();
}

#[tokio::test]
async fn the_longest_wait_suggests_a_message_and_keeps_the_place() {
    let (world, hand) = World::with_clock().await;
    world.waits_a_minute(WaitAction::Suggest).await;
    let anna = world.customer("Anna").await;
    let entry = anna.joins().await;
    hand.advance(61 * SECOND);
    let told = anna
        .told("a suggestion", |entry| entry.suggest_message)
        .await;
    assert_eq!(
        (told.id, told.position, told.state),
        (entry.id, 1, EntryState::Waiting)
    );
    let bo = world.advisor("Bo").await;
    bo.takes(&entry).await;
}

#[tokio::test]
async fn the_longest_wait_turns_what_was_written_into_a_message() {
    let (world, hand) = World::with_clock().await;
    let siv = world.waits_a_minute(WaitAction::ToMessage).await;
    siv.subscribe(Topic::Staff).await.unwrap();
    let [anna, bertil] = people(&world, ["Anna", "Bertil"]).await;
    let (annas, bertils) = (anna.joins().await, bertil.joins().await);
    let hers = anna.chat(annas.conversation).await.unwrap();
    let his = bertil.chat(bertils.conversation).await.unwrap();
    hers.says("Ring mig om avtalet").await;
    hand.advance(61 * SECOND);
    anna.becomes(EntryState::TimedOut).await;
    hers.sees("a message left", |notice| *notice == Notice::MessageLeft)
        .await;
    // Who wrote nothing has nothing to be answered.
    bertil.becomes(EntryState::TimedOut).await;
    his.sees("the end", |notice| *notice == Notice::Ended { by: None })
        .await;
    let Reply::Inbox(items) = siv.call(Command::Inbox).await.unwrap() else {
        panic!()
    };
    let [item] = items.as_slice() else {
        panic!("{items:?}")
    };
    assert_eq!(
        (item.text.as_str(), item.conversation),
        ("Ring mig om avtalet", annas.conversation)
    );
    hers.says("helst i morgon").await;
}

#[tokio::test]
async fn one_who_waited_too_long_is_seen_in_the_inbox_without_a_reload() {
    let (world, hand) = World::with_clock().await;
    let siv = world.waits_a_minute(WaitAction::ToMessage).await;
    let anna = world.customer("Anna").await;
    let chat = anna.chat(anna.joins().await.conversation).await.unwrap();
    chat.says("Ring mig om avtalet").await;
    hand.advance(61 * SECOND);
    let told = |event: &Event| match event {
        Event::InboxItem { item } => Some(item.text.clone()),
        _ => None,
    };
    let text = siv.expect("a left message", told).await;
    assert_eq!(text, "Ring mig om avtalet");
}

#[tokio::test]
async fn one_who_waits_with_an_id_used_before_does_not_stop_the_line_of_all() {
    let (world, hand) = World::with_clock().await;
    let siv = world.waits_a_minute(WaitAction::ToMessage).await;
    let [mallory, anna] = people(&world, ["Mallory", "Anna"]).await;
    let (client_id, text) = (new_client_id(), MessageText::parse("Hej".into()).unwrap());
    let form = LeftMessageForm {
        queue: world.queue,
        client_id,
        name: String::new(),
        email: String::new(),
        phone: "070-174 06 05".into(),
        text,
        language: "sv".into(),
        callback: None,
    };
    mallory.call(Command::LeaveMessage { form }).await.unwrap();
    let entry = mallory.joins().await;
    let chat = mallory.chat(entry.conversation).await.unwrap();
    chat.try_say(client_id, "Hej igen").await.unwrap();
    hand.advance(61 * SECOND);
    mallory.becomes(EntryState::TimedOut).await;
    let bo = world.advisor("Bo").await;
    let annas = anna.joins().await;
    bo.takes(&annas).await;
    let Reply::Inbox(items) = siv.call(Command::Inbox).await.unwrap() else {
        panic!()
    };
    let texts: Vec<&str> = items.iter().map(|item| item.text.as_str()).collect();
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(texts.contains(&"Hej igen"), "{texts:?}");
}

#[tokio::test]
async fn a_change_of_hours_reaches_an_open_widget_at_once() {
    let (world, hand) = World::with_clock().await;
    let siv = world.supervisor("Siv").await;
    let anna = world.customer("Anna").await;
    let queues = anna.queues().await.unwrap();
    assert!(matches!(queues[0].open, OpenState::Open { .. }));
    let office: Hours = serde_json::from_value(serde_json::json!({
        "zone": "Europe/Stockholm", "weekly": {"monday": [{"from": "08:00", "to": "10:30"}]}
    }))
    .unwrap();
    world.change_queue(&siv, |queue| queue.hours = office).await;
    let until = |status: &QueueStatus| matches!(&status.open, OpenState::Open { until: Some(at) } if at.to_string() == "2026-11-23T09:30:00Z");
    sees_queue(&anna, "the new hours", until).await;

    // The clock closes it: nobody has to ask.
    hand.advance(30 * 60 * SECOND);
    let closed = sees_queue(&anna, "closing time", |status| {
        matches!(status.open, OpenState::Closed { .. })
    })
    .await;
    let OpenState::Closed {
        opens_at: Some(opens_at),
        ..
    } = closed.open
    else {
        panic!("{closed:?}")
    };
    assert_eq!(opens_at.to_string(), "2026-11-30T07:00:00Z");
    assert_eq!(
        refused(anna.join(world.queue, "Anna").await),
        ErrorCode::QueueClosed
    );
    hand.set(opens_at);
    sees_queue(&anna, "opening time", |status| {
        matches!(status.open, OpenState::Open { .. })
    })
    .await;
    anna.joins().await;
}

#[tokio::test]
async fn settings_changed_by_two_at_once_are_not_overwritten() {
    let world = World::new().await;
    let (siv, tor) = (world.supervisor("Siv").await, world.supervisor("Tor").await);
    let Reply::Settings(mut old) = siv.call(Command::Settings).await.unwrap() else {
        panic!()
    };
    let mut settings = old.remove(0);
    settings.cap = 7;
    tor.call(Command::SetQueue {
        settings: settings.clone(),
    })
    .await
    .unwrap();
    settings.cap = 9;
    assert_eq!(
        refused(siv.call(Command::SetQueue { settings }).await),
        ErrorCode::Conflict
    );
    assert_eq!(
        world
            .count("select count(*) from audit where action = 'queue_changed'")
            .await,
        1
    );
}

async fn people<const N: usize>(world: &World, names: [&str; N]) -> [Customer; N] {
    let people = join_all(names.map(|name| world.customer(name))).await;
    people
        .try_into()
        .unwrap_or_else(|_| unreachable!("as many as names"))
}
