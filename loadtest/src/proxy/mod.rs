//! A bad network between clients and the server's media port: loses, delays, reorders and chokes packets, goes dark, and
//! lets a client come from another address.
//!
//! What happens to a packet is decided in `lane.rs`, which is pure; `relay.rs` owns the sockets and carries it out;
//! `control.rs` is the same by HTTP, for tests in other languages. Invariant: every packet that comes in is forwarded,
//! held or counted as dropped with its cause. Only UDP goes through; whoever falls back to TCP passes it by.

mod control;
mod lane;
mod relay;
#[cfg(test)]
mod tests;

pub use control::Control;
pub use lane::{BadImpairment, Dropped, Impairment, Lane, Verdict};
pub use relay::{Counts, LaneCounts, Proxy, ProxyError, Way, Whom};
