//! Seats: sitting down, coming back, being lost, rising.

use jiff::Timestamp;

use super::{MediaDo, Refusal, Seated, SocketId, State, state::Done};
use crate::protocol::{
    FarewellNext, LobbyState, MAX_IN_ROOM, MeetingReply, PersonId, SeatNo, TrackView,
};

impl State {
    pub(super) fn join(
        &mut self,
        now: Timestamp,
        person: PersonId,
        socket: SocketId,
        wanted: Option<SeatNo>,
        take_over: bool,
    ) -> Done {
        self.may_join(person)?;
        let one = self
            .people
            .get_mut(&person)
            .ok_or_else(Refusal::not_found)?;
        if let Some(seat) = &mut one.seat {
            if wanted == Some(seat.no) && (seat.lost_since.is_some() || seat.socket == socket) {
                return Ok(self.resume(now, person, socket));
            }
            let is_lost = seat.lost_since.is_some();
            // Within one socket's life there is one page: it has begun anew.
            let is_own = seat.socket == socket;
            // A page whose old socket has not been missed yet comes back for its seat.
            if wanted == Some(seat.no) && take_over {
                return Ok(self.resume(now, person, socket));
            }
            if !is_lost && !is_own && !take_over {
                return Err(Refusal::conflict(
                    "you sit there already, in another tab or on another device",
                ));
            }
            let old = seat.no;
            self.rise(now, person);
            if !is_lost && !is_own {
                self.farewell(person, Some(old), FarewellNext::TakenOver);
            }
        }
        Ok(self.sit(now, person, socket))
    }

    /// The host may at any time; who was called or is inside may; nobody else.
    fn may_join(&self, person: PersonId) -> Result<(), Refusal> {
        let one = self.people.get(&person).ok_or_else(Refusal::not_found)?;
        let is_host = person == self.room.host;
        if !is_host && !one.is_inside() {
            return Err(match one.record.state {
                LobbyState::Removed => Refusal::removed(),
                _ => Refusal::forbidden("the host has not let you in"),
            });
        }
        let inside = self
            .people
            .values()
            .filter(|other| other.seat.is_some() && other.record.person != person);
        if inside.count() >= MAX_IN_ROOM {
            return Err(Refusal::conflict("the call is full"));
        }
        Ok(())
    }

    fn resume(&mut self, now: Timestamp, person: PersonId, socket: SocketId) -> MeetingReply {
        if let Some(one) = self.people.get_mut(&person)
            && let Some(seat) = &mut one.seat
        {
            seat.socket = socket;
            seat.lost_since = None;
            if one.record.is_staff {
                self.changed.follows.capacity.push(person);
            }
        }
        self.changed.room = true;
        self.changed.lobby = true;
        if person == self.room.host {
            self.release_for_host(now);
        }
        self.joined(person, true)
    }

    fn sit(&mut self, now: Timestamp, person: PersonId, socket: SocketId) -> MeetingReply {
        let no = SeatNo(self.room.next_seat);
        self.room.next_seat = self.room.next_seat.saturating_add(1);
        self.room.started_at.get_or_insert(now);
        self.changed.room_record = true;
        let held = self
            .people
            .get(&person)
            .is_some_and(|one| one.record.state == LobbyState::Held);
        if !held {
            self.set_state(now, person, LobbyState::InRoom);
        }
        if let Some(one) = self.people.get_mut(&person) {
            one.seat = Some(Seated {
                no,
                socket,
                lost_since: None,
                tracks: Vec::new(),
            });
            one.record.seat = Some(no);
            if one.record.is_staff {
                self.changed.follows.capacity.push(person);
            }
        }
        self.changed.people.insert(person);
        self.changed.room = true;
        self.changed.lobby = true;
        self.changed.follows.summary = true;
        self.changed
            .follows
            .media
            .push(MediaDo::Sit { person, seat: no });
        if held {
            let seat = no;
            self.changed.follows.media.push(MediaDo::SetApart {
                person,
                seat,
                apart: true,
            });
        }
        if person == self.room.host {
            self.release_for_host(now);
        }
        self.joined(person, false)
    }

    fn joined(&self, person: PersonId, resumed: bool) -> MeetingReply {
        let seat = self.people.get(&person).and_then(|one| one.seat.as_ref());
        MeetingReply::Joined {
            seat: seat.map_or(SeatNo(0), |seat| seat.no),
            resumed,
            room: self.room_view(person),
            ice_servers: Vec::new(),
        }
    }

    /// Takes the seat away, if there is one.
    pub(super) fn rise(&mut self, now: Timestamp, person: PersonId) -> Option<SeatNo> {
        let one = self.people.get_mut(&person)?;
        let seat = one.seat.take()?;
        one.record.seat = None;
        one.record.inside_at = Some(seat.lost_since.unwrap_or(now));
        if one.record.is_staff {
            self.changed.follows.capacity.push(person);
        }
        self.changed.people.insert(person);
        self.changed.room = true;
        self.changed.lobby = true;
        self.changed.follows.summary = true;
        let seat = seat.no;
        self.changed
            .follows
            .media
            .push(MediaDo::Rise { person, seat });
        Some(seat)
    }

    pub(super) fn set_tracks(&mut self, seat: SeatNo, tracks: Vec<TrackView>) {
        let seats = self.people.values_mut().filter_map(|one| one.seat.as_mut());
        for own in seats {
            if own.no == seat && own.tracks != tracks {
                own.tracks = tracks;
                self.changed.room = true;
                return;
            }
        }
    }
}
