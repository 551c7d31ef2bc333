//! What must hold for any calendar at any moment, tried around both days on which Stockholm sets its clocks.

use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use signaling::protocol::{Country, Exception, Hours, Localised, OpenState, Span, WeeklySpans};

use super::Calendar;

const ZONE: &str = "Europe/Stockholm";
const SPRING: Date = date(2026, 3, 29);
const AUTUMN: Date = date(2026, 10, 25);

const NANOSECOND: SignedDuration = SignedDuration::from_nanos(1);

/// Up to three spans; half of them in the small hours, where the clocks are set.
fn any_spans() -> impl Strategy<Value = Vec<Span>> {
    let minute = prop_oneof![0..=240_u16, 0..=1440_u16];
    btree_set(minute, 0..=6).prop_map(|minutes| {
        let written = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        let minutes: Vec<u16> = minutes.into_iter().collect();
        minutes
            .chunks_exact(2)
            .map(|pair| Span {
                from: written(pair[0]),
                to: written(pair[1]),
            })
            .collect()
    })
}

/// Dates within a few days of either change of clocks, each with its spans.
fn any_exceptions() -> impl Strategy<Value = Vec<Exception>> {
    let near = (prop_oneof![Just(SPRING), Just(AUTUMN)], -3..=3_i64)
        .prop_map(|(day, days)| day.checked_add(days.days()).expect("a few days from 2026"));
    (btree_set(near, 0..=3), vec(any_spans(), 3)).prop_map(|(dates, spans)| {
        let reason = Localised {
            sv: "Avvikande".to_owned(),
            en: "Special".to_owned(),
        };
        dates
            .into_iter()
            .zip(spans)
            .map(|(date, spans)| Exception {
                date,
                spans,
                reason: reason.clone(),
            })
            .collect()
    })
}

fn any_hours() -> impl Strategy<Value = Hours> {
    let country = prop_oneof![Just(None), Just(Some(Country::Se)), Just(Some(Country::No))];
    let week = vec(any_spans(), 7);
    (week, country, any::<bool>(), any_exceptions()).prop_map(
        |(week, holidays, eves_closed, exceptions)| {
            let [
                monday,
                tuesday,
                wednesday,
                thursday,
                friday,
                saturday,
                sunday,
            ] = week.try_into().expect("seven days were made");
            Hours {
                zone: ZONE.to_owned(),
                weekly: Box::new(WeeklySpans {
                    monday,
                    tuesday,
                    wednesday,
                    thursday,
                    friday,
                    saturday,
                    sunday,
                }),
                holidays,
                eves_closed,
                exceptions,
            }
        },
    )
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    any_hours().prop_map(|hours| Calendar::try_from(&hours).expect("made to be valid"))
}

/// Most within hours of a change of clocks, the rest within days.
fn any_moment() -> impl Strategy<Value = Timestamp> {
    let changes = prop_oneof![Just("2026-03-29T01:00:00Z"), Just("2026-10-25T01:00:00Z")];
    let seconds = prop_oneof![-3 * 3600..=3 * 3600_i64, -5 * 86_400..=5 * 86_400_i64];
    (changes, seconds).prop_map(|(change, seconds)| {
        let change: Timestamp = change.parse().expect("a timestamp");
        change
            .checked_add(SignedDuration::from_secs(seconds))
            .expect("a few days from 2026")
    })
}

