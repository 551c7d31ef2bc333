//! The least that forwarding a call's packets can cost: no encryption, no rooms to look up, no state.
//!
//! A child of this process with one socket and one thread, which reads and sends in batches: each packet goes to
//! everybody else of its room. A packet begins with its room, its person, and what is to be done with it.

use std::{
    collections::HashMap,
    io::{self, IoSlice, IoSliceMut},
    net::{SocketAddr, UdpSocket},
    os::fd::AsRawFd as _,
    process::Stdio,
};

use anyhow::{Context as _, Result};
use nix::sys::socket::{MsgFlags, MultiHeaders, SockaddrStorage, sendmmsg};
use quinn_udp::{BATCH_SIZE, RecvMeta, UdpSockRef, UdpSocketState};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    time::{Duration, timeout},
};

use crate::report;

/// Room, person, what to do.
pub(crate) const HEADER: usize = 4;
/// Says where a person is; nothing is forwarded.
pub(crate) const HERE: u8 = 0;
/// For everybody else in the room.
pub(crate) const FORWARD: u8 = 1;
/// Read and let go, as a layer that nobody watches.
pub(crate) const DROP: u8 = 2;

/// The largest packet of a call, and room for several that the kernel joins.
const BUFFER: usize = 64 * 1024;
/// Packets a system call.
const BATCH: usize = 64;

/// The beginning of a packet.
pub(crate) fn header(room: u16, person: u8, what: u8) -> [u8; HEADER] {
    let [high, low] = room.to_be_bytes();
    [high, low, person, what]
}

/// A forwarder that runs as a child of this process.
#[derive(Debug)]
pub(crate) struct Forwarder {
    child: Child,
    pub(crate) addr: SocketAddr,
}

impl Forwarder {
    pub(crate) async fn start() -> Result<Self> {
        let program = std::env::current_exe().context("find this program")?;
        let mut child = Command::new(program)
            .arg("forwarder")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .context("start the forwarder")?;
        let output = child.stdout.take().context("the forwarder has no output")?;
        let mut addr = String::new();
        let mut lines = BufReader::new(output);
        let told = timeout(Duration::from_secs(10), lines.read_line(&mut addr)).await;
        told.context("the forwarder does not say where it listens")??;
        let addr = addr.trim().parse().context("the forwarder's address")?;
        Ok(Self { child, addr })
    }

    pub(crate) fn pid(&self) -> Result<u32> {
        self.child.id().context("the forwarder has ended")
    }

    pub(crate) async fn stop(mut self) -> Result<()> {
        self.child.kill().await.context("stop the forwarder")
    }
}

/// Serves until killed.
pub(crate) fn serve() -> Result<()> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    let state = UdpSocketState::new(UdpSockRef::from(&socket))?;
    // The library has made it one that doesn't wait; this one has nothing else to do.
    socket.set_nonblocking(false)?;
    report::announce(&socket.local_addr()?.to_string());
    let mut buffers = vec![[0_u8; BUFFER]; BATCH_SIZE];
    let mut metas = [RecvMeta::default(); BATCH_SIZE];
    let mut rooms = Rooms::new();
    let mut headers = MultiHeaders::preallocate(BATCH, None);
    loop {
        let mut slices: Vec<IoSliceMut<'_>> = buffers
            .iter_mut()
            .map(|buffer| IoSliceMut::new(buffer))
            .collect();
        let came = match state.recv(UdpSockRef::from(&socket), &mut slices, &mut metas) {
            Ok(came) => came,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error).context("read packets"),
        };
        let mut out = Vec::with_capacity(BATCH);
        let mut to = Vec::with_capacity(BATCH);
        for (buffer, meta) in buffers.iter().zip(&metas[..came]) {
            let stride = meta.stride.max(1);
            for packet in buffer[..meta.len].chunks(stride) {
                for address in forward(&mut rooms, packet, meta.addr) {
                    out.push([IoSlice::new(packet)]);
                    to.push(Some(SockaddrStorage::from(address)));
                }
            }
        }
        for (out, to) in out.chunks(BATCH).zip(to.chunks(BATCH)) {
            let flags = MsgFlags::empty();
            // What the system doesn't take is lost, and missing in what the load gets.
            sendmmsg(socket.as_raw_fd(), &mut headers, out, to, [], flags).ok();
        }
    }
}

type Rooms = HashMap<u16, HashMap<u8, SocketAddr>>;

/// Where a packet goes.
fn forward(rooms: &mut Rooms, packet: &[u8], from: SocketAddr) -> Vec<SocketAddr> {
    let Some([high, low, person, what]) = packet.first_chunk::<HEADER>().copied() else {
        return Vec::new();
    };
    let room = rooms.entry(u16::from_be_bytes([high, low])).or_default();
    match what {
        HERE => {
            room.insert(person, from);
            Vec::new()
        }
        FORWARD => {
            let others = room.iter().filter(|(other, _)| **other != person);
            others.map(|(_, address)| *address).collect()
        }
        _ => Vec::new(),
    }
}
