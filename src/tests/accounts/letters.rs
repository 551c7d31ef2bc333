//! Letters about accounts: what strangers can't have written in them, and which never crowd out which.

use serde_json::json;

use super::{super::house::House, Browser, PASSWORD, customer, mail, mails};

const ANNA: &str = "anna@example.org";

#[tokio::test]
async fn an_advertisement_as_a_name_is_not_sent_to_a_stranger() {
    let house = House::new().await;
    let mut browser = Browser::new(&house);
    let name = "Du har vunnit! Hämta på https://evil.example";
    let form = json!({ "email": ANNA, "password": PASSWORD, "name": name });
    assert_eq!(browser.post("/api/v1/accounts", form).await.0, 202);
    let letter = mail(&house, 1).await;
    assert!(letter.text.starts_with("Hej,"), "{}", letter.text);
    assert!(!letter.text.contains("evil") && !letter.html.contains("evil"));
}

#[tokio::test]
async fn reminders_that_anybody_asks_for_leave_room_for_the_owners_reset_and_warning() {
    let house = House::with(&[]).await;
    let (mut anna, _) = customer(&house, ANNA).await;
    let throttle = &house.server.app.throttle;
    while throttle
        .letter_to(crate::notify::LetterKind::Reminder, ANNA)
        .is_ok()
    {}
    let before = mails(&house).await;
    let mut other = Browser::new(&house);
    let login = json!({ "login": ANNA });
    assert_eq!(
        other
            .post("/api/v1/user-name-reminders", login.clone())
            .await
            .0,
        202
    );
    assert_eq!(other.post("/api/v1/password-resets", login).await.0, 202);
    assert_eq!(
        mail(&house, before + 1).await.subject,
        "Välj ett nytt lösenord"
    );
    let form = json!({ "old": PASSWORD, "new": "en annan ko i en sko" });
    assert_eq!(anna.put("/api/v1/password", form).await.0, 204);
    assert_eq!(
        mail(&house, before + 2).await.subject,
        "Ditt lösenord är ändrat"
    );
}
