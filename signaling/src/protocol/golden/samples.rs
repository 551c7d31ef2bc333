//! One or more of everything, as a small day at an invented advice service.

use super::{super::*, meeting, things::*};

pub(super) fn client_frames() -> Vec<(&'static str, ClientFrame)> {
    let client = || ClientInfo {
        name: "widget".into(),
        version: "0.1.0".into(),
    };
    let mut commands = vec![
        (
            "hello_visitor",
            Command::Hello {
                token: Some("a-visitors-secret".into()),
                client: client(),
            },
        ),
        (
            "hello_staff",
            Command::Hello {
                token: None,
                client: client(),
            },
        ),
        ("ping", Command::Ping),
        (
            "subscribe_queues",
            Command::Subscribe {
                topic: Topic::Queues,
            },
        ),
        (
            "subscribe_person",
            Command::Subscribe {
                topic: Topic::Person(ANNA),
            },
        ),
        (
            "unsubscribe",
            Command::Unsubscribe {
                topic: Topic::Conversation(CHAT),
            },
        ),
        (
            "open",
            Command::Open {
                from: Resume {
                    conversation: CHAT,
                    after: 0,
                },
            },
        ),
        (
            "open_resume",
            Command::Open {
                from: Resume {
                    conversation: CHAT,
                    after: 41,
                },
            },
        ),
        (
            "fetch",
            Command::Fetch {
                conversation: CHAT,
                after: 41,
                limit: MAX_PAGE,
            },
        ),
        (
            "send",
            Command::Send {
                conversation: CHAT,
                client_id: SAID,
                text: text("Hej, jag undrar en sak 🙂"),
            },
        ),
        (
            "send_lines",
            Command::Send {
                conversation: CHAT,
                client_id: SAID,
                text: text("rad ett\n\t\"rad två\" </script> \u{202e}"),
            },
        ),
        (
            "send_file",
            Command::SendFile {
                conversation: CHAT,
                client_id: SAID,
                file: FILE,
            },
        ),
        (
            "edit",
            Command::Edit {
                conversation: CHAT,
                client_id: SAID,
                target: 3,
                text: text("Rättat"),
            },
        ),
        (
            "redact",
            Command::Redact {
                conversation: CHAT,
                client_id: SAID,
                target: 3,
            },
        ),
        (
            "mark",
            Command::Mark {
                conversation: CHAT,
                delivered: 42,
                read: 41,
            },
        ),
        ("typing", Command::Typing { conversation: CHAT }),
        (
            "join",
            Command::Join {
                form: JoinForm {
                    queue: QUEUE,
                    name: "Anna Ek".into(),
                    subject: "Bodelning".into(),
                    language: "sv".into(),
                },
            },
        ),
        ("leave", Command::Leave { entry: ENTRY }),
        (
            "leave_message",
            Command::LeaveMessage {
                form: left_message(),
            },
        ),
        (
            "ask_for_a_call",
            Command::LeaveMessage {
                form: LeftMessageForm {
                    phone: "070-174 06 05".into(),
                    callback: Some("Efter klockan 15".into()),
                    ..left_message()
                },
            },
        ),
        (
            "rate",
            Command::Rate {
                conversation: CHAT,
                score: 5,
                comment: "Tack!".into(),
            },
        ),
        (
            "mail_transcript",
            Command::MailTranscript {
                conversation: CHAT,
                to: "anna@example.org".into(),
            },
        ),
        (
            "set_state_available",
            Command::SetState {
                state: AdvisorState::Available,
            },
        ),
        (
            "set_state_busy",
            Command::SetState {
                state: AdvisorState::Busy,
            },
        ),
        (
            "set_state_away",
            Command::SetState {
                state: AdvisorState::Away,
            },
        ),
        ("accept", Command::Accept { entry: ENTRY }),
        ("decline", Command::Decline { entry: ENTRY }),
        ("park", Command::Park { entry: ENTRY }),
        ("unpark", Command::Unpark { entry: ENTRY }),
        (
            "transfer_person",
            Command::Transfer {
                entry: ENTRY,
                to: TransferTarget::Person { person: BO },
                note: "Talar finska".into(),
            },
        ),
        (
            "transfer_queue",
            Command::Transfer {
                entry: ENTRY,
                to: TransferTarget::Queue { queue: QUEUE },
                note: String::new(),
            },
        ),
        ("end", Command::End { entry: ENTRY }),
        ("history", Command::History { person: ANNA }),
        ("canned", Command::Canned),
        ("inbox", Command::Inbox),
        ("take_left", Command::TakeLeft { left: LEFT }),
        ("close_left", Command::CloseLeft { left: LEFT }),
        (
            "join_conversation",
            Command::JoinConversation { conversation: CHAT },
        ),
        ("take_over", Command::TakeOver { entry: ENTRY }),
        ("explain", Command::Explain { entry: ENTRY }),
        ("settings", Command::Settings),
        (
            "set_queue",
            Command::SetQueue {
                settings: settings(),
            },
        ),
    ];
    commands.extend(meeting::commands());
    let numbered = commands.into_iter().zip(1..);
    numbered
        .map(|((name, cmd), id)| (name, ClientFrame { id, cmd }))
        .collect()
}

