//! What the waiting room, the seats and the host's verbs promise.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{
    FORGOTTEN, Follows, HOST_ABSENT, Input, MAX_KNOWN, MediaDo, Newcomer, Refusal, RoomRecord,
    SEAT_KEPT, SocketId, State, WAITING_KEPT,
};
use crate::protocol::*;

pub(super) const HOST: PersonId = PersonId(Uuid::from_u128(1));
pub(super) const ANNA: PersonId = PersonId(Uuid::from_u128(2));
pub(super) const ERIK: PersonId = PersonId(Uuid::from_u128(3));
pub(super) const COLLEAGUE: PersonId = PersonId(Uuid::from_u128(4));
const LINK: &str = "link";

/// A room and its clock.
struct Table {
    state: State,
    now: Timestamp,
    last: Follows,
}

pub(super) fn record(host: PersonId) -> RoomRecord {
    RoomRecord {
        host,
        locked: false,
        next_seat: 1,
        epoch: 1,
        started_at: None,
        ended_at: None,
    }
}

pub(super) fn newcomer(person: PersonId) -> Newcomer {
    let is_staff = person == HOST || person == COLLEAGUE;
    Newcomer {
        person,
        name: if is_staff { "Bo".into() } else { String::new() },
        title: String::new(),
        is_staff,
    }
}

pub(super) fn socket(person: PersonId, tab: u64) -> SocketId {
    SocketId {
        node: NodeId(Uuid::from_u128(9)),
        no: u64::try_from(person.0.as_u128()).unwrap() * 10 + tab,
    }
}

pub(super) fn enter(name: &str) -> MeetingVerb {
    MeetingVerb::Enter {
        name: name.into(),
        device: DeviceReport::default(),
        consent: true,
    }
}

const JOIN: MeetingVerb = MeetingVerb::Join {
    seat: None,
    take_over: false,
};

impl Table {
    fn new() -> Self {
        let now = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(500_000);
        Self {
            state: State::restore(record(HOST), Vec::new(), now),
            now,
            last: Follows::default(),
        }
    }

    /// The host sits, Anna waits.
    fn with_anna_waiting() -> Self {
        let mut table = Self::new();
        table.opens(HOST);
        table.acts(HOST, JOIN);
        table.opens(ANNA);
        table.acts(ANNA, enter("Anna"));
        table
    }

    /// The host and Anna sit.
    fn with_anna_inside() -> Self {
        let mut table = Self::with_anna_waiting();
        table.acts(HOST, MeetingVerb::Admit { person: ANNA });
        table.acts(ANNA, JOIN);
        table
    }

    fn apply(&mut self, input: Input) -> Result<MeetingReply, Refusal> {
        let (done, follows) = self.state.apply(self.now, input);
        self.last = follows;
        done
    }

    fn opens(&mut self, person: PersonId) {
        let link = (person == ANNA || person == ERIK).then(|| LINK.to_owned());
        let (who, socket) = (newcomer(person), Some(socket(person, 0)));
        self.apply(Input::Open { who, socket, link }).unwrap();
    }

    fn tries(&mut self, person: PersonId, verb: MeetingVerb) -> Result<MeetingReply, Refusal> {
        let socket = Some(socket(person, 0));
        self.apply(Input::Act {
            person,
            socket,
            verb,
        })
    }

    fn acts(&mut self, person: PersonId, verb: MeetingVerb) -> MeetingReply {
        self.tries(person, verb).unwrap()
    }

    fn goes(&mut self, person: PersonId) {
        let socket = socket(person, 0);
        self.apply(Input::Gone { socket }).unwrap();
    }

    fn waits(&mut self, time: SignedDuration) {
        // As its task does: at each due time on the way.
        let end = self.now + time;
        while let Some(due) = self.state.due().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.apply(Input::Tick).unwrap();
            assert!(
                self.state.due().is_none_or(|next| next > self.now),
                "time stands still"
            );
        }
        self.now = end;
    }

    fn stands(&self, person: PersonId) -> LobbyState {
        self.state.person(person).unwrap().record.state
    }

    fn seat(&self, person: PersonId) -> SeatNo {
        self.state.person(person).unwrap().seat.as_ref().unwrap().no
    }

    fn was_told(&self, person: PersonId, is: impl Fn(&MeetingEvent) -> bool) -> bool {
        self.last
            .tell
            .iter()
            .any(|(to, event)| *to == person && is(event))
    }
}

