//! Who somebody is, over HTTP: signing in, sessions, and what is shown while somebody outside confirms a sign-in.

use super::{PersonId, SessionId, SignInId, StaffRole};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Body of `POST /api/v1/visitors`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct NewVisitor {
    /// Language of the page.
    #[serde(default)]
    pub language: String,
}

/// Its answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct VisitorCreated {
    /// The visitor.
    pub person: PersonId,
    /// Secret; shown once. Sent in `hello` and as `Authorization: Bearer`.
    pub token: String,
}

impl std::fmt::Debug for VisitorCreated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VisitorCreated({})", self.person)
    }
}

/// Body of `POST /api/v1/session`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct SignIn {
    /// E-mail address or user name.
    pub login: String,
    /// Password.
    pub password: String,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignIn(..)")
    }
}

/// What came of proving who one is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
#[ts(export)]
pub enum SignInAnswer {
    /// Signed in: the session's cookie came with this answer.
    SignedIn {
        /// Who.
        me: Me,
    },
    /// One thing more is to be proven, within five minutes and in this browser.
    SecondFactor {
        /// To be sent with it.
        ticket: String,
        /// What can be used.
        ways: Vec<FactorWay>,
    },
    /// The role asks for a second factor and there is none yet: it is set up now, then one is signed in.
    Enrol {
        /// To be sent with it.
        ticket: String,
    },
}

impl std::fmt::Debug for SignInAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::SignedIn { .. } => "SignedIn(..)",
            Self::SecondFactor { .. } => "SecondFactor(..)",
            Self::Enrol { .. } => "Enrol(..)",
        })
    }
}

/// A second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FactorWay {
    /// Six digits of an app, new every thirty seconds (RFC 6238).
    Totp,
    /// One of the codes that were given when the app was set up. Each works once.
    RecoveryCode,
    /// A passkey.
    Passkey,
}

/// Answer of `GET /api/v1/session`: who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Me {
    /// Who.
    pub person: PersonId,
    /// Name, or empty.
    pub name: String,
    /// E-mail address, or empty.
    pub email: String,
    /// Language.
    pub language: String,
    /// Of staff.
    pub staff: Option<Post>,
}

/// What somebody does among the staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Post {
    /// What they do, e.g. "Familjerådgivare".
    pub title: String,
    /// What they may do.
    pub role: StaffRole,
}

/// How a session's holder proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "lowercase"))]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum SignInWay {
    /// Not at all: anybody who opens a chat.
    Visit,
    /// A password.
    Password,
    /// A link that works once, sent to an address of theirs.
    Link,
    /// The link of an invitation.
    Invitation,
    /// A passkey.
    Passkey,
    /// BankID.
    BankId,
    /// Freja eID.
    Freja,
    /// An OpenID Connect provider.
    Oidc,
}

/// A session as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct SessionView {
    /// The session.
    pub id: SessionId,
    /// Whether it is the one that asks.
    pub current: bool,
    /// How it was begun.
    pub way: SignInWay,
    /// Whether a second factor was used, or something that is two by itself.
    pub second_factor: bool,
    /// The browser and system, as they call themselves (`User-Agent`), or empty.
    pub device: String,
    /// The browser by its name, as far as we know it, or empty.
    pub browser: String,
    /// The system by its name, or empty.
    pub system: String,
    /// From which network address it was last used, or empty.
    pub address: String,
    /// When it was begun.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub begun_at: jiff::Timestamp,
    /// When it was last used, to the minute.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub seen_at: jiff::Timestamp,
    /// When it ends if it is used until then.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub expires_at: jiff::Timestamp,
}

/// Who confirms sign-ins from outside. Answer of `GET /api/v1/sign-ins/providers`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Provider {
    /// Its name in requests: `bankid`, `freja`, or what the operator has called an OpenID provider.
    pub id: String,
    /// How it works.
    pub kind: ProviderKind,
    /// Its name for people.
    pub name: String,
}

/// How a provider works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum ProviderKind {
    /// BankID: an app, started on this device or by a QR code.
    BankId,
    /// Freja eID: the same.
    Freja,
    /// The browser goes there and comes back.
    Oidc,
}

/// Body of `POST /api/v1/sign-ins`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct BeginSignIn {
    /// Of [`Provider`].
    pub provider: String,
    /// To sign in, or to add what the provider knows to who is signed in.
    pub purpose: SignInPurpose,
    /// The page to go to afterwards: a path of ours, `/` if it is anything else.
    #[serde(default)]
    pub return_to: String,
    /// Language of the page.
    #[serde(default)]
    pub language: String,
    /// Where the provider's app is, if it has one.
    #[serde(default)]
    pub device: SignInDevice,
}

/// Where an app that confirms a sign-in is.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum SignInDevice {
    /// On another one: there is a QR code to scan.
    #[default]
    Other,
    /// On this one: there is an address that starts it. It sends the browser back to `/sign-in/return`, which ends the
    /// sign-in by `POST /api/v1/sign-ins/<id>/return`.
    This,
}

/// Body of `POST /api/v1/sign-ins/<id>/return`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ReturnToSignIn {
    /// As the address has it to which the app has sent the browser.
    pub nonce: String,
}

impl std::fmt::Debug for ReturnToSignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ReturnToSignIn(..)")
    }
}

/// What an outside proof is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SignInPurpose {
    /// To sign in.
    SignIn,
    /// To add it to who is signed in.
    Link,
}

/// Its answer, and the event of the topic `sign_in:<id>`: how far it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct SignInView {
    /// The sign-in.
    pub id: SignInId,
    /// Of [`Provider`].
    pub provider: String,
    /// How far it is.
    pub state: SignInState,
    /// Why it waits or failed: the provider's own code for it, like `outstandingTransaction` or `userCancel`; or empty.
    pub hint: String,
    /// What the QR code holds now; new each second. None where there is nothing to scan.
    #[ts(optional = nullable)]
    pub qr: Option<String>,
    /// The address that starts the app on this device, or takes the browser to the provider.
    #[ts(optional = nullable)]
    pub launch: Option<String>,
}

/// How far a sign-in is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum SignInState {
    /// Somebody is to confirm it.
    Pending,
    /// Confirmed: `POST /api/v1/sign-ins/<id>/finish` from the same browser signs in.
    Complete,
    /// And done.
    Used,
    /// Refused, lapsed or broken: see the hint.
    Failed,
    /// Given up on our side.
    Cancelled,
}
