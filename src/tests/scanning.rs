//! Files and the virus scanner: a real clamd, and what is done to it.

use std::time::Duration;

use loadtest::{Api, Chat, Identity, new_client_id};
use reqwest::Method;
use signaling::protocol::{
    Command, ErrorCode, FileId, FileScan, FileView, Reply, Resume, WireError,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{UnixListener, UnixStream},
};

use super::{
    house::png,
    world::{
        World,
        clamd::{Clamd, HARM, LARGEST},
    },
};
use crate::clock::{Clock, ManualClock};

/// Uploads a file to the chat and shows it there.
async fn shows(api: &Api, who: &Identity, chat: &Chat, name: &str, bytes: Vec<u8>) -> FileView {
    let file = api
        .upload(who, chat.conversation, name, bytes)
        .await
        .unwrap();
    assert_eq!(file.scan, Some(FileScan::Waiting));
    chat.sends_file(file.id).await;
    file
}

fn harmful() -> Vec<u8> {
    format!("Hej! {HARM} Hälsningar").into_bytes()
}

/// The bytes at an address of the file's, or why there are none.
async fn fetch(api: &Api, who: &Identity, file: FileId, rest: &str) -> Result<Vec<u8>, WireError> {
    let path = format!("/api/v1/files/{file}{rest}");
    let answer = api.request(Method::GET, &path, who).send().await.unwrap();
    if answer.status().is_success() {
        return Ok(answer.bytes().await.unwrap().to_vec());
    }
    Err(answer.json().await.unwrap())
}

/// Nobody is given the file or its preview, and all are told why in words that hold `why`.
async fn is_kept_from(api: &Api, people: &[&Identity], file: FileId, why: &str) {
    for who in people {
        for rest in ["", "/preview"] {
            let refusal = fetch(api, who, file, rest).await.unwrap_err();
            assert_eq!(refusal.code, ErrorCode::Conflict);
            assert!(refusal.message.contains(why), "{}", refusal.message);
        }
    }
}

