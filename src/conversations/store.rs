//! The SQL of conversations.

mod log;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{
    CaseId, CaseNumber, ConversationId, ConversationKind, ConversationState, EntryId, Marks,
    ParticipantView, PersonId, Role,
};
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

pub(super) use log::{
    Landed, NewRow, Target, TextRow, append_row, append_texts, find_head, find_sent, find_target,
    hold_step_of, is_shown, is_withheld, keep_revision, list_behind, list_merged, list_strangers,
    set_redacted, set_text,
};
pub(crate) use log::{is_own_upload, list_messages, lock};

use crate::{error::Result, identity::Caller};

/// What policy needs to know about a conversation and one person.
#[derive(Debug)]
pub(super) struct Facts {
    pub kind: ConversationKind,
    pub state: ConversationState,
    pub head: i64,
    pub customer: Option<PersonId>,
    pub watch: Option<String>,
    pub role: Option<Role>,
    pub present: bool,
    /// The log's heads when the person was put aside and taken back, in turns.
    pub unseen: Vec<i64>,
    /// The person's own inbox: of the queues they serve, or taken by them.
    pub in_inbox: bool,
    /// Of a case's log: the person is of the staff who work with the case, or with the one into which it was merged.
    pub of_case: bool,
    pub serves_customer: bool,
    /// The case into which the one of this log was merged.
    pub merged_into: Option<CaseNumber>,
}

/// Somebody who takes part.
#[derive(Debug, Clone, Copy)]
pub struct Party {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
}

impl Party {
    /// The customer.
    pub fn customer(person: PersonId) -> Self {
        Self {
            person,
            role: Role::Customer,
        }
    }

    /// The one who has it, whoever gave it to them.
    pub fn owner(person: PersonId) -> Self {
        Self {
            person,
            role: Role::Advisor,
        }
    }

    /// A member of staff in their ordinary role.
    pub fn of_staff(caller: &Caller) -> Self {
        Self {
            person: caller.person,
            role: super::policy::staff_role(caller),
        }
    }
}

pub(super) async fn find_facts(
    conn: &mut PgConnection,
    id: ConversationId,
    person: PersonId,
) -> Result<Option<Facts>> {
    let row = sqlx::query!(
        r#"
        select c.kind as "kind: ConversationKind", c.state as "state: ConversationState", c.head_seq, c.watch,
               top.customer_id as "customer?: PersonId",
               p.role as "role?: Role", (p.person_id is not null and p.left_at is null) as "present!",
               coalesce(p.unseen, '{}') as "unseen!",
               exists (
                 select from left_messages l
                 where l.conversation_id = top.id and (l.taken_by = $2 or exists (
                   select from queue_staff s where s.queue_id = l.queue_id and s.person_id = $2
                 ))
               ) as "in_inbox!",
               (works_with_case(c.case_id, $2) or works_with_case(o.merged_into, $2)) as "of_case!",
               top.kind = 'chat' and (exists (
                 select from entries e
                 where e.advisor_id = $2 and e.state in ('active', 'parked') and e.customer_id = top.customer_id
               ) or exists (
                 select from entries e
                 where e.offered_to = $2 and e.state = 'offered' and e.customer_id = top.customer_id
               )) as "serves_customer!",
               k.year as "merged_year?", k.number as "merged_number?"
        from conversations c
        join conversations top on top.id = coalesce(c.parent_id, c.id)
        left join participants p on p.conversation_id = c.id and p.person_id = $2
        left join cases o on o.id = c.case_id
        left join cases k on k.id = o.merged_into
        where c.id = $1
        "#,
        id.0,
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Facts {
        kind: row.kind,
        state: row.state,
        head: row.head_seq,
        customer: row.customer,
        watch: Some(row.watch),
        role: row.role,
        present: row.present,
        unseen: row.unseen,
        in_inbox: row.in_inbox,
        of_case: row.of_case,
        serves_customer: row.serves_customer,
        merged_into: CaseNumber::of_row(row.merged_year, row.merged_number),
    }))
}

