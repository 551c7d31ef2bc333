//! How often something may be done, by whom.
//!
//! Each limit is a bucket per key: a burst, and a rate at which it fills again. Keys are hashed into a fixed number of
//! slots with a secret of this process, so memory is bounded whatever is sent, nobody can aim at another's slot, and no
//! address is kept. Two keys that share a slot share its bucket: rare, and mild.

use std::{
    fmt,
    hash::{BuildHasher, Hash, RandomState},
    net::IpAddr,
    num::NonZeroU32,
    time::{Duration, Instant},
};

use governor::{
    Quota, RateLimiter, clock, middleware::NoOpMiddleware, nanos::Nanos,
    state::keyed::DashMapStateStore,
};
use signaling::protocol::{Command, MeetingVerb, PersonId};

use crate::{
    clock::{Clock, ManualClock},
    config::Limits,
    error::{Result, rate_limited},
    identity::Caller,
};

/// 2^18: with ten thousand keys at work, one in twenty-six shares its bucket; all of them used take some 10 MiB.
const SLOTS: u64 = 1 << 18;

/// What is limited, how much of it at once, and how long one of it takes to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Limit {
    what: &'static str,
    burst: u32,
    every: Duration,
}

/// Somebody who mistypes: five tries, then one a minute. Only this address has to wait, so the owner is not locked out.
const SIGN_IN: Limit = Limit {
    what: "sign_in",
    burst: 5,
    every: Duration::from_secs(60),
};
/// An office behind one address comes to work at nine; a guesser has twenty tries a minute for all accounts together.
const SIGN_IN_ADDRESS: Limit = Limit {
    what: "sign_in_address",
    burst: 100,
    every: Duration::from_secs(3),
};
/// A guesser with many addresses. Wide enough that the owner gets in between the guesses.
const SIGN_IN_ACCOUNT: Limit = Limit {
    what: "sign_in_account",
    burst: 200,
    every: Duration::from_secs(2),
};
/// A school behind one address opens the chat after the same lesson; a browser is one visitor for half a year.
const VISITOR: Limit = Limit {
    what: "visitor",
    burst: 100,
    every: Duration::from_secs(1),
};
/// One person changes their mind a few times.
const JOIN: Limit = Limit {
    what: "join",
    burst: 6,
    every: Duration::from_secs(10),
};
/// All persons of one address, who may have fresh identities for every try.
const JOIN_ADDRESS: Limit = Limit {
    what: "join_address",
    burst: 60,
    every: Duration::from_secs(2),
};
/// Faster than anybody types, clicks and reads, with room for a page that catches up after a night.
const COMMAND: Limit = Limit {
    what: "command",
    burst: 200,
    every: Duration::from_millis(50),
};
/// All visitors of one address together: what one may ask is multiplied by fresh identities. Room for a thousand behind
/// one address, a school or a mobile operator's, who all come back at once.
const VISITORS_COMMAND: Limit = Limit {
    what: "visitors_command",
    burst: 5_000,
    every: Duration::from_millis(2),
};
/// Knocking at meetings' doors, by all visitors of one address: each is shown to a host.
const KNOCK_ADDRESS: Limit = Limit {
    what: "knock_address",
    burst: 40,
    every: Duration::from_secs(3),
};
/// Who somebody is costs a question to the database. As many at once as an office may have sockets, twice.
const HELLO: Limit = Limit {
    what: "hello",
    burst: 2_000,
    every: Duration::from_millis(10),
};
/// Mails that visitors have sent to one address of mail: nobody says that it is theirs. More than anybody needs who leaves
/// messages and keeps transcripts, too few to annoy a stranger with.
const MAIL: Limit = Limit {
    what: "mail",
    burst: 10,
    every: Duration::from_secs(15 * 60),
};
/// Anything asked of `/api` by one address, also by who has not said who they are: each asks the database for something. A
/// class that opens the chat at once fits, with room for the pictures in it.
const REQUEST: Limit = Limit {
    what: "request",
    burst: 1_000,
    every: Duration::from_millis(10),
};
/// A bunch of photographs, then one every three seconds.
const UPLOAD: Limit = Limit {
    what: "upload",
    burst: 20,
    every: Duration::from_secs(3),
};

