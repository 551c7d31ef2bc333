//! What a scenario runs against: the server, its doors, its HTTP side.

use std::net::{IpAddr, Ipv4Addr};

use anyhow::{Context as _, Result};
use loadtest::{Api, Door};

use crate::{
    Common,
    server::{Needs, Server},
};

/// Sockets from one of this machine's addresses: well below the ports it has, those of closed sockets included.
const PER_ADDRESS: usize = 5_000;

/// A server to put a load on.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) api: Api,
    pub(crate) server: Option<Server>,
    doors: Doors,
}

impl Run {
    pub(crate) async fn start(common: &Common, needs: Needs) -> Result<Self> {
        let (url, server) = match &common.url {
            Some(url) => (url.clone(), None),
            None => {
                let server = Server::start(common.keep, needs).await?;
                (server.url().to_owned(), Some(server))
            }
        };
        Ok(Self {
            api: Api::new(&url),
            doors: Doors::to(&url).await?,
            server,
        })
    }

    /// The way in for socket number `index`.
    pub(crate) fn door(&self, index: usize) -> Door {
        self.doors.number(index)
    }

    /// Stops the server that was started.
    pub(crate) async fn end(&mut self, well: bool) -> Result<()> {
        match self.server.take() {
            Some(server) => server.stop(well).await,
            None => Ok(()),
        }
    }
}

/// Ways in from several of this machine's addresses, for there are more sockets than ports.
#[derive(Debug, Clone)]
pub(crate) struct Doors(Door);

impl Doors {
    pub(crate) async fn to(url: &str) -> Result<Self> {
        let door = Door::find(url).await;
        Ok(Self(door.with_context(|| format!("find {url}"))?))
    }

    pub(crate) fn number(&self, index: usize) -> Door {
        let own = IpAddr::V4(Ipv4Addr::LOCALHOST);
        match u8::try_from(index / PER_ADDRESS) {
            Ok(address @ 1..254) if self.0.addr().ip() == own => self
                .0
                .from(IpAddr::V4(Ipv4Addr::new(127, 0, 0, address + 1))),
            _ => self.0.clone(),
        }
    }
}
