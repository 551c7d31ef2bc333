//! One upload: bytes go to the store as they come, counted, hashed and looked at on the way.
//!
//! Invariant: whatever ends an upload early, the sender, the limits, the store or the server's
//! shutdown, the store holds nothing of it afterwards.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use sha2::{Digest, Sha256};
use signaling::protocol::{ErrorCode, FileId};
use tokio::{sync::OwnedSemaphorePermit, time::Instant};
use tokio_util::sync::CancellationToken;

use super::{
    objects::{Object, Store, Writing},
    picture,
    sniff::Sniffer,
};
use crate::error::{self, Error, Result};

/// A sender that says nothing for this long is gone: a phone in a tunnel comes back sooner. Nothing else on an upload's
/// way measures silence, so this is what holds.
const CHUNK_WITHIN: Duration = Duration::from_secs(30);

/// After [`SLOW_START`] an upload must have come at this rate on average, bytes a second, or it
/// would hold its place for hours: a bad mobile network manages twice that.
const LEAST_RATE: u64 = 4 * 1024;

/// How long an upload may be slower than [`LEAST_RATE`].
const SLOW_START: Duration = Duration::from_secs(60);

/// Bytes after which the disk is looked at again: others write to it at the same time.
const LOOK_FOR_ROOM_EVERY: u64 = 1024 * 1024;

/// What came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Received {
    /// Bytes, at least one.
    pub(crate) size: u64,
    /// Of the bytes.
    pub(crate) sha256: [u8; 32],
    /// Sniffed.
    pub(crate) media_type: &'static str,
    /// For pictures that could be read: width, height, and there is a preview.
    pub(crate) pixels: Option<(i32, i32)>,
}

/// Writes `body` to `store` as the original of `file`, and a preview if it is a picture.
/// `promised` is the length that the sender announced: at its end the body must have it.
///
/// # Errors
/// If the body is empty, too large, too slow or broken off, or the server stops.
pub(crate) async fn receive<S>(
    store: &Store,
    stop: &CancellationToken,
    file: FileId,
    name: &str,
    promised: Option<u64>,
    body: S,
) -> Result<Received>
where
    S: Stream<Item = Result<Bytes>> + Unpin,
{
    if promised.is_some_and(|bytes| bytes > store.max_bytes()) {
        return Err(too_large(store));
    }
    let _place = begin(store)?;
    look_for_room(store, 0)?;
    let mut writing = store.write(Object::Original(file));
    let mut received = match pump(store, stop, promised, body, &mut writing, name).await {
        Ok(received) => received,
        Err(error) => {
            writing.abandon().await;
            metrics::counter!("samtal_uploads_total", "outcome" => "aborted").increment(1);
            return Err(error);
        }
    };
    writing.finish().await?;
    if let Some(format) = picture::format_of(received.media_type) {
        match store.preview(file, format).await {
            Ok(picture) => received.pixels = Some((picture.width, picture.height)),
            // Not a fault of ours: the picture is shown as any other file.
            Err(error) => tracing::debug!(%file, error = format!("{error:#}"), "no preview"),
        }
    }
    metrics::counter!("samtal_uploads_total", "outcome" => "stored").increment(1);
    metrics::counter!("samtal_upload_bytes_total").increment(received.size);
    Ok(received)
}

/// Reads a part of a file, of exactly `length` bytes, into memory.
///
/// # Errors
/// If the body has another length, is too slow or broken off, too many are under way or the server stops.
pub(super) async fn receive_part<S>(
    store: &Store,
    stop: &CancellationToken,
    length: usize,
    promised: Option<u64>,
    mut body: S,
) -> Result<Bytes>
where
    S: Stream<Item = Result<Bytes>> + Unpin,
{
    if promised.is_some_and(|promised| promised != length as u64) {
        return Err(wrong_length(length));
    }
    let _place = begin(store)?;
    look_for_room(store, length as u64)?;
    let begun = Instant::now();
    let mut part = BytesMut::with_capacity(length);
    while let Some(chunk) = next_chunk(&mut body, stop).await? {
        if chunk.len() > length - part.len() {
            return Err(wrong_length(length));
        }
        part.extend_from_slice(&chunk);
        keeps_pace(begun, part.len() as u64)?;
    }
    if part.len() < length {
        return Err(wrong_length(length));
    }
    Ok(part.freeze())
}

