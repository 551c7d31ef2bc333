//! Where the bytes lie: a folder on this machine, or a bucket (`object_store` speaks both).
//!
//! Invariant: an object is there whole or not at all, and once written it never changes; whoever
//! stops half-way leaves nothing behind.

use std::{
    fs::{DirBuilder, File},
    io::BufReader,
    ops::Range,
    os::unix::fs::DirBuilderExt,
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result};
use bytes::{Bytes, BytesMut};
use futures_util::{TryStreamExt, stream::BoxStream};
use object_store::{
    GetOptions, GetRange, GetResultPayload, MultipartUpload, ObjectStore, PutPayload,
    aws::AmazonS3Builder, local::LocalFileSystem, path::Path,
};
use signaling::protocol::{FileId, UploadId};
use tokio::sync::Semaphore;

use super::{
    picture::{self, Picture},
    unfinished::Sweep,
};
use crate::config::{Config, FileStore, S3Access};

/// How long one request to the store may take, its retries included.
const REQUEST_WITHIN: Duration = Duration::from_secs(60);

/// Of a folder: few enough system calls, little memory.
const FOLDER_PART_BYTES: usize = 256 * 1024;

/// Of a bucket: the smallest part that S3 takes.
const BUCKET_PART_BYTES: usize = 5 * 1024 * 1024;

/// Uploads under way at once on this node; more are told to come back. Bounds their memory to this
/// many parts.
pub const UPLOADS: usize = 64;

/// Pictures decoded at once: two cores' worth, and [`picture`]'s memory twice.
const DECODERS: usize = 2;

/// Who waits longer for a decoder sends the picture without a preview: some take a minute to decode, and were made to.
const DECODER_WITHIN: Duration = Duration::from_secs(10);

/// Left free on the disk of the folder: PostgreSQL often lies on the same one, and a database that can't write stands
/// still for everybody.
const KEPT_FREE_BYTES: u64 = 1024 * 1024 * 1024;

/// The files sent in conversations. Clones share everything.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    objects: Box<dyn ObjectStore>,
    prefix: String,
    /// Set for a folder, so that what was written can be flushed to the disk.
    folder: Option<PathBuf>,
    part_bytes: usize,
    max_bytes: u64,
    kept_free_bytes: u64,
    uploads: Arc<Semaphore>,
    decoders: Semaphore,
}

/// Which object of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Object {
    /// As it was sent.
    Original(FileId),
    /// Of a picture.
    Preview(FileId),
    /// Of a file that comes in parts, from 1.
    Part(UploadId, i32),
}

impl Store {
    /// Opens the folder (made if absent) or bucket that the operator has set. A bucket is not
    /// contacted.
    ///
    /// # Errors
    /// If the folder can't be made or the bucket's settings can't be used.
    pub fn open(config: &Config) -> Result<Self> {
        let max_bytes = config.limits.upload_bytes;
        match &config.files {
            FileStore::Folder(folder) => {
                DirBuilder::new()
                    .recursive(true)
                    .mode(0o700)
                    .create(folder)
                    .with_context(|| {
                        format!(
                            "the folder for files, {}, can't be made; see SAMTAL_FILES_URL",
                            folder.display()
                        )
                    })?;
                let folder = folder.canonicalize().context("the folder for files")?;
                let objects = LocalFileSystem::new_with_prefix(&folder)
                    .context("open the folder for files")?;
                Ok(Self::new(
                    Box::new(objects),
                    String::new(),
                    Some(folder),
                    max_bytes,
                ))
            }
            FileStore::S3 {
                bucket,
                prefix,
                access,
            } => {
                let objects = bucket_of(bucket, access)?;
                Ok(Self::new(
                    Box::new(objects),
                    prefix.clone(),
                    None,
                    max_bytes,
                ))
            }
        }
    }

    fn new(
        objects: Box<dyn ObjectStore>,
        prefix: String,
        folder: Option<PathBuf>,
        max_bytes: u64,
    ) -> Self {
        let part_bytes = match folder {
            Some(_) => FOLDER_PART_BYTES,
            None => BUCKET_PART_BYTES,
        };
        Self {
            inner: Arc::new(Inner {
                objects,
                prefix,
                folder,
                part_bytes,
                max_bytes,
                kept_free_bytes: KEPT_FREE_BYTES,
                uploads: Arc::new(Semaphore::new(UPLOADS)),
                decoders: Semaphore::new(DECODERS),
            }),
        }
    }

