//! Seats, tracks and session descriptions.

use super::super::PersonId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// 64 KiB would be the frame; a description of a call of six takes under 20.
pub const MAX_SDP_BYTES: usize = 48 * 1024;
/// Media lines of one connection: six people's sound, camera and screen, and room for replaced ones.
pub const MAX_LINES: usize = 40;

/// One stay of one person in a call, numbered within the meeting: whoever joins anew sits on a new one.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    TS,
    utoipa::ToSchema,
)]
#[serde(transparent)]
#[ts(export)]
pub struct SeatNo(pub u32);

/// A published track, numbered within the meeting on its node.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    TS,
    utoipa::ToSchema,
)]
#[serde(transparent)]
#[ts(export)]
pub struct TrackId(pub u32);

/// The number of a session description: grows by one with each offer of its side, from 1.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    TS,
    utoipa::ToSchema,
)]
#[serde(transparent)]
#[ts(export)]
pub struct Generation(pub u32);

/// Which of a person's two connections: in one the client offers, in the other the server, so offers never meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PeerSide {
    /// What the person sends; the client offers.
    Pub,
    /// What the person gets; the server offers.
    Sub,
}

/// Sound or picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum MediaKind {
    /// Opus.
    Audio,
    /// VP8.
    Video,
}

/// Where a track comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum TrackSource {
    /// A microphone.
    Microphone,
    /// A camera, in two layers (`h` full, `l` a quarter of the pixels).
    Camera,
    /// A screen, in one layer.
    Screen,
    /// A screen's sound.
    ScreenAudio,
}

impl TrackSource {
    /// Sound or picture.
    pub const fn kind(self) -> MediaKind {
        match self {
            Self::Microphone | Self::ScreenAudio => MediaKind::Audio,
            Self::Camera | Self::Screen => MediaKind::Video,
        }
    }
}

/// What a line of a client's offer carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct TrackOffer {
    /// The line's `a=mid`, at most 16 characters.
    pub mid: String,
    /// What it is.
    pub source: TrackSource,
    /// Whether it starts silent or dark.
    pub muted: bool,
}

/// What a line of a server's offer carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct SubLine {
    /// The line's `a=mid`.
    pub mid: String,
    /// The track on it.
    pub track: TrackId,
    /// Whose.
    pub person: PersonId,
    /// What it is.
    pub source: TrackSource,
}

/// How large a track is shown, so that no more is sent than can be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Wanted {
    /// The track.
    pub track: TrackId,
    /// Height of its tile in device pixels; 0 when it isn't shown.
    pub height: u16,
}

/// A way to the media for who can't reach the server directly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct IceServer {
    /// `turn:` and `turns:` addresses.
    pub urls: Vec<String>,
    /// Good for a few hours.
    pub username: String,
    /// Of the user name.
    pub credential: String,
}

/// What trouble comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum QualityCause {
    /// All is well.
    None,
    /// Packets on their way to the person are lost or late.
    Download,
    /// Packets on their way from the person are lost or late.
    Upload,
    /// The device can't keep up with encoding or decoding.
    Device,
    /// Nothing gets through.
    Cut,
}

/// How the last five seconds were, as a client saw them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct QualityDigest {
    /// Packets lost on their way to the person, per cent, 0 to 100.
    pub loss_in_pct: f32,
    /// Packets lost on their way from the person, per cent, 0 to 100.
    pub loss_out_pct: f32,
    /// There and back, milliseconds.
    pub round_trip_ms: u32,
    /// Jitter of what comes in, milliseconds.
    pub jitter_ms: u32,
    /// Pictures that stood still.
    pub freezes: u32,
    /// For how long together, milliseconds.
    pub frozen_ms: u32,
    /// Sound that had to be made up, per cent of it.
    pub concealed_pct: f32,
    /// What the client holds to be the cause.
    pub cause: QualityCause,
}

/// One minute of one person's quality, kept.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct QualityMinute {
    /// Its beginning.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub at: jiff::Timestamp,
    /// 1 (bad) to 5 (good).
    pub score: f32,
    /// Mean of the digests.
    pub loss_in_pct: f32,
    /// Mean of the digests.
    pub loss_out_pct: f32,
    /// Largest of the digests, milliseconds.
    pub round_trip_ms: u32,
    /// Together, milliseconds.
    pub frozen_ms: u32,
    /// The most frequent one but [`QualityCause::None`].
    pub cause: QualityCause,
}

/// How it went for one person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct PersonQuality {
    /// Who.
    pub person: PersonId,
    /// Their name in the meeting.
    pub name: String,
    /// Minute by minute, at most 480.
    pub minutes: Vec<QualityMinute>,
}

/// How sound and picture are for somebody, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum QualityLevel {
    /// One hears and sees without thinking of it.
    Good,
    /// Somewhat bad.
    Fair,
    /// One asks again, or gives up.
    Poor,
}

/// What was measured for somebody over a time, as fine as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct QualityFigures {
    /// Packets lost on their way to the person, per cent, to a tenth.
    pub loss_in_pct: f32,
    /// Packets lost on their way from the person, per cent, to a tenth.
    pub loss_out_pct: f32,
    /// There and back, the longest, milliseconds, to ten.
    pub round_trip_ms: u32,
    /// For how long pictures stood still together, milliseconds, to a hundred.
    pub frozen_ms: u32,
    /// Sound that had to be made up, per cent of it, to a tenth.
    pub concealed_pct: f32,
}

/// How it is for one person just now.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct LiveQuality {
    /// Who.
    pub person: PersonId,
    /// Of the last fifteen seconds: one bad digest says nothing, and one good takes nothing back.
    pub level: QualityLevel,
    /// What the level comes from.
    pub cause: QualityCause,
    /// The last digest.
    pub latest: QualityFigures,
    /// When the first digest came of the seat they have.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub since: jiff::Timestamp,
    /// All digests since then.
    pub so_far: QualityFigures,
}

/// How it is for everybody in the call but the host, for the host.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct QualityView {
    /// Grows with each change, and from epoch to epoch; an older one is let pass.
    #[ts(type = "number")]
    pub revision: i64,
    /// Those of whom something is known; whoever has told nothing for a while is not among them.
    pub people: Vec<LiveQuality>,
}
