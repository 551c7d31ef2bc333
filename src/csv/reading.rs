//! Rows of a file, one after the other, each with the line at which it begins.

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// At which it begins, from 1.
    pub(crate) line: u32,
    /// At least one.
    pub(crate) cells: Vec<String>,
    /// What is wrong with its quotation marks; then the cells are a guess.
    pub(crate) broken: Option<Broken>,
}

/// What can be wrong with quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    /// One is opened and never closed.
    Unclosed,
    /// Something stands between a closing one and the cell's end.
    Stray,
}

/// The rows of `text`, whose lines end with `\n`. Empty lines are passed over. A quotation mark within a cell that does not
/// begin with one is a letter like any other: inches are written so.
pub(crate) fn rows(text: &str, separator: char) -> impl Iterator<Item = Row> {
    Reader {
        rest: text,
        line: 1,
        separator,
    }
}

struct Reader<'a> {
    rest: &'a str,
    line: u32,
    separator: char,
}

/// What a cell ends with.
#[derive(PartialEq, Eq)]
enum End {
    Cell,
    Row,
}

impl Iterator for Reader<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        while !self.rest.is_empty() {
            let mut row = Row {
                line: self.line,
                cells: Vec::new(),
                broken: None,
            };
            loop {
                let (cell, end) = self.cell(&mut row.broken);
                row.cells.push(cell);
                if end == End::Row {
                    break;
                }
            }
            if row.broken.is_some() || row.cells != [""] {
                return Some(row);
            }
        }
        None
    }
}

impl Reader<'_> {
    fn cell(&mut self, broken: &mut Option<Broken>) -> (String, End) {
        let Some(quoted) = self.rest.strip_prefix('"') else {
            let (cell, end) = self.until_end();
            return (cell.to_owned(), end);
        };
        self.rest = quoted;
        let mut cell = String::new();
        loop {
            let Some((part, rest)) = self.rest.split_once('"') else {
                cell.push_str(self.rest);
                self.rest = "";
                *broken = Some(Broken::Unclosed);
                return (cell, End::Row);
            };
            cell.push_str(part);
            self.pass(part);
            self.rest = rest;
            let Some(rest) = rest.strip_prefix('"') else {
                break;
            };
            cell.push('"');
            self.rest = rest;
        }
        let (after, end) = self.until_end();
        if !after.trim().is_empty() {
            *broken = Some(Broken::Stray);
        }
        (cell, end)
    }

    /// What stands before the end of the cell, and which end that is.
    fn until_end(&mut self) -> (&str, End) {
        let separator = self.separator;
        let Some(at) = self.rest.find([separator, '\n']) else {
            return (std::mem::take(&mut self.rest), End::Row);
        };
        let (cell, rest) = self.rest.split_at(at);
        if let Some(rest) = rest.strip_prefix('\n') {
            self.line = self.line.saturating_add(1);
            self.rest = rest;
            return (cell, End::Row);
        }
        self.rest = &rest[separator.len_utf8()..];
        (cell, End::Cell)
    }

    fn pass(&mut self, text: &str) {
        let lines = text.bytes().filter(|byte| *byte == b'\n').count();
        self.line = self
            .line
            .saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{
        super::writing::{plain, write_row},
        *,
    };

    fn read(text: &str, separator: char) -> Vec<(u32, Vec<String>)> {
        let all = rows(text, separator).map(|row| {
            assert_eq!(row.broken, None, "{row:?}");
            (row.line, row.cells)
        });
        all.collect()
    }

    fn cells(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn cells_are_what_stands_between() {
        let text = "a;b\n\n1;\n;2";
        assert_eq!(
            read(text, ';'),
            [
                (1, cells(&["a", "b"])),
                (3, cells(&["1", ""])),
                (4, cells(&["", "2"])),
            ]
        );
        assert_eq!(read("a\tb,c\n", '\t'), [(1, cells(&["a", "b,c"]))]);
        assert_eq!(read("", ';'), []);
    }

    #[test]
    fn quotes_hold_whatever_stands_in_them() {
        let text = "\"a;\"\"b\"\"\nc\";d\n\"\";27\" skärm\n";
        assert_eq!(
            read(text, ';'),
            [
                (1, cells(&["a;\"b\"\nc", "d"])),
                (3, cells(&["", "27\" skärm"])),
            ]
        );
    }

    #[test]
    fn a_quote_out_of_place_is_told_where_its_row_begins() {
        let told = |text: &str| -> Vec<_> {
            rows(text, ',')
                .filter_map(|row| Some((row.line, row.broken?)))
                .collect()
        };
        assert_eq!(told("a,b\n1,\"2\n3,4\n"), [(2, Broken::Unclosed)]);
        assert_eq!(told("a\n\"x\"y,2\n3,4\n"), [(2, Broken::Stray)]);
        assert_eq!(told("\"x\" ,2\n"), []);
        assert_eq!(told("\""), [(1, Broken::Unclosed)]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(table in proptest::collection::vec([".*", ".*", "[\";,\n=' -]*"], 1..5)) {
            let mut file = Vec::new();
            for row in &table {
                write_row(&mut file, row.clone());
            }
            let text = String::from_utf8(file).unwrap();
            // As `decode` gives it, but for what stands within cells.
            let text = text.replace("\"\r\n", "\"\n");
            // An apostrophe that stood before a formula already is taken for ours.
            let read = |cell: &String| plain(&plain(cell));
            let back: Vec<Vec<String>> =
                rows(&text, ',').map(|row| row.cells.iter().map(read).collect()).collect();
            let told: Vec<Vec<String>> =
                table.iter().map(|row| row.iter().map(|cell| plain(cell)).collect()).collect();
            prop_assert_eq!(back, told);
        }

        #[test]
        fn nothing_breaks_it(text in "[a\";\n ]*") {
            let lines = text.matches('\n').count() + 1;
            for row in rows(&text, ';') {
                prop_assert!(!row.cells.is_empty());
                prop_assert!(row.line as usize <= lines);
            }
        }
    }
}
