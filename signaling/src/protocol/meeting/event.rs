//! What a client hears of a meeting, on its `person` topic.

use super::super::PersonId;
use super::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a client does when it is out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FarewellNext {
    /// May come back: within 120 s without knocking, later by the waiting room.
    MayReturn,
    /// Is in the waiting room again, by the host's wish.
    WaitingRoom,
    /// The meeting is over.
    Ended,
    /// Was taken out, or told no.
    Removed,
    /// The link no longer holds.
    LinkRevoked,
    /// Sits elsewhere: another tab or device of the same person took over.
    TakenOver,
}

/// Something that happened in a meeting, for one person. What is for one seat names it: other tabs let it pass.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "what", rename_all = "snake_case")]
#[ts(export)]
pub enum MeetingEvent {
    /// One's own place changed.
    Lobby {
        /// The place, whole.
        lobby: LobbyView,
    },
    /// The call changed: who is there, what they send.
    Room {
        /// The call, whole.
        room: RoomView,
    },
    /// Who waits, for the host.
    Panel {
        /// The list, whole.
        panel: PanelView,
    },
    /// How it is for each of the others in the call, for the host: when something that is shown has changed, and no
    /// oftener than each tells it.
    Quality {
        /// All of them.
        quality: QualityView,
    },
    /// The server's offer of what one gets. To be answered with `sub_answer`.
    SubOffer {
        /// For this seat.
        seat: SeatNo,
        /// Its number.
        generation: Generation,
        /// The offer, candidates in it.
        sdp: String,
        /// What its lines carry; a line that isn't named is silent.
        lines: Vec<SubLine>,
        /// Set when it is for a connection made anew.
        fresh: bool,
    },
    /// The connection in which one sends was lost on the server's side: offer anew with new ICE credentials.
    PubRestart {
        /// For this seat.
        seat: SeatNo,
    },
    /// Who speaks, loudest first; empty when nobody does.
    Speakers {
        /// At most [`MAX_IN_ROOM`].
        people: Vec<PersonId>,
    },
    /// A track that was to come brings nothing, or does again.
    Dark {
        /// For this seat.
        seat: SeatNo,
        /// The track.
        track: TrackId,
        /// Whether it is dark.
        dark: bool,
    },
    /// The host asks to turn a source off.
    PleaseMute {
        /// For this seat.
        seat: SeatNo,
        /// What.
        source: TrackSource,
    },
    /// The room moved to another server or began anew: take a new seat.
    Rejoin,
    /// One is out.
    Farewell {
        /// Which seat, when one sat.
        #[ts(optional = nullable)]
        seat: Option<SeatNo>,
        /// What to do next.
        next: FarewellNext,
    },
}
