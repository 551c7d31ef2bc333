//! Two steps when signing in: a code of an app, and what is kept for the day on which the phone is gone.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use signaling::protocol::{
    CloseCode, Enrolled, ErrorCode, FactorWay, RecoveryCodes, SignInAnswer, StaffRole, TotpKey,
};

use super::{
    bad_input::closed,
    browser::{Browser, code_of, colleague, wrong_code},
    house::House,
};
use crate::clock::{Clock, ManualClock};

const STEP: Duration = Duration::from_secs(30);
const SECOND_STEP: &str = "/api/v1/session/second-factor";

async fn house() -> (House, ManualClock, Clock) {
    let hand = ManualClock::at(Clock::System.now());
    let clock = Clock::Manual(hand.clone());
    let house = House::at(clock.clone(), &[("SAMTAL_RATE_LIMITS", "off")]).await;
    (house, hand, clock)
}

/// Sets an app up; gives its key and the codes to keep.
async fn sets_up(browser: &Browser, clock: &Clock) -> (TotpKey, Vec<String>) {
    let key: TotpKey = browser.post("/api/v1/second-factor/totp", &json!({})).await;
    let code = code_of(&key, clock);
    let kept: RecoveryCodes = browser
        .post(
            "/api/v1/second-factor/totp/confirm",
            &json!({ "code": code }),
        )
        .await;
    (key, kept.codes)
}

fn ticket_of(answer: SignInAnswer) -> String {
    match answer {
        SignInAnswer::SecondFactor { ticket, ways } => {
            assert_eq!(ways, [FactorWay::Totp, FactorWay::RecoveryCode]);
            ticket
        }
        other => panic!("{other:?}"),
    }
}

fn step(ticket: &str, way: &str, code: &str) -> Value {
    json!({ "ticket": ticket, "way": way, "code": code })
}

#[tokio::test]
async fn a_code_is_the_second_step_works_once_and_in_one_browser() {
    let (house, hand, clock) = house().await;
    let (_, email) = colleague(&house, "Anna", StaffRole::Advisor).await;
    let browser = Browser::at(&house);
    browser.is_in(&email).await;
    let (key, codes) = sets_up(&browser, &clock).await;
    assert_eq!(codes.len(), 10);

    let ticket = ticket_of(browser.signs_in(&email).await);
    // The code that set it up is used.
    let used = step(&ticket, "totp", &code_of(&key, &clock));
    assert_eq!(
        browser.refused(SECOND_STEP, &used).await.1.code,
        ErrorCode::Invalid
    );
    hand.advance(STEP);
    let right = step(&ticket, "totp", &code_of(&key, &clock));
    let elsewhere = Browser::at(&house);
    assert_eq!(
        elsewhere.refused(SECOND_STEP, &right).await.0,
        StatusCode::UNAUTHORIZED,
        "a ticket is its browser's"
    );
    let wrong = step(&ticket, "totp", &wrong_code(&key, &clock));
    assert_eq!(
        browser.refused(SECOND_STEP, &wrong).await.1.code,
        ErrorCode::Invalid
    );
    // A wrong code has not used the ticket up.
    let answer: SignInAnswer = browser.post(SECOND_STEP, &right).await;
    assert!(matches!(answer, SignInAnswer::SignedIn { .. }));
    assert_eq!(
        browser.refused(SECOND_STEP, &right).await.0,
        StatusCode::UNAUTHORIZED,
        "and works once"
    );
    let (_, sessions) = browser.get("/api/v1/sessions").await;
    let current = sessions
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["current"] == true)
        .unwrap();
    assert_eq!(current["second_factor"], true);

    // Somebody who looked over the shoulder has the same thirty seconds, and nothing of them.
    let thief = Browser::at(&house);
    let ticket = ticket_of(thief.signs_in(&email).await);
    let replayed = step(&ticket, "totp", &code_of(&key, &clock));
    assert_eq!(
        thief.refused(SECOND_STEP, &replayed).await.1.code,
        ErrorCode::Invalid
    );
    // And the ticket lapses.
    hand.advance(Duration::from_secs(301));
    let late = step(&ticket, "totp", &code_of(&key, &clock));
    assert_eq!(
        thief.refused(SECOND_STEP, &late).await.0,
        StatusCode::UNAUTHORIZED
    );
}

