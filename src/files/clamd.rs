//! ClamAV's `clamd`, asked over its socket (manual page clamd(8), "COMMANDS"): a connection for each question.
//!
//! Of the crates there are, one is no longer kept up, and the other has no time-outs and loses the answer of a clamd that
//! hangs up on a file too large for it, so the few lines are ours. Invariant: every wait here ends by itself, and nothing
//! but clamd's whole `stream: OK` makes a file clean.

use std::{io, pin::pin, time::Duration};

use anyhow::{Context, ensure};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufWriter},
    net::{TcpStream, UnixStream},
    time::{error::Elapsed, timeout},
};

use crate::config::Clamd;

/// A socket on this machine answers at once, one on the same network nearly.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// For one chunk on its way from the store to clamd, which hangs up after 30 s of silence itself (`CommandReadTimeout`).
const CHUNK_WITHIN: Duration = Duration::from_secs(30);

/// From the last byte to the answer: clamd ends a scan after 120 s by default (`MaxScanTime`), and may have others first.
const ANSWER_WITHIN: Duration = Duration::from_secs(150);

/// To a question without a file.
const PONG_WITHIN: Duration = Duration::from_secs(5);

/// The most that is sent as one chunk; below every limit of clamd's, and small change in memory.
const CHUNK_BYTES: usize = 64 * 1024;

/// The longest answer that is read: a signature's name is a tenth of it.
const ANSWER_BYTES: usize = 1024;

/// What clamd says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing was found.
    Clean,
    /// This signature's pattern was found.
    Harmful(String),
    /// It is larger, or holds more, than clamd is set to look at.
    TooLarge,
}

/// Why clamd says nothing of a file.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// Nobody takes the connection.
    #[error("clamd can't be reached: {0:#}")]
    Unreachable(anyhow::Error),
    /// It took the connection and then hung up, fell silent or talked nonsense.
    #[error("clamd broke off: {0:#}")]
    Broken(anyhow::Error),
    /// The file can't be read.
    #[error("the file can't be read: {0:#}")]
    Unread(anyhow::Error),
}

/// A way to clamd.
trait Line: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

impl Clamd {
    /// Has `file` looked at, while it is read.
    ///
    /// # Errors
    /// If clamd or the file can't be reached, or one of them breaks off.
    pub(super) async fn scan<E>(
        &self,
        file: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<Verdict, Fault>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let line = self.connect().await.map_err(Fault::Unreachable)?;
        let (mut reader, writer) = tokio::io::split(line);
        let mut answer = pin!(read_answer(&mut reader));
        let sent = tokio::select! {
            // It may speak before it has heard everything: the file is too large, or something is amiss.
            early = &mut answer => return judge(&early.map_err(Fault::Broken)?),
            sent = send(file, BufWriter::with_capacity(CHUNK_BYTES, writer)) => sent,
        };
        match sent {
            // Who can't send any more may still be told why.
            Ok(()) | Err(Fault::Broken(_)) => (),
            Err(other) => return Err(other),
        }
        let answer = timeout(ANSWER_WITHIN, answer)
            .await
            .map_err(|late| Fault::Broken(silent(late)))?;
        judge(&answer.map_err(Fault::Broken)?)
    }

    /// Whether clamd is there.
    ///
    /// # Errors
    /// In words: it can't be reached, or does not answer as clamd does.
    pub(crate) async fn ping(&self) -> anyhow::Result<()> {
        let mut line = self.connect().await?;
        let answer = timeout(PONG_WITHIN, async {
            line.write_all(b"zPING\0").await?;
            read_answer(&mut line).await
        });
        let answer = answer
            .await
            .context("it takes the connection and says nothing")??;
        ensure!(answer == "PONG", "it answers a PING with {answer:?}");
        Ok(())
    }

