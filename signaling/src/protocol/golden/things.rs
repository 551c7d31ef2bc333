//! People, queues and conversations that the samples are about.

use jiff::{Timestamp, civil::date};
use uuid::Uuid;

use super::{super::*, meeting};

pub(super) const ANNA: PersonId = PersonId(id(0xa));
pub(super) const BO: PersonId = PersonId(id(0xb));
pub(super) const QUEUE: QueueId = QueueId(id(0x10));
pub(super) const ENTRY: EntryId = EntryId(id(0x20));
pub(super) const CHAT: ConversationId = ConversationId(id(0x30));
pub(super) const INTERNAL: ConversationId = ConversationId(id(0x31));
pub(super) const FILE: FileId = FileId(id(0x40));
pub(super) const LEFT: LeftMessageId = LeftMessageId(id(0x50));
pub(super) const SAID: ClientId = ClientId(id(0x60));

/// A UUIDv7 that one can tell apart from others at a glance.
pub(super) const fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x019a_a000_0000_7000_8000_0000_0000_0000 + n)
}

pub(super) fn at(minute: i64) -> Timestamp {
    let noon = Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_secs(1_795_258_800);
    noon + jiff::SignedDuration::from_mins(minute)
}

pub(super) fn text(text: &str) -> MessageText {
    MessageText::parse(text.to_owned()).expect("samples are texts")
}

pub(super) fn hello(staff: Option<StaffRole>) -> Hello {
    Hello {
        person: if staff.is_some() { BO } else { ANNA },
        name: if staff.is_some() {
            "Bo Lind".into()
        } else {
            String::new()
        },
        staff,
        now: at(0),
        heartbeat_ms: 10_000,
        silent_after_ms: 25_000,
        max_file_bytes: 26_214_400,
    }
}

/// A row of every kind, in seq order.
pub(super) fn messages() -> Vec<Message> {
    let said = |content| (Some(ANNA), Role::Customer, content);
    let notice = |notice| (None, Role::System, Content::Notice { notice });
    let mut rows = vec![
        said(Content::Text {
            text: "Hej, jag undrar en sak 🙂".into(),
        }),
        (
            Some(BO),
            Role::Advisor,
            Content::Text {
                text: "Hej Anna!".into(),
            },
        ),
        said(Content::File { file: picture() }),
        said(Content::Redacted),
        said(Content::Edit {
            target: 1,
            text: Some("Hej, jag undrar två saker".into()),
        }),
        said(Content::Edit {
            target: 4,
            text: None,
        }),
        (Some(BO), Role::Supervisor, Content::Redact { target: 4 }),
        notice(Notice::Queued {
            queue: "familj".into(),
        }),
        notice(Notice::Joined {
            person: BO,
            name: "Bo Lind".into(),
            role: Role::Advisor,
        }),
        notice(Notice::Left {
            person: BO,
            name: "Bo Lind".into(),
        }),
        notice(Notice::Transferred {
            to: "Ekonomi".into(),
        }),
        notice(Notice::Requeued),
        notice(Notice::MessageLeft),
        notice(Notice::Ended { by: Some(ANNA) }),
    ];
    rows.extend(meeting::notices().into_iter().map(notice));
    rows.push(notice(Notice::CallbackAsked));
    let numbered = rows.into_iter().zip(1_i64..);
    numbered
        .map(|((author, role, content), seq)| Message {
            seq,
            client_id: ClientId(id(0x6000 + seq.unsigned_abs() as u128)),
            author,
            role,
            at: at(seq),
            content,
            edited: seq == 2,
        })
        .collect()
}

pub(super) fn picture() -> FileView {
    FileView {
        id: FILE,
        name: "köket.png".into(),
        media_type: "image/png".into(),
        size: 48_213,
        width: Some(1200),
        height: Some(800),
        preview: true,
        scan: None,
    }
}

pub(super) fn marks(person: PersonId) -> Marks {
    Marks {
        person,
        delivered: 14,
        read: 12,
    }
}

pub(super) fn participant(person: PersonId, name: &str, role: Role) -> ParticipantView {
    ParticipantView {
        person,
        name: name.into(),
        title: String::new(),
        role,
        present: true,
        marks: marks(person),
    }
}

pub(super) fn conversation_for_customer() -> ConversationView {
    ConversationView {
        id: CHAT,
        kind: ConversationKind::Chat,
        state: ConversationState::Open,
        internal: None,
        entry: None,
        participants: vec![
            participant(ANNA, "Anna Ek", Role::Customer),
            participant(BO, "Bo Lind", Role::Advisor),
        ],
        policy: ChatPolicy {
            write: true,
            edit_for_s: 900,
            redact_any: false,
        },
        messages: messages(),
        head: 14,
        refetch: false,
        rating: None,
    }
}

