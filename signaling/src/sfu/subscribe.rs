//! What people get: lines for the tracks of the others, the offers that agree on them, and which layer each carries.

use super::dtls::Gate;
use super::engine::State;
use super::layers::{HIGH, LOW, Way, by_size};
use super::nack::Sent;
use super::peer::Owner;
use super::rewrite::Rewriter;
use super::sdp::read::{Description, Setup};
use super::sdp::write::{OURS, Offered, Ourselves, offer};
use super::{Fault, Said, Seat};
use crate::protocol::{
    Generation, MAX_LINES, MediaKind, PeerSide, SeatNo, SubLine, TrackId, Wanted,
};
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// An offer that isn't answered is told again.
const UNANSWERED: Duration = Duration::from_secs(15);
/// A layer without packets for so long isn't sent just now.
const SILENT: Duration = Duration::from_millis(1500);

/// A line of what somebody gets.
pub(super) struct Outlet {
    pub mid: String,
    pub kind: MediaKind,
    /// What is or will be on it.
    pub track: Option<(usize, TrackId)>,
    pub ssrc: u32,
    /// Whether the client has agreed to what is on it.
    pub live: bool,
    /// The layer that goes out, and the one that should.
    pub current: Option<usize>,
    pub target: Option<usize>,
    pub switched: bool,
    pub rewriter: Rewriter,
    pub sent: Sent,
    /// The header extensions of its packets, as they go out.
    pub extensions: Vec<u8>,
    pub packets: u32,
    pub bytes: u32,
    /// Since when a first packet is waited for.
    pub awaited: Option<Instant>,
}

/// Where the level stands in [`Outlet::extensions`], from the end.
pub(super) const LEVEL_FROM_END: usize = 1;

impl Outlet {
    fn new(mid: String, kind: MediaKind) -> Self {
        let mut extensions = vec![0xBE, 0xDE, 0, 0];
        let mut item = |id: Option<u8>, value: &[u8]| {
            let length = u8::try_from(value.len() - 1).expect("our values are short");
            extensions.push(id.unwrap_or_default() << 4 | length);
            extensions.extend_from_slice(value);
        };
        item(OURS.mid, mid.as_bytes());
        if kind == MediaKind::Audio {
            item(OURS.level, &[127]);
            // The padding goes before, so that the level is the last byte.
            while extensions.len() % 4 != 0 {
                extensions.insert(4, 0);
            }
        }
        extensions.resize(extensions.len().next_multiple_of(4), 0);
        let words = u8::try_from(extensions.len() / 4 - 1).expect("our values are short");
        extensions[3] = words;
        Self {
            mid,
            kind,
            track: None,
            ssrc: 0,
            live: false,
            current: None,
            target: None,
            switched: false,
            rewriter: Rewriter::default(),
            sent: Sent::default(),
            extensions,
            packets: 0,
            bytes: 0,
            awaited: None,
        }
    }

    /// Puts a track on the line. The SSRC is new each time: a browser shows nothing of a new track with an old one.
    fn assign(&mut self, track: usize, id: TrackId, ssrc: u32) {
        self.clear();
        self.track = Some((track, id));
        self.ssrc = ssrc;
    }

    fn clear(&mut self) {
        self.track = None;
        self.live = false;
        self.current = None;
        self.target = None;
        self.rewriter = Rewriter::default();
        self.sent.clear();
        self.packets = 0;
        self.bytes = 0;
        self.awaited = None;
    }
}

struct InFlight {
    since: Instant,
    sdp: String,
    lines: Vec<SubLine>,
    fresh: bool,
    carried: Vec<Option<TrackId>>,
}

/// The receiving side of a seat.
#[derive(Default)]
pub(super) struct Subscriber {
    pub peer: Option<usize>,
    pub lines: Vec<Outlet>,
    generation: u32,
    in_flight: Option<InFlight>,
    /// Whether what is there may differ from what was offered.
    pub dirty: bool,
    restart: bool,
    fresh: bool,
    fingerprint: String,
    wanted: HashMap<TrackId, u16>,
    pub way: Way,
}

