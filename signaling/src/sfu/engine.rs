//! The media thread: its state, its loop and its clock.

use super::demux::Demux;
use super::dtls::Identity;
use super::figures::{Dropped, Figures};
use super::io::{Batch, Path, Port, Via, announced, open};
use super::peer::Peer;
use super::publish::{Publisher, Track};
use super::subscribe::Subscriber;
use super::tcp::{Tcp, Turn};
use super::tell::Tell;
use super::{Fault, Said, Seat, Settings};
use crate::protocol::{Generation, TrackOffer, Wanted};
use crate::protocol::{MeetingId, PersonId};
use bytes::Bytes;
use mio::net::{TcpListener, UdpSocket};
use mio::{Events, Interest, Poll, Token, Waker};
use slab::Slab;
use socket2::Socket;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot, watch};

type Reply<T> = oneshot::Sender<Result<T, Fault>>;

/// What a handle asks of the thread.
pub(super) enum Command {
    Stop,
    BeginAnew,
    /// As if a packet had found a fault of ours.
    #[cfg(test)]
    Fall,
    Sit {
        seat: Seat,
        said: mpsc::Sender<Said>,
    },
    Publish {
        seat: Seat,
        generation: Generation,
        sdp: String,
        tracks: Vec<TrackOffer>,
        reply: Reply<String>,
    },
    Answered {
        seat: Seat,
        generation: Generation,
        sdp: String,
        reply: Reply<()>,
    },
    Attempt {
        sdp: String,
        reply: Reply<String>,
    },
    Restart {
        seat: Seat,
        fresh: bool,
    },
    Mute {
        seat: Seat,
        mid: String,
        muted: bool,
    },
    SetApart {
        seat: Seat,
        apart: bool,
    },
    Want {
        seat: Seat,
        wanted: Vec<Wanted>,
    },
    Rise {
        seat: Seat,
    },
    Figures {
        reply: SyncSender<Figures>,
    },
}

/// One seat.
pub(super) struct SeatState {
    pub seat: Seat,
    pub said: mpsc::Sender<Said>,
    pub apart: bool,
    pub publisher: Option<Publisher>,
    /// The generation last answered.
    pub published: Generation,
    pub tracks: Vec<usize>,
    pub subscriber: Subscriber,
    pub tell: Tell,
}

/// One meeting.
#[derive(Default)]
pub(super) struct Room {
    pub seats: Vec<usize>,
    pub speakers: Vec<PersonId>,
}

/// The ways out.
pub(super) struct Net {
    pub ports: Vec<Port>,
    pub tcp: Tcp,
}

impl Net {
    /// Sends a packet, sooner or later in this turn of the loop.
    pub(super) fn send(&mut self, path: Path, packet: Bytes, dropped: &mut Dropped) {
        match path.via {
            Via::Udp(port) => dropped.socket += self.ports[port].send(path.remote, packet),
            Via::Tcp(token) => dropped.tcp += u64::from(!self.tcp.send(token, &packet)),
        }
    }
}

/// Everything there is. Invariant: whatever names a seat, track or connection by its number is gone before it is.
pub(super) struct State {
    pub identity: Identity,
    pub addresses: Arc<[SocketAddr]>,
    pub net: Net,
    pub demux: Demux,
    pub peers: Slab<Peer>,
    pub seats: Slab<SeatState>,
    pub tracks: Slab<Track>,
    pub rooms: HashMap<MeetingId, Room>,
    pub index: HashMap<Seat, usize>,
    /// The seats, in the order of their coming.
    pub order: Vec<usize>,
    pub last_track: u32,
    pub figures: Figures,
    pub scratch: Vec<u8>,
}

const WAKE: Token = Token(0);
/// Sockets come first, then listeners, then TCP connections.
const SOCKETS: usize = 1;

/// While anybody is connected: the patience of a gap.
const TICK: Duration = Duration::from_millis(20);
/// Otherwise.
const IDLE: Duration = Duration::from_secs(1);
/// Why the loop came to an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// It was told to, or nobody holds a handle.
    Asked,
    /// Everything is to be forgotten.
    Anew,
    /// The system doesn't let it go on.
    Lost,
}

