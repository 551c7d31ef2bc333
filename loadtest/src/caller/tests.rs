//! Callers with each other, without a server: that layers are sent and told apart, that what comes is counted, and that
//! it is lost where the proxy loses it.

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use super::*;
use crate::proxy::{Proxy, Whom};

const PATIENCE: Duration = Duration::from_secs(30);
const SENDER: u16 = 5;

/// One who sends and one who gets, connected; the viewer reaches the sender by way of the proxy.
struct Pair {
    publisher: Publisher,
    viewer: Viewer,
    heard: Heard,
    proxy: Proxy,
    recording: Recording,
}

impl Pair {
    async fn new() -> Self {
        let heard = Heard::default();
        let mut publisher = Publisher::new(SENDER).await.unwrap();
        let viewer = Viewer::new(heard.clone()).await.unwrap();
        let offer = publisher.offer().await.unwrap();
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let answer = viewer.answer(without_candidates(&offer)).await.unwrap();
        let proxy = Proxy::start(any, candidate(&answer).unwrap(), 1)
            .await
            .unwrap();
        publisher
            .answered(through(&answer, proxy.addr()))
            .await
            .unwrap();
        publisher.when_connected(PATIENCE).await.unwrap();
        viewer.connected(PATIENCE).await.unwrap();
        Self {
            publisher,
            viewer,
            heard,
            proxy,
            recording: Recording::new(1),
        }
    }

    /// Sends as a camera does until `enough`.
    async fn send_until(&mut self, what: &str, enough: impl Fn(&mut Reception) -> bool) {
        let (mut sound, mut picture) = (interval(SOUND_EVERY), interval(PICTURE_EVERY));
        // After a pause what was not sent in it is not sent at once: no buffer holds that.
        for ticks in [&mut sound, &mut picture] {
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        }
        let sending = async {
            while !self.heard.look(&enough) {
                tokio::select! {
                    _ = sound.tick() => self.publisher.speak(&self.recording, now()).await.unwrap(),
                    _ = picture.tick() => {
                        self.publisher.show(&self.recording, now()).await.unwrap();
                        self.viewer.ask_for_keys().await.unwrap();
                    }
                }
            }
        };
        let done = timeout(PATIENCE, sending).await;
        let totals = self.heard.look(|reception| reception.totals());
        done.unwrap_or_else(|_| panic!("{what} doesn't come; {totals:?}"));
    }

    async fn end(self) {
        self.publisher.close().await.unwrap();
        self.viewer.end().await;
    }
}

/// So that the viewer sends only where it is reached from: the other end of the proxy.
fn without_candidates(sdp: &str) -> String {
    let lines = sdp.lines().filter(|line| !line.starts_with("a=candidate"));
    lines.map(|line| format!("{line}\r\n")).collect()
}

fn from(reception: &Reception) -> Totals {
    reception
        .from(SENDER)
        .map(FromSender::totals)
        .unwrap_or_default()
}

#[tokio::test]
async fn both_layers_and_sound_come_and_none_is_lost() {
    let mut pair = Pair::new().await;
    pair.send_until("a second of both layers", |reception| {
        from(reception).received > 200
    })
    .await;
    let sent = pair.publisher.packets();
    let all = async {
        while pair.heard.look(|reception| from(reception).received) < sent {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, all)
        .await
        .expect("all that was sent comes");
    let (totals, delays) = pair.heard.look(|reception| {
        let sender = reception.from(SENDER).unwrap();
        assert!(sender.first_key().is_some() && sender.last_sound().is_some());
        (sender.totals(), reception.take_delays())
    });
    // Nobody chooses a layer here: both come, told apart by their RIDs, and each is a change to the other.
    assert!(totals.switches > 0, "{totals:?}");
    assert_eq!((totals.received, totals.doubled), (sent, 0), "{totals:?}");
    assert_eq!(delays.len() as u64, sent);
    assert!(delays.iter().all(|delay| *delay < now()));
    pair.end().await;
}

#[tokio::test]
async fn lost_packets_are_sent_again_and_the_picture_goes_on() {
    let mut pair = Pair::new().await;
    pair.send_until("a picture", |reception| from(reception).shown > 5)
        .await;
    pair.proxy
        .impair_both("loss=5".parse().unwrap())
        .await
        .unwrap();
    pair.send_until("more pictures", |reception| from(reception).shown > 100)
        .await;
    let counts = pair.proxy.counts().await.unwrap();
    let totals = pair.heard.look(|reception| from(reception));
    assert!(counts.up.lost > 0, "{counts:?}");
    assert!(totals.reordered > 0, "nothing was sent again: {totals:?}");
    pair.end().await;
}

#[tokio::test]
async fn who_comes_too_late_for_the_keyframe_asks_for_one_and_gets_it() {
    let mut pair = Pair::new().await;
    pair.proxy.go_dark(Whom::Everybody).await.unwrap();
    // Before the first packet has come nobody knows that one is missing: it isn't sent again.
    let mut picture = interval(PICTURE_EVERY);
    for _ in 0..10 {
        picture.tick().await;
        let shown = pair.publisher.show(&pair.recording, now()).await;
        shown.unwrap();
    }
    let dark =
        async { while pair.proxy.counts().await.unwrap().up.dark < pair.publisher.packets() {} };
    timeout(PATIENCE, dark).await.expect("all of it gets lost");
    assert_eq!(pair.publisher.keys(), 2);
    pair.proxy.light_up(Whom::Everybody).await.unwrap();
    pair.send_until("a picture", |reception| from(reception).shown > 5)
        .await;
    assert!(pair.publisher.keys() > 2, "no keyframe was asked for");
    pair.end().await;
}

#[tokio::test]
async fn after_a_blackout_picture_and_sound_are_back() {
    let mut pair = Pair::new().await;
    pair.send_until("a picture", |reception| from(reception).shown > 5)
        .await;
    pair.proxy.go_dark(Whom::Everybody).await.unwrap();
    let dark = Instant::now();
    pair.send_until("the dark", move |_| dark.elapsed() > Duration::from_secs(2))
        .await;
    pair.proxy.light_up(Whom::Everybody).await.unwrap();
    let shown = pair.heard.look(|reception| from(reception).shown);
    pair.send_until("light", move |reception| from(reception).shown > shown + 5)
        .await;
    let totals = pair.heard.look(|reception| from(reception));
    assert!(totals.freezes >= 1 && totals.sound_gaps >= 1, "{totals:?}");
    pair.end().await;
}
