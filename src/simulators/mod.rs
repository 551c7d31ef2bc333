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

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context, Result};
use axum::Router;
use tokio::net::TcpListener;

pub use bankid::BankIdSimulator;
pub use freja::FrejaSimulator;
pub use mailbox::{Faults, Mailbox, ReceivedMail};
pub use oidc::OidcSimulator;

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
}

/// Where the telephone's page is, on the server itself.
const PHONE: &str = "/simulators/bankid";

/// Starts them on free ports of 127.0.0.1.
///
/// # Errors
/// If no port can be had.
pub async fn start(lifecycle: &Lifecycle, clock: Clock) -> Result<Simulators> {
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let bankid = BankIdSimulator::start(lifecycle, clock.clone(), any, PHONE).await?;
    with_mail(lifecycle, clock, bankid).await
}

async fn with_mail(
    lifecycle: &Lifecycle,
    clock: Clock,
    bankid: BankIdSimulator,
) -> Result<Simulators> {
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
    })
}

impl Simulators {
    /// The pages under `/simulators/`, for a router of any state.
    pub fn routes<S>(&self) -> Router<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        http::routes(self.mailbox.clone()).merge(bankid::routes(self.bankid.clone()))
    }
}
