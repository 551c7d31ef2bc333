//! Files over HTTP, as browsers and those who mean harm ask for them: a real server, a real database.

use std::{io, path::PathBuf, time::Duration};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};
use reqwest::{
    Body, Client, Method, RequestBuilder, Response, StatusCode,
    header::{CONTENT_DISPOSITION, CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, RANGE},
};
use sha2::{Digest, Sha256};
use signaling::protocol::{FileUploaded, FileView};
use sqlx::PgPool;
use tempfile::TempDir;
use uuid::Uuid;

use super::{collect, first_id, objects::tests::files_in, sweep_on};
use crate::{
    app::{self, Server},
    clock::{Clock, ManualClock},
    config::Config,
    db::testing::TestDatabase,
    lifecycle::Lifecycle,
};

/// A server with one chat in it, between a customer and an advisor.
pub(crate) struct House {
    pub(crate) server: Server,
    pub(crate) db: PgPool,
    data: TempDir,
    client: Client,
    /// Whose chat it is.
    pub(crate) customer: Person,
    pub(crate) advisor: Person,
    /// Has no part in it.
    pub(crate) supervisor: Person,
    /// Another customer.
    pub(crate) stranger: Person,
    pub(crate) chat: Uuid,
    pub(crate) internal: Uuid,
}

/// Somebody signed in.
pub(crate) struct Person {
    pub(crate) id: Uuid,
    token: String,
}

impl House {
    pub(crate) async fn new() -> Self {
        let db = TestDatabase::create().await.pool().await;
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().to_str().unwrap().to_owned();
        let config = Config::from_lookup(|variable| {
            Ok(match variable {
                "SAMTAL_LISTEN" => Some("127.0.0.1:0".to_owned()),
                "SAMTAL_DATA" => Some(folder.clone()),
                "SAMTAL_MAX_UPLOAD_MIB" => Some("1".to_owned()),
                _ => None,
            })
        });
        let lifecycle = Lifecycle::new(Duration::from_secs(60));
        let server = app::start(config.unwrap(), lifecycle, Clock::System, db.clone())
            .await
            .unwrap();
        let (chat, internal) = (Clock::System.uuid(), Clock::System.uuid());
        let house = Self {
            customer: person(&db, "visitor", None, "Anna").await,
            advisor: person(&db, "staff", Some("advisor"), "Maria Berg").await,
            supervisor: person(&db, "staff", Some("supervisor"), "Siv").await,
            stranger: person(&db, "visitor", None, "Bo").await,
            server,
            data,
            client: Client::new(),
            chat,
            internal,
            db,
        };
        sqlx::query(
            "insert into conversations (id, kind, parent_id, customer_id)
             values ($1, 'chat', null, $3), ($2, 'internal', $1, null)",
        )
        .bind(chat)
        .bind(internal)
        .bind(house.customer.id)
        .execute(&house.db)
        .await
        .unwrap();
        for (who, role) in [(&house.customer, "customer"), (&house.advisor, "advisor")] {
            sqlx::query(
                "insert into participants (conversation_id, person_id, role) values ($1, $2, $3)",
            )
            .bind(chat)
            .bind(who.id)
            .bind(role)
            .execute(&house.db)
            .await
            .unwrap();
        }
        house
    }

    pub(crate) fn ask(&self, who: &Person, method: Method, path: &str) -> RequestBuilder {
        let url = format!("http://{}{path}", self.server.address);
        self.client.request(method, url).bearer_auth(&who.token)
    }

    pub(crate) async fn get(&self, who: &Person, path: &str) -> Response {
        self.ask(who, Method::GET, path).send().await.unwrap()
    }

    async fn upload(&self, who: &Person, to: Uuid, name: &str, body: impl Into<Body>) -> Response {
        let path = format!("/api/v1/conversations/{to}/files");
        let request = self.ask(who, Method::POST, &path).query(&[("name", name)]);
        request.body(body).send().await.unwrap()
    }

    async fn uploaded(&self, who: &Person, name: &str, body: impl Into<Body>) -> FileView {
        let response = self.upload(who, self.chat, name, body).await;
        assert_eq!(response.status(), StatusCode::CREATED);
        response.json::<FileUploaded>().await.unwrap().file
    }

