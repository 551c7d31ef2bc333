//! Changing a case: what it says, how far it is, who has it, whom it is about.
//!
//! Invariant: a change names the version it is of; of two at once the second is told, and nothing of its is kept.

use signaling::protocol::{
    CaseChange, CaseId, CasePeople, CasePerson, CaseStatus, ConversationState, FormRefusal,
    Happened, MessageText, OwnerChange, StatusChange,
};
use sqlx::PgConnection;

use super::{
    Changed, News, answers, callbacks, checklists, clocks,
    form::{self, Filler},
    logs, opening, policy,
    store::{self, Details, Held},
    view,
};
use crate::{
    app::Ctx,
    conversations::{self, Party},
    error::{Result, conflict, invalid, not_found},
    identity::{self, Caller},
    notify::{self, Address, CaseLetter, CaseMail, Language},
};

/// Characters of a reason that the customer reads.
const REASON_CHARS: usize = 300;
/// Characters of a word to whoever takes over.
const NOTE_CHARS: usize = 2_000;
/// People whom a case is also about.
pub(super) const MAX_PEOPLE: usize = 30;

/// A case held for a change by somebody of the staff who may see it.
///
/// # Errors
/// `forbidden`, `not_found`, `conflict` when somebody was faster or it was merged away.
pub(super) async fn hold(
    conn: &mut PgConnection,
    caller: &Caller,
    case: CaseId,
    version: i32,
) -> Result<Held> {
    policy::staff_only(caller)?;
    view::find_visible(conn, caller, case).await?;
    let held = store::lock_case(conn, case).await?;
    identity::still_signed_in(conn, caller).await?;
    // As it is now: the team may have changed while the lock was waited for.
    view::find_visible(conn, caller, case).await?;
    if held.merged_into.is_some() {
        return Err(conflict(
            "the case was merged into another: change that one",
        ));
    }
    if held.version != version {
        return Err(conflict(
            "somebody has changed the case meanwhile: look again",
        ));
    }
    Ok(held)
}

/// Commits a change and tells of it.
pub(super) async fn finish(
    app: &Ctx,
    mut tx: sqlx::Transaction<'_, sqlx::Postgres>,
    case: CaseId,
    held: &Held,
    news: News,
) -> Result<()> {
    let version = store::bump(&mut tx, case, app.clock.now()).await?;
    finish_at(app, tx, held, version, news).await
}

/// Commits what happened to a case that is at `version` now, with its deadlines, and tells of it.
pub(super) async fn finish_at(
    app: &Ctx,
    mut tx: sqlx::Transaction<'_, sqlx::Postgres>,
    held: &Held,
    version: i32,
    mut news: News,
) -> Result<()> {
    clocks::recount(app, &mut tx, held.id).await?;
    tx.commit().await?;
    app.clocks.wake();
    app.mailer.wake();
    news.changed(Changed {
        case: held.id,
        version,
        customer: held.customer,
    });
    news.tell(app);
    Ok(())
}

/// Ends a change of what stands beside the case, as a step or a note: its version stays, so that nobody who edits it is in the
/// way.
pub(super) async fn finish_beside(
    app: &Ctx,
    mut tx: sqlx::Transaction<'_, sqlx::Postgres>,
    held: &Held,
    mut news: News,
) -> Result<()> {
    store::touch(&mut tx, held.id, news.audience, app.clock.now()).await?;
    tx.commit().await?;
    news.changed(Changed {
        case: held.id,
        version: held.version,
        customer: held.customer,
    });
    news.tell(app);
    app.log.case_written();
    Ok(())
}

/// Changes what a case says; with what does not fit, nothing.
///
/// # Errors
/// As [`hold`], `invalid`, `ended` when it is closed.
pub(super) async fn change(
    app: &Ctx,
    caller: &Caller,
    case: CaseId,
    change: CaseChange,
) -> Result<Option<FormRefusal>> {
    let title = identity::line("title", &change.title, 1..=opening::TITLE_CHARS)?;
    let description = opening::description(&change.description)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let held = hold(&mut tx, caller, case, change.version).await?;
    logs::may_write(&held)?;
    let old = store::find_more(&mut tx, case).await?;
    let old = old.ok_or_else(|| not_found("case"))?;
    let (mut values, mut faults) = form::check(&old.form, Filler::Staff, &change.values);
    let papers = Some(old.papers);
    let before = &old.values;
    let named = answers::look_up(&mut tx, caller, papers, &old.form, &mut values, before).await?;
    faults.extend(named.faults);
    if !faults.is_empty() {
        return Ok(Some(FormRefusal { faults }));
    }
    let mut fields: Vec<String> = old
        .form
        .fields
        .iter()
        .filter(|field| old.values.0.get(&field.key) != values.0.get(&field.key))
        .map(|field| field.key.clone())
        .collect();
    if title != held.title {
        fields.insert(0, "title".into());
    }
    if description != old.description {
        fields.push("description".into());
    }
    if fields.is_empty() && change.urgent == held.urgent {
        return Ok(None);
    }
    let by = Some(caller.person);
    if change.urgent != held.urgent {
        let urgent = change.urgent;
        store::add_moment(&mut tx, case, now, by, &Happened::Urgent { urgent }).await?;
    }
    if !fields.is_empty() {
        store::add_moment(&mut tx, case, now, by, &Happened::Changed { fields }).await?;
    }
    let details = Details {
        title: &title,
        description: &description,
        values: &values,
        object: named.object,
        urgent: change.urgent,
    };
    store::set_details(&mut tx, case, &details).await?;
    let filled = (&old.form, &values);
    checklists::add_by_rule(app, &mut tx, case, held.team, filled).await?;
    store::index(&mut tx, case).await?;
    finish(app, tx, case, &held, News::default()).await?;
    Ok(None)
}

