//! How often something may be done, by whom.
//!
//! Each limit is a bucket per key: a burst, and a rate at which it fills again. Keys are hashed into a fixed number of
//! slots with a secret of this process, so memory is bounded whatever is sent, nobody can aim at another's slot, and no
//! address is kept. Two keys that share a slot share its bucket: rare, and mild.

mod buckets;
mod known;

use std::{net::IpAddr, time::Duration};

use signaling::protocol::{Command, MeetingVerb, PersonId};

use self::{
    buckets::{Bucket, Limit},
    known::Known,
};
use crate::{clock::Clock, config::Limits, error::Result, identity::Caller, notify::LetterKind};

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
/// A guesser with many addresses: a hundred tries in the first hour and sixty in each that follows, of one account from all
/// networks together where nobody has signed in to it. The owner's networks have a bucket each, so that others' guesses
/// don't shut them out.
const SIGN_IN_ACCOUNT: Limit = Limit {
    what: "sign_in_account",
    burst: 40,
    every: Duration::from_secs(60),
};
/// Each is an order at a provider who counts them too: an office signs in at nine, and a page renews what lapses by itself.
const OUTSIDE_SIGN_IN: Limit = Limit {
    what: "outside_sign_in",
    burst: 60,
    every: Duration::from_secs(2),
};
/// Codes of a second factor, by whoever knows the password already, from one place: five tries, then one a minute.
const SECOND_FACTOR: Limit = Limit {
    what: "second_factor",
    burst: 5,
    every: Duration::from_secs(60),
};
/// From all places together: three of a million codes are right at a time, so this is one chance in a thousand a day.
/// Networks in which the person has signed in before have a bucket each.
const SECOND_FACTOR_PERSON: Limit = Limit {
    what: "second_factor_person",
    burst: 20,
    every: Duration::from_secs(5 * 60),
};
/// Letters that one administrator has sent: a house is staffed in a day.
const INVITATION: Limit = Limit {
    what: "invitation",
    burst: 200,
    every: Duration::from_secs(30),
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
/// Letters that somebody asks for to one account: a mistyped one, a lost one, one more. Only this address has to wait.
const LETTER: Limit = Limit {
    what: "letter",
    burst: 6,
    every: Duration::from_secs(60),
};
/// A guesser who asks about many accounts, or an office where everybody has forgotten something after the holidays.
const LETTER_ADDRESS: Limit = Limit {
    what: "letter_address",
    burst: 60,
    every: Duration::from_secs(10),
};
/// Letters of one kind about an account to one address of mail, whoever asks. Nobody is told when there are too many: the
/// ones that came before still work, so the owner is not locked out, and other kinds have buckets of their own.
const LETTER_TO: Limit = Limit {
    what: "letter_to",
    burst: 12,
    every: Duration::from_secs(10 * 60),
};
/// Objects that strangers ask about by the number on a label, by all of one address: a mobile operator's customers who stand
/// before their machines. Numbers follow each other, so whoever counts through them learns what is on two hundred labels an
/// hour.
const OBJECT_HINT: Limit = Limit {
    what: "object_hint",
    burst: 30,
    every: Duration::from_secs(20),
};
/// Anything asked of `/api` by one address, also by who has not said who they are: each asks the database for something. A
/// class that opens the chat at once fits, with room for the pictures in it.
const REQUEST: Limit = Limit {
    what: "request",
    burst: 1_000,
    every: Duration::from_millis(10),
};
/// Cases that visitors and customers of one address open: an office reports what broke over a weekend.
const CASE_ADDRESS: Limit = Limit {
    what: "case_address",
    burst: 30,
    every: Duration::from_secs(10),
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
    known: Known,
    sign_in: Bucket,
    sign_in_address: Bucket,
    sign_in_account: Bucket,
    outside_sign_in: Bucket,
    second_factor: Bucket,
    second_factor_person: Bucket,
    invitation: Bucket,
    visitor: Bucket,
    join: Bucket,
    join_address: Bucket,
    command: Bucket,
    visitors_command: Bucket,
    knock_address: Bucket,
    hello: Bucket,
    mail: Bucket,
    letter: Bucket,
    letter_address: Bucket,
    letter_to: Bucket,
    object_hint: Bucket,
    request: Bucket,
    case_address: Bucket,
    upload: Bucket,
}

impl Throttle {
    /// Full buckets; none at all if the operator has switched the limits off.
    pub fn new(clock: &Clock, limits: &Limits) -> Self {
        let bucket = |limit| Bucket::new(limit, clock);
        Self(limits.rate_limits.then(|| {
            Box::new(Buckets {
                known: Known::nothing(),
                sign_in: bucket(SIGN_IN),
                sign_in_address: bucket(SIGN_IN_ADDRESS),
                sign_in_account: bucket(SIGN_IN_ACCOUNT),
                outside_sign_in: bucket(OUTSIDE_SIGN_IN),
                second_factor: bucket(SECOND_FACTOR),
                second_factor_person: bucket(SECOND_FACTOR_PERSON),
                invitation: bucket(INVITATION),
                visitor: bucket(VISITOR),
                join: bucket(JOIN),
                join_address: bucket(JOIN_ADDRESS),
                command: bucket(COMMAND),
                visitors_command: bucket(VISITORS_COMMAND),
                knock_address: bucket(KNOCK_ADDRESS),
                hello: bucket(HELLO),
                mail: bucket(MAIL),
                letter: bucket(LETTER),
                letter_address: bucket(LETTER_ADDRESS),
                letter_to: bucket(LETTER_TO),
                object_hint: bucket(OBJECT_HINT),
                request: bucket(REQUEST),
                case_address: bucket(CASE_ADDRESS),
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
        let own = buckets.known.find(&account, address);
        buckets.sign_in_account.take((account, own))
    }

    /// Whoever signs in to `login` from here has shown its password: others' guesses don't shut this network out.
    pub(crate) fn password_shown(&self, address: IpAddr, login: &str) {
        if let Some(buckets) = &self.0 {
            buckets.known.keep(login.trim().to_lowercase(), address);
        }
    }

    /// `person` has signed in from here, with all that it takes: others' codes don't shut this network out.
    pub(crate) fn signed_in(&self, person: PersonId, address: IpAddr) {
        if let Some(buckets) = &self.0 {
            buckets.known.keep(person, address);
        }
    }

    /// A sign-in that somebody outside is asked to confirm.
    pub(crate) fn outside_sign_in(&self, address: IpAddr) -> Result<()> {
        let Some(buckets) = &self.0 else {
            return Ok(());
        };
        buckets.outside_sign_in.take(network(address))
    }

    /// A try to show a second factor, right or wrong.
    pub(crate) fn second_factor(&self, person: PersonId, address: Option<IpAddr>) -> Result<()> {
        let Some(buckets) = &self.0 else {
            return Ok(());
        };
        buckets.second_factor.take((person, address.map(network)))?;
        let own = address.and_then(|address| buckets.known.find(person, address));
        buckets.second_factor_person.take((person, own))
    }

    /// A letter that somebody of the staff has sent to a new colleague.
    pub(crate) fn invitation(&self, by: PersonId) -> Result<()> {
        let Some(buckets) = &self.0 else {
            return Ok(());
        };
        buckets.invitation.take(by)
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

    /// A letter about `account`, asked for from `address`, whether there is such an account or not.
    pub(crate) fn letter(&self, address: IpAddr, account: &str) -> Result<()> {
        let Some(buckets) = &self.0 else {
            return Ok(());
        };
        let (network, account) = (network(address), account.trim().to_lowercase());
        buckets.letter.take((network, &account))?;
        buckets.letter_address.take(network)
    }

    /// A letter of a kind about an account on its way to `to`.
    pub(crate) fn letter_to(&self, kind: LetterKind, to: &str) -> Result<()> {
        let Some(buckets) = &self.0 else {
            return Ok(());
        };
        buckets.letter_to.take((kind, to.to_lowercase()))
    }

    /// An object that somebody from outside asks about.
    pub(crate) fn object_hint(&self, address: IpAddr) -> Result<()> {
        let Some(buckets) = &self.0 else {
            return Ok(());
        };
        buckets.object_hint.take(network(address))
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

    /// A case that no member of staff opens.
    pub(crate) fn case(&self, address: IpAddr) -> Result<()> {
        let Some(buckets) = &self.0 else {
            return Ok(());
        };
        buckets.case_address.take(network(address))
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
            known: _,
            sign_in,
            sign_in_address,
            sign_in_account,
            outside_sign_in,
            second_factor,
            second_factor_person,
            invitation,
            visitor,
            join,
            join_address,
            command,
            visitors_command,
            knock_address,
            hello,
            mail,
            letter,
            letter_address,
            letter_to,
            object_hint,
            request,
            case_address,
            upload,
        } = &**buckets;
        for bucket in [
            sign_in,
            sign_in_address,
            sign_in_account,
            outside_sign_in,
            second_factor,
            second_factor_person,
            invitation,
            visitor,
            join,
            join_address,
            command,
            visitors_command,
            knock_address,
            hello,
            mail,
            letter,
            letter_address,
            letter_to,
            object_hint,
            request,
            case_address,
            upload,
        ] {
            bucket.forget_idle();
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

#[cfg(test)]
mod tests {
    use signaling::protocol::ErrorCode;
    use uuid::Uuid;

    use super::*;
    use crate::{clock::ManualClock, config::Config, error::Error};

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
        Caller::invented(PersonId(Uuid::from_u128(id)), None)
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
    fn who_guesses_codes_waits_and_the_owner_elsewhere_does_not_at_first() {
        let (hand, throttle) = throttle(&[]);
        let person = caller(1).person;
        let guess = || throttle.second_factor(person, Some(at(AWAY)));
        assert_eq!(until_refused(guess), (5, Duration::from_secs(60)));
        assert!(throttle.second_factor(person, Some(at(HOME))).is_ok());
        hand.advance(Duration::from_secs(3600));
        let mut host = 0_u8;
        let (guesses, _) = until_refused(|| {
            host += 1;
            throttle.second_factor(person, Some(IpAddr::from([198, 51, host, 1])))
        });
        assert!(guesses <= 20, "{guesses} from everywhere");
    }

    /// One guess from each of many networks, one after the other.
    fn guesses(mut guess: impl FnMut(IpAddr) -> Result<()>) -> usize {
        let networks = (0..=u8::MAX).flat_map(|a| (0..4).map(move |b| (a, b)));
        networks
            .filter(|(a, b)| guess(IpAddr::from([203, *b, *a, 9])).is_ok())
            .count()
    }

    #[test]
    fn a_guesser_with_a_thousand_networks_does_not_shut_the_owner_out() {
        let (hand, throttle) = throttle(&[]);
        let anna = "anna@linden.example";
        assert!(throttle.sign_in(at(HOME), anna).is_ok());
        throttle.password_shown(at(HOME), " Anna@linden.example");
        let guess = |address| throttle.sign_in(address, anna);
        let mut all = guesses(guess);
        for _ in 0..60 {
            hand.advance(Duration::from_secs(60));
            all += guesses(guess);
        }
        assert!(all <= 100, "{all} guesses in an hour");
        assert!(throttle.sign_in(at(HOME), anna).is_ok());
        assert!(
            throttle.sign_in(at("192.0.2.77"), anna).is_ok(),
            "a house of hers"
        );
        assert!(throttle.sign_in(at(AWAY), anna).is_err(), "nobody's house");
        // Within the house it is bounded too.
        let inside = (1..=255).filter(|host| {
            let address = IpAddr::from([192, 0, 2, *host]);
            throttle.sign_in(address, anna).is_ok()
        });
        assert!(inside.count() <= 40);
        assert!(throttle.sign_in(at(AWAY), "bo@linden.example").is_ok());
    }

    #[test]
    fn who_has_the_password_does_not_shut_the_owner_out_of_the_second_step() {
        let (_, throttle) = throttle(&[]);
        let anna = caller(1).person;
        throttle.signed_in(anna, at("2001:db8:7::1"));
        let all = guesses(|address| throttle.second_factor(anna, Some(address)));
        assert_eq!(all, 20);
        let own = throttle.second_factor(anna, Some(at("2001:db8:7:8::1")));
        assert!(own.is_ok());
        let other = throttle.second_factor(anna, Some(at("2001:db8:9::1")));
        assert!(other.is_err());
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
    fn letters_of_one_kind_leave_room_for_the_others() {
        let (hand, throttle) = throttle(&[]);
        let remind = || throttle.letter_to(LetterKind::Reminder, "Anna@example.org");
        assert_eq!(until_refused(remind).0, 12);
        assert!(remind().is_err());
        for kind in [
            LetterKind::Confirmation,
            LetterKind::Link,
            LetterKind::Reset,
        ] {
            assert!(
                throttle.letter_to(kind, "anna@example.org").is_ok(),
                "{kind:?}"
            );
        }
        hand.advance(Duration::from_secs(10 * 60));
        assert!(remind().is_ok());
    }

    #[test]
    fn the_register_of_objects_is_not_listed_by_counting() {
        let (hand, throttle) = throttle(&[]);
        let asks = || throttle.object_hint(at(AWAY));
        assert_eq!(until_refused(asks), (30, Duration::from_secs(20)));
        assert!(throttle.object_hint(at(HOME)).is_ok());
        hand.advance(Duration::from_secs(60));
        assert_eq!(until_refused(asks).0, 3);
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
        assert_eq!(buckets.upload.in_use(), 1);
        hand.advance(Duration::from_secs(3600));
        throttle.forget_idle();
        assert_eq!(buckets.upload.in_use(), 0);
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
