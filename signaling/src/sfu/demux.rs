//! Who a datagram is from: by the user name fragment of a STUN request, then by its path.
//!
//! Invariant: a path is known only after a request on it that proved the password, and belongs to one connection.

use super::ice::Ufrag;
use super::io::Path;
use std::collections::HashMap;

/// The two ways to a connection, which is named by its number.
#[derive(Debug, Default)]
pub(super) struct Demux {
    fragments: HashMap<Ufrag, usize>,
    paths: HashMap<Path, usize>,
}

/// What a datagram is by its first bytes (RFC 7983, RFC 5761).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A STUN message.
    Stun,
    /// A DTLS record.
    Dtls,
    /// A media packet.
    Media,
    /// A control packet.
    Control,
    /// Nothing known.
    Unknown,
}

impl Kind {
    /// Looks at a datagram.
    pub(super) const fn of(datagram: &[u8]) -> Self {
        match datagram {
            [0..=3, ..] => Self::Stun,
            [20..=63, ..] => Self::Dtls,
            [128..=191, 192..=223, ..] => Self::Control,
            [128..=191, ..] => Self::Media,
            _ => Self::Unknown,
        }
    }
}

impl Demux {
    /// Makes a fragment known; false when it is taken.
    pub(super) fn name(&mut self, ufrag: Ufrag, peer: usize) -> bool {
        let free = !self.fragments.contains_key(&ufrag);
        if free {
            self.fragments.insert(ufrag, peer);
        }
        free
    }

    /// Forgets a fragment.
    pub(super) fn unname(&mut self, ufrag: Ufrag) {
        self.fragments.remove(&ufrag);
    }

    /// The connection that a fragment names.
    pub(super) fn named(&self, ufrag: Ufrag) -> Option<usize> {
        self.fragments.get(&ufrag).copied()
    }

    /// Makes a path known; the connection that had it, if another.
    pub(super) fn learn(&mut self, path: Path, peer: usize) -> Option<usize> {
        self.paths
            .insert(path, peer)
            .filter(|before| *before != peer)
    }

    /// Forgets a path.
    pub(super) fn forget(&mut self, path: Path) {
        self.paths.remove(&path);
    }

    /// The connection at the other end of a path.
    pub(super) fn at(&self, path: Path) -> Option<usize> {
        self.paths.get(&path).copied()
    }

    /// Fragments and paths known.
    pub(super) fn sizes(&self) -> (usize, usize) {
        (self.fragments.len(), self.paths.len())
    }
}

#[cfg(test)]
mod tests {
    use super::super::io::Via;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn kinds_are_told_apart_by_their_first_bytes() {
        assert_eq!(Kind::of(&[0, 1]), Kind::Stun);
        assert_eq!(Kind::of(&[22, 254]), Kind::Dtls);
        assert_eq!(Kind::of(&[0x80, 111]), Kind::Media);
        assert_eq!(Kind::of(&[0x90, 0x80 | 96]), Kind::Media);
        assert_eq!(Kind::of(&[0x80, 201]), Kind::Control);
        assert_eq!(Kind::of(&[]), Kind::Unknown);
        assert_eq!(Kind::of(&[255, 3]), Kind::Unknown);
    }

    proptest! {
        #[test]
        fn what_was_learnt_last_holds_and_nothing_stays(steps in proptest::collection::vec((0usize..4, 0u16..6, any::<bool>()), 0..60)) {
            let mut demux = Demux::default();
            let mut model = HashMap::new();
            for (peer, port, forget) in steps {
                let path = Path { via: Via::Udp(0), remote: ([127, 0, 0, 1], port).into() };
                if forget {
                    demux.forget(path);
                    model.remove(&port);
                } else {
                    let before = demux.learn(path, peer);
                    prop_assert_eq!(before, model.insert(port, peer).filter(|b| *b != peer));
                }
                prop_assert_eq!(demux.at(path), model.get(&port).copied());
                prop_assert_eq!(demux.sizes().1, model.len());
            }
        }
    }
}
