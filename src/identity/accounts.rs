//! Accounts: made of a visit by proving an address, their passwords, user names and further addresses.
//!
//! Invariants: an account is made only by whoever both reads the mail and knows the password that was chosen, so nobody can
//! lay one out for somebody else to step into; whoever asks learns nothing about an address but by its mail.

use serde::{Deserialize, Serialize};
use signaling::protocol::{
    ErrorCode, MailLink, NewAccount, NewAddress, NewPassword, PersonId, SignInWay,
};
use sqlx::PgConnection;

use super::{
    Caller, Password, Visit, errands,
    identifiers::{Identifier, ProvenBy},
    letters::{self, AccountLetter, Addressee},
    mail_links::{self, Detail, Origin},
    password::{self, Cost},
    return_to::own_path,
    sessions,
    signing_in::{self, Claim, Proof, Welcomed},
    still_signed_in,
    store::{accounts as store, identifiers, people, tokens as kept},
    tokens::Purpose,
    unauthenticated,
};
use crate::{
    app::{App, Ctx},
    audit::{self, Action},
    error::{Error, Result, conflict, invalid, told},
};

/// Longest name, as people have them.
pub(super) const NAME_CHARS: usize = 100;

/// An account that is made when its address is proven.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Pending {
    /// Of the password.
    pub(super) hash: String,
    /// Or empty.
    pub(super) name: String,
    /// Of [`super::LANGUAGES`].
    pub(super) language: String,
}

/// Sends a link that makes the account; to an address that has one, a word about that.
///
/// # Errors
/// `invalid` for an address, a name or a password that can't be used; `unavailable` if too many ask at once. Never whether
/// the address has an account.
pub(super) async fn create(app: &Ctx, visit: &Visit, form: NewAccount) -> Result<()> {
    let email = Identifier::email(&form.email)?;
    let name = super::profile::line("name", &form.name, NAME_CHARS)?;
    let chosen = choose(&form.password)?;
    let pending = Pending {
        hash: password::hash(chosen, Cost::Real).await?,
        name,
        language: super::language(&form.language).to_owned(),
    };
    let detail = Detail {
        email: email.value.clone(),
        origin: Origin::of(visit),
        return_to: own_path(&form.return_to).to_owned(),
        account: Some(pending),
    };
    let (errand, visitor) = (app.clone(), visit.visitor());
    errands::run(app, async move {
        let mut tx = errand.db.begin().await?;
        offer(&errand, &mut tx, &email, visitor, &detail).await?;
        tx.commit().await?;
        errand.mailer.wake();
        Ok(())
    })
}

async fn offer(
    app: &App,
    conn: &mut PgConnection,
    email: &Identifier,
    visitor: Option<PersonId>,
    detail: &Detail,
) -> Result<()> {
    if identifiers::find_owner(conn, email).await?.is_some() {
        if let Some(owner) = store::find_by_login(conn, &email.value).await? {
            let letter = AccountLetter::Exists(detail.origin.asked());
            letters::send(app, conn, &owner.addressee(), letter).await?;
        }
        return Ok(());
    }
    let Some(account) = &detail.account else {
        return Ok(());
    };
    let person = match visitor {
        Some(visitor) => visitor,
        None => {
            let person = PersonId(app.clock.uuid());
            store::create_nobody(conn, person, &account.language).await?;
            person
        }
    };
    let link = mail_links::create(app, conn, Purpose::VerifyEmail, person, detail).await?;
    let to = Addressee {
        email: &email.value,
        name: &account.name,
        language: &account.language,
    };
    letters::send(
        app,
        conn,
        &to,
        AccountLetter::Confirm(&link, detail.origin.asked()),
    )
    .await
}

