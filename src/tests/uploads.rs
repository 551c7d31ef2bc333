//! Files that come in parts: out of order, twice, at two servers, broken off, and asked about by others.

use std::time::Duration;

use axum::http::Request;
use bytes::Bytes;
use futures_util::{future::join_all, stream};
use loadtest::{Api, Identity};
use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use signaling::protocol::{
    Command, ConversationId, FileScan, FileUploaded, FileView, Reply, UploadId, UploadView,
    WireError,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tower::ServiceExt;
use uuid::Uuid;

use super::{
    house::{House, Person, new_client_id},
    world::{
        World,
        clamd::{Clamd, HARM},
    },
};
use crate::{
    clock::Clock,
    http::{Peer, router},
};

const MIB: usize = 1024 * 1024;
/// Of three parts, the last of which is short.
const SIZE: usize = 2 * MIB + 12_345;

/// Bytes of which no two parts are alike.
fn film(size: usize) -> Vec<u8> {
    (0..size)
        .map(|at| u8::try_from((at / 251 + at) % 256).unwrap())
        .collect()
}

fn part_of(film: &[u8], number: usize) -> Vec<u8> {
    film.chunks(MIB).nth(number - 1).unwrap().to_vec()
}

/// Somebody who sends a file in parts.
struct Sender {
    api: Api,
    who: Identity,
}

impl Sender {
    fn new(api: &Api, who: &Identity) -> Self {
        Self {
            api: api.clone(),
            who: who.clone(),
        }
    }

    fn of(house: &House, person: &Person) -> Self {
        Self::new(&house.api, &person.identity())
    }

    async fn asks(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let request = self.api.request(method, path, &self.who);
        let request = match body {
            Some(body) => request.json(&body),
            None => request,
        };
        let answer = request.send().await.unwrap();
        let (status, said) = (answer.status(), answer.bytes().await.unwrap());
        (status, serde_json::from_slice(&said).unwrap_or(Value::Null))
    }

    async fn begins(&self, to: ConversationId, name: &str, size: usize) -> UploadView {
        let (status, view) = self
            .tries_to_begin(to, json!({ "name": name, "size": size }))
            .await;
        assert_eq!(status, StatusCode::CREATED, "{view}");
        serde_json::from_value(view).unwrap()
    }

    async fn tries_to_begin(&self, to: ConversationId, new: Value) -> (StatusCode, Value) {
        let path = format!("/api/v1/conversations/{to}/uploads");
        self.asks(Method::POST, &path, Some(new)).await
    }

    async fn puts(&self, upload: UploadId, number: usize, bytes: Vec<u8>) -> StatusCode {
        self.tries_to_put(upload, &number.to_string(), bytes).await
    }

    /// These parts of `film`, one after another.
    async fn puts_all(&self, upload: UploadId, film: &[u8], numbers: &[usize]) {
        for &number in numbers {
            let status = self.puts(upload, number, part_of(film, number)).await;
            assert_eq!(status, 204, "part {number}");
        }
    }

    async fn tries_to_put(&self, upload: UploadId, number: &str, bytes: Vec<u8>) -> StatusCode {
        let path = format!("/api/v1/uploads/{upload}/parts/{number}");
        // Refused before it was read, its connection is used no more.
        let request = self.api.request(Method::PUT, &path, &self.who);
        let request = request.header(header::CONNECTION, "close").body(bytes);
        request.send().await.unwrap().status()
    }

    async fn looks(&self, upload: UploadId) -> UploadView {
        let path = format!("/api/v1/uploads/{upload}");
        let (status, view) = self.asks(Method::GET, &path, None).await;
        assert_eq!(status, StatusCode::OK, "{view}");
        serde_json::from_value(view).unwrap()
    }

    async fn tries_to_finish(&self, upload: UploadId) -> (StatusCode, Value) {
        let path = format!("/api/v1/uploads/{upload}/finish");
        self.asks(Method::POST, &path, None).await
    }

    async fn finishes(&self, upload: UploadId) -> FileView {
        let (status, view) = self.tries_to_finish(upload).await;
        assert_eq!(status, StatusCode::CREATED, "{view}");
        serde_json::from_value::<FileUploaded>(view).unwrap().file
    }

    async fn throws_away(&self, upload: UploadId) -> StatusCode {
        let path = format!("/api/v1/uploads/{upload}");
        self.asks(Method::DELETE, &path, None).await.0
    }

    async fn fetches(&self, file: &FileView) -> Vec<u8> {
        let path = format!("/api/v1/files/{}", file.id);
        let request = self.api.request(Method::GET, &path, &self.who);
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        answer.bytes().await.unwrap().to_vec()
    }
}

/// A customer who talks with an advisor.
async fn talking(house: &House) -> (Person, Person, ConversationId) {
    let (anna, maria) = (house.customer("Anna").await, house.advisor("Maria").await);
    let chat = house.talking(&anna, &maria).await.conversation;
    (anna, maria, chat)
}

#[tokio::test]
async fn parts_put_at_two_servers_in_any_order_are_one_file() {
    let world = World::of_two().await;
    let (anna, bo) = (
        world.customer_at(0, "Anna").await,
        world.advisor_at(1, "Bo", 3).await,
    );
    let (_, hers, _) = world.talk(&anna, &bo).await;
    let [here, there] = [0, 1].map(|node| Sender::new(&world.api(node), &anna.identity));
    let film = film(SIZE);
    let begun = here
        .begins(hers.conversation, "../Köket\n idag.mp4", SIZE)
        .await;
    assert_eq!(
        (begun.name.as_str(), begun.parts.len()),
        ("Köket  idag.mp4", 0)
    );
    assert_eq!((begun.size, begun.part_bytes), (SIZE as i64, MIB as i32));

    let (third, first) = tokio::join!(
        there.puts(begun.id, 3, part_of(&film, 3)),
        here.puts(begun.id, 1, part_of(&film, 1)),
    );
    assert_eq!([third, first], [StatusCode::NO_CONTENT; 2]);
    assert_eq!(there.looks(begun.id).await.parts, [1, 3]);
    let (status, said) = there.tries_to_finish(begun.id).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(said["message"], "these parts are missing: 2");
    assert_eq!(here.puts(begun.id, 2, part_of(&film, 2)).await, 204);
    assert_eq!(world.kept_objects(), 3);

    let file = there.finishes(begun.id).await;
    assert_eq!(
        (file.size, file.name.as_str()),
        (SIZE as i64, "Köket  idag.mp4")
    );
    assert_eq!(here.finishes(begun.id).await, file, "the same again");
    let looked = here.looks(begun.id).await;
    assert_eq!((looked.file, looked.parts.len()), (Some(file.clone()), 0));
    assert_eq!(world.kept_objects(), 1, "its parts are gone");
    assert_eq!(here.puts(begun.id, 2, part_of(&film, 2)).await, 409);
    assert_eq!(here.throws_away(begun.id).await, 409);

    hers.sends_file(file.id).await;
    let bo = Sender::new(&world.api(1), &bo.identity);
    assert!(bo.fetches(&file).await == film);
    let sha256: Vec<u8> = sqlx::query_scalar("select sha256 from files")
        .fetch_one(&world.db)
        .await
        .unwrap();
    assert_eq!(sha256, Sha256::digest(&film).as_slice());
}

#[tokio::test]
async fn a_server_killed_in_the_middle_loses_no_part() {
    let mut world = World::of_two().await;
    let (anna, bo) = (
        world.customer_at(1, "Anna").await,
        world.advisor_at(1, "Bo", 3).await,
    );
    let (_, hers, _) = world.talk(&anna, &bo).await;
    let film = film(SIZE);
    let here = Sender::new(&world.api(0), &anna.identity);
    let begun = here.begins(hers.conversation, "film.mp4", SIZE).await;
    assert_eq!(here.puts(begun.id, 2, part_of(&film, 2)).await, 204);
    world.kill(0);
    world.restart(1).await;
    let there = Sender::new(&world.api(1), &anna.identity);
    assert_eq!(there.looks(begun.id).await.parts, [2]);
    there.puts_all(begun.id, &film, &[1, 3]).await;
    let file = there.finishes(begun.id).await;
    assert!(there.fetches(&file).await == film);
}

#[tokio::test]
async fn a_part_broken_off_at_its_end_is_not_there_and_is_sent_again() {
    let house = House::new().await;
    let (anna, _, chat) = talking(&house).await;
    let sender = Sender::of(&house, &anna);
    let film = film(SIZE);
    let begun = sender.begins(chat, "film.mp4", SIZE).await;
    let part = part_of(&film, 1);
    let mut plain = tokio::net::TcpStream::connect(house.server.address)
        .await
        .unwrap();
    let head = format!(
        "PUT /api/v1/uploads/{}/parts/1 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-length: {MIB}\r\n\r\n",
        begun.id, anna.token
    );
    plain.write_all(head.as_bytes()).await.unwrap();
    plain.write_all(&part[..MIB * 99 / 100]).await.unwrap();
    plain.shutdown().await.unwrap();
    let mut answer = Vec::new();
    plain.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer);
    assert!(!answer.starts_with("HTTP/1.1 2"), "{answer}");
    assert_eq!(sender.looks(begun.id).await.parts, Vec::<i32>::new());

    sender.puts_all(begun.id, &film, &[1, 2, 3]).await;
    let file = sender.finishes(begun.id).await;
    assert!(sender.fetches(&file).await == film);
}

