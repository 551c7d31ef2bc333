//! The look for harmful code in what people upload: every file waits until `clamd` has seen it.
//!
//! The row itself is the order: it waits through restarts, one server at a time has it in hand, and one that dies leaves it to
//! the others. Invariant: a file is told clean only by clamd, and nobody is told before it is stored.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use anyhow::anyhow;
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use signaling::protocol::{Event, FileScan, Topic};
use tokio::{
    sync::Notify,
    time::{Instant, timeout},
};

use super::{
    clamd::{Fault, Verdict},
    objects::Object,
    remove,
    store::{self, Waiting},
};
use crate::{app::Ctx, clock::later, config::Clamd, error::Result};

/// Files that this server has looked at at once: clamd takes a core for each, and with two a large one does not hold up
/// the picture behind it. Each takes a chunk's memory here.
const AT_ONCE: usize = 2;

/// How long one look may take in all; a large file on a slow line to clamd.
const SCAN_WITHIN: Duration = Duration::from_secs(5 * 60);

/// How long a file is in one server's hand; longer than [`SCAN_WITHIN`], so that nobody else has it meanwhile.
const LEASE: Duration = Duration::from_secs(6 * 60);

/// The first wait after clamd or the database did not answer; it doubles from there.
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// The longest wait: so long a file may wait for nothing when clamd is back.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// The least wait of a file on which clamd or the store broke off; else as long again as it has waited already, so that
/// one that breaks them each time is seldom in the way of others.
const FILE_FIRST_WAIT: SignedDuration = SignedDuration::from_secs(5);

/// The longest wait of such a file.
const FILE_LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(1);

/// After this long in vain a file is given up: a day is enough to mend a clamd or a store.
const GIVE_UP_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// The way to the virus scanner that the operator has set.
#[derive(Debug)]
pub struct Scanner {
    clamd: Clamd,
    woken: Notify,
    /// Whether it was told that nothing can be looked at: once, however many files wait.
    stands_still: AtomicBool,
}

impl Scanner {
    /// One that asks the `clamd` there, which is not contacted.
    pub fn new(clamd: Clamd) -> Self {
        Self {
            clamd,
            woken: Notify::new(),
            stands_still: AtomicBool::new(false),
        }
    }

    /// Something waits; to be called after its row is stored. Forgetting it delays a file, no more.
    pub(super) fn wake(&self) {
        self.woken.notify_one();
    }

    fn stands_still(&self, why: &str) {
        if !self.stands_still.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                why,
                "files can't be scanned: they wait, and nobody is served them"
            );
        }
    }

    fn goes_on(&self) {
        if self.stands_still.swap(false, Ordering::Relaxed) {
            tracing::info!("files are scanned again");
        }
    }
}

/// What a look came to.
#[derive(Debug)]
enum Looked {
    /// Over, with this.
    Done(FileScan),
    /// clamd or the store broke off on this file; others may fare better.
    Broken(String),
    /// Nothing can be looked at just now: clamd is away.
    Away(String),
}

/// Has what waits looked at until the server stops.
pub async fn run(app: Ctx) {
    match &app.scanner {
        Some(scanner) => {
            join_all((0..AT_ONCE).map(|_| work(&app, scanner))).await;
        }
        None => tell_of_forgotten(&app).await,
    }
}

/// Files that waited when the operator took the scanner away go on waiting.
async fn tell_of_forgotten(app: &Ctx) {
    match store::is_any_waiting(&app.db).await {
        Ok(false) => (),
        Ok(true) => tracing::warn!(
            "files wait to be scanned and SAMTAL_CLAMD is not set: nobody is served them"
        ),
        Err(error) => tracing::warn!(%error, "could not see whether files wait to be scanned"),
    }
}

async fn work(app: &Ctx, scanner: &Scanner) {
    let stop = app.lifecycle.stop();
    let mut wait = FIRST_WAIT;
    while !stop.is_cancelled() {
        match look_at_due(app, scanner).await {
            Ok(next) => {
                wait = FIRST_WAIT;
                tokio::select! {
                    () = scanner.woken.notified() => (),
                    () = app.clock.sleep_until(next) => (),
                    () = stop.cancelled() => (),
                }
            }
            Err(_) if stop.is_cancelled() => (),
            Err(error) => {
                scanner.stands_still(&format!("{error:#}"));
                tokio::select! {
                    () = app.clock.sleep(wait) => (),
                    () = stop.cancelled() => (),
                }
                wait = (wait * 2).min(LONGEST_WAIT);
            }
        }
    }
}

