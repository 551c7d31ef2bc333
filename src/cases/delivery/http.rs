//! Delivery notes over HTTP.

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use serde::Deserialize;
use signaling::protocol::{
    DeliveryNoteChange, DeliveryNoteId, DeliveryNoteView, NewDeliveryNote, SignDeliveryNote,
};

use super::Written;
use crate::{
    app::Ctx,
    cases::address::{AtCase, CaseRef},
    error::{Result, not_found},
    http::JsonBody,
    identity::Caller,
};

/// All of them.
pub fn routes() -> Router<Ctx> {
    Router::new()
        .route("/api/v1/cases/{case}/delivery-notes", get(list).post(write))
        .route("/api/v1/delivery-notes/{note}", put(change).delete(remove))
        .route("/api/v1/delivery-notes/{note}/signature", post(sign))
}

#[derive(Deserialize)]
pub(crate) struct OfVersion {
    /// Without one nothing is removed: no note is of version 0.
    #[serde(default)]
    version: i32,
}

/// A case's delivery notes, the oldest first.
#[utoipa::path(
    get, path = "/api/v1/cases/{case}/delivery-notes", operation_id = "delivery_notes", tag = "cases",
    params(("case" = CaseRef, Path, description = "Its id, or its number like 2026-004217")),
    responses((status = 200, description = "At most 50", body = Vec<DeliveryNoteView>)),
)]
pub(crate) async fn list(
    State(app): State<Ctx>,
    AtCase { caller, case, .. }: AtCase,
) -> Result<Json<Vec<DeliveryNoteView>>> {
    Ok(Json(super::list(&app, &caller, case).await?))
}

/// Writes a note; the customer can read and sign it at once. Staff only.
#[utoipa::path(
    post, path = "/api/v1/cases/{case}/delivery-notes", operation_id = "write_delivery_note", tag = "cases",
    params(("case" = CaseRef, Path, description = "Its id, or its number")), request_body = NewDeliveryNote,
    responses(
        (status = 201, description = "Written", body = DeliveryNoteView),
        (status = 200, description = "Was written by an earlier request with the same client_id", body = DeliveryNoteView),
    ),
)]
pub(crate) async fn write(
    State(app): State<Ctx>,
    AtCase { caller, case, .. }: AtCase,
    JsonBody(new): JsonBody<NewDeliveryNote>,
) -> Result<Response> {
    Ok(match super::write(&app, &caller, case, &new).await? {
        Written::New(note) => (StatusCode::CREATED, Json(note)).into_response(),
        Written::Before(note) => Json(note).into_response(),
    })
}

/// Changes the text of a note that is not signed. Staff only.
#[utoipa::path(
    put, path = "/api/v1/delivery-notes/{note}", operation_id = "change_delivery_note", tag = "cases",
    params(("note" = DeliveryNoteId, Path)), request_body = DeliveryNoteChange,
    responses((status = 200, description = "As it is now", body = DeliveryNoteView)),
)]
pub(crate) async fn change(
    State(app): State<Ctx>,
    caller: Caller,
    Path(note): Path<String>,
    JsonBody(change): JsonBody<DeliveryNoteChange>,
) -> Result<Json<DeliveryNoteView>> {
    let note = super::change(&app, &caller, note_id(&note)?, &change).await?;
    Ok(Json(note))
}

/// Removes a note that is not signed. Staff only.
#[utoipa::path(
    delete, path = "/api/v1/delivery-notes/{note}", operation_id = "remove_delivery_note", tag = "cases",
    params(("note" = DeliveryNoteId, Path), ("version" = Option<i32>, Query, description = "Of the note that is removed")),
    responses((status = 204, description = "It is gone")),
)]
pub(crate) async fn remove(
    State(app): State<Ctx>,
    caller: Caller,
    Path(note): Path<String>,
    Query(OfVersion { version }): Query<OfVersion>,
) -> Result<StatusCode> {
    super::remove(&app, &caller, note_id(&note)?, version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs a note: the customer as themselves, when they are signed in; or whoever stands before the screen that staff hand
/// over. A paper is made of it and stands among the case's files. What was shown must be what there is (`conflict`).
#[utoipa::path(
    post, path = "/api/v1/delivery-notes/{note}/signature", operation_id = "sign_delivery_note", tag = "cases",
    params(("note" = DeliveryNoteId, Path)), request_body = SignDeliveryNote,
    responses((status = 201, description = "Signed", body = DeliveryNoteView)),
)]
pub(crate) async fn sign(
    State(app): State<Ctx>,
    caller: Caller,
    Path(note): Path<String>,
    JsonBody(form): JsonBody<SignDeliveryNote>,
) -> Result<(StatusCode, Json<DeliveryNoteView>)> {
    let note = super::sign(&app, &caller, note_id(&note)?, form).await?;
    Ok((StatusCode::CREATED, Json(note)))
}

fn note_id(text: &str) -> Result<DeliveryNoteId> {
    text.parse().map_err(|_| not_found("delivery note"))
}
