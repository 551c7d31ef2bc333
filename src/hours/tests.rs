//! The calendar by example: working days, holidays, exceptions, clocks that are set, and hours that don't hold.

use jiff::civil::{Date, DateTime, Weekday, date};
use jiff::{SignedDuration, Timestamp};
use signaling::protocol::{
    ClosedReason, Country, Exception, Hours, Localised, OpenState, Span, WeeklySpans,
};

use super::{Calendar, HoursError, Opening, Place};

fn spans(written: &[(&str, &str)]) -> Vec<Span> {
    let span = |&(from, to): &(&str, &str)| Span {
        from: from.to_owned(),
        to: to.to_owned(),
    };
    written.iter().map(span).collect()
}

fn text(sv: &str, en: &str) -> Localised {
    Localised {
        sv: sv.to_owned(),
        en: en.to_owned(),
    }
}

/// Stockholm, weekdays 8–12 and 13–17.
fn office() -> Hours {
    let day = spans(&[("08:00", "12:00"), ("13:00", "17:00")]);
    Hours {
        zone: "Europe/Stockholm".to_owned(),
        weekly: Box::new(WeeklySpans {
            monday: day.clone(),
            tuesday: day.clone(),
            wednesday: day.clone(),
            thursday: day.clone(),
            friday: day,
            ..WeeklySpans::default()
        }),
        holidays: Some(Country::Se),
        eves_closed: true,
        exceptions: Vec::new(),
    }
}

fn every_day(written: &[(&str, &str)]) -> Hours {
    let day = spans(written);
    Hours {
        weekly: Box::new(WeeklySpans {
            monday: day.clone(),
            tuesday: day.clone(),
            wednesday: day.clone(),
            thursday: day.clone(),
            friday: day.clone(),
            saturday: day.clone(),
            sunday: day,
        }),
        holidays: None,
        ..office()
    }
}

fn calendar(hours: &Hours) -> Calendar {
    Calendar::try_from(hours).expect("these hours are valid")
}

fn exception(date: Date, open: &[(&str, &str)], reason: Localised) -> Exception {
    Exception {
        date,
        spans: spans(open),
        reason,
    }
}

/// `2026-11-23T08:00` on the wall in Stockholm.
fn stockholm(wall: &str) -> Timestamp {
    let clock: DateTime = wall.parse().expect("a civil time");
    clock
        .in_tz("Europe/Stockholm")
        .expect("a known zone")
        .timestamp()
}

fn utc(moment: &str) -> Timestamp {
    moment.parse().expect("a timestamp")
}

fn closed(reason: ClosedReason, opens_at: Option<&str>) -> OpenState {
    OpenState::Closed {
        reason: Some(reason),
        opens_at: opens_at.map(stockholm),
    }
}

fn open(until: &str) -> OpenState {
    OpenState::Open {
        until: Some(stockholm(until)),
    }
}

#[test]
fn a_working_day_with_its_lunch() {
    let office = calendar(&office());
    let outside = ClosedReason::OutsideHours;
    for (now, state) in [
        (
            "2026-11-23T07:59:59",
            closed(outside.clone(), Some("2026-11-23T08:00")),
        ),
        ("2026-11-23T08:00", open("2026-11-23T12:00")),
        ("2026-11-23T11:59:59", open("2026-11-23T12:00")),
        (
            "2026-11-23T12:00",
            closed(outside.clone(), Some("2026-11-23T13:00")),
        ),
        ("2026-11-23T13:00", open("2026-11-23T17:00")),
        (
            "2026-11-27T17:00",
            closed(outside, Some("2026-11-30T08:00")),
        ),
    ] {
        assert_eq!(office.state_at(stockholm(now)), state, "{now}");
        assert_eq!(
            office.is_open_at(stockholm(now)),
            matches!(state, OpenState::Open { .. }),
            "{now}"
        );
    }
}

