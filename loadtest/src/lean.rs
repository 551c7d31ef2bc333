//! A WebSocket client that costs next to nothing: for ten thousand of them beside the server on the same machine.
//!
//! No buffer per socket: what is read goes through one scratch buffer per thread, and only the part of a frame that
//! is still coming is kept. Frames are looked at where they lie. Masks are zero, which RFC 6455 §5.3 lets a client
//! choose and a server can't tell from chance; the server does the same work as for any other.

use std::{cell::RefCell, io};

use signaling::protocol::{ClientFrame, ClientInfo, Command};
use tokio::{
    io::AsyncWriteExt as _,
    net::TcpStream,
    time::{Duration, timeout},
};

use crate::{
    glimpse::Glimpse,
    socket::{Door, Identity, OpenError},
};

/// Read at once; what a busy thread's sockets have waiting fits in a few rounds.
const SCRATCH: usize = 64 * 1024;
/// No frame of ours is larger: a page of 200 long texts. A peer that says otherwise is broken.
const LARGEST: usize = 16 * 1024 * 1024;
/// An answer that takes longer won't come, even from a machine that is busy letting thousands in.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);

const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;

thread_local! {
    static SCRATCH_BUFFER: RefCell<Box<[u8]>> = RefCell::new(vec![0; SCRATCH].into());
}

/// How a connection ended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Ended {
    /// The server closed it, and why.
    #[error("closed with {code} {reason}")]
    Closed {
        /// See [`signaling::protocol::CloseCode`]; 1005 when none was given.
        code: u16,
        /// For codes that mean *come back*: the least delay, ms.
        reason: String,
    },
    /// The connection broke.
    #[error("the connection broke: {0}")]
    Broke(io::ErrorKind),
    /// The peer doesn't speak WebSocket as a server of ours does.
    #[error("not a frame of ours: {0}")]
    Garbled(&'static str),
    /// An answer didn't come in time.
    #[error("no answer in time")]
    TooLate,
    /// An awaited command was refused.
    #[error("refused: {0}")]
    Refused(String),
}

impl From<io::Error> for Ended {
    fn from(error: io::Error) -> Self {
        Self::Broke(error.kind())
    }
}

/// A connection.
#[derive(Debug)]
pub struct LeanSocket {
    tcp: TcpStream,
    /// The beginning of a frame whose rest hasn't come.
    kept: Vec<u8>,
    next_id: u64,
}

impl LeanSocket {
    /// Connects and says `hello`; the answer is awaited.
    ///
    /// # Errors
    /// The server isn't there or refuses.
    pub async fn enter(door: &Door, identity: &Identity) -> Result<Self, OpenError> {
        let mut socket = Self::connect(door, identity).await?;
        let client = ClientInfo {
            name: "loadtest".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let token = identity.token();
        match socket.call(Command::Hello { token, client }).await {
            Ok(_) => Ok(socket),
            Err(Ended::Closed { code, reason }) => Err(OpenError::Closed { code, reason }),
            Err(Ended::TooLate) => Err(OpenError::TooLate),
            Err(other) => Err(OpenError::Hello(other.to_string())),
        }
    }

    /// Connects; nothing is sent after the handshake.
    ///
    /// # Errors
    /// The server isn't there or refuses the handshake.
    pub async fn connect(door: &Door, identity: &Identity) -> Result<Self, OpenError> {
        let socket = door.open(identity).await?;
        // The server waits for our first frame, so nothing can have been read beyond the handshake.
        Ok(Self {
            tcp: socket.into_inner(),
            kept: Vec::new(),
            next_id: 1,
        })
    }

    /// Sends a command and gives its id.
    ///
    /// # Errors
    /// The connection has ended.
    pub async fn command(&mut self, cmd: Command) -> Result<u64, Ended> {
        let id = self.take_id();
        let frame = ClientFrame { id, cmd };
        let text = serde_json::to_vec(&frame).expect("a command can be written as JSON");
        self.send_text(&text).await?;
        Ok(id)
    }

    /// An id for a command that the caller writes.
    pub fn take_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id - 1
    }

    /// Sends a command and waits for its good answer, whole; other frames are passed over.
    ///
    /// # Errors
    /// Refused, or the connection has ended.
    pub async fn call(&mut self, cmd: Command) -> Result<Vec<u8>, Ended> {
        let id = self.command(cmd).await?;
        let answered = timeout(ANSWER_WITHIN, self.answer_to(id)).await;
        answered.map_err(|_| Ended::TooLate)?
    }

