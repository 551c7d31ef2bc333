//! What happens to a packet on one way of one client's link.

use std::str::FromStr;

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use serde::{Deserialize, Serialize};
use tokio::time::{Duration, Instant};

/// A link with a bounded rate queues so much before it drops, as a home router does.
const MOST_QUEUEING: Duration = Duration::from_millis(250);
/// How far behind a reordered packet falls: at the packet rate of a call, two or three others overtake it.
const HELD_BACK: Duration = Duration::from_millis(25);
/// Ten seconds are beyond anything a call lives with; a longer wait would only hold memory.
const LONGEST_DELAY_MS: u32 = 10_000;

/// How bad a way is. The default is a perfect one.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Impairment {
    /// Packets lost, per cent.
    pub loss_pct: f64,
    /// Added to every packet, milliseconds.
    pub delay_ms: u32,
    /// At most so much more, milliseconds, evenly spread; the order is kept.
    pub jitter_ms: u32,
    /// Packets that fall behind those after them, per cent.
    pub reorder_pct: f64,
    /// Bits a second that get through; 0 for as many as come. 250 ms of them are queued, what is beyond is dropped.
    pub rate_bps: u64,
}

/// An impairment that can't be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadImpairment(String);

impl Impairment {
    /// Checks what came from outside.
    ///
    /// # Errors
    /// A share that isn't one, or a delay over ten seconds.
    pub fn checked(self) -> Result<Self, BadImpairment> {
        for (name, share) in [("loss", self.loss_pct), ("reorder", self.reorder_pct)] {
            if !(0.0..=100.0).contains(&share) {
                return Err(BadImpairment(format!(
                    "{name} is in per cent, 0 to 100, not {share}"
                )));
            }
        }
        for (name, ms) in [("delay", self.delay_ms), ("jitter", self.jitter_ms)] {
            if ms > LONGEST_DELAY_MS {
                return Err(BadImpairment(format!(
                    "{name} is at most {LONGEST_DELAY_MS} ms, not {ms}"
                )));
            }
        }
        Ok(self)
    }
}

impl FromStr for Impairment {
    type Err = BadImpairment;

    /// `loss=5,delay=30,jitter=30,reorder=1,rate=500000`, in any order and any of them.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut impairment = Self::default();
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let unknown = || {
                BadImpairment(format!(
                    "{part:?} isn't one of loss=, delay=, jitter=, reorder=, rate="
                ))
            };
            let number = |_| BadImpairment(format!("{part:?} has no number that can be used"));
            let float = |_| BadImpairment(format!("{part:?} has no number that can be used"));
            let (name, value) = part.split_once('=').ok_or_else(unknown)?;
            match name {
                "loss" => impairment.loss_pct = value.parse().map_err(float)?,
                "delay" => impairment.delay_ms = value.parse().map_err(number)?,
                "jitter" => impairment.jitter_ms = value.parse().map_err(number)?,
                "reorder" => impairment.reorder_pct = value.parse().map_err(float)?,
                "rate" => impairment.rate_bps = value.parse().map_err(number)?,
                _ => return Err(unknown()),
            }
        }
        impairment.checked()
    }
}

/// Why a packet doesn't arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dropped {
    /// Lost, as packets are.
    Lost,
    /// The queue before a slow link is full.
    Choked,
}

/// What happens to a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It doesn't arrive.
    Drop(Dropped),
    /// It leaves at this time.
    At(Instant),
}

/// One way of one client's link. Deterministic: the same seed, packets, times and impairments give the same verdicts.
#[derive(Debug, Clone)]
pub struct Lane {
    rng: StdRng,
    /// Until when the link is busy with what is before.
    busy_until: Option<Instant>,
    /// When the last packet that keeps the order leaves.
    last: Option<Instant>,
}

impl Lane {
    /// A lane whose fate is in the seed.
    pub fn new(seed: u64) -> Self {
        Self {
            rng: StdRng::seed_from_u64(seed),
            busy_until: None,
            last: None,
        }
    }

