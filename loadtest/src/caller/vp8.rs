//! Real VP8 of a still grey picture, as large as asked: what a camera call sends, without a camera or an encoder.
//!
//! A keyframe predicts every macroblock from its neighbours, a frame between repeats the last one; neither has a
//! residue, so a few hundred bytes hold the picture. What follows the picture in its last partition is ignored by every
//! decoder: there is room for stamps and for the bytes that make it as large as a real one. Source: RFC 6386 for the
//! frames, RFC 7741 for the packets.

use bytes::{BufMut as _, BytesMut};

/// A frame's beginning, which is all that a decoder looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Vp8Frame {
    /// Whole in the first packet.
    pub(super) picture: Vec<u8>,
    pub(super) key: bool,
}

/// A keyframe of this size in pixels.
pub(super) fn key_frame(width: u16, height: u16) -> Vp8Frame {
    let mut bits = Bits::default();
    bits.literal(0, 2); // Colour space, clamping.
    frame_header(&mut bits);
    bits.literal(1, 1); // Probabilities are kept.
    token_probabilities(&mut bits);
    for _ in 0..macroblocks(width, height) {
        bits.put(SKIP, true);
        // DC prediction of the luma, by the fixed probabilities of keyframes.
        for (probability, bit) in [(145, true), (156, false), (163, false)] {
            bits.put(probability, bit);
        }
        // And of the chroma.
        bits.put(142, false);
    }
    let mut picture = tag(&bits, true);
    picture.extend([0x9d, 0x01, 0x2a]);
    picture.extend(width.to_le_bytes());
    picture.extend(height.to_le_bytes());
    picture.extend(bits.finish());
    Vp8Frame { picture, key: true }
}

/// A frame that repeats the last one.
pub(super) fn inter_frame(width: u16, height: u16) -> Vp8Frame {
    let mut bits = Bits::default();
    frame_header(&mut bits);
    // The golden and the other reference stay as they are, with their signs; probabilities and this frame are kept.
    bits.literal(0, 2 + 4 + 2);
    bits.literal(0b11, 2);
    token_probabilities(&mut bits);
    bits.literal(INTRA.into(), 8);
    bits.literal(LAST.into(), 8);
    bits.literal(128, 8);
    bits.literal(0, 2); // Modes within the picture keep their probabilities.
    for probability in MOTION_UPDATE.into_iter().flatten() {
        bits.put(probability, false);
    }
    let columns = usize::from(width).div_ceil(16);
    for number in 0..macroblocks(width, height) {
        bits.put(SKIP, true);
        bits.put(INTRA, true);
        bits.put(LAST, false);
        // No motion; how likely that is depends on the neighbours above, left and between, which have none either.
        let (above, left) = (number >= columns, number % columns > 0);
        let weight = 2 * usize::from(above) + 2 * usize::from(left) + usize::from(above && left);
        bits.put(NO_MOTION[weight], false);
    }
    let mut picture = tag(&bits, false);
    picture.extend(bits.finish());
    Vp8Frame {
        picture,
        key: false,
    }
}

/// Bytes of [`describe`].
pub(super) const DESCRIPTOR: usize = 4;

/// The descriptor before each packet's part of a frame: whether it begins one, and the picture's number in 15 bits.
pub(super) fn describe(packet: &mut BytesMut, begins: bool, picture: u16) {
    packet.put_u8(0x80 | if begins { 0x10 } else { 0 });
    packet.put_u8(0x80);
    packet.put_u16(0x8000 | (picture & 0x7fff));
}

/// That a macroblock has a residue: almost never.
const SKIP: u8 = 1;
/// That a macroblock is predicted from its own frame: almost never.
const INTRA: u8 = 1;
/// That it is predicted from the last frame: almost always.
const LAST: u8 = 255;
/// First column of the mode contexts, RFC 6386 section 18.3.
const NO_MOTION: [u8; 6] = [7, 14, 135, 60, 159, 234];
/// That the probabilities of motion vectors change, RFC 6386 section 17.2.
const MOTION_UPDATE: [[u8; 19]; 2] = [
    [
        237, 246, 253, 253, 254, 254, 254, 254, 254, 254, 254, 254, 254, 254, 250, 250, 252, 254,
        254,
    ],
    [
        231, 243, 245, 253, 254, 254, 254, 254, 254, 254, 254, 254, 254, 254, 251, 251, 254, 254,
        254,
    ],
];

fn macroblocks(width: u16, height: u16) -> usize {
    usize::from(width).div_ceil(16) * usize::from(height).div_ceil(16)
}

