//! Customers who come by the clock, advisors who take every offer at once, and just enough of them.
//!
//! A freed advisor should have the next customer at once, nobody twice, everybody in turn, and nobody stuck.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use loadtest::{Identity, LeanSocket};
use rand::{SeedableRng as _, rngs::StdRng};
use signaling::protocol::{
    Command, EntryId, EntryState, Event, JoinForm, QueueId, Reply, ServerFrame, Topic,
};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Duration, Instant, interval, interval_at, sleep_until},
};
use tracing::info;

use self::board::Board;
use super::pairs::{enter, enter_as_desk};
use crate::{
    people,
    report::Report,
    run::Run,
    schedule::{arrivals, exponential},
};

mod board;

/// After the last customer has come, so long may it take until the last one is gone.
const DRAIN: Duration = Duration::from_secs(30);
const HEARTBEAT: Duration = Duration::from_secs(5);
const AT_ONCE: usize = 16;
/// The same people come every time.
const SEED: u64 = 20_260_101;

#[derive(Debug, Clone, Args)]
pub(crate) struct Load {
    /// Advisors, each with three chats at once.
    #[arg(long, default_value_t = 50)]
    advisors: u32,
    /// Customers a second, on average.
    #[arg(long, default_value_t = 100.0)]
    arrivals_per_s: f64,
    /// How long they come.
    #[arg(long, default_value_t = 20)]
    seconds: u64,
    /// Work that comes for each that can be done; with 1 staffing is just enough and there is always a line.
    #[arg(long, default_value_t = 1.0)]
    pressure: f64,
}

impl Load {
    pub(crate) fn most_sockets(&self) -> u32 {
        let customers = self.arrivals_per_s * self.seconds as f64 * 1.2;
        // A float becomes the nearest number there is.
        customers as u32 + self.advisors
    }

    /// How long a chat takes on average so that the advisors are just enough.
    fn handling(&self) -> Duration {
        let at_once = f64::from(self.advisors * people::CAPACITY);
        Duration::from_secs_f64(self.pressure * at_once / self.arrivals_per_s)
    }
}

pub(crate) async fn measure(run: &Run, load: &Load) -> Result<Report> {
    let lasting = Duration::from_secs(load.seconds);
    let arrivals = arrivals(load.arrivals_per_s, lasting, SEED);
    let queue = people::queue(run).await?;
    let visitors = people::visitors(&run.api, u32::try_from(arrivals.len())?).await?;
    let advisors = people::advisors(&run.api, load.advisors).await?;
    let handling = load.handling();
    info!(
        "{} advisors, {} customers in {} s, {:.2} s with each",
        load.advisors,
        arrivals.len(),
        load.seconds,
        handling.as_secs_f64()
    );

    let board = Rc::new(RefCell::new(Board::new(advisors.len())));
    let (stop, stopped) = watch::channel(false);
    let desks = stream::iter(advisors.iter().enumerate())
        .map(|(place, advisor)| enter_as_desk(run, advisor, place));
    let desks: Vec<LeanSocket> = desks.buffered(AT_ONCE).try_collect().await?;
    let mut staff = JoinSet::new();
    for (place, socket) in desks.into_iter().enumerate() {
        let desk = Desk {
            socket,
            place,
            asked: HashMap::new(),
            ends: Vec::new(),
            handling,
            random: StdRng::seed_from_u64(SEED + place as u64),
            board: Rc::clone(&board),
        };
        staff.spawn_local(desk.work(stopped.clone()));
    }

    let start = Instant::now();
    let mut customers = JoinSet::new();
    let mut come = arrivals.iter().zip(visitors).enumerate();
    let mut next = come.next();
    let mut look = interval(Duration::from_secs(1));
    while let Some((index, (at, visitor))) = &next {
        tokio::select! {
            () = sleep_until(start + **at) => {
                let door = run.door(*index);
                customers.spawn_local(visit(door, visitor.clone(), queue, Rc::clone(&board), stopped.clone()));
                next = come.next();
            }
            _ = look.tick() => info!("{}", board.borrow().told()),
            Some(ended) = staff.join_next() => ended.context("a desk failed")??,
        }
    }
    let limit = Instant::now() + DRAIN;
    while !board.borrow().is_drained(arrivals.len()) && Instant::now() < limit {
        tokio::select! {
            _ = look.tick() => info!("{}", board.borrow().told()),
            Some(ended) = staff.join_next() => ended.context("a desk failed")??,
        }
    }
    stop.send_replace(true);
    while let Some(ended) = customers.join_next().await {
        ended.context("a customer failed")??;
    }
    while let Some(ended) = staff.join_next().await {
        ended.context("a desk failed")??;
    }
    Ok(told(load, arrivals.len(), &board.borrow()))
}

fn told(load: &Load, came: usize, board: &Board) -> Report {
    let mut report = Report::new("queue");
    report.figure("advisors", load.advisors);
    report.figure("capacity_each", people::CAPACITY);
    report.decimal("arrivals_per_s", load.arrivals_per_s);
    report.figure("seconds", load.seconds);
    report.decimal("handling_mean_s", load.handling().as_secs_f64());
    report.figure("customers", came);
    report.figure("answered", board.answered);
    report.figure("freed_while_somebody_waited", board.free_to_offer.count());
    report.latencies(
        "free_to_offer",
        "advisor free to next offer",
        &board.free_to_offer,
    );
    report.latencies("join_to_answer", "join to answer", &board.join_to_answer);
    report.figure("longest_line", board.longest_line);
    report.figure("offered_again", board.offered_again());
    report.figure("accepts_refused", board.accepts_refused);
    report.none_of("ends_refused", board.ends_refused);
    report.none_of("joins_refused", board.joins_refused);
    report.none_of("assigned_twice", board.assigned_twice());
    report.none_of("stuck", board.stuck(came));
    report.none_of("order_violations", board.order_violations());
    let p99 = board.free_to_offer.quantile_ms(0.99);
    report.goal(
        p99 <= 100.0,
        format!("free_to_offer_p99_ms {p99:.1} above 100"),
    );
    report.goal(
        board.free_to_offer.count() > 0,
        "no advisor was freed while somebody waited, so nothing was measured".to_owned(),
    );
    report
}

