//! Who did what, and who read what without taking part.
//!
//! Every domain writes here; nobody changes or removes a line, which the database refuses.
//! Invariant: a look from outside is written down before anything is shown.

mod reading;
mod store;

pub use reading::{Filter, export, read};

use jiff::Timestamp;
use serde_json::{Value, json};
use std::net::IpAddr;

use signaling::protocol::{
    CaseId, CaseTypeId, ConversationId, FileId, IdentifierId, MeetingId, ObjectId, PasskeyId,
    PersonId, QueueId, SessionId, SignInWay, StaffRole,
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;

/// Who did it, in which session, from where; nobody where it was the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Actor {
    /// Who.
    pub person: Option<PersonId>,
    /// In which session of theirs.
    pub session: Option<SessionId>,
    /// From which network address.
    pub address: Option<IpAddr>,
}

impl From<PersonId> for Actor {
    fn from(person: PersonId) -> Self {
        Self {
            person: Some(person),
            ..Self::default()
        }
    }
}

/// What is worth a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Somebody signed in, and how.
    SignedIn(SignInWay),
    /// And out.
    SignedOut,
    /// Somebody ended another session of theirs.
    SessionEnded(SessionId),
    /// So did the provider that it came from.
    EndedByProvider(SessionId),
    /// And all others at once.
    OtherSessionsEnded,
    /// Somebody proved something more to be theirs, and how.
    IdentifierAdded(SignInWay),
    /// And gave one up.
    IdentifierRemoved(IdentifierId),
    /// Somebody made an account of their visit.
    AccountCreated,
    /// A new password, by who knew the old one.
    PasswordChanged,
    /// A new password, by a link in a mail.
    PasswordReset,
    /// Somebody changed what is known about them.
    ProfileChanged,
    /// What is known about a customer was read by somebody who helps them.
    ProfileRead(PersonId, ConversationId),
    /// Two turned out to be one: this one was the other.
    Merged(PersonId),
    /// A conversation was read by somebody who takes no part in it.
    Watched(ConversationId),
    /// So was its transcript.
    TranscriptRead(ConversationId),
    /// So was a file in it.
    FileRead(ConversationId, FileId),
    /// A supervisor took a visible part.
    Joined(ConversationId),
    /// Somebody became the one who has it.
    TakenOver(ConversationId),
    /// How somebody else's meeting went was looked at.
    MeetingLookedAt(MeetingId),
    /// A queue's settings.
    QueueChanged(QueueId),
    /// A new queue.
    QueueAdded(QueueId),
    /// Somebody was employed.
    StaffAdded(PersonId),
    /// Somebody was invited to work here.
    StaffInvited(PersonId),
    /// Their letter was sent once more; the link from before works no more.
    InvitationResent(PersonId),
    /// They were not wanted after all.
    InvitationWithdrawn(PersonId),
    /// They came.
    InvitationTaken,
    /// What somebody does here.
    StaffChanged(PersonId),
    /// What somebody may do here: from one role to another.
    RoleChanged(PersonId, StaffRole, StaffRole),
    /// Somebody works here no more.
    StaffDeactivated(PersonId),
    /// And again.
    StaffReactivated(PersonId),
    /// Somebody's second factors were taken away for them.
    FactorsReset(PersonId),
    /// Whether a role asks for a second factor.
    RoleRuleSet(StaffRole, bool),
    /// Somebody set up an app for codes.
    SecondFactorAdded,
    /// Somebody took it away.
    SecondFactorRemoved,
    /// Somebody made new recovery codes.
    RecoveryCodesRenewed,
    /// Somebody added a passkey.
    PasskeyAdded(PasskeyId),
    /// And took one away.
    PasskeyRemoved(PasskeyId),
    /// A case was read by somebody whose it is not to see to.
    CaseRead(CaseId),
    /// A list of cases was taken away as a file: how many.
    CasesExported(u32),
    /// A kind of case was added or changed.
    CaseTypeChanged(CaseTypeId),
    /// Something was entered in the register of objects.
    ObjectAdded(ObjectId),
    /// What is known of it was changed.
    ObjectChanged(ObjectId),
    /// It is seen to no more.
    ObjectRetired(ObjectId),
    /// And again.
    ObjectReinstated(ObjectId),
    /// A file was read into the register: how many objects were new, and how many became another.
    ObjectsImported(u32, u32),
    /// The register was taken away as a file.
    ObjectsExported,
    /// A page of this log was read.
    AuditRead,
    /// It was taken away as a file.
    AuditExported,
}

