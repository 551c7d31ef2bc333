//! The SQL of the register of objects.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::ObjectId;
use sqlx::{FromRow, PgConnection, QueryBuilder};
use uuid::Uuid;

use super::{Fields, ObjectRow, Search};
use crate::error::{Error, Result};

#[derive(FromRow)]
struct Row {
    id: Uuid,
    number: String,
    name: String,
    maker: String,
    model: String,
    serial: String,
    street: String,
    postcode: String,
    town: String,
    remarks: String,
    version: i32,
    retired_at: Option<jiff_sqlx::Timestamp>,
    created_at: jiff_sqlx::Timestamp,
}

impl From<Row> for ObjectRow {
    fn from(row: Row) -> Self {
        Self {
            id: ObjectId(row.id),
            number: row.number,
            fields: Fields {
                name: row.name,
                maker: row.maker,
                model: row.model,
                serial: row.serial,
                street: row.street,
                postcode: row.postcode,
                town: row.town,
                remarks: row.remarks,
            },
            version: row.version,
            retired_at: row.retired_at.map(jiff_sqlx::Timestamp::to_jiff),
            created_at: row.created_at.to_jiff(),
        }
    }
}

/// By number, those after `after`. By `objects_number`, or by `objects_search` where few are found.
pub(super) async fn list(
    conn: &mut PgConnection,
    search: &Search,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<ObjectRow>> {
    let mut query = QueryBuilder::new(
        "
        select id, number, name, maker, model, serial, street, postcode, town, remarks, version, retired_at, created_at
        from objects
        where ",
    );
    query.push(match search.retired {
        Some(true) => "retired_at is not null",
        Some(false) => "retired_at is null",
        None => "true",
    });
    for word in &search.words {
        query.push(" and search like ").push_bind(pattern(word));
    }
    if let Some(after) = after {
        query.push(" and lower(number) > ");
        query.push_bind(after.to_ascii_lowercase());
    }
    query
        .push(" order by lower(number) limit ")
        .push_bind(limit);
    let rows: Vec<Row> = query.build_query_as().fetch_all(conn).await?;
    Ok(rows.into_iter().map(ObjectRow::from).collect())
}

/// Whatever holds `word`, which may hold what `like` takes for a wild card.
fn pattern(word: &str) -> String {
    let mut pattern = String::from("%");
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

pub(super) async fn find(conn: &mut PgConnection, id: ObjectId) -> Result<Option<ObjectRow>> {
    let row = sqlx::query_as!(
        Row,
        "
        select id, number, name, maker, model, serial, street, postcode, town, remarks, version, retired_at, created_at
        from objects
        where id = $1
        ",
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(ObjectRow::from))
}

/// Those that have one of `numbers`, in any case.
pub(super) async fn list_numbered(
    conn: &mut PgConnection,
    numbers: &[String],
) -> Result<Vec<ObjectRow>> {
    let rows = sqlx::query_as!(
        Row,
        "
        select id, number, name, maker, model, serial, street, postcode, town, remarks, version, retired_at, created_at
        from objects
        where lower(number) = any (select lower(given) from unnest($1::text[]) given)
        ",
        numbers,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(ObjectRow::from).collect())
}

/// One file at a time is read into the register, and nobody changes it meanwhile; who reads goes on.
pub(super) async fn hold(conn: &mut PgConnection) -> Result<()> {
    sqlx::query!("lock table objects in share row exclusive mode")
        .execute(conn)
        .await?;
    Ok(())
}

/// The next free numbers. Those that somebody has given by hand are passed over; a number that is made and not used is
/// never made again.
pub(super) async fn next_numbers(conn: &mut PgConnection, count: usize) -> Result<Vec<String>> {
    let mut free = Vec::with_capacity(count);
    let mut asked = count;
    while free.len() < count {
        let found = sqlx::query_scalar!(
            r#"
            select made.number as "number!"
            from (
              select 'M-' || lpad(drawn.n::text, greatest(6, length(drawn.n::text)), '0') as number, drawn.n
              from (select nextval('object_numbers') as n from generate_series(1, $1)) drawn
            ) made
            where not exists (select from objects o where lower(o.number) = lower(made.number))
            order by made.n
            "#,
            i32::try_from(asked).unwrap_or(i32::MAX),
        )
        .fetch_all(&mut *conn)
        .await?;
        let is_taken = found.is_empty();
        free.extend(found);
        // Where a whole run was given by hand, longer steps get past it.
        asked = if is_taken {
            asked.saturating_mul(2)
        } else {
            count.saturating_sub(free.len())
        };
    }
    free.truncate(count);
    Ok(free)
}

/// False if something has that number.
pub(super) async fn create(
    conn: &mut PgConnection,
    id: ObjectId,
    number: &str,
    fields: &Fields,
    at: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        "
        insert into objects (id, number, name, maker, model, serial, street, postcode, town, remarks, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict do nothing
        ",
        id.0,
        number,
        fields.name,
        fields.maker,
        fields.model,
        fields.serial,
        fields.street,
        fields.postcode,
        fields.town,
        fields.remarks,
        at.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What came of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Changed {
    /// It is done.
    Done,
    /// Somebody was faster.
    Outdated,
    /// Something else has that number.
    NumberTaken,
}

/// After [`Changed::NumberTaken`] nothing more can be done in the transaction.
pub(super) async fn change(
    conn: &mut PgConnection,
    id: ObjectId,
    number: Option<&str>,
    fields: &Fields,
    version: i32,
) -> Result<Changed> {
    let done = sqlx::query!(
        "
        update objects
        set number = coalesce($2, number), name = $3, maker = $4, model = $5, serial = $6, street = $7, postcode = $8,
          town = $9, remarks = $10, version = version + 1
        where id = $1 and version = $11
        ",
        id.0,
        number,
        fields.name,
        fields.maker,
        fields.model,
        fields.serial,
        fields.street,
        fields.postcode,
        fields.town,
        fields.remarks,
        version,
    )
    .execute(conn)
    .await;
    match done {
        Ok(done) if done.rows_affected() == 1 => Ok(Changed::Done),
        Ok(_) => Ok(Changed::Outdated),
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            Ok(Changed::NumberTaken)
        }
        Err(error) => Err(Error::from(error)),
    }
}

/// False for what was retired already.
pub(super) async fn retire(conn: &mut PgConnection, id: ObjectId, at: Timestamp) -> Result<bool> {
    let done = sqlx::query!(
        "update objects set retired_at = $2, version = version + 1 where id = $1 and retired_at is null",
        id.0,
        at.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// False for what was not retired.
pub(super) async fn reinstate(conn: &mut PgConnection, id: ObjectId) -> Result<bool> {
    let done = sqlx::query!(
        "update objects set retired_at = null, version = version + 1 where id = $1 and retired_at is not null",
        id.0,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Objects as a statement for many at once takes them: a list for each column.
#[derive(Default)]
struct Columns {
    ids: Vec<Uuid>,
    numbers: Vec<String>,
    names: Vec<String>,
    makers: Vec<String>,
    models: Vec<String>,
    serials: Vec<String>,
    streets: Vec<String>,
    postcodes: Vec<String>,
    towns: Vec<String>,
    remarks: Vec<String>,
}

impl<'a> FromIterator<&'a (ObjectId, String, Fields)> for Columns {
    fn from_iter<I: IntoIterator<Item = &'a (ObjectId, String, Fields)>>(objects: I) -> Self {
        let mut columns = Self::default();
        for (id, number, fields) in objects {
            columns.ids.push(id.0);
            columns.numbers.push(number.clone());
            columns.names.push(fields.name.clone());
            columns.makers.push(fields.maker.clone());
            columns.models.push(fields.model.clone());
            columns.serials.push(fields.serial.clone());
            columns.streets.push(fields.street.clone());
            columns.postcodes.push(fields.postcode.clone());
            columns.towns.push(fields.town.clone());
            columns.remarks.push(fields.remarks.clone());
        }
        columns
    }
}

/// Enters them all, with their numbers.
pub(super) async fn create_all(
    conn: &mut PgConnection,
    objects: &[(ObjectId, String, Fields)],
    at: Timestamp,
) -> Result<()> {
    let columns = objects.iter().collect::<Columns>();
    sqlx::query!(
        "
        insert into objects (id, number, name, maker, model, serial, street, postcode, town, remarks, created_at)
        select id, number, name, maker, model, serial, street, postcode, town, remarks, $11
        from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
          $9::text[], $10::text[])
          as given (id, number, name, maker, model, serial, street, postcode, town, remarks)
        ",
        &columns.ids,
        &columns.numbers,
        &columns.names,
        &columns.makers,
        &columns.models,
        &columns.serials,
        &columns.streets,
        &columns.postcodes,
        &columns.towns,
        &columns.remarks,
        at.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Changes them all; each keeps the case of its number.
pub(super) async fn change_all(
    conn: &mut PgConnection,
    objects: &[(ObjectId, String, Fields)],
) -> Result<()> {
    let columns = objects.iter().collect::<Columns>();
    sqlx::query!(
        "
        update objects o
        set name = given.name, maker = given.maker, model = given.model, serial = given.serial, street = given.street,
          postcode = given.postcode, town = given.town, remarks = given.remarks, version = o.version + 1
        from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
          $9::text[])
          as given (id, name, maker, model, serial, street, postcode, town, remarks)
        where o.id = given.id
        ",
        &columns.ids,
        &columns.names,
        &columns.makers,
        &columns.models,
        &columns.serials,
        &columns.streets,
        &columns.postcodes,
        &columns.towns,
        &columns.remarks,
    )
    .execute(conn)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_a_search_means_itself() {
        assert_eq!(pattern("50%_\\"), "%50\\%\\_\\\\%");
    }
}
