//! Every socket cut at once, while people write: customers come back as the browser does, and nothing may be missing.
//!
//! Each customer stands in line with a conversation open, sends one message that is on its way when the socket is cut
//! and one while there is no socket; a supervisor who takes part in some of the conversations goes on writing.

use std::{cell::RefCell, rc::Rc};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use loadtest::{BackOff, Door, Ended, Identity, LeanSocket};
use signaling::protocol::{Command, ConversationId, QueueId, Resume};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Duration, Instant, interval, sleep, timeout},
};
use tracing::info;

use self::{customer::Customer, writer::Writer};
use super::{chat::fetch_all, pairs};
use crate::{
    figures::{Latencies, Series},
    floor::relay::Relay,
    people,
    report::Report,
    run::{Doors, Run},
    tag::Tags,
};

mod customer;
mod writer;

/// Between everybody being there and the cut.
const STEADY: Duration = Duration::from_secs(3);
/// After which those who are not back won't come.
const BACK_WITHIN: Duration = Duration::from_secs(90);
/// What is under way when all are back has so long to arrive.
const DRAIN: Duration = Duration::from_secs(30);
/// Customers have numbers of 16 bits, and the machine has not more ports.
const MOST: u32 = 60_000;
/// Conversations that the supervisor writes in.
const ANSWERED: usize = 200;
/// The supervisor's messages a second.
const RATE: f64 = 100.0;
/// Sockets that are being opened at once before the cut; afterwards everybody comes as they like.
const AT_ONCE: usize = 32;

#[derive(Debug, Args)]
pub(crate) struct Load {
    /// Customers.
    #[arg(long, default_value_t = 5_000)]
    pub(crate) connections: u32,
}

/// What happens to everybody at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Steady,
    /// The sockets are cut.
    Cut,
    /// What was sent while they were away has been answered: go home.
    Over,
}

/// What all count together.
#[derive(Debug)]
struct Board {
    tags: Tags,
    cut_at: Instant,
    back: Latencies,
    back_over_time: Series,
    times_back: u32,
    all_back_after: Duration,
    failed_attempts: u64,
    /// By customer: the last seq held without a gap.
    held: Vec<i64>,
    /// By customer: the highest seq that anybody was told about.
    promised: Vec<i64>,
    /// Sent and not acknowledged, of everybody.
    open: u64,
    /// Times that something missing was fetched.
    gaps: u64,
}

impl Board {
    fn new(customers: usize) -> Rc<RefCell<Self>> {
        let now = Instant::now();
        Rc::new(RefCell::new(Self {
            tags: Tags::new(),
            cut_at: now,
            back: Latencies::new(),
            back_over_time: Series::new(now),
            times_back: 0,
            all_back_after: Duration::ZERO,
            failed_attempts: 0,
            held: vec![0; customers],
            promised: vec![0; customers],
            open: 0,
            gaps: 0,
        }))
    }

    fn cut(&mut self) {
        self.cut_at = Instant::now();
        self.back_over_time = Series::new(self.cut_at);
    }

    fn came_back(&mut self) {
        let now = Instant::now();
        let after = now - self.cut_at;
        self.back.record(after);
        self.back_over_time.add(now, 1);
        self.times_back += 1;
        self.all_back_after = self.all_back_after.max(after);
    }

    fn promise(&mut self, customer: usize, seq: i64) {
        self.promised[customer] = self.promised[customer].max(seq);
        self.open -= 1;
    }

    /// Customers who have not yet been shown all that was acknowledged to somebody.
    fn behind(&self) -> usize {
        let pairs = self.held.iter().zip(&self.promised);
        pairs.filter(|(held, promised)| held < promised).count()
    }
}

