//! Lists of cases as files.

use reqwest::{Method, Response, StatusCode, header};
use serde_json::{Value, json};
use signaling::protocol::{FormValue, StaffRole};

use super::{
    super::house::{House, Person},
    new_case,
};

async fn file(house: &House, who: &Person, query: &[(&str, &str)]) -> Response {
    let request = house
        .api
        .request(Method::GET, "/api/v1/cases.csv", &who.identity());
    request.query(query).send().await.unwrap()
}

async fn lines(house: &House, who: &Person, query: &[(&str, &str)]) -> Vec<String> {
    let answer = file(house, who, query).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let bytes = answer.bytes().await.unwrap();
    let text = std::str::from_utf8(&bytes).unwrap();
    let text = text
        .strip_prefix('\u{feff}')
        .expect("it says that it is UTF-8");
    assert!(text.ends_with("\r\n"));
    text.trim_end().split("\r\n").map(str::to_owned).collect()
}

#[tokio::test]
async fn a_list_is_saved_as_it_is_shown_and_that_is_written_down() {
    let house = House::new().await;
    let kind = house.case_type().await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    let mut new = new_case(kind);
    new.title = "=HYPERLINK(\"http://x\") \"klicka\"".into();
    new.values
        .0
        .insert("street".into(), FormValue::Text("Älvgatan 3, B; +1".into()));
    let odd = house.opens(&anna, &new).await;
    let urgent = house
        .opens(
            &anna,
            &signaling::protocol::NewCase {
                urgent: true,
                ..new_case(kind)
            },
        )
        .await;
    let columns = ("columns", "street,number,title,status,signed,files");
    let told = lines(
        &house,
        &maria,
        &[columns, ("sort", "newest"), ("order", "asc")],
    )
    .await;
    assert_eq!(
        told,
        [
            "\"Gata\",\"Nummer\",\"Ärende\",\"Status\",\"Signerad följesedel\",\"Filer\""
                .to_owned(),
            format!(
                "\"Älvgatan 3, B; '+1\",\"{}\",\"'=HYPERLINK(\"\"http://x\"\") \"\"klicka\"\"\",\"Nytt\",\"Nej\",\"0\"",
                odd.number
            ),
            format!(
                "\"Storgatan 12, lgh 1103\",\"{}\",\"Skövde diskmaskinen tömmer inte\",\"Nytt\",\"Nej\",\"0\"",
                urgent.number
            ),
        ]
    );
    // The same filters, and whoever reads English gets English.
    sqlx::query("update people set language = 'en' where id = $1")
        .bind(maria.id.0)
        .execute(&house.db)
        .await
        .unwrap();
    let told = lines(
        &house,
        &maria,
        &[("urgent", "true"), ("columns", "number,status")],
    )
    .await;
    assert_eq!(
        told,
        [
            "\"Number\",\"Status\"".to_owned(),
            format!("\"{}\",\"New\"", urgent.number)
        ]
    );
    // Without columns it shows those that the lists do.
    let usual = lines(&house, &maria, &[]).await;
    assert_eq!(
        usual[0],
        "\"Number\",\"Case\",\"Status\",\"Customer\",\"Case worker\",\"Due\",\"Changed\""
    );
    let taken: Vec<(Value,)> =
        sqlx::query_as("select detail from audit where action = 'cases_exported' order by id")
            .fetch_all(&house.db)
            .await
            .unwrap();
    assert_eq!(
        taken,
        [
            (json!({ "cases": 2 }),),
            (json!({ "cases": 1 }),),
            (json!({ "cases": 2 }),)
        ]
    );
}

#[tokio::test]
async fn a_file_says_what_it_is_and_holds_only_what_one_may_see() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    house.case_of(&anna).await;
    let maria = house.advisor("Maria").await;
    let answer = file(&house, &maria, &[]).await;
    let header = |name: header::HeaderName| answer.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    assert!(header(header::CONTENT_DISPOSITION).starts_with("attachment"));
    assert!(header(header::CONTENT_DISPOSITION).contains("cases-"));
    assert_eq!(header(header::CACHE_CONTROL), "private, no-store");
    let ulla = house.staff("Ulla", StaffRole::Advisor).await;
    assert_eq!(lines(&house, &ulla, &[]).await.len(), 1);
    let siv = house.staff("Siv", StaffRole::Supervisor).await;
    assert_eq!(lines(&house, &siv, &[]).await.len(), 2);
    assert_eq!(
        file(&house, &anna, &[]).await.status(),
        StatusCode::FORBIDDEN
    );
    for wrong in [
        ("columns", "number,mood"),
        ("columns", "number,number"),
        ("status", "lost"),
        ("limit", "10"),
        ("after", "x"),
        ("search", "å".repeat(201).as_str()),
    ] {
        let status = file(&house, &maria, &[wrong]).await.status();
        assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong:?}");
    }
    let taken: i64 =
        sqlx::query_scalar("select count(*) from audit where action = 'cases_exported'")
            .fetch_one(&house.db)
            .await
            .unwrap();
    assert_eq!(taken, 3, "what was refused was not taken");
}

#[tokio::test]
async fn a_long_list_is_saved_whole_and_in_order() {
    let house = House::new().await;
    let case = house.case_of(&house.customer("Anna").await).await;
    sqlx::query(
        "insert into cases (id, year, number, type_id, type_version, title, customer_id, team_id, via, client_id, created_at)
         select gen_random_uuid(), 2000, n, type_id, type_version, 'Rad ' || n, customer_id, team_id, via, gen_random_uuid(),
                '2000-01-01'::timestamptz + n * interval '1 minute'
         from cases, generate_series(1, 1203) n where id = $1",
    )
    .bind(case.0)
    .execute(&house.db)
    .await
    .unwrap();
    let siv = house.staff("Siv", StaffRole::Supervisor).await;
    let query = [
        ("to", "2001-01-01"),
        ("order", "asc"),
        ("columns", "number"),
    ];
    let told = lines(&house, &siv, &query).await;
    let all = (1..=1203).map(|n| format!("\"2000-{n:06}\""));
    assert_eq!(told[1..], all.collect::<Vec<_>>());
}
