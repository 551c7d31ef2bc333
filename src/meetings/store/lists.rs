//! Meetings in lists, and how they went.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{
    ConversationId, ConversationState, MeetingId, MeetingInfo, MeetingPerson, MeetingState,
    MeetingSummary, PersonId, PersonQuality, QualityCause, QualityMinute,
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::rooms::no_such_meeting;
use crate::error::Result;

/// Newest first, by the index on who hosts or on when they were made.
pub(crate) async fn list(
    conn: &mut PgConnection,
    of: Option<PersonId>,
    since: Timestamp,
    now: Timestamp,
) -> Result<Vec<MeetingSummary>> {
    find(conn, None, of.map(|of| of.0), since, now).await
}

pub(crate) async fn load_summary(
    conn: &mut PgConnection,
    meeting: MeetingId,
    now: Timestamp,
) -> Result<MeetingSummary> {
    let found = find(conn, Some(meeting.0), None, Timestamp::UNIX_EPOCH, now).await?;
    found.into_iter().next().ok_or_else(no_such_meeting)
}

/// An open meeting that somebody hosts or sits in.
#[derive(Debug)]
pub(crate) struct Seated {
    pub meeting: MeetingId,
    pub is_host: bool,
    /// A colleague in the call, who can have it.
    pub colleague: Option<PersonId>,
}

/// Open meetings that `person` hosts or sits in. By the indexes on who hosts and who is there.
pub(crate) async fn list_seated(conn: &mut PgConnection, person: PersonId) -> Result<Vec<Seated>> {
    let rows = sqlx::query!(
        r#"
        select m.id, m.host_id = $1 as "is_host!",
               (select c.person_id from meeting_people c
                join staff s on s.person_id = c.person_id and s.deactivated_at is null
                where c.meeting_id = m.id and c.person_id <> $1 and c.seat is not null
                order by c.since limit 1) as colleague
        from meetings m
        where m.state = 'open' and (m.host_id = $1 or exists (
          select from meeting_people p
          where p.meeting_id = m.id and p.person_id = $1 and p.state not in ('left', 'removed')
        ))
        limit 100
        "#,
        person.0,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Seated {
            meeting: MeetingId(row.id),
            is_host: row.is_host,
            colleague: row.colleague.map(PersonId),
        })
        .collect())
}

async fn find(
    conn: &mut PgConnection,
    one: Option<Uuid>,
    of: Option<Uuid>,
    since: Timestamp,
    now: Timestamp,
) -> Result<Vec<MeetingSummary>> {
    let rows = sqlx::query!(
        r#"
        select m.id, m.title, m.state as "state: MeetingState", m.created_at, m.conversation_id, m.ended_at,
               m.chat_id, m.started_at, h.name as host, c.state as "log: ConversationState", k.name as "customer?",
               (select count(*) from meeting_people p where p.meeting_id = m.id and p.state = 'waiting') as "waiting!",
               (select min(p.since) from meeting_people p where p.meeting_id = m.id and p.state = 'waiting') as waiting_since,
               (select count(*) from meeting_people p
                where p.meeting_id = m.id and p.seat is not null
                  and exists (select from nodes n where n.id = m.node_id and n.lease_until > $4)) as "in_room!"
        from meetings m
        join people h on h.id = m.host_id
        join conversations c on c.id = m.conversation_id
        left join conversations o on o.id = m.chat_id
        left join people k on k.id = o.customer_id
        where ($1::uuid is null or m.id = $1) and ($2::uuid is null or m.host_id = $2)
          and (m.state = 'open' or m.ended_at > $3)
        order by m.created_at desc
        limit 100
        "#,
        one,
        of,
        since.to_sqlx() as jiff_sqlx::Timestamp,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_all(&mut *conn)
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut people = list_took_part(conn, &ids).await?;
    let listed = rows.into_iter().map(|row| MeetingSummary {
        info: MeetingInfo {
            id: MeetingId(row.id),
            title: row.title,
            state: row.state,
            at: row.created_at.to_jiff(),
            conversation: Some(ConversationId(row.conversation_id)),
            customer: row.customer,
        },
        host: row.host,
        waiting: u16::try_from(row.waiting).unwrap_or(u16::MAX),
        waiting_since: row.waiting_since.map(|at| at.to_jiff()),
        in_room: u16::try_from(row.in_room).unwrap_or(u16::MAX),
        people: people.remove(&row.id).unwrap_or_default(),
        chat: row.chat_id.map(ConversationId),
        started_at: row.started_at.map(|at| at.to_jiff()),
        chat_open: row.log == ConversationState::Open,
        ended_at: row.ended_at.map(|at| at.to_jiff()),
    });
    Ok(listed.collect())
}

/// Who is or was in the call, by meeting and name. Whoever was sent out is known by how their minutes went.
async fn list_took_part(
    conn: &mut PgConnection,
    meetings: &[Uuid],
) -> Result<HashMap<Uuid, Vec<MeetingPerson>>> {
    let rows = sqlx::query!(
        r#"
        select p.meeting_id, p.person_id, p.name, (s.person_id is not null) as "is_staff!",
               (p.seat is not null and m.state = 'open') as "inside!"
        from meeting_people p
        join meetings m on m.id = p.meeting_id
        left join staff s on s.person_id = p.person_id
        where p.meeting_id = any ($1) and (
          p.seat is not null or p.inside_at is not null
          or exists (select from meeting_quality q where q.meeting_id = p.meeting_id and q.person_id = p.person_id)
        )
        order by p.name, p.person_id
        limit 5000
        "#,
        meetings
    )
    .fetch_all(conn)
    .await?;
    let mut people: HashMap<Uuid, Vec<MeetingPerson>> = HashMap::new();
    for row in rows {
        people
            .entry(row.meeting_id)
            .or_default()
            .push(MeetingPerson {
                person: PersonId(row.person_id),
                name: row.name,
                is_staff: row.is_staff,
                inside: row.inside,
            });
    }
    Ok(people)
}

/// Minute by minute, by person.
pub(crate) async fn list_quality(
    conn: &mut PgConnection,
    meeting: MeetingId,
) -> Result<Vec<PersonQuality>> {
    let rows = sqlx::query!(
        r#"
        select q.person_id, coalesce(p.name, '') as "name!", q.minute, q.score, q.loss_in_pct, q.loss_out_pct,
               q.round_trip_ms, q.frozen_ms, q.cause as "cause: QualityCause"
        from meeting_quality q
        left join meeting_people p on p.meeting_id = q.meeting_id and p.person_id = q.person_id
        where q.meeting_id = $1
        order by q.person_id, q.minute
        limit 5000
        "#,
        meeting.0
    )
    .fetch_all(conn)
    .await?;
    let mut people: Vec<PersonQuality> = Vec::new();
    for row in rows {
        let person = PersonId(row.person_id);
        let minute = QualityMinute {
            at: row.minute.to_jiff(),
            score: row.score,
            loss_in_pct: row.loss_in_pct,
            loss_out_pct: row.loss_out_pct,
            round_trip_ms: row.round_trip_ms.unsigned_abs(),
            frozen_ms: row.frozen_ms.unsigned_abs(),
            cause: row.cause,
        };
        match people.last_mut().filter(|last| last.person == person) {
            Some(last) => last.minutes.push(minute),
            None => people.push(PersonQuality {
                person,
                name: row.name,
                minutes: vec![minute],
            }),
        }
    }
    Ok(people)
}
