//! The control packets that are needed (RFC 3550, RFC 4585, RFC 5104, and REMB), read and written in place.

use std::time::{Duration, Instant};

/// Who we say we are where a sender must be named; no stream has it.
pub(super) const OURSELVES: u32 = 1;

const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const TRANSPORT_FEEDBACK: u8 = 205;
const PAYLOAD_FEEDBACK: u8 = 206;

/// Between two reports of one stream that are passed on: a browser sends one a second.
const PASSED: Duration = Duration::from_millis(100);

/// One thing that a control packet says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    /// When a stream's timestamp was, by its sender's clock.
    Sender { ssrc: u32, ntp: u64, timestamp: u32 },
    /// How one of our streams arrives.
    Block { ssrc: u32, lost: u8 },
    /// A packet of one of our streams is missing.
    Nack { ssrc: u32, seq: u16 },
    /// The picture of one of our streams can't be gone on with.
    Picture { ssrc: u32 },
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..)?
        .first_chunk()
        .copied()
        .map(u32::from_be_bytes)
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..)?
        .first_chunk()
        .copied()
        .map(u16::from_be_bytes)
}

/// Tells what a compound packet says; what isn't understood is let pass.
pub(super) fn read(compound: &[u8], mut say: impl FnMut(Item)) {
    let mut rest = compound;
    while let Some(&[first, kind, a, b]) = rest.first_chunk() {
        let length = (usize::from(u16::from_be_bytes([a, b])) + 1) * 4;
        let Some(packet) = rest.get(..length) else {
            return;
        };
        if first >> 6 != 2 {
            return;
        }
        // Nothing in a packet is worse than a packet that ends early.
        let _read: Option<()> = one(first & 0x1f, kind, packet, &mut say);
        rest = &rest[length..];
    }
}

fn one(count: u8, kind: u8, packet: &[u8], say: &mut impl FnMut(Item)) -> Option<()> {
    match (kind, count) {
        (SENDER_REPORT, _) => {
            let ntp = u64::from(word(packet, 8)?) << 32 | u64::from(word(packet, 12)?);
            say(Item::Sender {
                ssrc: word(packet, 4)?,
                ntp,
                timestamp: word(packet, 16)?,
            });
            blocks(count, packet, 28, say)
        }
        (RECEIVER_REPORT, _) => blocks(count, packet, 8, say),
        (TRANSPORT_FEEDBACK, 1) => {
            let ssrc = word(packet, 8)?;
            for at in (12..packet.len()).step_by(4) {
                let (seq, mask) = (half(packet, at)?, half(packet, at + 2)?);
                say(Item::Nack { ssrc, seq });
                for bit in (0..16u16).filter(|bit| mask >> bit & 1 == 1) {
                    let seq = seq.wrapping_add(bit + 1);
                    say(Item::Nack { ssrc, seq });
                }
            }
            Some(())
        }
        (PAYLOAD_FEEDBACK, 1) => {
            say(Item::Picture {
                ssrc: word(packet, 8)?,
            });
            Some(())
        }
        (PAYLOAD_FEEDBACK, 4) => {
            for at in (12..packet.len()).step_by(8) {
                say(Item::Picture {
                    ssrc: word(packet, at)?,
                });
            }
            Some(())
        }
        _ => None,
    }
}

fn blocks(count: u8, packet: &[u8], from: usize, say: &mut impl FnMut(Item)) -> Option<()> {
    for at in (from..).step_by(24).take(usize::from(count)) {
        say(Item::Block {
            ssrc: word(packet, at)?,
            lost: *packet.get(at + 4)?,
        });
    }
    Some(())
}

/// Puts a packet's head and its first word into `out`; the body follows, and [`close`] sets the length.
fn open(out: &mut Vec<u8>, count: u8, kind: u8) -> usize {
    let at = out.len();
    out.extend_from_slice(&[0x80 | count, kind, 0, 0]);
    out.extend_from_slice(&OURSELVES.to_be_bytes());
    at
}

fn close(out: &mut [u8], at: usize) {
    let words = u16::try_from((out.len() - at) / 4 - 1).expect("our packets are short");
    out[at + 2..at + 4].copy_from_slice(&words.to_be_bytes());
}

/// Asks for a keyframe.
pub(super) fn picture_loss(out: &mut Vec<u8>, ssrc: u32) {
    let at = open(out, 1, PAYLOAD_FEEDBACK);
    out.extend_from_slice(&ssrc.to_be_bytes());
    close(out, at);
}