/// Makes the account that a link stands for.
pub(super) async fn confirm(
    app: &App,
    visit: &Visit,
    form: &MailLink,
    detail: &Detail,
) -> Result<Welcomed> {
    let account = detail.account.as_ref().ok_or_else(unauthenticated)?;
    if !detail.origin.is_here(visit) {
        let given = form.password.as_deref().unwrap_or_default();
        if !password::verify(given, Some(account.hash.clone())).await? {
            return Err(told(
                ErrorCode::Forbidden,
                "this is another browser: give the password that was chosen with the account",
            ));
        }
    }
    let email = Identifier::email(&detail.email)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let visitor = mail_links::redeem(app, &mut tx, Purpose::VerifyEmail, form).await?;
    if identifiers::find_owner(&mut tx, &email).await?.is_some() {
        return Err(conflict("this address has an account: sign in to it"));
    }
    let person = signing_in::become_customer(
        app,
        &mut tx,
        Some(visitor),
        &account.name,
        &email.value,
        &account.language,
    )
    .await?;
    Claim::by_mail(visit)
        .make(app, &mut tx, person, &email)
        .await?;
    store::set_password(&mut tx, person, &account.hash, now).await?;
    kept::revoke_tokens(&mut tx, visitor, Purpose::VerifyEmail, now).await?;
    let actor = audit::Actor {
        person: Some(person),
        session: None,
        address: Some(visit.address),
    };
    audit::record(&mut tx, now, actor, Action::AccountCreated).await?;
    // The visit that it grew out of ends, wherever it is open.
    let grown = if person == visitor {
        Some(person)
    } else {
        visit.visitor()
    };
    let proof = Proof::own(SignInWay::Password);
    let welcomed = signing_in::welcome(app, &mut tx, person, &proof, visit, grown).await?;
    tx.commit().await?;
    Ok(welcomed)
}

/// Sends a link that makes an address the caller's.
///
/// # Errors
/// `invalid` for what is no address. Never whether it has an account.
pub(super) fn ask_for_address(
    app: &Ctx,
    visit: &Visit,
    caller: &Caller,
    form: &NewAddress,
) -> Result<()> {
    let email = Identifier::email(&form.email)?;
    let (person, errand) = (caller.person, app.clone());
    let detail = Detail {
        email: email.value.clone(),
        origin: Origin::of(visit),
        return_to: "/account".to_owned(),
        account: None,
    };
    errands::run(app, async move {
        let mut tx = errand.db.begin().await?;
        let link = mail_links::create(&errand, &mut tx, Purpose::VerifyEmail, person, &detail);
        let link = link.await?;
        if let Some(found) = people::look_at(&mut tx, person).await? {
            let to = Addressee {
                email: &email.value,
                name: &found.me.name,
                language: &found.me.language,
            };
            let asked = detail.origin.asked();
            let letter = if store::can_be_claimed(&mut tx, &email, person).await? {
                AccountLetter::AddAddress(&link, asked)
            } else {
                AccountLetter::AddressTaken(asked)
            };
            letters::send(&errand, &mut tx, &to, letter).await?;
        }
        tx.commit().await?;
        errand.mailer.wake();
        Ok(())
    })
}

/// Makes an address that of whoever is signed in and asked for it. Only they: a link that somebody else was made to follow
/// must not give their address away.
pub(super) async fn add_address(
    app: &App,
    visit: &Visit,
    form: &MailLink,
    detail: &Detail,
) -> Result<Welcomed> {
    let caller = visit.known().ok_or_else(unauthenticated)?;
    let email = Identifier::email(&detail.email)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    people::hold(&mut tx, caller.person).await?;
    still_signed_in(&mut tx, caller).await?;
    let person = mail_links::redeem(app, &mut tx, Purpose::VerifyEmail, form).await?;
    if person != caller.person {
        return Err(told(
            ErrorCode::Unauthenticated,
            "sign in as the one who asked for this address",
        ));
    }
    let before = store::find_owner(&mut tx, person).await?;
    let ended = Claim::by_mail(visit)
        .make(app, &mut tx, person, &email)
        .await?;
    store::set_email(&mut tx, person, &email.value).await?;
    revoke_links(app, &mut tx, person).await?;
    audit::record(
        &mut tx,
        now,
        caller,
        Action::IdentifierAdded(SignInWay::Link),
    )
    .await?;
    if let Some(before) = before.filter(|before| before.email != email.value) {
        let origin = Origin::of(visit);
        let letter = AccountLetter::AddressChanged(origin.asked());
        letters::send(app, &mut tx, &before.addressee(), letter).await?;
    }
    let mut welcomed = signing_in::stay(&mut tx, person).await?;
    welcomed.ends(ended);
    tx.commit().await?;
    Ok(welcomed)
}

