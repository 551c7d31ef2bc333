//! A caller: the two connections of one seat, and what comes in by them.

use rtc::interceptor::Registry;
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::interceptor_registry::register_default_interceptors;
use rtc::peer_connection::configuration::media_engine::{
    MIME_TYPE_OPUS, MIME_TYPE_VP8, MediaEngine,
};
use rtc::peer_connection::configuration::setting_engine::SettingEngineBuilder;
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::peer_connection::transport::RTCDtlsRole;
use rtc::rtp::{Header, Packet};
use rtc::rtp_transceiver::rtp_sender::{
    RTCRtpCodec, RTCRtpCodingParameters, RTCRtpEncodingParameters, RtpCodecKind,
};
use signaling::protocol::{Generation, SeatNo, TrackOffer, TrackSource};
use signaling::sfu::{Engine, Said, Seat, Settings};
use std::collections::{HashMap, HashSet};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex as Lock};
use std::time::Duration;
use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};
use webrtc::peer_connection::{
    PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, RTCPeerConnectionState,
};

const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Sound,
    Picture,
}

/// The numbers of what came of one kind from one caller, in its order.
type Came = Arc<Lock<HashMap<(Kind, u8), Vec<u16>>>>;

pub(crate) struct World {
    pub(crate) engine: Engine,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::of(Settings {
            port: 0,
            bind: vec![Ipv4Addr::LOCALHOST.into()],
            announced: Vec::new(),
        })
    }

    pub(crate) fn of(settings: Settings) -> Self {
        Self {
            engine: Engine::start(settings).unwrap(),
        }
    }

    /// Waits until the engine has taken so many packets more.
    pub(crate) async fn takes_more_packets(&self, count: u64) {
        let goal = self.engine.figures().packets_in + count;
        let mut ticks = interval(Duration::from_millis(20));
        let taken = async {
            while self.engine.figures().packets_in < goal {
                ticks.tick().await;
            }
        };
        timeout(PATIENCE, taken).await.unwrap();
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.engine.stop();
    }
}

struct Ears {
    heard: mpsc::Sender<(Kind, u8)>,
    came: Came,
    connected: Arc<watch::Sender<usize>>,
    tasks: Mutex<JoinSet<()>>,
}

impl Ears {
    fn new(
        heard: mpsc::Sender<(Kind, u8)>,
        came: Came,
        connected: Arc<watch::Sender<usize>>,
    ) -> Self {
        Self {
            heard,
            came,
            connected,
            tasks: Mutex::default(),
        }
    }
}

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Ears {
    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        if state == RTCPeerConnectionState::Connected {
            self.connected.send_modify(|count| *count += 1);
        }
    }

    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        let (heard, came) = (self.heard.clone(), Arc::clone(&self.came));
        let kind = match track.kind().await {
            RtpCodecKind::Audio => Kind::Sound,
            _ => Kind::Picture,
        };
        self.tasks.lock().await.spawn(async move {
            while let Some(event) = track.poll().await {
                if let TrackRemoteEvent::OnRtpPacket(packet) = event
                    && let Some(who) = packet.payload.last()
                {
                    let seq = packet.header.sequence_number;
                    let of = (kind, *who);
                    came.lock().unwrap().entry(of).or_default().push(seq);
                    // Who doesn't listen just now misses it.
                    let _missed = heard.try_send((kind, *who));
                }
            }
        });
    }
}

pub(crate) struct Caller {
    pub(crate) seat: Seat,
    heard: mpsc::Receiver<(Kind, u8)>,
    came: Came,
    connected: watch::Receiver<usize>,
    answered: watch::Receiver<usize>,
    told: mpsc::Receiver<Said>,
    resting: watch::Sender<Option<Kind>>,
    _tasks: JoinSet<()>,
}

async fn connection(ears: Ears) -> Arc<dyn PeerConnection> {
    let mut media = MediaEngine::default();
    media.register_default_codecs().unwrap();
    let registry = register_default_interceptors(Registry::new(), &mut media).unwrap();
    // The engine is the DTLS server; a browser begins of itself when it answers.
    let settings = SettingEngineBuilder::new()
        .with_answering_dtls_role(RTCDtlsRole::Client)
        .build();
    let building = PeerConnectionBuilder::new()
        .with_setting_engine(settings)
        .with_media_engine(media)
        .with_interceptor_registry(registry)
        .with_handler(Arc::new(ears))
        .with_udp_addrs(vec!["127.0.0.1:0"])
        .build();
    // It is large; the callers' own futures needn't be.
    let built = Box::pin(building).await.unwrap();
    Arc::new(built)
}

