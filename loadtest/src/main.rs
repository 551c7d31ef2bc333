//! Load tests of Samtal: `loadtest chat --pairs 200 --seconds 20 --floor --json`.
//!
//! Starts the server beside this program with a database of its own, unless told where one runs, puts a load on it and
//! reports. With `--floor` it also measures what this machine can do at best, in the same run but not at the same time.

mod figures;
mod floor;
mod follower;
mod machine;
mod people;
mod postgres;
mod report;
mod run;
mod scenarios;
mod schedule;
mod server;
mod tag;

use std::{io::IsTerminal as _, path::PathBuf, process::ExitCode};

use anyhow::{Result, bail};
use clap::{Args, Parser};
use tokio::{runtime, task::LocalSet};
use tracing_subscriber::{
    Layer as _,
    filter::{LevelFilter, Targets},
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

use crate::{run::Run, scenarios::Scenario};

#[derive(Debug, Parser)]
#[command(about = "Load tests of Samtal", version)]
struct Cli {
    #[command(subcommand)]
    scenario: Scenario,
    #[command(flatten)]
    common: Common,
}

/// What every scenario takes.
#[derive(Debug, Clone, Args)]
struct Common {
    /// A running server, seeded with `samtal seed --load` and started with `SAMTAL_RATE_LIMITS=off` and a high
    /// `SAMTAL_MAX_SOCKETS_PER_ADDRESS`; without it the server beside this program is started with a database of its own.
    #[arg(long, global = true)]
    url: Option<String>,
    /// Also measure what this machine can do at best.
    #[arg(long, global = true)]
    floor: bool,
    /// Print one JSON object on the last line.
    #[arg(long, global = true)]
    json: bool,
    /// Write a page with plots.
    #[arg(long, global = true, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Keep the started server's data and log.
    #[arg(long, global = true)]
    keep: bool,
}

fn main() -> ExitCode {
    // The callers' libraries tell of every step.
    let told = Targets::new()
        .with_default(LevelFilter::INFO)
        .with_targets([("rtc", LevelFilter::ERROR), ("webrtc", LevelFilter::ERROR)]);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_timer(tracing_subscriber::fmt::time::uptime())
        .with_target(false)
        .compact();
    tracing_subscriber::registry()
        .with(lines.with_filter(told))
        .init();
    let cli = Cli::parse();
    let runtime = match cli.scenario {
        // Getting a packet takes a caller more than forwarding it takes the server.
        Scenario::Meeting(_) => runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build(),
        // One thread: the server, its database and the load share the machine, and ours should take the least of it.
        _ => runtime::Builder::new_current_thread().enable_all().build(),
    };
    let done = runtime
        .map_err(anyhow::Error::from)
        .and_then(|runtime| LocalSet::new().block_on(&runtime, carry_out(cli)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn carry_out(cli: Cli) -> Result<()> {
    let Cli { scenario, common } = cli;
    match &scenario {
        Scenario::Relay => return floor::relay::serve().await,
        Scenario::Forwarder => return floor::forwarder::serve(),
        Scenario::Proxy(options) => return scenarios::proxy::serve(options).await,
        _ => {}
    }
    machine::check_files(scenario.sockets())?;
    let mut run = Run::start(&common, scenario.needs()).await?;
    let measured = tokio::select! {
        measured = scenario.measure(&run) => measured,
        _ = tokio::signal::ctrl_c() => Err(anyhow::anyhow!("interrupted")),
    };
    run.end(measured.is_ok()).await?;
    let mut report = measured?;
    if common.floor {
        tokio::select! {
            floor = scenario.measure_floor(&mut report) => floor?,
            _ = tokio::signal::ctrl_c() => bail!("interrupted"),
        }
    }
    report.finish(common.json, common.html.as_deref())
}
