//! The task behind a [`Client`](super::Client): owns the socket, comes back, resumes, sends again, keeps the heartbeat.
//!
//! Invariant: every command is answered, or handed over to the next socket, or failed; never forgotten.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use futures_util::{SinkExt as _, StreamExt as _};
use signaling::protocol::{
    ClientFrame, ClientInfo, Command, ConversationId, ErrorCode, Hello, MAX_PAGE, Reply, Resume,
    ServerFrame, Topic, WireError,
};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep_until, timeout},
};
use tokio_tungstenite::tungstenite::{Error as WsError, Message, protocol::CloseFrame};

use super::{Fault, Options, seen::Seen, unavailable};
use crate::socket::{Door, Identity, OpenError, Socket};

/// A server that doesn't take a frame for so long isn't there.
const SEND_WITHIN: Duration = Duration::from_secs(15);
/// A connection that lived this long was a good one: the next wait is the shortest again.
const GOOD_AFTER: Duration = Duration::from_secs(10);
/// The server may ask for patience, but not for so much that a person would think it broken.
const MOST_PATIENCE: Duration = Duration::from_secs(60);

type Answer = Result<Reply, WireError>;

/// What a handle wants of the task.
#[derive(Debug)]
pub(super) enum Order {
    Call {
        command: Box<Command>,
        answer: oneshot::Sender<Answer>,
    },
    Fault(Fault),
}

/// Opens a socket and says `hello`.
pub(super) async fn enter(
    door: &Door,
    identity: &Identity,
    options: &Options,
) -> Result<(Socket, Hello), OpenError> {
    let mut socket = door.open(identity).await?;
    let client = ClientInfo {
        name: options.name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let token = identity.token();
    let hello = encode(0, Command::Hello { token, client });
    socket.send(hello).await?;
    let answer = timeout(options.answer_within, first_answer(&mut socket)).await;
    let hello = answer.map_err(|_| OpenError::TooLate)??;
    Ok((socket, hello))
}

async fn first_answer(socket: &mut Socket) -> Result<Hello, OpenError> {
    let mut refused = None;
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => match serde_json::from_str(&text) {
                Ok(ServerFrame::Reply {
                    ok: Some(Reply::Hello(hello)),
                    ..
                }) => return Ok(hello),
                // A refusal is followed by a close frame whose code says what to do.
                Ok(ServerFrame::Reply {
                    error: Some(error), ..
                }) => refused = Some(error.message),
                _ => {}
            },
            Some(Ok(Message::Close(Some(CloseFrame { code, reason })))) => {
                return Err(OpenError::Closed {
                    code: code.into(),
                    reason: reason.as_str().to_owned(),
                });
            }
            Some(Ok(_)) => {}
            Some(Err(error)) if refused.is_none() => return Err(error.into()),
            Some(Err(_)) | None => {
                let why = refused.unwrap_or_else(|| "the connection ended".to_owned());
                return Err(OpenError::Hello(why));
            }
        }
    }
}

/// A command whose answer has not come.
struct Pending {
    command: Command,
    /// None for the task's own.
    answer: Option<oneshot::Sender<Answer>>,
    until: Instant,
}

/// How a socket's life ended.
enum End {
    ComeBack {
        least: Duration,
    },
    /// Until told to be online again.
    Offline,
    StayAway {
        code: u16,
    },
    /// The last handle is gone.
    Over,
}

/// Faults that last as long as a socket does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ailment {
    None,
    Deaf,
    HalfOpen,
}

pub(super) struct Task {
    door: Door,
    identity: Identity,
    options: Arc<Options>,
    orders: mpsc::Receiver<Order>,
    seen: Arc<Seen>,
    next_id: u64,
    /// By id, hence in the order in which they were asked.
    pending: BTreeMap<u64, Pending>,
    /// Wanted while there was no socket.
    waiting: VecDeque<Pending>,
    followed: Vec<Topic>,
    fetching: Vec<ConversationId>,
    /// The task's own commands that the server asked to send later.
    later: Vec<(Instant, Command)>,
    ailment: Ailment,
    attempt: u32,
    heard: Instant,
    said: Instant,
    heartbeat: Duration,
    silent_after: Duration,
}

