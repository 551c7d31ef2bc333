//! Pairs of a customer and an advisor who both write, brought together by the real queue.
//!
//! A message counts when it is committed, acknowledged to its sender and shown, in order, to the other side. At the
//! end every receiver's log and every acknowledgement is compared with what Postgres holds.

use std::{cell::RefCell, rc::Rc};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use loadtest::{Ended, LeanSocket};
use signaling::protocol::{Command, ConversationId, MAX_PAGE, Resume};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Duration, Instant, interval, sleep, sleep_until},
};
use tracing::info;

use self::{board::Board, seat::Seat};
use crate::{
    figures::Latencies,
    floor::inserts,
    follower::{Follower, Part},
    people,
    report::Report,
    run::Run,
    scenarios::pairs::{self, Pair},
};

mod board;
mod seat;

/// What people write, about as long as they do.
pub(crate) const TEXT: &str =
    "Hej! Jag undrar om ni kan hjälpa mig med en fråga om mitt ärende, tack.";
/// Before anything counts: connections, caches and the database warm up.
const WARM_UP: Duration = Duration::from_secs(2);
/// What is under way at the end has so long to arrive.
const DRAIN: Duration = Duration::from_secs(20);
/// Well below the server's ten seconds.
const HEARTBEAT: Duration = Duration::from_secs(5);

#[derive(Debug, Args)]
pub(crate) struct Load {
    /// Conversations between a customer and an advisor.
    #[arg(long, default_value_t = 200)]
    pub(crate) pairs: u32,
    /// How long it counts, after a warm-up of 2 s.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Messages a second in all, by the clock; without it each sends the next when the last is acknowledged.
    #[arg(long)]
    rate: Option<f64>,
    /// Messages that each sender has under way at once, without a rate.
    #[arg(long, default_value_t = 1)]
    in_flight: u32,
}

impl Load {
    /// Messages by the clock, for another scenario.
    pub(crate) fn paced(pairs: u32, seconds: u64, rate: f64) -> Self {
        Self {
            pairs,
            seconds,
            rate: Some(rate),
            in_flight: 1,
        }
    }
}

pub(crate) async fn measure(run: &Run, load: &Load) -> Result<Report> {
    let mut talk = begin(run, load).await?;
    talk.watch(talk.until).await?;
    talk.finish(load).await
}

/// People who talk.
pub(crate) struct Talk {
    talkers: JoinSet<Result<(LeanSocket, Vec<Seat>), Ended>>,
    board: Rc<RefCell<Board>>,
    stop: watch::Sender<bool>,
    from: Instant,
    until: Instant,
}

impl Talk {
    /// When it begins to count.
    pub(crate) fn from(&self) -> Instant {
        self.from
    }

    /// When it ends to count.
    pub(crate) fn until(&self) -> Instant {
        self.until
    }

    /// Tells how it goes until then.
    pub(crate) async fn watch(&mut self, until: Instant) -> Result<()> {
        watch_over(&mut self.talkers, &self.board, until).await
    }

    /// From send to delivered, since the beginning or the last time that this was asked.
    pub(crate) fn take_latencies(&mut self) -> Latencies {
        let mut board = self.board.borrow_mut();
        std::mem::take(&mut board.delivered)
    }

    /// Ends it when everything that was sent has arrived.
    pub(crate) async fn finish(mut self, load: &Load) -> Result<Report> {
        drain(&mut self.talkers, &self.board).await?;
        self.stop.send_replace(true);
        let mut seated = Vec::new();
        while let Some(ended) = self.talkers.join_next().await {
            seated.push(ended.context("a talker failed")??);
        }
        info!("comparing every log with Postgres");
        let board = Rc::into_inner(self.board)
            .context("somebody still counts")?
            .into_inner();
        let found = compare(seated, &board).await?;
        Ok(told(load, &board, &found))
    }
}

/// Brings everybody together and lets them talk.
pub(crate) async fn begin(run: &Run, load: &Load) -> Result<Talk> {
    if load.pairs == 0 || load.pairs > people::ADVISORS * people::CAPACITY {
        let most = people::ADVISORS * people::CAPACITY;
        bail!("between 1 and {most} pairs, for there are not more load-test advisors");
    }
    let (customers, advisors) = pairs::meet(run, load.pairs).await?;
    info!("{} conversations; warming up", load.pairs);

    // Nobody writes before everybody is there, so that no message is part of somebody's first page.
    let sides = customers.into_iter().chain(advisors);
    let opened = stream::iter(sides).map(open_all).buffered(16);
    let opened: Vec<Opened> = opened.try_collect().await?;

    let start = Instant::now();
    let from = start + WARM_UP;
    let until = from + Duration::from_secs(load.seconds);
    let board = Rc::new(RefCell::new(Board::new(load.pairs, from, until)));
    let (stop, stopped) = watch::channel(false);
    let mut talkers = JoinSet::new();
    for (side, (socket, opened)) in opened.into_iter().enumerate() {
        let is_customer = side < load.pairs as usize;
        let seats = opened.into_iter().map(|(pair, follower)| {
            let sender = u16::try_from(pair.number * 2 + u32::from(!is_customer))?;
            anyhow::Ok(take_seat(load, pair, sender, follower, start))
        });
        let seats = seats.collect::<Result<_>>()?;
        talkers.spawn_local(talk(socket, seats, Rc::clone(&board), stopped.clone()));
    }
    Ok(Talk {
        talkers,
        board,
        stop,
        from,
        until,
    })
}

