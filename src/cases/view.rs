//! A case as somebody sees it.

use signaling::protocol::{CaseForm, CaseId, CasePolicy, CaseStatus, CaseView, Happened};
use sqlx::PgConnection;
use tokio::try_join;

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
    let seen = find_visible(&mut *app.db.acquire().await?, caller, case).await?;
    view_as(app, caller, case, seen).await
}

/// The same for who has been found to see it, and as what. While it is read the look is written down, so that nobody waits for
/// both; nothing is shown before it is.
///
/// # Errors
/// `not_found` if it is gone.
pub(super) async fn view_as(
    app: &Ctx,
    caller: &Caller,
    case: CaseId,
    seen: Seen,
) -> Result<CaseView> {
    let noted = async {
        if seen == Seen::Overseer {
            let conn = &mut *app.db.acquire().await?;
            audit::record_look(conn, app.clock.now(), caller, Action::CaseRead(case)).await?;
        }
        Ok(())
    };
    let (view, ()) = try_join!(read(app, caller, case, seen), noted)?;
    Ok(view)
}

async fn read(app: &Ctx, caller: &Caller, case: CaseId, seen: Seen) -> Result<CaseView> {
    let mut conn = app.db.acquire().await?;
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
    let customer = (!is_staff).then_some(caller.person);
    let callback = match row.callback_at {
        Some(_) => store::find_callback(&mut conn, case).await?,
        None => None,
    };
    let parts = store::find_parts(&mut conn, case, caller.person, customer).await?;
    let timeline = parts.timeline.into_iter().filter_map(|mut moment| {
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
        callback,
        people: parts.people,
        threads: parts.threads,
        notes: is_staff.then_some(more.notes),
        papers: more.papers,
        files: parts.files,
        chats: if is_staff { parts.chats } else { Vec::new() },
        links: parts.links,
        deadlines: if is_staff {
            parts.deadlines
        } else {
            Vec::new()
        },
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
