//! What the host may do.

use jiff::Timestamp;

use super::{MediaDo, Person, Refusal, State, state::Done};
use crate::protocol::{
    FarewellNext, LobbyState, MAX_IN_ROOM, MeetingEvent, MeetingReply, MeetingVerb, PersonId,
    TrackSource,
};

impl State {
    pub(super) fn host_verb(&mut self, now: Timestamp, by: PersonId, verb: MeetingVerb) -> Done {
        if by != self.room.host {
            return Err(Refusal::forbidden("only the host may"));
        }
        match verb {
            MeetingVerb::Admit { person } => self.admit(now, person)?,
            MeetingVerb::Deny { person } => self.deny(now, person)?,
            MeetingVerb::AdmitAll => self.admit_all(now)?,
            MeetingVerb::CallNext => self.call_next(now)?,
            MeetingVerb::Hold { person } => self.hold(now, self.other(person)?)?,
            MeetingVerb::Unhold { person } => self.unhold(now, self.other(person)?),
            MeetingVerb::ReturnToLobby { person } => self.return_to_lobby(now, self.other(person)?),
            MeetingVerb::Remove { person } => self.remove(now, self.other(person)?),
            MeetingVerb::MutePerson { person, source } => {
                self.please_mute(self.other(person)?, source);
            }
            MeetingVerb::Lock { locked } => {
                if self.room.locked != locked {
                    self.room.locked = locked;
                    self.changed.room_record = true;
                    self.changed.room = true;
                    self.changed.lobby = true;
                }
            }
            MeetingVerb::HandOver { to } => self.hand_over(to)?,
            MeetingVerb::End => self.end(now),
            _ => return Err(Refusal::invalid("this is no verb of the host's")),
        }
        Ok(MeetingReply::Done)
    }

    /// Somebody who is there and not the host.
    fn other(&self, person: PersonId) -> Result<PersonId, Refusal> {
        if person == self.room.host {
            return Err(Refusal::conflict("the host can't do this to themselves"));
        }
        match self.people.contains_key(&person) {
            true => Ok(person),
            false => Err(Refusal::not_found()),
        }
    }

    /// The host lets people in from inside: nobody should come to an empty room.
    fn has_opened(&self) -> Result<(), Refusal> {
        let sits = self
            .people
            .get(&self.room.host)
            .is_some_and(|host| host.seat.is_some());
        match sits {
            true => Ok(()),
            false => Err(Refusal::conflict("join the call first, then let others in")),
        }
    }

    fn places(&self) -> usize {
        let inside = self.people.values().filter(|one| one.is_inside());
        MAX_IN_ROOM.saturating_sub(inside.count())
    }

    fn admit(&mut self, now: Timestamp, person: PersonId) -> Result<(), Refusal> {
        self.has_opened()?;
        let person = self.other(person)?;
        match self.people.get(&person).map(|one| one.record.state) {
            Some(LobbyState::Waiting) if self.places() == 0 => {
                Err(Refusal::conflict("the call is full"))
            }
            Some(LobbyState::Waiting) => {
                self.set_state(now, person, LobbyState::Called);
                Ok(())
            }
            Some(LobbyState::Called | LobbyState::InRoom | LobbyState::Held) => Ok(()),
            _ => Err(Refusal::conflict("they don't wait any more")),
        }
    }

    /// Who waits and is connected, longest first.
    fn waiting(&self) -> Vec<PersonId> {
        let waits =
            |one: &&Person| one.record.state == LobbyState::Waiting && one.absent_since.is_none();
        let mut waiting: Vec<&Person> = self.people.values().filter(waits).collect();
        waiting.sort_by_key(|one| (one.record.since, one.record.person));
        waiting.iter().map(|one| one.record.person).collect()
    }

    fn admit_all(&mut self, now: Timestamp) -> Result<(), Refusal> {
        self.has_opened()?;
        let places = self.places();
        for person in self.waiting().into_iter().take(places) {
            self.set_state(now, person, LobbyState::Called);
        }
        Ok(())
    }

    fn call_next(&mut self, now: Timestamp) -> Result<(), Refusal> {
        match self.waiting().first() {
            Some(person) => self.admit(now, *person),
            None => Err(Refusal::conflict("nobody waits")),
        }
    }

    fn deny(&mut self, now: Timestamp, person: PersonId) -> Result<(), Refusal> {
        let person = self.other(person)?;
        match self.people.get(&person).map(|one| one.record.state) {
            Some(LobbyState::InRoom | LobbyState::Held) => Err(Refusal::conflict(
                "they are in the call: take them out instead",
            )),
            Some(LobbyState::Removed) => Ok(()),
            _ => {
                self.set_state(now, person, LobbyState::Removed);
                self.farewell(person, None, FarewellNext::Removed);
                Ok(())
            }
        }
    }

