//! The HTTP shell: every route, and what all of them share (who asks, from where, how often, and how a refusal looks).
//!
//! No rules of a domain live here. Invariants: whatever is refused is told as a [`signaling::protocol::WireError`]
//! in JSON under `/api`; no token, query string or text reaches a log.

mod address;
mod answer;
mod audit;
mod commands;
mod extract;
mod headers;
mod health;
pub mod limits;
mod lingering;
pub mod openapi;
pub mod origin;
mod places;
mod room;
mod serve;
mod site;
mod tls;
mod wire;

pub use address::{ClientAddress, Peer};
pub(crate) use extract::cookie;
pub use extract::{
    JsonBody, SheetBody, browser_cookie_name, cookie_name, installation_cookie_name,
};
pub use limits::Throttle;
pub(crate) use lingering::Lingering;
pub(crate) use places::Place;
pub use places::Places;
pub(crate) use serve::Held;
pub use serve::serve;
pub use tls::Tls;
pub(crate) use tls::{Contents, certificates};
pub(crate) use wire::Wire;

use axum::{
    Router,
    middleware::from_fn_with_state,
    routing::{any, get, post},
};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;

use crate::{
    app::Ctx, cases, config::Profile, files, identity, objects, queues, realtime::socket,
    simulators::Simulators, staff, transcripts,
};

/// Every address the server answers at. Whoever reads a body bounds how long it may take: [`JsonBody`], [`SheetBody`] and uploads.
pub fn router(app: Ctx) -> Router {
    let shared = ServiceBuilder::new()
        .layer(from_fn_with_state(app.clone(), headers::every_answer))
        .layer(from_fn_with_state(app.clone(), answer::every_request))
        .layer(CatchPanicLayer::custom(answer::after_panic))
        .layer(from_fn_with_state(app.clone(), origin::guard));
    let mut routes = Router::<Ctx>::new()
        // The wire.
        .route("/socket", any(socket::upgrade))
        .route("/api/v1/commands", post(commands::run))
        .route("/api/v1/queues", get(commands::queues))
        .route("/api/v1/openapi.json", get(openapi::document))
        .route("/api/v1/audit", get(audit::page))
        .route("/api/v1/audit.csv", get(audit::file))
        .route("/api/docs", get(site::docs))
        .merge(identity::http::routes())
        .merge(files::http::routes())
        .merge(objects::http::routes())
        .merge(transcripts::http::routes())
        .merge(queues::http::routes())
        .merge(cases::http::routes())
        .merge(cases::saved::http::routes())
        .merge(cases::delivery::http::routes())
        .merge(staff::http::routes())
        .route("/api/{*rest}", any(answer::no_such_route))
        // For who runs it.
        .route("/healthz", get(health::is_alive))
        .route("/readyz", get(health::is_ready))
        .route("/metrics", get(health::metrics))
        // Pages.
        .route("/", get(site::start))
        .route("/widget", get(site::widget))
        .route("/widget.js", get(site::loader))
        .route("/desk", get(site::desk))
        .route("/desk/cases", get(site::desk))
        .route("/desk/cases/new", get(site::desk))
        .route("/desk/case/{number}", get(site::desk))
        .route("/desk/case-types", get(site::desk))
        .route("/desk/checklists", get(site::desk))
        .route("/invitation", get(site::invitation))
        .route("/wall", get(site::wall))
        .route("/sign-in", get(site::sign_in))
        .route("/account", get(site::account))
        .route("/my", get(site::my))
        .route("/my/{*rest}", get(site::my))
        .route("/report/{number}", get(site::my))
        .route("/link", get(site::link))
        .route("/meeting/{id}", get(site::meeting))
        .route("/m/{link}", get(site::meeting))
        .route("/sign-in/return", get(site::back_from_app));
    if app.config.profile == Profile::Development {
        let simulators = app.simulators.as_ref().map(Simulators::routes);
        routes = routes
            .route("/demo", get(site::demo))
            .route("/dev/gallery", get(site::gallery))
            .merge(simulators.unwrap_or_default());
    }
    routes
        .fallback(site::file)
        .method_not_allowed_fallback(answer::wrong_method)
        .layer(shared)
        .with_state(app)
}
