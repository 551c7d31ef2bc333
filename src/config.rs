//! What the operator has set, read from the environment once and in this module only.
//!
//! Every setting has a default with which a newcomer's machine works; the production profile
//! refuses what only a developer's machine may do. Invariant: a secret never shows in `Debug`.

mod clamd;
mod environment;
mod freja;
mod identity;
mod media;
mod oidc;

pub use clamd::Clamd;
pub use freja::{Freja, FrejaLevel, thumbprint};
pub use identity::{BankId, BankIdFiles};
pub use media::{Announced, Media, Turn};
pub use oidc::{ClientAuthentication, OidcProvider, PersonalNumberClaim, StrongClaim};

use std::{
    ffi::OsString,
    fmt,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use environment::Environment;
use ipnet::IpNet;

/// Whose customers the invented ones are, where the operator has not said whose the real ones are.
const INVENTED: &str = "Linden Rådgivning";

/// Everything the operator can set.
#[derive(Clone, Debug)]
pub struct Config {
    /// `SAMTAL_PROFILE`: `development` (the default) or `production`.
    pub profile: Profile,
    /// `SAMTAL_ORGANISATION`: whose customers these are, as pages and mails name it. Must be set in production; without it
    /// this is the invented business that `samtal seed` fills the database with.
    pub organisation: Option<String>,
    /// `SAMTAL_LISTEN`: where HTTP is served. `127.0.0.1:8080`; port 0 takes a free one.
    pub listen: SocketAddr,
    /// `SAMTAL_PUBLIC_URL`: how people reach the server, without a slash at the end.
    pub public_url: Option<String>,
    /// `SAMTAL_TLS_CERTIFICATE` and `SAMTAL_TLS_KEY`: PEM files with which HTTPS is served here, without a proxy. Read again
    /// when they change.
    pub tls: Option<TlsFiles>,
    /// `SAMTAL_DATA`: the folder for the private PostgreSQL and for files. `.data`.
    pub data: PathBuf,
    /// `DATABASE_URL`: a PostgreSQL of the operator's, or our own.
    pub database: Database,
    /// `REDIS_URL`: Redis or Valkey between nodes; without it the bus is in-process.
    pub redis_url: Option<Secret>,
    /// `SAMTAL_FILES_URL`: where files sent in conversations are kept.
    pub files: FileStore,
    /// `SAMTAL_CLAMD`: ClamAV's `clamd`, which looks at every file before anybody is given it: `unix:/run/clamav/clamd.ctl` or
    /// `tcp:host:port`. Without it nothing is scanned.
    pub clamd: Option<Clamd>,
    /// `SAMTAL_SMTP_URL` and `SAMTAL_MAIL_FROM`: how mail leaves.
    pub mail: Mail,
    /// `SAMTAL_BANKID_…`: whom BankID sign-ins are asked of.
    pub bankid: BankId,
    /// `SAMTAL_OIDC_FILE`: a file in JSON that lists who vouches for people by OpenID Connect, as docs/oidc.md tells. None if
    /// it is not set: simulators in development, nobody in production.
    pub oidc: Option<Vec<OidcProvider>>,
    /// `SAMTAL_FREJA_URL` and those beside it: Freja by its own interface.
    pub freja: Option<Freja>,
    /// Where media go.
    pub media: Media,
    /// `SAMTAL_LOG` and `SAMTAL_LOG_FILTER`.
    pub log: Log,
    /// `SAMTAL_TRUSTED_PROXIES`: networks whose `X-Forwarded-For` is believed, like
    /// `10.0.0.0/8, 192.0.2.7`. None by default: a client's address is its peer's.
    pub trusted_proxies: Vec<IpNet>,
    /// `SAMTAL_EMBED_ORIGINS`: sites that may show the widget, like `https://www.example.org`.
    /// Empty, the default, means every site.
    pub embed_origins: Vec<String>,
    /// Bounds that differ between a small machine and a large one.
    pub limits: Limits,
}

/// Who the server is run for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// A developer's machine: simulators stand in for what is not set.
    Development,
    /// Real people: simulators and plain HTTP are refused.
    Production,
}

