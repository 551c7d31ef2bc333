//! Lists of cases: the customer's own, and what staff look for.

use signaling::protocol::{
    CaseDue, CaseFilter, CasePage, CaseSort, CaseTypeId, MAX_CASES, PersonId, QueueId, SortOrder,
};

use super::{
    filter::{self, Filter, Order},
    policy::{self, Seen},
    store, view,
};
use crate::{
    app::Ctx,
    error::{Result, invalid},
    identity::Caller,
};

/// Rows of a page where nobody says how many.
const USUAL: u16 = 50;

/// What is looked for, as it is asked.
#[derive(Debug, Clone, Default, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Free text, a number, part of a telephone number, of a street or of an invoice reference; at most 200 characters.
    #[serde(default)]
    pub(super) search: String,
    /// One or more of the statuses, with commas between them.
    #[serde(default)]
    pub(super) status: String,
    /// Of this type.
    #[serde(default, rename = "type")]
    pub(super) type_id: Option<CaseTypeId>,
    /// `me`, `none`, or somebody's id.
    #[serde(default)]
    pub(super) owner: String,
    /// Of this team.
    pub(super) team: Option<QueueId>,
    /// Urgent ones only, or the others.
    pub(super) urgent: Option<bool>,
    /// Those whose customer waits to be called only, or the others.
    pub(super) callback: Option<bool>,
    /// Of this customer.
    pub(super) customer: Option<PersonId>,
    /// With this in the number of the object; at most 200 characters.
    #[serde(default)]
    pub(super) object: String,
    /// With this in the street; at most 200 characters.
    #[serde(default)]
    pub(super) street: String,
    /// With this in the invoice reference; at most 200 characters.
    #[serde(default)]
    pub(super) invoice_reference: String,
    /// `missed` (the time is past) or `today` (by the end of today, or past).
    pub(super) due: Option<CaseDue>,
    /// Opened on this day or later, like `2026-01-31`.
    #[serde(default)]
    pub(super) from: String,
    /// Opened on this day or before.
    #[serde(default)]
    pub(super) to: String,
    /// `newest` (first, as without), `changed` (the latest change first), `due` (the nearest deadline first).
    #[serde(default)]
    pub(super) sort: String,
    /// `asc` or `desc`; without it as `sort` says.
    #[serde(default)]
    pub(super) order: String,
    /// Of a list: from the page before.
    #[serde(default)]
    pub(super) after: String,
    /// Of a list: 1 to 200.
    pub(super) limit: Option<u16>,
    /// Of a file: what it shows, in this order, with commas between them; without it what the caller's lists show.
    #[serde(default)]
    pub(super) columns: String,
}

impl Wanted {
    /// What is asked for, without the order.
    ///
    /// # Errors
    /// `invalid` with the parameter's name.
    pub(super) fn filter(&self) -> Result<CaseFilter> {
        Ok(CaseFilter {
            search: self.search.clone(),
            status: filter::statuses(&self.status)?,
            type_id: self.type_id,
            owner: self.owner.clone(),
            team: self.team,
            urgent: self.urgent,
            callback: self.callback,
            customer: self.customer,
            object: self.object.clone(),
            street: self.street.clone(),
            invoice_reference: self.invoice_reference.clone(),
            due: self.due,
            from: self.from.clone(),
            to: self.to.clone(),
        })
    }

    /// In which order.
    ///
    /// # Errors
    /// `invalid`.
    pub(super) fn order(&self) -> Result<Order> {
        let sort = match self.sort.as_str() {
            "" => CaseSort::default(),
            name => filter::named("sort", name, "newest, changed or due")?,
        };
        let way: Option<SortOrder> = match self.order.as_str() {
            "" => None,
            name => Some(filter::named("order", name, "asc or desc")?),
        };
        Ok(Order {
            sort,
            way: way.unwrap_or(sort.usual()),
        })
    }
}

