//! When an answer is due, in business time. Pure.
//!
//! Invariant: time in which a case is paused counts for nothing, and while it is paused nothing is due.

use jiff::{SignedDuration, Timestamp};
use signaling::protocol::CaseClock;

use crate::hours::Calendar;

/// A warning comes when so much of the time has gone.
const WARNED_AT: (i32, i32) = (4, 5);

/// How soon, in business time. A clock without a promise does not run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Promise {
    pub(super) first_answer: Option<SignedDuration>,
    pub(super) next_answer: Option<SignedDuration>,
    pub(super) solution: Option<SignedDuration>,
}

/// What has happened to a case, as far as clocks mind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct History {
    pub(super) opened_at: Timestamp,
    pub(super) answered: bool,
    /// Since when the customer waits for an answer after the first.
    pub(super) waits_since: Option<Timestamp>,
    pub(super) resolved: bool,
    /// In order, and none within another. The last one may go on.
    pub(super) pauses: Vec<Pause>,
}

/// When nothing counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pause {
    pub(super) from: Timestamp,
    /// None while it goes on.
    pub(super) to: Option<Timestamp>,
}

/// A clock that runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Deadline {
    pub(super) clock: CaseClock,
    /// When it began.
    pub(super) since: Timestamp,
    /// Not later than `due_at`.
    pub(super) warn_at: Timestamp,
    pub(super) due_at: Timestamp,
}

/// The clocks that run now.
pub(super) fn deadlines(calendar: &Calendar, promise: &Promise, case: &History) -> Vec<Deadline> {
    let running = [
        (
            CaseClock::FirstAnswer,
            promise.first_answer,
            (!case.answered).then_some(case.opened_at),
        ),
        (
            CaseClock::NextAnswer,
            promise.next_answer,
            case.waits_since.filter(|_| case.answered),
        ),
        (CaseClock::Solution, promise.solution, Some(case.opened_at)),
    ];
    let open = running.into_iter().filter(|_| !case.resolved);
    open.filter_map(|(clock, within, since)| {
        let (within, since) = (within?, since?);
        let (part, whole) = WARNED_AT;
        let due_at = due(calendar, since, within, &case.pauses)?;
        let warned = within.checked_mul(part)?.checked_div(whole)?;
        Some(Deadline {
            clock,
            since,
            warn_at: due(calendar, since, warned, &case.pauses)?.min(due_at),
            due_at,
        })
    })
    .collect()
}

/// When `within` of business time has passed since `since` without the pauses; none while one goes on, or if that is further
/// away than calendars are looked at.
fn due(
    calendar: &Calendar,
    since: Timestamp,
    within: SignedDuration,
    pauses: &[Pause],
) -> Option<Timestamp> {
    let (mut at, mut left) = (since, within);
    for pause in pauses {
        if pause.to.is_some_and(|to| to <= at) {
            continue;
        }
        let before = calendar.business_time_between(at, pause.from.max(at));
        if before >= left {
            return calendar.add_business_time(at, left);
        }
        left -= before;
        at = pause.to?;
    }
    calendar.add_business_time(at, left)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use signaling::protocol::{Hours, Span, WeeklySpans};

    use super::*;

    /// Weekdays 9 to 17 in UTC.
    fn weekdays() -> Calendar {
        let day = vec![Span {
            from: "09:00".into(),
            to: "17:00".into(),
        }];
        let weekly = WeeklySpans {
            monday: day.clone(),
            tuesday: day.clone(),
            wednesday: day.clone(),
            thursday: day.clone(),
            friday: day,
            ..WeeklySpans::default()
        };
        let hours = Hours {
            zone: "UTC".into(),
            weekly: Box::new(weekly),
            holidays: None,
            eves_closed: false,
            exceptions: Vec::new(),
        };
        Calendar::try_from(&hours).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        format!("2026-11-{text}:00Z").parse().unwrap()
    }

    fn hours(hours: i64) -> SignedDuration {
        SignedDuration::from_hours(hours)
    }

    const PROMISE: Promise = Promise {
        first_answer: Some(SignedDuration::from_hours(8)),
        next_answer: Some(SignedDuration::from_hours(4)),
        solution: Some(SignedDuration::from_hours(40)),
    };

    fn due_at(case: &History, clock: CaseClock) -> Option<Timestamp> {
        let all = deadlines(&weekdays(), &PROMISE, case);
        all.iter()
            .find(|one| one.clock == clock)
            .map(|one| one.due_at)
    }

    #[test]
    fn a_day_of_work_from_friday_at_noon_ends_on_monday_at_noon() {
        let case = History {
            opened_at: at("20T12:00"),
            ..History::default()
        };
        let all = deadlines(&weekdays(), &PROMISE, &case);
        assert_eq!(
            all[0],
            Deadline {
                clock: CaseClock::FirstAnswer,
                since: at("20T12:00"),
                warn_at: at("23T10:24"),
                due_at: at("23T12:00"),
            }
        );
        assert_eq!(all[1].due_at, at("27T12:00"));
        assert_eq!(all.len(), 2, "nobody waits for a second answer");
    }

    #[test]
    fn what_is_done_is_not_due() {
        let mut case = History {
            opened_at: at("23T09:00"),
            answered: true,
            ..History::default()
        };
        assert_eq!(due_at(&case, CaseClock::FirstAnswer), None);
        case.waits_since = Some(at("23T16:00"));
        assert_eq!(due_at(&case, CaseClock::NextAnswer), Some(at("24T12:00")));
        case.resolved = true;
        assert!(deadlines(&weekdays(), &PROMISE, &case).is_empty());
        let nothing = Promise::default();
        assert!(deadlines(&weekdays(), &nothing, &History::default()).is_empty());
    }

    #[test]
    fn a_pause_puts_off_what_was_not_due_before_it() {
        let mut case = History {
            opened_at: at("23T09:00"),
            pauses: vec![Pause {
                from: at("23T11:00"),
                to: None,
            }],
            ..History::default()
        };
        assert_eq!(
            due_at(&case, CaseClock::FirstAnswer),
            None,
            "while it goes on nothing is due"
        );
        case.pauses[0].to = Some(at("25T15:00"));
        // Two hours had gone, and two are left of Wednesday.
        assert_eq!(due_at(&case, CaseClock::FirstAnswer), Some(at("26T13:00")));
        case.pauses[0].from = at("23T17:00");
        assert_eq!(due_at(&case, CaseClock::FirstAnswer), Some(at("23T17:00")));
    }

    proptest! {
        #[test]
        fn pauses_put_off_by_just_the_business_time_they_take(
            opened in 0i64..10_000,
            within in 1i64..3_000,
            mut ends in proptest::collection::vec(0i64..20_000, 0..8),
        ) {
            let minute = |m: i64| at("02T00:00") + SignedDuration::from_mins(m);
            ends.sort_unstable();
            let pauses: Vec<Pause> = ends
                .chunks_exact(2)
                .map(|pair| Pause { from: minute(pair[0]), to: Some(minute(pair[1])) })
                .collect();
            let (calendar, since) = (weekdays(), minute(opened));
            let within = SignedDuration::from_mins(within);
            let due_at = due(&calendar, since, within, &pauses).unwrap();
            let paused = pauses.iter().fold(SignedDuration::ZERO, |sum, pause| {
                let (from, to) = (pause.from.max(since), pause.to.unwrap().min(due_at));
                sum + if from < to { calendar.business_time_between(from, to) } else { SignedDuration::ZERO }
            });
            prop_assert_eq!(calendar.business_time_between(since, due_at) - paused, within);
            prop_assert!(due_at >= since + hours(0));
        }
    }
}
