//! Cases over HTTP.

use axum::{
    Json, Router,
    body::Body,
    extract::{Path, Query, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
    routing::{delete, get, post, put},
};
use signaling::protocol::{
    CallMade, CallbackForm, CaseChange, CaseClaim, CaseFigures, CaseNumber, CasePage, CasePapers,
    CasePeople, CaseReceipt, CaseTypeForm, CaseTypeId, CaseTypeView, CaseView, ClaimableCases,
    FormRefusal, NewCase, NewThread, OtherCase, OwnerChange, StatusChange, ThreadCreated,
};

use super::{
    address::{AtCase, CaseRef},
    callbacks, changing, checklists, claiming, export, figures, joining, lists, logs,
    opening::{self, Opened},
    types, view,
};
use crate::{
    app::Ctx,
    error::{Result, not_found},
    files::http::attachment,
    http::{ClientAddress, JsonBody},
    identity::Caller,
};

/// All of them.
pub fn routes() -> Router<Ctx> {
    Router::new()
        .route("/api/v1/case-types", get(list_types).post(create_type))
        .route("/api/v1/case-types/{case_type}", put(change_type))
        .route("/api/v1/case-papers", post(new_papers))
        .route("/api/v1/case-figures", get(case_figures))
        .route("/api/v1/my-cases", get(list_own))
        .route("/api/v1/claims", get(list_claimable).post(claim))
        .route("/api/v1/cases", get(list).post(open))
        .route("/api/v1/cases.csv", get(file))
        .route("/api/v1/cases/{case}", get(one).put(change))
        .route("/api/v1/cases/{case}/status", put(set_status))
        .route("/api/v1/cases/{case}/owner", put(set_owner))
        .route("/api/v1/cases/{case}/people", put(set_people))
        .route("/api/v1/cases/{case}/threads", post(begin_thread))
        .route("/api/v1/cases/{case}/part", post(take_part))
        .route("/api/v1/cases/{case}/links", post(link))
        .route("/api/v1/cases/{case}/links/{number}", delete(unlink))
        .route("/api/v1/cases/{case}/merge", post(merge))
        .route(
            "/api/v1/cases/{case}/callback",
            put(ask_callback).delete(withdraw_callback),
        )
        .route("/api/v1/cases/{case}/callback/calls", post(record_call))
        .merge(checklists::http::routes())
}

/// Kinds of cases that the caller may open; for staff all.
#[utoipa::path(
    get, path = "/api/v1/case-types", operation_id = "case_types", tag = "cases",
    responses((status = 200, description = "The kinds, with their forms", body = Vec<CaseTypeView>)),
)]
pub(crate) async fn list_types(
    State(app): State<Ctx>,
    caller: Caller,
) -> Result<Json<Vec<CaseTypeView>>> {
    Ok(Json(types::list(&app, &caller).await?))
}

/// Adds a kind of case.
#[utoipa::path(
    post, path = "/api/v1/case-types", operation_id = "create_case_type", tag = "cases", request_body = CaseTypeForm,
    responses((status = 201, description = "Added", body = CaseTypeView)),
)]
pub(crate) async fn create_type(
    State(app): State<Ctx>,
    caller: Caller,
    JsonBody(form): JsonBody<CaseTypeForm>,
) -> Result<(StatusCode, Json<CaseTypeView>)> {
    let kind = types::create(&app, &caller, form).await?;
    Ok((StatusCode::CREATED, Json(kind)))
}

/// Changes a kind of case: its form gets a new version, and cases that stand keep theirs.
#[utoipa::path(
    put, path = "/api/v1/case-types/{case_type}", operation_id = "change_case_type", tag = "cases",
    params(("case_type" = CaseTypeId, Path)), request_body = CaseTypeForm,
    responses((status = 200, description = "As it is now", body = CaseTypeView)),
)]
pub(crate) async fn change_type(
    State(app): State<Ctx>,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(form): JsonBody<CaseTypeForm>,
) -> Result<Json<CaseTypeView>> {
    let id = id.parse().map_err(|_| not_found("case type"))?;
    Ok(Json(types::change(&app, &caller, id, form).await?))
}

/// A place to upload a form's files to, before there is a case.
#[utoipa::path(
    post, path = "/api/v1/case-papers", operation_id = "new_case_papers", tag = "cases",
    responses((status = 201, description = "Upload to its conversation, and send its id with the case", body = CasePapers)),
)]
pub(crate) async fn new_papers(
    State(app): State<Ctx>,
    caller: Caller,
) -> Result<(StatusCode, Json<CasePapers>)> {
    app.throttle.upload(caller.person)?;
    let conversation = opening::papers(&app, &caller).await?;
    Ok((StatusCode::CREATED, Json(CasePapers { conversation })))
}

