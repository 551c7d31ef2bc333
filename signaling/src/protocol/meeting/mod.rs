//! Meetings as they cross the wire: the waiting room, the call, and what its host may do.
//!
//! A client acts through one command, `meeting`, with a [`MeetingVerb`]; it hears [`MeetingEvent`]s on its own `person`
//! topic. Views are told whole and carry a revision, so a late or lost one does no harm. Every session description
//! carries a generation; whatever belongs to an older one is dropped.

mod device;
mod event;
mod media;
mod verb;
mod view;

pub use device::{DeviceReport, DeviceState, Heard, NetworkReport};
pub use event::{FarewellNext, MeetingEvent};
pub use media::{
    Generation, IceServer, LiveQuality, MAX_LINES, MAX_SDP_BYTES, MediaKind, PeerSide,
    PersonQuality, QualityCause, QualityDigest, QualityFigures, QualityLevel, QualityMinute,
    QualityView, SeatNo, SubLine, TrackId, TrackOffer, TrackSource, Wanted,
};
pub use verb::{MeetingReply, MeetingVerb};
pub use view::{
    HostState, HostView, InviteView, LobbyState, LobbyView, MeetingInfo, MeetingPerson,
    MeetingState, MeetingSummary, MeetingView, PanelView, RoomPerson, RoomView, SeatState,
    TrackView, WaitingPerson,
};

/// People in a call at once, the host among them: a couple, a mediator and those who help them.
pub const MAX_IN_ROOM: usize = 6;
/// People who wait for one meeting at once.
pub const MAX_WAITING: usize = 20;
/// Characters of a name that a guest gives.
pub const MAX_NAME_CHARS: usize = 60;
/// Characters of a meeting's title.
pub const MAX_TITLE_CHARS: usize = 120;
