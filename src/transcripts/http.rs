//! A transcript over HTTP.

use axum::{
    Router,
    extract::{Path, State},
    http::{
        HeaderMap, HeaderValue,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS},
    },
    routing::get,
};
use signaling::protocol::ConversationId;

use crate::{
    app::Ctx,
    error::{Result, not_found},
    files::attachment,
    identity::Caller,
    notify::Language,
};

/// `GET /api/v1/conversations/{id}/transcript`.
pub fn routes() -> Router<Ctx> {
    Router::new().route(
        "/api/v1/conversations/{conversation}/transcript",
        get(download),
    )
}

/// A conversation as text, for keeping.
#[utoipa::path(
    get, path = "/api/v1/conversations/{conversation}/transcript", operation_id = "transcript", tag = "files",
    params(("conversation" = Uuid, Path, description = "One the caller takes part in")),
    responses((status = 200, description = "The transcript", body = String, content_type = "text/plain")),
)]
pub(crate) async fn download(
    State(app): State<Ctx>,
    caller: Caller,
    Path(conversation): Path<String>,
) -> Result<(HeaderMap, String)> {
    let conversation = conversation
        .parse()
        .map_err(|_| not_found("conversation"))?;
    let transcript = super::transcript(&app, &caller, ConversationId(conversation)).await?;
    let name = match transcript.language {
        Language::Swedish => format!("samtal-{}.txt", transcript.date),
        Language::English => format!("conversation-{}.txt", transcript.date),
    };
    let headers = HeaderMap::from_iter([
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        ),
        (CONTENT_DISPOSITION, attachment(&name)),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
    ]);
    Ok((headers, transcript.text))
}
