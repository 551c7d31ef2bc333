//! How each variable is read: what it may be, and what is said when it isn't.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
    str::FromStr,
    time::Duration,
};

use ipnet::IpNet;

use super::{
    ConfigError, Database, FileStore, Limits, Log, LogFormat, Mail, MailRoute, Profile, S3Access,
    S3Keys, Secret, TlsFiles, wrong,
};

/// Typed access to variables.
pub(super) struct Environment<L>(pub(super) L);

impl<L: Fn(&'static str) -> Result<Option<String>, ConfigError>> Environment<L> {
    pub(super) fn text(&self, variable: &'static str) -> Result<Option<String>, ConfigError> {
        let value = (self.0)(variable)?.map(|value| value.trim().to_owned());
        Ok(value.filter(|value| !value.is_empty()))
    }

    pub(super) fn parsed<T: FromStr>(
        &self,
        variable: &'static str,
        default: T,
        should: &str,
    ) -> Result<T, ConfigError> {
        match self.text(variable)? {
            None => Ok(default),
            Some(value) => match value.parse() {
                Ok(parsed) => Ok(parsed),
                Err(_) => wrong(variable, format!("{should} (it is {value:?})")),
            },
        }
    }

    /// One of `choices`; the first one if the variable is not set.
    pub(super) fn choice<T: Copy>(
        &self,
        variable: &'static str,
        choices: &[(&str, T)],
    ) -> Result<T, ConfigError> {
        let chosen = self.text(variable)?;
        let found = choices
            .iter()
            .find(|(name, _)| chosen.as_deref().is_none_or(|chosen| chosen == *name));
        if let Some((_, value)) = found {
            return Ok(*value);
        }
        let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
        let chosen = chosen.unwrap_or_default();
        wrong(
            variable,
            format!("must be {} (it is {chosen:?})", names.join(" or ")),
        )
    }

    fn at_least_one<T>(&self, variable: &'static str, default: T) -> Result<T, ConfigError>
    where
        T: FromStr + PartialOrd + From<u8>,
    {
        let should = "must be a whole number above zero";
        let value = self.parsed(variable, default, should)?;
        if value < T::from(1) {
            return wrong(variable, should);
        }
        Ok(value)
    }

    pub(super) fn organisation(&self) -> Result<Option<String>, ConfigError> {
        let variable = "SAMTAL_ORGANISATION";
        let name = self.text(variable)?;
        let fits =
            |name: &String| name.chars().count() <= 100 && !name.chars().any(char::is_control);
        if name.as_ref().is_some_and(|name| !fits(name)) {
            return wrong(variable, "must be one line of at most 100 characters");
        }
        Ok(name)
    }

    pub(super) fn public_url(&self) -> Result<Option<String>, ConfigError> {
        let variable = "SAMTAL_PUBLIC_URL";
        let Some(url) = self.text(variable)? else {
            return Ok(None);
        };
        match origin_of(&url) {
            Some(origin) => Ok(Some(origin.to_owned())),
            None => wrong(
                variable,
                format!(
                    "must be a scheme and a host, like https://chat.example.org (it is {url:?})"
                ),
            ),
        }
    }

    pub(super) fn tls(&self) -> Result<Option<TlsFiles>, ConfigError> {
        match (
            self.text("SAMTAL_TLS_CERTIFICATE")?,
            self.text("SAMTAL_TLS_KEY")?,
        ) {
            (Some(certificate), Some(key)) => Ok(Some(TlsFiles {
                certificate: PathBuf::from(certificate),
                key: PathBuf::from(key),
            })),
            (None, None) => Ok(None),
            (Some(_), None) => wrong("SAMTAL_TLS_KEY", "is missing beside the certificate"),
            (None, Some(_)) => wrong("SAMTAL_TLS_CERTIFICATE", "is missing beside the key"),
        }
    }

    pub(super) fn database(&self) -> Result<Database, ConfigError> {
        match self.text("DATABASE_URL")? {
            None => Ok(Database::Embedded),
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Ok(Database::Url(Secret(url)))
            }
            Some(_) => wrong("DATABASE_URL", "must begin with postgres://"),
        }
    }

    pub(super) fn redis_url(&self) -> Result<Option<Secret>, ConfigError> {
        match self.text("REDIS_URL")? {
            None => Ok(None),
            Some(url)
                if ["redis://", "redis+unix://", "unix://"]
                    .iter()
                    .any(|s| url.starts_with(s)) =>
            {
                Ok(Some(Secret(url)))
            }
            Some(_) => wrong("REDIS_URL", "must begin with redis:// or redis+unix://"),
        }
    }

    pub(super) fn files(&self, data: &Path) -> Result<FileStore, ConfigError> {
        let variable = "SAMTAL_FILES_URL";
        let Some(url) = self.text(variable)? else {
            return Ok(FileStore::Folder(data.join("files")));
        };
        if let Some(rest) = url.strip_prefix("s3://") {
            let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
            if bucket.is_empty() {
                return wrong(variable, "lacks the bucket: s3://bucket/prefix");
            }
            return Ok(FileStore::S3 {
                bucket: bucket.to_owned(),
                prefix: prefix.trim_matches('/').to_owned(),
                access: self.s3_access()?,
            });
        }
        match url.strip_prefix("file://").unwrap_or(&url) {
            folder if !folder.contains("://") => Ok(FileStore::Folder(PathBuf::from(folder))),
            _ => wrong(
                variable,
                "must be a folder, file:///folder or s3://bucket/prefix",
            ),
        }
    }

    fn s3_access(&self) -> Result<S3Access, ConfigError> {
        let endpoint = self.text("AWS_ENDPOINT_URL")?;
        if endpoint
            .as_ref()
            .is_some_and(|url| !url.starts_with("http"))
        {
            return wrong("AWS_ENDPOINT_URL", "must begin with https:// or http://");
        }
        let secret = |variable| Ok(self.text(variable)?.map(Secret));
        let keys = match (
            secret("AWS_ACCESS_KEY_ID")?,
            secret("AWS_SECRET_ACCESS_KEY")?,
        ) {
            (Some(id), Some(secret_key)) => Some(S3Keys {
                id,
                secret: secret_key,
                session_token: secret("AWS_SESSION_TOKEN")?,
            }),
            (None, None) => None,
            (Some(_), None) => {
                return wrong("AWS_SECRET_ACCESS_KEY", "is missing beside the key's id");
            }
            (None, Some(_)) => {
                return wrong("AWS_ACCESS_KEY_ID", "is missing beside the secret key");
            }
        };
        Ok(S3Access {
            endpoint,
            region: self
                .text("AWS_REGION")?
                .unwrap_or_else(|| "us-east-1".to_owned()),
            keys,
        })
    }

    pub(super) fn mail(&self, profile: Profile) -> Result<Mail, ConfigError> {
        let by = match self.text("SAMTAL_SMTP_URL")? {
            None => MailRoute::Simulator,
            Some(url) if url.starts_with("smtp://") || url.starts_with("smtps://") => {
                MailRoute::Smtp(Secret(url))
            }
            Some(_) => return wrong("SAMTAL_SMTP_URL", "must begin with smtp:// or smtps://"),
        };
        let from = match self.text("SAMTAL_MAIL_FROM")? {
            Some(from) if from.contains('@') => from,
            Some(_) => return wrong("SAMTAL_MAIL_FROM", "must be a mail address"),
            None if profile == Profile::Production => {
                return wrong("SAMTAL_MAIL_FROM", "must be set in production");
            }
            None => "no-reply@samtal.test".to_owned(),
        };
        Ok(Mail { from, by })
    }

    pub(super) fn log(&self, profile: Profile) -> Result<Log, ConfigError> {
        let human = ("human", LogFormat::Human);
        let json = ("json", LogFormat::Json);
        let choices = match profile {
            Profile::Development => [human, json],
            Profile::Production => [json, human],
        };
        Ok(Log {
            format: self.choice("SAMTAL_LOG", &choices)?,
            filter: self
                .text("SAMTAL_LOG_FILTER")?
                .unwrap_or_else(|| "info,sqlx=warn".to_owned()),
        })
    }

    pub(super) fn trusted_proxies(&self) -> Result<Vec<IpNet>, ConfigError> {
        let variable = "SAMTAL_TRUSTED_PROXIES";
        let network = |text: &str| {
            let parsed = text
                .parse()
                .or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            parsed.or_else(|_| {
                wrong(
                    variable,
                    format!("must hold addresses or networks like 10.0.0.0/8 (it has {text:?})"),
                )
            })
        };
        self.list(variable)?
            .iter()
            .map(|text| network(text))
            .collect()
    }

    pub(super) fn embed_origins(&self) -> Result<Vec<String>, ConfigError> {
        let variable = "SAMTAL_EMBED_ORIGINS";
        let origins = self.list(variable)?;
        for origin in &origins {
            if origin_of(origin).is_none() {
                return wrong(
                    variable,
                    format!("must hold origins like https://www.example.org (it has {origin:?})"),
                );
            }
        }
        Ok(origins)
    }

    /// Values between commas.
    fn list(&self, variable: &'static str) -> Result<Vec<String>, ConfigError> {
        let text = self.text(variable)?.unwrap_or_default();
        let values = text
            .split(',')
            .map(str::trim)
            .filter(|value| !value.is_empty());
        Ok(values.map(str::to_owned).collect())
    }

    pub(super) fn limits(&self) -> Result<Limits, ConfigError> {
        let mib: u32 = self.at_least_one("SAMTAL_MAX_UPLOAD_MIB", 25)?;
        Ok(Limits {
            database_connections: self.at_least_one("SAMTAL_DATABASE_CONNECTIONS", 20)?,
            sockets: self.at_least_one("SAMTAL_MAX_SOCKETS", 50_000)?,
            sockets_per_address: self.at_least_one("SAMTAL_MAX_SOCKETS_PER_ADDRESS", 1_000)?,
            upload_bytes: u64::from(mib) * 1024 * 1024,
            shutdown: Duration::from_secs(
                self.at_least_one::<u32>("SAMTAL_SHUTDOWN_SECONDS", 20)?
                    .into(),
            ),
            rate_limits: self.choice("SAMTAL_RATE_LIMITS", &[("on", true), ("off", false)])?,
        })
    }
}

/// An address that is a scheme and a host and no more, without a slash at the end.
fn origin_of(url: &str) -> Option<&str> {
    let origin = url.trim_end_matches('/');
    let host = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"))?;
    let is_host = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    (!host.is_empty() && host.chars().all(is_host)).then_some(origin)
}
