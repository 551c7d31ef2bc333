//! Opening a case: from a form, out of a chat, by telephone.
//!
//! Invariant: a second request with the same client id is answered with the first case, and a number is given to no other.

use jiff::tz::TimeZone;
use signaling::protocol::{
    CaseId, CaseNumber, CaseReceipt, CaseTypeView, CaseVia, ClientId, ConversationId,
    ConversationKind, FormRefusal, FormValues, Happened, NewCase, ObjectId, PersonId, SignInWay,
};
use sqlx::PgConnection;

use super::{
    Changed, News, answers, callbacks, checklists, clocks,
    form::{self, Filler},
    logs,
    store::{self, NewRow},
    types,
};
use crate::{
    app::Ctx,
    conversations::{self, NewCaseLog},
    error::{Result, conflict, forbidden, invalid, not_found},
    identity::{self, Caller, LANGUAGES},
    notify::{self, Address, CaseLetter, CaseMail, Language},
    queues,
};

/// Characters of a description: ten pages.
pub(super) const DESCRIPTION_CHARS: usize = 20_000;
/// Characters of a title.
pub(super) const TITLE_CHARS: usize = 200;

/// What became of a form.
#[derive(Debug)]
pub(super) enum Opened {
    /// There is a case, and it is new.
    New(CaseReceipt),
    /// It was opened before.
    Before(CaseReceipt),
    /// Something does not fit, and nothing was kept.
    Refused(FormRefusal),
}

/// How the customer is reached, checked.
struct Contact {
    name: String,
    email: String,
    phone: String,
    language: String,
}

/// A log to upload a form's files to.
///
/// # Errors
/// `forbidden` for staff, who upload when the case is open.
pub(super) async fn papers(app: &Ctx, caller: &Caller) -> Result<ConversationId> {
    if caller.staff.is_some() {
        return Err(forbidden());
    }
    let id = ConversationId(app.clock.uuid());
    let log = NewCaseLog {
        id,
        kind: ConversationKind::Papers,
        case: None,
        customer: Some(caller.person),
        subject: "",
    };
    let mut tx = app.db.begin().await?;
    conversations::create_case_log(&mut tx, &log, app.clock.now()).await?;
    identity::still_signed_in(&mut tx, caller).await?;
    tx.commit().await?;
    Ok(id)
}

/// Opens a case.
///
/// # Errors
/// `not_found` type, customer or conversation; `conflict` when the form has changed or the type is retired; `forbidden`;
/// `invalid` in words.
pub(super) async fn open(app: &Ctx, caller: &Caller, new: NewCase) -> Result<Opened> {
    let title = identity::line("title", &new.title, 1..=TITLE_CHARS)?;
    let description = description(&new.description)?;
    let contact = contact(&new)?;
    let mut conn = app.db.acquire().await?;
    if let Some(receipt) = before(&mut conn, caller, new.client_id).await? {
        return Ok(Opened::Before(receipt));
    }
    let kind = store::find_type(&mut conn, new.type_id).await?;
    let kind = kind.filter(|kind| types::may_open(caller, kind));
    let kind = kind.ok_or_else(|| not_found("case type"))?;
    if kind.retired {
        return Err(conflict("cases of this type are opened no more"));
    }
    if kind.version != new.version {
        return Err(conflict("the form has changed: load it again"));
    }
    let filler = filler(caller);
    let (mut values, mut faults) = form::check(&kind.form, filler, &new.values);
    let (papers, none) = (new.papers, FormValues::default());
    let named = answers::look_up(&mut conn, caller, papers, &kind.form, &mut values, &none).await?;
    faults.extend(named.faults);
    if !faults.is_empty() {
        return Ok(Opened::Refused(FormRefusal { faults }));
    }
    let customer = match new.conversation {
        Some(from) => Some(chat_of(app, caller, from).await?),
        None if caller.staff.is_none() => Some(caller.person),
        None => new.customer,
    };
    if caller.staff.is_none() && new.customer.is_some_and(|named| named != caller.person) {
        return Err(forbidden());
    }
    drop(conn);
    let plan = Plan {
        new: &new,
        kind: &kind,
        title,
        description,
        values,
        object: named.object,
        contact,
        customer,
    };
    keep(app, caller, plan).await
}

/// Whose chat a case is made of. A log of a case is none.
async fn chat_of(app: &Ctx, caller: &Caller, from: ConversationId) -> Result<PersonId> {
    let access = conversations::access(app, caller, from).await?;
    if access.kind != ConversationKind::Chat {
        return Err(not_found("conversation"));
    }
    conversations::customer_of(app, caller, from).await
}

