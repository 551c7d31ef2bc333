//! Conversations: one dense, durable log each.
//!
//! Invariant: `seq` is 1, 2, 3 … per conversation and given by Postgres in the transaction that stores the row; a row
//! is acknowledged only after the commit and published only after that. `client_id` is unique per conversation, so a
//! retry is answered with the first result. Must never: let a customer reach an internal log.

mod marks;
mod policy;
mod store;
mod writer;

pub use marks::{MarkWriter, write_marks};
pub use policy::{Access, EDIT_FOR};
pub use store::Party;
pub(crate) use store::{
    NewCaseLog, NewChat, add_participant, create_case_log, create_chat, create_meeting_log,
    end_participation, is_own_upload, list_messages, lock, put_aside, set_state, set_watch,
};
pub use writer::{Append, ReplyTo, Writer, write_log};

use signaling::protocol::{
    ClientId, ConversationId, ConversationKind, ConversationState, ConversationView, ErrorCode,
    Event, FileId, LogPage, MAX_PAGE, Message, MessageText, Notice, PersonId, Resume, Sent, Topic,
};
use sqlx::PgConnection;

use crate::{
    app::Ctx,
    audit::{self, Action},
    error::{Result, conflict, ended, invalid, not_found, told},
    files,
    identity::Caller,
};

/// A client further behind than this starts from the newest page: five pages.
const MAX_GAP: i64 = 5 * MAX_PAGE as i64;

/// Opens a conversation for `caller`: who is in it, what they may do and what they miss.
///
/// The caller should already be subscribed, so that nothing falls between.
///
/// # Errors
/// `not_found` if it is not theirs to see.
pub async fn open(app: &Ctx, caller: &Caller, from: Resume) -> Result<ConversationView> {
    let mut conn = app.db.acquire().await?;
    let facts = store::find_facts(&mut conn, from.conversation, caller.person).await?;
    let facts = facts.ok_or_else(|| not_found("conversation"))?;
    let access = policy::access(caller, &facts).ok_or_else(|| not_found("conversation"))?;
    if access.watching {
        audit::record(
            &mut conn,
            app.clock.now(),
            caller,
            Action::Watched(from.conversation),
        )
        .await?;
    }
    let is_outside = match facts.kind {
        // Whose case it was, and is again.
        ConversationKind::Notes => !facts.present,
        _ => facts.role.is_none(),
    };
    if policy::is_for_staff(facts.kind) && is_outside && access.lasting {
        // Who may read the staff's own log for good may write in it. Who is only asked about its customer must not come to
        // take part by looking: they would go on hearing it when they have said no.
        let party = Party::of_staff(caller);
        store::add_participant(&mut conn, from.conversation, party, app.clock.now()).await?;
    }
    let after = from.after.max(0);
    let refetch = after > facts.head || facts.head - after > if after == 0 { 0 } else { MAX_GAP };
    let start = if refetch {
        (facts.head - i64::from(MAX_PAGE)).max(0)
    } else {
        after
    };
    let limit = if refetch {
        i64::from(MAX_PAGE)
    } else {
        MAX_GAP
    };
    let mut messages = store::list_messages(&mut conn, from.conversation, start, limit).await?;
    policy::withhold(&facts.unseen, &mut messages);
    let participants = store::list_participants(&mut conn, from.conversation).await?;
    let rating = store::find_rating(&mut conn, from.conversation).await?;
    let extra = if caller.staff.is_some() {
        store::find_staff_links(&mut conn, from.conversation).await?
    } else {
        store::StaffLinks::default()
    };
    Ok(ConversationView {
        id: from.conversation,
        kind: facts.kind,
        state: facts.state,
        internal: extra.internal,
        entry: extra.entry,
        participants,
        policy: policy::chat_policy(caller, &facts),
        head: messages
            .last()
            .map_or(facts.head, |last| last.seq.max(facts.head)),
        messages,
        refetch: refetch && after != 0,
        rating,
    })
}