#[tokio::test]
async fn a_part_has_its_length_and_its_place() {
    let house = House::new().await;
    let (anna, _, chat) = talking(&house).await;
    let sender = Sender::of(&house, &anna);
    let begun = sender.begins(chat, "film.mp4", SIZE).await;
    for (number, bytes) in [
        (1, MIB - 1),
        (1, MIB + 1),
        (1, 0),
        (3, 12_344),
        (3, 12_346),
        (3, MIB),
    ] {
        let status = sender.puts(begun.id, number, vec![b'x'; bytes]).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{number} of {bytes}");
    }
    for number in [
        "0",
        "4",
        "-1",
        "x",
        "1.0",
        "2147483648",
        "99999999999999999999",
    ] {
        let status = sender.tries_to_put(begun.id, number, vec![b'x'; MIB]).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{number}");
    }
    // Without a length only counting tells.
    let chunks = (0..20).map(|_| Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; MIB / 10])));
    let path = format!("/api/v1/uploads/{}/parts/1", begun.id);
    let untold = house
        .api
        .request(Method::PUT, &path, &anna.identity())
        .body(reqwest::Body::wrap_stream(stream::iter(chunks)));
    if let Ok(answer) = untold.send().await {
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    }
    assert_eq!(sender.looks(begun.id).await.parts, Vec::<i32>::new());
    let (status, said) = sender.tries_to_finish(begun.id).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(said["message"], "these parts are missing: 1, 2, 3");
}