    /// The largest file that is taken.
    pub(crate) fn max_bytes(&self) -> u64 {
        self.inner.max_bytes
    }

    /// Whether the disk has room for more when `bytes` more have come. A bucket always has; a disk that does not say is
    /// believed to.
    pub(crate) fn has_room_for(&self, bytes: u64) -> bool {
        let Some(folder) = &self.inner.folder else {
            return true;
        };
        let wanted = self.inner.kept_free_bytes.saturating_add(bytes);
        rustix::fs::statvfs(folder).map_or(true, |disk| {
            disk.f_bavail.saturating_mul(disk.f_frsize) >= wanted
        })
    }

    /// Goes through a folder for what was never written to its end. A bucket forgets such by itself, or by a rule of its own.
    pub(super) fn sweep(&self) -> Option<Sweep> {
        self.inner.folder.as_deref().map(Sweep::of)
    }

    /// Whether the store can be read.
    ///
    /// # Errors
    /// In the store's words.
    pub(crate) async fn look(&self) -> Result<()> {
        let mut objects = self
            .inner
            .objects
            .list(Some(&Path::from(self.inner.prefix.as_str())));
        objects.try_next().await.context("list")?;
        Ok(())
    }

    /// A place among the uploads under way, if there is one; given back when dropped.
    pub(crate) fn begin_upload(&self) -> Option<tokio::sync::OwnedSemaphorePermit> {
        Arc::clone(&self.inner.uploads).try_acquire_owned().ok()
    }

    /// Begins to write an object.
    pub(crate) fn write(&self, object: Object) -> Writing {
        Writing {
            store: self.clone(),
            path: self.path(object),
            buffer: BytesMut::new(),
            upload: None,
        }
    }

    /// An object's bytes, or a part of them.
    ///
    /// # Errors
    /// If it is not there or the store does not answer.
    pub(crate) async fn read(
        &self,
        object: Object,
        part: Option<Range<u64>>,
    ) -> Result<BoxStream<'static, object_store::Result<Bytes>>> {
        let options = GetOptions {
            range: part.map(GetRange::Bounded),
            ..GetOptions::default()
        };
        let path = self.path(object);
        let got = self
            .within(self.inner.objects.get_opts(&path, options))
            .await?;
        Ok(got.into_stream())
    }

    /// An object's bytes; none if it is not there.
    ///
    /// # Errors
    /// If the store does not answer.
    pub(crate) async fn find(
        &self,
        object: Object,
    ) -> Result<Option<BoxStream<'static, object_store::Result<Bytes>>>> {
        match self.read(object, None).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) => match error.downcast_ref() {
                Some(object_store::Error::NotFound { .. }) => Ok(None),
                _ => Err(error),
            },
        }
    }

    /// Removes an object; it is no fault if it is not there.
    ///
    /// # Errors
    /// If the store does not answer.
    pub(crate) async fn delete(&self, object: Object) -> Result<()> {
        let path = self.path(object);
        let deleted = tokio::time::timeout(REQUEST_WITHIN, self.inner.objects.delete(&path));
        match deleted
            .await
            .context("the file store does not answer in time")?
        {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error).context("delete from the file store"),
        }
    }

    /// Looks at the picture that `file` is and stores its preview.
    ///
    /// # Errors
    /// If it can't be read as a picture, or the store fails.
    pub(crate) async fn preview(
        &self,
        file: FileId,
        format: image::ImageFormat,
    ) -> Result<Picture> {
        let decoder = tokio::time::timeout(DECODER_WITHIN, self.inner.decoders.acquire());
        let _decoder = decoder
            .await
            .context("all decoders are busy")?
            .context("decoders")?;
        let path = self.path(Object::Original(file));
        let got = self.within(self.inner.objects.get(&path)).await?;
        let picture = match got.payload {
            GetResultPayload::File(file, _) => {
                decode(move || picture::look_at(BufReader::new(file), format)).await?
            }
            GetResultPayload::Stream(_) => {
                let bytes = self.within(got.bytes()).await?;
                decode(move || picture::look_at(std::io::Cursor::new(bytes), format)).await?
            }
        };
        let mut writing = self.write(Object::Preview(file));
        writing.push(picture.preview.clone()).await?;
        writing.finish().await?;
        Ok(picture)
    }

    fn path(&self, object: Object) -> Path {
        let prefix = &self.inner.prefix;
        Path::from(match object {
            Object::Original(file) => format!("{prefix}/originals/{file}"),
            Object::Preview(file) => format!("{prefix}/previews/{file}"),
            Object::Part(upload, number) => format!("{prefix}/parts/{upload}-{number}"),
        })
    }

    async fn within<T>(&self, request: impl Future<Output = object_store::Result<T>>) -> Result<T> {
        tokio::time::timeout(REQUEST_WITHIN, request)
            .await
            .context("the file store does not answer in time")?
            .context("the file store")
    }

    /// Makes sure that what was said to be stored survives a power cut.
    async fn flush(&self, path: &Path) -> Result<()> {
        let Some(folder) = &self.inner.folder else {
            return Ok(());
        };
        let file = folder.join(path.as_ref());
        tokio::task::spawn_blocking(move || {
            File::open(&file)?.sync_all()?;
            file.parent()
                .map_or(Ok(()), |parent| File::open(parent)?.sync_all())
        })
        .await
        .context("flush a file")?
        .context("flush a file")
    }
}

