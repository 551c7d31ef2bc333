//! Freja eID by its own interface: an app confirms, opened by a QR code that changes each second or, on a telephone, by a
//! link.
//!
//! Invariants: only what Freja has signed is believed, never what stands beside it; the QR code's secret stays here; an
//! order that is opened by a code has no link.
//! Source: Freja's REST API, authentication service 1.0.
//!
//! The link is the weaker of the two. Freja's app comes back to no address that only the browser's own order has (its
//! `originAppScheme` stands in the link itself, for whoever has that to read), so who sends their link to somebody else may
//! be signed in as them. Hence only telephones get one, each is given up when it is not opened at once, and none is told any
//! more when it has been.

mod client;
mod details;
mod following;

pub(super) use following::follow;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, Mac};
use openidconnect::url::form_urlencoded::byte_serialize;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use signaling::protocol::{BeginSignIn, SignInDevice, SignInId, SignInState, SignInView};

use self::client::Trouble;
use super::{
    Visit,
    attempts::{self, Attempt, NewAttempt},
    providers,
};
use crate::{
    app::App,
    config,
    error::{Result, conflict, unavailable},
    outward::Outward,
};

/// Its name in requests and in the database.
pub(super) const ID: &str = "freja";
/// An order that nobody has opened, as Freja calls it.
const STARTED: &str = "STARTED";

/// Freja, set up.
#[derive(Debug)]
pub(super) struct Freja {
    settings: config::Freja,
    outward: Outward,
}

/// By what the app is opened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// On the device that the page is open on.
    Link,
    /// On another one.
    Code,
}

/// By what the app is opened, with what only the server knows of it.
#[derive(Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
enum Opening {
    Link,
    Code { secret: String },
}

impl Opening {
    /// Of an attempt that is not over; none of one that is.
    fn of(attempt: &Attempt) -> Option<Self> {
        Self::deserialize(&attempt.secrets).ok()
    }
}

/// Begins an order. Whoever follows it asks Freja from then on.
///
/// # Errors
/// `unauthenticated` if somebody wants to add what they can prove without being signed in; `conflict` if another order of
/// the same person is open; `unavailable` if Freja does not answer.
pub(super) async fn begin(
    app: &App,
    freja: &Freja,
    visit: &Visit,
    form: &BeginSignIn,
) -> Result<SignInView> {
    let asked = NewAttempt::of(ID, visit, form)?;
    let way = match form.device {
        SignInDevice::This if is_handheld(&visit.device) => Way::Link,
        // Freja's app is on no computer.
        SignInDevice::This | SignInDevice::Other => Way::Code,
    };
    let begun = freja.begin(way).await.map_err(|trouble| {
        trouble.log("begin");
        match trouble {
            Trouble::AlreadyOpen => conflict("another sign-in was open; both were stopped"),
            _ => unavailable(),
        }
    })?;
    let now = app.clock.now();
    let opening = match (way, begun.qr_code_secret) {
        (Way::Link, _) => Opening::Link,
        (Way::Code, Some(secret)) => Opening::Code { secret },
        (Way::Code, None) => {
            tracing::error!("Freja gives no codes that change: our agreement must have them");
            cancel(freja, &begun.auth_ref).await;
            return Err(unavailable());
        }
    };
    let id = SignInId(app.clock.uuid());
    let secrets = serde_json::to_value(&opening).map_err(anyhow::Error::from)?;
    let new = NewAttempt {
        secrets,
        reference: Some(&begun.auth_ref),
        ordered_at: Some(now),
        lease: Some((app.node, providers::lease_from(now))),
        ..asked
    };
    let mut conn = app.db.acquire().await?;
    let attempt = attempts::create(app, &mut conn, id, &new).await?;
    Ok(view(app, freja, &attempt))
}

/// With what is to be scanned or opened now: one of the two, and neither once it has been.
pub(super) fn view(app: &App, freja: &Freja, attempt: &Attempt) -> SignInView {
    let opening = Opening::of(attempt).filter(|_| waits_for_the_app(attempt));
    let (Some(opening), Some(reference), Some(at)) =
        (opening, &attempt.reference, attempt.ordered_at)
    else {
        return attempt.view(None, None);
    };
    match opening {
        Opening::Link => attempt.view(None, Some(freja.link(reference))),
        Opening::Code { secret } => {
            let seconds = app.clock.now().duration_since(at).as_secs().max(0);
            let code = freja.link(&dynamic(reference, &secret, seconds));
            attempt.view(Some(code), None)
        }
    }
}

/// Whether nobody has opened it in the app yet.
fn waits_for_the_app(attempt: &Attempt) -> bool {
    attempt.state == SignInState::Pending && matches!(attempt.hint.as_str(), "" | STARTED)
}

/// Whether Freja's app can be where this browser is.
fn is_handheld(user_agent: &str) -> bool {
    ["Android", "iPhone", "iPad", "iPod"]
        .iter()
        .any(|device| user_agent.contains(device))
}

/// Gives an order up. One that can't be is left to its two minutes.
pub(super) async fn cancel(freja: &Freja, reference: &str) {
    if let Err(trouble) = freja.cancel(reference).await {
        trouble.log("cancel");
    }
}

impl Freja {
    /// What opens the app: pressed, or scanned as a code.
    fn link(&self, reference: &str) -> String {
        let reference: String = byte_serialize(reference.as_bytes()).collect();
        let app = &self.settings.app_url;
        format!("{app}/freja?action=bindUserToTransaction&transactionReference={reference}")
    }
}

/// A reference that is good for its second.
pub(crate) fn dynamic(reference: &str, secret: &str, seconds: i64) -> String {
    let seconds = seconds.to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length is a key");
    mac.update(seconds.as_bytes());
    let code = URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("{reference}.{seconds}.{code}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computer_gets_no_link() {
        let phones = [
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36",
        ];
        let computers = [
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0",
            "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15",
            "",
        ];
        assert!(phones.into_iter().all(is_handheld));
        assert!(!computers.into_iter().any(is_handheld));
    }
}
