//! What the mail simulator has received, and how it has been told to misbehave.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use jiff::Timestamp;
use mail_parser::MessageParser;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::clock::Clock;

/// 500 mails: a day's work of a developer; the oldest goes when one more comes.
const MAX_MAILS: usize = 500;

/// And no more than this in all, whatever their sizes.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// All mail that came to anybody. Clones share everything.
#[derive(Clone, Debug)]
pub struct Mailbox {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    clock: Clock,
    kept: Mutex<Kept>,
    /// Mails that ever came.
    count: watch::Sender<u64>,
    faults: Mutex<Faults>,
}

#[derive(Debug, Default)]
struct Kept {
    /// Oldest first.
    mails: VecDeque<Arc<ReceivedMail>>,
    bytes: usize,
}

/// A mail as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReceivedMail {
    /// 1, 2, 3 … in order of arrival.
    pub number: u64,
    /// When it came.
    pub at: Timestamp,
    /// The sender in its head.
    pub from: String,
    /// To whom the mail server was told to deliver it.
    pub to: Vec<String>,
    /// Decoded.
    pub subject: String,
    /// The plain text, decoded.
    pub text: String,
    /// The HTML, decoded.
    pub html: String,
    /// Without brackets.
    pub message_id: String,
    /// As it came, dots unstuffed.
    pub raw: String,
}

/// How the mail server misbehaves from now on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Faults {
    /// So many mails are answered with 451, try again later.
    pub temporary: u32,
    /// After those, so many are answered with 550, never.
    pub permanent: u32,
    /// So many are kept, but the connection is cut before the sender is told.
    pub cut_after_accept: u32,
    /// Wait before a mail is answered, milliseconds, at most ten seconds.
    pub delay_ms: u32,
}

/// What happens to the next mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Taken,
    RefusedForNow,
    RefusedForEver,
}

impl Mailbox {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            inner: Arc::new(Inner {
                clock,
                kept: Mutex::default(),
                count: watch::Sender::new(0),
                faults: Mutex::default(),
            }),
        }
    }

    /// What is kept, newest first.
    pub fn newest_first(&self) -> Vec<Arc<ReceivedMail>> {
        locked(&self.inner.kept)
            .mails
            .iter()
            .rev()
            .cloned()
            .collect()
    }

    /// Waits until `count` mails have come since the start, and gives the last of them.
    ///
    /// Cancel safe. It waits for ever if no more mail comes: give it a time limit.
    pub async fn wait_for(&self, count: u64) -> Option<Arc<ReceivedMail>> {
        let mut came = self.inner.count.subscribe();
        // The sender lives as long as we do.
        came.wait_for(|came| *came >= count).await.ok()?;
        let kept = locked(&self.inner.kept);
        kept.mails.iter().find(|mail| mail.number == count).cloned()
    }

    /// How many mails have come since the start.
    pub fn count(&self) -> u64 {
        *self.inner.count.borrow()
    }

    /// Makes the mail server misbehave; replaces what it was told before.
    pub fn set_faults(&self, faults: Faults) {
        *locked(&self.inner.faults) = faults;
    }

    /// What is left of the faults.
    pub fn faults(&self) -> Faults {
        *locked(&self.inner.faults)
    }

    pub(super) fn keep(&self, to: Vec<String>, raw: &[u8]) -> u64 {
        let at = self.inner.clock.now();
        let mut kept = locked(&self.inner.kept);
        let number = self.count() + 1;
        let mail = decode(number, at, to, raw);
        kept.bytes += mail.bytes();
        kept.mails.push_back(Arc::new(mail));
        while kept.mails.len() > MAX_MAILS || (kept.bytes > MAX_BYTES && kept.mails.len() > 1) {
            let oldest = kept.mails.pop_front();
            kept.bytes -= oldest.map_or(0, |mail| mail.bytes());
        }
        drop(kept);
        self.inner.count.send_replace(number);
        number
    }

    pub(super) fn next_fate(&self) -> Fate {
        let mut faults = locked(&self.inner.faults);
        if take_one(&mut faults.temporary) {
            Fate::RefusedForNow
        } else if take_one(&mut faults.permanent) {
            Fate::RefusedForEver
        } else {
            Fate::Taken
        }
    }

    pub(super) fn is_cut_next(&self) -> bool {
        take_one(&mut locked(&self.inner.faults).cut_after_accept)
    }

    pub(super) fn delay(&self) -> Duration {
        let delay = Duration::from_millis(self.faults().delay_ms.into());
        delay.min(Duration::from_secs(10))
    }
}

impl ReceivedMail {
    fn bytes(&self) -> usize {
        self.raw.len() + self.text.len() + self.html.len()
    }
}

fn decode(number: u64, at: Timestamp, to: Vec<String>, raw: &[u8]) -> ReceivedMail {
    let parsed = MessageParser::new().parse(raw).unwrap_or_default();
    let from = parsed.from().and_then(|from| from.first());
    let from = from.map(|from| match (from.name(), from.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.or(address).unwrap_or_default().to_owned(),
    });
    ReceivedMail {
        number,
        at,
        from: from.unwrap_or_default(),
        to,
        subject: parsed.subject().unwrap_or_default().to_owned(),
        text: parsed
            .body_text(0)
            .unwrap_or_default()
            .replace("\r\n", "\n"),
        html: parsed
            .body_html(0)
            .unwrap_or_default()
            .replace("\r\n", "\n"),
        message_id: parsed.message_id().unwrap_or_default().to_owned(),
        raw: String::from_utf8_lossy(raw).into_owned(),
    }
}

fn take_one(count: &mut u32) -> bool {
    let some = *count > 0;
    *count = count.saturating_sub(1);
    some
}

/// A panic in another task leaves nothing half-done here that could not be read.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_goes_when_it_is_full() {
        let mailbox = Mailbox::new(Clock::System);
        for number in 1..=MAX_MAILS as u64 + 3 {
            assert_eq!(mailbox.keep(vec![], b"Subject: x\r\n\r\nhej"), number);
        }
        let kept = mailbox.newest_first();
        assert_eq!(kept.len(), MAX_MAILS);
        assert_eq!((kept[0].number, kept[MAX_MAILS - 1].number), (503, 4));

        let large = vec![b'a'; MAX_BYTES / 2 + 1];
        mailbox.keep(vec![], &large);
        mailbox.keep(vec![], &large);
        assert_eq!(mailbox.newest_first().len(), 1);
    }

    #[test]
    fn faults_are_used_up_in_order() {
        let mailbox = Mailbox::new(Clock::System);
        mailbox.set_faults(Faults {
            temporary: 2,
            permanent: 1,
            ..Faults::default()
        });
        let fates: Vec<_> = (0..4).map(|_| mailbox.next_fate()).collect();
        use Fate::{RefusedForEver, RefusedForNow, Taken};
        assert_eq!(fates, [RefusedForNow, RefusedForNow, RefusedForEver, Taken]);
    }
}
