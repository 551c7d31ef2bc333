//! Texts that the app shows, in the size that it takes. Pure.

use base64::{Engine, engine::general_purpose::STANDARD};
use signaling::protocol::SignInPurpose;

use crate::error::{Result, invalid};

/// Of an identification, after base64.
const MAX_IDENTIFY: usize = 1_500;
/// Of a signature, after base64.
const MAX_SIGN: usize = 40_000;
/// Of what is signed and not shown, after base64. The documents that we can read disagree; this is the least of them for
/// signatures that anybody has used.
const MAX_HIDDEN: usize = 200_000;

/// What the app asks somebody: for whom, what comes of it, and when to say no. Whoever adds BankID to an account lets that
/// account be all they are here, so they are not told that they sign in. BankID's app speaks Swedish and English.
pub(super) fn identification(purpose: SignInPurpose, organisation: &str, language: &str) -> String {
    match (purpose, language) {
        (SignInPurpose::SignIn, "sv") => format!(
            "Logga in hos {organisation}.\n\nFortsätt bara om du själv har börjat logga in. Avbryt om någon har bett dig \
             om det."
        ),
        (SignInPurpose::SignIn, _) => format!(
            "Sign in to {organisation}.\n\nContinue only if you have begun to sign in yourself. Cancel if somebody has \
             asked you to."
        ),
        (SignInPurpose::Link, "sv") => format!(
            "Lägg till BankID på ditt konto hos {organisation}.\n\nFortsätt bara om du själv är inloggad och har valt \
             att lägga till BankID. Avbryt om någon har bett dig om det."
        ),
        (SignInPurpose::Link, _) => format!(
            "Add BankID to your account with {organisation}.\n\nContinue only if you are signed in yourself and have \
             chosen to add BankID. Cancel if somebody has asked you to."
        ),
    }
}

/// For an identification.
///
/// # Errors
/// `invalid` if it is too long.
pub(super) fn to_identify(text: &str) -> Result<String> {
    encode(text.as_bytes(), MAX_IDENTIFY)
}

/// For a signature.
///
/// # Errors
/// `invalid` if it is empty or too long.
pub(super) fn to_sign(text: &str) -> Result<String> {
    if text.trim().is_empty() {
        return Err(invalid("a text to be signed says something"));
    }
    encode(text.as_bytes(), MAX_SIGN)
}

/// What is signed and not shown.
///
/// # Errors
/// `invalid` if it is too long.
pub(super) fn hidden(bytes: &[u8]) -> Result<String> {
    encode(bytes, MAX_HIDDEN)
}

fn encode(bytes: &[u8], max: usize) -> Result<String> {
    let encoded = STANDARD.encode(bytes);
    if encoded.len() > max {
        return Err(invalid(format!(
            "BankID takes at most {} bytes of text here",
            max / 4 * 3
        )));
    }
    Ok(encoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_hold_after_encoding() {
        assert_eq!(to_identify(&"a".repeat(1_125)).unwrap().len(), 1_500);
        assert!(to_identify(&"a".repeat(1_126)).is_err());
        assert_eq!(to_sign(&"a".repeat(30_000)).unwrap().len(), 40_000);
        assert!(to_sign(&"a".repeat(30_001)).is_err());
        assert!(to_sign(" \n").is_err());
        assert!(hidden(&[0; 150_000]).is_ok());
        assert!(hidden(&[0; 150_001]).is_err());
    }

    #[test]
    fn the_longest_name_of_an_organisation_fits() {
        for purpose in [SignInPurpose::SignIn, SignInPurpose::Link] {
            for language in ["sv", "en", "fi"] {
                let text = identification(purpose, &"Å".repeat(100), language);
                assert!(to_identify(&text).is_ok(), "{purpose:?} {language}");
            }
        }
    }
}
