//! The SQL of what people say about themselves and are known by.

use jiff_sqlx::ToSqlx;
use signaling::protocol::{IdentifierId, IdentifierKind, KnownBy, PersonId, ProfileForm, ProvenBy};
use sqlx::PgConnection;

use super::super::profile::Profile;
use crate::error::{Result, conflict};

/// What somebody has said about themselves, and whether they are somebody.
pub(in super::super) struct Kept {
    pub(in super::super) email: String,
    pub(in super::super) form: ProfileForm,
    /// Whether they are no mere visitor.
    pub(in super::super) has_account: bool,
}

/// By primary key.
pub(in super::super) async fn find_profile(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Option<Kept>> {
    let found = sqlx::query!(
        r#"
        select email, kind <> 'visitor' as "has_account!", name, phone, street, postcode, town, country,
            coalesce(to_char(born_on, 'YYYY-MM-DD'), '') as "born_on!", about, language, notify_email, notify_sms
        from people
        where id = $1 and merged_into is null
        "#,
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(|row| Kept {
        email: row.email,
        has_account: row.has_account,
        form: ProfileForm {
            name: row.name,
            phone: row.phone,
            street: row.street,
            postcode: row.postcode,
            town: row.town,
            country: row.country,
            born_on: row.born_on,
            about: row.about,
            language: row.language,
            notify_email: row.notify_email,
            notify_sms: row.notify_sms,
        },
    }))
}

pub(in super::super) async fn set_profile(
    conn: &mut PgConnection,
    person: PersonId,
    profile: &Profile,
) -> Result<()> {
    let form = &profile.form;
    sqlx::query!(
        "
        update people set name = $2, phone = $3, street = $4, postcode = $5, town = $6, country = $7, born_on = $8,
            about = $9, language = $10, notify_email = $11, notify_sms = $12
        where id = $1
        ",
        person.0,
        form.name,
        form.phone,
        form.street,
        form.postcode,
        form.town,
        form.country,
        profile.born_on.map(ToSqlx::to_sqlx) as _,
        form.about,
        form.language,
        form.notify_email,
        form.notify_sms,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What has been proven to be theirs, the first proven first. By `identifiers_own`.
pub(in super::super) async fn list_known_by(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<Vec<KnownBy>> {
    let rows = sqlx::query!(
        r#"
        select id, kind as "kind: IdentifierKind", case when kind = 'subject' then issuer else value end as "value!",
            proven_at as "proven_at!", proven_by as "proven_by!: ProvenBy"
        from identifiers
        where person_id = $1 and proven_at is not null
        order by proven_at, id
        limit 100
        "#,
        person.0,
    )
    .fetch_all(conn)
    .await?;
    let known_by = rows.into_iter().map(|row| KnownBy {
        id: row.id.into(),
        kind: row.kind,
        value: row.value,
        proven_at: row.proven_at.to_jiff(),
        proven_by: row.proven_by,
        removable: false,
    });
    Ok(known_by.collect())
}

/// How many passkeys somebody has, and whether a password.
pub(in super::super) async fn count_own(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<(usize, bool)> {
    let row = sqlx::query!(
        r#"
        select (select count(*) from passkeys where person_id = $1) as "passkeys!",
            exists (select from credentials where person_id = $1) as "has_password!"
        "#,
        person.0,
    )
    .fetch_one(conn)
    .await?;
    Ok((
        usize::try_from(row.passkeys).unwrap_or_default(),
        row.has_password,
    ))
}

pub(in super::super) async fn remove_known_by(
    conn: &mut PgConnection,
    person: PersonId,
    id: IdentifierId,
) -> Result<()> {
    sqlx::query!(
        "delete from identifiers where id = $1 and person_id = $2",
        id.0,
        person.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Mail that went to `gone` goes to another proven address, or nowhere.
pub(in super::super) async fn write_to_another(
    conn: &mut PgConnection,
    person: PersonId,
    gone: &str,
) -> Result<()> {
    let done = sqlx::query!(
        "
        update people set email = coalesce((
            select value from identifiers
            where person_id = $1 and kind = 'email' and proven_at is not null
            order by proven_at limit 1
        ), '')
        where id = $1 and lower(email) = $2
        ",
        person.0,
        gone,
    )
    .execute(conn)
    .await;
    match done {
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            Err(conflict("somebody has this e-mail address already"))
        }
        other => Ok(other.map(drop)?),
    }
}