/// How promises were kept in the last thirty days.
#[utoipa::path(
    get, path = "/api/v1/case-figures", operation_id = "case_figures", tag = "cases",
    responses((status = 200, description = "Of cases opened in the last thirty days", body = CaseFigures)),
)]
pub(crate) async fn case_figures(
    State(app): State<Ctx>,
    caller: Caller,
) -> Result<Json<CaseFigures>> {
    Ok(Json(figures::figures(&app, &caller).await?))
}

/// The caller's own cases, newest first.
#[utoipa::path(
    get, path = "/api/v1/my-cases", operation_id = "my_cases", tag = "cases", params(lists::WantedOwn),
    responses((status = 200, description = "One's own", body = CasePage)),
)]
pub(crate) async fn list_own(
    State(app): State<Ctx>,
    caller: Caller,
    Query(wanted): Query<lists::WantedOwn>,
) -> Result<Json<CasePage>> {
    Ok(Json(lists::list_own(&app, &caller, wanted).await?))
}

/// Cases that were reported by a visitor with an address that the caller has proven since: they can become the caller's.
#[utoipa::path(
    get, path = "/api/v1/claims", operation_id = "claimable_cases", tag = "cases",
    responses((status = 200, description = "Newest first", body = ClaimableCases)),
)]
pub(crate) async fn list_claimable(
    State(app): State<Ctx>,
    caller: Caller,
) -> Result<Json<ClaimableCases>> {
    Ok(Json(claiming::list(&app, &caller).await?))
}

/// Makes such cases the caller's, all or none. Those that are already stay so.
#[utoipa::path(
    post, path = "/api/v1/claims", operation_id = "claim_cases", tag = "cases", request_body = CaseClaim,
    responses((status = 200, description = "They are the caller's", body = CaseClaim)),
)]
pub(crate) async fn claim(
    State(app): State<Ctx>,
    caller: Caller,
    JsonBody(body): JsonBody<CaseClaim>,
) -> Result<Json<CaseClaim>> {
    Ok(Json(claiming::claim(&app, &caller, body).await?))
}

/// Cases that staff look for: of their teams and their own; supervisors and administrators see all.
#[utoipa::path(
    get, path = "/api/v1/cases", operation_id = "cases", tag = "cases", params(lists::Wanted),
    responses((status = 200, description = "A page", body = CasePage)),
)]
pub(crate) async fn list(
    State(app): State<Ctx>,
    caller: Caller,
    Query(wanted): Query<lists::Wanted>,
) -> Result<Json<CasePage>> {
    Ok(Json(lists::list(&app, &caller, &wanted).await?))
}

/// What a list shows, as a file for a spreadsheet: at most 100,000 cases, with headings in the caller's language.
#[utoipa::path(
    get, path = "/api/v1/cases.csv", operation_id = "cases_file", tag = "cases", params(lists::Wanted),
    responses((status = 200, description = "Comma-separated values (RFC 4180) in UTF-8", body = String, content_type = "text/csv")),
)]
pub(crate) async fn file(
    State(app): State<Ctx>,
    caller: Caller,
    Query(wanted): Query<lists::Wanted>,
) -> Result<Response> {
    let name = format!("cases-{}.csv", app.clock.now().strftime("%Y-%m-%d"));
    let rows = export::export(app, &caller, &wanted).await?;
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

/// Opens a case from a form, out of a chat, or by telephone.
#[utoipa::path(
    post, path = "/api/v1/cases", operation_id = "open_case", tag = "cases", request_body = NewCase,
    responses(
        (status = 201, description = "Opened", body = CaseReceipt),
        (status = 200, description = "Was opened by an earlier request with the same client_id", body = CaseReceipt),
        (status = 422, description = "What was filled in does not fit; nothing was kept", body = FormRefusal),
    ),
)]
pub(crate) async fn open(
    State(app): State<Ctx>,
    ClientAddress(address): ClientAddress,
    caller: Caller,
    JsonBody(new): JsonBody<NewCase>,
) -> Result<Response> {
    if caller.staff.is_none() {
        app.throttle.case(address)?;
    }
    Ok(match opening::open(&app, &caller, new).await? {
        Opened::New(receipt) => (StatusCode::CREATED, Json(receipt)).into_response(),
        Opened::Before(receipt) => Json(receipt).into_response(),
        Opened::Refused(refusal) => refused(refusal),
    })
}