    async fn answer_to(&mut self, id: u64) -> Result<Vec<u8>, Ended> {
        let mut answer = None;
        while answer.is_none() {
            self.read(|frame| match Glimpse::of(frame) {
                Glimpse::Done { id: of, .. } if of == id => answer = Some(Ok(frame.to_vec())),
                Glimpse::Refused { id: of, .. } if of == id => {
                    let text = String::from_utf8_lossy(frame).into_owned();
                    answer = Some(Err(Ended::Refused(text)));
                }
                _ => {}
            })
            .await?;
        }
        answer.expect("the loop ends with an answer")
    }

    /// Sends a text frame.
    ///
    /// # Errors
    /// The connection has ended.
    pub async fn send_text(&mut self, text: &[u8]) -> Result<(), Ended> {
        self.send_frame(TEXT, text).await
    }

    /// Sends a ping of the WebSocket itself; its answer is passed over.
    ///
    /// # Errors
    /// The connection has ended.
    pub async fn ping(&mut self) -> Result<(), Ended> {
        self.send_frame(PING, b"").await
    }

    /// Sends frames made by [`LeanSocket::add_frame`], in one write.
    ///
    /// # Errors
    /// The connection has ended.
    pub async fn send_frames(&mut self, frames: &[u8]) -> Result<(), Ended> {
        Ok(self.tcp.write_all(frames).await?)
    }

    /// Adds a text frame to a buffer for [`LeanSocket::send_frames`].
    pub fn add_frame(frames: &mut Vec<u8>, text: &[u8]) {
        add_header(frames, TEXT, text.len());
        frames.extend_from_slice(text);
    }

    /// Waits until something has come and gives every whole text frame to `on_text`. Cancel safe: nothing is taken
    /// from the connection before it is looked at.
    ///
    /// # Errors
    /// The connection has ended.
    pub async fn read(&mut self, on_text: impl FnMut(&[u8])) -> Result<(), Ended> {
        self.tcp.readable().await?;
        if let Some(pong) = self.read_ready(on_text)? {
            self.send_frame(10, &pong).await?;
        }
        Ok(())
    }

    /// Drops the connection without a word.
    pub fn cut(self) {
        drop(self.tcp);
    }

    async fn send_frame(&mut self, opcode: u8, payload: &[u8]) -> Result<(), Ended> {
        let mut frame = Vec::with_capacity(payload.len() + 14);
        add_header(&mut frame, opcode, payload.len());
        frame.extend_from_slice(payload);
        Ok(self.tcp.write_all(&frame).await?)
    }

    /// Takes what is there. Gives the payload of a ping that wants an answer.
    fn read_ready(&mut self, mut on_text: impl FnMut(&[u8])) -> Result<Option<Vec<u8>>, Ended> {
        SCRATCH_BUFFER.with_borrow_mut(|scratch| {
            // A frame that came in parts is put together in front.
            let before = self.kept.len();
            let mut grown;
            let buffer: &mut [u8] = if before * 2 > scratch.len() {
                grown = vec![0; before * 2];
                &mut grown
            } else {
                scratch
            };
            let size = match self.tcp.try_read(&mut buffer[before..]) {
                Ok(0) => return Err(Ended::Broke(io::ErrorKind::UnexpectedEof)),
                Ok(size) => size,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(None),
                Err(error) => return Err(error.into()),
            };
            buffer[..before].copy_from_slice(&self.kept);
            let (mut rest, mut ping) = (&buffer[..before + size], None);
            while let Some((opcode, payload, after)) = next_frame(rest)? {
                match opcode {
                    TEXT => on_text(payload),
                    CLOSE => return Err(closed(payload)),
                    PING => ping = Some(payload.to_vec()),
                    _ => {}
                }
                rest = after;
            }
            if rest.is_empty() {
                // Most reads end with a whole frame; then nothing is held at all.
                self.kept = Vec::new();
            } else {
                self.kept.clear();
                self.kept.extend_from_slice(rest);
            }
            Ok(ping)
        })
    }
}

/// The first whole frame and what follows it. Source: RFC 6455 §5.2.
type Framed<'a> = Option<(u8, &'a [u8], &'a [u8])>;

