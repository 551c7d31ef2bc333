//! Templates of checklists.
//!
//! Invariant: a template's conditions are about the newest form of its type.

use jiff::Timestamp;
use signaling::protocol::{
    ChecklistTemplateForm, ChecklistTemplateId, ChecklistTemplateView, DoneBy, Localised,
    MAX_STEPS, StepTemplate,
};
use sqlx::PgConnection;

use super::store;
use crate::{
    app::Ctx,
    cases::{policy::staff_only, store as cases, types},
    error::{Result, conflict, invalid, not_found},
    identity::{
        self, Caller,
        policy::{Permission, require},
    },
};

/// Days until a step should be done: two years.
const MAX_DAYS: u16 = 731;
/// Conditions of one template.
const MAX_CONDITIONS: usize = 20;

/// All of them.
///
/// # Errors
/// `forbidden` for customers.
pub(super) async fn list(app: &Ctx, caller: &Caller) -> Result<Vec<ChecklistTemplateView>> {
    staff_only(caller)?;
    let mut conn = app.db.acquire().await?;
    store::list_templates(&mut conn).await
}

/// Adds one.
///
/// # Errors
/// `forbidden`, `invalid` in words, `not_found` type.
pub(super) async fn create(
    app: &Ctx,
    caller: &Caller,
    form: &ChecklistTemplateForm,
) -> Result<ChecklistTemplateView> {
    keep(
        app,
        caller,
        ChecklistTemplateId(app.clock.uuid()),
        form,
        None,
    )
    .await
}

/// Changes one. Checklists that stand are not changed.
///
/// # Errors
/// As [`create`], `not_found`, `conflict` when somebody was faster.
pub(super) async fn change(
    app: &Ctx,
    caller: &Caller,
    id: ChecklistTemplateId,
    form: &ChecklistTemplateForm,
) -> Result<ChecklistTemplateView> {
    keep(app, caller, id, form, Some(form.version)).await
}

/// Adds one that is right as it is: one of [`shipped`](super::shipped).
///
/// # Errors
/// Only the database's.
pub async fn create_template(
    conn: &mut PgConnection,
    id: ChecklistTemplateId,
    form: &ChecklistTemplateForm,
    now: Timestamp,
) -> Result<()> {
    store::set_template(conn, id, form, now).await
}

async fn keep(
    app: &Ctx,
    caller: &Caller,
    id: ChecklistTemplateId,
    form: &ChecklistTemplateForm,
    of_version: Option<i32>,
) -> Result<ChecklistTemplateView> {
    require(caller, Permission::SetCases)?;
    check(form)?;
    let mut tx = app.db.begin().await?;
    store::lock_template(&mut tx, id).await?;
    identity::still_signed_in(&mut tx, caller).await?;
    if let Some(version) = of_version {
        let old = store::find_template(&mut tx, id).await?;
        let old = old.ok_or_else(|| not_found("checklist template"))?;
        if old.version != version {
            return Err(conflict("somebody has changed it meanwhile: look again"));
        }
    }
    if let Some(kind) = form.type_id {
        let kind = cases::find_type(&mut tx, kind).await?;
        let kind = kind.ok_or_else(|| not_found("case type"))?;
        types::check_conditions(&kind.form, &form.conditions)?;
    }
    store::set_template(&mut tx, id, form, app.clock.now()).await?;
    let kept = store::find_template(&mut tx, id).await?;
    tx.commit().await?;
    kept.ok_or_else(|| not_found("checklist template"))
}

pub(super) fn check(form: &ChecklistTemplateForm) -> Result<()> {
    words("name", &form.name, 1, 80)?;
    if !(1..=MAX_STEPS).contains(&form.steps.len()) {
        return Err(invalid(format!("steps: 1 to {MAX_STEPS}")));
    }
    if form.conditions.len() > MAX_CONDITIONS {
        return Err(invalid(format!("conditions: at most {MAX_CONDITIONS}")));
    }
    if form.type_id.is_none() && !form.conditions.is_empty() {
        return Err(invalid("conditions: of which type?"));
    }
    form.steps.iter().try_for_each(check_step)
}

fn check_step(step: &StepTemplate) -> Result<()> {
    words("title", &step.title, 1, 120)?;
    for text in [&step.instruction.sv, &step.instruction.en] {
        if text.chars().count() > 1_000 {
            return Err(invalid("instruction: at most 1000 characters"));
        }
    }
    if step.done_by == DoneBy::Customer && !step.public {
        return Err(invalid("public: what customers do, they see"));
    }
    if step.done_by == DoneBy::Staff && step.is_reviewed {
        return Err(invalid("is_reviewed: only what customers do is looked at"));
    }
    if step.due_in_days.is_some_and(|days| days > MAX_DAYS) {
        return Err(invalid(format!("due_in_days: at most {MAX_DAYS}")));
    }
    Ok(())
}

fn words(field: &str, text: &Localised, least: usize, most: usize) -> Result<()> {
    for text in [&text.sv, &text.en] {
        identity::line(field, text, least..=most)?;
    }
    Ok(())
}
