//! Cases: a matter from the first word to the end, with its messages, papers and clocks.
//!
//! Invariants: a year's numbers have no gaps; a case keeps the form it was made with; what only staff read lies in a log of
//! its own that no customer can reach; of two who change a case at once the second is told; what follows from a word in a
//! case's log is done, whichever server dies. Locks are taken in one order: cases by their ids, their logs by theirs, and the
//! mark that a log was written in (`case_written`), which whoever writes sets while they hold the log. Must never: lock a log
//! before its case, or a mark before its log.

pub(crate) mod address;
mod answers;
mod callbacks;
mod changing;
pub mod checklists;
mod claiming;
mod clocks;
pub mod delivery;
mod export;
mod figures;
mod filter;
mod form;
pub mod http;
mod joining;
mod lists;
mod logs;
mod opening;
mod policy;
pub mod saved;
pub mod shipped;
mod sla;
mod store;
mod types;
mod view;
mod written;

pub use clocks::{Clocks, run_clocks};
pub use logs::end_parts_of;
pub use types::create_type;
pub use written::follow_cases;

use signaling::protocol::{CaseId, ConversationId, Event, Message, PersonId, Topic};

use crate::{app::Ctx, error::Result, identity::Caller};

/// That a case is no longer as it was; to be told after the commit.
#[derive(Debug, Default)]
struct News {
    audience: Audience,
    parted: Option<Parted>,
    messages: Vec<(ConversationId, Message)>,
    changed: Vec<Changed>,
}

/// Who is told.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Audience {
    #[default]
    Everybody,
    /// Its customer would see nothing new, and is not to know that there is something.
    Staff,
}

/// Those who no longer work with a case, and its logs.
#[derive(Debug)]
struct Parted {
    case: CaseId,
    people: Vec<PersonId>,
    logs: Vec<ConversationId>,
}

/// A case that is no longer as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Changed {
    case: CaseId,
    version: i32,
    customer: PersonId,
}

impl News {
    /// Of what no customer sees.
    fn of_staff() -> Self {
        Self {
            audience: Audience::Staff,
            ..Self::default()
        }
    }

    /// They hear no more of it.
    fn parted(&mut self, parted: Parted) {
        self.parted = Some(parted);
    }

    fn message(&mut self, conversation: ConversationId, message: Message) {
        self.messages.push((conversation, message));
    }

    fn changed(&mut self, changed: Changed) {
        self.changed.push(changed);
    }

    fn tell(self, app: &Ctx) {
        if let Some(Parted { case, people, logs }) = self.parted
            && !people.is_empty()
        {
            let mut topics: Vec<_> = logs.into_iter().map(Topic::Conversation).collect();
            topics.push(Topic::Case(case));
            app.hub.expel(topics, people);
        }
        for (conversation, message) in self.messages {
            app.hub.publish_message(conversation, message);
        }
        for Changed {
            case,
            version,
            customer,
        } in self.changed
        {
            let topics = [Topic::Cases, Topic::Case(case), Topic::Person(customer)];
            let told = match self.audience {
                Audience::Everybody => topics.as_slice(),
                // Customers listen to their case too.
                Audience::Staff => &topics[..1],
            };
            for topic in told {
                app.hub.publish(*topic, Event::Case { case, version });
            }
        }
    }
}

/// Whether `caller` may hear of a case.
///
/// # Errors
/// `not_found` if it is not theirs to see.
pub async fn may_hear(app: &Ctx, caller: &Caller, case: CaseId) -> Result<()> {
    let mut conn = app.db.acquire().await?;
    view::find_visible(&mut conn, caller, case).await.map(drop)
}