fn begin(store: &Store) -> Result<OwnedSemaphorePermit> {
    store.begin_upload().ok_or_else(|| {
        metrics::counter!("samtal_uploads_refused_total").increment(1);
        error::unavailable()
    })
}

fn keeps_pace(begun: Instant, size: u64) -> Result<()> {
    if begun.elapsed() > SLOW_START + Duration::from_secs(size / LEAST_RATE) {
        return Err(error::invalid(
            "the upload is too slow; try on a better connection",
        ));
    }
    Ok(())
}

async fn pump<S>(
    store: &Store,
    stop: &CancellationToken,
    promised: Option<u64>,
    mut body: S,
    writing: &mut Writing,
    name: &str,
) -> Result<Received>
where
    S: Stream<Item = Result<Bytes>> + Unpin,
{
    let begun = Instant::now();
    let mut size = 0u64;
    let mut hash = Sha256::new();
    let mut sniffer = Sniffer::default();
    while let Some(chunk) = next_chunk(&mut body, stop).await? {
        let before = size;
        size += chunk.len() as u64;
        if size > store.max_bytes() {
            return Err(too_large(store));
        }
        if size / LOOK_FOR_ROOM_EVERY > before / LOOK_FOR_ROOM_EVERY {
            look_for_room(store, 0)?;
        }
        keeps_pace(begun, size)?;
        hash.update(&chunk);
        sniffer.feed(&chunk);
        writing.push(chunk).await?;
    }
    // A connection that is torn down can look like a body's end.
    if promised.is_some_and(|promised| promised != size) {
        return Err(broken_off());
    }
    if size == 0 {
        return Err(error::invalid("the file is empty"));
    }
    Ok(Received {
        size,
        sha256: hash.finalize().into(),
        media_type: sniffer.finish(name),
        pixels: None,
    })
}

async fn next_chunk<S>(body: &mut S, stop: &CancellationToken) -> Result<Option<Bytes>>
where
    S: Stream<Item = Result<Bytes>> + Unpin,
{
    tokio::select! {
        chunk = tokio::time::timeout(CHUNK_WITHIN, body.next()) => match chunk {
            Ok(chunk) => chunk.transpose(),
            Err(_) => Err(error::invalid("nothing was heard of the upload for 30 s")),
        },
        () = stop.cancelled() => Err(error::unavailable()),
    }
}

/// Whether there is room for `bytes` more.
///
/// # Errors
/// `unavailable` if there is not.
pub(super) fn look_for_room(store: &Store, bytes: u64) -> Result<()> {
    if store.has_room_for(bytes) {
        return Ok(());
    }
    metrics::counter!("samtal_uploads_refused_total").increment(1);
    tracing::error!("the disk is nearly full; no more files are taken");
    Err(error::told(
        ErrorCode::Unavailable,
        "there is no room for files just now",
    ))
}

/// What is larger than the store takes.
pub(super) fn too_large(store: &Store) -> Error {
    let limit = store.max_bytes() / (1024 * 1024);
    error::told(
        ErrorCode::TooLarge,
        format!("the file is larger than {limit} MiB"),
    )
}

/// A body that ended before its end.
pub(super) fn broken_off() -> Error {
    error::invalid("the upload broke off")
}

fn wrong_length(length: usize) -> Error {
    error::invalid(format!("this part must have {length} bytes"))
}

#[cfg(test)]
mod tests {
    use std::{io, pin::pin};

    use futures_util::{FutureExt, stream};
    use uuid::Uuid;

    use super::{
        super::objects::tests::{
            bytes_of, files_in, in_folder, in_memory, on_full_disk, with_busy_decoders,
        },
        *,
    };

    const FILE: FileId = FileId(Uuid::from_u128(7));
    const MIB: u64 = 1024 * 1024;

    type Chunk = Result<Bytes, io::Error>;

    fn pieces(bytes: &[u8], each: usize) -> impl Stream<Item = Chunk> + Unpin {
        let chunks: Vec<Chunk> = bytes
            .chunks(each)
            .map(|c| Ok(Bytes::copy_from_slice(c)))
            .collect();
        stream::iter(chunks)
    }