impl Task {
    pub(super) fn new(
        door: Door,
        identity: Identity,
        options: Arc<Options>,
        orders: mpsc::Receiver<Order>,
        seen: Arc<Seen>,
    ) -> Self {
        let now = Instant::now();
        Self {
            door,
            identity,
            options,
            orders,
            seen,
            next_id: 1,
            pending: BTreeMap::new(),
            waiting: VecDeque::new(),
            followed: Vec::new(),
            fetching: Vec::new(),
            later: Vec::new(),
            ailment: Ailment::None,
            attempt: 0,
            heard: now,
            said: now,
            heartbeat: Duration::ZERO,
            silent_after: Duration::ZERO,
        }
    }

    /// Lives until the last handle is gone or the server says *don't come back*.
    pub(super) async fn run(mut self, mut socket: Socket, hello: Hello) {
        self.settle_in(&hello);
        loop {
            let opened = Instant::now();
            let mut end = match self.resume(&mut socket).await {
                Ok(()) => self.serve(&mut socket).await,
                Err(_) => come_back_at_once(),
            };
            drop(socket);
            self.part();
            if opened.elapsed() > GOOD_AFTER {
                self.attempt = 0;
            }
            let hello;
            (socket, hello) = loop {
                match end {
                    End::Over => return,
                    End::StayAway { code } => {
                        self.fail_all();
                        return self.seen.change(|state| state.ended(code));
                    }
                    End::ComeBack { least } => {
                        if !self.wait_outside(least).await {
                            return;
                        }
                    }
                    End::Offline => {
                        if !self.stay_offline().await {
                            return;
                        }
                    }
                }
                match enter(&self.door, &self.identity, &self.options).await {
                    Ok(entered) => break entered,
                    Err(OpenError::Closed { code, reason }) => end = after_close(code, &reason),
                    Err(_) => end = come_back_at_once(),
                }
            };
            self.settle_in(&hello);
            self.seen.change(|state| state.came_back(hello));
        }
    }

    fn settle_in(&mut self, hello: &Hello) {
        let now = Instant::now();
        (self.heard, self.said) = (now, now);
        self.ailment = Ailment::None;
        self.heartbeat = Duration::from_millis(hello.heartbeat_ms.into());
        let silent_after = Duration::from_millis(hello.silent_after_ms.into());
        self.silent_after = self.options.silent_after.unwrap_or(silent_after);
    }

    /// Follows everything again from what is held, then asks what has no answer.
    async fn resume(&mut self, socket: &mut Socket) -> Result<(), WsError> {
        for topic in self.followed.clone() {
            let command = self.start_of(topic);
            self.ask(socket, command, None).await?;
        }
        while let Some(pending) = self.waiting.pop_front() {
            self.send(socket, pending).await?;
        }
        Ok(())
    }

    fn start_of(&self, topic: Topic) -> Command {
        match topic {
            Topic::Conversation(conversation) => {
                let after = self
                    .seen
                    .read(|state| state.log(conversation).map_or(0, |log| log.last()));
                Command::Open {
                    from: Resume {
                        conversation,
                        after,
                    },
                }
            }
            topic => Command::Subscribe { topic },
        }
    }

    async fn serve(&mut self, socket: &mut Socket) -> End {
        loop {
            let due = self.next_due();
            let went = tokio::select! {
                frame = socket.next(), if self.ailment != Ailment::Deaf => match frame {
                    Some(Ok(message)) => self.receive(socket, message).await,
                    Some(Err(_)) | None => return come_back_at_once(),
                },
                order = self.orders.recv() => match order {
                    Some(order) => self.obey(socket, order).await,
                    None => {
                        // Whether the server hears of it doesn't matter: nobody is left.
                        timeout(Duration::from_secs(1), socket.close(None)).await.ok();
                        return End::Over;
                    }
                },
                () = sleep_until(due) => self.look_after(socket).await,
            };
            match went {
                Ok(None) => {}
                Ok(Some(end)) => return end,
                Err(_) => return come_back_at_once(),
            }
        }
    }

