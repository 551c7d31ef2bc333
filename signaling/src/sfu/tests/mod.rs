//! The engine from outside, with packets made by hand.

mod hostile;

use super::ice::tests::{request, short_request};
use super::sdp::read::tests::offer;
use super::tcp::MAX;
use super::*;
use crate::protocol::TrackSource;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, TcpStream, UdpSocket};
use std::time::Instant;

const PATIENCE: Duration = Duration::from_secs(10);

fn engine(ip: IpAddr) -> Engine {
    let settings = Settings {
        port: 0,
        bind: vec![ip],
        announced: Vec::new(),
    };
    Engine::start(settings).unwrap()
}

fn seat(no: u32) -> Seat {
    Seat {
        meeting: MeetingId(uuid::Uuid::from_u128(1)),
        no: SeatNo(no),
        person: PersonId(uuid::Uuid::from_u128(u128::from(no))),
    }
}

fn tracks() -> Vec<TrackOffer> {
    let named = |mid: &str, source| TrackOffer {
        mid: mid.to_owned(),
        source,
        muted: false,
    };
    vec![
        named("0", TrackSource::Microphone),
        named("1", TrackSource::Camera),
    ]
}

/// Waits until the figures are so.
fn until(engine: &Engine, so: impl Fn(&Figures) -> bool) -> Figures {
    let began = Instant::now();
    loop {
        let figures = engine.figures();
        if so(&figures) {
            return figures;
        }
        assert!(began.elapsed() < PATIENCE, "{figures:?}");
        std::thread::yield_now();
    }
}

fn row<'a>(sdp: &'a str, name: &str) -> &'a str {
    let row = sdp.lines().find_map(|row| row.strip_prefix(name)).unwrap();
    row.trim_end()
}

/// A request with the credentials of a description.
fn proof(sdp: &str) -> Vec<u8> {
    let ufrag = row(sdp, "a=ice-ufrag:").as_bytes().try_into().unwrap();
    request(&ufrag, row(sdp, "a=ice-pwd:").as_bytes(), true)
}

#[test]
fn strangers_are_counted_and_get_no_answer() {
    let engine = engine(Ipv4Addr::LOCALHOST.into());
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    socket.connect(engine.addresses()[0]).unwrap();
    let media = [0x80, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4];
    let hello = [22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1];
    for datagram in [
        &media[..],
        &hello[..],
        &request(b"somebody", b"password", true),
    ] {
        socket.send(datagram).unwrap();
    }
    let figures = until(&engine, |f| f.dropped.stranger == 2 && f.dropped.stun == 1);
    assert_eq!((figures.paths, figures.connections), (0, 0));
    socket.set_nonblocking(true).unwrap();
    assert!(socket.recv(&mut [0; 99]).is_err());
    engine.stop();
}

#[tokio::test]
async fn who_knows_the_password_is_answered_over_udp_and_tcp_of_both_families() {
    for ip in [
        IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(Ipv6Addr::LOCALHOST),
    ] {
        let engine = engine(ip);
        let answer = engine.attempt(offer()).await.unwrap();
        let proof = proof(&answer);
        let mut buffer = [0; 200];
        let socket = UdpSocket::bind((ip, 0)).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket.connect(engine.addresses()[0]).unwrap();
        socket.send(&proof).unwrap();
        let length = socket.recv(&mut buffer).unwrap();
        assert_eq!(buffer[..2], [1, 1]);
        assert_eq!(buffer[8..20], proof[8..20]);
        let mut stream = TcpStream::connect(engine.addresses()[0]).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let framed = [
            &u16::try_from(proof.len()).unwrap().to_be_bytes()[..],
            &proof,
        ]
        .concat();
        // In two pieces, as TCP may deliver it.
        stream.write_all(&framed[..9]).unwrap();
        stream.write_all(&framed[9..]).unwrap();
        let mut lead = [0; 2];
        stream.read_exact(&mut lead).unwrap();
        assert_eq!(usize::from(u16::from_be_bytes(lead)), length);
        stream.read_exact(&mut buffer[..length]).unwrap();
        let figures = engine.figures();
        assert_eq!((figures.paths, figures.tcp, figures.connections), (2, 1, 1));
        drop(stream);
        until(&engine, |f| (f.paths, f.tcp) == (1, 0));
        engine.stop();
    }
}

#[tokio::test]
async fn handshakes_that_overflow_are_dropped() {
    let engine = engine(Ipv4Addr::LOCALHOST.into());
    let answer = engine.attempt(offer()).await.unwrap();
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket.connect(engine.addresses()[0]).unwrap();
    socket.send(&proof(&answer)).unwrap();
    socket.recv(&mut [0; 200]).unwrap();
    for seq in 0..400u16 {
        let [a, b] = seq.to_be_bytes();
        let record = [22, 254, 253, 0, 0, 0, 0, 0, 0, a, b, 0, 13];
        let fragment = [1, 0, 9, 0, 0, 0, 0, a, b, 0, 0, 1, 7];
        socket.send(&[&record[..], &fragment[..]].concat()).unwrap();
    }
    until(&engine, |f| f.dropped.dtls == 400 - 256);
    engine.stop();
}

