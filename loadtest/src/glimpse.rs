//! Only what a load test needs of a frame, without an allocation.

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use std::fmt;

/// What a frame says at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glimpse<'a> {
    /// A command was carried out; `seq` is set when a message was accepted.
    Done {
        /// The command's id.
        id: u64,
        /// The message's place in the log.
        seq: Option<i64>,
    },
    /// A command was refused.
    Refused {
        /// The command's id.
        id: u64,
        /// See [`signaling::protocol::ErrorCode`].
        code: &'a str,
        /// Least wait before trying again, ms.
        retry_after_ms: u32,
    },
    /// A row of a log.
    Row {
        /// `conversation:<id>`.
        topic: &'a str,
        /// Its place.
        seq: i64,
        /// The sender's id of it.
        client_id: &'a str,
    },
    /// A log's newest seq.
    Head {
        /// `conversation:<id>`.
        topic: &'a str,
        /// The seq.
        seq: i64,
    },
    /// Events of this topic may have been lost.
    Resync {
        /// The topic.
        topic: &'a str,
    },
    /// The server's heartbeat.
    Beat,
    /// Anything else.
    Other,
}

impl<'a> Glimpse<'a> {
    /// Looks at a frame. `Other` for what isn't one.
    pub fn of(frame: &'a [u8]) -> Self {
        let Ok(seen) = serde_json::from_slice::<Frame<'a>>(frame) else {
            return Self::Other;
        };
        match seen {
            Frame {
                kind: "event",
                topic: Some(topic),
                event: Some(event),
                ..
            } => match event {
                EventPart {
                    message: Some(row), ..
                } => Self::Row {
                    topic,
                    seq: row.seq,
                    client_id: row.client_id,
                },
                EventPart {
                    kind: "head",
                    seq: Some(seq),
                    ..
                } => Self::Head { topic, seq },
                _ => Self::Other,
            },
            Frame {
                kind: "reply",
                id: Some(id),
                error: Some(error),
                ..
            } => Self::Refused {
                id,
                code: error.code,
                retry_after_ms: error.retry_after_ms.unwrap_or(0),
            },
            Frame {
                kind: "reply",
                id: Some(id),
                ok,
                ..
            } => Self::Done {
                id,
                seq: ok.and_then(|ok| ok.value.0),
            },
            Frame {
                kind: "resync",
                topic: Some(topic),
                ..
            } => Self::Resync { topic },
            Frame { kind: "beat", .. } => Self::Beat,
            _ => Self::Other,
        }
    }
}

#[derive(Deserialize)]
struct Frame<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    id: Option<u64>,
    ok: Option<OkPart>,
    #[serde(borrow)]
    error: Option<ErrorPart<'a>>,
    topic: Option<&'a str>,
    #[serde(borrow)]
    event: Option<EventPart<'a>>,
}

#[derive(Deserialize)]
struct OkPart {
    #[serde(default)]
    value: MaybeSeq,
}

#[derive(Deserialize)]
struct ErrorPart<'a> {
    code: &'a str,
    retry_after_ms: Option<u32>,
}

#[derive(Deserialize)]
struct EventPart<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(borrow)]
    message: Option<Row<'a>>,
    seq: Option<i64>,
}

#[derive(Deserialize)]
struct Row<'a> {
    seq: i64,
    client_id: &'a str,
}

/// A value of any shape, of which only a field `seq` matters.
#[derive(Default)]
struct MaybeSeq(Option<i64>);

impl<'de> Deserialize<'de> for MaybeSeq {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Look;
        impl<'de> Visitor<'de> for Look {
            type Value = MaybeSeq;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object or a list")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<MaybeSeq, A::Error> {
                let mut seq = None;
                while let Some(key) = map.next_key::<&str>()? {
                    if key == "seq" {
                        seq = Some(map.next_value()?);
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(MaybeSeq(seq))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<MaybeSeq, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(MaybeSeq(None))
            }
        }
        deserializer.deserialize_any(Look)
    }
}

#[cfg(test)]
mod tests {
    use signaling::protocol::{
        ClientId, Content, ConversationId, ErrorCode, Event, Message, Reply, Role, Sent,
        ServerFrame, Topic, WireError,
    };
    use uuid::Uuid;

    use super::*;

    fn seen(frame: &ServerFrame, check: impl FnOnce(Glimpse<'_>)) {
        let text = serde_json::to_vec(frame).unwrap();
        check(Glimpse::of(&text));
    }

    #[test]
    fn a_glimpse_agrees_with_the_wire() {
        let at = "2026-01-02T03:04:05Z".parse().unwrap();
        let client_id = ClientId(Uuid::from_u128(7));
        let conversation = ConversationId(Uuid::from_u128(9));
        let topic = Topic::Conversation(conversation);
        let named = topic.to_string();
        let reply = |ok, error| ServerFrame::Reply { id: 5, ok, error };

        seen(
            &reply(Some(Reply::Sent(Sent { seq: 3, at })), None),
            |glimpse| {
                assert_eq!(
                    glimpse,
                    Glimpse::Done {
                        id: 5,
                        seq: Some(3)
                    }
                );
            },
        );
        for ok in [Reply::Done, Reply::Queues(vec![]), Reply::Canned(vec![])] {
            seen(&reply(Some(ok), None), |glimpse| {
                assert_eq!(glimpse, Glimpse::Done { id: 5, seq: None });
            });
        }
        let error = WireError {
            code: ErrorCode::Unavailable,
            message: "say \"again\"".to_owned(),
            retry_after_ms: Some(20),
        };
        seen(&reply(None, Some(error)), |glimpse| {
            let (id, code, retry_after_ms) = (5, "unavailable", 20);
            assert_eq!(
                glimpse,
                Glimpse::Refused {
                    id,
                    code,
                    retry_after_ms
                }
            );
        });
        let message = Message {
            seq: 12,
            client_id,
            author: None,
            role: Role::System,
            at,
            content: Content::Text {
                text: "\"seq\":99 \\ \n😀".to_owned(),
            },
            edited: false,
        };
        let event = Event::Message { message };
        seen(&ServerFrame::Event { topic, event }, |glimpse| {
            let client_id = client_id.to_string();
            let (topic, client_id) = (named.as_str(), client_id.as_str());
            assert_eq!(
                glimpse,
                Glimpse::Row {
                    topic,
                    seq: 12,
                    client_id
                }
            );
        });
        let event = Event::Head { seq: 12 };
        seen(&ServerFrame::Event { topic, event }, |glimpse| {
            assert_eq!(
                glimpse,
                Glimpse::Head {
                    topic: &named,
                    seq: 12
                }
            );
        });
        seen(&ServerFrame::Resync { topic }, |glimpse| {
            assert_eq!(glimpse, Glimpse::Resync { topic: &named });
        });
        seen(&ServerFrame::Beat { now: at }, |glimpse| {
            assert_eq!(glimpse, Glimpse::Beat)
        });
        let event = Event::Typing {
            person: Uuid::from_u128(1).into(),
            name: "Bo \"B\"".to_owned(),
        };
        seen(&ServerFrame::Event { topic, event }, |glimpse| {
            assert_eq!(glimpse, Glimpse::Other)
        });
        assert_eq!(Glimpse::of(b"{\"type\":\"news\"}"), Glimpse::Other);
        assert_eq!(Glimpse::of(b"not json"), Glimpse::Other);
    }
}
