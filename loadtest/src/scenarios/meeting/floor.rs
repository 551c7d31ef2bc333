//! The same packets through a bare forwarder: what this machine needs at least.

use anyhow::{Context as _, Result};
use bytes::Bytes;
use loadtest::caller::{PICTURE_EVERY, Position, Recording, SOUND_EVERY, Stream, now};
use tokio::{
    net::UdpSocket,
    time::{Duration, Instant, interval},
};
use tracing::info;

use super::{Load, SEED};
use crate::{
    floor::forwarder::{DROP, FORWARD, Forwarder, HEADER, HERE, header},
    machine,
    report::Report,
};

/// What RTP, its extensions and the cipher's tag take; the forwarder's header is in it.
const ENVELOPE: usize = 32;
/// Larger than any packet.
const BUFFER: usize = 2_048;

pub(crate) async fn floor(report: &mut Report, load: &Load) -> Result<()> {
    if load.cycles.is_some() {
        return Ok(());
    }
    let rooms = report.number("rooms").context("rooms were measured")? as u32;
    info!("the floor: the same packets of {rooms} rooms through a bare forwarder");
    let forwarder = Forwarder::start().await?;
    let mut people = Vec::new();
    for number in 0..rooms * load.people {
        people.push(Person::new(&forwarder, number, load.people).await?);
    }
    let recording = Recording::new(SEED);
    let began = Instant::now();
    let used = machine::load(forwarder.pid()?)?;
    let (mut sound, mut picture) = (interval(SOUND_EVERY), interval(PICTURE_EVERY));
    while began.elapsed() < Duration::from_secs(load.seconds) {
        let streams: &[Stream] = tokio::select! {
            _ = sound.tick() => &[Stream::Sound],
            _ = picture.tick() => &[Stream::High, Stream::Low],
        };
        for person in &mut people {
            for stream in streams {
                person.send(&recording, *stream);
            }
        }
        // Read between, so that nothing is lost for want of a reader.
        people.iter_mut().for_each(Person::read);
        tokio::task::yield_now().await;
    }
    let cpu_s = machine::load(forwarder.pid()?)?.cpu_s - used.cpu_s;
    let seconds = began.elapsed().as_secs_f64();
    people.iter_mut().for_each(Person::read);
    forwarder.stop().await?;

    let received: u64 = people.iter().map(|person| person.received).sum();
    report.decimal("floor_packets_per_s", received as f64 / seconds);
    report.decimal(
        "floor_cpu_s_per_million_packets",
        cpu_s * 1e6 / received.max(1) as f64,
    );
    report.ratio(
        "cpu_of_floor",
        "cpu_s_per_million_packets",
        "floor_cpu_s_per_million_packets",
    );
    Ok(())
}

struct Person {
    socket: UdpSocket,
    room: u16,
    number: u8,
    at: [Position; 3],
    received: u64,
}

impl Person {
    async fn new(forwarder: &Forwarder, number: u32, in_room: u32) -> Result<Self> {
        let socket = UdpSocket::bind("127.0.0.1:0").await?;
        socket.connect(forwarder.addr).await?;
        let room = u16::try_from(number / in_room).context("fewer rooms than 65,536")?;
        let own = u8::try_from(number % in_room).context("a room holds a few")?;
        socket.send(&header(room, own, HERE)).await?;
        let sender = u16::try_from(number).context("fewer callers than 65,536")?;
        let streams = [Stream::Sound, Stream::Low, Stream::High];
        Ok(Self {
            socket,
            room,
            number: own,
            at: streams.map(|stream| Position::new(sender, stream)),
            received: 0,
        })
    }

    /// Sends the next frame; the small layer is let go by the forwarder, as it is when nobody watches it.
    fn send(&mut self, recording: &Recording, stream: Stream) {
        let at = self.at.iter_mut().find(|at| at.stream() == stream);
        let Some(at) = at else { return };
        let what = if stream == Stream::Low { DROP } else { FORWARD };
        for payload in recording.next_frame(at, false, now()) {
            let packet = wrap(self.room, self.number, what, &payload);
            // What the system doesn't take is lost, as a network loses it.
            self.socket.try_send(&packet).ok();
        }
    }

    fn read(&mut self) {
        let mut buffer = [0; BUFFER];
        while self.socket.try_recv(&mut buffer).is_ok() {
            self.received += 1;
        }
    }
}

fn wrap(room: u16, person: u8, what: u8, payload: &Bytes) -> Vec<u8> {
    let mut packet = header(room, person, what).to_vec();
    packet.resize(ENVELOPE.max(HEADER), 0);
    packet.extend_from_slice(payload);
    packet
}
