//! The SQL of what a page shows of a case.

use signaling::protocol::{
    CaseContact, CaseFile, CaseForm, CaseId, CaseMoment, CaseNumber, CasePersonView, CaseVia,
    ConversationId, DeadlineView, FormValues, LinkedCase, Localised, MAX_MOMENTS, PersonId,
    ThreadView,
};
use sqlx::{PgConnection, types::Json};

use super::number;
use crate::error::Result;

/// What a list does not show.
#[derive(Debug)]
pub(in super::super) struct More {
    pub(in super::super) version: i32,
    pub(in super::super) description: String,
    pub(in super::super) form: CaseForm,
    pub(in super::super) values: FormValues,
    pub(in super::super) via: CaseVia,
    pub(in super::super) contact: CaseContact,
    pub(in super::super) known: bool,
    pub(in super::super) team_name: Localised,
    pub(in super::super) owner_title: String,
    pub(in super::super) notes: ConversationId,
    pub(in super::super) papers: ConversationId,
    pub(in super::super) merged_into: Option<CaseNumber>,
}

pub(in super::super) async fn find_more(
    conn: &mut PgConnection,
    case: CaseId,
) -> Result<Option<More>> {
    let row = sqlx::query!(
        r#"
        select c.version, c.description, c.answers as "answers: Json<FormValues>", c.via as "via: CaseVia", c.told_at,
               c.language, f.form as "form: Json<CaseForm>", p.name, p.email, p.phone,
               exists (select from identifiers i where i.person_id = p.id and i.proven_at is not null) as "known!",
               q.name as "team_name: Json<Localised>", coalesce(s.title, '') as "owner_title!",
               (select l.id from conversations l where l.case_id = c.id and l.kind = 'notes') as "notes!",
               (select l.id from conversations l where l.case_id = c.id and l.kind = 'papers'
                order by l.created_at, l.id limit 1) as "papers!",
               m.year as "merged_year?", m.number as "merged_number?"
        from cases c
        join case_forms f on f.type_id = c.type_id and f.version = c.type_version
        join people p on p.id = c.customer_id
        join queues q on q.id = c.team_id
        left join staff s on s.person_id = c.owner_id
        left join cases m on m.id = c.merged_into
        where c.id = $1
        "#,
        case.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| More {
        version: row.version,
        description: row.description,
        form: row.form.0,
        values: row.answers.0,
        via: row.via,
        contact: CaseContact {
            name: row.name,
            email: if row.told_at.is_empty() {
                row.email
            } else {
                row.told_at
            },
            phone: row.phone,
            language: row.language,
        },
        known: row.known,
        team_name: row.team_name.0,
        owner_title: row.owner_title,
        notes: ConversationId(row.notes),
        papers: ConversationId(row.papers),
        merged_into: row
            .merged_year
            .zip(row.merged_number)
            .map(|(year, place)| number(year, place)),
    }))
}

/// What there may be several of.
#[derive(Debug)]
pub(in super::super) struct Parts {
    pub(in super::super) people: Vec<CasePersonView>,
    /// Newest word first.
    pub(in super::super) threads: Vec<ThreadView>,
    /// What was shown in its papers and threads and has not been taken back, also of cases that were merged into it.
    pub(in super::super) files: Vec<CaseFile>,
    /// The chats it came out of.
    pub(in super::super) chats: Vec<ConversationId>,
    /// Other cases that belong to it; of a customer, theirs alone.
    pub(in super::super) links: Vec<LinkedCase>,
    /// All of its clocks, the newest last.
    pub(in super::super) deadlines: Vec<DeadlineView>,
    /// The newest moments, the newest first; for a customer what they are told of, and of other cases theirs alone.
    pub(in super::super) timeline: Vec<CaseMoment>,
}

