//! What the machine allows and what processes take of it, read from `/proc`.

use std::{collections::HashSet, fs};

use anyhow::{Context as _, Result, bail};

/// Files beside the sockets: the runtime's, the server's log, HTTP connections.
const SPARE_FILES: u64 = 200;

/// Fails in words one can act on when this many sockets can't be open at once.
pub(crate) fn check_files(sockets: u32) -> Result<()> {
    let needed = u64::from(sockets) + SPARE_FILES;
    let (soft, hard) = file_limits().context("read /proc/self/limits")?;
    if soft >= needed {
        return Ok(());
    }
    if hard >= needed {
        bail!(
            "{sockets} sockets need {needed} open files, but only {soft} are allowed; run `ulimit -n {hard}` first"
        );
    }
    bail!(
        "{sockets} sockets need {needed} open files, but at most {hard} are allowed; raise the hard limit \
         (LimitNOFILE of the service, nofile in /etc/security/limits.conf, --ulimit of the container)"
    )
}

fn file_limits() -> Option<(u64, u64)> {
    parse_limits(&fs::read_to_string("/proc/self/limits").ok()?)
}

fn parse_limits(text: &str) -> Option<(u64, u64)> {
    let line = text
        .lines()
        .find(|line| line.starts_with("Max open files"))?;
    let mut numbers = line["Max open files".len()..].split_whitespace();
    let mut next = || match numbers.next()? {
        "unlimited" => Some(u64::MAX),
        number => number.parse().ok(),
    };
    Some((next()?, next()?))
}

/// Memory in KiB.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Memory {
    /// Resident, shared pages counted whole.
    pub(crate) rss_kib: u64,
    /// Resident, shared pages counted in parts; sums over processes make sense.
    pub(crate) pss_kib: u64,
}

/// What a process takes.
pub(crate) fn memory(pid: u32) -> Result<Memory> {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))
        .with_context(|| format!("read the memory of process {pid}"))?;
    let field = |name: &str| {
        let line = rollup.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse().ok()
    };
    Ok(Memory {
        rss_kib: field("Rss:").context("Rss in smaps_rollup")?,
        pss_kib: field("Pss:").context("Pss in smaps_rollup")?,
    })
}

/// What all descendants of a process take together; those that end meanwhile are passed over.
pub(crate) fn memory_of_descendants(pid: u32) -> Memory {
    let parents = parents();
    let mut family = HashSet::from([pid]);
    // A child may come before its parent in the list, so until nobody is added.
    while {
        let before = family.len();
        let children = parents.iter().filter(|(_, parent)| family.contains(parent));
        let children: Vec<u32> = children.map(|(child, _)| *child).collect();
        family.extend(children);
        family.len() > before
    } {}
    family.remove(&pid);
    let each = family.into_iter().filter_map(|pid| memory(pid).ok());
    each.fold(Memory::default(), |sum, one| Memory {
        rss_kib: sum.rss_kib + one.rss_kib,
        pss_kib: sum.pss_kib + one.pss_kib,
    })
}

fn parents() -> Vec<(u32, u32)> {
    let Ok(processes) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let pids = processes.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    pids.filter_map(|pid: u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name in brackets may hold anything, brackets too.
        let parent = stat.rsplit_once(") ")?.1.split_whitespace().nth(1)?;
        Some((pid, parent.parse().ok()?))
    })
    .collect()
}

/// What a process has open and how it has been running.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Load {
    /// Processor time in seconds, its own and the kernel's for it.
    pub(crate) cpu_s: f64,
    /// Open files, sockets among them.
    pub(crate) files: u64,
    pub(crate) threads: u64,
}

/// What a process has used so far. Its children don't count.
pub(crate) fn load(pid: u32) -> Result<Load> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"));
    let stat = stat.with_context(|| format!("read what process {pid} has used"))?;
    let (cpu_s, threads) = parse_stat(&stat).context("fields in /proc/<pid>/stat")?;
    let files = fs::read_dir(format!("/proc/{pid}/fd"));
    let files = files.with_context(|| format!("read the files of process {pid}"))?;
    Ok(Load {
        cpu_s,
        files: files.count() as u64,
        threads,
    })
}

