//! How many connections there may be: what the operator allows, as far as the system gives file descriptors for it.
//!
//! Invariant: clients never take the last descriptors; the database, files and Redis need some as well.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::config::Limits;

/// Plain requests at once beside the sockets that the operator allows. When all are taken, newcomers wait in the
/// system's backlog.
const MAX_REQUESTS: usize = 2_000;
/// Of one network beside the sockets it may have: some browsers' worth. A proxy that is trusted has no such end.
const REQUESTS_OF_ONE: usize = 200;
/// For all that is no client: the pool, uploads and downloads, the pipes of a private PostgreSQL.
const RESERVED: usize = 256;

/// Connections at once, WebSockets among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    /// Of everybody.
    pub(super) all: usize,
    /// Of one network.
    pub(super) of_one: usize,
}

impl Room {
    /// Asks the system for as many descriptors as this process may have: a shell or a service gives a thousand by
    /// default, which a single address could take.
    pub(super) fn make(limits: &Limits) -> Self {
        Self::within(limits, descriptors())
    }

    fn within(limits: &Limits, descriptors: usize) -> Self {
        let wanted = limits.sockets.saturating_add(MAX_REQUESTS);
        let of_one = limits.sockets_per_address.saturating_add(REQUESTS_OF_ONE);
        let usable = descriptors.saturating_sub(RESERVED).max(1);
        if wanted <= usable {
            return Self {
                all: wanted,
                of_one,
            };
        }
        tracing::warn!(
            descriptors,
            wanted,
            "fewer connections than allowed: the system gives no more file descriptors"
        );
        Self {
            all: usable,
            of_one: of_one.min((usable - usable / 4).max(1)),
        }
    }
}

fn descriptors() -> usize {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: maximum,
        maximum,
    };
    let now = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => maximum,
        Err(_) => current,
    };
    // None is no limit.
    now.map_or(usize::MAX, |most| {
        usize::try_from(most).unwrap_or(usize::MAX)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn one_address_does_not_take_all_descriptors_there_are() {
        let limits = Config::from_lookup(|_| Ok(None)).unwrap().limits;
        let room = |descriptors| Room::within(&limits, descriptors);
        let (plenty, few) = (room(1 << 20), room(1_024));
        assert_eq!((plenty.all, plenty.of_one), (52_000, 1_200));
        assert_eq!((few.all, few.of_one), (768, 576));
        assert_eq!((room(0).all, room(0).of_one), (1, 1));
    }

    #[test]
    fn as_many_descriptors_are_asked_for_as_may_be_had() {
        let most = getrlimit(Resource::Nofile).maximum;
        descriptors();
        assert_eq!(getrlimit(Resource::Nofile).current, most);
    }
}
