//! The SQL of opening a case.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use signaling::protocol::{
    CaseId, CaseNumber, CaseReceipt, CaseTypeId, CaseVia, ClientId, ConversationId, FormValues,
    Happened, ObjectId, PersonId, QueueId,
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::number;
use crate::error::{Error, Result};

/// A case to be opened.
pub(in super::super) struct NewRow<'a> {
    pub(in super::super) id: CaseId,
    pub(in super::super) number: CaseNumber,
    pub(in super::super) kind: (CaseTypeId, i32),
    pub(in super::super) title: &'a str,
    pub(in super::super) description: &'a str,
    pub(in super::super) values: &'a FormValues,
    pub(in super::super) object: Option<ObjectId>,
    pub(in super::super) urgent: bool,
    pub(in super::super) customer: PersonId,
    pub(in super::super) told_at: &'a str,
    pub(in super::super) language: &'a str,
    pub(in super::super) owner: Option<PersonId>,
    pub(in super::super) team: QueueId,
    pub(in super::super) via: CaseVia,
    pub(in super::super) opened_by: PersonId,
    pub(in super::super) client_id: ClientId,
}

/// The next of the year's numbers; everybody else who wants one waits until the transaction ends.
pub(in super::super) async fn next_number(conn: &mut PgConnection, year: u16) -> Result<u32> {
    let next = sqlx::query_scalar!(r#"select next_case_number($1) as "next!""#, i32::from(year));
    Ok(next.fetch_one(conn).await?.unsigned_abs())
}

/// False when one with the same client id is there.
pub(in super::super) async fn create_case(
    conn: &mut PgConnection,
    row: &NewRow<'_>,
    now: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        r#"
        insert into cases
          (id, year, number, type_id, type_version, title, description, answers, urgent, priority, customer_id, told_at,
           language, owner_id, team_id, via, opened_by, client_id, created_at, status_at, changed_at, shown_at, street, invoice_reference,
           object_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $9 then 3 else 1 end, $10, $11, $12, $13, $14, $15, $16, $17,
                $18, $18, $18, $18, coalesce($8::jsonb ->> 'street', ''), coalesce($8::jsonb ->> 'invoice_reference', ''),
                $19)
        "#,
        row.id.0,
        i32::from(row.number.year),
        i32::try_from(row.number.number).unwrap_or(i32::MAX),
        row.kind.0.0,
        row.kind.1,
        row.title,
        row.description,
        Json(row.values) as Json<&FormValues>,
        row.urgent,
        row.customer.0,
        row.told_at,
        row.language,
        row.owner.map(|owner| owner.0),
        row.team.0,
        row.via as CaseVia,
        row.opened_by.0,
        row.client_id.0,
        now.to_sqlx() as _,
        row.object.map(|object| object.0),
    )
    .execute(conn)
    .await;
    match done {
        Err(sqlx::Error::Database(error)) if error.constraint() == Some("cases_client_id") => {
            Ok(false)
        }
        other => other.map(|_| true).map_err(Error::from),
    }
}

/// The case of an earlier request, and who sent it.
pub(in super::super) async fn find_by_client(
    conn: &mut PgConnection,
    client_id: ClientId,
) -> Result<Option<(CaseReceipt, Option<PersonId>)>> {
    let row = sqlx::query!(
        "select id, year, number, told_at, opened_by from cases where client_id = $1",
        client_id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| {
        let receipt = CaseReceipt {
            id: CaseId(row.id),
            number: number(row.year, row.number),
            told_to: row.told_at,
        };
        (receipt, row.opened_by.map(PersonId))
    }))
}

/// Somebody whom staff wrote down.
pub(in super::super) async fn create_customer(
    conn: &mut PgConnection,
    person: PersonId,
    name: &str,
    email: &str,
    phone: &str,
    language: &str,
) -> Result<()> {
    sqlx::query!(
        "insert into people (id, kind, name, email, phone, language) values ($1, 'visitor', $2, $3, $4, $5)",
        person.0,
        name,
        email,
        phone,
        language,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether somebody can have a case: they are there, and have not become somebody else. They are held, so that what is
/// said of them is written down by one at a time.
pub(in super::super) async fn is_customer(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<bool> {
    let found = sqlx::query_scalar!(
        "select true from people where id = $1 and merged_into is null for no key update",
        person.0
    );
    Ok(found.fetch_optional(conn).await?.is_some())
}

/// What was not known before.
pub(in super::super) async fn fill_contact(
    conn: &mut PgConnection,
    person: PersonId,
    name: &str,
    email: &str,
    phone: &str,
) -> Result<()> {
    sqlx::query!(
        r#"
        update people
        set name = case when name = '' then $2 else name end, email = case when email = '' then $3 else email end,
            phone = case when phone = '' then $4 else phone end
        where id = $1 and kind = 'visitor' and (name = '' or email = '' or phone = '')
        "#,
        person.0,
        name,
        email,
        phone,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(in super::super) async fn find_addressee(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<(String, String)> {
    let row = sqlx::query!("select name, email from people where id = $1", person.0)
        .fetch_one(conn)
        .await?;
    Ok((row.name, row.email))
}

pub(in super::super) async fn find_phone(
    conn: &mut PgConnection,
    person: PersonId,
) -> Result<String> {
    let phone = sqlx::query_scalar!("select phone from people where id = $1", person.0);
    Ok(phone.fetch_one(conn).await?)
}

pub(in super::super) async fn is_left_message(
    conn: &mut PgConnection,
    conversation: ConversationId,
) -> Result<bool> {
    let found = sqlx::query_scalar!(
        r#"select exists (select from left_messages where conversation_id = $1) as "is_left!""#,
        conversation.0
    );
    Ok(found.fetch_one(conn).await?)
}

/// The chat it came out of. Twice is once.
pub(in super::super) async fn link_chat(
    conn: &mut PgConnection,
    case: CaseId,
    chat: ConversationId,
    by: PersonId,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into case_links (case_id, conversation_id, created_by, created_at)
        values ($1, $2, $3, $4)
        on conflict do nothing
        "#,
        case.0,
        chat.0,
        by.0,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Papers that were uploaded to before there was a case; false when they are another's or not the customer's.
pub(in super::super) async fn take_papers(
    conn: &mut PgConnection,
    papers: ConversationId,
    case: CaseId,
    customer: PersonId,
) -> Result<bool> {
    let done = sqlx::query!(
        r#"
        update conversations
        set case_id = $2
        where id = $1 and kind = 'papers' and case_id is null and customer_id = $3
        "#,
        papers.0,
        case.0,
        customer.0,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Adds to the journal.
pub(in super::super) async fn add_moment(
    conn: &mut PgConnection,
    case: CaseId,
    now: Timestamp,
    who: Option<PersonId>,
    what: &Happened,
) -> Result<()> {
    let public = match what {
        Happened::Warned { .. } | Happened::Missed { .. } => false,
        Happened::Checklist { public, .. } | Happened::Step { public, .. } => *public,
        _ => true,
    };
    sqlx::query!(
        "insert into case_journal (case_id, at, who, public, detail) values ($1, $2, $3, $4, $5)",
        case.0,
        now.to_sqlx() as _,
        who.map(|who| who.0) as Option<Uuid>,
        public,
        Json(what) as Json<&Happened>,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What a case is found by, anew.
pub(in super::super) async fn index(conn: &mut PgConnection, case: CaseId) -> Result<()> {
    sqlx::query!("select index_cases(array[$1::uuid])", case.0)
        .execute(conn)
        .await?;
    Ok(())
}
