//! Makes one unbroken stream of the streams that are switched between on a subscriber's line.
//!
//! Sequence numbers, timestamps and, for VP8 (RFC 7741), picture ids and `TL0PICIDX` go on where the stream before
//! ended. Invariants: what came before a switch is never sent after it; no two packets go out under one number.

use super::rtp::newer;
use std::time::{Duration, Instant};

/// The VP8 payload descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Vp8 {
    /// Whether the packet begins a keyframe.
    pub keyframe: bool,
    picture: Option<(usize, u16, bool)>,
    tl0: Option<(usize, u8)>,
}

impl Vp8 {
    /// Reads the descriptor of a payload; none when it is cut short.
    pub(super) fn read(payload: &[u8]) -> Option<Self> {
        let first = *payload.first()?;
        let mut at = 1;
        let mut this = Self {
            keyframe: false,
            picture: None,
            tl0: None,
        };
        if first & 0x80 != 0 {
            let flags = *payload.get(at)?;
            at += 1;
            if flags & 0x80 != 0 {
                let high = *payload.get(at)?;
                if high & 0x80 != 0 {
                    let id = u16::from_be_bytes([high & 0x7f, *payload.get(at + 1)?]);
                    this.picture = Some((at, id, true));
                    at += 2;
                } else {
                    this.picture = Some((at, u16::from(high), false));
                    at += 1;
                }
            }
            if flags & 0x40 != 0 {
                this.tl0 = Some((at, *payload.get(at)?));
                at += 1;
            }
            if flags & 0x30 != 0 {
                at += 1;
            }
        }
        let begins = first & 0x10 != 0 && first & 0x07 == 0;
        this.keyframe = begins && payload.get(at)? & 1 == 0;
        Some(this)
    }
}

/// How far a line's stream is shifted against its source.
#[derive(Debug, Default)]
pub(super) struct Rewriter {
    begun: bool,
    seq: u16,
    timestamp: u32,
    picture: u16,
    tl0: u8,
    /// The first of the present source; what is older belongs to the source before.
    first_in: u16,
    highest_in: u16,
    last: Last,
    /// Where the sequence shift changed within this source, newest first, with the shift before.
    shifts: [Option<(u16, u16)>; 6],
}

#[derive(Debug, Default)]
struct Last {
    seq: u16,
    timestamp: u32,
    picture: u16,
    tl0: u8,
    at: Option<Instant>,
}

/// A line begins below this, so that its first packets can't wrap.
const FIRST_SEQ: u16 = 0x3fff;
/// A pause is mapped as it was up to here.
const LONGEST_GAP: Duration = Duration::from_secs(60);

impl Rewriter {
    /// Goes on with a source whose first packet this is; `clock` is its rate in Hz.
    pub(super) fn switch(
        &mut self,
        seq: u16,
        timestamp: u32,
        vp8: Option<&Vp8>,
        clock: u32,
        now: Instant,
    ) {
        if self.begun {
            let gap = self
                .last
                .at
                .map_or(Duration::ZERO, |at| now.saturating_duration_since(at))
                .min(LONGEST_GAP);
            let units = u32::try_from(gap.as_micros() * u128::from(clock) / 1_000_000)
                .expect("a minute of 90 kHz fits");
            // At least a frame of 50 a second: two pictures never share a timestamp.
            let step = units.max(clock / 50);
            self.seq = self.last.seq.wrapping_add(1).wrapping_sub(seq);
            self.timestamp = self
                .last
                .timestamp
                .wrapping_add(step)
                .wrapping_sub(timestamp);
        } else {
            self.seq = (rand::random::<u16>() & FIRST_SEQ).wrapping_sub(seq);
            self.timestamp = rand::random::<u32>().wrapping_sub(timestamp);
        }
        if let Some(vp8) = vp8 {
            if let Some((_, id, _)) = vp8.picture {
                self.picture = self.last.picture.wrapping_add(1).wrapping_sub(id);
            }
            if let Some((_, tl0)) = vp8.tl0 {
                self.tl0 = self.last.tl0.wrapping_add(1).wrapping_sub(tl0);
            }
        }
        self.first_in = seq;
        self.highest_in = seq.wrapping_sub(1);
        self.shifts = [None; 6];
        if !self.begun {
            self.last.seq = seq.wrapping_add(self.seq).wrapping_sub(1);
        }
        self.begun = true;
    }

