//! What crosses the wire over HTTP alone.

use super::FileView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Answer of `POST /api/v1/conversations/<id>/files?name=…` (the body is the file).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct FileUploaded {
    /// To be sent with `send_file`.
    pub file: FileView,
}
