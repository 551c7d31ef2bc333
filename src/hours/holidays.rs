//! The public holidays of Sweden, Denmark, Finland and Norway, by rule.
//!
//! Each country is one table. A rule carries the years in which it is law, so a past year gives that year's days. Eves
//! are days on which the country in practice is closed without the law saying so; they stand last in each table, since
//! the first rule that hits a date names it. Sources: SFS 1989:253 (Sweden, where 6 June took the place of Whit Monday
//! in 2005), the Danish list (Store bededag abolished from 2024), the Finnish list, and the Norwegian list.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use signaling::protocol::{Country, Localised};

/// A day on which a country is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// Law, or custom.
    pub kind: HolidayKind,
    sv: &'static str,
    en: &'static str,
}

/// What closes the country on such a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HolidayKind {
    /// A public holiday by law.
    Public,
    /// A day that is no public holiday but on which most are closed, such as midsummer eve.
    Eve,
}

impl Holiday {
    /// The day's name.
    pub fn name(&self) -> Localised {
        Localised {
            sv: self.sv.to_owned(),
            en: self.en.to_owned(),
        }
    }
}

/// The holiday or eve on `date`; where two fall together, the public holiday.
pub fn find_holiday(country: Country, date: Date) -> Option<Holiday> {
    rules_of(country)
        .iter()
        .find(|rule| rule.date_in(date.year()) == Some(date))
        .map(|rule| rule.holiday)
}

/// A year's holidays and eves in order of date, one a date.
pub fn list_holidays(country: Country, year: i16) -> Vec<(Date, Holiday)> {
    let mut days: Vec<_> = rules_of(country)
        .iter()
        .filter_map(|rule| Some((rule.date_in(year)?, rule.holiday)))
        .collect();
    days.sort_by_key(|(date, _)| *date);
    days.dedup_by_key(|(date, _)| *date);
    days
}

struct Rule {
    holiday: Holiday,
    when: When,
    first_year: i16,
    last_year: i16,
}

#[derive(Clone, Copy)]
enum When {
    /// Month and day.
    On(i8, i8),
    /// Days after Easter Sunday.
    Easter(i8),
    /// The first such weekday on or after this month and day.
    First(Weekday, i8, i8),
}
use When::{Easter, First, On};

impl Rule {
    const fn since(mut self, year: i16) -> Self {
        self.first_year = year;
        self
    }

    const fn until(mut self, year: i16) -> Self {
        self.last_year = year;
        self
    }

    fn date_in(&self, year: i16) -> Option<Date> {
        if year < self.first_year || year > self.last_year {
            return None;
        }
        match self.when {
            On(month, day) => Date::new(year, month, day).ok(),
            Easter(offset) => easter_sunday(year)?
                .checked_add(i64::from(offset).days())
                .ok(),
            First(weekday, month, day) => {
                let earliest = Date::new(year, month, day).ok()?;
                let wait = earliest.weekday().until(weekday);
                earliest.checked_add(i64::from(wait).days()).ok()
            }
        }
    }
}

const fn public(when: When, sv: &'static str, en: &'static str) -> Rule {
    rule(HolidayKind::Public, when, sv, en)
}

const fn eve(when: When, sv: &'static str, en: &'static str) -> Rule {
    rule(HolidayKind::Eve, when, sv, en)
}

const fn rule(kind: HolidayKind, when: When, sv: &'static str, en: &'static str) -> Rule {
    Rule {
        holiday: Holiday { kind, sv, en },
        when,
        first_year: i16::MIN,
        last_year: i16::MAX,
    }
}

fn rules_of(country: Country) -> &'static [Rule] {
    match country {
        Country::Se => SWEDEN,
        Country::Dk => DENMARK,
        Country::Fi => FINLAND,
        Country::No => NORWAY,
    }
}

const SWEDEN: &[Rule] = &[
    public(On(1, 1), "Nyårsdagen", "New Year's Day"),
    public(On(1, 6), "Trettondedag jul", "Epiphany"),
    public(Easter(-2), "Långfredagen", "Good Friday"),
    public(Easter(0), "Påskdagen", "Easter Sunday"),
    public(Easter(1), "Annandag påsk", "Easter Monday"),
    public(On(5, 1), "Första maj", "May Day"),
    public(Easter(39), "Kristi himmelsfärdsdag", "Ascension Day"),
    public(Easter(49), "Pingstdagen", "Whit Sunday"),
    public(Easter(50), "Annandag pingst", "Whit Monday").until(2004),
    public(On(6, 6), "Sveriges nationaldag", "National Day of Sweden").since(2005),
    public(
        First(Weekday::Saturday, 6, 20),
        "Midsommardagen",
        "Midsummer Day",
    ),
    public(
        First(Weekday::Saturday, 10, 31),
        "Alla helgons dag",
        "All Saints' Day",
    ),
    public(On(12, 25), "Juldagen", "Christmas Day"),
    public(On(12, 26), "Annandag jul", "Boxing Day"),
    eve(Easter(-1), "Påskafton", "Easter Eve"),
    eve(
        First(Weekday::Friday, 6, 19),
        "Midsommarafton",
        "Midsummer Eve",
    ),
    eve(On(12, 24), "Julafton", "Christmas Eve"),
    eve(On(12, 31), "Nyårsafton", "New Year's Eve"),
];

