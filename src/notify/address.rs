//! A mail address that can be written to.

use std::{fmt, str::FromStr};

use crate::error::{self, Error, Result};

/// RFC 5321 §4.5.3.1.3: a path of 256 octets, less its brackets.
const MAX_BYTES: usize = 254;

/// One mail address. It can't hold what would end a header or a command, so it is safe wherever
/// mail puts it. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(lettre::Address);

impl Address {
    /// Parses what a person typed.
    ///
    /// # Errors
    /// `invalid` if nothing could be sent there.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        let wrong = || error::invalid("the mail address is not one that can be written to");
        if text.len() > MAX_BYTES || text.contains(char::is_control) {
            return Err(wrong());
        }
        let address = lettre::Address::from_str(text).map_err(|_| wrong())?;
        Ok(Self(address))
    }

    /// The address itself.
    pub fn as_str(&self) -> &str {
        self.0.as_ref()
    }
}

impl FromStr for Address {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<address>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_people_have_are_taken() {
        for text in [
            " anna@example.org ",
            "a.b+c@mail.example.co.uk",
            "åsa@örebro.se",
            "x@[192.0.2.1]",
        ] {
            assert_eq!(Address::parse(text).unwrap().as_str(), text.trim());
        }
    }

    #[test]
    fn what_would_end_a_header_is_refused() {
        for text in [
            "",
            "anna",
            "@example.org",
            "anna@",
            "a b@example.org",
            "anna@example.org, bo@example.org",
            "anna@example.org\r\nBcc: bo@example.org",
            "anna\n@example.org",
            "<anna@example.org>",
            "Anna <anna@example.org>",
            "anna@example.org\0",
            "anna@exa mple.org",
        ] {
            assert!(Address::parse(text).is_err(), "{text:?}");
        }
        assert!(Address::parse(&format!("{}@example.org", "a".repeat(300))).is_err());
    }
}
