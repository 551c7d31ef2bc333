//! What opens the API, read from files or made by the simulator.

use std::{fmt, path::Path};

use anyhow::{Context, Result};

use crate::config::{BankIdFiles, Secret};

/// What opens the API. Everything is PEM.
#[derive(Clone)]
pub struct BankIdAccess {
    /// Like `https://appapi2.bankid.com/rp/v6.0`, without a slash at the end.
    pub url: String,
    /// Our certificate and those between it and its root.
    pub certificate: String,
    /// Its key.
    pub key: Secret,
    /// The one root that BankID's server is known by.
    pub root: String,
    /// Where a stand-in for the app is opened; none where there is the app itself.
    pub app_url: Option<String>,
}

impl BankIdAccess {
    /// Reads what the operator has named.
    ///
    /// # Errors
    /// If a file can't be read: names its setting.
    pub fn read(files: &BankIdFiles) -> Result<Self> {
        let read = |variable: &str, path: &Path| {
            std::fs::read_to_string(path)
                .with_context(|| format!("{variable}: can't read {}", path.display()))
        };
        Ok(Self {
            url: files.url.clone(),
            certificate: read("SAMTAL_BANKID_CERTIFICATE", &files.certificate)?,
            key: Secret::new(read("SAMTAL_BANKID_KEY", &files.key)?),
            root: read("SAMTAL_BANKID_ROOT", &files.root)?,
            app_url: files.app_url.clone(),
        })
    }
}

impl fmt::Debug for BankIdAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BankIdAccess({})", self.url)
    }
}