    /// Decides about the next packet.
    pub fn decide(&mut self, now: Instant, bytes: usize, bad: &Impairment) -> Verdict {
        // Invariant: three draws a packet, whatever the settings, so that changing one leaves the others' fate alone.
        let [loss, late, behind] = [(); 3].map(|()| self.rng.random::<f64>());
        if loss * 100.0 < bad.loss_pct {
            return Verdict::Drop(Dropped::Lost);
        }
        let Some(sent) = self.transmit(now, bytes, bad.rate_bps) else {
            return Verdict::Drop(Dropped::Choked);
        };
        let delay = Duration::from_millis(bad.delay_ms.into());
        let jitter = Duration::from_millis(bad.jitter_ms.into()).mul_f64(late);
        let due = sent + delay + jitter;
        let in_order = self.last.map_or(due, |last| last.max(due));
        if behind * 100.0 < bad.reorder_pct {
            return Verdict::At(in_order + HELD_BACK);
        }
        self.last = Some(in_order);
        Verdict::At(in_order)
    }

    /// When the packet is through a link of this rate; none when the queue before it is full.
    fn transmit(&mut self, now: Instant, bytes: usize, rate_bps: u64) -> Option<Instant> {
        if rate_bps == 0 {
            self.busy_until = None;
            return Some(now);
        }
        let start = self.busy_until.map_or(now, |busy| busy.max(now));
        if start - now > MOST_QUEUEING {
            return None;
        }
        let sent = start + Duration::from_secs_f64(bytes as f64 * 8.0 / rate_bps as f64);
        self.busy_until = Some(sent);
        Some(sent)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn impairments() -> impl Strategy<Value = Impairment> {
        let rate = prop_oneof![Just(0_u64), 10_000_u64..10_000_000];
        (
            0.0..=100.0_f64,
            0..500_u32,
            0..200_u32,
            0.0..=100.0_f64,
            rate,
        )
            .prop_map(|(loss_pct, delay_ms, jitter_ms, reorder_pct, rate_bps)| {
                Impairment {
                    loss_pct,
                    delay_ms,
                    jitter_ms,
                    reorder_pct,
                    rate_bps,
                }
            })
    }

    /// Packets: (ms since the one before, bytes).
    fn packets() -> impl Strategy<Value = Vec<(u64, usize)>> {
        prop::collection::vec((0..40_u64, 20..1_400_usize), 1..200)
    }

    fn verdicts(seed: u64, bad: &Impairment, packets: &[(u64, usize)]) -> Vec<(Duration, Verdict)> {
        let start = Instant::now();
        run(start, seed, bad, packets)
    }

    fn run(
        start: Instant,
        seed: u64,
        bad: &Impairment,
        packets: &[(u64, usize)],
    ) -> Vec<(Duration, Verdict)> {
        let mut lane = Lane::new(seed);
        let mut now = start;
        let each = packets.iter().map(|(wait, bytes)| {
            now += Duration::from_millis(*wait);
            (now - start, lane.decide(now, *bytes, bad))
        });
        each.collect()
    }

    proptest! {
        #[test]
        fn the_same_seed_decides_the_same(seed: u64, bad in impairments(), packets in packets()) {
            let start = Instant::now();
            prop_assert_eq!(
                run(start, seed, &bad, &packets),
                run(start, seed, &bad, &packets)
            );
        }

        #[test]
        fn nothing_leaves_early_or_later_than_its_bounds(
            seed: u64, bad in impairments(), packets in packets(),
        ) {
            let start = Instant::now();
            let biggest = Duration::from_secs_f64(match bad.rate_bps {
                0 => 0.0,
                rate => 1_400.0 * 8.0 / rate as f64,
            });
            let least = Duration::from_millis(bad.delay_ms.into());
            let most = least + Duration::from_millis(bad.jitter_ms.into())
                + MOST_QUEUEING + biggest + HELD_BACK + Duration::from_millis(1);
            for (came, verdict) in run(start, seed, &bad, &packets) {
                if let Verdict::At(due) = verdict {
                    let wait = due - (start + came);
                    prop_assert!(wait >= least && wait <= most, "{:?} of {:?}", wait, most);
                }
            }
        }

        #[test]
        fn without_reordering_the_order_is_kept(seed: u64, bad in impairments(), packets in packets()) {
            let bad = Impairment { reorder_pct: 0.0, ..bad };
            let mut last = None;
            for (_, verdict) in verdicts(seed, &bad, &packets) {
                if let Verdict::At(due) = verdict {
                    prop_assert!(last <= Some(due));
                    last = Some(due);
                }
            }
        }

        #[test]
        fn no_more_than_the_rate_gets_through(
            seed: u64, rate_bps in 50_000_u64..2_000_000, packets in packets(),
        ) {
            let bad = Impairment { rate_bps, ..Impairment::default() };
            let start = Instant::now();
            let decided = run(start, seed, &bad, &packets);
            let mut bits = 0;
            let mut end = start;
            for ((_, verdict), (_, bytes)) in decided.iter().zip(&packets) {
                if let Verdict::At(due) = verdict {
                    bits += *bytes as u64 * 8;
                    end = end.max(*due);
                }
            }
            // A nanosecond a packet is lost to rounding.
            let took = (end - start).as_secs_f64() + packets.len() as f64 * 1e-9;
            prop_assert!(bits as f64 <= took * rate_bps as f64 + 1.0);
        }

        #[test]
        fn a_perfect_way_changes_nothing(seed: u64, packets in packets()) {
            let start = Instant::now();
            for (came, verdict) in run(start, seed, &Impairment::default(), &packets) {
                prop_assert_eq!(verdict, Verdict::At(start + came));
            }
        }
    }

    #[test]
    fn as_many_are_lost_and_reordered_as_asked() {
        let bad: Impairment = "loss=5,reorder=1".parse().unwrap();
        let all = verdicts(1, &bad, &vec![(30, 1_000); 20_000]);
        let lost = all
            .iter()
            .filter(|(_, verdict)| *verdict == Verdict::Drop(Dropped::Lost));
        let lost = lost.count() as f64 / 200.0;
        assert!((4.5..5.5).contains(&lost), "{lost} % were lost");
        let start = Instant::now();
        let all = run(start, 1, &bad, &vec![(30, 1_000); 20_000]);
        let behind = all
            .iter()
            .filter(|(came, verdict)| matches!(verdict, Verdict::At(due) if *due > start + *came));
        let behind = behind.count() as f64 / 200.0;
        assert!((0.7..1.3).contains(&behind), "{behind} % fell behind");
    }

    #[test]
    fn a_full_queue_drops_and_empties_again() {
        let bad: Impairment = "rate=80000".parse().unwrap();
        let mut lane = Lane::new(1);
        let now = Instant::now();
        let burst: Vec<Verdict> = (0..10).map(|_| lane.decide(now, 1_000, &bad)).collect();
        // 100 ms each: three are queued within 250 ms, the next is dropped.
        assert_eq!(
            burst[2],
            Verdict::At(now + Duration::from_millis(300)),
            "{burst:?}"
        );
        assert_eq!(burst[3], Verdict::Drop(Dropped::Choked), "{burst:?}");
        let later = now + Duration::from_secs(1);
        assert_eq!(
            lane.decide(later, 1_000, &bad),
            Verdict::At(later + Duration::from_millis(100))
        );
    }

    #[test]
    fn an_impairment_is_read_or_refused_with_a_reason() {
        let bad: Impairment = "loss=5,delay=30,jitter=20,reorder=1,rate=500000"
            .parse()
            .unwrap();
        let expected = Impairment {
            loss_pct: 5.0,
            delay_ms: 30,
            jitter_ms: 20,
            reorder_pct: 1.0,
            rate_bps: 500_000,
        };
        assert_eq!(bad, expected);
        for wrong in [
            "loss=101",
            "loss=NaN",
            "delay=-1",
            "wind=3",
            "loss",
            "delay=60000",
        ] {
            let error = wrong.parse::<Impairment>().unwrap_err();
            assert!(!error.to_string().is_empty());
        }
    }
}
