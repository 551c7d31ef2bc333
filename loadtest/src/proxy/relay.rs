//! The sockets of a proxy, and the packets that it holds.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap},
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use tokio::{
    net::UdpSocket,
    sync::{mpsc, oneshot},
    time::{Duration, Instant, MissedTickBehavior, interval, sleep_until},
};
use tokio_util::task::{AbortOnDropHandle, TaskTracker};

use super::lane::{Dropped, Impairment, Lane, Verdict};

/// As many as a small server's rooms hold; who comes beyond is not let through.
const MOST_CLIENTS: usize = 1_024;
/// A client whose packets have stopped for so long is gone: browsers check a connection every few seconds.
const GONE_AFTER: Duration = Duration::from_secs(60);
/// How often is looked for clients that are gone.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Packets held at once; ten seconds of a call of six. What comes beyond is dropped and counted.
const MOST_HELD: usize = 16_384;
/// Packets from the server that wait for the proxy's task; what comes beyond is dropped and counted.
const MOST_WAITING: usize = 4_096;
/// Orders that wait; who gives one beyond waits.
const MOST_ORDERS: usize = 64;
/// Packets of one socket handled in a row, so that the others get their turn.
const IN_A_ROW: usize = 64;
/// The largest that UDP carries over Ethernet is 1,500; what is larger is cut, and noticed at the other end.
const LARGEST: usize = 2_048;

/// Which way packets go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// From clients to the server.
    Up,
    /// From the server to clients.
    Down,
}

/// Whom something is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// All clients, those who come later too.
    Everybody,
    /// The client with this address, as the proxy sees it.
    Client(SocketAddr),
}

/// What happened to packets of one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LaneCounts {
    /// Came in.
    pub received: u64,
    /// Went out.
    pub forwarded: u64,
    /// Lost by chance.
    pub lost: u64,
    /// Beyond the queue of a link with a bounded rate.
    pub choked: u64,
    /// Came while it was dark.
    pub dark: u64,
    /// Beyond what the proxy holds.
    pub overflowed: u64,
    /// From or for somebody whom the proxy doesn't know, or refused by the system.
    pub undeliverable: u64,
    /// Came in and has not gone out yet.
    pub held: u64,
}

/// What a proxy has done.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// From clients to the server.
    pub up: LaneCounts,
    /// From the server to clients.
    pub down: LaneCounts,
    /// Addresses of clients that are known.
    pub clients: Vec<SocketAddr>,
    /// Clients who were forgotten after 60 s without a packet.
    pub expired: u64,
    /// Packets of clients beyond the 1,024th.
    pub refused: u64,
    /// Sockets toward the server that were replaced.
    pub addresses_changed: u64,
}

/// Why a proxy couldn't be started or asked.
#[derive(Debug, thiserror::Error)]
pub enum ProxyError {
    /// An address couldn't be had.
    #[error("listen on {listen}: {error}")]
    Listen {
        /// The address.
        listen: SocketAddr,
        /// Why not.
        error: io::Error,
    },
    /// The task has ended.
    #[error("the proxy has ended")]
    Ended,
    /// A socket toward the server couldn't be made.
    #[error("change the address: {0}")]
    Address(io::Error),
}

#[derive(Debug)]
enum Order {
    Impair(Way, Impairment, oneshot::Sender<()>),
    Blackout(Whom, bool, oneshot::Sender<()>),
    ChangeAddress(Whom, oneshot::Sender<io::Result<u32>>),
    Counts(oneshot::Sender<Counts>),
}

/// A proxy that runs. It ends with its last clone.
#[derive(Debug, Clone)]
pub struct Proxy {
    orders: mpsc::Sender<Order>,
    addr: SocketAddr,
}

impl Proxy {
    /// Starts one on `listen` (port 0 for any) in front of `to`; the same `seed` gives the same losses for the same packets.
    ///
    /// # Errors
    /// The address can't be had.
    pub async fn start(listen: SocketAddr, to: SocketAddr, seed: u64) -> Result<Self, ProxyError> {
        let failed = |error| ProxyError::Listen { listen, error };
        let front = UdpSocket::bind(listen).await.map_err(failed)?;
        let addr = front.local_addr().map_err(failed)?;
        front.writable().await.map_err(failed)?;
        let (orders, taken) = mpsc::channel(MOST_ORDERS);
        let (arrived, arrivals) = mpsc::channel(MOST_WAITING);
        let relay = Relay {
            front,
            to,
            seed,
            clients: HashMap::new(),
            next_number: 0,
            up: Impairment::default(),
            down: Impairment::default(),
            dark: false,
            held: BinaryHeap::new(),
            next_turn: 0,
            counts: Counts::default(),
            arrived,
        };
        TaskTracker::new().spawn(relay.run(taken, arrivals));
        Ok(Self { orders, addr })
    }