/// A new password, or a first one. All other sessions of the caller end.
///
/// # Errors
/// `forbidden` if the old one is wrong; `invalid` for one that can't be chosen.
pub(super) async fn change_password(
    app: &App,
    visit: &Visit,
    caller: &Caller,
    form: &NewPassword,
) -> Result<()> {
    let chosen = choose(&form.new)?;
    let mut conn = app.db.acquire().await?;
    let old = store::find_password_of(&mut conn, caller.person).await?;
    drop(conn);
    let shown = form.old.as_deref().unwrap_or_default();
    if old.is_some() && !password::verify(shown, old.clone()).await? {
        return Err(wrong_old());
    }
    let hash = password::hash(chosen, Cost::Real).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    // Who is just signing in by the old one waits, and sees that it is gone.
    people::hold(&mut tx, caller.person).await?;
    still_signed_in(&mut tx, caller).await?;
    // It took its time: what was shown may be the old one no more.
    if store::find_password_of(&mut tx, caller.person).await? != old {
        return Err(wrong_old());
    }
    store::set_password(&mut tx, caller.person, &hash, now).await?;
    revoke_links(app, &mut tx, caller.person).await?;
    let ended = sessions::end_all_of(&mut tx, caller.person, Some(caller), now).await?;
    audit::record(&mut tx, now, caller, Action::PasswordChanged).await?;
    let origin = Origin::of(visit);
    let letter = AccountLetter::PasswordChanged(origin.asked());
    tell_owner(app, &mut tx, caller.person, letter).await?;
    tx.commit().await?;
    app.mailer.wake();
    ended
        .iter()
        .for_each(|session| app.hub.end_session(*session));
    Ok(())
}

fn wrong_old() -> Error {
    told(ErrorCode::Forbidden, "the old password is wrong")
}

/// A user name of the caller's choice; the one before is free again.
///
/// # Errors
/// `invalid` for what is none, `conflict` if somebody has it.
pub(super) async fn choose_user_name(app: &App, caller: &Caller, text: &str) -> Result<()> {
    let name = Identifier::user_name(text)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    // Locked, so that two choices at once leave one.
    people::find_person(&mut tx, caller.person)
        .await?
        .ok_or_else(unauthenticated)?;
    still_signed_in(&mut tx, caller).await?;
    store::remove_user_names(&mut tx, caller.person, &name.value).await?;
    let id = app.clock.uuid();
    if !identifiers::prove(&mut tx, id, caller.person, &name, ProvenBy::Chosen, now).await? {
        return Err(conflict("somebody has this user name"));
    }
    audit::record(&mut tx, now, caller, Action::ProfileChanged).await?;
    tx.commit().await?;
    Ok(())
}

/// What went out by mail before works no more.
pub(super) async fn revoke_links(
    app: &App,
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<()> {
    let now = app.clock.now();
    kept::revoke_tokens(conn, person, Purpose::ResetPassword, now).await?;
    kept::revoke_tokens(conn, person, Purpose::Link, now).await?;
    kept::revoke_tokens(conn, person, Purpose::VerifyEmail, now).await
}

/// Tells an account's owner something, where they have an address of their own.
pub(super) async fn tell_owner(
    app: &App,
    conn: &mut PgConnection,
    person: PersonId,
    letter: AccountLetter<'_>,
) -> Result<()> {
    match store::find_owner(conn, person).await? {
        Some(owner) => letters::send(app, conn, &owner.addressee(), letter).await,
        None => Ok(()),
    }
}

fn choose(text: &str) -> Result<Password> {
    Password::choose(text).map_err(|error| invalid(error.to_string()))
}
