//! Group commit: texts from all sockets of this node meet here and are stored together.
//!
//! A few lanes, each with one connection; a conversation always takes the same lane, so its texts keep their order.
//! A lane stores what has gathered while the last batch was being committed: alone when idle, many at once when busy.
//! Back-pressure: a full lane answers `unavailable` and the client sends again. Fairness: at most
//! [`MAX_OF_ONE`] texts of one conversation in a batch, the others wait for the next.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use signaling::protocol::{
    ClientId, Content, ConversationId, ErrorCode, Message, MessageText, PersonId, Reply, Role, Sent,
};
use tokio::sync::{mpsc, oneshot};

use super::store::{self, Landed, TextRow};
use crate::{
    app::Ctx,
    error::{Error, Result, conflict, ended, not_found, told, unavailable},
    identity::unauthenticated,
    realtime::Ticket,
};

/// Two connections commit a few hundred rows each; more of them contend for the same disk flush.
const LANES: usize = 2;
/// Texts waiting in a lane: a second of the busiest node; beyond that the sender is told to wait.
const LANE_QUEUE: usize = 8_192;
/// Texts in one commit: enough to make the flush cheap, few enough to keep it under some milliseconds.
const MAX_BATCH: usize = 512;
/// Texts of one conversation in one batch.
const MAX_OF_ONE: usize = 64;
/// A batch that takes longer than this is given up and its senders are told to send again.
const COMMIT_WITHIN: Duration = Duration::from_secs(10);
/// Conversations waiting to be looked at because somebody wrote in them; when full, the next text tells again.
const MAX_WRITTEN: usize = 1_024;

/// One text on its way into a log.
#[derive(Debug)]
pub struct Append {
    /// Where.
    pub conversation: ConversationId,
    /// The sender's id of it.
    pub client_id: ClientId,
    /// Who.
    pub author: PersonId,
    /// What.
    pub text: MessageText,
    /// Who is told what became of it.
    pub reply: ReplyTo,
}

/// Who is told when a text is stored.
#[derive(Debug)]
pub enum ReplyTo {
    /// A socket: the reply is put in its outbox, before the message's own event.
    Socket(Ticket),
    /// A waiting caller.
    Waiter(oneshot::Sender<Result<Sent>>),
}

impl ReplyTo {
    fn tell(self, app: &Ctx, result: Result<Sent>) {
        match self {
            Self::Socket(ticket) => match result {
                Ok(sent) => ticket.answer(Some(Reply::Sent(sent)), None),
                Err(error) => ticket.answer(None, Some(error.to_wire(app.clock.uuid()))),
            },
            // The caller has gone away; the text is stored all the same.
            Self::Waiter(waiter) => drop(waiter.send(result)),
        }
    }
}

/// The way in.
#[derive(Debug, Clone)]
pub struct Writer {
    lanes: Arc<[mpsc::Sender<Append>]>,
    written: mpsc::Sender<(ConversationId, Role, i64)>,
    of_cases: mpsc::Sender<()>,
}

/// The other ends, to be given to [`write_log`].
#[derive(Debug)]
pub struct Lanes {
    lanes: Vec<mpsc::Receiver<Append>>,
    /// Watched conversations in which somebody wrote.
    pub written: mpsc::Receiver<(ConversationId, Role, i64)>,
    /// That somebody wrote in a case's log; the database says in which.
    pub of_cases: mpsc::Receiver<()>,
}

impl Writer {
    /// A writer and its lanes.
    pub fn new() -> (Self, Lanes) {
        let (senders, receivers): (Vec<_>, Vec<_>) =
            (0..LANES).map(|_| mpsc::channel(LANE_QUEUE)).unzip();
        let (written, heard) = mpsc::channel(MAX_WRITTEN);
        // One says it all: the database knows where.
        let (of_cases, told) = mpsc::channel(1);
        (
            Self {
                lanes: senders.into(),
                written,
                of_cases,
            },
            Lanes {
                lanes: receivers,
                written: heard,
                of_cases: told,
            },
        )
    }

    /// Queues a text; the reply comes when it is stored, or at once when the lane is full.
    pub fn append(&self, app: &Ctx, text: Append) {
        let lane = usize::from(text.conversation.0.as_bytes()[15]) % self.lanes.len();
        let Some(lane) = self.lanes.get(lane) else {
            return;
        };
        if let Err(error) = lane.try_send(text) {
            metrics::counter!("samtal_log_refused_total").increment(1);
            error.into_inner().reply.tell(app, Err(unavailable()));
        }
    }

    /// Stores a text and waits for it.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `ended`, `conflict` (another's client id), `unavailable`.
    pub async fn send(
        &self,
        app: &Ctx,
        author: PersonId,
        conversation: ConversationId,
        client_id: ClientId,
        text: MessageText,
    ) -> Result<Sent> {
        let (waiter, stored) = oneshot::channel();
        self.append(
            app,
            Append {
                conversation,
                client_id,
                author,
                text,
                reply: ReplyTo::Waiter(waiter),
            },
        );
        stored.await.unwrap_or_else(|_| Err(unavailable()))
    }

