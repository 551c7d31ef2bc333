//! Looking for cases.

use reqwest::{Method, StatusCode};
use serde_json::json;
use signaling::protocol::{CaseNumber, CasePage, Command, FormValue, Requirement, StaffRole};

use super::{
    super::house::{House, Person, new_client_id},
    new_case,
};
use crate::cases::shipped;

async fn page(house: &House, who: &Person, path: &str, query: &[(&str, &str)]) -> CasePage {
    let request = house.api.request(Method::GET, path, &who.identity());
    let answer = request.query(query).send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(status, StatusCode::OK, "{query:?}: {text}");
    serde_json::from_str(&text).unwrap()
}

async fn found(house: &House, who: &Person, query: &[(&str, &str)]) -> Vec<CaseNumber> {
    found_by(house, who, "/api/v1/cases", query).await
}

async fn found_by(
    house: &House,
    who: &Person,
    path: &str,
    query: &[(&str, &str)],
) -> Vec<CaseNumber> {
    let cases = page(house, who, path, query).await.cases;
    cases.into_iter().map(|row| row.number).collect()
}

#[tokio::test]
async fn a_case_is_found_by_what_people_remember_of_it() {
    let house = House::new().await;
    let kind = house.case_type().await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    let other = house.opens(&anna, &new_case(kind)).await.number;
    let mut new = new_case(kind);
    new.title = "Lidköping torktumlaren piper".into();
    new.description = "Hyresgästerna hör larmen i tvättstugorna.".into();
    let text = |text: &str| FormValue::Text(text.into());
    new.values.0.insert("street".into(), text("Älvgatan 3 B"));
    new.values
        .0
        .insert("invoice_reference".into(), text("PRJ_99%x"));
    new.values
        .0
        .insert("reporter_phone".into(), text("0510-55 66 77"));
    let number = house.opens(&anna, &new).await.number;
    let number_text = number.to_string();
    for words in [
        "torktumlare",
        "tvättstuga",
        "hyresgäst larm",
        "LIDKÖPING",
        number_text.as_str(),
        "älvgatan 3",
        "_99%",
        "55 66 77",
        "+46 510 55 66 77",
        "0510556677",
    ] {
        assert_eq!(
            found(&house, &maria, &[("search", words)]).await,
            [number],
            "{words}"
        );
    }
    assert_eq!(
        found(&house, &maria, &[("search", "diskmaskinen")]).await,
        [other]
    );
    assert_eq!(found(&house, &maria, &[("search", "skidor")]).await, []);
}

#[tokio::test]
async fn a_case_is_found_by_a_part_of_its_object_street_or_reference() {
    let house = House::new().await;
    let kind = house.case_type().await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    let siv = house.staff("Siv", StaffRole::Supervisor).await;
    let text = |text: &str| FormValue::Text(text.into());
    let mut numbers = Vec::new();
    for (object, street, reference) in [
        ("M-000123", "Älvgatan 3 B", "PRJ_99%x"),
        ("X-77", "Storgatan 12, lgh 1103", "KST-4471"),
    ] {
        let entered = json!({
            "number": object, "name": "Ugn", "maker": "", "model": "", "serial": "", "street": "", "postcode": "",
            "town": "", "remarks": "",
        });
        let (status, answer) = house
            .asks(&siv, Method::POST, "/api/v1/objects", &entered)
            .await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        let mut new = new_case(kind);
        for (key, value) in [
            ("object", object),
            ("street", street),
            ("invoice_reference", reference),
        ] {
            new.values.0.insert(key.into(), text(value));
        }
        numbers.push(house.opens(&anna, &new).await.number);
    }
    let [first, second] = numbers[..] else {
        panic!("two cases")
    };
    for (field, part, found_here) in [
        ("object", "0123", vec![first]),
        ("object", "m-000123", vec![first]),
        // Less than three letters are looked for where words begin.
        ("object", "x", vec![second]),
        ("object", "3", vec![]),
        ("object", "Älvgatan", vec![]),
        ("street", "älv", vec![first]),
        ("street", "ÄLVGATAN 3 b", vec![first]),
        ("street", "gatan", vec![second, first]),
        ("street", "12", vec![second]),
        ("street", "st", vec![second]),
        ("street", "2", vec![]),
        ("street", "KST", vec![]),
        ("invoice_reference", "_99%", vec![first]),
        ("invoice_reference", "kst-4471", vec![second]),
        ("invoice_reference", "%", vec![]),
        ("invoice_reference", "k", vec![second]),
    ] {
        let told = found(&house, &maria, &[(field, part)]).await;
        assert_eq!(told, found_here, "{field}: {part}");
    }
    // All that is said holds.
    let both = [("street", "gatan"), ("object", "X-77")];
    assert_eq!(found(&house, &maria, &both).await, [second]);
    let neither = [("street", "Älvgatan"), ("object", "X-77")];
    assert_eq!(found(&house, &maria, &neither).await, []);
}

