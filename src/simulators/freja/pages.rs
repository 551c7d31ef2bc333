//! The page on which a developer is Freja's app, in Swedish and English.

use super::Order;
use crate::{notify::html::escape, simulators::oidc::people::FREJA};

/// What is open, and as whom it may be confirmed.
pub(super) fn app(language: &str, reference: &str, orders: &[Order]) -> String {
    let is_swedish = !language.starts_with("en");
    let say =
        |swedish: &'static str, english: &'static str| if is_swedish { swedish } else { english };
    let people: String = FREJA
        .iter()
        .map(|person| {
            let (id, name, number) = (person.id, escape(&person.name()), person.personal_number);
            format!("<option value=\"{id}\">{name} · {number}</option>")
        })
        .collect();
    let articles: String = orders
        .iter()
        .rev()
        .map(|order| {
            format!(
                "<article><h2>{} {}</h2>\n<form method=\"post\">\n<input type=\"hidden\" name=\"reference\" value=\"{}\">\n\
                 <p><label>{}<br><select name=\"person\">{people}</select></label></p>\n\
                 <p><label>{}<br><select name=\"level\"><option>PLUS</option><option>EXTENDED</option>\
                 <option>BASIC</option></select></label></p>\n\
                 <p><button name=\"decision\" value=\"approve\">{}</button> \
                 <button name=\"decision\" value=\"reject\">{}</button></p>\n</form></article>\n",
                say("Begäran", "Request"),
                escape(order.reference.get(..8).unwrap_or_default()),
                escape(if reference.is_empty() { &order.reference } else { reference }),
                say("Vem är du?", "Who are you?"),
                say("Registrerad på nivå", "Registered at level"),
                say("Godkänn", "Approve"),
                say("Neka", "Reject"),
            )
        })
        .collect();
    let empty = if articles.is_empty() {
        format!(
            "<p class=\"empty\">{}</p>",
            say("Ingen begäran väntar.", "No request is waiting.")
        )
    } else {
        String::new()
    };
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Freja eID · simulator</title>\n\
         <link rel=\"stylesheet\" href=\"/simulators/mail.css\">\n</head>\n<body>\n<header>\n<h1>Freja eID</h1>\n<p>{}</p>\n\
         </header>\n<main>\n{empty}{articles}</main>\n</body>\n</html>\n",
        say("sv", "en"),
        say(
            "En simulator av appen: alla personer är påhittade.",
            "A simulator of the app: everybody is invented."
        ),
    )
}
