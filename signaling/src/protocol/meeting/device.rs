//! What a guest's device check found.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a camera or a microphone is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DeviceState {
    /// Not looked at.
    #[default]
    Untested,
    /// Works.
    Ok,
    /// Works, and its person has turned it off.
    Off,
    /// There is none.
    Missing,
    /// The person or the system said no.
    Denied,
    /// Another program has it.
    Busy,
    /// It gives nothing, and nobody knows why.
    Failed,
}

/// Whether the test sound was heard.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Heard {
    /// Not asked.
    #[default]
    Untested,
    /// Yes.
    Yes,
    /// No.
    No,
}

/// How the network test went.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, utoipa::ToSchema,
)]
#[ts(export)]
pub struct NetworkReport {
    /// Whether media reached the server; none when not tried.
    #[ts(optional = nullable)]
    pub media: Option<bool>,
    /// Whether it went through a relay or TCP, which costs delay.
    #[serde(default)]
    pub relayed: bool,
    /// There and back, milliseconds.
    #[ts(optional = nullable)]
    pub round_trip_ms: Option<u32>,
}

/// What the device check found; all of it is the client's own word.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS, utoipa::ToSchema,
)]
#[ts(export)]
pub struct DeviceReport {
    /// The camera.
    pub camera: DeviceState,
    /// The microphone.
    pub microphone: DeviceState,
    /// The loudspeaker.
    #[serde(default)]
    pub speaker: Heard,
    /// The network.
    #[serde(default)]
    pub network: NetworkReport,
    /// Whether it is a telephone or a tablet.
    #[serde(default)]
    pub handheld: bool,
}
