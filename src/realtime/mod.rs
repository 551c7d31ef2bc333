//! Sockets and what reaches them.
//!
//! One task per socket ([`socket`]); a command is carried out by [`dispatch`]; events come through the [`Hub`], which
//! knows who is subscribed here, and the bus, which tells the other nodes.
//! Invariant: nothing here is the truth. Whatever is lost, a client sees a gap in a number and asks Postgres.

mod bus;
pub mod dispatch;
mod heal;
mod hub;
mod link;
mod outbox;
pub mod socket;

pub use bus::Bus;
pub use heal::heal_holes;
pub use hub::{Hub, Signal, Subscription};
pub use outbox::{Frame, Outbox, Ticket, encode};
