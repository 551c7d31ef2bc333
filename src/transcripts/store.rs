//! What a transcript is made of.

use jiff::Timestamp;
use signaling::protocol::{ConversationId, Localised, Notice, PersonId, Role};
use sqlx::{PgPool, types::Json};

use crate::error::Result;

/// What stands above a transcript.
pub(super) struct Heading {
    pub(super) queue: Option<Localised>,
    pub(super) zone: Option<String>,
    pub(super) began: Timestamp,
    /// The reader's, as they were given most lately.
    pub(super) name: String,
    pub(super) language: String,
}

pub(super) async fn find_heading(
    db: &PgPool,
    conversation: ConversationId,
    reader: PersonId,
) -> Result<Option<Heading>> {
    let row = sqlx::query!(
        r#"
        select q.name as "queue?: Json<Localised>", q.hours ->> 'zone' as zone, c.created_at,
               p.name, p.language
        from conversations c
        join people p on p.id = $2
        left join queues q on q.id = c.queue_id
        where c.id = $1 and c.kind = 'chat'
        "#,
        conversation.0,
        reader.0,
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Heading {
        queue: row.queue.map(|Json(name)| name),
        zone: row.zone,
        began: row.created_at.to_jiff(),
        name: row.name,
        language: row.language,
    }))
}

/// A row of a log as a transcript needs it.
pub(super) struct Line {
    pub(super) seq: i64,
    pub(super) at: Timestamp,
    pub(super) role: Role,
    pub(super) name: String,
    pub(super) text: Option<String>,
    pub(super) file: Option<(String, i64)>,
    pub(super) notice: Option<Notice>,
    pub(super) edited: bool,
    pub(super) redacted: bool,
}

/// Rows after `after` that say something themselves, at most `limit`. An edit or a removal shows
/// in the row it is about. By the log's primary key.
pub(super) async fn list_lines(
    db: &PgPool,
    conversation: ConversationId,
    after: i64,
    limit: i64,
) -> Result<Vec<Line>> {
    let rows = sqlx::query!(
        r#"
        select m.seq, m.created_at, m.role as "role: Role", coalesce(p.name, '') as "name!", m.body,
               f.name as "file_name?", f.size as "file_size?", m.notice as "notice: Json<Notice>",
               m.edited_at is not null as "edited!", m.redacted_at is not null as "redacted!"
        from messages m
        left join people p on p.id = m.author_id
        left join files f on f.id = m.file_id
        where m.conversation_id = $1 and m.seq > $2 and m.kind in ('text', 'file', 'notice')
        order by m.seq
        limit $3
        "#,
        conversation.0,
        after,
        limit,
    )
    .fetch_all(db)
    .await?;
    let lines = rows.into_iter().map(|row| Line {
        seq: row.seq,
        at: row.created_at.to_jiff(),
        role: row.role,
        name: row.name,
        text: row.body,
        file: row.file_name.zip(row.file_size),
        notice: row.notice.map(|Json(notice)| notice),
        edited: row.edited,
        redacted: row.redacted,
    });
    Ok(lines.collect())
}
