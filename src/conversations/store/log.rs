//! The SQL of a log's rows: dense numbers, one lock for who gets the next.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{
    CaseNumber, ClientId, Content, ConversationId, ConversationState, FileId, FileScan, FileView,
    Message, Notice, PersonId, Role, Sent,
};
use sqlx::{PgConnection, PgPool, types::Json};
use uuid::Uuid;

use crate::error::Result;

struct MessageRow {
    seq: i64,
    client_id: Uuid,
    author_id: Option<Uuid>,
    role: Role,
    kind: String,
    body: Option<String>,
    target_seq: Option<i64>,
    target_body: Option<String>,
    notice: Option<Json<Notice>>,
    created_at: jiff_sqlx::Timestamp,
    edited: bool,
    redacted: bool,
    file_id: Option<Uuid>,
    file_name: Option<String>,
    media_type: Option<String>,
    size: Option<i64>,
    width: Option<i32>,
    height: Option<i32>,
    preview: Option<bool>,
    scan: Option<FileScan>,
}

impl From<MessageRow> for Message {
    fn from(row: MessageRow) -> Self {
        let content = match (row.kind.as_str(), row.redacted) {
            ("edit", _) => Content::Edit {
                target: row.target_seq.unwrap_or_default(),
                text: row.target_body,
            },
            ("redact", _) => Content::Redact {
                target: row.target_seq.unwrap_or_default(),
            },
            ("text", false) => Content::Text {
                text: row.body.unwrap_or_default(),
            },
            ("file", false) => Content::File {
                file: FileView {
                    id: FileId(row.file_id.unwrap_or_default()),
                    name: row.file_name.unwrap_or_default(),
                    media_type: row.media_type.unwrap_or_default(),
                    size: row.size.unwrap_or_default(),
                    width: row.width,
                    height: row.height,
                    preview: row.preview.unwrap_or_default(),
                    scan: row.scan,
                },
            },
            ("notice", _) => match row.notice {
                Some(Json(notice)) => Content::Notice { notice },
                None => Content::Redacted,
            },
            _ => Content::Redacted,
        };
        Self {
            seq: row.seq,
            client_id: ClientId(row.client_id),
            author: row.author_id.map(PersonId),
            role: row.role,
            at: row.created_at.to_jiff(),
            content,
            edited: row.edited,
        }
    }
}

/// What the texts of one answer may weigh, unless the first alone weighs more: with quotes escaped and all that surrounds
/// them they fit in a socket's outbox.
const PAGE_BYTES: i64 = 256 * 1024;

/// Rows after `after` in seq order, at most `limit` and no more than fit in one answer; by the primary key.
pub(crate) async fn list_messages(
    conn: &mut PgConnection,
    conversation: ConversationId,
    after: i64,
    limit: i64,
) -> Result<Vec<Message>> {
    let rows = sqlx::query_as!(
        MessageRow,
        r#"
        with page as (
          select p.seq, sum(p.weight) over (order by p.seq) - p.weight as before
          from (
            select m.seq, coalesce(octet_length(m.body), octet_length(t.body), 0) as weight
            from messages m
            left join messages t on t.conversation_id = m.conversation_id and t.seq = m.target_seq
            where m.conversation_id = $1 and m.seq > $2
            order by m.seq
            limit $3
          ) p
        )
        select m.seq, m.client_id, m.author_id, m.role as "role: Role", m.kind, m.body, m.target_seq,
               t.body as "target_body?", m.notice as "notice: Json<Notice>", m.created_at,
               (m.edited_at is not null) as "edited!", (m.redacted_at is not null) as "redacted!",
               m.file_id, f.name as "file_name?", f.media_type as "media_type?", f.size as "size?",
               f.width, f.height, f.preview as "preview?", nullif(f.scan, 'none') as "scan?: FileScan"
        from page
        join messages m on m.conversation_id = $1 and m.seq = page.seq
        left join messages t on t.conversation_id = m.conversation_id and t.seq = m.target_seq
        left join files f on f.id = m.file_id
        where page.before < $4
        order by m.seq
        "#,
        conversation.0,
        after,
        limit,
        PAGE_BYTES,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Message::from).collect())
}

pub(crate) async fn find_head(conn: &mut PgConnection, id: ConversationId) -> Result<Option<i64>> {
    Ok(
        sqlx::query_scalar!("select head_seq from conversations where id = $1", id.0)
            .fetch_optional(conn)
            .await?,
    )
}

