//! How many sockets each network has open: a flood from one address must not take the node from everybody else.

use std::{net::IpAddr, sync::Arc};

use dashmap::{DashMap, Entry};

use super::limits::network;

/// Open sockets by network. An entry is there only while one is open, so memory is bounded by the sockets themselves.
#[derive(Debug, Clone)]
pub struct Places {
    open: Arc<DashMap<u128, usize>>,
    most: usize,
}

/// A socket's place; given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    open: Arc<DashMap<u128, usize>>,
    network: u128,
}

impl Places {
    /// At most `most` for each.
    pub fn new(most: usize) -> Self {
        Self {
            open: Arc::default(),
            most,
        }
    }

    /// None when `address` has as many as it may.
    pub(crate) fn take(&self, address: IpAddr) -> Option<Place> {
        let network = network(address);
        let mut open = self.open.entry(network).or_default();
        if *open >= self.most {
            metrics::counter!("samtal_rate_limited_total", "what" => "sockets").increment(1);
            return None;
        }
        *open += 1;
        drop(open);
        Some(Place {
            open: self.open.clone(),
            network,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Entry::Occupied(mut open) = self.open.entry(self.network) {
            *open.get_mut() -= 1;
            if *open.get() == 0 {
                open.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_and_another_as_many() {
        let places = Places::new(2);
        let at = |address: &str| places.take(address.parse().unwrap());
        let (one, two) = (at("198.51.100.7"), at("198.51.100.7"));
        assert!(one.is_some() && two.is_some());
        assert!(at("198.51.100.7").is_none());
        assert!(at("198.51.100.8").is_some());
        drop(one);
        assert!(at("198.51.100.7").is_some());
        drop(two);
        assert!(places.open.is_empty(), "nothing is kept of who has left");
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let places = Places::new(1);
        let _one = places.take("2001:db8::1".parse().unwrap()).unwrap();
        assert!(places.take("2001:db8::2".parse().unwrap()).is_none());
    }
}
