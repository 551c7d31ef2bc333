//! What anybody may send, to a whole engine without its thread: packets spoiled before and after they are sealed, commands
//! and descriptions in any order. Whatever comes, it goes on, and nobody gets more than was sent.

use super::super::dtls::{Identity, Keys};
use super::super::engine::{Net, State};
use super::super::forward::stand_in;
use super::super::io::{Path, Port, Via, bind};
use super::super::rtp::Head;
use super::super::tcp::Tcp;
use super::{Command, offer, request, seat, tracks};
use crate::protocol::{Generation, TrackId, Wanted};
use crate::sfu::{Fault, Said};
use mio::Poll;
use mio::net::UdpSocket;
use proptest::prelude::*;
use rtc::srtp::context::Context;
use rtc::srtp::option::{srtcp_replay_protection, srtp_replay_protection};
use rtc::srtp::protection_profile::ProtectionProfile;
use socket2::Type;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// One who sends and one who gets, with keys as after their handshakes.
struct Bench {
    state: State,
    now: Instant,
    /// The clients' ends: of who sends, of who gets.
    ends: [Context; 2],
    paths: [Path; 2],
    said: mpsc::Sender<Said>,
    _poll: Poll,
    _saying: mpsc::Receiver<Said>,
}

fn context(key: u8, guarded: bool) -> Context {
    let provider = rtc::crypto::default_provider().unwrap();
    Context::new(
        &[key; 16],
        &[key; 12],
        ProtectionProfile::AeadAes128Gcm,
        guarded.then(|| srtp_replay_protection(256)),
        guarded.then(|| srtcp_replay_protection(256)),
        provider.crypto(),
    )
    .unwrap()
}

impl Bench {
    fn new() -> Self {
        let poll = Poll::new().unwrap();
        let at = SocketAddr::from(([127, 0, 0, 1], 0));
        let socket = UdpSocket::from_std(bind(at, Type::DGRAM).unwrap().into());
        let tcp = Tcp::new(Vec::new(), 8, 9, poll.registry().try_clone().unwrap()).unwrap();
        let net = Net {
            ports: vec![Port::new(socket)],
            tcp,
        };
        let (said, saying) = mpsc::channel(4);
        let path = |port| Path {
            via: Via::Udp(0),
            remote: ([127, 0, 0, 1], port).into(),
        };
        let mut bench = Self {
            state: State::new(Identity::new().unwrap(), [at].into(), net),
            now: Instant::now(),
            ends: [context(1, false), context(2, false)],
            paths: [path(9), path(10)],
            said,
            _poll: poll,
            _saying: saying,
        };
        bench.sit(1);
        bench.sit(2);
        bench
    }

    fn sit(&mut self, no: u32) {
        let said = self.said.clone();
        let sit = Command::Sit {
            seat: seat(no),
            said,
        };
        self.state.command(sit, self.now);
    }

    /// The two are connected and carry a sound and a picture in two layers.
    fn connected() -> Self {
        let mut this = Self::new();
        this.publish(1, 1, offer()).unwrap();
        this.state.offer_all(this.now);
        this.answer(2, 1, &answer()).unwrap();
        for (at, (peer, path)) in this.peers().into_iter().zip(this.paths).enumerate() {
            let ours = this.state.peers[peer].credentials;
            let check = request(&ours.ufrag, &ours.password, true);
            this.state.datagram(path, &check, this.now);
            let key = u8::try_from(at + 1).unwrap();
            this.state.peers[peer].keys = Some(Box::new(Keys {
                inbound: context(key, true),
                outbound: context(key + 2, false),
            }));
            this.state.hear(peer, this.now);
            this.state.connected(peer, this.now);
        }
        this
    }

    fn publish(&mut self, no: u32, generation: u32, sdp: String) -> Result<String, Fault> {
        let generation = Generation(generation);
        self.state
            .publish(seat(no), generation, sdp, &tracks(), self.now)
    }

    fn answer(&mut self, no: u32, generation: u32, sdp: &str) -> Result<(), Fault> {
        self.state
            .answered(seat(no), Generation(generation), sdp, self.now)
    }

    fn peers(&self) -> [usize; 2] {
        let of = |no| &self.state.seats[self.state.index[&seat(no)]];
        [
            of(1).publisher.as_ref().unwrap().peer,
            of(2).subscriber.peer.unwrap(),
        ]
    }

