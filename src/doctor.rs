//! `samtal doctor`: looks at everything a deployment leans on and says in plain words what is
//! wrong and what to do. It changes nothing but a file that it makes and removes in the folders for data and files, and
//! makes these where they are missing; of a relay it takes an address, which it gives back.

mod bankid;
mod line;
mod media;
mod stun;
#[cfg(test)]
mod tests;
mod tls;
mod turn;

use std::{
    fmt::{self, Display},
    path::Path,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use sqlx::{Connection, PgConnection};
use tokio::time::timeout;
use tokio_rustls::rustls::RootCertStore;

use crate::{
    clock::Clock,
    config::{Clamd, Config, Database, FileStore, MailRoute, Profile, Secret},
    db::{
        self, embedded,
        role::{self, Standing},
    },
    files::Store,
};

/// What is not answered within this time is not answered.
const LIMIT: Duration = Duration::from_secs(10);

/// Of a bucket: before [`LIMIT`], so that what to look at can be said.
const BUCKET_LIMIT: Duration = Duration::from_secs(5);

/// The oldest PostgreSQL that the schema has been tried on, as `server_version_num` writes it.
const OLDEST_POSTGRES: i32 = 15_00_00;

/// One thing that was looked at.
#[derive(Debug)]
struct Finding {
    what: &'static str,
    verdict: Verdict,
}

#[derive(Debug)]
enum Verdict {
    /// Works; with what there is to know.
    Good(String),
    /// Works, but not as production should.
    Doubtful(String),
    /// Does not work.
    Bad(String),
}

/// The findings, printable for the operator.
#[derive(Debug)]
pub struct Report(Vec<Finding>);

impl Report {
    /// Whether the server would work.
    pub fn is_healthy(&self) -> bool {
        let is_bad = |finding: &Finding| matches!(finding.verdict, Verdict::Bad(_));
        !self.0.iter().any(is_bad)
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Finding { what, verdict } in &self.0 {
            let (mark, text) = match verdict {
                Verdict::Good(text) => ("ok     ", text),
                Verdict::Doubtful(text) => ("look   ", text),
                Verdict::Bad(text) => ("WRONG  ", text),
            };
            writeln!(f, "{mark} {what:<12} {text}")?;
        }
        f.write_str(if self.is_healthy() {
            "Samtal can run here."
        } else {
            "Samtal can't run here yet."
        })
    }
}

/// Looks at everything that `config` names.
pub async fn examine(config: &Config) -> Report {
    let roots: RootCertStore = webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect();
    let (data, database, audit, redis, files, scanner, mail, tls, bankid, relays) = tokio::join!(
        within_limit(async { folder(&config.data) }),
        within_limit(database(config)),
        within_limit(audit(config)),
        within_limit(redis(config.redis_url.as_ref())),
        within_limit(files(config)),
        within_limit(scanner(config.clamd.as_ref())),
        within_limit(mail(&config.mail.by)),
        within_limit(tls::look(config, Clock::System.now(), roots)),
        within_limit(bankid::look(config, Clock::System.now())),
        turn::look(config),
    );
    let mut findings = vec![
        finding("profile", Ok(profile(config))),
        finding("data folder", data),
        finding("PostgreSQL", database),
        finding("audit log", audit),
        finding("Redis", redis),
        finding("files", files),
        finding("virus scan", scanner),
        finding("mail", mail),
        finding("HTTPS", tls),
        finding("BankID", bankid),
        finding("media", media::look(config)),
    ];
    findings.extend(relays);
    Report(findings)
}

fn finding(what: &'static str, looked: Result<Verdict>) -> Finding {
    let verdict = looked.unwrap_or_else(|error| Verdict::Bad(format!("{error:#}")));
    Finding { what, verdict }
}

async fn within_limit(look: impl Future<Output = Result<Verdict>>) -> Result<Verdict> {
    timeout(LIMIT, look)
        .await
        .unwrap_or_else(|_| anyhow::bail!("no answer within {} s", LIMIT.as_secs()))
}

fn profile(config: &Config) -> Verdict {
    match config.profile {
        Profile::Production => Verdict::Good("production".to_owned()),
        Profile::Development => Verdict::Doubtful(
            "development: for real people set SAMTAL_PROFILE=production".to_owned(),
        ),
    }
}

/// Whether a file can be made and removed in `folder`.
fn folder(folder: &Path) -> Result<Verdict> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("{} can't be made", folder.display()))?;
    let probe = folder.join(format!(".doctor-{}", std::process::id()));
    std::fs::write(&probe, "may be removed")
        .with_context(|| format!("{} can't be written to", folder.display()))?;
    std::fs::remove_file(&probe)
        .with_context(|| format!("files can't be removed from {}", folder.display()))?;
    Ok(Verdict::Good(format!(
        "{} can be written to",
        folder.display()
    )))
}

async fn files(config: &Config) -> Result<Verdict> {
    match &config.files {
        FileStore::Folder(path) => folder(path),
        FileStore::S3 { bucket, .. } => {
            let store = Store::open(config)?;
            let looked = timeout(BUCKET_LIMIT, store.look()).await;
            let looked = looked.context("no answer").and_then(|looked| looked);
            looked.with_context(|| {
                format!(
                    "the bucket {bucket} can't be read: look at AWS_ENDPOINT_URL, AWS_REGION and the keys"
                )
            })?;
            Ok(Verdict::Good(format!("the bucket {bucket} answers")))
        }
    }
}

