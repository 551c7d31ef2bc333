//! One room in which everybody comes and goes: what stays behind in the server.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};
use loadtest::Identity;
use reqwest::Method;
use tokio::time::{Duration, interval, timeout};
use tracing::info;

use super::{Load, pid, rooms, row::everybody_sees};
use crate::{
    machine::{load as used, memory},
    report::Report,
    run::Run,
};

/// Cycles before anything counts: pools and tables have their size.
const WARM_UP: u32 = 10;
/// A picture that hasn't come by then won't.
const SEEN_WITHIN: Duration = Duration::from_secs(20);
/// What a room leaves behind is cleared away by then: longer than a dropped seat is kept.
const CLEARED_WITHIN: Duration = Duration::from_secs(60);
/// What counts what there is of media just now; times are kept under the same name.
const PREFIX: &str = "samtal_media_";
const TIMES: &str = "_seconds_";

type Gauges = BTreeMap<String, f64>;

pub(super) async fn measure(run: &Run, load: &Load, cycles: u32) -> Result<Report> {
    let pid = pid(run)?;
    let stage = load.stage();
    let opened = rooms::open(run, load, 1).await?;
    let room = opened.first().context("a room was made")?;
    let before = gauges(run).await?;
    let mut unseen = 0;
    let mut after_warm_up = None;
    for cycle in 0..WARM_UP + cycles {
        if cycle == WARM_UP {
            after_warm_up = Some((memory(pid)?, used(pid)?));
        }
        room.open_again().await?;
        let seated = vec![room.fill(&stage).await?];
        let seen = timeout(SEEN_WITHIN, everybody_sees(&seated)).await;
        unseen += u64::from(seen.is_err());
        for caller in seated.into_iter().flatten() {
            caller.leave().await.context("leave")?;
        }
        if cycle % 50 == 0 {
            info!("{cycle} of {} cycles", WARM_UP + cycles);
        }
    }
    let not_back = timeout(CLEARED_WITHIN, back_to(run, &before)).await;
    let after = gauges(run).await?;
    let (memory_before, used_before) = after_warm_up.context("there was a warm-up")?;
    let (memory_after, used_after) = (memory(pid)?, used(pid)?);
    room.end().await?;

    let mut report = Report::new("meeting");
    report.figure("cycles", cycles);
    report.figure("people", load.people);
    let grown = memory_after.rss_kib as f64 / memory_before.rss_kib.max(1) as f64;
    report.decimal("rss_growth_pct", (grown - 1.0) * 100.0);
    report.decimal("rss_mib", memory_after.rss_kib as f64 / 1024.0);
    let more = |after: u64, before: u64| after.saturating_sub(before);
    report.none_of("more_files", more(used_after.files, used_before.files));
    report.none_of(
        "more_threads",
        more(used_after.threads, used_before.threads),
    );
    report.none_of("cycles_unseen", unseen);
    report.figure("gauges", before.len());
    report.goal(
        !before.is_empty(),
        format!("the server tells no gauge {PREFIX}*"),
    );
    let differing = before
        .iter()
        .filter(|(name, value)| after.get(*name) != Some(value));
    report.none_of("gauges_not_back", differing.count() as u64);
    if not_back.is_err() {
        info!("gauges at the beginning {before:?}, at the end {after:?}");
    }
    Ok(report)
}

/// Returns when the gauges are what they were.
async fn back_to(run: &Run, before: &Gauges) -> Result<()> {
    let mut look = interval(Duration::from_secs(1));
    loop {
        look.tick().await;
        if gauges(run).await? == *before {
            return Ok(());
        }
    }
}

async fn gauges(run: &Run) -> Result<Gauges> {
    let request = run.api.request(Method::GET, "/metrics", &Identity::Nobody);
    let answer = request.send().await.context("ask for metrics")?;
    let text = answer.error_for_status()?.text().await?;
    Ok(parse(&text))
}

/// The gauges of media in the text that Prometheus reads.
fn parse(text: &str) -> Gauges {
    let gauges: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.strip_suffix(" gauge"))
        .collect();
    let values = text.lines().filter_map(|line| {
        let (name, value) = line.rsplit_once(' ')?;
        let family = name.split('{').next()?;
        let counts = family.starts_with(PREFIX) && !family.contains(TIMES);
        let wanted = counts && gauges.contains(&family);
        Some((wanted.then(|| name.to_owned())?, value.parse().ok()?))
    });
    values.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gauges_of_media_are_read_and_nothing_else() {
        let text = "# HELP samtal_media_seats people\n\
                    # TYPE samtal_media_seats gauge\n\
                    samtal_media_seats 3\n\
                    # TYPE samtal_media_tracks gauge\n\
                    samtal_media_tracks{kind=\"audio\"} 2\n\
                    # TYPE samtal_media_first_frame_seconds_max gauge\n\
                    samtal_media_first_frame_seconds_max 0.4\n\
                    # TYPE samtal_media_packets counter\n\
                    samtal_media_packets 900\n\
                    # TYPE samtal_sockets gauge\n\
                    samtal_sockets 7\n";
        let expected = [
            ("samtal_media_seats".to_owned(), 3.0),
            ("samtal_media_tracks{kind=\"audio\"}".to_owned(), 2.0),
        ];
        assert_eq!(parse(text), Gauges::from(expected));
    }
}
