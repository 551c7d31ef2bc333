//! The advisor's side: taking, putting aside, handing over, ending; and the supervisor's taking over.

use signaling::protocol::{
    AdvisorState, AdvisorView, CannedReply, ClientDetails, ClientId, ConversationId,
    ConversationState, ConversationSummary, DeskEntry, DeskView, EntryId, EntryState, ErrorCode,
    Event, Explained, MessageText, Notice, OfferView, PersonId, Reason, Role, TransferTarget,
};
use sqlx::PgConnection;

use super::{Decision, News, line, matching, store};
use crate::{
    app::Ctx,
    audit::{self, Action},
    conversations::{self, Party},
    error::{Result, conflict, forbidden, invalid, not_found, told},
    identity::{self, Caller},
};

/// What a desk shows first.
///
/// # Errors
/// `forbidden` for visitors.
pub async fn desk_view(app: &Ctx, caller: &Caller) -> Result<DeskView> {
    let now = app.clock.now();
    let mut conn = app.db.acquire().await?;
    let me = advisor(&mut conn, app, caller.person)
        .await?
        .ok_or_else(forbidden)?;
    let offers = store::list_offers(&mut conn, None, Some(caller.person), now).await?;
    let entries =
        store::list_desk_entries(&mut conn, None, Some(caller.person), caller.person, now).await?;
    Ok(DeskView {
        me,
        offers: offers.into_iter().map(|(_, offer)| offer).collect(),
        entries,
    })
}

/// An open offer and whose it is.
pub(super) async fn offer_view(app: &Ctx, entry: EntryId) -> Result<Option<(PersonId, OfferView)>> {
    let mut conn = app.db.acquire().await?;
    store::find_offer(&mut conn, entry, app.clock.now()).await
}

/// Sets one's own state; becoming available wakes the matcher.
///
/// # Errors
/// `forbidden` for visitors.
pub async fn set_state(app: &Ctx, caller: &Caller, state: AdvisorState) -> Result<()> {
    staff_only(caller)?;
    // Who says so on a socket that has just come is there: the next one in line is promised a wait with them.
    app.presence.settle().await;
    let mut conn = app.db.acquire().await?;
    store::set_staff_state(&mut conn, caller.person, state, app.clock.now()).await?;
    let me = advisor(&mut conn, app, caller.person).await?;
    drop(conn);
    let mut news = News::default();
    if let Some(advisor) = me {
        news.staff(Event::Advisor { advisor });
    }
    news.line();
    news.tell(app);
    Ok(())
}

/// Takes an offer.
///
/// # Errors
/// `conflict` when it has gone to somebody else or lapsed.
pub async fn accept(app: &Ctx, caller: &Caller, entry: EntryId) -> Result<DeskEntry> {
    staff_only(caller)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if !store::accept_entry(&mut tx, entry, caller.person, now).await? {
        drop(tx);
        // A retry after a lost reply: it is theirs already.
        let mut conn = app.db.acquire().await?;
        let row = store::find_entry(&mut conn, entry).await?;
        return match row {
            Some(row) if row.advisor == Some(caller.person) && row.state == EntryState::Active => {
                desk_entry(&mut conn, app, entry, caller.person).await
            }
            _ => Err(conflict("the offer is no longer yours")),
        };
    }
    let mut news = News::default();
    store::write_journal(
        &mut tx,
        now,
        &[Decision {
            entry,
            what: "accepted",
            who: Some(caller.person),
            why: None,
        }],
    )
    .await?;
    let taken = come_in(app, &mut tx, entry, caller, Role::Advisor, &mut news).await?;
    tx.commit().await?;
    news.person(caller.person, Event::OfferGone { entry });
    news.tell(app);
    app.boards.wake();
    Ok(taken)
}

/// Says no to an offer.
///
/// # Errors
/// `conflict` when it is not the caller's.
pub async fn decline(app: &Ctx, caller: &Caller, entry: EntryId) -> Result<()> {
    staff_only(caller)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let until = now + super::matcher::REFUSAL;
    if !store::refuse_offer(&mut tx, entry, caller.person, now, until).await? {
        return Err(conflict("the offer is no longer yours"));
    }
    store::write_journal(
        &mut tx,
        now,
        &[Decision {
            entry,
            what: "declined",
            who: Some(caller.person),
            why: None,
        }],
    )
    .await?;
    tx.commit().await?;
    let mut news = News::default();
    news.person(caller.person, Event::OfferGone { entry });
    news.line();
    news.tell(app);
    Ok(())
}

