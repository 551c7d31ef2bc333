//! All SQL about people, what they are known by, and how they prove it.

pub(super) mod accounts;
pub(super) mod attempts;
pub(super) mod bankid;
pub(super) mod identifiers;
pub(super) mod invitations;
pub(super) mod oidc;
pub(super) mod passkeys;
pub(super) mod people;
pub(super) mod profiles;
pub(super) mod second_factors;
pub(super) mod sessions;
pub(super) mod tokens;
