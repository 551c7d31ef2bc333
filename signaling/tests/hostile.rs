//! Two who talk, by an engine that others send to what they should not: the two notice nothing, and the others get nothing.

#![expect(
    clippy::unwrap_used,
    reason = "all of it is part of a test, which states what it expects by panicking"
)]

#[expect(dead_code, reason = "what only ordinary calls need of a caller")]
mod caller;
#[expect(dead_code, reason = "this wire is never cut")]
mod wire;

use caller::{Caller, Kind, World};
use rtc::crypto::HmacAlgorithm;
use signaling::protocol::{Generation, SeatNo, TrackOffer, TrackSource};
use signaling::sfu::{Engine, Figures, Said, Seat};
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpStream, UdpSocket};
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use wire::Wire;

const PATIENCE: Duration = Duration::from_secs(30);
/// Datagrams at once: what a socket's buffer holds on any machine, so that none is lost that has nothing to do with us.
const BURST: usize = 50;

/// Waits until the figures are so.
fn until(engine: &Engine, what: &str, so: impl Fn(&Figures) -> bool) -> Figures {
    let began = Instant::now();
    loop {
        let figures = engine.figures();
        if so(&figures) {
            return figures;
        }
        assert!(began.elapsed() < PATIENCE, "{what}: {figures:?}");
        std::thread::yield_now();
    }
}

/// All that was let fall because of what it was.
fn refused(figures: &Figures) -> u64 {
    let dropped = figures.dropped;
    dropped.stranger + dropped.stun + dropped.forged + dropped.stream + dropped.malformed
}

/// Two whose sound and picture go both ways.
async fn talking(world: &World) -> (Caller, Caller) {
    let mut anna = Caller::join(world, 1).await;
    let mut bo = Caller::join(world, 2).await;
    for kind in [Kind::Sound, Kind::Picture] {
        anna.gets(kind, 2).await;
        bo.gets(kind, 1).await;
    }
    anna.forget();
    bo.forget();
    (anna, bo)
}

/// Both have heard each other all the while, each packet once.
async fn have_noticed_nothing(world: &World, anna: &mut Caller, bo: &mut Caller) {
    world.takes_more_packets(100).await;
    for (who, other) in [(anna, 2), (bo, 1)] {
        who.gets(Kind::Sound, other).await;
        for kind in [Kind::Sound, Kind::Picture] {
            let (got, again, missing) = who.tally(kind, other);
            assert!(got > 20, "{kind:?}: {got}");
            assert_eq!((again, missing), (0, 0), "{kind:?} of {got}");
        }
    }
    assert_eq!(world.engine.figures().lost_in, 0);
}

/// Somebody with a seat in another meeting: knows a name and a password, as every guest does.
struct Insider {
    seat: Seat,
    ufrag: Vec<u8>,
    password: Vec<u8>,
    _saying: mpsc::Receiver<Said>,
}

const OFFER: &str = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n\
    a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\na=setup:actpass\r\na=mid:0\r\na=sendonly\r\na=rtcp-mux\r\n\
    a=rtpmap:111 opus/48000/2\r\n";

impl Insider {
    async fn of(world: &World) -> Self {
        let seat = Seat {
            meeting: "00000000-0000-7000-8000-000000000666".parse().unwrap(),
            no: SeatNo(1),
            person: "00000000-0000-7000-8000-000000000667".parse().unwrap(),
        };
        let (said, _saying) = mpsc::channel(8);
        world.engine.sit(seat, said);
        let print = vec!["AA"; 32].join(":");
        let offer = format!("{OFFER}a=fingerprint:sha-256 {print}\r\n");
        let track = TrackOffer {
            mid: "0".into(),
            source: TrackSource::Microphone,
            muted: false,
        };
        let answer = world
            .engine
            .publish(seat, Generation(1), offer, vec![track])
            .await
            .unwrap();
        let row = |name: &str| {
            let row = answer.lines().find_map(|row| row.strip_prefix(name));
            row.unwrap().trim_end().as_bytes().to_vec()
        };
        Self {
            seat,
            ufrag: row("a=ice-ufrag:"),
            password: row("a=ice-pwd:"),
            _saying,
        }
    }

    /// As a browser checks whether it reaches the engine.
    fn check(&self) -> Vec<u8> {
        check(&self.ufrag, &self.password)
    }
}

