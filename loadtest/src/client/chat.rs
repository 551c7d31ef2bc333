//! Two people talking, in the words of a story.

use signaling::protocol::{
    ClientId, Command, Content, ConversationId, ErrorCode, Event, FileId, FileScan, Marks, Message,
    Notice, WireError,
};

use super::{Client, sure};
use crate::{log::Log, stamp::new_client_id};
use std::{
    sync::{Arc, atomic::AtomicI64, atomic::Ordering},
    time::Duration,
};

/// A client in one conversation.
#[derive(Debug, Clone)]
pub struct Chat {
    /// The client.
    pub client: Client,
    /// The conversation.
    pub conversation: ConversationId,
    heard: Arc<AtomicI64>,
}

/// As `static/src/stores/outbox.ts`, which never gives up.
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(2);
const TRIES: usize = 5;

impl Chat {
    pub(super) fn new(client: Client, conversation: ConversationId) -> Self {
        Self {
            client,
            conversation,
            heard: Arc::default(),
        }
    }

    /// Sends a text and gives its seq. While the server is busy the same message is sent again.
    ///
    /// # Panics
    /// The server refuses.
    pub async fn says(&self, text: &str) -> i64 {
        let said = self.try_say(new_client_id(), text).await;
        said.unwrap_or_else(|error| panic!("{} can't say {text:?}: {error:?}", self.name()))
    }

    /// Sends a text with a given id and gives its seq. While the server is busy the same message is sent again, and, as a page's
    /// outbox does it, when no answer comes.
    ///
    /// # Errors
    /// The server refuses, or has not answered five times.
    pub async fn try_say(&self, client_id: ClientId, text: &str) -> Result<i64, WireError> {
        let mut unanswered = 0;
        loop {
            let said = self.client.send_as(self.conversation, client_id, text);
            let error = match said.await {
                Ok(sent) => return Ok(sent.seq),
                Err(error) => error,
            };
            let wait = match (error.code, error.retry_after_ms) {
                (ErrorCode::Unavailable | ErrorCode::RateLimited, Some(told)) => {
                    Duration::from_millis(told.into())
                }
                (ErrorCode::Unavailable, None) if unanswered + 1 < TRIES => {
                    unanswered += 1;
                    TRY_AGAIN_AFTER
                }
                _ => return Err(error),
            };
            tokio::time::sleep(wait).await;
        }
    }

    /// Sends an uploaded file and gives the row's seq.
    ///
    /// # Panics
    /// The server refuses.
    pub async fn sends_file(&self, file: FileId) -> i64 {
        let command = Command::SendFile {
            conversation: self.conversation,
            client_id: new_client_id(),
            file,
        };
        let sent = self.client.sent(command).await;
        sent.unwrap_or_else(|error| panic!("{} can't send the file: {error:?}", self.name()))
            .seq
    }

    /// Waits for the next text of somebody else, which must be this one: nothing before it was skipped.
    ///
    /// # Panics
    /// Another text came, or none.
    pub async fn hears(&self, text: &str) -> Message {
        let me = self.client.person();
        let heard = self.heard.load(Ordering::Relaxed);
        let next = |log: &Log| {
            let mut rows = log.lines().filter(|row| row.seq > heard);
            rows.find(|row| row.author != Some(me) && matches!(row.content, Content::Text { .. }))
                .cloned()
        };
        let what = format!("{text:?}");
        let came = sure(
            self.client
                .wait_for_log(self.conversation, &what, next)
                .await,
        );
        self.heard.store(came.seq, Ordering::Relaxed);
        match &came.content {
            Content::Text { text: said } if said == text => came,
            other => panic!("{} heard {other:?} instead of {text:?}", self.name()),
        }
    }

    /// Waits until the row `seq` is in the log.
    ///
    /// # Panics
    /// It doesn't come.
    pub async fn has_row(&self, seq: i64) -> Message {
        let find = |log: &Log| log.rows().iter().find(|row| row.seq == seq).cloned();
        sure(
            self.client
                .wait_for_log(self.conversation, "a row", find)
                .await,
        )
    }

    /// Waits until the log shows `file` with this outcome of the look for harmful code.
    ///
    /// # Panics
    /// It never does.
    pub async fn shows(&self, file: FileId, scan: FileScan) {
        let find = |log: &Log| {
            let shown = log.rows().iter().any(|row| {
                matches!(&row.content, Content::File { file: shown } if shown.id == file && shown.scan == Some(scan))
            });
            shown.then_some(())
        };
        sure(
            self.client
                .wait_for_log(self.conversation, "the end of a scan", find)
                .await,
        );
    }

    /// Waits for a notice in the log; one that is there already counts.
    ///
    /// # Panics
    /// It doesn't come.
    pub async fn sees(&self, what: &str, pick: impl Fn(&Notice) -> bool) -> Notice {
        let find = |log: &Log| {
            log.rows().iter().find_map(|row| match &row.content {
                Content::Notice { notice } if pick(notice) => Some(notice.clone()),
                _ => None,
            })
        };
        sure(
            self.client
                .wait_for_log(self.conversation, what, find)
                .await,
        )
    }

    /// Tells the others that one writes.
    ///
    /// # Panics
    /// The server refuses.
    pub async fn types(&self) {
        let conversation = self.conversation;
        let done = self.client.done(Command::Typing { conversation }).await;
        done.unwrap_or_else(|error| panic!("{} can't type: {error:?}", self.name()));
    }

    /// Waits until somebody else writes.
    ///
    /// # Panics
    /// Nobody does.
    pub async fn sees_typing(&self) {
        let me = self.client.person();
        let pick = |event: &Event| match event {
            Event::Typing { person, .. } if *person != me => Some(()),
            _ => None,
        };
        self.client.expect("somebody writing", pick).await;
    }

    /// Tells the others that everything held has been read.
    ///
    /// # Panics
    /// The server refuses.
    pub async fn reads(&self) {
        let last = self.log().last();
        let mark = Command::Mark {
            conversation: self.conversation,
            delivered: last,
            read: last,
        };
        let done = self.client.done(mark).await;
        done.unwrap_or_else(|error| panic!("{} can't mark: {error:?}", self.name()));
    }

    /// Waits until somebody else has read up to `seq`.
    ///
    /// # Panics
    /// Nobody has.
    pub async fn sees_read(&self, seq: i64) -> Marks {
        let me = self.client.person();
        let pick = |event: &Event| match event {
            Event::Marks { marks } if marks.person != me && marks.read >= seq => Some(*marks),
            _ => None,
        };
        self.client.expect("a read mark", pick).await
    }

    /// The log as this client holds it.
    pub fn log(&self) -> Log {
        self.client.log(self.conversation)
    }

    /// The texts of the log, oldest first.
    pub fn texts(&self) -> Vec<String> {
        let log = self.log();
        let texts = log.lines().filter_map(|row| match &row.content {
            Content::Text { text } => Some(text.clone()),
            _ => None,
        });
        texts.collect()
    }

    fn name(&self) -> &str {
        &self.client.options.name
    }
}