pub(super) fn server_frames() -> Vec<(&'static str, ServerFrame)> {
    let error = WireError {
        code: ErrorCode::RateLimited,
        message: "wait".into(),
        retry_after_ms: Some(1500),
    };
    vec![
        (
            "reply_ok",
            ServerFrame::Reply {
                id: 1,
                ok: Some(Reply::Done),
                error: None,
            },
        ),
        (
            "reply_value",
            ServerFrame::Reply {
                id: 2,
                ok: Some(Reply::Sent(Sent { seq: 42, at: at(3) })),
                error: None,
            },
        ),
        (
            "reply_error",
            ServerFrame::Reply {
                id: 3,
                ok: None,
                error: Some(error),
            },
        ),
        (
            "event",
            ServerFrame::Event {
                topic: Topic::Conversation(CHAT),
                event: Event::Head { seq: 42 },
            },
        ),
        (
            "event_person",
            ServerFrame::Event {
                topic: Topic::Person(BO),
                event: Event::OfferGone { entry: ENTRY },
            },
        ),
        (
            "event_wall",
            ServerFrame::Event {
                topic: Topic::Wall,
                event: Event::Wall {
                    wall: Box::new(wall()),
                },
            },
        ),
        (
            "event_sign_in",
            ServerFrame::Event {
                topic: Topic::SignIn(sign_in_view().id),
                event: Event::SignIn {
                    sign_in: sign_in_view(),
                },
            },
        ),
        (
            "resync",
            ServerFrame::Resync {
                topic: Topic::Staff,
            },
        ),
        ("beat", ServerFrame::Beat { now: at(0) }),
    ]
}

