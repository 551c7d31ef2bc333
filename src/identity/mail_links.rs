//! Links in mails: asked for, looked at, used. Each works once; a press of a button uses it, never the opening of a page.
//!
//! Invariants: the answer to whoever asks is given before anybody has looked whether there is such an account; what a link
//! does is what it was made for, whatever is sent with it.

use serde::{Deserialize, Serialize};
use signaling::protocol::{
    ErrorCode, LetterRequest, MailLink, MailLinkPurpose, MailLinkView, PersonId, SignInWay,
};
use sqlx::PgConnection;

use super::{
    Password, Visit,
    accounts::{self, Pending},
    device::Device,
    errands,
    identifiers::Identifier,
    letters::{self, AccountLetter, Addressee, AskedFrom},
    password::{self, Cost},
    return_to::own_path,
    sessions,
    signing_in::{self, Proof, Welcomed},
    store::{accounts as store, identifiers, people, tokens as kept},
    tokens::{self, Purpose},
};
use crate::{
    app::{App, Ctx},
    audit::{self, Action},
    error::{Error, Result, invalid, told},
};

/// Where a letter was asked for, as it is told in it and on the page that its link leads to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Origin {
    browser: String,
    system: String,
    address: String,
    /// By which the browser is recognised, in hexadecimal.
    mark: String,
}

impl Origin {
    pub(super) fn of(visit: &Visit) -> Self {
        let Device { browser, system } = Device::of(&visit.device);
        Self {
            browser: browser.to_owned(),
            system: system.to_owned(),
            address: visit.address.to_string(),
            mark: mark(visit),
        }
    }

    pub(super) fn asked(&self) -> AskedFrom<'_> {
        AskedFrom {
            browser: &self.browser,
            system: &self.system,
            address: &self.address,
        }
    }

    /// Whether `visit` comes with the browser in which it was asked for.
    pub(super) fn is_here(&self, visit: &Visit) -> bool {
        self.mark == mark(visit)
    }
}

fn mark(visit: &Visit) -> String {
    use std::fmt::Write;
    visit
        .browser
        .hash()
        .iter()
        .fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a string takes everything");
            text
        })
}

/// What is kept with a link's secret.
#[derive(Serialize, Deserialize)]
pub(super) struct Detail {
    /// The address that it was sent to, in its one form.
    pub(super) email: String,
    /// Where it was asked for.
    pub(super) origin: Origin,
    /// A path of ours.
    pub(super) return_to: String,
    /// The account that it makes, if it makes one.
    pub(super) account: Option<Pending>,
}

/// Sends a link that signs in, or one by which a new password is chosen, if there is such an account.
///
/// # Errors
/// `unavailable` if too many are asked for at once. Never whether there is one.
pub(super) fn ask(app: &Ctx, visit: &Visit, form: LetterRequest, purpose: Purpose) -> Result<()> {
    let (origin, errand) = (Origin::of(visit), app.clone());
    errands::run(app, async move {
        let mut tx = errand.db.begin().await?;
        send_link(&errand, &mut tx, &form, origin, purpose).await?;
        tx.commit().await?;
        errand.mailer.wake();
        Ok(())
    })
}

async fn send_link(
    app: &App,
    conn: &mut PgConnection,
    form: &LetterRequest,
    origin: Origin,
    purpose: Purpose,
) -> Result<()> {
    let login = form.login.trim().to_lowercase();
    let Some(owner) = store::find_by_login(conn, &login).await? else {
        return no_account(app, conn, form, &origin).await;
    };
    let detail = Detail {
        email: owner.email.clone(),
        origin: origin.clone(),
        return_to: own_path(&form.return_to).to_owned(),
        account: None,
    };
    let link = create(app, conn, purpose, owner.person, &detail).await?;
    let letter = match purpose {
        Purpose::ResetPassword => AccountLetter::Reset(&link, origin.asked()),
        _ => AccountLetter::SignIn(&link, origin.asked()),
    };
    letters::send(app, conn, &owner.addressee(), letter).await
}

