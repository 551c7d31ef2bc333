//! The register of objects: machines and other things that are seen to, each with a number that stands on its label.
//!
//! Staff read and keep it; a stranger who has a number before them learns what it is the number of, and no more.
//! Invariants: no two objects have the same number, whatever its case; an object is never removed, only retired; a file is
//! read in as a whole or not at all; every change is in the audit log.

mod csv;
mod fields;
pub mod http;
mod importing;
mod label;
mod policy;
mod store;

pub(crate) use fields::Fields;
pub(crate) use importing::import;

use std::net::IpAddr;

use bytes::Bytes;
use futures_util::{Stream, stream::try_unfold};
use jiff::Timestamp;
use signaling::protocol::{ObjectChange, ObjectForm, ObjectHint, ObjectId, ObjectPage, ObjectView};
use sqlx::PgConnection;

use crate::{
    app::{App, Ctx},
    audit::{self, Action},
    error::{Error, Result, conflict, invalid, not_found},
    identity::{self, Caller},
};
use store::Changed;

/// Objects of a page, unless it is asked for fewer or more.
const PAGE: u32 = 50;
/// As many as anybody looks through at once.
const MOST_PAGE: u32 = 200;
/// Each narrows a search; who writes more has pasted something else.
const MOST_WORDS: usize = 8;
/// A line of an order confirmation.
const MOST_SEARCH_CHARS: usize = 200;
/// Objects of a file that are read at once.
const BATCH: i64 = 1_000;
/// By it spreadsheets know that a file is in UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// An object as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ObjectRow {
    /// Which.
    pub(crate) id: ObjectId,
    /// As it stands on its label.
    pub(crate) number: String,
    /// What is known of it.
    pub(crate) fields: Fields,
    /// Grows with each change.
    pub(crate) version: i32,
    /// Since when it is seen to no more; none while it is.
    pub(crate) retired_at: Option<Timestamp>,
    /// Since when it is known here.
    pub(crate) created_at: Timestamp,
}

/// What a list is narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Search {
    /// Each must be in its number, name, maker, model, serial number or place; in lower case.
    words: Vec<String>,
    /// Those that are retired, or those that are not; all if none.
    retired: Option<bool>,
}

impl Search {
    /// Of what somebody wrote.
    ///
    /// # Errors
    /// `invalid` if that is too much.
    pub(crate) fn parse(text: &str, retired: bool) -> Result<Self> {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        if text.chars().count() > MOST_SEARCH_CHARS || words.len() > MOST_WORDS {
            return Err(invalid(format!(
                "search: at most {MOST_WORDS} words and {MOST_SEARCH_CHARS} characters"
            )));
        }
        Ok(Self {
            words,
            retired: Some(retired),
        })
    }
}

/// The object with that number, whatever its case; also one that is retired.
///
/// # Errors
/// If the database does not answer.
pub(crate) async fn find_by_number(
    conn: &mut PgConnection,
    number: &str,
) -> Result<Option<ObjectRow>> {
    let number = number.trim();
    if !fields::is_number(number) {
        return Ok(None);
    }
    Ok(store::list_numbered(conn, &[number.to_owned()])
        .await?
        .pop())
}

/// One that is there.
///
/// # Errors
/// `not_found`.
pub(crate) async fn load(conn: &mut PgConnection, id: ObjectId) -> Result<ObjectRow> {
    let found = store::find(conn, id).await?;
    found.ok_or_else(|| not_found("object"))
}

/// A page of those that `search` finds, by number: those after the number `after`.
///
/// # Errors
/// `forbidden`; `invalid` if `limit` is no number of objects that anybody looks at.
pub(crate) async fn list(
    app: &App,
    caller: &Caller,
    search: &Search,
    after: Option<&str>,
    limit: Option<u32>,
) -> Result<ObjectPage> {
    policy::may_keep(caller)?;
    let limit = limit.unwrap_or(PAGE);
    if !(1..=MOST_PAGE).contains(&limit) {
        return Err(invalid(format!("limit: 1 to {MOST_PAGE}")));
    }
    let mut conn = app.db.acquire().await?;
    let wanted = i64::from(limit) + 1;
    let mut objects = store::list(&mut conn, search, after, wanted).await?;
    let has_more = objects.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    if has_more {
        objects.pop();
    }
    let next = objects.last().filter(|_| has_more);
    let next = next.map(|last| last.number.clone());
    let objects = objects.into_iter().map(ObjectView::from).collect();
    Ok(ObjectPage { objects, next })
}

/// One of them.
///
/// # Errors
/// `forbidden`, `not_found`.
pub(crate) async fn view(app: &App, caller: &Caller, id: ObjectId) -> Result<ObjectView> {
    policy::may_keep(caller)?;
    let mut conn = app.db.acquire().await?;
    Ok(load(&mut conn, id).await?.into())
}

/// What whoever reads a label may know. Strangers ask as often as people stand before machines, and no more.
///
/// # Errors
/// `rate_limited`; `not_found` if nothing that is seen to has that number.
pub(crate) async fn hint(
    app: &App,
    caller: Option<&Caller>,
    address: IpAddr,
    number: &str,
) -> Result<ObjectHint> {
    if !caller.is_some_and(policy::keeps) {
        app.throttle.object_hint(address)?;
    }
    let mut conn = app.db.acquire().await?;
    let found = find_by_number(&mut conn, number).await?;
    let object = found.filter(|object| object.retired_at.is_none());
    let object = object.ok_or_else(|| not_found("object"))?;
    Ok(ObjectHint {
        number: object.number,
        name: object.fields.name,
        maker: object.fields.maker,
        model: object.fields.model,
    })
}

