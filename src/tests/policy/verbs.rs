//! Every verb of a meeting.
//!
//! The meeting was made by `involved`, who sits in it; `own` waits, by a link; nobody else has opened it.

use loadtest::{ApiError, Identity};
use signaling::{
    protocol::{
        Command, DeviceReport, Generation, MeetingDoor, MeetingId, MeetingVerb, PeerSide, PersonId,
        QualityCause, QualityDigest, SeatNo, TrackSource,
    },
    room::SocketId,
};

use super::{
    super::house::{House, Person},
    Cast, EVERYBODY,
    commands::{Answer, told},
};
use crate::meetings;

use Answer::{Conflict as C, Done as O, Forbidden as F, Invalid as I, Unauthenticated as U};

/// The policy. Answers are in the order of [`EVERYBODY`]: anonymous, own, other, uninvolved, involved, supervisor,
/// administrator.
#[rustfmt::skip]
const POLICY: &[(&str, [Answer; 7])] = &[
    ("enter",           [U, O, F, F, O, F, F]),
    ("update",          [U, O, F, F, O, F, F]),
    // What is offered can't be read.
    ("try",             [U, I, F, F, I, F, F]),
    ("leave",           [U, O, F, F, O, F, F]),
    // A call needs a socket.
    ("join",            [U, I, F, F, I, F, F]),
    // With the seat that `involved` has: who has another or none is told to join.
    ("pub_offer",       [U, C, F, F, I, F, F]),
    // What is answered late, or to nothing, is let pass.
    ("sub_answer",      [U, C, F, F, O, F, F]),
    ("candidate",       [U, C, F, F, O, F, F]),
    ("sub_restart",     [U, C, F, F, O, F, F]),
    ("mute",            [U, C, F, F, O, F, F]),
    ("want",            [U, C, F, F, O, F, F]),
    ("quality",         [U, C, F, F, O, F, F]),
    // The host's, about `own`.
    ("admit",           [U, F, F, F, O, F, F]),
    ("deny",            [U, F, F, F, O, F, F]),
    ("admit_all",       [U, F, F, F, O, F, F]),
    // Nobody who waits is connected: over HTTP one hears nothing.
    ("call_next",       [U, F, F, F, C, F, F]),
    // Who waits is not in the call.
    ("hold",            [U, F, F, F, C, F, F]),
    ("unhold",          [U, F, F, F, O, F, F]),
    ("return_to_lobby", [U, F, F, F, O, F, F]),
    ("remove",          [U, F, F, F, O, F, F]),
    ("mute_person",     [U, F, F, F, O, F, F]),
    ("lock",            [U, F, F, F, O, F, F]),
    // A guest never hosts.
    ("hand_over",       [U, F, F, F, F, F, F]),
    ("end",             [U, F, F, F, O, F, F]),
];

#[test]
fn every_verb_has_a_row() {
    let rows: Vec<&str> = POLICY.iter().map(|(name, _)| *name).collect();
    assert_eq!(rows, MeetingVerb::NAMES);
}

#[tokio::test]
async fn every_verb_is_answered_as_written() {
    let house = House::new().await;
    let cast = Cast::of(&house).await;
    house.is_here().await;
    let mut wrong = Vec::new();
    for (name, answers) in POLICY {
        for (caller, expected) in EVERYBODY.into_iter().zip(*answers) {
            let own = house.customer("Anna").await;
            let meeting = set(&house, &cast.involved, &own).await;
            let identity = cast
                .who(caller, &own)
                .map_or(Identity::Nobody, |who| who.identity());
            let act = verb(name, SeatNo(1), own.id);
            let command = Command::Meeting { meeting, act };
            let answer = match house.api.command(&identity, &command).await {
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

async fn set(house: &House, host: &Person, own: &Person) -> MeetingId {
    let app = &house.server.app;
    let started = meetings::start(app, &host.caller, None, "").await.unwrap();
    let meeting = started.info.id;
    let link = meetings::invite(app, &host.caller, meeting)
        .await
        .unwrap()
        .link;
    // No socket of a client's: one that nothing is heard on.
    let socket = Some(SocketId {
        node: app.node,
        no: meeting.0.as_u64_pair().1,
    });
    let join = MeetingVerb::Join {
        seat: None,
        take_over: true,
    };
    meetings::act(app, &host.caller, socket, meeting, join)
        .await
        .unwrap();
    let door = MeetingDoor::Link { link };
    meetings::open(app, &own.caller, None, door).await.unwrap();
    let enter = verb("enter", SeatNo(1), own.id);
    meetings::act(app, &own.caller, None, meeting, enter)
        .await
        .unwrap();
    meeting
}

pub(super) fn verb(name: &str, seat: SeatNo, person: PersonId) -> MeetingVerb {
    let (generation, sdp) = (Generation(1), "v=0\r\n".to_owned());
    match name {
        "enter" => MeetingVerb::Enter {
            name: "Anna".into(),
            device: DeviceReport::default(),
            consent: true,
        },
        "update" => MeetingVerb::Update {
            device: DeviceReport::default(),
        },
        "try" => MeetingVerb::Try { sdp },
        "leave" => MeetingVerb::Leave { hold: false },
        "join" => MeetingVerb::Join {
            seat: None,
            take_over: false,
        },
        "pub_offer" => MeetingVerb::PubOffer {
            seat,
            generation,
            sdp,
            tracks: Vec::new(),
        },
        "sub_answer" => MeetingVerb::SubAnswer {
            seat,
            generation,
            sdp,
        },
        "candidate" => MeetingVerb::Candidate {
            seat,
            side: PeerSide::Pub,
            generation,
            candidate: None,
        },
        "sub_restart" => MeetingVerb::SubRestart { seat, fresh: false },
        "mute" => MeetingVerb::Mute {
            seat,
            mid: "0".into(),
            muted: true,
        },
        "want" => MeetingVerb::Want {
            seat,
            wanted: Vec::new(),
        },
        "quality" => MeetingVerb::Quality {
            seat,
            digest: QualityDigest {
                loss_in_pct: 0.0,
                loss_out_pct: 0.0,
                round_trip_ms: 20,
                jitter_ms: 2,
                freezes: 0,
                frozen_ms: 0,
                concealed_pct: 0.0,
                cause: QualityCause::None,
            },
        },
        "admit" => MeetingVerb::Admit { person },
        "deny" => MeetingVerb::Deny { person },
        "admit_all" => MeetingVerb::AdmitAll,
        "call_next" => MeetingVerb::CallNext,
        "hold" => MeetingVerb::Hold { person },
        "unhold" => MeetingVerb::Unhold { person },
        "return_to_lobby" => MeetingVerb::ReturnToLobby { person },
        "remove" => MeetingVerb::Remove { person },
        "mute_person" => MeetingVerb::MutePerson {
            person,
            source: TrackSource::Microphone,
        },
        "lock" => MeetingVerb::Lock { locked: true },
        "hand_over" => MeetingVerb::HandOver { to: person },
        "end" => MeetingVerb::End,
        other => panic!("{other}: say what it looks like"),
    }
}
