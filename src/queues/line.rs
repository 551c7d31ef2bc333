//! The customer's side: joining, place, leaving, being put back.

use signaling::protocol::{
    CapAction, ConversationId, ConversationState, EntryId, EntryState, EntryView, ErrorCode, Event,
    JoinForm, Mine, Notice, PersonId, Reason, WaitRange,
};
use sqlx::PgConnection;

use super::{Decision, News, estimate, store};
use crate::{
    app::Ctx,
    conversations,
    error::{Error, Result, conflict, forbidden, invalid, not_found, told},
    hours::Calendar,
    identity::{Caller, names},
};

/// Languages one can ask to be answered in.
const LANGUAGES: [&str; 5] = ["sv", "en", "da", "nb", "fi"];

/// Stands in line. Who already does gets that entry: a double click makes no twin.
///
/// # Errors
/// `queue_closed`, `queue_full`, `invalid`, `not_found`.
pub async fn join(app: &Ctx, caller: &Caller, form: JoinForm) -> Result<EntryView> {
    if caller.staff.is_some() {
        return Err(forbidden());
    }
    let name = one_line(&form.name, 100, "name")?;
    let subject = one_line(&form.subject, 300, "subject")?;
    let language = known_language(&form.language)?;
    let mut conn = app.db.acquire().await?;
    if let Some(open) = store::find_open_entry(&mut conn, caller.person).await? {
        drop(conn);
        let view = view(app, open).await?;
        if view.state == EntryState::Waiting {
            // A retry after an answer that was lost: perhaps nobody heard of the first either.
            app.matcher.wake();
        }
        return Ok(view);
    }
    let queue = store::find_queue(&mut conn, form.queue)
        .await?
        .ok_or_else(|| not_found("queue"))?;
    let now = app.clock.now();
    let calendar = Calendar::try_from(&queue.hours).map_err(|error| anyhow::anyhow!("{error}"))?;
    if !calendar.is_open_at(now) {
        return Err(told(
            ErrorCode::QueueClosed,
            "the queue is closed; leave a message instead",
        ));
    }
    let ahead = store::count_line(&mut conn, form.queue).await?;
    if ahead >= queue.cap {
        let next = match queue.cap_action {
            CapAction::LeaveMessage => "leave a message instead",
            CapAction::TurnAway => "come back later",
        };
        return Err(told(
            ErrorCode::QueueFull,
            format!("the queue is full; {next}"),
        ));
    }
    let staffing = store::find_staffing(&mut conn, form.queue, now).await?;
    drop(conn);
    let predicted = estimate::wait_range(ahead + 1, staffing);

    let entry = EntryId(app.clock.uuid());
    let conversation = ConversationId(app.clock.uuid());
    let mut news = News::default();
    let mut tx = app.db.begin().await?;
    store::set_visitor(&mut tx, caller.person, &name, &language).await?;
    let chat = conversations::NewChat {
        id: conversation,
        internal: ConversationId(app.clock.uuid()),
        customer: caller.person,
        queue: form.queue,
        subject: &subject,
        watch: "none",
    };
    conversations::create_chat(&mut tx, &chat, now).await?;
    let new = store::NewEntry {
        id: entry,
        queue: &queue,
        conversation,
        customer: caller.person,
        language: &language,
        predicted,
        position: ahead + 1,
    };
    match store::create_entry(&mut tx, &new, now).await {
        Ok(()) => {}
        // Another click of the same person was first.
        Err(sqlx::Error::Database(error)) if error.constraint() == Some("entries_one_open") => {
            tx.rollback().await?;
            return entry_of(app, caller.person)
                .await?
                .ok_or_else(|| conflict("join again"));
        }
        Err(error) => return Err(error.into()),
    }
    let queued = Notice::Queued {
        queue: queue.slug.clone(),
    };
    let message = conversations::append_notice(&mut tx, app, conversation, queued).await?;
    news.message(conversation, message);
    let why = Reason::Joined {
        ahead,
        free: staffing.free,
        places: staffing.slots,
    };
    store::write_journal(
        &mut tx,
        now,
        &[Decision {
            entry,
            what: "joined",
            who: Some(caller.person),
            why: Some(why),
        }],
    )
    .await?;
    tx.commit().await?;
    app.boards.told_to_wait(entry, caller.person);
    news.line();
    news.tell(app);
    metrics::counter!("samtal_joins_total").increment(1);
    let view = EntryView {
        id: entry,
        queue: form.queue,
        conversation,
        state: EntryState::Waiting,
        position: ahead + 1,
        wait: predicted,
        suggest_message: false,
        joined_at: now,
    };
    // Other tabs of the same person.
    app.hub.publish(
        signaling::protocol::Topic::Person(caller.person),
        Event::Entry {
            entry: view.clone(),
        },
    );
    Ok(view)
}

