//! A row of the outbox as a mail (RFC 5322, RFC 2046): text, and the same as simple HTML.

use anyhow::{Context, Result};
use jiff::Timestamp;
use lettre::{
    Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};
use uuid::Uuid;

use super::html;

/// A mail that is to leave now.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Outgoing {
    /// The row's; the same mail keeps its Message-ID however often it is tried, so that a reader
    /// who gets it twice shows it once.
    pub(crate) id: Uuid,
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) body: String,
    /// Counting the one that begins now.
    pub(crate) attempts: u32,
}

/// Composes the mail of a server that people reach at `own`.
///
/// # Errors
/// If it could never be sent: its address is none.
pub(crate) fn compose(
    mail: &Outgoing,
    from: &Mailbox,
    own: &str,
    now: Timestamp,
) -> Result<Message> {
    let to = mail.to.parse().context("the recipient's address")?;
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(one_line(&mail.subject))
        .date(now.into())
        .message_id(Some(format!("<{}@{}>", mail.id, from.email.domain())))
        // RFC 3834: no holiday answers, please.
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .multipart(MultiPart::alternative_plain_html(
            mail.body.clone(),
            page(&mail.body, own),
        ))
        .context("compose a mail")
}

/// A subject is one line, whatever it was made of.
fn one_line(subject: &str) -> String {
    let spaced: String = subject
        .chars()
        .map(|c| {
            if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
                ' '
            } else {
                c
            }
        })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn page(body: &str, own: &str) -> String {
    format!(
        "<!doctype html>\n<html><head><meta charset=\"utf-8\"></head>\n\
         <body style=\"font: 16px/1.5 sans-serif\">\n\
         <div style=\"white-space: pre-wrap; max-width: 40em\">{}</div>\n</body></html>\n",
        html::letter(body, own)
    )
}

#[cfg(test)]
mod tests {
    use mail_parser::MessageParser;

    use super::*;

    fn composed(subject: &str, body: &str) -> Vec<u8> {
        let mail = Outgoing {
            id: Uuid::from_u128(7),
            to: "anna@example.org".into(),
            subject: subject.into(),
            body: body.into(),
            attempts: 1,
        };
        let from = "Rådet <no-reply@rad.example>".parse().unwrap();
        let now = "2026-07-14T07:12:00Z".parse().unwrap();
        compose(&mail, &from, "https://x.test", now)
            .unwrap()
            .formatted()
    }

    #[test]
    fn a_mail_has_what_readers_need() {
        let bytes = composed("Åäö och 👋", "Hej <b>Anna</b>,\nse https://x.test/");
        let mail = MessageParser::new().parse(&bytes).unwrap();
        assert_eq!(mail.subject(), Some("Åäö och 👋"));
        assert_eq!(
            mail.message_id(),
            Some("00000000-0000-0000-0000-000000000007@rad.example")
        );
        assert_eq!(
            mail.header_raw("Auto-Submitted").map(str::trim),
            Some("auto-generated")
        );
        assert_eq!(mail.date().unwrap().to_rfc3339(), "2026-07-14T07:12:00Z");
        assert_eq!(
            mail.body_text(0).unwrap().replace("\r\n", "\n"),
            "Hej <b>Anna</b>,\nse https://x.test/"
        );
        let html = mail.body_html(0).unwrap();
        assert!(html.contains("Hej &lt;b&gt;Anna&lt;/b&gt;,"), "{html}");
        assert!(html.contains("<a href=\"https://x.test/\""), "{html}");
    }

    #[test]
    fn a_subject_can_not_make_headers() {
        let bytes = composed("Hej\r\nBcc: bo@example.org\r\n\r\n<script>\u{2028}x", "Hej");
        let mail = MessageParser::new().parse(&bytes).unwrap();
        assert!(mail.bcc().is_none());
        assert_eq!(mail.subject(), Some("Hej Bcc: bo@example.org <script> x"));
        assert_eq!(mail.body_text(0).unwrap().trim_end(), "Hej");
    }
}