    /// Everything that is done by the clock, later.
    fn pass(&mut self, time: Duration) {
        self.now += time;
        let (state, now) = (&mut self.state, self.now);
        state.ask_publishers(now);
        state.report(now);
        state.repeat_handshakes(now);
        state.aim_all(now);
        state.listen(now);
        state.expire_peers(now);
        state.darken(now);
        state.offer_all(now);
        state.tell_all();
        for port in &mut state.net.ports {
            port.flush();
        }
    }

    /// Seals a packet as its client does; none of what could not be one.
    fn sealed(&mut self, who: usize, plain: &[u8]) -> Option<Vec<u8>> {
        let end = &mut self.ends[who];
        if plain.get(1).is_some_and(|kind| (192..=223).contains(kind)) {
            return end.encrypt_rtcp(plain).ok().map(|packet| packet.to_vec());
        }
        let head = Head::read(plain)?;
        let stand_in = stand_in(head.ssrc, head.seq, head.size);
        let packet = end.encrypt_rtp_with_header(plain, &stand_in).ok()?;
        Some(packet.to_vec())
    }
}

fn answer() -> String {
    offer().replace("a=sendonly", "a=recvonly")
}

fn packet(payload_type: u8, seq: u16, ssrc: u32, extensions: [u8; 4], payload: &[u8]) -> Vec<u8> {
    let mut out = vec![0x90, payload_type];
    out.extend_from_slice(&seq.to_be_bytes());
    out.extend_from_slice(&(u32::from(seq) * 960).to_be_bytes());
    out.extend_from_slice(&ssrc.to_be_bytes());
    out.extend_from_slice(&[0xBE, 0xDE, 0, 1]);
    out.extend_from_slice(&extensions);
    out.extend_from_slice(payload);
    out
}

fn sound(seq: u16) -> Vec<u8> {
    packet(111, seq, 77, [0x10, 30, 0, 0], &[1, 2, 3])
}

fn picture(seq: u16, layer: u8) -> Vec<u8> {
    let [high, low] = (seq | 0x8000).to_be_bytes();
    let payload = [0x90, 0xc0, high, low, 3, 0];
    packet(
        96,
        seq,
        1000 + u32::from(layer),
        [0x40, b'1', 0xA0, layer],
        &payload,
    )
}

/// A report, a request for packets or for a picture about any stream, in one of which there are many.
fn control(kind: u8, ssrc: u32, body: &[u8]) -> Vec<u8> {
    let (count, kind) = match kind % 5 {
        0 => (1, 200),
        1 => (1, 201),
        2 => (1, 205),
        3 => (1, 206),
        _ => (4, 206),
    };
    let mut out = vec![0x80 | count, kind, 0, 0];
    out.extend_from_slice(&ssrc.to_be_bytes());
    out.extend_from_slice(&ssrc.to_be_bytes());
    out.extend_from_slice(body);
    out.resize(out.len().next_multiple_of(4), 0);
    let words = u16::try_from(out.len() / 4 - 1).unwrap();
    out[2..4].copy_from_slice(&words.to_be_bytes());
    out
}

/// Bytes changed, and a length to be cut to.
#[derive(Debug, Clone)]
struct Spoil {
    changes: Vec<(usize, u8)>,
    cut: Option<usize>,
}

impl Spoil {
    fn apply(&self, bytes: &mut Vec<u8>) {
        for (at, to) in &self.changes {
            let length = bytes.len().max(1);
            if let Some(byte) = bytes.get_mut(at % length) {
                *byte = *to;
            }
        }
        if let Some(cut) = self.cut {
            bytes.truncate(cut);
        }
    }
}

fn spoil() -> impl Strategy<Value = Spoil> {
    // Mostly little: what is wholly wrong is refused at the door.
    let changes = prop_oneof![
        4 => Just(Vec::new()),
        4 => proptest::collection::vec((0usize..28, any::<u8>()), 1..3),
        1 => proptest::collection::vec((any::<usize>(), any::<u8>()), 1..8),
    ];
    let cut = prop_oneof![5 => Just(None), 1 => (0usize..60).prop_map(Some)];
    (changes, cut).prop_map(|(changes, cut)| Spoil { changes, cut })
}

#[derive(Debug, Clone)]
enum Step {
    Bytes(Vec<u8>),
    Media(u8, u16),
    Control(u8, u8, Vec<u8>),
    Check,
    Pass(u16),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => proptest::collection::vec(any::<u8>(), 0..120).prop_map(Step::Bytes),
        8 => (any::<u8>(), any::<u16>()).prop_map(|(what, seq)| Step::Media(what, seq)),
        4 => (any::<u8>(), any::<u8>(), proptest::collection::vec(any::<u8>(), 0..90))
            .prop_map(|(kind, about, body)| Step::Control(kind, about, body)),
        1 => Just(Step::Check),
        2 => (0u16..3000).prop_map(Step::Pass),
    ]
}

