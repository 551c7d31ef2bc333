//! For who runs the server: is it alive, should it get work, what are its figures.

use std::net::IpAddr;

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};

use super::{ClientAddress, Peer, address::is_hidden};
use crate::{
    app::Ctx,
    config::Profile,
    db,
    error::{Result, not_found},
    meetings,
};

/// The process answers. Nothing else is asked, so that a database's fault does not restart servers.
#[utoipa::path(
    get, path = "/healthz", tag = "operation", security(()),
    responses((status = 200, description = "`ok`", body = String, content_type = "text/plain")),
)]
pub(super) async fn is_alive() -> &'static str {
    "ok"
}

/// Whether this node should be given work.
#[utoipa::path(
    get, path = "/readyz", tag = "operation", security(()),
    responses(
        (status = 200, description = "`ready`", body = String, content_type = "text/plain"),
        (status = 503, description = "Why not", body = String, content_type = "text/plain"),
    ),
)]
pub(super) async fn is_ready(State(app): State<Ctx>) -> (StatusCode, &'static str) {
    if !app.lifecycle.is_accepting() {
        return (StatusCode::SERVICE_UNAVAILABLE, "shutting down");
    }
    if !app.media.is_running() {
        return (StatusCode::SERVICE_UNAVAILABLE, "no media");
    }
    match db::ping(&app.db).await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "no database"),
    }
}

/// Prometheus's text. In production for the inner network only, for how busy a business is concerns
/// nobody else; and not through a proxy that is not in `SAMTAL_TRUSTED_PROXIES`, behind which everybody
/// seems to be inside.
#[utoipa::path(
    get, path = "/metrics", tag = "operation", security(()),
    responses((status = 200, description = "The figures", body = String, content_type = "text/plain")),
)]
pub(super) async fn metrics(
    State(app): State<Ctx>,
    ClientAddress(client): ClientAddress,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
) -> Result<Response> {
    let peer = peer.map_or(client, |Extension(Peer(peer))| peer.ip());
    let trusted = &app.config.trusted_proxies;
    let may = is_inside(client) && !is_hidden(peer, &headers, trusted);
    if app.config.profile == Profile::Production && !may {
        return Err(not_found("page"));
    }
    meetings::measure(&app).await;
    Ok((
        [(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        app.metrics.render(),
    )
        .into_response())
}

fn is_inside(client: IpAddr) -> bool {
    match client {
        IpAddr::V4(client) => client.is_loopback() || client.is_private() || client.is_link_local(),
        IpAddr::V6(client) => {
            client.is_loopback() || client.is_unique_local() || client.is_unicast_link_local()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stay_inside() {
        for inside in ["127.0.0.1", "::1", "10.2.3.4", "192.168.0.9", "fd00::7"] {
            assert!(is_inside(inside.parse().unwrap()), "{inside}");
        }
        for outside in ["192.0.2.1", "2001:db8::1", "172.32.0.1"] {
            assert!(!is_inside(outside.parse().unwrap()), "{outside}");
        }
    }
}