#[tokio::test]
async fn a_recovery_code_works_once_and_new_ones_end_the_old() {
    let (house, hand, clock) = house().await;
    let (_, email) = colleague(&house, "Anna", StaffRole::Advisor).await;
    let (bo, bos_email) = colleague(&house, "Bo", StaffRole::Advisor).await;
    let browser = Browser::at(&house);
    browser.is_in(&email).await;
    let (key, codes) = sets_up(&browser, &clock).await;

    let ticket = ticket_of(browser.signs_in(&email).await);
    let typed = codes[0].to_uppercase().replace('-', " ");
    let _: SignInAnswer = browser
        .post(SECOND_STEP, &step(&ticket, "recovery_code", &typed))
        .await;
    let ticket = ticket_of(Browser::at(&house).signs_in(&email).await);
    let again = Browser::at(&house);
    drop(ticket);
    let ticket = ticket_of(again.signs_in(&email).await);
    let used = step(&ticket, "recovery_code", &codes[0]);
    assert_eq!(
        again.refused(SECOND_STEP, &used).await.1.code,
        ErrorCode::Invalid
    );

    hand.advance(STEP);
    let code = json!({ "code": code_of(&key, &clock) });
    let renewed: RecoveryCodes = browser
        .post("/api/v1/second-factor/recovery-codes", &code)
        .await;
    let old = step(&ticket, "recovery_code", &codes[1]);
    assert_eq!(
        again.refused(SECOND_STEP, &old).await.1.code,
        ErrorCode::Invalid
    );
    let _: SignInAnswer = again
        .post(
            SECOND_STEP,
            &step(&ticket, "recovery_code", &renewed.codes[1]),
        )
        .await;

    // Another's codes are no keys to this one's door.
    let others = Browser::at(&house);
    others.is_in(&bos_email).await;
    sets_up(&others, &clock).await;
    let ticket = ticket_of(others.signs_in(&bos_email).await);
    let stolen = step(&ticket, "recovery_code", &renewed.codes[2]);
    assert_eq!(
        others.refused(SECOND_STEP, &stolen).await.1.code,
        ErrorCode::Invalid,
        "{}",
        bo.id
    );
}

#[tokio::test]
async fn an_app_is_replaced_without_a_gap_and_only_by_who_has_it() {
    let (house, hand, clock) = house().await;
    let (_, email) = colleague(&house, "Anna", StaffRole::Advisor).await;
    let browser = Browser::at(&house);
    browser.is_in(&email).await;
    let (old, _) = sets_up(&browser, &clock).await;
    assert_eq!(
        browser
            .refused("/api/v1/second-factor/totp", &json!({}))
            .await
            .1
            .code,
        ErrorCode::Invalid,
        "a session alone does not replace it"
    );
    hand.advance(STEP);
    let code = json!({ "code": code_of(&old, &clock) });
    let new: TotpKey = browser.post("/api/v1/second-factor/totp", &code).await;
    hand.advance(STEP);
    // Until the new one is confirmed, the old one works.
    let ticket = ticket_of(browser.signs_in(&email).await);
    let shown = step(&ticket, "totp", &code_of(&old, &clock));
    let _: SignInAnswer = browser.post(SECOND_STEP, &shown).await;
    let code = json!({ "code": code_of(&new, &clock) });
    let _: RecoveryCodes = browser
        .post("/api/v1/second-factor/totp/confirm", &code)
        .await;
    hand.advance(STEP);
    let ticket = ticket_of(browser.signs_in(&email).await);
    let gone = step(&ticket, "totp", &code_of(&old, &clock));
    assert_eq!(
        browser.refused(SECOND_STEP, &gone).await.1.code,
        ErrorCode::Invalid
    );
    let shown = step(&ticket, "totp", &code_of(&new, &clock));
    let _: SignInAnswer = browser.post(SECOND_STEP, &shown).await;
}

