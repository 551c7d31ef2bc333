//! Those who work here, as administrators see and change them.

use super::{AdvisorState, PersonId, QueueId, StaffRole};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Somebody of the staff. Answer of `GET /api/v1/staff`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct StaffMember {
    /// Who.
    pub person: PersonId,
    /// As customers and colleagues see it.
    pub name: String,
    /// What they sign in with.
    pub email: String,
    /// What can be changed.
    pub post: StaffPost,
    /// Whether they work here.
    pub standing: Standing,
    /// Whether they have an app for codes or a passkey.
    pub second_factor: bool,
    /// What they say of themselves now.
    pub state: AdvisorState,
    /// Whether they have a page open.
    pub present: bool,
    /// When they were last seen, to the minute; none if never, or not since their last session ended.
    #[ts(type = "string | null")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub seen_at: Option<jiff::Timestamp>,
    /// When they were invited, while they have not come.
    #[ts(type = "string | null")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub invited_at: Option<jiff::Timestamp>,
    /// To be sent with a change: who was faster is told.
    pub version: i32,
}

/// Whether somebody works here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum Standing {
    /// Has a letter and has not come yet.
    Invited,
    /// Works here.
    Active,
    /// Worked here.
    Deactivated,
}

/// What somebody does here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct StaffPost {
    /// What they do, e.g. "Familjerådgivare"; at most 100 characters.
    pub title: String,
    /// What they may do.
    pub role: StaffRole,
    /// In which they answer, the best first: `sv`, `en`, `da`, `nb`, `fi`. At least one.
    pub languages: Vec<String>,
    /// What a queue may ask for: at most 50 of at most 60 characters.
    pub skills: Vec<String>,
    /// Which queues they serve.
    pub queues: Vec<QueueId>,
    /// Chats at once, at most 100.
    pub capacity: u32,
}

/// Somebody to be invited. Body of `POST /api/v1/staff`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Invitation {
    /// Where the letter goes; what they sign in with.
    pub email: String,
    /// As customers and colleagues see it: 1 to 100 characters.
    pub name: String,
    /// What they will do.
    pub post: StaffPost,
}

/// A change of somebody. Body of `PUT /api/v1/staff/<person>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct StaffChange {
    /// As customers and colleagues see it: 1 to 100 characters.
    pub name: String,
    /// What they do from now on.
    pub post: StaffPost,
    /// Of the [`StaffMember`] that is changed.
    pub version: i32,
}

/// Shows an invitation's secret. Body of `POST /api/v1/invitations/look`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct InvitationToken {
    /// Of the letter's link.
    pub token: String,
}

impl std::fmt::Debug for InvitationToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InvitationToken(..)")
    }
}

/// Its answer; looking does not use the invitation up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct InvitationView {
    /// Who is invited.
    pub name: String,
    /// What they will sign in with.
    pub email: String,
    /// What they will do, or empty.
    pub title: String,
    /// In which the page speaks to them.
    pub language: String,
}

/// Takes an invitation. Body of `POST /api/v1/invitations/accept`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct AcceptInvitation {
    /// Of the letter's link.
    pub token: String,
    /// To sign in with from now on.
    pub password: String,
}

impl std::fmt::Debug for AcceptInvitation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AcceptInvitation(..)")
    }
}
