//! One's own account: what is known, more addresses, the password, and who else sees it.

use reqwest::Method;
use serde_json::{Value, json};
use signaling::protocol::{CloseCode, StaffRole};

use super::{
    super::{
        bad_input::closed,
        house::{House, ok},
        world::World,
    },
    Browser, PASSWORD, count, customer, mail, may_sign_in,
};

const ANNA: &str = "anna@example.org";
const BO: &str = "bo@example.org";

#[tokio::test]
async fn an_address_becomes_that_of_who_asked_for_it_and_nobody_else() {
    let house = House::new().await;
    let (mut mallory, _) = customer(&house, "mallory@example.org").await;
    let (mut bo, _) = customer(&house, BO).await;
    // Mallory asks for Bo's address. Bo is made to follow the link, in his own browser, or signed out.
    mallory
        .put("/api/v1/profile/email", json!({ "email": BO }))
        .await;
    let bait = mail(&house, 3).await;
    for browser in [&mut bo, &mut Browser::new(&house)] {
        let (status, said) = browser.follows(&bait, None).await;
        assert_eq!((status, &said["code"]), (401, &json!("unauthenticated")));
    }
    let (_, account) = bo.get("/api/v1/profile").await;
    assert_eq!(account["known_by"][0]["value"], BO);

    // Anna asks for a new address of her own; the old one is told.
    let (mut anna, _) = customer(&house, ANNA).await;
    anna.put(
        "/api/v1/profile/email",
        json!({ "email": "Anna@Work.example" }),
    )
    .await;
    let link = mail(&house, 5).await;
    assert_eq!(link.to, ["anna@work.example"]);
    assert_eq!(anna.follows(&link, None).await.0, 200);
    let told = mail(&house, 6).await;
    assert_eq!(
        (told.to.as_slice(), told.subject.as_str()),
        (&[ANNA.to_owned()][..], "Din e-postadress är ändrad")
    );
    assert!(!told.text.contains("anna@work.example"));
    let (_, account) = anna.get("/api/v1/profile").await;
    assert_eq!(account["email"], "anna@work.example");
    assert_eq!(account["known_by"].as_array().unwrap().len(), 2);
    assert_eq!(
        Browser::new(&house)
            .signs_in("anna@work.example", PASSWORD)
            .await
            .0,
        200
    );
}

#[tokio::test]
async fn two_accounts_of_one_person_become_one() {
    let house = House::new().await;
    let maria = house.advisor("Maria").await;
    let (mut anna, kept) = customer(&house, ANNA).await;
    let visitor = house.customer("Anna").await;
    let talk = house.talking(&visitor, &maria).await.conversation;
    let mut other = Browser::of_visitor(&house, &visitor.token);
    other.asks_for_account(BO).await;
    let confirm = mail(&house, 2).await;
    other.follows(&confirm, None).await;
    other.bearer = None;
    let mut socket = house.socket().await;
    socket.hello(1, Some(other.session())).await.unwrap();
    ok(&mut socket, 1).await;

    anna.put("/api/v1/profile/email", json!({ "email": BO }))
        .await;
    let link = mail(&house, 3).await;
    assert_eq!(anna.follows(&link, None).await.0, 200);
    closed(&mut socket, CloseCode::SessionEnded).await;
    assert_eq!(other.is().await, Err(401));
    assert_eq!(anna.is().await, Ok(kept));
    let path = format!("/api/v1/conversations/{talk}/transcript");
    assert_eq!(anna.get(&path).await.0, 200);
    assert_eq!(
        count(&house, "select count(*) from audit where action = 'merged'").await,
        1
    );
    assert_eq!(
        count(
            &house,
            "select count(*) from people where merged_into is not null"
        )
        .await,
        1
    );
}

#[tokio::test]
async fn a_mail_alone_takes_nothing_from_staff_or_from_who_has_proven_more() {
    let house = House::new().await;
    let (mut anna, _) = customer(&house, ANNA).await;
    let maria = house.staff("Maria", StaffRole::Advisor).await;
    may_sign_in(&house, maria.id, "maria@linden.example").await;
    let (_, bo) = customer(&house, BO).await;
    sqlx::query(
        "insert into second_factors (person_id, secret, confirmed_at, created_at) values ($1, $2, now(), now())",
    )
    .bind(bo.0)
    .bind([7_u8; 20].as_slice())
    .execute(&house.db)
    .await
    .unwrap();
    for (email, number) in [("maria@linden.example", 3), (BO, 4)] {
        anna.put("/api/v1/profile/email", json!({ "email": email }))
            .await;
        let told = mail(&house, number).await;
        assert_eq!(told.to, [email]);
        assert!(!told.text.contains("/link#"), "{}", told.text);
    }
    assert_eq!(
        count(&house, "select count(*) from audit where action = 'merged'").await,
        0
    );
}

