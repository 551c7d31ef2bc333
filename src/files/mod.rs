//! Files sent in conversations: taken in, looked at, kept, served, removed.
//!
//! A file belongs to one conversation and to whoever uploaded it; others see it once it stands in
//! a message, and until that is taken back. What it is, is told from its bytes.
//! A large one may come in parts, at any node and in any order; they become a file when all are there.
//! Invariant: nothing that came from outside is ever served as something a browser would run, and where a virus scanner is
//! set, nothing that it has not found clean.

mod clamd;
pub mod http;
mod name;
mod objects;
mod parts;
mod picture;
mod policy;
mod range;
mod scan;
mod sniff;
mod store;
#[cfg(test)]
pub(crate) mod tests;
mod unfinished;
mod upload;

use std::{
    ops::Range,
    time::{Duration, SystemTime},
};

use anyhow::Context;
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream::BoxStream};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use signaling::protocol::{ConversationId, FileId, FileScan, FileView, UploadId};
use sqlx::PgPool;
use uuid::Uuid;

pub(crate) use http::attachment;
pub use objects::{Store, UPLOADS};
pub(crate) use policy::Reader;
pub use scan::{Scanner, run as scan_uploads};

use crate::{
    app::Ctx,
    audit::{self, Action},
    clock::{Clock, later},
    error::{self, Error, Result},
    identity::{self, Caller},
};
use objects::Object;
use unfinished::Sweep;

/// How often what nobody sees is looked for. Nothing waits for it.
const COLLECT_EVERY: Duration = Duration::from_secs(60 * 60);

/// A file that was uploaded and not sent for this long never will be.
const UNSENT_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// How far back a collection looks: a server that was away over a weekend still finds them.
const COLLECT_BACK: Duration = Duration::from_secs(8 * 24 * 60 * 60);

/// Takes a file that `caller` sends to `conversation`. `promised` is the length that the sender
/// announced, if it did. The upload goes on by itself until it ends, also if nobody waits for this
/// any longer.
///
/// # Errors
/// `not_found`, `forbidden` or `ended` if the caller may not; `too_large`; `invalid` if it is
/// empty, too slow or broken off; `unavailable` if too many are under way.
pub async fn receive<S, E>(
    app: &Ctx,
    caller: &Caller,
    conversation: ConversationId,
    name: &str,
    promised: Option<u64>,
    body: S,
) -> Result<FileView>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin + 'static,
    E: Send + 'static,
{
    let body = body.map(|chunk| chunk.map_err(|_| upload::broken_off()));
    let coming = Coming {
        conversation,
        name: name::clean(name),
        promised,
        upload: None,
    };
    let file = take_in(app, caller, coming, body).await?;
    file.context("only what came in parts can have been a file before")
        .map_err(Error::Ours)
}

/// A file that is about to come.
struct Coming {
    conversation: ConversationId,
    /// Cleaned.
    name: String,
    promised: Option<u64>,
    /// Whose parts it is made of.
    upload: Option<UploadId>,
}

