//! A case as it crosses the wire: a matter from the first word to the end.

use std::{fmt, str::FromStr};

use super::{
    CallbackView, CaseClock, CaseForm, CaseId, CasePersonId, CaseTypeId, ClientId, ConversationId,
    ConversationState, DeadlineView, DeliveryNoteDeed, FieldFault, FileView, FormValues, Localised,
    PersonId, QueueId, StepState,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use ts_rs::TS;

/// Rows in one page of cases.
pub const MAX_CASES: u16 = 200;
/// Moments of a case's timeline that are told of, the newest.
pub const MAX_MOMENTS: usize = 500;

/// A case's number for people: its year and its place in it, `2026-004217`. On the wire a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, TS)]
#[ts(export, type = "string")]
pub struct CaseNumber {
    /// 2000 to 9999.
    pub year: u16,
    /// 1, 2, 3 … without gaps.
    pub number: u32,
}

/// The text is no case's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a case's number is like 2026-004217")]
pub struct CaseNumberError;

impl CaseNumber {
    /// As the database has it; none where there is none.
    pub fn of_row(year: Option<i32>, number: Option<i32>) -> Option<Self> {
        Some(Self {
            year: u16::try_from(year?).ok()?,
            number: u32::try_from(number?).ok()?,
        })
    }
}

impl utoipa::PartialSchema for CaseNumber {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .description(Some(
                "A case's number for people: its year and its place in it",
            ))
            .pattern(Some("^[2-9][0-9]{3}-[0-9]{6,9}$"))
            .examples(["2026-004217"])
            .into()
    }
}

impl utoipa::ToSchema for CaseNumber {}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:06}", self.year, self.number)
    }
}

impl FromStr for CaseNumber {
    type Err = CaseNumberError;
    /// As it is written on paper; zeros before the place may be left out.
    fn from_str(text: &str) -> Result<Self, CaseNumberError> {
        let (year, number) = text.trim().split_once('-').ok_or(CaseNumberError)?;
        let is_short = year.len() == 4 && (1..=9).contains(&number.len());
        let all_figures = year
            .bytes()
            .chain(number.bytes())
            .all(|b| b.is_ascii_digit());
        if !is_short || !all_figures {
            return Err(CaseNumberError);
        }
        let read = Self {
            year: year.parse().map_err(|_| CaseNumberError)?,
            number: number.parse().map_err(|_| CaseNumberError)?,
        };
        (read.year >= 2000 && read.number > 0)
            .then_some(read)
            .ok_or(CaseNumberError)
    }
}

impl Serialize for CaseNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CaseNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// How far a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CaseStatus {
    /// Nobody has begun.
    New,
    /// Somebody works with it.
    Active,
    /// Put off for a reason that the customer sees; its clocks stand still.
    Paused,
    /// The customer is asked for something; its clocks stand still.
    Waiting,
    /// Done; a word from the customer opens it again.
    Resolved,
    /// Ended: nothing is written in it any more.
    Closed,
}

/// How a case came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CaseVia {
    /// The customer filled in a form.
    Form,
    /// Out of a chat.
    Chat,
    /// Out of a message that was left.
    LeftMessage,
    /// Staff wrote it down for somebody on the telephone.
    Phone,
}

/// How whoever opens a case is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct CaseContact {
    /// At most 100 characters.
    pub name: String,
    /// Where the confirmation goes; may be empty where the customer is known or staff write.
    pub email: String,
    /// May be empty.
    pub phone: String,
    /// `sv`, `en`, `da`, `nb`, `fi`.
    pub language: String,
}

/// A case to be opened. Body of `POST /api/v1/cases`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct NewCase {
    /// UUIDv7 made by the sender: a second request with the same is answered with the first case.
    pub client_id: ClientId,
    /// Of which kind.
    #[serde(rename = "type")]
    pub type_id: CaseTypeId,
    /// Of the form that was filled in.
    pub version: i32,
    /// What it is about: 1 to 200 characters.
    pub title: String,
    /// At most 20,000 characters.
    pub description: String,
    /// What was filled in.
    pub values: FormValues,
    /// Whether it can't wait.
    pub urgent: bool,
    /// How the customer is reached; what it says is written down with them where nothing was known.
    pub contact: CaseContact,
    /// Staff only: whose it is. Without it and without `conversation`, a customer is made of `contact`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub customer: Option<PersonId>,
    /// The chat or left message it comes out of: its customer is the case's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub conversation: Option<ConversationId>,
    /// From `POST /api/v1/case-papers`: where the files of the form were uploaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub papers: Option<ConversationId>,
}