/// Puts a conversation aside.
///
/// # Errors
/// `not_found` for another's, `conflict` when it is not going on.
pub async fn park(app: &Ctx, caller: &Caller, entry: EntryId) -> Result<DeskEntry> {
    move_own(app, caller, entry, EntryState::Active, EntryState::Parked).await
}

/// Takes it up again.
///
/// # Errors
/// As [`park`].
pub async fn unpark(app: &Ctx, caller: &Caller, entry: EntryId) -> Result<DeskEntry> {
    move_own(app, caller, entry, EntryState::Parked, EntryState::Active).await
}

async fn move_own(
    app: &Ctx,
    caller: &Caller,
    entry: EntryId,
    from: EntryState,
    to: EntryState,
) -> Result<DeskEntry> {
    staff_only(caller)?;
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let row = held(&mut tx, caller, entry).await?;
    if row.state != to {
        if !store::set_entry_state(&mut tx, entry, from, to, now).await? {
            return Err(conflict(
                "the conversation is not in a state that allows this",
            ));
        }
        let parked = to == EntryState::Parked;
        conversations::set_watch(
            &mut tx,
            row.conversation,
            if parked { "parked" } else { "none" },
        )
        .await?;
        let what = if parked { "parked" } else { "taken_up" };
        store::write_journal(
            &mut tx,
            now,
            &[Decision {
                entry,
                what,
                who: Some(caller.person),
                why: None,
            }],
        )
        .await?;
        store::set_idle(&mut tx, caller.person, now).await?;
    }
    let view = desk_entry(&mut tx, app, entry, caller.person).await?;
    tx.commit().await?;
    let mut news = News::default();
    news.person(
        caller.person,
        Event::DeskEntry {
            entry: Box::new(view.clone()),
        },
    );
    news.line();
    news.tell(app);
    Ok(view)
}

/// Hands a conversation over with a note that only staff see; the customer keeps the place.
///
/// # Errors
/// `not_found` for another's conversation or an unknown target, `invalid` note, `conflict` when it has ended.
pub async fn transfer(
    app: &Ctx,
    caller: &Caller,
    entry: EntryId,
    to: TransferTarget,
    note: &str,
) -> Result<()> {
    staff_only(caller)?;
    let note = line::short(note, 2_000, "note")?;
    let now = app.clock.now();
    let mut news = News::default();
    let mut tx = app.db.begin().await?;
    let row = held(&mut tx, caller, entry).await?;
    let Some(holder) = row.advisor else {
        return Err(conflict("the conversation is with nobody"));
    };
    let internal = store::find_internal(&mut tx, row.conversation).await?;
    let mut logs: Vec<_> = internal.into_iter().chain([row.conversation]).collect();
    // In the order in which texts lock them, so that the two never wait for each other.
    logs.sort_unstable_by_key(|log| log.0);
    for log in logs {
        conversations::lock(&mut tx, log).await?;
    }
    let (name, why) = match to {
        TransferTarget::Person { person } => {
            if person == holder {
                return Err(invalid("the conversation is theirs already"));
            }
            let colleague = advisor(&mut tx, app, person)
                .await?
                .ok_or_else(|| not_found("colleague"))?;
            store::hand_over(&mut tx, entry, Ok(person), &note, now).await?;
            let name = colleague.name;
            (name.clone(), Reason::ToColleague { name })
        }
        TransferTarget::Queue { queue } => {
            let queue = store::find_queue(&mut tx, queue)
                .await?
                .ok_or_else(|| not_found("queue"))?;
            store::hand_over(&mut tx, entry, Err(&queue), &note, now).await?;
            let name = queue.settings.name;
            (name.sv.clone(), Reason::ToQueue { name })
        }
    };
    store::write_journal(
        &mut tx,
        now,
        &[Decision {
            entry,
            what: "transferred",
            who: Some(caller.person),
            why: Some(why),
        }],
    )
    .await?;
    go_out(&mut tx, row.conversation, holder, now).await?;
    conversations::set_watch(&mut tx, row.conversation, "none").await?;
    let message = conversations::append_notice(
        &mut tx,
        app,
        row.conversation,
        Notice::Transferred { to: name },
    )
    .await?;
    news.message(row.conversation, message);
    store::set_idle(&mut tx, holder, now).await?;
    if let (Some(internal), Ok(text)) = (internal, MessageText::parse(note)) {
        let by = Party::of_staff(caller);
        // A supervisor who hands over another's conversation has a word in the staff's log too.
        conversations::add_participant(&mut tx, internal, by, now).await?;
        let id = ClientId(app.clock.uuid());
        let note = conversations::append_text(&mut tx, app, internal, id, by, &text).await?;
        if let Some(note) = note {
            news.message(internal, note);
        }
    }
    tx.commit().await?;
    news.person(holder, Event::DeskEntryGone { entry });
    news.person(
        row.customer,
        Event::Entry {
            entry: row.told_as(EntryState::Waiting),
        },
    );
    news.line();
    news.tell(app);
    Ok(())
}

