//! The way to BankID: HTTP/1.1 over mutual TLS, one root and no other, no proxy, a time-out on everything.

use std::{fmt, sync::Arc, time::Duration};

use anyhow::{Context, anyhow};
use axum::body::{Body, to_bytes};
use hyper::{
    Method, Request, Uri,
    header::{CONTENT_TYPE, HeaderMap},
};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client as Http, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde::{Serialize, de::DeserializeOwned};
use tokio::time::timeout;
use tokio_rustls::rustls::{
    ClientConfig, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

use super::{
    access::BankIdAccess,
    trouble::{Refusal, Trouble},
    wire::{Collected, OrderForm, OrderName, Ordered},
};

/// Shorter than a lease lasts, so that an answer never comes to a node that has lost its order.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// A signature with its OCSP response has some ten thousand bytes.
const MAX_ANSWER_BYTES: usize = 1024 * 1024;
/// An idle connection is closed before a firewall forgets it.
const IDLE: Duration = Duration::from_secs(20);

/// Calls BankID. Its connections are kept open between calls.
pub(super) struct Client {
    base: String,
    http: Http<HttpsConnector<HttpConnector>, Body>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({})", self.base)
    }
}

impl Client {
    pub(super) fn new(access: &BankIdAccess) -> anyhow::Result<Self> {
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls(access)?)
            .https_only()
            .enable_http1()
            .build();
        let http = Http::builder(TokioExecutor::new())
            .pool_idle_timeout(IDLE)
            .pool_timer(hyper_util::rt::TokioTimer::new())
            .build(connector);
        Ok(Self {
            base: access.url.clone(),
            http,
        })
    }

    /// Begins an identification.
    pub(super) async fn auth(&self, form: &OrderForm<'_>) -> Result<Ordered, Trouble> {
        self.order("auth", form).await
    }

    /// Begins a signature.
    pub(super) async fn sign(&self, form: &OrderForm<'_>) -> Result<Ordered, Trouble> {
        self.order("sign", form).await
    }

    /// How far an order is. The final answer is given once.
    pub(super) async fn collect(&self, reference: &str) -> Result<Collected, Trouble> {
        self.post("collect", &OrderName::of(reference)).await
    }

    /// Gives an order up.
    pub(super) async fn cancel(&self, reference: &str) -> Result<(), Trouble> {
        let answer: serde_json::Value = self.post("cancel", &OrderName::of(reference)).await?;
        drop(answer);
        Ok(())
    }

    /// BankID asks for one more try while it is being maintained, and for none after any other failure.
    async fn order(&self, path: &str, form: &OrderForm<'_>) -> Result<Ordered, Trouble> {
        match self.post(path, form).await {
            Err(Trouble::Refused(refusal)) if refusal.is_maintenance() => {
                self.post(path, form).await
            }
            other => other,
        }
    }

    async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Trouble> {
        match timeout(ANSWER_WITHIN, self.exchange(path, body)).await {
            Ok(answered) => answered,
            Err(_) => Err(Trouble::Unreachable(anyhow!(
                "no answer within {} s",
                ANSWER_WITHIN.as_secs()
            ))),
        }
    }

    async fn exchange<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, Trouble> {
        let body = serde_json::to_vec(body).context("write the request")?;
        let uri: Uri = format!("{}/{path}", self.base).parse().context("address")?;
        let request = Request::builder()
            .method(Method::POST)
            .uri(uri)
            // A charset behind it is answered with 415.
            .header(CONTENT_TYPE, "application/json")
            .body(Body::from(body))
            .context("build the request")?;
        let answer = self.http.request(request).await.context("call BankID")?;
        let (head, body) = answer.into_parts();
        let read = to_bytes(Body::new(body), MAX_ANSWER_BYTES).await;
        let bytes = read.context("read BankID's answer")?;
        if !head.status.is_success() {
            let reset = rate_limit_reset(&head.headers);
            return Err(Trouble::Refused(Refusal::read(head.status, &bytes, reset)));
        }
        // The error says at which byte, never what stood there.
        serde_json::from_slice(&bytes)
            .map_err(|error| {
                anyhow!(
                    "BankID's answer is not as documented, line {} column {}",
                    error.line(),
                    error.column()
                )
            })
            .map_err(Trouble::Unreachable)
    }
}

fn rate_limit_reset(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get("ratelimit-reset")?.to_str().ok()?;
    seconds.trim().parse().ok().map(Duration::from_secs)
}

/// Knows one root, and shows our own certificate.
fn tls(access: &BankIdAccess) -> anyhow::Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    for root in CertificateDer::pem_slice_iter(access.root.as_bytes()) {
        roots
            .add(root.context("BankID's root is not PEM")?)
            .context("BankID's root is not a certificate")?;
    }
    anyhow::ensure!(!roots.is_empty(), "BankID's root holds no certificate");
    let chain = CertificateDer::pem_slice_iter(access.certificate.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .context("BankID's certificate for us is not PEM")?;
    anyhow::ensure!(
        !chain.is_empty(),
        "BankID's certificate for us holds no certificate"
    );
    let key = PrivateKeyDer::from_pem_slice(access.key.reveal().as_bytes())
        .map_err(|_| anyhow!("the key of BankID's certificate is not PEM"))?;
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .context("TLS 1.2 and 1.3")?
        .with_root_certificates(roots)
        .with_client_auth_cert(chain, key)
        .context("BankID's certificate and key don't belong together")
}
