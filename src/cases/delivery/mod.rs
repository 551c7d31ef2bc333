//! Delivery notes: what was done in a case, written by staff and signed for by who it was done for.
//!
//! Invariants: what is signed is what was shown, or nothing is signed; a note is signed once and never changed after (the
//! database refuses it too); a signed note has its paper among the case's files, made and stored before the commit that
//! signs it. A paper whose note was not signed after all is shown to nobody and collected like any upload that was not sent.

pub mod http;
mod page;
mod paper;
mod pdf;
mod signature;
mod store;
#[cfg(test)]
pub(crate) mod testing;
mod type_face;

use anyhow::Context;
use jiff::tz::TimeZone;
use signaling::protocol::{
    CaseId, CaseNumber, DeliveryNoteChange, DeliveryNoteDeed, DeliveryNoteId, DeliveryNoteView,
    ErrorCode, FileId, Happened, NewDeliveryNote, SignDeliveryNote, SignInWay, SignatureWay,
};
use sqlx::PgConnection;

use self::{
    paper::Paper,
    signature::{hash_of, in_words},
    store::{About, Found, Signing},
};
use super::{
    News, changing, logs,
    policy::{Seen, not_ones_own, staff_only},
    store as cases, view,
};
use crate::{
    app::Ctx,
    conversations,
    error::{Error, Result, conflict, not_found, told},
    files,
    identity::{self, Caller},
    notify::Language,
    queues,
};

/// Notes of one case: a signature may weigh 50 kB, and all are shown at once.
pub(super) const MAX_NOTES: i64 = 50;

/// What came of writing a note.
pub(super) enum Written {
    /// It was written.
    New(DeliveryNoteView),
    /// An earlier request with the same `client_id` wrote it.
    Before(DeliveryNoteView),
}

/// A case's notes, the oldest first. A look from above is in the audit log.
///
/// # Errors
/// `not_found` if the case is not theirs to see.
pub(super) async fn list(
    app: &Ctx,
    caller: &Caller,
    case: CaseId,
) -> Result<Vec<DeliveryNoteView>> {
    let mut conn = app.db.acquire().await?;
    view::look(app, &mut conn, caller, case).await?;
    seen_by(&mut conn, caller, case, None).await
}

/// Writes a note.
///
/// # Errors
/// `forbidden`, `not_found`, `invalid`, `ended` in a closed case, `conflict` when there are too many.
pub(super) async fn write(
    app: &Ctx,
    caller: &Caller,
    case: CaseId,
    new: &NewDeliveryNote,
) -> Result<Written> {
    staff_only(caller)?;
    let text = signature::text(&new.text)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    view::find_visible(&mut tx, caller, case).await?;
    let held = cases::lock_case(&mut tx, case).await?;
    identity::still_signed_in(&mut tx, caller).await?;
    if let Some((note, of, by)) = store::find_sent(&mut tx, new.client_id).await? {
        if (of, by) != (case, caller.person) {
            return Err(conflict("client_id: it is another note's"));
        }
        return Ok(Written::Before(one(&mut tx, caller, case, note).await?));
    }
    logs::may_write(&held)?;
    not_ones_own(caller, held.customer)?;
    if store::count_notes(&mut tx, case).await? >= MAX_NOTES {
        return Err(conflict(format!(
            "a case has {MAX_NOTES} delivery notes at most"
        )));
    }
    let note = DeliveryNoteId(app.clock.uuid());
    let by = caller.person;
    if !store::create_note(&mut tx, note, case, new.client_id, &text, by, now).await? {
        // Of another case, at the same time.
        return Err(conflict("client_id: it is another note's"));
    }
    let view = one(&mut tx, caller, case, note).await?;
    keep(app, caller, tx, &held, DeliveryNoteDeed::Written).await?;
    Ok(Written::New(view))
}

/// Changes the text of a note that is not signed.
///
/// # Errors
/// As [`write`], `conflict` when somebody was faster or it is signed.
pub(super) async fn change(
    app: &Ctx,
    caller: &Caller,
    note: DeliveryNoteId,
    change: &DeliveryNoteChange,
) -> Result<DeliveryNoteView> {
    staff_only(caller)?;
    let text = signature::text(&change.text)?;
    let mut tx = app.db.begin().await?;
    let (held, found, _) = hold(&mut tx, caller, note).await?;
    unchanged(caller, &held, &found, change.version)?;
    store::set_text(&mut tx, note, &text, app.clock.now()).await?;
    let view = one(&mut tx, caller, held.id, note).await?;
    keep(app, caller, tx, &held, DeliveryNoteDeed::Changed).await?;
    Ok(view)
}

