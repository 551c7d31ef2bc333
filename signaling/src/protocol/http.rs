//! What crosses the wire over HTTP alone.

use super::{FileView, UploadId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Answer of `POST /api/v1/conversations/<id>/files?name=…` (the body is the file).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct FileUploaded {
    /// To be sent with `send_file`.
    pub file: FileView,
}

/// Body of `POST /api/v1/conversations/<id>/uploads`: a file that will come in parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct NewUpload {
    /// As the sender names it.
    pub name: String,
    /// Bytes of the whole, at least one.
    #[ts(type = "number")]
    pub size: i64,
}

/// A file on its way in parts, to its uploader. It is kept for a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct UploadView {
    /// Its parts are put to `/api/v1/uploads/<id>/parts/<n>`, the first being 1.
    pub id: UploadId,
    /// Cleaned.
    pub name: String,
    /// Bytes of the whole.
    #[ts(type = "number")]
    pub size: i64,
    /// Bytes of every part but the last, which has the rest.
    pub part_bytes: i32,
    /// The parts that are there, in order; they need not be sent again.
    pub parts: Vec<i32>,
    /// The file that they became, when it has been finished.
    #[ts(optional = nullable)]
    pub file: Option<FileView>,
}
