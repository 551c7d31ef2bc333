//! The server, put together: what starts before what, and what stops after what.

use std::{
    io::Write,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use anyhow::{Context, Result};
use rand::Rng;
use signaling::protocol::{CloseCode, NodeId};
use sqlx::PgPool;
use tokio::net::TcpListener;
use tracing::{info, warn};

use crate::{
    cases::{self, Clocks},
    clock::Clock,
    config::{BankId, Config, Database, MailRoute, Profile},
    conversations::{self, MarkWriter, Writer},
    db::{self, embedded::EmbeddedPostgres},
    files,
    http::{self, Places, Throttle, Tls},
    identity::{self, BankIdAccess, Providers, Setup},
    lifecycle::{Ending, Lifecycle},
    meetings::{self, Rooms},
    notify,
    presence::{self, Presence},
    queues::{self, Boards, Matcher},
    realtime::{self, Bus, Hub},
    reports, seed, simulators,
    telemetry::Metrics,
};

/// How often histograms are folded, so that their memory stays bounded between scrapes.
const UPKEEP: Duration = Duration::from_secs(5);
/// Sockets told to come back at once at shutdown; then a breath, so that they don't all arrive elsewhere together.
const FAREWELL_BATCH: usize = 200;
/// The breath.
const FAREWELL_PAUSE: Duration = Duration::from_millis(20);

/// Uploads of one network address at once. A slow one may hold its place for hours, so nobody gets all of
/// [`files::UPLOADS`]; a browser sends six at once, and a few colleagues may do so at the same time.
const UPLOADS_OF_ONE: usize = 24;

/// What everything can reach.
#[derive(Debug)]
pub struct App {
    /// What the operator has set.
    pub config: Config,
    /// The time.
    pub clock: Clock,
    /// The truth.
    pub db: PgPool,
    /// Whether the server goes on, and its tasks.
    pub lifecycle: Lifecycle,
    /// The figures.
    pub metrics: Metrics,
    /// This server among others.
    pub node: NodeId,
    /// Who listens here, and the way to other nodes.
    pub hub: Hub,
    /// Texts on their way into logs.
    pub log: Writer,
    /// Marks on their way.
    pub marks: MarkWriter,
    /// Who is offered to whom.
    pub matcher: Matcher,
    /// What people look at while it changes.
    pub boards: Boards,
    /// Who waits for the deadlines of cases.
    pub clocks: Clocks,
    /// Who is here.
    pub presence: Presence,
    /// A presence write was lost; the next beat writes everybody anew.
    pub presence_doubtful: AtomicBool,
    /// Whether the bus between nodes is heard; without one it is not.
    pub bus_connected: AtomicBool,
    /// This node's meetings.
    pub rooms: Rooms,
    /// Their sound and picture.
    pub media: signaling::sfu::Engine,
    /// Files sent in conversations.
    pub files: files::Store,
    /// Who looks at them for harmful code, if somebody does.
    pub scanner: Option<files::Scanner>,
    /// Mail on its way out.
    pub mailer: notify::Mailer,
    /// Who confirms sign-ins from outside.
    pub providers: Providers,
    /// How often one may.
    pub throttle: Throttle,
    /// How many sockets each address has open.
    pub places: Places,
    /// How many uploads of each address are under way.
    pub uploads: Places,
    /// How people reach the server.
    pub public_url: String,
    /// What HTTPS is served with; none where a proxy does it, or nobody.
    pub tls: Option<Arc<Tls>>,
    /// What stands in for outside services on a developer's machine.
    pub simulators: Option<simulators::Simulators>,
}

/// The app, shared.
pub type Ctx = Arc<App>;

/// A server that serves, inside this process: how stories and `run` start one.
#[derive(Debug)]
pub struct Server {
    /// Its inside.
    pub app: Ctx,
    /// Where it listens.
    pub address: std::net::SocketAddr,
}

/// Serves until the lifecycle ends.
///
/// # Errors
/// If something that the server can't do without does not start.
pub async fn run(config: Config, lifecycle: Lifecycle) -> Result<Ending> {
    let (postgres, db) = open_database(&config).await?;
    let served = async {
        let server = start(config, lifecycle.clone(), Clock::System, db.clone()).await?;
        // Nobody may be there to read it, which is no reason not to serve.
        if let Err(error) = announce(&server.app) {
            warn!(error = format!("{error:#}"), "the addresses were not told");
        }
        Ok(lifecycle.run_to_end().await)
    }
    .await;
    db.close().await;
    if let Some(postgres) = postgres {
        postgres.stop().await;
    }
    served
}

/// Starts every worker and listens, on a database whose schema is up to date.
///
/// # Errors
/// If something that the server can't do without does not start.
pub async fn start(
    config: Config,
    lifecycle: Lifecycle,
    clock: Clock,
    db: PgPool,
) -> Result<Server> {
    let tls = match &config.tls {
        Some(files) => Some(Arc::new(Tls::open(files).await?)),
        None => None,
    };
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("SAMTAL_LISTEN: can't listen on {}", config.listen))?;
    let address = listener.local_addr().context("own address")?;
    let public_url = config.public_url(address);
    let simulators = match config.profile {
        Profile::Development => {
            let data = config.data.clone();
            let started = simulators::start(&lifecycle, clock.clone(), address, &public_url, data);
            Some(started.await?)
        }
        Profile::Production => None,
    };
    let smtp_url = match (&config.mail.by, &simulators) {
        (MailRoute::Smtp(url), _) => url.clone(),
        (MailRoute::Simulator, Some(simulators)) => simulators.smtp_url.clone(),
        (MailRoute::Simulator, None) => anyhow::bail!("the mail simulator does not run"),
    };
    let (providers, begun) = Providers::open(setup(&config, simulators.as_ref())?)?;
    let node = NodeId(clock.uuid());
    let (hub, holes, of_rooms) = Hub::new(node);
    let media = meetings::start_media(&config)?;
    let (log, mut lanes) = Writer::new();
    let (marks, marked) = MarkWriter::new();
    let (presence, followed, people) = Presence::new();
    let app = Arc::new(App {
        mailer: notify::Mailer::new(
            &config.mail.from,
            config.organisation_name(),
            &smtp_url,
            &public_url,
        )?,
        rooms: Rooms::default(),
        media,
        files: files::Store::open(&config)?,
        scanner: config.clamd.clone().map(files::Scanner::new),
        providers,
        throttle: Throttle::new(&clock, &config.limits),
        places: Places::new(
            "sockets",
            config.limits.sockets_per_address,
            config.limits.sockets,
        ),
        uploads: Places::new("uploads", UPLOADS_OF_ONE, files::UPLOADS),
        metrics: Metrics::install()?,
        matcher: Matcher::default(),
        boards: Boards::default(),
        clocks: Clocks::default(),
        presence_doubtful: AtomicBool::new(false),
        bus_connected: AtomicBool::new(false),
        config,
        clock,
        db,
        lifecycle: lifecycle.clone(),
        node,
        hub,
        log,
        marks,
        presence,
        public_url,
        tls,
        simulators,
    });
    let bus = match &app.config.redis_url {
        None => Bus::Local,
        Some(url) => Bus::redis(&app, url.reveal())?,
    };
    app.hub.set_bus(bus);
    conversations::write_log(&app, lanes.take());
    let spawn = |name, task: std::pin::Pin<Box<dyn Future<Output = ()> + Send>>| {
        lifecycle.spawn_worker(name, task)
    };
    spawn(
        "marks",
        Box::pin(conversations::write_marks(app.clone(), marked)),
    );
    spawn(
        "written",
        Box::pin(queues::follow_written(app.clone(), lanes.written)),
    );
    spawn(
        "cases",
        Box::pin(cases::follow_cases(app.clone(), lanes.of_cases)),
    );
    spawn("clocks", Box::pin(cases::run_clocks(app.clone())));
    spawn("heads", Box::pin(realtime::heal_holes(app.clone(), holes)));
    spawn(
        "presence",
        Box::pin(presence::keep_presence(app.clone(), followed)),
    );
    spawn(
        "customers",
        Box::pin(queues::follow_customers(app.clone(), people)),
    );
    spawn(
        "rooms",
        Box::pin(meetings::hear_other_nodes(app.clone(), of_rooms)),
    );
    spawn("matcher", Box::pin(queues::run_matcher(app.clone())));
    spawn("boards", Box::pin(queues::draw_boards(app.clone())));
    spawn("wall", Box::pin(reports::draw_wall(app.clone())));
    spawn("mail", Box::pin(notify::run(app.clone())));
    spawn(
        "sign-ins",
        Box::pin(identity::confirm_sign_ins(app.clone(), begun)),
    );
    spawn("files", Box::pin(files::run(app.clone())));
    spawn("scans", Box::pin(files::scan_uploads(app.clone())));
    spawn("upkeep", Box::pin(keep_up(app.clone())));
    spawn("farewell", Box::pin(say_farewell(app.clone())));
    spawn("http", Box::pin(http::serve(app.clone(), listener)));
    app.matcher.wake();
    app.boards.wake();
    Ok(Server { app, address })
}