/// A new link's address.
pub(super) async fn create(
    app: &App,
    conn: &mut PgConnection,
    purpose: Purpose,
    person: PersonId,
    detail: &Detail,
) -> Result<String> {
    let detail = serde_json::to_value(detail).map_err(anyhow::Error::from)?;
    let token = tokens::create(app, conn, purpose, person, None, &detail).await?;
    Ok(letters::link(app, &token))
}

/// Tells what somebody signs in with, to the address that they know of.
///
/// # Errors
/// As [`ask`].
pub(super) fn remind(app: &Ctx, visit: &Visit, form: LetterRequest) -> Result<()> {
    let (origin, errand) = (Origin::of(visit), app.clone());
    errands::run(app, async move {
        let mut tx = errand.db.begin().await?;
        let login = form.login.trim().to_lowercase();
        match store::find_by_login(&mut tx, &login).await? {
            Some(owner) if owner.email == login => {
                let name = owner.user_name.clone().unwrap_or_else(|| login.clone());
                let letter = AccountLetter::UserName(&name, origin.asked());
                letters::send(&errand, &mut tx, &owner.addressee(), letter).await?;
            }
            _ => no_account(&errand, &mut tx, &form, &origin).await?,
        }
        tx.commit().await?;
        errand.mailer.wake();
        Ok(())
    })
}

/// Whoever has forgotten which address they used is told so there; a user name that nobody has is nobody's to be told of.
async fn no_account(
    app: &App,
    conn: &mut PgConnection,
    form: &LetterRequest,
    origin: &Origin,
) -> Result<()> {
    let Ok(email) = Identifier::email(&form.login) else {
        return Ok(());
    };
    let to = Addressee {
        email: &email.value,
        name: "",
        language: super::language(&form.language),
    };
    letters::send(app, conn, &to, AccountLetter::NoAccount(origin.asked())).await
}

/// What a link would do. It is not used by this.
///
/// # Errors
/// `not_found` if it never was one, was used, or is too old.
pub(super) async fn look(app: &App, visit: &Visit, form: &MailLink) -> Result<MailLinkView> {
    let (found, detail) = find(app, form).await?;
    let mut conn = app.db.acquire().await?;
    let name = match &detail.account {
        Some(account) => account.name.clone(),
        None => store::find_name(&mut conn, found.person).await?,
    };
    Ok(MailLinkView {
        purpose: purpose_of(&found, &detail),
        name,
        email: detail.email,
        same_browser: detail.origin.is_here(visit),
        browser: detail.origin.browser,
        system: detail.origin.system,
        address: detail.origin.address,
    })
}

fn purpose_of(found: &kept::Mailed, detail: &Detail) -> MailLinkPurpose {
    match (found.purpose, &detail.account) {
        (Purpose::ResetPassword, _) => MailLinkPurpose::ResetPassword,
        (Purpose::VerifyEmail, Some(_)) => MailLinkPurpose::CreateAccount,
        (Purpose::VerifyEmail, None) => MailLinkPurpose::AddAddress,
        _ => MailLinkPurpose::SignIn,
    }
}

async fn find(app: &App, form: &MailLink) -> Result<(kept::Mailed, Detail)> {
    let token = super::Token::parse(&form.token).ok_or_else(spent)?;
    let mut conn = app.db.acquire().await?;
    let found = kept::find_mailed(&mut conn, &token.hash(), app.clock.now()).await?;
    let found = found.ok_or_else(spent)?;
    let detail = serde_json::from_value(found.detail.clone()).map_err(anyhow::Error::from)?;
    Ok((found, detail))
}

fn spent() -> Error {
    told(
        ErrorCode::NotFound,
        "this link has been used, is too old, or never was one",
    )
}