pub(crate) async fn list_behind(
    db: &PgPool,
    known: &[(ConversationId, i64)],
) -> Result<Vec<ConversationId>> {
    let (ids, seqs): (Vec<Uuid>, Vec<i64>) = known.iter().map(|(id, seq)| (id.0, *seq)).unzip();
    let ids = sqlx::query_scalar!(
        r#"
        select c.id
        from unnest($1::uuid[], $2::bigint[]) as k (id, seq)
        join conversations c on c.id = k.id
        where c.head_seq > k.seq
        "#,
        &ids,
        &seqs,
    )
    .fetch_all(db)
    .await?;
    Ok(ids.into_iter().map(ConversationId).collect())
}

/// Takes the log's lock: one row at a time gets the next seq. Gives its state, which does not change meanwhile.
pub(crate) async fn lock(
    conn: &mut PgConnection,
    id: ConversationId,
) -> Result<Option<ConversationState>> {
    let state = sqlx::query_scalar!(
        r#"select state as "state: ConversationState" from conversations where id = $1 for no key update"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(state)
}

pub(crate) async fn find_sent(
    conn: &mut PgConnection,
    id: ConversationId,
    client_id: ClientId,
) -> Result<Option<(Sent, Option<PersonId>)>> {
    let row = sqlx::query!(
        "select seq, created_at, author_id from messages where conversation_id = $1 and client_id = $2",
        id.0,
        client_id.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        (
            Sent {
                seq: row.seq,
                at: row.created_at.to_jiff(),
            },
            row.author_id.map(PersonId),
        )
    }))
}

/// A row that does not come through the writer.
pub(crate) struct NewRow {
    pub author: Option<PersonId>,
    pub role: Role,
    pub kind: &'static str,
    pub body: Option<String>,
    pub file: Option<FileId>,
    pub target: Option<i64>,
    pub notice: Option<Notice>,
}

impl NewRow {
    pub(crate) fn by(author: PersonId, role: Role) -> Self {
        Self {
            author: Some(author),
            role,
            ..Self::by_system()
        }
    }

    pub(crate) fn by_system() -> Self {
        Self {
            author: None,
            role: Role::System,
            kind: "notice",
            body: None,
            file: None,
            target: None,
            notice: None,
        }
    }
}

/// Gives the row the next seq. The log must be locked.
pub(crate) async fn append_row(
    conn: &mut PgConnection,
    to: ConversationId,
    client_id: ClientId,
    row: NewRow,
    now: Timestamp,
) -> Result<Message> {
    let seq = sqlx::query_scalar!(
        "update conversations set head_seq = head_seq + 1 where id = $1 returning head_seq",
        to.0
    )
    .fetch_one(&mut *conn)
    .await?;
    sqlx::query!(
        r#"
        insert into messages
          (conversation_id, seq, client_id, author_id, role, kind, file_id, target_seq, notice, created_at, body)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        "#,
        to.0,
        seq,
        client_id.0,
        row.author.map(|id| id.0),
        row.role as Role,
        row.kind,
        row.file.map(|id| id.0),
        row.target,
        row.notice.map(Json) as Option<Json<Notice>>,
        now.to_sqlx() as jiff_sqlx::Timestamp,
        row.body,
    )
    .execute(&mut *conn)
    .await?;
    let mut rows = list_messages(conn, to, seq - 1, 1).await?;
    rows.pop()
        .ok_or_else(|| anyhow::anyhow!("the row just stored is not there").into())
}

pub(crate) struct Target {
    pub author: Option<PersonId>,
    pub kind: String,
    pub redacted: bool,
    /// It is the paper of a signed delivery note.
    pub signed: bool,
    /// It belongs to a step of a checklist that is handed in or settled.
    pub handed_in: bool,
    pub file: Option<FileId>,
    pub at: Timestamp,
}

pub(crate) async fn find_target(
    conn: &mut PgConnection,
    id: ConversationId,
    seq: i64,
) -> Result<Option<Target>> {
    let row = sqlx::query!(
        r#"
        select author_id, kind, (redacted_at is not null) as "redacted!", file_id, created_at,
               exists (select from delivery_notes n where n.file_id = messages.file_id) as "signed!",
               exists (
                 select from checklist_files k
                 join checklist_steps s on s.id = k.step_id
                 where k.file_id = messages.file_id and s.state in ('handed_in', 'settled')
               ) as "handed_in!"
        from messages
        where conversation_id = $1 and seq = $2
        "#,
        id.0,
        seq,
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Target {
        author: row.author_id.map(PersonId),
        kind: row.kind,
        redacted: row.redacted,
        signed: row.signed,
        handed_in: row.handed_in,
        file: row.file_id.map(FileId),
        at: row.created_at.to_jiff(),
    }))
}