/// An object that is being written. Dropped before [`Writing::finish`], it leaves nothing in a
/// folder; in a bucket, [`Writing::abandon`] must be called for that.
#[derive(Debug)]
pub(crate) struct Writing {
    store: Store,
    path: Path,
    buffer: BytesMut,
    /// Begun when there is more than one part.
    upload: Option<Box<dyn MultipartUpload>>,
}

impl Writing {
    /// Adds bytes; waits while the store is slower than they come.
    ///
    /// # Errors
    /// If the store fails.
    pub(crate) async fn push(&mut self, bytes: Bytes) -> Result<()> {
        self.buffer.extend_from_slice(&bytes);
        let part_bytes = self.store.inner.part_bytes;
        while self.buffer.len() >= part_bytes {
            let part = self.buffer.split_to(part_bytes).freeze();
            self.put_part(part).await?;
        }
        Ok(())
    }

    /// Makes the object appear, whole.
    ///
    /// # Errors
    /// If the store fails; then there is no object.
    pub(crate) async fn finish(mut self) -> Result<()> {
        let finished = self.put_rest().await;
        if finished.is_err() {
            self.abandon().await;
        }
        finished
    }

    /// Leaves nothing behind.
    pub(crate) async fn abandon(mut self) {
        let Some(mut upload) = self.upload.take() else {
            return;
        };
        if let Err(error) = self.store.within(upload.abort()).await {
            tracing::warn!(error = format!("{error:#}"), "could not abort an upload");
        }
    }

    async fn put_rest(&mut self) -> Result<()> {
        let rest = self.buffer.split().freeze();
        let store = self.store.clone();
        if self.upload.is_none() {
            let put = store
                .inner
                .objects
                .put(&self.path, PutPayload::from_bytes(rest));
            store.within(put).await?;
        } else {
            if !rest.is_empty() {
                self.put_part(rest).await?;
            }
            let upload = self.upload.as_mut().context("an upload was begun")?;
            store.within(upload.complete()).await?;
        }
        store.flush(&self.path).await
    }

    async fn put_part(&mut self, part: Bytes) -> Result<()> {
        let store = self.store.clone();
        if self.upload.is_none() {
            let begun = store
                .within(store.inner.objects.put_multipart(&self.path))
                .await?;
            self.upload = Some(begun);
        }
        let upload = self.upload.as_mut().context("an upload was begun")?;
        store
            .within(upload.put_part(PutPayload::from_bytes(part)))
            .await
    }
}

async fn decode(look: impl FnOnce() -> Result<Picture> + Send + 'static) -> Result<Picture> {
    tokio::task::spawn_blocking(look)
        .await
        .context("decode a picture")?
}

fn bucket_of(bucket: &str, access: &S3Access) -> Result<object_store::aws::AmazonS3> {
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(&access.region);
    if let Some(endpoint) = &access.endpoint {
        builder = builder
            .with_endpoint(endpoint)
            .with_allow_http(endpoint.starts_with("http://"));
    }
    if let Some(keys) = &access.keys {
        builder = builder
            .with_access_key_id(keys.id.reveal())
            .with_secret_access_key(keys.secret.reveal());
        if let Some(token) = &keys.session_token {
            builder = builder.with_token(token.reveal());
        }
    }
    builder.build().context("the bucket for files")
}

