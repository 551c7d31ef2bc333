//! Where media go, and how people behind firewalls reach them.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    str::FromStr,
};

use super::{ConfigError, Profile, Secret, environment::Environment, wrong};

/// Where sound and picture are taken in.
#[derive(Clone, Debug)]
pub struct Media {
    /// `SAMTAL_MEDIA_PORT`: the one port of UDP, and of TCP, for every meeting. 8088 by default; 0 takes a free
    /// one, as does a `SAMTAL_LISTEN` with port 0.
    pub port: u16,
    /// `SAMTAL_MEDIA_BIND`: the addresses to take media at, like `0.0.0.0, ::`. By default that on which HTTP listens; in
    /// production all of its family when that is loopback: a proxy passes HTTP on, not media.
    pub bind: Vec<IpAddr>,
    /// `SAMTAL_MEDIA_ANNOUNCED`: the addresses that browsers are told, where they are not the machine's own: behind NAT
    /// the outer ones. A port may follow where it is another: `203.0.113.7:10000`.
    pub announced: Vec<Announced>,
    /// The relay, for who can't reach the port.
    pub turn: Option<Turn>,
}

/// An address as browsers are told it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announced {
    /// The address.
    pub ip: IpAddr,
    /// Its port, where it is not the server's own.
    pub port: Option<u16>,
}

impl FromStr for Announced {
    type Err = std::net::AddrParseError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse::<SocketAddr>() {
            Ok(address) => Ok(Self {
                ip: address.ip(),
                port: Some(address.port()),
            }),
            Err(_) => Ok(Self {
                ip: text.parse()?,
                port: None,
            }),
        }
    }
}

/// A TURN server (RFC 8656) that takes time-limited credentials made with a shared secret, as coturn does.
#[derive(Clone, Debug)]
pub struct Turn {
    /// `SAMTAL_TURN_URLS`: `turn:turn.example.org:3478?transport=udp, turns:turn.example.org:443?transport=tcp`.
    pub urls: Vec<String>,
    /// `SAMTAL_TURN_SECRET`: coturn's `static-auth-secret`.
    pub secret: Secret,
}

impl<L: Fn(&'static str) -> Result<Option<String>, ConfigError>> Environment<L> {
    pub(super) fn media(&self, profile: Profile, listen: SocketAddr) -> Result<Media, ConfigError> {
        Ok(Media {
            port: self.parsed(
                "SAMTAL_MEDIA_PORT",
                if listen.port() == 0 { 0 } else { 8088 },
                "must be a port, like 8088, or 0 for a free one",
            )?,
            bind: match self
                .parsed_list("SAMTAL_MEDIA_BIND", "must be addresses, like 0.0.0.0, ::")?
            {
                none if none.is_empty() => vec![by_default(profile, listen.ip())],
                bind => bind,
            },
            announced: self.parsed_list(
                "SAMTAL_MEDIA_ANNOUNCED",
                "must be addresses, like 203.0.113.7 or 203.0.113.7:10000",
            )?,
            turn: self.turn(profile)?,
        })
    }

    fn parsed_list<T: FromStr>(
        &self,
        variable: &'static str,
        should: &str,
    ) -> Result<Vec<T>, ConfigError> {
        let text = self.text(variable)?.unwrap_or_default();
        let parts = text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        let parsed = parts.map(|part| {
            part.parse()
                .or_else(|_| wrong(variable, format!("{should} (it holds {part:?})")))
        });
        parsed.collect()
    }

    fn turn(&self, profile: Profile) -> Result<Option<Turn>, ConfigError> {
        let urls: Vec<String> = self.parsed_list("SAMTAL_TURN_URLS", "")?;
        let secret = self.text("SAMTAL_TURN_SECRET")?.map(Secret::new);
        if let Some(strange) = urls.iter().find(|url| !is_turn(url)) {
            return wrong(
                "SAMTAL_TURN_URLS",
                format!("must begin with turn: or turns: (it holds {strange:?})"),
            );
        }
        match (urls.is_empty(), secret) {
            (true, None) => Ok(None),
            (true, Some(_)) => wrong("SAMTAL_TURN_URLS", "is missing beside the secret"),
            (false, None) => wrong("SAMTAL_TURN_SECRET", "is missing beside the addresses"),
            (false, Some(secret)) => {
                if profile == Profile::Production && secret.reveal().len() < 16 {
                    return wrong("SAMTAL_TURN_SECRET", "must have at least 16 characters");
                }
                Ok(Some(Turn { urls, secret }))
            }
        }
    }
}

fn by_default(profile: Profile, listen: IpAddr) -> IpAddr {
    match listen {
        IpAddr::V4(ip) if profile == Profile::Production && ip.is_loopback() => {
            Ipv4Addr::UNSPECIFIED.into()
        }
        IpAddr::V6(ip) if profile == Profile::Production && ip.is_loopback() => {
            Ipv6Addr::UNSPECIFIED.into()
        }
        other => other,
    }
}

fn is_turn(url: &str) -> bool {
    url.strip_prefix("turn:")
        .or_else(|| url.strip_prefix("turns:"))
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_graphic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_a_proxy_in_production_media_are_taken_in_at_every_address() {
        let taken =
            |profile, listen: &str| by_default(profile, listen.parse().unwrap()).to_string();
        assert_eq!(taken(Profile::Production, "127.0.0.1"), "0.0.0.0");
        assert_eq!(taken(Profile::Production, "::1"), "::");
        assert_eq!(taken(Profile::Production, "203.0.113.7"), "203.0.113.7");
        assert_eq!(taken(Profile::Development, "127.0.0.1"), "127.0.0.1");
    }
}
