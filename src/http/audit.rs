//! The audit log over HTTP, for administrators.

use axum::{
    Json,
    body::Body,
    extract::{Query, State},
    http::{
        HeaderMap, HeaderValue,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::Deserialize;
use signaling::protocol::{AuditPage, PersonId, StaffRole};
use utoipa::IntoParams;
use uuid::Uuid;

use crate::{
    app::Ctx,
    audit::{self, Filter},
    error::{Result, forbidden, invalid},
    files::attachment,
    identity::Caller,
};

/// Longer than the name of anything that is done.
const MAX_NAME: usize = 60;

/// Which lines are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Done by this person.
    #[param(value_type = Option<Uuid>)]
    who: Option<PersonId>,
    /// This was done, like `signed_in`.
    #[param(max_length = 60, pattern = "^[a-z_]+$")]
    what: Option<String>,
    /// To this: a person, a conversation, a queue, a session, a meeting, an object.
    subject: Option<Uuid>,
    /// Then or later.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Before then.
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
}

/// From where a page goes on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Place {
    /// `older` of the page before.
    #[param(minimum = 1)]
    cursor: Option<i64>,
}

impl Wanted {
    fn filter(self) -> Result<Filter> {
        if let Some(what) = &self.what {
            let is_name = what.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            if what.is_empty() || what.len() > MAX_NAME || !is_name {
                return Err(invalid("what: small letters and underscores, at most 60"));
            }
        }
        Ok(Filter {
            who: self.who,
            what: self.what,
            subject: self.subject,
            // Nothing was written before; and Postgres knows no year -9999.
            from: self.from.map(|from| from.max(Timestamp::UNIX_EPOCH)),
            until: self.until.map(|until| until.max(Timestamp::UNIX_EPOCH)),
        })
    }
}

fn only_administrators(caller: &Caller) -> Result<()> {
    match caller.staff {
        Some(StaffRole::Administrator) => Ok(()),
        _ => Err(forbidden()),
    }
}

/// Who did and read what: at most 100 lines, the newest first. That it was read is a line of its own.
#[utoipa::path(
    get, path = "/api/v1/audit", operation_id = "audit", tag = "audit", params(Wanted, Place),
    responses((status = 200, description = "The lines", body = AuditPage)),
)]
pub(super) async fn page(
    State(app): State<Ctx>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
    Query(Place { cursor }): Query<Place>,
) -> Result<Json<AuditPage>> {
    only_administrators(&caller)?;
    Ok(Json(
        audit::read(&app, &caller, &wanted.filter()?, cursor).await?,
    ))
}

/// The same as a file for a spreadsheet, at most 100,000 lines.
#[utoipa::path(
    get, path = "/api/v1/audit.csv", operation_id = "audit_file", tag = "audit", params(Wanted),
    responses((status = 200, description = "Comma-separated values (RFC 4180) in UTF-8", body = String, content_type = "text/csv")),
)]
pub(super) async fn file(
    State(app): State<Ctx>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    only_administrators(&caller)?;
    let name = format!("audit-{}.csv", app.clock.now().strftime("%Y-%m-%d"));
    let lines = audit::export(app, (&caller).into(), wanted.filter()?).await?;
    let headers = HeaderMap::from_iter([
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (CONTENT_DISPOSITION, attachment(&name)),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ]);
    Ok((headers, Body::from_stream(lines)).into_response())
}
