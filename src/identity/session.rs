//! A session's secret and how long it lives. Pure.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use rand::{TryRngCore, rngs::OsRng};
use sha2::{Digest, Sha256};
use signaling::protocol::{PersonId, StaffRole};

use super::Caller;

/// Staff who have not been seen for half a day went home without signing out.
const STAFF_IDLE: SignedDuration = SignedDuration::from_hours(12);
/// A stolen cookie is worth nothing after a week, however busily it is used.
const STAFF_AT_MOST: SignedDuration = SignedDuration::from_hours(7 * 24);
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

impl Life {
    pub(super) fn of_staff(now: Timestamp) -> Self {
        Self {
            seen_at: now,
            expires_at: later(now, STAFF_AT_MOST),
        }
    }

    pub(super) fn of_visitor(now: Timestamp) -> Self {
        Self {
            seen_at: now,
            expires_at: later(now, VISITOR_IDLE),
        }
    }
}

/// When a session of staff that lives at `now` must have been seen.
pub(super) fn staff_seen_since(now: Timestamp) -> Timestamp {
    now.checked_sub(STAFF_IDLE).unwrap_or(Timestamp::MIN)
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(Timestamp::MAX)
}

/// A stored session and whose it is.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) person: PersonId,
    pub(super) name: String,
    pub(super) staff: Option<StaffRole>,
    pub(super) life: Life,
}

impl Session {
    pub(super) fn is_live(&self, now: Timestamp) -> bool {
        let idle_too_long = self.staff.is_some() && self.life.seen_at < staff_seen_since(now);
        now < self.life.expires_at && !idle_too_long
    }

    /// What is to be written because the session is used now; none if it was seen a moment ago. A visitor's life begins
    /// anew with each visit, that of staff ends when it was meant to.
    pub(super) fn renewal(&self, now: Timestamp) -> Option<Life> {
        if now < later(self.life.seen_at, SEEN_EVERY) {
            return None;
        }
        Some(match self.staff {
            Some(_) => Life {
                seen_at: now,
                expires_at: self.life.expires_at,
            },
            None => Life::of_visitor(now),
        })
    }

    pub(super) fn caller(self, session: [u8; 32]) -> Caller {
        Caller {
            person: self.person,
            name: self.name,
            staff: self.staff,
            session,
        }
    }
}

/// How long a browser may keep the cookie of a staff session.
pub(super) fn cookie_seconds() -> i64 {
    STAFF_AT_MOST.as_secs()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-20T09:00:00Z".parse().unwrap()
    }

    fn session(staff: Option<StaffRole>, life: Life) -> Session {
        Session {
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
        let session = session(Some(StaffRole::Advisor), Life::of_staff(now()));
        assert!(session.is_live(now() + SignedDuration::from_hours(12)));
        assert!(!session.is_live(now() + SignedDuration::from_hours(13)));
    }

    #[test]
    fn staff_sign_in_anew_after_a_week_of_work() {
        let mut session = session(Some(StaffRole::Advisor), Life::of_staff(now()));
        let mut then = now();
        while session.is_live(then) {
            session.life = session.renewal(then).unwrap_or(session.life);
            then += SignedDuration::from_hours(8);
        }
        assert_eq!(then, now() + STAFF_AT_MOST);
    }

    #[test]
    fn a_visitor_who_comes_back_stays_the_same() {
        let mut session = session(None, Life::of_visitor(now()));
        let then = now() + SignedDuration::from_hours(179 * 24);
        assert!(session.is_live(then));
        session.life = session.renewal(then).unwrap();
        assert!(session.is_live(now() + SignedDuration::from_hours(300 * 24)));
        assert!(!session.is_live(now() + SignedDuration::from_hours(360 * 24)));
    }

    #[test]
    fn being_seen_is_written_once_a_minute() {
        let session = session(None, Life::of_visitor(now()));
        assert_eq!(session.renewal(now() + SignedDuration::from_secs(59)), None);
        assert!(
            session
                .renewal(now() + SignedDuration::from_secs(60))
                .is_some()
        );
    }
}
