//! Cases that go to another team, and looks from above.

use loadtest::{ApiError, RawSocket, Received};
use reqwest::{Method, StatusCode};
use serde_json::json;
use signaling::protocol::{
    CaseId, CloseCode, Command, ConversationId, ErrorCode, QueueId, Resume, ServerFrame,
    StaffMember, StaffRole, Topic,
};

use super::super::house::{House, Person, new_client_id, ok, text};
use crate::clock::Clock;

impl House {
    /// Another team, with one who serves it.
    async fn other_team(&self) -> (QueueId, Person) {
        let team = QueueId(Clock::System.uuid());
        sqlx::query(
            "insert into queues (id, slug, name, about, hours, thresholds, cap)
             select $1, 'andra', name, about, hours, thresholds, cap from queues where id = $2",
        )
        .bind(team.0)
        .bind(self.queue.0)
        .execute(&self.db)
        .await
        .unwrap();
        let eva = self.staff("Eva", StaffRole::Advisor).await;
        sqlx::query("insert into queue_staff (queue_id, person_id) values ($1, $2)")
            .bind(team.0)
            .bind(eva.id.0)
            .execute(&self.db)
            .await
            .unwrap();
        (team, eva)
    }

    /// `by` gives a case to a team, or to somebody of it.
    async fn gives(&self, by: &Person, case: CaseId, team: QueueId, owner: Option<&Person>) {
        let version = self.sees(by, case).await.version;
        let path = format!("/api/v1/cases/{case}/owner");
        let owner = owner.map(|owner| owner.id);
        let give = json!({ "version": version, "team": team, "owner": owner });
        let (status, answer) = self.asks(by, Method::PUT, &path, &give).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
    }

    /// How an attempt is answered: none if it succeeds.
    async fn tries(&self, who: &Person, command: &Command) -> Option<ErrorCode> {
        match self.api.command(&who.identity(), command).await {
            Ok(_) => None,
            Err(ApiError::Refused { error, .. }) => Some(error.code),
            Err(other) => panic!("{other}"),
        }
    }

    async fn takes_part(&self, who: &Person, case: CaseId) {
        let path = format!("/api/v1/cases/{case}/part");
        let (status, _) = self.asks(who, Method::POST, &path, &json!({})).await;
        assert_eq!(status, StatusCode::NO_CONTENT);
    }

    async fn gets(&self, who: &Person, path: &str) -> StatusCode {
        self.asks(who, Method::GET, path, &json!({})).await.0
    }

    async fn count(&self, action: &str) -> i64 {
        sqlx::query_scalar("select count(*) from audit where action = $1")
            .bind(action)
            .fetch_one(&self.db)
            .await
            .unwrap()
    }
}

fn open(conversation: ConversationId) -> Command {
    Command::Open {
        from: Resume {
            conversation,
            after: 0,
        },
    }
}

fn say(conversation: ConversationId) -> Command {
    Command::Send {
        conversation,
        client_id: new_client_id(),
        text: text("Jag är kvar."),
    }
}

/// All that a socket has heard by now.
pub(super) async fn heard(socket: &mut RawSocket, ping: u64) -> String {
    socket.command(ping, Command::Ping).await.unwrap();
    let mut heard = String::new();
    loop {
        let Received::Text(frame) = socket.next().await else {
            panic!("no answer")
        };
        match serde_json::from_str(&frame) {
            Ok(ServerFrame::Reply { id, .. }) if id == ping => return heard,
            // Told of nothing but that the server lives.
            Ok(ServerFrame::Beat { .. }) => (),
            _ => heard.push_str(&frame),
        }
    }
}

/// Waits until a socket of staff hears of a case.
async fn staff_are_told(socket: &mut RawSocket) {
    loop {
        let Received::Text(frame) = socket.next().await else {
            panic!("nothing is told")
        };
        if frame.contains("\"topic\":\"cases\"") {
            return;
        }
    }
}