/// Who vouches for people: as it is set; simulators where nobody is.
fn setup(config: &Config, simulators: Option<&simulators::Simulators>) -> Result<Setup> {
    let invented = |simulators: &simulators::Simulators| simulators.freja.settings();
    Ok(Setup {
        bankid: match &config.bankid {
            BankId::Off => None,
            BankId::Simulator => simulators.map(|simulators| simulators.bankid.access.clone()),
            BankId::Provider(files) => Some(BankIdAccess::read(files)?),
        },
        freja: config.freja.clone().or_else(|| simulators.map(invented)),
        oidc: match (&config.oidc, simulators) {
            (Some(providers), _) => providers.clone(),
            (None, Some(simulators)) => simulators.oidc.providers(),
            (None, None) => Vec::new(),
        },
    })
}

/// Brings the schema up to date.
///
/// # Errors
/// If the database can't be reached or a migration fails.
pub async fn migrate(config: Config) -> Result<()> {
    with_database(&config, async |_| Ok(())).await
}

/// Fills an empty database with an invented business; with `load`, also with staff for load tests.
///
/// # Errors
/// If the database can't be reached or migrated, or the profile is production.
pub async fn seed(config: Config, load: bool, cases: u32) -> Result<()> {
    anyhow::ensure!(
        config.profile == Profile::Development,
        "seed fills the database with invented people; it is refused in production"
    );
    simulators::keep_keys(config.data.clone()).await?;
    with_database(&config, async |db| {
        seed::seed(&db, &Clock::System, load, cases).await
    })
    .await
}

