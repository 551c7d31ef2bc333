//! The calendar: hours that hold, and the questions that can be asked of them.
//!
//! Invariant: wall-clock times become moments by one map that never goes backwards. A time that the clock skips (spring)
//! is the moment of the skip; a time that it shows twice (autumn) is the first of the two. So each span opens at most
//! once and closes once, spans never come to overlap, and two that touch on the clock touch in time. In Stockholm
//! 01:30–03:30 is one hour long in March and three in October; 02:15–02:45 does not take place in March.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use signaling::protocol::{ClosedReason, Country, Hours, OpenState};

use super::check::{self, Day, HoursError, Minutes};
use super::holidays::{Holiday, HolidayKind, find_holiday};

/// How far ahead a closing, an opening or a deadline is looked for: a year with all its holidays, and a month of margin.
pub const SEARCH_DAYS: i64 = 400;

/// Valid hours of one place.
///
/// Every answer is a step function of the moment asked about; what [`Calendar::state_at`] says holds until
/// [`Calendar::next_change`], so a busy caller asks once per change. A question walks day by day over at most
/// [`SEARCH_DAYS`], or over the days between the two moments it was given.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: TimeZone,
    /// Monday first.
    weekly: [Vec<Minutes>; 7],
    holidays: Option<Country>,
    eves_closed: bool,
    exceptions: BTreeMap<Date, Day>,
}

/// An unbroken stretch of one span, `from` included and `to` not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Opens.
    pub from: Timestamp,
    /// Closes, unless the next opening starts at the same moment.
    pub to: Timestamp,
}

impl TryFrom<&Hours> for Calendar {
    type Error = HoursError;

    fn try_from(hours: &Hours) -> Result<Self, HoursError> {
        Ok(Self {
            zone: check::parse_zone(hours)?,
            weekly: check::parse_week(&hours.weekly)?,
            holidays: hours.holidays,
            eves_closed: hours.eves_closed,
            exceptions: check::parse_exceptions(&hours.exceptions)?,
        })
    }
}

impl Calendar {
    /// Where its days are counted.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Open or closed, why, and until when.
    ///
    /// A closed state always has its reason: that of the local date, so a Christmas Day is a holiday at any hour of it.
    pub fn state_at(&self, now: Timestamp) -> OpenState {
        let horizon = horizon(now);
        let mut openings = self.openings(now, horizon);
        let first = openings.next();
        let Some(current) = first.filter(|opening| opening.from <= now) else {
            return OpenState::Closed {
                reason: Some(self.reason_on(self.day_of(now))),
                opens_at: first.map(|opening| opening.from),
            };
        };
        let mut until = current.to;
        for next in openings {
            if next.from > until {
                break;
            }
            until = next.to;
        }
        OpenState::Open {
            until: (until < horizon).then_some(until),
        }
    }

    /// Whether it is open: cheaper than the whole state.
    pub fn is_open_at(&self, now: Timestamp) -> bool {
        let just_after = now
            .checked_add(SignedDuration::from_nanos(1))
            .unwrap_or(Timestamp::MAX);
        self.openings(now, just_after).next().is_some()
    }