#[test]
fn midsummer_is_closed_by_name_from_midnight_to_midnight() {
    let office = calendar(&office());
    let eve = ClosedReason::Holiday {
        name: text("Midsommarafton", "Midsummer Eve"),
    };
    let day = ClosedReason::Holiday {
        name: text("Midsommardagen", "Midsummer Day"),
    };
    let monday = Some("2026-06-22T08:00");
    let steps = [
        (
            "2026-06-18T17:00",
            closed(ClosedReason::OutsideHours, monday),
        ),
        ("2026-06-19T00:00", closed(eve, monday)),
        ("2026-06-20T00:00", closed(day, monday)),
        (
            "2026-06-21T00:00",
            closed(ClosedReason::OutsideHours, monday),
        ),
        ("2026-06-22T08:00", open("2026-06-22T12:00")),
    ];
    let mut now = stockholm("2026-06-18T16:00");
    for (at, state) in steps {
        now = office.next_change(now).expect("a change each day");
        assert_eq!((now, office.state_at(now)), (stockholm(at), state));
    }
}

#[test]
fn an_eve_is_open_unless_it_is_to_be_closed() {
    let hours = Hours {
        eves_closed: false,
        ..office()
    };
    let christmas_eve = stockholm("2026-12-24T08:00");
    assert_eq!(
        calendar(&hours).state_at(christmas_eve),
        open("2026-12-24T12:00")
    );
    assert!(!calendar(&office()).is_open_at(christmas_eve));
    let without_country = Hours {
        holidays: None,
        ..office()
    };
    assert!(calendar(&without_country).is_open_at(christmas_eve));
}

#[test]
fn an_exception_wins_over_the_weekday_and_over_the_holiday() {
    let stocktaking = text("Inventering", "Stocktaking");
    let hours = Hours {
        exceptions: vec![
            exception(date(2026, 11, 23), &[], stocktaking.clone()),
            exception(
                date(2026, 12, 25),
                &[("10:00", "11:00")],
                text("Jourchatt", ""),
            ),
        ],
        ..office()
    };
    let office = calendar(&hours);
    assert_eq!(
        office.state_at(stockholm("2026-11-23T09:00")),
        closed(
            ClosedReason::Exception { text: stocktaking },
            Some("2026-11-24T08:00")
        )
    );
    assert_eq!(
        office.state_at(stockholm("2026-12-25T10:30")),
        open("2026-12-25T11:00")
    );
    assert_eq!(
        office.state_at(stockholm("2026-12-25T11:00")),
        closed(
            ClosedReason::Exception {
                text: text("Jourchatt", "Jourchatt")
            },
            Some("2026-12-28T08:00")
        )
    );
}

#[test]
fn round_the_clock_never_closes_and_nothing_never_opens() {
    let now = utc("2026-11-23T12:00:00Z");
    let always = calendar(&every_day(&[("00:00", "24:00")]));
    assert_eq!(always.state_at(now), OpenState::Open { until: None });
    assert_eq!(always.next_change(now), None);
    assert_eq!(always.next_opening(now), Some(now));
    let never = calendar(&every_day(&[]));
    assert_eq!(
        never.state_at(now),
        closed(ClosedReason::OutsideHours, None)
    );
    assert_eq!(never.next_change(now), None);
    assert_eq!(never.next_opening(now), None);
    assert_eq!(
        never.add_business_time(now, SignedDuration::from_secs(1)),
        None
    );
    assert_eq!(
        never.add_business_time(now, SignedDuration::ZERO),
        Some(now)
    );
}

#[test]
fn a_night_over_midnight_is_one_stretch() {
    let night = calendar(&every_day(&[("00:00", "02:00"), ("22:00", "24:00")]));
    assert_eq!(
        night.state_at(stockholm("2026-11-23T23:00")),
        open("2026-11-24T02:00")
    );
}

#[test]
fn a_span_across_the_spring_gap_loses_the_hour_and_across_the_autumn_fold_gains_it() {
    let night = calendar(&every_day(&[("01:30", "03:30")]));
    let opening = |from, to| {
        vec![Opening {
            from: utc(from),
            to: utc(to),
        }]
    };
    let on = |date: &str| {
        let midnight = stockholm(&format!("{date}T00:00"));
        night
            .openings(midnight, stockholm(&format!("{date}T23:00")))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        on("2026-03-28"),
        opening("2026-03-28T00:30:00Z", "2026-03-28T02:30:00Z")
    );
    assert_eq!(
        on("2026-03-29"),
        opening("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z")
    );
    assert_eq!(
        on("2026-10-25"),
        opening("2026-10-24T23:30:00Z", "2026-10-25T02:30:00Z")
    );
}

