//! What this machine can do at best, for every figure that depends on the machine.

pub(crate) mod forwarder;
pub(crate) mod inserts;
pub(crate) mod relay;
