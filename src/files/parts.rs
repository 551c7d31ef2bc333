//! A file that comes in parts: each is an object of its own until all are there and become one file.
//!
//! Invariant: a part that was said to be kept is there until its upload ends, whoever dies; and whatever lies in the store has a
//! row before it lies there, so that what nobody finishes is found and removed. Only its uploader knows of an upload.

use std::{ops::Range, time::Duration};

use anyhow::{Context, anyhow};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use signaling::protocol::{ConversationId, FileView, NewUpload, UploadId, UploadView};
use sqlx::PgPool;

use super::{
    Coming, first_id, name,
    objects::{Object, Store},
    policy,
    store::{
        self,
        parts::{self as rows, UnderWay, Upload},
    },
    upload,
};
use crate::{
    app::Ctx,
    clock::Clock,
    error::{self, Error, Result},
    identity::{self, Caller},
};

/// Of every part but the last: little is lost when one breaks off, and a hundred of them are the largest file that most
/// operators allow.
const PART_BYTES: i32 = 1024 * 1024;

/// What was begun so long ago is not finished any more.
const KEPT_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// It is then collected, after a while in which a part that was just coming has ended.
const COLLECTED_AFTER: Duration = Duration::from_secs(25 * 60 * 60);

/// Unfinished uploads of one person. A page has a few under way; the others broke off and are from today.
const MAX_UNDER_WAY: i64 = 24;

/// Bytes of all of these together, in files of the largest size.
const MAX_LARGEST: u64 = 8;

/// When one more may be begun at the soonest by who has too much under way.
const OTHERS_FINISH_IN: Duration = Duration::from_secs(10);

/// Missing parts that are named to whoever finishes too early.
const NAMED_PARTS: usize = 10;

/// Begins a file of `caller`'s that comes in parts to `conversation`.
///
/// # Errors
/// As [`super::receive`]; `too_large` already now; `rate_limited` if the caller has too much under way.
pub(super) async fn begin(
    app: &Ctx,
    caller: &Caller,
    conversation: ConversationId,
    new: &NewUpload,
) -> Result<UploadView> {
    may_upload(app, caller, conversation).await?;
    let size = u64::try_from(new.size).unwrap_or(0);
    if size == 0 {
        return Err(error::invalid("the file is empty"));
    }
    if size > app.files.max_bytes() {
        return Err(upload::too_large(&app.files));
    }
    // For a while both its parts and what becomes of them are there.
    upload::look_for_room(&app.files, size.saturating_mul(2))?;
    let now = app.clock.now();
    let id = UploadId(app.clock.uuid());
    let upload = Upload {
        conversation,
        name: name::clean(&new.name),
        size: new.size,
        part_bytes: PART_BYTES,
        kept: Vec::new(),
        file: None,
    };
    let mut tx = app.db.begin().await?;
    // One after the other, so that nobody begins more than they may at once.
    identity::hold(&mut tx, caller.person).await?;
    identity::still_signed_in(&mut tx, caller).await?;
    let there = rows::under_way(&mut tx, caller.person, first_id(now, KEPT_FOR)).await?;
    if !has_place(there, new.size, app.files.max_bytes()) {
        metrics::counter!("samtal_uploads_refused_total").increment(1);
        return Err(error::rate_limited(OTHERS_FINISH_IN));
    }
    rows::create(&mut tx, id, caller.person, &upload, now).await?;
    tx.commit().await?;
    Ok(view(id, upload))
}

/// How far `upload` of the caller's has come.
///
/// # Errors
/// `not_found` if it is not theirs, was thrown away or is from yesterday.
pub(super) async fn look(app: &Ctx, caller: &Caller, upload: UploadId) -> Result<UploadView> {
    Ok(view(upload, find(app, caller, upload).await?))
}

