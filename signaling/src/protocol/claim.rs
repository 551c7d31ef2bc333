//! Cases that were reported before their reporter had an account.

use super::{CaseId, CaseNumber, Localised};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Cases that a claim is for at most, and that are offered at a time.
pub const MAX_CLAIMED: usize = 200;

/// A case that was reported with an address that the caller has proven since: enough to know it by, and nothing of what it says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ClaimableCase {
    /// The case.
    pub id: CaseId,
    /// For people.
    pub number: CaseNumber,
    /// What it is about.
    pub title: String,
    /// Its kind, for people.
    pub type_name: Localised,
    /// When it was reported.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub created_at: jiff::Timestamp,
}

/// Answer of `GET /api/v1/claims`, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ClaimableCases {
    /// At most 200.
    pub cases: Vec<ClaimableCase>,
}

/// Body of `POST /api/v1/claims`, and its answer: the cases that are the caller's from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct CaseClaim {
    /// 1 to 200.
    pub cases: Vec<CaseId>,
}
