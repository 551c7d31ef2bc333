//! The register of objects, machines and other things that are seen to, over HTTP.

use super::ObjectId;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A thing that is seen to. Answer of `GET /api/v1/objects/<object>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ObjectView {
    /// Which.
    pub id: ObjectId,
    /// As it stands on its label; no two are alike, whatever the case.
    pub number: String,
    /// What it is.
    pub name: String,
    /// Who made it, or empty.
    pub maker: String,
    /// Which of theirs, or empty.
    pub model: String,
    /// The maker's own number of it, or empty.
    pub serial: String,
    /// Where it stands, or empty.
    pub street: String,
    /// Of the street, or empty.
    pub postcode: String,
    /// Of the street, or empty.
    pub town: String,
    /// What else staff should know, in lines, or empty.
    pub remarks: String,
    /// To be sent with a change: who was faster is told.
    pub version: i32,
    /// Since when it is seen to no more; none while it is.
    #[ts(type = "string | null")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub retired_at: Option<jiff::Timestamp>,
    /// Since when it is known here.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub created_at: jiff::Timestamp,
}

/// A page of the register. Answer of `GET /api/v1/objects`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ObjectPage {
    /// By number.
    pub objects: Vec<ObjectView>,
    /// Given back as `after`, it leads on; none when these are the last.
    #[ts(optional = nullable)]
    pub next: Option<String>,
}

/// What is known of an object. Body of `POST /api/v1/objects`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct ObjectForm {
    /// Letters and figures, and within them `.`, `_`, `/` and `-`: at most 40. Without one a new object gets the next free,
    /// and another keeps its own.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub number: Option<String>,
    /// 1 to 200 characters.
    pub name: String,
    /// At most 100 characters.
    pub maker: String,
    /// At most 100 characters.
    pub model: String,
    /// At most 100 characters.
    pub serial: String,
    /// At most 200 characters.
    pub street: String,
    /// At most 10 characters.
    pub postcode: String,
    /// At most 80 characters.
    pub town: String,
    /// At most 2000 characters, in lines.
    pub remarks: String,
}

/// A change of an object. Body of `PUT /api/v1/objects/<object>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct ObjectChange {
    /// As it is from now on.
    pub object: ObjectForm,
    /// Of the [`ObjectView`] that is changed.
    pub version: i32,
}

/// As much of an object as whoever reads its label may know. Answer of `GET /api/v1/objects/by-number/<number>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ObjectHint {
    /// As on the label.
    pub number: String,
    /// What it is.
    pub name: String,
    /// Who made it, or empty.
    pub maker: String,
    /// Which of theirs, or empty.
    pub model: String,
}

/// What a file would do to the register, or has done. Answer of `POST /api/v1/objects/import`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ImportReport {
    /// Whether it has been done; not in a dry run.
    pub done: bool,
    /// How the file is encoded; of what is no text it says nothing.
    pub encoding: TextEncoding,
    /// What stands between its cells: `;`, `,` or a tab; as `encoding`.
    pub separator: String,
    /// Headings that mean nothing here: these columns are passed over.
    pub ignored: Vec<String>,
    /// Rows below the headings, without the empty ones.
    pub rows: u32,
    /// New objects among them.
    pub created: u32,
    /// Objects that become another.
    pub changed: u32,
    /// Objects that are so already.
    pub unchanged: u32,
    /// Of how many faults [`Self::faults`] are the first. With any, nothing is done.
    pub faulty: u32,
    /// At most 200, as they come in the file.
    pub faults: Vec<ImportFault>,
}

/// What is wrong with a file in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ImportFault {
    /// The line in the file, from 1, at which the row begins.
    pub line: u32,
    /// In which column; none where it is the row or the file as a whole.
    #[ts(optional = nullable)]
    pub column: Option<ObjectColumn>,
    /// What.
    pub fault: ImportFaultKind,
    /// The beginning of what stands there.
    pub value: String,
}

/// What can be told of an object in a column of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ObjectColumn {
    /// Its number.
    Number,
    /// What it is.
    Name,
    /// Who made it.
    Maker,
    /// Which of theirs.
    Model,
    /// The maker's own number of it.
    Serial,
    /// Where it stands.
    Street,
    /// Of the street.
    Postcode,
    /// Of the street.
    Town,
    /// What else staff should know.
    Remarks,
}

/// What can be wrong with a file, or with a row of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ImportFaultKind {
    /// The file is no text: a workbook, a picture, a document.
    NotText,
    /// The column must be there.
    MissingColumn,
    /// Two columns have the same heading, or headings that mean the same.
    ColumnTwice,
    /// The file has no row below its headings.
    NoRows,
    /// The file has too many rows at once.
    TooManyRows,
    /// More cells than headings.
    TooManyCells,
    /// A quotation mark is opened and never closed.
    UnclosedQuote,
    /// Something stands after a closing quotation mark.
    StrayQuote,
    /// Something must stand there.
    Empty,
    /// More characters than fit.
    TooLong,
    /// A character that nobody can see.
    HiddenCharacter,
    /// No number can be written so.
    BadNumber,
    /// A row above has the same number.
    NumberTwice,
}

/// How letters become bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub enum TextEncoding {
    /// As everywhere by now.
    #[serde(rename = "utf-8")]
    Utf8,
    /// As spreadsheets save what they call Unicode text.
    #[serde(rename = "utf-16")]
    Utf16,
    /// As older spreadsheets on Windows save it.
    #[serde(rename = "windows-1252")]
    Windows1252,
}
