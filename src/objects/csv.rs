//! The register as a file: which heading is which column, and how objects are written. Pure.

use std::collections::HashMap;

use signaling::protocol::{
    ImportFault, ImportFaultKind as Kind, ObjectColumn as Column, TextEncoding,
};

use super::{
    ObjectRow,
    fields::{self, COLUMNS},
};
use crate::csv::{Broken, Row, decode, is_binary, plain, rows, write_row};

/// Rows of a file at once: some megabytes, more than a house has machines. A larger register is read in parts.
pub(super) const MOST_ROWS: u32 = 20_000;

/// What a cell may be divided by, the likeliest first.
const SEPARATORS: [char; 3] = [';', '\t', ','];

/// The headings that mean a column, in Swedish and English, as [`folded`] writes them; the wire's own name is one of them.
fn column_of(heading: &str) -> Option<Column> {
    Some(match folded(heading).as_str() {
        "number" | "objectnumber" | "objectno" | "no" | "nummer" | "objektnummer" | "objektnr"
        | "maskinnummer" | "nr" => Column::Number,
        "name" | "object" | "namn" | "objekt" | "benämning" | "maskin" => Column::Name,
        "maker" | "manufacturer" | "make" | "brand" | "tillverkare" | "fabrikat" | "märke" => {
            Column::Maker
        }
        "model" | "modell" => Column::Model,
        "serial"
        | "serialnumber"
        | "serialno"
        | "serienummer"
        | "serienr"
        | "tillverkningsnummer" => Column::Serial,
        "street" | "address" | "streetaddress" | "gata" | "adress" | "gatuadress" => Column::Street,
        "postcode" | "postalcode" | "zip" | "zipcode" | "postnummer" | "postnr" => Column::Postcode,
        "town" | "city" | "ort" | "postort" | "stad" => Column::Town,
        "remarks" | "remark" | "notes" | "note" | "comments" | "comment" | "anmärkning"
        | "anmärkningar" | "anteckning" | "anteckningar" | "kommentar" | "kommentarer" => {
            Column::Remarks
        }
        _ => return None,
    })
}

/// In small letters, without what stands between words.
fn folded(heading: &str) -> String {
    let letters = heading.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sheet {
    pub(super) encoding: TextEncoding,
    pub(super) separator: char,
    /// Headings that mean nothing here.
    pub(super) ignored: Vec<String>,
    /// Those without a fault.
    pub(super) entries: Vec<Entry>,
    /// Rows below the headings.
    pub(super) rows: u32,
    /// Every fault, as they come.
    pub(super) faults: Vec<ImportFault>,
}

/// A row that can be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// None for what is to get one.
    pub(super) number: Option<String>,
    /// What its cells say; a column that the file does not have says nothing.
    pub(super) cells: Vec<(Column, String)>,
}

/// Reads a file whose first row has headings.
pub(super) fn read(bytes: &[u8]) -> Sheet {
    let (text, encoding) = decode(bytes);
    let is_text = !is_binary(&text);
    let (text, told) = told_separator(&text);
    let separator = match told {
        Some(told) => told,
        None if is_text => likeliest_separator(text),
        None => SEPARATORS[0],
    };
    let lines_before = u32::from(told.is_some());
    let mut all = rows(text, separator).map(|row| Row {
        line: row.line.saturating_add(lines_before),
        ..row
    });
    let mut sheet = Sheet {
        encoding,
        separator,
        ignored: Vec::new(),
        entries: Vec::new(),
        rows: 0,
        faults: Vec::new(),
    };
    if !is_text {
        sheet.fault(1, None, Kind::NotText, "");
        return sheet;
    }
    let Some(headings) = all.next() else {
        sheet.fault(1, None, Kind::NoRows, "");
        return sheet;
    };
    let columns = sheet.headings(&headings);
    // Of cells under no known heading every row would say the same.
    if !sheet.faults.is_empty() {
        return sheet;
    }
    let mut numbered = HashMap::new();
    for row in all {
        if sheet.rows == MOST_ROWS {
            sheet.fault(row.line, None, Kind::TooManyRows, "");
            break;
        }
        sheet.rows += 1;
        sheet.row(&columns, &row, &mut numbered);
    }
    if sheet.rows == 0 {
        sheet.fault(headings.line, None, Kind::NoRows, "");
    }
    sheet
}

impl Sheet {
    fn fault(&mut self, line: u32, column: Option<Column>, fault: Kind, value: &str) {
        self.faults.push(ImportFault {
            line,
            column,
            fault,
            value: fields::shown(value),
        });
    }

    /// Which column each cell of a row stands in.
    fn headings(&mut self, row: &Row) -> Vec<Option<Column>> {
        if let Some(broken) = row.broken {
            self.fault(row.line, None, quotes(broken), "");
        }
        let mut columns = Vec::with_capacity(row.cells.len());
        for heading in &row.cells {
            let column = column_of(heading);
            match column {
                Some(known) if columns.contains(&column) => {
                    self.fault(row.line, Some(known), Kind::ColumnTwice, heading);
                }
                None if !heading.trim().is_empty() => self.ignored.push(fields::shown(heading)),
                _ => {}
            }
            columns.push(column);
        }
        if !columns.contains(&Some(Column::Name)) {
            self.fault(row.line, Some(Column::Name), Kind::MissingColumn, "");
        }
        columns
    }