#[tokio::test]
async fn a_role_that_asks_for_two_steps_has_them_set_up_at_sign_in() {
    let (house, hand, clock) = house().await;
    let (anna, email) = colleague(&house, "Anna", StaffRole::Advisor).await;
    let (_, boss) = colleague(&house, "Adam", StaffRole::Administrator).await;
    let browser = Browser::at(&house);
    browser.is_in(&email).await;
    let mut socket = house.signed_in(&anna).await;
    let administrator = Browser::at(&house);
    administrator.is_in(&boss).await;

    let rule = json!({ "role": "advisor", "second_factor": true });
    let (status, _) = administrator
        .asks(Method::PUT, "/api/v1/role-rules", &rule)
        .await;
    assert_eq!(status, StatusCode::OK);
    closed(&mut socket, CloseCode::SessionEnded).await;
    assert_eq!(
        browser.get("/api/v1/session").await.0,
        StatusCode::UNAUTHORIZED,
        "a session of one step has ended"
    );
    let ticket = match browser.signs_in(&email).await {
        SignInAnswer::Enrol { ticket } => ticket,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        browser.get("/api/v1/session").await.0,
        StatusCode::UNAUTHORIZED,
        "a ticket is no session"
    );
    let elsewhere = Browser::at(&house);
    let form = json!({ "ticket": ticket });
    assert_eq!(
        elsewhere
            .refused("/api/v1/session/enrolment", &form)
            .await
            .0,
        StatusCode::UNAUTHORIZED
    );
    let key: TotpKey = browser.post("/api/v1/session/enrolment", &form).await;
    let form = json!({ "ticket": ticket, "code": code_of(&key, &clock) });
    let enrolled: Enrolled = browser
        .post("/api/v1/session/enrolment/confirm", &form)
        .await;
    assert!(matches!(enrolled.answer, SignInAnswer::SignedIn { .. }));
    assert_eq!(enrolled.recovery.codes.len(), 10);
    assert_eq!(browser.get("/api/v1/session").await.0, StatusCode::OK);

    hand.advance(STEP);
    let remove = "/api/v1/second-factor/totp/remove";
    let code = json!({ "code": code_of(&key, &clock) });
    assert_eq!(
        browser.refused(remove, &code).await.1.code,
        ErrorCode::Conflict
    );
    let rule = json!({ "role": "advisor", "second_factor": false });
    administrator
        .asks(Method::PUT, "/api/v1/role-rules", &rule)
        .await;
    let wrong = json!({ "code": wrong_code(&key, &clock) });
    assert_eq!(
        browser.refused(remove, &wrong).await.1.code,
        ErrorCode::Invalid
    );
    let (status, _) = browser.asks(Method::POST, remove, &code).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    browser.is_in(&email).await;
}

#[tokio::test]
async fn who_has_a_second_factor_does_not_set_up_another_by_the_ticket() {
    let (house, _, clock) = house().await;
    let (_, email) = colleague(&house, "Anna", StaffRole::Advisor).await;
    let browser = Browser::at(&house);
    browser.is_in(&email).await;
    sets_up(&browser, &clock).await;
    // Whoever knows the password alone.
    let thief = Browser::at(&house);
    let ticket = ticket_of(thief.signs_in(&email).await);
    let form = json!({ "ticket": ticket });
    assert_eq!(
        thief
            .refused("/api/v1/session/enrolment", &form)
            .await
            .1
            .code,
        ErrorCode::Conflict
    );
}

#[tokio::test]
async fn who_guesses_codes_is_told_to_wait() {
    let hand = ManualClock::at(Clock::System.now());
    let clock = Clock::Manual(hand.clone());
    let house = House::at(clock.clone(), &[]).await;
    let (_, email) = colleague(&house, "Anna", StaffRole::Advisor).await;
    let browser = Browser::at(&house);
    browser.is_in(&email).await;
    let (key, _) = sets_up(&browser, &clock).await;
    let ticket = ticket_of(browser.signs_in(&email).await);
    let wrong = step(&ticket, "totp", &wrong_code(&key, &clock));
    let mut codes = Vec::new();
    for _ in 0..6 {
        codes.push(browser.refused(SECOND_STEP, &wrong).await.1.code);
    }
    assert_eq!(codes[0], ErrorCode::Invalid);
    assert_eq!(codes[5], ErrorCode::RateLimited);
}
