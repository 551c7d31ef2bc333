//! From hours as someone wrote them to hours that hold: times read, spans sorted and apart, the zone known.
//!
//! The first fault is returned, with its place and in words an administrator can act on, in both languages.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use signaling::protocol::{Exception, Hours, Localised, Span, WeeklySpans};

/// Spans in one day: no plan that people keep has more, and each costs a look-up for each question.
pub const MAX_SPANS_A_DAY: usize = 12;
/// Exceptions in one calendar: more than a year of daily ones is a plan, not exceptions.
pub const MAX_EXCEPTIONS: usize = 400;
/// Characters of a reason in each language: it is shown on one or two lines of a phone.
pub const MAX_REASON_CHARS: usize = 200;

/// Characters of someone's faulty input that are said back to them.
const QUOTED_CHARS: usize = 40;

/// Why hours can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoursError {
    /// Not a name in the time zone database.
    UnknownZone {
        /// As written, shortened.
        zone: String,
    },
    /// Not `HH:MM` between `00:00` and `24:00`.
    NotATime {
        /// Where it stands.
        place: Place,
        /// As written, shortened.
        written: String,
    },
    /// A span that ends when it starts, or before.
    EndsBeforeItStarts {
        /// Where it stands.
        place: Place,
        /// The span.
        span: Span,
    },
    /// Two spans of a day share time.
    Overlap {
        /// Where they stand.
        place: Place,
        /// The one that starts first.
        first: Span,
        /// The one that starts before the first has ended.
        second: Span,
    },
    /// More than [`MAX_SPANS_A_DAY`].
    TooManySpans {
        /// Where they stand.
        place: Place,
    },
    /// More than [`MAX_EXCEPTIONS`].
    TooManyExceptions,
    /// Two exceptions for one date.
    DuplicateException {
        /// The date.
        date: Date,
    },
    /// Nothing to tell those who come.
    MissingReason {
        /// The exception's date.
        date: Date,
    },
    /// A reason above [`MAX_REASON_CHARS`].
    ReasonTooLong {
        /// The exception's date.
        date: Date,
    },
}

/// The day that a fault stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the weekly plan.
    Weekday(Weekday),
    /// In the exceptions.
    Date(Date),
}

impl std::error::Error for HoursError {}

impl fmt::Display for HoursError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().en)
    }
}

impl HoursError {
    /// What is wrong and what to do about it, for the person who edits the hours.
    pub fn words(&self) -> Localised {
        let (sv, en) = match self {
            Self::UnknownZone { zone } => (
                format!("Tidszonen ”{zone}” finns inte. Välj till exempel Europe/Stockholm."),
                format!("There is no time zone “{zone}”. Choose for example Europe/Stockholm."),
            ),
            Self::NotATime { place, written } => (
                format!(
                    "{}: ”{written}” är inget klockslag. Skriv timmar och minuter, till exempel 08:30.",
                    place.sv()
                ),
                format!(
                    "{}: “{written}” is not a time. Write hours and minutes, such as 08:30.",
                    place.en()
                ),
            ),
            Self::EndsBeforeItStarts {
                place,
                span: Span { from, to },
            } => (
                format!(
                    "{}: {from}–{to} slutar innan det börjar. Går passet över midnatt, \
                     sluta 24:00 och lägg resten på nästa dag.",
                    place.sv()
                ),
                format!(
                    "{}: {from}–{to} ends before it starts. If it goes on past midnight, \
                     end it at 24:00 and put the rest on the next day.",
                    place.en()
                ),
            ),
            Self::Overlap {
                place,
                first,
                second,
            } => (
                format!(
                    "{}: {}–{} och {}–{} går in i varandra. Slå ihop dem eller flytta den ena.",
                    place.sv(),
                    first.from,
                    first.to,
                    second.from,
                    second.to
                ),
                format!(
                    "{}: {}–{} and {}–{} overlap. Join them or move one.",
                    place.en(),
                    first.from,
                    first.to,
                    second.from,
                    second.to
                ),
            ),
            Self::TooManySpans { place } => (
                format!(
                    "{}: högst {MAX_SPANS_A_DAY} pass om dagen. Ta bort några.",
                    place.sv()
                ),
                format!(
                    "{}: at most {MAX_SPANS_A_DAY} spans a day. Remove some.",
                    place.en()
                ),
            ),
            Self::TooManyExceptions => (
                format!("Högst {MAX_EXCEPTIONS} avvikande dagar. Ta bort dem som har passerat."),
                format!("At most {MAX_EXCEPTIONS} exceptions. Remove those that have passed."),
            ),
            Self::DuplicateException { date } => (
                format!("{date} finns två gånger bland de avvikande dagarna. Behåll en."),
                format!("{date} is twice among the exceptions. Keep one."),
            ),
            Self::MissingReason { date } => (
                format!("{date} saknar orsak. Skriv vad besökaren ska få veta."),
                format!("{date} has no reason. Write what visitors should be told."),
            ),
            Self::ReasonTooLong { date } => (
                format!("Orsaken för {date} är för lång: högst {MAX_REASON_CHARS} tecken."),
                format!(
                    "The reason for {date} is too long: at most {MAX_REASON_CHARS} characters."
                ),
            ),
        };
        Localised { sv, en }
    }
}

