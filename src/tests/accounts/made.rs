//! From a visit to an account.

use loadtest::Identity;
use reqwest::Method;
use serde_json::json;
use signaling::protocol::CloseCode;

use super::{
    super::{bad_input::closed, house::House},
    Browser, PASSWORD, count, customer, mail, mails, secret,
};

#[tokio::test]
async fn an_account_keeps_the_conversation_and_ends_the_visit() {
    let house = House::new().await;
    let (maria, anna) = (house.advisor("Maria").await, house.customer("Anna").await);
    let talk = house.talking(&anna, &maria).await.conversation;
    house.says(&anna, talk, "Hej").await;
    let mut socket = house.signed_in(&anna).await;
    let mut browser = Browser::of_visitor(&house, &anna.token);
    let (status, said) = browser.asks_for_account(" Anna@Example.ORG ").await;
    assert_eq!((status, said), (202, json!(null)));
    let mail = mail(&house, 1).await;
    assert_eq!(mail.to, ["anna@example.org"]);

    // Nothing is used up by looking, however often.
    let token = secret(&mail);
    for _ in 0..2 {
        let (status, view) = browser.looks_at(&token).await;
        assert_eq!(status, 200);
        assert_eq!(view["purpose"], "create_account");
        assert_eq!(view["same_browser"], true);
    }
    let (status, entered) = browser.uses(&token, None).await;
    assert_eq!(status, 200, "{entered}");
    assert_eq!(entered["answer"]["me"]["person"], json!(anna.id));
    assert_eq!(entered["answer"]["me"]["email"], "anna@example.org");

    // The visit is over, also where it was open; the session has a secret of its own.
    closed(&mut socket, CloseCode::SessionEnded).await;
    let visit = Identity::Visitor(anna.token.clone());
    let refused = house.api.request(Method::GET, "/api/v1/sessions", &visit);
    assert_eq!(refused.send().await.unwrap().status(), 401);
    assert_ne!(browser.session(), anna.token);
    browser.bearer = None;
    assert_eq!(browser.is().await, Ok(anna.id));
    let path = format!("/api/v1/conversations/{talk}/transcript");
    assert_eq!(browser.get(&path).await.0, 200);

    // A link works once.
    assert_eq!(browser.uses(&token, None).await.0, 404);
    assert_eq!(browser.looks_at(&token).await.0, 404);
    assert_eq!(
        Browser::new(&house)
            .signs_in("anna@example.org", PASSWORD)
            .await
            .0,
        200
    );
    let made = "select count(*) from audit where action = 'account_created'";
    assert_eq!(count(&house, made).await, 1);
}

#[tokio::test]
async fn nobody_lays_out_an_account_for_somebody_else() {
    let house = House::new().await;
    let mallory = house.customer("Mallory").await;
    let mut theirs = Browser::of_visitor(&house, &mallory.token);
    theirs.asks_for_account("anna@example.org").await;
    let mail = mail(&house, 1).await;
    // Anna follows the link that she didn't ask for, in a browser of her own.
    let mut hers = Browser::new(&house);
    for password in [None, Some("hennes eget lösenord")] {
        let (status, said) = hers.follows(&mail, password).await;
        assert_eq!((status, &said["code"]), (403, &json!("forbidden")));
    }
    assert_eq!(hers.is().await, Err(401));
    assert_eq!(count(&house, "select count(*) from identifiers").await, 0);
}

#[tokio::test]
async fn whoever_knows_the_password_may_follow_the_link_on_the_phone() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let mut computer = Browser::of_visitor(&house, &anna.token);
    computer.asks_for_account("anna@example.org").await;
    let mail = mail(&house, 1).await;
    let mut phone = Browser::new(&house);
    let (_, view) = phone.looks_at(&secret(&mail)).await;
    assert_eq!(view["same_browser"], false);
    assert_eq!(phone.follows(&mail, Some(PASSWORD)).await.0, 200);
    assert_eq!(phone.is().await, Ok(anna.id));
    // The visit on the computer is over all the same: its secret doesn't open the account.
    assert_eq!(computer.get("/api/v1/sessions").await.0, 401);
}

#[tokio::test]
async fn of_two_who_ask_for_one_address_the_first_to_follow_gets_it() {
    let house = House::new().await;
    let (mut one, mut other) = (Browser::new(&house), Browser::new(&house));
    one.asks_for_account("anna@example.org").await;
    let first = mail(&house, 1).await;
    other.asks_for_account("anna@example.org").await;
    let second = mail(&house, 2).await;
    assert_eq!(one.follows(&first, None).await.0, 200);
    let (status, said) = other.follows(&second, None).await;
    assert_eq!((status, &said["code"]), (409, &json!("conflict")));
}

#[tokio::test]
async fn roles_and_strangers_fields_can_t_be_asked_for() {
    let house = House::new().await;
    let mut browser = Browser::new(&house);
    for (field, value) in [
        ("role", json!("administrator")),
        ("kind", json!("staff")),
        ("person", json!(1)),
    ] {
        let mut form = json!({ "email": "anna@example.org", "password": PASSWORD });
        form[field] = value;
        assert_eq!(
            browser.post("/api/v1/accounts", form).await.0,
            400,
            "{field}"
        );
    }
    assert_eq!(mails(&house).await, 0);
    let (mut anna, _) = customer(&house, "anna@example.org").await;
    let (_, account) = anna.get("/api/v1/profile").await;
    for (field, value) in [
        ("role", json!("administrator")),
        ("kind", json!("staff")),
        ("email", json!("maria@linden.example")),
        ("merged_into", json!(null)),
    ] {
        let mut form = account["profile"].clone();
        form["name"] = json!("Adam");
        form[field] = value;
        assert_eq!(anna.put("/api/v1/profile", form).await.0, 400, "{field}");
    }
    let (_, after) = anna.get("/api/v1/profile").await;
    assert_eq!(after, account);
    assert_eq!(count(&house, "select count(*) from staff").await, 0);
}

#[tokio::test]
async fn nobody_is_sent_to_another_site_afterwards() {
    let house = House::new().await;
    let mut number = 0;
    for (asked, led_to) in [
        ("/account?a=b", "/account?a=b"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
    ] {
        let mut browser = Browser::new(&house);
        let email = format!("anna{number}@example.org");
        let form = json!({ "email": email, "password": PASSWORD, "return_to": asked });
        assert_eq!(browser.post("/api/v1/accounts", form).await.0, 202);
        number += 1;
        let mail = mail(&house, number).await;
        let (_, entered) = browser.follows(&mail, None).await;
        assert_eq!(entered["return_to"], led_to, "{asked}");
    }
}
