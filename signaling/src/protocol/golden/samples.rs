//! One or more of everything, as a small day at an invented advice service.

use jiff::{Timestamp, civil::date};
use uuid::Uuid;

use super::super::*;

const ANNA: PersonId = PersonId(id(0xa));
const BO: PersonId = PersonId(id(0xb));
const QUEUE: QueueId = QueueId(id(0x10));
const ENTRY: EntryId = EntryId(id(0x20));
const CHAT: ConversationId = ConversationId(id(0x30));
const INTERNAL: ConversationId = ConversationId(id(0x31));
const FILE: FileId = FileId(id(0x40));
const LEFT: LeftMessageId = LeftMessageId(id(0x50));
const SAID: ClientId = ClientId(id(0x60));

/// A UUIDv7 that one can tell apart from others at a glance.
const fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x019a_a000_0000_7000_8000_0000_0000_0000 + n)
}

fn at(minute: i64) -> Timestamp {
    let noon = Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_secs(1_795_258_800);
    noon + jiff::SignedDuration::from_mins(minute)
}

fn text(text: &str) -> MessageText {
    MessageText::parse(text.to_owned()).expect("samples are texts")
}

pub(super) fn client_frames() -> Vec<(&'static str, ClientFrame)> {
    let client = || ClientInfo { name: "widget".into(), version: "0.1.0".into() };
    let commands = vec![
        ("hello_visitor", Command::Hello { token: Some("a-visitors-secret".into()), client: client() }),
        ("hello_staff", Command::Hello { token: None, client: client() }),
        ("ping", Command::Ping),
        ("subscribe_queues", Command::Subscribe { topic: Topic::Queues }),
        ("subscribe_person", Command::Subscribe { topic: Topic::Person(ANNA) }),
        ("unsubscribe", Command::Unsubscribe { topic: Topic::Conversation(CHAT) }),
        ("open", Command::Open { from: Resume { conversation: CHAT, after: 0 } }),
        ("open_resume", Command::Open { from: Resume { conversation: CHAT, after: 41 } }),
        ("fetch", Command::Fetch { conversation: CHAT, after: 41, limit: MAX_PAGE }),
        ("send", Command::Send { conversation: CHAT, client_id: SAID, text: text("Hej, jag undrar en sak 🙂") }),
        ("send_lines", Command::Send { conversation: CHAT, client_id: SAID, text: text("rad ett\n\t\"rad två\" </script> \u{202e}") }),
        ("send_file", Command::SendFile { conversation: CHAT, client_id: SAID, file: FILE }),
        ("edit", Command::Edit { conversation: CHAT, client_id: SAID, target: 3, text: text("Rättat") }),
        ("redact", Command::Redact { conversation: CHAT, client_id: SAID, target: 3 }),
        ("mark", Command::Mark { conversation: CHAT, delivered: 42, read: 41 }),
        ("typing", Command::Typing { conversation: CHAT }),
        ("join", Command::Join {
            form: JoinForm { queue: QUEUE, name: "Anna Ek".into(), subject: "Bodelning".into(), language: "sv".into() },
        }),
        ("leave", Command::Leave { entry: ENTRY }),
        ("leave_message", Command::LeaveMessage {
            form: LeftMessageForm {
                queue: QUEUE,
                client_id: SAID,
                name: "Anna Ek".into(),
                email: "anna@example.org".into(),
                phone: String::new(),
                text: text("Ring mig gärna i morgon."),
                language: "sv".into(),
            },
        }),
        ("rate", Command::Rate { conversation: CHAT, score: 5, comment: "Tack!".into() }),
        ("mail_transcript", Command::MailTranscript { conversation: CHAT, to: "anna@example.org".into() }),
        ("set_state_available", Command::SetState { state: AdvisorState::Available }),
        ("set_state_busy", Command::SetState { state: AdvisorState::Busy }),
        ("set_state_away", Command::SetState { state: AdvisorState::Away }),
        ("accept", Command::Accept { entry: ENTRY }),
        ("decline", Command::Decline { entry: ENTRY }),
        ("park", Command::Park { entry: ENTRY }),
        ("unpark", Command::Unpark { entry: ENTRY }),
        ("transfer_person", Command::Transfer {
            entry: ENTRY,
            to: TransferTarget::Person { person: BO },
            note: "Talar finska".into(),
        }),
        ("transfer_queue", Command::Transfer {
            entry: ENTRY,
            to: TransferTarget::Queue { queue: QUEUE },
            note: String::new(),
        }),
        ("end", Command::End { entry: ENTRY }),
        ("history", Command::History { person: ANNA }),
        ("canned", Command::Canned),
        ("inbox", Command::Inbox),
        ("take_left", Command::TakeLeft { left: LEFT }),
        ("close_left", Command::CloseLeft { left: LEFT }),
        ("join_conversation", Command::JoinConversation { conversation: CHAT }),
        ("take_over", Command::TakeOver { entry: ENTRY }),
        ("explain", Command::Explain { entry: ENTRY }),
        ("settings", Command::Settings),
        ("set_queue", Command::SetQueue { settings: settings() }),
    ];
    let numbered = commands.into_iter().zip(1..);
    numbered.map(|((name, cmd), id)| (name, ClientFrame { id, cmd })).collect()
}

