//! BankID, by its Relying Party API 6.0: orders, their animated QR codes, and what comes of them.
//!
//! An order is begun for one browser and asked about by one node, every two seconds, until it is over; its final answer
//! comes once and is stored before anybody is told. Invariants: neither an order's name nor the QR code's secret leaves
//! the server; nothing here shows a personal number or a token in `Debug`.
//! Source: <https://developers.bankid.com>, Relying Party API 6.0.

mod access;
mod client;
mod following;
mod launch;
mod names;
mod ordering;
mod qr;
mod signing;
mod texts;
mod trouble;
mod wire;

pub use access::BankIdAccess;
pub use qr::qr_text;
pub use signing::{Document, Signature, Signing};

use std::fmt;

use client::Client;
pub(super) use following::follow;
pub(super) use ordering::{begin, cancel, view};
pub(super) use signing::{Evidence, Kind};

/// Its name in requests and in the database.
pub(super) const ID: &str = "bankid";

/// BankID, set up.
pub struct BankId {
    client: Client,
    /// Where a stand-in for the app is opened.
    app_url: Option<String>,
}

impl BankId {
    /// With what opens its API.
    ///
    /// # Errors
    /// If a certificate or key is not one.
    pub(super) fn open(access: BankIdAccess) -> anyhow::Result<Self> {
        Ok(Self {
            client: Client::new(&access)?,
            app_url: access.app_url,
        })
    }
}

impl fmt::Debug for BankId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BankId")
    }
}
