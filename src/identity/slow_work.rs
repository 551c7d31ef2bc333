//! Work that is slow by intent, on threads of its own that give way to everything else: whoever talks does not notice who
//! signs in. Where everything else leaves them no time at all, one thread that does not give way does the same work, so that
//! nobody is kept out of a house that is merely busy. Invariants: this work never has all the cores, unless there is but one
//! or nothing else wants them; while it goes on its memory is neither taken from the system nor given back: a thread that
//! gives way in the middle of that would keep all the others from their memory.

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

/// Work that had its turn for so long was given no time: a password takes a twentieth of it.
const PATIENCE: Duration = Duration::from_millis(500);

/// The least of all priorities.
const NICE: i32 = 19;

/// After so long without work its memory is given back.
const REST: Duration = Duration::from_secs(10);

/// What the work is done in; its own for as long as it goes on.
pub(super) type Memory = Vec<Block>;

type Job = Box<dyn FnOnce(&mut Memory) + Send>;

struct Threads {
    turns: Semaphore,
    yielding: Crew,
    /// One thread of the common priority.
    pressing: Crew,
}

static THREADS: LazyLock<Threads> = LazyLock::new(|| {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = cores.saturating_sub(1).max(1);
    Threads {
        turns: Semaphore::new(threads),
        yielding: Crew::start(threads, give_way),
        pressing: Crew::start(1, || ()),
    }
});

/// Threads that take jobs from one line.
struct Crew {
    jobs: mpsc::Sender<Job>,
}

impl Crew {
    fn start(threads: usize, prepare: fn()) -> Self {
        let (jobs, to_do) = mpsc::channel();
        let to_do = Arc::new(Mutex::new(to_do));
        for _ in 0..threads {
            let to_do = to_do.clone();
            // Without one the others do its work; without any nobody gets an answer, which is told.
            let started = thread::Builder::new()
                .name("slow work".to_owned())
                .spawn(move || {
                    prepare();
                    take_jobs(&to_do);
                });
            if let Err(error) = started {
                tracing::error!(%error, "a thread for slow work does not start");
            }
        }
        Self { jobs }
    }

    /// Begins `work`, unless nobody waits for it any more when a thread comes to it.
    fn begin<T: Send + 'static>(
        &self,
        work: Arc<impl Fn(&mut Memory) -> Result<T> + Send + Sync + 'static>,
    ) -> Result<oneshot::Receiver<Result<T>>> {
        let (done, answer) = oneshot::channel();
        let job = move |memory: &mut Memory| {
            if done.is_closed() {
                return;
            }
            done.send(work(memory)).ok();
        };
        self.jobs
            .send(Box::new(job))
            .ok()
            .context("there are no threads for slow work")?;
        Ok(answer)
    }
}

fn give_way() {
    // On Linux a thread has a priority of its own.
    if let Err(error) = rustix::process::setpriority_process(None, NICE) {
        tracing::debug!(%error, "slow work does not give way");
    }
}

fn take_jobs(to_do: &Mutex<mpsc::Receiver<Job>>) {
    let mut memory = Memory::new();
    loop {
        let job = to_do
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .recv_timeout(REST);
        match job {
            // Whoever waits for one that breaks off is told by the answer that never comes.
            Ok(job) => {
                let running = metrics::gauge!("samtal_password_hashes_running");
                running.increment(1.0);
                drop(catch_unwind(AssertUnwindSafe(|| job(&mut memory))));
                running.decrement(1.0);
            }
            Err(mpsc::RecvTimeoutError::Timeout) => memory = Memory::new(),
            Err(mpsc::RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Does `work` when it is its turn; twice, side by side, when the threads that give way are given no time. The first answer
/// counts.
///
/// # Errors
/// `unavailable` if that takes too long; what `work` gives.
pub(super) async fn slowly<T: Send + 'static>(
    work: impl Fn(&mut Memory) -> Result<T> + Send + Sync + 'static,
) -> Result<T> {
    THREADS.slowly(work).await
}

impl Threads {
    async fn slowly<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Memory) -> Result<T> + Send + Sync + 'static,
    ) -> Result<T> {
        let work = Arc::new(work);
        let Ok(turn) = timeout(LONGEST_WAIT, self.turns.acquire()).await else {
            return Err(unavailable());
        };
        let _turn = turn.context("the semaphore is never closed")?;
        let mut yielding = self.yielding.begin(work.clone())?;
        let answer = match timeout(PATIENCE, &mut yielding).await {
            Ok(answer) => answer,
            Err(_) => {
                metrics::counter!("samtal_password_hashes_pressed_total").increment(1);
                let pressing = self.pressing.begin(work)?;
                tokio::select! {
                    answer = yielding => answer,
                    answer = pressing => answer,
                }
            }
        };
        answer.context("slow work broke off")?
    }
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

    fn niceness(_: &mut Memory) -> Result<i32> {
        Ok(rustix::process::getpriority_process(None).unwrap())
    }

    #[tokio::test]
    async fn its_threads_give_way_and_one_does_not() {
        let threads = &*THREADS;
        for (crew, nice) in [(&threads.yielding, NICE), (&threads.pressing, 0)] {
            let told = crew.begin(Arc::new(niceness)).unwrap().await.unwrap();
            assert_eq!(told.unwrap(), nice);
        }
        assert_eq!(rustix::process::getpriority_process(None).unwrap(), 0);
    }

    #[tokio::test]
    async fn work_that_is_given_no_time_is_done_all_the_same_and_once_when_it_is() {
        static DONE: Mutex<u32> = Mutex::new(0);
        // Its only thread is stuck.
        let (release, stuck) = mpsc::channel::<()>();
        let threads = Threads {
            turns: Semaphore::new(1),
            yielding: Crew::start(1, || ()),
            pressing: Crew::start(1, || ()),
        };
        let stuck = Mutex::new(stuck);
        let first = threads
            .yielding
            .begin(Arc::new(move |_: &mut Memory| {
                stuck.lock().unwrap().recv().ok();
                Ok(())
            }))
            .unwrap();
        for _ in 0..2 {
            let done = threads.slowly(|_| {
                *DONE.lock().unwrap() += 1;
                Ok(())
            });
            done.await.unwrap();
        }
        release.send(()).unwrap();
        first.await.unwrap().unwrap();
        // In line behind those that nobody waits for any more.
        let last = threads.yielding.begin(Arc::new(|_: &mut Memory| Ok(())));
        last.unwrap().await.unwrap().unwrap();
        assert_eq!(*DONE.lock().unwrap(), 2);
    }
}