const DENMARK: &[Rule] = &[
    public(On(1, 1), "Nyårsdagen", "New Year's Day"),
    public(Easter(-3), "Skärtorsdagen", "Maundy Thursday"),
    public(Easter(-2), "Långfredagen", "Good Friday"),
    public(Easter(0), "Påskdagen", "Easter Sunday"),
    public(Easter(1), "Annandag påsk", "Easter Monday"),
    public(Easter(26), "Stora bönedagen", "Great Prayer Day").until(2023),
    public(Easter(39), "Kristi himmelsfärdsdag", "Ascension Day"),
    public(Easter(49), "Pingstdagen", "Whit Sunday"),
    public(Easter(50), "Annandag pingst", "Whit Monday"),
    public(On(12, 25), "Juldagen", "Christmas Day"),
    public(On(12, 26), "Annandag jul", "Boxing Day"),
    eve(On(6, 5), "Danmarks grundlagsdag", "Danish Constitution Day"),
    eve(On(12, 24), "Julafton", "Christmas Eve"),
    eve(On(12, 31), "Nyårsafton", "New Year's Eve"),
];

const FINLAND: &[Rule] = &[
    public(On(1, 1), "Nyårsdagen", "New Year's Day"),
    public(On(1, 6), "Trettondagen", "Epiphany"),
    public(Easter(-2), "Långfredagen", "Good Friday"),
    public(Easter(0), "Påskdagen", "Easter Sunday"),
    public(Easter(1), "Annandag påsk", "Easter Monday"),
    public(On(5, 1), "Första maj", "May Day"),
    public(Easter(39), "Kristi himmelsfärdsdag", "Ascension Day"),
    public(Easter(49), "Pingstdagen", "Whit Sunday"),
    public(
        First(Weekday::Saturday, 6, 20),
        "Midsommardagen",
        "Midsummer Day",
    ),
    public(
        First(Weekday::Saturday, 10, 31),
        "Alla helgons dag",
        "All Saints' Day",
    ),
    public(
        On(12, 6),
        "Finlands självständighetsdag",
        "Independence Day of Finland",
    ),
    public(On(12, 25), "Juldagen", "Christmas Day"),
    public(On(12, 26), "Annandag jul", "Boxing Day"),
    eve(Easter(-1), "Påskafton", "Easter Eve"),
    eve(
        First(Weekday::Friday, 6, 19),
        "Midsommarafton",
        "Midsummer Eve",
    ),
    eve(On(12, 24), "Julafton", "Christmas Eve"),
];

const NORWAY: &[Rule] = &[
    public(On(1, 1), "Nyårsdagen", "New Year's Day"),
    public(Easter(-3), "Skärtorsdagen", "Maundy Thursday"),
    public(Easter(-2), "Långfredagen", "Good Friday"),
    public(Easter(0), "Påskdagen", "Easter Sunday"),
    public(Easter(1), "Annandag påsk", "Easter Monday"),
    public(On(5, 1), "Första maj", "May Day"),
    public(
        On(5, 17),
        "Norges nationaldag",
        "Constitution Day of Norway",
    ),
    public(Easter(39), "Kristi himmelsfärdsdag", "Ascension Day"),
    public(Easter(49), "Pingstdagen", "Whit Sunday"),
    public(Easter(50), "Annandag pingst", "Whit Monday"),
    public(On(12, 25), "Juldagen", "Christmas Day"),
    public(On(12, 26), "Annandag jul", "Boxing Day"),
    eve(Easter(-1), "Påskafton", "Easter Eve"),
    eve(On(12, 24), "Julafton", "Christmas Eve"),
    eve(On(12, 31), "Nyårsafton", "New Year's Eve"),
];

