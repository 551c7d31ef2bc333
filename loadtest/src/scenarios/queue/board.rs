//! What is known of every customer and every freed advisor.

use std::collections::{HashMap, VecDeque};

use signaling::protocol::{EntryId, OfferView};
use tokio::time::{Duration, Instant};

use crate::figures::Latencies;

/// Two who join within this time came at once: which was first is the database's to say, and either may be.
const AT_ONCE: Duration = Duration::from_millis(50);

/// One customer's visit.
#[derive(Debug, Default)]
struct Visit {
    /// When the customer asked, known once the server has answered.
    asked_at: Option<Instant>,
    answered_at: Option<Instant>,
    offers: u32,
    accepts: u32,
    over: bool,
    /// By the server's clock: joined, first offered.
    times: Option<(jiff::Timestamp, jiff::Timestamp)>,
}

/// A run's counts.
#[derive(Debug)]
pub(super) struct Board {
    visits: HashMap<EntryId, Visit>,
    /// When each advisor was freed and has had nothing since, while somebody waited.
    freed: Vec<VecDeque<Instant>>,
    /// Joined for sure and not offered to anybody.
    waiting: u64,
    pub(super) longest_line: u64,
    pub(super) answered: u64,
    gone: u64,
    pub(super) accepts_refused: u64,
    pub(super) ends_refused: u64,
    pub(super) joins_refused: u64,
    pub(super) free_to_offer: Latencies,
    pub(super) join_to_answer: Latencies,
}

impl Board {
    pub(super) fn new(advisors: usize) -> Self {
        Self {
            visits: HashMap::new(),
            freed: vec![VecDeque::new(); advisors],
            waiting: 0,
            longest_line: 0,
            answered: 0,
            gone: 0,
            accepts_refused: 0,
            ends_refused: 0,
            joins_refused: 0,
            free_to_offer: Latencies::new(),
            join_to_answer: Latencies::new(),
        }
    }

    /// The server has confirmed that a customer stands in line; the offer may have been quicker.
    pub(super) fn joined(&mut self, entry: EntryId, asked_at: Instant) {
        let visit = self.visits.entry(entry).or_default();
        visit.asked_at = Some(asked_at);
        if visit.offers == 0 {
            self.waiting += 1;
            self.longest_line = self.longest_line.max(self.waiting);
        }
        self.note_wait(entry);
    }

    /// An advisor can take one more.
    pub(super) fn freed(&mut self, advisor: usize, now: Instant) {
        if self.waiting > 0 {
            self.freed[advisor].push_back(now);
        }
    }

    /// An offer has reached an advisor.
    pub(super) fn offered(&mut self, advisor: usize, offer: &OfferView, now: Instant) {
        let visit = self.visits.entry(offer.entry).or_default();
        visit.offers += 1;
        if visit.offers == 1 {
            visit.times = Some((offer.waiting_since, offer.offered_at));
            if visit.asked_at.is_some() {
                self.waiting -= 1;
            }
        }
        if let Some(since) = self.freed[advisor].pop_front() {
            self.free_to_offer.record(now - since);
        }
        // Nobody waits any more: who is free now is free because there is nothing to do.
        if self.waiting == 0 {
            self.freed.iter_mut().for_each(VecDeque::clear);
        }
    }

    /// An advisor has taken an offer for sure.
    pub(super) fn accepted(&mut self, entry: EntryId, now: Instant) {
        let visit = self.visits.entry(entry).or_default();
        visit.accepts += 1;
        if visit.accepts == 1 {
            visit.answered_at = Some(now);
            self.answered += 1;
            self.note_wait(entry);
        }
    }

    /// The customer knows that it has ended.
    pub(super) fn over(&mut self, entry: EntryId) {
        let visit = self.visits.entry(entry).or_default();
        if !std::mem::replace(&mut visit.over, true) {
            self.gone += 1;
        }
    }

    /// Whether all who came are gone.
    pub(super) fn is_drained(&self, came: usize) -> bool {
        self.gone + self.joins_refused == came as u64
    }

    /// Customers who came and have not ended when everything should have.
    pub(super) fn stuck(&self, came: usize) -> u64 {
        (came as u64).saturating_sub(self.gone + self.joins_refused)
    }

    pub(super) fn assigned_twice(&self) -> u64 {
        let visits = self.visits.values();
        visits.filter(|visit| visit.accepts > 1).count() as u64
    }

    /// Offers beyond the first of an entry; none should be needed when everybody takes them at once.
    pub(super) fn offered_again(&self) -> u64 {
        let visits = self.visits.values();
        visits
            .map(|visit| u64::from(visit.offers.saturating_sub(1)))
            .sum()
    }

