//! Ways back in: a link, a new password, a forgotten name.

use std::time::Duration;

use serde_json::json;
use signaling::protocol::{CloseCode, StaffRole};

use super::{
    super::{bad_input::closed, house::House},
    Browser, PASSWORD, count, customer, mail, mails, may_sign_in, secret,
};
use crate::clock::{Clock, ManualClock};

const EMAIL: &str = "anna@example.org";

#[tokio::test]
async fn a_link_signs_in_once_and_does_nothing_else() {
    let house = House::new().await;
    let (_, anna) = customer(&house, EMAIL).await;
    let mut browser = Browser::new(&house);
    for number in [2, 3] {
        assert_eq!(
            browser
                .post("/api/v1/sign-in-links", json!({ "login": EMAIL }))
                .await
                .0,
            202
        );
        mail(&house, number).await;
    }
    let (older, newer) = (mail(&house, 2).await, mail(&house, 3).await);
    assert!(newer.text.contains("127.0.0.1"), "{}", newer.text);
    // In any browser; and it sets no password, whatever is sent with it.
    let mut phone = Browser::new(&house);
    let (_, view) = phone.looks_at(&secret(&newer)).await;
    assert_eq!(
        (&view["purpose"], &view["email"]),
        (&json!("sign_in"), &json!(EMAIL))
    );
    assert_eq!(
        phone.follows(&newer, Some("ett annat lösenord")).await.0,
        200
    );
    assert_eq!(phone.is().await, Ok(anna));
    assert_eq!(
        Browser::new(&house)
            .signs_in(EMAIL, "ett annat lösenord")
            .await
            .0,
        401
    );
    assert_eq!(Browser::new(&house).signs_in(EMAIL, PASSWORD).await.0, 200);
    // Not again, and neither do the others of its kind.
    for spent in [&newer, &older] {
        assert_eq!(Browser::new(&house).follows(spent, None).await.0, 404);
    }
    for nonsense in ["", "a", &"A".repeat(43), &"a".repeat(5_000)] {
        assert_eq!(browser.uses(nonsense, None).await.0, 404);
    }
}

