//! The form of a case type, as data: one definition that the page draws and both sides check by.

use std::collections::BTreeMap;

use super::Localised;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Fields of one form: more is a questionnaire, which nobody fills in on a telephone.
pub const MAX_FIELDS: usize = 60;

/// What is asked when a case of some type is opened. The order is that of the page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct CaseForm {
    /// At most [`MAX_FIELDS`].
    pub fields: Vec<FormField>,
}

/// One thing that is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct FormField {
    /// Its name in [`FormValues`], and never another's: `[a-z][a-z0-9_]{0,39}`.
    pub key: String,
    /// Its name for people, 1 to 80 characters.
    pub label: Localised,
    /// What belongs in it, at most 300 characters; empty where the label says it all.
    pub help: Localised,
    /// What it takes.
    pub kind: FieldKind,
    /// It is shown when all of these hold: always, without any. Each is about a field above it.
    #[serde(default)]
    pub show: Vec<Condition>,
    /// Whether it must be filled in, where it is shown.
    #[serde(default)]
    pub required: Requirement,
    /// Whether only staff are asked for it, and see it.
    #[serde(default)]
    pub staff_only: bool,
}

/// What a field takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[ts(export)]
pub enum FieldKind {
    /// One line: a text of at most `max` characters, itself at most 1,000.
    Text {
        /// Characters.
        max: u32,
    },
    /// Several lines: a text of at most `max` characters, itself at most 20,000.
    LongText {
        /// Characters.
        max: u32,
    },
    /// A number with at most `decimals` decimals, up to four.
    Number {
        /// The least.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        min: Option<f64>,
        /// The most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        max: Option<f64>,
        /// Figures after the comma.
        decimals: u8,
    },
    /// A day: `2026-11-22`.
    Date,
    /// One of some options: its key.
    Choice {
        /// 1 to 100.
        options: Vec<FormOption>,
    },
    /// One leaf of a tree: its key.
    Tree {
        /// Branches and leaves, at most 500 in all and five deep.
        options: Vec<TreeOption>,
    },
    /// A telephone number: E.164, or as people write it in the Nordic countries.
    Phone,
    /// A postcode and a town: [`PostalPlace`].
    Postcode,
    /// The number of an object in the register.
    Object,
    /// Files that were uploaded for it: their ids.
    File {
        /// 1 to 20.
        at_most: u8,
    },
    /// Nothing is asked: what all cases of the type have.
    Fixed {
        /// What it says, 1 to 80 characters.
        value: Localised,
    },
}

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct FormOption {
    /// Its name in [`FormValues`]: `[a-z0-9_-]{1,40}`.
    pub key: String,
    /// Its name for people, 1 to 80 characters.
    pub label: Localised,
}

/// What can be chosen, or opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct TreeOption {
    /// Its name in [`FormValues`], and nobody else's in the tree: `[a-z0-9_-]{1,40}`.
    pub key: String,
    /// Its name for people, 1 to 80 characters.
    pub label: Localised,
    /// What is under it. A leaf has nothing.
    #[serde(default)]
    #[schema(no_recursion)]
    pub options: Vec<TreeOption>,
}

/// Something that holds of what was filled in above.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Condition {
    /// Of which field; it stands above.
    pub field: String,
    /// It has one of these keys, or, of a tree, a branch or leaf under one of these. Empty: it is filled in.
    #[serde(default)]
    pub any_of: Vec<String>,
}

/// Whether a field must be filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(tag = "when", rename_all = "snake_case")]
#[ts(export)]
pub enum Requirement {
    /// It may be left empty.
    #[default]
    Never,
    /// It must not.
    Always,
    /// It must not when all of these hold.
    If {
        /// Each is about a field above.
        all: Vec<Condition>,
    },
}

/// What was filled in, by key. A field that is not shown, or empty, is absent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(transparent)]
#[ts(export)]
pub struct FormValues(pub BTreeMap<String, FormValue>);

/// What was filled in in one field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(untagged)]
#[ts(export)]
pub enum FormValue {
    /// A text, a day, a telephone number, the key of an option, the number of an object.
    Text(String),
    /// A number.
    Number(f64),
    /// Files. Before what has fields: a list could be read as those, in their order.
    Files(Vec<super::FileId>),
    /// A postcode with its town.
    Place(PostalPlace),
}

/// A postcode and a town.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct PostalPlace {
    /// Four or five figures; a space within them is left out.
    pub postcode: String,
    /// 1 to 80 characters.
    pub town: String,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct FieldFault {
    /// Which; one that the form does not have, if it was sent all the same.
    pub field: String,
    /// What.
    pub fault: FormFault,
}

/// How a value does not fit; a page chooses its words by this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FormFault {
    /// It must be filled in.
    Missing,
    /// It is longer than it may be, or has more files.
    TooLong,
    /// It is not what the field takes: letters for a number.
    NotOfKind,
    /// A number under the least.
    TooSmall,
    /// A number over the most.
    TooLarge,
    /// It has too many decimals.
    TooPrecise,
    /// No such option.
    NotAnOption,
    /// No such thing in the register.
    Unknown,
    /// The form does not ask for it, or not in this case.
    NotAsked,
}
