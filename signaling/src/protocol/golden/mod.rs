//! Golden frames: what is on the wire, byte for byte, in `signaling/fixtures`. The web client replays the same files.
//!
//! A frame that changes its form breaks somebody who is already connected: look at the difference, and when it is
//! meant, run the tests with `UPDATE_GOLDEN=1` and commit the files. A variant without a frame fails.

mod case;
mod case_list;
mod case_view;
mod delivery_note;
mod joined;
mod meeting;
mod object;
mod samples;
mod things;

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde::{Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use super::*;

/// A list of a type's variants that doesn't compile when one is left out.
macro_rules! variants {
    ($type:ident { $($variant:ident),+ $(,)? }) => {
        Variants {
            all: &[$(stringify!($variant)),+],
            of: |value: &$type| match value {
                $($type::$variant { .. } => stringify!($variant)),+
            },
        }
    };
}

struct Variants<T> {
    all: &'static [&'static str],
    of: fn(&T) -> &'static str,
}

impl<T> Variants<T> {
    fn are_all_in<'a>(&self, samples: impl IntoIterator<Item = &'a T>)
    where
        T: 'a,
    {
        let shown: Vec<&str> = samples.into_iter().map(self.of).collect();
        let missing = self.all.iter().filter(|name| !shown.contains(name));
        let missing: Vec<_> = missing.collect();
        assert!(
            missing.is_empty(),
            "no golden frame shows {missing:?}: add it to samples.rs"
        );
    }
}

/// Checks `file` against the samples, and that what it says is read back as the same value.
fn replay<T>(file: &str, samples: &[(&'static str, T)])
where
    T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(file);
    let lines = samples.iter().map(|(name, value)| {
        let value = serde_json::to_string(value).expect("wire types can be written");
        format!("  {name:?}: {value}")
    });
    let written = format!("{{\n{}\n}}\n", lines.collect::<Vec<_>>().join(",\n"));
    if updates() {
        fs::write(&path, &written).expect("fixtures can be written");
    }
    let golden = fs::read_to_string(&path).expect("fixtures are committed");
    let frames: BTreeMap<String, Box<RawValue>> =
        serde_json::from_str(&golden).expect("fixtures are JSON");
    assert_eq!(
        frames.len(),
        samples.len(),
        "{file}: names are unique and none is left over"
    );
    for (name, value) in samples {
        let golden = frames
            .get(*name)
            .unwrap_or_else(|| panic!("{file} has no {name}"));
        let read: T = serde_json::from_str(golden.get())
            .unwrap_or_else(|error| panic!("{file}, {name}: {error}"));
        assert_eq!(&read, value, "{file}, {name}: is read as something else");
        let again = serde_json::to_string(&read).expect("wire types can be written");
        assert_eq!(again, golden.get(), "{file}, {name}: the wire has changed");
    }
    assert_eq!(
        golden, written,
        "{file}: run with UPDATE_GOLDEN=1 if this is meant"
    );
}

#[expect(
    clippy::disallowed_methods,
    reason = "a switch for who runs the tests, no setting of the server"
)]
fn updates() -> bool {
    std::env::var_os("UPDATE_GOLDEN").is_some()
}

#[test]
fn every_command_is_on_the_wire_as_it_was() {
    let frames = samples::client_frames();
    replay("client_frames.json", &frames);
    let shown: Vec<&str> = frames.iter().map(|(_, frame)| frame.cmd.name()).collect();
    for name in Command::NAMES {
        assert!(
            shown.contains(name),
            "no golden frame shows {name}: add it to samples.rs"
        );
    }
    for (name, frame) in &frames {
        let value = serde_json::to_value(frame).expect("wire types can be written");
        assert_eq!(
            value["cmd"]["type"],
            frame.cmd.name(),
            "{name}: `Command::name` and the wire"
        );
    }
    let acts = frames.iter().filter_map(|(name, frame)| match &frame.cmd {
        Command::Meeting { act, .. } => Some((name, act)),
        _ => None,
    });
    let acts: Vec<_> = acts.collect();
    for verb in MeetingVerb::NAMES {
        assert!(
            acts.iter().any(|(_, act)| act.name() == *verb),
            "no golden frame shows {verb}: add it to meeting.rs"
        );
    }
    for (name, act) in acts {
        let value = serde_json::to_value(act).expect("wire types can be written");
        assert_eq!(
            value["verb"],
            act.name(),
            "{name}: `MeetingVerb::name` and the wire"
        );
    }
}

