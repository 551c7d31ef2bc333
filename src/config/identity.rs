//! Whom sign-ins from outside are asked of.

use std::path::PathBuf;

use super::{ConfigError, Profile, environment::Environment, wrong};

/// Whom BankID sign-ins are asked of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BankId {
    /// Nobody: it is not offered. So it is in production where nothing is set.
    Off,
    /// The simulator. Development only.
    Simulator,
    /// BankID.
    Provider(BankIdFiles),
}

/// What opens BankID's Relying Party API: the files come from the bank or the reseller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankIdFiles {
    /// `SAMTAL_BANKID_URL`: `https://appapi2.bankid.com/rp/v6.0`, without a slash at the end.
    pub url: String,
    /// `SAMTAL_BANKID_CERTIFICATE`: our certificate and those between it and its root, in PEM.
    pub certificate: PathBuf,
    /// `SAMTAL_BANKID_KEY`: its key, in PEM.
    pub key: PathBuf,
    /// `SAMTAL_BANKID_ROOT`: the one root that BankID's server is known by, in PEM. It is BankID's own.
    pub root: PathBuf,
    /// `SAMTAL_BANKID_APP_URL`: where a stand-in for the app is opened, `http://127.0.0.1:8090/simulators/bankid`.
    /// Development only.
    pub app_url: Option<String>,
}

impl<L: Fn(&'static str) -> Result<Option<String>, ConfigError>> Environment<L> {
    pub(super) fn bankid(&self, profile: Profile) -> Result<BankId, ConfigError> {
        let names = [
            "SAMTAL_BANKID_URL",
            "SAMTAL_BANKID_CERTIFICATE",
            "SAMTAL_BANKID_KEY",
            "SAMTAL_BANKID_ROOT",
        ];
        let mut values = Vec::new();
        let mut missing = None;
        for name in names {
            match self.text(name)? {
                Some(value) => values.push(value),
                None => missing = Some(name),
            }
        }
        let app_url = self.text("SAMTAL_BANKID_APP_URL")?;
        if app_url.is_some() && profile == Profile::Production {
            return wrong(
                "SAMTAL_BANKID_APP_URL",
                "can't be set in production: it stands in for BankID's app",
            );
        }
        let [url, certificate, key, root] = match <[String; 4]>::try_from(values) {
            Ok(all) => all,
            Err(none) if none.is_empty() => {
                return Ok(match profile {
                    Profile::Development => BankId::Simulator,
                    Profile::Production => BankId::Off,
                });
            }
            Err(_) => {
                return wrong(
                    missing.unwrap_or("SAMTAL_BANKID_URL"),
                    "is missing: BankID's address, certificate, key and root are set together",
                );
            }
        };
        let url = url.trim_end_matches('/');
        let Some(host) = url.strip_prefix("https://") else {
            return wrong("SAMTAL_BANKID_URL", "must begin with https://");
        };
        let is_own = ["localhost", "127.", "[::1]"]
            .iter()
            .any(|own| host.starts_with(own));
        if is_own && profile == Profile::Production {
            return wrong(
                "SAMTAL_BANKID_URL",
                "can't be this machine in production: that would be the simulator",
            );
        }
        Ok(BankId::Provider(BankIdFiles {
            url: url.to_owned(),
            certificate: certificate.into(),
            key: key.into(),
            root: root.into(),
            app_url,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Config, ConfigError},
        *,
    };

    const WHOLE: [(&str, &str); 4] = [
        ("SAMTAL_BANKID_URL", "https://appapi2.bankid.com/rp/v6.0/"),
        ("SAMTAL_BANKID_CERTIFICATE", "/etc/samtal/bankid.pem"),
        ("SAMTAL_BANKID_KEY", "/etc/samtal/bankid.key"),
        ("SAMTAL_BANKID_ROOT", "/etc/samtal/bankid-root.pem"),
    ];
    const PRODUCTION: [(&str, &str); 5] = [
        ("SAMTAL_PROFILE", "production"),
        ("SAMTAL_MAIL_FROM", "chat@example.org"),
        ("SAMTAL_SMTP_URL", "smtps://mail.example.org"),
        ("SAMTAL_ORGANISATION", "Rådet"),
        ("SAMTAL_PUBLIC_URL", "https://chat.example.org"),
    ];

    fn read(settings: &[&[(&str, &str)]]) -> Result<BankId, ConfigError> {
        let settings = settings.concat();
        let config = Config::from_lookup(|variable| {
            let found = settings.iter().rev().find(|(name, _)| *name == variable);
            Ok(found.map(|(_, value)| (*value).to_owned()))
        });
        config.map(|config| config.bankid)
    }

    #[test]
    fn all_of_it_or_nothing() {
        assert_eq!(read(&[]).unwrap(), BankId::Simulator);
        assert_eq!(read(&[&PRODUCTION]).unwrap(), BankId::Off);
        let BankId::Provider(files) = read(&[&PRODUCTION, &WHOLE]).unwrap() else {
            panic!("a provider");
        };
        assert_eq!(files.url, "https://appapi2.bankid.com/rp/v6.0");
        for gone in 0..WHOLE.len() {
            let mut some = WHOLE.to_vec();
            let (name, _) = some.remove(gone);
            assert_eq!(read(&[&some]).unwrap_err().variable, name);
        }
        let plain = [("SAMTAL_BANKID_URL", "http://appapi2.bankid.com/rp/v6.0")];
        assert_eq!(read(&[&WHOLE, &plain]).unwrap_err().variable, plain[0].0);
    }

    #[test]
    fn production_refuses_the_simulator() {
        let own = [("SAMTAL_BANKID_URL", "https://127.0.0.1:9443/rp/v6.0")];
        assert!(read(&[&WHOLE, &own]).is_ok());
        let refused = read(&[&PRODUCTION, &WHOLE, &own]).unwrap_err();
        assert_eq!(refused.variable, "SAMTAL_BANKID_URL");
        let app = [(
            "SAMTAL_BANKID_APP_URL",
            "http://127.0.0.1/simulators/bankid",
        )];
        let refused = read(&[&PRODUCTION, &WHOLE, &app]).unwrap_err();
        assert_eq!(refused.variable, "SAMTAL_BANKID_APP_URL");
    }
}
