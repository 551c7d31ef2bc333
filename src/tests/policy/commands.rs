//! Every command, over HTTP, and every topic, over a socket.

use loadtest::{ApiError, Identity};
use signaling::protocol::{
    AdvisorState, ClientInfo, Command, ConversationId, EntryId, ErrorCode, FileId, JoinForm,
    LeftMessageForm, LeftMessageId, MeetingDoor, MeetingId, MeetingVerb, PersonId, QueueSettings,
    Resume, Topic, TransferTarget,
};

use super::{
    super::house::{House, Visit, new_client_id, ok, refused, text},
    Cast, EVERYBODY,
};
use crate::{meetings, queues};

use Answer::{
    Conflict as C, Done as O, Forbidden as F, Invalid as I, NotFound as N, Unauthenticated as U,
};

/// What a caller is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Done,
    Unauthenticated,
    Forbidden,
    NotFound,
    Invalid,
    Conflict,
    Ended,
}

/// Where the customer's visit stands when the command is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scene {
    /// Asked about.
    Offered,
    /// Talking.
    Active,
    /// Put aside.
    Parked,
    /// Over.
    Ended,
    /// A message was left instead.
    Left,
    /// Talking, and in a meeting that came out of it, with a link besides.
    Met,
}

/// The policy. Answers are in the order of [`EVERYBODY`]: anonymous, own, other, uninvolved, involved, supervisor,
/// administrator.
#[rustfmt::skip]
const POLICY: &[(&str, Scene, [Answer; 7])] = &[
    // They belong to a socket.
    ("hello",             Scene::Active,  [U, I, I, I, I, I, I]),
    ("ping",              Scene::Active,  [U, I, I, I, I, I, I]),
    ("subscribe",         Scene::Active,  [U, I, I, I, I, I, I]),
    ("unsubscribe",       Scene::Active,  [U, I, I, I, I, I, I]),
    // Supervisors and administrators look in, and are written down.
    ("open",              Scene::Active,  [U, O, N, N, O, O, O]),
    ("fetch",             Scene::Active,  [U, O, N, N, O, O, O]),
    // Who takes no part can't write; a supervisor joins first. Of a stranger's a customer is not told that it is there.
    ("send",              Scene::Active,  [U, O, N, F, O, F, F]),
    // The file is the customer's.
    ("send_file",         Scene::Active,  [U, O, N, N, N, F, F]),
    // So is the text.
    ("edit",              Scene::Active,  [U, O, N, N, F, F, F]),
    ("redact",            Scene::Active,  [U, O, N, N, F, F, F]),
    // Marks of who takes no part move nothing, and are not worth a question to the database.
    ("mark",              Scene::Active,  [U, O, O, O, O, O, O]),
    ("typing",            Scene::Active,  [U, O, N, N, O, F, F]),
    // Only customers stand in line. Who stands there already is told where.
    ("join",              Scene::Active,  [U, O, O, F, F, F, F]),
    ("leave",             Scene::Active,  [U, O, N, N, N, N, N]),
    ("leave_message",     Scene::Active,  [U, O, O, F, F, F, F]),
    ("rate",              Scene::Ended,   [U, O, N, N, N, N, N]),
    ("mail_transcript",   Scene::Ended,   [U, O, N, N, O, O, O]),
    ("set_state",         Scene::Active,  [U, F, F, O, O, O, O]),
    // An offer is to one.
    ("accept",            Scene::Offered, [U, F, F, C, O, C, C]),
    ("decline",           Scene::Offered, [U, F, F, C, O, C, C]),
    ("park",              Scene::Active,  [U, F, F, N, O, O, O]),
    ("unpark",            Scene::Parked,  [U, F, F, N, O, O, O]),
    ("transfer",          Scene::Active,  [U, F, F, N, O, O, O]),
    ("end",               Scene::Active,  [U, O, N, N, O, O, O]),
    ("history",           Scene::Active,  [U, F, F, F, O, O, O]),
    ("canned",            Scene::Active,  [U, F, F, O, O, O, O]),
    // Left messages are theirs who serve the queue; who serves another has an inbox too, with nothing of this in it.
    ("inbox",             Scene::Left,    [U, F, F, O, O, O, O]),
    ("take_left",         Scene::Left,    [U, F, F, N, O, O, O]),
    ("close_left",        Scene::Left,    [U, F, F, N, O, O, O]),
    ("join_conversation", Scene::Active,  [U, F, F, F, F, O, O]),
    // Who has it already is told so again.
    ("take_over",         Scene::Active,  [U, F, F, F, O, O, O]),
    ("explain",           Scene::Active,  [U, F, F, N, O, O, O]),
    ("settings",          Scene::Active,  [U, F, F, F, F, O, O]),
    ("set_queue",         Scene::Active,  [U, F, F, F, F, O, O]),
    // A meeting comes out of a chat that one takes part in, and is its host's.
    ("start_meeting",     Scene::Active,  [U, F, F, N, O, F, F]),
    ("open_meeting",      Scene::Met,     [U, O, N, N, O, N, N]),
    ("meetings",          Scene::Met,     [U, F, F, O, O, O, O]),
    ("invite_to_meeting", Scene::Met,     [U, N, N, N, O, N, N]),
    ("revoke_invite",     Scene::Met,     [U, N, N, N, O, N, N]),
    // Each verb has a row of its own in `verbs`.
    ("meeting",           Scene::Met,     [U, F, F, F, O, F, F]),
    ("meeting_quality",   Scene::Met,     [U, N, N, N, O, O, O]),
    // It goes on: its chat can't be closed yet.
    ("set_meeting_chat",  Scene::Met,     [U, N, N, N, C, N, N]),
];

