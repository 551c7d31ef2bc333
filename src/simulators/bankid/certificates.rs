//! A certification authority that lives as long as the process: a root, our client's chain, the server's certificate, and
//! one that nobody should believe.

use std::net::IpAddr;

use anyhow::Result;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// What a server shows.
pub(super) struct ServerIdentity {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
    /// By whom its clients are known.
    pub(super) root: CertificateDer<'static>,
}

/// All of it; what goes to the client is PEM.
pub(super) struct Made {
    pub(super) root: String,
    pub(super) client_chain: String,
    pub(super) client_key: String,
    pub(super) server: ServerIdentity,
    pub(super) impostor: ServerIdentity,
}

/// Makes everything for a server at `address`.
pub(super) fn make(address: IpAddr) -> Result<Made> {
    let (root_params, root_key) = authority("BankID simulator root")?;
    let root = root_params.self_signed(&root_key)?;
    let root_issuer = Issuer::new(root_params, root_key);
    let (between_params, between_key) = authority("BankID simulator bank")?;
    let between = between_params.signed_by(&between_key, &root_issuer)?;
    let between_issuer = Issuer::new(between_params, between_key);

    let client_key = KeyPair::generate()?;
    let mut client = CertificateParams::new(Vec::<String>::new())?;
    client
        .distinguished_name
        .push(DnType::CommonName, "Samtal (simulator)");
    client.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let client = client.signed_by(&client_key, &between_issuer)?;

    let (other_params, other_key) = authority("Somebody else's root")?;
    let other_issuer = Issuer::new(other_params, other_key);
    Ok(Made {
        client_chain: client.pem() + &between.pem(),
        client_key: client_key.serialize_pem(),
        server: server(address, &root_issuer, root.der().clone())?,
        impostor: server(address, &other_issuer, root.der().clone())?,
        root: root.pem(),
    })
}

fn authority(name: &str) -> Result<(CertificateParams, KeyPair)> {
    let mut params = CertificateParams::new(Vec::<String>::new())?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok((params, KeyPair::generate()?))
}

fn server(
    address: IpAddr,
    issuer: &Issuer<'_, KeyPair>,
    root: CertificateDer<'static>,
) -> Result<ServerIdentity> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new(vec![address.to_string(), "localhost".to_owned()])?;
    params
        .distinguished_name
        .push(DnType::CommonName, "BankID simulator");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let certificate = params.signed_by(&key, issuer)?;
    Ok(ServerIdentity {
        chain: vec![certificate.der().clone()],
        key: PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        root,
    })
}
