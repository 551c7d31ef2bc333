//! Credentials for the relay, good for a few hours.
//!
//! As coturn's `use-auth-secret` has it (draft-uberti-behave-turn-rest-00): the user name is the time at which it ends
//! and who it is for, the password its HMAC-SHA1 under a shared secret. Coturn's `user-quota` counts by the latter
//! part, and every meeting has a first seat: chance keeps them apart.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac};
use jiff::{SignedDuration, Timestamp};
use sha1::Sha1;
use signaling::protocol::{IceServer, SeatNo};

use crate::config::Turn;

/// Longer than any meeting.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(4);

/// What a client needs for the relay.
pub(crate) fn ice_server(turn: &Turn, now: Timestamp, seat: SeatNo) -> IceServer {
    let until = (now + GOOD_FOR).as_second();
    let username = format!("{until}:{}-{:016x}", seat.0, rand::random::<u64>());
    IceServer {
        urls: turn.urls.clone(),
        credential: password(turn.secret.reveal(), &username),
        username,
    }
}

fn password(secret: &str, username: &str) -> String {
    let mut mac =
        Hmac::<Sha1>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(username.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Secret;

    #[test]
    fn the_same_seat_in_two_meetings_is_two_users_of_the_relay() {
        let turn = Turn {
            urls: vec!["turn:turn.example.org".to_owned()],
            secret: Secret::new("north-sea-relay"),
        };
        let now = Timestamp::from_second(1_795_258_800).unwrap();
        let [one, other] = [
            ice_server(&turn, now, SeatNo(3)),
            ice_server(&turn, now, SeatNo(3)),
        ];
        assert!(one.username.starts_with("1795273200:3-"), "{one:?}");
        assert_ne!(one.username, other.username);
        assert_eq!(one.credential, password("north-sea-relay", &one.username));
    }

    #[test]
    fn the_password_is_the_one_that_coturn_expects() {
        // As `printf %s 1795273200:3 | openssl dgst -sha1 -hmac north-sea-relay -binary | base64` prints it.
        assert_eq!(
            password("north-sea-relay", "1795273200:3"),
            "JDb5v7T/pLsgCudstDeOJwKVAEE="
        );
    }
}
