//! The SQL of left messages.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{
    ConversationId, ConversationState, CustomerView, InboxItem, InboxState, LeftMessageId,
    PersonId, QueueId,
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;

pub(crate) struct NewLeft<'a> {
    pub id: LeftMessageId,
    pub queue: QueueId,
    pub conversation: ConversationId,
    pub customer: PersonId,
    pub client_id: Uuid,
    pub text: &'a str,
    /// The number that they left with it, which need not be the one that is known of them.
    pub phone: &'a str,
    /// They ask to be called: when it suits.
    pub callback: Option<&'a str>,
}

/// What was said before, where there was a conversation, answers something else.
pub(crate) async fn create_left(
    conn: &mut PgConnection,
    left: &NewLeft<'_>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into left_messages
          (id, queue_id, conversation_id, customer_id, client_id, text, created_at, state_at, followed_seq, callback, phone)
        select $1, $2, c.id, $4, $5, $6, $7, $7, c.head_seq, $8, $9
        from conversations c
        where c.id = $3
        "#,
        left.id.0,
        left.queue.0,
        left.conversation.0,
        left.customer.0,
        left.client_id,
        left.text,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        left.callback,
        left.phone,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn find_left_by_client(
    conn: &mut PgConnection,
    customer: PersonId,
    client_id: Uuid,
) -> Result<Option<(LeftMessageId, ConversationId)>> {
    let row = sqlx::query!(
        "select id, conversation_id from left_messages where customer_id = $1 and client_id = $2",
        customer.0,
        client_id
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (LeftMessageId(row.id), ConversationId(row.conversation_id))))
}

pub(crate) async fn find_left_in(
    conn: &mut PgConnection,
    conversation: ConversationId,
) -> Result<Option<LeftMessageId>> {
    let id = sqlx::query_scalar!(
        "select id from left_messages where conversation_id = $1",
        conversation.0
    );
    Ok(id.fetch_optional(conn).await?.map(LeftMessageId))
}

/// Left messages of these customers that are not dealt with.
pub(crate) async fn list_left_by(
    conn: &mut PgConnection,
    customers: &[PersonId],
) -> Result<Vec<LeftMessageId>> {
    let customers: Vec<Uuid> = customers.iter().map(|person| person.0).collect();
    let ids = sqlx::query_scalar!(
        "select id from left_messages where customer_id = any ($1) and state <> 'closed' limit 1000",
        &customers
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(LeftMessageId).collect())
}

