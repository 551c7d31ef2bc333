//! From where people sign in, as far as is remembered without keeping any address.

use std::{
    fmt,
    hash::{BuildHasher, Hash, RandomState},
    net::IpAddr,
    sync::atomic::{AtomicU64, Ordering},
};

/// 2^16: half a MiB. Who signs in later takes the place of whoever shares it.
const KNOWN_SLOTS: u64 = 1 << 16;

/// What one household, office or operator has for itself: /24 of IPv4, /48 of IPv6 (RFC 6177).
fn neighbourhood(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address) >> 8 << 8),
        IpAddr::V6(address) => u128::from(address) >> 80 << 80,
    }
}

/// From where accounts have been signed in to, as far as this process remembers: a mark per account and neighbourhood, in a
/// fixed number of places. Who is forgotten is an unknown one again.
pub(super) struct Known {
    marks: Box<[AtomicU64]>,
    secret: RandomState,
}

impl Known {
    pub(super) fn nothing() -> Self {
        Self {
            marks: (0..KNOWN_SLOTS).map(|_| AtomicU64::new(0)).collect(),
            secret: RandomState::new(),
        }
    }

    pub(super) fn keep(&self, account: impl Hash, address: IpAddr) {
        let (place, mark) = self.place(account, neighbourhood(address));
        place.store(mark, Ordering::Relaxed);
    }

    /// The neighbourhood of `address`, if it is known.
    pub(super) fn find(&self, account: impl Hash, address: IpAddr) -> Option<u128> {
        let own = neighbourhood(address);
        let (place, mark) = self.place(account, own);
        (place.load(Ordering::Relaxed) == mark).then_some(own)
    }

    fn place(&self, account: impl Hash, own: u128) -> (&AtomicU64, u64) {
        let mark = self.secret.hash_one((account, own));
        let slot = usize::try_from(mark % KNOWN_SLOTS).expect("sixteen bits are a place");
        // Nothing is kept as nought.
        (&self.marks[slot], mark.max(1))
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Known(..)")
    }
}