/// Opens everything and starts the thread.
pub(super) fn start(
    settings: &Settings,
    commands: Receiver<Command>,
    lives: watch::Sender<u32>,
) -> std::io::Result<(Arc<Waker>, Arc<[SocketAddr]>)> {
    let poll = Poll::new()?;
    let waker = Arc::new(Waker::new(poll.registry(), WAKE)?);
    let (sockets, port) = open(settings)?;
    let addresses: Arc<[SocketAddr]> = announced(settings, port).into();
    let (udp, tcp): (Vec<Socket>, Vec<Socket>) = sockets.into_iter().unzip();
    let mut udp: Vec<UdpSocket> = udp
        .into_iter()
        .map(|one| UdpSocket::from_std(one.into()))
        .collect();
    for (at, socket) in udp.iter_mut().enumerate() {
        poll.registry()
            .register(socket, Token(SOCKETS + at), Interest::READABLE)?;
    }
    let listeners: Vec<TcpListener> = tcp
        .into_iter()
        .map(|one| TcpListener::from_std(one.into()))
        .collect();
    let first = SOCKETS + udp.len();
    let last = first + listeners.len();
    let tcp = Tcp::new(listeners, first, last, poll.registry().try_clone()?)?;
    let identity = Identity::new().map_err(std::io::Error::other)?;
    let told = Arc::clone(&addresses);
    std::thread::Builder::new()
        .name("media".to_owned())
        .spawn(move || {
            // Made here, since what a batch is received into can't change threads.
            let ports = udp.into_iter().map(Port::new).collect();
            State::new(identity, told, Net { ports, tcp }).live(poll, &commands, &lives);
        })?;
    Ok((waker, addresses))
}

/// When things are next done by the clock.
struct Clock {
    often: Instant,
    handshakes: Instant,
    aims: Instant,
    speakers: Instant,
    seconds: Instant,
}

/// Whether it is time, and when it is next.
fn due(at: &mut Instant, every: Duration, now: Instant) -> bool {
    let due = now >= *at;
    if due {
        *at = now + every;
    }
    due
}

impl State {
    pub(super) fn new(identity: Identity, addresses: Arc<[SocketAddr]>, net: Net) -> Self {
        Self {
            identity,
            addresses,
            net,
            demux: Demux::default(),
            peers: Slab::new(),
            seats: Slab::new(),
            tracks: Slab::new(),
            rooms: HashMap::new(),
            index: HashMap::new(),
            order: Vec::new(),
            last_track: 0,
            figures: Figures::default(),
            scratch: Vec::with_capacity(2048),
        }
    }

    /// Runs until it is told to end. A fault of ours, which anybody's packet may find, ends the calls there are; those
    /// who were in them are told by `lives` and sit down again.
    fn live(mut self, mut poll: Poll, commands: &Receiver<Command>, lives: &watch::Sender<u32>) {
        loop {
            // What a fault leaves half done is forgotten, so nobody sees it.
            match catch_unwind(AssertUnwindSafe(|| self.run(&mut poll, commands))) {
                Ok(End::Asked | End::Lost) => return,
                Ok(End::Anew) => {
                    tracing::info!("the media thread begins anew: every call is cut for a moment")
                }
                Err(_) => {
                    self.figures.falls += 1;
                    tracing::error!(
                        "the media thread fell and begins anew: every call is cut for a moment"
                    );
                }
            }
            self.forget_everything();
            lives.send_modify(|life| *life = life.wrapping_add(1));
        }
    }

    /// As at the beginning, on the same sockets; what has been counted stays.
    fn forget_everything(&mut self) {
        self.demux = Demux::default();
        self.peers = Slab::new();
        self.seats = Slab::new();
        self.tracks = Slab::new();
        self.rooms = HashMap::new();
        self.index = HashMap::new();
        self.order = Vec::new();
        self.net.tcp.close_all();
    }

