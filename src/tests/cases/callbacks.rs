//! Customers who ask to be called, and staff who call.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use signaling::protocol::{
    CallbackView, CaseClock, CaseId, CasePage, CasePromise, CasePromises, CaseReceipt, CaseStatus,
    CaseTypeForm, Command, Happened, SavedCaseView, StaffRole, Topic,
};

use super::{
    super::house::{House, Person, new_client_id, ok},
    handed_on::heard,
    new_case, plain,
};
use crate::{
    clock::{Clock, ManualClock},
    queues,
};

/// Reserved for fiction.
const PHONE: &str = "070-174 06 05";
const OTHER_PHONE: &str = "070-174 06 31";

fn address(case: CaseId) -> String {
    format!("/api/v1/cases/{case}/callback")
}

impl House {
    async fn tries_to_ask(&self, who: &Person, case: CaseId, form: &Value) -> (StatusCode, Value) {
        self.asks(who, Method::PUT, &address(case), form).await
    }

    /// `who` asks for a call, or changes what was asked.
    async fn asks_for_a_call(&self, who: &Person, case: CaseId, phone: &str, wish: &str) {
        let form = json!({ "phone": phone, "wish": wish });
        let (status, answer) = self.tries_to_ask(who, case, &form).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }

    async fn withdraws(&self, who: &Person, case: CaseId) -> StatusCode {
        let nothing = json!({});
        let (status, _) = self
            .asks(who, Method::DELETE, &address(case), &nothing)
            .await;
        status
    }

    async fn tells_of_a_call(
        &self,
        who: &Person,
        case: CaseId,
        asked_at: Timestamp,
        reached: bool,
    ) -> (StatusCode, Value) {
        let path = format!("{}/calls", address(case));
        let call = json!({ "asked_at": asked_at, "reached": reached });
        self.asks(who, Method::POST, &path, &call).await
    }

    /// `who` calls about what is asked now.
    async fn calls(&self, who: &Person, case: CaseId, reached: bool) {
        let asked_at = self.callback(who, case).await.asked_at;
        let (status, answer) = self.tells_of_a_call(who, case, asked_at, reached).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }

    async fn callback(&self, who: &Person, case: CaseId) -> CallbackView {
        let callback = self.sees(who, case).await.callback;
        callback.expect("somebody waits to be called")
    }

    /// Nobody waits to be called, as everybody is told.
    async fn nobody_waits(&self, who: &Person, case: CaseId) {
        let view = self.sees(who, case).await;
        assert_eq!((view.callback, view.row.callback_at), (None, None));
    }

    /// What is told of calls in a case, the oldest first.
    async fn told_of_calls(&self, who: &Person, case: CaseId) -> Vec<Happened> {
        let moments = self.sees(who, case).await.timeline.into_iter().rev();
        let is_call = |what: &Happened| {
            matches!(
                what,
                Happened::CallbackAsked
                    | Happened::CallbackWithdrawn
                    | Happened::Called { .. }
                    | Happened::Changed { .. }
            )
        };
        moments.map(|moment| moment.what).filter(is_call).collect()
    }

    async fn becomes(&self, who: &Person, case: CaseId, status: &str) {
        let version = self.sees(who, case).await.version;
        let path = format!("/api/v1/cases/{case}/status");
        let change = json!({ "version": version, "status": status });
        let (status, answer) = self.asks(who, Method::PUT, &path, &change).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
}

#[tokio::test]
async fn whoever_asks_to_be_called_waits_until_they_are_reached() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let case = house.case_of(&anna).await;
    house.nobody_waits(&anna, case).await;
    house
        .asks_for_a_call(&anna, case, PHONE, "  Efter klockan 15 ")
        .await;
    let asked = house.callback(&maria, case).await;
    assert_eq!(
        (asked.phone.as_str(), asked.wish.as_str(), asked.by.as_str()),
        (PHONE, "Efter klockan 15", "Eva Ek")
    );
    assert_eq!((asked.attempts, asked.tried_at), (0, None));
    let row = house.sees(&maria, case).await.row;
    assert_eq!(row.callback_at, Some(asked.asked_at));

