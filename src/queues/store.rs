//! The SQL of queues: their settings and the line.

mod desk;
mod left;
mod matching;

pub(crate) use desk::{
    accept_entry, assign_entry, find_internal, find_offer, find_parked, hand_over, hold_post,
    list_advisors, list_canned, list_conversations, list_desk_entries, list_held_by, list_offers,
    list_parked_written, set_entry_state,
};
pub(crate) use left::{
    LeftLog, NewLeft, create_left, find_left_by_client, find_left_in, give_back_left, list_inbox,
    list_inbox_readers, list_left_by, list_left_written, lock_left_in, set_followed,
    set_left_state, take_left,
};
pub(crate) use matching::{
    find_deadline, find_staffing, find_waiting, lapse_offers, list_candidates, list_held,
    list_line, list_offered_to, list_overdue, make_offers, refuse_offer, set_away, set_idle,
    set_staff_state, suggest_message, want_no_more,
};

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{
    CapAction, ConversationId, EntryId, EntryState, Explained, Hours, Localised, PersonId, QueueId,
    QueueSettings, Reason, Thresholds, WaitAction, WaitRange,
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::Decision;
use crate::error::{Error, Result, conflict};

/// One lock for all matching, on all nodes.
const MATCHING_LOCK: i64 = 0x005a_17a1_0001;

pub(super) async fn lock_matching(tx: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock($1) as locked", MATCHING_LOCK)
        .fetch_one(tx)
        .await?;
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
            cap_action: if row.cap_action == "turn_away" {
                CapAction::TurnAway
            } else {
                CapAction::LeaveMessage
            },
            longest_wait_s: row.longest_wait_s.unsigned_abs(),
            wait_action: if row.wait_action == "to_message" {
                WaitAction::ToMessage
            } else {
                WaitAction::Suggest
            },
            offer_s: row.offer_s.unsigned_abs(),
            priority: u8::try_from(row.priority).unwrap_or_default(),
            thresholds: row.thresholds.0,
            version: row.version,
        };
        Self {
            settings,
            skills: row.skills,
        }
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
pub(super) async fn update_queue(
    conn: &mut PgConnection,
    settings: &QueueSettings,
) -> Result<bool> {
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

/// Behind all others. Told as a conflict when its slug is taken.
pub(super) async fn create_queue(conn: &mut PgConnection, new: &QueueSettings) -> Result<()> {
    let created = sqlx::query!(
        "
        insert into queues (id, slug, place, name, about, hours, cap, longest_wait_s, offer_s, thresholds)
        select $1, $2, coalesce(max(place), 0) + 1, $3, $4, $5, $6, $7, $8, $9
        from queues
        ",
        new.id.0,
        new.slug,
        Json(&new.name) as Json<&Localised>,
        Json(&new.about) as Json<&Localised>,
        Json(&new.hours) as Json<&Hours>,
        i32::try_from(new.cap).unwrap_or(i32::MAX),
        i32::try_from(new.longest_wait_s).unwrap_or(i32::MAX),
        i32::try_from(new.offer_s).unwrap_or(i32::MAX),
        Json(&new.thresholds) as Json<&Thresholds>,
    )
    .execute(conn)
    .await;
    match created {
        Err(sqlx::Error::Database(error)) if error.constraint() == Some("queues_slug_key") => {
            Err(conflict("there is a queue with this slug already"))
        }
        other => other.map(drop).map_err(Error::from),
    }
}

pub(super) async fn add_to_queue(
    conn: &mut PgConnection,
    queue: QueueId,
    person: PersonId,
) -> Result<()> {
    sqlx::query!(
        "insert into queue_staff (queue_id, person_id) values ($1, $2) on conflict do nothing",
        queue.0,
        person.0,
    )
    .execute(conn)
    .await?;
    Ok(())
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

pub(super) async fn find_open_entry(
    conn: &mut PgConnection,
    customer: PersonId,
) -> Result<Option<EntryId>> {
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
    conn: &mut PgConnection,
    new: &NewEntry<'_>,
    now: Timestamp,
) -> Result<(), sqlx::Error> {
    let longest = std::time::Duration::from_secs(u64::from(new.queue.longest_wait_s));
    let int = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    sqlx::query!(
        r#"
        insert into entries
          (id, queue_id, conversation_id, customer_id, state, priority, language, skills, joined_at, place_at,
           waiting_since, wait_until, predicted_p50_s, predicted_p90_s, position_at_join, state_at)
        values ($1, $2, $3, $4, 'waiting', $5, $6, $7, $8, $8, $8, $9, $10, $11, $12, $8)
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

pub(super) async fn set_visitor(
    conn: &mut PgConnection,
    id: PersonId,
    name: &str,
    language: &str,
) -> Result<()> {
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
    conn: &mut PgConnection,
    id: EntryId,
    state: EntryState,
    now: Timestamp,
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

/// At its old place; the wait begins anew. False when it was not with an advisor.
pub(super) async fn return_to_line(
    conn: &mut PgConnection,
    id: EntryId,
    now: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        r#"
        update entries e
        set state = 'waiting', advisor_id = null, wanted_by = null, waiting_since = $2,
            wait_until = $2::timestamptz + make_interval(secs => q.longest_wait_s), state_at = $2
        from queues q
        where e.id = $1 and e.state in ('active', 'parked') and q.id = e.queue_id
        "#,
        id.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn write_journal(
    conn: &mut PgConnection,
    now: Timestamp,
    decisions: &[Decision],
) -> Result<()> {
    if decisions.is_empty() {
        return Ok(());
    }
    let entries: Vec<Uuid> = decisions.iter().map(|d| d.entry.0).collect();
    let whats: Vec<&str> = decisions.iter().map(|d| d.what).collect();
    let whos: Vec<Option<Uuid>> = decisions.iter().map(|d| d.who.map(|who| who.0)).collect();
    let whys: Vec<Option<Json<&Reason>>> =
        decisions.iter().map(|d| d.why.as_ref().map(Json)).collect();
    sqlx::query!(
        r#"
        insert into entry_journal (entry_id, at, what, who, why)
        select d.entry_id, $5, d.what, d.who, d.why
        from unnest($1::uuid[], $2::text[], $3::uuid[], $4::jsonb[]) as d (entry_id, what, who, why)
        "#,
        &entries,
        &whats as &[&str],
        &whos as &[Option<Uuid>],
        &whys as &[Option<Json<&Reason>>],
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn list_journal(
    conn: &mut PgConnection,
    entry: EntryId,
) -> Result<Vec<Explained>> {
    let rows = sqlx::query!(
        r#"
        select j.at, j.what, p.name as "who?", j.why as "why: Json<Reason>"
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
    let explained = rows.into_iter().map(|row| Explained {
        at: row.at.to_jiff(),
        what: row.what,
        who: row.who,
        why: row.why.into_iter().map(|Json(why)| why).collect(),
    });
    Ok(explained.collect())
}
