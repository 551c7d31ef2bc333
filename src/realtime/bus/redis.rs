//! The bus over Redis publish/subscribe. At most once, by design: Postgres is the truth.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result};
use futures_util::StreamExt;
use redis::Client;
use tokio::sync::mpsc;

use crate::{app::Ctx, realtime::Signal};

/// Everything goes over this channel.
const CHANNEL: &str = "samtal:signals:v1";
/// A Redis that does not answer for this long is taken for gone.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);
/// Pause before trying a lost Redis again.
const PAUSE: Duration = Duration::from_millis(500);

/// The sending half.
#[derive(Debug)]
pub struct RedisBus {
    queue: mpsc::Sender<Signal>,
    lost: Arc<AtomicBool>,
}

impl RedisBus {
    pub(super) fn new(queue: mpsc::Sender<Signal>) -> Self {
        Self {
            queue,
            lost: Arc::default(),
        }
    }

    pub(super) fn send(&self, signal: Signal) {
        // After a loss the first signal that fits tells everybody to look again.
        let signal = if self.lost.swap(false, Ordering::Relaxed) {
            Signal::Lost
        } else {
            signal
        };
        if self.queue.try_send(signal).is_err() {
            self.lost.store(true, Ordering::Relaxed);
            metrics::counter!("samtal_bus_dropped_total").increment(1);
        }
    }
}

pub(super) fn start(app: &Ctx, url: &str, signals: mpsc::Receiver<Signal>) -> Result<()> {
    let client = Client::open(url).context("REDIS_URL is not the address of a Redis")?;
    let node = app.hub.node().to_string();
    let (talker, listener) = (app.clone(), app.clone());
    let (talking, me) = (client.clone(), node.clone());
    app.lifecycle.spawn_worker("bus talker", async move {
        talk(talker, talking, me, signals).await
    });
    app.lifecycle.spawn_worker("bus listener", async move {
        listen(listener, client, node).await
    });
    Ok(())
}

/// Sends what is queued; connects again for as long as it takes.
async fn talk(app: Ctx, client: Client, node: String, mut signals: mpsc::Receiver<Signal>) {
    let mut after_loss = false;
    let mut batch = Vec::new();
    loop {
        let connected =
            tokio::time::timeout(ANSWER_WITHIN, client.get_multiplexed_async_connection()).await;
        let Ok(Ok(mut redis)) = connected else {
            if !std::mem::replace(&mut after_loss, true) {
                tracing::warn!(
                    "redis can't be reached; conversations go on, other nodes hear of them later"
                );
            }
            if pause(&app).await.is_break() {
                return;
            }
            // What waited is old news: everybody will look again.
            while signals.try_recv().is_ok() {}
            continue;
        };
        if std::mem::take(&mut after_loss) {
            batch.push(Signal::Lost);
        }
        loop {
            if batch.is_empty() {
                let received = tokio::select! {
                    () = app.lifecycle.stop().cancelled() => return,
                    received = signals.recv_many(&mut batch, 256) => received,
                };
                if received == 0 {
                    return;
                }
            }
            let mut pipe = redis::pipe();
            for signal in batch.drain(..) {
                let body = serde_json::to_string(&signal).expect("signals are plain data");
                pipe.publish(CHANNEL, format!("{node}{body}")).ignore();
            }
            let sent =
                tokio::time::timeout(ANSWER_WITHIN, pipe.query_async::<()>(&mut redis)).await;
            if !matches!(sent, Ok(Ok(()))) {
                tracing::warn!(
                    "redis is gone; conversations go on, other nodes hear of them later"
                );
                metrics::counter!("samtal_bus_lost_total").increment(1);
                after_loss = true;
                break;
            }
        }
    }
}

/// Hears what others send; after every connection, everybody on this node looks again.
async fn listen(app: Ctx, client: Client, node: String) {
    loop {
        if let Ok(Ok(mut redis)) =
            tokio::time::timeout(ANSWER_WITHIN, client.get_async_pubsub()).await
            && matches!(
                tokio::time::timeout(ANSWER_WITHIN, redis.subscribe(CHANNEL)).await,
                Ok(Ok(()))
            )
        {
            app.bus_connected.store(true, Ordering::Relaxed);
            // The first time too: people may have come before we could hear.
            app.hub.after_loss();
            let mut messages = redis.on_message();
            loop {
                let message = tokio::select! {
                    () = app.lifecycle.stop().cancelled() => return,
                    message = messages.next() => message,
                };
                let Some(message) = message else { break };
                let payload = message.get_payload_bytes();
                if payload.starts_with(node.as_bytes()) {
                    continue;
                }
                match payload.get(node.len()..).map(serde_json::from_slice) {
                    Some(Ok(signal)) => app.hub.receive(signal),
                    _ => tracing::warn!("a signal of another version was ignored"),
                }
            }
            app.bus_connected.store(false, Ordering::Relaxed);
            // From now on the line is looked at without being told.
            app.matcher.wake();
            tracing::warn!("lost the subscription at redis");
        }
        if pause(&app).await.is_break() {
            return;
        }
    }
}

async fn pause(app: &Ctx) -> std::ops::ControlFlow<()> {
    tokio::select! {
        () = app.lifecycle.stop().cancelled() => std::ops::ControlFlow::Break(()),
        () = tokio::time::sleep(PAUSE) => std::ops::ControlFlow::Continue(()),
    }
}
