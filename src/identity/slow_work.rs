//! Work that is slow by intent, on threads of its own that give way to everything else: whoever talks does not notice who
//! signs in. Invariants: it never has all the cores, unless there is but one; while it goes on its memory is neither taken from
//! the system nor given back: a thread that gives way in the middle of that would keep all the others from their memory.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, LazyLock, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use anyhow::Context;
use argon2::Block;
use tokio::{
    sync::{Semaphore, oneshot},
    time::timeout,
};

use crate::error::{Result, unavailable};

/// Longer than this nobody waits for a turn: then too many sign in at once.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The least of all priorities.
const NICE: i32 = 19;

/// After so long without work its memory is given back.
const REST: Duration = Duration::from_secs(10);

/// What the work is done in; its own for as long as it goes on.
pub(super) type Memory = Vec<Block>;

type Job = Box<dyn FnOnce(&mut Memory) + Send>;

struct Threads {
    turns: Semaphore,
    jobs: mpsc::Sender<Job>,
}

static THREADS: LazyLock<Threads> = LazyLock::new(|| {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = cores.saturating_sub(1).max(1);
    let (jobs, to_do) = mpsc::channel();
    let to_do = Arc::new(Mutex::new(to_do));
    for _ in 0..threads {
        let to_do = to_do.clone();
        // Without one the others do its work; without any nobody gets an answer, which is told.
        let started = thread::Builder::new()
            .name("slow work".to_owned())
            .spawn(move || work(&to_do));
        if let Err(error) = started {
            tracing::error!(%error, "a thread for slow work does not start");
        }
    }
    Threads {
        turns: Semaphore::new(threads),
        jobs,
    }
});

fn work(to_do: &Mutex<mpsc::Receiver<Job>>) {
    // On Linux a thread has a priority of its own.
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        tracing::debug!(%error, "slow work does not give way");
    }
    let mut memory = Memory::new();
    loop {
        let job = to_do
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv_timeout(REST);
        match job {
            // Whoever waits for one that breaks off is told by the answer that never comes.
            Ok(job) => drop(catch_unwind(AssertUnwindSafe(|| job(&mut memory)))),
            Err(mpsc::RecvTimeoutError::Timeout) => memory = Memory::new(),
            Err(mpsc::RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Does `work` when it is its turn.
///
/// # Errors
/// `unavailable` if that takes too long; what `work` gives.
pub(super) async fn slowly<T: Send + 'static>(
    work: impl FnOnce(&mut Memory) -> Result<T> + Send + 'static,
) -> Result<T> {
    let threads = &*THREADS;
    let Ok(turn) = timeout(LONGEST_WAIT, threads.turns.acquire()).await else {
        return Err(unavailable());
    };
    let turn = turn.context("the semaphore is never closed")?;
    let (done, answer) = oneshot::channel();
    let job = move |memory: &mut Memory| {
        let running = metrics::gauge!("samtal_password_hashes_running");
        running.increment(1.0);
        let worked = work(memory);
        running.decrement(1.0);
        // Nobody may wait any more.
        done.send(worked).ok();
    };
    threads
        .jobs
        .send(Box::new(job))
        .ok()
        .context("there are no threads for slow work")?;
    let answer = answer.await.context("slow work broke off")?;
    drop(turn);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_that_breaks_off_leaves_the_thread_to_others() {
        for _ in 0..64 {
            let broken = slowly::<()>(|_| Err(anyhow::anyhow!("no").into())).await;
            assert!(broken.is_err());
        }
        assert_eq!(slowly(|_| Ok(7)).await.unwrap(), 7);
    }

    #[tokio::test]
    async fn its_threads_give_way() {
        let nice = slowly(|_| Ok(rustix::process::getpriority_process(None).unwrap())).await;
        assert_eq!(nice.unwrap(), NICE);
        assert_eq!(rustix::process::getpriority_process(None).unwrap(), 0);
    }
}
