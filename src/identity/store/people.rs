//! The SQL of people and their posts.

use jiff::Timestamp;
use signaling::protocol::{Me, PersonId, Post, StaffRole};
use sqlx::{Acquire, PgConnection, PgPool};

use super::super::{NewStaff, session::Life};
use crate::error::{Error, Result, conflict};
use jiff_sqlx::ToSqlx;
use uuid::Uuid;

/// What matters of somebody who signs in.
#[derive(Debug)]
pub(in super::super) struct Person {
    /// Who.
    pub(in super::super) me: Me,
    /// Whether they were employed and are not any more.
    pub(in super::super) is_deactivated: bool,
    /// Whether they have confirmed an app for codes.
    pub(in super::super) has_totp: bool,
    /// Whether they have a passkey.
    pub(in super::super) has_passkey: bool,
    /// Whether their role asks for a second factor.
    pub(in super::super) needs_second_factor: bool,
}

/// What somebody who is not signed in says of themselves: what is said replaces what was.
pub(crate) async fn set_contact(
    conn: &mut PgConnection,
    person: PersonId,
    name: &str,
    email: &str,
    phone: &str,
    language: &str,
) -> Result<()> {
    sqlx::query!(
        r#"
        update people
        set name = case when $2 = '' then name else $2 end, email = case when $3 = '' then email else $3 end,
            phone = case when $4 = '' then phone else $4 end, language = $5
        where id = $1 and kind = 'visitor'
        "#,
        person.0,
        name,
        email,
        phone,
        language,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(in super::super) async fn create_visitor(
    db: &PgPool,
    person: PersonId,
    language: &str,
    session: Uuid,
    hash: &[u8; 32],
    life: Life,
) -> Result<()> {
    sqlx::query!(
        "
        with visitor as (
            insert into people (id, kind, language, created_at)
            values ($1, 'visitor', $2, $4)
        )
        insert into sessions (id, token_hash, person_id, created_at, last_seen_at, expires_at)
        values ($6, $3, $1, $4, $4, $5)
        ",
        person.0,
        language,
        hash.as_slice(),
        life.seen_at.to_sqlx() as _,
        life.expires_at.to_sqlx() as _,
        session,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Somebody who has just been proven and was nobody before.
pub(in super::super) async fn create_customer(
    conn: &mut PgConnection,
    person: PersonId,
    name: &str,
    email: &str,
    language: &str,
) -> Result<()> {
    sqlx::query!(
        "insert into people (id, kind, name, email, language) values ($1, 'customer', $2, $3, $4)",
        person.0,
        name,
        email,
        language,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A visitor says who they are. False for anybody but a visitor.
pub(in super::super) async fn promote_visitor(
    conn: &mut PgConnection,
    person: PersonId,
    name: &str,
    email: &str,
) -> Result<bool> {
    let done = sqlx::query!(
        "
        update people set kind = 'customer', name = case when $2 = '' then name else $2 end,
            email = case when $3 = '' then email else $3 end
        where id = $1 and kind = 'visitor' and merged_into is null
        ",
        person.0,
        name,
        email,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Moves everything of `gone` to `stays`. False, and nothing has moved, where both have what only one can have: an
/// advisor talks with each, or both sit in the same meeting.
pub(in super::super) async fn merge(
    conn: &mut PgConnection,
    gone: PersonId,
    stays: PersonId,
    now: Timestamp,
) -> Result<bool> {
    let mut savepoint = conn.begin().await?;
    let merged = sqlx::query!(
        "select merge_people($1, $2, $3)",
        gone.0,
        stays.0,
        now.to_sqlx() as _,
    )
    .execute(&mut *savepoint)
    .await;
    match merged {
        Ok(_) => {
            savepoint.commit().await?;
            Ok(true)
        }
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            savepoint.rollback().await?;
            Ok(false)
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether somebody is a visitor still: nobody has proven to be them.
pub(in super::super) async fn is_visitor(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<bool> {
    let found = sqlx::query_scalar!(
        "select true from people where id = $1 and kind = 'visitor' and merged_into is null for no key update",
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// Holds somebody still until the transaction ends: nobody else signs them in, changes their password or what they may do.
pub(crate) async fn hold(conn: &mut PgConnection, person: PersonId) -> Result<()> {
    sqlx::query!(
        "select true as held from people where id = $1 for no key update",
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(())
}

/// Somebody as they sign in, held: what they may do does not change meanwhile.
pub(in super::super) async fn find_person(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Option<Person>> {
    hold(conn, person).await?;
    // Asked once it is held: a row that was waited for is new, what is joined to it would not be.
    look_at(conn, person).await
}

/// As [`find_person`], without holding them still.
pub(in super::super) async fn look_at(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Option<Person>> {
    let found = sqlx::query!(
        r#"
        select p.id, p.name, p.email, p.language, s.title as "title?", s.role as "role?: StaffRole",
            s.deactivated_at is not null as "is_deactivated!",
            exists (select from second_factors f where f.person_id = p.id and f.confirmed_at is not null) as "has_totp!",
            exists (select from passkeys k where k.person_id = p.id) as "has_passkey!",
            coalesce(r.second_factor, false) as "needs_second_factor!"
        from people p
        left join staff s on s.person_id = p.id
        left join role_rules r on r.role = s.role
        where p.id = $1 and p.merged_into is null
        "#,
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(|row| Person {
        me: Me {
            person: row.id.into(),
            name: row.name,
            email: row.email,
            language: row.language,
            staff: row.role.map(|role| Post {
                title: row.title.unwrap_or_default(),
                role,
            }),
        },
        is_deactivated: row.is_deactivated,
        has_totp: row.has_totp,
        has_passkey: row.has_passkey,
        needs_second_factor: row.needs_second_factor,
    }))
}

pub(in super::super) async fn find_me(db: &PgPool, person: PersonId) -> Result<Option<Me>> {
    let found = sqlx::query!(
        r#"
        select p.id, p.name, p.email, p.language, s.title as "title?", s.role as "role?: StaffRole"
        from people p
        left join staff s on s.person_id = p.id
        where p.id = $1
        "#,
        person.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(found.map(|row| Me {
        person: row.id.into(),
        name: row.name,
        email: row.email,
        language: row.language,
        staff: row.role.map(|role| Post {
            title: row.title.unwrap_or_default(),
            role,
        }),
    }))
}

/// The hash of somebody's password, by what they sign in with: `value` is a proven address or a user name.
pub(in super::super) async fn find_password(
    db: &PgPool,
    value: &str,
) -> Result<Option<(PersonId, String)>> {
    let found = sqlx::query!(
        "
        select c.person_id, c.password_hash
        from identifiers i
        join credentials c on c.person_id = i.person_id
        where i.kind in ('email', 'user_name') and i.issuer = '' and i.value = $1 and i.proven_at is not null
        ",
        value,
    )
    .fetch_optional(db)
    .await?;
    Ok(found.map(|row| (row.person_id.into(), row.password_hash)))
}

pub(in super::super) async fn create_staff(
    connection: &mut PgConnection,
    id: PersonId,
    new: &NewStaff,
) -> Result<()> {
    let created = sqlx::query!(
        "
        with person as (
            insert into people (id, kind, name, email, language)
            values ($1, 'staff', $2, $3, coalesce(($6::text[])[1], 'sv'))
        ), employed as (
            insert into staff (person_id, role, title, languages, skills, capacity)
            values ($1, $4, $5, $6, $7, $8)
        ), known as (
            insert into identifiers (id, person_id, kind, value, proven_at, proven_by)
            values (gen_random_uuid(), $1, 'email', lower($3), now(), 'operator')
        )
        insert into credentials (person_id, password_hash)
        values ($1, $9)
        ",
        id.0,
        new.name,
        new.email,
        new.role as StaffRole,
        new.title,
        &new.languages,
        &new.skills,
        new.capacity,
        new.password_hash,
    )
    .execute(connection)
    .await;
    match created {
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            Err(conflict("somebody has this e-mail address already"))
        }
        other => other.map(drop).map_err(Error::from),
    }
}
