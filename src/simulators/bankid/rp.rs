//! The Relying Party API, as strict as BankID's.

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Path, Request, State},
    http::{
        HeaderMap, StatusCode,
        header::{CONTENT_TYPE, HeaderName, HeaderValue},
    },
    response::{IntoResponse, Response},
    routing::post,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{BankIdSimulator, Fate, orders::Asked, tls::NotSent};

/// More than the longest text that may be signed.
const MAX_BODY_BYTES: usize = 512 * 1024;
/// After base64: of an identification, of a signature, of what is signed and not shown.
const MAX_IDENTIFY: usize = 1_500;
const MAX_SIGN: usize = 40_000;
const MAX_HIDDEN: usize = 200_000;
/// Characters of a browser's name.
const MAX_USER_AGENT: usize = 256;

/// What comes back.
type Answer = Result<Value, (StatusCode, &'static str)>;

pub(super) fn routes(simulator: BankIdSimulator) -> Router {
    // Its addresses are BankID's and stand on a port of their own: they are none of Samtal's.
    let path = "/rp/v6.0/{what}";
    Router::new()
        .route(path, post(ask))
        .method_not_allowed_fallback(async || {
            refusal(StatusCode::METHOD_NOT_ALLOWED, "methodNotAllowed")
        })
        .fallback(async || refusal(StatusCode::NOT_FOUND, "notFound"))
        .with_state(simulator)
}

async fn ask(
    State(simulator): State<BankIdSimulator>,
    Path(what): Path<String>,
    request: Request,
) -> Response {
    tokio::time::sleep(simulator.delay()).await;
    let fate = simulator.next_fate();
    let mut response = match fate {
        Fate::Done | Fate::CutOff => match answer(&simulator, &what, request).await {
            Ok(value) => axum::Json(value).into_response(),
            Err((status, code)) => refusal(status, code),
        },
        Fate::InternalError => refusal(StatusCode::INTERNAL_SERVER_ERROR, "internalError"),
        Fate::Maintenance => refusal(StatusCode::SERVICE_UNAVAILABLE, "Maintenance"),
        Fate::TooMany => too_many(),
    };
    simulator.remember(&what, response.status().as_u16());
    if fate == Fate::CutOff {
        response.extensions_mut().insert(NotSent);
    }
    response
}

async fn answer(simulator: &BankIdSimulator, what: &str, request: Request) -> Answer {
    let (head, body) = request.into_parts();
    if !is_plain_json(&head.headers) {
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupportedMediaType"));
    }
    let invalid = (StatusCode::BAD_REQUEST, "invalidParameters");
    let body = read(body).await.ok_or(invalid)?;
    match what {
        "auth" => begin(simulator, &body, false),
        "sign" => begin(simulator, &body, true),
        "collect" => {
            let name = order_name(&body).ok_or(invalid)?;
            let faults = simulator.faults();
            let now = simulator.now();
            let found = simulator.orders().collect(&name, &faults, now);
            found.ok_or(invalid)
        }
        "cancel" => {
            let name = order_name(&body).ok_or(invalid)?;
            let now = simulator.now();
            let done = simulator.orders().cancel(&name, now);
            done.then(|| json!({})).ok_or(invalid)
        }
        _ => Err((StatusCode::NOT_FOUND, "notFound")),
    }
}

fn begin(simulator: &BankIdSimulator, body: &[u8], is_signature: bool) -> Answer {
    let invalid = (StatusCode::BAD_REQUEST, "invalidParameters");
    let asked: Asked = serde_json::from_slice(body).map_err(|_| invalid)?;
    let page: Page = serde_json::from_slice(body).map_err(|_| invalid)?;
    if asked.end_user_ip.parse::<std::net::IpAddr>().is_err() || !page.is_sound() {
        return Err(invalid);
    }
    let max = if is_signature { MAX_SIGN } else { MAX_IDENTIFY };
    let visible = decoded(&asked.user_visible_data, max).ok_or(invalid)?;
    let hidden = STANDARD.decode(&asked.user_non_visible_data);
    let hidden_fits = asked.user_non_visible_data.len() <= MAX_HIDDEN && hidden.is_ok();
    if (is_signature && visible.is_empty()) || !hidden_fits {
        return Err(invalid);
    }
    let now = simulator.now();
    let order = simulator
        .orders()
        .begin(asked, visible, is_signature, now)
        .ok_or((StatusCode::BAD_REQUEST, "alreadyInProgress"))?;
    Ok(json!({
        "orderRef": order.name,
        "autoStartToken": order.auto_start_token,
        "qrStartToken": order.qr_start_token,
        "qrStartSecret": order.qr_start_secret,
    }))
}

/// What stands around an order.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    web: Option<Web>,
    #[serde(default)]
    app: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Web {
    referring_domain: String,
    user_agent: String,
    device_identifier: String,
}

impl Page {
    /// Of a page and an app at most one.
    fn is_sound(&self) -> bool {
        let web_fits = self.web.as_ref().is_none_or(|web| {
            web.user_agent.chars().count() <= MAX_USER_AGENT
                && !web.referring_domain.is_empty()
                && !web.device_identifier.is_empty()
        });
        web_fits && !(self.web.is_some() && self.app.is_some())
    }
}

fn decoded(text: &str, max: usize) -> Option<String> {
    if text.len() > max {
        return None;
    }
    String::from_utf8(STANDARD.decode(text).ok()?).ok()
}

fn order_name(body: &[u8]) -> Option<String> {
    let value: Value = serde_json::from_slice(body).ok()?;
    value.get("orderRef")?.as_str().map(str::to_owned)
}

/// A charset is too much.
fn is_plain_json(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind == "application/json")
}

async fn read(body: Body) -> Option<Vec<u8>> {
    to_bytes(body, MAX_BODY_BYTES).await.ok().map(Vec::from)
}

fn refusal(status: StatusCode, code: &str) -> Response {
    let body = json!({"errorCode": code, "details": "the simulator says so"});
    (status, axum::Json(body)).into_response()
}

fn too_many() -> Response {
    let limit = |name: &'static str, value: &'static str| {
        (
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    };
    let headers = HeaderMap::from_iter([
        limit("ratelimit-limit", "300"),
        limit("ratelimit-remaining", "0"),
        limit("ratelimit-reset", "3"),
    ]);
    let refused = refusal(StatusCode::TOO_MANY_REQUESTS, "tooManyRequests");
    (headers, refused).into_response()
}
