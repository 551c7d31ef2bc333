//! Who on this node is subscribed to what, and the way an event goes to them and to the other nodes.
//!
//! Invariant: a conversation's rows reach a subscriber in seq order without gaps. A row that comes too early is held
//! back until [`super::heal_holes`] has fetched what lies before it; one that comes again is dropped.

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU64, Ordering},
};

use dashmap::DashMap;
use serde::{Deserialize, Serialize};
use signaling::protocol::{
    CloseCode, ConversationId, Event, Message, NodeId, PersonId, ServerFrame, SignInId, Topic,
};
use tokio::sync::{Notify, mpsc};

use super::{Bus, Frame, Outbox, encode};
use crate::meetings::RoomSignal;

/// Conversations waiting to be healed; when full the next head check finds them again.
const MAX_HOLES: usize = 1_024;

/// Signals between rooms that wait to be read.
const MAX_ROOM_SIGNALS: usize = 4_096;

/// What nodes tell each other. Each is a wake-up: losing one costs time, never data.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Signal {
    /// An event, encoded once by its sender. `seq` is set for a conversation's row.
    Event {
        /// Where.
        topic: Topic,
        /// The row's seq, or 0.
        seq: i64,
        /// The frame, as JSON.
        frame: String,
    },
    /// Something about the line has changed: match, and draw the boards anew.
    Line,
    /// A session was ended: close its sockets.
    SessionEnded([u8; 32]),
    /// Some no longer belong where they listen: their sockets hear no more of it.
    Expelled {
        /// Of what.
        topics: Vec<Topic>,
        /// Who.
        people: Vec<PersonId>,
    },
    /// Some may do less than before: their sockets come back, and are asked again what they may hear.
    CalledBack(Vec<PersonId>),
    /// Between the rooms of meetings.
    Room(RoomSignal),
    /// Signals may have been lost: everybody looks again.
    Lost,
}

/// A subscription's handle: dropping it ends the subscription.
#[derive(Debug)]
pub struct Subscription {
    hub: Hub,
    /// What is subscribed to.
    pub topic: Topic,
    id: u64,
}

impl Subscription {
    /// Rows of the conversation after `head` go out from now on. To be called when the answer to `open`, which holds
    /// those up to `head`, is on its way.
    pub fn begin_after(&self, head: i64) {
        self.hub.begin(self.topic, self.id, head);
    }

    /// The last row that went out, or the head it began after; none before it began.
    pub fn last_seq(&self) -> Option<i64> {
        let listeners = self.hub.0.topics.get(&self.topic)?;
        listeners
            .all
            .iter()
            .find(|listener| listener.id == self.id)?
            .last_seq
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.hub.remove(self.topic, self.id);
    }
}

/// The node's switchboard. Clones share it.
#[derive(Debug, Clone)]
pub struct Hub(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    node: NodeId,
    topics: DashMap<Topic, Listeners>,
    sockets: DashMap<u64, SocketEntry>,
    next: AtomicU64,
    bus: OnceLock<Bus>,
    holes: mpsc::Sender<ConversationId>,
    rooms: mpsc::Sender<RoomSignal>,
    line: Arc<Notify>,
    check_heads: Arc<Notify>,
}

#[derive(Debug)]
struct SocketEntry {
    outbox: Arc<Outbox>,
    session: [u8; 32],
    person: PersonId,
}

#[derive(Debug, Default)]
struct Listeners {
    all: Vec<Listener>,
    /// Of a conversation: the newest seq that anybody told of.
    newest: i64,
}

#[derive(Debug)]
struct Listener {
    id: u64,
    outbox: Arc<Outbox>,
    /// Of a conversation: the last seq that went out. None while `open` is under way: what comes then is in its answer,
    /// or is fetched when it has been given. Each has its own: what one was told by `open` another may still wait for.
    last_seq: Option<i64>,
}

impl Listeners {
    /// All that are listening have everything up to here.
    fn last_seq(&self) -> Option<i64> {
        self.all
            .iter()
            .filter_map(|listener| listener.last_seq)
            .min()
    }
}

