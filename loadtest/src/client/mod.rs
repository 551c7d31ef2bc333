//! A client as the browser is one: asks by id, follows topics across every reconnect, keeps logs without gaps.
//!
//! A [`Client`] is a handle; its task owns the socket (`task.rs`) and what both see is in `seen.rs`. Invariant: while
//! connected, everything followed has been subscribed on this very socket, from what is held.

mod chat;
mod seen;
mod task;
#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use signaling::protocol::{
    AdvisorState, ClientId, Command, ConversationId, ConversationView, DeskEntry, DeskView,
    EntryId, EntryView, ErrorCode, Event, Hello, JoinForm, MessageText, Mine, OfferView, PersonId,
    QueueId, QueueStatus, Reply, Resume, Sent, Topic, WallView, WireError,
};
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep_until},
};
use tokio_util::task::TaskTracker;

use self::{seen::Seen, task::Order};
use crate::{
    back_off::BackOff,
    log::Log,
    socket::{Door, Identity, OpenError},
    stamp::new_client_id,
};

pub use self::{chat::Chat, seen::Connection};

/// Commands on their way to the socket's task; a sender beyond waits.
const ORDERS: usize = 256;

/// How a client behaves. The defaults are the web client's.
#[derive(Debug, Clone)]
pub struct Options {
    /// Told in `hello`; also the name in what a failed wait says.
    pub name: String,
    /// Before coming back.
    pub back_off: BackOff,
    /// Instead of what `hello` says: when silence means that the socket is dead.
    pub silent_after: Option<Duration>,
    /// An answer that takes longer won't come.
    pub answer_within: Duration,
    /// How long [`Client::wait_for`] waits, and how long a busy server is asked again for what a page follows.
    pub patience: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            name: "loadtest".to_owned(),
            back_off: BackOff::default(),
            silent_after: None,
            answer_within: Duration::from_secs(15),
            patience: Duration::from_secs(20),
        }
    }
}

impl Options {
    /// For stories: comes back at once, so that nobody waits for jitter.
    pub fn story(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            back_off: BackOff {
                first: Duration::from_millis(20),
                longest: Duration::from_millis(500),
            },
            ..Self::default()
        }
    }
}

/// What can be done to a connection, as networks do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The TCP connection is dropped without a word; the client comes back by itself.
    Cut,
    /// Dropped, and the client stays away until [`Fault::Online`]: a phone without a network.
    Offline,
    /// Ends [`Fault::Offline`] at once, as a browser's `online` event does.
    Online,
    /// Nothing is read any more, so the receive window fills; sending goes on.
    StopReading,
    /// Sending goes on, but what arrives is lost: a half-open socket. Ends with the connection.
    HalfOpen,
    /// Ends [`Fault::StopReading`].
    ReadAgain,
}

/// What was awaited didn't come.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{who} waited in vain for {what}; {seen}")]
pub struct Waited {
    /// The client's name.
    pub who: String,
    /// What was awaited.
    pub what: String,
    /// The connection and the last events.
    pub seen: String,
}

/// A connected client. Cheap to clone; the connection ends with the last clone.
#[derive(Debug, Clone)]
pub struct Client {
    orders: mpsc::Sender<Order>,
    seen: Arc<Seen>,
    me: Arc<Hello>,
    options: Arc<Options>,
}

impl Client {
    /// Connects with the web client's behaviour.
    ///
    /// # Errors
    /// The server isn't there or refuses; it isn't tried again.
    pub async fn connect(base_url: &str, identity: Identity) -> Result<Self, OpenError> {
        Self::connect_with(base_url, identity, Options::default()).await
    }

    /// Connects and says `hello`.
    ///
    /// # Errors
    /// The server isn't there or refuses; it isn't tried again.
    pub async fn connect_with(
        base_url: &str,
        identity: Identity,
        options: Options,
    ) -> Result<Self, OpenError> {
        let door = Door::find(base_url).await?;
        let options = Arc::new(options);
        let (socket, hello) = task::enter(&door, &identity, &options).await?;
        let seen = Arc::new(Seen::new(hello.clone()));
        let (orders, taken) = mpsc::channel(ORDERS);
        let task = task::Task::new(
            door,
            identity,
            Arc::clone(&options),
            taken,
            Arc::clone(&seen),
        );
        TaskTracker::new().spawn(task.run(socket, hello.clone()));
        Ok(Self {
            orders,
            seen,
            me: Arc::new(hello),
            options,
        })
    }

