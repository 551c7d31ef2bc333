//! When BankID does not do what it should: every fault ends in a state that a page can tell.

use reqwest::StatusCode;
use serde_json::{Value, json};
use signaling::protocol::SignInState;

use super::{Browser, Place, asked};
use crate::simulators::bankid::Faults;

fn form() -> Value {
    json!({"provider": "bankid", "purpose": "sign_in"})
}

/// It can't be begun now, and the page is told to try again.
async fn is_unavailable(browser: &Browser) {
    let refused = browser.tries(form()).await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    let told: Value = refused.json().await.unwrap();
    assert_eq!(told["code"], "unavailable");
    assert!(told["retry_after_ms"].as_u64().unwrap() > 0);
}

#[tokio::test]
async fn what_can_not_be_begun_is_told_at_once() {
    let place = Place::new().await;
    let browser = place.browser();
    let faults = [
        Faults {
            internal_errors: 1,
            ..Faults::default()
        },
        Faults {
            too_many: 1,
            ..Faults::default()
        },
        Faults {
            cut_after_accept: 1,
            ..Faults::default()
        },
        Faults {
            maintenance: 2,
            ..Faults::default()
        },
        Faults {
            wrong_certificate: true,
            ..Faults::default()
        },
    ];
    for fault in faults {
        place.bank.set_faults(fault);
        is_unavailable(&browser).await;
    }
    place.bank.set_faults(Faults::default());
    browser.begins().await;
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_not_waited_for() {
    let place = Place::new().await;
    place.bank.set_faults(Faults {
        delay_ms: 60_000,
        ..Faults::default()
    });
    is_unavailable(&place.browser()).await;
}

#[tokio::test]
async fn one_answer_of_maintenance_is_not_seen() {
    let place = Place::new().await;
    place.bank.set_faults(Faults {
        maintenance: 1,
        ..Faults::default()
    });
    place.browser().begins().await;
    assert_eq!(asked(&place.bank, "auth"), 2);
}

#[tokio::test]
async fn a_fault_that_passes_is_not_seen() {
    let place = Place::new().await;
    let browser = place.browser();
    let begun = browser.begins().await;
    let order = place.bank.scan(&begun.qr.unwrap()).unwrap();
    place.bank.set_faults(Faults {
        internal_errors: 1,
        maintenance: 1,
        too_many: 1,
        ..Faults::default()
    });
    for _ in 0..3 {
        place.round().await;
    }
    // After "too many" it is left alone for as long as it has asked for.
    place.hand.advance(std::time::Duration::from_secs(1));
    place.round().await;
    assert_eq!(browser.looks(begun.id).await.state, SignInState::Pending);
    place.bank.approve(&order, 0).unwrap();
    place.round().await;
    browser.sees(begun.id, SignInState::Complete).await;
}

#[tokio::test]
async fn a_fault_that_lasts_ends_the_sign_in_and_says_why() {
    let cases = [
        (
            Faults {
                internal_errors: 1_000,
                ..Faults::default()
            },
            "internalError",
        ),
        (
            Faults {
                wrong_certificate: true,
                ..Faults::default()
            },
            "unreachable",
        ),
        (
            Faults {
                cut_after_accept: 1_000,
                ..Faults::default()
            },
            "unreachable",
        ),
    ];
    for (faults, hint) in cases {
        let place = Place::new().await;
        let browser = place.browser();
        let begun = browser.begins().await;
        place.bank.scan(&begun.qr.unwrap()).unwrap();
        place.bank.set_faults(faults);
        // Not by rounds: the simulator hears nothing of a handshake that breaks off.
        super::until("it is over", async || {
            place.hand.advance(super::ROUND);
            browser.looks(begun.id).await.state != SignInState::Pending
        })
        .await;
        let failed = browser.sees(begun.id, SignInState::Failed).await;
        assert_eq!(failed.hint, hint);
    }
}

#[tokio::test]
async fn a_final_answer_that_was_lost_ends_the_sign_in() {
    let place = Place::new().await;
    let browser = place.browser();
    let begun = browser.begins().await;
    let order = place.bank.scan(&begun.qr.unwrap()).unwrap();
    place.bank.approve(&order, 0).unwrap();
    place.bank.set_faults(Faults {
        cut_after_accept: 1,
        ..Faults::default()
    });
    place.round().await;
    place.round().await;
    let failed = browser.sees(begun.id, SignInState::Failed).await;
    assert_eq!(failed.hint, "invalidParameters");
}

#[tokio::test]
async fn a_hint_from_the_future_is_passed_on() {
    let place = Place::new().await;
    let browser = place.browser();
    let begun = browser.begins().await;
    place.bank.scan(&begun.qr.unwrap()).unwrap();
    place.bank.set_faults(Faults {
        pending_hint: Some("fromTheFuture".to_owned()),
        ..Faults::default()
    });
    place.round().await;
    let pending = browser.sees_hint(begun.id, "fromTheFuture").await;
    assert_eq!((pending.state, pending.qr), (SignInState::Pending, None));
}

#[tokio::test]
async fn a_risky_sign_in_is_refused() {
    let place = Place::new().await;
    let browser = place.browser();
    let begun = browser.begins().await;
    let order = place.bank.scan(&begun.qr.unwrap()).unwrap();
    place.bank.approve(&order, 0).unwrap();
    place.bank.set_faults(Faults {
        risk: Some("high".to_owned()),
        ..Faults::default()
    });
    place.round().await;
    let failed = browser.sees(begun.id, SignInState::Failed).await;
    assert_eq!(failed.hint, "transactionRiskBlocked");
    assert_eq!(place.count("select count(*) from identifiers").await, 0);
}

#[tokio::test]
async fn nothing_secret_shows_in_debug() {
    let place = Place::new().await;
    let app = &place.house.server.app;
    let access = &place.bank.access;
    let shown = format!(
        "{:?} {:?} {access:?} {:?}",
        app.providers, app.simulators, place.bank
    );
    let key = access.key.reveal().lines().nth(1).unwrap();
    assert!(
        !shown.contains(key) && !shown.contains("PRIVATE"),
        "{shown}"
    );
}
