//! Those who work here: invited, changed, sent away and taken back, by administrators.
//!
//! Invariants: nobody changes their own role or standing; there is always an active administrator; whoever may do less, or
//! works here no more, has no session from before; every change is in the audit log.

pub mod http;
mod letter;
mod post;
mod store;

use std::collections::BTreeSet;

use signaling::protocol::{
    Event, Invitation, PersonId, StaffChange, StaffMember, StaffRole, Standing, Topic,
};
use sqlx::PgConnection;

use crate::{
    app::Ctx,
    audit::{self, Action},
    cases,
    error::{Error, Result, conflict, not_found},
    identity::{
        self, Caller,
        policy::{Permission, may_change_standing, require},
    },
    meetings,
    queues::{self, News},
};

/// Everybody, by name: those who were invited and those who worked here too.
///
/// # Errors
/// `forbidden` for who is no administrator.
pub async fn list(app: &Ctx, caller: &Caller) -> Result<Vec<StaffMember>> {
    require(caller, Permission::ManageStaff)?;
    let mut conn = app.db.acquire().await?;
    store::list(&mut conn, None, app.clock.now()).await
}

/// Invites somebody: a letter goes to them, in the first of their languages.
///
/// # Errors
/// `forbidden`; `invalid` with the first fault; `conflict` if the address is somebody's already.
pub async fn invite(app: &Ctx, caller: &Caller, form: &Invitation) -> Result<StaffMember> {
    require(caller, Permission::ManageStaff)?;
    let name = post::name(&form.name)?;
    let post = post::checked(&form.post)?;
    app.throttle.invitation(caller.person)?;
    let now = app.clock.now();
    let person = PersonId(app.clock.uuid());
    let mut tx = app.db.begin().await?;
    identity::still_signed_in(&mut tx, caller).await?;
    let (email, owner) = identity::owner_of_address(&mut tx, &form.email).await?;
    if owner.is_some() || !store::create(&mut tx, person, &name, &email, &post, now).await? {
        return Err(conflict("somebody has this e-mail address already"));
    }
    serve(&mut tx, person, &post.queues).await?;
    letter::send(app, &mut tx, caller, person).await?;
    audit::record(&mut tx, now, caller, Action::StaffInvited(person)).await?;
    let member = find(app, &mut tx, person).await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(member)
}

/// Sends the letter once more, with a new link; the one before works no more.
///
/// # Errors
/// `forbidden`; `not_found` for who is not invited.
pub async fn resend(app: &Ctx, caller: &Caller, person: PersonId) -> Result<StaffMember> {
    require(caller, Permission::ManageStaff)?;
    app.throttle.invitation(caller.person)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    identity::still_signed_in(&mut tx, caller).await?;
    invited(&mut tx, person).await?;
    store::set_invited(&mut tx, person, now).await?;
    letter::send(app, &mut tx, caller, person).await?;
    audit::record(&mut tx, now, caller, Action::InvitationResent(person)).await?;
    let member = find(app, &mut tx, person).await?;
    tx.commit().await?;
    app.mailer.wake();
    Ok(member)
}

/// Takes an invitation back: the link works no more, and nothing is left of it but the line in the audit log.
///
/// # Errors
/// As [`resend`].
pub async fn withdraw(app: &Ctx, caller: &Caller, person: PersonId) -> Result<()> {
    require(caller, Permission::ManageStaff)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    identity::still_signed_in(&mut tx, caller).await?;
    invited(&mut tx, person).await?;
    identity::forget_invited(&mut tx, person).await?;
    audit::record(&mut tx, now, caller, Action::InvitationWithdrawn(person)).await?;
    tx.commit().await?;
    Ok(())
}

/// Changes what somebody does. A new role ends their sessions: what they have open was opened with the old one.
///
/// # Errors
/// `forbidden`, also for one's own role; `invalid` with the first fault; `conflict` if somebody was faster, or no
/// administrator would be left; `not_found`.
pub async fn change(
    app: &Ctx,
    caller: &Caller,
    person: PersonId,
    form: &StaffChange,
) -> Result<StaffMember> {
    require(caller, Permission::ManageStaff)?;
    let name = post::name(&form.name)?;
    let post = post::checked(&form.post)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    identity::still_signed_in(&mut tx, caller).await?;
    let before = locked(&mut tx, person).await?;
    let mut ended = Vec::new();
    if before.role != post.role {
        if !may_change_standing(caller, person) {
            return Err(not_oneself());
        }
        if before.standing == Standing::Active {
            another_administrator(&mut tx, before.role, person).await?;
        }
        ended = identity::shut_out_sessions(&mut tx, person, now).await?;
        let action = Action::RoleChanged(person, before.role, post.role);
        audit::record(&mut tx, now, caller, action).await?;
    }
    if !store::change(&mut tx, person, &name, &post, form.version).await? {
        return Err(conflict(
            "somebody changed this colleague meanwhile; look again",
        ));
    }
    let left = serve(&mut tx, person, &post.queues).await?;
    if left {
        cases::end_parts_of(&mut tx, person, now).await?;
    }
    audit::record(&mut tx, now, caller, Action::StaffChanged(person)).await?;
    let member = find(app, &mut tx, person).await?;
    tx.commit().await?;
    end_sessions(app, &ended);
    if left {
        app.hub.call_back(vec![person]);
    }
    tell(app, person).await?;
    Ok(member)
}

