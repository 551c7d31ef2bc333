//! Taps on the way of packets through a peer connection, where none is lost for want of a reader.
//!
//! One counts what comes and takes it out: nobody decodes it. The other notes that the other side asks for a keyframe.
//! Both stand nearest to the application, when retransmission and reports have had their part.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use rtc::{
    interceptor::{Interceptor, Packet, Slot, StreamInfo, TaggedPacket},
    rtcp::payload_feedbacks::{
        full_intra_request::FullIntraRequest, picture_loss_indication::PictureLossIndication,
    },
    sansio::Protocol,
    shared::error::Error,
};

use super::{
    mark::{self, Mark, Stream},
    reception::Reception,
};

/// Nearer to the application than anything of the library's.
pub(super) const SLOT: Slot = Slot::Custom(14_000);

/// What has come, shared with who evaluates it.
#[derive(Debug, Clone, Default)]
pub struct Heard(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    reception: Reception,
    /// On which SSRC each sender's picture comes.
    pictures: HashMap<u16, u32>,
}

impl Heard {
    /// Looks at what has come, or takes of it. Not to be held: packets wait meanwhile.
    pub fn look<T>(&self, look: impl FnOnce(&mut Reception) -> T) -> T {
        look(&mut self.lock().reception)
    }

    /// The SSRCs of pictures that only a keyframe helps.
    pub(super) fn stuck(&self) -> Vec<u32> {
        let state = self.lock();
        let stuck = state.reception.stuck(mark::now());
        stuck
            .filter_map(|sender| state.pictures.get(&sender).copied())
            .collect()
    }

    fn take(&self, ssrc: u32, payload: &[u8]) {
        let mut state = self.lock();
        state.reception.take(payload, mark::now());
        if let Some(mark) = Mark::of(payload).filter(|mark| mark.stream != Stream::Sound) {
            state.pictures.insert(mark.sender, ssrc);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which layers are asked for a keyframe.
#[derive(Debug, Clone, Default)]
pub(super) struct KeyAsked {
    low: Arc<AtomicBool>,
    high: Arc<AtomicBool>,
}

impl KeyAsked {
    /// Whether a keyframe has been asked for since this was last asked.
    pub(super) fn take(&self, stream: Stream) -> bool {
        match stream {
            Stream::Sound => false,
            Stream::Low => self.low.swap(false, Ordering::Relaxed),
            Stream::High => self.high.swap(false, Ordering::Relaxed),
        }
    }
}

/// What a tap does with what comes.
#[derive(Debug)]
pub(super) enum What {
    /// Counts media and takes them out.
    Listen(Heard),
    /// Notes requests for keyframes of the layers with these SSRCs.
    Ask {
        asked: KeyAsked,
        low: u32,
        high: u32,
    },
}

/// Lets everything through that it doesn't take.
pub(super) struct Tap {
    what: What,
    // Both are emptied by the library after each packet.
    reads: VecDeque<TaggedPacket>,
    writes: VecDeque<TaggedPacket>,
}

impl Tap {
    pub(super) fn new(what: What) -> Self {
        Self {
            what,
            reads: VecDeque::new(),
            writes: VecDeque::new(),
        }
    }
}

impl What {
    /// Whether the packet has been taken out.
    fn take(&self, packet: &Packet) -> bool {
        match (self, packet) {
            (Self::Listen(heard), Packet::Rtp(packet)) => {
                heard.take(packet.header.ssrc, &packet.payload);
                true
            }
            (Self::Ask { asked, low, high }, Packet::Rtcp(packets)) => {
                for ssrc in packets.iter().flat_map(|packet| keyframe_asked(&**packet)) {
                    if ssrc == *low {
                        asked.low.store(true, Ordering::Relaxed);
                    }
                    if ssrc == *high {
                        asked.high.store(true, Ordering::Relaxed);
                    }
                }
                false
            }
            _ => false,
        }
    }
}

/// The SSRCs that a packet asks keyframes of.
fn keyframe_asked(packet: &dyn rtc::rtcp::Packet) -> Vec<u32> {
    let packet = packet.as_any();
    if let Some(lost) = packet.downcast_ref::<PictureLossIndication>() {
        return vec![lost.media_ssrc];
    }
    match packet.downcast_ref::<FullIntraRequest>() {
        Some(intra) => intra.fir.iter().map(|entry| entry.ssrc).collect(),
        None => Vec::new(),
    }
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for Tap {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, packet: TaggedPacket) -> Result<(), Error> {
        if !self.what.take(&packet.message.packet) {
            self.reads.push_back(packet);
        }
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.reads.pop_front()
    }

    fn handle_write(&mut self, packet: TaggedPacket) -> Result<(), Error> {
        self.writes.push_back(packet);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.writes.pop_front()
    }
}

impl Interceptor for Tap {
    fn bind_local_stream(&mut self, _info: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _info: &StreamInfo) {}
    fn bind_remote_stream(&mut self, _info: &StreamInfo) {}
    fn unbind_remote_stream(&mut self, _info: &StreamInfo) {}
}
