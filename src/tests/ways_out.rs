//! An entry can always be taken, moved or closed: every state, and every way out of it.

use signaling::protocol::{
    AdvisorState, Command, EntryId, EntryState, EntryView, ErrorCode, Event, LeftMessageForm,
    MessageText, Reply, TransferTarget,
};

use super::world::{Customer, Staff, World};

/// Everybody who may have to do with an entry. Bo is at work, Siv oversees.
struct Scene {
    world: World,
    bo: Staff,
    siv: Staff,
}

const OPEN: [EntryState; 4] = [
    EntryState::Waiting,
    EntryState::Offered,
    EntryState::Active,
    EntryState::Parked,
];

impl Scene {
    async fn new() -> Self {
        let world = World::new().await;
        let (bo, siv) = (world.advisor("Bo").await, world.supervisor("Siv").await);
        Self { world, bo, siv }
    }

    /// A customer whose entry is in `state`.
    async fn customer_in(&self, state: EntryState) -> (Customer, EntryView) {
        let available = if state == EntryState::Waiting {
            AdvisorState::Busy
        } else {
            AdvisorState::Available
        };
        self.bo.is(available).await;
        let customer = self.world.customer("Anna").await;
        let entry = customer.joins().await;
        if state != EntryState::Waiting {
            // One that has ended meanwhile may be told of late.
            let offered = |event: &Event| {
                matches!(event, Event::Offer { offer } if offer.entry == entry.id).then_some(())
            };
            self.bo.wait_for("the offer", offered).await.unwrap();
        }
        if matches!(state, EntryState::Active | EntryState::Parked) {
            self.bo.accept(entry.id).await.unwrap();
        }
        if state == EntryState::Parked {
            self.bo
                .call(Command::Park { entry: entry.id })
                .await
                .unwrap();
        }
        assert_eq!(self.state(entry.id).await, name(state));
        (customer, entry)
    }

    async fn state(&self, entry: EntryId) -> String {
        self.world.entry(entry).await.0
    }

    /// Takes the entry off everybody's desk, so that the next one begins from nothing.
    async fn clear(&self, entry: EntryId) {
        self.siv.end(entry).await.unwrap();
        self.bo.forget_events();
    }
}

