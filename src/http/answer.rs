//! What every request gets: an id, a span, a count, and a refusal in words a program understands.

use std::{any::Any, sync::Arc, time::Instant};

use axum::{
    Json,
    body::{Body, to_bytes},
    extract::{MatchedPath, Request, State},
    http::{
        HeaderName, HeaderValue, Method, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER},
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use signaling::protocol::{ErrorCode, WireError};
use tracing::{Instrument, debug, info_span};

use super::ClientAddress;
use crate::{
    app::Ctx,
    error::{Error, not_found, told},
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The words of a library's own refusal are short; what is longer is cut.
const MAX_REASON_BYTES: usize = 1024;

/// A failure on its way to the edge, where it is told and, if it is ours, logged.
#[derive(Clone)]
struct Failure(Arc<Error>);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = status(self.code()).into_response();
        response.extensions_mut().insert(Failure(Arc::new(self)));
        response
    }
}

/// The status that goes with a mistake.
pub(super) fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::Invalid | ErrorCode::UnknownCommand => StatusCode::BAD_REQUEST,
        ErrorCode::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorCode::Forbidden => StatusCode::FORBIDDEN,
        ErrorCode::NotFound => StatusCode::NOT_FOUND,
        ErrorCode::Conflict | ErrorCode::Ended | ErrorCode::QueueClosed | ErrorCode::QueueFull => {
            StatusCode::CONFLICT
        }
        ErrorCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorCode::RateLimited => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The outermost layer.
