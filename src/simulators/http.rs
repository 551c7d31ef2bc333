//! Pages on which a developer reads what would have been sent, and what tests ask.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    response::{Html, IntoResponse},
    routing::{get, post},
};

use super::mailbox::{Faults, Mailbox, ReceivedMail};
use crate::notify::html::{escape, with_links};

/// Other people's words are on the page: nothing in them may run.
const POLICY: (HeaderName, HeaderValue) = (
    CONTENT_SECURITY_POLICY,
    HeaderValue::from_static(
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'",
    ),
);

pub(super) fn routes<S>(mailbox: Mailbox) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    Router::new()
        .route("/simulators/mail", get(page))
        .route("/simulators/mail.css", get(style))
        .route("/simulators/mail.json", get(list))
        .route("/simulators/mail/faults", post(misbehave).get(faults))
        .with_state(mailbox)
}

async fn page(State(mailbox): State<Mailbox>) -> impl IntoResponse {
    let mails = mailbox.newest_first();
    ([POLICY], Html(render(&mails)))
}

async fn style() -> impl IntoResponse {
    let css = HeaderValue::from_static("text/css; charset=utf-8");
    ([(CONTENT_TYPE, css)], include_str!("mail.css"))
}

async fn list(State(mailbox): State<Mailbox>) -> Json<Vec<ReceivedMail>> {
    let mails = mailbox.newest_first();
    Json(mails.iter().map(|mail| ReceivedMail::clone(mail)).collect())
}

async fn misbehave(State(mailbox): State<Mailbox>, Json(faults): Json<Faults>) -> StatusCode {
    mailbox.set_faults(faults);
    StatusCode::NO_CONTENT
}

async fn faults(State(mailbox): State<Mailbox>) -> Json<Faults> {
    Json(mailbox.faults())
}

fn render(mails: &[Arc<ReceivedMail>]) -> String {
    let articles: String = mails.iter().map(|mail| article(mail)).collect();
    let empty = if mails.is_empty() {
        "<p class=\"empty\">Inget mejl har skickats än.</p>"
    } else {
        ""
    };
    format!(
        "<!doctype html>\n<html lang=\"sv\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Mejl · simulator</title>\n<link rel=\"stylesheet\" href=\"/simulators/mail.css\">\n\
         </head>\n<body>\n<header>\n<h1>Mejl som Samtal har skickat</h1>\n\
         <p>En simulator tar emot dem: inget lämnar den här datorn. Nyast först, {} i minnet. \
         <a href=\"/simulators/mail\">Hämta nya</a></p>\n</header>\n<main>\n{empty}{articles}</main>\n\
         </body>\n</html>\n",
        mails.len()
    )
}

fn article(mail: &ReceivedMail) -> String {
    let number = mail.number;
    format!(
        "<article id=\"mail-{number}\" aria-labelledby=\"subject-{number}\">\n\
         <h2 id=\"subject-{number}\">{}</h2>\n\
         <dl><div><dt>Till</dt><dd>{}</dd></div><div><dt>Från</dt><dd>{}</dd></div>\
         <div><dt>Tid</dt><dd><time datetime=\"{}\">{}</time></dd></div></dl>\n\
         <div class=\"text\">{}</div>\n</article>\n",
        escape(&mail.subject),
        escape(&mail.to.join(", ")),
        escape(&mail.from),
        mail.at,
        mail.at.strftime("%Y-%m-%d %H:%M:%S UTC"),
        with_links(mail.text.trim_end()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn the_page_shows_words_and_runs_nothing() {
        let mailbox = Mailbox::new(Clock::System);
        assert!(render(&mailbox.newest_first()).contains("Inget mejl"));
        let raw = "From: Rad <a@x.test>\r\nSubject: <img src=x onerror=alert(1)>\r\n\
            Content-Type: text/plain; charset=utf-8\r\n\r\n<script>alert(1)</script> https://x.test/?a=1\r\n";
        mailbox.keep(vec!["\"<b>\"@x.test".into()], raw.as_bytes());
        mailbox.keep(vec!["b@x.test".into()], b"Subject: newer\r\n\r\nhej");
        let page = render(&mailbox.newest_first());
        assert!(
            !page.contains("<script") && !page.contains("<img") && !page.contains("<b>"),
            "{page}"
        );
        assert!(!page.contains("style=") && !page.contains("<style"));
        assert!(page.contains("<a href=\"https://x.test/?a=1\""));
        assert!(page.contains("Rad &lt;a@x.test&gt;"));
        assert!(page.find("newer") < page.find("onerror"), "newest first");
    }
}