fn track(source: TrackSource, ssrc: u32) -> Arc<TrackLocalStaticRTP> {
    let (kind, mime, clock_rate, channels) = match source {
        TrackSource::Microphone => (RtpCodecKind::Audio, MIME_TYPE_OPUS, 48_000, 2),
        _ => (RtpCodecKind::Video, MIME_TYPE_VP8, 90_000, 0),
    };
    let codec = RTCRtpCodec {
        mime_type: mime.to_owned(),
        clock_rate,
        channels,
        ..RTCRtpCodec::default()
    };
    Arc::new(TrackLocalStaticRTP::new(MediaStreamTrack::new(
        format!("stream-{ssrc}"),
        format!("track-{ssrc}"),
        format!("label-{ssrc}"),
        kind,
        vec![RTCRtpEncodingParameters {
            rtp_coding_parameters: RTCRtpCodingParameters {
                ssrc: Some(ssrc),
                ..RTCRtpCodingParameters::default()
            },
            codec,
            ..RTCRtpEncodingParameters::default()
        }],
    )))
}

/// Sends a packet every 20 ms whose last byte says who; every picture is a keyframe.
async fn speak(
    track: Arc<TrackLocalStaticRTP>,
    source: TrackSource,
    ssrc: u32,
    who: u8,
    resting: watch::Receiver<Option<Kind>>,
) {
    let mut ticks = interval(Duration::from_millis(20));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (kind, payload_type, step) = match source {
        TrackSource::Microphone => (Kind::Sound, 111, 960),
        _ => (Kind::Picture, 96, 1800),
    };
    for seq in 0u16.. {
        ticks.tick().await;
        if *resting.borrow() == Some(kind) {
            continue;
        }
        let packet = Packet {
            header: Header {
                version: 2,
                marker: true,
                payload_type,
                sequence_number: seq,
                timestamp: u32::from(seq) * step,
                ssrc,
                ..Header::default()
            },
            payload: vec![0x10, 0, who, who, who].into(),
        };
        // Before it is connected it can't be sent.
        drop(track.write_rtp(packet).await);
    }
}

impl Caller {
    /// Sits down, sends a sound and a picture, and answers every offer.
    pub(crate) async fn join(world: &World, no: u8) -> Self {
        let id = |n: u32| format!("00000000-0000-7000-8000-{n:012}");
        let seat = Seat {
            meeting: id(1).parse().unwrap(),
            no: SeatNo(no.into()),
            person: id(100 + u32::from(no)).parse().unwrap(),
        };
        let (said, saying) = mpsc::channel(64);
        let (hears, heard) = mpsc::channel(4096);
        let (connects, connected) = watch::channel(0);
        let (answers, answered) = watch::channel(0);
        let (tells, told) = mpsc::channel(256);
        let (resting, _) = watch::channel(None);
        let (mut tasks, came) = (JoinSet::new(), Came::default());
        world.engine.sit(seat, said);
        let connects = Arc::new(connects);
        tasks.spawn(answer(
            world.engine.clone(),
            seat,
            (saying, tells),
            (hears.clone(), Arc::clone(&came)),
            connects,
            answers,
        ));
        let nobody = Ears::new(hears, Came::default(), Arc::new(watch::channel(0).0));
        let connection = connection(nobody).await;
        for (n, source) in [TrackSource::Microphone, TrackSource::Camera]
            .into_iter()
            .enumerate()
        {
            let ssrc = 1000 * u32::from(no) + u32::try_from(n).unwrap() + 7;
            let track = track(source, ssrc);
            let sent: Arc<dyn TrackLocal> = Arc::clone(&track) as _;
            connection.add_track(sent).await.unwrap();
            tasks.spawn(speak(track, source, ssrc, no, resting.subscribe()));
        }
        let offer = connection.create_offer(None).await.unwrap();
        connection.set_local_description(offer).await.unwrap();
        let offer = connection.local_description().await.unwrap().sdp;
        let tracks = mids(&offer);
        let answer = world
            .engine
            .publish(seat, Generation(1), offer, tracks)
            .await
            .unwrap();
        let answer = RTCSessionDescription::answer(answer).unwrap();
        connection.set_remote_description(answer).await.unwrap();
        tasks.spawn(async move {
            // Holds the connection for as long as the caller is there.
            let _held = connection;
            std::future::pending::<()>().await;
        });
        Self {
            seat,
            heard,
            came,
            connected,
            answered,
            told,
            resting,
            _tasks: tasks,
        }
    }