/// Keeps a part of `upload`, whole or not at all. It goes on by itself until it ends, also if nobody waits for this any longer.
///
/// # Errors
/// As [`look`]; `invalid` if it has not the right length, is too slow or broken off; `conflict` if the upload is a file already.
pub(super) async fn put<S, E>(
    app: &Ctx,
    caller: &Caller,
    id: UploadId,
    number: i32,
    promised: Option<u64>,
    body: S,
) -> Result<()>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin + 'static,
    E: Send + 'static,
{
    let found = find(app, caller, id).await?;
    may_upload(app, caller, found.conversation).await?;
    let Some(range) = part(found.size, found.part_bytes, number) else {
        return Err(error::not_found("part"));
    };
    if found.file.is_some() {
        return Err(finished());
    }
    let length = usize::try_from(range.end - range.start).context("a part's length")?;
    let body = body.map(|chunk| chunk.map_err(|_| upload::broken_off()));
    let (app, uploader) = (app.clone(), caller.clone());
    let lifecycle = app.lifecycle.clone();
    let task = lifecycle.spawn_connection(async move {
        let stop = app.lifecycle.stop();
        let bytes = upload::receive_part(&app.files, stop, length, promised, body).await?;
        if !identity::is_still_signed_in(&app, &uploader).await? {
            return Err(identity::unauthenticated());
        }
        // What is there stays: somebody may be reading it to make the file.
        if found.kept.contains(&number) {
            return Ok(());
        }
        keep(&app, id, number, bytes).await
    });
    task.await
        .map_err(|error| error::broke_off(error, "a part"))?
}

/// Makes a file of the parts; of one that was finished before, the same file.
///
/// # Errors
/// As [`look`] and [`super::receive`]; `conflict` if parts are missing.
pub(super) async fn finish(app: &Ctx, caller: &Caller, id: UploadId) -> Result<FileView> {
    let found = find(app, caller, id).await?;
    if let Some(file) = found.file {
        return Ok(file);
    }
    let missing = missing(&found);
    if !missing.is_empty() {
        return Err(error::conflict(in_words(&missing)));
    }
    let coming = Coming {
        conversation: found.conversation,
        name: found.name,
        promised: u64::try_from(found.size).ok(),
        upload: Some(id),
    };
    let body = joined(app.files.clone(), id, found.kept);
    let taken = super::take_in(app, caller, coming, body).await;
    if let Ok(Some(file)) = taken {
        // The file is there, whatever becomes of its parts: what is left of them is collected.
        if let Err(error) = remove_parts(&app.files, &app.db, id).await {
            tracing::warn!(upload.id = %id, %error, "could not remove the parts of a file");
        }
        return Ok(file);
    }
    // Who finished it at the same time may have been faster, and have removed the parts.
    if let Some(file) = find(app, caller, id).await?.file {
        return Ok(file);
    }
    taken?.ok_or_else(|| error::not_found("upload"))
}

/// Throws away `upload` of the caller's and what has come of it.
///
/// # Errors
/// As [`look`]; `conflict` if it has become a file.
pub(super) async fn throw_away(app: &Ctx, caller: &Caller, id: UploadId) -> Result<()> {
    find(app, caller, id).await?;
    if !rows::throw_away(&app.db, id, app.clock.now()).await? {
        return Err(finished());
    }
    remove_parts(&app.files, &app.db, id).await
}

/// Removes what was begun a day ago and never finished, and what is left of those that were. How many.
pub(super) async fn collect(files: &Store, db: &PgPool, clock: &Clock) -> Result<usize> {
    let old = rows::list_old(db, first_id(clock.now(), COLLECTED_AFTER)).await?;
    for upload in &old {
        remove_parts(files, db, *upload).await?;
        rows::forget(db, *upload).await?;
    }
    Ok(old.len())
}

async fn keep(app: &Ctx, id: UploadId, number: i32, bytes: Bytes) -> Result<()> {
    if !rows::expect_part(&app.db, id, number).await? {
        return Err(error::not_found("upload"));
    }
    let mut writing = app.files.write(Object::Part(id, number));
    if let Err(error) = writing.push(bytes).await {
        writing.abandon().await;
        return Err(error.into());
    }
    writing.finish().await?;
    if rows::keep_part(&app.db, id, number).await? {
        metrics::counter!("samtal_upload_parts_total").increment(1);
        return Ok(());
    }
    // It ended while this part came.
    app.files.delete(Object::Part(id, number)).await?;
    Err(error::not_found("upload"))
}

/// The parts one after the other, each asked for when the one before has been read.
fn joined(
    files: Store,
    id: UploadId,
    parts: Vec<i32>,
) -> impl Stream<Item = Result<Bytes>> + Send + Unpin + 'static {
    let each = stream::iter(parts).then(move |number| {
        let files = files.clone();
        async move {
            let bytes = files.find(Object::Part(id, number)).await?;
            // Another finish has made the file and removed them.
            let bytes = bytes.ok_or_else(finished)?;
            Ok::<_, Error>(bytes.map_err(|error| Error::Ours(anyhow!(error).context("a part"))))
        }
    });
    Box::pin(each.try_flatten())
}