fn next_frame(bytes: &[u8]) -> Result<Framed<'_>, Ended> {
    let [first, second, ..] = *bytes else {
        return Ok(None);
    };
    if first & 0b1111_0000 != 0b1000_0000 {
        return Err(Ended::Garbled("in parts, or with extensions"));
    }
    if second & 0b1000_0000 != 0 {
        return Err(Ended::Garbled("masked by a server"));
    }
    let (header, len) = match second {
        126 => match bytes.get(2..4) {
            Some(&[a, b]) => (4, usize::from(u16::from_be_bytes([a, b]))),
            _ => return Ok(None),
        },
        127 => match bytes.get(2..10).and_then(|len| len.first_chunk()) {
            Some(len) => {
                let len = usize::try_from(u64::from_be_bytes(*len));
                (10, len.map_err(|_| Ended::Garbled("too large"))?)
            }
            None => return Ok(None),
        },
        short => (2, usize::from(short)),
    };
    if len > LARGEST {
        return Err(Ended::Garbled("too large"));
    }
    let whole = header + len;
    Ok((bytes.len() >= whole).then(|| (first & 15, &bytes[header..whole], &bytes[whole..])))
}

fn add_header(frame: &mut Vec<u8>, opcode: u8, len: usize) {
    frame.push(0b1000_0000 | opcode);
    match len {
        0..126 => frame.push(0b1000_0000 | u8::try_from(len).expect("it is below 126")),
        126..65_536 => {
            frame.push(0b1000_0000 | 126);
            let len = u16::try_from(len).expect("it is below 65,536");
            frame.extend_from_slice(&len.to_be_bytes());
        }
        _ => {
            frame.push(0b1000_0000 | 127);
            frame.extend_from_slice(&(len as u64).to_be_bytes());
        }
    }
    frame.extend_from_slice(&[0; 4]);
}

fn closed(payload: &[u8]) -> Ended {
    match payload {
        [a, b, reason @ ..] => Ended::Closed {
            code: u16::from_be_bytes([*a, *b]),
            reason: String::from_utf8_lossy(reason).into_owned(),
        },
        _ => Ended::Closed {
            code: 1005,
            reason: String::new(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_server(opcode: u8, payload: &[u8]) -> Vec<u8> {
        let mut masked = Vec::new();
        add_header(&mut masked, opcode, payload.len());
        masked.truncate(masked.len() - 4);
        masked[1] &= 0b0111_1111;
        masked.extend_from_slice(payload);
        masked
    }

    #[tokio::test]
    async fn frames_of_any_size_cut_anywhere_come_out_whole() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let tcp = TcpStream::connect(listener.local_addr().unwrap())
            .await
            .unwrap();
        let (mut peer, _) = listener.accept().await.unwrap();
        let mut socket = LeanSocket {
            tcp,
            kept: Vec::new(),
            next_id: 1,
        };
        let sizes = [0, 1, 125, 126, 200, 65_535, 65_536, 300_000];
        let texts: Vec<Vec<u8>> = sizes.iter().map(|size| vec![b'x'; *size]).collect();
        let mut stream = Vec::new();
        for text in &texts {
            stream.extend(from_server(TEXT, text));
            stream.extend(from_server(PING, b"hey"));
        }
        stream.extend(from_server(CLOSE, b"\x0f\xa0250"));
        let write = async {
            for part in stream.chunks(977) {
                peer.write_all(part).await.unwrap();
                tokio::task::yield_now().await;
            }
        };
        let read = async {
            let mut came = Vec::new();
            loop {
                match socket.read(|text| came.push(text.to_vec())).await {
                    Ok(()) => {}
                    Err(ended) => return (came, ended),
                }
            }
        };
        let ((), (came, ended)) = tokio::join!(write, read);
        assert!(came == texts);
        let (code, reason) = (4000, "250".to_owned());
        assert_eq!(ended, Ended::Closed { code, reason });
    }

    #[test]
    fn what_is_no_frame_of_ours_is_told() {
        assert_eq!(next_frame(&[0x81]), Ok(None));
        assert_eq!(
            next_frame(&[0x81, 1, b'a', 9]),
            Ok(Some((TEXT, &b"a"[..], &[9][..])))
        );
        assert!(matches!(next_frame(&[0x01, 0]), Err(Ended::Garbled(_))));
        assert!(matches!(next_frame(&[0x81, 0x80]), Err(Ended::Garbled(_))));
        let endless = [0x81, 127, 255, 255, 255, 255, 255, 255, 255, 255];
        assert!(matches!(next_frame(&endless), Err(Ended::Garbled(_))));
    }
}
