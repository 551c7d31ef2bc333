//! A case as somebody sees it.

use signaling::protocol::{CaseForm, CaseId, CasePolicy, CaseStatus, CaseView, Happened};
use sqlx::PgConnection;

use super::{
    policy::{self, Seen},
    store, types,
};
use crate::{
    app::Ctx,
    audit::{self, Action},
    error::{Result, not_found},
    identity::Caller,
};

/// As what the caller sees a case.
///
/// # Errors
/// `not_found` if it is not theirs to see.
pub(super) async fn find_visible(
    conn: &mut PgConnection,
    caller: &Caller,
    case: CaseId,
) -> Result<Seen> {
    let standing = store::find_standing(conn, case, caller.person).await?;
    policy::sees(caller, standing.ok_or_else(|| not_found("case"))?)
}

/// As [`find_visible`], for somebody who is shown what is in it: a look from above is in the audit log. What a page asks for
/// at once is one look.
///
/// # Errors
/// `not_found` if it is not theirs to see.
pub(super) async fn look(
    app: &Ctx,
    conn: &mut PgConnection,
    caller: &Caller,
    case: CaseId,
) -> Result<Seen> {
    let seen = find_visible(conn, caller, case).await?;
    if seen == Seen::Overseer {
        audit::record_look(conn, app.clock.now(), caller, Action::CaseRead(case)).await?;
    }
    Ok(seen)
}

/// A case, whole. A look from above is in the audit log.
///
/// # Errors
/// `not_found` if it is not theirs to see.
pub(super) async fn view(app: &Ctx, caller: &Caller, case: CaseId) -> Result<CaseView> {
    let mut conn = app.db.acquire().await?;
    let seen = look(app, &mut conn, caller, case).await?;
    let is_staff = seen != Seen::Customer;
    let rows = store::list_rows(&mut conn, &[case], caller.person, seen).await?;
    let mut row = rows.into_iter().next().ok_or_else(|| not_found("case"))?;
    let more = store::find_more(&mut conn, case).await?;
    let more = more.ok_or_else(|| not_found("case"))?;
    let (mut form, mut values) = (more.form, more.values);
    if !is_staff {
        let hidden = form.fields.iter().filter(|field| field.staff_only);
        for key in hidden.map(|field| field.key.clone()).collect::<Vec<_>>() {
            values.0.remove(&key);
        }
        form = types::customers_form(form);
        row = for_customers(row);
    }
    let deadlines = store::list_deadlines(&mut conn, case).await?;
    let customer = (!is_staff).then_some(caller.person);
    let timeline = store::list_moments(&mut conn, case, customer).await?;
    let timeline = timeline.into_iter().filter_map(|mut moment| {
        if !is_staff && let Happened::Changed { fields } = &mut moment.what {
            fields.retain(|key| may_know(&form, key));
            if fields.is_empty() {
                return None;
            }
        }
        Some(moment)
    });
    let timeline = timeline.collect();
    let is_open = row.status != CaseStatus::Closed && more.merged_into.is_none();
    Ok(CaseView {
        version: more.version,
        description: more.description,
        timeline,
        form,
        values,
        via: more.via,
        contact: more.contact,
        known: more.known,
        team_name: more.team_name,
        owner_title: more.owner_title,
        callback: store::find_callback(&mut conn, case).await?,
        people: store::list_people(&mut conn, case).await?,
        threads: store::list_threads(&mut conn, case, caller.person).await?,
        notes: is_staff.then_some(more.notes),
        papers: more.papers,
        files: store::list_files(&mut conn, case).await?,
        chats: if is_staff {
            store::list_chats(&mut conn, case).await?
        } else {
            Vec::new()
        },
        links: store::list_links(&mut conn, case, customer).await?,
        deadlines: if is_staff { deadlines } else { Vec::new() },
        policy: CasePolicy {
            write: is_open,
            change: is_staff && more.merged_into.is_none(),
        },
        merged_into: more.merged_into,
        row,
    })
}

/// Whether a customer, whose form this is, may know that a field was changed.
fn may_know(form: &CaseForm, key: &str) -> bool {
    let is_everybodys = matches!(key, "title" | "description" | "people" | "callback");
    is_everybodys || form.fields.iter().any(|field| field.key == key)
}

/// Without what only staff are told of.
pub(super) fn for_customers(mut row: signaling::protocol::CaseRow) -> signaling::protocol::CaseRow {
    row.next_due = None;
    row.missed = false;
    row
}