pub(super) fn replies() -> Vec<(&'static str, Reply)> {
    let mut replies = vec![
        ("done", Reply::Done),
        ("hello_visitor", Reply::Hello(hello(None))),
        ("hello_staff", Reply::Hello(hello(Some(StaffRole::Advisor)))),
        ("sent", Reply::Sent(Sent { seq: 42, at: at(3) })),
        (
            "conversation_customer",
            Reply::Conversation(Box::new(conversation_for_customer())),
        ),
        (
            "conversation_staff",
            Reply::Conversation(Box::new(conversation_for_staff())),
        ),
        (
            "page",
            Reply::Page(LogPage {
                conversation: CHAT,
                messages: messages(),
                head: 14,
            }),
        ),
        (
            "mine_nothing",
            Reply::Mine(Mine {
                entry: None,
                conversations: Vec::new(),
            }),
        ),
        (
            "mine",
            Reply::Mine(Mine {
                entry: Some(entry()),
                conversations: vec![summary()],
            }),
        ),
        (
            "desk",
            Reply::Desk(Box::new(DeskView {
                me: advisor(),
                offers: vec![offer()],
                entries: vec![desk_entry()],
            })),
        ),
        ("queues", Reply::Queues(vec![queue_open(), queue_closed()])),
        ("staff", Reply::Staff(vec![advisor()])),
        ("wall", Reply::Wall(Box::new(wall()))),
        ("entry", Reply::Entry(entry())),
        ("desk_entry", Reply::DeskEntry(Box::new(desk_entry()))),
        (
            "left",
            Reply::Left(LeftReceipt {
                left: LEFT,
                conversation: CHAT,
            }),
        ),
        ("conversations", Reply::Conversations(vec![summary()])),
        (
            "canned",
            Reply::Canned(vec![CannedReply {
                id: CannedId(id(0x70)),
                shortcut: "hej".into(),
                title: "Hälsning".into(),
                text: "Hej {customer}, jag heter {advisor}.".into(),
                language: "sv".into(),
            }]),
        ),
        ("inbox", Reply::Inbox(vec![inbox_new(), inbox_taken()])),
        ("explained", Reply::Explained(explained())),
        ("settings", Reply::Settings(vec![settings()])),
    ];
    replies.extend(meeting::replies());
    replies
}

pub(super) fn events() -> Vec<(&'static str, Event)> {
    let mut events: Vec<(&'static str, Event)> = [
        "message_text",
        "message_edited",
        "message_file",
        "message_redacted",
        "message_edit",
        "message_edit_gone",
        "message_redact",
        "message_queued",
        "message_joined",
        "message_left",
        "message_transferred",
        "message_requeued",
        "message_message_left",
        "message_ended",
        "message_meeting_started",
        "message_meeting_ended",
        "message_meeting_apart",
        "message_callback_asked",
    ]
    .into_iter()
    .zip(messages())
    .map(|(name, message)| (name, Event::Message { message }))
    .collect();
    assert_eq!(events.len(), messages().len(), "every message has a name");
    events.extend([
        ("marks", Event::Marks { marks: marks(ANNA) }),
        (
            "typing",
            Event::Typing {
                person: ANNA,
                name: "Anna Ek".into(),
            },
        ),
        ("head", Event::Head { seq: 42 }),
        (
            "file_scanned_clean",
            Event::FileScanned {
                file: FILE,
                scan: FileScan::Clean,
            },
        ),
        (
            "file_scanned_infected",
            Event::FileScanned {
                file: FILE,
                scan: FileScan::Infected,
            },
        ),
        (
            "file_scanned_failed",
            Event::FileScanned {
                file: FILE,
                scan: FileScan::Failed,
            },
        ),
        ("entry", Event::Entry { entry: entry() }),
        (
            "entry_without_wait",
            Event::Entry {
                entry: EntryView {
                    state: EntryState::Active,
                    position: 0,
                    wait: None,
                    ..entry()
                },
            },
        ),
        (
            "conversation",
            Event::Conversation {
                conversation: summary(),
            },
        ),
        ("offer", Event::Offer { offer: offer() }),
        ("offer_gone", Event::OfferGone { entry: ENTRY }),
        (
            "desk_entry",
            Event::DeskEntry {
                entry: Box::new(desk_entry()),
            },
        ),
        ("desk_entry_gone", Event::DeskEntryGone { entry: ENTRY }),
        (
            "queue_status_open",
            Event::QueueStatus {
                status: queue_open(),
            },
        ),
        (
            "queue_status_closed",
            Event::QueueStatus {
                status: queue_closed(),
            },
        ),
        ("advisor", Event::Advisor { advisor: advisor() }),
        (
            "advisor_gone",
            Event::AdvisorGone {
                person: advisor().person,
            },
        ),
        (
            "inbox_item",
            Event::InboxItem {
                item: Box::new(inbox_taken()),
            },
        ),
        (
            "sign_in",
            Event::SignIn {
                sign_in: sign_in_view(),
            },
        ),
        (
            "wall",
            Event::Wall {
                wall: Box::new(wall()),
            },
        ),
        (
            "case",
            Event::Case {
                case: CaseId(uuid::Uuid::from_u128(0x61)),
                version: 3,
            },
        ),
        ("unknown", Event::Unknown),
    ]);
    events.extend(meeting::events());
    events
}