impl Hub {
    /// A hub without a bus, the conversations whose rows are to be fetched, and what other nodes say about rooms.
    pub fn new(
        node: NodeId,
    ) -> (
        Self,
        mpsc::Receiver<ConversationId>,
        mpsc::Receiver<RoomSignal>,
    ) {
        let (rooms, of_rooms) = mpsc::channel(MAX_ROOM_SIGNALS);
        let (holes, to_heal) = mpsc::channel(MAX_HOLES);
        let inner = Inner {
            node,
            topics: DashMap::new(),
            sockets: DashMap::new(),
            next: AtomicU64::new(1),
            bus: OnceLock::new(),
            holes,
            rooms,
            line: Arc::new(Notify::new()),
            check_heads: Arc::new(Notify::new()),
        };
        (Self(Arc::new(inner)), to_heal, of_rooms)
    }

    /// Connects the other nodes; once, at start.
    pub fn set_bus(&self, bus: Bus) {
        if self.0.bus.set(bus).is_err() {
            tracing::error!("the bus was set twice");
        }
    }

    /// This node.
    pub fn node(&self) -> NodeId {
        self.0.node
    }

    /// Woken when the line has changed, here or elsewhere.
    pub fn line_changed(&self) -> Arc<Notify> {
        self.0.line.clone()
    }

    /// Woken when heads should be compared with Postgres at once.
    pub fn heads_doubtful(&self) -> Arc<Notify> {
        self.0.check_heads.clone()
    }

    /// Starts events of `topic` into `outbox`.
    pub fn subscribe(&self, topic: Topic, outbox: &Arc<Outbox>) -> Subscription {
        let id = self.0.next.fetch_add(1, Ordering::Relaxed);
        let mut listeners = self.0.topics.entry(topic).or_default();
        listeners.all.push(Listener {
            id,
            outbox: outbox.clone(),
            last_seq: None,
        });
        drop(listeners);
        Subscription {
            hub: self.clone(),
            topic,
            id,
        }
    }

    fn begin(&self, topic: Topic, id: u64, head: i64) {
        let Some(mut listeners) = self.0.topics.get_mut(&topic) else {
            return;
        };
        if let Some(listener) = listeners.all.iter_mut().find(|listener| listener.id == id) {
            listener.last_seq = Some(head);
        }
        if listeners.newest > head {
            self.heal(topic);
        }
    }

    /// Whether anybody on this node listens.
    pub fn has_listeners(&self, topic: Topic) -> bool {
        self.0.topics.contains_key(&topic)
    }

    /// The seq up to which everybody who listens here has all of a conversation; none when nobody listens.
    pub fn last_seq(&self, conversation: ConversationId) -> Option<i64> {
        self.0
            .topics
            .get(&Topic::Conversation(conversation))?
            .last_seq()
    }

    /// Conversations somebody here listens to, and the seq up to which all of them have everything.
    pub fn conversations(&self) -> Vec<(ConversationId, i64)> {
        let conversations = self.0.topics.iter().filter_map(|entry| match entry.key() {
            Topic::Conversation(id) => Some((*id, entry.last_seq()?)),
            _ => None,
        });
        conversations.collect()
    }

    /// Sign-ins that somebody here watches.
    pub fn watched_sign_ins(&self) -> Vec<SignInId> {
        let watched = self.0.topics.iter().filter_map(|entry| match entry.key() {
            Topic::SignIn(id) => Some(*id),
            _ => None,
        });
        watched.collect()
    }

    /// Tells everybody everywhere. To be called after the commit.
    pub fn publish(&self, topic: Topic, event: Event) {
        let frame = encode(&ServerFrame::Event { topic, event });
        self.deliver_frame(topic, &frame);
        self.tell_others(topic, 0, &frame);
    }

    /// Tells everybody everywhere of a conversation's new row. To be called after the commit, in seq order.
    pub fn publish_message(&self, conversation: ConversationId, message: Message) {
        self.publish_messages(conversation, vec![message]);
    }

