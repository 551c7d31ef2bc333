//! A socket without manners: sends what it is told, gives what comes. For what a real client never does.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use signaling::protocol::{ClientFrame, ClientInfo, Command, ServerFrame};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};

use crate::socket::{Door, Identity, OpenError, Socket};

/// Longer than any documented answer takes, the silence limit included.
const WITHIN: Duration = Duration::from_secs(40);

/// What came.
#[derive(Debug, Clone, PartialEq)]
pub enum Received {
    /// A text frame.
    Text(String),
    /// The server closed the socket, and why.
    Closed {
        /// See [`signaling::protocol::CloseCode`]; 1005 when none was given.
        code: u16,
        /// The close frame's text.
        reason: String,
    },
    /// The connection ended without a close frame.
    Gone,
    /// Nothing came for 40 s.
    Silence,
}

/// A bare WebSocket.
#[derive(Debug)]
pub struct RawSocket(Socket);

impl RawSocket {
    /// Opens one; nothing is sent, not even `hello`.
    ///
    /// # Errors
    /// The server isn't there or refuses the handshake.
    pub async fn open(base_url: &str, identity: &Identity) -> Result<Self, OpenError> {
        Ok(Self(Door::find(base_url).await?.open(identity).await?))
    }

    /// Opens one from a page of another origin.
    ///
    /// # Errors
    /// The server isn't there or refuses the handshake, as it should.
    pub async fn open_from_origin(
        base_url: &str,
        identity: &Identity,
        origin: &str,
    ) -> Result<Self, OpenError> {
        let door = Door::find(base_url).await?;
        Ok(Self(door.open_from_origin(identity, origin).await?))
    }

    /// Sends a text frame of any content.
    ///
    /// # Errors
    /// The connection has ended.
    pub async fn send_text(&mut self, text: impl Into<String>) -> Result<(), OpenError> {
        self.send(Message::text(text.into())).await
    }

    /// Sends a binary frame.
    ///
    /// # Errors
    /// The connection has ended.
    pub async fn send_bytes(&mut self, bytes: impl Into<Bytes>) -> Result<(), OpenError> {
        self.send(Message::binary(bytes.into())).await
    }

    /// Sends a well-formed command.
    ///
    /// # Errors
    /// The connection has ended.
    pub async fn command(&mut self, id: u64, cmd: Command) -> Result<(), OpenError> {
        let frame = ClientFrame { id, cmd };
        let text = serde_json::to_string(&frame).expect("a command can be written as JSON");
        self.send_text(text).await
    }

    /// Sends `hello`.
    ///
    /// # Errors
    /// The connection has ended.
    pub async fn hello(&mut self, id: u64, token: Option<String>) -> Result<(), OpenError> {
        let client = ClientInfo {
            name: "raw".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        self.command(id, Command::Hello { token, client }).await
    }

    /// What comes next; control frames are answered and passed over.
    pub async fn next(&mut self) -> Received {
        loop {
            let Ok(came) = timeout(WITHIN, self.0.next()).await else {
                return Received::Silence;
            };
            match came {
                Some(Ok(Message::Text(text))) => return Received::Text(text.as_str().to_owned()),
                Some(Ok(Message::Close(frame))) => return closed(frame),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Received::Gone,
            }
        }
    }

    /// The reply to the command `id`; other frames are passed over. `None` when the socket ends first.
    pub async fn reply(&mut self, id: u64) -> Option<ServerFrame> {
        loop {
            let Received::Text(text) = self.next().await else {
                return None;
            };
            match serde_json::from_str(&text) {
                Ok(ServerFrame::Reply { id: of, ok, error }) if of == id => {
                    return Some(ServerFrame::Reply { id, ok, error });
                }
                _ => {}
            }
        }
    }

    /// How the socket ends; frames before are passed over.
    pub async fn ended(&mut self) -> Received {
        loop {
            let came = self.next().await;
            if !matches!(came, Received::Text(_)) {
                return came;
            }
        }
    }

    async fn send(&mut self, message: Message) -> Result<(), OpenError> {
        let sent = timeout(WITHIN, self.0.send(message)).await;
        sent.map_err(|_| OpenError::TooLate)?
            .map_err(|error: WsError| error.into())
    }
}

fn closed(frame: Option<tokio_tungstenite::tungstenite::protocol::CloseFrame>) -> Received {
    match frame {
        Some(frame) => Received::Closed {
            code: frame.code.into(),
            reason: frame.reason.as_str().to_owned(),
        },
        None => Received::Closed {
            code: 1005,
            reason: String::new(),
        },
    }
}
