//! What is replayed, and what is somebody else's.

use loadtest::Received;
use reqwest::StatusCode;
use signaling::protocol::{Command, Content, ConversationId, ErrorCode, Reply, Resume};

use super::super::house::{House, new_client_id, ok, refused, text};

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
    assert_eq!(refused(&mut socket, 3).await.code, ErrorCode::Forbidden);
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
    let Received::Text(next) = socket.next().await else {
        panic!("the socket goes on")
    };
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
    let Received::Text(next) = desk.next().await else {
        panic!("the socket goes on")
    };
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
