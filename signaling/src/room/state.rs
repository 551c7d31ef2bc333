//! The room as a value, and what may happen to it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{FORGOTTEN, HOST_ABSENT, Person, PersonRecord, SocketId};
use crate::protocol::{
    ErrorCode, FarewellNext, LobbyState, MeetingEvent, MeetingReply, MeetingVerb, NodeId, PersonId,
    SeatNo, TrackView,
};

/// What is stored of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomRecord {
    /// Who hosts it.
    pub host: PersonId,
    /// Whether the door is locked.
    pub locked: bool,
    /// The number of the next seat.
    pub next_seat: u32,
    /// Grows with each node that takes the room.
    pub epoch: u32,
    /// When the first one sat.
    pub started_at: Option<Timestamp>,
    /// When the meeting ended.
    pub ended_at: Option<Timestamp>,
}

/// Somebody who may be here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newcomer {
    /// Who.
    pub person: PersonId,
    /// Their name; may be empty for guests.
    pub name: String,
    /// What they do.
    pub title: String,
    /// Whether they are of the staff.
    pub is_staff: bool,
}

/// What happens to a room; it crosses from the node that hears it to the one that has the room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Input {
    /// Somebody who may opened the meeting's page.
    Open {
        /// Who.
        who: Newcomer,
        /// On this socket; none over HTTP, where nothing is heard.
        socket: Option<SocketId>,
        /// By this link.
        link: Option<String>,
    },
    /// A socket that looked at the meeting before still does: told when a room begins anew elsewhere.
    Here {
        /// Whose.
        person: PersonId,
        /// Which.
        socket: SocketId,
    },
    /// Somebody acts.
    Act {
        /// Who.
        person: PersonId,
        /// On this socket.
        socket: Option<SocketId>,
        /// What.
        verb: MeetingVerb,
    },
    /// A socket is gone.
    Gone {
        /// Which.
        socket: SocketId,
    },
    /// A node is gone, and its sockets with it.
    NodeGone {
        /// Which.
        node: NodeId,
    },
    /// What a seat sends has changed.
    Tracks {
        /// Which.
        seat: SeatNo,
        /// All of it.
        tracks: Vec<TrackView>,
    },
    /// A link no longer holds.
    Revoked {
        /// Which.
        link: String,
    },
    /// A waiting guest has a thread with the host now.
    Thread {
        /// Who waits.
        person: PersonId,
        /// The conversation.
        thread: crate::protocol::ConversationId,
    },
    /// Time has passed: see [`State::due`].
    Tick,
}

/// Something to do with media.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaDo {
    /// Opens a seat.
    Sit {
        /// Whose.
        person: PersonId,
        /// Which.
        seat: SeatNo,
    },
    /// Ends one.
    Rise {
        /// Whose.
        person: PersonId,
        /// Which.
        seat: SeatNo,
    },
    /// Puts one aside or takes it back.
    SetApart {
        /// Whose.
        person: PersonId,
        /// Which.
        seat: SeatNo,
        /// Whether it is aside.
        apart: bool,
    },
}

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The kind.
    pub code: ErrorCode,
    /// In words.
    pub message: &'static str,
}

impl Refusal {
    pub(super) const fn conflict(message: &'static str) -> Self {
        Self {
            code: ErrorCode::Conflict,
            message,
        }
    }

    pub(super) const fn forbidden(message: &'static str) -> Self {
        Self {
            code: ErrorCode::Forbidden,
            message,
        }
    }

    pub(super) const fn invalid(message: &'static str) -> Self {
        Self {
            code: ErrorCode::Invalid,
            message,
        }
    }

    pub(super) const fn not_found() -> Self {
        Self {
            code: ErrorCode::NotFound,
            message: "nobody of that id is there",
        }
    }

    pub(super) const fn ended() -> Self {
        Self {
            code: ErrorCode::Ended,
            message: "the meeting has ended",
        }
    }

    pub(super) const fn removed() -> Self {
        Self {
            code: ErrorCode::Forbidden,
            message: "the host has said no",
        }
    }
}

/// The meeting is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// Since when people were in the call, if anybody was.
    pub started_at: Option<Timestamp>,
    /// Now.
    pub ended_at: Timestamp,
}

