//! What holds whatever people do, in whatever order.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::{
    Input, SocketId, State,
    tests::{ANNA, COLLEAGUE, ERIK, HOST, enter, newcomer, record, socket},
};
use crate::protocol::*;

fn anybody() -> impl Strategy<Value = PersonId> {
    prop::sample::select(vec![HOST, ANNA, ERIK, COLLEAGUE])
}

fn verb() -> impl Strategy<Value = MeetingVerb> {
    let seat = prop::option::of((1_u32..8).prop_map(SeatNo));
    let join =
        (seat, any::<bool>()).prop_map(|(seat, take_over)| MeetingVerb::Join { seat, take_over });
    let about = anybody().prop_flat_map(|person| {
        prop::sample::select(vec![
            MeetingVerb::Admit { person },
            MeetingVerb::Deny { person },
            MeetingVerb::Hold { person },
            MeetingVerb::Unhold { person },
            MeetingVerb::ReturnToLobby { person },
            MeetingVerb::Remove { person },
            MeetingVerb::HandOver { to: person },
        ])
    });
    let plain = prop::sample::select(vec![
        enter("Anna"),
        MeetingVerb::Leave { hold: false },
        MeetingVerb::Leave { hold: true },
        MeetingVerb::AdmitAll,
        MeetingVerb::CallNext,
        MeetingVerb::Lock { locked: true },
        MeetingVerb::Lock { locked: false },
    ]);
    prop_oneof![3 => join, 3 => about, 3 => plain, 1 => Just(MeetingVerb::End)]
}

#[derive(Debug, Clone)]
enum Step {
    Open(PersonId, u64),
    Act(PersonId, u64, MeetingVerb),
    Gone(PersonId, u64),
    Wait(i64),
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (anybody(), 0_u64..2).prop_map(|(who, tab)| Step::Open(who, tab)),
        8 => (anybody(), 0_u64..2, verb()).prop_map(|(who, tab, verb)| Step::Act(who, tab, verb)),
        2 => (anybody(), 0_u64..2).prop_map(|(who, tab)| Step::Gone(who, tab)),
        2 => (0_i64..300).prop_map(Step::Wait),
        1 => Just(Step::Restart),
    ]
}

/// Who the host has let in since they last were outside.
#[derive(Default)]
struct Doorbook {
    let_in: Vec<PersonId>,
    apart: Vec<SeatNo>,
    seats: Vec<SeatNo>,
    revision: i64,
}

impl Doorbook {
    fn check(&mut self, state: &State) {
        let view = state.lobby_view(HOST);
        assert!(view.revision >= self.revision, "revisions only grow");
        self.revision = view.revision;
        let host = state.room().host;
        assert!([HOST, COLLEAGUE].contains(&host), "a guest hosts");
        let mut seats = Vec::new();
        for one in state.people() {
            let id = one.record.person;
            if let Some(seat) = &one.seat {
                assert!(!seats.contains(&seat.no), "two on one seat");
                seats.push(seat.no);
                assert_eq!(one.record.seat, Some(seat.no));
                assert!(
                    matches!(one.record.state, LobbyState::InRoom | LobbyState::Held),
                    "{:?} sits",
                    one.record.state
                );
                let was_host = [HOST, COLLEAGUE].contains(&id);
                assert!(was_host || self.let_in.contains(&id), "sits uninvited");
                let apart = one.record.state == LobbyState::Held;
                assert_eq!(
                    self.apart.contains(&seat.no),
                    apart,
                    "media know who is aside"
                );
            } else {
                assert_eq!(one.record.seat, None);
                assert_ne!(
                    one.record.state,
                    LobbyState::InRoom,
                    "inside without a seat"
                );
            }
        }
        assert!(seats.len() <= MAX_IN_ROOM);
        seats.sort_unstable();
        self.seats.sort_unstable();
        assert_eq!(seats, self.seats, "media have the seats that there are");
        if state.is_over() {
            assert!(seats.is_empty());
        }
    }
}

proptest! {
    #[test]
    fn whatever_happens_the_door_is_kept(steps in prop::collection::vec(step(), 1..120)) {
        let mut now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(500_000);
        let mut state = State::restore(record(HOST), Vec::new(), now);
        let mut book = Doorbook::default();
        for step in steps {
            let input = match step {
                Step::Open(person, tab) => Input::Open {
                    who: newcomer(person),
                    socket: Some(socket(person, tab)),
                    link: None,
                },
                Step::Act(person, tab, verb) => {
                    let socket = Some(socket(person, tab));
                    Input::Act { person, socket, verb }
                }
                Step::Gone(person, tab) => {
                    let socket: SocketId = socket(person, tab);
                    Input::Gone { socket }
                }
                Step::Wait(seconds) => {
                    now += SignedDuration::from_secs(seconds);
                    Input::Tick
                }
                Step::Restart => {
                    let people = state.people().filter(|one| one.record.is_staff || one.record.consent_at.is_some());
                    let people = people.map(|one| one.record.clone()).collect();
                    let mut room = state.room().clone();
                    room.epoch += 1;
                    state = State::restore(room, people, now);
                    book.seats.clear();
                    book.apart.clear();
                    Input::Tick
                }
            };
            let host = state.room().host;
            let by_host = matches!(&input, Input::Act { person, verb, .. } if *person == host && verb.is_the_hosts());
            let (done, follows) = state.apply(now, input);
            for record in &follows.save {
                let inside = matches!(record.state, LobbyState::Called | LobbyState::InRoom);
                if inside && by_host && done.is_ok() {
                    book.let_in.push(record.person);
                }
            }
            for media in follows.media {
                match media {
                    super::MediaDo::Sit { seat, .. } => {
                        prop_assert!(!book.seats.contains(&seat), "a seat is new");
                        book.seats.push(seat);
                    }
                    super::MediaDo::Rise { seat, .. } => {
                        book.seats.retain(|one| *one != seat);
                        book.apart.retain(|one| *one != seat);
                    }
                    super::MediaDo::SetApart { seat, apart, .. } => {
                        book.apart.retain(|one| *one != seat);
                        if apart {
                            book.apart.push(seat);
                        }
                    }
                }
            }
            book.check(&state);
            prop_assert!(state.due().is_none_or(|due| due > now), "time stands still");
        }
    }
}