    /// Tells everybody everywhere of a conversation's new rows, which are in seq order. To be called after the commit.
    /// Rows that come together wake each listener once and leave in one write.
    pub fn publish_messages(&self, conversation: ConversationId, messages: Vec<Message>) {
        let topic = Topic::Conversation(conversation);
        let rows = encode_rows(topic, messages);
        self.deliver_rows(topic, &rows);
        for (seq, frame) in &rows {
            self.tell_others(topic, *seq, frame);
        }
    }

    /// Tells those on this node only.
    pub fn deliver(&self, topic: Topic, event: Event) {
        if self.has_listeners(topic) {
            self.deliver_frame(topic, &encode(&ServerFrame::Event { topic, event }));
        }
    }

    /// Delivers rows that were fetched from Postgres, in seq order; those that went out already are dropped.
    pub fn deliver_fetched(&self, conversation: ConversationId, messages: Vec<Message>) {
        let topic = Topic::Conversation(conversation);
        self.deliver_rows(topic, &encode_rows(topic, messages));
    }

    /// Says that the line has changed, here and elsewhere.
    pub fn signal_line(&self) {
        self.0.line.notify_one();
        if let Some(bus) = self.0.bus.get() {
            bus.send(Signal::Line);
        }
    }

    /// Closes the sockets of a session that has ended, on every node.
    pub fn end_session(&self, session: [u8; 32]) {
        self.close_session(session);
        if let Some(bus) = self.0.bus.get() {
            bus.send(Signal::SessionEnded(session));
        }
    }

    /// `people` hear no more of `topics`, on any node. To be called after the commit.
    pub fn expel(&self, topics: Vec<Topic>, people: Vec<PersonId>) {
        self.drop_listeners(&topics, &people);
        if let Some(bus) = self.0.bus.get() {
            bus.send(Signal::Expelled { topics, people });
        }
    }

    /// `people` connect anew, on any node, and subscribe to what they may still hear. To be called after the commit.
    pub fn call_back(&self, people: Vec<PersonId>) {
        self.close_sockets(&people);
        if let Some(bus) = self.0.bus.get() {
            bus.send(Signal::CalledBack(people));
        }
    }

    /// Says something to the other nodes' rooms.
    pub fn tell_rooms(&self, signal: RoomSignal) {
        if let Some(bus) = self.0.bus.get() {
            bus.send(Signal::Room(signal));
        }
    }

    /// Takes what rooms say to each other. Full: whoever asked gets no answer in time, and asks again.
    pub fn hear_rooms(&self, signal: RoomSignal) {
        if self.0.rooms.try_send(signal).is_err() {
            metrics::counter!("samtal_room_signals_dropped_total").increment(1);
        }
    }

    fn drop_listeners(&self, topics: &[Topic], people: &[PersonId]) {
        let theirs: Vec<Arc<Outbox>> = self
            .0
            .sockets
            .iter()
            .filter(|socket| people.contains(&socket.person))
            .map(|socket| socket.outbox.clone())
            .collect();
        for topic in topics {
            let Some(mut listeners) = self.0.topics.get_mut(topic) else {
                continue;
            };
            listeners.all.retain(|listener| {
                !theirs
                    .iter()
                    .any(|outbox| Arc::ptr_eq(outbox, &listener.outbox))
            });
            let empty = listeners.all.is_empty();
            drop(listeners);
            if empty {
                self.0
                    .topics
                    .remove_if(topic, |_, listeners| listeners.all.is_empty());
            }
        }
    }

    /// Counts a socket in, so that it can be reached by session and at shutdown.
    pub fn add_socket(&self, outbox: &Arc<Outbox>, session: [u8; 32], person: PersonId) -> u64 {
        let id = self.0.next.fetch_add(1, Ordering::Relaxed);
        self.0.sockets.insert(
            id,
            SocketEntry {
                outbox: outbox.clone(),
                session,
                person,
            },
        );
        metrics::gauge!("samtal_sockets").increment(1.0);
        id
    }

    /// Counts a socket out.
    pub fn remove_socket(&self, id: u64) {
        if self.0.sockets.remove(&id).is_some() {
            metrics::gauge!("samtal_sockets").decrement(1.0);
        }
    }

