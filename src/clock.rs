//! The time, as the server knows it.
//!
//! Everything that asks "now?" or waits for an instant does so here, so that a test can hold the
//! clock in its hand. Invariant: no other file reads the wall clock (see `clippy.toml`).

use std::{sync::Arc, time::Duration};

use jiff::{Timestamp, TimestampArithmetic};
use tokio::sync::watch;
use uuid::Uuid;

/// A long wait is cut into pieces of this length, so that a wall clock that is set while we wait
/// is noticed within a minute.
const LONGEST_NAP: Duration = Duration::from_secs(60);

/// The source of the time: the machine's clock, or one that a test moves.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's wall clock.
    #[default]
    System,
    /// Stands still until it is moved.
    Manual(ManualClock),
}

impl Clock {
    /// The present instant.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => system_now(),
            Self::Manual(clock) => clock.now(),
        }
    }

    /// Waits until `instant` has come; returns at once if it has passed.
    ///
    /// Cancel safe: dropping the future loses nothing.
    pub async fn sleep_until(&self, instant: Timestamp) {
        match self {
            Self::System => {
                while let Ok(left) = Duration::try_from(instant.duration_since(system_now())) {
                    if left.is_zero() {
                        return;
                    }
                    tokio::time::sleep(left.min(LONGEST_NAP)).await;
                }
            }
            Self::Manual(clock) => clock.reached(instant).await,
        }
    }

    /// Waits for `duration` by this clock. Cancel safe, like [`Clock::sleep_until`].
    pub async fn sleep(&self, duration: Duration) {
        self.sleep_until(later(self.now(), duration)).await;
    }

    /// A new UUIDv7 that carries this clock's present instant.
    pub fn uuid(&self) -> Uuid {
        let now = self.now();
        let seconds = u64::try_from(now.as_second()).unwrap_or(0);
        let nanoseconds = u32::try_from(now.subsec_nanosecond()).unwrap_or(0);
        Uuid::new_v7(uuid::Timestamp::from_unix(
            uuid::NoContext,
            seconds,
            nanoseconds,
        ))
    }
}

/// `by` after `at`; the end of all time if that is past it.
pub fn later(at: Timestamp, by: impl Into<TimestampArithmetic>) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// A clock that only moves when told to; its clones show the same time.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<watch::Sender<Timestamp>>);

impl ManualClock {
    /// A clock that stands at `start`.
    pub fn at(start: Timestamp) -> Self {
        Self(Arc::new(watch::Sender::new(start)))
    }

    /// Where it stands.
    pub fn now(&self) -> Timestamp {
        *self.0.borrow()
    }

    /// Moves forward by `duration` and wakes everyone whose instant has come.
    pub fn advance(&self, duration: Duration) {
        self.0.send_modify(|now| {
            *now = later(*now, duration);
        });
    }

    /// Moves to `instant`, which may lie in the past: wall clocks are set back too.
    pub fn set(&self, instant: Timestamp) {
        self.0.send_replace(instant);
    }

    async fn reached(&self, instant: Timestamp) {
        let mut time = self.0.subscribe();
        time.wait_for(|now| *now >= instant)
            .await
            .expect("this clock holds the sender");
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the wall clock"
)]
fn system_now() -> Timestamp {
    Timestamp::now()
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn noon() -> Timestamp {
        "2026-03-29T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn manual_clock_releases_a_sleeper_when_its_instant_comes() {
        let hand = ManualClock::at(noon());
        let clock = Clock::Manual(hand.clone());
        let mut sleeping = Box::pin(clock.sleep(Duration::from_secs(30)));

        assert!(sleeping.as_mut().now_or_never().is_none());
        hand.advance(Duration::from_secs(29));
        assert!(sleeping.as_mut().now_or_never().is_none());
        hand.advance(Duration::from_secs(1));
        assert!(sleeping.as_mut().now_or_never().is_some());
    }

    #[test]
    fn an_instant_that_has_passed_is_not_waited_for() {
        let clock = Clock::Manual(ManualClock::at(noon()));
        assert!(clock.sleep_until(noon()).now_or_never().is_some());
        let earlier = Clock::System.now() - Duration::from_secs(1);
        assert!(Clock::System.sleep_until(earlier).now_or_never().is_some());
    }

    #[test]
    fn ids_carry_the_clock_and_sort_by_it() {
        let hand = ManualClock::at(noon());
        let clock = Clock::Manual(hand.clone());
        let first = clock.uuid();
        hand.advance(Duration::from_millis(1));
        let second = clock.uuid();

        assert!(first < second);
        let (seconds, _) = first.get_timestamp().unwrap().to_unix();
        assert_eq!(i64::try_from(seconds).unwrap(), noon().as_second());
    }
}
