//! A wire between callers and the engine that keeps what goes in, and takes more.

use signaling::sfu::{Announced, Engine, Settings};
use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
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
    ends: Arc<Mutex<Ends>>,
    tasks: JoinSet<()>,
}

impl Wire {
    /// Where callers reach the wire: the engine's port at an address that is no engine's, so nobody else has it.
    const FRONT: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

    /// For an engine that is reached by a wire.
    pub(crate) fn settings() -> Settings {
        Settings {
            port: 0,
            bind: vec![Ipv4Addr::LOCALHOST.into()],
            announced: vec![Announced {
                ip: Self::FRONT.into(),
                port: None,
            }],
        }
    }

    /// The wire before an engine that has these settings.
    pub(crate) async fn before(engine: &Engine) -> Self {
        let [address] = engine.addresses()[..] else {
            panic!("an engine that is reached by a wire announces one address");
        };
        let front = Arc::new(UdpSocket::bind(address).await.unwrap());
        let engine = SocketAddr::new(Ipv4Addr::LOCALHOST.into(), address.port());
        let ends = Arc::new(Mutex::new(Ends::default()));
        let mut tasks = JoinSet::new();
        tasks.spawn(carry(front, engine, Arc::clone(&ends)));
        Self { ends, tasks }
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
