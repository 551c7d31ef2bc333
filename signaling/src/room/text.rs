//! Names and titles that people give.

/// What can be seen of a text: without control characters, and without the marks that turn or hide what stands beside.
pub fn visible(text: &str) -> String {
    let kept = |c: &char| {
        !c.is_control()
            && !matches!(*c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{00ad}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{2800}' | '\u{e0000}'..='\u{e007f}')
    };
    text.chars().filter(kept).collect()
}

/// One line of at most `limit` characters, with single spaces; empty when nothing of it can be seen.
pub fn one_line(text: &str, limit: usize) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect();
    let words: Vec<String> = spaced
        .split(' ')
        .map(visible)
        .filter(|word| !word.is_empty())
        .collect();
    let line: String = words.join(" ").chars().take(limit).collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_nothing_visible_is_none() {
        for name in [
            "",
            "  ",
            "\u{200b}\u{202e}",
            "\u{3164}",
            "\u{feff} \u{00ad}",
        ] {
            assert_eq!(one_line(name, 60), "", "{name:?}");
        }
    }

    #[test]
    fn a_name_is_one_line_within_its_limit() {
        assert_eq!(one_line(" Anna\n  Ek\u{202e} ", 60), "Anna Ek");
        assert_eq!(one_line(&"å".repeat(100), 60).chars().count(), 60);
    }
}
