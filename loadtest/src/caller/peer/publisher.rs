//! The connection in which a caller sends and offers.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use rtc::{
    media_stream::MediaStreamTrack,
    rtp,
    rtp_transceiver::rtp_sender::{
        RTCRtpCodec, RTCRtpCodingParameters, RTCRtpEncodingParameters, RtpCodecKind,
    },
};
use webrtc::{
    error::Error,
    media_stream::track_local::{TrackLocal, static_rtp::TrackLocalStaticRTP},
    peer_connection::RTCSessionDescription,
    rtp_transceiver::RtpSender,
};

use super::{OPUS, Peer, PeerError, VP8, failed, opus, vp8};
use crate::caller::{
    mark::Stream,
    recording::{PICTURE_TICKS, Position, Recording, SOUND_TICKS},
    tap::{KeyAsked, What},
};

const MID_URI: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";
const RID_URI: &str = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";

/// One stream as it leaves.
struct Outlet {
    track: Arc<TrackLocalStaticRTP>,
    ssrc: u32,
    at: Position,
    payload_type: u8,
    ticks: u32,
    timestamp: u32,
    sequence: u16,
    /// Header extensions of each packet: id and value.
    extensions: Vec<(u8, Bytes)>,
}

impl Outlet {
    async fn send(&mut self, payloads: Vec<Bytes>) -> Result<(), Error> {
        let last = payloads.len().saturating_sub(1);
        for (part, payload) in payloads.into_iter().enumerate() {
            let mut header = rtp::header::Header {
                version: 2,
                marker: part == last && self.payload_type == VP8,
                payload_type: self.payload_type,
                sequence_number: self.sequence,
                timestamp: self.timestamp,
                ssrc: self.ssrc,
                ..Default::default()
            };
            for (id, value) in &self.extensions {
                header.set_extension(*id, value.clone())?;
            }
            self.sequence = self.sequence.wrapping_add(1);
            self.track
                .write_rtp(rtp::Packet { header, payload })
                .await?;
        }
        self.timestamp = self.timestamp.wrapping_add(self.ticks);
        Ok(())
    }
}

/// The connection in which a caller sends.
pub struct Publisher {
    peer: Peer,
    asked: KeyAsked,
    sound: Outlet,
    pictures: [Outlet; 2],
    senders: [Arc<dyn RtpSender>; 2],
}

impl Publisher {
    /// With one line of sound and one of pictures in two layers, for caller number `sender`.
    ///
    /// # Errors
    /// The library's, or no socket.
    pub async fn new(sender: u16) -> Result<Self, PeerError> {
        // Invariant: within a process no SSRC is another's.
        let ssrc = |stream: u32| 0x5a00_0000 | u32::from(sender) << 4 | stream;
        let asked = KeyAsked::default();
        let peer = Peer::new(What::Ask {
            asked: asked.clone(),
            low: ssrc(1),
            high: ssrc(2),
        })
        .await?;
        let sound = track(
            sender,
            RtpCodecKind::Audio,
            vec![coding(ssrc(0), "", opus())],
        );
        let layers = [(ssrc(2), "h"), (ssrc(1), "l")];
        let layers = layers.map(|(ssrc, rid)| coding(ssrc, rid, vp8()));
        let pictures = track(sender, RtpCodecKind::Video, layers.to_vec());
        let add = async |track: &Arc<TrackLocalStaticRTP>| {
            let added = Arc::clone(track) as Arc<dyn TrackLocal>;
            let added = peer.connection.add_track(added).await;
            added.map_err(failed("add a track"))
        };
        let senders = [add(&sound).await?, add(&pictures).await?];
        let outlet = |track: &Arc<TrackLocalStaticRTP>, stream, ssrc| Outlet {
            track: Arc::clone(track),
            ssrc,
            at: Position::new(sender, stream),
            payload_type: if stream == Stream::Sound { OPUS } else { VP8 },
            ticks: if stream == Stream::Sound {
                SOUND_TICKS
            } else {
                PICTURE_TICKS
            },
            timestamp: 0,
            sequence: 0,
            extensions: Vec::new(),
        };
        Ok(Self {
            sound: outlet(&sound, Stream::Sound, ssrc(0)),
            pictures: [
                outlet(&pictures, Stream::High, ssrc(2)),
                outlet(&pictures, Stream::Low, ssrc(1)),
            ],
            senders,
            asked,
            peer,
        })
    }

    /// The same sender with a connection of its own, which goes on counting where this one was.
    ///
    /// # Errors
    /// The library's, or no socket.
    pub async fn anew(&self, sender: u16) -> Result<Self, PeerError> {
        let mut new = Self::new(sender).await?;
        new.sound.at = self.sound.at;
        for (new, old) in new.pictures.iter_mut().zip(&self.pictures) {
            new.at = old.at;
        }
        Ok(new)
    }

    /// Whether nothing goes by it any more, or never has.
    pub fn has_failed(&self) -> bool {
        self.peer.has_failed()
    }

    /// The offer, candidates in it.
    ///
    /// # Errors
    /// The library's.
    pub async fn offer(&self) -> Result<String, PeerError> {
        let offer = self.peer.connection.create_offer(None).await;
        self.peer.describe(offer.map_err(failed("offer"))?).await
    }

