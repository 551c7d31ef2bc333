//! Letters about somebody's account: links that prove an address, and news that its owner should have.

use super::{
    Address, Mail, Mailer,
    texts::{Language, say},
};

/// Where something was asked for: the browser, the system and the network address, as far as they are known.
#[derive(Clone, Copy, Debug)]
pub struct AskedFrom<'a> {
    /// By its name, or empty.
    pub browser: &'a str,
    /// By its name, or empty.
    pub system: &'a str,
    /// The network address.
    pub address: &'a str,
}

/// Something that happened to an account, which its owner should hear of in case it was somebody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    /// It is known by one more identity outside: BankID, Freja eID, a name at somebody who vouches.
    IdentityAdded,
    /// One more passkey signs in to it.
    PasskeyAdded,
    /// A passkey signs in to it no more.
    PasskeyRemoved,
    /// Something that it was known by is not its own any more: an address, an identity outside.
    IdentifierRemoved,
    /// Signing in asks for codes too.
    CodesAdded,
    /// Signing in asks for codes no more.
    CodesRemoved,
    /// There are new recovery codes, and those from before work no more.
    RecoveryCodesRenewed,
    /// Another account has become one with it.
    AccountMerged,
}

impl Warning {
    /// Its name in the catalogue.
    fn id(self) -> &'static str {
        match self {
            Self::IdentityAdded => "identity-added",
            Self::PasskeyAdded => "passkey-added",
            Self::PasskeyRemoved => "passkey-removed",
            Self::IdentifierRemoved => "identifier-removed",
            Self::CodesAdded => "codes-added",
            Self::CodesRemoved => "codes-removed",
            Self::RecoveryCodesRenewed => "recovery-codes-renewed",
            Self::AccountMerged => "account-merged",
        }
    }
}

/// What letters are counted as: too many of one kind leave room for the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum LetterKind {
    /// Proves an address, or says why it can't.
    Confirmation,
    /// Signs in.
    Link,
    /// Leads to a new password.
    Reset,
    /// Tells what somebody signs in with.
    Reminder,
}

