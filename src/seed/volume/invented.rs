//! What people who are invented have written, put together from words that mean something: so a search finds what a
//! search would find.

use jiff::Timestamp;
use rand::{Rng, seq::IndexedRandom};
use serde_json::{Value, json};
use signaling::protocol::{CaseStatus, CaseVia};
use uuid::Uuid;

use super::{
    Customer, Machine, Object,
    words::{self, Words},
};

const FIRST: &[&str] = &[
    "Malin", "Johan", "Eva", "Karin", "Anders", "Lena", "Per", "Sara", "Mikael", "Ingrid", "Oskar",
    "Elsa", "Nils", "Astrid", "Gustav", "Freja", "Lars", "Mette", "Søren", "Kirsten", "Aino",
    "Mikko", "Ellen", "Hanne",
];
const LAST: &[&str] = &[
    "Sjödahl",
    "Ekman",
    "Lindgren",
    "Hallberg",
    "Nyström",
    "Åkesson",
    "Öberg",
    "Dahl",
    "Bergvik",
    "Sandell",
    "Wikström",
    "Forsman",
    "Holm",
    "Kjær",
    "Vestergaard",
    "Mikkelsen",
    "Lehtinen",
    "Virtala",
    "Aas",
    "Nordahl",
];
const STREETS: &[&str] = &[
    "Storgatan",
    "Lindvägen",
    "Björkallén",
    "Hamngatan",
    "Kyrkogatan",
    "Skolvägen",
    "Ängsgatan",
    "Åsvägen",
    "Nørregade",
    "Strandvejen",
    "Parkgatan",
    "Solbacken",
    "Kvarngatan",
    "Trädgårdsgatan",
    "Östra Esplanaden",
];
const TOWNS: &[(&str, &str)] = &[
    ("541 50", "Skövde"),
    ("582 21", "Linköping"),
    ("753 10", "Uppsala"),
    ("211 18", "Malmö"),
    ("903 26", "Umeå"),
    ("352 30", "Växjö"),
    ("8000", "Aarhus"),
];
/// In the order of what a report is about.
const MACHINES: &[&str] = &[
    "Diskmaskin",
    "Tvättmaskin",
    "Torktumlare",
    "Ugn",
    "Kylskåp",
    "Frys",
    "Spishäll",
    "Fläkt",
    "Torkskåp",
];
const MAKERS: &[(&str, &str)] = &[
    ("Norrvik", "NV 600"),
    ("Norrvik", "NV 450 S"),
    ("Hallsta", "H 2"),
    ("Fjällbo", "Rena 12"),
];

/// A person; telephone numbers are from the ranges that are kept for fiction.
pub(super) fn somebody(chance: &mut impl Rng, id: Uuid, at: Timestamp) -> Customer {
    let (first, last) = (pick(chance, FIRST), pick(chance, LAST));
    let number = chance.random_range(605..700);
    let language = *pick(chance, &["sv", "sv", "sv", "sv", "en", "da"]);
    let address = format!("{first}.{last}.{}", chance.random_range(1..10_000));
    Customer {
        id,
        name: format!("{first} {last}"),
        email: format!("{}@kund.example", ascii(&address)),
        phone: format!("+4670174{number:04}"),
        language,
        at,
    }
}

/// A machine, and where it stands.
pub(super) fn machine(chance: &mut impl Rng) -> Machine {
    let (maker, model) = *pick(chance, MAKERS);
    let (postcode, town) = *pick(chance, TOWNS);
    Machine {
        name: (*pick::<&str>(chance, MACHINES)).to_owned(),
        maker: maker.to_owned(),
        model: model.to_owned(),
        street: street(chance),
        postcode: postcode.to_owned(),
        town: town.to_owned(),
    }
}

fn street(chance: &mut impl Rng) -> String {
    format!(
        "{} {}, lgh 1{}0{}",
        pick(chance, STREETS),
        chance.random_range(1..120),
        chance.random_range(0..5),
        chance.random_range(1..5),
    )
}

/// What a case is about.
pub(super) struct Matter {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) answers: Value,
    pub(super) street: String,
    pub(super) invoice_reference: String,
    pub(super) subject: &'static str,
    pub(super) words: &'static Words,
    /// The machine in the register that it is about.
    pub(super) object: Option<Uuid>,
}

