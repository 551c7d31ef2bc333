//! The register of objects: entered, found, changed by two at once, read from files and taken away as one, and its labels.

use loadtest::Identity;
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use signaling::protocol::{
    ImportFaultKind, ImportReport, ObjectHint, ObjectPage, ObjectView, StaffRole, TextEncoding,
};

use super::house::{House, Person};

/// An advisor and a supervisor.
async fn house() -> (House, Person, Person) {
    let house = House::new().await;
    let ulla = house.staff("Ulla", StaffRole::Advisor).await;
    let siv = house.staff("Siv", StaffRole::Supervisor).await;
    (house, ulla, siv)
}

fn form(number: Option<&str>, name: &str) -> Value {
    json!({
        "number": number, "name": name, "maker": "Invand", "model": "D 45", "serial": "4711",
        "street": "Lindvägen 4", "postcode": "123 45", "town": "Lillköping", "remarks": "",
    })
}

async fn asks(
    house: &House,
    who: &Person,
    method: Method,
    path: &str,
    body: &Value,
) -> (StatusCode, Value) {
    let request = house.api.request(method, path, &who.identity());
    let request = if body.is_null() {
        request
    } else {
        request.json(body)
    };
    let answer = request.send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

async fn enters(house: &House, who: &Person, form: &Value) -> ObjectView {
    let (status, view) = asks(house, who, Method::POST, "/api/v1/objects", form).await;
    assert_eq!(status, StatusCode::CREATED, "{view}");
    serde_json::from_value(view).unwrap()
}

async fn page(house: &House, who: &Person, query: &str) -> ObjectPage {
    let path = format!("/api/v1/objects?{query}");
    let (status, page) = asks(house, who, Method::GET, &path, &Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    serde_json::from_value(page).unwrap()
}

fn numbers(page: &ObjectPage) -> Vec<&str> {
    page.objects
        .iter()
        .map(|object| object.number.as_str())
        .collect()
}

async fn sends(house: &House, who: &Person, file: &[u8], dry: bool) -> (StatusCode, Value) {
    let path = format!("/api/v1/objects/import?dry_run={dry}");
    let request = house.api.request(Method::POST, &path, &who.identity());
    let request = request.header(header::CONTENT_TYPE, "text/csv");
    let answer = request.body(file.to_vec()).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

async fn reads_in(house: &House, who: &Person, file: &str, dry: bool) -> ImportReport {
    let (status, report) = sends(house, who, file.as_bytes(), dry).await;
    assert_eq!(status, StatusCode::OK, "{report}");
    serde_json::from_value(report).unwrap()
}

async fn text_of(house: &House, who: &Person, path: &str) -> (header::HeaderMap, String) {
    let answer = house.api.request(Method::GET, path, &who.identity());
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{path}");
    (answer.headers().clone(), answer.text().await.unwrap())
}

async fn actions(house: &House, who: &Person) -> Vec<String> {
    sqlx::query_scalar("select action from audit where actor = $1 order by id")
        .bind(who.id.0)
        .fetch_all(&house.db)
        .await
        .unwrap()
}

#[tokio::test]
async fn objects_without_a_number_get_the_next_that_is_free() {
    let (house, ulla, _) = house().await;
    let first = enters(&house, &ulla, &form(None, "Ugn")).await;
    assert_eq!((first.number.as_str(), first.version), ("M-000001", 1));
    for taken in ["m-000002", "M-000003"] {
        enters(&house, &ulla, &form(Some(taken), "Spis")).await;
    }
    let next = enters(&house, &ulla, &form(Some(" "), "Fläkt")).await;
    assert!(next.number.as_str() > "M-000003", "{}", next.number);
    let twin = form(Some("M-000002"), "Frys");
    let (status, _) = asks(&house, &ulla, Method::POST, "/api/v1/objects", &twin).await;
    assert_eq!(status, StatusCode::CONFLICT, "whatever its case");
    for bad in [
        form(Some("M 1"), "Ugn"),
        form(None, " "),
        form(None, &"x".repeat(201)),
    ] {
        let (status, told) = asks(&house, &ulla, Method::POST, "/api/v1/objects", &bad).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{told}");
    }
    assert_eq!(actions(&house, &ulla).await, ["object_added"; 4]);
}

#[tokio::test]
async fn a_search_finds_parts_of_words_in_any_order_a_page_at_a_time() {
    let (house, ulla, siv) = house().await;
    for (number, name) in [
        ("A-1", "Diskmaskin"),
        ("b-2", "Tvättmaskin"),
        ("C_3", "Torkskåp 50%"),
    ] {
        enters(&house, &ulla, &form(Some(number), name)).await;
    }
    let all = page(&house, &ulla, "").await;
    assert_eq!(
        (numbers(&all), &all.next),
        (vec!["A-1", "b-2", "C_3"], &None)
    );
    assert_eq!(
        numbers(&page(&house, &ulla, "search=LIND+maskin").await),
        ["A-1", "b-2"]
    );
    assert_eq!(
        numbers(&page(&house, &ulla, "search=tv%C3%84tt").await),
        ["b-2"]
    );
    assert_eq!(numbers(&page(&house, &ulla, "search=c_3").await), ["C_3"]);
    assert_eq!(numbers(&page(&house, &ulla, "search=50%25").await), ["C_3"]);
    assert!(page(&house, &ulla, "search=a_1").await.objects.is_empty());

    let first = page(&house, &ulla, "limit=2").await;
    assert_eq!(first.next.as_deref(), Some("b-2"));
    let rest = page(&house, &ulla, "limit=2&after=b-2").await;
    assert_eq!((numbers(&rest), &rest.next), (vec!["C_3"], &None));
    for bad in ["limit=0", "limit=201", "search=a+b+c+d+e+f+g+h+i"] {
        let path = format!("/api/v1/objects?{bad}");
        let (status, _) = asks(&house, &ulla, Method::GET, &path, &Value::Null).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{bad}");
    }

    let path = format!("/api/v1/objects/{}/retire", first.objects[0].id);
    for _ in 0..2 {
        let (status, gone) = asks(&house, &siv, Method::POST, &path, &Value::Null).await;
        assert_eq!(status, StatusCode::OK);
        assert!(gone["retired_at"].is_string(), "{gone}");
    }
    assert_eq!(numbers(&page(&house, &ulla, "").await), ["b-2", "C_3"]);
    assert_eq!(numbers(&page(&house, &ulla, "retired=true").await), ["A-1"]);
    let path = format!("/api/v1/objects/{}/reinstate", first.objects[0].id);
    asks(&house, &siv, Method::POST, &path, &Value::Null).await;
    assert_eq!(
        numbers(&page(&house, &ulla, "").await),
        ["A-1", "b-2", "C_3"]
    );
    // What was done already is done once.
    assert_eq!(
        actions(&house, &siv).await,
        ["object_retired", "object_reinstated"]
    );
}

#[tokio::test]
async fn who_changes_what_somebody_else_has_changed_is_told() {
    let (house, ulla, siv) = house().await;
    let object = enters(&house, &ulla, &form(Some("M-1"), "Ugn")).await;
    enters(&house, &ulla, &form(Some("M-2"), "Spis")).await;
    let path = format!("/api/v1/objects/{}", object.id);
    let change = |number: Option<&str>, name: &str, version: i32| json!({ "object": form(number, name), "version": version });
    let (status, now) = asks(&house, &siv, Method::PUT, &path, &change(None, "Bakugn", 1)).await;
    assert_eq!(status, StatusCode::OK, "{now}");
    assert_eq!(
        (&now["number"], &now["version"]),
        (&json!("M-1"), &json!(2))
    );
    let late = asks(&house, &ulla, Method::PUT, &path, &change(None, "Ugn 2", 1)).await;
    assert_eq!(late.0, StatusCode::CONFLICT);
    let taken = asks(
        &house,
        &ulla,
        Method::PUT,
        &path,
        &change(Some("m-2"), "Ugn", 2),
    )
    .await;
    assert_eq!(taken.0, StatusCode::CONFLICT);
    let moved = asks(
        &house,
        &ulla,
        Method::PUT,
        &path,
        &change(Some("m-1"), "Ugn", 2),
    )
    .await;
    assert_eq!(
        (moved.0, &moved.1["number"]),
        (StatusCode::OK, &json!("m-1"))
    );
    let (_, view) = asks(&house, &ulla, Method::GET, &path, &Value::Null).await;
    assert_eq!(view, moved.1);
}

#[tokio::test]
async fn a_file_is_tried_and_then_read_in_as_a_whole() {
    let (house, ulla, siv) = house().await;
    enters(&house, &ulla, &form(Some("M-1"), "Ugn")).await;
    enters(&house, &ulla, &form(Some("M-2"), "Spis")).await;
    // One as it is, one that changes its name, one with a number that is about to be made, two without.
    let file = "Nummer;Benämning;Våning\nm-1;Ugn;1\nM-2;Häll;2\nM-000001;Fläkt;\n;Frys;\n;Kyl;\n";
    let tried = reads_in(&house, &siv, file, true).await;
    assert!(!tried.done);
    let counts = |report: &ImportReport| {
        (
            report.rows,
            report.created,
            report.changed,
            report.unchanged,
        )
    };
    assert_eq!(counts(&tried), (5, 3, 1, 1));
    assert_eq!((tried.faulty, tried.encoding), (0, TextEncoding::Utf8));
    assert_eq!(tried.ignored, ["Våning"]);
    assert_eq!(numbers(&page(&house, &ulla, "").await), ["M-1", "M-2"]);

    let done = reads_in(&house, &siv, file, false).await;
    assert_eq!((done.done, counts(&done)), (true, counts(&tried)));
    let all = page(&house, &ulla, "").await;
    assert_eq!(
        numbers(&all),
        ["M-000001", "M-000002", "M-000003", "M-1", "M-2"]
    );
    let named = |number: &str| all.objects.iter().find(|one| one.number == number).unwrap();
    assert_eq!(named("M-000001").name, "Fläkt");
    assert_eq!(
        (named("M-1").name.as_str(), named("M-1").version),
        ("Ugn", 1)
    );
    assert_eq!(
        (named("M-2").name.as_str(), named("M-2").version),
        ("Häll", 2)
    );
    assert_eq!(
        named("M-2").maker,
        "Invand",
        "a column that is not there changes nothing"
    );
    let detail: Value =
        sqlx::query_scalar("select detail from audit where action = 'objects_imported'")
            .fetch_one(&house.db)
            .await
            .unwrap();
    assert_eq!(detail, json!({ "created": 3, "changed": 1 }));
}

#[tokio::test]
async fn a_spreadsheet_is_read_as_unicode_text_and_refused_as_a_workbook() {
    let (house, _, siv) = house().await;
    let workbook = b"PK\x03\x04\x14\x00\x06\x00\nnamn\nUgn\n".as_slice();
    let (status, told) = sends(&house, &siv, workbook, true).await;
    assert_eq!(status, StatusCode::OK);
    let report: ImportReport = serde_json::from_value(told).unwrap();
    let faults: Vec<_> = report.faults.iter().map(|one| one.fault).collect();
    assert_eq!(
        (faults.as_slice(), report.rows, report.created),
        (&[ImportFaultKind::NotText][..], 0, 0)
    );
    let (status, told) = sends(&house, &siv, workbook, false).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{told}");

    let mut file = vec![0xff, 0xfe];
    let text = "Nummer\tBenämning\r\nM-7\tTorktömlare\r\n";
    file.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let (status, told) = sends(&house, &siv, &file, false).await;
    assert_eq!(status, StatusCode::OK, "{told}");
    let report: ImportReport = serde_json::from_value(told).unwrap();
    assert_eq!(
        (report.encoding, report.rows, report.created),
        (TextEncoding::Utf16, 1, 1)
    );
    // Broken off in the middle of a letter.
    file.truncate(file.len() - 5);
    let (_, told) = sends(&house, &siv, &file, true).await;
    let report: ImportReport = serde_json::from_value(told).unwrap();
    assert_eq!(report.faults[0].fault, ImportFaultKind::HiddenCharacter);
}

#[tokio::test]
async fn a_file_with_a_fault_changes_nothing_and_says_where_it_is() {
    let (house, ulla, siv) = house().await;
    let file = b"nummer;namn\nM-1;Torkt\xf6mlare\nM 2;Spis\nM-1;\n";
    let (status, told) = sends(&house, &siv, file, true).await;
    assert_eq!(status, StatusCode::OK);
    let report: ImportReport = serde_json::from_value(told).unwrap();
    assert_eq!(report.encoding, TextEncoding::Windows1252);
    let faults = report.faults.iter().map(|one| (one.line, one.fault));
    assert_eq!(
        faults.collect::<Vec<_>>(),
        [
            (3, ImportFaultKind::BadNumber),
            (4, ImportFaultKind::Empty),
            (4, ImportFaultKind::NumberTwice),
        ]
    );
    let (status, told) = sends(&house, &siv, file, false).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(
        told["message"].as_str().unwrap().contains("line 3"),
        "{told}"
    );
    assert!(page(&house, &ulla, "").await.objects.is_empty());
}

#[tokio::test]
async fn a_file_is_taken_as_values_for_a_spreadsheet_and_of_bounded_size() {
    let (house, ulla, siv) = house().await;
    let kind = |kind: &'static str, body: Vec<u8>| {
        let path = "/api/v1/objects/import?dry_run=true";
        let request = house.api.request(Method::POST, path, &siv.identity());
        request.header(header::CONTENT_TYPE, kind).body(body).send()
    };
    let file = b"namn\nUgn".to_vec();
    let odd = kind("text/plain", file.clone()).await.unwrap();
    assert_eq!(odd.status(), StatusCode::BAD_REQUEST);
    let good = kind("text/csv; charset=utf-8", file.clone()).await.unwrap();
    assert_eq!(good.status(), StatusCode::OK);
    let large = kind("text/csv", vec![b'x'; 5 * 1024 * 1024 + 1]).await;
    assert_eq!(large.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
    // Without saying whether it is meant, nothing is read.
    let request = house
        .api
        .request(Method::POST, "/api/v1/objects/import", &siv.identity());
    let request = request
        .header(header::CONTENT_TYPE, "text/csv")
        .body(file.clone());
    assert_eq!(
        request.send().await.unwrap().status(),
        StatusCode::BAD_REQUEST
    );
    let (status, _) = sends(&house, &ulla, &file, true).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_taken_away_as_a_file_can_be_read_in_again() {
    let (house, ulla, siv) = house().await;
    let mut odd = form(Some("M-1"), "=1+1");
    odd["remarks"] = json!("Rad ett\n-rad \"två\"; tre");
    enters(&house, &ulla, &odd).await;
    enters(&house, &ulla, &form(Some("M-2"), "Spis")).await;
    let (headers, file) = text_of(&house, &ulla, "/api/v1/objects.csv").await;
    assert_eq!(headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
    assert!(
        headers[header::CONTENT_DISPOSITION]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    assert!(file.contains("\"'=1+1\""), "{file}");
    let report = reads_in(&house, &siv, &file, false).await;
    assert_eq!((report.rows, report.unchanged), (2, 2));
    assert_eq!(report.separator, ",");
    assert!(
        actions(&house, &ulla)
            .await
            .contains(&"objects_exported".to_owned())
    );
}

#[tokio::test]
async fn a_register_of_thousands_is_read_in_found_and_taken_away() {
    let (house, ulla, siv) = house().await;
    let mut file = "namn,gata\n".to_owned();
    for at in 0..2_500 {
        file.push_str(&format!("Tvättmaskin {at},Lindvägen {at}\n"));
    }
    let report = reads_in(&house, &siv, &file, false).await;
    assert_eq!(report.created, 2_500);
    let found = page(&house, &ulla, "search=1234").await;
    assert_eq!(found.objects.len(), 2, "a name, and a number: {found:?}");
    let (_, saved) = text_of(&house, &ulla, "/api/v1/objects.csv").await;
    assert_eq!(saved.lines().count(), 2_501);
    assert_eq!(saved.matches("\"M-").count(), 2_500, "each once");
}

#[tokio::test]
async fn a_stranger_learns_what_a_label_tells_and_does_not_count_through_the_register() {
    let house = House::with(&[]).await;
    let ulla = house.staff("Ulla", StaffRole::Advisor).await;
    let siv = house.staff("Siv", StaffRole::Supervisor).await;
    let object = enters(&house, &ulla, &form(Some("DM/7"), "Diskmaskin")).await;
    let path = "/api/v1/objects/by-number/dm%2F7";
    let asks_as = async |who: &Identity| {
        let answer = house.api.request(Method::GET, path, who);
        answer.send().await.unwrap()
    };
    let answer = asks_as(&Identity::Nobody).await;
    let told: Value = answer.json().await.unwrap();
    let known: ObjectHint = serde_json::from_value(told.clone()).unwrap();
    assert_eq!(known.number, "DM/7");
    assert_eq!(
        told.as_object().unwrap().len(),
        4,
        "and nothing else: {told}"
    );

    let retire = format!("/api/v1/objects/{}/retire", object.id);
    asks(&house, &siv, Method::POST, &retire, &Value::Null).await;
    assert_eq!(
        asks_as(&Identity::Nobody).await.status(),
        StatusCode::NOT_FOUND
    );

    let mut tries = 0;
    let refused = loop {
        let answer = asks_as(&Identity::Nobody).await;
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            break answer;
        }
        tries += 1;
        assert!(tries < 100, "was never refused");
    };
    assert!(refused.headers().contains_key(header::RETRY_AFTER));
    assert!((20..=30).contains(&tries), "{tries}");
    // Staff are not held up by strangers behind the same address.
    assert_eq!(
        asks_as(&ulla.identity()).await.status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_label_is_a_drawing_that_can_not_run() {
    let (house, ulla, _) = house().await;
    let object = enters(
        &house,
        &ulla,
        &form(Some("M-1"), "<script>alert(1)</script>"),
    )
    .await;
    let path = format!("/api/v1/objects/{}/label.svg", object.id);
    let (headers, svg) = text_of(&house, &ulla, &path).await;
    assert_eq!(headers[header::CONTENT_TYPE], "image/svg+xml");
    assert_eq!(
        headers[header::CONTENT_SECURITY_POLICY],
        "sandbox; default-src 'none'"
    );
    assert!(
        svg.starts_with("<svg ") && !svg.contains("<script"),
        "{svg}"
    );
    assert!(svg.contains(">M-1<"), "{svg}");
}