    /// Adds a row to the entries, or its faults. `numbered` are the numbers of those above.
    fn row(&mut self, columns: &[Option<Column>], row: &Row, numbered: &mut HashMap<String, u32>) {
        if let Some(broken) = row.broken {
            return self.fault(row.line, None, quotes(broken), "");
        }
        let beyond = row.cells.iter().skip(columns.len());
        if beyond.clone().any(|cell| !cell.trim().is_empty()) {
            return self.fault(row.line, None, Kind::TooManyCells, "");
        }
        let before = self.faults.len();
        let mut entry = Entry {
            number: None,
            cells: Vec::with_capacity(columns.len()),
        };
        for (at, column) in columns.iter().enumerate() {
            let Some(column) = *column else { continue };
            // Some programs leave out the separators of cells that are empty at the end.
            let cell = plain(row.cells.get(at).map_or("", String::as_str));
            if column == Column::Number && cell.trim().is_empty() {
                continue;
            }
            match fields::checked(column, &cell) {
                Ok(number) if column == Column::Number => entry.number = Some(number),
                Ok(text) => entry.cells.push((column, text)),
                Err(fault) => self.fault(row.line, Some(column), fault, &cell),
            }
        }
        if let Some(number) = &entry.number
            && numbered
                .insert(number.to_ascii_lowercase(), row.line)
                .is_some()
        {
            self.fault(row.line, Some(Column::Number), Kind::NumberTwice, number);
        }
        if self.faults.len() == before {
            self.entries.push(entry);
        }
    }
}

fn quotes(broken: Broken) -> Kind {
    match broken {
        Broken::Unclosed => Kind::UnclosedQuote,
        Broken::Stray => Kind::StrayQuote,
    }
}

/// A first line `sep=;`, by which some programs tell others what they divide cells by; and what follows it.
fn told_separator(text: &str) -> (&str, Option<char>) {
    let told = text.split_once('\n').and_then(|(first, rest)| {
        let separator = first.strip_prefix("sep=")?.parse().ok()?;
        SEPARATORS.contains(&separator).then_some((rest, separator))
    });
    told.map_or((text, None), |(rest, separator)| (rest, Some(separator)))
}

/// The one by which the most headings mean something, or else divide the first row.
fn likeliest_separator(text: &str) -> char {
    let weight = |separator: char| {
        let headings = rows(text, separator).next();
        let cells = headings.map_or_else(Vec::new, |row| row.cells);
        let known = cells.iter().filter(|cell| column_of(cell).is_some());
        (known.count(), cells.len())
    };
    // The last of equals is taken.
    let likeliest = SEPARATORS.into_iter().rev().max_by_key(|one| weight(*one));
    likeliest.unwrap_or(SEPARATORS[0])
}

/// The first row of a file.
pub(super) fn write_headings(to: &mut Vec<u8>) {
    let [a, b, c, d, e, f, g, h, i] = COLUMNS.map(|column| fields::name_of(column).to_owned());
    write_row(to, [a, b, c, d, e, f, g, h, i, "retired_at".to_owned()]);
}

