//! The business itself: its queues, its staff and what they often write.

use std::collections::HashMap;

use anyhow::{Context, Result};
use jiff::{ToSpan, Zoned, civil::Weekday, tz::TimeZone};
use signaling::protocol::{
    CannedId, Country, Exception, Hours, Localised, PersonId, QueueId, Span, StaffRole, Thresholds,
    WeeklySpans,
};
use sqlx::PgConnection;

use super::store::{self, NewQueue};
use crate::{
    clock::Clock,
    hours::Calendar,
    identity::{NewStaff, create_staff},
};

/// The queue in which a demonstration always finds somebody.
pub(super) const ALWAYS_OPEN: &str = "kundtjanst";
/// Family law and mediation.
pub(super) const FAMILY: &str = "familj";
/// Relocation.
pub(super) const MOVING: &str = "flytt";

/// Where it works.
pub(super) const ZONE: &str = "Europe/Stockholm";

/// What the rest of the seed needs to know.
pub(super) struct Business {
    pub(super) queues: Vec<Queue>,
    pub(super) advisors: Vec<Advisor>,
}

pub(super) struct Queue {
    pub(super) id: QueueId,
    pub(super) slug: &'static str,
    pub(super) calendar: Calendar,
}

pub(super) struct Advisor {
    pub(super) id: PersonId,
    pub(super) name: &'static str,
    pub(super) languages: &'static [&'static str],
    pub(super) queues: &'static [&'static str],
}

impl Business {
    pub(super) fn queue(&self, slug: &str) -> &Queue {
        self.queues
            .iter()
            .find(|queue| queue.slug == slug)
            .expect("dialogues name queues of the business")
    }
}

struct Employee {
    name: &'static str,
    email: &'static str,
    title: &'static str,
    languages: &'static [&'static str],
    skills: &'static [&'static str],
    capacity: i32,
    queues: &'static [&'static str],
}

const ADVISORS: [Employee; 12] = [
    Employee {
        name: "Anna Lindqvist",
        email: "anna.lindqvist",
        title: "Familjerådgivare",
        languages: &["sv", "en"],
        skills: &["familjerätt", "medling"],
        capacity: 3,
        queues: &[FAMILY, ALWAYS_OPEN],
    },
    Employee {
        name: "Bo Hallström",
        email: "bo.hallstrom",
        title: "Jurist, familjerätt",
        languages: &["sv", "en"],
        skills: &["familjerätt"],
        capacity: 2,
        queues: &[FAMILY, ALWAYS_OPEN],
    },
    Employee {
        name: "Cecilia Åkerlund",
        email: "cecilia.akerlund",
        title: "Medlare",
        languages: &["sv", "da"],
        skills: &["familjerätt", "medling"],
        capacity: 2,
        queues: &[FAMILY, ALWAYS_OPEN],
    },
    Employee {
        name: "David Mäkinen",
        email: "david.makinen",
        title: "Flyttrådgivare",
        languages: &["sv", "fi", "en"],
        skills: &["flytt", "skatt"],
        capacity: 3,
        queues: &[MOVING, ALWAYS_OPEN],
    },
    Employee {
        name: "Elin Sandgren",
        email: "elin.sandgren",
        title: "Kundrådgivare",
        languages: &["sv", "en"],
        skills: &["bokning", "faktura"],
        capacity: 4,
        queues: &[ALWAYS_OPEN],
    },
    Employee {
        name: "Fatima Yildirim",
        email: "fatima.yildirim",
        title: "Flyttrådgivare",
        languages: &["sv", "en"],
        skills: &["flytt", "folkbokföring"],
        capacity: 3,
        queues: &[MOVING, ALWAYS_OPEN],
    },
    Employee {
        name: "Gustav Norell",
        email: "gustav.norell",
        title: "Jurist, bodelning",
        languages: &["sv", "en"],
        skills: &["familjerätt", "bodelning"],
        capacity: 2,
        queues: &[FAMILY, ALWAYS_OPEN],
    },
    Employee {
        name: "Helle Kjærgaard",
        email: "helle.kjaergaard",
        title: "Flyttrådgivare, Danmark",
        languages: &["da", "sv", "en"],
        skills: &["flytt", "skatt"],
        capacity: 3,
        queues: &[MOVING, ALWAYS_OPEN],
    },
    Employee {
        name: "Ingrid Solbakken",
        email: "ingrid.solbakken",
        title: "Flyttrådgivare, Norge",
        languages: &["nb", "sv", "en"],
        skills: &["flytt", "folkbokföring"],
        capacity: 3,
        queues: &[MOVING, ALWAYS_OPEN],
    },
    Employee {
        name: "Johan Ekvall",
        email: "johan.ekvall",
        title: "Kundrådgivare",
        languages: &["sv", "en"],
        skills: &["bokning", "faktura"],
        capacity: 4,
        queues: &[ALWAYS_OPEN],
    },
    Employee {
        name: "Karin Wennberg",
        email: "karin.wennberg",
        title: "Medlare",
        languages: &["sv", "en"],
        skills: &["familjerätt", "medling"],
        capacity: 2,
        queues: &[FAMILY, ALWAYS_OPEN],
    },
    Employee {
        name: "Leo Virtanen",
        email: "leo.virtanen",
        title: "Kundrådgivare",
        languages: &["fi", "sv", "en"],
        skills: &["bokning", "flytt"],
        capacity: 3,
        queues: &[MOVING, ALWAYS_OPEN],
    },
];

