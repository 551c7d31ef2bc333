//! What a client may ask for.

use super::*;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use ts_rs::TS;

/// 64 KiB: a text of 8,000 characters of four bytes, escaped, and room to spare.
pub const MAX_FRAME_BYTES: usize = 64 * 1024;
/// Both sides send something at least this often.
pub const HEARTBEAT: Duration = Duration::from_secs(10);
/// A side that has heard nothing for this long closes the socket.
pub const SILENT_AFTER: Duration = Duration::from_secs(25);
/// The first frame must be `hello` and come within this time.
pub const HELLO_WITHIN: Duration = Duration::from_secs(10);
/// Conversations that one `hello` may resume.
pub const MAX_RESUMED: usize = 50;

/// What is told of a mistake at most: a client's own words are not sent back whole.
const MAX_EXPLANATION_CHARS: usize = 200;

/// One frame from a client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ClientFrame {
    /// Chosen by the client; the reply carries it. Unique among commands under way.
    #[ts(type = "number")]
    pub id: u64,
    /// What to do.
    pub cmd: Command,
}

/// Why a frame is not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not a frame at all, or without an id to answer to: the socket is closed with [`CloseCode::BadFrame`].
    #[error("not a frame")]
    NotAFrame,
    /// A frame whose command is unknown or not as documented: answered, and the socket goes on.
    #[error("command {id}: {error}")]
    Command {
        /// The command's id.
        id: u64,
        /// The answer.
        error: WireError,
    },
}

impl ClientFrame {
    /// Reads a frame.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        #[derive(Deserialize)]
        struct Envelope<'a> {
            id: u64,
            #[serde(borrow)]
            cmd: &'a serde_json::value::RawValue,
        }
        // Nearly all are as documented: a frame is looked at a second time only when it isn't.
        if let Ok(frame) = serde_json::from_str(text) {
            return Ok(frame);
        }
        let Ok(Envelope { id, cmd }) = serde_json::from_str(text) else {
            return Err(Unreadable::NotAFrame);
        };
        match Command::parse(cmd.get()) {
            Ok(cmd) => Ok(Self { id, cmd }),
            Err(error) => Err(Unreadable::Command { id, error }),
        }
    }
}

/// Who the client says it is, for logs and metrics.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ClientInfo {
    /// `widget`, `desk`, `wall`, `loadtest` …
    pub name: String,
    /// The build.
    pub version: String,
}

/// Where a client was in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Resume {
    /// The conversation.
    pub conversation: ConversationId,
    /// The last seq held without a gap; 0 for none.
    #[ts(type = "number")]
    pub after: i64,
}

/// To whom a conversation is handed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum TransferTarget {
    /// A colleague, who is offered it at once.
    Person {
        /// The colleague.
        person: PersonId,
    },
    /// A queue; the customer stands first in it.
    Queue {
        /// The queue.
        queue: QueueId,
    },
}

/// How one comes to a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
#[ts(export)]
pub enum MeetingDoor {
    /// As its host, as the customer of the chat it came out of, or as who has been there.
    Meeting {
        /// The meeting.
        meeting: MeetingId,
    },
    /// By a link's secret part.
    Link {
        /// 32 characters of base64url.
        link: String,
    },
}

