//! The program as an operator has it: its commands, its private PostgreSQL, its words when something is wrong, its log.

mod database;
mod deployment;
mod log;
mod place;
