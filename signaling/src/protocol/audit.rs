//! The audit log as administrators read it over HTTP.

use super::{PersonId, SessionId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// Answer of `GET /api/v1/audit`: the newest lines first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct AuditPage {
    /// At most 100.
    pub lines: Vec<AuditLine>,
    /// Given back as `cursor`, it leads to the older lines; none when these are the last.
    #[ts(optional = nullable, type = "number")]
    pub older: Option<i64>,
}

/// That somebody did or read something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct AuditLine {
    /// Its number.
    #[ts(type = "number")]
    pub id: i64,
    /// When.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub at: jiff::Timestamp,
    /// Who; none where it was the operator, at the server itself.
    #[ts(optional = nullable)]
    pub actor: Option<AuditPerson>,
    /// What, like `signed_in` or `file_read`.
    pub action: String,
    /// What it was done to.
    #[ts(optional = nullable)]
    pub subject: Option<AuditSubject>,
    /// What else is known of it, by name.
    #[ts(type = "Record<string, unknown>")]
    #[schema(value_type = Object)]
    pub detail: serde_json::Map<String, serde_json::Value>,
    /// In which session.
    #[ts(optional = nullable)]
    pub session: Option<SessionId>,
    /// From which network address, or empty.
    pub address: String,
}

/// Somebody in the audit log, by the name they have now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct AuditPerson {
    /// Who.
    pub id: PersonId,
    /// Name, or empty.
    pub name: String,
}

/// What something was done to: a person, a conversation, a queue, a session, a meeting, an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct AuditSubject {
    /// Which.
    #[ts(type = "string")]
    pub id: Uuid,
    /// Its name, where it has one; or empty.
    pub name: String,
}