/// A part of a list.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) order: Order,
    pub(super) after: Option<store::Place>,
    pub(super) limit: u32,
}

/// Cases that staff look for.
///
/// # Errors
/// `forbidden` for customers, `invalid` with the parameter's name.
pub(super) async fn list(app: &Ctx, caller: &Caller, wanted: &Wanted) -> Result<CasePage> {
    policy::staff_only(caller)?;
    if !wanted.columns.is_empty() {
        return Err(invalid("columns: only of a file"));
    }
    let filter = filter::check(caller, &wanted.filter()?, app.clock.now())?;
    page(app, caller, Seen::Worker, &filter, wanted).await
}

/// What a customer looks for among their own.
#[derive(Debug, Clone, Default, serde::Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WantedOwn {
    /// Free text, a number, part of a street or of an invoice reference; at most 200 characters.
    #[serde(default)]
    search: String,
    /// One or more of the statuses, with commas between them.
    #[serde(default)]
    status: String,
    /// With this in the number of the object; at most 200 characters.
    #[serde(default)]
    object: String,
    /// With this in the street; at most 200 characters.
    #[serde(default)]
    street: String,
    /// With this in the invoice reference; at most 200 characters.
    #[serde(default)]
    invoice_reference: String,
    /// Opened on this day or later, like `2026-01-31`.
    #[serde(default)]
    from: String,
    /// Opened on this day or before.
    #[serde(default)]
    to: String,
    /// From the page before.
    #[serde(default)]
    after: String,
    /// 1 to 200; 200 without it.
    limit: Option<u16>,
}

/// The caller's own cases, newest first; merged ones are where they went.
///
/// # Errors
/// `forbidden` for staff, whose list is another; `invalid` with the parameter's name.
pub(super) async fn list_own(app: &Ctx, caller: &Caller, wanted: WantedOwn) -> Result<CasePage> {
    if caller.staff.is_some() {
        return Err(crate::error::forbidden());
    }
    let wanted = Wanted {
        search: wanted.search,
        status: wanted.status,
        object: wanted.object,
        street: wanted.street,
        invoice_reference: wanted.invoice_reference,
        from: wanted.from,
        to: wanted.to,
        after: wanted.after,
        limit: wanted.limit.or(Some(MAX_CASES)),
        ..Wanted::default()
    };
    let filter = filter::check_own(caller, &wanted.filter()?, app.clock.now())?;
    let mut page = page(app, caller, Seen::Customer, &filter, &wanted).await?;
    page.cases = page.cases.into_iter().map(view::for_customers).collect();
    Ok(page)
}

async fn page(
    app: &Ctx,
    caller: &Caller,
    seen: Seen,
    filter: &Filter,
    wanted: &Wanted,
) -> Result<CasePage> {
    let part = part(wanted)?;
    let mut conn = app.db.acquire().await?;
    let mut ids = store::list_ids(&mut conn, filter, &part).await?;
    let limit = usize::try_from(part.limit).unwrap_or(usize::MAX);
    let more = ids.len() > limit;
    ids.truncate(limit);
    let next = ids
        .last()
        .filter(|_| more)
        .map(|(_, place)| place.to_string());
    let ids: Vec<_> = ids.into_iter().map(|(id, _)| id).collect();
    let cases = store::list_rows(&mut conn, &ids, caller.person, seen).await?;
    Ok(CasePage { cases, next })
}

fn part(wanted: &Wanted) -> Result<Part> {
    let after = match wanted.after.as_str() {
        "" => None,
        place => Some(
            place
                .parse()
                .map_err(|()| invalid("after: as the page before said"))?,
        ),
    };
    let limit = wanted.limit.unwrap_or(USUAL);
    if !(1..=MAX_CASES).contains(&limit) {
        return Err(invalid(format!("limit: 1 to {MAX_CASES}")));
    }
    Ok(Part {
        order: wanted.order()?,
        after,
        limit: limit.into(),
    })
}
