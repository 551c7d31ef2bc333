//! An authority of its own: who serves, who may ask, and who signs results.

use std::sync::Arc;

use anyhow::{Context, Result};
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyPair, PKCS_RSA_SHA256,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
        server::WebPkiClientVerifier,
    },
};

use super::super::oidc::keys::{Algorithm, Key};

/// Results are signed as Freja does.
pub(super) const SIGNING: Key = Key {
    number: 0,
    algorithm: Algorithm::Rs256,
};

/// Everything that is needed on both sides.
pub(super) struct Certificates {
    /// Whoever signs servers and clients, in PEM.
    pub(super) root: String,
    /// The server's own certificate and key for asking, in PEM.
    pub(super) client: String,
    /// Signs results.
    pub(super) signer: Certificate,
    root_der: CertificateDer<'static>,
    server: CertificateDer<'static>,
    server_key: Vec<u8>,
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Certificates")
    }
}

impl Certificates {
    pub(super) fn new() -> Result<Self> {
        let mut authority = named("Invented Freja root")?;
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().context("a key")?;
        let authority = CertifiedIssuer::self_signed(authority, key).context("an authority")?;

        let server_key = KeyPair::generate().context("a key")?;
        let mut server =
            CertificateParams::new(vec!["127.0.0.1".to_owned()]).context("a server")?;
        server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let server = server
            .signed_by(&server_key, &authority)
            .context("a server")?;

        let client_key = KeyPair::generate().context("a key")?;
        let mut client = named("Samtal")?;
        client.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let client = client
            .signed_by(&client_key, &authority)
            .context("a client")?;

        let secret = PrivatePkcs8KeyDer::from(SIGNING.secret()?.to_vec());
        let signing = KeyPair::from_pkcs8_der_and_sign_algo(&secret, &PKCS_RSA_SHA256)
            .context("a signer's key")?;
        let signer = named("Invented Freja signer")?
            .self_signed(&signing)
            .context("a signer")?;
        Ok(Self {
            root: authority.pem(),
            client: format!("{}{}", client.pem(), client_key.serialize_pem()),
            signer,
            root_der: authority.der().clone(),
            server: server.der().clone(),
            server_key: server_key.serialize_der(),
        })
    }

    /// Lets in who shows a certificate of the authority.
    pub(super) fn acceptor(&self) -> Result<TlsAcceptor> {
        let provider = Arc::new(ring::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add(self.root_der.clone()).context("an authority")?;
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .context("TLS")?
            .with_client_cert_verifier(verifier.build().context("who may ask")?)
            .with_single_cert(
                vec![self.server.clone()],
                PrivateKeyDer::Pkcs8(self.server_key.clone().into()),
            )
            .context("a server")?;
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

fn named(name: &str) -> Result<CertificateParams> {
    let mut params = CertificateParams::new(Vec::<String>::new()).context("a certificate")?;
    params.distinguished_name.push(DnType::CommonName, name);
    Ok(params)
}
