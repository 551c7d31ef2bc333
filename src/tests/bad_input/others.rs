//! What is replayed, and what is somebody else's.

use loadtest::{ApiError, RawSocket, Received};
use reqwest::{Method, StatusCode};
use signaling::protocol::{
    Command, Content, ConversationId, ErrorCode, Reply, Resume, StaffRole, Topic,
};

use super::super::house::{House, Person, new_client_id, ok, refused, text};
use crate::queues;

#[tokio::test]
async fn a_frame_that_is_sent_again_is_answered_again_and_done_once() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let chat = house.talking(&anna, &maria).await.conversation;
    let send = Command::Send {
        conversation: chat,
        client_id: new_client_id(),
        text: text("Bara en gång"),
    };
    let mut socket = house.signed_in(&anna).await;
    let mut again = house.signed_in(&anna).await;
    for socket in [&mut socket, &mut again] {
        for _ in 0..20 {
            socket.command(7, send.clone()).await.unwrap();
        }
    }
    let mut answers = Vec::new();
    for socket in [&mut socket, &mut again] {
        for _ in 0..20 {
            answers.push(ok(socket, 7).await);
        }
    }
    assert!(
        answers.iter().all(|answer| answer == &answers[0]),
        "{answers:?}"
    );
    let said = house.reads(&anna, chat).await;
    let texts = said
        .iter()
        .filter(|message| matches!(message.content, Content::Text { .. }))
        .count();
    assert_eq!(texts, 1);
    // Another's id can't be taken over, and says nothing of what it said.
    let mut other = house.signed_in(&maria).await;
    other.command(7, send).await.unwrap();
    let error = refused(&mut other, 7).await;
    assert_eq!(error.code, ErrorCode::Conflict);
    assert!(!error.message.contains("Bara"));
}

