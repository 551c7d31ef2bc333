//! Lists of cases: what they are asked for, in which order and columns, and those that somebody looks at again and again.

use super::{CaseStatus, CaseTypeId, CaseViewId, PersonId, QueueId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Lists that one member of staff may keep.
pub const MAX_CASE_VIEWS: usize = 50;
/// Characters of a kept list's name.
pub const MAX_CASE_VIEW_NAME: usize = 60;
/// As far as the cases of a list are counted; this many are told as more than there is need to know.
pub const MAX_COUNTED: u16 = 1_000;
/// Cases in one file: some tens of megabytes.
pub const MAX_CASES_IN_FILE: usize = 100_000;

/// By what a list is put in order.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema,
)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CaseSort {
    /// When they were opened; usually the newest first.
    #[default]
    Newest,
    /// When something last happened; usually the latest first.
    Changed,
    /// Their nearest deadline; usually the nearest first. Those without one come last, either way round.
    Due,
}

impl CaseSort {
    /// Which way round, where nobody says.
    pub fn usual(self) -> SortOrder {
        match self {
            Self::Newest | Self::Changed => SortOrder::Desc,
            Self::Due => SortOrder::Asc,
        }
    }
}

/// Which way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SortOrder {
    /// The earliest first.
    Asc,
    /// The latest first.
    Desc,
}

/// By when something is due. Days are those of Stockholm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CaseDue {
    /// The time is past.
    Missed,
    /// By the end of today, or the time is past.
    Today,
}

/// What can be told of a case in a column of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CaseColumn {
    /// Its number.
    Number,
    /// What it is about.
    Title,
    /// Its kind.
    Type,
    /// How far it is.
    Status,
    /// Whose it is.
    Customer,
    /// Who has it.
    Owner,
    /// Who see to it.
    Team,
    /// Its nearest deadline.
    Due,
    /// Number of the object it is about.
    Object,
    /// Where it is.
    Street,
    /// What the invoice will say.
    Invoice,
    /// What has been done of what is to be done.
    Steps,
    /// How many files there are.
    Files,
    /// Whether the delivery note is signed.
    Signed,
    /// When it was opened.
    Opened,
    /// When something last happened.
    Changed,
}

impl CaseColumn {
    /// All of them, as they stand where nobody has moved them.
    pub const ALL: [Self; 16] = [
        Self::Number,
        Self::Title,
        Self::Type,
        Self::Status,
        Self::Customer,
        Self::Owner,
        Self::Team,
        Self::Due,
        Self::Object,
        Self::Street,
        Self::Invoice,
        Self::Steps,
        Self::Files,
        Self::Signed,
        Self::Opened,
        Self::Changed,
    ];
    /// What a list shows where nobody has chosen.
    pub const USUAL: [Self; 7] = [
        Self::Number,
        Self::Title,
        Self::Status,
        Self::Customer,
        Self::Owner,
        Self::Due,
        Self::Changed,
    ];
}

/// What a list of cases is asked for: all that is said holds of each of them. What is empty or absent is not asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields, default)]
#[ts(export)]
pub struct CaseFilter {
    /// Free text, a number, or a part of what can be looked for by a part: at most 200 characters.
    pub search: String,
    /// One of these.
    pub status: Vec<CaseStatus>,
    /// Of this kind.
    #[serde(rename = "type")]
    #[ts(optional = nullable)]
    pub type_id: Option<CaseTypeId>,
    /// `me` for whoever asks, `none` for nobody, or a person's id.
    pub owner: String,
    /// Of this team.
    #[ts(optional = nullable)]
    pub team: Option<QueueId>,
    /// Urgent ones only, or the others only.
    #[ts(optional = nullable)]
    pub urgent: Option<bool>,
    /// Those whose customer waits to be called only, or the others only.
    #[ts(optional = nullable)]
    pub callback: Option<bool>,
    /// Of this customer.
    #[ts(optional = nullable)]
    pub customer: Option<PersonId>,
    /// With this in the number of the object: at most 200 characters.
    pub object: String,
    /// With this in the street: at most 200 characters.
    pub street: String,
    /// With this in the invoice reference: at most 200 characters.
    pub invoice_reference: String,
    /// Due by then.
    #[ts(optional = nullable)]
    pub due: Option<CaseDue>,
    /// Opened on this day or later, like `2026-01-31`. Days are those of Stockholm.
    pub from: String,
    /// Opened on this day or before.
    pub to: String,
}

