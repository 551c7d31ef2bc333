//! Cases that were reported before their reporter had an account, and what becomes of them once the address is proven.

use loadtest::Received;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use signaling::protocol::{
    CaseId, ClaimableCases, Command, Event, Happened, Resume, ServerFrame, StaffRole, Topic,
};

use super::{
    super::{
        accounts::customer,
        house::{House, Person, new_client_id, ok},
    },
    new_case,
};
use crate::identity::Caller;

const ADDRESS: &str = "eva.ek@kund.example";

/// Somebody who has an account with a proven address.
async fn account(house: &House, email: &str) -> Person {
    let (browser, id) = customer(house, email).await;
    Person {
        id,
        token: browser.session(),
        caller: Caller::invented(id, None),
    }
}

/// A case that `visitor` reports, and is answered to at `email`.
async fn reports(house: &House, visitor: &Person, email: &str) -> CaseId {
    let mut new = new_case(house.case_type().await);
    new.contact.email = email.into();
    house.opens(visitor, &new).await.id
}

async fn offered(house: &House, who: &Person) -> Vec<CaseId> {
    let (status, answer) = house
        .asks(who, Method::GET, "/api/v1/claims", &json!({}))
        .await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let offered: ClaimableCases = serde_json::from_value(answer).unwrap();
    offered.cases.iter().map(|case| case.id).collect()
}

async fn claims(house: &House, who: &Person, cases: &[CaseId]) -> (StatusCode, Value) {
    let body = json!({ "cases": cases });
    house.asks(who, Method::POST, "/api/v1/claims", &body).await
}

async fn status_of(house: &House, who: &Person, path: String) -> StatusCode {
    let request = house.api.request(Method::GET, &path, &who.identity());
    request.send().await.unwrap().status()
}

#[tokio::test]
async fn a_case_reported_on_another_device_becomes_the_accounts() {
    let house = House::new().await;
    let maria = house.advisor("Maria").await;
    let visitor = house.customer("Eva").await;
    let mut new = new_case(house.case_type().await);
    new.contact.email = " Eva.Ek@Kund.Example ".into();
    let receipt = house.opens(&visitor, &new).await;
    let case = receipt.id;
    let thread = house.writes(&visitor, case, "Kommer ni i dag?").await;
    let papers = house.sees(&visitor, case).await.papers;
    let file = house.uploads(&visitor, papers).await;
    let send = Command::SendFile {
        conversation: papers,
        client_id: new_client_id(),
        file,
    };
    house.api.command(&visitor.identity(), &send).await.unwrap();
    let upload = house.begins_upload(&visitor, papers).await;

    let eva = account(&house, ADDRESS).await;
    let (_, answer) = house
        .asks(&eva, Method::GET, "/api/v1/claims", &json!({}))
        .await;
    let shown: Vec<&String> = answer["cases"][0].as_object().unwrap().keys().collect();
    assert_eq!(shown, ["created_at", "id", "number", "title", "type_name"]);
    assert_eq!(answer["cases"][0]["number"], json!(receipt.number));
    for path in [
        format!("/api/v1/cases/{case}"),
        format!("/api/v1/files/{file}"),
    ] {
        assert_eq!(status_of(&house, &eva, path).await, 404, "not hers yet");
    }
    for _ in 0..2 {
        let (status, answer) = claims(&house, &eva, &[case]).await;
        assert_eq!(
            (status, answer),
            (StatusCode::OK, json!({ "cases": [case] }))
        );
    }
    assert!(offered(&house, &eva).await.is_empty());

    let view = house.sees(&eva, case).await;
    assert!(view.policy.write);
    assert_eq!(view.row.customer, eva.id);
    assert_eq!(view.files.len(), 1);
    let last = view
        .timeline
        .iter()
        .filter(|moment| moment.what == Happened::Claimed);
    assert_eq!(last.count(), 1);
    let said = house.reads(&eva, thread).await;
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].author, Some(eva.id), "they are her own words");
    house.says(&eva, thread, "Det är jag.").await;
    assert_eq!(
        status_of(&house, &eva, format!("/api/v1/files/{file}")).await,
        200
    );
    assert_eq!(
        status_of(&house, &eva, format!("/api/v1/uploads/{upload}")).await,
        200
    );
    assert_eq!(house.sees(&maria, case).await.row.customer, eva.id);

    // The visitor has it no more.
    for path in [
        format!("/api/v1/cases/{case}"),
        format!("/api/v1/files/{file}"),
        format!("/api/v1/uploads/{upload}"),
    ] {
        assert_eq!(
            status_of(&house, &visitor, path.clone()).await,
            404,
            "{path}"
        );
    }
    let open = Command::Open {
        from: Resume {
            conversation: thread,
            after: 0,
        },
    };
    let refused = house.api.command(&visitor.identity(), &open).await;
    assert_eq!(refused.unwrap_err().status(), Some(StatusCode::NOT_FOUND));
    let (_, mine) = house
        .asks(&visitor, Method::GET, "/api/v1/my-cases", &json!({}))
        .await;
    assert_eq!(mine["cases"], json!([]));
}