pub(super) fn server_frames() -> Vec<(&'static str, ServerFrame)> {
    let error = WireError { code: ErrorCode::RateLimited, message: "wait".into(), retry_after_ms: Some(1500) };
    vec![
        ("reply_ok", ServerFrame::Reply { id: 1, ok: Some(Reply::Done), error: None }),
        ("reply_value", ServerFrame::Reply { id: 2, ok: Some(Reply::Sent(Sent { seq: 42, at: at(3) })), error: None }),
        ("reply_error", ServerFrame::Reply { id: 3, ok: None, error: Some(error) }),
        ("event", ServerFrame::Event { topic: Topic::Conversation(CHAT), event: Event::Head { seq: 42 } }),
        ("event_person", ServerFrame::Event { topic: Topic::Person(BO), event: Event::OfferGone { entry: ENTRY } }),
        ("event_wall", ServerFrame::Event { topic: Topic::Wall, event: Event::Wall { wall: Box::new(wall()) } }),
        ("resync", ServerFrame::Resync { topic: Topic::Staff }),
        ("beat", ServerFrame::Beat { now: at(0) }),
    ]
}

pub(super) fn replies() -> Vec<(&'static str, Reply)> {
    vec![
        ("done", Reply::Done),
        ("hello_visitor", Reply::Hello(hello(None))),
        ("hello_staff", Reply::Hello(hello(Some(StaffRole::Advisor)))),
        ("sent", Reply::Sent(Sent { seq: 42, at: at(3) })),
        ("conversation_customer", Reply::Conversation(Box::new(conversation_for_customer()))),
        ("conversation_staff", Reply::Conversation(Box::new(conversation_for_staff()))),
        ("page", Reply::Page(LogPage { conversation: CHAT, messages: messages(), head: 14 })),
        ("mine_nothing", Reply::Mine(Mine { entry: None, conversations: Vec::new() })),
        ("mine", Reply::Mine(Mine { entry: Some(entry()), conversations: vec![summary()] })),
        ("desk", Reply::Desk(Box::new(DeskView { me: advisor(), offers: vec![offer()], entries: vec![desk_entry()] }))),
        ("queues", Reply::Queues(vec![queue_open(), queue_closed()])),
        ("staff", Reply::Staff(vec![advisor()])),
        ("wall", Reply::Wall(Box::new(wall()))),
        ("entry", Reply::Entry(entry())),
        ("desk_entry", Reply::DeskEntry(Box::new(desk_entry()))),
        ("left", Reply::Left(LeftReceipt { left: LEFT, conversation: CHAT })),
        ("conversations", Reply::Conversations(vec![summary()])),
        ("canned", Reply::Canned(vec![CannedReply {
            id: CannedId(id(0x70)),
            shortcut: "hej".into(),
            title: "Hälsning".into(),
            text: "Hej {customer}, jag heter {advisor}.".into(),
            language: "sv".into(),
        }])),
        ("inbox", Reply::Inbox(vec![inbox_new(), inbox_taken()])),
        ("explained", Reply::Explained(vec![
            Explained { at: at(0), what: "joined".into(), who: Some("Anna Ek".into()), why: "2 ahead".into() },
            Explained { at: at(1), what: "waiting".into(), who: None, why: "nobody is free".into() },
        ])),
        ("settings", Reply::Settings(vec![settings()])),
    ]
}

