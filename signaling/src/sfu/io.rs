//! The UDP sockets, one per address, with many datagrams a system call.

use super::Settings;
use bytes::Bytes;
use mio::net::UdpSocket;
use nix::errno::Errno;
use nix::sys::socket::{MsgFlags, MultiHeaders, SockaddrStorage, recvmmsg, sendmmsg};
use socket2::{Domain, Protocol, Socket, Type};
use std::io::{IoSlice, IoSliceMut};
use std::net::{IpAddr, SocketAddr};
use std::os::fd::AsRawFd;

/// Datagrams a call.
pub(super) const BATCH: usize = 64;
/// Larger than any packet of a browser; what is longer is cut, and then refused as forged.
const DATAGRAM: usize = 2048;
/// Four megabytes: a fifth of a second of a full machine, should the thread be late.
const BUFFER: usize = 4 << 20;

/// Tries to find a port that is free for UDP and TCP at all addresses.
const PORTS: usize = 32;

/// The way by which a client is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Path {
    pub via: Via,
    pub remote: SocketAddr,
}

/// What a path begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Via {
    /// The socket of this number.
    Udp(usize),
    /// The TCP connection of this token.
    Tcp(usize),
}

/// Opens a socket's end of `kind` at an address, without waiting and with large buffers.
pub(super) fn bind(address: SocketAddr, kind: Type) -> std::io::Result<Socket> {
    let protocol = if kind == Type::DGRAM {
        Protocol::UDP
    } else {
        Protocol::TCP
    };
    let socket = Socket::new(Domain::for_address(address), kind, Some(protocol))?;
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.set_nonblocking(true)?;
    if kind == Type::DGRAM {
        // The system may give less; it then drops more under a burst, which the figures of the system show.
        socket.set_recv_buffer_size(BUFFER)?;
        socket.set_send_buffer_size(BUFFER)?;
    } else {
        socket.set_reuse_address(true)?;
    }
    socket.bind(&address.into())?;
    Ok(socket)
}

/// Datagrams received together.
pub(super) struct Batch {
    buffers: Vec<[u8; DATAGRAM]>,
    got: Vec<(usize, SocketAddr)>,
}

impl Batch {
    /// Room for [`BATCH`] datagrams.
    pub(super) fn new() -> Self {
        Self {
            buffers: vec![[0; DATAGRAM]; BATCH],
            got: Vec::with_capacity(BATCH),
        }
    }

    /// What was received.
    pub(super) fn datagrams(&self) -> impl Iterator<Item = (&[u8], SocketAddr)> {
        self.buffers
            .iter()
            .zip(&self.got)
            .filter_map(|(buffer, (length, from))| Some((buffer.get(..*length)?, *from)))
    }
}

/// One socket.
pub(super) struct Port {
    pub socket: UdpSocket,
    receive: MultiHeaders<SockaddrStorage>,
    send: MultiHeaders<SockaddrStorage>,
    out: Vec<Bytes>,
    to: Vec<Option<SockaddrStorage>>,
    /// Whether there may be more to read.
    pub ready: bool,
}

impl Port {
    /// Takes a bound socket.
    pub(super) fn new(socket: UdpSocket) -> Self {
        Self {
            socket,
            receive: MultiHeaders::preallocate(BATCH, None),
            send: MultiHeaders::preallocate(BATCH, None),
            out: Vec::with_capacity(BATCH),
            to: Vec::with_capacity(BATCH),
            ready: true,
        }
    }

    /// Receives what is there, at most a batch; [`Port::ready`] says whether there may be more.
    pub(super) fn receive(&mut self, batch: &mut Batch) {
        batch.got.clear();
        let mut slices: Vec<[IoSliceMut<'_>; 1]> = batch
            .buffers
            .iter_mut()
            .map(|buffer| [IoSliceMut::new(buffer)])
            .collect();
        let fd = self.socket.as_raw_fd();
        match recvmmsg(
            fd,
            &mut self.receive,
            slices.iter_mut(),
            MsgFlags::MSG_DONTWAIT,
            None,
        ) {
            Ok(results) => {
                let nowhere = SocketAddr::new(IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED), 0);
                batch.got.extend(results.map(|one| {
                    (
                        one.bytes,
                        one.address.and_then(|a| address(&a)).unwrap_or(nowhere),
                    )
                }));
                self.ready = batch.got.len() == BATCH;
            }
            // A datagram of ours that reached nobody is told of here; it means nothing for what comes in.
            Err(Errno::EINTR | Errno::ECONNREFUSED) => {}
            Err(_) => self.ready = false,
        }
    }

    /// Queues a datagram; how many were dropped, when the queue was full and had to go.
    pub(super) fn send(&mut self, to: SocketAddr, packet: Bytes) -> u64 {
        self.out.push(packet);
        self.to.push(Some(SockaddrStorage::from(to)));
        if self.out.len() == BATCH {
            self.flush()
        } else {
            0
        }
    }