    house.calls(&maria, case, false).await;
    let tried = house.callback(&anna, case).await;
    assert_eq!((tried.attempts, tried.asked_at), (1, asked.asked_at));
    assert!(tried.tried_at >= Some(asked.asked_at));
    // Another number is the same request.
    house.asks_for_a_call(&anna, case, OTHER_PHONE, "").await;
    // And the same number again is no change.
    house.asks_for_a_call(&anna, case, OTHER_PHONE, "").await;
    let changed = house.callback(&maria, case).await;
    assert_eq!(
        (changed.phone.as_str(), changed.wish.as_str()),
        (OTHER_PHONE, "")
    );
    let kept = |view: &CallbackView| (view.asked_at, view.attempts, view.tried_at);
    assert_eq!(kept(&changed), kept(&tried));

    house.calls(&maria, case, true).await;
    house.nobody_waits(&anna, case).await;
    let told = [
        Happened::CallbackAsked,
        Happened::Called { reached: false },
        Happened::Changed {
            fields: vec!["callback".into()],
        },
        Happened::Called { reached: true },
    ];
    for who in [&anna, &maria] {
        assert_eq!(house.told_of_calls(who, case).await, told);
    }
}

#[tokio::test]
async fn staff_write_down_who_wants_to_be_called() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let case = house.case_of(&anna).await;
    house.asks_for_a_call(&maria, case, PHONE, "").await;
    assert_eq!(house.callback(&anna, case).await.by, "Maria");
    assert!(house.sees(&maria, case).await.row.waits_since.is_some());
    // The customer may change it, and take it back.
    house.asks_for_a_call(&anna, case, OTHER_PHONE, "").await;
    assert_eq!(house.callback(&maria, case).await.by, "Maria");
    assert_eq!(house.withdraws(&anna, case).await, StatusCode::NO_CONTENT);
    house.nobody_waits(&maria, case).await;
    // One's own case is a colleague's to answer.
    sqlx::query("update cases set customer_id = $1 where id = $2")
        .bind(maria.id.0)
        .bind(case.0)
        .execute(&house.db)
        .await
        .unwrap();
    house.asks_for_a_call(&maria, case, PHONE, "").await;
    let asked_at = house.callback(&maria, case).await.asked_at;
    let (status, answer) = house.tells_of_a_call(&maria, case, asked_at, true).await;
    assert_eq!(status, StatusCode::CONFLICT, "{answer}");
}

#[tokio::test]
async fn what_is_withdrawn_is_gone_and_waited_for_no_more() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let case = house.case_of(&anna).await;
    // There is nothing to take back, and that is no fault.
    assert_eq!(house.withdraws(&anna, case).await, StatusCode::NO_CONTENT);
    house.asks_for_a_call(&anna, case, PHONE, "").await;
    for _ in 0..2 {
        assert_eq!(house.withdraws(&anna, case).await, StatusCode::NO_CONTENT);
    }
    house.nobody_waits(&maria, case).await;
    assert_eq!(house.sees(&maria, case).await.row.waits_since, None);
    assert_eq!(
        house.told_of_calls(&anna, case).await,
        [Happened::CallbackAsked, Happened::CallbackWithdrawn]
    );
    // What she has written since is still to be answered.
    house.asks_for_a_call(&anna, case, PHONE, "").await;
    let asked_at = house.callback(&anna, case).await.asked_at;
    house.writes(&anna, case, "Det droppar från taket.").await;
    house.all_is_seen_to().await;
    let waits = house.sees(&maria, case).await.row.waits_since;
    assert_eq!(waits, Some(asked_at));
    assert_eq!(house.withdraws(&maria, case).await, StatusCode::NO_CONTENT);
    let waits = house.sees(&maria, case).await.row.waits_since;
    assert!(waits > Some(asked_at), "{waits:?}");
}

