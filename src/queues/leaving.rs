//! Leaving a message when nobody can answer.

use signaling::protocol::{
    Content, ConversationId, EntryId, EntryState, Event, LeftMessageForm, LeftMessageId,
    LeftReceipt, MAX_CALLBACK_WISH, Notice, Role,
};
use sqlx::PgConnection;

use super::{Decision, News, inbox, line, store};
use crate::{
    app::Ctx,
    conversations::{self, Party},
    error::{Result, invalid, not_found},
    identity::{self, Caller},
    notify::{self, Address, Correspondence, Language, Letter},
};

/// Leaves a message. From an open entry that still waits, that entry becomes it, with all that was written.
/// A retry with the same `client_id` gives the same receipt.
///
/// # Errors
/// `invalid` without a way to answer or to call, `not_found` queue.
pub async fn leave_message(
    app: &Ctx,
    caller: &Caller,
    form: LeftMessageForm,
) -> Result<LeftReceipt> {
    if caller.staff.is_some() {
        return Err(crate::error::forbidden());
    }
    let name = line::one_line(&form.name, 100, "name")?;
    let email = email(&form.email)?;
    let phone = identity::phone(&form.phone)?;
    let callback = match &form.callback {
        Some(_) if phone.is_empty() => return Err(invalid("phone: where to call")),
        Some(wish) => Some(identity::line("callback", wish, 0..=MAX_CALLBACK_WISH)?),
        None => None,
    };
    if email.is_empty() && phone.is_empty() {
        return Err(invalid(
            "an e-mail address or a phone number is needed to answer",
        ));
    }
    let language = line::known_language(&form.language)?;
    let now = app.clock.now();
    let mut conn = app.db.acquire().await?;
    if let Some((left, conversation)) =
        store::find_left_by_client(&mut conn, caller.person, form.client_id.0).await?
    {
        return Ok(LeftReceipt { left, conversation });
    }
    let queue = store::find_queue(&mut conn, form.queue)
        .await?
        .ok_or_else(|| not_found("queue"))?;
    let open = store::find_open_entry(&mut conn, caller.person).await?;
    drop(conn);

    let mut news = News::default();
    let mut tx = app.db.begin().await?;
    identity::set_contact(&mut tx, caller.person, &name, &email, &phone, &language).await?;
    let waiting = match open {
        Some(entry) => store::lock_entry(&mut tx, entry).await?,
        None => None,
    };
    let waiting =
        waiting.filter(|row| matches!(row.state, EntryState::Waiting | EntryState::Offered));
    let conversation = match &waiting {
        Some(row) => {
            store::close_entry(&mut tx, row.id, EntryState::TurnedToMessage, now).await?;
            let decision = Decision {
                entry: row.id,
                what: "turned_to_message",
                who: Some(caller.person),
                why: None,
            };
            store::write_journal(&mut tx, now, &[decision]).await?;
            if let Some(asked) = row.offered_to {
                news.person(asked, Event::OfferGone { entry: row.id });
            }
            news.person(
                caller.person,
                Event::Entry {
                    entry: row.told_as(EntryState::TurnedToMessage),
                },
            );
            row.conversation
        }
        None => {
            let id = ConversationId(app.clock.uuid());
            let chat = conversations::NewChat {
                id,
                internal: ConversationId(app.clock.uuid()),
                customer: caller.person,
                queue: form.queue,
                subject: "",
                watch: "left",
            };
            conversations::create_chat(&mut tx, &chat, now).await?;
            id
        }
    };
    let left = LeftMessageId(app.clock.uuid());
    let new = store::NewLeft {
        id: left,
        queue: form.queue,
        conversation,
        customer: caller.person,
        client_id: form.client_id.0,
        text: form.text.as_str(),
        phone: &phone,
        callback: callback.as_deref(),
    };
    match store::create_left(&mut tx, &new, now).await {
        Ok(()) => {}
        // Another try of the same form was first.
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            tx.rollback().await?;
            let mut conn = app.db.acquire().await?;
            let known =
                store::find_left_by_client(&mut conn, caller.person, form.client_id.0).await?;
            return known
                .map(|(left, conversation)| LeftReceipt { left, conversation })
                .ok_or_else(|| {
                    crate::error::conflict("a message has been left in this conversation already")
                });
        }
        Err(error) => return Err(error.into()),
    }
    conversations::set_watch(&mut tx, conversation, "left").await?;
    // The receipt is a courtesy; the words are kept without it.
    if !email.is_empty() && app.throttle.mail(&email).is_ok() {
        let about = Correspondence {
            to: Address::parse(&email)?,
            name: &name,
            language: Language::of(&language),
            conversation,
        };
        let queue = if language == "en" {
            &queue.name.en
        } else {
            &queue.name.sv
        };
        let letter = Letter::LeftMessageReceived {
            queue,
            text: form.text.as_str(),
        };
        let mail = app
            .mailer
            .write(letter, about)
            .once(format!("left-received:{left}"));
        notify::enqueue(&mut tx, mail).await?;
    }
    // In the same transaction: a retry is answered with the receipt, so nobody would write the rows later.
    let (id, words, by) = (form.client_id, &form.text, Party::customer(caller.person));
    if let Some(row) = conversations::append_text(&mut tx, app, conversation, id, by, words).await?
    {
        news.message(conversation, row);
    }
    let notice =
        conversations::append_notice(&mut tx, app, conversation, Notice::MessageLeft).await?;
    news.message(conversation, notice);
    if callback.is_some() {
        let notice =
            conversations::append_notice(&mut tx, app, conversation, Notice::CallbackAsked).await?;
        news.message(conversation, notice);
    }
    tx.commit().await?;
    app.mailer.wake();
    inbox::tell(app, &mut *app.db.acquire().await?, left, &mut news).await?;
    news.line();
    news.tell(app);
    Ok(LeftReceipt { left, conversation })
}

