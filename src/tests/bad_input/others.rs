//! What is replayed, and what is somebody else's.

use loadtest::Received;
use reqwest::StatusCode;
use signaling::protocol::{Command, Content, ErrorCode, Resume};

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