/// Removes a note that is not signed.
///
/// # Errors
/// As [`change`].
pub(super) async fn remove(
    app: &Ctx,
    caller: &Caller,
    note: DeliveryNoteId,
    version: i32,
) -> Result<()> {
    staff_only(caller)?;
    let mut tx = app.db.begin().await?;
    let (held, found, _) = hold(&mut tx, caller, note).await?;
    unchanged(caller, &held, &found, version)?;
    store::delete_note(&mut tx, note).await?;
    keep(app, caller, tx, &held, DeliveryNoteDeed::Removed).await
}

/// Signs a note, and keeps the paper that comes of it.
///
/// The paper is drawn and stored while nothing is held, and the note is signed only if all it says is still so.
///
/// # Errors
/// `not_found`; `invalid` name or strokes; `conflict` when it is signed already or something else was shown; `forbidden` to a
/// customer who is not signed in; `ended` in a closed case. When the paper can't be stored, nothing is signed.
pub(super) async fn sign(
    app: &Ctx,
    caller: &Caller,
    note: DeliveryNoteId,
    form: SignDeliveryNote,
) -> Result<DeliveryNoteView> {
    let name = identity::line("name", &form.name, 1..=100)?;
    signature::check(form.way, &form.strokes)?;
    let mut tx = app.db.begin().await?;
    let (_, ready) = look(&mut tx, caller, note, &form).await?;
    tx.rollback().await?;
    let signing = Signing {
        name: &name,
        at: app.clock.now(),
        way: form.way,
        strokes: &form.strokes,
        held_by: caller.person,
    };
    let paper = paper_of(app, caller, &ready, &signing);
    let file_name = paper.file_name();
    let bytes = tokio::task::spawn_blocking(move || paper.draw());
    let bytes = bytes.await.context("draw a delivery note")??;
    let papers = ready.about.papers;
    let file = files::keep_made(app, caller, papers, file_name, "application/pdf", bytes).await?;
    let signed = sign_with(app, caller, note, &form, &ready, &signing, file).await;
    if signed.as_ref().is_err_and(is_refusal)
        && let Err(error) = files::remove(app, file).await
    {
        tracing::warn!(%error, "the paper of a note that was not signed is left to be collected");
    }
    signed
}

/// Whether nothing can have been committed. After any other error it may have been, and the paper must stay.
fn is_refusal(error: &Error) -> bool {
    use ErrorCode::{Conflict, Ended, Forbidden, NotFound, Unauthenticated};
    matches!(
        error.code(),
        Conflict | Ended | Forbidden | NotFound | Unauthenticated
    )
}

/// All that a paper says of a note and its case, as it was when it was looked at.
#[derive(Debug, PartialEq)]
struct Ready {
    number: CaseNumber,
    title: String,
    customer: String,
    language: Language,
    found: Found,
    about: About,
    zone: TimeZone,
    sha256: [u8; 32],
}

/// A note that `caller` may sign with `form`, and its case, held.
async fn look(
    conn: &mut PgConnection,
    caller: &Caller,
    note: DeliveryNoteId,
    form: &SignDeliveryNote,
) -> Result<(cases::Held, Ready)> {
    let (held, found, seen) = hold(conn, caller, note).await?;
    match seen {
        Seen::Customer if caller.way == SignInWay::Visit => {
            return Err(told(ErrorCode::Forbidden, "sign in to sign it as yourself"));
        }
        Seen::Customer => {}
        Seen::Worker | Seen::Overseer => not_ones_own(caller, held.customer)?,
    }
    unsigned(&found)?;
    let sha256 = hash_of(held.number, &held.title, &found.text);
    if !form.text_sha256.eq_ignore_ascii_case(&in_words(&sha256)) {
        return Err(conflict(
            "it has been changed since it was shown: read it again",
        ));
    }
    let zone = queues::calendar(conn, held.team).await?;
    let ready = Ready {
        number: held.number,
        title: held.title.clone(),
        customer: held.customer_name.clone(),
        language: Language::of(&held.language),
        about: store::find_about(conn, held.id).await?,
        zone: zone.map_or(TimeZone::UTC, |calendar| calendar.zone().clone()),
        found,
        sha256,
    };
    Ok((held, ready))
}

fn paper_of(app: &Ctx, caller: &Caller, ready: &Ready, signing: &Signing<'_>) -> Paper {
    let kind = &ready.about.kind;
    Paper {
        organisation: app.config.organisation_name().to_owned(),
        language: ready.language,
        number: ready.number,
        title: ready.title.clone(),
        kind: match ready.language {
            Language::Swedish => kind.sv.clone(),
            Language::English => kind.en.clone(),
        },
        object: ready.about.object.clone(),
        customer: ready.customer.clone(),
        writer: ready.found.by.clone(),
        text: ready.found.text.clone(),
        signed_by: signing.name.to_owned(),
        signed_at: signing.at.to_zoned(ready.zone.clone()),
        drawing: (signing.way == SignatureWay::Drawn).then(|| signing.strokes.clone()),
        held_by: caller.staff.map(|_| caller.name.clone()),
        sha256: in_words(&ready.sha256),
    }
}

