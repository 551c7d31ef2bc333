//! Counting: latencies, and how much happened when.

use hdrhistogram::Histogram;
use tokio::time::{Duration, Instant};

/// A minute is beyond every bound; what takes longer counts as a minute.
const LONGEST_US: u64 = 60_000_000;

/// Latencies in µs, exact to three digits.
#[derive(Debug, Clone)]
pub(crate) struct Latencies(Histogram<u64>);

impl Default for Latencies {
    fn default() -> Self {
        Self::new()
    }
}

impl Latencies {
    pub(crate) fn new() -> Self {
        Self(Histogram::new_with_bounds(1, LONGEST_US, 3).expect("the bounds are valid"))
    }

    pub(crate) fn record(&mut self, latency: Duration) {
        let us = u64::try_from(latency.as_micros()).unwrap_or(LONGEST_US);
        self.0.saturating_record(us.max(1));
    }

    /// Counts those of another too.
    pub(crate) fn add(&mut self, other: &Self) {
        self.0.add(&other.0).expect("the bounds are the same");
    }

    pub(crate) fn count(&self) -> u64 {
        self.0.len()
    }

    /// In ms; 0 when nothing was recorded.
    pub(crate) fn quantile_ms(&self, quantile: f64) -> f64 {
        match self.0.len() {
            0 => 0.0,
            _ => ms(self.0.value_at_quantile(quantile)),
        }
    }

    pub(crate) fn max_ms(&self) -> f64 {
        match self.0.len() {
            0 => 0.0,
            _ => ms(self.0.max()),
        }
    }

    /// How many took at most each of a number of times that grow by the same factor, from the quickest on:
    /// (ms, share of all).
    pub(crate) fn buckets(&self) -> Vec<(f64, f64)> {
        let all = self.0.len().max(1) as f64;
        let steps = self.0.iter_log(10, 1.5);
        steps
            .map(|step| {
                let share = step.count_since_last_iteration() as f64 / all;
                (ms(step.value_iterated_to()), share)
            })
            .skip_while(|(_, share)| *share <= 0.0)
            .collect()
    }
}

fn ms(us: u64) -> f64 {
    us as f64 / 1_000.0
}

/// How much happened in each tenth of a second.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    start: Instant,
    tenths: Vec<u64>,
}

impl Series {
    pub(crate) fn new(start: Instant) -> Self {
        Self {
            start,
            tenths: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, at: Instant, many: u64) {
        let tenth = at.saturating_duration_since(self.start).as_millis() / 100;
        let tenth = usize::try_from(tenth).expect("a run takes less than an age");
        if self.tenths.len() <= tenth {
            self.tenths.resize(tenth + 1, 0);
        }
        self.tenths[tenth] += many;
    }

    /// (seconds since the start, events a second).
    pub(crate) fn per_second(&self) -> Vec<(f64, f64)> {
        let tenths = self.tenths.iter().enumerate();
        tenths
            .map(|(at, many)| (at as f64 / 10.0, *many as f64 * 10.0))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latencies_are_told_in_ms() {
        let mut latencies = Latencies::new();
        assert_eq!(latencies.quantile_ms(0.99), 0.0);
        for each in 1..=100 {
            latencies.record(Duration::from_millis(each));
        }
        latencies.record(Duration::from_secs(100_000));
        assert!((latencies.quantile_ms(0.5) - 51.0).abs() < 0.2);
        assert!((latencies.max_ms() - 60_000.0).abs() < 60.0);
        let shares: f64 = latencies.buckets().iter().map(|(_, share)| share).sum();
        assert!((shares - 1.0).abs() < 1e-9);
    }

    #[tokio::test]
    async fn a_series_counts_by_tenths() {
        let start = Instant::now();
        let mut series = Series::new(start);
        series.add(start, 2);
        series.add(start + Duration::from_millis(250), 3);
        assert_eq!(series.per_second(), [(0.0, 20.0), (0.1, 0.0), (0.2, 30.0)]);
    }
}