#[tokio::test]
async fn the_same_at_once_is_done_once() {
    let house = House::new().await;
    let (anna, _, chat) = talking(&house).await;
    let sender = Sender::of(&house, &anna);
    let film = film(SIZE);
    let begun = sender.begins(chat, "film.mp4", SIZE).await;
    let puts = (0..12).map(|n| sender.puts(begun.id, n % 3 + 1, part_of(&film, n % 3 + 1)));
    for status in join_all(puts).await {
        assert_eq!(status, StatusCode::NO_CONTENT);
    }
    assert_eq!(sender.looks(begun.id).await.parts, [1, 2, 3]);
    let files = join_all((0..4).map(|_| sender.finishes(begun.id))).await;
    assert!(files.iter().all(|file| *file == files[0]), "{files:?}");
    assert!(sender.fetches(&files[0]).await == film);
    let rows: i64 = sqlx::query_scalar("select count(*) from files")
        .fetch_one(&house.db)
        .await
        .unwrap();
    assert_eq!(rows, 1);
    assert_eq!(house.kept_objects(), 1, "of the file alone");
}

#[tokio::test]
async fn what_can_not_be_a_file_is_refused_before_it_comes() {
    let house = House::with(&[
        ("SAMTAL_RATE_LIMITS", "off"),
        ("SAMTAL_MAX_UPLOAD_MIB", "2"),
    ])
    .await;
    let (anna, _, chat) = talking(&house).await;
    let sender = Sender::of(&house, &anna);
    let too_large = json!({ "name": "film.mp4", "size": 2 * MIB + 1 });
    let (status, _) = sender.tries_to_begin(chat, too_large).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    let path = format!("/api/v1/conversations/{chat}/uploads");
    for size in [
        "9223372036854775808",
        "-9223372036854775809",
        "1e400",
        "1.5",
        "\"1\"",
        "null",
    ] {
        let body = format!("{{\"name\":\"film.mp4\",\"size\":{size}}}");
        let request = house.api.request(Method::POST, &path, &anna.identity());
        let request = request
            .header(header::CONTENT_TYPE, "application/json")
            .body(body);
        let status = request.send().await.unwrap().status();
        assert_eq!(status, StatusCode::BAD_REQUEST, "{size}");
    }
    for size in [0, -1, i64::MIN] {
        let (status, said) = sender
            .tries_to_begin(chat, json!({ "name": "film.mp4", "size": size }))
            .await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{size}");
        assert_eq!(said["message"], "the file is empty");
    }
    let huge = json!({ "name": "film.mp4", "size": i64::MAX });
    let (status, _) = sender.tries_to_begin(chat, huge).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
    for (name, becomes) in [
        ("a\nb\r\n.pdf", "a b  .pdf"),
        ("\0\u{202e}", "fil"),
        ("..", "fil"),
    ] {
        let view = sender.begins(chat, name, 1).await;
        assert_eq!(view.name, becomes, "{name:?}");
    }
    // The largest that is taken.
    let film = film(2 * MIB);
    let begun = sender.begins(chat, "film.mp4", 2 * MIB).await;
    sender.puts_all(begun.id, &film, &[2, 1]).await;
    assert!(sender.fetches(&sender.finishes(begun.id).await).await == film);
}

