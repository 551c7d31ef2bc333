//! What one size of load gives: every room full, everybody sending, for so many seconds.

use std::time::Duration;

use anyhow::Result;
use loadtest::{
    caller::{Caller, Path, Totals, now},
    proxy::{Impairment, Whom},
};
use serde_json::{Value, json};
use tokio::time::{Instant, interval, sleep, timeout};
use tracing::info;

use super::{
    Load, pid,
    rooms::{self, Stage},
};
use crate::{
    figures::Latencies,
    machine::{self, memory},
    run::Run,
};

/// A picture that hasn't come by then won't.
const SEEN_WITHIN: Duration = Duration::from_secs(20);
/// How often is looked.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// After the network is good again, everything must be back within it,
const RECOVERY: Duration = Duration::from_secs(6);
/// and have come in the last of it.
const LATELY: Duration = Duration::from_secs(2);

/// What was found.
pub(super) struct Row {
    pub(super) rooms: u32,
    pub(super) callers: usize,
    pub(super) not_connected: u64,
    pub(super) first_frame: Latencies,
    pub(super) forward: Latencies,
    pub(super) totals: Totals,
    pub(super) sent: u64,
    pub(super) seconds: f64,
    pub(super) cpu_s: f64,
    pub(super) rss_mib: f64,
    pub(super) unread: u64,
    pub(super) faults: u64,
    pub(super) black_after_recovery: u64,
    pub(super) silent_after_recovery: u64,
}

impl Row {
    /// Per cent of what should have come to callers.
    pub(super) fn own_loss_pct(&self) -> f64 {
        self.totals.lost() as f64 * 100.0 / (self.totals.expected.max(1)) as f64
    }

    /// Packets that the server forwarded, each counted for each who got it.
    pub(super) fn packets_per_s(&self) -> f64 {
        self.totals.received as f64 / self.seconds
    }

    /// The server's processor time for a million forwarded packets.
    pub(super) fn cpu_s_per_million(&self) -> f64 {
        self.cpu_s * 1e6 / (self.totals.received.max(1)) as f64
    }

    /// Whether the server still does what it should at this size.
    pub(super) fn is_good(&self) -> bool {
        self.not_connected == 0 && self.own_loss_pct() < 1.0
    }

    pub(super) fn told(&self) -> Value {
        let two = |number: f64| (number * 100.0).round() / 100.0;
        json!({
            "rooms": self.rooms,
            "callers": self.callers,
            "not_connected": self.not_connected,
            "first_frame_p50_ms": two(self.first_frame.quantile_ms(0.5)),
            "first_frame_p99_ms": two(self.first_frame.quantile_ms(0.99)),
            "forward_delay_p50_ms": two(self.forward.quantile_ms(0.5)),
            "forward_delay_p99_ms": two(self.forward.quantile_ms(0.99)),
            "own_loss_pct": two(self.own_loss_pct()),
            "packets_per_s": two(self.packets_per_s()),
            "cpu_s_per_million_packets": two(self.cpu_s_per_million()),
            "rss_mib": two(self.rss_mib),
        })
    }
}

/// Fills so many rooms and measures.
pub(super) async fn measure(run: &Run, load: &Load, rooms: u32, stage: &Stage) -> Result<Row> {
    let pid = pid(run)?;
    info!("{rooms} rooms of {} are being filled", load.people);
    let opened = rooms::open(run, load, rooms).await?;
    let seated = rooms::fill_all(&opened, stage).await?;
    let everybody_sees = timeout(SEEN_WITHIN, everybody_sees(&seated)).await;
    let not_connected = missing(&seated);
    if everybody_sees.is_err() {
        tracing::warn!("{not_connected} callers don't see everybody in their room");
    }
    let mut first_frame = Latencies::new();
    for (viewer, other) in pairs(&seated) {
        let seen = viewer
            .heard()
            .look(|heard| heard.from(other.number())?.first_key());
        if let Some(seen) = seen {
            first_frame.record(seen.saturating_sub(viewer.joined().max(other.joined())));
        }
    }

    let mut forward = Latencies::new();
    take_delays(&seated, |_| {});
    let (before, cpu, unread) = (sums(&seated), machine::load(pid)?, machine::udp_unread());
    let began = Instant::now();
    let troubled = trouble(load, stage);
    let watched = async {
        let mut look = interval(LOOK_EVERY);
        while began.elapsed() < Duration::from_secs(load.seconds) {
            look.tick().await;
            take_delays(&seated, |delay| forward.record(delay));
        }
    };
    let ((), troubled) = tokio::join!(watched, troubled);
    troubled?;
    let seconds = began.elapsed().as_secs_f64();
    let cpu_s = machine::load(pid)?.cpu_s - cpu.cpu_s;
    let after = sums(&seated);
    let unread = machine::udp_unread()
        .zip(unread)
        .map_or(0, |(after, before)| after.saturating_sub(before));
    let rss_mib = memory(pid)?.rss_kib as f64 / 1024.0;
    let (black_after_recovery, silent_after_recovery) = recover(&seated, &stage.path).await?;
    let row = Row {
        rooms,
        callers: seated.iter().map(Vec::len).sum(),
        not_connected,
        first_frame,
        forward,
        totals: difference(&after.0, &before.0),
        sent: after.1 - before.1,
        seconds,
        cpu_s,
        rss_mib,
        unread,
        faults: after.2,
        black_after_recovery,
        silent_after_recovery,
    };
    rooms::empty_all(&opened, seated).await?;
    Ok(row)
}

