//! The way to PostgreSQL: a pool of connections, the schema, and a private server for those who
//! run none (`embedded`).
//!
//! Invariant: migrations only go forward, and a server does not serve on a schema older than its
//! own.

pub mod embedded;
#[cfg(test)]
pub(crate) mod testing;

use std::{str::FromStr, time::Duration};

use anyhow::{Context, Result};
use sqlx::{
    ConnectOptions, Connection, PgConnection, PgPool,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tracing::log::LevelFilter;

use crate::config::Secret;

/// Every migration, in the binary.
static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// A statement that runs longer than this is somebody's fault and is logged.
const SLOW: Duration = Duration::from_secs(1);

/// A transaction in which nothing is asked for this long is ended by PostgreSQL. None of ours pauses, so its node stands
/// still or is cut off; the locks it has, the matcher's among them, would keep every other node waiting. In milliseconds.
const ABANDONED_AFTER_MS: &str = "5000";

/// How long a caller waits for a free connection before it is told that we are overloaded.
const ACQUIRE_LIMIT: Duration = Duration::from_secs(5);

/// Reads `DATABASE_URL`.
///
/// # Errors
/// If it is not an address of a PostgreSQL database. The error does not repeat the address, which
/// may hold a password.
pub fn options(url: &Secret) -> Result<PgConnectOptions> {
    PgConnectOptions::from_str(url.reveal())
        .ok()
        .context("DATABASE_URL is not the address of a PostgreSQL database")
}

/// Opens a pool of at most `connections`, and the first of them at once.
///
/// # Errors
/// If the database can't be reached.
pub async fn connect(options: PgConnectOptions, connections: u32) -> Result<PgPool> {
    let options = options
        .application_name("samtal")
        .options([
            // Times are written and read in UTC; a zone is always an explicit value of ours.
            ("TimeZone", "UTC"),
            ("idle_in_transaction_session_timeout", ABANDONED_AFTER_MS),
        ])
        .log_statements(LevelFilter::Trace)
        .log_slow_statements(LevelFilter::Warn, SLOW);
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(ACQUIRE_LIMIT)
        .connect_with(options.clone())
        .await;
    if let Err(sqlx::Error::PoolTimedOut) = pool {
        // The pool tried again until the time was up, and says no more than that; once more tells why.
        let once = tokio::time::timeout(ACQUIRE_LIMIT, PgConnection::connect_with(&options)).await;
        if let Ok(Err(error)) = once {
            return Err(error).context("connect to PostgreSQL");
        }
    }
    pool.context("connect to PostgreSQL")
}

/// Brings the schema up to date; one node at a time, the others wait.
///
/// # Errors
/// If a migration fails, or the database has one that this server does not know.
pub async fn migrate(pool: &PgPool) -> Result<()> {
    MIGRATIONS.run(pool).await.context("migrate the database")
}

/// Whether the database answers, for readiness.
///
/// # Errors
/// If it does not answer within [`ACQUIRE_LIMIT`].
pub async fn ping(pool: &PgPool) -> Result<()> {
    tokio::time::timeout(ACQUIRE_LIMIT, sqlx::query("select 1").execute(pool))
        .await
        .context("PostgreSQL does not answer in time")?
        .context("PostgreSQL does not answer")?;
    Ok(())
}