impl Matter {
    /// A report is mostly about one of the `objects`.
    pub(super) fn of(
        chance: &mut impl Rng,
        is_report: bool,
        language: &str,
        objects: &[Object],
    ) -> Self {
        let words = words::of(language, is_report);
        if is_report {
            let object = objects.choose(chance).filter(|_| chance.random_ratio(3, 4));
            report(chance, words, object)
        } else {
            moving(chance, words)
        }
    }

    /// What was said in its thread: whether by staff, and the words.
    pub(super) fn lines(&self, chance: &mut impl Rng, has_owner: bool) -> Vec<(bool, String)> {
        let turns = if has_owner {
            chance.random_range(1..5_usize)
        } else {
            1
        };
        let line = |turn: usize, chance: &mut _| {
            let is_staff = turn % 2 == 1;
            let said = if is_staff {
                self.words.answers
            } else {
                self.words.asks
            };
            (is_staff, (*pick::<&str>(chance, said)).to_owned())
        };
        (0..turns).map(|turn| line(turn, chance)).collect()
    }
}

fn report(chance: &mut impl Rng, words: &'static Words, object: Option<&Object>) -> Matter {
    let about = match object {
        Some(object) => object.clone(),
        None => Object {
            id: Uuid::nil(),
            number: String::new(),
            is: machine(chance),
        },
    };
    let Machine {
        name,
        street,
        postcode,
        town,
        ..
    } = about.is;
    let which = MACHINES.iter().position(|known| *known == name);
    let machine = match which.and_then(|which| words.about.get(which)) {
        Some(machine) => machine,
        None => name.as_str(),
    };
    let fault = pick(chance, words.faults);
    let invoice_reference = format!("KST-{:05}", chance.random_range(0..100_000));
    let phone = format!("+4670174{:04}", chance.random_range(605..700));
    let reporter = format!("{} {}", pick(chance, FIRST), pick(chance, LAST));
    let mut answers = json!({
        "customer": format!("Bostadsbolaget {town}"), "street": street, "reporter": reporter, "reporter_phone": phone,
        "postal_place": { "postcode": postcode, "town": town }, "access": "yes",
        "invoice_reference": invoice_reference,
    });
    if object.is_some() {
        answers["object"] = about.number.into();
    }
    Matter {
        title: format!("{town}: {machine} {fault}"),
        description: several(chance, words.details),
        answers,
        street,
        invoice_reference,
        subject: pick::<&str>(chance, words.subjects),
        words,
        object: object.map(|object| object.id),
    }
}

fn moving(chance: &mut impl Rng, words: &'static Words) -> Matter {
    let on = format!(
        "2026-{:02}-{:02}",
        chance.random_range(1..13),
        chance.random_range(1..29)
    );
    let mut answers = json!({
        "from_country": "dk", "to_country": "se", "moving_on": on, "reason": "family",
        "people": chance.random_range(1..7),
    });
    if chance.random_ratio(1, 3) {
        answers["reason"] = "work".into();
        answers["employer"] = "Exempelverken".into();
    }
    Matter {
        title: (*pick::<&str>(chance, words.about)).to_owned(),
        description: several(chance, words.details),
        answers,
        street: String::new(),
        invoice_reference: String::new(),
        subject: pick::<&str>(chance, words.subjects),
        words,
        object: None,
    }
}

/// Of a case that is worked with.
pub(super) fn open_status(chance: &mut impl Rng) -> CaseStatus {
    use CaseStatus::{Active, New, Paused, Resolved, Waiting};
    *pick(
        chance,
        &[
            New, New, Active, Active, Active, Paused, Waiting, Waiting, Resolved,
        ],
    )
}

pub(super) fn via(chance: &mut impl Rng) -> CaseVia {
    use CaseVia::{Chat, Form, LeftMessage, Phone};
    *pick(chance, &[Form, Form, Form, Phone, Chat, LeftMessage])
}

fn several(chance: &mut impl Rng, from: &[&str]) -> String {
    let many = chance.random_range(2..6);
    let said: Vec<&str> = from.choose_multiple(chance, many).copied().collect();
    said.join(" ")
}

fn pick<'a, T>(chance: &mut impl Rng, from: &'a [T]) -> &'a T {
    from.choose(chance).expect("no list of words is empty")
}

/// As an address is spelt.
fn ascii(name: &str) -> String {
    let letter = |c: char| match c {
        'å' | 'ä' | 'æ' => 'a',
        'ö' | 'ø' => 'o',
        c => c,
    };
    name.to_lowercase().chars().map(letter).collect()
}
