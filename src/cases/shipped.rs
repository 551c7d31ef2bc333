//! The kinds of cases that Samtal comes with: a household that moves between countries, and a machine that is broken.

use signaling::protocol::{
    CaseForm, CasePromise, CasePromises, CaseTypeForm, Condition, FieldKind, FormField, FormOption,
    Localised, OpenTo, QueueId, Requirement, TreeOption,
};

/// Moving to another country, for work or otherwise.
pub fn relocation(team: QueueId) -> CaseTypeForm {
    CaseTypeForm {
        slug: "relocation".into(),
        version: 0,
        name: said("Flytt till ett annat land", "Moving to another country"),
        about: said(
            "För dig eller din familj som flyttar mellan länder: folkbokföring, skatt, försäkring och skola.",
            "For you or your family who move between countries: registration, tax, insurance and school.",
        ),
        form: form([
            required(choice(
                "from_country",
                said("Flyttar från", "Moving from"),
                &countries(),
            )),
            required(choice(
                "to_country",
                said("Flyttar till", "Moving to"),
                &countries(),
            )),
            required(field(
                "moving_on",
                said("Flyttdag", "Day of the move"),
                FieldKind::Date,
            ))
            .helped(
                "Ungefär räcker, om den inte är bestämd.",
                "Roughly will do, if it isn't settled.",
            ),
            required(choice(
                "reason",
                said("Varför flyttar ni", "Why you move"),
                &[
                    ("work", "Arbete", "Work"),
                    ("studies", "Studier", "Studies"),
                    ("family", "Familj", "Family"),
                    ("return", "Vi flyttar hem igen", "We are moving back home"),
                    ("other", "Annat", "Something else"),
                ],
            )),
            required(text("employer", said("Arbetsgivare", "Employer"), 120))
                .shown_if("reason", &["work"]),
            required(field(
                "people",
                said("Hur många flyttar", "How many people move"),
                FieldKind::Number {
                    min: Some(1.0),
                    max: Some(20.0),
                    decimals: 0,
                },
            )),
            choice(
                "children",
                said(
                    "Barn i skola eller förskola",
                    "Children in school or preschool",
                ),
                &[("no", "Nej", "No"), ("yes", "Ja", "Yes")],
            ),
            required(text(
                "ages",
                said("Barnens ålder", "The children's ages"),
                80,
            ))
            .shown_if("children", &["yes"]),
            field(
                "need",
                said(
                    "Vad behöver ni mest hjälp med",
                    "What you need most help with",
                ),
                needs(),
            ),
            field("phone", said("Telefon", "Telephone"), FieldKind::Phone),
            text("file_reference", said("Diarienummer", "File reference"), 60).for_staff(),
        ]),
        open_to: OpenTo::Everybody,
        team,
        promises: promises(8, 8, 200),
        retired: false,
    }
}

/// Something that does not work and is to be mended.
pub fn service_report(team: QueueId) -> CaseTypeForm {
    CaseTypeForm {
        slug: "service-report".into(),
        version: 0,
        name: said("Serviceanmälan", "Service report"),
        about: said(
            "Något är trasigt och ska lagas. Skriv ort och en kort felbeskrivning som rubrik.",
            "Something is broken and is to be mended. Write the town and a few words about the fault as the title.",
        ),
        form: form([
            field("object", said("Objekt", "Object"), FieldKind::Object).helped(
                "Numret på lappen på maskinen.",
                "The number on the machine's label.",
            ),
            field(
                "type",
                said("Typ", "Type"),
                FieldKind::Fixed {
                    value: said("Service", "Service"),
                },
            ),
            required(text("customer", said("Kund", "Customer"), 120)).helped(
                "Hyresgäst, företag eller avdelning där maskinen står.",
                "Tenant, company or ward where the machine stands.",
            ),
            required(text("street", said("Gata", "Street"), 200)).helped(
                "Med lägenhet, rum eller hus.",
                "With flat, room or building.",
            ),
            required(field(
                "postal_place",
                said("Postnummer och ort", "Postcode and town"),
                FieldKind::Postcode,
            )),
            required(text("reporter", said("Anmälare", "Reporter"), 100)),
            required(field(
                "reporter_phone",
                said("Telefon, anmälare", "Reporter's telephone"),
                FieldKind::Phone,
            )),
            field(
                "phone_1",
                said("Telefon 1, kund", "Customer's telephone 1"),
                FieldKind::Phone,
            ),
            field(
                "phone_2",
                said("Telefon 2, kund", "Customer's telephone 2"),
                FieldKind::Phone,
            ),
            required(choice(
                "access",
                said("Huvudnyckel", "Master key"),
                &[
                    (
                        "yes",
                        "Ja, ni får gå in med huvudnyckel",
                        "Yes, you may let yourselves in",
                    ),
                    ("no", "Nej", "No"),
                    ("door_code", "Portkod", "Door code"),
                ],
            )),
            required(text("door_code", said("Portkod", "Door code"), 20))
                .shown_if("access", &["door_code"]),
            text("agreement", said("Avtalsnummer", "Agreement number"), 60),
            text(
                "invoice_reference",
                said("Fakturamärkning", "Invoice reference"),
                80,
            ),
            field(
                "pictures",
                said("Bilder", "Pictures"),
                FieldKind::File { at_most: 10 },
            ),
        ]),
        open_to: OpenTo::Everybody,
        team,
        promises: promises(4, 8, 40),
        retired: false,
    }
}

