//! What people who are invented have written, put together from words that mean something: so a search finds what a
//! search would find.

use jiff::Timestamp;
use rand::{Rng, seq::IndexedRandom};
use serde_json::{Value, json};
use signaling::protocol::{CaseStatus, CaseVia};
use uuid::Uuid;

use super::Customer;

/// Why whatever is paused is.
pub(super) const PAUSE: &str = "Väntar på en reservdel.";

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
const MACHINES: &[(&str, &str)] = &[
    ("Diskmaskinen", "The dishwasher"),
    ("Tvättmaskinen", "The washing machine"),
    ("Torktumlaren", "The tumble dryer"),
    ("Ugnen", "The oven"),
    ("Kylskåpet", "The refrigerator"),
    ("Frysen", "The freezer"),
    ("Spishällen", "The hob"),
    ("Fläkten", "The fan"),
    ("Torkskåpet", "The drying cabinet"),
];
const FAULTS: &[(&str, &str)] = &[
    ("tömmer inte vattnet", "does not drain the water"),
    ("läcker på golvet", "leaks onto the floor"),
    ("startar inte", "does not start"),
    (
        "stannar mitt i programmet",
        "stops in the middle of the programme",
    ),
    ("visar felkod E24", "shows error code E24"),
    ("blir inte varm", "does not get warm"),
    (
        "låter illa när den centrifugerar",
        "makes a noise when it spins",
    ),
    ("luktar bränt", "smells burnt"),
    ("har en trasig dörrpackning", "has a broken door seal"),
];
const DETAILS: &[&str] = &[
    "Silen är rensad och slangen ligger rätt.",
    "Det började i går kväll.",
    "Säkringen har gått två gånger.",
    "Hyresgästen är hemma hela dagen.",
    "Vaktmästaren har stängt av vattnet.",
    "Samma fel lagades i våras.",
    "Nyckel finns hos grannen.",
    "Det är bråttom eftersom huset är ett äldreboende.",
    "Vi har provat att starta om den flera gånger.",
    "Pumpen brummar men inget händer.",
    "Maskinen är fyra år gammal och sköts enligt anvisningarna.",
];
const MOVES: &[&str] = &[
    "Folkbokföring efter flytten till Sverige",
    "Personnummer för två barn",
    "Skatt när jag arbetar i två länder",
    "Sjukförsäkring under föräldraledigheten",
    "Førskoleplads før flytningen",
    "Uppehållsrätt för sambo",
    "Pension från två länder",
    "Skolan vill ha vaccinationskort",
    "Registering the move from Denmark",
    "Opholdstilladelse til ægtefælle",
];
const TOLD: &[&str] = &[
    "Vi flyttar över sommaren och undrar i vilken ordning allt ska göras.",
    "Arbetsgivaren har kontor i båda länderna och lönen betalas ut i Danmark.",
    "Barnen är sju och nio år och ska börja skolan i augusti.",
    "Jeg har boet i Sverige i tre år og skal nu flytte hjem igen.",
    "Vi har redan skickat in blanketten men inte fått något svar.",
    "My employer needs a certificate before the end of the month.",
    "Lägenheten är klar men kontraktet kommer först nästa vecka.",
    "Hvilken dag skal vi melde flytning, før eller efter?",
    "Handläggaren sade att ett intyg om civilstånd saknas.",
    "Vi vill gärna bli uppringda efter klockan tre.",
];
const ASKS: &[&str] = &[
    "Hej, har ni kommit längre med detta?",
    "Jag har lagt till ett papper nu.",
    "När kan ni komma?",
    "Tack, då vet jag.",
    "Har I brug for mere fra mig?",
    "Is there anything else you need from me?",
];
const ANSWERS: &[&str] = &[
    "Hej! Tack för att du hör av dig. Vi har tagit emot ärendet och återkommer i morgon.",
    "Vi har beställt en reservdel och ringer när den är här.",
    "Det ser bra ut. Nu väntar vi bara på besked.",
    "Teknikern kommer på torsdag mellan nio och elva.",
    "Kan du skicka en bild på märkplåten?",
];
const SUBJECTS: &[&str] = &[
    "Frågor om ärendet",
    "Tid för besök",
    "Papper som saknas",
    "Svar",
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

/// When a call suits.
pub(super) fn wish(number: i32) -> &'static str {
    match number % 3 {
        0 => "Efter klockan 15",
        1 => "Helst på förmiddagen",
        _ => "",
    }
}

/// What a case is about.
pub(super) struct Matter {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) answers: Value,
    pub(super) street: String,
    pub(super) invoice_reference: String,
    pub(super) subject: &'static str,
}

impl Matter {
    pub(super) fn of(chance: &mut impl Rng, is_report: bool, language: &str) -> Self {
        if is_report {
            report(chance, language)
        } else {
            moving(chance)
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
            let said = pick(chance, if is_staff { ANSWERS } else { ASKS });
            (is_staff, (*said).to_owned())
        };
        (0..turns).map(|turn| line(turn, chance)).collect()
    }
}

fn report(chance: &mut impl Rng, language: &str) -> Matter {
    let (machine, fault) = (pick(chance, MACHINES), pick(chance, FAULTS));
    let (postcode, town) = *pick(chance, TOWNS);
    let street = format!(
        "{} {}, lgh 1{}0{}",
        pick(chance, STREETS),
        chance.random_range(1..120),
        chance.random_range(0..5),
        chance.random_range(1..5),
    );
    let invoice_reference = format!("KST-{:05}", chance.random_range(0..100_000));
    let title = match language {
        "en" => format!("{town}: {} {}", machine.1, fault.1),
        _ => format!("{town} {} {}", machine.0, fault.0),
    };
    let phone = format!("+4670174{:04}", chance.random_range(605..700));
    let reporter = format!("{} {}", pick(chance, FIRST), pick(chance, LAST));
    Matter {
        title,
        description: several(chance, DETAILS),
        answers: json!({
            "customer": format!("Bostadsbolaget {town}"), "street": street, "reporter": reporter, "reporter_phone": phone,
            "postal_place": { "postcode": postcode, "town": town }, "access": "yes",
            "invoice_reference": invoice_reference,
        }),
        street,
        invoice_reference,
        subject: pick::<&str>(chance, SUBJECTS),
    }
}

fn moving(chance: &mut impl Rng) -> Matter {
    let on = format!(
        "2026-{:02}-{:02}",
        chance.random_range(1..13),
        chance.random_range(1..29)
    );
    Matter {
        title: (*pick(chance, MOVES)).to_owned(),
        description: several(chance, TOLD),
        answers: json!({
            "from_country": "dk", "to_country": "se", "moving_on": on, "reason": "family",
            "people": chance.random_range(1..7),
        }),
        street: String::new(),
        invoice_reference: String::new(),
        subject: pick::<&str>(chance, SUBJECTS),
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