/// Processor seconds and threads.
fn parse_stat(stat: &str) -> Option<(f64, u64)> {
    /// What the kernel tells processes is in hundredths, whatever it counts in itself.
    const TICKS_PER_S: f64 = 100.0;
    // The name in brackets may hold anything, brackets too; the state after it is field 3.
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split_whitespace().collect();
    let field = |number: usize| fields.get(number - 3)?.parse::<u64>().ok();
    let ticks = field(14)? + field(15)?;
    Some((ticks as f64 / TICKS_PER_S, field(20)?))
}

/// UDP packets that the whole machine has lost so far because nobody read them in time.
pub(crate) fn udp_unread() -> Option<u64> {
    parse_unread(&fs::read_to_string("/proc/net/snmp").ok()?)
}

fn parse_unread(snmp: &str) -> Option<u64> {
    let mut lines = snmp.lines().filter_map(|line| line.strip_prefix("Udp: "));
    let (names, values) = (lines.next()?, lines.next()?);
    let place = names.split(' ').position(|name| name == "RcvbufErrors")?;
    values.split(' ').nth(place)?.parse().ok()
}

/// Processor time of the whole machine since it started, in hundredths of a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ticks {
    all: u64,
    /// What the host gave to others while this machine had something to do.
    stolen: u64,
}

impl Ticks {
    pub(crate) fn now() -> Result<Self> {
        let stat = fs::read_to_string("/proc/stat").context("read /proc/stat")?;
        parse_ticks(&stat).context("fields in /proc/stat")
    }

    /// Of the time since `before`, the percentage that was stolen.
    pub(crate) fn stolen_since(self, before: Self) -> f64 {
        let all = self.all.saturating_sub(before.all).max(1);
        100.0 * self.stolen.saturating_sub(before.stolen) as f64 / all as f64
    }
}

fn parse_ticks(stat: &str) -> Option<Ticks> {
    let line = stat.lines().next()?.strip_prefix("cpu ")?;
    let fields: Option<Vec<u64>> = line
        .split_whitespace()
        .map(|field| field.parse().ok())
        .collect();
    // user, nice, system, idle, iowait, irq, softirq, steal; what guests take is in the first two.
    let fields = fields?;
    let counted = fields.get(..8)?;
    Some(Ticks {
        all: counted.iter().sum(),
        stolen: counted[7],
    })
}

/// Processors that this process may use.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_as_the_kernel_writes_them() {
        let text = "Limit                     Soft Limit           Hard Limit           Units     \n\
                    Max open files            1024                 unlimited            files     \n";
        assert_eq!(parse_limits(text), Some((1024, u64::MAX)));
    }

    #[test]
    fn use_is_read_as_the_kernel_writes_it() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 9 0 100 1 1";
        assert_eq!(parse_stat(stat), Some((3.0, 9)));
        let snmp = "Ip: a b\nIp: 1 2\nUdp: InDatagrams NoPorts RcvbufErrors\nUdp: 5 6 7\n";
        assert_eq!(parse_unread(snmp), Some(7));
        let own = load(std::process::id()).unwrap();
        assert!(own.threads >= 1 && own.files >= 3, "{own:?}");
        assert!(udp_unread().is_some());
    }

    #[test]
    fn stolen_time_is_read_as_the_kernel_writes_it() {
        let before = parse_ticks("cpu  10 0 10 60 0 0 0 20 5 0\ncpu0 1 2").unwrap();
        let after = parse_ticks("cpu  20 0 10 90 20 5 5 50 9 9\n").unwrap();
        assert_eq!(after.stolen_since(before), 30.0);
        assert_eq!(parse_ticks("cpu 1 2 3"), None);
        assert!(Ticks::now().unwrap().all > 0);
    }

    #[test]
    fn a_process_takes_memory() {
        let own = memory(std::process::id()).unwrap();
        assert!(own.rss_kib > 500 && own.pss_kib <= own.rss_kib, "{own:?}");
        assert!(check_files(1).is_ok());
        let error = check_files(u32::MAX).unwrap_err().to_string();
        assert!(error.contains("limit"), "{error}");
    }
}