#[tokio::test]
async fn of_two_who_call_the_second_is_told() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let (maria, klara) = (house.advisor("Maria").await, house.advisor("Klara").await);
    let case = house.case_of(&anna).await;
    house.asks_for_a_call(&anna, case, PHONE, "").await;
    let asked_at = house.callback(&klara, case).await.asked_at;
    house.calls(&maria, case, true).await;
    for reached in [true, false] {
        let (status, answer) = house.tells_of_a_call(&klara, case, asked_at, reached).await;
        assert_eq!(status, StatusCode::CONFLICT);
        let message = answer["message"].as_str().unwrap();
        assert!(
            message.contains("a colleague has reached them"),
            "{message}"
        );
    }
    house.asks_for_a_call(&anna, case, PHONE, "").await;
    let (status, answer) = house.tells_of_a_call(&klara, case, asked_at, true).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let message = answer["message"].as_str().unwrap();
    assert!(message.contains("asked anew"), "{message}");
    assert_eq!(house.callback(&anna, case).await.attempts, 0);
    // At the very same moment one of them is first.
    let asked_at = house.callback(&klara, case).await.asked_at;
    let (one, other) = tokio::join!(
        house.tells_of_a_call(&maria, case, asked_at, true),
        house.tells_of_a_call(&klara, case, asked_at, true),
    );
    let mut both = [one.0, other.0];
    both.sort();
    assert_eq!(both, [StatusCode::OK, StatusCode::CONFLICT]);
}

#[tokio::test]
async fn a_call_is_nobodys_but_the_customers_and_those_who_work_with_the_case() {
    let house = House::new().await;
    let (anna, bo) = (house.customer("Anna").await, house.customer("Bo").await);
    let stranger = house.staff("Ulla", StaffRole::Advisor).await;
    let siv = house.staff("Siv", StaffRole::Supervisor).await;
    let case = house.case_of(&anna).await;
    house.asks_for_a_call(&anna, case, PHONE, "").await;
    let asked_at = house.callback(&anna, case).await.asked_at;
    let form = json!({ "phone": OTHER_PHONE, "wish": "" });
    let (status, _) = house.tells_of_a_call(&anna, case, asked_at, true).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    for who in [&bo, &stranger] {
        let answers = [
            house.tries_to_ask(who, case, &form).await.0,
            house.withdraws(who, case).await,
            house.tells_of_a_call(who, case, asked_at, true).await.0,
        ];
        assert_eq!(answers, [StatusCode::NOT_FOUND; 3]);
    }
    assert_eq!(house.callback(&anna, case).await.phone, PHONE);
    // Who sees it from above has looked at it.
    house.calls(&siv, case, false).await;
    let looks: i64 =
        sqlx::query_scalar("select count(*) from audit where action = 'case_read' and actor = $1")
            .bind(siv.id.0)
            .fetch_one(&house.db)
            .await
            .unwrap();
    assert_eq!(looks, 1);
}

#[tokio::test]
async fn nobody_is_called_about_a_closed_case() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let case = house.case_of(&anna).await;
    house.asks_for_a_call(&anna, case, PHONE, "").await;
    let asked_at = house.callback(&maria, case).await.asked_at;
    house.becomes(&maria, case, "closed").await;
    house.nobody_waits(&anna, case).await;
    assert_eq!(
        house.told_of_calls(&anna, case).await,
        [Happened::CallbackAsked, Happened::CallbackWithdrawn]
    );
    for who in [&anna, &maria] {
        let form = json!({ "phone": PHONE, "wish": "" });
        let (status, answer) = house.tries_to_ask(who, case, &form).await;
        assert_eq!(status, StatusCode::CONFLICT, "{answer}");
        assert_eq!(answer["code"], "ended");
        // What they want is so.
        assert_eq!(house.withdraws(who, case).await, StatusCode::NO_CONTENT);
    }
    let (status, _) = house.tells_of_a_call(&maria, case, asked_at, true).await;
    assert_eq!(status, StatusCode::CONFLICT);
    // What is opened again waits for nothing that was ended.
    house.becomes(&maria, case, "active").await;
    house.nobody_waits(&maria, case).await;
    assert_eq!(house.sees(&maria, case).await.row.waits_since, None);
}

