//! From which network address a request comes.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, SocketAddr},
};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};
use ipnet::IpNet;

use crate::app::Ctx;

/// The other end of the TCP connection, put into every request by [`super::serve()`].
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// The client's address: the peer's, or what a trusted proxy says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl FromRequestParts<Ctx> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Ctx) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<Peer>();
        // Only a request that never crossed a network has no peer.
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
        Ok(Self(client_address(
            peer,
            &parts.headers,
            &app.config.trusted_proxies,
        )))
    }
}

/// Whether the operator has said that this is a proxy of theirs.
pub(super) fn is_trusted(peer: IpAddr, trusted: &[IpNet]) -> bool {
    let peer = peer.to_canonical();
    trusted.iter().any(|network| network.contains(&peer))
}

/// Whether a proxy that nobody has told us of stands between: then nothing is known of who asks.
pub(super) fn is_hidden(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> bool {
    let told = ["x-forwarded-for", "x-real-ip", "forwarded", "via"];
    !is_trusted(peer, trusted) && told.iter().any(|name| headers.contains_key(*name))
}

/// Only the last hop of `X-Forwarded-For` was written by the proxy itself; everything before it is the client's word.
fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let peer = peer.to_canonical();
    if !is_trusted(peer, trusted) {
        return peer;
    }
    let last = headers.get_all("x-forwarded-for").iter().next_back();
    let hop = last
        .and_then(|line| line.to_str().ok())
        .and_then(|line| line.rsplit(',').next())
        .map(str::trim);
    let address = hop.and_then(|hop| {
        let with_port = || hop.parse::<SocketAddr>().map(|address| address.ip());
        hop.parse::<IpAddr>().or_else(|_| with_port()).ok()
    });
    address.map_or(peer, |address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        client_address(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn a_stranger_can_not_choose_an_address() {
        assert_eq!(address("192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(
            address("10.1.2.3", &["198.51.100.7, 192.0.2.1"]),
            "192.0.2.1"
        );
        assert_eq!(
            address("10.1.2.3", &["198.51.100.7", "192.0.2.1"]),
            "192.0.2.1"
        );
    }

    #[test]
    fn who_asks_through_a_proxy_that_is_not_trusted_is_hidden() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let hidden = |peer: &str, name: &'static str| {
            let headers = HeaderMap::from_iter([(
                axum::http::HeaderName::from_static(name),
                "192.0.2.1".parse().unwrap(),
            )]);
            is_hidden(peer.parse().unwrap(), &headers, &trusted)
        };
        assert!(hidden("127.0.0.1", "x-forwarded-for") && hidden("127.0.0.1", "via"));
        assert!(!hidden("10.1.2.3", "x-forwarded-for") && !hidden("127.0.0.1", "accept"));
    }

    #[test]
    fn a_trusted_proxy_that_says_nothing_is_the_client() {
        assert_eq!(address("10.1.2.3", &[]), "10.1.2.3");
        assert_eq!(address("10.1.2.3", &["unknown"]), "10.1.2.3");
    }

    #[test]
    fn an_address_has_one_form() {
        assert_eq!(address("::ffff:192.0.2.1", &[]), "192.0.2.1");
        assert_eq!(address("::ffff:10.0.0.1", &["192.0.2.1:5060"]), "192.0.2.1");
        assert_eq!(address("10.0.0.1", &["[2001:db8::1]:443"]), "2001:db8::1");
    }
}
