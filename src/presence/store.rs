//! The SQL of presence.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{NodeId, PersonId};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use super::Lease;
use crate::error::Result;

/// Renews the lease and tells what had become of it.
pub(super) async fn renew_node(
    conn: &mut PgConnection,
    node: NodeId,
    now: Timestamp,
    until: Timestamp,
) -> Result<Lease> {
    let kept = sqlx::query_scalar!(
        r#"
        with before as (select lease_until from nodes where id = $1 for update)
        update nodes n
        set lease_until = $3
        from before
        where n.id = $1
        returning before.lease_until >= $2 as "kept!"
        "#,
        node.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        until.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_optional(&mut *conn)
    .await?;
    if let Some(kept) = kept {
        return Ok(if kept { Lease::Kept } else { Lease::Passed });
    }
    sqlx::query!(
        "insert into nodes (id, started_at, lease_until) values ($1, $2, $3) on conflict (id) do nothing",
        node.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        until.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(Lease::Unknown)
}

/// Removes nodes whose lease has passed, and their people with them; gives those people, none when every node lives.
pub(super) async fn bury_nodes(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<Option<Vec<PersonId>>> {
    let buried = sqlx::query_scalar!(
        r#"
        with dead as (delete from nodes where lease_until < $1 returning id)
        select distinct p.person_id as "person_id?"
        from dead
        left join presences p on p.node_id = dead.id
        "#,
        now.to_sqlx() as jiff_sqlx::Timestamp
    )
    .fetch_all(conn)
    .await?;
    Ok((!buried.is_empty()).then(|| buried.into_iter().flatten().map(PersonId).collect()))
}

pub(super) async fn remove_node(db: &PgPool, node: NodeId) -> Result<()> {
    sqlx::query!("delete from nodes where id = $1", node.0)
        .execute(db)
        .await?;
    Ok(())
}

pub(super) async fn clear_node(conn: &mut PgConnection, node: NodeId) -> Result<()> {
    sqlx::query!("delete from presences where node_id = $1", node.0)
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) async fn set_sockets(
    conn: &mut PgConnection,
    node: NodeId,
    people: &[(PersonId, i32)],
) -> Result<()> {
    let ids: Vec<Uuid> = people.iter().map(|(person, _)| person.0).collect();
    let counts: Vec<i32> = people.iter().map(|(_, count)| *count).collect();
    sqlx::query!(
        r#"
        insert into presences (node_id, person_id, sockets)
        select $1, p.id, p.sockets from unnest($2::uuid[], $3::int[]) as p (id, sockets) where p.sockets > 0
        on conflict (node_id, person_id) do update set sockets = excluded.sockets
        "#,
        node.0,
        &ids,
        &counts,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        r#"
        delete from presences
        where node_id = $1 and person_id in (
          select p.id from unnest($2::uuid[], $3::int[]) as p (id, sockets) where p.sockets <= 0
        )
        "#,
        node.0,
        &ids,
        &counts,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn any_staff(conn: &mut PgConnection, people: &[(PersonId, i32)]) -> Result<bool> {
    let ids: Vec<Uuid> = people.iter().map(|(person, _)| person.0).collect();
    let any = sqlx::query_scalar!(
        r#"select exists (select from staff where person_id = any ($1)) as "any!""#,
        &ids
    );
    Ok(any.fetch_one(conn).await?)
}

/// Notes which staff have no socket any more, and which are back; whether any did.
pub(super) async fn mark_gone_and_back(conn: &mut PgConnection, now: Timestamp) -> Result<bool> {
    let changed = sqlx::query!(
        r#"
        update staff s
        set gone_since = case when not h.present then $1::timestamptz end
        from staff o
        cross join lateral (
          select exists (
            select from presences p join nodes n on n.id = p.node_id
            where p.person_id = o.person_id and n.lease_until > $1
          ) as present
        ) h
        where s.person_id = o.person_id and (
          (h.present and s.gone_since is not null)
          or (not h.present and s.gone_since is null and (
            s.state <> 'away'
            or exists (select from entries e where e.advisor_id = s.person_id and e.state in ('active', 'parked'))
          ))
        )
        "#,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(changed.rows_affected() > 0)
}

pub(super) async fn list_gone(conn: &mut PgConnection, before: Timestamp) -> Result<Vec<PersonId>> {
    let ids = sqlx::query_scalar!(
        "select person_id from staff where gone_since <= $1 order by person_id limit 1000 for update skip locked",
        before.to_sqlx() as jiff_sqlx::Timestamp
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(PersonId).collect())
}

pub(super) async fn forget_gone(conn: &mut PgConnection, person: PersonId) -> Result<()> {
    sqlx::query!(
        "update staff set gone_since = null where person_id = $1",
        person.0
    )
    .execute(conn)
    .await?;
    Ok(())
}
