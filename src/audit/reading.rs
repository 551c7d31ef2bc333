//! The audit log as administrators read it: a page, or a file for a spreadsheet. Reading it is itself written down first.

use bytes::Bytes;
use futures_util::{Stream, stream::try_unfold};
use jiff::Timestamp;
use serde_json::json;
use signaling::protocol::{AuditLine, AuditPage, PersonId};
use uuid::Uuid;

use super::{Action, Actor, store};
use crate::{
    app::{App, Ctx},
    csv::write_row,
    error::{Error, Result, invalid},
};

/// Lines of a page.
const PAGE: i64 = 100;
/// Lines of a file: some tens of megabytes, a year of a busy office. Who wants more asks for less time.
const FILE: i64 = 100_000;
/// Lines of a file that are read at once.
const BATCH: i64 = 1_000;
/// The columns of a file.
const COLUMNS: [&str; 10] = [
    "id",
    "at",
    "actor",
    "actor_name",
    "action",
    "subject",
    "subject_name",
    "detail",
    "session",
    "address",
];

/// Which lines are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Done by this person.
    pub who: Option<PersonId>,
    /// This was done, by its name.
    pub what: Option<String>,
    /// To this.
    pub subject: Option<Uuid>,
    /// Then or later.
    pub from: Option<Timestamp>,
    /// Before then.
    pub until: Option<Timestamp>,
}

impl Filter {
    fn detail(&self, cursor: Option<i64>) -> serde_json::Value {
        let all = [
            ("who", json!(self.who)),
            ("what", json!(self.what)),
            ("subject", json!(self.subject)),
            ("from", json!(self.from)),
            ("until", json!(self.until)),
            ("cursor", json!(cursor)),
        ];
        let given = all.into_iter().filter(|(_, value)| !value.is_null());
        given
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }
}

/// A page of it, older than the line `cursor`.
///
/// # Errors
/// If the database does not answer.
pub async fn read(
    app: &App,
    reader: impl Into<Actor>,
    filter: &Filter,
    cursor: Option<i64>,
) -> Result<AuditPage> {
    let mut conn = app.db.acquire().await?;
    store::append(
        &mut conn,
        app.clock.now(),
        reader.into(),
        Action::AuditRead.name(),
        None,
        filter.detail(cursor),
    )
    .await?;
    let mut lines = store::list(&mut conn, filter, cursor, PAGE + 1).await?;
    let has_more = lines.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    if has_more {
        lines.pop();
    }
    let older = lines.last().filter(|_| has_more).map(|line| line.id);
    Ok(AuditPage { lines, older })
}

/// All of it that `filter` lets through as comma-separated values (RFC 4180), a piece at a time.
///
/// # Errors
/// `invalid` if that is more than a file should hold.
pub async fn export(
    app: Ctx,
    reader: Actor,
    filter: Filter,
) -> Result<impl Stream<Item = Result<Bytes, Error>> + use<>> {
    let mut conn = app.db.acquire().await?;
    if store::count(&mut conn, &filter, FILE + 1).await? > FILE {
        return Err(invalid(format!(
            "more than {FILE} lines: choose a shorter time"
        )));
    }
    store::append(
        &mut conn,
        app.clock.now(),
        reader,
        Action::AuditExported.name(),
        None,
        filter.detail(None),
    )
    .await?;
    drop(conn);
    Ok(try_unfold(Some(Place::default()), move |place| {
        let (app, filter) = (app.clone(), filter.clone());
        async move {
            let Some(mut place) = place else {
                return Ok(None);
            };
            // A connection for each piece: who reads slowly keeps none from others.
            let mut conn = app.db.acquire().await?;
            let batch = BATCH.min(FILE - place.written);
            let lines = store::list(&mut conn, &filter, place.last, batch).await?;
            let mut piece = Vec::new();
            if place.last.is_none() {
                write_row(&mut piece, COLUMNS.map(str::to_owned));
            }
            for line in &lines {
                write_row(&mut piece, cells(line));
            }
            let count = i64::try_from(lines.len()).unwrap_or(BATCH);
            place.written += count;
            place.last = lines.last().map(|line| line.id);
            let next = (count == BATCH && place.written < FILE).then_some(place);
            Ok(Some((Bytes::from(piece), next)))
        }
    }))
}

/// How far a file has got.
#[derive(Default)]
struct Place {
    last: Option<i64>,
    written: i64,
}

fn cells(line: &AuditLine) -> [String; 10] {
    let actor = line.actor.as_ref();
    let subject = line.subject.as_ref();
    [
        line.id.to_string(),
        line.at.to_string(),
        actor.map(|actor| actor.id.to_string()).unwrap_or_default(),
        actor.map(|actor| actor.name.clone()).unwrap_or_default(),
        line.action.clone(),
        subject
            .map(|subject| subject.id.to_string())
            .unwrap_or_default(),
        subject
            .map(|subject| subject.name.clone())
            .unwrap_or_default(),
        json!(line.detail).to_string(),
        line.session
            .map(|session| session.to_string())
            .unwrap_or_default(),
        line.address.clone(),
    ]
}
