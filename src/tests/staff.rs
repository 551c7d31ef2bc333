//! Those who work here: invited, changed, sent away and taken back.

use std::time::Duration;

use loadtest::Received;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use signaling::protocol::{
    AdvisorState, CloseCode, Command, Content, EntryState, ErrorCode, Event, InvitationView,
    Notice, ServerFrame, SignInAnswer, StaffMember, StaffRole, Standing, Topic,
};

use super::{
    accounts::mails,
    bad_input::closed,
    browser::{Browser, PASSWORD, colleague},
    house::{House, Person, ok},
};
use crate::clock::{Clock, ManualClock};

async fn house() -> (House, ManualClock, Browser, Person) {
    let hand = ManualClock::at(Clock::System.now());
    let clock = Clock::Manual(hand.clone());
    let house = House::at(clock, &[("SAMTAL_RATE_LIMITS", "off")]).await;
    let (adam, email) = colleague(&house, "Adam", StaffRole::Administrator).await;
    let browser = Browser::at(&house);
    browser.is_in(&email).await;
    (house, hand, browser, adam)
}

fn post_of(role: &str) -> Value {
    json!({
        "title": "Rådgivare", "role": role, "languages": ["sv", "en"], "skills": ["arv"], "queues": [], "capacity": 4,
    })
}

async fn invites(administrator: &Browser, email: &str) -> StaffMember {
    let form = json!({ "email": email, "name": "Nina Ny", "post": post_of("advisor") });
    administrator.post("/api/v1/staff", &form).await
}

/// The secret in the newest letter.
async fn newest_token(house: &House) -> String {
    mails(house).await;
    let mailbox = &house.server.app.simulators.as_ref().unwrap().mailbox;
    let newest = &mailbox.newest_first()[0];
    let rest = newest.text.split("/invitation#").nth(1).expect("a link");
    rest.split_whitespace().next().unwrap().to_owned()
}

async fn looks(house: &House, token: &str) -> StatusCode {
    Browser::at(house)
        .asks(
            Method::POST,
            "/api/v1/invitations/look",
            &json!({ "token": token }),
        )
        .await
        .0
}

async fn accepts(house: &House, token: &str) -> (Browser, StatusCode, Value) {
    let browser = Browser::at(house);
    let form = json!({ "token": token, "password": PASSWORD });
    let (status, answer) = browser
        .asks(Method::POST, "/api/v1/invitations/accept", &form)
        .await;
    (browser, status, answer)
}

async fn set_role(
    administrator: &Browser,
    member: &StaffMember,
    role: &str,
) -> (StatusCode, Value) {
    let form = json!({ "name": member.name, "post": post_of(role), "version": member.version });
    let path = format!("/api/v1/staff/{}", member.person);
    administrator.asks(Method::PUT, &path, &form).await
}

async fn list(administrator: &Browser) -> Vec<StaffMember> {
    let (status, list) = administrator.get("/api/v1/staff").await;
    assert_eq!(status, StatusCode::OK);
    serde_json::from_value(list).unwrap()
}

async fn member(administrator: &Browser, person: &Person) -> StaffMember {
    let mut all = list(administrator).await;
    all.retain(|one| one.person == person.id);
    all.pop().unwrap()
}

async fn deactivates(administrator: &Browser, person: &Person) -> (StatusCode, Value) {
    let path = format!("/api/v1/staff/{}/deactivate", person.id);
    administrator.asks(Method::POST, &path, &Value::Null).await
}

