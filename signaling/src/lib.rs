//! Everything that crosses the wire between Samtal's server and its clients.
//!
//! Pure data: no input or output happens here. The server, the load test and (through ts-rs) the web client share
//! these types, so a frame has one definition.

pub mod protocol;
pub mod room;
#[cfg(feature = "media")]
pub mod sfu;