pub(super) fn conversation_for_staff() -> ConversationView {
    ConversationView {
        state: ConversationState::Ended,
        internal: Some(INTERNAL),
        entry: Some(ENTRY),
        policy: ChatPolicy {
            write: false,
            edit_for_s: 900,
            redact_any: true,
        },
        refetch: true,
        rating: Some(4),
        ..conversation_for_customer()
    }
}

pub(super) fn summary() -> ConversationSummary {
    ConversationSummary {
        id: CHAT,
        state: ConversationState::Open,
        queue: Some(QUEUE),
        subject: "Bodelning".into(),
        with: Some("Bo Lind".into()),
        last: "Hej Anna!".into(),
        last_at: at(2),
        head: 14,
        read: 12,
    }
}

pub(super) fn entry() -> EntryView {
    EntryView {
        id: ENTRY,
        queue: QUEUE,
        conversation: CHAT,
        state: EntryState::Waiting,
        position: 3,
        wait: Some(WaitRange {
            p50_s: 240,
            p90_s: 600,
        }),
        suggest_message: false,
        joined_at: at(0),
    }
}

pub(super) fn customer() -> CustomerView {
    CustomerView {
        person: ANNA,
        name: "Anna Ek".into(),
        email: "anna@example.org".into(),
        phone: String::new(),
        language: "sv".into(),
        present: true,
        earlier: 2,
    }
}

pub(super) fn advisor() -> AdvisorView {
    AdvisorView {
        person: BO,
        name: "Bo Lind".into(),
        title: "Familjerådgivare".into(),
        role: StaffRole::Advisor,
        state: AdvisorState::Available,
        present: true,
        since: at(0),
        in_call: true,
        in_call_since: Some(at(1)),
        load: 1,
        capacity: 3,
        queues: vec![QUEUE],
        languages: vec!["sv".into(), "en".into()],
    }
}

pub(super) fn offer() -> OfferView {
    OfferView {
        entry: ENTRY,
        queue: QUEUE,
        customer: customer(),
        subject: "Bodelning".into(),
        waiting_since: at(0),
        offered_at: at(1),
        until: at(2),
        note: Some("Talar helst svenska".into()),
        why: Reason::LongestIdle {
            free: 3,
            load: 1,
            language: Some("sv".into()),
        },
    }
}

/// A long wait, with every reason there is.
pub(super) fn explained() -> Vec<Explained> {
    let (anna, bo) = (Some("Anna Ek"), Some("Bo Lind"));
    let steps = [
        (
            "joined",
            anna,
            vec![Reason::Joined {
                ahead: 2,
                free: 0,
                places: 3,
            }],
        ),
        (
            "offered",
            bo,
            vec![Reason::LongestIdle {
                free: 1,
                load: 0,
                language: None,
            }],
        ),
        ("accepted", bo, vec![]),
        ("parked", bo, vec![]),
        ("taken_up", bo, vec![Reason::CustomerWrote]),
        (
            "transferred",
            bo,
            vec![Reason::ToQueue {
                name: name("Bodelning", "Division of property"),
            }],
        ),
        (
            "transferred",
            bo,
            vec![Reason::ToColleague {
                name: "Cia Berg".into(),
            }],
        ),
        ("offered", Some("Cia Berg"), vec![Reason::ByName]),
        ("requeued", Some("Cia Berg"), vec![Reason::AdvisorGone]),
        (
            "waiting",
            None,
            vec![
                Reason::Ahead { ahead: 2 },
                Reason::NobodyAtWork { serving: 4 },
                Reason::AllDeclined { asked: 2 },
                Reason::AllFull { working: 3 },
            ],
        ),
    ];
    (0..)
        .zip(steps)
        .map(|(minute, (what, who, why))| Explained {
            at: at(minute),
            what: what.into(),
            who: who.map(Into::into),
            why,
        })
        .collect()
}

pub(super) fn desk_entry() -> DeskEntry {
    DeskEntry {
        entry: ENTRY,
        state: EntryState::Active,
        queue: QUEUE,
        conversation: CHAT,
        internal: INTERNAL,
        advisor: Some(BO),
        customer: customer(),
        subject: "Bodelning".into(),
        joined_at: at(0),
        waiting_since: at(1),
        accepted_at: Some(at(2)),
        unanswered_since: None,
        last: "Hej Anna!".into(),
        head: 14,
        read: 12,
    }
}

pub(super) fn left_message() -> LeftMessageForm {
    LeftMessageForm {
        queue: QUEUE,
        client_id: SAID,
        name: "Anna Ek".into(),
        email: "anna@example.org".into(),
        phone: String::new(),
        text: text("Ring mig gärna i morgon."),
        language: "sv".into(),
        callback: None,
    }
}

