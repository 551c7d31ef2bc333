//! The outbox's rows.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::{Mail, mime::Outgoing};
use crate::error::Result;

/// Adds a mail; false if one with the same key is or was there.
pub(super) async fn create_mail(conn: &mut PgConnection, mail: &Mail) -> Result<bool> {
    // Due at once by anybody's clock; nobody asks in which order mails were made, so the database
    // makes the id.
    let done = sqlx::query!(
        r#"
        insert into mails (id, to_address, subject, body, once_key, due_at)
        values (gen_random_uuid(), $1, $2, $3, $4, 'epoch')
        on conflict (once_key) do nothing
        "#,
        mail.to.as_str(),
        mail.subject,
        mail.body,
        mail.once_key,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes at most `limit` mails that are due; nobody else gets them until `lease_until`.
/// Uses the index `mails_due`.
pub(super) async fn claim_due(
    db: &PgPool,
    now: Timestamp,
    lease_until: Timestamp,
    limit: i64,
) -> Result<Vec<Outgoing>> {
    let rows = sqlx::query!(
        r#"
        update mails
        set lease_until = $2, attempts = attempts + 1
        where id in (
          select id
          from mails
          where state = 'due' and due_at <= $1 and (lease_until is null or lease_until <= $1)
          order by due_at, created_at
          limit $3
          for update skip locked
        )
        returning id, to_address, subject, body, attempts
        "#,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        lease_until.to_sqlx() as jiff_sqlx::Timestamp,
        limit,
    )
    .fetch_all(db)
    .await?;
    let mails = rows.into_iter().map(|row| Outgoing {
        id: row.id,
        to: row.to_address,
        subject: row.subject,
        body: row.body,
        attempts: u32::try_from(row.attempts).unwrap_or(u32::MAX),
    });
    Ok(mails.collect())
}

/// When the next mail is due or its lease ends.
pub(super) async fn find_next_due(db: &PgPool) -> Result<Option<Timestamp>> {
    let next = sqlx::query_scalar!(
        r#"select min(greatest(due_at, lease_until)) as "next: jiff_sqlx::Timestamp" from mails where state = 'due'"#
    )
    .fetch_one(db)
    .await?;
    Ok(next.map(|next| next.to_jiff()))
}

/// A sent mail's words are forgotten: they are the addressee's now.
pub(super) async fn set_sent(db: &PgPool, mail: Uuid) -> Result<()> {
    sqlx::query!(
        "update mails set state = 'sent', body = '', lease_until = null, last_error = null where id = $1",
        mail,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_due_again(
    db: &PgPool,
    mail: Uuid,
    due: Timestamp,
    error: &str,
) -> Result<()> {
    sqlx::query!(
        "update mails set due_at = $2, lease_until = null, last_error = $3 where id = $1",
        mail,
        due.to_sqlx() as jiff_sqlx::Timestamp,
        error,
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_failed(db: &PgPool, mail: Uuid, error: &str) -> Result<()> {
    sqlx::query!(
        "update mails set state = 'failed', lease_until = null, last_error = $2 where id = $1",
        mail,
        error,
    )
    .execute(db)
    .await?;
    Ok(())
}
