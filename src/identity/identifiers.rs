//! What people are known by: addresses, names, numbers, and what providers call them. Each in one form, so that two ways of
//! writing the same are the same.

use std::fmt;

pub(super) use signaling::protocol::{IdentifierKind, ProvenBy};

use super::names::is_of_user_name;
use crate::error::{Result, invalid};

/// Something somebody is known by, in its one form.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Identifier {
    pub(super) kind: IdentifierKind,
    /// Of a subject: who vouches for it, exactly as they write themselves.
    pub(super) issuer: String,
    pub(super) value: String,
}

/// Personal numbers and addresses have no place in logs.
impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identifier({:?})", self.kind)
    }
}

impl Identifier {
    /// An address, in lower case: no provider of today tells capitals apart.
    pub(super) fn email(text: &str) -> Result<Self> {
        let value = text.trim().to_lowercase();
        let parts = value.split_once('@');
        let fits = parts.is_some_and(|(name, domain)| {
            !name.is_empty()
                && domain.contains('.')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
        });
        let is_plain = !value.chars().any(|c| c.is_whitespace() || c.is_control());
        if !fits || !is_plain || value.len() > 254 || value.matches('@').count() != 1 {
            return Err(invalid("an e-mail address looks like anna@example.org"));
        }
        Ok(Self::plain(IdentifierKind::Email, value))
    }

    /// A user name: 3 to 40 Nordic letters, digits, dots, hyphens and underscores, and no `@`, so that it is never taken for
    /// an address, nor one for another that looks the same.
    pub(super) fn user_name(text: &str) -> Result<Self> {
        let value = text.trim().to_lowercase();
        let fits = (3..=40).contains(&value.chars().count()) && value.chars().all(is_of_user_name);
        if !fits {
            return Err(invalid(
                "a user name has 3 to 40 letters like a to ö, digits, dots, hyphens or underscores",
            ));
        }
        Ok(Self::plain(IdentifierKind::UserName, value))
    }

    /// A Swedish personal or coordination number of twelve digits whose last one is right (Skatteverket: Luhn over the
    /// last ten).
    pub(super) fn personal_number(text: &str) -> Result<Self> {
        let value: String = text
            .chars()
            .filter(|c| !matches!(c, '-' | '+' | ' '))
            .collect();
        let fits =
            value.len() == 12 && value.chars().all(|c| c.is_ascii_digit()) && luhn(&value[2..]);
        if !fits {
            return Err(invalid("a personal number has twelve digits"));
        }
        Ok(Self::plain(IdentifierKind::PersonalNumber, value))
    }

    /// Whom `issuer` calls `subject`.
    pub(super) fn subject(issuer: &str, subject: &str) -> Result<Self> {
        let fits = |text: &str| (1..=300).contains(&text.chars().count());
        if !fits(issuer) || !fits(subject) {
            return Err(invalid("an issuer and a subject have 1 to 300 characters"));
        }
        Ok(Self {
            kind: IdentifierKind::Subject,
            issuer: issuer.to_owned(),
            value: subject.to_owned(),
        })
    }

    fn plain(kind: IdentifierKind, value: String) -> Self {
        Self {
            kind,
            issuer: String::new(),
            value,
        }
    }
}

/// Whether the last digit checks the others (ISO/IEC 7812-1, annex B).
fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit - b'0');
            match place % 2 {
                0 => value,
                _ => value * 2 / 10 + value * 2 % 10,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_ways_of_writing_one_address_are_the_same() {
        let one = Identifier::email(" Anna.Ek@Example.ORG ").unwrap();
        assert_eq!(one, Identifier::email("anna.ek@example.org").unwrap());
        for bad in [
            "",
            "anna",
            "@example.org",
            "anna@",
            "anna@org",
            "a b@example.org",
            "a@b@example.org",
            "a@.org",
            "a@org.",
        ] {
            assert!(Identifier::email(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_user_name_is_never_an_address() {
        assert_eq!(Identifier::user_name(" Åsa-B ").unwrap().value, "åsa-b");
        for bad in ["", "ab", "anna@example.org", "a b c", &"a".repeat(41)] {
            assert!(Identifier::user_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn no_user_name_looks_like_another() {
        for good in ["Åsa.Öberg", "søren_3", "müller", "andré-š"] {
            assert!(Identifier::user_name(good).is_ok(), "{good}");
        }
        let lookalikes = [
            "аnna",         // a Cyrillic а
            "αnna",         // a Greek α
            "ａｎｎａ",     // full width
            "a\u{30a}sa",   // å as two characters
            "an\u{200d}na", // a joiner
            "ann٣",         // an Arabic three
            "annɑ",         // a Latin alpha
            "an÷na",
        ];
        for bad in lookalikes {
            assert!(Identifier::user_name(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_personal_number_is_checked() {
        // Skatteverket's numbers for tests.
        for good in ["199001012385", "19900101-2385"] {
            assert!(Identifier::personal_number(good).is_ok(), "{good}");
        }
        for bad in ["199001012384", "9001012385", "", "19900101238x"] {
            assert!(Identifier::personal_number(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn nothing_shows_in_a_log() {
        let number = Identifier::personal_number("199001012385").unwrap();
        assert!(!format!("{number:?}").contains("1990"));
    }

    #[test]
    fn an_issuer_is_taken_as_it_is_written() {
        let one = Identifier::subject("https://idp.ineratest.org:443/oidc", "a").unwrap();
        let other = Identifier::subject("https://idp.ineratest.org/oidc", "a").unwrap();
        assert_ne!(one, other);
    }
}