#[test]
fn ends_inside_the_gap_and_the_fold() {
    let hours = every_day(&[("01:00", "02:15"), ("02:15", "02:45"), ("02:45", "04:00")]);
    let night = calendar(&hours);
    let on = |from, until| {
        let pair = |opening: Opening| (opening.from.to_string(), opening.to.to_string());
        night
            .openings(utc(from), utc(until))
            .map(pair)
            .collect::<Vec<_>>()
    };
    let pairs = |expected: &[(&str, &str)]| -> Vec<(String, String)> {
        expected
            .iter()
            .map(|(from, to)| ((*from).to_owned(), (*to).to_owned()))
            .collect()
    };
    // The clock goes from 02:00 to 03:00 at 01:00 UTC: the middle span does not take place.
    assert_eq!(
        on("2026-03-28T23:00:00Z", "2026-03-29T12:00:00Z"),
        pairs(&[
            ("2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z"),
            ("2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"),
        ])
    );
    // The clock goes from 03:00 to 02:00 at 01:00 UTC: the first 02:15 and the first 02:45 count.
    assert_eq!(
        on("2026-10-24T22:00:00Z", "2026-10-25T12:00:00Z"),
        pairs(&[
            ("2026-10-24T23:00:00Z", "2026-10-25T00:15:00Z"),
            ("2026-10-25T00:15:00Z", "2026-10-25T00:45:00Z"),
            ("2026-10-25T00:45:00Z", "2026-10-25T03:00:00Z"),
        ])
    );
}

#[test]
fn a_clock_set_over_midnight_and_a_date_that_never_was() {
    // Newfoundland was set back from 00:01 to 23:01 the day before; the new day had begun.
    let hours = Hours {
        zone: "America/St_Johns".to_owned(),
        ..every_day(&[("00:00", "24:00")])
    };
    let the_seventh = exception(date(2010, 11, 7), &[], text("Stängt", "Closed"));
    let closed_seventh = calendar(&Hours {
        exceptions: vec![the_seventh],
        ..hours.clone()
    });
    let midnight = utc("2010-11-07T02:30:00Z");
    assert_eq!(
        closed_seventh.next_change(utc("2010-11-06T12:00:00Z")),
        Some(midnight)
    );
    let second_evening = utc("2010-11-07T03:00:00Z");
    assert_eq!(
        closed_seventh.state_at(second_evening),
        OpenState::Closed {
            reason: Some(ClosedReason::Exception {
                text: text("Stängt", "Closed")
            }),
            opens_at: Some(utc("2010-11-08T03:30:00Z")),
        }
    );
    // Samoa had no 30 December 2011.
    let samoa = calendar(&Hours {
        zone: "Pacific/Apia".to_owned(),
        ..hours
    });
    let (a, b) = (utc("2011-12-29T10:00:00Z"), utc("2011-12-31T10:00:00Z"));
    assert_eq!(
        samoa.business_time_between(a, b),
        SignedDuration::from_hours(48)
    );
}

#[test]
fn business_time_leaves_out_nights_weekends_and_holidays() {
    let office = calendar(&office());
    for (a, b, hours) in [
        ("2026-11-23T08:00", "2026-11-23T17:00", 8),
        ("2026-11-23T11:00", "2026-11-23T14:00", 2),
        ("2026-11-20T16:00", "2026-11-23T09:00", 2),
        ("2026-06-18T16:00", "2026-06-22T09:00", 2),
        ("2026-12-23T16:00", "2027-01-01T12:00", 25),
    ] {
        let time = office.business_time_between(stockholm(a), stockholm(b));
        assert_eq!(time, SignedDuration::from_hours(hours), "{a} to {b}");
        assert_eq!(
            office.business_time_between(stockholm(b), stockholm(a)),
            -time
        );
    }
}