    async fn receive(
        &mut self,
        socket: &mut Socket,
        message: Message,
    ) -> Result<Option<End>, WsError> {
        if self.ailment == Ailment::HalfOpen {
            return Ok(None);
        }
        self.heard = Instant::now();
        match message {
            Message::Text(text) => self.take(socket, &text).await?,
            Message::Close(Some(CloseFrame { code, reason })) => {
                return Ok(Some(after_close(code.into(), &reason)));
            }
            Message::Close(None) => return Ok(Some(come_back_at_once())),
            // The library answers a ping with the next flush, which a heartbeat brings.
            _ => {}
        }
        Ok(None)
    }

    async fn take(&mut self, socket: &mut Socket, text: &str) -> Result<(), WsError> {
        match serde_json::from_str(text) {
            Ok(ServerFrame::Reply { id, ok, error }) => self.answer(id, ok, error),
            Ok(ServerFrame::Beat { .. }) => {
                if self.said.elapsed() > self.heartbeat / 2 {
                    self.ask(socket, Command::Ping, None).await?;
                }
            }
            Ok(frame) => {
                let anew = self.seen.change(|state| state.take(frame));
                if let Some(topic) = anew.filter(|topic| self.followed.contains(topic)) {
                    let command = self.start_of(topic);
                    self.ask(socket, command, None).await?;
                }
            }
            Err(_) => self.seen.change(|state| state.count_strange()),
        }
        self.fill_gaps(socket).await
    }

    fn answer(&mut self, id: u64, ok: Option<Reply>, error: Option<WireError>) {
        let Some(pending) = self.pending.remove(&id) else {
            return;
        };
        if let Command::Fetch { conversation, .. } = &pending.command {
            self.fetching.retain(|fetched| fetched != conversation);
        }
        let answer = match (ok, error) {
            (Some(reply), None) => Ok(reply),
            (_, Some(error)) => Err(error),
            (None, None) => Err(WireError {
                code: ErrorCode::Internal,
                message: "a reply without an answer".to_owned(),
                retry_after_ms: None,
            }),
        };
        match &answer {
            Ok(reply) => {
                self.note_topic(&pending.command);
                self.seen.change(|state| state.absorb(reply));
            }
            Err(error) if pending.answer.is_none() => {
                if let Some(wait) = error.retry_after_ms {
                    let at = Instant::now() + Duration::from_millis(wait.into());
                    self.later.push((at, pending.command));
                }
            }
            Err(_) => {}
        }
        if let Some(asked) = pending.answer {
            reply_to(asked, answer);
        }
    }

    fn note_topic(&mut self, done: &Command) {
        let topic = match done {
            Command::Subscribe { topic } => *topic,
            Command::Open { from } => Topic::Conversation(from.conversation),
            Command::Unsubscribe { topic } => {
                return self.followed.retain(|followed| followed != topic);
            }
            _ => return,
        };
        if !self.followed.contains(&topic) {
            self.followed.push(topic);
        }
    }

    async fn fill_gaps(&mut self, socket: &mut Socket) -> Result<(), WsError> {
        for (conversation, after) in self.seen.read(|state| state.gaps()) {
            if self.fetching.contains(&conversation) {
                continue;
            }
            self.fetching.push(conversation);
            let fetch = Command::Fetch {
                conversation,
                after,
                limit: MAX_PAGE,
            };
            self.ask(socket, fetch, None).await?;
        }
        Ok(())
    }