    /// The `a=mid` of the lines of sound and pictures; known once offered.
    ///
    /// # Errors
    /// Nothing has been offered.
    pub async fn mids(&self) -> Result<[String; 2], PeerError> {
        let transceivers = self.peer.connection.get_transceivers().await;
        let mut mids = [String::new(), String::new()];
        for transceiver in transceivers {
            let sender = transceiver
                .sender()
                .await
                .map_err(failed("find a sender"))?;
            let Some(sender) = sender else { continue };
            let line = self.senders.iter().position(|own| own.id() == sender.id());
            let mid = transceiver.mid().await.map_err(failed("find a mid"))?;
            if let (Some(line), Some(mid)) = (line, mid) {
                mids[line] = mid;
            }
        }
        match mids.iter().any(String::is_empty) {
            true => Err(PeerError::Missing("mid")),
            false => Ok(mids),
        }
    }

    /// Takes the answer.
    ///
    /// # Errors
    /// It isn't one to this offer.
    pub async fn answered(&mut self, sdp: String) -> Result<(), PeerError> {
        let answer = RTCSessionDescription::answer(sdp).map_err(failed("read the answer"))?;
        let set = self.peer.connection.set_remote_description(answer).await;
        set.map_err(failed("take the answer"))?;
        let [_, mid] = self.mids().await?;
        let parameters = self.senders[1].get_parameters().await;
        let parameters = parameters.map_err(failed("ask what was agreed on"))?;
        // The library writes neither extension by itself: without them nobody knows which layer a packet is of.
        for outlet in &mut self.pictures {
            let rid = outlet.at.stream().rid().unwrap_or_default();
            let values = [(MID_URI, mid.as_str()), (RID_URI, rid)];
            let agreed = &parameters.rtp_parameters.header_extensions;
            outlet.extensions.clear();
            for (uri, value) in values {
                let id = agreed.iter().find(|agreed| agreed.uri == uri);
                let id = id.and_then(|agreed| u8::try_from(agreed.id).ok());
                let id = id.ok_or(PeerError::Missing("extension for layers"))?;
                outlet
                    .extensions
                    .push((id, Bytes::copy_from_slice(value.as_bytes())));
            }
        }
        Ok(())
    }

    /// Prepares an offer with new ICE credentials.
    ///
    /// # Errors
    /// The library's.
    pub async fn restart(&self) -> Result<(), PeerError> {
        let restarted = self.peer.connection.restart_ice().await;
        restarted.map_err(failed("restart ICE"))
    }

    /// Waits until packets can go; the publisher is free meanwhile.
    ///
    /// # Errors
    /// They can't within that time.
    pub fn when_connected(
        &self,
        within: Duration,
    ) -> impl Future<Output = Result<(), PeerError>> + use<> {
        self.peer.connected(within)
    }

    /// Sends the next Opus frame.
    ///
    /// # Errors
    /// The connection has ended.
    pub async fn speak(&mut self, recording: &Recording, now: Duration) -> Result<(), PeerError> {
        let payloads = recording.next_frame(&mut self.sound.at, false, now);
        let sent = self.sound.send(payloads).await;
        sent.map_err(failed("send sound"))
    }

    /// Sends the next picture in both layers; a keyframe to whom has asked for one.
    ///
    /// # Errors
    /// The connection has ended.
    pub async fn show(&mut self, recording: &Recording, now: Duration) -> Result<(), PeerError> {
        for outlet in &mut self.pictures {
            let key = self.asked.take(outlet.at.stream());
            let payloads = recording.next_frame(&mut outlet.at, key, now);
            let sent = outlet.send(payloads).await;
            sent.map_err(failed("send a picture"))?;
        }
        Ok(())
    }

    /// Packets sent so far, all layers.
    pub fn packets(&self) -> u64 {
        let pictures = self.pictures.iter().map(|outlet| outlet.at.packets());
        pictures
            .chain([self.sound.at.packets()])
            .map(u64::from)
            .sum()
    }

    /// Keyframes sent so far, all layers.
    pub fn keys(&self) -> u32 {
        self.pictures.iter().map(|outlet| outlet.at.keys()).sum()
    }

    /// Whether packets can go; while the way is disturbed they are tried.
    pub fn can_send(&self) -> bool {
        self.peer.has_connected() && !self.peer.has_failed()
    }

    /// Ends the connection.
    ///
    /// # Errors
    /// The library's.
    pub async fn close(&self) -> Result<(), PeerError> {
        self.peer.close().await
    }

    /// Ends a connection that may have ended by itself.
    pub async fn end(self) {
        self.peer.end().await;
    }
}

impl std::fmt::Debug for Publisher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Publisher")
            .field("state", &*self.peer.state.borrow())
            .field("packets", &self.packets())
            .finish_non_exhaustive()
    }
}

fn track(
    sender: u16,
    kind: RtpCodecKind,
    codings: Vec<RTCRtpEncodingParameters>,
) -> Arc<TrackLocalStaticRTP> {
    let stream = format!("caller-{sender}");
    let id = format!("caller-{sender}-{kind}");
    Arc::new(TrackLocalStaticRTP::new(MediaStreamTrack::new(
        stream,
        id.clone(),
        id,
        kind,
        codings,
    )))
}

fn coding(ssrc: u32, rid: &str, codec: RTCRtpCodec) -> RTCRtpEncodingParameters {
    RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters {
            rid: rid.to_owned(),
            ssrc: Some(ssrc),
            ..Default::default()
        },
        active: true,
        codec,
        ..Default::default()
    }
}
