//! The server, put together: what starts before what, and what stops after what.

use std::io::Write;

use anyhow::{Context, Result};
use axum::{Router, extract::State, http::StatusCode, routing::get};
use sqlx::PgPool;
use tokio::net::TcpListener;
use tracing::info;

use crate::{
    clock::Clock,
    config::{Config, Database},
    db::{self, embedded::EmbeddedPostgres},
    lifecycle::{Ending, Lifecycle},
    telemetry::Metrics,
};

/// What every request can reach.
#[derive(Clone, Debug)]
pub struct App {
    /// The truth.
    pub db: PgPool,
    /// The time.
    pub clock: Clock,
    /// Whether the server goes on, and its tasks.
    pub lifecycle: Lifecycle,
    /// The figures.
    pub metrics: Metrics,
}

/// Serves until the lifecycle ends.
///
/// # Errors
/// If something that the server can't do without does not start.
pub async fn run(config: Config, lifecycle: Lifecycle) -> Result<Ending> {
    let metrics = Metrics::install()?;
    let (postgres, db) = open_database(&config).await?;
    let served = serve(&config, &lifecycle, db.clone(), metrics).await;
    db.close().await;
    if let Some(postgres) = postgres {
        postgres.stop().await;
    }
    served
}

async fn serve(
    config: &Config,
    lifecycle: &Lifecycle,
    db: PgPool,
    metrics: Metrics,
) -> Result<Ending> {
    db::migrate(&db).await?;
    let app = App {
        db,
        clock: Clock::System,
        lifecycle: lifecycle.clone(),
        metrics,
    };
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("SAMTAL_LISTEN: can't listen on {}", config.listen))?;
    let bound = listener.local_addr().context("own address")?;
    let drain = lifecycle.drain().clone();
    let server = axum::serve(listener, routes(app)).with_graceful_shutdown(drain.cancelled_owned());
    lifecycle.spawn_connection(server.into_future());
    announce(&config.public_url(bound))?;
    Ok(lifecycle.run_to_end().await)
}

/// Brings the schema up to date.
///
/// # Errors
/// If the database can't be reached or a migration fails.
pub async fn migrate(config: Config) -> Result<()> {
    let (postgres, db) = open_database(&config).await?;
    let migrated = db::migrate(&db).await;
    db.close().await;
    if let Some(postgres) = postgres {
        postgres.stop().await;
    }
    migrated
}

/// Fills an empty database.
///
/// # Errors
/// If the database can't be reached or migrated.
pub async fn seed(config: Config) -> Result<()> {
    migrate(config).await
}

/// The database the operator named, or our own.
async fn open_database(config: &Config) -> Result<(Option<EmbeddedPostgres>, PgPool)> {
    let (postgres, options) = match &config.database {
        Database::Url(url) => (None, db::options(url)?),
        Database::Embedded => {
            let postgres = EmbeddedPostgres::start(&config.data).await?;
            let options = postgres.options();
            (Some(postgres), options)
        }
    };
    match db::connect(options, config.limits.database_connections).await {
        Ok(pool) => Ok((postgres, pool)),
        Err(error) => {
            if let Some(postgres) = postgres {
                postgres.stop().await;
            }
            Err(error)
        }
    }
}

fn routes(app: App) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok"))
        .route("/readyz", get(ready))
        .route(
            "/metrics",
            get(async |State(app): State<App>| app.metrics.render()),
        )
        .with_state(app)
}

/// Whether this node should be given work.
async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    if !app.lifecycle.is_accepting() {
        return (StatusCode::SERVICE_UNAVAILABLE, "shutting down");
    }
    match db::ping(&app.db).await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "no database"),
    }
}

/// Tells whoever started the server where to look.
fn announce(url: &str) -> Result<()> {
    info!(url, "Samtal is ready");
    writeln!(std::io::stdout(), "\n  Samtal   {url}\n").context("write the addresses")
}
