//! As much of STUN (RFC 8489) as asking a relay takes: messages written and signed, answers read and checked.
//!
//! Invariant: what is read came from a stranger, so reading never panics and gives nothing for what isn't a message.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use hmac::{Hmac, Mac};
use md5::{Digest, Md5};
use sha1::Sha1;

/// What a message is about, as the request's type has it (RFC 8489, section 5; RFC 8656, section 17).
pub(super) const ALLOCATE: u16 = 0x0003;
pub(super) const REFRESH: u16 = 0x0004;
pub(super) const CREATE_PERMISSION: u16 = 0x0008;
/// Set in the type of an answer that grants what was asked.
const GRANTED: u16 = 0x0100;
/// Set in the type of an answer that refuses it.
const REFUSED: u16 = 0x0110;

/// Attributes (RFC 8489, section 14; RFC 8656, section 18).
pub(super) const USERNAME: u16 = 0x0006;
const INTEGRITY: u16 = 0x0008;
const ERROR_CODE: u16 = 0x0009;
pub(super) const LIFETIME: u16 = 0x000D;
pub(super) const XOR_PEER_ADDRESS: u16 = 0x0012;
pub(super) const REALM: u16 = 0x0014;
pub(super) const NONCE: u16 = 0x0015;
pub(super) const XOR_RELAYED_ADDRESS: u16 = 0x0016;
pub(super) const REQUESTED_TRANSPORT: u16 = 0x0019;

const COOKIE: [u8; 4] = 0x2112_A442_u32.to_be_bytes();
/// Type, length, cookie and transaction.
pub(super) const HEAD: usize = 20;
/// An HMAC-SHA1 and the attribute's own head.
const SIGNATURE: usize = 4 + 20;

/// What ties an answer to its question.
pub(super) type Transaction = [u8; 12];

/// The key of somebody with a name and a password (RFC 8489, section 9.2.2).
pub(super) fn long_term_key(username: &str, realm: &str, password: &str) -> [u8; 16] {
    Md5::digest(format!("{username}:{realm}:{password}")).into()
}

/// A message that is being written.
pub(super) struct Writer(Vec<u8>);

impl Writer {
    pub(super) fn new(kind: u16, transaction: Transaction) -> Self {
        let mut bytes = kind.to_be_bytes().to_vec();
        bytes.extend([0, 0]);
        bytes.extend(COOKIE);
        bytes.extend(transaction);
        Self(bytes)
    }

    pub(super) fn attribute(mut self, kind: u16, value: &[u8]) -> Self {
        let length = u16::try_from(value.len()).expect("names, nonces and addresses are short");
        self.0.extend(kind.to_be_bytes());
        self.0.extend(length.to_be_bytes());
        self.0.extend(value);
        self.0.resize(self.0.len().next_multiple_of(4), 0);
        self.with_length(0)
    }

    /// An address, disguised from meddling routers (RFC 8489, section 14.2).
    pub(super) fn xor_address(self, kind: u16, address: SocketAddr) -> Self {
        let transaction = *self.0[8..]
            .first_chunk()
            .expect("the head was written first");
        let mut value = vec![0, if address.is_ipv4() { 1 } else { 2 }];
        match address.ip() {
            IpAddr::V4(ip) => value.extend(disguise(address.port(), ip.octets(), transaction)),
            IpAddr::V6(ip) => value.extend(disguise(address.port(), ip.octets(), transaction)),
        }
        self.attribute(kind, &value)
    }

    /// Signs what has been written so far.
    pub(super) fn signed(self, key: &[u8]) -> Self {
        let counted = self.with_length(SIGNATURE);
        let signature = hmac(key, &[&counted.0]).finalize().into_bytes();
        counted.attribute(INTEGRITY, &signature)
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.0
    }

