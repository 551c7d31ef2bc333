//! Client ids of a run that say who sent which message, so that nothing has to be looked up.

use loadtest::new_client_id;
use uuid::Uuid;

/// The ids of one run: UUIDv7s that differ only in their last 48 bits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tags {
    prefix: u128,
}

/// Message number `number` of sender number `sender`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Tag {
    pub(crate) sender: u16,
    pub(crate) number: u32,
}

const LOW: u128 = (1 << 48) - 1;

impl Tags {
    pub(crate) fn new() -> Self {
        Self {
            prefix: new_client_id().0.as_u128() & !LOW,
        }
    }

    /// The client id of a tag.
    pub(crate) fn id(self, tag: Tag) -> Uuid {
        let low = u128::from(tag.sender) << 32 | u128::from(tag.number);
        Uuid::from_u128(self.prefix | low)
    }

    /// The tag of a client id, if it is of this run.
    pub(crate) fn tag(self, id: u128) -> Option<Tag> {
        if id & !LOW != self.prefix {
            return None;
        }
        let low = id & LOW;
        Some(Tag {
            sender: u16::try_from(low >> 32).expect("16 bits are left"),
            number: u32::try_from(low & u128::from(u32::MAX)).expect("32 bits are left"),
        })
    }
}

/// A client id as the wire has it.
pub(crate) fn parse(id: &str) -> Option<u128> {
    Some(Uuid::try_parse_ascii(id.as_bytes()).ok()?.as_u128())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_survives_the_wire_and_others_are_not_taken_for_one() {
        let tags = Tags::new();
        let tag = Tag {
            sender: 65_535,
            number: u32::MAX,
        };
        let id = tags.id(tag);
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(
            parse(&id.to_string()).and_then(|id| tags.tag(id)),
            Some(tag)
        );
        assert_eq!(tags.tag(id.as_u128() ^ (1 << 60)), None);
    }
}