/// What happens to the network meanwhile: dark in the middle, a new address at two thirds.
async fn trouble(load: &Load, stage: &Stage) -> Result<()> {
    let Some(proxy) = stage.path.proxy() else {
        return Ok(());
    };
    let third = Duration::from_secs(load.seconds) / 3;
    sleep(third).await;
    if load.blackout > 0 {
        info!("dark for {} s", load.blackout);
        proxy.go_dark(Whom::Everybody).await?;
        sleep(Duration::from_secs(load.blackout)).await;
        proxy.light_up(Whom::Everybody).await?;
    }
    if load.change_address {
        sleep(third.saturating_sub(Duration::from_secs(load.blackout))).await;
        let changed = proxy.change_address(Whom::Everybody).await?;
        info!("{changed} connections come from a new address");
    }
    Ok(())
}

/// The network is good again: who is still black or silent after a while?
async fn recover(seated: &[Vec<Caller>], path: &Path) -> Result<(u64, u64)> {
    let Some(proxy) = path.proxy() else {
        return Ok((0, 0));
    };
    proxy.impair_both(Impairment::default()).await?;
    sleep(RECOVERY).await;
    let since = now().saturating_sub(LATELY);
    let (mut black, mut silent) = (0, 0);
    for (viewer, other) in pairs(seated) {
        let (shown, sound) = viewer.heard().look(|heard| {
            let from = heard.from(other.number());
            let shown = from.and_then(|from| from.last_shown());
            (shown, from.and_then(|from| from.last_sound()))
        });
        black += u64::from(shown.is_none_or(|at| at < since));
        silent += u64::from(sound.is_none_or(|at| at < since));
    }
    Ok((black, silent))
}

/// Returns when everybody has a whole picture of everybody else in their room.
pub(super) async fn everybody_sees(seated: &[Vec<Caller>]) {
    let mut look = interval(LOOK_EVERY);
    while missing(seated) > 0 {
        look.tick().await;
    }
}

/// Callers who lack somebody's picture.
fn missing(seated: &[Vec<Caller>]) -> u64 {
    let lacks = |room: &[Caller], viewer: &Caller| {
        let mut others = room
            .iter()
            .filter(|other| other.number() != viewer.number());
        viewer.heard().look(|heard| {
            others.any(|other| {
                let from = heard.from(other.number());
                from.and_then(|from| from.first_key()).is_none()
            })
        })
    };
    let each = seated
        .iter()
        .flat_map(|room| room.iter().filter(move |viewer| lacks(room, viewer)));
    each.count() as u64
}

/// Everybody with everybody else in their room.
fn pairs(seated: &[Vec<Caller>]) -> impl Iterator<Item = (&Caller, &Caller)> {
    seated.iter().flat_map(|room| {
        room.iter().flat_map(move |viewer| {
            let others = room.iter();
            others
                .filter(move |other| other.number() != viewer.number())
                .map(move |other| (viewer, other))
        })
    })
}

fn take_delays(seated: &[Vec<Caller>], mut each: impl FnMut(Duration)) {
    for caller in seated.iter().flatten() {
        let delays = caller
            .heard()
            .look(loadtest::caller::Reception::take_delays);
        delays.into_iter().for_each(&mut each);
    }
}

/// What came, what was sent, what went wrong.
fn sums(seated: &[Vec<Caller>]) -> (Totals, u64, u64) {
    let mut totals = Totals::default();
    let (mut sent, mut faults) = (0, 0);
    for caller in seated.iter().flatten() {
        totals.add(&caller.heard().look(|heard| heard.totals()));
        sent += caller.figures().sent;
        faults += u64::from(caller.figures().faults);
    }
    (totals, sent, faults)
}

fn difference(after: &Totals, before: &Totals) -> Totals {
    Totals {
        received: after.received - before.received,
        expected: after.expected.saturating_sub(before.expected),
        doubled: after.doubled - before.doubled,
        reordered: after.reordered - before.reordered,
        shown: after.shown - before.shown,
        freezes: after.freezes - before.freezes,
        frozen: after.frozen.saturating_sub(before.frozen),
        sound_gaps: after.sound_gaps - before.sound_gaps,
        switches: after.switches - before.switches,
    }
}