const LEADERS: [(&str, &str, &str, StaffRole); 3] = [
    (
        "Maria Rosenqvist",
        "maria.rosenqvist",
        "Arbetsledare, familj",
        StaffRole::Supervisor,
    ),
    (
        "Nils Forsgren",
        "nils.forsgren",
        "Arbetsledare, flytt",
        StaffRole::Supervisor,
    ),
    (
        "Olga Berglind",
        "olga.berglind",
        "Verksamhetschef",
        StaffRole::Administrator,
    ),
];

/// Shortcut, language, title, text.
const CANNED: [(&str, &str, &str, &str); 16] = [
    (
        "hej",
        "sv",
        "Hälsning",
        "Hej {customer}! Jag heter {advisor}. Vad kan jag hjälpa dig med?",
    ),
    (
        "hej",
        "en",
        "Greeting",
        "Hello {customer}! My name is {advisor}. How can I help you?",
    ),
    (
        "vänta",
        "sv",
        "Ett ögonblick",
        "Jag tar reda på det. Det dröjer ett par minuter, men jag är kvar här.",
    ),
    (
        "wait",
        "en",
        "One moment",
        "Let me find out. It will take a couple of minutes; I am still here.",
    ),
    (
        "tid",
        "sv",
        "Boka tid",
        "Ett första samtal är 45 minuter och kan hållas på plats, per telefon eller på video. Vilka dagar passar dig?",
    ),
    (
        "time",
        "en",
        "Book a time",
        "A first meeting takes 45 minutes and can be held here, by phone or by video. Which days suit you?",
    ),
    (
        "pris",
        "sv",
        "Pris",
        "Ett samtal på 45 minuter kostar 1 150 kr. Medling för två kostar 2 400 kr per möte och delas oftast lika.",
    ),
    (
        "price",
        "en",
        "Price",
        "A meeting of 45 minutes costs SEK 1,150. Mediation for two costs SEK 2,400 a meeting and is usually shared.",
    ),
    (
        "papper",
        "sv",
        "Ta med",
        "Ta gärna med det du har: avtal, beslut och en kort lista över vad du vill få svar på. Det räcker med kopior.",
    ),
    (
        "papers",
        "en",
        "What to bring",
        "Please bring what you have: agreements, decisions and a short list of your questions. Copies will do.",
    ),
    (
        "öppet",
        "sv",
        "Öppettider",
        "Rådgivningen svarar vardagar 9–17. Här i chatten når du kundtjänst dygnet runt, och på telefon 08-465 004 00.",
    ),
    (
        "open",
        "en",
        "Opening hours",
        "Our advisors answer on weekdays from 9 to 17. Customer service is here round the clock, or by phone 08-465 004 00.",
    ),
    (
        "sekretess",
        "sv",
        "Tystnadsplikt",
        "Alla hos oss har tystnadsplikt. Det du skriver här läses bara av den som hjälper dig och av vår arbetsledare.",
    ),
    (
        "privacy",
        "en",
        "Confidentiality",
        "Everybody here is bound by confidentiality. What you write is read by your advisor and our supervisor only.",
    ),
    (
        "tack",
        "sv",
        "Avslutning",
        "Tack för att du hörde av dig, {customer}. Skriv gärna igen om det dyker upp något mer.",
    ),
    (
        "thanks",
        "en",
        "Closing",
        "Thank you for getting in touch, {customer}. Do write again if anything else comes up.",
    ),
];

