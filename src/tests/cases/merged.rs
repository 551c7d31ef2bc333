//! Two cases that turn out to be one: nothing is lost, and nothing is written where nobody looks.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use signaling::protocol::{
    CaseReceipt, CaseStatus, Command, Content, ConversationId, FileId, Happened, StaffRole,
};
use uuid::Uuid;

use super::{
    super::house::{House, Person, new_client_id},
    new_case,
};

impl House {
    /// Two cases of `customer`'s.
    async fn two_cases(&self, customer: &Person) -> (CaseReceipt, CaseReceipt) {
        let kind = self.case_type().await;
        let one = self.opens(customer, &new_case(kind)).await;
        (one, self.opens(customer, &new_case(kind)).await)
    }

    async fn merges(
        &self,
        who: &Person,
        one: &CaseReceipt,
        into: &CaseReceipt,
    ) -> (StatusCode, Value) {
        let version = self.sees(who, one.id).await.version;
        let path = format!("/api/v1/cases/{}/merge", one.id);
        let body = json!({ "version": version, "number": into.number });
        self.asks(who, Method::POST, &path, &body).await
    }

    /// `person` sends a file to a case's log.
    async fn shows(&self, person: &Person, to: ConversationId) -> FileId {
        let file = self.uploads(person, to).await;
        let send = Command::SendFile {
            conversation: to,
            client_id: new_client_id(),
            file,
        };
        self.api.command(&person.identity(), &send).await.unwrap();
        file
    }

    async fn fetch_status(&self, person: &Person, file: FileId) -> StatusCode {
        let path = format!("/api/v1/files/{file}");
        let request = self.api.request(Method::GET, &path, &person.identity());
        request.send().await.unwrap().status()
    }
}

#[tokio::test]
async fn what_comes_late_to_a_merged_case_is_refused_and_told_where_to_go() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let (one, into) = house.two_cases(&anna).await;
    let before = house.sees(&maria, one.id).await;
    let notes = before.notes.unwrap();
    house.reads(&maria, notes).await;
    let unsent = house.uploads(&anna, before.papers).await;
    let (status, answer) = house.merges(&maria, &one, &into).await;
    assert_eq!(status, StatusCode::OK, "{answer}");

    let says = format!("the case was merged into {}: write there", into.number);
    let late = Command::Send {
        conversation: notes,
        client_id: new_client_id(),
        text: "Ring före tio.".to_owned().try_into().unwrap(),
    };
    let refused = house.api.command(&maria.identity(), &late).await;
    assert!(refused.unwrap_err().to_string().contains(&says));
    let late = Command::SendFile {
        conversation: before.papers,
        client_id: new_client_id(),
        file: unsent,
    };
    let refused = house.api.command(&anna.identity(), &late).await;
    assert!(refused.unwrap_err().to_string().contains(&says));
    let path = format!("/api/v1/conversations/{}/uploads", before.papers);
    let new = json!({ "name": "film.mp4", "size": 5 });
    let (status, answer) = house.asks(&anna, Method::POST, &path, &new).await;
    assert_eq!(status, StatusCode::CONFLICT, "{answer}");
    assert_eq!(answer["message"], says);
    // Where it went one goes on writing.
    let stays = house.sees(&maria, into.id).await;
    house.reads(&maria, stays.notes.unwrap()).await;
    house
        .says(&maria, stays.notes.unwrap(), "Ring före tio.")
        .await;
    house.shows(&anna, stays.papers).await;
}

#[tokio::test]
async fn a_thread_of_a_closed_case_lives_on_in_the_open_one() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let (one, into) = house.two_cases(&anna).await;
    let thread = house.writes(&anna, one.id, "Nyckeln?").await;
    house.all_is_seen_to().await;
    let version = house.sees(&maria, one.id).await.version;
    let path = format!("/api/v1/cases/{}/status", one.id);
    let close = json!({ "version": version, "status": "closed" });
    let (status, answer) = house.asks(&maria, Method::PUT, &path, &close).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    // Into a closed one nothing is merged.
    assert_eq!(
        house.merges(&maria, &into, &one).await.0,
        StatusCode::CONFLICT
    );
    let (status, answer) = house.merges(&maria, &one, &into).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    house.says(&anna, thread, "Hos grannen.").await;
    house.all_is_seen_to().await;
    assert!(house.sees(&maria, into.id).await.row.waits_since.is_some());
}

#[tokio::test]
async fn cases_with_more_people_or_checklists_than_one_may_have_are_not_merged() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let (one, into) = house.two_cases(&anna).await;
    for (add, what) in [
        (
            "insert into case_people (id, case_id, part, name)
             select gen_random_uuid(), $1, 'contact', 'Eva ' || n from generate_series(1, $2) n",
            "people",
        ),
        (
            "insert into checklists (id, case_id, name)
             select gen_random_uuid(), $1, '{\"sv\": \"\", \"en\": \"\"}' from generate_series(1, $2)",
            "checklists",
        ),
    ] {
        for (case, count) in [(&one, 16), (&into, 15)] {
            let rows = sqlx::query(add).bind(case.id.0).bind(count);
            rows.execute(&house.db).await.unwrap();
        }
        let (status, answer) = house.merges(&maria, &one, &into).await;
        assert_eq!(status, StatusCode::CONFLICT, "{answer}");
        let says = format!("together they have 31 {what}, and a case has 30 at most: link them instead");
        assert_eq!(answer["message"], says);
        sqlx::query("delete from case_people")
            .execute(&house.db)
            .await
            .unwrap();
    }
    sqlx::query("delete from checklists where case_id = $1")
        .bind(one.id.0)
        .execute(&house.db)
        .await
        .unwrap();
    let (status, answer) = house.merges(&maria, &one, &into).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