/// What is to be kept.
struct Plan<'a> {
    new: &'a NewCase,
    kind: &'a CaseTypeView,
    title: String,
    description: String,
    values: FormValues,
    object: Option<ObjectId>,
    contact: Contact,
    /// None when one is made of the contact.
    customer: Option<PersonId>,
}

async fn keep(app: &Ctx, caller: &Caller, plan: Plan<'_>) -> Result<Opened> {
    let now = app.clock.now();
    let id = CaseId(app.clock.uuid());
    let mut news = News::default();
    let mut tx = app.db.begin().await?;
    let customer = customer(app, caller, &mut tx, &plan).await?;
    identity::still_signed_in(&mut tx, caller).await?;
    let (told_at, name) = addressee(&mut tx, customer, &plan.contact).await?;
    if caller.way == SignInWay::Visit && caller.staff.is_none() && told_at.is_empty() {
        let phone = store::find_phone(&mut tx, customer).await?;
        if phone.is_empty() {
            return Err(invalid(
                "contact: an e-mail address or a phone number is needed to answer",
            ));
        }
    }
    let via = via(&mut tx, caller, plan.new.conversation).await?;
    let zone = queues::calendar(&mut tx, plan.kind.team).await?;
    let zone = zone.map_or(TimeZone::UTC, |calendar| calendar.zone().clone());
    let year = u16::try_from(now.to_zoned(zone).year()).unwrap_or(2000);
    // Whoever has taken a number holds up all others who want one: nothing is waited for after this.
    let number = CaseNumber {
        year,
        number: store::next_number(&mut tx, year).await?,
    };
    let row = NewRow {
        id,
        number,
        kind: (plan.kind.id, plan.kind.version),
        title: &plan.title,
        description: &plan.description,
        values: &plan.values,
        object: plan.object,
        urgent: plan.new.urgent,
        customer,
        told_at: &told_at,
        language: &plan.contact.language,
        // Whoever makes a case of their chat goes on with it.
        owner: (via == CaseVia::Chat && caller.staff.is_some()).then_some(caller.person),
        team: plan.kind.team,
        via,
        opened_by: caller.person,
        client_id: plan.new.client_id,
    };
    if !store::create_case(&mut tx, &row, now).await? {
        tx.rollback().await?;
        let mut conn = app.db.acquire().await?;
        let receipt = before(&mut conn, caller, plan.new.client_id).await?;
        return receipt
            .map(Opened::Before)
            .ok_or_else(|| conflict("this client_id is another case's"));
    }
    logs::begin(app, &mut tx, id, customer, plan.new.papers).await?;
    show_files(app, &mut tx, caller, &plan, &mut news).await?;
    let opened = Happened::Opened { via };
    store::add_moment(&mut tx, id, now, Some(caller.person), &opened).await?;
    if let Some(from) = plan.new.conversation {
        let who = (customer, plan.contact.phone.as_str());
        callbacks::take_over(&mut tx, id, from, who, now).await?;
        store::link_chat(&mut tx, id, from, caller.person, now).await?;
    }
    let filled = (&plan.kind.form, &plan.values);
    checklists::add_by_rule(app, &mut tx, id, plan.kind.team, filled).await?;
    store::index(&mut tx, id).await?;
    clocks::recount(app, &mut tx, id).await?;
    let told_to = confirm(app, caller, &mut tx, number, id, &told_at, &name, &plan).await?;
    tx.commit().await?;
    app.mailer.wake();
    app.clocks.wake();
    news.changed(Changed {
        case: id,
        version: 1,
        customer,
    });
    news.tell(app);
    if let Some(from) = plan.new.conversation
        && via == CaseVia::LeftMessage
        && let Err(error) = queues::tell_of(app, from).await
    {
        // The case is open, and a page that asks anew sees the message as it is.
        tracing::warn!(error = %error, "that a case was made of a left message was not told");
    }
    metrics::counter!("samtal_cases_opened_total").increment(1);
    Ok(Opened::New(CaseReceipt {
        id,
        number,
        told_to,
    }))
}

