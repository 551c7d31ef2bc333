//! Somebody asks for what is not theirs by its id.

use loadtest::Identity;
use reqwest::{Method, StatusCode, header};
use signaling::protocol::{Command, StaffRole};
use uuid::Uuid;

use super::{
    super::{
        accounts::customer,
        house::{House, Person, new_client_id},
    },
    Route, cookie_of, routes,
};

/// Everything of Anna's that has an id, and ids of nothing.
async fn ids(house: &House, anna: &Person, maria: &Person) -> (Vec<String>, Vec<&'static str>) {
    let visit = house.talking(anna, maria).await;
    let file = house.uploads(anna, visit.conversation).await;
    let send = Command::SendFile {
        conversation: visit.conversation,
        client_id: new_client_id(),
        file,
    };
    house.api.command(&anna.identity(), &send).await.unwrap();
    let unsent = house.uploads(anna, visit.conversation).await;
    let session: Uuid = sqlx::query_scalar("select id from sessions where person_id = $1")
        .bind(anna.id.0)
        .fetch_one(&house.db)
        .await
        .unwrap();
    let stefan = house.customer("Stefan").await;
    let case = house.case_of(anna).await;
    let theirs = [
        case.0,
        house.note_of(case, maria.id, "Bytt pump.").await.0,
        anna.id.0,
        visit.conversation.0,
        visit.entry.0,
        file.0,
        unsent.0,
        house.begins_upload(anna, visit.conversation).await.0,
        session,
        house.signing_in(anna).await.0,
        house.left(&stefan).await.0,
        new_client_id().0,
        Uuid::nil(),
        Uuid::max(),
    ];
    let known_by: Vec<Uuid> = sqlx::query_scalar(
        "select id from identifiers union all select id from meetings union all select person_id from staff",
    )
    .fetch_all(&house.db)
    .await
    .unwrap();
    let none = [
        "x",
        "%00",
        "..",
        "%2e%2e%2f",
        "-1",
        "00000000-0000-0000-0000-00000000000g",
        "null",
        "' or 1=1 --",
    ];
    let theirs = theirs.iter().chain(&known_by).map(Uuid::to_string);
    (theirs.collect(), none.to_vec())
}

/// The status of `route` with every parameter replaced.
async fn tries(house: &House, who: &Identity, route: &Route, id: &str) -> StatusCode {
    let request = house.api.request(route.method.clone(), &route.at(id), who);
    let request = match route.body.as_deref() {
        Some("application/json") => request.json(&route.sample),
        Some(kind) => request.header(header::CONTENT_TYPE, kind).body("text"),
        None => request,
    };
    request.send().await.unwrap().status()
}

#[tokio::test]
async fn nobody_gets_or_changes_what_is_anothers_by_its_id() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let (theirs, none) = ids(&house, &anna, &maria).await;
    let bo = house.customer("Bo").await.identity();
    let (kim, _) = customer(&house, "kim@kund.example").await;
    let kim = Identity::Staff(cookie_of(&kim.session()));
    let ulla = house.staff("Ulla", StaffRole::Advisor).await.identity();
    let with_ids = routes()
        .into_iter()
        .filter(|route| route.path.contains('{'));
    let mut tried = 0;
    for route in with_ids {
        for (name, who) in [
            ("another visitor", &bo),
            ("another customer", &kim),
            ("another queue's advisor", &ulla),
            ("nobody", &Identity::Nobody),
        ] {
            for id in &theirs {
                let status = tries(&house, who, &route, id).await.as_u16();
                // A body that is not as it should be may be told first.
                let may_be_bad = status == 400 && route.takes_json();
                assert!(
                    matches!(status, 401 | 403 | 404) || may_be_bad,
                    "{} {} as {name}: {status}",
                    route.method,
                    route.at(id)
                );
                tried += 1;
            }
            for id in &none {
                let status = tries(&house, who, &route, id).await;
                assert!(
                    status.is_client_error(),
                    "{} {}: {status}",
                    route.method,
                    route.at(id)
                );
            }
        }
    }
    assert!(tried > 100, "the routes were not found");
    // And Anna has what was hers.
    let sessions = house
        .api
        .request(Method::GET, "/api/v1/sessions", &anna.identity());
    assert_eq!(sessions.send().await.unwrap().status(), StatusCode::OK);
    let file = format!("/api/v1/files/{}", theirs[5]);
    let file = house.api.request(Method::GET, &file, &anna.identity());
    assert_eq!(file.send().await.unwrap().status(), StatusCode::OK);
}
