//! What crosses the wire over HTTP alone.

use super::{FileView, PersonId, StaffRole};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Body of `POST /api/v1/visitors`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct NewVisitor {
    /// Language of the page.
    #[serde(default)]
    pub language: String,
}

/// Its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct VisitorCreated {
    /// The visitor.
    pub person: PersonId,
    /// Secret; shown once. Sent in `hello` and as `Authorization: Bearer`.
    pub token: String,
}

/// Body of `POST /api/v1/session`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct SignIn {
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignIn(..)")
    }
}

/// Answer of `POST` and `GET /api/v1/session`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Me {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// What they do.
    pub title: String,
    /// E-mail address.
    pub email: String,
    /// Role.
    pub role: StaffRole,
}

/// Answer of `POST /api/v1/conversations/<id>/files?name=…` (the body is the file).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct FileUploaded {
    /// To be sent with `send_file`.
    pub file: FileView,
}
