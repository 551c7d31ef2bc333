//! Ids of one's own messages.

use signaling::protocol::ClientId;

/// A new id for a message: what makes a retry the same message.
#[expect(
    clippy::disallowed_methods,
    reason = "a client has no clock but its own; here its ids are made"
)]
pub fn new_client_id() -> ClientId {
    ClientId(uuid::Uuid::now_v7())
}
