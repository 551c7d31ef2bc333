//! The SQL of queues.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{
    AdvisorState, AdvisorView, CannedId, CannedReply, CapAction, ConversationId, ConversationState,
    ConversationSummary, CustomerView, DeskEntry, EntryId, EntryState, Explained, Hours, InboxItem, InboxState,
    LeftMessageId, Localised, OfferView, PersonId, QueueId, QueueSettings, StaffRole, Thresholds, WaitAction, WaitRange,
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::{
    Decision,
    estimate::Staffing,
    matching::{Candidate, Match, Waiting},
};
use crate::error::Result;

/// Waiting entries of one queue looked at in one pass: more than any pass can place.
const LINE_LOOKED_AT: i64 = 200;
/// Conversations that an estimate is built on.
const RECENT: i64 = 50;

/// One lock for all matching, on all nodes.
const MATCHING_LOCK: i64 = 0x5a17_a1_0001;

pub(super) async fn lock_matching(tx: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock($1) as locked", MATCHING_LOCK).fetch_one(tx).await?;
    Ok(())
}

// --- queues

/// A queue with its settings parsed.
#[derive(Debug, Clone)]
pub(crate) struct Queue {
    pub settings: QueueSettings,
    pub skills: Vec<String>,
}

impl std::ops::Deref for Queue {
    type Target = QueueSettings;
    fn deref(&self) -> &QueueSettings {
        &self.settings
    }
}

struct QueueRow {
    id: Uuid,
    slug: String,
    name: Json<Localised>,
    about: Json<Localised>,
    hours: Json<Hours>,
    cap: i32,
    cap_action: String,
    longest_wait_s: i32,
    wait_action: String,
    offer_s: i32,
    priority: i32,
    skills: Vec<String>,
    thresholds: Json<Thresholds>,
    version: i32,
}

impl From<QueueRow> for Queue {
    fn from(row: QueueRow) -> Self {
        let settings = QueueSettings {
            id: QueueId(row.id),
            slug: row.slug,
            name: row.name.0,
            about: row.about.0,
            hours: row.hours.0,
            cap: row.cap.unsigned_abs(),
            cap_action: if row.cap_action == "turn_away" { CapAction::TurnAway } else { CapAction::LeaveMessage },
            longest_wait_s: row.longest_wait_s.unsigned_abs(),
            wait_action: if row.wait_action == "to_message" { WaitAction::ToMessage } else { WaitAction::Suggest },
            offer_s: row.offer_s.unsigned_abs(),
            priority: u8::try_from(row.priority).unwrap_or_default(),
            thresholds: row.thresholds.0,
            version: row.version,
        };
        Self { settings, skills: row.skills }
    }
}

