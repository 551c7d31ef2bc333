//! The program as an operator has it: its commands, its private PostgreSQL, its words when something is wrong, its log.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests state what they expect by panicking, and so do their helpers"
)]

mod database;
mod deployment;
mod log;
mod place;
