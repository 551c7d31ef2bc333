//! What a client may do in a meeting.

use super::super::PersonId;
use super::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Something done in a meeting. Host verbs are for the host alone. One that comes too late (who is no longer there, an
/// older generation) is answered as done when nothing is lost by it, else with `conflict`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(tag = "verb", rename_all = "snake_case")]
#[ts(export)]
pub enum MeetingVerb {
    // --- the waiting room
    /// Asks to be let in. Who was inside within 120 s is called at once. Again: the report is renewed, the place kept.
    /// Reply: [`MeetingReply::Lobby`].
    Enter {
        /// The name others see; guests who have none must give one.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        #[ts(optional, as = "Option<String>")]
        name: String,
        /// What the check found.
        device: DeviceReport,
        /// Whether the conditions shown before the waiting room were agreed to; kept with its time.
        consent: bool,
    },
    /// Renews the report. Reply: [`MeetingReply::Done`].
    Update {
        /// What the check found.
        device: DeviceReport,
    },
    /// Tries whether media reach the server: an offer with one audio line; the answer's connection ends by itself after
    /// 15 s. Reply: [`MeetingReply::Answer`].
    Try {
        /// The offer.
        sdp: String,
    },
    /// Leaves the waiting room or the call. A host who leaves with `hold` puts everybody on hold.
    /// Reply: [`MeetingReply::Farewell`].
    Leave {
        /// Whether the others are put on hold until the host is back; from the host only.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[ts(optional, as = "Option<bool>")]
        hold: bool,
    },

    // --- the call
    /// Takes a seat: the host at any time, a guest who was called. `seat` is that of before, within 45 s of losing the
    /// socket: the media go on. Another seat of the same person is refused with `conflict` unless `take_over` is set.
    /// Reply: [`MeetingReply::Joined`].
    Join {
        /// The seat that the client had.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        seat: Option<SeatNo>,
        /// Whether to end the person's other seat.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        #[ts(optional, as = "Option<bool>")]
        take_over: bool,
    },
    /// Offers what one sends. One at a time; an older generation is a `conflict`. New ICE credentials restart ICE.
    /// Reply: [`MeetingReply::Answer`].
    PubOffer {
        /// One's own.
        seat: SeatNo,
        /// Its number.
        generation: Generation,
        /// The offer.
        sdp: String,
        /// What its lines carry; a line without a track here is silent.
        tracks: Vec<TrackOffer>,
    },
    /// Answers the server's offer of this generation; an older one is dropped. Reply: [`MeetingReply::Done`].
    SubAnswer {
        /// One's own.
        seat: SeatNo,
        /// The offer's.
        generation: Generation,
        /// The answer.
        sdp: String,
    },
    /// A candidate of one's own. The server is ICE-lite and answers whoever asks, so it is only looked at.
    /// Reply: [`MeetingReply::Done`].
    Candidate {
        /// One's own.
        seat: SeatNo,
        /// Of which connection.
        side: PeerSide,
        /// Of which description.
        generation: Generation,
        /// The candidate line; none for the end of candidates.
        #[ts(optional = nullable)]
        candidate: Option<String>,
    },
    /// Asks for an offer with new ICE credentials; with `fresh`, for a connection made anew.
    /// Reply: [`MeetingReply::Done`].
    SubRestart {
        /// One's own.
        seat: SeatNo,
        /// Whether the client has thrown its connection away.
        fresh: bool,
    },
    /// Tells that a track is silent or dark, or no longer. Reply: [`MeetingReply::Done`].
    Mute {
        /// One's own.
        seat: SeatNo,
        /// The line.
        mid: String,
        /// Whether it is.
        muted: bool,
    },
    /// Tells how large tracks are shown. Reply: [`MeetingReply::Done`].
    Want {
        /// One's own.
        seat: SeatNo,
        /// At most [`MAX_LINES`].
        wanted: Vec<Wanted>,
    },
    /// Tells how the last five seconds were. Reply: [`MeetingReply::Done`].
    Quality {
        /// One's own.
        seat: SeatNo,
        /// The figures.
        digest: QualityDigest,
    },

    // --- the host
    /// Lets somebody in. Reply: [`MeetingReply::Done`].
    Admit {
        /// Who waits.
        person: PersonId,
    },
    /// Says no to somebody who waits. Reply: [`MeetingReply::Done`].
    Deny {
        /// Who waits.
        person: PersonId,
    },
    /// Lets everybody in who waits and for whom there is room. Reply: [`MeetingReply::Done`].
    AdmitAll,
    /// Lets in who has waited longest. Reply: [`MeetingReply::Done`].
    CallNext,
    /// Puts somebody aside: they neither see nor hear, nor are they seen or heard. Reply: [`MeetingReply::Done`].
    Hold {
        /// Who.
        person: PersonId,
    },
    /// Takes somebody back. Reply: [`MeetingReply::Done`].
    Unhold {
        /// Who.
        person: PersonId,
    },
    /// Sends somebody back to the waiting room. Reply: [`MeetingReply::Done`].
    ReturnToLobby {
        /// Who.
        person: PersonId,
    },
    /// Takes somebody out; they can't come back to this meeting. Reply: [`MeetingReply::Done`].
    Remove {
        /// Who.
        person: PersonId,
    },
    /// Asks somebody's device to turn a source off; nobody but themselves can turn it on. Reply: [`MeetingReply::Done`].
    MutePerson {
        /// Who.
        person: PersonId,
        /// What.
        source: TrackSource,
    },
    /// Locks or opens the door: behind a locked one nobody can knock. Reply: [`MeetingReply::Done`].
    Lock {
        /// Whether it is.
        locked: bool,
    },
    /// Makes a colleague in the call the host. Reply: [`MeetingReply::Done`].
    HandOver {
        /// A member of the staff.
        to: PersonId,
    },
    /// Ends the meeting for everybody. Reply: [`MeetingReply::Done`].
    End,
}

macro_rules! names {
    ($($variant:ident => $name:literal),+ $(,)?) => {
        impl MeetingVerb {
            /// The name on the wire of every verb.
            pub const NAMES: &[&'static str] = &[$($name),+];

            /// The name on the wire.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $name),+
                }
            }
        }
    };
}

