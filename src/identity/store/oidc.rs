//! The SQL of journeys to OpenID providers and of sessions that came from there.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use signaling::protocol::{PersonId, SessionId, SignInId};
use sqlx::{PgConnection, PgPool};

use crate::error::Result;

/// Log-outs forgotten in one go.
const FORGET_AT_ONCE: i64 = 5_000;

/// A session that came from a provider.
pub(in super::super) struct Outside {
    pub(in super::super) provider: String,
    pub(in super::super) id_token: String,
}

/// A session that the provider has ended.
pub(in super::super) struct Ended {
    pub(in super::super) id: SessionId,
    pub(in super::super) person: PersonId,
    pub(in super::super) hash: Vec<u8>,
}

/// The one that a state belongs to, and its secrets: for the browser that began it, in time, and once. By
/// `sign_ins_reference`.
pub(in super::super) async fn use_reference(
    db: &PgPool,
    provider: &str,
    reference: &str,
    browser: &[u8; 32],
    now: Timestamp,
) -> Result<Option<(SignInId, Value)>> {
    let found = sqlx::query!(
        r#"
        update sign_ins s set reference = null, secrets = '{}'
        from (
            select id, secrets from sign_ins
            where provider = $1 and reference = $2 and browser = $3 and state = 'pending' and expires_at > $4
            for update
        ) begun
        where s.id = begun.id
        returning s.id, begun.secrets as "secrets!"
        "#,
        provider,
        reference,
        browser.as_slice(),
        now.to_sqlx() as _,
    )
    .fetch_optional(db)
    .await?;
    Ok(found.map(|row| (row.id.into(), row.secrets)))
}

/// Keeps where a new session came from. `subject` is what the provider calls its holder when it ends the session.
pub(in super::super) async fn keep_outside(
    conn: &mut PgConnection,
    hash: &[u8; 32],
    provider: &str,
    subject: &str,
    id_token: &str,
) -> Result<()> {
    sqlx::query!(
        "update sessions set provider = $2, subject = $3, id_token = $4 where token_hash = $1",
        hash.as_slice(),
        provider,
        subject,
        id_token,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Where a session came from, if from outside.
pub(in super::super) async fn find_outside(
    db: &PgPool,
    hash: &[u8; 32],
) -> Result<Option<Outside>> {
    let found = sqlx::query!(
        r#"
        select provider as "provider!", id_token as "id_token!" from sessions
        where token_hash = $1 and provider is not null and id_token is not null
        "#,
        hash.as_slice(),
    )
    .fetch_optional(db)
    .await?;
    Ok(found.map(|row| Outside {
        provider: row.provider,
        id_token: row.id_token,
    }))
}

/// False if it came before.
pub(in super::super) async fn use_logout_token(
    conn: &mut PgConnection,
    issuer: &str,
    jti: &str,
    expires_at: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        "insert into logout_tokens (issuer, jti, expires_at) values ($1, $2, $3) on conflict do nothing",
        issuer,
        jti,
        expires_at.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends the sessions of a subject, of a session there, or of both. By `sessions_subject`.
pub(in super::super) async fn end_outside(
    conn: &mut PgConnection,
    issuer: &str,
    subject: Option<&str>,
    session: Option<&str>,
) -> Result<Vec<Ended>> {
    let gone = sqlx::query!(
        "
        delete from sessions
        where issuer = $1 and ($2::text is not null or $3::text is not null)
            and ($2::text is null or subject = $2) and ($3::text is null or issuer_session = $3)
        returning id, person_id, token_hash
        ",
        issuer,
        subject,
        session,
    )
    .fetch_all(conn)
    .await?;
    Ok(gone
        .into_iter()
        .map(|row| Ended {
            id: row.id.into(),
            person: row.person_id.into(),
            hash: row.token_hash,
        })
        .collect())
}

/// By `logout_tokens_expired`.
pub(in super::super) async fn delete_expired(
    conn: &mut PgConnection,
    before: Timestamp,
) -> Result<u64> {
    let done = sqlx::query!(
        "
        delete from logout_tokens where (issuer, jti) in (
            select issuer, jti from logout_tokens where expires_at < $1 limit $2
        )
        ",
        before.to_sqlx() as _,
        FORGET_AT_ONCE,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
