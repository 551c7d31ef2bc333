//! Why an entry is where it is, as facts: the words are the reader's own.

use super::Localised;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why something was decided about an entry, or can't be yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum Reason {
    /// How the line was when the customer joined it.
    Joined {
        /// People ahead.
        ahead: u32,
        /// Parts of capacity not in use, of everybody at work for the queue.
        free: u32,
        /// Parts of capacity in all.
        places: u32,
    },
    /// People ahead in line.
    Ahead {
        /// How many.
        ahead: u32,
    },
    /// The advisor is the one with the least to do and, of those, has been idle the longest.
    LongestIdle {
        /// Advisors who could have been asked, this one among them.
        free: u32,
        /// Parts of the advisor's capacity in use.
        load: u32,
        /// The customer's language, which the advisor speaks; none when nobody at work does.
        #[ts(optional = nullable)]
        language: Option<String>,
    },
    /// A colleague handed the customer over to this advisor by name.
    ByName,
    /// Nobody who serves the queue takes new conversations.
    NobodyAtWork {
        /// How many serve it.
        serving: u32,
    },
    /// Everybody who could be asked said no, or did not answer, a moment ago.
    AllDeclined {
        /// How many.
        asked: u32,
    },
    /// Everybody who takes conversations has as many as they can.
    AllFull {
        /// How many take conversations.
        working: u32,
    },
    /// It was handed over to a colleague.
    ToColleague {
        /// Their name.
        name: String,
    },
    /// It was handed over to another queue.
    ToQueue {
        /// Its name.
        name: Localised,
    },
    /// The advisor lost the connection or went home.
    AdvisorGone,
    /// The customer wrote.
    CustomerWrote,
}