/// The part of the header that keyframes and others share: no segments, no filter, one partition, no residue.
fn frame_header(bits: &mut Bits) {
    bits.literal(0, 1); // Segments.
    bits.literal(0, 1 + 6 + 3 + 1); // The loop filter.
    bits.literal(0, 2); // Partitions.
    bits.literal(20, 7); // The quantiser, and its five differences.
    bits.literal(0, 5);
}

fn token_probabilities(bits: &mut Bits) {
    for probability in TOKEN_UPDATE {
        bits.put(probability, false);
    }
    bits.literal(1, 1); // Macroblocks may have no residue,
    bits.literal(SKIP.into(), 8); // and this is how likely they have one.
}

/// The frame tag: kind, version, that it is shown, the size of the first partition.
fn tag(bits: &Bits, key: bool) -> Vec<u8> {
    let size =
        u32::try_from(bits.clone().finish().len()).expect("a frame has less than 2^19 bytes");
    let tag = size << 5 | 1 << 4 | u32::from(!key);
    tag.to_le_bytes()[..3].to_vec()
}

/// The boolean entropy encoder, RFC 6386 section 7.3.
#[derive(Debug, Clone)]
struct Bits {
    out: Vec<u8>,
    range: u32,
    bottom: u32,
    left: u32,
}

impl Default for Bits {
    fn default() -> Self {
        Self {
            out: Vec::new(),
            range: 255,
            bottom: 0,
            left: 24,
        }
    }
}

impl Bits {
    /// A bit that is zero with a probability of so many 256ths.
    fn put(&mut self, probability: u8, bit: bool) {
        let split = 1 + (((self.range - 1) * u32::from(probability)) >> 8);
        if bit {
            let (bottom, carried) = self.bottom.overflowing_add(split);
            debug_assert!(!carried, "the 32nd bit is looked at before it is lost");
            self.bottom = bottom;
            self.range -= split;
        } else {
            self.range = split;
        }
        while self.range < 128 {
            self.range <<= 1;
            if self.bottom & (1 << 31) != 0 {
                self.carry();
            }
            self.bottom <<= 1;
            self.left -= 1;
            if self.left == 0 {
                self.out.push(self.bottom.to_be_bytes()[0]);
                self.bottom &= 0x00ff_ffff;
                self.left = 8;
            }
        }
    }

    /// A number of so many bits, each as likely as not.
    fn literal(&mut self, number: u32, bits: u32) {
        for bit in (0..bits).rev() {
            self.put(128, number >> bit & 1 == 1);
        }
    }

    fn carry(&mut self) {
        for byte in self.out.iter_mut().rev() {
            *byte = byte.wrapping_add(1);
            if *byte != 0 {
                return;
            }
        }
    }

    fn finish(mut self) -> Vec<u8> {
        if self.bottom & (1 << (32 - self.left)) != 0 {
            self.carry();
        }
        let rest = self.bottom << (self.left & 7);
        let rest = rest << (self.left / 8 * 8);
        self.out.extend(rest.to_be_bytes());
        self.out
    }
}