    async fn obey(&mut self, socket: &mut Socket, order: Order) -> Result<Option<End>, WsError> {
        match order {
            Order::Call { command, answer } => {
                self.ask(socket, *command, Some(answer)).await?;
            }
            Order::Fault(Fault::Cut) => return Ok(Some(come_back_at_once())),
            Order::Fault(Fault::Offline) => return Ok(Some(End::Offline)),
            Order::Fault(Fault::Online) => {}
            Order::Fault(Fault::StopReading) => self.ailment = Ailment::Deaf,
            Order::Fault(Fault::HalfOpen) => self.ailment = Ailment::HalfOpen,
            Order::Fault(Fault::ReadAgain) => {
                self.heard = Instant::now();
                self.ailment = Ailment::None;
            }
        }
        Ok(None)
    }

    async fn ask(
        &mut self,
        socket: &mut Socket,
        command: Command,
        answer: Option<oneshot::Sender<Answer>>,
    ) -> Result<(), WsError> {
        let until = Instant::now() + self.options.answer_within;
        let pending = Pending {
            command,
            answer,
            until,
        };
        self.send(socket, pending).await
    }

    async fn send(&mut self, socket: &mut Socket, pending: Pending) -> Result<(), WsError> {
        if let Command::Open { from } = &pending.command {
            self.seen
                .change_quietly(|state| state.expect_log(from.conversation));
        }
        let id = self.next_id;
        self.next_id += 1;
        let frame = encode(id, pending.command.clone());
        self.pending.insert(id, pending);
        self.said = Instant::now();
        match timeout(SEND_WITHIN, socket.send(frame)).await {
            Ok(sent) => sent,
            Err(_) => Err(WsError::ConnectionClosed),
        }
    }

    fn next_due(&self) -> Instant {
        // A socket that isn't read is kept as it is: that is the fault.
        let silent = match self.ailment {
            Ailment::Deaf => None,
            _ => Some(self.heard + self.silent_after),
        };
        let beat = self.said + self.heartbeat * 3 / 4;
        let answers = self.pending.values().map(|pending| pending.until);
        let later = self.later.iter().map(|(at, _)| *at);
        answers
            .chain(later)
            .chain(silent)
            .fold(beat, |earliest, due| earliest.min(due))
    }

    /// Speaks when it has been quiet, and gives up a socket on which nothing has been heard.
    async fn look_after(&mut self, socket: &mut Socket) -> Result<Option<End>, WsError> {
        let now = Instant::now();
        if self.ailment != Ailment::Deaf && now >= self.heard + self.silent_after {
            return Ok(Some(come_back_at_once()));
        }
        if now >= self.said + self.heartbeat * 3 / 4 {
            self.ask(socket, Command::Ping, None).await?;
        }
        let (due, later) = std::mem::take(&mut self.later)
            .into_iter()
            .partition(|(at, _)| *at <= now);
        self.later = later;
        let due: Vec<(Instant, Command)> = due;
        for (_, command) in due {
            self.ask(socket, command, None).await?;
        }
        self.give_up(now);
        Ok(None)
    }

    fn give_up(&mut self, now: Instant) {
        let late = self
            .pending
            .iter()
            .filter(|(_, pending)| pending.until <= now);
        let late: Vec<u64> = late.map(|(id, _)| *id).collect();
        for id in late {
            let error = unavailable("no answer in time");
            self.answer(id, None, Some(error));
        }
        for mut pending in std::mem::take(&mut self.waiting) {
            match pending.answer.take() {
                Some(asked) if pending.until <= now => {
                    reply_to(asked, Err(unavailable("no connection in time")));
                }
                answer => {
                    pending.answer = answer;
                    self.waiting.push_back(pending);
                }
            }
        }
    }

    /// The socket is gone: what may safely be sent twice waits for the next one, the rest fails.
    fn part(&mut self) {
        self.seen.change(|state| state.lost());
        self.fetching.clear();
        self.later.clear();
        for (_, pending) in std::mem::take(&mut self.pending) {
            match pending.answer {
                Some(answer) if is_idempotent(&pending.command) => {
                    self.waiting.push_back(Pending {
                        answer: Some(answer),
                        ..pending
                    })
                }
                Some(answer) => {
                    reply_to(answer, Err(unavailable("the connection was lost")));
                }
                None => {}
            }
        }
    }

