//! A server with a queue, its staff and a customer, for tests that try what each of them may do.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use loadtest::{Api, Identity, RawSocket};
use reqwest::Method;
use sha2::{Digest, Sha256};
use signaling::protocol::{
    ClientId, Command, ConversationId, EntryId, FileId, FileView, JoinForm, LeftMessageForm,
    LeftMessageId, LeftReceipt, MessageText, NewUpload, PersonId, QueueId, Reply, Resume,
    ServerFrame, SignInId, StaffRole, UploadId, UploadView, WireError,
};
use sqlx::PgPool;
use tempfile::TempDir;

use super::world::clamd::files_in;
use crate::{
    app::{self, Server},
    clock::Clock,
    config::Config,
    db::testing::TestDatabase,
    identity::Caller,
    lifecycle::Lifecycle,
    queues,
};

/// A server that listens, and what a test knows of it.
pub(super) struct House {
    pub(super) server: Server,
    pub(super) db: PgPool,
    pub(super) api: Api,
    /// Always open.
    pub(super) queue: QueueId,
    data: TempDir,
}

/// Somebody signed in.
#[derive(Clone)]
pub(super) struct Person {
    pub(super) id: PersonId,
    pub(super) token: String,
    pub(super) caller: Caller,
}

impl Person {
    /// A bearer: staff too can show their secret so, and no cookie means no question of origin.
    pub(super) fn identity(&self) -> Identity {
        Identity::Visitor(self.token.clone())
    }
}

/// A customer's visit.
#[derive(Clone, Copy)]
pub(super) struct Visit {
    pub(super) entry: EntryId,
    pub(super) conversation: ConversationId,
}

impl House {
    pub(super) async fn new() -> Self {
        Self::with(&[("SAMTAL_RATE_LIMITS", "off")]).await
    }

    /// With settings of the operator's.
    pub(super) async fn with(settings: &'static [(&'static str, &'static str)]) -> Self {
        Self::at(Clock::System, settings).await
    }

    /// With a clock that a test holds in its hand.
    pub(super) async fn at(
        clock: Clock,
        settings: &'static [(&'static str, &'static str)],
    ) -> Self {
        super::show_faults();
        let database = TestDatabase::create().await;
        let db = database.pool().await;
        // A test may do everything in the database; the server may not.
        let servers = database.servers_pool().await;
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().to_str().unwrap().to_owned();
        let config = Config::from_lookup(|variable| {
            let set = settings.iter().find(|(name, _)| *name == variable);
            Ok(match variable {
                "SAMTAL_LISTEN" => Some("127.0.0.1:0".to_owned()),
                "SAMTAL_DATA" => Some(folder.clone()),
                _ => set.map(|(_, value)| (*value).to_owned()),
            })
        });
        let queue = QueueId(Clock::System.uuid());
        create_queue(&db, queue, "familj").await;
        let lifecycle = Lifecycle::new(Duration::from_secs(3));
        let server = app::start(config.unwrap(), lifecycle, clock, servers)
            .await
            .unwrap();
        let api = Api::new(&format!("http://{}", server.address));
        Self {
            server,
            db,
            api,
            queue,
            data,
        }
    }

    /// Waits until the server has said that it is here: before that it takes no room.
    pub(super) async fn is_here(&self) {
        let here = async {
            let node = "select exists (select from nodes)";
            while !sqlx::query_scalar::<_, bool>(node)
                .fetch_one(&self.db)
                .await
                .unwrap()
            {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), here)
            .await
            .unwrap();
    }

    pub(super) async fn customer(&self, name: &str) -> Person {
        self.person(name, None).await
    }

    pub(super) async fn staff(&self, name: &str, role: StaffRole) -> Person {
        self.person(name, Some(role)).await
    }

    /// An advisor of the house's queue.
    pub(super) async fn advisor(&self, name: &str) -> Person {
        let advisor = self.staff(name, StaffRole::Advisor).await;
        sqlx::query("insert into queue_staff (queue_id, person_id) values ($1, $2)")
            .bind(self.queue.0)
            .bind(advisor.id.0)
            .execute(&self.db)
            .await
            .unwrap();
        advisor
    }

