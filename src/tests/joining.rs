//! Two who turn out to be one, and everything that goes on meanwhile: writing, waiting, changing a password or a role.

use std::time::Duration;

use loadtest::ApiError;
use serde_json::{Value, json};
use signaling::protocol::{Command, ErrorCode, JoinForm, PersonId, StaffRole};
use sqlx::PgConnection;

use super::{
    accounts::{Browser, PASSWORD, count, customer, mail, may_sign_in},
    house::{House, Person, new_client_id, text},
};

const ANNA: &str = "anna@kund.example";
const BO: &str = "bo@kund.example";
const NUMBER: &str = "199001012385";
const OTHER_NUMBER: &str = "198503122387";

/// Waits until somebody waits for a lock.
pub(super) async fn somebody_waits(house: &House) {
    let waits = async {
        let locks = "select exists (select from pg_stat_activity
                     where datname = current_database() and wait_event_type = 'Lock')";
        while !sqlx::query_scalar::<_, bool>(locks)
            .fetch_one(&house.db)
            .await
            .unwrap()
        {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), waits)
        .await
        .expect("somebody waits");
}

async fn becomes(conn: &mut PgConnection, gone: PersonId, stays: PersonId) {
    sqlx::query("select merge_people($1, $2, now())")
        .bind(gone.0)
        .bind(stays.0)
        .execute(conn)
        .await
        .unwrap();
}

async fn is_known_by(house: &House, person: PersonId, kind: &str, value: &str) {
    let issuer = if kind == "subject" {
        "https://eid.example"
    } else {
        ""
    };
    sqlx::query(
        "insert into identifiers (id, person_id, kind, issuer, value, proven_at, proven_by)
         values (gen_random_uuid(), $1, $2, $3, $4, now(), 'bankid')",
    )
    .bind(person.0)
    .bind(kind)
    .bind(issuer)
    .bind(value)
    .execute(&house.db)
    .await
    .unwrap();
}

/// A sign-in that somebody outside has confirmed for `browser`, who is `person` and adds what was proven.
async fn confirmed(
    house: &House,
    browser: &mut Browser<'_>,
    person: PersonId,
    result: &Value,
) -> String {
    use sha2::{Digest, Sha256};
    // Any route gives a browser its cookie.
    let begun = json!({ "provider": "bankid", "purpose": "link" });
    let (status, view) = browser.post("/api/v1/sign-ins", begun).await;
    assert_eq!(status, 201, "{view}");
    let id = view["id"].as_str().unwrap().to_owned();
    let secret: [u8; 32] = Sha256::digest(browser.cookies["samtal_browser"].as_bytes()).into();
    sqlx::query(
        "update sign_ins set state = 'complete', secrets = '{}', result = $2, browser = $3 where id = $1::text::uuid and person_id = $4",
    )
    .bind(&id)
    .bind(result)
    .bind(secret.as_slice())
    .bind(person.0)
    .execute(&house.db)
    .await
    .unwrap();
    format!("/api/v1/sign-ins/{id}/finish")
}

fn vouched(number: Option<&str>, subject: Option<&str>, is_strong: bool) -> Value {
    json!({
        "way": "bankid", "subject": subject.map(|subject| ("https://eid.example", subject)),
        "personal_number": number, "name": "", "email": "", "is_strong": is_strong, "outside_session": null,
    })
}

#[tokio::test]
async fn one_person_has_one_number_and_two_with_one_each_stay_two() {
    let house = House::new().await;
    let (mut anna, her) = customer(&house, ANNA).await;
    let (_, him) = customer(&house, BO).await;
    is_known_by(&house, her, "personal_number", NUMBER).await;
    is_known_by(&house, him, "personal_number", OTHER_NUMBER).await;
    // His; and one that is nobody's yet.
    for number in [OTHER_NUMBER, "197206302395"] {
        let finish = confirmed(&house, &mut anna, her, &vouched(Some(number), None, true)).await;
        assert_eq!(anna.post(&finish, json!({})).await.0, 409, "{number}");
    }
    assert_eq!(
        count(
            &house,
            "select count(*) from people where merged_into is not null"
        )
        .await,
        0
    );
}

#[tokio::test]
async fn what_is_worth_one_factor_joins_nobody_who_is_guarded_by_two() {
    let house = House::new().await;
    let (mut anna, her) = customer(&house, ANNA).await;
    let (_, him) = customer(&house, BO).await;
    is_known_by(&house, him, "subject", "bo").await;
    sqlx::query(
        "insert into second_factors (person_id, secret, confirmed_at, created_at) values ($1, $2, now(), now())",
    )
    .bind(him.0)
    .bind([7_u8; 20].as_slice())
    .execute(&house.db)
    .await
    .unwrap();
    let weak = confirmed(&house, &mut anna, her, &vouched(None, Some("bo"), false)).await;
    assert_eq!(anna.post(&weak, json!({})).await.0, 409);
    // Worth two: they are one, and the app for codes stays with them.
    let strong = confirmed(&house, &mut anna, her, &vouched(None, Some("bo"), true)).await;
    assert_eq!(anna.post(&strong, json!({})).await.0, 200);
    let kept: PersonId = sqlx::query_scalar("select person_id from second_factors")
        .fetch_one(&house.db)
        .await
        .map(PersonId)
        .unwrap();
    assert_eq!(kept, her);
}

