//! How long the wait will be: a range from who is at work and how long conversations have taken. Pure.
//!
//! With `slots` conversations going on at once, each lasting `mean` on average, one ends every `mean / slots`. The
//! `k`-th end from now comes after a time that is close to gamma distributed; its quantiles are taken by the
//! Wilson–Hilferty transformation (Wilson & Hilferty, PNAS 17, 1931).

use std::time::Duration;

use signaling::protocol::WaitRange;

/// Without history: eight minutes, as uncertain as it is long.
const FIRST_GUESS: Duration = Duration::from_secs(8 * 60);
/// Somebody free still needs a moment to see and take the offer.
const TO_ANSWER: WaitRange = WaitRange {
    p50_s: 5,
    p90_s: 20,
};
/// Standard normal quantile of 0.9.
const Z90: f64 = 1.281_551_565_5;

/// What is known about a queue's staff and its conversations.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Staffing {
    /// People at work: there and not away, whether or not they take new conversations.
    pub at_work: u32,
    /// Conversations that those who take new ones can have at once.
    pub slots: u32,
    /// Of these, how many are free.
    pub free: u32,
    /// Mean length of recent conversations, seconds.
    pub mean_s: Option<f64>,
    /// Their standard deviation, seconds.
    pub deviation_s: Option<f64>,
}

/// The wait of who stands at `position` (1 is next); none when nobody takes conversations.
pub fn wait_range(position: u32, staffing: Staffing) -> Option<WaitRange> {
    if staffing.slots == 0 {
        return None;
    }
    let ends_needed = position.saturating_sub(staffing.free);
    if ends_needed == 0 {
        return Some(TO_ANSWER);
    }
    let mean = staffing
        .mean_s
        .unwrap_or(FIRST_GUESS.as_secs_f64())
        .max(1.0);
    let deviation = staffing.deviation_s.unwrap_or(mean).max(mean * 0.1);
    let ends = f64::from(ends_needed);
    let total = ends * mean / f64::from(staffing.slots);
    // Shape of the gamma: one end varies as the conversations do; many average out.
    let shape = ends * (mean / deviation).powi(2);
    let quantile = |z: f64| {
        let spread = 1.0 / (9.0 * shape);
        total * (1.0 - spread + z * spread.sqrt()).max(0.05).powi(3)
    };
    Some(WaitRange {
        p50_s: seconds(quantile(0.0)).saturating_add(TO_ANSWER.p50_s),
        p90_s: seconds(quantile(Z90)).saturating_add(TO_ANSWER.p90_s),
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to what fits"
)]
fn seconds(value: f64) -> u32 {
    value.clamp(0.0, 7.0 * 86_400.0).round() as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nobody_who_takes_conversations_promises_nothing() {
        assert_eq!(wait_range(1, Staffing::default()), None);
    }

    #[test]
    fn somebody_free_answers_soon() {
        let staffing = Staffing {
            slots: 3,
            free: 1,
            ..Staffing::default()
        };
        assert_eq!(wait_range(1, staffing), Some(TO_ANSWER));
    }

    #[test]
    fn one_exponential_end_has_the_exponentials_quantiles() {
        let staffing = Staffing {
            at_work: 1,
            slots: 1,
            free: 0,
            mean_s: Some(600.0),
            deviation_s: Some(600.0),
        };
        let range = wait_range(1, staffing).unwrap();
        let (p50, p90) = (f64::from(range.p50_s - 5), f64::from(range.p90_s - 20));
        assert!((p50 / (600.0 * 2f64.ln()) - 1.0).abs() < 0.03, "{p50}");
        assert!((p90 / (600.0 * 10f64.ln()) - 1.0).abs() < 0.03, "{p90}");
    }

    proptest! {
        #[test]
        fn further_back_waits_longer_and_more_staff_waits_less(
            position in 1u32..500, slots in 1u32..50, mean in 10.0f64..3600.0, cv in 0.2f64..2.0,
        ) {
            let staffing = Staffing { at_work: slots, slots, free: 0, mean_s: Some(mean), deviation_s: Some(mean * cv) };
            let here = wait_range(position, staffing).unwrap();
            let behind = wait_range(position + 1, staffing).unwrap();
            let helped = wait_range(position, Staffing { slots: slots + 1, ..staffing }).unwrap();
            prop_assert!(here.p50_s <= here.p90_s);
            prop_assert!(here.p50_s <= behind.p50_s);
            prop_assert!(helped.p50_s <= here.p50_s);
        }
    }
}