/// Leaves the line; from a conversation that goes on, ends it.
///
/// # Errors
/// `not_found` for another's entry, `conflict` when it has ended.
pub async fn leave(app: &Ctx, caller: &Caller, entry: EntryId) -> Result<EntryView> {
    let now = app.clock.now();
    let mut news = News::default();
    let mut tx = app.db.begin().await?;
    let row = store::lock_entry(&mut tx, entry).await?;
    let row = row
        .filter(|row| row.customer == caller.person)
        .ok_or_else(|| not_found("entry"))?;
    match row.state {
        EntryState::Waiting | EntryState::Offered => {}
        EntryState::Active | EntryState::Parked => {
            drop(tx);
            super::desk::end(app, caller, entry).await?;
            return view(app, entry).await;
        }
        _ => {
            drop(tx);
            return view(app, entry).await;
        }
    }
    store::close_entry(&mut tx, entry, EntryState::Left, now).await?;
    store::write_journal(
        &mut tx,
        now,
        &[Decision {
            entry,
            what: "left",
            who: Some(caller.person),
            why: None,
        }],
    )
    .await?;
    end_log(
        app,
        &mut tx,
        row.conversation,
        Some(caller.person),
        &mut news,
    )
    .await?;
    tx.commit().await?;
    if let Some(asked) = row.offered_to {
        news.person(asked, Event::OfferGone { entry });
    }
    news.line();
    news.tell(app);
    let view = view(app, entry).await?;
    app.hub.publish(
        signaling::protocol::Topic::Person(caller.person),
        Event::Entry {
            entry: view.clone(),
        },
    );
    Ok(view)
}

/// The open entry of a person.
///
/// # Errors
/// Only ours.
pub async fn entry_of(app: &Ctx, person: PersonId) -> Result<Option<EntryView>> {
    let mut conn = app.db.acquire().await?;
    let open = store::find_open_entry(&mut conn, person).await?;
    drop(conn);
    match open {
        Some(entry) => view(app, entry).await.map(Some),
        None => Ok(None),
    }
}

/// Everything of a visitor's own.
///
/// # Errors
/// Only ours.
pub async fn mine(app: &Ctx, caller: &Caller) -> Result<Mine> {
    let entry = entry_of(app, caller.person).await?;
    if let Some(entry) = entry
        .as_ref()
        .filter(|entry| entry.state == EntryState::Waiting)
    {
        app.boards.told_to_wait(entry.id, caller.person);
    }
    let mut conn = app.db.acquire().await?;
    let conversations = store::list_conversations(&mut conn, caller.person, caller.person).await?;
    Ok(Mine {
        entry,
        conversations,
    })
}

/// An entry as its customer sees it.
///
/// # Errors
/// `not_found`.
pub(super) async fn view(app: &Ctx, entry: EntryId) -> Result<EntryView> {
    let mut conn = app.db.acquire().await?;
    view_with(&mut conn, app, entry).await
}

pub(super) async fn view_with(
    conn: &mut PgConnection,
    app: &Ctx,
    entry: EntryId,
) -> Result<EntryView> {
    let row = store::find_entry(conn, entry)
        .await?
        .ok_or_else(|| not_found("entry"))?;
    let mut view = row.to_view(0, None);
    if view.state == EntryState::Waiting {
        if let Some((position, wait)) = app.boards.place(entry) {
            (view.position, view.wait) = (position, wait);
            return Ok(view);
        }
        let position = store::find_position(conn, entry).await?;
        let staffing = store::find_staffing(conn, row.queue, app.clock.now()).await?;
        view.position = position;
        view.wait = estimate::wait_range(position, staffing);
    }
    Ok(view)
}