/// A row of it.
pub(super) fn write_object(to: &mut Vec<u8>, object: &ObjectRow) {
    let of = object.fields.clone();
    let retired = object.retired_at.map(|at| at.to_string());
    write_row(
        to,
        [
            object.number.clone(),
            of.name,
            of.maker,
            of.model,
            of.serial,
            of.street,
            of.postcode,
            of.town,
            of.remarks,
            retired.unwrap_or_default(),
        ],
    );
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use signaling::protocol::ObjectId;
    use uuid::Uuid;

    use super::*;
    use crate::objects::Fields;

    /// Line, column and fault of each.
    fn faults(file: &str) -> Vec<(u32, Option<Column>, Kind)> {
        let faults = read(file.as_bytes()).faults.into_iter();
        faults
            .map(|one| (one.line, one.column, one.fault))
            .collect()
    }

    fn names(sheet: &Sheet) -> Vec<&str> {
        let cells = sheet.entries.iter().flat_map(|entry| &entry.cells);
        let names = cells.filter(|(column, _)| *column == Column::Name);
        names.map(|(_, name)| name.as_str()).collect()
    }

    #[test]
    fn headings_are_swedish_or_english_and_divided_by_whatever_divides_them() {
        for (file, separator) in [
            ("Objektnummer;Benämning;Märke;Färg\nM-1;Ugn;Invand;blå", ';'),
            ("number,Name,MAKER,Colour\nM-1,Ugn,Invand,blue", ','),
            ("Nr.\tNamn\tTillverkare\tFärg\nM-1\tUgn\tInvand\tblå", '\t'),
            ("sep=,\nnumber,name,maker,x\nM-1,Ugn,Invand,1", ','),
        ] {
            let sheet = read(file.as_bytes());
            assert_eq!(sheet.faults, [], "{file}");
            assert_eq!((sheet.separator, sheet.rows), (separator, 1), "{file}");
            assert_eq!(sheet.ignored.len(), 1, "{file}");
            let entry = &sheet.entries[0];
            assert_eq!(entry.number.as_deref(), Some("M-1"));
            let told = [(Column::Name, "Ugn"), (Column::Maker, "Invand")];
            assert_eq!(
                entry.cells,
                told.map(|(column, text)| (column, text.to_owned()))
            );
        }
    }

    #[test]
    fn every_fault_is_told_with_its_line() {
        let file = "nummer;namn;postnummer\n\
                    M-1;Ugn;123 45\n\
                    m-1;Spis;\n\
                    \n\
                    M 2;;123 45 Lillköping\n\
                    M-3;\"Tvätt\nmaskin\";\n\
                    M-4;\"Kyl\" och frys;\n\
                    M-5;Frys;1;2\n\
                    M-6;\"Fläkt;";
        let number = Some(Column::Number);
        assert_eq!(
            faults(file),
            [
                (3, number, Kind::NumberTwice),
                (5, number, Kind::BadNumber),
                (5, Some(Column::Name), Kind::Empty),
                (5, Some(Column::Postcode), Kind::TooLong),
                (6, Some(Column::Name), Kind::HiddenCharacter),
                (8, None, Kind::StrayQuote),
                (9, None, Kind::TooManyCells),
                (10, None, Kind::UnclosedQuote),
            ]
        );
        let sheet = read(file.as_bytes());
        assert_eq!((names(&sheet), sheet.rows), (vec!["Ugn"], 7));
        assert_eq!(sheet.faults[1].value, "M 2");
    }

    #[test]
    fn a_file_that_is_no_register_says_so_once() {
        assert_eq!(faults(""), [(1, None, Kind::NoRows)]);
        assert_eq!(faults("namn\n"), [(1, None, Kind::NoRows)]);
        let name = Some(Column::Name);
        assert_eq!(faults("hej\ndu\ndär"), [(1, name, Kind::MissingColumn)]);
        let twice = faults("namn;märke;fabrikat\nUgn;a;b");
        assert_eq!(twice, [(1, Some(Column::Maker), Kind::ColumnTwice)]);
    }

    #[test]
    fn a_file_of_more_rows_than_are_read_says_where_it_is_too_long() {
        let mut file = "namn\n".to_owned();
        file.push_str(&"Ugn\n".repeat(20_001));
        assert_eq!(faults(&file), [(20_002, None, Kind::TooManyRows)]);
    }

    #[test]
    fn cells_at_the_end_of_a_row_may_be_left_out() {
        let sheet = read(b"namn;ort;anteckning;\nUgn;Lund\nSpis;;;;\n");
        assert_eq!(sheet.faults, []);
        assert_eq!(names(&sheet), ["Ugn", "Spis"]);
        let empty = (Column::Remarks, String::new());
        assert!(
            sheet
                .entries
                .iter()
                .all(|entry| entry.cells.contains(&empty))
        );
    }

    #[test]
    fn what_was_saved_is_read_back_as_it_was_and_holds_no_formula() {
        let object = ObjectRow {
            id: ObjectId(Uuid::nil()),
            number: "M-1".into(),
            fields: Fields {
                name: "=HYPERLINK(\"http://x\")".into(),
                maker: "Åkes, \"Ugnar\"; AB".into(),
                model: "-5".into(),
                serial: String::new(),
                street: "+46 väg".into(),
                postcode: "123 45".into(),
                town: "Ö".into(),
                remarks: "@en\n=två".into(),
            },
            version: 1,
            retired_at: None,
            created_at: Timestamp::UNIX_EPOCH,
        };
        let mut file = Vec::new();
        write_headings(&mut file);
        write_object(&mut file, &object);
        let text = String::from_utf8(file.clone()).unwrap();
        assert!(text.contains("\"'=HYPERLINK("), "{text}");
        assert!(text.contains("\"'-5\""), "{text}");
        let sheet = read(&file);
        assert_eq!((sheet.faults.as_slice(), sheet.separator), (&[][..], ','));
        assert_eq!(sheet.ignored, ["retired_at"]);
        let mut back = Fields::default();
        for (column, text) in &sheet.entries[0].cells {
            back.of(*column).unwrap().clone_from(text);
        }
        assert_eq!(back, object.fields);
    }

    #[test]
    fn a_workbook_is_told_from_a_file_without_names() {
        let sheet = read(b"PK\x03\x04\x14\x00\x06\x00\nnamn\nUgn\n");
        let told: Vec<_> = sheet.faults.iter().map(|one| one.fault).collect();
        assert_eq!((told.as_slice(), sheet.rows), (&[Kind::NotText][..], 0));
    }

    #[test]
    fn a_file_of_an_older_windows_is_read() {
        let sheet = read(b"nummer;ben\xe4mning\r\nM-1;Torkt\xf6mlare\r\n");
        assert_eq!(sheet.encoding, TextEncoding::Windows1252);
        assert_eq!(names(&sheet), ["Torktömlare"]);
    }
}