/// Asks for packets again; `seqs` in rising order.
pub(super) fn nack(out: &mut Vec<u8>, ssrc: u32, seqs: &[u16]) {
    let at = open(out, 1, TRANSPORT_FEEDBACK);
    out.extend_from_slice(&ssrc.to_be_bytes());
    let mut rest = seqs;
    while let Some((&first, after)) = rest.split_first() {
        let mut mask = 0u16;
        let near = after
            .iter()
            .take_while(|seq| (1..=16).contains(&seq.wrapping_sub(first)));
        let mut taken = 0;
        for seq in near {
            mask |= 1 << (seq.wrapping_sub(first) - 1);
            taken += 1;
        }
        out.extend_from_slice(&first.to_be_bytes());
        out.extend_from_slice(&mask.to_be_bytes());
        rest = &after[taken..];
    }
    close(out, at);
}

/// Says what all streams of a connection together may take, in bit/s.
pub(super) fn remb(out: &mut Vec<u8>, bits: u32, ssrcs: &[u32]) {
    let at = open(out, 15, PAYLOAD_FEEDBACK);
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(b"REMB");
    let shift = (32 - bits.leading_zeros()).saturating_sub(18);
    let mantissa = bits >> shift;
    let count = u32::try_from(ssrcs.len()).unwrap_or(u32::MAX).min(255);
    out.extend_from_slice(&(count << 24 | shift << 18 | mantissa).to_be_bytes());
    for ssrc in ssrcs.iter().take(255) {
        out.extend_from_slice(&ssrc.to_be_bytes());
    }
    close(out, at);
}

/// Says when a stream's timestamp was, and how much it has sent.
pub(super) fn sender_report(
    out: &mut Vec<u8>,
    ssrc: u32,
    ntp: u64,
    timestamp: u32,
    packets: u32,
    bytes: u32,
) {
    let at = open(out, 0, SENDER_REPORT);
    out[at + 4..at + 8].copy_from_slice(&ssrc.to_be_bytes());
    out.extend_from_slice(&ntp.to_be_bytes());
    for number in [timestamp, packets, bytes] {
        out.extend_from_slice(&number.to_be_bytes());
    }
    close(out, at);
}

/// Says how streams arrive, in one packet.
pub(super) fn receiver_report(out: &mut Vec<u8>, blocks: &[[u8; 24]]) {
    let blocks = &blocks[..blocks.len().min(31)];
    let count = u8::try_from(blocks.len()).expect("at most 31");
    let at = open(out, count, RECEIVER_REPORT);
    blocks.iter().for_each(|block| out.extend_from_slice(block));
    close(out, at);
}

/// How a stream arrives (RFC 3550, appendix A).
#[derive(Debug, Default)]
pub(super) struct Reception {
    begun: bool,
    base: u32,
    highest: u32,
    received: u32,
    expected_before: u32,
    received_before: u32,
    jitter: f32,
    transit: Option<(Instant, u32)>,
    report: Option<(u32, Instant)>,
    passed: Option<Instant>,
}

impl Reception {
    /// Notes a packet; `clock` is the stream's rate in Hz.
    pub(super) fn note(&mut self, seq: u16, timestamp: u32, clock: u32, now: Instant) {
        if !self.begun {
            self.begun = true;
            // One round up, so that an early packet that comes late isn't before all time.
            self.base = 0x1_0000 | u32::from(seq);
            self.highest = self.base;
        }
        let step = seq.wrapping_sub(u16::try_from(self.highest & 0xffff).expect("masked"));
        if step < 0x8000 {
            self.highest = self.highest.wrapping_add(u32::from(step));
        }
        self.received = self.received.wrapping_add(1);
        if let Some((at, before)) = self.transit
            && before != timestamp
        {
            let clock = f64::from(clock);
            let arrival = now.saturating_duration_since(at).as_secs_f64() * clock;
            let sent = f64::from(timestamp.wrapping_sub(before).cast_signed());
            self.jitter += ((arrival - sent).abs() as f32 - self.jitter) / 16.0;
        }
        if self.transit.is_none_or(|(_, before)| before != timestamp) {
            self.transit = Some((now, timestamp));
        }
    }

    /// Notes the stream's sender report; whether it goes on to those who get the stream, which it does now and then.
    pub(super) fn sender(&mut self, ntp: u64, now: Instant) -> bool {
        let middle = u32::try_from(ntp >> 16 & 0xffff_ffff).expect("masked");
        self.report = Some((middle, now));
        let due = self
            .passed
            .is_none_or(|at| now.saturating_duration_since(at) >= PASSED);
        if due {
            self.passed = Some(now);
        }
        due
    }

