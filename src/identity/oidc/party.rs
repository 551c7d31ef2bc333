//! What is known of a provider: its addresses and its keys, asked for when they are needed and kept for a while.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use openidconnect::{
    AdditionalProviderMetadata, IssuerUrl, LogoutProviderMetadata, ProviderMetadata,
    core::{
        CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType,
        CoreJsonWebKey, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm,
        CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType,
        CoreSubjectIdentifierType,
    },
};
use serde::{Deserialize, Serialize};

use super::{Fault, asking::Asking};
use crate::{app::App, config::OidcProvider};

/// A provider that changes an address or withdraws a key is believed to the old one for this long at most.
const KEPT: SignedDuration = SignedDuration::from_hours(1);
/// Whoever sends tokens with invented keys makes us ask no oftener.
const KEYS_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// What the library does not read of a provider's description.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Further {
    /// RFC 9207 §3: it names itself in every answer.
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Further {}

/// A provider's description of itself (OpenID Connect Discovery 1.0 §3).
pub(super) type Metadata = ProviderMetadata<
    LogoutProviderMetadata<Further>,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// A provider, and what is known of it.
#[derive(Debug)]
pub(super) struct Party {
    pub(super) settings: OidcProvider,
    pub(super) issuer: IssuerUrl,
    asking: Asking,
    known: Mutex<Option<Known>>,
}

/// As it was at one time.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) metadata: Arc<Metadata>,
    pub(super) keys: Arc<CoreJsonWebKeySet>,
    asked_at: Timestamp,
    keys_asked_at: Timestamp,
}

impl Party {
    /// Asks nobody yet: a provider that is down does not keep the server from starting.
    pub(super) fn new(settings: OidcProvider, asking: Asking) -> anyhow::Result<Self> {
        let issuer = IssuerUrl::new(settings.issuer.clone())
            .map_err(|_| anyhow::anyhow!("the issuer of {:?} is no address", settings.id))?;
        Ok(Self {
            settings,
            issuer,
            asking,
            known: Mutex::default(),
        })
    }

    pub(super) fn asking(&self) -> &Asking {
        &self.asking
    }

    /// Its addresses and keys, at most an hour old.
    pub(super) async fn known(&self, app: &App) -> Result<Known, Fault> {
        let now = app.clock.now();
        if let Some(known) = &*self.locked()
            && now.duration_since(known.asked_at).abs() < KEPT
        {
            return Ok(known.clone());
        }
        let metadata = Metadata::discover_async(self.issuer.clone(), &self.asking).await;
        let metadata = metadata.map_err(|error| {
            tracing::warn!(provider = self.settings.id, %error, "an OpenID provider can't be asked");
            Fault::Unreachable
        })?;
        let known = Known {
            keys: Arc::new(metadata.jwks().clone()),
            metadata: Arc::new(metadata),
            asked_at: now,
            keys_asked_at: now,
        };
        *self.locked() = Some(known.clone());
        Ok(known)
    }

    /// Asks for its keys again because one is not among them; none if that was done a moment ago.
    pub(super) async fn newer_keys(&self, app: &App) -> Option<Arc<CoreJsonWebKeySet>> {
        let now = app.clock.now();
        let metadata = {
            let mut known = self.locked();
            let known = known.as_mut()?;
            if now.duration_since(known.keys_asked_at).abs() < KEYS_EVERY {
                return None;
            }
            known.keys_asked_at = now;
            known.metadata.clone()
        };
        match CoreJsonWebKeySet::fetch_async(metadata.jwks_uri(), &self.asking).await {
            Ok(keys) => {
                let keys = Arc::new(keys);
                if let Some(known) = self.locked().as_mut() {
                    known.keys = keys.clone();
                }
                Some(keys)
            }
            Err(error) => {
                tracing::warn!(provider = self.settings.id, %error, "an OpenID provider's keys can't be had");
                None
            }
        }
    }

    /// A panic elsewhere leaves nothing half-done here.
    fn locked(&self) -> MutexGuard<'_, Option<Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