#[tokio::test]
async fn a_mail_joins_nobody_who_is_known_by_an_eid() {
    let house = House::new().await;
    let (mut anna, _) = customer(&house, ANNA).await;
    let (_, him) = customer(&house, BO).await;
    is_known_by(&house, him, "subject", "bo").await;
    anna.put("/api/v1/profile/email", json!({ "email": BO }))
        .await;
    let told = mail(&house, 3).await;
    assert_eq!(told.to, [BO]);
    assert!(!told.text.contains("/link#"), "{}", told.text);
}

#[tokio::test]
async fn who_is_known_by_an_eid_alone_can_add_an_address() {
    let house = House::new().await;
    let (mut anna, her) = customer(&house, ANNA).await;
    is_known_by(&house, her, "personal_number", NUMBER).await;
    sqlx::query("delete from identifiers where kind = 'email'")
        .execute(&house.db)
        .await
        .unwrap();
    anna.put("/api/v1/profile/email", json!({ "email": BO }))
        .await;
    let link = mail(&house, 2).await;
    assert_eq!(anna.follows(&link, None).await.0, 200);
    assert_eq!(Browser::new(&house).signs_in(BO, PASSWORD).await.0, 200);
}

#[tokio::test]
async fn who_waits_twice_waits_once_at_the_better_place() {
    let house = House::new().await;
    let (browser, account) = customer(&house, ANNA).await;
    let phone = Person {
        id: account,
        token: browser.session(),
        ..house.customer("Anna").await
    };
    let older = house.waiting(&own(&house, &phone).await).await;
    let visitor = house.customer("Vera").await;
    let newer = house.waiting(&visitor).await;
    house
        .says(&visitor, newer.conversation, "Hej, är det någon där?")
        .await;
    let mut computer = Browser::of_visitor(&house, &visitor.token);
    assert_eq!(computer.signs_in(ANNA, PASSWORD).await.0, 200);

    let open: Vec<(uuid::Uuid, bool)> = sqlx::query_as(
        "select e.id, e.place_at = (select place_at from entries where id = $2) from entries e
         where e.customer_id = $1 and e.ended_at is null",
    )
    .bind(account.0)
    .bind(older.entry.0)
    .fetch_all(&house.db)
    .await
    .unwrap();
    assert_eq!(open, [(newer.entry.0, true)]);
    let read = house.reads(&phone, newer.conversation).await;
    assert!(format!("{read:?}").contains("är det någon där"), "{read:?}");
    let ended: String = sqlx::query_scalar("select state from conversations where id = $1")
        .bind(older.conversation.0)
        .fetch_one(&house.db)
        .await
        .unwrap();
    assert_eq!(ended, "ended");
}

#[tokio::test]
async fn a_visit_that_can_not_be_joined_goes_on() {
    let house = House::new().await;
    let (maria, bo) = (house.advisor("Maria").await, house.advisor("Bo").await);
    let (browser, account) = customer(&house, ANNA).await;
    let phone = Person {
        id: account,
        token: browser.session(),
        ..house.customer("Anna").await
    };
    house.talking(&own(&house, &phone).await, &maria).await;
    let visitor = house.customer("Vera").await;
    let visit = house.talking(&visitor, &bo).await;
    let mut computer = Browser::of_visitor(&house, &visitor.token);
    assert_eq!(computer.signs_in(ANNA, PASSWORD).await.0, 200);
    // Two advisors talk with two: both can go on.
    house
        .says(&visitor, visit.conversation, "Jag är kvar")
        .await;
    let read = house.reads(&visitor, visit.conversation).await;
    assert!(format!("{read:?}").contains("Jag är kvar"), "{read:?}");
}

/// As the server knows the caller of `person`'s session.
async fn own(house: &House, person: &Person) -> Person {
    let mut own = house.again(person, "1 day").await;
    own.caller.name = "Anna".into();
    own
}