/// What may be listened to. A conversation is opened and not subscribed to; `person` is the customer's own.
#[rustfmt::skip]
const TOPICS: &[(&str, [Answer; 7])] = &[
    ("queues",       [U, O, O, O, O, O, O]),
    ("person",       [U, O, F, F, F, F, F]),
    ("staff",        [U, F, F, O, O, O, O]),
    ("wall",         [U, F, F, F, F, O, O]),
    ("conversation", [U, I, I, I, I, I, I]),
    // The customer's own: who else asks can't tell that there is one.
    ("sign_in",      [U, O, N, N, N, N, N]),
    // Of a team that the involved advisor serves and the other does not.
    ("case",         [U, O, N, N, O, O, O]),
    ("cases",        [U, F, F, O, O, O, O]),
];

/// What a command is about.
struct Things {
    visit: Visit,
    customer: PersonId,
    said: i64,
    file: FileId,
    left: LeftMessageId,
    settings: QueueSettings,
    meeting: MeetingId,
    link: String,
    house: signaling::protocol::QueueId,
}

#[test]
fn every_command_has_a_row() {
    let rows: Vec<&str> = POLICY.iter().map(|(name, ..)| *name).collect();
    for name in Command::NAMES {
        assert!(rows.contains(name), "{name}: write down who may");
    }
    assert_eq!(
        rows.len(),
        Command::NAMES.len(),
        "a row for a command that is gone"
    );
}