    /// Somebody wrote: whoever watches the conversation for it is told.
    pub(super) fn somebody_wrote(
        &self,
        watch: Option<&str>,
        conversation: ConversationId,
        role: Role,
        seq: i64,
    ) {
        match watch {
            None | Some("none") => return,
            Some("case") => return self.case_written(),
            Some(_) => {}
        }
        if self.written.try_send((conversation, role, seq)).is_err() {
            metrics::counter!("samtal_log_written_dropped_total").increment(1);
        }
    }

    /// Something stands in a case's log that is to be seen to. Full: it will be, with what was told before.
    pub(crate) fn case_written(&self) {
        self.of_cases.try_send(()).ok();
    }
}

/// Starts a worker per lane.
pub fn write_log(app: &Ctx, lanes: Vec<mpsc::Receiver<Append>>) {
    for lane in lanes {
        let app2 = app.clone();
        app.lifecycle
            .spawn_worker("log writer", async move { run_lane(app2, lane).await });
    }
}

impl Lanes {
    /// Takes the lanes out, leaving the watched conversations.
    pub fn take(&mut self) -> Vec<mpsc::Receiver<Append>> {
        std::mem::take(&mut self.lanes)
    }
}

async fn run_lane(app: Ctx, mut lane: mpsc::Receiver<Append>) {
    let mut gathered: Vec<Append> = Vec::with_capacity(MAX_BATCH);
    loop {
        let room = MAX_BATCH - gathered.len();
        if gathered.is_empty() {
            let received = tokio::select! {
                received = lane.recv_many(&mut gathered, room) => received,
                // What is queued at the end is still stored: the channel is emptied before we stop.
                () = app.lifecycle.stop().cancelled(), if lane.is_empty() => return,
            };
            if received == 0 {
                return;
            }
        }
        let (batch, later) = split(std::mem::take(&mut gathered));
        gathered = later;
        store_batch(&app, batch).await;
        // What came meanwhile goes with what was held back.
        while gathered.len() < MAX_BATCH {
            match lane.try_recv() {
                Ok(text) => gathered.push(text),
                Err(_) => break,
            }
        }
    }
}

/// What fits in one statement, and what must wait: a client id that stands twice, and more than [`MAX_OF_ONE`] of one
/// conversation. Once something of a conversation waits, all of it waits: order is kept.
fn split(gathered: Vec<Append>) -> (Vec<Append>, Vec<Append>) {
    let mut taken: HashMap<ConversationId, usize> = HashMap::with_capacity(gathered.len());
    let mut held: HashSet<ConversationId> = HashSet::new();
    let mut ids: HashSet<(ConversationId, ClientId)> = HashSet::with_capacity(gathered.len());
    gathered.into_iter().partition(|text| {
        let of_one = taken.entry(text.conversation).or_default();
        let fits = !held.contains(&text.conversation)
            && *of_one < MAX_OF_ONE
            && ids.insert((text.conversation, text.client_id));
        if fits {
            *of_one += 1;
        } else {
            held.insert(text.conversation);
        }
        fits
    })
}

async fn store_batch(app: &Ctx, batch: Vec<Append>) {
    let begun = std::time::Instant::now();
    let stored = match tokio::time::timeout(COMMIT_WITHIN, commit(app, &batch)).await {
        Ok(stored) => stored,
        Err(_) => Err(unavailable()),
    };
    metrics::histogram!("samtal_log_commit_seconds").record(begun.elapsed());
    metrics::counter!("samtal_log_commits_total").increment(1);
    match stored {
        Ok(landed) => {
            let refused = who_was_refused(app, &batch, &landed).await;
            let mut rows: Vec<(ConversationId, Message)> = batch
                .into_iter()
                .zip(landed)
                .filter_map(|(text, landed)| finish(app, text, landed, &refused))
                .collect();
            // Stable: each conversation's rows stay in seq order.
            rows.sort_by_key(|(conversation, _)| conversation.0);
            let mut rows = rows.into_iter().peekable();
            while let Some((conversation, first)) = rows.next() {
                let mut together = vec![first];
                while let Some((_, next)) = rows.next_if(|(next, _)| *next == conversation) {
                    together.push(next);
                }
                app.hub.publish_messages(conversation, together);
            }
        }
        Err(error) => {
            // Our own fault is logged once, not per text; all may send again.
            if let Error::Ours(error) = &error {
                tracing::error!(
                    error = format!("{error:#}"),
                    texts = batch.len(),
                    "a batch could not be stored"
                );
            }
            for text in batch {
                text.reply.tell(app, Err(unavailable()));
            }
        }
    }
}

