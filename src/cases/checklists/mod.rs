//! Checklists of cases: from templates, by rule or by hand; steps with papers, done by customers or staff.
//!
//! Invariants: a change names the version of the step that it is of; a checklist that stands is not changed by its template;
//! what staff keep to themselves no customer sees.

pub mod http;
pub mod shipped;
mod steps;
mod store;
mod templates;

pub use templates::create_template;

use jiff::tz::TimeZone;
use signaling::protocol::{
    CaseForm, CaseId, ChecklistTemplateId, ChecklistTemplateView, ChecklistView, ConversationKind,
    DoneBy, FileId, FormValues, Happened, QueueId, StepChange, StepId, StepState,
};
use sqlx::PgConnection;

use self::steps::{customer_may, staff_may};
use super::{
    News, changing, form, logs,
    policy::{Seen, staff_only},
    store as cases, view,
};
use crate::{
    app::Ctx,
    conversations,
    error::{Result, conflict, forbidden, invalid, not_found},
    identity::{self, Caller},
    queues,
};

/// Checklists of one case.
pub(super) const MAX_CHECKLISTS: i64 = 30;
/// Files of one step.
const MAX_FILES: i64 = 50;
/// Characters of a reason that the customer reads.
const REASON_CHARS: usize = 500;

/// A case's checklists in order, as the caller sees them. A look from above is in the audit log.
///
/// # Errors
/// `not_found` if the case is not theirs to see.
pub(super) async fn list(app: &Ctx, caller: &Caller, case: CaseId) -> Result<Vec<ChecklistView>> {
    let mut conn = app.db.acquire().await?;
    let seen = view::look(app, &mut conn, caller, case).await?;
    let mut all = store::list_checklists(&mut conn, case).await?;
    if seen == Seen::Customer {
        for list in &mut all {
            list.steps.retain(|step| step.public);
            for step in &mut list.steps {
                step.gates.clear();
            }
        }
        all.retain(|list| !list.steps.is_empty());
    }
    Ok(all)
}

/// Adds those that come by themselves with what was filled in, and are not there yet.
pub(super) async fn add_by_rule(
    app: &Ctx,
    conn: &mut PgConnection,
    case: CaseId,
    team: QueueId,
    (form, values): (&CaseForm, &FormValues),
) -> Result<()> {
    for template in store::list_ruled(conn, case).await? {
        if form::all_hold(form, &template.conditions, values) {
            add(app, conn, case, team, template, None).await?;
        }
    }
    Ok(())
}

/// Adds one from a template.
///
/// # Errors
/// `conflict` when there are too many.
async fn add(
    app: &Ctx,
    conn: &mut PgConnection,
    case: CaseId,
    team: QueueId,
    template: ChecklistTemplateView,
    by: Option<&Caller>,
) -> Result<()> {
    if store::count_checklists(conn, case).await? >= MAX_CHECKLISTS {
        return Err(conflict(format!(
            "a case has {MAX_CHECKLISTS} checklists at most"
        )));
    }
    let now = app.clock.now();
    let zone = queues::calendar(conn, team).await?;
    let zone = zone.map_or(TimeZone::UTC, |calendar| calendar.zone().clone());
    let today = now.to_zoned(zone).date();
    store::create_checklist(conn, case, &template, now, today, || app.clock.uuid()).await?;
    let what = Happened::Checklist {
        public: template.steps.iter().any(|step| step.public),
        name: template.name,
    };
    cases::add_moment(conn, case, now, by.map(|by| by.person), &what).await
}

/// Adds a checklist by hand.
///
/// # Errors
/// `forbidden`, `not_found`, `ended` in a closed case, `conflict` when there are too many.
pub(super) async fn add_by_hand(
    app: &Ctx,
    caller: &Caller,
    case: CaseId,
    template: ChecklistTemplateId,
) -> Result<()> {
    staff_only(caller)?;
    let mut tx = app.db.begin().await?;
    view::find_visible(&mut tx, caller, case).await?;
    let held = cases::lock_case(&mut tx, case).await?;
    identity::still_signed_in(&mut tx, caller).await?;
    logs::may_write(&held)?;
    let found = store::find_template(&mut tx, template).await?;
    let template = found
        .filter(|template| !template.retired)
        .ok_or_else(|| not_found("checklist template"))?;
    let news = news_of(template.steps.iter().any(|step| step.public));
    add(app, &mut tx, case, held.team, template, Some(caller)).await?;
    changing::finish_beside(app, tx, &held, news).await
}

