//! What the engine counts.

use std::time::Duration;

/// How the engine is, at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Meetings with a seat.
    pub rooms: usize,
    /// Seats taken.
    pub seats: usize,
    /// Connections, trials among them.
    pub connections: usize,
    /// Tracks published.
    pub tracks: usize,
    /// Lines on which a track goes to somebody.
    pub lines: usize,
    /// User name fragments that the demultiplexer knows.
    pub fragments: usize,
    /// Addresses that the demultiplexer knows.
    pub paths: usize,
    /// ICE-TCP connections.
    pub tcp: usize,
    /// Media packets in.
    pub packets_in: u64,
    /// Their bytes.
    pub bytes_in: u64,
    /// Media packets out.
    pub packets_out: u64,
    /// Their bytes.
    pub bytes_out: u64,
    /// Packets that didn't come from publishers, by our own count.
    pub lost_in: u64,
    /// Packets asked for again by us.
    pub nacks_sent: u64,
    /// Packets asked for again by subscribers.
    pub nacks_got: u64,
    /// Of those, sent again.
    pub repeated: u64,
    /// Keyframes asked for.
    pub keyframes_asked: u64,
    /// Changes of layer on a line.
    pub switches: u64,
    /// First pictures and sounds on a line.
    pub first_frames: u64,
    /// From the line's being agreed on to its first packet, together.
    pub first_frame_total: Duration,
    /// The longest.
    pub first_frame_longest: Duration,
    /// Times that a fault of ours was found, and every call was cut for a moment.
    pub falls: u64,
    /// What was dropped.
    pub dropped: Dropped,
}

/// Packets let fall, by reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dropped {
    /// From an address that has shown no credentials.
    pub stranger: u64,
    /// STUN that is malformed, or of no credentials known.
    pub stun: u64,
    /// DTLS that was too much, or too early.
    pub dtls: u64,
    /// Media that didn't prove themselves, or a repetition.
    pub forged: u64,
    /// Media of no stream agreed on.
    pub stream: u64,
    /// Media too short or otherwise malformed.
    pub malformed: u64,
    /// The system took no more.
    pub socket: u64,
    /// A TCP connection had too much waiting.
    pub tcp: u64,
}
