//! A list of cases as a file for a spreadsheet.
//!
//! Invariants: which cases are in it is settled before its first line, so that one that changes meanwhile is neither lost nor
//! there twice; it is read a piece at a time, so that a long one takes no more room than a short one; that it was taken is
//! written down first.

use std::collections::HashMap;

use bytes::Bytes;
use futures_util::{Stream, stream::try_unfold};
use jiff::{Timestamp, tz::TimeZone};
use signaling::protocol::{
    CaseColumn, CaseId, CaseRow, CaseStatus, Localised, MAX_CASES_IN_FILE, QueueId,
};

use super::{
    filter::{self, ZONE},
    lists::Wanted,
    policy::{self, Seen},
    saved, store,
};
use crate::{
    app::Ctx,
    audit::{self, Action},
    csv::write_row,
    error::{Error, Result, invalid},
    identity::Caller,
    notify::{Language, say},
};

/// Cases that are read at once.
const BATCH: usize = 500;
/// By it spreadsheets know that a file is in UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What a list shows as comma-separated values, in its order, a piece at a time.
///
/// # Errors
/// `forbidden` for customers, `invalid` with the parameter's name, or if that is more than a file should hold.
pub(super) async fn export(
    app: Ctx,
    caller: &Caller,
    wanted: &Wanted,
) -> Result<impl Stream<Item = Result<Bytes, Error>> + use<>> {
    policy::staff_only(caller)?;
    if !wanted.after.is_empty() || wanted.limit.is_some() {
        return Err(invalid("after and limit: only of a list"));
    }
    let now = app.clock.now();
    let filter = filter::check(caller, &wanted.filter()?, now)?;
    let order = wanted.order()?;
    let chosen = columns(&wanted.columns)?;
    let mut conn = app.db.acquire().await?;
    let columns = match chosen {
        Some(columns) => columns,
        None => saved::columns_of(&mut conn, caller).await?,
    };
    let language = store::find_language(&mut conn, caller.person).await?;
    let sheet = Sheet {
        columns,
        language: Language::of(&language),
        teams: store::list_team_names(&mut conn).await?,
        zone: TimeZone::get(ZONE).unwrap_or(TimeZone::UTC),
    };
    let ids = store::list_all_ids(&mut conn, &filter, order).await?;
    if ids.len() > MAX_CASES_IN_FILE {
        return Err(invalid(format!(
            "more than {MAX_CASES_IN_FILE} cases: ask for fewer"
        )));
    }
    let count = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    audit::record(&mut conn, now, caller, Action::CasesExported(count)).await?;
    drop(conn);
    let reader = caller.person;
    let begun = File { sheet, ids, at: 0 };
    Ok(try_unfold(Some(begun), move |file| {
        let app = app.clone();
        async move {
            let Some(mut file) = file else {
                return Ok(None);
            };
            let mut piece = Vec::new();
            if file.at == 0 {
                piece.extend_from_slice(BYTE_ORDER_MARK);
                write_row(&mut piece, file.sheet.headings());
            }
            let batch = file.next();
            if !batch.is_empty() {
                // A connection for each piece: who reads slowly keeps none from others.
                let mut conn = app.db.acquire().await?;
                for row in store::list_rows(&mut conn, &batch, reader, Seen::Worker).await? {
                    write_row(&mut piece, file.sheet.cells(&row));
                }
            }
            let next = (file.at < file.ids.len()).then_some(file);
            Ok(Some((Bytes::from(piece), next)))
        }
    }))
}

/// A file that is being written.
struct File {
    sheet: Sheet,
    ids: Vec<CaseId>,
    /// As many are written.
    at: usize,
}

impl File {
    fn next(&mut self) -> Vec<CaseId> {
        let until = self.ids.len().min(self.at + BATCH);
        let batch = self.ids[self.at..until].to_vec();
        self.at = until;
        batch
    }
}

/// How cases are written.
struct Sheet {
    columns: Vec<CaseColumn>,
    language: Language,
    teams: HashMap<QueueId, Localised>,
    zone: TimeZone,
}