/// Easter Sunday of the Gregorian calendar (Meeus/Jones/Butcher); none before that calendar, 1583.
fn easter_sunday(year: i16) -> Option<Date> {
    if year < 1583 {
        return None;
    }
    let y = i32::from(year);
    let golden = y % 19;
    let (century, of_century) = (y / 100, y % 100);
    let correction = (century + 8) / 25;
    let moon = (19 * golden + century - century / 4 - (century - correction + 1) / 3 + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon - of_century % 4) % 7;
    let late = (golden + 11 * moon + 22 * weekday) / 451;
    let day_of_march = moon + weekday - 7 * late + 22;
    Date::new(year, 3, 1)
        .ok()?
        .checked_add(i64::from(day_of_march - 1).days())
        .ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn dates(country: Country, year: i16, kind: HolidayKind) -> Vec<String> {
        list_holidays(country, year)
            .into_iter()
            .filter(|(_, holiday)| holiday.kind == kind)
            .map(|(date, _)| date.strftime("%m-%d").to_string())
            .collect()
    }

    #[test]
    fn easter_falls_where_the_tables_say() {
        for expected in [
            date(1961, 4, 2),
            date(2000, 4, 23),
            date(2024, 3, 31),
            date(2025, 4, 20),
            date(2026, 4, 5),
            date(2027, 3, 28),
            date(2028, 4, 16),
            date(2029, 4, 1),
            date(2030, 4, 21),
            date(2031, 4, 13),
            date(2038, 4, 25),
            date(2285, 3, 22),
        ] {
            assert_eq!(easter_sunday(expected.year()), Some(expected));
        }
    }

    #[test]
    fn every_year_of_the_clock_has_an_answer_without_panic() {
        for year in -9999..=9999 {
            for country in [Country::Se, Country::Dk, Country::Fi, Country::No] {
                let days = list_holidays(country, year);
                assert!(days.is_sorted_by(|(a, _), (b, _)| a < b));
            }
            if let Some(easter) = easter_sunday(year) {
                assert_eq!(easter.weekday(), Weekday::Sunday, "{easter}");
                assert!(
                    (date(year, 3, 22)..=date(year, 4, 25)).contains(&easter),
                    "{easter}"
                );
            }
        }
    }

    #[test]
    fn the_public_holidays_of_2026() {
        use HolidayKind::Public;
        assert_eq!(
            dates(Country::Se, 2026, Public),
            [
                "01-01", "01-06", "04-03", "04-05", "04-06", "05-01", "05-14", "05-24", "06-06",
                "06-20", "10-31", "12-25", "12-26"
            ]
        );
        assert_eq!(
            dates(Country::Dk, 2026, Public),
            [
                "01-01", "04-02", "04-03", "04-05", "04-06", "05-14", "05-24", "05-25", "12-25",
                "12-26"
            ]
        );
        assert_eq!(
            dates(Country::Fi, 2026, Public),
            [
                "01-01", "01-06", "04-03", "04-05", "04-06", "05-01", "05-14", "05-24", "06-20",
                "10-31", "12-06", "12-25", "12-26"
            ]
        );
        assert_eq!(
            dates(Country::No, 2026, Public),
            [
                "01-01", "04-02", "04-03", "04-05", "04-06", "05-01", "05-14", "05-17", "05-24",
                "05-25", "12-25", "12-26"
            ]
        );
    }

    #[test]
    fn the_eves_of_2026() {
        use HolidayKind::Eve;
        assert_eq!(
            dates(Country::Se, 2026, Eve),
            ["04-04", "06-19", "12-24", "12-31"]
        );
        assert_eq!(dates(Country::Dk, 2026, Eve), ["06-05", "12-24", "12-31"]);
        assert_eq!(dates(Country::Fi, 2026, Eve), ["04-04", "06-19", "12-24"]);
        assert_eq!(dates(Country::No, 2026, Eve), ["04-04", "12-24", "12-31"]);
    }

    #[test]
    fn days_that_move_with_the_weekday() {
        for country in [Country::Se, Country::Fi] {
            for (day, name) in [
                (date(2026, 6, 20), "Midsommardagen"),
                (date(2026, 10, 31), "Alla helgons dag"),
                (date(2027, 6, 26), "Midsommardagen"),
                (date(2027, 6, 25), "Midsommarafton"),
                (date(2027, 11, 6), "Alla helgons dag"),
            ] {
                assert_eq!(
                    find_holiday(country, day).map(|found| found.sv),
                    Some(name),
                    "{day}"
                );
            }
        }
    }

    #[test]
    fn laws_begin_and_end() {
        let found = |country, date| find_holiday(country, date).map(|holiday| holiday.en);
        assert_eq!(
            found(Country::Dk, date(2023, 5, 5)),
            Some("Great Prayer Day")
        );
        assert_eq!(found(Country::Dk, date(2024, 4, 26)), None);
        assert_eq!(found(Country::Se, date(2004, 5, 31)), Some("Whit Monday"));
        assert_eq!(found(Country::Se, date(2005, 5, 16)), None);
        assert_eq!(found(Country::Se, date(2004, 6, 6)), None);
        assert_eq!(
            found(Country::Se, date(2005, 6, 6)),
            Some("National Day of Sweden")
        );
    }

    #[test]
    fn a_public_holiday_gives_its_name_to_an_eve_on_the_same_date() {
        let whit_monday =
            find_holiday(Country::Dk, date(2017, 6, 5)).expect("Easter was on 16 April");
        assert_eq!(
            whit_monday.name(),
            Localised {
                sv: "Annandag pingst".into(),
                en: "Whit Monday".into()
            }
        );
        assert_eq!(whit_monday.kind, HolidayKind::Public);
    }
}