    fn hold(&mut self, now: Timestamp, person: PersonId) -> Result<(), Refusal> {
        match self.people.get(&person).map(|one| one.record.state) {
            Some(LobbyState::InRoom | LobbyState::Held) => {
                self.set_aside(now, person);
                // By the host's own wish from now on, whatever it was before.
                if let Some(one) = self.people.get_mut(&person) {
                    one.record.held_for_host = false;
                }
                Ok(())
            }
            _ => Err(Refusal::conflict("they are not in the call")),
        }
    }

    fn set_aside(&mut self, now: Timestamp, person: PersonId) {
        self.set_state(now, person, LobbyState::Held);
        self.set_apart(person, true);
    }

    fn set_apart(&mut self, person: PersonId, apart: bool) {
        let seat = self.people.get(&person).and_then(|one| one.seat.as_ref());
        if let Some(seat) = seat.map(|seat| seat.no) {
            let media = MediaDo::SetApart {
                person,
                seat,
                apart,
            };
            self.changed.follows.media.push(media);
        }
        self.changed.people.insert(person);
        self.changed.room = true;
        self.changed.lobby = true;
    }

    fn unhold(&mut self, now: Timestamp, person: PersonId) {
        let Some(one) = self.people.get(&person) else {
            return;
        };
        if one.record.state != LobbyState::Held {
            return;
        }
        match one.seat {
            Some(_) => {
                self.set_state(now, person, LobbyState::InRoom);
                self.set_apart(person, false);
            }
            // Their seat is gone: they may take a new one.
            None => self.set_state(now, person, LobbyState::Called),
        }
    }

    /// Nobody hosts: everybody waits where they sit.
    pub(super) fn hold_all_for_host(&mut self, now: Timestamp) {
        let others: Vec<PersonId> = self
            .people
            .values()
            .filter(|one| one.record.person != self.room.host && one.is_in_call())
            .map(|one| one.record.person)
            .collect();
        for person in others {
            self.set_aside(now, person);
            if let Some(one) = self.people.get_mut(&person) {
                one.record.held_for_host = true;
            }
        }
    }

    /// The host is back: whoever was put aside for that alone goes on.
    pub(super) fn release_for_host(&mut self, now: Timestamp) {
        let held: Vec<PersonId> = self
            .people
            .values()
            .filter(|one| one.record.state == LobbyState::Held && one.record.held_for_host)
            .map(|one| one.record.person)
            .collect();
        for person in held {
            self.unhold(now, person);
        }
    }

    fn return_to_lobby(&mut self, now: Timestamp, person: PersonId) {
        let Some(one) = self.people.get(&person) else {
            return;
        };
        if !one.is_inside() {
            return;
        }
        let seat = self.rise(now, person);
        self.set_state(now, person, LobbyState::Waiting);
        self.forget_inside(person);
        self.farewell(person, seat, FarewellNext::WaitingRoom);
    }

    fn remove(&mut self, now: Timestamp, person: PersonId) {
        let seat = self.rise(now, person);
        self.set_state(now, person, LobbyState::Removed);
        self.forget_inside(person);
        self.farewell(person, seat, FarewellNext::Removed);
    }

    /// Who was sent out does not come back without knocking.
    pub(super) fn forget_inside(&mut self, person: PersonId) {
        if let Some(one) = self.people.get_mut(&person) {
            one.record.inside_at = None;
        }
    }

    fn please_mute(&mut self, person: PersonId, source: TrackSource) {
        let seat = self.people.get(&person).and_then(|one| one.seat.as_ref());
        if let Some(seat) = seat.map(|seat| seat.no) {
            let event = MeetingEvent::PleaseMute { seat, source };
            self.changed.follows.tell.push((person, event));
        }
    }

    fn hand_over(&mut self, to: PersonId) -> Result<(), Refusal> {
        let to = self.people.get(&to).ok_or_else(Refusal::not_found)?;
        if !to.record.is_staff {
            return Err(Refusal::forbidden("only a colleague can host"));
        }
        if !to.is_in_call() {
            return Err(Refusal::conflict("they are not in the call"));
        }
        if to.record.person != self.room.host {
            self.room.host = to.record.person;
            self.changed.room_record = true;
            self.changed.room = true;
            self.changed.lobby = true;
            self.changed.follows.summary = true;
        }
        Ok(())
    }
}