#[tokio::test]
async fn somebody_elses_conversation_does_not_exist() {
    let house = House::new().await;
    let (anna, bo, maria) = (
        house.customer("Anna").await,
        house.customer("Bo").await,
        house.advisor("Maria").await,
    );
    let visit = house.talking(&anna, &maria).await;
    let chat = visit.conversation;
    let mut socket = house.signed_in(&bo).await;
    socket
        .command(
            2,
            Command::Open {
                from: Resume {
                    conversation: chat,
                    after: 0,
                },
            },
        )
        .await
        .unwrap();
    assert_eq!(refused(&mut socket, 2).await.code, ErrorCode::NotFound);
    socket
        .command(
            3,
            Command::Send {
                conversation: chat,
                client_id: new_client_id(),
                text: text("Hej"),
            },
        )
        .await
        .unwrap();
    assert_eq!(refused(&mut socket, 3).await.code, ErrorCode::NotFound);
    socket
        .command(
            4,
            Command::Mark {
                conversation: chat,
                delivered: 9,
                read: 9,
            },
        )
        .await
        .unwrap();
    ok(&mut socket, 4).await;
    let upload = house
        .api
        .upload(&bo.identity(), chat, "x.txt", "hej")
        .await
        .unwrap_err();
    assert_eq!(upload.status(), Some(StatusCode::NOT_FOUND));
    let before = house.reads(&anna, chat).await.len();
    house.says(&maria, chat, "Något hemligt").await;
    assert_eq!(
        house.reads(&anna, chat).await.len(),
        before + 1,
        "nothing of Bo's is there"
    );
    // What comes to Bo after that is the answer to his ping, and nothing before it.
    socket.command(5, Command::Ping).await.unwrap();
    let next = next_but_a_beat(&mut socket).await;
    assert!(next.contains(r#""id":5"#), "{next}");
}

#[tokio::test]
async fn a_file_sent_after_a_text_never_stands_before_it() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let chat = house.talking(&anna, &maria).await.conversation;
    let mut socket = house.signed_in(&anna).await;
    let say = || Command::Send {
        conversation: chat,
        client_id: new_client_id(),
        text: text("Se bilden:"),
    };
    for turn in 1..=10 {
        let file = house.uploads(&anna, chat).await;
        let show = Command::SendFile {
            conversation: chat,
            client_id: new_client_id(),
            file,
        };
        // Neither waits for the other's answer.
        let (said, shown) = (10 * turn, 10 * turn + 1);
        socket.command(said, say()).await.unwrap();
        socket.command(shown, show).await.unwrap();
        let (Reply::Sent(said), Reply::Sent(shown)) =
            (ok(&mut socket, said).await, ok(&mut socket, shown).await)
        else {
            panic!("both are sent")
        };
        assert_eq!(shown.seq, said.seq + 1);
    }
}

#[tokio::test]
async fn a_last_word_is_not_overtaken_by_the_end() {
    let house = House::new().await;
    for _ in 0..5 {
        let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
        let visit = house.talking(&anna, &maria).await;
        let mut socket = house.signed_in(&anna).await;
        let word = Command::Send {
            conversation: visit.conversation,
            client_id: new_client_id(),
            text: text("Tack och hej då!"),
        };
        let end = Command::Leave { entry: visit.entry };
        socket.command(2, word).await.unwrap();
        socket.command(3, end).await.unwrap();
        ok(&mut socket, 2).await;
        ok(&mut socket, 3).await;
    }
}

#[tokio::test]
async fn an_advisor_who_says_no_hears_nothing_more() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let visit = house.offered(&anna, &maria).await;
    let chat = visit.conversation;
    let mut desk = house.signed_in(&maria).await;
    let open = Command::Open {
        from: Resume {
            conversation: chat,
            after: 0,
        },
    };
    desk.command(2, open.clone()).await.unwrap();
    ok(&mut desk, 2).await;
    let no = Command::Decline { entry: visit.entry };
    desk.command(3, no).await.unwrap();
    ok(&mut desk, 3).await;
    house.says(&anna, chat, "Något hemligt").await;
    desk.command(4, open).await.unwrap();
    let next = next_but_a_beat(&mut desk).await;
    assert!(next.contains(r#""id":4"#), "{next}");
    assert!(next.contains("not_found"), "{next}");
}

#[tokio::test]
async fn an_advisor_who_says_no_does_not_stay_in_the_staffs_log() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let visit = house.offered(&anna, &maria).await;
    let internal: uuid::Uuid =
        sqlx::query_scalar("select id from conversations where parent_id = $1")
            .bind(visit.conversation.0)
            .fetch_one(&house.db)
            .await
            .unwrap();
    let open = Command::Open {
        from: Resume {
            conversation: ConversationId(internal),
            after: 0,
        },
    };
    let mut desk = house.signed_in(&maria).await;
    desk.command(2, open.clone()).await.unwrap();
    let Reply::Conversation(seen) = ok(&mut desk, 2).await else {
        panic!("who is asked may read what colleagues have noted")
    };
    assert!(!seen.policy.write);
    let no = Command::Decline { entry: visit.entry };
    desk.command(3, no).await.unwrap();
    ok(&mut desk, 3).await;
    let note = Command::Send {
        conversation: ConversationId(internal),
        client_id: new_client_id(),
        text: text("Jag hör er"),
    };
    for (id, command) in [(4, open), (5, note)] {
        desk.command(id, command).await.unwrap();
        let error = refused(&mut desk, id).await;
        assert!(
            matches!(error.code, ErrorCode::NotFound | ErrorCode::Forbidden),
            "{error:?}"
        );
    }
}

#[tokio::test]
async fn a_left_message_of_another_queue_does_not_exist() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let ulla = house.staff("Ulla", StaffRole::Advisor).await;
    let siv = house.staff("Siv", StaffRole::Supervisor).await;
    let (mut ullas, mut marias) = (house.signed_in(&ulla).await, house.signed_in(&maria).await);
    for (who, socket) in [(&ulla, &mut ullas), (&maria, &mut marias)] {
        for (id, topic) in [(2, Topic::Person(who.id)), (3, Topic::Staff)] {
            let subscribe = Command::Subscribe { topic };
            socket.command(id, subscribe).await.unwrap();
            ok(socket, id).await;
        }
    }
    let left = house.left(&anna).await;
    let (chat, internal): (uuid::Uuid, uuid::Uuid) = sqlx::query_as(
        "select l.conversation_id, i.id from left_messages l join conversations i on i.parent_id = l.conversation_id",
    )
    .fetch_one(&house.db)
    .await
    .unwrap();
    let (chat, internal) = (ConversationId(chat), ConversationId(internal));
    let file = house.uploads(&anna, chat).await;
    let show = Command::SendFile {
        conversation: chat,
        client_id: new_client_id(),
        file,
    };
    house.api.command(&anna.identity(), &show).await.unwrap();

    let open = |conversation| Command::Open {
        from: Resume {
            conversation,
            after: 0,
        },
    };
    let fetch = |conversation| Command::Fetch {
        conversation,
        after: 0,
        limit: 10,
    };
    let typing = Command::Typing { conversation: chat };
    let history = Command::History { person: anna.id };
    let (take, close) = (Command::TakeLeft { left }, Command::CloseLeft { left });
    let code = async |who: &Person, command: &Command| match house
        .api
        .command(&who.identity(), command)
        .await
    {
        Ok(_) => None,
        Err(ApiError::Refused { error, .. }) => Some(error.code),
        Err(other) => panic!("{other}"),
    };
    let inbox = async |who: &Person| match house
        .api
        .command(&who.identity(), &Command::Inbox)
        .await
        .unwrap()
    {
        Reply::Inbox(items) => items.len(),
        other => panic!("{other:?}"),
    };
    let fetched = async |who: &Person| {
        let path = format!("/api/v1/files/{file}");
        let request = house.api.request(Method::GET, &path, &who.identity());
        request.send().await.unwrap().status()
    };

    for command in [open(chat), open(internal), fetch(chat), typing, take, close] {
        let told = code(&ulla, &command).await;
        assert_eq!(told, Some(ErrorCode::NotFound), "{}", command.name());
    }
    assert_eq!(code(&ulla, &history).await, Some(ErrorCode::Forbidden));
    assert_eq!(inbox(&ulla).await, 0);
    assert_eq!(fetched(&ulla).await, StatusCode::NOT_FOUND);
    for who in [&maria, &siv] {
        for command in [open(chat), open(internal), fetch(chat), history.clone()] {
            assert_eq!(code(who, &command).await, None, "{}", command.name());
        }
        assert_eq!(inbox(who).await, 1);
        assert_eq!(fetched(who).await, StatusCode::OK);
    }
    assert!(!hears_of_the_inbox(&mut ullas).await);
    assert!(hears_of_the_inbox(&mut marias).await);

    // What one has taken stays one's own.
    let take = Command::TakeLeft { left };
    assert_eq!(code(&maria, &take).await, None);
    sqlx::query("delete from queue_staff")
        .execute(&house.db)
        .await
        .unwrap();
    assert_eq!(inbox(&maria).await, 1);
    assert_eq!(code(&maria, &open(internal)).await, None);
    let close = Command::CloseLeft { left };
    assert_eq!(code(&maria, &close).await, None);
    assert!(hears_of_the_inbox(&mut marias).await);
    assert!(!hears_of_the_inbox(&mut ullas).await);
}