/// One customer, from coming to going.
async fn visit(
    door: loadtest::Door,
    visitor: Identity,
    queue: QueueId,
    board: Rc<RefCell<Board>>,
    mut stopped: watch::Receiver<bool>,
) -> Result<()> {
    let (mut socket, person) = enter(&door, &visitor).await?;
    let topic = Topic::Person(person);
    socket.call(Command::Subscribe { topic }).await?;
    let form = JoinForm {
        queue,
        name: "Kund".to_owned(),
        subject: String::new(),
        language: "sv".to_owned(),
    };
    let asked_at = Instant::now();
    let entry = match socket.call(Command::Join { form }).await {
        Ok(frame) => match people::reply(&frame)? {
            Reply::Entry(entry) => entry.id,
            other => bail!("not an answer to join: {other:?}"),
        },
        Err(error) => {
            tracing::warn!("a customer could not join: {error}");
            board.borrow_mut().joins_refused += 1;
            return Ok(());
        }
    };
    board.borrow_mut().joined(entry, asked_at);
    let mut beat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
    loop {
        let mut is_over = false;
        tokio::select! {
            read = socket.read(|frame| is_over |= says_closed(frame, entry)) => read?,
            _ = beat.tick() => drop(socket.command(Command::Ping).await?),
            _ = stopped.changed() => {
                // Who hasn't been told may have missed it: what counts is what the server knows.
                let mine = people::reply(&socket.call(Command::Subscribe { topic }).await?)?;
                is_over = matches!(mine, Reply::Mine(mine) if mine.entry.as_ref().is_none_or(|open| open.id != entry));
                if !is_over {
                    return Ok(());
                }
            }
        }
        if is_over {
            board.borrow_mut().over(entry);
            return Ok(());
        }
    }
}

fn says_closed(frame: &[u8], entry: EntryId) -> bool {
    matches!(
        serde_json::from_slice(frame),
        Ok(ServerFrame::Event { event: Event::Entry { entry: told }, .. })
            if told.id == entry && told.state == EntryState::Closed
    )
}

/// What a desk has asked and not been answered.
#[derive(Debug, Clone, Copy)]
enum Asked {
    Accept(EntryId),
    End,
}

/// An advisor who takes every offer at once and ends each chat after a while.
struct Desk {
    socket: LeanSocket,
    place: usize,
    asked: HashMap<u64, Asked>,
    ends: Vec<(Instant, EntryId)>,
    handling: Duration,
    random: StdRng,
    board: Rc<RefCell<Board>>,
}

impl Desk {
    async fn work(mut self, mut stopped: watch::Receiver<bool>) -> Result<()> {
        let mut beat = interval(HEARTBEAT);
        loop {
            let due = self.ends.iter().map(|(at, _)| *at).min();
            let mut frames = Vec::new();
            tokio::select! {
                read = self.socket.read(|frame| frames.push(frame.to_vec())) => read.context("a desk's socket")?,
                () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => self.end_due().await?,
                _ = beat.tick() => drop(self.socket.command(Command::Ping).await?),
                _ = stopped.changed() => return Ok(()),
            }
            for frame in frames {
                self.take(&frame).await?;
            }
        }
    }

    async fn end_due(&mut self) -> Result<()> {
        let now = Instant::now();
        let due: Vec<EntryId> = self
            .ends
            .extract_if(.., |(at, _)| *at <= now)
            .map(|(_, entry)| entry)
            .collect();
        for entry in due {
            // Free from the moment of saying so: what the server needs to hear it is part of the figure.
            self.board.borrow_mut().freed(self.place, Instant::now());
            let id = self.socket.command(Command::End { entry }).await?;
            self.asked.insert(id, Asked::End);
        }
        Ok(())
    }

    async fn take(&mut self, frame: &[u8]) -> Result<()> {
        let now = Instant::now();
        match serde_json::from_slice(frame) {
            Ok(ServerFrame::Event {
                event: Event::Offer { offer },
                ..
            }) => {
                let entry = offer.entry;
                self.board.borrow_mut().offered(self.place, &offer, now);
                let id = self.socket.command(Command::Accept { entry }).await?;
                self.asked.insert(id, Asked::Accept(entry));
            }
            Ok(ServerFrame::Reply { id, error, .. }) => match (self.asked.remove(&id), error) {
                (Some(Asked::Accept(entry)), None) => {
                    self.board.borrow_mut().accepted(entry, now);
                    let lasts = exponential(&mut self.random, self.handling);
                    self.ends.push((now + lasts, entry));
                }
                (Some(Asked::Accept(_)), Some(error)) => {
                    tracing::warn!("an offer could not be taken: {error}");
                    self.board.borrow_mut().accepts_refused += 1;
                }
                (Some(Asked::End), Some(error)) => {
                    tracing::warn!("a chat could not be ended: {error}");
                    self.board.borrow_mut().ends_refused += 1;
                }
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }
}