pub(super) async fn list_participants(
    conn: &mut PgConnection,
    id: ConversationId,
) -> Result<Vec<ParticipantView>> {
    let rows = sqlx::query!(
        r#"
        select p.person_id, pe.name, coalesce(s.title, '') as "title!", p.role as "role: Role",
               (p.left_at is null) as "present!", p.delivered_seq, p.read_seq
        from participants p
        join people pe on pe.id = p.person_id
        left join staff s on s.person_id = p.person_id
        where p.conversation_id = $1
        order by p.joined_at
        limit 200
        "#,
        id.0,
    )
    .fetch_all(conn)
    .await?;
    let view = rows.into_iter().map(|row| ParticipantView {
        person: PersonId(row.person_id),
        name: row.name,
        title: row.title,
        role: row.role,
        present: row.present,
        marks: Marks {
            person: PersonId(row.person_id),
            delivered: row.delivered_seq,
            read: row.read_seq,
        },
    });
    Ok(view.collect())
}

#[derive(Default)]
pub(super) struct StaffLinks {
    pub internal: Option<ConversationId>,
    pub entry: Option<EntryId>,
}

pub(super) async fn find_staff_links(
    conn: &mut PgConnection,
    id: ConversationId,
) -> Result<StaffLinks> {
    let row = sqlx::query!(
        r#"
        select (select i.id from conversations i where i.parent_id = $1) as "internal: ConversationId",
               (select e.id from entries e where e.conversation_id = $1 order by e.joined_at desc limit 1)
                 as "entry: EntryId"
        "#,
        id.0,
    )
    .fetch_one(conn)
    .await?;
    Ok(StaffLinks {
        internal: row.internal,
        entry: row.entry,
    })
}

/// A new chat and the internal log beside it.
pub(crate) struct NewChat<'a> {
    pub id: ConversationId,
    pub internal: ConversationId,
    pub customer: PersonId,
    pub queue: signaling::protocol::QueueId,
    pub subject: &'a str,
    pub watch: &'static str,
}

pub(crate) async fn create_chat(
    conn: &mut PgConnection,
    chat: &NewChat<'_>,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into conversations (id, kind, parent_id, customer_id, queue_id, subject, watch, created_at)
        values ($1, 'chat', null, $3, $4, $5, $6, $7),
               ($2, 'internal', $1, null, $4, '', 'none', $7)
        "#,
        chat.id.0,
        chat.internal.0,
        chat.customer.0,
        chat.queue.0,
        chat.subject,
        chat.watch,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(&mut *conn)
    .await?;
    add_participant(conn, chat.id, Party::customer(chat.customer), now).await?;
    Ok(())
}

/// A log for those of a meeting.
pub(crate) async fn create_meeting_log(
    conn: &mut PgConnection,
    id: ConversationId,
    subject: &str,
    parties: &[Party],
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "insert into conversations (id, kind, subject, created_at) values ($1, 'meeting', $2, $3)",
        id.0,
        subject,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(&mut *conn)
    .await?;
    for party in parties {
        add_participant(conn, id, *party, now).await?;
    }
    Ok(())
}

/// A log of a case, or of one to come.
pub(crate) struct NewCaseLog<'a> {
    pub id: ConversationId,
    pub kind: ConversationKind,
    pub case: Option<CaseId>,
    /// None where only staff read.
    pub customer: Option<PersonId>,
    pub subject: &'a str,
}

pub(crate) async fn create_case_log(
    conn: &mut PgConnection,
    log: &NewCaseLog<'_>,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into conversations (id, kind, case_id, customer_id, subject, watch, created_at)
        values ($1, $2, $3, $4, $5, 'case', $6)
        "#,
        log.id.0,
        log.kind as ConversationKind,
        log.case.map(|case| case.0),
        log.customer.map(|customer| customer.0),
        log.subject,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(&mut *conn)
    .await?;
    if let Some(customer) = log.customer {
        add_participant(conn, log.id, Party::customer(customer), now).await?;
    }
    Ok(())
}

