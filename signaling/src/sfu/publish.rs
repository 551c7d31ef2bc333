//! What people send: their offers, their tracks, and which stream of packets belongs to which.

use super::dtls::Gate;
use super::engine::{SeatState, State};
use super::keyframes::Broker;
use super::layers::{Budget, HIGH, LOW};
use super::nack::Gaps;
use super::peer::Owner;
use super::rtcp::Reception;
use super::rtp::Head;
use super::sdp::Extensions;
use super::sdp::read::{Description, Line, Setup};
use super::sdp::write::{Ourselves, answer, takes};
use super::speakers::Loudness;
use super::{Fault, Seat};
use crate::protocol::PersonId;
use crate::protocol::{
    Generation, MediaKind, PeerSide, TrackId, TrackOffer, TrackSource, TrackView,
};
use std::time::{Duration, Instant};

/// Trials at once.
const MAX_TRIALS: usize = 128;
/// A trial ends by itself.
const TRIAL: Duration = Duration::from_secs(15);

/// A track, in one or two layers.
pub(super) struct Track {
    pub id: TrackId,
    pub seat: usize,
    pub person: PersonId,
    pub source: TrackSource,
    pub mid: String,
    pub muted: bool,
    pub simulcast: bool,
    pub layers: [Layer; 2],
    /// Lines that carry it, by seat and line.
    pub subs: Vec<(usize, usize)>,
    /// Since when something ought to come.
    pub since: Instant,
    pub heard: Option<Instant>,
    pub dark: bool,
    pub loudness: Loudness,
}

/// One stream of a track.
#[derive(Default)]
pub(super) struct Layer {
    pub ssrc: Option<u32>,
    pub reception: Reception,
    pub gaps: Gaps,
    pub broker: Broker,
    pub last: Option<Instant>,
}

impl Track {
    /// As others see it.
    pub(super) const fn view(&self) -> TrackView {
        TrackView {
            track: self.id,
            source: self.source,
            muted: self.muted,
        }
    }

    /// The rate of its timestamps, in Hz.
    pub(super) const fn clock(&self) -> u32 {
        match self.source.kind() {
            MediaKind::Audio => 48_000,
            MediaKind::Video => 90_000,
        }
    }
}

/// Which layer of which track a stream is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stream {
    pub ssrc: u32,
    pub track: usize,
    pub layer: usize,
}

struct Published {
    mid: String,
    track: usize,
    rids: Vec<String>,
    payload: u8,
}

/// The sending side of a seat.
pub(super) struct Publisher {
    pub peer: usize,
    session: String,
    fingerprint: String,
    ufrag: String,
    offer: String,
    answer: String,
    lines: Vec<Published>,
    pub extensions: Extensions,
    pub streams: Vec<Stream>,
    pub budget: Budget,
    pub next_report: Instant,
}

impl Publisher {
    /// The stream of an SSRC that is known.
    pub(super) fn stream(&self, ssrc: u32) -> Option<Stream> {
        self.streams
            .iter()
            .find(|stream| stream.ssrc == ssrc)
            .copied()
    }

    /// The stream of an unknown SSRC, by what its packet says of itself.
    pub(super) fn guess(&self, head: &Head, packet: &[u8]) -> Option<Stream> {
        let mid = head.extension(packet, self.extensions.mid?)?;
        let line = self.lines.iter().find(|line| line.mid.as_bytes() == mid)?;
        if line.payload != head.payload_type {
            return None;
        }
        let layer = if line.rids.len() < 2 {
            HIGH
        } else {
            let rid = head.extension(packet, self.extensions.rid?)?;
            layer(&line.rids, rid)?
        };
        Some(Stream {
            ssrc: head.ssrc,
            track: line.track,
            layer,
        })
    }

    /// Whether a stream has the payload type that was agreed on.
    pub(super) fn is_payload(&self, track: usize, payload: u8) -> bool {
        self.lines
            .iter()
            .any(|line| line.track == track && line.payload == payload)
    }
}

