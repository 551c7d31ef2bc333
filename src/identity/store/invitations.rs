//! The SQL of invitations: who is invited and has not come.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{InvitationView, PersonId};
use sqlx::PgConnection;

use crate::error::Result;

/// None for who has come already or was deactivated.
pub(in super::super) async fn find_invited(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Option<InvitationView>> {
    let found = sqlx::query!(
        "
        select p.name, p.email, p.language, s.title
        from people p
        join staff s on s.person_id = p.id
        where p.id = $1 and s.invited_at is not null and s.deactivated_at is null
        ",
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(|row| InvitationView {
        name: row.name,
        email: row.email,
        title: row.title,
        language: row.language,
    }))
}

/// They have come, with a password. False if they had already, or were deactivated.
pub(in super::super) async fn take(
    conn: &mut PgConnection,
    person: PersonId,
    password_hash: &str,
    at: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        "
        with come as (
            update staff set invited_at = null, state_at = $3
            where person_id = $1 and invited_at is not null and deactivated_at is null
            returning person_id
        )
        insert into credentials (person_id, password_hash, changed_at)
        select person_id, $2, $3 from come
        on conflict (person_id) do update set password_hash = excluded.password_hash, changed_at = excluded.changed_at
        ",
        person.0,
        password_hash,
        at.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Somebody who never came was nobody.
pub(in super::super) async fn forget(conn: &mut PgConnection, person: PersonId) -> Result<()> {
    sqlx::query!("delete from tokens where person_id = $1", person.0)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("delete from queue_staff where person_id = $1", person.0)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("delete from staff where person_id = $1", person.0)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("delete from people where id = $1", person.0)
        .execute(conn)
        .await?;
    Ok(())
}
