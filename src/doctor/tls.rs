//! The certificate that HTTPS is served with: whether it can be used, for whom it is, how long it lasts, who vouches.

use std::{os::unix::fs::PermissionsExt, path::Path, sync::Arc};

use anyhow::{Context, Result, ensure};
use jiff::{SignedDuration, Timestamp};
use tokio_rustls::rustls::{
    RootCertStore,
    client::{WebPkiServerVerifier, danger::ServerCertVerifier},
    crypto::ring,
    pki_types::{CertificateDer, ServerName, UnixTime},
};
use x509_parser::{extensions::GeneralName, prelude::*};

use super::{Verdict, line::is_unknown_issuer};
use crate::{
    config::{Config, TlsFiles},
    http::{Contents, certificates},
};

/// Renewals come thirty days before the end; who has fewer than this left has missed some.
const SOON: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Looks at what `config` names, at the time `now`; `roots` are whom browsers trust.
pub(super) async fn look(config: &Config, now: Timestamp, roots: RootCertStore) -> Result<Verdict> {
    let Some(files) = &config.tls else {
        return Ok(without(config));
    };
    let contents = Contents::read(files).await?;
    contents.parse(files)?;
    let chain = certificates(
        &files.certificate,
        &tokio::fs::read(&files.certificate).await?,
    )?;
    let [own, between @ ..] = chain.as_slice() else {
        anyhow::bail!("there is no certificate");
    };
    let (_, parsed) = X509Certificate::from_der(own)
        .ok()
        .with_context(|| format!("{} holds no certificate", files.certificate.display()))?;
    let until = until(&parsed)?;
    ensure!(
        until > now,
        "the certificate has expired ({}): renew it",
        day(until)
    );
    let from = time(parsed.validity().not_before)?;
    ensure!(
        from <= now,
        "the certificate is not valid before {}: or this machine's clock is behind",
        day(from)
    );
    let names = names(&parsed);
    let host = host(config);
    if let Some(host) = &host {
        let is_for = names.iter().any(|name| covers(name, host));
        ensure!(
            is_for,
            "the certificate is for {} and not for {host}, which SAMTAL_PUBLIC_URL names",
            words(&names)
        );
    }
    if let Some(doubt) = doubt(files, until, now) {
        return Ok(Verdict::Doubtful(doubt));
    }
    let name = host.or_else(|| names.first().cloned()).unwrap_or_default();
    if !is_vouched_for(own, between, &name, now, roots)? {
        return Ok(Verdict::Doubtful(
            "the certificate is signed by nobody whom browsers trust: it is from an authority of your own, or the \
             certificates in between are missing (take fullchain.pem)"
                .to_owned(),
        ));
    }
    Ok(Verdict::Good(format!(
        "the certificate is for {} until {}",
        words(&names),
        day(until)
    )))
}

fn without(config: &Config) -> Verdict {
    Verdict::Good(
        if config.is_https() {
            "not here: a proxy serves HTTPS"
        } else {
            "not set: plain HTTP"
        }
        .to_owned(),
    )
}

fn doubt(files: &TlsFiles, until: Timestamp, now: Timestamp) -> Option<String> {
    if until - SOON < now {
        return Some(format!(
            "the certificate ends on {}: see to it that it is renewed",
            day(until)
        ));
    }
    is_open(&files.key).then(|| {
        format!(
            "{} can be read by others on this machine: chmod 600 it",
            files.key.display()
        )
    })
}

pub(super) fn is_open(key: &Path) -> bool {
    let about = std::fs::metadata(key);
    about.is_ok_and(|about| about.permissions().mode() & 0o007 != 0)
}