pub(crate) async fn list_queues(conn: &mut PgConnection) -> Result<Vec<Queue>> {
    let rows = sqlx::query_as!(
        QueueRow,
        r#"
        select id, slug, name as "name: Json<Localised>", about as "about: Json<Localised>",
               hours as "hours: Json<Hours>", cap, cap_action, longest_wait_s, wait_action, offer_s, priority, skills,
               thresholds as "thresholds: Json<Thresholds>", version
        from queues
        order by place, slug
        limit 200
        "#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Queue::from).collect())
}

pub(super) async fn find_queue(conn: &mut PgConnection, id: QueueId) -> Result<Option<Queue>> {
    let row = sqlx::query_as!(
        QueueRow,
        r#"
        select id, slug, name as "name: Json<Localised>", about as "about: Json<Localised>",
               hours as "hours: Json<Hours>", cap, cap_action, longest_wait_s, wait_action, offer_s, priority, skills,
               thresholds as "thresholds: Json<Thresholds>", version
        from queues
        where id = $1
        "#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Queue::from))
}

/// False when somebody changed it since `settings.version`.
pub(super) async fn update_queue(conn: &mut PgConnection, settings: &QueueSettings) -> Result<bool> {
    let cap_action = match settings.cap_action {
        CapAction::LeaveMessage => "leave_message",
        CapAction::TurnAway => "turn_away",
    };
    let wait_action = match settings.wait_action {
        WaitAction::Suggest => "suggest",
        WaitAction::ToMessage => "to_message",
    };
    let done = sqlx::query!(
        r#"
        update queues
        set name = $3, about = $4, hours = $5, cap = $6, cap_action = $7, longest_wait_s = $8, wait_action = $9,
            offer_s = $10, priority = $11, thresholds = $12, version = version + 1
        where id = $1 and version = $2
        "#,
        settings.id.0,
        settings.version,
        Json(&settings.name) as Json<&Localised>,
        Json(&settings.about) as Json<&Localised>,
        Json(&settings.hours) as Json<&Hours>,
        i32::try_from(settings.cap).unwrap_or(i32::MAX),
        cap_action,
        i32::try_from(settings.longest_wait_s).unwrap_or(i32::MAX),
        wait_action,
        i32::try_from(settings.offer_s).unwrap_or(i32::MAX),
        i32::from(settings.priority),
        Json(&settings.thresholds) as Json<&Thresholds>,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

// --- entries

#[derive(Debug, Clone)]
pub(super) struct EntryRow {
    pub id: EntryId,
    pub queue: QueueId,
    pub conversation: ConversationId,
    pub customer: PersonId,
    pub state: EntryState,
    pub suggested: bool,
    pub joined_at: Timestamp,
    pub offered_to: Option<PersonId>,
    pub advisor: Option<PersonId>,
}

struct EntrySql {
    id: Uuid,
    queue_id: Uuid,
    conversation_id: Uuid,
    customer_id: Uuid,
    state: EntryState,
    suggested: bool,
    joined_at: jiff_sqlx::Timestamp,
    offered_to: Option<Uuid>,
    advisor_id: Option<Uuid>,
}

impl From<EntrySql> for EntryRow {
    fn from(row: EntrySql) -> Self {
        Self {
            id: EntryId(row.id),
            queue: QueueId(row.queue_id),
            conversation: ConversationId(row.conversation_id),
            customer: PersonId(row.customer_id),
            state: row.state,
            suggested: row.suggested,
            joined_at: row.joined_at.to_jiff(),
            offered_to: row.offered_to.map(PersonId),
            advisor: row.advisor_id.map(PersonId),
        }
    }
}

pub(super) async fn find_entry(conn: &mut PgConnection, id: EntryId) -> Result<Option<EntryRow>> {
    let row = sqlx::query_as!(
        EntrySql,
        r#"
        select id, queue_id, conversation_id, customer_id, state as "state: EntryState", suggested, joined_at,
               offered_to, advisor_id
        from entries
        where id = $1
        "#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(EntryRow::from))
}

pub(super) async fn lock_entry(conn: &mut PgConnection, id: EntryId) -> Result<Option<EntryRow>> {
    let row = sqlx::query_as!(
        EntrySql,
        r#"
        select id, queue_id, conversation_id, customer_id, state as "state: EntryState", suggested, joined_at,
               offered_to, advisor_id
        from entries
        where id = $1
        for update
        "#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(EntryRow::from))
}

pub(super) async fn find_open_entry(conn: &mut PgConnection, customer: PersonId) -> Result<Option<EntryId>> {
    let id = sqlx::query_scalar!(
        "select id from entries where customer_id = $1 and state in ('waiting', 'offered', 'active', 'parked')",
        customer.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(id.map(EntryId))
}

pub(super) async fn count_line(conn: &mut PgConnection, queue: QueueId) -> Result<u32> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from entries where queue_id = $1 and state in ('waiting', 'offered')"#,
        queue.0
    )
    .fetch_one(conn)
    .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

pub(super) async fn find_position(conn: &mut PgConnection, entry: EntryId) -> Result<u32> {
    let ahead = sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
        from entries me
        join entries e on e.queue_id = me.queue_id and e.state in ('waiting', 'offered')
          and (e.priority > me.priority
               or (e.priority = me.priority and (e.place_at, e.id) < (me.place_at, me.id)))
        where me.id = $1
        "#,
        entry.0
    )
    .fetch_one(conn)
    .await?;
    Ok(u32::try_from(ahead + 1).unwrap_or(u32::MAX))
}

/// Places in the line of one queue, first to last: entry, customer.
pub(super) async fn list_places(conn: &mut PgConnection, queue: QueueId) -> Result<Vec<EntryRow>> {
    let rows = sqlx::query_as!(
        EntrySql,
        r#"
        select id, queue_id, conversation_id, customer_id, state as "state: EntryState", suggested, joined_at,
               offered_to, advisor_id
        from entries
        where queue_id = $1 and state in ('waiting', 'offered')
        order by priority desc, place_at, id
        limit 5000
        "#,
        queue.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(EntryRow::from).collect())
}

pub(super) struct NewEntry<'a> {
    pub id: EntryId,
    pub queue: &'a Queue,
    pub conversation: ConversationId,
    pub customer: PersonId,
    pub language: &'a str,
    pub predicted: Option<WaitRange>,
    pub position: u32,
}

pub(super) async fn create_entry(
    conn: &mut PgConnection, new: &NewEntry<'_>, now: Timestamp,
) -> Result<(), sqlx::Error> {
    let longest = std::time::Duration::from_secs(u64::from(new.queue.longest_wait_s));
    let int = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    sqlx::query!(
        r#"
        insert into entries
          (id, queue_id, conversation_id, customer_id, state, priority, language, skills, joined_at, place_at,
           wait_until, predicted_p50_s, predicted_p90_s, position_at_join, state_at)
        values ($1, $2, $3, $4, 'waiting', $5, $6, $7, $8, $8, $9, $10, $11, $12, $8)
        "#,
        new.id.0,
        new.queue.id.0,
        new.conversation.0,
        new.customer.0,
        i32::from(new.queue.priority),
        new.language,
        &new.queue.skills,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        (now + longest).to_sqlx() as jiff_sqlx::Timestamp,
        new.predicted.map(|range| int(range.p50_s)),
        new.predicted.map(|range| int(range.p90_s)),
        int(new.position),
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn set_visitor(conn: &mut PgConnection, id: PersonId, name: &str, language: &str) -> Result<()> {
    sqlx::query!(
        "update people set name = case when $2 = '' then name else $2 end, language = $3 where id = $1",
        id.0,
        name,
        language
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn close_entry(
    conn: &mut PgConnection, id: EntryId, state: EntryState, now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        r#"
        update entries
        set state = $2, ended_at = $3, state_at = $3, offered_to = null, offer_until = null, offered_at = null,
            wait_until = null
        where id = $1 and ended_at is null
        "#,
        id.0,
        state as EntryState,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// False when it was not with an advisor.
pub(super) async fn return_to_line(conn: &mut PgConnection, id: EntryId, now: Timestamp) -> Result<bool> {
    let done = sqlx::query!(
        r#"
        update entries
        set state = 'waiting', advisor_id = null, offered_to = null, offer_until = null, offered_at = null,
            wanted_by = null, state_at = $2
        where id = $1 and state in ('active', 'parked', 'offered')
        "#,
        id.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn write_journal(conn: &mut PgConnection, now: Timestamp, decisions: &[Decision<'_>]) -> Result<()> {
    if decisions.is_empty() {
        return Ok(());
    }
    let entries: Vec<Uuid> = decisions.iter().map(|d| d.entry.0).collect();
    let whats: Vec<&str> = decisions.iter().map(|d| d.what).collect();
    let whos: Vec<Option<Uuid>> = decisions.iter().map(|d| d.who.map(|who| who.0)).collect();
    let whys: Vec<&str> = decisions.iter().map(|d| d.why).collect();
    sqlx::query!(
        r#"
        insert into entry_journal (entry_id, at, what, who, why)
        select d.entry_id, $5, d.what, d.who, d.why
        from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[]) as d (entry_id, what, who, why)
        "#,
        &entries,
        &whats as &[&str],
        &whos as &[Option<Uuid>],
        &whys as &[&str],
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn list_journal(conn: &mut PgConnection, entry: EntryId) -> Result<Vec<Explained>> {
    let rows = sqlx::query!(
        r#"
        select j.at, j.what, p.name as "who?", j.why
        from entry_journal j
        left join people p on p.id = j.who
        where j.entry_id = $1
        order by j.id
        limit 500
        "#,
        entry.0
    )
    .fetch_all(conn)
    .await?;
    let explained = rows
        .into_iter()
        .map(|row| Explained { at: row.at.to_jiff(), what: row.what, who: row.who, why: row.why });
    Ok(explained.collect())
}

// --- matching

/// The next moment at which time alone changes something.
pub(super) async fn find_deadline(conn: &mut PgConnection, now: Timestamp) -> Result<Option<Timestamp>> {
    let grace_s = i32::try_from(super::matcher::GONE_GRACE.as_secs()).unwrap_or(i32::MAX);
    let due = sqlx::query_scalar!(
        r#"
        select least(
          (select min(offer_until) from entries where state = 'offered'),
          (select min(refused_until) from entries where state = 'waiting' and refused_until > $1),
          (select min(wait_until) from entries where state in ('waiting', 'offered')),
          (select min(gone_since) + make_interval(secs => $2) from staff where gone_since is not null)
        ) as due
        "#,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        f64::from(grace_s),
    )
    .fetch_one(conn)
    .await?;
    Ok(due.map(jiff_sqlx::Timestamp::to_jiff))
}

pub(super) async fn lapse_offers(
    conn: &mut PgConnection, now: Timestamp, refused_until: Timestamp,
) -> Result<Vec<(EntryId, PersonId)>> {
    let rows = sqlx::query!(
        r#"
        with lapsed as (
          select id, offered_to from entries
          where state = 'offered' and offer_until <= $1
          order by id
          for update skip locked
        )
        update entries e
        set state = 'waiting', offered_to = null, offer_until = null, offered_at = null, wanted_by = null,
            refused_by = array_append(case when e.refused_until > $1 then e.refused_by else '{}' end, l.offered_to),
            refused_until = $2, state_at = $1
        from lapsed l
        where e.id = l.id
        returning e.id, l.offered_to as "offered_to!"
        "#,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        refused_until.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (EntryId(row.id), PersonId(row.offered_to))).collect())
}

/// Puts an offer back in line; false when it is not `to`'s any more.
pub(super) async fn refuse_offer(
    conn: &mut PgConnection, id: EntryId, to: PersonId, now: Timestamp, until: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        r#"
        update entries
        set state = 'waiting', offered_to = null, offer_until = null, offered_at = null, wanted_by = null,
            refused_by = array_append(case when refused_until > $3 then refused_by else '{}' end, $2),
            refused_until = $4, state_at = $3
        where id = $1 and state = 'offered' and offered_to = $2
        "#,
        id.0,
        to.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        until.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn set_away(conn: &mut PgConnection, person: PersonId, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "update staff set state = 'away', state_at = $2 where person_id = $1 and state <> 'away'",
        person.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn set_staff_state(
    conn: &mut PgConnection, person: PersonId, state: AdvisorState, now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        r#"
        update staff
        set state = $2, state_at = $3, idle_since = case when state <> 'available' then $3 else idle_since end
        where person_id = $1
        "#,
        person.0,
        state as AdvisorState,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn set_idle(conn: &mut PgConnection, person: PersonId, now: Timestamp) -> Result<()> {
    sqlx::query!(
        "update staff set idle_since = $2 where person_id = $1",
        person.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What somebody has: active and parked.
pub(super) async fn list_held(conn: &mut PgConnection, advisor: PersonId) -> Result<Vec<EntryId>> {
    let ids = sqlx::query_scalar!(
        "select id from entries where advisor_id = $1 and state in ('active', 'parked') order by id limit 500",
        advisor.0
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(EntryId).collect())
}

/// Entries whose longest wait has passed, and whether they become a left message.
pub(super) async fn list_overdue(conn: &mut PgConnection, now: Timestamp) -> Result<Vec<(EntryId, bool)>> {
    let rows = sqlx::query!(
        r#"
        select e.id, q.wait_action
        from entries e
        join queues q on q.id = e.queue_id
        where e.state in ('waiting', 'offered') and e.wait_until <= $1
        order by e.id
        limit 200
        for update of e skip locked
        "#,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (EntryId(row.id), row.wait_action == "to_message")).collect())
}

pub(super) async fn suggest_message(conn: &mut PgConnection, entry: EntryId) -> Result<()> {
    sqlx::query!("update entries set suggested = true, wait_until = null where id = $1", entry.0)
        .execute(conn)
        .await?;
    Ok(())
}

pub(super) async fn list_line(conn: &mut PgConnection, now: Timestamp) -> Result<Vec<Waiting>> {
    let rows = sqlx::query!(
        r#"
        select e.id, e.queue_id, e.language, e.skills, e.wanted_by,
               case when e.refused_until > $1 then e.refused_by else '{}' end as "refused_by!"
        from queues q
        cross join lateral (
          select * from entries l
          where l.queue_id = q.id and l.state = 'waiting'
          order by l.priority desc, l.place_at, l.id
          limit $2
        ) e
        order by e.priority desc, e.place_at, e.id
        "#,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        LINE_LOOKED_AT,
    )
    .fetch_all(conn)
    .await?;
    let line = rows.into_iter().map(|row| Waiting {
        entry: EntryId(row.id),
        queue: QueueId(row.queue_id),
        language: row.language,
        skills: row.skills,
        wanted_by: row.wanted_by.map(PersonId),
        refused_by: row.refused_by.into_iter().map(PersonId).collect(),
    });
    Ok(line.collect())
}

/// The waiting entry of one customer, as the matcher sees it.
pub(super) async fn find_waiting(conn: &mut PgConnection, entry: EntryId, now: Timestamp) -> Result<Option<Waiting>> {
    Ok(list_line(conn, now).await?.into_iter().find(|waiting| waiting.entry == entry))
}

pub(super) async fn list_candidates(conn: &mut PgConnection, now: Timestamp) -> Result<Vec<Candidate>> {
    let rows = sqlx::query!(
        r#"
        select s.person_id, s.capacity, s.state as "state: AdvisorState", s.idle_since, s.languages, s.skills,
               coalesce(l.load, 0) as "load!", coalesce(q.queues, '{}') as "queues!", h.present as "present!"
        from staff s
        left join (
          select person_id, array_agg(queue_id) as queues from queue_staff group by person_id
        ) q on q.person_id = s.person_id
        left join (
          select coalesce(offered_to, advisor_id) as person_id, count(*) as load
          from entries
          where state in ('offered', 'active')
          group by 1
        ) l on l.person_id = s.person_id
        cross join lateral (
          select exists (
            select from presences p join nodes n on n.id = p.node_id
            where p.person_id = s.person_id and n.lease_until > $1
          ) as present
        ) h
        where h.present or s.state <> 'away'
        order by s.person_id
        limit 2000
        "#,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_all(conn)
    .await?;
    let candidates = rows.into_iter().map(|row| Candidate {
        person: PersonId(row.person_id),
        queues: row.queues.into_iter().map(QueueId).collect(),
        languages: row.languages,
        skills: row.skills,
        capacity: row.capacity.unsigned_abs(),
        load: u32::try_from(row.load).unwrap_or(u32::MAX),
        present: row.present,
        available: row.state == AdvisorState::Available,
        idle_since: row.idle_since.to_jiff(),
    });
    Ok(candidates.collect())
}

/// Makes the offers that are still possible; gives those that were made.
pub(super) async fn make_offers(conn: &mut PgConnection, matches: &[Match], now: Timestamp) -> Result<Vec<EntryId>> {
    let entries: Vec<Uuid> = matches.iter().map(|made| made.entry.0).collect();
    let people: Vec<Uuid> = matches.iter().map(|made| made.to.0).collect();
    let whys: Vec<&str> = matches.iter().map(|made| made.why.as_str()).collect();
    let rows = sqlx::query_scalar!(
        r#"
        with wanted as (
          select e.id, m.person_id, m.why, q.offer_s
          from unnest($1::uuid[], $2::uuid[], $3::text[]) as m (entry_id, person_id, why)
          join entries e on e.id = m.entry_id and e.state = 'waiting'
          join queues q on q.id = e.queue_id
          order by e.id
          for update of e
        )
        update entries e
        set state = 'offered', offered_to = w.person_id, offered_at = $4::timestamptz,
            offer_until = $4::timestamptz + make_interval(secs => w.offer_s), offer_why = w.why, state_at = $4::timestamptz
        from wanted w
        where e.id = w.id
        returning e.id
        "#,
        &entries,
        &people,
        &whys as &[&str],
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(EntryId).collect())
}

/// Who is at work for a queue and how long its conversations take.
pub(super) async fn find_staffing(conn: &mut PgConnection, queue: QueueId, now: Timestamp) -> Result<Staffing> {
    let row = sqlx::query!(
        r#"
        with recent as (
          select extract(epoch from e.ended_at - e.accepted_at)::float8 as seconds
          from entries e
          where e.queue_id = $1 and e.state = 'closed' and e.accepted_at is not null
          order by e.joined_at desc
          limit $3
        ),
        working as (
          select s.capacity,
                 (select count(*) from entries e where e.state = 'offered' and e.offered_to = s.person_id)
                 + (select count(*) from entries e where e.state = 'active' and e.advisor_id = s.person_id) as load
          from queue_staff qs
          join staff s on s.person_id = qs.person_id and s.state = 'available'
          where qs.queue_id = $1 and exists (
            select from presences p join nodes n on n.id = p.node_id
            where p.person_id = s.person_id and n.lease_until > $2
          )
        )
        select (select coalesce(sum(capacity), 0) from working) as "slots!",
               (select coalesce(sum(greatest(capacity - load, 0)), 0) from working)::bigint as "free!",
               (select avg(seconds) from recent) as mean, (select stddev_samp(seconds) from recent) as deviation
        "#,
        queue.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        RECENT,
    )
    .fetch_one(conn)
    .await?;
    Ok(Staffing {
        slots: u32::try_from(row.slots).unwrap_or_default(),
        free: u32::try_from(row.free).unwrap_or_default(),
        mean_s: row.mean,
        deviation_s: row.deviation,
    })
}

// --- the advisor's side

/// False when the offer is not `advisor`'s any more.
pub(super) async fn accept_entry(conn: &mut PgConnection, id: EntryId, advisor: PersonId, now: Timestamp) -> Result<bool> {
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

/// Gives an open entry to `advisor`, wherever it is.
pub(super) async fn assign_entry(conn: &mut PgConnection, id: EntryId, advisor: PersonId, now: Timestamp) -> Result<()> {
    sqlx::query!(
        r#"
        update entries
        set state = 'active', advisor_id = $2, accepted_at = $3, answered_at = coalesce(answered_at, $3),
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

pub(super) async fn set_entry_state(
    conn: &mut PgConnection, id: EntryId, from: EntryState, to: EntryState, now: Timestamp,
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

/// Hands an entry on: back in line at its old place, for a colleague by name or for another queue.
pub(super) async fn hand_over(
    conn: &mut PgConnection, id: EntryId, to: Result<PersonId, &Queue>, note: &str, now: Timestamp,
) -> Result<()> {
    let (wanted, queue) = match to {
        Ok(person) => (Some(person.0), None),
        Err(queue) => (None, Some(queue)),
    };
    sqlx::query!(
        r#"
        update entries
        set state = 'waiting', advisor_id = null, wanted_by = $2, note = nullif($3, ''),
            queue_id = coalesce($4, queue_id), skills = coalesce($5, skills), refused_by = '{}', state_at = $6
        where id = $1 and state in ('active', 'parked')
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
pub(super) async fn find_offer(
    conn: &mut PgConnection, entry: EntryId, now: Timestamp,
) -> Result<Option<(PersonId, OfferView)>> {
    let offers = list_offers(conn, Some(entry), None, now).await?;
    Ok(offers.into_iter().next())
}

pub(super) async fn list_offers(
    conn: &mut PgConnection, entry: Option<EntryId>, to: Option<PersonId>, now: Timestamp,
) -> Result<Vec<(PersonId, OfferView)>> {
    let rows = sqlx::query!(
        r#"
        select e.id, e.queue_id, e.offered_to as "offered_to!", e.offered_at as "offered_at!",
               e.offer_until as "offer_until!", e.joined_at, e.note, coalesce(e.offer_why, '') as "why!",
               c.subject, e.language, p.id as person_id, p.name, p.email, p.phone,
               exists (
                 select from presences h join nodes n on n.id = h.node_id
                 where h.person_id = p.id and n.lease_until > $3
               ) as "present!",
               (select count(*) from conversations o
                where o.customer_id = p.id and o.id <> e.conversation_id) as "earlier!"
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
            joined_at: row.joined_at.to_jiff(),
            offered_at: row.offered_at.to_jiff(),
            until: row.offer_until.to_jiff(),
            note: row.note,
            why: row.why,
        };
        (PersonId(row.offered_to), offer)
    });
    Ok(offers.collect())
}

/// Entries as a desk shows them: one, or all of an advisor's.
pub(super) async fn list_desk_entries(
    conn: &mut PgConnection, entry: Option<EntryId>, advisor: Option<PersonId>, reader: PersonId, now: Timestamp,
) -> Result<Vec<DeskEntry>> {
    let rows = sqlx::query!(
        r#"
        select e.id, e.state as "state: EntryState", e.queue_id, e.conversation_id, e.advisor_id, e.joined_at,
               e.accepted_at, e.language, i.id as internal_id, c.subject, c.head_seq,
               p.id as person_id, p.name, p.email, p.phone,
               exists (
                 select from presences h join nodes n on n.id = h.node_id
                 where h.person_id = p.id and n.lease_until > $4
               ) as "present!",
               (select count(*) from conversations o
                where o.customer_id = p.id and o.id <> e.conversation_id) as "earlier!",
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
        accepted_at: row.accepted_at.map(jiff_sqlx::Timestamp::to_jiff),
        unanswered_since: row.unanswered_since.map(jiff_sqlx::Timestamp::to_jiff),
        last: row.last,
        head: row.head_seq,
        read: row.read,
    });
    Ok(entries.collect())
}

pub(super) async fn find_internal(conn: &mut PgConnection, chat: ConversationId) -> Result<Option<ConversationId>> {
    let id = sqlx::query_scalar!("select id from conversations where parent_id = $1", chat.0).fetch_optional(conn).await?;
    Ok(id.map(ConversationId))
}

pub(super) async fn find_parked(conn: &mut PgConnection, chat: ConversationId) -> Result<Option<(EntryId, PersonId)>> {
    let row = sqlx::query!(
        r#"select id, advisor_id as "advisor_id!" from entries where conversation_id = $1 and state = 'parked'"#,
        chat.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (EntryId(row.id), PersonId(row.advisor_id))))
}

/// Staff as colleagues see them: one, or everybody.
pub(crate) async fn list_advisors(
    conn: &mut PgConnection, one: Option<PersonId>, now: Timestamp,
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
               ) as "present!"
        from staff s
        join people p on p.id = s.person_id
        where $1::uuid is null or s.person_id = $1
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
        load: u32::try_from(row.load).unwrap_or_default(),
        capacity: row.capacity.unsigned_abs(),
        queues: row.queues.into_iter().map(QueueId).collect(),
        languages: row.languages,
    });
    Ok(advisors.collect())
}

pub(super) async fn list_canned(conn: &mut PgConnection) -> Result<Vec<CannedReply>> {
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
pub(super) async fn list_conversations(
    conn: &mut PgConnection, customer: PersonId, reader: PersonId,
) -> Result<Vec<ConversationSummary>> {
    let rows = sqlx::query!(
        r#"
        select c.id, c.state as "state: ConversationState", c.queue_id, c.subject, c.head_seq, c.created_at,
               coalesce(mine.read_seq, 0) as "read!",
               (select p.name from participants o join people p on p.id = o.person_id
                where o.conversation_id = c.id and o.role <> 'customer'
                order by o.joined_at desc limit 1) as "with?",
               l.text as "last?", l.created_at as "last_at?"
        from conversations c
        left join participants mine on mine.conversation_id = c.id and mine.person_id = $2
        left join lateral (
          select left(m.body, 120) as text, m.created_at from messages m
          where m.conversation_id = c.id and m.kind = 'text' and m.redacted_at is null
          order by m.seq desc limit 1
        ) l on true
        where c.customer_id = $1
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

// --- left messages

pub(super) struct NewLeft<'a> {
    pub id: LeftMessageId,
    pub queue: QueueId,
    pub conversation: ConversationId,
    pub customer: PersonId,
    pub client_id: Uuid,
    pub text: &'a str,
}

pub(super) async fn create_left(
    conn: &mut PgConnection, left: &NewLeft<'_>, now: Timestamp,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"
        insert into left_messages (id, queue_id, conversation_id, customer_id, client_id, text, created_at, state_at)
        values ($1, $2, $3, $4, $5, $6, $7, $7)
        "#,
        left.id.0,
        left.queue.0,
        left.conversation.0,
        left.customer.0,
        left.client_id,
        left.text,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn find_left_by_client(
    conn: &mut PgConnection, customer: PersonId, client_id: Uuid,
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

pub(super) async fn set_contact(
    conn: &mut PgConnection, id: PersonId, name: &str, email: &str, phone: &str, language: &str,
) -> Result<()> {
    sqlx::query!(
        r#"
        update people
        set name = case when $2 = '' then name else $2 end, email = case when $3 = '' then email else $3 end,
            phone = case when $4 = '' then phone else $4 end, language = $5
        where id = $1 and kind = 'visitor'
        "#,
        id.0,
        name,
        email,
        phone,
        language
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Left messages: one, or the inbox with open ones first.
pub(super) async fn list_inbox(
    conn: &mut PgConnection, conversation: Option<ConversationId>, one: Option<LeftMessageId>, now: Timestamp,
) -> Result<Vec<InboxItem>> {
    let rows = sqlx::query!(
        r#"
        select l.id, l.state as "state: InboxState", l.conversation_id, l.queue_id,
               case when m.seq is null then left(l.text, 300) when m.redacted_at is null then left(m.body, 300) else '' end
                 as "text!",
               l.created_at, l.taken_by, t.name as "taken_by_name?", i.id as internal_id,
               c.state as "conversation_state: ConversationState", p.id as person_id, p.name, p.email, p.phone, p.language,
               exists (
                 select from presences h join nodes n on n.id = h.node_id
                 where h.person_id = p.id and n.lease_until > $3
               ) as "present!",
               (select count(*) from conversations o where o.customer_id = p.id and o.id <> c.id) as "earlier!"
        from left_messages l
        join conversations c on c.id = l.conversation_id
        join conversations i on i.parent_id = c.id
        join people p on p.id = l.customer_id
        left join people t on t.id = l.taken_by
        -- As it reads now: what was taken back is not shown here either.
        left join messages m on m.conversation_id = l.conversation_id and m.client_id = l.client_id
        where ($1::uuid is null or l.conversation_id = $1) and ($2::uuid is null or l.id = $2)
        order by (l.state = 'closed'), l.created_at desc
        limit 200
        "#,
        conversation.map(|id| id.0),
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
        at: row.created_at.to_jiff(),
        taken_by: row.taken_by.map(PersonId),
        taken_by_name: row.taken_by_name,
    });
    Ok(items.collect())
}

/// False when somebody else has it.
pub(super) async fn take_left(
    conn: &mut PgConnection, id: LeftMessageId, by: PersonId, now: Timestamp,
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

pub(super) async fn set_left_state(
    conn: &mut PgConnection, id: LeftMessageId, state: InboxState, now: Timestamp,
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
