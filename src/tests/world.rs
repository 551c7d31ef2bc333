//! Where stories happen: servers, the database they share, Redis between them, and the people at both ends.

pub(super) mod clamd;
mod redis;

use std::{
    net::SocketAddr,
    ops::Deref,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};

use futures_util::future::join_all;
use loadtest::{Api, Chat, Client, Identity, Log, Options, new_client_id};
use redis::Redis;
use serde_json::json;
use signaling::protocol::{
    AdvisorState, Command, Content, ConversationId, DeskEntry, EntryId, EntryState, EntryView,
    ErrorCode, Event, Message, PersonId, QueueId, QueueSettings, Reply, StaffRole, Topic,
    WaitAction, WallView, WireError,
};
use sqlx::{PgPool, postgres::PgConnectOptions};
use tempfile::TempDir;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    runtime::Runtime,
    sync::OnceCell,
};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use crate::{
    app::{self, Ctx},
    clock::{Clock, ManualClock},
    config::Config,
    db::{self, testing, testing::TestDatabase},
    identity::{self, Cost, NewStaff, Password},
    lifecycle::{Ending, Lifecycle},
    simulators::Mailbox,
};

/// Longer than anything takes, also on a machine that compiles at the same time.
const PATIENCE: Duration = Duration::from_secs(60);
pub(super) const PASSWORD: &str = "ett lösen för berättelser";

/// Servers, their database and what lies between.
pub(super) struct World {
    nodes: Vec<Node>,
    /// The truth, to be looked at.
    pub(super) db: PgPool,
    /// A queue that is always open.
    pub(super) queue: QueueId,
    clock: Clock,
    options: PgConnectOptions,
    redis: Option<Redis>,
    folder: TempDir,
    /// What its servers are told besides.
    settings: Vec<(&'static str, String)>,
    hired: AtomicU16,
}

impl World {
    /// One server on a database of its own.
    pub(super) async fn new() -> Self {
        let database = TestDatabase::create().await;
        Self::on(database.options, Clock::System, 1, None).await
    }

    /// One server whose clock stands still at nine on a Monday, and the hand that moves it.
    pub(super) async fn with_clock() -> (Self, ManualClock) {
        let hand = ManualClock::at("2026-11-23T09:00:00Z".parse().expect("a time"));
        let database = TestDatabase::create().await;
        let world = Self::on(database.options, Clock::Manual(hand.clone()), 1, None).await;
        (world, hand)
    }

    /// Two servers on one database and one Redis. People stand before doors that can be made to lead to the other one.
    pub(super) async fn of_two() -> Self {
        let database = TestDatabase::create().await;
        let socket = std::env::temp_dir().join(format!("samtal-redis-{}.sock", new_client_id()));
        Self::on(
            database.options,
            Clock::System,
            2,
            Some(Redis::start(socket).await),
        )
        .await
    }

    /// Two servers as in [`World::of_two`], on a database that somebody else looks after.
    pub(super) async fn of_two_on(options: PgConnectOptions) -> Self {
        let socket = std::env::temp_dir().join(format!("samtal-redis-{}.sock", new_client_id()));
        Self::on(options, Clock::System, 2, Some(Redis::start(socket).await)).await
    }

    /// Two servers whose clocks one hand moves.
    pub(super) async fn of_two_with_clock() -> (Self, ManualClock) {
        let hand = ManualClock::at("2026-11-23T09:00:00Z".parse().expect("a time"));
        let database = TestDatabase::create().await;
        let socket = std::env::temp_dir().join(format!("samtal-redis-{}.sock", new_client_id()));
        let redis = Some(Redis::start(socket).await);
        (
            Self::on(database.options, Clock::Manual(hand.clone()), 2, redis).await,
            hand,
        )
    }

