//! The last week: who came when, who answered, what was said and what it was worth.

use std::collections::HashMap;

use anyhow::Result;
use jiff::{
    SignedDuration, Timestamp, ToSpan, Zoned,
    civil::{Time, time},
    tz::TimeZone,
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use signaling::protocol::{
    ConversationId, ConversationState, EntryId, EntryState, Notice, PersonId, Reason, Role,
};
use sqlx::PgConnection;

use super::{
    business::{Advisor, Business, Queue, ZONE},
    customers::{CUSTOMERS, Customer, VERDICTS},
    dialogues::{DIALOGUES, Dialogue, Line},
    logs::{self, Logs, Rows, uuid_at},
    store::{self, NewCustomer, PastEntry},
};
use crate::clock::Clock;

/// Always the same week, seen from now.
const SEED: u64 = 2026;
const DAYS: i64 = 7;
/// Conversations of the last hours, so that today's figures are not empty.
const RECENT: i32 = 8;
const RECENT_APART: SignedDuration = SignedDuration::from_mins(37);
/// The last of them has been over for a while: no conversation of the seed takes longer than this.
const LONGEST: SignedDuration = SignedDuration::from_mins(30);
const TIMES: [Time; 6] = [
    time(9, 20, 0, 0),
    time(10, 15, 0, 0),
    time(11, 5, 0, 0),
    time(13, 40, 0, 0),
    time(15, 10, 0, 0),
    time(19, 25, 0, 0),
];

/// Tells the past into an open transaction.
pub(super) async fn tell(
    connection: &mut PgConnection,
    clock: &Clock,
    business: &Business,
) -> Result<()> {
    let mut teller = Teller {
        connection,
        business,
        now: clock.now(),
        chance: StdRng::seed_from_u64(SEED),
        turns: HashMap::new(),
        known: HashMap::new(),
    };
    for (number, at) in moments(clock.now()).into_iter().enumerate() {
        teller.visit(number, at).await?;
    }
    teller.left_messages().await
}

/// When somebody came, oldest first.
fn moments(now: Timestamp) -> Vec<Timestamp> {
    let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
    let today = Zoned::new(now, zone.clone()).date();
    let latest = now - LONGEST;
    let recent = (0..RECENT).map(|number| latest - RECENT_APART * number);
    let earliest_recent = latest - RECENT_APART * RECENT;
    let earlier = (1..=DAYS)
        .flat_map(|days| TIMES.map(|time| today.saturating_sub(days.days()).to_datetime(time)));
    let earlier = earlier
        .filter_map(|then| then.to_zoned(zone.clone()).ok())
        .map(|then| then.timestamp());
    let mut moments: Vec<_> = recent
        .chain(earlier.filter(|then| *then < earliest_recent))
        .collect();
    moments.sort();
    moments
}

pub(super) struct Teller<'a> {
    pub(super) connection: &'a mut PgConnection,
    pub(super) business: &'a Business,
    pub(super) now: Timestamp,
    chance: StdRng,
    /// Who or what of a kind is next.
    turns: HashMap<String, usize>,
    known: HashMap<&'static str, PersonId>,
}

/// Somebody came to a queue with something on their mind.
#[derive(Clone, Copy)]
struct Visit<'a> {
    queue: &'a Queue,
    dialogue: &'static Dialogue,
    customer: PersonId,
    joined_at: Timestamp,
}

/// How it went.
struct Outcome {
    state: EntryState,
    answered: Option<(PersonId, Timestamp)>,
    ended_at: Timestamp,
}

impl<'a> Teller<'a> {
    /// Somebody came at `joined_at`, to a queue that was open.
    async fn visit(&mut self, number: usize, joined_at: Timestamp) -> Result<()> {
        let queues = self.business.queues.iter();
        let open: Vec<&'a Queue> = queues
            .filter(|queue| queue.calendar.is_open_at(joined_at))
            .collect();
        let queue = self.next("queue", &open);
        let fitting: Vec<_> = DIALOGUES
            .iter()
            .filter(|dialogue| dialogue.queue == queue.slug)
            .collect();
        let dialogue = self.next(queue.slug, &fitting);
        let speakers: Vec<_> = CUSTOMERS
            .iter()
            .filter(|customer| customer.language == dialogue.language)
            .collect();
        let customer = self.customer(&speakers, joined_at).await?;
        let visit = Visit {
            queue,
            dialogue,
            customer,
            joined_at,
        };
        match number % 11 {
            5 => self.gave_up(visit, EntryState::Left).await,
            8 if number > 30 => self.gave_up(visit, EntryState::TimedOut).await,
            _ => self.was_answered(visit).await,
        }
    }

