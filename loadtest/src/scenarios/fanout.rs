//! One who writes and many who watch: supervisors with the same conversation open.
//!
//! A message counts when everybody has it, and then once for each.

use std::{cell::RefCell, rc::Rc};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use loadtest::{Ended, Glimpse, Identity, LeanSocket};
use signaling::protocol::{Command, ConversationId, MessageText, Resume, Topic};
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
    time::{Duration, Instant, interval, sleep},
};
use tracing::info;

use super::{chat::TEXT, pairs};
use crate::{
    figures::{Latencies, Series},
    floor::relay::Relay,
    people,
    report::Report,
    run::{Doors, Run},
    tag::{self, Tag, Tags},
};

/// Before anything counts.
const WARM_UP: Duration = Duration::from_secs(2);
/// What is under way at the end has so long to arrive.
const DRAIN: Duration = Duration::from_secs(20);
const HEARTBEAT: Duration = Duration::from_secs(5);
/// Sockets that are being opened at once.
const AT_ONCE: usize = 32;

#[derive(Debug, Args)]
pub(crate) struct Load {
    /// Sockets that watch.
    #[arg(long, default_value_t = 1_000)]
    pub(crate) subscribers: u32,
    /// How long it counts, after a warm-up of 2 s.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Messages that not everybody has yet, at most; the relay of the floor gets as many.
    #[arg(long, default_value_t = 16)]
    in_flight: u32,
}

pub(crate) async fn measure(run: &Run, load: &Load) -> Result<Report> {
    let queue = people::queue(run).await?;
    let visitors = people::visitors(&run.api, 1).await?;
    let (mut sender, conversation) = pairs::join(run, &visitors[0], 0, queue).await?;
    let supervisor = people::supervisor(&run.api).await?;
    info!("{} supervisors open the conversation", load.subscribers);

    let mut crowd = Crowd::new(load);
    let watching = stream::iter(0..load.subscribers as usize).map(async |index| {
        let mut socket = LeanSocket::enter(&run.door(index), &supervisor).await?;
        let from = Resume {
            conversation,
            after: 0,
        };
        let open = Command::Open { from };
        socket.call(open).await.context("watch the conversation")?;
        anyhow::Ok(socket)
    });
    let mut watching = watching.buffer_unordered(AT_ONCE);
    while let Some(socket) = watching.try_next().await? {
        crowd.watch(socket, Voice::Server(conversation));
        if crowd.watchers.len().is_multiple_of(100) {
            // The one who will speak must not fall silent meanwhile.
            sender.call(Command::Ping).await?;
        }
    }
    let topic = Topic::Conversation(conversation).to_string();
    let outcome = crowd
        .hear(sender, Voice::Server(conversation), &topic)
        .await?;

    let mut report = Report::new("fanout");
    report.figure("subscribers", load.subscribers);
    report.figure("seconds", load.seconds);
    report.figure("in_flight", load.in_flight);
    tell(&mut report, "", "send to delivered", &outcome, load);
    report.none_of("lost", outcome.lost);
    report.none_of("duplicated", outcome.duplicated);
    report.none_of("reordered", outcome.reordered);
    Ok(report)
}

pub(crate) async fn floor(report: &mut Report, load: &Load) -> Result<()> {
    info!("the floor: as many sockets on a bare relay");
    let relay = Relay::start().await?;
    let doors = Doors::to(relay.url()).await?;
    let mut crowd = Crowd::new(load);
    for index in 0..load.subscribers as usize {
        let door = doors.number(index).at("/room");
        crowd.watch(
            LeanSocket::connect(&door, &Identity::Nobody).await?,
            Voice::Relay,
        );
    }
    let door = doors.number(0).at("/room");
    let sender = LeanSocket::connect(&door, &Identity::Nobody).await?;
    let outcome = crowd
        .hear(sender, Voice::Relay, "conversation:floor")
        .await?;
    relay.stop().await?;

    tell(report, "floor_", "floor: send to delivered", &outcome, load);
    let ratio = report.ratio(
        "deliveries_of_floor",
        "deliveries_per_s",
        "floor_deliveries_per_s",
    );
    report.goal(
        ratio >= 0.6,
        format!("deliveries_per_s is {ratio:.2} of floor_deliveries_per_s, below 0.6"),
    );
    Ok(())
}

