//! Looking for what more cases have than are put in order by themselves.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use signaling::protocol::{CasePage, CaseViews, MAX_COUNTED, StaffRole};

use super::super::house::{House, Person};

/// More than are found by their words first.
const MANY: i32 = 2_600;

/// So many freezers at one address, the last reported last; every hundredth is urgent.
async fn full() -> House {
    let house = House::new().await;
    let case = house.case_of(&house.customer("Anna").await).await;
    sqlx::query(
        "insert into cases (id, year, number, type_id, type_version, title, street, urgent, customer_id, team_id, via, client_id,
                            created_at)
         select gen_random_uuid(), 2000, n, type_id, type_version, 'Frysen larmar', 'Kajen 7', n % 100 = 0, customer_id, team_id,
                via, gen_random_uuid(), '2000-01-01'::timestamptz + n * interval '1 minute'
         from cases, generate_series(1, $2) n where id = $1",
    )
    .bind(case.0)
    .bind(MANY)
    .execute(&house.db)
    .await
    .unwrap();
    sqlx::query("select index_cases(array(select id from cases))")
        .execute(&house.db)
        .await
        .unwrap();
    house
}

/// The numbers of the first three.
async fn first(house: &House, who: &Person, query: &[(&str, &str)]) -> Vec<i32> {
    let request = house
        .api
        .request(Method::GET, "/api/v1/cases", &who.identity());
    let answer = request.query(&[("limit", "3")]).query(query).send().await;
    let answer = answer.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{query:?}");
    let page: CasePage = answer.json().await.unwrap();
    let numbers = page.cases.iter().map(|row| row.number.number);
    numbers.map(|number| number.cast_signed()).collect()
}

/// How many are in a list that is kept.
async fn counted(house: &House, who: &Person, filter: Value) -> u16 {
    let form = json!({
        "name": "Frysar", "filter": filter, "sort": "newest", "order": "desc", "columns": ["title"], "version": 0,
    });
    let path = "/api/v1/case-views";
    let (status, answer) = house.asks(who, Method::POST, path, &form).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let request = house.api.request(Method::GET, path, &who.identity());
    let views: CaseViews = request.send().await.unwrap().json().await.unwrap();
    views.saved.last().unwrap().count
}

#[tokio::test]
async fn what_many_cases_have_is_found_in_the_order_of_the_list() {
    let house = full().await;
    let maria = house.advisor("Maria").await;
    let ulla = house.staff("Ulla", StaffRole::Advisor).await;
    let siv = house.staff("Siv", StaffRole::Supervisor).await;
    is_found(&house, [&maria, &ulla, &siv]).await;
    // The same once the database knows how common the words are.
    sqlx::query("analyze case_words")
        .execute(&house.db)
        .await
        .unwrap();
    is_found(&house, [&maria, &ulla, &siv]).await;
}

async fn is_found(house: &House, [maria, ulla, siv]: [&Person; 3]) {
    let newest = [MANY, MANY - 1, MANY - 2];
    let urgent = [MANY, MANY - 100, MANY - 200];
    let word = ("search", "frysarna");
    for (query, numbers) in [
        (vec![word], newest),
        (vec![("search", "ajen 7")], newest),
        (vec![word, ("order", "asc")], [1, 2, 3]),
        (vec![word, ("urgent", "true")], urgent),
        (vec![word, ("street", "kajen"), ("urgent", "true")], urgent),
        (vec![("street", "ka")], newest),
    ] {
        assert_eq!(first(house, maria, &query).await, numbers, "{query:?}");
        assert_eq!(first(house, ulla, &query).await, [0; 0], "{query:?}");
    }
    let others = first(house, maria, &[("search", "-frysarna")]).await;
    assert_eq!(others.len(), 1);
    let dashed = first(house, maria, &[("search", "frysarna -\"larmar tyst\"")]).await;
    assert_eq!(dashed, newest);
    for nothing in [
        "frysarna -larma",
        "larm -\"frysarna larma\"",
        "-frysarnas -diskmaskinens",
        "frysarna skidor",
        "\"frysen -larmar tyst\"",
    ] {
        let found = first(house, maria, &[("search", nothing)]).await;
        assert_eq!(found, [0; 0], "{nothing}");
    }
    let elsewhere = first(house, maria, &[word, ("street", "kajen 8")]).await;
    assert_eq!(elsewhere, [0; 0]);

    let search = json!({ "search": "frysarna" });
    assert_eq!(counted(house, siv, search.clone()).await, MAX_COUNTED);
    assert_eq!(counted(house, ulla, search).await, 0);
    let search = json!({ "search": "ajen 7", "urgent": true });
    assert_eq!(counted(house, siv, search).await, 26);
    let search = json!({ "search": "frysarna", "street": "kajen", "urgent": true });
    assert_eq!(counted(house, siv, search).await, 26);
}
