//! The rows of files that come in parts.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{ConversationId, FileId, FileScan, FileView, PersonId, UploadId};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::error::Result;

/// A file on its way in parts.
#[derive(Clone, Debug)]
pub(in super::super) struct Upload {
    pub(in super::super) conversation: ConversationId,
    /// Cleaned.
    pub(in super::super) name: String,
    /// Bytes of the whole.
    pub(in super::super) size: i64,
    /// Of every part but the last.
    pub(in super::super) part_bytes: i32,
    /// The parts whose bytes are there, in order.
    pub(in super::super) kept: Vec<i32>,
    /// What they became.
    pub(in super::super) file: Option<FileView>,
}

/// What somebody has under way: how many uploads, and bytes of them all.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct UnderWay {
    pub(in super::super) count: i64,
    pub(in super::super) bytes: i64,
}

/// By `uploads_uploader`. Those from before `since` wait to be collected.
pub(in super::super) async fn under_way(
    conn: &mut PgConnection,
    person: PersonId,
    since: Uuid,
) -> Result<UnderWay> {
    let row = sqlx::query!(
        r#"
        select count(*) as "count!", coalesce(sum(size), 0)::bigint as "bytes!"
        from uploads
        where uploader_id = $1 and id >= $2 and file_id is null and thrown_at is null
        "#,
        person.0,
        since,
    )
    .fetch_one(conn)
    .await?;
    Ok(UnderWay {
        count: row.count,
        bytes: row.bytes,
    })
}

pub(in super::super) async fn create(
    conn: &mut PgConnection,
    id: UploadId,
    uploader: PersonId,
    upload: &Upload,
    at: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "
        insert into uploads (id, conversation_id, uploader_id, name, size, part_bytes, created_at)
        values ($1, $2, $3, $4, $5, $6, $7)
        ",
        id.0,
        upload.conversation.0,
        uploader.0,
        upload.name,
        upload.size,
        upload.part_bytes,
        at.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An upload of `person`'s that was not thrown away.
pub(in super::super) async fn find(
    db: &PgPool,
    id: UploadId,
    person: PersonId,
) -> Result<Option<Upload>> {
    let row = sqlx::query!(
        r#"
        select u.conversation_id, u.name, u.size, u.part_bytes, f.id as "file_id?", f.name as "file_name?",
               f.media_type as "media_type?", f.size as "file_size?", f.width, f.height, f.preview as "preview?",
               nullif(f.scan, 'none') as "scan: FileScan",
               array(select p.number from upload_parts p where p.upload_id = u.id and p.is_kept order by p.number)
                 as "kept!: Vec<i32>"
        from uploads u
        left join files f on f.id = u.file_id
        where u.id = $1 and u.uploader_id = $2 and u.thrown_at is null
        "#,
        id.0,
        person.0,
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let file = match (row.file_id, row.file_name, row.media_type, row.file_size) {
        (Some(id), Some(name), Some(media_type), Some(size)) => Some(FileView {
            id: FileId(id),
            name,
            media_type,
            size,
            width: row.width,
            height: row.height,
            preview: row.preview.unwrap_or(false),
            scan: row.scan,
        }),
        _ => None,
    };
    Ok(Some(Upload {
        conversation: ConversationId(row.conversation_id),
        name: row.name,
        size: row.size,
        part_bytes: row.part_bytes,
        kept: row.kept,
        file,
    }))
}

/// A part is about to be written. False if its upload is over.
pub(in super::super) async fn expect_part(db: &PgPool, id: UploadId, number: i32) -> Result<bool> {
    let expected = sqlx::query_scalar!(
        r#"
        with open as (
          select id from uploads where id = $1 and file_id is null and thrown_at is null
        ), new as (
          insert into upload_parts (upload_id, number)
          select id, $2 from open
          on conflict do nothing
        )
        select exists (select from open) as "expected!"
        "#,
        id.0,
        number,
    )
    .fetch_one(db)
    .await?;
    Ok(expected)
}

/// A part's bytes are there. False if its upload is over, and nobody asks for them any more.
pub(in super::super) async fn keep_part(db: &PgPool, id: UploadId, number: i32) -> Result<bool> {
    let kept = sqlx::query!(
        "
        update upload_parts p
        set is_kept = true
        from uploads u
        where p.upload_id = $1 and p.number = $2 and u.id = p.upload_id and u.file_id is null and u.thrown_at is null
        ",
        id.0,
        number,
    )
    .execute(db)
    .await?;
    Ok(kept.rows_affected() > 0)
}

/// False if the upload was thrown away or is a file already.
pub(in super::super) async fn set_file(
    conn: &mut PgConnection,
    id: UploadId,
    file: FileId,
) -> Result<bool> {
    let set = sqlx::query!(
        "update uploads set file_id = $2 where id = $1 and file_id is null and thrown_at is null",
        id.0,
        file.0,
    )
    .execute(conn)
    .await?;
    Ok(set.rows_affected() > 0)
}

/// False if it has become a file.
pub(in super::super) async fn throw_away(
    db: &PgPool,
    id: UploadId,
    now: Timestamp,
) -> Result<bool> {
    let thrown = sqlx::query!(
        "update uploads set thrown_at = coalesce(thrown_at, $2) where id = $1 and file_id is null",
        id.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(db)
    .await?;
    Ok(thrown.rows_affected() > 0)
}

/// Every part that may lie in the store.
pub(in super::super) async fn list_parts(db: &PgPool, id: UploadId) -> Result<Vec<i32>> {
    let parts = sqlx::query_scalar!(
        // As many as the largest file can have: each was allowed by number.
        "select number from upload_parts where upload_id = $1 order by number",
        id.0,
    )
    .fetch_all(db)
    .await?;
    Ok(parts)
}

/// Uploads from before `until`, by their primary key: ids are made of times. At most 100.
pub(in super::super) async fn list_old(db: &PgPool, until: Uuid) -> Result<Vec<UploadId>> {
    let old = sqlx::query_scalar!(
        "select id from uploads where id < $1 order by id limit 100",
        until,
    )
    .fetch_all(db)
    .await?;
    Ok(old.into_iter().map(UploadId).collect())
}

/// Forgets an upload and its parts.
pub(in super::super) async fn forget(db: &PgPool, id: UploadId) -> Result<()> {
    sqlx::query!("delete from uploads where id = $1", id.0)
        .execute(db)
        .await?;
    Ok(())
}