/// A socket with its conversations open.
type Opened = (LeanSocket, Vec<(Pair, Follower)>);

async fn open_all((mut socket, pairs): pairs::Seated) -> Result<Opened> {
    let mut opened = Vec::new();
    for pair in pairs {
        let conversation = pair.conversation;
        let open = Command::Open {
            from: Resume {
                conversation,
                after: 0,
            },
        };
        let view = socket.call(open).await.context("open a conversation")?;
        let part = Part::of(&view).context("a conversation without messages")?;
        opened.push((pair, Follower::opened(&part)));
    }
    Ok((socket, opened))
}

fn take_seat(load: &Load, pair: Pair, sender: u16, follower: Follower, start: Instant) -> Seat {
    match load.rate {
        Some(rate) => {
            let each = rate / f64::from(load.pairs * 2);
            Seat::paced(pair, sender, follower, each, start)
        }
        None => Seat::closed(pair, sender, follower, load.in_flight),
    }
}

/// One socket's part in the load, until told to stop.
async fn talk(
    mut socket: LeanSocket,
    mut seats: Vec<Seat>,
    board: Rc<RefCell<Board>>,
    mut stopped: watch::Receiver<bool>,
) -> Result<(LeanSocket, Vec<Seat>), Ended> {
    let mut out = Vec::new();
    let mut beat = interval(HEARTBEAT);
    for seat in &mut seats {
        seat.send_due(&mut board.borrow_mut(), &mut out);
    }
    loop {
        if !out.is_empty() {
            socket.send_frames(&out).await?;
            out.clear();
        }
        let due = seats.iter().filter_map(Seat::due).min();
        tokio::select! {
            read = socket.read(|frame| {
                seat::take_frame(&mut seats, frame, &mut board.borrow_mut(), &mut out);
            }) => read?,
            () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {
                for seat in &mut seats {
                    seat.send_due(&mut board.borrow_mut(), &mut out);
                }
            }
            _ = beat.tick() => {
                let id = socket.take_id();
                LeanSocket::add_frame(&mut out, format!(r#"{{"id":{id},"cmd":{{"type":"ping"}}}}"#).as_bytes());
            }
            _ = stopped.changed() => return Ok((socket, seats)),
        }
    }
}

/// Tells how it goes.
async fn watch_over(
    talkers: &mut JoinSet<Result<(LeanSocket, Vec<Seat>), Ended>>,
    board: &Rc<RefCell<Board>>,
    until: Instant,
) -> Result<()> {
    let mut look = interval(Duration::from_secs(1));
    let mut before = 0;
    while Instant::now() < until {
        tokio::select! {
            _ = look.tick() => {
                let done = board.borrow().done;
                info!("{} messages/s", done - before);
                before = done;
            }
            Some(ended) = talkers.join_next() => fail(ended)?,
            () = sleep_until(until) => {}
        }
    }
    Ok(())
}

/// Waits until everything that was sent has arrived.
async fn drain(
    talkers: &mut JoinSet<Result<(LeanSocket, Vec<Seat>), Ended>>,
    board: &Rc<RefCell<Board>>,
) -> Result<()> {
    let limit = Instant::now() + DRAIN;
    while board.borrow().under_way() > 0 && Instant::now() < limit {
        tokio::select! {
            () = sleep(Duration::from_millis(20)) => {}
            Some(ended) = talkers.join_next() => fail(ended)?,
        }
    }
    Ok(())
}

/// No talker ends by itself.
fn fail<T>(ended: Result<Result<T, Ended>, tokio::task::JoinError>) -> Result<()> {
    match ended.context("a talker failed")? {
        Ok(_) => bail!("a talker ended before it was told to"),
        Err(error) => Err(error).context("a socket ended during the run"),
    }
}

/// What a comparison with Postgres found.
#[derive(Debug, Default)]
struct Found {
    lost: u64,
    duplicated: u64,
    reordered: u64,
    early: u64,
}

async fn compare(seated: Vec<(LeanSocket, Vec<Seat>)>, board: &Board) -> Result<Found> {
    let compared = stream::iter(seated).map(|(mut socket, seats)| async move {
        let mut found = Found::default();
        for seat in &seats {
            let kept = fetch_all(&mut socket, seat.conversation()).await?;
            compare_seat(seat, &kept, board, &mut found);
        }
        anyhow::Ok(found)
    });
    compared
        .buffer_unordered(16)
        .try_fold(Found::default(), async |sum, one| {
            Ok(Found {
                lost: sum.lost + one.lost,
                duplicated: sum.duplicated + one.duplicated,
                reordered: sum.reordered + one.reordered,
                early: sum.early + one.early,
            })
        })
        .await
}

/// The client ids that Postgres holds, from seq 1 on.
pub(crate) async fn fetch_all(
    socket: &mut LeanSocket,
    conversation: ConversationId,
) -> Result<Vec<u128>> {
    let mut kept = Vec::new();
    loop {
        let fetch = Command::Fetch {
            conversation,
            after: i64::try_from(kept.len())?,
            limit: MAX_PAGE,
        };
        let page = socket.call(fetch).await.context("fetch a log")?;
        let part = Part::of(&page).context("a page without messages")?;
        for row in &part.messages {
            let expected = i64::try_from(kept.len())? + 1;
            if row.seq != expected {
                bail!("{conversation} has {} where {expected} should be", row.seq);
            }
            kept.push(row.client_id.as_u128());
        }
        if i64::try_from(kept.len())? >= part.head {
            return Ok(kept);
        }
        if part.messages.is_empty() {
            bail!(
                "{conversation} ends after {} of {} rows",
                kept.len(),
                part.head
            );
        }
    }
}

fn compare_seat(seat: &Seat, kept: &[u128], board: &Board, found: &mut Found) {
    let (before, held) = seat.follower().ids();
    let begin = usize::try_from(before)
        .unwrap_or(usize::MAX)
        .min(kept.len());
    // Invariant of the log: what a receiver holds is what Postgres holds, row by row.
    let same = kept[begin..]
        .iter()
        .zip(held)
        .filter(|(a, b)| a == b)
        .count();
    found.reordered += (held.len() - same) as u64;
    found.lost += (kept.len() - begin).saturating_sub(held.len()) as u64;
    found.duplicated += seat.follower().repeated;
    found.early += seat.follower().early;

    let mut times = std::collections::HashMap::new();
    for id in kept {
        *times.entry(*id).or_insert(0_u64) += 1;
    }
    found.duplicated += times.values().map(|times| times - 1).sum::<u64>();
    for (number, seq) in board.acknowledged(seat.sender()) {
        let id = board.tags.id(seat.tag(number)).as_u128();
        if !times.contains_key(&id) {
            found.lost += 1;
        } else if usize::try_from(seq - 1).ok().and_then(|at| kept.get(at)) != Some(&id) {
            found.reordered += 1;
        }
    }
}

fn told(load: &Load, board: &Board, found: &Found) -> Report {
    let mut report = Report::new("chat");
    report.figure("pairs", load.pairs);
    report.figure("senders", load.pairs * 2);
    report.figure("seconds", load.seconds);
    match load.rate {
        Some(rate) => report.decimal("rate", rate),
        None => report.figure("in_flight_per_sender", load.in_flight),
    }
    report.decimal("messages_per_s", board.counted as f64 / load.seconds as f64);
    report.figure("messages", board.counted);
    report.latencies("", "send to delivered", &board.delivered);
    report.latencies(
        "acknowledged",
        "send to acknowledged",
        &board.acknowledged_after,
    );
    report.series(
        "messages committed, acknowledged and delivered",
        "a second",
        &board.series,
    );
    report.figure("busy_answers", board.busy);
    report.none_of("refused", board.refused);
    report.figure("fetched_gaps", board.gaps);
    report.figure("arrived_early", found.early);
    report.none_of("under_way_at_the_end", board.under_way());
    report.none_of("lost", found.lost);
    report.none_of("duplicated", found.duplicated);
    report.none_of("reordered", found.reordered);
    if load.rate.is_some() {
        let p99 = board.delivered.quantile_ms(0.99);
        report.goal(p99 <= 50.0, format!("p99_ms {p99:.1} above 50"));
    }
    report
}

/// Single-row inserts of the same message, one commit each, by one client for each pair: twice as many would compete
/// for the same two cores and reach less.
pub(crate) async fn floor(report: &mut Report, load: &Load) -> Result<()> {
    let lasting = Duration::from_secs(load.seconds.clamp(3, 10));
    let inserts = inserts::measure(load.pairs, lasting, TEXT).await?;
    report.figure("floor_clients", load.pairs);
    report.decimal("floor_inserts_per_s", inserts.per_second);
    report.latencies(
        "floor_insert",
        "floor: one insert and its commit",
        &inserts.latencies,
    );
    if load.rate.is_none() {
        let ratio = report.ratio("messages_of_floor", "messages_per_s", "floor_inserts_per_s");
        report.goal(
            ratio >= 1.0,
            format!("messages_per_s is {ratio:.2} of floor_inserts_per_s, below 1"),
        );
    }
    Ok(())
}
