//! Streams as a network and a server may change them.

use proptest::prelude::*;

use super::*;
use crate::caller::recording::{PICTURE_EVERY, Position, Recording, SOUND_EVERY};

/// What was sent: (when, payload).
fn film(stream: Stream, frames: u32, key_at: &[u32]) -> Vec<(Duration, Vec<u8>)> {
    let recording = Recording::new(1);
    let mut at = Position::new(3, stream);
    let every = match stream {
        Stream::Sound => SOUND_EVERY,
        Stream::Low | Stream::High => PICTURE_EVERY,
    };
    let mut sent = Vec::new();
    for frame in 0..frames {
        let now = every * frame;
        for packet in recording.next_frame(&mut at, key_at.contains(&frame), now) {
            sent.push((now, packet.to_vec()));
        }
    }
    sent
}

const LATE: Duration = Duration::from_millis(15);

fn watch(packets: &[(Duration, Vec<u8>)]) -> Reception {
    let mut reception = Reception::default();
    for (sent, packet) in packets {
        reception.take(packet, *sent + LATE);
    }
    reception
}

#[test]
fn a_perfect_network_loses_nothing_and_shows_everything() {
    let mut all = film(Stream::High, 90, &[]);
    all.extend(film(Stream::Sound, 150, &[]));
    all.sort_by_key(|(sent, _)| *sent);
    let mut reception = watch(&all);
    let totals = reception.totals();
    assert_eq!(totals.received, all.len() as u64);
    assert_eq!(
        totals,
        Totals {
            received: totals.received,
            expected: totals.received,
            shown: 90,
            ..Totals::default()
        }
    );
    assert!(reception.take_delays().iter().all(|delay| *delay == LATE));
    assert_eq!(reception.from(3).unwrap().first_key(), Some(LATE));
}

#[test]
fn a_lost_packet_stops_the_picture_until_a_keyframe_and_one_is_asked_for() {
    let packets = film(Stream::High, 60, &[30]);
    let lost = packets
        .iter()
        .position(|(_, packet)| Mark::of(packet).unwrap().frame == 10)
        .unwrap();
    let mut reception = Reception::default();
    let mut asked = Vec::new();
    for (index, (sent, packet)) in packets.iter().enumerate() {
        if index != lost {
            reception.take(packet, *sent);
        }
        if reception.stuck(*sent).any(|sender| sender == 3) {
            asked.push(Mark::of(packet).unwrap().frame);
        }
    }
    let totals = reception.totals();
    assert_eq!(totals.lost(), 1);
    assert_eq!(totals.shown, 10 + 30);
    assert_eq!(totals.freezes, 1);
    assert_eq!(totals.frozen.as_millis(), 699);
    assert_eq!(asked.first(), Some(&18));
    assert_eq!(asked.last(), Some(&30));
}

#[test]
fn a_packet_sent_again_mends_the_picture() {
    let mut packets = film(Stream::High, 60, &[]);
    let lost = packets.remove(20);
    packets.insert(30, (packets[30].0, lost.1));
    let totals = watch(&packets).totals();
    assert_eq!((totals.lost(), totals.shown, totals.freezes), (0, 60, 0));
    assert_eq!(totals.reordered, 1);
}

#[test]
fn a_change_of_layer_is_no_loss() {
    let low = film(Stream::Low, 90, &[60]);
    let high = film(Stream::High, 90, &[30]);
    let frame = |packet: &[u8]| Mark::of(packet).unwrap().frame;
    let chosen = low
        .iter()
        .filter(|(_, packet)| !(30..60).contains(&frame(packet)))
        .chain(
            high.iter()
                .filter(|(_, packet)| (30..60).contains(&frame(packet))),
        );
    let mut chosen: Vec<_> = chosen.cloned().collect();
    chosen.sort_by_key(|(sent, _)| *sent);
    let totals = watch(&chosen).totals();
    assert_eq!((totals.lost(), totals.switches), (0, 2));
    assert_eq!((totals.shown, totals.freezes), (90, 0));
}

#[test]
fn doubled_packets_are_counted_and_shown_once() {
    let mut packets = film(Stream::Low, 30, &[]);
    packets.insert(9, packets[8].clone());
    packets.insert(20, packets[2].clone());
    let totals = watch(&packets).totals();
    assert_eq!((totals.doubled, totals.lost()), (2, 0));
    assert_eq!(totals.shown, 30);
}

#[test]
fn silence_is_a_gap_once() {
    let packets = film(Stream::Sound, 100, &[]);
    let heard = packets
        .iter()
        .filter(|(_, packet)| !(40..60).contains(&Mark::of(packet).unwrap().frame));
    let heard: Vec<_> = heard.cloned().collect();
    let totals = watch(&heard).totals();
    assert_eq!((totals.sound_gaps, totals.lost()), (1, 20));
}

proptest! {
    #[test]
    fn what_is_dropped_is_what_is_lost_whatever_the_order(
        dropped in prop::collection::btree_set(1..180_usize, 0..40),
        swaps in prop::collection::vec(1..170_usize, 0..20),
    ) {
        let mut packets = film(Stream::High, 60, &[]);
        let end = packets.len() - 1;
        for swap in swaps {
            packets.swap(swap, swap + 3);
        }
        let last = packets.iter().map(|(_, packet)| Mark::of(packet).unwrap().number).max();
        let kept: Vec<_> = packets
            .iter()
            .enumerate()
            .filter(|(index, _)| !dropped.contains(index) || *index == end)
            .map(|(_, packet)| packet.clone())
            .collect();
        let numbers: Vec<u32> =
            kept.iter().map(|(_, packet)| Mark::of(packet).unwrap().number).collect();
        let (first, newest) = (numbers.iter().min().unwrap(), numbers.iter().max().unwrap());
        prop_assert!(Some(*newest) == last || !dropped.is_empty());
        let totals = watch(&kept).totals();
        prop_assert_eq!(totals.received, kept.len() as u64);
        prop_assert_eq!(totals.expected, u64::from(newest - first) + 1);
        prop_assert_eq!(totals.doubled, 0);
    }
}