    /// Customers who were first offered to somebody after one who had joined later. All are alike to the queue: one
    /// language, no skills, the same priority; every advisor serves it.
    pub(super) fn order_violations(&self) -> u64 {
        let mut times: Vec<_> = self
            .visits
            .values()
            .filter_map(|visit| visit.times)
            .collect();
        times.sort_unstable();
        let mut violations = 0;
        let mut later = times.len();
        let mut earliest_offer_of_later: Option<jiff::Timestamp> = None;
        for (joined, offered) in times.iter().rev() {
            // Only those who clearly joined later may be compared with.
            while later > 0 && times[later - 1].0.duration_since(*joined) > signed(AT_ONCE) {
                later -= 1;
                let offer = times[later].1;
                let earliest = earliest_offer_of_later.map_or(offer, |known| known.min(offer));
                earliest_offer_of_later = Some(earliest);
            }
            if earliest_offer_of_later.is_some_and(|earliest| *offered > earliest) {
                violations += 1;
            }
        }
        violations
    }

    pub(super) fn told(&self) -> String {
        let (waiting, answered, gone) = (self.waiting, self.answered, self.gone);
        let p99 = self.free_to_offer.quantile_ms(0.99);
        format!(
            "{waiting} waiting, {answered} answered, {gone} gone; free to offer p99 {p99:.1} ms"
        )
    }

    fn note_wait(&mut self, entry: EntryId) {
        let Some(visit) = self.visits.get(&entry) else {
            return;
        };
        if let (Some(asked), Some(answered)) = (visit.asked_at, visit.answered_at) {
            self.join_to_answer
                .record(answered.saturating_duration_since(asked));
        }
    }
}

fn signed(duration: Duration) -> jiff::SignedDuration {
    jiff::SignedDuration::try_from(duration).expect("it is short")
}

#[cfg(test)]
mod tests {
    use signaling::protocol::{CustomerView, Reason};
    use uuid::Uuid;

    use super::*;

    fn entry(number: u128) -> EntryId {
        EntryId(Uuid::from_u128(number))
    }

    fn at(ms: i64) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(1_800_000_000_000 + ms).unwrap()
    }

    fn offer(number: u128, joined: i64, offered: i64) -> OfferView {
        OfferView {
            entry: entry(number),
            queue: Uuid::nil().into(),
            customer: CustomerView {
                person: Uuid::nil().into(),
                name: String::new(),
                email: String::new(),
                phone: String::new(),
                language: "sv".to_owned(),
                present: true,
                earlier: 0,
            },
            subject: String::new(),
            waiting_since: at(joined),
            offered_at: at(offered),
            until: at(offered + 30_000),
            note: None,
            why: Reason::ByName,
        }
    }

    #[tokio::test]
    async fn only_an_advisor_freed_while_somebody_waits_is_timed() {
        let mut board = Board::new(2);
        let start = Instant::now();
        let later = |ms| start + Duration::from_millis(ms);
        board.freed(0, start);
        board.joined(entry(1), start);
        board.offered(0, &offer(1, 0, 5), later(5));
        assert_eq!(board.free_to_offer.count(), 0);

        board.joined(entry(2), later(10));
        board.freed(0, later(20));
        board.freed(1, later(21));
        board.offered(1, &offer(2, 10, 22), later(31));
        assert_eq!(board.free_to_offer.count(), 1);
        assert!((board.free_to_offer.max_ms() - 10.0).abs() < 0.1);
        // The other was freed too, but there was nobody left.
        board.offered(0, &offer(3, 40, 41), later(500));
        assert_eq!(board.free_to_offer.count(), 1);
        board.joined(entry(3), later(40));
        board.freed(0, later(600));
        board.offered(0, &offer(4, 600, 601), later(900));
        assert_eq!((board.free_to_offer.count(), board.longest_line), (1, 1));
    }

    #[tokio::test]
    async fn doubles_and_those_left_behind_are_found() {
        let mut board = Board::new(1);
        let now = Instant::now();
        for number in 1..=3 {
            board.joined(entry(number), now);
            board.offered(0, &offer(number, 0, 0), now);
            board.accepted(entry(number), now);
        }
        board.accepted(entry(2), now);
        board.over(entry(1));
        board.over(entry(1));
        board.over(entry(2));
        assert_eq!(
            (board.assigned_twice(), board.stuck(3), board.answered),
            (1, 1, 3)
        );
        assert!(!board.is_drained(3));
    }

    #[tokio::test]
    async fn who_jumps_the_line_is_found() {
        let mut board = Board::new(1);
        let now = Instant::now();
        // 1 and 2 join at once, either may be first; 3 is passed by 4; 5 comes in turn.
        let times = [
            (1, 0, 20),
            (2, 10, 10),
            (3, 100, 500),
            (4, 200, 300),
            (5, 300, 600),
        ];
        for (number, joined, offered) in times {
            board.offered(0, &offer(number, joined, offered), now);
        }
        assert_eq!(board.order_violations(), 1);
    }
}
