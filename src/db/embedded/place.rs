//! Where a private PostgreSQL lives and as whom it runs.
//!
//! PostgreSQL refuses to run as root, so root's server gives it to an unprivileged account. That
//! account may not be able to reach the data folder (a checkout below `/root`); then the cluster
//! is put under `/var/lib/samtal`, named by the folder it belongs to.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io::{ErrorKind, Read, Seek, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown, symlink},
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};
use tokio::process::Command;
use tracing::warn;

/// Where clusters go that their account could not reach in the data folder.
const ELSEWHERE: &str = "/var/lib/samtal";
/// The kernel's bound for a socket's path is 108 bytes with the final zero.
const SOCKET_PATH_BYTES: usize = 107;
/// What PostgreSQL calls its socket.
const SOCKET: &str = ".s.PGSQL.5432";

/// The exclusive right to a data folder. It ends with the process, however that ends.
#[derive(Debug)]
pub(in crate::db) struct Lock(File);

impl Lock {
    /// Takes the right, or says who has it.
    pub(in crate::db) fn take(data: &Path) -> Result<Self> {
        make_folder(data, 0o711)?;
        let path = data.join("server.lock");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .with_context(|| format!("open {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => (),
            Err(fs::TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let known = file.read_to_string(&mut holder).is_ok() && !holder.is_empty();
                let holder = if known { holder.trim() } else { "unknown" };
                bail!(
                    "another Samtal server (process {holder}) is using {}: stop it first, or set \
                     SAMTAL_DATA to another folder",
                    data.display()
                );
            }
            Err(fs::TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("lock {}", path.display()));
            }
        }
        file.set_len(0).context("empty the lock file")?;
        file.rewind().context("rewind the lock file")?;
        write!(file, "{}", std::process::id()).context("sign the lock file")?;
        Ok(Self(file))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Said explicitly: a child that is just being forked holds a copy of the file for a
        // moment, and closing ours would not end the lock.
        if let Err(error) = self.0.unlock() {
            warn!(%error, "could not give the data folder free");
        }
    }
}

/// Whose processes and files PostgreSQL's are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Account {
    /// The server's own.
    Own { uid: u32 },
    /// Another one, since the server runs as root.
    Unprivileged { uid: u32, gid: u32 },
}

impl Account {
    fn choose() -> Result<Self> {
        let uid = fs::metadata("/proc/self").context("read /proc")?.uid();
        if uid != 0 {
            return Ok(Self::Own { uid });
        }
        let passwd = fs::read_to_string("/etc/passwd").context("read /etc/passwd")?;
        ["postgres", "nobody"]
            .iter()
            .find_map(|name| ids_of(name, &passwd))
            .map(|(uid, gid)| Self::Unprivileged { uid, gid })
            .context(
                "PostgreSQL does not run as root, and there is neither a user postgres nor a user \
                 nobody: run the server as another user",
            )
    }

    fn uid(self) -> u32 {
        match self {
            Self::Own { uid } | Self::Unprivileged { uid, .. } => uid,
        }
    }
}

fn ids_of(name: &str, passwd: &str) -> Option<(u32, u32)> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let is_it = fields.next()? == name;
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        (is_it && uid != 0).then_some((uid, gid))
    })
}

/// The paths and the account of one private PostgreSQL.
#[derive(Debug)]
pub(in crate::db) struct Place {
    /// PostgreSQL's own folder.
    pub(in crate::db) cluster: PathBuf,
    /// The folder of its socket, which nobody else can enter.
    pub(in crate::db) sockets: PathBuf,
    /// Where it writes what it has to say.
    pub(in crate::db) log: PathBuf,
    /// Its `cluster_name`, by which its processes are known.
    pub(in crate::db) name: String,
    account: Account,
}

