//! A meeting's room: who waits, who is called, who sits, who was put aside.
//!
//! Pure: [`State::apply`] takes the time and what happened and gives what follows from it; a task elsewhere stores,
//! tells and carries out. Invariants: nobody sits who was not let in; only the host lets anybody in; a guest never
//! becomes the host; a person has one seat; whoever is put aside neither sends nor gets anything.

mod host;
mod lobby;
mod person;
mod seats;
mod state;
mod text;
mod views;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use person::{Person, PersonRecord, Seated, SocketId};
pub use state::{Ending, Follows, Input, MediaDo, Newcomer, Refusal, RoomRecord, State};
pub use text::{one_line, visible};

use jiff::SignedDuration;

/// How long a seat is kept for who lost the socket.
pub const SEAT_KEPT: SignedDuration = SignedDuration::from_secs(45);
/// How long whoever was inside may come back without knocking.
pub const RETURN_WITHIN: SignedDuration = SignedDuration::from_secs(120);
/// How long the others go on without a host; then everybody is put aside until one is back.
pub const HOST_ABSENT: SignedDuration = SignedDuration::from_secs(120);
/// How long somebody who waits may be disconnected, and somebody who was called may hesitate.
pub const WAITING_KEPT: SignedDuration = SignedDuration::from_secs(120);
/// A meeting in which nobody has been for this long is over.
pub const FORGOTTEN: SignedDuration = SignedDuration::from_hours(12);
/// Everybody who has ever opened one meeting's link: more is no meeting.
pub const MAX_KNOWN: usize = 200;
