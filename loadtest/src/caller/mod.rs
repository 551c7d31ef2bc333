//! Synthetic callers: people in a meeting without a camera, a screen or a browser.
//!
//! A [`Caller`] takes the way that the web client takes (`call.rs`): socket, waiting room, seat, two connections. What
//! it sends is a recording made at the run's start (`recording.rs`), whose packets say at their end who sent them and
//! when (`mark.rs`), so that every other caller in this process can tell delay, loss and what a viewer would have seen
//! (`reception.rs`). Invariant: what comes is counted where it leaves the transport, before any queue of ours.

mod call;
mod mark;
mod peer;
mod reception;
mod recording;
mod sdp;
mod tap;
#[cfg(test)]
mod tests;
mod vp8;

pub use call::{CallError, Caller, Figures, Path, Start};
pub use mark::{Mark, Stream, now};
pub use peer::{PeerError, Publisher, Viewer};
pub use reception::{FREEZE, FromSender, Reception, SOUND_GAP, Totals};
pub use recording::{
    KEY_FRAME_EVERY, PICTURE_EVERY, PICTURE_TICKS, Position, Recording, SOUND_EVERY, SOUND_TICKS,
};
pub use sdp::{candidate, through};
pub use tap::Heard;