pub(super) fn errors() -> Vec<(&'static str, WireError)> {
    let error = |code, message: &str, retry_after_ms| WireError {
        code,
        message: message.into(),
        retry_after_ms,
    };
    vec![
        (
            "invalid",
            error(ErrorCode::Invalid, "score must be 1 to 5", None),
        ),
        (
            "unknown_command",
            error(
                ErrorCode::UnknownCommand,
                "this server knows no command \"fly\"",
                None,
            ),
        ),
        (
            "unauthenticated",
            error(ErrorCode::Unauthenticated, "sign in first", None),
        ),
        (
            "forbidden",
            error(ErrorCode::Forbidden, "your role does not allow this", None),
        ),
        (
            "not_found",
            error(ErrorCode::NotFound, "there is no such conversation", None),
        ),
        (
            "conflict",
            error(ErrorCode::Conflict, "the offer is no longer yours", None),
        ),
        (
            "ended",
            error(ErrorCode::Ended, "the conversation has ended", None),
        ),
        (
            "queue_closed",
            error(
                ErrorCode::QueueClosed,
                "the queue is closed; leave a message instead",
                None,
            ),
        ),
        (
            "queue_full",
            error(
                ErrorCode::QueueFull,
                "the queue is full; come back later",
                None,
            ),
        ),
        (
            "too_large",
            error(ErrorCode::TooLarge, "the file is larger than 25 MiB", None),
        ),
        (
            "rate_limited",
            error(
                ErrorCode::RateLimited,
                "too many at once; wait and try again",
                Some(1500),
            ),
        ),
        (
            "unavailable",
            error(
                ErrorCode::Unavailable,
                "the server is busy; send the same again",
                Some(500),
            ),
        ),
        (
            "internal",
            error(
                ErrorCode::Internal,
                "something went wrong on our side",
                None,
            ),
        ),
    ]
}

pub(super) fn new_visitor() -> NewVisitor {
    NewVisitor {
        language: "sv-SE".into(),
    }
}

pub(super) fn visitor_created() -> VisitorCreated {
    VisitorCreated {
        person: ANNA,
        token: "a-visitors-secret".into(),
    }
}

pub(super) fn sign_in() -> SignIn {
    SignIn {
        login: "bo@linden.example".into(),
        password: "inte på riktigt".into(),
    }
}

pub(super) fn me() -> Me {
    Me {
        person: BO,
        name: "Bo Lind".into(),
        email: "bo@linden.example".into(),
        language: "sv".into(),
        staff: Some(Post {
            title: "Familjerådgivare".into(),
            role: StaffRole::Advisor,
        }),
    }
}

pub(super) fn sign_in_answers() -> Vec<(&'static str, SignInAnswer)> {
    vec![
        ("signed_in", SignInAnswer::SignedIn { me: me() }),
        (
            "second_factor",
            SignInAnswer::SecondFactor {
                ticket: "a-ticket".into(),
                ways: vec![FactorWay::Totp, FactorWay::RecoveryCode, FactorWay::Passkey],
            },
        ),
        (
            "enrol",
            SignInAnswer::Enrol {
                ticket: "a-ticket".into(),
            },
        ),
    ]
}

