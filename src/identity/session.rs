//! A session's secret and how long it lives. Pure.

use std::{fmt, net::IpAddr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use rand::{TryRngCore, rngs::OsRng};
use sha2::{Digest, Sha256};
use signaling::protocol::{PersonId, SessionId, SignInWay, StaffRole};

use super::Caller;
use crate::clock::later;

/// Staff who have not been seen for half a day went home without signing out.
const STAFF_IDLE: SignedDuration = SignedDuration::from_hours(12);
/// A stolen cookie is worth nothing after a week, however busily it is used.
const STAFF_AT_MOST: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A customer comes back to a case now and then; whoever finds the phone a week later finds a closed door.
const CUSTOMER_IDLE: SignedDuration = SignedDuration::from_hours(7 * 24);
/// However often they come, they prove once a month that it is they.
const CUSTOMER_AT_MOST: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Half a year after the last visit a visitor is somebody new: an answer by mail still finds its conversation.
const VISITOR_IDLE: SignedDuration = SignedDuration::from_hours(180 * 24);
/// Being seen is written down at most once a minute.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// Random bytes in a secret: 256 bits can't be guessed.
const BYTES: usize = 32;
/// Their length as text.
const CHARS: usize = 43;

/// A session's secret, as its holder keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new one from the system's randomness.
    pub(super) fn random() -> Self {
        let mut bytes = [0; BYTES];
        OsRng
            .try_fill_bytes(&mut bytes)
            .expect("the system has randomness once it has started");
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Text of a secret's form; whether it is anybody's is for the database to say.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == CHARS && URL_SAFE_NO_PAD.decode(text).is_ok();
        fits.then(|| Self(text.to_owned()))
    }

    /// What we recognise it by.
    pub(super) fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// The secret itself, for the one answer that hands it over.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<token>")
    }
}

/// When a session was last seen and when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Life {
    pub(super) seen_at: Timestamp,
    pub(super) expires_at: Timestamp,
}

/// Whose session it is: how long it lives depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    Visitor,
    Customer,
    Staff,
}

impl Holder {
    /// Of a session begun in a certain way by somebody who has this post or none.
    pub(super) fn of(way: SignInWay, staff: Option<StaffRole>) -> Self {
        match (staff, way) {
            (Some(_), _) => Self::Staff,
            (None, SignInWay::Visit) => Self::Visitor,
            (None, _) => Self::Customer,
        }
    }

    fn idle(self) -> SignedDuration {
        match self {
            Self::Visitor => VISITOR_IDLE,
            Self::Customer => CUSTOMER_IDLE,
            Self::Staff => STAFF_IDLE,
        }
    }

    fn at_most(self) -> SignedDuration {
        match self {
            Self::Visitor => VISITOR_IDLE,
            Self::Customer => CUSTOMER_AT_MOST,
            Self::Staff => STAFF_AT_MOST,
        }
    }

    /// When a session of this holder that lives at `now` must have been seen.
    pub(super) fn seen_since(self, now: Timestamp) -> Timestamp {
        now.checked_sub(self.idle()).unwrap_or(Timestamp::MIN)
    }

    /// How long a browser may keep the session's cookie.
    pub(super) fn cookie_seconds(self) -> i64 {
        self.at_most().as_secs()
    }
}

impl Life {
    pub(super) fn of(holder: Holder, now: Timestamp) -> Self {
        Self {
            seen_at: now,
            expires_at: later(now, holder.at_most()),
        }
    }
}

/// A stored session and whose it is.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) id: SessionId,
    pub(super) way: SignInWay,
    pub(super) person: PersonId,
    pub(super) name: String,
    pub(super) staff: Option<StaffRole>,
    pub(super) life: Life,
}

impl Session {
    fn holder(&self) -> Holder {
        Holder::of(self.way, self.staff)
    }

    pub(super) fn is_live(&self, now: Timestamp) -> bool {
        now < self.life.expires_at && self.life.seen_at >= self.holder().seen_since(now)
    }

