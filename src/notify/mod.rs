//! What Samtal tells people who are not looking: mail.
//!
//! A mail is a row written in the transaction that caused it and sent afterwards by [`run`], so
//! it is neither sent for what never happened nor forgotten for what did.
//! Invariant: nobody's address or words go to a log; what people wrote can't make headers,
//! markup or other people's lines.

mod account;
mod address;
mod cases;
pub(crate) mod html;
mod invitation;
mod letters;
mod mime;
mod outbox;
mod store;
#[cfg(test)]
mod tests;
mod texts;

use sqlx::PgConnection;

pub(crate) use account::LetterKind;
pub use account::{AccountLetter, AskedFrom, Warning};
pub use address::Address;
pub(crate) use cases::{CaseLetter, CaseMail};
pub use letters::{Correspondence, Letter};
pub use outbox::Mailer;
pub use texts::Language;
pub(crate) use texts::{day_in_words, say};

use crate::{app::Ctx, error::Result};

/// A mail to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// To whom.
    pub to: Address,
    /// One line; what would break it becomes a space.
    pub subject: String,
    /// Plain text; the HTML beside it is made from it.
    pub body: String,
    /// What makes a second one the same mail, like `left-answered:<conversation>:<seq>`.
    pub once_key: Option<String>,
}

impl Mail {
    /// The same mail, enqueued at most once under `key`.
    #[must_use]
    pub fn once(self, key: impl Into<String>) -> Self {
        Self {
            once_key: Some(key.into()),
            ..self
        }
    }
}

impl Mailer {
    /// Writes `letter`; nothing is sent or enqueued by this.
    pub fn write(&self, letter: Letter<'_>, about: Correspondence<'_>) -> Mail {
        letter.write(about, self.sender(), self.public_url())
    }
}

/// Adds `mail` to the outbox, within the caller's transaction; [`Mailer::wake`] after its commit.
/// A mail with the same key is not added again.
///
/// # Errors
/// If the database does not answer.
pub async fn enqueue(conn: &mut PgConnection, mail: Mail) -> Result<()> {
    enqueue_once(conn, mail).await?;
    Ok(())
}

/// As [`enqueue`]; false if one with the same key is or was there.
///
/// # Errors
/// If the database does not answer.
pub async fn enqueue_once(conn: &mut PgConnection, mail: Mail) -> Result<bool> {
    store::create_mail(conn, &mail).await
}

/// Sends mail until the server stops.
pub async fn run(app: Ctx) {
    let outbox = outbox::Outbox {
        db: app.db.clone(),
        clock: app.clock.clone(),
        mailer: app.mailer.clone(),
    };
    outbox.run(app.lifecycle.stop()).await;
}
