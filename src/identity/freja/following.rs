//! Orders that are under way: asked about every two seconds, their codes told each second, their end stored before it is
//! told. Invariant: whoever asks holds the order's lease.

use jiff::{SignedDuration, Timestamp};
use signaling::protocol::{Event, SignInState, Topic};

use super::{
    Freja, Opening, STARTED, cancel,
    client::Trouble,
    details::{Doubt, vouched},
    view,
};
use crate::{
    app::App,
    clock::later,
    error::Result,
    identity::{
        attempts::{self, Attempt},
        providers,
        store::attempts as store,
    },
};

/// How often codes change.
const TICK: SignedDuration = SignedDuration::from_secs(1);
/// Freja allows one a second.
const ASK_EVERY: SignedDuration = SignedDuration::from_secs(2);
/// Whoever has pressed the link has the app before them at once. One that waits longer may be on its way to somebody else.
const OPENED_WITHIN: SignedDuration = SignedDuration::from_secs(30);
/// Freja that says nothing for so long will not say in time what becomes of this order.
const SILENT_FOR: SignedDuration = SignedDuration::from_secs(30);

/// Asks about `attempt`, whose lease this node holds, until it is over or the server stops.
pub(in super::super) async fn follow(app: &App, freja: &Freja, mut attempt: Attempt) {
    let mut heard_at = app.clock.now();
    let mut ask_at = heard_at;
    let mut next = attempt.ordered_at.map_or(heard_at, |at| later(at, TICK));
    loop {
        tokio::select! {
            () = app.lifecycle.stop().cancelled() => return,
            () = app.clock.sleep_until(next) => (),
        }
        let now = app.clock.now();
        next = later(now, TICK);
        if now < ask_at {
            tell(app, freja, &attempt);
            continue;
        }
        ask_at = later(now, ASK_EVERY);
        match round(app, freja, &mut attempt, &mut heard_at).await {
            Ok(true) => tell(app, freja, &attempt),
            Ok(false) => return,
            // The order lives on at Freja; its answer can be fetched again.
            Err(error) => {
                tracing::warn!(sign_in.id = %attempt.id, error = format!("{error:#}"), "an order waits for the database");
            }
        }
    }
}

/// Asks once. False when there is nothing more to ask.
async fn round(
    app: &App,
    freja: &Freja,
    attempt: &mut Attempt,
    heard_at: &mut Timestamp,
) -> Result<bool> {
    let now = app.clock.now();
    let until = providers::lease_from(now);
    let kept = store::keep_lease(&app.db, attempt.id, app.node, until, &attempt.hint).await?;
    if kept.is_none() {
        return Ok(false);
    }
    let Some(reference) = attempt.reference.clone() else {
        return Ok(false);
    };
    let said = match freja.result(&reference).await {
        Ok(said) => said,
        Err(trouble) => {
            trouble.log("result");
            let hint = match trouble {
                Trouble::Unreachable(_) if now.duration_since(*heard_at) < SILENT_FOR => {
                    return Ok(true);
                }
                Trouble::Unreachable(_) => "unreachable",
                Trouble::Gone => "EXPIRED",
                Trouble::AlreadyOpen => "already_open",
                Trouble::Refused(..) => "provider_refused",
            };
            attempts::end(app, attempt, SignInState::Failed, hint).await?;
            return Ok(false);
        }
    };
    *heard_at = now;
    match said.status.as_str() {
        "APPROVED" => {
            let details = said.details.unwrap_or_default();
            match vouched(&details, &reference, &freja.settings, now) {
                Ok(vouched) => {
                    let tx = app.db.begin().await?;
                    attempts::complete(app, tx, attempt, &vouched).await?
                }
                Err(doubt) => {
                    attempts::end(app, attempt, SignInState::Failed, doubted(&doubt)).await?
                }
            };
            Ok(false)
        }
        "REJECTED" | "CANCELED" | "RP_CANCELED" | "EXPIRED" => {
            attempts::end(app, attempt, SignInState::Failed, &said.status).await?;
            Ok(false)
        }
        STARTED if is_left(attempt, now) => {
            // Ended here first: what Freja says of it then counts no more.
            attempts::end(app, attempt, SignInState::Failed, "not_opened").await?;
            cancel(freja, &reference).await;
            Ok(false)
        }
        // STARTED, DELIVERED_TO_MOBILE, or what comes later.
        other => {
            attempt.hint = other.chars().take(40).collect();
            let kept =
                store::keep_lease(&app.db, attempt.id, app.node, until, &attempt.hint).await?;
            Ok(kept.is_some())
        }
    }
}

/// Whether it should have been opened by its link before now.
fn is_left(attempt: &Attempt, now: Timestamp) -> bool {
    matches!(Opening::of(attempt), Some(Opening::Link))
        && attempt
            .ordered_at
            .is_some_and(|at| now.duration_since(at) >= OPENED_WITHIN)
}

fn doubted(doubt: &Doubt) -> &'static str {
    match doubt {
        Doubt::LevelTooLow => "level_too_low",
        Doubt::NotBelieved(why) => {
            tracing::warn!(why, "a result of Freja is not believed");
            "not_believed"
        }
    }
}

fn tell(app: &App, freja: &Freja, attempt: &Attempt) {
    let sign_in = view(app, freja, attempt);
    app.hub
        .publish(Topic::SignIn(attempt.id), Event::SignIn { sign_in });
}
