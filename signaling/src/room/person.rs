//! One person in a meeting.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{SEAT_KEPT, WAITING_KEPT};
use crate::protocol::{
    ConversationId, DeviceReport, LobbyState, NodeId, PersonId, SeatNo, TrackView,
};

/// One socket on one node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SocketId {
    /// The node that holds it.
    pub node: NodeId,
    /// Its number there.
    pub no: u64,
}

/// A seat that is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seated {
    /// Its number.
    pub no: SeatNo,
    /// The socket that speaks for it.
    pub socket: SocketId,
    /// Since when that socket is gone.
    pub lost_since: Option<Timestamp>,
    /// What is sent from it.
    pub tracks: Vec<TrackView>,
}

/// What is stored of a person, so that another node can go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRecord {
    /// Who.
    pub person: PersonId,
    /// Their name here.
    pub name: String,
    /// What they do; empty for guests.
    pub title: String,
    /// Whether they are of the staff.
    pub is_staff: bool,
    /// Where they stand.
    pub state: LobbyState,
    /// Since when.
    pub since: Timestamp,
    /// When they were last inside.
    pub inside_at: Option<Timestamp>,
    /// Put aside because nobody hosts, and back when somebody does.
    pub held_for_host: bool,
    /// What their check found.
    pub device: DeviceReport,
    /// When they agreed to the conditions.
    pub consent_at: Option<Timestamp>,
    /// The link they came by.
    pub link: Option<String>,
    /// Their seat, when they have one.
    pub seat: Option<SeatNo>,
    /// Where they write with the host while they wait.
    pub thread: Option<ConversationId>,
}

/// Somebody in the meeting, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What is stored.
    pub record: PersonRecord,
    /// Their sockets that look at the meeting.
    pub sockets: BTreeSet<SocketId>,
    /// Since when there is none.
    pub absent_since: Option<Timestamp>,
    /// Where they sit.
    pub seat: Option<Seated>,
}

impl Person {
    /// As found in the store at `now`: nobody's socket is known yet, and seats are of an earlier room.
    pub(super) fn restored(mut record: PersonRecord, now: Timestamp) -> Self {
        record.seat = None;
        if record.state == LobbyState::InRoom {
            // They were inside until just now, and take a new seat by themselves.
            record.inside_at = Some(now);
            record.state = LobbyState::Called;
            record.since = now;
        }
        Self {
            record,
            sockets: BTreeSet::new(),
            absent_since: Some(now),
            seat: None,
        }
    }

    /// When the clock alone changes something about them.
    pub(super) fn deadline(&self, is_host: bool) -> Option<Timestamp> {
        if let Some(lost) = self.seat.as_ref().and_then(|seat| seat.lost_since) {
            return Some(lost + SEAT_KEPT);
        }
        if self.seat.is_some() {
            return None;
        }
        let absent = self.absent_since.map(|at| at.max(self.record.since));
        let from = match self.record.state {
            LobbyState::Called if !is_host => Some(self.record.since),
            LobbyState::Checking | LobbyState::Waiting => self.absent_since,
            LobbyState::Called | LobbyState::Held => absent,
            LobbyState::InRoom | LobbyState::Left | LobbyState::Removed => None,
        };
        from.map(|at| at + WAITING_KEPT)
    }

    /// Whether they have a seat whose socket is there.
    pub fn sits_well(&self) -> bool {
        self.seat
            .as_ref()
            .is_some_and(|seat| seat.lost_since.is_none())
    }

    /// Whether they count among those inside: called, seated, or put aside.
    pub fn is_inside(&self) -> bool {
        matches!(
            self.record.state,
            LobbyState::Called | LobbyState::InRoom | LobbyState::Held
        )
    }

    /// Whether they sit in the call and are not put aside.
    pub fn is_in_call(&self) -> bool {
        self.record.state == LobbyState::InRoom && self.seat.is_some()
    }
}
