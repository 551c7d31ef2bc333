//! What happened to a case, and its checklists.

use super::{super::*, things::*};

fn said(sv: &str, en: &str) -> Localised {
    Localised {
        sv: sv.into(),
        en: en.into(),
    }
}

fn number(number: u32) -> CaseNumber {
    CaseNumber { year: 2026, number }
}

/// One of each.
pub(super) fn moments() -> Vec<(&'static str, CaseMoment)> {
    let conversation = ConversationId(id(0x81));
    let subject = || "Nyckeln".to_owned();
    let happened = [
        (
            "opened",
            Happened::Opened {
                via: CaseVia::Phone,
            },
        ),
        (
            "paused",
            Happened::Status {
                from: CaseStatus::Active,
                to: CaseStatus::Paused,
                reason: Some("Väntar på en reservdel.".into()),
            },
        ),
        (
            "owner",
            Happened::Owner {
                to: Some("Bo Hällström".into()),
            },
        ),
        ("nobodys", Happened::Owner { to: None }),
        (
            "team",
            Happened::Team {
                to: said("Flytt", "Moving"),
            },
        ),
        ("urgent", Happened::Urgent { urgent: true }),
        (
            "changed",
            Happened::Changed {
                fields: vec!["title".into(), "street".into()],
            },
        ),
        (
            "wrote",
            Happened::Wrote {
                conversation,
                subject: subject(),
            },
        ),
        (
            "thread",
            Happened::Thread {
                conversation,
                subject: subject(),
            },
        ),
        (
            "file",
            Happened::File {
                name: "pass.pdf".into(),
            },
        ),
        (
            "linked",
            Happened::Linked {
                number: number(4_217),
            },
        ),
        (
            "unlinked",
            Happened::Unlinked {
                number: number(4_217),
            },
        ),
        ("merged", Happened::Merged { number: number(1) }),
        (
            "merged_into",
            Happened::MergedInto {
                number: number(1_000_000),
            },
        ),
        (
            "warned",
            Happened::Warned {
                clock: CaseClock::FirstAnswer,
            },
        ),
        (
            "missed",
            Happened::Missed {
                clock: CaseClock::Solution,
            },
        ),
        (
            "checklist",
            Happened::Checklist {
                name: said("Papper", "Papers"),
                public: true,
            },
        ),
        (
            "step",
            Happened::Step {
                title: said("Pass", "Passport"),
                to: StepState::SentBack,
                public: true,
                reason: Some("Halva sidan är borta.".into()),
            },
        ),
        (
            "signed",
            Happened::Signed {
                by: "Eva Ek".into(),
            },
        ),
        (
            "delivery_note",
            Happened::DeliveryNote {
                did: DeliveryNoteDeed::Written,
            },
        ),
        ("claimed", Happened::Claimed),
        ("callback_asked", Happened::CallbackAsked),
        ("callback_withdrawn", Happened::CallbackWithdrawn),
        ("called", Happened::Called { reached: true }),
        ("nobody_answered", Happened::Called { reached: false }),
    ];
    let moments = happened.into_iter().zip(1..).map(|((name, what), id)| {
        let moment = CaseMoment {
            id,
            at: at(0),
            who: Some("Bo Hällström".into()),
            what,
        };
        (name, moment)
    });
    moments.collect()
}

/// Before anybody has called, and after two attempts.
pub(super) fn callbacks() -> Vec<(&'static str, CallbackView)> {
    let asked = CallbackView {
        phone: "070-174 06 05".into(),
        wish: String::new(),
        asked_at: at(0),
        by: "Anna Ek".into(),
        attempts: 0,
        tried_at: None,
    };
    let tried = CallbackView {
        wish: "Efter klockan 15".into(),
        attempts: 2,
        tried_at: Some(at(9)),
        ..asked.clone()
    };
    vec![("asked", asked), ("tried", tried)]
}

pub(super) fn callback_form() -> CallbackForm {
    CallbackForm {
        phone: "070-174 06 05".into(),
        wish: "Efter klockan 15".into(),
    }
}

pub(super) fn call_made() -> CallMade {
    CallMade {
        asked_at: at(0),
        reached: true,
    }
}

/// A step in each of its states.
pub(super) fn checklist() -> ChecklistView {
    let step = |n: u128, state: StepState| StepView {
        id: StepId(id(n)),
        title: said("Pass", "Passport"),
        instruction: said("Sidan med bild.", "The page with the picture."),
        done_by: DoneBy::Customer,
        wants_files: true,
        is_reviewed: true,
        public: true,
        due_on: Some("2026-12-01".parse().expect("a day")),
        gates: Vec::new(),
        state,
        reason: None,
        by: None,
        state_at: None,
        files: Vec::new(),
        version: 1,
    };
    let back = StepView {
        reason: Some("Halva sidan är borta.".into()),
        by: Some("Bo Hällström".into()),
        state_at: Some(at(5)),
        files: vec![CaseFile {
            file: picture(),
            by: "Anna Ek".into(),
            at: at(1),
        }],
        version: 3,
        ..step(0x92, StepState::SentBack)
    };
    let staffs = StepView {
        done_by: DoneBy::Staff,
        wants_files: false,
        is_reviewed: false,
        public: false,
        due_on: None,
        gates: vec![CaseStatus::Resolved, CaseStatus::Closed],
        ..step(0x94, StepState::Settled)
    };
    ChecklistView {
        id: ChecklistId(id(0x90)),
        name: said("Papper inför flytten", "Papers for the move"),
        steps: vec![
            step(0x91, StepState::Open),
            back,
            step(0x93, StepState::HandedIn),
            staffs,
        ],
    }
}

fn template_steps() -> Vec<StepTemplate> {
    vec![StepTemplate {
        title: said("Anställningsavtal", "Contract of employment"),
        instruction: said("", ""),
        done_by: DoneBy::Customer,
        wants_files: true,
        is_reviewed: true,
        public: true,
        due_in_days: Some(14),
        gates: vec![CaseStatus::Closed],
    }]
}

fn for_work() -> Vec<Condition> {
    vec![Condition {
        field: "reason".into(),
        any_of: vec!["work".into()],
    }]
}

pub(super) fn template_views() -> Vec<(&'static str, ChecklistTemplateView)> {
    let by_rule = ChecklistTemplateView {
        id: ChecklistTemplateId(id(0x95)),
        name: said("Arbete", "Work"),
        steps: template_steps(),
        type_id: Some(CaseTypeId(id(0x96))),
        conditions: for_work(),
        version: 2,
        retired: false,
    };
    let by_hand = ChecklistTemplateView {
        type_id: None,
        conditions: Vec::new(),
        retired: true,
        ..by_rule.clone()
    };
    vec![("by_rule", by_rule), ("by_hand", by_hand)]
}

pub(super) fn template_form() -> ChecklistTemplateForm {
    ChecklistTemplateForm {
        version: 2,
        name: said("Arbete", "Work"),
        steps: template_steps(),
        type_id: Some(CaseTypeId(id(0x96))),
        conditions: for_work(),
        retired: false,
    }
}

pub(super) fn step_changes() -> Vec<(&'static str, StepChange)> {
    let change = |to, reason: Option<&str>| StepChange {
        version: 3,
        to,
        reason: reason.map(str::to_owned),
    };
    vec![
        ("handed_in", change(StepState::HandedIn, None)),
        (
            "sent_back",
            change(StepState::SentBack, Some("Halva sidan är borta.")),
        ),
    ]
}
