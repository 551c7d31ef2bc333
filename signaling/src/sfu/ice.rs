//! The server's side of ICE-lite (RFC 8445, section 2.5) over STUN (RFC 8489): it answers whoever knows the password and
//! never asks. Anything else gets no answer at all.

use rand::Rng;
use rtc::crypto::{HmacAlgorithm, RTCCrypto, constant_time_eq};
use rtc::stun::fingerprint::fingerprint_value;
use std::net::{IpAddr, SocketAddr};

const COOKIE: u32 = 0x2112_A442;
const BINDING_REQUEST: u16 = 0x0001;
const BINDING_SUCCESS: u16 = 0x0101;
const USERNAME: u16 = 0x0006;
const INTEGRITY: u16 = 0x0008;
const XOR_MAPPED: u16 = 0x0020;
const USE_CANDIDATE: u16 = 0x0025;
const FINGERPRINT: u16 = 0x8028;
const HEAD: usize = 20;
const TAG: usize = 20;

/// A user name fragment of ours: fixed in size, so that the demultiplexer's key needs no memory of its own.
pub(super) type Ufrag = [u8; 8];

/// What a client must know to reach one of our ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Credentials {
    pub ufrag: Ufrag,
    pub password: [u8; 24],
}

impl Credentials {
    /// New ones: 47 and 142 bits of chance.
    pub(super) fn random() -> Self {
        let mut rng = rand::rng();
        let mut letter = || rng.sample(rand::distr::Alphanumeric);
        Self {
            ufrag: std::array::from_fn(|_| letter()),
            password: std::array::from_fn(|_| letter()),
        }
    }

    /// As in a description.
    pub(super) fn texts(&self) -> (String, String) {
        let text = |bytes: &[u8]| bytes.iter().map(|b| char::from(*b)).collect();
        (text(&self.ufrag), text(&self.password))
    }
}

/// A binding request as it stands in a datagram; nothing of it is proven before [`Request::is_from`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Request<'a> {
    message: &'a [u8],
    /// The part of the user name that is ours.
    pub ufrag: Ufrag,
    /// Whether the client wants this path.
    pub nominated: bool,
    integrity: usize,
}

impl<'a> Request<'a> {
    /// Reads a binding request; none when it is anything else.
    pub(super) fn read(message: &'a [u8]) -> Option<Self> {
        let head: &[u8; HEAD] = message.first_chunk()?;
        let word = |at: usize| u16::from_be_bytes([head[at], head[at + 1]]);
        let cookie = u32::from_be_bytes([head[4], head[5], head[6], head[7]]);
        if word(0) != BINDING_REQUEST
            || cookie != COOKIE
            || usize::from(word(2)) != message.len() - HEAD
        {
            return None;
        }
        let (mut ufrag, mut nominated, mut integrity) = (None, false, None);
        let mut at = HEAD;
        while integrity.is_none() && at < message.len() {
            let lead: &[u8; 4] = message.get(at..)?.first_chunk()?;
            let length = usize::from(u16::from_be_bytes([lead[2], lead[3]]));
            let value = message.get(at + 4..at + 4 + length)?;
            match u16::from_be_bytes([lead[0], lead[1]]) {
                USERNAME => {
                    let ours = value.split(|b| *b == b':').next()?;
                    ufrag = Some(Ufrag::try_from(ours).ok()?);
                }
                USE_CANDIDATE => nominated = true,
                INTEGRITY if length == TAG => integrity = Some(at),
                _ => {}
            }
            at += 4 + length.next_multiple_of(4);
        }
        Some(Self {
            message,
            ufrag: ufrag?,
            nominated,
            integrity: integrity?,
        })
    }

    /// Whether who sent it knows the password.
    pub(super) fn is_from(&self, password: &[u8], crypto: &dyn RTCCrypto) -> bool {
        let Some(claimed) = self
            .message
            .get(self.integrity + 4..self.integrity + 4 + TAG)
        else {
            return false;
        };
        tag(&self.message[..self.integrity], password, crypto)
            .is_some_and(|tag| constant_time_eq(&tag, claimed))
    }

    /// The answer, telling the client its address.
    pub(super) fn answer(
        &self,
        to: SocketAddr,
        password: &[u8],
        crypto: &dyn RTCCrypto,
    ) -> Option<Vec<u8>> {
        let id = self.message.get(4..HEAD)?;
        let mut out = Vec::with_capacity(96);
        out.extend_from_slice(&BINDING_SUCCESS.to_be_bytes());
        out.extend_from_slice(&[0, 0]);
        out.extend_from_slice(id);
        let port = to.port() ^ 0x2112;
        out.extend_from_slice(&XOR_MAPPED.to_be_bytes());
        match to.ip().to_canonical() {
            IpAddr::V4(ip) => {
                out.extend_from_slice(&[0, 8, 0, 1]);
                out.extend_from_slice(&port.to_be_bytes());
                out.extend_from_slice(&(ip.to_bits() ^ COOKIE).to_be_bytes());
            }
            IpAddr::V6(ip) => {
                out.extend_from_slice(&[0, 20, 0, 2]);
                out.extend_from_slice(&port.to_be_bytes());
                out.extend(ip.octets().iter().zip(id).map(|(a, b)| a ^ b));
            }
        }
        let tag = tag(&out, password, crypto)?;
        out.extend_from_slice(&INTEGRITY.to_be_bytes());
        out.extend_from_slice(&[0, 20]);
        out.extend_from_slice(&tag);
        set_length(&mut out, 8);
        let sum = fingerprint_value(&out);
        out.extend_from_slice(&FINGERPRINT.to_be_bytes());
        out.extend_from_slice(&[0, 4]);
        out.extend_from_slice(&sum.to_be_bytes());
        Some(out)
    }
}