/// Brings a step further.
///
/// # Errors
/// `not_found`, `forbidden`, `conflict` when somebody was faster or it can't go there, `invalid` without a reason to send it
/// back, `ended` in a closed case.
pub(super) async fn change_step(
    app: &Ctx,
    caller: &Caller,
    step: StepId,
    change: StepChange,
) -> Result<()> {
    let reason = match (&change.reason, change.to) {
        (Some(reason), StepState::SentBack) => {
            Some(identity::line("reason", reason, 1..=REASON_CHARS)?)
        }
        (None, StepState::SentBack) => {
            return Err(invalid(
                "reason: why it is sent back; the customer reads it",
            ));
        }
        (Some(_), _) => return Err(invalid("reason: only what is sent back has one")),
        (None, _) => None,
    };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let (held, seen) = hold(&mut tx, caller, step).await?;
    let found = store::find_step(&mut tx, step).await?;
    let found = found.ok_or_else(|| not_found("step"))?;
    if found.version != change.version {
        return Err(conflict("somebody was faster: look again"));
    }
    match seen {
        Seen::Customer => customer_may(found.step, change.to)?,
        Seen::Worker | Seen::Overseer => staff_may(found.step, change.to)?,
    }
    store::set_state(
        &mut tx,
        step,
        change.to,
        reason.as_deref(),
        caller.person,
        now,
    )
    .await?;
    let what = Happened::Step {
        title: found.title,
        to: change.to,
        reason,
        public: found.step.public,
    };
    cases::add_moment(&mut tx, held.id, now, Some(caller.person), &what).await?;
    changing::finish_beside(app, tx, &held, news_of(found.step.public)).await
}

/// Adds a file to a step: it stands in the case's papers from now on, or among its notes where only staff see the step.
///
/// # Errors
/// `not_found` step or file, `forbidden`, `conflict` when it is settled, `ended` in a closed case.
pub(super) async fn add_file(app: &Ctx, caller: &Caller, step: StepId, file: FileId) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let (held, seen) = hold(&mut tx, caller, step).await?;
    let found = store::find_step(&mut tx, step).await?;
    let found = found.ok_or_else(|| not_found("step"))?;
    let mut news = news_of(found.step.public);
    may_touch_files(seen, &found)?;
    if store::count_files(&mut tx, step).await? >= MAX_FILES {
        return Err(conflict(format!("a step has {MAX_FILES} files at most")));
    }
    // What staff keep to themselves lies where only they read.
    let kind = if found.step.public {
        ConversationKind::Papers
    } else {
        ConversationKind::Notes
    };
    let log = store::find_log(&mut tx, held.id, kind).await?;
    let shown = conversations::append_file(&mut tx, app, log, caller, file).await?;
    let Some(message) = shown else {
        return Err(not_found("file"));
    };
    if !store::add_file(&mut tx, step, file, now).await? {
        return Err(conflict("the file belongs to a step already"));
    }
    news.message(log, message);
    changing::finish_beside(app, tx, &held, news).await
}

/// Takes a file from a step; it stays among the case's papers.
///
/// # Errors
/// As [`add_file`].
pub(super) async fn remove_file(
    app: &Ctx,
    caller: &Caller,
    step: StepId,
    file: FileId,
) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let (held, seen) = hold(&mut tx, caller, step).await?;
    let found = store::find_step(&mut tx, step).await?;
    let found = found.ok_or_else(|| not_found("step"))?;
    may_touch_files(seen, &found)?;
    if !store::remove_file(&mut tx, step, file).await? {
        return Err(not_found("file"));
    }
    changing::finish_beside(app, tx, &held, news_of(found.step.public)).await
}

/// What is told of a step that customers see, or do not.
fn news_of(public: bool) -> News {
    match public {
        true => News::default(),
        false => News::of_staff(),
    }
}

fn may_touch_files(seen: Seen, found: &store::Found) -> Result<()> {
    let is_theirs = found.step.done_by == DoneBy::Customer && found.step.public;
    if seen == Seen::Customer && !is_theirs {
        return Err(forbidden());
    }
    if found.step.state == StepState::Settled {
        return Err(conflict("the step is settled: open it again first"));
    }
    Ok(())
}

/// The case of a step, held, and as what the caller sees it.
async fn hold(
    conn: &mut PgConnection,
    caller: &Caller,
    step: StepId,
) -> Result<(cases::Held, Seen)> {
    let case = store::find_case_of(conn, step).await?;
    let case = case.ok_or_else(|| not_found("step"))?;
    let seen = view::find_visible(conn, caller, case).await;
    let seen = seen.map_err(|_| not_found("step"))?;
    let is_hidden = seen == Seen::Customer && !store::is_public(conn, step).await?;
    if is_hidden {
        return Err(not_found("step"));
    }
    let held = cases::lock_case(conn, case).await?;
    identity::still_signed_in(conn, caller).await?;
    logs::may_write(&held)?;
    Ok((held, seen))
}
