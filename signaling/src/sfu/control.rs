//! Control packets in both directions, and everything that is done by the clock.

use super::engine::State;
use super::layers::HIGH;
use super::peer::Owner;
use super::rtcp::{self, Item};
use crate::protocol::{MediaKind, PeerSide, TrackSource};
use crate::protocol::{MeetingId, PersonId};
use std::time::{Duration, Instant};

/// Between two reports to a publisher.
const REPORT: Duration = Duration::from_secs(1);
/// A track that brings nothing for so long is dark.
const DARK: Duration = Duration::from_secs(5);
/// Packets that one control packet may ask for again: as many as a line keeps.
const MAX_ASKED: usize = 256;
/// bit/s: the most of a camera, of a screen and of a sound.
const CAMERA: u32 = 2_000_000;
const SCREEN: u32 = 3_000_000;
const SOUND: u32 = 100_000;

impl State {
    /// Takes a control packet.
    pub(super) fn control(&mut self, peer: usize, datagram: &[u8], now: Instant) {
        let Some(sender) = datagram.get(4..8).and_then(|four| four.first_chunk()) else {
            self.figures.dropped.malformed += 1;
            return;
        };
        let sender = u32::from_be_bytes(*sender);
        let plain = if self.may_control(peer, sender) {
            let keys = self.peers[peer].keys.as_mut();
            keys.and_then(|keys| keys.inbound.decrypt_rtcp(datagram).ok())
        } else {
            None
        };
        let Some(plain) = plain else {
            self.figures.dropped.forged += 1;
            return;
        };
        self.note_sender(peer, sender);
        self.hear(peer, now);
        match self.peers[peer].owner {
            Owner::Seat {
                seat,
                side: PeerSide::Pub,
            } => rtcp::read(&plain, |item| self.hear_publisher(seat, item, now)),
            Owner::Seat {
                seat,
                side: PeerSide::Sub,
            } => self.hear_subscriber(peer, seat, &plain, now),
            Owner::Trial { .. } => {}
        }
    }

    /// A publisher's report of when a timestamp was goes to all who get the stream, in their numbers.
    fn hear_publisher(&mut self, seat: usize, item: Item, now: Instant) {
        let Item::Sender {
            ssrc,
            ntp,
            timestamp,
        } = item
        else {
            return;
        };
        let stream = self.seats[seat]
            .publisher
            .as_ref()
            .and_then(|publisher| publisher.stream(ssrc));
        let Some(stream) = stream else {
            return;
        };
        let apart = self.seats[seat].apart;
        let track = &mut self.tracks[stream.track];
        if !track.layers[stream.layer].reception.sender(ntp, now) {
            return;
        }
        for (sub, line) in track.subs.clone() {
            let subscriber = &self.seats[sub].subscriber;
            let line = &subscriber.lines[line];
            let (Some(peer), true) = (subscriber.peer, line.current == Some(stream.layer)) else {
                continue;
            };
            if apart || self.seats[sub].apart || line.packets == 0 {
                continue;
            }
            let mut out = Vec::with_capacity(28);
            let timestamp = line.rewriter.timestamp(timestamp);
            rtcp::sender_report(
                &mut out,
                line.ssrc,
                ntp,
                timestamp,
                line.packets,
                line.bytes,
            );
            self.send_control(peer, &out);
        }
    }

    fn hear_subscriber(&mut self, peer: usize, seat: usize, plain: &[u8], now: Instant) {
        let (mut worst, mut again, mut asked) = (None, Vec::new(), 0);
        let subscriber = &mut self.seats[seat].subscriber;
        rtcp::read(plain, |item| match item {
            Item::Nack { ssrc, seq } => {
                self.figures.nacks_got += 1;
                asked += 1;
                if asked <= MAX_ASKED
                    && let Some(line) = subscriber.line(ssrc)
                {
                    again.extend(line.sent.again(seq, now));
                }
            }
            Item::Picture { ssrc } => {
                if let Some(line) = subscriber.line(ssrc)
                    && let (Some((track, _)), MediaKind::Video) = (line.track, line.kind)
                {
                    let layer = line.current.or(line.target).unwrap_or(HIGH);
                    self.tracks[track].layers[layer].broker.want();
                }
            }
            Item::Block { ssrc, lost } => {
                if subscriber
                    .line(ssrc)
                    .is_some_and(|line| line.kind == MediaKind::Video)
                {
                    worst = worst.max(Some(lost));
                }
            }
            Item::Sender { .. } => {}
        });
        if let Some(worst) = worst {
            subscriber.way.report(worst, now);
        }
        for packet in again {
            self.figures.repeated += 1;
            self.send(peer, packet);
        }
    }

    /// Asks publishers for what is missing: packets, and keyframes.
    pub(super) fn ask_publishers(&mut self, now: Instant) {
        let mut out: Vec<(usize, Vec<u8>)> = Vec::new();
        let mut missing = Vec::new();
        for (_, track) in &mut self.tracks {
            let this = &self.seats[track.seat];
            let Some(publisher) = &this.publisher else {
                continue;
            };
            let idle = track.subs.is_empty() || this.apart;
            for layer in &mut track.layers {
                let Some(ssrc) = layer.ssrc else {
                    continue;
                };
                if idle {
                    layer.broker.drop_wish();
                }
                let mut compound = Vec::new();
                if !layer.gaps.is_whole() {
                    missing.clear();
                    if !layer.gaps.due(now, &mut missing) {
                        layer.broker.want();
                    }
                    if !missing.is_empty() {
                        self.figures.nacks_sent += u64::try_from(missing.len()).unwrap_or_default();
                        rtcp::nack(&mut compound, ssrc, &missing);
                    }
                }
                if layer.broker.is_due(now) {
                    self.figures.keyframes_asked += 1;
                    rtcp::picture_loss(&mut compound, ssrc);
                }
                if !compound.is_empty() {
                    out.push((publisher.peer, compound));
                }
            }
        }
        for (peer, compound) in out {
            self.send_control(peer, &compound);
        }
    }

