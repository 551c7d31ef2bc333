//! The SQL of the audit log.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use signaling::protocol::PersonId;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;

pub(super) async fn append(
    conn: &mut PgConnection,
    at: Timestamp,
    actor: Option<PersonId>,
    action: &str,
    subject: Option<Uuid>,
    detail: Value,
) -> Result<()> {
    sqlx::query!(
        "insert into audit (at, actor, action, subject, detail) values ($1, $2, $3, $4, $5)",
        at.to_sqlx() as jiff_sqlx::Timestamp,
        actor.map(|person| person.0),
        action,
        subject,
        detail,
    )
    .execute(conn)
    .await?;
    Ok(())
}