#[tokio::test]
async fn whatever_is_typed_is_looked_for_and_nothing_else() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    house.case_of(&anna).await;
    let maria = house.advisor("Maria").await;
    let long = "å".repeat(200);
    let dashes = "-".repeat(200);
    let dashed = "- ".repeat(99) + "-a";
    let operators = "& | ! ( ) : * ' \" \\ % _ ".repeat(8);
    for words in [
        "' or 1=1 --",
        "a & | ! <-> ()",
        "\"",
        "'",
        "%",
        "_",
        "\\",
        ":*",
        "-",
        "\0",
        "a\0b",
        "((((",
        "not",
        "🙂🇸🇪",
        "\u{202e}evil",
        long.as_str(),
        operators.trim(),
        dashes.as_str(),
        dashed.as_str(),
    ] {
        page(&house, &anna, "/api/v1/my-cases", &[("search", words)]).await;
        for field in ["search", "object", "street", "invoice_reference"] {
            page(&house, &maria, "/api/v1/cases", &[(field, words)]).await;
        }
    }
    let longer = "å".repeat(201);
    for field in ["search", "object", "street", "invoice_reference"] {
        let wrong = (field, longer.as_str());
        assert_eq!(
            refused(&house, &maria, wrong).await,
            StatusCode::BAD_REQUEST
        );
    }
}

async fn refused(house: &House, who: &Person, wrong: (&str, &str)) -> StatusCode {
    let request = house
        .api
        .request(Method::GET, "/api/v1/cases", &who.identity());
    request.query(&[wrong]).send().await.unwrap().status()
}

#[tokio::test]
async fn pages_join_without_a_gap_either_way_round() {
    let house = House::new().await;
    let kind = house.case_type().await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    for _ in 0..7 {
        house.opens(&anna, &new_case(kind)).await;
    }
    // Some have no deadline, some the same, and some were changed at the same moment.
    sqlx::query(
        "update cases set next_due_at = case number % 3 when 0 then null when 1 then created_at else '2030-01-01' end,
                          changed_at = case when number % 2 = 0 then changed_at else '2020-01-01' end",
    )
    .execute(&house.db)
    .await
    .unwrap();
    let keys = [
        ("newest", "created_at"),
        ("changed", "changed_at"),
        ("due", "next_due_at"),
    ];
    for (sort, key) in keys {
        for order in ["asc", "desc"] {
            let (mut seen, mut after) = (Vec::new(), String::new());
            loop {
                let query = [
                    ("sort", sort),
                    ("order", order),
                    ("limit", "2"),
                    ("after", after.as_str()),
                ];
                let page = page(&house, &maria, "/api/v1/cases", &query).await;
                seen.extend(page.cases.into_iter().map(|row| row.id.0));
                let Some(next) = page.next else { break };
                after = next;
            }
            let whole =
                format!("select id from cases order by {key} {order} nulls last, id {order}");
            let all: Vec<uuid::Uuid> = sqlx::query_scalar(sqlx::AssertSqlSafe(whole))
                .fetch_all(&house.db)
                .await
                .unwrap();
            assert_eq!(seen, all, "{sort} {order}");
        }
    }
}

#[tokio::test]
async fn what_is_due_by_the_end_of_today_is_a_list_of_its_own() {
    let house = House::new().await;
    let kind = house.case_type().await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    let mut numbers = Vec::new();
    for due in [
        "now() - interval '1 hour'",
        "now() + interval '3 days'",
        "null",
    ] {
        let case = house.opens(&anna, &new_case(kind)).await;
        let set = format!(
            "update cases set next_due_at = {due} where id = '{}'",
            case.id
        );
        sqlx::query(sqlx::AssertSqlSafe(set))
            .execute(&house.db)
            .await
            .unwrap();
        numbers.push(case.number);
    }
    for due in ["missed", "today"] {
        assert_eq!(found(&house, &maria, &[("due", due)]).await, [numbers[0]]);
    }
}