    /// Tells publishers how their streams arrive and how much they may send.
    pub(super) fn report(&mut self, now: Instant) {
        let mut out = Vec::new();
        for (_, seat) in &mut self.seats {
            let Some(publisher) = &mut seat.publisher else {
                continue;
            };
            if publisher.next_report > now || publisher.streams.is_empty() {
                continue;
            }
            publisher.next_report = now + REPORT;
            let (mut blocks, mut pictures) = (Vec::new(), Vec::new());
            let (mut expected, mut lost) = (0u32, 0u32);
            for stream in &publisher.streams {
                let track = &mut self.tracks[stream.track];
                let block = track.layers[stream.layer].reception.block(stream.ssrc, now);
                let Some((block, more, gone)) = block else {
                    continue;
                };
                blocks.push(block);
                self.figures.lost_in += u64::from(gone);
                if track.source.kind() == MediaKind::Video {
                    pictures.push(stream.ssrc);
                    expected = expected.saturating_add(more);
                    lost = lost.saturating_add(gone);
                }
            }
            if blocks.is_empty() {
                continue;
            }
            let mut compound = Vec::with_capacity(256);
            rtcp::receiver_report(&mut compound, &blocks);
            if !pictures.is_empty() {
                let ceiling = seat
                    .tracks
                    .iter()
                    .map(|track| most(self.tracks[*track].source))
                    .sum();
                let share = f64::from(lost) / f64::from(expected.max(1));
                let bits = publisher.budget.next(share as f32, ceiling);
                rtcp::remb(&mut compound, bits, &pictures);
            }
            out.push((publisher.peer, compound));
        }
        for (peer, compound) in out {
            self.send_control(peer, &compound);
        }
    }

    /// Notes who speaks.
    pub(super) fn listen(&mut self, now: Instant) {
        let meetings: Vec<MeetingId> = self.rooms.keys().copied().collect();
        for meeting in meetings {
            let mut loud: Vec<(f32, PersonId)> = Vec::new();
            for seat in self.rooms[&meeting]
                .seats
                .iter()
                .map(|seat| &self.seats[*seat])
            {
                let level = seat
                    .tracks
                    .iter()
                    .map(|track| &self.tracks[*track])
                    .filter(|track| {
                        track.source == TrackSource::Microphone && !track.muted && !seat.apart
                    })
                    .filter_map(|track| track.loudness.speaks(now))
                    .reduce(f32::min);
                loud.extend(level.map(|level| (level, seat.seat.person)));
            }
            loud.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut people: Vec<PersonId> = Vec::new();
            for (_, person) in loud {
                if !people.contains(&person) {
                    people.push(person);
                }
            }
            let room = self
                .rooms
                .get_mut(&meeting)
                .expect("its key was just listed");
            if room.speakers != people {
                room.speakers = people;
                let mut told: Vec<usize> = Vec::new();
                for seat in &room.seats {
                    let channel = &self.seats[*seat].said;
                    if !told
                        .iter()
                        .any(|other| self.seats[*other].said.same_channel(channel))
                    {
                        told.push(*seat);
                    }
                }
                for seat in told {
                    self.seats[seat].tell.speakers = true;
                }
            }
        }
    }

    /// Notes which tracks bring nothing though they should.
    pub(super) fn darken(&mut self, now: Instant) {
        for (_, track) in &mut self.tracks {
            let this = &self.seats[track.seat];
            let connected = this
                .publisher
                .as_ref()
                .and_then(|publisher| self.peers[publisher.peer].up);
            let due = connected
                .filter(|_| !track.muted && !this.apart)
                .map(|up| up.max(track.since));
            // A screen that stands still may bring nothing.
            let still =
                track.source == TrackSource::Screen || track.source == TrackSource::ScreenAudio;
            let dark = due.is_some_and(|since| {
                let heard = track.heard.filter(|heard| still || *heard > since);
                match heard {
                    Some(_) if still => false,
                    heard => now.saturating_duration_since(heard.unwrap_or(since)) > DARK,
                }
            });
            if track.dark == dark {
                continue;
            }
            track.dark = dark;
            let room = self.rooms.get(&this.seat.meeting);
            let others: Vec<usize> = room.map(|room| room.seats.clone()).unwrap_or_default();
            for other in others.into_iter().filter(|other| *other != track.seat) {
                self.seats[other].tell.darkness(track.id, dark);
            }
        }
    }
}

/// The most that a track may take, in bit/s.
const fn most(source: TrackSource) -> u32 {
    match source {
        TrackSource::Camera => CAMERA,
        TrackSource::Screen => SCREEN,
        TrackSource::Microphone | TrackSource::ScreenAudio => SOUND,
    }
}
