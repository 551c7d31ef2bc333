//! The supervisor: sees without being seen, whispers, steps in.

use loadtest::new_client_id;
use signaling::protocol::{
    Command, ConversationId, ErrorCode, LeftMessageForm, LeftReceipt, MessageText, Notice, Reply,
    Role,
};

use super::world::{World, refused};

#[tokio::test]
async fn a_supervisor_watches_unseen_and_it_is_written_down() {
    let world = World::new().await;
    let (anna, bo, siv) = (
        world.customer("Anna").await,
        world.advisor("Bo").await,
        world.supervisor("Siv").await,
    );
    let (_, hers, his) = world.talk(&anna, &bo).await;
    hers.says("Hej").await;
    let conversation = hers.conversation;
    let sivs = siv.chat(conversation).await.unwrap();
    sivs.hears("Hej").await;
    his.says("Välkommen").await;
    sivs.hears("Välkommen").await;
    assert_eq!(
        refused(sivs.try_say(new_client_id(), "hör ni mig?").await),
        ErrorCode::Forbidden
    );
    assert_eq!(
        refused(siv.done(Command::Typing { conversation }).await),
        ErrorCode::Forbidden
    );

    let seen = anna.open(conversation, 0).await.unwrap();
    assert!(
        seen.participants
            .iter()
            .all(|one| one.person != siv.person()),
        "she is not seen"
    );
    let watched: Vec<(uuid::Uuid, uuid::Uuid)> =
        sqlx::query_as("select actor, subject from audit where action = 'conversation_watched'")
            .fetch_all(&world.db)
            .await
            .unwrap();
    assert_eq!(watched, [(siv.person().0, conversation.0)]);
    let forged = sqlx::query("delete from audit").execute(&world.db).await;
    assert!(forged.is_err(), "the trail stays");
    world.agrees_with(&sivs).await;
}

#[tokio::test]
async fn what_somebody_who_has_left_reads_silently_is_not_shown_as_read() {
    let world = World::new().await;
    let (anna, bo, siv) = (
        world.customer("Anna").await,
        world.advisor("Bo").await,
        world.supervisor("Siv").await,
    );
    let (taken, hers, his) = world.talk(&anna, &bo).await;
    let conversation = hers.conversation;
    let entry = taken.entry;
    siv.call(Command::TakeOver { entry }).await.unwrap();
    bo.loses(entry).await;
    hers.says("Bara till dig").await;
    his.hears("Bara till dig").await;
    let head = anna.open(conversation, 0).await.unwrap().head;
    for reader in [&bo, &siv] {
        let mark = Command::Mark {
            conversation,
            delivered: head,
            read: head,
        };
        reader.done(mark).await.unwrap();
    }
    // Written in the order they came, at the latest together.
    assert_eq!(hers.sees_read(head).await.person, siv.person());
    let seen = anna.open(conversation, 0).await.unwrap();
    let readers: Vec<_> = seen
        .participants
        .iter()
        .filter(|one| {
            one.marks.delivered.max(one.marks.read) == head && one.person != anna.person()
        })
        .map(|one| one.person)
        .collect();
    assert_eq!(readers, [siv.person()]);
}

