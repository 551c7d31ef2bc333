//! The SQL of the audit log.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value;
use signaling::protocol::{AuditLine, AuditPerson, AuditSubject, PersonId, SessionId};
use sqlx::{FromRow, PgConnection, Postgres, QueryBuilder};
use uuid::Uuid;

use super::{Actor, Filter};
use crate::error::Result;

pub(super) async fn append(
    conn: &mut PgConnection,
    at: Timestamp,
    actor: Actor,
    action: &str,
    subject: Option<Uuid>,
    detail: Value,
) -> Result<()> {
    sqlx::query!(
        "
        insert into audit (at, actor, action, subject, detail, session, address)
        values ($1, $2, $3, $4, $5, $6, $7::text::inet)
        ",
        at.to_sqlx() as jiff_sqlx::Timestamp,
        actor.person.map(|person| person.0),
        action,
        subject,
        detail,
        actor.session.map(|session| session.0),
        actor.address.map(|address| address.to_string()),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The same, unless there is such a line of the last minute. By `audit_subject`.
pub(super) async fn append_once(
    conn: &mut PgConnection,
    at: Timestamp,
    actor: Actor,
    action: &str,
    subject: Option<Uuid>,
    detail: Value,
) -> Result<()> {
    sqlx::query!(
        "
        insert into audit (at, actor, action, subject, detail, session, address)
        select $1, $2, $3, $4, $5, $6, $7::text::inet
        where not exists (
          select from audit
          where subject = $4 and action = $3 and actor = $2 and session is not distinct from $6
            and at > $1::timestamptz - interval '1 minute'
        )
        ",
        at.to_sqlx() as jiff_sqlx::Timestamp,
        actor.person.map(|person| person.0),
        action,
        subject,
        detail,
        actor.session.map(|session| session.0),
        actor.address.map(|address| address.to_string()),
    )
    .execute(conn)
    .await?;
    Ok(())
}

#[derive(FromRow)]
struct Row {
    id: i64,
    at: jiff_sqlx::Timestamp,
    actor: Option<Uuid>,
    actor_name: Option<String>,
    action: String,
    subject: Option<Uuid>,
    detail: Value,
    session: Option<Uuid>,
    address: Option<String>,
}

/// The newest lines that `filter` lets through, older than `before`. By `audit_at`, or by the index of what is asked for:
/// `audit_actor`, `audit_subject`, `audit_action`.
pub(super) async fn list(
    conn: &mut PgConnection,
    filter: &Filter,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<AuditLine>> {
    let mut query = QueryBuilder::new(
        "
        select a.id, a.at, a.actor, p.name as actor_name, a.action, a.subject, a.detail, a.session,
               host(a.address) as address
        from audit a left join people p on p.id = a.actor
        where true",
    );
    narrow(&mut query, filter);
    if let Some(before) = before {
        query.push(" and (a.at, a.id) < (select c.at, c.id from audit c where c.id = ");
        query.push_bind(before).push(")");
    }
    query.push(" order by a.at desc, a.id desc limit ");
    query.push_bind(limit);
    let rows: Vec<Row> = query.build_query_as().fetch_all(&mut *conn).await?;
    let names = names(conn, rows.iter().filter_map(|row| row.subject)).await?;
    Ok(rows.into_iter().map(|row| line(row, &names)).collect())
}

/// How many there are, as far as `most`.
pub(super) async fn count(conn: &mut PgConnection, filter: &Filter, most: i64) -> Result<i64> {
    let mut query = QueryBuilder::new("select count(*) from (select from audit a where true");
    narrow(&mut query, filter);
    query.push(" limit ").push_bind(most).push(") found");
    Ok(query.build_query_scalar().fetch_one(conn).await?)
}

fn narrow(query: &mut QueryBuilder<Postgres>, filter: &Filter) {
    if let Some(who) = filter.who {
        query.push(" and a.actor = ").push_bind(who.0);
    }
    if let Some(what) = &filter.what {
        query.push(" and a.action = ").push_bind(what.clone());
    }
    if let Some(subject) = filter.subject {
        query.push(" and a.subject = ").push_bind(subject);
    }
    if let Some(from) = filter.from {
        query.push(" and a.at >= ").push_bind(from.to_sqlx());
    }
    if let Some(until) = filter.until {
        query.push(" and a.at < ").push_bind(until.to_sqlx());
    }
}

/// What things are called now.
async fn names(
    conn: &mut PgConnection,
    subjects: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, String>> {
    let subjects: Vec<Uuid> = subjects.collect();
    let named = sqlx::query_as::<_, (Uuid, String)>(
        "
        select id, name from people where id = any($1)
        union all
        select id, name ->> 'sv' from queues where id = any($1) and name ? 'sv'
        union all
        select id, case_number(year, number) from cases where id = any($1)
        union all
        select t.id, f.name ->> 'sv'
        from case_types t join case_forms f on f.type_id = t.id and f.version = t.version where t.id = any($1)
        union all
        select id, name || ' ' || number from objects where id = any($1)
        union all
        select c.id, coalesce(nullif(c.subject, ''), p.name, '')
        from conversations c left join people p on p.id = c.customer_id where c.id = any($1)
        ",
    )
    .bind(&subjects)
    .fetch_all(conn)
    .await?;
    Ok(named.into_iter().collect())
}

fn line(row: Row, names: &HashMap<Uuid, String>) -> AuditLine {
    let Value::Object(detail) = row.detail else {
        return line(
            Row {
                detail: Value::Object(serde_json::Map::new()),
                ..row
            },
            names,
        );
    };
    AuditLine {
        id: row.id,
        at: row.at.to_jiff(),
        actor: row.actor.map(|id| AuditPerson {
            id: PersonId(id),
            name: row.actor_name.unwrap_or_default(),
        }),
        action: row.action,
        subject: row.subject.map(|id| AuditSubject {
            id,
            name: names.get(&id).cloned().unwrap_or_default(),
        }),
        detail,
        session: row.session.map(SessionId),
        address: row.address.unwrap_or_default(),
    }
}
