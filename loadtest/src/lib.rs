//! Samtal's Rust client, for load tests and for the server's own stories.
//!
//! [`Client`] behaves as the browser does: it comes back by itself, resumes where it was, fetches what is missing and
//! sends again what was not acknowledged. [`LeanSocket`] and [`Glimpse`] are for ten thousand connections in one
//! process. [`caller`] are people in a meeting, [`proxy`] a bad network before it. Never: a dependency on the server;
//! everything shared is in `signaling`.

mod api;
mod back_off;
pub mod caller;
mod client;
mod glimpse;
mod lean;
mod log;
pub mod proxy;
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