#[tokio::test]
async fn nobody_gives_up_their_last_way_in() {
    let house = House::new().await;
    let (mut anna, _) = customer(&house, ANNA).await;
    let (mut bo, _) = customer(&house, BO).await;
    let id =
        |account: &Value, at: usize| account["known_by"][at]["id"].as_str().unwrap().to_owned();
    let (_, account) = anna.get("/api/v1/profile").await;
    assert_eq!(account["known_by"][0]["removable"], false);
    let last = format!("/api/v1/profile/identifiers/{}", id(&account, 0));
    assert_eq!(anna.delete(&last).await.0, 409);
    assert_eq!(bo.delete(&last).await.0, 404, "somebody else's");
    // With a name and a password one gets in without mail.
    anna.put("/api/v1/profile/user-name", json!({ "user_name": "anna" }))
        .await;
    assert_eq!(
        bo.put("/api/v1/profile/user-name", json!({ "user_name": "Anna" }))
            .await
            .0,
        409
    );
    assert_eq!(anna.delete(&last).await.0, 204);
    let (_, account) = anna.get("/api/v1/profile").await;
    assert_eq!(
        (&account["email"], &account["known_by"][0]["removable"]),
        (&json!(""), &json!(false))
    );
    assert_eq!(Browser::new(&house).signs_in(ANNA, PASSWORD).await.0, 401);
    assert_eq!(Browser::new(&house).signs_in("anna", PASSWORD).await.0, 200);
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_the_others() {
    let house = House::new().await;
    let (mut anna, person) = customer(&house, ANNA).await;
    let mut elsewhere = Browser::new(&house);
    elsewhere.signs_in(ANNA, PASSWORD).await;
    let mut put = async |old: Value, new: &str| {
        anna.put("/api/v1/password", json!({ "old": old, "new": new }))
            .await
            .0
    };
    for old in [Value::Null, json!(""), json!("fel lösenord här")] {
        assert_eq!(put(old, "en helt ny mening").await, 403);
    }
    assert_eq!(put(json!(PASSWORD), "kort").await, 400);
    assert_eq!(put(json!(PASSWORD), "en helt ny mening").await, 204);
    assert_eq!(anna.is().await, Ok(person));
    assert_eq!(elsewhere.is().await, Err(401));
    assert_eq!(Browser::new(&house).signs_in(ANNA, PASSWORD).await.0, 401);
    assert_eq!(
        Browser::new(&house)
            .signs_in(ANNA, "en helt ny mening")
            .await
            .0,
        200
    );
}

#[tokio::test]
async fn what_one_says_about_oneself_is_kept_and_checked() {
    let house = House::new().await;
    let (mut anna, _) = customer(&house, ANNA).await;
    let form = json!({
        "name": "Anna Ek", "phone": "070-174 06 05", "street": "Storgatan 1", "postcode": "111 22",
        "town": "Stockholm", "country": "SE", "born_on": "1990-01-31", "about": "Ring helst efter fem.",
        "language": "en", "notify_email": false, "notify_sms": true
    });
    assert_eq!(anna.put("/api/v1/profile", form.clone()).await.0, 204);
    assert_eq!(anna.get("/api/v1/profile").await.1["profile"], form);
    let mut bad = form.clone();
    bad["born_on"] = json!("3000-01-01");
    let (status, said) = anna.put("/api/v1/profile", bad).await;
    assert_eq!(status, 400);
    assert!(
        said["message"].as_str().unwrap().starts_with("born_on:"),
        "{said}"
    );
    assert_eq!(anna.get("/api/v1/profile").await.1["profile"], form);
}

#[tokio::test]
async fn staff_see_whom_they_talk_with_and_each_look_is_written_down() {
    let house = House::new().await;
    let (maria, ulla) = (house.advisor("Maria").await, house.advisor("Ulla").await);
    let anna = house.customer("Anna").await;
    let visit = house.talking(&anna, &maria).await;
    let path = format!("/api/v1/conversations/{}/customer", visit.conversation);
    let looks = async |who| {
        let answer = house
            .api
            .request(Method::GET, &path, &who)
            .send()
            .await
            .unwrap();
        (
            answer.status().as_u16(),
            answer.json::<Value>().await.unwrap(),
        )
    };
    let (_, details) = looks(maria.identity()).await;
    assert_eq!(
        (&details["has_account"], &details["email_proven"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(looks(ulla.identity()).await.0, 404);
    assert_eq!(looks(anna.identity()).await.0, 403);
    let mut browser = Browser::of_visitor(&house, &anna.token);
    browser.asks_for_account(ANNA).await;
    let confirm = mail(&house, 1).await;
    browser.follows(&confirm, None).await;
    let (_, details) = looks(maria.identity()).await;
    assert_eq!(
        (&details["email"], &details["email_proven"]),
        (&json!(ANNA), &json!(true))
    );
    assert_eq!(details["proven_by"], json!(["mail"]));
    let read = "select count(*) from audit where action = 'profile_read'";
    assert_eq!(count(&house, read).await, 2);
}

#[tokio::test]
async fn a_session_that_is_ended_on_one_server_ends_its_sockets_on_the_other() {
    let world = World::of_two().await;
    let siv = world.employ(1, "Siv", StaffRole::Supervisor, 1, &[]).await;
    // The same person, at the first server, with the second session that their password gives.
    let (here, _) = world
        .api(0)
        .sign_in("0@raad.example", super::super::world::PASSWORD)
        .await
        .unwrap();
    let ended = world
        .api(0)
        .request(Method::DELETE, "/api/v1/sessions", &here);
    assert_eq!(ended.send().await.unwrap().status(), 204);
    assert_eq!(siv.closed().await.unwrap(), CloseCode::SessionEnded as u16);
}
