//! Which of a camera's layers a subscriber gets: by the size of the tile and by what the way to them bears.

use std::time::{Duration, Instant};

/// The full picture.
pub(super) const HIGH: usize = 0;
/// A quarter of the pixels.
pub(super) const LOW: usize = 1;

/// A tile up to this height is served by the lower layer.
const SMALL: u16 = 270;
/// Loss above this, for [`SUSTAINED`], means that the way is too narrow.
const TOO_MUCH: f32 = 0.10;
/// Loss below this lets the higher layer be tried again.
const LITTLE: f32 = 0.03;
const SUSTAINED: Duration = Duration::from_secs(2);
/// The first wait before the higher layer is tried again; doubled each time it fails.
const FIRST_WAIT: Duration = Duration::from_secs(10);
const LONGEST_WAIT: Duration = Duration::from_secs(80);

/// The layer for a tile: none when it isn't shown.
pub(super) const fn by_size(height: u16) -> Option<usize> {
    match height {
        0 => None,
        1..=SMALL => Some(LOW),
        _ => Some(HIGH),
    }
}

/// What the way to a subscriber bears.
#[derive(Debug)]
pub(super) struct Way {
    loss: f32,
    bad_since: Option<Instant>,
    narrow_since: Option<Instant>,
    wait: Duration,
}

impl Default for Way {
    fn default() -> Self {
        Self {
            loss: 0.0,
            bad_since: None,
            narrow_since: None,
            wait: FIRST_WAIT,
        }
    }
}

impl Way {
    /// Notes the fraction lost of a receiver report, in 256ths.
    pub(super) fn report(&mut self, lost: u8, now: Instant) {
        self.loss += (f32::from(lost) / 256.0 - self.loss) * 0.4;
        if self.loss > TOO_MUCH {
            let since = *self.bad_since.get_or_insert(now);
            if now.saturating_duration_since(since) >= SUSTAINED && self.narrow_since.is_none() {
                self.narrow_since = Some(now);
            }
        } else {
            self.bad_since = None;
        }
        if let Some(since) = self.narrow_since
            && self.loss < LITTLE
            && now.saturating_duration_since(since) >= self.wait
        {
            self.narrow_since = None;
            self.wait = (self.wait * 2).min(LONGEST_WAIT);
        }
    }

    /// Whether only the lower layer gets through.
    pub(super) const fn is_narrow(&self) -> bool {
        self.narrow_since.is_some()
    }
}

/// What a publisher may send, from what is lost on the way to us.
#[derive(Debug)]
pub(super) struct Budget {
    bits: f32,
}

/// bit/s: below it a face can't be made out.
const FLOOR: f32 = 150_000.0;

impl Budget {
    /// Begins at the most there may be: the client's own estimate is under it.
    pub(super) const fn new() -> Self {
        Self { bits: f32::MAX }
    }

    /// The next figure, in bit/s, from the share lost since the last one.
    pub(super) fn next(&mut self, loss: f32, ceiling: u32) -> u32 {
        let ceiling = f64::from(ceiling) as f32;
        self.bits = self.bits.min(ceiling);
        if loss > TOO_MUCH {
            self.bits *= 1.0 - loss / 2.0;
        } else if loss < 0.02 {
            self.bits *= 1.08;
        }
        self.bits = self.bits.clamp(FLOOR, ceiling.max(FLOOR));
        self.bits as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tile_decides() {
        assert_eq!(by_size(0), None);
        assert_eq!(by_size(270), Some(LOW));
        assert_eq!(by_size(720), Some(HIGH));
    }

    #[test]
    fn lasting_loss_narrows_and_the_way_widens_slowly() {
        let mut way = Way::default();
        let mut now = Instant::now();
        way.report(128, now);
        assert!(!way.is_narrow(), "once is no state");
        for _ in 0..4 {
            now += Duration::from_secs(1);
            way.report(128, now);
        }
        assert!(way.is_narrow());
        for _ in 0..5 {
            now += Duration::from_secs(1);
            way.report(0, now);
        }
        assert!(way.is_narrow());
        for _ in 0..8 {
            now += Duration::from_secs(1);
            way.report(0, now);
        }
        assert!(!way.is_narrow());
        assert_eq!(way.wait, FIRST_WAIT * 2);
    }

    #[test]
    fn a_publisher_is_held_between_the_floor_and_the_ceiling() {
        let mut budget = Budget::new();
        assert_eq!(budget.next(0.0, 2_000_000), 2_000_000);
        for _ in 0..40 {
            budget.next(0.5, 2_000_000);
        }
        assert_eq!(budget.next(0.5, 2_000_000), 150_000);
        assert!(budget.next(0.0, 2_000_000) > 150_000);
    }
}
