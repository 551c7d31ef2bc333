//! One conversation's log as a client holds it, by the same rules as the browser's store.
//!
//! Invariant: `rows` is dense in seq and in order. What comes ahead of a gap waits until the gap is filled (see
//! [`Log::missing`]), so nothing is ever shown out of order; what is here already is dropped and counted.

use std::collections::BTreeMap;

use signaling::protocol::{Content, ConversationView, FileId, FileScan, LogPage, Message};

/// A log, pure: it asks for nothing by itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Log {
    rows: Vec<Message>,
    ahead: BTreeMap<i64, Message>,
    /// How the looks at files ended that were told of; the row may come later.
    scans: BTreeMap<FileId, FileScan>,
    head: i64,
    loaded: bool,
    repeated: u64,
    early: u64,
}

impl Log {
    /// Takes the answer to `open`.
    pub fn opened(&mut self, view: &ConversationView) {
        if view.refetch {
            self.rows.clear();
            self.ahead.clear();
            self.head = 0;
        }
        self.head = self.head.max(view.head);
        self.loaded = true;
        match view.messages.first() {
            // With nothing held, the first row of the page is where the log begins here.
            Some(first) if self.rows.is_empty() => {
                self.keep(&view.messages);
                self.ahead = self.ahead.split_off(&first.seq);
                self.take_from(first.seq);
            }
            _ => self.fill(&view.messages),
        }
    }

    /// Takes the answer to `fetch`.
    pub fn page(&mut self, page: &LogPage) {
        self.head = self.head.max(page.head);
        self.fill(&page.messages);
    }

    /// Takes a row that was pushed. The server pushes in order, each once; what isn't so is counted.
    pub fn apply(&mut self, message: &Message) {
        self.head = self.head.max(message.seq);
        if message.seq <= self.last() || self.ahead.contains_key(&message.seq) {
            self.repeated += 1;
        } else if self.loaded && message.seq > self.last() + 1 {
            self.early += 1;
        }
        self.fill(std::slice::from_ref(message));
    }

    /// Takes the newest seq as the server tells it now and then.
    pub fn announce(&mut self, head: i64) {
        self.head = self.head.max(head);
    }

    /// Takes how the look at a file ended: its row shows it, also one that comes later and was written before.
    pub fn scanned(&mut self, file: FileId, scan: FileScan) {
        self.scans.insert(file, scan);
        for row in &mut self.rows {
            learn(&self.scans, row);
        }
    }

    /// The last seq held without a gap; what a resume starts from. 0 for none.
    pub fn last(&self) -> i64 {
        self.rows.last().map_or(0, |row| row.seq)
    }

    /// The newest seq known of.
    pub fn head(&self) -> i64 {
        self.head
    }

    /// The seq after which something is missing, if anything is.
    pub fn missing(&self) -> Option<i64> {
        (self.loaded && self.head > self.last()).then(|| self.last())
    }

    /// Every row, in order.
    pub fn rows(&self) -> &[Message] {
        &self.rows
    }

    /// The rows that are lines of their own: corrections show on what they correct.
    pub fn lines(&self) -> impl Iterator<Item = &Message> {
        self.rows
            .iter()
            .filter(|row| !matches!(row.content, Content::Edit { .. } | Content::Redact { .. }))
    }

    /// Rows that were pushed although they were here.
    pub fn repeated(&self) -> u64 {
        self.repeated
    }

    /// Rows that were pushed before an earlier one.
    pub fn early(&self) -> u64 {
        self.early
    }

    /// Takes rows in any order and from anywhere after the beginning: behind, again, or beyond a gap.
    fn fill(&mut self, incoming: &[Message]) {
        self.keep(incoming);
        self.take_from(self.last() + 1);
    }

    fn keep(&mut self, incoming: &[Message]) {
        let last = self.last();
        for row in incoming.iter().filter(|row| row.seq > last) {
            self.ahead.entry(row.seq).or_insert_with(|| row.clone());
        }
    }

    fn take_from(&mut self, mut next: i64) {
        while let Some(row) = self.ahead.remove(&next) {
            self.append(row);
            next += 1;
        }
    }

    fn append(&mut self, mut row: Message) {
        learn(&self.scans, &mut row);
        match &row.content {
            Content::Edit {
                target,
                text: Some(text),
            } => {
                let text = text.clone();
                if let Some(row) = self.correctable(*target) {
                    row.content = Content::Text { text };
                    row.edited = true;
                }
            }
            Content::Redact { target } => {
                if let Some(row) = self.correctable(*target) {
                    row.content = Content::Redacted;
                }
            }
            _ => {}
        }
        self.rows.push(row);
    }

    fn correctable(&mut self, target: i64) -> Option<&mut Message> {
        let first = self.rows.first()?.seq;
        let place = usize::try_from(target.checked_sub(first)?).ok()?;
        let row = self.rows.get_mut(place)?;
        (row.content != Content::Redacted).then_some(row)
    }
}

