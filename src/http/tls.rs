//! HTTPS without a proxy: the operator's certificate and key, read anew when they change.
//!
//! Invariant: connections that are open keep what they began with, and files that can't be used replace nothing.

use std::{
    path::Path,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};
use tokio::{sync::Mutex, time::interval};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        crypto::ring,
        pki_types::{
            CertificateDer, PrivateKeyDer,
            pem::{self, PemObject},
        },
        server::{ClientHello, ResolvesServerCert},
        sign::CertifiedKey,
    },
};
use tracing::{info, warn};

use crate::{config::TlsFiles, lifecycle::Lifecycle};

/// How often the files are looked at. A renewed certificate has weeks left on the old one.
const LOOK_EVERY: Duration = Duration::from_secs(10);
/// What browsers and our widget speak. Without HTTP/2, which has no WebSockets here.
const PROTOCOL: &[u8] = b"http/1.1";

/// A certificate and its key, and where they come from.
#[derive(Debug)]
pub struct Tls {
    files: TlsFiles,
    current: Arc<Current>,
    /// Of the contents that were looked at last, good or bad: a fault is told once.
    seen: Mutex<[u8; 32]>,
    acceptor: Acceptor,
}

/// What came of looking at the files again.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Looked {
    /// As they were.
    Same,
    /// Newcomers get the new ones.
    Replaced,
    /// They can't be used, and why; the old ones stay.
    Kept(String),
}

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// Which file can't be used, and why.
    pub async fn open(files: &TlsFiles) -> Result<Self> {
        let contents = Contents::read(files).await?;
        let current = Arc::new(Current(RwLock::new(contents.parse(files)?)));
        let provider = Arc::new(ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .context("choose versions of TLS")?
            .with_no_client_auth()
            .with_cert_resolver(current.clone());
        config.alpn_protocols = vec![PROTOCOL.to_vec()];
        Ok(Self {
            files: files.clone(),
            current,
            seen: Mutex::new(contents.digest()),
            acceptor: Acceptor(TlsAcceptor::from(Arc::new(config))),
        })
    }

    /// Takes connections with what is current when they begin.
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        self.acceptor.0.clone()
    }

    /// Reads the files again.
    pub(crate) async fn look_again(&self) -> Looked {
        let contents = match Contents::read(&self.files).await {
            Ok(contents) => contents,
            Err(error) => {
                return self
                    .keep(Sha256::digest(format!("{error:#}")).into(), error)
                    .await;
            }
        };
        let digest = contents.digest();
        if *self.seen.lock().await == digest {
            return Looked::Same;
        }
        match contents.parse(&self.files) {
            Ok(new) => {
                self.current.set(new);
                *self.seen.lock().await = digest;
                Looked::Replaced
            }
            Err(error) => self.keep(digest, error).await,
        }
    }

    async fn keep(&self, digest: [u8; 32], error: anyhow::Error) -> Looked {
        let mut seen = self.seen.lock().await;
        if *seen == digest {
            return Looked::Same;
        }
        *seen = digest;
        Looked::Kept(format!("{error:#}"))
    }

    /// Looks at the files now and then, until the server stops.
    pub(super) async fn follow(self: Arc<Self>, lifecycle: Lifecycle) {
        let mut tick = interval(LOOK_EVERY);
        loop {
            tokio::select! {
                _ = tick.tick() => (),
                () = lifecycle.stop().cancelled() => return,
            }
            match self.look_again().await {
                Looked::Same => (),
                Looked::Replaced => info!("the certificate was replaced"),
                Looked::Kept(error) => {
                    metrics::counter!("samtal_tls_reload_failures_total").increment(1);
                    warn!(
                        error,
                        "the new certificate can't be used; the old one stays"
                    );
                }
            }
        }
    }
}

/// The certificates in a file, the server's own first, as the operator named it.
///
/// # Errors
/// If there are none.
pub(crate) fn certificates(path: &Path, bytes: &[u8]) -> Result<Vec<CertificateDer<'static>>> {
    let path = path.display();
    let chain: Result<Vec<_>, pem::Error> = CertificateDer::pem_slice_iter(bytes).collect();
    let chain = chain
        .map_err(|error| anyhow::anyhow!("{error}"))
        .with_context(|| format!("SAMTAL_TLS_CERTIFICATE: {path} is not PEM"))?;
    if chain.is_empty() {
        bail!("SAMTAL_TLS_CERTIFICATE: {path} holds no certificate (-----BEGIN CERTIFICATE-----)");
    }
    Ok(chain)
}

/// What the files hold.
pub(crate) struct Contents {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl Contents {
    /// Reads both files.
    ///
    /// # Errors
    /// Which can't be read.
    pub(crate) async fn read(files: &TlsFiles) -> Result<Self> {
        let read = async |variable: &str, path: &Path| {
            let bytes = tokio::fs::read(path).await;
            bytes.with_context(|| format!("{variable}: {} can't be read", path.display()))
        };
        Ok(Self {
            certificate: read("SAMTAL_TLS_CERTIFICATE", &files.certificate).await?,
            key: read("SAMTAL_TLS_KEY", &files.key).await?,
        })
    }