#[tokio::test]
async fn what_cannot_be_done_is_named() {
    let engine = engine(Ipv4Addr::LOCALHOST.into());
    let publish =
        |no, generation, sdp| engine.publish(seat(no), Generation(generation), sdp, tracks());
    assert_eq!(publish(1, 1, offer()).await, Err(Fault::NotThere));
    let (said, mut saying) = mpsc::channel(8);
    engine.sit(seat(1), said);
    assert_eq!(publish(1, 1, "v=0".into()).await, Err(Fault::NoIce));
    let foreign = offer().replace("VP8", "H264");
    assert_eq!(publish(1, 1, foreign).await, Err(Fault::NothingShared));
    let server = offer().replace("actpass", "passive");
    assert_eq!(publish(1, 1, server).await, Err(Fault::Role));
    let answer = publish(1, 1, offer()).await.unwrap();
    assert!(answer.contains("a=simulcast:recv h;l\r\n"));
    assert_eq!(publish(1, 1, offer()).await, Ok(answer), "the same again");
    let other = offer().replace("4611", "4612");
    assert_eq!(publish(1, 1, other).await, Err(Fault::Stale));
    assert_eq!(
        engine.answered(seat(1), Generation(1), offer()).await,
        Err(Fault::Stale)
    );
    let told = saying.recv().await.unwrap();
    assert!(matches!(told, Said::Tracks { tracks, .. } if tracks.len() == 2));
    engine.stop();
    assert_eq!(engine.attempt(offer()).await, Err(Fault::Stopped));
}

#[tokio::test]
async fn a_line_that_is_used_again_gets_a_new_ssrc() {
    let engine = engine(Ipv4Addr::LOCALHOST.into());
    let (said, mut saying) = mpsc::channel(8);
    let (unheard, _held) = mpsc::channel(64);
    engine.sit(seat(1), said);
    let mut seen: Vec<(String, u32)> = Vec::new();
    for no in 2..4 {
        engine.sit(seat(no), unheard.clone());
        let sdp = offer();
        engine
            .publish(seat(no), Generation(1), sdp, tracks())
            .await
            .unwrap();
        let Some(Said::Offer {
            generation,
            sdp,
            lines,
            ..
        }) = saying.recv().await
        else {
            panic!("no offer");
        };
        assert_eq!((lines.len(), sdp.matches("m=").count()), (2, 2));
        seen.push((
            row(&sdp, "a=msid:").to_owned(),
            row(&sdp, "a=ssrc:")
                .split(' ')
                .next()
                .unwrap()
                .parse()
                .unwrap(),
        ));
        let answer = offer().replace("a=sendonly", "a=recvonly");
        engine
            .answered(seat(1), generation, answer.clone())
            .await
            .unwrap();
        engine.rise(seat(no));
        let Some(Said::Offer {
            generation,
            sdp,
            lines,
            fresh,
            ..
        }) = saying.recv().await
        else {
            panic!("no offer");
        };
        assert!(lines.is_empty() && !fresh);
        assert_eq!(sdp.matches("a=inactive").count(), 2);
        engine.answered(seat(1), generation, answer).await.unwrap();
    }
    assert_ne!(seen[0].0, seen[1].0);
    assert_ne!(seen[0].1, seen[1].1);
    engine.stop();
}

#[tokio::test]
async fn a_fault_of_ours_cuts_the_calls_and_media_go_on() {
    let engine = engine(Ipv4Addr::LOCALHOST.into());
    let mut lives = engine.lives();
    let (said, mut saying) = mpsc::channel(8);
    engine.sit(seat(1), said);
    engine
        .publish(seat(1), Generation(1), offer(), tracks())
        .await
        .unwrap();
    let mut stream = TcpStream::connect(engine.addresses()[0]).unwrap();
    until(&engine, |figures| figures.tcp == 1);
    engine.command(Command::Fall);
    lives.changed().await.unwrap();
    assert!(engine.is_running());
    assert!(
        !engine.lives().has_changed().unwrap(),
        "no news to who comes after it"
    );
    let figures = engine.figures();
    assert_eq!((figures.falls, figures.seats, figures.tracks), (1, 0, 0));
    assert_eq!(
        (figures.fragments, figures.connections, figures.tcp),
        (0, 0, 0)
    );
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    assert_eq!(stream.read(&mut [0; 1]).unwrap(), 0, "the way is closed");
    // Whoever held on to the seat is told that it is gone, by the channel's end too.
    assert_eq!(
        engine
            .publish(seat(1), Generation(2), offer(), tracks())
            .await,
        Err(Fault::NotThere)
    );
    while saying.recv().await.is_some() {}

    // The same port takes the next call.
    let (said, _saying) = mpsc::channel(8);
    engine.sit(seat(2), said);
    let answer = engine
        .publish(seat(2), Generation(1), offer(), tracks())
        .await
        .unwrap();
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket.connect(engine.addresses()[0]).unwrap();
    socket.send(&proof(&answer)).unwrap();
    assert!(socket.recv(&mut [0; 200]).unwrap() > 0);
    engine.stop();
    while lives.changed().await.is_ok() {}
    assert!(!engine.is_running());
}

