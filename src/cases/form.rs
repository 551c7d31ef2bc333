//! Whether what was filled in fits a form. Pure; the page checks the same in `static/src/cases/form.ts`, and
//! `signaling/fixtures/case_forms.json` holds both to the same answers.
//!
//! Invariant: what is kept has no field that is not asked for: who changes an answer above loses what it had asked for below.

use std::collections::BTreeMap;

use jiff::civil::Date;
use signaling::protocol::{
    CaseForm, Condition, FieldFault, FieldKind, FormFault, FormField, FormValue, FormValues,
    PostalPlace, Requirement, TreeOption,
};

use crate::identity;

/// Who fills in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filler {
    Customer,
    Staff,
}

/// Cleans what was filled in and says what is wrong with it: nothing, if the list is empty.
///
/// Fields that are not shown are left out without a word, since a page may have asked for them a moment ago; fields that the
/// form does not have are faults.
pub(super) fn check(
    form: &CaseForm,
    filler: Filler,
    values: &FormValues,
) -> (FormValues, Vec<FieldFault>) {
    let mut kept = BTreeMap::new();
    let mut faults = Vec::new();
    let asked = |field: &&FormField| filler == Filler::Staff || !field.staff_only;
    for field in form.fields.iter().filter(asked) {
        if !holds(form, &field.show, &kept) {
            continue;
        }
        let mut fault = |fault| {
            faults.push(FieldFault {
                field: field.key.clone(),
                fault,
            });
        };
        match values
            .0
            .get(&field.key)
            .map(|value| fit(&field.kind, value))
        {
            Some(Ok(Some(value))) => {
                kept.insert(field.key.clone(), value);
            }
            Some(Err(wrong)) => fault(wrong),
            None | Some(Ok(None)) => {
                let is_required = match &field.required {
                    Requirement::Never => false,
                    Requirement::Always => true,
                    Requirement::If { all } => holds(form, all, &kept),
                };
                if is_required && !matches!(field.kind, FieldKind::Fixed { .. }) {
                    fault(FormFault::Missing);
                }
            }
        }
    }
    for key in values.0.keys() {
        let is_known = form
            .fields
            .iter()
            .filter(asked)
            .any(|field| field.key == *key);
        if !is_known {
            faults.push(FieldFault {
                field: key.clone(),
                fault: FormFault::NotAsked,
            });
        }
    }
    (FormValues(kept), faults)
}

/// Whether all conditions hold of what a case was filled in with.
pub(super) fn all_hold(form: &CaseForm, all: &[Condition], values: &FormValues) -> bool {
    holds(form, all, &values.0)
}

/// Whether all hold of what was filled in above.
fn holds(form: &CaseForm, all: &[Condition], values: &BTreeMap<String, FormValue>) -> bool {
    all.iter().all(|condition| {
        let Some(value) = values.get(&condition.field) else {
            return false;
        };
        let FormValue::Text(chosen) = value else {
            return condition.any_of.is_empty();
        };
        let field = form
            .fields
            .iter()
            .find(|field| field.key == condition.field);
        let is_under = |wanted: &String| match field.map(|field| &field.kind) {
            Some(FieldKind::Tree { options }) => is_under(options, wanted, chosen),
            _ => wanted == chosen,
        };
        condition.any_of.is_empty() || condition.any_of.iter().any(is_under)
    })
}

/// Whether `leaf` is `branch` or under it.
fn is_under(options: &[TreeOption], branch: &str, leaf: &str) -> bool {
    options.iter().any(|option| {
        if option.key == branch {
            option.key == leaf || has(&option.options, leaf)
        } else {
            is_under(&option.options, branch, leaf)
        }
    })
}

fn has(options: &[TreeOption], key: &str) -> bool {
    options
        .iter()
        .any(|option| option.key == key || has(&option.options, key))
}

fn is_leaf(options: &[TreeOption], key: &str) -> bool {
    options.iter().any(|option| {
        (option.key == key && option.options.is_empty()) || is_leaf(&option.options, key)
    })
}

/// A value as it is kept; none if it is empty.
fn fit(kind: &FieldKind, value: &FormValue) -> Result<Option<FormValue>, FormFault> {
    match (kind, value) {
        (FieldKind::Text { max }, FormValue::Text(text)) => line(text, *max, false),
        (FieldKind::LongText { max }, FormValue::Text(text)) => line(text, *max, true),
        (FieldKind::Number { min, max, decimals }, FormValue::Number(number)) => {
            number_within(*number, *min, *max, *decimals).map(Some)
        }
        (FieldKind::Date, FormValue::Text(text)) => {
            filled(text, |text| match text.parse::<Date>() {
                Ok(date) => Ok(date.to_string()),
                Err(_) => Err(FormFault::NotOfKind),
            })
        }
        (FieldKind::Choice { options }, FormValue::Text(text)) => filled(text, |text| {
            let is_one = options.iter().any(|option| option.key == text);
            is_one
                .then(|| text.to_owned())
                .ok_or(FormFault::NotAnOption)
        }),
        (FieldKind::Tree { options }, FormValue::Text(text)) => filled(text, |text| {
            let is_one = is_leaf(options, text);
            is_one
                .then(|| text.to_owned())
                .ok_or(FormFault::NotAnOption)
        }),
        (FieldKind::Phone, FormValue::Text(text)) => filled(text, phone),
        (FieldKind::Object, FormValue::Text(text)) => line(text, 40, false),
        (FieldKind::Postcode, FormValue::Place(place)) => place_of(place),
        (FieldKind::File { at_most }, FormValue::Files(files)) => {
            if files.len() > usize::from(*at_most) {
                return Err(FormFault::TooLong);
            }
            Ok((!files.is_empty()).then(|| FormValue::Files(files.clone())))
        }
        // What all have is nobody's to say.
        (FieldKind::Fixed { .. }, _) => Ok(None),
        _ => Err(FormFault::NotOfKind),
    }
}