proptest! {
    #[test]
    fn business_time_is_additive(calendar in any_calendar(), a in any_moment(), b in any_moment(), c in any_moment()) {
        let sum = calendar.business_time_between(a, b) + calendar.business_time_between(b, c);
        prop_assert_eq!(sum, calendar.business_time_between(a, c));
    }

    #[test]
    fn business_time_is_never_longer_than_time(calendar in any_calendar(), a in any_moment(), b in any_moment()) {
        let (a, b) = (a.min(b), a.max(b));
        let time = calendar.business_time_between(a, b);
        prop_assert!(!time.is_negative() && time <= b.duration_since(a), "{time:?}");
    }

    #[test]
    fn the_state_holds_until_the_next_change_and_flips_there(
        calendar in any_calendar(),
        now in any_moment(),
        part in 0.0..1.0_f64,
    ) {
        let state = calendar.state_at(now);
        let Some(change) = calendar.next_change(now) else {
            prop_assert_eq!(calendar.next_opening(now).is_some(), calendar.is_open_at(now));
            return Ok(());
        };
        prop_assert!(change > now);
        prop_assert_eq!(&calendar.state_at(change - NANOSECOND), &state);
        prop_assert_eq!(&calendar.state_at(now + change.duration_since(now).mul_f64(part)), &state);
        prop_assert_ne!(&calendar.state_at(change), &state);
    }

    #[test]
    fn open_and_closed_agree_with_business_time(calendar in any_calendar(), now in any_moment()) {
        match calendar.state_at(now) {
            OpenState::Open { until } => {
                prop_assert!(calendar.is_open_at(now));
                prop_assert_eq!(calendar.next_opening(now), Some(now));
                if let Some(until) = until {
                    prop_assert!(!calendar.is_open_at(until));
                    prop_assert_eq!(calendar.business_time_between(now, until), until.duration_since(now));
                }
            }
            OpenState::Closed { opens_at, .. } => {
                prop_assert!(!calendar.is_open_at(now));
                prop_assert_eq!(calendar.next_opening(now), opens_at);
                if let Some(opens_at) = opens_at {
                    prop_assert!(calendar.is_open_at(opens_at));
                    prop_assert_eq!(calendar.business_time_between(now, opens_at), SignedDuration::ZERO);
                }
            }
        }
    }

    #[test]
    fn a_deadline_is_the_first_moment_with_that_much_business_time(
        calendar in any_calendar(),
        from in any_moment(),
        seconds in 1..=200_000_i64,
    ) {
        let duration = SignedDuration::from_secs(seconds);
        match calendar.add_business_time(from, duration) {
            Some(deadline) => {
                prop_assert_eq!(calendar.business_time_between(from, deadline), duration);
                prop_assert_eq!(calendar.business_time_between(from, deadline - NANOSECOND), duration - NANOSECOND);
            }
            None => {
                let far = from + SignedDuration::from_hours(24 * super::SEARCH_DAYS);
                prop_assert!(calendar.business_time_between(from, far) < duration);
            }
        }
    }

    /// Another way to say the rule for clocks that are set: watch a wall clock whose hand refuses to go back, minute by
    /// minute, and be open while it points into a span.
    #[test]
    fn openness_follows_a_clock_that_refuses_to_go_back(
        spans in any_spans(),
        day in prop_oneof![Just(SPRING), Just(AUTUMN)],
    ) {
        let reason = Localised { sv: "Prov".to_owned(), en: "Trial".to_owned() };
        let hours = Hours {
            zone: ZONE.to_owned(),
            weekly: Box::default(),
            holidays: None,
            eves_closed: false,
            exceptions: vec![Exception { date: day, spans: spans.clone(), reason }],
        };
        let calendar = Calendar::try_from(&hours).expect("made to be valid");
        let zone = TimeZone::get(ZONE).expect("a known zone");
        let midnight = day.to_zoned(zone.clone()).expect("a date of 2026").timestamp();

        let mut hand = DateTime::MIN;
        let mut minutes_open = 0;
        for minute in 0..26 * 60 {
            let now = midnight + SignedDuration::from_mins(minute);
            hand = hand.max(zone.to_datetime(now));
            let shown = hand.strftime("%H:%M").to_string();
            let open = hand.date() == day && spans.iter().any(|span| span.from <= shown && shown < span.to);
            prop_assert_eq!(calendar.is_open_at(now), open, "{}", now);
            minutes_open += i64::from(open);
        }
        let end = midnight + SignedDuration::from_hours(26);
        prop_assert_eq!(calendar.business_time_between(midnight, end), SignedDuration::from_mins(minutes_open));
    }
}
