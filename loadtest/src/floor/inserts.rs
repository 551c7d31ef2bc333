//! Single-row inserts of a message, one commit each: what a chat without group commit could do at best.

use anyhow::{Context as _, Result};
use sqlx::{Connection as _, Executor as _, PgConnection, postgres::PgConnectOptions};
use tokio::{
    task::JoinSet,
    time::{Duration, Instant},
};
use tracing::info;
use uuid::Uuid;

use crate::figures::Latencies;
use crate::postgres::Postgres;

/// Columns and indexes of `messages`; without its foreign keys and without moving the conversation's head, so this
/// does less than the server has to.
const TABLE: &str = "
    create table floor_messages (
      conversation_id  uuid not null,
      seq              bigint not null check (seq > 0),
      client_id        uuid not null,
      author_id        uuid,
      role             text not null check (role in ('customer', 'advisor', 'supervisor', 'system')),
      kind             text not null check (kind in ('text', 'file', 'edit', 'redact', 'notice')),
      body             text,
      file_id          uuid,
      target_seq       bigint,
      notice           jsonb,
      created_at       timestamptz not null default now(),
      edited_at        timestamptz,
      redacted_at      timestamptz,
      primary key (conversation_id, seq),
      constraint floor_messages_client_id unique (conversation_id, client_id)
    )";

const INSERT: &str = "
    insert into floor_messages (conversation_id, seq, client_id, author_id, role, kind, body)
    values ($1, $2, $3, $4, 'customer', 'text', $5)";

/// Before anything counts.
const WARM_UP: Duration = Duration::from_secs(1);

/// What was reached.
#[derive(Debug)]
pub(crate) struct Inserts {
    pub(crate) per_second: f64,
    pub(crate) latencies: Latencies,
}

/// Lets so many clients insert, each the next row when the last is committed.
pub(crate) async fn measure(
    clients: u32,
    lasting: Duration,
    text: &'static str,
) -> Result<Inserts> {
    info!("the floor: {clients} clients insert a row per commit");
    let postgres = Postgres::start(clients).await?;
    let options = postgres.options();
    let mut connection = PgConnection::connect_with(&options).await?;
    connection
        .execute(TABLE)
        .await
        .context("make the floor's table")?;
    connection.close().await?;

    let mut connections = Vec::new();
    for _ in 0..clients {
        connections.push(connect(&options).await?);
    }
    let from = Instant::now() + WARM_UP;
    let until = from + lasting;
    let mut inserters = JoinSet::new();
    for (number, connection) in (1_u64..).zip(connections) {
        inserters.spawn_local(insert(connection, number, text, from, until));
    }
    let (mut rows, mut latencies) = (0, Latencies::new());
    while let Some(ended) = inserters.join_next().await {
        let (inserted, took) = ended.context("an inserter failed")??;
        rows += inserted;
        latencies.add(&took);
    }
    postgres.stop().await?;
    Ok(Inserts {
        per_second: rows as f64 / lasting.as_secs_f64(),
        latencies,
    })
}

async fn connect(options: &PgConnectOptions) -> Result<PgConnection> {
    let connection = PgConnection::connect_with(options).await;
    connection.context("connect to the floor's database")
}

async fn insert(
    mut connection: PgConnection,
    number: u64,
    text: &'static str,
    from: Instant,
    until: Instant,
) -> Result<(u64, Latencies)> {
    let (conversation, author) = (
        Uuid::from_u64_pair(1, number),
        Uuid::from_u64_pair(2, number),
    );
    let (mut rows, mut latencies) = (0, Latencies::new());
    let mut start = Instant::now();
    for seq in 1_i64.. {
        let client_id = loadtest::new_client_id().0;
        sqlx::query(INSERT)
            .bind(conversation)
            .bind(seq)
            .bind(client_id)
            .bind(author)
            .bind(text)
            .execute(&mut connection)
            .await
            .context("insert a row")?;
        let now = Instant::now();
        if now >= until {
            break;
        }
        if now >= from {
            rows += 1;
            latencies.record(now - start);
        }
        start = now;
    }
    connection.close().await?;
    Ok((rows, latencies))
}
