//! The SQL of cases in volume: of each batch a document of each kind of row goes over, and is spread over the tables there.

use anyhow::Result;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::value::RawValue;
use sqlx::{Connection as _, PgConnection, PgPool, types::Json};
use uuid::Uuid;

use super::{Batch, Callback, Customer, Machine, Moment, Object, Text};

/// A kind of case at one of its teams.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) id: Uuid,
    pub(super) version: i32,
    pub(super) team: Uuid,
    /// Whether it is about a machine.
    pub(super) is_report: bool,
    /// Who may have it.
    pub(super) staff: Vec<Uuid>,
}

pub(super) async fn count_cases(conn: &mut PgConnection) -> Result<u32> {
    let count = sqlx::query_scalar!(r#"select count(*) as "count!" from cases"#)
        .fetch_one(conn)
        .await?;
    Ok(u32::try_from(count)?)
}

/// The kinds that Samtal comes with, each at its own team and at the one of load tests where there is one.
pub(super) async fn list_kinds(conn: &mut PgConnection, load: &str) -> Result<Vec<Kind>> {
    let rows = sqlx::query!(
        r#"
        select t.id, t.version, q.id as team, t.slug = 'service-report' as "is_report!",
               array(select s.person_id from queue_staff s where s.queue_id = q.id order by s.person_id limit 50) as "staff!"
        from case_types t
        join queues q on q.id = t.team_id or q.slug = $1
        where t.slug in ('service-report', 'relocation')
        order by t.slug, q.slug
        "#,
        load,
    )
    .fetch_all(conn)
    .await?;
    let kinds = rows.into_iter().map(|row| Kind {
        id: row.id,
        version: row.version,
        team: row.team,
        is_report: row.is_report,
        staff: row.staff,
    });
    Ok(kinds.collect())
}

/// Puts machines in the register, each with the next number; as they stand there.
pub(super) async fn register(
    conn: &mut PgConnection,
    machines: Vec<Machine>,
    now: Timestamp,
) -> Result<Vec<Object>> {
    let made = sqlx::query!(
        r#"
        insert into objects (id, number, name, maker, model, street, postcode, town, created_at)
        select gen_random_uuid(), 'M-' || lpad(nextval('object_numbers')::text, 6, '0'), m.name, m.maker, m.model, m.street,
               m.postcode, m.town, $2
        from rows from (jsonb_to_recordset($1::jsonb)
          as (name text, maker text, model text, street text, postcode text, town text)) with ordinality
          m (name, maker, model, street, postcode, town, place)
        order by m.place
        on conflict do nothing
        returning id, number, name, maker, model, street, postcode, town
        "#,
        Json(&machines) as Json<&Vec<Machine>>,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_all(conn)
    .await?;
    let objects = made.into_iter().map(|row| Object {
        id: row.id,
        number: row.number,
        is: Machine {
            name: row.name,
            maker: row.maker,
            model: row.model,
            street: row.street,
            postcode: row.postcode,
            town: row.town,
        },
    });
    Ok(objects.collect())
}

/// The last number of a year; whoever else wants one waits for this transaction.
pub(super) async fn last_number(conn: &mut PgConnection, year: i32) -> Result<i32> {
    let last = sqlx::query_scalar!(
        "
        insert into case_numbers as n (year, last) values ($1, 1)
        on conflict (year) do update set last = n.last
        returning last
        ",
        year
    )
    .fetch_one(&mut *conn)
    .await?;
    let is_new = !sqlx::query_scalar!(
        r#"select exists (select from cases where year = $1) as "there!""#,
        year
    )
    .fetch_one(conn)
    .await?;
    Ok(if is_new { 0 } else { last })
}

pub(super) async fn set_last_number(conn: &mut PgConnection, year: i32, last: i32) -> Result<()> {
    sqlx::query!(
        "update case_numbers set last = $2 where year = $1",
        year,
        last
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes a batch, table by table.
pub(super) async fn write(conn: &mut PgConnection, batch: &Batch) -> Result<()> {
    // Written once, as three statements read it.
    let cases = RawValue::from_string(serde_json::to_string(&batch.cases)?)?;
    sqlx::query!(
        "
        insert into people (id, kind, name, email, phone, language, created_at)
        select id, 'visitor', name, email, phone, language, at
        from jsonb_to_recordset($1::jsonb)
          as p (id uuid, name text, email text, phone text, language text, at timestamptz)
        ",
        Json(&batch.people) as Json<&Vec<Customer>>,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "
        insert into cases
          (id, client_id, year, number, type_id, type_version, title, description, answers, status, pause_reason, urgent,
           priority, customer_id, told_at, language, owner_id, team_id, via, opened_by, created_at, status_at, changed_at, shown_at,
           answered_at, waits_since, next_due_at, missed, resolved_at, street, invoice_reference,
           object_id)
        select id, client_id, year, number, type_id, type_version, title, description, answers, status, pause_reason, urgent,
               case when urgent then 3 else 1 end, customer, told_at, language, owner, team, via, customer, at, status_at,
               changed_at, changed_at, answered_at, waits_since, due_at, missed, resolved_at, street, invoice_reference,
               object
        from jsonb_to_recordset($1::jsonb) as c (
          id uuid, client_id uuid, year int, number int, type_id uuid, type_version int, title text, description text,
          answers jsonb, status text, pause_reason text, urgent boolean, customer uuid, told_at text, language text,
          owner uuid, team uuid, via text, at timestamptz, status_at timestamptz, changed_at timestamptz,
          answered_at timestamptz, waits_since timestamptz, resolved_at timestamptz, due_at timestamptz, missed boolean,
          street text, invoice_reference text, object uuid)
        ",
        Json(&cases) as Json<&Box<RawValue>>,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "
        with c as (
          select * from jsonb_to_recordset($1::jsonb) as c (
            id uuid, customer uuid, owner uuid, papers uuid, notes uuid, thread uuid, subject text, head bigint,
            at timestamptz, status text)
        ), logs as (
          select papers as log, 'papers' as kind, id, customer, '' as subject, 0 as head, at, status from c
          union all
          select notes, 'notes', id, null, '', 0, at, status from c
          union all
          select thread, 'thread', id, customer, subject, head, at, status from c
        ), kept as (
          insert into conversations (id, kind, case_id, customer_id, subject, watch, state, head_seq, followed_seq, created_at)
          select log, kind, id, customer, subject, 'case', case when status = 'closed' then 'ended' else 'open' end,
                 head, head, at
          from logs
        )
        insert into participants (conversation_id, person_id, role, joined_at, delivered_seq, read_seq)
        select papers, customer, 'customer', at, 0, 0 from c
        union all
        select thread, customer, 'customer', at, head, head from c
        union all
        select thread, owner, 'advisor', at, head, head from c where owner is not null
        union all
        select notes, owner, 'advisor', at, 0, 0 from c where owner is not null
        ",
        Json(&cases) as Json<&Box<RawValue>>,
    )
    .execute(&mut *conn)
    .await?;
    write_checklists(&mut *conn, &cases).await?;
    sqlx::query!(
        "
        insert into messages (conversation_id, seq, client_id, author_id, role, kind, body, created_at)
        select thread, seq, client_id, author, case when is_staff then 'advisor' else 'customer' end, 'text', body, at
        from jsonb_to_recordset($1::jsonb)
          as t (thread uuid, seq bigint, client_id uuid, author uuid, is_staff boolean, body text, at timestamptz)
        ",
        Json(&batch.texts) as Json<&Vec<Text>>,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "
        insert into case_journal (case_id, at, who, public, detail)
        select \"case\", at, who, true, detail
        from jsonb_to_recordset($1::jsonb) as m (\"case\" uuid, at timestamptz, who uuid, detail jsonb)
        order by at
        ",
        Json(&batch.moments) as Json<&Vec<Moment>>,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "
        with c as (
          select * from jsonb_to_recordset($1::jsonb) as c (
            id uuid, at timestamptz, status text, status_at timestamptz, resolved_at timestamptz, warn_at timestamptz,
            due_at timestamptz, missed boolean)
        ), paused as (
          insert into case_pauses (case_id, began)
          select id, status_at from c where status in ('paused', 'waiting')
        )
        insert into case_deadlines (case_id, clock, since, warn_at, due_at, missed_at, warned_at, met_at)
        select id, 'solution', at, warn_at, due_at, case when missed then coalesce(due_at, at) end,
               case when missed then coalesce(due_at, at) end, resolved_at
        from c
        ",
        Json(&cases) as Json<&Box<RawValue>>,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "
        insert into case_callbacks (case_id, phone, wish, asked_by, asked_at)
        select \"case\", phone, wish, by, at
        from jsonb_to_recordset($1::jsonb) as b (\"case\" uuid, phone text, wish text, by uuid, at timestamptz)
        ",
        Json(&batch.callbacks) as Json<&Vec<Callback>>,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The checklists that come by rule: of what is over all steps are settled, of what is worked with so many as its case says.
async fn write_checklists(conn: &mut PgConnection, cases: &RawValue) -> Result<()> {
    sqlx::query!(
        "
        with c as (
          select * from jsonb_to_recordset($1::jsonb) as c (
            id uuid, type_id uuid, answers jsonb, owner uuid, at timestamptz, status_at timestamptz, steps_done int)
        ), lists as materialized (
          select gen_random_uuid() as id, c.id as case_id, c.owner, c.at, c.status_at, c.steps_done, t.id as template_id,
                 t.name, t.steps, row_number() over (partition by c.id order by t.place, t.id) - 1 as place
          from c
          join checklist_templates t on t.type_id = c.type_id and t.retired_at is null
          where not exists (
            select from jsonb_array_elements(t.conditions) d
            where not coalesce(d -> 'any_of' ? (c.answers ->> (d ->> 'field')), false)
          )
        ), kept as (
          insert into checklists (id, case_id, template_id, name, place, created_at)
          select id, case_id, template_id, name, place, at from lists
        )
        insert into checklist_steps
          (id, checklist_id, place, title, instruction, done_by, wants_files, is_reviewed, public, due_on, gates, state,
           state_by, state_at)
        select gen_random_uuid(), l.id, s.place - 1, s.step -> 'title', s.step -> 'instruction', s.step ->> 'done_by',
               (s.step ->> 'wants_files')::boolean, (s.step ->> 'is_reviewed')::boolean, (s.step ->> 'public')::boolean,
               l.at::date + (s.step ->> 'due_in_days')::int,
               array(select jsonb_array_elements_text(s.step -> 'gates')),
               case when done.is_done then 'settled' else 'open' end,
               case when done.is_done then l.owner end, case when done.is_done then l.status_at end
        from lists l
        cross join lateral jsonb_array_elements(l.steps) with ordinality s (step, place)
        cross join lateral (select s.place <= l.steps_done as is_done) done
        ",
        Json(cases) as Json<&RawValue>,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Cases that are found by nothing yet.
pub(super) async fn list_unindexed(conn: &mut PgConnection) -> Result<Vec<Uuid>> {
    let cases = sqlx::query_scalar!(
        "
        select c.id from cases c
        where not exists (select from case_words w where w.case_id = c.id)
        limit 10000
        "
    )
    .fetch_all(conn)
    .await?;
    Ok(cases)
}

/// What cases are found by.
pub(super) async fn index(db: &PgPool, cases: &[Uuid]) -> Result<()> {
    sqlx::query!("select index_cases($1)", cases)
        .execute(db)
        .await?;
    Ok(())
}

/// So that the first who asks meets a database that knows what it holds. Only who owns the tables may see to them.
pub(super) async fn settle(db: &PgPool) -> Result<()> {
    let mut owner = db.acquire().await?.detach();
    sqlx::raw_sql("set role none").execute(&mut owner).await?;
    sqlx::raw_sql("vacuum (analyze) cases, case_words, case_callbacks, case_journal, case_deadlines, checklists, checklist_steps, conversations, participants, messages, people")
        .execute(&mut owner)
        .await?;
    owner.close().await?;
    Ok(())
}
