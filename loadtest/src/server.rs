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
    time::{Duration, Instant, interval, timeout},
};
use tracing::info;

/// Creating a database cluster and filling it on a busy machine.
const READY_WITHIN: Duration = Duration::from_secs(120);
/// The server's own deadline is 20 s, PostgreSQL's 15 s more.
const STOP_WITHIN: Duration = Duration::from_secs(45);

/// A started server. Dropped without [`Server::stop`] it is killed.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    place: TempDir,
    url: String,
    keep: bool,
}

impl Server {
    /// Seeds an empty database and starts the server on it.
    pub(crate) async fn start(keep: bool) -> Result<Self> {
        let program = program()?;
        let place = tempfile::Builder::new()
            .prefix("samtal-load-")
            .tempdir()
            .context("make a folder for the server's data")?;
        // PostgreSQL runs as a user of its own, who must get through.
        fs::set_permissions(place.path(), fs::Permissions::from_mode(0o755))
            .context("open the folder for the server's data")?;
        let port = free_port()?;
        let child = match seed_and_spawn(&program, place.path(), port).await {
            Ok(child) => child,
            Err(error) => return Err(with_log(error, place)),
        };
        let url = format!("http://127.0.0.1:{port}");
        let mut server = Self {
            child,
            place,
            url,
            keep,
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

    async fn wait_until_ready(&mut self) -> Result<()> {
        let started = Instant::now();
        let api = Api::new(&self.url);
        let mut looks = interval(Duration::from_millis(50));
        loop {
            looks.tick().await;
            if let Some(status) = self.child.try_wait().context("look after the server")? {
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
        self.child.id().context("the server has ended")
    }

    /// Stops the server as an operator would, and removes its data if all went well.
    pub(crate) async fn stop(mut self, well: bool) -> Result<()> {
        let stopped = self.terminate().await;
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

    async fn terminate(&mut self) -> Result<ExitStatus> {
        if let Some(pid) = self.child.id() {
            // Sending a signal needs the system's own program: without `unsafe` there is no call for it.
            let told = Command::new("kill").arg(pid.to_string()).status().await;
            told.context("tell the server to stop")?;
        }
        match timeout(STOP_WITHIN, self.child.wait()).await {
            Ok(status) => status.context("wait for the server"),
            Err(_) => {
                self.child.kill().await.context("kill the server")?;
                bail!("the server did not stop within {} s", STOP_WITHIN.as_secs());
            }
        }
    }
}

async fn seed_and_spawn(program: &Path, place: &Path, port: u16) -> Result<Child> {
    info!("seeding a database in {}", place.display());
    let seeded = command(program, place, port)?
        .args(["seed", "--load"])
        .status()
        .await
        .context("run samtal seed")?;
    if !seeded.success() {
        bail!("samtal seed --load failed ({seeded})");
    }
    command(program, place, port)?
        .arg("serve")
        .spawn()
        .context("start samtal serve")
}

/// Keeps the log of a server that failed, and says where it is.
fn with_log(error: anyhow::Error, place: TempDir) -> anyhow::Error {
    let kept = place.keep();
    error.context(format!("the server's log is {}", log_path(&kept).display()))
}

fn log_path(place: &Path) -> PathBuf {
    place.join("server.log")
}

fn command(program: &Path, place: &Path, port: u16) -> Result<Command> {
    let log = File::options()
        .create(true)
        .append(true)
        .open(log_path(place))
        .context("open the server's log")?;
    let mut command = Command::new(program);
    command
        .env_remove("DATABASE_URL")
        .env_remove("REDIS_URL")
        .env("SAMTAL_PROFILE", "development")
        .env("SAMTAL_DATA", place.join("data"))
        .env("SAMTAL_LISTEN", format!("127.0.0.1:{port}"))
        .env("SAMTAL_RATE_LIMITS", "off")
        .env("SAMTAL_MAX_SOCKETS_PER_ADDRESS", "1000000")
        .stdin(Stdio::null())
        .stdout(log.try_clone().context("share the server's log")?)
        .stderr(log)
        // An interrupt in the terminal is for us; we stop the server ourselves.
        .process_group(0)
        .kill_on_drop(true);
    Ok(command)
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
