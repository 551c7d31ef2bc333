//! Checklists of cases: what is to be done, by whom, and how far it is.

use super::{
    CaseFile, CaseStatus, CaseTypeId, ChecklistId, ChecklistTemplateId, Condition, FileId,
    Localised, StepId,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Steps of one checklist.
pub const MAX_STEPS: usize = 60;

/// Who does a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DoneBy {
    /// The customer.
    Customer,
    /// Who works with the case.
    Staff,
}

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum StepState {
    /// It is to be done.
    Open,
    /// The customer has done it, and staff are to look at it.
    HandedIn,
    /// Staff have looked, and it is to be done again.
    SentBack,
    /// It is done.
    Settled,
}

/// A step as a template has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct StepTemplate {
    /// 1 to 120 characters.
    pub title: Localised,
    /// How it is done, at most 1,000 characters; or empty.
    pub instruction: Localised,
    /// Who does it.
    pub done_by: DoneBy,
    /// Whether it is done with a file at hand.
    pub wants_files: bool,
    /// Whether staff look at what the customer has done before it is settled.
    pub is_reviewed: bool,
    /// Whether the customer sees it. One that customers do, they see.
    pub public: bool,
    /// Days from when the checklist comes until it should be done; none without a deadline of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub due_in_days: Option<u16>,
    /// The case does not come to these before the step is settled.
    pub gates: Vec<CaseStatus>,
}

/// A template. Answer of `GET /api/v1/checklist-templates`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ChecklistTemplateView {
    /// Which.
    pub id: ChecklistTemplateId,
    /// For people.
    pub name: Localised,
    /// In the order in which they are done.
    pub steps: Vec<StepTemplate>,
    /// It comes by itself with a case of this type; none where it is only added by hand.
    #[serde(rename = "type")]
    #[ts(optional = nullable)]
    pub type_id: Option<CaseTypeId>,
    /// And only when all of these hold of what was filled in.
    pub conditions: Vec<Condition>,
    /// To be sent with a change: who was faster is told.
    pub version: i32,
    /// Whether it is added to no case any more.
    pub retired: bool,
}

/// A new or changed template. Body of `POST /api/v1/checklist-templates` and `PUT /api/v1/checklist-templates/<id>`.
/// Checklists that stand are not changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct ChecklistTemplateForm {
    /// Of the one that is changed; 0 for a new one.
    pub version: i32,
    /// 1 to 80 characters.
    pub name: Localised,
    /// 1 to [`MAX_STEPS`].
    pub steps: Vec<StepTemplate>,
    /// It comes by itself with a case of this type.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub type_id: Option<CaseTypeId>,
    /// And only when all of these hold; none without a type.
    pub conditions: Vec<Condition>,
    /// Whether it is added to no case any more.
    pub retired: bool,
}

/// A checklist of a case. Answer of `GET /api/v1/cases/<case>/checklists`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ChecklistView {
    /// Which.
    pub id: ChecklistId,
    /// For people.
    pub name: Localised,
    /// In order; customers get those that they see.
    pub steps: Vec<StepView>,
}

/// A step of a checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct StepView {
    /// Which.
    pub id: StepId,
    /// For people.
    pub title: Localised,
    /// How it is done; or empty.
    pub instruction: Localised,
    /// Who does it.
    pub done_by: DoneBy,
    /// Whether it is done with a file at hand.
    pub wants_files: bool,
    /// Whether staff look at it before it is settled.
    pub is_reviewed: bool,
    /// Whether the customer sees it.
    pub public: bool,
    /// By when it should be done, like `2026-12-01`.
    #[ts(optional = nullable, type = "string | null")]
    #[schema(value_type = Option<String>, format = Date)]
    pub due_on: Option<jiff::civil::Date>,
    /// The case does not come to these before it is settled; staff only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<CaseStatus>>")]
    pub gates: Vec<CaseStatus>,
    /// How far it is.
    pub state: StepState,
    /// Why it was sent back; none unless it was.
    #[ts(optional = nullable)]
    pub reason: Option<String>,
    /// Who brought it so far; none while nobody has.
    #[ts(optional = nullable)]
    pub by: Option<String>,
    /// When.
    #[ts(optional = nullable, type = "string | null")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub state_at: Option<jiff::Timestamp>,
    /// What was handed in, the first first.
    pub files: Vec<CaseFile>,
    /// To be sent with a change: who was faster is told.
    pub version: i32,
}

/// Adds a checklist to a case. Body of `POST /api/v1/cases/<case>/checklists`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct NewChecklist {
    /// Of what it is made.
    pub template: ChecklistTemplateId,
}

/// Brings a step further. Body of `PUT /api/v1/case-steps/<step>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct StepChange {
    /// Of the [`StepView`] that is changed: what is done twice is done once.
    pub version: i32,
    /// Where to.
    pub to: StepState,
    /// Why it is sent back, for the customer: 1 to 500 characters; needed then, and at no other time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub reason: Option<String>,
}

/// Adds a file to a step. Body of `POST /api/v1/case-steps/<step>/files`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct StepFile {
    /// The caller's upload to the case's papers.
    pub file: FileId,
}