fn check(ufrag: &[u8], password: &[u8]) -> Vec<u8> {
    let provider = rtc::crypto::default_provider().unwrap();
    let mut out = vec![0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42];
    out.extend_from_slice(b"transaction!");
    let user = [ufrag, b":peer"].concat();
    out.extend_from_slice(&[0, 6, 0, u8::try_from(user.len()).unwrap()]);
    out.extend_from_slice(&user);
    out.resize(out.len().next_multiple_of(4), 0);
    out.extend_from_slice(&[0, 0x24, 0, 4, 0x6e, 0, 1, 0xff]);
    out.extend_from_slice(&[0x80, 0x2a, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8]);
    let length = u16::try_from(out.len() + 4).unwrap();
    out[2..4].copy_from_slice(&length.to_be_bytes());
    let mut tag = [0; 20];
    let mut mac = provider
        .crypto()
        .new_hmac(HmacAlgorithm::Sha1, password)
        .unwrap();
    mac.sign(&[&out], &mut tag).unwrap();
    out.extend_from_slice(&[0, 8, 0, 20]);
    out.extend_from_slice(&tag);
    out
}

fn sockets(world: &World, count: usize) -> Vec<UdpSocket> {
    let to = world.engine.addresses()[0];
    let open = |_| {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        socket.connect(to).unwrap();
        socket.set_nonblocking(true).unwrap();
        socket
    };
    (0..count).map(open).collect()
}

/// The beginning of a handshake as a browser sends it, far enough to be one.
fn client_hello() -> Vec<u8> {
    let mut out = vec![22, 254, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 90];
    out.extend_from_slice(&[1, 0, 0, 78, 0, 0, 0, 0, 0, 0, 0, 78, 254, 253]);
    out.resize(13 + 90, 7);
    out
}

/// A fatal alert in the clear, as anybody can write it.
const ALERT: [u8; 15] = [21, 254, 253, 0, 0, 0, 0, 0, 0, 0, 99, 0, 2, 2, 40];

