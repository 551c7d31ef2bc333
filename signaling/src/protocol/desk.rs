//! The advisor's desk.

use super::{
    CannedId, ConversationId, ConversationState, EntryId, EntryState, LeftMessageId, PersonId,
    QueueId, Reason,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What somebody of the staff may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum StaffRole {
    /// Takes chats.
    Advisor,
    /// Sees and steps into all.
    Supervisor,
    /// Sets things up.
    Administrator,
}

/// Whether an advisor takes new conversations. What they chose; `present` in [`AdvisorView`] says if they are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AdvisorState {
    /// Yes.
    Available,
    /// Keeps what they have, takes no more.
    Busy,
    /// Not at the desk.
    Away,
}

/// An advisor as colleagues see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct AdvisorView {
    /// Who.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// What they do.
    pub title: String,
    /// Role.
    pub role: StaffRole,
    /// Chosen state.
    pub state: AdvisorState,
    /// Whether a live socket of theirs is there.
    pub present: bool,
    /// Since when in this state.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub since: jiff::Timestamp,
    /// Whether they are in a meeting, which takes all of their capacity.
    pub in_call: bool,
    /// Since when they sit in it.
    #[ts(optional = nullable, type = "string | null")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub in_call_since: Option<jiff::Timestamp>,
    /// Parts of capacity in use.
    pub load: u32,
    /// Parts in all; a chat costs one.
    pub capacity: u32,
    /// Queues they serve.
    pub queues: Vec<QueueId>,
    /// Languages they speak.
    pub languages: Vec<String>,
}

/// A customer as staff see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct CustomerView {
    /// Who.
    pub person: PersonId,
    /// Name, or empty.
    pub name: String,
    /// E-mail, or empty.
    pub email: String,
    /// Phone, or empty.
    pub phone: String,
    /// Language.
    pub language: String,
    /// Whether a live socket of theirs is there.
    pub present: bool,
    /// Conversations before this one.
    pub earlier: u32,
}

/// An offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct OfferView {
    /// The entry.
    pub entry: EntryId,
    /// The queue.
    pub queue: QueueId,
    /// The customer.
    pub customer: CustomerView,
    /// What it is about.
    pub subject: String,
    /// Since when the customer waits: this time, when they were handed over.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub waiting_since: jiff::Timestamp,
    /// When the offer was made.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub offered_at: jiff::Timestamp,
    /// When it goes to the next.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub until: jiff::Timestamp,
    /// A colleague's note, when handed over.
    #[ts(optional = nullable)]
    pub note: Option<String>,
    /// Why this advisor.
    pub why: Reason,
}

/// An advisor's conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct DeskEntry {
    /// The entry.
    pub entry: EntryId,
    /// Where it is.
    pub state: EntryState,
    /// The queue.
    pub queue: QueueId,
    /// Its log.
    pub conversation: ConversationId,
    /// The staff-only log beside it.
    pub internal: ConversationId,
    /// Who has it.
    #[ts(optional = nullable)]
    pub advisor: Option<PersonId>,
    /// The customer.
    pub customer: CustomerView,
    /// What it is about.
    pub subject: String,
    /// Since when.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub joined_at: jiff::Timestamp,
    /// Since when the customer waited for this advisor.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub waiting_since: jiff::Timestamp,
    /// When the advisor took it.
    #[ts(optional = nullable, type = "string | null")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub accepted_at: Option<jiff::Timestamp>,
    /// Since when the customer waits for an answer; none when the last word is the staff's.
    #[ts(optional = nullable, type = "string | null")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub unanswered_since: Option<jiff::Timestamp>,
    /// Beginning of the last text, at most 120 characters.
    pub last: String,
    /// Newest seq.
    #[ts(type = "number")]
    pub head: i64,
    /// The advisor's read mark.
    #[ts(type = "number")]
    pub read: i64,
}

/// What a desk shows first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct DeskView {
    /// The advisor.
    pub me: AdvisorView,
    /// Open offers.
    pub offers: Vec<OfferView>,
    /// Own conversations, active and parked.
    pub entries: Vec<DeskEntry>,
}

/// A text ready to be sent. `{customer}` and `{advisor}` stand for names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct CannedReply {
    /// The reply.
    pub id: CannedId,
    /// Written after `/`.
    pub shortcut: String,
    /// In lists.
    pub title: String,
    /// The text.
    pub text: String,
    /// Its language.
    pub language: String,
}

/// How far a left message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum InboxState {
    /// Nobody has taken it.
    New,
    /// Somebody has.
    Taken,
    /// Somebody has written back.
    Answered,
    /// Dealt with.
    Closed,
}

/// A left message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct InboxItem {
    /// The left message.
    pub left: LeftMessageId,
    /// How far it is.
    pub state: InboxState,
    /// Whether the conversation is open.
    pub conversation_state: ConversationState,
    /// The log with it and the answers.
    pub conversation: ConversationId,
    /// The staff-only log beside it.
    pub internal: ConversationId,
    /// Which queue.
    pub queue: QueueId,
    /// The customer.
    pub customer: CustomerView,
    /// Its beginning, at most 300 characters.
    pub text: String,
    /// They ask to be called: when it suits, or empty. A case that was made of the message has the call from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub callback: Option<String>,
    /// When it was left.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub at: jiff::Timestamp,
    /// Who has it.
    #[ts(optional = nullable)]
    pub taken_by: Option<PersonId>,
    /// Their name.
    #[ts(optional = nullable)]
    pub taken_by_name: Option<String>,
}