    /// Adds a row to the chat's log, as its writer would.
    pub(crate) async fn log(
        &self,
        seq: i64,
        who: &Person,
        role: &str,
        body: Option<&str>,
        file: Option<Uuid>,
    ) {
        let kind = if file.is_some() { "file" } else { "text" };
        sqlx::query(
            "insert into messages (conversation_id, seq, client_id, author_id, role, kind, body, file_id)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(self.chat)
        .bind(seq)
        .bind(Clock::System.uuid())
        .bind(who.id)
        .bind(role)
        .bind(kind)
        .bind(body)
        .bind(file)
        .execute(&self.db)
        .await
        .unwrap();
    }

    /// Takes a row of the log back.
    pub(crate) async fn redact(&self, seq: i64) {
        sqlx::query("update messages set redacted_at = now(), body = null where seq = $1")
            .bind(seq)
            .execute(&self.db)
            .await
            .unwrap();
    }

    /// Actions in the audit log.
    pub(crate) async fn audited(&self, actor: &Person) -> Vec<String> {
        sqlx::query_scalar("select action from audit where actor = $1 order by id")
            .bind(actor.id)
            .fetch_all(&self.db)
            .await
            .unwrap()
    }

    fn stored(&self) -> Vec<PathBuf> {
        files_in(&self.data.path().join("files"))
    }
}

async fn person(db: &PgPool, kind: &str, role: Option<&str>, name: &str) -> Person {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let id = Clock::System.uuid();
    let token = URL_SAFE_NO_PAD.encode(Sha256::digest(id));
    sqlx::query("insert into people (id, kind, name, email) values ($1, $2, $3, $3)")
        .bind(id)
        .bind(kind)
        .bind(name)
        .execute(db)
        .await
        .unwrap();
    if let Some(role) = role {
        sqlx::query("insert into staff (person_id, role) values ($1, $2)")
            .bind(id)
            .bind(role)
            .execute(db)
            .await
            .unwrap();
    }
    let session = "insert into sessions (token_hash, person_id, expires_at) values ($1, $2, now() + interval '1 day')";
    sqlx::query(session)
        .bind(Sha256::digest(token.as_bytes()).as_slice())
        .bind(id)
        .execute(db)
        .await
        .unwrap();
    Person { id, token }
}

fn png() -> Vec<u8> {
    let mut png = io::Cursor::new(Vec::new());
    image::RgbImage::new(900, 300)
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    png.into_inner()
}

fn url(file: &FileView) -> String {
    format!("/api/v1/files/{}", file.id)
}

/// A body without a length that breaks off after `whole`.
fn broken(whole: Vec<u8>) -> impl Stream<Item = io::Result<Bytes>> {
    let end = stream::iter([Err(io::ErrorKind::ConnectionReset.into())]);
    stream::iter([Ok(Bytes::from(whole))]).chain(end)
}

#[tokio::test]
async fn a_picture_is_seen_by_the_other_side_once_it_is_sent() {
    let house = House::new().await;
    let file = house
        .uploaded(&house.customer, "../Semester åäö.png", png())
        .await;
    assert_eq!(
        (file.name.as_str(), file.media_type.as_str()),
        ("Semester åäö.png", "image/png")
    );
    assert_eq!(
        (file.width, file.height, file.preview),
        (Some(900), Some(300), true)
    );

    assert_eq!(
        house.get(&house.customer, &url(&file)).await.status(),
        StatusCode::OK
    );
    let unsent = house.get(&house.advisor, &url(&file)).await;
    assert_eq!(unsent.status(), StatusCode::NOT_FOUND, "not sent yet");
    house
        .log(1, &house.customer, "customer", None, Some(file.id.0))
        .await;

    let whole = house.get(&house.advisor, &url(&file)).await;
    assert_eq!(whole.headers()[CONTENT_TYPE], "image/png");
    assert_eq!(
        whole.headers()[CONTENT_SECURITY_POLICY],
        "sandbox; default-src 'none'"
    );
    assert_eq!(whole.headers()["x-content-type-options"], "nosniff");
    let disposition = whole.headers()[CONTENT_DISPOSITION]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(disposition.starts_with("attachment;"), "{disposition}");
    assert_eq!(whole.bytes().await.unwrap(), png());

    let preview = house
        .get(&house.advisor, &format!("{}/preview", url(&file)))
        .await;
    assert_eq!(preview.headers()[CONTENT_TYPE], "image/jpeg");
    assert_eq!(preview.headers()[CONTENT_DISPOSITION], "inline");
    let preview = image::load_from_memory(&preview.bytes().await.unwrap()).unwrap();
    assert_eq!(preview.width(), 640);

    let part = house
        .ask(&house.advisor, Method::GET, &url(&file))
        .header(RANGE, "bytes=1-3");
    let part = part.send().await.unwrap();
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(
        part.headers()[CONTENT_RANGE],
        format!("bytes 1-3/{}", file.size)
    );
    assert_eq!(part.text().await.unwrap(), "PNG");
}

#[tokio::test]
async fn strangers_find_nothing_and_supervisors_leave_a_trace() {
    let house = House::new().await;
    let file = house
        .uploaded(&house.advisor, "avtal.pdf", "%PDF-1.7\n%")
        .await;
    house
        .log(1, &house.advisor, "advisor", None, Some(file.id.0))
        .await;

    for path in [url(&file), format!("{}/preview", url(&file))] {
        let refused = house.get(&house.stranger, &path).await;
        assert_eq!(refused.status(), StatusCode::NOT_FOUND);
    }
    let refused = house.upload(&house.stranger, house.chat, "x", "hej").await;
    assert_eq!(refused.status(), StatusCode::NOT_FOUND);
    let refused = house
        .upload(&house.customer, house.internal, "x", "hej")
        .await;
    assert_eq!(refused.status(), StatusCode::NOT_FOUND);
    let refused = house
        .upload(&house.supervisor, house.chat, "x", "hej")
        .await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let nobody = Person {
        id: Uuid::nil(),
        token: "forged".into(),
    };
    assert_eq!(
        house.get(&nobody, &url(&file)).await.status(),
        StatusCode::UNAUTHORIZED
    );
    let odd = house
        .get(&house.customer, "/api/v1/files/..%2F..%2Fetc%2Fpasswd")
        .await;
    assert_eq!(odd.status(), StatusCode::NOT_FOUND);

    assert_eq!(
        house.get(&house.customer, &url(&file)).await.status(),
        StatusCode::OK
    );
    assert_eq!(
        house.get(&house.supervisor, &url(&file)).await.status(),
        StatusCode::OK
    );
    assert_eq!(house.audited(&house.supervisor).await, ["file_read"]);
    assert_eq!(house.audited(&house.customer).await, Vec::<String>::new());
    assert_eq!(
        house.stored().len(),
        1,
        "nothing of the refused ones is kept"
    );
}

#[tokio::test]
async fn what_is_taken_back_is_gone() {
    let house = House::new().await;
    let file = house.uploaded(&house.customer, "x.png", png()).await;
    house
        .log(1, &house.customer, "customer", None, Some(file.id.0))
        .await;
    assert_eq!(house.stored().len(), 2);
    house.redact(1).await;
    assert_eq!(
        house.get(&house.advisor, &url(&file)).await.status(),
        StatusCode::NOT_FOUND
    );

    super::remove(&house.server.app, file.id).await.unwrap();
    super::remove(&house.server.app, file.id).await.unwrap();
    assert_eq!(
        house.get(&house.customer, &url(&file)).await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(house.stored().len(), 0);
}

#[tokio::test]
async fn html_that_says_it_is_a_picture_is_bytes() {
    let house = House::new().await;
    let html = "<html><script>alert(document.domain)</script>";
    let file = house.uploaded(&house.customer, "bild.png", html).await;
    assert_eq!(
        (file.media_type.as_str(), file.preview),
        ("application/octet-stream", false)
    );
    let served = house.get(&house.customer, &url(&file)).await;
    assert_eq!(served.headers()[CONTENT_TYPE], "application/octet-stream");
    let preview = house
        .get(&house.customer, &format!("{}/preview", url(&file)))
        .await;
    assert_eq!(preview.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn uploads_that_are_too_large_or_break_off_leave_nothing() {
    let house = House::new().await;
    let large = vec![b'a'; 1024 * 1024 + 1];
    let told = house
        .upload(&house.customer, house.chat, "x", large.clone())
        .await;
    assert_eq!(told.status(), StatusCode::PAYLOAD_TOO_LARGE);

    // Without a length, so that only counting tells. The server may hang up while we still speak.
    let chunks: Vec<io::Result<Bytes>> = large
        .chunks(65_536)
        .map(|c| Ok(Bytes::copy_from_slice(c)))
        .collect();
    let path = format!("/api/v1/conversations/{}/files", house.chat);
    let untold = house
        .ask(&house.customer, Method::POST, &path)
        .body(Body::wrap_stream(stream::iter(chunks)));
    if let Ok(answer) = untold.send().await {
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    }
    let broken = Body::wrap_stream(broken(vec![b'a'; 700_000]));
    let broken = house
        .ask(&house.customer, Method::POST, &path)
        .body(broken)
        .send()
        .await;
    assert!(broken.is_err());

    // The uploads' own tasks end after their connections have.
    house.server.app.lifecycle.shut_down();
    house.server.app.lifecycle.run_to_end().await;
    assert_eq!(house.stored(), Vec::<PathBuf>::new());
    let rows: i64 = sqlx::query_scalar("select count(*) from files")
        .fetch_one(&house.db)
        .await
        .unwrap();
    assert_eq!(rows, 0);
}

#[tokio::test]
async fn what_was_never_sent_is_collected_after_a_day() {
    let house = House::new().await;
    let sent = house.uploaded(&house.customer, "a.txt", "hej").await;
    let unsent = house.uploaded(&house.customer, "b.txt", "hej").await;
    house
        .log(1, &house.customer, "customer", None, Some(sent.id.0))
        .await;

    let app = &house.server.app;
    assert_eq!(collect(&app.files, &app.db, &app.clock).await.unwrap(), 0);
    let tomorrow = app.clock.now() + Duration::from_secs(25 * 60 * 60);
    let clock = Clock::Manual(ManualClock::at(tomorrow));
    assert_eq!(collect(&app.files, &app.db, &clock).await.unwrap(), 1);
    assert_eq!(collect(&app.files, &app.db, &clock).await.unwrap(), 0);
    assert_eq!(
        house.get(&house.customer, &url(&unsent)).await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        house.get(&house.customer, &url(&sent)).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn what_a_killed_server_left_half_written_is_removed_after_a_day() {
    let house = House::new().await;
    let file = house.uploaded(&house.customer, "a.txt", "hej").await;
    house
        .log(1, &house.customer, "customer", None, Some(file.id.0))
        .await;
    let originals = house.data.path().join("files/originals");
    for name in ["0191f0a0-0000-7000-8000-000000000000#1", "0191f0a0#2"] {
        std::fs::write(originals.join(name), "half").unwrap();
    }
    let app = &house.server.app;
    let sweep = sweep_on(app.files.sweep().unwrap(), &app.clock).await;
    assert_eq!(house.stored().len(), 3, "they may still be coming");
    let tomorrow = app.clock.now() + Duration::from_secs(25 * 60 * 60);
    let clock = Clock::Manual(ManualClock::at(tomorrow));
    sweep_on(sweep.unwrap(), &clock).await.unwrap();
    assert_eq!(house.stored().len(), 1);
    assert_eq!(
        house.get(&house.customer, &url(&file)).await.status(),
        StatusCode::OK
    );
}

#[test]
fn ids_of_a_second_lie_between_its_first_and_the_nexts() {
    let clock = Clock::Manual(ManualClock::at(Clock::System.now()));
    let (now, id) = (clock.now(), clock.uuid());
    assert!(first_id(now, Duration::from_secs(1)) < id);
    assert!(id < first_id(now + Duration::from_secs(1), Duration::ZERO));
}
