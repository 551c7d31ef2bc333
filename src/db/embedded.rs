//! A private PostgreSQL that the server starts, watches over and stops.
//!
//! Real binaries found on the machine, a cluster in the data folder, a Unix socket that only its
//! owner can reach, and settings under which a commit is on disk when it is acknowledged.
//! Invariant: one server per data folder, held by a lock that dies with the process; so whatever
//! runs on the cluster when we get the lock is a leftover of a killed server and is stopped first.
//! Never: delete anything that PostgreSQL has written.

mod binaries;
mod leftovers;
mod place;
#[cfg(test)]
mod tests;

use std::{
    fs::{File, OpenOptions},
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use tokio::{
    process::{Child, Command},
    sync::watch,
    task::JoinHandle,
    time::{Instant, sleep, sleep_until, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{error, info, warn};

use self::{binaries::Binaries, place::Place};

/// The role and the database that the server uses.
const NAME: &str = "samtal";

/// PostgreSQL may replay its whole log after a crash before it answers.
const START_LIMIT: Duration = Duration::from_secs(300);
/// For the final checkpoint of a fast shutdown; after it the shutdown is immediate, which is safe
/// but makes the next start replay the log.
const STOP_LIMIT: Duration = Duration::from_secs(15);
/// Between two looks at a PostgreSQL that is starting.
const LOOK: Duration = Duration::from_millis(20);
/// Between two attempts to bring back a PostgreSQL that does not start.
const RETRY: Duration = Duration::from_secs(2);
/// PostgreSQL's own log is begun anew at a start when it has grown beyond this.
const LOG_BYTES: u64 = 8 * 1024 * 1024;

/// What a private PostgreSQL always runs with, beside its place. Memory is kept small: the
/// working set of a support server is, and the system's page cache serves the rest.
const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "port=5432",
    "max_connections=100",
    "shared_buffers=128MB",
    "max_parallel_workers_per_gather=0",
    "jit=off",
    "checkpoint_timeout=15min",
    "log_min_messages=warning",
    "timezone=UTC",
];

/// A commit that was acknowledged survives a power cut.
const DURABLE: &[&str] = &["fsync=on", "synchronous_commit=on", "full_page_writes=on"];

/// For databases that are thrown away with the test process that made them.
#[cfg(test)]
pub(super) const THROWN_AWAY: &[&str] = &[
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
];

/// A running private PostgreSQL. Dropped without [`EmbeddedPostgres::stop`] it runs on and is
/// stopped by the next start on the same folder.
#[derive(Debug)]
pub struct EmbeddedPostgres {
    sockets: PathBuf,
    stop: CancellationToken,
    watcher: JoinHandle<()>,
    recoveries: watch::Receiver<u32>,
    lock: place::Lock,
}

impl EmbeddedPostgres {
    /// Starts PostgreSQL on the cluster in the folder `data`, which is made if it is not there,
    /// and waits until the database `samtal` can be connected to.
    ///
    /// # Errors
    /// In words an operator can act on: another server uses the folder, PostgreSQL is not
    /// installed, the cluster belongs to another version, PostgreSQL's own complaint.
    pub async fn start(data: &Path) -> Result<Self> {
        let lock = place::Lock::take(data)?;
        let cluster = Cluster::find(data, DURABLE).await?;
        cluster.create_if_absent().await?;
        cluster.clear_leftovers().await?;
        let mut postgres = cluster.spawn()?;
        if let Err(error) = cluster.ready(&mut postgres).await {
            cluster.shut_down(postgres).await;
            return Err(error);
        }
        info!(
            cluster = %cluster.place.cluster.display(),
            version = cluster.binaries.major,
            "private PostgreSQL is running"
        );

        let stop = CancellationToken::new();
        let (recovered, recoveries) = watch::channel(0);
        let sockets = cluster.place.sockets.clone();
        let watcher =
            TaskTracker::new().spawn(watch_over(cluster, postgres, stop.clone(), recovered));
        Ok(Self {
            sockets,
            stop,
            watcher,
            recoveries,
            lock,
        })
    }

    /// How to connect to the database.
    pub fn options(&self) -> PgConnectOptions {
        options(&self.sockets, NAME)
    }

    /// The database's address, as `psql` and `DATABASE_URL` take it.
    pub fn url(&self) -> String {
        url(&self.sockets, NAME)
    }

    /// Counts how often PostgreSQL died and was brought back since the start.
    pub fn recoveries(&self) -> watch::Receiver<u32> {
        self.recoveries.clone()
    }

    /// Ends PostgreSQL cleanly: connections are closed, everything is written, the next start
    /// needs no recovery. Only then another server may use the folder.
    pub async fn stop(self) {
        self.stop.cancel();
        if let Err(error) = self.watcher.await {
            error!(%error, "the task that watches over PostgreSQL died");
        }
        drop(self.lock);
    }
}

/// The release of PostgreSQL on this machine that would be used for a new data folder.
///
/// # Errors
/// If there is none, or only one that is too old.
pub fn installed_release() -> Result<u32> {
    Binaries::find(None).map(|binaries| binaries.major)
}

/// How to connect to `database` through the socket in `sockets`.
pub(super) fn options(sockets: &Path, database: &str) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .socket(sockets)
        .port(5432)
        .username(NAME)
        .database(database)
}

/// The same as an address; every byte of the path that could be misread is escaped.
pub(super) fn url(sockets: &Path, database: &str) -> String {
    use std::{fmt::Write, os::unix::ffi::OsStrExt};

    let mut url = format!("postgres://{NAME}@localhost/{database}?host=");
    for &byte in sockets.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(&byte) {
            url.push(char::from(byte));
        } else {
            write!(url, "%{byte:02X}").expect("writing to a string succeeds");
        }
    }
    url
}

