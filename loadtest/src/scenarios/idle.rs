//! Visitors with the widget open who do nothing: signed in, subscribed, answering heartbeats.

use std::{cell::Cell, future::Future, rc::Rc};

use anyhow::{Context as _, Result};
use clap::Args;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use loadtest::{Ended, Glimpse, Identity, LeanSocket};
use signaling::protocol::Command;
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Duration, Instant, interval, interval_at, sleep},
};
use tracing::info;

use super::pairs::enter_as_widget;
use crate::{
    floor::relay::Relay,
    machine::{Memory, memory, memory_of_descendants},
    people,
    report::Report,
    run::{Doors, Run},
};

/// Longer than the 25 s of silence after which the server closes a socket: who is still there has answered.
const HOLD: Duration = Duration::from_secs(30);
/// As the browser: three quarters of what the server asks for.
const HEARTBEAT: Duration = Duration::from_millis(7_500);
/// Sockets that are being opened at once.
const AT_ONCE: usize = 64;

#[derive(Debug, Args)]
pub(crate) struct Load {
    /// Visitors.
    #[arg(long, default_value_t = 10_000)]
    pub(crate) connections: u32,
}

/// What the idle count together.
#[derive(Debug, Default)]
struct Counts {
    beats: Cell<u64>,
    answered: Cell<u64>,
    lost: Cell<u64>,
}

fn add(cell: &Cell<u64>) {
    cell.set(cell.get() + 1);
}

pub(crate) async fn measure(run: &Run, load: &Load) -> Result<Report> {
    let server = run.server.as_ref();
    let server = server.context("`idle` needs to start the server itself, to know its memory")?;
    let pid = server.pid()?;
    let empty = memory(pid)?;
    info!("making {} visitors", load.connections);
    let visitors = people::visitors(&run.api, load.connections).await?;
    let before = memory(pid)?;

    let crowd = Crowd::new();
    let started = Instant::now();
    crowd
        .gather(load.connections, async |index| {
            let socket = enter_as_widget(&run.door(index), &visitors[index]).await?;
            Ok(stay(
                socket,
                Rc::clone(&crowd.counts),
                crowd.leave.subscribe(),
            ))
        })
        .await?;
    let opened = started.elapsed();
    info!(
        "all are there after {:.1} s; holding for {} s",
        opened.as_secs_f64(),
        HOLD.as_secs()
    );
    sleep(HOLD).await;
    let full = memory(pid)?;
    let postgres = memory_of_descendants(pid);
    let counts = crowd.go_home().await?;

    let mut report = Report::new("idle");
    report.figure("connections", load.connections);
    report.decimal("opened_in_s", opened.as_secs_f64());
    tell_memory(&mut report, "", full, load.connections);
    report.figure("server_kib", full.rss_kib);
    report.figure("server_empty_kib", empty.rss_kib);
    report.figure("server_before_sockets_kib", before.rss_kib);
    report.figure("postgres_pss_kib", postgres.pss_kib);
    report.figure("heartbeats_heard", counts.beats.get());
    report.figure("heartbeats_answered", counts.answered.get());
    report.none_of("lost_connections", counts.lost.get());
    Ok(report)
}

pub(crate) async fn floor(report: &mut Report, load: &Load) -> Result<()> {
    info!("the floor: as many sockets on a bare relay");
    let relay = Relay::start().await?;
    let doors = Doors::to(relay.url()).await?;
    let crowd = Crowd::new();
    crowd
        .gather(load.connections, async |index| {
            let door = doors.number(index).at("/idle");
            let socket = LeanSocket::connect(&door, &Identity::Nobody).await?;
            Ok(stay_bare(socket, crowd.leave.subscribe()))
        })
        .await?;
    sleep(Duration::from_secs(12)).await;
    let full = memory(relay.pid()?)?;
    crowd.go_home().await?;
    relay.stop().await?;

    tell_memory(report, "floor_", full, load.connections);
    let ratio = report.ratio(
        "kib_of_floor",
        "kib_per_connection",
        "floor_kib_per_connection",
    );
    report.goal(
        ratio <= 2.0,
        format!("kib_per_connection is {ratio:.2} of floor_kib_per_connection, above 2"),
    );
    Ok(())
}

/// All of a process's memory, not its growth.
fn tell_memory(report: &mut Report, prefix: &str, all: Memory, connections: u32) {
    let each = all.rss_kib as f64 / f64::from(connections.max(1));
    report.decimal(&format!("{prefix}kib_per_connection"), each);
}

/// Sockets that stay until told to go home.
struct Crowd {
    counts: Rc<Counts>,
    leave: watch::Sender<bool>,
    there: std::cell::RefCell<JoinSet<Result<(), Ended>>>,
}

impl Crowd {
    fn new() -> Self {
        Self {
            counts: Rc::default(),
            leave: watch::Sender::new(false),
            there: std::cell::RefCell::default(),
        }
    }

    /// Opens sockets, so many at once, each with a task of its own from its first moment on.
    async fn gather<F>(&self, many: u32, enter: impl AsyncFn(usize) -> Result<F>) -> Result<()>
    where
        F: Future<Output = Result<(), Ended>> + 'static,
    {
        let enter = &enter;
        let done = Cell::new(0_u32);
        let coming = stream::iter(0..many as usize).map(|index| {
            let done = &done;
            async move {
                let stays = enter(index).await;
                let stays = stays.with_context(|| format!("socket number {index}"))?;
                self.there.borrow_mut().spawn_local(stays);
                done.set(done.get() + 1);
                anyhow::Ok(())
            }
        });
        let all = coming.buffer_unordered(AT_ONCE).try_collect::<()>();
        let mut look = interval(Duration::from_secs(2));
        tokio::pin!(all);
        loop {
            tokio::select! {
                all = &mut all => return all,
                _ = look.tick() => info!("{} of {many} are there", done.get()),
            }
        }
    }

    async fn go_home(self) -> Result<Rc<Counts>> {
        self.leave.send_replace(true);
        let mut there = self.there.into_inner();
        while let Some(ended) = there.join_next().await {
            if ended.context("a socket's task failed")?.is_err() {
                add(&self.counts.lost);
            }
        }
        Ok(self.counts)
    }
}

/// Answers heartbeats and speaks when it has been quiet.
async fn stay(
    mut socket: LeanSocket,
    counts: Rc<Counts>,
    mut leave: watch::Receiver<bool>,
) -> Result<(), Ended> {
    let mut beat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
    loop {
        tokio::select! {
            read = socket.read(|frame| match Glimpse::of(frame) {
                Glimpse::Beat => add(&counts.beats),
                Glimpse::Done { .. } => add(&counts.answered),
                _ => {}
            }) => read?,
            _ = beat.tick() => drop(socket.command(Command::Ping).await?),
            _ = leave.changed() => return Ok(()),
        }
    }
}

/// The same without anything of ours in it.
async fn stay_bare(mut socket: LeanSocket, mut leave: watch::Receiver<bool>) -> Result<(), Ended> {
    let mut beat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
    loop {
        tokio::select! {
            read = socket.read(|_| {}) => read?,
            _ = beat.tick() => socket.ping().await?,
            _ = leave.changed() => return Ok(()),
        }
    }
}
