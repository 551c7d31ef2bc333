//! Samtal.