/// One page for `caller`.
///
/// # Errors
/// `not_found` if it is not theirs to see.
pub async fn fetch(
    app: &Ctx,
    caller: &Caller,
    conversation: ConversationId,
    after: i64,
    limit: u16,
) -> Result<LogPage> {
    let mut conn = app.db.acquire().await?;
    let facts = store::find_facts(&mut conn, conversation, caller.person).await?;
    let facts = facts.ok_or_else(|| not_found("conversation"))?;
    let access = policy::access(caller, &facts).ok_or_else(|| not_found("conversation"))?;
    if access.watching {
        // Over HTTP one can fetch without having opened.
        audit::record(
            &mut conn,
            app.clock.now(),
            caller,
            Action::Watched(conversation),
        )
        .await?;
    }
    drop(conn);
    let mut page = page(app, conversation, after.max(0), limit.clamp(1, MAX_PAGE)).await?;
    policy::withhold(&facts.unseen, &mut page.messages);
    Ok(page)
}

/// One page, for the server itself.
///
/// # Errors
/// Only ours.
pub async fn page(
    app: &Ctx,
    conversation: ConversationId,
    after: i64,
    limit: u16,
) -> Result<LogPage> {
    let mut conn = app.db.acquire().await?;
    let messages = store::list_messages(&mut conn, conversation, after, i64::from(limit)).await?;
    let head = store::find_head(&mut conn, conversation)
        .await?
        .unwrap_or(0);
    Ok(LogPage {
        conversation,
        messages,
        head,
    })
}

/// Of `known` (conversation, last seq seen), those whose log has gone further.
///
/// # Errors
/// Only ours.
pub async fn behind(app: &Ctx, known: &[(ConversationId, i64)]) -> Result<Vec<ConversationId>> {
    store::list_behind(&app.db, known).await
}

/// What `caller` may do with a conversation, or `not_found`.
///
/// # Errors
/// `not_found` if it is not theirs to see.
pub async fn access(app: &Ctx, caller: &Caller, conversation: ConversationId) -> Result<Access> {
    let mut conn = app.db.acquire().await?;
    let facts = store::find_facts(&mut conn, conversation, caller.person).await?;
    facts
        .and_then(|facts| policy::access(caller, &facts))
        .ok_or_else(|| not_found("conversation"))
}

/// Whose conversation it is, for somebody who may see it.
///
/// # Errors
/// `not_found` if it is not theirs to see, or no customer's.
pub async fn customer_of(
    app: &Ctx,
    caller: &Caller,
    conversation: ConversationId,
) -> Result<PersonId> {
    let mut conn = app.db.acquire().await?;
    let facts = store::find_facts(&mut conn, conversation, caller.person).await?;
    facts
        .filter(|facts| policy::access(caller, facts).is_some())
        .and_then(|facts| facts.customer)
        .ok_or_else(|| not_found("conversation"))
}

/// Adds an uploaded file to the log.
///
/// # Errors
/// `not_found` for a file of another conversation or sender, `ended`, `forbidden`.
pub async fn send_file(
    app: &Ctx,
    caller: &Caller,
    to: ConversationId,
    client_id: ClientId,
    file: FileId,
) -> Result<Sent> {
    let mut tx = app.db.begin().await?;
    let Some(locked) = lock_to_write(&mut tx, caller, to, client_id).await? else {
        return known(&mut tx, to, client_id, caller.person).await;
    };
    if !store::is_own_upload(&mut tx, file, to, caller.person).await? {
        return Err(not_found("file"));
    }
    let row = store::NewRow {
        kind: "file",
        file: Some(file),
        ..store::NewRow::by(caller.person, locked.role)
    };
    let message = store::append_row(&mut tx, to, client_id, row, app.clock.now()).await?;
    tx.commit().await?;
    Ok(announce(app, to, message, locked.watch.as_deref()))
}

