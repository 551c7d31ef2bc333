//! A packet's way: in from a publisher, proven, noted, and out to everybody who gets its layer.

use super::engine::State;
use super::peer::{Owner, Peer};
use super::publish::Stream;
use super::rewrite::Vp8;
use super::rtp::{FIXED, Head};
use super::sdp::write::{OPUS, VP8};
use super::subscribe::{LEVEL_FROM_END, Outlet};
use crate::protocol::{MediaKind, PeerSide};
use bytes::{Bytes, BytesMut};
use rtc::rtp::Header;
use std::time::Instant;

/// A head for the library, which only looks at its numbers and its size; it holds no memory.
pub(super) fn stand_in(ssrc: u32, seq: u16, size: usize) -> Header {
    Header {
        version: 2,
        extension: size > FIXED,
        ssrc,
        sequence_number: seq,
        extensions_padding: size.saturating_sub(FIXED + 4),
        ..Header::default()
    }
}

/// What goes to all subscribers of a packet.
struct Passing<'a> {
    head: Head,
    payload: &'a [u8],
    layer: usize,
    vp8: Option<Vp8>,
    level: Option<u8>,
    clock: u32,
}

impl State {
    /// Takes a media packet.
    pub(super) fn media(&mut self, peer: usize, datagram: &[u8], now: Instant) {
        let Some(head) = Head::read(datagram) else {
            self.figures.dropped.malformed += 1;
            return;
        };
        let Some((seat, stream, known)) = self.stream_of(peer, &head, datagram) else {
            self.figures.dropped.stream += 1;
            return;
        };
        let Some(plain) = decrypt(&mut self.peers[peer], &head, datagram) else {
            self.figures.dropped.forged += 1;
            return;
        };
        if !known {
            self.bind(seat, stream, now);
        }
        self.figures.packets_in += 1;
        self.figures.bytes_in += u64::try_from(datagram.len()).unwrap_or_default();
        self.hear(peer, now);
        let Some(payload) = head.payload(&plain) else {
            self.figures.dropped.malformed += 1;
            return;
        };
        self.note(seat, stream, &head, &plain, payload, now);
    }

    /// Which stream a packet claims to be of, and whether its SSRC is known.
    fn stream_of(
        &mut self,
        peer: usize,
        head: &Head,
        datagram: &[u8],
    ) -> Option<(usize, Stream, bool)> {
        let this = self.peers.get_mut(peer)?;
        let Owner::Seat {
            seat,
            side: PeerSide::Pub,
        } = this.owner
        else {
            return None;
        };
        let publisher = self.seats[seat].publisher.as_ref()?;
        if let Some(stream) = publisher.stream(head.ssrc) {
            let agreed = publisher.is_payload(stream.track, head.payload_type);
            return agreed.then_some((seat, stream, true));
        }
        this.guesses = this.guesses.checked_sub(1)?;
        Some((seat, publisher.guess(head, datagram)?, false))
    }

    fn note(
        &mut self,
        seat: usize,
        stream: Stream,
        head: &Head,
        plain: &[u8],
        payload: &[u8],
        now: Instant,
    ) {
        let this = &self.seats[seat];
        // Who has turned something off is not seen or heard, whatever still comes.
        let hidden = this.apart || self.tracks[stream.track].muted;
        let level = this
            .publisher
            .as_ref()
            .and_then(|publisher| publisher.extensions.level);
        let track = &mut self.tracks[stream.track];
        let (clock, kind) = (track.clock(), track.source.kind());
        track.heard = Some(now);
        let layer = &mut track.layers[stream.layer];
        layer.last = Some(now);
        layer.reception.note(head.seq, head.timestamp, clock, now);
        let mut passing = Passing {
            head: *head,
            payload,
            layer: stream.layer,
            vp8: None,
            level: None,
            clock,
        };
        match kind {
            MediaKind::Audio => {
                passing.level = level
                    .and_then(|id| head.extension(plain, id))
                    .and_then(|value| value.first().copied());
                if let Some(level) = passing.level {
                    track.loudness.note(level, now);
                }
            }
            MediaKind::Video => {
                if !layer.gaps.note(head.seq, now) {
                    layer.broker.want();
                }
                passing.vp8 = Vp8::read(payload);
                if passing.vp8.is_some_and(|vp8| vp8.keyframe) {
                    layer.broker.came();
                } else if passing.vp8.is_none() && !payload.is_empty() {
                    self.figures.dropped.malformed += 1;
                    return;
                }
            }
        }
        if !hidden {
            self.pass(stream.track, &passing, now);
        }
    }