    /// Writes the length into the head, with `more` bytes yet to come.
    fn with_length(mut self, more: usize) -> Self {
        let length = u16::try_from(self.0.len() - HEAD + more).expect("a handful of attributes");
        self.0[2..4].copy_from_slice(&length.to_be_bytes());
        self
    }
}

/// A message as it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Message<'a> {
    bytes: &'a [u8],
    kind: u16,
}

impl<'a> Message<'a> {
    /// Reads a message that fills `bytes`; none when it is anything else.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let head = bytes.first_chunk()?;
        let kind = u16::from_be_bytes([head[0], head[1]]);
        let fits = length_of(head)? == bytes.len();
        let message = Self { bytes, kind };
        // Every attribute must end within the message.
        let mut end = HEAD;
        for (_, value, at) in message.attributes() {
            end = (at + 4 + value.len()).next_multiple_of(4);
        }
        (fits && end == bytes.len()).then_some(message)
    }

    pub(super) fn transaction(&self) -> Transaction {
        *self.bytes[8..].first_chunk().expect("the head was read")
    }

    /// Whether it grants or refuses a request of this kind to this transaction.
    pub(super) fn answers(&self, kind: u16, transaction: Transaction) -> bool {
        let is_answer = self.kind == kind | GRANTED || self.kind == kind | REFUSED;
        is_answer && self.transaction() == transaction
    }

    /// The number and the words of a refusal. An answer that refuses without a number has 0.
    pub(super) fn refusal(&self) -> Option<(u16, String)> {
        if self.kind & REFUSED != REFUSED {
            return None;
        }
        let (code, words) = match self.find(ERROR_CODE) {
            Some([_, _, class, number, words @ ..]) => {
                (u16::from(class & 7) * 100 + u16::from(*number), words)
            }
            _ => (0, &[][..]),
        };
        let words = String::from_utf8_lossy(words);
        Some((code, words.chars().filter(|c| !c.is_control()).collect()))
    }

    /// The value of the first attribute of this kind, of those that a signature covers.
    pub(super) fn find(&self, kind: u16) -> Option<&'a [u8]> {
        self.attributes()
            .take_while(|(found, _, _)| *found != INTEGRITY)
            .find_map(|(found, value, _)| (found == kind).then_some(value))
    }

    pub(super) fn text(&self, kind: u16) -> Option<&'a str> {
        str::from_utf8(self.find(kind)?).ok()
    }

    pub(super) fn xor_address(&self, kind: u16) -> Option<SocketAddr> {
        let (family, value) = match self.find(kind)? {
            [_, family, value @ ..] => (*family, value),
            _ => return None,
        };
        let transaction = self.transaction();
        // What is disguised twice is plain.
        match (family, value.len()) {
            (1, 6) => {
                let (port, ip) = plain(value, transaction)?;
                Some((Ipv4Addr::from_octets(ip), port).into())
            }
            (2, 18) => {
                let (port, ip) = plain(value, transaction)?;
                Some((Ipv6Addr::from_octets(ip), port).into())
            }
            _ => None,
        }
    }

    /// Whether who wrote it knows `key`.
    pub(super) fn is_signed_with(&self, key: &[u8]) -> bool {
        let found = self.attributes().find(|(kind, _, _)| *kind == INTEGRITY);
        let Some((_, signature, at)) = found else {
            return false;
        };
        // The length as it was when it was signed: what may follow is not counted.
        let Ok(length) = u16::try_from(at - HEAD + SIGNATURE) else {
            return false;
        };
        let parts: [&[u8]; 3] = [&self.bytes[..2], &length.to_be_bytes(), &self.bytes[4..at]];
        hmac(key, &parts).verify_slice(signature).is_ok()
    }

    /// Kind, value and place of each attribute; ends where one would reach beyond the message.
    fn attributes(&self) -> impl Iterator<Item = (u16, &'a [u8], usize)> + use<'a> {
        let bytes = self.bytes;
        let mut next = HEAD;
        std::iter::from_fn(move || {
            let at = next;
            let head: &[u8; 4] = bytes.get(at..)?.first_chunk()?;
            let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
            let value = bytes.get(at + 4..at + 4 + length)?;
            next = (at + 4 + length).next_multiple_of(4);
            Some((u16::from_be_bytes([head[0], head[1]]), value, at))
        })
    }
}

