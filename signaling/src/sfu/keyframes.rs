//! Asks a publisher for a keyframe on behalf of whoever waits for one: not too often, and again until it comes.

use std::time::{Duration, Instant};

/// Between two requests for one layer.
const APART: Duration = Duration::from_millis(500);

/// The requests for one layer of one track.
#[derive(Debug, Default)]
pub(super) struct Broker {
    wanted: bool,
    last: Option<Instant>,
}

impl Broker {
    /// Somebody needs a keyframe.
    pub(super) const fn want(&mut self) {
        self.wanted = true;
    }

    /// One came.
    pub(super) const fn came(&mut self) {
        self.wanted = false;
    }

    /// Whether to ask now; it is then taken as done, and due again in half a second.
    pub(super) fn is_due(&mut self, now: Instant) -> bool {
        let due = self.wanted
            && self
                .last
                .is_none_or(|last| now.saturating_duration_since(last) >= APART);
        if due {
            self.last = Some(now);
        }
        due
    }

    /// Nobody waits any more.
    pub(super) const fn drop_wish(&mut self) {
        self.wanted = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_wishes_are_one_request_and_it_is_repeated_until_it_is_met() {
        let mut broker = Broker::default();
        let now = Instant::now();
        assert!(!broker.is_due(now));
        broker.want();
        assert!(broker.is_due(now));
        broker.want();
        assert!(!broker.is_due(now + APART / 2));
        assert!(broker.is_due(now + APART));
        broker.came();
        assert!(!broker.is_due(now + APART * 2));
    }
}