/// Adds somebody, or takes them back; who was put aside reads on from here. False when they take part already, as the
/// same.
pub(crate) async fn add_participant(
    conn: &mut PgConnection,
    id: ConversationId,
    party: Party,
    now: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        r#"
        insert into participants as p (conversation_id, person_id, role, joined_at)
        values ($1, $2, $3, $4)
        on conflict (conversation_id, person_id) do update
        set left_at = null, role = excluded.role,
            unseen = case
              when cardinality(p.unseen) % 2 = 0 then p.unseen
              else p.unseen || (select c.head_seq from conversations c where c.id = p.conversation_id)
            end
        where p.left_at is not null or p.role <> excluded.role
        "#,
        id.0,
        party.person.0,
        party.role as Role,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends somebody's part; they keep what they have read. False when they had none.
pub(crate) async fn end_participation(
    conn: &mut PgConnection,
    id: ConversationId,
    person: PersonId,
    now: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        "update participants set left_at = $3 where conversation_id = $1 and person_id = $2 and left_at is null",
        id.0,
        person.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends somebody's part until they are taken back: what is written meanwhile they never read. False when they had none.
pub(crate) async fn put_aside(
    conn: &mut PgConnection,
    id: ConversationId,
    person: PersonId,
    now: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        r#"
        update participants p
        set left_at = $3, unseen = p.unseen || c.head_seq
        from conversations c
        where c.id = p.conversation_id and p.conversation_id = $1 and p.person_id = $2 and p.left_at is null
        "#,
        id.0,
        person.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn set_state(
    conn: &mut PgConnection,
    id: ConversationId,
    state: ConversationState,
) -> Result<()> {
    sqlx::query!(
        "update conversations set state = $2, watch = case when $2 = 'ended' and case_id is null then 'none' else watch end where id = $1",
        id.0,
        state as ConversationState,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn set_watch(
    conn: &mut PgConnection,
    id: ConversationId,
    watch: &str,
) -> Result<()> {
    sqlx::query!(
        "update conversations set watch = $2 where id = $1",
        id.0,
        watch
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn find_rating(conn: &mut PgConnection, id: ConversationId) -> Result<Option<u8>> {
    let score = sqlx::query_scalar!("select score from ratings where conversation_id = $1", id.0);
    let score = score.fetch_optional(conn).await?;
    Ok(score.and_then(|score| u8::try_from(score).ok()))
}

pub(super) async fn set_rating(
    conn: &mut PgConnection,
    id: ConversationId,
    by: PersonId,
    score: u8,
    comment: &str,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into ratings (conversation_id, person_id, score, comment, created_at)
        values ($1, $2, $3, $4, $5)
        on conflict (conversation_id) do update
        set score = excluded.score, comment = excluded.comment, created_at = excluded.created_at
        "#,
        id.0,
        by.0,
        i32::from(score),
        comment,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Moves marks forward, never past the head; returns those that moved. Only of those who take part: whoever reads
/// along silently, or has left and looks again, is not to be seen by what they read.
pub(super) async fn move_marks(
    db: &PgPool,
    marks: &[(ConversationId, PersonId, i64, i64)],
) -> Result<Vec<(ConversationId, Marks)>> {
    let conversations: Vec<Uuid> = marks.iter().map(|mark| mark.0.0).collect();
    let people: Vec<Uuid> = marks.iter().map(|mark| mark.1.0).collect();
    let delivered: Vec<i64> = marks.iter().map(|mark| mark.2.max(mark.3)).collect();
    let read: Vec<i64> = marks.iter().map(|mark| mark.3).collect();
    let moved = sqlx::query!(
        r#"
        with wanted as (
          select k.conversation_id, k.person_id, least(k.delivered, c.head_seq) as delivered,
                 least(k.read, c.head_seq) as read
          from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[])
            as k (conversation_id, person_id, delivered, read)
          join conversations c on c.id = k.conversation_id
        )
        update participants p
        set delivered_seq = greatest(p.delivered_seq, w.delivered), read_seq = greatest(p.read_seq, w.read)
        from wanted w
        where p.conversation_id = w.conversation_id and p.person_id = w.person_id and p.left_at is null
          and (p.delivered_seq < w.delivered or p.read_seq < w.read)
        returning p.conversation_id, p.person_id, p.delivered_seq, p.read_seq
        "#,
        &conversations,
        &people,
        &delivered,
        &read,
    )
    .fetch_all(db)
    .await?;
    let moved = moved.into_iter().map(|row| {
        let marks = Marks {
            person: PersonId(row.person_id),
            delivered: row.delivered_seq,
            read: row.read_seq,
        };
        (ConversationId(row.conversation_id), marks)
    });
    Ok(moved.collect())
}
