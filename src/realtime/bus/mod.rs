//! Between nodes: in-process (nobody else is there) or Redis.
//!
//! One channel carries every signal to every node, which keeps what its own sockets listen to: filtering costs a map
//! look-up, and there is no subscription to be late for. Invariant: sending never waits and never fails the caller;
//! what is lost is counted, and every node then looks again ([`super::Signal::Lost`]).

mod redis;

use signaling::protocol::Topic;
use tokio::sync::mpsc;

use super::{Frame, Signal};

/// 8,192 signals: a few seconds of a busy node. When full, signals are dropped and everybody looks again.
const MAX_QUEUED: usize = 8_192;

/// The way to the other nodes.
#[derive(Debug)]
pub enum Bus {
    /// There are none.
    Local,
    /// Through Redis or Valkey.
    Redis(redis::RedisBus),
}

impl Bus {
    /// Queues a signal for the other nodes.
    pub fn send(&self, signal: Signal) {
        match self {
            Self::Local => {}
            Self::Redis(bus) => bus.send(signal),
        }
    }

    /// Queues an encoded event for the other nodes.
    pub fn send_event(&self, topic: Topic, seq: i64, frame: &Frame) {
        match self {
            Self::Local => {}
            Self::Redis(bus) => {
                let frame = frame.as_str().to_owned();
                bus.send(Signal::Event { topic, seq, frame });
            }
        }
    }

    /// Starts the tasks that talk to the Redis at `url`.
    ///
    /// # Errors
    /// If `url` can't be understood. A Redis that does not answer is no error: it may come later.
    pub fn redis(app: &crate::app::Ctx, url: &str) -> anyhow::Result<Self> {
        let (queue, signals) = mpsc::channel(MAX_QUEUED);
        redis::start(app, url, signals)?;
        Ok(Self::Redis(redis::RedisBus::new(queue)))
    }
}
