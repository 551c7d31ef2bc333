//! The SQL of accounts: whom a login belongs to, passwords, addresses and user names.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::PersonId;
use sqlx::PgConnection;

use super::super::{
    identifiers::{Identifier, IdentifierKind},
    letters::Addressee,
};
use crate::error::{Error, Result, conflict};

/// Somebody who has an account and an address that they have proven.
#[derive(Debug)]
pub(in super::super) struct Owner {
    pub(in super::super) person: PersonId,
    pub(in super::super) name: String,
    pub(in super::super) language: String,
    /// The address that mail goes to: the one that was asked with, or their first.
    pub(in super::super) email: String,
    pub(in super::super) user_name: Option<String>,
}

impl Owner {
    pub(in super::super) fn addressee(&self) -> Addressee<'_> {
        Addressee {
            email: &self.email,
            name: &self.name,
            language: &self.language,
        }
    }
}

/// Whose proven address or user name `login` is, if they can be written to. Not those who are not employed any more. By
/// `identifiers_proven`.
pub(in super::super) async fn find_by_login(
    conn: &mut PgConnection,
    login: &str,
) -> Result<Option<Owner>> {
    let found = sqlx::query!(
        r#"
        select p.id, p.name, p.language, mail.value as email,
            (select u.value from identifiers u
             where u.person_id = p.id and u.kind = 'user_name' and u.proven_at is not null
             order by u.proven_at desc limit 1) as user_name
        from identifiers i
        join people p on p.id = i.person_id
        left join staff s on s.person_id = p.id
        join lateral (
            select e.value from identifiers e
            where e.person_id = p.id and e.kind = 'email' and e.proven_at is not null
            order by (e.value = i.value) desc, (e.value = lower(p.email)) desc, e.proven_at
            limit 1
        ) mail on true
        where i.kind in ('email', 'user_name') and i.issuer = '' and i.value = $1 and i.proven_at is not null
            and s.deactivated_at is null
        "#,
        login,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(|row| Owner {
        person: row.id.into(),
        name: row.name,
        language: row.language,
        email: row.email,
        user_name: row.user_name,
    }))
}

/// Somebody's own, if they have proven an address.
pub(in super::super) async fn find_owner(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Option<Owner>> {
    let found = sqlx::query!(
        r#"
        select p.id, p.name, p.language, e.value as email
        from people p
        join identifiers e on e.person_id = p.id and e.kind = 'email' and e.proven_at is not null
        where p.id = $1
        order by (e.value = lower(p.email)) desc, e.proven_at
        limit 1
        "#,
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(|row| Owner {
        person: row.id.into(),
        name: row.name,
        language: row.language,
        email: row.email,
        user_name: None,
    }))
}

pub(in super::super) async fn find_name(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<String> {
    let found = sqlx::query_scalar!("select name from people where id = $1", person.0)
        .fetch_optional(conn)
        .await?;
    Ok(found.unwrap_or_default())
}

/// Whether `person` would get the address by proving it: it is nobody's, their own, or that of a customer who is known by
/// nothing stronger than mail.
pub(in super::super) async fn can_be_claimed(
    conn: &mut PgConnection,
    email: &Identifier,
    person: PersonId,
) -> Result<bool> {
    let guarded = sqlx::query_scalar!(
        r#"
        select exists (
            select from identifiers i
            left join staff s on s.person_id = i.person_id
            where i.kind = $1 and i.issuer = '' and i.value = $2 and i.proven_at is not null and i.person_id <> $3
                and (s.person_id is not null
                    or exists (select from staff own where own.person_id = $3)
                    or exists (select from second_factors f where f.person_id = i.person_id and f.confirmed_at is not null)
                    or exists (select from passkeys k where k.person_id = i.person_id)
                    or exists (select from identifiers k where k.person_id = i.person_id and k.proven_at is not null
                        and k.kind in ('personal_number', 'subject')))
        ) as "guarded!"
        "#,
        email.kind as IdentifierKind,
        email.value,
        person.0,
    )
    .fetch_one(conn)
    .await?;
    Ok(!guarded)
}

/// Somebody who has not said who they are, and has no session: whoever follows the link will be them.
pub(in super::super) async fn create_nobody(
    conn: &mut PgConnection,
    person: PersonId,
    language: &str,
) -> Result<()> {
    sqlx::query!(
        "insert into people (id, kind, language) values ($1, 'visitor', $2)",
        person.0,
        language,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(in super::super) async fn find_password_of(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Option<String>> {
    let found = sqlx::query_scalar!(
        "select password_hash from credentials where person_id = $1",
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found)
}

pub(in super::super) async fn set_password(
    conn: &mut PgConnection,
    person: PersonId,
    hash: &str,
    at: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "
        insert into credentials (person_id, password_hash, changed_at)
        values ($1, $2, $3)
        on conflict (person_id) do update set password_hash = excluded.password_hash, changed_at = excluded.changed_at
        ",
        person.0,
        hash,
        at.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Where mail goes from now on.
pub(in super::super) async fn set_email(
    conn: &mut PgConnection,
    person: PersonId,
    email: &str,
) -> Result<()> {
    let done = sqlx::query!(
        "update people set email = $2 where id = $1",
        person.0,
        email
    )
    .execute(conn)
    .await;
    match done {
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            Err(conflict("somebody has this e-mail address already"))
        }
        other => other.map(drop).map_err(Error::from),
    }
}

/// Somebody's user names but this one.
pub(in super::super) async fn remove_user_names(
    conn: &mut PgConnection,
    person: PersonId,
    but: &str,
) -> Result<()> {
    sqlx::query!(
        "delete from identifiers where person_id = $1 and kind = 'user_name' and value <> $2",
        person.0,
        but,
    )
    .execute(conn)
    .await?;
    Ok(())
}
