//! A matter carried from the first word to the end.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use signaling::protocol::{
    CaseId, CaseStatus, CaseView, Command, FormValue, Happened, Resume, StaffRole,
};

use super::{
    super::house::{House, Person, new_client_id},
    new_case,
};

async fn moves(house: &House, who: &Person, case: CaseId, body: Value) -> (StatusCode, Value) {
    let path = format!("/api/v1/cases/{case}/status");
    house.asks(who, Method::PUT, &path, &body).await
}

async fn mails(house: &House) -> Vec<String> {
    sqlx::query_scalar("select subject from mails order by created_at, subject")
        .fetch_all(&house.db)
        .await
        .unwrap()
}

fn happened(view: &CaseView) -> Vec<&Happened> {
    view.timeline
        .iter()
        .rev()
        .map(|moment| &moment.what)
        .collect()
}

#[tokio::test]
async fn a_case_is_opened_talked_about_and_resolved() {
    let house = House::new().await;
    let kind = house.case_type().await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    let receipt = house.opens(&anna, &new_case(kind)).await;
    assert_eq!(receipt.told_to, "eva.ek@kund.example");
    let case = receipt.id;
    let thread = house.writes(&anna, case, "Kommer ni i dag?").await;
    house.all_is_seen_to().await;
    let view = house.sees(&maria, case).await;
    assert!(view.row.waits_since.is_some(), "the customer waits");
    assert_eq!(view.threads[0].last, "Kommer ni i dag?");

    // She takes it, and writes.
    let take = json!({ "version": view.version, "team": house.queue, "owner": maria.id });
    let path = format!("/api/v1/cases/{case}/owner");
    let (status, answer) = house.asks(&maria, Method::PUT, &path, &take).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
    let send = Command::Send {
        conversation: thread,
        client_id: new_client_id(),
        text: "Ja, efter lunch.".to_owned().try_into().unwrap(),
    };
    house.api.command(&maria.identity(), &send).await.unwrap();
    house.all_is_seen_to().await;
    let view = house.sees(&maria, case).await;
    assert_eq!(view.row.status, CaseStatus::Active);
    assert_eq!(view.row.waits_since, None);

    // A pause needs a reason, which the customer reads.
    let wrong = json!({ "version": view.version, "status": "paused" });
    assert_eq!(
        moves(&house, &maria, case, wrong).await.0,
        StatusCode::BAD_REQUEST
    );
    let pause = json!({ "version": view.version, "status": "paused", "reason": "Reservdelen är beställd." });
    let (status, answer) = moves(&house, &maria, case, pause.clone()).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(
        moves(&house, &maria, case, pause).await.0,
        StatusCode::CONFLICT
    );
    let seen = house.sees(&anna, case).await;
    assert_eq!(
        seen.row.pause_reason.as_deref(),
        Some("Reservdelen är beställd.")
    );

    // Whoever writes in a paused case is heard, and the case stays as it is.
    let send = Command::Send {
        conversation: thread,
        client_id: new_client_id(),
        text: "Bra att veta.".to_owned().try_into().unwrap(),
    };
    house.api.command(&anna.identity(), &send).await.unwrap();
    house.all_is_seen_to().await;
    let view = house.sees(&maria, case).await;
    assert_eq!(view.row.status, CaseStatus::Paused);
    assert!(view.row.waits_since.is_some());

    // Resolved, and opened again by the customer's word.
    let resolve = json!({ "version": view.version, "status": "resolved" });
    assert_eq!(moves(&house, &maria, case, resolve).await.0, StatusCode::OK);
    let again = Command::Send {
        conversation: thread,
        client_id: new_client_id(),
        text: "Den läcker fortfarande.".to_owned().try_into().unwrap(),
    };
    house.api.command(&anna.identity(), &again).await.unwrap();
    house.all_is_seen_to().await;
    let view = house.sees(&maria, case).await;
    assert_eq!(view.row.status, CaseStatus::Active);

    // Closed: nobody writes any more, and all can be read.
    let close = json!({ "version": view.version, "status": "closed" });
    assert_eq!(moves(&house, &maria, case, close).await.0, StatusCode::OK);
    let late = Command::Send {
        conversation: thread,
        client_id: new_client_id(),
        text: "Tack!".to_owned().try_into().unwrap(),
    };
    assert!(house.api.command(&anna.identity(), &late).await.is_err());
    let from = Resume {
        conversation: thread,
        after: 0,
    };
    house
        .api
        .command(&anna.identity(), &Command::Open { from })
        .await
        .unwrap();
    let view = house.sees(&anna, case).await;
    assert!(!view.policy.write);
    let statuses: Vec<CaseStatus> = happened(&view)
        .into_iter()
        .filter_map(|what| match what {
            Happened::Status { to, .. } => Some(*to),
            _ => None,
        })
        .collect();
    use CaseStatus::{Active, Closed, Paused, Resolved};
    assert_eq!(statuses, [Active, Paused, Resolved, Active, Closed]);
    let number = receipt.number;
    let expected = [
        format!("Vi har tagit emot ditt ärende {number}"),
        format!("Ärende {number}: vi arbetar med det"),
        format!("Nytt meddelande i ärende {number}"),
        format!("Ärende {number} är pausat"),
        format!("Ärende {number} är löst"),
        format!("Ärende {number}: vi arbetar med det"),
        format!("Ärende {number} är avslutat"),
    ];
    assert_eq!(mails(&house).await, expected);
}

