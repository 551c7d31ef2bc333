//! A room as it is stored, and which node has it.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::{
    protocol::{
        ConversationId, DeviceReport, LobbyState, MeetingId, MeetingState, NodeId, PersonId, Role,
        SeatNo,
    },
    room::{Ending, PersonRecord, RoomRecord},
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::super::rooms::no_such_meeting;
use crate::{
    conversations::Party,
    error::{Result, unavailable},
};

/// Whose a room is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// This node's, from now on.
    Ours,
    /// A living node's.
    Theirs(NodeId),
    /// Nobody's: the meeting is over.
    Ended,
}

/// Takes the room unless a living node has it.
pub(crate) async fn claim(
    conn: &mut PgConnection,
    meeting: MeetingId,
    node: NodeId,
    now: Timestamp,
) -> Result<Claim> {
    let claimed = sqlx::query_scalar!(
        r#"
        update meetings m
        set node_id = $2, epoch = epoch + 1
        where id = $1 and state = 'open' and exists (select from nodes n where n.id = $2)
          and (node_id is null or node_id = $2
               or not exists (select from nodes n where n.id = m.node_id and n.lease_until > $3))
        returning epoch
        "#,
        meeting.0,
        node.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_optional(&mut *conn)
    .await?;
    if claimed.is_some() {
        return Ok(Claim::Ours);
    }
    let row = sqlx::query!(
        r#"select state as "state: MeetingState", node_id as "node: NodeId" from meetings where id = $1"#,
        meeting.0
    )
    .fetch_optional(conn)
    .await?;
    let row = row.ok_or_else(no_such_meeting)?;
    match (row.state, row.node) {
        (MeetingState::Ended, _) => Ok(Claim::Ended),
        (MeetingState::Open, Some(other)) if other != node => Ok(Claim::Theirs(other)),
        // This node has not said yet that it is here.
        (MeetingState::Open, _) => Err(unavailable()),
    }
}

/// A room, its people and where they write.
#[derive(Debug)]
pub(crate) struct StoredRoom {
    pub room: RoomRecord,
    pub people: Vec<PersonRecord>,
    pub conversation: ConversationId,
    pub chat: Option<ConversationId>,
    pub info: signaling::protocol::MeetingInfo,
}

pub(crate) async fn load_room(conn: &mut PgConnection, meeting: MeetingId) -> Result<StoredRoom> {
    let row = sqlx::query!(
        r#"
        select m.host_id, m.title, m.state as "state: MeetingState", m.chat_id, m.conversation_id, m.locked, m.next_seat,
               m.epoch, m.created_at, m.started_at, m.ended_at, p.name as host_name, s.title as host_title,
               k.name as "customer?"
        from meetings m
        join people p on p.id = m.host_id
        join staff s on s.person_id = m.host_id
        left join conversations c on c.id = m.chat_id
        left join people k on k.id = c.customer_id
        where m.id = $1
        "#,
        meeting.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    let row = row.ok_or_else(no_such_meeting)?;
    let mut people = list_people(conn, meeting).await?;
    let host = PersonId(row.host_id);
    if !people.iter().any(|one| one.person == host) {
        people.push(PersonRecord {
            person: host,
            name: row.host_name,
            title: row.host_title,
            is_staff: true,
            state: LobbyState::Checking,
            since: row.created_at.to_jiff(),
            inside_at: None,
            held_for_host: false,
            device: DeviceReport::default(),
            consent_at: None,
            link: None,
            seat: None,
            thread: None,
        });
    }
    Ok(StoredRoom {
        room: RoomRecord {
            host,
            locked: row.locked,
            next_seat: row.next_seat.unsigned_abs(),
            epoch: row.epoch.unsigned_abs(),
            started_at: row.started_at.map(|at| at.to_jiff()),
            ended_at: row.ended_at.map(|at| at.to_jiff()),
        },
        people,
        conversation: ConversationId(row.conversation_id),
        chat: row.chat_id.map(ConversationId),
        info: signaling::protocol::MeetingInfo {
            id: meeting,
            title: row.title,
            state: row.state,
            at: row.created_at.to_jiff(),
            conversation: Some(ConversationId(row.conversation_id)),
            customer: row.customer,
        },
    })
}

async fn list_people(conn: &mut PgConnection, meeting: MeetingId) -> Result<Vec<PersonRecord>> {
    let rows = sqlx::query!(
        r#"
        select m.person_id, m.name, m.state as "state: LobbyState", m.since, m.inside_at, m.held_for_host,
               m.device as "device: Json<DeviceReport>", m.consent_at, m.link, m.seat, m.thread_id,
               coalesce(s.title, '') as "title!", (s.person_id is not null) as "is_staff!"
        from meeting_people m
        left join staff s on s.person_id = m.person_id
        where m.meeting_id = $1
        order by m.since
        limit 1000
        "#,
        meeting.0
    )
    .fetch_all(conn)
    .await?;
    let people = rows.into_iter().map(|row| PersonRecord {
        person: PersonId(row.person_id),
        name: row.name,
        title: row.title,
        is_staff: row.is_staff,
        state: row.state,
        since: row.since.to_jiff(),
        inside_at: row.inside_at.map(|at| at.to_jiff()),
        held_for_host: row.held_for_host,
        device: row.device.0,
        consent_at: row.consent_at.map(|at| at.to_jiff()),
        link: row.link,
        seat: row.seat.map(|seat| SeatNo(seat.unsigned_abs())),
        thread: row.thread_id.map(ConversationId),
    });
    Ok(people.collect())
}

/// False when another node has taken the room since.
pub(crate) async fn save_room(
    conn: &mut PgConnection,
    meeting: MeetingId,
    room: &RoomRecord,
) -> Result<bool> {
    let done = sqlx::query!(
        r#"
        update meetings
        set host_id = $3, locked = $4, next_seat = $5, started_at = $6
        where id = $1 and epoch = $2 and state = 'open'
        "#,
        meeting.0,
        i32::try_from(room.epoch).unwrap_or(i32::MAX),
        room.host.0,
        room.locked,
        i32::try_from(room.next_seat).unwrap_or(i32::MAX),
        room.started_at.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn save_people(
    conn: &mut PgConnection,
    meeting: MeetingId,
    people: &[&PersonRecord],
) -> Result<()> {
    for one in people {
        sqlx::query!(
            r#"
            insert into meeting_people
              (meeting_id, person_id, name, state, since, inside_at, held_for_host, device, consent_at, link, seat, thread_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            on conflict (meeting_id, person_id) do update
            set name = excluded.name, state = excluded.state, since = excluded.since, inside_at = excluded.inside_at,
                held_for_host = excluded.held_for_host, device = excluded.device, consent_at = excluded.consent_at,
                link = excluded.link, seat = excluded.seat, thread_id = excluded.thread_id
            "#,
            meeting.0,
            one.person.0,
            one.name,
            one.state as LobbyState,
            one.since.to_sqlx() as jiff_sqlx::Timestamp,
            one.inside_at.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
            one.held_for_host,
            Json(&one.device) as _,
            one.consent_at.map(|at| at.to_sqlx()) as Option<jiff_sqlx::Timestamp>,
            one.link,
            one.seat.map(|seat| i32::try_from(seat.0).unwrap_or(i32::MAX)),
            one.thread.map(|thread| thread.0),
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// False when another node has taken the room since.
pub(crate) async fn end_room(
    conn: &mut PgConnection,
    meeting: MeetingId,
    epoch: u32,
    ending: Ending,
) -> Result<bool> {
    let done = sqlx::query!(
        r#"
        update meetings
        set state = 'ended', ended_at = $3, node_id = null
        where id = $1 and epoch = $2 and state = 'open'
        "#,
        meeting.0,
        i32::try_from(epoch).unwrap_or(i32::MAX),
        ending.ended_at.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Another node may take the room at once.
pub(crate) async fn give_back(
    conn: &mut PgConnection,
    meeting: MeetingId,
    epoch: u32,
) -> Result<()> {
    sqlx::query!(
        "update meetings set node_id = null where id = $1 and epoch = $2 and state = 'open'",
        meeting.0,
        i32::try_from(epoch).unwrap_or(i32::MAX),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Of `nodes`, those whose lease has passed.
pub(crate) async fn dead_nodes(
    conn: &mut PgConnection,
    nodes: &[NodeId],
    now: Timestamp,
) -> Result<Vec<NodeId>> {
    let ids: Vec<Uuid> = nodes.iter().map(|node| node.0).collect();
    let alive = sqlx::query_scalar!(
        "select id from nodes where id = any ($1) and lease_until > $2 limit 10000",
        &ids,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_all(conn)
    .await?;
    let is_dead = |node: &&NodeId| !alive.contains(&node.0);
    Ok(nodes.iter().filter(is_dead).copied().collect())
}

/// Who is inside, as what they write in the meeting's log, and whether they were put aside.
pub(crate) async fn list_inside(
    conn: &mut PgConnection,
    meeting: MeetingId,
) -> Result<Vec<(Party, bool)>> {
    let rows = sqlx::query!(
        r#"
        select m.person_id, (s.person_id is not null) as "is_staff!", (m.state = 'held') as "held!"
        from meeting_people m
        left join staff s on s.person_id = m.person_id
        where m.meeting_id = $1 and m.state in ('in_room', 'held')
        limit 100
        "#,
        meeting.0
    )
    .fetch_all(conn)
    .await?;
    let parties = rows.into_iter().map(|row| {
        let role = match row.is_staff {
            true => Role::Advisor,
            false => Role::Customer,
        };
        let person = PersonId(row.person_id);
        (Party { person, role }, row.held)
    });
    Ok(parties.collect())
}