/// `l` is the lower one; of other names the first is the higher.
fn layer(rids: &[String], rid: &[u8]) -> Option<usize> {
    let at = rids.iter().position(|name| name.as_bytes() == rid)?;
    let low = rids.iter().position(|name| name == "l").unwrap_or(1);
    Some(if at == low { LOW } else { HIGH })
}

/// A line that sends something named.
fn offered<'a>(line: &Line, tracks: &'a [TrackOffer]) -> Option<&'a TrackOffer> {
    let named = tracks.iter().find(|track| track.mid == line.mid)?;
    (line.direction.sends() && !line.off && line.kind == Some(named.source.kind())).then_some(named)
}

fn check(read: &Description, tracks: &[TrackOffer]) -> Result<(), Fault> {
    if read.setup == Setup::Passive {
        return Err(Fault::Role);
    }
    let named: Vec<(&Line, &TrackOffer)> = read
        .lines
        .iter()
        .filter_map(|line| Some((line, offered(line, tracks)?)))
        .collect();
    if named.iter().any(|(line, _)| !takes(line)) {
        return Err(Fault::NothingShared);
    }
    // Each takes a line of everybody else's.
    let is_twice = |at: usize| {
        let source = named[at].1.source;
        named[..at].iter().any(|(_, other)| other.source == source)
    };
    match (0..named.len()).any(is_twice) {
        true => Err(Fault::Twice),
        false => Ok(()),
    }
}

impl State {
    /// Answers a client's offer.
    pub(super) fn publish(
        &mut self,
        seat: Seat,
        generation: Generation,
        sdp: String,
        tracks: &[TrackOffer],
        now: Instant,
    ) -> Result<String, Fault> {
        let at = *self.index.get(&seat).ok_or(Fault::NotThere)?;
        let this = &self.seats[at];
        if let Some(publisher) = &this.publisher
            && generation == this.published
            && publisher.offer == sdp
        {
            return Ok(publisher.answer.clone());
        }
        if generation <= this.published {
            return Err(Fault::Stale);
        }
        let read = Description::read(&sdp)?;
        check(&read, tracks)?;
        self.connect(at, &read, now)?;
        self.seats[at].published = generation;
        self.take_tracks(at, &read, tracks, now);
        let answer = self.write_answer(at, &read, tracks);
        if let Some(publisher) = &mut self.seats[at].publisher {
            publisher.offer = sdp;
            publisher.answer.clone_from(&answer);
        }
        let this = &mut self.seats[at];
        this.tell.tracks = true;
        let meeting = this.seat.meeting;
        self.touch_room(meeting);
        Ok(answer)
    }

    /// Makes the connection that an offer needs, or goes on with the one there is.
    fn connect(&mut self, at: usize, read: &Description, now: Instant) -> Result<(), Fault> {
        if let Some(publisher) = &mut self.seats[at].publisher
            && publisher.session == read.session
            && publisher.fingerprint == read.fingerprint
        {
            if publisher.ufrag != read.ufrag {
                publisher.ufrag.clone_from(&read.ufrag);
                let peer = publisher.peer;
                self.restart_ice(peer, now);
            }
            return Ok(());
        }
        let gate = Gate::new(&self.identity, &read.fingerprint).map_err(|_| Fault::Stopped)?;
        if let Some(before) = self.seats[at].publisher.take() {
            self.close_peer(before.peer);
        }
        let side = PeerSide::Pub;
        let peer = self.open_peer(Owner::Seat { seat: at, side }, now);
        self.open_gate(peer, gate, now);
        self.seats[at].publisher = Some(Publisher {
            peer,
            session: read.session.clone(),
            fingerprint: read.fingerprint.clone(),
            ufrag: read.ufrag.clone(),
            offer: String::new(),
            answer: String::new(),
            lines: Vec::new(),
            extensions: Extensions::default(),
            streams: Vec::new(),
            budget: Budget::new(),
            next_report: now,
        });
        for track in self.seats[at].tracks.clone() {
            self.tracks[track].layers = <[Layer; 2]>::default();
            self.unset_lines(track);
        }
        Ok(())
    }