#[test]
fn every_frame_of_the_server_is_on_the_wire_as_it_was() {
    let frames = samples::server_frames();
    replay("server_frames.json", &frames);
    variants!(ServerFrame {
        Reply,
        Event,
        Resync,
        Beat
    })
    .are_all_in(frames.iter().map(|(_, frame)| frame));
}

#[test]
fn every_reply_is_on_the_wire_as_it_was() {
    let replies = samples::replies();
    replay("replies.json", &replies);
    let all = variants!(Reply {
        Done,
        Hello,
        Sent,
        Conversation,
        Page,
        Mine,
        Desk,
        Queues,
        Staff,
        Wall,
        Entry,
        DeskEntry,
        Left,
        Conversations,
        Canned,
        Inbox,
        Explained,
        Settings,
        Meeting,
        Meetings,
        Invite,
        InMeeting,
        Quality,
        SignIn,
    });
    all.are_all_in(replies.iter().map(|(_, reply)| reply));
    let within = meeting::replies_within(&replies);
    variants!(MeetingReply {
        Done,
        Lobby,
        Joined,
        Answer,
        Farewell
    })
    .are_all_in(&within);
    let explained = replies.iter().filter_map(|(_, reply)| match reply {
        Reply::Explained(explained) => Some(explained),
        _ => None,
    });
    variants!(Reason {
        Joined,
        Ahead,
        LongestIdle,
        ByName,
        NobodyAtWork,
        AllDeclined,
        AllFull,
        ToColleague,
        ToQueue,
        AdvisorGone,
        CustomerWrote
    })
    .are_all_in(explained.flatten().flat_map(|step| &step.why));
}

#[test]
fn every_event_is_on_the_wire_as_it_was() {
    let events = samples::events();
    replay("events.json", &events);
    let all = variants!(Event {
        Message,
        Marks,
        Typing,
        Head,
        FileScanned,
        Entry,
        Conversation,
        Offer,
        OfferGone,
        DeskEntry,
        DeskEntryGone,
        QueueStatus,
        Advisor,
        AdvisorGone,
        InboxItem,
        Wall,
        SignIn,
        Meeting,
        MeetingSummary,
        Case,
        Unknown,
    });
    all.are_all_in(events.iter().map(|(_, event)| event));
    let happened = events.iter().filter_map(|(_, event)| match event {
        Event::Meeting { event, .. } => Some(&**event),
        _ => None,
    });
    variants!(MeetingEvent {
        Lobby,
        Room,
        Panel,
        Quality,
        SubOffer,
        PubRestart,
        Speakers,
        Dark,
        PleaseMute,
        Rejoin,
        Farewell
    })
    .are_all_in(happened);
    let messages: Vec<&Content> = events
        .iter()
        .filter_map(|(_, event)| match event {
            Event::Message { message } => Some(&message.content),
            _ => None,
        })
        .collect();
    variants!(Content {
        Text,
        File,
        Redacted,
        Edit,
        Redact,
        Notice
    })
    .are_all_in(messages.iter().copied());
    let notices = messages.iter().filter_map(|content| match content {
        Content::Notice { notice } => Some(notice),
        _ => None,
    });
    variants!(Notice {
        Queued,
        Joined,
        Left,
        Transferred,
        Requeued,
        MessageLeft,
        CallbackAsked,
        MeetingStarted,
        MeetingApart,
        MeetingEnded,
        Ended
    })
    .are_all_in(notices);
}