    /// The customer went before anybody had answered.
    async fn gave_up(&mut self, visit: Visit<'_>, state: EntryState) -> Result<()> {
        let patience = self.chance.random_range(150..420);
        let ended_at = visit.joined_at + SignedDuration::from_secs(patience);
        let (by, what) = match state {
            EntryState::Left => (Some(visit.customer), "left"),
            _ => (None, "longest_wait"),
        };
        let mut rows = Rows::default();
        rows.notice(
            visit.joined_at,
            &Notice::Queued {
                queue: visit.queue.slug.to_owned(),
            },
        )?;
        rows.notice(ended_at, &Notice::Ended { by })?;
        let chat = logs::write(self.connection, Logs::of(visit, None, rows)).await?;
        let entry = self
            .entry(
                visit,
                chat,
                Outcome {
                    state,
                    answered: None,
                    ended_at,
                },
            )
            .await?;
        store::write_journal(self.connection, entry, ended_at, what, by, None).await
    }

    /// An advisor took it and they talked.
    async fn was_answered(&mut self, visit: Visit<'_>) -> Result<()> {
        let advisor = self.advisor(visit.queue, visit.dialogue.language);
        let offered_at =
            visit.joined_at + SignedDuration::from_secs(self.chance.random_range(2..160));
        let answered_at = offered_at + SignedDuration::from_secs(self.chance.random_range(3..20));
        let (rows, ended_at) = self.talk(visit, advisor, answered_at)?;
        let mut both = Logs::of(visit, Some(advisor.id), rows);
        if let Some(note) = visit.dialogue.note {
            both.notes.text(ended_at, advisor.id, Role::Advisor, note);
        }
        let chat = logs::write(self.connection, both).await?;
        let answered = Some((advisor.id, answered_at));
        let entry = self
            .entry(
                visit,
                chat,
                Outcome {
                    state: EntryState::Closed,
                    answered,
                    ended_at,
                },
            )
            .await?;
        let why = Reason::LongestIdle {
            free: self.chance.random_range(1..5),
            load: 0,
            language: Some(visit.dialogue.language.to_owned()),
        };
        let decisions = [
            (offered_at, "offered", Some(why)),
            (answered_at, "accepted", None),
            (ended_at, "ended", None),
        ];
        for (at, what, why) in decisions {
            store::write_journal(self.connection, entry, at, what, Some(advisor.id), why).await?;
        }
        if self.chance.random_bool(0.6) {
            self.rate(visit, chat, ended_at).await?;
        }
        Ok(())
    }

    /// The log of a whole conversation, and when it was over.
    fn talk(
        &mut self,
        visit: Visit<'_>,
        advisor: &Advisor,
        answered_at: Timestamp,
    ) -> Result<(Rows, Timestamp)> {
        let mut rows = Rows::default();
        rows.notice(
            visit.joined_at,
            &Notice::Queued {
                queue: visit.queue.slug.to_owned(),
            },
        )?;
        let mut at = visit.joined_at + SignedDuration::from_secs(1);
        for (number, line) in visit.dialogue.lines.iter().enumerate() {
            // The customer's first words were written while waiting.
            if number == 1 {
                let name = advisor.name.to_owned();
                rows.notice(
                    answered_at,
                    &Notice::Joined {
                        person: advisor.id,
                        name,
                        role: Role::Advisor,
                    },
                )?;
                at = answered_at + SignedDuration::from_secs(self.chance.random_range(5..30));
            }
            match line {
                Line::Customer(text) => rows.text(at, visit.customer, Role::Customer, text),
                Line::Advisor(text) => rows.text(at, advisor.id, Role::Advisor, text),
            };
            at += SignedDuration::from_secs(self.chance.random_range(15..70));
        }
        rows.notice(
            at,
            &Notice::Ended {
                by: Some(advisor.id),
            },
        )?;
        Ok((rows, at))
    }