#[tokio::test]
async fn connections_that_say_nothing_make_place_for_who_proves_themselves() {
    let engine = engine(Ipv4Addr::LOCALHOST.into());
    let answer = engine.attempt(offer()).await.unwrap();
    let proof = proof(&answer);
    let length = u16::try_from(proof.len()).unwrap().to_be_bytes();
    let connect = || {
        let stream = TcpStream::connect(engine.addresses()[0]).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    };
    let mut silent: Vec<TcpStream> = (0..2 * MAX).map(|_| connect()).collect();
    // The first were closed for the last.
    assert_eq!(silent[0].read(&mut [0; 1]).unwrap(), 0);
    until(&engine, |figures| figures.tcp == MAX);
    let mut honest = connect();
    honest.write_all(&[&length[..], &proof].concat()).unwrap();
    honest.read_exact(&mut [0; 60]).unwrap();
    silent.extend((0..2 * MAX).map(|_| connect()));
    assert_eq!(silent[2 * MAX].read(&mut [0; 1]).unwrap(), 0);
    until(&engine, |figures| (figures.tcp, figures.paths) == (MAX, 1));
    engine.stop();
}

#[tokio::test]
async fn one_who_offers_forty_cameras_takes_nobodys_place() {
    let engine = engine(Ipv4Addr::LOCALHOST.into());
    let (said, _saying) = mpsc::channel(8);
    engine.sit(seat(1), said);
    let camera =
        "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=sendonly\r\na=rtcp-mux\r\na=rtpmap:96 VP8/90000\r\n";
    let (mut sdp, mut many) = (offer(), tracks());
    for n in 2..40 {
        sdp += &format!("{camera}a=mid:{n}\r\n");
        many.push(TrackOffer {
            mid: n.to_string(),
            source: TrackSource::Camera,
            muted: false,
        });
    }
    let answer = engine.publish(seat(1), Generation(1), sdp, many).await;
    assert_eq!(answer, Err(Fault::Twice));
    assert_eq!(engine.figures().tracks, 0);
    engine.stop();
}

#[tokio::test]
async fn whoever_is_put_aside_hears_of_nobody_who_comes_meanwhile() {
    let engine = engine(Ipv4Addr::LOCALHOST.into());
    let (said, mut saying) = mpsc::channel(64);
    let (unheard, _held) = mpsc::channel(64);
    engine.sit(seat(1), said);
    engine.set_apart(seat(1), true);
    engine.sit(seat(2), unheard);
    engine
        .publish(seat(2), Generation(1), offer(), tracks())
        .await
        .unwrap();
    engine.restart(seat(1), false);
    assert_eq!(engine.figures().tracks, 2);
    assert!(saying.try_recv().is_err());
    engine.set_apart(seat(1), false);
    let told = saying.recv().await.unwrap();
    assert!(matches!(told, Said::Offer { lines, fresh: true, .. } if lines.len() == 2));
    engine.stop();
}

#[tokio::test]
async fn a_check_shorter_than_its_answer_gets_none() {
    let engine = engine(Ipv4Addr::LOCALHOST.into());
    let answer = engine.attempt(offer()).await.unwrap();
    let ufrag = row(&answer, "a=ice-ufrag:").as_bytes().try_into().unwrap();
    let password = row(&answer, "a=ice-pwd:").as_bytes();
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    socket.connect(engine.addresses()[0]).unwrap();
    socket.send(&short_request(&ufrag, password)).unwrap();
    until(&engine, |figures| figures.dropped.stun == 1);
    assert_eq!(engine.figures().paths, 0);
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let proof = proof(&answer);
    socket.send(&proof).unwrap();
    assert!(socket.recv(&mut [0; 200]).unwrap() <= proof.len());
    engine.stop();
}

#[test]
fn a_wildcard_is_told_as_addresses_that_can_be_reached() {
    let wild = engine(Ipv4Addr::UNSPECIFIED.into());
    let told = wild.addresses();
    assert!(
        !told.is_empty()
            && told
                .iter()
                .all(|at| !at.ip().is_unspecified() && at.port() != 0)
    );
    wild.stop();
    let announced = Engine::start(Settings {
        port: 0,
        bind: vec![Ipv4Addr::UNSPECIFIED.into()],
        announced: vec![Announced {
            ip: "192.0.2.9".parse().unwrap(),
            port: None,
        }],
    })
    .unwrap();
    assert_eq!(announced.addresses()[0].ip().to_string(), "192.0.2.9");
    announced.stop();
}