pub(crate) async fn measure(run: &Run, load: &Load) -> Result<Report> {
    if load.connections == 0 || load.connections > MOST {
        bail!("between 1 and {MOST} connections");
    }
    let many = load.connections as usize;
    let queue = people::queue(run).await?;
    info!("making {many} visitors, who join and write");
    let visitors = people::visitors(&run.api, load.connections).await?;
    let board = Board::new(many);
    let phase = watch::Sender::new(Phase::Steady);

    let mut customers = gather(run, visitors, queue, &board, &phase).await?;
    let writer = Writer::enter(run, &customers.conversations, Rc::clone(&board)).await?;
    let mut writing = tokio::task::spawn_local(writer.write(phase.subscribe()));
    info!(
        "all are there; the sockets are cut in {} s",
        STEADY.as_secs()
    );
    customers.go_on_for(STEADY, &mut writing).await?;

    board.borrow_mut().cut();
    phase.send_replace(Phase::Cut);
    let limit = Instant::now() + BACK_WITHIN;
    while board.borrow().times_back < load.connections && Instant::now() < limit {
        customers
            .go_on_for(Duration::from_millis(250), &mut writing)
            .await?;
    }
    info!("{} of {many} are back", board.borrow().times_back);
    // The supervisor stops; customers stay until everything has come.
    phase.send_replace(Phase::Over);
    let said = writing.await.context("the supervisor failed")??;
    let limit = Instant::now() + DRAIN;
    while (board.borrow().open > 0 || board.borrow().behind() > 0) && Instant::now() < limit {
        customers.look_after().await?;
    }
    let behind = board.borrow().behind();
    let found = compare(customers.go_home().await?, &said, &board).await?;
    Ok(told(load, &board.borrow(), &found, said.len(), behind))
}

/// Everybody who was cut.
struct Customers {
    tasks: JoinSet<Result<Customer>>,
    conversations: Vec<ConversationId>,
    leave: watch::Sender<bool>,
}

async fn gather(
    run: &Run,
    visitors: Vec<Identity>,
    queue: QueueId,
    board: &Rc<RefCell<Board>>,
    phase: &watch::Sender<Phase>,
) -> Result<Customers> {
    let many = visitors.len();
    let leave = watch::Sender::new(false);
    let tasks = RefCell::new(JoinSet::new());
    let coming = stream::iter(visitors.into_iter().enumerate()).map(async |(index, visitor)| {
        let joined = pairs::join(run, &visitor, index, queue).await;
        let (mut socket, conversation) = joined.with_context(|| format!("customer {index}"))?;
        let from = Resume {
            conversation,
            after: 0,
        };
        let view = socket.call(Command::Open { from }).await?;
        let door = run.door(index);
        let board = Rc::clone(board);
        let customer = Customer::new(index, door, visitor, conversation, &view, board)?;
        tasks
            .borrow_mut()
            .spawn_local(customer.live(socket, phase.subscribe(), leave.subscribe()));
        anyhow::Ok(conversation)
    });
    let mut coming = coming.buffered(AT_ONCE);
    let mut conversations = Vec::with_capacity(many);
    while let Some(conversation) = coming.try_next().await? {
        conversations.push(conversation);
        if conversations.len() % 500 == 0 {
            info!("{} of {many} are there", conversations.len());
        }
    }
    drop(coming);
    Ok(Customers {
        tasks: tasks.into_inner(),
        conversations,
        leave,
    })
}

impl Customers {
    async fn go_on_for<T>(
        &mut self,
        lasting: Duration,
        writing: &mut tokio::task::JoinHandle<Result<T>>,
    ) -> Result<()> {
        tokio::select! {
            () = sleep(lasting) => Ok(()),
            Some(ended) = self.tasks.join_next() => gone(ended),
            ended = writing => match ended.context("the supervisor failed")? {
                Ok(_) => bail!("the supervisor went home too early"),
                Err(error) => Err(error.context("the supervisor's socket")),
            },
        }
    }

    async fn look_after(&mut self) -> Result<()> {
        tokio::select! {
            () = sleep(Duration::from_millis(50)) => Ok(()),
            Some(ended) = self.tasks.join_next() => gone(ended),
        }
    }

    async fn go_home(mut self) -> Result<Vec<Customer>> {
        self.leave.send_replace(true);
        let mut home = Vec::new();
        while let Some(ended) = self.tasks.join_next().await {
            home.push(ended.context("a customer failed")??);
        }
        Ok(home)
    }
}

/// No customer goes home by themselves.
fn gone(ended: Result<Result<Customer>, tokio::task::JoinError>) -> Result<()> {
    match ended.context("a customer failed")? {
        Ok(_) => bail!("a customer went home too early"),
        Err(error) => Err(error),
    }
}

/// What a comparison with Postgres found.
#[derive(Debug, Default, Clone, Copy)]
struct Found {
    lost: u64,
    duplicated: u64,
    reordered: u64,
}

