//! A file on its way into the register: what it would do, and that.

use std::collections::HashMap;

use anyhow::Context;
use bytes::Bytes;
use signaling::protocol::{ImportReport, ObjectId};

use super::{
    Fields, ObjectRow,
    csv::{self, Entry, Sheet},
    policy, store,
};
use crate::{
    app::App,
    audit::{self, Action},
    error::{Result, invalid},
    identity::{self, Caller},
};

/// Faults that are told: nobody reads more before mending the first.
const TOLD_FAULTS: usize = 200;

/// What a file does to the register.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Plan {
    /// With the number that each has, or none.
    new: Vec<(Option<String>, Fields)>,
    /// As they become.
    changed: Vec<(ObjectId, String, Fields)>,
    unchanged: u32,
}

/// Reads a file into the register, as a whole; or says what that would do, and what is wrong with it.
///
/// # Errors
/// `forbidden`; `invalid` with the first fault of a file that is to be read in and has any.
pub(crate) async fn import(
    app: &App,
    caller: &Caller,
    file: Bytes,
    is_dry: bool,
) -> Result<ImportReport> {
    policy::may_set(caller)?;
    // Some megabytes: milliseconds in which nobody's socket should wait.
    let read = tokio::task::spawn_blocking(move || csv::read(&file)).await;
    let sheet = read.context("read a file of objects")?;
    if is_dry {
        let mut conn = app.db.acquire().await?;
        let numbered = store::list_numbered(&mut conn, &numbers(&sheet.entries)).await?;
        let plan = planned(&sheet.entries, numbered);
        return Ok(report(sheet, &plan, false));
    }
    if let Some(first) = sheet.faults.first() {
        return Err(invalid(format!(
            "nothing was read in: {} faults, the first in line {}; a dry run tells them",
            sheet.faults.len(),
            first.line
        )));
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    identity::still_signed_in(&mut tx, caller).await?;
    store::hold(&mut tx).await?;
    let numbered = store::list_numbered(&mut tx, &numbers(&sheet.entries)).await?;
    let plan = planned(&sheet.entries, numbered);
    // First those that have numbers, so that no number is made which stands further down in the file.
    let identified =
        |(number, fields): (String, &Fields)| (ObjectId(app.clock.uuid()), number, fields.clone());
    let given = plan.new.iter();
    let given = given.filter_map(|(number, fields)| Some((number.clone()?, fields)));
    let given: Vec<_> = given.map(identified).collect();
    store::create_all(&mut tx, &given, now).await?;
    let others = plan.new.iter().filter(|(number, _)| number.is_none());
    let made = store::next_numbers(&mut tx, others.clone().count()).await?;
    let others = made.into_iter().zip(others.map(|(_, fields)| fields));
    let others: Vec<_> = others.map(identified).collect();
    store::create_all(&mut tx, &others, now).await?;
    store::change_all(&mut tx, &plan.changed).await?;
    let done = report(sheet, &plan, true);
    let action = Action::ObjectsImported(done.created, done.changed);
    audit::record(&mut tx, now, caller, action).await?;
    tx.commit().await?;
    tracing::info!(
        created = done.created,
        changed = done.changed,
        "objects read in"
    );
    Ok(done)
}

fn numbers(entries: &[Entry]) -> Vec<String> {
    let numbers = entries.iter().filter_map(|entry| entry.number.clone());
    numbers.collect()
}

/// What `entries` do, where `numbered` are the objects that have their numbers. Columns that a file does not have leave
/// what is there. Pure.
fn planned(entries: &[Entry], numbered: Vec<ObjectRow>) -> Plan {
    let key = |number: &str| number.to_ascii_lowercase();
    let known: HashMap<String, ObjectRow> = numbered
        .into_iter()
        .map(|object| (key(&object.number), object))
        .collect();
    let mut plan = Plan::default();
    for entry in entries {
        let known = entry.number.as_deref().and_then(|one| known.get(&key(one)));
        let mut fields = known.map_or_else(Fields::default, |known| known.fields.clone());
        for (column, text) in &entry.cells {
            if let Some(field) = fields.of(*column) {
                field.clone_from(text);
            }
        }
        match known {
            None => plan.new.push((entry.number.clone(), fields)),
            Some(known) if known.fields == fields => plan.unchanged += 1,
            Some(known) => plan.changed.push((known.id, known.number.clone(), fields)),
        }
    }
    plan
}

fn report(sheet: Sheet, plan: &Plan, done: bool) -> ImportReport {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let faulty = count(sheet.faults.len());
    let mut faults = sheet.faults;
    faults.truncate(TOLD_FAULTS);
    ImportReport {
        done,
        encoding: sheet.encoding,
        separator: sheet.separator.to_string(),
        ignored: sheet.ignored,
        rows: sheet.rows,
        created: count(plan.new.len()),
        changed: count(plan.changed.len()),
        unchanged: plan.unchanged,
        faulty,
        faults,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use signaling::protocol::ObjectColumn as Column;
    use uuid::Uuid;

    use super::*;

    fn known(number: &str, name: &str, maker: &str) -> ObjectRow {
        ObjectRow {
            id: ObjectId(Uuid::from_u128(7)),
            number: number.into(),
            fields: Fields {
                name: name.into(),
                maker: maker.into(),
                ..Fields::default()
            },
            version: 1,
            retired_at: None,
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn entry(number: Option<&str>, name: &str) -> Entry {
        Entry {
            number: number.map(str::to_owned),
            cells: vec![(Column::Name, name.to_owned())],
        }
    }

    #[test]
    fn a_known_number_in_any_case_is_changed_and_keeps_what_the_file_does_not_tell() {
        let plan = planned(
            &[entry(Some("m-1"), "Spis")],
            vec![known("M-1", "Ugn", "Invand")],
        );
        let [(_, number, fields)] = plan.changed.as_slice() else {
            panic!("{plan:?}");
        };
        assert_eq!(number, "M-1");
        assert_eq!(
            (fields.name.as_str(), fields.maker.as_str()),
            ("Spis", "Invand")
        );
        assert!(plan.new.is_empty());
    }

    #[test]
    fn what_is_so_already_is_left_alone_and_what_has_no_number_is_new() {
        let plan = planned(
            &[
                entry(Some("M-1"), "Ugn"),
                entry(None, "Ugn"),
                entry(Some("M-2"), "Fläkt"),
            ],
            vec![known("M-1", "Ugn", "")],
        );
        assert_eq!((plan.unchanged, plan.changed.len()), (1, 0));
        let numbers = plan.new.iter().map(|(number, _)| number.as_deref());
        assert_eq!(numbers.collect::<Vec<_>>(), [None, Some("M-2")]);
    }
}
