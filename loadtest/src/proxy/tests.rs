//! The proxy between real sockets on loopback. That nothing comes is known from its counts: what it drops, it counts.

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::json;
use tokio::{
    net::UdpSocket,
    time::{Duration, Instant, advance, pause, resume, timeout},
};

use super::*;

const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
/// Whatever is to come has come by then.
const PATIENCE: Duration = Duration::from_secs(20);

struct World {
    server: UdpSocket,
    client: UdpSocket,
    proxy: Proxy,
}

impl World {
    async fn new(seed: u64) -> Self {
        let server = UdpSocket::bind(ANY).await.unwrap();
        let to = server.local_addr().unwrap();
        let proxy = Proxy::start(ANY, to, seed).await.unwrap();
        let client = client(&proxy).await;
        Self {
            server,
            client,
            proxy,
        }
    }

    /// What the server gets from the client, and from where.
    async fn up(&self, packet: &[u8]) -> SocketAddr {
        self.client.send(packet).await.unwrap();
        let (got, from) = receive(&self.server).await;
        assert_eq!(got, packet);
        from
    }
}

async fn client(proxy: &Proxy) -> UdpSocket {
    let client = UdpSocket::bind(ANY).await.unwrap();
    client.connect(proxy.addr()).await.unwrap();
    client
}

async fn receive(socket: &UdpSocket) -> (Vec<u8>, SocketAddr) {
    let mut buffer = [0; 2_048];
    let got = timeout(PATIENCE, socket.recv_from(&mut buffer)).await;
    let (length, from) = got.expect("a packet comes").unwrap();
    (buffer[..length].to_vec(), from)
}

/// Returns when the proxy has counted what it should.
async fn until(proxy: &Proxy, counted: impl Fn(&Counts) -> bool) -> Counts {
    let counting = async {
        loop {
            let counts = proxy.counts().await.unwrap();
            if counted(&counts) {
                return counts;
            }
        }
    };
    timeout(PATIENCE, counting).await.expect("it is counted")
}

/// The first bytes of so many packets.
async fn first_bytes(socket: &UdpSocket, many: u64) -> Vec<u8> {
    let mut got = Vec::new();
    for _ in 0..many {
        got.push(receive(socket).await.0[0]);
    }
    got
}

#[tokio::test]
async fn packets_go_both_ways_and_each_client_has_its_own_address() {
    let world = World::new(1).await;
    let from = world.up(b"hello").await;
    world.server.send_to(b"and back", from).await.unwrap();
    let (got, _) = receive(&world.client).await;
    assert_eq!(got, b"and back");

    let other = client(&world.proxy).await;
    other.send(b"other").await.unwrap();
    let (_, from_other) = receive(&world.server).await;
    assert_ne!(from, from_other);
    world.server.send_to(b"for the first", from).await.unwrap();
    assert_eq!(receive(&world.client).await.0, b"for the first");

    let counts = world.proxy.counts().await.unwrap();
    assert_eq!((counts.up.received, counts.up.forwarded), (2, 2));
    assert_eq!((counts.down.received, counts.down.forwarded), (2, 2));
    assert_eq!(counts.clients.len(), 2);
}

#[tokio::test]
async fn the_same_seed_loses_the_same_packets() {
    let mut heard = Vec::new();
    for seed in [7, 7, 8] {
        let world = World::new(seed).await;
        world
            .proxy
            .impair(Way::Up, "loss=30".parse().unwrap())
            .await
            .unwrap();
        let mut got = Vec::new();
        for number in 0..60_u8 {
            world.client.send(&[number]).await.unwrap();
        }
        let counts = until(&world.proxy, |counts| counts.up.received == 60).await;
        got.extend(first_bytes(&world.server, counts.up.forwarded).await);
        assert_eq!(counts.up.forwarded, got.len() as u64);
        assert_eq!(counts.up.lost, 60 - got.len() as u64);
        heard.push(got);
    }
    assert_eq!(heard[0], heard[1]);
    assert_ne!(heard[0], heard[2]);
}

#[tokio::test]
async fn delay_and_jitter_are_on_the_way_they_are_set_for() {
    let world = World::new(1).await;
    let from = world.up(b"hello").await;
    world
        .proxy
        .impair(Way::Down, "delay=200,jitter=100".parse().unwrap())
        .await
        .unwrap();
    let began = Instant::now();
    world.up(b"at once").await;
    let up = began.elapsed();
    world.server.send_to(b"late", from).await.unwrap();
    receive(&world.client).await;
    let took = began.elapsed();
    assert!(took >= Duration::from_millis(199), "{took:?}");
    assert!(up < took, "{up:?} of {took:?}");
}