/// The node's limits. Each answers `Ok`, or `rate_limited` with the least wait.
#[derive(Debug)]
pub struct Throttle(Option<Box<Buckets>>);

#[derive(Debug)]
struct Buckets {
    sign_in: Bucket,
    sign_in_address: Bucket,
    sign_in_account: Bucket,
    visitor: Bucket,
    join: Bucket,
    join_address: Bucket,
    command: Bucket,
    visitors_command: Bucket,
    knock_address: Bucket,
    hello: Bucket,
    mail: Bucket,
    request: Bucket,
    upload: Bucket,
}

impl Throttle {
    /// Full buckets; none at all if the operator has switched the limits off.
    pub fn new(clock: &Clock, limits: &Limits) -> Self {
        let bucket = |limit| Bucket::new(limit, clock);
        Self(limits.rate_limits.then(|| {
            Box::new(Buckets {
                sign_in: bucket(SIGN_IN),
                sign_in_address: bucket(SIGN_IN_ADDRESS),
                sign_in_account: bucket(SIGN_IN_ACCOUNT),
                visitor: bucket(VISITOR),
                join: bucket(JOIN),
                join_address: bucket(JOIN_ADDRESS),
                command: bucket(COMMAND),
                visitors_command: bucket(VISITORS_COMMAND),
                knock_address: bucket(KNOCK_ADDRESS),
                hello: bucket(HELLO),
                mail: bucket(MAIL),
                request: bucket(REQUEST),
                upload: bucket(UPLOAD),
            })
        }))
    }

    /// A try to sign in, right or wrong.
    pub(crate) fn sign_in(&self, address: IpAddr, email: &str) -> Result<()> {
        let Some(buckets) = &self.0 else {
            return Ok(());
        };
        let (network, account) = (network(address), email.trim().to_lowercase());
        buckets.sign_in.take((network, &account))?;
        buckets.sign_in_address.take(network)?;
        buckets.sign_in_account.take(account)
    }

    /// A new visitor.
    pub(crate) fn visitor(&self, address: IpAddr) -> Result<()> {
        let Some(buckets) = &self.0 else {
            return Ok(());
        };
        buckets.visitor.take(network(address))
    }

    /// Any command, by socket or HTTP. Those that make somebody wait for us have limits of their own.
    pub(crate) fn command(
        &self,
        caller: &Caller,
        address: IpAddr,
        command: &Command,
    ) -> Result<()> {
        let Some(buckets) = &self.0 else {
            return Ok(());
        };
        buckets.command.take(caller.person)?;
        if caller.staff.is_none() {
            buckets.visitors_command.take(network(address))?;
        }
        let knocks = matches!(
            command,
            Command::OpenMeeting { .. }
                | Command::Meeting {
                    act: MeetingVerb::Enter { .. } | MeetingVerb::Try { .. },
                    ..
                }
        );
        if knocks && caller.staff.is_none() {
            buckets.knock_address.take(network(address))?;
        }
        if matches!(command, Command::Join { .. } | Command::LeaveMessage { .. }) {
            buckets.join.take((caller.person, network(address)))?;
            buckets.join_address.take(network(address))?;
        }
        Ok(())
    }

    /// Somebody who says by socket who they are.
    pub(crate) fn hello(&self, address: IpAddr) -> Result<()> {
        let Some(buckets) = &self.0 else {
            return Ok(());
        };
        buckets.hello.take(network(address))
    }

    /// A mail that a visitor has sent to `to`.
    pub(crate) fn mail(&self, to: &str) -> Result<()> {
        let Some(buckets) = &self.0 else {
            return Ok(());
        };
        buckets.mail.take(to.to_lowercase())
    }

    /// Any request to `/api`.
    pub(super) fn request(&self, address: IpAddr) -> Result<()> {
        let Some(buckets) = &self.0 else {
            return Ok(());
        };
        buckets.request.take(network(address))
    }

    /// A frame that is no command we know, or only a ping: read, it has cost as much as one.
    pub(crate) fn frame(&self, person: PersonId) -> Result<()> {
        let Some(buckets) = &self.0 else {
            return Ok(());
        };
        buckets.command.take(person)
    }