    /// What is to be written because the session is used now; none if it was seen a moment ago. A visitor's life begins
    /// anew with each visit, that of others ends when it was meant to.
    pub(super) fn renewal(&self, now: Timestamp) -> Option<Life> {
        if now < later(self.life.seen_at, SEEN_EVERY) {
            return None;
        }
        Some(match self.holder() {
            Holder::Visitor => Life::of(Holder::Visitor, now),
            Holder::Customer | Holder::Staff => Life {
                seen_at: now,
                expires_at: self.life.expires_at,
            },
        })
    }

    pub(super) fn caller(self, session: [u8; 32], address: IpAddr) -> Caller {
        Caller {
            person: self.person,
            name: self.name,
            staff: self.staff,
            way: self.way,
            session,
            session_id: self.id,
            address: Some(address),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-20T09:00:00Z".parse().unwrap()
    }

    fn session(way: SignInWay, staff: Option<StaffRole>, life: Life) -> Session {
        Session {
            id: SessionId(Uuid::nil()),
            way,
            person: PersonId(Uuid::nil()),
            name: String::new(),
            staff,
            life,
        }
    }

    #[test]
    fn secrets_differ_and_are_recognised() {
        let token = Token::random();
        assert_ne!(token, Token::random());
        assert_eq!(Token::parse(token.reveal()).unwrap().hash(), token.hash());
        assert!(!format!("{token:?}").contains(token.reveal()));
        for bad in [
            "",
            "abc",
            &"ä".repeat(22),
            &format!("{}=", token.reveal()),
            &"+".repeat(CHARS),
        ] {
            assert_eq!(Token::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn staff_who_went_home_are_signed_out() {
        let session = session(
            SignInWay::Password,
            Some(StaffRole::Advisor),
            Life::of(Holder::Staff, now()),
        );
        assert!(session.is_live(now() + SignedDuration::from_hours(12)));
        assert!(!session.is_live(now() + SignedDuration::from_hours(13)));
    }

    #[test]
    fn staff_sign_in_anew_after_a_week_of_work() {
        let mut session = session(
            SignInWay::Password,
            Some(StaffRole::Advisor),
            Life::of(Holder::Staff, now()),
        );
        let mut then = now();
        while session.is_live(then) {
            session.life = session.renewal(then).unwrap_or(session.life);
            then += SignedDuration::from_hours(8);
        }
        assert_eq!(then, now() + STAFF_AT_MOST);
    }

    #[test]
    fn a_visitor_who_comes_back_stays_the_same() {
        let mut session = session(SignInWay::Visit, None, Life::of(Holder::Visitor, now()));
        let then = now() + SignedDuration::from_hours(179 * 24);
        assert!(session.is_live(then));
        session.life = session.renewal(then).unwrap();
        assert!(session.is_live(now() + SignedDuration::from_hours(300 * 24)));
        assert!(!session.is_live(now() + SignedDuration::from_hours(360 * 24)));
    }

    #[test]
    fn a_customer_proves_anew_after_a_week_away_or_a_month() {
        let mut session = session(SignInWay::BankId, None, Life::of(Holder::Customer, now()));
        assert!(session.is_live(now() + CUSTOMER_IDLE));
        assert!(!session.is_live(now() + CUSTOMER_IDLE + SignedDuration::from_secs(1)));
        let mut then = now();
        while session.is_live(then) {
            session.life = session.renewal(then).unwrap_or(session.life);
            then += SignedDuration::from_hours(24);
        }
        assert_eq!(then, now() + CUSTOMER_AT_MOST);
    }

    #[test]
    fn being_seen_is_written_once_a_minute() {
        let session = session(SignInWay::Visit, None, Life::of(Holder::Visitor, now()));
        assert_eq!(session.renewal(now() + SignedDuration::from_secs(59)), None);
        assert!(
            session
                .renewal(now() + SignedDuration::from_secs(60))
                .is_some()
        );
    }
}
