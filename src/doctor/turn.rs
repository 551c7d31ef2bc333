//! Whether the relays that people behind firewalls are sent to really relay: each is asked for an address as a browser
//! asks (RFC 8656), with credentials that the server would hand out, and the address is given back.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use futures_util::future::join_all;
use signaling::protocol::{IceServer, SeatNo};
use tokio::{
    net::lookup_host,
    time::{Instant, timeout_at},
};
use tokio_rustls::rustls::RootCertStore;

use super::{
    Finding, Verdict, finding,
    line::{Line, Way},
    media::{self, Reach},
    stun::{self, Message, Writer},
};
use crate::{
    clock::Clock,
    config::{Config, Profile, Turn},
    meetings::turn,
};

/// From the name to the address given back.
const LIMIT: Duration = Duration::from_secs(5);
/// Of one name; a relay has one or two.
const MAX_ADDRESSES: usize = 4;
/// What is asked for: an address for UDP, as RFC 8656 numbers protocols.
const FOR_UDP: [u8; 4] = [17, 0, 0, 0];

/// What a relay is held against.
#[derive(Clone)]
pub(super) struct Expected {
    pub(super) profile: Profile,
    /// Who may vouch for a relay's name.
    pub(super) roots: Arc<RootCertStore>,
    /// Where Samtal takes media, which a relay must be willing to pass on to.
    pub(super) media: Vec<IpAddr>,
}

/// Looks at every relay that browsers are told of.
pub(super) async fn look(config: &Config) -> Vec<Finding> {
    let Some(turn) = &config.media.turn else {
        let words = "not set: whoever can't reach the media port can't meet; set SAMTAL_TURN_URLS";
        return vec![finding("relay", Ok(Verdict::Doubtful(words.to_owned())))];
    };
    let expected = Expected {
        profile: config.profile,
        roots: Arc::new(webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect()),
        media: media::told(&config.media),
    };
    look_at(turn, &expected).await
}

pub(super) async fn look_at(turn: &Turn, expected: &Expected) -> Vec<Finding> {
    let who = turn::ice_server(turn, Clock::System.now(), SeatNo(0));
    let looks = turn.urls.iter().map(|url| {
        let who = &who;
        async move {
            let looked = relay(url, who, expected).await;
            finding("relay", looked.with_context(|| url.clone()))
        }
    });
    join_all(looks).await
}

/// Asks the relay at each address of its name.
async fn relay(url: &str, who: &IceServer, expected: &Expected) -> Result<Verdict> {
    let deadline = Instant::now() + LIMIT;
    let place = Place::parse(url)?;
    let host = &place.host;
    let resolved = timeout_at(deadline, lookup_host((host.as_str(), place.port))).await;
    let addresses = resolved
        .with_context(|| format!("the name {host} is not resolved in time: look at the DNS"))?
        .ok()
        .with_context(|| format!("the name {host} is not known: look at the DNS"))?;
    let mut addresses: Vec<SocketAddr> = addresses.take(MAX_ADDRESSES).collect();
    addresses.dedup();

    let looks = addresses.iter().map(|address| async {
        let looked = relay_at(&place, *address, who, expected, deadline).await;
        (*address, looked)
    });
    Ok(summary(url, join_all(looks).await, expected.profile))
}

async fn relay_at(
    place: &Place,
    address: SocketAddr,
    who: &IceServer,
    expected: &Expected,
    deadline: Instant,
) -> Result<Relaying> {
    let line = Line::open(place.way, &place.host, address, &expected.roots, deadline).await?;
    let mut asking = Asking {
        line,
        who,
        realm: String::new(),
        nonce: String::new(),
        key: None,
        deadline,
    };
    let relaying = asking.relay(&expected.media).await?;
    if let Some(ip) = relaying.refused.first() {
        ensure!(
            !ip.is_loopback(),
            "relays, but not to {ip}, where Samtal takes media: set SAMTAL_MEDIA_BIND to an address \
             that other machines reach; to try it on this one, coturn has allow-loopback-peers"
        );
        bail!(
            "relays, but not to {ip}, where Samtal takes media: add allowed-peer-ip={ip} to \
             coturn's file"
        );
    }
    Ok(relaying)
}