    async fn connect(&self) -> anyhow::Result<Box<dyn Line>> {
        let connect = async {
            let line: Box<dyn Line> = match self {
                Self::Unix(path) => Box::new(UnixStream::connect(path).await?),
                Self::Tcp(address) => Box::new(TcpStream::connect(address).await?),
            };
            io::Result::Ok(line)
        };
        let connected = timeout(CONNECT_WITHIN, connect).await;
        Ok(connected.context("no answer in time")??)
    }
}

/// Sends `INSTREAM` and the file in chunks: each its length in four bytes, big endian, and itself; an empty one ends it.
async fn send<E>(
    file: impl Stream<Item = Result<Bytes, E>>,
    mut line: impl AsyncWrite + Unpin,
) -> Result<(), Fault>
where
    E: std::error::Error + Send + Sync + 'static,
{
    let mut file = pin!(file);
    written(line.write_all(b"zINSTREAM\0")).await?;
    loop {
        let read = timeout(CHUNK_WITHIN, file.next()).await;
        let read = read
            .context("the store does not answer in time")
            .map_err(Fault::Unread)?;
        let Some(bytes) = read else { break };
        let bytes = bytes.map_err(|error| Fault::Unread(error.into()))?;
        for chunk in bytes.chunks(CHUNK_BYTES) {
            let length = u32::try_from(chunk.len()).map_err(|error| Fault::Broken(error.into()))?;
            written(async {
                line.write_all(&length.to_be_bytes()).await?;
                line.write_all(chunk).await
            })
            .await?;
        }
    }
    written(async {
        line.write_all(&[0; 4]).await?;
        line.flush().await
    })
    .await
}

async fn written(writing: impl Future<Output = io::Result<()>>) -> Result<(), Fault> {
    match timeout(CHUNK_WITHIN, writing).await {
        Ok(written) => written.map_err(|error| Fault::Broken(error.into())),
        Err(late) => Err(Fault::Broken(silent(late))),
    }
}

/// What comes before the zero byte that ends an answer. Without that byte it is none: who hung up may have meant to say more.
async fn read_answer(line: &mut (impl AsyncRead + Unpin)) -> anyhow::Result<String> {
    let mut answer = Vec::new();
    loop {
        if let Some(end) = answer.iter().position(|byte| *byte == 0) {
            answer.truncate(end);
            return String::from_utf8(answer).context("its answer is not text");
        }
        ensure!(answer.len() < ANSWER_BYTES, "its answer does not end");
        let read = line.read_buf(&mut answer).await;
        ensure!(read? > 0, "it hung up");
    }
}

fn judge(answer: &str) -> Result<Verdict, Fault> {
    if answer == "stream: OK" {
        return Ok(Verdict::Clean);
    }
    if answer.starts_with("INSTREAM size limit exceeded") {
        return Ok(Verdict::TooLarge);
    }
    let found = answer
        .strip_prefix("stream: ")
        .and_then(|rest| rest.strip_suffix(" FOUND"));
    match found {
        // With `AlertExceedsMax` clamd says so of what it stopped looking at.
        Some(name) if name.starts_with("Heuristics.Limits.Exceeded") => Ok(Verdict::TooLarge),
        Some(name) => Ok(Verdict::Harmful(name.to_owned())),
        None => Err(Fault::Broken(anyhow::anyhow!("it answers {answer:?}"))),
    }
}