#[tokio::test]
async fn a_merged_case_leads_to_where_everything_is() {
    let house = House::new().await;
    let kind = house.case_type().await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    let one = house.opens(&anna, &new_case(kind)).await;
    let other = house.opens(&anna, &new_case(kind)).await;
    let thread = house
        .writes(&anna, one.id, "Nyckeln ligger hos grannen.")
        .await;
    house.all_is_seen_to().await;
    let notes = house.sees(&maria, one.id).await.notes.unwrap();
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
        text: "Ring före tio.".to_owned().try_into().unwrap(),
    };
    house.api.command(&maria.identity(), &note).await.unwrap();
    house.all_is_seen_to().await;

    let version = house.sees(&maria, one.id).await.version;
    let path = format!("/api/v1/cases/{}/merge", one.number);
    let body = json!({ "version": version, "number": other.number });
    let (status, answer) = house.asks(&maria, Method::POST, &path, &body).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let stays = house.sees(&maria, other.id).await;
    assert_eq!(stays.threads.len(), 1);
    assert_eq!(stays.threads[0].conversation, thread);
    let notes = Resume {
        conversation: stays.notes.unwrap(),
        after: 0,
    };
    let read = house
        .api
        .command(&maria.identity(), &Command::Open { from: notes })
        .await
        .unwrap();
    assert!(
        serde_json::to_string(&read)
            .unwrap()
            .contains("Ring före tio.")
    );
    let gone = house.sees(&anna, one.id).await;
    assert_eq!(gone.merged_into, Some(other.number));
    // She writes on where she wrote before.
    let send = Command::Send {
        conversation: thread,
        client_id: new_client_id(),
        text: "Grannen är bortrest.".to_owned().try_into().unwrap(),
    };
    house.api.command(&anna.identity(), &send).await.unwrap();
    house.all_is_seen_to().await;
    assert!(house.sees(&maria, other.id).await.row.waits_since.is_some());
    let change = json!({ "version": version + 1, "status": "active" });
    assert_eq!(
        moves(&house, &maria, one.id, change).await.0,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn cases_of_two_customers_are_never_merged() {
    let house = House::new().await;
    let kind = house.case_type().await;
    let (anna, bo) = (house.customer("Anna").await, house.customer("Bo").await);
    let one = house.opens(&anna, &new_case(kind)).await;
    let other = house.opens(&bo, &new_case(kind)).await;
    let siv = house.staff("Siv", StaffRole::Supervisor).await;
    let body = json!({ "version": 1, "number": other.number });
    let path = format!("/api/v1/cases/{}/merge", one.id);
    let (status, _) = house.asks(&siv, Method::POST, &path, &body).await;
    assert_eq!(status, StatusCode::CONFLICT);
    // Linked they may be: and each sees nothing of the other's.
    let path = format!("/api/v1/cases/{}/links", one.id);
    let (status, answer) = house.asks(&siv, Method::POST, &path, &body).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(house.sees(&siv, one.id).await.links.len(), 1);
    assert_eq!(house.sees(&anna, one.id).await.links.len(), 0);
    assert_eq!(house.sees(&bo, other.id).await.links.len(), 0);
    let third = house.opens(&anna, &new_case(kind)).await;
    let body = json!({ "version": 2, "number": third.number });
    let (status, answer) = house.asks(&siv, Method::POST, &path, &body).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let body = json!({});
    let unlink = format!("{path}/{}", other.number);
    let (status, _) = house.asks(&siv, Method::DELETE, &unlink, &body).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(happened(&house.sees(&siv, one.id).await).len(), 4);
    let view = house.sees(&anna, one.id).await;
    let linked = Happened::Linked {
        number: third.number,
    };
    assert_eq!(happened(&view).len(), 2, "{view:?}");
    assert!(happened(&view).contains(&&linked));
    let told = serde_json::to_string(&view).unwrap();
    assert!(!told.contains(&other.number.to_string()), "{told}");
}

#[tokio::test]
async fn a_case_is_made_of_a_chat_in_one_step() {
    let house = House::new().await;
    let kind = house.case_type().await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    let visit = house.talking(&anna, &maria).await;
    let mut new = new_case(kind);
    new.conversation = Some(visit.conversation);
    let case = house.opens(&maria, &new).await.id;
    let view = house.sees(&maria, case).await;
    assert_eq!(view.row.customer, anna.id);
    assert_eq!(view.row.owner, Some(maria.id));
    assert_eq!(view.chats, [visit.conversation]);
    assert_eq!(house.sees(&anna, case).await.chats, []);
    // Of somebody else's chat nobody makes one.
    let bo = house.customer("Bo").await;
    let mut stolen = new_case(kind);
    stolen.conversation = Some(visit.conversation);
    let (status, _) = house
        .asks(&bo, Method::POST, "/api/v1/cases", &stolen)
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_log_of_a_case_is_no_chat_that_a_case_is_made_of() {
    let house = House::new().await;
    let kind = house.case_type().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let case = house.case_of(&anna).await;
    let thread = house.writes(&anna, case, "Hallå?").await;
    let papers = house.sees(&anna, case).await.papers;
    for (who, log) in [(&anna, papers), (&anna, thread), (&maria, thread)] {
        let mut new = new_case(kind);
        new.conversation = Some(log);
        let (status, answer) = house.asks(who, Method::POST, "/api/v1/cases", &new).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{answer}");
    }
}

#[tokio::test]
async fn an_old_case_keeps_the_form_it_was_made_with() {
    let house = House::new().await;
    let kind = house.case_type().await;
    let anna = house.customer("Anna").await;
    let case = house.opens(&anna, &new_case(kind)).await.id;
    let adam = house.staff("Adam", StaffRole::Administrator).await;
    let mut form = super::plain(&house);
    form.slug = kind.to_string();
    form.version = 1;
    let path = format!("/api/v1/case-types/{kind}");
    let (status, answer) = house.asks(&adam, Method::PUT, &path, &form).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(
        house.asks(&adam, Method::PUT, &path, &form).await.0,
        StatusCode::CONFLICT
    );
    let view = house.sees(&anna, case).await;
    assert!(view.form.fields.iter().any(|field| field.key == "street"));
    assert!(view.values.0.contains_key("street"));
    // Whoever has the old form on the screen is told.
    let (status, _) = house
        .asks(&anna, Method::POST, "/api/v1/cases", &new_case(kind))
        .await;
    assert_eq!(status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn ten_megabytes_of_description_are_refused_in_words() {
    let house = House::new().await;
    let kind = house.case_type().await;
    let anna = house.customer("Anna").await;
    let mut new = new_case(kind);
    new.description = "x".repeat(20_001);
    let (status, answer) = house.asks(&anna, Method::POST, "/api/v1/cases", &new).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(
        answer["message"].as_str().unwrap().contains("20000"),
        "{answer}"
    );
    new.description = "x".repeat(10 << 20);
    let (status, _) = house.asks(&anna, Method::POST, "/api/v1/cases", &new).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_case_about_a_retired_object_can_be_changed() {
    let house = House::new().await;
    let kind = house.case_type().await;
    let anna = house.customer("Anna").await;
    let siv = house.staff("Siv", StaffRole::Supervisor).await;
    for number in ["X-77", "X-78"] {
        let object = json!({
            "number": number, "name": "Ugn", "maker": "", "model": "", "serial": "", "street": "", "postcode": "",
            "town": "", "remarks": "",
        });
        let (status, object) = house
            .asks(&siv, Method::POST, "/api/v1/objects", &object)
            .await;
        assert_eq!(status, StatusCode::CREATED, "{object}");
    }
    let mut new = new_case(kind);
    let about = |number: &str| ("object".to_owned(), FormValue::Text(number.into()));
    new.values.0.extend([about("X-77")]);
    let case = house.opens(&anna, &new).await.id;
    sqlx::query("update objects set retired_at = now()")
        .execute(&house.db)
        .await
        .unwrap();
    let changes = async |number: &str| {
        let view = house.sees(&siv, case).await;
        let mut values = view.values;
        values.0.extend([about(number)]);
        let change = json!({
            "version": view.version, "title": "Ugnen blir inte varm", "description": "", "urgent": false, "values": values,
        });
        let path = format!("/api/v1/cases/{case}");
        house.asks(&siv, Method::PUT, &path, &change).await
    };
    let (status, answer) = changes("x-77").await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let view = house.sees(&siv, case).await;
    assert_eq!(view.row.title, "Ugnen blir inte varm");
    assert_eq!(
        view.values.0.get("object"),
        Some(&FormValue::Text("X-77".into()))
    );
    let is_linked: bool =
        sqlx::query_scalar("select object_id is not null from cases where id = $1")
            .bind(case.0)
            .fetch_one(&house.db)
            .await
            .unwrap();
    assert!(is_linked);
    // Another that is out of use is nobody's answer.
    let (status, answer) = changes("X-78").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
}

#[tokio::test]
async fn no_text_of_a_case_turns_the_direction_of_what_is_read() {
    let house = House::new().await;
    let kind = house.case_type().await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    let mut new = new_case(kind);
    new.description = "Silen\u{202e}\u{2066} är rensad.\r\nTack!\u{200b}".into();
    let street = FormValue::Text("Stor\u{202e}gatan 12".into());
    new.values.0.insert("street".into(), street);
    let case = house.opens(&anna, &new).await.id;
    let view = house.sees(&maria, case).await;
    assert_eq!(view.description, "Silen är rensad.\nTack!");
    assert_eq!(
        view.values.0.get("street"),
        Some(&FormValue::Text("Storgatan 12".into()))
    );
    let change = json!({
        "version": view.version, "title": view.row.title, "description": "Den\u{202e} piper.", "urgent": false,
        "values": view.values,
    });
    let path = format!("/api/v1/cases/{case}");
    let (status, answer) = house.asks(&maria, Method::PUT, &path, &change).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(house.sees(&maria, case).await.description, "Den piper.");
    // Nor a word to whoever takes over.
    let version = house.sees(&maria, case).await.version;
    let give = json!({
        "version": version, "team": house.queue, "owner": maria.id, "note": "Ring\u{202e} före tio.",
    });
    let path = format!("/api/v1/cases/{case}/owner");
    let (status, answer) = house.asks(&maria, Method::PUT, &path, &give).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
    let notes = house.reads(&maria, view.notes.unwrap()).await;
    let said = serde_json::to_string(&notes).unwrap();
    assert!(said.contains("Ring före tio."), "{said}");
}
