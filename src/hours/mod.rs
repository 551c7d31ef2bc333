//! Opening hours: what is open when, why not, and how much business time passes between two moments.
//!
//! Pure: every function takes its moment and returns a value; nothing here reads a clock or a database. The shapes are
//! `signaling::protocol::Hours` and `OpenState`; the rules live in [`Calendar`], which can only be made from hours that
//! were found valid.

mod calendar;
mod check;
mod holidays;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

pub use calendar::{Calendar, Opening, SEARCH_DAYS};
pub use check::{HoursError, MAX_EXCEPTIONS, MAX_REASON_CHARS, MAX_SPANS_A_DAY, Place};
pub use holidays::{Holiday, HolidayKind, find_holiday, list_holidays};
