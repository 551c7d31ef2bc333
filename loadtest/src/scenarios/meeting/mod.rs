//! Meetings: rooms of people who send and get sound and pictures through the server.
//!
//! A packet counts when it has come to who should get it. With `--impair` it goes by a bad network, and what a viewer
//! would have noticed is counted too. All callers share this program's two threads: their limits are told apart by
//! `unread_by_anybody`, the machine's UDP packets that no socket had room for.

mod cycles;
mod floor;
mod rooms;
mod row;

use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use loadtest::{
    caller::{Path, Recording},
    proxy::Impairment,
};
use signaling::protocol::MAX_IN_ROOM;
use tokio::time::{Duration, Instant};

use self::{rooms::Stage, row::Row};
use crate::{people, report::Report, run::Run};

pub(crate) use self::floor::floor;

/// With `--grow` no larger size is begun later than this.
const GROW_WITHIN: Duration = Duration::from_secs(240);
/// What is sent and what gets lost is the same in every run.
const SEED: u64 = 1;

#[derive(Debug, Args)]
pub(crate) struct Load {
    /// Rooms at once.
    #[arg(long, default_value_t = 5)]
    rooms: u32,
    /// People in each.
    #[arg(long, default_value_t = 4)]
    people: u32,
    /// How long it counts, once everybody sees everybody.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Then twice as many rooms, and so on, until something is lost or four minutes have gone.
    #[arg(long)]
    grow: bool,
    /// By a bad network: `loss=5,delay=30,jitter=30,reorder=1,rate=500000`, any of them.
    #[arg(long)]
    impair: Option<Impairment>,
    /// With `--impair`: so many seconds in which nothing gets through, a third into the run.
    #[arg(long, default_value_t = 0)]
    blackout: u64,
    /// With `--impair`: everybody comes from a new address, two thirds into the run.
    #[arg(long)]
    change_address: bool,
    /// Instead: one room in which everybody comes and goes so many times, and what the server keeps of it.
    #[arg(long)]
    cycles: Option<u32>,
    /// How large everybody is shown to everybody, in pixels of height; the server chooses the layer by it.
    #[arg(long, default_value_t = 720)]
    tile_height: u16,
}

impl Load {
    /// Two connections of UDP and one socket for each, and as many again in the proxy.
    pub(crate) fn most_sockets(&self) -> u32 {
        let rooms = if self.grow {
            people::ADVISORS
        } else {
            self.rooms
        };
        rooms.saturating_mul(self.people).saturating_mul(5)
    }

    fn stage(&self) -> Stage {
        Stage {
            recording: Arc::new(Recording::new(SEED)),
            path: self
                .impair
                .map_or(Path::Direct, |bad| Path::through(bad, SEED)),
            height: self.tile_height,
        }
    }
}

pub(crate) async fn measure(run: &Run, load: &Load) -> Result<Report> {
    if load.people < 2 || load.people as usize > MAX_IN_ROOM {
        bail!(
            "a room holds 2 to {MAX_IN_ROOM} people, not {}",
            load.people
        );
    }
    if let Some(cycles) = load.cycles {
        return cycles::measure(run, load, cycles).await;
    }
    let began = Instant::now();
    let mut rows: Vec<Row> = Vec::new();
    let mut rooms = load.rooms;
    loop {
        let row = Box::pin(row::measure(run, load, rooms, &load.stage())).await?;
        let good = row.is_good();
        rows.push(row);
        rooms *= 2;
        if !load.grow || !good || rooms > people::ADVISORS || began.elapsed() > GROW_WITHIN {
            break;
        }
    }
    let best = rows.iter().rposition(Row::is_good).unwrap_or(0);
    let told = rows.iter().map(Row::told).collect::<Vec<_>>();
    let row = rows.swap_remove(best);
    let mut report = Report::new("meeting");
    report.figure("rooms", row.rooms);
    report.figure("people", load.people);
    report.figure("seconds", load.seconds);
    tell(&mut report, &row);
    if load.impair.is_some() {
        tell_what_was_noticed(&mut report, &row);
    }
    if load.grow {
        report.figure("rows", told);
    }
    Ok(report)
}

fn tell(report: &mut Report, row: &Row) {
    report.latencies("first_frame", "joined to picture", &row.first_frame);
    report.latencies("forward_delay", "sent to received", &row.forward);
    report.decimal("packets_per_s", row.packets_per_s());
    report.decimal("sent_per_s", row.sent as f64 / row.seconds);
    report.decimal("cpu_s_per_million_packets", row.cpu_s_per_million());
    report.decimal("cpu_pct", row.cpu_s * 100.0 / row.seconds);
    report.decimal("rss_mib", row.rss_mib);
    report.decimal("own_loss_pct", row.own_loss_pct());
    report.figure("reordered", row.totals.reordered);
    report.figure("layer_switches", row.totals.switches);
    report.figure("unread_by_anybody", row.unread);
    report.figure("pictures", row.totals.shown);
    report.none_of("not_connected", row.not_connected);
    report.none_of("duplicated", row.totals.doubled);
    report.none_of("faults", row.faults);
}

fn tell_what_was_noticed(report: &mut Report, row: &Row) {
    report.figure("freezes", row.totals.freezes);
    report.decimal("frozen_s", row.totals.frozen.as_secs_f64());
    report.figure("sound_gaps", row.totals.sound_gaps);
    report.none_of("black_after_recovery", row.black_after_recovery);
    report.none_of("silent_after_recovery", row.silent_after_recovery);
}

/// The server's process; it must be ours.
fn pid(run: &Run) -> Result<u32> {
    let server = run.server.as_ref();
    let server = server.context("`meeting` needs to start the server itself, to know its use")?;
    server.pid()
}