/// What is told next. That the server lives is no news.
async fn next_but_a_beat(socket: &mut RawSocket) -> String {
    loop {
        let Received::Text(next) = socket.next().await else {
            panic!("the socket goes on")
        };
        if !next.contains(r#""type":"beat""#) {
            return next;
        }
    }
}

/// Whether something of the inbox came before the answer to a ping.
async fn hears_of_the_inbox(socket: &mut RawSocket) -> bool {
    socket.command(9, Command::Ping).await.unwrap();
    let mut heard = false;
    loop {
        let Received::Text(next) = socket.next().await else {
            panic!("the socket goes on")
        };
        heard |= next.contains("inbox_item");
        if next.contains(r#""id":9"#) {
            return heard;
        }
    }
}

#[tokio::test]
async fn an_advisor_reads_in_the_history_only_what_they_may_open() {
    let house = House::new().await;
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let ulla = house.staff("Ulla", StaffRole::Advisor).await;
    house.left(&anna).await;
    let visit = house.waiting(&anna).await;
    let siv = house.staff("Siv", StaffRole::Supervisor).await;
    let app = &house.server.app;
    queues::take_over(app, &siv.caller, visit.entry)
        .await
        .unwrap();
    let seen = async |who: &Person| {
        queues::history(app, &who.caller, anna.id)
            .await
            .map(|all| all.len())
            .map_err(|error| error.code())
    };
    assert_eq!(seen(&maria).await, Ok(1), "the message, not the chat");
    assert_eq!(seen(&ulla).await, Err(ErrorCode::Forbidden));
    assert_eq!(seen(&siv).await, Ok(2));
}