impl Sheet {
    fn headings(&self) -> Vec<String> {
        let headings = self.columns.iter().map(|column| match column {
            CaseColumn::Number => "list-number",
            CaseColumn::Title => "list-title",
            CaseColumn::Type => "list-type",
            CaseColumn::Status => "list-status",
            CaseColumn::Customer => "list-customer",
            CaseColumn::Owner => "list-owner",
            CaseColumn::Team => "list-team",
            CaseColumn::Due => "list-due",
            CaseColumn::Object => "list-object",
            CaseColumn::Street => "list-street",
            CaseColumn::Invoice => "list-invoice",
            CaseColumn::Steps => "list-steps",
            CaseColumn::Files => "list-files",
            CaseColumn::Signed => "list-signed",
            CaseColumn::Opened => "list-opened",
            CaseColumn::Changed => "list-changed",
        });
        headings.map(|id| say(self.language, id, &[])).collect()
    }

    fn cells(&self, row: &CaseRow) -> Vec<String> {
        let cells = self.columns.iter().map(|column| self.cell(row, *column));
        cells.collect()
    }

    fn cell(&self, row: &CaseRow, column: CaseColumn) -> String {
        match column {
            CaseColumn::Number => row.number.to_string(),
            CaseColumn::Title => row.title.clone(),
            CaseColumn::Type => self.told(&row.type_name),
            CaseColumn::Status => say(self.language, status(row.status), &[]),
            CaseColumn::Customer => row.customer_name.clone(),
            CaseColumn::Owner => row.owner_name.clone().unwrap_or_default(),
            CaseColumn::Team => self
                .teams
                .get(&row.team)
                .map(|name| self.told(name))
                .unwrap_or_default(),
            CaseColumn::Due => {
                let due = row.next_due.and_then(|next| next.due_at);
                due.map(|at| self.moment(at)).unwrap_or_default()
            }
            CaseColumn::Object => row.object.clone(),
            CaseColumn::Street => row.street.clone(),
            CaseColumn::Invoice => row.invoice_reference.clone(),
            CaseColumn::Steps if row.steps == 0 => String::new(),
            // In words: a spreadsheet takes 3/5 for a day in May.
            CaseColumn::Steps => {
                let (done, all) = (row.steps_done.to_string(), row.steps.to_string());
                let numbers = [("done", done.as_str()), ("all", all.as_str())];
                say(self.language, "list-steps-done", &numbers)
            }
            CaseColumn::Files => row.files.to_string(),
            CaseColumn::Signed if row.signed_note => say(self.language, "list-yes", &[]),
            CaseColumn::Signed => say(self.language, "list-no", &[]),
            CaseColumn::Opened => self.moment(row.created_at),
            CaseColumn::Changed => self.moment(row.changed_at),
        }
    }

    fn told(&self, words: &Localised) -> String {
        match self.language {
            Language::Swedish => words.sv.clone(),
            Language::English => words.en.clone(),
        }
    }

    /// As spreadsheets know it.
    fn moment(&self, at: Timestamp) -> String {
        let at = at.to_zoned(self.zone.clone());
        at.strftime("%Y-%m-%d %H:%M").to_string()
    }
}

fn status(status: CaseStatus) -> &'static str {
    match status {
        CaseStatus::New => "list-status-new",
        CaseStatus::Active => "list-status-active",
        CaseStatus::Paused => "list-status-paused",
        CaseStatus::Waiting => "list-status-waiting",
        CaseStatus::Resolved => "list-status-resolved",
        CaseStatus::Closed => "list-status-closed",
    }
}

/// Names with commas between them; none where nothing is named.
fn columns(names: &str) -> Result<Option<Vec<CaseColumn>>> {
    if names.is_empty() {
        return Ok(None);
    }
    let read = names
        .split(',')
        .map(|name| filter::named("columns", name, "names of columns with commas between them"));
    let columns = read.collect::<Result<Vec<_>>>()?;
    saved::check_columns(&columns)?;
    Ok(Some(columns))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_once_each() {
        assert_eq!(columns("").unwrap(), None);
        assert_eq!(
            columns("street,number").unwrap(),
            Some(vec![CaseColumn::Street, CaseColumn::Number])
        );
        for wrong in ["number,number", "mood", "number,", ",", "Number"] {
            assert!(columns(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_column_has_a_heading_in_both_languages() {
        let headings = |language| {
            let sheet = Sheet {
                columns: CaseColumn::ALL.to_vec(),
                language,
                teams: HashMap::new(),
                zone: TimeZone::UTC,
            };
            sheet.headings()
        };
        for language in [Language::Swedish, Language::English] {
            let told = headings(language);
            assert_eq!(told.len(), CaseColumn::ALL.len());
            assert!(
                told.iter().all(|heading| !heading.starts_with("list-")),
                "{told:?}"
            );
        }
        assert_ne!(headings(Language::Swedish), headings(Language::English));
    }
}
