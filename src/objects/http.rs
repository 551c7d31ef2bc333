//! The register of objects over HTTP: for staff, and for whoever stands before a label.

use axum::{
    Json, Router,
    body::Body,
    extract::{Path, Query, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use signaling::protocol::{
    ImportReport, ObjectChange, ObjectForm, ObjectHint, ObjectId, ObjectPage, ObjectView,
};
use utoipa::IntoParams;

use super::Search;
use crate::{
    app::Ctx,
    error::Result,
    files::attachment,
    http::{ClientAddress, JsonBody, SheetBody},
    identity::Caller,
};

/// No script, no form, no request, even if a browser takes a drawing for a page.
const NOTHING_RUNS: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// Every address of the domain.
pub(crate) fn routes() -> Router<Ctx> {
    Router::new()
        .route("/api/v1/objects", get(list).post(create))
        .route("/api/v1/objects.csv", get(export))
        .route("/api/v1/objects/import", post(import))
        .route("/api/v1/objects/by-number/{number}", get(hint))
        .route("/api/v1/objects/{object}", get(view).put(change))
        .route("/api/v1/objects/{object}/retire", post(retire))
        .route("/api/v1/objects/{object}/reinstate", post(reinstate))
        .route("/api/v1/objects/{object}/label.svg", get(label))
}

/// Which objects are asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// At most 8 words: each is in the number, name, maker, model, serial number or place.
    #[serde(default)]
    #[param(max_length = 200)]
    search: String,
    /// `next` of the page before.
    #[param(max_length = 40)]
    after: Option<String>,
    /// At most so many; 50 unless told.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Those that are seen to no more, instead of those that are.
    #[serde(default)]
    retired: bool,
}

/// A page of the register, by number. For staff.
#[utoipa::path(
    get, path = "/api/v1/objects", operation_id = "list_objects", tag = "objects", params(Wanted),
    responses((status = 200, description = "By number", body = ObjectPage)),
)]
pub(crate) async fn list(
    State(app): State<Ctx>,
    caller: Caller,
    Query(wanted): Query<Wanted>,
) -> Result<Json<ObjectPage>> {
    let search = Search::parse(&wanted.search, wanted.retired)?;
    let after = wanted.after.as_deref();
    Ok(Json(
        super::list(&app, &caller, &search, after, wanted.limit).await?,
    ))
}

/// Enters an object, under the next free number if it has none. For staff.
#[utoipa::path(
    post, path = "/api/v1/objects", operation_id = "create_object", tag = "objects", request_body = ObjectForm,
    responses((status = 201, description = "Entered", body = ObjectView)),
)]
pub(crate) async fn create(
    State(app): State<Ctx>,
    caller: Caller,
    JsonBody(form): JsonBody<ObjectForm>,
) -> Result<(StatusCode, Json<ObjectView>)> {
    let object = super::create(&app, &caller, &form).await?;
    Ok((StatusCode::CREATED, Json(object)))
}

/// The whole register, the retired too, as a file for a spreadsheet; it can be imported again. For staff.
#[utoipa::path(
    get, path = "/api/v1/objects.csv", operation_id = "objects_file", tag = "objects",
    responses((status = 200, description = "Comma-separated values (RFC 4180) in UTF-8", body = String, content_type = "text/csv")),
)]
pub(crate) async fn export(State(app): State<Ctx>, caller: Caller) -> Result<Response> {
    let name = format!("objects-{}.csv", app.clock.now().strftime("%Y-%m-%d"));
    let rows = super::export(app, &caller).await?;
    let headers = HeaderMap::from_iter([
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (CONTENT_DISPOSITION, attachment(&name)),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ]);
    Ok((headers, Body::from_stream(rows)).into_response())
}

/// How a file is read in.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Import {
    /// Says what would be done, and does nothing.
    dry_run: bool,
}

