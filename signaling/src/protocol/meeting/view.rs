//! What one sees of a meeting.

use super::super::{ConversationId, MeetingId, PersonId};
use super::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a meeting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum MeetingState {
    /// People may come.
    Open,
    /// It is over.
    Ended,
}

/// Where a person stands in a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum LobbyState {
    /// Has opened the link: looks at the devices.
    Checking,
    /// Has knocked.
    Waiting,
    /// May join.
    Called,
    /// Sits in the call.
    InRoom,
    /// Was put aside; the seat is kept.
    Held,
    /// Has left, or was lost; may come back.
    Left,
    /// Was told no, or taken out.
    Removed,
}

/// How one's seat is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SeatState {
    /// One sits there, on some page.
    Live,
    /// Its socket is lost, and it is kept for a while: no page sits there.
    Lost,
}

/// Where the host is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum HostState {
    /// Not there.
    Away,
    /// Signed in, not in the call.
    Near,
    /// In the call.
    InRoom,
    /// Was in the call and lost the connection.
    Lost,
}

/// Whom one meets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct HostView {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// What they do.
    pub title: String,
    /// Where they are.
    pub state: HostState,
}

/// A meeting as anybody who may open it sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct MeetingInfo {
    /// The meeting.
    pub id: MeetingId,
    /// What it is about; may be empty.
    pub title: String,
    /// Where it stands.
    pub state: MeetingState,
    /// When it was made.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub at: jiff::Timestamp,
    /// Its log: an ordinary conversation. None until one has been called, when the meeting came out of no chat.
    #[ts(optional = nullable)]
    pub conversation: Option<ConversationId>,
    /// The name of the customer whose chat it came out of; for who hosts or hosted it.
    #[ts(optional = nullable)]
    pub customer: Option<String>,
}

/// One's own place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct LobbyView {
    /// Grows with each change; an older one is let pass.
    #[ts(type = "number")]
    pub revision: i64,
    /// Where one stands.
    pub state: LobbyState,
    /// Since when.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub since: jiff::Timestamp,
    /// Whom one meets.
    pub host: HostView,
    /// Whether one may not knock just now.
    pub locked: bool,
    /// Whether one is the host.
    pub is_host: bool,
    /// The name that others see.
    pub name: String,
    /// The log, once one may read it.
    #[ts(optional = nullable)]
    pub conversation: Option<ConversationId>,
    /// Where one writes with the host while one waits.
    #[ts(optional = nullable)]
    pub thread: Option<ConversationId>,
    /// How one's seat is, when one has any.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub seat: Option<SeatState>,
}

/// A track of somebody in the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct TrackView {
    /// The track.
    pub track: TrackId,
    /// What it is.
    pub source: TrackSource,
    /// Whether it is silent or dark by its person's wish.
    pub muted: bool,
}

/// Somebody in the call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct RoomPerson {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// What they do; empty for guests.
    pub title: String,
    /// Whether they are the host.
    pub is_host: bool,
    /// Whether they are of the staff.
    pub is_staff: bool,
    /// Whether they were put aside.
    pub held: bool,
    /// Whether their socket is lost and the seat is kept.
    pub lost: bool,
    /// What they send.
    pub tracks: Vec<TrackView>,
}

/// The call as those in it see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct RoomView {
    /// Grows each time the room begins anew (another server): tracks of another epoch are gone.
    pub epoch: u32,
    /// Grows with each change within an epoch; an older one is let pass.
    #[ts(type = "number")]
    pub revision: i64,
    /// Whether the door is locked.
    pub locked: bool,
    /// Who is there, longest first; oneself too.
    pub people: Vec<RoomPerson>,
    /// Since when the call goes on.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub since: jiff::Timestamp,
}

/// Somebody who waits, as the host sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct WaitingPerson {
    /// Who.
    pub person: PersonId,
    /// The name they gave.
    pub name: String,
    /// Where they stand: checking, waiting, called, held or left.
    pub state: LobbyState,
    /// Since when.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub since: jiff::Timestamp,
    /// Whether they are connected.
    pub present: bool,
    /// What their check found.
    pub device: DeviceReport,
    /// Where one writes with them while they wait.
    #[ts(optional = nullable)]
    pub thread: Option<ConversationId>,
}

/// Who waits, for the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct PanelView {
    /// Grows with each change; an older one is let pass.
    #[ts(type = "number")]
    pub revision: i64,
    /// Longest first, at most [`MAX_WAITING`] and those who have left within 120 s.
    pub people: Vec<WaitingPerson>,
    /// Whether the door is locked.
    pub locked: bool,
}

/// A meeting opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct MeetingView {
    /// The meeting.
    pub info: MeetingInfo,
    /// One's own place.
    pub lobby: LobbyView,
    /// Who waits, for the host.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub panel: Option<PanelView>,
    /// How it is for those in the call, for the host.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub quality: Option<QualityView>,
    /// Links out, for staff who host.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    #[ts(optional, as = "Option<Vec<InviteView>>")]
    pub invites: Vec<InviteView>,
}

/// A link to a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct InviteView {
    /// The link, whole.
    pub url: String,
    /// Its secret part, by which it is revoked.
    pub link: String,
    /// Whether it still holds.
    pub valid: bool,
    /// When it was made.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub at: jiff::Timestamp,
}

/// Somebody who is or was in the call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct MeetingPerson {
    /// Who.
    pub person: PersonId,
    /// The name they went in by.
    pub name: String,
    /// Whether they are of the staff.
    pub is_staff: bool,
    /// Whether they sit there now.
    pub inside: bool,
}

/// A meeting in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct MeetingSummary {
    /// The meeting.
    pub info: MeetingInfo,
    /// Who hosts it.
    pub host: String,
    /// How many wait.
    pub waiting: u16,
    /// Since when the one who has waited longest does.
    #[ts(optional = nullable, type = "string | null")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub waiting_since: Option<jiff::Timestamp>,
    /// How many are in the call.
    pub in_room: u16,
    /// Who is or was in the call, by name.
    pub people: Vec<MeetingPerson>,
    /// The chat it came out of.
    #[ts(optional = nullable)]
    pub chat: Option<ConversationId>,
    /// When the first went in.
    #[ts(optional = nullable, type = "string | null")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub started_at: Option<jiff::Timestamp>,
    /// Whether its log is still open to write in.
    pub chat_open: bool,
    /// When it ended.
    #[ts(optional = nullable, type = "string | null")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended_at: Option<jiff::Timestamp>,
}