#[tokio::test]
async fn links_grow_old() {
    let hand = ManualClock::at(Clock::System.now());
    let house = House::at(
        Clock::Manual(hand.clone()),
        &[("SAMTAL_RATE_LIMITS", "off")],
    )
    .await;
    let mut browser = Browser::new(&house);
    browser.asks_for_account(EMAIL).await;
    let confirm = mail(&house, 1).await;
    hand.advance(Duration::from_secs(24 * 60 * 60 + 1));
    assert_eq!(browser.follows(&confirm, None).await.0, 404);
    browser.asks_for_account(EMAIL).await;
    let confirm = mail(&house, 2).await;
    assert_eq!(browser.follows(&confirm, None).await.0, 200);
    for (path, number, life) in [
        ("/api/v1/sign-in-links", 3, 15 * 60),
        ("/api/v1/password-resets", 4, 60 * 60),
    ] {
        browser.post(path, json!({ "login": EMAIL })).await;
        let link = mail(&house, number).await;
        hand.advance(Duration::from_secs(life + 1));
        assert_eq!(browser.looks_at(&secret(&link)).await.0, 404, "{path}");
        assert_eq!(
            browser.follows(&link, Some(PASSWORD)).await.0,
            404,
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_reset_ends_every_session_and_the_old_password() {
    let house = House::new().await;
    let (mut thief, anna) = customer(&house, EMAIL).await;
    let mut socket = house.socket().await;
    socket.hello(1, Some(thief.session())).await.unwrap();
    super::super::house::ok(&mut socket, 1).await;
    let mut browser = Browser::new(&house);
    browser
        .post("/api/v1/password-resets", json!({ "login": EMAIL }))
        .await;
    let link = mail(&house, 2).await;
    browser
        .post("/api/v1/sign-in-links", json!({ "login": EMAIL }))
        .await;
    let other = mail(&house, 3).await;
    // A password that is refused leaves the link as it was.
    for bad in [None, Some("kort"), Some("lösenord123")] {
        assert_eq!(browser.follows(&link, bad).await.0, 400);
    }
    let (status, entered) = browser.follows(&link, Some("en helt ny mening")).await;
    assert_eq!(status, 200, "{entered}");
    assert_eq!(browser.is().await, Ok(anna));
    closed(&mut socket, CloseCode::SessionEnded).await;
    assert_eq!(thief.is().await, Err(401));
    assert_eq!(Browser::new(&house).signs_in(EMAIL, PASSWORD).await.0, 401);
    assert_eq!(
        Browser::new(&house)
            .signs_in(EMAIL, "en helt ny mening")
            .await
            .0,
        200
    );
    assert_eq!(
        Browser::new(&house)
            .follows(&link, Some("och en till ny"))
            .await
            .0,
        404
    );
    assert_eq!(
        Browser::new(&house).follows(&other, None).await.0,
        404,
        "sent before the reset"
    );
    assert!(
        mail(&house, 4).await.subject.contains("ändrat"),
        "the owner is told"
    );
}

#[tokio::test]
async fn a_forgotten_user_name_comes_by_mail() {
    let house = House::new().await;
    let (mut anna, _) = customer(&house, EMAIL).await;
    let taken = anna
        .put(
            "/api/v1/profile/user-name",
            json!({ "user_name": "Anna.Ek" }),
        )
        .await;
    assert_eq!(taken.0, 204);
    let mut browser = Browser::new(&house);
    let form = json!({ "login": EMAIL });
    assert_eq!(
        browser.post("/api/v1/user-name-reminders", form).await.0,
        202
    );
    let reminder = mail(&house, 2).await;
    assert!(reminder.text.contains("\nanna.ek\n"), "{}", reminder.text);
    assert_eq!(browser.signs_in("ANNA.EK", PASSWORD).await.0, 200);
    // By name, a link goes to the address; the name alone brings no reminder to anybody.
    browser
        .post("/api/v1/sign-in-links", json!({ "login": "anna.ek" }))
        .await;
    assert_eq!(mail(&house, 3).await.to, [EMAIL]);
    browser
        .post("/api/v1/user-name-reminders", json!({ "login": "anna.ek" }))
        .await;
    browser
        .post("/api/v1/sign-in-links", json!({ "login": EMAIL }))
        .await;
    assert_eq!(mail(&house, 4).await.subject, "Din länk för att logga in");
}

#[tokio::test]
async fn who_is_not_employed_any_more_gets_no_link() {
    let house = House::new().await;
    let maria = house.staff("Maria", StaffRole::Advisor).await;
    may_sign_in(&house, maria.id, "maria@linden.example").await;
    let mut browser = Browser::new(&house);
    let form = json!({ "login": "maria@linden.example" });
    browser.post("/api/v1/sign-in-links", form.clone()).await;
    let link = mail(&house, 1).await;
    sqlx::query("update staff set deactivated_at = now()")
        .execute(&house.db)
        .await
        .unwrap();
    assert_eq!(browser.follows(&link, None).await.0, 401);
    for path in ["/api/v1/sign-in-links", "/api/v1/password-resets"] {
        assert_eq!(browser.post(path, form.clone()).await.0, 202);
    }
    for number in [2, 3] {
        assert!(!mail(&house, number).await.text.contains("/link#"));
    }
}

#[tokio::test]
async fn a_link_doesn_t_spare_staff_the_second_factor() {
    let house = House::new().await;
    let maria = house.staff("Maria", StaffRole::Administrator).await;
    may_sign_in(&house, maria.id, "maria@linden.example").await;
    sqlx::query("insert into role_rules (role, second_factor) values ('administrator', true)")
        .execute(&house.db)
        .await
        .unwrap();
    let mut browser = Browser::new(&house);
    for (path, password, number) in [
        ("/api/v1/sign-in-links", None, 1),
        ("/api/v1/password-resets", Some(PASSWORD), 2),
    ] {
        browser
            .post(path, json!({ "login": "maria@linden.example" }))
            .await;
        let link = mail(&house, number).await;
        let (status, entered) = browser.follows(&link, password).await;
        assert_eq!(
            (status, &entered["answer"]["state"]),
            (200, &json!("enrol")),
            "{path}"
        );
        assert_eq!(browser.is().await, Err(401), "{path}");
    }
    let sessions = "select count(*) from sessions where way <> 'visit'";
    assert_eq!(count(&house, sessions).await, 0);
    assert_eq!(mails(&house).await, 3);
}
