//! The SQL of meetings.

mod lists;
mod rooms;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{
    ConversationId, MeetingId, MeetingInfo, MeetingState, PersonId, QualityMinute,
};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

pub(super) use lists::{list, list_quality, list_seated, load_summary};
pub(super) use rooms::{
    Claim, StoredRoom, claim, dead_nodes, end_room, give_back, list_inside, load_room, save_people,
    save_room,
};

use super::rooms::no_such_meeting;
use crate::error::Result;

/// A meeting to be made.
pub(super) struct NewMeeting<'a> {
    pub id: MeetingId,
    pub host: PersonId,
    pub title: &'a str,
    pub chat: Option<ConversationId>,
    pub conversation: ConversationId,
}

pub(super) async fn create(
    conn: &mut PgConnection,
    new: &NewMeeting<'_>,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into meetings (id, host_id, title, chat_id, conversation_id, created_at)
        values ($1, $2, $3, $4, $5, $6)
        "#,
        new.id.0,
        new.host.0,
        new.title,
        new.chat.map(|chat| chat.0),
        new.conversation.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn find_open_of_chat(
    conn: &mut PgConnection,
    chat: ConversationId,
) -> Result<Option<MeetingId>> {
    let found = sqlx::query_scalar!(
        "select id from meetings where chat_id = $1 and state = 'open'",
        chat.0
    );
    Ok(found.fetch_optional(conn).await?.map(MeetingId))
}

/// Locks a meeting's row for a change of its host's.
pub(super) async fn lock(conn: &mut PgConnection, meeting: MeetingId) -> Result<()> {
    sqlx::query_scalar!(
        "select id from meetings where id = $1 for update",
        meeting.0
    )
    .fetch_optional(conn)
    .await?
    .map(drop)
    .ok_or_else(no_such_meeting)
}

/// What policy needs to know about a meeting and one person.
pub(super) struct Facts {
    pub host: PersonId,
    pub state: MeetingState,
    pub chat: Option<ConversationId>,
    pub conversation: Option<ConversationId>,
    /// The chat's customer.
    pub customer: Option<PersonId>,
    /// Whether the person has been there.
    pub is_known: bool,
    /// Whether the person takes part in the chat.
    pub in_chat: bool,
}

pub(super) async fn find_facts(
    conn: &mut PgConnection,
    meeting: MeetingId,
    person: PersonId,
) -> Result<Option<Facts>> {
    let row = sqlx::query!(
        r#"
        select m.host_id, m.state as "state: MeetingState", m.chat_id, m.conversation_id,
               c.customer_id as "customer_id?",
               exists (
                 select from meeting_people p
                 where p.meeting_id = m.id and p.person_id = $2 and p.state <> 'removed'
               ) as "is_known!",
               exists (
                 select from participants p
                 where p.conversation_id = m.chat_id and p.person_id = $2 and p.left_at is null
               ) as "in_chat!"
        from meetings m
        left join conversations c on c.id = m.chat_id
        where m.id = $1
        "#,
        meeting.0,
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Facts {
        host: PersonId(row.host_id),
        state: row.state,
        chat: row.chat_id.map(ConversationId),
        conversation: Some(ConversationId(row.conversation_id)),
        customer: row.customer_id.map(PersonId),
        is_known: row.is_known,
        in_chat: row.in_chat,
    }))
}

/// A meeting's own row.
pub(super) struct Row {
    pub info: MeetingInfo,
}

pub(super) async fn load(conn: &mut PgConnection, meeting: MeetingId) -> Result<Row> {
    let row = sqlx::query!(
        r#"
        select m.title, m.state as "state: MeetingState", m.created_at, p.name as "customer?"
        from meetings m
        left join conversations c on c.id = m.chat_id
        left join people p on p.id = c.customer_id
        where m.id = $1
        "#,
        meeting.0
    )
    .fetch_optional(conn)
    .await?;
    let row = row.ok_or_else(no_such_meeting)?;
    Ok(Row {
        info: MeetingInfo {
            id: meeting,
            title: row.title,
            state: row.state,
            at: row.created_at.to_jiff(),
            conversation: None,
            customer: row.customer,
        },
    })
}

