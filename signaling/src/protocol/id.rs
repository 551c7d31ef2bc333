//! Identifiers: UUIDv7 newtypes, so one can't be taken for another and rows sort by age.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS, utoipa::ToSchema)]
        #[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
        #[cfg_attr(feature = "sqlx", sqlx(transparent))]
        #[serde(transparent)]
        #[ts(export)]
        pub struct $name(#[ts(type = "string")] pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> {
                s.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    /// A person: visitor or staff.
    PersonId,
    /// One message log.
    ConversationId,
    /// A sender's own id of a message: what makes a retry the same message.
    ClientId,
    /// A drop-in queue.
    QueueId,
    /// One visit to a queue.
    EntryId,
    /// An uploaded file.
    FileId,
    /// A file on its way in parts.
    UploadId,
    /// A message left while nobody could answer.
    LeftMessageId,
    /// A canned reply.
    CannedId,
    /// A video meeting.
    MeetingId,
    /// A running server.
    NodeId,
    /// A machine or another thing that is seen to.
    ObjectId,
    /// A passkey.
    PasskeyId,
    /// A session, as lists name it.
    SessionId,
    /// A sign-in that somebody outside confirms.
    SignInId,
    /// Something that somebody is known by.
    IdentifierId,
    /// A case.
    CaseId,
    /// A kind of case.
    CaseTypeId,
    /// A list of cases that somebody keeps.
    CaseViewId,
    /// A line of those whom a case is also about.
    CasePersonId,
    /// A note of what was delivered in a case.
    DeliveryNoteId,
    /// A checklist of a case.
    ChecklistId,
    /// What checklists are made of.
    ChecklistTemplateId,
    /// A step of a checklist.
    StepId,
}
