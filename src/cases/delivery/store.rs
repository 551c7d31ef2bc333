//! The SQL of delivery notes.

use anyhow::Context;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{
    CaseId, CaseNumber, ClientId, ConversationId, DeliveryNoteId, DeliveryNoteView, FileId,
    FileScan, FileView, Localised, PersonId, SignatureView, SignatureWay,
};
use sqlx::{PgConnection, types::Json};

use super::{
    Ready,
    signature::{Strokes, hash_of, in_words},
};
use crate::error::Result;

/// A note that is to be changed or signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) case: CaseId,
    pub(super) version: i32,
    pub(super) text: String,
    pub(super) signed_by: Option<String>,
    /// Name of who wrote it.
    pub(super) by: String,
}

/// What a paper says besides, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct About {
    pub(super) kind: Localised,
    /// Number of the object, or empty.
    pub(super) object: String,
    pub(super) papers: ConversationId,
}

/// That somebody signs.
#[derive(Debug)]
pub(super) struct Signing<'a> {
    pub(super) name: &'a str,
    pub(super) at: Timestamp,
    pub(super) way: SignatureWay,
    pub(super) strokes: &'a Strokes,
    /// Who is signed in on the device.
    pub(super) held_by: PersonId,
}

pub(super) async fn find_case_of(
    conn: &mut PgConnection,
    note: DeliveryNoteId,
) -> Result<Option<CaseId>> {
    let case = sqlx::query_scalar!("select case_id from delivery_notes where id = $1", note.0);
    Ok(case.fetch_optional(conn).await?.map(CaseId))
}

/// The note that an earlier request wrote, its case and who wrote it.
pub(super) async fn find_sent(
    conn: &mut PgConnection,
    client_id: ClientId,
) -> Result<Option<(DeliveryNoteId, CaseId, PersonId)>> {
    let row = sqlx::query!(
        "select id, case_id, created_by from delivery_notes where client_id = $1",
        client_id.0
    );
    let row = row.fetch_optional(conn).await?;
    Ok(row.map(|row| {
        (
            DeliveryNoteId(row.id),
            CaseId(row.case_id),
            PersonId(row.created_by),
        )
    }))
}

/// A note, held until the transaction ends.
pub(super) async fn find_note(
    conn: &mut PgConnection,
    note: DeliveryNoteId,
) -> Result<Option<Found>> {
    let row = sqlx::query!(
        r#"
        select n.case_id, n.version, n.text, n.signed_by, p.name as by
        from delivery_notes n
        join people p on p.id = n.created_by
        where n.id = $1
        for no key update of n
        "#,
        note.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Found {
        case: CaseId(row.case_id),
        version: row.version,
        text: row.text,
        signed_by: row.signed_by,
        by: row.by,
    }))
}

/// What a case's papers say besides its notes.
pub(super) async fn find_about(conn: &mut PgConnection, case: CaseId) -> Result<About> {
    let row = sqlx::query!(
        r#"
        select f.name as "kind: Json<Localised>", coalesce(o.number, '') as "object!",
               (select l.id from conversations l where l.case_id = c.id and l.kind = 'papers'
                order by l.created_at, l.id limit 1) as "papers!"
        from cases c
        join case_forms f on f.type_id = c.type_id and f.version = c.type_version
        left join objects o on o.id = c.object_id
        where c.id = $1
        "#,
        case.0,
    )
    .fetch_one(conn)
    .await?;
    Ok(About {
        kind: row.kind.0,
        object: row.object,
        papers: ConversationId(row.papers),
    })
}

pub(super) async fn count_notes(conn: &mut PgConnection, case: CaseId) -> Result<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from delivery_notes where case_id = $1"#,
        case.0
    );
    Ok(count.fetch_one(conn).await?)
}

