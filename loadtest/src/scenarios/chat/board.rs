//! What all talkers of a run count together. One thread, so nothing is locked.

use tokio::time::Instant;

use crate::{
    figures::{Latencies, Series},
    tag::{Tag, Tags},
};

/// A run's messages and figures.
#[derive(Debug)]
pub(crate) struct Board {
    pub(crate) tags: Tags,
    from: Instant,
    until: Instant,
    /// By sender, then by number.
    sent: Vec<Vec<Sent>>,
    arriving: u64,
    pub(crate) delivered: Latencies,
    pub(crate) acknowledged_after: Latencies,
    pub(crate) series: Series,
    /// Acknowledged and delivered, warm-up included.
    pub(crate) done: u64,
    /// Those of the measured time.
    pub(crate) counted: u64,
    /// Answers that said *wait and send it again*.
    pub(crate) busy: u64,
    /// Answers that said no.
    pub(crate) refused: u64,
    /// Times that something missing was fetched.
    pub(crate) gaps: u64,
}

#[derive(Debug, Clone, Copy)]
struct Sent {
    /// When it was due, which with a rate may be before it was sent.
    due: Instant,
    /// 0 until acknowledged.
    seq: i64,
    delivered: bool,
}

impl Board {
    pub(crate) fn new(pairs: u32, from: Instant, until: Instant) -> Self {
        Self {
            tags: Tags::new(),
            from,
            until,
            sent: vec![Vec::new(); pairs as usize * 2],
            arriving: 0,
            delivered: Latencies::new(),
            acknowledged_after: Latencies::new(),
            series: Series::new(from),
            done: 0,
            counted: 0,
            busy: 0,
            refused: 0,
            gaps: 0,
        }
    }

    /// Whether no more is sent.
    pub(crate) fn is_over(&self, now: Instant) -> bool {
        now >= self.until
    }

    /// Notes a message that is being sent and gives its tag.
    pub(crate) fn send(&mut self, sender: u16, due: Instant) -> Tag {
        let sent = &mut self.sent[usize::from(sender)];
        let number = u32::try_from(sent.len()).expect("nobody sends four billion messages");
        sent.push(Sent {
            due,
            seq: 0,
            delivered: false,
        });
        self.arriving += 1;
        Tag { sender, number }
    }

    /// The sender was told that it is committed. Says whether it is news.
    pub(crate) fn acknowledge(&mut self, tag: Tag, seq: i64, now: Instant) {
        let Some(sent) = self.find(tag) else { return };
        if sent.seq != 0 {
            return;
        }
        sent.seq = seq;
        let (due, both) = (sent.due, sent.delivered);
        if self.counts(now) {
            self.acknowledged_after
                .record(now.saturating_duration_since(due));
        }
        if both {
            self.arrived(now);
        }
    }

    /// The other side sees it.
    pub(crate) fn deliver(&mut self, tag: Tag, now: Instant) {
        let Some(sent) = self.find(tag) else { return };
        if sent.delivered {
            return;
        }
        sent.delivered = true;
        let (due, both) = (sent.due, sent.seq != 0);
        if self.counts(now) {
            self.delivered.record(now.saturating_duration_since(due));
        }
        if both {
            self.arrived(now);
        }
    }

    /// It was refused for good.
    pub(crate) fn refuse(&mut self) {
        self.refused += 1;
        self.arriving -= 1;
    }

    /// Sent, and not yet both acknowledged and delivered.
    pub(crate) fn under_way(&self) -> u64 {
        self.arriving
    }

    /// The numbers of a sender's acknowledged messages and their seqs.
    pub(crate) fn acknowledged(&self, sender: u16) -> impl Iterator<Item = (u32, i64)> {
        let sent = (0..).zip(&self.sent[usize::from(sender)]);
        sent.filter(|(_, sent)| sent.seq != 0)
            .map(|(number, sent)| (number, sent.seq))
    }

    fn arrived(&mut self, now: Instant) {
        self.arriving -= 1;
        self.done += 1;
        if self.counts(now) {
            self.counted += 1;
            self.series.add(now, 1);
        }
    }

    fn counts(&self, now: Instant) -> bool {
        self.from <= now && now < self.until
    }

    fn find(&mut self, tag: Tag) -> Option<&mut Sent> {
        let sent = self.sent.get_mut(usize::from(tag.sender))?;
        sent.get_mut(tag.number as usize)
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::Duration;

    use super::*;

    #[tokio::test]
    async fn a_message_counts_once_and_only_when_acknowledged_and_delivered_in_time() {
        let from = Instant::now();
        let until = from + Duration::from_secs(1);
        let mut board = Board::new(1, from, until);
        let tags: Vec<Tag> = (0..3).map(|_| board.send(1, from)).collect();
        let at = |ms| from + Duration::from_millis(ms);
        board.deliver(tags[0], at(10));
        assert_eq!((board.counted, board.under_way()), (0, 3));
        board.acknowledge(tags[0], 1, at(20));
        board.deliver(tags[0], at(30));
        board.acknowledge(tags[0], 1, at(30));
        assert_eq!((board.counted, board.under_way()), (1, 2));
        board.acknowledge(tags[1], 2, at(900));
        board.deliver(tags[1], at(1_100));
        assert_eq!((board.counted, board.done), (1, 2));
        assert_eq!(board.acknowledged(1).collect::<Vec<_>>(), [(0, 1), (1, 2)]);
        board.refuse();
        assert_eq!(board.under_way(), 0);
        assert!((board.delivered.max_ms() - 10.0).abs() < 0.1);
    }
}
