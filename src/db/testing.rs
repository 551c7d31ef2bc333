//! Real databases for tests: one PostgreSQL per test process, one database per test.
//!
//! It runs without flushing to disk in a folder that is gone afterwards, and ends with the test
//! process however that ends: its watchman reads from a pipe that only this process holds open.

use std::{
    fs::Permissions,
    os::{fd::OwnedFd, unix::fs::PermissionsExt},
    process::Stdio,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use sqlx::{
    AssertSqlSafe, Connection, Executor, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::sync::OnceCell;

use super::{
    connect, connect_as_owner,
    embedded::{Cluster, THROWN_AWAY, options, url},
    migrate,
};

/// Runs PostgreSQL until nobody holds the other end of standard input, then removes its folder.
const WATCHMAN: &str = r#"
folder=$1; shift; exec 3<&0
"$@" </dev/null 3<&- & postgres=$!
{ read -r _ <&3; kill -QUIT $postgres; } &
wait $postgres
rm -rf "$folder"
"#;

/// A database of a test's own, with the schema in it.
#[derive(Clone, Debug)]
pub(crate) struct TestDatabase {
    /// How to connect to it.
    pub(crate) options: PgConnectOptions,
    /// The same as an address, for servers that are configured with one.
    pub(crate) url: String,
}

impl TestDatabase {
    /// Makes a new database by copying a migrated one, which takes some tens of milliseconds.
    pub(crate) async fn create() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let postgres = start_for_tests().await;
        let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let mut maintenance = PgConnection::connect_with(&postgres.options("postgres"))
            .await
            .expect("the tests' PostgreSQL answers");
        let create = format!("create database {name} template samtal strategy file_copy");
        sqlx::query(AssertSqlSafe(create))
            .execute(&mut maintenance)
            .await
            .expect("a database can be made");
        Self {
            options: postgres.options(&name),
            url: url(&postgres.cluster.place.sockets, &name),
        }
    }

    /// A pool of a few connections that may do everything, as a test must, and hold what it holds for as long as it likes.
    pub(crate) async fn pool(&self) -> PgPool {
        let pool = connect_as_owner(self.options.clone(), 8)
            .await
            .expect("the test's database answers");
        let options = pool.options().clone().after_connect(|connection, _| {
            Box::pin(async move {
                let unbounded = "set idle_in_transaction_session_timeout = 0";
                connection.execute(unbounded).await.map(drop)
            })
        });
        patient(&pool, options).await
    }

    /// A pool as a server's, for tests in which more want a connection than there are.
    pub(crate) async fn servers_pool(&self) -> PgPool {
        let pool = connect(self.options.clone(), 8)
            .await
            .expect("the test's database answers");
        let options = pool.options().clone();
        patient(&pool, options).await
    }
}

/// A few connections that may do everything, waited for as long as a slow machine may need.
pub(crate) async fn as_owner(options: PgConnectOptions, connections: u32) -> PgPool {
    let pool = connect_as_owner(options, connections)
        .await
        .expect("the test's database answers");
    let options = pool.options().clone();
    patient(&pool, options).await
}

/// The same, where it is waited for a connection as long as a slow machine may need.
async fn patient(pool: &PgPool, options: PgPoolOptions) -> PgPool {
    let patient = options
        .acquire_timeout(Duration::from_secs(60))
        .connect_with((*pool.connect_options()).clone())
        .await
        .expect("the test's database answers");
    pool.close().await;
    patient
}

/// The PostgreSQL that all tests of this process share.
pub(crate) struct TestPostgres {
    cluster: Cluster,
    /// Held open until this process ends.
    _leash: OwnedFd,
}

impl TestPostgres {
    /// How to connect to `database`.
    pub(crate) fn options(&self, database: &str) -> PgConnectOptions {
        options(&self.cluster.place.sockets, database)
    }
}

/// Starts PostgreSQL for this process, or gives the one that runs. Its database `samtal` has the
/// schema and is a template: nobody stays connected to it.
pub(crate) async fn start_for_tests() -> &'static TestPostgres {
    static SHARED: OnceCell<TestPostgres> = OnceCell::const_new();
    SHARED.get_or_init(start).await
}

async fn start() -> TestPostgres {
    let folder = tempfile::Builder::new()
        .prefix("samtal-test-")
        .permissions(Permissions::from_mode(0o711))
        .tempdir()
        .expect("a temporary folder can be made")
        .keep();
    let cluster = Cluster::find(&folder, THROWN_AWAY)
        .await
        .expect("PostgreSQL is installed");
    cluster.create_if_absent().await.expect("initdb works");

    cluster
        .place
        .give(&folder)
        .expect("root may give folders away");

    let mut watchman = cluster.place.command("sh");
    watchman
        .args(["-c", WATCHMAN, "sh"])
        .arg(&folder)
        .arg(&cluster.binaries.postgres);
    cluster.add_arguments(&mut watchman);
    let mut postgres = cluster
        .send_output_to_log(&mut watchman)
        .expect("the log can be written")
        .stdin(Stdio::piped())
        .spawn()
        .expect("sh is there");
    let leash = postgres.stdin.take().expect("just piped");
    cluster
        .ready(&mut postgres)
        .await
        .expect("PostgreSQL starts");

    migrate(options(&cluster.place.sockets, "samtal"))
        .await
        .expect("the migrations work");
    TestPostgres {
        cluster,
        _leash: leash.into_owned_fd().expect("a pipe is a file"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Secret, db};

    #[tokio::test]
    async fn each_test_has_a_database_of_its_own() {
        let (one, other) = tokio::join!(TestDatabase::create(), TestDatabase::create());
        let by_address = db::options(&Secret::new(other.url.clone())).unwrap();
        let (one, other) = (
            one.pool().await,
            connect_as_owner(by_address, 1).await.unwrap(),
        );
        sqlx::query("create table only_here ()")
            .execute(&one)
            .await
            .unwrap();
        sqlx::query("create table only_here ()")
            .execute(&other)
            .await
            .unwrap();
        let migrated = sqlx::query("select from _sqlx_migrations")
            .fetch_all(&one)
            .await;
        assert!(migrated.is_ok());
    }
}