impl Subscriber {
    /// The offer that waits for its answer.
    pub(super) fn offer(&self, seat: SeatNo) -> Option<Said> {
        self.in_flight.as_ref().map(|offer| Said::Offer {
            seat,
            generation: Generation(self.generation),
            sdp: offer.sdp.clone(),
            lines: offer.lines.clone(),
            fresh: offer.fresh,
        })
    }

    /// Takes a track off its line; whether it was on one.
    pub(super) fn release(&mut self, track: usize) -> bool {
        let on = |line: &&mut Outlet| line.track.is_some_and(|(other, _)| other == track);
        self.lines.iter_mut().find(on).map(Outlet::clear).is_some()
    }

    /// The line of an SSRC.
    pub(super) fn line(&mut self, ssrc: u32) -> Option<&mut Outlet> {
        self.lines
            .iter_mut()
            .find(|line| line.live && line.ssrc == ssrc)
    }
}

impl State {
    /// All who get something in a meeting look at what there is.
    pub(super) fn touch_room(&mut self, meeting: crate::protocol::MeetingId) {
        if let Some(room) = self.rooms.get(&meeting) {
            for seat in &room.seats {
                self.seats[*seat].subscriber.dirty = true;
            }
        }
    }

    /// Makes the offers that are due.
    pub(super) fn offer_all(&mut self, now: Instant) {
        for at in 0..self.order.len() {
            let seat = self.order[at];
            let this = &self.seats[seat];
            let subscriber = &this.subscriber;
            let asked = subscriber.restart || subscriber.fresh;
            // Whoever is put aside hears of who comes and goes when they are taken back.
            if subscriber.dirty && (asked || (subscriber.in_flight.is_none() && !this.apart)) {
                self.make_offer(seat, now);
            }
        }
    }

    /// The tracks of the others, oldest first.
    fn others(&self, seat: usize) -> Vec<usize> {
        let meeting = self.seats[seat].seat.meeting;
        let others = self
            .rooms
            .get(&meeting)
            .map(|room| room.seats.as_slice())
            .unwrap_or_default();
        others
            .iter()
            .filter(|other| **other != seat)
            .flat_map(|other| self.seats[*other].tracks.iter().copied())
            .collect()
    }

    fn make_offer(&mut self, seat: usize, now: Instant) {
        // A connection made anew would have no line at all.
        let hidden = self.seats[seat].apart && !self.seats[seat].subscriber.fresh;
        let others = if hidden {
            Vec::new()
        } else {
            self.others(seat)
        };
        let subscriber = &mut self.seats[seat].subscriber;
        subscriber.dirty = hidden;
        if subscriber.peer.is_none() && others.is_empty() {
            (subscriber.restart, subscriber.fresh) = (false, false);
            return;
        }
        let fresh = subscriber.fresh || subscriber.peer.is_none();
        let (restart, before) = (
            subscriber.restart && !fresh,
            subscriber.peer.filter(|_| fresh),
        );
        (subscriber.restart, subscriber.fresh) = (false, false);
        if fresh {
            self.drop_lines(seat);
            if let Some(before) = before {
                self.close_peer(before);
            }
            let side = PeerSide::Sub;
            let peer = self.open_peer(Owner::Seat { seat, side }, now);
            let subscriber = &mut self.seats[seat].subscriber;
            subscriber.peer = Some(peer);
            subscriber.fingerprint.clear();
        }
        if restart && let Some(peer) = self.seats[seat].subscriber.peer {
            self.restart_ice(peer, now);
        }
        let changed = self.assign_lines(seat, &others);
        if changed || fresh || restart {
            self.write_offer(seat, fresh, now);
        }
    }

    fn drop_lines(&mut self, seat: usize) {
        self.seats[seat].subscriber.lines.clear();
        for (_, track) in &mut self.tracks {
            track.subs.retain(|(other, _)| *other != seat);
        }
    }

