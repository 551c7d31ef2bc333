//! Accounts over HTTP: made and recovered by mail, their passwords and names, and what their owners see and change.

use super::{IdentifierId, PersonId, SignInAnswer};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Body of `POST /api/v1/accounts`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct NewAccount {
    /// Where the link goes that makes the account.
    pub email: String,
    /// What one signs in with from then on.
    pub password: String,
    /// Name, or empty.
    #[serde(default)]
    pub name: String,
    /// Language of the page.
    #[serde(default)]
    pub language: String,
    /// The page to go to afterwards: a path of ours, `/` if it is anything else.
    #[serde(default)]
    pub return_to: String,
}

impl std::fmt::Debug for NewAccount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewAccount(..)")
    }
}

/// Body of `POST /api/v1/sign-in-links`, `/api/v1/password-resets` and `/api/v1/user-name-reminders`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct LetterRequest {
    /// E-mail address or user name; a reminder of a user name goes by address.
    pub login: String,
    /// Language of the page.
    #[serde(default)]
    pub language: String,
    /// The page to go to afterwards: a path of ours, `/` if it is anything else.
    #[serde(default)]
    pub return_to: String,
}

impl std::fmt::Debug for LetterRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LetterRequest(..)")
    }
}

/// Body of `POST /api/v1/mail-links/look` and `/api/v1/mail-links/use`: what came by mail.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct MailLink {
    /// The secret in the link.
    pub token: String,
    /// The new password where one is chosen; the chosen one where an account is made in another browser.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub password: Option<String>,
}

impl std::fmt::Debug for MailLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MailLink(..)")
    }
}

/// What a link in a mail does when it is used. Looking does not use it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct MailLinkView {
    /// What it does.
    pub purpose: MailLinkPurpose,
    /// Whose account, by name; or empty.
    pub name: String,
    /// The address that it was sent to.
    pub email: String,
    /// The browser that it was asked for in, or empty.
    pub browser: String,
    /// The system there, or empty.
    pub system: String,
    /// From which network address.
    pub address: String,
    /// Whether it was this very browser.
    pub same_browser: bool,
}

/// What a link in a mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum MailLinkPurpose {
    /// Makes an account; in another browser its password is asked for.
    CreateAccount,
    /// Adds an address to the account of whoever is signed in, who must be the one who asked.
    AddAddress,
    /// Sets a new password.
    ResetPassword,
    /// Signs in.
    SignIn,
}

/// Answer of `POST /api/v1/mail-links/use`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct Entered {
    /// Signed in, or what is missing.
    pub answer: SignInAnswer,
    /// A path of ours.
    pub return_to: String,
}

/// Body of `PUT /api/v1/password`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct NewPassword {
    /// The one until now; none if there is none.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub old: Option<String>,
    /// The one from now on.
    pub new: String,
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(..)")
    }
}

/// Body of `PUT /api/v1/profile/user-name`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct NewUserName {
    /// 3 to 40 letters, digits, dots, hyphens and underscores.
    pub user_name: String,
}

/// Body of `PUT /api/v1/profile/email`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct NewAddress {
    /// Where the link goes that makes it theirs.
    pub email: String,
}

impl std::fmt::Debug for NewAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewAddress(..)")
    }
}

/// Body of `PUT /api/v1/profile`: all of it, as it is from now on. Empty is unknown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct ProfileForm {
    /// At most 100 characters.
    pub name: String,
    /// As people write it.
    pub phone: String,
    /// Street and number, at most 200 characters.
    pub street: String,
    /// At most 20 characters.
    pub postcode: String,
    /// At most 100 characters.
    pub town: String,
    /// ISO 3166-1 alpha-2, like `SE`, or empty.
    pub country: String,
    /// The day of birth, `YYYY-MM-DD`, or empty.
    pub born_on: String,
    /// What those who help should know, at most 1,000 characters.
    pub about: String,
    /// One of `sv`, `en`, `da`, `nb`, `fi`.
    pub language: String,
    /// Whether to be told by e-mail.
    pub notify_email: bool,
    /// Whether to be told by text message; needs a phone number.
    pub notify_sms: bool,
}

impl std::fmt::Debug for ProfileForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProfileForm(..)")
    }
}

/// Answer of `GET /api/v1/profile`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct AccountView {
    /// Who.
    pub person: PersonId,
    /// The address that mail goes to, or empty.
    pub email: String,
    /// What they can change themselves.
    pub profile: ProfileForm,
    /// What they are known by, the first proven first.
    pub known_by: Vec<KnownBy>,
    /// Whether there is a password.
    pub has_password: bool,
}

/// Something that somebody is known by.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct KnownBy {
    /// Of lists.
    pub id: IdentifierId,
    /// What it is.
    pub kind: IdentifierKind,
    /// It, in its one form; of a personal number the day of birth, of a subject who vouches for it.
    pub value: String,
    /// When it was proven.
    #[ts(type = "string")]
    #[schema(value_type = String, format = DateTime)]
    pub proven_at: jiff::Timestamp,
    /// How.
    pub proven_by: ProvenBy,
    /// Whether it can be removed: the last way in can't.
    pub removable: bool,
}

impl std::fmt::Debug for KnownBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KnownBy({:?})", self.kind)
    }
}

/// The kind of thing somebody is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum IdentifierKind {
    /// An e-mail address.
    Email,
    /// A name they took.
    UserName,
    /// A phone number.
    Phone,
    /// A Swedish personal number.
    PersonalNumber,
    /// Somebody's name at an issuer, which means nothing elsewhere.
    Subject,
}

/// How something was proven to be somebody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type))]
#[cfg_attr(feature = "sqlx", sqlx(type_name = "text", rename_all = "lowercase"))]
#[serde(rename_all = "lowercase")]
#[ts(export)]
pub enum ProvenBy {
    /// The operator or an administrator said so.
    Operator,
    /// A link in a mail to it was followed.
    Mail,
    /// So was that of an invitation.
    Invitation,
    /// It was free, and they took it: a user name.
    Chosen,
    /// BankID.
    BankId,
    /// Freja eID.
    Freja,
    /// An OpenID Connect provider.
    Oidc,
}

/// Answer of `GET /api/v1/conversations/<id>/customer`: whom staff talk with. Each look is in the audit log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS, utoipa::ToSchema)]
#[ts(export)]
pub struct ClientDetails {
    /// Who.
    pub person: PersonId,
    /// Whether they have an account; a visitor's words about themselves are only words.
    pub has_account: bool,
    /// Name, or empty.
    pub name: String,
    /// Address, or empty.
    pub email: String,
    /// Whether they have shown that the address is theirs.
    pub email_proven: bool,
    /// Phone, or empty.
    pub phone: String,
    /// Street and number, or empty.
    pub street: String,
    /// Or empty.
    pub postcode: String,
    /// Or empty.
    pub town: String,
    /// ISO 3166-1 alpha-2, or empty.
    pub country: String,
    /// `YYYY-MM-DD`, or empty.
    pub born_on: String,
    /// What they want those who help them to know.
    pub about: String,
    /// Their language.
    pub language: String,
    /// Who vouches for them: everything by which they have proven who they are, each once.
    pub proven_by: Vec<ProvenBy>,
}

impl std::fmt::Debug for ClientDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ClientDetails({})", self.person)
    }
}
