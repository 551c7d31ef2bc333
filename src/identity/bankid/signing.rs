//! Signatures: a text that somebody reads in the app and signs, and the evidence that is kept of it.

use std::{fmt, net::IpAddr};

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use signaling::protocol::SignInId;

use super::{
    BankId,
    names::readable,
    ordering::{Asks, Secrets, cancel},
    texts,
    trouble::{Remedy, Trouble},
    wire::Collected,
};
use crate::{
    app::App,
    error::{Result, conflict},
    identity::store::bankid as signatures,
};

/// What somebody is to sign.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// As the app shows it: at most 30,000 bytes.
    pub text: String,
    /// Signed besides and not shown, like the hash of a file: at most 150,000 bytes, or none.
    pub hidden: Vec<u8>,
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Document(..)")
    }
}

/// What is kept of a completed order.
pub(in super::super) struct Evidence<'a> {
    pub(in super::super) reference: &'a str,
    pub(in super::super) kind: Kind,
    pub(in super::super) sign_in: Option<SignInId>,
    pub(in super::super) visible_text: &'a str,
    pub(in super::super) hidden_hash: Option<[u8; 32]>,
    pub(in super::super) signature: &'a str,
    pub(in super::super) ocsp_response: &'a str,
}

/// What an order was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub(in super::super) enum Kind {
    Identify,
    Sign,
}

/// A signature that somebody is to give by scanning a code. Whoever holds it asks about it, and nobody else.
pub struct Signing {
    document: Document,
    reference: String,
    secrets: Secrets,
    ordered_at: Timestamp,
}

impl fmt::Debug for Signing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signing(..)")
    }
}

/// How far a signature is.
#[derive(Clone, PartialEq, Eq)]
pub enum Signature {
    /// Not given yet: BankID's code for why.
    Pending(String),
    /// Given, and its evidence kept.
    Given {
        /// By whom: twelve digits.
        personal_number: String,
        /// Their name.
        name: String,
    },
    /// Not given: BankID's code for why.
    Failed(String),
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pending(hint) => write!(f, "Pending({hint})"),
            Self::Given { .. } => f.write_str("Given(..)"),
            Self::Failed(hint) => write!(f, "Failed({hint})"),
        }
    }
}

impl BankId {
    /// Asks for a signature of whoever sits at `address` before a browser that calls itself `user_agent`.
    ///
    /// # Errors
    /// `invalid` if the document is too long; `unavailable` if BankID does not answer.
    pub async fn ask_for_signature(
        &self,
        app: &App,
        document: Document,
        address: IpAddr,
        user_agent: &str,
        installation: &str,
    ) -> Result<Signing> {
        let visible = texts::to_sign(&document.text)?;
        let hidden = match document.hidden.as_slice() {
            [] => None,
            bytes => Some(texts::hidden(bytes)?),
        };
        let asks = Asks {
            address,
            user_agent,
            installation,
            return_url: None,
        };
        let form = asks.form(app, visible, hidden);
        let ordered = self.client.sign(&form).await.map_err(Trouble::told)?;
        Ok(Signing {
            secrets: Secrets::new(&ordered, installation),
            reference: ordered.order_ref,
            ordered_at: app.clock.now(),
            document,
        })
    }

    /// How far it is. To be asked every two seconds until it is not pending: that answer is given once.
    ///
    /// # Errors
    /// `unavailable` if BankID does not answer now; `conflict` if another order has ended this one.
    pub async fn collect_signature(&self, app: &App, signing: &Signing) -> Result<Signature> {
        let said = match self.client.collect(&signing.reference).await {
            Ok(said) => said,
            Err(trouble) if trouble.remedy() == Remedy::Over => {
                return Err(conflict("another order at BankID has ended this one"));
            }
            Err(trouble) => return Err(trouble.told()),
        };
        let completion = match said {
            Collected::Pending { hint_code } => return Ok(Signature::Pending(hint_code)),
            Collected::Failed { hint_code } => return Ok(Signature::Failed(hint_code)),
            Collected::Complete { completion_data } => completion_data,
        };
        if completion.risk.as_deref() == Some("high") {
            return Ok(Signature::Failed("transactionRiskBlocked".to_owned()));
        }
        let hidden = &signing.document.hidden;
        let evidence = Evidence {
            reference: &signing.reference,
            kind: Kind::Sign,
            sign_in: None,
            visible_text: &signing.document.text,
            hidden_hash: (!hidden.is_empty()).then(|| Sha256::digest(hidden).into()),
            signature: &completion.signature,
            ocsp_response: &completion.ocsp_response,
        };
        let mut conn = app.db.acquire().await?;
        signatures::keep(&mut conn, &evidence, app.clock.now()).await?;
        Ok(Signature::Given {
            personal_number: completion.user.personal_number,
            name: readable(&completion.user.name),
        })
    }

    /// Gives it up.
    pub async fn give_up_signature(&self, signing: &Signing) {
        cancel(self, &signing.reference).await;
    }
}

impl Signing {
    /// What the QR code holds now.
    pub fn qr(&self, app: &App) -> String {
        self.secrets.qr(self.ordered_at, app.clock.now())
    }
}
