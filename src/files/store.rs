//! The rows behind files.

pub(super) mod parts;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{
    CaseNumber, ConversationId, ConversationKind, ConversationState, FileId, FileScan, FileView,
    PersonId, Role, UploadId,
};
use sqlx::PgPool;
use uuid::Uuid;

use super::policy::{Origin, Part, Place};
use crate::error::Result;

/// A file, and what decides who may have it.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) view: FileView,
    pub(super) conversation: ConversationId,
    pub(super) place: Place,
    pub(super) origin: Origin,
}

pub(super) async fn find_place(
    db: &PgPool,
    conversation: ConversationId,
    person: PersonId,
) -> Result<Option<Place>> {
    // An internal log has the people of the chat that it is about. What lies in a merged case is for those of the case that it
    // became too.
    let row = sqlx::query!(
        r#"
        select c.kind as "kind: ConversationKind", c.state as "state: ConversationState",
               p.role as "role?: Role", (p.person_id is not null and p.left_at is null) as "present!",
               (exists (
                  select from left_messages l
                  where l.conversation_id = top.id and (l.taken_by = $2 or exists (
                    select from queue_staff s where s.queue_id = l.queue_id and s.person_id = $2
                  ))
                ) or exists (
                  select from entries e
                  where e.customer_id = top.customer_id and top.kind = 'chat'
                    and (e.offered_to = $2 or e.advisor_id = $2 and e.state in ('active', 'parked'))
                ) or works_with_case(c.case_id, $2) or works_with_case(o.merged_into, $2)) as "concerns!",
               k.year as "merged_year?", k.number as "merged_number?"
        from conversations c
        join conversations top on top.id = coalesce(c.parent_id, c.id)
        left join participants p on p.conversation_id = top.id and p.person_id = $2
        left join cases o on o.id = c.case_id
        left join cases k on k.id = o.merged_into
        where c.id = $1
        "#,
        conversation.0,
        person.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Place {
        kind: row.kind,
        state: row.state,
        part: row.role.map(|role| Part {
            role,
            present: row.present,
        }),
        concerns: row.concerns,
        merged_into: CaseNumber::of_row(row.merged_year, row.merged_number),
    }))
}

pub(super) async fn find_file(
    db: &PgPool,
    file: FileId,
    person: PersonId,
) -> Result<Option<Found>> {
    // The log of one conversation is read by its primary key.
    let row = sqlx::query!(
        r#"
        select f.conversation_id, f.uploader_id, f.name, f.media_type, f.size, f.width, f.height, f.preview,
               f.removed_at is not null as "removed!", nullif(f.scan, 'none') as "scan: FileScan",
               exists (
                 select from messages m
                 where m.conversation_id = f.conversation_id and m.file_id = f.id and m.redacted_at is null
               ) as "shown!"
        from files f
        where f.id = $1
        "#,
        file.0,
    )
    .fetch_optional(db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let conversation = ConversationId(row.conversation_id);
    let Some(place) = find_place(db, conversation, person).await? else {
        return Ok(None);
    };
    Ok(Some(Found {
        view: FileView {
            id: file,
            name: row.name,
            media_type: row.media_type,
            size: row.size,
            width: row.width,
            height: row.height,
            preview: row.preview,
            scan: row.scan,
        },
        conversation,
        place,
        origin: Origin {
            uploader: PersonId(row.uploader_id),
            shown: row.shown,
            removed: row.removed,
            scan: row.scan,
        },
    }))
}

/// What is written about a new file beside its view.
pub(super) struct NewFile<'a> {
    pub(super) conversation: ConversationId,
    pub(super) uploader: PersonId,
    pub(super) sha256: &'a [u8; 32],
    pub(super) at: Timestamp,
    /// The upload whose parts it is made of, if it came in parts.
    pub(super) upload: Option<UploadId>,
}

