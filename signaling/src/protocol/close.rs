//! Why a socket was closed, and whether to come back.

/// WebSocket close codes of Samtal. 4000–4099 mean *come back* (the reason text holds the least delay in ms);
/// 4100–4199 mean *don't*. Source of the private range: RFC 6455 §7.4.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum CloseCode {
    /// The server is going down; another is or will be there.
    GoingDown = 4000,
    /// The client read too slowly and its bounded outbox filled; resume fetches what is missing.
    TooSlow = 4001,
    /// Nothing was heard for [`super::SILENT_AFTER`].
    Silent = 4002,
    /// The server failed here; the log has the reason.
    Internal = 4003,
    /// Too many frames or connections; wait for the delay.
    RateLimited = 4004,
    /// What the caller may hear has changed: resume hears what is still theirs.
    Recalled = 4005,
    /// The frame was not JSON with an id to answer to, was binary or larger than [`super::MAX_FRAME_BYTES`].
    BadFrame = 4100,
    /// No valid `hello` within [`super::HELLO_WITHIN`].
    NotSignedIn = 4101,
    /// The session ended or was revoked.
    SessionEnded = 4102,
    /// The page is of another origin than the server accepts.
    WrongOrigin = 4103,
    /// The client speaks a version that the server no longer does: reload the page.
    Outdated = 4104,
}

impl CloseCode {
    /// Every code, for tables and tests.
    pub const ALL: [Self; 11] = [
        Self::GoingDown,
        Self::TooSlow,
        Self::Silent,
        Self::Internal,
        Self::RateLimited,
        Self::Recalled,
        Self::BadFrame,
        Self::NotSignedIn,
        Self::SessionEnded,
        Self::WrongOrigin,
        Self::Outdated,
    ];

    /// Whether a client should connect again by itself.
    pub const fn come_back(self) -> bool {
        (self as u16) < 4100
    }
}