/// Founds the business: nobody has asked it anything yet.
pub(super) async fn found(
    connection: &mut PgConnection,
    clock: &Clock,
    password_hash: &str,
) -> Result<Business> {
    let mut queues = Vec::new();
    for queue in new_queues(clock) {
        store::create_queue(connection, &queue).await?;
        let calendar = Calendar::try_from(&queue.hours).context("hours of the seed")?;
        queues.push(Queue {
            id: queue.id,
            slug: queue.slug,
            calendar,
        });
    }
    let ids: HashMap<&str, QueueId> = queues.iter().map(|queue| (queue.slug, queue.id)).collect();

    let mut advisors = Vec::new();
    for employee in &ADVISORS {
        let id = PersonId(clock.uuid());
        create_staff(connection, id, &employee.hire(password_hash)).await?;
        for slug in employee.queues {
            store::add_to_queue(connection, ids[slug], id).await?;
        }
        let Employee {
            name,
            languages,
            queues,
            ..
        } = *employee;
        advisors.push(Advisor {
            id,
            name,
            languages,
            queues,
        });
    }
    for (name, email, title, role) in LEADERS {
        let leader = NewStaff {
            name: name.to_owned(),
            email: address(email),
            title: title.to_owned(),
            role,
            languages: owned(&["sv", "en"]),
            skills: Vec::new(),
            capacity: 2,
            password_hash: password_hash.to_owned(),
        };
        create_staff(connection, PersonId(clock.uuid()), &leader).await?;
    }
    for (shortcut, language, title, text) in CANNED {
        store::create_canned_reply(
            connection,
            CannedId(clock.uuid()),
            shortcut,
            language,
            title,
            text,
        )
        .await?;
    }
    Ok(Business { queues, advisors })
}

impl Employee {
    fn hire(&self, password_hash: &str) -> NewStaff {
        NewStaff {
            name: self.name.to_owned(),
            email: address(self.email),
            title: self.title.to_owned(),
            role: StaffRole::Advisor,
            languages: owned(self.languages),
            skills: owned(self.skills),
            capacity: self.capacity,
            password_hash: password_hash.to_owned(),
        }
    }
}

fn address(local: &str) -> String {
    format!("{local}@linden.example")
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().copied().map(str::to_owned).collect()
}

