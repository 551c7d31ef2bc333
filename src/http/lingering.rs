//! How a connection ends whose last request was answered before all of it was read.
//!
//! If it were closed at once, the system would throw the answer away with what still comes (RFC 9112, section 9.6): whoever
//! sends a film where none is taken would see a network that broke, and send it again. So the answer is ended, and what
//! comes is read and forgotten until its sender has read the answer and goes, or for a while.

use std::{
    future::Future,
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

use super::Wire;

/// As long as nginx lingers.
const WITHIN: Duration = Duration::from_secs(30);
/// What is forgotten at once.
const SIP_BYTES: usize = 8 * 1024;

const READ: u8 = 0;
const LEFT: u8 = 1;
const HURRIED: u8 = 2;

/// Whether a connection has had a request of which something was left unread.
#[derive(Debug, Clone, Default)]
pub(super) struct Unread(Arc<AtomicU8>);

impl Unread {
    fn left(&self) {
        // Whoever is in a hurry stays so, and then this says the same as before.
        self.0
            .compare_exchange(READ, LEFT, Ordering::Relaxed, Ordering::Relaxed)
            .ok();
    }

    fn is_left(&self) -> bool {
        self.0.load(Ordering::Relaxed) == LEFT
    }

    /// The server goes: its connections end as soon as they can.
    pub(super) fn hurry(&self) {
        self.0.store(HURRIED, Ordering::Relaxed);
    }
}

/// A request's body, which tells when it is let go of before its end.
#[derive(Debug)]
pub(super) struct Watched {
    body: Incoming,
    unread: Unread,
    is_over: bool,
}

impl Watched {
    pub(super) fn new(body: Incoming, unread: Unread) -> Self {
        Self {
            body,
            unread,
            is_over: false,
        }
    }
}

impl Body for Watched {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let this = self.get_mut();
        let frame = ready!(Pin::new(&mut this.body).poll_frame(cx));
        // What broke off has nobody who reads an answer.
        this.is_over |= !matches!(frame, Some(Ok(_)));
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if !self.is_over && !self.body.is_end_stream() {
            self.unread.left();
        }
    }
}

/// A wire that is not closed before its peer has read the last answer.
#[derive(Debug)]
pub(crate) struct Lingering {
    wire: Wire,
    unread: Unread,
    /// Since the last answer was ended.
    until: Option<Pin<Box<Sleep>>>,
}

impl Lingering {
    pub(super) fn new(wire: Wire, unread: Unread) -> Self {
        Self {
            wire,
            unread,
            until: None,
        }
    }

    /// For whoever takes the connection over.
    pub(crate) fn into_wire(self) -> Wire {
        self.wire
    }
}

impl AsyncRead for Lingering {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().wire).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Lingering {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().wire).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().wire).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.wire.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().wire).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.until.is_none() {
            ready!(Pin::new(&mut this.wire).poll_shutdown(cx))?;
            this.until = Some(Box::pin(sleep(WITHIN)));
        }
        let is_late = |until: &mut Pin<Box<Sleep>>| until.as_mut().poll(cx).is_ready();
        if !this.unread.is_left() || this.until.as_mut().is_some_and(is_late) {
            return Poll::Ready(Ok(()));
        }
        let mut sip = [0; SIP_BYTES];
        loop {
            let mut buffer = ReadBuf::new(&mut sip);
            let came = ready!(Pin::new(&mut this.wire).poll_read(cx, &mut buffer));
            if came.is_err() || buffer.filled().is_empty() {
                return Poll::Ready(Ok(()));
            }
        }
    }
}