fn tell(report: &mut Report, prefix: &str, title: &str, outcome: &Outcome, load: &Load) {
    let deliveries = outcome.complete * u64::from(load.subscribers);
    let per_second = deliveries as f64 / load.seconds as f64;
    report.decimal(&format!("{prefix}deliveries_per_s"), per_second);
    let messages = outcome.complete as f64 / load.seconds as f64;
    report.decimal(&format!("{prefix}messages_per_s"), messages);
    report.latencies(prefix.trim_end_matches('_'), title, &outcome.latencies);
    report.series(&format!("{title}: deliveries"), "a second", &outcome.series);
}

/// To whom is spoken.
#[derive(Debug, Clone, Copy)]
enum Voice {
    Server(ConversationId),
    /// Sends what the server would have made of it, as large and in the same form.
    Relay,
}

impl Voice {
    async fn beat(self, socket: &mut LeanSocket) -> Result<(), Ended> {
        match self {
            Self::Server(_) => socket.command(Command::Ping).await.map(drop),
            // A text would go to the whole room.
            Self::Relay => socket.ping().await,
        }
    }

    fn frame(self, id: u64, tag: Tag, tags: Tags) -> Vec<u8> {
        let client_id = tags.id(tag);
        match self {
            Self::Server(conversation) => {
                let cmd = Command::Send {
                    conversation,
                    client_id: client_id.into(),
                    text: MessageText::parse(TEXT.to_owned()).expect("it is a text"),
                };
                let frame = signaling::protocol::ClientFrame { id, cmd };
                serde_json::to_vec(&frame).expect("a command can be written as JSON")
            }
            Self::Relay => {
                let (seq, person) = (
                    u64::from(tag.number) + 1,
                    tags.id(Tag {
                        sender: 1,
                        number: 0,
                    }),
                );
                format!(
                    r#"{{"type":"event","topic":"conversation:floor-floor-floor-floor-floor-floor-","event":{{"type":"message","message":{{"seq":{seq},"client_id":"{client_id}","author":"{person}","role":"customer","at":"2026-01-02T03:04:05.123456Z","content":{{"type":"text","text":"{TEXT}"}}}}}}}}"#
                )
                .into_bytes()
            }
        }
    }
}

/// What was reached.
#[derive(Debug)]
struct Outcome {
    /// Messages that everybody got in the measured time.
    complete: u64,
    latencies: Latencies,
    series: Series,
    lost: u64,
    duplicated: u64,
    reordered: u64,
}

/// What sender and watchers count together.
struct Board {
    tags: Tags,
    watchers: u32,
    from: Instant,
    until: Instant,
    sent: Vec<(Instant, u32)>,
    /// Messages that everybody has.
    complete: u32,
    outcome: Outcome,
}

impl Board {
    /// A watcher sees message `number`.
    fn deliver(&mut self, number: u32, now: Instant) -> bool {
        let Some((sent, missing)) = self.sent.get_mut(number as usize) else {
            return false;
        };
        *missing = missing.saturating_sub(1);
        let counts = self.from <= now && now < self.until;
        if counts {
            self.outcome.latencies.record(now - *sent);
        }
        if *missing > 0 {
            return false;
        }
        self.complete += 1;
        if counts {
            self.outcome.complete += 1;
            self.outcome.series.add(now, self.watchers.into());
        }
        true
    }
}

/// Everybody who watches.
struct Crowd {
    board: Rc<RefCell<Board>>,
    completed: Rc<Notify>,
    stop: watch::Sender<bool>,
    watchers: JoinSet<Result<u32, Ended>>,
    lasting: Duration,
    in_flight: u32,
}

impl Crowd {
    fn new(load: &Load) -> Self {
        let now = Instant::now();
        let outcome = Outcome {
            complete: 0,
            latencies: Latencies::new(),
            series: Series::new(now),
            lost: 0,
            duplicated: 0,
            reordered: 0,
        };
        let board = Board {
            tags: Tags::new(),
            watchers: 0,
            from: now,
            until: now,
            sent: Vec::new(),
            complete: 0,
            outcome,
        };
        Self {
            board: Rc::new(RefCell::new(board)),
            completed: Rc::default(),
            stop: watch::Sender::new(false),
            watchers: JoinSet::new(),
            lasting: Duration::from_secs(load.seconds),
            in_flight: load.in_flight.max(1),
        }
    }

    fn watch(&mut self, socket: LeanSocket, voice: Voice) {
        self.board.borrow_mut().watchers += 1;
        let board = Rc::clone(&self.board);
        let completed = Rc::clone(&self.completed);
        let stopped = self.stop.subscribe();
        self.watchers
            .spawn_local(watch_messages(socket, voice, board, completed, stopped));
    }