/// Holds the step of a checklist to which the file of a row belongs. It is held before the log: who hands in a step holds it
/// while they look at its files.
pub(crate) async fn hold_step_of(
    conn: &mut PgConnection,
    id: ConversationId,
    seq: i64,
) -> Result<()> {
    sqlx::query!(
        r#"
        select true as held
        from messages m
        join checklist_files k on k.file_id = m.file_id
        join checklist_steps s on s.id = k.step_id
        where m.conversation_id = $1 and m.seq = $2
        for no key update of s
        "#,
        id.0,
        seq,
    )
    .fetch_optional(conn)
    .await?;
    Ok(())
}

/// Whether a row was written while somebody was put aside.
pub(crate) async fn is_withheld(
    conn: &mut PgConnection,
    id: ConversationId,
    seq: i64,
) -> Result<bool> {
    let withheld = sqlx::query_scalar!(
        r#"
        select exists (
          select from participants p
          cross join generate_subscripts(p.unseen, 1) as i
          where p.conversation_id = $1 and i % 2 = 1 and p.unseen[i] < $2
            and (p.unseen[i + 1] is null or p.unseen[i + 1] >= $2)
        ) as "withheld!"
        "#,
        id.0,
        seq,
    )
    .fetch_one(conn)
    .await?;
    Ok(withheld)
}