/// One line of what was found at the addresses of one name.
fn summary(url: &str, looked: Vec<(SocketAddr, Result<Relaying>)>, profile: Profile) -> Verdict {
    let is_alone = looked.len() == 1;
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for (address, looked) in looked {
        match looked {
            Ok(relaying) => good.push(relaying),
            Err(error) if is_alone => bad.push(format!("{error:#}")),
            Err(error) => bad.push(format!("at {address} {error:#}")),
        }
    }
    let bad = bad.join("; ");
    let Some(Relaying { relayed, .. }) = good.first() else {
        return Verdict::Bad(format!("{url}: {bad}"));
    };
    if good.iter().any(|one| !one.is_guarded) {
        let words = format!(
            "{url} relays for anybody, without a password: set use-auth-secret in coturn's file"
        );
        return match profile {
            Profile::Production => Verdict::Bad(words),
            Profile::Development => Verdict::Doubtful(words),
        };
    }
    if !bad.is_empty() {
        return Verdict::Doubtful(format!("{url} relays by {relayed}, but {bad}"));
    }
    let is_inner = |one: &&Relaying| Reach::of(one.relayed.ip()) != Reach::Everywhere;
    match good.iter().find(is_inner) {
        Some(inner) if profile == Profile::Production => Verdict::Doubtful(format!(
            "{url} relays by {}, which is not an address for people outside: external-ip in \
             coturn's file makes it tell the outer one",
            inner.relayed.ip()
        )),
        _ => Verdict::Good(format!("{url} relays by {relayed}")),
    }
}

/// A relay that gave us an address.
struct Relaying {
    relayed: SocketAddr,
    /// Whether it asked for a password.
    is_guarded: bool,
    /// What it does not pass on to.
    refused: Vec<IpAddr>,
}

/// A talk with a relay.
struct Asking<'a> {
    line: Line,
    who: &'a IceServer,
    realm: String,
    nonce: String,
    /// Ours, once the relay has told its realm.
    key: Option<[u8; 16]>,
    deadline: Instant,
}

impl Asking<'_> {
    /// Takes an address, asks whether it reaches `peers`, and gives it back.
    async fn relay(&mut self, peers: &[IpAddr]) -> Result<Relaying> {
        let wanted: Attributes = |writer, _| writer.attribute(stun::REQUESTED_TRANSPORT, &FOR_UDP);
        let nobody = SocketAddr::from(([0; 4], 0));
        let mut answer = self.ask(stun::ALLOCATE, wanted, nobody).await?;
        // The first one asks without a password; a nonce may have gone stale since.
        for _ in 0..2 {
            let message = Message::read(&answer).context("the line gives whole messages")?;
            let is_new = matches!(message.refusal(), Some((438, _)));
            let asks = self.key.is_none() && matches!(message.refusal(), Some((401, _)));
            if !(asks || is_new) {
                break;
            }
            self.introduce(message)?;
            answer = self.ask(stun::ALLOCATE, wanted, nobody).await?;
        }
        let message = Message::read(&answer).context("the line gives whole messages")?;
        if let Some((code, said)) = message.refusal() {
            bail!(refusal(code, &said));
        }
        ensure!(
            self.key.is_none_or(|key| message.is_signed_with(&key)),
            "grants a relay without proving that it knows the secret"
        );
        let relayed = message
            .xor_address(stun::XOR_RELAYED_ADDRESS)
            .context("grants a relay without telling its address")?;
        let refused = self.refused(peers, relayed).await?;

        let nothing: Attributes = |writer, _| writer.attribute(stun::LIFETIME, &[0; 4]);
        let answer = self.ask(stun::REFRESH, nothing, nobody).await?;
        if let Some((code, said)) = Message::read(&answer).and_then(|message| message.refusal()) {
            bail!("does not take the relay back ({code} {said})");
        }
        Ok(Relaying {
            relayed,
            is_guarded: self.key.is_some(),
            refused,
        })
    }

    /// Those of `peers` to which the address that was given may not pass anything.
    async fn refused(&mut self, peers: &[IpAddr], relayed: SocketAddr) -> Result<Vec<IpAddr>> {
        let permission: Attributes =
            |writer, peer| writer.xor_address(stun::XOR_PEER_ADDRESS, peer);
        let mut refused = Vec::new();
        for peer in peers {
            if peer.is_ipv4() != relayed.is_ipv4() {
                continue;
            }
            let peer = SocketAddr::new(*peer, 0);
            let answer = self.ask(stun::CREATE_PERMISSION, permission, peer).await?;
            match Message::read(&answer).and_then(|message| message.refusal()) {
                None => {}
                Some((403, _)) => refused.push(peer.ip()),
                Some((code, said)) => bail!(refusal(code, &said)),
            }
        }
        Ok(refused)
    }

    /// Reads from a refusal what a password is made with.
    fn introduce(&mut self, message: Message<'_>) -> Result<()> {
        let (Some(realm), Some(nonce)) = (message.text(stun::REALM), message.text(stun::NONCE))
        else {
            bail!("asks for a password but tells no realm: set realm in coturn's file");
        };
        self.realm = realm.to_owned();
        self.nonce = nonce.to_owned();
        let IceServer {
            username,
            credential,
            ..
        } = self.who;
        self.key = Some(stun::long_term_key(username, realm, credential));
        Ok(())
    }

    async fn ask(
        &mut self,
        kind: u16,
        attributes: Attributes,
        peer: SocketAddr,
    ) -> Result<Vec<u8>> {
        let transaction = rand::random();
        let mut writer = attributes(Writer::new(kind, transaction), peer);
        if let Some(key) = self.key {
            writer = writer
                .attribute(stun::USERNAME, self.who.username.as_bytes())
                .attribute(stun::REALM, self.realm.as_bytes())
                .attribute(stun::NONCE, self.nonce.as_bytes())
                .signed(&key);
        }
        let request = writer.finish();
        self.line
            .ask(&request, kind, transaction, self.deadline)
            .await
    }
}

