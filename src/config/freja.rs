//! Freja's own interface, out of the environment.

use std::{collections::BTreeMap, fs};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha1::{Digest, Sha1};
use tokio_rustls::rustls::pki_types::{CertificateDer, pem::PemObject};

use super::{ConfigError, Profile, Secret, environment::Environment, wrong};

/// How Freja is asked, and by what its answers are believed.
#[derive(Clone)]
pub struct Freja {
    /// `SAMTAL_FREJA_URL`: `https://services.prod.frejaeid.com`, without a slash at the end.
    pub url: String,
    /// `SAMTAL_FREJA_APP_URL`: what a QR code and the app's link begin with, `https://app.prod.frejaeid.com`.
    pub app_url: String,
    /// `SAMTAL_FREJA_CLIENT`: a file in PEM with our certificate, those between it and Freja's root, and its key.
    pub client: Secret,
    /// `SAMTAL_FREJA_ROOT`: a file in PEM with whoever signs the certificates of Freja's servers.
    pub root: String,
    /// `SAMTAL_FREJA_SIGNERS`: a file in PEM with the certificates that sign results; by thumbprint (`x5t`).
    pub signers: BTreeMap<String, CertificateDer<'static>>,
    /// `SAMTAL_FREJA_LEVEL`: the least somebody must be registered at. `EXTENDED`; or `BASIC`, `PLUS`.
    pub level: FrejaLevel,
}

impl std::fmt::Debug for Freja {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Freja")
            .field("url", &self.url)
            .field("level", &self.level)
            .finish_non_exhaustive()
    }
}

/// How surely Freja knows somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FrejaLevel {
    /// An address that answers.
    Basic,
    /// A document that was checked.
    Extended,
    /// And somebody met.
    Plus,
}

impl FrejaLevel {
    /// As Freja writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Basic => "BASIC",
            Self::Extended => "EXTENDED",
            Self::Plus => "PLUS",
        }
    }

    /// As Freja has written it.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Basic, Self::Extended, Self::Plus]
            .into_iter()
            .find(|level| level.name() == name)
    }
}

/// How a header names a certificate (RFC 7515 §4.1.7).
pub fn thumbprint(certificate: &CertificateDer<'_>) -> String {
    URL_SAFE_NO_PAD.encode(Sha1::digest(certificate))
}

impl<L: Fn(&'static str) -> Result<Option<String>, ConfigError>> Environment<L> {
    /// None without an address: on a developer's machine a simulator takes its place.
    pub(super) fn freja(&self, profile: Profile) -> Result<Option<Freja>, ConfigError> {
        let variable = "SAMTAL_FREJA_URL";
        let Some(url) = self.text(variable)? else {
            return Ok(None);
        };
        if !url.starts_with("https://") {
            return wrong(variable, "must begin with https://");
        }
        let app_url = self.text("SAMTAL_FREJA_APP_URL")?;
        let app_url = app_url.unwrap_or_else(|| "https://app.prod.frejaeid.com".to_owned());
        let level = self.choice(
            "SAMTAL_FREJA_LEVEL",
            &[
                ("EXTENDED", FrejaLevel::Extended),
                ("PLUS", FrejaLevel::Plus),
                ("BASIC", FrejaLevel::Basic),
            ],
        )?;
        if profile == Profile::Production && level == FrejaLevel::Basic {
            return wrong(
                "SAMTAL_FREJA_LEVEL",
                "can't be BASIC in production: nobody has looked at who somebody is",
            );
        }
        let signers = self.pem("SAMTAL_FREJA_SIGNERS")?;
        let signers: Result<Vec<_>, _> =
            CertificateDer::pem_slice_iter(signers.as_bytes()).collect();
        let Ok(signers) = signers else {
            return wrong("SAMTAL_FREJA_SIGNERS", "must hold certificates in PEM");
        };
        if signers.is_empty() {
            return wrong("SAMTAL_FREJA_SIGNERS", "holds no certificate");
        }
        Ok(Some(Freja {
            url: url.trim_end_matches('/').to_owned(),
            app_url: app_url.trim_end_matches('/').to_owned(),
            client: Secret(self.pem("SAMTAL_FREJA_CLIENT")?),
            root: self.pem("SAMTAL_FREJA_ROOT")?,
            signers: signers
                .into_iter()
                .map(|signer| (thumbprint(&signer), signer))
                .collect(),
            level,
        }))
    }

    fn pem(&self, variable: &'static str) -> Result<String, ConfigError> {
        let Some(path) = self.text(variable)? else {
            return wrong(
                variable,
                "must name a file in PEM where SAMTAL_FREJA_URL is set",
            );
        };
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text),
            Err(error) => wrong(variable, format!("can't be read: {error}")),
        }
    }
}
