//! What can be measured. Each scenario puts its load on the server, and its floor on the bare machine.

pub(crate) mod cases;
pub(crate) mod chat;
pub(crate) mod fanout;
pub(crate) mod idle;
pub(crate) mod meeting;
pub(crate) mod pairs;
pub(crate) mod proxy;
pub(crate) mod queue;
pub(crate) mod reconnect;
pub(crate) mod signin;
pub(crate) mod sla;

use anyhow::Result;
use clap::Subcommand;

use crate::{report::Report, run::Run, server::Needs};

#[derive(Debug, Subcommand)]
pub(crate) enum Scenario {
    /// Visitors who are signed in and subscribed and do nothing: what a socket costs.
    Idle(idle::Load),
    /// Customers and advisors who talk: messages a second, and whether any is lost, doubled or out of order.
    Chat(chat::Load),
    /// Many who watch one conversation: deliveries a second.
    Fanout(fanout::Load),
    /// Customers who arrive by a schedule and advisors who answer at once: how soon a freed advisor has the next.
    Queue(queue::Load),
    /// All sockets cut at once: how soon all are back, and whether anything is lost.
    Reconnect(reconnect::Load),
    /// People who sign in by password: how many a second, and what those who talk notice of it.
    Signin(signin::Load),
    /// Staff who list, search, read and change cases of which there are many.
    Cases(cases::Load),
    /// Deadlines that come while the server is killed and started again: whether each is told once, and how late.
    Sla(sla::Load),
    /// Rooms of people who see and hear each other: delay, loss, what a packet costs the server.
    Meeting(meeting::Load),
    /// Measures nothing: a bad network before a server's media port, for tests. Tells its addresses in one line.
    Proxy(proxy::Options),
    /// The bare relay that `--floor` measures.
    #[command(hide = true)]
    Relay,
    /// The bare UDP forwarder that `--floor` measures.
    #[command(hide = true)]
    Forwarder,
}

impl Scenario {
    /// Sockets that this program will have open at once, at most.
    pub(crate) fn sockets(&self) -> u32 {
        match self {
            Self::Idle(load) => load.connections,
            Self::Chat(load) => load.pairs * 2,
            Self::Fanout(load) => load.subscribers,
            Self::Queue(load) => load.most_sockets(),
            Self::Reconnect(load) => load.connections,
            Self::Meeting(load) => load.most_sockets(),
            Self::Signin(load) => load.sockets(),
            Self::Cases(_) | Self::Proxy(_) | Self::Relay | Self::Forwarder => 0,
            Self::Sla(_) => 1,
        }
    }

    /// What the server that is started must have.
    pub(crate) fn needs(&self) -> Needs {
        match self {
            Self::Cases(load) => load.needs(),
            Self::Sla(_) => Needs {
                own_database: true,
                cases: 0,
            },
            _ => Needs::default(),
        }
    }

    pub(crate) async fn measure(&self, run: &Run) -> Result<Report> {
        match self {
            Self::Idle(load) => idle::measure(run, load).await,
            Self::Chat(load) => chat::measure(run, load).await,
            Self::Fanout(load) => fanout::measure(run, load).await,
            Self::Queue(load) => queue::measure(run, load).await,
            Self::Reconnect(load) => reconnect::measure(run, load).await,
            Self::Meeting(load) => Box::pin(meeting::measure(run, load)).await,
            Self::Signin(load) => Box::pin(signin::measure(run, load)).await,
            Self::Cases(load) => cases::measure(run, load).await,
            Self::Sla(load) => sla::measure(run, load).await,
            Self::Proxy(_) | Self::Relay | Self::Forwarder => Ok(Report::new("nothing")),
        }
    }

    /// Called when the server has been stopped, so that the machine is the floor's alone.
    pub(crate) async fn measure_floor(&self, report: &mut Report) -> Result<()> {
        match self {
            Self::Idle(load) => idle::floor(report, load).await,
            Self::Chat(load) => chat::floor(report, load).await,
            Self::Fanout(load) => fanout::floor(report, load).await,
            Self::Reconnect(load) => reconnect::floor(report, load).await,
            Self::Meeting(load) => meeting::floor(report, load).await,
            Self::Queue(_)
            | Self::Signin(_)
            | Self::Cases(_)
            | Self::Sla(_)
            | Self::Proxy(_)
            | Self::Relay
            | Self::Forwarder => Ok(()),
        }
    }
}
