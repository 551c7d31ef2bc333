//! The SQL of a case's logs and of what was written in them.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{
    CaseId, ClientId, ConversationId, ConversationKind, ConversationState, FileId, PersonId,
};
use sqlx::PgConnection;

use crate::error::Result;

/// The thread that an earlier request began.
pub(in super::super) async fn find_thread_of(
    conn: &mut PgConnection,
    case: CaseId,
    author: PersonId,
    client_id: ClientId,
) -> Result<Option<ConversationId>> {
    let found = sqlx::query_scalar!(
        r#"
        select l.id
        from conversations l
        join messages m on m.conversation_id = l.id and m.client_id = $3
        where l.case_id = $1 and l.kind = 'thread' and m.author_id = $2
        "#,
        case.0,
        author.0,
        client_id.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(ConversationId))
}

pub(in super::super) async fn count_threads(conn: &mut PgConnection, case: CaseId) -> Result<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from conversations where case_id = $1 and kind = 'thread'"#,
        case.0
    );
    Ok(count.fetch_one(conn).await?)
}

/// Threads and papers: what the customer reads too. In the order in which logs are locked.
pub(in super::super) async fn list_shared_logs(
    conn: &mut PgConnection,
    case: CaseId,
) -> Result<Vec<ConversationId>> {
    let ids = sqlx::query_scalar!(
        "select id from conversations where case_id = $1 and kind in ('thread', 'papers') order by id limit 300",
        case.0
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(ConversationId).collect())
}

/// Ends or opens all that the customer reads. Gives the logs, in the order in which they are locked.
pub(in super::super) async fn set_shared_state(
    conn: &mut PgConnection,
    case: CaseId,
    state: ConversationState,
) -> Result<Vec<ConversationId>> {
    let ids = sqlx::query_scalar!(
        r#"
        with held as (
          select id from conversations where case_id = $1 and kind in ('thread', 'papers') order by id for no key update
        ), done as (
          update conversations l set state = $2 from held h where l.id = h.id returning l.id
        )
        select id as "id!" from done order by id
        "#,
        case.0,
        state as ConversationState,
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(ConversationId).collect())
}

/// All of a case's logs.
pub(in super::super) async fn list_logs(
    conn: &mut PgConnection,
    case: CaseId,
) -> Result<Vec<ConversationId>> {
    let ids = sqlx::query_scalar!(
        "select id from conversations where case_id = $1 order by id",
        case.0
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(ConversationId).collect())
}