/// What HTTPS is served with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// `SAMTAL_TLS_CERTIFICATE`: the server's certificate and those between it and an authority, in this order.
    pub certificate: PathBuf,
    /// `SAMTAL_TLS_KEY`: its private key.
    pub key: PathBuf,
}

/// Where the truth is kept.
#[derive(Clone, Debug)]
pub enum Database {
    /// A private PostgreSQL that the server starts and owns, in [`Config::data`].
    Embedded,
    /// A PostgreSQL that somebody else runs.
    Url(Secret),
}

/// Where files are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileStore {
    /// A folder on this machine.
    Folder(PathBuf),
    /// A bucket, and the prefix of our keys in it: `s3://bucket/prefix`.
    S3 {
        /// The bucket's name.
        bucket: String,
        /// Empty, or a path without slashes at its ends.
        prefix: String,
        /// Where the bucket is and what opens it.
        access: S3Access,
    },
}

/// How an S3 bucket is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct S3Access {
    /// `AWS_ENDPOINT_URL`: another service than Amazon's that speaks S3, like
    /// `http://minio.internal:9000`.
    pub endpoint: Option<String>,
    /// `AWS_REGION`: `us-east-1` by default, which other services ignore.
    pub region: String,
    /// Without keys, the machine's own role is asked for.
    pub keys: Option<S3Keys>,
}

/// What opens an S3 bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct S3Keys {
    /// `AWS_ACCESS_KEY_ID`.
    pub id: Secret,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret: Secret,
    /// `AWS_SESSION_TOKEN`, of keys that are lent for a time.
    pub session_token: Option<Secret>,
}

/// How mail leaves the server.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The sender of all mail: `Samtal <no-reply@example.org>`.
    pub from: String,
    /// Who takes it.
    pub by: MailRoute,
}

/// Who takes the server's mail.
#[derive(Clone, Debug)]
pub enum MailRoute {
    /// The simulator, which shows it on a page. Development only.
    Simulator,
    /// A mail server: `smtps://user:password@host:465`, `smtp://host:587?tls=required`.
    Smtp(Secret),
}

/// How the server tells what it does.
#[derive(Clone, Debug)]
pub struct Log {
    /// `SAMTAL_LOG`: `human` (the default) or `json`.
    pub format: LogFormat,
    /// `SAMTAL_LOG_FILTER`: a `tracing` filter. By default `info`, and of what PostgreSQL notes only the warnings.
    pub filter: String,
}

/// The form of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For eyes.
    Human,
    /// One JSON object a line.
    Json,
}

/// Bounds that the operator may move.
#[derive(Clone, Debug)]
pub struct Limits {
    /// `SAMTAL_DATABASE_CONNECTIONS`: connections to PostgreSQL, 20 by default: more of them
    /// commit no faster on a few cores, and an own PostgreSQL has 100 in all.
    pub database_connections: u32,
    /// `SAMTAL_MAX_SOCKETS`: open WebSockets on this node, 50,000 by default.
    pub sockets: usize,
    /// `SAMTAL_MAX_SOCKETS_PER_ADDRESS`: from one network address, 1,000 by default: a large
    /// office behind one address fits, a flood does not take the node.
    pub sockets_per_address: usize,
    /// `SAMTAL_MAX_UPLOAD_MIB`: the largest file a person may send, 25 MiB by default.
    pub upload_bytes: u64,
    /// `SAMTAL_SHUTDOWN_SECONDS`: from the first signal to the end, 20 s by default: below the
    /// 30 s after which container runtimes kill.
    pub shutdown: Duration,
    /// `SAMTAL_RATE_LIMITS`: `on` (the default) or `off`, for load tests. Development only.
    pub rate_limits: bool,
}

/// A value that must not be seen in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps `value` from being shown.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself, for the one place that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<secret>")
    }
}

