//! What one can subscribe to.

use super::{CaseId, ConversationId, PersonId, SignInId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A stream of events. On the wire a string: `conversation:<id>`, `person:<id>`, `queues`, `staff`, `wall`,
/// `sign_in:<id>`, `case:<id>`, `cases`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Messages, marks and typing of one conversation.
    Conversation(ConversationId),
    /// What concerns one person alone: entries, offers, own conversations.
    Person(PersonId),
    /// Opening and waits of every public queue: what an open widget shows.
    Queues,
    /// Staff states and the inbox: what every desk shows.
    Staff,
    /// The supervisor's wall.
    Wall,
    /// How far a sign-in is that somebody outside confirms; for the visitor who began it.
    SignIn(SignInId),
    /// That a case is no longer as its customer sees it; for whoever may see it. Of what only staff see, `cases` tells.
    Case(CaseId),
    /// That any case is no longer as it was: what the desk's list shows.
    Cases,
}

/// The text names no topic.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown topic")]
pub struct TopicError;

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conversation(id) => write!(f, "conversation:{id}"),
            Self::Person(id) => write!(f, "person:{id}"),
            Self::Queues => f.write_str("queues"),
            Self::Staff => f.write_str("staff"),
            Self::Wall => f.write_str("wall"),
            Self::SignIn(id) => write!(f, "sign_in:{id}"),
            Self::Case(id) => write!(f, "case:{id}"),
            Self::Cases => f.write_str("cases"),
        }
    }
}

impl FromStr for Topic {
    type Err = TopicError;
    fn from_str(s: &str) -> Result<Self, TopicError> {
        match s.split_once(':') {
            Some(("conversation", id)) => {
                id.parse().map(Self::Conversation).map_err(|_| TopicError)
            }
            Some(("person", id)) => id.parse().map(Self::Person).map_err(|_| TopicError),
            Some(("sign_in", id)) => id.parse().map(Self::SignIn).map_err(|_| TopicError),
            Some(("case", id)) => id.parse().map(Self::Case).map_err(|_| TopicError),
            None if s == "cases" => Ok(Self::Cases),
            None if s == "queues" => Ok(Self::Queues),
            None if s == "staff" => Ok(Self::Staff),
            None if s == "wall" => Ok(Self::Wall),
            _ => Err(TopicError),
        }
    }
}

impl Serialize for Topic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Topic {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
