//! The wire, version `samtal.v1`: JSON text frames over one WebSocket, and the same types over HTTP.
//!
//! A client sends [`ClientFrame`]s and gets [`ServerFrame`]s. Every command gets exactly one reply with its id.
//! Invariant: unknown commands get an error, unknown events are ignored, so either side may be newer.

mod audit;
mod case;
mod case_callback;
mod case_clock;
mod case_form;
mod case_list;
mod case_type;
mod checklist;
mod claim;
mod close;
mod command;
mod conversation;
mod delivery_note;
mod desk;
mod error;
mod event;
mod factors;
mod hours;
mod http;
mod id;
mod identity;
mod identity_account;
mod meeting;
mod object;
mod queue;
mod reason;
mod staff;
mod topic;
mod wall;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod properties;

pub use audit::{AuditLine, AuditPage, AuditPerson, AuditSubject};
pub use case::*;
pub use case_callback::*;
pub use case_clock::*;
pub use case_form::*;
pub use case_list::*;
pub use case_type::*;
pub use checklist::*;
pub use claim::*;
pub use close::CloseCode;
pub use command::{
    ClientFrame, ClientInfo, Command, HEARTBEAT, HELLO_WITHIN, MAX_FRAME_BYTES, MAX_RESUMED,
    MeetingDoor, Resume, SILENT_AFTER, TransferTarget, Unreadable,
};
pub use conversation::{
    ChatPolicy, Content, ConversationKind, ConversationState, ConversationSummary,
    ConversationView, FileScan, FileView, LogPage, MAX_PAGE, MAX_TEXT_CHARS, Marks, Message,
    MessageText, Notice, ParticipantView, Role, TextError,
};
pub use delivery_note::*;
pub use desk::{
    AdvisorState, AdvisorView, CannedReply, CustomerView, DeskEntry, DeskView, InboxItem,
    InboxState, OfferView, StaffRole,
};
pub use error::{ErrorCode, WireError};
pub use event::{Event, Explained, Hello, LeftReceipt, Mine, Reply, Sent, ServerFrame};
pub use factors::{
    AskPasskey, Enrolled, Enrolment, FactorCode, NewPasskey, PasskeyChallenge, PasskeyName,
    PasskeySignIn, PasskeyView, RecoveryCodes, RoleRule, SecondFactorView, SecondStep, TotpKey,
};
pub use hours::*;
pub use http::{FileUploaded, NewUpload, UploadView};
pub use id::{
    CannedId, CaseId, CasePersonId, CaseTypeId, CaseViewId, ChecklistId, ChecklistTemplateId,
    ClientId, ConversationId, DeliveryNoteId, EntryId, FileId, IdentifierId, LeftMessageId,
    MeetingId, NodeId, ObjectId, PasskeyId, PersonId, QueueId, SessionId, SignInId, StepId,
    UploadId,
};
pub use identity::{
    BeginSignIn, FactorWay, Me, NewVisitor, Post, Provider, ProviderKind, ReturnToSignIn,
    SessionView, SignIn, SignInAnswer, SignInDevice, SignInPurpose, SignInState, SignInView,
    SignInWay, VisitorCreated,
};
pub use identity_account::{
    AccountView, ClientDetails, Entered, IdentifierKind, KnownBy, LetterRequest, MailLink,
    MailLinkPurpose, MailLinkView, NewAccount, NewAddress, NewPassword, NewUserName, ProfileForm,
    ProvenBy,
};
pub use meeting::*;
pub use object::{
    ImportFault, ImportFaultKind, ImportReport, ObjectChange, ObjectColumn, ObjectForm, ObjectHint,
    ObjectPage, ObjectView, TextEncoding,
};
pub use queue::{
    CapAction, EntryState, EntryView, JoinForm, LeftMessageForm, Localised, QueueSettings,
    QueueStatus, WaitAction, WaitRange,
};
pub use reason::Reason;
pub use staff::{
    AcceptInvitation, Invitation, InvitationToken, InvitationView, StaffChange, StaffMember,
    StaffPost, Standing,
};
pub use topic::{Topic, TopicError};
pub use wall::{QueueFigures, Thresholds, WallEntry, WallView};

/// The WebSocket subprotocol both sides name in the handshake.
pub const SUBPROTOCOL: &str = "samtal.v1";
