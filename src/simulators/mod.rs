//! Stand-ins for outside services on a developer's machine and in tests, over the real protocols.
//!
//! Nothing in a domain knows that it talks to one. Invariant: started in the development profile only, and bound to the
//! loopback address unless somebody who starts them alone says otherwise.

pub mod alone;
pub mod bankid;
mod freja;
mod http;
mod mailbox;
mod oidc;
mod smtp;

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use anyhow::{Context, Result};
use axum::Router;
use tokio::net::TcpListener;

pub use bankid::BankIdSimulator;
pub use mailbox::{Faults, Mailbox, ReceivedMail};

use freja::FrejaSimulator;
use oidc::OidcSimulator;

use crate::{clock::Clock, config::Secret, lifecycle::Lifecycle};

/// The simulators that run.
#[derive(Clone, Debug)]
pub struct Simulators {
    /// The mail server's address, as `SAMTAL_SMTP_URL` would have it.
    pub smtp_url: Secret,
    /// What it has received.
    pub mailbox: Mailbox,
    /// BankID, and its telephone.
    pub bankid: BankIdSimulator,
    /// Freja, and its app.
    pub freja: FrejaSimulator,
    /// OpenID providers.
    pub oidc: OidcSimulator,
}

/// Where simulators and the server that uses them find each other.
#[derive(Clone, Copy, Debug)]
pub struct Whereabouts<'a> {
    /// Where the simulators' pages are, on this machine.
    pub pages: SocketAddr,
    /// How a browser finds them: `http://127.0.0.1:8080`, without a slash at the end.
    pub shown_at: &'a str,
    /// How a browser finds the server.
    pub server: &'a str,
    /// How the simulators find it.
    pub told_at: &'a str,
}

/// Where the telephone's page is, on the server itself.
const PHONE: &str = "/simulators/bankid";

/// Starts them on free ports of 127.0.0.1, for a server that listens at `address` and that people reach at `public_url`.
/// What is dear to make is kept in `folder`.
///
/// # Errors
/// If no port can be had, or the folder can't be written.
pub async fn start(
    lifecycle: &Lifecycle,
    clock: Clock,
    address: SocketAddr,
    public_url: &str,
    folder: PathBuf,
) -> Result<Simulators> {
    keep_keys(folder).await?;
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let bankid = BankIdSimulator::start(lifecycle, clock.clone(), any, PHONE).await?;
    let whereabouts = Whereabouts {
        pages: address,
        shown_at: public_url,
        server: public_url,
        told_at: &on_this_machine(address),
    };
    beside(lifecycle, clock, bankid, whereabouts).await
}

/// Makes the key that every start needs, unless it is kept in `folder`, and keeps it there.
///
/// # Errors
/// If the folder can't be written.
pub async fn keep_keys(folder: PathBuf) -> Result<()> {
    tokio::task::spawn_blocking(move || oidc::keys::keep(&folder))
        .await
        .context("a key for the simulators")?
}

/// How one finds on this machine what listens at `address`.
fn on_this_machine(address: SocketAddr) -> String {
    let (port, host) = (address.port(), address.ip());
    match (host.is_unspecified(), host.is_ipv4()) {
        (true, true) => format!("http://127.0.0.1:{port}"),
        (true, false) => format!("http://[::1]:{port}"),
        (false, _) => format!("http://{address}"),
    }
}

/// Starts the others beside BankID.
async fn beside(
    lifecycle: &Lifecycle,
    clock: Clock,
    bankid: BankIdSimulator,
    whereabouts: Whereabouts<'_>,
) -> Result<Simulators> {
    let oidc = OidcSimulator::new(&clock, whereabouts)?;
    let freja = FrejaSimulator::start(lifecycle, &clock, whereabouts.shown_at).await?;
    let listener = TcpListener::bind(("127.0.0.1", 0))
        .await
        .context("a port for the mail simulator")?;
    let address = listener.local_addr().context("the mail simulator's port")?;
    let mailbox = Mailbox::new(clock);
    let server = smtp::serve(listener, mailbox.clone(), lifecycle.clone());
    lifecycle.spawn_worker("mail simulator", server);
    Ok(Simulators {
        smtp_url: Secret::new(format!("smtp://{address}")),
        mailbox,
        bankid,
        freja,
        oidc,
    })
}

impl Simulators {
    /// The pages under `/simulators/`, for a router of any state.
    pub fn routes<S>(&self) -> Router<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        http::routes(self.mailbox.clone())
            .merge(bankid::routes(self.bankid.clone()))
            .merge(self.freja.routes())
            .merge(self.oidc.routes())
    }
}