/// Hours of business time; urgent ones in a quarter of it.
fn promises(first: u32, next: u32, solution: u32) -> CasePromises {
    let within = |minutes: u32| CasePromise {
        first_answer_min: Some(first * minutes),
        next_answer_min: Some(next * minutes),
        solution_min: Some(solution * minutes),
    };
    CasePromises {
        ordinary: within(60),
        urgent: within(15),
    }
}

fn countries() -> [(&'static str, &'static str, &'static str); 7] {
    [
        ("se", "Sverige", "Sweden"),
        ("dk", "Danmark", "Denmark"),
        ("no", "Norge", "Norway"),
        ("fi", "Finland", "Finland"),
        ("is", "Island", "Iceland"),
        ("de", "Tyskland", "Germany"),
        ("other", "Ett annat land", "Another country"),
    ]
}

fn needs() -> FieldKind {
    let leaf = |(key, sv, en): (&str, &str, &str)| TreeOption {
        key: key.into(),
        label: said(sv, en),
        options: Vec::new(),
    };
    let branch = |key, sv, en, under: &[(&str, &str, &str)]| TreeOption {
        options: under.iter().copied().map(leaf).collect(),
        ..leaf((key, sv, en))
    };
    FieldKind::Tree {
        options: vec![
            branch(
                "registration",
                "Folkbokföring",
                "Registration",
                &[
                    (
                        "permit",
                        "Uppehållsrätt eller tillstånd",
                        "Right of residence or permit",
                    ),
                    (
                        "number",
                        "Personnummer eller samordningsnummer",
                        "Personal or coordination number",
                    ),
                    ("address", "Anmäla flytt", "Reporting the move"),
                ],
            ),
            branch(
                "money",
                "Skatt och försäkring",
                "Tax and insurance",
                &[
                    ("tax", "Skatt i två länder", "Tax in two countries"),
                    ("insurance", "Sjukförsäkring", "Health insurance"),
                    ("pension", "Pension", "Pension"),
                ],
            ),
            branch(
                "family",
                "Skola och vård",
                "School and care",
                &[
                    ("school", "Skola", "School"),
                    ("preschool", "Förskola", "Preschool"),
                    ("care", "Vård och vaccination", "Care and vaccination"),
                ],
            ),
            leaf(("housing", "Bostad", "Housing")),
            leaf(("other", "Annat", "Something else")),
        ],
    }
}

fn said(sv: &str, en: &str) -> Localised {
    Localised {
        sv: sv.into(),
        en: en.into(),
    }
}

/// A field, being made.
struct Field(FormField);

fn form<const N: usize>(fields: [Field; N]) -> CaseForm {
    CaseForm {
        fields: fields.into_iter().map(|field| field.0).collect(),
    }
}

fn field(key: &str, label: Localised, kind: FieldKind) -> Field {
    Field(FormField {
        key: key.into(),
        label,
        help: said("", ""),
        kind,
        show: Vec::new(),
        required: Requirement::Never,
        staff_only: false,
    })
}

fn text(key: &str, label: Localised, max: u32) -> Field {
    field(key, label, FieldKind::Text { max })
}

fn choice(key: &str, label: Localised, options: &[(&str, &str, &str)]) -> Field {
    let options = options.iter().map(|(key, sv, en)| FormOption {
        key: (*key).into(),
        label: said(sv, en),
    });
    field(
        key,
        label,
        FieldKind::Choice {
            options: options.collect(),
        },
    )
}

fn required(field: Field) -> Field {
    Field(FormField {
        required: Requirement::Always,
        ..field.0
    })
}

impl Field {
    fn helped(self, sv: &str, en: &str) -> Self {
        Self(FormField {
            help: said(sv, en),
            ..self.0
        })
    }

    fn shown_if(self, field: &str, any_of: &[&str]) -> Self {
        Self(FormField {
            show: vec![Condition {
                field: field.into(),
                any_of: any_of.iter().map(|key| (*key).into()).collect(),
            }],
            ..self.0
        })
    }

    fn for_staff(self) -> Self {
        Self(FormField {
            staff_only: true,
            ..self.0
        })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_samtal_comes_with_can_be_kept() {
        let team = QueueId(Uuid::nil());
        for kind in [relocation(team), service_report(team)] {
            super::super::types::check(&kind).unwrap();
        }
    }
}
