//! Freja's calls: a form with one field of base64, and JSON back.

use std::collections::BTreeMap;

use anyhow::Context;
use axum::http::{Request, StatusCode, header::CONTENT_TYPE};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio_rustls::rustls::{
    RootCertStore,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

use super::{Freja, Way};
use crate::{
    config,
    outward::{Outward, OutwardError, tls},
};

/// What is asked about somebody.
const ATTRIBUTES: [&str; 4] = [
    "BASIC_USER_INFO",
    "SSN",
    "REGISTRATION_LEVEL",
    "RELYING_PARTY_USER_ID",
];

/// An order that was taken.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Begun {
    pub(super) auth_ref: String,
    #[serde(default)]
    pub(super) qr_code_secret: Option<String>,
}

/// How far an order is. What stands beside `details` is not signed, and not read.
#[derive(Deserialize)]
pub(super) struct Said {
    pub(super) status: String,
    #[serde(default)]
    pub(super) details: Option<String>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It will pass.
    Unreachable(String),
    /// Two orders of the same person: both were stopped (code 2000).
    AlreadyOpen,
    /// There is no such order, or no more (code 1100).
    Gone,
    /// Our mistake, or our agreement.
    Refused(StatusCode, i64),
}

impl Trouble {
    pub(super) fn log(&self, call: &str) {
        match self {
            Self::Unreachable(why) => tracing::warn!(call, why, "Freja can't be asked"),
            Self::Refused(status, code) => {
                tracing::error!(call, %status, code, "Freja refuses what it is asked")
            }
            Self::AlreadyOpen | Self::Gone => tracing::debug!(call, "an order at Freja is over"),
        }
    }
}

impl From<OutwardError> for Trouble {
    fn from(error: OutwardError) -> Self {
        Self::Unreachable(error.to_string())
    }
}

impl Freja {
    /// With what opens its interface; believes servers that Freja's root vouches for, and no others.
    ///
    /// # Errors
    /// If a certificate or key is not one.
    pub(in super::super) fn open(settings: config::Freja) -> anyhow::Result<Self> {
        let mut roots = RootCertStore::empty();
        for root in CertificateDer::pem_slice_iter(settings.root.as_bytes()) {
            let root = root.context("SAMTAL_FREJA_ROOT holds something else than certificates")?;
            roots.add(root).context("SAMTAL_FREJA_ROOT")?;
        }
        let client = settings.client.reveal().as_bytes();
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(client).collect();
        let chain = chain.context("SAMTAL_FREJA_CLIENT holds no certificates")?;
        let key =
            PrivateKeyDer::from_pem_slice(client).context("SAMTAL_FREJA_CLIENT holds no key")?;
        let tls = tls()?
            .with_root_certificates(roots)
            .with_client_auth_cert(chain, key)
            .context("SAMTAL_FREJA_CLIENT")?;
        Ok(Self {
            settings,
            outward: Outward::with(tls),
        })
    }

    pub(super) async fn begin(&self, way: Way) -> Result<Begun, Trouble> {
        let attributes = ATTRIBUTES.map(|name| json!({ "attribute": name }));
        let order = json!({
            "userInfoType": "INFERRED",
            "userInfo": "N/A",
            "minRegistrationLevel": self.settings.level.name(),
            "attributesToReturn": attributes,
            "useDynamicQrCode": way == Way::Code,
        });
        let said = self
            .call("initAuthentication", "initAuthRequest", &order)
            .await?;
        read(&said)
    }

    pub(super) async fn result(&self, reference: &str) -> Result<Said, Trouble> {
        let order = json!({ "authRef": reference });
        let said = self
            .call("getOneResult", "getOneAuthResultRequest", &order)
            .await?;
        read(&said)
    }

    pub(super) async fn cancel(&self, reference: &str) -> Result<(), Trouble> {
        let order = json!({ "authRef": reference });
        self.call("cancel", "cancelAuthRequest", &order)
            .await
            .map(drop)
    }

    async fn call(&self, path: &str, field: &str, order: &Value) -> Result<Vec<u8>, Trouble> {
        // Not percent-escaped: that is how Freja reads it.
        let body = format!("{field}={}", STANDARD.encode(order.to_string()));
        let request = Request::post(format!("{}/authentication/1.0/{path}", self.settings.url))
            .header(CONTENT_TYPE, "application/json")
            .body(body.into_bytes())
            .map_err(|error| Trouble::Unreachable(error.to_string()))?;
        let answer = self.outward.send(request).await?;
        let (parts, body) = answer.into_parts();
        if parts.status.is_success() {
            return Ok(body);
        }
        let refusal: BTreeMap<String, Value> = serde_json::from_slice(&body).unwrap_or_default();
        let code = refusal
            .get("code")
            .and_then(Value::as_i64)
            .unwrap_or_default();
        Err(match code {
            2000 => Trouble::AlreadyOpen,
            1100 => Trouble::Gone,
            _ => Trouble::Refused(parts.status, code),
        })
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Trouble> {
    serde_json::from_slice(body)
        .map_err(|_| Trouble::Unreachable("an answer that is not as documented".to_owned()))
}
