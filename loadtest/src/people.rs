//! Visitors and staff for a load: made and signed in before anything is measured.

use anyhow::{Context as _, Result, bail};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use loadtest::{Api, Identity, LeanSocket};
use signaling::protocol::{Command, QueueId, Reply, ServerFrame, Topic};

use crate::run::Run;

/// What `samtal seed --load` makes.
const PASSWORD: &str = "loadtest-only-password";
/// The queue that all load-test advisors serve.
const QUEUE: &str = "load";
/// Advisors that `samtal seed --load` makes.
pub(crate) const ADVISORS: u32 = 200;
/// Chats that each takes at once.
pub(crate) const CAPACITY: u32 = 3;
/// Requests under way at once while people are made.
const AT_ONCE: usize = 32;
/// Hashing passwords keeps every core busy.
const HASHES_AT_ONCE: usize = 4;

/// Makes visitors.
pub(crate) async fn visitors(api: &Api, many: u32) -> Result<Vec<Identity>> {
    let made = stream::iter(0..many).map(|_| async {
        let visitor = api.new_visitor().await.context("make a visitor")?;
        anyhow::Ok(Identity::Visitor(visitor.token))
    });
    made.buffer_unordered(AT_ONCE).try_collect().await
}

/// Signs load-test advisors in.
pub(crate) async fn advisors(api: &Api, many: u32) -> Result<Vec<Identity>> {
    if many > ADVISORS {
        bail!("there are {ADVISORS} load-test advisors and {many} are wanted");
    }
    let signed_in = stream::iter(1..=many).map(|number| async move {
        sign_in(api, &format!("advisor-{number:03}@load.example")).await
    });
    signed_in.buffered(HASHES_AT_ONCE).try_collect().await
}

/// Signs the load-test supervisor in.
pub(crate) async fn supervisor(api: &Api) -> Result<Identity> {
    sign_in(api, "supervisor-001@load.example").await
}

async fn sign_in(api: &Api, email: &str) -> Result<Identity> {
    let signed_in = api.sign_in(email, PASSWORD).await;
    let (identity, _) = signed_in.with_context(|| {
        format!("sign {email} in (is the database seeded with `samtal seed --load`?)")
    })?;
    Ok(identity)
}

/// Finds the load-test queue.
pub(crate) async fn queue(run: &Run) -> Result<QueueId> {
    let visitor = run.api.new_visitor().await.context("make a visitor")?;
    let identity = Identity::Visitor(visitor.token);
    let mut socket = LeanSocket::enter(&run.door(0), &identity).await?;
    let subscribe = Command::Subscribe {
        topic: Topic::Queues,
    };
    let Reply::Queues(queues) = reply(&socket.call(subscribe).await?)? else {
        bail!("the server doesn't tell its queues");
    };
    let queue = queues.into_iter().find(|queue| queue.slug == QUEUE);
    let queue = queue.context("there is no queue for load tests: run `samtal seed --load`")?;
    Ok(queue.id)
}

/// The good answer that a frame holds.
pub(crate) fn reply(frame: &[u8]) -> Result<Reply> {
    match serde_json::from_slice(frame)? {
        ServerFrame::Reply {
            ok: Some(reply), ..
        } => Ok(reply),
        other => bail!("not a good answer: {other:?}"),
    }
}
