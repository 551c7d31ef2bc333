//! A caller's way through a meeting: the waiting room, the seat, the two connections, and out again.

use std::{
    net::{Ipv4Addr, SocketAddr},
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::Duration,
};

use signaling::protocol::{
    Command, DeviceReport, DeviceState, Event, Generation, LobbyState, MeetingDoor, MeetingEvent,
    MeetingId, MeetingReply, MeetingVerb, MeetingView, Reply, SeatNo, SubLine, Topic, TrackOffer,
    TrackSource, Wanted, WireError,
};
use tokio::{
    sync::{Mutex, OnceCell},
    time::interval,
};
use tokio_util::task::{AbortOnDropHandle, TaskTracker};

use super::{
    mark::now,
    peer::{PeerError, Publisher, Viewer},
    recording::{PICTURE_EVERY, Recording, SOUND_EVERY},
    sdp,
    tap::Heard,
};
use crate::{
    client::{Client, Waited},
    proxy::{Impairment, Proxy, ProxyError},
};

/// How often is looked whether a picture needs a keyframe: browsers ask a few times a second.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The server said no.
    #[error("{doing}: {error}")]
    Refused {
        /// What was asked.
        doing: &'static str,
        /// What it says.
        error: WireError,
    },
    /// Nobody came, nothing happened.
    #[error(transparent)]
    Waited(#[from] Waited),
    /// A connection doesn't work.
    #[error(transparent)]
    Peer(#[from] PeerError),
    /// The proxy doesn't work.
    #[error(transparent)]
    Proxy(#[from] ProxyError),
    /// Not the answer to this.
    #[error("not the answer to this: {0}")]
    Strange(String),
}

fn refused(doing: &'static str) -> impl FnOnce(WireError) -> CallError {
    move |error| CallError::Refused { doing, error }
}

/// How media go to the server. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub enum Path {
    /// To where it says that it is.
    #[default]
    Direct,
    /// By a bad network, begun when the server has told its address.
    Through(Arc<Detour>),
}

/// A bad network on the way to a server that isn't known yet.
#[derive(Debug)]
pub struct Detour {
    seed: u64,
    impairment: Impairment,
    proxy: OnceCell<Proxy>,
}

impl Path {
    /// By a network as bad as said, both ways.
    pub fn through(impairment: Impairment, seed: u64) -> Self {
        Self::Through(Arc::new(Detour {
            seed,
            impairment,
            proxy: OnceCell::new(),
        }))
    }

    /// The proxy, once somebody has gone through it.
    pub fn proxy(&self) -> Option<&Proxy> {
        match self {
            Self::Direct => None,
            Self::Through(detour) => detour.proxy.get(),
        }
    }

    /// The server's description as this path makes it.
    async fn bend(&self, sdp: String) -> Result<String, CallError> {
        let Self::Through(detour) = self else {
            return Ok(sdp);
        };
        let Some(to) = sdp::candidate(&sdp) else {
            return Err(PeerError::Missing("candidate").into());
        };
        let start = async || {
            let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
            let proxy = Proxy::start(any, to, detour.seed).await?;
            proxy.impair_both(detour.impairment).await?;
            Ok::<_, ProxyError>(proxy)
        };
        let proxy = detour.proxy.get_or_try_init(start).await?;
        Ok(sdp::through(&sdp, proxy.addr()))
    }
}

/// What a caller needs to take a seat.
#[derive(Debug, Clone)]
pub struct Start {
    /// The caller's number, unique in this process.
    pub number: u16,
    /// The connected socket, with the own topic subscribed ([`Caller::open`]).
    pub client: Client,
    /// Which meeting.
    pub meeting: MeetingId,
    /// What is sent.
    pub recording: Arc<Recording>,
    /// How media go.
    pub path: Path,
    /// How large the others are shown, in pixels of height.
    pub height: u16,
}

/// What a caller has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Packets sent.
    pub sent: u64,
    /// Offers answered.
    pub answered: u32,
    /// Times that the connection in which it sends was made anew.
    pub restarts: u32,
    /// Things that went wrong on the way and were told to the log.
    pub faults: u32,
}

