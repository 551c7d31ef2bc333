//! An order: what is asked of BankID for a browser, and what the browser sees of it.

use std::net::{IpAddr, Ipv4Addr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use signaling::protocol::{
    BeginSignIn, SignInDevice, SignInId, SignInPurpose, SignInState, SignInView,
};

use super::{
    BankId, ID,
    launch::{launch, return_address},
    qr::qr_text,
    texts,
    trouble::Trouble,
    wire::{OrderForm, Ordered, VisibleFormat, Web},
};
use crate::{
    app::App,
    error::Result,
    identity::{
        Visit,
        attempts::{self, Attempt, NewAttempt},
        providers,
    },
};

/// As much of a browser's name as BankID takes.
const MAX_USER_AGENT: usize = 256;

/// What only the server knows of an order.
#[derive(Serialize, Deserialize)]
pub(super) struct Secrets {
    qr_start_token: String,
    qr_start_secret: String,
    auto_start_token: String,
    /// The browser as BankID knows it.
    pub(super) installation: String,
}

/// Who asks, and with what.
pub(super) struct Asks<'a> {
    pub(super) address: IpAddr,
    pub(super) user_agent: &'a str,
    pub(super) installation: &'a str,
    /// Where the app sends the browser; only for one of the same device.
    pub(super) return_url: Option<&'a str>,
}

impl Asks<'_> {
    /// As BankID reads it; both texts in base64.
    pub(super) fn form<'a>(
        &'a self,
        app: &'a App,
        visible: String,
        hidden: Option<String>,
    ) -> OrderForm<'a> {
        OrderForm {
            end_user_ip: self.address,
            user_visible_data: visible,
            user_visible_data_format: VisibleFormat::Plaintext,
            user_non_visible_data: hidden,
            return_url: self.return_url,
            return_risk: true,
            web: Web {
                referring_domain: domain(&app.public_url),
                user_agent: shortened(self.user_agent),
                device_identifier: self.installation,
            },
        }
    }
}

impl Secrets {
    pub(super) fn new(ordered: &Ordered, installation: &str) -> Self {
        Self {
            qr_start_token: ordered.qr_start_token.clone(),
            qr_start_secret: ordered.qr_start_secret.clone(),
            auto_start_token: ordered.auto_start_token.clone(),
            installation: installation.to_owned(),
        }
    }

    /// Of an attempt that is not over; none of one that is.
    pub(super) fn of(attempt: &Attempt) -> Option<Self> {
        Secrets::deserialize(&attempt.secrets).ok()
    }

    pub(super) fn qr(&self, ordered_at: Timestamp, now: Timestamp) -> String {
        let seconds = now.duration_since(ordered_at).as_secs();
        let seconds = u64::try_from(seconds).unwrap_or(0);
        qr_text(&self.qr_start_token, &self.qr_start_secret, seconds)
    }

    pub(super) fn to_json(&self) -> Result<serde_json::Value> {
        Ok(serde_json::to_value(self).map_err(anyhow::Error::from)?)
    }
}

/// Begins an order and keeps it with this node's lease.
///
/// # Errors
/// `unavailable` if BankID does not answer.
pub(in super::super) async fn begin(
    app: &App,
    bankid: &BankId,
    visit: &Visit,
    form: &BeginSignIn,
) -> Result<SignInView> {
    let id = SignInId(app.clock.uuid());
    let new = NewAttempt::of(ID, visit, form)?;
    let is_here = form.device == SignInDevice::This;
    let installation = visit.installation.name();
    let url = is_here.then(|| return_url(app, id, visit));
    let asks = Asks {
        address: visit.address,
        user_agent: &visit.device,
        installation: &installation,
        return_url: url.as_deref(),
    };
    let ordered = identify(app, bankid, &asks, new.purpose, new.language).await;
    let (ordered, ordered_at) = ordered.map_err(Trouble::told)?;
    let new = NewAttempt {
        secrets: Secrets::new(&ordered, &installation).to_json()?,
        reference: Some(&ordered.order_ref),
        ordered_at: Some(ordered_at),
        lease: Some((app.node, providers::lease_from(ordered_at))),
        same_device: is_here,
        ..new
    };
    let mut conn = app.db.acquire().await?;
    let attempt = attempts::create(app, &mut conn, id, &new).await?;
    Ok(view(app, bankid, &attempt))
}

/// Asks BankID for an order that says what it is for, in the words of its page's language.
pub(super) async fn identify(
    app: &App,
    bankid: &BankId,
    asks: &Asks<'_>,
    purpose: SignInPurpose,
    language: &str,
) -> Result<(Ordered, Timestamp), Trouble> {
    let text = texts::identification(purpose, app.config.organisation_name(), language);
    let visible = texts::to_identify(&text).map_err(|error| anyhow::anyhow!("{error}"))?;
    let ordered = bankid.client.auth(&asks.form(app, visible, None)).await?;
    // The QR code's seconds count from here.
    Ok((ordered, app.clock.now()))
}

/// Who asks, as it was when the attempt began.
pub(super) fn asks_again<'a>(attempt: &'a Attempt, secrets: &'a Secrets) -> Asks<'a> {
    Asks {
        address: attempt.address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
        user_agent: &attempt.device,
        installation: &secrets.installation,
        return_url: None,
    }
}

/// How far it is, with what is to be scanned or opened now. The page gets one of the two: what starts the app on this device
/// lets nobody sign in who does not come back to this browser.
pub(in super::super) fn view(app: &App, bankid: &BankId, attempt: &Attempt) -> SignInView {
    let secrets = Secrets::of(attempt).filter(|_| waits_for_the_app(attempt));
    let (Some(secrets), Some(ordered_at)) = (secrets, attempt.ordered_at) else {
        return attempt.view(None, None);
    };
    if attempt.same_device {
        let app_url = bankid.app_url.as_deref();
        let address = launch(&secrets.auto_start_token, &attempt.device, app_url);
        return attempt.view(None, Some(address));
    }
    attempt.view(Some(secrets.qr(ordered_at, app.clock.now())), None)
}

/// Whether nobody has opened it in the app yet.
pub(super) fn waits_for_the_app(attempt: &Attempt) -> bool {
    attempt.state == SignInState::Pending
        && matches!(
            attempt.hint.as_str(),
            "" | "outstandingTransaction" | "noClient"
        )
}

/// Gives it up at BankID. If that does not answer, the order lapses by itself.
pub(in super::super) async fn cancel(bankid: &BankId, reference: &str) {
    if let Err(trouble) = bankid.client.cancel(reference).await {
        tracing::debug!(hint = trouble.hint(), "BankID did not take a cancellation");
    }
}

/// Where the app sends a browser of the same device, with what only that browser can show.
fn return_url(app: &App, id: SignInId, visit: &Visit) -> String {
    let nonce = attempts::return_nonce(&visit.browser.hash(), id);
    let base = &app.public_url;
    let url = format!("{base}/sign-in/return?sign_in={id}&nonce={nonce}");
    return_address(&url, &visit.device)
}

/// The host of an address.
fn domain(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

fn shortened(text: &str) -> &str {
    match text.char_indices().nth(MAX_USER_AGENT) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_domain_is_told_without_scheme_and_port() {
        assert_eq!(domain("https://chat.example.org"), "chat.example.org");
        assert_eq!(domain("http://127.0.0.1:8080"), "127.0.0.1");
        assert_eq!(domain("http://[::1]:8080"), "[::1]");
    }

    #[test]
    fn a_long_name_of_a_browser_is_cut() {
        assert_eq!(shortened(&"å".repeat(300)).chars().count(), 256);
        assert_eq!(shortened("x"), "x");
    }
}
