//! What the server says.

use super::*;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One frame from the server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum ServerFrame {
    /// The answer to the command with this id.
    Reply {
        /// The command's id.
        #[ts(type = "number")]
        id: u64,
        /// Set when it was done.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        ok: Option<Reply>,
        /// Set when it wasn't.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        #[ts(optional)]
        error: Option<WireError>,
    },
    /// Something happened.
    Event {
        /// Where.
        #[ts(type = "string")]
        topic: Topic,
        /// What.
        event: Event,
    },
    /// Events of this topic may have been lost: subscribe (or open) again.
    Resync {
        /// Where.
        #[ts(type = "string")]
        topic: Topic,
    },
    /// Heartbeat; also tells the client the server's time.
    Beat {
        /// RFC 3339.
        #[ts(type = "string")]
        now: jiff::Timestamp,
    },
}

/// Who the caller is and what the connection allows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Hello {
    /// The caller.
    pub person: PersonId,
    /// The caller's name as others see it.
    pub name: String,
    /// Set for staff.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    #[ts(optional)]
    pub staff: Option<StaffRole>,
    /// Server time.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub now: jiff::Timestamp,
    /// Send something at least this often, milliseconds.
    pub heartbeat_ms: u32,
    /// Close and come back after this much silence, milliseconds.
    pub silent_after_ms: u32,
    /// Largest upload, bytes.
    #[ts(type = "number")]
    pub max_file_bytes: u64,
}

/// The good answer to a command; each command names which.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
#[ts(export)]
pub enum Reply {
    /// Done, nothing to tell.
    Done,
    /// To `hello`.
    Hello(Hello),
    /// Committed: the message's place in the log.
    Sent(Sent),
    /// To `open`.
    Conversation(Box<ConversationView>),
    /// To `fetch`.
    Page(LogPage),
    /// To `subscribe` of a visitor's own topic.
    Mine(Mine),
    /// To `subscribe` of a staff member's own topic.
    Desk(Box<DeskView>),
    /// To `subscribe` of `queues`.
    Queues(Vec<QueueStatus>),
    /// To `subscribe` of `staff`.
    Staff(Vec<AdvisorView>),
    /// To `subscribe` of `wall`.
    Wall(Box<WallView>),
    /// An entry as its customer sees it.
    Entry(EntryView),
    /// An entry as its advisor sees it.
    DeskEntry(Box<DeskEntry>),
    /// To `leave_message`: the conversation in which the answer will come.
    Left(LeftReceipt),
    /// To `history`.
    Conversations(Vec<ConversationSummary>),
    /// To `canned`.
    Canned(Vec<CannedReply>),
    /// To `inbox`, `take_left`, `close_left`.
    Inbox(Vec<InboxItem>),
    /// To `explain`.
    Explained(Vec<Explained>),
    /// To `settings` and `set_queue`.
    Settings(Vec<QueueSettings>),
    /// To `start_meeting` and `open_meeting`.
    Meeting(Box<MeetingView>),
    /// To `meetings`.
    Meetings(Vec<MeetingSummary>),
    /// To `invite_to_meeting`.
    Invite(InviteView),
    /// To `meeting`.
    InMeeting(Box<MeetingReply>),
    /// To `meeting_quality`.
    Quality(Vec<PersonQuality>),
    /// To `subscribe` of `sign_in:<id>`.
    SignIn(SignInView),
}

/// Where a message landed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Sent {
    /// Its seq.
    #[ts(type = "number")]
    pub seq: i64,
    /// When it was committed.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub at: jiff::Timestamp,
}

/// A visitor's own state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Mine {
    /// The open entry, if any.
    #[ts(optional = nullable)]
    pub entry: Option<EntryView>,
    /// Own conversations, newest first, at most 50.
    pub conversations: Vec<ConversationSummary>,
}

/// What a visitor gets for a left message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct LeftReceipt {
    /// The left message.
    pub left: LeftMessageId,
    /// The conversation in which the answer will come.
    pub conversation: ConversationId,
}

/// One decision about an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Explained {
    /// When.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub at: jiff::Timestamp,
    /// What happened: `joined`, `offered`, `declined`, `offer_lapsed`, `accepted` …, and last `waiting` while it does.
    pub what: String,
    /// Whom it concerned.
    pub who: Option<String>,
    /// Why; empty when what happened says it all.
    pub why: Vec<Reason>,
}

/// Something that happened in a topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum Event {
    // --- conversation:<id>
    /// A new row of the log. Always in seq order without gaps on one socket after `open`.
    Message {
        /// The row.
        message: Message,
    },
    /// Somebody's marks moved.
    Marks {
        /// The marks.
        marks: Marks,
    },
    /// Somebody writes.
    Typing {
        /// Who.
        person: PersonId,
        /// Their name.
        name: String,
    },
    /// The log's newest seq, told now and then: a client that has less fetches.
    Head {
        /// Newest seq.
        #[ts(type = "number")]
        seq: i64,
    },
    /// A file was looked at for harmful code. May come before the row that shows the file.
    FileScanned {
        /// The file.
        file: FileId,
        /// How that ended; never `waiting`.
        scan: FileScan,
    },

    // --- person:<id>, a visitor
    /// The visitor's entry changed: position, wait, state.
    Entry {
        /// The entry.
        entry: EntryView,
    },
    /// A conversation of the caller is new or changed (a new last message, ended).
    Conversation {
        /// The conversation.
        conversation: ConversationSummary,
    },

    // --- person:<id>
    /// Something happened in a meeting that one has opened.
    Meeting {
        /// The meeting.
        meeting: MeetingId,
        /// What.
        event: Box<MeetingEvent>,
    },

    // --- person:<id>, staff
    /// A meeting that one hosts is new or changed.
    MeetingSummary {
        /// The meeting.
        summary: Box<MeetingSummary>,
    },
    /// An offer: answer before `until`.
    Offer {
        /// The offer.
        offer: OfferView,
    },
    /// An offer is no longer there.
    OfferGone {
        /// The entry.
        entry: EntryId,
    },
    /// A conversation of the advisor is new or changed.
    DeskEntry {
        /// The entry.
        entry: Box<DeskEntry>,
    },
    /// A conversation is no longer the advisor's.
    DeskEntryGone {
        /// The entry.
        entry: EntryId,
    },

    // --- queues
    /// A queue's public state.
    QueueStatus {
        /// The state.
        status: QueueStatus,
    },

    // --- staff
    /// Somebody's state or load changed.
    Advisor {
        /// The advisor.
        advisor: AdvisorView,
    },
    /// Somebody works here no more: no list of colleagues shows them.
    AdvisorGone {
        /// Who.
        person: PersonId,
    },
    /// A left message in somebody's inbox is new or changed. For each of those whose inbox it is, as their own event.
    InboxItem {
        /// The item.
        item: Box<InboxItem>,
    },

    // --- wall
    /// The wall, whole: small, so differences aren't worth their faults.
    Wall {
        /// The wall.
        wall: Box<WallView>,
    },

    // --- sign_in:<id>
    /// A sign-in got further, or its QR code is a second older.
    SignIn {
        /// How far it is.
        sign_in: SignInView,
    },

    // --- case:<id>, cases, and person:<id> of its customer
    /// A case is no longer as it was: whoever shows it asks for it again.
    Case {
        /// Which.
        case: CaseId,
        /// It has this version now; a text leaves it as it was.
        version: i32,
    },

    /// An event of a newer server; ignored.
    #[serde(other)]
    #[ts(skip)]
    Unknown,
}
