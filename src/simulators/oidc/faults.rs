//! How an invented provider misbehaves: as a broken one does, or one that somebody else pretends to be.

use std::time::Duration;

use axum::{
    body::Body,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::stream;
use serde::{Deserialize, Serialize};

/// From now on, until it is told otherwise. Counts are used up.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(in super::super) struct Faults {
    /// So many requests of the server are answered 503.
    pub(in super::super) errors: u32,
    /// So many answers to the server break off after something was done.
    pub(in super::super) cut: u32,
    /// Wait before the server is answered, milliseconds, at most a minute.
    pub(in super::super) delay_ms: u32,
    /// How tokens are signed.
    pub(in super::super) signature: Signature,
    /// In tokens, instead of its own.
    pub(in super::super) issuer: Option<String>,
    /// In tokens, instead of ours.
    pub(in super::super) audience: Option<String>,
    /// Besides ours.
    pub(in super::super) other_audience: Option<String>,
    /// In tokens, instead of what was sent.
    pub(in super::super) nonce: Option<String>,
    /// The level in tokens, whatever was chosen.
    pub(in super::super) level: Option<String>,
    /// In tokens, of another access token.
    pub(in super::super) wrong_at_hash: bool,
    /// How wrong its clock is.
    pub(in super::super) clock_s: i64,
    /// Claims that are left out of tokens and userinfo.
    pub(in super::super) withheld: Vec<String>,
    /// The subject in userinfo, instead of the token's.
    pub(in super::super) userinfo_subject: Option<String>,
    /// Who answers, in the address that the browser comes back with (RFC 9207); empty: nobody.
    pub(in super::super) answers_as: Option<String>,
}

/// How a token is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in super::super) enum Signature {
    /// As it should be.
    #[default]
    Right,
    /// With somebody else's key, under the right name.
    Wrong,
    /// With a key that is not in the list.
    UnknownKey,
    /// Not at all: `alg: none`.
    None,
    /// With the client's secret, as HS256.
    Secret,
}

/// What becomes of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Fate {
    Answered,
    Refused,
    CutOff,
}

impl Faults {
    pub(in super::super) fn next(&mut self) -> (Fate, Duration) {
        let delay = Duration::from_millis(self.delay_ms.min(60_000).into());
        let fate = if take_one(&mut self.errors) {
            Fate::Refused
        } else if take_one(&mut self.cut) {
            Fate::CutOff
        } else {
            Fate::Answered
        };
        (fate, delay)
    }
}

/// An answer that breaks off in the middle.
pub(in super::super) fn cut_off() -> Response {
    let pieces = [
        Ok(Bytes::from_static(b"{\"")),
        Err(std::io::Error::other("cut off, as it was told")),
    ];
    Body::from_stream(stream::iter(pieces)).into_response()
}

/// An answer of a provider that is down.
pub(in super::super) fn refused() -> Response {
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

fn take_one(count: &mut u32) -> bool {
    let some = *count > 0;
    *count = count.saturating_sub(1);
    some
}