/// Changes one's own text within [`EDIT_FOR`]; what it said before is kept for audit.
///
/// # Errors
/// `not_found`, `forbidden` for another's or an old text, `conflict` when it was taken back or is withheld from somebody.
pub async fn edit(
    app: &Ctx,
    caller: &Caller,
    to: ConversationId,
    client_id: ClientId,
    target: i64,
    text: MessageText,
) -> Result<Sent> {
    let mut tx = app.db.begin().await?;
    let Some(locked) = lock_to_write(&mut tx, caller, to, client_id).await? else {
        return known(&mut tx, to, client_id, caller.person).await;
    };
    let now = app.clock.now();
    let old = store::find_target(&mut tx, to, target)
        .await?
        .ok_or_else(|| not_found("message"))?;
    policy::may_edit(caller, &old, now)?;
    if store::is_withheld(&mut tx, to, target).await? {
        // All who listen are told of the change, and somebody among them must not read what it changes.
        return Err(conflict(
            "somebody was put aside when it was written: write it anew",
        ));
    }
    store::keep_revision(&mut tx, to, target, caller.person, now).await?;
    store::set_text(&mut tx, to, target, text.as_str(), now).await?;
    let row = store::NewRow {
        kind: "edit",
        target: Some(target),
        ..store::NewRow::by(caller.person, locked.role)
    };
    let message = store::append_row(&mut tx, to, client_id, row, now).await?;
    tx.commit().await?;
    Ok(announce(app, to, message, None))
}

/// Takes a message back: its text and file are served to nobody any more; a file that stands in another message too, to
/// whoever reads that one.
///
/// # Errors
/// `not_found`, `forbidden` for another's (supervisors may), `conflict` when it was taken back already, or is the file of a step
/// that is handed in or settled.
pub async fn redact(
    app: &Ctx,
    caller: &Caller,
    to: ConversationId,
    client_id: ClientId,
    target: i64,
) -> Result<Sent> {
    let mut tx = app.db.begin().await?;
    store::hold_step_of(&mut tx, to, target).await?;
    let Some(locked) = lock_to_write(&mut tx, caller, to, client_id).await? else {
        return known(&mut tx, to, client_id, caller.person).await;
    };
    let now = app.clock.now();
    let old = store::find_target(&mut tx, to, target)
        .await?
        .ok_or_else(|| not_found("message"))?;
    policy::may_redact(caller, &old)?;
    store::keep_revision(&mut tx, to, target, caller.person, now).await?;
    store::set_redacted(&mut tx, to, target, now).await?;
    let row = store::NewRow {
        kind: "redact",
        target: Some(target),
        ..store::NewRow::by(caller.person, locked.role)
    };
    let message = store::append_row(&mut tx, to, client_id, row, now).await?;
    let gone = match old.file {
        Some(file) if !store::is_shown(&mut tx, to, file).await? => Some(file),
        _ => None,
    };
    tx.commit().await?;
    if let Some(file) = gone {
        files::remove(app, file).await?;
    }
    Ok(announce(app, to, message, None))
}

/// Tells the others that `caller` writes. Never stored.
///
/// # Errors
/// `not_found` if the caller takes no part.
pub async fn typing(app: &Ctx, caller: &Caller, conversation: ConversationId) -> Result<()> {
    let access = access(app, caller, conversation).await?;
    if !access.write {
        return Err(told(
            ErrorCode::Forbidden,
            "you take no part in this conversation",
        ));
    }
    let event = Event::Typing {
        person: caller.person,
        name: caller.name.clone(),
    };
    app.hub.publish(Topic::Conversation(conversation), event);
    Ok(())
}

/// Rates an ended conversation; a second rating replaces the first.
///
/// # Errors
/// `invalid` score or comment, `not_found` for another's, `conflict` while it goes on.
pub async fn rate(
    app: &Ctx,
    caller: &Caller,
    conversation: ConversationId,
    score: u8,
    comment: &str,
) -> Result<()> {
    if !(1..=5).contains(&score) {
        return Err(invalid("score must be 1 to 5"));
    }
    if comment.chars().count() > 2_000 {
        return Err(invalid("comment must be at most 2000 characters"));
    }
    let mut conn = app.db.acquire().await?;
    let facts = store::find_facts(&mut conn, conversation, caller.person).await?;
    let own = |facts: &store::Facts| {
        facts.customer == Some(caller.person) && facts.kind == ConversationKind::Chat
    };
    let facts = facts.filter(own);
    let facts = facts.ok_or_else(|| not_found("conversation"))?;
    if facts.state != ConversationState::Ended {
        return Err(conflict("a conversation is rated when it has ended"));
    }
    store::set_rating(
        &mut conn,
        conversation,
        caller.person,
        score,
        &clean(comment),
        app.clock.now(),
    )
    .await?;
    Ok(())
}