    /// Sends what is queued; how many were dropped since the system took no more.
    pub(super) fn flush(&mut self) -> u64 {
        let mut dropped = 0;
        let mut sent = 0;
        let fd = self.socket.as_raw_fd();
        while sent < self.out.len() {
            let slices: Vec<[IoSlice<'_>; 1]> = self.out[sent..]
                .iter()
                .map(|one| [IoSlice::new(one)])
                .collect();
            let result = sendmmsg(
                fd,
                &mut self.send,
                slices.iter(),
                &self.to[sent..],
                [],
                MsgFlags::MSG_DONTWAIT,
            );
            match result {
                Ok(results) => sent += results.count().max(1),
                Err(Errno::EINTR) => {}
                Err(Errno::EAGAIN | Errno::ENOBUFS) => {
                    dropped += u64::try_from(self.out.len() - sent).unwrap_or(u64::MAX);
                    break;
                }
                // The first of them can't be sent, or an error of an earlier one is told now.
                Err(_) => {
                    dropped += 1;
                    sent += 1;
                }
            }
        }
        self.out.clear();
        self.to.clear();
        dropped
    }
}

fn address(storage: &SockaddrStorage) -> Option<SocketAddr> {
    if let Some(v4) = storage.as_sockaddr_in() {
        return Some(SocketAddr::new(IpAddr::V4(v4.ip()), v4.port()));
    }
    let v6 = storage.as_sockaddr_in6()?;
    Some(SocketAddr::new(IpAddr::V6(v6.ip()), v6.port()))
}

/// The addresses that clients can reach a wildcard by: those of the interfaces that are up, loopback only when there is
/// nothing else.
fn interfaces(v6: bool) -> Vec<IpAddr> {
    let all: Vec<IpAddr> = nix::ifaddrs::getifaddrs()
        .into_iter()
        .flatten()
        .filter(|one| one.flags.contains(nix::net::if_::InterfaceFlags::IFF_UP))
        .filter_map(|one| one.address.as_ref().and_then(address).map(|a| a.ip()))
        .filter(|ip| ip.is_ipv6() == v6)
        .filter(|ip| !matches!(ip, IpAddr::V6(ip) if ip.is_unicast_link_local()))
        .collect();
    let outside: Vec<IpAddr> = all.iter().copied().filter(|ip| !ip.is_loopback()).collect();
    if outside.is_empty() { all } else { outside }
}

/// Binds every address, all at one port.
pub(super) fn open(settings: &Settings) -> std::io::Result<(Vec<(Socket, Socket)>, u16)> {
    let mut failure = std::io::Error::other("no address to listen at");
    for _ in 0..PORTS {
        let mut port = settings.port;
        let mut all = Vec::new();
        for ip in &settings.bind {
            match both(*ip, port) {
                Ok((sockets, bound)) => {
                    port = bound;
                    all.push(sockets);
                }
                Err(e) => failure = e,
            }
        }
        if all.len() == settings.bind.len() && !all.is_empty() {
            return Ok((all, port));
        }
        if settings.port != 0 {
            break;
        }
    }
    Err(failure)
}

fn both(ip: IpAddr, port: u16) -> std::io::Result<((Socket, Socket), u16)> {
    let udp = bind(SocketAddr::new(ip, port), Type::DGRAM)?;
    let bound = udp
        .local_addr()?
        .as_socket()
        .ok_or_else(|| std::io::Error::other("not an internet address"))?;
    let tcp = bind(bound, Type::STREAM)?;
    tcp.listen(128)?;
    Ok(((udp, tcp), bound.port()))
}

pub(super) fn announced(settings: &Settings, port: u16) -> Vec<SocketAddr> {
    if !settings.announced.is_empty() {
        let told = settings.announced.iter();
        return told
            .map(|one| SocketAddr::new(one.ip, one.port.unwrap_or(port)))
            .collect();
    }
    let ips: Vec<IpAddr> = {
        let each = |ip: &IpAddr| {
            if ip.is_unspecified() {
                interfaces(ip.is_ipv6())
            } else {
                vec![*ip]
            }
        };
        settings.bind.iter().flat_map(each).collect()
    };
    ips.into_iter()
        .map(|ip| SocketAddr::new(ip, port))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datagrams_go_and_come_in_batches_over_both_families() {
        for ip in ["127.0.0.1:0", "[::1]:0"] {
            let at: SocketAddr = ip.parse().unwrap();
            let mut a = Port::new(UdpSocket::from_std(bind(at, Type::DGRAM).unwrap().into()));
            let mut b = Port::new(UdpSocket::from_std(bind(at, Type::DGRAM).unwrap().into()));
            let to = b.socket.local_addr().unwrap();
            for n in 0..100u8 {
                assert_eq!(a.send(to, Bytes::copy_from_slice(&[n, 1, 2])), 0);
            }
            assert_eq!(a.flush(), 0);
            let mut batch = Batch::new();
            let mut got = Vec::new();
            while b.ready {
                b.receive(&mut batch);
                for (datagram, from) in batch.datagrams() {
                    assert_eq!(from, a.socket.local_addr().unwrap());
                    got.push(datagram[0]);
                }
            }
            assert_eq!(got, (0..100).collect::<Vec<_>>());
        }
    }
}