/// Ends a conversation: its advisor, its customer or a supervisor may.
///
/// # Errors
/// `not_found` for a stranger's. Ending twice is no error.
pub async fn end(app: &Ctx, caller: &Caller, entry: EntryId) -> Result<()> {
    let now = app.clock.now();
    let mut news = News::default();
    let mut tx = app.db.begin().await?;
    let row = store::lock_entry(&mut tx, entry)
        .await?
        .ok_or_else(|| not_found("entry"))?;
    let may =
        row.customer == caller.person || row.advisor == Some(caller.person) || caller.oversees();
    if !may {
        return Err(not_found("entry"));
    }
    let to = match row.state {
        EntryState::Active | EntryState::Parked => EntryState::Closed,
        EntryState::Waiting | EntryState::Offered => EntryState::Left,
        EntryState::Closed
        | EntryState::Left
        | EntryState::TimedOut
        | EntryState::TurnedToMessage => return Ok(()),
    };
    store::close_entry(&mut tx, entry, to, now).await?;
    store::write_journal(
        &mut tx,
        now,
        &[Decision {
            entry,
            what: "ended",
            who: Some(caller.person),
            why: None,
        }],
    )
    .await?;
    line::end_log(
        app,
        &mut tx,
        row.conversation,
        Some(caller.person),
        &mut news,
    )
    .await?;
    if let Some(advisor) = row.advisor {
        store::set_idle(&mut tx, advisor, now).await?;
        news.person(advisor, Event::DeskEntryGone { entry });
    }
    tx.commit().await?;
    if let Some(asked) = row.offered_to {
        news.person(asked, Event::OfferGone { entry });
    }
    news.person(
        row.customer,
        Event::Entry {
            entry: row.told_as(to),
        },
    );
    news.line();
    news.tell(app);
    Ok(())
}

/// Becomes the one who has the conversation. Supervisors may take any; an advisor may take one that waits in a queue
/// they serve.
///
/// # Errors
/// `forbidden`, `not_found`, `conflict` when it has ended.
pub async fn take_over(app: &Ctx, caller: &Caller, entry: EntryId) -> Result<DeskEntry> {
    staff_only(caller)?;
    let now = app.clock.now();
    let mut news = News::default();
    let mut tx = app.db.begin().await?;
    let row = store::lock_entry(&mut tx, entry)
        .await?
        .ok_or_else(|| not_found("entry"))?;
    let going_on = matches!(row.state, EntryState::Active | EntryState::Parked);
    if going_on && row.advisor == Some(caller.person) {
        // A retry after a lost reply: it is theirs already.
        drop(tx);
        let mut conn = app.db.acquire().await?;
        return desk_entry(&mut conn, app, entry, caller.person).await;
    }
    if !caller.oversees() {
        let serves = advisor(&mut tx, app, caller.person)
            .await?
            .is_some_and(|me| me.queues.contains(&row.queue));
        if !serves || !matches!(row.state, EntryState::Waiting | EntryState::Offered) {
            return Err(forbidden());
        }
    }
    if !matches!(
        row.state,
        EntryState::Waiting | EntryState::Offered | EntryState::Active | EntryState::Parked
    ) {
        return Err(conflict("the conversation has ended"));
    }
    store::assign_entry(&mut tx, entry, caller.person, now).await?;
    conversations::set_watch(&mut tx, row.conversation, "none").await?;
    store::write_journal(
        &mut tx,
        now,
        &[Decision {
            entry,
            what: "taken_over",
            who: Some(caller.person),
            why: None,
        }],
    )
    .await?;
    audit::record(&mut tx, now, caller, Action::TakenOver(row.conversation)).await?;
    if let Some(before) = row.advisor {
        go_out(&mut tx, row.conversation, before, now).await?;
        store::set_idle(&mut tx, before, now).await?;
        news.person(before, Event::DeskEntryGone { entry });
    }
    if let Some(asked) = row.offered_to {
        news.person(asked, Event::OfferGone { entry });
    }
    let role = if caller.oversees() {
        Role::Supervisor
    } else {
        Role::Advisor
    };
    let taken = come_in(app, &mut tx, entry, caller, role, &mut news).await?;
    tx.commit().await?;
    news.line();
    news.tell(app);
    Ok(taken)
}