/// Removes the bytes. Their rows stay until the upload is collected: one more of these parts may just be coming.
async fn remove_parts(files: &Store, db: &PgPool, id: UploadId) -> Result<()> {
    for number in rows::list_parts(db, id).await? {
        files.delete(Object::Part(id, number)).await?;
    }
    Ok(())
}

async fn find(app: &Ctx, caller: &Caller, id: UploadId) -> Result<Upload> {
    let is_old = id.0 < first_id(app.clock.now(), KEPT_FOR);
    let found = match is_old {
        true => None,
        false => rows::find(&app.db, id, caller.person).await?,
    };
    found.ok_or_else(|| error::not_found("upload"))
}

async fn may_upload(app: &Ctx, caller: &Caller, conversation: ConversationId) -> Result<()> {
    let place = store::find_place(&app.db, conversation, caller.person).await?;
    policy::may_upload(caller, place)
}

fn finished() -> Error {
    error::conflict("the upload is finished")
}

fn view(id: UploadId, upload: Upload) -> UploadView {
    UploadView {
        id,
        name: upload.name,
        size: upload.size,
        part_bytes: upload.part_bytes,
        parts: match upload.file {
            Some(_) => Vec::new(),
            None => upload.kept,
        },
        file: upload.file,
    }
}

fn has_place(there: UnderWay, size: i64, largest: u64) -> bool {
    let most = largest.saturating_mul(MAX_LARGEST);
    let bytes = there.bytes.saturating_add(size);
    there.count < MAX_UNDER_WAY && u64::try_from(bytes).is_ok_and(|bytes| bytes <= most)
}

/// Which bytes of a file of `size` its part `number` has, if there is one.
fn part(size: i64, part_bytes: i32, number: i32) -> Option<Range<i64>> {
    let part_bytes = i64::from(part_bytes);
    let start = i64::from(number).checked_sub(1)?.checked_mul(part_bytes)?;
    let end = start.checked_add(part_bytes)?.min(size);
    (start >= 0 && start < end).then_some(start..end)
}

fn missing(upload: &Upload) -> Vec<i32> {
    let there = &upload.kept;
    (1..)
        .take_while(|number| part(upload.size, upload.part_bytes, *number).is_some())
        .filter(|number| there.binary_search(number).is_err())
        .collect()
}

fn in_words(missing: &[i32]) -> String {
    let named: Vec<String> = missing
        .iter()
        .take(NAMED_PARTS)
        .map(ToString::to_string)
        .collect();
    let more = match missing.len() - named.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("these parts are missing: {}{more}", named.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upload(size: i64, kept: &[i32]) -> Upload {
        Upload {
            conversation: ConversationId(uuid::Uuid::from_u128(1)),
            name: "film.mp4".into(),
            size,
            part_bytes: 10,
            kept: kept.to_vec(),
            file: None,
        }
    }

    #[test]
    fn parts_cover_a_file_and_nothing_else() {
        assert_eq!(part(25, 10, 1), Some(0..10));
        assert_eq!(part(25, 10, 3), Some(20..25));
        assert_eq!(part(20, 10, 2), Some(10..20));
        for number in [0, -1, 4, i32::MIN, i32::MAX] {
            assert_eq!(part(25, 10, number), None, "{number}");
        }
        assert_eq!(part(20, 10, 3), None);
        assert_eq!(part(i64::MAX, i32::MAX, i32::MIN), None);
        assert!(part(i64::MAX, i32::MAX, i32::MAX).is_some());
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(missing(&upload(25, &[1, 2, 3])), Vec::<i32>::new());
        assert_eq!(missing(&upload(25, &[2])), [1, 3]);
        assert_eq!(in_words(&[1, 3]), "these parts are missing: 1, 3");
        let many: Vec<i32> = (1..=12).collect();
        assert_eq!(
            in_words(&many),
            "these parts are missing: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more"
        );
    }

    #[test]
    fn nobody_has_more_under_way_than_they_may() {
        let there = |count, bytes| UnderWay { count, bytes };
        assert!(has_place(there(0, 0), 100, 100));
        assert!(has_place(there(23, 700), 100, 100));
        assert!(!has_place(there(23, 701), 100, 100));
        assert!(!has_place(there(24, 0), 1, 100));
        assert!(!has_place(there(1, i64::MAX), i64::MAX, 100));
    }
}
