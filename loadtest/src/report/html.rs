//! A report as one page that needs nothing else: figures in a table, plots as inline SVG.

use std::fmt::Write as _;

use super::{Plot, Report, said};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 260.0;
/// Room for the numbers beside and below a plot.
const LEFT: f64 = 70.0;
const BOTTOM: f64 = 30.0;
const TOP: f64 = 12.0;
const RIGHT: f64 = 12.0;

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1c2330; --dim: #66708a; --line: #d9deea; --mark: #2457d6; --bad: #b3261e; --page: #fff }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf2; --dim: #98a2b8; --line: #333b4d; --mark: #7fa4ff; --bad: #ff8a80; --page: #12161f } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); max-width: 760px; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
td { padding: .25rem .5rem; border-bottom: 1px solid var(--line) }
td:last-child { text-align: right; font-variant-numeric: tabular-nums }
.missed { color: var(--bad) }
svg { width: 100%; height: auto }
svg text { font-size: 11px; fill: var(--dim) }
.axis { stroke: var(--line) }
.line { fill: none; stroke: var(--mark); stroke-width: 1.5 }
.bar { fill: var(--mark) }
";

/// The whole page.
pub(super) fn page(report: &Report) -> String {
    let mut page = String::new();
    let title = escaped(report.scenario);
    write_to(
        &mut page,
        format_args!(
            "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>loadtest {title}</title><style>{STYLE}</style>\n<h1>loadtest {title}</h1>\n"
        ),
    );
    for missed in &report.missed {
        write_to(
            &mut page,
            format_args!("<p class=\"missed\">Missed: {}</p>\n", escaped(missed)),
        );
    }
    page.push_str("<table>\n");
    for (name, value) in &report.figures {
        let (name, value) = (escaped(name), escaped(&said(value)));
        write_to(
            &mut page,
            format_args!("<tr><td>{name}</td><td>{value}</td></tr>\n"),
        );
    }
    page.push_str("</table>\n");
    for plot in &report.plots {
        match plot {
            Plot::Line {
                title,
                unit,
                points,
            } => {
                heading(&mut page, &format!("{title}, {unit}"));
                line(&mut page, points);
            }
            Plot::Spread {
                title,
                buckets,
                quantiles,
            } => {
                heading(&mut page, &format!("{title}, share of all by ms"));
                bars(&mut page, buckets);
                heading(&mut page, &format!("{title}, ms by quantile"));
                quantile_table(&mut page, quantiles);
            }
        }
    }
    page.push_str("</html>\n");
    page
}

fn heading(page: &mut String, text: &str) {
    write_to(page, format_args!("<h2>{}</h2>\n", escaped(text)));
}

fn line(page: &mut String, points: &[(f64, f64)]) {
    let across = points.last().map_or(1.0, |(x, _)| x.max(0.1));
    let up = highest(points.iter().map(|(_, y)| *y));
    open(page, up);
    page.push_str("<polyline class=\"line\" points=\"");
    for (x, y) in points {
        let (x, y) = (LEFT + x / across * plot_width(), height_of(y / up));
        write_to(page, format_args!("{x:.1},{y:.1} "));
    }
    page.push_str("\"/>\n");
    for step in 0..=4 {
        let share = f64::from(step) / 4.0;
        below(page, share, &format!("{:.1} s", across * share));
    }
    page.push_str("</svg>\n");
}

fn bars(page: &mut String, buckets: &[(f64, f64)]) {
    let up = highest(buckets.iter().map(|(_, share)| *share));
    open(page, up * 100.0);
    let each = plot_width() / buckets.len().max(1) as f64;
    // A number below every bar would be one over the other.
    let every = buckets.len() / 10 + 1;
    for (place, (ms, share)) in buckets.iter().enumerate() {
        let x = LEFT + place as f64 * each;
        let y = height_of(share / up);
        let (width, height) = (each * 0.85, HEIGHT - BOTTOM - y);
        write_to(
            page,
            format_args!(
                "<rect class=\"bar\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\">\
             <title>up to {ms:.2} ms: {:.2} %</title></rect>\n",
                share * 100.0
            ),
        );
        if place % every == 0 {
            let middle = (place as f64 + 0.5) / buckets.len() as f64;
            below(page, middle, &format!("{ms:.2}"));
        }
    }
    page.push_str("</svg>\n");
}

fn quantile_table(page: &mut String, quantiles: &[(f64, f64)]) {
    page.push_str("<table>\n");
    for (quantile, ms) in quantiles {
        let percent = quantile * 100.0;
        write_to(
            page,
            format_args!("<tr><td>{percent:.2} %</td><td>{ms:.2}</td></tr>\n"),
        );
    }
    page.push_str("</table>\n");
}

/// Begins a plot: its frame, and what the heights mean.
fn open(page: &mut String, up: f64) {
    write_to(
        page,
        format_args!("<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\">\n"),
    );
    for step in 0..=4 {
        let share = f64::from(step) / 4.0;
        let y = height_of(share);
        let (right, text) = (WIDTH - RIGHT, LEFT - 6.0);
        write_to(
            page,
            format_args!(
                "<line class=\"axis\" x1=\"{LEFT}\" x2=\"{right}\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>\
             <text x=\"{text}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>\n",
                y + 4.0,
                rounded(up * share)
            ),
        );
    }
}

fn below(page: &mut String, share: f64, text: &str) {
    let (x, y) = (LEFT + share * plot_width(), HEIGHT - BOTTOM + 18.0);
    write_to(
        page,
        format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{}</text>\n",
            escaped(text)
        ),
    );
}

fn plot_width() -> f64 {
    WIDTH - LEFT - RIGHT
}

fn height_of(share: f64) -> f64 {
    HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP)
}

fn highest(values: impl Iterator<Item = f64>) -> f64 {
    let highest = values.fold(0.0, f64::max);
    if highest > 0.0 { highest } else { 1.0 }
}

fn rounded(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 1.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            other => safe.push(other),
        }
    }
    safe
}

fn write_to(page: &mut String, what: std::fmt::Arguments<'_>) {
    page.write_fmt(what).expect("a string takes everything");
}
