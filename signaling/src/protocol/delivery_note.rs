//! Delivery notes of cases: what was done, signed for on the spot by who it was done for.

use super::{CaseNumber, ClientId, DeliveryNoteId, FileView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Characters of a note's text.
pub const MAX_NOTE_CHARS: usize = 20_000;
/// Strokes of a signature.
pub const MAX_STROKES: usize = 200;
/// Points of a signature, of all its strokes together.
pub const MAX_STROKE_POINTS: usize = 5_000;
/// The box that a signature is drawn in: coordinates are 0 to this, from the upper left corner.
pub const SIGNATURE_BOX: [u16; 2] = [1_000, 400];

/// How somebody signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SignatureWay {
    /// Drawn by finger, pen or mouse.
    Drawn,
    /// By writing one's name, and nothing else: for who can't draw.
    Typed,
}

/// What was done with a note that is not signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DeliveryNoteDeed {
    /// It was written, and can be signed.
    Written,
    /// Its text was changed.
    Changed,
    /// It was removed.
    Removed,
}

/// That a note was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct SignatureView {
    /// The name they gave.
    pub name: String,
    /// When.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub signed_at: jiff::Timestamp,
    /// How.
    pub way: SignatureWay,
    /// What was drawn, stroke by stroke, each point as `[x, y]` in [`SIGNATURE_BOX`]; none where the name was typed.
    pub strokes: Vec<Vec<[u16; 2]>>,
    /// Whose screen was handed over to be signed on; none when the customer signed as themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub held_by: Option<String>,
    /// The paper that came of it, among the case's files.
    pub file: FileView,
}

/// A note of what was delivered. Part of the answer of `GET /api/v1/cases/<id or number>/delivery-notes`.
///
/// What is signed is the UTF-8 of the case's number, a line feed, its title, two line feeds and the text, as the three stand
/// here and in the paper; `text_sha256` is its SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct DeliveryNoteView {
    /// Which.
    pub id: DeliveryNoteId,
    /// To be sent with a change: who was faster is told.
    pub version: i32,
    /// Of the case; of a signed one, as it was then.
    pub number: CaseNumber,
    /// What the case is about; of a signed one, as it was then.
    pub title: String,
    /// What was done, material, time: 1 to [`MAX_NOTE_CHARS`] characters.
    pub text: String,
    /// 64 hexadecimal figures.
    pub text_sha256: String,
    /// Name of who wrote it.
    pub by: String,
    /// When it was written.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub created_at: jiff::Timestamp,
    /// When its text was last changed.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub changed_at: jiff::Timestamp,
    /// Whether the caller may sign it now.
    pub may_sign: bool,
    /// Once it is signed nothing of it is ever changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub signature: Option<SignatureView>,
}

/// A note to be written. Body of `POST /api/v1/cases/<id or number>/delivery-notes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct NewDeliveryNote {
    /// UUIDv7 made by the sender: a second request with the same is answered with the first note.
    pub client_id: ClientId,
    /// 1 to [`MAX_NOTE_CHARS`] characters.
    pub text: String,
}

/// Changes a note that is not signed. Body of `PUT /api/v1/delivery-notes/<id>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct DeliveryNoteChange {
    /// Of the [`DeliveryNoteView`] that is changed.
    pub version: i32,
    /// 1 to [`MAX_NOTE_CHARS`] characters.
    pub text: String,
}

/// Signs a note. Body of `POST /api/v1/delivery-notes/<id>/signature`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct SignDeliveryNote {
    /// Who signs: 1 to 100 characters.
    pub name: String,
    /// Of the [`DeliveryNoteView`] that was shown: whoever saw something else is told.
    pub text_sha256: String,
    /// How.
    pub way: SignatureWay,
    /// What was drawn: 1 to [`MAX_STROKES`] strokes of at most [`MAX_STROKE_POINTS`] points `[x, y]` in all, each within
    /// [`SIGNATURE_BOX`]; none where the name is typed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<Vec<[u16; 2]>>>")]
    pub strokes: Vec<Vec<[u16; 2]>>,
}