    /// A file on its way in.
    pub(crate) fn upload(&self, person: PersonId) -> Result<()> {
        let Some(buckets) = &self.0 else {
            return Ok(());
        };
        buckets.upload.take(person)
    }

    /// Gives back the memory of buckets that are full again.
    pub(super) fn forget_idle(&self) {
        let Some(buckets) = &self.0 else { return };
        let Buckets {
            sign_in,
            sign_in_address,
            sign_in_account,
            visitor,
            join,
            join_address,
            command,
            visitors_command,
            knock_address,
            hello,
            mail,
            request,
            upload,
        } = &**buckets;
        for bucket in [
            sign_in,
            sign_in_address,
            sign_in_account,
            visitor,
            join,
            join_address,
            command,
            visitors_command,
            knock_address,
            hello,
            mail,
            request,
            upload,
        ] {
            bucket.limiter.retain_recent();
            bucket.limiter.shrink_to_fit();
        }
    }
}

/// Whoever has one IPv6 address has 2^64 of them: the network counts.
pub(super) fn network(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address) >> 64 << 64,
    }
}

/// One limit's buckets.
struct Bucket {
    what: &'static str,
    limiter: RateLimiter<u64, DashMapStateStore<u64>, Ticks, NoOpMiddleware<Nanos>>,
    secret: RandomState,
}

impl Bucket {
    fn new(limit: Limit, clock: &Clock) -> Self {
        let quota = Quota::with_period(limit.every).expect("every limit has a period");
        let burst = NonZeroU32::new(limit.burst).expect("every limit has a burst");
        Self {
            what: limit.what,
            limiter: RateLimiter::dashmap_with_clock(quota.allow_burst(burst), Ticks::of(clock)),
            secret: RandomState::new(),
        }
    }