/// False when another note has the client id.
pub(super) async fn create_note(
    conn: &mut PgConnection,
    id: DeliveryNoteId,
    case: CaseId,
    client_id: ClientId,
    text: &str,
    by: PersonId,
    now: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        r#"
        insert into delivery_notes (id, case_id, client_id, text, created_by, created_at, changed_at)
        values ($1, $2, $3, $4, $5, $6, $6)
        on conflict (client_id) do nothing
        "#,
        id.0,
        case.0,
        client_id.0,
        text,
        by.0,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn set_text(
    conn: &mut PgConnection,
    note: DeliveryNoteId,
    text: &str,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "update delivery_notes set text = $2, changed_at = $3, version = version + 1 where id = $1",
        note.0,
        text,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn delete_note(conn: &mut PgConnection, note: DeliveryNoteId) -> Result<()> {
    sqlx::query!("delete from delivery_notes where id = $1", note.0)
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) async fn set_signed(
    conn: &mut PgConnection,
    note: DeliveryNoteId,
    file: FileId,
    signing: &Signing<'_>,
    ready: &Ready,
) -> Result<()> {
    let drawn = (signing.way == SignatureWay::Drawn).then_some(Json(signing.strokes));
    sqlx::query!(
        r#"
        update delivery_notes
        set signed_by = $2, signed_at = $3, text_sha256 = $4, way = $5, strokes = $6, held_by = $7, number = $8, title = $9,
            file_id = $10, version = version + 1
        where id = $1
        "#,
        note.0,
        signing.name,
        signing.at.to_sqlx() as _,
        ready.sha256.as_slice(),
        signing.way as SignatureWay,
        drawn as Option<Json<&Strokes>>,
        signing.held_by.0,
        ready.number.to_string(),
        ready.title,
        file.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A case's notes, the oldest first; or one of them. Whether `reader` may sign one is told as if they were signed in.
pub(super) async fn list_notes(
    conn: &mut PgConnection,
    case: CaseId,
    reader: PersonId,
    only: Option<DeliveryNoteId>,
) -> Result<Vec<DeliveryNoteView>> {
    let rows = sqlx::query!(
        r#"
        select n.id, n.version, n.text, n.created_at, n.changed_at, w.name as by,
               coalesce(n.number, case_number(c.year, c.number)) as "number!",
               coalesce(n.title, c.title) as "title!", n.signed_by, n.signed_at, n.way as "way: SignatureWay",
               n.strokes as "strokes: Json<Strokes>", h.name as "held_by?", n.held_by = c.customer_id as "by_customer?",
               f.id as "file_id?", f.name as "file_name?", f.media_type as "media_type?", f.size as "size?",
               nullif(f.scan, 'none') as "scan?: FileScan",
               n.signed_at is null and c.status <> 'closed' and c.merged_into is null
                 and (c.customer_id <> $3 or not exists (select from staff s where s.person_id = $3)) as "may_sign!"
        from delivery_notes n
        join cases c on c.id = n.case_id
        join people w on w.id = n.created_by
        left join people h on h.id = n.held_by
        left join files f on f.id = n.file_id
        where n.case_id = $1 and ($2::uuid is null or n.id = $2)
        order by n.created_at, n.id
        limit 200
        "#,
        case.0,
        only.map(|only| only.0),
        reader.0,
    )
    .fetch_all(conn)
    .await?;
    let views = rows.into_iter().map(|row| {
        let number: CaseNumber = row.number.parse().context("a note's number")?;
        let file = row.file_id.zip(row.file_name).map(|(id, name)| FileView {
            id: FileId(id),
            name,
            media_type: row.media_type.unwrap_or_default(),
            size: row.size.unwrap_or_default(),
            width: None,
            height: None,
            preview: false,
            scan: row.scan,
        });
        let is_customers = row.by_customer == Some(true);
        let signed = row.signed_by.zip(row.signed_at).zip(row.way).zip(file);
        let signature = signed.map(|(((name, at), way), file)| SignatureView {
            name,
            signed_at: at.to_jiff(),
            way,
            strokes: row.strokes.map(|strokes| strokes.0).unwrap_or_default(),
            held_by: row.held_by.filter(|_| !is_customers),
            file,
        });
        Ok(DeliveryNoteView {
            id: DeliveryNoteId(row.id),
            version: row.version,
            text_sha256: in_words(&hash_of(number, &row.title, &row.text)),
            number,
            title: row.title,
            text: row.text,
            by: row.by,
            created_at: row.created_at.to_jiff(),
            changed_at: row.changed_at.to_jiff(),
            may_sign: row.may_sign,
            signature,
        })
    });
    views.collect()
}