impl Place {
    fn sv(self) -> String {
        match self {
            Self::Date(date) => date.to_string(),
            Self::Weekday(Weekday::Monday) => "Måndag".to_owned(),
            Self::Weekday(Weekday::Tuesday) => "Tisdag".to_owned(),
            Self::Weekday(Weekday::Wednesday) => "Onsdag".to_owned(),
            Self::Weekday(Weekday::Thursday) => "Torsdag".to_owned(),
            Self::Weekday(Weekday::Friday) => "Fredag".to_owned(),
            Self::Weekday(Weekday::Saturday) => "Lördag".to_owned(),
            Self::Weekday(Weekday::Sunday) => "Söndag".to_owned(),
        }
    }

    fn en(self) -> String {
        match self {
            Self::Date(date) => date.to_string(),
            Self::Weekday(weekday) => format!("{weekday:?}"),
        }
    }
}

/// Minutes of the wall clock since midnight: `from < to <= 1440`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Minutes {
    pub(super) from: u16,
    pub(super) to: u16,
}

/// What counts on one date in place of its weekday.
#[derive(Clone, Debug)]
pub(super) struct Day {
    pub(super) spans: Vec<Minutes>,
    pub(super) reason: Localised,
}

pub(super) fn parse_zone(hours: &Hours) -> Result<TimeZone, HoursError> {
    TimeZone::get(&hours.zone).map_err(|_| HoursError::UnknownZone {
        zone: quoted(&hours.zone),
    })
}

/// Monday first.
pub(super) fn parse_week(weekly: &WeeklySpans) -> Result<[Vec<Minutes>; 7], HoursError> {
    let day = |weekday, spans: &[Span]| parse_day(Place::Weekday(weekday), spans);
    Ok([
        day(Weekday::Monday, &weekly.monday)?,
        day(Weekday::Tuesday, &weekly.tuesday)?,
        day(Weekday::Wednesday, &weekly.wednesday)?,
        day(Weekday::Thursday, &weekly.thursday)?,
        day(Weekday::Friday, &weekly.friday)?,
        day(Weekday::Saturday, &weekly.saturday)?,
        day(Weekday::Sunday, &weekly.sunday)?,
    ])
}

pub(super) fn parse_exceptions(
    exceptions: &[Exception],
) -> Result<BTreeMap<Date, Day>, HoursError> {
    if exceptions.len() > MAX_EXCEPTIONS {
        return Err(HoursError::TooManyExceptions);
    }
    let mut days = BTreeMap::new();
    for Exception {
        date,
        spans,
        reason,
    } in exceptions
    {
        let spans = parse_day(Place::Date(*date), spans)?;
        let reason = parse_reason(*date, reason)?;
        if days.insert(*date, Day { spans, reason }).is_some() {
            return Err(HoursError::DuplicateException { date: *date });
        }
    }
    Ok(days)
}

/// In order; no two share time.
fn parse_day(place: Place, written: &[Span]) -> Result<Vec<Minutes>, HoursError> {
    if written.len() > MAX_SPANS_A_DAY {
        return Err(HoursError::TooManySpans { place });
    }
    let mut spans = Vec::with_capacity(written.len());
    for span in written {
        let from = parse_time(place, &span.from)?;
        let to = parse_time(place, &span.to)?;
        if to <= from {
            return Err(HoursError::EndsBeforeItStarts {
                place,
                span: span.clone(),
            });
        }
        spans.push((Minutes { from, to }, span));
    }
    spans.sort_by_key(|(minutes, _)| minutes.from);
    for pair in spans.windows(2) {
        let [(first, first_written), (second, second_written)] = pair else {
            continue;
        };
        if second.from < first.to {
            return Err(HoursError::Overlap {
                place,
                first: (*first_written).clone(),
                second: (*second_written).clone(),
            });
        }
    }
    Ok(spans.into_iter().map(|(minutes, _)| minutes).collect())
}

/// `HH:MM`, two digits each, to `24:00`.
fn parse_time(place: Place, written: &str) -> Result<u16, HoursError> {
    let not_a_time = || HoursError::NotATime {
        place,
        written: quoted(written),
    };
    let digit = |c: u8| {
        c.is_ascii_digit()
            .then(|| u16::from(c - b'0'))
            .ok_or_else(not_a_time)
    };
    let &[h1, h2, b':', m1, m2] = written.as_bytes() else {
        return Err(not_a_time());
    };
    let (hour, minute) = (digit(h1)? * 10 + digit(h2)?, digit(m1)? * 10 + digit(m2)?);
    let since_midnight = hour * 60 + minute;
    if minute > 59 || since_midnight > 24 * 60 {
        return Err(not_a_time());
    }
    Ok(since_midnight)
}

/// Trimmed, and each language filled in from the other where it was left empty.
fn parse_reason(date: Date, written: &Localised) -> Result<Localised, HoursError> {
    let (sv, en) = (written.sv.trim(), written.en.trim());
    if sv.is_empty() && en.is_empty() {
        return Err(HoursError::MissingReason { date });
    }
    if [sv, en]
        .iter()
        .any(|text| text.chars().count() > MAX_REASON_CHARS)
    {
        return Err(HoursError::ReasonTooLong { date });
    }
    let or = |text: &str, other: &str| {
        if text.is_empty() {
            other.to_owned()
        } else {
            text.to_owned()
        }
    };
    Ok(Localised {
        sv: or(sv, en),
        en: or(en, sv),
    })
}

fn quoted(written: &str) -> String {
    written
        .chars()
        .filter(|c| !c.is_control())
        .take(QUOTED_CHARS)
        .collect()
}