    /// Where clients send.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Makes a way as bad as said, for everybody.
    ///
    /// # Errors
    /// The proxy has ended.
    pub async fn impair(&self, way: Way, impairment: Impairment) -> Result<(), ProxyError> {
        self.ask(|done| Order::Impair(way, impairment, done)).await
    }

    /// Makes both ways as bad as said, for everybody.
    ///
    /// # Errors
    /// The proxy has ended.
    pub async fn impair_both(&self, impairment: Impairment) -> Result<(), ProxyError> {
        self.impair(Way::Up, impairment).await?;
        self.impair(Way::Down, impairment).await
    }

    /// From now on nothing gets in, either way; what is held still arrives.
    ///
    /// # Errors
    /// The proxy has ended.
    pub async fn go_dark(&self, whom: Whom) -> Result<(), ProxyError> {
        self.ask(|done| Order::Blackout(whom, true, done)).await
    }

    /// Ends [`Proxy::go_dark`].
    ///
    /// # Errors
    /// The proxy has ended.
    pub async fn light_up(&self, whom: Whom) -> Result<(), ProxyError> {
        self.ask(|done| Order::Blackout(whom, false, done)).await
    }

    /// From now on the server sees the client come from a new port, as when Wi-Fi changes to mobile; what it sends to the
    /// old one is lost. Gives how many were changed.
    ///
    /// # Errors
    /// The proxy has ended, or no socket can be had.
    pub async fn change_address(&self, whom: Whom) -> Result<u32, ProxyError> {
        let changed = self.ask(|answer| Order::ChangeAddress(whom, answer));
        changed.await?.map_err(ProxyError::Address)
    }

    /// What it has done so far.
    ///
    /// # Errors
    /// The proxy has ended.
    pub async fn counts(&self) -> Result<Counts, ProxyError> {
        self.ask(Order::Counts).await
    }

    /// Returns when the order has been carried out.
    async fn ask<T>(
        &self,
        order: impl FnOnce(oneshot::Sender<T>) -> Order,
    ) -> Result<T, ProxyError> {
        let (answer, answered) = oneshot::channel();
        let told = self.orders.send(order(answer)).await;
        told.map_err(|_| ProxyError::Ended)?;
        answered.await.map_err(|_| ProxyError::Ended)
    }
}

/// A packet from the server, for the client with this number.
type Arrival = (SocketAddr, u64, Bytes);

#[derive(Debug)]
struct Client {
    /// Counts changes of address, so that what still comes to an old one is let go.
    turn: u64,
    upstream: Arc<UdpSocket>,
    /// Ends with the socket that it reads.
    _reader: AbortOnDropHandle<()>,
    up: Lane,
    down: Lane,
    dark: bool,
    heard: Instant,
}

/// A packet on its way; ordered by when it leaves, and then by when it came.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Held {
    due: Instant,
    turn: u64,
    client: SocketAddr,
    up: bool,
    packet: Bytes,
}

#[derive(Debug)]
struct Relay {
    front: UdpSocket,
    to: SocketAddr,
    seed: u64,
    clients: HashMap<SocketAddr, Client>,
    next_number: u64,
    up: Impairment,
    down: Impairment,
    dark: bool,
    held: BinaryHeap<Reverse<Held>>,
    next_turn: u64,
    counts: Counts,
    arrived: mpsc::Sender<Arrival>,
}