    /// The numbers of a packet on the line; none when it belongs to the source before.
    pub(super) fn rewrite(&mut self, seq: u16, timestamp: u32, now: Instant) -> Option<(u16, u32)> {
        // What is half a round away is neither: who knows which of our numbers it would get.
        if seq.wrapping_sub(self.first_in) >= 0x8000 {
            return None;
        }
        let mut shift = self.seq;
        for (at, before) in self.shifts.iter().flatten() {
            if !newer(*at, seq) {
                break;
            }
            shift = *before;
        }
        let out = (
            seq.wrapping_add(shift),
            timestamp.wrapping_add(self.timestamp),
        );
        if newer(seq, self.highest_in) {
            self.highest_in = seq;
            // Keeps the window of what is older than the source away from the wrap.
            if seq.wrapping_sub(self.first_in) > 0x4000 {
                self.first_in = seq.wrapping_sub(0x2000);
            }
            for slot in &mut self.shifts {
                if slot.is_some_and(|(at, _)| newer(self.first_in, at)) {
                    *slot = None;
                }
            }
        }
        if newer(out.0, self.last.seq) {
            self.last.seq = out.0;
            self.last.timestamp = out.1;
            self.last.at = Some(now);
        }
        Some(out)
    }

    /// Takes a packet out of the line, so that it leaves no gap; one that is late leaves one.
    pub(super) fn skip(&mut self, seq: u16) {
        if self.begun && seq == self.highest_in.wrapping_add(1) {
            self.shifts.rotate_right(1);
            // A shift that is forgotten must not be guessed: a number that goes out twice, with one key, opens both.
            if let Some((at, _)) = self.shifts[0] {
                self.first_in = at;
            }
            self.shifts[0] = Some((seq.wrapping_add(1), self.seq));
            self.seq = self.seq.wrapping_sub(1);
            self.highest_in = seq;
        }
    }

    /// Writes the line's picture numbers into a copied payload.
    pub(super) fn patch(&mut self, vp8: &Vp8, payload: &mut [u8]) {
        if let Some((at, id, long)) = vp8.picture {
            let id = id.wrapping_add(self.picture) & 0x7fff;
            if long && let Some(place) = payload.get_mut(at..at + 2) {
                place.copy_from_slice(&(id | 0x8000).to_be_bytes());
            } else if let Some(place) = payload.get_mut(at) {
                *place = id.to_be_bytes()[1] & 0x7f;
            }
            if id.wrapping_sub(self.last.picture) & 0x7fff < 0x4000 {
                self.last.picture = id;
            }
        }
        if let Some((at, tl0)) = vp8.tl0
            && let Some(place) = payload.get_mut(at)
        {
            let tl0 = tl0.wrapping_add(self.tl0);
            *place = tl0;
            if tl0.wrapping_sub(self.last.tl0) < 0x80 {
                self.last.tl0 = tl0;
            }
        }
    }

