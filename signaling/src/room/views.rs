//! What each person sees, and what is told after a change.

use crate::protocol::{
    HostState, HostView, LobbyState, LobbyView, MeetingEvent, PanelView, PersonId, RoomPerson,
    RoomView, SeatState, WaitingPerson,
};

use super::{Follows, Person, RETURN_WITHIN, State, state::Changed};

impl State {
    /// One's own place. Conversations are filled in by who knows them.
    pub fn lobby_view(&self, person: PersonId) -> LobbyView {
        let one = self.people.get(&person);
        let record = one.map(|one| &one.record);
        LobbyView {
            revision: self.revision,
            state: record.map_or(LobbyState::Checking, |record| record.state),
            since: record.map_or(jiff::Timestamp::UNIX_EPOCH, |record| record.since),
            host: self.host_view(),
            locked: self.room.locked,
            is_host: person == self.room.host,
            name: record.map_or_else(String::new, |record| record.name.clone()),
            conversation: None,
            thread: record.and_then(|record| record.thread),
            seat: one
                .and_then(|one| one.seat.as_ref())
                .map(|seat| match seat.lost_since {
                    None => SeatState::Live,
                    Some(_) => SeatState::Lost,
                }),
        }
    }

    fn host_view(&self) -> HostView {
        let host = self.people.get(&self.room.host);
        let state = match host {
            Some(host) if host.sits_well() => HostState::InRoom,
            Some(host) if host.seat.is_some() => HostState::Lost,
            Some(host) if host.absent_since.is_none() => HostState::Near,
            _ => HostState::Away,
        };
        HostView {
            person: self.room.host,
            name: host.map_or_else(String::new, |host| host.record.name.clone()),
            title: host.map_or_else(String::new, |host| host.record.title.clone()),
            state,
        }
    }

    /// The call, for somebody in it: whoever is put aside sees nobody but themselves and the host.
    pub fn room_view(&self, person: PersonId) -> RoomView {
        let held = self
            .people
            .get(&person)
            .is_some_and(|one| one.record.state == LobbyState::Held);
        let seen = |one: &&Person| {
            one.seat.is_some()
                && (!held || one.record.person == person || one.record.person == self.room.host)
        };
        let mut people: Vec<&Person> = self.people.values().filter(seen).collect();
        people.sort_by_key(|one| one.seat.as_ref().map(|seat| seat.no));
        RoomView {
            epoch: self.room.epoch,
            revision: self.revision,
            locked: self.room.locked,
            people: people
                .into_iter()
                .map(|one| self.room_person(one))
                .collect(),
            since: self.room.started_at.unwrap_or(jiff::Timestamp::UNIX_EPOCH),
        }
    }

    fn room_person(&self, one: &Person) -> RoomPerson {
        let seat = one.seat.as_ref();
        RoomPerson {
            person: one.record.person,
            name: one.record.name.clone(),
            title: one.record.title.clone(),
            is_host: one.record.person == self.room.host,
            is_staff: one.record.is_staff,
            held: one.record.state == LobbyState::Held,
            lost: !one.sits_well(),
            tracks: seat.map(|seat| seat.tracks.clone()).unwrap_or_default(),
        }
    }

    /// Who waits, was put aside or has just left, longest first.
    pub fn panel_view(&self, now: jiff::Timestamp) -> PanelView {
        let shown = |one: &&Person| match one.record.state {
            LobbyState::Waiting | LobbyState::Called | LobbyState::Held => true,
            LobbyState::Checking => {
                one.absent_since.is_none() && one.record.person != self.room.host
            }
            LobbyState::Left => {
                one.record.person != self.room.host
                    && one.record.consent_at.is_some()
                    && now <= one.record.since + RETURN_WITHIN
            }
            LobbyState::InRoom | LobbyState::Removed => false,
        };
        let mut people: Vec<&Person> = self.people.values().filter(shown).collect();
        people.sort_by_key(|one| (one.record.since, one.record.person));
        // Who has knocked comes before who only looks: many lookers must not hide them.
        people.sort_by_key(|one| one.record.state == LobbyState::Checking);
        people.truncate(super::MAX_KNOWN.min(2 * crate::protocol::MAX_WAITING));
        let people = people.into_iter().map(|one| WaitingPerson {
            person: one.record.person,
            name: one.record.name.clone(),
            state: one.record.state,
            since: one.record.since,
            present: one.absent_since.is_none(),
            device: one.record.device,
            thread: one.record.thread,
        });
        PanelView {
            revision: self.revision,
            people: people.collect(),
            locked: self.room.locked,
        }
    }

    /// Takes what the last input has changed: records to store, views to tell.
    pub(super) fn follows(&mut self, now: jiff::Timestamp) -> Follows {
        let changed: Changed = std::mem::take(&mut self.changed);
        let mut follows = changed.follows;
        follows.capacity.sort_unstable();
        follows.capacity.dedup();
        if changed.room || changed.lobby {
            self.revision += 1;
        }
        if changed.room_record {
            follows.save_room = Some(self.room.clone());
        }
        let records = changed.people.iter().filter_map(|id| self.people.get(id));
        // Whoever only looks leaves no trace.
        let stays = |one: &&Person| one.record.is_staff || one.record.consent_at.is_some();
        let records = records.filter(stays);
        follows.save = records.map(|one| one.record.clone()).collect();
        if self.is_over() {
            return follows;
        }
        let mut views = Vec::new();
        for (id, one) in &self.people {
            let is_out = matches!(one.record.state, LobbyState::Removed);
            if changed.lobby && !is_out && !one.sockets.is_empty() {
                let lobby = self.lobby_view(*id);
                views.push((*id, MeetingEvent::Lobby { lobby }));
            }
            if changed.room && one.seat.is_some() {
                let room = self.room_view(*id);
                views.push((*id, MeetingEvent::Room { room }));
            }
        }
        if changed.lobby {
            follows.summary = true;
            let panel = self.panel_view(now);
            views.push((self.room.host, MeetingEvent::Panel { panel }));
        }
        // Views first: a farewell that follows from the same change is the last word.
        views.append(&mut follows.tell);
        follows.tell = views;
        follows
    }
}
