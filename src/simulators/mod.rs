//! Stand-ins for outside services on a developer's machine and in tests, over the real protocols.
//!
//! Nothing in a domain knows that it talks to one. Invariant: started in the development profile
//! only, and bound to the loopback address.

mod http;
mod mailbox;
mod smtp;

use anyhow::{Context, Result};
use axum::Router;
use tokio::net::TcpListener;

pub use mailbox::{Faults, Mailbox, ReceivedMail};

use crate::{clock::Clock, config::Secret, lifecycle::Lifecycle};

/// The simulators that run.
#[derive(Clone, Debug)]
pub struct Simulators {
    /// The mail server's address, as `SAMTAL_SMTP_URL` would have it.
    pub smtp_url: Secret,
    /// What it has received.
    pub mailbox: Mailbox,
}

/// Starts them on free ports of 127.0.0.1.
///
/// # Errors
/// If no port can be had.
pub async fn start(lifecycle: &Lifecycle, clock: Clock) -> Result<Simulators> {
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
    })
}

impl Simulators {
    /// The pages under `/simulators/`, for a router of any state.
    pub fn routes<S>(&self) -> Router<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        http::routes(self.mailbox.clone())
    }
}