/// How long a message with this head is; none when it isn't one's head.
pub(super) fn length_of(head: &[u8; HEAD]) -> Option<usize> {
    let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
    (head[0] < 0x40 && head[4..8] == COOKIE && length.is_multiple_of(4)).then_some(HEAD + length)
}

fn disguise<const N: usize>(port: u16, ip: [u8; N], transaction: Transaction) -> Vec<u8> {
    let mask = COOKIE.into_iter().chain(transaction);
    let ip = ip.into_iter().zip(mask).map(|(byte, mask)| byte ^ mask);
    let [high, low] = port.to_be_bytes();
    let mut value = vec![high ^ COOKIE[0], low ^ COOKIE[1]];
    value.extend(ip);
    value
}

fn plain<const N: usize>(value: &[u8], transaction: Transaction) -> Option<(u16, [u8; N])> {
    let (port, ip) = value.split_first_chunk()?;
    let plain = disguise::<N>(u16::from_be_bytes(*port), ip.try_into().ok()?, transaction);
    let (port, ip) = plain.split_first_chunk()?;
    Some((u16::from_be_bytes(*port), ip.try_into().ok()?))
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> Hmac<Sha1> {
    let mut mac = Hmac::<Sha1>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(part);
    }
    mac
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const XOR_MAPPED_ADDRESS: u16 = 0x0020;
    const BINDING: u16 = 0x0001;

    /// The password of RFC 5769, sections 2.1 to 2.3.
    const PASSWORD: &[u8] = b"VOkJxbRl1RmTxUk/WvJxBt";

    const REQUEST: &str = "000100582112a442b7e7a701bc34d686fa87dfae\
        802200105354554e207465737420636c69656e74\
        002400046e0001ff\
        80290008932ff9b151263b36\
        000600096576746a3a68367659202020\
        000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2\
        80280004e57a3bcf";
    const RESPONSE_IPV4: &str = "0101003c2112a442b7e7a701bc34d686fa87dfae\
        8022000b7465737420766563746f7220\
        002000080001a147e112a643\
        000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7\
        80280004c07d4c96";
    const RESPONSE_IPV6: &str = "010100482112a442b7e7a701bc34d686fa87dfae\
        8022000b7465737420766563746f7220\
        002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9\
        00080014a382954e4be67bf11784c97c8292c275bfe3ed41\
        80280004c8fb0b4c";
    const REQUEST_LONG_TERM: &str = "000100602112a44278ad3433c6ad72c029da412e\
        00060012e3839ee38388e383aae38383e382afe382b90000\
        0015001c662f2f3439396b39353464364f4c33346f4c39465354767936347341\
        0014000b6578616d706c652e6f726700\
        00080014f67024656dd64a3e02b8e0712e85c9a28ca89666";

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<u32> = hex.chars().filter_map(|c| c.to_digit(16)).collect();
        let byte = |pair: &[u32]| u8::try_from(pair[0] * 16 + pair[1]).unwrap();
        digits.chunks(2).map(byte).collect()
    }

    #[test]
    fn the_sample_request_is_read_and_its_signature_holds() {
        let bytes = bytes(REQUEST);
        let message = Message::read(&bytes).unwrap();
        assert_eq!(message.text(USERNAME), Some("evtj:h6vY"));
        assert!(message.is_signed_with(PASSWORD));
        assert!(!message.is_signed_with(b"VOkJxbRl1RmTxUk/WvJxBu"));
        assert!(message.refusal().is_none());
        assert!(!message.answers(BINDING, message.transaction()));
    }

    #[test]
    fn the_sample_responses_hold_their_addresses() {
        for (hex, address) in [
            (RESPONSE_IPV4, "192.0.2.1:32853"),
            (
                RESPONSE_IPV6,
                "[2001:db8:1234:5678:11:2233:4455:6677]:32853",
            ),
        ] {
            let bytes = bytes(hex);
            let message = Message::read(&bytes).unwrap();
            let found = message.xor_address(XOR_MAPPED_ADDRESS);
            assert_eq!(found, Some(address.parse().unwrap()));
            assert!(message.is_signed_with(PASSWORD), "{address}");
            assert!(message.answers(BINDING, message.transaction()));
            assert!(!message.answers(BINDING, [0; 12]));
        }
    }

    #[test]
    fn the_sample_with_long_term_credentials_is_written_to_the_byte() {
        let expected = bytes(REQUEST_LONG_TERM);
        let transaction = Message::read(&expected).unwrap().transaction();
        let (name, realm) = ("マトリックス", "example.org");
        let written = Writer::new(BINDING, transaction)
            .attribute(USERNAME, name.as_bytes())
            .attribute(NONCE, b"f//499k954d6OL34oL9FSTvy64sA")
            .attribute(REALM, realm.as_bytes())
            .signed(&long_term_key(name, realm, "TheMatrIX"));
        assert_eq!(written.finish(), expected);
    }

    #[test]
    fn a_refusal_tells_its_number_and_words() {
        let refused = Writer::new(ALLOCATE | REFUSED, [7; 12])
            .attribute(ERROR_CODE, b"\0\0\x04\x56Allocation Quota\nReached");
        let bytes = refused.finish();
        let message = Message::read(&bytes).unwrap();
        assert!(message.answers(ALLOCATE, [7; 12]));
        let words = "Allocation QuotaReached".to_owned();
        assert_eq!(message.refusal(), Some((486, words)));
    }

    proptest! {
        #[test]
        fn no_bytes_make_reading_panic(
            mut bytes in prop::collection::vec(any::<u8>(), 0..120),
            looks_right in any::<bool>(),
            kind in any::<u16>(),
        ) {
            if looks_right && bytes.len() >= HEAD {
                bytes.truncate(bytes.len() / 4 * 4);
                let length = u16::try_from(bytes.len() - HEAD).unwrap();
                bytes[0] &= 0x3f;
                bytes[2..4].copy_from_slice(&length.to_be_bytes());
                bytes[4..8].copy_from_slice(&COOKIE);
            }
            if let Some(message) = Message::read(&bytes) {
                message.find(kind);
                message.text(REALM);
                message.refusal();
                message.xor_address(kind);
                prop_assert!(!message.is_signed_with(b"a key that nobody signed with"));
            }
        }

        #[test]
        fn a_written_address_is_read_back(
            ip in any::<IpAddr>(),
            port in any::<u16>(),
            transaction in any::<Transaction>(),
        ) {
            let address = SocketAddr::new(ip, port);
            let bytes = Writer::new(ALLOCATE, transaction)
                .xor_address(XOR_PEER_ADDRESS, address)
                .signed(b"key")
                .finish();
            let message = Message::read(&bytes).unwrap();
            prop_assert_eq!(message.xor_address(XOR_PEER_ADDRESS), Some(address));
            prop_assert!(message.is_signed_with(b"key"));
        }

        #[test]
        fn a_changed_message_is_not_the_signed_one(at in 0..HEAD + 12, bit in 0..8_u8) {
            let mut bytes = Writer::new(ALLOCATE, [3; 12])
                .attribute(LIFETIME, &[0; 4])
                .attribute(NONCE, b"once")
                .signed(b"key")
                .finish();
            bytes[at] ^= 1 << bit;
            let still = Message::read(&bytes).is_some_and(|message| message.is_signed_with(b"key"));
            prop_assert!(!still);
        }
    }
}