    async fn person(&self, name: &str, staff: Option<StaffRole>) -> Person {
        let id = Clock::System.uuid();
        sqlx::query("insert into people (id, kind, name, email) values ($1, $2, $3, $4)")
            .bind(id)
            .bind(if staff.is_some() { "staff" } else { "visitor" })
            .bind(name)
            .bind(format!("{id}@linden.example"))
            .execute(&self.db)
            .await
            .unwrap();
        if let Some(role) = staff {
            sqlx::query("insert into staff (person_id, role) values ($1, $2)")
                .bind(id)
                .bind(role)
                .execute(&self.db)
                .await
                .unwrap();
        }
        self.session(PersonId(id), name, staff, "1 day").await
    }

    /// The same person with a session of its own that lasts for `life`.
    pub(super) async fn again(&self, person: &Person, life: &str) -> Person {
        self.session(person.id, &person.caller.name, person.caller.staff, life)
            .await
    }

    async fn session(
        &self,
        id: PersonId,
        name: &str,
        staff: Option<StaffRole>,
        life: &str,
    ) -> Person {
        let token = URL_SAFE_NO_PAD.encode(Sha256::digest(Clock::System.uuid()));
        let session: [u8; 32] = Sha256::digest(token.as_bytes()).into();
        sqlx::query("insert into sessions (token_hash, person_id, expires_at) values ($1, $2, now() + $3::interval)")
            .bind(session.as_slice())
            .bind(id.0)
            .bind(life)
            .execute(&self.db)
            .await
            .unwrap();
        Person {
            id,
            token,
            caller: Caller {
                name: name.to_owned(),
                session,
                ..Caller::invented(id, staff)
            },
        }
    }

    /// `customer` has begun a sign-in that somebody outside is to confirm.
    pub(super) async fn signing_in(&self, customer: &Person) -> SignInId {
        let id = SignInId(Clock::System.uuid());
        sqlx::query(
            "insert into sign_ins (id, provider, purpose, browser, visitor_id, created_at, expires_at)
             values ($1, 'bankid', 'sign_in', $2, $3, now(), now() + interval '10 minutes')",
        )
        .bind(id.0)
        .bind([7_u8; 32].as_slice())
        .bind(customer.id.0)
        .execute(&self.db)
        .await
        .unwrap();
        id
    }

    /// `customer` stands in line.
    pub(super) async fn waiting(&self, customer: &Person) -> Visit {
        let form = JoinForm {
            queue: self.queue,
            name: customer.caller.name.clone(),
            subject: "Bodelning".into(),
            language: "sv".into(),
        };
        let entry = queues::join(&self.server.app, &customer.caller, form)
            .await
            .unwrap();
        Visit {
            entry: entry.id,
            conversation: entry.conversation,
        }
    }

    /// `customer` is asked about: only `advisor` may answer.
    pub(super) async fn offered(&self, customer: &Person, advisor: &Person) -> Visit {
        let visit = self.waiting(customer).await;
        sqlx::query(
            r#"
            update entries
            set state = 'offered', offered_to = $2, offered_at = now(),
                offer_until = now() + interval '1 hour', offer_why = '{"type": "by_name"}'
            where id = $1
            "#,
        )
        .bind(visit.entry.0)
        .bind(advisor.id.0)
        .execute(&self.db)
        .await
        .unwrap();
        visit
    }

    /// `customer` talks with `advisor`.
    pub(super) async fn talking(&self, customer: &Person, advisor: &Person) -> Visit {
        let visit = self.waiting(customer).await;
        queues::take_over(&self.server.app, &advisor.caller, visit.entry)
            .await
            .unwrap();
        visit
    }

    /// `customer` has left a message.
    pub(super) async fn left(&self, customer: &Person) -> LeftMessageId {
        self.leaves(customer, None).await.left
    }

    /// The same for somebody who perhaps asks to be called, when it suits.
    pub(super) async fn leaves(&self, customer: &Person, callback: Option<&str>) -> LeftReceipt {
        self.leaves_at(customer, callback, "070-174 06 05").await
    }

    /// The same with a number of their own choice.
    pub(super) async fn leaves_at(
        &self,
        customer: &Person,
        callback: Option<&str>,
        phone: &str,
    ) -> LeftReceipt {
        let form = LeftMessageForm {
            queue: self.queue,
            client_id: new_client_id(),
            name: "Anna".into(),
            email: String::new(),
            phone: phone.into(),
            text: text("Ring mig."),
            language: "sv".into(),
            callback: callback.map(str::to_owned),
        };
        queues::leave_message(&self.server.app, &customer.caller, form)
            .await
            .unwrap()
    }