/// Writes to whom it was opened for; where that went, or empty.
#[expect(
    clippy::too_many_arguments,
    reason = "one letter, and all that stands in it"
)]
async fn confirm(
    app: &Ctx,
    caller: &Caller,
    conn: &mut PgConnection,
    number: CaseNumber,
    id: CaseId,
    to: &str,
    name: &str,
    plan: &Plan<'_>,
) -> Result<String> {
    // The receipt is a courtesy; the case is kept without it.
    let is_ours = caller.staff.is_some();
    if to.is_empty() || !is_ours && app.throttle.mail(to).is_err() {
        return Ok(String::new());
    }
    let Ok(address) = Address::parse(to) else {
        return Ok(String::new());
    };
    let mail = app.mailer.about_case(
        CaseLetter::Opened {
            kind: &plan.kind.name,
            title: &plan.title,
        },
        CaseMail {
            to: address,
            name,
            language: Language::of(&plan.contact.language),
            number,
        },
    );
    notify::enqueue(conn, mail.once(format!("case-opened:{id}"))).await?;
    Ok(to.to_owned())
}

/// The case that was opened by an earlier try.
async fn before(
    conn: &mut PgConnection,
    caller: &Caller,
    client_id: ClientId,
) -> Result<Option<CaseReceipt>> {
    match store::find_by_client(conn, client_id).await? {
        None => Ok(None),
        Some((receipt, by)) if by == Some(caller.person) => Ok(Some(receipt)),
        Some(_) => Err(conflict("this client_id is another case's")),
    }
}

pub(super) fn filler(caller: &Caller) -> Filler {
    if caller.staff.is_some() {
        Filler::Staff
    } else {
        Filler::Customer
    }
}

/// A text of several lines, without characters that nobody sees.
pub(super) fn description(text: &str) -> Result<String> {
    let text = identity::paragraphs(text);
    if text.chars().count() > DESCRIPTION_CHARS {
        return Err(invalid(format!(
            "description: at most {DESCRIPTION_CHARS} characters"
        )));
    }
    Ok(text)
}

fn contact(new: &NewCase) -> Result<Contact> {
    let email = new.contact.email.trim().to_owned();
    if !email.is_empty() {
        Address::parse(&email)?;
    }
    let language = new.contact.language.clone();
    if !LANGUAGES.contains(&language.as_str()) {
        return Err(invalid(format!(
            "language: one of {}",
            LANGUAGES.join(", ")
        )));
    }
    Ok(Contact {
        name: identity::line("name", &new.contact.name, 0..=100)?,
        email,
        phone: identity::phone(&new.contact.phone)?,
        language,
    })
}

/// Whose case it is; made of the contact where staff name nobody.
async fn customer(
    app: &Ctx,
    caller: &Caller,
    conn: &mut PgConnection,
    plan: &Plan<'_>,
) -> Result<PersonId> {
    let Contact {
        name,
        email,
        phone,
        language,
    } = &plan.contact;
    let Some(customer) = plan.customer else {
        if name.is_empty() {
            return Err(invalid("contact: whose case is it? A name is needed"));
        }
        let person = PersonId(app.clock.uuid());
        store::create_customer(conn, person, name, email, phone, language).await?;
        return Ok(person);
    };
    if !store::is_customer(conn, customer).await? {
        return Err(not_found("customer"));
    }
    // What somebody who is not signed in says of themselves is believed as far as it goes; nothing is overwritten by staff.
    if caller.person == customer && caller.way == SignInWay::Visit {
        identity::set_contact(conn, customer, name, email, phone, language).await?;
    } else {
        store::fill_contact(conn, customer, name, email, phone).await?;
    }
    Ok(customer)
}

/// Where the customer is written to, and their name.
async fn addressee(
    conn: &mut PgConnection,
    customer: PersonId,
    contact: &Contact,
) -> Result<(String, String)> {
    let (name, email) = store::find_addressee(conn, customer).await?;
    let at = if contact.email.is_empty() {
        email
    } else {
        contact.email.clone()
    };
    Ok((at, name))
}

async fn via(
    conn: &mut PgConnection,
    caller: &Caller,
    from: Option<ConversationId>,
) -> Result<CaseVia> {
    Ok(match from {
        Some(from) if store::is_left_message(conn, from).await? => CaseVia::LeftMessage,
        Some(_) => CaseVia::Chat,
        None if caller.staff.is_some() => CaseVia::Phone,
        None => CaseVia::Form,
    })
}

/// Files that were uploaded for the form stand in the case's papers from now on.
async fn show_files(
    app: &Ctx,
    conn: &mut PgConnection,
    caller: &Caller,
    plan: &Plan<'_>,
    news: &mut News,
) -> Result<()> {
    let Some(papers) = plan.new.papers else {
        return Ok(());
    };
    for file in answers::files(&plan.kind.form.fields, &plan.values) {
        if let Some(message) = conversations::append_file(conn, app, papers, caller, file).await? {
            news.message(papers, message);
        }
    }
    Ok(())
}