#[tokio::test]
async fn what_is_written_while_two_become_one_is_nobodys_ghost() {
    let house = House::new().await;
    let (_, account) = customer(&house, ANNA).await;
    let visitor = house.customer("Vera").await;
    let visit = house.waiting(&visitor).await;
    let mut tx = house.db.begin().await.unwrap();
    becomes(&mut tx, visitor.id, account).await;

    let client_id = new_client_id();
    let send = Command::Send {
        conversation: visit.conversation,
        client_id,
        text: text("Hann jag?"),
    };
    let join = Command::Join {
        form: JoinForm {
            queue: house.queue,
            name: "Vera".into(),
            subject: String::new(),
            language: "sv".into(),
        },
    };
    let (identity, second) = (visitor.identity(), visitor.identity());
    let late = async {
        tokio::join!(
            house.api.command(&identity, &send),
            house.api.command(&second, &join)
        )
    };
    let commit = async {
        somebody_waits(&house).await;
        tx.commit().await.unwrap();
    };
    let ((sent, joined), ()) = tokio::join!(late, commit);
    // Their page says who they are now, and sends it again.
    assert!(
        matches!(&sent, Err(ApiError::Refused { error, .. }) if error.code == ErrorCode::Unauthenticated),
        "{sent:?}"
    );
    assert!(
        joined.is_err() || format!("{joined:?}").contains(&visit.entry.to_string()),
        "{joined:?}"
    );
    for ghost in [
        "select count(*) from messages m join people p on p.id = m.author_id where p.merged_into is not null",
        "select count(*) from entries e join people p on p.id = e.customer_id where p.merged_into is not null",
        "select count(*) from participants a join people p on p.id = a.person_id where p.merged_into is not null",
    ] {
        assert_eq!(count(&house, ghost).await, 0, "{ghost}");
    }
    // Sent again as whoever they are now, it stands once.
    let now = house
        .again(
            &Person {
                id: account,
                ..visitor.clone()
            },
            "1 day",
        )
        .await;
    house.api.command(&now.identity(), &send).await.unwrap();
    house.api.command(&now.identity(), &send).await.unwrap();
    let texts = "select count(*) from messages where kind = 'text'";
    assert_eq!(count(&house, texts).await, 1);
}

#[tokio::test]
async fn an_old_password_that_is_being_checked_lets_nobody_in_after_it_was_changed() {
    let house = House::new().await;
    let (_, account) = customer(&house, ANNA).await;
    let mut tx = house.db.begin().await.unwrap();
    sqlx::query("select from people where id = $1 for no key update")
        .bind(account.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    sqlx::query("update credentials set password_hash = 'another' where person_id = $1")
        .bind(account.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    let mut thief = Browser::new(&house);
    let commit = async {
        somebody_waits(&house).await;
        tx.commit().await.unwrap();
    };
    let ((status, _), ()) = tokio::join!(thief.signs_in(ANNA, PASSWORD), commit);
    assert_eq!(status, 401);
}

#[tokio::test]
async fn half_a_sign_in_by_the_old_password_is_over_when_it_is_reset() {
    let house = House::new().await;
    let maria = house.staff("Maria", StaffRole::Advisor).await;
    may_sign_in(&house, maria.id, "maria@linden.example").await;
    sqlx::query("insert into role_rules (role, second_factor) values ('advisor', true)")
        .execute(&house.db)
        .await
        .unwrap();
    let mut thief = Browser::new(&house);
    let (status, half) = thief.signs_in("maria@linden.example", PASSWORD).await;
    assert_eq!((status, &half["state"]), (200, &json!("enrol")));
    let mut owner = Browser::new(&house);
    let form = json!({ "login": "maria@linden.example" });
    owner.post("/api/v1/password-resets", form).await;
    let link = mail(&house, 1).await;
    assert_eq!(
        owner.follows(&link, Some("ett helt annat lösen")).await.0,
        200
    );
    let form = json!({ "ticket": half["ticket"] });
    let (status, _) = thief.post("/api/v1/session/enrolment", form).await;
    assert_eq!(status, 401);
}

#[tokio::test]
async fn who_signs_in_while_their_role_changes_is_asked_for_what_the_new_one_asks() {
    let house = House::new().await;
    let maria = house.staff("Maria", StaffRole::Advisor).await;
    may_sign_in(&house, maria.id, "maria@linden.example").await;
    sqlx::query("insert into role_rules (role, second_factor) values ('supervisor', true)")
        .execute(&house.db)
        .await
        .unwrap();
    let mut tx = house.db.begin().await.unwrap();
    for change in [
        "select from people where id = $1 for no key update",
        "update staff set role = 'supervisor' where person_id = $1",
    ] {
        sqlx::query(change)
            .bind(maria.id.0)
            .execute(&mut *tx)
            .await
            .unwrap();
    }
    let mut browser = Browser::new(&house);
    let commit = async {
        somebody_waits(&house).await;
        tx.commit().await.unwrap();
    };
    let (answer, ()) = tokio::join!(browser.signs_in("maria@linden.example", PASSWORD), commit);
    assert_eq!(answer.1["state"], "enrol", "{answer:?}");
}

#[tokio::test]
async fn anothers_link_takes_no_visit_along() {
    let house = House::new().await;
    customer(&house, ANNA).await;
    let mut thief = Browser::new(&house);
    thief
        .post("/api/v1/sign-in-links", json!({ "login": ANNA }))
        .await;
    let link = mail(&house, 2).await;
    let visitor = house.customer("Vera").await;
    let visit = house.waiting(&visitor).await;
    let mut victim = Browser::of_visitor(&house, &visitor.token);
    assert_eq!(victim.follows(&link, None).await.0, 200);
    // Still hers, by her own secret.
    house.says(&visitor, visit.conversation, "Hej").await;
}
