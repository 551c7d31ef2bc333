//! Delivered and read marks: gathered for a moment and written together, for each message moves one.

use std::{collections::HashMap, time::Duration};

use signaling::protocol::{ConversationId, Event, PersonId, Topic};
use tokio::sync::mpsc;

use super::store;
use crate::app::Ctx;

/// How long marks gather: unnoticeable to people, and a busy chat costs a few updates a second.
const GATHER: Duration = Duration::from_millis(150);
/// Marks waiting; when full a mark is dropped, and the client's next one says all that it said.
const MAX_WAITING: usize = 8_192;
/// Marks moved by one statement.
const MAX_AT_ONCE: usize = 1_000;

/// One person's marks in one conversation.
type Mark = (ConversationId, PersonId, i64, i64);

/// The way in.
#[derive(Debug, Clone)]
pub struct MarkWriter(mpsc::Sender<Mark>);

impl MarkWriter {
    /// A writer and its other end for [`write_marks`].
    pub fn new() -> (Self, mpsc::Receiver<Mark>) {
        let (sender, receiver) = mpsc::channel(MAX_WAITING);
        (Self(sender), receiver)
    }

    /// Moves `person`'s marks forward, soon.
    pub fn mark(&self, conversation: ConversationId, person: PersonId, delivered: i64, read: i64) {
        if self
            .0
            .try_send((conversation, person, delivered, read))
            .is_err()
        {
            metrics::counter!("samtal_marks_dropped_total").increment(1);
        }
    }
}

/// Runs until the server stops.
pub async fn write_marks(app: Ctx, mut marks: mpsc::Receiver<Mark>) {
    let mut gathered = Vec::new();
    loop {
        let received = tokio::select! {
            received = marks.recv_many(&mut gathered, MAX_AT_ONCE) => received,
            () = app.lifecycle.stop().cancelled(), if marks.is_empty() => return,
        };
        if received == 0 {
            return;
        }
        tokio::time::sleep(GATHER).await;
        while gathered.len() < MAX_AT_ONCE {
            match marks.try_recv() {
                Ok(mark) => gathered.push(mark),
                Err(_) => break,
            }
        }
        match store::move_marks(&app.db, &furthest(gathered.drain(..))).await {
            Ok(moved) => {
                for (conversation, marks) in moved {
                    app.hub
                        .publish(Topic::Conversation(conversation), Event::Marks { marks });
                }
            }
            Err(error) => {
                tracing::warn!(error = %error, "marks were not moved; the next ones will")
            }
        }
    }
}

fn furthest(marks: impl Iterator<Item = Mark>) -> Vec<Mark> {
    let mut furthest: HashMap<(ConversationId, PersonId), (i64, i64)> = HashMap::new();
    for (conversation, person, delivered, read) in marks {
        let mark = furthest.entry((conversation, person)).or_default();
        *mark = (mark.0.max(delivered), mark.1.max(read));
    }
    let mut marks: Vec<Mark> = furthest
        .into_iter()
        .map(|((c, p), (d, r))| (c, p, d, r))
        .collect();
    // One order everywhere, so that two nodes never wait for each other's rows.
    marks.sort_unstable();
    marks
}