/// A setting that can't be used: which one, and what it should be.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{variable} {problem}")]
pub struct ConfigError {
    /// The environment variable's name.
    pub variable: &'static str,
    /// What is wrong with it, without its value where that may be secret.
    pub problem: String,
}

impl Config {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// Names the first variable that can't be used.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the environment"
    )]
    pub fn from_environment() -> Result<Self, ConfigError> {
        Self::from_lookup(|variable| match std::env::var(variable) {
            Ok(value) => Ok(Some(value)),
            Err(std::env::VarError::NotPresent) => Ok(None),
            Err(std::env::VarError::NotUnicode(_)) => wrong(variable, "is not UTF-8"),
        })
    }

    /// Reads settings from `lookup`, which gives a variable's value if it is set. An empty value
    /// is one that is not set.
    ///
    /// # Errors
    /// Names the first variable that can't be used.
    pub fn from_lookup(
        lookup: impl Fn(&'static str) -> Result<Option<String>, ConfigError>,
    ) -> Result<Self, ConfigError> {
        let env = Environment(lookup);
        let profile = env.choice(
            "SAMTAL_PROFILE",
            &[
                ("development", Profile::Development),
                ("production", Profile::Production),
            ],
        )?;
        let data = env
            .text("SAMTAL_DATA")?
            .map_or_else(|| PathBuf::from(".data"), PathBuf::from);
        let listen = env.parsed(
            "SAMTAL_LISTEN",
            SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080),
            "must be an address and a port, like 127.0.0.1:8080",
        )?;
        let config = Self {
            profile,
            organisation: env.organisation()?,
            listen,
            media: env.media(profile, listen)?,
            public_url: env.public_url()?,
            tls: env.tls()?,
            database: env.database()?,
            redis_url: env.redis_url()?,
            files: env.files(&data)?,
            clamd: env.clamd()?,
            mail: env.mail(profile)?,
            bankid: env.bankid(profile)?,
            oidc: env.oidc(profile)?,
            freja: env.freja(profile)?,
            log: env.log(profile)?,
            trusted_proxies: env.trusted_proxies()?,
            embed_origins: env.embed_origins()?,
            limits: env.limits()?,
            data,
        };
        config.check_scheme()?;
        config.check_profile()?;
        Ok(config)
    }

    /// How people reach a server that listens at `bound`, without a slash at the end.
    pub fn public_url(&self, bound: SocketAddr) -> String {
        if let Some(url) = &self.public_url {
            return url.clone();
        }
        let scheme = if self.is_https() { "https" } else { "http" };
        if bound.ip().is_unspecified() {
            format!("{scheme}://localhost:{}", bound.port())
        } else {
            format!("{scheme}://{bound}")
        }
    }

    /// Whose customers these are.
    pub fn organisation_name(&self) -> &str {
        self.organisation.as_deref().unwrap_or(INVENTED)
    }

    /// Whether people reach the server by HTTPS.
    pub fn is_https(&self) -> bool {
        let url = self.public_url.as_deref();
        url.map_or(self.tls.is_some(), |url| url.starts_with("https://"))
    }

    /// Whether the operator has said so of an address of theirs: then browsers may be told to insist on it.
    pub fn is_publicly_https(&self) -> bool {
        self.public_url.is_some() && self.is_https()
    }

    fn check_scheme(&self) -> Result<(), ConfigError> {
        if self.tls.is_some() && !self.is_https() {
            return wrong(
                "SAMTAL_PUBLIC_URL",
                "must begin with https://: SAMTAL_TLS_CERTIFICATE is set",
            );
        }
        Ok(())
    }

    fn check_profile(&self) -> Result<(), ConfigError> {
        if self.profile == Profile::Development {
            return Ok(());
        }
        if !self.limits.rate_limits {
            return wrong("SAMTAL_RATE_LIMITS", "can't be off in production");
        }
        if matches!(self.mail.by, MailRoute::Simulator) {
            return wrong(
                "SAMTAL_SMTP_URL",
                "must be set in production: mail would only reach the simulator",
            );
        }
        if self.organisation.is_none() {
            return wrong(
                "SAMTAL_ORGANISATION",
                "must be set in production: the name that your customers see",
            );
        }
        match &self.public_url {
            Some(_) if self.is_https() => Ok(()),
            Some(_) => wrong(
                "SAMTAL_PUBLIC_URL",
                "must begin with https:// in production",
            ),
            None => wrong(
                "SAMTAL_PUBLIC_URL",
                "must be set in production, like https://chat.example.org",
            ),
        }
    }
}

