//! The rows behind files.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{
    ConversationId, ConversationKind, ConversationState, FileId, FileView, PersonId, Role,
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
    // An internal log has the people of the chat that it is about.
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
                  where e.customer_id = top.customer_id
                    and (e.offered_to = $2 or e.advisor_id = $2 and e.state in ('active', 'parked'))
                )) as "concerns!"
        from conversations c
        join conversations top on top.id = coalesce(c.parent_id, c.id)
        left join participants p on p.conversation_id = top.id and p.person_id = $2
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
               f.removed_at is not null as "removed!",
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
        },
        conversation,
        place,
        origin: Origin {
            uploader: PersonId(row.uploader_id),
            shown: row.shown,
            removed: row.removed,
        },
    }))
}

/// What is written about a new file beside its view.
pub(super) struct NewFile<'a> {
    pub(super) conversation: ConversationId,
    pub(super) uploader: PersonId,
    pub(super) sha256: &'a [u8; 32],
    pub(super) at: Timestamp,
}

pub(super) async fn create_file(db: &PgPool, view: &FileView, new: &NewFile<'_>) -> Result<()> {
    sqlx::query!(
        r#"
        insert into files
          (id, conversation_id, uploader_id, name, media_type, size, sha256, width, height, preview, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
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
    )
    .execute(db)
    .await?;
    Ok(())
}

pub(super) async fn set_removed(db: &PgPool, file: FileId, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "update files set removed_at = $2 where id = $1 and removed_at is null",
        file.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Files with ids in `from..until` that stand in no message: never sent, or taken back while the
/// store was away. Ids are made of times, so the primary key finds them. At most 200.
pub(super) async fn list_unshown(db: &PgPool, from: Uuid, until: Uuid) -> Result<Vec<FileId>> {
    let rows = sqlx::query_scalar!(
        r#"
        select f.id
        from files f
        where f.id >= $1 and f.id < $2 and f.removed_at is null
          and not exists (
            select from messages m
            where m.conversation_id = f.conversation_id and m.file_id = f.id and m.redacted_at is null
          )
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
