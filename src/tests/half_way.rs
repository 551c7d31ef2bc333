//! What is cut off half-way: between a commit and the telling, between a word and what follows from it.

use loadtest::{Identity, RawSocket, Received};
use reqwest::Method;
use serde_json::json;

use super::world::World;

#[tokio::test]
async fn who_joins_as_their_connection_ends_is_offered_all_the_same() {
    let world = World::new().await;
    let bo = world.advisor("Bo").await;
    let visitor = world.visitor(0).await;
    // The commit takes its time: it waits for a lock that this test has.
    let mut gate = world.db.acquire().await.unwrap();
    for step in [
        "select pg_advisory_lock(77)",
        "create function waits() returns trigger language plpgsql as $$
         begin perform pg_advisory_xact_lock(77); return null; end $$",
        "create constraint trigger waits after insert on entries deferrable initially deferred
         for each row execute function waits()",
    ] {
        sqlx::query(step).execute(&mut *gate).await.unwrap();
    }
    let Identity::Visitor(token) = visitor.clone() else {
        panic!("a visitor")
    };
    let mut socket = RawSocket::open(&world.base(0), &visitor).await.unwrap();
    socket.hello(1, Some(token)).await.unwrap();
    socket.reply(1).await.unwrap();
    let join = json!({ "id": 2, "cmd": { "type": "join", "queue": world.queue } });
    socket.send_text(join.to_string()).await.unwrap();
    let waiting = "select exists (select from pg_locks l join pg_database d on d.oid = l.database
                   where d.datname = current_database() and l.objid = 77 and not l.granted)";
    while !sqlx::query_scalar::<_, bool>(waiting)
        .fetch_one(&mut *gate)
        .await
        .unwrap()
    {}
    // The socket is closed under it: signed out in another window.
    let api = world.api(0);
    let sign_out = api.request(Method::DELETE, "/api/v1/session", &visitor);
    sign_out.send().await.unwrap().error_for_status().unwrap();
    assert!(matches!(socket.ended().await, Received::Closed { .. }));
    sqlx::query("select pg_advisory_unlock(77)")
        .execute(&mut *gate)
        .await
        .unwrap();
    bo.offer().await.unwrap_or_else(|waited| panic!("{waited}"));
}