/// A supervisor takes a visible part beside the advisor.
///
/// # Errors
/// `forbidden`, `not_found`, `ended`.
pub async fn join_conversation(
    app: &Ctx,
    caller: &Caller,
    conversation: ConversationId,
) -> Result<()> {
    if !caller.oversees() {
        return Err(forbidden());
    }
    let access = conversations::access(app, caller, conversation).await?;
    if access.kind != signaling::protocol::ConversationKind::Chat {
        return Err(invalid("an internal log needs no joining"));
    }
    if access.write {
        return Ok(());
    }
    let now = app.clock.now();
    let mut news = News::default();
    let mut tx = app.db.begin().await?;
    if conversations::lock(&mut tx, conversation).await? != Some(ConversationState::Open) {
        return Err(told(ErrorCode::Ended, "the conversation has ended"));
    }
    let party = Party {
        person: caller.person,
        role: Role::Supervisor,
    };
    if !conversations::add_participant(&mut tx, conversation, party, now).await? {
        // Another click was first.
        return Ok(());
    }
    audit::record(&mut tx, now, caller, Action::Joined(conversation)).await?;
    let joined = Notice::Joined {
        person: caller.person,
        name: caller.name.clone(),
        role: Role::Supervisor,
    };
    let message = conversations::append_notice(&mut tx, app, conversation, joined).await?;
    tx.commit().await?;
    news.message(conversation, message);
    news.tell(app);
    Ok(())
}

