//! The pages on which a developer is somebody, in Swedish and English.

use std::collections::HashMap;

use super::{Posing, Session};
use crate::notify::html::escape;

struct Words {
    language: &'static str,
    title: &'static str,
    about: &'static str,
    who: &'static str,
    level: &'static str,
    post: &'static str,
    no_post: &'static str,
    go: &'static str,
    no: &'static str,
    sessions: &'static str,
    nobody: &'static str,
    end: &'static str,
}

const SWEDISH: Words = Words {
    language: "sv",
    title: "Simulator",
    about: "Ingen riktig e-legitimation används: alla personer är påhittade.",
    who: "Vem är du?",
    level: "Tillitsnivå",
    post: "Uppdrag",
    no_post: "Inget uppdrag",
    go: "Logga in",
    no: "Avbryt",
    sessions: "Inloggade här",
    nobody: "Ingen är inloggad.",
    end: "Logga ut överallt",
};

const ENGLISH: Words = Words {
    language: "en",
    title: "Simulator",
    about: "No real e-identification is used: everybody is invented.",
    who: "Who are you?",
    level: "Level of assurance",
    post: "Employment",
    no_post: "No employment",
    go: "Sign in",
    no: "Cancel",
    sessions: "Signed in here",
    nobody: "Nobody is signed in.",
    end: "Sign out everywhere",
};

fn words(language: &str) -> &'static Words {
    if language.starts_with("sv") || language.is_empty() {
        &SWEDISH
    } else {
        &ENGLISH
    }
}

/// Who wants to sign in, and how surely. `query` comes back with the answer.
pub(super) fn ask(posing: &Posing, query: &str, asked: &HashMap<String, String>) -> String {
    let words = words(
        asked
            .get("ui_locales")
            .map(String::as_str)
            .unwrap_or_default(),
    );
    let people: String = posing
        .people
        .iter()
        .enumerate()
        .map(|(place, person)| {
            let checked = if place == 0 { " checked" } else { "" };
            format!(
                "<p><label><input type=\"radio\" name=\"person\" value=\"{}\"{checked}> {} <small>{}</small></label></p>\n",
                person.id,
                escape(&person.name()),
                person.personal_number,
            )
        })
        .collect();
    let levels: String = posing
        .levels
        .iter()
        .map(|level| format!("<option>{}</option>", escape(level)))
        .collect();
    let posts: String = posing
        .people
        .iter()
        .flat_map(|person| person.employments.iter().map(move |post| (person, post)))
        .map(|(person, (id, place))| {
            format!(
                "<option value=\"{id}\">{} · {} ({id})</option>",
                escape(&person.name()),
                escape(place)
            )
        })
        .collect();
    let posts = if posts.is_empty() {
        String::new()
    } else {
        format!(
            "<p><label>{}<br><select name=\"employment\"><option value=\"\">{}</option>{posts}</select></label></p>\n",
            words.post, words.no_post,
        )
    };
    let Words {
        who, level, go, no, ..
    } = words;
    page(
        words,
        &posing.settings.name,
        &format!(
            "<form method=\"post\"><article>\n<input type=\"hidden\" name=\"request\" value=\"{}\">\n\
             <fieldset><legend>{who}</legend>\n{people}</fieldset>\n\
             <p><label>{level}<br><select name=\"level\">{levels}</select></label></p>\n{posts}\
             <p><button name=\"decision\" value=\"yes\">{go}</button> <button name=\"decision\" value=\"no\">{no}</button></p>\n\
             </article></form>",
            escape(query),
        ),
    )
}

/// Who is signed in, with a way to end it here as an employer would.
pub(super) fn sessions(posing: &Posing, language: &str, sessions: &[Session]) -> String {
    let words = words(language);
    let rows: String = sessions
        .iter()
        .rev()
        .map(|session| {
            let name = posing.person(session.person).map(|person| person.name()).unwrap_or_default();
            format!(
                "<article><h2>{}</h2><form method=\"post\" action=\"log-out\">\
                 <input type=\"hidden\" name=\"sid\" value=\"{}\"><button>{}</button></form></article>\n",
                escape(&name),
                escape(&session.sid),
                words.end,
            )
        })
        .collect();
    let empty = if rows.is_empty() {
        format!("<p class=\"empty\">{}</p>", words.nobody)
    } else {
        String::new()
    };
    page(
        words,
        &posing.settings.name,
        &format!("<h2>{}</h2>\n{empty}{rows}", words.sessions),
    )
}

fn page(words: &Words, name: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{} · {}</title>\n\
         <link rel=\"stylesheet\" href=\"/simulators/mail.css\">\n</head>\n<body>\n<header>\n<h1>{}</h1>\n<p>{}</p>\n\
         </header>\n<main>\n{body}\n</main>\n</body>\n</html>\n",
        words.language,
        escape(name),
        words.title,
        escape(name),
        words.about,
    )
}
