//! A file in parts over HTTP: begun, put part by part, looked at after a break, finished or thrown away.

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
};
use signaling::protocol::{ConversationId, FileUploaded, NewUpload, UploadId, UploadView};

use super::{Binary, COME_BACK_AFTER, id, promised};
use crate::{
    app::Ctx,
    error::{Result, not_found, rate_limited},
    files::parts,
    http::{ClientAddress, JsonBody},
    identity::Caller,
};

/// Begins a file that comes in parts, which may be put in any order, several at once, at any of several servers, and again.
/// Only who begins it may touch it. What is not finished within a day is thrown away.
#[utoipa::path(
    post, path = "/api/v1/conversations/{conversation}/uploads", operation_id = "begin_upload", tag = "files",
    params(("conversation" = Uuid, Path, description = "One the caller may write in")),
    request_body = NewUpload,
    responses((status = 201, description = "Its parts may come", body = UploadView)),
)]
pub(crate) async fn begin(
    State(app): State<Ctx>,
    caller: Caller,
    Path(conversation): Path<String>,
    JsonBody(new): JsonBody<NewUpload>,
) -> Result<(StatusCode, Json<UploadView>)> {
    let conversation = ConversationId(id(&conversation, "conversation")?);
    app.throttle.upload(caller.person)?;
    let view = parts::begin(&app, &caller, conversation, &new).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Which parts are there, or the file that they became.
#[utoipa::path(
    get, path = "/api/v1/uploads/{upload}", operation_id = "upload", tag = "files",
    params(("upload" = Uuid, Path, description = "The caller's own")),
    responses((status = 200, description = "How far it has come", body = UploadView)),
)]
pub(crate) async fn look(
    State(app): State<Ctx>,
    caller: Caller,
    Path(upload): Path<String>,
) -> Result<Json<UploadView>> {
    let upload = UploadId(id(&upload, "upload")?);
    Ok(Json(parts::look(&app, &caller, upload).await?))
}

/// Puts a part, whole or not at all. One that is there already stays as it is. As slow as a whole file may be.
#[utoipa::path(
    put, path = "/api/v1/uploads/{upload}/parts/{number}", operation_id = "put_part", tag = "files",
    params(
        ("upload" = Uuid, Path, description = "The caller's own"),
        ("number" = i32, Path, description = "From 1"),
    ),
    request_body(content = Binary, content_type = "application/octet-stream",
        description = "`part_bytes` of the file; of the last part what is left"),
    responses((status = 204, description = "It is there")),
)]
pub(crate) async fn put(
    State(app): State<Ctx>,
    ClientAddress(address): ClientAddress,
    caller: Caller,
    Path((upload, number)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode> {
    let upload = UploadId(id(&upload, "upload")?);
    let number = number.parse().map_err(|_| not_found("part"))?;
    let Some(_place) = app.uploads.take(address) else {
        return Err(rate_limited(COME_BACK_AFTER));
    };
    let (promised, body) = (promised(&headers), body.into_data_stream());
    parts::put(&app, &caller, upload, number, promised, body).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a file of the parts, which `send_file` then shows; `conflict` says which are missing. Whoever asks again gets the
/// same file.
#[utoipa::path(
    post, path = "/api/v1/uploads/{upload}/finish", operation_id = "finish_upload", tag = "files",
    params(("upload" = Uuid, Path, description = "The caller's own")),
    responses((status = 201, description = "Kept", body = FileUploaded)),
)]
pub(crate) async fn finish(
    State(app): State<Ctx>,
    ClientAddress(address): ClientAddress,
    caller: Caller,
    Path(upload): Path<String>,
) -> Result<(StatusCode, Json<FileUploaded>)> {
    let upload = UploadId(id(&upload, "upload")?);
    let Some(_place) = app.uploads.take(address) else {
        return Err(rate_limited(COME_BACK_AFTER));
    };
    let file = parts::finish(&app, &caller, upload).await?;
    Ok((StatusCode::CREATED, Json(FileUploaded { file })))
}

/// Throws away what has come. A file that its parts have become stays.
#[utoipa::path(
    delete, path = "/api/v1/uploads/{upload}", operation_id = "throw_upload_away", tag = "files",
    params(("upload" = Uuid, Path, description = "The caller's own")),
    responses((status = 204, description = "It is gone")),
)]
pub(crate) async fn throw_away(
    State(app): State<Ctx>,
    caller: Caller,
    Path(upload): Path<String>,
) -> Result<StatusCode> {
    let upload = UploadId(id(&upload, "upload")?);
    parts::throw_away(&app, &caller, upload).await?;
    Ok(StatusCode::NO_CONTENT)
}