    fn run(&mut self, poll: &mut Poll, commands: &Receiver<Command>) -> End {
        let mut events = Events::with_capacity(256);
        let mut batch = Batch::new();
        let mut eager: Vec<usize> = Vec::new();
        let now = Instant::now();
        let mut clock = Clock {
            often: now,
            handshakes: now,
            aims: now,
            speakers: now,
            seconds: now,
        };
        // What came before the loop began is told of only once.
        for at in 0..self.net.ports.len() {
            self.net.ports[at].ready = true;
            self.net.tcp.accept(at, now);
        }
        loop {
            let busy = !eager.is_empty() || self.net.ports.iter().any(|port| port.ready);
            let wait = if busy {
                Duration::ZERO
            } else if self.peers.is_empty() {
                IDLE
            } else {
                clock.often.saturating_duration_since(Instant::now())
            };
            match poll.poll(&mut events, Some(wait)) {
                Ok(()) => {}
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(e) => {
                    tracing::error!(error = %e, "the media thread can't wait for its sockets and ends");
                    return End::Lost;
                }
            }
            let now = Instant::now();
            let mut turns = std::mem::take(&mut eager);
            for event in &events {
                self.event(event.token().0, &mut turns, now);
            }
            self.receive(&mut batch, now);
            for token in turns {
                if self.turn(token, now) {
                    eager.push(token);
                }
            }
            if let Some(end) = self.commands(commands, now) {
                return end;
            }
            self.tick(&mut clock, now);
            self.flush();
        }
    }

    fn event(&mut self, token: usize, turns: &mut Vec<usize>, now: Instant) {
        let ports = self.net.ports.len();
        if token == WAKE.0 {
            return;
        }
        if token < SOCKETS + ports {
            self.net.ports[token - SOCKETS].ready = true;
        } else if token < SOCKETS + ports * 2 {
            self.net.tcp.accept(token - SOCKETS - ports, now);
        } else {
            turns.push(token);
        }
    }

    fn receive(&mut self, batch: &mut Batch, now: Instant) {
        for at in 0..self.net.ports.len() {
            if !self.net.ports[at].ready {
                continue;
            }
            self.net.ports[at].receive(batch);
            for (datagram, remote) in batch.datagrams() {
                let path = Path {
                    via: Via::Udp(at),
                    remote,
                };
                self.datagram(path, datagram, now);
            }
        }
    }

    /// Gives a TCP connection its turn; whether it needs another one.
    fn turn(&mut self, token: usize, now: Instant) -> bool {
        let mut packets = Vec::new();
        let (path, again) = match self.net.tcp.turn(token, &mut packets) {
            Turn::Gone => return false,
            Turn::Read { path, more } => (path, more),
            Turn::Ended { path } => {
                self.lose_path(path);
                return false;
            }
        };
        for packet in packets {
            self.datagram(path, &packet, now);
        }
        again
    }

    fn flush(&mut self) {
        for port in &mut self.net.ports {
            self.figures.dropped.socket += port.flush();
        }
    }

    /// Carries out what was asked; why the loop is to end, if it is.
    fn commands(&mut self, commands: &Receiver<Command>, now: Instant) -> Option<End> {
        let mut any = false;
        loop {
            match commands.try_recv() {
                Ok(Command::Stop) | Err(TryRecvError::Disconnected) => return Some(End::Asked),
                Ok(Command::BeginAnew) => return Some(End::Anew),
                Ok(command) => self.command(command, now),
                Err(TryRecvError::Empty) => break,
            }
            any = true;
        }
        if any {
            self.offer_all(now);
            self.tell_all();
        }
        None
    }

    pub(super) fn command(&mut self, command: Command, now: Instant) {
        match command {
            Command::Stop | Command::BeginAnew => {}
            #[cfg(test)]
            Command::Fall => panic!("a fault of ours"),
            Command::Sit { seat, said } => self.sit(seat, said),
            Command::Publish {
                seat,
                generation,
                sdp,
                tracks,
                reply,
            } => {
                let answer = self.publish(seat, generation, sdp, &tracks, now);
                // Who asked may have gone; so be it.
                drop(reply.send(answer));
            }
            Command::Answered {
                seat,
                generation,
                sdp,
                reply,
            } => {
                let _gone = reply.send(self.answered(seat, generation, &sdp, now));
            }
            Command::Attempt { sdp, reply } => drop(reply.send(self.attempt(&sdp, now))),
            Command::Restart { seat, fresh } => self.restart(seat, fresh),
            Command::Mute { seat, mid, muted } => self.mute(seat, &mid, muted, now),
            Command::SetApart { seat, apart } => self.set_apart(seat, apart, now),
            Command::Want { seat, wanted } => self.want(seat, &wanted, now),
            Command::Rise { seat } => self.rise(seat),
            Command::Figures { reply } => drop(reply.send(self.count())),
        }
    }