impl Relay {
    async fn run(
        mut self,
        mut orders: mpsc::Receiver<Order>,
        mut arrivals: mpsc::Receiver<Arrival>,
    ) {
        let mut buffer = vec![0; LARGEST];
        let mut look = interval(LOOK_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            // Every branch is cancel safe: nothing is taken before it is ready.
            let next = self.held.peek().map(|Reverse(held)| held.due);
            tokio::select! {
                order = orders.recv() => match order {
                    Some(order) => self.obey(order).await,
                    None => return,
                },
                () = leave(next) => self.release(Instant::now()),
                // An error of one packet (an earlier one was refused) is not the socket's end.
                readable = self.front.readable() => if readable.is_ok() {
                    self.take_up(&mut buffer).await;
                },
                Some(arrival) = arrivals.recv() => {
                    self.take_down(arrival);
                    for _ in 0..IN_A_ROW {
                        let Ok(arrival) = arrivals.try_recv() else { break };
                        self.take_down(arrival);
                    }
                },
                _ = look.tick() => self.forget(Instant::now()),
            }
        }
    }

    async fn obey(&mut self, order: Order) {
        // Who asked may have gone before the answer.
        match order {
            Order::Impair(way, impairment, done) => {
                match way {
                    Way::Up => self.up = impairment,
                    Way::Down => self.down = impairment,
                }
                done.send(()).ok();
            }
            Order::Blackout(whom, dark, done) => {
                match whom {
                    Whom::Everybody => self.dark = dark,
                    Whom::Client(client) => {
                        if let Some(client) = self.clients.get_mut(&client) {
                            client.dark = dark;
                        }
                    }
                }
                done.send(()).ok();
            }
            Order::ChangeAddress(whom, answer) => {
                answer.send(self.change_address(whom).await).ok();
            }
            Order::Counts(answer) => {
                let mut counts = self.counts.clone();
                counts.clients = self.clients.keys().copied().collect();
                counts.clients.sort_unstable();
                answer.send(counts).ok();
            }
        }
    }

    async fn change_address(&mut self, whom: Whom) -> io::Result<u32> {
        let whom: Vec<SocketAddr> = match whom {
            Whom::Everybody => self.clients.keys().copied().collect(),
            Whom::Client(client) => vec![client],
        };
        let mut changed = 0;
        for addr in whom {
            let Some(turn) = self.clients.get(&addr).map(|client| client.turn + 1) else {
                continue;
            };
            let (upstream, reader) = self.open_upstream(addr, turn).await?;
            if let Some(client) = self.clients.get_mut(&addr) {
                client.turn = turn;
                client.upstream = upstream;
                client._reader = reader;
                changed += 1;
                self.counts.addresses_changed += 1;
            }
        }
        Ok(changed)
    }

