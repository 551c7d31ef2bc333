//! A proxy's control by HTTP, for tests that aren't written in Rust. On loopback, without a password: for tests only.
//!
//! `POST /blackout {"on":true}`, `POST /address {}`, `POST /impair {"way":"down","loss_pct":5}` (both ways when none is
//! said; what isn't said is perfect), `GET /counts`. The first two take `"client":"127.0.0.1:40000"` for one of those in
//! the counts. Every answer but an error is the counts after it.

use std::net::SocketAddr;

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio_util::task::{AbortOnDropHandle, TaskTracker};

use super::{Counts, Impairment, Proxy, ProxyError, Way, Whom};

/// A running control; it ends when dropped.
#[derive(Debug)]
pub struct Control {
    addr: SocketAddr,
    _task: AbortOnDropHandle<()>,
}

impl Control {
    /// Starts one on `listen`, port 0 for any.
    ///
    /// # Errors
    /// The address can't be had.
    pub async fn start(listen: SocketAddr, proxy: Proxy) -> Result<Self, ProxyError> {
        let failed = |error| ProxyError::Listen { listen, error };
        let listener = TcpListener::bind(listen).await.map_err(failed)?;
        let addr = listener.local_addr().map_err(failed)?;
        let routes = Router::new()
            .route("/counts", get(counts))
            .route("/blackout", post(blackout))
            .route("/address", post(address))
            .route("/impair", post(impair))
            .with_state(proxy);
        let serving = async move {
            if let Err(error) = axum::serve(listener, routes).await {
                tracing::error!("the proxy's control has ended: {error}");
            }
        };
        Ok(Self {
            addr,
            _task: AbortOnDropHandle::new(TaskTracker::new().spawn(serving)),
        })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }
}

type Answer = Result<Json<Counts>, (StatusCode, String)>;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Blackout {
    on: bool,
    client: Option<SocketAddr>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Address {
    client: Option<SocketAddr>,
}

#[derive(Debug, Deserialize)]
struct Impair {
    way: Option<Way>,
    #[serde(flatten)]
    impairment: serde_json::Map<String, serde_json::Value>,
}

async fn counts(State(proxy): State<Proxy>) -> Answer {
    proxy.counts().await.map(Json).map_err(ended)
}

async fn blackout(State(proxy): State<Proxy>, Json(body): Json<Blackout>) -> Answer {
    let whom = whom(body.client);
    let done = match body.on {
        true => proxy.go_dark(whom).await,
        false => proxy.light_up(whom).await,
    };
    done.map_err(ended)?;
    counts(State(proxy)).await
}

async fn address(State(proxy): State<Proxy>, Json(body): Json<Address>) -> Answer {
    proxy
        .change_address(whom(body.client))
        .await
        .map_err(ended)?;
    counts(State(proxy)).await
}

async fn impair(State(proxy): State<Proxy>, Json(body): Json<Impair>) -> Answer {
    let impairment: Impairment = serde_json::from_value(body.impairment.into())
        .map_err(|error| (StatusCode::BAD_REQUEST, error.to_string()))?;
    let impairment = impairment
        .checked()
        .map_err(|error| (StatusCode::BAD_REQUEST, error.to_string()))?;
    let done = match body.way {
        Some(way) => proxy.impair(way, impairment).await,
        None => proxy.impair_both(impairment).await,
    };
    done.map_err(ended)?;
    counts(State(proxy)).await
}

fn whom(client: Option<SocketAddr>) -> Whom {
    client.map_or(Whom::Everybody, Whom::Client)
}

fn ended(error: ProxyError) -> (StatusCode, String) {
    (StatusCode::SERVICE_UNAVAILABLE, error.to_string())
}
