//! Carries the outbox to a mail server: at least once, soon, and without hammering.
//!
//! A row is taken under a lease, sent, and marked. A node that dies in between leaves a lease that
//! ends, and another takes the row. Invariant: neither addresses nor words go to the log.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result, ensure};
use futures_util::future::join_all;
use jiff::Timestamp;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    message::Mailbox,
    transport::smtp::{PoolConfig, response::Severity},
};
use rand::Rng;
use sqlx::PgPool;
use tokio::{sync::Notify, time::Instant};
use tokio_util::sync::CancellationToken;

use super::{
    mime::{self, Outgoing},
    store,
};
use crate::{
    clock::{Clock, later},
    config::Secret,
};

/// Mails sent at once by a node, each over a connection of its own.
const AT_ONCE: u32 = 4;

/// How long a mail server may think about one command.
const COMMAND_WITHIN: Duration = Duration::from_secs(20);

/// How long one mail may take in all. Below [`LEASE`], so that nobody else has it meanwhile.
const SEND_WITHIN: Duration = Duration::from_secs(60);

/// How long a mail is a node's own.
const LEASE: Duration = Duration::from_secs(120);

/// The first wait after a mail server said "later"; it doubles from there.
const FIRST_WAIT: Duration = Duration::from_secs(60);

/// The longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(4 * 60 * 60);

/// With the waits above, the last attempt comes after about 48 hours: as long as mail servers
/// try among themselves, so that a broken weekend loses nothing.
const MAX_ATTEMPTS: u32 = 20;

/// When nothing is due, the table is looked at this often all the same: a node that died may have
/// left something whose commit nobody else heard of.
const LOOK_ANYWAY: Duration = Duration::from_secs(5 * 60);

/// The wait after the database failed, and the least wait between two looks.
const LEAST_WAIT: Duration = Duration::from_secs(1);

/// How long a send under way may go on when the server stops.
const LAST_SECONDS: Duration = Duration::from_secs(3);

/// The way out for mail. Clones share everything.
#[derive(Clone)]
pub struct Mailer {
    inner: Arc<Inner>,
}

struct Inner {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    public_url: String,
    woken: Notify,
}

impl std::fmt::Debug for Mailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mailer")
    }
}

impl Mailer {
    /// Mail from `from` (`Rådet <no-reply@example.org>`, or only the address: then it is from `organisation`) through the
    /// server at `smtp_url`, with links to `public_url`. The server is not contacted.
    ///
    /// `smtps://user:password@host` speaks TLS from the start, `smtp://…?tls=required` after
    /// STARTTLS, `smtp://host` not at all.
    ///
    /// # Errors
    /// If one of them can't be used, or a password would cross the network readable.
    pub fn new(
        from: &str,
        organisation: &str,
        smtp_url: &Secret,
        public_url: &str,
    ) -> Result<Self> {
        let mut from: Mailbox = from
            .parse()
            .context("SAMTAL_MAIL_FROM is not a mail address")?;
        from.name.get_or_insert_with(|| organisation.to_owned());
        let url = smtp_url.reveal();
        let encrypted = url.starts_with("smtps://") || url.contains("tls=required");
        ensure!(
            encrypted || !url.contains('@'),
            "SAMTAL_SMTP_URL would send its password unencrypted: add ?tls=required or use smtps://"
        );
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            // The error may repeat the address, and with it the password.
            .map_err(|_| anyhow::anyhow!("SAMTAL_SMTP_URL is not the address of a mail server"))?
            .timeout(Some(COMMAND_WITHIN))
            .pool_config(PoolConfig::new().max_size(AT_ONCE))
            .build();
        Ok(Self {
            inner: Arc::new(Inner {
                transport,
                from,
                public_url: public_url.trim_end_matches('/').to_owned(),
                woken: Notify::new(),
            }),
        })
    }

    /// Tells the worker that something was enqueued; to be called after the commit. Forgetting it
    /// delays a mail, no more.
    pub fn wake(&self) {
        self.inner.woken.notify_one();
    }

    /// The name mail is from.
    pub(super) fn sender(&self) -> &str {
        self.inner.from.name.as_deref().unwrap_or_default()
    }

    /// Where people reach the server.
    pub(super) fn public_url(&self) -> &str {
        &self.inner.public_url
    }
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Sent,
    /// Try again; why not now.
    Later(String),
    /// Never; why.
    Never(String),
}

/// The worker of one node.
pub(super) struct Outbox {
    pub(super) db: PgPool,
    pub(super) clock: Clock,
    pub(super) mailer: Mailer,
}

impl Outbox {
    /// Sends what is due until `stop`, and what is under way then for a few seconds more.
    pub(super) async fn run(self, stop: &CancellationToken) {
        let stopped = async {
            stop.cancelled().await;
            tokio::time::sleep(LAST_SECONDS).await;
        };
        tokio::select! {
            () = self.work(stop) => (),
            () = stopped => tracing::warn!("stopped with mail under way; it will be sent again"),
        }
        self.mailer.inner.transport.shutdown().await;
    }

