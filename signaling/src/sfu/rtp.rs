//! The head of an RTP packet, read in place and without copies (RFC 3550, RFC 8285).

/// The fixed head; longer ones have contributing sources or extensions.
pub(super) const FIXED: usize = 12;
const ONE_BYTE: u16 = 0xBEDE;

/// What the head of a packet says, and where its payload begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub marker: bool,
    pub padded: bool,
    pub payload_type: u8,
    pub seq: u16,
    pub timestamp: u32,
    pub ssrc: u32,
    /// Where the payload begins.
    pub size: usize,
    extensions: (u16, usize, usize),
}

impl Head {
    /// Reads the head; none when the packet is too short for what it claims.
    pub(super) fn read(packet: &[u8]) -> Option<Self> {
        let fixed: &[u8; FIXED] = packet.first_chunk()?;
        if fixed[0] >> 6 != 2 {
            return None;
        }
        let mut size = FIXED + usize::from(fixed[0] & 0x0f) * 4;
        let mut extensions = (0, 0, 0);
        if fixed[0] & 0x10 != 0 {
            let lead: &[u8; 4] = packet.get(size..)?.first_chunk()?;
            let length = usize::from(u16::from_be_bytes([lead[2], lead[3]])) * 4;
            let profile = u16::from_be_bytes([lead[0], lead[1]]);
            extensions = (profile, size + 4, size + 4 + length);
            size += 4 + length;
        }
        (size <= packet.len()).then_some(Self {
            marker: fixed[1] & 0x80 != 0,
            padded: fixed[0] & 0x20 != 0,
            payload_type: fixed[1] & 0x7f,
            seq: u16::from_be_bytes([fixed[2], fixed[3]]),
            timestamp: u32::from_be_bytes([fixed[4], fixed[5], fixed[6], fixed[7]]),
            ssrc: u32::from_be_bytes([fixed[8], fixed[9], fixed[10], fixed[11]]),
            size,
            extensions,
        })
    }

    /// The value of a header extension.
    pub(super) fn extension<'a>(&self, packet: &'a [u8], wanted: u8) -> Option<&'a [u8]> {
        let (profile, from, to) = self.extensions;
        let mut rest = packet.get(from..to)?;
        while let Some((&first, after)) = rest.split_first() {
            if first == 0 {
                rest = after;
                continue;
            }
            let (id, length, body) = if profile == ONE_BYTE {
                if first >> 4 == 15 {
                    return None;
                }
                (first >> 4, usize::from(first & 0x0f) + 1, after)
            } else if profile >> 4 == 0x100 {
                let (&length, body) = after.split_first()?;
                (first, usize::from(length), body)
            } else {
                return None;
            };
            let value = body.get(..length)?;
            if id == wanted {
                return Some(value);
            }
            rest = &body[length..];
        }
        None
    }

    /// The payload without its padding; none when the padding is longer than the payload.
    pub(super) fn payload<'a>(&self, packet: &'a [u8]) -> Option<&'a [u8]> {
        let payload = packet.get(self.size..)?;
        if !self.padded {
            return Some(payload);
        }
        let padding = usize::from(*payload.last()?);
        payload.get(..payload.len().checked_sub(padding)?)
    }
}

/// Whether `a` comes after `b`, around the wrap.
pub(super) const fn newer(a: u16, b: u16) -> bool {
    a != b && a.wrapping_sub(b) < 0x8000
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn extensions_are_found_in_both_forms() {
        let one = [
            0x90, 111, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0xBE, 0xDE, 0, 2, 0x10, b'a', 0x21, b'x',
            b'y', 0, 0, 0, 9,
        ];
        let head = Head::read(&one).unwrap();
        assert_eq!(head.extension(&one, 1), Some(&b"a"[..]));
        assert_eq!(head.extension(&one, 2), Some(&b"xy"[..]));
        assert_eq!(head.payload(&one), Some(&[9][..]));
        let two = [
            0x90, 111, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0x10, 0x00, 0, 1, 20, 1, b'z', 0,
        ];
        let head = Head::read(&two).unwrap();
        assert_eq!(head.extension(&two, 20), Some(&b"z"[..]));
        assert_eq!(head.extension(&two, 1), None);
    }

    #[test]
    fn padding_longer_than_the_payload_is_refused() {
        let packet = [0xa0, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 1, 9];
        assert_eq!(Head::read(&packet).unwrap().payload(&packet), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), id in 0u8..255) {
            if let Some(head) = Head::read(&bytes) {
                prop_assert!(head.size <= bytes.len());
                let _ = (head.extension(&bytes, id), head.payload(&bytes));
            }
        }
    }
}
