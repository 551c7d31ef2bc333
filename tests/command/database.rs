//! The private PostgreSQL under a server that is stopped, killed and started beside itself.

use loadtest::{Chat, Log};
use signaling::protocol::{Content, Message};

use super::place::{Place, Server, send};

const WORDS: usize = 120;

/// Waits until these words have come.
async fn comes(chat: &Chat, words: &str) {
    let is_there = |row: &Message| matches!(&row.content, Content::Text { text } if text == words);
    let found = |log: &Log| log.rows().iter().any(is_there).then_some(());
    let came = chat.client.wait_for_log(chat.conversation, words, found);
    came.await.unwrap_or_else(|waited| panic!("{waited}"));
}

/// She says all her words, one after the other, whatever happens meanwhile.
async fn says_all(chat: &Chat) {
    for n in 0..WORDS {
        chat.says(&format!("ord {n}")).await;
    }
}

#[tokio::test]
async fn a_killed_server_and_a_killed_postgres_lose_and_double_nothing() {
    let place = Place::new();
    place.found().await;
    let mut server = place.serve(&[]).await;
    let queue = server.open_always().await;
    let (anna, bo, entry) = server.talk(queue).await;
    let (hers, his) = (
        anna.chat(entry.conversation).await.unwrap(),
        bo.chat(entry.conversation).await.unwrap(),
    );
    let listen = server.address();
    let misfortunes = async {
        comes(&his, "ord 30").await;
        server.kill().await;
        server = place
            .serve(&[("SAMTAL_LISTEN", &listen), ("SAMTAL_MEDIA_PORT", "0")])
            .await;
        comes(&his, "ord 60").await;
        send("KILL", &place.postmaster().unwrap());
        comes(&his, "ord 90").await;
        server
    };
    let ((), server) = tokio::join!(says_all(&hers), misfortunes);
    for chat in [&hers, &his] {
        comes(chat, &format!("ord {}", WORDS - 1)).await;
    }
    let said: Vec<String> = (0..WORDS).map(|n| format!("ord {n}")).collect();
    assert_eq!(his.texts(), said);
    assert_eq!(hers.texts(), said);
    assert_eq!(server.stop().await, Some(0));
}

#[tokio::test]
async fn a_server_stops_cleanly_and_a_second_one_is_refused_in_plain_words() {
    let place = Place::new();
    let first = place.serve(&[]).await;
    let postmaster = place.postmaster().unwrap();
    for command in [&["serve"][..], &["migrate"]] {
        let said = place.run(command, &[]).await;
        assert_eq!(said.code, Some(1), "{said:?}");
        assert!(said.err.contains("another Samtal server"), "{said:?}");
        assert!(said.err.contains("SAMTAL_DATA"), "{said:?}");
    }
    assert!(first.api().is_ready().await, "the first is undisturbed");

    // PostgreSQL never runs as root, whoever started the server.
    let status = std::fs::read_to_string(format!("/proc/{postmaster}/status")).unwrap();
    let uids = status
        .lines()
        .find(|line| line.starts_with("Uid:"))
        .unwrap();
    assert_ne!(uids.split_whitespace().nth(1), Some("0"));

    assert_eq!(first.stop().await, Some(0));
    assert_eq!(place.postmaster(), None, "PostgreSQL was left running");
    let again: Server = place.serve(&[]).await;
    assert!(!place.read_log().contains("was not stopped cleanly"));
    assert_eq!(again.stop().await, Some(0));
}
