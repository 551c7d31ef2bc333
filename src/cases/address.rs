//! Which case an address names.

use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use signaling::protocol::{CaseId, CaseNumber};

use super::{
    policy::{self, Seen},
    store,
};
use crate::{
    app::Ctx,
    error::{Error, Result, not_found},
    identity::Caller,
};

/// Which case, as an address names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CaseRef {
    Id(CaseId),
    Number(CaseNumber),
}

impl utoipa::PartialSchema for CaseRef {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        let id = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .description(Some("A case's id, or its number like 2026-004217"))
            .pattern(Some(format!("^({id}|[2-9][0-9]{{3}}-[0-9]{{6,9}})$")))
            .into()
    }
}

impl utoipa::ToSchema for CaseRef {}

impl CaseRef {
    /// An id or a number.
    ///
    /// # Errors
    /// `not_found` for anything else.
    fn parse(text: &str) -> Result<Self> {
        let id = text.parse().map(Self::Id).ok();
        let number = || text.parse().map(Self::Number).ok();
        id.or_else(number).ok_or_else(|| not_found("case"))
    }
}

/// Who asks, and the case that `{case}` in the route's path names to them: one that they may see, as what.
#[derive(Debug)]
pub(crate) struct AtCase {
    pub(crate) caller: Caller,
    pub(crate) case: CaseId,
    pub(super) seen: Seen,
}

/// Refuses who is not signed in, and whoever may not see the case as if there were none.
impl FromRequestParts<Ctx> for AtCase {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Ctx) -> Result<Self> {
        let caller = <Caller as FromRequestParts<Ctx>>::from_request_parts(parts, app).await?;
        let params = RawPathParams::from_request_parts(parts, app).await;
        let params = params.map_err(|_| not_found("case"))?;
        let named = params.iter().find(|(key, _)| *key == "case");
        let (_, named) = named.ok_or_else(|| not_found("case"))?;
        let (case, seen) = find(app, &caller, CaseRef::parse(named)?).await?;
        Ok(Self { caller, case, seen })
    }
}

/// Which case `wanted` names, if the caller may see it.
///
/// # Errors
/// `not_found`.
async fn find(app: &Ctx, caller: &Caller, wanted: CaseRef) -> Result<(CaseId, Seen)> {
    let mut conn = app.db.acquire().await?;
    let found = match wanted {
        CaseRef::Id(id) => {
            let standing = store::find_standing(&mut conn, id, caller.person).await?;
            standing.map(|standing| (id, standing))
        }
        CaseRef::Number(number) => {
            store::find_standing_by_number(&mut conn, number, caller.person).await?
        }
    };
    let (id, standing) = found.ok_or_else(|| not_found("case"))?;
    Ok((id, policy::sees(caller, standing)?))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_address_names_a_case_by_id_or_by_number() {
        let id = Uuid::from_u128(7);
        assert_eq!(
            CaseRef::parse(&id.to_string()).unwrap(),
            CaseRef::Id(CaseId(id))
        );
        let number = CaseNumber {
            year: 2026,
            number: 4217,
        };
        assert_eq!(
            CaseRef::parse("2026-004217").unwrap(),
            CaseRef::Number(number)
        );
        assert!(CaseRef::parse("2026").is_err());
        assert!(CaseRef::parse("../etc").is_err());
    }
}
