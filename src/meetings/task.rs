//! A room's task: takes what happens one after the other, stores what follows, then carries it out and tells it.
//!
//! Invariants: what is told has been stored; a room whose claim another node has taken stops at once. What can't be
//! stored just now is kept and stored with the next change, and nobody is told to wait for it: the call goes on while
//! the database is away.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use signaling::{
    protocol::{
        ConversationId, Event, LobbyState, LobbyView, MeetingEvent, MeetingId, MeetingReply,
        MeetingState, MeetingSummary, MeetingVerb, Notice, PeerSide, PersonId, SeatNo, Topic,
    },
    room::{Ending, Follows, Input, MediaDo, PersonRecord, Refusal, State},
    sfu::{Fault, Said, Seat},
};
use tokio::sync::{mpsc, oneshot, watch};

use super::{
    quality::Gathering,
    rooms::{Answer, Ask, RoomSignal, Work},
    store::{self, StoredRoom},
    turn::ice_server,
};
use crate::{
    app::Ctx,
    conversations::{self, Party},
    error::{Error, Result, rate_limited, told, unavailable},
};

/// What the media engine has said and nobody has read yet; when full it is told again as it then is.
const MAX_SAID: usize = 1_024;
/// How often a room looks whether other nodes' sockets are alive, and stores what it could not.
const LOOK_EVERY: Duration = Duration::from_secs(3);
/// One person tries the network once in this time.
const TRY_EVERY: SignedDuration = SignedDuration::from_secs(1);

type Reply = oneshot::Sender<Result<Answer>>;