/// All parts at once, as `reader` sees them: each question on its own costs a page its way to the database and back.
///
/// What a row is called is what the field of its part is called.
pub(in super::super) async fn find_parts(
    conn: &mut PgConnection,
    case: CaseId,
    reader: PersonId,
    customer: Option<PersonId>,
) -> Result<Parts> {
    let row = sqlx::query!(
        r#"
        select
          (select coalesce(json_agg(w), '[]') from (
            select id, part, name, email, phone from case_people where case_id = $1 order by place, id limit 30
          ) w) as "people!: Json<Vec<CasePersonView>>",
          (select coalesce(json_agg(w), '[]') from (
            select l.id as conversation, l.subject, l.state, l.head_seq as head, coalesce(mine.read_seq, 0) as read,
                   coalesce(last.text, '') as last, coalesce(last.name, '') as last_by,
                   coalesce(last.created_at, l.created_at) as last_at
            from conversations l
            left join participants mine on mine.conversation_id = l.id and mine.person_id = $2
            left join lateral (
              select left(coalesce(m.body, f.name), 120) as text, a.name, m.created_at
              from messages m
              left join people a on a.id = m.author_id
              left join files f on f.id = m.file_id
              where m.conversation_id = l.id and m.kind in ('text', 'file') and m.redacted_at is null
              order by m.seq desc
              limit 1
            ) last on true
            where l.case_id = $1 and l.kind = 'thread'
            order by last_at desc
            limit 200
          ) w) as "threads!: Json<Vec<ThreadView>>",
          (select coalesce(json_agg(w), '[]') from (
            select json_build_object(
                     'id', f.id, 'name', f.name, 'media_type', f.media_type, 'size', f.size, 'width', f.width,
                     'height', f.height, 'preview', f.preview, 'scan', nullif(f.scan, 'none')) as file,
                   p.name as by, m.created_at as at
            from conversations l
            join messages m on m.conversation_id = l.id and m.kind = 'file' and m.redacted_at is null
            join files f on f.id = m.file_id and (f.removed_at is null or f.scan = 'infected')
            join people p on p.id = f.uploader_id
            where l.kind in ('papers', 'thread')
              and l.case_id in (select id from cases where id = $1 union all select id from cases where merged_into = $1)
            order by m.created_at desc, m.conversation_id, m.seq desc
            limit 500
          ) w) as "files!: Json<Vec<CaseFile>>",
          (select coalesce(json_agg(w.conversation_id), '[]') from (
            select conversation_id from case_links
            where case_id = $1 and conversation_id is not null
            order by created_at
            limit 100
          ) w) as "chats!: Json<Vec<ConversationId>>",
          (select coalesce(json_agg(w), '[]') from (
            select o.id, case_number(o.year, o.number) as number, o.title,
                   o.status
            from (
              select other_id as id from case_links where case_id = $1 and other_id is not null
              union
              select case_id from case_links where other_id = $1
            ) l
            join cases o on o.id = l.id
            where $3::uuid is null or o.customer_id = $3
            order by o.year desc, o.number desc
            limit 100
          ) w) as "links!: Json<Vec<LinkedCase>>",
          (select coalesce(json_agg(w), '[]') from (
            select clock, since, due_at, warned_at is not null as warned, missed_at is not null as missed, met_at
            from case_deadlines
            where case_id = $1
            order by since, clock
            limit 200
          ) w) as "deadlines!: Json<Vec<DeadlineView>>",
          (select coalesce(json_agg(w), '[]') from (
            select j.id, j.at, p.name as who, j.detail as what
            from case_journal j
            left join people p on p.id = j.who
            where j.case_id = $1
              and ($3::uuid is null or j.public and (
                j.detail ->> 'type' not in ('linked', 'unlinked', 'merged', 'merged_into')
                or exists (
                  select from cases o
                  where o.customer_id = $3
                    and case_number(o.year, o.number) = j.detail ->> 'number'
                )
              ))
            order by j.id desc
            limit $4
          ) w) as "timeline!: Json<Vec<CaseMoment>>"
        "#,
        case.0,
        reader.0,
        customer.map(|customer| customer.0),
        i64::try_from(MAX_MOMENTS).unwrap_or(i64::MAX),
    )
    .fetch_one(conn)
    .await?;
    Ok(Parts {
        people: row.people.0,
        threads: row.threads.0,
        files: row.files.0,
        chats: row.chats.0,
        links: row.links.0,
        deadlines: row.deadlines.0,
        timeline: row.timeline.0,
    })
}
