//! Which node has which room, and the way to it.
//!
//! Whoever asks first while no living node has a room takes it, which Postgres decides. A question for another node's
//! room goes there by the bus and comes back the same way; when that node dies its lease passes and the next question
//! moves the room.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use dashmap::DashMap;
use serde::{Deserialize, Serialize};
use signaling::{
    protocol::{
        LobbyView, MeetingId, MeetingReply, NodeId, PanelView, PersonId, QualityView, WireError,
    },
    room::{Input, SocketId, State},
};
use tokio::sync::{Mutex, mpsc, oneshot};

use super::{store, task};
use crate::{
    app::Ctx,
    error::{Error, Result, not_found, told, unavailable},
};

/// How long a room on another node has to answer: less than a command may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(6);
/// Questions waiting for one room; when full the next is answered `unavailable`.
const MAX_WAITING: usize = 512;
/// A room may move while it is asked.
const TRIES: usize = 3;
/// Meetings that one socket may look at: more is no person.
const MAX_OF_ONE_SOCKET: usize = 50;

/// Something for a room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    /// Something happened.
    Input(Box<Input>),
    /// The log in which those inside write has changed.
    LogChanged,
}

/// What a room answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// To a verb.
    Reply(Box<MeetingReply>),
    /// To an opening.
    View {
        /// One's own place.
        lobby: Box<LobbyView>,
        /// For the host.
        panel: Option<Box<PanelView>>,
        /// For the host.
        quality: Option<Box<QualityView>>,
    },
}

/// What nodes say to each other about rooms.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum RoomSignal {
    /// A question for a room of node `to`.
    Ask {
        /// Who has it.
        to: NodeId,
        /// Who asks.
        from: NodeId,
        /// The question's number there.
        id: u64,
        /// Which room.
        meeting: MeetingId,
        /// What.
        ask: Ask,
    },
    /// Its answer.
    Answer {
        /// Who asked.
        to: NodeId,
        /// The question's number.
        id: u64,
        /// The answer.
        answer: std::result::Result<Answer, WireError>,
    },
    /// A room began anew: nodes tell it which of their sockets look at it.
    Moved {
        /// Which.
        meeting: MeetingId,
    },
}

/// This node's rooms, and whose sockets look at any.
#[derive(Debug, Default)]
pub struct Rooms {
    here: DashMap<MeetingId, mpsc::Sender<Work>>,
    /// Held while a room is claimed, so that one node claims it once.
    claiming: Mutex<()>,
    sockets: DashMap<u64, Vec<(MeetingId, PersonId)>>,
    asked: DashMap<u64, oneshot::Sender<Result<Answer>>>,
    next: AtomicU64,
}

/// A question on its way into a room's task.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) ask: Ask,
    pub(super) reply: oneshot::Sender<Result<Answer>>,
}

impl Rooms {
    /// Rooms on this node.
    pub fn count(&self) -> usize {
        self.here.len()
    }

    pub(super) fn forget(&self, meeting: MeetingId) {
        self.here.remove(&meeting);
    }
}

/// Asks a room, wherever it is.
///
/// # Errors
/// What the room says; `unavailable` when it can't be reached.
pub(super) async fn ask(app: &Ctx, meeting: MeetingId, ask: Ask) -> Result<Answer> {
    remember_socket(app, meeting, &ask)?;
    for _ in 0..TRIES {
        if let Some(room) = app.rooms.here.get(&meeting).map(|room| room.clone()) {
            match ask_here(&room, &ask).await {
                Some(answer) => return answer,
                // It ended while we asked.
                None => app
                    .rooms
                    .here
                    .remove_if(&meeting, |_, here| here.is_closed()),
            };
            continue;
        }
        match claim(app, meeting).await? {
            store::Claim::Ours => {}
            store::Claim::Theirs(node) => return ask_there(app, node, meeting, ask).await,
            store::Claim::Ended => return ask_ended(app, meeting, ask).await,
        }
    }
    Err(unavailable())
}

/// None when the room is gone.
async fn ask_here(room: &mpsc::Sender<Work>, ask: &Ask) -> Option<Result<Answer>> {
    let (reply, answer) = oneshot::channel();
    let work = Work {
        ask: ask.clone(),
        reply,
    };
    match room.try_send(work) {
        Ok(()) => answer.await.ok(),
        Err(mpsc::error::TrySendError::Full(_)) => Some(Err(unavailable())),
        Err(mpsc::error::TrySendError::Closed(_)) => None,
    }
}

async fn claim(app: &Ctx, meeting: MeetingId) -> Result<store::Claim> {
    let _one_at_a_time = app.rooms.claiming.lock().await;
    if app.rooms.here.contains_key(&meeting) {
        return Ok(store::Claim::Ours);
    }
    if !app.lifecycle.is_accepting() {
        return Err(unavailable());
    }
    let mut tx = app.db.begin().await?;
    let claim = store::claim(&mut tx, meeting, app.node, app.clock.now()).await?;
    if claim == store::Claim::Ours {
        let stored = store::load_room(&mut tx, meeting).await?;
        tx.commit().await?;
        let (room, work) = mpsc::channel(MAX_WAITING);
        app.rooms.here.insert(meeting, room);
        let epoch = stored.room.epoch;
        let running = task::run(app.clone(), meeting, stored, work);
        app.lifecycle.spawn_connection(running);
        if epoch > 1 {
            let moved = RoomSignal::Moved { meeting };
            app.hub.tell_rooms(moved.clone());
            app.hub.hear_rooms(moved);
        }
    }
    Ok(claim)
}

