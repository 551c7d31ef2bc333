//! The gate to the DTLS 1.2 server, and the SRTP keys that come out of it.
//!
//! Invariant: the library is fed only from paths that passed STUN, and no more than a handshake needs. It gathers
//! handshake fragments without telling who may send them and puts them together by recursion, so forged fragments could
//! run the stack over; [`fragments`] counts them as the library will see them, before it does.

use rtc::crypto::{HashAlgorithm, RTCCryptoProvider, SignatureScheme};
use rtc::dtls::cipher_suite::CipherSuiteId;
use rtc::dtls::config::{ClientAuthType, ConfigBuilder, ExtendedMasterSecretType};
use rtc::dtls::config::{HandshakeConfig, VerifyPeerCertificateFn};
use rtc::dtls::endpoint::{Endpoint, EndpointEvent};
use rtc::dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc::peer_connection::certificate::{CertificateParams, RTCCertificate};
use rtc::shared::TransportProtocol;
use rtc::shared::error::Error;
use rtc::srtp::config::{Config, LABEL_EXTRACTOR_DTLS_SRTP};
use rtc::srtp::context::Context;
use rtc::srtp::option::{srtcp_replay_protection, srtp_replay_protection};
use rtc::srtp::protection_profile::ProtectionProfile;
use std::net::{Ipv4Addr, SocketAddr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A handshake that isn't done by then begins anew.
const HANDSHAKE: Duration = Duration::from_secs(15);
/// Handshakes of one association that came to nothing; each may cost a signature. After them the client must offer anew.
const MAX_HANDSHAKES: u32 = 16;
/// Fragments of handshake messages during one handshake: a whole one has some ten, and as many with each repetition.
const MAX_FRAGMENTS: usize = 256;
/// Bytes during one handshake: a whole one has three thousand.
const MAX_BYTES: usize = 64 * 1024;
/// What more a done handshake takes: the client's last flight, repeated.
const MAX_FRAGMENTS_AFTER: usize = 64;
/// Packets by which one may be late and still be told from a repeated one.
const REPLAY_WINDOW: usize = 256;

/// The library keeps its associations by address; ours has one, whatever path it takes.
const SOMEWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 1);

/// Who we are: one certificate for the life of the engine.
pub(super) struct Identity {
    provider: Arc<dyn RTCCryptoProvider>,
    certificate: RTCCertificate,
    /// SHA-256 of the certificate, as in a description.
    pub fingerprint: String,
}

impl Identity {
    /// Makes a certificate (ECDSA P-256).
    ///
    /// # Errors
    ///
    /// When the library can't.
    pub(super) fn new() -> Result<Self, Error> {
        let provider = rtc::crypto::default_provider().map_err(|e| Error::Crypto(e.to_string()))?;
        let params = CertificateParams::new(vec!["media".to_owned()])
            .map_err(|e| Error::Other(e.to_string()))?;
        let certificate =
            RTCCertificate::generate(provider.crypto(), SignatureScheme::EcdsaP256Sha256, params)?;
        let fingerprint = certificate
            .get_fingerprints(provider.crypto())?
            .into_iter()
            .map(|print| print.value.to_ascii_uppercase())
            .next()
            .ok_or(Error::ErrNonCertificate)?;
        Ok(Self {
            provider,
            certificate,
            fingerprint,
        })
    }

    /// The cryptography behind it.
    pub(super) fn provider(&self) -> &dyn RTCCryptoProvider {
        &*self.provider
    }

    /// What a handshake with the holder of the certificate with this fingerprint goes by.
    fn handshake(&self, fingerprint: String) -> Result<Arc<HandshakeConfig>, Error> {
        let provider = Arc::clone(&self.provider);
        let verify: VerifyPeerCertificateFn = Arc::new(move |chain, _| {
            let first = chain.first().ok_or(Error::ErrNonCertificate)?;
            let hash = provider
                .crypto()
                .hash(HashAlgorithm::Sha256, first)
                .map_err(|e| Error::Crypto(e.to_string()))?;
            let hash: Vec<String> = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            if hash.join(":") == fingerprint {
                Ok(())
            } else {
                Err(Error::ErrNoMatchingCertificateFingerprint)
            }
        });
        ConfigBuilder::default()
            .with_crypto_provider(Arc::clone(&self.provider))
            .with_certificates(vec![self.certificate.dtls_certificate.clone()])
            .with_cipher_suites(vec![
                CipherSuiteId::Tls_Ecdhe_Ecdsa_With_Aes_128_Gcm_Sha256,
                CipherSuiteId::Tls_Ecdhe_Ecdsa_With_ChaCha20_Poly1305_Sha256,
                CipherSuiteId::Tls_Ecdhe_Ecdsa_With_Aes_256_Cbc_Sha,
            ])
            .with_srtp_protection_profiles(vec![
                SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
                SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm,
                SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
            ])
            .with_client_auth(ClientAuthType::RequireAnyClientCert)
            .with_insecure_skip_verify(true)
            .with_verify_peer_certificate(Some(verify))
            .with_extended_master_secret(ExtendedMasterSecretType::Require)
            .build(false, None)
            .map(Arc::new)
    }
}

