//! Passwords: what may be one, and how it is kept and compared.
//!
//! Argon2id with the parameters that OWASP's password storage cheat sheet gives as the least to use. Hashing is slow by
//! intent, so it happens beside the runtime, on few threads.

use std::fmt;

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{Output, ParamsString, PasswordHash, Salt, SaltString, rand_core::OsRng},
};

use super::slow_work::{Memory, slowly};
use crate::error::Result;

const MIN_CHARS: usize = 10;
/// Room for a sentence; hashing a novel would be a way to keep us busy.
const MAX_CHARS: usize = 200;

/// What nobody signs in with: compared when there is no such account, so that the time taken says nothing.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5LWhhcy10aGlz$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Passwords that attackers try first and that are long enough for us, one a line, in lower case.
const COMMON: &str = include_str!("common_passwords.txt");

/// A password that may be chosen.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Why a text can't be a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than 10 characters.
    #[error("a password has at least {MIN_CHARS} characters")]
    TooShort,
    /// More than 200 characters.
    #[error("a password has at most {MAX_CHARS} characters")]
    TooLong,
    /// One of those that are tried first.
    #[error("this password is among the first that others would try")]
    TooCommon,
}

impl Password {
    /// Takes what somebody has chosen, as it is: any characters, spaces too.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn choose(text: &str) -> Result<Self, PasswordError> {
        match text.chars().count() {
            ..MIN_CHARS => return Err(PasswordError::TooShort),
            MIN_CHARS..=MAX_CHARS => (),
            _ => return Err(PasswordError::TooLong),
        }
        let lower = text.to_lowercase();
        let first = lower.chars().next();
        let one_character = lower.chars().all(|c| Some(c) == first);
        if one_character || COMMON.lines().any(|common| common == lower) {
            return Err(PasswordError::TooCommon);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<password>")
    }
}

/// How dear a guess is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// 19 MiB and two passes: OWASP's least for Argon2id.
    Real,
    /// Next to nothing: for the accounts of load tests, which sign in by the hundred.
    LoadTest,
}

impl Cost {
    fn argon2(self) -> Argon2<'static> {
        let params = match self {
            Self::Real => Params::new(19_456, 2, 1, None),
            Self::LoadTest => Params::new(Params::MIN_M_COST, 1, 1, None),
        };
        Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            params.expect("within Argon2's bounds"),
        )
    }
}

/// What is kept of a password, with a salt of its own.
///
/// # Errors
/// If the machine has no memory for it.
pub async fn hash(password: Password, cost: Cost) -> Result<String> {
    slowly(move |memory| {
        let salt = SaltString::generate(&mut OsRng);
        let argon2 = cost.argon2();
        let output = compute(&argon2, password.0.as_bytes(), salt.as_salt(), memory)
            .map_err(|error| anyhow::anyhow!("hash a password: {error}"))?;
        let params = ParamsString::try_from(argon2.params())
            .map_err(|error| anyhow::anyhow!("the parameters of a password's hash: {error}"))?;
        let hashed = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params,
            salt: Some(salt.as_salt()),
            hash: Some(output),
        };
        Ok(hashed.to_string())
    })
    .await
}

/// Whether `text` is the password behind `hash`. Without a hash it takes as long and the answer is no.
pub(super) async fn verify(text: &str, hash: Option<String>) -> Result<bool> {
    let known = hash.is_some();
    let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
    // Longer than any password: compared as far as it may go, which is enough to be wrong.
    let text: String = text.chars().take(MAX_CHARS + 1).collect();
    slowly(move |memory| {
        let matches = is_of(text.as_bytes(), &hash, memory)
            .map_err(|error| anyhow::anyhow!("a stored password hash: {error}"))?;
        Ok(known && matches)
    })
    .await
}

/// Whether `hash` is of `password`; takes as long either way.
fn is_of(
    password: &[u8],
    hash: &str,
    memory: &mut Memory,
) -> Result<bool, argon2::password_hash::Error> {
    use argon2::password_hash::Error;

    let kept = PasswordHash::new(hash)?;
    let (Some(salt), Some(expected)) = (kept.salt, kept.hash) else {
        return Err(Error::Password);
    };
    let version = kept
        .version
        .map_or(Ok(Version::default()), Version::try_from)?;
    let algorithm = Algorithm::try_from(kept.algorithm)?;
    let argon2 = Argon2::new(algorithm, version, Params::try_from(&kept)?);
    // Compared in constant time.
    Ok(compute(&argon2, password, salt, memory)? == expected)
}

fn compute(
    argon2: &Argon2<'_>,
    password: &[u8],
    salt: Salt<'_>,
    memory: &mut Memory,
) -> Result<Output, argon2::password_hash::Error> {
    let mut bytes = [0; Salt::MAX_LENGTH];
    let salt = salt.decode_b64(&mut bytes)?;
    let blocks = argon2.params().block_count();
    if memory.len() < blocks {
        memory.resize(blocks, Block::default());
    }
    Output::init_with(Params::DEFAULT_OUTPUT_LEN, |output| {
        Ok(argon2.hash_password_into_with_memory(password, salt, output, &mut memory[..blocks])?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_endless_and_common_passwords_are_refused() {
        let cases = [
            ("hemligt", Err(PasswordError::TooShort)),
            ("åäöåäöåäö", Err(PasswordError::TooShort)),
            ("password123", Err(PasswordError::TooCommon)),
            ("Lösenord123", Err(PasswordError::TooCommon)),
            ("aaaaaaaaaaaa", Err(PasswordError::TooCommon)),
            ("samtal-demo-2026", Ok(())),
            ("en ko i en sko", Ok(())),
        ];
        for (text, expected) in cases {
            assert_eq!(Password::choose(text).map(|_| ()), expected, "{text}");
        }
        assert_eq!(
            Password::choose(&"ab".repeat(101)),
            Err(PasswordError::TooLong)
        );
        assert!(Password::choose(&"ab".repeat(100)).is_ok());
    }

    #[test]
    fn the_common_ones_could_be_chosen_otherwise() {
        for common in COMMON.lines() {
            assert!(
                common.chars().count() >= MIN_CHARS,
                "{common} is too short to matter"
            );
            assert_eq!(common, common.to_lowercase());
        }
    }

    #[test]
    fn nobody_costs_as_much_as_somebody() {
        let nobody = PasswordHash::new(NOBODY).unwrap();
        let nobody = Params::try_from(&nobody).unwrap();
        let real = Cost::Real.argon2();
        assert_eq!((nobody.m_cost(), nobody.t_cost(), nobody.p_cost()), {
            let real = real.params();
            (real.m_cost(), real.t_cost(), real.p_cost())
        });
    }

    #[tokio::test]
    async fn only_the_right_password_of_somebody_fits() {
        let password = Password::choose("rätt lösen för mig").unwrap();
        let kept = hash(password.clone(), Cost::LoadTest).await.unwrap();
        assert!(kept.starts_with("$argon2id$"));
        assert_ne!(kept, hash(password, Cost::LoadTest).await.unwrap());
        assert!(
            verify("rätt lösen för mig", Some(kept.clone()))
                .await
                .unwrap()
        );
        assert!(!verify("Rätt lösen för mig", Some(kept)).await.unwrap());
        assert!(!verify("rätt lösen för mig", None).await.unwrap());
    }
}