pub(super) async fn set_conversation(
    conn: &mut PgConnection,
    meeting: MeetingId,
    conversation: ConversationId,
) -> Result<()> {
    sqlx::query!(
        "update meetings set conversation_id = $2 where id = $1",
        meeting.0,
        conversation.0
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Somebody's name as it is now, and what they do: a visitor may have given theirs since their socket came.
pub(super) async fn load_name(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<(String, String)> {
    let row = sqlx::query!(
        r#"
        select p.name, coalesce(s.title, '') as "title!"
        from people p
        left join staff s on s.person_id = p.id
        where p.id = $1
        "#,
        person.0
    )
    .fetch_one(conn)
    .await?;
    Ok((row.name, row.title))
}

/// Visitors are nobody in particular until they give a name.
pub(super) async fn name_visitor(
    conn: &mut PgConnection,
    person: PersonId,
    name: &str,
) -> Result<()> {
    sqlx::query!(
        "update people set name = $2 where id = $1 and kind = 'visitor' and name = ''",
        person.0,
        name
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A way in.
pub(super) struct Link {
    pub link: String,
    pub meeting: MeetingId,
    pub valid: bool,
    pub at: Timestamp,
}

pub(super) async fn find_link(conn: &mut PgConnection, link: &str) -> Result<Option<Link>> {
    let row = sqlx::query!(
        r#"
        select link, meeting_id, (revoked_at is null) as "valid!", created_at
        from meeting_links
        where link = $1
        "#,
        link
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Link {
        link: row.link,
        meeting: MeetingId(row.meeting_id),
        valid: row.valid,
        at: row.created_at.to_jiff(),
    }))
}

/// Newest first.
pub(super) async fn list_links(conn: &mut PgConnection, meeting: MeetingId) -> Result<Vec<Link>> {
    let rows = sqlx::query!(
        r#"
        select link, (revoked_at is null) as "valid!", created_at
        from meeting_links
        where meeting_id = $1
        order by created_at desc
        limit 100
        "#,
        meeting.0
    )
    .fetch_all(conn)
    .await?;
    let links = rows.into_iter().map(|row| Link {
        link: row.link,
        meeting,
        valid: row.valid,
        at: row.created_at.to_jiff(),
    });
    Ok(links.collect())
}

pub(super) async fn count_links(conn: &mut PgConnection, meeting: MeetingId) -> Result<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from meeting_links where meeting_id = $1 and revoked_at is null"#,
        meeting.0
    );
    Ok(count.fetch_one(conn).await?)
}

pub(super) async fn add_link(
    conn: &mut PgConnection,
    meeting: MeetingId,
    link: &str,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into meeting_links (link, meeting_id, created_at) values ($1, $2, $3)",
        link,
        meeting.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// False when the meeting has no such link. A second time changes nothing.
pub(super) async fn revoke_link(
    conn: &mut PgConnection,
    meeting: MeetingId,
    link: &str,
    now: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        "update meeting_links set revoked_at = coalesce(revoked_at, $3) where link = $1 and meeting_id = $2",
        link,
        meeting.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn save_quality(
    db: &PgPool,
    meeting: MeetingId,
    minutes: &[(PersonId, QualityMinute)],
) -> Result<()> {
    for (person, minute) in minutes {
        let person: Uuid = person.0;
        sqlx::query!(
            r#"
            insert into meeting_quality as q
              (meeting_id, person_id, minute, score, loss_in_pct, loss_out_pct, round_trip_ms, frozen_ms, cause)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            on conflict (meeting_id, person_id, minute) do update
            set score = least(q.score, excluded.score), loss_in_pct = greatest(q.loss_in_pct, excluded.loss_in_pct),
                loss_out_pct = greatest(q.loss_out_pct, excluded.loss_out_pct),
                round_trip_ms = greatest(q.round_trip_ms, excluded.round_trip_ms),
                frozen_ms = q.frozen_ms + excluded.frozen_ms,
                cause = case when excluded.cause = 'none' then q.cause else excluded.cause end
            "#,
            meeting.0,
            person,
            minute.at.to_sqlx() as jiff_sqlx::Timestamp,
            minute.score,
            minute.loss_in_pct,
            minute.loss_out_pct,
            i32::try_from(minute.round_trip_ms).unwrap_or(i32::MAX),
            i32::try_from(minute.frozen_ms).unwrap_or(i32::MAX),
            minute.cause as signaling::protocol::QualityCause,
        )
        .execute(db)
        .await?;
    }
    Ok(())
}