/// As [`receive`]. None if its upload has become a file already or was thrown away meanwhile.
async fn take_in<S>(app: &Ctx, caller: &Caller, coming: Coming, body: S) -> Result<Option<FileView>>
where
    S: Stream<Item = Result<Bytes>> + Send + Unpin + 'static,
{
    let Coming {
        conversation,
        name,
        promised,
        upload,
    } = coming;
    let place = store::find_place(&app.db, conversation, caller.person).await?;
    policy::may_upload(caller, place)?;

    let app_there = app.clone();
    let uploader = caller.clone();
    // A task of its own: if the connection goes, this future is dropped where it stands, and what
    // is half-written must still be cleared away.
    let task = app.lifecycle.spawn_connection(async move {
        let app = app_there;
        let file = FileId(app.clock.uuid());
        let stop = app.lifecycle.stop();
        let received = upload::receive(&app.files, stop, file, &name, promised, body).await?;
        let view = FileView {
            id: file,
            name,
            media_type: received.media_type.to_owned(),
            size: i64::try_from(received.size).context("a file's size")?,
            width: received.pixels.map(|(width, _)| width),
            height: received.pixels.map(|(_, height)| height),
            preview: received.pixels.is_some(),
            scan: app.scanner.as_ref().map(|_| FileScan::Waiting),
        };
        // It may have taken hours.
        if !identity::is_still_signed_in(&app, &uploader).await? {
            delete_objects(&app.files, file).await?;
            return Err(identity::unauthenticated());
        }
        let new = store::NewFile {
            conversation,
            uploader: uploader.person,
            sha256: &received.sha256,
            at: app.clock.now(),
            upload,
        };
        let created = store::create_file(&app.db, &view, &new).await;
        if !matches!(created, Ok(true)) {
            delete_objects(&app.files, file).await?;
            return created.map(|_| None);
        }
        if let Some(scanner) = &app.scanner {
            scanner.wake();
        }
        tracing::info!(conversation.id = %conversation, file.id = %file, size = view.size, "file received");
        Ok(Some(view))
    });
    task.await
        .map_err(|error| error::broke_off(error, "an upload"))?
}

/// Keeps a file that the server itself has made, as if `caller` had uploaded it to `conversation`: it is removed like any upload
/// if it is not shown there within a day. Nothing of it came from outside as it is, so it is not scanned.
///
/// # Errors
/// `unavailable` if the disk is nearly full; ours if the store or the database does not answer. Then nothing is kept.
pub(crate) async fn keep_made(
    app: &Ctx,
    caller: &Caller,
    conversation: ConversationId,
    name: String,
    media_type: &'static str,
    bytes: Vec<u8>,
) -> Result<FileId> {
    upload::look_for_room(&app.files, bytes.len() as u64)?;
    let (app_there, uploader) = (app.clone(), caller.person);
    // A task of its own, as for an upload: whoever waits may go away.
    let kept = app.lifecycle.spawn_connection(async move {
        let app = app_there;
        let view = FileView {
            id: FileId(app.clock.uuid()),
            name,
            media_type: media_type.to_owned(),
            size: i64::try_from(bytes.len()).context("a file's size")?,
            width: None,
            height: None,
            preview: false,
            scan: None,
        };
        let sha256 = Sha256::digest(&bytes).into();
        let mut writing = app.files.write(Object::Original(view.id));
        if let Err(error) = writing.push(bytes.into()).await {
            writing.abandon().await;
            return Err(error.into());
        }
        writing.finish().await?;
        let new = store::NewFile {
            conversation,
            uploader,
            sha256: &sha256,
            at: app.clock.now(),
            upload: None,
        };
        if let Err(error) = store::create_file(&app.db, &view, &new).await {
            delete_objects(&app.files, view.id).await?;
            return Err(error);
        }
        Ok(view.id)
    });
    kept.await
        .map_err(|error| error::broke_off(error, "the keeping of a file"))?
}

/// Whether `caller` may read what is said and sent in `conversation`, and as what.
///
/// # Errors
/// `not_found` if there is none or the caller may not.
pub(crate) async fn may_read(
    db: &PgPool,
    caller: &Caller,
    conversation: ConversationId,
) -> Result<Reader> {
    policy::may_read(
        caller,
        store::find_place(db, conversation, caller.person).await?,
    )
}

/// Removes a file's bytes; its row stays and tells when. Removing it twice is no fault.
///
/// # Errors
/// If the file store or the database does not answer. The file is then removed by [`run`], and
/// nobody is served it in the meantime if its message has been taken back.
pub async fn remove(app: &Ctx, file: FileId) -> Result<()> {
    remove_from(&app.files, &app.db, file, app.clock.now()).await
}

