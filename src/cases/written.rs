//! What follows when somebody writes in a case: clocks, status, the journal, a letter.
//!
//! Invariant: what was written is marked in the database by the transaction that stores it, so it is seen to once, also when
//! the server that stored it dies a moment later.

use std::time::Duration;

use signaling::protocol::{Content, ConversationId, ConversationKind, Happened, Role};
use tokio::sync::mpsc;

use super::{
    News,
    changing::{self, Heard},
    store,
};
use crate::{app::Ctx, conversations, error::Result, notify::CaseLetter};

/// How often what a killed server has left is looked for.
const LOOK_EVERY: Duration = Duration::from_secs(15);
/// After a fault of our own.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// Logs taken at once.
const BATCH: i64 = 50;
/// Rows of a log looked at at once.
const PAGE: i64 = 200;

/// Runs until the server stops.
pub async fn follow_cases(app: Ctx, mut written: mpsc::Receiver<()>) {
    let mut look = app.clock.now();
    loop {
        tokio::select! {
            next = written.recv() => if next.is_none() { return },
            () = app.clock.sleep_until(look) => {}
            () = app.lifecycle.stop().cancelled(), if written.is_empty() => return,
        }
        look = app.clock.now() + LOOK_EVERY;
        if let Err(error) = look_at_all(&app).await {
            tracing::warn!(error = %error, "what follows a message of a case was not done; it will be");
            look = app.clock.now() + LOOK_AGAIN;
        }
    }
}

async fn look_at_all(app: &Ctx) -> Result<()> {
    loop {
        let mut conn = app.db.acquire().await?;
        let logs = store::list_written(&mut conn, BATCH).await?;
        drop(conn);
        let is_all = logs.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
        for log in logs {
            look_at(app, log).await?;
        }
        if is_all {
            return Ok(());
        }
    }
}

/// What was written in one log since it was last looked at.
#[derive(Debug, Default)]
struct Since {
    /// The customer's first word that nobody has answered.
    asked_at: Option<jiff::Timestamp>,
    /// The newest word of staff.
    answered: Option<i64>,
    answered_at: Option<jiff::Timestamp>,
    files: Vec<(String, Option<signaling::protocol::PersonId>)>,
    writers: Vec<signaling::protocol::PersonId>,
    customer_wrote: bool,
}

async fn look_at(app: &Ctx, log: ConversationId) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let Some(case) = store::find_case_of(&mut tx, log).await? else {
        // Papers of a case that was never opened.
        store::set_seen_to(&mut tx, log, None).await?;
        tx.commit().await?;
        return Ok(());
    };
    let held = store::lock_case(&mut tx, case).await?;
    // Whoever writes holds the log before its mark, and so do we: what is written meanwhile waits, and is marked anew.
    conversations::lock(&mut tx, log).await?;
    let Some(written) = store::take_written(&mut tx, log, now).await? else {
        return Ok(());
    };
    let (since, head) = read_since(&mut tx, log, written.followed).await?;
    let subject = written.subject.as_str();
    let is_internal = written.kind == ConversationKind::Notes;
    let mut news = match written.kind {
        ConversationKind::Notes => News::of_staff(),
        _ => News::default(),
    };
    // What lies among the notes is not even told by its name.
    for (name, who) in since.files.iter().filter(|_| !is_internal) {
        let what = Happened::File { name: name.clone() };
        store::add_moment(&mut tx, case, now, *who, &what).await?;
    }
    if written.kind == ConversationKind::Thread {
        for who in &since.writers {
            let (conversation, subject) = (log, subject.to_owned());
            let what = Happened::Wrote {
                conversation,
                subject,
            };
            store::add_moment(&mut tx, case, now, Some(*who), &what).await?;
        }
        store::set_waiting(&mut tx, case, since.answered_at, since.asked_at).await?;
    }
    let is_thread = written.kind == ConversationKind::Thread;
    let heard = Heard {
        customer: since.customer_wrote && !is_internal,
        staff: is_thread && since.answered.is_some(),
    };
    let version = changing::heard(app, &mut tx, &held, heard, &mut news).await?;
    // Who is here to see it needs no mail.
    if let Some(seq) = since.answered.filter(|_| is_thread)
        && !written.customer_is_here
        && written.customer_read < seq
    {
        let letter = CaseLetter::Message { subject };
        let occasion = format!("message:{log}:{seq}");
        changing::write_to_customer(app, &mut tx, &held, letter, &occasion).await?;
    }
    store::set_seen_to(&mut tx, log, Some(head)).await?;
    changing::finish_at(app, tx, &held, version, news).await
}

async fn read_since(
    conn: &mut sqlx::PgConnection,
    log: ConversationId,
    followed: i64,
) -> Result<(Since, i64)> {
    let (mut since, mut head) = (Since::default(), followed);
    let signed = store::list_signed_papers(conn, log).await?;
    loop {
        let page = conversations::list_messages(conn, log, head, PAGE).await?;
        let Some(last) = page.last() else {
            return Ok((since, head));
        };
        head = last.seq;
        for message in page {
            let is_word = matches!(message.content, Content::Text { .. } | Content::File { .. });
            if let Content::File { file } = &message.content {
                // Who signs says nothing: no case is opened again by it, and the journal tells of the signature.
                if signed.contains(&file.id) {
                    continue;
                }
                since.files.push((file.name.clone(), message.author));
            }
            if !is_word {
                continue;
            }
            if let Some(author) = message.author
                && !since.writers.contains(&author)
            {
                since.writers.push(author);
            }
            match message.role {
                Role::Customer => {
                    since.customer_wrote = true;
                    since.asked_at.get_or_insert(message.at);
                }
                Role::Advisor | Role::Supervisor => {
                    since.answered = Some(message.seq);
                    since.answered_at.get_or_insert(message.at);
                    since.asked_at = None;
                }
                Role::System => {}
            }
        }
    }
}
