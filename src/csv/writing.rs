//! Cells on their way out.

use std::io::Write;

/// What a spreadsheet takes for the beginning of a formula, in any width.
const FORMULA: [char; 18] = [
    '=', '+', '-', '@', '\t', '\r', '\n', '|', '%', '＝', '＋', '－', '＠', '％', '−', '﹣', '﹢',
    '﹦',
];

/// Adds a row, every cell in quotes.
pub(crate) fn write_row(to: &mut Vec<u8>, cells: impl IntoIterator<Item = String>) {
    let cells: Vec<String> = cells.into_iter().map(|cell| quoted(&cell)).collect();
    write!(to, "{}\r\n", cells.join(",")).expect("writing to memory succeeds");
}

/// In quotes, and with an apostrophe before whatever a spreadsheet would take for a formula: at the beginning, and after a
/// semicolon, where a Swedish one divides cells whatever the quotes say.
fn quoted(cell: &str) -> String {
    let mut safe = String::with_capacity(cell.len() + 2);
    let mut begins = true;
    for c in cell.chars() {
        if begins && FORMULA.contains(&c) {
            safe.push('\'');
        }
        begins = c == ';' || (begins && c == ' ');
        safe.push(c);
    }
    format!("\"{}\"", safe.replace('"', "\"\""))
}

/// A cell that [`write_row`] has written, without its apostrophes: a file that was saved here is read back as it was.
pub(crate) fn plain(cell: &str) -> String {
    let mut plain = String::with_capacity(cell.len());
    let mut begins = true;
    let mut rest = cell.chars().peekable();
    while let Some(c) = rest.next() {
        let is_guard = begins && c == '\'' && rest.peek().is_some_and(|c| FORMULA.contains(c));
        if is_guard {
            continue;
        }
        begins = c == ';' || (begins && c == ' ');
        plain.push(c);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula_and_never_ends_early() {
        for (cell, written) in [
            ("Anna", "\"Anna\""),
            ("", "\"\""),
            ("a,\"b\"\r\nc", "\"a,\"\"b\"\"\r\nc\""),
            (
                "=HYPERLINK(\"http://x\")",
                "\"'=HYPERLINK(\"\"http://x\"\")\"",
            ),
            ("+46 70", "\"'+46 70\""),
            ("-1", "\"'-1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("x;=1+1;y", "\"x;'=1+1;y\""),
            ("x; −1", "\"x; '−1\""),
        ] {
            assert_eq!(quoted(cell), written);
        }
    }

    #[test]
    fn what_was_written_is_read_back_as_it_was() {
        for cell in [
            "Anna",
            "",
            "=1+1",
            "-",
            "+46 70;=x; @y",
            "O'Hara",
            "'a'",
            "; ;-",
        ] {
            let written = quoted(cell);
            let inner = &written[1..written.len() - 1];
            assert_eq!(plain(inner), cell, "{written}");
        }
    }
}
