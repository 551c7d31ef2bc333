//! Calls that customers of cases wait for: asked for, taken back, and how they went.
//!
//! Invariants: a case has one request at most, and a closed or merged case none; of two who call about the same request the
//! one who says so after it ended is told. To ask is a word of the customer, and to be reached one of staff: what follows is
//! what follows from a message.

use jiff::Timestamp;
use signaling::protocol::{
    CallMade, CallbackForm, CallbackView, CaseId, ConversationId, Happened, MAX_CALLBACK_WISH,
    PersonId,
};
use sqlx::PgConnection;

use super::{
    Audience, News,
    changing::{self, Heard},
    logs,
    policy::{self, Seen},
    store::{self, Held},
    view,
};
use crate::{
    app::Ctx,
    error::{Result, conflict, invalid},
    identity::{self, Caller},
};

/// Asks that the customer be called, or changes what was asked.
///
/// # Errors
/// `not_found`, `invalid` phone or wish, `ended` in a closed case, `conflict` in a merged one.
pub(super) async fn ask(
    app: &Ctx,
    caller: &Caller,
    case: CaseId,
    form: CallbackForm,
) -> Result<()> {
    let form = checked(&form)?;
    let now = app.clock.now();
    let by = Some(caller.person);
    let mut tx = app.db.begin().await?;
    let (held, seen) = hold(&mut tx, caller, case).await?;
    logs::may_write(&held)?;
    let mut customer = true;
    match store::find_callback(&mut tx, case).await? {
        Some(open) if is_same(&open, &form) => return Ok(()),
        Some(_) => {
            store::set_callback(&mut tx, case, &form).await?;
            let fields = vec!["callback".into()];
            store::add_moment(&mut tx, case, now, by, &Happened::Changed { fields }).await?;
            // A colleague who puts a number right says nothing for the customer.
            customer = seen == Seen::Customer;
        }
        None => {
            store::create_callback(&mut tx, case, &form, caller.person, now).await?;
            store::add_moment(&mut tx, case, now, by, &Happened::CallbackAsked).await?;
        }
    }
    if customer {
        store::set_waiting(&mut tx, case, None, Some(now)).await?;
    }
    let mut news = News::default();
    let heard = Heard {
        customer,
        ..Heard::default()
    };
    let version = changing::heard(app, &mut tx, &held, heard, &mut news).await?;
    changing::finish_at(app, tx, &held, version, news).await
}

/// Takes back what was asked. Where nothing is asked, nothing happens.
///
/// # Errors
/// `not_found`, `conflict` in a merged case: what was asked went with it.
pub(super) async fn withdraw(app: &Ctx, caller: &Caller, case: CaseId) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let (held, _) = hold(&mut tx, caller, case).await?;
    if held.merged_into.is_some() {
        logs::may_write(&held)?;
    }
    if !end(&mut tx, case, Some(caller.person), now).await? {
        return Ok(());
    }
    store::touch(&mut tx, case, Audience::Everybody, now).await?;
    changing::finish_at(app, tx, &held, held.version, News::default()).await
}

/// Says how a call went: whoever was reached waits no more.
///
/// # Errors
/// `forbidden` for customers, `not_found`, `conflict` when the request that was called about is no more.
pub(super) async fn record_call(
    app: &Ctx,
    caller: &Caller,
    case: CaseId,
    call: CallMade,
) -> Result<()> {
    policy::staff_only(caller)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let (held, _) = hold(&mut tx, caller, case).await?;
    logs::may_write(&held)?;
    policy::not_ones_own(caller, held.customer)?;
    still_asked(store::find_callback(&mut tx, case).await?, call.asked_at)?;
    if call.reached {
        store::delete_callback(&mut tx, case).await?;
        store::set_waiting(&mut tx, case, Some(now), None).await?;
    } else {
        store::add_attempt(&mut tx, case, now).await?;
    }
    let reached = call.reached;
    let by = Some(caller.person);
    store::add_moment(&mut tx, case, now, by, &Happened::Called { reached }).await?;
    let mut news = News::default();
    let heard = Heard {
        staff: reached,
        ..Heard::default()
    };
    let version = changing::heard(app, &mut tx, &held, heard, &mut news).await?;
    changing::finish_at(app, tx, &held, version, news).await
}

/// The call that was asked for with a left message becomes the first case's that is made of it; its customer has
/// waited for it since then.
pub(super) async fn take_over(
    conn: &mut PgConnection,
    case: CaseId,
    from: ConversationId,
    (customer, phone): (PersonId, &str),
    now: Timestamp,
) -> Result<()> {
    let Some((mut form, asked_at)) = store::find_asked_with_message(conn, from).await? else {
        return Ok(());
    };
    // Where they asked to be called, not where they are reached otherwise.
    if form.phone.is_empty() {
        form.phone = phone.to_owned();
    }
    if form.phone.is_empty() {
        return Err(invalid(
            "contact.phone: they asked to be called, and no number is known",
        ));
    }
    store::create_callback(conn, case, &form, customer, asked_at).await?;
    store::add_moment(conn, case, now, Some(customer), &Happened::CallbackAsked).await?;
    store::set_waiting(conn, case, None, Some(asked_at)).await
}

/// Ends the request of a held case as withdrawn, and with it the waiting that it began; false when there was none.
pub(super) async fn end(
    conn: &mut PgConnection,
    case: CaseId,
    by: Option<PersonId>,
    now: Timestamp,
) -> Result<bool> {
    let Some(asked_at) = store::delete_callback(conn, case).await? else {
        return Ok(false);
    };
    store::end_waiting_since(conn, case, asked_at).await?;
    store::add_moment(conn, case, now, by, &Happened::CallbackWithdrawn).await?;
    Ok(true)
}

/// A case held by somebody who sees it, and as what they do.
async fn hold(conn: &mut PgConnection, caller: &Caller, case: CaseId) -> Result<(Held, Seen)> {
    view::find_visible(conn, caller, case).await?;
    let held = store::lock_case(conn, case).await?;
    identity::still_signed_in(conn, caller).await?;
    // As it is now: its team or its customer may have changed while the lock was waited for.
    let seen = view::find_visible(conn, caller, case).await?;
    Ok((held, seen))
}

fn checked(form: &CallbackForm) -> Result<CallbackForm> {
    let phone = identity::phone(&form.phone)?;
    if phone.is_empty() {
        return Err(invalid("phone: where to call"));
    }
    Ok(CallbackForm {
        phone,
        wish: identity::line("wish", &form.wish, 0..=MAX_CALLBACK_WISH)?,
    })
}

fn is_same(open: &CallbackView, form: &CallbackForm) -> bool {
    (&open.phone, &open.wish) == (&form.phone, &form.wish)
}

/// Whether the request of `asked_at` is the one that is open.
fn still_asked(open: Option<CallbackView>, asked_at: Timestamp) -> Result<()> {
    match open {
        Some(open) if open.asked_at == asked_at => Ok(()),
        Some(_) => Err(conflict(
            "they have asked anew since: look at what they ask now",
        )),
        None => Err(conflict(
            "nobody waits to be called: it was withdrawn, or a colleague has reached them",
        )),
    }
}