fn refused(refusal: FormRefusal) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(refusal)).into_response()
}

/// A case, whole. One that was merged says into which.
#[utoipa::path(
    get, path = "/api/v1/cases/{case}", operation_id = "case", tag = "cases",
    params(("case" = CaseRef, Path, description = "Its id, or its number like 2026-004217")),
    responses((status = 200, description = "The case", body = CaseView)),
)]
pub(crate) async fn one(
    State(app): State<Ctx>,
    AtCase { caller, case, seen }: AtCase,
) -> Result<Json<CaseView>> {
    Ok(Json(view::view_as(&app, &caller, case, seen).await?))
}

/// Changes what a case says.
#[utoipa::path(
    put, path = "/api/v1/cases/{case}", operation_id = "change_case", tag = "cases",
    params(("case" = CaseRef, Path, description = "Its id, or its number")), request_body = CaseChange,
    responses(
        (status = 200, description = "As it is now", body = CaseView),
        (status = 422, description = "What was filled in does not fit; nothing was changed", body = FormRefusal),
    ),
)]
pub(crate) async fn change(
    State(app): State<Ctx>,
    AtCase { caller, case, .. }: AtCase,
    JsonBody(form): JsonBody<CaseChange>,
) -> Result<Response> {
    if let Some(refusal) = changing::change(&app, &caller, case, form).await? {
        return Ok(refused(refusal));
    }
    Ok(Json(view::view(&app, &caller, case).await?).into_response())
}

/// Moves a case on.
#[utoipa::path(
    put, path = "/api/v1/cases/{case}/status", operation_id = "set_case_status", tag = "cases",
    params(("case" = CaseRef, Path, description = "Its id, or its number")), request_body = StatusChange,
    responses((status = 200, description = "As it is now", body = CaseView)),
)]
pub(crate) async fn set_status(
    State(app): State<Ctx>,
    AtCase { caller, case, .. }: AtCase,
    JsonBody(form): JsonBody<StatusChange>,
) -> Result<Json<CaseView>> {
    changing::set_status(&app, &caller, case, form).await?;
    Ok(Json(view::view(&app, &caller, case).await?))
}

/// Gives a case to somebody, or to a team. Whoever gives it away may not see it any more.
#[utoipa::path(
    put, path = "/api/v1/cases/{case}/owner", operation_id = "set_case_owner", tag = "cases",
    params(("case" = CaseRef, Path, description = "Its id, or its number")), request_body = OwnerChange,
    responses((status = 204, description = "It is theirs")),
)]
pub(crate) async fn set_owner(
    State(app): State<Ctx>,
    AtCase { caller, case, .. }: AtCase,
    JsonBody(form): JsonBody<OwnerChange>,
) -> Result<StatusCode> {
    changing::set_owner(&app, &caller, case, form).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Writes down whom a case is also about.
#[utoipa::path(
    put, path = "/api/v1/cases/{case}/people", operation_id = "set_case_people", tag = "cases",
    params(("case" = CaseRef, Path, description = "Its id, or its number")), request_body = CasePeople,
    responses((status = 200, description = "As it is now", body = CaseView)),
)]
pub(crate) async fn set_people(
    State(app): State<Ctx>,
    AtCase { caller, case, .. }: AtCase,
    JsonBody(form): JsonBody<CasePeople>,
) -> Result<Json<CaseView>> {
    changing::set_people(&app, &caller, case, form).await?;
    Ok(Json(view::view(&app, &caller, case).await?))
}

/// Begins a thread of messages with a subject.
#[utoipa::path(
    post, path = "/api/v1/cases/{case}/threads", operation_id = "begin_case_thread", tag = "cases",
    params(("case" = CaseRef, Path, description = "Its id, or its number")), request_body = NewThread,
    responses((status = 201, description = "Begun, by this request or an earlier one", body = ThreadCreated)),
)]
pub(crate) async fn begin_thread(
    State(app): State<Ctx>,
    AtCase { caller, case, .. }: AtCase,
    JsonBody(form): JsonBody<NewThread>,
) -> Result<(StatusCode, Json<ThreadCreated>)> {
    let thread = logs::begin_thread(&app, &caller, case, form).await?;
    Ok((StatusCode::CREATED, Json(thread)))
}

