//! What was begun by somebody who is not signed in any more when it is done, and two who change the same thing at once.

use loadtest::Received;
use serde_json::{Value, json};
use signaling::protocol::{CloseCode, StaffRole};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{
    accounts::{Browser, PASSWORD, count, customer},
    house::{House, Person, png},
    joining::somebody_waits,
};
use crate::identity::{Cost, Password, hash};

const ANNA: &str = "anna@kund.example";

/// A request whose last byte is held back.
struct Held {
    stream: TcpStream,
    last: u8,
}

impl Held {
    /// Sends the rest of it once the server knows whose it is.
    async fn of(house: &House, person: &Person, line: &str, kind: &str, body: &[u8]) -> Self {
        long_ago(house, person).await;
        let base = house.api.base();
        let host = base.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).await.unwrap();
        let head = format!(
            "{line} HTTP/1.1\r\nhost: {host}\r\norigin: {base}\r\nauthorization: Bearer {}\r\ncontent-type: {kind}\r\n\
             content-length: {}\r\nconnection: close\r\n\r\n",
            person.token,
            body.len(),
        );
        let (last, first) = body.split_last().unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(first).await.unwrap();
        while count(house, SEEN).await == 0 {
            tokio::task::yield_now().await;
        }
        Self {
            stream,
            last: *last,
        }
    }

    /// Sends the last byte; gives the status.
    async fn ends(mut self) -> u16 {
        self.stream.write_all(&[self.last]).await.unwrap();
        let mut answer = String::new();
        self.stream.read_to_string(&mut answer).await.unwrap();
        let status = answer.split(' ').nth(1).unwrap();
        status.parse().unwrap()
    }
}

/// Whether the one session that was not seen for long has been seen.
const SEEN: &str = "select count(*) from sessions where last_seen_at < now() and created_at < now() - interval '59 minutes'
    and last_seen_at > now() - interval '20 minutes'";

/// Makes it time to write down that the session is in use.
async fn long_ago(house: &House, person: &Person) {
    sqlx::query(
        "update sessions set created_at = now() - interval '1 hour', last_seen_at = now() - interval '30 minutes'
         where person_id = $1",
    )
    .bind(person.id.0)
    .execute(&house.db)
    .await
    .unwrap();
}

async fn is_signed_out(house: &House, person: &Person) {
    sqlx::query("delete from sessions where person_id = $1")
        .bind(person.id.0)
        .execute(&house.db)
        .await
        .unwrap();
}

#[tokio::test]
async fn who_is_signed_out_before_the_end_of_their_request_has_asked_nothing() {
    let house = House::new().await;
    let eva = house.staff("Eva", StaffRole::Administrator).await;
    let form = json!({
        "name": "En till", "email": "till@linden.example", "language": "sv",
        "post": { "title": "", "role": "administrator", "languages": ["sv"], "skills": [], "capacity": 3, "queues": [] },
    });
    let before = count(&house, "select count(*) from staff").await;
    let body = form.to_string();
    let line = "POST /api/v1/staff";
    let held = Held::of(&house, &eva, line, "application/json", body.as_bytes()).await;
    is_signed_out(&house, &eva).await;
    assert_eq!(held.ends().await, 401);
    assert_eq!(count(&house, "select count(*) from staff").await, before);
}

#[tokio::test]
async fn the_same_request_is_answered_for_who_stays() {
    let house = House::new().await;
    let eva = house.staff("Eva", StaffRole::Administrator).await;
    let body = json!([]).to_string();
    let line = "POST /api/v1/staff";
    let held = Held::of(&house, &eva, line, "application/json", body.as_bytes()).await;
    assert_eq!(held.ends().await, 400);
}

#[tokio::test]
async fn a_file_whose_sender_is_signed_out_meanwhile_is_not_kept() {
    let house = House::new().await;
    let (maria, vera) = (house.advisor("Maria").await, house.customer("Vera").await);
    let visit = house.talking(&vera, &maria).await;
    let line = format!(
        "POST /api/v1/conversations/{}/files?name=bild.png",
        visit.conversation
    );
    let held = Held::of(&house, &vera, &line, "image/png", &png()).await;
    is_signed_out(&house, &vera).await;
    assert_eq!(held.ends().await, 401);
    assert_eq!(count(&house, "select count(*) from files").await, 0);
}

#[tokio::test]
async fn who_says_hello_while_their_session_ends_is_not_let_in() {
    let house = House::new().await;
    let maria = house.advisor("Maria").await;
    long_ago(&house, &maria).await;
    let mut tx = house.db.begin().await.unwrap();
    sqlx::query("delete from sessions where person_id = $1")
        .bind(maria.id.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    let mut socket = house.socket().await;
    socket.hello(1, Some(maria.token.clone())).await.unwrap();
    // It is found, and waits to be written down as in use.
    somebody_waits(&house).await;
    tx.commit().await.unwrap();
    let Received::Closed { code, .. } = socket.ended().await else {
        panic!("not closed");
    };
    assert_eq!(code, CloseCode::NotSignedIn as u16);
}

#[tokio::test]
async fn a_change_of_password_does_not_undo_a_reset_that_was_faster() {
    let house = House::new().await;
    let (mut thief, her) = customer(&house, ANNA).await;
    let mut tx = house.db.begin().await.unwrap();
    sqlx::query("select from people where id = $1 for no key update")
        .bind(her.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    let hers = Password::choose("hennes nya lösenord").unwrap();
    sqlx::query("update credentials set password_hash = $2 where person_id = $1")
        .bind(her.0)
        .bind(hash(hers, Cost::LoadTest).await.unwrap())
        .execute(&mut *tx)
        .await
        .unwrap();
    let form: Value = json!({ "old": PASSWORD, "new": "tjuvens eget lösenord" });
    let reset = async {
        somebody_waits(&house).await;
        tx.commit().await.unwrap();
    };
    let (changed, ()) = tokio::join!(thief.put("/api/v1/password", form), reset);
    assert_eq!(changed.0, 403, "{changed:?}");
    let mut browser = Browser::new(&house);
    let answer = browser.signs_in(ANNA, "tjuvens eget lösenord").await;
    assert_eq!(answer.0, 401);
    let answer = browser.signs_in(ANNA, "hennes nya lösenord").await;
    assert_eq!(answer.0, 200);
}