/// Uses a link up, for what it was made for. Gives the page to go to, too.
///
/// # Errors
/// `not_found` as for [`look`]; `invalid` for a password that can't be chosen, or isn't the one chosen before;
/// `unauthenticated` for who must be signed in as the one who asked; `conflict` for an address that has been somebody
/// else's meanwhile. The link still works after the last three.
pub(super) async fn follow(
    app: &App,
    visit: &Visit,
    form: &MailLink,
) -> Result<(Welcomed, String)> {
    let (found, detail) = find(app, form).await?;
    let welcomed = match purpose_of(&found, &detail) {
        MailLinkPurpose::SignIn => sign_in(app, visit, form, &detail).await?,
        MailLinkPurpose::ResetPassword => reset(app, visit, form, &found, &detail).await?,
        MailLinkPurpose::CreateAccount => accounts::confirm(app, visit, form, &detail).await?,
        MailLinkPurpose::AddAddress => accounts::add_address(app, visit, form, &detail).await?,
    };
    welcomed.tell(app);
    app.mailer.wake();
    Ok((welcomed, detail.return_to))
}

/// Uses the secret up. Of two who press at once one is told that it is used.
pub(super) async fn redeem(
    app: &App,
    conn: &mut PgConnection,
    purpose: Purpose,
    form: &MailLink,
) -> Result<PersonId> {
    let used = tokens::redeem(app, conn, purpose, &form.token, None).await?;
    Ok(used.ok_or_else(spent)?.person)
}

async fn sign_in(app: &App, visit: &Visit, form: &MailLink, detail: &Detail) -> Result<Welcomed> {
    let mut tx = app.db.begin().await?;
    let person = redeem(app, &mut tx, Purpose::Link, form).await?;
    still_theirs(&mut tx, person, detail).await?;
    kept::revoke_tokens(&mut tx, person, Purpose::Link, app.clock.now()).await?;
    let proof = Proof::own(SignInWay::Link);
    let visitor = visitor_of(visit, detail);
    let welcomed = signing_in::welcome(app, &mut tx, person, &proof, visit, visitor).await?;
    tx.commit().await?;
    Ok(welcomed)
}

/// Whose visit goes on as whoever signs in: that of the browser which asked. Somebody who was made to follow another's link
/// would give their conversation away.
fn visitor_of(visit: &Visit, detail: &Detail) -> Option<PersonId> {
    visit.visitor().filter(|_| detail.origin.is_here(visit))
}

/// A new password, and everybody out: whoever had the old one too.
async fn reset(
    app: &App,
    visit: &Visit,
    form: &MailLink,
    found: &kept::Mailed,
    detail: &Detail,
) -> Result<Welcomed> {
    let chosen = form.password.as_deref().unwrap_or_default();
    let chosen = Password::choose(chosen).map_err(|error| invalid(error.to_string()))?;
    let hash = password::hash(chosen, Cost::Real).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    // The person before their links, as whoever changes a password does.
    people::hold(&mut tx, found.person).await?;
    let person = redeem(app, &mut tx, Purpose::ResetPassword, form).await?;
    still_theirs(&mut tx, person, detail).await?;
    store::set_password(&mut tx, person, &hash, now).await?;
    accounts::revoke_links(app, &mut tx, person).await?;
    let ended = sessions::end_all_of(&mut tx, person, None, now).await?;
    let actor = audit::Actor {
        person: Some(person),
        session: None,
        address: Some(visit.address),
    };
    audit::record(&mut tx, now, actor, Action::PasswordReset).await?;
    let origin = Origin::of(visit);
    accounts::tell_owner(
        app,
        &mut tx,
        person,
        AccountLetter::PasswordChanged(origin.asked()),
    )
    .await?;
    let proof = Proof::own(SignInWay::Link);
    let visitor = visitor_of(visit, detail);
    let mut welcomed = signing_in::welcome(app, &mut tx, person, &proof, visit, visitor).await?;
    welcomed.ends(ended);
    tx.commit().await?;
    Ok(welcomed)
}

/// A link that was sent to an address counts only as long as the address is theirs.
async fn still_theirs(conn: &mut PgConnection, person: PersonId, detail: &Detail) -> Result<()> {
    let email = Identifier::email(&detail.email)?;
    match identifiers::find_owner(conn, &email).await? {
        Some(owner) if owner == person => Ok(()),
        _ => Err(spent()),
    }
}
