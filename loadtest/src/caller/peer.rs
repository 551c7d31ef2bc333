//! A caller's two connections: one in which it sends and offers, one in which it gets and answers; here what both have.

mod publisher;
mod viewer;

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use rtc::{
    peer_connection::{
        configuration::setting_engine::SettingEngineBuilder, transport::RTCDtlsRole,
    },
    rtp_transceiver::rtp_sender::{RTCRtpCodec, RTCRtpCodecParameters, RtpCodecKind},
};
use tokio::{sync::watch, time::timeout};
use webrtc::{
    error::Error,
    media_stream::track_remote::TrackRemote,
    peer_connection::{
        MediaEngine, PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler,
        RTCConfigurationBuilder, RTCIceGatheringState, RTCPeerConnectionState,
        RTCSessionDescription, Registry, register_default_interceptors,
    },
};

pub use self::{publisher::Publisher, viewer::Viewer};
use super::tap::{self, Tap, What};

/// Gathering is of one address on loopback.
const GATHER_WITHIN: Duration = Duration::from_secs(5);
/// A connection that isn't there by then is made anew, as the web client does.
const CONNECT_WITHIN: Duration = Duration::from_secs(8);
/// Payload types as Chromium gives them.
const OPUS: u8 = 111;
const VP8: u8 = 96;

/// Why a connection doesn't work.
#[derive(Debug, thiserror::Error)]
pub enum PeerError {
    /// The library says so.
    #[error("{doing}: {error}")]
    Library {
        /// What was tried.
        doing: &'static str,
        /// What it says.
        error: Error,
    },
    /// It isn't connected in time.
    #[error("not connected within {0:?}, but {1}")]
    NotConnected(Duration, RTCPeerConnectionState),
    /// A description lacks what it must have.
    #[error("no {0} in the description")]
    Missing(&'static str),
}

fn failed(doing: &'static str) -> impl FnOnce(Error) -> PeerError {
    move |error| PeerError::Library { doing, error }
}

/// What the library tells.
struct Events {
    state: watch::Sender<RTCPeerConnectionState>,
    gathered: watch::Sender<bool>,
    tracks: Arc<Mutex<Vec<Arc<dyn TrackRemote>>>>,
    was_connected: Arc<AtomicBool>,
}

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Events {
    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        self.gathered
            .send_replace(state == RTCIceGatheringState::Complete);
    }

    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        if state == RTCPeerConnectionState::Connected {
            self.was_connected.store(true, Ordering::Relaxed);
        }
        self.state.send_replace(state);
    }

    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        let mut tracks = self.tracks.lock().unwrap_or_else(PoisonError::into_inner);
        tracks.push(track);
    }
}

/// What both connections have.
struct Peer {
    connection: Arc<dyn PeerConnection>,
    state: watch::Receiver<RTCPeerConnectionState>,
    gathered: watch::Receiver<bool>,
    tracks: Arc<Mutex<Vec<Arc<dyn TrackRemote>>>>,
    made: Instant,
    was_connected: Arc<AtomicBool>,
}

impl Peer {
    async fn new(what: What) -> Result<Self, PeerError> {
        let mut media = MediaEngine::default();
        for (codec, payload_type, kind) in [
            (opus(), OPUS, RtpCodecKind::Audio),
            (vp8(), VP8, RtpCodecKind::Video),
        ] {
            let codec = RTCRtpCodecParameters {
                rtp_codec: codec,
                payload_type,
            };
            let registered = media.register_codec(codec, kind);
            registered.map_err(failed("register a codec"))?;
        }
        let registry = register_default_interceptors(Registry::new(), &mut media)
            .map_err(failed("register interceptors"))?
            .with(tap::SLOT, Tap::new(what));
        let (state, states) = watch::channel(RTCPeerConnectionState::New);
        let (gathered, gathering) = watch::channel(false);
        let tracks = Arc::default();
        let was_connected = Arc::default();
        let events = Events {
            state,
            gathered,
            tracks: Arc::clone(&tracks),
            was_connected: Arc::clone(&was_connected),
        };
        // The server is ICE-lite and waits for the DTLS handshake to be begun.
        let settings = SettingEngineBuilder::new()
            .with_answering_dtls_role(RTCDtlsRole::Client)
            .build();
        let connection = PeerConnectionBuilder::new()
            .with_configuration(RTCConfigurationBuilder::new().build())
            .with_setting_engine(settings)
            .with_media_engine(media)
            .with_interceptor_registry(registry)
            .with_handler(Arc::new(events))
            .with_udp_addrs(vec!["127.0.0.1:0"])
            .build();
        // The library's future takes 20 KiB.
        let connection = Box::pin(connection)
            .await
            .map_err(failed("make a connection"))?;
        Ok(Self {
            connection: Arc::new(connection),
            state: states,
            gathered: gathering,
            tracks,
            made: Instant::now(),
            was_connected,
        })
    }

    /// Takes a description of one's own, and gives it with candidates.
    async fn describe(&self, own: RTCSessionDescription) -> Result<String, PeerError> {
        let set = self.connection.set_local_description(own).await;
        set.map_err(failed("set the own description"))?;
        // Without candidates it goes too, when the other side is where the first packet goes to.
        let mut gathered = self.gathered.clone();
        timeout(GATHER_WITHIN, gathered.wait_for(|gathered| *gathered))
            .await
            .ok();
        let own = self.connection.local_description().await;
        own.map(|own| own.sdp)
            .ok_or(PeerError::Missing("own description"))
    }

    /// Whether nothing goes by it any more, or never has.
    fn has_failed(&self) -> bool {
        use RTCPeerConnectionState::{Closed, Failed};
        let is_late = !self.has_connected() && self.made.elapsed() > CONNECT_WITHIN;
        is_late || matches!(*self.state.borrow(), Failed | Closed)
    }

    fn has_connected(&self) -> bool {
        self.was_connected.load(Ordering::Relaxed)
    }

    fn connected(&self, within: Duration) -> impl Future<Output = Result<(), PeerError>> + use<> {
        let mut state = self.state.clone();
        async move {
            let there = state.wait_for(|state| *state == RTCPeerConnectionState::Connected);
            if matches!(timeout(within, there).await, Ok(Ok(_))) {
                return Ok(());
            }
            let state = *state.borrow();
            Err(PeerError::NotConnected(within, state))
        }
    }

    async fn end(&self) {
        if let Err(error) = self.close().await {
            tracing::debug!("a connection had ended: {error}");
        }
    }

    async fn close(&self) -> Result<(), PeerError> {
        let closed = self.connection.close().await;
        closed.map_err(failed("close a connection"))
    }
}

fn opus() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: "audio/opus".to_owned(),
        clock_rate: 48_000,
        channels: 2,
        sdp_fmtp_line: "minptime=10;useinbandfec=1".to_owned(),
        rtcp_feedback: Vec::new(),
    }
}

fn vp8() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: "video/VP8".to_owned(),
        clock_rate: 90_000,
        channels: 0,
        sdp_fmtp_line: String::new(),
        rtcp_feedback: Vec::new(),
    }
}
