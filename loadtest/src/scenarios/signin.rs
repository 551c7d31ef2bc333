//! People who sign in by password, whose hashes cost what they cost in earnest: how many a second, how long each waits,
//! and with `--chat` what those who talk meanwhile notice of it.

use std::{cell::RefCell, rc::Rc};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use futures_util::future::try_join_all;
use loadtest::{Api, Identity};
use reqwest::Method;
use tokio::time::{Duration, Instant, MissedTickBehavior, interval};
use tracing::info;

use super::chat;
use crate::{figures::Latencies, report::Report, run::Run};

/// What `samtal seed` makes, with the cost of real passwords.
const ACCOUNTS: [&str; 3] = [
    "anna.lindqvist@linden.example",
    "maria.rosenqvist@linden.example",
    "olga.berglind@linden.example",
];
/// Theirs.
const PASSWORD: &str = "samtal-demo-2026";
/// How often the server is asked how many hashes it works on: seldom, since it answers with all its figures, which takes
/// its time too.
const LOOK: Duration = Duration::from_secs(1);
/// The server's name for how many hashes it works on.
const RUNNING: &str = "samtal_password_hashes_running";

#[derive(Debug, Args)]
pub(crate) struct Load {
    /// Those who sign in again and again, each as soon as the last time is done.
    #[arg(long, default_value_t = 8)]
    workers: u32,
    /// How long it counts.
    #[arg(long, default_value_t = 15)]
    seconds: u64,
    /// Let people talk before and meanwhile, and compare how soon they hear each other.
    #[arg(long)]
    chat: bool,
    /// Conversations of those who talk.
    #[arg(long, default_value_t = 50)]
    pairs: u32,
    /// Messages a second of all who talk.
    #[arg(long, default_value_t = 100.0)]
    rate: f64,
}

impl Load {
    pub(crate) fn sockets(&self) -> u32 {
        if self.chat {
            self.pairs * 2 + self.workers
        } else {
            self.workers
        }
    }
}

/// What was seen of the sign-ins.
#[derive(Debug)]
struct Seen {
    took: Latencies,
    most_running: f64,
}

pub(crate) async fn measure(run: &Run, load: &Load) -> Result<Report> {
    let mut report = Report::new("signin");
    report.figure("workers", load.workers);
    report.figure("seconds", load.seconds);
    let span = Duration::from_secs(load.seconds);
    if !load.chat {
        tell(
            &mut report,
            load,
            &sign_in_until(run, load, Instant::now() + span).await?,
        );
        return Ok(report);
    }
    let both = chat::Load::paced(load.pairs, load.seconds * 2, load.rate);
    let mut talk = chat::begin(run, &both).await?;
    info!("talking without sign-ins for {} s", load.seconds);
    let half = talk.from() + span;
    talk.watch(half).await?;
    let quiet = talk.take_latencies();
    info!("and with them");
    let until = talk.until();
    let (seen, watched) = tokio::join!(sign_in_until(run, load, until), talk.watch(until));
    watched?;
    let seen = seen?;
    let busy = talk.take_latencies();
    let lost = talk.finish(&both).await?;
    tell(&mut report, load, &seen);
    report.figure("pairs", load.pairs);
    report.decimal("rate", load.rate);
    report.latencies(
        "chat_without",
        "send to delivered, without sign-ins",
        &quiet,
    );
    report.latencies("chat_with", "send to delivered, with sign-ins", &busy);
    let (before, after) = (quiet.quantile_ms(0.99), busy.quantile_ms(0.99));
    if quiet.count() == 0 || busy.count() == 0 {
        bail!("nobody said anything");
    }
    report.decimal("chat_p99_ratio", after / before.max(0.001));
    for name in ["lost", "duplicated", "reordered"] {
        let many = lost.number(name).context("the chat did not tell")?;
        report.none_of(&format!("chat_{name}"), many as u64);
    }
    Ok(report)
}

fn tell(report: &mut Report, load: &Load, seen: &Seen) {
    let each = seen.took.count() as f64 / load.seconds as f64;
    report.figure("sign_ins", seen.took.count());
    report.decimal("sign_ins_per_s", each);
    report.latencies("", "signing in", &seen.took);
    report.decimal("argon2_at_once", seen.most_running);
}

/// Everybody signs in, again and again. Only what is done in time counts.
async fn sign_in_until(run: &Run, load: &Load, until: Instant) -> Result<Seen> {
    let took = Rc::new(RefCell::new(Latencies::new()));
    let workers = (0..load.workers as usize).map(|number| {
        let took = Rc::clone(&took);
        let account = ACCOUNTS[number % ACCOUNTS.len()];
        // Each has a connection of its own, as a browser.
        let api = Api::new(run.api.base());
        async move {
            while Instant::now() < until {
                let begun = Instant::now();
                let signed_in = api.sign_in(account, PASSWORD).await;
                signed_in.with_context(|| {
                    format!("sign {account} in (is the database seeded with `samtal seed`?)")
                })?;
                if Instant::now() < until {
                    took.borrow_mut().record(begun.elapsed());
                }
            }
            anyhow::Ok(())
        }
    });
    let (worked, most_running) = tokio::join!(try_join_all(workers), watch_hashes(run, until));
    worked?;
    let took = took.borrow().clone();
    Ok(Seen {
        took,
        most_running: most_running?,
    })
}

/// The most hashes that the server was seen working on at once.
async fn watch_hashes(run: &Run, until: Instant) -> Result<f64> {
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut most: f64 = 0.0;
    while Instant::now() < until {
        look.tick().await;
        let request = run.api.request(Method::GET, "/metrics", &Identity::Nobody);
        let figures = request.send().await.context("ask for figures")?;
        let figures = figures.text().await.context("read the figures")?;
        most = most.max(running(&figures).unwrap_or(0.0));
    }
    Ok(most)
}

fn running(figures: &str) -> Option<f64> {
    let line = figures
        .lines()
        .find_map(|line| line.strip_prefix(RUNNING))?;
    line.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::running;

    #[test]
    fn the_figure_is_found_among_others() {
        let figures = "# TYPE samtal_password_hashes_running gauge\nsamtal_password_hashes_running 2\nother 7\n";
        assert_eq!(running(figures), Some(2.0));
        assert_eq!(running("other 7\n"), None);
    }
}