/// The folders in which the system looks for programs, as `PATH` has them.
#[expect(
    clippy::disallowed_methods,
    reason = "this module is the one that reads the environment"
)]
pub(crate) fn search_path() -> OsString {
    std::env::var_os("PATH").unwrap_or_default()
}

fn wrong<T>(variable: &'static str, problem: impl Into<String>) -> Result<T, ConfigError> {
    Err(ConfigError {
        variable,
        problem: problem.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_lookup(|variable| {
            let found = settings.iter().find(|(name, _)| *name == variable);
            Ok(found.map(|(_, value)| (*value).to_owned()))
        })
    }

    #[test]
    fn nothing_set_is_a_working_development_server() {
        let config = read(&[]).unwrap();
        assert_eq!(config.profile, Profile::Development);
        assert_eq!(config.public_url(config.listen), "http://127.0.0.1:8080");
        assert!(matches!(config.database, Database::Embedded));
        assert_eq!(config.files, FileStore::Folder(".data/files".into()));
        assert!(matches!(config.mail.by, MailRoute::Simulator));
    }

    #[test]
    fn an_error_names_the_variable() {
        let cases = [
            ("SAMTAL_LISTEN", "8080"),
            ("SAMTAL_PROFILE", "prod"),
            ("SAMTAL_LOG", "xml"),
            ("SAMTAL_PUBLIC_URL", "chat.example.org"),
            ("SAMTAL_PUBLIC_URL", "https://example.org/chat"),
            ("DATABASE_URL", "mysql://localhost/samtal"),
            ("REDIS_URL", "localhost:6379"),
            ("SAMTAL_FILES_URL", "s3://"),
            ("SAMTAL_FILES_URL", "ftp://somewhere/else"),
            ("SAMTAL_CLAMD", "/run/clamav/clamd.ctl"),
            ("SAMTAL_SMTP_URL", "mail.example.org"),
            ("SAMTAL_MAIL_FROM", "nobody"),
            ("SAMTAL_ORGANISATION", "Råd\net"),
            ("SAMTAL_TRUSTED_PROXIES", "10.0.0.0/8, proxy.internal"),
            ("SAMTAL_OIDC_FILE", "/there/is/no/such/file.json"),
            ("SAMTAL_FREJA_URL", "http://services.test.frejaeid.com"),
            ("SAMTAL_EMBED_ORIGINS", "https://example.org/shop"),
            ("SAMTAL_EMBED_ORIGINS", "https://example.org; script-src *"),
            ("SAMTAL_RATE_LIMITS", "no"),
            ("SAMTAL_MAX_UPLOAD_MIB", "0"),
            ("SAMTAL_SHUTDOWN_SECONDS", "-1"),
        ];
        for (variable, value) in cases {
            let error = read(&[(variable, value)]).expect_err(variable);
            assert_eq!(error.variable, variable);
            assert!(error.to_string().starts_with(variable));
        }
    }

    #[test]
    fn secrets_do_not_show() {
        let config = read(&[
            ("DATABASE_URL", "postgres://samtal:hunter2@db/samtal"),
            ("REDIS_URL", "redis://:hunter2@redis"),
            ("SAMTAL_SMTP_URL", "smtps://samtal:hunter2@mail"),
        ])
        .unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
        let error = read(&[("DATABASE_URL", "mysql://samtal:hunter2@db/samtal")]).unwrap_err();
        assert!(!error.to_string().contains("hunter2"));
    }

    #[test]
    fn production_refuses_simulators_and_plain_http() {
        let mail = [
            ("SAMTAL_PROFILE", "production"),
            ("SAMTAL_MAIL_FROM", "chat@example.org"),
            ("SAMTAL_SMTP_URL", "smtps://mail.example.org"),
            ("SAMTAL_ORGANISATION", "Rådet"),
        ];
        assert_eq!(read(&mail[..2]).unwrap_err().variable, "SAMTAL_SMTP_URL");
        assert_eq!(
            read(&mail[..3]).unwrap_err().variable,
            "SAMTAL_ORGANISATION"
        );
        assert_eq!(read(&mail).unwrap_err().variable, "SAMTAL_PUBLIC_URL");
        let plain = [
            &mail[..],
            &[("SAMTAL_PUBLIC_URL", "http://chat.example.org")],
        ]
        .concat();
        assert_eq!(read(&plain).unwrap_err().variable, "SAMTAL_PUBLIC_URL");
        let whole = [
            &mail[..],
            &[("SAMTAL_PUBLIC_URL", "https://chat.example.org/")],
        ]
        .concat();
        let config = read(&whole).unwrap();
        assert_eq!(
            config.public_url.as_deref(),
            Some("https://chat.example.org")
        );
        assert_eq!(config.log.format, LogFormat::Json);
        let open = [&whole[..], &[("SAMTAL_RATE_LIMITS", "off")]].concat();
        assert_eq!(read(&open).unwrap_err().variable, "SAMTAL_RATE_LIMITS");
    }

    #[test]
    fn proxies_are_addresses_or_networks() {
        let config = read(&[("SAMTAL_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.7,")]).unwrap();
        let networks: Vec<_> = config
            .trusted_proxies
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(networks, ["10.0.0.0/8", "192.0.2.7/32"]);
    }

    #[test]
    fn a_certificate_and_its_key_come_together_and_make_it_https() {
        let (certificate, key) = (
            ("SAMTAL_TLS_CERTIFICATE", "/etc/samtal/fullchain.pem"),
            ("SAMTAL_TLS_KEY", "/etc/samtal/key.pem"),
        );
        assert_eq!(read(&[certificate]).unwrap_err().variable, "SAMTAL_TLS_KEY");
        assert_eq!(read(&[key]).unwrap_err().variable, "SAMTAL_TLS_CERTIFICATE");
        let config = read(&[certificate, key, ("SAMTAL_LISTEN", "0.0.0.0:443")]).unwrap();
        assert!(config.is_https() && !config.is_publicly_https());
        assert_eq!(config.public_url(config.listen), "https://localhost:443");
        let plain = ("SAMTAL_PUBLIC_URL", "http://chat.example.org");
        let error = read(&[certificate, key, plain]).unwrap_err();
        assert_eq!(error.variable, "SAMTAL_PUBLIC_URL");
        let public = ("SAMTAL_PUBLIC_URL", "https://chat.example.org");
        assert!(
            read(&[certificate, key, public])
                .unwrap()
                .is_publicly_https()
        );
    }

    #[test]
    fn files_may_live_in_a_folder_or_a_bucket() {
        let files = |url| read(&[("SAMTAL_FILES_URL", url)]).unwrap().files;
        assert_eq!(files("/srv/files"), FileStore::Folder("/srv/files".into()));
        assert_eq!(
            files("file:///srv/files"),
            FileStore::Folder("/srv/files".into())
        );
        let FileStore::S3 {
            bucket,
            prefix,
            access,
        } = files("s3://samtal/chat/")
        else {
            panic!("a bucket");
        };
        assert_eq!((bucket.as_str(), prefix.as_str()), ("samtal", "chat"));
        assert_eq!((access.endpoint, access.keys), (None, None));

        let bucket = ("SAMTAL_FILES_URL", "s3://samtal");
        let half = read(&[bucket, ("AWS_ACCESS_KEY_ID", "id")]).unwrap_err();
        assert_eq!(half.variable, "AWS_SECRET_ACCESS_KEY");
        let keys = [
            bucket,
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "hunter2"),
        ];
        assert!(!format!("{:?}", read(&keys).unwrap()).contains("hunter2"));
    }
}
