//! From a listening socket to requests: one task per connection, and time-outs against those who never finish.

use std::{io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use axum::{Router, body::Body, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use rustix::net::sockopt::set_tcp_user_timeout;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{interval, sleep},
};
use tower::ServiceExt;
use tracing::{debug, warn};

use super::{Peer, Place, Places, address::is_trusted, room::Room, router};
use crate::{app::Ctx, identity, lifecycle::Lifecycle};

/// Headers come within this time, also those of the next request on the same connection.
const HEADERS_WITHIN: Duration = Duration::from_secs(20);
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
                let connection = connection(stream, peer, router.clone(), lifecycle.clone(), held);
                lifecycle.spawn_connection(connection);
            }
            Err(error) => after_failed_accept(&error).await,
        }
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    lifecycle: Lifecycle,
    held: Held,
) {
    // Without it a small frame waits for the last one's acknowledgement. A socket that is gone fails on reading too.
    stream.set_nodelay(true).ok();
    set_tcp_user_timeout(&stream, TAKEN_WITHIN_MS).ok();
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        request.extensions_mut().insert(held.clone());
        router.clone().oneshot(request.map(Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .max_headers(MAX_HEADERS)
        .max_buf_size(BUFFER_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = lifecycle.drain().cancelled() => {
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
