//! The paper of a signed delivery note. Pure: the same note is the same bytes.

use anyhow::Result;
use jiff::Zoned;
use signaling::protocol::CaseNumber;

use super::{
    page::{DRAWING_HIGH, Look, Sheets},
    signature::Strokes,
    type_face::Weight,
};
use crate::notify::{Language, day_in_words, say};

/// All that it says.
#[derive(Debug, Clone)]
pub(super) struct Paper {
    pub(super) organisation: String,
    pub(super) language: Language,
    pub(super) number: CaseNumber,
    pub(super) title: String,
    /// Of the case.
    pub(super) kind: String,
    /// Number of the object, or empty.
    pub(super) object: String,
    /// Name, or empty.
    pub(super) customer: String,
    /// Who wrote it.
    pub(super) writer: String,
    pub(super) text: String,
    pub(super) signed_by: String,
    pub(super) signed_at: Zoned,
    /// None where the name was typed.
    pub(super) drawing: Option<Strokes>,
    /// Whose screen was handed over, if one was.
    pub(super) held_by: Option<String>,
    /// Of what was signed, in words.
    pub(super) sha256: String,
}

const PLAIN: Look = Look {
    size: 10.5,
    weight: Weight::Regular,
    grey: 0,
};
const QUIET: Look = Look {
    size: 9.0,
    grey: 100,
    ..PLAIN
};
const STRONG: Look = Look {
    weight: Weight::SemiBold,
    ..PLAIN
};
const HEADING: Look = Look {
    size: 22.0,
    ..STRONG
};
const PART: Look = Look {
    size: 12.0,
    ..STRONG
};
const NAME: Look = Look {
    size: 18.0,
    ..STRONG
};

impl Paper {
    /// As it is called among the case's files.
    pub(super) fn file_name(&self) -> String {
        let number = self.number.to_string();
        format!("{}.pdf", self.say("note-file", &[("number", &number)]))
    }

    /// A PDF of it.
    ///
    /// # Errors
    /// Only ours.
    pub(super) fn draw(&self) -> Result<Vec<u8>> {
        let mut sheets = Sheets::new();
        sheets.paragraph(&self.organisation, STRONG);
        sheets.space(4.0);
        sheets.heading(1, &self.word("note-heading"), HEADING);
        sheets.space(10.0);
        let number = self.number.to_string();
        let fields = [
            ("note-number", &number),
            ("note-title", &self.title),
            ("note-kind", &self.kind),
            ("note-object", &self.object),
            ("note-customer", &self.customer),
            ("note-writer", &self.writer),
        ];
        for (label, text) in fields {
            self.field(&mut sheets, label, text);
        }
        sheets.space(10.0);
        sheets.rule();
        sheets.space(14.0);
        sheets.heading(2, &self.word("note-done"), PART);
        sheets.space(4.0);
        for line in self.text.lines() {
            sheets.paragraph(line, PLAIN);
        }
        self.sign(&mut sheets);
        let pages = sheets.count().to_string();
        let title = self.say("note-file", &[("number", &number)]);
        sheets.print(&title, self.language.code(), &self.signed_at, |page| {
            let page = page.to_string();
            self.say(
                "note-foot",
                &[("number", &number), ("page", &page), ("pages", &pages)],
            )
        })
    }

    /// Who signed, and of what. It stands together on one sheet.
    fn sign(&self, sheets: &mut Sheets) {
        sheets.space(16.0);
        sheets.room(DRAWING_HIGH + 190.0);
        sheets.rule();
        sheets.space(14.0);
        sheets.heading(2, &self.word("note-signature"), PART);
        sheets.space(8.0);
        let name = [("name", self.signed_by.as_str())];
        match &self.drawing {
            Some(strokes) => sheets.drawing(strokes.clone(), self.say("note-drawing", &name)),
            None => sheets.paragraph(&self.signed_by, NAME),
        }
        sheets.space(10.0);
        let how = match (&self.drawing, &self.held_by) {
            (Some(_), None) => self.word("note-drawn"),
            (None, None) => self.word("note-typed"),
            (Some(_), Some(by)) => self.say("note-drawn-held", &[("name", by)]),
            (None, Some(by)) => self.say("note-typed-held", &[("name", by)]),
        };
        self.field(sheets, "note-signed-by", &self.signed_by);
        self.field(sheets, "note-signed-at", &self.time());
        self.field(sheets, "note-signed-how", &how);
        sheets.space(8.0);
        sheets.paragraph(&self.word("note-hash"), QUIET);
        sheets.paragraph(&self.sha256, QUIET);
    }

