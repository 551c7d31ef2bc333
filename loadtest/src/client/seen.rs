//! What a client has seen: its connection, the events nobody has taken yet, the logs of opened conversations.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use signaling::protocol::{ConversationId, Event, Hello, Reply, ServerFrame, Topic};
use tokio::sync::watch;

use crate::log::Log;

/// Events that nobody has taken: the oldest is forgotten beyond, and a failed wait says how many were.
const EVENTS: usize = 4_096;

/// Where a connection is.
#[derive(Debug, Clone, PartialEq)]
pub enum Connection {
    /// There; the newest answer to `hello`.
    Open(Box<Hello>),
    /// Lost; comes back by itself.
    Lost,
    /// Closed with a code that means *don't come back*.
    Ended {
        /// See [`signaling::protocol::CloseCode`].
        code: u16,
    },
}

/// Shared by a client's handles and its task.
#[derive(Debug)]
pub(super) struct Seen {
    state: Mutex<State>,
    version: watch::Sender<u64>,
}

impl Seen {
    pub(super) fn new(hello: Hello) -> Self {
        let state = State {
            connection: Connection::Open(Box::new(hello)),
            times_back: 0,
            events: VecDeque::new(),
            forgotten: 0,
            strange: 0,
            logs: HashMap::new(),
        };
        Self {
            state: Mutex::new(state),
            version: watch::Sender::new(0),
        }
    }

    pub(super) fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes what others may be waiting for.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = self.change_quietly(change);
        self.version.send_modify(|version| *version += 1);
        result
    }

    /// Changes what nobody waits for.
    pub(super) fn change_quietly<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Tells of every change after this call.
    pub(super) fn changes(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }
}

/// What has been seen.
#[derive(Debug)]
pub(super) struct State {
    connection: Connection,
    times_back: u32,
    events: VecDeque<Event>,
    forgotten: u64,
    strange: u64,
    logs: HashMap<ConversationId, Log>,
}

impl State {
    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    pub(super) fn lost(&mut self) {
        self.connection = Connection::Lost;
    }

    pub(super) fn ended(&mut self, code: u16) {
        self.connection = Connection::Ended { code };
    }

    /// Called when everything followed has been asked for again, so that who waits for it finds it under way.
    pub(super) fn came_back(&mut self, hello: Hello) {
        self.connection = Connection::Open(Box::new(hello));
        self.times_back += 1;
    }

    pub(super) fn times_back(&self) -> u32 {
        self.times_back
    }

    pub(super) fn events(&self) -> impl Iterator<Item = &Event> {
        self.events.iter()
    }

    pub(super) fn forget_events(&mut self) {
        self.events.clear();
    }

    pub(super) fn take_event<T>(
        &mut self,
        pick: &mut impl FnMut(&Event) -> Option<T>,
    ) -> Option<T> {
        let mut found = None;
        let place = self.events.iter().position(|event| {
            found = pick(event);
            found.is_some()
        })?;
        self.events.remove(place);
        found
    }

    pub(super) fn log(&self, conversation: ConversationId) -> Option<&Log> {
        self.logs.get(&conversation)
    }

    /// Opened conversations with a gap, and the seq it begins after.
    pub(super) fn gaps(&self) -> Vec<(ConversationId, i64)> {
        let gaps = self.logs.iter();
        gaps.filter_map(|(id, log)| Some((*id, log.missing()?)))
            .collect()
    }

    /// Takes a frame that isn't a reply. Gives the topic that must be subscribed anew, if that is what it says.
    pub(super) fn take(&mut self, frame: ServerFrame) -> Option<Topic> {
        match frame {
            ServerFrame::Event { topic, event } => {
                let log = match topic {
                    Topic::Conversation(id) => self.logs.get_mut(&id),
                    _ => None,
                };
                match (&event, log) {
                    (Event::Message { message }, Some(log)) => log.apply(message),
                    (Event::Head { seq }, Some(log)) => log.announce(*seq),
                    (Event::FileScanned { file, scan }, Some(log)) => log.scanned(*file, *scan),
                    _ => self.push(event),
                }
                None
            }
            ServerFrame::Resync { topic } => Some(topic),
            ServerFrame::Beat { .. } | ServerFrame::Reply { .. } => None,
        }
    }

    /// A frame of a newer server, or a mistake.
    pub(super) fn count_strange(&mut self) {
        self.strange += 1;
    }

    /// A conversation is going to be opened: rows may come before the answer.
    pub(super) fn expect_log(&mut self, conversation: ConversationId) {
        self.logs.entry(conversation).or_default();
    }

    /// Takes what a reply says of a topic's or a log's state.
    pub(super) fn absorb(&mut self, reply: &Reply) {
        match reply {
            Reply::Conversation(view) => self.logs.entry(view.id).or_default().opened(view),
            Reply::Page(page) => {
                if let Some(log) = self.logs.get_mut(&page.conversation) {
                    log.page(page);
                }
            }
            Reply::Mine(mine) => {
                for conversation in mine.conversations.iter().rev().cloned() {
                    self.push(Event::Conversation { conversation });
                }
                if let Some(entry) = mine.entry.clone() {
                    self.push(Event::Entry { entry });
                }
            }
            Reply::Desk(desk) => {
                for entry in desk.entries.iter().cloned().map(Box::new) {
                    self.push(Event::DeskEntry { entry });
                }
                for offer in desk.offers.iter().cloned() {
                    self.push(Event::Offer { offer });
                }
            }
            Reply::Queues(queues) => {
                for status in queues.iter().cloned() {
                    self.push(Event::QueueStatus { status });
                }
            }
            Reply::Staff(staff) => {
                for advisor in staff.iter().cloned() {
                    self.push(Event::Advisor { advisor });
                }
            }
            Reply::Wall(wall) => self.push(Event::Wall { wall: wall.clone() }),
            _ => {}
        }
    }

    /// For who waited in vain.
    pub(super) fn told(&self) -> String {
        let newest: Vec<_> = self.events.iter().rev().take(8).collect();
        let (waiting, forgotten, strange) = (self.events.len(), self.forgotten, self.strange);
        let logs: Vec<_> = self
            .logs
            .iter()
            .map(|(id, log)| format!("{id}: {} of {}", log.last(), log.head()))
            .collect();
        format!(
            "connection {:?}, back {} times; logs {logs:?}; {waiting} events not taken ({forgotten} forgotten, \
             {strange} frames not understood), newest first: {newest:#?}",
            self.connection, self.times_back
        )
    }

    fn push(&mut self, event: Event) {
        if self.events.len() == EVENTS {
            self.events.pop_front();
            self.forgotten += 1;
        }
        self.events.push_back(event);
    }
}
