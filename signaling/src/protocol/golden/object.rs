//! The register of objects, and a file that is read into it.

use super::{super::*, things::*};

fn dishwasher() -> ObjectView {
    ObjectView {
        id: ObjectId(id(0x70)),
        number: "M-000123".into(),
        name: "Diskmaskin".into(),
        maker: "Invand".into(),
        model: "D 45".into(),
        serial: "4711-A".into(),
        street: "Lindvägen 4, lgh 1203".into(),
        postcode: "123 45".into(),
        town: "Lillköping".into(),
        remarks: "Står under bänken.\nBytt pump i mars.".into(),
        version: 3,
        retired_at: None,
        created_at: at(0),
    }
}

pub(super) fn pages() -> Vec<(&'static str, ObjectPage)> {
    let retired = ObjectView {
        retired_at: Some(at(5)),
        ..dishwasher()
    };
    vec![
        (
            "more",
            ObjectPage {
                objects: vec![dishwasher()],
                next: Some("M-000123".into()),
            },
        ),
        (
            "last",
            ObjectPage {
                objects: vec![retired],
                next: None,
            },
        ),
    ]
}

pub(super) fn changes() -> Vec<(&'static str, ObjectChange)> {
    let form = |number: Option<&str>| ObjectForm {
        number: number.map(str::to_owned),
        name: "Diskmaskin".into(),
        maker: String::new(),
        model: String::new(),
        serial: String::new(),
        street: String::new(),
        postcode: String::new(),
        town: String::new(),
        remarks: String::new(),
    };
    let of = |number| ObjectChange {
        object: form(number),
        version: 3,
    };
    vec![
        ("keeps_its_number", of(None)),
        ("another_number", of(Some("DM/7"))),
    ]
}

pub(super) fn hint() -> ObjectHint {
    ObjectHint {
        number: "M-000123".into(),
        name: "Diskmaskin".into(),
        maker: "Invand".into(),
        model: "D 45".into(),
    }
}

pub(super) fn reports() -> Vec<(&'static str, ImportReport)> {
    let report = |done, encoding, separator: &str, faults: Vec<ImportFault>| ImportReport {
        done,
        encoding,
        separator: separator.into(),
        ignored: vec!["Färg".into()],
        rows: 12,
        created: 7,
        changed: 3,
        unchanged: 2,
        faulty: faults.len().try_into().expect("samples are few"),
        faults,
    };
    let fault = |line, column, fault, value: &str| ImportFault {
        line,
        column,
        fault,
        value: value.into(),
    };
    use ImportFaultKind as Kind;
    use ObjectColumn as Column;
    let faults = vec![
        fault(1, Some(Column::Name), Kind::MissingColumn, ""),
        fault(1, Some(Column::Maker), Kind::ColumnTwice, "Märke"),
        fault(1, None, Kind::NoRows, ""),
        fault(2, Some(Column::Name), Kind::Empty, ""),
        fault(3, Some(Column::Number), Kind::BadNumber, "M 1"),
        fault(4, Some(Column::Number), Kind::NumberTwice, "M-1"),
        fault(
            5,
            Some(Column::Postcode),
            Kind::TooLong,
            "123 45 Lillköping",
        ),
        fault(6, Some(Column::Serial), Kind::HiddenCharacter, "47"),
        fault(7, None, Kind::TooManyCells, ""),
        fault(8, None, Kind::StrayQuote, ""),
        fault(9, None, Kind::UnclosedQuote, ""),
        fault(20_002, None, Kind::TooManyRows, ""),
    ];
    let not_text = vec![fault(1, None, Kind::NotText, "")];
    vec![
        ("done", report(true, TextEncoding::Utf8, ";", Vec::new())),
        (
            "faulty",
            report(false, TextEncoding::Windows1252, "\t", faults),
        ),
        (
            "not_text",
            ImportReport {
                ignored: Vec::new(),
                rows: 0,
                created: 0,
                changed: 0,
                unchanged: 0,
                ..report(false, TextEncoding::Utf16, ";", not_text)
            },
        ),
    ]
}
