//! What nobody learns: whether an address has an account.

use serde_json::{Value, json};

use super::{super::house::House, Browser, PASSWORD, customer, mail, mails};

const KNOWN: &str = "anna@example.org";
const UNKNOWN: &str = "nobody@example.org";

/// Everything that can be asked about an address.
fn questions(email: &str) -> [(&'static str, Value); 4] {
    [
        (
            "/api/v1/accounts",
            json!({ "email": email, "password": PASSWORD }),
        ),
        ("/api/v1/sign-in-links", json!({ "login": email })),
        ("/api/v1/password-resets", json!({ "login": email })),
        ("/api/v1/user-name-reminders", json!({ "login": email })),
    ]
}

/// The answer can't depend on what hasn't been looked at: it is given while nobody can look.
#[tokio::test]
async fn the_answer_is_given_before_anybody_has_looked() {
    let house = House::new().await;
    customer(&house, KNOWN).await;
    let mut answers = Vec::new();
    // One after the other: each question waits in the server with a connection in its hand.
    for (email, last) in [(KNOWN, 5), (UNKNOWN, 9)] {
        let mut closed_off = house.db.begin().await.unwrap();
        sqlx::query("lock table identifiers, people, tokens in access exclusive mode")
            .execute(&mut *closed_off)
            .await
            .unwrap();
        for (path, form) in questions(email) {
            answers.push((path, Browser::new(&house).post(path, form).await));
        }
        closed_off.commit().await.unwrap();
        mail(&house, last).await;
    }
    let (known, unknown) = answers.split_at(4);
    assert_eq!(known, unknown);
    assert!(
        answers
            .iter()
            .all(|(_, answer)| *answer == (202, Value::Null)),
        "{answers:?}"
    );
    // The mails say it, each to its own address.
    let mailbox = &house.server.app.simulators.as_ref().unwrap().mailbox;
    let all = mailbox.newest_first();
    let about = |email: &str| {
        let own = all.iter().filter(|mail| mail.to == [email]);
        let mut subjects: Vec<_> = own.map(|mail| mail.subject.as_str()).collect();
        subjects.sort_unstable();
        subjects.join("; ")
    };
    assert_eq!(
        about(KNOWN),
        "Bekräfta din e-postadress; Din länk för att logga in; Ditt användarnamn; Du har redan ett konto; \
         Välj ett nytt lösenord"
    );
    assert_eq!(
        about(UNKNOWN),
        "Bekräfta din e-postadress; Det finns inget konto med den här adressen; \
         Det finns inget konto med den här adressen; Det finns inget konto med den här adressen"
    );
}

#[tokio::test]
async fn a_wrong_password_and_a_wrong_address_are_refused_alike() {
    let house = House::new().await;
    customer(&house, KNOWN).await;
    let mut browser = Browser::new(&house);
    let known = browser.signs_in(KNOWN, "fel lösenord här").await;
    let unknown = browser.signs_in(UNKNOWN, "fel lösenord här").await;
    assert_eq!(known.0, 401);
    assert_eq!(known, unknown);
}

#[tokio::test]
async fn an_address_to_add_is_answered_alike_whosever_it_is() {
    let house = House::new().await;
    let (mut anna, _) = customer(&house, KNOWN).await;
    customer(&house, "bo@example.org").await;
    let mut answers = Vec::new();
    for email in [UNKNOWN, "bo@example.org", KNOWN] {
        answers.push(
            anna.put("/api/v1/profile/email", json!({ "email": email }))
                .await,
        );
    }
    assert!(
        answers.iter().all(|answer| *answer == (202, Value::Null)),
        "{answers:?}"
    );
}

#[tokio::test]
async fn too_many_letters_are_refused_alike_and_lock_nobody_out() {
    let house = House::with(&[]).await;
    let (_, anna) = customer(&house, KNOWN).await;
    let mut counts = Vec::new();
    for email in [KNOWN, UNKNOWN] {
        let mut browser = Browser::new(&house);
        let mut asked = 0;
        let refusal = loop {
            let (status, said) = browser
                .post("/api/v1/sign-in-links", json!({ "login": email }))
                .await;
            if status != 202 {
                break (status, said["code"].clone());
            }
            asked += 1;
            assert!(asked < 100, "nobody is ever refused");
        };
        assert_eq!(refusal, (429, json!("rate_limited")));
        counts.push(asked);
    }
    // Making the account asked for one letter already.
    assert_eq!(counts[0] + 1, counts[1]);
    // What came before still works, and so does the password.
    // The letters are written beside the answers, in no order between two addresses.
    let mut number = 2;
    let link = loop {
        let letter = mail(&house, number).await;
        if letter.to == [KNOWN] {
            break letter;
        }
        number += 1;
    };
    let mut browser = Browser::new(&house);
    assert_eq!(browser.signs_in(KNOWN, PASSWORD).await.0, 200);
    assert_eq!(browser.follows(&link, None).await.0, 200);
    assert_eq!(browser.is().await, Ok(anna));
    assert!(mails(&house).await > 2);
}
