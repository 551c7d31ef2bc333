//! A throw-away PostgreSQL with the settings that the server gives its own, but room for many clients.

use std::{
    fs::{self, File, Permissions},
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown},
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context as _, Result, bail};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, postgres::PgConnectOptions};
use tempfile::TempDir;
use tokio::{
    process::{Child, Command},
    time::{Duration, Instant, interval, timeout},
};

/// Debian's place; other systems have the programs on the path, found by the same name.
const DEBIAN: &str = "/usr/lib/postgresql";
const READY_WITHIN: Duration = Duration::from_secs(60);

/// As the server starts its own (`src/db/embedded.rs`): a commit that was acknowledged survives a power cut.
const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "port=5432",
    "shared_buffers=128MB",
    "max_parallel_workers_per_gather=0",
    "jit=off",
    "checkpoint_timeout=15min",
    "log_min_messages=warning",
    "timezone=UTC",
    "fsync=on",
    "synchronous_commit=on",
    "full_page_writes=on",
];

/// A running PostgreSQL; gone with its data when stopped.
#[derive(Debug)]
pub(crate) struct Postgres {
    child: Child,
    place: TempDir,
}

impl Postgres {
    /// Starts one for so many clients.
    pub(crate) async fn start(clients: u32) -> Result<Self> {
        let programs = programs()?;
        let place = tempfile::Builder::new()
            .prefix("samtal-postgres-")
            .tempdir()
            .context("make a folder for a database")?;
        let owner = owner()?;
        if let Some((uid, gid)) = owner {
            chown(place.path(), Some(uid), Some(gid)).context("give the folder to postgres")?;
        }
        fs::set_permissions(place.path(), Permissions::from_mode(0o700))?;
        let made = command(&programs.join("initdb"), place.path(), owner)
            .args([
                "--username",
                "samtal",
                "--encoding",
                "UTF8",
                "--locale",
                "C.UTF-8",
            ])
            .args(["--data-checksums", "--auth-local", "trust", "--pgdata"])
            .arg(place.path().join("cluster"))
            .output()
            .await
            .context("run initdb")?;
        if !made.status.success() {
            let said = String::from_utf8_lossy(&made.stderr);
            bail!("initdb could not create a database: {}", said.trim());
        }
        let log = File::create(place.path().join("log")).context("make a log")?;
        let mut postgres = command(&programs.join("postgres"), place.path(), owner);
        postgres.arg("-D").arg(place.path().join("cluster"));
        let sockets = place.path().display();
        postgres.args(["-c", &format!("unix_socket_directories={sockets}")]);
        postgres.args(["-c", &format!("max_connections={}", clients + 20)]);
        for setting in SETTINGS {
            postgres.args(["-c", setting]);
        }
        let child = postgres
            .stdout(Stdio::from(log.try_clone()?))
            .stderr(Stdio::from(log))
            .kill_on_drop(true)
            .process_group(0)
            .spawn()
            .context("start a database")?;
        let mut started = Self { child, place };
        started.wait_until_ready().await?;
        Ok(started)
    }

    /// How to connect.
    pub(crate) fn options(&self) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(self.place.path())
            .port(5432)
            .username("samtal")
            .database("postgres")
            .disable_statement_logging()
    }

    /// As a server is told.
    pub(crate) fn url(&self) -> String {
        format!(
            "postgres://samtal@localhost:5432/postgres?host={}",
            self.place.path().display()
        )
    }

    /// Stops it at once; nobody needs its data.
    pub(crate) async fn stop(mut self) -> Result<()> {
        if let Some(pid) = self.child.id() {
            let told = Command::new("kill")
                .args(["-QUIT", &pid.to_string()])
                .status()
                .await;
            told.context("tell a database to stop")?;
        }
        let stopped = timeout(Duration::from_secs(15), self.child.wait()).await;
        stopped.context("a database does not stop")??;
        Ok(())
    }

    async fn wait_until_ready(&mut self) -> Result<()> {
        let limit = Instant::now() + READY_WITHIN;
        let mut looks = interval(Duration::from_millis(20));
        loop {
            looks.tick().await;
            if let Ok(connection) = PgConnection::connect_with(&self.options()).await {
                connection.close().await?;
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                let log = fs::read_to_string(self.place.path().join("log")).unwrap_or_default();
                bail!("a database ended at once ({status}): {}", log.trim());
            }
            if Instant::now() > limit {
                bail!("a database does not answer");
            }
        }
    }
}

fn command(program: &Path, place: &Path, owner: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(place).stdin(Stdio::null());
    if let Some((uid, gid)) = owner {
        command.uid(uid).gid(gid);
    }
    command
}

/// PostgreSQL refuses to run as root; then it runs as its own user.
fn owner() -> Result<Option<(u32, u32)>> {
    if fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").context("read the users")?;
    let line = users
        .lines()
        .find_map(|line| line.strip_prefix("postgres:"));
    let mut fields = line
        .context("there is no user `postgres`")?
        .split(':')
        .skip(1);
    let mut number = || fields.next()?.parse().ok();
    Ok(Some(
        number()
            .zip(number())
            .context("the user `postgres` has no numbers")?,
    ))
}

/// The folder with `initdb` and `postgres`, of the newest version.
fn programs() -> Result<PathBuf> {
    let versions = fs::read_dir(DEBIAN).into_iter().flatten();
    let newest = versions
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .map(|version| {
            (
                version,
                Path::new(DEBIAN).join(version.to_string()).join("bin"),
            )
        })
        .filter(|(_, bin)| bin.join("initdb").exists())
        .max();
    let elsewhere = || {
        ["/usr/local/pgsql/bin", "/usr/local/bin", "/usr/bin"]
            .map(PathBuf::from)
            .into_iter()
            .find(|bin| bin.join("initdb").exists() && bin.join("postgres").exists())
    };
    newest
        .map(|(_, bin)| bin)
        .or_else(elsewhere)
        .context("PostgreSQL is not installed: `apt-get install postgresql`")
}
