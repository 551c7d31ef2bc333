//! Real databases for tests: one PostgreSQL per test process, one database per test.
//!
//! It runs without flushing to disk in a folder that is gone afterwards, and ends with the test
//! process however that ends: its watchman reads from a pipe that only this process holds open.

use std::{
    fs::Permissions,
    os::unix::fs::PermissionsExt,
    process::{ChildStdin, Stdio},
    sync::atomic::{AtomicU32, Ordering},
};

use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, postgres::PgConnectOptions};
use tokio::sync::OnceCell;

use super::embedded::{Cluster, options, url};

/// Kills PostgreSQL and removes its folder when nobody holds the other end of standard input.
/// The watchman and PostgreSQL are one process group of their own.
const WATCHMAN: &str = r#"
folder=$1; shift
"$@" </dev/null &
read -r _
kill -QUIT $!
wait $!
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

    /// A pool of a few connections, as a node has one.
    pub(crate) async fn pool(&self) -> PgPool {
        super::connect(self.options.clone(), 8)
            .await
            .expect("the test's database answers")
    }
}

/// The PostgreSQL that all tests of this process share.
pub(crate) struct TestPostgres {
    cluster: Cluster,
    /// Held open until this process ends.
    _leash: ChildStdin,
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
    let mut cluster = Cluster::find(&folder).await.expect("PostgreSQL is installed");
    cluster.throw_away();
    cluster.create_if_absent().await.expect("initdb works");

    let (program, arguments) = cluster.launch().expect("the log can be written");
    let mut postgres = tokio::process::Command::new("sh")
        .args(["-c", WATCHMAN, "sh"])
        .arg(&folder)
        .stdin(Stdio::piped())
        .spawn()
        .expect("sh is there");
    todo!()
}