/// The longest wait has passed and the queue turns who waits into a left message.
pub(super) async fn turn_to_message(
    app: &Ctx,
    tx: &mut PgConnection,
    entry: EntryId,
    news: &mut News,
) -> Result<()> {
    let now = app.clock.now();
    let Some(row) = store::find_entry(tx, entry).await? else {
        return Ok(());
    };
    store::close_entry(tx, entry, EntryState::TimedOut, now).await?;
    if let Some(asked) = row.offered_to {
        news.person(asked, Event::OfferGone { entry });
    }
    let written = conversations::list_messages(tx, row.conversation, 0, 200).await?;
    let first = written
        .into_iter()
        .filter(|message| message.role == Role::Customer)
        .find_map(|message| match message.content {
            Content::Text { text } => Some((message.client_id, text)),
            _ => None,
        });
    if let Some((client_id, text)) = first {
        // The id was the customer's to choose; had they left a message with the same before, this one would find no place,
        // and with it nobody else in line theirs.
        let taken = store::find_left_by_client(tx, row.customer, client_id.0).await?;
        let client_id = taken.map_or(client_id.0, |_| app.clock.uuid());
        let left = store::NewLeft {
            id: LeftMessageId(app.clock.uuid()),
            queue: row.queue,
            conversation: row.conversation,
            customer: row.customer,
            client_id,
            text: &text,
            phone: "",
            callback: None,
        };
        store::create_left(tx, &left, now).await?;
        inbox::tell(app, tx, left.id, news).await?;
        conversations::set_watch(tx, row.conversation, "left").await?;
        let message =
            conversations::append_notice(tx, app, row.conversation, Notice::MessageLeft).await?;
        news.message(row.conversation, message);
    } else {
        line::end_log(app, tx, row.conversation, None, news).await?;
    }
    news.person(
        row.customer,
        Event::Entry {
            entry: row.told_as(EntryState::TimedOut),
        },
    );
    Ok(())
}

/// An address that mail can be sent to, or empty.
fn email(text: &str) -> Result<String> {
    let text = line::short(text, 254, "email")?;
    if !text.is_empty() {
        Address::parse(&text)?;
    }
    Ok(text)
}
