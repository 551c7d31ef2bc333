//! The release server beside this program, with a database of its own, for the length of a run.

use std::{
    fs::{self, File},
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
};

use anyhow::{Context as _, Result, bail};
use loadtest::Api;
use tempfile::TempDir;
use tokio::{
    process::{Child, Command},
    sync::Mutex,
    time::{Duration, Instant, interval, timeout},
};
use tracing::info;

use crate::postgres::Postgres;

/// Creating a database cluster and filling it on a busy machine.
const READY_WITHIN: Duration = Duration::from_secs(120);
/// The server's own deadline is 20 s, PostgreSQL's 15 s more.
const STOP_WITHIN: Duration = Duration::from_secs(45);

/// The server's connections to its database, and as many again for one that takes its place.
const CLIENTS: u32 = 100;

/// What a scenario wants of a server that is started for it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Needs {
    /// A database that lives on when the server is killed.
    pub(crate) own_database: bool,
    /// Cases that are there.
    pub(crate) cases: u32,
}

/// A started server. Dropped without [`Server::stop`] it is killed.
#[derive(Debug)]
pub(crate) struct Server {
    child: Mutex<Child>,
    program: Program,
    place: TempDir,
    url: String,
    keep: bool,
    postgres: Option<Postgres>,
}

/// How the server is called.
#[derive(Debug)]
struct Program {
    path: PathBuf,
    place: PathBuf,
    port: u16,
    database: Option<String>,
}

impl Server {
    /// Seeds an empty database and starts the server on it.
    pub(crate) async fn start(keep: bool, needs: Needs) -> Result<Self> {
        let place = tempfile::Builder::new()
            .prefix("samtal-load-")
            .tempdir()
            .context("make a folder for the server's data")?;
        // PostgreSQL runs as a user of its own, who must get through.
        fs::set_permissions(place.path(), fs::Permissions::from_mode(0o755))
            .context("open the folder for the server's data")?;
        let postgres = match needs.own_database {
            true => Some(Postgres::start(CLIENTS).await?),
            false => None,
        };
        let program = Program {
            path: program()?,
            place: place.path().to_owned(),
            port: free_port()?,
            database: postgres.as_ref().map(Postgres::url),
        };
        let started = async {
            program.seed(needs.cases).await?;
            program.serve()
        };
        let child = match started.await {
            Ok(child) => child,
            Err(error) => return Err(with_log(error, place)),
        };
        let url = format!("http://127.0.0.1:{}", program.port);
        let server = Self {
            child: Mutex::new(child),
            program,
            place,
            url,
            keep,
            postgres,
        };
        match server.wait_until_ready().await {
            Ok(()) => Ok(server),
            Err(error) => {
                // Told to stop and not killed, so that its database stops with it.
                server.terminate().await.ok();
                Err(with_log(error, server.place))
            }
        }
    }

    /// Makes cases until there are so many, beside the running server.
    pub(crate) async fn seed(&self, cases: u32) -> Result<()> {
        self.program.seed(cases).await
    }

    /// The database, where it is not the server's own.
    pub(crate) fn postgres(&self) -> Option<&Postgres> {
        self.postgres.as_ref()
    }

    /// Kills the server, without a word, and starts it again. Gives how long there was none.
    pub(crate) async fn kill_and_start(&self) -> Result<Duration> {
        let begun = Instant::now();
        {
            let mut child = self.child.lock().await;
            child.kill().await.context("kill the server")?;
            *child = self.program.serve()?;
        }
        self.wait_until_ready().await?;
        Ok(begun.elapsed())
    }

