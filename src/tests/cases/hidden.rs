//! What only staff read is never a customer's.

use loadtest::ApiError;
use reqwest::{Method, StatusCode};
use serde_json::json;
use signaling::protocol::{
    CasePage, CaseTypeForm, Command, ErrorCode, FormValue, Reply, Resume, StaffRole,
};

use super::super::house::{House, new_client_id};
use super::{new_case, plain};
use crate::cases::shipped;

#[tokio::test]
async fn notes_reach_no_customer_by_any_command_or_route() {
    const SECRET: &str = "hon verkar rädd för sin man";
    let house = House::new().await;
    let (anna, bo) = (house.customer("Anna").await, house.customer("Bo").await);
    let maria = house.advisor("Maria").await;
    let case = house.case_of(&anna).await;
    let notes = house.sees(&maria, case).await.notes.unwrap();
    let before = house.sees(&anna, case).await;
    let from = Resume {
        conversation: notes,
        after: 0,
    };
    house
        .api
        .command(&maria.identity(), &Command::Open { from })
        .await
        .unwrap();
    let note = Command::Send {
        conversation: notes,
        client_id: new_client_id(),
        text: SECRET.to_owned().try_into().unwrap(),
    };
    house.api.command(&maria.identity(), &note).await.unwrap();
    house.all_is_seen_to().await;

    let seen = house.sees(&anna, case).await;
    assert_eq!(seen.row.changed_at, before.row.changed_at);
    assert!(house.sees(&maria, case).await.row.changed_at > before.row.changed_at);
    assert_eq!(seen.notes, None);
    let told = serde_json::to_string(&seen).unwrap();
    assert!(!told.contains(SECRET) && !told.contains(&notes.to_string()));
    for customer in [&anna, &bo] {
        for command in [
            Command::Open { from },
            Command::Fetch {
                conversation: notes,
                after: 0,
                limit: 10,
            },
            Command::Send {
                conversation: notes,
                client_id: new_client_id(),
                text: SECRET.to_owned().try_into().unwrap(),
            },
            Command::Typing {
                conversation: notes,
            },
            Command::Edit {
                conversation: notes,
                client_id: new_client_id(),
                target: 1,
                text: "annat".to_owned().try_into().unwrap(),
            },
            Command::Redact {
                conversation: notes,
                client_id: new_client_id(),
                target: 1,
            },
        ] {
            let answer = house.api.command(&customer.identity(), &command).await;
            let Err(ApiError::Refused { error, .. }) = answer else {
                panic!("{command:?}: {answer:?}");
            };
            assert_eq!(error.code, ErrorCode::NotFound, "{command:?}");
        }
        for (method, path) in [
            (
                Method::GET,
                format!("/api/v1/conversations/{notes}/transcript"),
            ),
            (
                Method::GET,
                format!("/api/v1/conversations/{notes}/customer"),
            ),
            (
                Method::POST,
                format!("/api/v1/conversations/{notes}/files?name=a.txt"),
            ),
        ] {
            let (status, answer) = house.asks(customer, method, &path, &json!({})).await;
            let fits = matches!(status, StatusCode::NOT_FOUND | StatusCode::FORBIDDEN);
            assert!(fits, "{path}: {status} {answer}");
        }
    }
    let from = Resume {
        conversation: notes,
        after: 0,
    };
    let read = house
        .api
        .command(&maria.identity(), &Command::Open { from })
        .await
        .unwrap();
    let Reply::Conversation(view) = read else {
        panic!("{read:?}")
    };
    assert_eq!(view.messages.len(), 1, "and they are as they were");
}

/// A kind of case with one field, which only staff see.
fn with_reference(house: &House) -> CaseTypeForm {
    let mut form = plain(house);
    form.form.fields = shipped::relocation(house.queue).form.fields;
    form.form
        .fields
        .retain(|field| field.key == "file_reference");
    form
}

