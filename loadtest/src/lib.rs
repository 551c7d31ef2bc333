//! Samtal's Rust client, for load tests and for the server's own stories.
//!
//! [`Client`] behaves as the browser does: it comes back by itself, resumes where it was, fetches what is missing and
//! sends again what was not acknowledged. [`LeanSocket`] and [`Glimpse`] are for ten thousand connections in one
//! process. Never: a dependency on the server; everything shared is in `signaling`.

mod api;
mod back_off;
mod client;
mod glimpse;
mod lean;
mod log;
mod raw;
mod socket;
mod stamp;

pub use api::{Api, ApiError};
pub use back_off::BackOff;
pub use client::{Chat, Client, Connection, Fault, Options, Waited};
pub use glimpse::Glimpse;
pub use lean::{Ended, LeanSocket};
pub use log::Log;
pub use raw::{RawSocket, Received};
pub use socket::{Door, Identity, OpenError};
pub use stamp::new_client_id;