impl Place {
    /// Decides where the cluster of the folder `data` lives, and makes the folders around it.
    pub(in crate::db) async fn prepare(data: &Path) -> Result<Self> {
        let data = fs::canonicalize(data).with_context(|| format!("find {}", data.display()))?;
        let account = Account::choose()?;
        let digest = Sha256::digest(data.as_os_str().as_encoded_bytes());
        let short: String = digest.iter().take(5).map(|b| format!("{b:02x}")).collect();
        let name = format!("samtal-{short}");

        let mut place = Self {
            cluster: data.join("postgres"),
            sockets: PathBuf::new(),
            log: data.join("postgres.log"),
            name,
            account,
        };
        if !place.can_reach(&data).await? {
            place.move_elsewhere(&data, &short).await?;
        }
        place.sockets = place.socket_folder()?;
        Ok(place)
    }

    /// The release that made the cluster; absent if there is no cluster yet.
    pub(in crate::db) fn version(&self) -> Result<Option<u32>> {
        let path = self.cluster.join("PG_VERSION");
        match fs::read_to_string(&path) {
            Ok(text) => {
                let major = text.trim().parse();
                Ok(Some(
                    major.with_context(|| format!("read {}", path.display()))?,
                ))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                ensure!(
                    !self.cluster.exists(),
                    "{} is there but is no PostgreSQL cluster: move it away",
                    self.cluster.display()
                );
                Ok(None)
            }
            Err(error) => Err(error).with_context(|| format!("read {}", path.display())),
        }
    }

    /// An empty folder beside the cluster's place, for `initdb` to fill.
    pub(in crate::db) fn make_unfinished(&self) -> Result<PathBuf> {
        let folder = self.cluster.with_extension("unfinished");
        match fs::remove_dir_all(&folder) {
            Ok(()) => (),
            Err(error) if error.kind() == ErrorKind::NotFound => (),
            Err(error) => {
                return Err(error).with_context(|| format!("remove {}", folder.display()));
            }
        }
        make_folder(&folder, 0o700)?;
        self.give(&folder)?;
        Ok(folder)
    }

    /// Makes what `initdb` filled the cluster.
    pub(in crate::db) fn finish(&self, unfinished: &Path) -> Result<()> {
        fs::rename(unfinished, &self.cluster)
            .with_context(|| format!("move the new cluster to {}", self.cluster.display()))?;
        let parent = self.cluster.parent().context("a cluster has a parent")?;
        File::open(parent)
            .and_then(|folder| folder.sync_all())
            .with_context(|| format!("flush {}", parent.display()))
    }