    /// Puts every track on a line; whether the lines differ from what the client knows.
    fn assign_lines(&mut self, seat: usize, others: &[usize]) -> bool {
        let subscriber = &mut self.seats[seat].subscriber;
        let mut changed = subscriber.in_flight.is_some();
        for track in others {
            let (id, kind) = (self.tracks[*track].id, self.tracks[*track].source.kind());
            if subscriber
                .lines
                .iter()
                .any(|line| line.track == Some((*track, id)))
            {
                continue;
            }
            let free = subscriber
                .lines
                .iter()
                .position(|line| line.track.is_none() && line.kind == kind);
            let at = match free {
                Some(at) => at,
                None if subscriber.lines.len() < MAX_LINES => {
                    let mid = subscriber.lines.len().to_string();
                    subscriber.lines.push(Outlet::new(mid, kind));
                    subscriber.lines.len() - 1
                }
                None => continue,
            };
            let ssrc = std::iter::repeat_with(rand::random::<u32>)
                .find(|new| *new > 1 && subscriber.lines.iter().all(|line| line.ssrc != *new))
                .expect("the iterator doesn't end");
            subscriber.lines[at].assign(*track, id, ssrc);
            changed = true;
        }
        changed
            || subscriber
                .lines
                .iter()
                .any(|line| line.track.is_none() && line.ssrc != 0)
    }

    fn write_offer(&mut self, seat: usize, fresh: bool, now: Instant) {
        let this = &mut self.seats[seat];
        let subscriber = &mut this.subscriber;
        let Some(peer) = subscriber.peer else {
            return;
        };
        let mut names = Vec::new();
        let mut told = Vec::new();
        for line in &mut subscriber.lines {
            // A free line has no stream from here on.
            let Some((track, id)) = line.track else {
                line.ssrc = 0;
                names.push(None);
                continue;
            };
            let track = &self.tracks[track];
            let person = track.person;
            names.push(Some((person.to_string(), format!("t{}", id.0), line.ssrc)));
            told.push(SubLine {
                mid: line.mid.clone(),
                track: id,
                person,
                source: track.source,
            });
        }
        let lines: Vec<Offered<'_>> = subscriber
            .lines
            .iter()
            .zip(&names)
            .map(|(line, name)| Offered {
                mid: &line.mid,
                kind: line.kind,
                track: name
                    .as_ref()
                    .map(|(stream, track, ssrc)| (stream.as_str(), track.as_str(), *ssrc)),
            })
            .collect();
        let state = &mut self.peers[peer];
        state.version += 1;
        let (ufrag, password) = state.credentials.texts();
        let us = Ourselves {
            session: state.session,
            version: state.version,
            ufrag: &ufrag,
            password: &password,
            fingerprint: &self.identity.fingerprint,
            addresses: &self.addresses,
        };
        let sdp = offer(&us, &lines);
        subscriber.generation += 1;
        // A new connection that hasn't been answered stays new, whatever is folded into its offer.
        let fresh = fresh
            || subscriber
                .in_flight
                .as_ref()
                .is_some_and(|offer| offer.fresh);
        subscriber.in_flight = Some(InFlight {
            since: now,
            sdp,
            lines: told,
            fresh,
            carried: subscriber
                .lines
                .iter()
                .map(|line| line.track.map(|(_, id)| id))
                .collect(),
        });
        this.tell.offer = true;
    }

