//! How much each network has open: a flood from one address must not take the node from everybody else.

use std::{net::IpAddr, sync::Arc};

use dashmap::{DashMap, Entry};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::limits::network;

/// Places taken by network. An entry is there only while one is, so memory is bounded by what has them.
#[derive(Debug, Clone)]
pub struct Places {
    what: &'static str,
    taken: Arc<DashMap<u128, usize>>,
    of_one: usize,
    of_all: Arc<Semaphore>,
}

/// A place; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    taken: Arc<DashMap<u128, usize>>,
    network: u128,
    _among_all: OwnedSemaphorePermit,
}

impl Places {
    /// For `what`: at most `of_one` for each network, and `of_all` together.
    pub fn new(what: &'static str, of_one: usize, of_all: usize) -> Self {
        Self {
            what,
            taken: Arc::default(),
            of_one,
            of_all: Arc::new(Semaphore::new(of_all.min(Semaphore::MAX_PERMITS))),
        }
    }

    /// None when `address` has as many as it may, or all are taken.
    pub(crate) fn take(&self, address: IpAddr) -> Option<Place> {
        let place = self.find(network(address));
        if place.is_none() {
            metrics::counter!("samtal_rate_limited_total", "what" => self.what).increment(1);
        }
        place
    }

    fn find(&self, network: u128) -> Option<Place> {
        let among_all = self.of_all.clone().try_acquire_owned().ok()?;
        let mut taken = self.taken.entry(network).or_default();
        if *taken >= self.of_one {
            return None;
        }
        *taken += 1;
        drop(taken);
        Some(Place {
            taken: self.taken.clone(),
            network,
            _among_all: among_all,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Entry::Occupied(mut taken) = self.taken.entry(self.network) {
            *taken.get_mut() -= 1;
            if *taken.get() == 0 {
                taken.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_and_another_as_many() {
        let places = Places::new("sockets", 2, 10);
        let at = |address: &str| places.take(address.parse().unwrap());
        let (one, two) = (at("198.51.100.7"), at("198.51.100.7"));
        assert!(one.is_some() && two.is_some());
        assert!(at("198.51.100.7").is_none());
        assert!(at("198.51.100.8").is_some());
        drop(one);
        assert!(at("198.51.100.7").is_some());
        drop(two);
        assert!(places.taken.is_empty(), "nothing is kept of who has left");
    }

    #[test]
    fn many_addresses_have_an_end_together() {
        let places = Places::new("sockets", 2, 3);
        let at = |address: &str| places.take(address.parse().unwrap());
        let _taken = [at("198.51.100.7"), at("198.51.100.7"), at("198.51.100.8")];
        assert!(at("198.51.100.9").is_none());
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let places = Places::new("sockets", 1, 10);
        let _one = places.take("2001:db8::1".parse().unwrap()).unwrap();
        assert!(places.take("2001:db8::2".parse().unwrap()).is_none());
    }
}
