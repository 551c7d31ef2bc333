//! The Redis between the servers of a story.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Child,
};
use tokio_util::task::TaskTracker;

/// A real Redis on a socket of its own.
pub(super) struct Redis {
    child: Child,
    socket: PathBuf,
}

impl Redis {
    pub(super) async fn start(socket: PathBuf) -> Self {
        Self {
            child: Self::run(&socket).await,
            socket,
        }
    }

    /// Waits until it can be connected to.
    async fn run(socket: &Path) -> Child {
        let mut child = tokio::process::Command::new("redis-server")
            .args([
                "--port",
                "0",
                "--save",
                "",
                "--appendonly",
                "no",
                "--daemonize",
                "no",
                "--unixsocket",
            ])
            .arg(socket)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("redis-server is installed");
        let mut lines = BufReader::new(child.stdout.take().expect("just piped")).lines();
        while let Some(line) = lines.next_line().await.expect("text") {
            if line.to_lowercase().contains("ready to accept connections") {
                break;
            }
        }
        // It goes on telling; nobody listens.
        TaskTracker::new().spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        child
    }

    /// Where it listens.
    pub(super) fn url(&self) -> String {
        format!("redis+unix://{}", self.socket.display())
    }

    /// Starts it again where it was.
    pub(super) async fn revive(&mut self) {
        self.child = Self::run(&self.socket).await;
    }

    pub(super) async fn kill(&mut self) {
        self.child.kill().await.expect("it lives");
        std::fs::remove_file(&self.socket).expect("its socket is left behind");
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        std::fs::remove_file(&self.socket).ok();
    }
}
