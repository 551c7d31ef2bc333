//! What can stand in the fields of an object. Pure.

use std::ops::RangeInclusive;

use signaling::protocol::{
    ImportFaultKind as Kind, ObjectColumn as Column, ObjectForm, ObjectView,
};

use crate::{
    error::{Error, Result, invalid},
    identity::names,
};

/// As much of a cell as is shown of one that is wrong.
const SHOWN_CHARS: usize = 60;

/// Every column, in the order of a file.
pub(super) const COLUMNS: [Column; 9] = [
    Column::Number,
    Column::Name,
    Column::Maker,
    Column::Model,
    Column::Serial,
    Column::Street,
    Column::Postcode,
    Column::Town,
    Column::Remarks,
];

/// What is known of an object besides its number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Fields {
    /// What it is.
    pub(crate) name: String,
    /// Who made it, or empty.
    pub(crate) maker: String,
    /// Which of theirs, or empty.
    pub(crate) model: String,
    /// The maker's own number of it, or empty.
    pub(crate) serial: String,
    /// Where it stands, or empty.
    pub(crate) street: String,
    /// Of the street, or empty.
    pub(crate) postcode: String,
    /// Of the street, or empty.
    pub(crate) town: String,
    /// What else staff should know, or empty.
    pub(crate) remarks: String,
}

impl Fields {
    /// The field of a column; a number is none of them.
    pub(super) fn of(&mut self, column: Column) -> Option<&mut String> {
        Some(match column {
            Column::Number => return None,
            Column::Name => &mut self.name,
            Column::Maker => &mut self.maker,
            Column::Model => &mut self.model,
            Column::Serial => &mut self.serial,
            Column::Street => &mut self.street,
            Column::Postcode => &mut self.postcode,
            Column::Town => &mut self.town,
            Column::Remarks => &mut self.remarks,
        })
    }

    /// Those of a form, each as it can be kept.
    ///
    /// # Errors
    /// `invalid` with the first fault.
    pub(super) fn parse(form: &ObjectForm) -> Result<Self> {
        let mut fields = Self {
            name: form.name.clone(),
            maker: form.maker.clone(),
            model: form.model.clone(),
            serial: form.serial.clone(),
            street: form.street.clone(),
            postcode: form.postcode.clone(),
            town: form.town.clone(),
            remarks: form.remarks.clone(),
        };
        for column in COLUMNS {
            if let Some(field) = fields.of(column) {
                *field = checked(column, field).map_err(|_| refused(column))?;
            }
        }
        Ok(fields)
    }
}

/// The number of a form, as it is kept; none where it has none.
///
/// # Errors
/// `invalid` if no number is written so.
pub(super) fn number_of(form: &ObjectForm) -> Result<Option<String>> {
    let number = form.number.as_deref().unwrap_or_default();
    if number.trim().is_empty() {
        return Ok(None);
    }
    let number = checked(Column::Number, number).map_err(|_| refused(Column::Number))?;
    Ok(Some(number))
}

/// A cell as it is kept, without the spaces around it.
///
/// # Errors
/// What is wrong with it.
pub(super) fn checked(column: Column, text: &str) -> Result<String, Kind> {
    let text = text.trim();
    if column == Column::Number {
        return if is_number(text) {
            Ok(text.to_owned())
        } else {
            Err(Kind::BadNumber)
        };
    }
    let (least, most) = length(column).into_inner();
    let count = text.chars().count();
    if count < least {
        return Err(Kind::Empty);
    }
    if count > most {
        return Err(Kind::TooLong);
    }
    let is_line = |c: char| c == '\n' && column == Column::Remarks;
    // What could not be read when the text was made is no more to be seen than what is hidden.
    let is_odd =
        |c: char| c.is_control() || names::is_hidden(c) || c == char::REPLACEMENT_CHARACTER;
    if text.contains(|c: char| !is_line(c) && is_odd(c)) {
        return Err(Kind::HiddenCharacter);
    }
    Ok(text.to_owned())
}

/// Whether a number is written so, as the database has it too.
pub(super) fn is_number(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric());
    let is_of_number = |c: char| c.is_ascii_alphanumeric() || "._/-".contains(c);
    begins && text.len() <= 40 && text.chars().all(is_of_number)
}

/// The beginning of a cell, as it is told of one that is wrong.
pub(super) fn shown(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    text.trim().chars().take(SHOWN_CHARS).map(plain).collect()
}

/// How many characters a column holds, as the database has it too.
fn length(column: Column) -> RangeInclusive<usize> {
    match column {
        Column::Number => 1..=40,
        Column::Name => 1..=200,
        Column::Maker | Column::Model | Column::Serial => 0..=100,
        Column::Street => 0..=200,
        Column::Postcode => 0..=10,
        Column::Town => 0..=80,
        Column::Remarks => 0..=2000,
    }
}

fn refused(column: Column) -> Error {
    let (least, most) = length(column).into_inner();
    let name = name_of(column);
    invalid(match column {
        Column::Number => {
            format!("{name}: at most {most} letters, figures and any of . _ / - after the first")
        }
        Column::Remarks => format!("{name}: at most {most} characters that show"),
        _ => format!("{name}: {least} to {most} characters on one line"),
    })
}

/// As the wire and an exported file name it.
pub(super) fn name_of(column: Column) -> &'static str {
    match column {
        Column::Number => "number",
        Column::Name => "name",
        Column::Maker => "maker",
        Column::Model => "model",
        Column::Serial => "serial",
        Column::Street => "street",
        Column::Postcode => "postcode",
        Column::Town => "town",
        Column::Remarks => "remarks",
    }
}

impl From<super::ObjectRow> for ObjectView {
    fn from(row: super::ObjectRow) -> Self {
        let fields = row.fields;
        Self {
            id: row.id,
            number: row.number,
            name: fields.name,
            maker: fields.maker,
            model: fields.model,
            serial: fields.serial,
            street: fields.street,
            postcode: fields.postcode,
            town: fields.town,
            remarks: fields.remarks,
            version: row.version,
            retired_at: row.retired_at,
            created_at: row.created_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_letters_figures_and_a_few_marks() {
        for good in ["M-000123", "7", "DM/7", "a.b_c-9", &"x".repeat(40)] {
            assert_eq!(checked(Column::Number, &format!(" {good} ")).unwrap(), good);
        }
        for bad in ["", "-7", "M 7", "Ö1", "M%7", "../x", &"x".repeat(41)] {
            assert_eq!(
                checked(Column::Number, bad),
                Err(Kind::BadNumber),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn each_column_says_what_is_wrong_with_a_cell() {
        assert_eq!(checked(Column::Name, " Ugn "), Ok("Ugn".to_owned()));
        assert_eq!(checked(Column::Name, " "), Err(Kind::Empty));
        assert_eq!(checked(Column::Maker, ""), Ok(String::new()));
        for column in COLUMNS.into_iter().filter(|one| *one != Column::Number) {
            let (_, most) = length(column).into_inner();
            assert!(checked(column, &"å".repeat(most)).is_ok(), "{column:?}");
            let too_long = checked(column, &"å".repeat(most + 1));
            assert_eq!(too_long, Err(Kind::TooLong), "{column:?}");
            let hidden = checked(column, "a\u{202e}b");
            assert_eq!(hidden, Err(Kind::HiddenCharacter), "{column:?}");
            let lines = checked(column, "a\nb");
            assert_eq!(lines.is_ok(), column == Column::Remarks, "{column:?}");
        }
    }
}
