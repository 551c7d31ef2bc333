//! What a run found: a table, one JSON object, a page with plots.
//!
//! The only place that writes to standard output.

mod html;

use std::{fmt::Write as _, fs, path::Path};

use anyhow::{Context as _, Result};
use serde::{Serialize, Serializer, ser::SerializeMap as _};
use serde_json::Value;

use crate::{
    figures::{Latencies, Series},
    machine,
};

/// A run's figures, in the order in which they were found.
#[derive(Debug)]
pub(crate) struct Report {
    scenario: &'static str,
    figures: Vec<(String, Value)>,
    missed: Vec<String>,
    plots: Vec<Plot>,
}

/// A picture on the page.
#[derive(Debug)]
enum Plot {
    /// Something over time: (seconds, value).
    Line {
        title: String,
        unit: &'static str,
        points: Vec<(f64, f64)>,
    },
    /// How latencies are spread: (ms, share), and what the quantiles are.
    Spread {
        title: String,
        buckets: Vec<(f64, f64)>,
        quantiles: Vec<(f64, f64)>,
    },
}

impl Report {
    pub(crate) fn new(scenario: &'static str) -> Self {
        let mut report = Self {
            scenario,
            figures: Vec::new(),
            missed: Vec::new(),
            plots: Vec::new(),
        };
        report.figure("cores", machine::cores());
        report
    }

    pub(crate) fn figure(&mut self, name: &str, value: impl Into<Value>) {
        self.figures.push((name.to_owned(), value.into()));
    }

    /// A figure with two decimals, which is more than any of them can be trusted to.
    pub(crate) fn decimal(&mut self, name: &str, value: f64) {
        self.figure(name, (value * 100.0).round() / 100.0);
    }

    /// A figure found before.
    pub(crate) fn number(&self, name: &str) -> Option<f64> {
        let found = self.figures.iter().find(|(known, _)| known == name);
        found?.1.as_f64()
    }

    /// `<name>_p50_ms` and so on, with a plot. An empty name gives `p50_ms`.
    pub(crate) fn latencies(&mut self, name: &str, title: &str, latencies: &Latencies) {
        let prefix = match name {
            "" => String::new(),
            name => format!("{name}_"),
        };
        for (quantile, said) in [(0.5, "p50"), (0.9, "p90"), (0.99, "p99"), (0.999, "p999")] {
            self.decimal(
                &format!("{prefix}{said}_ms"),
                latencies.quantile_ms(quantile),
            );
        }
        self.decimal(&format!("{prefix}max_ms"), latencies.max_ms());
        if latencies.count() > 0 {
            let quantiles = [0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999, 1.0];
            self.plots.push(Plot::Spread {
                title: title.to_owned(),
                buckets: latencies.buckets(),
                quantiles: quantiles.map(|q| (q, latencies.quantile_ms(q))).to_vec(),
            });
        }
    }

    pub(crate) fn series(&mut self, title: &str, unit: &'static str, series: &Series) {
        self.plots.push(Plot::Line {
            title: title.to_owned(),
            unit,
            points: series.per_second(),
        });
    }

    /// A figure has a bound; missing it is told, with what it was.
    pub(crate) fn goal(&mut self, met: bool, said: String) {
        if !met {
            tracing::warn!("missed: {said}");
            self.missed.push(said);
        }
    }

    /// Zero is the only good number of these.
    pub(crate) fn none_of(&mut self, name: &str, many: u64) {
        self.figure(name, many);
        self.goal(many == 0, format!("{name} {many} instead of 0"));
    }

    /// `ratio_to_floor` of two figures.
    pub(crate) fn ratio(&mut self, name: &str, figure: &str, floor: &str) -> f64 {
        let value = self.number(figure).unwrap_or(f64::NAN);
        let ratio = value / self.number(floor).unwrap_or(f64::NAN);
        self.decimal(name, ratio);
        ratio
    }

    /// Tells everything.
    #[expect(clippy::print_stdout, reason = "the report is this program's output")]
    pub(crate) fn finish(&self, json: bool, page: Option<&Path>) -> Result<()> {
        if let Some(path) = page {
            fs::write(path, html::page(self))
                .with_context(|| format!("write {}", path.display()))?;
        }
        print!("{}", self.table());
        if json {
            println!("{}", serde_json::to_string(self)?);
        }
        Ok(())
    }

    fn table(&self) -> String {
        let mut table = format!("{}\n", self.scenario);
        for (name, value) in &self.figures {
            writeln!(table, "  {name:<34} {}", said(value)).expect("a string takes everything");
        }
        for missed in &self.missed {
            writeln!(table, "  MISSED  {missed}").expect("a string takes everything");
        }
        table
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("scenario", self.scenario)?;
        for (name, value) in &self.figures {
            map.serialize_entry(name, value)?;
        }
        map.serialize_entry("missed", &self.missed)?;
        map.end()
    }
}

/// Says one line to whoever started this program.
#[expect(
    clippy::print_stdout,
    reason = "a child tells its parent where it listens"
)]
pub(crate) fn announce(line: &str) {
    println!("{line}");
}

/// A value for eyes.
fn said(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::{Duration, Instant};

    use super::*;

    fn report() -> Report {
        let mut report = Report::new("chat");
        report.figures.clear();
        let mut latencies = Latencies::new();
        for each in 1..=1000 {
            latencies.record(Duration::from_micros(each * 10));
        }
        let start = Instant::now();
        let mut series = Series::new(start);
        series.add(start + Duration::from_millis(150), 12);
        report.decimal("messages_per_s", 1234.567);
        report.figure("floor_inserts_per_s", 1000);
        report.latencies("", "send <to> delivered", &latencies);
        report.series("messages", "a second", &series);
        report.none_of("lost", 0);
        report.none_of("duplicated", 2);
        report
    }

    #[test]
    fn json_is_one_object_with_every_figure_and_what_was_missed() {
        let json: Value = serde_json::from_str(&serde_json::to_string(&report()).unwrap()).unwrap();
        assert_eq!(json["scenario"], "chat");
        assert_eq!(json["messages_per_s"], 1234.57);
        assert_eq!(json["lost"], 0);
        assert_eq!(
            json["missed"],
            serde_json::json!(["duplicated 2 instead of 0"])
        );
        let p99 = json["p99_ms"].as_f64().unwrap();
        assert!((p99 - 9.9).abs() < 0.05, "{p99}");
    }

    #[test]
    fn a_ratio_is_of_two_figures() {
        let mut report = report();
        let ratio = report.ratio("of_floor", "messages_per_s", "floor_inserts_per_s");
        assert!((ratio - 1.234_57).abs() < 1e-9);
        assert_eq!(report.number("of_floor"), Some(1.23));
        assert!(report.ratio("none", "messages_per_s", "unknown").is_nan());
    }

    #[test]
    fn the_page_holds_all_and_needs_nothing_else() {
        let page = html::page(&report());
        for expected in [
            "messages_per_s",
            "1234.57",
            "<svg",
            "send &lt;to&gt; delivered",
            "duplicated 2",
        ] {
            assert!(page.contains(expected), "{expected} in {page}");
        }
        for foreign in ["http://", "https://", "<script", "<to>", "NaN"] {
            assert!(!page.contains(foreign), "{foreign} in {page}");
        }
    }
}