    /// Who one is.
    pub fn person(&self) -> PersonId {
        self.me.person
    }

    /// The first answer to `hello`.
    pub fn hello(&self) -> &Hello {
        &self.me
    }

    /// Where the connection is.
    pub fn connection(&self) -> Connection {
        self.seen.read(|state| state.connection().clone())
    }

    /// How often the client has come back.
    pub fn times_back(&self) -> u32 {
        self.seen.read(|state| state.times_back())
    }

    /// Asks and waits for the answer. While the connection is away it waits for it; messages under way when it breaks
    /// are sent again, other commands fail as unavailable.
    ///
    /// # Errors
    /// The server's, or `unavailable` when no answer came.
    pub async fn call(&self, command: Command) -> Result<Reply, WireError> {
        let (answer, answered) = oneshot::channel();
        let command = Box::new(command);
        let order = Order::Call { command, answer };
        if self.orders.send(order).await.is_err() {
            return Err(unavailable("the connection has ended"));
        }
        answered
            .await
            .unwrap_or_else(|_| Err(unavailable("the connection has ended")))
    }

    /// Waits until the connection is there: at once, or after coming back.
    ///
    /// # Errors
    /// It stays away.
    pub async fn connected(&self) -> Result<Hello, Waited> {
        self.look("the connection", |state| match state.connection() {
            Connection::Open(hello) => Some(Hello::clone(hello)),
            _ => None,
        })
        .await
    }

    /// Waits until the client has come back for the `times`th time; with [`Fault::Cut`] this is how a story knows that
    /// the cut is over.
    ///
    /// # Errors
    /// It stays away.
    pub async fn back(&self, times: u32) -> Result<(), Waited> {
        self.look("coming back", |state| {
            (state.times_back() >= times).then_some(())
        })
        .await
    }

    /// Waits until the server has closed the socket with a code that means *don't come back*; gives the code.
    ///
    /// # Errors
    /// It isn't closed.
    pub async fn closed(&self) -> Result<u16, Waited> {
        self.look("the end of the connection", |state| {
            match state.connection() {
                Connection::Ended { code } => Some(*code),
                _ => None,
            }
        })
        .await
    }

    /// Does to the connection what networks do. Carried out before any later command.
    pub async fn fault(&self, fault: Fault) {
        // A client whose connection has ended has none to break.
        self.orders.send(Order::Fault(fault)).await.ok();
    }

    /// The first event not yet taken that `pick` wants; it is taken, those before stay. What a topic's state said when
    /// it was subscribed (and again after each reconnect) counts as events too: a visitor's entry, open offers, own
    /// conversations, queues, the wall. Rows of an opened conversation are not events but in its log.
    ///
    /// # Errors
    /// Nothing of the kind came within the client's patience.
    pub async fn wait_for<T>(
        &self,
        what: &str,
        mut pick: impl FnMut(&Event) -> Option<T>,
    ) -> Result<T, Waited> {
        self.look(what, |state| state.take_event(&mut pick)).await
    }

    /// As [`Client::wait_for`], for stories.
    ///
    /// # Panics
    /// It didn't come.
    pub async fn expect<T>(&self, what: &str, pick: impl FnMut(&Event) -> Option<T>) -> T {
        sure(self.wait_for(what, pick).await)
    }

    /// Whether an event like this has come and not been taken.
    pub fn has_seen(&self, pick: impl Fn(&Event) -> bool) -> bool {
        self.seen.read(|state| state.events().any(&pick))
    }

    /// Forgets the events that have come so far.
    pub fn forget_events(&self) {
        self.seen.change(|state| state.forget_events());
    }

    /// A conversation's log as this client holds it; empty before `open`.
    pub fn log(&self, conversation: ConversationId) -> Log {
        self.seen
            .read(|state| state.log(conversation).cloned().unwrap_or_default())
    }