#[tokio::test]
async fn whoever_sees_the_case_that_is_left_has_the_files_of_both() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let (one, into) = house.two_cases(&anna).await;
    // The other one is another team's.
    let team: Uuid = sqlx::query_scalar(
        "insert into queues (id, slug, name, about, hours, thresholds, cap)
         select gen_random_uuid(), 'andra', name, about, hours, thresholds, cap from queues returning id",
    )
    .fetch_one(&house.db)
    .await
    .unwrap();
    let klara = house.advisor("Klara").await;
    for (moves, who) in [
        ("update cases set team_id = $1 where id = $2", into.id.0),
        (
            "update queue_staff set queue_id = $1 where person_id = $2",
            klara.id.0,
        ),
    ] {
        let moved = sqlx::query(moves).bind(team).bind(who);
        moved.execute(&house.db).await.unwrap();
    }
    let siv = house.staff("Siv", StaffRole::Supervisor).await;
    let before = house.sees(&maria, one.id).await;
    let paper = house.shows(&anna, before.papers).await;
    let notes = before.notes.unwrap();
    house.reads(&maria, notes).await;
    let note = house.shows(&maria, notes).await;
    house.all_is_seen_to().await;
    for file in [paper, note] {
        assert_eq!(
            house.fetch_status(&klara, file).await,
            StatusCode::NOT_FOUND
        );
    }
    let (status, answer) = house.merges(&siv, &one, &into).await;
    assert_eq!(status, StatusCode::OK, "{answer}");

    let stays = house.sees(&klara, into.id).await;
    assert_eq!(stays.files.len(), 1);
    assert_eq!(house.fetch_status(&klara, paper).await, StatusCode::OK);
    let read = house.reads(&klara, stays.notes.unwrap()).await;
    let is_there = |content: &Content| matches!(content, Content::File { file } if file.id == note);
    assert!(read.iter().any(|message| is_there(&message.content)));
    assert_eq!(house.fetch_status(&klara, note).await, StatusCode::OK);
    assert_eq!(house.fetch_status(&anna, note).await, StatusCode::NOT_FOUND);
    // So has a colleague who takes part in it.
    let helper = house.advisor("Ulla").await;
    assert_eq!(
        house.fetch_status(&helper, paper).await,
        StatusCode::OK,
        "her team's"
    );
    sqlx::query("delete from queue_staff where person_id = $1")
        .bind(helper.id.0)
        .execute(&house.db)
        .await
        .unwrap();
    assert_eq!(
        house.fetch_status(&helper, paper).await,
        StatusCode::NOT_FOUND
    );
    sqlx::query("insert into case_parts (case_id, person_id) values ($1, $2)")
        .bind(into.id.0)
        .bind(helper.id.0)
        .execute(&house.db)
        .await
        .unwrap();
    assert_eq!(house.fetch_status(&helper, paper).await, StatusCode::OK);
}

#[tokio::test]
async fn a_file_that_came_just_before_the_merge_wakes_the_case_that_is_left() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let (one, into) = house.two_cases(&anna).await;
    let version = house.sees(&maria, into.id).await.version;
    let path = format!("/api/v1/cases/{}/status", into.id);
    let wait = json!({ "version": version, "status": "waiting" });
    let (status, answer) = house.asks(&maria, Method::PUT, &path, &wait).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    let papers = house.sees(&anna, one.id).await.papers;
    house.shows(&anna, papers).await;
    house.all_is_seen_to().await;
    let (status, answer) = house.merges(&maria, &one, &into).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    house.all_is_seen_to().await;
    assert_eq!(
        house.sees(&maria, into.id).await.row.status,
        CaseStatus::Waiting
    );
    // As if the server that took the file had died before it was seen to.
    for left in [
        "update conversations set followed_seq = 0 where id = $1",
        "insert into case_written (conversation_id) values ($1)",
    ] {
        let left = sqlx::query(left).bind(papers.0);
        left.execute(&house.db).await.unwrap();
    }
    let notes = house.sees(&maria, into.id).await.notes.unwrap();
    house.reads(&maria, notes).await;
    house.says(&maria, notes, "Anna hör av sig.").await;
    house.all_is_seen_to().await;
    let view = house.sees(&maria, into.id).await;
    assert_eq!(view.row.status, CaseStatus::Active);
    let is_file = |what: &Happened| matches!(what, Happened::File { .. });
    assert!(view.timeline.iter().any(|moment| is_file(&moment.what)));
}
