//! How long a client waits before it comes back.

use std::time::Duration;

use rand::Rng as _;

/// Full jitter: somewhere between nothing and a ceiling that doubles with each attempt, so that thousands who lost the
/// same server don't come back at once. Source: Brooker, "Exponential Backoff And Jitter", AWS 2015. The defaults are
/// those of the web client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackOff {
    /// The ceiling of the first wait.
    pub first: Duration,
    /// No ceiling is higher.
    pub longest: Duration,
}

impl Default for BackOff {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(500),
            longest: Duration::from_secs(15),
        }
    }
}

impl BackOff {
    /// The ceiling before attempt number `attempt`, 0 for the first.
    pub fn ceiling(&self, attempt: u32) -> Duration {
        let doubled = self.first.saturating_mul(1 << attempt.min(20));
        doubled.min(self.longest)
    }

    /// The wait before attempt number `attempt`, on top of what the server asked for.
    pub fn wait(&self, attempt: u32, least: Duration) -> Duration {
        least + self.ceiling(attempt).mul_f64(rand::rng().random::<f64>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_to_the_longest_and_keep_the_least() {
        let back_off = BackOff::default();
        assert_eq!(back_off.ceiling(0), Duration::from_millis(500));
        assert_eq!(back_off.ceiling(3), Duration::from_secs(4));
        assert_eq!(back_off.ceiling(5), Duration::from_secs(15));
        assert_eq!(back_off.ceiling(u32::MAX), Duration::from_secs(15));
        let least = Duration::from_secs(2);
        for attempt in 0..50 {
            let wait = back_off.wait(attempt, least);
            assert!(wait >= least && wait <= least + back_off.ceiling(attempt));
        }
    }
}