    /// The first moment after `now` at which [`Calendar::state_at`] says something else: it closes, it opens, or the
    /// reason for being closed becomes another. None when nothing changes within [`SEARCH_DAYS`]; whoever waits then
    /// asks again some day before that.
    pub fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        let (reason, opens_at) = match self.state_at(now) {
            OpenState::Open { until } => return until,
            OpenState::Closed { reason, opens_at } => (reason, opens_at),
        };
        let limit = opens_at.unwrap_or_else(|| horizon(now));
        dates_after(self.day_of(now))
            .map(|date| (date, self.start_of(date)))
            .take_while(|(_, midnight)| *midnight < limit)
            .find(|(_, midnight)| {
                *midnight > now && reason != Some(self.reason_on(self.day_of(*midnight)))
            })
            .map(|(_, midnight)| midnight)
            .or(opens_at)
    }

    /// The first moment from `now` on at which it is open: `now` itself when it is open.
    /// None when nothing opens within [`SEARCH_DAYS`].
    pub fn next_opening(&self, now: Timestamp) -> Option<Timestamp> {
        self.openings(now, horizon(now))
            .next()
            .map(|opening| opening.from.max(now))
    }

    /// How long it is open between two moments; negative when `b` is before `a`.
    pub fn business_time_between(&self, a: Timestamp, b: Timestamp) -> SignedDuration {
        if b < a {
            return -self.business_time_between(b, a);
        }
        self.openings(a, b)
            .map(|opening| opening.to.min(b).duration_since(opening.from.max(a)))
            .fold(SignedDuration::ZERO, |sum, part| sum.saturating_add(part))
    }

    /// The first moment at which `duration` of business time has passed since `from`: a deadline.
    ///
    /// Time that is used up exactly when it closes ends then, not at the next opening. A `duration` of nothing, or less,
    /// has passed at once. None when it has not passed within [`SEARCH_DAYS`].
    pub fn add_business_time(
        &self,
        from: Timestamp,
        duration: SignedDuration,
    ) -> Option<Timestamp> {
        if !duration.is_positive() {
            return Some(from);
        }
        let mut left = duration;
        for opening in self.openings(from, horizon(from)) {
            let start = opening.from.max(from);
            let length = opening.to.duration_since(start);
            if left <= length {
                return start.checked_add(left).ok();
            }
            left -= length;
        }
        None
    }

    /// Every opening that ends after `from` and starts before `until`, in order, at most one for each span.
    pub fn openings(&self, from: Timestamp, until: Timestamp) -> impl Iterator<Item = Opening> {
        let first = self.day_of(from);
        std::iter::once(first)
            .chain(dates_after(first))
            .take_while(move |date| self.start_of(*date) < until)
            .flat_map(move |date| {
                self.spans_on(date).iter().map(move |span| Opening {
                    from: self.moment(date, span.from),
                    to: self.moment(date, span.to),
                })
            })
            .filter(move |opening| {
                opening.from < opening.to && opening.to > from && opening.from < until
            })
    }

    fn spans_on(&self, date: Date) -> &[Minutes] {
        match self.exceptions.get(&date) {
            Some(exception) => &exception.spans,
            None if self.holiday_on(date).is_some() => &[],
            None => {
                &self.weekly[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())]
            }
        }
    }

    /// Why it is closed on `date` whenever it is.
    fn reason_on(&self, date: Date) -> ClosedReason {
        if let Some(exception) = self.exceptions.get(&date) {
            return ClosedReason::Exception {
                text: exception.reason.clone(),
            };
        }
        match self.holiday_on(date) {
            Some(holiday) => ClosedReason::Holiday {
                name: holiday.name(),
            },
            None => ClosedReason::OutsideHours,
        }
    }

    fn holiday_on(&self, date: Date) -> Option<Holiday> {
        find_holiday(self.holidays?, date)
            .filter(|holiday| self.eves_closed || holiday.kind == HolidayKind::Public)
    }

    /// The last date that has begun. It differs from the date on the wall only where a clock is set back over midnight.
    fn day_of(&self, moment: Timestamp) -> Date {
        let on_the_wall = self.zone.to_datetime(moment).date();
        match on_the_wall.tomorrow() {
            Ok(next) if self.start_of(next) <= moment => next,
            _ => on_the_wall,
        }
    }

    fn start_of(&self, date: Date) -> Timestamp {
        self.moment(date, 0)
    }

    /// The map of the invariant above; beyond the ends of time it stays there.
    fn moment(&self, date: Date, minute: u16) -> Timestamp {
        let since_midnight = SignedDuration::from_mins(i64::from(minute));
        let Ok(clock) = date.at(0, 0, 0, 0).checked_add(since_midnight) else {
            return Timestamp::MAX;
        };
        let at = |offset: Offset| {
            offset
                .to_timestamp(clock)
                .unwrap_or_else(|_| end_of_time(date))
        };
        match self.zone.to_ambiguous_timestamp(clock).offset() {
            AmbiguousOffset::Unambiguous { offset } => at(offset),
            AmbiguousOffset::Fold { before, .. } => at(before),
            AmbiguousOffset::Gap { before, after } => {
                let skip = self.zone.following(at(after)).next();
                skip.map_or_else(|| at(before), |skip| skip.timestamp())
            }
        }
    }
}

fn end_of_time(date: Date) -> Timestamp {
    if date.year() < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    }
}

fn horizon(now: Timestamp) -> Timestamp {
    now.checked_add(SignedDuration::from_hours(24 * SEARCH_DAYS))
        .unwrap_or(Timestamp::MAX)
}

fn dates_after(date: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(date.tomorrow().ok(), |date| date.tomorrow().ok())
}