#[tokio::test]
async fn who_listened_as_a_visitor_hears_no_more_of_it() {
    let house = House::new().await;
    let maria = house.advisor("Maria").await;
    let visitor = house.customer("Eva").await;
    let case = reports(&house, &visitor, ADDRESS).await;
    let thread = house.writes(&visitor, case, "Kommer ni i dag?").await;
    let (status, _) = house
        .asks(
            &maria,
            Method::POST,
            &format!("/api/v1/cases/{case}/part"),
            &json!({}),
        )
        .await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    // What follows the words changes the case too.
    house.all_is_seen_to().await;
    let mut socket = house.signed_in(&visitor).await;
    let from = Resume {
        conversation: thread,
        after: 0,
    };
    socket.command(2, Command::Open { from }).await.unwrap();
    ok(&mut socket, 2).await;
    let topic = Topic::Person(visitor.id);
    let subscribe = Command::Subscribe { topic };
    socket.command(4, subscribe).await.unwrap();
    ok(&mut socket, 4).await;
    let topic = Topic::Case(case);
    let subscribe = Command::Subscribe { topic };
    socket.command(5, subscribe).await.unwrap();
    ok(&mut socket, 5).await;

    let eva = account(&house, ADDRESS).await;
    assert_eq!(claims(&house, &eva, &[case]).await.0, StatusCode::OK);
    let claimed = house.sees(&eva, case).await.version;
    house.says(&maria, thread, "Bara till dig, Eva.").await;
    house.all_is_seen_to().await;
    socket.command(3, Command::Ping).await.unwrap();
    let mut told = Vec::new();
    loop {
        let Received::Text(frame) = socket.next().await else {
            panic!("no answer")
        };
        assert!(!frame.contains("Bara till dig"), "{frame}");
        match serde_json::from_str(&frame).unwrap() {
            ServerFrame::Reply { id: 3, .. } => break,
            // Of what was before it might be told late.
            ServerFrame::Event {
                topic,
                event: Event::Case { version, .. },
            } if version >= claimed => told.push((topic, version)),
            ServerFrame::Event {
                topic: Topic::Case(_),
                event,
            } if !matches!(event, Event::Case { .. }) => panic!("{event:?}"),
            _ => (),
        }
    }
    assert_eq!(told, [(Topic::Person(visitor.id), claimed)]);
}

