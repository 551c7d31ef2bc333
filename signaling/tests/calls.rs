//! Calls through the media engine over loopback, by callers that are another implementation's peer connections.

#[expect(dead_code, reason = "what only the hostile ones need of a caller")]
#[expect(
    clippy::unwrap_used,
    reason = "a caller is part of a test, which states what it expects by panicking"
)]
mod caller;
#[expect(
    clippy::unwrap_used,
    dead_code,
    reason = "part of a test; calls need no more of it than that it ends"
)]
mod wire;

use caller::{Caller, Kind, World};
use signaling::protocol::PeerSide;
use signaling::sfu::{Figures, Said};
use wire::Wire;

#[tokio::test(flavor = "multi_thread")]
async fn two_hear_and_see_each_other_and_a_late_joiner_everybody() {
    let world = World::new();
    let mut anna = Caller::join(&world, 1).await;
    let mut bo = Caller::join(&world, 2).await;
    for kind in [Kind::Sound, Kind::Picture] {
        anna.gets(kind, 2).await;
        bo.gets(kind, 1).await;
    }
    let mut cilla = Caller::join(&world, 3).await;
    for kind in [Kind::Sound, Kind::Picture] {
        cilla.gets(kind, 1).await;
        cilla.gets(kind, 2).await;
        anna.gets(kind, 3).await;
        bo.gets(kind, 3).await;
    }
    let figures = world.engine.figures();
    assert_eq!(
        (figures.rooms, figures.seats, figures.tracks, figures.lines),
        (1, 3, 6, 12)
    );
    // Each is sent on to two.
    world.takes_more_packets(100).await;
    let after = world.engine.figures();
    assert!(after.packets_out - figures.packets_out > after.packets_in - figures.packets_in);
    assert_eq!(figures.dropped.forged, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_set_apart_is_neither_heard_nor_hears_and_then_is_again() {
    let world = World::new();
    let mut anna = Caller::join(&world, 1).await;
    let mut bo = Caller::join(&world, 2).await;
    anna.gets(Kind::Picture, 2).await;
    bo.gets(Kind::Picture, 1).await;
    world.engine.set_apart(bo.seat, true);
    let before = world.engine.figures().packets_out;
    // Anna alone still sends, and the engine takes it all.
    world.takes_more_packets(100).await;
    assert_eq!(world.engine.figures().packets_out, before);
    anna.forget();
    bo.forget();
    world.engine.set_apart(bo.seat, false);
    for kind in [Kind::Sound, Kind::Picture] {
        anna.gets(kind, 2).await;
        bo.gets(kind, 1).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_made_anew_gets_everything_again() {
    let world = World::new();
    let mut anna = Caller::join(&world, 1).await;
    let _bo = Caller::join(&world, 2).await;
    anna.gets(Kind::Picture, 2).await;
    let before = anna.connections();
    world.engine.restart(anna.seat, true);
    anna.has_connected_again(before).await;
    anna.forget();
    anna.gets(Kind::Picture, 2).await;
    anna.gets(Kind::Sound, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn new_ice_credentials_leave_the_media_going() {
    let world = World::new();
    let mut anna = Caller::join(&world, 1).await;
    let _bo = Caller::join(&world, 2).await;
    anna.gets(Kind::Picture, 2).await;
    let answered = anna.answers();
    world.engine.restart(anna.seat, false);
    anna.has_answered_again(answered).await;
    anna.forget();
    anna.gets(Kind::Picture, 2).await;
    anna.gets(Kind::Sound, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_stops_is_told_to_who_should_see_it_and_that_it_is_back() {
    let world = World::new();
    let mut anna = Caller::join(&world, 1).await;
    let bo = Caller::join(&world, 2).await;
    anna.gets(Kind::Picture, 2).await;
    bo.rest(Some(Kind::Picture));
    let is_dark = |said: &Said| matches!(said, Said::Dark { dark: true, .. });
    anna.is_told("that it is dark", is_dark).await;
    // The sound went on all the while.
    anna.forget();
    anna.gets(Kind::Sound, 2).await;
    bo.rest(None);
    let is_back = |said: &Said| matches!(said, Said::Dark { dark: false, .. });
    anna.is_told("that it is back", is_back).await;
    anna.forget();
    anna.gets(Kind::Picture, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_that_are_gone_without_a_word_are_told_to_whose_they_were() {
    let world = World::of(Wire::settings());
    let mut wire = Wire::before(&world.engine).await;
    let mut anna = Caller::join(&world, 1).await;
    let mut bo = Caller::join(&world, 2).await;
    anna.gets(Kind::Picture, 2).await;
    bo.gets(Kind::Picture, 1).await;
    wire.cut();
    for caller in [&mut anna, &mut bo] {
        let mut up = vec![PeerSide::Pub, PeerSide::Sub];
        let are_down = |said: &Said| {
            up.retain(|still| !matches!(said, Said::Down { side, .. } if side == still));
            up.is_empty()
        };
        caller.is_told("that both are down", are_down).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn when_all_have_risen_nothing_is_left() {
    let world = World::new();
    let mut anna = Caller::join(&world, 1).await;
    let bo = Caller::join(&world, 2).await;
    anna.gets(Kind::Picture, 2).await;
    world.engine.rise(bo.seat);
    let figures = world.engine.figures();
    assert_eq!((figures.seats, figures.tracks, figures.lines), (1, 2, 0));
    world.engine.rise(anna.seat);
    let left = world.engine.figures();
    let nothing = Figures::default();
    assert_eq!((left.rooms, left.seats, left.connections), (0, 0, 0));
    assert_eq!(
        (left.tracks, left.lines, left.tcp),
        (nothing.tracks, nothing.lines, 0)
    );
    assert_eq!((left.fragments, left.paths), (0, 0));
}
