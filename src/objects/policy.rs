//! Who may do what in the register. Pure.

use crate::{
    error::{Result, forbidden},
    identity::{
        Caller,
        policy::{Permission, allows, require},
    },
};

/// Whether `caller` reads the register and keeps it: whoever answers customers is out where the objects are, too.
pub(super) fn keeps(caller: &Caller) -> bool {
    allows(caller.staff, Permission::Answer)
}

/// As [`keeps`].
///
/// # Errors
/// `forbidden` for everybody else.
pub(super) fn may_keep(caller: &Caller) -> Result<()> {
    if keeps(caller) {
        Ok(())
    } else {
        Err(forbidden())
    }
}

/// Whether `caller` reads files into it, and retires what is in it.
///
/// # Errors
/// `forbidden` for everybody else.
pub(super) fn may_set(caller: &Caller) -> Result<()> {
    require(caller, Permission::SetObjects)
}