#[tokio::test]
async fn nobody_else_is_offered_it() {
    let house = House::new().await;
    let visitor = house.customer("Eva").await;
    let case = reports(&house, &visitor, ADDRESS).await;
    let bo = account(&house, "bo@kund.example").await;
    // Said and not proven.
    let claimed = "insert into identifiers (id, person_id, kind, value) values (gen_random_uuid(), $1, 'email', $2)";
    sqlx::query(claimed)
        .bind(bo.id.0)
        .bind(ADDRESS)
        .execute(&house.db)
        .await
        .unwrap();
    for person in [&bo, &visitor] {
        assert!(offered(&house, person).await.is_empty());
    }
    assert_eq!(claims(&house, &bo, &[case]).await.0, StatusCode::NOT_FOUND);
    let unknown = CaseId(uuid::Uuid::from_u128(7));
    assert_eq!(
        claims(&house, &bo, &[unknown]).await.0,
        StatusCode::NOT_FOUND
    );

    // Nor staff, whatever they have proven.
    let siv = house.staff("Siv", StaffRole::Administrator).await;
    let proven = "insert into identifiers (id, person_id, kind, value, proven_at, proven_by)
                  values (gen_random_uuid(), $1, 'email', $2, now(), 'operator')";
    sqlx::query(proven)
        .bind(siv.id.0)
        .bind(ADDRESS)
        .execute(&house.db)
        .await
        .unwrap();
    for method in [Method::GET, Method::POST] {
        let body = json!({ "cases": [case] });
        let (status, _) = house.asks(&siv, method, "/api/v1/claims", &body).await;
        assert_eq!(status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn an_address_that_is_given_up_gives_no_cases() {
    let house = House::new().await;
    let visitor = house.customer("Eva").await;
    let case = reports(&house, &visitor, ADDRESS).await;
    let eva = account(&house, ADDRESS).await;
    assert_eq!(offered(&house, &eva).await, [case]);
    sqlx::query("delete from identifiers where person_id = $1 and kind = 'email'")
        .bind(eva.id.0)
        .execute(&house.db)
        .await
        .unwrap();
    assert!(offered(&house, &eva).await.is_empty());
    assert_eq!(claims(&house, &eva, &[case]).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_an_accounts_already_or_a_part_of_another_is_not_offered() {
    let house = House::new().await;
    let visitor = house.customer("Eva").await;
    let (stays, merged) = (
        reports(&house, &visitor, ADDRESS).await,
        reports(&house, &visitor, ADDRESS).await,
    );
    let kim = account(&house, "kim@kund.example").await;
    let kims = reports(&house, &kim, ADDRESS).await;
    sqlx::query(
        "update cases set status = 'closed', resolved_at = now(), merged_into = $2 where id = $1",
    )
    .bind(merged.0)
    .bind(stays.0)
    .execute(&house.db)
    .await
    .unwrap();
    let eva = account(&house, ADDRESS).await;
    assert_eq!(offered(&house, &eva).await, [stays]);
    // One that does not fit, and none is hers.
    for other in [merged, kims] {
        assert_eq!(
            claims(&house, &eva, &[stays, other]).await.0,
            StatusCode::NOT_FOUND
        );
        assert_eq!(offered(&house, &eva).await, [stays]);
    }
    for cases in [
        json!([]),
        json!(null),
        json!(["x"]),
        json!(vec![stays; 201]),
    ] {
        let body = json!({ "cases": cases });
        let (status, _) = house
            .asks(&eva, Method::POST, "/api/v1/claims", &body)
            .await;
        let repeated = cases.as_array().is_some_and(|cases| cases.len() == 201);
        let expected = if repeated {
            StatusCode::OK
        } else {
            StatusCode::BAD_REQUEST
        };
        assert_eq!(status, expected, "{cases}");
    }
    // What was merged into it went along.
    let whose: Vec<uuid::Uuid> =
        sqlx::query_scalar("select customer_id from cases where id = any ($1) order by id")
            .bind(vec![stays.0, merged.0])
            .fetch_all(&house.db)
            .await
            .unwrap();
    assert_eq!(whose, [eva.id.0; 2]);
}

#[tokio::test]
async fn claimed_twice_at_once_it_is_claimed_once() {
    let house = House::new().await;
    let visitor = house.customer("Eva").await;
    let cases = [
        reports(&house, &visitor, ADDRESS).await,
        reports(&house, &visitor, ADDRESS).await,
    ];
    let eva = account(&house, ADDRESS).await;
    let mut turned = cases;
    turned.reverse();
    let (first, second) =
        tokio::join!(claims(&house, &eva, &cases), claims(&house, &eva, &turned),);
    assert_eq!([first.0, second.0], [StatusCode::OK; 2]);
    let moments: i64 =
        sqlx::query_scalar("select count(*) from case_journal where detail ->> 'type' = 'claimed'")
            .fetch_one(&house.db)
            .await
            .unwrap();
    assert_eq!(moments, 2);
}
