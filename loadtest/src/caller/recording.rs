//! What a caller sends: a second of a call, made at a run's start and repeated for as long as it lasts.
//!
//! Two layers of a picture of 30 frames a second, about 1 Mbit/s and 150 kbit/s, in packets of 1,200 bytes, and 50 Opus
//! frames a second, 32 kbit/s. Frames vary in size as a camera's do. All of it can be decoded: a grey picture and
//! silence. Invariant: every packet ends with its [`Mark`], which no decoder looks at.

use bytes::{BufMut as _, Bytes, BytesMut};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use std::time::Duration;

use super::{
    mark::{Mark, Stream},
    vp8::{self, Vp8Frame},
};

/// Between pictures.
pub const PICTURE_EVERY: Duration = Duration::from_nanos(33_333_333);
/// Between Opus frames.
pub const SOUND_EVERY: Duration = Duration::from_millis(20);
/// What RTP's clock goes on by with each picture, at 90 kHz.
pub const PICTURE_TICKS: u32 = 3_000;
/// And with each Opus frame, at 48 kHz.
pub const SOUND_TICKS: u32 = 960;
/// A keyframe without being asked, as browsers' encoders do now and then.
pub const KEY_FRAME_EVERY: u32 = 300;

/// Leaves room in 1,200 bytes for RTP, its extensions and the cipher's tag.
const LARGEST_PAYLOAD: usize = 1_150;
/// Pictures before the sizes repeat.
const PICTURES: usize = 30;
/// Opus at 32 kbit/s.
const SOUND_BYTES: usize = 80;

/// One layer: its picture in pixels, and how large its frames are in bytes.
struct Size {
    width: u16,
    height: u16,
    inter: usize,
    key: usize,
}

const LOW: Size = Size {
    width: 320,
    height: 180,
    inter: 600,
    key: 3_000,
};
const HIGH: Size = Size {
    width: 640,
    height: 360,
    inter: 4_000,
    key: 20_000,
};

/// A second of a call.
#[derive(Debug)]
pub struct Recording {
    low: Layer,
    high: Layer,
}

#[derive(Debug)]
struct Layer {
    key: Vp8Frame,
    key_bytes: usize,
    inter: Vp8Frame,
    inter_bytes: Vec<usize>,
    /// What fills frames up.
    noise: Bytes,
}

/// Where one stream of one caller stands.
#[derive(Debug, Clone, Copy)]
pub struct Position {
    sender: u16,
    stream: Stream,
    frame: u32,
    number: u32,
    last_key: Option<u32>,
    keys: u32,
}

impl Position {
    /// A stream's beginning.
    pub const fn new(sender: u16, stream: Stream) -> Self {
        Self {
            sender,
            stream,
            frame: 0,
            number: 0,
            last_key: None,
            keys: 0,
        }
    }

    /// Which stream.
    pub const fn stream(&self) -> Stream {
        self.stream
    }

    /// Packets sent so far.
    pub const fn packets(&self) -> u32 {
        self.number
    }

    /// Frames sent so far.
    pub const fn frames(&self) -> u32 {
        self.frame
    }

    /// Keyframes sent so far.
    pub const fn keys(&self) -> u32 {
        self.keys
    }

    fn mark(&mut self, key: bool, part: u16, parts: u16, sent: Duration) -> Mark {
        let mark = Mark {
            sender: self.sender,
            stream: self.stream,
            key,
            number: self.number,
            frame: self.frame,
            part,
            parts,
            sent,
        };
        self.number = self.number.wrapping_add(1);
        mark
    }
}

impl Recording {
    /// Makes one; the same seed gives the same sizes.
    pub fn new(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        Self {
            low: Layer::new(&LOW, &mut rng),
            high: Layer::new(&HIGH, &mut rng),
        }
    }

    /// The packets of the stream's next frame, each a payload of RTP; the last one ends the frame. A picture is whole in
    /// itself at the beginning, when asked for by `key`, and every ten seconds.
    pub fn next_frame(&self, at: &mut Position, key: bool, now: Duration) -> Vec<Bytes> {
        let packets = match at.stream {
            Stream::Sound => vec![sound(at, now)],
            Stream::Low => self.low.next_picture(at, key, now),
            Stream::High => self.high.next_picture(at, key, now),
        };
        at.frame = at.frame.wrapping_add(1);
        packets
    }
}

impl Layer {
    fn new(size: &Size, rng: &mut StdRng) -> Self {
        let mut noise = vec![0; size.key];
        rng.fill(&mut noise[..]);
        let sizes = (0..PICTURES).map(|_| {
            let factor = rng.random_range(0.75..1.25);
            (size.inter as f64 * factor) as usize
        });
        Self {
            inter_bytes: sizes.collect(),
            key: vp8::key_frame(size.width, size.height),
            key_bytes: size.key,
            inter: vp8::inter_frame(size.width, size.height),
            noise: noise.into(),
        }
    }