    /// `author` says something; gives its seq.
    pub(super) async fn says(&self, author: &Person, to: ConversationId, words: &str) -> i64 {
        let command = Command::Send {
            conversation: to,
            client_id: new_client_id(),
            text: text(words),
        };
        match self
            .api
            .command(&author.identity(), &command)
            .await
            .unwrap()
        {
            Reply::Sent(sent) => sent.seq,
            other => panic!("{other:?}"),
        }
    }

    /// `author` uploads a picture; it isn't sent yet.
    pub(super) async fn uploads(&self, author: &Person, to: ConversationId) -> FileId {
        self.upload(author, to, "bild.png", png()).await.id
    }

    pub(super) async fn upload(
        &self,
        author: &Person,
        to: ConversationId,
        name: &str,
        bytes: Vec<u8>,
    ) -> FileView {
        self.api
            .upload(&author.identity(), to, name, bytes)
            .await
            .unwrap()
    }

    /// `author` begins a file in parts, and sends none yet.
    pub(super) async fn begins_upload(&self, author: &Person, to: ConversationId) -> UploadId {
        let new = NewUpload {
            name: "film.mp4".into(),
            size: 5,
        };
        let path = format!("/api/v1/conversations/{to}/uploads");
        let request = self.api.request(Method::POST, &path, &author.identity());
        let answer = request.json(&new).send().await.unwrap();
        answer.json::<UploadView>().await.unwrap().id
    }

    /// How many objects the file store holds.
    pub(super) fn kept_objects(&self) -> usize {
        files_in(&self.data.path().join("files"))
    }

    /// The log as its customer reads it.
    pub(super) async fn reads(
        &self,
        reader: &Person,
        conversation: ConversationId,
    ) -> Vec<signaling::protocol::Message> {
        let open = Command::Open {
            from: Resume {
                conversation,
                after: 0,
            },
        };
        match self.api.command(&reader.identity(), &open).await.unwrap() {
            Reply::Conversation(view) => view.messages,
            other => panic!("{other:?}"),
        }
    }

    /// A socket on which nothing has been said.
    pub(super) async fn socket(&self) -> RawSocket {
        RawSocket::open(self.api.base(), &Identity::Nobody)
            .await
            .unwrap()
    }

    /// A socket of `person`.
    pub(super) async fn signed_in(&self, person: &Person) -> RawSocket {
        let mut socket = self.socket().await;
        socket.hello(1, Some(person.token.clone())).await.unwrap();
        ok(&mut socket, 1).await;
        socket
    }
}

/// The good answer to a command.
pub(super) async fn ok(socket: &mut RawSocket, id: u64) -> Reply {
    match socket.reply(id).await {
        Some(ServerFrame::Reply {
            ok: Some(reply), ..
        }) => reply,
        other => panic!("{id}: {other:?}"),
    }
}

/// The refusal of a command.
pub(super) async fn refused(socket: &mut RawSocket, id: u64) -> WireError {
    match socket.reply(id).await {
        Some(ServerFrame::Reply {
            error: Some(error), ..
        }) => error,
        other => panic!("{id}: {other:?}"),
    }
}

pub(super) fn new_client_id() -> ClientId {
    ClientId(Clock::System.uuid())
}

pub(super) fn text(text: &str) -> MessageText {
    MessageText::parse(text.to_owned()).unwrap()
}

/// A picture large enough to have a preview.
pub(super) fn png() -> Vec<u8> {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(900, 300)
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    png.into_inner()
}

async fn create_queue(db: &PgPool, id: QueueId, slug: &str) {
    let all_day = serde_json::json!([{ "from": "00:00", "to": "24:00" }]);
    let days = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let weekly: serde_json::Map<_, _> = days
        .iter()
        .map(|day| ((*day).to_owned(), all_day.clone()))
        .collect();
    let name = serde_json::json!({ "sv": "Familj", "en": "Family" });
    let thresholds = serde_json::json!({ "amber_wait_s": 60, "red_wait_s": 120, "amber_waiting": 3, "red_waiting": 6 });
    sqlx::query(
        "insert into queues (id, slug, name, about, hours, thresholds, cap) values ($1, $2, $3, $3, $4, $5, 10000)",
    )
    .bind(id.0)
    .bind(slug)
    .bind(name)
    .bind(serde_json::json!({ "zone": "UTC", "weekly": weekly }))
    .bind(thresholds)
    .execute(db)
    .await
    .unwrap();
}
