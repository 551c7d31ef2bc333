//! How the server's tasks start and how it ends.
//!
//! Shutdown has two stages and one absolute deadline. Stage one, *drain*: readiness fails, nobody
//! new is let in, and those who are connected are told to come back. Stage two, *stop*: workers
//! finish what they hold. A second signal cuts both short.
//! Invariant: every task is spawned here, so none outlives the server unseen.

use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, Result};
use futures_util::FutureExt;
use tokio::{
    signal::unix::{SignalKind, signal},
    task::JoinHandle,
    time::Instant,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{error, info, warn};

/// The server's tasks and the tokens that end them. Clones share everything.
#[derive(Clone, Debug)]
pub struct Lifecycle {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// Stage one has begun.
    drain: CancellationToken,
    /// Stage two has begun.
    stop: CancellationToken,
    /// Nobody is to be waited for any longer.
    abort: CancellationToken,
    /// When all must be over; set once, by whoever begins the shutdown.
    deadline: OnceLock<Instant>,
    /// From the first signal to the deadline.
    grace: Duration,
    connections: TaskTracker,
    workers: TaskTracker,
    failed: AtomicBool,
}

/// How the server came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Everything finished in time.
    Clean,
    /// The deadline or a second signal left tasks unfinished.
    CutShort,
    /// A worker that must live died; the process should be started anew.
    Failed,
}

impl Lifecycle {
    /// A lifecycle whose shutdown takes at most `grace`.
    pub fn new(grace: Duration) -> Self {
        Self {
            inner: Arc::new(Inner {
                drain: CancellationToken::new(),
                stop: CancellationToken::new(),
                abort: CancellationToken::new(),
                deadline: OnceLock::new(),
                grace,
                connections: TaskTracker::new(),
                workers: TaskTracker::new(),
                failed: AtomicBool::new(false),
            }),
        }
    }

    /// Begins the shutdown on SIGTERM or SIGINT, and cuts it short on the second one.
    ///
    /// # Errors
    /// If the handlers can't be installed.
    pub fn listen_for_signals(&self) -> Result<()> {
        let mut terminate = signal(SignalKind::terminate()).context("listen for SIGTERM")?;
        let mut interrupt = signal(SignalKind::interrupt()).context("listen for SIGINT")?;
        let lifecycle = self.clone();
        // Not among the workers: it listens until the very end and nobody waits for it.
        TaskTracker::new().spawn(async move {
            let mut next = async || {
                tokio::select! {
                    _ = terminate.recv() => (),
                    _ = interrupt.recv() => (),
                }
            };
            next().await;
            lifecycle.shut_down();
            next().await;
            warn!("second signal: stopping at once");
            lifecycle.inner.abort.cancel();
        });
        Ok(())
    }

    /// Begins the shutdown: stage one, with the deadline counted from now. Later calls do nothing.
    pub fn shut_down(&self) {
        let deadline = Instant::now() + self.inner.grace;
        if self.inner.deadline.set(deadline).is_ok() {
            info!(
                grace_s = self.inner.grace.as_secs(),
                "shutting down: draining connections"
            );
            self.inner.drain.cancel();
        }
    }

    /// Cancelled when stage one begins: stop accepting, tell clients to come back.
    pub fn drain(&self) -> &CancellationToken {
        &self.inner.drain
    }

    /// Cancelled when stage two begins: finish what is held and end.
    pub fn stop(&self) -> &CancellationToken {
        &self.inner.stop
    }

    /// Whether new work may be taken; readiness answers with this.
    pub fn is_accepting(&self) -> bool {
        !self.inner.drain.is_cancelled()
    }

    /// When everything must be over; absent until the shutdown has begun.
    pub fn deadline(&self) -> Option<Instant> {
        self.inner.deadline.get().copied()
    }

    /// Starts a task that serves one client. It must end soon after [`Lifecycle::drain`].
    /// Its panic ends that client only.
    pub fn spawn_connection<F>(&self, task: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        self.inner.connections.spawn(task)
    }