/// Whether somebody whom browsers trust vouches for it. Another fault is an error.
fn is_vouched_for(
    own: &CertificateDer<'_>,
    between: &[CertificateDer<'_>],
    name: &str,
    now: Timestamp,
    roots: RootCertStore,
) -> Result<bool> {
    let provider = Arc::new(ring::default_provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
        .build()
        .context("the authorities that browsers trust")?;
    let server = ServerName::try_from(name)
        .with_context(|| format!("{name:?} is not a name that a certificate can be for"))?;
    let since = std::time::Duration::try_from(now.duration_since(Timestamp::UNIX_EPOCH))
        .context("the clock is before 1970")?;
    let now = UnixTime::since_unix_epoch(since);
    match verifier.verify_server_cert(own, between, &server, &[], now) {
        Ok(_) => Ok(true),
        Err(error) if is_unknown_issuer(&error) => Ok(false),
        Err(error) => anyhow::bail!("browsers will not take the certificate ({error})"),
    }
}

/// Until when a certificate is good.
pub(super) fn until(certificate: &X509Certificate<'_>) -> Result<Timestamp> {
    time(certificate.validity().not_after)
}

fn time(at: ASN1Time) -> Result<Timestamp> {
    Timestamp::from_second(at.timestamp()).context("the certificate's time can't be read")
}

pub(super) fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

/// The host that people use, without a port.
fn host(config: &Config) -> Option<String> {
    let url = config.public_url.as_deref()?;
    let host = url.strip_prefix("https://")?;
    let host = match host.strip_prefix('[') {
        Some(address) => address.split(']').next()?,
        None => host.split(':').next()?,
    };
    Some(host.to_lowercase())
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(names)) = certificate.subject_alternative_name() else {
        return Vec::new();
    };
    let named = names.value.general_names.iter();
    let named = named.filter_map(|name| match name {
        GeneralName::DNSName(name) => Some(name.to_lowercase()),
        GeneralName::IPAddress(bytes) => address(bytes),
        _ => None,
    });
    named.collect()
}

fn address(bytes: &[u8]) -> Option<String> {
    let address = match bytes.len() {
        4 => std::net::IpAddr::from(<[u8; 4]>::try_from(bytes).ok()?),
        16 => std::net::IpAddr::from(<[u8; 16]>::try_from(bytes).ok()?),
        _ => return None,
    };
    Some(address.to_string())
}

/// A star stands for one label (RFC 9525 §6.3).
fn covers(name: &str, host: &str) -> bool {
    let below = |rest: &str| host.split_once('.').is_some_and(|(_, above)| above == rest);
    name == host || name.strip_prefix("*.").is_some_and(below)
}

fn words(names: &[String]) -> String {
    if names.is_empty() {
        "nobody".to_owned()
    } else {
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
    use tempfile::TempDir;

    use super::*;

    /// An authority of our own, and the files of a server's certificate by it.
    fn made(folder: &TempDir, name: &str, last_year: i32) -> (RootCertStore, Config) {
        let authority_key = KeyPair::generate().unwrap();
        let mut authority = CertificateParams::new(Vec::new()).unwrap();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let mut roots = RootCertStore::empty();
        let root = authority.self_signed(&authority_key).unwrap();
        roots.add(root.der().clone()).unwrap();
        let issuer = Issuer::new(authority, authority_key);

        let key = KeyPair::generate().unwrap();
        let mut server = CertificateParams::new([name.to_owned()]).unwrap();
        server.not_before = date_time_ymd(2020, 1, 1);
        server.not_after = date_time_ymd(last_year, 12, 31);
        let certificate = server.signed_by(&key, &issuer).unwrap();
        let (at, key_at) = (
            folder.path().join("cert.pem"),
            folder.path().join("key.pem"),
        );
        std::fs::write(&at, certificate.pem()).unwrap();
        std::fs::write(&key_at, key.serialize_pem()).unwrap();
        std::fs::set_permissions(&key_at, std::fs::Permissions::from_mode(0o600)).unwrap();
        let config = Config::from_lookup(|variable| {
            Ok(match variable {
                "SAMTAL_TLS_CERTIFICATE" => Some(at.display().to_string()),
                "SAMTAL_TLS_KEY" => Some(key_at.display().to_string()),
                "SAMTAL_PUBLIC_URL" => Some("https://chat.example.org:8443".to_owned()),
                _ => None,
            })
        });
        (roots, config.unwrap())
    }

    async fn says(name: &str, last_year: i32, trusted: bool) -> String {
        let folder = tempfile::tempdir().unwrap();
        let (roots, config) = made(&folder, name, last_year);
        let roots = if trusted {
            roots
        } else {
            webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect()
        };
        let now = "2026-12-20T12:00:00Z".parse().unwrap();
        match look(&config, now, roots).await {
            Ok(Verdict::Good(words)) => format!("good: {words}"),
            Ok(Verdict::Doubtful(words)) => format!("look: {words}"),
            Ok(Verdict::Bad(words)) => format!("wrong: {words}"),
            Err(error) => format!("wrong: {error:#}"),
        }
    }

    #[tokio::test]
    async fn a_certificate_is_told_by_its_names_its_end_and_who_vouches() {
        for (name, year, trusted, words) in [
            (
                "chat.example.org",
                2027,
                true,
                "good: the certificate is for chat.example.org until 2027-12-31",
            ),
            ("*.example.org", 2027, true, "good: "),
            (
                "*.org",
                2027,
                true,
                "wrong: the certificate is for *.org and not for chat.example.org",
            ),
            (
                "other.example.org",
                2027,
                true,
                "wrong: the certificate is for other.example.org",
            ),
            (
                "chat.example.org",
                2025,
                true,
                "wrong: the certificate has expired (2025-12-31)",
            ),
            (
                "chat.example.org",
                2026,
                true,
                "look: the certificate ends on 2026-12-31",
            ),
            (
                "chat.example.org",
                2027,
                false,
                "look: the certificate is signed by nobody",
            ),
        ] {
            let said = says(name, year, trusted).await;
            assert!(said.starts_with(words), "{said}");
        }
    }

    #[tokio::test]
    async fn a_key_that_others_can_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let (roots, config) = made(&folder, "chat.example.org", 2027);
        let key = &config.tls.as_ref().unwrap().key;
        std::fs::set_permissions(key, std::fs::Permissions::from_mode(0o644)).unwrap();
        let now = "2026-12-20T12:00:00Z".parse().unwrap();
        let Ok(Verdict::Doubtful(words)) = look(&config, now, roots).await else {
            panic!("it should be looked at")
        };
        assert!(words.contains("chmod 600"), "{words}");
    }
}
