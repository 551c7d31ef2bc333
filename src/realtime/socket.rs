//! One task per socket: reads commands, writes what the outbox holds, notices silence.
//!
//! A command runs while events keep flowing; the next one is read when it is done, so a client's commands keep their
//! order and its own pace is the back-pressure. Invariant: a socket's memory is bounded, and idle it is a few KiB.

use std::{
    future::poll_fn,
    net::IpAddr,
    panic::AssertUnwindSafe,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::header::ORIGIN,
    response::Response,
};
use futures_util::FutureExt;
use hyper::upgrade::OnUpgrade;
use jiff::{SignedDuration, Timestamp};
use signaling::protocol::{
    ClientFrame, CloseCode, Command, ErrorCode, HEARTBEAT, HELLO_WITHIN, Hello, Reply,
    SILENT_AFTER, ServerFrame, Topic, Unreadable,
};
use signaling::room::SocketId;
use tokio::time::{Instant, Sleep};

use super::{
    Outbox, Subscription, Ticket, dispatch, encode,
    link::{self, Incoming, Link},
};
use crate::{
    app::Ctx,
    conversations::{Append, ReplyTo},
    error::{Result, invalid, told},
    http::{ClientAddress, Held, Place, cookie, origin},
    identity::{self, Caller},
    meetings,
};

/// A peer that takes nothing for this long is gone.
const WRITE_WITHIN: Duration = Duration::from_secs(20);
/// A command that takes longer is answered `unavailable`.
const COMMAND_WITHIN: Duration = Duration::from_secs(15);
/// Who sends faster than they may is not read from for the time they were told to wait, but never longer than this: a
/// wait for something dear, like joining, must not keep heartbeats and texts.
const LONGEST_HELD_BACK: Duration = Duration::from_millis(100);
/// Topics one socket may listen to: every conversation of a busy day, and the rest.
const MAX_SUBSCRIPTIONS: usize = 300;
/// A session that runs out while it is connected ends within this time; asked so seldom, ten thousand sockets cost the
/// database some ten questions a second.
const ASK_FOR_SESSION_EVERY: SignedDuration = SignedDuration::from_mins(15);
type Running = Pin<Box<dyn Future<Output = (u64, Result<Done>)> + Send>>;

/// What a command that needs the socket's own state asks for when it is done.
enum Done {
    Reply(Reply),
    Subscribed(Subscription, Reply),
    /// A time in which nothing was read is over.
    Waited,
    /// Nobody asked but the socket itself: whether the session behind it still is one.
    SignedIn(bool),
}

/// `GET /socket`: answers the handshake; who it is comes with the first frame.
///
/// # Errors
/// `invalid` when it is not a WebSocket handshake.
pub async fn upgrade(
    State(app): State<Ctx>,
    ClientAddress(address): ClientAddress,
    mut request: Request,
) -> Result<Response> {
    let headers = request.headers();
    let response = link::agree(headers)?;
    let ours = origin::is_ours(headers, &app.config);
    let stranger = Stranger {
        // A cookie is believed only from our own pages; a visitor's token proves itself.
        cookie: cookie(headers, &app.config)
            .filter(|_| ours)
            .map(str::to_owned),
        wrong_origin: headers.contains_key(ORIGIN) && !ours,
        address,
    };
    let held = request.extensions_mut().remove::<Held>();
    let upgrade = hyper::upgrade::on(&mut request);
    let lifecycle = app.lifecycle.clone();
    lifecycle.spawn_connection(serve(app, upgrade, stranger, held));
    Ok(response)
}

/// What is known before the first frame.
struct Stranger {
    cookie: Option<String>,
    wrong_origin: bool,
    address: IpAddr,
}

/// A socket's task. What is needed only at its ends is boxed, so that ten thousand idle ones stay small.
async fn serve(app: Ctx, upgrade: OnUpgrade, stranger: Stranger, held: Option<Held>) {
    let Some(mut session) = Box::pin(enter(app, upgrade, stranger)).await else {
        return;
    };
    // A mistake of ours must not leave somebody present for ever.
    let ended = AssertUnwindSafe(poll_fn(|cx| session.poll(cx))).catch_unwind();
    let code = ended.await.unwrap_or(CloseCode::Internal);
    Box::pin(leave(session, code)).await;
    // The connection is closed: somebody else may have its place.
    drop(held);
}

