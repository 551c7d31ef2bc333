//! What a killed server or a killed PostgreSQL leaves behind.
//!
//! Called only by the holder of the data folder's lock, so whatever runs on the cluster now
//! belongs to nobody. A process counts as the cluster's only if its command line says so: a
//! number in `postmaster.pid` may meanwhile be anybody's.

use std::{fs, io::ErrorKind, time::Duration};

use anyhow::{Context, Result, ensure};
use tracing::{info, warn};

use super::{binaries::Binaries, place::Place, run_briefly, wait_until};

/// An orphan may have much to write in its final checkpoint.
const FAST_LIMIT: Duration = Duration::from_secs(30);
/// A backend that lost its PostgreSQL ends by itself unless it is busy.
const ORPHANED_LIMIT: Duration = Duration::from_secs(5);
const KILL_LIMIT: Duration = Duration::from_secs(5);

/// One process of the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    /// The process that a fast shutdown is asked of.
    Postmaster(u32),
    /// One that serves a connection or does background work.
    Backend(u32),
}

impl Found {
    fn pid(self) -> u32 {
        match self {
            Self::Postmaster(pid) | Self::Backend(pid) => pid,
        }
    }
}

/// Ends every process that still runs on the cluster, and removes the file that would keep a new
/// PostgreSQL from starting if its number now belongs to somebody else.
pub(super) async fn clear(place: &Place, binaries: &Binaries) -> Result<()> {
    let found = processes(place)?;
    if !found.is_empty() {
        warn!(
            processes = found.len(),
            "stopping a PostgreSQL that a killed server left behind"
        );
        end(place, binaries, &found).await?;
    }
    if is_held_by_a_stranger(place) {
        // PostgreSQL looks closer than we can and refuses to start if it must.
        return Ok(());
    }
    match fs::remove_file(place.cluster.join("postmaster.pid")) {
        Ok(()) => info!("PostgreSQL was not stopped cleanly; it recovers from its log"),
        Err(error) if error.kind() == ErrorKind::NotFound => (),
        Err(error) => return Err(error).context("remove postmaster.pid"),
    }
    Ok(())
}

/// Asks in rising tones: a fast shutdown (which leaves no recovery to do), then an immediate one,
/// then a kill. The write-ahead log makes each of them safe.
async fn end(place: &Place, binaries: &Binaries, found: &[Found]) -> Result<()> {
    let is_over = || processes(place).is_ok_and(|left| left.is_empty());
    let postmaster = found.iter().find_map(|process| match process {
        Found::Postmaster(pid) => Some(*pid),
        Found::Backend(_) => None,
    });
    let limit = match postmaster {
        Some(pid) => {
            signal(place, binaries, "INT", pid).await?;
            FAST_LIMIT
        }
        None => ORPHANED_LIMIT,
    };
    if wait_until(is_over, limit).await {
        return Ok(());
    }
    for name in ["QUIT", "KILL"] {
        for process in processes(place)? {
            // It may end by itself between our look and the signal.
            if let Err(error) = signal(place, binaries, name, process.pid()).await {
                warn!(
                    pid = process.pid(),
                    error = format!("{error:#}"),
                    "could not signal"
                );
            }
        }
        if wait_until(is_over, KILL_LIMIT).await {
            return Ok(());
        }
    }
    let left = processes(place)?;
    ensure!(
        left.is_empty(),
        "a PostgreSQL of an earlier server does not stop: processes {left:?}"
    );
    Ok(())
}

/// Sends a signal through PostgreSQL's own tool and as PostgreSQL's account, which can only hit
/// that account's processes.
pub(super) async fn signal(
    place: &Place,
    binaries: &Binaries,
    signal: &str,
    pid: u32,
) -> Result<()> {
    let mut command = place.command(&binaries.pg_ctl);
    command.args(["kill", signal, &pid.to_string()]);
    let sent = run_briefly(&mut command).await.context("run pg_ctl")?;
    let said = String::from_utf8_lossy(&sent.stderr);
    ensure!(sent.status.success(), "{}", said.trim());
    Ok(())
}

/// The cluster's processes, found by their command lines, which every user may read.
fn processes(place: &Place) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").context("read /proc")? {
        let Ok(entry) = entry else { continue };
        let name = entry.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        // A process that has just ended has no command line to read.
        let Ok(line) = fs::read(entry.path().join("cmdline")) else {
            continue;
        };
        let folder = place.cluster.as_os_str().as_encoded_bytes();
        found.extend(recognise(pid, &line, folder, &place.name));
    }
    // A folder that was moved while its PostgreSQL ran is another path in the command line.
    if let Some(pid) = noted_pid(place)
        && !found.contains(&Found::Postmaster(pid))
        && is_postgres(pid)
        && works_in(pid, place) == Some(true)
    {
        found.push(Found::Postmaster(pid));
    }
    Ok(found)
}

/// Whether the process noted in `postmaster.pid` is a PostgreSQL of which we can't tell what it
/// works on.
fn is_held_by_a_stranger(place: &Place) -> bool {
    noted_pid(place).is_some_and(|pid| is_postgres(pid) && works_in(pid, place).is_none())
}

/// The process that PostgreSQL noted in its folder when it started.
fn noted_pid(place: &Place) -> Option<u32> {
    let note = fs::read_to_string(place.cluster.join("postmaster.pid")).ok()?;
    note.lines().next()?.trim().parse().ok()
}

fn is_postgres(pid: u32) -> bool {
    fs::read(format!("/proc/{pid}/cmdline"))
        .is_ok_and(|line| is_program(line.split(|&byte| byte == 0).next().unwrap_or_default()))
}

/// Whether the process's working folder is the cluster, where PostgreSQL always works. Absent if
/// the system does not let us look.
fn works_in(pid: u32, place: &Place) -> Option<bool> {
    let folder = fs::read_link(format!("/proc/{pid}/cwd")).ok()?;
    Some(folder == fs::canonicalize(&place.cluster).ok()?)
}

/// `postgres\0-D\0FOLDER\0…` is the postmaster, `postgres: NAME: checkpointer` a child of it.
fn recognise(pid: u32, line: &[u8], folder: &[u8], name: &str) -> Option<Found> {
    if line.starts_with(format!("postgres: {name}: ").as_bytes()) {
        return Some(Found::Backend(pid));
    }
    let mut words = line.split(|&byte| byte == 0);
    let is_postgres = is_program(words.next()?);
    let has_folder = words.next()? == b"-D" && words.next()? == folder;
    (is_postgres && has_folder).then_some(Found::Postmaster(pid))
}

fn is_program(word: &[u8]) -> bool {
    word.ends_with(b"/postgres")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_processes_of_this_cluster_are_recognised() {
        let look = |line: &[u8]| recognise(7, line, b"/srv/.data/postgres", "samtal-12ab");
        let ours = b"/usr/lib/postgresql/15/bin/postgres\0-D\0/srv/.data/postgres\0-c\0jit=off\0";
        assert_eq!(look(ours), Some(Found::Postmaster(7)));
        let child = b"postgres: samtal-12ab: checkpointer \0";
        assert_eq!(look(child), Some(Found::Backend(7)));

        assert_eq!(look(b"/usr/bin/postgres\0-D\0/srv/.data/postgres2\0"), None);
        assert_eq!(look(b"postgres: samtal-12abc: checkpointer"), None);
        assert_eq!(look(b"vi\0-D\0/srv/.data/postgres\0"), None);
        assert_eq!(look(b""), None);
    }
}
