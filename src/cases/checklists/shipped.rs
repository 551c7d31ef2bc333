//! The checklists that Samtal comes with: what a household that moves hands in, and what is done on a visit to a machine.

use signaling::protocol::{
    CaseStatus, CaseTypeId, ChecklistTemplateForm, Condition, DoneBy, Localised, StepTemplate,
};

/// What everybody who moves hands in, and what is seen to for them.
pub fn papers(relocation: CaseTypeId) -> ChecklistTemplateForm {
    let name = said("Papper inför flytten", "Papers for the move");
    let steps = vec![
        paper(
            said(
                "Pass eller nationellt id-kort",
                "Passport or national identity card",
            ),
            said(
                "Sidan med bild, för alla som flyttar. Hela sidan ska synas och texten gå att läsa.",
                "The page with the picture, of everybody who moves. All of the page, and legible.",
            ),
            7,
        ),
        paper(
            said(
                "Vigselbevis eller intyg om civilstånd",
                "Marriage certificate or certificate of civil status",
            ),
            said(
                "Vigselbevis eller bevis om registrerat partnerskap, annars ett intyg om civilstånd.",
                "A certificate of marriage or partnership; otherwise one of civil status.",
            ),
            14,
        ),
        paper(
            said(
                "Hyresavtal eller köpekontrakt",
                "Tenancy agreement or deed of purchase",
            ),
            said(
                "För bostaden ni flyttar till. Är den inte klar ännu, vänta med steget.",
                "Of the home you move to. If it isn't settled yet, wait with this step.",
            ),
            30,
        ),
        step(
            said(
                "Läs vad som händer veckan före flytten",
                "Read what happens in the week before the move",
            ),
            said(
                "Anmäl flytten tidigast en vecka före och senast en vecka efter flyttdagen.",
                "Report the move at the earliest a week before and at the latest a week after the day.",
            ),
            DoneBy::Customer,
        ),
        step(
            said("Gå igenom alla papper", "Go through all papers"),
            said("", ""),
            DoneBy::Staff,
        ),
        StepTemplate {
            gates: vec![CaseStatus::Closed],
            ..step(
                said("Flytten är anmäld", "The move is reported"),
                said(
                    "Spara kvittensen bland filerna.",
                    "Keep the receipt among the files.",
                ),
                DoneBy::Staff,
            )
        },
    ];
    template(name, steps, relocation, Vec::new())
}

/// What whoever moves for work hands in besides.
pub fn work(relocation: CaseTypeId) -> ChecklistTemplateForm {
    let name = said("Arbete", "Work");
    let steps = vec![
        paper(
            said("Anställningsavtal", "Contract of employment"),
            said(
                "Undertecknat av båda, med lön, arbetsplats och första dag.",
                "Signed by both, with salary, place of work and the first day.",
            ),
            14,
        ),
        StepTemplate {
            public: false,
            ..step(
                said(
                    "Kontrollera i vilket land försäkringen gäller",
                    "Check which country insures",
                ),
                said(
                    "Arbete i två länder: begär besked från försäkringskassan där de bor.",
                    "Work in two countries: ask the insurance agency where they live.",
                ),
                DoneBy::Staff,
            )
        },
    ];
    let for_work = Condition {
        field: "reason".into(),
        any_of: vec!["work".into()],
    };
    template(name, steps, relocation, vec![for_work])
}

/// What is done about a machine.
pub fn visit(service_report: CaseTypeId) -> ChecklistTemplateForm {
    let name = said("Besök", "Visit");
    let steps = vec![
        step(
            said(
                "Boka tid med anmälaren",
                "Agree on a time with whoever reported it",
            ),
            said("", ""),
            DoneBy::Staff,
        ),
        StepTemplate {
            public: false,
            ..step(
                said(
                    "Nyckel eller portkod är ordnad",
                    "Key or door code is arranged",
                ),
                said("", ""),
                DoneBy::Staff,
            )
        },
        step(
            said(
                "Felet är avhjälpt och maskinen provkörd",
                "The fault is mended and the machine tried",
            ),
            said("", ""),
            DoneBy::Staff,
        ),
    ];
    template(name, steps, service_report, Vec::new())
}

fn template(
    name: Localised,
    steps: Vec<StepTemplate>,
    of: CaseTypeId,
    conditions: Vec<Condition>,
) -> ChecklistTemplateForm {
    ChecklistTemplateForm {
        version: 0,
        name,
        steps,
        type_id: Some(of),
        conditions,
        retired: false,
    }
}

/// Something that the customer hands in and staff look at.
fn paper(title: Localised, instruction: Localised, due_in_days: u16) -> StepTemplate {
    StepTemplate {
        wants_files: true,
        is_reviewed: true,
        due_in_days: Some(due_in_days),
        ..step(title, instruction, DoneBy::Customer)
    }
}

fn step(title: Localised, instruction: Localised, done_by: DoneBy) -> StepTemplate {
    StepTemplate {
        title,
        instruction,
        done_by,
        wants_files: false,
        is_reviewed: false,
        public: true,
        due_in_days: None,
        gates: Vec::new(),
    }
}

fn said(sv: &str, en: &str) -> Localised {
    Localised {
        sv: sv.into(),
        en: en.into(),
    }
}

#[cfg(test)]
mod tests {
    use signaling::protocol::QueueId;
    use uuid::Uuid;

    use super::*;
    use crate::cases::{checklists::templates, shipped, types};

    #[test]
    fn what_samtal_comes_with_can_be_kept() {
        let (kind, team) = (CaseTypeId(Uuid::nil()), QueueId(Uuid::nil()));
        for template in [papers(kind), work(kind), visit(kind)] {
            templates::check(&template).unwrap();
        }
        let form = shipped::relocation(team).form;
        types::check_conditions(&form, &work(kind).conditions).unwrap();
    }
}