fn new_queues(clock: &Clock) -> [NewQueue; 3] {
    let queue = |slug, place, name, about, hours| NewQueue {
        id: QueueId(clock.uuid()),
        slug,
        place,
        name,
        about,
        hours,
        cap: 30,
        longest_wait_s: 1800,
        offer_s: 30,
        skills: Vec::new(),
        thresholds: Thresholds {
            amber_wait_s: 120,
            red_wait_s: 300,
            amber_waiting: 3,
            red_waiting: 6,
        },
    };
    let family = queue(
        FAMILY,
        1,
        words("Familjerätt och medling", "Family law and mediation"),
        words(
            "Separation, barn, bodelning och samtal när ni inte kommer vidare.",
            "Separation, children, division of property, and talks when you are stuck.",
        ),
        weekdays(&[("09:00", "12:00"), ("13:00", "17:00")], Vec::new()),
    );
    let moving = queue(
        MOVING,
        2,
        words(
            "Flytt och arbete i Norden",
            "Moving and working in the Nordics",
        ),
        words(
            "Folkbokföring, skatt, försäkring och skola när du flyttar mellan länder.",
            "Registration, tax, insurance and school when you move between countries.",
        ),
        weekdays(&[("09:00", "17:00")], vec![short_day(clock)]),
    );
    [
        queue(
            ALWAYS_OPEN,
            0,
            words("Kundtjänst", "Customer service"),
            words(
                "Bokningar, fakturor och allt annat du undrar över.",
                "Bookings, invoices and anything else you wonder about.",
            ),
            round_the_clock(),
        ),
        NewQueue {
            skills: owned(&["familjerätt"]),
            longest_wait_s: 2400,
            ..family
        },
        NewQueue {
            skills: owned(&["flytt"]),
            ..moving
        },
    ]
}

pub(super) fn words(sv: &str, en: &str) -> Localised {
    Localised {
        sv: sv.to_owned(),
        en: en.to_owned(),
    }
}

/// Open always, holidays too.
pub(super) fn round_the_clock() -> Hours {
    let day = spans(&[("00:00", "24:00")]);
    let weekly = WeeklySpans {
        saturday: day.clone(),
        sunday: day.clone(),
        ..five_days(&day)
    };
    Hours {
        zone: ZONE.to_owned(),
        weekly: Box::new(weekly),
        holidays: None,
        eves_closed: false,
        exceptions: Vec::new(),
    }
}

fn weekdays(day: &[(&str, &str)], exceptions: Vec<Exception>) -> Hours {
    Hours {
        zone: ZONE.to_owned(),
        weekly: Box::new(five_days(&spans(day))),
        holidays: Some(Country::Se),
        eves_closed: true,
        exceptions,
    }
}

fn five_days(day: &[Span]) -> WeeklySpans {
    WeeklySpans {
        monday: day.to_vec(),
        tuesday: day.to_vec(),
        wednesday: day.to_vec(),
        thursday: day.to_vec(),
        friday: day.to_vec(),
        ..WeeklySpans::default()
    }
}

fn spans(day: &[(&str, &str)]) -> Vec<Span> {
    day.iter()
        .map(|(from, to)| Span {
            from: (*from).to_owned(),
            to: (*to).to_owned(),
        })
        .collect()
}

/// A Friday some weeks ahead on which the staff learn something new after lunch.
fn short_day(clock: &Clock) -> Exception {
    let today = Zoned::new(clock.now(), TimeZone::get(ZONE).unwrap_or(TimeZone::UTC)).date();
    let in_two_weeks = today.saturating_add(14.days());
    let friday = in_two_weeks
        .nth_weekday(1, Weekday::Friday)
        .unwrap_or(in_two_weeks);
    Exception {
        date: friday,
        spans: spans(&[("09:00", "12:00")]),
        reason: words("Utbildning för personalen", "Staff training"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    #[test]
    fn somebody_serves_every_queue_and_has_what_it_asks_for() {
        let clock = Clock::Manual(ManualClock::at("2026-11-19T11:00:00Z".parse().unwrap()));
        for queue in new_queues(&clock) {
            let serving: Vec<_> = ADVISORS
                .iter()
                .filter(|advisor| advisor.queues.contains(&queue.slug))
                .collect();
            assert!(
                serving.len() >= 5,
                "{} is served by {}",
                queue.slug,
                serving.len()
            );
            for advisor in serving {
                let has = |skill: &String| advisor.skills.contains(&skill.as_str());
                assert!(
                    queue.skills.iter().all(has),
                    "{} can't serve {}",
                    advisor.name,
                    queue.slug
                );
            }
            Calendar::try_from(&queue.hours).unwrap();
        }
    }
}
