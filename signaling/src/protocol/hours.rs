//! Opening hours as data: what an administrator edits, and what a widget is told.
//!
//! These are shapes only. The rules (what is valid, what is open when) live in the server's `hours` domain; a value of
//! `Hours` that came over the wire has not been checked until a calendar was built from it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::Localised;

/// When something is staffed: a weekly plan in one time zone, public holidays and dated exceptions.
///
/// What counts on a date, first match first: its exception, its holiday, its eve, its weekday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Hours {
    /// IANA name, such as `Europe/Stockholm`. Every time of day here is read in this zone.
    pub zone: String,
    /// The plan of an ordinary week.
    // Boxed: in line, its seven lists would make every frame in memory as large as this rare one.
    pub weekly: Box<WeeklySpans>,
    /// Closed on this country's public holidays; open on them as on other days when absent.
    #[serde(default)]
    pub holidays: Option<Country>,
    /// Also closed on the days before holidays on which that country in practice is closed, such as midsummer eve.
    /// Without `holidays` it changes nothing.
    #[serde(default)]
    pub eves_closed: bool,
    /// Dates that differ from the plan; they win over holidays.
    #[serde(default)]
    pub exceptions: Vec<Exception>,
}

/// The open spans of each weekday; a day that is left out is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
#[ts(export)]
pub struct WeeklySpans {
    /// Open on Mondays.
    pub monday: Vec<Span>,
    /// Open on Tuesdays.
    pub tuesday: Vec<Span>,
    /// Open on Wednesdays.
    pub wednesday: Vec<Span>,
    /// Open on Thursdays.
    pub thursday: Vec<Span>,
    /// Open on Fridays.
    pub friday: Vec<Span>,
    /// Open on Saturdays.
    pub saturday: Vec<Span>,
    /// Open on Sundays.
    pub sunday: Vec<Span>,
}

/// Open from `from` until just before `to`, on one day of the wall clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Span {
    /// `HH:MM`, from `00:00`.
    #[schema(example = "08:00")]
    pub from: String,
    /// `HH:MM`, to `24:00`. A night that goes on past midnight is a second span on the next day.
    #[schema(example = "17:00")]
    pub to: String,
}

/// One date that differs from the weekly plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[ts(export)]
pub struct Exception {
    /// `YYYY-MM-DD` in the hours' zone.
    #[ts(type = "string")]
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    /// Open then, in place of the weekday's spans. Empty: closed all day.
    pub spans: Vec<Span>,
    /// Told to those who come outside the spans. One language may be empty: the other stands in for it.
    pub reason: Localised,
}

/// The countries whose public holidays are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Country {
    /// Sweden.
    Se,
    /// Denmark.
    Dk,
    /// Finland.
    Fi,
    /// Norway.
    No,
}

/// Whether something is open, as a widget is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum OpenState {
    /// Open now.
    Open {
        /// Closes at this moment; absent when it stays open for as far as anyone looks ahead (round the clock).
        #[ts(type = "string | null")]
        #[schema(value_type = Option<String>, format = DateTime)]
        until: Option<Timestamp>,
    },
    /// Closed now.
    Closed {
        /// Why; absent when the cause is not in the calendar.
        reason: Option<ClosedReason>,
        /// Opens at this moment; absent when no opening is planned.
        #[ts(type = "string | null")]
        #[schema(value_type = Option<String>, format = DateTime)]
        opens_at: Option<Timestamp>,
    },
}

/// Why it is closed now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[ts(export)]
pub enum ClosedReason {
    /// Today is an exception.
    Exception {
        /// Its reason, both languages filled in.
        text: Localised,
    },
    /// Today is a public holiday, or an eve that is kept closed.
    Holiday {
        /// The day's name.
        name: Localised,
    },
    /// An ordinary day, outside its spans.
    OutsideHours,
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    #[test]
    fn hours_read_and_write_the_same_shape() {
        let span = json!([{"from": "08:00", "to": "17:00"}]);
        let written = json!({
            "zone": "Europe/Stockholm",
            "weekly": {
                "monday": span, "tuesday": span, "wednesday": span, "thursday": span, "friday": span,
                "saturday": [], "sunday": [],
            },
            "holidays": "se",
            "eves_closed": true,
            "exceptions": [
                {"date": "2026-11-23", "spans": [], "reason": {"sv": "Inventering", "en": "Stocktaking"}},
            ],
        });
        let hours: Hours = from_value(written.clone()).expect("the shape above");
        assert_eq!(to_value(hours).expect("plain data"), written);
    }

    #[test]
    fn what_is_left_out_is_closed_or_off() {
        let written =
            json!({"zone": "UTC", "weekly": {"sunday": [{"from": "10:00", "to": "12:00"}]}});
        let hours: Hours = from_value(written).expect("the rest has defaults");
        assert!(hours.weekly.monday.is_empty() && hours.weekly.sunday.len() == 1);
        assert!(hours.holidays.is_none() && !hours.eves_closed && hours.exceptions.is_empty());
    }

    #[test]
    fn states_are_told_apart_by_their_tag() {
        let at: Timestamp = "2026-11-23T07:00:00Z".parse().expect("a timestamp");
        let name = Localised {
            sv: "Julafton".to_owned(),
            en: "Christmas Eve".to_owned(),
        };
        for (state, written) in [
            (
                OpenState::Open { until: Some(at) },
                json!({"type": "open", "until": "2026-11-23T07:00:00Z"}),
            ),
            (
                OpenState::Closed {
                    reason: Some(ClosedReason::Holiday { name }),
                    opens_at: None,
                },
                json!({
                    "type": "closed",
                    "reason": {"type": "holiday", "name": {"sv": "Julafton", "en": "Christmas Eve"}},
                    "opens_at": null,
                }),
            ),
            (
                OpenState::Closed {
                    reason: Some(ClosedReason::OutsideHours),
                    opens_at: Some(at),
                },
                json!({
                    "type": "closed",
                    "reason": {"type": "outside_hours"},
                    "opens_at": "2026-11-23T07:00:00Z",
                }),
            ),
        ] {
            assert_eq!(to_value(&state).expect("plain data"), written);
            assert_eq!(
                from_value::<OpenState>(written).expect("the shape above"),
                state
            );
        }
    }
}
