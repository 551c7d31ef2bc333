//! The virus scanner beside the servers of a story: Debian's ClamAV with one signature, of our own invention.

use std::{fs, path::Path, process::Stdio, time::Duration};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};
use tokio_util::task::TaskTracker;

use super::World;
use crate::{clock::Clock, db::testing::TestDatabase};

/// What our signature is of.
pub(in super::super) const HARM: &str = "samtal-invented-harm-for-tests";
/// clamd takes no file larger than this, and looks only at those half as large.
pub(in super::super) const LARGEST: usize = 1024 * 1024;

/// Longer than anything takes, also on a machine that compiles at the same time.
const PATIENCE: Duration = Duration::from_secs(60);
/// What clamd says when it listens.
const READY: &str = "Self checking";

/// A real clamd on a socket of its own, which ends with the value.
pub(in super::super) struct Clamd {
    folder: TempDir,
    process: Option<Child>,
}

impl Clamd {
    /// One that runs.
    pub(in super::super) async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("signatures")).expect("a folder");
        let pattern: String = HARM.bytes().map(|byte| format!("{byte:02x}")).collect();
        fs::write(
            at("signatures/own.ndb"),
            format!("Samtal.Test.Invented:0:*:{pattern}\n"),
        )
        .expect("a file");
        let settings = format!(
            "Foreground yes\nLocalSocket {}\nDatabaseDirectory {}\nTemporaryDirectory {}\nStreamMaxLength {LARGEST}\n\
             MaxFileSize {}\nAlertExceedsMax yes\n",
            at("clamd.sock").display(),
            at("signatures").display(),
            folder.path().display(),
            LARGEST / 2,
        );
        fs::write(at("clamd.conf"), settings).expect("a file");
        let mut clamd = Self {
            folder,
            process: None,
        };
        clamd.revive().await;
        clamd
    }

    /// How `SAMTAL_CLAMD` names it.
    pub(in super::super) fn place(&self) -> String {
        format!("unix:{}", self.folder.path().join("clamd.sock").display())
    }

    /// Starts it again where it was, and waits until it listens.
    pub(in super::super) async fn revive(&mut self) {
        // Debian keeps it where only administrators look for programs.
        let debians = Path::new("/usr/sbin/clamd");
        let program = if debians.exists() {
            debians
        } else {
            Path::new("clamd")
        };
        let mut process = Command::new(program)
            .arg(format!(
                "--config-file={}",
                self.folder.path().join("clamd.conf").display()
            ))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("clamd is missing: install Debian's clamav-daemon, as bin/test does");
        let mut lines = BufReader::new(process.stdout.take().expect("just piped")).lines();
        let mut said = Vec::new();
        while !said
            .last()
            .is_some_and(|line: &String| line.contains(READY))
        {
            let line = timeout(PATIENCE, lines.next_line()).await;
            let line = line.expect("clamd is ready in time").expect("text");
            said.push(line.unwrap_or_else(|| panic!("clamd has ended: {said:#?}")));
        }
        // It goes on telling; nobody listens.
        TaskTracker::new().spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        self.process = Some(process);
    }

    /// Freezes it: it is there, takes connections and does nothing.
    pub(in super::super) fn freeze(&self) {
        let process = self.process.as_ref().and_then(Child::id);
        let process = process.and_then(|id| Pid::from_raw(id.cast_signed()));
        kill_process(process.expect("it runs"), Signal::STOP).expect("it is ours");
    }

    /// Stops it, as one that has crashed.
    pub(in super::super) async fn kill(&mut self) {
        let mut process = self.process.take().expect("it runs");
        process.kill().await.expect("it lives");
    }
}

impl World {
    /// One server that has files looked at by the clamd at `place`.
    pub(in super::super) async fn with_scanner(clock: Clock, place: String) -> Self {
        let database = TestDatabase::create().await;
        let settings = vec![("SAMTAL_CLAMD", place)];
        Self::set_up(database.options, clock, 1, None, settings).await
    }

    /// How many objects the file store holds, previews too.
    pub(in super::super) fn kept_objects(&self) -> usize {
        files_in(&self.folder.path().join("files"))
    }
}

/// How many files lie below `folder`.
pub(in super::super) fn files_in(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).expect("a folder");
    entries
        .map(|entry| entry.expect("an entry").path())
        .map(|path| if path.is_dir() { files_in(&path) } else { 1 })
        .sum()
}
