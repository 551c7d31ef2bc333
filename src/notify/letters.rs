//! What Samtal writes to people, in their language.

use signaling::protocol::ConversationId;

use super::{
    Address, Mail,
    texts::{Language, say},
};

/// Whom a letter is to, and from whom.
#[derive(Clone, Debug)]
pub struct Correspondence<'a> {
    /// Where it goes.
    pub to: Address,
    /// The addressee's name; may be empty.
    pub name: &'a str,
    /// The addressee's language.
    pub language: Language,
    /// What it is about; the letter links to it.
    pub conversation: ConversationId,
}

/// A letter's occasion.
#[derive(Clone, Copy, Debug)]
pub enum Letter<'a> {
    /// A left message has come in.
    LeftMessageReceived {
        /// The queue's name in the addressee's language.
        queue: &'a str,
        /// What they wrote.
        text: &'a str,
    },
    /// A left message has been answered.
    LeftMessageAnswered {
        /// Who answered.
        advisor: &'a str,
        /// The answer.
        text: &'a str,
    },
    /// What was said in a conversation, asked for.
    Transcript {
        /// The day it was held, in words.
        date: &'a str,
        /// From [`super::transcript`].
        transcript: &'a str,
    },
}

impl Letter<'_> {
    /// Writes the letter. `sender` is the business's name, `public_url` where people reach the
    /// server. It may be enqueued several times; see [`Mail::once`].
    pub(crate) fn write(self, about: Correspondence<'_>, sender: &str, public_url: &str) -> Mail {
        let Correspondence {
            to,
            name,
            language,
            conversation,
        } = about;
        let greeting = if name.trim().is_empty() {
            say(language, "greeting-nameless", &[])
        } else {
            say(language, "greeting", &[("name", name.trim())])
        };
        let link = format!("{public_url}/?conversation={conversation}");
        let common = [
            ("greeting", &*greeting),
            ("link", &*link),
            ("sender", sender),
        ];
        let (subject, body) = match self {
            Letter::LeftMessageReceived { queue, text } => (
                say(language, "left-received-subject", &[]),
                say(
                    language,
                    "left-received-body",
                    &with(&common, &[("queue", queue), ("text", &quoted(text))]),
                ),
            ),
            Letter::LeftMessageAnswered { advisor, text } => (
                say(language, "left-answered-subject", &[]),
                say(
                    language,
                    "left-answered-body",
                    &with(&common, &[("advisor", advisor), ("text", &quoted(text))]),
                ),
            ),
            Letter::Transcript { date, transcript } => (
                say(language, "transcript-subject", &[("date", date)]),
                say(
                    language,
                    "transcript-body",
                    &with(&common, &[("transcript", transcript)]),
                ),
            ),
        };
        Mail {
            to,
            subject,
            body,
            once_key: None,
        }
    }
}

fn with<'a>(common: &[(&'a str, &'a str)], own: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [common, own].concat()
}

/// Somebody's words within ours, as mail has always marked them.
fn quoted(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(|line| format!("> {line}")).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn to(name: &str, language: Language) -> Correspondence<'_> {
        Correspondence {
            to: Address::parse("anna@example.org").unwrap(),
            name,
            language,
            conversation: ConversationId(Uuid::from_u128(7)),
        }
    }

    #[test]
    fn an_answer_is_in_the_persons_language_and_links_back() {
        let letter = Letter::LeftMessageAnswered {
            advisor: "Maria",
            text: "Hej!\n\nJa, det går bra.",
        };
        let mail = letter.write(
            to("Anna", Language::Swedish),
            "Rådet",
            "https://chat.example.org",
        );
        assert_eq!(mail.subject, "Du har fått svar");
        assert!(mail.body.starts_with("Hej Anna,\n\nMaria har svarat på ditt meddelande:\n\n> Hej!\n> \n> Ja, det går bra.\n"), "{}", mail.body);
        let link = "https://chat.example.org/?conversation=00000000-0000-0000-0000-000000000007";
        assert!(mail.body.contains(&format!("\n{link}\n")), "{}", mail.body);
        assert!(mail.body.ends_with("\nRådet"));

        let mail = letter.write(
            to(" ", Language::English),
            "Rådet",
            "https://chat.example.org",
        );
        assert_eq!(mail.subject, "You have an answer");
        assert!(mail.body.starts_with("Hello,\n"));
    }
}