/// Where files for a case to come are uploaded. Answer of `POST /api/v1/case-papers`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct CasePapers {
    /// Files are uploaded to it, and its id is sent with [`NewCase`].
    pub conversation: ConversationId,
}

/// That a case is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct CaseReceipt {
    /// The case.
    pub id: CaseId,
    /// For people.
    pub number: CaseNumber,
    /// Where the confirmation went, or empty.
    pub told_to: String,
}

/// What does not fit. Answered with 422 to what was filled in; nothing was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct FormRefusal {
    /// Each field once, in the form's order.
    pub faults: Vec<FieldFault>,
}

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct CaseRow {
    /// The case.
    pub id: CaseId,
    /// For people.
    pub number: CaseNumber,
    /// What it is about.
    pub title: String,
    /// Its kind.
    #[serde(rename = "type")]
    pub type_id: CaseTypeId,
    /// Its kind, for people.
    pub type_name: Localised,
    /// How far it is.
    pub status: CaseStatus,
    /// Why it is paused; none unless it is.
    #[ts(optional = nullable)]
    pub pause_reason: Option<String>,
    /// Whether it can't wait.
    pub urgent: bool,
    /// Whose it is.
    pub customer: PersonId,
    /// Name, or empty.
    pub customer_name: String,
    /// Who has it.
    #[ts(optional = nullable)]
    pub owner: Option<PersonId>,
    /// Name of who has it.
    #[ts(optional = nullable)]
    pub owner_name: Option<String>,
    /// The queue whose staff see to it.
    pub team: QueueId,
    /// Number of the object it is about, or empty.
    pub object: String,
    /// Street, where the form asks for it; or empty.
    pub street: String,
    /// Invoice reference, where the form asks for it; or empty.
    pub invoice_reference: String,
    /// When it was opened.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub created_at: jiff::Timestamp,
    /// When something last happened; to its customer, something that they see.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub changed_at: jiff::Timestamp,
    /// The nearest deadline that runs; staff only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub next_due: Option<DeadlineView>,
    /// Whether a promise was broken; staff only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub missed: bool,
    /// Since when the customer waits for a word; none when they don't.
    #[ts(optional = nullable, type = "string | null")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub waits_since: Option<jiff::Timestamp>,
    /// Since when they wait to be called; none when they don't.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "string")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub callback_at: Option<jiff::Timestamp>,
    /// Texts that the caller has not read.
    pub unread: u32,
    /// Steps of checklists that wait for the customer.
    pub wanted: u32,
    /// Files in its papers and messages; staff only.
    #[serde(default, skip_serializing_if = "is_none")]
    #[ts(optional, as = "Option<u32>")]
    pub files: u32,
    /// Steps of its checklists; staff only.
    #[serde(default, skip_serializing_if = "is_none")]
    #[ts(optional, as = "Option<u32>")]
    pub steps: u32,
    /// Those of them that are settled; staff only.
    #[serde(default, skip_serializing_if = "is_none")]
    #[ts(optional, as = "Option<u32>")]
    pub steps_done: u32,
    /// Whether a delivery note of it is signed; staff only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub signed_note: bool,
}

fn is_none(count: &u32) -> bool {
    *count == 0
}

/// A page of cases. Answer of `GET /api/v1/cases` and `GET /api/v1/my-cases`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct CasePage {
    /// At most [`MAX_CASES`].
    pub cases: Vec<CaseRow>,
    /// Given back as `after`, it leads on; none when these are the last.
    #[ts(optional = nullable)]
    pub next: Option<String>,
}

/// A thread of messages with a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ThreadView {
    /// Its log.
    pub conversation: ConversationId,
    /// 1 to 200 characters.
    pub subject: String,
    /// Whether one can still write.
    pub state: ConversationState,
    /// Beginning of the last text, at most 120 characters.
    pub last: String,
    /// Who wrote it, or empty.
    pub last_by: String,
    /// When.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub last_at: jiff::Timestamp,
    /// Newest seq.
    #[ts(type = "number")]
    pub head: i64,
    /// The caller's read mark.
    #[ts(type = "number")]
    pub read: i64,
}

/// Somebody whom a case is also about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct CasePersonView {
    /// Which line.
    pub id: CasePersonId,
    /// As what.
    pub part: CasePart,
    /// 1 to 100 characters.
    pub name: String,
    /// Or empty.
    pub email: String,
    /// Or empty.
    pub phone: String,
}