#[tokio::test]
async fn reordered_packets_are_overtaken_and_none_is_lost() {
    let world = World::new(3).await;
    world
        .proxy
        .impair_both("reorder=20".parse().unwrap())
        .await
        .unwrap();
    for number in 0..50_u8 {
        world.client.send(&[number]).await.unwrap();
    }
    let mut got = Vec::new();
    until(&world.proxy, |counts| counts.up.forwarded == 50).await;
    got.extend(first_bytes(&world.server, 50).await);
    assert!(!got.is_sorted());
    got.sort_unstable();
    assert_eq!(got, (0..50).collect::<Vec<u8>>());
}

#[tokio::test]
async fn in_a_blackout_nothing_comes_and_afterwards_all_does() {
    let world = World::new(1).await;
    let from = world.up(b"before").await;
    world.proxy.go_dark(Whom::Everybody).await.unwrap();
    world.client.send(b"into the dark").await.unwrap();
    world
        .server
        .send_to(b"out of the dark", from)
        .await
        .unwrap();
    until(&world.proxy, |counts| {
        (counts.up.dark, counts.down.dark) == (1, 1)
    })
    .await;
    world.proxy.light_up(Whom::Everybody).await.unwrap();
    assert_eq!(world.up(b"after").await, from);
    let counts = world.proxy.counts().await.unwrap();
    assert_eq!((counts.up.dark, counts.down.dark), (1, 1));

    let own = world.client.local_addr().unwrap();
    let other = client(&world.proxy).await;
    world.proxy.go_dark(Whom::Client(own)).await.unwrap();
    world.client.send(b"dark for one").await.unwrap();
    other.send(b"light for others").await.unwrap();
    assert_eq!(receive(&world.server).await.0, b"light for others");
    until(&world.proxy, |counts| counts.up.dark == 2).await;
}

#[tokio::test]
async fn a_new_address_is_seen_and_the_old_one_is_deaf() {
    let world = World::new(1).await;
    let before = world.up(b"wifi").await;
    assert_eq!(
        world.proxy.change_address(Whom::Everybody).await.unwrap(),
        1
    );
    let after = world.up(b"mobile").await;
    assert_ne!(before, after);
    world.server.send_to(b"too late", before).await.unwrap();
    world
        .server
        .send_to(b"to the new one", after)
        .await
        .unwrap();
    assert_eq!(receive(&world.client).await.0, b"to the new one");
}

#[tokio::test]
async fn who_is_silent_for_a_minute_is_forgotten() {
    let world = World::new(1).await;
    let before = world.up(b"hello").await;
    pause();
    advance(Duration::from_secs(66)).await;
    resume();
    let counts = until(&world.proxy, |counts| counts.expired == 1).await;
    assert!(counts.clients.is_empty());
    let after = world.up(b"again").await;
    assert_ne!(before, after);
}

#[tokio::test]
async fn the_control_does_the_same_by_http() {
    let world = World::new(1).await;
    let control = Control::start(ANY, world.proxy.clone()).await.unwrap();
    let base = format!("http://{}", control.addr());
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let post = async |path: &str, body: serde_json::Value| {
        let answer = http.post(format!("{base}{path}")).json(&body);
        answer.send().await.unwrap()
    };
    let before = world.up(b"hello").await;

    let answer = post("/address", json!({})).await;
    assert_eq!(answer.json::<Counts>().await.unwrap().addresses_changed, 1);
    assert_ne!(world.up(b"again").await, before);

    assert!(
        post("/blackout", json!({"on": true}))
            .await
            .status()
            .is_success()
    );
    world.client.send(b"dark").await.unwrap();
    until(&world.proxy, |counts| counts.up.dark == 1).await;
    let own = world.client.local_addr().unwrap();
    assert!(
        post("/blackout", json!({"on": false}))
            .await
            .status()
            .is_success()
    );
    assert_eq!(world.up(b"light").await, world.up(b"still").await);

    assert!(
        post("/impair", json!({"way": "up", "loss_pct": 100.0}))
            .await
            .status()
            .is_success()
    );
    world.client.send(b"lost").await.unwrap();
    let counted = async || {
        let counts = http.get(format!("{base}/counts")).send().await.unwrap();
        counts.json::<Counts>().await.unwrap()
    };
    until(&world.proxy, |counts| counts.up.lost == 1).await;
    let counts = counted().await;
    assert_eq!(counts.clients, [own]);

    for wrong in [json!({"loss_pct": 300.0}), json!({"wind": 3})] {
        let refused = post("/impair", wrong).await;
        assert_eq!(refused.status(), 400);
        assert!(!refused.text().await.unwrap().is_empty());
    }
}
