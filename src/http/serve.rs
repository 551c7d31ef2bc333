//! From a listening socket to requests: one task per connection, time-outs against those who never finish, and TLS where
//! the operator has given a certificate.

use std::{io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use rustix::net::sockopt::set_tcp_user_timeout;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{interval, sleep, timeout},
};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;
use tracing::{debug, warn};

use super::{
    Peer, Place, Places,
    address::is_trusted,
    lingering::{Lingering, Unread, Watched},
    room::Room,
    router,
    wire::Wire,
};
use crate::{app::Ctx, identity, lifecycle::Lifecycle};

/// Headers come within this time, also those of the next request on the same connection.
const HEADERS_WITHIN: Duration = Duration::from_secs(20);
/// A TLS handshake is two round trips and a millisecond of ours; by a bad mobile network some seconds.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// Handshakes under way at once: each costs some kilobytes and, when it is answered, a millisecond of a core.
const HANDSHAKES: usize = 1_000;
/// Of one network: an office that comes back after a restart fits, for a handshake is short.
const HANDSHAKES_OF_ONE: usize = 200;
/// More headers than any browser sends.
const MAX_HEADERS: usize = 64;
/// A request's head, and what is read of a body at once.
const BUFFER_BYTES: usize = 16 * 1024;
/// A peer that takes nothing of what it has asked for is gone, or pretends to be slow: half a download would hold its
/// place, its file and the system's buffers for ever. Chats notice sooner by themselves. In milliseconds.
const TAKEN_WITHIN_MS: u32 = 120_000;
/// When the system has no more descriptors, some must be closed before it makes sense to accept again.
const OUT_OF_DESCRIPTORS: Duration = Duration::from_millis(100);
/// How often what has run out is forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(600);

/// A connection's places; given back when the last has let go. In every request, so that who takes the connection over
/// keeps them.
#[derive(Debug, Clone)]
pub(crate) struct Held(
    #[expect(dead_code, reason = "kept until it is dropped")]
    Arc<(OwnedSemaphorePermit, Option<Place>)>,
);

/// Answers requests until the lifecycle drains; connections end by themselves then.
pub async fn serve(app: Ctx, listener: TcpListener) {
    let lifecycle = app.lifecycle.clone();
    lifecycle.spawn_worker("forgetting", forget_what_has_run_out(app.clone()));
    let room = Room::make(&app.config.limits);
    let places = Arc::new(Semaphore::new(room.all.min(Semaphore::MAX_PERMITS)));
    let of_one = Places::new("connections", room.of_one, Semaphore::MAX_PERMITS);
    let trusted = app.config.trusted_proxies.clone();
    let door = app.tls.as_ref().map(|tls| Door {
        acceptor: tls.acceptor(),
        handshakes: Places::new("handshakes", HANDSHAKES_OF_ONE, HANDSHAKES),
    });
    if let Some(tls) = app.tls.clone() {
        lifecycle.spawn_worker("certificate", tls.follow(lifecycle.clone()));
    }
    let router = router(app);
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
            () = lifecycle.drain().cancelled() => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                let own = if is_trusted(peer.ip(), &trusted) {
                    None
                } else {
                    let own = of_one.take(peer.ip().to_canonical());
                    // Closed without a word: who has this many open is not waiting for one.
                    let Some(own) = own else { continue };
                    Some(own)
                };
                let held = Held(Arc::new((place, own)));
                let router = router.clone();
                match &door {
                    None => {
                        let wire = ready(stream);
                        lifecycle.spawn_connection(connection(
                            Wire::Plain(wire),
                            peer,
                            router,
                            lifecycle.clone(),
                            held,
                        ));
                    }
                    Some(door) => {
                        // Closed without a word: who has this many under way finishes none of them.
                        let Some(place) = door.handshakes.take(peer.ip().to_canonical()) else {
                            continue;
                        };
                        let shaken = shake_hands(door.acceptor.clone(), ready(stream), place);
                        let lifecycle = lifecycle.clone();
                        lifecycle.clone().spawn_connection(async move {
                            let wire = tokio::select! {
                                wire = shaken => wire,
                                () = lifecycle.drain().cancelled() => None,
                            };
                            if let Some(wire) = wire {
                                connection(wire, peer, router, lifecycle, held).await;
                            }
                        });
                    }
                }
            }
            Err(error) => after_failed_accept(&error).await,
        }
    }
}

/// The way in by TLS.
struct Door {
    acceptor: TlsAcceptor,
    handshakes: Places,
}

fn ready(stream: TcpStream) -> TcpStream {
    // Without it a small frame waits for the last one's acknowledgement. A socket that is gone fails on reading too.
    stream.set_nodelay(true).ok();
    set_tcp_user_timeout(&stream, TAKEN_WITHIN_MS).ok();
    stream
}

/// None when the peer speaks no TLS that we speak, or does not finish in time.
async fn shake_hands(acceptor: TlsAcceptor, stream: TcpStream, place: Place) -> Option<Wire> {
    let shaken = timeout(HANDSHAKE_WITHIN, acceptor.accept(stream)).await;
    drop(place);
    match shaken {
        Ok(Ok(stream)) => Some(Wire::Tls(Box::new(stream))),
        Ok(Err(error)) => {
            // Scanners, old devices and plain HTTP come every day; nobody has to look.
            debug!(%error, "a handshake failed");
            metrics::counter!("samtal_tls_handshake_failures_total").increment(1);
            None
        }
        Err(_) => {
            debug!("a handshake took too long");
            metrics::counter!("samtal_tls_handshake_failures_total").increment(1);
            None
        }
    }
}

async fn connection(
    wire: Wire,
    peer: SocketAddr,
    router: Router,
    lifecycle: Lifecycle,
    held: Held,
) {
    let unread = Unread::default();
    let wire = Lingering::new(wire, unread.clone());
    let watching = unread.clone();
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        request.extensions_mut().insert(held.clone());
        let watched = |body| Body::new(Watched::new(body, watching.clone()));
        router.clone().oneshot(request.map(watched))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .max_headers(MAX_HEADERS)
        .max_buf_size(BUFFER_BYTES)
        .serve_connection(TokioIo::new(wire), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = lifecycle.drain().cancelled() => {
            unread.hurry();
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        // Clients leave in the middle every day; nobody has to look.
        debug!(%error, "a connection broke off");
    }
}

async fn after_failed_accept(error: &io::Error) {
    let is_clients = matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
    );
    if !is_clients {
        warn!(%error, "can't accept a connection");
        sleep(OUT_OF_DESCRIPTORS).await;
    }
}

/// Gives back the memory of throttles that are at rest, and the rows of sessions that have ended.
async fn forget_what_has_run_out(app: Ctx) {
    let mut tick = interval(FORGET_EVERY);
    loop {
        tokio::select! {
            _ = tick.tick() => (),
            () = app.lifecycle.stop().cancelled() => return,
        }
        app.throttle.forget_idle();
        match identity::forget_ended_sessions(&app).await {
            Ok(sessions) => debug!(sessions, "forgot ended sessions"),
            Err(error) => warn!(error = format!("{error:#}"), "can't forget ended sessions"),
        }
    }
}
