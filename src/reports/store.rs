//! The SQL of figures.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{ConversationId, EntryId, EntryState, PersonId, QueueId, WallEntry};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;

/// Spans in a trend.
pub(super) const TREND_SPANS: usize = 12;

#[derive(Default)]
pub(super) struct Counts {
    pub waiting: u32,
    pub longest_since: Option<Timestamp>,
    pub active: u32,
    pub served: u32,
    pub abandoned: u32,
    pub left_open: u32,
    pub wait_p50_s: Option<u32>,
    pub wait_p90_s: Option<u32>,
    pub forecast_kept_pct: Option<u32>,
}

/// Each queue's figures since its own midnight; by `entries_recent` and `entries_line`.
pub(super) async fn list_counts(
    conn: &mut PgConnection,
    days: &[(QueueId, Timestamp)],
) -> Result<HashMap<QueueId, Counts>> {
    let ids: Vec<Uuid> = days.iter().map(|(id, _)| id.0).collect();
    let since: Vec<jiff_sqlx::Timestamp> = days.iter().map(|(_, since)| since.to_sqlx()).collect();
    let rows = sqlx::query!(
        r#"
        select d.id as "id!", t.served as "served!", t.abandoned as "abandoned!", t.p50, t.p90, t.kept, t.told as "told!",
               o.waiting as "waiting!", o.active as "active!", o.longest as longest_since,
               (select count(*) from left_messages l where l.queue_id = d.id and l.state <> 'closed') as "left_open!"
        from unnest($1::uuid[], $2::timestamptz[]) as d (id, since)
        cross join lateral (
          select count(*) filter (where e.answered_at is not null) as served,
                 count(*) filter (where e.answered_at is null and e.state in ('left', 'timed_out')) as abandoned,
                 percentile_cont(0.5) within group (order by extract(epoch from e.answered_at - e.joined_at)) as p50,
                 percentile_cont(0.9) within group (order by extract(epoch from e.answered_at - e.joined_at)) as p90,
                 count(*) filter (where e.answered_at is not null and e.predicted_p90_s is not null
                                    and extract(epoch from e.answered_at - e.joined_at) <= e.predicted_p90_s) as kept,
                 count(*) filter (where e.answered_at is not null and e.predicted_p90_s is not null) as told
          from entries e
          where e.queue_id = d.id and e.joined_at >= d.since
        ) t
        cross join lateral (
          select count(*) filter (where e.state in ('waiting', 'offered')) as waiting,
                 count(*) filter (where e.state in ('active', 'parked')) as active,
                 min(e.waiting_since) filter (where e.state in ('waiting', 'offered')) as longest
          from entries e
          where e.queue_id = d.id and e.state in ('waiting', 'offered', 'active', 'parked')
        ) o
        "#,
        &ids,
        &since as &[jiff_sqlx::Timestamp],
    )
    .fetch_all(conn)
    .await?;
    let counts = rows.into_iter().map(|row| {
        let counts = Counts {
            waiting: count(row.waiting),
            longest_since: row.longest_since.map(jiff_sqlx::Timestamp::to_jiff),
            active: count(row.active),
            served: count(row.served),
            abandoned: count(row.abandoned),
            left_open: count(row.left_open),
            wait_p50_s: row.p50.map(seconds),
            wait_p90_s: row.p90.map(seconds),
            forecast_kept_pct: (row.told > 0)
                .then(|| count(row.kept.unwrap_or_default() * 100 / row.told)),
        };
        (QueueId(row.id), counts)
    });
    Ok(counts.collect())
}

/// People in line at the end of each of the last five-minute spans, oldest first.
pub(super) async fn list_trends(
    conn: &mut PgConnection,
    now: Timestamp,
) -> Result<HashMap<QueueId, Vec<u32>>> {
    let rows = sqlx::query!(
        r#"
        select q.id, t.n as "n!", count(e.id) as "waiting!"
        from queues q
        cross join generate_series($2::int - 1, 0, -1) as t (n)
        left join entries e
          on e.queue_id = q.id and e.joined_at > $1::timestamptz - interval '1 day'
         and e.joined_at <= $1::timestamptz - t.n * interval '5 minutes'
         and coalesce(e.answered_at, e.ended_at, 'infinity') > $1::timestamptz - t.n * interval '5 minutes'
        group by q.id, t.n
        order by q.id, t.n desc
        "#,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        i32::try_from(TREND_SPANS).unwrap_or(12),
    )
    .fetch_all(conn)
    .await?;
    let mut trends: HashMap<QueueId, Vec<u32>> = HashMap::new();
    for row in rows {
        trends
            .entry(QueueId(row.id))
            .or_default()
            .push(count(row.waiting));
    }
    Ok(trends)
}

/// Open entries, longest waiting first.
pub(super) async fn list_open(conn: &mut PgConnection) -> Result<Vec<WallEntry>> {
    let rows = sqlx::query!(
        r#"
        select e.id, e.conversation_id, e.queue_id, e.state as "state: EntryState", p.name, c.subject,
               coalesce(e.advisor_id, e.offered_to) as advisor, e.joined_at, e.waiting_since,
               e.state_at
        from entries e
        join people p on p.id = e.customer_id
        join conversations c on c.id = e.conversation_id
        where e.state in ('waiting', 'offered', 'active', 'parked')
        order by (e.state in ('waiting', 'offered')) desc,
                 case when e.state in ('waiting', 'offered') then e.waiting_since else e.joined_at end
        limit 200
        "#
    )
    .fetch_all(conn)
    .await?;
    let entries = rows.into_iter().map(|row| WallEntry {
        entry: EntryId(row.id),
        conversation: ConversationId(row.conversation_id),
        queue: QueueId(row.queue_id),
        state: row.state,
        customer: row.name,
        subject: row.subject,
        advisor: row.advisor.map(PersonId),
        joined_at: row.joined_at.to_jiff(),
        waiting_since: row.waiting_since.to_jiff(),
        since: row.state_at.to_jiff(),
    });
    Ok(entries.collect())
}

fn count(value: i64) -> u32 {
    u32::try_from(value).unwrap_or_default()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to what fits"
)]
fn seconds(value: f64) -> u32 {
    value.clamp(0.0, f64::from(u32::MAX)).round() as u32
}
