//! Logs and metrics: set up once by `main`, used everywhere through `tracing` and `metrics`.
//!
//! Never in a log: message text, tokens, addresses, personal numbers, SDP.

use std::{io::IsTerminal, sync::OnceLock};

use anyhow::{Context, Result};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;

/// Upper bounds in seconds of every histogram whose name ends in `_seconds`: from a group commit
/// of under a millisecond to a wait of an hour.
const SECONDS: &[f64] = &[
    0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0,
    300.0, 1800.0, 3600.0,
];

/// Dependencies that on their lowest levels write down what passes through them: frames, mail, headers. What the operator
/// asks for does not reach them.
const DISCREET: [&str; 5] = [
    "tungstenite=info",
    "tokio_tungstenite=info",
    "hyper=info",
    "lettre=info",
    "h2=info",
];

/// Sends log lines to standard error, as people (`Human`) or machines (`Json`) read them.
///
/// # Errors
/// If `filter` is not a filter as `tracing` understands it, or logs were set up before.
pub fn init_logs(format: LogFormat, filter: &str) -> Result<()> {
    let mut filter = EnvFilter::try_new(filter).context("SAMTAL_LOG_FILTER is not a log filter")?;
    for directive in DISCREET {
        filter = filter.add_directive(directive.parse().context("a directive of ours")?);
    }
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match format {
        LogFormat::Human => lines.with_target(false).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    }
    .map_err(|error| anyhow::anyhow!("set up logs: {error}"))
}

/// The process's metrics. There is one recorder per process; copies render the same figures.
#[derive(Clone, Debug)]
pub struct Metrics(PrometheusHandle);

impl Metrics {
    /// The recorder behind `metrics::counter!` and its sisters, installed on the first call.
    ///
    /// # Errors
    /// If something else has installed a recorder in this process.
    pub fn install() -> Result<Self> {
        static INSTALLED: OnceLock<Result<PrometheusHandle, String>> = OnceLock::new();
        match INSTALLED.get_or_init(|| install().map_err(|error| format!("{error:#}"))) {
            Ok(handle) => Ok(Self(handle.clone())),
            Err(reason) => anyhow::bail!("{reason}"),
        }
    }

    /// All figures in Prometheus's text format.
    pub fn render(&self) -> String {
        if let Some(bytes) = resident_bytes() {
            #[expect(clippy::cast_precision_loss, reason = "far below 2^52 bytes")]
            metrics::gauge!("process_resident_memory_bytes").set(bytes as f64);
        }
        self.0.render()
    }

    /// Folds what histograms have gathered, so that their memory stays bounded between scrapes.
    /// To be called every few seconds.
    pub fn upkeep(&self) {
        self.0.run_upkeep();
    }
}

fn install() -> Result<PrometheusHandle> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), SECONDS)
        .context("histogram buckets")?
        .install_recorder()
        .context("install the metrics recorder")
}

/// The memory this process holds, or nothing where there is no Linux `/proc`.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counted_event_is_rendered() {
        let metrics = Metrics::install().unwrap();
        metrics::counter!("telemetry_test_events_total").increment(2);
        metrics::histogram!("telemetry_test_seconds").record(0.003);
        metrics.upkeep();

        let page = Metrics::install().unwrap().render();
        assert!(page.contains("telemetry_test_events_total 2"), "{page}");
        assert!(
            page.contains(r#"telemetry_test_seconds_bucket{le="0.005"} 1"#),
            "{page}"
        );
        assert!(page.contains("process_resident_memory_bytes"), "{page}");
    }
}
