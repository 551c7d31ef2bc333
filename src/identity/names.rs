//! How people and their things may be called: one line in which every character shows. Pure.

use std::ops::RangeInclusive;

use crate::error::{Result, invalid};

/// A line whose length fits, with the spaces around it left out.
///
/// # Errors
/// `invalid`, with the field's name.
pub(crate) fn line(field: &str, text: &str, length: RangeInclusive<usize>) -> Result<String> {
    let text = text.trim();
    let is_odd = |c: char| c.is_control() || is_hidden(c);
    if !length.contains(&text.chars().count()) || text.contains(is_odd) {
        let (least, most) = length.into_inner();
        return Err(invalid(format!(
            "{field}: {least} to {most} characters on one line"
        )));
    }
    Ok(text.to_owned())
}

/// A text of several lines without characters that nobody sees, so that what is read is what is there.
pub(crate) fn paragraphs(text: &str) -> String {
    let is_seen = |c: &char| matches!(c, '\n' | '\t') || !(c.is_control() || is_hidden(*c));
    let seen: String = text.replace("\r\n", "\n").chars().filter(is_seen).collect();
    seen.trim().to_owned()
}

/// Whether nobody sees it: Unicode's marks that turn directions, its separators of lines, spaces without width, letters
/// that fill a place with nothing, and tags. Joiners are not among them: some scripts and pictures need them.
pub(crate) fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffc}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Whether user names may have it: what people in the Nordic countries have on their keyboards, in lower case. Letters that
/// look like these and are others are not among them, nor are marks that are put upon letters.
pub(super) fn is_of_user_name(c: char) -> bool {
    c.is_ascii_lowercase()
        || c.is_ascii_digit()
        || matches!(c, '.' | '-' | '_')
        || matches!(c, 'ß'..='ö' | 'ø'..='ÿ' | 'č' | 'đ' | 'ŋ' | 'š' | 'ŧ' | 'ž')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_line_that_shows_all_of_itself() {
        let name = |text: &str| line("name", text, 1..=10);
        assert_eq!(name("  Åsa Ek ").unwrap(), "Åsa Ek");
        assert!(name("نورا").is_ok(), "any script");
        for bad in [
            "",
            " ",
            "Åsa\nEk",
            "kE\u{202e}asÅ",
            "\u{200f}Åsa",
            "\u{200b}",
            "\u{2066}a",
            "\u{3164}",
            "\u{2800}",
            "Å\u{ad}sa",
            "\u{e0041}",
            "Åsa Ek Lind",
        ] {
            let refused = name(bad).unwrap_err().to_string();
            assert!(refused.starts_with("name:"), "{bad:?}: {refused}");
        }
        assert_eq!(line("name", " ", 0..=10).unwrap(), "");
    }
}
