//! Opening hours as data.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Placeholder until the hours land.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Hours {
    /// IANA zone.
    pub zone: String,
}

/// Placeholder until the hours land.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum OpenState {
    /// Open.
    Open,
}