/// Reads a file into the register, as a whole or not at all: UTF-8, UTF-16 with a byte-order mark or Windows-1252, divided
/// by `;`, `,` or tabs, at most 5 MB and 20,000 rows below one of headings in Swedish or English. A row with a known number
/// changes that object, as far as the file has columns; others are new. For supervisors and administrators.
#[utoipa::path(
    post, path = "/api/v1/objects/import", operation_id = "import_objects", tag = "objects", params(Import),
    request_body(content = String, content_type = "text/csv", description = "The file itself"),
    responses((status = 200, description = "What it did, or would do", body = ImportReport)),
)]
pub(crate) async fn import(
    State(app): State<Ctx>,
    caller: Caller,
    Query(Import { dry_run }): Query<Import>,
    SheetBody(file): SheetBody,
) -> Result<Json<ImportReport>> {
    Ok(Json(super::import(&app, &caller, file, dry_run).await?))
}

/// As much of an object as its label tells anyway, for whoever reports something about it. How often one address asks is
/// bounded.
#[utoipa::path(
    get, path = "/api/v1/objects/by-number/{number}", operation_id = "object_hint", tag = "objects", security(()),
    params(("number" = String, Path, description = "As on the label, in any case")),
    responses((status = 200, description = "What it is", body = ObjectHint)),
)]
pub(crate) async fn hint(
    State(app): State<Ctx>,
    ClientAddress(address): ClientAddress,
    caller: Option<Caller>,
    Path(number): Path<String>,
) -> Result<Json<ObjectHint>> {
    Ok(Json(
        super::hint(&app, caller.as_ref(), address, &number).await?,
    ))
}

/// One object. For staff.
#[utoipa::path(
    get, path = "/api/v1/objects/{object}", operation_id = "object", tag = "objects",
    params(("object" = ObjectId, Path)),
    responses((status = 200, description = "As it is", body = ObjectView)),
)]
pub(crate) async fn view(
    State(app): State<Ctx>,
    caller: Caller,
    Path(object): Path<ObjectId>,
) -> Result<Json<ObjectView>> {
    Ok(Json(super::view(&app, &caller, object).await?))
}

/// Changes what is known of an object. For staff.
#[utoipa::path(
    put, path = "/api/v1/objects/{object}", operation_id = "change_object", tag = "objects",
    params(("object" = ObjectId, Path)), request_body = ObjectChange,
    responses((status = 200, description = "As it is now", body = ObjectView)),
)]
pub(crate) async fn change(
    State(app): State<Ctx>,
    caller: Caller,
    Path(object): Path<ObjectId>,
    JsonBody(form): JsonBody<ObjectChange>,
) -> Result<Json<ObjectView>> {
    Ok(Json(super::change(&app, &caller, object, &form).await?))
}

/// An object is seen to no more. For supervisors and administrators.
#[utoipa::path(
    post, path = "/api/v1/objects/{object}/retire", operation_id = "retire_object", tag = "objects",
    params(("object" = ObjectId, Path)),
    responses((status = 200, description = "As it is now", body = ObjectView)),
)]
pub(crate) async fn retire(
    State(app): State<Ctx>,
    caller: Caller,
    Path(object): Path<ObjectId>,
) -> Result<Json<ObjectView>> {
    Ok(Json(super::retire(&app, &caller, object).await?))
}

/// And again.
#[utoipa::path(
    post, path = "/api/v1/objects/{object}/reinstate", operation_id = "reinstate_object", tag = "objects",
    params(("object" = ObjectId, Path)),
    responses((status = 200, description = "As it is now", body = ObjectView)),
)]
pub(crate) async fn reinstate(
    State(app): State<Ctx>,
    caller: Caller,
    Path(object): Path<ObjectId>,
) -> Result<Json<ObjectView>> {
    Ok(Json(super::reinstate(&app, &caller, object).await?))
}

/// What is stuck on an object, 63.5 by 38.1 millimetres: number, name, and a code that leads to `/report/<number>`. For
/// staff.
#[utoipa::path(
    get, path = "/api/v1/objects/{object}/label.svg", operation_id = "object_label", tag = "objects",
    params(("object" = ObjectId, Path)),
    responses((status = 200, description = "The drawing", body = String, content_type = "image/svg+xml")),
)]
pub(crate) async fn label(
    State(app): State<Ctx>,
    caller: Caller,
    Path(object): Path<ObjectId>,
) -> Result<Response> {
    let svg = super::label(&app, &caller, object).await?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
        (CONTENT_SECURITY_POLICY, NOTHING_RUNS),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ];
    Ok((headers, svg).into_response())
}