#[tokio::test]
async fn an_upload_is_its_senders_alone() {
    let house = House::new().await;
    let (anna, maria, chat) = talking(&house).await;
    let sender = Sender::of(&house, &anna);
    let begun = sender.begins(chat, "film.mp4", SIZE).await;
    let stranger = house.customer("Bo").await;
    for other in [&stranger, &maria] {
        let other = Sender::of(&house, other);
        let path = format!("/api/v1/uploads/{}", begun.id);
        let missing = StatusCode::NOT_FOUND;
        assert_eq!(other.asks(Method::GET, &path, None).await.0, missing);
        assert_eq!(other.puts(begun.id, 1, vec![b'x'; MIB]).await, missing);
        assert_eq!(other.tries_to_finish(begun.id).await.0, missing);
        assert_eq!(other.throws_away(begun.id).await, missing);
    }
    let refused = Sender::of(&house, &stranger)
        .tries_to_begin(chat, json!({ "name": "x", "size": 1 }))
        .await;
    assert_eq!(refused.0, StatusCode::NOT_FOUND);
    let nobodys = UploadId(Uuid::from_u128(7));
    assert_eq!(sender.puts(nobodys, 1, vec![b'x'; MIB]).await, 404);
    assert_eq!(sender.tries_to_finish(nobodys).await.0, 404);
    assert_eq!(sender.looks(begun.id).await.parts, Vec::<i32>::new());
}