pub(super) fn events() -> Vec<(&'static str, Event)> {
    let mut events: Vec<(&'static str, Event)> = [
        "message_text", "message_edited", "message_file", "message_redacted", "message_edit", "message_edit_gone",
        "message_redact", "message_queued", "message_joined", "message_left", "message_transferred",
        "message_requeued", "message_message_left", "message_ended",
    ]
    .into_iter()
    .zip(messages())
    .map(|(name, message)| (name, Event::Message { message }))
    .collect();
    assert_eq!(events.len(), messages().len(), "every message has a name");
    events.extend([
        ("marks", Event::Marks { marks: marks(ANNA) }),
        ("typing", Event::Typing { person: ANNA, name: "Anna Ek".into() }),
        ("head", Event::Head { seq: 42 }),
        ("entry", Event::Entry { entry: entry() }),
        ("entry_without_wait", Event::Entry {
            entry: EntryView { state: EntryState::Active, position: 0, wait: None, ..entry() },
        }),
        ("conversation", Event::Conversation { conversation: summary() }),
        ("offer", Event::Offer { offer: offer() }),
        ("offer_gone", Event::OfferGone { entry: ENTRY }),
        ("desk_entry", Event::DeskEntry { entry: Box::new(desk_entry()) }),
        ("desk_entry_gone", Event::DeskEntryGone { entry: ENTRY }),
        ("queue_status_open", Event::QueueStatus { status: queue_open() }),
        ("queue_status_closed", Event::QueueStatus { status: queue_closed() }),
        ("advisor", Event::Advisor { advisor: advisor() }),
        ("inbox_item", Event::InboxItem { item: Box::new(inbox_taken()) }),
        ("wall", Event::Wall { wall: Box::new(wall()) }),
        ("unknown", Event::Unknown),
    ]);
    events
}

pub(super) fn errors() -> Vec<(&'static str, WireError)> {
    let error = |code, message: &str, retry_after_ms| WireError { code, message: message.into(), retry_after_ms };
    vec![
        ("invalid", error(ErrorCode::Invalid, "score must be 1 to 5", None)),
        ("unknown_command", error(ErrorCode::UnknownCommand, "this server knows no command \"fly\"", None)),
        ("unauthenticated", error(ErrorCode::Unauthenticated, "sign in first", None)),
        ("forbidden", error(ErrorCode::Forbidden, "your role does not allow this", None)),
        ("not_found", error(ErrorCode::NotFound, "there is no such conversation", None)),
        ("conflict", error(ErrorCode::Conflict, "the offer is no longer yours", None)),
        ("ended", error(ErrorCode::Ended, "the conversation has ended", None)),
        ("queue_closed", error(ErrorCode::QueueClosed, "the queue is closed; leave a message instead", None)),
        ("queue_full", error(ErrorCode::QueueFull, "the queue is full; come back later", None)),
        ("too_large", error(ErrorCode::TooLarge, "the file is larger than 25 MiB", None)),
        ("rate_limited", error(ErrorCode::RateLimited, "too many at once; wait and try again", Some(1500))),
        ("unavailable", error(ErrorCode::Unavailable, "the server is busy; send the same again", Some(500))),
        ("internal", error(ErrorCode::Internal, "something went wrong on our side", None)),
    ]
}