#[tokio::test]
async fn who_once_looked_or_had_a_case_has_it_no_more_when_another_team_does() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let (maria, karl) = (house.advisor("Maria").await, house.advisor("Karl").await);
    let klara = house.advisor("Klara").await;
    let (team, eva) = house.other_team().await;
    let case = house.case_of(&anna).await;
    house.gives(&karl, case, house.queue, Some(&maria)).await;
    let thread = house.writes(&anna, case, "Kommer ni i dag?").await;
    house.all_is_seen_to().await;
    let notes = house.sees(&karl, case).await.notes.unwrap();
    house.takes_part(&klara, case).await;
    assert_eq!(house.tries(&klara, &open(notes)).await, None);
    assert_eq!(house.tries(&maria, &open(notes)).await, None);
    let mut socket = house.signed_in(&karl).await;
    for (id, log) in [(2, notes), (3, thread)] {
        socket.command(id, open(log)).await.unwrap();
        ok(&mut socket, id).await;
    }
    let topic = Topic::Case(case);
    let listen = Command::Subscribe { topic };
    socket.command(4, listen).await.unwrap();
    ok(&mut socket, 4).await;

    house.gives(&klara, case, team, None).await;
    heard(&mut socket, 5).await;
    house
        .says(&klara, notes, "De heter egentligen något annat.")
        .await;
    house.says(&klara, thread, "Nu har Eva det.").await;
    house.all_is_seen_to().await;
    assert_eq!(heard(&mut socket, 6).await, "");
    let path = format!("/api/v1/cases/{case}");
    for gone in [&maria, &karl] {
        assert_eq!(house.gets(gone, &path).await, StatusCode::NOT_FOUND);
        for log in [notes, thread] {
            let transcript = format!("/api/v1/conversations/{log}/transcript");
            assert_eq!(house.gets(gone, &transcript).await, StatusCode::NOT_FOUND);
            let opened = house.tries(gone, &open(log)).await;
            assert_eq!(opened, Some(ErrorCode::NotFound));
            let said = house.tries(gone, &say(log)).await;
            assert_eq!(said, Some(ErrorCode::Forbidden));
        }
    }
    for stays in [&klara, &eva] {
        assert_eq!(house.gets(stays, &path).await, StatusCode::OK);
        assert_eq!(house.tries(stays, &open(notes)).await, None);
    }
    // And it may come back.
    house.gives(&eva, case, house.queue, None).await;
    assert_eq!(house.tries(&karl, &open(notes)).await, None);
    assert_eq!(house.tries(&karl, &say(notes)).await, None);
    assert_eq!(house.gets(&eva, &path).await, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_leaves_a_team_has_its_cases_no_more_and_hears_nothing_of_them() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let (maria, karl) = (house.advisor("Maria").await, house.advisor("Karl").await);
    let ada = house.staff("Ada", StaffRole::Administrator).await;
    let case = house.case_of(&anna).await;
    let own = house.case_of(&anna).await;
    house.gives(&maria, own, house.queue, Some(&karl)).await;
    let thread = house.writes(&anna, case, "Kommer ni i dag?").await;
    house.all_is_seen_to().await;
    let notes = house.sees(&karl, case).await.notes.unwrap();
    let mut socket = house.signed_in(&karl).await;
    for (id, log) in [(2, notes), (3, thread)] {
        socket.command(id, open(log)).await.unwrap();
        ok(&mut socket, id).await;
    }
    assert_eq!(house.tries(&karl, &say(notes)).await, None);
    heard(&mut socket, 4).await;

    let (_, list) = house
        .asks(&ada, Method::GET, "/api/v1/staff", &json!({}))
        .await;
    let list: Vec<StaffMember> = serde_json::from_value(list).unwrap();
    let mut member = list.into_iter().find(|one| one.person == karl.id).unwrap();
    member.post.queues.clear();
    let form = json!({ "name": member.name, "post": member.post, "version": member.version });
    let path = format!("/api/v1/staff/{}", karl.id);
    let (status, answer) = house.asks(&ada, Method::PUT, &path, &form).await;
    assert_eq!(status, StatusCode::OK, "{answer}");

    let code = loop {
        match socket.next().await {
            Received::Closed { code, .. } => break code,
            Received::Text(frame) if frame.contains("\"type\":\"beat\"") => (),
            other => panic!("the socket hears on: {other:?}"),
        }
    };
    assert_eq!(code, CloseCode::Recalled as u16);
    for log in [notes, thread] {
        let opened = house.tries(&karl, &open(log)).await;
        assert_eq!(opened, Some(ErrorCode::NotFound));
        let said = house.tries(&karl, &say(log)).await;
        assert_eq!(said, Some(ErrorCode::Forbidden));
    }
    let view = house.sees(&karl, own).await;
    let what_is_his = view.notes.unwrap();
    assert_eq!(house.tries(&karl, &open(what_is_his)).await, None);
    assert_eq!(house.tries(&maria, &open(notes)).await, None);
}