/// Until the server stops: removes what was uploaded and never sent, what was taken back while
/// the file store was away, and what a server that was killed has left half-written.
pub async fn run(app: Ctx) {
    let mut sweep = app.files.sweep();
    loop {
        let next = later(app.clock.now(), COLLECT_EVERY);
        match collect(&app.files, &app.db, &app.clock).await {
            Ok(0) => (),
            Ok(removed) => tracing::info!(removed, "removed files that nobody sees"),
            Err(error) => tracing::warn!(%error, "could not remove files that nobody sees"),
        }
        match parts::collect(&app.files, &app.db, &app.clock).await {
            Ok(0) => (),
            Ok(removed) => tracing::info!(removed, "removed uploads of yesterday"),
            Err(error) => tracing::warn!(%error, "could not remove uploads of yesterday"),
        }
        sweep = match sweep {
            Some(sweep) => sweep_on(sweep, &app.clock).await,
            None => None,
        };
        // A server that is gone for good may have left files that wait.
        if let Some(scanner) = &app.scanner {
            scanner.wake();
        }
        tokio::select! {
            () = app.clock.sleep_until(next) => (),
            () = app.lifecycle.stop().cancelled() => return,
        }
    }
}

async fn collect(files: &Store, db: &PgPool, clock: &Clock) -> Result<usize> {
    let now = clock.now();
    let unshown =
        store::list_unshown(db, first_id(now, COLLECT_BACK), first_id(now, UNSENT_FOR)).await?;
    for file in &unshown {
        remove_from(files, db, *file, now).await?;
    }
    Ok(unshown.len())
}

/// A round of looking for what is half-written.
async fn sweep_on(mut sweep: Sweep, clock: &Clock) -> Option<Sweep> {
    let before = SystemTime::from(clock.now()).checked_sub(UNSENT_FOR)?;
    let round = tokio::task::spawn_blocking(move || {
        let removed = sweep.go_on(unfinished::A_ROUND, before);
        (sweep, removed)
    });
    let (sweep, removed) = match round.await {
        Ok(round) => round,
        Err(error) => {
            tracing::error!(%error, "half-written files are looked for no more");
            return None;
        }
    };
    match removed {
        Ok(0) => (),
        Ok(removed) => tracing::info!(removed, "removed files that were never whole"),
        Err(error) => tracing::warn!(%error, "could not remove files that were never whole"),
    }
    Some(sweep)
}

async fn remove_from(files: &Store, db: &PgPool, file: FileId, now: Timestamp) -> Result<()> {
    // Nobody has the scanner look for what has gone.
    store::set_unscanned(db, file).await?;
    delete_objects(files, file).await?;
    store::set_removed(db, file, now).await
}

async fn delete_objects(files: &Store, file: FileId) -> Result<()> {
    files.delete(Object::Preview(file)).await?;
    files.delete(Object::Original(file)).await?;
    Ok(())
}

/// The least UUIDv7 of the instant that lies `ago` before `now` (RFC 9562 §5.7: 48 bits of Unix
/// milliseconds come first).
fn first_id(now: Timestamp, ago: Duration) -> Uuid {
    let then = now.checked_sub(ago).unwrap_or(Timestamp::UNIX_EPOCH);
    let milliseconds = u128::try_from(then.as_millisecond()).unwrap_or(0);
    Uuid::from_u128(milliseconds << 80)
}

/// Finds `file` for `caller`; a supervisor who looks in from outside is written down first.
async fn open(app: &Ctx, caller: &Caller, file: FileId) -> Result<FileView> {
    let found = store::find_file(&app.db, file, caller.person).await?;
    let found = found.ok_or_else(|| error::not_found("file"))?;
    if policy::may_fetch(caller, found.place, found.origin)? == Reader::Overseer {
        let mut conn = app.db.acquire().await?;
        let now = app.clock.now();
        let read = Action::FileRead(found.conversation, file);
        audit::record(&mut conn, now, caller, read).await?;
    }
    Ok(found.view)
}

async fn read(
    app: &Ctx,
    object: Object,
    part: Option<Range<u64>>,
) -> Result<BoxStream<'static, object_store::Result<Bytes>>> {
    Ok(app.files.read(object, part).await?)
}