    /// The block about it, and what was expected and lost since the last one; none before the first packet.
    pub(super) fn block(&mut self, ssrc: u32, now: Instant) -> Option<([u8; 24], u32, u32)> {
        if !self.begun {
            return None;
        }
        let expected = self.highest.wrapping_sub(self.base).wrapping_add(1);
        let span = expected.wrapping_sub(self.expected_before);
        let came = self.received.wrapping_sub(self.received_before);
        (self.expected_before, self.received_before) = (expected, self.received);
        let lost = span.saturating_sub(came);
        let fraction = if span == 0 {
            0
        } else {
            (u64::from(lost) * 256 / u64::from(span)).min(255)
        };
        let total = expected.saturating_sub(self.received).min(0x7f_ffff);
        let (last, delay) = self.report.map_or((0, 0), |(last, at)| {
            let waited = now
                .saturating_duration_since(at)
                .min(Duration::from_secs(60));
            let units = waited.as_micros() * 65536 / 1_000_000;
            (last, u32::try_from(units).expect("a minute fits"))
        });
        let mut block = [0; 24];
        block[..4].copy_from_slice(&ssrc.to_be_bytes());
        block[4..8].copy_from_slice(&total.to_be_bytes());
        block[4] = u8::try_from(fraction).expect("at most 255");
        block[8..12].copy_from_slice(&self.highest.to_be_bytes());
        block[12..16].copy_from_slice(&(self.jitter as u32).to_be_bytes());
        block[16..20].copy_from_slice(&last.to_be_bytes());
        block[20..].copy_from_slice(&delay.to_be_bytes());
        Some((block, span, lost))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(bytes: &[u8]) -> Vec<Item> {
        let mut all = Vec::new();
        read(bytes, |item| all.push(item));
        all
    }

    #[test]
    fn what_is_written_is_read() {
        let mut out = Vec::new();
        sender_report(&mut out, 7, 1 << 40, 90, 3, 4);
        nack(&mut out, 8, &[65535, 0, 15, 16, 40]);
        picture_loss(&mut out, 9);
        remb(&mut out, 2_000_000, &[1, 2]);
        let mut reception = Reception::default();
        let now = Instant::now();
        for seq in [10, 11, 13, 14] {
            reception.note(seq, u32::from(seq) * 3000, 90_000, now);
        }
        let (block, expected, lost) = reception.block(5, now).unwrap();
        assert_eq!((expected, lost), (5, 1));
        receiver_report(&mut out, &[block]);
        assert_eq!(
            said(&out),
            [
                Item::Sender {
                    ssrc: 7,
                    ntp: 1 << 40,
                    timestamp: 90
                },
                Item::Nack {
                    ssrc: 8,
                    seq: 65535
                },
                Item::Nack { ssrc: 8, seq: 0 },
                Item::Nack { ssrc: 8, seq: 15 },
                Item::Nack { ssrc: 8, seq: 16 },
                Item::Nack { ssrc: 8, seq: 40 },
                Item::Picture { ssrc: 9 },
                Item::Block { ssrc: 5, lost: 51 },
            ]
        );
    }

    #[test]
    fn a_flood_of_reports_is_passed_on_as_a_few() {
        let mut reception = Reception::default();
        let began = Instant::now();
        let passed = (0..1000)
            .filter(|n| reception.sender(*n, began + Duration::from_micros(*n)))
            .count();
        assert_eq!(passed, 1);
        assert!(reception.sender(7, began + PASSED));
    }

    #[test]
    fn the_library_reads_our_estimate() {
        use rtc::rtcp::payload_feedbacks::receiver_estimated_maximum_bitrate::ReceiverEstimatedMaximumBitrate;
        use rtc::shared::marshal::Unmarshal;
        let mut out = Vec::new();
        remb(&mut out, 1_500_000, &[77]);
        let read = ReceiverEstimatedMaximumBitrate::unmarshal(&mut &out[..]).unwrap();
        assert_eq!(read.ssrcs, [77]);
        assert!((read.bitrate - 1_500_000.0).abs() < 10.0);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..120), kind in 199u8..208) {
            if bytes.len() > 4 {
                let words = u8::try_from(bytes.len() / 4 - 1).unwrap();
                let head = [0x80 | bytes[0] & 0x1f, kind, 0, words];
                bytes[..4].copy_from_slice(&head);
            }
            read(&bytes, |_| {});
        }
    }
}
