//! The server's side of mutual TLS. Each connection carries one question, so that what is told to go wrong does at once.

use std::{fmt, sync::Arc, time::Duration};

use anyhow::{Context, Result};
use axum::{
    body::Body,
    http::{Request, Response},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::timeout,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{RootCertStore, ServerConfig, crypto::ring, server::WebPkiClientVerifier},
};
use tower::ServiceExt;
use tracing::debug;

use super::{BankIdSimulator, certificates::ServerIdentity, rp};
use crate::lifecycle::Lifecycle;

/// More at once than a developer's servers ask.
const MAX_CONNECTIONS: usize = 256;
/// A client that says nothing has gone.
const HEARD_WITHIN: Duration = Duration::from_secs(10);

/// With which certificate the server shows itself.
pub(super) struct Acceptors {
    own: TlsAcceptor,
    impostor: TlsAcceptor,
}

/// The answer is not sent: the connection is cut.
#[derive(Debug)]
struct CutOff;

impl fmt::Display for CutOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cut off as told")
    }
}

impl std::error::Error for CutOff {}

/// Marks an answer that is not to be sent.
#[derive(Clone, Copy, Debug)]
pub(super) struct NotSent;

impl Acceptors {
    pub(super) fn new(own: ServerIdentity, impostor: ServerIdentity) -> Result<Self> {
        Ok(Self {
            own: acceptor(own)?,
            impostor: acceptor(impostor)?,
        })
    }
}

fn acceptor(identity: ServerIdentity) -> Result<TlsAcceptor> {
    let provider = Arc::new(ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(identity.root).context("the root")?;
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build();
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .context("TLS 1.2 and 1.3")?
        .with_client_cert_verifier(verifier.context("whose certificates are taken")?)
        .with_single_cert(identity.chain, identity.key)
        .context("the server's certificate")?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Answers until the server stops.
pub(super) async fn serve(
    listener: TcpListener,
    acceptors: Acceptors,
    simulator: BankIdSimulator,
    lifecycle: Lifecycle,
) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = lifecycle.stop().cancelled() => return,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                debug!(%error, "BankID simulator");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        // Full: closed without a word.
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            continue;
        };
        let acceptor = if simulator.faults().wrong_certificate {
            acceptors.impostor.clone()
        } else {
            acceptors.own.clone()
        };
        let talk = talk(stream, acceptor, simulator.clone());
        let stop = lifecycle.stop().clone();
        lifecycle.spawn_worker("BankID simulator's connection", async move {
            tokio::select! {
                ended = talk => if let Err(error) = ended {
                    debug!(error = format!("{error:#}"), "BankID simulator");
                },
                () = stop.cancelled() => (),
            }
            drop(place);
        });
    }
}

async fn talk(stream: TcpStream, acceptor: TlsAcceptor, simulator: BankIdSimulator) -> Result<()> {
    let stream = timeout(HEARD_WITHIN, acceptor.accept(stream))
        .await
        .context("no handshake in time")??;
    let router = rp::routes(simulator);
    let service = service_fn(move |request: Request<Incoming>| {
        let answering = router.clone().oneshot(request.map(Body::new));
        async move {
            let Ok(answer): Result<Response<Body>, std::convert::Infallible> = answering.await;
            match answer.extensions().get::<NotSent>() {
                Some(NotSent) => Err(CutOff),
                None => Ok(answer),
            }
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEARD_WITHIN)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await
        .context("serve a question")
}