    /// Two servers whose clocks one hand moves, with settings of the operator's.
    pub(super) async fn of_two_with(
        hand: &ManualClock,
        settings: Vec<(&'static str, String)>,
    ) -> Self {
        let database = TestDatabase::create().await;
        let socket = std::env::temp_dir().join(format!("samtal-redis-{}.sock", new_client_id()));
        let redis = Some(Redis::start(socket).await);
        let clock = Clock::Manual(hand.clone());
        Self::set_up(database.options, clock, 2, redis, settings).await
    }

    /// One server on a database that somebody else looks after.
    pub(super) async fn on_database(options: PgConnectOptions) -> Self {
        Self::on(options, Clock::System, 1, None).await
    }

    async fn on(
        options: PgConnectOptions,
        clock: Clock,
        nodes: usize,
        redis: Option<Redis>,
    ) -> Self {
        Self::set_up(options, clock, nodes, redis, Vec::new()).await
    }

    async fn set_up(
        options: PgConnectOptions,
        clock: Clock,
        nodes: usize,
        redis: Option<Redis>,
        settings: Vec<(&'static str, String)>,
    ) -> Self {
        super::show_faults();
        db::migrate(options.clone())
            .await
            .expect("the migrations work");
        let db = testing::as_owner(options.clone(), 3).await;
        let queue = QueueId(clock.uuid());
        let mut world = Self {
            nodes: Vec::new(),
            db,
            queue,
            clock,
            options,
            redis,
            folder: tempfile::tempdir().expect("a folder"),
            settings,
            hired: AtomicU16::new(0),
        };
        world.add_queue(queue, "raad").await;
        for _ in 0..nodes {
            let node = world.start("127.0.0.1:0").await;
            world.nodes.push(node);
        }
        if nodes > 1 {
            for node in &mut world.nodes {
                node.door = Some(Door::to(node.address).await);
            }
        }
        world
    }

    async fn start(&self, listen: &str) -> Node {
        let data = self
            .folder
            .path()
            .to_str()
            .expect("a path in UTF-8")
            .to_owned();
        let redis = self.redis.as_ref().map(Redis::url);
        let config = Config::from_lookup(|variable| {
            Ok(match variable {
                "SAMTAL_LISTEN" => Some(listen.to_owned()),
                "SAMTAL_DATA" => Some(data.clone()),
                "SAMTAL_RATE_LIMITS" => Some("off".to_owned()),
                "SAMTAL_MEDIA_PORT" => Some("0".to_owned()),
                "SAMTAL_MAX_SOCKETS_PER_ADDRESS" => Some("5000".to_owned()),
                "REDIS_URL" => redis.clone(),
                other => {
                    let set = self.settings.iter().find(|(name, _)| *name == other);
                    set.map(|(_, value)| value.clone())
                }
            })
        })
        .expect("settings that can be used");
        // A runtime of its own: dropping it is what SIGKILL is to a process.
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build();
        let runtime = runtime.expect("a runtime");
        let lifecycle = Lifecycle::new(Duration::from_secs(30));
        let (options, clock, shared) =
            (self.options.clone(), self.clock.clone(), lifecycle.clone());
        let started = runtime.spawn(async move {
            let pool = db::connect(options, 8).await?;
            app::start(config, shared, clock, pool).await
        });
        let server = started.await.expect("no panic").expect("the server starts");
        Node {
            runtime: Some(runtime),
            app: server.app,
            address: server.address,
            lifecycle,
            door: None,
        }
    }

    /// A server's inside.
    pub(super) fn app(&self, node: usize) -> &Ctx {
        &self.nodes[node].app
    }

    /// A server's HTTP side.
    pub(super) fn api(&self, node: usize) -> Api {
        Api::new(&self.base(node))
    }

    /// Where people find a server.
    pub(super) fn base(&self, node: usize) -> String {
        let node = &self.nodes[node];
        let address = node.door.as_ref().map_or(node.address, |door| door.address);
        format!("http://{address}")
    }

    /// What the mail simulator has received.
    pub(super) fn mailbox(&self) -> &Mailbox {
        &self.nodes[0]
            .app
            .simulators
            .as_ref()
            .expect("simulators in development")
            .mailbox
    }

    /// Ends a server without a word, as SIGKILL does; whoever stood before its door comes to the other one.
    pub(super) fn kill(&mut self, node: usize) {
        let other = self.nodes[1 - node].address;
        if let Some(door) = &self.nodes[node].door {
            door.lead_to(other);
        }
        self.kill_with_its_people(node);
    }

    /// As [`World::kill`], but its door leads nowhere: those before it are gone too.
    pub(super) fn kill_with_its_people(&mut self, node: usize) {
        self.nodes[node]
            .runtime
            .take()
            .expect("it lives")
            .shutdown_background();
    }

    /// Stops a server as SIGTERM does and starts it again where it was.
    pub(super) async fn restart(&mut self, node: usize) {
        let lifecycle = self.nodes[node].lifecycle.clone();
        let ending = async move {
            lifecycle.shut_down();
            lifecycle.run_to_end().await
        };
        let runtime = self.nodes[node].runtime.take().expect("it lives");
        assert_eq!(
            runtime.spawn(ending).await.expect("no panic"),
            Ending::Clean
        );
        runtime.shutdown_background();
        self.nodes[node] = self.start(&self.nodes[node].address.to_string()).await;
    }

    /// Kills Redis.
    pub(super) async fn kill_redis(&mut self) {
        self.redis.as_mut().expect("there is one").kill().await;
    }

    /// Starts it again at the same address, with nothing in it.
    pub(super) async fn revive_redis(&mut self) {
        self.redis.as_mut().expect("there was one").revive().await;
    }

    /// Another queue, always open.
    pub(super) async fn add_queue(&self, id: QueueId, slug: &str) {
        let day = json!([{"from": "00:00", "to": "24:00"}]);
        let weekly = json!({"monday": day, "tuesday": day, "wednesday": day, "thursday": day, "friday": day,
            "saturday": day, "sunday": day});
        let name = json!({"sv": format!("Kön {slug}"), "en": format!("Queue {slug}")});
        let limits =
            json!({"amber_wait_s": 60, "red_wait_s": 120, "amber_waiting": 5, "red_waiting": 10});
        sqlx::query(
            "insert into queues (id, slug, name, about, hours, cap, thresholds) values ($1, $2, $3, $3, $4, 5000, $5)",
        )
        .bind(id.0)
        .bind(slug)
        .bind(name)
        .bind(json!({"zone": "UTC", "weekly": weekly}))
        .bind(limits)
        .execute(&self.db)
        .await
        .expect("a queue can be made");
    }

    /// Changes the queue as a supervisor does.
    pub(super) async fn change_queue(&self, by: &Staff, change: impl FnOnce(&mut QueueSettings)) {
        let Ok(Reply::Settings(all)) = by.call(Command::Settings).await else {
            panic!("no settings")
        };
        let mut settings = all
            .into_iter()
            .find(|settings| settings.id == self.queue)
            .expect("our queue");
        change(&mut settings);
        by.call(Command::SetQueue { settings })
            .await
            .expect("the settings can be used");
    }

    /// Nobody waits longer than a minute from now on; gives the supervisor who said so.
    pub(super) async fn waits_a_minute(&self, then: WaitAction) -> Staff {
        let siv = self.supervisor("Siv").await;
        self.change_queue(&siv, |queue| {
            (queue.longest_wait_s, queue.wait_action) = (60, then);
        })
        .await;
        siv
    }

    /// A visitor, connected.
    pub(super) async fn customer(&self, name: &str) -> Customer {
        self.customer_at(0, name).await
    }

    /// A visitor before the door of a certain server.
    pub(super) async fn customer_at(&self, node: usize, name: &str) -> Customer {
        self.customer_with(node, options(name)).await
    }

    /// A visitor whose client behaves in a certain way.
    pub(super) async fn customer_with(&self, node: usize, options: Options) -> Customer {
        let identity = self.visitor(node).await;
        self.enters(node, identity, options).await
    }

    /// A visitor's token; nothing is connected.
    pub(super) async fn visitor(&self, node: usize) -> Identity {
        Identity::Visitor(
            self.api(node)
                .new_visitor()
                .await
                .expect("anybody may come")
                .token,
        )
    }

    /// A visitor who is known already, on another device or by another door.
    pub(super) async fn enters(
        &self,
        node: usize,
        identity: Identity,
        options: Options,
    ) -> Customer {
        let name = options.name.clone();
        let client = Client::connect_with(&self.base(node), identity.clone(), options)
            .await
            .expect("let in");
        Customer {
            client,
            identity,
            queue: self.queue,
            name,
        }
    }

    /// An advisor at work, with room for three.
    pub(super) async fn advisor(&self, name: &str) -> Staff {
        self.advisor_at(0, name, 3).await
    }

    /// An advisor at work before the door of a certain server.
    pub(super) async fn advisor_at(&self, node: usize, name: &str, capacity: i32) -> Staff {
        let staff = self
            .employ(node, name, StaffRole::Advisor, capacity, &[self.queue])
            .await;
        staff.is(AdvisorState::Available).await;
        staff
    }

    /// A supervisor, who takes no chats.
    pub(super) async fn supervisor(&self, name: &str) -> Staff {
        self.employ(0, name, StaffRole::Supervisor, 1, &[]).await
    }

    /// Somebody of the staff, signed in and connected, not available yet.
    pub(super) async fn employ(
        &self,
        node: usize,
        name: &str,
        role: StaffRole,
        capacity: i32,
        queues: &[QueueId],
    ) -> Staff {
        static HASH: OnceCell<String> = OnceCell::const_new();
        let password = Password::choose(PASSWORD).expect("good enough");
        let hashed = async || {
            identity::hash(password, Cost::LoadTest)
                .await
                .expect("hashed")
        };
        let number = self.hired.fetch_add(1, Ordering::Relaxed);
        let email = format!("{number}@raad.example");
        let new = NewStaff {
            name: name.to_owned(),
            email: email.clone(),
            title: "Rådgivare".to_owned(),
            role,
            languages: vec!["sv".to_owned()],
            skills: vec![],
            capacity,
            password_hash: HASH.get_or_init(hashed).await.clone(),
        };
        let person = PersonId(self.clock.uuid());
        let mut conn = self.db.acquire().await.expect("the database answers");
        identity::create_staff(&mut conn, person, &new)
            .await
            .expect("employed");
        for queue in queues {
            let serves =
                sqlx::query("insert into queue_staff (queue_id, person_id) values ($1, $2)");
            serves
                .bind(queue.0)
                .bind(person.0)
                .execute(&mut *conn)
                .await
                .expect("serves");
        }
        drop(conn);
        let (identity, _) = self
            .api(node)
            .sign_in(&email, PASSWORD)
            .await
            .expect("signed in");
        let client = Client::connect_with(&self.base(node), identity.clone(), options(name))
            .await
            .expect("let in");
        client.desk().await.expect("a desk");
        Staff { client, identity }
    }

    /// Two people who talk.
    pub(super) async fn conversation(&self) -> (Chat, Chat) {
        let (anna, bo) = (self.customer("Anna").await, self.advisor("Bo").await);
        let (_, hers, his) = self.talk(&anna, &bo).await;
        (hers, his)
    }

    /// A customer joins and an advisor takes them; nobody else must be waiting.
    pub(super) async fn talk(
        &self,
        customer: &Customer,
        advisor: &Staff,
    ) -> (DeskEntry, Chat, Chat) {
        let entry = customer.joins().await;
        let hers = customer.chat(entry.conversation).await.expect("her own");
        let taken = advisor.takes(&entry).await;
        let his = advisor.chat(entry.conversation).await.expect("his own");
        customer.becomes(EntryState::Active).await;
        (taken, hers, his)
    }

    /// A log as Postgres has it, a line a row.
    pub(super) async fn truth(&self, conversation: ConversationId) -> Vec<String> {
        let lines = sqlx::query_scalar(
            "select concat_ws(' ', seq, client_id, case
               when redacted_at is not null then 'redacted'
               when kind = 'text' then body
               when target_seq is not null then kind || ' of ' || target_seq
               else kind
             end)
             from messages
             where conversation_id = $1
             order by seq",
        );
        lines
            .bind(conversation.0)
            .fetch_all(&self.db)
            .await
            .expect("the database answers")
    }

    /// Waits until a client has the whole log, and compares each row with Postgres.
    pub(super) async fn agrees_with(&self, chat: &Chat) {
        let truth = self.truth(chat.conversation).await;
        let head = i64::try_from(truth.len()).expect("a length");
        let complete = |log: &Log| {
            (log.last() >= head).then(|| log.rows().iter().map(shown).collect::<Vec<_>>())
        };
        let held = chat
            .client
            .wait_for_log(chat.conversation, "the whole log", complete)
            .await;
        let held = held.unwrap_or_else(|waited| panic!("{waited}"));
        assert!(
            truth.ends_with(&held),
            "{} holds {held:#?} but Postgres {truth:#?}",
            chat.client.hello().name
        );
        let log = chat.log();
        assert_eq!(
            (log.repeated(), log.early()),
            (0, 0),
            "rows came again or early"
        );
    }

    /// One number of the database's.
    pub(super) async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql)
            .fetch_one(&self.db)
            .await
            .expect("a number")
    }