#[tokio::test]
async fn a_call_that_is_waited_for_goes_along_when_cases_are_merged() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let kind = house.case_type().await;
    let mut cases: Vec<CaseReceipt> = Vec::new();
    for _ in 0..3 {
        cases.push(house.opens(&anna, &new_case(kind)).await);
    }
    let [first, second, last] = &cases[..] else {
        panic!("three cases")
    };
    house.asks_for_a_call(&anna, first.id, PHONE, "I dag").await;
    house.calls(&maria, first.id, false).await;
    let before = house.callback(&anna, first.id).await;
    house.merges_into(&maria, first.id, second).await;
    assert_eq!(house.callback(&anna, second.id).await, before);
    // In the one that is gone nothing is asked, and nothing is taken back that goes on elsewhere.
    let form = json!({ "phone": PHONE, "wish": "" });
    let (status, _) = house.tries_to_ask(&anna, first.id, &form).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(house.withdraws(&anna, first.id).await, StatusCode::CONFLICT);
    // Who waits already is called about that.
    house.asks_for_a_call(&anna, last.id, OTHER_PHONE, "").await;
    let own = house.callback(&anna, last.id).await;
    house.merges_into(&maria, second.id, last).await;
    assert_eq!(house.callback(&anna, last.id).await, own);
    let left: i64 = sqlx::query_scalar("select count(*) from case_callbacks")
        .fetch_one(&house.db)
        .await
        .unwrap();
    assert_eq!(left, 1);
}

impl House {
    async fn merges_into(&self, who: &Person, one: CaseId, into: &CaseReceipt) {
        let version = self.sees(who, one).await.version;
        let path = format!("/api/v1/cases/{one}/merge");
        let body = json!({ "version": version, "number": into.number });
        let (status, answer) = self.asks(who, Method::POST, &path, &body).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
}

#[tokio::test]
async fn a_call_that_is_waited_for_is_due_as_an_answer_is() {
    let clock = ManualClock::at(Clock::System.now().round(jiff::Unit::Second).unwrap());
    let house = House::at(
        Clock::Manual(clock.clone()),
        &[("SAMTAL_RATE_LIMITS", "off")],
    )
    .await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let promise = CasePromise {
        first_answer_min: Some(60),
        next_answer_min: Some(120),
        solution_min: None,
    };
    let kind = CaseTypeForm {
        promises: CasePromises {
            ordinary: promise,
            urgent: promise,
        },
        ..plain(&house)
    };
    let mut new = new_case(house.case_type_like(kind).await);
    new.values.0.clear();
    let case = house.opens(&anna, &new).await.id;
    let clock_of = |wanted: CaseClock| {
        let (house, maria) = (&house, &maria);
        async move {
            let deadlines = house.sees(maria, case).await.deadlines;
            deadlines.into_iter().rfind(|one| one.clock == wanted)
        }
    };
    // To be reached is an answer, the first one too, and a new case is begun by it.
    clock.advance(Duration::from_secs(600));
    house.asks_for_a_call(&anna, case, PHONE, "").await;
    house.calls(&maria, case, false).await;
    let first = clock_of(CaseClock::FirstAnswer).await.unwrap();
    assert_eq!(first.met_at, None, "nobody has answered anything");
    assert_eq!(house.sees(&maria, case).await.row.status, CaseStatus::New);
    house.calls(&maria, case, true).await;
    let first = clock_of(CaseClock::FirstAnswer).await.unwrap();
    assert!(first.met_at.is_some() && !first.missed);
    let row = house.sees(&maria, case).await.row;
    assert_eq!((row.status, row.waits_since), (CaseStatus::Active, None));

    clock.advance(Duration::from_secs(3600));
    house.asks_for_a_call(&anna, case, PHONE, "").await;
    let asked_at = house.callback(&anna, case).await.asked_at;
    let row = house.sees(&maria, case).await.row;
    assert_eq!(row.waits_since, Some(asked_at));
    let next = row.next_due.unwrap();
    assert_eq!((next.clock, next.since), (CaseClock::NextAnswer, asked_at));
    assert_eq!(
        next.due_at,
        Some(asked_at + jiff::SignedDuration::from_hours(2))
    );
    // Who did not answer waits as long as before.
    clock.advance(Duration::from_secs(1800));
    house.calls(&maria, case, false).await;
    assert_eq!(house.sees(&maria, case).await.row.next_due, Some(next));
    house.calls(&maria, case, true).await;
    let next = clock_of(CaseClock::NextAnswer).await.unwrap();
    assert!(next.met_at.is_some() && !next.missed);
    assert_eq!(house.sees(&maria, case).await.row.next_due, None);
}

#[tokio::test]
async fn to_ask_for_a_call_wakes_what_waited_or_was_resolved() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    for before in ["waiting", "resolved"] {
        let case = house.case_of(&anna).await;
        house.becomes(&maria, case, before).await;
        let version = house.sees(&maria, case).await.version;
        house.asks_for_a_call(&anna, case, PHONE, "").await;
        let view = house.sees(&maria, case).await;
        assert_eq!(view.row.status, CaseStatus::Active, "{before}");
        assert_eq!(view.version, version + 1);
        assert!(view.row.waits_since.is_some());
    }
    // A case that is worked with is as it was, and nobody who edits it is in the way.
    let case = house.case_of(&anna).await;
    let version = house.sees(&maria, case).await.version;
    house.asks_for_a_call(&anna, case, PHONE, "").await;
    assert_eq!(house.sees(&maria, case).await.version, version);
    // What staff put right is no word of the customer's.
    house.becomes(&maria, case, "resolved").await;
    house.asks_for_a_call(&maria, case, OTHER_PHONE, "").await;
    let status = |view: super::CaseView| view.row.status;
    assert_eq!(status(house.sees(&maria, case).await), CaseStatus::Resolved);
    house.asks_for_a_call(&anna, case, PHONE, "").await;
    assert_eq!(status(house.sees(&maria, case).await), CaseStatus::Active);
}

