//! The SQL of lists of cases.

use std::{collections::HashMap, fmt, str::FromStr};

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{
    CaseClock, CaseId, CaseRow, CaseSort, CaseStatus, CaseTypeId, DeadlineView, Localised,
    MAX_CASES_IN_FILE, MAX_COUNTED, PersonId, QueueId, SortOrder,
};
use sqlx::{PgConnection, Postgres, QueryBuilder, types::Json};
use uuid::Uuid;

use super::{
    super::{
        filter::{Filter, Order},
        lists::Part,
        policy::Seen,
    },
    narrowing::{self, Found},
    number,
};
use crate::error::Result;

/// Where a page ends: its last row's key and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Place {
    /// None where the key is empty: those come last.
    key: Option<Timestamp>,
    id: CaseId,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key {
            Some(key) => write!(f, "{}_{}", key.as_microsecond(), self.id),
            None => write!(f, "_{}", self.id),
        }
    }
}

impl FromStr for Place {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (key, id) = text.split_once('_').ok_or(())?;
        let key = match key {
            "" => None,
            key => {
                let key = Timestamp::from_microsecond(key.parse().map_err(|_| ())?);
                // No page ends before there were cases, and Postgres's times begin later than Rust's.
                let key = key.ok().filter(|key| *key >= Timestamp::UNIX_EPOCH);
                Some(key.ok_or(())?)
            }
        };
        Ok(Self {
            key,
            id: id.parse().map_err(|_| ())?,
        })
    }
}

/// Cases that fit, one more than asked for.
///
/// By the index of the order, by one of what narrows it, or among those that are found by their words: which is best hangs on
/// what is asked for, so that it is planned anew each time, with what is asked for in sight.
pub(in super::super) async fn list_ids(
    conn: &mut PgConnection,
    filter: &Filter,
    part: &Part,
) -> Result<Vec<(CaseId, Place)>> {
    let key = match part.order.sort {
        CaseSort::Newest => "c.created_at",
        CaseSort::Changed => "c.changed_at",
        CaseSort::Due => "c.next_due_at",
    };
    let found = narrowing::find(conn, filter, Found::Each).await?;
    let mut query = QueryBuilder::new("select c.id, ");
    query
        .push(key)
        .push(" as key from cases c where c.merged_into is null");
    narrowing::narrow(&mut query, filter, &found);
    if let Some(place) = part.after {
        beyond(&mut query, part.order.way, key, place);
    }
    query.push(" order by ").push(key);
    // Invariant: what has no key comes last either way round; only deadlines can be lacking.
    query.push(match (part.order.sort, part.order.way) {
        (CaseSort::Due, SortOrder::Asc) => " nulls last, c.id",
        (CaseSort::Due, SortOrder::Desc) => " desc nulls last, c.id desc",
        (_, SortOrder::Asc) => ", c.id",
        (_, SortOrder::Desc) => " desc, c.id desc",
    });
    query.push(" limit ").push_bind(i64::from(part.limit) + 1);
    let rows: Vec<(Uuid, Option<jiff_sqlx::Timestamp>)> = query
        .build_query_as()
        .persistent(false)
        .fetch_all(conn)
        .await?;
    let ids = rows.into_iter().map(|(id, key)| {
        let id = CaseId(id);
        let key = key.map(|key| key.to_jiff());
        (id, Place { key, id })
    });
    Ok(ids.collect())
}

/// Which cases fit, in order: as they are at one moment. One more than a file holds tells that there are too many.
pub(in super::super) async fn list_all_ids(
    conn: &mut PgConnection,
    filter: &Filter,
    order: Order,
) -> Result<Vec<CaseId>> {
    let part = Part {
        order,
        after: None,
        limit: u32::try_from(MAX_CASES_IN_FILE).unwrap_or(u32::MAX),
    };
    let ids = list_ids(conn, filter, &part).await?;
    Ok(ids.into_iter().map(|(id, _)| id).collect())
}

/// How many cases fit, as far as they are counted.
pub(in super::super) async fn count(conn: &mut PgConnection, filter: &Filter) -> Result<u16> {
    let found = narrowing::find(conn, filter, Found::All).await?;
    let mut query =
        QueryBuilder::new("select count(*) from (select from cases c where c.merged_into is null");
    narrowing::narrow(&mut query, filter, &found);
    query
        .push(" limit ")
        .push_bind(i64::from(MAX_COUNTED))
        .push(") counted");
    let (count,): (i64,) = query
        .build_query_as()
        .persistent(false)
        .fetch_one(conn)
        .await?;
    Ok(u16::try_from(count).unwrap_or(MAX_COUNTED))
}

fn beyond(query: &mut QueryBuilder<Postgres>, way: SortOrder, key: &str, place: Place) {
    let further = match way {
        SortOrder::Asc => ">",
        SortOrder::Desc => "<",
    };
    let Some(at) = place.key else {
        query.push(format!(" and {key} is null and c.id {further} "));
        query.push_bind(place.id.0);
        return;
    };
    // The comparison alone leaves out what has no key.
    query.push(" and (");
    if key == "c.next_due_at" {
        query.push("c.next_due_at is null or ");
    }
    query.push(format!("({key}, c.id) {further} ("));
    query
        .push_bind(at.to_sqlx())
        .push(", ")
        .push_bind(place.id.0)
        .push("))");
}

