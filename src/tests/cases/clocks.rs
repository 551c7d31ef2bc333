//! When an answer is due.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{Method, StatusCode};
use serde_json::json;
use signaling::protocol::{
    CaseClock, CaseId, CasePromise, CasePromises, CaseTypeForm, Command, Happened,
};

use super::{
    super::house::{House, Person, new_client_id},
    new_case, plain,
};
use crate::clock::{Clock, ManualClock};

/// An hour to the first answer, two to the next, ten to the solution; the house's queue is always open.
async fn promised(house: &House) -> super::CaseTypeId {
    let promise = CasePromise {
        first_answer_min: Some(60),
        next_answer_min: Some(120),
        solution_min: Some(600),
    };
    let form = CaseTypeForm {
        promises: CasePromises {
            ordinary: promise,
            urgent: promise,
        },
        ..plain(house)
    };
    house.case_type_like(form).await
}

async fn opened(house: &House, anna: &Person) -> CaseId {
    let mut new = new_case(promised(house).await);
    new.values.0.clear();
    house.opens(anna, &new).await.id
}

/// Waits until the journal has `wanted` of a kind of line, and no more.
async fn told(house: &House, case: CaseId, what: &str, wanted: i64) {
    let count = "select count(*) from case_journal where case_id = $1 and detail ->> 'type' = $2";
    let come = async {
        loop {
            let found: i64 = sqlx::query_scalar(count)
                .bind(case.0)
                .bind(what)
                .fetch_one(&house.db)
                .await
                .unwrap();
            assert!(found <= wanted, "{found} times {what}");
            if found == wanted {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), come)
        .await
        .expect(what);
}

/// Now, so that sessions which the database dates are live.
fn begin() -> Timestamp {
    Clock::System.now().round(jiff::Unit::Second).unwrap()
}

async fn writes_in(house: &House, who: &Person, log: signaling::protocol::ConversationId) {
    let send = Command::Send {
        conversation: log,
        client_id: new_client_id(),
        text: "Vi kommer i dag.".to_owned().try_into().unwrap(),
    };
    house.api.command(&who.identity(), &send).await.unwrap();
    house.all_is_seen_to().await;
}

#[tokio::test]
async fn a_warning_comes_before_the_deadline_and_each_comes_once() {
    let clock = ManualClock::at(begin());
    let house = House::at(
        Clock::Manual(clock.clone()),
        &[("SAMTAL_RATE_LIMITS", "off")],
    )
    .await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let case = opened(&house, &anna).await;
    clock.advance(Duration::from_secs(48 * 60));
    told(&house, case, "warned", 1).await;
    told(&house, case, "missed", 0).await;
    assert!(house.sees(&maria, case).await.row.next_due.unwrap().warned);
    clock.advance(Duration::from_secs(12 * 60));
    told(&house, case, "missed", 1).await;
    assert!(house.sees(&maria, case).await.row.missed);
    let customers = house.sees(&anna, case).await;
    assert!(!customers.row.missed && customers.row.next_due.is_none());
    let is_ours =
        |what: &Happened| matches!(what, Happened::Missed { .. } | Happened::Warned { .. });
    assert!(
        !customers
            .timeline
            .iter()
            .any(|moment| is_ours(&moment.what))
    );
    // Answered too late: met, and missed all the same.
    let thread = house.writes(&maria, case, "Ursäkta att det dröjde.").await;
    house.all_is_seen_to().await;
    let deadlines = house.sees(&maria, case).await.deadlines;
    let first = deadlines
        .iter()
        .find(|one| one.clock == CaseClock::FirstAnswer)
        .unwrap();
    assert!(first.missed && first.met_at.is_some());
    // The customer's next word starts another clock, and an answer stops it.
    writes_in(&house, &anna, thread).await;
    let next = house.sees(&maria, case).await.row.next_due.unwrap();
    assert_eq!(next.clock, CaseClock::NextAnswer);
    writes_in(&house, &maria, thread).await;
    clock.advance(Duration::from_secs(3 * 3600));
    told(&house, case, "missed", 1).await;
}

#[tokio::test]
async fn a_paused_case_is_never_late() {
    let begun = begin();
    let clock = ManualClock::at(begun);
    let house = House::at(
        Clock::Manual(clock.clone()),
        &[("SAMTAL_RATE_LIMITS", "off")],
    )
    .await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let case = opened(&house, &anna).await;
    clock.advance(Duration::from_secs(30 * 60));
    let path = format!("/api/v1/cases/{case}/status");
    let pause = json!({ "version": 1, "status": "paused", "reason": "Väntar på delen." });
    let (status, answer) = house.asks(&maria, Method::PUT, &path, &pause).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert!(house.sees(&maria, case).await.row.next_due.is_none());
    clock.advance(Duration::from_secs(4 * 3600));
    let go_on = json!({ "version": 2, "status": "active" });
    let (status, answer) = house.asks(&maria, Method::PUT, &path, &go_on).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let view = house.sees(&maria, case).await;
    let first = view
        .deadlines
        .iter()
        .find(|one| one.clock == CaseClock::FirstAnswer)
        .unwrap();
    let due = begun + jiff::SignedDuration::from_hours(5);
    assert_eq!(first.due_at, Some(due));
    told(&house, case, "warned", 0).await;
    clock.advance(Duration::from_secs(20 * 60));
    told(&house, case, "warned", 1).await;
    clock.advance(Duration::from_secs(10 * 60));
    told(&house, case, "missed", 1).await;
}

#[tokio::test]
async fn what_was_written_when_a_server_died_is_seen_to_by_the_next() {
    let clock = ManualClock::at(begin());
    let house = House::at(
        Clock::Manual(clock.clone()),
        &[("SAMTAL_RATE_LIMITS", "off")],
    )
    .await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let case = opened(&house, &anna).await;
    let thread = house.writes(&anna, case, "Hej").await;
    house.all_is_seen_to().await;
    // As the writer of another server stores it, which told nobody.
    for statement in [
        "insert into messages (conversation_id, seq, client_id, author_id, role, kind, body)
         select id, head_seq + 1, gen_random_uuid(), $2, 'advisor', 'text', 'Hej Anna' from conversations where id = $1",
        "update conversations set head_seq = head_seq + 1 where id = $1 and $2 is not null",
    ] {
        sqlx::query(statement)
            .bind(thread.0)
            .bind(maria.id.0)
            .execute(&house.db)
            .await
            .unwrap();
    }
    clock.advance(Duration::from_secs(20));
    house.all_is_seen_to().await;
    assert!(house.sees(&maria, case).await.row.waits_since.is_none());
}