    fn sit(&mut self, seat: Seat, said: mpsc::Sender<Said>) {
        if let Some(at) = self.index.get(&seat) {
            let this = &mut self.seats[*at];
            this.said = said;
            (this.tell.offer, this.tell.tracks) = (true, true);
            return;
        }
        let at = self.seats.insert(SeatState {
            seat,
            said,
            apart: false,
            publisher: None,
            published: Generation(0),
            tracks: Vec::new(),
            subscriber: Subscriber::default(),
            tell: Tell::default(),
        });
        self.seats[at].subscriber.dirty = true;
        self.index.insert(seat, at);
        self.order.push(at);
        self.rooms.entry(seat.meeting).or_default().seats.push(at);
    }

    fn rise(&mut self, seat: Seat) {
        let Some(at) = self.index.remove(&seat) else {
            return;
        };
        for track in std::mem::take(&mut self.seats[at].tracks) {
            self.remove_track(track);
        }
        for (_, track) in &mut self.tracks {
            track.subs.retain(|(sub, _)| *sub != at);
        }
        let gone = self.seats.remove(at);
        let publisher = gone.publisher.map(|publisher| publisher.peer);
        for peer in publisher.into_iter().chain(gone.subscriber.peer) {
            self.close_peer(peer);
        }
        self.order.retain(|other| *other != at);
        if let Some(room) = self.rooms.get_mut(&seat.meeting) {
            room.seats.retain(|other| *other != at);
            if room.seats.is_empty() {
                self.rooms.remove(&seat.meeting);
            }
        }
    }

    fn set_apart(&mut self, seat: Seat, apart: bool, now: Instant) {
        let Some(at) = self.index.get(&seat).copied() else {
            return;
        };
        if std::mem::replace(&mut self.seats[at].apart, apart) == apart {
            return;
        }
        self.seats[at].subscriber.dirty = true;
        // What goes on after the pause begins with a keyframe, as a new stream.
        for line in &mut self.seats[at].subscriber.lines {
            line.current = None;
        }
        for track in self.seats[at].tracks.clone() {
            self.unset_lines(track);
            self.tracks[track].since = now;
        }
        self.aim_all(now);
    }

    fn tick(&mut self, clock: &mut Clock, now: Instant) {
        if !due(&mut clock.often, TICK, now) {
            return;
        }
        self.ask_publishers(now);
        self.report(now);
        if due(&mut clock.handshakes, Duration::from_millis(100), now) {
            self.repeat_handshakes(now);
        }
        if due(&mut clock.aims, Duration::from_millis(250), now) {
            self.aim_all(now);
        }
        if due(&mut clock.speakers, super::speakers::EVERY, now) {
            self.listen(now);
        }
        if due(&mut clock.seconds, Duration::from_secs(1), now) {
            self.expire_peers(now);
            self.net.tcp.expire(now);
            self.darken(now);
        }
        self.offer_all(now);
        self.tell_all();
    }

    /// A connection came up: all who wait for its media, or whose media it waits for, begin.
    pub(super) fn connected(&mut self, peer: usize, now: Instant) {
        if let super::peer::Owner::Seat { seat, side } = self.peers[peer].owner
            && side == crate::protocol::PeerSide::Sub
        {
            for line in &mut self.seats[seat].subscriber.lines {
                line.current = None;
                line.awaited = line.awaited.map(|_| now);
            }
            self.aim_seat(seat, now);
        }
    }

    fn count(&self) -> Figures {
        let (fragments, paths) = self.demux.sizes();
        Figures {
            rooms: self.rooms.len(),
            seats: self.seats.len(),
            connections: self.peers.len(),
            tracks: self.tracks.len(),
            lines: self.tracks.iter().map(|(_, track)| track.subs.len()).sum(),
            fragments,
            paths,
            tcp: self.net.tcp.len(),
            ..self.figures
        }
    }
}
