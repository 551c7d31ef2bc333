//! What is done after the answer, so that the answer can't depend on it: whoever asks about an address learns neither from
//! our words nor from our haste whether we know it.
//!
//! Invariant: at most [`AT_ONCE`] are under way; one more is refused before anybody has looked at what it asks for.

use std::sync::{Arc, LazyLock};

use tokio::sync::Semaphore;

use crate::{
    app::Ctx,
    error::{Result, unavailable},
};

/// Each holds a connection to the database for some milliseconds.
const AT_ONCE: usize = 64;

static ROOM: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(AT_ONCE)));

/// Does `errand` beside the answer; what goes wrong in it is ours to see, and nobody is told.
///
/// # Errors
/// `unavailable` if too many are under way.
pub(super) fn run<F>(app: &Ctx, errand: F) -> Result<()>
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    let room = ROOM.clone().try_acquire_owned();
    let room = room.map_err(|_| unavailable())?;
    let id = app.clock.uuid();
    app.lifecycle.spawn_connection(async move {
        if let Err(error) = errand.await {
            let told = error.to_wire(id);
            tracing::info!(code = ?told.code, "an errand came to nothing");
        }
        drop(room);
    });
    Ok(())
}
