//! Opening a WebSocket to a Samtal: the address, who one is, small buffers.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use signaling::protocol::SUBPROTOCOL;
use tokio::{
    net::{TcpSocket, TcpStream, lookup_host},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream, client_async_with_config,
    tungstenite::{
        Error as WsError,
        client::IntoClientRequest as _,
        handshake::client::Request,
        http::{HeaderValue, StatusCode, header},
        protocol::WebSocketConfig,
    },
};

/// A connection over which frames travel.
pub(crate) type Socket = WebSocketStream<TcpStream>;

/// A server on the same machine that hasn't answered by then won't.
const OPEN_WITHIN: Duration = Duration::from_secs(20);
/// Frames of a chat fit; the library's default of 128 KiB is for few sockets with much traffic.
const BUFFER: usize = 4 * 1024;

/// As whom a socket is opened.
#[derive(Clone)]
pub enum Identity {
    /// A visitor, by the token from `POST /api/v1/visitors`; sent in `hello`.
    Visitor(String),
    /// Staff, by the session cookie's pair (`samtal_session=…`); sent in the handshake with the server's own origin.
    Staff(String),
    /// Nobody: what the server must refuse.
    Nobody,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Visitor(_) => "Visitor(..)",
            Self::Staff(_) => "Staff(..)",
            Self::Nobody => "Nobody",
        })
    }
}

impl Identity {
    /// What `hello` carries.
    pub fn token(&self) -> Option<String> {
        match self {
            Self::Visitor(token) => Some(token.clone()),
            Self::Staff(_) | Self::Nobody => None,
        }
    }
}

/// Why no socket was opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address can't be one of a Samtal without TLS in front.
    #[error("{0} is not an address like http://127.0.0.1:8080")]
    Address(String),
    /// The handshake was answered with something else than a WebSocket.
    #[error("the server answered {0}")]
    Refused(StatusCode),
    /// The server closed the socket instead of answering `hello`.
    #[error("closed with {code} {reason}")]
    Closed {
        /// See [`signaling::protocol::CloseCode`].
        code: u16,
        /// For codes that mean *come back*: the least delay, ms.
        reason: String,
    },
    /// `hello` was answered with an error, or with something that is no answer.
    #[error("hello was refused: {0}")]
    Hello(String),
    /// Nothing came.
    #[error("no answer in time")]
    TooLate,
    /// The connection itself failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The peer doesn't speak WebSocket as it should.
    #[error(transparent)]
    Protocol(Box<WsError>),
}

impl From<WsError> for OpenError {
    fn from(error: WsError) -> Self {
        match error {
            WsError::Http(response) => Self::Refused(response.status()),
            WsError::Io(error) => Self::Io(error),
            other => Self::Protocol(Box::new(other)),
        }
    }
}

/// Where a server is, found once and used for many sockets.
#[derive(Debug, Clone)]
pub struct Door {
    origin: String,
    authority: String,
    addr: SocketAddr,
    path: String,
    from: Option<IpAddr>,
}

impl Door {
    /// Finds the server at `base_url`, e.g. `http://127.0.0.1:8080`.
    ///
    /// # Errors
    /// The address has another form or isn't known.
    pub async fn find(base_url: &str) -> Result<Self, OpenError> {
        let origin = base_url.trim_end_matches('/');
        let wrong = || OpenError::Address(base_url.to_owned());
        let authority = origin.strip_prefix("http://").ok_or_else(wrong)?;
        if authority.is_empty() || authority.contains('/') {
            return Err(wrong());
        }
        let with_port = match authority.rsplit_once(':') {
            Some((_, port)) if port.parse::<u16>().is_ok() => authority.to_owned(),
            _ => format!("{authority}:80"),
        };
        let addr = lookup_host(with_port).await?.next().ok_or_else(wrong)?;
        Ok(Self {
            origin: origin.to_owned(),
            authority: authority.to_owned(),
            addr,
            path: "/socket".to_owned(),
            from: None,
        })
    }

    /// Where the server listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// The same door, entered from another of this machine's addresses: one address has some 28,000 ports.
    pub fn from(&self, source: IpAddr) -> Self {
        Self {
            from: Some(source),
            ..self.clone()
        }
    }

    /// The same server, with the WebSocket at another path than `/socket`.
    pub fn at(&self, path: &str) -> Self {
        Self {
            path: path.to_owned(),
            ..self.clone()
        }
    }

    /// A TCP connection, without delays for small writes.
    pub async fn tcp(&self) -> Result<TcpStream, OpenError> {
        let socket = match self.addr {
            SocketAddr::V4(_) => TcpSocket::new_v4()?,
            SocketAddr::V6(_) => TcpSocket::new_v6()?,
        };
        if let Some(source) = self.from {
            socket.bind(SocketAddr::new(source, 0))?;
        }
        let opened = timeout(OPEN_WITHIN, socket.connect(self.addr)).await;
        let stream = opened.map_err(|_| OpenError::TooLate)??;
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    /// A WebSocket, before `hello`.
    ///
    /// # Errors
    /// The server isn't there or refuses.
    pub async fn open(&self, identity: &Identity) -> Result<Socket, OpenError> {
        let request = self.request(identity)?;
        self.shake_hands(request).await
    }

    /// As [`Door::open`], with another origin than the server's own: what a page of somebody else would do.
    ///
    /// # Errors
    /// As it should.
    pub async fn open_from_origin(
        &self,
        identity: &Identity,
        origin: &str,
    ) -> Result<Socket, OpenError> {
        let mut request = self.request(identity)?;
        request
            .headers_mut()
            .insert(header::ORIGIN, header_value(origin)?);
        self.shake_hands(request).await
    }

    fn request(&self, identity: &Identity) -> Result<Request, OpenError> {
        let mut request = format!("ws://{}{}", self.authority, self.path).into_client_request()?;
        let headers = request.headers_mut();
        headers.insert(
            header::SEC_WEBSOCKET_PROTOCOL,
            HeaderValue::from_static(SUBPROTOCOL),
        );
        if let Identity::Staff(cookie) = identity {
            headers.insert(header::ORIGIN, header_value(&self.origin)?);
            headers.insert(header::COOKIE, header_value(cookie)?);
        }
        Ok(request)
    }

    async fn shake_hands(&self, request: Request) -> Result<Socket, OpenError> {
        let stream = self.tcp().await?;
        let config = WebSocketConfig::default()
            .read_buffer_size(BUFFER)
            .write_buffer_size(BUFFER);
        let shaken = timeout(
            OPEN_WITHIN,
            client_async_with_config(request, stream, Some(config)),
        );
        let (socket, _) = shaken.await.map_err(|_| OpenError::TooLate)??;
        Ok(socket)
    }
}

fn header_value(text: &str) -> Result<HeaderValue, OpenError> {
    HeaderValue::from_str(text).map_err(|_| OpenError::Address("a header".to_owned()))
}