fn silent(late: Elapsed) -> anyhow::Error {
    anyhow::Error::new(late).context("it fell silent")
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use futures_util::stream;
    use tempfile::TempDir;
    use tokio::{
        net::{TcpListener, UnixListener},
        task::JoinHandle,
    };
    use tokio_util::task::TaskTracker;

    use super::*;

    /// A clamd that does as `script` says with the one connection it takes.
    struct Fake {
        clamd: Clamd,
        ended: JoinHandle<()>,
        _folder: TempDir,
    }

    impl Fake {
        fn new<F>(script: impl FnOnce(UnixStream) -> F + Send + 'static) -> Self
        where
            F: Future<Output = ()> + Send,
        {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("clamd.sock");
            let listener = UnixListener::bind(&path).unwrap();
            let ended = TaskTracker::new().spawn(async move {
                let (line, _) = listener.accept().await.unwrap();
                script(line).await;
            });
            Self {
                clamd: Clamd::Unix(path),
                ended,
                _folder: folder,
            }
        }

        /// One that hears everything and then answers `answer`.
        fn answers(answer: &'static [u8]) -> Self {
            Self::new(async |mut line| {
                heard(&mut line).await;
                line.write_all(answer).await.unwrap();
            })
        }

        async fn scan(&self, bytes: &[u8]) -> Result<Verdict, Fault> {
            self.clamd.scan(file(bytes)).await
        }
    }

    fn file(bytes: &[u8]) -> impl Stream<Item = Result<Bytes, Infallible>> + Send + use<> {
        let chunks: Vec<_> = bytes
            .chunks(200_000)
            .map(|chunk| Ok(Bytes::copy_from_slice(chunk)))
            .collect();
        stream::iter(chunks)
    }

    /// Reads an `INSTREAM` to its end, as clamd does.
    async fn heard(line: &mut UnixStream) -> Vec<u8> {
        let mut command = [0; 10];
        line.read_exact(&mut command).await.unwrap();
        assert_eq!(&command, b"zINSTREAM\0");
        let mut file = Vec::new();
        loop {
            let length = line.read_u32().await.unwrap();
            if length == 0 {
                return file;
            }
            let begun = file.len();
            file.resize(begun + usize::try_from(length).unwrap(), 0);
            line.read_exact(&mut file[begun..]).await.unwrap();
        }
    }

    fn is_broken(scanned: &Result<Verdict, Fault>, words: &str) -> bool {
        matches!(scanned, Err(Fault::Broken(why)) if format!("{why:#}").contains(words))
    }

    #[tokio::test]
    async fn a_file_goes_over_whole_and_the_answer_is_understood() {
        let bytes: Vec<u8> = (0..700_001_u32).flat_map(u32::to_le_bytes).collect();
        let expected = bytes.clone();
        let fake = Fake::new(async move |mut line| {
            assert!(heard(&mut line).await == expected);
            line.write_all(b"stream: OK\0").await.unwrap();
        });
        assert_eq!(fake.scan(&bytes).await.unwrap(), Verdict::Clean);
        fake.ended.await.unwrap();

        let harmful = |name: &str| Verdict::Harmful(name.to_owned());
        for (answer, verdict) in [
            (&b"stream: OK\0"[..], Verdict::Clean),
            (
                b"stream: Eicar-Test-Signature FOUND\0",
                harmful("Eicar-Test-Signature"),
            ),
            (b"stream: Odd name OK FOUND\0", harmful("Odd name OK")),
            (
                b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0",
                Verdict::TooLarge,
            ),
            (b"INSTREAM size limit exceeded. ERROR\0", Verdict::TooLarge),
        ] {
            let scanned = Fake::answers(answer).scan(b"hej").await;
            assert_eq!(scanned.unwrap(), verdict);
        }
    }

    #[tokio::test]
    async fn a_clamd_that_hangs_up_on_a_file_too_large_for_it_is_heard() {
        let fake = Fake::new(async |mut line| {
            let mut begin = [0; 1000];
            line.read_exact(&mut begin).await.unwrap();
            line.write_all(b"INSTREAM size limit exceeded. ERROR\0")
                .await
                .unwrap();
        });
        let scanned = fake.scan(&vec![7; 5_000_000]).await;
        assert_eq!(scanned.unwrap(), Verdict::TooLarge);
    }

    #[tokio::test]
    async fn what_is_not_a_whole_ok_makes_nothing_clean() {
        let long = vec![b'x'; 5_000].leak();
        for (answer, words) in [
            (&b""[..], "hung up"),
            (b"stream: OK", "hung up"),
            (b"stream: O", "hung up"),
            (b"\0", "answers"),
            (b"OK\0", "answers"),
            (b"stream: OK FOUND ERROR\0", "answers"),
            (b"stream: Can't allocate memory ERROR\0", "answers"),
            (b"UNKNOWN COMMAND\0", "answers"),
            (b"stream: \xff FOUND\0", "not text"),
            (long, "does not end"),
        ] {
            let scanned = Fake::answers(answer).scan(b"hej").await;
            assert!(is_broken(&scanned, words), "{scanned:?}: {words}");
        }
    }

    #[tokio::test]
    async fn a_connection_that_is_cut_in_the_middle_is_a_fault() {
        let fake = Fake::new(async |mut line| {
            let mut begin = [0; 1000];
            line.read_exact(&mut begin).await.unwrap();
        });
        let scanned = fake.scan(&vec![7; 5_000_000]).await;
        assert!(matches!(scanned, Err(Fault::Broken(_))), "{scanned:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_is_waited_for_for_ever() {
        // Takes the file and says nothing.
        let mute = Fake::new(async |mut line| {
            heard(&mut line).await;
            std::future::pending::<()>().await;
        });
        assert!(is_broken(&mute.scan(b"hej").await, "silent"));
        // Takes the connection and hears nothing.
        let deaf = Fake::new(async |line| {
            std::future::pending::<()>().await;
            drop(line);
        });
        let scanned = deaf.scan(&vec![7; 5_000_000]).await;
        assert!(is_broken(&scanned, "silent"), "{scanned:?}");
        // And a store that says nothing.
        let patient = Fake::new(async |mut line| {
            line.read_to_end(&mut Vec::new()).await.unwrap();
        });
        let silent = file(b"hej").chain(stream::pending());
        let scanned = patient.clamd.scan(silent).await;
        assert!(matches!(scanned, Err(Fault::Unread(_))), "{scanned:?}");
    }

    #[tokio::test]
    async fn a_file_that_breaks_off_is_not_taken_for_a_whole_one() {
        let fake = Fake::new(async |mut line| {
            let mut said = Vec::new();
            line.read_to_end(&mut said).await.unwrap();
            assert!(!said.ends_with(&[0; 4]), "its end was told");
        });
        let broken = stream::iter([
            Ok(Bytes::from_static(b"hej")),
            Err(io::Error::other("the disk is gone")),
        ]);
        let scanned = fake.clamd.scan(broken).await;
        assert!(matches!(scanned, Err(Fault::Unread(_))), "{scanned:?}");
        fake.ended.await.unwrap();
    }

    #[tokio::test]
    async fn a_scanner_that_is_not_there_can_not_be_reached() {
        let folder = tempfile::tempdir().unwrap();
        let nobody = Clamd::Unix(folder.path().join("clamd.sock"));
        let scanned = nobody.scan(file(b"hej")).await;
        assert!(matches!(scanned, Err(Fault::Unreachable(_))), "{scanned:?}");
        assert!(nobody.ping().await.is_err());
    }

    #[tokio::test]
    async fn a_ping_by_tcp_wants_a_pong() {
        for (answer, is_clamd) in [(&b"PONG\0"[..], true), (b"HTTP/1.1 400\0", false)] {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let clamd = Clamd::Tcp(listener.local_addr().unwrap().to_string());
            let server = async {
                let (mut line, _) = listener.accept().await.unwrap();
                let mut asked = [0; 6];
                line.read_exact(&mut asked).await.unwrap();
                assert_eq!(&asked, b"zPING\0");
                line.write_all(answer).await.unwrap();
            };
            let (pinged, ()) = tokio::join!(clamd.ping(), server);
            assert_eq!(pinged.is_ok(), is_clamd, "{pinged:?}");
        }
    }
}
