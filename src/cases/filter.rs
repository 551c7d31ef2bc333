//! What a list of cases is asked for, from words into what can be looked for. Pure.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use signaling::protocol::{
    CaseDue, CaseFilter, CaseSort, CaseStatus, CaseTypeId, PersonId, QueueId, SortOrder,
};

use crate::{
    conversations,
    error::{Result, invalid},
    identity::Caller,
};

/// Characters of what is looked for.
const SEARCH_CHARS: usize = 200;
/// Days are those of the Nordic countries' largest zone.
pub(super) const ZONE: &str = "Europe/Stockholm";

/// Whose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Anybody,
    Nobody,
    Person(PersonId),
}

/// What is looked for, checked.
#[derive(Debug, Clone)]
pub(super) struct Filter {
    pub(super) search: String,
    pub(super) status: Vec<CaseStatus>,
    pub(super) type_id: Option<CaseTypeId>,
    pub(super) owner: Owner,
    pub(super) team: Option<QueueId>,
    pub(super) urgent: Option<bool>,
    /// Whether somebody waits to be called.
    pub(super) callback: Option<bool>,
    pub(super) customer: Option<PersonId>,
    pub(super) object: String,
    pub(super) street: String,
    pub(super) invoice_reference: String,
    /// Due before then.
    pub(super) due: Option<Timestamp>,
    pub(super) from: Option<Timestamp>,
    pub(super) until: Option<Timestamp>,
    /// Whose teams' cases; all where none.
    pub(super) reader: Option<PersonId>,
    /// Only by what the customer sees: what only staff see is not to be guessed by looking for it.
    pub(super) is_customers: bool,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) sort: CaseSort,
    pub(super) way: SortOrder,
}

/// What `caller` may find of what is asked for.
///
/// # Errors
/// `invalid` with the field's name.
pub(super) fn check(caller: &Caller, asked: &CaseFilter, now: Timestamp) -> Result<Filter> {
    let owner = match asked.owner.as_str() {
        "" => Owner::Anybody,
        "none" => Owner::Nobody,
        "me" => Owner::Person(caller.person),
        id => Owner::Person(
            id.parse()
                .map_err(|_| invalid("owner: me, none or an id"))?,
        ),
    };
    let due = match asked.due {
        None => None,
        Some(CaseDue::Missed) => Some(now),
        Some(CaseDue::Today) => Some(end("due", now.to_zoned(zone()).date())?),
    };
    Ok(Filter {
        search: text("search", &asked.search)?,
        status: asked.status.clone(),
        type_id: asked.type_id,
        owner,
        team: asked.team,
        urgent: asked.urgent,
        callback: asked.callback,
        customer: asked.customer,
        object: text("object", &asked.object)?,
        street: text("street", &asked.street)?,
        invoice_reference: text("invoice_reference", &asked.invoice_reference)?,
        due,
        from: day("from", &asked.from)?
            .map(|day| beginning("from", day))
            .transpose()?,
        until: day("to", &asked.to)?
            .map(|day| end("to", day))
            .transpose()?,
        reader: (!caller.oversees()).then_some(caller.person),
        is_customers: false,
    })
}

/// What a customer may find: their own.
///
/// # Errors
/// As [`check`].
pub(super) fn check_own(caller: &Caller, asked: &CaseFilter, now: Timestamp) -> Result<Filter> {
    Ok(Filter {
        customer: Some(caller.person),
        reader: None,
        is_customers: true,
        ..check(caller, asked, now)?
    })
}

/// The same, with its texts as they are looked for: to be kept.
pub(super) fn cleaned(asked: &CaseFilter) -> CaseFilter {
    CaseFilter {
        search: conversations::clean(&asked.search),
        object: conversations::clean(&asked.object),
        street: conversations::clean(&asked.street),
        invoice_reference: conversations::clean(&asked.invoice_reference),
        ..asked.clone()
    }
}

/// One or more statuses with commas between them.
///
/// # Errors
/// `invalid`.
pub(super) fn statuses(names: &str) -> Result<Vec<CaseStatus>> {
    let names = names.split(',').filter(|name| !name.is_empty());
    let read = names.map(|name| named("status", name, STATUSES));
    read.collect()
}

const STATUSES: &str = "new, active, paused, waiting, resolved, closed";