pub(super) fn new_visitor() -> NewVisitor {
    NewVisitor { language: "sv-SE".into() }
}

pub(super) fn visitor_created() -> VisitorCreated {
    VisitorCreated { person: ANNA, token: "a-visitors-secret".into() }
}

pub(super) fn sign_in() -> SignIn {
    SignIn { email: "bo@linden.example".into(), password: "inte på riktigt".into() }
}

pub(super) fn me() -> Me {
    Me {
        person: BO,
        name: "Bo Lind".into(),
        title: "Familjerådgivare".into(),
        email: "bo@linden.example".into(),
        role: StaffRole::Advisor,
    }
}

pub(super) fn file_uploaded() -> FileUploaded {
    FileUploaded { file: picture() }
}

fn hello(staff: Option<StaffRole>) -> Hello {
    Hello {
        person: if staff.is_some() { BO } else { ANNA },
        name: if staff.is_some() { "Bo Lind".into() } else { String::new() },
        staff,
        now: at(0),
        heartbeat_ms: 10_000,
        silent_after_ms: 25_000,
        max_file_bytes: 26_214_400,
    }
}

/// A row of every kind, in seq order.
fn messages() -> Vec<Message> {
    let said = |content| (Some(ANNA), Role::Customer, content);
    let notice = |notice| (None, Role::System, Content::Notice { notice });
    let rows = vec![
        said(Content::Text { text: "Hej, jag undrar en sak 🙂".into() }),
        (Some(BO), Role::Advisor, Content::Text { text: "Hej Anna!".into() }),
        said(Content::File { file: picture() }),
        said(Content::Redacted),
        said(Content::Edit { target: 1, text: Some("Hej, jag undrar två saker".into()) }),
        said(Content::Edit { target: 4, text: None }),
        (Some(BO), Role::Supervisor, Content::Redact { target: 4 }),
        notice(Notice::Queued { queue: "familj".into() }),
        notice(Notice::Joined { person: BO, name: "Bo Lind".into(), role: Role::Advisor }),
        notice(Notice::Left { person: BO, name: "Bo Lind".into() }),
        notice(Notice::Transferred { to: "Ekonomi".into() }),
        notice(Notice::Requeued),
        notice(Notice::MessageLeft),
        notice(Notice::Ended { by: Some(ANNA) }),
    ];
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

fn picture() -> FileView {
    FileView {
        id: FILE,
        name: "köket.png".into(),
        media_type: "image/png".into(),
        size: 48_213,
        width: Some(1200),
        height: Some(800),
        preview: true,
    }
}

fn marks(person: PersonId) -> Marks {
    Marks { person, delivered: 14, read: 12 }
}

fn participant(person: PersonId, name: &str, role: Role) -> ParticipantView {
    ParticipantView { person, name: name.into(), title: String::new(), role, present: true, marks: marks(person) }
}

fn conversation_for_customer() -> ConversationView {
    ConversationView {
        id: CHAT,
        kind: ConversationKind::Chat,
        state: ConversationState::Open,
        internal: None,
        entry: None,
        participants: vec![participant(ANNA, "Anna Ek", Role::Customer), participant(BO, "Bo Lind", Role::Advisor)],
        policy: ChatPolicy { write: true, edit_for_s: 900, redact_any: false },
        messages: messages(),
        head: 14,
        refetch: false,
        rating: None,
    }
}

fn conversation_for_staff() -> ConversationView {
    ConversationView {
        state: ConversationState::Ended,
        internal: Some(INTERNAL),
        entry: Some(ENTRY),
        policy: ChatPolicy { write: false, edit_for_s: 900, redact_any: true },
        refetch: true,
        rating: Some(4),
        ..conversation_for_customer()
    }
}

fn summary() -> ConversationSummary {
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

fn entry() -> EntryView {
    EntryView {
        id: ENTRY,
        queue: QUEUE,
        conversation: CHAT,
        state: EntryState::Waiting,
        position: 3,
        wait: Some(WaitRange { p50_s: 240, p90_s: 600 }),
        suggest_message: false,
        joined_at: at(0),
    }
}

fn customer() -> CustomerView {
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

fn advisor() -> AdvisorView {
    AdvisorView {
        person: BO,
        name: "Bo Lind".into(),
        title: "Familjerådgivare".into(),
        role: StaffRole::Advisor,
        state: AdvisorState::Available,
        present: true,
        since: at(0),
        load: 1,
        capacity: 3,
        queues: vec![QUEUE],
        languages: vec!["sv".into(), "en".into()],
    }
}

fn offer() -> OfferView {
    OfferView {
        entry: ENTRY,
        queue: QUEUE,
        customer: customer(),
        subject: "Bodelning".into(),
        joined_at: at(0),
        offered_at: at(1),
        until: at(2),
        note: Some("Talar helst svenska".into()),
        why: "longest idle of 3 who speak Swedish".into(),
    }
}

fn desk_entry() -> DeskEntry {
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
        accepted_at: Some(at(2)),
        unanswered_since: None,
        last: "Hej Anna!".into(),
        head: 14,
        read: 12,
    }
}

fn inbox_new() -> InboxItem {
    InboxItem {
        left: LEFT,
        state: InboxState::New,
        conversation_state: ConversationState::Open,
        conversation: CHAT,
        internal: INTERNAL,
        queue: QUEUE,
        customer: customer(),
        text: "Ring mig gärna i morgon.".into(),
        at: at(5),
        taken_by: None,
        taken_by_name: None,
    }
}

fn inbox_taken() -> InboxItem {
    InboxItem {
        state: InboxState::Taken,
        taken_by: Some(BO),
        taken_by_name: Some("Bo Lind".into()),
        ..inbox_new()
    }
}

fn name(sv: &str, en: &str) -> Localised {
    Localised { sv: sv.into(), en: en.into() }
}

fn hours() -> Hours {
    let day = || vec![Span { from: "08:00".into(), to: "12:00".into() }, Span { from: "13:00".into(), to: "24:00".into() }];
    Hours {
        zone: "Europe/Stockholm".into(),
        weekly: Box::new(WeeklySpans { monday: day(), friday: day(), ..WeeklySpans::default() }),
        holidays: Some(Country::Se),
        eves_closed: true,
        exceptions: vec![Exception {
            date: date(2026, 11, 23),
            spans: Vec::new(),
            reason: name("Inventering", "Stocktaking"),
        }],
    }
}

fn queue_open() -> QueueStatus {
    QueueStatus {
        id: QUEUE,
        slug: "familj".into(),
        name: name("Familj", "Family"),
        about: name("Om familjens ekonomi", "On your family's money"),
        open: OpenState::Open { until: Some(at(60)) },
        hours: hours(),
        waiting: 3,
        staffed: 2,
        full: false,
        wait: Some(WaitRange { p50_s: 240, p90_s: 600 }),
    }
}

fn queue_closed() -> QueueStatus {
    let reason = ClosedReason::Exception { text: name("Inventering", "Stocktaking") };
    QueueStatus {
        open: OpenState::Closed { reason: Some(reason), opens_at: Some(at(960)) },
        waiting: 0,
        staffed: 0,
        wait: None,
        ..queue_open()
    }
}

fn thresholds() -> Thresholds {
    Thresholds { amber_wait_s: 120, red_wait_s: 300, amber_waiting: 3, red_waiting: 8 }
}

fn settings() -> QueueSettings {
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

fn wall() -> WallView {
    let figures = QueueFigures {
        id: QUEUE,
        name: name("Familj", "Family"),
        open: OpenState::Closed {
            reason: Some(ClosedReason::Holiday { name: name("Julafton", "Christmas Eve") }),
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
        open: OpenState::Closed { reason: Some(ClosedReason::OutsideHours), opens_at: Some(at(960)) },
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
        since: at(1),
    };
    WallView { at: at(3), queues: vec![figures, quiet], advisors: vec![advisor()], entries: vec![entry] }
}