fn code(done: Result<MeetingReply, Refusal>) -> ErrorCode {
    done.unwrap_err().code
}

#[test]
fn one_waits_is_let_in_and_sits() {
    let mut table = Table::with_anna_waiting();
    assert_eq!(table.stands(ANNA), LobbyState::Waiting);
    assert_eq!(code(table.tries(ANNA, JOIN)), ErrorCode::Forbidden);
    table.acts(HOST, MeetingVerb::Admit { person: ANNA });
    let called = |event: &MeetingEvent| matches!(event, MeetingEvent::Lobby { lobby } if lobby.state == LobbyState::Called);
    assert!(table.was_told(ANNA, called));
    let MeetingReply::Joined { room, resumed, .. } = table.acts(ANNA, JOIN) else {
        panic!("no seat");
    };
    assert!(!resumed);
    assert_eq!(room.people.len(), 2);
    let sits = MediaDo::Sit {
        person: ANNA,
        seat: table.seat(ANNA),
    };
    assert_eq!(table.last.media, [sits]);
}

#[test]
fn without_consent_or_name_nobody_waits() {
    let mut table = Table::new();
    table.opens(ANNA);
    let without = MeetingVerb::Enter {
        name: "Anna".into(),
        device: DeviceReport::default(),
        consent: false,
    };
    assert_eq!(code(table.tries(ANNA, without)), ErrorCode::Invalid);
    assert_eq!(
        code(table.tries(ANNA, enter("\u{200b}"))),
        ErrorCode::Invalid
    );
    assert_eq!(table.stands(ANNA), LobbyState::Checking);
}

#[test]
fn a_guest_can_do_nothing_of_the_hosts() {
    let mut table = Table::with_anna_inside();
    let verbs = [
        MeetingVerb::Admit { person: ANNA },
        MeetingVerb::AdmitAll,
        MeetingVerb::Remove { person: HOST },
        MeetingVerb::HandOver { to: ANNA },
        MeetingVerb::Lock { locked: true },
        MeetingVerb::End,
        MeetingVerb::Leave { hold: true },
    ];
    for verb in verbs {
        assert_eq!(code(table.tries(ANNA, verb)), ErrorCode::Forbidden);
    }
    assert_eq!(
        code(table.tries(HOST, MeetingVerb::HandOver { to: ANNA })),
        ErrorCode::Forbidden
    );
}

#[test]
fn leaving_and_coming_back_is_no_way_out_of_being_put_aside() {
    let mut table = Table::with_anna_inside();
    table.acts(HOST, MeetingVerb::Hold { person: ANNA });
    table.acts(ANNA, MeetingVerb::Leave { hold: false });
    table.opens(ANNA);
    table.acts(ANNA, enter("Anna"));
    assert_eq!(table.stands(ANNA), LobbyState::Waiting);
    assert_eq!(code(table.tries(ANNA, JOIN)), ErrorCode::Forbidden);
}

#[test]
fn who_was_sent_out_tells_the_host_nothing_more() {
    let mut table = Table::with_anna_inside();
    table.acts(HOST, MeetingVerb::Remove { person: ANNA });
    let device = DeviceReport {
        handheld: true,
        ..DeviceReport::default()
    };
    let update = MeetingVerb::Update { device };
    assert_eq!(code(table.tries(ANNA, update)), ErrorCode::Forbidden);
    assert!(table.last.tell.is_empty());
}

#[test]
fn who_never_opened_it_can_do_nothing() {
    let mut table = Table::with_anna_inside();
    assert_eq!(code(table.tries(ERIK, enter("Erik"))), ErrorCode::Forbidden);
    assert_eq!(code(table.tries(ERIK, JOIN)), ErrorCode::Forbidden);
}