/// A list that everybody on the staff has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ReadyView {
    /// What I have.
    Mine,
    /// What nobody has.
    Nobody,
    /// What can't wait.
    Urgent,
    /// What is due today, or was before.
    Due,
    /// What the customer is asked about.
    Waiting,
    /// What somebody still has to do something about.
    Open,
    /// Everything there is.
    All,
}

/// Those that somebody still has to do something about.
const OPEN: [CaseStatus; 4] = [
    CaseStatus::New,
    CaseStatus::Active,
    CaseStatus::Waiting,
    CaseStatus::Paused,
];

impl ReadyView {
    /// All of them, in their order.
    pub const ALL: [Self; 7] = [
        Self::Mine,
        Self::Nobody,
        Self::Urgent,
        Self::Due,
        Self::Waiting,
        Self::Open,
        Self::All,
    ];

    /// What it asks for.
    pub fn filter(self) -> CaseFilter {
        let open = CaseFilter {
            status: OPEN.to_vec(),
            ..CaseFilter::default()
        };
        match self {
            Self::Mine => CaseFilter {
                owner: "me".into(),
                ..open
            },
            Self::Nobody => CaseFilter {
                owner: "none".into(),
                ..open
            },
            Self::Urgent => CaseFilter {
                urgent: Some(true),
                ..open
            },
            Self::Due => CaseFilter {
                due: Some(CaseDue::Today),
                ..open
            },
            Self::Waiting => CaseFilter {
                status: vec![CaseStatus::Waiting],
                ..CaseFilter::default()
            },
            Self::Open => open,
            Self::All => CaseFilter::default(),
        }
    }

    /// By what it is put in order, the usual way round.
    pub fn sort(self) -> CaseSort {
        match self {
            Self::All => CaseSort::Changed,
            _ => CaseSort::Due,
        }
    }
}

/// A list that everybody has, and how many cases are in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ReadyViewCount {
    /// Which.
    pub view: ReadyView,
    /// What it asks for.
    pub filter: CaseFilter,
    /// By what it is put in order.
    pub sort: CaseSort,
    /// Which way round.
    pub order: SortOrder,
    /// Cases in it: exact below [`MAX_COUNTED`], which stands for any more.
    pub count: u16,
}

/// A list that somebody keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct SavedCaseView {
    /// Which.
    pub id: CaseViewId,
    /// What its owner calls it.
    pub name: String,
    /// What it asks for.
    pub filter: CaseFilter,
    /// By what it is put in order.
    pub sort: CaseSort,
    /// Which way round.
    pub order: SortOrder,
    /// What it shows, in this order.
    pub columns: Vec<CaseColumn>,
    /// To be sent with a change: who was faster is told.
    pub version: i32,
    /// Cases in it: exact below [`MAX_COUNTED`], which stands for any more.
    pub count: u16,
}

/// What the caller can look at. Answer of `GET /api/v1/case-views`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct CaseViews {
    /// What everybody has.
    pub ready: Vec<ReadyViewCount>,
    /// What the caller keeps, in the caller's order.
    pub saved: Vec<SavedCaseView>,
    /// What lists that are not kept show the caller.
    pub columns: Vec<CaseColumn>,
}

/// A list to be kept. Body of `POST /api/v1/case-views` and `PUT /api/v1/case-views/<view>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct CaseViewForm {
    /// 1 to [`MAX_CASE_VIEW_NAME`] characters.
    pub name: String,
    /// What it asks for.
    pub filter: CaseFilter,
    /// By what it is put in order.
    pub sort: CaseSort,
    /// Which way round.
    pub order: SortOrder,
    /// What it shows, in this order, each once.
    pub columns: Vec<CaseColumn>,
    /// Of the one that is changed; 0 for a new one.
    pub version: i32,
}

/// In which order the kept lists stand. Body of `PUT /api/v1/case-view-order`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct CaseViewOrder {
    /// All that the caller keeps, each once.
    pub views: Vec<CaseViewId>,
}

/// What lists that are not kept show the caller from now on. Body of `PUT /api/v1/case-columns`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct CaseColumns {
    /// In this order, each once.
    pub columns: Vec<CaseColumn>,
}