/// Compares what everybody holds, and what everybody was promised, with what Postgres holds.
async fn compare(
    customers: Vec<Customer>,
    said: &[writer::Said],
    board: &Rc<RefCell<Board>>,
) -> Result<Found> {
    info!("comparing every log with Postgres");
    let tags = board.borrow().tags;
    let compared = stream::iter(customers).map(async |customer| {
        let mut socket = customer.enter_again().await?;
        let kept = fetch_all(&mut socket, customer.conversation()).await?;
        let mut found = customer.compare(&kept, tags);
        let of_this = said.iter().filter(|said| said.customer == customer.index());
        for said in of_this {
            let at = usize::try_from(said.seq - 1).ok();
            let id = tags.id(said.tag).as_u128();
            if at.and_then(|at| kept.get(at)) != Some(&id) {
                found.lost += 1;
            }
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
            })
        })
        .await
}

fn told(load: &Load, board: &Board, found: &Found, said: usize, behind: usize) -> Report {
    let back_off = BackOff::default();
    let mut report = Report::new("reconnect");
    report.figure("connections", load.connections);
    report.figure(
        "first_back_off_ms",
        format!("0 to {}", back_off.first.as_millis()),
    );
    report.decimal("all_back_ms", ms(board.all_back_after));
    report.latencies("back", "cut to back", &board.back);
    report.series("sockets back", "a second", &board.back_over_time);
    report.figure("failed_attempts", board.failed_attempts);
    report.figure(
        "messages_meanwhile",
        said as u64 + u64::from(load.connections) * 2,
    );
    report.figure("fetched_gaps", board.gaps);
    let missing = u64::from(load.connections - board.times_back);
    report.none_of("not_back", missing);
    report.none_of("unacknowledged", board.open);
    report.none_of("behind_at_the_end", behind as u64);
    report.none_of("lost", found.lost);
    report.none_of("duplicated", found.duplicated);
    report.none_of("reordered", found.reordered);
    report
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

/// As many sockets on a bare relay, each in a room of its own, cut and coming back by the same back-off. Back is who has
/// heard an own word again.
pub(crate) async fn floor(report: &mut Report, load: &Load) -> Result<()> {
    info!("the floor: as many sockets on a bare relay");
    let relay = Relay::start().await?;
    let doors = Doors::to(relay.url()).await?;
    let rooms = stream::iter(0..load.connections as usize)
        .map(|index| doors.number(index).at(&format!("/room/{index}")));
    let sockets: Vec<(Door, LeanSocket)> = rooms
        .map(async |door| anyhow::Ok((door.clone(), enter_bare(&door).await?)))
        .buffered(AT_ONCE)
        .try_collect()
        .await?;

    let cut_at = Instant::now();
    let mut coming = JoinSet::new();
    for (door, socket) in sockets {
        socket.cut();
        coming.spawn_local(come_back_bare(door));
    }
    let (mut back, mut all, mut there) = (Latencies::new(), Duration::ZERO, Vec::new());
    while let Some(came) = coming.join_next().await {
        there.push(came.context("a socket's task failed")?);
        let after = Instant::now() - cut_at;
        back.record(after);
        all = all.max(after);
    }
    drop(there);
    relay.stop().await?;
    report.decimal("floor_all_back_ms", ms(all));
    report.latencies("floor_back", "floor: cut to back", &back);
    report.ratio("all_back_of_floor", "all_back_ms", "floor_all_back_ms");
    Ok(())
}

async fn come_back_bare(door: Door) -> LeanSocket {
    let back_off = BackOff::default();
    for attempt in 0.. {
        sleep(back_off.wait(attempt, Duration::ZERO)).await;
        match enter_bare(&door).await {
            Ok(socket) => return socket,
            Err(error) => tracing::debug!("the relay is not there yet: {error:#}"),
        }
    }
    unreachable!("attempts don't end")
}

async fn enter_bare(door: &Door) -> Result<LeanSocket> {
    let mut socket = LeanSocket::connect(door, &Identity::Nobody).await?;
    let mut heard = false;
    let listen = async {
        socket.send_text(b"{\"type\":\"beat\"}").await?;
        while !heard {
            socket.read(|_| heard = true).await?;
        }
        Ok::<(), Ended>(())
    };
    timeout(Duration::from_secs(20), listen).await??;
    Ok(socket)
}

/// A heartbeat that every socket of this scenario keeps.
fn heartbeat() -> tokio::time::Interval {
    interval(Duration::from_secs(5))
}