/// What a request says beside who asks.
type Attributes = fn(Writer, SocketAddr) -> Writer;

/// A refusal in words (RFC 8489, section 14.8; RFC 8656, section 19).
fn refusal(code: u16, said: &str) -> String {
    let words = match code {
        401 | 441 => {
            "refuses our password: SAMTAL_TURN_SECRET differs from coturn's static-auth-secret, or \
             the clocks of the two machines differ"
        }
        403 => "forbids us to relay: look at the allowed and denied addresses in coturn's file",
        438 => "finds every nonce stale: look at stale-nonce in coturn's file",
        442 => "relays no UDP: take no-udp-relay out of coturn's file",
        486 => "has reached its quota: raise user-quota and total-quota in coturn's file",
        508 => {
            "has no address to give: widen min-port to max-port in coturn's file, and look at \
             relay-ip"
        }
        _ => return format!("refuses to relay ({code} {said})"),
    };
    words.to_owned()
}

/// Where a relay is, as `turn:turn.example.org:3478?transport=udp` says it (RFC 7065).
#[derive(Debug, PartialEq, Eq)]
struct Place {
    host: String,
    port: u16,
    way: Way,
}

impl Place {
    fn parse(url: &str) -> Result<Self> {
        let (scheme, rest) = url
            .split_once(':')
            .context("lacks a scheme: turn: or turns:")?;
        let (place, transport) = match rest.split_once('?') {
            None => (rest, None),
            Some((place, query)) => {
                let transport = query.strip_prefix("transport=");
                let transport = transport.context("after ? there can be transport= only")?;
                (place, Some(transport))
            }
        };
        let (way, usual_port) = match (scheme, transport) {
            ("turn", None | Some("udp")) => (Way::Udp, 3478),
            ("turn", Some("tcp")) => (Way::Tcp, 3478),
            ("turns", None | Some("tcp")) => (Way::Tls, 5349),
            ("turns", Some("udp")) => bail!("TLS over UDP is not what browsers do: use tcp"),
            ("turn" | "turns", Some(_)) => bail!("transport can be udp or tcp"),
            _ => bail!("must begin with turn: or turns:"),
        };
        // An IPv6 address has brackets, so that its colons are not taken for the port's.
        let (host, port) = match place.strip_prefix('[') {
            Some(place) => place.split_once(']').context("the bracket is not closed")?,
            None => place.find(':').map_or((place, ""), |at| place.split_at(at)),
        };
        ensure!(!host.is_empty(), "lacks the relay's name");
        let port = match port.strip_prefix(':') {
            None if port.is_empty() => usual_port,
            None => bail!("there can be only a port after the address"),
            Some(port) => port.parse().ok().context("the port is not one")?,
        };
        Ok(Self {
            host: host.to_owned(),
            port,
            way,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relays_address_has_the_usual_ports() {
        let place = |host: &str, port, way| Place {
            host: host.to_owned(),
            port,
            way,
        };
        for (url, expected) in [
            (
                "turn:turn.example.org",
                place("turn.example.org", 3478, Way::Udp),
            ),
            (
                "turn:turn.example.org:80?transport=udp",
                place("turn.example.org", 80, Way::Udp),
            ),
            (
                "turn:192.0.2.7?transport=tcp",
                place("192.0.2.7", 3478, Way::Tcp),
            ),
            (
                "turns:turn.example.org",
                place("turn.example.org", 5349, Way::Tls),
            ),
            (
                "turns:[2001:db8::7]:443?transport=tcp",
                place("2001:db8::7", 443, Way::Tls),
            ),
            ("turn:[2001:db8::7]", place("2001:db8::7", 3478, Way::Udp)),
        ] {
            assert_eq!(Place::parse(url).unwrap(), expected, "{url}");
        }
        for url in [
            "turn:",
            "turn::3478",
            "turn:host:port",
            "turn:host:70000",
            "turn:host?transport=sctp",
            "turn:host?proto=udp",
            "turns:host?transport=udp",
            "turn:[2001:db8::7",
            "turn:[2001:db8::7]x",
            "stun:host",
        ] {
            assert!(Place::parse(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_refusal_says_what_to_change() {
        for (code, words) in [
            (401, "static-auth-secret"),
            (442, "no-udp-relay"),
            (486, "quota"),
            (508, "min-port"),
            (300, "refuses to relay (300 Try Alternate)"),
        ] {
            let said = refusal(code, "Try Alternate");
            assert!(said.contains(words), "{said}");
        }
    }
}
