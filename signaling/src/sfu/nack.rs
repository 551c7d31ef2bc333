//! Lost packets: what to ask a publisher for again, and what to send a subscriber again.

use super::rtp::newer;
use bytes::Bytes;
use std::time::{Duration, Instant};

/// Gaps remembered per stream; with more missing a keyframe is the better cure.
const MAX_MISSING: usize = 64;
/// How long a packet may be out of order before it counts as lost.
const PATIENCE: Duration = Duration::from_millis(10);
/// Between two requests for one packet.
const REPEAT: Duration = Duration::from_millis(70);
/// Requests for one packet.
const MAX_ASKED: u8 = 6;
/// A second of a camera and of a screen at their most.
const KEPT: usize = 256;
/// Repetitions that may be asked for without anything new going out; each new packet allows one more. So a line never
/// carries more than twice what its stream does, whoever asks for what.
const CREDIT: usize = KEPT;
/// Between two repetitions of one packet.
const AGAIN: Duration = Duration::from_millis(20);

#[derive(Debug, Clone, Copy)]
struct Missing {
    seq: u16,
    since: Instant,
    asked: u8,
    last: Option<Instant>,
}

/// What is missing of a stream that comes in.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    highest: Option<u16>,
    missing: Vec<Missing>,
}

impl Gaps {
    /// Notes a packet; false when the stream has so large a hole that only a keyframe helps.
    pub(super) fn note(&mut self, seq: u16, now: Instant) -> bool {
        let Some(highest) = self.highest else {
            self.highest = Some(seq);
            return true;
        };
        if !newer(seq, highest) {
            self.missing.retain(|gap| gap.seq != seq);
            return true;
        }
        self.highest = Some(seq);
        let lost = usize::from(seq.wrapping_sub(highest)) - 1;
        if lost + self.missing.len() > MAX_MISSING {
            self.missing.clear();
            return false;
        }
        self.missing.extend((1..=lost).map(|step| Missing {
            seq: highest.wrapping_add(u16::try_from(step).expect("at most MAX_MISSING")),
            since: now,
            asked: 0,
            last: None,
        }));
        true
    }

    /// Whether there is anything to ask for, now or later.
    pub(super) const fn is_whole(&self) -> bool {
        self.missing.is_empty()
    }

    /// Puts what is to be asked for now into `out`; false when something was given up.
    pub(super) fn due(&mut self, now: Instant, out: &mut Vec<u16>) -> bool {
        let before = self.missing.len();
        self.missing.retain(|gap| gap.asked < MAX_ASKED);
        for gap in &mut self.missing {
            let due = match gap.last {
                None => now.saturating_duration_since(gap.since) >= PATIENCE,
                Some(last) => now.saturating_duration_since(last) >= REPEAT,
            };
            if due {
                gap.asked += 1;
                gap.last = Some(now);
                out.push(gap.seq);
            }
        }
        before == self.missing.len()
    }
}

/// What a line has sent lately, as it was sent: a repetition is the same packet, and the same cipher text.
#[derive(Debug, Default)]
pub(super) struct Sent {
    packets: Vec<Option<(u16, Bytes, Option<Instant>)>>,
    credit: usize,
}

impl Sent {
    /// Keeps a packet.
    pub(super) fn keep(&mut self, seq: u16, packet: Bytes) {
        if self.packets.is_empty() {
            self.packets.resize(KEPT, None);
        }
        self.packets[usize::from(seq) % KEPT] = Some((seq, packet, None));
        self.credit = (self.credit + 1).min(CREDIT);
    }

    /// A packet to repeat; none when it is gone, was just repeated, or more is asked for than is sent.
    pub(super) fn again(&mut self, seq: u16, now: Instant) -> Option<Bytes> {
        let (kept, packet, last) = self.packets.get_mut(usize::from(seq) % KEPT)?.as_mut()?;
        let just = last.is_some_and(|last| now.saturating_duration_since(last) < AGAIN);
        if *kept != seq || just {
            return None;
        }
        self.credit = self.credit.checked_sub(1)?;
        *last = Some(now);
        Some(packet.clone())
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_gap_is_asked_for_after_a_while_and_given_up_in_the_end() {
        let mut gaps = Gaps::default();
        let mut now = Instant::now();
        let mut out = Vec::new();
        assert!(gaps.note(65534, now) && gaps.note(2, now));
        gaps.due(now, &mut out);
        assert!(out.is_empty(), "it may only be out of order");
        gaps.note(0, now);
        now += PATIENCE;
        gaps.due(now, &mut out);
        assert_eq!(out, [65535, 1]);
        for _ in 0..MAX_ASKED {
            now += REPEAT;
            gaps.due(now, &mut out);
        }
        assert!(gaps.is_whole());
        assert!(!gaps.note(1000, now));
    }

    #[test]
    fn a_packet_is_repeated_but_not_at_once_again() {
        let mut sent = Sent::default();
        let now = Instant::now();
        sent.keep(4, Bytes::from_static(b"four"));
        sent.keep(5, Bytes::from_static(b"five"));
        assert_eq!(sent.again(5, now).as_deref(), Some(&b"five"[..]));
        assert_eq!(sent.again(5, now), None);
        assert!(sent.again(5, now + AGAIN).is_some());
        sent.keep(5 + 256, Bytes::from_static(b"later"));
        assert_eq!(sent.again(5, now + AGAIN * 2), None);
    }

    #[test]
    fn who_asks_for_everything_again_and_again_gets_it_once() {
        let mut sent = Sent::default();
        let mut now = Instant::now();
        for seq in 0..1000 {
            sent.keep(seq, Bytes::from_static(b"picture"));
        }
        let mut repeated = 0;
        for _ in 0..50 {
            now += AGAIN;
            repeated += (0..1000)
                .filter(|seq| sent.again(*seq, now).is_some())
                .count();
        }
        assert_eq!(repeated, KEPT);
        sent.keep(1000, Bytes::from_static(b"picture"));
        assert!(sent.again(1000, now).is_some() && sent.again(999, now).is_none());
    }

    proptest! {
        #[test]
        fn gaps_stay_bounded(seqs in proptest::collection::vec(any::<u16>(), 0..400)) {
            let mut gaps = Gaps::default();
            let now = Instant::now();
            for seq in seqs {
                gaps.note(seq, now);
                prop_assert!(gaps.missing.len() <= MAX_MISSING);
            }
        }
    }
}
