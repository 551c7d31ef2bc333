//! The SQL of what a page shows of a case.

use signaling::protocol::{
    CaseContact, CaseFile, CaseForm, CaseId, CaseMoment, CaseNumber, CasePart, CasePersonId,
    CasePersonView, CaseStatus, CaseVia, ConversationId, ConversationState, FileId, FileScan,
    FileView, FormValues, Happened, LinkedCase, Localised, MAX_MOMENTS, PersonId, ThreadView,
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

pub(in super::super) async fn list_people(
    conn: &mut PgConnection,
    case: CaseId,
) -> Result<Vec<CasePersonView>> {
    let rows = sqlx::query!(
        r#"
        select id, part as "part: CasePart", name, email, phone
        from case_people
        where case_id = $1
        order by place, id
        limit 30
        "#,
        case.0,
    )
    .fetch_all(conn)
    .await?;
    let people = rows.into_iter().map(|row| CasePersonView {
        id: CasePersonId(row.id),
        part: row.part,
        name: row.name,
        email: row.email,
        phone: row.phone,
    });
    Ok(people.collect())
}

/// Newest word first.
pub(in super::super) async fn list_threads(
    conn: &mut PgConnection,
    case: CaseId,
    reader: PersonId,
) -> Result<Vec<ThreadView>> {
    let rows = sqlx::query!(
        r#"
        select l.id, l.subject, l.state as "state: ConversationState", l.head_seq, coalesce(mine.read_seq, 0) as "read!",
               coalesce(w.text, '') as "last!", coalesce(w.name, '') as "last_by!",
               coalesce(w.created_at, l.created_at) as "last_at!"
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
        ) w on true
        where l.case_id = $1 and l.kind = 'thread'
        order by coalesce(w.created_at, l.created_at) desc
        limit 200
        "#,
        case.0,
        reader.0,
    )
    .fetch_all(conn)
    .await?;
    let threads = rows.into_iter().map(|row| ThreadView {
        conversation: ConversationId(row.id),
        subject: row.subject,
        state: row.state,
        last: row.last,
        last_by: row.last_by,
        last_at: row.last_at.to_jiff(),
        head: row.head_seq,
        read: row.read,
    });
    Ok(threads.collect())
}

/// What was shown in its papers and threads and has not been taken back, also of cases that were merged into it.
pub(in super::super) async fn list_files(
    conn: &mut PgConnection,
    case: CaseId,
) -> Result<Vec<CaseFile>> {
    let rows = sqlx::query!(
        r#"
        select f.id, f.name, f.media_type, f.size, f.width, f.height, f.preview, nullif(f.scan, 'none') as "scan?: FileScan", p.name as by, m.created_at
        from conversations l
        join messages m on m.conversation_id = l.id and m.kind = 'file' and m.redacted_at is null
        join files f on f.id = m.file_id and (f.removed_at is null or f.scan = 'infected')
        join people p on p.id = f.uploader_id
        where l.kind in ('papers', 'thread')
          and l.case_id in (select id from cases where id = $1 union all select id from cases where merged_into = $1)
        order by m.created_at desc, m.conversation_id, m.seq desc
        limit 500
        "#,
        case.0,
    )
    .fetch_all(conn)
    .await?;
    let files = rows.into_iter().map(|row| CaseFile {
        file: FileView {
            id: FileId(row.id),
            name: row.name,
            media_type: row.media_type,
            size: row.size,
            width: row.width,
            height: row.height,
            preview: row.preview,
            scan: row.scan,
        },
        by: row.by,
        at: row.created_at.to_jiff(),
    });
    Ok(files.collect())
}

/// The chats it came out of.
pub(in super::super) async fn list_chats(
    conn: &mut PgConnection,
    case: CaseId,
) -> Result<Vec<ConversationId>> {
    let ids = sqlx::query_scalar!(
        r#"
        select conversation_id as "id!" from case_links
        where case_id = $1 and conversation_id is not null
        order by created_at
        limit 100
        "#,
        case.0,
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(ConversationId).collect())
}

/// Other cases that belong to it; with a customer, theirs alone.
pub(in super::super) async fn list_links(
    conn: &mut PgConnection,
    case: CaseId,
    customer: Option<PersonId>,
) -> Result<Vec<LinkedCase>> {
    let rows = sqlx::query!(
        r#"
        select o.id, o.year, o.number, o.title, o.status as "status: CaseStatus"
        from (
          select other_id as id from case_links where case_id = $1 and other_id is not null
          union
          select case_id from case_links where other_id = $1
        ) l
        join cases o on o.id = l.id
        where $2::uuid is null or o.customer_id = $2
        order by o.year desc, o.number desc
        limit 100
        "#,
        case.0,
        customer.map(|customer| customer.0),
    )
    .fetch_all(conn)
    .await?;
    let links = rows.into_iter().map(|row| LinkedCase {
        id: CaseId(row.id),
        number: number(row.year, row.number),
        title: row.title,
        status: row.status,
    });
    Ok(links.collect())
}

/// The newest moments, the newest first; with a customer, what they are told of, and of other cases theirs alone.
pub(in super::super) async fn list_moments(
    conn: &mut PgConnection,
    case: CaseId,
    customer: Option<PersonId>,
) -> Result<Vec<CaseMoment>> {
    let rows = sqlx::query!(
        r#"
        select j.id, j.at, p.name as "who?", j.detail as "detail: Json<Happened>"
        from case_journal j
        left join people p on p.id = j.who
        where j.case_id = $1
          and ($2::uuid is null or j.public and (
            j.detail ->> 'type' not in ('linked', 'unlinked', 'merged', 'merged_into')
            or exists (
              select from cases o
              where o.customer_id = $2 and o.year || '-' || lpad(o.number::text, 6, '0') = j.detail ->> 'number'
            )
          ))
        order by j.id desc
        limit $3
        "#,
        case.0,
        customer.map(|customer| customer.0),
        i64::try_from(MAX_MOMENTS).unwrap_or(i64::MAX),
    )
    .fetch_all(conn)
    .await?;
    let moments = rows.into_iter().map(|row| CaseMoment {
        id: row.id,
        at: row.at.to_jiff(),
        who: row.who,
        what: row.detail.0,
    });
    Ok(moments.collect())
}