/// A customer's conversations, those that the caller may see.
///
/// # Errors
/// `forbidden` for visitors and for advisors who may see none of them.
pub async fn history(
    app: &Ctx,
    caller: &Caller,
    person: PersonId,
) -> Result<Vec<ConversationSummary>> {
    staff_only(caller)?;
    let mut conn = app.db.acquire().await?;
    let all = store::list_conversations(&mut conn, person, caller.person).await?;
    drop(conn);
    if caller.oversees() || all.is_empty() {
        return Ok(all);
    }
    let mut seen = Vec::new();
    for summary in all {
        match conversations::access(app, caller, summary.id).await {
            Ok(_) => seen.push(summary),
            Err(error) if error.code() == ErrorCode::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    if seen.is_empty() {
        return Err(forbidden());
    }
    Ok(seen)
}

/// Whom staff talk with, as far as it is known. Each look is written down.
///
/// # Errors
/// `forbidden` for customers, `not_found` for a conversation that the caller may not see.
pub(super) async fn customer_details(
    app: &Ctx,
    caller: &Caller,
    conversation: ConversationId,
) -> Result<ClientDetails> {
    staff_only(caller)?;
    let customer = conversations::customer_of(app, caller, conversation).await?;
    identity::client_details(app, caller, customer, conversation).await
}

/// Canned replies.
///
/// # Errors
/// `forbidden` for visitors.
pub async fn canned(app: &Ctx, caller: &Caller) -> Result<Vec<CannedReply>> {
    staff_only(caller)?;
    let mut conn = app.db.acquire().await?;
    store::list_canned(&mut conn).await
}

/// Staff as every desk shows them.
///
/// # Errors
/// `forbidden` for visitors.
pub async fn colleagues(app: &Ctx, caller: &Caller) -> Result<Vec<AdvisorView>> {
    staff_only(caller)?;
    let mut conn = app.db.acquire().await?;
    store::list_advisors(&mut conn, None, app.clock.now()).await
}

/// The journal of an entry, and while it waits, why nobody is asked right now.
///
/// # Errors
/// `forbidden` for visitors, `not_found`.
pub async fn explain(app: &Ctx, caller: &Caller, entry: EntryId) -> Result<Vec<Explained>> {
    staff_only(caller)?;
    let now = app.clock.now();
    let mut conn = app.db.acquire().await?;
    let row = store::find_entry(&mut conn, entry)
        .await?
        .ok_or_else(|| not_found("entry"))?;
    let own = row.advisor == Some(caller.person) || row.offered_to == Some(caller.person);
    if !own && !caller.oversees() {
        let serves = advisor(&mut conn, app, caller.person)
            .await?
            .is_some_and(|me| me.queues.contains(&row.queue));
        if !serves {
            return Err(not_found("entry"));
        }
    }
    let mut journal = store::list_journal(&mut conn, entry).await?;
    if let Some(waiting) = store::find_waiting(&mut conn, entry, now).await? {
        let staff = store::list_candidates(&mut conn, now).await?;
        let ahead = store::find_position(&mut conn, entry)
            .await?
            .saturating_sub(1);
        let (Ok((_, why)) | Err(why)) = matching::choose(&waiting, &staff);
        journal.push(Explained {
            at: now,
            what: "waiting".into(),
            who: None,
            why: vec![Reason::Ahead { ahead }, why],
        });
    }
    Ok(journal)
}

/// `caller` becomes the one who talks: in both logs, with a word to the customer.
async fn come_in(
    app: &Ctx,
    tx: &mut PgConnection,
    entry: EntryId,
    caller: &Caller,
    role: Role,
    news: &mut News,
) -> Result<DeskEntry> {
    let now = app.clock.now();
    // Their post may have ended since they asked.
    if !store::hold_post(tx, caller.person).await? {
        return Err(forbidden());
    }
    let row = store::find_entry(tx, entry)
        .await?
        .ok_or_else(|| not_found("entry"))?;
    let party = Party {
        person: caller.person,
        role,
    };
    conversations::add_participant(tx, row.conversation, party, now).await?;
    if let Some(internal) = store::find_internal(tx, row.conversation).await? {
        conversations::add_participant(tx, internal, party, now).await?;
    }
    store::set_idle(tx, caller.person, now).await?;
    let joined = Notice::Joined {
        person: caller.person,
        name: caller.name.clone(),
        role,
    };
    let message = conversations::append_notice(tx, app, row.conversation, joined).await?;
    news.message(row.conversation, message);
    let view = desk_entry(tx, app, entry, caller.person).await?;
    news.person(
        caller.person,
        Event::DeskEntry {
            entry: Box::new(view.clone()),
        },
    );
    news.person(
        row.customer,
        Event::Entry {
            entry: row.told_as(EntryState::Active),
        },
    );
    Ok(view)
}

async fn go_out(
    tx: &mut PgConnection,
    conversation: ConversationId,
    person: PersonId,
    now: jiff::Timestamp,
) -> Result<()> {
    conversations::end_participation(tx, conversation, person, now).await?;
    Ok(())
}

async fn held(tx: &mut PgConnection, caller: &Caller, entry: EntryId) -> Result<store::EntryRow> {
    let row = store::lock_entry(tx, entry)
        .await?
        .ok_or_else(|| not_found("entry"))?;
    if row.advisor != Some(caller.person) && !caller.oversees() {
        return Err(not_found("entry"));
    }
    if !matches!(row.state, EntryState::Active | EntryState::Parked) {
        return Err(conflict("the conversation is not going on"));
    }
    Ok(row)
}

pub(super) async fn desk_entry(
    conn: &mut PgConnection,
    app: &Ctx,
    entry: EntryId,
    reader: PersonId,
) -> Result<DeskEntry> {
    let mut found =
        store::list_desk_entries(conn, Some(entry), None, reader, app.clock.now()).await?;
    found.pop().ok_or_else(|| not_found("entry"))
}

async fn advisor(
    conn: &mut PgConnection,
    app: &Ctx,
    person: PersonId,
) -> Result<Option<AdvisorView>> {
    Ok(store::list_advisors(conn, Some(person), app.clock.now())
        .await?
        .pop())
}

/// Visitors have no desk.
pub(super) fn staff_only(caller: &Caller) -> Result<()> {
    if caller.staff.is_some() {
        Ok(())
    } else {
        Err(forbidden())
    }
}
