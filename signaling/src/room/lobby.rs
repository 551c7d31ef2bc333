//! The waiting room.

use jiff::Timestamp;

use super::{
    MAX_KNOWN, Newcomer, Person, PersonRecord, RETURN_WITHIN, Refusal, SocketId, State,
    state::Done, text::one_line,
};
use crate::protocol::{
    DeviceReport, FarewellNext, LobbyState, MAX_NAME_CHARS, MAX_WAITING, MeetingReply, PersonId,
};

impl State {
    /// Somebody looks at the meeting's page. Who was there before is where they were.
    pub(super) fn open(
        &mut self,
        now: Timestamp,
        who: Newcomer,
        socket: Option<SocketId>,
        link: Option<String>,
    ) -> Done {
        if self
            .people
            .get(&who.person)
            .is_some_and(|one| one.record.state == LobbyState::Removed)
        {
            return Err(Refusal::removed());
        }
        if self.is_over() {
            return Ok(MeetingReply::Done);
        }
        if !self.people.contains_key(&who.person) {
            self.make_place()?;
            self.people.insert(who.person, newcomer(&who, link, now));
            self.changed.people.insert(who.person);
        }
        if let Some(socket) = socket {
            self.attach(who.person, socket);
        }
        Ok(MeetingReply::Done)
    }

    /// Whoever only looked and went is forgotten before anybody is turned away.
    fn make_place(&mut self) -> Result<(), Refusal> {
        if self.people.len() < MAX_KNOWN {
            return Ok(());
        }
        let only_looked = |one: &&Person| {
            one.sockets.is_empty()
                && one.record.consent_at.is_none()
                && !one.record.is_staff
                && matches!(one.record.state, LobbyState::Checking | LobbyState::Left)
        };
        let oldest = self.people.values().filter(only_looked);
        let oldest = oldest.min_by_key(|one| one.record.since);
        let Some(oldest) = oldest.map(|one| one.record.person) else {
            return Err(Refusal::conflict("too many look at this meeting just now"));
        };
        self.people.remove(&oldest);
        Ok(())
    }

    pub(super) fn attach(&mut self, person: PersonId, socket: SocketId) {
        let Some(one) = self.people.get_mut(&person) else {
            return;
        };
        if one.sockets.insert(socket) && one.absent_since.take().is_some() {
            self.changed.lobby = true;
        }
    }

    pub(super) fn detach(&mut self, now: Timestamp, is_gone: impl Fn(&SocketId) -> bool) {
        for one in self.people.values_mut() {
            let before = one.sockets.len();
            one.sockets.retain(|socket| !is_gone(socket));
            if before == one.sockets.len() {
                continue;
            }
            if one.sockets.is_empty() {
                one.absent_since = Some(now);
                self.changed.lobby = true;
            }
            if let Some(seat) = &mut one.seat
                && seat.lost_since.is_none()
                && is_gone(&seat.socket)
            {
                seat.lost_since = Some(now);
                self.changed.room = true;
                self.changed.lobby = true;
                self.changed.follows.summary = true;
                if one.record.is_staff {
                    self.changed.follows.capacity.push(one.record.person);
                }
            }
        }
    }

    pub(super) fn enter(
        &mut self,
        now: Timestamp,
        person: PersonId,
        name: &str,
        device: DeviceReport,
        consent: bool,
    ) -> Done {
        let waiting = self.count_waiting();
        let locked = self.room.locked;
        let is_host = person == self.room.host;
        let one = self
            .people
            .get_mut(&person)
            .ok_or_else(Refusal::not_found)?;
        let record = &one.record;
        if record.state == LobbyState::Removed {
            return Err(Refusal::removed());
        }
        if !consent {
            return Err(Refusal::invalid("the conditions must be agreed to"));
        }
        let name = match one_line(name, MAX_NAME_CHARS) {
            // A name is given once: nobody becomes somebody else on the way.
            _ if record.is_staff || record.consent_at.is_some() => record.name.clone(),
            given if given.is_empty() => record.name.clone(),
            given => given,
        };
        if name.is_empty() {
            return Err(Refusal::invalid(
                "a name is needed, so that the host knows who asks",
            ));
        }
        let returns = record.inside_at.is_some_and(|at| now <= at + RETURN_WITHIN);
        let next = match record.state {
            LobbyState::Checking | LobbyState::Left if is_host || returns => LobbyState::Called,
            LobbyState::Checking | LobbyState::Left => {
                if locked {
                    return Err(Refusal::conflict("the door is locked just now"));
                }
                if waiting >= MAX_WAITING {
                    return Err(Refusal::conflict("the waiting room is full"));
                }
                LobbyState::Waiting
            }
            as_it_is => as_it_is,
        };
        one.record.name = name;
        one.record.device = device;
        one.record.consent_at.get_or_insert(now);
        let wants_thread = !one.record.is_staff && one.record.thread.is_none();
        self.changed.people.insert(person);
        self.changed.lobby = true;
        self.set_state(now, person, next);
        if wants_thread {
            self.changed.follows.wants_thread = Some(person);
        }
        Ok(MeetingReply::Lobby {
            lobby: self.lobby_view(person),
        })
    }

