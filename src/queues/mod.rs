//! Drop-in queues: standing in line, being offered, talking, handing over, ending.
//!
//! Invariant: an entry is in exactly one state and with at most one advisor; the database's checks guard it and every
//! change names the state it expects. Matching runs when something changes, never on a sweep, and each decision is kept
//! with its reason. A decision is made under one advisory lock, so two nodes never promise the same person twice.

mod boards;
mod customers;
mod desk;
mod estimate;
pub mod http;
mod inbox;
mod leaving;
mod line;
mod matcher;
mod matching;
mod release;
mod settings;
mod store;
mod watched;

pub use boards::{Boards, draw_boards, statuses};
pub use customers::follow_customers;
use desk::customer_details;
pub use desk::{
    accept, canned, colleagues, decline, desk_view, end, explain, history, join_conversation, park,
    set_state, take_over, transfer, unpark,
};
pub use estimate::{Staffing, wait_range};
pub use inbox::{close_left, inbox, take_left, tell_of};
pub use leaving::leave_message;
pub use line::{entry_of, join, leave, mine};
pub use matcher::{GONE_GRACE, Matcher, run_matcher};
pub(crate) use release::release;
pub use settings::{create_queue, serve, set_queue, settings};
pub(crate) use store::{Queue, list_advisors, list_queues};
pub use watched::follow_written;

use signaling::protocol::{
    ConversationId, EntryId, Event, Message, PersonId, QueueId, Reason, Topic,
};

use sqlx::PgConnection;

use crate::{app::Ctx, error::Result, hours::Calendar};

/// When a queue is open; none if there is no such queue.
///
/// # Errors
/// Only ours.
pub(crate) async fn calendar(conn: &mut PgConnection, queue: QueueId) -> Result<Option<Calendar>> {
    let queue = store::find_queue(conn, queue).await?;
    queue.map(|queue| boards::hours_of(&queue)).transpose()
}

/// What is to be told once a change has been committed, in this order.
#[derive(Debug, Default)]
pub(crate) struct News {
    messages: Vec<(ConversationId, Message)>,
    events: Vec<(Topic, Event)>,
    line: bool,
}

impl News {
    /// A new row of a log.
    pub(crate) fn message(&mut self, conversation: ConversationId, message: Message) {
        self.messages.push((conversation, message));
    }

    /// An event for one person.
    pub(crate) fn person(&mut self, person: PersonId, event: Event) {
        self.events.push((Topic::Person(person), event));
    }

    /// An event for every desk.
    pub(crate) fn staff(&mut self, event: Event) {
        self.events.push((Topic::Staff, event));
    }

    /// The line has changed: match and draw anew.
    pub(crate) fn line(&mut self) {
        self.line = true;
    }

    /// Tells it. To be called after the commit.
    pub(crate) fn tell(self, app: &Ctx) {
        for (conversation, message) in self.messages {
            app.hub.publish_message(conversation, message);
        }
        for (topic, event) in self.events {
            app.hub.publish(topic, event);
        }
        if self.line {
            app.hub.signal_line();
        }
    }
}

/// A line in the journal of an entry.
#[derive(Debug)]
pub(crate) struct Decision {
    /// The entry.
    pub entry: EntryId,
    /// What happened.
    pub what: &'static str,
    /// Whom it concerned.
    pub who: Option<PersonId>,
    /// Why, where what happened doesn't say it all.
    pub why: Option<Reason>,
}
