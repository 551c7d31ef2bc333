//! When BankID does not do what it was asked: what it said, and what we do about it.

use std::time::Duration;

use hyper::StatusCode;
use serde::Deserialize;
use signaling::protocol::{ErrorCode, WireError};

use crate::error::{Error, conflict};

/// Where BankID does not say how long to wait.
const ASK_AGAIN: Duration = Duration::from_secs(3);

/// Why a call brought nothing.
#[derive(Debug)]
pub(super) enum Trouble {
    /// BankID said no.
    Refused(Refusal),
    /// It said nothing: no connection, another certificate than its own, no answer in time.
    Unreachable(anyhow::Error),
}

/// BankID's no.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: String,
    /// When too many were asked: how long to wait.
    pub(super) reset: Option<Duration>,
}

/// What we do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remedy {
    /// It will pass: the same may be asked again in a while, and nobody here has to look.
    Wait,
    /// The order is over, by somebody else's doing.
    Over,
    /// Our own mistake, or our agreement: somebody here must look.
    Look,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    error_code: String,
}

impl From<anyhow::Error> for Trouble {
    fn from(error: anyhow::Error) -> Self {
        Self::Unreachable(error)
    }
}

impl Trouble {
    /// What to do.
    pub(super) fn remedy(&self) -> Remedy {
        match self {
            Self::Unreachable(_) => Remedy::Wait,
            Self::Refused(refusal) => refusal.remedy(),
        }
    }

    /// As a sign-in's hint: BankID's own code, or `unreachable`.
    pub(super) fn hint(&self) -> &str {
        match self {
            Self::Unreachable(_) => "unreachable",
            Self::Refused(refusal) => &refusal.code,
        }
    }

    /// How long BankID asks us to wait, if it does.
    pub(super) fn reset(&self) -> Option<Duration> {
        match self {
            Self::Unreachable(_) => None,
            Self::Refused(refusal) => refusal.reset,
        }
    }

    /// For who waits for it.
    pub(super) fn told(self) -> Error {
        let hint = self.hint().to_owned();
        match self.remedy() {
            Remedy::Over => conflict(format!("BankID has stopped it: {hint}")),
            Remedy::Look => Error::Ours(anyhow::anyhow!("BankID refuses us: {hint}")),
            Remedy::Wait => {
                let wait = self.reset().unwrap_or(ASK_AGAIN);
                self.log("order");
                Error::Told(WireError {
                    code: ErrorCode::Unavailable,
                    message: "BankID does not answer now; try again in a while".to_owned(),
                    retry_after_ms: u32::try_from(wait.as_millis()).ok(),
                })
            }
        }
    }

    /// Tells who runs the server, as loudly as it deserves.
    pub(super) fn log(&self, what: &'static str) {
        match self {
            Self::Unreachable(error) => {
                tracing::warn!(
                    error = format!("{error:#}"),
                    what,
                    "BankID can't be reached"
                );
            }
            Self::Refused(refusal) if self.remedy() == Remedy::Look => {
                tracing::error!(code = refusal.code, status = %refusal.status, what, "BankID refuses us");
            }
            Self::Refused(refusal) => {
                tracing::warn!(code = refusal.code, status = %refusal.status, what, "BankID says no");
            }
        }
        metrics::counter!("samtal_bankid_failures_total", "code" => self.label()).increment(1);
    }

    /// One of few, whatever BankID says.
    fn label(&self) -> &'static str {
        match self.remedy() {
            Remedy::Wait => "wait",
            Remedy::Over => "over",
            Remedy::Look => "look",
        }
    }
}

impl Refusal {
    pub(super) fn read(status: StatusCode, body: &[u8], reset: Option<Duration>) -> Self {
        let code = serde_json::from_slice::<Body>(body).map(|body| body.error_code);
        let plain = |code: &String| {
            (1..=60).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        let code = code.ok().filter(plain);
        Self {
            status,
            code: code.unwrap_or_else(|| format!("status{}", status.as_u16())),
            reset,
        }
    }

    /// Clients differ in how they write it.
    pub(super) fn is_maintenance(&self) -> bool {
        self.status == StatusCode::SERVICE_UNAVAILABLE
            && self.code.eq_ignore_ascii_case("maintenance")
    }

    fn remedy(&self) -> Remedy {
        match (self.status.as_u16(), self.code.as_str()) {
            (400, "alreadyInProgress" | "canceled") => Remedy::Over,
            (408 | 429 | 500..=599, _) => Remedy::Wait,
            _ => Remedy::Look,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, body: &str) -> Refusal {
        Refusal::read(StatusCode::from_u16(status).unwrap(), body.as_bytes(), None)
    }

    #[test]
    fn each_no_has_its_remedy() {
        let cases = [
            (400, "alreadyInProgress", Remedy::Over),
            (400, "canceled", Remedy::Over),
            (400, "invalidParameters", Remedy::Look),
            (401, "unauthorized", Remedy::Look),
            (403, "unauthorized", Remedy::Look),
            (404, "notFound", Remedy::Look),
            (405, "methodNotAllowed", Remedy::Look),
            (408, "requestTimeout", Remedy::Wait),
            (415, "unsupportedMediaType", Remedy::Look),
            (429, "tooManyRequests", Remedy::Wait),
            (500, "internalError", Remedy::Wait),
            (503, "Maintenance", Remedy::Wait),
            (502, "", Remedy::Wait),
        ];
        for (status, code, remedy) in cases {
            let body = format!("{{\"errorCode\":\"{code}\",\"details\":\"x\"}}");
            assert_eq!(refused(status, &body).remedy(), remedy, "{status} {code}");
        }
        assert!(refused(503, r#"{"errorCode":"maintenance"}"#).is_maintenance());
        assert!(refused(503, r#"{"errorCode":"Maintenance"}"#).is_maintenance());
        assert!(!refused(500, r#"{"errorCode":"internalError"}"#).is_maintenance());
    }

    #[test]
    fn what_a_proxy_says_is_no_hint() {
        let page = refused(502, "<h1>Bad gateway</h1>");
        assert_eq!(Trouble::Refused(page).hint(), "status502");
        let odd = refused(400, r#"{"errorCode":"<script>"}"#);
        assert_eq!(Trouble::Refused(odd).hint(), "status400");
    }
}