/// Moves a case on. The customer is written to.
///
/// # Errors
/// As [`hold`], `conflict` where the case can't go there, or a step of a checklist must be settled first; `invalid` without
/// a reason to pause.
pub(super) async fn set_status(
    app: &Ctx,
    caller: &Caller,
    case: CaseId,
    change: StatusChange,
) -> Result<()> {
    let reason = match (&change.reason, change.status) {
        (Some(reason), CaseStatus::Paused) => {
            Some(identity::line("reason", reason, 1..=REASON_CHARS)?)
        }
        (None, CaseStatus::Paused) => {
            return Err(invalid("reason: why it is paused; the customer reads it"));
        }
        (Some(_), _) => return Err(invalid("reason: only a pause has one")),
        (None, _) => None,
    };
    let mut news = News::default();
    let mut tx = app.db.begin().await?;
    let held = hold(&mut tx, caller, case, change.version).await?;
    policy::may_move(held.status, change.status)?;
    if let Some(step) = store::find_gate(&mut tx, case, change.status).await? {
        let step = if held.language == "en" {
            step.en
        } else {
            step.sv
        };
        return Err(conflict(format!("a step must be settled first: {step}")));
    }
    move_on(
        app,
        &mut tx,
        &held,
        change.status,
        reason,
        Some(caller),
        &mut news,
    )
    .await?;
    finish(app, tx, case, &held, news).await
}

/// Moves a held case to another status: its clocks, its logs, the journal, the letter.
pub(super) async fn move_on(
    app: &Ctx,
    conn: &mut PgConnection,
    held: &Held,
    to: CaseStatus,
    reason: Option<String>,
    by: Option<&Caller>,
    news: &mut News,
) -> Result<()> {
    let now = app.clock.now();
    let is_still = |status| matches!(status, CaseStatus::Paused | CaseStatus::Waiting);
    if is_still(held.status) && !is_still(to) {
        store::end_pause(conn, held.id, now).await?;
    }
    if !is_still(held.status) && is_still(to) {
        store::begin_pause(conn, held.id, now).await?;
    }
    store::set_status(conn, held.id, to, reason.as_deref(), now).await?;
    let what = Happened::Status {
        from: held.status,
        to,
        reason: reason.clone(),
    };
    store::add_moment(conn, held.id, now, by.map(|by| by.person), &what).await?;
    if (held.status == CaseStatus::Closed) != (to == CaseStatus::Closed) {
        let by = by.map(|by| by.person);
        match to {
            CaseStatus::Closed => {
                let ended = ConversationState::Ended;
                let logs = store::set_shared_state(conn, held.id, ended).await?;
                logs::tell_ended(app, conn, &logs, by, news).await?;
                callbacks::end(conn, held.id, by, now).await?;
            }
            _ => {
                store::set_shared_state(conn, held.id, ConversationState::Open).await?;
            }
        }
    }
    let letter = CaseLetter::Status {
        to,
        reason: reason.as_deref(),
        title: &held.title,
    };
    write_to_customer(
        app,
        conn,
        held,
        letter,
        &format!("status:{}", held.version + 1),
    )
    .await
}

/// Who has said something in a case.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Heard {
    pub(super) customer: bool,
    /// To the customer.
    pub(super) staff: bool,
}

/// What was said in a held case brings it on: a word of the customer wakes one that waits or is resolved, and a word of staff
/// begins a new one. Its version after that, which stays where it only was said.
pub(super) async fn heard(
    app: &Ctx,
    conn: &mut PgConnection,
    held: &Held,
    heard: Heard,
    news: &mut News,
) -> Result<i32> {
    let now = app.clock.now();
    let wakes = match held.status {
        CaseStatus::Waiting | CaseStatus::Resolved => heard.customer,
        CaseStatus::New => heard.staff,
        CaseStatus::Active | CaseStatus::Paused | CaseStatus::Closed => false,
    };
    let to = CaseStatus::Active;
    // What must be settled first holds whoever says something, as it holds whoever moves the case on by hand.
    if !wakes || store::find_gate(conn, held.id, to).await?.is_some() {
        store::touch(conn, held.id, news.audience, now).await?;
        return Ok(held.version);
    }
    move_on(app, conn, held, to, None, None, news).await?;
    store::bump(conn, held.id, now).await
}

