//! The command `samtal`: reads the settings, starts what it is told to, and ends with a code
//! that scripts can rely on (0 done, 1 failed, 2 wrongly called).

use std::{io::Write, process::ExitCode};

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use samtal::{
    app,
    config::{Config, Profile},
    doctor,
    founding::{self, QueueForm, StaffForm},
    lifecycle::{Ending, Lifecycle},
    seed,
    simulators::alone::{self, Places},
    telemetry,
};

/// Many small buffers are taken and given back by many tasks; this allocator keeps the process
/// small where the system's lets it grow.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// A real-time, chat-first support server.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Settings are read from the environment; see src/config.rs."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve until SIGTERM or SIGINT.
    Serve,
    /// Bring the database's schema up to date.
    Migrate,
    /// Fill an empty database with an invented advice business.
    Seed {
        /// Also add the staff and the queue that load tests use.
        #[arg(long)]
        load: bool,
        /// Also make cases until there are so many, with their messages: for looking at lists as after years of work.
        #[arg(long, default_value_t = 0)]
        cases: u32,
    },
    /// Serve the simulators of outside services alone, for other servers. Development only.
    Simulate(Places),
    /// Check this deployment and say in plain words what is wrong.
    Doctor,
    /// Employ somebody, the first administrator above all.
    #[command(subcommand)]
    Staff(Staff),
    /// Open a queue.
    #[command(subcommand)]
    Queue(Queue),
}

#[derive(Debug, Subcommand)]
enum Staff {
    /// Employ somebody and print how they sign in.
    Add(StaffForm),
}

#[derive(Debug, Subcommand)]
enum Queue {
    /// Open a queue; its hours and limits are then set at the desk.
    Add(QueueForm),
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match Box::pin(run(arguments.command)).await {
        Ok(code) => code,
        Err(error) => {
            say(&format!("samtal: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<ExitCode> {
    let config = Config::from_environment()?;
    telemetry::init_logs(config.log.format, &config.log.filter)?;
    match command {
        Command::Serve => {
            let lifecycle = Lifecycle::new(config.limits.shutdown);
            lifecycle.listen_for_signals()?;
            Ok(match Box::pin(app::run(config, lifecycle)).await? {
                Ending::Clean => ExitCode::SUCCESS,
                Ending::CutShort | Ending::Failed => ExitCode::FAILURE,
            })
        }
        Command::Simulate(places) => Box::pin(simulate(config, places)).await,
        Command::Migrate => Box::pin(app::migrate(config))
            .await
            .map(|()| ExitCode::SUCCESS),
        Command::Seed { load, cases } => {
            Box::pin(app::seed(config, load, cases)).await?;
            introduce_staff()?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Staff(Staff::Add(form)) => Box::pin(founding::add_staff(config, form))
            .await
            .map(|()| ExitCode::SUCCESS),
        Command::Queue(Queue::Add(form)) => Box::pin(founding::add_queue(config, form))
            .await
            .map(|()| ExitCode::SUCCESS),
        Command::Doctor => {
            let report = Box::pin(doctor::examine(&config)).await;
            writeln!(std::io::stdout(), "{report}").context("write the report")?;
            Ok(if report.is_healthy() {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            })
        }
    }
}

async fn simulate(config: Config, places: Places) -> Result<ExitCode> {
    anyhow::ensure!(
        config.profile == Profile::Development,
        "simulators stand in for the world outside; they are refused in production"
    );
    let lifecycle = Lifecycle::new(config.limits.shutdown);
    lifecycle.listen_for_signals()?;
    alone::serve(places, &lifecycle).await?;
    Ok(match lifecycle.run_to_end().await {
        Ending::Clean => ExitCode::SUCCESS,
        Ending::CutShort | Ending::Failed => ExitCode::FAILURE,
    })
}

/// Tells who tries Samtal with which accounts.
fn introduce_staff() -> Result<()> {
    let mut out = std::io::stdout();
    let password = seed::PASSWORD;
    writeln!(
        out,
        "\n  To try it, sign in at /desk with the password {password} as\n"
    )
    .context("write the accounts")?;
    for (role, email) in seed::ACCOUNTS {
        writeln!(out, "  {role:<24}{email}").context("write the accounts")?;
    }
    Ok(())
}

/// Tells why the command failed; where nobody listens there is nobody to tell.
fn say(line: &str) {
    if writeln!(std::io::stderr(), "{line}").is_err() {
        tracing::error!("{line}");
    }
}
