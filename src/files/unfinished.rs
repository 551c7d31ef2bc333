//! What a server that was killed in the middle of an upload has left in the folder.
//!
//! Invariant: only what is written beside its name until it is whole is looked at, and what may still be coming is left alone.

use std::{
    fs::{self, ReadDir},
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

/// Stands in the name of what is not whole yet, as `object_store` names it: the object's name, this, a number. No object of
/// ours has it in its name.
const MARK: char = '#';

/// Names looked at in one round, so that a folder of millions is gone through in many.
pub(super) const A_ROUND: usize = 20_000;

/// The folders that objects lie in.
const FOLDERS: [&str; 3] = ["originals", "previews", "parts"];

/// How far the folders have been looked through.
#[derive(Debug)]
pub(super) struct Sweep {
    root: PathBuf,
    /// Folders that are still to be looked through, the next last.
    left: Vec<PathBuf>,
    open: Option<ReadDir>,
}

impl Sweep {
    pub(super) fn of(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            left: Vec::new(),
            open: None,
        }
    }

    /// Looks at the next `names`, from the beginning again where the last round came to the end, and removes what nobody has
    /// written to since `before`. How many.
    pub(super) fn go_on(&mut self, names: usize, before: SystemTime) -> io::Result<usize> {
        if self.open.is_none() && self.left.is_empty() {
            self.left = FOLDERS.map(|folder| self.root.join(folder)).into();
        }
        let mut removed = 0;
        for _ in 0..names {
            let Some(entry) = self.next()? else {
                return Ok(removed);
            };
            if entry.file_name().to_string_lossy().contains(MARK) && is_old(&entry, before)? {
                fs::remove_file(entry.path()).or_else(if_there)?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    fn next(&mut self) -> io::Result<Option<fs::DirEntry>> {
        loop {
            if let Some(entry) = self.open.as_mut().and_then(Iterator::next) {
                return entry.map(Some);
            }
            self.open = None;
            let Some(folder) = self.left.pop() else {
                return Ok(None);
            };
            match fs::read_dir(folder) {
                Ok(names) => self.open = Some(names),
                // Nothing of this kind has been stored yet.
                Err(error) => if_there(error)?,
            }
        }
    }
}

fn is_old(entry: &fs::DirEntry, before: SystemTime) -> io::Result<bool> {
    match entry.metadata() {
        Ok(about) => Ok(about.is_file() && about.modified()? < before),
        // It has become whole meanwhile, or was removed.
        Err(error) => if_there(error).map(|()| false),
    }
}

/// What is not there any more is no fault.
fn if_there(error: io::Error) -> io::Result<()> {
    match error.kind() {
        io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_folder_of_many_is_gone_through_in_rounds() {
        let root = tempfile::tempdir().unwrap();
        let now = root.path().metadata().unwrap().modified().unwrap();
        for folder in ["originals", "parts"] {
            fs::create_dir(root.path().join(folder)).unwrap();
            for name in ["a", "b#1", "c", "d#2"] {
                fs::write(root.path().join(folder).join(name), "hej").unwrap();
            }
        }
        let mut sweep = Sweep::of(root.path());
        let long_ago = now - Duration::from_secs(60);
        assert_eq!(sweep.go_on(A_ROUND, long_ago).unwrap(), 0);
        let later = now + Duration::from_secs(60);
        let removed: Vec<usize> = (0..4).map(|_| sweep.go_on(3, later).unwrap()).collect();
        assert_eq!(removed.iter().sum::<usize>(), 4, "{removed:?}");
        assert!(removed.iter().all(|removed| *removed <= 3));
        for folder in ["originals", "parts"] {
            let left = fs::read_dir(root.path().join(folder)).unwrap().count();
            assert_eq!(left, 2);
        }
    }
}