    /// Waits for a packet of this kind from somebody.
    pub(crate) async fn gets(&mut self, kind: Kind, from: u8) {
        let got = async {
            while let Some(heard) = self.heard.recv().await {
                if heard == (kind, from) {
                    return true;
                }
            }
            false
        };
        let got = timeout(PATIENCE, got).await;
        assert_eq!(got, Ok(true), "{kind:?} from {from}");
    }

    /// Sends nothing more of this kind, or everything again.
    pub(crate) fn rest(&self, kind: Option<Kind>) {
        self.resting.send_replace(kind);
    }

    /// Waits until the engine says it.
    pub(crate) async fn is_told(&mut self, what: &str, mut so: impl FnMut(&Said) -> bool) {
        let told = async {
            while let Some(said) = self.told.recv().await {
                if so(&said) {
                    return true;
                }
            }
            false
        };
        assert_eq!(timeout(PATIENCE, told).await, Ok(true), "{what}");
    }

    /// Forgets what has come so far.
    pub(crate) fn forget(&mut self) {
        while self.heard.try_recv().is_ok() {}
        self.came.lock().unwrap().clear();
    }

    /// How many packets of this kind came from somebody since all was forgotten, how many of them again, and how many
    /// between the first and the last did not come.
    pub(crate) fn tally(&self, kind: Kind, from: u8) -> (usize, usize, usize) {
        let came = self.came.lock().unwrap();
        let seqs = came
            .get(&(kind, from))
            .map(Vec::as_slice)
            .unwrap_or_default();
        let once: HashSet<u16> = seqs.iter().copied().collect();
        let span = match (once.iter().min(), once.iter().max()) {
            (Some(first), Some(last)) => usize::from(last - first) + 1,
            _ => 0,
        };
        (seqs.len(), seqs.len() - once.len(), span - once.len())
    }

    pub(crate) fn connections(&self) -> usize {
        *self.connected.borrow()
    }

    pub(crate) async fn has_connected_again(&mut self, before: usize) {
        let again = self.connected.wait_for(|count| *count > before);
        timeout(PATIENCE, again).await.unwrap().unwrap();
    }

    pub(crate) fn answers(&self) -> usize {
        *self.answered.borrow()
    }

    pub(crate) async fn has_answered_again(&mut self, before: usize) {
        let again = self.answered.wait_for(|count| *count > before);
        timeout(PATIENCE, again).await.unwrap().unwrap();
    }
}

/// The lines of an offer with what they carry.
fn mids(offer: &str) -> Vec<TrackOffer> {
    let mut source = TrackSource::Microphone;
    let mut tracks = Vec::new();
    for row in offer.lines() {
        if row.starts_with("m=video") {
            source = TrackSource::Camera;
        } else if let Some(mid) = row.strip_prefix("a=mid:") {
            tracks.push(TrackOffer {
                mid: mid.trim().to_owned(),
                source,
                muted: false,
            });
        }
    }
    tracks
}

async fn answer(
    engine: Engine,
    seat: Seat,
    (mut saying, told): (mpsc::Receiver<Said>, mpsc::Sender<Said>),
    (heard, came): (mpsc::Sender<(Kind, u8)>, Came),
    connected: Arc<watch::Sender<usize>>,
    answered: watch::Sender<usize>,
) {
    let mut present = None;
    while let Some(said) = saying.recv().await {
        let Said::Offer {
            generation,
            sdp,
            fresh,
            ..
        } = said
        else {
            // Whoever isn't asked for it lets it be.
            let _full = told.try_send(said);
            continue;
        };
        if fresh {
            let ears = Ears::new(heard.clone(), Arc::clone(&came), Arc::clone(&connected));
            present = Some(connection(ears).await);
        }
        let connection = present.as_ref().expect("the first offer is fresh");
        let offer = RTCSessionDescription::offer(sdp).unwrap();
        connection.set_remote_description(offer).await.unwrap();
        let answer = connection.create_answer(None).await.unwrap();
        connection.set_local_description(answer).await.unwrap();
        let answer = connection.local_description().await.unwrap().sdp;
        engine.answered(seat, generation, answer).await.unwrap();
        answered.send_modify(|count| *count += 1);
    }
}
