//! Signing in: by a code and on the same device, and who may not end what somebody else has begun.

use reqwest::StatusCode;
use serde_json::Value;
use signaling::protocol::SignInState;

use super::{Place, asked, part};
use crate::simulators::bankid::Refusal;

#[tokio::test]
async fn a_visitor_scans_the_code_and_keeps_the_conversation() {
    let place = Place::new().await;
    let anna = place.house.customer("Anna").await;
    let visit = place.house.waiting(&anna).await;
    let mut browser = place.browser();
    browser.token = Some(anna.token.clone());

    let begun = browser.begins().await;
    assert_eq!(
        (begun.state, begun.hint.as_str()),
        (SignInState::Pending, "")
    );
    assert_eq!(begun.launch, None, "nobody can be made to open it");
    let code = begun.qr.unwrap();
    assert!(code.starts_with("bankid.") && code.contains(".0."));
    place.round().await;
    let waiting = browser.sees_hint(begun.id, "outstandingTransaction").await;
    let second = waiting.qr.unwrap();
    assert!(second.contains(".2."), "{second}");

    let order = place.bank.scan(&second).unwrap();
    place.round().await;
    let opened = browser.sees_hint(begun.id, "userSign").await;
    assert_eq!(opened.qr, None, "what was scanned is not shown any more");
    assert_eq!(place.bank.approve(&order, 2), Ok(None));
    place.round().await;
    browser.sees(begun.id, SignInState::Complete).await;
    assert_eq!(
        place
            .count("select count(*) from sign_ins where secrets = '{}' and lease_until is null")
            .await,
        1
    );

    let finished = browser.finishes(begun.id).await;
    assert_eq!(finished.status(), StatusCode::OK);
    let finished: Value = finished.json().await.unwrap();
    assert_eq!(finished["return_to"], "/desk");
    assert_eq!(finished["answer"]["state"], "signed_in");
    browser.token = None;
    let me = browser.me().await;
    assert_eq!(me["person"], anna.id.to_string(), "still the same person");
    assert_eq!(me["name"], "Anna-Karin af Sandeberg", "as BankID knows her");
    let theirs: bool = sqlx::query_scalar(
        "select exists (select from entries e join identifiers i on i.person_id = e.customer_id
         where e.id = $1 and i.kind = 'personal_number' and i.value = '198503122387' and i.proven_by = 'bankid')",
    )
    .bind(visit.entry.0)
    .fetch_one(&place.house.db)
    .await
    .unwrap();
    assert!(theirs, "the conversation is theirs");
    let kept = "select count(*) from bankid_signatures where kind = 'identify' and signature <> '' and ocsp_response <> ''
        and visible_text like 'Logga in hos%'";
    assert_eq!(place.count(kept).await, 1);
    assert_eq!(
        browser.finishes(begun.id).await.status(),
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn whoever_was_here_before_is_known_again() {
    let place = Place::new().await;
    let mut seen = Vec::new();
    for _ in 0..2 {
        let browser = place.browser();
        let begun = browser.begins().await;
        let order = place.bank.scan(&begun.qr.unwrap()).unwrap();
        place.bank.approve(&order, 2).unwrap();
        place.round().await;
        browser.sees(begun.id, SignInState::Complete).await;
        assert!(browser.finishes(begun.id).await.status().is_success());
        seen.push(browser.me().await);
    }
    assert_eq!(seen[0]["person"], seen[1]["person"]);
    assert_eq!(seen[0]["name"], "Anna-Karin af Sandeberg");
    assert_eq!(seen[0]["staff"], Value::Null);
}

#[tokio::test]
async fn the_app_on_the_same_device_brings_the_browser_back() {
    let place = Place::new().await;
    let browser = place.browser();
    let begun = browser.begins_here().await;
    assert_eq!(begun.qr, None);
    let launch = begun.launch.unwrap();
    assert!(launch.ends_with("&redirect=null"), "{launch}");
    let order = place.bank.open(part(&launch, "autostarttoken")).unwrap();
    let back = place.bank.approve(&order, 0).unwrap().unwrap();
    assert!(back.starts_with(&format!("{}/sign-in/return?", browser.base)));
    assert_eq!(part(&back, "sign_in"), begun.id.to_string());
    place.round().await;
    browser.sees(begun.id, SignInState::Complete).await;

    let nonce = part(&back, "nonce");
    let refused = browser.finishes(begun.id).await.status();
    assert_eq!(refused, StatusCode::CONFLICT, "only by the app's own way");
    let wrong = "0".repeat(64);
    assert_eq!(
        browser.comes_back(begun.id, &wrong).await.status(),
        StatusCode::NOT_FOUND
    );
    let other = place.browser();
    other.begins().await;
    assert_eq!(
        other.comes_back(begun.id, nonce).await.status(),
        StatusCode::NOT_FOUND
    );

    let ended = browser.comes_back(begun.id, nonce).await;
    assert_eq!(ended.status(), StatusCode::OK);
    let ended: Value = ended.json().await.unwrap();
    assert_eq!(ended["return_to"], "/", "not to another site");
    assert_eq!(browser.me().await["name"], "Astrid Lindholm");
}

#[tokio::test]
async fn another_browser_sees_and_ends_nothing() {
    let place = Place::new().await;
    let (browser, other) = (place.browser(), place.browser());
    let begun = browser.begins().await;
    other.begins().await;
    let order = place.bank.scan(&begun.qr.unwrap()).unwrap();
    place.bank.approve(&order, 0).unwrap();
    place.round().await;
    browser.sees(begun.id, SignInState::Complete).await;
    let path = format!("/api/v1/sign-ins/{}", begun.id);
    let looked = other.asks(reqwest::Method::GET, &path, None).await;
    assert_eq!(looked.status(), StatusCode::NOT_FOUND);
    assert_eq!(other.gives_up(begun.id).await, StatusCode::NOT_FOUND);
    assert_eq!(
        other.finishes(begun.id).await.status(),
        StatusCode::NOT_FOUND
    );
    assert!(browser.finishes(begun.id).await.status().is_success());
}

#[tokio::test]
async fn who_is_signed_in_adds_bankid_to_the_account() {
    let place = Place::new().await;
    let browser = place.browser();
    let form = serde_json::json!({"provider": "bankid", "purpose": "link"});
    let stranger = browser.tries(form.clone()).await;
    assert_eq!(stranger.status(), StatusCode::UNAUTHORIZED);
    let klara = place
        .house
        .staff("Klara", signaling::protocol::StaffRole::Advisor)
        .await;
    let mut hers = place.browser();
    hers.token = Some(klara.token.clone());
    let begun: signaling::protocol::SignInView = hers.tries(form).await.json().await.unwrap();
    let order = place.bank.scan(&begun.qr.unwrap()).unwrap();
    place.bank.approve(&order, 3).unwrap();
    place.round().await;
    hers.sees(begun.id, SignInState::Complete).await;
    assert!(hers.finishes(begun.id).await.status().is_success());

    // From now on it signs her in, with her post.
    let begun = browser.begins().await;
    let order = place.bank.scan(&begun.qr.unwrap()).unwrap();
    place.bank.approve(&order, 3).unwrap();
    place.round().await;
    browser.sees(begun.id, SignInState::Complete).await;
    assert!(browser.finishes(begun.id).await.status().is_success());
    let me = browser.me().await;
    assert_eq!(me["person"], klara.id.to_string());
    assert_eq!(me["staff"]["role"], "advisor");
}

#[tokio::test]
async fn an_old_code_and_a_forged_one_open_nothing() {
    let place = Place::new().await;
    let browser = place.browser();
    let begun = browser.begins().await;
    let code = begun.qr.unwrap();
    let forged = code.replace(".0.", ".1.");
    assert_eq!(place.bank.scan(&forged), Err(Refusal::Forged));
    place.round().await;
    place.round().await;
    assert_eq!(place.bank.scan(&code), Err(Refusal::Stale));
    assert_eq!(asked(&place.bank, "auth"), 1);
}
