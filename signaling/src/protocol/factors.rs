//! Second factors and passkeys, over HTTP: what is shown to set one up, and what is sent to use it.

use super::{FactorWay, PasskeyId, SignInAnswer, StaffRole};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// What somebody has set up. Answer of `GET /api/v1/second-factor`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct SecondFactorView {
    /// Since when an app gives codes; none without one.
    #[ts(type = "string | null")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub totp_since: Option<jiff::Timestamp>,
    /// Recovery codes that are not used up.
    pub recovery_codes: u32,
    /// Whether the role asks for a second factor: then the last one can't be removed.
    pub required: bool,
}

/// The key of an app that gives codes, shown to set it up. It works when it has been confirmed by a code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct TotpKey {
    /// In Base32, to be typed where nothing can be scanned.
    pub secret: String,
    /// `otpauth://totp/…`: what the QR code holds.
    pub uri: String,
}

impl std::fmt::Debug for TotpKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpKey(..)")
    }
}

/// A code that was typed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct FactorCode {
    /// Six digits of the app; spaces are let pass. Empty where none is needed.
    #[serde(default)]
    pub code: String,
}

impl std::fmt::Debug for FactorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FactorCode(..)")
    }
}

/// Codes to be kept for the day on which the phone is gone. Shown once; each works once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct RecoveryCodes {
    /// Ten.
    pub codes: Vec<String>,
}

impl std::fmt::Debug for RecoveryCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCodes(..)")
    }
}

/// The second step of signing in. Body of `POST /api/v1/session/second-factor`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct SecondStep {
    /// From [`SignInAnswer`].
    pub ticket: String,
    /// A code of the app, or a recovery code. A passkey has its own way.
    pub way: FactorWay,
    /// The code.
    pub code: String,
}

impl std::fmt::Debug for SecondStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SecondStep({:?})", self.way)
    }
}

/// Setting up at sign-in. Body of `POST /api/v1/session/enrolment` (without a code: gives the key) and of
/// `POST /api/v1/session/enrolment/confirm` (with one: signs in).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct Enrolment {
    /// From [`SignInAnswer`].
    pub ticket: String,
    /// A code of the app; empty to begin.
    #[serde(default)]
    pub code: String,
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Enrolment(..)")
    }
}

/// Set up, and signed in by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Enrolled {
    /// Signed in.
    pub answer: SignInAnswer,
    /// To be kept.
    pub recovery: RecoveryCodes,
}

/// A passkey in the list of its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct PasskeyView {
    /// The passkey.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub created_at: jiff::Timestamp,
    /// When it last signed its owner in.
    #[ts(type = "string | null")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_used_at: Option<jiff::Timestamp>,
}

/// What a browser asks a passkey (WebAuthn level 3, sections 5.4 and 5.5, as JSON).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct PasskeyChallenge {
    /// To be sent with the answer, within five minutes and from this browser.
    #[ts(type = "string")]
    pub id: Uuid,
    /// `PublicKeyCredentialCreationOptionsJSON` or `PublicKeyCredentialRequestOptionsJSON`.
    #[ts(type = "unknown")]
    #[schema(value_type = Object)]
    pub options: serde_json::Value,
}

/// A new passkey. Body of `POST /api/v1/passkeys`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct NewPasskey {
    /// Of [`PasskeyChallenge`].
    #[ts(type = "string")]
    pub challenge: Uuid,
    /// What its owner calls it: 1 to 100 characters.
    pub name: String,
    /// `RegistrationResponseJSON`.
    #[ts(type = "unknown")]
    #[schema(value_type = Object)]
    pub credential: serde_json::Value,
}

/// Another name for one. Body of `PUT /api/v1/passkeys/<id>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct PasskeyName {
    /// 1 to 100 characters.
    pub name: String,
}

/// Asks for a challenge to sign in. Body of `POST /api/v1/session/passkey/challenge`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct AskPasskey {
    /// From [`SignInAnswer`], where the passkey is the second thing; empty where it says by itself who it is.
    #[serde(default)]
    pub ticket: String,
}

impl std::fmt::Debug for AskPasskey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AskPasskey(..)")
    }
}

/// A passkey's answer. Body of `POST /api/v1/session/passkey`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct PasskeySignIn {
    /// Of [`PasskeyChallenge`].
    #[ts(type = "string")]
    pub challenge: Uuid,
    /// As it was sent for the challenge.
    #[serde(default)]
    pub ticket: String,
    /// `AuthenticationResponseJSON`.
    #[ts(type = "unknown")]
    #[schema(value_type = Object)]
    pub credential: serde_json::Value,
}

impl std::fmt::Debug for PasskeySignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasskeySignIn(..)")
    }
}

/// What a role asks of whoever has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct RoleRule {
    /// Of whom.
    pub role: StaffRole,
    /// Whether they prove two things to sign in.
    pub second_factor: bool,
}