/// The keys of a connection.
pub(super) struct Keys {
    pub inbound: Context,
    pub outbound: Context,
}

/// What a datagram brought about.
#[derive(Default)]
pub(super) struct Outcome {
    /// To be sent to the client.
    pub replies: Vec<Vec<u8>>,
    /// The handshake is done.
    pub keys: Option<Box<Keys>>,
    /// The client said goodbye, or the association is broken.
    pub closed: bool,
}

/// The server's end of one association.
pub(super) struct Gate {
    config: Arc<HandshakeConfig>,
    endpoint: Endpoint,
    began: Option<Instant>,
    done: bool,
    fragments: usize,
    bytes: usize,
    failed: u32,
}

impl Gate {
    /// Waits for the holder of the certificate with this fingerprint.
    ///
    /// # Errors
    ///
    /// When the library can't.
    pub(super) fn new(identity: &Identity, fingerprint: &str) -> Result<Self, Error> {
        let config = identity.handshake(fingerprint.to_owned())?;
        Ok(Self {
            endpoint: endpoint(&config),
            config,
            began: None,
            done: false,
            fragments: 0,
            bytes: 0,
            failed: 0,
        })
    }

    /// Whether the handshake is done.
    pub(super) const fn is_done(&self) -> bool {
        self.done
    }

    /// Feeds a datagram from a path that passed STUN; none when it was too much.
    pub(super) fn read(
        &mut self,
        datagram: &[u8],
        identity: &Identity,
        now: Instant,
    ) -> Option<Outcome> {
        let fragments = fragments(datagram);
        let (most, bytes) = if self.done {
            (MAX_FRAGMENTS_AFTER, 0)
        } else {
            (MAX_FRAGMENTS, datagram.len())
        };
        let tired = self.failed >= MAX_HANDSHAKES;
        if tired || self.fragments + fragments > most || self.bytes + bytes > MAX_BYTES {
            return None;
        }
        self.fragments += fragments;
        self.bytes += bytes;
        self.began.get_or_insert(now);
        // The library reads what strangers wrote: a fault in it ends this association, not the calls of everybody.
        let read = catch_unwind(AssertUnwindSafe(|| {
            self.endpoint.read(now, SOMEWHERE, None, datagram.into())
        }));
        let mut outcome = Outcome::default();
        match read {
            Ok(Ok(events)) => {
                for event in events {
                    match event {
                        EndpointEvent::HandshakeComplete => {
                            self.done = true;
                            self.fragments = 0;
                            outcome.keys = self.keys(identity).ok().map(Box::new);
                            outcome.closed |= outcome.keys.is_none();
                        }
                        EndpointEvent::PeerClosed => outcome.closed = true,
                        _ => {}
                    }
                }
            }
            // After the handshake a broken datagram may be anybody's.
            Ok(Err(_)) => outcome.closed |= !self.done,
            Err(_) => outcome.closed = true,
        }
        outcome.replies = self.replies();
        if outcome.closed {
            self.reset();
        }
        Some(outcome)
    }

    /// Repeats what wasn't answered; what is to be sent.
    pub(super) fn tick(&mut self, now: Instant) -> Vec<Vec<u8>> {
        let Some(began) = self.began.filter(|_| !self.done) else {
            return Vec::new();
        };
        if now.saturating_duration_since(began) > HANDSHAKE {
            self.reset();
            return Vec::new();
        }
        let timed = catch_unwind(AssertUnwindSafe(|| {
            self.endpoint.handle_timeout(SOMEWHERE, now)
        }));
        if !matches!(timed, Ok(Ok(()))) {
            self.reset();
            return Vec::new();
        }
        self.replies()
    }

    fn reset(&mut self) {
        self.endpoint = endpoint(&self.config);
        self.began = None;
        self.done = false;
        self.fragments = 0;
        self.bytes = 0;
        self.failed += 1;
    }

    fn replies(&mut self) -> Vec<Vec<u8>> {
        std::iter::from_fn(|| self.endpoint.poll_transmit())
            .map(|transmit| transmit.message.to_vec())
            .collect()
    }

    fn keys(&self, identity: &Identity) -> Result<Keys, Error> {
        let state = self
            .endpoint
            .get_connection_state(SOMEWHERE)
            .ok_or(Error::ErrConnClosed)?;
        let profile = match state.srtp_protection_profile() {
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm => ProtectionProfile::AeadAes128Gcm,
            SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm => ProtectionProfile::AeadAes256Gcm,
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80 => {
                ProtectionProfile::Aes128CmHmacSha1_80
            }
            _ => return Err(Error::ErrNoSuchSrtpProfile),
        };
        let mut config = Config {
            profile,
            ..Config::default()
        };
        let material = state.export_keying_material(
            LABEL_EXTRACTOR_DTLS_SRTP,
            &[],
            config.keying_material_len(),
        )?;
        config.set_session_keys_from_keying_material(material.as_ref(), false)?;
        let crypto = identity.provider().crypto();
        let (keys, window) = (&config.keys, REPLAY_WINDOW);
        Ok(Keys {
            inbound: Context::new(
                &keys.remote_master_key,
                &keys.remote_master_salt,
                profile,
                Some(srtp_replay_protection(window)),
                Some(srtcp_replay_protection(window)),
                crypto,
            )?,
            outbound: Context::new(
                &keys.local_master_key,
                &keys.local_master_salt,
                profile,
                None,
                None,
                crypto,
            )?,
        })
    }
}