#[tokio::test]
async fn a_line_tells_of_files_of_the_steps_that_one_sees_and_of_the_signed_note() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    let case = house.case_of(&anna).await;
    let thread = house.writes(&anna, case, "Här är en bild.").await;
    let send = Command::SendFile {
        conversation: thread,
        client_id: new_client_id(),
        file: house.uploads(&anna, thread).await,
    };
    house.api.command(&anna.identity(), &send).await.unwrap();
    let other = house.case_of(&anna).await;
    for statement in [
        "insert into checklists (id, case_id, name) values ($1, $1, '{}'), (gen_random_uuid(), $1, '{}')",
        "insert into checklist_steps (id, checklist_id, place, title, instruction, done_by, public, state)
         select gen_random_uuid(), k.id, n, '{}', '{}', 'staff', n < 3, case n when 1 then 'settled' else 'open' end
         from checklists k, generate_series(1, 3) n where k.case_id = $1",
        "insert into files (id, conversation_id, uploader_id, name, media_type, size, sha256)
         select $1, l.id, l.customer_id, 'not.pdf', 'application/pdf', 1, sha256('x')
         from conversations l where l.case_id = $1 and l.kind = 'papers'",
        "insert into delivery_notes (id, case_id, text, created_by, client_id, signed_by, signed_at, text_sha256, way, held_by,
                                     number, title, file_id)
         select $1, $1, 'Ny pump', person_id, $1, 'Eva Ek', now(), sha256('x'), 'typed', person_id, '2026-000001', 'Pump', $1
         from staff limit 1",
    ] {
        sqlx::query(statement)
            .bind(case.0)
            .execute(&house.db)
            .await
            .unwrap();
    }
    sqlx::query(
        "insert into delivery_notes (id, case_id, text, created_by, client_id)
         select $1, $1, 'Ny pump', person_id, $1 from staff limit 1",
    )
    .bind(other.0)
    .execute(&house.db)
    .await
    .unwrap();
    let rows = page(&house, &maria, "/api/v1/cases", &[]).await.cases;
    let row = rows.iter().find(|row| row.id == case).unwrap();
    assert_eq!((row.files, row.steps, row.steps_done), (1, 6, 2));
    assert!(row.signed_note);
    let bare = rows.iter().find(|row| row.id == other).unwrap();
    assert_eq!((bare.files, bare.steps, bare.steps_done), (0, 0, 0));
    assert!(!bare.signed_note);
    let request = house
        .api
        .request(Method::GET, "/api/v1/my-cases", &anna.identity());
    let own = request.send().await.unwrap().text().await.unwrap();
    let own: CasePage = serde_json::from_str(&own).unwrap();
    let row = own.cases.iter().find(|row| row.id == case).unwrap();
    // Of steps, those that they see.
    assert_eq!((row.files, row.steps, row.steps_done), (1, 4, 2));
    assert!(row.signed_note);
}

#[tokio::test]
async fn filters_narrow_and_pages_join_without_a_gap() {
    let house = House::new().await;
    let kind = house.case_type().await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    let mut all = Vec::new();
    for place in 0..7 {
        let mut new = new_case(kind);
        new.urgent = place % 3 == 0;
        all.insert(0, house.opens(&anna, &new).await);
    }
    let numbers: Vec<CaseNumber> = all.iter().map(|case| case.number).collect();
    for sort in ["newest", "changed", "due"] {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let query = [("sort", sort), ("limit", "2"), ("after", after.as_str())];
            let page = page(&house, &maria, "/api/v1/cases", &query).await;
            seen.extend(page.cases.into_iter().map(|row| row.number));
            let Some(next) = page.next else { break };
            after = next;
        }
        let mut sorted = seen.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), 7, "{sort}: {seen:?}");
        if sort == "newest" {
            assert_eq!(seen, numbers);
        }
    }
    assert_eq!(found(&house, &maria, &[("urgent", "true")]).await.len(), 3);
    let case = all[0].id;
    let path = format!("/api/v1/cases/{case}/owner");
    let take = json!({ "version": 1, "team": house.queue, "owner": maria.id });
    house.asks(&maria, Method::PUT, &path, &take).await;
    assert_eq!(
        found(&house, &maria, &[("owner", "me")]).await,
        [numbers[0]]
    );
    assert_eq!(found(&house, &maria, &[("owner", "none")]).await.len(), 6);
    assert_eq!(
        found(&house, &maria, &[("status", "active")]).await,
        [numbers[0]]
    );
    assert_eq!(
        found(&house, &maria, &[("status", "new,active")])
            .await
            .len(),
        7
    );
    assert_eq!(found(&house, &maria, &[("to", "2001-01-01")]).await, []);
    // Another team's advisor finds none of them; a supervisor all.
    let ulla = house.staff("Ulla", StaffRole::Advisor).await;
    assert_eq!(found(&house, &ulla, &[]).await, []);
    let siv = house.staff("Siv", StaffRole::Supervisor).await;
    assert_eq!(found(&house, &siv, &[]).await.len(), 7);
    for wrong in [
        ("status", "gone"),
        ("sort", "x"),
        ("limit", "0"),
        ("from", "2026-13-01"),
        ("after", "x"),
        ("owner", "x"),
        ("order", "sideways"),
        ("due", "never"),
        ("columns", "number"),
        ("mood", "good"),
    ] {
        let status = refused(&house, &maria, wrong).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong:?}");
    }
}