pub(super) fn sign_in_view() -> SignInView {
    SignInView {
        id: SignInId(uuid::Uuid::from_u128(0x51)),
        provider: "bankid".into(),
        state: SignInState::Pending,
        hint: "outstandingTransaction".into(),
        qr: Some("bankid.67df3917-fa0d-44e5-b327-edcc928297f8.0.dc69".into()),
        launch: Some("bankid:///?autostarttoken=7c40b5c9&redirect=null".into()),
    }
}

fn profile_form() -> ProfileForm {
    ProfileForm {
        name: "Anna Ek".into(),
        phone: "070-174 06 05".into(),
        street: "Storgatan 1".into(),
        postcode: "111 22".into(),
        town: "Stockholm".into(),
        country: "SE".into(),
        born_on: "1990-01-31".into(),
        about: "Ring helst efter fem.".into(),
        language: "sv".into(),
        notify_email: true,
        notify_sms: false,
    }
}

pub(super) fn account_view() -> AccountView {
    let known_by = [
        (IdentifierKind::Email, "anna@example.org", ProvenBy::Mail),
        (IdentifierKind::UserName, "anna", ProvenBy::Chosen),
        (IdentifierKind::Phone, "+46701740605", ProvenBy::Operator),
        (
            IdentifierKind::PersonalNumber,
            "1990-01-31",
            ProvenBy::BankId,
        ),
        (
            IdentifierKind::Subject,
            "https://id.example",
            ProvenBy::Oidc,
        ),
        (
            IdentifierKind::Email,
            "anna@work.example",
            ProvenBy::Invitation,
        ),
        (
            IdentifierKind::Subject,
            "https://freja.example",
            ProvenBy::Freja,
        ),
    ];
    let known_by = (0_u128..).zip(known_by);
    AccountView {
        person: ANNA,
        email: "anna@example.org".into(),
        profile: profile_form(),
        known_by: known_by
            .map(|(number, (kind, value, proven_by))| KnownBy {
                id: IdentifierId(uuid::Uuid::from_u128(0x60 + number)),
                kind,
                value: value.into(),
                proven_at: at(0),
                proven_by,
                removable: number > 0,
            })
            .collect(),
        has_password: true,
    }
}

pub(super) fn mail_link_views() -> Vec<(&'static str, MailLinkView)> {
    let view = |purpose| MailLinkView {
        purpose,
        name: "Anna Ek".into(),
        email: "anna@example.org".into(),
        browser: "Firefox".into(),
        system: "Windows".into(),
        address: "192.0.2.1".into(),
        same_browser: false,
    };
    vec![
        ("create_account", view(MailLinkPurpose::CreateAccount)),
        ("add_address", view(MailLinkPurpose::AddAddress)),
        ("reset_password", view(MailLinkPurpose::ResetPassword)),
        ("sign_in", view(MailLinkPurpose::SignIn)),
    ]
}

pub(super) fn mail_links() -> Vec<(&'static str, MailLink)> {
    let link = |password: Option<&str>| MailLink {
        token: "a-secret-out-of-a-mail".into(),
        password: password.map(str::to_owned),
    };
    vec![
        ("plain", link(None)),
        ("with_password", link(Some("en ko i en sko"))),
    ]
}

pub(super) fn client_details() -> ClientDetails {
    let ProfileForm {
        name,
        phone,
        street,
        postcode,
        town,
        country,
        born_on,
        about,
        language,
        ..
    } = profile_form();
    ClientDetails {
        person: ANNA,
        has_account: true,
        email: "anna@example.org".into(),
        email_proven: true,
        proven_by: vec![ProvenBy::Mail, ProvenBy::BankId],
        name,
        phone,
        street,
        postcode,
        town,
        country,
        born_on,
        about,
        language,
    }
}

pub(super) fn file_uploaded() -> FileUploaded {
    FileUploaded { file: picture() }
}

pub(super) fn file_to_be_scanned() -> FileUploaded {
    let file = FileView {
        scan: Some(FileScan::Waiting),
        ..picture()
    };
    FileUploaded { file }
}