    /// Every socket's outbox, for the jittered good-bye.
    pub fn outboxes(&self) -> Vec<Arc<Outbox>> {
        self.0
            .sockets
            .iter()
            .map(|socket| socket.outbox.clone())
            .collect()
    }

    /// Takes what another node said.
    pub fn receive(&self, signal: Signal) {
        match signal {
            Signal::Event { topic, seq, frame } => {
                if self.has_listeners(topic) {
                    let frame = frame.into();
                    match seq {
                        0 => self.deliver_frame(topic, &frame),
                        seq => self.deliver_rows(topic, &[(seq, frame)]),
                    }
                }
            }
            Signal::Line => self.0.line.notify_one(),
            Signal::SessionEnded(session) => self.close_session(session),
            Signal::Expelled { topics, people } => self.drop_listeners(&topics, &people),
            Signal::CalledBack(people) => self.close_sockets(&people),
            Signal::Room(signal) => self.hear_rooms(signal),
            Signal::Lost => self.after_loss(),
        }
    }

    /// Signals may have been lost: heads are compared, and state topics are asked for anew by their listeners.
    pub fn after_loss(&self) {
        self.0.check_heads.notify_one();
        self.0.line.notify_one();
        for listeners in &self.0.topics {
            if !matches!(listeners.key(), Topic::Conversation(_)) {
                let frame = encode(&ServerFrame::Resync {
                    topic: *listeners.key(),
                });
                for listener in &listeners.all {
                    listener.outbox.push(frame.clone());
                }
            }
        }
    }

    fn tell_others(&self, topic: Topic, seq: i64, frame: &Frame) {
        if let Some(bus) = self.0.bus.get() {
            bus.send_event(topic, seq, frame);
        }
    }

    fn deliver_frame(&self, topic: Topic, frame: &Frame) {
        let Some(listeners) = self.0.topics.get(&topic) else {
            return;
        };
        metrics::counter!("samtal_frames_out_total").increment(listeners.all.len() as u64);
        for listener in &listeners.all {
            listener.outbox.push(frame.clone());
        }
    }

    /// Rows in seq order, to everybody who has what lies before them.
    fn deliver_rows(&self, topic: Topic, rows: &[(i64, Frame)]) {
        let Some(mut listeners) = self.0.topics.get_mut(&topic) else {
            return;
        };
        let newest = rows.last().map_or(0, |(seq, _)| *seq);
        listeners.newest = listeners.newest.max(newest);
        let (mut out, mut hole) = (0, false);
        for listener in &mut listeners.all {
            let Some(last) = &mut listener.last_seq else {
                continue;
            };
            let next = rows.iter().filter(|(seq, _)| {
                let fits = *seq == *last + 1;
                if fits {
                    *last = *seq;
                }
                fits
            });
            out += listener
                .outbox
                .push_all(next.map(|(_, frame)| frame.clone()));
            hole |= newest > *last;
        }
        metrics::counter!("samtal_frames_out_total").increment(out);
        if hole {
            metrics::counter!("samtal_hub_holes_total").increment(1);
            self.heal(topic);
        }
    }

    /// Has missing rows fetched. Full: the next head check finds the conversation again.
    fn heal(&self, topic: Topic) {
        if let Topic::Conversation(id) = topic {
            self.0.holes.try_send(id).ok();
        }
    }

    fn close_session(&self, session: [u8; 32]) {
        for socket in &self.0.sockets {
            if socket.session == session {
                socket.outbox.close(CloseCode::SessionEnded);
            }
        }
    }

    fn close_sockets(&self, people: &[PersonId]) {
        for socket in &self.0.sockets {
            if people.contains(&socket.person) {
                socket.outbox.close(CloseCode::Recalled);
            }
        }
    }

    fn remove(&self, topic: Topic, id: u64) {
        let empty = self.0.topics.get_mut(&topic).is_some_and(|mut listeners| {
            listeners.all.retain(|listener| listener.id != id);
            listeners.all.is_empty()
        });
        if empty {
            self.0
                .topics
                .remove_if(&topic, |_, listeners| listeners.all.is_empty());
        }
    }
}