/// As what somebody belongs to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CasePart {
    /// It is about them too: a spouse, a child.
    Applicant,
    /// They are asked about it: a caretaker, a neighbour.
    Contact,
}

/// Somebody to be added. Part of [`CasePeople`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct CasePerson {
    /// As what.
    pub part: CasePart,
    /// 1 to 100 characters.
    pub name: String,
    /// Or empty.
    pub email: String,
    /// Or empty.
    pub phone: String,
}

/// Everybody whom a case is also about. Body of `PUT /api/v1/cases/<id>/people`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct CasePeople {
    /// Of the [`CaseView`] that is changed.
    pub version: i32,
    /// At most 30.
    pub people: Vec<CasePerson>,
}

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct CaseMoment {
    /// Its number in the journal.
    #[ts(type = "number")]
    pub id: i64,
    /// When.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub at: jiff::Timestamp,
    /// By whom; none when by Samtal.
    #[ts(optional = nullable)]
    pub who: Option<String>,
    /// What.
    pub what: Happened,
}

/// What may happen to a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum Happened {
    /// It was opened.
    Opened {
        /// How it came.
        via: CaseVia,
    },
    /// It went from one status to another.
    Status {
        /// From.
        from: CaseStatus,
        /// To.
        to: CaseStatus,
        /// Why, where it was paused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reason: Option<String>,
    },
    /// Somebody else has it, or nobody.
    Owner {
        /// Their name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        to: Option<String>,
    },
    /// Another team sees to it.
    Team {
        /// Its name.
        to: Localised,
    },
    /// It became urgent, or is no more.
    Urgent {
        /// Whether it is.
        urgent: bool,
    },
    /// What it says was changed.
    Changed {
        /// Keys of the form, `title`, `description`, `people`, `callback`.
        fields: Vec<String>,
    },
    /// Somebody wrote.
    Wrote {
        /// In which thread.
        conversation: ConversationId,
        /// Its subject.
        subject: String,
    },
    /// A thread was begun.
    Thread {
        /// The thread.
        conversation: ConversationId,
        /// Its subject.
        subject: String,
    },
    /// A file came.
    File {
        /// Its name.
        name: String,
    },
    /// Another case belongs to it.
    Linked {
        /// Which.
        number: CaseNumber,
    },
    /// Another case belongs to it no more.
    Unlinked {
        /// Which.
        number: CaseNumber,
    },
    /// Another case was merged into it.
    Merged {
        /// Which.
        number: CaseNumber,
    },
    /// It was merged into another.
    MergedInto {
        /// Which.
        number: CaseNumber,
    },
    /// Staff: four fifths of a promise have gone.
    Warned {
        /// Which clock.
        clock: CaseClock,
    },
    /// Staff: a promise was broken.
    Missed {
        /// Which clock.
        clock: CaseClock,
    },
    /// A checklist came.
    Checklist {
        /// Its name.
        name: Localised,
        /// Whether the customer sees it.
        public: bool,
    },
    /// A step of a checklist went from one state to another.
    Step {
        /// Its title.
        title: Localised,
        /// To.
        to: StepState,
        /// Whether the customer sees it.
        public: bool,
        /// Why, where it was sent back.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        reason: Option<String>,
    },
    /// Something was done with a delivery note that is not signed.
    DeliveryNote {
        /// What.
        did: DeliveryNoteDeed,
    },
    /// A delivery note was signed.
    Signed {
        /// By whom.
        by: String,
    },
    /// Somebody proved that it is theirs.
    Claimed,
    /// The customer waits to be called.
    CallbackAsked,
    /// They wait no more, and were not called.
    CallbackWithdrawn,
    /// Staff called.
    Called {
        /// Whether they talked.
        reached: bool,
    },
}

/// A file of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct CaseFile {
    /// The file.
    pub file: FileView,
    /// Who sent it.
    pub by: String,
    /// When.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub at: jiff::Timestamp,
}

/// Another case that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct LinkedCase {
    /// Which.
    pub id: CaseId,
    /// For people.
    pub number: CaseNumber,
    /// What it is about.
    pub title: String,
    /// How far it is.
    pub status: CaseStatus,
}

/// What the caller may do with a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct CasePolicy {
    /// Write and upload: not in a closed one.
    pub write: bool,
    /// Change what it says, its status and who has it.
    pub change: bool,
}