#[cfg(test)]
pub(super) mod tests {
    use object_store::memory::InMemory;
    use uuid::Uuid;

    use super::*;

    /// A store that holds at most `max_bytes` a file, in memory.
    pub(crate) fn in_memory(max_bytes: u64) -> Store {
        Store::new(Box::new(InMemory::new()), "test".into(), None, max_bytes)
    }

    /// A store in `folder`.
    pub(crate) fn in_folder(folder: &std::path::Path, max_bytes: u64) -> Store {
        let objects = LocalFileSystem::new_with_prefix(folder).unwrap();
        Store::new(
            Box::new(objects),
            String::new(),
            Some(folder.to_owned()),
            max_bytes,
        )
    }

    /// A store in `folder`, on a disk that has no more room than it has taken.
    pub(crate) fn on_full_disk(folder: &std::path::Path) -> Store {
        let mut store = in_folder(folder, u64::MAX);
        let inner = Arc::get_mut(&mut store.inner).unwrap();
        inner.kept_free_bytes = u64::MAX;
        store
    }

    /// A store all of whose decoders are busy.
    pub(crate) fn with_busy_decoders() -> Store {
        let store = in_memory(u64::MAX);
        let all = u32::try_from(DECODERS).unwrap();
        store.inner.decoders.try_acquire_many(all).unwrap().forget();
        store
    }

    /// The paths of all files below `folder`, finished or not.
    pub(crate) fn files_in(folder: &std::path::Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(files_in(&path));
            } else {
                found.push(path);
            }
        }
        found
    }

    pub(crate) async fn bytes_of(store: &Store, object: Object) -> Option<Vec<u8>> {
        let stream = store.read(object, None).await.ok()?;
        let parts: Vec<Bytes> = stream.try_collect().await.unwrap();
        Some(parts.concat())
    }

    #[tokio::test]
    async fn what_is_written_in_pieces_is_read_whole_and_in_parts() {
        let folder = tempfile::tempdir().unwrap();
        let original = Object::Original(FileId(Uuid::from_u128(7)));
        for store in [in_folder(folder.path(), 1), in_memory(1)] {
            let mut writing = store.write(original);
            let mut expected = Vec::new();
            for piece in 0..=120u8 {
                let bytes = vec![piece; 100_000];
                expected.extend_from_slice(&bytes);
                writing.push(bytes.into()).await.unwrap();
            }
            assert!(
                bytes_of(&store, original).await.is_none(),
                "seen before it is whole"
            );
            writing.finish().await.unwrap();
            assert!(bytes_of(&store, original).await.unwrap() == expected);

            let part = store.read(original, Some(99_999..100_001)).await.unwrap();
            let part: Vec<Bytes> = part.try_collect().await.unwrap();
            assert_eq!(part.concat(), [0, 1]);

            assert!(store.find(original).await.unwrap().is_some());
            store.delete(original).await.unwrap();
            store.delete(original).await.unwrap();
            assert!(store.find(original).await.unwrap().is_none());
            assert!(bytes_of(&store, original).await.is_none());
        }
    }

    #[tokio::test]
    async fn what_is_abandoned_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = in_folder(folder.path(), 1);
        let mut writing = store.write(Object::Original(FileId(Uuid::from_u128(7))));
        for _ in 0..10 {
            writing
                .push(vec![1; FOLDER_PART_BYTES].into())
                .await
                .unwrap();
        }
        assert_eq!(files_in(folder.path()).len(), 1);
        writing.abandon().await;
        assert_eq!(files_in(folder.path()), Vec::<PathBuf>::new());
    }

    #[test]
    fn a_bucket_elsewhere_can_be_named() {
        let key = |text: &str| crate::config::Secret::new(text);
        let mut access = S3Access {
            endpoint: Some("http://127.0.0.1:9000".into()),
            region: "us-east-1".into(),
            keys: Some(crate::config::S3Keys {
                id: key("samtal"),
                secret: key("hunter2"),
                session_token: None,
            }),
        };
        let bucket = bucket_of("files", &access).unwrap();
        assert!(!format!("{bucket:?}").contains("hunter2"));
        access.keys = None;
        assert!(bucket_of("files", &access).is_ok());
    }
}
