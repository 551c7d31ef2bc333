//! The virus scanner, out of the environment.

use std::path::PathBuf;

use super::{ConfigError, environment::Environment, wrong};

/// Where ClamAV's `clamd` listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clamd {
    /// `unix:/run/clamav/clamd.ctl`: a socket on this machine.
    Unix(PathBuf),
    /// `tcp:host:port`: the host, an IPv6 address in brackets, and the port. Files cross this way readable.
    Tcp(String),
}

impl<L: Fn(&'static str) -> Result<Option<String>, ConfigError>> Environment<L> {
    pub(super) fn clamd(&self) -> Result<Option<Clamd>, ConfigError> {
        let variable = "SAMTAL_CLAMD";
        let Some(place) = self.text(variable)? else {
            return Ok(None);
        };
        match parse(&place) {
            Some(clamd) => Ok(Some(clamd)),
            None => wrong(
                variable,
                format!(
                    "must be unix:/path/of/the/socket or tcp:host:port, like unix:/run/clamav/clamd.ctl (it is {place:?})"
                ),
            ),
        }
    }
}

fn parse(place: &str) -> Option<Clamd> {
    if let Some(path) = place.strip_prefix("unix:") {
        return path
            .starts_with('/')
            .then(|| Clamd::Unix(PathBuf::from(path)));
    }
    let address = place.strip_prefix("tcp:")?;
    let (host, port) = address.rsplit_once(':')?;
    let is_bare_v6 = host.contains(':') && !(host.starts_with('[') && host.ends_with(']'));
    let is_port = port.parse::<u16>().is_ok_and(|port| port > 0);
    let is_host = !host.is_empty() && !host.contains(['/', '@']) && !is_bare_v6;
    (is_host && is_port).then(|| Clamd::Tcp(address.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scanner_is_a_socket_here_or_a_port_elsewhere() {
        let tcp = |address: &str| Some(Clamd::Tcp(address.to_owned()));
        for (place, expected) in [
            (
                "unix:/run/clamav/clamd.ctl",
                Some(Clamd::Unix("/run/clamav/clamd.ctl".into())),
            ),
            ("tcp:clamd.internal:3310", tcp("clamd.internal:3310")),
            ("tcp:[::1]:3310", tcp("[::1]:3310")),
            ("tcp:127.0.0.1:3310", tcp("127.0.0.1:3310")),
            ("unix:clamd.ctl", None),
            ("unix:", None),
            ("tcp:clamd.internal", None),
            ("tcp::3310", None),
            ("tcp:::1:3310", None),
            ("tcp:clamd.internal:0", None),
            ("tcp:clamd.internal:66000", None),
            ("tcp://clamd.internal:3310", None),
            ("/run/clamav/clamd.ctl", None),
            ("on", None),
        ] {
            assert_eq!(parse(place), expected, "{place}");
        }
    }
}
