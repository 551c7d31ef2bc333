//! ICE over TCP (RFC 6544), passive, for those whom UDP doesn't reach: each datagram behind its length (RFC 4571).

use super::io::{Path, Via};
use mio::event::Source;
use mio::net::{TcpListener, TcpStream};
use mio::{Interest, Registry, Token};
use std::collections::{HashMap, VecDeque};
use std::io::{ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Connections at once: 512 calls behind walls that let nothing but TCP through.
const MAX: usize = 512;
/// Who hasn't shown credentials by then is closed.
const PROOF: Duration = Duration::from_secs(10);
/// Bytes that wait for a slow reader: a second of video. Beyond it packets are dropped.
const WAITING: usize = 256 * 1024;
/// Bytes read at once from one connection, so that a fast one doesn't hold up the others.
const TURN: usize = 64 * 1024;

struct Connection {
    stream: TcpStream,
    remote: SocketAddr,
    since: Instant,
    proven: bool,
    buffer: Vec<u8>,
    out: VecDeque<u8>,
}

/// All connections and those who listen for them.
pub(super) struct Tcp {
    listeners: Vec<TcpListener>,
    connections: HashMap<usize, Connection>,
    next: usize,
    registry: Registry,
}

impl Tcp {
    /// Listens; connections get tokens from `first` on, never the same one twice.
    pub(super) fn new(
        mut listeners: Vec<TcpListener>,
        tokens: usize,
        first: usize,
        registry: Registry,
    ) -> std::io::Result<Self> {
        for (at, listener) in listeners.iter_mut().enumerate() {
            registry.register(listener, Token(tokens + at), Interest::READABLE)?;
        }
        Ok(Self {
            listeners,
            connections: HashMap::new(),
            next: first,
            registry,
        })
    }

    /// Connections now.
    pub(super) fn len(&self) -> usize {
        self.connections.len()
    }

    /// Takes who knocks at a listener.
    pub(super) fn accept(&mut self, listener: usize, now: Instant) {
        let Some(listener) = self.listeners.get(listener) else {
            return;
        };
        while let Ok((mut stream, remote)) = listener.accept() {
            if self.connections.len() >= MAX {
                continue;
            }
            let token = self.next;
            self.next += 1;
            // Without it small packets would wait for each other.
            let quick = stream.set_nodelay(true);
            let both = Interest::READABLE | Interest::WRITABLE;
            if quick.is_err() || stream.register(&self.registry, Token(token), both).is_err() {
                continue;
            }
            self.connections.insert(
                token,
                Connection {
                    stream,
                    remote,
                    since: now,
                    proven: false,
                    buffer: Vec::new(),
                    out: VecDeque::new(),
                },
            );
        }
    }

    /// Moves what a connection can move: writes what waits, reads whole packets into `packets`. False when it has ended.
    pub(super) fn turn(&mut self, token: usize, packets: &mut Vec<Vec<u8>>) -> Turn {
        let Some(connection) = self.connections.get_mut(&token) else {
            return Turn::Gone;
        };
        let path = Path {
            via: Via::Tcp(token),
            remote: connection.remote,
        };
        let read = connection.read();
        connection.cut(packets);
        match (read, connection.write()) {
            (Some(more), true) => Turn::Read { path, more },
            _ => {
                self.close(token);
                Turn::Ended { path }
            }
        }
    }

    /// Sends a packet; false when it was dropped.
    pub(super) fn send(&mut self, token: usize, packet: &[u8]) -> bool {
        let Some(connection) = self.connections.get_mut(&token) else {
            return false;
        };
        let Ok(length) = u16::try_from(packet.len()) else {
            return false;
        };
        if connection.out.len() + packet.len() + 2 > WAITING {
            return false;
        }
        connection.out.extend(length.to_be_bytes());
        connection.out.extend(packet);
        // One that has broken is found by its next event.
        connection.write()
    }

    /// Notes that a connection has shown credentials.
    pub(super) fn prove(&mut self, token: usize) {
        if let Some(connection) = self.connections.get_mut(&token) {
            connection.proven = true;
        }
    }

    /// Closes a connection.
    pub(super) fn close(&mut self, token: usize) {
        if let Some(mut connection) = self.connections.remove(&token) {
            // Closing the socket takes it off as well.
            let _gone = connection.stream.deregister(&self.registry);
        }
    }

    /// Closes who has shown no credentials in time.
    pub(super) fn expire(&mut self, now: Instant) {
        let late: Vec<usize> = self
            .connections
            .iter()
            .filter(|(_, one)| !one.proven && now.saturating_duration_since(one.since) > PROOF)
            .map(|(token, _)| *token)
            .collect();
        late.into_iter().for_each(|token| self.close(token));
    }
}

/// What a turn of a connection came to.
pub(super) enum Turn {
    /// It is there; `more` when it has to be looked at again without an event.
    Read { path: Path, more: bool },
    /// It ended.
    Ended { path: Path },
    /// There is none.
    Gone,
}

impl Connection {
    /// Reads; none at the end, true when there may be more.
    fn read(&mut self) -> Option<bool> {
        let mut chunk = [0; 16 * 1024];
        let mut read = 0;
        while read < TURN {
            match self.stream.read(&mut chunk) {
                Ok(0) => return None,
                Ok(count) => {
                    read += count;
                    self.buffer.extend_from_slice(&chunk[..count]);
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Some(false),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(_) => return None,
            }
        }
        Some(true)
    }

    fn cut(&mut self, packets: &mut Vec<Vec<u8>>) {
        let mut at = 0;
        while let Some(lead) = self.buffer.get(at..at + 2) {
            let length = usize::from(u16::from_be_bytes([lead[0], lead[1]]));
            let Some(packet) = self.buffer.get(at + 2..at + 2 + length) else {
                break;
            };
            packets.push(packet.to_vec());
            at += 2 + length;
        }
        self.buffer.drain(..at);
    }

    /// Writes what waits; false when the connection is broken.
    fn write(&mut self) -> bool {
        while !self.out.is_empty() {
            let (first, _) = self.out.as_slices();
            match self.stream.write(first) {
                Ok(0) => return false,
                Ok(count) => drop(self.out.drain(..count)),
                Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::NotConnected) => {
                    return true;
                }
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(_) => return false,
            }
        }
        true
    }
}
