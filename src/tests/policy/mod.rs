//! Who may do what: every route, every command, every topic, tried as everybody.
//!
//! The tables are the policy written out. A command or a route without a row fails, and so does an answer that differs.

mod commands;
mod routes;
mod standing;
mod verbs;

use signaling::protocol::StaffRole;

use super::house::{House, Person};

/// The columns of every table. The scene is a chat between `own` and `involved`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum As {
    /// Shows no secret.
    Anonymous,
    /// The customer whose chat it is.
    Own,
    /// Another customer.
    Other,
    /// An advisor of another queue.
    Uninvolved,
    /// The advisor who has the chat.
    Involved,
    /// Takes no part in it.
    Supervisor,
    /// Neither.
    Administrator,
}

const EVERYBODY: [As; 7] = [
    As::Anonymous,
    As::Own,
    As::Other,
    As::Uninvolved,
    As::Involved,
    As::Supervisor,
    As::Administrator,
];

/// Those who stay the same; each try has a customer of its own.
struct Cast {
    other: Person,
    uninvolved: Person,
    involved: Person,
    supervisor: Person,
    administrator: Person,
}

impl Cast {
    async fn of(house: &House) -> Self {
        Self {
            other: house.customer("Bo").await,
            uninvolved: house.staff("Ulla", StaffRole::Advisor).await,
            involved: house.advisor("Maria").await,
            supervisor: house.staff("Siv", StaffRole::Supervisor).await,
            administrator: house.staff("Adam", StaffRole::Administrator).await,
        }
    }

    fn who<'a>(&'a self, caller: As, own: &'a Person) -> Option<&'a Person> {
        match caller {
            As::Anonymous => None,
            As::Own => Some(own),
            As::Other => Some(&self.other),
            As::Uninvolved => Some(&self.uninvolved),
            As::Involved => Some(&self.involved),
            As::Supervisor => Some(&self.supervisor),
            As::Administrator => Some(&self.administrator),
        }
    }
}
