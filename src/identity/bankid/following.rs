//! One order's time: asked about every two seconds, its code told each second, its end stored before it is told.
//!
//! Invariant: whoever asks holds the order's lease, for the final answer is given once. A node that has lost it asks no
//! more.

use std::{convert::Infallible, ops::ControlFlow, time::Duration};

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};
use signaling::protocol::{Event, SignInState, SignInWay, Topic};

use super::{
    BankId,
    names::readable,
    ordering::{Secrets, asks_again, cancel, identify, view, waits_for_the_app},
    signing::{Evidence, Kind},
    texts,
    trouble::{Remedy, Trouble},
    wire::{Collected, Completion},
};
use crate::{
    app::App,
    clock::later,
    error::Result,
    identity::{
        attempts::{self, Attempt, Vouched},
        providers,
        store::{attempts as store, bankid as signatures},
    },
};

/// As BankID asks for; no faster than once a second.
const ASK_EVERY: SignedDuration = SignedDuration::from_secs(2);
/// A code that nobody scans lapses after half a minute; then there is a new one, until somebody who is still there would
/// have scanned it.
const RENEWED_FOR: SignedDuration = SignedDuration::from_mins(3);
/// BankID that says nothing for so long will not say in time what becomes of this order.
const SILENT_FOR: SignedDuration = SignedDuration::from_secs(20);
/// A page that was not heard of for so long is gone. A phone that shows its app instead sleeps, but then the order has been
/// opened.
const PAGE_GONE_AFTER: SignedDuration = SignedDuration::from_secs(30);
/// BankID is not left alone for longer, however long it asks for.
const WAIT_AT_MOST: Duration = Duration::from_secs(8);
/// The final answer comes once: storing it is tried again while the database restarts.
const STORE_TRIES: u32 = 5;
/// With this between.
const STORE_AGAIN: Duration = Duration::from_secs(1);

/// What one round brought.
enum Round {
    /// The server stops: another node goes on.
    Stopping,
    /// It is over, or another node asks by now.
    Lost,
    /// Nobody looks at it any more.
    Gone,
    Said(Collected),
    Nothing(Trouble),
    /// The database did not answer.
    Unsure,
}

struct Following<'a> {
    app: &'a App,
    bankid: &'a BankId,
    attempt: Attempt,
    next: Timestamp,
    asked_at: Timestamp,
    silent_since: Option<Timestamp>,
}

/// Asks about `attempt`, whose lease this node holds, until it is over or the server stops.
pub(in super::super) async fn follow(app: &App, bankid: &BankId, attempt: Attempt) {
    let now = app.clock.now();
    let first = attempt.ordered_at.map_or(now, |at| later(at, ASK_EVERY));
    let mut following = Following {
        app,
        bankid,
        attempt,
        next: first,
        asked_at: now,
        silent_since: None,
    };
    loop {
        let (asked_at, round) = tokio::select! {
            round = following.round() => round,
            never = following.show_codes() => match never {},
        };
        following.asked_at = asked_at;
        match following.take(round).await {
            Ok(ControlFlow::Continue(())) => (),
            Ok(ControlFlow::Break(())) => return,
            Err(error) => {
                let id = following.attempt.id;
                tracing::warn!(sign_in.id = %id, error = format!("{error:#}"), "an order waits for the database");
                following.ask_later(None);
            }
        }
    }
}

