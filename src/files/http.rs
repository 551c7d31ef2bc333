//! Files over HTTP. Whatever a file is, it is handed out as a download of bytes that must not be
//! run; only previews, which we encoded ourselves, are shown in place.

pub(crate) mod parts;

use std::time::Duration;

use axum::{
    Json, Router,
    body::Body,
    extract::{Path, Query, State},
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
            CONTENT_SECURITY_POLICY, CONTENT_TYPE, RANGE, X_CONTENT_TYPE_OPTIONS,
        },
    },
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use serde::Deserialize;
use signaling::protocol::{ConversationId, FileId, FileUploaded, FileView, WireError};
use utoipa::ToSchema;

use super::{
    objects::Object,
    picture::PREVIEW_TYPE,
    range::{self, Wanted},
};
use crate::{
    app::Ctx,
    error::{Result, not_found, rate_limited},
    http::ClientAddress,
    identity::Caller,
};

/// A day: an object never changes, but what is taken back should not lie in a browser for ever.
const CACHE: HeaderValue = HeaderValue::from_static("private, max-age=86400, immutable");

/// For who has as many uploads under way as they may: one of them may be done by then.
const COME_BACK_AFTER: Duration = Duration::from_secs(5);

/// No script, no form, no plug-in, no request, even if a browser takes it for a page.
const NOTHING_RUNS: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'");

/// A file's bytes, in the interface's description.
#[derive(Debug, ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "only described")]
struct Binary(Vec<u8>);

/// Files whole and in parts on their way in, and on their way out.
pub fn routes() -> Router<Ctx> {
    Router::new()
        .route("/api/v1/conversations/{conversation}/files", post(upload))
        .route(
            "/api/v1/conversations/{conversation}/uploads",
            post(parts::begin),
        )
        .route(
            "/api/v1/uploads/{upload}",
            get(parts::look).delete(parts::throw_away),
        )
        .route("/api/v1/uploads/{upload}/parts/{number}", put(parts::put))
        .route("/api/v1/uploads/{upload}/finish", post(parts::finish))
        .route("/api/v1/files/{file}", get(original))
        .route("/api/v1/files/{file}/preview", get(preview))
}

#[derive(Deserialize)]
pub(crate) struct Named {
    #[serde(default)]
    name: String,
}

/// Takes a file into a conversation; `send_file` then shows it there. Where a virus scanner is set, the answer's `scan` is
/// `waiting`, and nobody is given the file before it is `clean`; the socket tells `file_scanned`. An upload may be slow: it is ended when nothing came
/// for 30 s, or when after its first minute it was slower than 4 KiB a second on average.
#[utoipa::path(
    post, path = "/api/v1/conversations/{conversation}/files", operation_id = "upload_file", tag = "files",
    params(
        ("conversation" = Uuid, Path, description = "One the caller may write in"),
        ("name" = Option<String>, Query, description = "As the sender named it"),
    ),
    request_body(content = Binary, content_type = "application/octet-stream", description = "The file itself"),
    responses((status = 201, description = "Kept", body = FileUploaded)),
)]
pub(crate) async fn upload(
    State(app): State<Ctx>,
    ClientAddress(address): ClientAddress,
    caller: Caller,
    Path(conversation): Path<String>,
    Query(Named { name }): Query<Named>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<FileUploaded>)> {
    let conversation = ConversationId(id(&conversation, "conversation")?);
    app.throttle.upload(caller.person)?;
    let Some(_place) = app.uploads.take(address) else {
        return Err(rate_limited(COME_BACK_AFTER));
    };
    let promised = promised(&headers);
    let body = body.into_data_stream();
    let file = super::receive(&app, &caller, conversation, &name, promised, body).await?;
    Ok((StatusCode::CREATED, Json(FileUploaded { file })))
}

/// A file as it was sent, as a download; ranges are served.
#[utoipa::path(
    get, path = "/api/v1/files/{file}", operation_id = "file", tag = "files", params(("file" = Uuid, Path, description = "The file")),
    responses(
        // Of the kind that it was found to be, or octets.
        (status = 200, description = "Its bytes", body = Binary, content_type = "*/*"),
        (status = 206, description = "Those of its bytes that `Range` asked for", body = Binary, content_type = "*/*"),
        (status = 409, description = "It waits to be scanned for harmful code, could not be, or was found harmful and removed (`conflict`)", body = WireError),
        (status = 416, description = "It has no such bytes", body = WireError),
    ),
)]
pub(crate) async fn original(
    State(app): State<Ctx>,
    caller: Caller,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let file = FileId(id(&file, "file")?);
    let view = super::open(&app, &caller, file).await?;
    let wanted = range::parse(
        headers.get(RANGE).and_then(|range| range.to_str().ok()),
        size(&view),
    );
    let part = match &wanted {
        Wanted::Part(part) => Some(part.clone()),
        Wanted::Whole => None,
        Wanted::Beyond => return Ok(beyond(&view)),
    };
    let bytes = super::read(&app, Object::Original(file), part).await?;
    let (status, headers) = head(&view, &wanted);
    Ok((status, headers, Body::from_stream(bytes)).into_response())
}

