//! Who somebody is: people, sessions, sign-in.
//!
//! Invariant: a session's secret is never stored or logged, only its SHA-256.

use signaling::protocol::{PersonId, StaffRole};

/// Somebody who has proven who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub person: PersonId,
    /// As others see them.
    pub name: String,
    /// None for visitors.
    pub staff: Option<StaffRole>,
    /// SHA-256 of the session's secret, so that a revoked session's sockets can be found.
    pub session: [u8; 32],
}

impl Caller {
    /// Whether the caller may see and step into everything.
    pub fn oversees(&self) -> bool {
        matches!(self.staff, Some(StaffRole::Supervisor | StaffRole::Administrator))
    }
}
