//! The way to PostgreSQL: a pool of connections, the schema, and a private server for those who
//! run none (`embedded`).
//!
//! Invariant: migrations only go forward, and a server does not serve on a schema older than its
//! own. The account that owns the tables migrates; the server itself has fewer rights (`role`).

pub mod embedded;
pub(crate) mod role;
#[cfg(test)]
pub(crate) mod testing;

use std::{str::FromStr, time::Duration};

use anyhow::{Context, Result};
use sqlx::{
    ConnectOptions, Connection, PgConnection, PgPool,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tracing::{log::LevelFilter, warn};

use self::role::Standing;
use crate::config::Secret;

/// Every migration, in the binary.
static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// A statement that runs longer than this is somebody's fault and is logged.
const SLOW: Duration = Duration::from_secs(1);

/// A transaction in which nothing is asked for this long is ended by PostgreSQL. None of ours pauses, so its node stands
/// still or is cut off; the locks it has, the matcher's among them, would keep every other node waiting. In milliseconds.
const ABANDONED_AFTER_MS: &str = "5000";

/// After this a connection may have been lost unseen: sooner no PostgreSQL is back that was away.
const RESTED: Duration = Duration::from_millis(100);

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

/// Opens the server's pool of at most `connections`, and the first of them at once. They can't change the audit log, if
/// the account allows that much.
///
/// # Errors
/// If the database can't be reached.
pub async fn connect(options: PgConnectOptions, connections: u32) -> Result<PgPool> {
    let first = connect_as_owner(options.clone(), 1).await?;
    let mut one = first.acquire().await.context("connect to PostgreSQL")?;
    let standing = role::standing(&mut one).await?;
    drop(one);
    first.close().await;
    match standing {
        Standing::TakesRole => connect_as_owner(role::with_role(options), connections).await,
        Standing::MayNotChange => connect_as_owner(options, connections).await,
        Standing::MayChange => {
            warn!(
                "the server's account could change the audit log; `samtal doctor` says what to do"
            );
            connect_as_owner(options, connections).await
        }
    }
}

/// The same with all the account's rights.
pub(crate) async fn connect_as_owner(
    options: PgConnectOptions,
    connections: u32,
) -> Result<PgPool> {
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
        // A connection is tried when it is given back, and again only if it has rested since: each trial is a way to the
        // database and back, which costs as much as most of what is asked.
        .test_before_acquire(false)
        .before_acquire(|connection, state| {
            Box::pin(async move {
                if state.idle_for > RESTED {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
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

/// Brings the schema up to date, one node at a time while the others wait, and gives the server's role its rights in it.
///
/// # Errors
/// If the database can't be reached, a migration fails, or it has one that this server does not know.
pub async fn migrate(options: PgConnectOptions) -> Result<()> {
    let owner = connect_as_owner(options, 1).await?;
    MIGRATIONS
        .run(&owner)
        .await
        .context("migrate the database")?;
    let mut one = owner.acquire().await.context("connect to PostgreSQL")?;
    role::prepare(&mut one).await?;
    drop(one);
    owner.close().await;
    Ok(())
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
