//! One connection: its credentials, the paths that proved them, its DTLS and its keys.

use super::demux::Kind;
use super::dtls::{Gate, Keys};
use super::engine::State;
use super::ice::{Credentials, Request};
use super::io::{Path, Via};
use crate::protocol::PeerSide;
use bytes::Bytes;
use std::time::{Duration, Instant};

/// A path without STUN for so long is forgotten (RFC 7675 lets consent end after it).
const CONSENT: Duration = Duration::from_secs(30);
/// Silence for so long is a connection lost.
const SILENCE: Duration = Duration::from_secs(10);
/// A connection that carries nothing so long after it was made was never made.
const NEVER: Duration = Duration::from_secs(20);
/// The path in use is left for another that is alive after so long without a check.
const STALE: Duration = Duration::from_secs(6);
/// Paths of one connection: two families, some interfaces and relays.
const MAX_PATHS: usize = 16;
/// Packets of streams not yet proven that are looked into, in a connection's life: each costs the library memory.
const MAX_GUESSES: u32 = 4096;
/// Datagrams of a handshake kept until the client's fingerprint is known: its first flight and a repetition.
const MAX_EARLY: usize = 4;
/// Senders of control packets in one connection.
const MAX_SENDERS: usize = 64;

/// Whose a connection is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// A seat's.
    Seat {
        /// The seat's number.
        seat: usize,
        /// Which of its two.
        side: PeerSide,
    },
    /// Nobody's: a trial.
    Trial {
        /// It ends then.
        until: Instant,
    },
}

/// A connection.
pub(super) struct Peer {
    pub owner: Owner,
    pub credentials: Credentials,
    previous: Option<(Credentials, Instant)>,
    /// The number and version of our descriptions.
    pub session: u64,
    pub version: u32,
    paths: Vec<(Path, Instant)>,
    pub selected: Option<Path>,
    pub gate: Option<Gate>,
    pub keys: Option<Box<Keys>>,
    made: Instant,
    heard: Instant,
    /// Since when it carries media.
    pub up: Option<Instant>,
    told_down: bool,
    /// Packets of unproven streams that may yet be looked into.
    pub guesses: u32,
    senders: Vec<u32>,
    /// What came of a handshake before the description that it needs, which goes another way.
    early: Vec<(Path, Vec<u8>)>,
}

impl State {
    /// Makes a connection that waits for its client.
    pub(super) fn open_peer(&mut self, owner: Owner, now: Instant) -> usize {
        let peer = self.peers.insert(Peer {
            owner,
            credentials: Credentials::random(),
            previous: None,
            session: rand::random::<u64>() >> 2,
            version: 0,
            paths: Vec::new(),
            selected: None,
            gate: None,
            keys: None,
            made: now,
            heard: now,
            up: None,
            told_down: false,
            guesses: MAX_GUESSES,
            senders: Vec::new(),
            early: Vec::new(),
        });
        self.new_credentials(peer);
        peer
    }

    fn new_credentials(&mut self, peer: usize) {
        let credentials = std::iter::repeat_with(Credentials::random)
            .find(|new| self.demux.name(new.ufrag, peer))
            .expect("the iterator doesn't end");
        self.peers[peer].credentials = credentials;
    }

    /// Gives a connection new credentials; the ones before hold until the client has taken the new ones.
    pub(super) fn restart_ice(&mut self, peer: usize, now: Instant) {
        let this = &mut self.peers[peer];
        let before = this.previous.replace((this.credentials, now + CONSENT));
        if let Some((before, _)) = before {
            self.demux.unname(before.ufrag);
        }
        self.new_credentials(peer);
    }

    /// Ends a connection.
    pub(super) fn close_peer(&mut self, peer: usize) {
        let Some(this) = self.peers.try_remove(peer) else {
            return;
        };
        self.demux.unname(this.credentials.ufrag);
        if let Some((previous, _)) = this.previous {
            self.demux.unname(previous.ufrag);
        }
        for (path, _) in this.paths {
            self.drop_path(path);
        }
    }

    fn drop_path(&mut self, path: Path) {
        self.demux.forget(path);
        if let Via::Tcp(token) = path.via {
            self.net.tcp.close(token);
        }
    }

