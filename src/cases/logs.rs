//! The logs of a case: threads with the customer, notes for staff, papers.

use signaling::protocol::{
    CaseId, CaseStatus, ConversationId, ConversationKind, Happened, NewThread, Notice, PersonId,
    ThreadCreated,
};
use sqlx::PgConnection;

use super::{
    Changed, News, Parted, opening,
    policy::{self, Seen},
    store, view,
};
use crate::{
    app::Ctx,
    conversations::{self, NewCaseLog, Party},
    error::{Result, conflict, told},
    identity::{self, Caller},
};

/// Threads of one case: beyond that subjects are no longer subjects.
pub(super) const MAX_THREADS: i64 = 200;

/// Makes the logs that every case has; papers that were uploaded to before become its own.
pub(super) async fn begin(
    app: &Ctx,
    conn: &mut PgConnection,
    case: CaseId,
    customer: PersonId,
    papers: Option<ConversationId>,
) -> Result<()> {
    let now = app.clock.now();
    let log = |kind, customer| NewCaseLog {
        id: ConversationId(app.clock.uuid()),
        kind,
        case: Some(case),
        customer,
        subject: "",
    };
    let notes = log(ConversationKind::Notes, None);
    conversations::create_case_log(conn, &notes, now).await?;
    match papers {
        Some(papers) => {
            if !store::take_papers(conn, papers, case, customer).await? {
                return Err(conflict("papers: another case has them already"));
            }
        }
        None => {
            let papers = log(ConversationKind::Papers, Some(customer));
            conversations::create_case_log(conn, &papers, now).await?;
        }
    }
    Ok(())
}

/// Begins a thread with its first text. A second request with the same client id is answered with the first thread.
///
/// # Errors
/// `not_found`, `invalid`, `conflict` in a closed case or one with too many.
pub(super) async fn begin_thread(
    app: &Ctx,
    caller: &Caller,
    case: CaseId,
    new: NewThread,
) -> Result<ThreadCreated> {
    let subject = identity::line("subject", &new.subject, 1..=opening::TITLE_CHARS)?;
    let now = app.clock.now();
    let mut news = News::default();
    let mut tx = app.db.begin().await?;
    let seen = view::find_visible(&mut tx, caller, case).await?;
    let held = store::lock_case(&mut tx, case).await?;
    identity::still_signed_in(&mut tx, caller).await?;
    if let Some(conversation) =
        store::find_thread_of(&mut tx, case, caller.person, new.client_id).await?
    {
        return Ok(ThreadCreated { conversation });
    }
    may_write(&held)?;
    if store::count_threads(&mut tx, case).await? >= MAX_THREADS {
        return Err(conflict("the case has 200 threads: go on in one of them"));
    }
    let conversation = ConversationId(app.clock.uuid());
    let log = NewCaseLog {
        id: conversation,
        kind: ConversationKind::Thread,
        case: Some(case),
        customer: Some(held.customer),
        subject: &subject,
    };
    conversations::create_case_log(&mut tx, &log, now).await?;
    let by = match seen {
        Seen::Customer => Party::customer(caller.person),
        Seen::Worker | Seen::Overseer => Party::of_staff(caller),
    };
    if seen != Seen::Customer {
        conversations::add_participant(&mut tx, conversation, by, now).await?;
    }
    if let Some(owner) = held.owner.filter(|owner| *owner != caller.person) {
        conversations::add_participant(&mut tx, conversation, Party::owner(owner), now).await?;
    }
    let text = conversations::append_text(&mut tx, app, conversation, new.client_id, by, &new.text)
        .await?;
    if let Some(text) = text {
        news.message(conversation, text);
    }
    let what = Happened::Thread {
        conversation,
        subject,
    };
    store::add_moment(&mut tx, case, now, Some(caller.person), &what).await?;
    store::touch(&mut tx, case, news.audience, now).await?;
    tx.commit().await?;
    news.changed(Changed {
        case,
        version: held.version,
        customer: held.customer,
    });
    news.tell(app);
    app.log.case_written();
    Ok(ThreadCreated { conversation })
}

/// Takes part in a case's threads and papers, to write there, and goes on seeing it whoever has it. Asking twice changes
/// nothing. From above this is a look too: from now on there is none to write down.
///
/// # Errors
/// `not_found`, `forbidden` for customers, who do already.
pub(super) async fn take_part(app: &Ctx, caller: &Caller, case: CaseId) -> Result<()> {
    policy::staff_only(caller)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    view::look(app, &mut tx, caller, case).await?;
    let held = store::lock_case(&mut tx, case).await?;
    identity::still_signed_in(&mut tx, caller).await?;
    policy::not_ones_own(caller, held.customer)?;
    store::add_part(&mut tx, case, caller.person).await?;
    join_logs(&mut tx, case, Party::of_staff(caller), now).await?;
    tx.commit().await?;
    Ok(())
}

/// Makes somebody of the staff take part in all that the customer reads.
pub(super) async fn join_logs(
    conn: &mut PgConnection,
    case: CaseId,
    party: Party,
    now: jiff::Timestamp,
) -> Result<()> {
    for log in store::list_shared_logs(conn, case).await? {
        conversations::add_participant(conn, log, party, now).await?;
    }
    Ok(())
}

/// Says in logs that nobody writes there any more.
pub(super) async fn tell_ended(
    app: &Ctx,
    conn: &mut PgConnection,
    logs: &[ConversationId],
    by: Option<PersonId>,
    news: &mut News,
) -> Result<()> {
    for log in logs {
        let notice = Notice::Ended { by };
        let row = conversations::append_notice(conn, app, *log, notice).await?;
        news.message(*log, row);
    }
    Ok(())
}

/// Ends the part in a case's logs of all staff who no longer work with it, and says who hears no more of it: they, who had the
/// case as it was `held`, and that team.
pub(super) async fn end_parts(
    conn: &mut PgConnection,
    held: &store::Held,
    now: jiff::Timestamp,
) -> Result<Parted> {
    let people = store::end_parts(conn, held, now).await?;
    let logs = store::list_logs(conn, held.id).await?;
    Ok(Parted {
        case: held.id,
        people,
        logs,
    })
}

/// Ends somebody's part in the logs of all cases that they no longer work with, as when they have left a team. Their sockets
/// are to be called back after the commit.
pub async fn end_parts_of(
    conn: &mut PgConnection,
    person: PersonId,
    now: jiff::Timestamp,
) -> Result<()> {
    store::end_parts_of(conn, person, now).await
}

/// Whether one can still write.
pub(super) fn may_write(case: &store::Held) -> Result<()> {
    if case.merged_into.is_some() {
        return Err(conflict("the case was merged into another: write there"));
    }
    if case.status == CaseStatus::Closed {
        return Err(told(
            signaling::protocol::ErrorCode::Ended,
            "the case is closed",
        ));
    }
    Ok(())
}