#[tokio::test]
async fn a_clean_file_is_served_and_a_harmful_one_is_given_to_nobody() {
    let clamd = Clamd::start().await;
    let world = World::with_scanner(Clock::System, clamd.place()).await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let siv = world.supervisor("Siv").await;
    let (_, hers, his) = world.talk(&anna, &bo).await;
    let api = world.api(0);
    let scanner = world.app(0).config.clamd.as_ref().unwrap();
    scanner.ping().await.unwrap();
    let all = [&anna.identity, &bo.identity, &siv.identity];

    let clean = shows(&api, &anna.identity, &hers, "bild.png", png()).await;
    for chat in [&hers, &his] {
        chat.shows(clean.id, FileScan::Clean).await;
    }
    for who in all {
        assert_eq!(fetch(&api, who, clean.id, "").await.unwrap(), png());
        assert!(fetch(&api, who, clean.id, "/preview").await.is_ok());
    }
    assert_eq!(world.kept_objects(), 2);

    let harm = shows(&api, &anna.identity, &hers, "brev.txt", harmful()).await;
    for chat in [&hers, &his] {
        chat.shows(harm.id, FileScan::Infected).await;
    }
    is_kept_from(&api, &all, harm.id, "harmful was found").await;
    world
        .until(
            "select exists (select from files where scan = 'infected' and removed_at is not null)",
        )
        .await;
    assert_eq!(world.kept_objects(), 2, "of the clean one");
    is_kept_from(&api, &all, harm.id, "harmful was found").await;

    // Who comes later reads the same: its name, and that it was stopped.
    let open = Command::Open {
        from: Resume {
            conversation: hers.conversation,
            after: 0,
        },
    };
    let Ok(Reply::Conversation(view)) = api.command(&siv.identity, &open).await else {
        panic!("no conversation")
    };
    let said = serde_json::to_string(&view.messages).unwrap();
    assert!(said.contains(r#""name":"brev.txt""#), "{said}");
    assert!(said.contains(r#""scan":"infected""#), "{said}");
    world.agrees_with(&his).await;
}

#[tokio::test]
async fn what_comes_while_the_scanner_is_away_waits_through_a_restart_and_goes_on_when_it_is_back()
{
    let mut clamd = Clamd::start().await;
    let mut world = World::with_scanner(Clock::System, clamd.place()).await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (_, hers, his) = world.talk(&anna, &bo).await;
    let api = world.api(0);
    let both = [&anna.identity, &bo.identity];

    clamd.kill().await;
    let clean = shows(&api, &anna.identity, &hers, "bild.png", png()).await;
    let harm = shows(&api, &bo.identity, &his, "brev.txt", harmful()).await;
    for file in [clean.id, harm.id] {
        his.shows(file, FileScan::Waiting).await;
        is_kept_from(&api, &both, file, "waits to be scanned").await;
    }
    world.restart(0).await;
    for client in [&hers.client, &his.client] {
        client.back(1).await.unwrap();
    }
    for file in [clean.id, harm.id] {
        is_kept_from(&api, &both, file, "waits to be scanned").await;
    }
    assert_eq!(
        world
            .count("select count(*) from files where scan = 'waiting' and scanned_at is null")
            .await,
        2
    );

    clamd.revive().await;
    for chat in [&hers, &his] {
        chat.shows(clean.id, FileScan::Clean).await;
        chat.shows(harm.id, FileScan::Infected).await;
    }
    for who in both {
        assert_eq!(fetch(&api, who, clean.id, "").await.unwrap(), png());
        assert!(fetch(&api, who, clean.id, "/preview").await.is_ok());
    }
    is_kept_from(&api, &both, harm.id, "harmful was found").await;
}

#[tokio::test]
async fn a_file_that_is_too_large_for_the_scanner_is_given_to_nobody() {
    let clamd = Clamd::start().await;
    let world = World::with_scanner(Clock::System, clamd.place()).await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (_, hers, his) = world.talk(&anna, &bo).await;
    let api = world.api(0);
    let both = [&anna.identity, &bo.identity];
    // More than it takes at all, and more than it looks at: neither is called clean.
    for bytes in [3 * LARGEST, LARGEST - LARGEST / 4] {
        let large = [vec![b'a'; bytes], harmful()].concat();
        let file = shows(&api, &anna.identity, &hers, "film.txt", large).await;
        his.shows(file.id, FileScan::Failed).await;
        is_kept_from(&api, &both, file.id, "could not be scanned").await;
    }
    // The next is looked at as ever.
    let small = shows(&api, &anna.identity, &hers, "b.txt", b"hej".to_vec()).await;
    his.shows(small.id, FileScan::Clean).await;
}

#[tokio::test]
async fn a_file_found_harmful_before_it_is_sent_is_seen_to_have_been_stopped() {
    let clamd = Clamd::start().await;
    let world = World::with_scanner(Clock::System, clamd.place()).await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (_, hers, his) = world.talk(&anna, &bo).await;
    let api = world.api(0);
    let file = api
        .upload(&anna.identity, hers.conversation, "brev.txt", harmful())
        .await
        .unwrap();
    world
        .until(
            "select exists (select from files where scan = 'infected' and removed_at is not null)",
        )
        .await;
    hers.sends_file(file.id).await;
    his.shows(file.id, FileScan::Infected).await;
    hers.shows(file.id, FileScan::Infected).await;
}

#[tokio::test]
async fn what_is_taken_back_while_it_waits_is_not_scanned() {
    let mut clamd = Clamd::start().await;
    let world = World::with_scanner(Clock::System, clamd.place()).await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (_, hers, his) = world.talk(&anna, &bo).await;
    let api = world.api(0);
    clamd.kill().await;
    let file = api
        .upload(&anna.identity, hers.conversation, "brev.txt", harmful())
        .await
        .unwrap();
    let seq = hers.sends_file(file.id).await;
    hers.client
        .sent(Command::Redact {
            conversation: hers.conversation,
            client_id: new_client_id(),
            target: seq,
        })
        .await
        .unwrap();
    let refusal = fetch(&api, &anna.identity, file.id, "").await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::NotFound);
    clamd.revive().await;
    let next = shows(&api, &anna.identity, &hers, "b.txt", b"hej".to_vec()).await;
    his.shows(next.id, FileScan::Clean).await;
    let scanned = "select count(*) from files where scan <> 'none' or scanned_at is not null";
    assert_eq!(world.count(scanned).await, 1);
    let refusal = fetch(&api, &anna.identity, file.id, "").await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::NotFound);
}

#[tokio::test]
async fn what_a_server_had_in_hand_when_it_died_is_looked_at_by_another() {
    let mut clamd = Clamd::start().await;
    let hand = ManualClock::at("2026-11-23T09:00:00Z".parse().unwrap());
    let settings = vec![("SAMTAL_CLAMD", clamd.place())];
    let mut world = World::of_two_with(&hand, settings).await;
    let anna = world.customer_at(0, "Anna").await;
    let bo = world.advisor_at(1, "Bo", 1).await;
    let (_, hers, his) = world.talk(&anna, &bo).await;

    clamd.freeze();
    let file = shows(
        &world.api(0),
        &anna.identity,
        &hers,
        "b.txt",
        b"hej".to_vec(),
    )
    .await;
    his.shows(file.id, FileScan::Waiting).await;
    world
        .until("select scan_held_until is not null from files")
        .await;
    world.kill(0);
    clamd.kill().await;
    clamd.revive().await;
    // The other's next look: nobody has it in hand any more.
    hand.advance(Duration::from_secs(2 * 60 * 60));
    world.until("select scan = 'clean' from files").await;
    let served = fetch(&world.api(1), &anna.identity, file.id, "").await;
    assert_eq!(served.unwrap(), b"hej");
}

#[tokio::test]
async fn a_scanner_that_breaks_off_on_a_file_is_asked_again_and_others_need_not_wait() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clamd.sock");
    let listener = UnixListener::bind(&path).unwrap();
    let hand = ManualClock::at("2026-11-23T09:00:00Z".parse().unwrap());
    let clock = Clock::Manual(hand.clone());
    let world = World::with_scanner(clock, format!("unix:{}", path.display())).await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (_, hers, his) = world.talk(&anna, &bo).await;
    let api = world.api(0);

    let first = shows(&api, &anna.identity, &hers, "a.txt", b"a".to_vec()).await;
    let (line, _) = listener.accept().await.unwrap();
    drop(line);
    world
        .until("select scan_held_until = created_at + interval '5 seconds' from files")
        .await;
    let second = shows(&api, &anna.identity, &hers, "b.txt", b"b".to_vec()).await;
    let (line, _) = listener.accept().await.unwrap();
    assert_eq!(finds_nothing(line).await, b"b");
    his.shows(second.id, FileScan::Clean).await;
    his.shows(first.id, FileScan::Waiting).await;

    hand.advance(Duration::from_secs(5));
    let (line, _) = listener.accept().await.unwrap();
    assert_eq!(finds_nothing(line).await, b"a");
    his.shows(first.id, FileScan::Clean).await;
}

/// Hears a file that fits in one chunk, finds nothing in it and gives it.
async fn finds_nothing(mut line: UnixStream) -> Vec<u8> {
    let mut command = [0; 10];
    line.read_exact(&mut command).await.unwrap();
    let length = line.read_u32().await.unwrap();
    let mut file = vec![0; usize::try_from(length).unwrap()];
    line.read_exact(&mut file).await.unwrap();
    assert_eq!(line.read_u32().await.unwrap(), 0);
    line.write_all(b"stream: OK\0").await.unwrap();
    file
}