async fn ask_there(app: &Ctx, node: NodeId, meeting: MeetingId, ask: Ask) -> Result<Answer> {
    let id = app.rooms.next.fetch_add(1, Ordering::Relaxed);
    let (reply, answer) = oneshot::channel();
    app.rooms.asked.insert(id, reply);
    app.hub.tell_rooms(RoomSignal::Ask {
        to: node,
        from: app.node,
        id,
        meeting,
        ask,
    });
    let answer = tokio::time::timeout(ANSWER_WITHIN, answer).await;
    app.rooms.asked.remove(&id);
    answer
        .map_err(|_| unavailable())?
        .map_err(|_| unavailable())?
}

/// A meeting that is over is looked at as it was left.
async fn ask_ended(app: &Ctx, meeting: MeetingId, ask: Ask) -> Result<Answer> {
    let Ask::Input(input) = ask else {
        return Ok(Answer::Reply(Box::new(MeetingReply::Done)));
    };
    let Input::Open { who, .. } = *input else {
        return Err(told(
            signaling::protocol::ErrorCode::Ended,
            "the meeting has ended",
        ));
    };
    let mut conn = app.db.acquire().await?;
    let stored = store::load_room(&mut conn, meeting).await?;
    let state = State::restore(stored.room, stored.people, app.clock.now());
    let mut lobby = state.lobby_view(who.person);
    let was_there = state.person(who.person).is_some();
    lobby.conversation = (lobby.is_host || was_there).then_some(stored.conversation);
    Ok(Answer::View {
        lobby: Box::new(lobby),
        panel: None,
        quality: None,
    })
}

fn remember_socket(app: &Ctx, meeting: MeetingId, ask: &Ask) -> Result<()> {
    let Ask::Input(input) = ask else {
        return Ok(());
    };
    let (person, socket) = match &**input {
        Input::Open {
            who,
            socket: Some(socket),
            ..
        } => (who.person, socket),
        Input::Act {
            person,
            socket: Some(socket),
            ..
        } => (*person, socket),
        _ => return Ok(()),
    };
    if socket.node != app.node {
        return Ok(());
    }
    let mut meetings = app.rooms.sockets.entry(socket.no).or_default();
    if meetings.contains(&(meeting, person)) {
        return Ok(());
    }
    if meetings.len() >= MAX_OF_ONE_SOCKET {
        return Err(told(
            signaling::protocol::ErrorCode::RateLimited,
            "too many meetings on one socket",
        ));
    }
    meetings.push((meeting, person));
    Ok(())
}

/// A socket of this node is gone.
pub(super) async fn socket_gone(app: &Ctx, socket: u64) {
    let Some((_, meetings)) = app.rooms.sockets.remove(&socket) else {
        return;
    };
    let socket = SocketId {
        node: app.node,
        no: socket,
    };
    for (meeting, _) in meetings {
        let input = Ask::Input(Box::new(Input::Gone { socket }));
        if let Err(error) = ask(app, meeting, input).await {
            // Its room begins anew without it.
            tracing::debug!(meeting.id = %meeting, error = %error, "a room was not told of a socket's end");
        }
    }
}

/// Runs until the server stops: answers other nodes' questions, passes their answers on.
pub async fn hear_other_nodes(app: Ctx, mut signals: mpsc::Receiver<RoomSignal>) {
    loop {
        let signal = tokio::select! {
            signal = signals.recv() => signal,
            () = app.lifecycle.stop().cancelled() => return,
        };
        match signal {
            None => return,
            Some(RoomSignal::Ask {
                to,
                from,
                id,
                meeting,
                ask,
            }) if to == app.node => {
                let answering = answer_there(app.clone(), from, id, meeting, ask);
                app.lifecycle.spawn_connection(answering);
            }
            Some(RoomSignal::Answer { to, id, answer }) if to == app.node => {
                if let Some((_, reply)) = app.rooms.asked.remove(&id)
                    && reply.send(answer.map_err(Error::Told)).is_err()
                {
                    tracing::debug!("whoever asked a room has stopped waiting");
                }
            }
            Some(RoomSignal::Moved { meeting }) => {
                app.lifecycle
                    .spawn_connection(say_who_is_here(app.clone(), meeting));
            }
            // For another node.
            Some(RoomSignal::Ask { .. } | RoomSignal::Answer { .. }) => {}
        }
    }
}

async fn answer_there(app: Ctx, from: NodeId, id: u64, meeting: MeetingId, ask: Ask) {
    let room = app.rooms.here.get(&meeting).map(|room| room.clone());
    let answer = match room {
        Some(room) => ask_here(&room, &ask)
            .await
            .unwrap_or_else(|| Err(unavailable())),
        // It moved meanwhile: whoever asks looks again.
        None => Err(unavailable()),
    };
    let answer = answer.map_err(|error| error.to_wire(app.clock.uuid()));
    app.hub.tell_rooms(RoomSignal::Answer {
        to: from,
        id,
        answer,
    });
}

async fn say_who_is_here(app: Ctx, meeting: MeetingId) {
    let looking: Vec<(u64, PersonId)> = app
        .rooms
        .sockets
        .iter()
        .flat_map(|socket| {
            let no = *socket.key();
            let own = socket.iter().filter(|(of, _)| *of == meeting);
            own.map(|(_, person)| (no, *person)).collect::<Vec<_>>()
        })
        .collect();
    for (no, person) in looking {
        let socket = SocketId { node: app.node, no };
        let input = Ask::Input(Box::new(Input::Here { person, socket }));
        if let Err(error) = ask(&app, meeting, input).await {
            tracing::debug!(meeting.id = %meeting, error = %error, "a room that began anew was not told who is here");
        }
    }
}

/// `not_found` for a meeting that isn't there.
pub(super) fn no_such_meeting() -> Error {
    not_found("meeting")
}