    /// With its zone: "23 november 2026 14:05:09 CET (UTC+01:00)".
    fn time(&self) -> String {
        let day = day_in_words(self.language, self.signed_at.date());
        let zone = self.signed_at.offset();
        format!(
            "{day} {} (UTC{})",
            self.signed_at.strftime("%H:%M:%S %Z"),
            in_hours(zone)
        )
    }

    fn field(&self, sheets: &mut Sheets, label: &str, text: &str) {
        if !text.is_empty() {
            sheets.field(&self.word(label), text, QUIET, PLAIN);
        }
    }

    fn word(&self, id: &str) -> String {
        self.say(id, &[])
    }

    fn say(&self, id: &str, variables: &[(&str, &str)]) -> String {
        say(self.language, id, variables)
    }
}

/// "+01:00".
fn in_hours(offset: jiff::tz::Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::{super::testing, *};

    fn paper(text: &str) -> Paper {
        Paper {
            organisation: "Råd & Stöd AB".into(),
            language: Language::Swedish,
            number: CaseNumber {
                year: 2026,
                number: 4217,
            },
            title: "Skövde diskmaskinen tömmer inte".into(),
            kind: "Serviceanmälan".into(),
            object: "M-000123".into(),
            customer: "Bokens äldreboende".into(),
            writer: "Bo Lind".into(),
            text: text.into(),
            signed_by: "Eva Ek".into(),
            signed_at: "2026-11-23T14:05:09+01:00[Europe/Stockholm]"
                .parse()
                .unwrap(),
            drawing: Some(vec![vec![[0, 400], [500, 0], [1_000, 400]], vec![[7, 7]]]),
            held_by: None,
            sha256: "ab".repeat(32),
        }
    }

    fn read(pdf: &[u8]) -> (usize, String) {
        let pages = testing::pages(pdf);
        (pages.len(), pages.join("\n"))
    }

    #[test]
    fn a_paper_says_all_that_was_signed_and_is_the_same_each_time() {
        let text = "Bytt pump.\n\n  – rensat silen\nTid: 1½ h";
        let pdf = paper(text).draw().unwrap();
        assert_eq!(pdf, paper(text).draw().unwrap());
        let (pages, words) = read(&pdf);
        assert_eq!(pages, 1);
        for said in [
            "Råd & Stöd AB",
            "2026-004217",
            "Skövde diskmaskinen tömmer inte",
            "M-000123",
            "Bokens äldreboende",
            "– rensat silen",
            "Tid: 1½ h",
            "Eva Ek",
            "23 november 2026 14:05:09 CET (UTC+01:00)",
            "abababab",
            "sida 1 av 1",
        ] {
            assert!(words.contains(said), "{said:?} is not in {words:?}");
        }
        let english = Paper {
            language: Language::English,
            drawing: None,
            held_by: Some("Bo Lind".into()),
            ..paper(text)
        };
        let (_, words) = read(&english.draw().unwrap());
        assert!(words.contains("Typed name on a screen that Bo Lind handed over"));
        assert_eq!(english.file_name(), "Delivery note 2026-004217.pdf");
    }

    #[test]
    fn the_longest_text_goes_on_on_new_sheets_and_strange_signs_break_nothing() {
        let line = "Rad som går igen och är lång nog att brytas på mitten av ett ark. ";
        let long = paper(&line.repeat(20_000 / line.len()));
        let (pages, words) = read(&long.draw().unwrap());
        assert!(pages >= 4, "{pages}");
        assert!(words.contains(&format!("sida {pages} av {pages}")));
        let tall = paper(&"x\n".repeat(9_999));
        assert!(read(&tall.draw().unwrap()).0 > 150);
        let wide = paper(&"å".repeat(20_000));
        assert!(read(&wide.draw().unwrap()).0 >= 4);
        let strange =
            paper("🔧🧑‍🔧 OK 👍🏽\n客户签字：已修好\nעברית العربية\n\u{301}\u{fffd}\u{e000} ☎️ slut");
        let (_, words) = read(&strange.draw().unwrap());
        for said in ["🔧🧑‍🔧 OK 👍🏽", "客户签字：已修好", "עברית", "☎️ slut"]
        {
            assert!(words.contains(said), "{said:?} is not in {words:?}");
        }
        let unnamed = Paper {
            object: String::new(),
            customer: String::new(),
            title: "🙂".repeat(200),
            signed_by: "漢".repeat(100),
            drawing: None,
            ..paper("x")
        };
        assert_eq!(read(&unnamed.draw().unwrap()).0, 1);
    }
}