/// One statement is one transaction. Another node may have stored the same retry a moment ago: then the second try sees it.
async fn commit(app: &Ctx, batch: &[Append]) -> Result<Vec<Landed>> {
    let rows: Vec<TextRow<'_>> = batch
        .iter()
        .map(|text| TextRow {
            conversation: text.conversation,
            client_id: text.client_id,
            author: text.author,
            body: text.text.as_str(),
        })
        .collect();
    let mut conn = app.db.acquire().await?;
    let now = app.clock.now();
    match store::append_texts(&mut conn, &rows, now).await {
        Err(sqlx::Error::Database(error)) if error.constraint() == Some("messages_client_id") => {
            Ok(store::append_texts(&mut conn, &rows, now).await?)
        }
        result => Ok(result?),
    }
}

/// Those who may not write, and are not just told so.
#[derive(Debug, Default)]
struct Refused {
    /// Who signed in while they wrote, and is somebody else by now.
    others: Vec<PersonId>,
    /// Who is not to know that there is such a conversation.
    strangers: Vec<(ConversationId, PersonId)>,
}

async fn who_was_refused(app: &Ctx, batch: &[Append], landed: &[Landed]) -> Refused {
    let refused = batch.iter().zip(landed);
    let refused = refused.filter(|(_, landed)| landed.seq.is_none() && landed.watch.is_some());
    let refused: Vec<_> = refused
        .map(|(text, _)| (text.conversation, text.author))
        .collect();
    if refused.is_empty() {
        return Refused::default();
    }
    let authors: Vec<PersonId> = refused.iter().map(|(_, author)| *author).collect();
    // Without an answer they are told that they may not, which is so.
    let others = store::list_merged(&app.db, &authors).await;
    let strangers = store::list_strangers(&app.db, &refused).await;
    Refused {
        others: others.unwrap_or_default(),
        strangers: strangers.unwrap_or_default(),
    }
}

/// Answers who wrote; gives the row that is new, to be told of.
fn finish(
    app: &Ctx,
    text: Append,
    landed: Landed,
    refused: &Refused,
) -> Option<(ConversationId, Message)> {
    let Some(seq) = landed.seq else {
        let why = match landed.watch {
            None => not_found("conversation"),
            Some(_) if refused.others.contains(&text.author) => unauthenticated(),
            Some(_)
                if refused
                    .strangers
                    .contains(&(text.conversation, text.author)) =>
            {
                not_found("conversation")
            }
            Some(_) if landed.ended => ended(landed.merged_into),
            Some(_) => told(
                ErrorCode::Forbidden,
                "you take no part in this conversation",
            ),
        };
        text.reply.tell(app, Err(why));
        return None;
    };
    if !landed.own {
        text.reply
            .tell(app, Err(conflict("this client_id is another message's")));
        return None;
    }
    text.reply.tell(app, Ok(Sent { seq, at: landed.at }));
    if landed.known {
        return None;
    }
    let role = landed.role.unwrap_or(Role::Customer);
    let watch = landed.watch.as_deref();
    app.log.somebody_wrote(watch, text.conversation, role, seq);
    let message = Message {
        seq,
        client_id: text.client_id,
        author: Some(text.author),
        role,
        at: landed.at,
        content: Content::Text {
            text: text.text.into(),
        },
        edited: false,
    };
    metrics::counter!("samtal_messages_total").increment(1);
    Some((text.conversation, message))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn text(conversation: u128, client: u128) -> Append {
        Append {
            conversation: ConversationId(Uuid::from_u128(conversation)),
            client_id: ClientId(Uuid::from_u128(client)),
            author: PersonId(Uuid::nil()),
            text: MessageText::parse("hej".into()).unwrap(),
            reply: ReplyTo::Waiter(oneshot::channel().0),
        }
    }

    #[test]
    fn a_retry_in_the_same_batch_waits_and_holds_back_what_follows() {
        let (batch, later) = split(vec![text(1, 1), text(1, 1), text(1, 2), text(2, 1)]);
        let ids = |texts: &[Append]| {
            texts
                .iter()
                .map(|t| t.client_id.0.as_u128())
                .collect::<Vec<_>>()
        };
        assert_eq!(ids(&batch), [1, 1]);
        assert_eq!(ids(&later), [1, 2]);
    }

    #[test]
    fn one_busy_conversation_leaves_room_for_others() {
        let mut gathered: Vec<_> = (0..200).map(|n| text(1, n)).collect();
        gathered.push(text(2, 1));
        let (batch, later) = split(gathered);
        assert_eq!(batch.len(), MAX_OF_ONE + 1);
        assert_eq!(later.len(), 200 - MAX_OF_ONE);
        assert_eq!(later[0].client_id.0.as_u128(), MAX_OF_ONE as u128);
    }
}