    /// A program that runs as PostgreSQL's account, out of reach of the terminal's Ctrl-C, which
    /// would stop PostgreSQL before the server is done with it.
    pub(in crate::db) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", "/usr/local/bin:/usr/bin:/bin")
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .current_dir("/")
            .stdin(Stdio::null())
            .process_group(0);
        if let Account::Unprivileged { uid, gid } = self.account {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Whether PostgreSQL's account can enter `folder` from the root on. Asked by entering it, so
    /// that every rule of the system has its say.
    async fn can_reach(&self, folder: &Path) -> Result<bool> {
        if matches!(self.account, Account::Own { .. }) {
            return Ok(true);
        }
        let entered = self
            .command("sh")
            .args(["-c", "cd -- \"$1\"", "sh"])
            .arg(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .await
            .context("try to enter the data folder")?;
        Ok(entered.success())
    }

    async fn move_elsewhere(&mut self, data: &Path, short: &str) -> Result<()> {
        let elsewhere = Path::new(ELSEWHERE);
        make_folder(elsewhere, 0o711)?;
        let home = elsewhere.join(short);
        make_folder(&home, 0o711)?;
        ensure!(
            self.can_reach(&home).await?,
            "PostgreSQL can't run as root, and its account can enter neither {} nor {}: set \
             SAMTAL_DATA to a folder that others may enter",
            data.display(),
            home.display()
        );
        self.cluster = home.join("postgres");
        // So that whoever looks into the data folder finds the data.
        let sign = data.join("postgres");
        match symlink(&self.cluster, &sign) {
            Ok(()) => warn!(
                cluster = %self.cluster.display(),
                "PostgreSQL's account can't enter the data folder; the database is kept elsewhere"
            ),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => (),
            Err(error) => return Err(error).with_context(|| format!("link {}", sign.display())),
        }
        Ok(())
    }

    /// The cluster's own folder, or a short one where its path is too long for a socket.
    fn socket_folder(&self) -> Result<PathBuf> {
        if self.cluster.join(SOCKET).as_os_str().len() <= SOCKET_PATH_BYTES {
            return Ok(self.cluster.clone());
        }
        let folder = match self.account {
            Account::Unprivileged { .. } => Path::new("/run").join(&self.name),
            Account::Own { uid } => Path::new("/tmp").join(format!("{}-{uid}", self.name)),
        };
        make_folder(&folder, 0o700)?;
        self.give(&folder)?;
        // Others may write to /tmp: a folder of theirs under our name is not ours.
        let seen = fs::symlink_metadata(&folder).context("look at the socket's folder")?;
        ensure!(
            seen.is_dir() && seen.uid() == self.account.uid() && seen.mode() & 0o077 == 0,
            "{} is not a private folder of PostgreSQL's account: remove it",
            folder.display()
        );
        Ok(folder)
    }

    /// Makes `folder` the account's.
    pub(in crate::db) fn give(&self, folder: &Path) -> Result<()> {
        match self.account {
            Account::Own { .. } => Ok(()),
            Account::Unprivileged { uid, gid } => chown(folder, Some(uid), Some(gid))
                .with_context(|| format!("give {} to PostgreSQL's account", folder.display())),
        }
    }
}

/// Makes `folder` with `mode`, and its parents, unless it is there; one that is there is left as
/// it is.
fn make_folder(folder: &Path, mode: u32) -> Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent).with_context(|| cannot_make(parent))?;
    }
    match DirBuilder::new().mode(mode).create(folder) {
        // The mask may have taken rights away that others need to pass through.
        Ok(()) => fs::set_permissions(folder, Permissions::from_mode(mode)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        Err(error) => Err(error),
    }
    .with_context(|| cannot_make(folder))
}

fn cannot_make(folder: &Path) -> String {
    format!(
        "the folder {} can't be made; see SAMTAL_DATA",
        folder.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_found_and_root_is_none() {
        let passwd = "root:x:0:0:root:/root:/bin/bash\npostgres:x:101:104::/var/lib/postgresql:/bin/bash\n\
                      toor:x:0:0::/root:/bin/sh\n";
        assert_eq!(ids_of("postgres", passwd), Some((101, 104)));
        assert_eq!(ids_of("nobody", passwd), None);
        assert_eq!(ids_of("toor", passwd), None);
    }

    #[tokio::test]
    async fn a_long_path_gets_a_short_socket() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o711)).unwrap();
        let deep = folder.path().join("d".repeat(60)).join("e".repeat(60));
        fs::create_dir_all(&deep).unwrap();

        let place = Place::prepare(&deep).await.unwrap();
        assert!(place.cluster.starts_with(fs::canonicalize(&deep).unwrap()));
        assert!(place.sockets.join(SOCKET).as_os_str().len() <= SOCKET_PATH_BYTES);
        assert_eq!(fs::metadata(&place.sockets).unwrap().mode() & 0o777, 0o700);
        fs::remove_dir(&place.sockets).unwrap();
    }

    #[tokio::test]
    async fn a_folder_that_is_no_cluster_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o711)).unwrap();
        fs::create_dir(folder.path().join("postgres")).unwrap();
        let place = Place::prepare(folder.path()).await.unwrap();
        let error = place.version().unwrap_err().to_string();
        assert!(error.contains("is no PostgreSQL cluster"), "{error}");
    }
}
