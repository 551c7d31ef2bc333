//! What is cut off half-way: between a commit and the telling, between a word and what follows from it.

use loadtest::{Identity, RawSocket, Received, new_client_id};
use reqwest::Method;
use serde_json::json;
use signaling::protocol::{
    Command, EntryState, ErrorCode, Event, LeftMessageForm, MessageText, Reply, TransferTarget,
};

use super::world::{World, refused};

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

#[tokio::test]
async fn a_handing_over_and_its_note_are_stored_together() {
    let world = World::new().await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (taken, ..) = world.talk(&anna, &bo).await;
    for step in [
        "create function dies() returns trigger language plpgsql as $$
         begin if new.body = 'Hon har barn' then raise 'killed'; end if; return new; end $$",
        "create trigger dies before insert on messages for each row execute function dies()",
    ] {
        sqlx::query(step).execute(&world.db).await.unwrap();
    }
    let transfer = Command::Transfer {
        entry: taken.entry,
        to: TransferTarget::Queue { queue: world.queue },
        note: "Hon har barn".into(),
    };
    assert_eq!(
        refused(bo.done(transfer.clone()).await),
        ErrorCode::Internal
    );
    let (state, with) = world.entry(taken.entry).await;
    assert_eq!((state.as_str(), with), ("active", Some(bo.person())));
    sqlx::query("drop trigger dies on messages")
        .execute(&world.db)
        .await
        .unwrap();
    bo.done(transfer).await.unwrap();
    let noted = "select count(*) from messages m join conversations c on c.id = m.conversation_id
                 where c.kind = 'internal' and m.body = 'Hon har barn'";
    assert_eq!(world.count(noted).await, 1);
}

/// The first row that comes into a table is refused, as if the database were away just then.
async fn fails_once(world: &World, table: &str, when: &str) {
    for step in [
        "create sequence tries".to_owned(),
        "create function fails_once() returns trigger language plpgsql as $$
         begin if nextval('tries') = 1 then raise 'away'; end if; return new; end $$"
            .to_owned(),
        format!(
            "create trigger fails_once before insert on {table} for each row when ({when}) execute function fails_once()"
        ),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(step))
            .execute(&world.db)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_parked_chat_is_taken_up_although_the_database_was_away_when_the_customer_wrote() {
    let world = World::new().await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (taken, hers, _) = world.talk(&anna, &bo).await;
    let entry = taken.entry;
    bo.call(Command::Park { entry }).await.unwrap();
    fails_once(&world, "entry_journal", "new.what = 'taken_up'").await;
    hers.says("Är du kvar?").await;
    let taken_up = |event: &Event| match event {
        Event::DeskEntry { entry: mine } => {
            (mine.state == EntryState::Active && mine.unanswered_since.is_some()).then_some(())
        }
        _ => None,
    };
    bo.expect("the chat taken up", taken_up).await;
    assert_eq!(world.count("select last_value from tries").await, 2);
}

#[tokio::test]
async fn an_answer_to_a_left_message_is_mailed_although_the_database_was_away_when_it_was_given() {
    let world = World::new().await;
    let (bo, anna) = (world.advisor("Bo").await, world.visitor(0).await);
    let form = LeftMessageForm {
        queue: world.queue,
        client_id: new_client_id(),
        name: "Anna".into(),
        email: "anna@kund.example".into(),
        phone: String::new(),
        text: MessageText::parse("Ring mig".into()).unwrap(),
        language: "sv".into(),
        callback: None,
    };
    let leave = Command::LeaveMessage { form };
    let Ok(Reply::Left(receipt)) = world.api(0).command(&anna, &leave).await else {
        panic!("not left")
    };
    world.mailbox().wait_for(1).await.unwrap();
    bo.call(Command::TakeLeft { left: receipt.left })
        .await
        .unwrap();
    fails_once(&world, "mails", "true").await;
    let his = bo.chat(receipt.conversation).await.unwrap();
    his.says("I morgon klockan tio").await;
    let mail = world.mailbox().wait_for(2).await.unwrap();
    assert!(mail.text.contains("I morgon klockan tio"), "{}", mail.text);
    assert_eq!(world.count("select last_value from tries").await, 2);
    // An answer given just before it is closed is mailed as well.
    his.says("Hej då").await;
    bo.call(Command::CloseLeft { left: receipt.left })
        .await
        .unwrap();
    let mail = world.mailbox().wait_for(3).await.unwrap();
    assert!(mail.text.contains("Hej då"), "{}", mail.text);
    assert_eq!(world.count("select count(*) from mails").await, 3);
}