/// Writes to the customer of a held case, at most once for `occasion`; nobody is written to who has no address.
pub(super) async fn write_to_customer(
    app: &Ctx,
    conn: &mut PgConnection,
    held: &Held,
    letter: CaseLetter<'_>,
    occasion: &str,
) -> Result<()> {
    let Ok(to) = Address::parse(&held.told_at) else {
        return Ok(());
    };
    let about = CaseMail {
        to,
        name: &held.customer_name,
        language: Language::of(&held.language),
        number: held.number,
    };
    let mail = app.mailer.about_case(letter, about);
    notify::enqueue(conn, mail.once(format!("case:{}:{occasion}", held.id))).await
}

/// Gives a case to somebody, or to a team.
///
/// # Errors
/// As [`hold`], `not_found` owner or team, `ended` when it is closed.
pub(super) async fn set_owner(
    app: &Ctx,
    caller: &Caller,
    case: CaseId,
    change: OwnerChange,
) -> Result<()> {
    let note = identity::paragraphs(&change.note);
    if note.chars().count() > NOTE_CHARS {
        return Err(invalid(format!("note: at most {NOTE_CHARS} characters")));
    }
    let now = app.clock.now();
    let mut news = News::default();
    let mut tx = app.db.begin().await?;
    let held = hold(&mut tx, caller, case, change.version).await?;
    logs::may_write(&held)?;
    let name = match change.owner {
        Some(owner) if owner == held.customer => {
            return Err(conflict("one's own case is a colleague's to answer"));
        }
        Some(owner) => Some(
            store::find_worker(&mut tx, owner)
                .await?
                .ok_or_else(|| not_found("colleague"))?,
        ),
        None => None,
    };
    let team = store::find_team(&mut tx, change.team).await?;
    let team = team.ok_or_else(|| not_found("team"))?;
    let by = Some(caller.person);
    if change.owner == held.owner && change.team == held.team {
        return Err(conflict("they have it already"));
    }
    store::set_owner(&mut tx, case, change.owner, change.team).await?;
    if change.owner != held.owner {
        store::add_moment(&mut tx, case, now, by, &Happened::Owner { to: name }).await?;
        if let Some(owner) = change.owner {
            logs::join_logs(&mut tx, case, Party::owner(owner), now).await?;
        }
    }
    if change.team != held.team {
        store::add_moment(&mut tx, case, now, by, &Happened::Team { to: team }).await?;
    }
    if let Ok(text) = MessageText::parse(note) {
        let notes = store::find_notes(&mut tx, case).await?;
        let party = Party::of_staff(caller);
        conversations::add_participant(&mut tx, notes, party, now).await?;
        let id = signaling::protocol::ClientId(app.clock.uuid());
        if let Some(row) = conversations::append_text(&mut tx, app, notes, id, party, &text).await?
        {
            news.message(notes, row);
        }
    }
    news.parted(logs::end_parts(&mut tx, &held, now).await?);
    // Who begins to work with a new case has made it active.
    if held.status == CaseStatus::New && change.owner.is_some() {
        let to = CaseStatus::Active;
        if store::find_gate(&mut tx, case, to).await?.is_none() {
            move_on(app, &mut tx, &held, to, None, Some(caller), &mut news).await?;
        }
    }
    finish(app, tx, case, &held, news).await
}

/// Writes down whom a case is also about.
///
/// # Errors
/// As [`hold`], `invalid`.
pub(super) async fn set_people(
    app: &Ctx,
    caller: &Caller,
    case: CaseId,
    change: CasePeople,
) -> Result<()> {
    if change.people.len() > MAX_PEOPLE {
        return Err(invalid(format!("people: at most {MAX_PEOPLE}")));
    }
    let people: Vec<CasePerson> = change.people.iter().map(checked).collect::<Result<_>>()?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let held = hold(&mut tx, caller, case, change.version).await?;
    logs::may_write(&held)?;
    store::set_people(&mut tx, case, &people, || app.clock.uuid()).await?;
    let fields = vec!["people".into()];
    let what = Happened::Changed { fields };
    store::add_moment(&mut tx, case, now, Some(caller.person), &what).await?;
    store::index(&mut tx, case).await?;
    finish(app, tx, case, &held, News::default()).await
}

fn checked(person: &CasePerson) -> Result<CasePerson> {
    let email = person.email.trim().to_owned();
    if !email.is_empty() {
        Address::parse(&email)?;
    }
    Ok(CasePerson {
        part: person.part,
        name: identity::line("name", &person.name, 1..=100)?,
        email,
        phone: identity::phone(&person.phone)?,
    })
}
