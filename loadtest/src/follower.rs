//! One conversation's log as a load test keeps it: client ids by seq, by the same rules as [`loadtest::Log`].

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::tag;

/// Follows a log from the row after which it was opened.
#[derive(Debug, Default)]
pub(crate) struct Follower {
    /// The seq before the first one held.
    before: i64,
    ids: Vec<u128>,
    ahead: BTreeMap<i64, u128>,
    head: i64,
    /// Rows that came although they were here.
    pub(crate) repeated: u64,
    /// Rows that came before an earlier one.
    pub(crate) early: u64,
}

/// A part of a log as the answer to `open` or `fetch` carries it; the rest isn't looked at. That a gap was too large to
/// be sent at once needs no care: what is missing in between is fetched page by page.
#[derive(Debug, Deserialize)]
pub(crate) struct Part {
    pub(crate) messages: Vec<PartRow>,
    pub(crate) head: i64,
}

#[derive(Debug, Deserialize)]
pub(crate) struct PartRow {
    pub(crate) seq: i64,
    pub(crate) client_id: uuid::Uuid,
}

#[derive(Deserialize)]
struct ReplyFrame {
    ok: ReplyOk,
}

#[derive(Deserialize)]
struct ReplyOk {
    value: Part,
}

impl Part {
    /// Of a reply to `open` or `fetch`.
    pub(crate) fn of(frame: &[u8]) -> Option<Self> {
        let reply: ReplyFrame = serde_json::from_slice(frame).ok()?;
        Some(reply.ok.value)
    }
}

impl Follower {
    /// Begins where the first answer to `open` begins.
    pub(crate) fn opened(part: &Part) -> Self {
        let before = part.messages.first().map_or(part.head, |row| row.seq - 1);
        let mut follower = Self {
            before,
            head: part.head,
            ..Self::default()
        };
        follower.fill(part, |_| {});
        follower
    }

    /// The last seq held without a gap.
    pub(crate) fn last(&self) -> i64 {
        self.before + i64::try_from(self.ids.len()).expect("a log fits in memory")
    }

    /// The client ids held, from the row after `before`.
    pub(crate) fn ids(&self) -> (i64, &[u128]) {
        (self.before, &self.ids)
    }

    /// The seq after which something is missing, if anything is.
    pub(crate) fn missing(&self) -> Option<i64> {
        (self.head > self.last()).then(|| self.last())
    }

    pub(crate) fn announce(&mut self, head: i64) {
        self.head = self.head.max(head);
    }

    /// Takes a pushed row; `shown` gets the client id of every row that is in order now.
    pub(crate) fn row(&mut self, seq: i64, client_id: &str, shown: impl FnMut(u128)) {
        let Some(id) = tag::parse(client_id) else {
            return;
        };
        self.announce(seq);
        let next = self.last() + 1;
        if seq < next || self.ahead.contains_key(&seq) {
            self.repeated += 1;
            return;
        }
        if seq > next {
            self.early += 1;
        }
        self.ahead.insert(seq, id);
        self.take(shown);
    }

    /// Takes fetched rows.
    pub(crate) fn fill(&mut self, part: &Part, shown: impl FnMut(u128)) {
        self.announce(part.head);
        for row in &part.messages {
            if row.seq > self.last() {
                self.ahead.entry(row.seq).or_insert(row.client_id.as_u128());
            }
        }
        self.take(shown);
    }

    fn take(&mut self, mut shown: impl FnMut(u128)) {
        while let Some(id) = self.ahead.remove(&(self.last() + 1)) {
            self.ids.push(id);
            shown(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn part(seqs: impl Iterator<Item = i64>, head: i64) -> Part {
        let messages = seqs.map(|seq| PartRow {
            seq,
            client_id: id(seq),
        });
        Part {
            messages: messages.collect(),
            head,
        }
    }

    fn id(seq: i64) -> Uuid {
        Uuid::from_u128(u128::try_from(seq).unwrap())
    }

    proptest! {
        #[test]
        fn rows_in_any_order_are_shown_in_one(before in 0..5_i64, came in prop::collection::vec(1..30_i64, 0..60)) {
            let mut follower = Follower::opened(&part(1..=before, before));
            let mut shown: Vec<u128> = Vec::new();
            for seq in came {
                follower.row(seq, &id(seq).to_string(), |id| shown.push(id));
            }
            follower.announce(30);
            while let Some(after) = follower.missing() {
                follower.fill(&part(after + 1..=(after + 4).min(30), 30), |id| shown.push(id));
            }
            let expected: Vec<u128> = (before + 1..=30).map(|seq| u128::try_from(seq).unwrap()).collect();
            prop_assert_eq!(shown, expected);
            prop_assert_eq!(follower.ids().1.len(), 30);
        }
    }

    #[test]
    fn a_reply_to_open_is_understood() {
        let frame = br#"{"type":"reply","id":3,"ok":{"type":"conversation","value":{"id":"x","messages":[
            {"seq":5,"client_id":"00000000-0000-0000-0000-000000000007","text":"hej"}],"head":5,"refetch":true}}}"#;
        let part = Part::of(frame).unwrap();
        let follower = Follower::opened(&part);
        assert_eq!((follower.last(), follower.ids()), (5, (4, &[7_u128][..])));
        assert_eq!(follower.missing(), None);
    }
}