fn endpoint(config: &Arc<HandshakeConfig>) -> Endpoint {
    Endpoint::new(SOMEWHERE, TransportProtocol::UDP, Some(Arc::clone(config)))
}

/// How many pieces the library will make of a datagram at most: fragments of handshake messages that are kept until
/// their message is whole, and records that are kept until their keys are there.
fn fragments(datagram: &[u8]) -> usize {
    const RECORD: usize = 13;
    const MESSAGE: usize = 12;
    let mut count = 0;
    let mut rest = datagram;
    while let Some(head) = rest.first_chunk::<RECORD>() {
        let length = usize::from(u16::from_be_bytes([head[11], head[12]]));
        let end = (RECORD + length).min(rest.len());
        let encrypted = head[3] != 0 || head[4] != 0;
        if encrypted {
            // Application data of a done association isn't kept.
            if head[0] != 23 {
                count += 1 + length / MESSAGE;
            }
        } else if head[0] == 22 {
            let mut body = &rest[RECORD..end];
            while let Some(message) = body.first_chunk::<MESSAGE>() {
                count += 1;
                let length = u32::from_be_bytes([0, message[1], message[2], message[3]]);
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                body = body
                    .get(MESSAGE.saturating_add(length)..)
                    .unwrap_or_default();
            }
        } else {
            count += 1;
        }
        rest = &rest[end..];
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn gate() -> (Gate, Identity) {
        let identity = Identity::new().unwrap();
        (Gate::new(&identity, "aa").unwrap(), identity)
    }

    /// A record with one fragment of one byte at `offset` of a message of `length`.
    fn fragment(sequence: u16, offset: u32, length: u32) -> Vec<u8> {
        let mut out = vec![22, 254, 253, 0, 0, 0, 0, 0, 0];
        out.extend_from_slice(&sequence.to_be_bytes());
        out.extend_from_slice(&[0, 13, 1]);
        out.extend_from_slice(&length.to_be_bytes()[1..]);
        out.extend_from_slice(&[0, 0]);
        out.extend_from_slice(&offset.to_be_bytes()[1..]);
        out.extend_from_slice(&[0, 0, 1, 7]);
        out
    }

    #[test]
    fn forged_fragments_are_counted_and_stopped() {
        let (mut gate, identity) = gate();
        let now = Instant::now();
        let mut taken = 0;
        // Backwards, so that the last one would make the library recurse over all of them.
        for offset in (0..20_000u16).rev() {
            let datagram = fragment(20_000 - offset, u32::from(offset), 20_001);
            taken += usize::from(gate.read(&datagram, &identity, now).is_some());
        }
        assert_eq!(taken, MAX_FRAGMENTS);
    }

    #[test]
    fn who_only_ever_begins_is_heard_no_more() {
        let (mut gate, identity) = gate();
        // A fatal alert in the clear: the handshake is off.
        let alert = [21, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40];
        let heard = (0..1000)
            .filter(|_| gate.read(&alert, &identity, Instant::now()).is_some())
            .count();
        assert_eq!(heard, 16);
    }

    #[test]
    fn many_messages_in_one_record_count_each() {
        let mut datagram = vec![22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 1, 0, 120];
        datagram.extend([0u8; 120]);
        assert_eq!(fragments(&datagram), 10);
    }

    #[test]
    fn a_handshake_that_does_not_end_is_forgotten() {
        let (mut gate, identity) = gate();
        let now = Instant::now();
        assert!(gate.read(&fragment(1, 0, 100), &identity, now).is_some());
        assert!(gate.began.is_some());
        assert!(
            gate.tick(now + HANDSHAKE + Duration::from_secs(1))
                .is_empty()
        );
        assert!(gate.began.is_none() && gate.fragments == 0);
    }

    proptest! {
        #[test]
        fn any_datagrams_are_read_without_panic(
            datagrams in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..80), 0..8), kind in 20u8..26
        ) {
            let (mut gate, identity) = gate();
            for mut datagram in datagrams {
                if datagram.len() > 13 {
                    datagram[..5].copy_from_slice(&[kind, 254, 253, 0, 0]);
                    let length = u16::try_from(datagram.len() - 13).unwrap();
                    datagram[11..13].copy_from_slice(&length.to_be_bytes());
                }
                let _ = gate.read(&datagram, &identity, Instant::now());
            }
        }
    }
}