/// What follows: to be stored first, then carried out and told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Follows {
    /// People whose record has changed.
    pub save: Vec<PersonRecord>,
    /// The room's record, when it has changed.
    pub save_room: Option<RoomRecord>,
    /// What to do with media, in this order.
    pub media: Vec<MediaDo>,
    /// What to tell whom.
    pub tell: Vec<(PersonId, MeetingEvent)>,
    /// Set when it is over.
    pub ended: Option<Ending>,
    /// Staff who have come into a call or gone out of one: their capacity has changed.
    pub capacity: Vec<PersonId>,
    /// Whether lists of meetings show something else now.
    pub summary: bool,
    /// Somebody knocked who has no thread with the host yet.
    pub wants_thread: Option<PersonId>,
}

/// The room. Change it by [`State::apply`] only.
#[derive(Debug, Clone)]
pub struct State {
    pub(super) room: RoomRecord,
    /// Of views: grows with each change, and from epoch to epoch.
    pub(super) revision: i64,
    pub(super) people: BTreeMap<PersonId, Person>,
    /// Since when no host sits, while others do.
    pub(super) no_host_since: Option<Timestamp>,
    /// Since when nobody is here.
    pub(super) empty_since: Option<Timestamp>,
    pub(super) changed: Changed,
}

/// What one input has changed.
#[derive(Debug, Clone, Default)]
pub(super) struct Changed {
    pub(super) people: BTreeSet<PersonId>,
    pub(super) room_record: bool,
    pub(super) room: bool,
    pub(super) lobby: bool,
    pub(super) follows: Follows,
}

pub(super) type Done = std::result::Result<MeetingReply, Refusal>;

impl State {
    /// A room as it was stored, at `now`.
    pub fn restore(room: RoomRecord, people: Vec<PersonRecord>, now: Timestamp) -> Self {
        let people = people.into_iter().map(|record| {
            let person = Person::restored(record, now);
            (person.record.person, person)
        });
        Self {
            revision: i64::from(room.epoch) << 32,
            room,
            people: people.collect(),
            no_host_since: None,
            empty_since: Some(now),
            changed: Changed::default(),
        }
    }

    /// Takes what happened at `now`. A refusal changes nothing but what time has changed by itself.
    pub fn apply(&mut self, now: Timestamp, input: Input) -> (Done, Follows) {
        self.pass_time(now);
        let done = self.take(now, input);
        self.settle(now);
        (done, self.follows(now))
    }

    /// When [`Input::Tick`] is needed next.
    pub fn due(&self) -> Option<Timestamp> {
        if self.is_over() {
            return None;
        }
        let people = self.people.values();
        let people = people.map(|one| one.deadline(one.record.person == self.room.host));
        let host = self.no_host_since.map(|at| at + HOST_ABSENT);
        let forgotten = self.empty_since.map(|at| at + FORGOTTEN);
        people.chain([host, forgotten]).flatten().min()
    }

    /// Whether the meeting has ended.
    pub fn is_over(&self) -> bool {
        self.room.ended_at.is_some()
    }

    /// The room's record.
    pub fn room(&self) -> &RoomRecord {
        &self.room
    }

    /// Everybody known.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }

    /// Somebody.
    pub fn person(&self, person: PersonId) -> Option<&Person> {
        self.people.get(&person)
    }

    /// Whether `person` has this seat.
    pub fn sits(&self, person: PersonId, seat: SeatNo) -> bool {
        let own = self.people.get(&person).and_then(|one| one.seat.as_ref());
        own.is_some_and(|own| own.no == seat)
    }

    /// Nodes whose sockets are here.
    pub fn nodes(&self) -> BTreeSet<NodeId> {
        let sockets = self.people.values().flat_map(|one| &one.sockets);
        sockets.map(|socket| socket.node).collect()
    }

    fn take(&mut self, now: Timestamp, input: Input) -> Done {
        match input {
            Input::Open { who, socket, link } => self.open(now, who, socket, link),
            Input::Here { person, socket } => {
                self.attach(person, socket);
                Ok(MeetingReply::Done)
            }
            Input::Act {
                person,
                socket,
                verb,
            } => {
                if self.is_over() {
                    return Err(Refusal::ended());
                }
                if !self.people.contains_key(&person) {
                    return Err(Refusal::forbidden("open the meeting first"));
                }
                if let Some(socket) = socket {
                    self.attach(person, socket);
                }
                if verb.is_the_hosts() {
                    return self.host_verb(now, person, verb);
                }
                self.own_verb(now, person, socket, verb)
            }
            Input::Gone { socket } => {
                self.detach(now, |one| *one == socket);
                Ok(MeetingReply::Done)
            }
            Input::NodeGone { node } => {
                self.detach(now, |one| one.node == node);
                Ok(MeetingReply::Done)
            }
            Input::Tracks { seat, tracks } => {
                self.set_tracks(seat, tracks);
                Ok(MeetingReply::Done)
            }
            Input::Revoked { link } => {
                self.revoke(now, &link);
                Ok(MeetingReply::Done)
            }
            Input::Thread { person, thread } => {
                if let Some(one) = self.people.get_mut(&person) {
                    one.record.thread = Some(thread);
                    self.changed.people.insert(person);
                    self.changed.lobby = true;
                }
                Ok(MeetingReply::Done)
            }
            Input::Tick => Ok(MeetingReply::Done),
        }
    }

