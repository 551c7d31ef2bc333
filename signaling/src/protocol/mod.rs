//! The wire, version `samtal.v1`: JSON text frames over one WebSocket, and the same types over HTTP.
//!
//! A client sends [`ClientFrame`]s and gets [`ServerFrame`]s. Every command gets exactly one reply with its id.
//! Invariant: unknown commands get an error, unknown events are ignored, so either side may be newer.

mod close;
mod command;
mod conversation;
mod desk;
mod error;
mod event;
mod hours;
mod http;
mod id;
mod meeting;
mod queue;
mod reason;
mod topic;
mod wall;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod properties;

pub use close::CloseCode;
pub use command::{
    ClientFrame, ClientInfo, Command, HEARTBEAT, HELLO_WITHIN, MAX_FRAME_BYTES, MAX_RESUMED,
    MeetingDoor, Resume, SILENT_AFTER, TransferTarget, Unreadable,
};
pub use conversation::{
    ChatPolicy, Content, ConversationKind, ConversationState, ConversationSummary,
    ConversationView, FileView, LogPage, MAX_PAGE, MAX_TEXT_CHARS, Marks, Message, MessageText,
    Notice, ParticipantView, Role, TextError,
};
pub use desk::{
    AdvisorState, AdvisorView, CannedReply, CustomerView, DeskEntry, DeskView, InboxItem,
    InboxState, OfferView, StaffRole,
};
pub use error::{ErrorCode, WireError};
pub use event::{Event, Explained, Hello, LeftReceipt, Mine, Reply, Sent, ServerFrame};
pub use hours::*;
pub use http::{FileUploaded, Me, NewVisitor, SignIn, VisitorCreated};
pub use id::{
    CannedId, ClientId, ConversationId, EntryId, FileId, LeftMessageId, MeetingId, NodeId,
    PersonId, QueueId,
};
pub use meeting::*;
pub use queue::{
    CapAction, EntryState, EntryView, JoinForm, LeftMessageForm, Localised, QueueSettings,
    QueueStatus, WaitAction, WaitRange,
};
pub use reason::Reason;
pub use topic::{Topic, TopicError};
pub use wall::{QueueFigures, Thresholds, WallEntry, WallView};

/// The WebSocket subprotocol both sides name in the handshake.
pub const SUBPROTOCOL: &str = "samtal.v1";
