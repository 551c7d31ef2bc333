//! A case as it is opened, and as it is read: a form with a field of each kind, filled in.

use super::{super::*, case, case_list, things::*};

fn field(key: &str, kind: FieldKind) -> FormField {
    FormField {
        key: key.into(),
        label: name("Fält", "Field"),
        help: name("", ""),
        kind,
        show: Vec::new(),
        required: Requirement::Never,
        staff_only: false,
    }
}

/// A field of each kind, and one of each requirement.
pub(super) fn form() -> CaseForm {
    let access = Condition {
        field: "access".into(),
        any_of: vec!["yes".into()],
    };
    let options = ["yes", "no"].map(|key| FormOption {
        key: key.into(),
        label: name("Svar", "Answer"),
    });
    let leaf = TreeOption {
        key: "pump".into(),
        label: name("Pumpen", "The pump"),
        options: Vec::new(),
    };
    let branch = TreeOption {
        key: "water".into(),
        label: name("Vatten", "Water"),
        options: vec![leaf],
    };
    let mut fields = vec![
        field("reporter", FieldKind::Text { max: 80 }),
        field("more", FieldKind::LongText { max: 2_000 }),
        field(
            "age",
            FieldKind::Number {
                min: Some(0.0),
                max: None,
                decimals: 1,
            },
        ),
        field("moving_on", FieldKind::Date),
        field(
            "access",
            FieldKind::Choice {
                options: options.into(),
            },
        ),
        field(
            "part",
            FieldKind::Tree {
                options: vec![branch],
            },
        ),
        field("phone", FieldKind::Phone),
        field("place", FieldKind::Postcode),
        field("object", FieldKind::Object),
        field("pictures", FieldKind::File { at_most: 5 }),
        field(
            "kind",
            FieldKind::Fixed {
                value: name("Reparation", "Repair"),
            },
        ),
    ];
    fields[0].required = Requirement::Always;
    fields[6].required = Requirement::If {
        all: vec![access.clone()],
    };
    fields[7].show = vec![access];
    fields[2].staff_only = true;
    CaseForm { fields }
}

/// A value of each kind.
pub(super) fn values() -> FormValues {
    let text = |text: &str| FormValue::Text(text.into());
    let place = PostalPlace {
        postcode: "54150".into(),
        town: "Skövde".into(),
    };
    let filled = [
        ("reporter", text("Eva Ek")),
        ("access", text("yes")),
        ("age", FormValue::Number(4.5)),
        ("phone", text("+46701740605")),
        ("pictures", FormValue::Files(vec![FILE])),
        ("place", FormValue::Place(place)),
    ];
    FormValues(filled.map(|(key, value)| (key.into(), value)).into())
}

fn contact() -> CaseContact {
    CaseContact {
        name: "Maja Ek".into(),
        email: "maja@ek.example".into(),
        phone: "070-174 06 05".into(),
        language: "sv".into(),
    }
}

pub(super) fn new() -> Vec<(&'static str, NewCase)> {
    let form = NewCase {
        client_id: ClientId(id(0x90)),
        type_id: CaseTypeId(id(0x81)),
        version: 3,
        title: "Skövde, diskmaskinen tömmer inte".into(),
        description: "Silen är rensad.".into(),
        values: values(),
        urgent: true,
        contact: contact(),
        customer: None,
        conversation: None,
        papers: Some(ConversationId(id(0x91))),
    };
    let chat = NewCase {
        conversation: Some(ConversationId(id(0x92))),
        papers: None,
        ..form.clone()
    };
    let phone = NewCase {
        customer: Some(PersonId(id(0x82))),
        papers: None,
        ..form.clone()
    };
    vec![("form", form), ("chat", chat), ("phone", phone)]
}

/// As staff see it, and as its customer does once it has gone into another.
pub(super) fn views() -> Vec<(&'static str, CaseView)> {
    let deadline = DeadlineView {
        clock: CaseClock::FirstAnswer,
        since: at(0),
        due_at: None,
        warned: false,
        missed: false,
        met_at: Some(at(1)),
    };
    let thread = ThreadView {
        conversation: ConversationId(id(0x93)),
        subject: "Tid för besök".into(),
        state: ConversationState::Open,
        last: "När kan ni komma?".into(),
        last_by: "Maja Ek".into(),
        last_at: at(4),
        head: 3,
        read: 1,
    };
    let person = CasePersonView {
        id: CasePersonId(id(0x94)),
        part: CasePart::Contact,
        name: "Eva Ek".into(),
        email: String::new(),
        phone: "070-174 06 31".into(),
    };
    let file = CaseFile {
        file: picture(),
        by: "Maja Ek".into(),
        at: at(3),
    };
    let number = |number| CaseNumber { year: 2026, number };
    let link = LinkedCase {
        id: CaseId(id(0x95)),
        number: number(41),
        title: "Samma maskin".into(),
        status: CaseStatus::Closed,
    };
    let (_, tried) = case::callbacks().remove(1);
    let for_staff = CaseView {
        row: case_list::row(),
        version: 7,
        description: "Silen är rensad.".into(),
        form: form(),
        values: values(),
        via: CaseVia::Form,
        contact: contact(),
        known: true,
        team_name: name("Service", "Service"),
        owner_title: "Tekniker".into(),
        callback: Some(tried),
        people: vec![person],
        threads: vec![thread],
        notes: Some(ConversationId(id(0x96))),
        papers: ConversationId(id(0x91)),
        files: vec![file],
        chats: vec![ConversationId(id(0x92))],
        links: vec![link],
        deadlines: vec![deadline],
        timeline: case::moments()
            .into_iter()
            .map(|(_, moment)| moment)
            .take(2)
            .collect(),
        policy: CasePolicy {
            write: true,
            change: true,
        },
        merged_into: None,
    };
    let merged = CaseView {
        row: case_list::bare_row(),
        callback: None,
        people: Vec::new(),
        threads: Vec::new(),
        notes: None,
        files: Vec::new(),
        chats: Vec::new(),
        links: Vec::new(),
        deadlines: Vec::new(),
        timeline: Vec::new(),
        policy: CasePolicy {
            write: false,
            change: false,
        },
        merged_into: Some(number(4_218)),
        ..for_staff.clone()
    };
    vec![("for_staff", for_staff), ("merged", merged)]
}
