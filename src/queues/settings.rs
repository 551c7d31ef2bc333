//! A queue's settings, for supervisors and administrators.

use signaling::protocol::{Localised, PersonId, QueueId, QueueSettings};
use sqlx::PgConnection;

use super::{News, store};
use crate::{
    app::Ctx,
    audit::{self, Action},
    error::{Result, conflict, forbidden, invalid, not_found},
    hours::Calendar,
    identity::Caller,
};

/// Every queue with its settings.
///
/// # Errors
/// `forbidden` unless the caller oversees.
pub async fn settings(app: &Ctx, caller: &Caller) -> Result<Vec<QueueSettings>> {
    if !caller.oversees() {
        return Err(forbidden());
    }
    let mut conn = app.db.acquire().await?;
    let queues = store::list_queues(&mut conn).await?;
    Ok(queues.into_iter().map(|queue| queue.settings).collect())
}

/// Changes a queue; open widgets see it at once.
///
/// # Errors
/// `invalid` with the first fault, `conflict` when somebody changed it since.
pub async fn set_queue(
    app: &Ctx,
    caller: &Caller,
    settings: QueueSettings,
) -> Result<Vec<QueueSettings>> {
    if !caller.oversees() {
        return Err(forbidden());
    }
    check(&settings)?;
    let mut tx = app.db.begin().await?;
    let old = store::find_queue(&mut tx, settings.id)
        .await?
        .ok_or_else(|| not_found("queue"))?;
    if old.slug != settings.slug {
        return Err(invalid(
            "the slug stays as it is: addresses are built on it",
        ));
    }
    if !store::update_queue(&mut tx, &settings).await? {
        return Err(conflict(
            "somebody changed the queue meanwhile; look at it again",
        ));
    }
    audit::record(
        &mut tx,
        app.clock.now(),
        caller,
        Action::QueueChanged(settings.id),
    )
    .await?;
    tx.commit().await?;
    let mut news = News::default();
    news.line();
    news.tell(app);
    self::settings(app, caller).await
}

/// Opens a queue, the last among all.
///
/// # Errors
/// `invalid` with the first fault, `conflict` when there is one with this slug.
pub async fn create_queue(conn: &mut PgConnection, settings: &QueueSettings) -> Result<()> {
    check(settings)?;
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !(1..=40).contains(&settings.slug.len()) || !settings.slug.bytes().all(is_plain) {
        return Err(invalid(
            "the slug must be 1 to 40 small letters, figures and hyphens",
        ));
    }
    store::create_queue(conn, settings).await
}

/// Lets somebody serve a queue.
///
/// # Errors
/// Only ours.
pub async fn serve(conn: &mut PgConnection, queue: QueueId, person: PersonId) -> Result<()> {
    store::add_to_queue(conn, queue, person).await
}

fn check(settings: &QueueSettings) -> Result<()> {
    Calendar::try_from(&settings.hours).map_err(|error| invalid(error.to_string()))?;
    text(&settings.name, 1, 60, "name")?;
    text(&settings.about, 0, 300, "about")?;
    within(settings.cap, 0, 100_000, "cap")?;
    within(settings.longest_wait_s, 10, 86_400, "longest_wait_s")?;
    within(settings.offer_s, 1, 600, "offer_s")?;
    within(u32::from(settings.priority), 0, 9, "priority")?;
    let limits = settings.thresholds;
    if limits.amber_wait_s > limits.red_wait_s || limits.amber_waiting > limits.red_waiting {
        return Err(invalid("amber must not come after red"));
    }
    Ok(())
}

fn text(text: &Localised, least: usize, most: usize, field: &str) -> Result<()> {
    for words in [&text.sv, &text.en] {
        let length = words.trim().chars().count();
        if length < least || length > most || words.chars().any(char::is_control) {
            return Err(invalid(format!(
                "{field} must be {least} to {most} characters in each language"
            )));
        }
    }
    Ok(())
}

fn within(value: u32, least: u32, most: u32, field: &str) -> Result<()> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(invalid(format!("{field} must be {least} to {most}")))
}