    fn digest(&self) -> [u8; 32] {
        let length = (self.certificate.len() as u64).to_be_bytes();
        let mut hash = Sha256::new();
        for part in [&length[..], &self.certificate, &self.key] {
            hash.update(part);
        }
        hash.finalize().into()
    }

    /// The certificate and its key, which fit.
    ///
    /// # Errors
    /// Which file can't be used, and why.
    pub(crate) fn parse(&self, files: &TlsFiles) -> Result<Arc<CertifiedKey>> {
        let chain = certificates(&files.certificate, &self.certificate)?;
        let path = files.key.display();
        let key = PrivateKeyDer::from_pem_slice(&self.key).map_err(|error| match error {
            pem::Error::NoItemsFound => {
                anyhow::anyhow!(
                    "SAMTAL_TLS_KEY: {path} holds no private key (-----BEGIN PRIVATE KEY-----)"
                )
            }
            // Not the library's words: they may repeat the file's.
            _ => anyhow::anyhow!("SAMTAL_TLS_KEY: {path} is not PEM"),
        })?;
        let pair = CertifiedKey::from_der(chain, key, &ring::default_provider());
        let pair = pair.map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => anyhow::anyhow!(
                "SAMTAL_TLS_KEY: {path} is not the key of the certificate in {}",
                files.certificate.display()
            ),
            rustls::Error::InvalidCertificate(fault) => anyhow::anyhow!(
                "SAMTAL_TLS_CERTIFICATE: {} holds no usable certificate ({fault})",
                files.certificate.display()
            ),
            other => anyhow::anyhow!("SAMTAL_TLS_KEY: {path} can't be used ({other})"),
        })?;
        Ok(Arc::new(pair))
    }
}

/// What newcomers are shown.
#[derive(Debug)]
struct Current(RwLock<Arc<CertifiedKey>>);

impl Current {
    fn set(&self, new: Arc<CertifiedKey>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = new;
    }
}

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let current = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Some(current.clone())
    }
}

struct Acceptor(TlsAcceptor);

impl std::fmt::Debug for Acceptor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Acceptor")
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use rcgen::{CertifiedKey as Made, generate_simple_self_signed};
    use tempfile::TempDir;

    use super::*;

    fn made() -> (String, String) {
        let Made { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        (cert.pem(), signing_key.serialize_pem())
    }

    fn files(folder: &TempDir, certificate: &str, key: &str) -> TlsFiles {
        let files = TlsFiles {
            certificate: folder.path().join("cert.pem"),
            key: folder.path().join("key.pem"),
        };
        fs::write(&files.certificate, certificate).unwrap();
        fs::write(&files.key, key).unwrap();
        files
    }

    #[tokio::test]
    async fn what_is_wrong_with_a_file_is_said_in_words_and_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = made();
        let (_, other) = made();
        for (certificate, key, words) in [
            ("", key.as_str(), "SAMTAL_TLS_CERTIFICATE: "),
            (key.as_str(), key.as_str(), "holds no certificate"),
            (certificate.as_str(), "", "holds no private key"),
            (
                certificate.as_str(),
                other.as_str(),
                "is not the key of the certificate",
            ),
            (
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                key.as_str(),
                "SAMTAL_TLS_CERTIFICATE: ",
            ),
        ] {
            let files = files(&folder, certificate, key);
            let error = format!("{:#}", Tls::open(&files).await.unwrap_err());
            assert!(error.contains(words), "{error}");
            assert!(error.contains(".pem"), "{error}");
            assert!(!error.contains("PRIVATE KEY-----\nM"), "{error}");
        }
        let files = files(&folder, &certificate, &key);
        fs::remove_file(&files.key).unwrap();
        let error = format!("{:#}", Tls::open(&files).await.unwrap_err());
        assert!(error.contains("SAMTAL_TLS_KEY") && error.contains("can't be read"));
    }

    #[tokio::test]
    async fn a_bad_file_replaces_nothing_and_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let (certificate, key) = made();
        let files = files(&folder, &certificate, &key);
        let tls = Tls::open(&files).await.unwrap();
        let shown = || {
            let current = tls.current.0.read().unwrap();
            current.end_entity_cert().unwrap().as_ref().to_vec()
        };
        let first = shown();
        assert_eq!(tls.look_again().await, Looked::Same);
        // The certificate comes before its key.
        let (new, new_key) = made();
        fs::write(&files.certificate, &new).unwrap();
        assert!(matches!(tls.look_again().await, Looked::Kept(_)));
        assert_eq!(tls.look_again().await, Looked::Same);
        assert_eq!(shown(), first);
        fs::remove_file(&files.key).unwrap();
        assert!(matches!(tls.look_again().await, Looked::Kept(_)));
        assert_eq!(tls.look_again().await, Looked::Same);
        fs::write(&files.key, &new_key).unwrap();
        assert_eq!(tls.look_again().await, Looked::Replaced);
        assert_ne!(shown(), first);
    }
}