/// None when nobody got in; then the peer has been told why.
async fn enter(app: Ctx, upgrade: OnUpgrade, stranger: Stranger) -> Option<Box<Session>> {
    // A peer that goes before the handshake is done has nothing to be told.
    let mut link = Link::new(upgrade.await.ok()?).await?;
    let address = stranger.address;
    let outbox = Arc::new(Outbox::default());
    let known = app.throttle.hello(address);
    let Some(place) = known.ok().and_then(|()| app.places.take(address)) else {
        close(link, CloseCode::RateLimited).await;
        return None;
    };
    let caller = match greet(&app, &mut link, &outbox, stranger).await {
        Ok(caller) => caller,
        Err(code) => {
            close(link, code).await;
            return None;
        }
    };
    let id = app.hub.add_socket(&outbox, caller.session, caller.person);
    // Whoever ended the session before this could not tell the socket, and who ends it from now on can.
    let refused = match identity::is_still_signed_in(&app, &caller).await {
        Ok(true) => None,
        Ok(false) => Some(CloseCode::NotSignedIn),
        // Nobody is to forget their secret because a question could not be asked.
        Err(error) => {
            error.to_wire(app.clock.uuid());
            Some(CloseCode::Internal)
        }
    };
    if let Some(code) = refused {
        app.hub.remove_socket(id);
        close(link, code).await;
        return None;
    }
    app.presence.arrive(caller.person).await;
    if !app.lifecycle.is_accepting() {
        outbox.close(CloseCode::GoingDown);
    }
    let now = Instant::now();
    Some(Box::new(Session {
        id,
        place,
        known: app.clock.now(),
        app,
        link,
        outbox,
        caller,
        subscriptions: Vec::new(),
        running: None,
        held: None,
        closing: None,
        address,
        heard: now,
        spoke: now,
        timer: Box::pin(tokio::time::sleep_until(now + HEARTBEAT)),
    }))
}

async fn leave(session: Box<Session>, code: CloseCode) {
    let Session {
        id,
        place,
        app,
        link,
        caller,
        subscriptions,
        running,
        ..
    } = *session;
    drop((subscriptions, running));
    app.hub.remove_socket(id);
    meetings::socket_gone(&app, id).await;
    app.presence.depart(caller.person).await;
    close(link, code).await;
    drop(place);
}

async fn close(link: Link, code: CloseCode) {
    metrics::counter!("samtal_sockets_closed_total", "code" => (code as u16).to_string())
        .increment(1);
    link.close(code).await;
}

/// The first frame: who is it?
async fn greet(
    app: &Ctx,
    link: &mut Link,
    outbox: &Outbox,
    stranger: Stranger,
) -> Result<Caller, CloseCode> {
    if stranger.wrong_origin {
        return Err(CloseCode::WrongOrigin);
    }
    let first = tokio::time::timeout(HELLO_WITHIN, link.first_frame()).await;
    let text = match first {
        Ok(Some(Incoming::Text(text))) => text,
        Ok(Some(Incoming::Bad)) => return Err(CloseCode::BadFrame),
        Ok(Some(Incoming::Life) | None) | Err(_) => return Err(CloseCode::NotSignedIn),
    };
    let frame = match ClientFrame::parse(text.as_str()) {
        Ok(frame) => frame,
        Err(Unreadable::NotAFrame) => return Err(CloseCode::BadFrame),
        Err(Unreadable::Command { .. }) => return Err(CloseCode::NotSignedIn),
    };
    let Command::Hello { token, client } = frame.cmd else {
        return Err(CloseCode::NotSignedIn);
    };
    let secret = token.or(stranger.cookie).ok_or(CloseCode::NotSignedIn)?;
    let caller = match identity::authenticate(app, &secret, stranger.address).await {
        Ok(Some(caller)) => caller,
        Ok(None) => return Err(CloseCode::NotSignedIn),
        Err(error) => {
            error.to_wire(app.clock.uuid());
            return Err(CloseCode::Internal);
        }
    };
    let known = [
        "widget", "desk", "wall", "portal", "meeting", "loadtest", "story",
    ];
    let name = known
        .iter()
        .find(|name| **name == client.name)
        .copied()
        .unwrap_or("other");
    metrics::counter!("samtal_hellos_total", "client" => name).increment(1);
    let hello = Hello {
        person: caller.person,
        name: caller.name.clone(),
        staff: caller.staff,
        now: app.clock.now(),
        heartbeat_ms: millis(HEARTBEAT),
        silent_after_ms: millis(SILENT_AFTER),
        max_file_bytes: app.config.limits.upload_bytes,
    };
    outbox.push(encode(&ServerFrame::Reply {
        id: frame.id,
        ok: Some(Reply::Hello(hello)),
        error: None,
    }));
    Ok(caller)
}

