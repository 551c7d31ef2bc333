//! A call that the customer of a case waits for.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Characters of when it suits.
pub const MAX_CALLBACK_WISH: usize = 200;

/// Asks for a call, or changes what was asked. Body of `PUT /api/v1/cases/<id>/callback`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct CallbackForm {
    /// Where: 5 to 15 digits, like `070-174 06 05`.
    pub phone: String,
    /// When it suits, in one's own words: at most [`MAX_CALLBACK_WISH`] characters on one line.
    #[serde(default)]
    #[ts(as = "Option<String>", optional)]
    pub wish: String,
}

/// That somebody waits to be called about a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct CallbackView {
    /// Where.
    pub phone: String,
    /// When it suits, or empty.
    pub wish: String,
    /// Since when; it names the request when somebody says how a call went.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub asked_at: jiff::Timestamp,
    /// Who asked: the customer, or who of the staff wrote it down. Or empty.
    pub by: String,
    /// Calls that nobody answered.
    pub attempts: u32,
    /// The last of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "string")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub tried_at: Option<jiff::Timestamp>,
}

/// How a call went. Body of `POST /api/v1/cases/<id>/callback/calls`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct CallMade {
    /// Of the [`CallbackView`] that was called about.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub asked_at: jiff::Timestamp,
    /// Whether they talked; if not, the customer waits on.
    pub reached: bool,
}