#[tokio::test]
async fn a_customer_looks_among_their_own_by_what_they_see_of_them() {
    let house = House::new().await;
    let (anna, bo) = (house.customer("Anna").await, house.customer("Bo").await);
    let maria = house.advisor("Maria").await;
    let mut form = shipped::service_report(house.queue);
    let mut remark = form.form.fields[2].clone();
    remark.key = "remark".into();
    remark.staff_only = true;
    remark.required = Requirement::Never;
    form.form.fields.push(remark);
    let kind = house.case_type_like(form).await;
    let theirs = house.opens(&bo, &new_case(kind)).await.number;
    let mut new = new_case(kind);
    new.title = "Lidköping torktumlaren piper".into();
    let street = FormValue::Text("Älvgatan 3 B".into());
    new.values.0.insert("street".into(), street);
    let receipt = house.opens(&anna, &new).await;
    let other = house.opens(&anna, &new_case(kind)).await.number;
    // What staff alone write in the form.
    let view = house.sees(&maria, receipt.id).await;
    let mut values = view.values.clone();
    let remark = FormValue::Text("Betalar aldrig".into());
    values.0.insert("remark".into(), remark);
    let change = json!({
        "version": view.version, "title": view.row.title, "description": view.description, "urgent": false, "values": values,
    });
    let path = format!("/api/v1/cases/{}", receipt.id);
    let (status, answer) = house.asks(&maria, Method::PUT, &path, &change).await;
    assert_eq!(status, StatusCode::OK, "{answer}");

    let number = receipt.number.to_string();
    for (field, words, found_here) in [
        ("limit", "200", vec![other, receipt.number]),
        ("search", "torktumlare", vec![receipt.number]),
        ("search", "älvgatan 3", vec![receipt.number]),
        ("search", number.as_str(), vec![receipt.number]),
        ("search", "betalar aldrig", vec![]),
        ("search", "aldrig", vec![]),
        ("search", "-aldrig", vec![other, receipt.number]),
        ("search", "-torktumlare", vec![other]),
        ("search", "& | ! ( ) : * ' \" \\ % _", vec![]),
        ("street", "ÄLV", vec![receipt.number]),
        ("street", "storgatan", vec![other]),
        ("invoice_reference", "kst-44", vec![other, receipt.number]),
        ("status", "paused,closed", vec![]),
        ("from", "2999-01-01", vec![]),
        ("to", "2999-01-01", vec![other, receipt.number]),
    ] {
        let found = found_by(&house, &anna, "/api/v1/my-cases", &[(field, words)]).await;
        assert_eq!(found, found_here, "{field}: {words}");
        assert!(!found.contains(&theirs));
    }
    assert_eq!(
        found(&house, &maria, &[("search", "betalar aldrig")]).await,
        [receipt.number]
    );
    // A page at a time.
    let path = "/api/v1/my-cases?limit=1";
    let request = house.api.request(Method::GET, path, &anna.identity());
    let first: CasePage = request.send().await.unwrap().json().await.unwrap();
    let after = first.next.unwrap();
    let rest = [("limit", "1"), ("after", after.as_str())];
    let rest = found_by(&house, &anna, "/api/v1/my-cases", &rest).await;
    assert_eq!(rest, [receipt.number]);
    for wrong in [
        "limit=0",
        "status=lost",
        "owner=me",
        "from=yesterday",
        "after=x",
        // Earlier than Postgres's times.
        "after=-377705023201000000_0191f0a0-0000-7000-8000-000000000000",
    ] {
        let path = format!("/api/v1/my-cases?{wrong}");
        let request = house.api.request(Method::GET, &path, &anna.identity());
        let status = request.send().await.unwrap().status();
        assert_eq!(status, StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[tokio::test]
async fn a_customer_looks_among_the_first_page_of_a_description() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let mut new = new_case(house.case_type().await);
    new.description = format!("Torktumlaren piper.{} Spisen", " -".repeat(9_900));
    let number = house.opens(&anna, &new).await.number;
    for (words, found_here) in [("torktumlare", vec![number]), ("spisen", vec![])] {
        let own = found_by(&house, &anna, "/api/v1/my-cases", &[("search", words)]).await;
        assert_eq!(own, found_here, "{words}");
        // Staff look in all of it, by an index.
        assert_eq!(found(&house, &maria, &[("search", words)]).await, [number]);
    }
}
