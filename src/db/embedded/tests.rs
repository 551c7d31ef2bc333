//! A real PostgreSQL, killed in every way a server sees.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use sqlx::{Connection, PgConnection};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::*;

/// A data folder that PostgreSQL's account can enter.
fn data_folder() -> TempDir {
    tempfile::Builder::new()
        .prefix("samtal-embedded-")
        .permissions(fs::Permissions::from_mode(0o711))
        .tempdir()
        .unwrap()
}

fn postmaster(data: &Path) -> u32 {
    let note = fs::read_to_string(data.join("postgres/postmaster.pid")).unwrap();
    note.lines().next().unwrap().parse().unwrap()
}

async fn kill(data: &Path, pid: u32) {
    let cluster = Cluster::find(data, DURABLE).await.unwrap();
    cluster.signal("KILL", pid).await.unwrap();
}

async fn write_down(options: &PgConnectOptions, what: &str) {
    let mut connection = PgConnection::connect_with(options).await.unwrap();
    sqlx::query("create table if not exists notes (what text)")
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::query("insert into notes values ($1)")
        .bind(what)
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
}

async fn read_back(options: &PgConnectOptions) -> Vec<String> {
    let mut connection = PgConnection::connect_with(options).await.unwrap();
    let notes = sqlx::query_scalar("select what from notes order by what")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    notes
}

#[tokio::test]
async fn what_was_written_is_there_after_a_clean_stop() {
    let data = data_folder();
    let first = EmbeddedPostgres::start(data.path()).await.unwrap();
    write_down(&first.options(), "kept").await;
    first.stop().await;
    let pid_file = data.path().join("postgres/postmaster.pid");
    assert!(!pid_file.exists(), "PostgreSQL was not stopped cleanly");

    let second = EmbeddedPostgres::start(data.path()).await.unwrap();
    assert_eq!(read_back(&second.options()).await, ["kept"]);
    second.stop().await;
}

#[tokio::test]
async fn a_commit_is_on_disk_and_nobody_else_can_connect() {
    let data = data_folder();
    let postgres = EmbeddedPostgres::start(data.path()).await.unwrap();
    let mut connection = PgConnection::connect_with(&postgres.options())
        .await
        .unwrap();
    for (setting, expected) in [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("data_checksums", "on"),
        ("listen_addresses", ""),
        ("server_encoding", "UTF8"),
    ] {
        let value: String = sqlx::query_scalar("select current_setting($1)")
            .bind(setting)
            .fetch_one(&mut connection)
            .await
            .unwrap();
        assert_eq!(value, expected, "{setting}");
    }
    connection.close().await.unwrap();
    let sockets = fs::metadata(&postgres.sockets).unwrap().permissions();
    assert_eq!(sockets.mode() & 0o077, 0);
    postgres.stop().await;
}

#[tokio::test]
async fn two_servers_on_one_folder_are_refused() {
    let data = data_folder();
    let first = EmbeddedPostgres::start(data.path()).await.unwrap();
    let refusal = EmbeddedPostgres::start(data.path())
        .await
        .unwrap_err()
        .to_string();
    assert!(refusal.contains("another Samtal server"), "{refusal}");
    assert!(
        refusal.contains(&std::process::id().to_string()),
        "{refusal}"
    );
    write_down(&first.options(), "undisturbed").await;
    first.stop().await;

    let next = EmbeddedPostgres::start(data.path()).await.unwrap();
    next.stop().await;
}

#[tokio::test]
async fn a_killed_postgres_is_brought_back_with_all_that_was_committed() {
    let data = data_folder();
    let postgres = EmbeddedPostgres::start(data.path()).await.unwrap();
    write_down(&postgres.options(), "committed").await;
    let mut recoveries = postgres.recoveries();

    kill(data.path(), postmaster(data.path())).await;
    recoveries.changed().await.unwrap();
    assert_eq!(read_back(&postgres.options()).await, ["committed"]);

    kill(data.path(), postmaster(data.path())).await;
    recoveries.changed().await.unwrap();
    assert_eq!(read_back(&postgres.options()).await, ["committed"]);
    postgres.stop().await;
}

#[test]
fn a_killed_server_leaves_a_postgres_that_the_next_one_takes_over() {
    let data = data_folder();
    let killed = Runtime::new().unwrap();
    let orphan = killed.block_on(async {
        let postgres = EmbeddedPostgres::start(data.path()).await.unwrap();
        write_down(&postgres.options(), "before").await;
        postmaster(data.path())
    });
    // All of the server's tasks are gone at once, and with them the lock; PostgreSQL runs on.
    killed.shutdown_background();

    Runtime::new().unwrap().block_on(async {
        let next = EmbeddedPostgres::start(data.path()).await.unwrap();
        assert_ne!(postmaster(data.path()), orphan);
        assert_eq!(read_back(&next.options()).await, ["before"]);
        next.stop().await;
    });
}

#[tokio::test]
async fn a_stale_pid_that_is_now_somebody_else_does_not_hinder_a_start() {
    let data = data_folder();
    EmbeddedPostgres::start(data.path())
        .await
        .unwrap()
        .stop()
        .await;
    let pid_file = data.path().join("postgres/postmaster.pid");
    let somebody = format!("{}\n{}\n", std::process::id(), data.path().display());
    fs::write(&pid_file, somebody).unwrap();

    let next = EmbeddedPostgres::start(data.path()).await.unwrap();
    next.stop().await;
}

#[tokio::test]
async fn a_postgres_whose_folder_was_moved_is_still_found() {
    let data = data_folder();
    let before = data.path().join("before");
    let after = data.path().join("after");
    let orphaned = EmbeddedPostgres::start(&before).await.unwrap();
    write_down(&orphaned.options(), "moved").await;
    orphaned.watcher.abort();
    drop(orphaned);
    fs::rename(&before, &after).unwrap();

    let next = EmbeddedPostgres::start(&after).await.unwrap();
    assert_eq!(read_back(&next.options()).await, ["moved"]);
    next.stop().await;
}

#[tokio::test]
async fn an_unfinished_cluster_is_made_anew() {
    let data = data_folder();
    fs::create_dir(data.path().join("postgres.unfinished")).unwrap();
    fs::write(data.path().join("postgres.unfinished/PG_VERSION"), "15").unwrap();
    let postgres = EmbeddedPostgres::start(data.path()).await.unwrap();
    write_down(&postgres.options(), "whole").await;
    postgres.stop().await;
}

#[test]
fn addresses_escape_what_could_be_misread() {
    let url = url(Path::new("/tmp/a b?c&d/ö"), "samtal");
    assert_eq!(
        url,
        "postgres://samtal@localhost/samtal?host=/tmp/a%20b%3Fc%26d/%C3%B6"
    );
}
