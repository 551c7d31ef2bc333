//! What a packet says at its end: who sent it, which one it is, and when.

use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

/// Tells our packets from whatever else may come.
const MAGIC: [u8; 4] = *b"SLT1";

/// What is sent in one go under one number: sound, or one layer of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stream {
    /// Opus.
    Sound,
    /// The small picture, RID `l`.
    Low,
    /// The large one, RID `h`.
    High,
}

impl Stream {
    /// The RID of a layer; none for sound.
    pub const fn rid(self) -> Option<&'static str> {
        match self {
            Self::Sound => None,
            Self::Low => Some("l"),
            Self::High => Some("h"),
        }
    }
}

/// The mark of one packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The caller's number in this process.
    pub sender: u16,
    /// What it is part of.
    pub stream: Stream,
    /// Whether its frame can be shown without another.
    pub key: bool,
    /// Which packet of the stream, from 0.
    pub number: u32,
    /// Which frame of the stream, from 0.
    pub frame: u32,
    /// Which packet of the frame, from 0.
    pub part: u16,
    /// Packets of the frame.
    pub parts: u16,
    /// When it was sent, on this process's clock.
    pub sent: Duration,
}

impl Mark {
    /// Bytes of a mark.
    pub const LENGTH: usize = 28;

    /// As it stands at the end of a payload.
    pub fn bytes(&self) -> [u8; Self::LENGTH] {
        let mut bytes = [0; Self::LENGTH];
        bytes[..4].copy_from_slice(&MAGIC);
        bytes[4..6].copy_from_slice(&self.sender.to_be_bytes());
        bytes[6] = match self.stream {
            Stream::Sound => 0,
            Stream::Low => 1,
            Stream::High => 2,
        };
        bytes[7] = u8::from(self.key);
        bytes[8..12].copy_from_slice(&self.number.to_be_bytes());
        bytes[12..16].copy_from_slice(&self.frame.to_be_bytes());
        bytes[16..18].copy_from_slice(&self.part.to_be_bytes());
        bytes[18..20].copy_from_slice(&self.parts.to_be_bytes());
        let nanos = u64::try_from(self.sent.as_nanos()).unwrap_or(u64::MAX);
        bytes[20..].copy_from_slice(&nanos.to_be_bytes());
        bytes
    }

    /// The mark of a payload, if it has one.
    pub fn of(payload: &[u8]) -> Option<Self> {
        let bytes: &[u8; Self::LENGTH] = payload.last_chunk()?;
        if bytes[..4] != MAGIC {
            return None;
        }
        let two = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
        let four = |at: usize| u32::from(two(at)) << 16 | u32::from(two(at + 2));
        let nanos = u64::from(four(20)) << 32 | u64::from(four(24));
        Some(Self {
            sender: two(4),
            stream: match bytes[6] {
                0 => Stream::Sound,
                1 => Stream::Low,
                2 => Stream::High,
                _ => return None,
            },
            key: bytes[7] == 1,
            number: four(8),
            frame: four(12),
            part: two(16),
            parts: two(18),
            sent: Duration::from_nanos(nanos),
        })
    }
}

/// The time on this process's clock, which all callers in it share.
pub fn now() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_mark_survives_and_nothing_else_is_taken_for_one(
            before in prop::collection::vec(any::<u8>(), 0..100),
            (sender, stream, key) in (any::<u16>(), 0..3_usize, any::<bool>()),
            (number, frame, part, parts, nanos) in
                (any::<u32>(), any::<u32>(), any::<u16>(), any::<u16>(), any::<u64>()),
        ) {
            let mark = Mark {
                sender,
                stream: [Stream::Sound, Stream::Low, Stream::High][stream],
                key,
                number,
                frame,
                part,
                parts,
                sent: Duration::from_nanos(nanos),
            };
            prop_assert_eq!(Mark::of(&before), None);
            let mut payload = before;
            payload.extend(mark.bytes());
            prop_assert_eq!(Mark::of(&payload), Some(mark));
        }
    }
}