    /// The entry and the first line of its journal.
    async fn entry(
        &mut self,
        visit: Visit<'_>,
        conversation: ConversationId,
        outcome: Outcome,
    ) -> Result<EntryId> {
        let Outcome {
            state,
            answered,
            ended_at,
        } = outcome;
        let wait_ended_at = answered.map_or(ended_at, |(_, at)| at);
        let waited = i32::try_from(wait_ended_at.duration_since(visit.joined_at).as_secs())?;
        // Forecasts hold nine times out of ten.
        let holds = self.chance.random_bool(0.9);
        let p90 = if holds {
            waited + self.chance.random_range(10..120)
        } else {
            waited * 2 / 3
        };
        let ahead: u32 = self.chance.random_range(0..4);
        let id = EntryId(uuid_at(visit.joined_at));
        let entry = PastEntry {
            id,
            queue: visit.queue.id,
            conversation,
            customer: visit.customer,
            state,
            language: visit.dialogue.language,
            joined_at: visit.joined_at,
            answered,
            ended_at,
            predicted_p50_s: p90 * 2 / 5,
            predicted_p90_s: p90,
            position_at_join: i32::try_from(ahead + 1)?,
        };
        store::create_entry(self.connection, &entry).await?;
        let why = Reason::Joined {
            ahead,
            free: 0,
            places: 3 + ahead,
        };
        store::write_journal(
            self.connection,
            id,
            visit.joined_at,
            "joined",
            Some(visit.customer),
            Some(why),
        )
        .await?;
        Ok(id)
    }

    async fn rate(
        &mut self,
        visit: Visit<'_>,
        chat: ConversationId,
        ended_at: Timestamp,
    ) -> Result<()> {
        let spoken = visit.dialogue.language;
        let fitting: Vec<_> = VERDICTS
            .iter()
            .filter(|verdict| verdict.1 == spoken || verdict.2.is_empty())
            .collect();
        let (score, _, comment) = *self.next("verdict", &fitting);
        let at = ended_at + SignedDuration::from_secs(self.chance.random_range(10..60));
        store::create_rating(self.connection, chat, visit.customer, score, comment, at).await
    }

    /// The next of `people`; some have been here before.
    pub(super) async fn customer(
        &mut self,
        people: &[&'static Customer],
        at: Timestamp,
    ) -> Result<PersonId> {
        let language = people.first().map_or("", |customer| customer.language);
        let turn = format!("customer {language}");
        let Customer {
            name,
            language,
            email,
            phone,
        } = *self.next(&turn, people);
        if let Some(known) = self.known.get(name) {
            return Ok(*known);
        }
        let id = PersonId(uuid_at(at));
        let email = email
            .map(|local| format!("{local}@post.example"))
            .unwrap_or_default();
        let customer = NewCustomer {
            id,
            name,
            email,
            phone: phone.unwrap_or_default(),
            language,
            at,
        };
        store::create_customer(self.connection, &customer).await?;
        self.known.insert(name, id);
        Ok(id)
    }

    /// The next advisor who serves the queue and speaks the language.
    pub(super) fn advisor(&mut self, queue: &Queue, language: &str) -> &'a Advisor {
        let advisors = self.business.advisors.iter();
        let able: Vec<&'a Advisor> = advisors
            .filter(|advisor| {
                advisor.queues.contains(&queue.slug) && advisor.languages.contains(&language)
            })
            .collect();
        self.next(&format!("advisor {} {language}", queue.slug), &able)
    }

    /// Takes turns within each kind.
    fn next<T: Copy>(&mut self, kind: &str, of: &[T]) -> T {
        let turn = self.turns.entry(kind.to_owned()).or_default();
        let index = turn
            .checked_rem(of.len())
            .expect("the invented business has one of every kind");
        *turn += 1;
        of[index]
    }
}
impl<'a> Logs<'a> {
    /// Those of a visit that is over.
    fn of(visit: Visit<'a>, advisor: Option<PersonId>, rows: Rows) -> Self {
        Self {
            queue: visit.queue,
            subject: visit.dialogue.subject,
            customer: visit.customer,
            advisor,
            state: ConversationState::Ended,
            watch: "none",
            at: visit.joined_at,
            rows,
            notes: Rows::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_week_is_about_forty_visits_and_none_is_ahead() {
        for now in [
            "2026-11-19T11:00:00Z",
            "2026-11-22T02:10:00Z",
            "2026-03-29T01:30:00Z",
        ] {
            let now: Timestamp = now.parse().unwrap();
            let moments = moments(now);
            assert!((40..=50).contains(&moments.len()), "{}", moments.len());
            assert!(moments.is_sorted() && moments.iter().all(|then| *then <= now - LONGEST));
        }
    }
}