/// Somebody of the staff takes part on purpose.
pub(in super::super) async fn add_part(
    conn: &mut PgConnection,
    case: CaseId,
    person: PersonId,
) -> Result<()> {
    sqlx::query!(
        "insert into case_parts (case_id, person_id) values ($1, $2) on conflict do nothing",
        case.0,
        person.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends the part in a case's logs of staff who no longer work with it; who they are, with those of the team and the one who
/// had it as it was held.
pub(in super::super) async fn end_parts(
    conn: &mut PgConnection,
    held: &super::Held,
    now: Timestamp,
) -> Result<Vec<PersonId>> {
    let gone = sqlx::query_scalar!(
        r#"
        with gone as (
          select w.person_id
          from (
            select s.person_id from queue_staff s where s.queue_id = $2
            union
            select $3::uuid where $3::uuid is not null
            union
            select p.person_id
            from conversations l
            join participants p on p.conversation_id = l.id and p.left_at is null and p.role <> 'customer'
            where l.case_id = $1
          ) w
          where not works_with_case($1, w.person_id)
        ),
        ended as (
          update participants p
          set left_at = $4
          from conversations l, gone g
          where l.case_id = $1 and p.conversation_id = l.id and p.person_id = g.person_id and p.left_at is null
            and p.role <> 'customer'
        )
        select person_id as "person!" from gone
        "#,
        held.id.0,
        held.team.0,
        held.owner.map(|owner| owner.0),
        now.to_sqlx() as _,
    )
    .fetch_all(conn)
    .await?;
    Ok(gone.into_iter().map(PersonId).collect())
}

/// Ends somebody's part in the logs of all cases that they no longer work with.
pub(in super::super) async fn end_parts_of(
    conn: &mut PgConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "
        with ended as (
          select p.conversation_id
          from participants p
          join conversations l on l.id = p.conversation_id
          where p.person_id = $1 and p.left_at is null and p.role <> 'customer'
            and l.case_id is not null and not works_with_case(l.case_id, $1)
          order by p.conversation_id
          for no key update of p
        )
        update participants p
        set left_at = $2
        from ended e
        where p.conversation_id = e.conversation_id and p.person_id = $1
        ",
        person.0,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What only staff read.
pub(in super::super) async fn find_notes(
    conn: &mut PgConnection,
    case: CaseId,
) -> Result<ConversationId> {
    let id = sqlx::query_scalar!(
        "select id from conversations where case_id = $1 and kind = 'notes'",
        case.0
    );
    Ok(ConversationId(id.fetch_one(conn).await?))
}

/// Logs in which something was written that nobody has seen to, the oldest first.
pub(in super::super) async fn list_written(
    conn: &mut PgConnection,
    most: i64,
) -> Result<Vec<ConversationId>> {
    let ids = sqlx::query_scalar!(
        "select conversation_id from case_written order by at, conversation_id limit $1",
        most
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(ConversationId).collect())
}

/// The case of a log; where it was merged, the one that it became.
pub(in super::super) async fn find_case_of(
    conn: &mut PgConnection,
    log: ConversationId,
) -> Result<Option<CaseId>> {
    let case = sqlx::query_scalar!(
        r#"
        select coalesce(c.merged_into, c.id) as "id!"
        from conversations l
        join cases c on c.id = l.case_id
        where l.id = $1
        "#,
        log.0
    );
    Ok(case.fetch_optional(conn).await?.map(CaseId))
}

/// Papers of signed delivery notes in a log.
pub(in super::super) async fn list_signed_papers(
    conn: &mut PgConnection,
    log: ConversationId,
) -> Result<Vec<FileId>> {
    let ids = sqlx::query_scalar!(
        r#"
        select f.id
        from delivery_notes n
        join files f on f.id = n.file_id
        where f.conversation_id = $1
        limit 1000
        "#,
        log.0
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(FileId).collect())
}

/// A log that was written in.
#[derive(Debug)]
pub(in super::super) struct Written {
    pub(in super::super) kind: ConversationKind,
    pub(in super::super) subject: String,
    pub(in super::super) followed: i64,
    pub(in super::super) customer_read: i64,
    pub(in super::super) customer_is_here: bool,
}

/// Takes the mark of a log that was written in; none when somebody else has. Its case and the log must be held.
pub(in super::super) async fn take_written(
    conn: &mut PgConnection,
    log: ConversationId,
    now: Timestamp,
) -> Result<Option<Written>> {
    let taken = sqlx::query_scalar!(
        "delete from case_written where conversation_id = $1 returning conversation_id",
        log.0
    );
    if taken.fetch_optional(&mut *conn).await?.is_none() {
        return Ok(None);
    }
    let row = sqlx::query!(
        r#"
        select l.kind as "kind: ConversationKind", l.subject, l.followed_seq,
               coalesce((select p.read_seq from participants p
                         where p.conversation_id = l.id and p.person_id = l.customer_id), 0) as "customer_read!",
               exists (
                 select from presences r
                 join nodes n on n.id = r.node_id and n.lease_until > $2
                 where r.person_id = l.customer_id
               ) as "customer_is_here!"
        from conversations l
        where l.id = $1
        "#,
        log.0,
        now.to_sqlx() as _,
    )
    .fetch_one(conn)
    .await?;
    Ok(Some(Written {
        kind: row.kind,
        subject: row.subject,
        followed: row.followed_seq,
        customer_read: row.customer_read,
        customer_is_here: row.customer_is_here,
    }))
}

/// All up to `head` has been seen to; without one, nothing is to be.
pub(in super::super) async fn set_seen_to(
    conn: &mut PgConnection,
    log: ConversationId,
    head: Option<i64>,
) -> Result<()> {
    match head {
        Some(head) => {
            sqlx::query!(
                "update conversations set followed_seq = $2 where id = $1",
                log.0,
                head
            )
            .execute(conn)
            .await?;
        }
        None => {
            sqlx::query!("delete from case_written where conversation_id = $1", log.0)
                .execute(conn)
                .await?;
        }
    }
    Ok(())
}
