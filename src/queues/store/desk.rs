//! The SQL of the advisor's side: taking, handing over, and what a desk shows.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{
    AdvisorState, AdvisorView, CannedId, CannedReply, ConversationId, ConversationState,
    ConversationSummary, CustomerView, DeskEntry, EntryId, EntryState, OfferView, PersonId,
    QueueId, Reason, StaffRole,
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::Queue;
use crate::error::Result;

/// False when the offer is not `advisor`'s any more.
pub(crate) async fn accept_entry(
    conn: &mut PgConnection,
    id: EntryId,
    advisor: PersonId,
    now: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        r#"
        update entries
        set state = 'active', advisor_id = offered_to, accepted_at = $3, answered_at = coalesce(answered_at, $3),
            offered_to = null, offer_until = null, wanted_by = null, wait_until = null, suggested = false,
            state_at = $3
        where id = $1 and state = 'offered' and offered_to = $2
        "#,
        id.0,
        advisor.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether somebody works here; that does not end before the transaction does. Taken after the entry's own lock, as the
/// matcher takes them.
pub(crate) async fn hold_post(conn: &mut PgConnection, person: PersonId) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"
        select true as "found!" from staff
        where person_id = $1 and deactivated_at is null
        for no key update
        "#,
        person.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// Gives an open entry to `advisor`, wherever it is.
pub(crate) async fn assign_entry(
    conn: &mut PgConnection,
    id: EntryId,
    advisor: PersonId,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        r#"
        update entries
        set state = 'active', advisor_id = $2, accepted_at = $3, answered_at = coalesce(answered_at, $3),
            -- Who is taken over from a colleague has not waited.
            waiting_since = case when state in ('active', 'parked') then $3 else waiting_since end,
            offered_to = null, offer_until = null, offered_at = null, wanted_by = null, wait_until = null,
            suggested = false, state_at = $3
        where id = $1 and ended_at is null
        "#,
        id.0,
        advisor.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn set_entry_state(
    conn: &mut PgConnection,
    id: EntryId,
    from: EntryState,
    to: EntryState,
    now: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        "update entries set state = $3, state_at = $4 where id = $1 and state = $2",
        id.0,
        from as EntryState,
        to as EntryState,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Hands an entry on: back in line at its old place, for a colleague by name or for another queue. The wait begins anew.
pub(crate) async fn hand_over(
    conn: &mut PgConnection,
    id: EntryId,
    to: Result<PersonId, &Queue>,
    note: &str,
    now: Timestamp,
) -> Result<()> {
    let (wanted, queue) = match to {
        Ok(person) => (Some(person.0), None),
        Err(queue) => (None, Some(queue)),
    };
    sqlx::query!(
        r#"
        update entries e
        set state = 'waiting', advisor_id = null, wanted_by = $2, note = nullif($3, ''),
            queue_id = q.id, skills = coalesce($5, e.skills), refused_by = '{}', waiting_since = $6,
            wait_until = $6::timestamptz + make_interval(secs => q.longest_wait_s), state_at = $6
        from queues q
        where e.id = $1 and e.state in ('active', 'parked') and q.id = coalesce($4, e.queue_id)
        "#,
        id.0,
        wanted,
        note,
        queue.map(|queue| queue.id.0),
        queue.map(|queue| queue.skills.as_slice()),
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An offer as its advisor sees it, if it is still there.
pub(crate) async fn find_offer(
    conn: &mut PgConnection,
    entry: EntryId,
    now: Timestamp,
) -> Result<Option<(PersonId, OfferView)>> {
    let offers = list_offers(conn, Some(entry), None, now).await?;
    Ok(offers.into_iter().next())
}

pub(crate) async fn list_offers(
    conn: &mut PgConnection,
    entry: Option<EntryId>,
    to: Option<PersonId>,
    now: Timestamp,
) -> Result<Vec<(PersonId, OfferView)>> {
    let rows = sqlx::query!(
        r#"
        select e.id, e.queue_id, e.offered_to as "offered_to!", e.offered_at as "offered_at!",
               e.offer_until as "offer_until!", e.waiting_since, e.note, e.offer_why as "why!: Json<Reason>",
               c.subject, e.language, p.id as person_id, p.name, p.email, p.phone,
               exists (
                 select from presences h join nodes n on n.id = h.node_id
                 where h.person_id = p.id and n.lease_until > $3
               ) as "present!",
               (select count(*) from conversations o
                where o.customer_id = p.id and o.kind = 'chat' and o.id <> e.conversation_id) as "earlier!"
        from entries e
        join conversations c on c.id = e.conversation_id
        join people p on p.id = e.customer_id
        where e.state = 'offered' and ($1::uuid is null or e.id = $1) and ($2::uuid is null or e.offered_to = $2)
        order by e.offered_at
        limit 100
        "#,
        entry.map(|id| id.0),
        to.map(|id| id.0),
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_all(conn)
    .await?;
    let offers = rows.into_iter().map(|row| {
        let customer = CustomerView {
            person: PersonId(row.person_id),
            name: row.name,
            email: row.email,
            phone: row.phone,
            language: row.language,
            present: row.present,
            earlier: u32::try_from(row.earlier).unwrap_or_default(),
        };
        let offer = OfferView {
            entry: EntryId(row.id),
            queue: QueueId(row.queue_id),
            customer,
            subject: row.subject,
            waiting_since: row.waiting_since.to_jiff(),
            offered_at: row.offered_at.to_jiff(),
            until: row.offer_until.to_jiff(),
            note: row.note,
            why: row.why.0,
        };
        (PersonId(row.offered_to), offer)
    });
    Ok(offers.collect())
}

/// Entries as a desk shows them: one, or all of an advisor's.
pub(crate) async fn list_desk_entries(
    conn: &mut PgConnection,
    entry: Option<EntryId>,
    advisor: Option<PersonId>,
    reader: PersonId,
    now: Timestamp,
) -> Result<Vec<DeskEntry>> {
    let rows = sqlx::query!(
        r#"
        select e.id, e.state as "state: EntryState", e.queue_id, e.conversation_id, e.advisor_id, e.joined_at,
               e.waiting_since, e.accepted_at, e.language, i.id as internal_id, c.subject, c.head_seq,
               p.id as person_id, p.name, p.email, p.phone,
               exists (
                 select from presences h join nodes n on n.id = h.node_id
                 where h.person_id = p.id and n.lease_until > $4
               ) as "present!",
               (select count(*) from conversations o
                where o.customer_id = p.id and o.kind = 'chat' and o.id <> e.conversation_id) as "earlier!",
               coalesce(mine.read_seq, 0) as "read!",
               coalesce((select left(m.body, 120) from messages m
                         where m.conversation_id = c.id and m.kind = 'text' and m.redacted_at is null
                         order by m.seq desc limit 1), '') as "last!",
               (select min(m.created_at) from messages m
                where m.conversation_id = c.id and m.role = 'customer' and m.kind in ('text', 'file')
                  and m.seq > coalesce((select max(a.seq) from messages a
                                        where a.conversation_id = c.id and a.role in ('advisor', 'supervisor')
                                          and a.kind in ('text', 'file')), 0)) as unanswered_since
        from entries e
        join conversations c on c.id = e.conversation_id
        join conversations i on i.parent_id = c.id
        join people p on p.id = e.customer_id
        left join participants mine on mine.conversation_id = c.id and mine.person_id = $3
        where ($1::uuid is null or e.id = $1)
          and ($2::uuid is null or (e.advisor_id = $2 and e.state in ('active', 'parked')))
        order by e.accepted_at
        limit 200
        "#,
        entry.map(|id| id.0),
        advisor.map(|id| id.0),
        reader.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_all(conn)
    .await?;
    let entries = rows.into_iter().map(|row| DeskEntry {
        entry: EntryId(row.id),
        state: row.state,
        queue: QueueId(row.queue_id),
        conversation: ConversationId(row.conversation_id),
        internal: ConversationId(row.internal_id),
        advisor: row.advisor_id.map(PersonId),
        customer: CustomerView {
            person: PersonId(row.person_id),
            name: row.name,
            email: row.email,
            phone: row.phone,
            language: row.language,
            present: row.present,
            earlier: u32::try_from(row.earlier).unwrap_or_default(),
        },
        subject: row.subject,
        joined_at: row.joined_at.to_jiff(),
        waiting_since: row.waiting_since.to_jiff(),
        accepted_at: row.accepted_at.map(jiff_sqlx::Timestamp::to_jiff),
        unanswered_since: row.unanswered_since.map(jiff_sqlx::Timestamp::to_jiff),
        last: row.last,
        head: row.head_seq,
        read: row.read,
    });
    Ok(entries.collect())
}

pub(crate) async fn find_internal(
    conn: &mut PgConnection,
    chat: ConversationId,
) -> Result<Option<ConversationId>> {
    let id = sqlx::query_scalar!("select id from conversations where parent_id = $1", chat.0)
        .fetch_optional(conn)
        .await?;
    Ok(id.map(ConversationId))
}

pub(crate) async fn find_parked(
    conn: &mut PgConnection,
    chat: ConversationId,
) -> Result<Option<(EntryId, PersonId)>> {
    let row = sqlx::query!(
        r#"select id, advisor_id as "advisor_id!" from entries where conversation_id = $1 and state = 'parked'"#,
        chat.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (EntryId(row.id), PersonId(row.advisor_id))))
}

/// Conversations put aside in which the customer has written since.
pub(crate) async fn list_parked_written(conn: &mut PgConnection) -> Result<Vec<ConversationId>> {
    let ids = sqlx::query_scalar!(
        r#"
        select e.conversation_id
        from entries e
        where e.state = 'parked' and exists (
          select from messages m
          where m.conversation_id = e.conversation_id and m.role = 'customer' and m.kind in ('text', 'file')
            and m.created_at > e.state_at
        )
        limit 500
        "#
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(ConversationId).collect())
}

/// Conversations of these customers that somebody holds, and who does. By `entries_one_open`.
pub(crate) async fn list_held_by(
    conn: &mut PgConnection,
    customers: &[PersonId],
) -> Result<Vec<(EntryId, PersonId)>> {
    let customers: Vec<Uuid> = customers.iter().map(|person| person.0).collect();
    let rows = sqlx::query!(
        r#"
        select id, advisor_id as "advisor_id!"
        from entries
        where customer_id = any ($1) and state in ('active', 'parked')
        limit 10000
        "#,
        &customers
    )
    .fetch_all(conn)
    .await?;
    let held = rows.into_iter();
    Ok(held
        .map(|row| (EntryId(row.id), PersonId(row.advisor_id)))
        .collect())
}

/// Staff as colleagues see them: one, or everybody.
pub(crate) async fn list_advisors(
    conn: &mut PgConnection,
    one: Option<PersonId>,
    now: Timestamp,
) -> Result<Vec<AdvisorView>> {
    let rows = sqlx::query!(
        r#"
        select s.person_id, p.name, s.title, s.role as "role: StaffRole", s.state as "state: AdvisorState", s.state_at,
               s.capacity, s.languages,
               (select count(*) from entries e where e.state = 'offered' and e.offered_to = s.person_id)
               + (select count(*) from entries e where e.state = 'active' and e.advisor_id = s.person_id) as "load!",
               coalesce((select array_agg(q.queue_id) from queue_staff q where q.person_id = s.person_id), '{}')
                 as "queues!",
               exists (
                 select from presences h join nodes n on n.id = h.node_id
                 where h.person_id = s.person_id and n.lease_until > $2
               ) as "present!",
               (
                 select min(i.since) from meeting_people i
                 join meetings m on m.id = i.meeting_id and m.state = 'open'
                 join nodes n on n.id = m.node_id and n.lease_until > $2
                 where i.person_id = s.person_id and i.seat is not null
               ) as in_call_since
        from staff s
        join people p on p.id = s.person_id
        where ($1::uuid is null or s.person_id = $1) and s.deactivated_at is null and s.invited_at is null
        order by p.name
        limit 1000
        "#,
        one.map(|id| id.0),
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_all(conn)
    .await?;
    let advisors = rows.into_iter().map(|row| AdvisorView {
        person: PersonId(row.person_id),
        name: row.name,
        title: row.title,
        role: row.role,
        state: row.state,
        present: row.present,
        since: row.state_at.to_jiff(),
        in_call: row.in_call_since.is_some(),
        in_call_since: row.in_call_since.map(|at| at.to_jiff()),
        load: u32::try_from(row.load).unwrap_or_default(),
        capacity: row.capacity.unsigned_abs(),
        queues: row.queues.into_iter().map(QueueId).collect(),
        languages: row.languages,
    });
    Ok(advisors.collect())
}

pub(crate) async fn list_canned(conn: &mut PgConnection) -> Result<Vec<CannedReply>> {
    let rows = sqlx::query!(
        "select id, shortcut, title, text, language from canned_replies order by shortcut, language limit 500"
    )
    .fetch_all(conn)
    .await?;
    let canned = rows.into_iter().map(|row| CannedReply {
        id: CannedId(row.id),
        shortcut: row.shortcut,
        title: row.title,
        text: row.text,
        language: row.language,
    });
    Ok(canned.collect())
}

/// A customer's chats, newest first, with `reader`'s read marks.
pub(crate) async fn list_conversations(
    conn: &mut PgConnection,
    customer: PersonId,
    reader: PersonId,
) -> Result<Vec<ConversationSummary>> {
    let rows = sqlx::query!(
        r#"
        select c.id, c.state as "state: ConversationState", c.queue_id, c.subject, c.head_seq, c.created_at,
               coalesce(mine.read_seq, 0) as "read!",
               coalesce(
                 (select p.name from entries e join people p on p.id = e.advisor_id
                  where e.conversation_id = c.id
                  order by e.joined_at desc limit 1),
                 -- With nobody just now: who was there last.
                 (select p.name from participants o join people p on p.id = o.person_id
                  where o.conversation_id = c.id and o.role <> 'customer'
                  order by o.left_at desc nulls first, o.joined_at desc limit 1)
               ) as "with?",
               l.text as "last?", l.created_at as "last_at?"
        from conversations c
        left join participants mine on mine.conversation_id = c.id and mine.person_id = $2
        left join lateral (
          select left(m.body, 120) as text, m.created_at from messages m
          where m.conversation_id = c.id and m.kind = 'text' and m.redacted_at is null
          order by m.seq desc limit 1
        ) l on true
        where c.customer_id = $1 and c.kind = 'chat'
        order by c.created_at desc
        limit 50
        "#,
        customer.0,
        reader.0,
    )
    .fetch_all(conn)
    .await?;
    let summaries = rows.into_iter().map(|row| ConversationSummary {
        id: ConversationId(row.id),
        state: row.state,
        queue: row.queue_id.map(QueueId),
        subject: row.subject,
        with: row.with,
        last: row.last.unwrap_or_default(),
        last_at: row.last_at.unwrap_or(row.created_at).to_jiff(),
        head: row.head_seq,
        read: row.read,
    });
    Ok(summaries.collect())
}