fn rtp(ssrc: u32, seq: u16) -> Vec<u8> {
    let mut out = vec![0x80, 111];
    out.extend_from_slice(&seq.to_be_bytes());
    out.extend_from_slice(&[0, 0, 0, 9]);
    out.extend_from_slice(&ssrc.to_be_bytes());
    out.extend_from_slice(&[5; 60]);
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn floods_of_strangers_get_no_answer_and_cost_the_two_nothing() {
    let world = World::new();
    let (mut anna, mut bo) = talking(&world).await;
    let insider = Insider::of(&world).await;
    let before = world.engine.figures();
    let datagrams = [
        check(b"nobody00", b"a password of nobody's"),
        // Somebody else's name, without their password.
        check(&insider.ufrag, b"not their password at all"),
        insider.check()[..40].to_vec(),
        client_hello(),
        ALERT.to_vec(),
        rtp(1007, 1),
        vec![0x80, 201, 0, 1, 0, 0, 0, 1],
        vec![255; 1400],
        vec![0; 1],
        Vec::new(),
    ];
    let all = sockets(&world, 200);
    let mut sent = 0;
    for datagram in &datagrams {
        for burst in all.chunks(BURST) {
            for socket in burst {
                socket.send(datagram).unwrap();
                sent += 1;
            }
            let done = |figures: &Figures| refused(figures) >= refused(&before) + sent;
            until(&world.engine, "all refused", done);
        }
    }
    for socket in &all {
        let answer = socket.recv(&mut [0; 2000]);
        assert_eq!(answer.unwrap_err().kind(), ErrorKind::WouldBlock);
    }
    let after = world.engine.figures();
    assert_eq!((after.paths, after.tcp), (before.paths, before.tcp));
    assert_eq!(after.connections, before.connections);
    have_noticed_nothing(&world, &mut anna, &mut bo).await;

    for seat in [insider.seat, anna.seat, bo.seat] {
        world.engine.rise(seat);
    }
    let left = world.engine.figures();
    assert_eq!((left.seats, left.connections, left.tracks), (0, 0, 0));
    assert_eq!((left.fragments, left.paths, left.lines), (0, 0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_knows_a_password_gets_no_more_bytes_than_they_send_wherever_from() {
    let world = World::new();
    let (mut anna, mut bo) = talking(&world).await;
    let insider = Insider::of(&world).await;
    let before = world.engine.figures();
    let check = insider.check();
    let all = sockets(&world, 200);
    let mut got = 0;
    for socket in &all {
        socket.set_nonblocking(false).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket.send(&check).unwrap();
        got += socket.recv(&mut [0; 2000]).unwrap();
    }
    assert!(got <= check.len() * all.len(), "{got}");
    let figures = world.engine.figures();
    assert_eq!(figures.paths, before.paths + 16, "as many as anybody needs");
    // From there they begin handshakes that don't end; each answer is to one who has shown a cookie.
    let last = all.last().unwrap();
    last.set_nonblocking(true).unwrap();
    let (hello, mut sent, mut answered) = (client_hello(), 0, 0);
    for _ in 0..20 {
        for _ in 0..BURST {
            sent += last.send(&hello).unwrap();
        }
        let now = world.engine.figures();
        assert_eq!(now.dropped.socket, 0);
        while let Ok(bytes) = last.recv(&mut [0; 2000]) {
            answered += bytes;
        }
    }
    assert!(answered <= sent, "{answered} for {sent}");
    world.engine.rise(insider.seat);
    assert_eq!(world.engine.figures().paths, before.paths);
    have_noticed_nothing(&world, &mut anna, &mut bo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_forged_or_sent_again_from_a_callers_own_address_reaches_nobody() {
    let world = World::of(Wire::settings());
    let wire = Wire::before(&world.engine).await;
    let (mut anna, mut bo) = talking(&world).await;
    world.takes_more_packets(200).await;
    let (from, genuine) = wire.sound_of(1007);
    let mut forged: Vec<Vec<u8>> = genuine.iter().rev().cloned().collect();
    forged.extend(genuine.iter().cloned());
    // Cut at each length, and changed in each of its first bytes.
    forged.extend((0..genuine[0].len()).map(|cut| genuine[0][..cut].to_vec()));
    for at in 0..genuine[0].len() {
        let mut changed = genuine[0].clone();
        changed[at] ^= 0x10;
        forged.push(changed);
    }
    forged.extend((0..300).map(|n| rtp(0xABCD_0000 + n, 1)));
    forged.extend((0..100).map(|n| {
        let mut report = vec![0x81, 201, 0, 7];
        report.resize(32 + n % 30, 0x33);
        report
    }));
    let before = world.engine.figures();
    for burst in forged.chunks(BURST) {
        let goal = refused(&world.engine.figures());
        let mut sent = 0;
        for packet in burst {
            // A first byte changed may make it a handshake's, which is counted elsewhere.
            let is_ours = packet.first().is_none_or(|first| *first >= 64);
            wire.send_as(from, packet);
            sent += u64::from(is_ours);
        }
        until(&world.engine, "all refused", |now| {
            refused(now) >= goal + sent
        });
    }
    // In the clear nobody ends a handshake that is done, or begins it anew.
    for _ in 0..100 {
        wire.send_as(from, &ALERT);
        wire.send_as(from, &client_hello());
    }
    wire.send_as(from, &[22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
    world.takes_more_packets(100).await;
    let after = world.engine.figures();
    assert_eq!(after.tracks, before.tracks);
    assert_eq!(after.falls, 0);
    have_noticed_nothing(&world, &mut anna, &mut bo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_say_nothing_or_nonsense_leave_room_for_who_proves_themselves() {
    let world = World::new();
    let (mut anna, mut bo) = talking(&world).await;
    let insider = Insider::of(&world).await;
    let to = world.engine.addresses()[0];
    let mut buffer = [0; 200];

    // One announces more than any packet has: it is closed at once.
    let mut huge = TcpStream::connect(to).unwrap();
    huge.set_read_timeout(Some(PATIENCE)).unwrap();
    huge.write_all(&[0xff, 0xff, 1, 2, 3]).unwrap();
    let ended = huge.read(&mut buffer);
    assert!(
        ended.as_ref().is_ok_and(|bytes| *bytes == 0)
            || ended.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset)
    );

    // Many say nothing.
    let mut silent = std::collections::VecDeque::new();
    for _ in 0..700 {
        silent.push_back(TcpStream::connect(to).unwrap());
        // Few enough to be open in one process on any machine.
        if silent.len() > 300 {
            silent.pop_front();
        }
    }
    let mut packet = u16::try_from(insider.check().len())
        .unwrap()
        .to_be_bytes()
        .to_vec();
    packet.extend_from_slice(&insider.check());
    let mut slow = TcpStream::connect(to).unwrap();
    slow.set_nodelay(true).unwrap();
    slow.set_read_timeout(Some(PATIENCE)).unwrap();
    for byte in &packet {
        slow.write_all(&[*byte]).unwrap();
    }
    slow.read_exact(&mut buffer[..2]).unwrap();
    let length = usize::from(u16::from_be_bytes([buffer[0], buffer[1]]));
    slow.read_exact(&mut buffer[..length]).unwrap();
    assert_eq!(buffer[..2], [1, 1]);

    // Nonsense in whole packets is refused packet by packet.
    let mut nonsense = TcpStream::connect(to).unwrap();
    let before = refused(&world.engine.figures());
    for _ in 0..100 {
        nonsense.write_all(&[0, 3, 0x80, 96, 7]).unwrap();
        nonsense.write_all(&[0, 0]).unwrap();
    }
    until(&world.engine, "all refused", |now| {
        refused(now) == before + 200
    });
    have_noticed_nothing(&world, &mut anna, &mut bo).await;
    drop((silent, nonsense, slow));
    until(&world.engine, "all closed", |now| now.tcp == 0);
}
