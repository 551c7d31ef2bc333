//! Who confirms sign-ins from outside, and what each is asked for in turn.
//!
//! A provider that must be asked (BankID, Freja eID) is asked by one node, which holds the sign-in's lease; when that node
//! dies its lease runs out and another goes on. Invariant: an attempt is followed by one task of one node.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use signaling::protocol::{
    BeginSignIn, Provider, ProviderKind, SignInId, SignInPurpose, SignInState, SignInView,
};
use tokio::sync::mpsc;
use tracing::warn;

use super::{
    Caller, Visit,
    attempts::{self, Attempt},
    bankid::{self, BankId, BankIdAccess},
    freja::{self, Freja},
    oidc::{self, Oidc},
    store,
};
use crate::{
    app::{App, Ctx},
    clock::later,
    config::{self, OidcProvider},
    error::{Result, not_found},
};

/// Begun here and not followed yet. When it is full the lease runs out and the next look finds them.
const MAX_BEGUN: usize = 1_024;
/// How long a node that says nothing keeps a sign-in: two questions and their time-outs.
const LEASE: SignedDuration = SignedDuration::from_secs(12);
/// How often a node looks for sign-ins that nobody asks about, and tells which pages it sees.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// What is set up.
#[derive(Debug, Default)]
pub struct Setup {
    /// BankID.
    pub bankid: Option<BankIdAccess>,
    /// Freja eID by its own interface.
    pub freja: Option<config::Freja>,
    /// Whoever vouches for people by OpenID Connect, in the order in which they are shown.
    pub oidc: Vec<OidcProvider>,
}

/// One who is asked whether a sign-in is confirmed.
#[derive(Debug)]
enum Outside {
    BankId(Box<BankId>),
    Freja(Box<Freja>),
}

/// Those that are set up, and what this node asks them about.
#[derive(Debug)]
pub struct Providers {
    all: Vec<Outside>,
    oidc: Oidc,
    begun: mpsc::Sender<SignInId>,
    followed: Mutex<HashSet<SignInId>>,
}

impl Providers {
    /// Makes what is set up ready; and what has been begun, for [`confirm_sign_ins`].
    ///
    /// # Errors
    /// If a certificate or key can't be used.
    pub fn open(setup: Setup) -> anyhow::Result<(Self, mpsc::Receiver<SignInId>)> {
        let mut all = Vec::new();
        if let Some(access) = setup.bankid {
            all.push(Outside::BankId(Box::new(BankId::open(access)?)));
        }
        if let Some(settings) = setup.freja {
            all.push(Outside::Freja(Box::new(Freja::open(settings)?)));
        }
        let (begun, to_follow) = mpsc::channel(MAX_BEGUN);
        let providers = Self {
            all,
            oidc: Oidc::new(&setup.oidc)?,
            begun,
            followed: Mutex::default(),
        };
        Ok((providers, to_follow))
    }

    /// BankID, if it is set up.
    pub fn bankid(&self) -> Option<&BankId> {
        self.all.iter().find_map(|one| match one {
            Outside::BankId(bankid) => Some(&**bankid),
            Outside::Freja(_) => None,
        })
    }

    /// Those to whom the browser is sent.
    pub(super) fn oidc(&self) -> &Oidc {
        &self.oidc
    }

    fn named(&self, id: &str) -> Option<&Outside> {
        self.all.iter().find(|one| one.about().id == id)
    }

    /// False if it is followed already.
    fn takes(&self, id: SignInId) -> bool {
        let mut followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        followed.insert(id)
    }

    fn lets_go(&self, id: SignInId) {
        let mut followed = self.followed.lock().unwrap_or_else(PoisonError::into_inner);
        followed.remove(&id);
    }
}

impl Outside {
    fn about(&self) -> Provider {
        match self {
            Self::BankId(_) => Provider {
                id: bankid::ID.to_owned(),
                kind: ProviderKind::BankId,
                name: "BankID".to_owned(),
            },
            Self::Freja(_) => Provider {
                id: freja::ID.to_owned(),
                kind: ProviderKind::Freja,
                name: "Freja eID".to_owned(),
            },
        }
    }
}

/// Until when a node that asks at `now` is left to it.
pub(super) fn lease_from(now: Timestamp) -> Timestamp {
    later(now, LEASE)
}

/// Those that are set up, in the order in which they are shown.
pub(super) fn list(app: &App) -> Vec<Provider> {
    let asked = app.providers.all.iter().map(Outside::about);
    asked.chain(app.providers.oidc.list()).collect()
}

