//! The media engine's figures, as Prometheus is told them.

use metrics::{counter, gauge};

use crate::app::Ctx;

/// Brings the gauges and counters up to what the engine says now.
pub async fn measure(app: &Ctx) {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a gauge is an f64, and none of these comes near 2^52"
    )]
    let show = |name: &'static str, value: usize| gauge!(name).set(value as f64);
    show("samtal_rooms", app.rooms.count());
    let media = app.media.clone();
    // It waits for the media thread, which answers within a millisecond.
    let Ok(now) = tokio::task::spawn_blocking(move || media.figures()).await else {
        return;
    };
    show("samtal_media_rooms", now.rooms);
    show("samtal_media_seats", now.seats);
    show("samtal_media_connections", now.connections);
    show("samtal_media_tracks", now.tracks);
    show("samtal_media_lines", now.lines);
    show("samtal_media_fragments", now.fragments);
    show("samtal_media_paths", now.paths);
    show("samtal_media_tcp", now.tcp);
    counter!("samtal_media_falls_total").absolute(now.falls);
    counter!("samtal_media_packets_in_total").absolute(now.packets_in);
    counter!("samtal_media_bytes_in_total").absolute(now.bytes_in);
    counter!("samtal_media_packets_out_total").absolute(now.packets_out);
    counter!("samtal_media_bytes_out_total").absolute(now.bytes_out);
    counter!("samtal_media_lost_in_total").absolute(now.lost_in);
    counter!("samtal_media_nacks_sent_total").absolute(now.nacks_sent);
    counter!("samtal_media_nacks_got_total").absolute(now.nacks_got);
    counter!("samtal_media_repeated_total").absolute(now.repeated);
    counter!("samtal_media_keyframes_asked_total").absolute(now.keyframes_asked);
    counter!("samtal_media_layer_switches_total").absolute(now.switches);
    counter!("samtal_media_first_frames_total").absolute(now.first_frames);
    gauge!("samtal_media_first_frame_seconds_sum").set(now.first_frame_total.as_secs_f64());
    gauge!("samtal_media_first_frame_seconds_max").set(now.first_frame_longest.as_secs_f64());
    let dropped = [
        ("stranger", now.dropped.stranger),
        ("stun", now.dropped.stun),
        ("dtls", now.dropped.dtls),
        ("forged", now.dropped.forged),
        ("stream", now.dropped.stream),
        ("malformed", now.dropped.malformed),
        ("socket", now.dropped.socket),
        ("tcp", now.dropped.tcp),
    ];
    for (why, count) in dropped {
        counter!("samtal_media_dropped_total", "why" => why).absolute(count);
    }
}
