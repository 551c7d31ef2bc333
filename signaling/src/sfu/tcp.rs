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
pub(super) const MAX: usize = if cfg!(test) { 8 } else { 512 };
/// Who hasn't shown credentials by then is closed.
const PROOF: Duration = Duration::from_secs(10);
/// Bytes that wait for a slow reader: a second of video. Beyond it packets are dropped.
const WAITING: usize = 256 * 1024;
/// Longer than any packet of a browser: whoever announces more speaks something else.
const FRAME: usize = 2048;
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
        while let Some(Ok((mut stream, remote))) =
            self.listeners.get(listener).map(TcpListener::accept)
        {
            if self.connections.len() >= MAX && !self.make_place() {
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

    /// Closes who has been there longest without showing credentials, which takes an honest client no second; false when
    /// all have shown theirs.
    fn make_place(&mut self) -> bool {
        let unproven = self.connections.iter().filter(|(_, one)| !one.proven);
        let Some(oldest) = unproven.map(|(token, _)| *token).min() else {
            return false;
        };
        self.close(oldest);
        true
    }

    /// Closes all connections.
    pub(super) fn close_all(&mut self) {
        let all: Vec<usize> = self.connections.keys().copied().collect();
        all.into_iter().for_each(|token| self.close(token));
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
        let lawful = cut(&mut connection.buffer, packets);
        match (read, lawful && connection.write()) {
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

/// Takes whole packets off the front of what was read; false when one is announced that is too long to be any.
fn cut(buffer: &mut Vec<u8>, packets: &mut Vec<Vec<u8>>) -> bool {
    let mut at = 0;
    while let Some(lead) = buffer.get(at..at + 2) {
        let length = usize::from(u16::from_be_bytes([lead[0], lead[1]]));
        if length > FRAME {
            return false;
        }
        let Some(packet) = buffer.get(at + 2..at + 2 + length) else {
            break;
        };
        packets.push(packet.to_vec());
        at += 2 + length;
    }
    buffer.drain(..at);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn framed(packet: &[u8]) -> Vec<u8> {
        let length = u16::try_from(packet.len()).unwrap();
        [&length.to_be_bytes()[..], packet].concat()
    }

    #[test]
    fn a_packet_that_nobody_could_send_ends_the_connection() {
        let mut packets = Vec::new();
        assert!(cut(&mut framed(&[7; FRAME]), &mut packets));
        assert_eq!(packets.len(), 1);
        assert!(!cut(&mut vec![0xff, 0xff, 1], &mut packets));
    }

    proptest! {
        #[test]
        fn packets_come_out_as_they_went_in_however_they_are_torn(
            sent in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..80), 0..12), tear in 1usize..40
        ) {
            let stream: Vec<u8> = sent.iter().flat_map(|packet| framed(packet)).collect();
            let (mut buffer, mut got) = (Vec::new(), Vec::new());
            for piece in stream.chunks(tear) {
                buffer.extend_from_slice(piece);
                prop_assert!(cut(&mut buffer, &mut got));
            }
            prop_assert!(buffer.is_empty());
            prop_assert_eq!(got, sent);
        }

        #[test]
        fn any_stream_is_cut_or_refused_and_keeps_no_more_than_a_packet(
            pieces in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..3000), 0..6)
        ) {
            let mut buffer = Vec::new();
            for piece in pieces {
                buffer.extend_from_slice(&piece);
                let mut packets = Vec::new();
                if !cut(&mut buffer, &mut packets) {
                    break;
                }
                prop_assert!(buffer.len() < 2 + FRAME);
                prop_assert!(packets.iter().all(|packet| packet.len() <= FRAME));
            }
        }
    }
}