/// Takes part in a case's threads and papers, so that one can write there.
#[utoipa::path(
    post, path = "/api/v1/cases/{case}/part", operation_id = "take_part_in_case", tag = "cases",
    params(("case" = CaseRef, Path, description = "Its id, or its number")),
    responses((status = 204, description = "The caller takes part")),
)]
pub(crate) async fn take_part(
    State(app): State<Ctx>,
    AtCase { caller, case, .. }: AtCase,
) -> Result<StatusCode> {
    logs::take_part(&app, &caller, case).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says that two cases belong together.
#[utoipa::path(
    post, path = "/api/v1/cases/{case}/links", operation_id = "link_cases", tag = "cases",
    params(("case" = CaseRef, Path, description = "Its id, or its number")), request_body = OtherCase,
    responses((status = 200, description = "As it is now", body = CaseView)),
)]
pub(crate) async fn link(
    State(app): State<Ctx>,
    AtCase { caller, case, .. }: AtCase,
    JsonBody(form): JsonBody<OtherCase>,
) -> Result<Json<CaseView>> {
    joining::link(&app, &caller, case, form).await?;
    Ok(Json(view::view(&app, &caller, case).await?))
}

/// Says that they don't.
#[utoipa::path(
    delete, path = "/api/v1/cases/{case}/links/{number}", operation_id = "unlink_cases", tag = "cases",
    params(
        ("case" = CaseRef, Path, description = "Its id, or its number"),
        ("number" = CaseNumber, Path, description = "The other's number"),
    ),
    responses((status = 204, description = "They don't")),
)]
pub(crate) async fn unlink(
    State(app): State<Ctx>,
    AtCase { caller, case, .. }: AtCase,
    Path((_, number)): Path<(String, String)>,
) -> Result<StatusCode> {
    let number = number.parse().map_err(|_| not_found("case"))?;
    joining::unlink(&app, &caller, case, number).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Merges a case into another of the same customer: everything of it goes there.
#[utoipa::path(
    post, path = "/api/v1/cases/{case}/merge", operation_id = "merge_cases", tag = "cases",
    params(("case" = CaseRef, Path, description = "Its id, or its number")), request_body = OtherCase,
    responses((status = 200, description = "The other, as it is now", body = CaseView)),
)]
pub(crate) async fn merge(
    State(app): State<Ctx>,
    AtCase { caller, case, .. }: AtCase,
    JsonBody(form): JsonBody<OtherCase>,
) -> Result<Json<CaseView>> {
    let into = joining::merge(&app, &caller, case, form).await?;
    Ok(Json(view::view(&app, &caller, into).await?))
}

/// Asks that the customer be called, or changes what was asked: the customer, or staff who write it down for them.
#[utoipa::path(
    put, path = "/api/v1/cases/{case}/callback", operation_id = "ask_case_callback", tag = "cases",
    params(("case" = CaseRef, Path, description = "Its id, or its number")), request_body = CallbackForm,
    responses((status = 200, description = "As it is now", body = CaseView)),
)]
pub(crate) async fn ask_callback(
    State(app): State<Ctx>,
    AtCase { caller, case, .. }: AtCase,
    JsonBody(form): JsonBody<CallbackForm>,
) -> Result<Json<CaseView>> {
    callbacks::ask(&app, &caller, case, form).await?;
    Ok(Json(view::view(&app, &caller, case).await?))
}

/// Withdraws what was asked.
#[utoipa::path(
    delete, path = "/api/v1/cases/{case}/callback", operation_id = "withdraw_case_callback", tag = "cases",
    params(("case" = CaseRef, Path, description = "Its id, or its number")),
    responses((status = 204, description = "Nobody waits to be called")),
)]
pub(crate) async fn withdraw_callback(
    State(app): State<Ctx>,
    AtCase { caller, case, .. }: AtCase,
) -> Result<StatusCode> {
    callbacks::withdraw(&app, &caller, case).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says how a call went: whoever was reached waits no more, and whoever did not answer waits on. Staff only.
#[utoipa::path(
    post, path = "/api/v1/cases/{case}/callback/calls", operation_id = "record_case_call", tag = "cases",
    params(("case" = CaseRef, Path, description = "Its id, or its number")), request_body = CallMade,
    responses((status = 200, description = "As it is now", body = CaseView)),
)]
pub(crate) async fn record_call(
    State(app): State<Ctx>,
    AtCase { caller, case, .. }: AtCase,
    JsonBody(call): JsonBody<CallMade>,
) -> Result<Json<CaseView>> {
    callbacks::record_call(&app, &caller, case, call).await?;
    Ok(Json(view::view(&app, &caller, case).await?))
}
