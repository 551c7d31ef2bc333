//! The SQL of cases that belong together or turn out to be one.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{CaseId, ConversationId, PersonId};
use sqlx::PgConnection;

use crate::error::Result;

/// Holds two cases, always in the same order.
pub(in super::super) async fn lock_both(
    conn: &mut PgConnection,
    one: CaseId,
    other: CaseId,
) -> Result<()> {
    sqlx::query!(
        "select id from cases where id = any ($1) order by id for no key update",
        &[one.0, other.0],
    )
    .fetch_all(conn)
    .await?;
    Ok(())
}

pub(in super::super) async fn count_links(conn: &mut PgConnection, case: CaseId) -> Result<i64> {
    let count = sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
        from case_links
        where (case_id = $1 and other_id is not null) or other_id = $1
        "#,
        case.0,
    );
    Ok(count.fetch_one(conn).await?)
}

/// False when they are linked already.
pub(in super::super) async fn link_cases(
    conn: &mut PgConnection,
    one: CaseId,
    other: CaseId,
    by: PersonId,
    now: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        r#"
        insert into case_links (case_id, other_id, created_by, created_at)
        values (least($1::uuid, $2), greatest($1::uuid, $2), $3, $4)
        on conflict do nothing
        "#,
        one.0,
        other.0,
        by.0,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// False when they were not linked.
pub(in super::super) async fn unlink_cases(
    conn: &mut PgConnection,
    one: CaseId,
    other: CaseId,
) -> Result<bool> {
    let done = sqlx::query!(
        "delete from case_links where case_id = least($1::uuid, $2) and other_id = greatest($1::uuid, $2)",
        one.0,
        other.0,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What two cases would have as one.
#[derive(Debug)]
pub(in super::super) struct Together {
    pub(in super::super) people: i64,
    pub(in super::super) checklists: i64,
    pub(in super::super) delivery_notes: i64,
    pub(in super::super) threads: i64,
    pub(in super::super) chats: i64,
    pub(in super::super) links: i64,
}

pub(in super::super) async fn count_together(
    conn: &mut PgConnection,
    one: CaseId,
    other: CaseId,
) -> Result<Together> {
    let counts = sqlx::query_as!(
        Together,
        r#"
        select (select count(*) from case_people where case_id = any ($1)) as "people!",
               (select count(*) from checklists where case_id = any ($1)) as "checklists!",
               (select count(*) from delivery_notes where case_id = any ($1)) as "delivery_notes!",
               (select count(*) from conversations where case_id = any ($1) and kind = 'thread') as "threads!",
               (select count(distinct conversation_id) from case_links where case_id = any ($1)) as "chats!",
               (select count(*)
                from (
                  select other_id from case_links where case_id = any ($1) and other_id is not null
                  union
                  select case_id from case_links where other_id = any ($1)
                ) l (id)
                where l.id <> all ($1)) as "links!"
        "#,
        &[one.0, other.0],
    );
    Ok(counts.fetch_one(conn).await?)
}

/// Nobody writes any more in the papers and notes of a case, and its threads are as those of the open case that they go to.
/// Gives the logs that were ended, in the order in which they are locked.
pub(in super::super) async fn end_merged_logs(
    conn: &mut PgConnection,
    case: CaseId,
) -> Result<Vec<ConversationId>> {
    let ids = sqlx::query_scalar!(
        r#"
        with held as (
          select id, kind, state from conversations where case_id = $1 order by id for no key update
        ), done as (
          update conversations l
          set state = case when h.kind = 'thread' then 'open' else 'ended' end
          from held h
          where l.id = h.id
          returning l.id, h.kind, h.state
        )
        select id as "id!" from done where kind <> 'thread' and state = 'open' order by id
        "#,
        case.0,
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(ConversationId).collect())
}

/// Threads, chats, people, checklists, delivery notes and links of a case become another's, and a call that is waited for if
/// none is there; its notes are copied into the
/// other's, and the files among them go along. Its papers stay where they are, and are listed with the other's.
pub(in super::super) async fn move_everything(
    conn: &mut PgConnection,
    case: CaseId,
    into: CaseId,
) -> Result<()> {
    for move_some in [
        "update conversations set case_id = $2 where case_id = $1 and kind = 'thread'",
        "insert into case_links (case_id, conversation_id, created_by, created_at)
         select $2, conversation_id, created_by, created_at from case_links where case_id = $1 and conversation_id is not null
         on conflict do nothing",
        "insert into case_links (case_id, other_id, created_by, created_at)
         select least(o.id, $2), greatest(o.id, $2), o.created_by, o.created_at
         from (select case when case_id = $1 then other_id else case_id end as id, created_by, created_at
               from case_links where other_id is not null and $1 in (case_id, other_id)) o
         where o.id <> $2
         on conflict do nothing",
        "delete from case_links where case_id = $1 or other_id = $1",
        "insert into case_parts (case_id, person_id) select $2, person_id from case_parts where case_id = $1
         on conflict do nothing",
        "update case_people set case_id = $2, place = place + 100 where case_id = $1",
        "update checklists set case_id = $2, place = place + 100 where case_id = $1",
        "update delivery_notes set case_id = $2 where case_id = $1",
        "insert into case_callbacks (case_id, phone, wish, asked_by, asked_at, attempts, tried_at)
         select $2, phone, wish, asked_by, asked_at, attempts, tried_at from case_callbacks where case_id = $1
         on conflict do nothing",
        "delete from case_callbacks where case_id = $1",
        "update cases set merged_into = $2 where merged_into = $1",
        "update cases k
         set waits_since = least(k.waits_since, o.waits_since), answered_at = coalesce(k.answered_at, o.answered_at)
         from cases o where k.id = $2 and o.id = $1",
        "with log as (
           select f.id as old, t.id as new, t.head_seq
           from conversations f, conversations t
           where f.case_id = $1 and f.kind = 'notes' and t.case_id = $2 and t.kind = 'notes'
           for update
         ), copied as (
           insert into messages (conversation_id, seq, client_id, author_id, role, kind, body, file_id, created_at)
           select l.new, l.head_seq + row_number() over (order by m.seq), gen_random_uuid(), m.author_id, m.role, m.kind, m.body,
                  m.file_id, m.created_at
           from log l
           join messages m on m.conversation_id = l.old
           where m.kind in ('text', 'file') and m.redacted_at is null
           returning conversation_id, seq, file_id
         ), gone_along as (
           update files f set conversation_id = c.conversation_id
           from copied c where f.id = c.file_id
         )
         update conversations c
         set head_seq = greatest(c.head_seq, (select coalesce(max(seq), 0) from copied))
         from log l where c.id = l.new",
    ] {
        sqlx::query(move_some)
            .bind(case.0)
            .bind(into.0)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

pub(in super::super) async fn set_merged(
    conn: &mut PgConnection,
    case: CaseId,
    into: CaseId,
) -> Result<()> {
    sqlx::query!(
        "update cases set merged_into = $2 where id = $1",
        case.0,
        into.0
    )
    .execute(conn)
    .await?;
    Ok(())
}
