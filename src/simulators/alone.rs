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

use super::{BankIdSimulator, Simulators, Whereabouts, beside};
use crate::{clock::Clock, lifecycle::Lifecycle};

/// Where they stand.
#[derive(Debug, Clone, clap::Args)]
pub struct Places {
    /// Where the pages are: the telephone, Freja's app, the OpenID providers and the mail.
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// The server that uses them, as browsers find it: OpenID providers send them back there.
    #[arg(long, default_value = "http://127.0.0.1:8080", value_parser = origin)]
    server: String,
    /// Where BankID's own interface is.
    #[arg(long, default_value = "127.0.0.1:8091")]
    bankid: SocketAddr,
    /// The folder for what a server reads: certificates, and the list of OpenID providers.
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
    let pages = format!("http://{address}");
    let clock = Clock::System;
    let phone = format!("{pages}/simulators/bankid");
    let bankid = BankIdSimulator::start(lifecycle, clock.clone(), places.bankid, &phone).await?;
    let whereabouts = Whereabouts {
        pages: address,
        shown_at: &pages,
        server: &places.server,
        told_at: &places.server,
    };
    let simulators = beside(lifecycle, clock, bankid, whereabouts).await?;
    let settings = write_files(&simulators, &places.files)?;
    write!(
        std::io::stdout(),
        "\n  The telephone with invented people: {phone}\n  Freja's app: {pages}/simulators/freja\n  \
         The mail: {pages}/simulators/mail\n\n  A server at {} that uses the simulators has:\n\n{settings}\n",
        places.server
    )
    .context("write the settings")?;
    let routes: Router = simulators.routes();
    let drain = lifecycle.drain().clone();
    info!(%address, "simulators are ready");
    axum::serve(listener, routes)
        .with_graceful_shutdown(async move { drain.cancelled().await })
        .await
        .context("serve the simulators' pages")
}

/// A server's address without what is after its port.
fn origin(text: &str) -> Result<String, &'static str> {
    let rest = text
        .strip_prefix("http://")
        .or_else(|| text.strip_prefix("https://"));
    match rest.map(|rest| rest.trim_end_matches('/')) {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => Err("it is like http://127.0.0.1:8080"),
    }
}

/// Writes what a server reads.
///
/// Returns: the settings by which it finds them, lines for a shell.
fn write_files(simulators: &Simulators, folder: &Path) -> Result<String> {
    let bankid = &simulators.bankid.access;
    let freja = simulators.freja.settings();
    let providers = serde_json::to_string_pretty(&simulators.oidc.file()).context("providers")?;
    let signers = simulators.freja.signers();
    let app = bankid.app_url.as_deref().unwrap_or_default();
    let settings = [
        ("SAMTAL_SMTP_URL", simulators.smtp_url.reveal()),
        ("SAMTAL_BANKID_URL", &bankid.url),
        ("SAMTAL_BANKID_APP_URL", app),
        ("SAMTAL_FREJA_URL", &freja.url),
        ("SAMTAL_FREJA_APP_URL", &freja.app_url),
    ];
    let files = [
        (
            "SAMTAL_BANKID_CERTIFICATE",
            "bankid.pem",
            &*bankid.certificate,
        ),
        ("SAMTAL_BANKID_KEY", "bankid.key", bankid.key.reveal()),
        ("SAMTAL_BANKID_ROOT", "bankid-root.pem", &bankid.root),
        ("SAMTAL_FREJA_CLIENT", "freja.pem", freja.client.reveal()),
        ("SAMTAL_FREJA_ROOT", "freja-root.pem", &freja.root),
        ("SAMTAL_FREJA_SIGNERS", "freja-signers.pem", &signers),
        ("SAMTAL_OIDC_FILE", "oidc.json", &providers),
    ];
    std::fs::create_dir_all(folder).with_context(|| format!("make {}", folder.display()))?;
    let folder = folder.canonicalize().context("the folder's own name")?;
    let mut lines = String::new();
    for (variable, value) in settings {
        lines.push_str(&format!("export {variable}='{value}'\n"));
    }
    for (variable, name, text) in files {
        let path = folder.join(name);
        std::fs::write(&path, text).with_context(|| format!("write {}", path.display()))?;
        lines.push_str(&format!("export {variable}='{}'\n", path.display()));
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[tokio::test]
    async fn a_server_can_be_set_by_what_is_written() {
        let lifecycle = Lifecycle::new(std::time::Duration::from_secs(1));
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let phone = "http://127.0.0.1:8090/simulators/bankid";
        let bankid = BankIdSimulator::start(&lifecycle, Clock::System, any, phone);
        let whereabouts = Whereabouts {
            pages: SocketAddr::from(([127, 0, 0, 1], 8090)),
            shown_at: "http://127.0.0.1:8090",
            server: "http://127.0.0.1:8080",
            told_at: "http://127.0.0.1:8080",
        };
        let bankid = bankid.await.unwrap();
        let simulators = beside(&lifecycle, Clock::System, bankid, whereabouts)
            .await
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let lines = write_files(&simulators, folder.path()).unwrap();
        let set = |variable: &str| {
            let start = format!("export {variable}='");
            let value = lines.lines().find_map(|line| line.strip_prefix(&start))?;
            Some(value.trim_end_matches('\'').to_owned())
        };
        let config = Config::from_lookup(|variable| Ok(set(variable))).unwrap();
        let freja = config.freja.unwrap();
        assert_eq!(freja.signers, simulators.freja.settings().signers);
        assert_eq!(freja.app_url, "http://127.0.0.1:8090/simulators");
        let ids: Vec<_> = config.oidc.unwrap().into_iter().map(|one| one.id).collect();
        assert_eq!(ids, ["freja-oidc", "siths"]);
        assert!(matches!(config.bankid, crate::config::BankId::Provider(_)));
    }

    #[test]
    fn a_server_is_named_by_its_origin() {
        assert_eq!(
            origin("http://127.0.0.1:8080/").unwrap(),
            "http://127.0.0.1:8080"
        );
        for wrong in ["127.0.0.1:8080", "http://", "http://a/b", "ftp://a", ""] {
            origin(wrong).expect_err(wrong);
        }
    }
}