#[test]
fn every_error_is_on_the_wire_as_it_was() {
    let errors = samples::errors();
    replay("errors.json", &errors);
    let all = variants!(ErrorCode {
        Invalid,
        UnknownCommand,
        Unauthenticated,
        Forbidden,
        NotFound,
        Conflict,
        Ended,
        QueueClosed,
        QueueFull,
        TooLarge,
        RateLimited,
        Unavailable,
        Internal,
    });
    all.are_all_in(errors.iter().map(|(_, error)| &error.code));
}

#[test]
fn every_body_over_http_is_on_the_wire_as_it_was() {
    replay("new_visitor.json", &[("swedish", samples::new_visitor())]);
    replay(
        "visitor_created.json",
        &[("anna", samples::visitor_created())],
    );
    replay("sign_in.json", &[("bo", samples::sign_in())]);
    replay("sign_in_answer.json", &samples::sign_in_answers());
    replay("sign_in_view.json", &[("waiting", samples::sign_in_view())]);
    replay("account_view.json", &[("anna", samples::account_view())]);
    replay("mail_link_view.json", &samples::mail_link_views());
    replay("mail_link.json", &samples::mail_links());
    replay(
        "client_details.json",
        &[("anna", samples::client_details())],
    );
    replay("me.json", &[("bo", samples::me())]);
    replay(
        "file_uploaded.json",
        &[
            ("picture", samples::file_uploaded()),
            ("to_be_scanned", samples::file_to_be_scanned()),
        ],
    );
    replay("case_page.json", &case_list::pages());
    replay("case_views.json", &[("advisor", case_list::views())]);
    let forms = case_list::forms();
    replay("case_view_form.json", &forms);
    replay("case_view_order.json", &[("two", case_list::order())]);
    replay("case_columns.json", &[("three", case_list::columns())]);
    replay("claimable_cases.json", &[("two", joined::claimable())]);
    replay("case_claim.json", &[("one", joined::claim())]);
    replay("new_upload.json", &[("film", joined::new_upload())]);
    replay(
        "upload_view.json",
        &[
            ("under_way", joined::upload_under_way()),
            ("finished", joined::upload_finished()),
        ],
    );
    replay("delivery_note.json", &delivery_note::views());
    replay("new_delivery_note.json", &[("pump", delivery_note::new())]);
    replay(
        "delivery_note_change.json",
        &[("pump", delivery_note::change())],
    );
    replay("sign_delivery_note.json", &delivery_note::signings());
    replay("delivery_note_moments.json", &delivery_note::moments());
    replay("object_page.json", &object::pages());
    replay("object_change.json", &object::changes());
    replay("object_hint.json", &[("dishwasher", object::hint())]);
    let moments = case::moments();
    replay("case_moment.json", &moments);
    variants!(Happened {
        Opened,
        Status,
        Owner,
        Team,
        Urgent,
        Changed,
        Wrote,
        Thread,
        File,
        Linked,
        Unlinked,
        Merged,
        MergedInto,
        Warned,
        Missed,
        Checklist,
        Step,
        Signed,
        DeliveryNote,
        Claimed,
        CallbackAsked,
        CallbackWithdrawn,
        Called,
    })
    .are_all_in(moments.iter().map(|(_, moment)| &moment.what));
    replay("new_case.json", &case_view::new());
    replay("case_view.json", &case_view::views());
    variants!(FieldKind {
        Text,
        LongText,
        Number,
        Date,
        Choice,
        Tree,
        Phone,
        Postcode,
        Object,
        File,
        Fixed,
    })
    .are_all_in(case_view::form().fields.iter().map(|field| &field.kind));
    variants!(FormValue {
        Text,
        Number,
        Files,
        Place,
    })
    .are_all_in(case_view::values().0.values());
    replay("callback_view.json", &case::callbacks());
    replay("callback_form.json", &[("anna", case::callback_form())]);
    replay("call_made.json", &[("reached", case::call_made())]);
    replay("checklist_view.json", &[("papers", case::checklist())]);
    replay("checklist_template_view.json", &case::template_views());
    replay(
        "checklist_template_form.json",
        &[("work", case::template_form())],
    );
    replay("step_change.json", &case::step_changes());
    let reports = object::reports();
    replay("import_report.json", &reports);
    let faults = reports.iter().flat_map(|(_, report)| &report.faults);
    variants!(ImportFaultKind {
        NotText,
        MissingColumn,
        ColumnTwice,
        NoRows,
        TooManyRows,
        TooManyCells,
        UnclosedQuote,
        StrayQuote,
        Empty,
        TooLong,
        HiddenCharacter,
        BadNumber,
        NumberTwice,
    })
    .are_all_in(faults.map(|fault| &fault.fault));
}