#[test]
fn a_lost_socket_keeps_the_seat_for_45_seconds() {
    let mut table = Table::with_anna_inside();
    let seat = table.seat(ANNA);
    assert_eq!(
        table.state.lobby_view(ANNA).seat,
        Some(SeatState::Live),
        "somebody sits there"
    );
    table.goes(ANNA);
    table.waits(SEAT_KEPT - SignedDuration::from_secs(1));
    assert_eq!(table.state.lobby_view(ANNA).seat, Some(SeatState::Lost));
    let back = MeetingVerb::Join {
        seat: Some(seat),
        take_over: false,
    };
    let MeetingReply::Joined {
        seat: again,
        resumed,
        ..
    } = table.acts(ANNA, back)
    else {
        panic!("no seat");
    };
    assert!(resumed);
    assert_eq!(again, seat);
    assert_eq!(table.last.media, [], "media went on");
}

#[test]
fn dropped_for_longer_one_is_back_without_knocking_within_120_seconds() {
    let mut table = Table::with_anna_inside();
    table.goes(ANNA);
    table.waits(SignedDuration::from_secs(100));
    assert_eq!(table.stands(ANNA), LobbyState::Left);
    assert_eq!(table.state.lobby_view(ANNA).seat, None);
    table.opens(ANNA);
    table.acts(ANNA, enter(""));
    assert_eq!(table.stands(ANNA), LobbyState::Called);
    table.acts(ANNA, JOIN);

    table.goes(ANNA);
    table.waits(SignedDuration::from_secs(121));
    table.opens(ANNA);
    table.acts(ANNA, enter(""));
    assert_eq!(table.stands(ANNA), LobbyState::Waiting);
}

#[test]
fn a_reload_in_the_waiting_room_keeps_the_place() {
    let mut table = Table::with_anna_waiting();
    let since = table.state.person(ANNA).unwrap().record.since;
    table.goes(ANNA);
    table.waits(SignedDuration::from_secs(20));
    table.opens(ANNA);
    assert_eq!(table.stands(ANNA), LobbyState::Waiting);
    assert_eq!(table.state.person(ANNA).unwrap().record.since, since);
    table.goes(ANNA);
    table.waits(WAITING_KEPT);
    assert_eq!(table.stands(ANNA), LobbyState::Left);
}

#[test]
fn without_a_host_everybody_is_put_aside_and_nobody_promoted() {
    let mut table = Table::with_anna_inside();
    table.goes(HOST);
    table.waits(HOST_ABSENT - SignedDuration::from_secs(1));
    assert_eq!(table.stands(ANNA), LobbyState::InRoom);
    table.waits(SignedDuration::from_secs(2));
    assert_eq!(table.stands(ANNA), LobbyState::Held);
    assert_eq!(table.state.room().host, HOST);
    assert_eq!(
        code(table.tries(ANNA, MeetingVerb::Unhold { person: ANNA })),
        ErrorCode::Forbidden
    );

    table.opens(HOST);
    table.acts(HOST, JOIN);
    assert_eq!(table.stands(ANNA), LobbyState::InRoom, "back with the host");
}

#[test]
fn one_put_aside_by_the_host_stays_so_when_the_host_comes_and_goes() {
    let mut table = Table::with_anna_inside();
    table.acts(HOST, MeetingVerb::Hold { person: ANNA });
    let seat = table.seat(ANNA);
    assert_eq!(
        table.last.media,
        [MediaDo::SetApart {
            person: ANNA,
            seat,
            apart: true
        }]
    );
    table.acts(HOST, MeetingVerb::Leave { hold: true });
    table.acts(HOST, JOIN);
    assert_eq!(table.stands(ANNA), LobbyState::Held);
    table.acts(HOST, MeetingVerb::Unhold { person: ANNA });
    assert_eq!(
        table.last.media,
        [MediaDo::SetApart {
            person: ANNA,
            seat,
            apart: false
        }]
    );
}