#[derive(Debug, Default)]
struct Counters {
    sent: AtomicU64,
    answered: AtomicU32,
    restarts: AtomicU32,
    faults: AtomicU32,
}

/// Somebody who sits in a call, sends, and gets the others. Dropped it is gone without a word, as a closed laptop.
#[derive(Debug)]
pub struct Caller {
    number: u16,
    client: Client,
    meeting: MeetingId,
    seat: SeatNo,
    joined: Duration,
    heard: Heard,
    publisher: Arc<Mutex<Publisher>>,
    counters: Arc<Counters>,
    _tasks: [AbortOnDropHandle<()>; 2],
}

impl Caller {
    /// Opens a meeting's page; from then on its events come.
    ///
    /// # Errors
    /// Not there, not allowed.
    pub async fn open(client: &Client, door: MeetingDoor) -> Result<MeetingView, CallError> {
        let own = Topic::Person(client.person());
        let subscribed = client.subscribe(own).await;
        subscribed.map_err(refused("subscribe to the own topic"))?;
        let opened = client.call(Command::OpenMeeting { door }).await;
        match opened.map_err(refused("open the meeting"))? {
            Reply::Meeting(view) => Ok(*view),
            other => Err(strange(&other)),
        }
    }

    /// Knocks; returns when called or let in.
    ///
    /// # Errors
    /// Not allowed, or nobody opens in the client's patience.
    pub async fn knock(client: &Client, meeting: MeetingId, name: &str) -> Result<(), CallError> {
        let device = DeviceReport {
            camera: DeviceState::Ok,
            microphone: DeviceState::Ok,
            ..DeviceReport::default()
        };
        let enter = MeetingVerb::Enter {
            name: name.to_owned(),
            device,
            consent: true,
        };
        let is_called = |state| matches!(state, LobbyState::Called | LobbyState::InRoom);
        match act(client, meeting, enter, "enter").await? {
            MeetingReply::Lobby { lobby } if is_called(lobby.state) => return Ok(()),
            MeetingReply::Lobby { .. } => {}
            other => return Err(strange(&other)),
        }
        let called = client.wait_for("being called", |event| match of(event, meeting)? {
            MeetingEvent::Lobby { lobby } if is_called(lobby.state) => Some(()),
            _ => None,
        });
        Ok(called.await?)
    }

    /// Takes a seat and begins to send and to get. Returns when the server has answered the offer.
    ///
    /// # Errors
    /// Not allowed, or a description that can't be used.
    pub async fn join(start: Start) -> Result<Self, CallError> {
        let Start {
            number,
            client,
            meeting,
            recording,
            path,
            height,
        } = start;
        let join = MeetingVerb::Join {
            seat: None,
            take_over: false,
        };
        let MeetingReply::Joined { seat, .. } = act(&client, meeting, join, "join").await? else {
            return Err(CallError::Strange("to join".to_owned()));
        };
        let joined = now();
        let heard = Heard::default();
        let counters = Arc::<Counters>::default();
        let publisher = Arc::new(Mutex::new(Publisher::new(number).await?));
        let seated = Seated {
            number,
            client: client.clone(),
            meeting,
            seat,
            path,
            height,
            heard: heard.clone(),
            publisher: Arc::clone(&publisher),
            generation: Generation(0),
            viewer: None,
            counters: Arc::clone(&counters),
        };
        let mut seated = Box::new(seated);
        seated.offer().await?;
        let sending = send(Arc::clone(&publisher), recording, Arc::clone(&counters));
        let tracker = TaskTracker::new();
        let tasks = [
            AbortOnDropHandle::new(tracker.spawn(sending)),
            AbortOnDropHandle::new(tracker.spawn(seated.attend())),
        ];
        Ok(Self {
            number,
            client,
            meeting,
            seat,
            joined,
            heard,
            publisher,
            counters,
            _tasks: tasks,
        })
    }

    /// The number in this process.
    pub fn number(&self) -> u16 {
        self.number
    }

    /// The seat.
    pub fn seat(&self) -> SeatNo {
        self.seat
    }

    /// When the server gave the seat, on this process's clock.
    pub fn joined(&self) -> Duration {
        self.joined
    }