/// A room on this node.
struct Room {
    app: Ctx,
    id: MeetingId,
    state: State,
    title: String,
    made_at: Timestamp,
    conversation: ConversationId,
    chat: Option<ConversationId>,
    said: mpsc::Sender<Said>,
    /// Seats that the media engine knows: opened by their first verb, so that no offer overtakes the answer to `join`.
    opened: HashMap<SeatNo, PersonId>,
    /// Seats put aside before the media engine knew them.
    apart: Vec<SeatNo>,
    gathering: Gathering,
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
            state: State::restore(stored.room, stored.people, now),
            app,
            id,
            title: stored.info.title,
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
            None => Goes::On,
        }
    }

    /// False when another node has taken the room.
    async fn save(&mut self, ended: Option<Ending>) -> Result<bool> {
        if self.unsaved.is_empty() && !self.unsaved_room && ended.is_none() {
            return Ok(true);
        }
        let now = self.app.clock.now();
        let mut tx = self.app.db.begin().await?;
        // Always: it is what tells whether the room is still ours.
        if !store::save_room(&mut tx, self.id, self.state.room()).await? {
            return Ok(false);
        }
        let people: Vec<&PersonRecord> = self.unsaved.values().collect();
        store::save_people(&mut tx, self.id, &people).await?;
        let mut out = Vec::new();
        for one in people {
            if !one.is_staff && !one.name.is_empty() {
                store::name_visitor(&mut tx, one.person, &one.name).await?;
            }
            if self.chat == Some(self.conversation) {
                // The chat's people are the chat's.
                continue;
            }
            match one.state {
                LobbyState::InRoom => {
                    let party = party(one);
                    conversations::add_participant(&mut tx, self.conversation, party, now).await?;
                }
                LobbyState::Held if one.person != self.state.room().host => {
                    let (log, person) = (self.conversation, one.person);
                    if conversations::put_aside(&mut tx, log, person, now).await? {
                        out.push(person);
                    }
                }
                LobbyState::Waiting | LobbyState::Called | LobbyState::Removed
                    if one.person != self.state.room().host =>
                {
                    let (log, person) = (self.conversation, one.person);
                    if conversations::end_participation(&mut tx, log, person, now).await? {
                        out.push(person);
                    }
                }
                _ => {}
            }
        }
        if let Some(ending) = ended
            && !store::end_room(&mut tx, self.id, self.state.room().epoch, ending).await?
        {
            return Ok(false);
        }
        tx.commit().await?;
        self.unsaved.clear();
        self.unsaved_room = false;
        for person in out {
            self.app.hub.expel(self.conversation, person);
        }
        Ok(true)
    }

    async fn carry_out(&mut self, media: MediaDo) {
        match media {
            // By its first verb.
            MediaDo::Sit { .. } => {}
            MediaDo::Rise { person, seat } => {
                self.apart.retain(|apart| *apart != seat);
                if self.opened.remove(&seat).is_some() {
                    self.app.media.rise(self.seat(person, seat));
                }
                if let Some(minute) = self.gathering.finish_one(person) {
                    self.keep_quality(&[minute]).await;
                }
            }
            MediaDo::SetApart {
                person,
                seat,
                apart,
            } => {
                self.apart.retain(|one| *one != seat);
                if apart {
                    self.apart.push(seat);
                }
                if self.opened.contains_key(&seat) {
                    self.app.media.set_apart(self.seat(person, seat), apart);
                }
            }
        }
    }

    fn seat(&self, person: PersonId, no: SeatNo) -> Seat {
        Seat {
            meeting: self.id,
            no,
            person,
        }
    }

    /// Opens the seat in the media engine unless it is.
    fn open_seat(&mut self, person: PersonId, no: SeatNo) -> Seat {
        let seat = self.seat(person, no);
        if self.opened.insert(no, person).is_none() {
            self.app.media.sit(seat, self.said.clone());
            if self.apart.contains(&no) {
                self.app.media.set_apart(seat, true);
            }
        }
        seat
    }

    fn media_verb(&mut self, person: PersonId, verb: MeetingVerb, reply: Reply) {
        if let MeetingVerb::Try { sdp } = verb {
            return self.try_network(person, sdp, reply);
        }
        if self.state.person(person).is_none() {
            return send(reply, Err(crate::error::forbidden()));
        }
        let Some(no) = verb.seat().filter(|no| self.state.sits(person, *no)) else {
            let message = "this seat is no longer yours: join again";
            return send(reply, Err(crate::error::conflict(message)));
        };
        let seat = self.open_seat(person, no);
        let media = self.app.media.clone();
        match verb {
            MeetingVerb::PubOffer {
                generation,
                sdp,
                tracks,
                ..
            } => {
                let answering = async move {
                    let sdp = media.publish(seat, generation, sdp, tracks).await;
                    let answer = sdp.map(|sdp| MeetingReply::Answer { generation, sdp });
                    send(reply, answered(answer));
                };
                self.app.lifecycle.spawn_connection(answering);
                return;
            }
            MeetingVerb::SubAnswer {
                generation, sdp, ..
            } => {
                let taking = async move {
                    let done = media.answered(seat, generation, sdp).await;
                    let done = match done {
                        // A newer offer is on its way: what is answered late is let pass.
                        Err(Fault::Stale) => Ok(()),
                        done => done,
                    };
                    send(reply, answered(done.map(|()| MeetingReply::Done)));
                };
                self.app.lifecycle.spawn_connection(taking);
                return;
            }
            MeetingVerb::SubRestart { fresh, .. } => media.restart(seat, fresh),
            MeetingVerb::Mute { mid, muted, .. } => media.mute(seat, mid, muted),
            MeetingVerb::Want { wanted, .. } => media.want(seat, wanted),
            MeetingVerb::Quality { digest, .. } => {
                let now = self.app.clock.now();
                if let Some(minute) = self.gathering.take(now, person, digest) {
                    let (app, id) = (self.app.clone(), self.id);
                    let keeping = async move { keep_quality(&app, id, &[minute]).await };
                    self.app.lifecycle.spawn_connection(keeping);
                }
            }
            // An ICE-lite server answers whoever asks: nothing is to be done with a client's candidates.
            _ => {}
        }
        send(reply, Ok(Answer::Reply(Box::new(MeetingReply::Done))));
    }

    fn try_network(&mut self, person: PersonId, sdp: String, reply: Reply) {
        let now = self.app.clock.now();
        let is_out = |state: LobbyState| state == LobbyState::Removed;
        if self
            .state
            .person(person)
            .is_none_or(|one| is_out(one.record.state))
        {
            return send(reply, Err(crate::error::forbidden()));
        }
        self.tried.retain(|_, at| now < *at + TRY_EVERY);
        if self.tried.insert(person, now).is_some() {
            return send(reply, Err(rate_limited(Duration::from_secs(1))));
        }
        let media = self.app.media.clone();
        let trying = async move {
            let sdp = media.attempt(sdp).await;
            let generation = signaling::protocol::Generation(1);
            let answer = sdp.map(|sdp| MeetingReply::Answer { generation, sdp });
            send(reply, answered(answer));
        };
        self.app.lifecycle.spawn_connection(trying);
    }

    async fn hear(&mut self, said: Said) -> Goes {
        match said {
            Said::Offer {
                seat,
                generation,
                sdp,
                lines,
                fresh,
            } => self.tell_seat(
                seat,
                MeetingEvent::SubOffer {
                    seat,
                    generation,
                    sdp,
                    lines,
                    fresh,
                },
            ),
            Said::Tracks { seat, tracks } => {
                return self.apply(Input::Tracks { seat, tracks }).await.1;
            }
            Said::Up { .. } => {}
            Said::Down { seat, side } => match (side, self.opened.get(&seat)) {
                (PeerSide::Pub, _) => self.tell_seat(seat, MeetingEvent::PubRestart { seat }),
                (PeerSide::Sub, Some(person)) => {
                    self.app.media.restart(self.seat(*person, seat), false);
                }
                (PeerSide::Sub, None) => {}
            },
            Said::Dark { seat, track, dark } => {
                self.tell_seat(seat, MeetingEvent::Dark { seat, track, dark });
            }
            Said::Speakers { people } => {
                for one in self.state.people().filter(|one| one.is_in_call()) {
                    let people = people.clone();
                    self.tell(one.record.person, MeetingEvent::Speakers { people });
                }
            }
        }
        Goes::On
    }

    fn tell_seat(&self, seat: SeatNo, event: MeetingEvent) {
        if let Some(person) = self.opened.get(&seat) {
            self.tell(*person, event);
        }
    }

    fn tell(&self, person: PersonId, mut event: MeetingEvent) {
        if let MeetingEvent::Lobby { lobby } = &mut event {
            self.fill(person, lobby);
        }
        let event = Event::Meeting {
            meeting: self.id,
            event: Box::new(event),
        };
        self.app.hub.publish(Topic::Person(person), event);
    }

    /// Where one writes, for who may.
    fn fill(&self, person: PersonId, lobby: &mut LobbyView) {
        let inside_once = self
            .state
            .person(person)
            .is_some_and(|one| one.record.inside_at.is_some());
        let belongs = match lobby.state {
            LobbyState::InRoom => true,
            LobbyState::Left => inside_once,
            LobbyState::Checking | LobbyState::Waiting | LobbyState::Called => false,
            LobbyState::Held | LobbyState::Removed => false,
        };
        // Whoever came out of the chat goes on in it.
        let of_chat = self.chat == Some(self.conversation);
        lobby.conversation = (belongs || lobby.is_host || of_chat).then_some(self.conversation);
    }

    fn filled(&self, person: Option<PersonId>, mut reply: MeetingReply) -> MeetingReply {
        match &mut reply {
            MeetingReply::Lobby { lobby } => {
                if let Some(person) = person {
                    self.fill(person, lobby);
                }
            }
            MeetingReply::Joined {
                seat, ice_servers, ..
            } => {
                let turn = self.app.config.media.turn.iter();
                let now = self.app.clock.now();
                *ice_servers = turn.map(|turn| ice_server(turn, now, *seat)).collect();
            }
            _ => {}
        }
        reply
    }

    fn view(&self, person: PersonId) -> Answer {
        let mut lobby = self.state.lobby_view(person);
        self.fill(person, &mut lobby);
        let panel = lobby
            .is_host
            .then(|| Box::new(self.state.panel_view(self.app.clock.now())));
        Answer::View {
            lobby: Box::new(lobby),
            panel,
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

    fn summary(&self) -> MeetingSummary {
        let waiting = self
            .state
            .people()
            .filter(|one| one.record.state == LobbyState::Waiting && one.absent_since.is_none());
        let since: Vec<Timestamp> = waiting.map(|one| one.record.since).collect();
        let host = self.state.person(self.state.room().host);
        let seated = self.state.people().filter(|one| one.seat.is_some());
        MeetingSummary {
            info: signaling::protocol::MeetingInfo {
                id: self.id,
                title: self.title.clone(),
                state: MeetingState::Open,
                at: self.made_at,
                conversation: Some(self.conversation),
            },
            host: host.map_or_else(String::new, |host| host.record.name.clone()),
            waiting: u16::try_from(since.len()).unwrap_or(u16::MAX),
            waiting_since: since.into_iter().min(),
            in_room: u16::try_from(seated.count()).unwrap_or(u16::MAX),
            chat_open: true,
            ended_at: None,
        }
    }

    /// Looks whether other nodes' sockets are alive, and stores what it could not.
    async fn look(&mut self) -> Goes {
        let nodes: Vec<_> = self.state.nodes().into_iter().collect();
        let others: Vec<_> = nodes
            .into_iter()
            .filter(|node| *node != self.app.node)
            .collect();
        let dead = match others.is_empty() {
            true => Vec::new(),
            false => {
                let read = async {
                    let mut conn = self.app.db.acquire().await?;
                    store::dead_nodes(&mut conn, &others, self.app.clock.now()).await
                };
                // A database that is away says nothing about nodes.
                read.await.unwrap_or_default()
            }
        };
        for node in dead {
            if self.apply(Input::NodeGone { node }).await.1 == Goes::Out {
                return Goes::Out;
            }
        }
        if self.unsaved.is_empty() && !self.unsaved_room {
            return Goes::On;
        }
        self.apply(Input::Tick).await.1
    }

    /// Another node may go on at once.
    async fn give_back(&mut self) {
        let given = async {
            if !self.save(None).await? {
                return Ok(());
            }
            let mut conn = self.app.db.acquire().await?;
            store::give_back(&mut conn, self.id, self.state.room().epoch).await
        };
        if let Err(error) = given.await {
            tracing::warn!(meeting.id = %self.id, error = %error, "a room was not given back; it moves when this node's lease passes");
        }
    }

    /// The meeting is over: its logs say so, lists too.
    async fn finish(&mut self, ending: Ending) {
        let minutes = self.gathering.finish();
        self.keep_quality(&minutes).await;
        let lasted = ending
            .started_at
            .map(|at| ending.ended_at.duration_since(at).as_secs());
        let told = async {
            let mut tx = self.app.db.begin().await?;
            let mut messages = Vec::new();
            if let Some(lasted_s) = lasted {
                let mut logs = vec![self.conversation];
                logs.extend(self.chat.filter(|chat| *chat != self.conversation));
                for log in logs {
                    let notice = Notice::MeetingEnded {
                        meeting: self.id,
                        lasted_s,
                    };
                    let row = conversations::append_notice(&mut tx, &self.app, log, notice).await?;
                    messages.push((log, row));
                }
            }
            let summary = store::load_summary(&mut tx, self.id, self.app.clock.now()).await?;
            tx.commit().await?;
            Ok::<_, Error>((messages, summary))
        };
        match told.await {
            Ok((messages, summary)) => {
                for (log, message) in messages {
                    self.app.hub.publish_message(log, message);
                }
                tell_summary(&self.app, self.state.room().host, summary);
            }
            Err(error) => {
                tracing::warn!(meeting.id = %self.id, error = %error, "a meeting's end was not written in its log");
            }
        }
    }

    async fn keep_quality(&self, minutes: &[(PersonId, signaling::protocol::QualityMinute)]) {
        keep_quality(&self.app, self.id, minutes).await;
    }

    fn close(&mut self) {
        for (no, person) in std::mem::take(&mut self.opened) {
            self.app.media.rise(self.seat(person, no));
        }
    }
}

async fn keep_quality(
    app: &Ctx,
    meeting: MeetingId,
    minutes: &[(PersonId, signaling::protocol::QualityMinute)],
) {
    if let Err(error) = store::save_quality(&app.db, meeting, minutes).await {
        tracing::warn!(meeting.id = %meeting, error = %error, "how a minute went was not kept");
    }
}

/// Tells a host's desk of a meeting.
pub(super) fn tell_summary(app: &Ctx, host: PersonId, summary: MeetingSummary) {
    let event = Event::MeetingSummary {
        summary: Box::new(summary),
    };
    app.hub.publish(Topic::Person(host), event);
}

fn is_of_media(verb: &MeetingVerb) -> bool {
    verb.seat().is_some() || matches!(verb, MeetingVerb::Try { .. })
}

fn party(one: &PersonRecord) -> Party {
    Party {
        person: one.person,
        role: match one.is_staff {
            true => signaling::protocol::Role::Advisor,
            false => signaling::protocol::Role::Customer,
        },
    }
}

fn answered(answer: std::result::Result<MeetingReply, Fault>) -> Result<Answer> {
    match answer {
        Ok(reply) => Ok(Answer::Reply(Box::new(reply))),
        Err(fault) => Err(refusal(fault)),
    }
}

fn refusal(fault: Fault) -> Error {
    use signaling::protocol::ErrorCode;
    let code = match fault {
        Fault::Stale | Fault::NotThere => ErrorCode::Conflict,
        Fault::TooLarge | Fault::TooManyLines => ErrorCode::TooLarge,
        Fault::Busy | Fault::Stopped => return unavailable(),
        _ => ErrorCode::Invalid,
    };
    told(code, fault.to_string())
}

fn send(reply: Reply, answer: Result<Answer>) {
    if reply.send(answer).is_err() {
        tracing::debug!("whoever asked a room has stopped waiting");
    }
}