    async fn wait_until_ready(&self) -> Result<()> {
        let started = Instant::now();
        let api = Api::new(&self.url);
        let mut looks = interval(Duration::from_millis(50));
        loop {
            looks.tick().await;
            let ended = self.child.lock().await.try_wait();
            if let Some(status) = ended.context("look after the server")? {
                bail!("samtal serve ended at once ({status})");
            }
            if api.is_ready().await {
                let took = started.elapsed().as_millis();
                info!("the server was ready after {took} ms");
                return Ok(());
            }
            if started.elapsed() > READY_WITHIN {
                let limit = READY_WITHIN.as_secs();
                bail!("samtal serve isn't ready after {limit} s");
            }
        }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The server's process.
    pub(crate) fn pid(&self) -> Result<u32> {
        let child = self
            .child
            .try_lock()
            .context("the server is being started")?;
        child.id().context("the server has ended")
    }

    /// Stops the server as an operator would, and removes its data if all went well.
    pub(crate) async fn stop(mut self, well: bool) -> Result<()> {
        let stopped = self.terminate().await;
        if let Some(postgres) = self.postgres.take() {
            postgres.stop().await?;
        }
        let clean = well && matches!(&stopped, Ok(status) if status.success());
        if self.keep || !clean {
            let kept = self.place.keep();
            info!("the server's log is {}", log_path(&kept).display());
        }
        let status = stopped?;
        if !status.success() {
            bail!("the server did not end well ({status})");
        }
        Ok(())
    }

    async fn terminate(&self) -> Result<ExitStatus> {
        let mut child = self.child.lock().await;
        if let Some(pid) = child.id() {
            // Sending a signal needs the system's own program: without `unsafe` there is no call for it.
            let told = Command::new("kill").arg(pid.to_string()).status().await;
            told.context("tell the server to stop")?;
        }
        match timeout(STOP_WITHIN, child.wait()).await {
            Ok(status) => status.context("wait for the server"),
            Err(_) => {
                child.kill().await.context("kill the server")?;
                bail!("the server did not stop within {} s", STOP_WITHIN.as_secs());
            }
        }
    }
}

impl Program {
    async fn seed(&self, cases: u32) -> Result<()> {
        info!("seeding a database, {cases} cases");
        let seeded = self
            .command()?
            .args(["seed", "--load", "--cases", &cases.to_string()])
            .status()
            .await
            .context("run samtal seed")?;
        if !seeded.success() {
            bail!("samtal seed --load failed ({seeded})");
        }
        Ok(())
    }

    fn serve(&self) -> Result<Child> {
        self.command()?
            .arg("serve")
            .spawn()
            .context("start samtal serve")
    }

    fn command(&self) -> Result<Command> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(log_path(&self.place))
            .context("open the server's log")?;
        let mut command = Command::new(&self.path);
        command
            .env_remove("DATABASE_URL")
            .env_remove("REDIS_URL")
            .env("SAMTAL_PROFILE", "development")
            .env("SAMTAL_DATA", self.place.join("data"))
            .env("SAMTAL_LISTEN", format!("127.0.0.1:{}", self.port))
            // Whichever is free: another server may run on this machine.
            .env("SAMTAL_MEDIA_PORT", "0")
            .env("SAMTAL_RATE_LIMITS", "off")
            .env("SAMTAL_MAX_SOCKETS_PER_ADDRESS", "1000000")
            .stdin(Stdio::null())
            .stdout(log.try_clone().context("share the server's log")?)
            .stderr(log)
            // An interrupt in the terminal is for us; we stop the server ourselves.
            .process_group(0)
            .kill_on_drop(true);
        if let Some(database) = &self.database {
            command.env("DATABASE_URL", database);
        }
        Ok(command)
    }
}

/// Keeps the log of a server that failed, and says where it is.
fn with_log(error: anyhow::Error, place: TempDir) -> anyhow::Error {
    let kept = place.keep();
    error.context(format!("the server's log is {}", log_path(&kept).display()))
}

fn log_path(place: &Path) -> PathBuf {
    place.join("server.log")
}

fn program() -> Result<PathBuf> {
    let own = std::env::current_exe().context("find this program")?;
    let program = own.with_file_name("samtal");
    if !program.exists() {
        bail!(
            "there is no {}: build the server first (cargo build --release), or say where one runs (--url)",
            program.display()
        );
    }
    if cfg!(debug_assertions) {
        tracing::warn!("this is not a release build; its figures say little");
    }
    Ok(program)
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").context("find a free port")?;
    Ok(listener.local_addr()?.port())
}