    async fn send(
        store: &Store,
        name: &str,
        promised: Option<u64>,
        body: impl Stream<Item = Chunk> + Unpin,
    ) -> Result<Received> {
        let body = body.map(|chunk| chunk.map_err(|_| broken_off()));
        receive(store, &CancellationToken::new(), FILE, name, promised, body).await
    }

    #[tokio::test]
    async fn a_file_is_stored_as_it_came() {
        let folder = tempfile::tempdir().unwrap();
        let store = in_folder(folder.path(), MIB);
        let bytes = "Hej på dig, åäö! ".repeat(40_000).into_bytes();
        let received = send(
            &store,
            "brev.txt",
            Some(bytes.len() as u64),
            pieces(&bytes, 1013),
        )
        .await;
        let received = received.unwrap();
        assert_eq!(received.size, bytes.len() as u64);
        assert_eq!(received.media_type, "text/plain");
        assert_eq!(received.sha256, <[u8; 32]>::from(Sha256::digest(&bytes)));
        assert!(bytes_of(&store, Object::Original(FILE)).await.unwrap() == bytes);
        assert_eq!(received.pixels, None);
    }

    #[tokio::test]
    async fn a_picture_gets_its_size_and_a_preview() {
        let folder = tempfile::tempdir().unwrap();
        let mut png = io::Cursor::new(Vec::new());
        image::RgbImage::new(900, 300)
            .write_to(&mut png, image::ImageFormat::Png)
            .unwrap();
        for store in [in_folder(folder.path(), MIB), in_memory(MIB)] {
            let received = send(&store, "x.txt", None, pieces(png.get_ref(), 100))
                .await
                .unwrap();
            assert_eq!(
                (received.media_type, received.pixels),
                ("image/png", Some((900, 300)))
            );
            let preview = bytes_of(&store, Object::Preview(FILE)).await.unwrap();
            assert_eq!(image::load_from_memory(&preview).unwrap().width(), 640);
        }
    }

    #[tokio::test]
    async fn a_broken_picture_is_a_file_without_preview() {
        let store = in_memory(MIB);
        let bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR and then nothing of the kind";
        let received = send(&store, "bild.png", None, pieces(bytes, 8))
            .await
            .unwrap();
        assert_eq!((received.media_type, received.pixels), ("image/png", None));
        assert!(bytes_of(&store, Object::Preview(FILE)).await.is_none());
    }

