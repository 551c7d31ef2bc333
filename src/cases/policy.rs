//! Who may see and change a case. Pure.

use signaling::protocol::{CaseStatus, PersonId};

use crate::{
    error::{Result, conflict, forbidden, not_found},
    identity::{
        Caller,
        policy::{Permission, allows},
    },
};

/// What decides who sees a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) customer: PersonId,
    /// Whether the caller has it, serves its team, takes part on purpose, or entered it for somebody.
    pub(super) works: bool,
}

/// As what somebody sees a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// As whose it is.
    Customer,
    /// As who works with it.
    Worker,
    /// From above: goes to the audit log.
    Overseer,
}

/// As what the caller sees a case.
///
/// # Errors
/// `not_found` for everybody else: it looks as if there were no such case.
pub(super) fn sees(caller: &Caller, case: Standing) -> Result<Seen> {
    match caller.staff {
        None if case.customer == caller.person => Ok(Seen::Customer),
        None => Err(not_found("case")),
        Some(_) if case.works => Ok(Seen::Worker),
        Some(_) if caller.oversees() => Ok(Seen::Overseer),
        Some(_) => Err(not_found("case")),
    }
}

/// Staff alone.
///
/// # Errors
/// `forbidden` for everybody else.
pub(super) fn staff_only(caller: &Caller) -> Result<()> {
    if allows(caller.staff, Permission::Answer) {
        Ok(())
    } else {
        Err(forbidden())
    }
}

/// A colleague's work, where the case is one's own.
///
/// # Errors
/// `conflict`, in words.
pub(super) fn not_ones_own(caller: &Caller, customer: PersonId) -> Result<()> {
    if customer == caller.person {
        return Err(conflict("one's own case is a colleague's to answer"));
    }
    Ok(())
}

/// Whether a case may go from one status to another.
///
/// # Errors
/// `conflict`, in words.
pub(super) fn may_move(from: CaseStatus, to: CaseStatus) -> Result<()> {
    use CaseStatus::{Active, Closed, New};
    match (from, to) {
        (from, to) if from == to => Err(conflict("the case has this status already")),
        (_, New) => Err(conflict("a case is new once")),
        (Closed, Active) => Ok(()),
        (Closed, _) => Err(conflict(
            "a closed case is opened again first: make it active",
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use signaling::protocol::{ErrorCode, StaffRole};
    use uuid::Uuid;

    use super::*;

    fn caller(id: u128, staff: Option<StaffRole>) -> Caller {
        Caller::invented(PersonId(Uuid::from_u128(id)), staff)
    }

    const CUSTOMER: u128 = 1;

    fn case() -> Standing {
        Standing {
            customer: PersonId(Uuid::from_u128(CUSTOMER)),
            works: false,
        }
    }

    #[test]
    fn a_case_is_its_customers_and_its_teams() {
        let seen = |caller: &Caller, case| sees(caller, case).ok();
        assert_eq!(seen(&caller(CUSTOMER, None), case()), Some(Seen::Customer));
        assert_eq!(seen(&caller(2, None), case()), None);
        let advisor = caller(3, Some(StaffRole::Advisor));
        assert_eq!(seen(&advisor, case()), None);
        let ours = Standing {
            works: true,
            ..case()
        };
        assert_eq!(seen(&advisor, ours), Some(Seen::Worker));
        for role in [StaffRole::Supervisor, StaffRole::Administrator] {
            assert_eq!(seen(&caller(4, Some(role)), case()), Some(Seen::Overseer));
            assert_eq!(seen(&caller(4, Some(role)), ours), Some(Seen::Worker));
        }
        // Somebody who works here and is the customer sees it as staff or not at all: their colleagues' notes are in it.
        assert_eq!(
            seen(&caller(CUSTOMER, Some(StaffRole::Advisor)), case()),
            None
        );
        assert_eq!(
            sees(&caller(2, None), ours).unwrap_err().code(),
            ErrorCode::NotFound
        );
    }

    #[test]
    fn a_closed_case_is_only_opened_again() {
        use CaseStatus::{Active, Closed, New, Paused, Resolved, Waiting};
        for to in [Active, Paused, Waiting, Resolved, Closed] {
            assert!(may_move(New, to).is_ok());
            assert_eq!(may_move(Closed, to).is_ok(), to == Active);
            assert!(may_move(to, New).is_err());
            assert!(may_move(to, to).is_err());
        }
    }
}