pub(super) fn inbox_new() -> InboxItem {
    InboxItem {
        left: LEFT,
        state: InboxState::New,
        conversation_state: ConversationState::Open,
        conversation: CHAT,
        internal: INTERNAL,
        queue: QUEUE,
        customer: customer(),
        text: "Ring mig gärna i morgon.".into(),
        callback: None,
        at: at(5),
        taken_by: None,
        taken_by_name: None,
    }
}

pub(super) fn inbox_taken() -> InboxItem {
    InboxItem {
        state: InboxState::Taken,
        callback: Some("Efter klockan 15".into()),
        taken_by: Some(BO),
        taken_by_name: Some("Bo Lind".into()),
        ..inbox_new()
    }
}

pub(super) fn name(sv: &str, en: &str) -> Localised {
    Localised {
        sv: sv.into(),
        en: en.into(),
    }
}

pub(super) fn hours() -> Hours {
    let day = || {
        vec![
            Span {
                from: "08:00".into(),
                to: "12:00".into(),
            },
            Span {
                from: "13:00".into(),
                to: "24:00".into(),
            },
        ]
    };
    Hours {
        zone: "Europe/Stockholm".into(),
        weekly: Box::new(WeeklySpans {
            monday: day(),
            friday: day(),
            ..WeeklySpans::default()
        }),
        holidays: Some(Country::Se),
        eves_closed: true,
        exceptions: vec![Exception {
            date: date(2026, 11, 23),
            spans: Vec::new(),
            reason: name("Inventering", "Stocktaking"),
        }],
    }
}

pub(super) fn queue_open() -> QueueStatus {
    QueueStatus {
        id: QUEUE,
        slug: "familj".into(),
        name: name("Familj", "Family"),
        about: name("Om familjens ekonomi", "On your family's money"),
        open: OpenState::Open {
            until: Some(at(60)),
        },
        hours: hours(),
        waiting: 3,
        staffed: 2,
        full: false,
        wait: Some(WaitRange {
            p50_s: 240,
            p90_s: 600,
        }),
    }
}

pub(super) fn queue_closed() -> QueueStatus {
    let reason = ClosedReason::Exception {
        text: name("Inventering", "Stocktaking"),
    };
    QueueStatus {
        open: OpenState::Closed {
            reason: Some(reason),
            opens_at: Some(at(960)),
        },
        waiting: 0,
        staffed: 0,
        wait: None,
        ..queue_open()
    }
}

pub(super) fn thresholds() -> Thresholds {
    Thresholds {
        amber_wait_s: 120,
        red_wait_s: 300,
        amber_waiting: 3,
        red_waiting: 8,
    }
}

pub(super) fn settings() -> QueueSettings {
    QueueSettings {
        id: QUEUE,
        slug: "familj".into(),
        name: name("Familj", "Family"),
        about: name("Om familjens ekonomi", "On your family's money"),
        hours: hours(),
        cap: 50,
        cap_action: CapAction::LeaveMessage,
        longest_wait_s: 1800,
        wait_action: WaitAction::Suggest,
        offer_s: 30,
        priority: 0,
        thresholds: thresholds(),
        version: 7,
    }
}

pub(super) fn wall() -> WallView {
    let figures = QueueFigures {
        id: QUEUE,
        name: name("Familj", "Family"),
        open: OpenState::Closed {
            reason: Some(ClosedReason::Holiday {
                name: name("Julafton", "Christmas Eve"),
            }),
            opens_at: None,
        },
        waiting: 1,
        longest_since: Some(at(0)),
        active: 2,
        staffed: 2,
        served: 31,
        abandoned: 2,
        left_open: 1,
        wait_p50_s: Some(95),
        wait_p90_s: Some(410),
        forecast_kept_pct: Some(88),
        trend: vec![0, 1, 2, 2, 3, 5, 4, 3, 2, 1, 1, 1],
        thresholds: thresholds(),
    };
    let quiet = QueueFigures {
        open: OpenState::Closed {
            reason: Some(ClosedReason::OutsideHours),
            opens_at: Some(at(960)),
        },
        longest_since: None,
        wait_p50_s: None,
        wait_p90_s: None,
        forecast_kept_pct: None,
        ..figures.clone()
    };
    let entry = WallEntry {
        entry: ENTRY,
        conversation: CHAT,
        queue: QUEUE,
        state: EntryState::Offered,
        customer: "Anna Ek".into(),
        subject: "Bodelning".into(),
        advisor: Some(BO),
        joined_at: at(0),
        waiting_since: at(0),
        since: at(1),
    };
    WallView {
        at: at(3),
        queues: vec![figures, quiet],
        advisors: vec![advisor()],
        entries: vec![entry],
    }
}
