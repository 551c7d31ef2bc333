//! A room's task: takes what happens one after the other, stores what follows, then carries it out and tells it.
//!
//! Invariants: what is told has been stored; a room whose claim another node has taken stops at once. What can't be
//! stored just now is kept and stored with the next change, and nobody is told to wait for it: the call goes on while
//! the database is away.

mod keeping;
mod media;
mod telling;

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use jiff::Timestamp;
use signaling::{
    protocol::{
        ConversationId, LobbyState, MeetingEvent, MeetingId, MeetingReply, PersonId, SeatNo,
    },
    room::{Follows, Input, PersonRecord, Refusal, State},
    sfu::Said,
};
use tokio::sync::{mpsc, oneshot, watch};

use self::media::is_of_media;
pub(super) use self::telling::tell_summary;
use super::{
    quality::{Gathering, Live},
    rooms::{Answer, Ask, RoomSignal, Work},
    store::{self, StoredRoom},
};
use crate::{
    app::Ctx,
    conversations::{self, Party},
    error::{Error, Result, told, unavailable},
};

/// What the media engine has said and nobody has read yet; when full it is told again as it then is.
const MAX_SAID: usize = 1_024;
/// How often a room looks whether other nodes' sockets are alive, and stores what it could not.
const LOOK_EVERY: Duration = Duration::from_secs(3);

type Reply = oneshot::Sender<Result<Answer>>;

/// A room on this node.
struct Room {
    app: Ctx,
    id: MeetingId,
    state: State,
    title: String,
    /// Whose chat it came out of, by name.
    customer: Option<String>,
    made_at: Timestamp,
    conversation: ConversationId,
    chat: Option<ConversationId>,
    said: mpsc::Sender<Said>,
    /// Seats that the media engine knows: opened by their first verb, so that no offer overtakes the answer to `join`.
    opened: HashMap<SeatNo, PersonId>,
    /// Seats put aside before the media engine knew them.
    apart: Vec<SeatNo>,
    gathering: Gathering,
    live: Live,
    tried: HashMap<PersonId, Timestamp>,
    unsaved: BTreeMap<PersonId, PersonRecord>,
    unsaved_room: bool,
}

/// Why the task goes on or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Goes {
    On,
    Out,
}

/// Runs until the meeting ends, the node goes down or another node has the room.
pub(super) async fn run(
    app: Ctx,
    meeting: MeetingId,
    stored: StoredRoom,
    mut work: mpsc::Receiver<Work>,
) {
    let (said, mut heard) = mpsc::channel(MAX_SAID);
    let mut room = Room::new(app.clone(), meeting, stored, said);
    room.ask_to_rejoin();
    let mut lives = app.media.lives();
    let mut fell = false;
    let mut look = tokio::time::interval(LOOK_EVERY);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        let due = room.state.due();
        let goes = tokio::select! {
            work = work.recv() => match work {
                Some(work) => room.take(work).await,
                None => Goes::Out,
            },
            Some(said) = heard.recv() => room.hear(said).await,
            () = sleep_until(&app, due) => room.apply(Input::Tick).await.1,
            _ = look.tick() => room.look().await,
            // The media engine has forgotten every seat: the room begins anew, and all sit down again.
            () = is_forgotten(&mut lives) => {
                fell = true;
                room.give_back().await;
                Goes::Out
            }
            () = app.lifecycle.drain().cancelled() => {
                room.give_back().await;
                Goes::Out
            }
        };
        if goes == Goes::Out {
            break;
        }
    }
    app.rooms.forget(meeting);
    room.close();
    // Whoever asked while it ended looks for the room anew.
    drop(work);
    if fell {
        let moved = RoomSignal::Moved { meeting };
        app.hub.tell_rooms(moved.clone());
        app.hub.hear_rooms(moved);
    }
}

async fn is_forgotten(lives: &mut watch::Receiver<u32>) {
    if lives.changed().await.is_err() {
        // The engine has ended; readiness says so, and nothing comes of a new room.
        std::future::pending::<()>().await;
    }
}

async fn sleep_until(app: &Ctx, due: Option<Timestamp>) {
    match due {
        Some(due) => app.clock.sleep_until(due).await,
        None => std::future::pending().await,
    }
}

impl Room {
    fn new(app: Ctx, id: MeetingId, stored: StoredRoom, said: mpsc::Sender<Said>) -> Self {
        let now = app.clock.now();
        Self {
            live: Live::new(stored.room.epoch),
            state: State::restore(stored.room, stored.people, now),
            app,
            id,
            title: stored.info.title,
            customer: stored.info.customer,
            made_at: stored.info.at,
            conversation: stored.conversation,
            chat: stored.chat,
            said,
            opened: HashMap::new(),
            apart: Vec::new(),
            gathering: Gathering::default(),
            tried: HashMap::new(),
            unsaved: BTreeMap::new(),
            unsaved_room: false,
        }
    }

    /// Who sat when the room was last stored takes a new seat.
    fn ask_to_rejoin(&self) {
        for one in self.state.people() {
            if one.is_inside() {
                self.tell(one.record.person, MeetingEvent::Rejoin);
            }
        }
    }