/// False, and there is no such file, if its upload has become a file already or was thrown away.
pub(super) async fn create_file(db: &PgPool, view: &FileView, new: &NewFile<'_>) -> Result<bool> {
    let mut tx = db.begin().await?;
    sqlx::query!(
        r#"
        insert into files
          (id, conversation_id, uploader_id, name, media_type, size, sha256, width, height, preview, created_at, scan)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, coalesce($12, 'none'))
        "#,
        view.id.0,
        new.conversation.0,
        new.uploader.0,
        view.name,
        view.media_type,
        view.size,
        new.sha256.as_slice(),
        view.width,
        view.height,
        view.preview,
        new.at.to_sqlx() as jiff_sqlx::Timestamp,
        view.scan as Option<FileScan>,
    )
    .execute(&mut *tx)
    .await?;
    if let Some(upload) = new.upload
        && !parts::set_file(&mut tx, upload, view.id).await?
    {
        tx.rollback().await?;
        return Ok(false);
    }
    tx.commit().await?;
    Ok(true)
}

/// What is about to be removed while it waits is not scanned any more.
pub(super) async fn set_unscanned(db: &PgPool, file: FileId) -> Result<()> {
    sqlx::query!(
        "update files set scan = 'none' where id = $1 and scan = 'waiting'",
        file.0,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Its bytes are gone; its row stays.
pub(super) async fn set_removed(db: &PgPool, file: FileId, now: Timestamp) -> Result<()> {
    sqlx::query!(
        r#"
        update files
        set removed_at = $2
        where id = $1 and removed_at is null
        "#,
        file.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A file that waits to be scanned.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub(super) id: FileId,
    pub(super) conversation: ConversationId,
    /// Since when.
    pub(super) at: Timestamp,
}

/// Takes the oldest file that waits and that nobody has in hand, until `until`. By `files_waiting`.
pub(super) async fn claim_waiting(
    db: &PgPool,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Waiting>> {
    let row = sqlx::query!(
        r#"
        update files
        set scan_held_until = $2
        where id = (
          select id
          from files
          where scan = 'waiting' and (scan_held_until is null or scan_held_until <= $1)
          order by created_at
          limit 1
          for no key update skip locked
        )
        returning id, conversation_id, created_at
        "#,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        until.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Waiting {
        id: FileId(row.id),
        conversation: ConversationId(row.conversation_id),
        at: row.created_at.to_jiff(),
    }))
}

/// When the next file that waits may be taken; an instant that has passed when one may be now. By `files_waiting`.
pub(super) async fn find_next_waiting(db: &PgPool) -> Result<Option<Timestamp>> {
    let next = sqlx::query_scalar!(
        r#"
        select min(coalesce(scan_held_until, created_at)) as "next: jiff_sqlx::Timestamp"
        from files
        where scan = 'waiting'
        "#,
    )
    .fetch_one(db)
    .await?;
    Ok(next.map(jiff_sqlx::Timestamp::to_jiff))
}

pub(super) async fn is_any_waiting(db: &PgPool) -> Result<bool> {
    let any = sqlx::query_scalar!(
        r#"select exists (select from files where scan = 'waiting') as "any!""#
    )
    .fetch_one(db)
    .await?;
    Ok(any)
}

/// Nobody takes `file` before `until`; without it whoever comes may.
pub(super) async fn hold(db: &PgPool, file: FileId, until: Option<Timestamp>) -> Result<()> {
    sqlx::query!(
        "update files set scan_held_until = $2 where id = $1 and scan = 'waiting'",
        file.0,
        until.map(|until| until.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// How the look at `file` ended. False if it waits no longer.
pub(super) async fn set_scan(
    db: &PgPool,
    file: FileId,
    scan: FileScan,
    now: Timestamp,
) -> Result<bool> {
    let set = sqlx::query!(
        r#"
        update files
        set scan = $2, scanned_at = $3, scan_held_until = null
        where id = $1 and scan = 'waiting'
        "#,
        file.0,
        scan as FileScan,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(db)
    .await?;
    Ok(set.rows_affected() > 0)
}

/// Files with ids in `from..until` whose bytes nobody is to have: they stand in no message, so never sent or taken back while
/// the store was away, or they are harmful. Ids are made of times, so the primary key finds them. At most 200.
pub(super) async fn list_unshown(db: &PgPool, from: Uuid, until: Uuid) -> Result<Vec<FileId>> {
    let rows = sqlx::query_scalar!(
        r#"
        select f.id
        from files f
        where f.id >= $1 and f.id < $2 and f.removed_at is null
          and (f.scan = 'infected' or not exists (
            select from messages m
            where m.conversation_id = f.conversation_id and m.file_id = f.id and m.redacted_at is null
          ))
        order by f.id
        limit 200
        "#,
        from,
        until,
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(FileId).collect())
}