    /// Takes what clients have sent.
    async fn take_up(&mut self, buffer: &mut [u8]) {
        for _ in 0..IN_A_ROW {
            match self.front.try_recv_from(buffer) {
                Ok((length, client)) => {
                    let packet = Bytes::copy_from_slice(&buffer[..length]);
                    self.take_from_client(client, packet).await;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // Tells of an earlier packet, to somebody who is gone.
                Err(_) => self.counts.down.undeliverable += 1,
            }
        }
    }

    async fn take_from_client(&mut self, addr: SocketAddr, packet: Bytes) {
        self.counts.up.received += 1;
        let now = Instant::now();
        if !self.clients.contains_key(&addr) && !self.welcome(addr, now).await {
            self.counts.refused += 1;
            self.counts.up.undeliverable += 1;
            return;
        }
        let Some(client) = self.clients.get_mut(&addr) else {
            return;
        };
        client.heard = now;
        if self.dark || client.dark {
            self.counts.up.dark += 1;
            return;
        }
        let verdict = client.up.decide(now, packet.len(), &self.up);
        self.hold_or_drop(verdict, addr, true, packet);
    }

    /// Whether a new client is let in.
    async fn welcome(&mut self, addr: SocketAddr, now: Instant) -> bool {
        if self.clients.len() >= MOST_CLIENTS {
            return false;
        }
        let (upstream, reader) = match self.open_upstream(addr, 0).await {
            Ok(opened) => opened,
            Err(error) => {
                tracing::warn!("no socket toward the server: {error}");
                return false;
            }
        };
        let number = self.next_number;
        self.next_number += 1;
        let seed = |way: u64| {
            self.seed
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .wrapping_add(number * 2 + way)
        };
        let client = Client {
            turn: 0,
            upstream,
            _reader: reader,
            up: Lane::new(seed(0)),
            down: Lane::new(seed(1)),
            dark: false,
            heard: now,
        };
        self.clients.insert(addr, client);
        true
    }

    async fn open_upstream(
        &self,
        client: SocketAddr,
        turn: u64,
    ) -> io::Result<(Arc<UdpSocket>, AbortOnDropHandle<()>)> {
        let local: IpAddr = match (self.to, self.to.ip().is_loopback()) {
            (SocketAddr::V4(_), true) => Ipv4Addr::LOCALHOST.into(),
            (SocketAddr::V4(_), false) => Ipv4Addr::UNSPECIFIED.into(),
            (SocketAddr::V6(_), true) => Ipv6Addr::LOCALHOST.into(),
            (SocketAddr::V6(_), false) => Ipv6Addr::UNSPECIFIED.into(),
        };
        let socket = Arc::new(UdpSocket::bind((local, 0)).await?);
        socket.connect(self.to).await?;
        // The runtime takes a new socket for a full one until it has looked.
        socket.writable().await?;
        let reading = read(Arc::clone(&socket), client, turn, self.arrived.clone());
        let reader = AbortOnDropHandle::new(TaskTracker::new().spawn(reading));
        Ok((socket, reader))
    }

    fn take_down(&mut self, (addr, turn, packet): Arrival) {
        self.counts.down.received += 1;
        let Some(client) = self.clients.get_mut(&addr).filter(|to| to.turn == turn) else {
            self.counts.down.undeliverable += 1;
            return;
        };
        if self.dark || client.dark {
            self.counts.down.dark += 1;
            return;
        }
        let verdict = client.down.decide(Instant::now(), packet.len(), &self.down);
        self.hold_or_drop(verdict, addr, false, packet);
    }

    fn hold_or_drop(&mut self, verdict: Verdict, client: SocketAddr, up: bool, packet: Bytes) {
        let full = self.held.len() >= MOST_HELD;
        let counts = way(&mut self.counts, up);
        match verdict {
            Verdict::Drop(Dropped::Lost) => counts.lost += 1,
            Verdict::Drop(Dropped::Choked) => counts.choked += 1,
            Verdict::At(_) if full => counts.overflowed += 1,
            Verdict::At(due) => {
                counts.held += 1;
                self.next_turn += 1;
                let turn = self.next_turn;
                self.held.push(Reverse(Held {
                    due,
                    turn,
                    client,
                    up,
                    packet,
                }));
                self.release(Instant::now());
            }
        }
    }

    /// Sends what is due.
    fn release(&mut self, now: Instant) {
        while self
            .held
            .peek()
            .is_some_and(|Reverse(held)| held.due <= now)
        {
            let Some(Reverse(held)) = self.held.pop() else {
                return;
            };
            let sent = match (self.clients.get(&held.client), held.up) {
                (Some(client), true) => client.upstream.try_send(&held.packet),
                (Some(_), false) => self.front.try_send_to(&held.packet, held.client),
                (None, _) => Err(io::ErrorKind::NotConnected.into()),
            };
            let counts = way(&mut self.counts, held.up);
            counts.held -= 1;
            match sent {
                Ok(_) => counts.forwarded += 1,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => counts.overflowed += 1,
                Err(_) => counts.undeliverable += 1,
            }
        }
    }

    fn forget(&mut self, now: Instant) {
        let before = self.clients.len();
        self.clients
            .retain(|_, client| now.saturating_duration_since(client.heard) < GONE_AFTER);
        self.counts.expired += (before - self.clients.len()) as u64;
    }
}

fn way(counts: &mut Counts, up: bool) -> &mut LaneCounts {
    if up { &mut counts.up } else { &mut counts.down }
}

/// Waits until something is to be sent; for ever when nothing is.
async fn leave(next: Option<Instant>) {
    match next {
        Some(due) => sleep_until(due).await,
        None => std::future::pending().await,
    }
}

/// Reads what the server sends to one client, until its socket is replaced.
async fn read(
    socket: Arc<UdpSocket>,
    client: SocketAddr,
    turn: u64,
    arrived: mpsc::Sender<Arrival>,
) {
    let mut buffer = vec![0; LARGEST];
    loop {
        match socket.recv(&mut buffer).await {
            Ok(length) => {
                let packet = Bytes::copy_from_slice(&buffer[..length]);
                // Full: waits, and the system's own buffer drops what comes beyond, as a network does.
                if arrived.send((client, turn, packet)).await.is_err() {
                    return;
                }
            }
            // The server refuses packets while it isn't there; it may be soon.
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => {}
            Err(error) => {
                tracing::warn!("a socket toward the server failed: {error}");
                return;
            }
        }
    }
}