fn encode_rows(topic: Topic, messages: Vec<Message>) -> Vec<(i64, Frame)> {
    let encoded = messages.into_iter().map(|message| {
        let seq = message.seq;
        let event = Event::Message { message };
        (seq, encode(&ServerFrame::Event { topic, event }))
    });
    encoded.collect()
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Waker};

    use signaling::protocol::{ClientId, Content, Role};
    use uuid::Uuid;

    use super::*;

    fn message(seq: i64) -> Message {
        Message {
            seq,
            client_id: ClientId(Uuid::nil()),
            author: None,
            role: Role::System,
            at: jiff::Timestamp::UNIX_EPOCH,
            content: Content::Text {
                text: seq.to_string(),
            },
            edited: false,
        }
    }

    fn seqs(outbox: &Outbox) -> Vec<i64> {
        let mut frames = Vec::new();
        let _ready = outbox.poll_take(&mut Context::from_waker(Waker::noop()), &mut frames);
        let seq = |frame: &Frame| match serde_json::from_str(frame.as_str()).unwrap() {
            ServerFrame::Event {
                event: Event::Message { message },
                ..
            } => message.seq,
            other => panic!("not a message: {other:?}"),
        };
        frames.iter().map(seq).collect()
    }

    #[test]
    fn rows_from_two_nodes_that_cross_arrive_in_order() {
        let (hub, mut holes, _rooms) = Hub::new(NodeId(Uuid::nil()));
        let conversation = ConversationId(Uuid::nil());
        let outbox = Arc::new(Outbox::default());
        let subscription = hub.subscribe(Topic::Conversation(conversation), &outbox);
        subscription.begin_after(4);

        hub.publish_message(conversation, message(6));
        assert_eq!(seqs(&outbox), Vec::<i64>::new());
        assert_eq!(holes.try_recv().unwrap(), conversation);
        hub.publish_message(conversation, message(5));
        hub.deliver_fetched(conversation, vec![message(5), message(6)]);
        hub.publish_message(conversation, message(6));
        hub.publish_message(conversation, message(7));
        assert_eq!(seqs(&outbox), [5, 6, 7]);
    }

    #[test]
    fn an_open_beside_takes_no_row_from_those_who_listen() {
        let (hub, mut holes, _rooms) = Hub::new(NodeId(Uuid::nil()));
        let conversation = ConversationId(Uuid::nil());
        let (advisor, supervisor) = (Arc::new(Outbox::default()), Arc::new(Outbox::default()));
        let listening = hub.subscribe(Topic::Conversation(conversation), &advisor);
        listening.begin_after(4);
        // Row 5 is committed, and read by an open, before it is published.
        let opening = hub.subscribe(Topic::Conversation(conversation), &supervisor);
        opening.begin_after(5);
        hub.publish_message(conversation, message(5));
        hub.publish_message(conversation, message(6));
        assert_eq!((seqs(&advisor), seqs(&supervisor)), (vec![5, 6], vec![6]));
        assert!(holes.try_recv().is_err());
    }

    #[test]
    fn a_row_published_while_open_is_answered_is_fetched_for_who_opens() {
        let (hub, mut holes, _rooms) = Hub::new(NodeId(Uuid::nil()));
        let conversation = ConversationId(Uuid::nil());
        let outbox = Arc::new(Outbox::default());
        let opening = hub.subscribe(Topic::Conversation(conversation), &outbox);
        hub.publish_message(conversation, message(5));
        opening.begin_after(4);
        assert_eq!(holes.try_recv().unwrap(), conversation);
        assert_eq!(hub.last_seq(conversation), Some(4));
        hub.deliver_fetched(conversation, vec![message(5)]);
        assert_eq!(seqs(&outbox), [5]);
    }

    #[test]
    fn the_last_listener_takes_the_topic_with_it() {
        let (hub, _holes, _rooms) = Hub::new(NodeId(Uuid::nil()));
        let outbox = Arc::new(Outbox::default());
        let one = hub.subscribe(Topic::Queues, &outbox);
        let two = hub.subscribe(Topic::Queues, &outbox);
        drop(one);
        assert!(hub.has_listeners(Topic::Queues));
        drop(two);
        assert!(!hub.has_listeners(Topic::Queues));
    }
}
