//! Adding BankID to an account: who has the app in their hand is told that, and not that they sign in.

use reqwest::Method;
use serde_json::json;
use signaling::protocol::{SignInState, SignInView, StaffRole};

use super::{Browser, Place, asked, until};

const ADDS: &str = "Lägg till BankID på ditt konto hos";

async fn begins_to_add(browser: &Browser, language: &str) -> SignInView {
    let form = json!({"provider": "bankid", "purpose": "link", "language": language});
    browser.tries(form).await.json().await.unwrap()
}

/// What the app shows of the order that this code leads to.
async fn app_shows(browser: &Browser, code: &str) -> String {
    let path = format!("{}/simulators/bankid/open", browser.base);
    let body = openidconnect::url::form_urlencoded::Serializer::new(String::new())
        .append_pair("code", code)
        .append_pair("lang", "sv")
        .finish();
    let sent = browser
        .http
        .request(Method::POST, path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", &browser.base)
        .body(body);
    sent.send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn the_app_says_what_is_added_and_the_evidence_says_the_same() {
    let place = Place::new().await;
    let klara = place.house.staff("Klara", StaffRole::Advisor).await;
    let mut hers = place.browser();
    hers.token = Some(klara.token.clone());

    let english = begins_to_add(&hers, "en").await;
    let shown = app_shows(&hers, &english.qr.unwrap()).await;
    assert!(shown.contains("Add BankID to your account with"), "{shown}");
    assert_eq!(hers.gives_up(english.id).await, 204);

    let begun = begins_to_add(&hers, "sv").await;
    // Nobody scans the first code in time; the order in its place says the same.
    let orders = asked(&place.bank, "auth");
    for _ in 0..15 {
        hers.looks(begun.id).await;
        place.round().await;
    }
    until("another order", async || {
        asked(&place.bank, "auth") > orders
    })
    .await;
    let first = begun.qr.unwrap();
    let token = |code: &str| code.split('.').nth(1).map(str::to_owned);
    until("its code", async || {
        let code = hers.looks(begun.id).await.qr;
        code.is_some_and(|code| token(&code) != token(&first))
    })
    .await;
    let code = hers.looks(begun.id).await.qr.unwrap();
    let shown = app_shows(&hers, &code).await;
    assert!(shown.contains(ADDS), "{shown}");
    assert!(!shown.contains("Logga in"), "{shown}");

    let order = place.bank.scan(&code).unwrap();
    place.bank.approve(&order, 3).unwrap();
    place.round().await;
    hers.sees(begun.id, SignInState::Complete).await;
    let kept: Vec<String> = sqlx::query_scalar("select visible_text from bankid_signatures")
        .fetch_all(&place.house.db)
        .await
        .unwrap();
    assert_eq!(kept.len(), 1);
    assert!(kept[0].starts_with(ADDS), "{kept:?}");
}
