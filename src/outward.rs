//! Our side of requests to others: no redirects, no proxies, little time, small answers.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use axum::{
    body::{Body, to_bytes},
    http::{Request, Response, StatusCode},
};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::time::timeout;
use tokio_rustls::rustls::{
    ClientConfig, ConfigBuilder, RootCertStore, WantsVerifier, crypto::ring,
};

/// Whoever takes longer is not there: somebody waits.
const WITHIN: Duration = Duration::from_secs(10);
/// Keys and claims of anybody fit many times.
const MAX_BYTES: usize = 512 * 1024;

/// Asks others.
#[derive(Debug, Clone)]
pub(crate) struct Outward(Client<HttpsConnector<HttpConnector>, Body>);

/// Why there is no answer. Names no address: there may be secrets in it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OutwardError {
    /// No connection, or not with whom we want to talk.
    #[error("no connection: {0}")]
    Failed(#[from] hyper_util::client::legacy::Error),
    /// Nothing in time.
    #[error("no answer within {} s", WITHIN.as_secs())]
    TooLate,
    /// The answer broke off, or is too large.
    #[error("the answer can't be read whole: {0}")]
    Unreadable(#[from] axum::Error),
    /// It says itself that it can't.
    #[error("it answers {0}")]
    Broken(StatusCode),
}

impl Outward {
    /// Believes servers whose certificates the public roots vouch for.
    pub(crate) fn to_anybody() -> anyhow::Result<Self> {
        let roots = RootCertStore::from_iter(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        let tls = tls()?.with_root_certificates(roots).with_no_client_auth();
        Ok(Self::with(tls))
    }

    /// Believes whom `tls` believes, and shows what it shows.
    pub(crate) fn with(tls: ClientConfig) -> Self {
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_http1()
            .build();
        Self(Client::builder(TokioExecutor::new()).build(connector))
    }

    /// Sends it and reads the answer whole.
    pub(crate) async fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> Result<Response<Vec<u8>>, OutwardError> {
        let answer = timeout(WITHIN, self.ask(request)).await;
        answer.map_err(|_| OutwardError::TooLate)?
    }

    async fn ask(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, OutwardError> {
        let (parts, body) = self.0.request(request.map(Body::from)).await?.into_parts();
        if parts.status.is_server_error() {
            return Err(OutwardError::Broken(parts.status));
        }
        let body = to_bytes(Body::new(body), MAX_BYTES).await?;
        Ok(Response::from_parts(parts, body.into()))
    }
}

/// The beginning of every configuration.
pub(crate) fn tls() -> anyhow::Result<ConfigBuilder<ClientConfig, WantsVerifier>> {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .context("TLS outwards")
}