    /// What has come from the others.
    pub fn heard(&self) -> &Heard {
        &self.heard
    }

    /// What it has done so far.
    pub fn figures(&self) -> Figures {
        Figures {
            sent: self.counters.sent.load(Ordering::Relaxed),
            answered: self.counters.answered.load(Ordering::Relaxed),
            restarts: self.counters.restarts.load(Ordering::Relaxed),
            faults: self.counters.faults.load(Ordering::Relaxed),
        }
    }

    /// Waits until what it sends can go.
    ///
    /// # Errors
    /// It can't within that time.
    pub async fn connected(&self, within: Duration) -> Result<(), CallError> {
        // Not under the lock: the sender needs it.
        let connected = self.publisher.lock().await.when_connected(within);
        Ok(connected.await?)
    }

    /// Stops sending, leaves the call, closes the connections.
    ///
    /// # Errors
    /// The server's.
    pub async fn leave(self) -> Result<(), CallError> {
        let leave = MeetingVerb::Leave { hold: false };
        let left = act(&self.client, self.meeting, leave, "leave").await;
        self.publisher.lock().await.close().await?;
        left.map(drop)
    }
}

/// Sends pictures and sound as they are due, once the connection is there.
async fn send(
    publisher: Arc<Mutex<Publisher>>,
    recording: Arc<Recording>,
    counters: Arc<Counters>,
) {
    let (mut sound, mut picture) = (interval(SOUND_EVERY), interval(PICTURE_EVERY));
    loop {
        let is_sound = tokio::select! {
            _ = sound.tick() => true,
            _ = picture.tick() => false,
        };
        let mut publisher = publisher.lock().await;
        if !publisher.can_send() {
            continue;
        }
        let sent = match is_sound {
            true => publisher.speak(&recording, now()).await,
            false => publisher.show(&recording, now()).await,
        };
        if let Err(error) = sent {
            // It has ended, or is made anew soon.
            tracing::debug!("a caller doesn't send: {error}");
            continue;
        }
        counters.sent.store(publisher.packets(), Ordering::Relaxed);
    }
}

/// Answers what the server offers.
struct Seated {
    number: u16,
    client: Client,
    meeting: MeetingId,
    seat: SeatNo,
    path: Path,
    height: u16,
    heard: Heard,
    publisher: Arc<Mutex<Publisher>>,
    generation: Generation,
    viewer: Option<Viewer>,
    counters: Arc<Counters>,
}

/// What a seated caller acts upon.
enum Asked {
    Offer {
        generation: Generation,
        sdp: String,
        lines: Vec<SubLine>,
        fresh: bool,
    },
    Restart,
}

