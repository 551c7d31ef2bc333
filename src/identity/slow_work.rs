//! Work that is slow by intent, on threads of its own that give way to everything else: whoever talks does not notice who
//! signs in. Where everything else leaves them no time at all, one thread that does not give way does the same work, so that
//! a house that is merely busy still lets people in. Invariants: of threads that give way there is one fewer than there are
//! cores, of others one; no line is longer than there are turns; while work goes on its memory is neither taken from the
//! system nor given back: a thread that gives way in the middle of that would keep all the others from their memory.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, LazyLock, Mutex, PoisonError, mpsc},
    thread,
    time::Duration,
};

use anyhow::Context;
use argon2::Block;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, oneshot},
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
    turns: Arc<Semaphore>,
    yielding: Crew,
    /// Of the common priority.
    pressing: Crew,
}

static THREADS: LazyLock<Threads> = LazyLock::new(|| {
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = cores.saturating_sub(1).max(1);
    Threads {
        turns: Arc::new(Semaphore::new(threads)),
        yielding: Crew::start("slow work", threads, threads, give_way),
        pressing: Crew::start("pressing work", 1, threads, || ()),
    }
});

/// Somebody's, until the work is done or nobody waits for it: also while they have no time to hear of it.
struct Turn(Mutex<Option<OwnedSemaphorePermit>>);

impl Turn {
    fn end(&self) {
        let permit = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(permit);
    }
}

/// Threads that take jobs from one line.
struct Crew {
    jobs: mpsc::SyncSender<Job>,
}

impl Crew {
    /// `line`: how many jobs may wait.
    fn start(name: &str, threads: usize, line: usize, prepare: fn()) -> Self {
        let (jobs, to_do) = mpsc::sync_channel(line);
        let to_do = Arc::new(Mutex::new(to_do));
        for _ in 0..threads {
            let to_do = to_do.clone();
            // Without one the others of its crew do its work; without any the other crew does.
            let started = thread::Builder::new().name(name.to_owned()).spawn(move || {
                prepare();
                take_jobs(&to_do);
            });
            if let Err(error) = started {
                tracing::error!(%error, "a thread for slow work does not start");
            }
        }
        Self { jobs }
    }

    /// Puts `work` in the line, where it is passed over when nobody waits for it any more. None if the line is full, or nobody
    /// stands at its end.
    fn begin<T: Send + 'static>(
        &self,
        work: &Arc<impl Fn(&mut Memory) -> Result<T> + Send + Sync + 'static>,
        turn: &Arc<Turn>,
    ) -> Option<oneshot::Receiver<Result<T>>> {
        let (work, turn) = (work.clone(), Arc::downgrade(turn));
        let (done, answer) = oneshot::channel();
        let job = move |memory: &mut Memory| {
            if done.is_closed() {
                return;
            }
            let answer = work(memory);
            if let Some(turn) = turn.upgrade() {
                turn.end();
            }
            done.send(answer).ok();
        };
        self.jobs.try_send(Box::new(job)).ok().map(|()| answer)
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
/// `unavailable` if too many want the same; what `work` gives.
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
        let Ok(turn) = timeout(LONGEST_WAIT, self.turns.clone().acquire_owned()).await else {
            return Err(unavailable());
        };
        let turn = turn.context("the semaphore is never closed")?;
        let turn = Arc::new(Turn(Mutex::new(Some(turn))));
        let mut yielding = self.yielding.begin(&work, &turn);
        if let Some(yielding) = &mut yielding
            && let Ok(answer) = timeout(PATIENCE, yielding).await
        {
            return answer.context("slow work broke off")?;
        }
        metrics::counter!("samtal_password_hashes_pressed_total").increment(1);
        let answer = match (yielding, self.pressing.begin(&work, &turn)) {
            (Some(yielding), Some(pressing)) => tokio::select! {
                answer = yielding => answer,
                answer = pressing => answer,
            },
            (Some(only), None) | (None, Some(only)) => only.await,
            (None, None) => return Err(unavailable()),
        };
        answer.context("slow work broke off")?
    }
}

#[cfg(test)]
mod tests {
    use signaling::protocol::ErrorCode;

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
        let threads = crews(1, give_way, 1);
        for (crew, nice) in [(threads.yielding, NICE), (threads.pressing, 0)] {
            let told = crew
                .begin(&Arc::new(niceness), &nobodys())
                .unwrap()
                .await
                .unwrap();
            assert_eq!(told.unwrap(), nice);
        }
        assert_eq!(rustix::process::getpriority_process(None).unwrap(), 0);
    }

    fn nobodys() -> Arc<Turn> {
        Arc::new(Turn(Mutex::new(None)))
    }

    fn crews(yielding: usize, prepare: fn(), pressing: usize) -> Threads {
        Threads {
            turns: Arc::new(Semaphore::new(1)),
            yielding: Crew::start("yielding", yielding, 1, prepare),
            pressing: Crew::start("pressing", pressing, 1, || ()),
        }
    }

    #[tokio::test]
    async fn either_crew_is_enough() {
        for (yielding, pressing) in [(1, 0), (0, 1)] {
            let threads = crews(yielding, || (), pressing);
            assert_eq!(threads.slowly(|_| Ok(7)).await.unwrap(), 7);
        }
        let refused = crews(0, || (), 0).slowly(|_| Ok(7)).await;
        assert_eq!(refused.unwrap_err().code(), ErrorCode::Unavailable);
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_is_given_no_time_is_done_elsewhere_and_not_again() {
        static DONE: Mutex<u32> = Mutex::new(0);
        let threads = crews(1, || (), 1);
        // The one that gives way is stuck.
        let (release, stuck) = mpsc::channel::<()>();
        let stuck = Mutex::new(stuck);
        let wait = move |_: &mut Memory| {
            stuck.lock().unwrap().recv().ok();
            Ok(())
        };
        let first = threads.yielding.begin(&Arc::new(wait), &nobodys()).unwrap();
        for _ in 0..5 {
            let done = threads.slowly(|_| {
                *DONE.lock().unwrap() += 1;
                Ok(())
            });
            done.await.unwrap();
        }
        release.send(()).unwrap();
        first.await.unwrap().unwrap();
        // Behind what nobody waits for any more.
        let last = Arc::new(|_: &mut Memory| Ok(()));
        let last = loop {
            match threads.yielding.begin(&last, &nobodys()) {
                Some(begun) => break begun,
                None => tokio::task::yield_now().await,
            }
        };
        last.await.unwrap().unwrap();
        assert_eq!(*DONE.lock().unwrap(), 5);
    }
}
