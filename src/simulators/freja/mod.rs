//! An invented Freja: its interface behind TLS with client certificates, and a page on which a developer is its app.
//!
//! Invariant: in the development profile only, and bound to the loopback address.

mod answers;
mod certificates;
mod pages;

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::{Context, Result};
use axum::{
    Router,
    body::Body,
    routing::{get, post},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use self::certificates::Certificates;
use super::oidc::faults::Signature;
use crate::{
    clock::Clock,
    config::{Freja, FrejaLevel, Secret, thumbprint},
    lifecycle::Lifecycle,
};

/// Connections at once; more wait.
const MAX_CONNECTIONS: usize = 64;
/// Nobody takes longer to shake hands.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// An order that nobody confirms in this time lapses.
const LIFE: SignedDuration = SignedDuration::from_mins(2);

/// The invented Freja. Clones share everything.
#[derive(Clone, Debug)]
pub struct FrejaSimulator(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: Freja,
    certificates: Certificates,
    clock: Clock,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    faults: Faults,
    orders: VecDeque<Order>,
}

#[derive(Clone, Debug)]
struct Order {
    reference: String,
    /// None where the plain reference opens it.
    qr_code_secret: Option<String>,
    level: String,
    begun_at: Timestamp,
    status: Status,
}

/// How far an order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Started,
    DeliveredToMobile,
    Approved { person: usize, level: FrejaLevel },
    Rejected,
    Canceled,
    RpCanceled,
    Expired,
}

/// How it misbehaves from now on. Counts are used up.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Faults {
    /// So many requests are answered 503.
    errors: u32,
    /// So many answers break off.
    cut: u32,
    /// Wait before an answer, milliseconds, at most a minute.
    delay_ms: u32,
    /// How results are signed.
    signature: Signature,
    /// Results are of this order.
    reference: Option<String>,
    /// How wrong its clock is.
    clock_s: i64,
    /// The level in results, whatever was chosen.
    level: Option<String>,
    /// So many orders find that another one of the same person is open.
    already_open: u32,
}

impl FrejaSimulator {
    /// Listens on a free port of 127.0.0.1; a browser finds its app's page below `shown_at`.
    ///
    /// # Errors
    /// If no port or no certificate can be had.
    pub(super) async fn start(
        lifecycle: &Lifecycle,
        clock: &Clock,
        shown_at: &str,
    ) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .context("a port for the invented Freja")?;
        let address = listener.local_addr().context("the invented Freja's port")?;
        // Large primes take a moment the first time.
        let made = tokio::task::spawn_blocking(Certificates::new).await;
        let certificates = made.context("certificates for the invented Freja")??;
        let signer = &certificates.signer;
        let settings = Freja {
            url: format!("https://{address}"),
            app_url: format!("{shown_at}/simulators"),
            client: Secret::new(certificates.client.clone()),
            root: certificates.root.clone(),
            signers: BTreeMap::from([(thumbprint(signer.der()), signer.der().clone())]),
            level: FrejaLevel::Extended,
        };
        let acceptor = certificates.acceptor()?;
        let simulator = Self(Arc::new(Inner {
            settings,
            certificates,
            clock: clock.clone(),
            state: Mutex::default(),
        }));
        let server = serve(listener, acceptor, simulator.interface(), lifecycle.clone());
        lifecycle.spawn_worker("invented Freja", server);
        Ok(simulator)
    }

    /// How the server asks it.
    pub fn settings(&self) -> Freja {
        self.0.settings.clone()
    }

    /// Who signs results, in PEM.
    pub(super) fn signers(&self) -> String {
        self.0.certificates.signer.pem()
    }

    /// The app's page and the controls, for a router of any state.
    pub fn routes<S>(&self) -> Router<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        Router::new()
            .route("/simulators/freja", get(answers::app).post(answers::decide))
            .route("/simulators/freja/faults", post(answers::misbehave))
            .with_state(self.clone())
    }

    /// What the server asks, by its own port.
    fn interface(&self) -> Router {
        Router::new()
            .fallback(answers::interface)
            .with_state(self.clone())
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.0.clock.now();
        for order in &mut state.orders {
            let is_open = matches!(order.status, Status::Started | Status::DeliveredToMobile);
            if is_open && now.duration_since(order.begun_at) > LIFE {
                order.status = Status::Expired;
            }
        }
        state
    }
}

impl Status {
    fn name(self) -> &'static str {
        match self {
            Self::Started => "STARTED",
            Self::DeliveredToMobile => "DELIVERED_TO_MOBILE",
            Self::Approved { .. } => "APPROVED",
            Self::Rejected => "REJECTED",
            Self::Canceled => "CANCELED",
            Self::RpCanceled => "RP_CANCELED",
            Self::Expired => "EXPIRED",
        }
    }
}

async fn serve(listener: TcpListener, acceptor: TlsAcceptor, router: Router, lifecycle: Lifecycle) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let next = async {
            let place = places
                .clone()
                .acquire_owned()
                .await
                .expect("the semaphore is never closed");
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            next = next => next,
            () = lifecycle.stop().cancelled() => return,
        };
        let Ok((stream, _)) = accepted else { continue };
        let (acceptor, router, stop) = (acceptor.clone(), router.clone(), lifecycle.stop().clone());
        lifecycle.spawn_worker("invented Freja's connection", async move {
            tokio::select! {
                () = connection(stream, acceptor, router) => (),
                () = stop.cancelled() => (),
            }
            drop(place);
        });
    }
}

async fn connection(stream: TcpStream, acceptor: TlsAcceptor, router: Router) {
    // Who shows no certificate of ours is not let in.
    let Ok(Ok(stream)) = timeout(HANDSHAKE_WITHIN, acceptor.accept(stream)).await else {
        return;
    };
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        router.clone().oneshot(request.map(Body::new))
    });
    // Clients leave in the middle, and some answers are meant to break off.
    http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await
        .ok();
}
