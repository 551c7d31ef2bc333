//! The SQL of checklists.

use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;
use signaling::protocol::{
    CaseFile, CaseId, CaseStatus, CaseTypeId, ChecklistId, ChecklistTemplateForm,
    ChecklistTemplateId, ChecklistTemplateView, ChecklistView, Condition, ConversationId,
    ConversationKind, DoneBy, FileId, FileScan, FileView, Localised, PersonId, StepId, StepState,
    StepTemplate, StepView,
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::steps::Step;
use crate::error::Result;

/// A step that is to be brought further.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) step: Step,
    pub(super) title: Localised,
    pub(super) version: i32,
}

pub(super) async fn find_case_of(conn: &mut PgConnection, step: StepId) -> Result<Option<CaseId>> {
    let case = sqlx::query_scalar!(
        r#"
        select l.case_id
        from checklist_steps s
        join checklists l on l.id = s.checklist_id
        where s.id = $1
        "#,
        step.0
    );
    Ok(case.fetch_optional(conn).await?.map(CaseId))
}

pub(super) async fn is_public(conn: &mut PgConnection, step: StepId) -> Result<bool> {
    let public = sqlx::query_scalar!("select public from checklist_steps where id = $1", step.0);
    Ok(public.fetch_optional(conn).await?.unwrap_or_default())
}

pub(super) async fn find_step(conn: &mut PgConnection, step: StepId) -> Result<Option<Found>> {
    let row = sqlx::query!(
        r#"
        select s.title as "title: Json<Localised>", s.done_by as "done_by: DoneBy", s.wants_files, s.is_reviewed, s.public,
               s.state as "state: StepState", s.version
        from checklist_steps s
        where s.id = $1
        for no key update of s
        "#,
        step.0,
    )
    .fetch_optional(&mut *conn)
    .await?;
    // Asked when the step is held: a file of it may have been taken back meanwhile.
    let has_files = count_files(conn, step).await? > 0;
    Ok(row.map(|row| Found {
        step: Step {
            done_by: row.done_by,
            wants_files: row.wants_files,
            is_reviewed: row.is_reviewed,
            public: row.public,
            state: row.state,
            has_files,
        },
        title: row.title.0,
        version: row.version,
    }))
}

pub(super) async fn set_state(
    conn: &mut PgConnection,
    step: StepId,
    to: StepState,
    reason: Option<&str>,
    by: PersonId,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        r#"
        update checklist_steps
        set state = $2, reason = $3, state_by = $4, state_at = $5, version = version + 1
        where id = $1
        "#,
        step.0,
        to as StepState,
        reason,
        by.0,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}

pub(super) async fn count_checklists(conn: &mut PgConnection, case: CaseId) -> Result<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from checklists where case_id = $1"#,
        case.0
    );
    Ok(count.fetch_one(conn).await?)
}

