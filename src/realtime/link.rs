//! One WebSocket's wire: the handshake, reading through tungstenite, writing past it.
//!
//! A server's text frame is two to ten bytes and the text as it is (RFC 6455 §5.2), so frames that many sockets share are
//! written from where they lie, several in one system call. Invariant: tungstenite's own frames (pong, close) are flushed
//! before ours begin, and nothing is read while ours are under way, so no frame is cut in two.

use std::{
    future::poll_fn,
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderValue, StatusCode,
        header::{
            CONNECTION, HeaderName, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY,
            SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE,
        },
    },
    response::Response,
};
use futures_util::{Sink, Stream};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use signaling::protocol::{CloseCode, ErrorCode, MAX_FRAME_BYTES, SUBPROTOCOL};
use tokio::io::AsyncWrite;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        handshake::derive_accept_key,
        protocol::{CloseFrame, Role, WebSocketConfig, frame::coding::CloseCode as WireCode},
    },
};

use super::Frame;
use crate::{
    error::{Result, told},
    http::{Lingering, Wire},
};

/// Small reads: a chat's frame fits, and ten thousand idle sockets keep little.
const READ_BUFFER: usize = 512;
/// Only pongs and closes go through it.
const WRITE_BUFFER: usize = 0;
/// Frames in one system call: two slices each, well below the system's 1,024.
const FRAMES_AT_ONCE: usize = 32;
/// Of somebody who has not said who they are. Nobody needs any.
const PINGS_BEFORE_HELLO: usize = 8;
/// How long a peer has to hear why the socket is closed.
const FAREWELL: Duration = Duration::from_secs(2);

/// Answers a handshake, or says what is wrong with it.
///
/// # Errors
/// `invalid` when it is not a WebSocket handshake of version 13 (RFC 6455 §4.2.1).
pub(super) fn agree(headers: &HeaderMap) -> Result<Response> {
    let has = |name: HeaderName, word: &str| {
        let values = headers
            .get_all(name)
            .iter()
            .filter_map(|value| value.to_str().ok());
        values
            .flat_map(|value| value.split(','))
            .any(|value| value.trim().eq_ignore_ascii_case(word))
    };
    let key = headers.get(SEC_WEBSOCKET_KEY);
    let handshake =
        has(CONNECTION, "upgrade") && has(UPGRADE, "websocket") && has(SEC_WEBSOCKET_VERSION, "13");
    let Some(key) = key.filter(|_| handshake) else {
        return Err(told(
            ErrorCode::Invalid,
            "connect to this address with a WebSocket",
        ));
    };
    let accept =
        HeaderValue::try_from(derive_accept_key(key.as_bytes())).map_err(anyhow::Error::from)?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let answer = response.headers_mut();
    answer.insert(CONNECTION, HeaderValue::from_static("upgrade"));
    answer.insert(UPGRADE, HeaderValue::from_static("websocket"));
    answer.insert(SEC_WEBSOCKET_ACCEPT, accept);
    if has(SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL) {
        answer.insert(
            SEC_WEBSOCKET_PROTOCOL,
            HeaderValue::from_static(SUBPROTOCOL),
        );
    }
    Ok(response)
}

/// What came.
pub(super) enum Incoming {
    Text(Frame),
    /// A ping or pong: only proof of life.
    Life,
    /// Binary, too large, or not WebSocket any more.
    Bad,
}

/// The socket and what is about to be written to it.
pub(super) struct Link {
    socket: WebSocketStream<Wire>,
    /// Taken from the outbox, to be written in this order.
    pub(super) frames: Vec<Frame>,
    written: Place,
}

/// How far [`Link::poll_write`] has got.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Place {
    frame: usize,
    byte: usize,
}

impl Link {
    /// The socket behind an upgraded connection; none when it is not one of ours.
    pub(super) async fn new(upgraded: Upgraded) -> Option<Self> {
        let parts = upgraded.downcast::<TokioIo<Lingering>>().ok()?;
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(WRITE_BUFFER)
            .max_message_size(Some(MAX_FRAME_BYTES))
            .max_frame_size(Some(MAX_FRAME_BYTES));
        let (stream, early) = (parts.io.into_inner().into_wire(), parts.read_buf.to_vec());
        let socket =
            WebSocketStream::from_partially_read(stream, early, Role::Server, Some(config)).await;
        Some(Self {
            socket,
            frames: Vec::new(),
            written: Place::default(),
        })
    }

