//! What the invented Freja answers: its interface, its app's page, and the controls.

use std::time::Duration;

use axum::{
    Json,
    extract::{OriginalUri, RawQuery, State},
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    response::{Html, IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{Faults, FrejaSimulator, Order, Status, certificates::SIGNING, pages};
use crate::{
    config::{FrejaLevel, thumbprint},
    identity::dynamic_freja_code,
    simulators::oidc::{
        faults::{Signature, cut_off, refused},
        fields,
        people::FREJA,
        random, remember,
    },
};

/// A form of our own, and nothing that runs.
const POLICY: (HeaderName, HeaderValue) = (
    CONTENT_SECURITY_POLICY,
    HeaderValue::from_static(
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'",
    ),
);
/// A code is good for its own second and those around it.
const CODE_SECONDS: i64 = 2;

/// One call: `name=<base64 of JSON>`, not percent-escaped, whatever content type is said.
pub(super) async fn interface(
    State(freja): State<FrejaSimulator>,
    OriginalUri(uri): OriginalUri,
    body: Bytes,
) -> Response {
    let (delay, is_refused, is_cut) = {
        let faults = &mut freja.locked().faults;
        (
            faults.delay_ms.min(60_000),
            take_one(&mut faults.errors),
            take_one(&mut faults.cut),
        )
    };
    if delay > 0 {
        tokio::time::sleep(Duration::from_millis(delay.into())).await;
    }
    if is_refused {
        return refused();
    }
    let text = String::from_utf8_lossy(&body);
    let (field, order) = text.split_once('=').unwrap_or_default();
    let order = STANDARD
        .decode(order)
        .ok()
        .and_then(|json| serde_json::from_slice::<Value>(&json).ok());
    let Some(order) = order else {
        return wrong(1001, "the parameter can't be read");
    };
    let answer = match (uri.path(), field) {
        ("/authentication/1.0/initAuthentication", "initAuthRequest") => freja.begin(&order),
        ("/authentication/1.0/getOneResult", "getOneAuthResultRequest") => freja.result(&order),
        ("/authentication/1.0/cancel", "cancelAuthRequest") => freja.cancel(&order),
        _ => StatusCode::NOT_FOUND.into_response(),
    };
    if is_cut { cut_off() } else { answer }
}

fn wrong(code: i64, message: &str) -> Response {
    (
        StatusCode::UNPROCESSABLE_ENTITY,
        Json(json!({ "code": code, "message": message })),
    )
        .into_response()
}

fn take_one(count: &mut u32) -> bool {
    let some = *count > 0;
    *count = count.saturating_sub(1);
    some
}

impl FrejaSimulator {
    fn begin(&self, order: &Value) -> Response {
        let level = order["minRegistrationLevel"]
            .as_str()
            .unwrap_or("BASIC")
            .to_owned();
        if order["userInfoType"] != "INFERRED"
            || order["userInfo"] != "N/A"
            || FrejaLevel::parse(&level).is_none()
        {
            return wrong(1002, "an order that is not supported");
        }
        let order = Order {
            reference: random(),
            qr_code_secret: (order["useDynamicQrCode"] == true).then(random),
            level,
            begun_at: self.0.clock.now(),
            status: Status::Started,
        };
        let mut state = self.locked();
        if take_one(&mut state.faults.already_open) {
            return wrong(2000, "another order is open");
        }
        let mut answer = json!({ "authRef": order.reference });
        if let Some(secret) = &order.qr_code_secret {
            answer["qrCodeSecret"] = json!(secret);
        }
        remember(&mut state.orders, order);
        Json(answer).into_response()
    }

    fn result(&self, order: &Value) -> Response {
        let (found, faults) = {
            let state = self.locked();
            let found = state
                .orders
                .iter()
                .find(|one| order["authRef"] == one.reference.as_str());
            (found.cloned(), state.faults.clone())
        };
        let Some(found) = found else {
            return wrong(1100, "there is no such order");
        };
        let mut answer = json!({ "authRef": found.reference, "status": found.status.name() });
        if let Status::Approved { person, level } = found.status {
            match self.details(&found, person, level, &faults) {
                Ok(details) => answer["details"] = json!(details),
                Err(error) => {
                    return (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response();
                }
            }
        }
        Json(answer).into_response()
    }

    fn cancel(&self, order: &Value) -> Response {
        let mut state = self.locked();
        match state
            .orders
            .iter_mut()
            .find(|one| order["authRef"] == one.reference.as_str())
        {
            Some(found) => {
                if matches!(found.status, Status::Started | Status::DeliveredToMobile) {
                    found.status = Status::RpCanceled;
                }
                StatusCode::NO_CONTENT.into_response()
            }
            None => wrong(1100, "there is no such order"),
        }
    }

    fn details(
        &self,
        order: &Order,
        person: usize,
        level: FrejaLevel,
        faults: &Faults,
    ) -> anyhow::Result<String> {
        let now = self.0.clock.now();
        let signed = now
            .checked_add(SignedDuration::from_secs(faults.clock_s))
            .unwrap_or(now);
        let who = &FREJA[person % FREJA.len()];
        let claims = json!({
            "authRef": faults.reference.as_ref().unwrap_or(&order.reference),
            "status": "APPROVED",
            "userInfoType": "INFERRED",
            "minRegistrationLevel": order.level,
            "timestamp": signed.as_millisecond(),
            "requestedAttributes": {
                "basicUserInfo": { "name": who.given_name, "surname": who.family_name },
                "ssn": { "country": "SE", "ssn": who.personal_number },
                "registrationLevel": faults.level.as_deref().unwrap_or(level.name()),
                "relyingPartyUserId": format!("freja-{}", who.id),
            },
        });
        let mut header =
            json!({ "alg": "RS256", "x5t": thumbprint(self.0.certificates.signer.der()) });
        match faults.signature {
            Signature::Right => SIGNING.sign(&header, &claims),
            Signature::Wrong => SIGNING.forged().sign(&header, &claims),
            Signature::UnknownKey => {
                header["x5t"] = json!("AAAAAAAAAAAAAAAAAAAAAAAAAAA");
                SIGNING.sign(&header, &claims)
            }
            Signature::None | Signature::Secret => {
                header["alg"] = json!("none");
                let whole = SIGNING.sign(&header, &claims)?;
                let unsigned = whole.rsplit_once('.').map(|(unsigned, _)| unsigned);
                Ok(format!("{}.", unsigned.unwrap_or_default()))
            }
        }
    }

    /// The order that the app opens by a reference: one of a QR code that is good now, or the plain one of an order whose
    /// codes don't change.
    fn opened(&self, state: &super::State, reference: &str) -> Option<usize> {
        let now = self.0.clock.now();
        state.orders.iter().position(|order| {
            let Some(secret) = &order.qr_code_secret else {
                return order.reference == reference;
            };
            let seconds = now.duration_since(order.begun_at).as_secs();
            let mut near = (seconds - CODE_SECONDS)..=(seconds + 1);
            near.any(|second| dynamic_freja_code(&order.reference, secret, second) == reference)
        })
    }
}

/// The app: opened by its link it shows that order, otherwise all that wait.
pub(super) async fn app(
    State(freja): State<FrejaSimulator>,
    RawQuery(query): RawQuery,
) -> Response {
    let asked = fields(query.unwrap_or_default().as_bytes());
    let text = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
    let reference = text("transactionReference");
    let mut state = freja.locked();
    let place = freja.opened(&state, reference);
    if let Some(order) = place.and_then(|place| state.orders.get_mut(place))
        && order.status == Status::Started
    {
        order.status = Status::DeliveredToMobile;
    }
    let is_open =
        |order: &&Order| matches!(order.status, Status::Started | Status::DeliveredToMobile);
    let open: Vec<Order> = match place {
        Some(place) => state
            .orders
            .get(place)
            .filter(is_open)
            .cloned()
            .into_iter()
            .collect(),
        None if reference.is_empty() => state.orders.iter().filter(is_open).cloned().collect(),
        None => Vec::new(),
    };
    drop(state);
    let shown = open
        .first()
        .map(|order| order.reference.clone())
        .filter(|_| !reference.is_empty());
    (
        [POLICY],
        Html(pages::app(
            text("lang"),
            shown.as_deref().unwrap_or_default(),
            &open,
        )),
    )
        .into_response()
}

/// The person decides: `reference`, `person`, `level` and `decision` (approve, reject or cancel) of a form.
pub(super) async fn decide(State(freja): State<FrejaSimulator>, body: Bytes) -> Response {
    let form = fields(&body);
    let text = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let person = FREJA
        .iter()
        .position(|person| person.id == text("person"))
        .unwrap_or(0);
    let level = FrejaLevel::parse(text("level")).unwrap_or(FrejaLevel::Plus);
    let status = match text("decision") {
        "approve" => Status::Approved { person, level },
        "cancel" => Status::Canceled,
        _ => Status::Rejected,
    };
    let mut state = freja.locked();
    // By the plain one the page names what it shows.
    let reference = text("reference");
    let shown = || {
        state
            .orders
            .iter()
            .position(|one| one.reference == reference)
    };
    let place = freja.opened(&state, reference).or_else(shown);
    let order = place.and_then(|place| state.orders.get_mut(place));
    let order =
        order.filter(|order| matches!(order.status, Status::Started | Status::DeliveredToMobile));
    match order {
        Some(order) => {
            order.status = status;
            let done = HeaderValue::from_static("text/plain; charset=utf-8");
            (
                [(CONTENT_TYPE, done)],
                "Klart. Gå tillbaka till sidan. / Done. Go back to the page.",
            )
                .into_response()
        }
        None => (
            StatusCode::NOT_FOUND,
            "Ingen sådan begäran. / No such request.",
        )
            .into_response(),
    }
}

/// Replaces the faults.
pub(super) async fn misbehave(
    State(freja): State<FrejaSimulator>,
    Json(faults): Json<Faults>,
) -> StatusCode {
    freja.locked().faults = faults;
    StatusCode::NO_CONTENT
}
