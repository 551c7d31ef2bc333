//! Cases that belong together, and cases that turn out to be one.

use signaling::protocol::{CaseId, CaseNumber, CaseStatus, Happened, OtherCase};
use sqlx::PgConnection;

use super::{
    Changed, News, changing, checklists, clocks, delivery, logs, policy::staff_only, store, view,
};
use crate::{
    app::Ctx,
    conversations::Party,
    error::{Result, conflict, not_found},
    identity::{self, Caller},
};

/// Other cases that one belongs with.
const MAX_LINKS: i64 = 100;
/// Chats that one came out of: each case comes out of one, and brings it along.
const MAX_CHATS: i64 = 100;

async fn other(conn: &mut PgConnection, caller: &Caller, number: CaseNumber) -> Result<CaseId> {
    let found = store::find_by_number(conn, number).await?;
    let id = found.ok_or_else(|| not_found("case"))?;
    view::find_visible(conn, caller, id).await?;
    Ok(id)
}

/// Says that two cases belong together.
///
/// # Errors
/// As [`changing::hold`], `conflict` when they do already or there are too many.
pub(super) async fn link(
    app: &Ctx,
    caller: &Caller,
    case: CaseId,
    change: OtherCase,
) -> Result<()> {
    staff_only(caller)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let theirs = other(&mut tx, caller, change.number).await?;
    if theirs == case {
        return Err(conflict("a case belongs with itself already"));
    }
    store::lock_both(&mut tx, case, theirs).await?;
    let held = changing::hold(&mut tx, caller, case, change.version).await?;
    if store::count_links(&mut tx, case).await? >= MAX_LINKS {
        return Err(conflict(format!(
            "a case belongs with {MAX_LINKS} others at most"
        )));
    }
    if !store::link_cases(&mut tx, case, theirs, caller.person, now).await? {
        return Err(conflict("they belong together already"));
    }
    let by = Some(caller.person);
    let number = change.number;
    store::add_moment(&mut tx, case, now, by, &Happened::Linked { number }).await?;
    let number = held.number;
    store::add_moment(&mut tx, theirs, now, by, &Happened::Linked { number }).await?;
    finish_both(app, tx, &held, theirs).await
}

/// Says that they don't.
///
/// # Errors
/// `forbidden`, `not_found`.
pub(super) async fn unlink(
    app: &Ctx,
    caller: &Caller,
    case: CaseId,
    number: CaseNumber,
) -> Result<()> {
    staff_only(caller)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    view::find_visible(&mut tx, caller, case).await?;
    let theirs = other(&mut tx, caller, number).await?;
    store::lock_both(&mut tx, case, theirs).await?;
    identity::still_signed_in(&mut tx, caller).await?;
    let held = store::lock_case(&mut tx, case).await?;
    if !store::unlink_cases(&mut tx, case, theirs).await? {
        return Err(not_found("link"));
    }
    let by = Some(caller.person);
    store::add_moment(&mut tx, case, now, by, &Happened::Unlinked { number }).await?;
    let number = held.number;
    store::add_moment(&mut tx, theirs, now, by, &Happened::Unlinked { number }).await?;
    finish_both(app, tx, &held, theirs).await
}

async fn finish_both(
    app: &Ctx,
    mut tx: sqlx::Transaction<'_, sqlx::Postgres>,
    held: &store::Held,
    theirs: CaseId,
) -> Result<()> {
    let mut news = News::default();
    let other = store::lock_case(&mut tx, theirs).await?;
    let version = store::bump(&mut tx, theirs, app.clock.now()).await?;
    news.changed(Changed {
        case: theirs,
        version,
        customer: other.customer,
    });
    changing::finish(app, tx, held.id, held, news).await
}

/// Two cases turn out to be one: everything of `case` becomes the other's, and who asks for it is led there.
///
/// # Errors
/// As [`changing::hold`]; `conflict` when they are different customers', the other was itself merged or they have too much
/// together; `ended` when the other is closed.
pub(super) async fn merge(
    app: &Ctx,
    caller: &Caller,
    case: CaseId,
    change: OtherCase,
) -> Result<CaseId> {
    staff_only(caller)?;
    let now = app.clock.now();
    let mut news = News::default();
    let mut tx = app.db.begin().await?;
    let into = other(&mut tx, caller, change.number).await?;
    if into == case {
        return Err(conflict("a case can't be merged into itself"));
    }
    store::lock_both(&mut tx, case, into).await?;
    let held = changing::hold(&mut tx, caller, case, change.version).await?;
    let stays = store::lock_case(&mut tx, into).await?;
    logs::may_write(&stays)?;
    if held.customer != stays.customer {
        return Err(conflict(
            "they are different customers' cases: link them, so that neither reads the other's",
        ));
    }
    fits_together(&store::count_together(&mut tx, case, into).await?)?;
    if held.status != CaseStatus::Closed {
        // The letter of the other says what goes on.
        store::end_pause(&mut tx, case, now).await?;
        store::set_status(&mut tx, case, CaseStatus::Closed, None, now).await?;
    }
    let ended = store::end_merged_logs(&mut tx, case).await?;
    logs::tell_ended(app, &mut tx, &ended, Some(caller.person), &mut news).await?;
    store::move_everything(&mut tx, case, into).await?;
    store::set_merged(&mut tx, case, into).await?;
    if let Some(owner) = stays.owner {
        logs::join_logs(&mut tx, into, Party::owner(owner), now).await?;
    }
    // Who took part in the threads of the one does not come to work with the other.
    news.parted(logs::end_parts(&mut tx, &stays, now).await?);
    let by = Some(caller.person);
    let number = held.number;
    store::add_moment(&mut tx, into, now, by, &Happened::Merged { number }).await?;
    let number = stays.number;
    store::add_moment(&mut tx, case, now, by, &Happened::MergedInto { number }).await?;
    store::index(&mut tx, into).await?;
    let version = store::bump(&mut tx, into, now).await?;
    clocks::recount(app, &mut tx, into).await?;
    news.changed(Changed {
        case: into,
        version,
        customer: stays.customer,
    });
    changing::finish(app, tx, case, &held, news).await?;
    Ok(into)
}

/// Whether one case can have what two have.
fn fits_together(both: &store::Together) -> Result<()> {
    let people = i64::try_from(changing::MAX_PEOPLE).unwrap_or(i64::MAX);
    let limits = [
        ("people", both.people, people),
        ("checklists", both.checklists, checklists::MAX_CHECKLISTS),
        ("delivery notes", both.delivery_notes, delivery::MAX_NOTES),
        ("threads", both.threads, logs::MAX_THREADS),
        ("chats", both.chats, MAX_CHATS),
        ("linked cases", both.links, MAX_LINKS),
    ];
    match limits.into_iter().find(|(_, count, most)| count > most) {
        Some((what, count, most)) => Err(conflict(format!(
            "together they have {count} {what}, and a case has {most} at most: link them instead"
        ))),
        None => Ok(()),
    }
}
