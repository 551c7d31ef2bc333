//! Letters about cases, in the customer's language.
//!
//! Invariant: what was said in a case stands in none of them; they say where it can be read.

use signaling::protocol::{CaseNumber, CaseStatus, Localised};

use super::{
    Address, Mail, Mailer,
    texts::{Language, say},
};

/// Whom a letter about a case is to.
#[derive(Clone, Debug)]
pub(crate) struct CaseMail<'a> {
    /// Where it goes.
    pub(crate) to: Address,
    /// The addressee's name; may be empty.
    pub(crate) name: &'a str,
    /// The addressee's language.
    pub(crate) language: Language,
    /// Which case.
    pub(crate) number: CaseNumber,
}

/// A letter's occasion.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CaseLetter<'a> {
    /// It was opened.
    Opened {
        /// Its kind.
        kind: &'a Localised,
        /// What it is about.
        title: &'a str,
    },
    /// It went on.
    Status {
        /// Where to.
        to: CaseStatus,
        /// Why it is paused.
        reason: Option<&'a str>,
        /// What it is about.
        title: &'a str,
    },
    /// Somebody of the staff wrote.
    Message {
        /// The thread's subject.
        subject: &'a str,
    },
}

impl Mailer {
    /// Writes it; nothing is sent by this.
    pub(crate) fn about_case(&self, letter: CaseLetter<'_>, about: CaseMail<'_>) -> Mail {
        let CaseMail {
            to,
            name,
            language,
            number,
        } = about;
        let greeting = match name.trim() {
            "" => say(language, "greeting-nameless", &[]),
            name => say(language, "greeting", &[("name", name)]),
        };
        let number = number.to_string();
        let link = format!("{}/my/case/{number}", self.public_url());
        let common = [
            ("greeting", &*greeting),
            ("number", &*number),
            ("link", &*link),
            ("sender", self.sender()),
        ];
        let own: Vec<(&str, &str)>;
        let (occasion, own) = match letter {
            CaseLetter::Opened { kind, title } => {
                let kind = match language {
                    Language::Swedish => &*kind.sv,
                    Language::English => &*kind.en,
                };
                own = vec![("kind", kind), ("title", title)];
                ("case-opened", own)
            }
            CaseLetter::Status { to, reason, title } => {
                own = vec![("title", title), ("reason", reason.unwrap_or_default())];
                (status(to), own)
            }
            CaseLetter::Message { subject } => {
                own = vec![("title", subject)];
                ("case-message", own)
            }
        };
        let variables = [&common[..], &own].concat();
        let number = [("number", &*number)];
        Mail {
            to,
            subject: say(language, &format!("{occasion}-subject"), &number),
            body: say(language, &format!("{occasion}-body"), &variables),
            once_key: None,
        }
    }
}

fn status(to: CaseStatus) -> &'static str {
    match to {
        CaseStatus::New | CaseStatus::Active => "case-active",
        CaseStatus::Paused => "case-paused",
        CaseStatus::Waiting => "case-waiting",
        CaseStatus::Resolved => "case-resolved",
        CaseStatus::Closed => "case-closed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_has_its_words_in_both_languages() {
        for to in [
            CaseStatus::Active,
            CaseStatus::Paused,
            CaseStatus::Waiting,
            CaseStatus::Resolved,
            CaseStatus::Closed,
        ] {
            for language in [Language::Swedish, Language::English] {
                let id = format!("{}-body", status(to));
                let variables = ["greeting", "number", "link", "sender", "title", "reason"];
                let variables = variables.map(|name| (name, "X"));
                assert!(say(language, &id, &variables).contains('X'), "{id}");
            }
        }
    }
}