    fn next_picture(&self, at: &mut Position, key: bool, now: Duration) -> Vec<Bytes> {
        let due = at
            .last_key
            .is_none_or(|last| at.frame.wrapping_sub(last) >= KEY_FRAME_EVERY);
        let (frame, bytes) = match key || due {
            true => {
                at.last_key = Some(at.frame);
                at.keys += 1;
                (&self.key, self.key_bytes)
            }
            false => (
                &self.inter,
                self.inter_bytes[at.frame as usize % self.inter_bytes.len()],
            ),
        };
        let room = LARGEST_PAYLOAD - vp8::DESCRIPTOR - Mark::LENGTH;
        let parts = bytes.div_ceil(room).max(1);
        let each = bytes.div_ceil(parts).max(frame.picture.len());
        let parts = u16::try_from(parts).expect("a frame has less than 65,536 packets");
        let payload = |part| {
            let mut packet = BytesMut::with_capacity(LARGEST_PAYLOAD);
            vp8::describe(&mut packet, part == 0, picture_number(at.frame));
            let picture: &[u8] = if part == 0 { &frame.picture } else { &[] };
            packet.put_slice(picture);
            packet.put_slice(&self.noise[..each - picture.len()]);
            let mark = at.mark(frame.key, part, parts, now);
            packet.put_slice(&mark.bytes());
            packet.freeze()
        };
        (0..parts).map(payload).collect()
    }
}

/// A picture's number as VP8 counts, which uses 15 bits of it.
fn picture_number(frame: u32) -> u16 {
    let [_, _, high, low] = frame.to_be_bytes();
    u16::from_be_bytes([high, low])
}

/// An Opus frame of 20 ms of silence, padded (RFC 6716, section 3.2.5); the mark is in the padding.
fn sound(at: &mut Position, now: Duration) -> Bytes {
    /// Full band, 20 ms, mono, and a count of frames follows.
    const TOC: u8 = 31 << 3 | 3;
    /// One frame, with padding.
    const ONE_PADDED: u8 = 0x41;
    const SILENCE: [u8; 2] = [0xff, 0xfe];
    const PADDING: usize = SOUND_BYTES - 3 - SILENCE.len();
    let mut packet = BytesMut::with_capacity(SOUND_BYTES);
    packet.put_slice(&[TOC, ONE_PADDED, PADDING as u8]);
    packet.put_slice(&SILENCE);
    packet.put_bytes(0, PADDING - Mark::LENGTH);
    packet.put_slice(&at.mark(true, 0, 1, now).bytes());
    packet.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn send(stream: Stream, frames: u32) -> Vec<Vec<Bytes>> {
        let recording = Recording::new(1);
        let mut at = Position::new(7, stream);
        (0..frames)
            .map(|_| recording.next_frame(&mut at, false, now()))
            .collect()
    }

    fn now() -> Duration {
        Duration::from_secs(1)
    }

    fn kbit_per_s(frames: &[Vec<Bytes>], frame_every: Duration) -> f64 {
        let bytes: usize = frames.iter().flatten().map(Bytes::len).sum();
        bytes as f64 * 8.0 / 1_000.0 / (frame_every.as_secs_f64() * frames.len() as f64)
    }

    #[test]
    fn streams_are_as_large_as_those_of_a_call() {
        let high = kbit_per_s(&send(Stream::High, 600), PICTURE_EVERY);
        let low = kbit_per_s(&send(Stream::Low, 600), PICTURE_EVERY);
        let sound = kbit_per_s(&send(Stream::Sound, 500), SOUND_EVERY);
        assert!((900.0..1_150.0).contains(&high), "{high}");
        assert!((130.0..180.0).contains(&low), "{low}");
        assert!((30.0..34.0).contains(&sound), "{sound}");
        for packet in send(Stream::High, 300).iter().flatten() {
            assert!(packet.len() <= LARGEST_PAYLOAD, "{}", packet.len());
        }
    }

    #[test]
    fn every_packet_tells_its_place_and_ends_at_the_last_part() {
        let frames = send(Stream::High, 60);
        let mut number = 0;
        for (frame, packets) in frames.iter().enumerate() {
            for (part, packet) in packets.iter().enumerate() {
                let mark = Mark::of(packet).unwrap();
                assert_eq!(mark.number, number);
                assert_eq!(mark.frame as usize, frame);
                assert_eq!(usize::from(mark.part), part);
                assert_eq!(usize::from(mark.parts), packets.len());
                assert_eq!(mark.key, frame == 0);
                assert_eq!((mark.sender, mark.stream), (7, Stream::High));
                // The descriptor: whether it begins a picture, and which.
                assert_eq!(packet[0], if part == 0 { 0x90 } else { 0x80 });
                assert_eq!(usize::from(packet[3]), frame);
                number += 1;
            }
        }
    }

    #[test]
    fn keyframes_come_when_due_and_when_asked_for() {
        let recording = Recording::new(1);
        let mut at = Position::new(1, Stream::Low);
        let keys = (0..700).filter(|frame| {
            let packets = recording.next_frame(&mut at, *frame == 100, now());
            let key = Mark::of(&packets[0]).unwrap().key;
            assert_eq!(key, packets[0][4] & 1 == 0);
            key
        });
        assert_eq!(keys.collect::<Vec<u32>>(), [0, 100, 400]);
    }

    #[test]
    fn sound_is_opus_of_one_padded_frame() {
        let frames = send(Stream::Sound, 3);
        for packet in frames.iter().flatten() {
            assert_eq!(packet.len(), SOUND_BYTES);
            // Code 3 with padding: TOC, count, padding's length, the frame, the padding.
            let padding = usize::from(packet[2]);
            assert_eq!(packet.len() - 3 - padding, 2);
        }
    }
}
