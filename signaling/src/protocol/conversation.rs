//! A conversation's log as it crosses the wire.

use super::{ClientId, ConversationId, EntryId, FileId, MeetingId, PersonId, QueueId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// 8,000 characters (Unicode scalar values): four pages of text.
pub const MAX_TEXT_CHARS: usize = 8_000;
/// Rows in one page of a log.
pub const MAX_PAGE: u16 = 200;

/// Text that somebody wrote: 1 to [`MAX_TEXT_CHARS`] characters, not only white space, without control characters other
/// than line feed and tab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(try_from = "String", into = "String")]
#[ts(export, type = "string")]
#[schema(value_type = String)]
pub struct MessageText(String);

/// Why a text can't be a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing to read.
    #[error("the text is empty")]
    Empty,
    /// Longer than [`MAX_TEXT_CHARS`].
    #[error("the text is longer than 8000 characters")]
    TooLong,
}

impl MessageText {
    /// Parses what a person wrote. Carriage returns become line feeds; other control characters (NUL among them, which
    /// Postgres can't hold) are dropped, for nobody can see them.
    pub fn parse(text: String) -> Result<Self, TextError> {
        let clean = if text
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\t')
        {
            let unix = text.replace("\r\n", "\n").replace('\r', "\n");
            unix.chars()
                .filter(|c| !c.is_control() || *c == '\n' || *c == '\t')
                .collect()
        } else {
            text
        };
        if clean.trim().is_empty() {
            return Err(TextError::Empty);
        }
        if clean.len() > MAX_TEXT_CHARS && clean.chars().count() > MAX_TEXT_CHARS {
            return Err(TextError::TooLong);
        }
        Ok(Self(clean))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for MessageText {
    type Error = TextError;
    fn try_from(text: String) -> Result<Self, TextError> {
        Self::parse(text)
    }
}

impl From<MessageText> for String {
    fn from(text: MessageText) -> Self {
        text.0
    }
}

/// What a log is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ConversationKind {
    /// Customer and staff.
    Chat,
    /// Staff only: notes and whispers about a chat. No customer can reach one.
    Internal,
    /// Those of a meeting; or its host and one who waits for it.
    Meeting,
    /// Customer and staff about one subject of a case.
    Thread,
    /// Staff only: notes about a case. No customer can reach one.
    Notes,
    /// Files of a case, or of one to come.
    Papers,
}

/// Whether one can still write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ConversationState {
    /// Yes.
    Open,
    /// No; it may be read, rated and mailed.
    Ended,
}

/// As what somebody takes part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Role {
    /// The one who came.
    Customer,
    /// The one who answers.
    Advisor,
    /// The one who stepped in.
    Supervisor,
    /// Samtal itself.
    System,
}

/// One row of a log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Message {
    /// Its place: 1, 2, 3 … without gaps.
    #[ts(type = "number")]
    pub seq: i64,
    /// The sender's id of it.
    pub client_id: ClientId,
    /// Who wrote it; none for [`Role::System`].
    #[ts(optional = nullable)]
    pub author: Option<PersonId>,
    /// As what.
    pub role: Role,
    /// When it was committed.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub at: jiff::Timestamp,
    /// What.
    pub content: Content,
    /// Whether the text shown is not the first one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub edited: bool,
}

/// What a row says. `edit` and `redact` are rows too, so a client that was away learns of them in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum Content {
    /// Words.
    Text {
        /// As written (or as last edited).
        text: String,
    },
    /// A file.
    File {
        /// The file.
        file: FileView,
    },
    /// Was taken back.
    Redacted,
    /// Row `target` now reads `text`; none when it was redacted since.
    Edit {
        /// The edited row.
        #[ts(type = "number")]
        target: i64,
        /// Its present text.
        #[ts(optional = nullable)]
        text: Option<String>,
    },
    /// Row `target` was taken back.
    Redact {
        /// The redacted row.
        #[ts(type = "number")]
        target: i64,
    },
    /// Something happened to the conversation.
    Notice {
        /// What.
        notice: Notice,
    },
}