async fn database(config: &Config) -> Result<Verdict> {
    let url = match &config.database {
        Database::Embedded => {
            let version = embedded::installed_release()?;
            return Ok(Verdict::Good(format!(
                "our own, version {version}, commits are durable"
            )));
        }
        Database::Url(url) => url,
    };
    let mut connection = PgConnection::connect_with(&db::options(url)?)
        .await
        .context("DATABASE_URL can't be reached")?;
    let number: String = setting(&mut connection, "server_version_num").await?;
    let version: String = setting(&mut connection, "server_version").await?;
    let is_new_enough = number.parse::<i32>().is_ok_and(|n| n >= OLDEST_POSTGRES);
    ensure!(is_new_enough, "version {version} is too old: 15 is needed");

    let encoding = setting(&mut connection, "server_encoding").await?;
    ensure!(
        encoding == "UTF8",
        "the database is {encoding}: it must be UTF8"
    );
    for name in ["fsync", "full_page_writes"] {
        let value = setting(&mut connection, name).await?;
        ensure!(
            value == "on",
            "{name} is {value}: messages can be lost in a power cut; set it on"
        );
    }
    // `remote_apply`, `remote_write` and `on` all wait for the local disk.
    let commit = setting(&mut connection, "synchronous_commit").await?;
    ensure!(
        commit != "off",
        "synchronous_commit is off: acknowledged messages can be lost in a crash; set it on"
    );
    connection.close().await.context("close the connection")?;
    Ok(Verdict::Good(format!(
        "version {version}, commits are durable"
    )))
}

/// Whether the server could change what it has written down.
async fn audit(config: &Config) -> Result<Verdict> {
    let good = Verdict::Good("the server can add to it and change nothing in it".to_owned());
    let Database::Url(url) = &config.database else {
        return Ok(good);
    };
    let mut connection = PgConnection::connect_with(&db::options(url)?)
        .await
        .context("DATABASE_URL can't be reached")?;
    let standing = role::standing(&mut connection).await?;
    let account: String = sqlx::query_scalar("select session_user::text")
        .fetch_one(&mut connection)
        .await
        .context("read the account's name")?;
    let may_make = role::may_make(&mut connection).await?;
    connection.close().await.context("close the connection")?;
    Ok(match standing {
        Standing::TakesRole | Standing::MayNotChange => good,
        Standing::MayChange if may_make => Verdict::Doubtful(format!(
            "the role {} is made when the server starts, or by `samtal migrate`",
            role::ROLE
        )),
        Standing::MayChange => Verdict::Doubtful(format!(
            "the server's account could change it and may not make a role that can't: as an administrator of the \
             database run `create role {role}; grant {role} to \"{account}\";` and then `samtal migrate`",
            role = role::ROLE
        )),
    })
}

async fn setting(connection: &mut PgConnection, name: &str) -> Result<String> {
    sqlx::query_scalar("select current_setting($1)")
        .bind(name)
        .fetch_one(connection)
        .await
        .with_context(|| format!("read {name}"))
}

async fn redis(url: Option<&Secret>) -> Result<Verdict> {
    let Some(url) = url else {
        return Ok(Verdict::Good(
            "not set: one node, the bus is in-process".to_owned(),
        ));
    };
    let client = redis::Client::open(url.reveal())
        .ok()
        .context("REDIS_URL is not an address of Redis or Valkey")?;
    let mut connection = client
        .get_multiplexed_async_connection()
        .await
        .context("REDIS_URL can't be reached")?;
    let pong: String = redis::cmd("PING")
        .query_async(&mut connection)
        .await
        .context("Redis does not answer a PING")?;
    ensure!(pong == "PONG", "Redis answers a PING with {pong:?}");
    Ok(Verdict::Good("answers".to_owned()))
}

async fn scanner(clamd: Option<&Clamd>) -> Result<Verdict> {
    let Some(clamd) = clamd else {
        return Ok(Verdict::Good(
            "not set: files are served as they came".to_owned(),
        ));
    };
    clamd.ping().await.context(
        "clamd does not answer at SAMTAL_CLAMD, so every file that is sent would wait: does it run, and may the server's \
         account open its socket?",
    )?;
    Ok(Verdict::Good(
        "clamd answers; its StreamMaxLength and MaxFileSize must be at least SAMTAL_MAX_UPLOAD_MIB, and AlertExceedsMax yes"
            .to_owned(),
    ))
}

async fn mail(route: &MailRoute) -> Result<Verdict> {
    let url = match route {
        MailRoute::Simulator => {
            return Ok(Verdict::Doubtful(
                "the simulator: set SAMTAL_SMTP_URL to send real mail".to_owned(),
            ));
        }
        MailRoute::Smtp(url) => url,
    };
    let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.reveal())
        .ok()
        .context("SAMTAL_SMTP_URL is not an address of a mail server")?
        .timeout(Some(LIMIT))
        .build::<Tokio1Executor>();
    let answers = server
        .test_connection()
        .await
        .context("SAMTAL_SMTP_URL can't be reached")?;
    ensure!(answers, "the mail server does not take mail now");
    Ok(Verdict::Good("the mail server answers".to_owned()))
}