    /// Takes a datagram.
    pub(super) fn datagram(&mut self, path: Path, datagram: &[u8], now: Instant) {
        let kind = Kind::of(datagram);
        if kind == Kind::Stun {
            return self.stun(path, datagram, now);
        }
        let Some(peer) = self.demux.at(path) else {
            self.figures.dropped.stranger += 1;
            return;
        };
        match kind {
            Kind::Media => self.media(peer, datagram, now),
            Kind::Control => self.control(peer, datagram, now),
            Kind::Dtls => self.dtls(peer, path, datagram, now),
            Kind::Stun | Kind::Unknown => self.figures.dropped.malformed += 1,
        }
    }

    fn stun(&mut self, path: Path, datagram: &[u8], now: Instant) {
        let crypto = self.identity.provider().crypto();
        let proven = Request::read(datagram).and_then(|request| {
            let peer = self.demux.named(request.ufrag)?;
            let this = self.peers.get(peer)?;
            let credentials = std::iter::once(&this.credentials)
                .chain(this.previous.as_ref().map(|(before, _)| before))
                .find(|one| one.ufrag == request.ufrag)?;
            request
                .is_from(&credentials.password, crypto)
                .then(|| request.answer(path.remote, &credentials.password, crypto))?
                // Whoever forges the sender's address must gain nothing by it; no browser's request is so short.
                .filter(|answer| answer.len() <= datagram.len())
                .map(|answer| (peer, request.nominated, answer))
        });
        let Some((peer, nominated, answer)) = proven else {
            self.figures.dropped.stun += 1;
            return;
        };
        self.net
            .send(path, answer.into(), &mut self.figures.dropped);
        self.walk(peer, path, nominated, now);
        self.hear(peer, now);
    }

    /// Notes that a client has proven itself on a path.
    fn walk(&mut self, peer: usize, path: Path, nominated: bool, now: Instant) {
        if let Some(before) = self.demux.learn(path, peer) {
            let before = &mut self.peers[before];
            before.paths.retain(|(known, _)| *known != path);
            before.selected = before.selected.filter(|selected| *selected != path);
        }
        if let Via::Tcp(token) = path.via {
            self.net.tcp.prove(token);
        }
        let this = &mut self.peers[peer];
        let mut gone = None;
        match this.paths.iter_mut().find(|(known, _)| *known == path) {
            Some((_, heard)) => *heard = now,
            None => {
                if this.paths.len() == MAX_PATHS {
                    let oldest = (0..MAX_PATHS).min_by_key(|at| this.paths[*at].1);
                    gone = oldest.map(|at| this.paths.swap_remove(at).0);
                }
                this.paths.push((path, now));
            }
        }
        let alive = this.selected.is_some_and(|selected| {
            let fresh = |at: &Instant| now.saturating_duration_since(*at) < STALE;
            this.paths
                .iter()
                .any(|(known, at)| *known == selected && fresh(at))
        });
        if nominated || !alive {
            this.selected = Some(path);
        }
        if let Some(gone) = gone {
            self.drop_path(gone);
        }
    }

    /// A TCP connection ended.
    pub(super) fn lose_path(&mut self, path: Path) {
        if let Some(peer) = self.demux.at(path) {
            let this = &mut self.peers[peer];
            this.paths.retain(|(known, _)| *known != path);
            this.selected = this.selected.filter(|selected| *selected != path);
            if this.selected.is_none() {
                this.selected = this
                    .paths
                    .iter()
                    .max_by_key(|(_, at)| *at)
                    .map(|(path, _)| *path);
            }
            self.demux.forget(path);
        }
    }

    fn dtls(&mut self, peer: usize, path: Path, datagram: &[u8], now: Instant) {
        let this = &mut self.peers[peer];
        if this.gate.is_none() && this.early.len() < MAX_EARLY {
            this.early.push((path, datagram.to_vec()));
            return;
        }
        let outcome = this
            .gate
            .as_mut()
            .and_then(|gate| gate.read(datagram, &self.identity, now));
        let Some(outcome) = outcome else {
            self.figures.dropped.dtls += 1;
            return;
        };
        if outcome.closed {
            this.keys = None;
        }
        let connected = outcome.keys.is_some();
        if connected {
            this.keys = outcome.keys;
        }
        for reply in outcome.replies {
            self.net.send(path, reply.into(), &mut self.figures.dropped);
        }
        if connected {
            self.hear(peer, now);
            self.connected(peer, now);
        } else if outcome.closed {
            self.fall(peer);
        }
    }

