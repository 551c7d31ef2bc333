//! A wire between callers and the engine that keeps what goes in, and takes more.

use signaling::sfu::{Announced, Settings};
use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket as StdSocket};
use std::sync::{Arc, Mutex};
use tokio::net::UdpSocket;
use tokio::task::JoinSet;

/// Sound packets kept: some seconds of it.
const KEPT: usize = 1000;

#[derive(Default)]
struct Ends {
    /// The engine's side of each caller's socket.
    upstream: HashMap<SocketAddr, Arc<UdpSocket>>,
    kept: Vec<(SocketAddr, Vec<u8>)>,
}

pub(crate) struct Wire {
    engine: SocketAddr,
    front: SocketAddr,
    ends: Arc<Mutex<Ends>>,
    tasks: JoinSet<()>,
}

impl Wire {
    pub(crate) async fn new() -> Self {
        // Free a moment ago; the engine takes it at once.
        let free = StdSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let engine = free.local_addr().unwrap();
        drop(free);
        let front = Arc::new(UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap());
        let ends = Arc::new(Mutex::new(Ends::default()));
        let mut tasks = JoinSet::new();
        let address = front.local_addr().unwrap();
        tasks.spawn(carry(front, engine, Arc::clone(&ends)));
        Self {
            engine,
            front: address,
            ends,
            tasks,
        }
    }

    /// An engine that is reached by the wire.
    pub(crate) fn settings(&self) -> Settings {
        Settings {
            port: self.engine.port(),
            bind: vec![self.engine.ip()],
            announced: vec![Announced {
                ip: self.front.ip(),
                port: Some(self.front.port()),
            }],
        }
    }

    /// Carries nothing any more.
    pub(crate) fn cut(&mut self) {
        self.tasks.abort_all();
    }

    /// What has been sent with this SSRC, and from where.
    pub(crate) fn sound_of(&self, ssrc: u32) -> (SocketAddr, Vec<Vec<u8>>) {
        let ends = self.ends.lock().unwrap();
        let is_of = |packet: &[u8]| packet.get(8..12) == Some(&ssrc.to_be_bytes()[..]);
        let own: Vec<_> = ends
            .kept
            .iter()
            .filter(|(_, packet)| is_of(packet))
            .collect();
        let (from, _) = own.first().unwrap();
        (
            *from,
            own.iter().map(|(_, packet)| packet.clone()).collect(),
        )
    }

    /// Sends to the engine as if a caller had.
    pub(crate) fn send_as(&self, from: SocketAddr, packet: &[u8]) {
        let upstream = Arc::clone(&self.ends.lock().unwrap().upstream[&from]);
        upstream.try_send(packet).unwrap();
    }
}

async fn carry(front: Arc<UdpSocket>, engine: SocketAddr, ends: Arc<Mutex<Ends>>) {
    let mut back = JoinSet::new();
    let mut buffer = [0; 2048];
    loop {
        let (length, from) = front.recv_from(&mut buffer).await.unwrap();
        let packet = &buffer[..length];
        let known = ends.lock().unwrap().upstream.get(&from).cloned();
        let upstream = match known {
            Some(known) => known,
            None => {
                let upstream = Arc::new(UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap());
                upstream.connect(engine).await.unwrap();
                let kept = Arc::clone(&upstream);
                ends.lock().unwrap().upstream.insert(from, kept);
                back.spawn(bring_back(Arc::clone(&upstream), Arc::clone(&front), from));
                upstream
            }
        };
        if let [0x80..=0xbf, 0..=0xbf | 0xe0.., ..] = packet {
            let mut ends = ends.lock().unwrap();
            if ends.kept.len() < KEPT {
                ends.kept.push((from, packet.to_vec()));
            }
        }
        // Who isn't there yet or any more misses it, as on any wire.
        drop(upstream.send(packet).await);
    }
}

async fn bring_back(upstream: Arc<UdpSocket>, front: Arc<UdpSocket>, to: SocketAddr) {
    let mut buffer = [0; 2048];
    loop {
        if let Ok(length) = upstream.recv(&mut buffer).await {
            drop(front.send_to(&buffer[..length], to).await);
        }
    }
}