#[tokio::test]
async fn every_command_is_answered_as_written() {
    let house = House::new().await;
    let cast = Cast::of(&house).await;
    let mut wrong = Vec::new();
    for (name, scene, answers) in POLICY {
        for (caller, expected) in EVERYBODY.into_iter().zip(*answers) {
            let own = house.customer("Anna").await;
            let things = set(&house, &cast, &own, *scene).await;
            let identity = cast
                .who(caller, &own)
                .map_or(Identity::Nobody, |who| who.identity());
            let answer = match house.api.command(&identity, &command(name, &things)).await {
                Ok(_) => Some(O),
                Err(ApiError::Refused { error, .. }) => told(error.code),
                Err(other) => panic!("{name} as {caller:?}: {other}"),
            };
            if answer != Some(expected) {
                wrong.push(format!(
                    "{name} as {caller:?}: {answer:?} and not {expected:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n  {}\n", wrong.join("\n  "));
}

#[tokio::test]
async fn every_topic_is_heard_as_written() {
    let house = House::new().await;
    let cast = Cast::of(&house).await;
    let own = house.customer("Anna").await;
    let visit = house.talking(&own, &cast.involved).await;
    let mut wrong = Vec::new();
    for (name, answers) in TOPICS {
        let topic = match *name {
            "queues" => Topic::Queues,
            "person" => Topic::Person(own.id),
            "staff" => Topic::Staff,
            "wall" => Topic::Wall,
            "conversation" => Topic::Conversation(visit.conversation),
            "sign_in" => Topic::SignIn(house.signing_in(&own).await),
            "case" => Topic::Case(house.case_of(&own).await),
            "cases" => Topic::Cases,
            other => panic!("{other} is no topic"),
        };
        // Exhaustive: a new topic needs a row.
        match topic {
            Topic::Conversation(_)
            | Topic::Person(_)
            | Topic::Queues
            | Topic::Staff
            | Topic::Wall
            | Topic::SignIn(_)
            | Topic::Case(_)
            | Topic::Cases => {}
        }
        for (caller, expected) in EVERYBODY.into_iter().zip(*answers) {
            let Some(who) = cast.who(caller, &own) else {
                continue;
            };
            let mut socket = house.signed_in(who).await;
            socket
                .command(2, Command::Subscribe { topic })
                .await
                .unwrap();
            let answer = match expected {
                Answer::Done => {
                    ok(&mut socket, 2).await;
                    Some(O)
                }
                _ => told(refused(&mut socket, 2).await.code),
            };
            if answer != Some(expected) {
                wrong.push(format!(
                    "{name} as {caller:?}: {answer:?} and not {expected:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n  {}\n", wrong.join("\n  "));
}

/// Nobody else's words are reached through the staff's own log either.
#[tokio::test]
async fn an_internal_log_is_the_staffs_alone() {
    let house = House::new().await;
    let cast = Cast::of(&house).await;
    let own = house.customer("Anna").await;
    let visit = house.talking(&own, &cast.involved).await;
    let internal: uuid::Uuid =
        sqlx::query_scalar("select id from conversations where parent_id = $1")
            .bind(visit.conversation.0)
            .fetch_one(&house.db)
            .await
            .unwrap();
    let internal = ConversationId(internal);
    let answers = [U, N, N, N, O, O, O];
    for (caller, expected) in EVERYBODY.into_iter().zip(answers) {
        let identity = cast
            .who(caller, &own)
            .map_or(Identity::Nobody, |who| who.identity());
        for command in [
            Command::Open {
                from: Resume {
                    conversation: internal,
                    after: 0,
                },
            },
            Command::Fetch {
                conversation: internal,
                after: 0,
                limit: 10,
            },
            Command::Typing {
                conversation: internal,
            },
        ] {
            let answer = match house.api.command(&identity, &command).await {
                Ok(_) => Some(O),
                Err(ApiError::Refused { error, .. }) => told(error.code),
                Err(other) => panic!("{caller:?}: {other}"),
            };
            assert_eq!(answer, Some(expected), "{} as {caller:?}", command.name());
        }
    }
}

async fn set(house: &House, cast: &Cast, own: &super::Person, scene: Scene) -> Things {
    let app = &house.server.app;
    let advisor = &cast.involved;
    let nothing = LeftMessageId(uuid::Uuid::nil());
    let (visit, left) = match scene {
        Scene::Offered => (house.offered(own, advisor).await, nothing),
        Scene::Active | Scene::Parked | Scene::Ended | Scene::Met => {
            (house.talking(own, advisor).await, nothing)
        }
        Scene::Left => {
            let left = house.left(own).await;
            let nowhere = Visit {
                entry: EntryId(uuid::Uuid::nil()),
                conversation: ConversationId(uuid::Uuid::nil()),
            };
            (nowhere, left)
        }
    };
    let (mut said, mut file) = (0, FileId(uuid::Uuid::nil()));
    if scene == Scene::Active {
        said = house.says(own, visit.conversation, "Hej").await;
        file = house.uploads(own, visit.conversation).await;
    }
    if scene == Scene::Parked {
        queues::park(app, &advisor.caller, visit.entry)
            .await
            .unwrap();
    }
    if scene == Scene::Ended {
        queues::end(app, &advisor.caller, visit.entry)
            .await
            .unwrap();
    }
    let (mut meeting, mut link) = (MeetingId(uuid::Uuid::nil()), String::new());
    if scene == Scene::Met {
        let started = meetings::start(app, &advisor.caller, Some(visit.conversation), "");
        meeting = started.await.unwrap().info.id;
        let invite = meetings::invite(app, &advisor.caller, meeting);
        link = invite.await.unwrap().link;
    }
    let settings = queues::settings(app, &cast.administrator.caller)
        .await
        .unwrap()
        .remove(0);
    Things {
        visit,
        customer: own.id,
        said,
        file,
        left,
        settings,
        meeting,
        link,
        house: house.queue,
    }
}

fn command(name: &str, things: &Things) -> Command {
    let Visit {
        entry,
        conversation,
    } = things.visit;
    let client_id = new_client_id();
    match name {
        "hello" => Command::Hello {
            token: None,
            client: ClientInfo {
                name: "test".into(),
                version: "1".into(),
            },
        },
        "ping" => Command::Ping,
        "subscribe" => Command::Subscribe {
            topic: Topic::Queues,
        },
        "unsubscribe" => Command::Unsubscribe {
            topic: Topic::Queues,
        },
        "open" => Command::Open {
            from: Resume {
                conversation,
                after: 0,
            },
        },
        "fetch" => Command::Fetch {
            conversation,
            after: 0,
            limit: 10,
        },
        "send" => Command::Send {
            conversation,
            client_id,
            text: text("Hej igen"),
        },
        "send_file" => Command::SendFile {
            conversation,
            client_id,
            file: things.file,
        },
        "edit" => Command::Edit {
            conversation,
            client_id,
            target: things.said,
            text: text("Rättat"),
        },
        "redact" => Command::Redact {
            conversation,
            client_id,
            target: things.said,
        },
        "mark" => Command::Mark {
            conversation,
            delivered: 1,
            read: 1,
        },
        "typing" => Command::Typing { conversation },
        "join" => Command::Join {
            form: JoinForm {
                queue: things.house,
                name: String::new(),
                subject: String::new(),
                language: "sv".into(),
            },
        },
        "leave" => Command::Leave { entry },
        "leave_message" => Command::LeaveMessage {
            form: LeftMessageForm {
                queue: things.house,
                client_id,
                name: String::new(),
                email: String::new(),
                phone: "070-174 06 05".into(),
                text: text("Ring mig."),
                language: "sv".into(),
                callback: None,
            },
        },
        "rate" => Command::Rate {
            conversation,
            score: 5,
            comment: String::new(),
        },
        "mail_transcript" => Command::MailTranscript {
            conversation,
            to: "anna@example.org".into(),
        },
        "set_state" => Command::SetState {
            state: AdvisorState::Away,
        },
        "accept" => Command::Accept { entry },
        "decline" => Command::Decline { entry },
        "park" => Command::Park { entry },
        "unpark" => Command::Unpark { entry },
        "transfer" => Command::Transfer {
            entry,
            to: TransferTarget::Queue {
                queue: things.house,
            },
            note: "Tar du över?".into(),
        },
        "end" => Command::End { entry },
        "history" => Command::History {
            person: things.customer,
        },
        "canned" => Command::Canned,
        "inbox" => Command::Inbox,
        "take_left" => Command::TakeLeft { left: things.left },
        "close_left" => Command::CloseLeft { left: things.left },
        "join_conversation" => Command::JoinConversation { conversation },
        "take_over" => Command::TakeOver { entry },
        "explain" => Command::Explain { entry },
        "settings" => Command::Settings,
        "set_queue" => Command::SetQueue {
            settings: things.settings.clone(),
        },
        "start_meeting" => Command::StartMeeting {
            conversation: Some(conversation),
            title: String::new(),
        },
        "open_meeting" => Command::OpenMeeting {
            door: MeetingDoor::Meeting {
                meeting: things.meeting,
            },
        },
        "meetings" => Command::Meetings,
        "invite_to_meeting" => Command::InviteToMeeting {
            meeting: things.meeting,
        },
        "revoke_invite" => Command::RevokeInvite {
            meeting: things.meeting,
            link: things.link.clone(),
        },
        "meeting" => Command::Meeting {
            meeting: things.meeting,
            act: MeetingVerb::Lock { locked: true },
        },
        "meeting_quality" => Command::MeetingQuality {
            meeting: things.meeting,
        },
        "set_meeting_chat" => Command::SetMeetingChat {
            meeting: things.meeting,
            open: false,
        },
        other => panic!("{other}: say what it looks like"),
    }
}

pub(super) fn told(code: ErrorCode) -> Option<Answer> {
    match code {
        ErrorCode::Unauthenticated => Some(U),
        ErrorCode::Forbidden => Some(F),
        ErrorCode::NotFound => Some(N),
        ErrorCode::Invalid => Some(I),
        ErrorCode::Conflict => Some(C),
        ErrorCode::Ended => Some(Answer::Ended),
        _ => None,
    }
}