#[tokio::test]
async fn a_call_does_not_move_a_case_past_what_must_be_settled_first() {
    let house = House::new().await;
    let kind = house.gated_case_type().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let mut new = new_case(kind);
    new.values.0.clear();
    let case = house.opens(&anna, &new).await.id;
    house.asks_for_a_call(&anna, case, PHONE, "").await;
    house.calls(&maria, case, true).await;
    assert_eq!(house.sees(&maria, case).await.row.status, CaseStatus::New);
    house.becomes(&maria, case, "waiting").await;
    house.asks_for_a_call(&anna, case, PHONE, "").await;
    let row = house.sees(&maria, case).await.row;
    assert_eq!(row.status, CaseStatus::Waiting);
    assert!(row.waits_since.is_some(), "she is heard all the same");
}

#[tokio::test]
async fn who_waits_for_a_call_is_found_in_a_list_and_in_one_that_is_kept() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let kind = house.case_type().await;
    let waits = house.opens(&anna, &new_case(kind)).await;
    let other = house.opens(&anna, &new_case(kind)).await;
    house.asks_for_a_call(&anna, waits.id, PHONE, "").await;
    for (asked, found) in [
        ("callback=true", vec![waits.number]),
        ("callback=false", vec![other.number]),
        ("callback=true&status=resolved", vec![]),
        ("sort=newest", vec![other.number, waits.number]),
    ] {
        let path = format!("/api/v1/cases?{asked}");
        let request = house.api.request(Method::GET, &path, &maria.identity());
        let page: CasePage = request.send().await.unwrap().json().await.unwrap();
        let numbers: Vec<_> = page.cases.iter().map(|row| row.number).collect();
        assert_eq!(numbers, found, "{asked}");
        for row in &page.cases {
            assert_eq!(row.callback_at.is_some(), row.id == waits.id);
        }
    }
    let kept = json!({
        "name": "Ring upp", "filter": { "callback": true }, "sort": "due", "order": "asc", "columns": ["number"], "version": 0,
    });
    let views = "/api/v1/case-views";
    let (status, answer) = house.asks(&maria, Method::POST, views, &kept).await;
    assert_eq!(status, StatusCode::CREATED, "{answer}");
    let view: SavedCaseView = serde_json::from_value(answer).unwrap();
    assert_eq!((view.filter.callback, view.count), (Some(true), 1));
    house.calls(&maria, waits.id, true).await;
    let (_, answer) = house.asks(&maria, Method::GET, views, &json!({})).await;
    assert_eq!(answer["saved"][0]["count"], 0);

    let (status, answer) = house
        .asks(
            &maria,
            Method::GET,
            "/api/v1/cases?callback=maybe",
            &json!({}),
        )
        .await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{answer}");
    let odd = json!({
        "name": "Fel", "filter": { "callback": "ja" }, "sort": "due", "order": "asc", "columns": ["number"], "version": 0,
    });
    let (status, _) = house.asks(&maria, Method::POST, views, &odd).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_can_not_be_called_is_refused_by_its_name() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let case = house.case_of(&anna).await;
    for (form, named) in [
        (json!({ "phone": "", "wish": "" }), "phone"),
        (json!({ "phone": "  ", "wish": "" }), "phone"),
        (json!({ "phone": "ring mig", "wish": "" }), "phone"),
        (json!({ "phone": "0701", "wish": "" }), "phone"),
        (json!({ "phone": "0".repeat(16), "wish": "" }), "phone"),
        (
            json!({ "phone": format!("07{}0174", " ".repeat(40)), "wish": "" }),
            "phone",
        ),
        (json!({ "phone": "070-174\n06 05", "wish": "" }), "phone"),
        (json!({ "phone": 701_740_605, "wish": "" }), ""),
        (json!({ "phone": PHONE, "wish": "å".repeat(201) }), "wish"),
        (
            json!({ "phone": PHONE, "wish": "i dag\neller i morgon" }),
            "wish",
        ),
        (json!({ "phone": PHONE, "wish": "nu\u{202e}" }), "wish"),
        (json!({ "phone": PHONE, "wish": null }), ""),
        (
            json!({ "phone": PHONE, "wish": "", "attempts": 3 }),
            "attempts",
        ),
        (json!({ "wish": "" }), "phone"),
        (json!([]), ""),
    ] {
        let (status, answer) = house.tries_to_ask(&anna, case, &form).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{form}");
        assert_eq!(answer["code"], "invalid", "{form}");
        let message = answer["message"].as_str().unwrap();
        assert!(message.contains(named), "{form}: {message}");
    }
    house.nobody_waits(&anna, case).await;
    // When it suits may be left out.
    let form = json!({ "phone": format!(" {PHONE} ") });
    let (status, answer) = house.tries_to_ask(&anna, case, &form).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(house.callback(&anna, case).await.phone, PHONE);
    let path = format!("{}/calls", address(case));
    for call in [
        json!({ "asked_at": "i går", "reached": true }),
        json!({ "asked_at": 7, "reached": true }),
        json!({ "asked_at": "2026-01-01T00:00:00Z", "reached": "ja" }),
        json!({ "asked_at": "2026-01-01T00:00:00Z" }),
        json!({ "reached": true }),
    ] {
        let (status, answer) = house.asks(&maria, Method::POST, &path, &call).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{call}: {answer}");
    }
}