/// A picture made small enough for a conversation.
#[utoipa::path(
    get, path = "/api/v1/files/{file}/preview", operation_id = "file_preview", tag = "files", params(("file" = Uuid, Path, description = "The file")),
    responses(
        (status = 200, description = "The picture", body = Binary, content_type = "image/jpeg"),
        (status = 409, description = "As of the file itself (`conflict`)", body = WireError),
    ),
)]
pub(crate) async fn preview(
    State(app): State<Ctx>,
    caller: Caller,
    Path(file): Path<String>,
) -> Result<Response> {
    let file = FileId(id(&file, "file")?);
    let view = super::open(&app, &caller, file).await?;
    if !view.preview {
        return Err(not_found("preview"));
    }
    let bytes = super::read(&app, Object::Preview(file), None).await?;
    let mut headers = guarded();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PREVIEW_TYPE));
    headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    Ok((headers, Body::from_stream(bytes)).into_response())
}

/// The length that the sender announces. The body itself no longer tells: it comes through layers that only know how to pass it
/// on.
fn promised(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn id(text: &str, what: &str) -> Result<uuid::Uuid> {
    text.parse().map_err(|_| not_found(what))
}

fn size(view: &FileView) -> u64 {
    u64::try_from(view.size).unwrap_or(0)
}

/// The headers of everything that somebody else made.
fn guarded() -> HeaderMap {
    HeaderMap::from_iter([
        (CACHE_CONTROL, CACHE),
        (CONTENT_SECURITY_POLICY, NOTHING_RUNS),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ])
}

fn head(view: &FileView, wanted: &Wanted) -> (StatusCode, HeaderMap) {
    let mut headers = guarded();
    headers.insert(CONTENT_TYPE, content_type(&view.media_type));
    headers.insert(CONTENT_DISPOSITION, attachment(&view.name));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let (status, length) = match wanted {
        Wanted::Part(part) => {
            let shown = format!(
                "bytes {}-{}/{}",
                part.start,
                part.end.saturating_sub(1),
                view.size
            );
            headers.insert(CONTENT_RANGE, plain(shown));
            (StatusCode::PARTIAL_CONTENT, part.end - part.start)
        }
        Wanted::Whole | Wanted::Beyond => (StatusCode::OK, size(view)),
    };
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    (status, headers)
}

fn beyond(view: &FileView) -> Response {
    let mut headers = guarded();
    headers.insert(CONTENT_RANGE, plain(format!("bytes */{}", view.size)));
    (StatusCode::RANGE_NOT_SATISFIABLE, headers).into_response()
}

fn content_type(media_type: &str) -> HeaderValue {
    match media_type {
        "text/plain" => HeaderValue::from_static("text/plain; charset=utf-8"),
        other => {
            HeaderValue::try_from(other).unwrap_or(HeaderValue::from_static(super::sniff::UNKNOWN))
        }
    }
}

/// A download with a name in any script: once for old readers, once as it is (RFC 6266, RFC 8187).
pub(crate) fn attachment(name: &str) -> HeaderValue {
    let ascii: String = name
        .chars()
        .map(|c| match c {
            '"' | '\\' | '%' => '_',
            c if c.is_ascii() && !c.is_ascii_control() => c,
            _ => '_',
        })
        .collect();
    let mut encoded = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        // RFC 8187, attr-char.
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    plain(format!(
        "attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}"
    ))
}

fn plain(text: String) -> HeaderValue {
    HeaderValue::try_from(text).expect("printable ASCII only")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn view(name: &str, media_type: &str) -> FileView {
        FileView {
            id: FileId(Uuid::from_u128(7)),
            name: name.into(),
            media_type: media_type.into(),
            size: 100,
            width: None,
            height: None,
            preview: false,
            scan: None,
        }
    }

    #[test]
    fn a_name_in_any_script_survives_and_breaks_no_header() {
        assert_eq!(
            attachment("Åsas \"avtal\" 100%.pdf"),
            "attachment; filename=\"_sas _avtal_ 100_.pdf\"; \
             filename*=UTF-8''%C3%85sas%20%22avtal%22%20100%25.pdf"
        );
        let split = attachment("a\r\nSet-Cookie: x=1");
        assert!(!split.to_str().unwrap().contains(['\r', '\n']));
    }

    #[test]
    fn everything_is_a_download_that_can_not_run() {
        let (status, headers) = head(&view("x.html", "application/octet-stream"), &Wanted::Whole);
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers[X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert_eq!(
            headers[CONTENT_SECURITY_POLICY],
            "sandbox; default-src 'none'"
        );
        assert_eq!(headers[CONTENT_TYPE], "application/octet-stream");
        assert!(
            headers[CONTENT_DISPOSITION]
                .to_str()
                .unwrap()
                .starts_with("attachment;")
        );
        assert!(
            headers[CACHE_CONTROL]
                .to_str()
                .unwrap()
                .starts_with("private")
        );
        assert_eq!(headers[CONTENT_LENGTH], "100");
    }

    #[test]
    fn a_part_says_which() {
        let (status, headers) = head(&view("x.mp4", "video/mp4"), &Wanted::Part(10..20));
        assert_eq!(status, StatusCode::PARTIAL_CONTENT);
        assert_eq!(headers[CONTENT_RANGE], "bytes 10-19/100");
        assert_eq!(headers[CONTENT_LENGTH], "10");
        assert_eq!(
            beyond(&view("x", "y")).headers()[CONTENT_RANGE],
            "bytes */100"
        );
    }
}