#[test]
fn a_reload_is_no_way_out_of_being_put_aside() {
    let mut table = Table::with_anna_inside();
    table.acts(HOST, MeetingVerb::Hold { person: ANNA });
    table.goes(ANNA);
    table.opens(ANNA);
    table.acts(ANNA, enter("Anna"));
    table.acts(ANNA, JOIN);
    let seat = table.seat(ANNA);
    let apart = MediaDo::SetApart {
        person: ANNA,
        seat,
        apart: true,
    };
    assert!(table.last.media.contains(&apart));
    assert_eq!(table.stands(ANNA), LobbyState::Held);
    assert_eq!(
        table.state.room_view(ANNA).people.len(),
        2,
        "oneself and the host"
    );
}

#[test]
fn a_second_tab_asks_and_takes_over() {
    let mut table = Table::with_anna_inside();
    let old = table.seat(ANNA);
    let second = |take_over| Input::Act {
        person: ANNA,
        socket: Some(socket(ANNA, 1)),
        verb: MeetingVerb::Join {
            seat: None,
            take_over,
        },
    };
    assert_eq!(code(table.apply(second(false))), ErrorCode::Conflict);
    table.apply(second(true)).unwrap();
    let taken = |event: &MeetingEvent| {
        *event
            == MeetingEvent::Farewell {
                seat: Some(old),
                next: FarewellNext::TakenOver,
            }
    };
    assert!(table.was_told(ANNA, taken));
    assert_ne!(table.seat(ANNA), old);
    let late = table.tries(
        ANNA,
        MeetingVerb::Mute {
            seat: old,
            mid: "0".into(),
            muted: true,
        },
    );
    assert_eq!(code(late), ErrorCode::Conflict);
    // The first tab's socket goes: the second one sits on.
    table.goes(ANNA);
    assert!(table.state.person(ANNA).unwrap().sits_well());
}

#[test]
fn sent_back_one_knocks_again_and_taken_out_one_stays_out() {
    let mut table = Table::with_anna_inside();
    table.acts(HOST, MeetingVerb::ReturnToLobby { person: ANNA });
    assert_eq!(table.stands(ANNA), LobbyState::Waiting);
    assert_eq!(code(table.tries(ANNA, JOIN)), ErrorCode::Forbidden);
    table.acts(ANNA, MeetingVerb::Leave { hold: false });
    table.acts(ANNA, enter("Anna"));
    assert_eq!(table.stands(ANNA), LobbyState::Waiting);

    table.acts(HOST, MeetingVerb::Remove { person: ANNA });
    assert_eq!(code(table.tries(ANNA, enter("Anna"))), ErrorCode::Forbidden);
    let who = newcomer(ANNA);
    let again = Input::Open {
        who,
        socket: Some(socket(ANNA, 0)),
        link: None,
    };
    assert_eq!(code(table.apply(again)), ErrorCode::Forbidden);
}

#[test]
fn behind_a_locked_door_nobody_knocks_but_who_was_inside_comes_back() {
    let mut table = Table::with_anna_inside();
    table.acts(HOST, MeetingVerb::Lock { locked: true });
    table.opens(ERIK);
    assert_eq!(code(table.tries(ERIK, enter("Erik"))), ErrorCode::Conflict);
    table.acts(ANNA, MeetingVerb::Leave { hold: false });
    table.acts(ANNA, enter("Anna"));
    assert_eq!(table.stands(ANNA), LobbyState::Called);
}

#[test]
fn a_link_taken_back_sends_away_who_waits_and_not_who_sits() {
    let mut table = Table::with_anna_inside();
    table.opens(ERIK);
    table.acts(ERIK, enter("Erik"));
    table.apply(Input::Revoked { link: LINK.into() }).unwrap();
    assert_eq!(table.stands(ANNA), LobbyState::InRoom);
    let revoked = |event: &MeetingEvent| {
        matches!(
            event,
            MeetingEvent::Farewell {
                next: FarewellNext::LinkRevoked,
                ..
            }
        )
    };
    assert!(table.was_told(ERIK, revoked));
    assert_eq!(code(table.tries(ERIK, enter("Erik"))), ErrorCode::Forbidden);
}

