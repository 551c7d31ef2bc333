//! The advisors' side of left messages.

use signaling::protocol::{
    Content, ConversationId, Event, InboxItem, InboxState, LeftMessageId, Notice, Role,
};

use super::{News, desk::staff_only, store};
use crate::{
    app::Ctx,
    conversations::{self, Party},
    error::{Result, conflict, not_found},
    identity::Caller,
    notify::{self, Address, Correspondence, Language, Letter},
};

/// Messages left, open ones first.
///
/// # Errors
/// `forbidden` for visitors.
pub async fn inbox(app: &Ctx, caller: &Caller) -> Result<Vec<InboxItem>> {
    staff_only(caller)?;
    let mut conn = app.db.acquire().await?;
    store::list_inbox(&mut conn, None, None, app.clock.now()).await
}

/// Takes a left message as one's own; its log is then open for an answer.
///
/// # Errors
/// `conflict` when a colleague has it.
pub async fn take_left(app: &Ctx, caller: &Caller, left: LeftMessageId) -> Result<Vec<InboxItem>> {
    staff_only(caller)?;
    let now = app.clock.now();
    let mut news = News::default();
    let mut tx = app.db.begin().await?;
    let item = find(app, &mut tx, left).await?;
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
/// `not_found`.
pub async fn close_left(app: &Ctx, caller: &Caller, left: LeftMessageId) -> Result<Vec<InboxItem>> {
    staff_only(caller)?;
    let now = app.clock.now();
    let mut news = News::default();
    let mut tx = app.db.begin().await?;
    let item = find(app, &mut tx, left).await?;
    store::set_left_state(&mut tx, left, InboxState::Closed, now).await?;
    super::line::end_log(
        app,
        &mut tx,
        item.conversation,
        Some(caller.person),
        &mut news,
    )
    .await?;
    finish(app, tx, left, news).await
}

/// Somebody wrote in the log of a left message: an advisor's word is an answer, and is mailed to who left it.
pub(super) async fn wrote(
    app: &Ctx,
    conversation: ConversationId,
    role: Role,
    seq: i64,
) -> Result<()> {
    if !matches!(role, Role::Advisor | Role::Supervisor) {
        return Ok(());
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let items = store::list_inbox(&mut tx, Some(conversation), None, now).await?;
    let Some(item) = items.into_iter().next() else {
        return Ok(());
    };
    if matches!(item.state, InboxState::Taken) {
        store::set_left_state(&mut tx, item.left, InboxState::Answered, now).await?;
    }
    if !item.customer.present && !item.customer.email.is_empty() {
        let answer = conversations::list_messages(&mut tx, conversation, seq - 1, 1)
            .await?
            .into_iter()
            .next();
        if let Some(Content::Text { text }) = answer.map(|message| message.content) {
            let about = Correspondence {
                to: Address::parse(&item.customer.email)?,
                name: &item.customer.name,
                language: Language::of(&item.customer.language),
                conversation,
            };
            let advisor = item.taken_by_name.as_deref().unwrap_or_default();
            let mail = app.mailer.write(
                Letter::LeftMessageAnswered {
                    advisor,
                    text: &text,
                },
                about,
            );
            notify::enqueue(
                &mut tx,
                mail.once(format!("left-answered:{conversation}:{seq}")),
            )
            .await?;
        }
    }
    finish(app, tx, item.left, News::default()).await?;
    app.mailer.wake();
    Ok(())
}

async fn find(app: &Ctx, tx: &mut sqlx::PgConnection, left: LeftMessageId) -> Result<InboxItem> {
    let found = store::list_inbox(tx, None, Some(left), app.clock.now()).await?;
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
    let item = find(app, &mut tx, left).await?;
    tx.commit().await?;
    news.staff(Event::InboxItem {
        item: Box::new(item.clone()),
    });
    news.tell(app);
    app.boards.wake();
    Ok(vec![item])
}