#[tokio::test]
async fn a_supervisor_whispers_joins_and_takes_over() {
    let world = World::new().await;
    let (anna, bo, siv) = (
        world.customer("Anna").await,
        world.advisor("Bo").await,
        world.supervisor("Siv").await,
    );
    let (taken, hers, his) = world.talk(&anna, &bo).await;
    let view = siv.open(hers.conversation, 0).await.unwrap();
    let whisper = siv.chat(view.internal.unwrap()).await.unwrap();
    let bos_ear = bo.chat(taken.internal).await.unwrap();
    whisper.says("Fråga om året").await;
    bos_ear.hears("Fråga om året").await;
    bos_ear.says("Tack").await;
    whisper.hears("Tack").await;

    siv.done(Command::JoinConversation {
        conversation: hers.conversation,
    })
    .await
    .unwrap();
    let came = |notice: &Notice| matches!(notice, Notice::Joined { name, role: Role::Supervisor, .. } if name == "Siv");
    hers.sees("Siv", came).await;
    let sivs = siv.chat(hers.conversation).await.unwrap();
    sivs.says("Hej, jag är med här").await;
    hers.hears("Hej, jag är med här").await;
    his.says("Bra!").await;
    hers.hears("Bra!").await;

    let Reply::DeskEntry(mine) = siv
        .call(Command::TakeOver { entry: taken.entry })
        .await
        .unwrap()
    else {
        panic!()
    };
    assert_eq!(mine.advisor, Some(siv.person()));
    bo.loses(taken.entry).await;
    assert_eq!(
        refused(his.try_say(new_client_id(), "men").await),
        ErrorCode::Forbidden
    );
    sivs.says("Nu är det vi två").await;
    hers.hears("Nu är det vi två").await;
    let actions: Vec<String> = sqlx::query_scalar(
        "select action from audit where action like 'conversation_%' order by id",
    )
    .fetch_all(&world.db)
    .await
    .unwrap();
    assert_eq!(
        actions,
        [
            "conversation_watched",
            "conversation_joined",
            "conversation_taken_over"
        ]
    );
    world.agrees_with(&hers).await;
}

/// The notices of a log, in order.
async fn notices(world: &World, conversation: ConversationId) -> Vec<String> {
    sqlx::query_scalar(
        "select notice ->> 'what' from messages where conversation_id = $1 and kind = 'notice' order by seq",
    )
    .bind(conversation.0)
    .fetch_all(&world.db)
    .await
    .unwrap()
}

#[tokio::test]
async fn a_supervisor_comes_in_once_and_never_after_the_end() {
    let world = World::of_two().await;
    let (anna, bo) = (
        world.customer("Anna").await,
        world.advisor_at(1, "Bo", 3).await,
    );
    let (taken, hers, _) = world.talk(&anna, &bo).await;
    let conversation = hers.conversation;
    let siv = world.supervisor("Siv").await;
    let join = || siv.done(Command::JoinConversation { conversation });
    let clicks = futures_util::future::join_all((0..6).map(|click| {
        let (api, join) = (
            world.api(click % 2),
            Command::JoinConversation { conversation },
        );
        let identity = siv.identity.clone();
        async move { api.command(&identity, &join).await.map(drop) }
    }));
    clicks
        .await
        .into_iter()
        .collect::<Result<Vec<_>, _>>()
        .unwrap();
    bo.end(taken.entry).await.unwrap();
    assert_eq!(refused(join().await), ErrorCode::Ended);
    let told = notices(&world, conversation).await;
    assert_eq!(told, ["queued", "joined", "joined", "ended"]);
}

#[tokio::test]
async fn a_left_message_closed_by_many_at_once_ends_once() {
    let world = World::of_two().await;
    let (siv, anna) = (world.supervisor("Siv").await, world.visitor(0).await);
    let form = LeftMessageForm {
        queue: world.queue,
        client_id: new_client_id(),
        name: String::new(),
        email: String::new(),
        phone: "070-174 06 05".into(),
        text: MessageText::parse("Ring mig".into()).unwrap(),
        language: "sv".into(),
        callback: None,
    };
    let leave = Command::LeaveMessage { form };
    let Ok(Reply::Left(LeftReceipt { left, conversation })) =
        world.api(0).command(&anna, &leave).await
    else {
        panic!("not left")
    };
    for command in [Command::TakeLeft { left }, Command::CloseLeft { left }] {
        let clicks = (0..8).map(|click| {
            let (api, command) = (world.api(click % 2), command.clone());
            let identity = siv.identity.clone();
            async move { api.command(&identity, &command).await.map(drop) }
        });
        let done = futures_util::future::join_all(clicks).await;
        done.into_iter().collect::<Result<Vec<_>, _>>().unwrap();
    }
    let told = notices(&world, conversation).await;
    assert_eq!(told, ["message_left", "joined", "ended"]);
}
