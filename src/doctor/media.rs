//! Whether media find their way in: the one port of every meeting, and the addresses that browsers are told.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, UdpSocket};

use anyhow::{Result, bail};
use rustix::{
    io::Errno,
    net::{AddressFamily, SocketType, bind, socket, sockopt},
};

use super::Verdict;
use crate::config::{Config, Media, Profile};

/// From where an address can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// From the machine itself.
    Here,
    /// From the same network.
    Inside,
    Everywhere,
}

impl Reach {
    pub(super) fn of(ip: IpAddr) -> Self {
        let ip = ip.to_canonical();
        let is_inner = match ip {
            IpAddr::V4(ip) => {
                let [first, second, ..] = ip.octets();
                // Beside the private ones, those that a provider shares among its customers (RFC 6598).
                let is_shared = first == 100 && second & 0xc0 == 64;
                ip.is_private() || ip.is_link_local() || is_shared
            }
            IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local(),
        };
        match is_inner {
            _ if ip.is_loopback() || ip.is_unspecified() => Self::Here,
            true => Self::Inside,
            false => Self::Everywhere,
        }
    }
}

/// Looks at the port, and at what browsers are told.
pub(super) fn look(config: &Config) -> Result<Verdict> {
    let media = &config.media;
    let place = port(config)?;
    let told = told(media);
    let listed = list(&told);
    let Some(widest) = told.iter().copied().map(Reach::of).max() else {
        return Ok(Verdict::Doubtful(format!(
            "{place}; this machine has no address to tell browsers: set SAMTAL_MEDIA_ANNOUNCED"
        )));
    };
    let is_production = config.profile == Profile::Production;
    Ok(match widest {
        Reach::Here if is_production => bail!(
            "{place}; browsers are told {listed}, which they can't reach: set \
             SAMTAL_MEDIA_BIND=0.0.0.0, and behind NAT SAMTAL_MEDIA_ANNOUNCED too"
        ),
        Reach::Inside if is_production => Verdict::Doubtful(format!(
            "{place}; browsers are told {listed}, which only those on the same network reach: set \
             SAMTAL_MEDIA_ANNOUNCED to the outer address"
        )),
        _ if media.port == 0 && is_production => Verdict::Doubtful(format!(
            "{place}: a firewall can't know it; set SAMTAL_MEDIA_PORT"
        )),
        _ => Verdict::Good(format!("{place}; browsers are told {listed}")),
    })
}

/// The addresses that browsers are told, as far as can be seen without the server. Those of a wildcard are told by the
/// address from which this machine would send to the outside.
pub(super) fn told(media: &Media) -> Vec<IpAddr> {
    if !media.announced.is_empty() {
        return media.announced.iter().map(|one| one.ip).collect();
    }
    let own = |ip: &IpAddr| {
        if ip.is_unspecified() {
            outgoing(*ip)
        } else {
            Some(*ip)
        }
    };
    media.bind.iter().filter_map(own).collect()
}