fn name(state: EntryState) -> String {
    serde_json::to_value(state)
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn the_customer_can_leave_from_every_state() {
    let scene = Scene::new().await;
    for state in OPEN {
        let (anna, entry) = scene.customer_in(state).await;
        anna.leave(entry.id).await.unwrap();
        let line = matches!(state, EntryState::Waiting | EntryState::Offered);
        assert_eq!(
            scene.state(entry.id).await,
            if line { "left" } else { "closed" },
            "from {state:?}"
        );
        assert_eq!(anna.mine().await.unwrap().entry, None);
        // And come again.
        let again = anna.join(scene.world.queue, "Anna").await.unwrap();
        assert_ne!(again.id, entry.id);
        scene.clear(again.id).await;
    }
}

#[tokio::test]
async fn a_supervisor_can_end_take_or_move_from_every_state() {
    let scene = Scene::new().await;
    for state in OPEN {
        let (_anna, entry) = scene.customer_in(state).await;
        scene.siv.end(entry.id).await.unwrap();
        let line = matches!(state, EntryState::Waiting | EntryState::Offered);
        assert_eq!(
            scene.state(entry.id).await,
            if line { "left" } else { "closed" },
            "from {state:?}"
        );
        scene.bo.forget_events();

        let (anna, entry) = scene.customer_in(state).await;
        let Reply::DeskEntry(taken) = scene
            .siv
            .call(Command::TakeOver { entry: entry.id })
            .await
            .unwrap()
        else {
            panic!()
        };
        assert_eq!(
            (taken.state, taken.advisor),
            (EntryState::Active, Some(scene.siv.person())),
            "from {state:?}"
        );
        anna.becomes(EntryState::Active).await;
        let sivs = scene.siv.chat(entry.conversation).await.unwrap();
        sivs.says("Nu är jag här").await;
        anna.chat(entry.conversation)
            .await
            .unwrap()
            .hears("Nu är jag här")
            .await;
        // Onwards to Bo, by name.
        scene.bo.forget_events();
        scene.bo.is(AdvisorState::Available).await;
        scene
            .siv
            .transfers(
                entry.id,
                TransferTarget::Person {
                    person: scene.bo.person(),
                },
                "",
            )
            .await;
        scene.bo.takes(&entry).await;
        scene.clear(entry.id).await;
    }
}

#[tokio::test]
async fn who_waits_can_leave_a_message_instead() {
    let scene = Scene::new().await;
    for state in [EntryState::Waiting, EntryState::Offered] {
        let (anna, entry) = scene.customer_in(state).await;
        let form = LeftMessageForm {
            queue: scene.world.queue,
            client_id: loadtest::new_client_id(),
            name: String::new(),
            email: "anna@kund.example".into(),
            phone: String::new(),
            text: MessageText::parse("Skriv till mig".into()).unwrap(),
            language: "sv".into(),
            callback: None,
        };
        anna.call(Command::LeaveMessage { form }).await.unwrap();
        assert_eq!(
            scene.state(entry.id).await,
            "turned_to_message",
            "from {state:?}"
        );
        scene.bo.forget_events();
    }
}

#[tokio::test]
async fn no_verb_breaks_an_entry_and_none_wakes_a_dead_one() {
    let scene = Scene::new().await;
    let (bo, siv) = (scene.bo.person(), scene.siv.person());
    let verbs = |entry: EntryId| {
        let transfer = |to| Command::Transfer {
            entry,
            to,
            note: "till dig".into(),
        };
        vec![
            Command::Accept { entry },
            Command::Decline { entry },
            Command::Park { entry },
            Command::Unpark { entry },
            transfer(TransferTarget::Person { person: bo }),
            transfer(TransferTarget::Person { person: siv }),
            transfer(TransferTarget::Queue {
                queue: scene.world.queue,
            }),
            Command::TakeOver { entry },
            Command::Leave { entry },
            Command::End { entry },
        ]
    };
    let mut seen = std::collections::BTreeSet::new();
    for state in OPEN {
        for index in 0..10 {
            let (anna, entry) = scene.customer_in(state).await;
            let verb = verbs(entry.id).swap_remove(index);
            for who in [&*scene.bo, &*anna, &*scene.siv] {
                if let Err(error) = who.call(verb.clone()).await {
                    assert_ne!(
                        error.code,
                        ErrorCode::Internal,
                        "{verb:?} in {state:?}: {error}"
                    );
                }
            }
            // Whatever came of it, a supervisor can take it, and then anybody end it.
            let after = scene.state(entry.id).await;
            if OPEN.map(name).contains(&after) {
                scene
                    .siv
                    .call(Command::TakeOver { entry: entry.id })
                    .await
                    .unwrap();
                assert_eq!(
                    scene.world.entry(entry.id).await,
                    ("active".into(), Some(siv))
                );
            }
            scene.clear(entry.id).await;
            let ended = scene.state(entry.id).await;
            assert!(
                !OPEN.map(name).contains(&ended),
                "{verb:?} in {state:?} left {ended}"
            );
            for verb in verbs(entry.id) {
                for who in [&*scene.bo, &*anna, &*scene.siv] {
                    if let Err(error) = who.call(verb.clone()).await {
                        assert_ne!(
                            error.code,
                            ErrorCode::Internal,
                            "{verb:?} when ended: {error}"
                        );
                    }
                }
            }
            assert_eq!(scene.state(entry.id).await, ended, "{verb:?} in {state:?}");
            seen.insert(ended);
        }
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["closed", "left"]);
    let load = scene.bo.desk().await.unwrap().me.load;
    assert_eq!(load, 0, "nothing sticks to Bo");
}