    fn fail_all(&mut self) {
        for answer in std::mem::take(&mut self.waiting)
            .into_iter()
            .filter_map(|pending| pending.answer)
        {
            reply_to(
                answer,
                Err(unavailable("the server closed the connection for good")),
            );
        }
    }

    /// Between two sockets. False when the last handle is gone.
    async fn wait_outside(&mut self, least: Duration) -> bool {
        let until = Instant::now() + self.options.back_off.wait(self.attempt, least);
        self.attempt += 1;
        loop {
            tokio::select! {
                () = sleep_until(until) => {
                    self.give_up(Instant::now());
                    return true;
                }
                order = self.orders.recv() => match order {
                    None => return false,
                    Some(Order::Fault(Fault::Online)) => {
                        self.attempt = 0;
                        return true;
                    }
                    Some(Order::Fault(Fault::Offline)) => {
                        return self.stay_offline().await;
                    }
                    Some(order) => self.put_aside(order),
                },
            }
        }
    }

    /// False when the last handle is gone.
    async fn stay_offline(&mut self) -> bool {
        loop {
            match self.orders.recv().await {
                None => return false,
                Some(Order::Fault(Fault::Online)) => {
                    self.attempt = 0;
                    return true;
                }
                Some(order) => self.put_aside(order),
            }
        }
    }

    fn put_aside(&mut self, order: Order) {
        if let Order::Call { command, answer } = order {
            self.waiting.push_back(Pending {
                command: *command,
                answer: Some(answer),
                until: Instant::now() + self.options.answer_within,
            });
        }
    }
}

/// Who asked may have given up; then nobody is told.
fn reply_to(asked: oneshot::Sender<Answer>, answer: Answer) {
    if asked.send(answer).is_err() {
        tracing::trace!("an answer that nobody waits for");
    }
}

/// Whether a second one has the result of the first, by the sender's id of it.
fn is_idempotent(command: &Command) -> bool {
    matches!(
        command,
        Command::Send { .. }
            | Command::SendFile { .. }
            | Command::Edit { .. }
            | Command::Redact { .. }
            | Command::LeaveMessage { .. }
            | Command::Join { .. }
            | Command::Open { .. }
            | Command::Fetch { .. }
            | Command::Subscribe { .. }
    )
}

fn encode(id: u64, cmd: Command) -> Message {
    let frame = ClientFrame { id, cmd };
    Message::text(serde_json::to_string(&frame).expect("a command can be written as JSON"))
}

fn come_back_at_once() -> End {
    End::ComeBack {
        least: Duration::ZERO,
    }
}

/// The table of [`signaling::protocol::CloseCode`]; a code that isn't ours means *come back* too.
fn after_close(code: u16, reason: &str) -> End {
    match code {
        4100..4200 => End::StayAway { code },
        4000..4100 => End::ComeBack {
            least: Duration::from_millis(reason.parse().unwrap_or(0)).min(MOST_PATIENCE),
        },
        _ => come_back_at_once(),
    }
}

#[cfg(test)]
mod tests {
    use signaling::protocol::CloseCode;

    use super::*;

    #[test]
    fn every_close_code_is_honoured() {
        for code in CloseCode::ALL {
            let stays_away = matches!(after_close(code as u16, "1500"), End::StayAway { .. });
            assert_eq!(stays_away, !code.come_back(), "{code:?}");
        }
        let End::ComeBack { least } = after_close(CloseCode::GoingDown as u16, "1500") else {
            panic!("going down means come back");
        };
        assert_eq!(least, Duration::from_millis(1500));
        assert!(matches!(after_close(1006, ""), End::ComeBack { least } if least.is_zero()));
    }
}
