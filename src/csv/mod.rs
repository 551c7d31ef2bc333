//! Comma-separated values (RFC 4180) as spreadsheets write and read them. Pure.
//!
//! Invariants: no cell that is written is taken for a formula where it is opened; whatever bytes are read, they become text,
//! and a quotation mark that is out of place is told and never guessed away.

mod reading;
mod text;
mod writing;

pub(crate) use reading::{Broken, Row, rows};
pub(crate) use text::{decode, is_binary};
pub(crate) use writing::{plain, write_row};