#[test]
fn many_who_only_look_keep_nobody_out() {
    let mut table = Table::with_anna_inside();
    for n in 0..u128::try_from(2 * MAX_KNOWN).unwrap() {
        let person = PersonId(Uuid::from_u128(1_000 + n));
        table.opens_and_goes(person);
    }
    table.opens(ERIK);
    table.acts(ERIK, enter("Erik"));
    assert_eq!(table.stands(ERIK), LobbyState::Waiting);
    assert!(table.state.people().count() <= MAX_KNOWN);
}

#[test]
fn a_called_guest_who_hesitates_waits_again() {
    let mut table = Table::with_anna_waiting();
    table.acts(HOST, MeetingVerb::CallNext);
    table.waits(WAITING_KEPT);
    assert_eq!(table.stands(ANNA), LobbyState::Waiting);
}

#[test]
fn the_host_hands_over_to_a_colleague_who_sits() {
    let mut table = Table::with_anna_inside();
    table.opens(COLLEAGUE);
    assert_eq!(
        code(table.tries(HOST, MeetingVerb::HandOver { to: COLLEAGUE })),
        ErrorCode::Conflict
    );
    table.acts(COLLEAGUE, enter(""));
    table.acts(HOST, MeetingVerb::Admit { person: COLLEAGUE });
    table.acts(COLLEAGUE, JOIN);
    table.acts(HOST, MeetingVerb::HandOver { to: COLLEAGUE });
    assert_eq!(
        code(table.tries(HOST, MeetingVerb::End)),
        ErrorCode::Forbidden
    );
    table.acts(COLLEAGUE, MeetingVerb::End);
    assert!(table.last.ended.is_some());
}

#[test]
fn the_end_is_the_end_for_everybody() {
    let mut table = Table::with_anna_inside();
    table.acts(HOST, MeetingVerb::End);
    for person in [HOST, ANNA] {
        let over = |event: &MeetingEvent| {
            matches!(
                event,
                MeetingEvent::Farewell {
                    next: FarewellNext::Ended,
                    ..
                }
            )
        };
        assert!(table.was_told(person, over));
    }
    assert_eq!(table.last.media.len(), 2);
    assert_eq!(code(table.tries(ANNA, JOIN)), ErrorCode::Ended);
    assert_eq!(table.state.due(), None);
}

#[test]
fn a_forgotten_meeting_ends() {
    let mut table = Table::with_anna_inside();
    table.goes(HOST);
    table.goes(ANNA);
    table.waits(FORGOTTEN + SEAT_KEPT);
    assert!(table.state.is_over());
}

#[test]
fn another_node_goes_on_where_one_died() {
    let mut table = Table::with_anna_inside();
    table.opens(ERIK);
    table.acts(ERIK, enter("Erik"));
    let people = table.state.people().map(|one| one.record.clone()).collect();
    let room = RoomRecord {
        epoch: 2,
        ..table.state.room().clone()
    };
    let revision = table.state.lobby_view(ANNA).revision;
    table.state = State::restore(room, people, table.now);
    assert!(table.state.lobby_view(ANNA).revision > revision);
    table.opens(ANNA);
    let MeetingReply::Joined { room, .. } = table.acts(ANNA, JOIN) else {
        panic!("no seat");
    };
    assert_eq!(room.epoch, 2);
    assert_eq!(table.stands(ERIK), LobbyState::Waiting);
}

impl Table {
    fn opens_and_goes(&mut self, person: PersonId) {
        let socket = SocketId {
            no: 7_000_000 + u64::try_from(person.0.as_u128()).unwrap(),
            ..socket(HOST, 0)
        };
        let who = newcomer(person);
        self.apply(Input::Open {
            who,
            socket: Some(socket),
            link: Some(LINK.into()),
        })
        .unwrap();
        self.apply(Input::Gone { socket }).unwrap();
    }
}
