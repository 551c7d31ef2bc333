//! Who may do what, as a table: a role has permissions, and code asks for the permission. Pure.
//!
//! Invariants: whoever stands higher may all that those below may; nobody changes their own role.

use signaling::protocol::{PersonId, StaffRole};

use super::Caller;
use crate::error::{Result, forbidden};

/// Something that not everybody may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// To answer customers at the desk.
    Answer,
    /// To see and step into what others do.
    Oversee,
    /// To change queues and their hours.
    SetQueues,
    /// To change kinds of cases, their forms and what is promised.
    SetCases,
    /// To read files into the register of objects, and to retire what is in it.
    SetObjects,
    /// To invite, change, deactivate and reactivate the staff.
    ManageStaff,
    /// To say what a role asks of whoever has it.
    SetRoleRules,
}

/// The table: every permission and the roles that have it, in the order advisor, supervisor, administrator.
#[rustfmt::skip]
const TABLE: [(Permission, [bool; 3]); 7] = [
    (Permission::Answer,       [true,  true,  true]),
    (Permission::Oversee,      [false, true,  true]),
    (Permission::SetQueues,    [false, true,  true]),
    (Permission::SetCases,     [false, true,  true]),
    (Permission::SetObjects,   [false, true,  true]),
    (Permission::ManageStaff,  [false, false, true]),
    (Permission::SetRoleRules, [false, false, true]),
];

/// Whether `role` has `permission`; nobody without a role has any.
pub fn allows(role: Option<StaffRole>, permission: Permission) -> bool {
    let column = match role {
        None => return false,
        Some(StaffRole::Advisor) => 0,
        Some(StaffRole::Supervisor) => 1,
        Some(StaffRole::Administrator) => 2,
    };
    TABLE
        .iter()
        .any(|(known, roles)| *known == permission && roles[column])
}

/// As [`allows`], of who asks.
///
/// # Errors
/// `forbidden` for everybody else.
pub fn require(caller: &Caller, permission: Permission) -> Result<()> {
    if allows(caller.staff, permission) {
        Ok(())
    } else {
        Err(forbidden())
    }
}

/// Whether `caller` may give `person` another role, or end or begin their time here: anybody's but their own, so that a
/// mistake can be mended by the one who made it.
pub fn may_change_standing(caller: &Caller, person: PersonId) -> bool {
    allows(caller.staff, Permission::ManageStaff) && caller.person != person
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const LADDER: [Option<StaffRole>; 4] = [
        None,
        Some(StaffRole::Advisor),
        Some(StaffRole::Supervisor),
        Some(StaffRole::Administrator),
    ];

    #[test]
    fn each_permission_has_one_row_and_somebody_who_has_it() {
        for (permission, roles) in TABLE {
            let rows = TABLE.iter().filter(|(other, _)| *other == permission);
            assert_eq!(rows.count(), 1, "{permission:?}");
            assert!(roles.contains(&true), "{permission:?}");
        }
    }

    #[test]
    fn who_stands_higher_may_all_that_those_below_may() {
        for (permission, _) in TABLE {
            for pair in LADDER.windows(2) {
                assert!(
                    !allows(pair[0], permission) || allows(pair[1], permission),
                    "{permission:?} is {:?}'s and not {:?}'s",
                    pair[0],
                    pair[1]
                );
            }
            assert!(!allows(None, permission), "a visitor has {permission:?}");
        }
    }

    #[test]
    fn only_administrators_manage_staff_and_never_themselves() {
        let (own, other) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        for role in LADDER {
            let caller = Caller::invented(own, role);
            let is_administrator = role == Some(StaffRole::Administrator);
            assert_eq!(may_change_standing(&caller, other), is_administrator);
            assert!(!may_change_standing(&caller, own));
            assert_eq!(
                require(&caller, Permission::ManageStaff).is_ok(),
                is_administrator
            );
        }
    }
}