    fn pass(&mut self, track: usize, passing: &Passing<'_>, now: Instant) {
        let mut scratch = std::mem::take(&mut self.scratch);
        for (seat, line) in &self.tracks[track].subs {
            let seat = &mut self.seats[*seat];
            if seat.apart {
                continue;
            }
            let Some(peer) = seat.subscriber.peer else {
                continue;
            };
            let peer = &mut self.peers[peer];
            let line = &mut seat.subscriber.lines[*line];
            let (Some(path), true) = (peer.selected, line.admits(passing, peer, now)) else {
                continue;
            };
            self.figures.switches += u64::from(line.has_switched());
            if passing.payload.is_empty() {
                line.rewriter.skip(passing.head.seq);
                continue;
            }
            let Some(seq) = line.write(passing, &mut scratch, now) else {
                continue;
            };
            let Some(packet) = encrypt(peer, line, seq, &scratch) else {
                continue;
            };
            if let Some(since) = line.awaited.take() {
                let took = now.saturating_duration_since(since);
                self.figures.first_frames += 1;
                self.figures.first_frame_total += took;
                self.figures.first_frame_longest = self.figures.first_frame_longest.max(took);
            }
            self.figures.packets_out += 1;
            self.figures.bytes_out += u64::try_from(packet.len()).unwrap_or_default();
            if line.kind == MediaKind::Video {
                line.sent.keep(seq, packet.clone());
            }
            self.net.send(path, packet, &mut self.figures.dropped);
        }
        self.scratch = scratch;
    }
}

impl Outlet {
    /// Whether a packet belongs on the line; a keyframe of the layer wanted, or the first sound, switches to it.
    fn admits(&mut self, passing: &Passing<'_>, peer: &Peer, now: Instant) -> bool {
        if self.current == Some(passing.layer) {
            return true;
        }
        let begins = match self.kind {
            MediaKind::Audio => !passing.payload.is_empty(),
            MediaKind::Video => passing.vp8.is_some_and(|vp8| vp8.keyframe),
        };
        if self.target != Some(passing.layer) || !begins || peer.keys.is_none() {
            return false;
        }
        let head = &passing.head;
        self.rewriter.switch(
            head.seq,
            head.timestamp,
            passing.vp8.as_ref(),
            passing.clock,
            now,
        );
        self.switched = self.current.is_some();
        self.current = Some(passing.layer);
        true
    }

    /// Whether the layer has changed since this was last asked.
    const fn has_switched(&mut self) -> bool {
        std::mem::replace(&mut self.switched, false)
    }

    /// Writes a packet as it goes out on the line; its sequence number.
    fn write(&mut self, passing: &Passing<'_>, out: &mut Vec<u8>, now: Instant) -> Option<u16> {
        let head = &passing.head;
        let (seq, timestamp) = self.rewriter.rewrite(head.seq, head.timestamp, now)?;
        let payload_type = match self.kind {
            MediaKind::Audio => OPUS,
            MediaKind::Video => VP8,
        };
        out.clear();
        out.extend_from_slice(&[0x90, u8::from(head.marker) << 7 | payload_type]);
        out.extend_from_slice(&seq.to_be_bytes());
        out.extend_from_slice(&timestamp.to_be_bytes());
        out.extend_from_slice(&self.ssrc.to_be_bytes());
        out.extend_from_slice(&self.extensions);
        if let (Some(level), MediaKind::Audio) = (passing.level, self.kind) {
            let at = out.len() - LEVEL_FROM_END;
            out[at] = level;
        }
        let body = out.len();
        out.extend_from_slice(passing.payload);
        if let Some(vp8) = &passing.vp8 {
            self.rewriter.patch(vp8, &mut out[body..]);
        }
        self.packets = self.packets.wrapping_add(1);
        self.bytes = self
            .bytes
            .wrapping_add(u32::try_from(passing.payload.len()).unwrap_or_default());
        Some(seq)
    }
}

fn decrypt(peer: &mut Peer, head: &Head, datagram: &[u8]) -> Option<BytesMut> {
    let keys = peer.keys.as_mut()?;
    let stand_in = stand_in(head.ssrc, head.seq, head.size);
    keys.inbound
        .decrypt_rtp_with_header(datagram, &stand_in)
        .ok()
}

fn encrypt(peer: &mut Peer, line: &Outlet, seq: u16, plain: &[u8]) -> Option<Bytes> {
    let keys = peer.keys.as_mut()?;
    let stand_in = stand_in(line.ssrc, seq, FIXED + line.extensions.len());
    let packet = keys
        .outbound
        .encrypt_rtp_with_header(plain, &stand_in)
        .ok()?;
    Some(packet.freeze())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rtc::shared::marshal::MarshalSize;

    #[test]
    fn the_stand_in_has_the_size_of_what_it_stands_for() {
        // Contributing sources and extensions come in whole words.
        for size in (FIXED..200).step_by(4) {
            assert_eq!(stand_in(1, 2, size).marshal_size(), size);
        }
    }
}
