//! The browser that somebody signs in with, and what is known of it.
//!
//! Each browser gets a secret of its own in a cookie that scripts can't read. What is begun in one browser ends there: a
//! link or a code that somebody else was made to use is worth nothing to whoever began it.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderValue, header::USER_AGENT};
use signaling::protocol::{PersonId, SignInWay};

use super::{Caller, Token};

/// How much of what a browser calls itself is kept.
const DEVICE_CHARS: usize = 300;

/// A browser's own secret.
#[derive(Debug, Clone)]
pub struct Browser {
    secret: Token,
    is_new: bool,
}

impl Browser {
    /// The one in its cookie, or a new one if there is none.
    pub(crate) fn of_cookie(cookie: Option<&str>) -> Self {
        match cookie.and_then(Token::parse) {
            Some(secret) => Self {
                secret,
                is_new: false,
            },
            None => Self {
                secret: Token::random(),
                is_new: true,
            },
        }
    }

    /// What it is recognised by.
    pub(super) fn hash(&self) -> [u8; 32] {
        self.secret.hash()
    }

    /// A name for others that tells nothing of the secret.
    pub(super) fn name(&self) -> String {
        let hash = self.hash();
        hash[..16]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// The secret, if the browser does not have it yet.
    pub(super) fn to_be_kept(&self) -> Option<&Token> {
        self.is_new.then_some(&self.secret)
    }
}

/// Somebody at the door: who they are until now, with which browser, from where.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The session that they come with, if any.
    pub(super) caller: Option<Caller>,
    /// The browser.
    pub(super) browser: Browser,
    /// The same browser as long as its owner keeps its cookies: a sign of who usually sits there, and no proof.
    pub(super) installation: Browser,
    /// What it calls itself, shortened.
    pub(super) device: String,
    /// From where.
    pub(super) address: IpAddr,
}

impl Visit {
    /// Reads what a request tells.
    pub(crate) fn new(
        caller: Option<Caller>,
        cookie: Option<&str>,
        installation: Option<&str>,
        headers: &HeaderMap,
        address: IpAddr,
    ) -> Self {
        let device = headers
            .get(USER_AGENT)
            .and_then(|value: &HeaderValue| value.to_str().ok())
            .unwrap_or_default();
        Self {
            caller,
            browser: Browser::of_cookie(cookie),
            installation: Browser::of_cookie(installation),
            device: device.chars().take(DEVICE_CHARS).collect(),
            address,
        }
    }

    /// The visitor whose conversations go on as those of whoever signs in.
    pub(super) fn visitor(&self) -> Option<PersonId> {
        self.caller
            .as_ref()
            .filter(|caller| caller.staff.is_none() && caller.way == SignInWay::Visit)
            .map(|caller| caller.person)
    }

    /// Whoever is signed in: not a visitor.
    pub(super) fn known(&self) -> Option<&Caller> {
        self.caller
            .as_ref()
            .filter(|caller| caller.staff.is_some() || caller.way != SignInWay::Visit)
    }
}