/// The address from which this machine would send to the outside; nothing is sent.
fn outgoing(wildcard: IpAddr) -> Option<IpAddr> {
    // Addresses that are kept for examples: only the way to them is looked up.
    let outside: IpAddr = match wildcard {
        IpAddr::V4(_) => Ipv4Addr::new(192, 0, 2, 1).into(),
        IpAddr::V6(_) => Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into(),
    };
    let socket = UdpSocket::bind((wildcard, 0)).ok()?;
    socket.connect((outside, 9)).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// Whether the port can be taken, or is by the server.
fn port(config: &Config) -> Result<String> {
    let Media { port, bind, .. } = &config.media;
    let at = list(bind);
    let named = match port {
        0 => "any free port".to_owned(),
        port => format!("port {port}"),
    };
    for ip in bind {
        for (kind, name) in [(SocketType::DGRAM, "UDP"), (SocketType::STREAM, "TCP")] {
            match take(SocketAddr::new(*ip, *port), kind) {
                Ok(()) => {}
                // Who holds both of Samtal's ports is Samtal.
                Err(Errno::ADDRINUSE) if is_served(config.listen) => {
                    return Ok(format!("{named} at {at} is in use, by Samtal as it seems"));
                }
                Err(error) => {
                    bail!(
                        "{named} at {ip} can't be taken for {name}: {}",
                        fault(error)
                    );
                }
            }
        }
    }
    Ok(format!("{named} at {at} is free for UDP and TCP"))
}

fn fault(error: Errno) -> String {
    match error {
        Errno::ADDRINUSE => {
            "another program has it; end that one or set SAMTAL_MEDIA_PORT".to_owned()
        }
        Errno::ADDRNOTAVAIL => "this machine does not have the address: SAMTAL_MEDIA_BIND takes \
             its own ones, SAMTAL_MEDIA_ANNOUNCED the outer ones"
            .to_owned(),
        Errno::ACCESS | Errno::PERM => {
            "the system does not allow it; set SAMTAL_MEDIA_PORT above 1023".to_owned()
        }
        Errno::AFNOSUPPORT => {
            "this machine has no IPv6: take such addresses out of SAMTAL_MEDIA_BIND".to_owned()
        }
        error => error.to_string(),
    }
}

/// Takes a port as the media engine does, and lets go of it.
fn take(address: SocketAddr, kind: SocketType) -> Result<(), Errno> {
    let family = if address.is_ipv4() {
        AddressFamily::INET
    } else {
        AddressFamily::INET6
    };
    let socket = socket(family, kind, None)?;
    if address.is_ipv6() {
        sockopt::set_ipv6_v6only(&socket, true)?;
    }
    if kind == SocketType::STREAM {
        sockopt::set_socket_reuseaddr(&socket, true)?;
    }
    bind(&socket, &address)?;
    if kind == SocketType::STREAM {
        // Two may bind a port that may be used again; only one listens.
        rustix::net::listen(&socket, 1)?;
    }
    Ok(())
}

/// Whether HTTP is served where we would serve it.
fn is_served(listen: SocketAddr) -> bool {
    TcpListener::bind(listen).is_err_and(|error| error.kind() == std::io::ErrorKind::AddrInUse)
}

fn list(all: &[IpAddr]) -> String {
    let all: Vec<String> = all.iter().map(IpAddr::to_string).collect();
    all.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A configuration with these settings and no others.
    fn config(settings: &[(&str, &str)]) -> Config {
        Config::from_lookup(|variable| {
            let found = settings.iter().find(|(name, _)| *name == variable);
            Ok(found.map(|(_, value)| (*value).to_owned()))
        })
        .unwrap()
    }

    /// What is found in production with these settings beside the required ones.
    fn in_production(settings: &[(&str, &str)]) -> String {
        let required = [
            ("SAMTAL_PROFILE", "production"),
            ("SAMTAL_ORGANISATION", "Rådhuset AB"),
            ("SAMTAL_PUBLIC_URL", "https://chat.example.org"),
            ("SAMTAL_SMTP_URL", "smtp://mail.example.org"),
            ("SAMTAL_MAIL_FROM", "chat@example.org"),
            ("SAMTAL_MEDIA_BIND", "127.0.0.1"),
            ("SAMTAL_LISTEN", "127.0.0.1:0"),
        ];
        let all: Vec<_> = settings.iter().chain(&required).copied().collect();
        match look(&config(&all)) {
            Ok(Verdict::Good(text)) => format!("ok {text}"),
            Ok(Verdict::Doubtful(text)) => format!("look {text}"),
            Ok(Verdict::Bad(text)) => format!("WRONG {text}"),
            Err(error) => format!("WRONG {error:#}"),
        }
    }

    #[test]
    fn addresses_are_known_by_from_where_they_are_reached() {
        for (ip, reach) in [
            ("127.0.0.1", Reach::Here),
            ("::1", Reach::Here),
            ("::ffff:127.0.0.1", Reach::Here),
            ("0.0.0.0", Reach::Here),
            ("10.1.2.3", Reach::Inside),
            ("172.16.0.1", Reach::Inside),
            ("192.168.0.1", Reach::Inside),
            ("100.64.0.1", Reach::Inside),
            ("169.254.1.1", Reach::Inside),
            ("fd00::1", Reach::Inside),
            ("fe80::1", Reach::Inside),
            ("100.128.0.1", Reach::Everywhere),
            ("203.0.113.7", Reach::Everywhere),
            ("2001:db8::7", Reach::Everywhere),
        ] {
            assert_eq!(Reach::of(ip.parse().unwrap()), reach, "{ip}");
        }
    }

    #[test]
    fn production_is_told_when_browsers_can_not_reach_the_media() {
        let announced = |value| {
            in_production(&[
                ("SAMTAL_MEDIA_PORT", "0"),
                ("SAMTAL_MEDIA_ANNOUNCED", value),
            ])
        };
        let said = in_production(&[]);
        assert!(
            said.starts_with("WRONG") && said.contains("SAMTAL_MEDIA_BIND"),
            "{said}"
        );
        let said = announced("192.168.1.7");
        assert!(
            said.starts_with("look") && said.contains("the outer address"),
            "{said}"
        );
        let said = announced("203.0.113.7");
        assert!(
            said.starts_with("look") && said.contains("SAMTAL_MEDIA_PORT"),
            "{said}"
        );
    }

    #[test]
    fn a_port_that_another_program_has_is_told_from_one_that_samtal_has() {
        let local = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let (port, listen) = loop {
            let other = TcpListener::bind(local).unwrap();
            let port = other.local_addr().unwrap().port().to_string();
            // A port with something in UDP too, as the media engine has.
            if let Ok(media) = UdpSocket::bind(other.local_addr().unwrap()) {
                break (port, (other, media));
            }
        };
        let outer = ("SAMTAL_MEDIA_ANNOUNCED", "203.0.113.7");
        let said = in_production(&[("SAMTAL_MEDIA_PORT", &port), outer]);
        assert!(
            said.starts_with("WRONG") && said.contains("another program has it"),
            "{said}"
        );

        let served = listen.0.local_addr().unwrap().to_string();
        let said = in_production(&[
            ("SAMTAL_LISTEN", &served),
            ("SAMTAL_MEDIA_PORT", &port),
            outer,
        ]);
        assert!(
            said.starts_with("ok") && said.contains("by Samtal as it seems"),
            "{said}"
        );

        drop(listen);
        let said = in_production(&[("SAMTAL_MEDIA_PORT", &port), outer]);
        assert!(
            said.starts_with("ok") && said.contains("is free for UDP and TCP"),
            "{said}"
        );
    }

    #[test]
    fn an_address_that_the_machine_does_not_have_is_told_as_that() {
        let said = in_production(&[
            ("SAMTAL_MEDIA_BIND", "203.0.113.7"),
            ("SAMTAL_MEDIA_PORT", "0"),
        ]);
        assert!(
            said.starts_with("WRONG") && said.contains("SAMTAL_MEDIA_ANNOUNCED"),
            "{said}"
        );
    }

    #[test]
    fn who_listens_everywhere_tells_the_outgoing_address_or_none() {
        let media = config(&[("SAMTAL_MEDIA_BIND", "0.0.0.0")]).media;
        assert!(
            told(&media)
                .iter()
                .all(|ip| ip.is_ipv4() && !ip.is_unspecified())
        );
    }
}