/// Adds Samtal's own row within the caller's transaction; publish what it returns after the commit.
///
/// # Errors
/// Only ours.
pub async fn append_notice(
    conn: &mut PgConnection,
    app: &Ctx,
    to: ConversationId,
    notice: Notice,
) -> Result<Message> {
    store::lock(conn, to).await?;
    let row = store::NewRow {
        kind: "notice",
        notice: Some(notice),
        ..store::NewRow::by_system()
    };
    store::append_row(conn, to, ClientId(app.clock.uuid()), row, app.clock.now()).await
}

/// Adds a text within the caller's transaction; publish what it returns after the commit. None when it is there already.
///
/// # Errors
/// Only ours.
pub async fn append_text(
    conn: &mut PgConnection,
    app: &Ctx,
    to: ConversationId,
    client_id: ClientId,
    by: Party,
    text: &MessageText,
) -> Result<Option<Message>> {
    store::lock(conn, to).await?;
    if store::find_sent(conn, to, client_id).await?.is_some() {
        return Ok(None);
    }
    let row = store::NewRow {
        kind: "text",
        body: Some(text.as_str().to_owned()),
        ..store::NewRow::by(by.person, by.role)
    };
    let message = store::append_row(conn, to, client_id, row, app.clock.now()).await?;
    Ok(Some(message))
}

/// Adds an uploaded file within the caller's transaction; publish what it returns after the commit. None when it is not the
/// caller's upload to this log.
///
/// # Errors
/// Only ours.
pub(crate) async fn append_file(
    conn: &mut PgConnection,
    app: &Ctx,
    to: ConversationId,
    caller: &Caller,
    file: FileId,
) -> Result<Option<Message>> {
    store::lock(conn, to).await?;
    if !store::is_own_upload(conn, file, to, caller.person).await? {
        return Ok(None);
    }
    let party = match caller.staff {
        None => Party::customer(caller.person),
        Some(_) => Party::of_staff(caller),
    };
    let row = store::NewRow {
        kind: "file",
        file: Some(file),
        ..store::NewRow::by(party.person, party.role)
    };
    let id = ClientId(app.clock.uuid());
    let message = store::append_row(conn, to, id, row, app.clock.now()).await?;
    Ok(Some(message))
}

/// Text without characters that Postgres or a header can't hold.
pub(crate) fn clean(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || *c == '\n' || *c == '\t')
        .collect::<String>()
        .trim()
        .to_owned()
}

struct Locked {
    role: signaling::protocol::Role,
    watch: Option<String>,
}

/// Locks the log for one more row of `caller`'s; none when a row with this `client_id` is there already.
async fn lock_to_write(
    conn: &mut PgConnection,
    caller: &Caller,
    to: ConversationId,
    client_id: ClientId,
) -> Result<Option<Locked>> {
    store::lock(conn, to).await?;
    let facts = store::find_facts(conn, to, caller.person)
        .await?
        .ok_or_else(|| not_found("conversation"))?;
    policy::access(caller, &facts).ok_or_else(|| not_found("conversation"))?;
    if store::find_sent(conn, to, client_id).await?.is_some() {
        return Ok(None);
    }
    let Some(role) = facts.role.filter(|_| facts.present) else {
        return Err(told(
            ErrorCode::Forbidden,
            "you take no part in this conversation",
        ));
    };
    if facts.state == ConversationState::Ended {
        return Err(ended(facts.merged_into));
    }
    Ok(Some(Locked {
        role,
        watch: facts.watch,
    }))
}

async fn known(
    conn: &mut PgConnection,
    to: ConversationId,
    client_id: ClientId,
    by: PersonId,
) -> Result<Sent> {
    match store::find_sent(conn, to, client_id).await? {
        Some((sent, Some(author))) if author == by => Ok(sent),
        _ => Err(conflict("this client_id is another message's")),
    }
}

fn announce(app: &Ctx, to: ConversationId, message: Message, watch: Option<&str>) -> Sent {
    let sent = Sent {
        seq: message.seq,
        at: message.at,
    };
    app.log.somebody_wrote(watch, to, message.role, message.seq);
    app.hub.publish_message(to, message);
    sent
}