#[tokio::test]
async fn fields_that_only_staff_see_are_told_to_nobody_else() {
    let house = House::new().await;
    let kind = house.case_type_like(with_reference(&house)).await;
    let anna = house.customer("Anna").await;
    let mut new = new_case(kind);
    new.values.0.clear();
    let case = house.opens(&anna, &new).await.id;
    let maria = house.advisor("Maria").await;
    let change = json!({
        "version": 1, "title": "Flytt", "description": "", "urgent": false,
        "values": { "file_reference": "DNR-77" },
    });
    let path = format!("/api/v1/cases/{case}");
    let (status, answer) = house.asks(&maria, Method::PUT, &path, &change).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let seen = house.sees(&maria, case).await;
    let reference = seen.values.0.get("file_reference");
    assert_eq!(reference, Some(&FormValue::Text("DNR-77".into())));
    let told = serde_json::to_string(&house.sees(&anna, case).await).unwrap();
    assert!(
        !told.contains("DNR-77") && !told.contains("file_reference"),
        "{told}"
    );
    // Nor may a customer fill it in.
    new.client_id = new_client_id();
    new.values
        .0
        .insert("file_reference".into(), FormValue::Text("x".into()));
    let (status, _) = house.asks(&anna, Method::POST, "/api/v1/cases", &new).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn what_only_staff_see_is_not_guessed_by_what_is_not_wanted() {
    let house = House::new().await;
    let kind = house.case_type_like(with_reference(&house)).await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    let mut new = new_case(kind);
    new.title = "Frysen är varm".into();
    new.values.0.clear();
    let number = house.opens(&anna, &new).await.number;
    let change = json!({
        "version": 1, "title": new.title, "description": "", "urgent": false,
        "values": { "file_reference": "svartlistad" },
    });
    let path = format!("/api/v1/cases/{number}");
    let (status, answer) = house.asks(&maria, Method::PUT, &path, &change).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    for (search, count) in [
        ("frysen", 1),
        ("frysen -vitlistad", 1),
        ("frysen -svartlistad", 1),
        ("svartlistad", 0),
        ("frysen svartlistad", 0),
        ("frysen -varm", 0),
    ] {
        let request = house
            .api
            .request(Method::GET, "/api/v1/my-cases", &anna.identity());
        let answer = request.query(&[("search", search)]).send().await.unwrap();
        let page: CasePage = answer.json().await.unwrap();
        assert_eq!(page.cases.len(), count, "{search}");
    }
}

#[tokio::test]
async fn what_lists_show_to_customers_is_not_kept_from_them_by_a_form() {
    let house = House::new().await;
    let adam = house.staff("Adam", StaffRole::Administrator).await;
    for key in ["street", "invoice_reference", "object"] {
        let mut form = with_reference(&house);
        form.form.fields[0].key = key.into();
        let (status, answer) = house
            .asks(&adam, Method::POST, "/api/v1/case-types", &form)
            .await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
        let message = answer["message"].as_str().unwrap();
        assert!(
            message.contains(key) && message.contains("lists show it"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn a_number_guessed_in_the_address_bar_is_no_case() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let kind = house.case_type().await;
    let number = house.opens(&anna, &new_case(kind)).await.number;
    let bo = house.customer("Bo").await;
    let ulla = house.staff("Ulla", StaffRole::Advisor).await;
    let path = format!("/api/v1/cases/{number}");
    let mut answers = Vec::new();
    for who in [&bo, &ulla] {
        for path in [
            path.as_str(),
            "/api/v1/cases/2026-999999",
            "/api/v1/cases/not-a-case",
        ] {
            let request = house.api.request(Method::GET, path, &who.identity());
            let answer = request.send().await.unwrap();
            answers.push((answer.status(), answer.text().await.unwrap()));
        }
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "they can't be told apart: {answers:?}");
    assert_eq!(answers[0].0, StatusCode::NOT_FOUND);
    let own = house.api.request(Method::GET, &path, &anna.identity());
    assert_eq!(own.send().await.unwrap().status(), StatusCode::OK);
}