proptest! {
    #[test]
    fn any_packets_are_taken_or_refused_and_nobody_gets_more_than_was_sent(
        steps in proptest::collection::vec((step(), 0usize..2, spoil(), spoil(), any::<bool>()), 1..60)
    ) {
        let mut bench = Bench::connected();
        let [publisher, subscriber] = bench.peers();
        let mut seq = 0u16;
        for (step, who, before, after, twice) in steps {
            let mut plain = match step {
                Step::Pass(ms) => {
                    bench.pass(Duration::from_millis(ms.into()));
                    continue;
                }
                Step::Bytes(bytes) => {
                    bench.state.datagram(bench.paths[who], &bytes, bench.now);
                    continue;
                }
                Step::Check => {
                    let ours = bench.state.peers[[publisher, subscriber][who]].credentials;
                    let mut check = request(&ours.ufrag, &ours.password, twice);
                    after.apply(&mut check);
                    bench.state.datagram(bench.paths[who], &check, bench.now);
                    continue;
                }
                Step::Media(what, far) => {
                    seq = seq.wrapping_add(if what & 0x80 == 0 { 1 } else { far });
                    match what % 3 {
                        0 => sound(seq),
                        1 => picture(seq, b'h'),
                        _ => picture(seq, b'l'),
                    }
                }
                Step::Control(kind, about, body) => {
                    let lines = &bench.state.seats[1].subscriber.lines;
                    let ssrc = match about % 4 {
                        0 => 77,
                        1 => 1000 + u32::from(b'h'),
                        about => lines[usize::from(about) - 2].ssrc,
                    };
                    control(kind, ssrc, &body)
                }
            };
            before.apply(&mut plain);
            let Some(mut sealed) = bench.sealed(who, &plain) else {
                continue;
            };
            after.apply(&mut sealed);
            let out = bench.state.figures.packets_out;
            for _ in 0..=u8::from(twice) {
                bench.state.datagram(bench.paths[who], &sealed, bench.now);
            }
            let figures = bench.state.figures;
            prop_assert!(figures.packets_out <= out + 1, "one gets a packet once");
            prop_assert!(figures.packets_out <= figures.packets_in);
            prop_assert!(figures.repeated <= figures.packets_out);
            prop_assert!(bench.state.demux.sizes().1 <= 2);
        }
        bench.pass(Duration::from_secs(40));
        prop_assert_eq!(bench.state.demux.sizes().1, 0, "an address that is silent is forgotten");
        for no in 1..3 {
            bench.state.command(Command::Rise { seat: seat(no) }, bench.now);
        }
        prop_assert_eq!(bench.state.demux.sizes(), (0, 0));
        prop_assert!(bench.state.peers.is_empty() && bench.state.tracks.is_empty());
    }

    #[test]
    fn any_descriptions_and_commands_in_any_order_leave_the_engine_whole(
        steps in proptest::collection::vec(
            (0u8..12, 1u32..4, 1u32..6, spoil(), proptest::option::of("[ma]=[a-z:0-9 ;~,/]{0,30}")), 1..40
        )
    ) {
        let mut bench = Bench::new();
        for (what, no, number, spoiled, row) in steps {
            let describe = |sdp: String| {
                let mut bytes = sdp.into_bytes();
                spoiled.apply(&mut bytes);
                let row = row.as_deref().map(|row| format!("{row}\r\n"));
                String::from_utf8_lossy(&bytes).into_owned() + &row.unwrap_or_default()
            };
            let (at, yes) = (seat(no), number % 2 == 0);
            match what {
                0 => bench.sit(no),
                1 => bench.state.command(Command::Rise { seat: at }, bench.now),
                2 | 3 => {
                    // Another session is another connection.
                    let sdp = offer().replace("4611", &number.to_string());
                    let _refused = bench.publish(no, number, describe(sdp));
                }
                4 | 5 => {
                    let _refused = bench.answer(no, number, &describe(answer()));
                }
                6 => {
                    let answered = bench.state.attempt(&describe(offer()), bench.now);
                    prop_assert!(answered.is_err() || !bench.state.peers.is_empty());
                }
                7 => bench.state.command(Command::Restart { seat: at, fresh: yes }, bench.now),
                8 => bench.state.command(Command::SetApart { seat: at, apart: yes }, bench.now),
                9 => {
                    let mid = number.to_string();
                    bench.state.command(Command::Mute { seat: at, mid, muted: yes }, bench.now);
                }
                10 => {
                    let height = u16::try_from(number).unwrap() * 200 - 200;
                    let wanted = vec![Wanted { track: TrackId(number), height }];
                    bench.state.command(Command::Want { seat: at, wanted }, bench.now);
                }
                _ => bench.pass(Duration::from_secs(number.into())),
            }
            bench.state.offer_all(bench.now);
            bench.state.tell_all();
            for (_, track) in &bench.state.tracks {
                for (sub, line) in &track.subs {
                    let line = &bench.state.seats[*sub].subscriber.lines[*line];
                    prop_assert!(line.live && line.track.is_some_and(|(_, id)| id == track.id));
                }
            }
        }
        for no in 1..4 {
            bench.state.command(Command::Rise { seat: seat(no) }, bench.now);
        }
        bench.pass(Duration::from_secs(40));
        prop_assert_eq!(bench.state.demux.sizes(), (0, 0));
        prop_assert!(bench.state.peers.is_empty() && bench.state.rooms.is_empty());
    }
}

