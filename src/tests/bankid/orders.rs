//! An order's time: codes that lapse, pages that close, people who say no, a server that dies, signatures.

use std::time::Duration;

use signaling::protocol::SignInState;

use super::{Browser, Place, asked, until};
use crate::{
    clock::{Clock, ManualClock},
    identity::bankid::{Document, Signature},
    lifecycle::Lifecycle,
    simulators::bankid::BankIdSimulator,
    tests::world::World,
};

#[tokio::test]
async fn a_code_that_nobody_scans_is_renewed_and_the_page_sees_nothing_of_it() {
    let place = Place::new().await;
    let browser = place.browser();
    let begun = browser.begins().await;
    let first = begun.qr.unwrap();
    let token = |code: &str| code.split('.').nth(1).unwrap().to_owned();
    while asked(&place.bank, "auth") == 1 {
        place.round().await;
        assert_eq!(browser.looks(begun.id).await.state, SignInState::Pending);
        // The new order, if there is one, is kept before the next round.
        let collects = asked(&place.bank, "collect");
        assert!(collects < 16, "never renewed");
        if collects == 15 {
            until("a new order", async || asked(&place.bank, "auth") == 2).await;
        }
    }
    let fresh = async || {
        let code = browser.looks(begun.id).await.qr.unwrap_or_default();
        !code.is_empty() && token(&code) != token(&first)
    };
    until("another code", fresh).await;
    let code = browser.looks(begun.id).await.qr.unwrap();
    let order = place.bank.scan(&code).unwrap();
    place.bank.approve(&order, 0).unwrap();
    place.round().await;
    browser.sees(begun.id, SignInState::Complete).await;
}

#[tokio::test]
async fn the_app_that_is_not_there_is_told_and_not_tried_again() {
    let place = Place::new().await;
    let browser = place.browser();
    let begun = browser.begins_here().await;
    for _ in 0..15 {
        browser.looks(begun.id).await;
        place.round().await;
    }
    let failed = browser.sees(begun.id, SignInState::Failed).await;
    assert_eq!((failed.hint.as_str(), failed.launch), ("startFailed", None));
    assert_eq!(asked(&place.bank, "auth"), 1);
}

#[tokio::test]
async fn who_gives_up_gives_up_at_bankid_too() {
    let place = Place::new().await;
    let browser = place.browser();
    let begun = browser.begins().await;
    let order = place.bank.scan(&begun.qr.unwrap()).unwrap();
    assert_eq!(browser.gives_up(begun.id).await, 204);
    assert_eq!(browser.looks(begun.id).await.state, SignInState::Cancelled);
    assert_eq!(asked(&place.bank, "cancel"), 1);
    assert!(
        place.bank.approve(&order, 0).is_err(),
        "it is over in the app"
    );
    assert_eq!(browser.gives_up(begun.id).await, 204);
    assert_eq!(asked(&place.bank, "cancel"), 1, "once");
}

#[tokio::test]
async fn a_page_that_was_closed_lets_its_order_go() {
    let place = Place::new().await;
    let browser = place.browser();
    let begun = browser.begins().await;
    // The first order lapses, the next one is for nobody.
    for _ in 0..15 {
        place.round().await;
    }
    until("a new order", async || asked(&place.bank, "auth") == 2).await;
    let gone = async || asked(&place.bank, "cancel") == 1;
    place.hand.advance(Duration::from_secs(2));
    until("BankID is told", gone).await;
    assert_eq!(browser.looks(begun.id).await.state, SignInState::Cancelled);
}

#[tokio::test]
async fn whatever_bankid_says_ends_in_a_state_with_its_reason() {
    let place = Place::new().await;
    for hint in [
        "userCancel",
        "expiredTransaction",
        "certificateErr",
        "fromTheFuture",
    ] {
        let browser = place.browser();
        let begun = browser.begins().await;
        let order = place.bank.scan(&begun.qr.unwrap()).unwrap();
        place.bank.refuse(&order, hint).unwrap();
        place.round().await;
        let failed = browser.sees(begun.id, SignInState::Failed).await;
        assert_eq!((failed.hint.as_str(), failed.qr), (hint, None));
        assert_eq!(browser.finishes(begun.id).await.status(), 409);
    }
}

#[tokio::test]
async fn an_order_survives_the_server_that_began_it() {
    let hand = ManualClock::at("2026-11-23T09:00:00Z".parse().unwrap());
    let outside = Lifecycle::new(Duration::from_secs(5));
    let listen = "127.0.0.1:0".parse().unwrap();
    let clock = Clock::Manual(hand.clone());
    let bank = BankIdSimulator::start(&outside, clock, listen, "/simulators/bankid")
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let keep = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let settings = vec![
        ("SAMTAL_BANKID_URL", bank.access.url.clone()),
        (
            "SAMTAL_BANKID_CERTIFICATE",
            keep("own.pem", &bank.access.certificate),
        ),
        (
            "SAMTAL_BANKID_KEY",
            keep("own.key", bank.access.key.reveal()),
        ),
        ("SAMTAL_BANKID_ROOT", keep("root.pem", &bank.access.root)),
    ];
    let mut world = World::of_two_with(&hand, settings).await;
    let browser = Browser::before(&world.base(0));
    let begun = browser.begins().await;
    let order = bank.scan(&begun.qr.unwrap()).unwrap();
    world.kill(0);
    bank.approve(&order, 4).unwrap();
    // Its lease runs out.
    hand.advance(Duration::from_secs(13));
    world
        .until("select exists (select from sign_ins where state = 'complete')")
        .await;
    assert_eq!(asked(&bank, "collect"), 1);
    assert!(browser.finishes(begun.id).await.status().is_success());
    assert_eq!(browser.me().await["name"], "Gun-Britt Öst");
}

#[tokio::test]
async fn a_text_is_signed_and_the_evidence_kept() {
    let place = Place::new().await;
    let app = &place.house.server.app;
    let bankid = app.providers.bankid().unwrap();
    let document = Document {
        text: "Jag godkänner avtal 4711.".to_owned(),
        hidden: vec![7; 32],
    };
    let ask = async |document: Document| {
        let address = "192.0.2.1".parse().unwrap();
        bankid
            .ask_for_signature(app, document, address, "Firefox", "browser")
            .await
    };
    let signing = ask(document.clone()).await.unwrap();
    let pending = bankid.collect_signature(app, &signing).await.unwrap();
    assert_eq!(
        pending,
        Signature::Pending("outstandingTransaction".to_owned())
    );
    let order = place.bank.scan(&signing.qr(app)).unwrap();
    place.bank.approve(&order, 1).unwrap();
    let given = bankid.collect_signature(app, &signing).await.unwrap();
    let expected = Signature::Given {
        personal_number: "199001012385".to_owned(),
        name: "Johan Åkerberg".to_owned(),
    };
    assert_eq!(given, expected);
    let kept = "select count(*) from bankid_signatures where kind = 'sign' and octet_length(hidden_hash) = 32
        and visible_text = 'Jag godkänner avtal 4711.' and signature <> ''";
    assert_eq!(place.count(kept).await, 1);
    assert!(!format!("{given:?} {signing:?} {document:?}").contains("19900101"));

    let long = Document {
        text: "a".repeat(30_001),
        hidden: Vec::new(),
    };
    assert!(ask(long).await.is_err());
    let longest = Document {
        text: "a".repeat(30_000),
        hidden: vec![0; 150_000],
    };
    let signing = ask(longest).await.unwrap();
    bankid.give_up_signature(&signing).await;
    assert_eq!(asked(&place.bank, "cancel"), 1);
}