    async fn take(&mut self, work: Work) -> Goes {
        let Work { ask, reply } = work;
        let input = match ask {
            Ask::Input(input) => *input,
            Ask::LogChanged => return self.take_log(reply).await,
        };
        match input {
            Input::Act {
                person,
                socket,
                verb,
            } if is_of_media(&verb) => {
                if let Some(socket) = socket
                    && self.apply(Input::Here { person, socket }).await.1 == Goes::Out
                {
                    send(reply, Err(unavailable()));
                    return Goes::Out;
                }
                self.media_verb(person, verb, reply);
                Goes::On
            }
            Input::Open { who, socket, link } => {
                let person = who.person;
                let (done, goes) = self.apply(Input::Open { who, socket, link }).await;
                send(reply, done.map(|_| self.view(person)));
                goes
            }
            input => {
                let person = match &input {
                    Input::Act { person, .. } => Some(*person),
                    _ => None,
                };
                let (done, goes) = self.apply(input).await;
                let done = done.map(|reply| Answer::Reply(Box::new(self.filled(person, reply))));
                send(reply, done);
                goes
            }
        }
    }

    /// Takes what happened; gives what the caller is told.
    async fn apply(&mut self, input: Input) -> (Result<MeetingReply>, Goes) {
        let (done, follows) = self.state.apply(self.app.clock.now(), input);
        let goes = self.follow(follows).await;
        let done = done.map_err(|Refusal { code, message }| told(code, message));
        match goes {
            Goes::On => (done, goes),
            // The meeting's end is an answer; a lost room is not.
            Goes::Out if self.state.is_over() => (done, goes),
            Goes::Out => (Err(unavailable()), goes),
        }
    }

    /// Stores, carries out, tells.
    async fn follow(&mut self, follows: Follows) -> Goes {
        for record in &follows.save {
            self.unsaved.insert(record.person, record.clone());
        }
        self.unsaved_room |= follows.save_room.is_some();
        let saved = self.save(follows.ended).await;
        match saved {
            Ok(true) => {}
            Ok(false) => return Goes::Out,
            Err(error) => {
                metrics::counter!("samtal_rooms_unsaved_total").increment(1);
                tracing::warn!(meeting.id = %self.id, error = %error, "a room could not be stored; it will be tried again");
            }
        }
        for media in follows.media {
            self.carry_out(media).await;
        }
        for (person, event) in follows.tell {
            self.tell(person, event);
        }
        if let Some(person) = follows.wants_thread {
            Box::pin(self.open_thread(person)).await;
        }
        if !follows.capacity.is_empty() {
            // An advisor in a call is offered nothing; out of it, they may be.
            self.app.hub.signal_line();
        }
        if follows.summary && follows.ended.is_none() {
            let summary = self.summary();
            tell_summary(&self.app, self.state.room().host, summary);
        }
        match follows.ended {
            Some(ending) => {
                self.finish(ending).await;
                Goes::Out
            }
            None => {
                self.tell_quality();
                Goes::On
            }
        }
    }

    /// Somebody waits who can't write with the host yet.
    async fn open_thread(&mut self, person: PersonId) {
        let host = self.state.room().host;
        if self.chat == Some(self.conversation) || person == host {
            return;
        }
        let thread = ConversationId(self.app.clock.uuid());
        let parties = [
            Party::customer(person),
            Party {
                person: host,
                role: signaling::protocol::Role::Advisor,
            },
        ];
        let made = async {
            let mut tx = self.app.db.begin().await?;
            let now = self.app.clock.now();
            conversations::create_meeting_log(&mut tx, thread, "", &parties, now).await?;
            tx.commit().await?;
            Ok::<_, Error>(())
        };
        match made.await {
            Ok(()) => {
                let input = Input::Thread { person, thread };
                let (_, follows) = self.state.apply(self.app.clock.now(), input);
                self.follow(follows).await;
            }
            Err(error) => {
                tracing::warn!(meeting.id = %self.id, error = %error, "who waits can't write with the host");
            }
        }
    }

    /// Those who have knocked and have no thread with the host.
    fn threadless(&self) -> Vec<PersonId> {
        let knocked = |state| matches!(state, LobbyState::Waiting | LobbyState::Called);
        let records = self.state.people().map(|one| &one.record);
        records
            .filter(|one| knocked(one.state) && !one.is_staff && one.thread.is_none())
            .map(|one| one.person)
            .collect()
    }

    async fn take_log(&mut self, reply: Reply) -> Goes {
        let read = async {
            let mut conn = self.app.db.acquire().await?;
            store::load_room(&mut conn, self.id).await
        };
        match read.await {
            Ok(stored) => {
                self.conversation = stored.conversation;
                // Who waits wrote with the host in the chat until now.
                for person in self.threadless() {
                    Box::pin(self.open_thread(person)).await;
                }
                let people: Vec<PersonId> =
                    self.state.people().map(|one| one.record.person).collect();
                for person in people {
                    let lobby = self.state.lobby_view(person);
                    self.tell(person, MeetingEvent::Lobby { lobby });
                }
                send(reply, Ok(Answer::Reply(Box::new(MeetingReply::Done))));
            }
            Err(error) => send(reply, Err(error)),
        }
        Goes::On
    }
}

fn send(reply: Reply, answer: Result<Answer>) {
    if reply.send(answer).is_err() {
        tracing::debug!("whoever asked a room has stopped waiting");
    }
}
