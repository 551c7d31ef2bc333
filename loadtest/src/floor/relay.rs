//! A bare relay: what comes from one socket of a room goes to all of it. Nothing is checked, kept or remembered.
//!
//! Tuned as far as tokio-tungstenite goes: small buffers, one thread, no task but one per socket, the text shared by
//! all frames, several messages written together, and all frames of a message written by the task that read it.
//! Runs as a child process, so that its memory and its processor time are its own.

use std::{
    cell::RefCell,
    collections::HashMap,
    future::poll_fn,
    process::Stdio,
    rc::{Rc, Weak},
};

use anyhow::{Context as _, Result};
use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use signaling::protocol::SUBPROTOCOL;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    net::{TcpListener, TcpStream},
    process::{Child, Command},
    task::spawn_local,
    time::{Duration, timeout},
};
use tokio_tungstenite::{
    WebSocketStream, accept_hdr_async_with_config,
    tungstenite::{
        Message,
        handshake::server::{Request, Response},
        http::{HeaderValue, header},
        protocol::WebSocketConfig,
    },
};

use crate::report;

/// Holds a chat message; the library reads into it directly.
const BUFFER: usize = 1024;
/// Messages that are read before what they cause is written.
const TOGETHER: usize = 32;

type Socket = Rc<RefCell<WebSocketStream<TcpStream>>>;
type Room = Rc<RefCell<Vec<Weak<RefCell<WebSocketStream<TcpStream>>>>>>;
type Rooms = Rc<RefCell<HashMap<String, Room>>>;

/// A relay that runs as a child of this process.
#[derive(Debug)]
pub(crate) struct Relay {
    child: Child,
    url: String,
}

impl Relay {
    pub(crate) async fn start() -> Result<Self> {
        let program = std::env::current_exe().context("find this program")?;
        let mut child = Command::new(program)
            .arg("relay")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .context("start the relay")?;
        let output = child.stdout.take().context("the relay has no output")?;
        let mut url = String::new();
        let mut lines = BufReader::new(output);
        let told = timeout(Duration::from_secs(10), lines.read_line(&mut url)).await;
        told.context("the relay does not say where it listens")??;
        Ok(Self {
            child,
            url: url.trim().to_owned(),
        })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn pid(&self) -> Result<u32> {
        self.child.id().context("the relay has ended")
    }

    pub(crate) async fn stop(mut self) -> Result<()> {
        self.child.kill().await.context("stop the relay")
    }
}

/// Serves until killed.
pub(crate) async fn serve() -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    report::announce(&format!("http://{}", listener.local_addr()?));
    let rooms = Rooms::default();
    loop {
        let (stream, _) = listener.accept().await?;
        let rooms = Rc::clone(&rooms);
        spawn_local(async move {
            // A socket that fails has no say in the matter: the load notices.
            if let Err(error) = attend(stream, rooms).await {
                tracing::debug!("a socket of the relay ended: {error:#}");
            }
        });
    }
}

async fn attend(stream: TcpStream, rooms: Rooms) -> Result<()> {
    stream.set_nodelay(true)?;
    let (socket, room) = shake_hands(stream, &rooms).await?;
    let socket = Rc::new(RefCell::new(socket));
    room.borrow_mut().push(Rc::downgrade(&socket));
    relay(&socket, &room).await
}

async fn shake_hands(
    stream: TcpStream,
    rooms: &Rooms,
) -> Result<(WebSocketStream<TcpStream>, Room)> {
    let mut path = String::new();
    #[expect(
        clippy::result_large_err,
        reason = "the library's callback has this form"
    )]
    let choose = |request: &Request, mut response: Response| {
        request.uri().path().clone_into(&mut path);
        let protocol = HeaderValue::from_static(SUBPROTOCOL);
        response
            .headers_mut()
            .insert(header::SEC_WEBSOCKET_PROTOCOL, protocol);
        Ok(response)
    };
    let config = WebSocketConfig::default()
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER);
    let shaken = Box::pin(accept_hdr_async_with_config(stream, choose, Some(config))).await?;
    let room = Rc::clone(rooms.borrow_mut().entry(path).or_default());
    Ok((shaken, room))
}

async fn relay(socket: &Socket, room: &Room) -> Result<()> {
    let next = || poll_fn(|cx| socket.borrow_mut().poll_next_unpin(cx));
    let mut came = Vec::with_capacity(1);
    while let Some(first) = next().await {
        came.push(first?);
        while came.len() < TOGETHER {
            match next().now_or_never() {
                Some(Some(more)) => came.push(more?),
                Some(None) => return Ok(()),
                None => break,
            }
        }
        // The library answers pings and closes by itself.
        came.retain(Message::is_text);
        broadcast(room, &came);
        came.clear();
    }
    Ok(())
}

/// Writes to everybody in the room; those who are gone are forgotten.
fn broadcast(room: &Room, messages: &[Message]) {
    room.borrow_mut().retain(|member| {
        let Some(socket) = member.upgrade() else {
            return false;
        };
        for message in messages {
            // A member that fails is noticed by its own task.
            if socket
                .borrow_mut()
                .start_send_unpin(message.clone())
                .is_err()
            {
                return false;
            }
        }
        let flushed = poll_fn(|cx| socket.borrow_mut().poll_flush_unpin(cx)).now_or_never();
        if flushed.is_none() {
            spawn_local(finish_writing(socket));
        }
        true
    });
}

/// Writes to a slow reader what it doesn't take at once.
async fn finish_writing(socket: Socket) {
    let flushed = poll_fn(|cx| socket.borrow_mut().poll_flush_unpin(cx)).await;
    if let Err(error) = flushed {
        tracing::debug!("a slow reader of the relay is gone: {error:#}");
    }
}