/// That the probability of a token changes, RFC 6386 section 13.4, by plane, band, context and token.
const TOKEN_UPDATE: [u8; 1_056] = [
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 176, 246, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 223, 241, 252, 255, 255, 255, 255, 255, 255, 255, 255, 249, 253,
    253, 255, 255, 255, 255, 255, 255, 255, 255, 255, 244, 252, 255, 255, 255, 255, 255, 255, 255,
    255, 234, 254, 254, 255, 255, 255, 255, 255, 255, 255, 255, 253, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 246, 254, 255, 255, 255, 255, 255, 255, 255, 255, 239, 253, 254, 255,
    255, 255, 255, 255, 255, 255, 255, 254, 255, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    248, 254, 255, 255, 255, 255, 255, 255, 255, 255, 251, 255, 254, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 253, 254, 255, 255, 255,
    255, 255, 255, 255, 255, 251, 254, 254, 255, 255, 255, 255, 255, 255, 255, 255, 254, 255, 254,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 254, 253, 255, 254, 255, 255, 255, 255, 255, 255,
    250, 255, 254, 255, 254, 255, 255, 255, 255, 255, 255, 254, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 217, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 225, 252, 241, 253, 255, 255, 254, 255, 255, 255,
    255, 234, 250, 241, 250, 253, 255, 253, 254, 255, 255, 255, 255, 254, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 223, 254, 254, 255, 255, 255, 255, 255, 255, 255, 255, 238, 253, 254, 254,
    255, 255, 255, 255, 255, 255, 255, 255, 248, 254, 255, 255, 255, 255, 255, 255, 255, 255, 249,
    254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 253, 255, 255, 255, 255, 255, 255, 255, 255, 255, 247, 254, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 253, 254,
    255, 255, 255, 255, 255, 255, 255, 255, 252, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 254, 254, 255, 255, 255, 255, 255,
    255, 255, 255, 253, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 254, 253, 255, 255, 255, 255, 255, 255, 255, 255, 250, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 186, 251, 250, 255,
    255, 255, 255, 255, 255, 255, 255, 234, 251, 244, 254, 255, 255, 255, 255, 255, 255, 255, 251,
    251, 243, 253, 254, 255, 254, 255, 255, 255, 255, 255, 253, 254, 255, 255, 255, 255, 255, 255,
    255, 255, 236, 253, 254, 255, 255, 255, 255, 255, 255, 255, 255, 251, 253, 253, 254, 254, 255,
    255, 255, 255, 255, 255, 255, 254, 254, 255, 255, 255, 255, 255, 255, 255, 255, 254, 254, 254,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 254, 254, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 248, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 250, 254, 252, 254, 255, 255, 255, 255, 255, 255, 255, 248, 254, 249,
    253, 255, 255, 255, 255, 255, 255, 255, 255, 253, 253, 255, 255, 255, 255, 255, 255, 255, 255,
    246, 253, 253, 255, 255, 255, 255, 255, 255, 255, 255, 252, 254, 251, 254, 254, 255, 255, 255,
    255, 255, 255, 255, 254, 252, 255, 255, 255, 255, 255, 255, 255, 255, 248, 254, 253, 255, 255,
    255, 255, 255, 255, 255, 255, 253, 255, 254, 254, 255, 255, 255, 255, 255, 255, 255, 255, 251,
    254, 255, 255, 255, 255, 255, 255, 255, 255, 245, 251, 254, 255, 255, 255, 255, 255, 255, 255,
    255, 253, 253, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 251, 253, 255, 255, 255, 255,
    255, 255, 255, 255, 252, 253, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 254, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 252, 255, 255, 255, 255, 255, 255, 255, 255, 255, 249,
    255, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 254, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 253, 255, 255, 255, 255, 255, 255, 255, 255, 250, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
];

#[cfg(test)]
mod tests {
    use super::*;

    /// A WebP file around a keyframe, so that a decoder of others can look at it.
    fn webp(frame: &[u8]) -> Vec<u8> {
        let mut data = frame.to_vec();
        if data.len() % 2 == 1 {
            data.push(0);
        }
        let size = u32::try_from(data.len()).unwrap();
        let mut file = b"RIFF".to_vec();
        file.extend((size + 12).to_le_bytes());
        file.extend(b"WEBPVP8 ");
        file.extend(size.to_le_bytes());
        file.extend(data);
        file
    }

    #[test]
    fn another_decoder_sees_a_grey_picture_in_a_keyframe_and_ignores_what_follows() {
        for (width, height) in [(640, 360), (320, 180), (17, 33)] {
            let mut frame = key_frame(width, height).picture;
            frame.extend((0..4_000_u32).map(|byte| byte.to_le_bytes()[0]));
            let mut decoder =
                image_webp::WebPDecoder::new(std::io::Cursor::new(webp(&frame))).unwrap();
            assert_eq!(decoder.dimensions(), (width.into(), height.into()));
            let mut picture = vec![0; decoder.output_buffer_size().unwrap()];
            decoder.read_image(&mut picture).unwrap();
            assert!(
                picture.iter().all(|byte| (120..=140).contains(byte)),
                "{width}x{height} is {:?}",
                &picture[..6]
            );
        }
    }

    #[test]
    fn a_picture_fits_in_the_first_packet_and_says_what_it_is() {
        let key = key_frame(640, 360);
        let inter = inter_frame(640, 360);
        assert!(key.picture.len() < 600, "{}", key.picture.len());
        assert!(inter.picture.len() < 600, "{}", inter.picture.len());
        assert_eq!(key.picture[0] & 1, 0);
        assert_eq!(inter.picture[0] & 1, 1);
        assert_eq!(&key.picture[3..6], [0x9d, 0x01, 0x2a]);
        let tag = u32::from_le_bytes([inter.picture[0], inter.picture[1], inter.picture[2], 0]);
        assert_eq!(tag >> 5, u32::try_from(inter.picture.len() - 3).unwrap());
    }

    #[test]
    fn a_descriptor_tells_beginning_and_number() {
        let mut packet = BytesMut::new();
        describe(&mut packet, true, 0x1_2345_u32 as u16);
        describe(&mut packet, false, 0xffff);
        assert_eq!(packet[..], [0x90, 0x80, 0xa3, 0x45, 0x80, 0x80, 0xff, 0xff]);
    }
}