/// Signs a note whose paper is stored as `file`, if all is still as it was.
async fn sign_with(
    app: &Ctx,
    caller: &Caller,
    note: DeliveryNoteId,
    form: &SignDeliveryNote,
    before: &Ready,
    signing: &Signing<'_>,
    file: FileId,
) -> Result<DeliveryNoteView> {
    let mut news = News::default();
    let mut tx = app.db.begin().await?;
    let (held, now) = look(&mut tx, caller, note, form).await?;
    if now != *before {
        return Err(conflict("the case was changed meanwhile: read it again"));
    }
    let papers = now.about.papers;
    let shown = conversations::append_file(&mut tx, app, papers, caller, file).await?;
    let shown = shown.context("the paper of a note is its signer's upload")?;
    news.message(papers, shown);
    store::set_signed(&mut tx, note, file, signing, &now).await?;
    let by = signing.name.to_owned();
    let what = Happened::Signed { by };
    cases::add_moment(&mut tx, held.id, signing.at, Some(caller.person), &what).await?;
    let view = one(&mut tx, caller, held.id, note).await?;
    changing::finish_beside(app, tx, &held, news).await?;
    tracing::info!(case.id = %held.id, note.id = %note, "delivery note signed");
    Ok(view)
}

/// A note and its case, held, and as what the caller sees them.
async fn hold(
    conn: &mut PgConnection,
    caller: &Caller,
    note: DeliveryNoteId,
) -> Result<(cases::Held, Found, Seen)> {
    let case = store::find_case_of(conn, note).await?;
    let case = case.ok_or_else(no_note)?;
    view::find_visible(conn, caller, case)
        .await
        .map_err(hidden)?;
    let held = cases::lock_case(conn, case).await?;
    identity::still_signed_in(conn, caller).await?;
    // As it is now: the team may have changed while the lock was waited for.
    let seen = view::find_visible(conn, caller, case)
        .await
        .map_err(hidden)?;
    let found = store::find_note(conn, note).await?.ok_or_else(no_note)?;
    logs::may_write(&held)?;
    if found.case != case {
        return Err(conflict("the case was merged into another: look again"));
    }
    Ok((held, found, seen))
}

fn no_note() -> Error {
    not_found("delivery note")
}

/// A note of somebody else's case looks like none at all.
fn hidden(error: Error) -> Error {
    match error.code() {
        ErrorCode::NotFound => no_note(),
        _ => error,
    }
}

fn unsigned(found: &Found) -> Result<()> {
    match &found.signed_by {
        Some(name) => Err(conflict(format!("it was signed already, by {name}"))),
        None => Ok(()),
    }
}

/// Whether a note may be changed that was of `version` when it was looked at.
fn unchanged(caller: &Caller, held: &cases::Held, found: &Found, version: i32) -> Result<()> {
    not_ones_own(caller, held.customer)?;
    unsigned(found)?;
    if found.version != version {
        return Err(conflict("somebody has changed it meanwhile: look again"));
    }
    Ok(())
}

/// Notes as the caller sees them.
async fn seen_by(
    conn: &mut PgConnection,
    caller: &Caller,
    case: CaseId,
    only: Option<DeliveryNoteId>,
) -> Result<Vec<DeliveryNoteView>> {
    let mut notes = store::list_notes(conn, case, caller.person, only).await?;
    let is_somebody = caller.staff.is_some() || caller.way != SignInWay::Visit;
    for note in &mut notes {
        note.may_sign &= is_somebody;
    }
    Ok(notes)
}

async fn one(
    conn: &mut PgConnection,
    caller: &Caller,
    case: CaseId,
    note: DeliveryNoteId,
) -> Result<DeliveryNoteView> {
    let notes = seen_by(conn, caller, case, Some(note)).await?;
    notes.into_iter().next().ok_or_else(no_note)
}

/// Writes what was done into the journal, and commits.
async fn keep(
    app: &Ctx,
    caller: &Caller,
    mut tx: sqlx::Transaction<'_, sqlx::Postgres>,
    held: &cases::Held,
    did: DeliveryNoteDeed,
) -> Result<()> {
    let (now, by) = (app.clock.now(), Some(caller.person));
    let what = Happened::DeliveryNote { did };
    cases::add_moment(&mut tx, held.id, now, by, &what).await?;
    changing::finish_beside(app, tx, held, News::default()).await
}
