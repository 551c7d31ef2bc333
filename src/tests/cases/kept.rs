//! Lists of cases that somebody keeps.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use signaling::protocol::{
    CaseColumn, CaseViews, MAX_COUNTED, ReadyView, SavedCaseView, StaffRole,
};

use super::{
    super::house::{House, Person, new_client_id},
    new_case,
};

const VIEWS: &str = "/api/v1/case-views";

async fn views(house: &House, who: &Person) -> CaseViews {
    let request = house.api.request(Method::GET, VIEWS, &who.identity());
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

fn form(name: &str, version: i32) -> Value {
    json!({
        "name": name,
        "filter": { "status": ["new"], "owner": "none", "urgent": true },
        "sort": "changed",
        "order": "asc",
        "columns": ["title", "number", "signed"],
        "version": version,
    })
}

async fn keeps(house: &House, who: &Person, name: &str) -> SavedCaseView {
    let (status, answer) = house.asks(who, Method::POST, VIEWS, &form(name, 0)).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    serde_json::from_value(answer).unwrap()
}

fn at(view: &SavedCaseView) -> String {
    format!("{VIEWS}/{}", view.id)
}

fn names(views: &CaseViews) -> Vec<&str> {
    let names = views.saved.iter().map(|view| view.name.as_str());
    names.collect()
}

#[tokio::test]
async fn a_list_is_kept_renamed_changed_moved_and_removed() {
    let house = House::new().await;
    let maria = house.advisor("Maria").await;
    let one = keeps(&house, &maria, "  Bråttom  ").await;
    assert_eq!((one.name.as_str(), one.version), ("Bråttom", 1));
    assert_eq!(one.filter.owner, "none");
    let two = keeps(&house, &maria, "Två").await;
    let told = views(&house, &maria).await;
    assert_eq!(names(&told), ["Bråttom", "Två"]);
    assert_eq!(told.saved[0], one);

    let mut changed = form("Mycket bråttom", one.version);
    changed["columns"] = json!(["number", "street"]);
    changed["filter"] = json!({ "street": "Stor\u{0}gatan" });
    let (status, answer) = house.asks(&maria, Method::PUT, &at(&one), &changed).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let now: SavedCaseView = serde_json::from_value(answer).unwrap();
    assert_eq!((now.name.as_str(), now.version), ("Mycket bråttom", 2));
    assert_eq!(now.columns, [CaseColumn::Number, CaseColumn::Street]);
    assert_eq!(now.filter.street, "Storgatan");
    assert_eq!(now.filter.owner, "");
    // Whoever has not seen that is told.
    let (status, _) = house.asks(&maria, Method::PUT, &at(&one), &changed).await;
    assert_eq!(status, StatusCode::CONFLICT);

    let order = json!({ "views": [two.id, one.id] });
    let (status, _) = house
        .asks(&maria, Method::PUT, "/api/v1/case-view-order", &order)
        .await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(
        names(&views(&house, &maria).await),
        ["Två", "Mycket bråttom"]
    );
    let (status, _) = house.asks(&maria, Method::DELETE, &at(&two), &()).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(names(&views(&house, &maria).await), ["Mycket bråttom"]);
    let (status, _) = house.asks(&maria, Method::DELETE, &at(&two), &()).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = house
        .asks(&maria, Method::PUT, "/api/v1/case-view-order", &order)
        .await;
    assert_eq!(status, StatusCode::CONFLICT, "one of them is gone");
}

#[tokio::test]
async fn a_kept_list_is_its_owners_alone() {
    let house = House::new().await;
    let maria = house.advisor("Maria").await;
    let siv = house.staff("Siv", StaffRole::Administrator).await;
    let one = keeps(&house, &maria, "Min").await;
    assert_eq!(views(&house, &siv).await.saved, []);
    let (status, _) = house
        .asks(&siv, Method::PUT, &at(&one), &form("Stulen", 1))
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = house.asks(&siv, Method::DELETE, &at(&one), &()).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let order = json!({ "views": [one.id] });
    let (status, _) = house
        .asks(&siv, Method::PUT, "/api/v1/case-view-order", &order)
        .await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(views(&house, &maria).await.saved, [one]);
}

#[tokio::test]
async fn what_can_not_be_kept_is_told_and_nothing_is() {
    let house = House::new().await;
    let maria = house.advisor("Maria").await;
    let with = |field: &str, value: Value| {
        let mut form = form("Namn", 0);
        form[field] = value;
        form
    };
    for wrong in [
        with("name", json!("å".repeat(61))),
        with("name", json!("   ")),
        with("name", json!("två\nrader")),
        with("name", json!("\u{202e}nman")),
        with("columns", json!(["number", "mood"])),
        with("columns", json!([])),
        with("columns", json!(["number", "number"])),
        with("sort", json!("mood")),
        with("order", json!("up")),
        with("filter", json!({ "mood": "good" })),
        with("filter", json!({ "status": ["lost"] })),
        with("filter", json!({ "owner": "you" })),
        with("filter", json!({ "team": "blue" })),
        with("filter", json!({ "from": "yesterday" })),
        with("filter", json!({ "search": "å".repeat(201) })),
        with("filter", json!({ "due": "never" })),
        with("filter", Value::Null),
    ] {
        let (status, answer) = house.asks(&maria, Method::POST, VIEWS, &wrong).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong}: {answer}");
    }
    for wrong in [
        json!([]),
        json!(["number", "mood"]),
        json!(["files", "files"]),
    ] {
        let body = json!({ "columns": wrong });
        let (status, _) = house
            .asks(&maria, Method::PUT, "/api/v1/case-columns", &body)
            .await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
    }
    assert_eq!(views(&house, &maria).await.saved, []);
    for _ in 0..50 {
        keeps(&house, &maria, &"å".repeat(60)).await;
    }
    let (status, _) = house
        .asks(&maria, Method::POST, VIEWS, &form("Den 51:a", 0))
        .await;
    assert_eq!(status, StatusCode::CONFLICT);
    let told = views(&house, &maria).await;
    assert_eq!(told.saved.len(), 50);
    let id = told.saved[0].id;
    for (wrong, status) in [
        (json!([id, id]), StatusCode::BAD_REQUEST),
        (json!(vec![new_client_id(); 51]), StatusCode::BAD_REQUEST),
        (json!([id]), StatusCode::CONFLICT),
    ] {
        let body = json!({ "views": wrong });
        let (told, _) = house
            .asks(&maria, Method::PUT, "/api/v1/case-view-order", &body)
            .await;
        assert_eq!(told, status);
    }
}

