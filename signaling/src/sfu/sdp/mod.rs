//! Session descriptions (RFC 8866, RFC 8829): as much of them as browsers and this engine say to each other.

pub(super) mod read;
pub(super) mod write;

/// What is asked of a header extension.
pub(super) const MID: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";
/// The layer a packet belongs to.
pub(super) const RID: &str = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
/// How loud a packet's sound is (RFC 6464).
pub(super) const LEVEL: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

/// The numbers of the header extensions on one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Extensions {
    pub mid: Option<u8>,
    pub rid: Option<u8>,
    pub level: Option<u8>,
}
