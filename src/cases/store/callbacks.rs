//! The SQL of calls that customers wait for.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{CallbackForm, CallbackView, CaseId, ConversationId, PersonId};
use sqlx::PgConnection;

use crate::error::Result;

pub(in super::super) async fn find_callback(
    conn: &mut PgConnection,
    case: CaseId,
) -> Result<Option<CallbackView>> {
    let row = sqlx::query!(
        r#"
        select b.phone, b.wish, b.asked_at, p.name as by, b.attempts, b.tried_at
        from case_callbacks b
        join people p on p.id = b.asked_by
        where b.case_id = $1
        "#,
        case.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| CallbackView {
        phone: row.phone,
        wish: row.wish,
        asked_at: row.asked_at.to_jiff(),
        by: row.by,
        attempts: row.attempts.unsigned_abs(),
        tried_at: row.tried_at.map(|tried| tried.to_jiff()),
    }))
}

pub(in super::super) async fn create_callback(
    conn: &mut PgConnection,
    case: CaseId,
    form: &CallbackForm,
    by: PersonId,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into case_callbacks (case_id, phone, wish, asked_by, asked_at)
        values ($1, $2, $3, $4, $5)
        "#,
        case.0,
        form.phone,
        form.wish,
        by.0,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What was asked for with the left message that a conversation is of: where to call and when it suits, and when that was. None once
/// a case was made of it or it is done.
pub(in super::super) async fn find_asked_with_message(
    conn: &mut PgConnection,
    conversation: ConversationId,
) -> Result<Option<(CallbackForm, Timestamp)>> {
    let row = sqlx::query!(
        r#"
        select l.callback as "callback!", coalesce(nullif(l.phone, ''), p.phone) as "phone!", l.created_at
        from left_messages l
        join people p on p.id = l.customer_id
        where l.conversation_id = $1 and l.callback is not null and l.state <> 'closed'
          and not exists (select from case_links k where k.conversation_id = $1)
        "#,
        conversation.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let form = CallbackForm {
            phone: row.phone,
            wish: row.callback,
        };
        (form, row.created_at.to_jiff())
    }))
}

/// Another number or wish; who asked and when stays.
pub(in super::super) async fn set_callback(
    conn: &mut PgConnection,
    case: CaseId,
    form: &CallbackForm,
) -> Result<()> {
    sqlx::query!(
        "update case_callbacks set phone = $2, wish = $3 where case_id = $1",
        case.0,
        form.phone,
        form.wish,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A call that nobody answered.
pub(in super::super) async fn add_attempt(
    conn: &mut PgConnection,
    case: CaseId,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "update case_callbacks set attempts = attempts + 1, tried_at = $2 where case_id = $1",
        case.0,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Nobody waits any more; since when they did.
pub(in super::super) async fn delete_callback(
    conn: &mut PgConnection,
    case: CaseId,
) -> Result<Option<Timestamp>> {
    let asked_at = sqlx::query_scalar!(
        "delete from case_callbacks where case_id = $1 returning asked_at",
        case.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(asked_at.map(|asked_at| asked_at.to_jiff()))
}

/// What began to wait at `since` waits no more: the customer waits since what they have written after that, or for nothing.
/// Staff have written nothing after it, or they would not wait since then.
pub(in super::super) async fn end_waiting_since(
    conn: &mut PgConnection,
    case: CaseId,
    since: Timestamp,
) -> Result<()> {
    sqlx::query!(
        r#"
        update cases c
        set waits_since = (
          select min(m.created_at)
          from conversations l
          join messages m on m.conversation_id = l.id
          where l.case_id = c.id and l.kind = 'thread' and m.role = 'customer' and m.kind in ('text', 'file')
            and m.redacted_at is null and m.created_at > $2
        )
        where c.id = $1 and c.waits_since = $2
        "#,
        case.0,
        since.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}