/// Opens the database, its schema up to date, for one piece of work.
pub(crate) async fn with_database(
    config: &Config,
    work: impl AsyncFnOnce(PgPool) -> Result<()>,
) -> Result<()> {
    let (postgres, db) = open_database(config).await?;
    let done = work(db.clone()).await;
    db.close().await;
    if let Some(postgres) = postgres {
        postgres.stop().await;
    }
    done
}

/// The database the operator named, or our own, with its schema up to date.
async fn open_database(config: &Config) -> Result<(Option<EmbeddedPostgres>, PgPool)> {
    let (postgres, options) = match &config.database {
        Database::Url(url) => (None, db::options(url)?),
        Database::Embedded => {
            let postgres = EmbeddedPostgres::start(&config.data).await?;
            let options = postgres.options();
            (Some(postgres), options)
        }
    };
    let opened = async {
        db::migrate(options.clone()).await?;
        db::connect(options, config.limits.database_connections).await
    };
    match opened.await {
        Ok(pool) => Ok((postgres, pool)),
        Err(error) => {
            if let Some(postgres) = postgres {
                postgres.stop().await;
            }
            Err(error)
        }
    }
}

async fn keep_up(app: Ctx) {
    loop {
        tokio::select! {
            () = app.lifecycle.stop().cancelled() => return,
            () = tokio::time::sleep(UPKEEP) => app.metrics.upkeep(),
        }
    }
}

/// At shutdown everybody is told to come back, a few at a time.
async fn say_farewell(app: Ctx) {
    app.lifecycle.drain().cancelled().await;
    let mut outboxes = app.hub.outboxes();
    // In no order that anybody could have chosen.
    let turn = rand::rng().random_range(0..outboxes.len().max(1));
    outboxes.rotate_left(turn);
    for batch in outboxes.chunks(FAREWELL_BATCH) {
        for outbox in batch {
            outbox.close(CloseCode::GoingDown);
        }
        tokio::time::sleep(FAREWELL_PAUSE).await;
    }
}

/// Tells whoever started the server where to look.
fn announce(app: &App) -> Result<()> {
    let url = &app.public_url;
    info!(url, "Samtal is ready");
    let mut out = std::io::stdout();
    writeln!(out, "\n  Samtal is ready\n").context("write the addresses")?;
    let mut pages = vec![
        ("customers", "/"),
        ("customers' own pages", "/my"),
        ("desk", "/desk"),
        ("wall", "/wall"),
    ];
    if app.config.profile == Profile::Development {
        pages.extend([
            ("widget on a host page", "/demo"),
            ("mail that was sent", "/simulators/mail"),
            ("BankID's telephone", "/simulators/bankid"),
            ("the invented Freja's app", "/simulators/freja"),
            ("components", "/dev/gallery"),
        ]);
    }
    for (name, path) in pages {
        writeln!(out, "  {name:<26}{url}{path}").context("write the addresses")?;
    }
    writeln!(out).context("write the addresses")
}
