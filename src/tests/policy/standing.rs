//! Every verb of a meeting, by where its guest stands.

use signaling::{
    protocol::{MeetingDoor, MeetingId, MeetingReply, MeetingVerb, SeatNo},
    room::SocketId,
};

use super::{
    super::house::{House, Person},
    commands::{Answer, told},
    verbs::verb,
};
use crate::{error::Error, meetings};

use Answer::{Conflict as C, Done as O, Ended as E, Forbidden as F, Invalid as I};

/// Where a guest may stand: the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// Has opened the link.
    Checking,
    /// Has knocked.
    Waiting,
    /// Was let in.
    Called,
    /// Sits.
    InRoom,
    /// Was put aside.
    Held,
    /// Waited, and left.
    Left,
    /// Sat, and was taken out.
    Removed,
    /// Sat, and the meeting has ended.
    Ended,
}

const EVERYWHERE: [At; 8] = [
    At::Checking,
    At::Waiting,
    At::Called,
    At::InRoom,
    At::Held,
    At::Left,
    At::Removed,
    At::Ended,
];

/// The policy: checking, waiting, called, in the room, put aside, left, taken out, over. Media verbs name the seat that a
/// guest in the room has.
#[rustfmt::skip]
const POLICY: &[(&str, [Answer; 8])] = &[
    ("enter",           [O, O, O, O, O, O, F, E]),
    ("update",          [O, O, O, O, O, O, F, E]),
    // What is offered can't be read.
    ("try",             [I, I, I, I, I, I, F, E]),
    ("leave",           [O, O, O, O, O, O, O, E]),
    ("join",            [F, F, O, O, O, F, F, E]),
    ("pub_offer",       [C, C, C, I, I, C, C, E]),
    ("sub_answer",      [C, C, C, O, O, C, C, E]),
    ("candidate",       [C, C, C, O, O, C, C, E]),
    ("sub_restart",     [C, C, C, O, O, C, C, E]),
    ("mute",            [C, C, C, O, O, C, C, E]),
    ("want",            [C, C, C, O, O, C, C, E]),
    ("quality",         [C, C, C, O, O, C, C, E]),
    ("admit",           [F, F, F, F, F, F, F, E]),
    ("deny",            [F, F, F, F, F, F, F, E]),
    ("admit_all",       [F, F, F, F, F, F, F, E]),
    ("call_next",       [F, F, F, F, F, F, F, E]),
    ("hold",            [F, F, F, F, F, F, F, E]),
    ("unhold",          [F, F, F, F, F, F, F, E]),
    ("return_to_lobby", [F, F, F, F, F, F, F, E]),
    ("remove",          [F, F, F, F, F, F, F, E]),
    ("mute_person",     [F, F, F, F, F, F, F, E]),
    ("lock",            [F, F, F, F, F, F, F, E]),
    ("hand_over",       [F, F, F, F, F, F, F, E]),
    ("end",             [F, F, F, F, F, F, F, E]),
];

/// Where the host sits, and then the guest.
const SEAT: SeatNo = SeatNo(2);

#[test]
fn every_verb_has_a_row() {
    let rows: Vec<&str> = POLICY.iter().map(|(name, _)| *name).collect();
    assert_eq!(rows, MeetingVerb::NAMES);
}

#[tokio::test]
async fn every_verb_of_a_guest_is_answered_as_written_wherever_they_stand() {
    let house = House::new().await;
    let host = house.advisor("Maria").await;
    house.is_here().await;
    let mut wrong = Vec::new();
    for (column, at) in EVERYWHERE.into_iter().enumerate() {
        for (name, answers) in POLICY {
            let guest = house.customer("Anna").await;
            let meeting = stand(&house, &host, &guest, at).await;
            let verb = verb(name, SEAT, guest.id);
            let answer = match acts(&house, &guest, meeting, verb).await {
                Ok(_) => Some(O),
                Err(Error::Told(error)) => told(error.code),
                Err(Error::Ours(error)) => panic!("{name} {at:?}: {error:#}"),
            };
            let expected = answers[column];
            if answer != Some(expected) {
                wrong.push(format!("{name} {at:?}: {answer:?} and not {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n  {}\n", wrong.join("\n  "));
}

/// On a socket that nothing is heard on, one for each person and meeting.
async fn acts(
    house: &House,
    who: &Person,
    meeting: MeetingId,
    verb: MeetingVerb,
) -> crate::error::Result<MeetingReply> {
    let app = &house.server.app;
    let (a, b) = (meeting.0.as_u64_pair().1, who.id.0.as_u64_pair().1);
    let socket = SocketId {
        node: app.node,
        no: a ^ b,
    };
    meetings::act(app, &who.caller, Some(socket), meeting, verb).await
}

async fn stand(house: &House, host: &Person, guest: &Person, at: At) -> MeetingId {
    let app = &house.server.app;
    let started = meetings::start(app, &host.caller, None, "").await.unwrap();
    let meeting = started.info.id;
    let link = meetings::invite(app, &host.caller, meeting)
        .await
        .unwrap()
        .link;
    let join = || verb("join", SEAT, guest.id);
    let hosts = async |name: &str| {
        let verb = verb(name, SEAT, guest.id);
        acts(house, host, meeting, verb).await.unwrap();
    };
    let guests = async |verb: MeetingVerb| {
        acts(house, guest, meeting, verb).await.unwrap();
    };
    acts(house, host, meeting, join()).await.unwrap();
    let door = MeetingDoor::Link { link };
    meetings::open(app, &guest.caller, None, door)
        .await
        .unwrap();
    if at == At::Checking {
        return meeting;
    }
    guests(verb("enter", SEAT, guest.id)).await;
    match at {
        At::Checking | At::Waiting => return meeting,
        At::Left => {
            guests(verb("leave", SEAT, guest.id)).await;
            return meeting;
        }
        _ => {}
    }
    hosts("admit").await;
    if at == At::Called {
        return meeting;
    }
    guests(join()).await;
    match at {
        At::Held => hosts("hold").await,
        At::Removed => hosts("remove").await,
        At::Ended => hosts("end").await,
        _ => {}
    }
    meeting
}