/// Ends somebody's time here: their sessions end and their sockets close on every node, their conversations go back in line
/// at their place, offers go to others, meetings they host go to a colleague or end.
///
/// # Errors
/// `forbidden`, also for oneself; `conflict` for the last administrator; `not_found`.
pub async fn deactivate(app: &Ctx, caller: &Caller, person: PersonId) -> Result<StaffMember> {
    require(caller, Permission::ManageStaff)?;
    if !may_change_standing(caller, person) {
        return Err(not_oneself());
    }
    let now = app.clock.now();
    let mut news = News::default();
    let mut tx = app.db.begin().await?;
    identity::still_signed_in(&mut tx, caller).await?;
    // First, so that what is theirs is locked in the order in which the matcher locks it.
    queues::release(app, &mut tx, person, &mut news).await?;
    let before = locked(&mut tx, person).await?;
    match before.standing {
        Standing::Deactivated => return find(app, &mut tx, person).await,
        Standing::Invited => return Err(conflict("take the invitation back instead")),
        Standing::Active => {}
    }
    another_administrator(&mut tx, before.role, person).await?;
    store::deactivate(&mut tx, person, now).await?;
    queues::release(app, &mut tx, person, &mut news).await?;
    let ended = identity::shut_out(&mut tx, person, now).await?;
    audit::record(&mut tx, now, caller, Action::StaffDeactivated(person)).await?;
    let member = find(app, &mut tx, person).await?;
    tx.commit().await?;
    end_sessions(app, &ended);
    news.tell(app);
    meetings::leave_all(app, person).await?;
    Ok(member)
}

/// Takes somebody back, in the role they had. They sign in as before.
///
/// # Errors
/// `forbidden`, `not_found`.
pub async fn reactivate(app: &Ctx, caller: &Caller, person: PersonId) -> Result<StaffMember> {
    require(caller, Permission::ManageStaff)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    identity::still_signed_in(&mut tx, caller).await?;
    locked(&mut tx, person).await?;
    let mut ended = Vec::new();
    if store::reactivate(&mut tx, person, now).await? {
        // What they had open before stays closed.
        ended = identity::shut_out_sessions(&mut tx, person, now).await?;
        audit::record(&mut tx, now, caller, Action::StaffReactivated(person)).await?;
    }
    let member = find(app, &mut tx, person).await?;
    tx.commit().await?;
    end_sessions(app, &ended);
    tell(app, person).await?;
    Ok(member)
}

/// Takes the second factors of somebody away who has lost them; they sign in anew, and set up new ones where the role asks.
///
/// # Errors
/// `forbidden`, also for oneself; `not_found`.
pub async fn reset_factors(app: &Ctx, caller: &Caller, person: PersonId) -> Result<StaffMember> {
    require(caller, Permission::ManageStaff)?;
    if !may_change_standing(caller, person) {
        return Err(not_oneself());
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    identity::still_signed_in(&mut tx, caller).await?;
    locked(&mut tx, person).await?;
    identity::reset_factors(&mut tx, person).await?;
    let ended = identity::shut_out_sessions(&mut tx, person, now).await?;
    audit::record(&mut tx, now, caller, Action::FactorsReset(person)).await?;
    let member = find(app, &mut tx, person).await?;
    tx.commit().await?;
    end_sessions(app, &ended);
    Ok(member)
}

fn not_oneself() -> Error {
    signaling::protocol::WireError {
        code: signaling::protocol::ErrorCode::Forbidden,
        message: "nobody changes their own role: ask another administrator".into(),
        retry_after_ms: None,
    }
    .into()
}

/// There must be one who can mend what the others do.
async fn another_administrator(
    conn: &mut PgConnection,
    role: StaffRole,
    person: PersonId,
) -> Result<()> {
    if role == StaffRole::Administrator && !store::has_other_administrator(conn, person).await? {
        return Err(conflict("the last administrator stays one"));
    }
    Ok(())
}

async fn locked(conn: &mut PgConnection, person: PersonId) -> Result<store::Before> {
    store::lock_administrators(conn).await?;
    let found = store::lock(conn, person).await?;
    found.ok_or_else(|| not_found("colleague"))
}

async fn invited(conn: &mut PgConnection, person: PersonId) -> Result<()> {
    let found = store::lock(conn, person).await?;
    found
        .filter(|before| before.standing == Standing::Invited)
        .map(drop)
        .ok_or_else(|| not_found("invitation"))
}

/// Sets which queues somebody serves. Whether they left one.
async fn serve(
    conn: &mut PgConnection,
    person: PersonId,
    wanted: &[signaling::protocol::QueueId],
) -> Result<bool> {
    let wanted: BTreeSet<_> = wanted.iter().map(|queue| queue.0).collect();
    let queues: Vec<_> = wanted.iter().copied().collect();
    let left = store::leave_queues(conn, person, &queues).await?;
    if store::join_queues(conn, person, &queues).await? != wanted.len() {
        return Err(not_found("queue"));
    }
    Ok(left)
}

async fn find(app: &Ctx, conn: &mut PgConnection, person: PersonId) -> Result<StaffMember> {
    let mut found = store::list(conn, Some(person), app.clock.now()).await?;
    found.pop().ok_or_else(|| not_found("colleague"))
}

fn end_sessions(app: &Ctx, ended: &[[u8; 32]]) {
    ended
        .iter()
        .for_each(|session| app.hub.end_session(*session));
}

/// Every desk sees them as they are now, and the line is matched anew: they may serve other queues.
async fn tell(app: &Ctx, person: PersonId) -> Result<()> {
    let mut conn = app.db.acquire().await?;
    let advisor = queues::list_advisors(&mut conn, Some(person), app.clock.now()).await?;
    for advisor in advisor {
        app.hub.publish(Topic::Staff, Event::Advisor { advisor });
    }
    app.hub.signal_line();
    Ok(())
}