#[test]
fn a_deadline_falls_in_business_time() {
    let office = calendar(&office());
    for (from, hours, deadline) in [
        ("2026-11-23T11:00", 2, "2026-11-23T14:00"),
        ("2026-11-20T16:00", 2, "2026-11-23T09:00"),
        ("2026-11-20T16:00", 1, "2026-11-20T17:00"),
        ("2026-11-21T12:00", 4, "2026-11-23T12:00"),
        ("2026-06-18T16:00", 2, "2026-06-22T09:00"),
    ] {
        let found = office.add_business_time(stockholm(from), SignedDuration::from_hours(hours));
        assert_eq!(found, Some(stockholm(deadline)), "{from} + {hours} h");
    }
    assert_eq!(
        office.add_business_time(stockholm("2026-11-23T11:00"), SignedDuration::MAX),
        None
    );
}

#[test]
fn the_ends_of_time_are_answered() {
    let calendars = [
        calendar(&office()),
        calendar(&every_day(&[("00:00", "24:00")])),
    ];
    for calendar in calendars {
        for now in [Timestamp::MIN, Timestamp::MAX] {
            calendar.is_open_at(now);
            calendar.state_at(now);
            calendar.next_change(now);
            calendar.add_business_time(now, SignedDuration::from_hours(1));
        }
    }
}

#[test]
fn faults_are_told_with_their_place() {
    let refused = |hours: &Hours| Calendar::try_from(hours).expect_err("these hours do not hold");
    let monday = |written: &[(&str, &str)]| {
        let weekly = Box::new(WeeklySpans {
            monday: spans(written),
            ..WeeklySpans::default()
        });
        refused(&Hours { weekly, ..office() })
    };
    let place = Place::Weekday(Weekday::Monday);
    let span = |from: &str, to: &str| Span {
        from: from.to_owned(),
        to: to.to_owned(),
    };
    assert_eq!(
        monday(&[("12:00", "14:00"), ("08:00", "12:30")]),
        HoursError::Overlap {
            place,
            first: span("08:00", "12:30"),
            second: span("12:00", "14:00")
        }
    );
    for (from, to) in [("10:00", "09:00"), ("10:00", "10:00"), ("24:00", "24:00")] {
        let error = monday(&[(from, to)]);
        assert_eq!(
            error,
            HoursError::EndsBeforeItStarts {
                place,
                span: span(from, to)
            }
        );
    }
    for written in [
        "8:00", "08.00", "25:00", "24:01", "08:60", "", "0800", "+8:00", "08:0٠",
    ] {
        let error = monday(&[(written, "23:00")]);
        assert_eq!(
            error,
            HoursError::NotATime {
                place,
                written: written.to_owned()
            }
        );
    }
    assert_eq!(
        monday(&[("08:00", "09:00"); 13]),
        HoursError::TooManySpans { place }
    );

    let unknown = Hours {
        zone: "Europe/Goteborg".to_owned(),
        ..office()
    };
    assert_eq!(
        refused(&unknown),
        HoursError::UnknownZone {
            zone: unknown.zone.clone()
        }
    );

    let with = |exceptions| {
        refused(&Hours {
            exceptions,
            ..office()
        })
    };
    let (day, why) = (date(2026, 11, 23), text("Flytt", "Moving"));
    assert_eq!(
        with(vec![
            exception(day, &[], why.clone()),
            exception(day, &[], why.clone())
        ]),
        HoursError::DuplicateException { date: day }
    );
    assert_eq!(
        with(vec![exception(day, &[], text(" ", ""))]),
        HoursError::MissingReason { date: day }
    );
    let long = text(&"å".repeat(201), "");
    assert_eq!(
        with(vec![exception(day, &[], long)]),
        HoursError::ReasonTooLong { date: day }
    );
    assert_eq!(
        with(vec![exception(day, &[], why); 401]),
        HoursError::TooManyExceptions
    );
}

#[test]
fn a_fault_says_what_to_do() {
    let hours = Hours {
        exceptions: vec![exception(
            date(2026, 11, 23),
            &[("22:00", "02:00")],
            text("Natt", "Night"),
        )],
        ..office()
    };
    let error = Calendar::try_from(&hours).expect_err("it ends on the next day");
    assert_eq!(
        error.to_string(),
        "2026-11-23: 22:00–02:00 ends before it starts. \
         If it goes on past midnight, end it at 24:00 and put the rest on the next day."
    );
    assert!(
        error
            .words()
            .sv
            .starts_with("2026-11-23: 22:00–02:00 slutar innan det börjar.")
    );
}
