//! BankID's files: whether they can be used, and how long our certificate lives. BankID itself is not asked: it counts.

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use tokio_rustls::rustls::pki_types::{CertificateDer, pem::PemObject};
use x509_parser::prelude::*;

use super::{
    Verdict,
    tls::{day, is_open, until},
};
use crate::{
    config::{BankId, Config},
    identity::{BankIdAccess, Providers, Setup},
};

/// Banks take their time.
const SOON: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Looks at what `config` names, at the time `now`.
pub(super) async fn look(config: &Config, now: Timestamp) -> Result<Verdict> {
    let files = match &config.bankid {
        BankId::Off => return Ok(Verdict::Good("not set: it is not offered".to_owned())),
        BankId::Simulator => return Ok(Verdict::Good("the simulator".to_owned())),
        BankId::Provider(files) => files,
    };
    let access = BankIdAccess::read(files)?;
    let own = CertificateDer::from_pem_slice(access.certificate.as_bytes())
        .ok()
        .with_context(|| {
            format!(
                "SAMTAL_BANKID_CERTIFICATE: {} holds no certificate in PEM",
                files.certificate.display()
            )
        })?;
    let (_, parsed) = X509Certificate::from_der(&own)
        .ok()
        .context("SAMTAL_BANKID_CERTIFICATE: the certificate can't be read")?;
    let until = until(&parsed)?;
    anyhow::ensure!(
        until > now,
        "our certificate for BankID has expired ({}): the bank issues a new one",
        day(until)
    );
    Providers::open(Setup {
        bankid: Some(access),
        ..Setup::default()
    })
    .context(
        "SAMTAL_BANKID_CERTIFICATE, SAMTAL_BANKID_KEY and SAMTAL_BANKID_ROOT don't go together",
    )?;
    let day = day(until);
    if until - SOON < now {
        return Ok(Verdict::Doubtful(format!(
            "our certificate ends on {day}: ask the bank for a new one"
        )));
    }
    if is_open(&files.key) {
        return Ok(Verdict::Doubtful(format!(
            "{} can be read by others on this machine: chmod 600 it",
            files.key.display()
        )));
    }
    Ok(Verdict::Good(format!(
        "{}, our certificate until {day}",
        files.url
    )))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    use super::*;

    async fn says(last_year: i32, other_key: bool, mode: u32) -> String {
        let folder = tempfile::tempdir().unwrap();
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(last_year, 12, 31);
        let certificate = params.self_signed(&key).unwrap().pem();
        let kept = if other_key {
            KeyPair::generate().unwrap()
        } else {
            key
        };
        let path = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(path("cert"), &certificate).unwrap();
        std::fs::write(path("root"), &certificate).unwrap();
        std::fs::write(path("key"), kept.serialize_pem()).unwrap();
        std::fs::set_permissions(path("key"), std::fs::Permissions::from_mode(mode)).unwrap();
        let config = Config::from_lookup(|variable| {
            Ok(match variable {
                "SAMTAL_BANKID_URL" => Some("https://bank.example.org/rp/v6.0".to_owned()),
                "SAMTAL_BANKID_CERTIFICATE" => Some(path("cert")),
                "SAMTAL_BANKID_KEY" => Some(path("key")),
                "SAMTAL_BANKID_ROOT" => Some(path("root")),
                _ => None,
            })
        })
        .unwrap();
        let now = "2026-12-20T12:00:00Z".parse().unwrap();
        match look(&config, now).await {
            Ok(Verdict::Good(words)) => format!("good: {words}"),
            Ok(Verdict::Doubtful(words)) => format!("look: {words}"),
            Ok(Verdict::Bad(words)) => format!("wrong: {words}"),
            Err(error) => format!("wrong: {error:#}"),
        }
    }

    #[tokio::test]
    async fn our_certificate_is_told_by_its_end_and_its_key() {
        for (year, other_key, mode, words) in [
            (
                2028,
                false,
                0o600,
                "good: https://bank.example.org/rp/v6.0, our certificate until 2028-12-31",
            ),
            (
                2026,
                false,
                0o600,
                "look: our certificate ends on 2026-12-31",
            ),
            (
                2025,
                false,
                0o600,
                "wrong: our certificate for BankID has expired (2025-12-31)",
            ),
            (
                2028,
                true,
                0o600,
                "wrong: SAMTAL_BANKID_CERTIFICATE, SAMTAL_BANKID_KEY",
            ),
            (2028, false, 0o644, "look: "),
        ] {
            let said = says(year, other_key, mode).await;
            assert!(said.starts_with(words), "{said}");
        }
    }
}
