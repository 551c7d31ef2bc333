//! Keys that sign what an invented provider says. Made once a process: nothing secret is in the sources, and nobody waits
//! for large primes twice. The first RSA key, which every start needs, is kept for the next one.

use std::{
    fs,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
    sync::OnceLock,
};

use anyhow::{Context, Result, anyhow};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    rand::SystemRandom,
    rsa::PublicKeyComponents,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
    },
};
use rsa::{RsaPrivateKey, pkcs8::EncodePrivateKey};
use serde_json::{Value, json};

/// Of each sort, so that the next one after a rotation is another one.
const SPARE: usize = 2;
/// What providers use.
const RSA_BITS: usize = 2_048;
/// Where [`keep`] keeps it, in PKCS #8.
const KEPT: &str = "simulators-rs256.pk8";

static RSA: [OnceLock<Vec<u8>>; SPARE] = [const { OnceLock::new() }; SPARE];
static EC: [OnceLock<Vec<u8>>; SPARE] = [const { OnceLock::new() }; SPARE];

/// Takes the first RSA key that is kept in `folder`, or makes it and keeps it there. Blocks: a small machine looks a second
/// for such primes.
///
/// # Errors
/// If the folder can't be written.
pub(in super::super) fn keep(folder: &Path) -> Result<()> {
    let place = folder.join(KEPT);
    let [first, ..] = &RSA;
    if let Ok(kept) = fs::read(&place)
        && RsaKeyPair::from_pkcs8(&kept).is_ok()
    {
        first.get_or_init(|| kept);
        return Ok(());
    }
    let key = Key {
        number: 0,
        algorithm: Algorithm::Rs256,
    };
    let secret = key.secret()?;
    let kept = fs::create_dir_all(folder).and_then(|()| write(&place, secret));
    kept.context("keep the simulators' key in SAMTAL_DATA")
}

/// Whole or not at all, and for nobody else to read.
fn write(place: &Path, key: &[u8]) -> io::Result<()> {
    let new = place.with_extension("new");
    let mut options = fs::OpenOptions::new();
    let options = options.write(true).create(true).truncate(true).mode(0o600);
    options.open(&new)?.write_all(key)?;
    fs::rename(new, place)
}

/// How a provider signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Algorithm {
    /// RSA with PKCS #1 v1.5 and SHA-256.
    Rs256,
    /// P-256 and SHA-256.
    Es256,
}

/// A signing key. The number says which rotation it came with.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct Key {
    pub(in super::super) number: usize,
    pub(in super::super) algorithm: Algorithm,
}

impl Key {
    /// How tokens and the list of keys name it.
    pub(in super::super) fn id(self) -> String {
        format!("key-{}", self.number)
    }

    /// Its public half (RFC 7517).
    pub(in super::super) fn public(self) -> Result<Value> {
        let (id, text) = (self.id(), |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes));
        Ok(match self.algorithm {
            Algorithm::Rs256 => {
                let key = RsaKeyPair::from_pkcs8(self.secret()?).map_err(broken)?;
                let public = PublicKeyComponents::<Vec<u8>>::from(key.public());
                json!({
                    "kty": "RSA", "use": "sig", "alg": "RS256", "kid": id,
                    "n": text(&public.n),
                    "e": text(&public.e),
                })
            }
            Algorithm::Es256 => {
                let (x, y) = self.point()?;
                json!({
                    "kty": "EC", "use": "sig", "alg": "ES256", "crv": "P-256", "kid": id, "x": text(&x), "y": text(&y),
                })
            }
        })
    }

    /// Signs a header and claims as one token (RFC 7515 §7.1).
    pub(in super::super) fn sign(self, header: &Value, claims: &Value) -> Result<String> {
        let text = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", text(header), text(claims));
        let random = SystemRandom::new();
        let signature = match self.algorithm {
            Algorithm::Rs256 => {
                let key = RsaKeyPair::from_pkcs8(self.secret()?).map_err(broken)?;
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(
                    &RSA_PKCS1_SHA256,
                    &random,
                    signed.as_bytes(),
                    &mut signature,
                )
                .map_err(|_| anyhow!("sign"))?;
                signature
            }
            Algorithm::Es256 => {
                let key = self.pair(&random)?;
                let signature = key
                    .sign(&random, signed.as_bytes())
                    .map_err(|_| anyhow!("sign"))?;
                signature.as_ref().to_vec()
            }
        };
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The other key of the same sort, under this one's name: whoever has it is not the provider.
    pub(in super::super) fn forged(self) -> Self {
        Self {
            number: self.number + 1,
            algorithm: self.algorithm,
        }
    }

    /// The header that tokens of this key have.
    pub(in super::super) fn header(self) -> Value {
        let algorithm = match self.algorithm {
            Algorithm::Rs256 => "RS256",
            Algorithm::Es256 => "ES256",
        };
        json!({ "alg": algorithm, "kid": self.id(), "typ": "JWT" })
    }

    /// In PKCS #8.
    pub(in super::super) fn secret(self) -> Result<&'static [u8]> {
        let (place, make): (_, fn() -> Result<Vec<u8>>) = match self.algorithm {
            Algorithm::Rs256 => (&RSA[self.number % SPARE], new_rsa),
            Algorithm::Es256 => (&EC[self.number % SPARE], new_ec),
        };
        match place.get() {
            Some(key) => Ok(key),
            None => {
                let key = make()?;
                Ok(place.get_or_init(|| key))
            }
        }
    }

    fn pair(self, random: &SystemRandom) -> Result<EcdsaKeyPair> {
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, self.secret()?, random)
            .map_err(broken)
    }

    fn point(self) -> Result<([u8; 32], [u8; 32])> {
        let key = self.pair(&SystemRandom::new())?;
        let point = key.public_key().as_ref();
        let half = |range| {
            point
                .get(range)
                .and_then(|half: &[u8]| half.try_into().ok())
        };
        half(1..33)
            .zip(half(33..65))
            .context("an uncompressed point")
    }
}

fn new_rsa() -> Result<Vec<u8>> {
    let key = RsaPrivateKey::new(&mut rsa::rand_core::OsRng, RSA_BITS).context("an RSA key")?;
    Ok(key
        .to_pkcs8_der()
        .context("an RSA key")?
        .as_bytes()
        .to_vec())
}

fn new_ec() -> Result<Vec<u8>> {
    let random = SystemRandom::new();
    let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random);
    Ok(key.map_err(|_| anyhow!("an EC key"))?.as_ref().to_vec())
}

fn broken(error: ring::error::KeyRejected) -> anyhow::Error {
    anyhow!("a key that was just made: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_kept_is_the_same_at_the_next_start() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join(KEPT);
        fs::write(&place, "half a key").unwrap();
        keep(folder.path()).unwrap();
        let kept = fs::read(&place).unwrap();
        assert_eq!(RSA[0].get(), Some(&kept));
        keep(folder.path()).unwrap();
        assert_eq!(fs::read(&place).unwrap(), kept);
        assert!(keep(&place).is_err(), "no folder can be made there");
    }
}
