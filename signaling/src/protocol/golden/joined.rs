//! What comes in parts, and cases that become somebody's.

use super::{super::*, things::*};

pub(super) fn new_upload() -> NewUpload {
    NewUpload {
        name: "Besiktning.mp4".into(),
        size: 12_582_913,
    }
}

pub(super) fn upload_under_way() -> UploadView {
    UploadView {
        id: UploadId(id(0x0b)),
        name: "Besiktning.mp4".into(),
        size: 12_582_913,
        part_bytes: 1_048_576,
        parts: vec![1, 2, 4],
        file: None,
    }
}

pub(super) fn upload_finished() -> UploadView {
    UploadView {
        parts: Vec::new(),
        file: Some(picture()),
        ..upload_under_way()
    }
}

pub(super) fn claimable() -> ClaimableCases {
    let case = |n: u128, title: &str, minute| ClaimableCase {
        id: CaseId(id(0xc0 + n)),
        number: CaseNumber {
            year: 2026,
            number: 40 + u32::from(n == 1),
        },
        title: title.into(),
        type_name: Localised {
            sv: "Serviceanmälan".into(),
            en: "Service report".into(),
        },
        created_at: at(minute),
    };
    ClaimableCases {
        cases: vec![
            case(1, "Porten går inte att låsa", 9),
            case(0, "Diskmaskinen läcker", 2),
        ],
    }
}

pub(super) fn claim() -> CaseClaim {
    CaseClaim {
        cases: vec![CaseId(id(0xc1))],
    }
}