/// Enters something, under the next free number if it has none.
///
/// # Errors
/// `forbidden`; `invalid` with the first fault; `conflict` if something has that number.
pub(crate) async fn create(app: &App, caller: &Caller, form: &ObjectForm) -> Result<ObjectView> {
    policy::may_keep(caller)?;
    let given = fields::number_of(form)?;
    let fields = Fields::parse(form)?;
    let now = app.clock.now();
    let id = ObjectId(app.clock.uuid());
    let mut tx = app.db.begin().await?;
    identity::still_signed_in(&mut tx, caller).await?;
    let made = match given {
        Some(_) => None,
        None => store::next_numbers(&mut tx, 1).await?.pop(),
    };
    let number = given.or(made).unwrap_or_default();
    if !store::create(&mut tx, id, &number, &fields, now).await? {
        return Err(number_taken());
    }
    audit::record(&mut tx, now, caller, Action::ObjectAdded(id)).await?;
    let object = load(&mut tx, id).await?;
    tx.commit().await?;
    Ok(object.into())
}

/// Changes what is known of something.
///
/// # Errors
/// `forbidden`; `invalid` with the first fault; `conflict` if somebody was faster, or something else has that number;
/// `not_found`.
pub(crate) async fn change(
    app: &App,
    caller: &Caller,
    id: ObjectId,
    form: &ObjectChange,
) -> Result<ObjectView> {
    policy::may_keep(caller)?;
    let number = fields::number_of(&form.object)?;
    let fields = Fields::parse(&form.object)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    identity::still_signed_in(&mut tx, caller).await?;
    load(&mut tx, id).await?;
    match store::change(&mut tx, id, number.as_deref(), &fields, form.version).await? {
        Changed::Done => {}
        Changed::Outdated => {
            return Err(conflict(
                "somebody changed this object meanwhile; look again",
            ));
        }
        Changed::NumberTaken => return Err(number_taken()),
    }
    audit::record(&mut tx, now, caller, Action::ObjectChanged(id)).await?;
    let object = load(&mut tx, id).await?;
    tx.commit().await?;
    Ok(object.into())
}

/// Something is seen to no more: it is found among the retired, and its label tells strangers nothing.
///
/// # Errors
/// `forbidden`, `not_found`.
pub(crate) async fn retire(app: &App, caller: &Caller, id: ObjectId) -> Result<ObjectView> {
    policy::may_set(caller)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    identity::still_signed_in(&mut tx, caller).await?;
    if store::retire(&mut tx, id, now).await? {
        audit::record(&mut tx, now, caller, Action::ObjectRetired(id)).await?;
    }
    let object = load(&mut tx, id).await?;
    tx.commit().await?;
    Ok(object.into())
}

/// And again.
///
/// # Errors
/// As [`retire`].
pub(crate) async fn reinstate(app: &App, caller: &Caller, id: ObjectId) -> Result<ObjectView> {
    policy::may_set(caller)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    identity::still_signed_in(&mut tx, caller).await?;
    if store::reinstate(&mut tx, id).await? {
        audit::record(&mut tx, now, caller, Action::ObjectReinstated(id)).await?;
    }
    let object = load(&mut tx, id).await?;
    tx.commit().await?;
    Ok(object.into())
}

/// The whole register, the retired too, as comma-separated values: a piece at a time. That it was taken is written down
/// first.
///
/// # Errors
/// `forbidden`.
pub(crate) async fn export(
    app: Ctx,
    caller: &Caller,
) -> Result<impl Stream<Item = Result<Bytes, Error>> + use<>> {
    policy::may_keep(caller)?;
    let mut conn = app.db.acquire().await?;
    audit::record(&mut conn, app.clock.now(), caller, Action::ObjectsExported).await?;
    drop(conn);
    Ok(try_unfold(
        Some(None),
        move |place: Option<Option<String>>| {
            let app = app.clone();
            async move {
                let Some(after) = place else {
                    return Ok(None);
                };
                // A connection for each piece: who reads slowly keeps none from others.
                let mut conn = app.db.acquire().await?;
                let all = Search::default();
                let objects = store::list(&mut conn, &all, after.as_deref(), BATCH).await?;
                let mut piece = Vec::new();
                if after.is_none() {
                    piece.extend_from_slice(BYTE_ORDER_MARK);
                    csv::write_headings(&mut piece);
                }
                for object in &objects {
                    csv::write_object(&mut piece, object);
                }
                let is_whole = i64::try_from(objects.len()).unwrap_or(BATCH) == BATCH;
                let last = objects.last().filter(|_| is_whole);
                let next = last.map(|last| Some(last.number.clone()));
                Ok(Some((Bytes::from(piece), next)))
            }
        },
    ))
}

/// What is stuck on something: its number and name, and a code that leads to where somebody reports what is wrong with it.
///
/// # Errors
/// `forbidden`, `not_found`.
pub(crate) async fn label(app: &App, caller: &Caller, id: ObjectId) -> Result<String> {
    policy::may_keep(caller)?;
    let mut conn = app.db.acquire().await?;
    let object = load(&mut conn, id).await?;
    Ok(label::draw(
        &label::address(&app.public_url, &object.number),
        &object.number,
        &object.fields.name,
    )?)
}

fn number_taken() -> Error {
    conflict("something else has that number")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_a_few_words() {
        let search = Search::parse("  Tvätt  LIND ", false).unwrap();
        assert_eq!(search.words, ["tvätt", "lind"]);
        assert_eq!(search.retired, Some(false));
        assert!(Search::parse("", true).unwrap().words.is_empty());
        assert!(Search::parse("a b c d e f g h", false).is_ok());
        assert!(Search::parse("a b c d e f g h i", false).is_err());
        assert!(Search::parse(&"x".repeat(201), false).is_err());
    }
}