#[tokio::test]
async fn a_look_from_above_is_written_down_wherever_it_falls_and_once_for_a_page() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let case = house.case_of(&anna).await;
    let siv = house.staff("Siv", StaffRole::Supervisor).await;
    let checklists = format!("/api/v1/cases/{case}/checklists");
    assert_eq!(house.gets(&siv, &checklists).await, StatusCode::OK);
    assert_eq!(house.count("case_read").await, 1);
    let view = house.sees(&siv, case).await;
    let notes = format!("/api/v1/cases/{case}/delivery-notes");
    assert_eq!(house.gets(&siv, &notes).await, StatusCode::OK);
    assert_eq!(house.count("case_read").await, 1, "they are one page");
    let logs = [view.notes.unwrap(), view.papers];
    for log in logs.into_iter().chain(logs) {
        assert_eq!(house.tries(&siv, &open(log)).await, None);
    }
    assert_eq!(house.count("conversation_watched").await, 4);
    // Having looked once makes nobody one of those who work with it.
    let later = house.again(&siv, "1 day").await;
    house.sees(&later, case).await;
    assert_eq!(house.count("case_read").await, 2);
    let taking = house.again(&siv, "1 day").await;
    house.takes_part(&taking, case).await;
    assert_eq!(house.count("case_read").await, 3, "to take part is to read");
}

#[tokio::test]
async fn what_only_staff_see_is_not_even_heard_to_happen() {
    let house = House::new().await;
    let anna = house.customer("Anna").await;
    let maria = house.advisor("Maria").await;
    let (case, _) = house.case_with_step(&anna).await;
    let notes = house.sees(&maria, case).await.notes.unwrap();
    let (mut hers, mut theirs) = (house.signed_in(&anna).await, house.signed_in(&maria).await);
    for (id, topic) in [(2, Topic::Case(case)), (3, Topic::Person(anna.id))] {
        let listen = Command::Subscribe { topic };
        hers.command(id, listen).await.unwrap();
        ok(&mut hers, id).await;
    }
    let topic = Topic::Cases;
    theirs
        .command(2, Command::Subscribe { topic })
        .await
        .unwrap();
    ok(&mut theirs, 2).await;
    assert_eq!(house.tries(&maria, &open(notes)).await, None);
    house.says(&maria, notes, "Hon låter orolig.").await;
    staff_are_told(&mut theirs).await;
    assert_eq!(heard(&mut hers, 4).await, "");
    sqlx::query("update checklist_steps set public = false, wants_files = false")
        .execute(&house.db)
        .await
        .unwrap();
    let lists = format!("/api/v1/cases/{case}/checklists");
    let (_, lists) = house.asks(&maria, Method::GET, &lists, &json!({})).await;
    let step = lists[0]["steps"][0]["id"].as_str().unwrap();
    let path = format!("/api/v1/case-steps/{step}");
    let settle = json!({ "version": 1, "to": "settled" });
    let (status, answer) = house.asks(&maria, Method::PUT, &path, &settle).await;
    assert_eq!(status, StatusCode::NO_CONTENT, "{answer}");
    staff_are_told(&mut theirs).await;
    assert_eq!(heard(&mut hers, 5).await, "");
    house.writes(&maria, case, "Vi ringer i morgon.").await;
    assert!(heard(&mut hers, 6).await.contains(&case.to_string()));
}