/// Begins a sign-in at the provider that the form names.
///
/// # Errors
/// `not_found` if none is called so; `unavailable` if it does not answer.
pub(super) async fn begin(app: &App, visit: &Visit, form: &BeginSignIn) -> Result<SignInView> {
    let view = match app.providers.named(&form.provider) {
        Some(Outside::BankId(bankid)) => bankid::begin(app, bankid, visit, form).await?,
        Some(Outside::Freja(freja)) => freja::begin(app, freja, visit, form).await?,
        // Nobody is asked: the browser comes back with the answer.
        None => return oidc::begin(app, visit, form).await,
    };
    if app.providers.begun.try_send(view.id).is_err() {
        metrics::counter!("samtal_sign_ins_followed_late_total").increment(1);
    }
    Ok(view)
}

/// How far it is, with what is to be scanned or opened now.
pub(super) fn view(app: &App, attempt: &Attempt) -> SignInView {
    match app.providers.named(&attempt.provider) {
        Some(Outside::BankId(bankid)) => bankid::view(app, bankid, attempt),
        Some(Outside::Freja(freja)) => freja::view(app, freja, attempt),
        None if app.providers.oidc.has(&attempt.provider) => oidc::view(attempt),
        None => attempt.view(None, None),
    }
}

/// As [`view`], for the socket of whoever began it.
///
/// # Errors
/// `not_found` for anybody else.
pub(super) async fn watch(app: &App, caller: &Caller, id: SignInId) -> Result<SignInView> {
    let found = store::attempts::find(&app.db, id).await?;
    let own = found.filter(|attempt| match attempt.purpose {
        SignInPurpose::SignIn => attempt.visitor == Some(caller.person),
        SignInPurpose::Link => attempt.person == Some(caller.person),
    });
    let attempt = own.ok_or_else(|| not_found("sign-in"))?;
    seen(app, &attempt).await?;
    Ok(view(app, &attempt))
}

/// Its page has asked.
pub(super) async fn seen(app: &App, attempt: &Attempt) -> Result<()> {
    if attempt.state != SignInState::Pending {
        return Ok(());
    }
    store::attempts::seen(&app.db, &[attempt.id], app.clock.now()).await
}

/// Gives it up, here and at the provider.
///
/// # Errors
/// If the database does not answer; a provider that does not is left to its own time-out.
pub(super) async fn cancel(app: &App, attempt: &Attempt) -> Result<()> {
    if !attempts::end(app, attempt, SignInState::Cancelled, "").await? {
        return Ok(());
    }
    match (app.providers.named(&attempt.provider), &attempt.reference) {
        (Some(Outside::BankId(bankid)), Some(reference)) => {
            bankid::cancel(bankid, reference).await;
        }
        (Some(Outside::Freja(freja)), Some(reference)) => freja::cancel(freja, reference).await,
        (_, None) | (None, _) => (),
    }
    Ok(())
}

/// Asks about sign-ins that are under way: those begun here, and those of nodes that are gone.
pub async fn confirm_sign_ins(app: Ctx, mut begun: mpsc::Receiver<SignInId>) {
    let mut look = app.clock.now();
    loop {
        tokio::select! {
            () = app.lifecycle.stop().cancelled() => return,
            Some(id) = begun.recv() => match store::attempts::find(&app.db, id).await {
                Ok(Some(attempt)) => follow(&app, attempt),
                Ok(None) => (),
                // Its lease runs out, and the next look finds it.
                Err(error) => warn!(error = format!("{error:#}"), "a sign-in waits for the database"),
            },
            () = app.clock.sleep_until(look) => {
                let now = app.clock.now();
                look = later(now, LOOK_EVERY);
                if let Err(error) = look_around(&app, now).await {
                    warn!(error = format!("{error:#}"), "can't look for sign-ins");
                }
            }
        }
    }
}

async fn look_around(app: &Ctx, now: Timestamp) -> Result<()> {
    let watched = app.hub.watched_sign_ins();
    if !watched.is_empty() {
        store::attempts::seen(&app.db, &watched, now).await?;
    }
    let taken = store::attempts::take_over(&app.db, app.node, now, lease_from(now)).await?;
    for attempt in taken {
        follow(app, attempt);
    }
    Ok(())
}

fn follow(app: &Ctx, attempt: Attempt) {
    let id = attempt.id;
    if attempt.state != SignInState::Pending || !app.providers.takes(id) {
        return;
    }
    let shared = app.clone();
    app.lifecycle.spawn_worker("sign-in", async move {
        match shared.providers.named(&attempt.provider) {
            Some(Outside::BankId(bankid)) => bankid::follow(&shared, bankid, attempt).await,
            Some(Outside::Freja(freja)) => freja::follow(&shared, freja, attempt).await,
            // Set up on another node, or no more: its time runs out.
            None => (),
        }
        shared.providers.lets_go(id);
    });
}
