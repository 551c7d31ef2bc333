//! Kinds of cases: their forms, who opens one, what is promised.

use super::{CaseForm, CaseTypeId, Localised, QueueId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who may open a case of a type from a form. Staff may open any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum OpenTo {
    /// Also who is not signed in.
    Everybody,
    /// Who is signed in.
    Customers,
    /// Nobody else.
    Staff,
}

/// What is promised of one clock: business time in minutes; no promise where it is absent.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema,
)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct CasePromise {
    /// From the opening to the first word of staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub first_answer_min: Option<u32>,
    /// From a customer's later word to an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub next_answer_min: Option<u32>,
    /// From the opening to when it is resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub solution_min: Option<u32>,
}

/// A kind of case with the newest of its forms. Answer of `GET /api/v1/case-types`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct CaseTypeView {
    /// Which.
    pub id: CaseTypeId,
    /// In addresses: `[a-z0-9-]{1,40}`.
    pub slug: String,
    /// Of the form; to be sent with what was filled in.
    pub version: i32,
    /// For people.
    pub name: Localised,
    /// When it is the right one.
    pub about: Localised,
    /// What is asked. Customers are not told of fields that only staff see.
    pub form: CaseForm,
    /// Who may open one.
    pub open_to: OpenTo,
    /// The queue whose staff see to it, and whose hours its clocks keep.
    pub team: QueueId,
    /// What is promised, ordinary first and urgent second; staff only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub promises: Option<CasePromises>,
    /// Whether it can be opened no more.
    pub retired: bool,
}

/// What is promised, by urgency.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema,
)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct CasePromises {
    /// Of most cases.
    pub ordinary: CasePromise,
    /// Of urgent ones.
    pub urgent: CasePromise,
}

/// A new or changed kind of case. Body of `POST /api/v1/case-types` and `PUT /api/v1/case-types/<id>`; a changed form is a
/// new version, and cases that stand keep theirs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct CaseTypeForm {
    /// `[a-z0-9-]{1,40}`; never changed.
    pub slug: String,
    /// Of the one that is changed; 0 for a new one. Who was faster is told.
    pub version: i32,
    /// 1 to 80 characters.
    pub name: Localised,
    /// At most 300 characters.
    pub about: Localised,
    /// What is asked.
    pub form: CaseForm,
    /// Who may open one.
    pub open_to: OpenTo,
    /// The queue whose staff see to it.
    pub team: QueueId,
    /// What is promised.
    pub promises: CasePromises,
    /// Whether it can be opened no more.
    pub retired: bool,
}