/// A letter's occasion.
#[derive(Clone, Copy)]
pub enum AccountLetter<'a> {
    /// An account is made by following the link.
    Confirm(&'a str, AskedFrom<'a>),
    /// Somebody wanted to make one with an address that has one.
    Exists(AskedFrom<'a>),
    /// An address is added to an account by following the link.
    AddAddress(&'a str, AskedFrom<'a>),
    /// It can't be: it belongs to an account of its own that isn't given away.
    AddressTaken(AskedFrom<'a>),
    /// To the address until now: mail goes to another one from now on.
    AddressChanged(AskedFrom<'a>),
    /// A new password is chosen by following the link.
    Reset(&'a str, AskedFrom<'a>),
    /// There is a new password.
    PasswordChanged(AskedFrom<'a>),
    /// Signs in by following the link.
    SignIn(&'a str, AskedFrom<'a>),
    /// What one signs in with.
    UserName(&'a str, AskedFrom<'a>),
    /// Somebody asked for one of these, and there is no account.
    NoAccount(AskedFrom<'a>),
    /// Something else happened to the account.
    Warns(Warning, AskedFrom<'a>),
}

/// Links are secrets.
impl std::fmt::Debug for AccountLetter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.parts().0)
    }
}

impl<'a> AccountLetter<'a> {
    /// Its name in the catalogue, what it holds, and where it was asked for.
    fn parts(&self) -> (&'static str, &'a str, AskedFrom<'a>) {
        match *self {
            Self::Confirm(link, from) => ("account-confirm", link, from),
            Self::Exists(from) => ("account-exists", "", from),
            Self::AddAddress(link, from) => ("address-add", link, from),
            Self::AddressTaken(from) => ("address-taken", "", from),
            Self::AddressChanged(from) => ("address-changed", "", from),
            Self::Reset(link, from) => ("password-reset", link, from),
            Self::PasswordChanged(from) => ("password-changed", "", from),
            Self::SignIn(link, from) => ("sign-in-link", link, from),
            Self::UserName(name, from) => ("user-name", name, from),
            Self::NoAccount(from) => ("no-account", "", from),
            Self::Warns(warning, from) => (warning.id(), "", from),
        }
    }

    /// As what it is counted; a warning is not, for nobody but the owner could have caused it who was not let in.
    pub(crate) fn counts_as(&self) -> Option<LetterKind> {
        match self {
            Self::Confirm(..) | Self::Exists(_) | Self::AddAddress(..) | Self::AddressTaken(_) => {
                Some(LetterKind::Confirmation)
            }
            Self::SignIn(..) => Some(LetterKind::Link),
            Self::Reset(..) => Some(LetterKind::Reset),
            Self::UserName(..) | Self::NoAccount(_) => Some(LetterKind::Reminder),
            Self::AddressChanged(_) | Self::PasswordChanged(_) | Self::Warns(..) => None,
        }
    }

    /// Whether the address need not be that of whoever has caused the letter: it greets nobody by a name, for that would be
    /// a stranger's words under our sender.
    fn is_to_a_stranger(&self) -> bool {
        match self {
            Self::Confirm(..)
            | Self::AddAddress(..)
            | Self::AddressTaken(_)
            | Self::NoAccount(_) => true,
            Self::Exists(_)
            | Self::AddressChanged(_)
            | Self::Reset(..)
            | Self::PasswordChanged(_)
            | Self::SignIn(..)
            | Self::UserName(..)
            | Self::Warns(..) => false,
        }
    }
}

impl Mailer {
    /// Writes `letter`; nothing is sent or enqueued by this.
    pub(crate) fn write_account(
        &self,
        letter: AccountLetter<'_>,
        to: Address,
        name: &str,
        language: Language,
    ) -> Mail {
        write(letter, to, name, language, self.sender(), self.public_url())
    }
}

fn write(
    letter: AccountLetter<'_>,
    to: Address,
    name: &str,
    language: Language,
    sender: &str,
    public_url: &str,
) -> Mail {
    let greeting = if name.trim().is_empty() || letter.is_to_a_stranger() {
        say(language, "greeting-nameless", &[])
    } else {
        say(language, "greeting", &[("name", name.trim())])
    };
    let (id, what, from) = letter.parts();
    let asked = asked_from(language, from);
    let page = format!("{public_url}/sign-in");
    let words = [
        ("greeting", &*greeting),
        ("asked", &*asked),
        ("what", what),
        ("page", &*page),
        ("sender", sender),
    ];
    Mail {
        to,
        subject: say(language, &format!("{id}-subject"), &words),
        body: say(language, &format!("{id}-body"), &words),
        once_key: None,
    }
}

/// "Firefox på Windows (192.0.2.1)".
fn asked_from(language: Language, from: AskedFrom<'_>) -> String {
    let words = [
        ("browser", from.browser),
        ("system", from.system),
        ("address", from.address),
    ];
    let id = match (from.browser, from.system) {
        ("", "") if from.address.is_empty() => "asked-from-unknown",
        ("", "") => "asked-from-somewhere",
        ("", _) => "asked-from-system",
        (_, "") => "asked-from-browser",
        _ => "asked-from",
    };
    say(language, id, &words)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: AskedFrom<'_> = AskedFrom {
        browser: "Firefox",
        system: "Windows",
        address: "192.0.2.1",
    };

    fn written(letter: AccountLetter<'_>, language: Language) -> Mail {
        let to = Address::parse("anna@example.org").unwrap();
        write(
            letter,
            to,
            "Anna",
            language,
            "Rådet",
            "https://chat.example.org",
        )
    }

    #[test]
    fn each_letter_says_its_own_thing_in_both_languages() {
        let link = "https://chat.example.org/link#secret";
        let all = [
            AccountLetter::Confirm(link, HOME),
            AccountLetter::Exists(HOME),
            AccountLetter::AddAddress(link, HOME),
            AccountLetter::AddressTaken(HOME),
            AccountLetter::AddressChanged(HOME),
            AccountLetter::Reset(link, HOME),
            AccountLetter::PasswordChanged(HOME),
            AccountLetter::SignIn(link, HOME),
            AccountLetter::UserName("anna", HOME),
            AccountLetter::NoAccount(HOME),
            AccountLetter::Warns(Warning::IdentityAdded, HOME),
            AccountLetter::Warns(Warning::PasskeyAdded, HOME),
            AccountLetter::Warns(Warning::CodesAdded, HOME),
            AccountLetter::Warns(Warning::CodesRemoved, HOME),
            AccountLetter::Warns(Warning::RecoveryCodesRenewed, HOME),
            AccountLetter::Warns(Warning::AccountMerged, HOME),
        ];
        let mut subjects = std::collections::BTreeSet::new();
        for letter in all {
            for language in [Language::Swedish, Language::English] {
                let mail = written(letter, language);
                let (_, what, _) = letter.parts();
                let is_greeted = mail.body.contains("Anna,");
                assert_eq!(is_greeted, !letter.is_to_a_stranger(), "{}", mail.body);
                assert!(mail.body.contains(what), "{}", mail.body);
                assert!(mail.body.contains("192.0.2.1"), "{}", mail.body);
                assert!(!mail.subject.contains("192.0.2.1") && !mail.subject.contains("secret"));
                assert!(mail.body.ends_with("\nRådet"), "{}", mail.body);
                subjects.insert(mail.subject);
            }
        }
        assert_eq!(subjects.len(), 2 * all.len());
        assert!(!format!("{:?}", AccountLetter::Reset(link, HOME)).contains("secret"));
    }

    #[test]
    fn a_name_that_is_an_advertisement_reaches_no_stranger() {
        let to = || Address::parse("anna@example.org").unwrap();
        let name = "Du har vunnit! Hämta på https://evil.example";
        for letter in [
            AccountLetter::Confirm("https://chat.example.org/link#secret", HOME),
            AccountLetter::AddAddress("https://chat.example.org/link#secret", HOME),
            AccountLetter::AddressTaken(HOME),
        ] {
            let base = "https://chat.example.org";
            let mail = write(letter, to(), name, Language::Swedish, "Rådet", base);
            assert!(mail.body.starts_with("Hej,\n"), "{}", mail.body);
            assert!(!mail.body.contains("evil"), "{}", mail.body);
        }
    }

    #[test]
    fn a_letter_says_where_it_was_asked_for() {
        let says = |browser, system| {
            let from = AskedFrom {
                browser,
                system,
                ..HOME
            };
            asked_from(Language::Swedish, from)
        };
        assert_eq!(says("Firefox", "Windows"), "Firefox på Windows (192.0.2.1)");
        assert_eq!(says("Firefox", ""), "Firefox (192.0.2.1)");
        assert_eq!(says("", "Android"), "Android (192.0.2.1)");
        assert_eq!(says("", ""), "192.0.2.1");
        let nowhere = AskedFrom {
            browser: "",
            system: "",
            address: "",
        };
        assert_eq!(asked_from(Language::Swedish, nowhere), "en okänd plats");
    }
}
