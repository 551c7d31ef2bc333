//! Open-loop schedules: what is due is due by the clock, whether the answers come or not.
//!
//! Latency counts from the moment something was due and not from when it was sent, so a server that stalls can't hide
//! what would have happened meanwhile (coordinated omission).

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use tokio::time::{Duration, Instant};

/// Something every so often.
#[derive(Debug, Clone)]
pub(crate) struct Paced {
    first: Instant,
    every: Duration,
    taken: u32,
}

impl Paced {
    /// From `first` on, every `every`.
    pub(crate) fn new(first: Instant, every: Duration) -> Self {
        Self {
            first,
            every,
            taken: 0,
        }
    }

    /// When the next is due.
    pub(crate) fn due(&self) -> Instant {
        self.first + self.every * self.taken
    }

    /// Takes the next if it is due at `now`; gives when it was due.
    pub(crate) fn take(&mut self, now: Instant) -> Option<Instant> {
        let due = self.due();
        (due <= now).then(|| {
            self.taken += 1;
            due
        })
    }
}

/// When people come who know nothing of each other: `per_second` on average over `lasting` (a Poisson process).
pub(crate) fn arrivals(per_second: f64, lasting: Duration, seed: u64) -> Vec<Duration> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut at = Duration::ZERO;
    let mut arrivals = Vec::new();
    loop {
        at += exponential(&mut random, Duration::from_secs_f64(1.0 / per_second));
        if at >= lasting {
            return arrivals;
        }
        arrivals.push(at);
    }
}

/// A time that is `mean` on average and forgets how long it has lasted.
pub(crate) fn exponential(random: &mut StdRng, mean: Duration) -> Duration {
    // 1 - u lies in (0, 1], of which the logarithm is finite.
    mean.mul_f64(-(1.0 - random.random::<f64>()).ln())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stall_does_not_move_what_is_due() {
        let start = Instant::now();
        let every = Duration::from_millis(10);
        let mut paced = Paced::new(start, every);
        assert_eq!(paced.take(start), Some(start));
        assert_eq!(paced.take(start), None);
        // Nothing happens for 35 ms; then three are late, each counted from its own time.
        let late = start + Duration::from_millis(35);
        let taken: Vec<_> = std::iter::from_fn(|| paced.take(late)).collect();
        assert_eq!(taken, [start + every, start + every * 2, start + every * 3]);
        assert_eq!(paced.due(), start + every * 4);
    }

    #[test]
    fn people_come_as_often_as_said_and_in_order() {
        let lasting = Duration::from_secs(200);
        let came = arrivals(100.0, lasting, 7);
        assert!((19_000..21_000).contains(&came.len()), "{}", came.len());
        assert!(came.is_sorted() && came.last() < Some(&lasting));
        assert_eq!(came, arrivals(100.0, lasting, 7));
        assert_ne!(came, arrivals(100.0, lasting, 8));
    }
}