impl Seated {
    async fn attend(mut self: Box<Self>) {
        let mut look = interval(LOOK_EVERY);
        let client = self.client.clone();
        loop {
            let (meeting, seat) = (self.meeting, self.seat);
            // Cancel safe: an event is taken when it is given.
            let asked = client.wait_for("an offer", |event| asked(of(event, meeting)?, seat));
            let done = tokio::select! {
                // None for as long as a client waits is no fault: it is asked again.
                asked = asked => match asked {
                    Ok(Asked::Offer { generation, sdp, lines, fresh }) => {
                        self.answer(generation, sdp, lines, fresh).await
                    }
                    Ok(Asked::Restart) => self.restart().await,
                    Err(_) => Ok(()),
                },
                _ = look.tick() => self.look().await,
            };
            if let Err(error) = done {
                tracing::warn!("a caller's connection: {error}");
                self.counters.faults.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Asks for what is missing; makes anew what has failed.
    async fn look(&mut self) -> Result<(), CallError> {
        if self.publisher.lock().await.has_failed() {
            self.begin_anew().await?;
        }
        let Some(viewer) = &self.viewer else {
            return Ok(());
        };
        if !viewer.has_failed() {
            return Ok(viewer.ask_for_keys().await?);
        }
        self.counters.restarts.fetch_add(1, Ordering::Relaxed);
        if let Some(failed) = self.viewer.take() {
            failed.end().await;
        }
        let restart = MeetingVerb::SubRestart {
            seat: self.seat,
            fresh: true,
        };
        act(&self.client, self.meeting, restart, "begin anew").await?;
        Ok(())
    }

    async fn begin_anew(&mut self) -> Result<(), CallError> {
        self.counters.restarts.fetch_add(1, Ordering::Relaxed);
        {
            let mut publisher = self.publisher.lock().await;
            let new = publisher.anew(self.number).await?;
            std::mem::replace(&mut *publisher, new).end().await;
        }
        self.offer().await
    }

    /// Offers what one sends.
    async fn offer(&mut self) -> Result<(), CallError> {
        let mut publisher = self.publisher.lock().await;
        let sdp = publisher.offer().await?;
        let [sound, pictures] = publisher.mids().await?;
        let track = |mid, source| TrackOffer {
            mid,
            source,
            muted: false,
        };
        self.generation.0 += 1;
        let offer = MeetingVerb::PubOffer {
            seat: self.seat,
            generation: self.generation,
            sdp,
            tracks: vec![
                track(sound, TrackSource::Microphone),
                track(pictures, TrackSource::Camera),
            ],
        };
        match act(&self.client, self.meeting, offer, "offer").await? {
            MeetingReply::Answer { sdp, .. } => {
                let sdp = self.path.bend(sdp).await?;
                Ok(publisher.answered(sdp).await?)
            }
            other => Err(strange(&other)),
        }
    }

    async fn restart(&mut self) -> Result<(), CallError> {
        if self.publisher.lock().await.has_failed() {
            return self.begin_anew().await;
        }
        self.counters.restarts.fetch_add(1, Ordering::Relaxed);
        self.publisher.lock().await.restart().await?;
        self.offer().await
    }

    async fn answer(
        &mut self,
        generation: Generation,
        sdp: String,
        lines: Vec<SubLine>,
        fresh: bool,
    ) -> Result<(), CallError> {
        if fresh && let Some(old) = self.viewer.take() {
            old.end().await;
        }
        let viewer = match &mut self.viewer {
            Some(viewer) => viewer,
            none => none.insert(Viewer::new(self.heard.clone()).await?),
        };
        let sdp = viewer.answer(self.path.bend(sdp).await?).await?;
        let answer = MeetingVerb::SubAnswer {
            seat: self.seat,
            generation,
            sdp,
        };
        act(&self.client, self.meeting, answer, "answer").await?;
        self.counters.answered.fetch_add(1, Ordering::Relaxed);
        let pictures = lines
            .iter()
            .filter(|line| line.source != TrackSource::Microphone);
        let wanted = pictures.map(|line| Wanted {
            track: line.track,
            height: self.height,
        });
        let want = MeetingVerb::Want {
            seat: self.seat,
            wanted: wanted.collect(),
        };
        act(&self.client, self.meeting, want, "want").await?;
        Ok(())
    }
}

fn asked(event: &MeetingEvent, own: SeatNo) -> Option<Asked> {
    match event {
        MeetingEvent::SubOffer {
            seat,
            generation,
            sdp,
            lines,
            fresh,
        } if *seat == own => Some(Asked::Offer {
            generation: *generation,
            sdp: sdp.clone(),
            lines: lines.clone(),
            fresh: *fresh,
        }),
        MeetingEvent::PubRestart { seat } if *seat == own => Some(Asked::Restart),
        _ => None,
    }
}

/// What an event says of a meeting.
fn of(event: &Event, wanted: MeetingId) -> Option<&MeetingEvent> {
    match event {
        Event::Meeting { meeting, event } if *meeting == wanted => Some(event),
        _ => None,
    }
}

/// Does something in a meeting.
async fn act(
    client: &Client,
    meeting: MeetingId,
    act: MeetingVerb,
    doing: &'static str,
) -> Result<MeetingReply, CallError> {
    let done = client.call(Command::Meeting { meeting, act }).await;
    match done.map_err(refused(doing))? {
        Reply::InMeeting(reply) => Ok(*reply),
        other => Err(strange(&other)),
    }
}

fn strange(reply: &impl std::fmt::Debug) -> CallError {
    CallError::Strange(format!("{reply:?}").chars().take(200).collect())
}