pub(super) async fn create_checklist(
    conn: &mut PgConnection,
    case: CaseId,
    template: &ChecklistTemplateView,
    now: Timestamp,
    today: Date,
    new_id: impl Fn() -> Uuid,
) -> Result<()> {
    let id = ChecklistId(new_id());
    sqlx::query!(
        r#"
        insert into checklists (id, case_id, template_id, name, place, created_at)
        select $1, $2, $3, $4, coalesce(max(place) + 1, 0), $5 from checklists where case_id = $2
        "#,
        id.0,
        case.0,
        template.id.0,
        Json(&template.name) as Json<&Localised>,
        now.to_sqlx() as _,
    )
    .execute(&mut *conn)
    .await?;
    for (place, step) in template.steps.iter().enumerate() {
        let due_on = step.due_in_days.and_then(|days| {
            let days = jiff::Span::new().try_days(days).ok()?;
            today.checked_add(days).ok()
        });
        let gates: Vec<CaseStatus> = step.gates.clone();
        sqlx::query!(
            r#"
            insert into checklist_steps
              (id, checklist_id, place, title, instruction, done_by, wants_files, is_reviewed, public, due_on, gates)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            "#,
            new_id(),
            id.0,
            i32::try_from(place).unwrap_or(i32::MAX),
            Json(&step.title) as Json<&Localised>,
            Json(&step.instruction) as Json<&Localised>,
            step.done_by as DoneBy,
            step.wants_files,
            step.is_reviewed,
            step.public || step.done_by == DoneBy::Customer,
            due_on.map(ToSqlx::to_sqlx) as _,
            &gates as &[CaseStatus],
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// A case's checklists in order, whole.
pub(super) async fn list_checklists(
    conn: &mut PgConnection,
    case: CaseId,
) -> Result<Vec<ChecklistView>> {
    let lists = sqlx::query!(
        r#"
        select id, name as "name: Json<Localised>"
        from checklists
        where case_id = $1
        order by place, created_at
        limit 30
        "#,
        case.0,
    )
    .fetch_all(&mut *conn)
    .await?;
    let steps = sqlx::query!(
        r#"
        select s.id, s.checklist_id, s.title as "title: Json<Localised>", s.instruction as "instruction: Json<Localised>",
               s.done_by as "done_by: DoneBy", s.wants_files, s.is_reviewed, s.public, s.due_on, s.gates as "gates: Vec<CaseStatus>",
               s.state as "state: StepState", s.reason, p.name as "by?", s.state_at, s.version
        from checklists l
        join checklist_steps s on s.checklist_id = l.id
        left join people p on p.id = s.state_by
        where l.case_id = $1
        order by s.checklist_id, s.place
        limit 2000
        "#,
        case.0,
    )
    .fetch_all(&mut *conn)
    .await?;
    let files = sqlx::query!(
        r#"
        select k.step_id, f.id, f.name, f.media_type, f.size, f.width, f.height, f.preview,
               nullif(f.scan, 'none') as "scan?: FileScan", p.name as by, k.added_at
        from checklists l
        join checklist_steps s on s.checklist_id = l.id
        join checklist_files k on k.step_id = s.id
        join files f on f.id = k.file_id
        join people p on p.id = f.uploader_id
        where l.case_id = $1 and (f.removed_at is null or f.scan = 'infected')
        order by k.place, k.added_at
        limit 3000
        "#,
        case.0,
    )
    .fetch_all(conn)
    .await?;
    let mut files: Vec<(Uuid, CaseFile)> = files
        .into_iter()
        .map(|row| {
            let file = FileView {
                id: FileId(row.id),
                name: row.name,
                media_type: row.media_type,
                size: row.size,
                width: row.width,
                height: row.height,
                preview: row.preview,
                scan: row.scan,
            };
            let at = row.added_at.to_jiff();
            (
                row.step_id,
                CaseFile {
                    file,
                    by: row.by,
                    at,
                },
            )
        })
        .collect();
    let mut of_step = |step: Uuid| {
        let (theirs, others) = std::mem::take(&mut files)
            .into_iter()
            .partition(|(id, _)| *id == step);
        files = others;
        let theirs: Vec<(Uuid, CaseFile)> = theirs;
        theirs.into_iter().map(|(_, file)| file).collect()
    };
    let mut steps: Vec<(Uuid, StepView)> = steps
        .into_iter()
        .map(|row| {
            let view = StepView {
                id: StepId(row.id),
                title: row.title.0,
                instruction: row.instruction.0,
                done_by: row.done_by,
                wants_files: row.wants_files,
                is_reviewed: row.is_reviewed,
                public: row.public,
                due_on: row.due_on.map(|day| day.to_jiff()),
                gates: row.gates,
                state: row.state,
                reason: row.reason,
                by: row.by,
                state_at: row.state_at.map(|at| at.to_jiff()),
                files: of_step(row.id),
                version: row.version,
            };
            (row.checklist_id, view)
        })
        .collect();
    let lists = lists.into_iter().map(|row| {
        let (theirs, others) = std::mem::take(&mut steps)
            .into_iter()
            .partition(|(list, _)| *list == row.id);
        steps = others;
        let theirs: Vec<(Uuid, StepView)> = theirs;
        ChecklistView {
            id: ChecklistId(row.id),
            name: row.name.0,
            steps: theirs.into_iter().map(|(_, step)| step).collect(),
        }
    });
    Ok(lists.collect())
}

/// The first log of a kind that a case has.
pub(super) async fn find_log(
    conn: &mut PgConnection,
    case: CaseId,
    kind: ConversationKind,
) -> Result<ConversationId> {
    let id = sqlx::query_scalar!(
        "select id from conversations where case_id = $1 and kind = $2 order by created_at, id limit 1",
        case.0,
        kind as ConversationKind,
    );
    Ok(ConversationId(id.fetch_one(conn).await?))
}

/// Files of a step that are there and have not been taken back.
pub(super) async fn count_files(conn: &mut PgConnection, step: StepId) -> Result<i64> {
    let count = sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
        from checklist_files k
        join files f on f.id = k.file_id and f.removed_at is null
        where k.step_id = $1 and exists (
          select from messages m
          where m.conversation_id = f.conversation_id and m.file_id = f.id and m.redacted_at is null
        )
        "#,
        step.0
    );
    Ok(count.fetch_one(conn).await?)
}

/// False when it belongs to a step already.
pub(super) async fn add_file(
    conn: &mut PgConnection,
    step: StepId,
    file: FileId,
    now: Timestamp,
) -> Result<bool> {
    let done = sqlx::query!(
        r#"
        insert into checklist_files (step_id, file_id, place, added_at)
        select $1, $2, coalesce(max(place) + 1, 0), $3 from checklist_files where step_id = $1
        on conflict do nothing
        "#,
        step.0,
        file.0,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn remove_file(
    conn: &mut PgConnection,
    step: StepId,
    file: FileId,
) -> Result<bool> {
    let done = sqlx::query!(
        "delete from checklist_files where step_id = $1 and file_id = $2",
        step.0,
        file.0
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Templates that come by themselves with a case's type, and of which it has none.
pub(super) async fn list_ruled(
    conn: &mut PgConnection,
    case: CaseId,
) -> Result<Vec<ChecklistTemplateView>> {
    let rows = sqlx::query_as!(
        TemplateRow,
        r#"
        select t.id, t.name as "name: _", t.steps as "steps: _", t.type_id, t.conditions as "conditions: _", t.version,
               false as "retired!"
        from cases c
        join checklist_templates t on t.type_id = c.type_id and t.retired_at is null
        where c.id = $1 and not exists (select from checklists l where l.case_id = c.id and l.template_id = t.id)
        order by t.place, t.id
        limit 30
        "#,
        case.0,
    );
    let rows = rows.fetch_all(conn).await?;
    Ok(rows.into_iter().map(TemplateRow::view).collect())
}

struct TemplateRow {
    id: Uuid,
    name: Json<Localised>,
    steps: Json<Vec<StepTemplate>>,
    type_id: Option<Uuid>,
    conditions: Json<Vec<Condition>>,
    version: i32,
    retired: bool,
}

impl TemplateRow {
    fn view(self) -> ChecklistTemplateView {
        ChecklistTemplateView {
            id: ChecklistTemplateId(self.id),
            name: self.name.0,
            steps: self.steps.0,
            type_id: self.type_id.map(CaseTypeId),
            conditions: self.conditions.0,
            version: self.version,
            retired: self.retired,
        }
    }
}

/// All of them, those in use first; at most 500.
pub(super) async fn list_templates(conn: &mut PgConnection) -> Result<Vec<ChecklistTemplateView>> {
    let rows = sqlx::query_as!(
        TemplateRow,
        r#"
        select id, name as "name: _", steps as "steps: _", type_id, conditions as "conditions: _", version,
               retired_at is not null as "retired!"
        from checklist_templates
        order by retired_at is not null, place, id
        limit 500
        "#,
    );
    let rows = rows.fetch_all(conn).await?;
    Ok(rows.into_iter().map(TemplateRow::view).collect())
}

pub(super) async fn find_template(
    conn: &mut PgConnection,
    id: ChecklistTemplateId,
) -> Result<Option<ChecklistTemplateView>> {
    let row = sqlx::query_as!(
        TemplateRow,
        r#"
        select id, name as "name: _", steps as "steps: _", type_id, conditions as "conditions: _", version,
               retired_at is not null as "retired!"
        from checklist_templates
        where id = $1
        "#,
        id.0,
    );
    Ok(row.fetch_optional(conn).await?.map(TemplateRow::view))
}

pub(super) async fn lock_template(conn: &mut PgConnection, id: ChecklistTemplateId) -> Result<()> {
    sqlx::query!(
        "select true as held from checklist_templates where id = $1 for no key update",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(())
}

/// Adds a template, or changes it; with a change its version is the next.
pub(super) async fn set_template(
    conn: &mut PgConnection,
    id: ChecklistTemplateId,
    form: &ChecklistTemplateForm,
    now: Timestamp,
) -> Result<()> {
    sqlx::query!(
        r#"
        insert into checklist_templates as t (id, name, steps, type_id, conditions, place, retired_at)
        select $1, $2, $3, $4, $5, count(*), case when $6 then $7::timestamptz end from checklist_templates
        on conflict (id) do update
        set name = excluded.name, steps = excluded.steps, type_id = excluded.type_id, conditions = excluded.conditions,
            version = t.version + 1, retired_at = case when $6 then coalesce(t.retired_at, $7) end
        "#,
        id.0,
        Json(&form.name) as Json<&Localised>,
        Json(&form.steps) as Json<&Vec<StepTemplate>>,
        form.type_id.map(|kind| kind.0),
        Json(&form.conditions) as Json<&Vec<Condition>>,
        form.retired,
        now.to_sqlx() as _,
    )
    .execute(conn)
    .await?;
    Ok(())
}
