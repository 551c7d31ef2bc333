//! Words from the Fluent catalogues that server and client share, `static/locales/<language>/mail.ftl`.
//!
//! Invariant: both catalogues have the same messages with the same variables (a test sees to it).

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use jiff::civil::Date;
use unic_langid::{LanguageIdentifier, langid};

/// A language in which mail is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// The default.
    Swedish,
    /// For everybody else.
    English,
}

impl Language {
    /// The one nearest to a person's own (`sv`, `en`, `da`, `nb`, `fi`): Danes and Norwegians read
    /// Swedish more gladly than they write it, Finns get English.
    pub fn of(code: &str) -> Self {
        match code {
            "en" | "fi" => Self::English,
            _ => Self::Swedish,
        }
    }

    /// As in a `lang` attribute.
    pub fn code(self) -> &'static str {
        match self {
            Self::Swedish => "sv",
            Self::English => "en",
        }
    }
}

/// "21 november 2026", "21 November 2026": as people write a day.
pub(crate) fn day_in_words(language: Language, day: Date) -> String {
    let months = match language {
        Language::Swedish => SWEDISH_MONTHS,
        Language::English => ENGLISH_MONTHS,
    };
    let month = months[usize::from(day.month().unsigned_abs()) - 1];
    format!("{} {month} {}", day.day(), day.year())
}

const SWEDISH_MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];
const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

static SWEDISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| {
    let source = include_str!("../../static/locales/sv/mail.ftl");
    bundle(langid!("sv"), source)
});
static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| {
    let source = include_str!("../../static/locales/en/mail.ftl");
    bundle(langid!("en"), source)
});

fn bundle(language: LanguageIdentifier, source: &str) -> FluentBundle<FluentResource> {
    let resource = FluentResource::try_new(source.to_owned())
        .map_err(|(_, errors)| errors)
        .expect("the catalogues are checked by a test");
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Mail is plain text: isolating marks would show as boxes in some readers.
    bundle.set_use_isolating(false);
    bundle
        .add_resource(resource)
        .expect("the catalogues are checked by a test");
    bundle
}

/// The words of message `id`, with `variables` in their places.
pub(crate) fn say(language: Language, id: &str, variables: &[(&str, &str)]) -> String {
    let bundle = match language {
        Language::Swedish => &*SWEDISH,
        Language::English => &*ENGLISH,
    };
    let pattern = bundle.get_message(id).and_then(|message| message.value());
    let Some(pattern) = pattern else {
        tracing::error!(id, "a message is missing in mail.ftl");
        return id.to_owned();
    };
    let mut arguments = FluentArgs::new();
    for (name, value) in variables {
        arguments.set(*name, *value);
    }
    let mut errors = Vec::new();
    let words = bundle.format_pattern(pattern, Some(&arguments), &mut errors);
    if !errors.is_empty() {
        tracing::error!(id, ?errors, "a message in mail.ftl lacks a variable");
    }
    words.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each message's id and the variables in it, sorted.
    fn shape(source: &str) -> Vec<(String, Vec<String>)> {
        let mut messages: Vec<(String, Vec<String>)> = Vec::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if let Some((id, _)) = line.split_once('=').filter(|_| !line.starts_with(' ')) {
                messages.push((id.trim().to_owned(), Vec::new()));
            }
            let found = line.match_indices("{ $").filter_map(|(at, _)| {
                let name = line[at + 3..].split(' ').next()?;
                Some(name.to_owned())
            });
            let found: Vec<_> = found.collect();
            if let Some((_, variables)) = messages.last_mut() {
                variables.extend(found);
            }
        }
        for (_, variables) in &mut messages {
            variables.sort();
        }
        messages.sort();
        messages
    }

    #[test]
    fn both_catalogues_parse_and_have_the_same_messages() {
        let swedish = shape(include_str!("../../static/locales/sv/mail.ftl"));
        let english = shape(include_str!("../../static/locales/en/mail.ftl"));
        assert_eq!(swedish, english);
        assert!(swedish.len() > 20);
        for (id, variables) in swedish {
            let values: Vec<_> = variables.iter().map(|name| (name.as_str(), "X")).collect();
            for language in [Language::Swedish, Language::English] {
                let words = say(language, &id, &values);
                assert!(words != id && !words.contains('{'), "{id}");
            }
        }
    }

    #[test]
    fn a_day_is_written_in_words() {
        let day = jiff::civil::date(2026, 11, 21);
        assert_eq!(day_in_words(Language::Swedish, day), "21 november 2026");
        assert_eq!(day_in_words(Language::English, day), "21 November 2026");
        let first = jiff::civil::date(2027, 1, 1);
        assert_eq!(day_in_words(Language::Swedish, first), "1 januari 2027");
    }

    #[test]
    fn what_people_wrote_is_not_read_as_fluent() {
        let words = say(
            Language::Swedish,
            "greeting",
            &[("name", "{ $x } \"{ greeting }")],
        );
        assert_eq!(words, "Hej { $x } \"{ greeting },");
    }
}