    pub(super) fn update(&mut self, person: PersonId, device: DeviceReport) -> Done {
        let one = self
            .people
            .get_mut(&person)
            .ok_or_else(Refusal::not_found)?;
        if one.record.state == LobbyState::Removed {
            return Err(Refusal::removed());
        }
        if one.record.device != device {
            one.record.device = device;
            self.changed.people.insert(person);
            self.changed.lobby = true;
        }
        Ok(MeetingReply::Done)
    }

    pub(super) fn leave(&mut self, now: Timestamp, person: PersonId, hold: bool) -> Done {
        let is_host = person == self.room.host;
        if hold && !is_host {
            return Err(Refusal::forbidden("only the host puts people on hold"));
        }
        let one = self.people.get(&person).ok_or_else(Refusal::not_found)?;
        if one.record.state == LobbyState::Removed {
            return Ok(MeetingReply::Farewell {
                next: FarewellNext::Removed,
            });
        }
        let was_aside = one.record.state == LobbyState::Held;
        self.rise(now, person);
        self.set_state(now, person, LobbyState::Left);
        if was_aside {
            // Going and coming back at once is no way out of it.
            self.forget_inside(person);
        }
        if hold {
            self.hold_all_for_host(now);
        }
        Ok(MeetingReply::Farewell {
            next: FarewellNext::MayReturn,
        })
    }

    /// Who came by a link that was taken back is sent away, unless they are inside.
    pub(super) fn revoke(&mut self, now: Timestamp, link: &str) {
        let came = |one: &&Person| {
            one.record.link.as_deref() == Some(link)
                && !one.is_inside()
                && one.record.state != LobbyState::Removed
        };
        let came = self.people.values().filter(came);
        let came: Vec<PersonId> = came.map(|one| one.record.person).collect();
        for person in came {
            self.set_state(now, person, LobbyState::Removed);
            self.farewell(person, None, FarewellNext::LinkRevoked);
        }
    }

    pub(super) fn count_waiting(&self) -> usize {
        // Ghosts take nobody's place.
        let waits =
            |one: &&Person| one.record.state == LobbyState::Waiting && one.absent_since.is_none();
        self.people.values().filter(waits).count()
    }

    /// What the clock does to one person.
    pub(super) fn pass_time_of(&mut self, now: Timestamp, person: PersonId) {
        let Some(one) = self.people.get(&person) else {
            return;
        };
        let is_host = person == self.room.host;
        if one.deadline(is_host).is_none_or(|at| now < at) {
            return;
        }
        let (state, absent) = (one.record.state, one.absent_since.is_some());
        if one.seat.is_some() {
            self.rise(now, person);
            // Whoever was put aside stays so: coming back is no way out of it.
            if state != LobbyState::Held {
                self.set_state(now, person, LobbyState::Left);
            }
            return;
        }
        let hesitated = state == LobbyState::Called && !absent;
        let next = if hesitated {
            LobbyState::Waiting
        } else {
            LobbyState::Left
        };
        self.set_state(now, person, next);
        if (hesitated || state == LobbyState::Held)
            && let Some(one) = self.people.get_mut(&person)
        {
            // Neither is a way in without knocking.
            one.record.inside_at = None;
        }
    }
}

fn newcomer(who: &Newcomer, link: Option<String>, now: Timestamp) -> Person {
    let record = PersonRecord {
        person: who.person,
        name: one_line(&who.name, MAX_NAME_CHARS),
        title: who.title.clone(),
        is_staff: who.is_staff,
        state: LobbyState::Checking,
        since: now,
        inside_at: None,
        held_for_host: false,
        device: DeviceReport::default(),
        consent_at: None,
        link,
        seat: None,
        thread: None,
    };
    Person {
        record,
        sockets: Default::default(),
        absent_since: Some(now),
        seat: None,
    }
}