/// Puts a customer back in line at their old place because `advisor` no longer has them.
pub(super) async fn requeue(
    app: &Ctx,
    tx: &mut PgConnection,
    entry: EntryId,
    advisor: PersonId,
    why: Reason,
    news: &mut News,
) -> Result<()> {
    let now = app.clock.now();
    let Some(row) = store::find_entry(tx, entry).await? else {
        return Ok(());
    };
    if !store::return_to_line(tx, entry, now).await? {
        return Ok(());
    }
    store::write_journal(
        tx,
        now,
        &[Decision {
            entry,
            what: "requeued",
            who: Some(advisor),
            why: Some(why),
        }],
    )
    .await?;
    conversations::end_participation(tx, row.conversation, advisor, now).await?;
    conversations::set_watch(tx, row.conversation, "none").await?;
    let message = conversations::append_notice(tx, app, row.conversation, Notice::Requeued).await?;
    news.message(row.conversation, message);
    news.person(advisor, Event::DeskEntryGone { entry });
    news.person(
        row.customer,
        Event::Entry {
            entry: row.to_view_as(EntryState::Waiting, 1, None),
        },
    );
    Ok(())
}

/// Ends a log: the last row, nobody takes part any more. It ends once, however many want it to.
pub(super) async fn end_log(
    app: &Ctx,
    tx: &mut PgConnection,
    conversation: ConversationId,
    by: Option<PersonId>,
    news: &mut News,
) -> Result<()> {
    if conversations::lock(tx, conversation).await? != Some(ConversationState::Open) {
        return Ok(());
    }
    let message = conversations::append_notice(tx, app, conversation, Notice::Ended { by }).await?;
    conversations::set_state(tx, conversation, ConversationState::Ended).await?;
    news.message(conversation, message);
    Ok(())
}

/// Trimmed, cleaned and no longer than `most` characters.
pub(super) fn short(text: &str, most: usize, field: &str) -> Result<String> {
    let text = conversations::clean(text);
    if text.chars().count() > most {
        return Err(invalid(format!(
            "{field} must be at most {most} characters"
        )));
    }
    Ok(text)
}

/// As [`short`], and one line read in one direction: a name stands before others' words, in lists, transcripts and mails,
/// and must not look like them.
pub(super) fn one_line(text: &str, most: usize, field: &str) -> Result<String> {
    let line: String = text
        .chars()
        .map(|c| match c {
            '\n' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
            other => other,
        })
        .filter(|c| !names::is_hidden(*c))
        .collect();
    short(&line, most, field)
}

pub(super) fn known_language(language: &str) -> Result<String> {
    if LANGUAGES.contains(&language) {
        return Ok(language.to_owned());
    }
    Err(Error::Told(signaling::protocol::WireError {
        code: ErrorCode::Invalid,
        message: format!("language must be one of {}", LANGUAGES.join(", ")),
        retry_after_ms: None,
    }))
}

impl store::EntryRow {
    fn to_view(&self, position: u32, wait: Option<WaitRange>) -> EntryView {
        self.to_view_as(self.state, position, wait)
    }

    fn to_view_as(&self, state: EntryState, position: u32, wait: Option<WaitRange>) -> EntryView {
        // Being asked about is still waiting: an offer may lapse.
        let state = if state == EntryState::Offered {
            EntryState::Waiting
        } else {
            state
        };
        EntryView {
            id: self.id,
            queue: self.queue,
            conversation: self.conversation,
            state,
            position,
            wait,
            suggest_message: self.suggested,
            joined_at: self.joined_at,
        }
    }

    /// What the customer is told when the state has just become `state`.
    pub(super) fn told_as(&self, state: EntryState) -> EntryView {
        self.to_view_as(state, u32::from(state == EntryState::Waiting), None)
    }
}