#[tokio::test]
async fn an_invited_colleague_chooses_a_password_and_works() {
    let (house, _, administrator, _) = house().await;
    let invited = invites(&administrator, "Nina.Ny@Linden.example").await;
    assert_eq!(invited.standing, Standing::Invited);
    assert_eq!(invited.email, "nina.ny@linden.example");
    let token = newest_token(&house).await;
    // Mail programs look at links; that takes nothing away.
    assert_eq!(looks(&house, &token).await, StatusCode::OK);
    let view: InvitationView = Browser::at(&house)
        .post("/api/v1/invitations/look", &json!({ "token": token }))
        .await;
    assert_eq!(
        (view.name.as_str(), view.email.as_str()),
        ("Nina Ny", "nina.ny@linden.example")
    );
    let weak = json!({ "token": token, "password": "lösenord" });
    assert_eq!(
        Browser::at(&house)
            .refused("/api/v1/invitations/accept", &weak)
            .await
            .1
            .code,
        ErrorCode::Invalid
    );

    let (nina, status, answer) = accepts(&house, &token).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let (_, me) = nina.get("/api/v1/session").await;
    assert_eq!(me["staff"]["role"], "advisor");
    assert_eq!(accepts(&house, &token).await.1, StatusCode::NOT_FOUND);
    assert_eq!(looks(&house, &token).await, StatusCode::NOT_FOUND);

    // The address is proven: it signs in.
    let again = Browser::at(&house);
    again.is_in("nina.ny@linden.example").await;
    let listed = list(&administrator).await;
    let nina = listed.iter().find(|one| one.name == "Nina Ny").unwrap();
    assert_eq!(nina.standing, Standing::Active);
    assert!(nina.seen_at.is_some());
    let (status, _) = administrator
        .asks(
            Method::POST,
            "/api/v1/staff",
            &json!({ "email": "nina.ny@linden.example", "name": "En till", "post": post_of("advisor") }),
        )
        .await;
    assert_eq!(status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn an_invitation_ends_when_it_is_old_replaced_or_withdrawn() {
    let (house, hand, administrator, _) = house().await;
    let nina = invites(&administrator, "nina@linden.example").await;
    let first = newest_token(&house).await;
    let invitation = format!("/api/v1/staff/{}/invitation", nina.person);
    hand.advance(Duration::from_secs(1));
    let _: StaffMember = administrator.post(&invitation, &Value::Null).await;
    let second = newest_token(&house).await;
    assert_ne!(first, second);
    assert_eq!(accepts(&house, &first).await.1, StatusCode::NOT_FOUND);
    assert_eq!(looks(&house, &second).await, StatusCode::OK);
    let (status, _) = administrator
        .asks(Method::DELETE, &invitation, &Value::Null)
        .await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(accepts(&house, &second).await.1, StatusCode::NOT_FOUND);
    assert_eq!(list(&administrator).await.len(), 1);

    // Nothing is left: the same address is invited anew.
    hand.advance(Duration::from_secs(1));
    invites(&administrator, "nina@linden.example").await;
    let third = newest_token(&house).await;
    hand.advance(Duration::from_secs(7 * 24 * 3600 + 1));
    assert_eq!(accepts(&house, &third).await.1, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_deactivated_colleagues_chat_goes_to_another() {
    let house = House::new().await;
    house.is_here().await;
    let (_, email) = colleague(&house, "Adam", StaffRole::Administrator).await;
    let administrator = Browser::at(&house);
    administrator.is_in(&email).await;
    let (maria, bo) = (house.advisor("Maria").await, house.advisor("Bo").await);
    let anna = house.customer("Anna").await;
    let visit = house.talking(&anna, &maria).await;
    let joined: String = place(&house, &visit).await;
    let mut marias = house.signed_in(&maria).await;
    let mut bos = house.signed_in(&bo).await;
    let available = Command::SetState {
        state: AdvisorState::Available,
    };
    bos.command(2, available).await.unwrap();
    ok(&mut bos, 2).await;
    let own = Command::Subscribe {
        topic: Topic::Person(bo.id),
    };
    bos.command(3, own).await.unwrap();
    ok(&mut bos, 3).await;

    let (status, answer) = deactivates(&administrator, &maria).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    closed(&mut marias, CloseCode::SessionEnded).await;
    let offered = loop {
        match bos.next().await {
            Received::Text(text) => {
                if let Ok(ServerFrame::Event {
                    event: Event::Offer { offer },
                    ..
                }) = serde_json::from_str(&text)
                {
                    break offer;
                }
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(offered.entry, visit.entry);
    assert_eq!(place(&house, &visit).await, joined, "the place is kept");
    let notices: Vec<Notice> = house
        .reads(&anna, visit.conversation)
        .await
        .into_iter()
        .filter_map(|message| match message.content {
            Content::Notice { notice } => Some(notice),
            _ => None,
        })
        .collect();
    assert!(notices.contains(&Notice::Requeued), "{notices:?}");
    assert_eq!(state(&house, &visit).await, EntryState::Offered);

    // Nobody sees Maria any more, her secret opens nothing, and nothing is offered to her.
    let staff = Command::Subscribe {
        topic: Topic::Staff,
    };
    bos.command(4, staff).await.unwrap();
    let listed = ok(&mut bos, 4).await;
    assert!(!format!("{listed:?}").contains("Maria"), "{listed:?}");
    let error = house.api.command(&maria.identity(), &Command::Inbox).await;
    assert!(error.is_err());
    let path = format!("/api/v1/staff/{}/reactivate", maria.id);
    let back: StaffMember = administrator.post(&path, &Value::Null).await;
    assert_eq!(back.standing, Standing::Active);
    let error = house.api.command(&maria.identity(), &Command::Inbox).await;
    assert!(error.is_err(), "her session does not come back");
}

async fn place(house: &House, visit: &super::house::Visit) -> String {
    sqlx::query_scalar("select place_at::text from entries where id = $1")
        .bind(visit.entry.0)
        .fetch_one(&house.db)
        .await
        .unwrap()
}

async fn state(house: &House, visit: &super::house::Visit) -> EntryState {
    sqlx::query_scalar("select state from entries where id = $1")
        .bind(visit.entry.0)
        .fetch_one(&house.db)
        .await
        .unwrap()
}

#[tokio::test]
async fn an_offer_and_a_left_message_of_one_who_leaves_are_others_to_take() {
    let house = House::new().await;
    let (_, email) = colleague(&house, "Adam", StaffRole::Administrator).await;
    let administrator = Browser::at(&house);
    administrator.is_in(&email).await;
    let maria = house.advisor("Maria").await;
    let (anna, bo) = (house.customer("Anna").await, house.customer("Bo").await);
    let visit = house.offered(&anna, &maria).await;
    let left = house.left(&bo).await;
    let take = Command::TakeLeft { left };
    house.api.command(&maria.identity(), &take).await.unwrap();
    deactivates(&administrator, &maria).await;
    assert_eq!(state(&house, &visit).await, EntryState::Waiting);
    let taken: Option<uuid::Uuid> =
        sqlx::query_scalar("select taken_by from left_messages where id = $1")
            .bind(left.0)
            .fetch_one(&house.db)
            .await
            .unwrap();
    assert_eq!(taken, None);
}

#[tokio::test]
async fn a_new_role_ends_what_was_opened_with_the_old_one() {
    let (house, _, administrator, _) = house().await;
    let (siv, email) = colleague(&house, "Siv", StaffRole::Supervisor).await;
    let browser = Browser::at(&house);
    browser.is_in(&email).await;
    let mut socket = house.signed_in(&siv).await;
    let before = member(&administrator, &siv).await;
    let (status, _) = set_role(&administrator, &before, "advisor").await;
    assert_eq!(status, StatusCode::OK);
    closed(&mut socket, CloseCode::SessionEnded).await;
    assert_eq!(
        browser.get("/api/v1/session").await.0,
        StatusCode::UNAUTHORIZED
    );
    browser.is_in(&email).await;
    let (_, me) = browser.get("/api/v1/session").await;
    assert_eq!(me["staff"]["role"], "advisor");
    // Whoever has the list from before does not overwrite it.
    let (status, _) = set_role(&administrator, &before, "supervisor").await;
    assert_eq!(status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn the_last_administrator_stays_and_nobody_changes_their_own_role() {
    let (house, _, administrator, adam) = house().await;
    let (eva, email) = colleague(&house, "Eva", StaffRole::Administrator).await;
    let other = Browser::at(&house);
    other.is_in(&email).await;
    let own = member(&administrator, &adam).await;
    assert_eq!(
        set_role(&administrator, &own, "advisor").await.0,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        deactivates(&administrator, &adam).await.0,
        StatusCode::FORBIDDEN
    );
    assert_eq!(deactivates(&administrator, &eva).await.0, StatusCode::OK);
    let reset = format!("/api/v1/staff/{}/second-factor", adam.id);
    assert_eq!(
        administrator
            .asks(Method::DELETE, &reset, &Value::Null)
            .await
            .0,
        StatusCode::FORBIDDEN
    );
    // Eva is back, with one who was invited: neither counts while they are not here.
    let path = format!("/api/v1/staff/{}/reactivate", eva.id);
    let _: StaffMember = administrator.post(&path, &Value::Null).await;
    other.is_in(&email).await;
    // Both at once: one of them stays.
    let (first, second) = tokio::join!(
        deactivates(&administrator, &eva),
        deactivates(&other, &adam)
    );
    let left: i64 = sqlx::query_scalar(
        "select count(*) from staff where role = 'administrator' and deactivated_at is null",
    )
    .fetch_one(&house.db)
    .await
    .unwrap();
    assert_eq!(left, 1, "{first:?} {second:?}");
}

#[tokio::test]
async fn what_is_not_in_a_form_is_not_set_by_it() {
    let (house, _, administrator, _) = house().await;
    let (siv, _) = colleague(&house, "Siv", StaffRole::Supervisor).await;
    let before = member(&administrator, &siv).await;
    for extra in [
        json!({ "email": "adam@evil.example" }),
        json!({ "password_hash": "x" }),
        json!({ "standing": "deactivated" }),
    ] {
        let mut form =
            json!({ "name": "Siv", "post": post_of("supervisor"), "version": before.version });
        for (field, value) in extra.as_object().unwrap() {
            form[field] = value.clone();
        }
        let path = format!("/api/v1/staff/{}", siv.id);
        let (status, _) = administrator.asks(Method::PUT, &path, &form).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{extra}");
    }
    let after = member(&administrator, &siv).await;
    assert_eq!(after, before);
    let mut form =
        json!({ "name": "Siv", "post": post_of("supervisor"), "version": before.version });
    form["post"]["queues"] = json!([Clock::System.uuid()]);
    let path = format!("/api/v1/staff/{}", siv.id);
    let (status, _) = administrator.asks(Method::PUT, &path, &form).await;
    assert_eq!(status, StatusCode::NOT_FOUND, "a queue that is not there");
}

#[tokio::test]
async fn a_half_done_sign_in_ends_with_the_post() {
    let (house, _, administrator, _) = house().await;
    let (siv, email) = colleague(&house, "Siv", StaffRole::Supervisor).await;
    let rule = json!({ "role": "supervisor", "second_factor": true });
    administrator
        .asks(Method::PUT, "/api/v1/role-rules", &rule)
        .await;
    let browser = Browser::at(&house);
    let ticket = match browser.signs_in(&email).await {
        SignInAnswer::Enrol { ticket } => ticket,
        other => panic!("{other:?}"),
    };
    deactivates(&administrator, &siv).await;
    let (status, _) = browser
        .refused("/api/v1/session/enrolment", &json!({ "ticket": ticket }))
        .await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}