    /// Takes a client's answer.
    pub(super) fn answered(
        &mut self,
        seat: Seat,
        generation: Generation,
        sdp: &str,
        now: Instant,
    ) -> Result<(), Fault> {
        let at = *self.index.get(&seat).ok_or(Fault::NotThere)?;
        let subscriber = &self.seats[at].subscriber;
        let (Some(offer), Some(peer)) = (&subscriber.in_flight, subscriber.peer) else {
            return Err(Fault::Stale);
        };
        if generation.0 != subscriber.generation {
            return Err(Fault::Stale);
        }
        let read = Description::read(sdp)?;
        if read.lines.len() != offer.carried.len() {
            return Err(Fault::Unreadable);
        }
        if read.setup == Setup::Passive {
            return Err(Fault::Role);
        }
        if subscriber.fingerprint.is_empty() {
            let gate = Gate::new(&self.identity, &read.fingerprint).map_err(|_| Fault::Stopped)?;
            self.open_gate(peer, gate, now);
        } else if subscriber.fingerprint != read.fingerprint {
            // Another connection than the one the offer was for.
            return Err(Fault::Unreadable);
        }
        let subscriber = &mut self.seats[at].subscriber;
        subscriber.fingerprint = read.fingerprint;
        let carried = subscriber
            .in_flight
            .take()
            .map(|offer| offer.carried)
            .unwrap_or_default();
        subscriber.dirty = true;
        for (no, ((line, answer), carried)) in subscriber
            .lines
            .iter_mut()
            .zip(&read.lines)
            .zip(carried)
            .enumerate()
        {
            let Some((track, _)) = line.track.filter(|(_, id)| carried == Some(*id)) else {
                continue;
            };
            let agreed = answer.direction.receives() && !answer.off && answer.mid == line.mid;
            if agreed && !line.live {
                line.live = true;
                line.awaited = Some(now);
                self.tracks[track].subs.push((at, no));
            }
        }
        self.aim_seat(at, now);
        Ok(())
    }

    /// Wants a new offer.
    pub(super) fn restart(&mut self, seat: Seat, fresh: bool) {
        if let Some(at) = self.index.get(&seat) {
            let subscriber = &mut self.seats[*at].subscriber;
            subscriber.dirty = true;
            subscriber.fresh |= fresh;
            subscriber.restart = true;
        }
    }

    /// Notes how large tracks are shown; what isn't named is as it was.
    pub(super) fn want(&mut self, seat: Seat, wanted: &[Wanted], now: Instant) {
        let Some(at) = self.index.get(&seat).copied() else {
            return;
        };
        let subscriber = &mut self.seats[at].subscriber;
        let known: Vec<TrackId> = subscriber
            .lines
            .iter()
            .filter_map(|line| Some(line.track?.1))
            .collect();
        subscriber.wanted.retain(|track, _| known.contains(track));
        for one in wanted.iter().take(MAX_LINES) {
            subscriber.wanted.insert(one.track, one.height);
        }
        self.aim_seat(at, now);
    }

    /// Chooses the layer of each line of a seat, and asks for the keyframes that this takes.
    pub(super) fn aim_seat(&mut self, seat: usize, now: Instant) {
        let this = &mut self.seats[seat];
        let subscriber = &mut this.subscriber;
        for line in subscriber.lines.iter_mut().filter(|line| line.live) {
            let Some((track, id)) = line.track else {
                continue;
            };
            let track = &mut self.tracks[track];
            if line.kind == MediaKind::Audio {
                line.target = Some(HIGH);
                continue;
            }
            let mut target = subscriber
                .wanted
                .get(&id)
                .map_or(Some(HIGH), |height| by_size(*height));
            if target.is_some() && !track.simulcast {
                target = Some(HIGH);
            } else if target == Some(HIGH) && subscriber.way.is_narrow() {
                target = Some(LOW);
            }
            if track.simulcast
                && let Some(wanted) = target
            {
                let alive = |layer: usize| {
                    let last = track.layers[layer].last;
                    last.is_some_and(|last| now.saturating_duration_since(last) < SILENT)
                };
                if !alive(wanted) && alive(HIGH + LOW - wanted) {
                    target = Some(HIGH + LOW - wanted);
                }
            }
            line.target = target;
            match target {
                None => line.current = None,
                // Who is muted is asked when they no longer are.
                Some(layer) if line.current != target && !this.apart && !track.muted => {
                    track.layers[layer].broker.want();
                }
                Some(_) => {}
            }
        }
    }

    /// Chooses layers everywhere, and tells offers again that nobody answers.
    pub(super) fn aim_all(&mut self, now: Instant) {
        for at in 0..self.order.len() {
            let seat = self.order[at];
            self.aim_seat(seat, now);
            let this = &mut self.seats[seat];
            if let Some(offer) = &mut this.subscriber.in_flight
                && now.saturating_duration_since(offer.since) > UNANSWERED
            {
                offer.since = now;
                this.tell.offer = true;
            }
        }
    }
}