    /// Cancel safe. None when the peer is gone or has said good-bye.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Incoming>> {
        Pin::new(&mut self.socket)
            .poll_next(cx)
            .map(|message| match message? {
                Ok(Message::Text(text)) => Some(Incoming::Text(text)),
                Ok(Message::Ping(_) | Message::Pong(_)) => Some(Incoming::Life),
                Ok(Message::Binary(_) | Message::Frame(_)) => Some(Incoming::Bad),
                Ok(Message::Close(_)) => None,
                // A frame over the limit or against the protocol; a broken connection gives an error too, and then an end.
                Err(_) => Some(Incoming::Bad),
            })
    }

    async fn next(&mut self) -> Option<Incoming> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// What comes first besides a few pings.
    pub(super) async fn first_frame(&mut self) -> Option<Incoming> {
        for _ in 0..PINGS_BEFORE_HELLO {
            match self.next().await {
                Some(Incoming::Life) => {}
                other => return other,
            }
        }
        Some(Incoming::Life)
    }

    /// Whether [`Link::poll_write`] has something to do.
    pub(super) fn is_writing(&self) -> bool {
        !self.frames.is_empty()
    }

    /// Writes [`Link::frames`] and empties them.
    ///
    /// # Errors
    /// If the connection is broken; then part of a frame may have gone.
    pub(super) fn poll_write(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.written == Place::default() {
            let flushed = ready!(Pin::new(&mut self.socket).poll_flush(cx));
            flushed.map_err(io::Error::other)?;
        }
        while self.written.frame < self.frames.len() {
            let wire = Pin::new(self.socket.get_mut());
            ready!(poll_write_some(wire, cx, &self.frames, &mut self.written))?;
        }
        // What TLS has not sent yet; TCP keeps nothing back.
        ready!(Pin::new(self.socket.get_mut()).poll_flush(cx))?;
        // Given back, not cleared: an idle socket keeps no room.
        self.frames = Vec::new();
        self.written = Place::default();
        Poll::Ready(Ok(()))
    }

    /// Says why, and gives the peer a moment to hear it.
    pub(super) async fn close(mut self, code: CloseCode) {
        let delay = match code {
            CloseCode::GoingDown | CloseCode::Recalled => "1000",
            CloseCode::RateLimited => "10000",
            _ => "0",
        };
        let reason = if code.come_back() { delay } else { "" };
        let close = Message::Close(Some(CloseFrame {
            code: WireCode::from(code as u16),
            reason: reason.into(),
        }));
        let farewell = async {
            poll_fn(|cx| Pin::new(&mut self.socket).poll_ready(cx)).await?;
            Pin::new(&mut self.socket).start_send(close)?;
            poll_fn(|cx| Pin::new(&mut self.socket).poll_flush(cx)).await?;
            while !matches!(self.next().await, None | Some(Incoming::Bad)) {}
            Ok::<(), tokio_tungstenite::tungstenite::Error>(())
        };
        // A peer that is gone hears nothing; there is nobody to tell.
        drop(tokio::time::timeout(FAREWELL, farewell).await);
    }
}

/// One system call, from `place` on.
fn poll_write_some(
    wire: Pin<&mut Wire>,
    cx: &mut Context<'_>,
    frames: &[Frame],
    place: &mut Place,
) -> Poll<io::Result<()>> {
    let batch: Vec<(Head, &[u8])> = frames
        .iter()
        .skip(place.frame)
        .take(FRAMES_AT_ONCE)
        .map(|frame| (Head::of(frame.len()), frame.as_str().as_bytes()))
        .collect();
    let mut slices: Vec<IoSlice<'_>> = batch
        .iter()
        .flat_map(|(head, text)| [IoSlice::new(head.bytes()), IoSlice::new(text)])
        .collect();
    let mut rest = slices.as_mut_slice();
    IoSlice::advance_slices(&mut rest, place.byte);
    let written = ready!(wire.poll_write_vectored(cx, rest))?;
    if written == 0 {
        return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
    }
    place.byte += written;
    for (head, text) in &batch {
        let whole = head.bytes().len() + text.len();
        if place.byte < whole {
            break;
        }
        place.byte -= whole;
        place.frame += 1;
    }
    Poll::Ready(Ok(()))
}

/// The beginning of an unmasked, final text frame (RFC 6455 §5.2).
struct Head {
    bytes: [u8; 10],
    length: usize,
}

impl Head {
    fn of(text: usize) -> Self {
        let mut bytes = [0x81, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let length = match (u8::try_from(text), u16::try_from(text)) {
            (Ok(short @ ..126), _) => {
                bytes[1] = short;
                2
            }
            (_, Ok(medium)) => {
                bytes[1] = 126;
                bytes[2..4].copy_from_slice(&medium.to_be_bytes());
                4
            }
            _ => {
                bytes[1] = 127;
                bytes[2..10].copy_from_slice(&(text as u64).to_be_bytes());
                10
            }
        };
        Self { bytes, length }
    }

    fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;
    use tokio::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn heads_hold_the_length_in_as_few_bytes_as_the_rfc_allows() {
        assert_eq!(Head::of(5).bytes(), [0x81, 5]);
        assert_eq!(Head::of(125).bytes(), [0x81, 125]);
        assert_eq!(Head::of(126).bytes(), [0x81, 126, 0, 126]);
        assert_eq!(Head::of(65_535).bytes(), [0x81, 126, 255, 255]);
        assert_eq!(
            Head::of(65_536).bytes(),
            [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]
        );
    }

    #[tokio::test]
    async fn frames_of_every_size_arrive_whole_through_a_full_pipe() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let writing = async {
            let (stream, _) = listener.accept().await.unwrap();
            let wire = Wire::Plain(stream);
            let socket = WebSocketStream::from_raw_socket(wire, Role::Server, None).await;
            let mut link = Link {
                socket,
                frames: Vec::new(),
                written: Place::default(),
            };
            for size in 0..400 {
                link.frames.push("å".repeat(size * 97).into());
            }
            poll_fn(|cx| link.poll_write(cx)).await.unwrap();
            assert!(!link.is_writing());
        };
        let reading = async {
            let stream = TcpStream::connect(address).await.unwrap();
            let mut socket = WebSocketStream::from_raw_socket(stream, Role::Client, None).await;
            for size in 0..400 {
                let text = socket.next().await.unwrap().unwrap().into_text().unwrap();
                assert_eq!(text.as_str(), "å".repeat(size * 97));
            }
        };
        tokio::join!(writing, reading);
    }

    #[test]
    fn what_is_no_handshake_is_told_so() {
        assert_eq!(
            agree(&HeaderMap::new()).unwrap_err().code(),
            ErrorCode::Invalid
        );
    }
}