names! {
    Enter => "enter",
    Update => "update",
    Try => "try",
    Leave => "leave",
    Join => "join",
    PubOffer => "pub_offer",
    SubAnswer => "sub_answer",
    Candidate => "candidate",
    SubRestart => "sub_restart",
    Mute => "mute",
    Want => "want",
    Quality => "quality",
    Admit => "admit",
    Deny => "deny",
    AdmitAll => "admit_all",
    CallNext => "call_next",
    Hold => "hold",
    Unhold => "unhold",
    ReturnToLobby => "return_to_lobby",
    Remove => "remove",
    MutePerson => "mute_person",
    Lock => "lock",
    HandOver => "hand_over",
    End => "end",
}

impl MeetingVerb {
    /// The seat that the verb speaks for, if it needs one.
    pub const fn seat(&self) -> Option<SeatNo> {
        match self {
            Self::PubOffer { seat, .. }
            | Self::SubAnswer { seat, .. }
            | Self::Candidate { seat, .. }
            | Self::SubRestart { seat, .. }
            | Self::Mute { seat, .. }
            | Self::Want { seat, .. }
            | Self::Quality { seat, .. } => Some(*seat),
            _ => None,
        }
    }

    /// Whether only the host may.
    pub const fn is_the_hosts(&self) -> bool {
        matches!(
            self,
            Self::Admit { .. }
                | Self::Deny { .. }
                | Self::AdmitAll
                | Self::CallNext
                | Self::Hold { .. }
                | Self::Unhold { .. }
                | Self::ReturnToLobby { .. }
                | Self::Remove { .. }
                | Self::MutePerson { .. }
                | Self::Lock { .. }
                | Self::HandOver { .. }
                | Self::End
        )
    }
}

/// The good answer to a verb; each names which.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum MeetingReply {
    /// Done, nothing to tell.
    Done,
    /// One's own place.
    Lobby {
        /// The place.
        lobby: LobbyView,
    },
    /// One sits.
    Joined {
        /// On this seat.
        seat: SeatNo,
        /// Whether it is the one of before: the connections stay as they are.
        resumed: bool,
        /// The call.
        room: RoomView,
        /// Relays, in the order in which to try.
        ice_servers: Vec<IceServer>,
    },
    /// To an offer.
    Answer {
        /// The offer's generation.
        generation: Generation,
        /// The answer, candidates in it.
        sdp: String,
    },
    /// One has left.
    Farewell {
        /// What to do next.
        next: FarewellNext,
    },
}