impl Action {
    fn name(self) -> &'static str {
        match self {
            Self::SignedIn(_) => "signed_in",
            Self::SignedOut => "signed_out",
            Self::SessionEnded(_) => "session_ended",
            Self::EndedByProvider(_) => "session_ended_by_provider",
            Self::OtherSessionsEnded => "other_sessions_ended",
            Self::IdentifierAdded(_) => "identifier_added",
            Self::IdentifierRemoved(_) => "identifier_removed",
            Self::AccountCreated => "account_created",
            Self::PasswordChanged => "password_changed",
            Self::PasswordReset => "password_reset",
            Self::ProfileChanged => "profile_changed",
            Self::ProfileRead(..) => "profile_read",
            Self::Merged(_) => "merged",
            Self::Watched(_) => "conversation_watched",
            Self::TranscriptRead(_) => "transcript_read",
            Self::FileRead(..) => "file_read",
            Self::Joined(_) => "conversation_joined",
            Self::TakenOver(_) => "conversation_taken_over",
            Self::MeetingLookedAt(_) => "meeting_looked_at",
            Self::QueueChanged(_) => "queue_changed",
            Self::QueueAdded(_) => "queue_added",
            Self::StaffAdded(_) => "staff_added",
            Self::StaffInvited(_) => "staff_invited",
            Self::InvitationResent(_) => "invitation_resent",
            Self::InvitationWithdrawn(_) => "invitation_withdrawn",
            Self::InvitationTaken => "invitation_taken",
            Self::StaffChanged(_) => "staff_changed",
            Self::RoleChanged(..) => "role_changed",
            Self::StaffDeactivated(_) => "staff_deactivated",
            Self::StaffReactivated(_) => "staff_reactivated",
            Self::FactorsReset(_) => "factors_reset",
            Self::RoleRuleSet(..) => "role_rule_set",
            Self::SecondFactorAdded => "second_factor_added",
            Self::SecondFactorRemoved => "second_factor_removed",
            Self::RecoveryCodesRenewed => "recovery_codes_renewed",
            Self::PasskeyAdded(_) => "passkey_added",
            Self::PasskeyRemoved(_) => "passkey_removed",
            Self::CaseRead(_) => "case_read",
            Self::CasesExported(_) => "cases_exported",
            Self::CaseTypeChanged(_) => "case_type_changed",
            Self::ObjectAdded(_) => "object_added",
            Self::ObjectChanged(_) => "object_changed",
            Self::ObjectRetired(_) => "object_retired",
            Self::ObjectReinstated(_) => "object_reinstated",
            Self::ObjectsImported(..) => "objects_imported",
            Self::ObjectsExported => "objects_exported",
            Self::AuditRead => "audit_read",
            Self::AuditExported => "audit_exported",
        }
    }

    fn subject(self) -> Option<Uuid> {
        match self {
            Self::SignedIn(_)
            | Self::SignedOut
            | Self::OtherSessionsEnded
            | Self::InvitationTaken
            | Self::RoleRuleSet(..)
            | Self::SecondFactorAdded
            | Self::SecondFactorRemoved
            | Self::RecoveryCodesRenewed
            | Self::IdentifierAdded(_)
            | Self::AccountCreated
            | Self::PasswordChanged
            | Self::PasswordReset
            | Self::ProfileChanged
            | Self::CasesExported(_)
            | Self::ObjectsImported(..)
            | Self::ObjectsExported
            | Self::AuditRead
            | Self::AuditExported => None,
            Self::IdentifierRemoved(id) => Some(id.0),
            Self::ProfileRead(id, _) => Some(id.0),
            Self::SessionEnded(id) | Self::EndedByProvider(id) => Some(id.0),
            Self::Merged(id) => Some(id.0),
            Self::Watched(id)
            | Self::TranscriptRead(id)
            | Self::FileRead(id, _)
            | Self::Joined(id)
            | Self::TakenOver(id) => Some(id.0),
            Self::MeetingLookedAt(id) => Some(id.0),
            Self::QueueChanged(id) | Self::QueueAdded(id) => Some(id.0),
            Self::StaffAdded(id)
            | Self::StaffInvited(id)
            | Self::InvitationResent(id)
            | Self::InvitationWithdrawn(id)
            | Self::StaffChanged(id)
            | Self::RoleChanged(id, ..)
            | Self::StaffDeactivated(id)
            | Self::StaffReactivated(id)
            | Self::FactorsReset(id) => Some(id.0),
            Self::PasskeyAdded(id) | Self::PasskeyRemoved(id) => Some(id.0),
            Self::CaseRead(id) => Some(id.0),
            Self::CaseTypeChanged(id) => Some(id.0),
            Self::ObjectAdded(id)
            | Self::ObjectChanged(id)
            | Self::ObjectRetired(id)
            | Self::ObjectReinstated(id) => Some(id.0),
        }
    }

    fn detail(self) -> Value {
        match self {
            Self::FileRead(_, file) => json!({ "file": file }),
            Self::ProfileRead(_, conversation) => json!({ "conversation": conversation }),
            Self::SignedIn(way) | Self::IdentifierAdded(way) => json!({ "way": way }),
            Self::RoleChanged(_, from, to) => json!({ "from": from, "to": to }),
            Self::RoleRuleSet(role, second_factor) => {
                json!({ "role": role, "second_factor": second_factor })
            }
            Self::CasesExported(cases) => json!({ "cases": cases }),
            Self::ObjectsImported(created, changed) => {
                json!({ "created": created, "changed": changed })
            }
            _ => json!({}),
        }
    }
}

/// Writes a line that something was looked at, unless the same was written of the same session within the last minute: what a
/// page asks for in several requests is one look.
///
/// # Errors
/// As [`record`].
pub async fn record_look(
    conn: &mut PgConnection,
    at: Timestamp,
    actor: impl Into<Actor>,
    action: Action,
) -> Result<()> {
    store::append_once(
        conn,
        at,
        actor.into(),
        action.name(),
        action.subject(),
        action.detail(),
    )
    .await
}

/// Writes a line, in the transaction of what it tells.
///
/// # Errors
/// If the database does not answer; then nothing may be shown or done.
pub async fn record(
    conn: &mut PgConnection,
    at: Timestamp,
    actor: impl Into<Actor>,
    action: Action,
) -> Result<()> {
    store::append(
        conn,
        at,
        actor.into(),
        action.name(),
        action.subject(),
        action.detail(),
    )
    .await
}