impl Following<'_> {
    /// Waits for the next round, makes sure that the order is still ours, and asks; when it did so.
    async fn round(&self) -> (Timestamp, Round) {
        let app = self.app;
        let id = self.attempt.id;
        tokio::select! {
            () = app.clock.sleep_until(self.next) => (),
            () = app.lifecycle.stop().cancelled() => {
                // Free at once for whoever goes on; if that fails the lease runs out.
                let now = app.clock.now();
                store::keep_lease(&app.db, id, app.node, now, &self.attempt.hint).await.ok();
                return (now, Round::Stopping);
            }
        }
        let now = app.clock.now();
        (now, self.ask(now).await)
    }

    async fn ask(&self, now: Timestamp) -> Round {
        let app = self.app;
        let until = providers::lease_from(now);
        let (id, hint) = (self.attempt.id, &self.attempt.hint);
        let seen_at = match store::keep_lease(&app.db, id, app.node, until, hint).await {
            Ok(Some(seen_at)) => seen_at,
            Ok(None) => return Round::Lost,
            Err(_) => return Round::Unsure,
        };
        if waits_for_the_app(&self.attempt) && now.duration_since(seen_at) > PAGE_GONE_AFTER {
            return Round::Gone;
        }
        let Some(reference) = &self.attempt.reference else {
            return Round::Lost;
        };
        match self.bankid.client.collect(reference).await {
            Ok(said) => Round::Said(said),
            Err(trouble) => Round::Nothing(trouble),
        }
    }

    /// Tells the code anew at each whole second after the order, while it waits to be scanned.
    async fn show_codes(&self) -> Infallible {
        let app = self.app;
        let Some(ordered_at) = self.attempt.ordered_at.filter(|_| self.shows_codes()) else {
            return std::future::pending().await;
        };
        loop {
            let second = app.clock.now().duration_since(ordered_at).as_secs().max(0) + 1;
            let next = later(ordered_at, SignedDuration::from_secs(second));
            app.clock.sleep_until(next).await;
            self.tell();
        }
    }

    fn shows_codes(&self) -> bool {
        !self.attempt.same_device && waits_for_the_app(&self.attempt)
    }

    fn tell(&self) {
        let sign_in = view(self.app, self.bankid, &self.attempt);
        let topic = Topic::SignIn(self.attempt.id);
        self.app.hub.publish(topic, Event::SignIn { sign_in });
    }

    async fn take(&mut self, round: Round) -> Result<ControlFlow<()>> {
        match round {
            Round::Stopping | Round::Lost => return Ok(ControlFlow::Break(())),
            Round::Unsure => self.ask_later(None),
            Round::Gone => {
                attempts::end(self.app, &self.attempt, SignInState::Cancelled, "").await?;
                if let Some(reference) = &self.attempt.reference {
                    cancel(self.bankid, reference).await;
                }
                return Ok(ControlFlow::Break(()));
            }
            Round::Nothing(trouble) => return self.take_trouble(&trouble).await,
            Round::Said(Collected::Pending { hint_code }) => {
                self.silent_since = None;
                if self.attempt.hint != hint_code {
                    self.attempt.hint = shortened(&hint_code);
                    // Kept at once: whoever has no socket reads it there.
                    self.keep_hint().await?;
                    self.tell();
                }
                self.ask_later(None);
            }
            Round::Said(Collected::Failed { hint_code }) => {
                let lapsed = hint_code == "startFailed" && !self.attempt.same_device;
                if lapsed && self.app.clock.now() < later(self.attempt.begun_at(), RENEWED_FOR) {
                    return self.renew().await;
                }
                return self.fail(&hint_code).await;
            }
            Round::Said(Collected::Complete { completion_data }) => {
                return self.complete(&completion_data).await;
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn ask_later(&mut self, wait: Option<Duration>) {
        let wait = SignedDuration::try_from(wait.unwrap_or_default().min(WAIT_AT_MOST));
        let wait = wait.unwrap_or(ASK_EVERY).max(ASK_EVERY);
        self.next = later(self.asked_at, wait);
    }

    async fn keep_hint(&self) -> Result<()> {
        let until = providers::lease_from(self.app.clock.now());
        let (id, node) = (self.attempt.id, self.app.node);
        store::keep_lease(&self.app.db, id, node, until, &self.attempt.hint).await?;
        Ok(())
    }

    async fn take_trouble(&mut self, trouble: &Trouble) -> Result<ControlFlow<()>> {
        let asked_at = self.asked_at;
        let since = *self.silent_since.get_or_insert(asked_at);
        let is_over =
            trouble.remedy() != Remedy::Wait || asked_at.duration_since(since) >= SILENT_FOR;
        trouble.log("collect");
        if is_over {
            return self.fail(trouble.hint()).await;
        }
        self.ask_later(trouble.reset());
        Ok(ControlFlow::Continue(()))
    }

    async fn fail(&self, hint: &str) -> Result<ControlFlow<()>> {
        let hint = shortened(hint);
        attempts::end(self.app, &self.attempt, SignInState::Failed, &hint).await?;
        Ok(ControlFlow::Break(()))
    }

    /// A new order in place of the one that nobody scanned in time: the page sees the next code and nothing else.
    async fn renew(&mut self) -> Result<ControlFlow<()>> {
        let Some(secrets) = Secrets::of(&self.attempt) else {
            return self.fail("startFailed").await;
        };
        let asks = asks_again(&self.attempt, &secrets);
        let (purpose, language) = (self.attempt.purpose, &self.attempt.language);
        let ordered = identify(self.app, self.bankid, &asks, purpose, language).await;
        let (ordered, ordered_at) = match ordered {
            Ok(ordered) => ordered,
            Err(trouble) => {
                trouble.log("renew");
                return self.fail(trouble.hint()).await;
            }
        };
        let json = Secrets::new(&ordered, &secrets.installation).to_json()?;
        let (id, reference) = (self.attempt.id, ordered.order_ref);
        let kept = store::renew_order(&self.app.db, id, &reference, &json, ordered_at).await;
        if !matches!(kept, Ok(true)) {
            // Given up meanwhile, or nobody will know of it.
            cancel(self.bankid, &reference).await;
            kept?;
            return Ok(ControlFlow::Break(()));
        }
        self.attempt.reference = Some(reference);
        self.attempt.secrets = json;
        self.attempt.ordered_at = Some(ordered_at);
        self.attempt.hint.clear();
        self.tell();
        self.ask_later(None);
        Ok(ControlFlow::Continue(()))
    }

    /// Somebody has confirmed it. What they have signed is kept with it.
    async fn complete(&self, completion: &Completion) -> Result<ControlFlow<()>> {
        let id = self.attempt.id;
        if completion.risk.as_deref() == Some("high") {
            tracing::warn!(sign_in.id = %id, "BankID calls a sign-in risky; it is refused");
            return self.fail("transactionRiskBlocked").await;
        }
        let address = self.attempt.address.map(|address| address.to_string());
        if address.as_deref() != Some(completion.device.ip_address.as_str()) {
            // A telephone between two networks does this too: a sign, no more.
            metrics::counter!("samtal_bankid_other_address_total").increment(1);
        }
        let vouched = Vouched {
            way: SignInWay::BankId,
            subject: None,
            personal_number: Some(completion.user.personal_number.clone()),
            name: readable(&completion.user.name),
            email: String::new(),
            is_strong: true,
            outside_session: None,
            oidc: None,
        };
        if vouched.identifiers().is_err() {
            tracing::error!(sign_in.id = %id, "BankID has told a personal number that is none");
            return self.fail("invalidPersonalNumber").await;
        }
        for _ in 1..STORE_TRIES {
            match self.keep(completion, &vouched).await {
                Ok(()) => return Ok(ControlFlow::Break(())),
                Err(error) => {
                    tracing::warn!(sign_in.id = %id, error = format!("{error:#}"), "a confirmed sign-in waits for the database");
                    tokio::time::sleep(STORE_AGAIN).await;
                }
            }
        }
        self.keep(completion, &vouched)
            .await
            .context("store a confirmed sign-in")?;
        Ok(ControlFlow::Break(()))
    }

    async fn keep(&self, completion: &Completion, vouched: &Vouched) -> Result<()> {
        let mut tx = self.app.db.begin().await?;
        if let Some(reference) = &self.attempt.reference {
            let organisation = self.app.config.organisation_name();
            let evidence = Evidence {
                reference,
                kind: Kind::Identify,
                sign_in: Some(self.attempt.id),
                visible_text: &texts::identification(
                    self.attempt.purpose,
                    organisation,
                    &self.attempt.language,
                ),
                hidden_hash: None,
                signature: &completion.signature,
                ocsp_response: &completion.ocsp_response,
            };
            signatures::keep(&mut tx, &evidence, self.app.clock.now()).await?;
        }
        attempts::complete(self.app, tx, &self.attempt, vouched).await?;
        Ok(())
    }
}

/// BankID's codes are short words; whatever else comes is not kept whole.
fn shortened(hint: &str) -> String {
    if hint.is_empty() {
        return "unknown".to_owned();
    }
    hint.chars()
        .filter(char::is_ascii_alphanumeric)
        .take(60)
        .collect()
}