    async fn work(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let look_at = match self.send_due(stop).await {
                Ok(next) => next,
                Err(error) => {
                    tracing::warn!(error = format!("{error:#}"), "the outbox could not be read");
                    later(self.clock.now(), LEAST_WAIT)
                }
            };
            tokio::select! {
                () = self.mailer.inner.woken.notified() => (),
                () = self.clock.sleep_until(look_at) => (),
                () = stop.cancelled() => (),
            }
        }
    }

    /// Sends everything that is due and tells when to look again.
    pub(super) async fn send_due(&self, stop: &CancellationToken) -> Result<Timestamp> {
        let mut now = self.clock.now();
        while !stop.is_cancelled() {
            let limit = i64::from(AT_ONCE);
            let due = store::claim_due(&self.db, now, later(now, LEASE), limit).await?;
            if due.is_empty() {
                break;
            }
            let sent = join_all(due.iter().map(|mail| self.deliver(mail))).await;
            sent.into_iter().collect::<Result<()>>()?;
            now = self.clock.now();
        }
        // From before it was found that nothing is due: what has become so since is looked for in time.
        let next = store::find_next_due(&self.db).await?;
        // Somebody else may hold what is due: not asked about again and again.
        let next = next.unwrap_or(Timestamp::MAX).max(later(now, LEAST_WAIT));
        Ok(next.min(later(now, LOOK_ANYWAY)))
    }

    async fn deliver(&self, mail: &Outgoing) -> Result<()> {
        let begun = Instant::now();
        let outcome = self.attempt(mail).await;
        metrics::histogram!("samtal_mail_send_seconds").record(begun.elapsed());
        match outcome {
            Outcome::Sent => {
                count("sent");
                store::set_sent(&self.db, mail.id).await?;
            }
            Outcome::Later(why) if mail.attempts < MAX_ATTEMPTS => {
                count("retried");
                let wait = wait_after(mail.attempts, rand::rng().random_range(0.75..1.25));
                tracing::info!(mail.id = %mail.id, mail.attempts, wait_s = wait.as_secs(), "mail will be tried again");
                store::set_due_again(&self.db, mail.id, later(self.clock.now(), wait), &why)
                    .await?;
            }
            Outcome::Later(why) | Outcome::Never(why) => {
                count("failed");
                tracing::warn!(mail.id = %mail.id, mail.attempts, "mail could not be delivered");
                store::set_failed(&self.db, mail.id, &why).await?;
            }
        }
        Ok(())
    }

    async fn attempt(&self, mail: &Outgoing) -> Outcome {
        let inner = &self.mailer.inner;
        let message = match mime::compose(mail, &inner.from, &inner.public_url, self.clock.now()) {
            Ok(message) => message,
            Err(error) => return Outcome::Never(reason(&format!("{error:#}"))),
        };
        match tokio::time::timeout(SEND_WITHIN, inner.transport.send(message)).await {
            Ok(Ok(_)) => Outcome::Sent,
            Ok(Err(error)) => judge(&error),
            Err(_) => Outcome::Later("the mail server took too long".to_owned()),
        }
    }
}

/// What a fault means for the mail (RFC 5321 §4.2.1).
fn judge(error: &lettre::transport::smtp::Error) -> Outcome {
    let why = reason(&error.to_string());
    let Some(code) = error.status() else {
        // `is_client`: the mail itself is such that it can't be sent (an address in Unicode to a
        // server without SMTPUTF8). All else is the network's.
        return if error.is_client() {
            Outcome::Never(why)
        } else {
            Outcome::Later(why)
        };
    };
    // RFC 4954: our own sign-in was refused. That is the operator's to mend, not the mail's fault.
    let sign_in = [530, 534, 535, 538].contains(&u16::from(code));
    if sign_in {
        tracing::error!("the mail server refuses our sign-in");
    }
    match code.severity {
        Severity::PermanentNegativeCompletion if !sign_in => Outcome::Never(why),
        _ => Outcome::Later(why),
    }
}

/// Kept in the row; a mail server's talk may be long.
fn reason(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(300).collect()
}

/// The wait after attempt number `attempts` (from 1); `jitter` is around 1 and keeps a thousand
/// mails from coming back in the same second.
fn wait_after(attempts: u32, jitter: f64) -> Duration {
    let doubled = FIRST_WAIT.saturating_mul(1 << attempts.saturating_sub(1).min(16));
    doubled.min(LONGEST_WAIT).mul_f64(jitter)
}

fn count(outcome: &'static str) {
    metrics::counter!("samtal_mails_total", "outcome" => outcome).increment(1);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_end_after_two_days() {
        assert_eq!(wait_after(1, 1.0).as_secs(), 60);
        assert_eq!(wait_after(2, 1.0).as_secs(), 120);
        assert_eq!(wait_after(u32::MAX, 1.0), LONGEST_WAIT);
        let all: Duration = (1..MAX_ATTEMPTS)
            .map(|attempt| wait_after(attempt, 1.0))
            .sum();
        let hours = all.as_secs() / 3600;
        assert!((44..=52).contains(&hours), "{hours}");
    }

    #[tokio::test]
    async fn a_password_is_not_sent_readable() {
        let mailer =
            |url: &str| Mailer::new("a@samtal.test", "Rådet", &Secret::new(url), "http://x/");
        assert!(mailer("smtp://localhost:25").is_ok());
        assert!(mailer("smtps://samtal:hunter2@mail.example.org").is_ok());
        assert!(mailer("smtp://samtal:hunter2@mail.example.org:587?tls=required").is_ok());
        assert!(mailer("smtp://samtal:hunter2@mail.example.org:587").is_err());
        let error = mailer("smtps://samtal:hunter2@:x").unwrap_err();
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
        assert!(
            Mailer::new(
                "nobody",
                "Rådet",
                &Secret::new("smtp://localhost"),
                "http://x"
            )
            .is_err()
        );
    }
}