/// A case, whole. Answer of `GET /api/v1/cases/<id or number>`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct CaseView {
    /// What a list shows of it.
    pub row: CaseRow,
    /// To be sent with a change: who was faster is told.
    pub version: i32,
    /// At most 20,000 characters.
    pub description: String,
    /// The form it was made from.
    pub form: CaseForm,
    /// What was filled in. Customers don't get what only staff see.
    pub values: FormValues,
    /// How it came.
    pub via: CaseVia,
    /// How the customer is reached.
    pub contact: CaseContact,
    /// Whether the customer has proven who they are.
    pub known: bool,
    /// Name of the team that sees to it.
    pub team_name: Localised,
    /// What the member of staff who has it does.
    pub owner_title: String,
    /// The call that the customer waits for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub callback: Option<CallbackView>,
    /// Whom it is also about.
    pub people: Vec<CasePersonView>,
    /// Newest word first, at most 200.
    pub threads: Vec<ThreadView>,
    /// What only staff read; never told to customers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub notes: Option<ConversationId>,
    /// Where files are uploaded.
    pub papers: ConversationId,
    /// Files of the papers and the threads, newest first, at most 500.
    pub files: Vec<CaseFile>,
    /// The chats it came out of; staff only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<ConversationId>>")]
    pub chats: Vec<ConversationId>,
    /// Other cases that belong to it: for customers, their own.
    pub links: Vec<LinkedCase>,
    /// All its clocks; staff only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<DeadlineView>>")]
    pub deadlines: Vec<DeadlineView>,
    /// Everything that happened, newest first, at most [`MAX_MOMENTS`].
    pub timeline: Vec<CaseMoment>,
    /// What the caller may do.
    pub policy: CasePolicy,
    /// Set when it was merged: where everything is now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub merged_into: Option<CaseNumber>,
}

/// Changes what a case says. Body of `PUT /api/v1/cases/<id>`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct CaseChange {
    /// Of the [`CaseView`] that is changed.
    pub version: i32,
    /// 1 to 200 characters.
    pub title: String,
    /// At most 20,000 characters.
    pub description: String,
    /// What is filled in, all of it.
    pub values: FormValues,
    /// Whether it can't wait.
    pub urgent: bool,
}

/// Moves a case on. Body of `PUT /api/v1/cases/<id>/status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct StatusChange {
    /// Of the [`CaseView`] that is changed.
    pub version: i32,
    /// Where to.
    pub status: CaseStatus,
    /// Why, for the customer; needed to pause, and nothing else: 1 to 300 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reason: Option<String>,
}

/// Gives a case to somebody. Body of `PUT /api/v1/cases/<id>/owner`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct OwnerChange {
    /// Of the [`CaseView`] that is changed: of two who take it at once, the second is told.
    pub version: i32,
    /// Who; nobody when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub owner: Option<PersonId>,
    /// The queue whose staff see to it.
    pub team: QueueId,
    /// A word to whoever takes over, for staff only: at most 2,000 characters.
    #[serde(default)]
    pub note: String,
}

/// Begins a thread. Body of `POST /api/v1/cases/<id>/threads`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct NewThread {
    /// Of its first text: a second request with the same is answered with the first thread.
    pub client_id: ClientId,
    /// 1 to 200 characters.
    pub subject: String,
    /// Its first text.
    pub text: super::MessageText,
}

/// A thread. Answer of `POST /api/v1/cases/<id>/threads`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ThreadCreated {
    /// Its log.
    pub conversation: ConversationId,
}

/// Names another case. Body of `POST /api/v1/cases/<id>/links` and `POST /api/v1/cases/<id>/merge`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct OtherCase {
    /// Of the [`CaseView`] that is changed.
    pub version: i32,
    /// The other.
    pub number: CaseNumber,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_written() {
        let number = CaseNumber {
            year: 2026,
            number: 4217,
        };
        assert_eq!(number.to_string(), "2026-004217");
        assert_eq!("2026-004217".parse(), Ok(number));
        assert_eq!(" 2026-4217 ".parse(), Ok(number));
        for wrong in [
            "",
            "2026",
            "2026-",
            "26-1",
            "2026-0",
            "1999-1",
            "2026-+1",
            "2026-1234567890",
            "2026-1-1",
        ] {
            assert_eq!(wrong.parse::<CaseNumber>(), Err(CaseNumberError), "{wrong}");
        }
    }
}
