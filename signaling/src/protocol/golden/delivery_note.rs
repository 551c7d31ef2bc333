//! Delivery notes: written, changed, signed by hand and by name.

use super::{super::*, things::*};

const NUMBER: CaseNumber = CaseNumber {
    year: 2026,
    number: 4217,
};

fn unsigned() -> DeliveryNoteView {
    DeliveryNoteView {
        id: DeliveryNoteId(id(0x90)),
        version: 2,
        number: NUMBER,
        title: "Skövde diskmaskinen tömmer inte".into(),
        text: "Bytt avloppspump.\nTid: 1,5 h".into(),
        text_sha256: "8f14e45fceea167a5a36dedd4bea2543f2d5a36dedd4bea2543f2d8f14e45fce".into(),
        by: "Bo Lind".into(),
        created_at: at(0),
        changed_at: at(4),
        may_sign: true,
        signature: None,
    }
}

pub(super) fn views() -> Vec<(&'static str, DeliveryNoteView)> {
    let file = || FileView {
        id: FILE,
        name: "Följesedel 2026-004217.pdf".into(),
        media_type: "application/pdf".into(),
        size: 24_310,
        width: None,
        height: None,
        preview: false,
        scan: None,
    };
    let signed = |signature| DeliveryNoteView {
        version: 3,
        may_sign: false,
        signature: Some(signature),
        ..unsigned()
    };
    vec![
        ("unsigned", unsigned()),
        (
            "drawn_by_the_customer",
            signed(SignatureView {
                name: "Eva Ek".into(),
                signed_at: at(9),
                way: SignatureWay::Drawn,
                strokes: vec![vec![[10, 390], [500, 0], [1_000, 400]], vec![[300, 200]]],
                held_by: None,
                file: file(),
            }),
        ),
        (
            "typed_on_a_screen_that_was_handed_over",
            signed(SignatureView {
                name: "Eva Ek".into(),
                signed_at: at(9),
                way: SignatureWay::Typed,
                strokes: Vec::new(),
                held_by: Some("Bo Lind".into()),
                file: file(),
            }),
        ),
    ]
}

pub(super) fn new() -> NewDeliveryNote {
    NewDeliveryNote {
        client_id: SAID,
        text: "Bytt avloppspump.".into(),
    }
}

pub(super) fn change() -> DeliveryNoteChange {
    DeliveryNoteChange {
        version: 1,
        text: "Bytt avloppspump.\nTid: 1,5 h".into(),
    }
}

pub(super) fn signings() -> Vec<(&'static str, SignDeliveryNote)> {
    let signs = |way, strokes| SignDeliveryNote {
        name: "Eva Ek".into(),
        text_sha256: unsigned().text_sha256,
        way,
        strokes,
    };
    let drawing = vec![vec![[10, 390], [500, 0], [1_000, 400]]];
    vec![
        ("drawn", signs(SignatureWay::Drawn, drawing)),
        ("typed", signs(SignatureWay::Typed, Vec::new())),
    ]
}

pub(super) fn moments() -> Vec<(&'static str, Happened)> {
    let did = |did| Happened::DeliveryNote { did };
    vec![
        ("note_written", did(DeliveryNoteDeed::Written)),
        ("note_changed", did(DeliveryNoteDeed::Changed)),
        ("note_removed", did(DeliveryNoteDeed::Removed)),
        (
            "note_signed",
            Happened::Signed {
                by: "Eva Ek".into(),
            },
        ),
    ]
}