#[tokio::test]
async fn a_visitor_who_turns_out_to_be_somebody_goes_on() {
    let house = House::new().await;
    let (anna, _, chat) = talking(&house).await;
    let film = film(SIZE);
    let sender = Sender::of(&house, &anna);
    let begun = sender.begins(chat, "film.mp4", SIZE).await;
    assert_eq!(sender.puts(begun.id, 1, part_of(&film, 1)).await, 204);
    let account = house.customer("Anna Ek").await;
    sqlx::query("select merge_people($1, $2, now())")
        .bind(anna.id.0)
        .bind(account.id.0)
        .execute(&house.db)
        .await
        .unwrap();
    assert_eq!(sender.puts(begun.id, 2, part_of(&film, 2)).await, 401);
    let sender = Sender::of(&house, &account);
    assert_eq!(sender.looks(begun.id).await.parts, [1]);
    sender.puts_all(begun.id, &film, &[2, 3]).await;
    let file = sender.finishes(begun.id).await;
    assert!(sender.fetches(&file).await == film);
}

#[tokio::test]
async fn a_part_of_who_signed_out_meanwhile_is_not_kept() {
    let house = House::new().await;
    let (anna, _, chat) = talking(&house).await;
    let sender = Sender::of(&house, &anna);
    let begun = sender.begins(chat, "film.mp4", 5).await;
    let again = house.again(&anna, "1 day").await;
    // The first bytes are asked for when it is known who sends them.
    let (db, token) = (house.db.clone(), again.token.clone());
    let body = stream::once(async move {
        sqlx::query("delete from sessions where token_hash = $1")
            .bind(Sha256::digest(token.as_bytes()).as_slice())
            .execute(&db)
            .await
            .unwrap();
        Ok::<_, std::io::Error>(Bytes::from_static(b"fikon"))
    });
    let request = Request::put(format!("/api/v1/uploads/{}/parts/1", begun.id))
        .header(header::AUTHORIZATION, format!("Bearer {}", again.token))
        .extension(Peer(house.server.address))
        .body(axum::body::Body::from_stream(body))
        .unwrap();
    let answer = router(house.server.app.clone()).oneshot(request).await;
    assert_eq!(answer.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn nobody_has_more_under_way_than_they_may_and_throwing_away_makes_room() {
    let house = House::new().await;
    let (anna, maria, chat) = talking(&house).await;
    let sender = Sender::of(&house, &anna);
    let begins = (0..30).map(|n| {
        let new = json!({ "name": format!("{n}.mp4"), "size": MIB });
        sender.tries_to_begin(chat, new)
    });
    let answers = join_all(begins).await;
    let begun: Vec<UploadView> = answers
        .iter()
        .filter(|(status, _)| *status == StatusCode::CREATED)
        .map(|(_, view)| serde_json::from_value(view.clone()).unwrap())
        .collect();
    assert_eq!(begun.len(), 24);
    let refused = answers
        .iter()
        .filter(|(status, _)| *status == StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.count(), 6);
    Sender::of(&house, &maria).begins(chat, "a.mp4", MIB).await;

    let first = begun[0].id;
    assert_eq!(sender.puts(first, 1, vec![b'x'; MIB]).await, 204);
    assert_eq!(house.kept_objects(), 1);
    assert_eq!(sender.throws_away(first).await, 204);
    assert_eq!(house.kept_objects(), 0);
    assert_eq!(sender.throws_away(first).await, 404);
    assert_eq!(sender.puts(first, 1, vec![b'x'; MIB]).await, 404);
    assert_eq!(sender.tries_to_finish(first).await.0, 404);
    sender.begins(chat, "b.mp4", MIB).await;
}

#[tokio::test]
async fn what_is_not_finished_within_a_day_is_collected() {
    let (world, hand) = World::with_clock().await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (_, hers, _) = world.talk(&anna, &bo).await;
    let sender = Sender::new(&world.api(0), &anna.identity);
    let film = film(SIZE);
    let left = sender.begins(hers.conversation, "film.mp4", SIZE).await;
    assert_eq!(sender.puts(left.id, 1, part_of(&film, 1)).await, 204);
    hand.advance(Duration::from_secs(24 * 60 * 60 - 1));
    assert_eq!(sender.looks(left.id).await.parts, [1]);
    hand.advance(Duration::from_secs(2));
    assert_eq!(sender.puts(left.id, 2, part_of(&film, 2)).await, 404);
    assert_eq!(sender.tries_to_finish(left.id).await.0, 404);
    hand.advance(Duration::from_secs(2 * 60 * 60));
    world
        .until("select not exists (select from uploads) and not exists (select from upload_parts)")
        .await;
    assert_eq!(world.kept_objects(), 0);
}

#[tokio::test]
async fn what_came_in_parts_is_scanned_as_a_whole() {
    let clamd = Clamd::start().await;
    let world = World::with_scanner(Clock::System, clamd.place()).await;
    let (anna, bo) = (world.customer("Anna").await, world.advisor("Bo").await);
    let (_, hers, his) = world.talk(&anna, &bo).await;
    let sender = Sender::new(&world.api(0), &anna.identity);
    for (bytes, scan) in [
        (film(1000), FileScan::Clean),
        (format!("Hej! {HARM}").into_bytes(), FileScan::Infected),
    ] {
        let begun = sender
            .begins(hers.conversation, "brev.txt", bytes.len())
            .await;
        assert_eq!(sender.puts(begun.id, 1, bytes).await, 204);
        let file = sender.finishes(begun.id).await;
        assert_eq!(file.scan, Some(FileScan::Waiting));
        hers.sends_file(file.id).await;
        his.shows(file.id, scan).await;
    }
}

#[tokio::test]
async fn a_conversation_that_has_ended_takes_no_more_parts() {
    let house = House::new().await;
    let (anna, _, chat) = talking(&house).await;
    let sender = Sender::of(&house, &anna);
    let begun = sender.begins(chat, "film.mp4", 5).await;
    sqlx::query("update conversations set state = 'ended' where id = $1")
        .bind(chat.0)
        .execute(&house.db)
        .await
        .unwrap();
    let path = format!("/api/v1/uploads/{}/parts/1", begun.id);
    let request = house.api.request(Method::PUT, &path, &anna.identity());
    let answer = request.body("fikon").send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::CONFLICT);
    let error: WireError = answer.json().await.unwrap();
    assert_eq!(error.message, "the conversation has ended");
    assert_eq!(sender.throws_away(begun.id).await, 204);
}

#[tokio::test]
async fn a_file_that_was_sent_twice_is_there_until_both_are_taken_back() {
    let house = House::new().await;
    let (anna, maria, chat) = talking(&house).await;
    let file = house.uploads(&anna, chat).await;
    let mut sent = Vec::new();
    for _ in 0..2 {
        let send = Command::SendFile {
            conversation: chat,
            client_id: new_client_id(),
            file,
        };
        match house.api.command(&anna.identity(), &send).await.unwrap() {
            Reply::Sent(row) => sent.push(row.seq),
            other => panic!("{other:?}"),
        }
    }
    let path = format!("/api/v1/files/{file}");
    for (target, left) in sent
        .into_iter()
        .zip([StatusCode::OK, StatusCode::NOT_FOUND])
    {
        let back = Command::Redact {
            conversation: chat,
            client_id: new_client_id(),
            target,
        };
        house.api.command(&anna.identity(), &back).await.unwrap();
        let request = house.api.request(Method::GET, &path, &maria.identity());
        assert_eq!(request.send().await.unwrap().status(), left);
    }
    assert_eq!(house.kept_objects(), 0);
}
