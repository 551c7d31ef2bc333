//! `loadtest proxy`: the library's proxy as a program, for tests that aren't written in Rust.

use std::net::SocketAddr;

use anyhow::{Context as _, Result};
use clap::Args;
use loadtest::proxy::{Control, Impairment, Proxy};
use serde_json::json;

use crate::report;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Where clients send; port 0 for any.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// The server's media port.
    #[arg(long)]
    to: SocketAddr,
    /// Where it is controlled: POST /blackout {"on":true}, POST /address {}, POST /impair {"loss_pct":5}, GET /counts.
    #[arg(long, default_value = "127.0.0.1:0")]
    control: SocketAddr,
    /// Packets lost each way, per cent.
    #[arg(long, default_value_t = 0.0)]
    loss: f64,
    /// Added each way, milliseconds.
    #[arg(long, default_value_t = 0)]
    delay: u32,
    /// At most so much more, milliseconds.
    #[arg(long, default_value_t = 0)]
    jitter: u32,
    /// Packets that fall behind those after them, per cent.
    #[arg(long, default_value_t = 0.0)]
    reorder: f64,
    /// Bits a second each way and client; 0 for as many as come.
    #[arg(long, default_value_t = 0)]
    rate: u64,
    /// The same seed loses the same of the same packets.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Serves until interrupted.
pub(crate) async fn serve(options: &Options) -> Result<()> {
    let impairment = Impairment {
        loss_pct: options.loss,
        delay_ms: options.delay,
        jitter_ms: options.jitter,
        reorder_pct: options.reorder,
        rate_bps: options.rate,
    };
    let impairment = impairment.checked()?;
    let proxy = Proxy::start(options.listen, options.to, options.seed).await?;
    proxy.impair_both(impairment).await?;
    let control = Control::start(options.control, proxy.clone()).await?;
    let told = json!({
        "listen": proxy.addr().to_string(),
        "to": options.to.to_string(),
        "control": format!("http://{}", control.addr()),
    });
    report::announce(&told.to_string());
    tokio::signal::ctrl_c()
        .await
        .context("wait for the interrupt")
}