/// Left messages: one, or the inbox with open ones first. With a `reader`, only those of the queues they serve and those
/// they have taken.
///
/// Where there are too many, the open ones that came last and the closed ones that came first are not there: what has waited
/// longest is always seen.
pub(crate) async fn list_inbox(
    conn: &mut PgConnection,
    reader: Option<PersonId>,
    one: Option<LeftMessageId>,
    now: Timestamp,
) -> Result<Vec<InboxItem>> {
    let rows = sqlx::query!(
        r#"
        with theirs as (
          select l.id, l.state, l.created_at
          from left_messages l
          where ($2::uuid is null or l.id = $2)
            and ($1::uuid is null or l.taken_by = $1 or exists (
              select from queue_staff s where s.queue_id = l.queue_id and s.person_id = $1
            ))
        ), shown as (
          (select id from theirs where state <> 'closed' order by created_at limit 500)
          union all
          (select id from theirs where state = 'closed' order by created_at desc limit 200)
        )
        select l.id, l.state as "state: InboxState", l.conversation_id, l.queue_id,
               case when m.seq is null then left(l.text, 300) when m.redacted_at is null then left(m.body, 300) else '' end
                 as "text!",
               case when not exists (select from case_links k where k.conversation_id = l.conversation_id) then l.callback end
                 as callback,
               l.created_at, l.taken_by, t.name as "taken_by_name?", i.id as internal_id,
               c.state as "conversation_state: ConversationState", p.id as person_id, p.name, p.email,
               coalesce(nullif(l.phone, ''), p.phone) as "phone!", p.language,
               exists (
                 select from presences h join nodes n on n.id = h.node_id
                 where h.person_id = p.id and n.lease_until > $3
               ) as "present!",
               (select count(*) from conversations o where o.customer_id = p.id and o.kind = 'chat' and o.id <> c.id) as "earlier!"
        from shown
        join left_messages l on l.id = shown.id
        join conversations c on c.id = l.conversation_id
        join conversations i on i.parent_id = c.id
        join people p on p.id = l.customer_id
        left join people t on t.id = l.taken_by
        -- As it reads now: what was taken back is not shown here either.
        left join messages m on m.conversation_id = l.conversation_id and m.client_id = l.client_id
        order by (l.state = 'closed'), l.created_at desc
        "#,
        reader.map(|id| id.0),
        one.map(|id| id.0),
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_all(conn)
    .await?;
    let items = rows.into_iter().map(|row| InboxItem {
        left: LeftMessageId(row.id),
        state: row.state,
        conversation_state: row.conversation_state,
        conversation: ConversationId(row.conversation_id),
        internal: ConversationId(row.internal_id),
        queue: QueueId(row.queue_id),
        customer: CustomerView {
            person: PersonId(row.person_id),
            name: row.name,
            email: row.email,
            phone: row.phone,
            language: row.language,
            present: row.present,
            earlier: u32::try_from(row.earlier).unwrap_or_default(),
        },
        text: row.text,
        callback: row.callback,
        at: row.created_at.to_jiff(),
        taken_by: row.taken_by.map(PersonId),
        taken_by_name: row.taken_by_name,
    });
    Ok(items.collect())
}

/// Whose inbox a left message lies in: those who serve its queue, who has taken it, and those who see all.
pub(crate) async fn list_inbox_readers(
    conn: &mut PgConnection,
    left: LeftMessageId,
) -> Result<Vec<PersonId>> {
    let ids = sqlx::query_scalar!(
        r#"
        select s.person_id
        from left_messages l
        join staff s on s.role <> 'advisor' or s.person_id = l.taken_by or exists (
          select from queue_staff q where q.queue_id = l.queue_id and q.person_id = s.person_id
        )
        where l.id = $1 and s.deactivated_at is null
        limit 2000
        "#,
        left.0
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(PersonId).collect())
}

/// False when somebody else has it.
pub(crate) async fn take_left(
    conn: &mut PgConnection,
    id: LeftMessageId,
    by: PersonId,
    now: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        r#"
        update left_messages
        set state = 'taken', taken_by = $2, state_at = $3
        where id = $1 and (state = 'new' or taken_by = $2)
        "#,
        id.0,
        by.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// What somebody has taken and not answered is new again.
pub(crate) async fn give_back_left(
    conn: &mut PgConnection,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<LeftMessageId>> {
    let ids = sqlx::query_scalar!(
        r#"
        update left_messages
        set state = 'new', taken_by = null, state_at = $2
        where taken_by = $1 and state = 'taken'
        returning id
        "#,
        person.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(LeftMessageId).collect())
}

pub(crate) async fn set_left_state(
    conn: &mut PgConnection,
    id: LeftMessageId,
    state: InboxState,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "update left_messages set state = $2, state_at = $3 where id = $1",
        id.0,
        state as InboxState,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// How far what was written in the log of a left message has been seen to.
#[derive(Debug)]
pub(crate) struct LeftLog {
    pub id: LeftMessageId,
    pub conversation: ConversationId,
    /// Everything up to here has been.
    pub followed: i64,
    /// What its customer has read.
    pub read: i64,
}

/// Locks the left message of a conversation, if it holds one: one node at a time sees to what was written.
pub(crate) async fn lock_left_in(
    conn: &mut PgConnection,
    conversation: ConversationId,
) -> Result<Option<LeftLog>> {
    let row = sqlx::query!(
        r#"
        select l.id, l.followed_seq,
               coalesce((select p.read_seq from participants p
                         where p.conversation_id = l.conversation_id and p.person_id = l.customer_id), 0) as "read!"
        from left_messages l
        where l.conversation_id = $1
        for update of l
        "#,
        conversation.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| LeftLog {
        id: LeftMessageId(row.id),
        conversation,
        followed: row.followed_seq,
        read: row.read,
    }))
}

pub(crate) async fn set_followed(
    conn: &mut PgConnection,
    id: LeftMessageId,
    seq: i64,
) -> Result<()> {
    sqlx::query!(
        "update left_messages set followed_seq = $2 where id = $1",
        id.0,
        seq
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Logs of left messages in which something was written that nobody has seen to. By `left_messages_open`.
pub(crate) async fn list_left_written(conn: &mut PgConnection) -> Result<Vec<ConversationId>> {
    let ids = sqlx::query_scalar!(
        r#"
        select l.conversation_id
        from left_messages l
        join conversations c on c.id = l.conversation_id
        where l.state <> 'closed' and c.head_seq > l.followed_seq
        order by l.created_at desc
        limit 500
        "#
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(ConversationId).collect())
}
