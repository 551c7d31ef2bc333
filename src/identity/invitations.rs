//! Invitations to work here: a link in a letter, with which somebody new chooses a password and proves the address.
//!
//! Invariants: looking never uses an invitation up; a new letter ends the link of the one before; who is invited has no way
//! in but this one.

use jiff::Timestamp;
use serde_json::json;
use signaling::protocol::{
    AcceptInvitation, InvitationView, PersonId, RoleRule, SignInWay, StaffRole,
};
use sqlx::PgConnection;

use super::{
    Caller, Cost, Password, Token, Visit, hash,
    identifiers::{Identifier, ProvenBy},
    policy::{Permission, require},
    signing_in::{self, Proof, Welcomed},
    still_signed_in,
    store::{identifiers, invitations as store, passkeys, second_factors, sessions, tokens},
    tokens::{self as secrets, Purpose},
};
use crate::{
    app::App,
    audit::{self, Action},
    error::{Error, Result, conflict, invalid, not_found},
};

/// Who is invited, as the page that they come to shows it.
///
/// # Errors
/// `not_found` for a link that was used, withdrawn, replaced or is too old.
pub(super) async fn look(app: &App, token: &str) -> Result<InvitationView> {
    let mut conn = app.db.acquire().await?;
    let found = secrets::look(app, &mut conn, Purpose::Invitation, token, None).await?;
    let found = found.ok_or_else(gone)?;
    let view = store::find_invited(&mut conn, found.person).await?;
    view.ok_or_else(gone)
}

/// Takes an invitation: the password is theirs from now on, and the address is proven.
///
/// # Errors
/// As [`look`]; `invalid` for a password that can't be one; `conflict` if the address is somebody else's by now.
pub(super) async fn accept(app: &App, visit: &Visit, form: &AcceptInvitation) -> Result<Welcomed> {
    let view = look(app, &form.token).await?;
    let password = Password::choose(&form.password).map_err(|error| invalid(error.to_string()))?;
    let password_hash = hash(password, Cost::Real).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let used = secrets::redeem(app, &mut tx, Purpose::Invitation, &form.token, None).await?;
    let person = used.ok_or_else(gone)?.person;
    if !store::take(&mut tx, person, &password_hash, now).await? {
        return Err(gone());
    }
    let address = Identifier::email(&view.email)?;
    let by = ProvenBy::Invitation;
    if !identifiers::prove(&mut tx, app.clock.uuid(), person, &address, by, now).await? {
        return Err(conflict("this address belongs to somebody else's account"));
    }
    let actor = audit::Actor {
        person: Some(person),
        session: None,
        address: Some(visit.address),
    };
    audit::record(&mut tx, now, actor, Action::InvitationTaken).await?;
    let proof = Proof::own(SignInWay::Invitation);
    let welcomed = signing_in::welcome(app, &mut tx, person, &proof, visit, None).await?;
    tx.commit().await?;
    welcomed.tell(app);
    Ok(welcomed)
}

/// A new secret for a letter to `person`; the one before works no more.
pub(crate) async fn new_invitation(
    app: &App,
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Token> {
    withdraw_invitation(conn, person, app.clock.now()).await?;
    secrets::create(app, conn, Purpose::Invitation, person, None, &json!({})).await
}

/// No link that was sent works any more.
pub(crate) async fn withdraw_invitation(
    conn: &mut PgConnection,
    person: PersonId,
    at: Timestamp,
) -> Result<()> {
    tokens::revoke_tokens(conn, person, Purpose::Invitation, at).await
}

/// Forgets somebody who was invited and never came.
pub(crate) async fn forget_invited(conn: &mut PgConnection, person: PersonId) -> Result<()> {
    store::forget(conn, person).await
}

/// An address in its one form, and whose it is, if anybody has proven it.
///
/// # Errors
/// `invalid` for what is no address.
pub(crate) async fn owner_of_address(
    conn: &mut PgConnection,
    address: &str,
) -> Result<(String, Option<PersonId>)> {
    let address = Identifier::email(address)?;
    let owner = identifiers::find_owner(conn, &address).await?;
    Ok((address.value, owner))
}

/// Ends every session of `person`, and every link and half-done sign-in; the hub is to be told of the sessions after the
/// commit.
pub(crate) async fn shut_out(
    conn: &mut PgConnection,
    person: PersonId,
    at: Timestamp,
) -> Result<Vec<[u8; 32]>> {
    for purpose in [
        Purpose::VerifyEmail,
        Purpose::ResetPassword,
        Purpose::Link,
        Purpose::Invitation,
        Purpose::SecondFactor,
    ] {
        tokens::revoke_tokens(conn, person, purpose, at).await?;
    }
    sessions::delete_sessions_of(conn, person, None).await
}

/// As [`shut_out`], of sessions and half-done sign-ins alone.
pub(crate) async fn shut_out_sessions(
    conn: &mut PgConnection,
    person: PersonId,
    at: Timestamp,
) -> Result<Vec<[u8; 32]>> {
    tokens::revoke_tokens(conn, person, Purpose::SecondFactor, at).await?;
    sessions::delete_sessions_of(conn, person, None).await
}

/// Takes all second factors of somebody away who can't show them any more.
pub(crate) async fn reset_factors(conn: &mut PgConnection, person: PersonId) -> Result<()> {
    second_factors::delete(conn, person).await?;
    passkeys::delete_all(conn, person).await
}

/// What each role asks.
///
/// # Errors
/// `forbidden` for who is no administrator.
pub(super) async fn rules(app: &App, caller: &Caller) -> Result<Vec<RoleRule>> {
    require(caller, Permission::SetRoleRules)?;
    let mut conn = app.db.acquire().await?;
    second_factors::list_rules(&mut conn).await
}

/// Sets what a role asks. Where it now asks for a second factor, sessions that were begun without one end.
///
/// # Errors
/// As [`rules`].
pub(super) async fn set_rule(app: &App, caller: &Caller, rule: RoleRule) -> Result<Vec<RoleRule>> {
    require(caller, Permission::SetRoleRules)?;
    let mut tx = app.db.begin().await?;
    still_signed_in(&mut tx, caller).await?;
    second_factors::set_rule(&mut tx, rule).await?;
    let ended = end_weak(&mut tx, rule).await?;
    let action = Action::RoleRuleSet(rule.role, rule.second_factor);
    audit::record(&mut tx, app.clock.now(), caller, action).await?;
    let rules = second_factors::list_rules(&mut tx).await?;
    tx.commit().await?;
    ended
        .iter()
        .for_each(|session| app.hub.end_session(*session));
    Ok(rules)
}

async fn end_weak(conn: &mut PgConnection, rule: RoleRule) -> Result<Vec<[u8; 32]>> {
    let role: StaffRole = rule.role;
    if rule.second_factor {
        second_factors::delete_weak_sessions(conn, role).await
    } else {
        Ok(Vec::new())
    }
}

fn gone() -> Error {
    not_found("invitation")
}