/// A signed-in socket.
struct Session {
    app: Ctx,
    /// The hub's number for it.
    id: u64,
    place: Place,
    link: Link,
    outbox: Arc<Outbox>,
    caller: Caller,
    subscriptions: Vec<Subscription>,
    running: Option<Running>,
    /// A command that waits until the texts before it have been stored; nothing is read meanwhile.
    held: Option<Box<ClientFrame>>,
    /// Why it ends when what is being written has gone.
    closing: Option<CloseCode>,
    address: IpAddr,
    heard: Instant,
    /// When something was last written; while something is, since when.
    spoke: Instant,
    /// When the session was last known to be one.
    known: Timestamp,
    timer: Pin<Box<Sleep>>,
}

impl Session {
    /// Ready when the socket is to be closed, with why.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<CloseCode> {
        loop {
            if self.link.is_writing() {
                // Nothing is read meanwhile: a peer that takes nothing is not given more to answer.
                let within = self.spoke + WRITE_WITHIN;
                match self.link.poll_write(cx) {
                    Poll::Ready(Ok(())) => self.spoke = Instant::now(),
                    Poll::Ready(Err(_)) => return Poll::Ready(CloseCode::TooSlow),
                    Poll::Pending => {
                        ready!(self.poll_timer(cx, within));
                        return Poll::Ready(CloseCode::TooSlow);
                    }
                }
            }
            if let Some(code) = self.closing {
                return Poll::Ready(code);
            }
            if let Poll::Ready(close) = self.outbox.poll_take(cx, &mut self.link.frames) {
                self.spoke = Instant::now();
                self.closing = close;
                continue;
            }
            if let Some(running) = &mut self.running {
                if let Poll::Ready((id, result)) = running.as_mut().poll(cx) {
                    self.running = None;
                    match result {
                        Ok(Done::SignedIn(true)) => self.known = self.app.clock.now(),
                        Ok(Done::SignedIn(false)) => return Poll::Ready(CloseCode::SessionEnded),
                        result => self.answer(id, result),
                    }
                    continue;
                }
            } else if self.held.is_some() {
                // The last answer wakes this task; the check is made before it waits for anything else.
                if !self.outbox.has_unanswered()
                    && let Some(frame) = self.held.take()
                {
                    self.carry_out(*frame);
                    continue;
                }
            } else if let Poll::Ready(incoming) = self.link.poll_next(cx) {
                self.heard = Instant::now();
                let heard = match incoming {
                    Some(Incoming::Text(text)) => self.take(text.as_str()),
                    Some(Incoming::Life) => {
                        self.take_life();
                        Ok(())
                    }
                    Some(Incoming::Bad) => Err(CloseCode::BadFrame),
                    None => Err(CloseCode::GoingDown),
                };
                if let Err(code) = heard {
                    return Poll::Ready(code);
                }
                self.ask_for_session();
                continue;
            }
            ready!(self.poll_timer(cx, self.next_deadline()));
            let now = Instant::now();
            if now >= self.heard + SILENT_AFTER {
                return Poll::Ready(CloseCode::Silent);
            }
            if now >= self.spoke + HEARTBEAT {
                self.outbox.push(encode(&ServerFrame::Beat {
                    now: self.app.clock.now(),
                }));
            }
            self.ask_for_session();
        }
    }

    /// Ready once `due` has passed. The timer is set anew only when it fires: most often something is written or heard
    /// before.
    fn poll_timer(&mut self, cx: &mut Context<'_>, due: Instant) -> Poll<()> {
        if self.timer.deadline() > due {
            self.timer.as_mut().reset(due);
        }
        loop {
            ready!(self.timer.as_mut().poll(cx));
            if Instant::now() >= due {
                return Poll::Ready(());
            }
            self.timer.as_mut().reset(due);
        }
    }

    /// Starts the question now and then, when no command runs.
    fn ask_for_session(&mut self) {
        let due = self.app.clock.now().duration_since(self.known) >= ASK_FOR_SESSION_EVERY;
        if !due || self.running.is_some() {
            return;
        }
        let (app, caller) = (self.app.clone(), self.caller.clone());
        self.running = Some(Box::pin(async move {
            let asked =
                tokio::time::timeout(COMMAND_WITHIN, identity::is_still_signed_in(&app, &caller))
                    .await;
            // A database that is away for a moment is no reason to send everybody home.
            (
                0,
                Ok(Done::SignedIn(
                    asked.ok().and_then(Result::ok).unwrap_or(true),
                )),
            )
        }));
    }

    fn next_deadline(&self) -> Instant {
        (self.heard + SILENT_AFTER).min(self.spoke + HEARTBEAT)
    }

    /// Starts a command, or answers at once.
    fn take(&mut self, text: &str) -> Result<(), CloseCode> {
        metrics::counter!("samtal_commands_total").increment(1);
        let frame = match ClientFrame::parse(text) {
            Ok(frame) => frame,
            Err(Unreadable::NotAFrame) => return Err(CloseCode::BadFrame),
            Err(Unreadable::Command { id, error }) => {
                // Counted like any other: reading it was the work.
                match self.app.throttle.frame(self.caller.person) {
                    Ok(()) => self.answer(id, Err(error.into())),
                    Err(refused) => self.hold_back(refused.retry_after(), id, Err(refused)),
                }
                return Ok(());
            }
        };
        if let Err(refused) = self
            .app
            .throttle
            .command(&self.caller, self.address, &frame.cmd)
        {
            self.hold_back(refused.retry_after(), frame.id, Err(refused));
            return Ok(());
        }
        if waits_for_texts(&frame.cmd) && self.outbox.has_unanswered() {
            self.held = Some(Box::new(frame));
        } else {
            self.carry_out(frame);
        }
        Ok(())
    }

    /// A ping costs as much as a command: the pong has been queued.
    fn take_life(&mut self) {
        if let Err(refused) = self.app.throttle.frame(self.caller.person) {
            self.hold_back(refused.retry_after(), 0, Ok(Done::Waited));
        }
    }

    /// Reads nothing for a moment, then answers: a flood fills its sender's buffers and not our cores.
    fn hold_back(&mut self, wait: Duration, id: u64, result: Result<Done>) {
        let wait = wait.min(LONGEST_HELD_BACK);
        self.running = Some(Box::pin(async move {
            tokio::time::sleep(wait).await;
            (id, result)
        }));
    }

    fn carry_out(&mut self, frame: ClientFrame) {
        match frame.cmd {
            Command::Ping => self.answer(frame.id, Ok(Done::Reply(Reply::Done))),
            Command::Hello { .. } => self.answer(frame.id, Err(invalid("hello was said already"))),
            // The hot path: no future, no waiting; the writer answers into the outbox.
            Command::Send {
                conversation,
                client_id,
                text,
            } => {
                let reply = ReplyTo::Socket(Ticket::new(&self.outbox, frame.id));
                let author = self.caller.person;
                self.app.log.append(
                    &self.app,
                    Append {
                        conversation,
                        client_id,
                        author,
                        text,
                        reply,
                    },
                );
            }
            Command::Unsubscribe { topic } => {
                self.subscriptions
                    .retain(|subscription| subscription.topic != topic);
                self.answer(frame.id, Ok(Done::Reply(Reply::Done)));
            }
            Command::Subscribe { topic } => self.subscribe(frame.id, topic),
            Command::Open { from } => self.open(frame.id, from),
            other => {
                let (app, caller) = (self.app.clone(), self.caller.clone());
                let socket = self.socket_id();
                self.start(frame.id, async move {
                    dispatch::command(&app, &caller, Some(socket), other)
                        .await
                        .map(Done::Reply)
                });
            }
        }
    }

    fn subscribe(&mut self, id: u64, topic: Topic) {
        if let Err(error) = dispatch::may_subscribe(&self.caller, topic).and_then(|()| self.room())
        {
            self.answer(id, Err(error));
            return;
        }
        if matches!(topic, Topic::SignIn(_) | Topic::Case(_)) {
            return self.look_first(id, topic);
        }
        // Listening starts before the snapshot is read, so nothing falls between.
        let subscription = self.app.hub.subscribe(topic, &self.outbox);
        let (app, caller) = (self.app.clone(), self.caller.clone());
        self.start(id, async move {
            let reply = dispatch::snapshot(&app, &caller, topic).await?;
            Ok(Done::Subscribed(subscription, reply))
        });
    }

    /// Seen first, so that a stranger hears nothing, not even for a moment.
    fn look_first(&mut self, id: u64, topic: Topic) {
        let (app, caller, outbox) = (self.app.clone(), self.caller.clone(), self.outbox.clone());
        self.start(id, async move {
            dispatch::snapshot(&app, &caller, topic).await?;
            let subscription = app.hub.subscribe(topic, &outbox);
            let reply = dispatch::snapshot(&app, &caller, topic).await?;
            Ok(Done::Subscribed(subscription, reply))
        });
    }

    fn open(&mut self, id: u64, from: signaling::protocol::Resume) {
        if let Err(error) = self.room() {
            self.answer(id, Err(error));
            return;
        }
        let (app, caller, outbox) = (self.app.clone(), self.caller.clone(), self.outbox.clone());
        self.start(id, async move {
            // Seen first, so that a stranger hears nothing, not even for a moment.
            let access = crate::conversations::access(&app, &caller, from.conversation).await?;
            if !access.lasting {
                let reply = dispatch::command(&app, &caller, None, Command::Open { from }).await?;
                return Ok(Done::Reply(reply));
            }
            let subscription = app
                .hub
                .subscribe(Topic::Conversation(from.conversation), &outbox);
            let reply = dispatch::command(&app, &caller, None, Command::Open { from }).await?;
            Ok(Done::Subscribed(subscription, reply))
        });
    }

    fn socket_id(&self) -> SocketId {
        SocketId {
            node: self.app.node,
            no: self.id,
        }
    }

    fn room(&self) -> Result<()> {
        if self.subscriptions.len() < MAX_SUBSCRIPTIONS {
            return Ok(());
        }
        Err(told(
            ErrorCode::RateLimited,
            "too many topics on one socket; unsubscribe from some",
        ))
    }

    fn start(&mut self, id: u64, command: impl Future<Output = Result<Done>> + Send + 'static) {
        self.running = Some(Box::pin(async move {
            let result = tokio::time::timeout(COMMAND_WITHIN, command).await;
            (
                id,
                result.unwrap_or_else(|_| Err(crate::error::unavailable())),
            )
        }));
    }

    fn answer(&mut self, id: u64, result: Result<Done>) {
        let (ok, error) = match result {
            Ok(Done::Reply(reply)) => (Some(reply), None),
            // The socket's own: nobody waits for an answer.
            Ok(Done::SignedIn(_) | Done::Waited) => return,
            Ok(Done::Subscribed(subscription, reply)) => {
                return self.begin(id, subscription, reply);
            }
            Err(error) => (None, Some(error.to_wire(self.app.clock.uuid()))),
        };
        self.outbox
            .push(encode(&ServerFrame::Reply { id, ok, error }));
    }

    /// The answer first, then what has happened since.
    fn begin(&mut self, id: u64, subscription: Subscription, reply: Reply) {
        let head = match &reply {
            Reply::Conversation(view) => view.head,
            _ => 0,
        };
        self.outbox.push(encode(&ServerFrame::Reply {
            id,
            ok: Some(reply),
            error: None,
        }));
        let before = self
            .subscriptions
            .iter()
            .position(|other| other.topic == subscription.topic);
        let before = before.map(|place| self.subscriptions.swap_remove(place));
        let sent = before
            .as_ref()
            .and_then(Subscription::last_seq)
            .unwrap_or(0);
        // The old one ends before the new one begins: one socket hears nothing twice.
        drop(before);
        subscription.begin_after(head.max(sent));
        self.subscriptions.push(subscription);
    }
}

/// Whether the command could overtake texts that the writer still holds: a file or an end that was sent after them must
/// not come to stand before them.
fn waits_for_texts(command: &Command) -> bool {
    !matches!(
        command,
        Command::Send { .. }
            | Command::Ping
            | Command::Hello { .. }
            | Command::Mark { .. }
            | Command::Typing { .. }
            | Command::Subscribe { .. }
            | Command::Unsubscribe { .. }
    )
}

fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}