    /// Lets the sender speak for the whole time, and counts.
    async fn hear(mut self, sender: LeanSocket, voice: Voice, topic: &str) -> Result<Outcome> {
        info!("warming up; then {} s on {topic}", self.lasting.as_secs());
        let from = Instant::now() + WARM_UP;
        {
            let mut board = self.board.borrow_mut();
            (board.from, board.until) = (from, from + self.lasting);
            board.outcome.series = Series::new(from);
        }
        let speaking = speak(
            sender,
            voice,
            Rc::clone(&self.board),
            Rc::clone(&self.completed),
            self.in_flight,
        );
        tokio::select! {
            spoken = speaking => spoken?,
            Some(ended) = self.watchers.join_next() => match ended.context("a watcher failed")? {
                Ok(_) => bail!("a watcher ended before it was told to"),
                Err(error) => return Err(error).context("a watcher's socket ended"),
            },
        }
        self.stop.send_replace(true);
        let mut short = 0;
        let sent = u32::try_from(self.board.borrow().sent.len())?;
        while let Some(ended) = self.watchers.join_next().await {
            short += u64::from(sent - ended.context("a watcher failed")??.min(sent));
        }
        let board = Rc::into_inner(self.board).context("somebody still counts")?;
        let mut outcome = board.into_inner().outcome;
        outcome.lost = short;
        Ok(outcome)
    }
}

/// Sends as long as not more than so many messages are on their way, and waits for the last to arrive.
async fn speak(
    mut sender: LeanSocket,
    voice: Voice,
    board: Rc<RefCell<Board>>,
    completed: Rc<Notify>,
    in_flight: u32,
) -> Result<()> {
    let until = board.borrow().until;
    let mut beat = interval(HEARTBEAT);
    let mut drained = None;
    loop {
        let now = Instant::now();
        let mut out = Vec::new();
        {
            let mut board = board.borrow_mut();
            let sent = u32::try_from(board.sent.len())?;
            let free = in_flight.saturating_sub(sent - board.complete);
            let free = if now < until { free } else { 0 };
            for number in sent..sent + free {
                let tag = Tag { sender: 0, number };
                let frame = voice.frame(sender.take_id(), tag, board.tags);
                LeanSocket::add_frame(&mut out, &frame);
                let watchers = board.watchers;
                board.sent.push((now, watchers));
            }
            if now >= until
                && (board.complete == sent + free || drained.is_some_and(|limit| now >= limit))
            {
                return Ok(());
            }
        }
        if now >= until && drained.is_none() {
            drained = Some(now + DRAIN);
        }
        if !out.is_empty() {
            sender
                .send_frames(&out)
                .await
                .context("the sender's socket")?;
        }
        let mut refused = None;
        tokio::select! {
            () = completed.notified() => {}
            read = sender.read(|frame| if let Glimpse::Refused { code, .. } = Glimpse::of(frame) {
                refused = Some(code.to_owned());
            }) => read.context("the sender's socket")?,
            _ = beat.tick() => voice.beat(&mut sender).await?,
            () = sleep(Duration::from_millis(50)) => {}
        }
        if let Some(code) = refused {
            bail!("a message was refused: {code}");
        }
    }
}

/// Counts what comes to one watcher; gives how many messages it saw.
async fn watch_messages(
    mut socket: LeanSocket,
    voice: Voice,
    board: Rc<RefCell<Board>>,
    completed: Rc<Notify>,
    mut stopped: watch::Receiver<bool>,
) -> Result<u32, Ended> {
    let mut beat = interval(HEARTBEAT);
    let mut next = 0;
    loop {
        tokio::select! {
            read = socket.read(|frame| {
                let Glimpse::Row { client_id, .. } = Glimpse::of(frame) else { return };
                let mut board = board.borrow_mut();
                let tag = tag::parse(client_id).and_then(|id| board.tags.tag(id));
                let Some(Tag { number, .. }) = tag else { return };
                match number.cmp(&next) {
                    std::cmp::Ordering::Less => board.outcome.duplicated += 1,
                    std::cmp::Ordering::Equal => {
                        next += 1;
                        if board.deliver(number, Instant::now()) {
                            completed.notify_one();
                        }
                    }
                    std::cmp::Ordering::Greater => board.outcome.reordered += 1,
                }
            }) => read?,
            _ = beat.tick() => voice.beat(&mut socket).await?,
            _ = stopped.changed() => return Ok(next),
        }
    }
}