    /// Asks the database until `sql` is true.
    pub(super) async fn until(&self, sql: &'static str) {
        let true_at_last = async {
            while !sqlx::query_scalar::<_, bool>(sql)
                .fetch_one(&self.db)
                .await
                .expect("true or false")
            {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, true_at_last)
            .await
            .expect(sql);
    }

    /// Where an entry is, and with whom.
    pub(super) async fn entry(&self, id: EntryId) -> (String, Option<PersonId>) {
        let found =
            sqlx::query_as("select state, advisor_id from entries where id = $1").bind(id.0);
        let (state, advisor): (String, Option<Uuid>) =
            found.fetch_one(&self.db).await.expect("it is there");
        (state, advisor.map(PersonId))
    }
}

fn shown(row: &Message) -> String {
    let what = match &row.content {
        Content::Text { text } => text.clone(),
        Content::File { .. } => "file".to_owned(),
        Content::Redacted => "redacted".to_owned(),
        Content::Edit { target, .. } => format!("edit of {target}"),
        Content::Redact { target } => format!("redact of {target}"),
        Content::Notice { .. } => "notice".to_owned(),
    };
    format!("{} {} {what}", row.seq, row.client_id)
}

/// How a client in a story behaves.
pub(super) fn options(name: &str) -> Options {
    Options {
        // The server's own word decides, however long it takes.
        answer_within: PATIENCE,
        patience: PATIENCE,
        ..Options::story(name)
    }
}

/// Says many things at once; in which order they land is the server's to say.
pub(super) async fn says_at_once(chat: &Chat, texts: impl Iterator<Item = String>) {
    join_all(texts.map(async |text| chat.says(&text).await)).await;
}

/// What must be refused, and how.
pub(super) fn refused<T: std::fmt::Debug>(result: Result<T, WireError>) -> ErrorCode {
    result.expect_err("it was allowed").code
}

/// A running server.
struct Node {
    runtime: Option<Runtime>,
    app: Ctx,
    address: SocketAddr,
    lifecycle: Lifecycle,
    door: Option<Door>,
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// An address that leads to a server, as a load balancer's does.
struct Door {
    address: SocketAddr,
    target: std::sync::Arc<Mutex<SocketAddr>>,
}

impl Door {
    async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("own address");
        let target = std::sync::Arc::new(Mutex::new(server));
        let leads = target.clone();
        let visits = TaskTracker::new();
        TaskTracker::new().spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let server = *leads.lock().unwrap_or_else(PoisonError::into_inner);
                visits.spawn(async move {
                    // Whoever ends it, the other side sees the end.
                    if let Ok(mut server) = TcpStream::connect(server).await {
                        copy_bidirectional(&mut client, &mut server).await.ok();
                    }
                });
            }
        });
        Self { address, target }
    }

    fn lead_to(&self, server: SocketAddr) {
        *self.target.lock().unwrap_or_else(PoisonError::into_inner) = server;
    }
}