    /// Lets a client begin its handshake.
    pub(super) fn open_gate(&mut self, peer: usize, gate: Gate, now: Instant) {
        let this = &mut self.peers[peer];
        this.gate = Some(gate);
        for (path, datagram) in std::mem::take(&mut this.early) {
            self.dtls(peer, path, &datagram, now);
        }
    }

    /// Notes that something proven came from a client.
    pub(super) fn hear(&mut self, peer: usize, now: Instant) {
        let this = &mut self.peers[peer];
        this.heard = now;
        if this.up.is_none() && this.keys.is_some() {
            this.up = Some(now);
            this.told_down = false;
            if let Owner::Seat { seat, side } = this.owner {
                self.seats[seat].tell.connection(side, true);
            }
        }
    }

    fn fall(&mut self, peer: usize) {
        let this = &mut self.peers[peer];
        this.up = None;
        if !std::mem::replace(&mut this.told_down, true)
            && let Owner::Seat { seat, side } = this.owner
        {
            self.seats[seat].tell.connection(side, false);
        }
    }

    /// Whether a control packet's sender may cost memory.
    pub(super) fn may_control(&mut self, peer: usize, sender: u32) -> bool {
        let this = &mut self.peers[peer];
        if this.senders.contains(&sender) {
            return true;
        }
        if this.senders.len() == MAX_SENDERS || this.guesses == 0 {
            return false;
        }
        this.guesses -= 1;
        true
    }

    /// Notes a sender of control packets that has proven itself.
    pub(super) fn note_sender(&mut self, peer: usize, sender: u32) {
        let senders = &mut self.peers[peer].senders;
        if !senders.contains(&sender) {
            senders.push(sender);
        }
    }

    /// Sends a ready packet to a connection's client.
    pub(super) fn send(&mut self, peer: usize, packet: Bytes) {
        if let Some(path) = self.peers[peer].selected {
            self.net.send(path, packet, &mut self.figures.dropped);
        }
    }

    /// Encrypts and sends control packets.
    pub(super) fn send_control(&mut self, peer: usize, compound: &[u8]) {
        let Some(keys) = self.peers.get_mut(peer).and_then(|this| this.keys.as_mut()) else {
            return;
        };
        if let Ok(packet) = keys.outbound.encrypt_rtcp(compound) {
            self.send(peer, packet.freeze());
        }
    }

    /// Repeats unanswered handshakes.
    pub(super) fn repeat_handshakes(&mut self, now: Instant) {
        let mut out = Vec::new();
        for (_, peer) in &mut self.peers {
            if let (Some(gate), Some(path)) = (&mut peer.gate, peer.selected)
                && !gate.is_done()
            {
                out.extend(gate.tick(now).into_iter().map(|packet| (path, packet)));
            }
        }
        for (path, packet) in out {
            self.net
                .send(path, packet.into(), &mut self.figures.dropped);
        }
    }

    /// Forgets what is over.
    pub(super) fn expire_peers(&mut self, now: Instant) {
        let (mut fallen, mut over, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        for (at, peer) in &mut self.peers {
            if let Some((before, _)) = peer.previous.take_if(|(_, until)| *until <= now) {
                self.demux.unname(before.ufrag);
            }
            peer.paths.retain(|(path, heard)| {
                let keep = now.saturating_duration_since(*heard) < CONSENT;
                if !keep {
                    gone.push(*path);
                }
                keep
            });
            peer.selected = peer.selected.filter(|selected| !gone.contains(selected));
            if matches!(peer.owner, Owner::Trial { until } if until <= now) {
                over.push(at);
            }
            let limit = if peer.up.is_some() { SILENCE } else { NEVER };
            let since = if peer.up.is_some() {
                peer.heard
            } else {
                peer.made
            };
            if now.saturating_duration_since(since) > limit && !peer.told_down {
                fallen.push(at);
            }
        }
        gone.into_iter().for_each(|path| self.drop_path(path));
        fallen.into_iter().for_each(|peer| self.fall(peer));
        over.into_iter().for_each(|peer| self.close_peer(peer));
    }
}
