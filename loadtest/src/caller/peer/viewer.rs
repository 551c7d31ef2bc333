//! The connection in which a caller gets the others and answers.

use std::{sync::PoisonError, time::Duration};

use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use webrtc::peer_connection::RTCSessionDescription;

use super::{Peer, PeerError, failed};
use crate::caller::tap::{Heard, What};

/// The connection in which a caller gets the others.
pub struct Viewer {
    peer: Peer,
    heard: Heard,
}

impl Viewer {
    /// What comes is counted in `heard`.
    ///
    /// # Errors
    /// The library's, or no socket.
    pub async fn new(heard: Heard) -> Result<Self, PeerError> {
        let peer = Peer::new(What::Listen(heard.clone())).await?;
        Ok(Self { peer, heard })
    }

    /// The answer to an offer, the first or a later one.
    ///
    /// # Errors
    /// It isn't an offer, or none for us.
    pub async fn answer(&self, sdp: String) -> Result<String, PeerError> {
        let offer = RTCSessionDescription::offer(sdp).map_err(failed("read the offer"))?;
        let set = self.peer.connection.set_remote_description(offer).await;
        set.map_err(failed("take the offer"))?;
        let answer = self.peer.connection.create_answer(None).await;
        self.peer.describe(answer.map_err(failed("answer"))?).await
    }

    /// Waits until packets can come.
    ///
    /// # Errors
    /// They can't within that time.
    pub async fn connected(&self, within: Duration) -> Result<(), PeerError> {
        self.peer.connected(within).await
    }

    /// Whether nothing comes by it any more, or never has.
    pub fn has_failed(&self) -> bool {
        self.peer.has_failed()
    }

    /// Asks for keyframes of pictures that nothing else helps, as a browser does.
    ///
    /// # Errors
    /// The connection has ended.
    pub async fn ask_for_keys(&self) -> Result<(), PeerError> {
        let stuck = self.heard.stuck();
        let track = {
            let tracks = &self.peer.tracks;
            let tracks = tracks.lock().unwrap_or_else(PoisonError::into_inner);
            tracks.first().cloned()
        };
        let Some(track) = track.filter(|_| !stuck.is_empty()) else {
            return Ok(());
        };
        let asked = stuck.into_iter().map(|ssrc| {
            let lost = PictureLossIndication {
                sender_ssrc: 0,
                media_ssrc: ssrc,
            };
            Box::new(lost) as Box<dyn rtc::rtcp::Packet>
        });
        let asked = track.write_rtcp(asked.collect()).await;
        asked.map_err(failed("ask for a keyframe"))
    }

    /// Ends a connection that may have ended by itself.
    pub async fn end(self) {
        self.peer.end().await;
    }
}

impl std::fmt::Debug for Viewer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Viewer")
            .field("state", &*self.peer.state.borrow())
            .finish_non_exhaustive()
    }
}
