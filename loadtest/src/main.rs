//! Samtal's load tests.
fn main() {}