    /// Starts a task that the server can't do without. It must end soon after
    /// [`Lifecycle::stop`]; if it panics, the process says so and shuts down.
    pub fn spawn_worker<F>(&self, name: &'static str, task: F) -> JoinHandle<()>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let lifecycle = self.clone();
        self.inner.workers.spawn(async move {
            if AssertUnwindSafe(task).catch_unwind().await.is_err() {
                error!(worker = name, "a worker died; the server can't go on");
                lifecycle.inner.failed.store(true, Ordering::Release);
                lifecycle.shut_down();
            }
        })
    }

    /// Waits for the shutdown to begin and carries both stages through.
    pub async fn run_to_end(&self) -> Ending {
        self.inner.drain.cancelled().await;
        let deadline = self.deadline().unwrap_or_else(Instant::now);
        // Connections get two thirds of the time, workers at least the last third.
        let drained_by = deadline - self.inner.grace / 3;
        self.inner.connections.close();
        let drained = self
            .wait_for(&self.inner.connections, drained_by)
            .await
            .inspect_err(|left| warn!(connections = left, "connections still open"));

        info!("shutting down: stopping workers");
        self.inner.stop.cancel();
        self.inner.workers.close();
        let stopped = self
            .wait_for(&self.inner.workers, deadline)
            .await
            .inspect_err(|left| warn!(workers = left, "workers still busy at the deadline"));

        if self.inner.failed.load(Ordering::Acquire) {
            Ending::Failed
        } else if drained.is_ok() && stopped.is_ok() {
            Ending::Clean
        } else {
            Ending::CutShort
        }
    }

    /// Waits for the tracker to become empty; gives how many tasks are left if it does not.
    async fn wait_for(&self, tracker: &TaskTracker, until: Instant) -> Result<(), usize> {
        tokio::select! {
            () = tracker.wait() => Ok(()),
            () = self.inner.abort.cancelled() => Err(tracker.len()),
            () = tokio::time::sleep_until(until) => Err(tracker.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::oneshot;

    use super::*;

    fn lifecycle() -> Lifecycle {
        Lifecycle::new(Duration::from_secs(30))
    }

    #[tokio::test]
    async fn connections_drain_before_workers_stop() {
        let lifecycle = lifecycle();
        let (told, hears) = oneshot::channel();
        let shared = lifecycle.clone();
        lifecycle.spawn_connection(async move {
            shared.drain().cancelled().await;
            told.send(shared.stop().is_cancelled()).unwrap();
        });
        let shared = lifecycle.clone();
        lifecycle.spawn_worker("writer", async move { shared.stop().cancelled().await });

        assert!(lifecycle.is_accepting());
        lifecycle.shut_down();
        assert!(!lifecycle.is_accepting());
        assert_eq!(lifecycle.run_to_end().await, Ending::Clean);
        assert!(!hears.await.unwrap(), "workers were stopped too early");
    }

    #[tokio::test]
    async fn the_deadline_is_absolute() {
        let lifecycle = Lifecycle::new(Duration::from_millis(30));
        lifecycle.spawn_connection(std::future::pending::<()>());
        lifecycle.spawn_worker("stuck", std::future::pending());

        lifecycle.shut_down();
        let deadline = lifecycle.deadline().unwrap();
        lifecycle.shut_down();
        assert_eq!(lifecycle.deadline(), Some(deadline));
        assert_eq!(lifecycle.run_to_end().await, Ending::CutShort);
        assert!(Instant::now() >= deadline);
    }

    #[tokio::test]
    async fn a_dead_worker_ends_the_process() {
        let lifecycle = lifecycle();
        lifecycle.spawn_worker("doomed", async { panic!("for the test") });
        assert_eq!(lifecycle.run_to_end().await, Ending::Failed);
    }

    #[tokio::test]
    async fn a_second_signal_waits_for_nobody() {
        let lifecycle = lifecycle();
        lifecycle.spawn_connection(std::future::pending::<()>());
        lifecycle.shut_down();
        lifecycle.inner.abort.cancel();
        assert_eq!(lifecycle.run_to_end().await, Ending::CutShort);
        assert!(Instant::now() < lifecycle.deadline().unwrap());
    }
}