    /// Lines that carry a track begin anew with its next stream.
    pub(super) fn unset_lines(&mut self, track: usize) {
        for (seat, line) in &self.tracks[track].subs {
            self.seats[*seat].subscriber.lines[*line].current = None;
        }
    }

    fn take_tracks(&mut self, at: usize, read: &Description, offers: &[TrackOffer], now: Instant) {
        let before = std::mem::take(&mut self.seats[at].tracks);
        let mut left = before;
        let (mut kept, mut lines, mut extensions) = (Vec::new(), Vec::new(), Extensions::default());
        for line in read.lines.iter().filter(|line| takes(line)) {
            let Some(named) = offered(line, offers) else {
                continue;
            };
            extensions.mid = extensions.mid.or(line.extensions.mid);
            extensions.rid = extensions.rid.or(line.extensions.rid);
            extensions.level = extensions.level.or(line.extensions.level);
            let same = |track: &&usize, exact: bool| {
                let track = &self.tracks[**track];
                track.source == named.source && (!exact || track.mid == named.mid)
            };
            let known = left
                .iter()
                .find(|track| same(track, true))
                .or_else(|| left.iter().find(|track| same(track, false)))
                .copied();
            let track = if let Some(known) = known {
                left.retain(|other| *other != known);
                self.set_muted(known, named.muted, now);
                known
            } else {
                self.add_track(at, named, now)
            };
            let this = &mut self.tracks[track];
            this.mid.clone_from(&named.mid);
            this.simulcast = line.rids.len() > 1;
            kept.push(track);
            lines.push((
                line.ssrc.filter(|_| line.rids.is_empty()),
                Published {
                    mid: line.mid.clone(),
                    track,
                    rids: line.rids.clone(),
                    payload: line.codec.as_ref().map_or(0, |(payload, _)| *payload),
                },
            ));
        }
        for track in left {
            self.remove_track(track);
        }
        self.seats[at].tracks.clone_from(&kept);
        let Some(publisher) = &mut self.seats[at].publisher else {
            return;
        };
        publisher.extensions = extensions;
        publisher
            .streams
            .retain(|stream| kept.contains(&stream.track));
        let told: Vec<Stream> = lines
            .iter()
            .filter_map(|(ssrc, line)| {
                Some(Stream {
                    ssrc: (*ssrc)?,
                    track: line.track,
                    layer: HIGH,
                })
            })
            .collect();
        publisher.lines = lines.into_iter().map(|(_, line)| line).collect();
        for stream in told {
            self.bind(at, stream, now);
        }
    }

    fn add_track(&mut self, seat: usize, named: &TrackOffer, now: Instant) -> usize {
        self.last_track = self.last_track.wrapping_add(1);
        self.tracks.insert(Track {
            id: TrackId(self.last_track),
            seat,
            person: self.seats[seat].seat.person,
            source: named.source,
            mid: named.mid.clone(),
            muted: named.muted,
            simulcast: false,
            layers: <[Layer; 2]>::default(),
            subs: Vec::new(),
            since: now,
            heard: None,
            dark: false,
            loudness: Loudness::default(),
        })
    }

    /// Ends a track everywhere.
    pub(super) fn remove_track(&mut self, track: usize) {
        let gone = self.tracks.remove(track);
        for (_, seat) in &mut self.seats {
            seat.tell.forget(gone.id);
            if let SeatState { subscriber, .. } = seat
                && subscriber.release(track)
            {
                subscriber.dirty = true;
            }
        }
    }