/// A visitor.
pub(super) struct Customer {
    client: Client,
    pub(super) identity: Identity,
    queue: QueueId,
    name: String,
}

impl Deref for Customer {
    type Target = Client;
    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Customer {
    /// Stands in line.
    pub(super) async fn joins(&self) -> EntryView {
        self.mine().await.expect("one's own");
        self.join(self.queue, &self.name)
            .await
            .expect("let into the line")
    }

    /// Waits until the own entry is in a state.
    pub(super) async fn becomes(&self, state: EntryState) -> EntryView {
        self.told("a state of the entry", |entry| entry.state == state)
            .await
    }

    /// Waits until told of a place in line.
    pub(super) async fn stands_at(&self, position: u32) -> EntryView {
        let at =
            |entry: &EntryView| entry.state == EntryState::Waiting && entry.position == position;
        self.told("a place in line", at).await
    }

    /// Waits until told this of the own entry.
    pub(super) async fn told(&self, what: &str, wanted: impl Fn(&EntryView) -> bool) -> EntryView {
        let pick = |event: &Event| match event {
            Event::Entry { entry } if wanted(entry) => Some(entry.clone()),
            _ => None,
        };
        self.expect(what, pick).await
    }
}

/// Somebody of the staff.
pub(super) struct Staff {
    client: Client,
    pub(super) identity: Identity,
}

impl Deref for Staff {
    type Target = Client;
    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Staff {
    /// Says whether one takes chats.
    pub(super) async fn is(&self, state: AdvisorState) {
        self.set_state(state).await.expect("staff may");
    }

    /// Waits for the offer of this entry and takes it.
    pub(super) async fn takes(&self, entry: &EntryView) -> DeskEntry {
        self.is_offered(entry).await;
        self.accept(entry.id).await.expect("it was offered")
    }

    /// Waits until the wall shows what is wanted.
    pub(super) async fn sees_wall(
        &self,
        what: &str,
        wanted: impl Fn(&WallView) -> bool,
    ) -> WallView {
        let pick = |event: &Event| match event {
            Event::Wall { wall } if wanted(wall) => Some((**wall).clone()),
            _ => None,
        };
        self.expect(what, pick).await
    }

    /// Waits for the next offer, which must be of this entry.
    pub(super) async fn is_offered(&self, entry: &EntryView) -> signaling::protocol::OfferView {
        let offer = self
            .offer()
            .await
            .unwrap_or_else(|waited| panic!("{waited}"));
        assert_eq!(
            offer.entry, entry.id,
            "somebody else was offered: {offer:?}"
        );
        offer
    }

    /// Waits until told that an offer is gone.
    pub(super) async fn loses_offer(&self, entry: EntryId) {
        let pick = |event: &Event| {
            matches!(event, Event::OfferGone { entry: gone } if *gone == entry).then_some(())
        };
        self.expect("an offer gone", pick).await;
    }

    /// Waits until told that a conversation is no longer one's own.
    pub(super) async fn loses(&self, entry: EntryId) {
        let pick = |event: &Event| {
            matches!(event, Event::DeskEntryGone { entry: gone } if *gone == entry).then_some(())
        };
        self.expect("a conversation gone", pick).await;
    }

    /// Waits until told of an own conversation in a state.
    pub(super) async fn has(&self, entry: EntryId, state: EntryState) -> DeskEntry {
        let pick = |event: &Event| match event {
            Event::DeskEntry { entry: mine } if mine.entry == entry && mine.state == state => {
                Some((**mine).clone())
            }
            _ => None,
        };
        self.expect("a conversation of one's own", pick).await
    }

    /// Waits until told that the customer of an own conversation is there, or isn't.
    pub(super) async fn has_customer(&self, entry: EntryId, present: bool) {
        let pick = |event: &Event| match event {
            Event::DeskEntry { entry: mine } => {
                (mine.entry == entry && mine.customer.present == present).then_some(())
            }
            _ => None,
        };
        self.expect("a customer's presence", pick).await;
    }

    /// Waits until told that a colleague is there, or isn't.
    pub(super) async fn sees_colleague(&self, who: PersonId, present: bool) {
        self.subscribe(Topic::Staff).await.expect("staff may");
        let pick = |event: &Event| match event {
            Event::Advisor { advisor } => {
                (advisor.person == who && advisor.present == present).then_some(())
            }
            _ => None,
        };
        self.expect("a colleague's presence", pick).await;
    }

    /// Hands a conversation over.
    pub(super) async fn transfers(
        &self,
        entry: EntryId,
        to: signaling::protocol::TransferTarget,
        note: &str,
    ) {
        let note = note.to_owned();
        self.done(Command::Transfer { entry, to, note })
            .await
            .expect("one's own");
    }
}