#[tokio::test]
async fn whoever_looks_at_the_case_is_told_at_once() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let case = house.case_of(&anna).await;
    let (mut hers, mut theirs) = (house.signed_in(&anna).await, house.signed_in(&maria).await);
    let topic = Topic::Case(case);
    for socket in [&mut hers, &mut theirs] {
        socket
            .command(2, Command::Subscribe { topic })
            .await
            .unwrap();
        ok(socket, 2).await;
    }
    for (deed, id) in (0..4).zip(3..) {
        match deed {
            0 => house.asks_for_a_call(&anna, case, PHONE, "").await,
            1 => house.calls(&maria, case, false).await,
            2 => house.asks_for_a_call(&anna, case, OTHER_PHONE, "").await,
            _ => house.calls(&maria, case, true).await,
        }
        for socket in [&mut hers, &mut theirs] {
            let told = heard(socket, id).await;
            assert!(told.contains(&case.to_string()), "{deed}: {told}");
        }
    }
}

#[tokio::test]
async fn a_call_asked_for_with_a_left_message_becomes_that_of_the_first_case_made_of_it() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let receipt = house.leaves(&anna, Some("Efter klockan 15")).await;
    let in_the_inbox = async || {
        let inbox = queues::inbox(&house.server.app, &maria.caller)
            .await
            .unwrap();
        let item = inbox.into_iter().find(|item| item.left == receipt.left);
        item.unwrap().callback
    };
    assert_eq!(in_the_inbox().await.as_deref(), Some("Efter klockan 15"));
    let mut new = new_case(house.case_type().await);
    new.conversation = Some(receipt.conversation);
    let case = house.opens(&maria, &new).await.id;
    assert_eq!(in_the_inbox().await, None, "the case has it");
    let asked = house.callback(&anna, case).await;
    assert!(asked.asked_at < house.sees(&maria, case).await.row.created_at);
    assert_eq!(
        (asked.phone.as_str(), asked.wish.as_str(), asked.attempts),
        (PHONE, "Efter klockan 15", 0)
    );
    assert_eq!(
        house.sees(&maria, case).await.row.waits_since,
        Some(asked.asked_at)
    );
    assert_eq!(
        house.told_of_calls(&anna, case).await,
        [Happened::CallbackAsked]
    );

    new.client_id = new_client_id();
    let other = house.opens(&maria, &new).await.id;
    house.nobody_waits(&maria, other).await;
    house.calls(&maria, case, true).await;
    house.nobody_waits(&anna, case).await;
}