pub(super) async fn every_request(
    State(app): State<Ctx>,
    ClientAddress(client): ClientAddress,
    request: Request,
    next: Next,
) -> Response {
    let id = app.clock.uuid();
    let begun = Instant::now();
    let method = known(request.method());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("other", MatchedPath::as_str)
        .to_owned();
    let is_api = request.uri().path().starts_with("/api/");
    let span = info_span!("request", request.id = %id, method, route);
    let mut response = async {
        let allowed = if is_api {
            app.throttle.request(client)
        } else {
            Ok(())
        };
        let response = match allowed {
            Ok(()) => next.run(request).await,
            Err(refused) => refused.into_response(),
        };
        let response = tell(response, is_api, id).await;
        debug!(status = response.status().as_u16(), "answered");
        response
    }
    .instrument(span)
    .await;

    let labels = [
        ("method", method.to_owned()),
        ("route", route),
        ("status", response.status().as_str().to_owned()),
    ];
    metrics::counter!("samtal_http_requests_total", &labels).increment(1);
    metrics::histogram!("samtal_http_request_seconds").record(begun.elapsed());
    let id = HeaderValue::try_from(id.to_string()).expect("an id is plain letters");
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// The method, if it is one that anybody uses: a client may invent as many as it likes, and each name that a figure has had
/// is remembered for as long as the process lives.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Turns failures, and what the libraries beneath us refuse in their own words, into [`WireError`]s.
async fn tell(mut response: Response, is_api: bool, id: uuid::Uuid) -> Response {
    if let Some(Failure(error)) = response.extensions_mut().remove() {
        return in_json(response.status(), error.to_wire(id));
    }
    let status = response.status();
    let is_refusal = status.is_client_error() || status.is_server_error();
    let kind = response.headers().get(CONTENT_TYPE);
    let is_told = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if !is_api || !is_refusal || is_told {
        return response;
    }
    let (parts, body) = response.into_parts();
    // A reason that is too long, or broken, is left out: the status says enough.
    let reason = to_bytes(body, MAX_REASON_BYTES).await.unwrap_or_default();
    let message = String::from_utf8_lossy(&reason).into_owned();
    let message = if message.is_empty() {
        parts.status.to_string()
    } else {
        message
    };
    let mut told = in_json(
        status,
        WireError {
            code: code(status),
            message,
            retry_after_ms: None,
        },
    );
    for (name, value) in &parts.headers {
        told.headers_mut()
            .entry(name)
            .or_insert_with(|| value.clone());
    }
    told
}

/// The mistake that goes with a library's status.
fn code(status: StatusCode) -> ErrorCode {
    match status {
        StatusCode::UNAUTHORIZED => ErrorCode::Unauthenticated,
        StatusCode::FORBIDDEN => ErrorCode::Forbidden,
        StatusCode::NOT_FOUND => ErrorCode::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::TooLarge,
        StatusCode::SERVICE_UNAVAILABLE => ErrorCode::Unavailable,
        status if status.is_server_error() => ErrorCode::Internal,
        _ => ErrorCode::Invalid,
    }
}

fn in_json(status: StatusCode, error: WireError) -> Response {
    let retry_after = error.retry_after_ms.map(|wait| wait.div_ceil(1000));
    let mut response = (status, Json(error)).into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    response
}

/// A handler's panic ends that request only.
pub(super) fn after_panic(_: Box<dyn Any + Send>) -> Response<Body> {
    Error::Ours(anyhow::anyhow!("a request's handler panicked")).into_response()
}

/// Under `/api` nothing else is there.
pub(super) async fn no_such_route() -> Error {
    not_found("route")
}

/// The route is there, but not for this.
pub(super) async fn wrong_method() -> Response {
    let mut response =
        told(ErrorCode::Invalid, "this route does not know the method").into_response();
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use uuid::Uuid;

    use super::*;
    use crate::error::{conflict, forbidden, invalid, rate_limited, unavailable};

    async fn wire(response: Response) -> (StatusCode, Option<String>, WireError) {
        let response = tell(response, true, Uuid::nil()).await;
        let retry_after = response
            .headers()
            .get(RETRY_AFTER)
            .map(|value| value.to_str().unwrap().to_owned());
        let status = response.status();
        let body = to_bytes(response.into_body(), 4096).await.unwrap();
        (status, retry_after, serde_json::from_slice(&body).unwrap())
    }

    #[tokio::test]
    async fn every_mistake_has_its_status() {
        let cases = [
            (invalid("no"), 400, ErrorCode::Invalid),
            (
                crate::identity::unauthenticated(),
                401,
                ErrorCode::Unauthenticated,
            ),
            (forbidden(), 403, ErrorCode::Forbidden),
            (not_found("queue"), 404, ErrorCode::NotFound),
            (conflict("taken"), 409, ErrorCode::Conflict),
            (told(ErrorCode::Ended, "over"), 409, ErrorCode::Ended),
            (
                told(ErrorCode::QueueFull, "full"),
                409,
                ErrorCode::QueueFull,
            ),
            (told(ErrorCode::TooLarge, "big"), 413, ErrorCode::TooLarge),
        ];
        for (error, expected, code) in cases {
            let (status, retry_after, error) = wire(error.into_response()).await;
            assert_eq!((status.as_u16(), error.code), (expected, code));
            assert_eq!(retry_after, None);
        }
    }

    #[tokio::test]
    async fn who_should_come_back_is_told_when() {
        let (status, retry_after, error) =
            wire(rate_limited(Duration::from_millis(1200)).into_response()).await;
        assert_eq!((status.as_u16(), retry_after.as_deref()), (429, Some("2")));
        assert_eq!(error.retry_after_ms, Some(1200));
        let (status, retry_after, _) = wire(unavailable().into_response()).await;
        assert_eq!((status.as_u16(), retry_after.as_deref()), (503, Some("1")));
    }

    #[tokio::test]
    async fn our_own_faults_are_not_told_in_detail() {
        let error = Error::Ours(anyhow::anyhow!("the password of the database is hunter2"));
        let (status, _, error) = wire(error.into_response()).await;
        assert_eq!((status.as_u16(), error.code), (500, ErrorCode::Internal));
        assert!(!error.message.contains("hunter2"));
        let (status, _, error) = wire(after_panic(Box::new("boom"))).await;
        assert_eq!((status.as_u16(), error.code), (500, ErrorCode::Internal));
    }

    #[tokio::test]
    async fn a_librarys_refusal_becomes_one_of_ours() {
        let refusal = (StatusCode::BAD_REQUEST, "Invalid URL: not a UUID").into_response();
        let (status, _, error) = wire(refusal).await;
        assert_eq!((status.as_u16(), error.code), (400, ErrorCode::Invalid));
        assert_eq!(error.message, "Invalid URL: not a UUID");
    }
}