    #[tokio::test]
    async fn files_do_not_take_the_last_of_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let store = on_full_disk(folder.path());
        let error = send(&store, "x.txt", None, pieces(b"hej", 1)).await;
        assert_eq!(error.unwrap_err().code(), ErrorCode::Unavailable);
        assert_eq!(files_in(folder.path()), Vec::<std::path::PathBuf>::new());
    }

    #[tokio::test(start_paused = true)]
    async fn pictures_made_to_be_slow_do_not_keep_others_from_being_sent() {
        let store = with_busy_decoders();
        let mut png = io::Cursor::new(Vec::new());
        image::RgbImage::new(900, 300)
            .write_to(&mut png, image::ImageFormat::Png)
            .unwrap();
        let received = send(&store, "bild.png", None, pieces(png.get_ref(), 1_000)).await;
        let received = received.unwrap();
        assert_eq!((received.media_type, received.pixels), ("image/png", None));
    }

    #[tokio::test]
    async fn whatever_ends_it_early_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = in_folder(folder.path(), MIB);
        let large = vec![b'a'; 2 * 1024 * 1024];
        let half = &large[..800_000];
        let broken =
            || pieces(half, 5000).chain(stream::iter([Err(io::ErrorKind::BrokenPipe.into())]));

        let cases = [
            (
                send(&store, "a", None, pieces(&large, 9999)).await,
                ErrorCode::TooLarge,
            ),
            (
                send(&store, "a", Some(2 * MIB), pieces(&[], 1)).await,
                ErrorCode::TooLarge,
            ),
            (send(&store, "a", None, broken()).await, ErrorCode::Invalid),
            (
                send(&store, "a", Some(900_000), pieces(half, 5000)).await,
                ErrorCode::Invalid,
            ),
            (
                send(&store, "a", Some(700_000), pieces(half, 5000)).await,
                ErrorCode::Invalid,
            ),
            (
                send(&store, "a", None, pieces(&[], 1)).await,
                ErrorCode::Invalid,
            ),
        ];
        for (case, (ended, code)) in cases.into_iter().enumerate() {
            assert_eq!(ended.unwrap_err().code(), code, "case {case}");
        }
        assert_eq!(files_in(folder.path()).len(), 0);
    }

    #[tokio::test]
    async fn the_largest_file_allowed_is_taken() {
        let store = in_memory(1000);
        let bytes = vec![b'a'; 1000];
        assert_eq!(
            send(&store, "a", None, pieces(&bytes, 7))
                .await
                .unwrap()
                .size,
            1000
        );
    }

    #[tokio::test(start_paused = true)]
    async fn an_upload_that_never_ends_is_ended() {
        let store = in_memory(MIB);
        let silent = pieces(b"hej", 1).chain(stream::pending());
        let begun = Instant::now();
        assert_eq!(
            send(&store, "a", None, silent).await.unwrap_err().code(),
            ErrorCode::Invalid
        );
        assert_eq!(begun.elapsed(), CHUNK_WITHIN);

        // A byte now and then keeps nobody's place for ever.
        let drips = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_secs(20)).await;
            Some((Ok(Bytes::from_static(b"a")), ()))
        });
        let begun = Instant::now();
        let ended = send(&store, "a", None, Box::pin(drips)).await;
        assert_eq!(ended.unwrap_err().code(), ErrorCode::Invalid);
        assert_eq!(begun.elapsed().as_secs(), 80);
    }

    #[tokio::test(start_paused = true)]
    async fn a_phone_on_a_bad_network_sends_twenty_megabytes() {
        const CHUNK: u64 = 64 * 1024;
        let store = in_memory(25 * MIB);
        // 8 KiB a second, and in the middle a tunnel.
        let body = stream::unfold(0, |sent| async move {
            let tunnel = if sent == 10 * MIB { 20 } else { 0 };
            tokio::time::sleep(Duration::from_secs(8 + tunnel)).await;
            let chunk = Bytes::from(vec![b'x'; CHUNK as usize]);
            (sent < 20 * MIB).then_some((Ok(chunk), sent + CHUNK))
        });
        let received = send(&store, "film.txt", Some(20 * MIB), Box::pin(body)).await;
        assert_eq!(received.unwrap().size, 20 * MIB);
    }

    #[tokio::test]
    async fn the_servers_end_ends_an_upload() {
        let folder = tempfile::tempdir().unwrap();
        let store = in_folder(folder.path(), MIB);
        let stop = CancellationToken::new();
        let body = pieces(&[b'a'; 600_000], 6000).chain(stream::pending());
        let body = body.map(|chunk| chunk.map_err(|_| broken_off()));
        let mut upload = pin!(receive(&store, &stop, FILE, "a", None, body));
        assert!(upload.as_mut().now_or_never().is_none());
        stop.cancel();
        assert_eq!(upload.await.unwrap_err().code(), ErrorCode::Unavailable);
        assert_eq!(files_in(folder.path()).len(), 0);
    }

    #[tokio::test]
    async fn too_many_at_once_are_told_to_come_back() {
        let store = in_memory(MIB);
        let mut places = Vec::new();
        while let Some(place) = store.begin_upload() {
            places.push(place);
        }
        let refused = send(&store, "a", None, pieces(b"hej", 1)).await;
        assert_eq!(refused.unwrap_err().code(), ErrorCode::Unavailable);
        places.pop();
        assert!(send(&store, "a", None, pieces(b"hej", 1)).await.is_ok());
    }

    #[tokio::test]
    async fn a_part_has_the_length_that_it_must_have() {
        let store = in_memory(9);
        let stop = CancellationToken::new();
        let part = async |bytes: &[u8], promised| {
            let body = pieces(bytes, 2).map(|chunk| chunk.map_err(|_| broken_off()));
            receive_part(&store, &stop, 5, promised, body).await
        };
        assert_eq!(part(b"fikon", None).await.unwrap(), "fikon");
        assert_eq!(part(b"fikon", Some(5)).await.unwrap(), "fikon");
        for (bytes, promised) in [
            (b"fik".as_slice(), None),
            (b"fikonet", None),
            (b"", None),
            (b"fikon", Some(6)),
            (b"fikonet", Some(5)),
        ] {
            let error = part(bytes, promised).await.unwrap_err();
            assert_eq!(error.to_string(), "this part must have 5 bytes");
        }
    }
}