/// A word of the wire's.
///
/// # Errors
/// `invalid`, with those that there are.
pub(super) fn named<T: serde::de::DeserializeOwned>(
    field: &str,
    name: &str,
    all: &str,
) -> Result<T> {
    let read = serde_json::from_value(serde_json::Value::String(name.to_owned()));
    read.map_err(|_| invalid(format!("{field}: {all}")))
}

fn text(field: &str, asked: &str) -> Result<String> {
    if asked.chars().count() > SEARCH_CHARS {
        return Err(invalid(format!(
            "{field}: at most {SEARCH_CHARS} characters"
        )));
    }
    Ok(conversations::clean(asked))
}

fn day(field: &str, text: &str) -> Result<Option<Date>> {
    if text.is_empty() {
        return Ok(None);
    }
    let read = text
        .parse::<Date>()
        .ok()
        .filter(|day| (1900..=9000).contains(&day.year()));
    read.map(Some).ok_or_else(|| no_day(field))
}

fn zone() -> TimeZone {
    TimeZone::get(ZONE).unwrap_or(TimeZone::UTC)
}

fn beginning(field: &str, day: Date) -> Result<Timestamp> {
    let begins = day.to_zoned(zone()).map_err(|_| no_day(field))?;
    Ok(begins.timestamp())
}

fn end(field: &str, day: Date) -> Result<Timestamp> {
    beginning(field, day.tomorrow().map_err(|_| no_day(field))?)
}

fn no_day(field: &str) -> crate::error::Error {
    invalid(format!("{field}: a day like 2026-01-31"))
}

#[cfg(test)]
mod tests {
    use signaling::protocol::{ErrorCode, StaffRole};
    use uuid::Uuid;

    use super::*;

    fn advisor() -> Caller {
        Caller::invented(PersonId(Uuid::from_u128(1)), Some(StaffRole::Advisor))
    }

    #[test]
    fn today_ends_when_it_does_in_stockholm() {
        // Half an hour before midnight there, in summer time.
        let now = "2026-07-01T21:30:00Z".parse().unwrap();
        let asked = |due| CaseFilter {
            due: Some(due),
            ..CaseFilter::default()
        };
        let due = |asked| check(&advisor(), &asked, now).unwrap().due;
        assert_eq!(
            due(asked(CaseDue::Today)),
            Some("2026-07-01T22:00:00Z".parse().unwrap())
        );
        assert_eq!(due(asked(CaseDue::Missed)), Some(now));
    }

    #[test]
    fn what_can_not_be_looked_for_is_told_by_its_name() {
        let refused = |asked: CaseFilter| {
            let told = check(&advisor(), &asked, Timestamp::UNIX_EPOCH).unwrap_err();
            assert_eq!(told.code(), ErrorCode::Invalid);
            told.to_string()
        };
        let long = "å".repeat(201);
        let filter = CaseFilter::default;
        for (field, asked) in [
            (
                "search",
                CaseFilter {
                    search: long.clone(),
                    ..filter()
                },
            ),
            (
                "object",
                CaseFilter {
                    object: long.clone(),
                    ..filter()
                },
            ),
            (
                "street",
                CaseFilter {
                    street: long.clone(),
                    ..filter()
                },
            ),
            (
                "invoice_reference",
                CaseFilter {
                    invoice_reference: long,
                    ..filter()
                },
            ),
            (
                "owner",
                CaseFilter {
                    owner: "you".into(),
                    ..filter()
                },
            ),
            (
                "from",
                CaseFilter {
                    from: "2026-13-01".into(),
                    ..filter()
                },
            ),
            (
                "to",
                CaseFilter {
                    to: "tomorrow".into(),
                    ..filter()
                },
            ),
        ] {
            let told = refused(asked);
            assert!(told.contains(&format!("{field}: ")), "{told}");
        }
        assert!(statuses("new,lost").is_err());
        assert_eq!(statuses("").unwrap(), []);
    }

    #[test]
    fn what_nobody_can_see_is_not_looked_for() {
        let asked = CaseFilter {
            street: "\u{0}Älv\u{7}gatan\u{0} ".into(),
            ..CaseFilter::default()
        };
        let filter = check(&advisor(), &asked, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(filter.street, "Älvgatan");
    }
}