#[test]
fn a_packet_cut_anywhere_is_refused() {
    let mut bench = Bench::connected();
    let whole = [
        bench.sealed(0, &sound(1)).unwrap(),
        bench.sealed(0, &picture(1, b'h')).unwrap(),
        bench.sealed(0, &control(0, 77, &[0; 16])).unwrap(),
    ];
    for packet in &whole {
        for cut in 0..packet.len() {
            bench
                .state
                .datagram(bench.paths[0], &packet[..cut], bench.now);
        }
    }
    assert_eq!(bench.state.figures.packets_in, 0);
    for packet in &whole {
        bench.state.datagram(bench.paths[0], packet, bench.now);
    }
    assert_eq!(
        bench.state.figures.packets_in, 2,
        "the whole ones are taken"
    );
    assert_eq!(bench.state.figures.packets_out, 2);
}

#[test]
fn what_is_turned_off_reaches_nobody_though_it_still_comes() {
    let mut bench = Bench::connected();
    let say = |bench: &mut Bench, plain: &[u8]| {
        let packet = bench.sealed(0, plain).unwrap();
        bench.state.datagram(bench.paths[0], &packet, bench.now);
        bench.state.figures.packets_out
    };
    let mute = |bench: &mut Bench, mid: &str, muted| {
        bench.state.mute(seat(1), mid, muted, bench.now);
    };
    assert_eq!(say(&mut bench, &sound(1)), 1);
    assert_eq!(say(&mut bench, &picture(1, b'h')), 2);
    mute(&mut bench, "0", true);
    mute(&mut bench, "1", true);
    assert_eq!(say(&mut bench, &sound(2)), 2);
    assert_eq!(say(&mut bench, &picture(2, b'h')), 2);
    mute(&mut bench, "0", false);
    mute(&mut bench, "1", false);
    assert_eq!(say(&mut bench, &sound(3)), 3);
    assert_eq!(say(&mut bench, &picture(3, b'h')), 4);
}

#[test]
fn one_who_asks_for_all_packets_again_all_the_time_gets_each_once() {
    let mut bench = Bench::connected();
    for seq in 1..200 {
        let packet = bench.sealed(0, &picture(seq, b'h')).unwrap();
        bench.state.datagram(bench.paths[0], &packet, bench.now);
    }
    let line = &bench.state.seats[1].subscriber.lines[1];
    let (ssrc, passed) = (line.ssrc, bench.state.figures.packets_out);
    assert_eq!(passed, 199);
    let everything: Vec<u8> = (0..=u16::MAX)
        .step_by(17)
        .flat_map(|seq| [&seq.to_be_bytes()[..], &[0xff, 0xff]].concat())
        .collect();
    for _ in 0..50 {
        for part in everything.chunks(1200) {
            let asking = bench.sealed(1, &control(2, ssrc, part)).unwrap();
            bench.state.datagram(bench.paths[1], &asking, bench.now);
        }
        bench.now += Duration::from_millis(25);
    }
    let figures = bench.state.figures;
    assert!(figures.nacks_got > 1_000_000);
    assert!(figures.repeated <= passed, "{}", figures.repeated);
}