    /// Notes which stream carries a layer; one that carried it before is forgotten.
    pub(super) fn bind(&mut self, seat: usize, stream: Stream, now: Instant) {
        let Some(publisher) = &mut self.seats[seat].publisher else {
            return;
        };
        if publisher.stream(stream.ssrc) == Some(stream) {
            return;
        }
        publisher.streams.retain(|other| {
            other.ssrc != stream.ssrc && (other.track, other.layer) != (stream.track, stream.layer)
        });
        publisher.streams.push(stream);
        publisher.next_report = publisher.next_report.min(now + Duration::from_millis(100));
        let layer = &mut self.tracks[stream.track].layers[stream.layer];
        *layer = Layer {
            ssrc: Some(stream.ssrc),
            ..Layer::default()
        };
        let wanted: Vec<(usize, usize)> = self.tracks[stream.track].subs.clone();
        for (sub, line) in wanted {
            let line = &mut self.seats[sub].subscriber.lines[line];
            if line.current == Some(stream.layer) {
                line.current = None;
            }
            if line.current.is_none() {
                self.tracks[stream.track].layers[stream.layer].broker.want();
            }
        }
    }

    /// Notes that the track on a line is silent or dark, or no longer; nothing of it goes out meanwhile.
    pub(super) fn mute(&mut self, seat: Seat, mid: &str, muted: bool, now: Instant) {
        let Some(at) = self.index.get(&seat).copied() else {
            return;
        };
        let track = self.seats[at]
            .tracks
            .iter()
            .find(|track| self.tracks[**track].mid == mid);
        if let Some(track) = track.copied() {
            self.set_muted(track, muted, now);
        }
    }

    fn set_muted(&mut self, track: usize, muted: bool, now: Instant) {
        let this = &mut self.tracks[track];
        if this.muted == muted {
            return;
        }
        this.muted = muted;
        this.since = now;
        // What goes on after the pause begins with a keyframe, as a new stream.
        self.unset_lines(track);
        let this = &mut self.tracks[track];
        if !muted && !this.subs.is_empty() {
            this.layers.iter_mut().for_each(|layer| layer.broker.want());
        }
        let seat = this.seat;
        self.seats[seat].tell.tracks = true;
    }

    fn write_answer(&mut self, at: usize, read: &Description, tracks: &[TrackOffer]) -> String {
        let peer = self.seats[at]
            .publisher
            .as_ref()
            .map_or(0, |publisher| publisher.peer);
        self.answer(peer, read, |line| offered(line, tracks).is_some())
    }

    fn answer(
        &mut self,
        peer: usize,
        read: &Description,
        wanted: impl Fn(&Line) -> bool,
    ) -> String {
        let this = &mut self.peers[peer];
        this.version += 1;
        let (ufrag, password) = this.credentials.texts();
        let us = Ourselves {
            session: this.session,
            version: this.version,
            ufrag: &ufrag,
            password: &password,
            fingerprint: &self.identity.fingerprint,
            addresses: &self.addresses,
        };
        answer(&us, read, wanted)
    }

    /// Answers a trial.
    pub(super) fn attempt(&mut self, sdp: &str, now: Instant) -> Result<String, Fault> {
        let trials = self
            .peers
            .iter()
            .filter(|(_, peer)| matches!(peer.owner, Owner::Trial { .. }));
        if trials.count() >= MAX_TRIALS {
            return Err(Fault::Busy);
        }
        let read = Description::read(sdp)?;
        if read.setup == Setup::Passive {
            return Err(Fault::Role);
        }
        if !read
            .lines
            .iter()
            .any(|line| line.kind == Some(MediaKind::Audio) && takes(line))
        {
            return Err(Fault::NothingShared);
        }
        let gate = Gate::new(&self.identity, &read.fingerprint).map_err(|_| Fault::Stopped)?;
        let peer = self.open_peer(Owner::Trial { until: now + TRIAL }, now);
        self.open_gate(peer, gate, now);
        Ok(self.answer(peer, &read, |line| line.kind == Some(MediaKind::Audio)))
    }
}