/// A command. The same commands are accepted by `POST /api/v1/commands` (all but `hello`, `subscribe`, `unsubscribe`, `ping`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum Command {
    // --- the socket itself
    /// First frame. Visitors give their token here; staff are known by their cookie. Reply: [`Reply::Hello`].
    Hello {
        /// A visitor's token from `POST /api/v1/visitors`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        token: Option<String>,
        /// The client.
        client: ClientInfo,
    },
    /// Heartbeat. Reply: [`Reply::Done`].
    Ping,
    /// Starts events of a topic other than a conversation; the reply holds its present state
    /// (`person`: [`Reply::Mine`] or [`Reply::Desk`], `queues`: [`Reply::Queues`], `staff`: [`Reply::Staff`], `wall`: [`Reply::Wall`]).
    Subscribe {
        /// The topic.
        #[ts(type = "string")]
        #[schema(value_type = String)]
        topic: Topic,
    },
    /// Ends events of a topic. Reply: [`Reply::Done`].
    Unsubscribe {
        /// The topic.
        #[ts(type = "string")]
        #[schema(value_type = String)]
        topic: Topic,
    },

    // --- conversations
    /// Subscribes to a conversation and fetches what is missing after `after` (0: from the newest page).
    /// Reply: [`Reply::Conversation`]. A supervisor who takes no part watches silently; that is written to the audit log.
    Open {
        /// Which, and what the client has.
        #[serde(flatten)]
        from: Resume,
    },
    /// One page of the log, seqs `after+1 ..= after+limit`. Reply: [`Reply::Page`].
    Fetch {
        /// The conversation.
        conversation: ConversationId,
        /// Seq before the first one wanted.
        #[ts(type = "number")]
        after: i64,
        /// 1 to [`MAX_PAGE`].
        limit: u16,
    },
    /// Adds a text. A second one with the same `client_id` is answered with the first's seq. Reply: [`Reply::Sent`].
    Send {
        /// The conversation.
        conversation: ConversationId,
        /// UUIDv7 made by the sender.
        client_id: ClientId,
        /// 1 to [`MAX_TEXT_CHARS`] characters.
        text: MessageText,
    },
    /// Adds an uploaded file. Reply: [`Reply::Sent`].
    SendFile {
        /// The conversation it was uploaded to.
        conversation: ConversationId,
        /// UUIDv7 made by the sender.
        client_id: ClientId,
        /// The upload.
        file: FileId,
    },
    /// Changes one's own text; the history is kept for audit. Reply: [`Reply::Sent`] (of the edit's own log row).
    Edit {
        /// The conversation.
        conversation: ConversationId,
        /// Of this edit.
        client_id: ClientId,
        /// The message's seq.
        #[ts(type = "number")]
        target: i64,
        /// The new text.
        text: MessageText,
    },
    /// Takes a message back; its text and file are no longer served. Reply: [`Reply::Sent`].
    Redact {
        /// The conversation.
        conversation: ConversationId,
        /// Of this redaction.
        client_id: ClientId,
        /// The message's seq.
        #[ts(type = "number")]
        target: i64,
    },
    /// Moves one's own marks forward; a smaller seq changes nothing. Reply: [`Reply::Done`].
    Mark {
        /// The conversation.
        conversation: ConversationId,
        /// All up to here have reached the device.
        #[ts(type = "number")]
        delivered: i64,
        /// All up to here have been seen by the person.
        #[ts(type = "number")]
        read: i64,
    },
    /// Somebody writes. Never stored; stops by itself after a few seconds. Reply: [`Reply::Done`].
    Typing {
        /// The conversation.
        conversation: ConversationId,
    },

    // --- customers
    /// Stands in line. A second one while an entry is open gives that entry. Reply: [`Reply::Entry`].
    Join {
        /// The form.
        #[serde(flatten)]
        form: JoinForm,
    },
    /// Leaves the line. Reply: [`Reply::Entry`].
    Leave {
        /// The entry.
        entry: EntryId,
    },
    /// Leaves a message to be answered later; from an open entry, that entry is turned into it. Reply: [`Reply::Left`].
    LeaveMessage {
        /// The form.
        #[serde(flatten)]
        form: LeftMessageForm,
    },
    /// Rates an ended conversation, 1 to 5. Reply: [`Reply::Done`].
    Rate {
        /// The conversation.
        conversation: ConversationId,
        /// 1 (bad) to 5 (good).
        score: u8,
        /// A few words, up to 2,000 characters.
        #[serde(default)]
        comment: String,
    },
    /// Sends the transcript by mail. Reply: [`Reply::Done`].
    MailTranscript {
        /// The conversation.
        conversation: ConversationId,
        /// Where to.
        to: String,
    },

    // --- advisors
    /// Sets one's own state. Reply: [`Reply::Done`].
    SetState {
        /// The state.
        state: AdvisorState,
    },
    /// Takes an offer. Reply: [`Reply::DeskEntry`].
    Accept {
        /// The entry.
        entry: EntryId,
    },
    /// Says no to an offer; it goes to the next. Reply: [`Reply::Done`].
    Decline {
        /// The entry.
        entry: EntryId,
    },
    /// Puts a conversation aside: it costs no capacity until resumed or the customer writes. Reply: [`Reply::DeskEntry`].
    Park {
        /// The entry.
        entry: EntryId,
    },
    /// Takes a parked conversation up again. Reply: [`Reply::DeskEntry`].
    Unpark {
        /// The entry.
        entry: EntryId,
    },
    /// Hands over with a note that only staff see. Reply: [`Reply::Done`].
    Transfer {
        /// The entry.
        entry: EntryId,
        /// To whom.
        to: TransferTarget,
        /// Up to 2,000 characters.
        note: String,
    },
    /// Ends the conversation (either side may). Reply: [`Reply::Done`].
    End {
        /// The entry.
        entry: EntryId,
    },
    /// A customer's conversations, newest first, at most 50. Reply: [`Reply::Conversations`].
    History {
        /// The customer.
        person: PersonId,
    },
    /// Canned replies one may use. Reply: [`Reply::Canned`].
    Canned,
    /// Messages left, open ones first, at most 200. Reply: [`Reply::Inbox`].
    Inbox,
    /// Takes a left message as one's own. Reply: [`Reply::Inbox`].
    TakeLeft {
        /// The left message.
        left: LeftMessageId,
    },
    /// Marks a left message as dealt with. Reply: [`Reply::Inbox`].
    CloseLeft {
        /// The left message.
        left: LeftMessageId,
    },

    // --- supervisors
    /// Takes a visible or silent part in a conversation. Reply: [`Reply::Done`].
    JoinConversation {
        /// The conversation.
        conversation: ConversationId,
    },
    /// Becomes the one who has the conversation. Reply: [`Reply::DeskEntry`].
    TakeOver {
        /// The entry.
        entry: EntryId,
    },
    /// Why an entry is where it is: the journal of decisions, newest last. Reply: [`Reply::Explained`].
    Explain {
        /// The entry.
        entry: EntryId,
    },

    // --- administrators and supervisors
    /// Every queue with its settings. Reply: [`Reply::Settings`].
    Settings,
    /// Changes a queue; open widgets see it at once. Reply: [`Reply::Settings`].
    SetQueue {
        /// The settings, whole.
        settings: QueueSettings,
    },

    // --- meetings
    /// Begins a meeting, out of a chat one has or by itself; out of a chat that has one, that one. Staff only.
    /// Reply: [`Reply::Meeting`].
    StartMeeting {
        /// The chat; its customer finds the way in it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        conversation: Option<ConversationId>,
        /// What it is about, up to [`MAX_TITLE_CHARS`] characters; may be empty.
        #[serde(default)]
        title: String,
    },
    /// Opens a meeting's page; events of it come on one's own topic from then on. Reply: [`Reply::Meeting`].
    OpenMeeting {
        /// How one comes.
        #[serde(flatten)]
        door: MeetingDoor,
    },
    /// One's own meetings (supervisors: everybody's): those that go on, and those that ended within seven days, newest first, at most 100.
    /// Staff only. Reply: [`Reply::Meetings`].
    Meetings,
    /// Makes a link by which anybody may come to the waiting room. The host's. Reply: [`Reply::Invite`].
    InviteToMeeting {
        /// The meeting.
        meeting: MeetingId,
    },
    /// Ends a link; who came by it and is not in the call is sent away. The host's. Reply: [`Reply::Done`].
    RevokeInvite {
        /// The meeting.
        meeting: MeetingId,
        /// The link's secret part.
        link: String,
    },
    /// Does something in a meeting. Reply: [`Reply::Meeting`]'s counterpart [`Reply::InMeeting`].
    Meeting {
        /// The meeting.
        meeting: MeetingId,
        /// What.
        act: MeetingVerb,
    },
    /// How sound and picture went, by person and minute. The host's and supervisors'. Reply: [`Reply::Quality`].
    MeetingQuality {
        /// The meeting.
        meeting: MeetingId,
    },
    /// Closes the log of a meeting that has ended, or opens it again. The host's. Reply: [`Reply::Done`].
    SetMeetingChat {
        /// The meeting.
        meeting: MeetingId,
        /// Whether one may write.
        open: bool,
    },
}

