//! Who speaks, from the levels that come with the sound (RFC 6464).

use std::time::{Duration, Instant};

/// Told at most this often.
pub(super) const EVERY: Duration = Duration::from_millis(300);
/// -dBov: louder than this is speech; a quiet room lies at 60 and more.
const SPEECH: f32 = 45.0;
/// Who has spoken stays a speaker through the pauses between words.
const PAUSE: Duration = Duration::from_millis(900);
/// The weight of a new packet: some ten of them, a fifth of a second, make the level.
const WEIGHT: f32 = 0.12;

/// How loud a track is.
#[derive(Debug)]
pub(super) struct Loudness {
    /// Smoothed, in -dBov: 0 is loudest, 127 silence.
    level: f32,
    spoke: Option<Instant>,
}

impl Default for Loudness {
    fn default() -> Self {
        Self {
            level: 127.0,
            spoke: None,
        }
    }
}

impl Loudness {
    /// Notes the extension's byte.
    pub(super) fn note(&mut self, byte: u8, now: Instant) {
        let level = f32::from(byte & 0x7f);
        self.level += (level - self.level) * WEIGHT;
        if self.level < SPEECH {
            self.spoke = Some(now);
        }
    }

    /// The level of somebody who speaks, louder is lower; none of others.
    pub(super) fn speaks(&self, now: Instant) -> Option<f32> {
        self.spoke
            .filter(|at| now.saturating_duration_since(*at) < PAUSE)
            .map(|_| self.level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_is_no_speech_and_a_pause_no_silence() {
        let mut loudness = Loudness::default();
        let now = Instant::now();
        loudness.note(10, now);
        assert_eq!(loudness.speaks(now), None);
        for _ in 0..15 {
            loudness.note(20, now);
        }
        assert!(loudness.speaks(now).is_some());
        for _ in 0..30 {
            loudness.note(127, now + PAUSE / 2);
        }
        assert!(loudness.speaks(now + PAUSE / 2).is_some());
        assert_eq!(loudness.speaks(now + PAUSE * 2), None);
    }
}
