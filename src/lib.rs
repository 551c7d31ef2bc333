//! Samtal: drop-in chat, queues and the people at both ends of them. `main` is a thin shell over [`app::run`].

pub mod app;
pub mod audit;
pub mod cases;
pub mod clock;
pub mod config;
pub mod conversations;
mod csv;
pub mod db;
pub mod doctor;
pub mod error;
pub mod files;
pub mod founding;
pub mod hours;
pub mod http;
pub mod identity;
pub mod lifecycle;
pub mod meetings;
pub mod notify;
pub mod objects;
mod outward;
pub mod presence;
pub mod queues;
pub mod realtime;
pub mod reports;
pub mod seed;
pub mod simulators;
pub mod staff;
pub mod telemetry;
#[cfg(test)]
mod tests;
pub mod transcripts;