macro_rules! names {
    ($($variant:ident => $name:literal),+ $(,)?) => {
        impl Command {
            /// The name on the wire of every command.
            pub const NAMES: &[&'static str] = &[$($name),+];

            /// The name on the wire.
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $name),+
                }
            }
        }
    };
}

names! {
    Hello => "hello",
    Ping => "ping",
    Subscribe => "subscribe",
    Unsubscribe => "unsubscribe",
    Open => "open",
    Fetch => "fetch",
    Send => "send",
    SendFile => "send_file",
    Edit => "edit",
    Redact => "redact",
    Mark => "mark",
    Typing => "typing",
    Join => "join",
    Leave => "leave",
    LeaveMessage => "leave_message",
    Rate => "rate",
    MailTranscript => "mail_transcript",
    SetState => "set_state",
    Accept => "accept",
    Decline => "decline",
    Park => "park",
    Unpark => "unpark",
    Transfer => "transfer",
    End => "end",
    History => "history",
    Canned => "canned",
    Inbox => "inbox",
    TakeLeft => "take_left",
    CloseLeft => "close_left",
    JoinConversation => "join_conversation",
    TakeOver => "take_over",
    Explain => "explain",
    Settings => "settings",
    SetQueue => "set_queue",
    StartMeeting => "start_meeting",
    OpenMeeting => "open_meeting",
    Meetings => "meetings",
    InviteToMeeting => "invite_to_meeting",
    RevokeInvite => "revoke_invite",
    Meeting => "meeting",
    MeetingQuality => "meeting_quality",
    SetMeetingChat => "set_meeting_chat",
}

impl Command {
    /// Reads a command; the error tells an unknown one from a known one that is not as documented.
    pub fn parse(text: &str) -> Result<Self, WireError> {
        #[derive(Deserialize)]
        struct Named {
            r#type: String,
        }
        serde_json::from_str(text).map_err(|error| {
            let name = serde_json::from_str(text).map(|Named { r#type }| r#type);
            let (code, message) = match name {
                Ok(name) if !Self::NAMES.contains(&name.as_str()) => (
                    ErrorCode::UnknownCommand,
                    format!("this server knows no command {name:?}"),
                ),
                _ => (ErrorCode::Invalid, error.to_string()),
            };
            WireError {
                code,
                message: message.chars().take(MAX_EXPLANATION_CHARS).collect(),
                retry_after_ms: None,
            }
        })
    }
}
