//! The seed's SQL: rows as the domains would have written them over the last days.

use anyhow::Result;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use signaling::protocol::{
    CannedId, ConversationId, ConversationState, EntryId, EntryState, Hours, InboxState,
    LeftMessageId, Localised, PersonId, QueueId, Reason, Role, Thresholds,
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

/// One seed at a time, whoever runs it.
const SEED_LOCK: i64 = 0x5eed;

pub(super) async fn lock(connection: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock($1) as locked", SEED_LOCK)
        .fetch_one(connection)
        .await?;
    Ok(())
}

pub(super) async fn has_queue(connection: &mut PgConnection, slug: &str) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from queues where slug = $1) as "found!""#,
        slug
    );
    Ok(found.fetch_one(connection).await?)
}

pub(super) struct NewQueue {
    pub(super) id: QueueId,
    pub(super) slug: &'static str,
    pub(super) place: i32,
    pub(super) name: Localised,
    pub(super) about: Localised,
    pub(super) hours: Hours,
    pub(super) cap: i32,
    pub(super) longest_wait_s: i32,
    pub(super) offer_s: i32,
    pub(super) skills: Vec<String>,
    pub(super) thresholds: Thresholds,
}

pub(super) async fn create_queue(connection: &mut PgConnection, queue: &NewQueue) -> Result<()> {
    sqlx::query!(
        "
        insert into queues (id, slug, place, name, about, hours, cap, longest_wait_s, offer_s, skills, thresholds)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ",
        queue.id.0,
        queue.slug,
        queue.place,
        Json(&queue.name) as Json<&Localised>,
        Json(&queue.about) as Json<&Localised>,
        Json(&queue.hours) as Json<&Hours>,
        queue.cap,
        queue.longest_wait_s,
        queue.offer_s,
        &queue.skills,
        Json(&queue.thresholds) as Json<&Thresholds>,
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn add_to_queue(
    connection: &mut PgConnection,
    queue: QueueId,
    person: PersonId,
) -> Result<()> {
    sqlx::query!(
        "insert into queue_staff (queue_id, person_id) values ($1, $2)",
        queue.0,
        person.0
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn create_canned_reply(
    connection: &mut PgConnection,
    id: CannedId,
    shortcut: &str,
    language: &str,
    title: &str,
    text: &str,
) -> Result<()> {
    sqlx::query!(
        "insert into canned_replies (id, shortcut, title, text, language) values ($1, $2, $3, $4, $5)",
        id.0,
        shortcut,
        title,
        text,
        language,
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) struct NewCustomer<'a> {
    pub(super) id: PersonId,
    pub(super) name: &'a str,
    pub(super) email: String,
    pub(super) phone: &'a str,
    pub(super) language: &'a str,
    pub(super) at: Timestamp,
}

pub(super) async fn create_customer(
    connection: &mut PgConnection,
    customer: &NewCustomer<'_>,
) -> Result<()> {
    sqlx::query!(
        "
        insert into people (id, kind, name, email, phone, language, created_at)
        values ($1, 'visitor', $2, $3, $4, $5, $6)
        ",
        customer.id.0,
        customer.name,
        customer.email,
        customer.phone,
        customer.language,
        customer.at.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Any conversation; its rows follow.
pub(super) struct NewLog<'a> {
    pub(super) id: ConversationId,
    pub(super) parent: Option<ConversationId>,
    pub(super) customer: Option<PersonId>,
    pub(super) queue: QueueId,
    pub(super) subject: &'a str,
    pub(super) state: ConversationState,
    pub(super) watch: &'a str,
    pub(super) at: Timestamp,
    pub(super) parties: &'a [(PersonId, Role)],
    pub(super) rows: &'a [Row],
}

/// One row of a log.
pub(super) struct Row {
    pub(super) client_id: Uuid,
    pub(super) at: Timestamp,
    pub(super) author: Option<PersonId>,
    pub(super) role: Role,
    pub(super) said: Said,
}

pub(super) enum Said {
    Text(String),
    Notice(Value),
}

/// The log with all its rows, read by all who take part. Invariant: `head_seq` is the number of rows, and they are
/// numbered 1, 2, 3 … in the order given.
pub(super) async fn create_log(connection: &mut PgConnection, log: &NewLog<'_>) -> Result<()> {
    let head = i64::try_from(log.rows.len())?;
    sqlx::query!(
        "
        insert into conversations
          (id, kind, parent_id, customer_id, queue_id, subject, state, watch, head_seq, created_at)
        values ($1, case when $2::uuid is null then 'chat' else 'internal' end, $2, $3, $4, $5, $6, $7, $8, $9)
        ",
        log.id.0,
        log.parent.map(|id| id.0),
        log.customer.map(|id| id.0),
        log.queue.0,
        log.subject,
        log.state as ConversationState,
        log.watch,
        head,
        log.at.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(&mut *connection)
    .await?;
    for (person, role) in log.parties {
        sqlx::query!(
            "
            insert into participants (conversation_id, person_id, role, joined_at, delivered_seq, read_seq)
            values ($1, $2, $3, $4, $5, $5)
            ",
            log.id.0,
            person.0,
            *role as Role,
            log.at.to_sqlx() as jiff_sqlx::Timestamp,
            head,
        )
        .execute(&mut *connection)
        .await?;
    }
    for (seq, row) in (1_i64..).zip(log.rows) {
        create_row(connection, log.id, seq, row).await?;
    }
    Ok(())
}

async fn create_row(
    connection: &mut PgConnection,
    log: ConversationId,
    seq: i64,
    row: &Row,
) -> Result<()> {
    let (kind, body, notice) = match &row.said {
        Said::Text(text) => ("text", Some(text.as_str()), None),
        Said::Notice(notice) => ("notice", None, Some(notice)),
    };
    sqlx::query!(
        "
        insert into messages (conversation_id, seq, client_id, author_id, role, kind, body, notice, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ",
        log.0,
        seq,
        row.client_id,
        row.author.map(|id| id.0),
        row.role as Role,
        kind,
        body,
        notice,
        row.at.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// An entry that is over.
pub(super) struct PastEntry<'a> {
    pub(super) id: EntryId,
    pub(super) queue: QueueId,
    pub(super) conversation: ConversationId,
    pub(super) customer: PersonId,
    pub(super) state: EntryState,
    pub(super) language: &'a str,
    pub(super) joined_at: Timestamp,
    pub(super) answered: Option<(PersonId, Timestamp)>,
    pub(super) ended_at: Timestamp,
    pub(super) predicted_p50_s: i32,
    pub(super) predicted_p90_s: i32,
    pub(super) position_at_join: i32,
}

pub(super) async fn create_entry(
    connection: &mut PgConnection,
    entry: &PastEntry<'_>,
) -> Result<()> {
    let answered_at = entry.answered.map(|(_, at)| at.to_sqlx());
    sqlx::query!(
        "
        insert into entries
          (id, queue_id, conversation_id, customer_id, state, language, joined_at, place_at, waiting_since, advisor_id, accepted_at,
           answered_at, ended_at, predicted_p50_s, predicted_p90_s, position_at_join, state_at)
        values ($1, $2, $3, $4, $5, $6, $7, $7, $7, $8, $9, $9, $10, $11, $12, $13, $10)
        ",
        entry.id.0,
        entry.queue.0,
        entry.conversation.0,
        entry.customer.0,
        entry.state as EntryState,
        entry.language,
        entry.joined_at.to_sqlx() as jiff_sqlx::Timestamp,
        entry.answered.map(|(advisor, _)| advisor.0),
        answered_at as Option<jiff_sqlx::Timestamp>,
        entry.ended_at.to_sqlx() as jiff_sqlx::Timestamp,
        entry.predicted_p50_s,
        entry.predicted_p90_s,
        entry.position_at_join,
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn write_journal(
    connection: &mut PgConnection,
    entry: EntryId,
    at: Timestamp,
    what: &str,
    who: Option<PersonId>,
    why: Option<Reason>,
) -> Result<()> {
    sqlx::query!(
        "insert into entry_journal (entry_id, at, what, who, why) values ($1, $2, $3, $4, $5)",
        entry.0,
        at.to_sqlx() as jiff_sqlx::Timestamp,
        what,
        who.map(|id| id.0),
        why.map(Json) as Option<Json<Reason>>,
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn create_rating(
    connection: &mut PgConnection,
    conversation: ConversationId,
    person: PersonId,
    score: i32,
    comment: &str,
    at: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into ratings (conversation_id, person_id, score, comment, created_at) values ($1, $2, $3, $4, $5)",
        conversation.0,
        person.0,
        score,
        comment,
        at.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) struct NewLeft<'a> {
    pub(super) id: LeftMessageId,
    pub(super) queue: QueueId,
    pub(super) conversation: ConversationId,
    pub(super) customer: PersonId,
    pub(super) client_id: Uuid,
    pub(super) state: InboxState,
    pub(super) text: &'a str,
    pub(super) callback: Option<&'a str>,
    pub(super) taken_by: Option<PersonId>,
    pub(super) at: Timestamp,
    pub(super) state_at: Timestamp,
}

pub(super) async fn create_left(connection: &mut PgConnection, left: &NewLeft<'_>) -> Result<()> {
    sqlx::query!(
        "
        insert into left_messages
          (id, queue_id, conversation_id, customer_id, client_id, state, text, taken_by, created_at, state_at, followed_seq,
           callback)
        select $1, $2, c.id, $4, $5, $6, $7, $8, $9, $10, c.head_seq, $11
        from conversations c
        where c.id = $3
        ",
        left.id.0,
        left.queue.0,
        left.conversation.0,
        left.customer.0,
        left.client_id,
        left.state as InboxState,
        left.text,
        left.taken_by.map(|id| id.0),
        left.at.to_sqlx() as jiff_sqlx::Timestamp,
        left.state_at.to_sqlx() as jiff_sqlx::Timestamp,
        left.callback,
    )
    .execute(connection)
    .await?;
    Ok(())
}

#[cfg(test)]
pub(super) use checks::*;

#[cfg(test)]
mod checks {
    use sqlx::PgPool;

    use super::*;

    /// Rows in everything that the seed writes.
    pub(in crate::seed) async fn count_rows(db: &PgPool) -> i64 {
        let count = sqlx::query_scalar!(
            r#"
            select (select count(*) from people) + (select count(*) from staff) + (select count(*) from queues)
                 + (select count(*) from queue_staff) + (select count(*) from conversations)
                 + (select count(*) from messages) + (select count(*) from entries)
                 + (select count(*) from entry_journal) + (select count(*) from ratings)
                 + (select count(*) from left_messages) + (select count(*) from canned_replies) as "count!"
            "#
        );
        count.fetch_one(db).await.unwrap()
    }

    pub(in crate::seed) async fn count_logs_with_gaps(db: &PgPool) -> i64 {
        let count = sqlx::query_scalar!(
            r#"
            select count(*) as "count!"
            from conversations c
            where c.head_seq <> (select count(*) from messages m where m.conversation_id = c.id)
               or c.head_seq <> (select coalesce(max(m.seq), 0) from messages m where m.conversation_id = c.id)
            "#
        );
        count.fetch_one(db).await.unwrap()
    }

    pub(in crate::seed) async fn count_callbacks(db: &PgPool) -> i64 {
        let count = sqlx::query_scalar!(r#"select count(*) as "count!" from case_callbacks"#);
        count.fetch_one(db).await.unwrap()
    }

    pub(in crate::seed) async fn count_cases_without_checklist(db: &PgPool) -> i64 {
        let count = sqlx::query_scalar!(
            r#"
            select count(*) as "count!" from cases c
            where not exists (select from checklists l where l.case_id = c.id)
            "#
        );
        count.fetch_one(db).await.unwrap()
    }

    pub(in crate::seed) async fn count_closed_with_open_steps(db: &PgPool) -> i64 {
        let count = sqlx::query_scalar!(
            r#"
            select count(distinct c.id) as "count!" from cases c
            join checklists l on l.case_id = c.id
            join checklist_steps s on s.checklist_id = l.id
            where c.status = 'closed' and c.owner_id is not null and s.state <> 'settled'
            "#
        );
        count.fetch_one(db).await.unwrap()
    }

    pub(in crate::seed) async fn count_cases(db: &PgPool) -> i64 {
        let count = sqlx::query_scalar!(r#"select count(*) as "count!" from cases"#);
        count.fetch_one(db).await.unwrap()
    }

    pub(in crate::seed) async fn count_years_with_gaps(db: &PgPool) -> i64 {
        let count = sqlx::query_scalar!(
            r#"
            select count(*) as "count!"
            from case_numbers n
            where n.last <> (select count(*) from cases c where c.year = n.year)
               or n.last <> (select coalesce(max(c.number), 0) from cases c where c.year = n.year)
            "#
        );
        count.fetch_one(db).await.unwrap()
    }

    pub(in crate::seed) async fn count_cases_found(db: &PgPool, words: &str) -> i64 {
        let count = sqlx::query_scalar!(
            r#"select count(*) as "count!" from case_words where words @@ to_tsquery('swedish', $1)"#,
            words
        );
        count.fetch_one(db).await.unwrap()
    }

    pub(in crate::seed) async fn count_chats_without_internal(db: &PgPool) -> i64 {
        let count = sqlx::query_scalar!(
            r#"
            select count(*) as "count!"
            from conversations c
            where c.kind = 'chat' and not exists (select from conversations i where i.parent_id = c.id)
            "#
        );
        count.fetch_one(db).await.unwrap()
    }

    pub(in crate::seed) async fn count_rows_in_the_future(db: &PgPool, now: Timestamp) -> i64 {
        let count = sqlx::query_scalar!(
            r#"
            select (select count(*) from messages where created_at > $1)
                 + (select count(*) from entries where ended_at > $1)
                 + (select count(*) from ratings where created_at > $1)
                 + (select count(*) from left_messages where state_at > $1) as "count!"
            "#,
            now.to_sqlx() as jiff_sqlx::Timestamp,
        );
        count.fetch_one(db).await.unwrap()
    }

    pub(in crate::seed) async fn count_staff_of(db: &PgPool, queue: &str) -> i64 {
        let count = sqlx::query_scalar!(
            r#"
            select count(*) as "count!"
            from queue_staff s
            join queues q on q.id = s.queue_id
            where q.slug = $1
            "#,
            queue,
        );
        count.fetch_one(db).await.unwrap()
    }
}