pub(crate) async fn keep_revision(
    conn: &mut PgConnection,
    id: ConversationId,
    seq: i64,
    by: PersonId,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into message_revisions (conversation_id, seq, revision, body, file_id, changed_by, changed_at)
        select m.conversation_id, m.seq,
               1 + (select count(*)::int from message_revisions r
                    where r.conversation_id = m.conversation_id and r.seq = m.seq),
               m.body, m.file_id, $3, $4
        from messages m
        where m.conversation_id = $1 and m.seq = $2
        "#,
        id.0,
        seq,
        by.0,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn set_text(
    conn: &mut PgConnection,
    id: ConversationId,
    seq: i64,
    text: &str,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "update messages set body = $3, edited_at = $4 where conversation_id = $1 and seq = $2",
        id.0,
        seq,
        text,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(crate) async fn set_redacted(
    conn: &mut PgConnection,
    id: ConversationId,
    seq: i64,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        "update messages set body = null, redacted_at = $3 where conversation_id = $1 and seq = $2",
        id.0,
        seq,
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether a file stands in a row that has not been taken back: the same may be sent twice.
pub(crate) async fn is_shown(
    conn: &mut PgConnection,
    id: ConversationId,
    file: FileId,
) -> Result<bool> {
    let shown = sqlx::query_scalar!(
        r#"
        select exists (
          select from messages where conversation_id = $1 and file_id = $2 and redacted_at is null
        ) as "shown!"
        "#,
        id.0,
        file.0,
    )
    .fetch_one(conn)
    .await?;
    Ok(shown)
}

/// What was stopped as harmful may be sent all the same: its row tells everybody that it was.
pub(crate) async fn is_own_upload(
    conn: &mut PgConnection,
    file: FileId,
    to: ConversationId,
    by: PersonId,
) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"
        select id
        from files
        where id = $1 and conversation_id = $2 and uploader_id = $3 and (removed_at is null or scan = 'infected')
        "#,
        file.0,
        to.0,
        by.0,
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// One text of a batch.
pub(crate) struct TextRow<'a> {
    pub conversation: ConversationId,
    pub client_id: ClientId,
    pub author: PersonId,
    pub body: &'a str,
}

/// What became of it.
pub(crate) struct Landed {
    /// None when the writer takes no part or the conversation isn't there.
    pub seq: Option<i64>,
    pub at: Timestamp,
    /// Whether it was stored before.
    pub known: bool,
    /// Whether the row that has this client id is the writer's own.
    pub own: bool,
    pub role: Option<Role>,
    pub ended: bool,
    /// The case into which the one of an ended log was merged.
    pub merged_into: Option<CaseNumber>,
    pub watch: Option<String>,
}

/// Stores a batch in one statement, so in one transaction and one round trip: locks the logs in id order, answers what
/// is there already, gives the others the next seqs in the order of the batch. A `(conversation, client_id)` must
/// stand once in the batch. Fails as a whole, with `messages_client_id`, when another node stored one of them meanwhile.
pub(crate) async fn append_texts(
    conn: &mut PgConnection,
    rows: &[TextRow<'_>],
    now: Timestamp,
) -> Result<Vec<Landed>, sqlx::Error> {
    let conversations: Vec<Uuid> = rows.iter().map(|row| row.conversation.0).collect();
    let client_ids: Vec<Uuid> = rows.iter().map(|row| row.client_id.0).collect();
    let authors: Vec<Uuid> = rows.iter().map(|row| row.author.0).collect();
    let bodies: Vec<&str> = rows.iter().map(|row| row.body).collect();
    let landed = sqlx::query!(
        r#"
        with batch as (
          select *
          from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) with ordinality
            as b (conversation_id, client_id, author_id, body, place)
        ),
        locked as (
          select c.id, c.head_seq, c.state, c.watch, c.customer_id, c.case_id
          from conversations c
          where c.id = any ($1)
          order by c.id
          for no key update
        ),
        known as (
          select m.conversation_id, m.client_id, m.seq, m.author_id, m.role, m.created_at
          from batch b
          join messages m on m.conversation_id = b.conversation_id and m.client_id = b.client_id
        ),
        allowed as (
          select b.*, p.role, l.head_seq
          from batch b
          join locked l on l.id = b.conversation_id and l.state = 'open'
          join participants p
            on p.conversation_id = b.conversation_id and p.person_id = b.author_id and p.left_at is null
          -- As it was before the lock was had: whoever signed in meanwhile writes as somebody else by now.
          join conversations before on before.id = l.id
            and (before.customer_id is distinct from b.author_id or l.customer_id = b.author_id)
          where not exists (
            select from known k where k.conversation_id = b.conversation_id and k.client_id = b.client_id
          )
        ),
        fresh as (
          insert into messages (conversation_id, seq, client_id, author_id, role, kind, body, created_at)
          select conversation_id, head_seq + row_number() over (partition by conversation_id order by place),
                 client_id, author_id, role, 'text', body, $5
          from allowed
          returning conversation_id, client_id, seq, role
        ),
        moved as (
          update conversations c
          set head_seq = f.head
          from (select conversation_id, max(seq) as head from fresh group by conversation_id) f
          where c.id = f.conversation_id
        )
        select coalesce(f.seq, k.seq) as seq, coalesce(k.created_at, $5) as "at!",
               (k.seq is not null) as "known!", (k.author_id is null or k.author_id = b.author_id) as "own!",
               coalesce(f.role, k.role) as "role: Role", (l.state is not distinct from 'ended') as "ended!", l.watch as "watch?",
               i.year as "merged_year?", i.number as "merged_number?"
        from batch b
        left join locked l on l.id = b.conversation_id
        left join fresh f on f.conversation_id = b.conversation_id and f.client_id = b.client_id
        left join known k on k.conversation_id = b.conversation_id and k.client_id = b.client_id
        left join cases o on o.id = l.case_id and l.state = 'ended'
        left join cases i on i.id = o.merged_into
        order by b.place
        "#,
        &conversations,
        &client_ids,
        &authors,
        &bodies as &[&str],
        now.to_sqlx() as jiff_sqlx::Timestamp,
    )
    .fetch_all(conn)
    .await?;
    let landed = landed.into_iter().map(|row| Landed {
        seq: row.seq,
        at: row.at.to_jiff(),
        known: row.known,
        own: row.own,
        role: row.role,
        ended: row.ended,
        merged_into: CaseNumber::of_row(row.merged_year, row.merged_number),
        watch: row.watch,
    });
    Ok(landed.collect())
}

/// Of some who could not write, those who are not to know of the conversation: customers who never took part in it.
pub(crate) async fn list_strangers(
    db: &PgPool,
    refused: &[(ConversationId, PersonId)],
) -> Result<Vec<(ConversationId, PersonId)>> {
    let (conversations, people): (Vec<Uuid>, Vec<Uuid>) =
        refused.iter().map(|(id, person)| (id.0, person.0)).unzip();
    let strangers = sqlx::query!(
        r#"
        select b.conversation_id as "conversation!", b.person_id as "person!"
        from unnest($1::uuid[], $2::uuid[]) as b (conversation_id, person_id)
        where not exists (select from staff s where s.person_id = b.person_id)
          and not exists (
            select from participants p where p.conversation_id = b.conversation_id and p.person_id = b.person_id
          )
        "#,
        &conversations,
        &people,
    )
    .fetch_all(db)
    .await?;
    let strangers = strangers
        .into_iter()
        .map(|row| (ConversationId(row.conversation), PersonId(row.person)));
    Ok(strangers.collect())
}

/// Of some people, those who have turned out to be others.
pub(crate) async fn list_merged(db: &PgPool, people: &[PersonId]) -> Result<Vec<PersonId>> {
    let ids: Vec<Uuid> = people.iter().map(|person| person.0).collect();
    let merged = sqlx::query_scalar!(
        "select id from people where id = any ($1) and merged_into is not null",
        &ids,
    )
    .fetch_all(db)
    .await?;
    Ok(merged.into_iter().map(PersonId).collect())
}