/// What may happen to a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
#[ts(export)]
pub enum Notice {
    /// The customer stands in line.
    Queued {
        /// The queue's slug.
        queue: String,
    },
    /// Somebody of the staff joined.
    Joined {
        /// Who.
        person: PersonId,
        /// Their name.
        name: String,
        /// As what.
        role: Role,
    },
    /// Somebody of the staff left.
    Left {
        /// Who.
        person: PersonId,
        /// Their name.
        name: String,
    },
    /// The conversation is being handed over; the customer keeps the place.
    Transferred {
        /// Name of the queue or colleague.
        to: String,
    },
    /// The advisor lost the connection or went home; the customer stands first in line.
    Requeued,
    /// A left message was received.
    MessageLeft,
    /// Whoever left it asks to be called.
    CallbackAsked,
    /// A video meeting begins: here is the way in.
    MeetingStarted {
        /// The meeting.
        meeting: MeetingId,
        /// Who hosts it.
        host: PersonId,
        /// Their name.
        name: String,
    },
    /// The meeting's own log begins: what was written before is in the chat that the meeting came out of.
    MeetingApart {
        /// The meeting.
        meeting: MeetingId,
    },
    /// The video meeting is over.
    MeetingEnded {
        /// The meeting.
        meeting: MeetingId,
        /// How long people were in the call, seconds.
        #[ts(type = "number")]
        lasted_s: i64,
    },
    /// The conversation ended.
    Ended {
        /// By whom; none when by Samtal.
        #[ts(optional = nullable)]
        by: Option<PersonId>,
    },
}

/// A file in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct FileView {
    /// Served at `/api/v1/files/<id>`, a picture's preview at `/api/v1/files/<id>/preview`.
    pub id: FileId,
    /// As the sender named it, cleaned.
    pub name: String,
    /// Sniffed, not believed.
    pub media_type: String,
    /// Bytes.
    #[ts(type = "number")]
    pub size: i64,
    /// Pixels, for pictures.
    #[ts(optional = nullable)]
    pub width: Option<i32>,
    /// Pixels, for pictures.
    #[ts(optional = nullable)]
    pub height: Option<i32>,
    /// Whether there is a preview.
    pub preview: bool,
    /// How far the look for harmful code has got: its bytes and preview are served when it is clean, and when this is absent
    /// because nobody looks.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub scan: Option<FileScan>,
}

/// What the look for harmful code in a file has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FileScan {
    /// It has not been looked at yet; `file_scanned` tells how it ends.
    Waiting,
    /// Nothing was found.
    Clean,
    /// Something was found; its bytes are gone.
    Infected,
    /// It could not be looked at: it is too large for that, or it was tried in vain for a day.
    Failed,
}

/// Somebody in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ParticipantView {
    /// Who.
    pub person: PersonId,
    /// As others see it.
    pub name: String,
    /// What they do, e.g. "Familjerådgivare".
    pub title: String,
    /// As what.
    pub role: Role,
    /// Whether they still take part.
    pub present: bool,
    /// Their marks.
    pub marks: Marks,
}

/// How far somebody has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Marks {
    /// Who.
    pub person: PersonId,
    /// All up to here have reached a device of theirs.
    #[ts(type = "number")]
    pub delivered: i64,
    /// All up to here have been seen.
    #[ts(type = "number")]
    pub read: i64,
}

/// A part of a log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct LogPage {
    /// The conversation.
    pub conversation: ConversationId,
    /// Rows in seq order.
    pub messages: Vec<Message>,
    /// Newest seq of the log.
    #[ts(type = "number")]
    pub head: i64,
}

/// What one may do in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ChatPolicy {
    /// Write.
    pub write: bool,
    /// Change own texts for this long after sending, seconds; 0 for never.
    pub edit_for_s: u32,
    /// Take back any message (supervisors).
    pub redact_any: bool,
}

/// A conversation opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ConversationView {
    /// The conversation.
    pub id: ConversationId,
    /// What it is.
    pub kind: ConversationKind,
    /// Whether one can still write.
    pub state: ConversationState,
    /// The staff-only log beside it; never told to customers.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub internal: Option<ConversationId>,
    /// The newest entry of this conversation, for staff.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub entry: Option<EntryId>,
    /// Who takes or took part.
    pub participants: Vec<ParticipantView>,
    /// What the caller may do.
    pub policy: ChatPolicy,
    /// Rows after what the client had, in seq order.
    pub messages: Vec<Message>,
    /// Newest seq of the log.
    #[ts(type = "number")]
    pub head: i64,
    /// Set when the gap was too large: the client drops what it had and starts from `messages`.
    pub refetch: bool,
    /// The caller's rating, if given.
    #[ts(optional = nullable)]
    pub rating: Option<u8>,
}

/// A conversation in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ConversationSummary {
    /// The conversation.
    pub id: ConversationId,
    /// Whether one can still write.
    pub state: ConversationState,
    /// Through which queue.
    #[ts(optional = nullable)]
    pub queue: Option<QueueId>,
    /// What it is about, in the customer's words.
    pub subject: String,
    /// Name of the advisor who has or had it last, if somebody has answered.
    #[ts(optional = nullable)]
    pub with: Option<String>,
    /// Beginning of the last text, at most 120 characters.
    pub last: String,
    /// When it was written.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub last_at: jiff::Timestamp,
    /// Newest seq.
    #[ts(type = "number")]
    pub head: i64,
    /// The caller's read mark: `head - read` rows are new.
    #[ts(type = "number")]
    pub read: i64,
}