#[test]
fn close_codes_are_the_same_on_both_sides() {
    #[derive(Debug, PartialEq, Serialize, serde::Deserialize)]
    struct Row {
        code: u16,
        come_back: bool,
    }
    let rows: Vec<(&'static str, Row)> = CloseCode::ALL
        .into_iter()
        .map(|code| {
            let all = variants!(CloseCode {
                GoingDown,
                TooSlow,
                Silent,
                Internal,
                RateLimited,
                Recalled,
                BadFrame,
                NotSignedIn,
                SessionEnded,
                WrongOrigin,
                Outdated,
            });
            assert_eq!(
                all.all.len(),
                CloseCode::ALL.len(),
                "`CloseCode::ALL` has them all"
            );
            (
                (all.of)(&code),
                Row {
                    code: code as u16,
                    come_back: code.come_back(),
                },
            )
        })
        .collect();
    replay("close_codes.json", &rows);
}

#[test]
fn an_event_of_a_newer_server_is_ignored() {
    let frame =
        r#"{"type":"event","topic":"queues","event":{"type":"from_the_future","anything":[1,{}]}}"#;
    let frame: ServerFrame = serde_json::from_str(frame).expect("unknown events can be read");
    assert_eq!(
        frame,
        ServerFrame::Event {
            topic: Topic::Queues,
            event: Event::Unknown
        }
    );
}

#[test]
fn an_unknown_command_is_answered_under_its_id() {
    let refused = |text: &str| match ClientFrame::parse(text) {
        Err(Unreadable::Command { id, error }) => (id, error.code),
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(
        refused(r#"{"id":7,"cmd":{"type":"fly"}}"#),
        (7, ErrorCode::UnknownCommand)
    );
    assert_eq!(
        refused(r#"{"id":7,"cmd":{"type":"set_state","state":"flying"}}"#),
        (7, ErrorCode::Invalid)
    );
    assert_eq!(refused(r#"{"id":7,"cmd":{}}"#), (7, ErrorCode::Invalid));
    assert_eq!(refused(r#"{"id":7,"cmd":"ping"}"#), (7, ErrorCode::Invalid));
    let deep = format!(
        r#"{{"id":7,"cmd":{{"type":"fly","x":{}{}}}}}"#,
        "[".repeat(20_000),
        "]".repeat(20_000)
    );
    assert_eq!(refused(&deep), (7, ErrorCode::UnknownCommand));
}

#[test]
fn what_has_no_id_is_no_frame() {
    for text in [
        "",
        "null",
        "[]",
        "{}",
        r#"{"id":7}"#,
        r#"{"cmd":{"type":"ping"}}"#,
        r#"{"id":-1,"cmd":{"type":"ping"}}"#,
    ] {
        assert_eq!(
            ClientFrame::parse(text),
            Err(Unreadable::NotAFrame),
            "{text}"
        );
    }
}

#[test]
fn a_mistake_is_not_explained_at_length() {
    let text = format!(r#"{{"id":1,"cmd":{{"type":"{}"}}}}"#, "å".repeat(20_000));
    let Err(Unreadable::Command { error, .. }) = ClientFrame::parse(&text) else {
        panic!("an unknown command is answered");
    };
    assert!(error.message.chars().count() <= 200);
}