fn filled(
    text: &str,
    read: impl FnOnce(&str) -> Result<String, FormFault>,
) -> Result<Option<FormValue>, FormFault> {
    match text.trim() {
        "" => Ok(None),
        text => read(text).map(|text| Some(FormValue::Text(text))),
    }
}

/// Without characters that can't be printed or that nobody sees; several lines only where they are asked for.
fn line(text: &str, max: u32, has_lines: bool) -> Result<Option<FormValue>, FormFault> {
    let kept: String = text
        .replace("\r\n", "\n")
        .chars()
        .filter_map(|c| match c {
            '\n' | '\t' if has_lines => Some(c),
            '\n' | '\t' => Some(' '),
            c => (!(c.is_control() || identity::is_hidden(c))).then_some(c),
        })
        .collect();
    filled(&kept, |text| {
        if text.chars().count() > usize::try_from(max).unwrap_or(usize::MAX) {
            return Err(FormFault::TooLong);
        }
        Ok(text.to_owned())
    })
}

fn number_within(
    number: f64,
    min: Option<f64>,
    max: Option<f64>,
    decimals: u8,
) -> Result<FormValue, FormFault> {
    if !number.is_finite() {
        return Err(FormFault::NotOfKind);
    }
    if min.is_some_and(|min| number < min) {
        return Err(FormFault::TooSmall);
    }
    if max.is_some_and(|max| number > max) {
        return Err(FormFault::TooLarge);
    }
    // As it is written: what a page shows is what is meant.
    let written = number.to_string();
    let behind = written
        .split_once('.')
        .map_or(0, |(_, behind)| behind.len());
    if behind > usize::from(decimals) {
        return Err(FormFault::TooPrecise);
    }
    Ok(FormValue::Number(number))
}

/// A number that could be called: 5 to 15 figures (E.164), perhaps with a plus before them and signs between them. The nought
/// in brackets that some write after a country's figures is not dialled.
fn phone(text: &str) -> Result<String, FormFault> {
    let signs = ['-', '(', ')', '/', '.'];
    let mut bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if bare.starts_with('+') || bare.starts_with("00") {
        bare = bare.replacen("(0)", "", 1);
    }
    bare.retain(|c| !signs.contains(&c));
    let figures = bare.strip_prefix('+').unwrap_or(&bare);
    let is_number =
        (5..=15).contains(&figures.len()) && figures.bytes().all(|b| b.is_ascii_digit());
    is_number.then_some(bare).ok_or(FormFault::NotOfKind)
}

/// Four figures (Denmark, Norway) or five (Sweden, Finland).
fn place_of(place: &PostalPlace) -> Result<Option<FormValue>, FormFault> {
    let figures: String = place
        .postcode
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let town = match line(&place.town, 80, false)? {
        Some(FormValue::Text(town)) => town,
        _ => String::new(),
    };
    if figures.is_empty() && town.is_empty() {
        return Ok(None);
    }
    let is_postcode = matches!(figures.len(), 4 | 5) && figures.bytes().all(|b| b.is_ascii_digit());
    if !is_postcode || town.is_empty() {
        return Err(FormFault::NotOfKind);
    }
    Ok(Some(FormValue::Place(PostalPlace {
        postcode: figures,
        town,
    })))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Vectors {
        form: CaseForm,
        filled: Vec<Filled>,
    }

    #[derive(Deserialize)]
    struct Filled {
        name: String,
        filler: String,
        values: FormValues,
        kept: FormValues,
        faults: Vec<FieldFault>,
    }

    #[test]
    fn a_form_says_what_the_page_says() {
        let vectors = include_str!("../../signaling/fixtures/case_forms.json");
        let vectors: Vectors = serde_json::from_str(vectors).unwrap();
        assert!(vectors.filled.len() > 30);
        for case in vectors.filled {
            let filler = match case.filler.as_str() {
                "staff" => Filler::Staff,
                _ => Filler::Customer,
            };
            let (kept, faults) = check(&vectors.form, filler, &case.values);
            assert_eq!(kept, case.kept, "{}", case.name);
            assert_eq!(faults, case.faults, "{}", case.name);
        }
    }
}
