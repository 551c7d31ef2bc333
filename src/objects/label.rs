//! A label, as a drawing of the size that sheets of three by seven have: 63.5 by 38.1 millimetres. Pure.

use std::fmt::Write;

use anyhow::{Context, Result};
use qrcode::{Color, EcLevel, QrCode};

/// White around a code, in its own fields, which readers need (ISO/IEC 18004 §5.3.8).
const QUIET: usize = 4;
/// The side of the code with its white, in tenths of a millimetre, as everything here: a telephone reads it from half a
/// metre.
const CODE: usize = 361;
/// Where the words begin.
const WORDS: usize = 366;
/// How wide letters of a name are beside their size, in hundredths, in the wider of usual type faces.
const LETTER: usize = 60;
/// And those of a number: fat ones, often capitals.
const FAT_LETTER: usize = 74;
/// How far lines are apart beside the size of their letters.
const LEADING: usize = 122;
/// As wide as words may be.
const WIDTH: usize = 254;
/// The whole label's height.
const HEIGHT: usize = 381;
/// Between the number and the name.
const GAP: usize = 10;
/// Lines of a name; a longer one ends in dots.
const NAME_LINES: usize = 5;

/// Where whoever reads the label is led.
pub(super) fn address(public_url: &str, number: &str) -> String {
    // Of what a number may have, this alone means something in an address.
    let number = number.replace('/', "%2F");
    format!("{}/report/{number}", public_url.trim_end_matches('/'))
}

/// The drawing. Whatever `name` holds is text in it.
///
/// # Errors
/// If `address` is too long for a code: some hundred characters.
pub(super) fn draw(address: &str, number: &str, name: &str) -> Result<String> {
    // A quarter of it may be scratched or dirty.
    let code = QrCode::with_error_correction_level(address, EcLevel::Q)
        .context("an address fits in a code")?;
    let side = code.width() + 2 * QUIET;
    let number_size = if number.len() <= letters(38, FAT_LETTER) {
        38
    } else {
        27
    };
    let number_lines = wrapped(number, letters(number_size, FAT_LETTER), usize::MAX);
    let name_size = 27;
    let name_lines = wrapped(name, letters(name_size, LETTER), NAME_LINES);

    let mut svg = String::new();
    write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"63.5mm\" height=\"38.1mm\" viewBox=\"0 0 635 {HEIGHT}\">\
         <title>{title}</title>\
         <rect width=\"635\" height=\"{HEIGHT}\" fill=\"#fff\"/>\
         <svg x=\"5\" y=\"{top}\" width=\"{CODE}\" height=\"{CODE}\" viewBox=\"0 0 {side} {side}\">\
         <path shape-rendering=\"crispEdges\" d=\"{dark}\"/></svg>\
         <g font-family=\"Inter, Helvetica, Arial, sans-serif\">",
        title = escaped(&format!("{number} {name}")),
        top = (HEIGHT - CODE) / 2,
        dark = dark(&code),
    )?;
    let height =
        number_lines.len() * leading(number_size) + GAP + name_lines.len() * leading(name_size);
    let mut y = HEIGHT.saturating_sub(height) / 2;
    for (lines, size, weight) in [
        (&number_lines, number_size, 700),
        (&name_lines, name_size, 400),
    ] {
        for line in lines {
            let foot = y + size;
            y += leading(size);
            write!(
                svg,
                "<text x=\"{WORDS}\" y=\"{foot}\" font-size=\"{size}\" font-weight=\"{weight}\">{}</text>",
                escaped(line),
            )?;
        }
        y += GAP;
    }
    svg.push_str("</g></svg>");
    Ok(svg)
}

/// How many letters of a size and width fit in a line.
fn letters(size: usize, letter: usize) -> usize {
    WIDTH * 100 / (size * letter)
}

fn leading(size: usize) -> usize {
    size * LEADING / 100
}

/// One path of all dark fields, a run in a row at a time.
fn dark(code: &QrCode) -> String {
    let fields = code.to_colors();
    let mut path = String::new();
    for (y, row) in fields.chunks(code.width()).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|one, next| one == next) {
            if run.first() == Some(&Color::Dark) {
                let (x, y, run) = (x + QUIET, y + QUIET, run.len());
                path.push_str(&format!("M{x} {y}h{run}v1h-{run}z"));
            }
            x += run.len();
        }
    }
    path
}

/// Lines of at most `letters` letters, broken between words where that is possible; at most `most`, of which the last then
/// ends in dots.
fn wrapped(text: &str, letters: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut room = 0;
    for word in text.split_whitespace() {
        let mut rest: Vec<char> = word.chars().collect();
        if rest.len() < room {
            if let Some(line) = lines.last_mut() {
                line.push(' ');
                line.extend(&rest);
            }
            room -= rest.len() + 1;
            continue;
        }
        while !rest.is_empty() {
            let after = rest.split_off(rest.len().min(letters));
            room = letters - rest.len();
            lines.push(rest.into_iter().collect());
            rest = after;
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            let kept: String = last.chars().take(letters.saturating_sub(1)).collect();
            *last = format!("{}…", kept.trim_end());
        }
    }
    lines
}

/// Text as XML has it.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_leads_to_where_its_object_is_reported() {
        let of = |number| address("https://chat.example.org/", number);
        assert_eq!(of("M-000123"), "https://chat.example.org/report/M-000123");
        assert_eq!(of("DM/7"), "https://chat.example.org/report/DM%2F7");
    }

    #[test]
    fn a_name_is_only_ever_text() {
        let svg = draw("https://x.example/report/1", "1", "<script>\"&'</script>").unwrap();
        assert!(!svg.contains("<script"), "{svg}");
        assert!(svg.contains("&lt;script&gt;&quot;&amp;&#39;"), "{svg}");
    }

    #[test]
    fn the_code_has_its_three_corners_and_white_around() {
        let code = QrCode::with_error_correction_level("x", EcLevel::Q).unwrap();
        // Version 1 is 21 fields wide: the upper corners begin and end the first row.
        let path = dark(&code);
        assert!(path.starts_with("M4 4h7v1h-7z"), "{path}");
        assert!(path.contains("M18 4h7v1h-7z"), "{path}");
        assert!(path.contains("M4 24h7v1h-7z"), "{path}");
    }

    #[test]
    fn lines_break_between_words_and_long_words_within() {
        assert_eq!(
            wrapped("Tvättmaskin i källaren", 12, 9),
            ["Tvättmaskin", "i källaren"]
        );
        assert_eq!(wrapped("abcdefgh ij", 3, 9), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrapped("a b c", 3, 9), ["a b", "c"]);
        assert_eq!(wrapped("abcd efgh ijkl", 4, 2), ["abcd", "efg…"]);
        assert!(wrapped(" ", 3, 9).is_empty());
    }

    #[test]
    fn the_longest_words_stay_on_the_label() {
        let svg = draw(
            "https://x.example/report/1",
            &"W".repeat(40),
            &"å ".repeat(200),
        )
        .unwrap();
        let ends = svg.match_indices(" y=\"").filter_map(|(at, _)| {
            let rest = &svg[at + 4..];
            rest.split('"').next()?.parse::<usize>().ok()
        });
        assert!(ends.max().unwrap() < HEIGHT - 10);
    }
}