    /// A source's timestamp on the line.
    pub(super) const fn timestamp(&self, source: u32) -> u32 {
        source.wrapping_add(self.timestamp)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    /// Counts rounds as the library does when it seals packets (RFC 3711, appendix A): the number that must not return.
    #[derive(Default)]
    struct Line {
        last: Option<u64>,
    }

    impl Line {
        fn index(&mut self, seq: u16) -> u64 {
            let last = *self.last.get_or_insert(u64::from(seq));
            let (round, before) = (last >> 16, u16::try_from(last & 0xffff).unwrap());
            let (before, seq) = (i32::from(before), i32::from(seq));
            let round = if last <= 0x8000 {
                round
            } else if before < 0x8000 && seq - before > 0x8000 {
                round - 1
            } else if before - 0x8000 > seq {
                round + 1
            } else {
                round
            };
            let index = round << 16 | u64::try_from(seq).unwrap();
            self.last = Some(index);
            index
        }
    }

    fn picture(id: u16, tl0: u8, key: bool) -> Vec<u8> {
        let [high, low] = (id | 0x8000).to_be_bytes();
        vec![0x90, 0xc0, high, low, tl0, u8::from(!key)]
    }

    fn send(
        rewriter: &mut Rewriter,
        seq: u16,
        ts: u32,
        id: u16,
        now: Instant,
    ) -> (u16, u32, u16, u8) {
        let mut payload = picture(id, 3, true);
        let vp8 = Vp8::read(&payload).unwrap();
        let (seq, ts) = rewriter.rewrite(seq, ts, now).unwrap();
        rewriter.patch(&vp8, &mut payload);
        (
            seq,
            ts,
            u16::from_be_bytes([payload[2] & 0x7f, payload[3]]),
            payload[4],
        )
    }

    #[test]
    fn a_switch_goes_on_where_the_other_layer_ended() {
        let now = Instant::now();
        let mut rewriter = Rewriter::default();
        let vp8 = Vp8::read(&picture(100, 3, true)).unwrap();
        rewriter.switch(65530, 1000, Some(&vp8), 90_000, now);
        let a = send(&mut rewriter, 65530, 1000, 100, now);
        let later = now + Duration::from_millis(100);
        let vp8 = Vp8::read(&picture(7, 3, true)).unwrap();
        rewriter.switch(5, 77, Some(&vp8), 90_000, later);
        let b = send(&mut rewriter, 5, 77, 7, later);
        assert_eq!(b.0, a.0.wrapping_add(1));
        assert_eq!(b.1, a.1.wrapping_add(9000));
        assert_eq!(b.2, (a.2 + 1) & 0x7fff);
        assert_eq!(b.3, a.3.wrapping_add(1));
        assert_eq!(
            rewriter.rewrite(4, 70, later),
            None,
            "older than the switch"
        );
    }

    #[test]
    fn a_packet_taken_out_leaves_no_gap_and_a_late_one_keeps_its_place() {
        let now = Instant::now();
        let mut rewriter = Rewriter::default();
        rewriter.switch(10, 0, None, 90_000, now);
        let first = rewriter.rewrite(10, 0, now).unwrap().0;
        rewriter.skip(11);
        assert_eq!(
            rewriter.rewrite(13, 0, now).unwrap().0,
            first.wrapping_add(2)
        );
        assert_eq!(
            rewriter.rewrite(12, 0, now).unwrap().0,
            first.wrapping_add(1)
        );
        rewriter.skip(14);
        rewriter.skip(15);
        assert_eq!(
            rewriter.rewrite(16, 0, now).unwrap().0,
            first.wrapping_add(3)
        );
        assert_eq!(
            rewriter.rewrite(12, 0, now).unwrap().0,
            first.wrapping_add(1)
        );
        assert_eq!(rewriter.rewrite(10, 0, now).unwrap().0, first);
    }

    #[test]
    fn a_late_packet_after_many_that_were_taken_out_gets_no_number_of_another() {
        let now = Instant::now();
        let mut rewriter = Rewriter::default();
        rewriter.switch(10, 0, None, 90_000, now);
        let first = rewriter.rewrite(10, 0, now).unwrap().0;
        rewriter.rewrite(12, 0, now).unwrap();
        (13..20).for_each(|seq| rewriter.skip(seq));
        assert_eq!(rewriter.rewrite(11, 0, now), None, "{first} went out");
        assert_eq!(
            rewriter.rewrite(20, 0, now).unwrap().0,
            first.wrapping_add(3)
        );
    }

    proptest! {
        #[test]
        fn any_descriptor_is_read_and_patched_in_place(bytes in proptest::collection::vec(any::<u8>(), 0..24)) {
            if let Some(vp8) = Vp8::read(&bytes) {
                let mut copy = bytes.clone();
                let mut rewriter = Rewriter::default();
                rewriter.switch(1, 2, Some(&vp8), 90_000, Instant::now());
                rewriter.patch(&vp8, &mut copy);
                let again = Vp8::read(&copy).unwrap();
                prop_assert_eq!(again.keyframe, vp8.keyframe);
                prop_assert_eq!(again.picture.map(|p| p.0), vp8.picture.map(|p| p.0));
            }
        }

        #[test]
        fn no_two_packets_go_out_under_one_number_whatever_is_sent(
            steps in proptest::collection::vec((0u16..40, any::<u16>(), any::<bool>(), any::<u16>()), 1..300)
        ) {
            let now = Instant::now();
            let mut rewriter = Rewriter::default();
            rewriter.switch(500, 0, None, 90_000, now);
            let (mut highest, mut known, mut gone_out) = (500u16, HashSet::new(), HashSet::new());
            let mut line = Line::default();
            for (kind, far, empty, to) in steps {
                // On, over a gap, back, over a chasm; all that the guard against replays lets in.
                let seq = match kind {
                    0..=19 => highest.wrapping_add(1),
                    20..=24 => highest.wrapping_add(far % 8),
                    25..=37 => highest.wrapping_sub(far % 32),
                    38 => highest.wrapping_add(to),
                    _ => {
                        rewriter.switch(to, 0, None, 90_000, now);
                        (highest, known) = (to, HashSet::new());
                        to
                    }
                };
                if newer(seq, highest) {
                    highest = seq;
                }
                if highest.wrapping_sub(seq) > 255 || !known.insert(seq) {
                    continue;
                }
                known.retain(|one| highest.wrapping_sub(*one) <= 255);
                if empty {
                    rewriter.skip(seq);
                } else if let Some((out, _)) = rewriter.rewrite(seq, 0, now) {
                    prop_assert!(gone_out.insert(line.index(out)), "{seq} as {out}, again");
                }
            }
        }

        #[test]
        fn a_long_stream_with_switches_is_unbroken(
            runs in proptest::collection::vec((any::<u16>(), any::<u32>(), 1u16..300), 1..12)
        ) {
            let now = Instant::now();
            let mut rewriter = Rewriter::default();
            let mut last: Option<u16> = None;
            for (start, ts, count) in runs {
                rewriter.switch(start, ts, None, 90_000, now);
                for i in 0..count {
                    let (seq, _) = rewriter.rewrite(start.wrapping_add(i), ts, now).unwrap();
                    if let Some(last) = last {
                        prop_assert_eq!(seq, last.wrapping_add(1));
                    }
                    last = Some(seq);
                }
            }
        }
    }
}
