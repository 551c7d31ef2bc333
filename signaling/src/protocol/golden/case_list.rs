//! Lists of cases, and those that are kept.

use super::{super::*, things::*};

pub(super) fn row() -> CaseRow {
    CaseRow {
        id: CaseId(id(0x80)),
        number: CaseNumber {
            year: 2026,
            number: 4217,
        },
        title: "Skövde, diskmaskinen tömmer inte".into(),
        type_id: CaseTypeId(id(0x81)),
        type_name: name("Serviceanmälan", "Service report"),
        status: CaseStatus::Paused,
        pause_reason: Some("Väntar på delar".into()),
        urgent: true,
        customer: PersonId(id(0x82)),
        customer_name: "Maja Ek".into(),
        owner: Some(PersonId(id(0x83))),
        owner_name: Some("Anna Lindqvist".into()),
        team: QueueId(id(0x84)),
        object: "M-000123".into(),
        street: "Storgatan 12, lgh 1103".into(),
        invoice_reference: "KST-4471".into(),
        created_at: at(0),
        changed_at: at(5),
        next_due: Some(DeadlineView {
            clock: CaseClock::Solution,
            since: at(0),
            due_at: Some(at(9)),
            warned: true,
            missed: false,
            met_at: None,
        }),
        missed: true,
        waits_since: Some(at(2)),
        callback_at: Some(at(3)),
        unread: 2,
        wanted: 1,
        files: 3,
        steps: 5,
        steps_done: 2,
        signed_note: true,
    }
}

/// As customers see it, who are not told of clocks, steps and files.
pub(super) fn bare_row() -> CaseRow {
    CaseRow {
        status: CaseStatus::New,
        pause_reason: None,
        urgent: false,
        owner: None,
        owner_name: None,
        next_due: None,
        missed: false,
        waits_since: None,
        callback_at: None,
        files: 0,
        steps: 0,
        steps_done: 0,
        signed_note: false,
        ..row()
    }
}

pub(super) fn pages() -> Vec<(&'static str, CasePage)> {
    let next = Some("1764000000000000_00000000-0000-0000-0000-000000000080".into());
    vec![
        (
            "more",
            CasePage {
                cases: vec![row()],
                next,
            },
        ),
        (
            "last",
            CasePage {
                cases: vec![bare_row()],
                next: None,
            },
        ),
    ]
}

fn everything_asked() -> CaseFilter {
    CaseFilter {
        search: "diskmaskin".into(),
        status: vec![CaseStatus::New, CaseStatus::Closed],
        type_id: Some(CaseTypeId(id(0x81))),
        owner: "none".into(),
        team: Some(QueueId(id(0x84))),
        urgent: Some(false),
        callback: Some(true),
        customer: Some(PersonId(id(0x82))),
        object: "M-0001".into(),
        street: "Storgatan".into(),
        invoice_reference: "KST".into(),
        due: Some(CaseDue::Missed),
        from: "2026-11-01".into(),
        to: "2026-11-22".into(),
    }
}

pub(super) fn forms() -> Vec<(&'static str, CaseViewForm)> {
    vec![
        (
            "everything",
            CaseViewForm {
                name: "Storgatans maskiner".into(),
                filter: everything_asked(),
                sort: CaseSort::Changed,
                order: SortOrder::Asc,
                columns: CaseColumn::ALL.to_vec(),
                version: 3,
            },
        ),
        (
            "nothing",
            CaseViewForm {
                name: "Allt".into(),
                filter: CaseFilter::default(),
                sort: CaseSort::Newest,
                order: SortOrder::Desc,
                columns: CaseColumn::USUAL.to_vec(),
                version: 0,
            },
        ),
    ]
}

/// With all that everybody has, as it is: the client has the same without asking.
pub(super) fn views() -> CaseViews {
    let ready = ReadyView::ALL.map(|view| ReadyViewCount {
        view,
        filter: view.filter(),
        sort: view.sort(),
        order: view.sort().usual(),
        count: if view == ReadyView::All {
            MAX_COUNTED
        } else {
            7
        },
    });
    let kept = SavedCaseView {
        id: CaseViewId(id(0x85)),
        name: "Storgatans maskiner".into(),
        filter: everything_asked(),
        sort: CaseSort::Due,
        order: SortOrder::Asc,
        columns: vec![CaseColumn::Street, CaseColumn::Number, CaseColumn::Title],
        version: 1,
        count: 0,
    };
    CaseViews {
        ready: ready.into(),
        saved: vec![kept],
        columns: CaseColumn::USUAL.to_vec(),
    }
}

pub(super) fn order() -> CaseViewOrder {
    CaseViewOrder {
        views: vec![CaseViewId(id(0x86)), CaseViewId(id(0x85))],
    }
}

pub(super) fn columns() -> CaseColumns {
    CaseColumns {
        columns: vec![CaseColumn::Number, CaseColumn::Title, CaseColumn::Signed],
    }
}
