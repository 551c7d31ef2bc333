//! What waits to be written to one socket.
//!
//! Invariant: bounded in frames and bytes. A reader that is too far behind is closed with *come back* and resumes from
//! Postgres; a frame is never dropped silently.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use signaling::protocol::{CloseCode, Reply, ServerFrame, WireError};

/// One encoded frame; clones share the bytes.
pub type Frame = tokio_tungstenite::tungstenite::Utf8Bytes;

/// 2,048 frames: some seconds of the busiest conversation; a reader further behind is gone.
const MAX_FRAMES: usize = 2_048;
/// 1 MiB, or one frame if that is larger: what one slow reader may cost.
const MAX_BYTES: usize = 1024 * 1024;

/// Encodes a frame once, for however many readers.
pub fn encode(frame: &ServerFrame) -> Frame {
    serde_json::to_string(frame)
        .expect("wire types have string keys and no failing serializers")
        .into()
}

/// The queue between everybody who has something to say and the one task that writes.
#[derive(Debug, Default)]
pub struct Outbox {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    frames: VecDeque<Frame>,
    bytes: usize,
    close: Option<CloseCode>,
    /// Texts of this socket's that have no answer yet.
    unanswered: usize,
    reader: Option<Waker>,
}

/// Where the answer to a text goes that is on its way into a log. Until it is dropped, whatever became of it, the socket
/// does nothing that could overtake the text.
#[derive(Debug)]
pub struct Ticket {
    outbox: Arc<Outbox>,
    id: u64,
}

impl Ticket {
    /// For the answer to command `id`.
    pub fn new(outbox: &Arc<Outbox>, id: u64) -> Self {
        outbox.lock().unanswered += 1;
        Self {
            outbox: outbox.clone(),
            id,
        }
    }

    /// Puts the answer in the outbox.
    pub fn answer(self, ok: Option<Reply>, error: Option<WireError>) {
        let id = self.id;
        self.outbox
            .push(encode(&ServerFrame::Reply { id, ok, error }));
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut inner = self.outbox.lock();
        inner.unanswered -= 1;
        if inner.unanswered == 0 {
            wake(inner);
        }
    }
}

impl Outbox {
    /// Adds a frame and wakes the writer. When full, the socket is told to come back instead.
    pub fn push(&self, frame: Frame) {
        self.push_all(std::iter::once(frame));
    }

    /// Adds frames and wakes the writer once; gives how many were taken. From the first that finds no room on none is.
    pub fn push_all(&self, frames: impl Iterator<Item = Frame>) -> u64 {
        let mut inner = self.lock();
        let mut taken = 0;
        for frame in frames {
            if inner.close.is_some() {
                break;
            }
            let full = inner.frames.len() >= MAX_FRAMES
                || (inner.bytes + frame.len() > MAX_BYTES && !inner.frames.is_empty());
            if full {
                metrics::counter!("samtal_outbox_overflows_total").increment(1);
                inner.close = Some(CloseCode::TooSlow);
            } else {
                inner.bytes += frame.len();
                inner.frames.push_back(frame);
                taken += 1;
            }
        }
        wake(inner);
        taken
    }

    /// Ends the socket after what is queued; the first reason stands.
    pub fn close(&self, code: CloseCode) {
        let mut inner = self.lock();
        inner.close.get_or_insert(code);
        wake(inner);
    }

    /// Moves what is queued into `into` (in order); ready with the close code, if any, when there is something to do.
    pub fn poll_take(
        &self,
        cx: &mut Context<'_>,
        into: &mut Vec<Frame>,
    ) -> Poll<Option<CloseCode>> {
        let mut inner = self.lock();
        if inner.frames.is_empty() && inner.close.is_none() {
            inner.reader = Some(cx.waker().clone());
            return Poll::Pending;
        }
        into.extend(inner.frames.drain(..));
        inner.bytes = 0;
        // A burst's room is given back: ten thousand idle sockets keep nothing.
        if inner.frames.capacity() > 16 {
            inner.frames.shrink_to(4);
        }
        Poll::Ready(inner.close)
    }

    /// Whether texts of this socket's are still on their way. When they no longer are, the writer is woken.
    pub fn has_unanswered(&self) -> bool {
        self.lock().unanswered > 0
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wake(mut inner: MutexGuard<'_, Inner>) {
    let reader = inner.reader.take();
    drop(inner);
    if let Some(reader) = reader {
        reader.wake();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(outbox: &Outbox) -> (Vec<Frame>, Poll<Option<CloseCode>>) {
        let mut frames = Vec::new();
        let poll = outbox.poll_take(&mut Context::from_waker(Waker::noop()), &mut frames);
        (frames, poll)
    }

    #[test]
    fn a_reader_that_never_reads_is_told_to_come_back() {
        let outbox = Outbox::default();
        for _ in 0..MAX_FRAMES + 10 {
            outbox.push("x".into());
        }
        let (frames, poll) = take(&outbox);
        assert_eq!(frames.len(), MAX_FRAMES);
        assert_eq!(poll, Poll::Ready(Some(CloseCode::TooSlow)));
    }

    #[test]
    fn bytes_are_bounded_but_one_large_frame_passes() {
        let outbox = Outbox::default();
        let large: Frame = "x".repeat(MAX_BYTES + 1).into();
        outbox.push(large.clone());
        assert_eq!(take(&outbox).0.len(), 1);
        outbox.push("a".into());
        outbox.push(large);
        assert_eq!(take(&outbox).1, Poll::Ready(Some(CloseCode::TooSlow)));
    }

    #[test]
    fn nothing_to_do_is_pending() {
        assert_eq!(take(&Outbox::default()).1, Poll::Pending);
    }
}
