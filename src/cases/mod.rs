//! Cases: a matter from the first word to the end, with its messages, papers and clocks.
//!
//! Invariants: a year's numbers have no gaps; a case keeps the form it was made with; what only staff read lies in a log of
//! its own that no customer can reach; of two who change a case at once the second is told; what follows from a word in a
//! case's log is done, whichever server dies. Locks are taken in one order: cases by their ids, their logs by theirs, and the
//! mark that a log was written in (`case_written`), which whoever writes sets while they hold the log. Must never: lock a log
//! before its case, or a mark before its log.

pub(crate) mod address;
mod answers;
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
pub use types::create_type;
pub use written::follow_cases;

use signaling::protocol::{CaseId, ConversationId, Event, Message, PersonId, Topic};

use crate::{app::Ctx, error::Result, identity::Caller};

/// That a case is no longer as it was; to be told after the commit.
#[derive(Debug, Default)]
struct News {
    messages: Vec<(ConversationId, Message)>,
    changed: Vec<Changed>,
}

/// A case that is no longer as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Changed {
    case: CaseId,
    version: i32,
    customer: PersonId,
}

impl News {
    fn message(&mut self, conversation: ConversationId, message: Message) {
        self.messages.push((conversation, message));
    }

    fn changed(&mut self, changed: Changed) {
        self.changed.push(changed);
    }

    /// As [`News::tell`], without the customers.
    fn tell_staff(self, app: &Ctx) {
        for Changed { case, version, .. } in self.changed {
            for topic in [Topic::Case(case), Topic::Cases] {
                app.hub.publish(topic, Event::Case { case, version });
            }
        }
    }

    fn tell(self, app: &Ctx) {
        for (conversation, message) in self.messages {
            app.hub.publish_message(conversation, message);
        }
        for Changed {
            case,
            version,
            customer,
        } in self.changed
        {
            for topic in [Topic::Case(case), Topic::Cases, Topic::Person(customer)] {
                app.hub.publish(topic, Event::Case { case, version });
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
