//! The letters about accounts: written into the outbox by the transaction that has cause to.

use signaling::protocol::PersonId;
use sqlx::PgConnection;

use super::{Caller, Visit, device::Device, store::accounts as store};
use crate::{
    app::App,
    error::Result,
    notify::{self, Address, Language},
};

pub(super) use crate::notify::{AccountLetter, AskedFrom, Warning};

/// Whom a letter is to.
pub(super) struct Addressee<'a> {
    /// Where it goes.
    pub(super) email: &'a str,
    /// Or empty.
    pub(super) name: &'a str,
    /// Of [`super::LANGUAGES`].
    pub(super) language: &'a str,
}

/// From where something was done, as letters tell it.
pub(super) struct Whence {
    device: Device,
    address: String,
}

impl Whence {
    fn asked(&self) -> AskedFrom<'_> {
        AskedFrom {
            browser: self.device.browser,
            system: self.device.system,
            address: &self.address,
        }
    }
}

impl From<&Visit> for Whence {
    fn from(visit: &Visit) -> Self {
        Self {
            device: Device::of(&visit.device),
            address: visit.address.to_string(),
        }
    }
}

/// What of a session is known without its browser.
impl From<&Caller> for Whence {
    fn from(caller: &Caller) -> Self {
        Self {
            device: Device::of(""),
            address: caller
                .address
                .map(|address| address.to_string())
                .unwrap_or_default(),
        }
    }
}

/// Warns an account's owner of what was done to it, at an address that they have proven, if there is one. To be called in the
/// transaction that does it; `app.mailer.wake()` after the commit. Warnings are never too many.
pub(super) async fn warn(
    app: &App,
    conn: &mut PgConnection,
    person: PersonId,
    warning: Warning,
    from: impl Into<Whence>,
) -> Result<()> {
    let Some(owner) = store::find_owner(conn, person).await? else {
        return Ok(());
    };
    let from = from.into();
    let letter = AccountLetter::Warns(warning, from.asked());
    send(app, conn, &owner.addressee(), letter).await
}

/// As [`warn`], at an address that is theirs no longer.
pub(super) async fn warn_at(
    app: &App,
    conn: &mut PgConnection,
    person: PersonId,
    email: &str,
    warning: Warning,
    from: impl Into<Whence>,
) -> Result<()> {
    let Some(owner) = store::find_owner(conn, person).await? else {
        return Ok(());
    };
    if owner.email == email {
        return Ok(());
    }
    let to = Addressee {
        email,
        ..owner.addressee()
    };
    let from = from.into();
    send(app, conn, &to, AccountLetter::Warns(warning, from.asked())).await
}

/// Puts a letter into the outbox; `app.mailer.wake()` after the commit. No more of a kind go to one address than anybody
/// needs: then those that went before still work.
pub(super) async fn send(
    app: &App,
    conn: &mut PgConnection,
    to: &Addressee<'_>,
    letter: AccountLetter<'_>,
) -> Result<()> {
    if let Some(kind) = letter.counts_as()
        && app.throttle.letter_to(kind, to.email).is_err()
    {
        return Ok(());
    }
    // What we have kept as an address may be one that no mail server takes.
    let Ok(address) = Address::parse(to.email) else {
        return Ok(());
    };
    let language = Language::of(to.language);
    let mail = app.mailer.write_account(letter, address, to.name, language);
    notify::enqueue(conn, mail).await
}

/// The address of the page that uses `secret`. What stands after `#` never leaves the browser by itself: no log and no
/// mail scanner's request has it.
pub(super) fn link(app: &App, secret: &super::Token) -> String {
    format!("{}/link#{}", app.public_url, secret.reveal())
}
