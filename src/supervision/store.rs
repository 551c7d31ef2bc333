//! The SQL of the audit log.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::PersonId;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;

pub(super) async fn append(
    conn: &mut PgConnection, now: Timestamp, actor: PersonId, action: &str, subject: Uuid,
) -> Result<()> {
    sqlx::query!(
        "insert into audit (at, actor, action, subject) values ($1, $2, $3, $4)",
        now.to_sqlx() as jiff_sqlx::Timestamp,
        actor.0,
        action,
        subject,
    )
    .execute(conn)
    .await?;
    Ok(())
}
