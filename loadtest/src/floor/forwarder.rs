//! The least that forwarding a call's packets can cost: no encryption, no rooms to look up, no state.
//!
//! A child of this process with one socket and one thread, which reads in batches and sends each packet to everybody
//! else of its room. A packet begins with its room, its person, and what is to be done with it.

use std::{
    collections::HashMap,
    io::{self, IoSliceMut},
    net::{SocketAddr, UdpSocket},
    process::Stdio,
};

use anyhow::{Context as _, Result};
use quinn_udp::{BATCH_SIZE, RecvMeta, Transmit, UdpSockRef, UdpSocketState};
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
    let mut rooms: HashMap<u16, HashMap<u8, SocketAddr>> = HashMap::new();
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
        for (buffer, meta) in buffers.iter().zip(&metas[..came]) {
            let stride = meta.stride.max(1);
            for packet in buffer[..meta.len].chunks(stride) {
                forward(&socket, &state, &mut rooms, packet, meta.addr)?;
            }
        }
    }
}

fn forward(
    socket: &UdpSocket,
    state: &UdpSocketState,
    rooms: &mut HashMap<u16, HashMap<u8, SocketAddr>>,
    packet: &[u8],
    from: SocketAddr,
) -> Result<()> {
    let Some([high, low, person, what]) = packet.first_chunk::<HEADER>().copied() else {
        return Ok(());
    };
    let room = rooms.entry(u16::from_be_bytes([high, low])).or_default();
    match what {
        HERE => {
            room.insert(person, from);
        }
        FORWARD => {
            for to in room.iter().filter(|(other, _)| **other != person) {
                let transmit = Transmit {
                    destination: *to.1,
                    ecn: None,
                    contents: packet,
                    segment_size: None,
                    src_ip: None,
                };
                // What the system doesn't take is lost, and missing in what the load gets.
                state.try_send(UdpSockRef::from(socket), &transmit).ok();
            }
        }
        _ => {}
    }
    Ok(())
}
