//! Finding PostgreSQL's programs on this machine.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::config;

/// Where Debian and Ubuntu put each release; elsewhere the programs are on the search path.
const HOME: &str = "/usr/lib/postgresql";

/// The oldest release that the schema has been tried on.
const OLDEST: u32 = 15;

/// The programs of one PostgreSQL release.
#[derive(Debug)]
pub(in crate::db) struct Binaries {
    pub(in crate::db) initdb: PathBuf,
    pub(in crate::db) postgres: PathBuf,
    pub(in crate::db) pg_ctl: PathBuf,
    /// The release: 15, 16, 17.
    pub(in crate::db) major: u32,
}

impl Binaries {
    /// The newest release on the machine, or exactly the one that an existing cluster needs.
    pub(in crate::db) fn find(needed: Option<u32>) -> Result<Self> {
        let mut found: Vec<_> = folders().into_iter().filter_map(Self::inside).collect();
        found.sort_by_key(|binaries| binaries.major);
        if found.is_empty() {
            bail!(
                "no PostgreSQL on this machine: install it (apt-get install postgresql) or set \
                 DATABASE_URL to one that runs elsewhere"
            );
        }
        let Some(needed) = needed else {
            let newest = found.pop().context("just seen")?;
            if newest.major < OLDEST {
                bail!("PostgreSQL {} is too old: {OLDEST} is needed", newest.major);
            }
            return Ok(newest);
        };
        let there: Vec<_> = found.iter().map(|b| b.major.to_string()).collect();
        let there = there.join(", ");
        found
            .into_iter()
            .find(|binaries| binaries.major == needed)
            .with_context(|| {
                format!(
                    "the data folder was made by PostgreSQL {needed}, and this machine has \
                     {there}: install postgresql-{needed}, or move the data with pg_upgrade"
                )
            })
    }

    fn inside(folder: PathBuf) -> Option<Self> {
        let program = |name: &str| Some(folder.join(name)).filter(|path| path.is_file());
        let postgres = program("postgres")?;
        Some(Self {
            initdb: program("initdb")?,
            pg_ctl: program("pg_ctl")?,
            major: release(&postgres)?,
            postgres,
        })
    }
}

/// Every folder that may hold the programs.
fn folders() -> Vec<PathBuf> {
    let releases = std::fs::read_dir(HOME).into_iter().flatten().flatten();
    let releases = releases.map(|entry| entry.path().join("bin"));
    let path = config::search_path();
    releases.chain(std::env::split_paths(&path)).collect()
}

/// `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` → 15.
fn release(postgres: &Path) -> Option<u32> {
    let said = std::process::Command::new(postgres)
        .arg("--version")
        .output()
        .ok()?;
    parse_release(&String::from_utf8_lossy(&said.stdout))
}

fn parse_release(said: &str) -> Option<u32> {
    let version = said.split("(PostgreSQL)").nth(1)?.trim_start();
    let digits = version.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_read_from_what_postgres_says() {
        let debian = "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n";
        assert_eq!(parse_release(debian), Some(15));
        assert_eq!(parse_release("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(parse_release("something else"), None);
    }

    #[test]
    fn a_cluster_of_an_absent_release_is_refused_in_plain_words() {
        let error = Binaries::find(Some(9)).unwrap_err().to_string();
        assert!(error.contains("made by PostgreSQL 9"), "{error}");
        assert!(error.contains("install postgresql-9"), "{error}");
    }
}
