//! Secrets that work once and for a while: in a mail's link, or between two steps of signing in.
//!
//! Invariant: only a secret's SHA-256 is kept, and whoever uses it first uses it up.

use jiff::SignedDuration;
use serde_json::Value;
use signaling::protocol::PersonId;
use sqlx::PgConnection;

use super::{Token, store::tokens};
use crate::{app::App, clock::later, error::Result};

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(super) enum Purpose {
    /// An address becomes proven.
    VerifyEmail,
    /// A new password is chosen.
    ResetPassword,
    /// Signs in.
    Link,
    /// Somebody invited begins.
    Invitation,
    /// One of two things has been proven.
    SecondFactor,
}

impl Purpose {
    /// How long it works.
    pub(super) fn life(self) -> SignedDuration {
        match self {
            Self::SecondFactor => SignedDuration::from_mins(5),
            Self::Link => SignedDuration::from_mins(15),
            Self::ResetPassword => SignedDuration::from_mins(60),
            Self::VerifyEmail => SignedDuration::from_hours(24),
            Self::Invitation => SignedDuration::from_hours(7 * 24),
        }
    }
}

/// What a used token was about.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Redeemed {
    /// Whose it was.
    pub(super) person: PersonId,
    /// What it was given with.
    pub(super) detail: Value,
}

/// A new secret for `person`; with `browser`, one that works there only.
pub(super) async fn create(
    app: &App,
    conn: &mut PgConnection,
    purpose: Purpose,
    person: PersonId,
    browser: Option<[u8; 32]>,
    detail: &Value,
) -> Result<Token> {
    let (token, at) = (Token::random(), app.clock.now());
    let new = tokens::NewToken {
        hash: token.hash(),
        purpose,
        person,
        browser,
        detail,
        at,
        expires_at: later(at, purpose.life()),
    };
    tokens::create_token(conn, &new).await?;
    Ok(token)
}

/// Uses `secret` up; none if it does not, or no longer, work here.
pub(super) async fn redeem(
    app: &App,
    conn: &mut PgConnection,
    purpose: Purpose,
    secret: &str,
    browser: Option<&[u8; 32]>,
) -> Result<Option<Redeemed>> {
    let Some(token) = Token::parse(secret) else {
        return Ok(None);
    };
    tokens::redeem_token(conn, &token.hash(), purpose, browser, app.clock.now()).await
}

/// Whose `secret` is, without using it up; none if it does not, or no longer, work here.
pub(super) async fn look(
    app: &App,
    conn: &mut PgConnection,
    purpose: Purpose,
    secret: &str,
    browser: Option<&[u8; 32]>,
) -> Result<Option<Redeemed>> {
    let Some(token) = Token::parse(secret) else {
        return Ok(None);
    };
    tokens::find_token(conn, &token.hash(), purpose, browser, app.clock.now()).await
}