    /// Waits until `pick` finds something in the log of an opened conversation.
    ///
    /// # Errors
    /// It doesn't within the client's patience.
    pub async fn wait_for_log<T>(
        &self,
        conversation: ConversationId,
        what: &str,
        mut pick: impl FnMut(&Log) -> Option<T>,
    ) -> Result<T, Waited> {
        self.look(what, |state| pick(state.log(conversation)?))
            .await
    }

    /// A conversation to talk in; it is opened.
    ///
    /// # Errors
    /// As `open`.
    pub async fn chat(&self, conversation: ConversationId) -> Result<Chat, WireError> {
        let held = self.log(conversation).last();
        self.open(conversation, held).await?;
        Ok(Chat::new(self.clone(), conversation))
    }

    /// Subscribes to a conversation and gets what comes after `after`.
    ///
    /// # Errors
    /// Not there, not allowed.
    pub async fn open(
        &self,
        conversation: ConversationId,
        after: i64,
    ) -> Result<ConversationView, WireError> {
        let from = Resume {
            conversation,
            after,
        };
        match self.follow(Command::Open { from }).await? {
            Reply::Conversation(view) => Ok(*view),
            other => Err(strange(&other)),
        }
    }

    /// Sends a text with a new client id.
    ///
    /// # Errors
    /// Not allowed, ended, not a text.
    pub async fn send(&self, to: ConversationId, text: &str) -> Result<Sent, WireError> {
        self.send_as(to, new_client_id(), text).await
    }

    /// Sends a text with a client id that may have been used before.
    ///
    /// # Errors
    /// Not allowed, ended, not a text.
    pub async fn send_as(
        &self,
        to: ConversationId,
        client_id: ClientId,
        text: &str,
    ) -> Result<Sent, WireError> {
        let text = MessageText::parse(text.to_owned()).map_err(|error| WireError {
            code: ErrorCode::Invalid,
            message: error.to_string(),
            retry_after_ms: None,
        })?;
        let send = Command::Send {
            conversation: to,
            client_id,
            text,
        };
        self.sent(send).await
    }

    /// Any command that is answered with a place in a log: send, send_file, edit, redact.
    ///
    /// # Errors
    /// The server's.
    pub async fn sent(&self, command: Command) -> Result<Sent, WireError> {
        match self.call(command).await? {
            Reply::Sent(sent) => Ok(sent),
            other => Err(strange(&other)),
        }
    }

    /// Any command that has nothing to tell when done.
    ///
    /// # Errors
    /// The server's.
    pub async fn done(&self, command: Command) -> Result<(), WireError> {
        match self.call(command).await? {
            Reply::Done => Ok(()),
            other => Err(strange(&other)),
        }
    }

    /// Starts events of a topic and gives its state.
    ///
    /// # Errors
    /// Not allowed.
    pub async fn subscribe(&self, topic: Topic) -> Result<Reply, WireError> {
        self.follow(Command::Subscribe { topic }).await
    }

    /// Asks for what a page follows. While the server is busy it is asked again after the wait that it tells, as a page does it,
    /// for as long as the client has patience.
    async fn follow(&self, command: Command) -> Result<Reply, WireError> {
        let until = Instant::now() + self.options.patience;
        loop {
            let answer = self.call(command.clone()).await;
            match &answer {
                Err(WireError {
                    code: ErrorCode::Unavailable,
                    retry_after_ms: Some(wait),
                    ..
                }) if Instant::now() < until => {
                    let told = Instant::now() + Duration::from_millis((*wait).into());
                    sleep_until(told.min(until)).await;
                }
                _ => return answer,
            }
        }
    }

    /// A visitor's own topic.
    ///
    /// # Errors
    /// One isn't a visitor.
    pub async fn mine(&self) -> Result<Mine, WireError> {
        match self.subscribe(Topic::Person(self.person())).await? {
            Reply::Mine(mine) => Ok(mine),
            other => Err(strange(&other)),
        }
    }

    /// An advisor's own topic.
    ///
    /// # Errors
    /// One isn't staff.
    pub async fn desk(&self) -> Result<DeskView, WireError> {
        match self.subscribe(Topic::Person(self.person())).await? {
            Reply::Desk(desk) => Ok(*desk),
            other => Err(strange(&other)),
        }
    }

