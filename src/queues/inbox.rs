//! The advisors' side of left messages.
//!
//! Invariant: one is told of, shown to and opened by only those who serve its queue, who has taken it, and who sees all.

use signaling::protocol::{
    Content, ConversationId, Event, InboxItem, InboxState, LeftMessageId, Notice, PersonId, Role,
};

use sqlx::PgConnection;

use super::{
    News,
    desk::staff_only,
    store::{self, LeftLog},
};
use crate::{
    app::Ctx,
    conversations::{self, Party},
    error::{Result, conflict, not_found},
    identity::Caller,
    notify::{self, Address, Correspondence, Language, Letter},
};

/// Rows of a log looked at at once.
const PAGE: i64 = 200;

/// Messages left to the queues that the caller serves, and those they have taken; open ones first.
///
/// # Errors
/// `forbidden` for visitors.
pub async fn inbox(app: &Ctx, caller: &Caller) -> Result<Vec<InboxItem>> {
    staff_only(caller)?;
    let mut conn = app.db.acquire().await?;
    store::list_inbox(&mut conn, as_reader(caller), None, app.clock.now()).await
}

/// Takes a left message as one's own; its log is then open for an answer.
///
/// # Errors
/// `not_found` for another queue's, `conflict` when a colleague has it.
pub async fn take_left(app: &Ctx, caller: &Caller, left: LeftMessageId) -> Result<Vec<InboxItem>> {
    staff_only(caller)?;
    let now = app.clock.now();
    let mut news = News::default();
    let mut tx = app.db.begin().await?;
    let item = find(app, &mut tx, as_reader(caller), left).await?;
    if item.taken_by != Some(caller.person) {
        if !store::take_left(&mut tx, left, caller.person, now).await? {
            let name = item.taken_by_name.unwrap_or_else(|| "a colleague".into());
            return Err(conflict(format!("{name} has taken it")));
        }
        let party = Party {
            person: caller.person,
            role: Role::Advisor,
        };
        conversations::add_participant(&mut tx, item.internal, party, now).await?;
        if !conversations::add_participant(&mut tx, item.conversation, party, now).await? {
            // Another click was first.
            return finish(app, tx, left, news).await;
        }
        let joined = Notice::Joined {
            person: caller.person,
            name: caller.name.clone(),
            role: Role::Advisor,
        };
        let message = conversations::append_notice(&mut tx, app, item.conversation, joined).await?;
        news.message(item.conversation, message);
    }
    finish(app, tx, left, news).await
}

/// Marks it as dealt with and ends its log.
///
/// # Errors
/// `not_found`, also for another queue's.
pub async fn close_left(app: &Ctx, caller: &Caller, left: LeftMessageId) -> Result<Vec<InboxItem>> {
    staff_only(caller)?;
    let now = app.clock.now();
    let mut news = News::default();
    let mut tx = app.db.begin().await?;
    let item = find(app, &mut tx, as_reader(caller), left).await?;
    if let Some(left) = store::lock_left_in(&mut tx, item.conversation).await? {
        // What was answered a moment ago is mailed before nobody looks any more.
        see_to_answers(app, &mut tx, &left).await?;
    }
    store::set_left_state(&mut tx, left, InboxState::Closed, now).await?;
    super::line::end_log(
        app,
        &mut tx,
        item.conversation,
        Some(caller.person),
        &mut news,
    )
    .await?;
    let closed = finish(app, tx, left, news).await?;
    app.mailer.wake();
    Ok(closed)
}

/// Somebody wrote in the log of a left message: an advisor's word is an answer, and is mailed to who left it.
pub(super) async fn wrote(app: &Ctx, conversation: ConversationId) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let Some(left) = store::lock_left_in(&mut tx, conversation).await? else {
        return Ok(());
    };
    let answered = see_to_answers(app, &mut tx, &left).await?;
    if answered {
        finish(app, tx, left.id, News::default()).await?;
        app.mailer.wake();
    } else {
        tx.commit().await?;
    }
    Ok(())
}

/// Mails what the staff have written since it was last seen to. Whether they have.
async fn see_to_answers(app: &Ctx, tx: &mut PgConnection, left: &LeftLog) -> Result<bool> {
    let now = app.clock.now();
    let item = find(app, tx, None, left.id).await?;
    let (mut followed, mut answered) = (left.followed, false);
    loop {
        let page = conversations::list_messages(tx, left.conversation, followed, PAGE).await?;
        let Some(last) = page.last() else { break };
        followed = last.seq;
        for message in page {
            let (Role::Advisor | Role::Supervisor, Content::Text { text }) =
                (message.role, message.content)
            else {
                continue;
            };
            answered = true;
            // Who has seen it, or is here to, needs no mail.
            if item.customer.present || left.read >= message.seq {
                continue;
            }
            // Looked at when it was given; one that can't be written to must not keep the others waiting.
            let Ok(to) = Address::parse(&item.customer.email) else {
                continue;
            };
            let about = Correspondence {
                to,
                name: &item.customer.name,
                language: Language::of(&item.customer.language),
                conversation: left.conversation,
            };
            let letter = Letter::LeftMessageAnswered {
                advisor: item.taken_by_name.as_deref().unwrap_or_default(),
                text: &text,
            };
            let once = format!("left-answered:{}:{}", left.conversation, message.seq);
            notify::enqueue(tx, app.mailer.write(letter, about).once(once)).await?;
        }
    }
    if answered && item.state == InboxState::Taken {
        store::set_left_state(tx, left.id, InboxState::Answered, now).await?;
    }
    if followed > left.followed {
        store::set_followed(tx, left.id, followed).await?;
    }
    Ok(answered)
}

/// Tells of a left message whose inbox it lies in.
pub(super) async fn tell(
    app: &Ctx,
    conn: &mut PgConnection,
    left: LeftMessageId,
    news: &mut News,
) -> Result<InboxItem> {
    let item = find(app, conn, None, left).await?;
    for reader in store::list_inbox_readers(conn, left).await? {
        let item = Box::new(item.clone());
        news.person(reader, Event::InboxItem { item });
    }
    Ok(item)
}

/// Tells of the left message that a conversation is of, after the commit that changed it; of another conversation nothing.
///
/// # Errors
/// Only ours.
pub async fn tell_of(app: &Ctx, conversation: ConversationId) -> Result<()> {
    let mut conn = app.db.acquire().await?;
    let Some(left) = store::find_left_in(&mut conn, conversation).await? else {
        return Ok(());
    };
    let mut news = News::default();
    tell(app, &mut conn, left, &mut news).await?;
    news.tell(app);
    Ok(())
}

/// Whose inbox it is; none where it holds all.
fn as_reader(caller: &Caller) -> Option<PersonId> {
    (!caller.oversees()).then_some(caller.person)
}

async fn find(
    app: &Ctx,
    tx: &mut PgConnection,
    reader: Option<PersonId>,
    left: LeftMessageId,
) -> Result<InboxItem> {
    let found = store::list_inbox(tx, reader, Some(left), app.clock.now()).await?;
    found
        .into_iter()
        .next()
        .ok_or_else(|| not_found("left message"))
}

async fn finish(
    app: &Ctx,
    mut tx: sqlx::Transaction<'_, sqlx::Postgres>,
    left: LeftMessageId,
    mut news: News,
) -> Result<Vec<InboxItem>> {
    let item = tell(app, &mut tx, left, &mut news).await?;
    tx.commit().await?;
    news.tell(app);
    app.boards.wake();
    Ok(vec![item])
}
