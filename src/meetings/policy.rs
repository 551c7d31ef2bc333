//! Who may come to a meeting, and what is too much to ask.

use signaling::protocol::{
    ErrorCode, MAX_LINES, MAX_NAME_CHARS, MAX_SDP_BYTES, MeetingVerb, QualityDigest,
};

use super::store::Facts;
use crate::{
    error::{Result, invalid, told},
    identity::Caller,
};

/// A candidate line: an address and a few words.
const MAX_CANDIDATE_BYTES: usize = 512;
/// A line's name in a description.
const MAX_MID_BYTES: usize = 16;

/// Its host, its chat's customer and who takes part in that chat, and who has been there.
pub(super) fn may_open(caller: &Caller, facts: &Facts) -> bool {
    facts.host == caller.person
        || facts.customer == Some(caller.person)
        || facts.is_known
        || (caller.staff.is_some() && facts.in_chat)
}

/// Who hosted it, and who oversees.
pub(super) fn may_look_back(caller: &Caller, facts: &Facts) -> bool {
    facts.host == caller.person || caller.oversees()
}

/// Refuses what no client of ours would say, before it costs anybody anything.
pub(super) fn is_reasonable(verb: &MeetingVerb) -> Result<()> {
    match verb {
        MeetingVerb::Enter { name, .. } if name.chars().count() > MAX_NAME_CHARS => {
            Err(invalid("name must be at most 60 characters"))
        }
        MeetingVerb::Try { sdp } | MeetingVerb::SubAnswer { sdp, .. } => is_small(sdp),
        MeetingVerb::PubOffer { sdp, tracks, .. } => {
            is_small(sdp)?;
            if tracks.len() > MAX_LINES {
                return Err(invalid("at most 40 tracks"));
            }
            tracks.iter().try_for_each(|track| is_mid(&track.mid))
        }
        MeetingVerb::Candidate {
            candidate: Some(candidate),
            ..
        } if candidate.len() > MAX_CANDIDATE_BYTES => {
            Err(invalid("a candidate has at most 512 bytes"))
        }
        MeetingVerb::Mute { mid, .. } => is_mid(mid),
        MeetingVerb::Want { wanted, .. } if wanted.len() > MAX_LINES => {
            Err(invalid("at most 40 wanted tracks"))
        }
        MeetingVerb::Quality { digest, .. } => is_plausible(digest),
        _ => Ok(()),
    }
}

fn is_small(sdp: &str) -> Result<()> {
    if sdp.len() <= MAX_SDP_BYTES {
        return Ok(());
    }
    Err(told(
        ErrorCode::TooLarge,
        "a session description has at most 48 KiB",
    ))
}

fn is_mid(mid: &str) -> Result<()> {
    let fits =
        (1..=MAX_MID_BYTES).contains(&mid.len()) && mid.bytes().all(|b| b.is_ascii_graphic());
    match fits {
        true => Ok(()),
        false => Err(invalid("mid must be 1 to 16 visible characters")),
    }
}

fn is_plausible(digest: &QualityDigest) -> Result<()> {
    let shares = [
        digest.loss_in_pct,
        digest.loss_out_pct,
        digest.concealed_pct,
    ];
    let plausible = shares.iter().all(|share| (0.0..=100.0).contains(share))
        && digest.frozen_ms <= 60_000
        && digest.round_trip_ms <= 60_000
        && digest.jitter_ms <= 60_000;
    match plausible {
        true => Ok(()),
        false => Err(invalid("shares are 0 to 100, times at most a minute")),
    }
}