    /// The public queues.
    ///
    /// # Errors
    /// The server's.
    pub async fn queues(&self) -> Result<Vec<QueueStatus>, WireError> {
        match self.subscribe(Topic::Queues).await? {
            Reply::Queues(queues) => Ok(queues),
            other => Err(strange(&other)),
        }
    }

    /// The supervisor's wall.
    ///
    /// # Errors
    /// One isn't a supervisor.
    pub async fn wall(&self) -> Result<WallView, WireError> {
        match self.subscribe(Topic::Wall).await? {
            Reply::Wall(wall) => Ok(*wall),
            other => Err(strange(&other)),
        }
    }

    /// Stands in line.
    ///
    /// # Errors
    /// Closed, full.
    pub async fn join(&self, queue: QueueId, name: &str) -> Result<EntryView, WireError> {
        let form = JoinForm {
            queue,
            name: name.to_owned(),
            subject: String::new(),
            language: "sv".to_owned(),
        };
        self.join_with(form).await
    }

    /// Stands in line with a whole form.
    ///
    /// # Errors
    /// Closed, full, a field that can't be.
    pub async fn join_with(&self, form: JoinForm) -> Result<EntryView, WireError> {
        match self.call(Command::Join { form }).await? {
            Reply::Entry(entry) => Ok(entry),
            other => Err(strange(&other)),
        }
    }

    /// Leaves the line.
    ///
    /// # Errors
    /// Not one's entry, or no longer in line.
    pub async fn leave(&self, entry: EntryId) -> Result<EntryView, WireError> {
        match self.call(Command::Leave { entry }).await? {
            Reply::Entry(entry) => Ok(entry),
            other => Err(strange(&other)),
        }
    }

    /// Says whether one takes new conversations.
    ///
    /// # Errors
    /// One isn't an advisor.
    pub async fn set_state(&self, state: AdvisorState) -> Result<(), WireError> {
        self.done(Command::SetState { state }).await
    }

    /// The next offer. The own topic must be subscribed ([`Client::desk`]).
    ///
    /// # Errors
    /// None came.
    pub async fn offer(&self) -> Result<OfferView, Waited> {
        self.wait_for("an offer", |event| match event {
            Event::Offer { offer } => Some(offer.clone()),
            _ => None,
        })
        .await
    }

    /// Takes an offer.
    ///
    /// # Errors
    /// It is no longer there.
    pub async fn accept(&self, entry: EntryId) -> Result<DeskEntry, WireError> {
        match self.call(Command::Accept { entry }).await? {
            Reply::DeskEntry(entry) => Ok(*entry),
            other => Err(strange(&other)),
        }
    }

    /// Says no to an offer.
    ///
    /// # Errors
    /// It is no longer there.
    pub async fn decline(&self, entry: EntryId) -> Result<(), WireError> {
        self.done(Command::Decline { entry }).await
    }

    /// Ends a conversation.
    ///
    /// # Errors
    /// It isn't one's own, or has ended.
    pub async fn end(&self, entry: EntryId) -> Result<(), WireError> {
        self.done(Command::End { entry }).await
    }

    async fn look<T>(
        &self,
        what: &str,
        mut pick: impl FnMut(&mut seen::State) -> Option<T>,
    ) -> Result<T, Waited> {
        let until = Instant::now() + self.options.patience;
        let mut changes = self.seen.changes();
        loop {
            if let Some(found) = self.seen.change_quietly(&mut pick) {
                return Ok(found);
            }
            // The task's end is a change too, after which nothing more will come.
            let changed = tokio::time::timeout_at(until, changes.changed()).await;
            if !matches!(changed, Ok(Ok(()))) {
                return Err(Waited {
                    who: self.options.name.clone(),
                    what: what.to_owned(),
                    seen: self.seen.read(seen::State::told),
                });
            }
        }
    }
}

/// A story's step that must succeed; says who waited for what.
fn sure<T>(result: Result<T, Waited>) -> T {
    result.unwrap_or_else(|waited| panic!("{waited}"))
}

fn unavailable(message: &str) -> WireError {
    WireError {
        code: ErrorCode::Unavailable,
        message: message.to_owned(),
        retry_after_ms: None,
    }
}

fn strange(reply: &Reply) -> WireError {
    WireError {
        code: ErrorCode::Internal,
        message: format!("not the answer to this command: {reply:?}"),
        retry_after_ms: None,
    }
}