#[tokio::test]
async fn a_left_message_that_asks_for_no_call_makes_a_case_that_waits_for_none() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let receipt = house.leaves(&anna, None).await;
    let mut new = new_case(house.case_type().await);
    new.conversation = Some(receipt.conversation);
    let case = house.opens(&maria, &new).await.id;
    house.nobody_waits(&maria, case).await;
}

#[tokio::test]
async fn whoever_leaves_a_number_is_called_at_that_and_not_at_another_one_of_theirs() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let first = house.leaves(&anna, Some("Efter klockan 15")).await;
    // An account keeps what it says of itself, and may say nothing.
    sqlx::query("update people set kind = 'customer', phone = '' where id = $1")
        .bind(anna.id.0)
        .execute(&house.db)
        .await
        .unwrap();
    let second = house.leaves_at(&anna, Some(""), OTHER_PHONE).await;
    let done = house.leaves_at(&anna, Some(""), OTHER_PHONE).await;
    let (app, staff) = (&house.server.app, &maria.caller);
    let inbox = queues::inbox(app, staff).await.unwrap();
    for (left, phone) in [(first.left, PHONE), (second.left, OTHER_PHONE)] {
        let item = inbox.iter().find(|item| item.left == left).unwrap();
        assert_eq!(item.customer.phone, phone);
    }
    queues::close_left(app, staff, done.left).await.unwrap();
    for (receipt, phone) in [
        (&first, Some(PHONE)),
        (&second, Some(OTHER_PHONE)),
        (&done, None),
    ] {
        let mut new = new_case(house.case_type().await);
        new.conversation = Some(receipt.conversation);
        let case = house.opens(&maria, &new).await.id;
        match phone {
            Some(phone) => assert_eq!(house.callback(&maria, case).await.phone, phone),
            None => house.nobody_waits(&maria, case).await,
        }
    }
}

#[tokio::test]
async fn a_call_that_waits_is_not_hidden_by_what_came_after_it() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let oldest = house.leaves(&anna, Some("I kväll")).await;
    sqlx::query(
        "with new as materialized (select gen_random_uuid() as id, n from generate_series(1, 600) n),
         chats as (
           insert into conversations (id, kind, customer_id, queue_id)
           select id, 'chat', $1, $2 from new returning id
         ), internal as (
           insert into conversations (id, kind, parent_id, queue_id)
           select gen_random_uuid(), 'internal', id, $2 from chats
         )
         insert into left_messages (id, queue_id, conversation_id, customer_id, client_id, text, created_at)
         select gen_random_uuid(), $2, id, $1, gen_random_uuid(), 'Hej', now() + n * interval '1 minute' from new",
    )
    .bind(anna.id.0)
    .bind(house.queue.0)
    .execute(&house.db)
    .await
    .unwrap();
    let (app, staff) = (&house.server.app, &maria.caller);
    let inbox = queues::inbox(app, staff).await.unwrap();
    let last = inbox.last().unwrap();
    assert_eq!((inbox.len(), last.left), (500, oldest.left));
    assert_eq!(last.callback.as_deref(), Some("I kväll"));
}