/// Waits for PostgreSQL to die and brings it back, until told to stop.
async fn watch_over(
    cluster: Cluster,
    mut postgres: Child,
    stop: CancellationToken,
    recovered: watch::Sender<u32>,
) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return cluster.shut_down(postgres).await,
            ended = postgres.wait() => {
                let status = ended.map_or_else(|error| error.to_string(), |s: ExitStatus| s.to_string());
                error!(status, "private PostgreSQL died; bringing it back");
            }
        }
        postgres = loop {
            match cluster.bring_back(&stop).await {
                Ok(Some(postgres)) => break postgres,
                Ok(None) => return,
                Err(error) => error!(error = format!("{error:#}"), "PostgreSQL does not start"),
            }
            tokio::select! {
                () = stop.cancelled() => return,
                () = sleep(RETRY) => (),
            }
        };
        warn!("private PostgreSQL is back");
        recovered.send_modify(|count| *count += 1);
    }
}

/// Everything that is needed to start PostgreSQL, again and again.
#[derive(Debug)]
pub(super) struct Cluster {
    pub(super) binaries: Binaries,
    pub(super) place: Place,
    durability: &'static [&'static str],
}

impl Cluster {
    pub(super) async fn find(data: &Path, durability: &'static [&'static str]) -> Result<Self> {
        let place = Place::prepare(data).await?;
        let binaries = Binaries::find(place.version()?)?;
        Ok(Self {
            binaries,
            place,
            durability,
        })
    }

    /// Makes the cluster beside its place and moves it there when it is whole, so that a start
    /// that is killed half-way leaves nothing that looks like a cluster.
    pub(super) async fn create_if_absent(&self) -> Result<()> {
        if self.place.version()?.is_some() {
            return Ok(());
        }
        info!(cluster = %self.place.cluster.display(), "creating a private PostgreSQL");
        let unfinished = self.place.make_unfinished()?;
        let made = self
            .place
            .command(&self.binaries.initdb)
            .args(["--username", NAME, "--encoding", "UTF8"])
            .args(["--locale", "C.UTF-8", "--data-checksums"])
            .args(["--auth-local", "trust", "--auth-host", "reject"])
            .arg("--pgdata")
            .arg(&unfinished)
            .output()
            .await
            .context("run initdb")?;
        if !made.status.success() {
            let said = String::from_utf8_lossy(&made.stderr);
            bail!(
                "initdb could not create a PostgreSQL cluster: {}",
                said.trim()
            );
        }
        self.place.finish(&unfinished)
    }

    async fn clear_leftovers(&self) -> Result<()> {
        leftovers::clear(&self.place, &self.binaries).await
    }

    fn spawn(&self) -> Result<Child> {
        let mut command = self.place.command(&self.binaries.postgres);
        self.add_arguments(&mut command);
        self.send_output_to_log(&mut command)?
            .spawn()
            .with_context(|| format!("start {}", self.binaries.postgres.display()))
    }

    pub(super) fn add_arguments(&self, command: &mut Command) {
        let sockets = self.place.sockets.to_string_lossy().replace('"', "\"\"");
        command
            .arg("-D")
            .arg(&self.place.cluster)
            .args(["-c", &format!("cluster_name={}", self.place.name)])
            .args(["-c", &format!("unix_socket_directories=\"{sockets}\"")]);
        for setting in SETTINGS.iter().chain(self.durability) {
            command.args(["-c", setting]);
        }
    }

    /// PostgreSQL writes to a file and not to a pipe of ours, so that it outlives us unharmed.
    pub(super) fn send_output_to_log<'c>(
        &self,
        command: &'c mut Command,
    ) -> Result<&'c mut Command> {
        let path = &self.place.log;
        if path.metadata().is_ok_and(|log| log.len() > LOG_BYTES) {
            std::fs::rename(path, path.with_extension("log.1")).context("set the log aside")?;
        }
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .with_context(|| format!("open {}", path.display()))?;
        let same = log.try_clone().context("share PostgreSQL's log")?;
        Ok(command.stdout(Stdio::from(log)).stderr(Stdio::from(same)))
    }

    /// Waits until the database answers, and makes it if this is a new cluster.
    pub(super) async fn ready(&self, postgres: &mut Child) -> Result<()> {
        let limit = Instant::now() + START_LIMIT;
        let maintenance = options(&self.place.sockets, "postgres");
        let mut connection = loop {
            match PgConnection::connect_with(&maintenance).await {
                Ok(connection) => break connection,
                Err(error) if Instant::now() > limit => {
                    return Err(error).context("PostgreSQL started but does not answer");
                }
                Err(_) => (),
            }
            tokio::select! {
                ended = postgres.wait() => {
                    let status = ended.context("wait for PostgreSQL")?;
                    bail!("PostgreSQL ended at once ({status}): {}", self.last_words());
                }
                () = sleep(LOOK) => (),
            }
        };
        let exists = sqlx::query("select from pg_database where datname = 'samtal'")
            .fetch_optional(&mut connection)
            .await
            .context("look for the database")?;
        if exists.is_none() {
            sqlx::query("create database samtal")
                .execute(&mut connection)
                .await
                .context("create the database")?;
        }
        connection.close().await.context("close the connection")
    }

    /// Starts PostgreSQL after it died. `None`: told to stop meanwhile, and it is stopped.
    async fn bring_back(&self, stop: &CancellationToken) -> Result<Option<Child>> {
        self.clear_leftovers().await?;
        let mut postgres = self.spawn()?;
        let ready = tokio::select! {
            ready = self.ready(&mut postgres) => ready,
            () = stop.cancelled() => {
                self.shut_down(postgres).await;
                return Ok(None);
            }
        };
        if let Err(error) = ready {
            self.shut_down(postgres).await;
            return Err(error);
        }
        Ok(Some(postgres))
    }

    /// A fast shutdown, then an immediate one, then the kernel's.
    async fn shut_down(&self, mut postgres: Child) {
        for (signal, limit) in [("INT", STOP_LIMIT), ("QUIT", Duration::from_secs(5))] {
            let Some(pid) = postgres.id() else { return };
            if let Err(error) = self.signal(signal, pid).await {
                warn!(
                    signal,
                    error = format!("{error:#}"),
                    "could not signal PostgreSQL"
                );
            }
            match timeout(limit, postgres.wait()).await {
                Ok(Ok(_)) => return info!("private PostgreSQL has stopped"),
                Ok(Err(error)) => warn!(%error, "could not wait for PostgreSQL"),
                Err(_) => warn!(signal, "PostgreSQL does not stop"),
            }
        }
        if let Err(error) = postgres.kill().await {
            warn!(%error, "could not kill PostgreSQL");
        }
    }

    async fn signal(&self, signal: &str, pid: u32) -> Result<()> {
        leftovers::signal(&self.place, &self.binaries, signal, pid).await
    }

    /// The end of PostgreSQL's log.
    fn last_words(&self) -> String {
        let read = || -> std::io::Result<Vec<u8>> {
            let mut log = File::open(&self.place.log)?;
            let begin = log.metadata()?.len().saturating_sub(600);
            log.seek(SeekFrom::Start(begin))?;
            let mut end = Vec::new();
            log.read_to_end(&mut end)?;
            Ok(end)
        };
        match read() {
            Ok(end) => String::from_utf8_lossy(&end).trim().to_owned(),
            Err(error) => format!("its log can't be read: {error}"),
        }
    }
}

/// Waits until `is_over`, looking every [`LOOK`]; says whether it came in time.
async fn wait_until(mut is_over: impl FnMut() -> bool, limit: Duration) -> bool {
    let deadline = Instant::now() + limit;
    while !is_over() {
        if Instant::now() >= deadline {
            return false;
        }
        sleep_until(Instant::now() + LOOK).await;
    }
    true
}

/// A program that may not take longer than ten seconds, such as one that sends a signal.
async fn run_briefly(command: &mut Command) -> Result<std::process::Output> {
    timeout(Duration::from_secs(10), command.kill_on_drop(true).output())
        .await
        .context("it does not end")?
        .context("it can't be run")
}