    fn own_verb(
        &mut self,
        now: Timestamp,
        person: PersonId,
        socket: Option<SocketId>,
        verb: MeetingVerb,
    ) -> Done {
        match verb {
            MeetingVerb::Enter {
                name,
                device,
                consent,
            } => self.enter(now, person, &name, device, consent),
            MeetingVerb::Update { device } => self.update(person, device),
            MeetingVerb::Leave { hold } => self.leave(now, person, hold),
            MeetingVerb::Join { seat, take_over } => {
                let socket =
                    socket.ok_or_else(|| Refusal::invalid("a call needs a socket: join by it"))?;
                self.join(now, person, socket, seat, take_over)
            }
            _ => match verb.seat() {
                // Media and quality are the task's; here only the seat is looked at.
                Some(seat) if !self.sits(person, seat) => Err(Refusal::conflict(
                    "this seat is no longer yours: join again",
                )),
                _ => Ok(MeetingReply::Done),
            },
        }
    }

    /// What has become true by the clock alone.
    fn pass_time(&mut self, now: Timestamp) {
        if self.is_over() {
            return;
        }
        let everybody: Vec<PersonId> = self.people.keys().copied().collect();
        for person in everybody {
            self.pass_time_of(now, person);
        }
        if self.no_host_since.is_some_and(|at| now >= at + HOST_ABSENT) {
            self.hold_all_for_host(now);
        }
        if self.empty_since.is_some_and(|at| now >= at + FORGOTTEN) {
            self.end(now);
        }
    }

    /// Puts right what depends on everything else: since when nobody hosts, since when nobody is here.
    fn settle(&mut self, now: Timestamp) {
        if self.is_over() {
            self.no_host_since = None;
            self.empty_since = None;
            return;
        }
        let host_sits = self
            .people
            .get(&self.room.host)
            .is_some_and(Person::sits_well);
        let others = self
            .people
            .values()
            .any(|one| one.record.person != self.room.host && one.is_in_call());
        self.no_host_since = match (host_sits, others) {
            (false, true) => Some(self.no_host_since.unwrap_or(now)),
            _ => None,
        };
        let somebody = self
            .people
            .values()
            .any(|one| one.seat.is_some() || !one.sockets.is_empty());
        self.empty_since = match somebody {
            true => None,
            false => Some(self.empty_since.unwrap_or(now)),
        };
    }

    /// Ends the meeting for everybody.
    pub(super) fn end(&mut self, now: Timestamp) {
        let everybody: Vec<PersonId> = self.people.keys().copied().collect();
        for person in everybody {
            let Some(one) = self.people.get(&person) else {
                continue;
            };
            let was = one.record.state;
            let seat = self.rise(now, person);
            if was == LobbyState::Removed {
                continue;
            }
            self.set_state(now, person, LobbyState::Left);
            self.farewell(person, seat, FarewellNext::Ended);
        }
        self.room.ended_at = Some(now);
        self.changed.room_record = true;
        self.changed.follows.summary = true;
        self.changed.follows.ended = Some(Ending {
            started_at: self.room.started_at,
            ended_at: now,
        });
    }

    pub(super) fn set_state(&mut self, now: Timestamp, person: PersonId, state: LobbyState) {
        let Some(one) = self.people.get_mut(&person) else {
            return;
        };
        if one.record.state == state {
            return;
        }
        if one.record.state == LobbyState::Called {
            one.record.inside_at = Some(now);
        }
        one.record.state = state;
        one.record.since = now;
        if state != LobbyState::Held {
            one.record.held_for_host = false;
        }
        self.changed.people.insert(person);
        self.changed.lobby = true;
        self.changed.room = true;
        self.changed.follows.summary = true;
    }

    pub(super) fn farewell(&mut self, person: PersonId, seat: Option<SeatNo>, next: FarewellNext) {
        self.changed
            .follows
            .tell
            .push((person, MeetingEvent::Farewell { seat, next }));
    }
}
