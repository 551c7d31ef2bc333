//! Carrying out decisions: woken when the line changes or a deadline comes.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use jiff::Timestamp;
use signaling::protocol::{EntryId, Event, PersonId, Reason, Topic};
use tokio::sync::Notify;

use super::{Decision, News, desk, line, matching, store};
use crate::{app::Ctx, error::Result, presence};

/// Who said no is not asked again about the same customer for this long.
pub(super) const REFUSAL: Duration = Duration::from_secs(30);
/// An advisor whose last socket went keeps what they have for this long: a reload or a tunnel is no farewell.
pub const GONE_GRACE: Duration = Duration::from_secs(60);
/// Pause after a failed pass, so that a Postgres that restarts is not hammered.
const AFTER_FAULT: Duration = Duration::from_millis(500);
/// How often the line is looked at while the bus is gone and nobody on another node can be heard.
const WITHOUT_BUS: Duration = Duration::from_secs(2);

/// Wakes the matcher on this node.
#[derive(Debug, Clone, Default)]
pub struct Matcher(Arc<Notify>);

impl Matcher {
    /// Runs a pass soon.
    pub fn wake(&self) {
        self.0.notify_one();
    }
}

/// Runs until the server stops. One pass at a time; wake-ups during a pass are gathered into the next.
pub async fn run_matcher(app: Ctx) {
    let line = app.hub.line_changed();
    let mut deadline: Option<Timestamp> = None;
    // A pass failed: there may be offers of which nobody was told.
    let mut doubtful = false;
    loop {
        let sleep_until = deadline.unwrap_or(Timestamp::MAX);
        let cut_off = is_cut_off(&app);
        tokio::select! {
            () = app.lifecycle.stop().cancelled() => return,
            () = app.matcher.0.notified() => {}
            () = line.notified() => {}
            () = app.clock.sleep_until(sleep_until) => {}
            () = tokio::time::sleep(WITHOUT_BUS), if cut_off => {}
        }
        let begun = std::time::Instant::now();
        match pass(&app, doubtful || cut_off).await {
            Ok(next) => (deadline, doubtful) = (next, false),
            Err(error) => {
                doubtful = true;
                tracing::warn!(error = %error, "a matching pass failed; trying again");
                tokio::time::sleep(AFTER_FAULT).await;
                app.matcher.wake();
            }
        }
        metrics::histogram!("samtal_matching_seconds").record(begun.elapsed());
    }
}

/// Whether other nodes exist that can't be heard.
fn is_cut_off(app: &Ctx) -> bool {
    app.config.redis_url.is_some() && !app.bus_connected.load(Ordering::Relaxed)
}

/// One pass: what is overdue, then who can be offered. Gives when to look again. With `tell_all`, offers made before
/// are told again: to whom they were told is not known.
async fn pass(app: &Ctx, tell_all: bool) -> Result<Option<Timestamp>> {
    let now = app.clock.now();
    let mut news = News::default();
    let mut tx = app.db.begin().await?;
    store::lock_matching(&mut tx).await?;
    if store::find_deadline(&mut tx, now)
        .await?
        .is_some_and(|due| due <= now)
    {
        lapse_offers(&mut tx, now, &mut news).await?;
        release_the_gone(app, &mut tx, now, &mut news).await?;
        end_long_waits(app, &mut tx, now, &mut news).await?;
    }
    let offered = offer(&mut tx, now).await?;
    let next = store::find_deadline(&mut tx, now).await?;
    tx.commit().await?;
    news.tell(app);
    app.boards.wake();
    if tell_all {
        let mut conn = app.db.acquire().await?;
        for (to, offer) in store::list_offers(&mut conn, None, None, now).await? {
            app.hub.publish(Topic::Person(to), Event::Offer { offer });
        }
        return Ok(next);
    }
    for entry in offered {
        if let Some((to, offer)) = desk::offer_view(app, entry).await? {
            app.hub.publish(Topic::Person(to), Event::Offer { offer });
        }
    }
    Ok(next)
}

async fn lapse_offers(tx: &mut sqlx::PgConnection, now: Timestamp, news: &mut News) -> Result<()> {
    for (entry, to) in store::lapse_offers(tx, now, now + REFUSAL).await? {
        store::write_journal(
            tx,
            now,
            &[Decision {
                entry,
                what: "offer_lapsed",
                who: Some(to),
                why: None,
            }],
        )
        .await?;
        // Who did not answer is not there, whatever the page says.
        store::set_away(tx, to, now).await?;
        news.person(to, Event::OfferGone { entry });
        news.line();
    }
    Ok(())
}

async fn release_the_gone(
    app: &Ctx,
    tx: &mut sqlx::PgConnection,
    now: Timestamp,
    news: &mut News,
) -> Result<()> {
    let gone: Vec<PersonId> = presence::list_gone(tx, now - GONE_GRACE).await?;
    for person in gone {
        store::set_away(tx, person, now).await?;
        for entry in store::list_held(tx, person).await? {
            line::requeue(app, tx, entry, person, Reason::AdvisorGone, news).await?;
        }
        presence::forget_gone(tx, person).await?;
        news.line();
    }
    Ok(())
}

async fn end_long_waits(
    app: &Ctx,
    tx: &mut sqlx::PgConnection,
    now: Timestamp,
    news: &mut News,
) -> Result<()> {
    for (entry, to_message) in store::list_overdue(tx, now).await? {
        if to_message {
            super::leaving::turn_to_message(app, tx, entry, news).await?;
        } else {
            store::suggest_message(tx, entry).await?;
        }
        store::write_journal(
            tx,
            now,
            &[Decision {
                entry,
                what: "longest_wait",
                who: None,
                why: None,
            }],
        )
        .await?;
    }
    Ok(())
}

async fn offer(tx: &mut sqlx::PgConnection, now: Timestamp) -> Result<Vec<EntryId>> {
    let line = store::list_line(tx, now).await?;
    if line.is_empty() {
        return Ok(Vec::new());
    }
    let mut staff = store::list_candidates(tx, now).await?;
    let matches = matching::decide(&line, &mut staff);
    if matches.is_empty() {
        return Ok(Vec::new());
    }
    let offered = store::make_offers(tx, &matches, now).await?;
    let journal: Vec<Decision> = matches
        .into_iter()
        .filter(|made| offered.contains(&made.entry))
        .map(|made| Decision {
            entry: made.entry,
            what: "offered",
            who: Some(made.to),
            why: Some(made.why),
        })
        .collect();
    store::write_journal(tx, now, &journal).await?;
    Ok(offered)
}