#[tokio::test]
async fn columns_are_remembered_for_whoever_chose_them() {
    let house = House::new().await;
    let maria = house.advisor("Maria").await;
    let bo = house.advisor("Bo").await;
    assert_eq!(views(&house, &maria).await.columns, CaseColumn::USUAL);
    for columns in [
        vec![CaseColumn::Title, CaseColumn::Number, CaseColumn::Steps],
        CaseColumn::ALL.to_vec(),
    ] {
        let body = json!({ "columns": columns });
        let (status, _) = house
            .asks(&maria, Method::PUT, "/api/v1/case-columns", &body)
            .await;
        assert_eq!(status, StatusCode::NO_CONTENT);
        assert_eq!(views(&house, &maria).await.columns, columns);
    }
    assert_eq!(views(&house, &bo).await.columns, CaseColumn::USUAL);
}

async fn counts(house: &House, who: &Person) -> Vec<(ReadyView, u16)> {
    let told = views(house, who).await;
    let ready = told.ready.iter().map(|ready| (ready.view, ready.count));
    ready.collect()
}

fn of(counts: &[(ReadyView, u16)], view: ReadyView) -> u16 {
    let found = counts.iter().find(|(one, _)| *one == view);
    found.unwrap().1
}

#[tokio::test]
async fn each_list_tells_how_many_cases_are_in_it() {
    let house = House::new().await;
    let kind = house.case_type().await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    let mut cases = Vec::new();
    for place in 0..4 {
        let mut new = new_case(kind);
        new.urgent = place == 0;
        cases.push(house.opens(&anna, &new).await.id);
    }
    let urgent = keeps(&house, &maria, "Bråttom").await;
    assert_eq!(urgent.count, 1);
    let told = counts(&house, &maria).await;
    let order: Vec<ReadyView> = told.iter().map(|one| one.0).collect();
    assert_eq!(order, ReadyView::ALL);
    assert_eq!(of(&told, ReadyView::Mine), 0);
    assert_eq!(of(&told, ReadyView::Nobody), 4);
    assert_eq!(of(&told, ReadyView::Urgent), 1);
    assert_eq!(of(&told, ReadyView::All), 4);

    let path = format!("/api/v1/cases/{}/owner", cases[0]);
    let take = json!({ "version": 1, "team": house.queue, "owner": maria.id });
    house.asks(&maria, Method::PUT, &path, &take).await;
    let path = format!("/api/v1/cases/{}/status", cases[1]);
    let wait = json!({ "version": 1, "status": "waiting" });
    house.asks(&maria, Method::PUT, &path, &wait).await;
    let told = counts(&house, &maria).await;
    assert_eq!(of(&told, ReadyView::Mine), 1);
    assert_eq!(of(&told, ReadyView::Nobody), 3);
    assert_eq!(of(&told, ReadyView::Waiting), 1);
    assert_eq!(views(&house, &maria).await.saved[0].count, 0);
    // Each sees as many as they may.
    let ulla = house.staff("Ulla", StaffRole::Advisor).await;
    assert_eq!(of(&counts(&house, &ulla).await, ReadyView::All), 0);
    let siv = house.staff("Siv", StaffRole::Supervisor).await;
    assert_eq!(of(&counts(&house, &siv).await, ReadyView::All), 4);

    // More than can be told apart at a glance are not counted further.
    sqlx::query(
        "insert into cases (id, year, number, type_id, type_version, title, customer_id, team_id, via, client_id)
         select gen_random_uuid(), 2000, n, type_id, type_version, title, customer_id, team_id, via, gen_random_uuid()
         from cases, generate_series(1, 999) n where id = $1",
    )
    .bind(cases[0].0)
    .execute(&house.db)
    .await
    .unwrap();
    let told = counts(&house, &siv).await;
    assert_eq!(of(&told, ReadyView::All), MAX_COUNTED);
    sqlx::query("delete from cases where year = 2000 and number > 995")
        .execute(&house.db)
        .await
        .unwrap();
    assert_eq!(of(&counts(&house, &siv).await, ReadyView::All), 999);
}