fn learn(scans: &BTreeMap<FileId, FileScan>, row: &mut Message) {
    if let Content::File { file } = &mut row.content
        && let Some(scan) = scans.get(&file.id)
    {
        file.scan = Some(*scan);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use signaling::protocol::{
        ChatPolicy, ClientId, ConversationId, ConversationKind, ConversationState, Role,
    };
    use uuid::Uuid;

    use super::*;

    const ID: ConversationId = ConversationId(Uuid::nil());

    /// What happens on the way between a server's log and a client's.
    #[derive(Debug, Clone)]
    enum Way {
        /// The server commits a row and pushes it.
        Push,
        /// The server commits a row; the push is lost.
        Lose,
        /// An old push comes again, or late: the one this far from the newest.
        Late(usize),
        /// The server tells its head.
        Head,
        /// The client fetches what is missing, this many rows at most.
        Fetch(usize),
        /// The client comes back and opens after what it has.
        Reopen,
    }

    fn ways() -> impl Strategy<Value = Vec<Way>> {
        let way = prop_oneof![
            4 => Just(Way::Push),
            2 => Just(Way::Lose),
            2 => (0..12_usize).prop_map(Way::Late),
            1 => Just(Way::Head),
            2 => (1..5_usize).prop_map(Way::Fetch),
            1 => Just(Way::Reopen),
        ];
        prop::collection::vec(way, 0..120)
    }

    /// A server's log as it was written, and as it reads now.
    #[derive(Default)]
    struct Server {
        written: Vec<Message>,
        present: Log,
    }

    impl Server {
        fn head(&self) -> i64 {
            i64::try_from(self.written.len()).unwrap()
        }

        fn commit(&mut self) -> Message {
            let seq = self.head() + 1;
            let content = match seq % 5 {
                4 => Content::Edit {
                    target: seq - 2,
                    text: Some(format!("corrected in {seq}")),
                },
                0 => Content::Redact { target: seq - 3 },
                _ => Content::Text {
                    text: format!("text {seq}"),
                },
            };
            let message = Message {
                seq,
                client_id: ClientId(Uuid::from_u128(u128::try_from(seq).unwrap())),
                author: None,
                role: Role::Customer,
                at: "2026-01-02T03:04:05Z".parse().unwrap(),
                content,
                edited: false,
            };
            self.written.push(message.clone());
            self.present.apply(&message);
            message
        }

        /// Rows as they read now, as a database gives them.
        fn after(&self, seq: i64, most: usize) -> Vec<Message> {
            let rows = self.present.rows().iter().filter(|row| row.seq > seq);
            rows.take(most).cloned().collect()
        }

        fn view(&self, messages: Vec<Message>, refetch: bool) -> ConversationView {
            ConversationView {
                id: ID,
                kind: ConversationKind::Chat,
                state: ConversationState::Open,
                internal: None,
                entry: None,
                participants: vec![],
                policy: ChatPolicy {
                    write: true,
                    edit_for_s: 0,
                    redact_any: false,
                },
                messages,
                head: self.head(),
                refetch,
                rating: None,
            }
        }

        /// After 0 the newest page, else what is missing or, if that is too much, the newest page instead.
        fn open(&self, after: i64) -> ConversationView {
            const PAGE: i64 = 20;
            let newest = || self.after((self.head() - PAGE).max(0), 20);
            match after {
                0 => self.view(newest(), false),
                after if self.head() - after > PAGE => self.view(newest(), true),
                after => self.view(self.after(after, 20), false),
            }
        }

        fn page(&self, after: i64, most: usize) -> LogPage {
            LogPage {
                conversation: ID,
                messages: self.after(after, most),
                head: self.head(),
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_the_way_does_the_log_becomes_the_servers(before in 0..40_usize, ways in ways()) {
            let mut server = Server::default();
            for _ in 0..before {
                server.commit();
            }
            let mut log = Log::default();
            log.opened(&server.open(0));
            for way in ways {
                match way {
                    Way::Push => log.apply(&server.commit()),
                    Way::Lose => drop(server.commit()),
                    Way::Late(ago) => {
                        if let Some(message) = server.written.iter().rev().nth(ago) {
                            log.apply(message);
                        }
                    }
                    Way::Head => log.announce(server.head()),
                    Way::Fetch(most) => {
                        if let Some(after) = log.missing() {
                            log.page(&server.page(after, most));
                        }
                    }
                    Way::Reopen => log.opened(&server.open(log.last())),
                }
                let seqs: Vec<i64> = log.rows().iter().map(|row| row.seq).collect();
                prop_assert!(seqs.windows(2).all(|pair| pair[1] == pair[0] + 1), "{seqs:?}");
            }
            log.announce(server.head());
            while let Some(after) = log.missing() {
                log.page(&server.page(after, 7));
            }
            let begins = log.rows().first().map_or(0, |row| row.seq);
            let lines: Vec<&Message> = log.lines().collect();
            let expected: Vec<&Message> =
                server.present.lines().filter(|row| row.seq >= begins).collect();
            prop_assert_eq!(lines, expected);
            prop_assert_eq!(log.last(), server.head());
        }
    }

    #[test]
    fn what_comes_twice_or_early_is_counted() {
        let mut server = Server::default();
        let rows: Vec<Message> = (0..4).map(|_| server.commit()).collect();
        let mut log = Log::default();
        log.opened(&Server::default().open(0));
        log.apply(&rows[0]);
        log.apply(&rows[0]);
        log.apply(&rows[2]);
        log.apply(&rows[2]);
        assert_eq!((log.repeated(), log.early()), (2, 1));
        assert_eq!(log.missing(), Some(1));
        log.apply(&rows[1]);
        assert_eq!((log.last(), log.missing()), (3, None));
    }
}
