//! Many at once, and the same again.

use std::time::Duration;

use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use serde_json::json;
use signaling::protocol::{CaseNumber, StaffRole};

use super::{
    super::house::{House, new_client_id},
    new_case,
};

#[tokio::test]
async fn a_years_numbers_have_no_gaps_and_a_request_sent_again_opens_nothing() {
    let house = House::new().await;
    let kind = house.case_type().await;
    let anna = house.customer("Anna").await;
    let cases: Vec<_> = (0..20).map(|_| new_case(kind)).collect();
    // Each is sent twice at once, and one in three does not fit.
    let mut wrong = new_case(kind);
    wrong.values.0.remove("street");
    let sent = cases.iter().chain(&cases);
    let opened = join_all(sent.map(|case| house.opens(&anna, case)));
    let refused =
        join_all((0..10).map(|_| house.asks(&anna, Method::POST, "/api/v1/cases", &wrong)));
    let (opened, refused) = tokio::join!(opened, refused);
    for (status, answer) in refused {
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            answer,
            json!({ "faults": [{ "field": "street", "fault": "missing" }] })
        );
    }
    let (first, again) = opened.split_at(20);
    assert_eq!(first, again);
    let mut numbers: Vec<CaseNumber> = first.iter().map(|case| case.number).collect();
    numbers.sort();
    let places: Vec<u32> = numbers.iter().map(|number| number.number).collect();
    assert_eq!(places, (1..=20).collect::<Vec<_>>());
}

#[tokio::test]
async fn another_persons_client_id_is_refused_and_tells_nothing() {
    let house = House::new().await;
    let kind = house.case_type().await;
    let (anna, bo) = (house.customer("Anna").await, house.customer("Bo").await);
    let case = new_case(kind);
    house.opens(&anna, &case).await;
    let (status, answer) = house.asks(&bo, Method::POST, "/api/v1/cases", &case).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(!answer.to_string().contains("2026"), "{answer}");
}

#[tokio::test]
async fn of_two_who_take_a_case_at_once_the_second_is_told_and_nothing_is_lost() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let case = house.case_of(&anna).await;
    let (maria, bo) = (house.advisor("Maria").await, house.advisor("Bo").await);
    let path = format!("/api/v1/cases/{case}/owner");
    let takes = |who: &super::Person| json!({ "version": 1, "team": house.queue, "owner": who.id });
    let (hers, his) = (takes(&maria), takes(&bo));
    let (one, other) = tokio::join!(
        house.asks(&maria, Method::PUT, &path, &hers),
        house.asks(&bo, Method::PUT, &path, &his),
    );
    let mut statuses = [one.0, other.0];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::NO_CONTENT, StatusCode::CONFLICT]);
    let first = if one.0 == StatusCode::NO_CONTENT {
        &maria
    } else {
        &bo
    };
    let view = house.sees(&maria, case).await;
    assert_eq!(view.row.owner, Some(first.id));
    assert_eq!(view.version, 2);
    // And the second may take it over knowingly.
    let second = if first.id == maria.id { &bo } else { &maria };
    let knowing =
        json!({ "version": 2, "team": house.queue, "owner": second.id, "note": "Jag tar den." });
    let (status, _) = house.asks(second, Method::PUT, &path, &knowing).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    assert_eq!(house.sees(&maria, case).await.row.owner, Some(second.id));
}

#[tokio::test]
async fn two_who_merge_cases_into_each_other_leave_one() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let kind = house.case_type().await;
    let one = house.opens(&anna, &new_case(kind)).await;
    let other = house.opens(&anna, &new_case(kind)).await;
    let siv = house.staff("Siv", StaffRole::Supervisor).await;
    let maria = house.advisor("Maria").await;
    let (there, back) = (
        json!({ "version": 1, "number": other.number }),
        json!({ "version": 1, "number": one.number }),
    );
    let (path, path_back) = (
        format!("/api/v1/cases/{}/merge", one.id),
        format!("/api/v1/cases/{}/merge", other.id),
    );
    let (a, b) = tokio::join!(
        house.asks(&siv, Method::POST, &path, &there),
        house.asks(&maria, Method::POST, &path_back, &back),
    );
    let mut statuses = [a.0, b.0];
    statuses.sort();
    assert_eq!(
        statuses,
        [StatusCode::OK, StatusCode::CONFLICT],
        "{} {}",
        a.1,
        b.1
    );
    let left = house.sees(&anna, one.id).await.merged_into;
    let right = house.sees(&anna, other.id).await.merged_into;
    assert_eq!(left.is_some(), right.is_none());
}

#[tokio::test]
async fn one_client_id_for_notes_of_two_cases_at_once_writes_one() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let (one, other) = (house.case_of(&anna).await, house.case_of(&anna).await);
    for _ in 0..8 {
        let new = json!({ "client_id": new_client_id(), "text": "Bytt pump." });
        let (path, other_path) = (
            format!("/api/v1/cases/{one}/delivery-notes"),
            format!("/api/v1/cases/{other}/delivery-notes"),
        );
        let (a, b) = tokio::join!(
            house.asks(&maria, Method::POST, &path, &new),
            house.asks(&maria, Method::POST, &other_path, &new),
        );
        let mut statuses = [a.0, b.0];
        statuses.sort();
        assert_eq!(
            statuses,
            [StatusCode::CREATED, StatusCode::CONFLICT],
            "{} {}",
            a.1,
            b.1
        );
    }
}

#[tokio::test]
async fn who_writes_twice_quickly_is_not_refused() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let case = house.case_of(&anna).await;
    let thread = house.writes(&anna, case, "Hallå?").await;
    let other = house.writes(&anna, case, "Är ni där?").await;
    house.all_is_seen_to().await;
    // She holds the log, as whoever writes does, while what she wrote before is to be seen to.
    let mut tx = house.db.begin().await.unwrap();
    sqlx::query("select from conversations where id = $1 for no key update")
        .bind(thread.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    sqlx::query("insert into case_written (conversation_id, at) values ($1, 'epoch')")
        .bind(thread.0)
        .execute(&house.db)
        .await
        .unwrap();
    house
        .says(&anna, other, "Ni ser till den andra tråden först.")
        .await;
    let waits = async {
        let waiting = "select exists (select from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock')";
        while !sqlx::query_scalar::<_, bool>(waiting)
            .fetch_one(&house.db)
            .await
            .unwrap()
        {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waits)
        .await
        .expect("somebody waits for the log");
    sqlx::query("select from case_written where conversation_id = $1 for update nowait")
        .bind(thread.0)
        .execute(&mut *tx)
        .await
        .expect("the mark is taken after the log");
    tx.commit().await.unwrap();
    house.all_is_seen_to().await;
    // And so it is when she really does.
    for _ in 0..20 {
        join_all((0..5).map(|_| house.says(&anna, thread, "Hallå!"))).await;
    }
    house.all_is_seen_to().await;
}