/// Has one file after the other looked at until nobody waits who may be taken, and tells when that changes by itself.
///
/// # Errors
/// If nothing can be looked at just now.
async fn look_at_due(app: &Ctx, scanner: &Scanner) -> Result<Timestamp> {
    let stop = app.lifecycle.stop();
    let mut now = app.clock.now();
    while !stop.is_cancelled() {
        let Some(file) = store::claim_waiting(&app.db, now, later(now, LEASE)).await? else {
            break;
        };
        let begun = Instant::now();
        let looked = tokio::select! {
            looked = look_at(app, scanner, &file) => looked,
            () = stop.cancelled() => Looked::Away("the server stops".to_owned()),
        };
        metrics::histogram!("samtal_scan_seconds").record(begun.elapsed());
        settle(app, scanner, &file, looked).await?;
        now = app.clock.now();
    }
    // What another server has in hand is taken up if it does not finish.
    let next = store::find_next_waiting(&app.db).await?;
    let soonest = later(now, FIRST_WAIT);
    Ok(next.map_or(Timestamp::MAX, |next| next.max(soonest)))
}

async fn look_at(app: &Ctx, scanner: &Scanner, file: &Waiting) -> Looked {
    let bytes = match app.files.find(Object::Original(file.id)).await {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            tracing::warn!(file.id = %file.id, "a file to be scanned is not in the store");
            return Looked::Done(FileScan::Failed);
        }
        Err(error) => return Looked::Broken(format!("{error:#}")),
    };
    match timeout(SCAN_WITHIN, scanner.clamd.scan(bytes)).await {
        Ok(Ok(Verdict::Clean)) => Looked::Done(FileScan::Clean),
        Ok(Ok(Verdict::Harmful(signature))) => {
            tracing::warn!(conversation.id = %file.conversation, file.id = %file.id, signature, "a harmful file was stopped");
            Looked::Done(FileScan::Infected)
        }
        Ok(Ok(Verdict::TooLarge)) => {
            tracing::warn!(file.id = %file.id, "a file is too large for clamd: see StreamMaxLength in its settings");
            Looked::Done(FileScan::Failed)
        }
        Ok(Err(fault @ (Fault::Broken(_) | Fault::Unread(_)))) => Looked::Broken(fault.to_string()),
        Ok(Err(fault @ Fault::Unreachable(_))) => Looked::Away(fault.to_string()),
        Err(_) => Looked::Broken("clamd took too long".to_owned()),
    }
}

/// Stores what a look came to and tells it.
///
/// # Errors
/// If the database does not answer, or clamd was away.
async fn settle(app: &Ctx, scanner: &Scanner, file: &Waiting, looked: Looked) -> Result<()> {
    let now = app.clock.now();
    match looked {
        Looked::Done(scan) => {
            scanner.goes_on();
            end(app, file, scan, now).await
        }
        Looked::Broken(why) => {
            count("broken");
            let age = now.duration_since(file.at);
            tracing::warn!(file.id = %file.id, why, age_s = age.as_secs(), "a scan broke off");
            if age >= GIVE_UP_AFTER {
                return end(app, file, FileScan::Failed, now).await;
            }
            store::hold(&app.db, file.id, Some(later(now, wait_at(age)))).await
        }
        Looked::Away(why) => {
            count("away");
            store::hold(&app.db, file.id, None).await?;
            Err(anyhow!(why).into())
        }
    }
}

/// The wait of a file of this age on which clamd broke off.
fn wait_at(age: SignedDuration) -> SignedDuration {
    age.clamp(FILE_FIRST_WAIT, FILE_LONGEST_WAIT)
}

async fn end(app: &Ctx, file: &Waiting, scan: FileScan, now: Timestamp) -> Result<()> {
    if !store::set_scan(&app.db, file.id, scan, now).await? {
        // Taken back meanwhile: there is nothing to tell.
        return Ok(());
    }
    count(match scan {
        FileScan::Clean => "clean",
        FileScan::Infected => "infected",
        FileScan::Failed | FileScan::Waiting => "failed",
    });
    let event = Event::FileScanned {
        file: file.id,
        scan,
    };
    app.hub
        .publish(Topic::Conversation(file.conversation), event);
    if scan == FileScan::Infected
        && let Err(error) = remove(app, file.id).await
    {
        // Served to nobody all the same, and removed by the next collection.
        tracing::warn!(file.id = %file.id, %error, "a harmful file could not be removed");
    }
    Ok(())
}

fn count(outcome: &'static str) {
    metrics::counter!("samtal_scans_total", "outcome" => outcome).increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_breaks_clamd_is_tried_less_and_less_often() {
        let mut age = SignedDuration::ZERO;
        let mut tries = 1;
        while age < GIVE_UP_AFTER {
            age += wait_at(age);
            tries += 1;
        }
        assert_eq!(wait_at(SignedDuration::ZERO), FILE_FIRST_WAIT);
        assert!((30..40).contains(&tries), "{tries}");
        // A clock that was set back makes nobody wait for ever.
        assert_eq!(wait_at(SignedDuration::from_hours(-3)), FILE_FIRST_WAIT);
    }

    #[test]
    fn a_file_is_in_one_hand_for_as_long_as_a_look_may_take() {
        assert!(SCAN_WITHIN < LEASE);
    }
}