/// What a list shows of some cases, in the order in which they are named. Customers' steps are those that they see.
pub(in super::super) async fn list_rows(
    conn: &mut PgConnection,
    cases: &[CaseId],
    reader: PersonId,
    seen: Seen,
) -> Result<Vec<CaseRow>> {
    let ids: Vec<Uuid> = cases.iter().map(|case| case.0).collect();
    let rows = sqlx::query!(
        r#"
        select c.id, c.year, c.number, c.title, c.type_id, f.name as "type_name: Json<Localised>",
               c.status as "status: CaseStatus", c.pause_reason, c.urgent, c.customer_id, p.name as customer_name,
               c.owner_id, o.name as "owner_name?", c.team_id, coalesce(c.answers ->> 'object', '') as "object!",
               c.street, c.invoice_reference, c.created_at, case when $3 then c.changed_at else c.shown_at end as "changed_at!", c.waits_since, c.missed,
               b.asked_at as "callback_at?",
               d.clock as "clock?: CaseClock", d.since as "since?", d.due_at as "due_at?",
               (d.warned_at is not null) as "warned!", (d.missed_at is not null) as "due_missed!",
               (select coalesce(sum(greatest(l.head_seq - m.read_seq, 0)), 0)::int
                from conversations l
                join participants m on m.conversation_id = l.id and m.person_id = $2
                where l.case_id = c.id and l.kind = 'thread') as "unread!",
               (select count(*)::int
                from checklists k
                join checklist_steps i on i.checklist_id = k.id
                where k.case_id = c.id and i.done_by = 'customer' and i.public and i.state in ('open', 'sent_back')) as "wanted!",
               (select count(*)::int
                from conversations l
                join messages m on m.conversation_id = l.id and m.kind = 'file' and m.redacted_at is null
                join files a on a.id = m.file_id and (a.removed_at is null or a.scan = 'infected')
                where l.kind in ('papers', 'thread')
                  and l.case_id in (select c.id union all select g.id from cases g where g.merged_into = c.id)) as "files!",
               s.steps as "steps!", s.steps_done as "steps_done!",
               exists (select from delivery_notes n where n.case_id = c.id and n.signed_at is not null) as "signed_note!"
        from unnest($1::uuid[]) with ordinality w (id, place)
        join cases c on c.id = w.id
        join case_forms f on f.type_id = c.type_id and f.version = c.type_version
        join people p on p.id = c.customer_id
        left join people o on o.id = c.owner_id
        left join case_callbacks b on b.case_id = c.id
        left join lateral (
          select d.clock, d.since, d.due_at, d.warned_at, d.missed_at
          from case_deadlines d
          where d.case_id = c.id and d.met_at is null and d.due_at = c.next_due_at
          limit 1
        ) d on true
        cross join lateral (
          select count(*)::int as steps, (count(*) filter (where i.state = 'settled'))::int as steps_done
          from checklists k
          join checklist_steps i on i.checklist_id = k.id
          where k.case_id = c.id and (i.public or $3)
        ) s
        order by w.place
        "#,
        &ids,
        reader.0,
        seen != Seen::Customer,
    )
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter().map(|row| CaseRow {
        id: CaseId(row.id),
        number: number(row.year, row.number),
        title: row.title,
        type_id: CaseTypeId(row.type_id),
        type_name: row.type_name.0,
        status: row.status,
        pause_reason: row.pause_reason,
        urgent: row.urgent,
        customer: PersonId(row.customer_id),
        customer_name: row.customer_name,
        owner: row.owner_id.map(PersonId),
        owner_name: row.owner_name,
        team: QueueId(row.team_id),
        object: row.object,
        street: row.street,
        invoice_reference: row.invoice_reference,
        created_at: row.created_at.to_jiff(),
        changed_at: row.changed_at.to_jiff(),
        next_due: row.clock.zip(row.since).map(|(clock, since)| DeadlineView {
            clock,
            since: since.to_jiff(),
            due_at: row.due_at.map(|due| due.to_jiff()),
            warned: row.warned,
            missed: row.due_missed,
            met_at: None,
        }),
        missed: row.missed,
        waits_since: row.waits_since.map(|since| since.to_jiff()),
        callback_at: row.callback_at.map(|asked| asked.to_jiff()),
        unread: row.unread.unsigned_abs(),
        wanted: row.wanted.unsigned_abs(),
        files: row.files.unsigned_abs(),
        steps: row.steps.unsigned_abs(),
        steps_done: row.steps_done.unsigned_abs(),
        signed_note: row.signed_note,
    });
    Ok(rows.collect())
}

/// In which language somebody is written to.
pub(in super::super) async fn find_language(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<String> {
    let language = sqlx::query_scalar!("select language from people where id = $1", person.0)
        .fetch_optional(conn)
        .await?;
    Ok(language.unwrap_or_default())
}

/// What the teams are called; there are few.
pub(in super::super) async fn list_team_names(
    conn: &mut PgConnection,
) -> Result<HashMap<QueueId, Localised>> {
    let rows =
        sqlx::query!(r#"select id, name as "name: Json<Localised>" from queues limit 10000"#)
            .fetch_all(conn)
            .await?;
    let names = rows.into_iter().map(|row| (QueueId(row.id), row.name.0));
    Ok(names.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_goes_on_where_the_one_before_it_ended() {
        let id = CaseId(Uuid::from_u128(7));
        for key in [Some(Timestamp::UNIX_EPOCH), None] {
            let place = Place { key, id };
            assert_eq!(place.to_string().parse(), Ok(place));
        }
        for wrong in ["", "_", "1_", "x_00000000-0000-0000-0000-000000000007", "7"] {
            assert_eq!(wrong.parse::<Place>(), Err(()), "{wrong}");
        }
    }
}