/// Sets the length to what is there and `more` bytes.
fn set_length(message: &mut [u8], more: usize) {
    if let (Ok(length), Some(place)) = (
        u16::try_from(message.len() - HEAD + more),
        message.get_mut(2..4),
    ) {
        place.copy_from_slice(&length.to_be_bytes());
    }
}

/// The integrity of a message up to the attribute itself, whose length counts (RFC 8489, section 14.5).
fn tag(message: &[u8], password: &[u8], crypto: &dyn RTCCrypto) -> Option<[u8; TAG]> {
    let length = u16::try_from(message.len() - HEAD + 4 + TAG)
        .ok()?
        .to_be_bytes();
    let mut tag = [0; TAG];
    let mut mac = crypto.new_hmac(HmacAlgorithm::Sha1, password).ok()?;
    mac.sign(&[&message[..2], &length, &message[4..]], &mut tag)
        .ok()?;
    Some(tag)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A request as a browser makes it.
    pub(in super::super) fn request(ufrag: &Ufrag, password: &[u8], nominated: bool) -> Vec<u8> {
        // Its priority, and that it controls.
        let mut more = vec![0, 0x24, 0, 4, 0x6e, 0, 1, 0xff];
        more.extend_from_slice(&[0x80, 0x2a, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8]);
        if nominated {
            more.extend_from_slice(&[0, 0x25, 0, 0]);
        }
        request_with(&[&ufrag[..], b":peer"].concat(), &more, password)
    }

    /// The shortest that proves the password.
    pub(in super::super) fn short_request(ufrag: &Ufrag, password: &[u8]) -> Vec<u8> {
        request_with(ufrag, &[], password)
    }

    fn request_with(user: &[u8], more: &[u8], password: &[u8]) -> Vec<u8> {
        let provider = rtc::crypto::default_provider().unwrap();
        let mut out = vec![0, 1, 0, 0];
        out.extend_from_slice(&COOKIE.to_be_bytes());
        out.extend_from_slice(b"transaction!");
        out.extend_from_slice(&USERNAME.to_be_bytes());
        out.extend_from_slice(&u16::try_from(user.len()).unwrap().to_be_bytes());
        out.extend_from_slice(user);
        out.resize(out.len().next_multiple_of(4), 0);
        out.extend_from_slice(more);
        let tag = tag(&out, password, provider.crypto()).unwrap();
        out.extend_from_slice(&[0, 8, 0, 20]);
        out.extend_from_slice(&tag);
        set_length(&mut out, 0);
        out
    }

    #[test]
    fn the_password_decides() {
        let provider = rtc::crypto::default_provider().unwrap();
        let ours = Credentials::random();
        let bytes = request(&ours.ufrag, &ours.password, true);
        let read = Request::read(&bytes).unwrap();
        assert_eq!(read.ufrag, ours.ufrag);
        assert!(read.nominated);
        assert!(read.is_from(&ours.password, provider.crypto()));
        assert!(!read.is_from(b"another", provider.crypto()));
        let mut forged = bytes.clone();
        forged[HEAD + 4 + 10] ^= 1;
        assert!(
            !Request::read(&forged)
                .unwrap()
                .is_from(&ours.password, provider.crypto())
        );
    }

    #[test]
    fn the_answer_is_what_the_library_reads() {
        use rtc::stun::message::{Getter, Message};
        use rtc::stun::{integrity::MessageIntegrity, xoraddr::XorMappedAddress};
        let provider = rtc::crypto::default_provider().unwrap();
        let ours = Credentials::random();
        let bytes = request(&ours.ufrag, &ours.password, false);
        for to in ["192.0.2.7:4000", "[2001:db8::1]:5000"] {
            let to: SocketAddr = to.parse().unwrap();
            let answer = Request::read(&bytes)
                .unwrap()
                .answer(to, &ours.password, provider.crypto())
                .unwrap();
            let mut message = Message::new();
            message.unmarshal_binary(&answer).unwrap();
            let mut address = XorMappedAddress::default();
            address.get_from(&message).unwrap();
            assert_eq!((address.ip, address.port), (to.ip(), to.port()));
            MessageIntegrity::check(&mut message, &ours.password, provider.crypto()).unwrap();
            rtc::stun::fingerprint::FINGERPRINT.check(&message).unwrap();
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..120), lawful: bool) {
            if lawful && bytes.len() >= HEAD {
                bytes[..2].copy_from_slice(&[0, 1]);
                bytes[4..8].copy_from_slice(&COOKIE.to_be_bytes());
                set_length(&mut bytes, 0);
            }
            let provider = rtc::crypto::default_provider().unwrap();
            if let Some(request) = Request::read(&bytes) {
                prop_assert!(!request.is_from(b"password", provider.crypto()));
            }
        }
    }
}