    fn take(&self, key: impl Hash) -> Result<()> {
        let slot = self.secret.hash_one(key) % SLOTS;
        self.limiter.check_key(&slot).map_err(|refused| {
            metrics::counter!("samtal_rate_limited_total", "what" => self.what).increment(1);
            rate_limited(refused.wait_time_from(clock::Clock::now(self.limiter.clock())))
        })
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({}, {} in use)", self.what, self.limiter.len())
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

#[cfg(test)]
mod tests {
    use signaling::protocol::ErrorCode;
    use uuid::Uuid;

    use super::*;
    use crate::{config::Config, error::Error};

    const HOME: &str = "192.0.2.1";
    const AWAY: &str = "198.51.100.1";

    fn throttle(settings: &'static [(&str, &str)]) -> (ManualClock, Throttle) {
        let config = Config::from_lookup(|name| {
            let found = settings.iter().find(|(variable, _)| *variable == name);
            Ok(found.map(|(_, value)| (*value).to_owned()))
        });
        let hand = ManualClock::at("2026-11-20T09:00:00Z".parse().unwrap());
        let throttle = Throttle::new(&Clock::Manual(hand.clone()), &config.unwrap().limits);
        (hand, throttle)
    }

    fn caller(id: u128) -> Caller {
        Caller {
            person: PersonId(Uuid::from_u128(id)),
            name: String::new(),
            staff: None,
            session: [0; 32],
        }
    }

    /// How often it works until it is refused, and the wait that is told then.
    fn until_refused(mut attempt: impl FnMut() -> Result<()>) -> (usize, Duration) {
        for done in 0..10_000 {
            if let Err(Error::Told(error)) = attempt() {
                assert_eq!(error.code, ErrorCode::RateLimited);
                return (
                    done,
                    Duration::from_millis(error.retry_after_ms.unwrap().into()),
                );
            }
        }
        panic!("was never refused");
    }

    fn at(address: &str) -> IpAddr {
        address.parse().unwrap()
    }

    #[test]
    fn a_guesser_waits_and_the_owner_does_not() {
        let (hand, throttle) = throttle(&[]);
        let guess = || throttle.sign_in(at(AWAY), "anna@linden.example");
        assert_eq!(until_refused(guess), (5, Duration::from_secs(60)));
        assert!(
            throttle.sign_in(at(AWAY), " Anna@Linden.example").is_err(),
            "the same account, written otherwise"
        );
        assert!(throttle.sign_in(at(HOME), "anna@linden.example").is_ok());
        assert!(throttle.sign_in(at(AWAY), "bo@linden.example").is_ok());
        hand.advance(Duration::from_secs(60));
        assert_eq!(until_refused(guess).0, 1);
    }

    #[test]
    fn one_address_does_not_try_every_account() {
        let (_, throttle) = throttle(&[]);
        let mut account = 0;
        let (tries, _) = until_refused(|| {
            account += 1;
            throttle.sign_in(at(AWAY), &format!("{account}@linden.example"))
        });
        assert!((95..=100).contains(&tries), "{tries}");
        assert!(throttle.sign_in(at(HOME), "anna@linden.example").is_ok());
    }

    #[test]
    fn ten_thousand_joins_from_one_address_cost_others_nothing() {
        let (_, throttle) = throttle(&[]);
        let join = join();
        let mut person = 0;
        let (joins, _) = until_refused(|| {
            person += 1;
            throttle.command(&caller(person), at(AWAY), &join)
        });
        assert!((55..=60).contains(&joins), "{joins}");
        assert!(throttle.command(&caller(0), at(HOME), &join).is_ok());
        assert!(
            throttle
                .command(&caller(person), at(AWAY), &Command::Canned)
                .is_ok(),
            "who is in line goes on"
        );
    }

    #[test]
    fn many_visitors_of_one_address_do_not_ask_for_all_there_is() {
        let (_, throttle) = throttle(&[]);
        let mut person = 0;
        let ask = || {
            person += 1;
            throttle.command(&caller(person), at(AWAY), &Command::Canned)
        };
        assert_eq!(until_refused(ask).0, 5_000);
        let mut advisor = caller(1);
        advisor.staff = Some(signaling::protocol::StaffRole::Advisor);
        assert!(
            throttle
                .command(&advisor, at(AWAY), &Command::Canned)
                .is_ok()
        );
        assert!(
            throttle
                .command(&caller(2), at(HOME), &Command::Canned)
                .is_ok()
        );
    }

    #[test]
    fn an_office_comes_back_at_once_and_a_flood_of_strangers_does_not() {
        let (hand, throttle) = throttle(&[]);
        assert_eq!(until_refused(|| throttle.hello(at(AWAY))).0, 2_000);
        assert!(throttle.hello(at(HOME)).is_ok());
        hand.advance(Duration::from_secs(10));
        assert_eq!(until_refused(|| throttle.hello(at(AWAY))).0, 1_000);
    }

    #[test]
    fn nobody_has_a_strangers_mailbox_filled() {
        let (_, throttle) = throttle(&[]);
        assert_eq!(until_refused(|| throttle.mail("Anna@example.org")).0, 10);
        assert!(
            throttle.mail("anna@example.org").is_err(),
            "written otherwise"
        );
        assert!(throttle.mail("bo@example.org").is_ok());
    }

    #[test]
    fn one_network_of_ipv6_is_one_address() {
        let (_, throttle) = throttle(&[]);
        let mut host = 0_u128;
        let (visitors, _) = until_refused(|| {
            host += 1;
            let address = u128::from("2001:db8::".parse::<std::net::Ipv6Addr>().unwrap()) + host;
            throttle.visitor(IpAddr::V6(address.into()))
        });
        assert_eq!(visitors, 100);
        assert!(throttle.visitor(at("2001:db8:0:1::1")).is_ok());
    }

    #[test]
    fn buckets_that_are_full_again_are_forgotten() {
        let (hand, throttle) = throttle(&[]);
        throttle.upload(caller(1).person).unwrap();
        let buckets = throttle.0.as_ref().unwrap();
        throttle.forget_idle();
        assert_eq!(buckets.upload.limiter.len(), 1);
        hand.advance(Duration::from_secs(3600));
        throttle.forget_idle();
        assert_eq!(buckets.upload.limiter.len(), 0);
    }

    #[test]
    fn load_tests_switch_them_off() {
        let (_, throttle) = throttle(&[("SAMTAL_RATE_LIMITS", "off")]);
        assert!((0..1000).all(|_| throttle.sign_in(at(HOME), "anna@linden.example").is_ok()));
    }

    fn join() -> Command {
        let queue = Uuid::nil();
        serde_json::from_value(serde_json::json!({ "type": "join", "queue": queue })).unwrap()
    }
}
