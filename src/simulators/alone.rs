//! The simulators by themselves: for a second server on the same machine, or another team's.

use std::{
    io::Write,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use axum::Router;
use tokio::net::TcpListener;
use tracing::info;

use super::{BankIdSimulator, Simulators, with_mail};
use crate::{clock::Clock, lifecycle::Lifecycle};

/// Where they stand.
#[derive(Debug, Clone, clap::Args)]
pub struct Places {
    /// Where the pages are: the telephone, and the mail.
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// Where BankID's own interface is.
    #[arg(long, default_value = "127.0.0.1:8091")]
    bankid: SocketAddr,
    /// The folder for the certificates that a server needs.
    #[arg(long, default_value = ".data/simulators")]
    files: PathBuf,
}

/// Serves them until the lifecycle ends, and prints the settings with which a server uses them.
///
/// # Errors
/// If a port can't be had or the folder can't be written.
pub async fn serve(places: Places, lifecycle: &Lifecycle) -> Result<()> {
    let listener = TcpListener::bind(places.listen)
        .await
        .with_context(|| format!("can't listen on {}", places.listen))?;
    let address = listener.local_addr().context("own address")?;
    let phone = format!("http://{address}/simulators/bankid");
    let clock = Clock::System;
    let bankid = BankIdSimulator::start(lifecycle, clock.clone(), places.bankid, &phone).await?;
    let simulators = with_mail(lifecycle, clock, bankid).await?;
    tell(&simulators, &places.files, &phone)?;
    let routes: Router = simulators.routes();
    let drain = lifecycle.drain().clone();
    info!(%address, "simulators are ready");
    axum::serve(listener, routes)
        .with_graceful_shutdown(async move { drain.cancelled().await })
        .await
        .context("serve the simulators' pages")
}

/// Writes what a server reads, and says how it finds it.
fn tell(simulators: &Simulators, folder: &Path, phone: &str) -> Result<()> {
    let access = &simulators.bankid.access;
    std::fs::create_dir_all(folder).with_context(|| format!("make {}", folder.display()))?;
    let files = [
        (
            "SAMTAL_BANKID_CERTIFICATE",
            "bankid.pem",
            access.certificate.as_str(),
        ),
        ("SAMTAL_BANKID_KEY", "bankid.key", access.key.reveal()),
        (
            "SAMTAL_BANKID_ROOT",
            "bankid-root.pem",
            access.root.as_str(),
        ),
    ];
    let mut settings = format!(
        "export SAMTAL_SMTP_URL='{}'\nexport SAMTAL_BANKID_URL='{}'\nexport SAMTAL_BANKID_APP_URL='{phone}'\n",
        simulators.smtp_url.reveal(),
        access.url,
    );
    for (variable, name, text) in files {
        let path = folder.join(name);
        std::fs::write(&path, text).with_context(|| format!("write {}", path.display()))?;
        let path = path.canonicalize().context("the folder's own name")?;
        settings.push_str(&format!("export {variable}='{}'\n", path.display()));
    }
    write!(
        std::io::stdout(),
        "\n  The telephone with invented people: {phone}\n\n  A server that uses the simulators has:\n\n{settings}\n"
    )
    .context("write the settings")
}
