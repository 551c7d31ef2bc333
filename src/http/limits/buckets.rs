//! One limit: a bucket per key, which fills again with time.

use std::{
    fmt,
    hash::{BuildHasher, Hash, RandomState},
    num::NonZeroU32,
    time::{Duration, Instant},
};

use governor::{
    Quota, RateLimiter, clock, middleware::NoOpMiddleware, nanos::Nanos,
    state::keyed::DashMapStateStore,
};

use crate::{
    clock::{Clock, ManualClock},
    error::{Result, rate_limited},
};

/// 2^18: with ten thousand keys at work, one in twenty-six shares its bucket; all of them used take some 10 MiB.
const SLOTS: u64 = 1 << 18;

/// What is limited, how much of it at once, and how long one of it takes to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Limit {
    pub(super) what: &'static str,
    pub(super) burst: u32,
    pub(super) every: Duration,
}

/// One limit's buckets.
pub(super) struct Bucket {
    what: &'static str,
    limiter: RateLimiter<u64, DashMapStateStore<u64>, Ticks, NoOpMiddleware<Nanos>>,
    secret: RandomState,
}

impl Bucket {
    pub(super) fn new(limit: Limit, clock: &Clock) -> Self {
        let quota = Quota::with_period(limit.every).expect("every limit has a period");
        let burst = NonZeroU32::new(limit.burst).expect("every limit has a burst");
        Self {
            what: limit.what,
            limiter: RateLimiter::dashmap_with_clock(quota.allow_burst(burst), Ticks::of(clock)),
            secret: RandomState::new(),
        }
    }

    pub(super) fn take(&self, key: impl Hash) -> Result<()> {
        let slot = self.secret.hash_one(key) % SLOTS;
        self.limiter.check_key(&slot).map_err(|refused| {
            metrics::counter!("samtal_rate_limited_total", "what" => self.what).increment(1);
            rate_limited(refused.wait_time_from(clock::Clock::now(self.limiter.clock())))
        })
    }

    /// How many are remembered.
    pub(super) fn in_use(&self) -> usize {
        self.limiter.len()
    }

    /// Forgets who could do all of it again.
    pub(super) fn forget_idle(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({}, {} in use)", self.what, self.in_use())
    }
}

/// The clock as the limiter needs it: time since it was made. The machine's wall clock may be set back, which must not
/// lock anybody out, so that one is not used.
#[derive(Debug, Clone)]
enum Ticks {
    Machine(Instant),
    Manual(ManualClock),
}

impl Ticks {
    fn of(clock: &Clock) -> Self {
        match clock {
            Clock::System => Self::Machine(Instant::now()),
            Clock::Manual(clock) => Self::Manual(clock.clone()),
        }
    }
}

impl clock::Clock for Ticks {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        match self {
            Self::Machine(begun) => begun.elapsed().into(),
            Self::Manual(clock) => {
                Duration::try_from(clock.now().duration_since(jiff::Timestamp::UNIX_EPOCH))
                    .unwrap_or_default()
                    .into()
            }
        }
    }
}
