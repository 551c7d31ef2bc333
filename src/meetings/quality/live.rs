//! How it is for each person just now, as the host is told it.
//!
//! Invariants: one bad digest says nothing and one good takes nothing back; nothing is told that looks like what was
//! told before; nobody makes the host hear more than a digest every few seconds.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, VecDeque},
};

use jiff::{SignedDuration, Timestamp};
use signaling::protocol::{
    LiveQuality, PersonId, QualityCause, QualityDigest, QualityFigures, QualityLevel, QualityView,
};

use super::score;

/// Digests by which the level is judged: fifteen seconds.
const JUDGED: usize = 3;
/// Digests come five seconds apart; what comes sooner, but for a little unevenness, is let pass.
const LEAST_APART: SignedDuration = SignedDuration::from_secs(4);
/// Whoever has told nothing for three digests and a little is not known about.
const KNOWN_FOR: SignedDuration = SignedDuration::from_secs(16);
/// From this score on one hears and sees without thinking of it; the kept minutes are read by the same.
const GOOD: f32 = 4.0;
/// Below this one asks again.
const POOR: f32 = 2.5;

/// What is known of everybody in a room.
#[derive(Debug)]
pub(in crate::meetings) struct Live {
    people: BTreeMap<PersonId, Heard>,
    told: Vec<LiveQuality>,
    told_to: Option<PersonId>,
    revision: i64,
}

impl Live {
    /// Of a room that begins.
    pub(in crate::meetings) fn new(epoch: u32) -> Self {
        Self {
            people: BTreeMap::new(),
            told: Vec::new(),
            told_to: None,
            revision: i64::from(epoch) << 32,
        }
    }

    /// Somebody who sits tells how the last five seconds were.
    pub(in crate::meetings) fn take(
        &mut self,
        now: Timestamp,
        person: PersonId,
        digest: QualityDigest,
    ) {
        match self.people.get_mut(&person) {
            Some(heard) if now < heard.last + LEAST_APART => {}
            Some(heard) => heard.take(now, digest),
            None => {
                self.people.insert(person, Heard::first(now, digest));
            }
        }
    }

    /// Somebody has risen: on another seat it begins anew.
    pub(in crate::meetings) fn forget(&mut self, person: PersonId) {
        self.people.remove(&person);
    }

    /// What `host` has not been told, if there is any.
    pub(in crate::meetings) fn news(
        &mut self,
        now: Timestamp,
        host: PersonId,
    ) -> Option<QualityView> {
        let known = |(person, heard): (&PersonId, &Heard)| {
            (*person != host && now <= heard.last + KNOWN_FOR).then(|| heard.shown(*person))
        };
        let people: Vec<LiveQuality> = self.people.iter().filter_map(known).collect();
        let is_new = match self.told_to == Some(host) {
            true => people != self.told,
            false => !people.is_empty(),
        };
        self.told_to = Some(host);
        self.told = people;
        is_new.then(|| {
            self.revision += 1;
            self.told(host)
        })
    }

    /// What `host` was told last.
    pub(in crate::meetings) fn told(&self, host: PersonId) -> QualityView {
        let people = match self.told_to == Some(host) {
            true => self.told.clone(),
            false => Vec::new(),
        };
        QualityView {
            revision: self.revision,
            people,
        }
    }
}

/// What one person has told.
#[derive(Debug)]
struct Heard {
    since: Timestamp,
    last: Timestamp,
    /// At most [`JUDGED`], the latest last.
    lately: VecDeque<QualityDigest>,
    sums: Sums,
}

impl Heard {
    fn first(now: Timestamp, digest: QualityDigest) -> Self {
        let mut heard = Self {
            since: now,
            last: now,
            lately: VecDeque::with_capacity(JUDGED),
            sums: Sums::default(),
        };
        heard.take(now, digest);
        heard
    }

    fn take(&mut self, now: Timestamp, digest: QualityDigest) {
        self.last = now;
        if self.lately.len() == JUDGED {
            self.lately.pop_front();
        }
        self.lately.push_back(digest);
        self.sums.add(&digest);
    }

    fn shown(&self, person: PersonId) -> LiveQuality {
        let (level, cause) = self.judged();
        let mut latest = Sums::default();
        if let Some(digest) = self.lately.back() {
            latest.add(digest);
        }
        LiveQuality {
            person,
            level,
            cause,
            latest: latest.figures(),
            since: self.since,
            so_far: self.sums.figures(),
        }
    }

    /// The middle one of the last three; those that have not come yet are taken as good.
    fn judged(&self) -> (QualityLevel, QualityCause) {
        let mut lately: Vec<&QualityDigest> = self.lately.iter().collect();
        lately.sort_by_key(|digest| worse(digest));
        let missing = JUDGED - lately.len();
        let middle = (JUDGED / 2).checked_sub(missing);
        match middle.and_then(|place| lately.get(place)) {
            Some(digest) => (level_of(digest), digest.cause),
            None => (QualityLevel::Good, QualityCause::None),
        }
    }
}

/// Grows with how bad it was.
fn worse(digest: &QualityDigest) -> (u8, Reverse<u32>) {
    let level = match level_of(digest) {
        QualityLevel::Good => 0,
        QualityLevel::Fair => 1,
        QualityLevel::Poor => 2,
    };
    // Positive floats are ordered as their bits are.
    (level, Reverse(score(digest).to_bits()))
}

/// By its score; what has a cause is not good, as its own person is told too.
fn level_of(digest: &QualityDigest) -> QualityLevel {
    match score(digest) {
        score if score < POOR => QualityLevel::Poor,
        score if score < GOOD || digest.cause != QualityCause::None => QualityLevel::Fair,
        _ => QualityLevel::Good,
    }
}

/// Digests added up.
#[derive(Debug, Default)]
struct Sums {
    digests: u32,
    loss_in_pct: f64,
    loss_out_pct: f64,
    concealed_pct: f64,
    round_trip_ms: u32,
    frozen_ms: u32,
}

impl Sums {
    fn add(&mut self, digest: &QualityDigest) {
        self.digests = self.digests.saturating_add(1);
        self.loss_in_pct += f64::from(digest.loss_in_pct);
        self.loss_out_pct += f64::from(digest.loss_out_pct);
        self.concealed_pct += f64::from(digest.concealed_pct);
        self.round_trip_ms = self.round_trip_ms.max(digest.round_trip_ms);
        self.frozen_ms = self.frozen_ms.saturating_add(digest.frozen_ms);
    }

    fn figures(&self) -> QualityFigures {
        QualityFigures {
            loss_in_pct: self.mean(self.loss_in_pct),
            loss_out_pct: self.mean(self.loss_out_pct),
            round_trip_ms: rounded(self.round_trip_ms, 10),
            frozen_ms: rounded(self.frozen_ms, 100),
            concealed_pct: self.mean(self.concealed_pct),
        }
    }

    /// To a tenth.
    fn mean(&self, sum: f64) -> f32 {
        let mean = sum / f64::from(self.digests.max(1));
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a share of 0 to 100 to a tenth needs no more"
        )]
        let mean = ((mean * 10.0).round() / 10.0) as f32;
        mean
    }
}

fn rounded(value: u32, to: u32) -> u32 {
    value.saturating_add(to / 2) / to * to
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOST: PersonId = PersonId(uuid::Uuid::from_u128(1));
    const ANNA: PersonId = PersonId(uuid::Uuid::from_u128(2));
    const ERIK: PersonId = PersonId(uuid::Uuid::from_u128(3));

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn digest(loss_in_pct: f32) -> QualityDigest {
        QualityDigest {
            loss_in_pct,
            loss_out_pct: 0.0,
            round_trip_ms: 42,
            jitter_ms: 3,
            freezes: 0,
            frozen_ms: 0,
            concealed_pct: 0.0,
            cause: match loss_in_pct >= 5.0 {
                true => QualityCause::Download,
                false => QualityCause::None,
            },
        }
    }

    /// What the host hears when Anna tells these, five seconds apart.
    fn told(digests: &[QualityDigest]) -> Vec<Option<LiveQuality>> {
        let mut live = Live::new(1);
        let digests = (0_i64..).map(|no| at(5 * no)).zip(digests);
        let told = digests.map(|(now, digest)| {
            live.take(now, ANNA, *digest);
            let news = live.news(now, HOST);
            news.map(|view| view.people[0])
        });
        told.collect()
    }

    fn levels(losses: &[f32]) -> Vec<QualityLevel> {
        let digests: Vec<QualityDigest> = losses.iter().map(|loss| digest(*loss)).collect();
        let mut level = QualityLevel::Good;
        let told = told(&digests).into_iter().map(|news| {
            level = news.map_or(level, |one| one.level);
            level
        });
        told.collect()
    }

    #[test]
    fn one_bad_digest_says_nothing_and_one_good_takes_nothing_back() {
        use QualityLevel::{Fair, Good, Poor};
        assert_eq!(levels(&[30.0, 0.0, 0.0]), [Good, Good, Good], "a beginning");
        assert_eq!(levels(&[0.0, 0.0, 30.0, 0.0]), [Good; 4], "one bad");
        assert_eq!(levels(&[30.0, 30.0]), [Good, Poor], "bad from the first");
        let there_and_back = [0.0, 30.0, 30.0, 0.0, 0.0];
        assert_eq!(levels(&there_and_back), [Good, Good, Poor, Poor, Good]);
        assert_eq!(levels(&[6.0, 6.0, 30.0]), [Good, Fair, Fair], "the middle");
    }

    #[test]
    fn the_level_has_the_cause_of_what_it_was_judged_by() {
        let mut slow = digest(0.0);
        slow.cause = QualityCause::Device;
        let last = told(&[digest(30.0), slow, slow])[2].unwrap();
        assert_eq!(last.level, QualityLevel::Fair, "no score is lost by it");
        assert_eq!(last.cause, QualityCause::Device);
        let mut cut = digest(0.0);
        cut.cause = QualityCause::Cut;
        let last = told(&[cut, cut])[1].unwrap();
        assert_eq!(last.level, QualityLevel::Poor);
        let mut still = digest(0.0);
        still.frozen_ms = 4_000;
        let last = told(&[still, still])[1].unwrap();
        assert_eq!(
            (last.level, last.cause),
            (QualityLevel::Poor, QualityCause::None)
        );
    }

    #[test]
    fn figures_are_of_the_last_digest_and_of_all() {
        let mut frozen = digest(0.0);
        frozen.frozen_ms = 480;
        frozen.round_trip_ms = 304;
        let last = told(&[frozen, frozen, digest(1.0)])[2].unwrap();
        let latest = last.latest;
        assert_eq!(latest.loss_in_pct, 1.0);
        assert_eq!((latest.frozen_ms, latest.round_trip_ms), (0, 40));
        let so_far = last.so_far;
        assert_eq!(last.since, at(0));
        assert_eq!(so_far.loss_in_pct, 0.3);
        assert_eq!((so_far.frozen_ms, so_far.round_trip_ms), (1_000, 300));
    }

    #[test]
    fn nothing_is_told_that_looks_as_before() {
        let mut a_little_later = digest(0.0);
        a_little_later.round_trip_ms = 38;
        a_little_later.jitter_ms = 9;
        let told = told(&[digest(0.0), a_little_later, digest(0.0), digest(2.0)]);
        let heard: Vec<bool> = told.iter().map(Option::is_some).collect();
        assert_eq!(heard, [true, false, false, true]);
    }

    #[test]
    fn who_tells_too_often_is_heard_as_often_as_others() {
        let mut live = Live::new(1);
        let told = (0_i64..60).filter(|second| {
            let loss = if second % 2 == 0 { 1.0 } else { 50.0 };
            live.take(at(*second), ANNA, digest(loss));
            live.news(at(*second), HOST).is_some()
        });
        assert!(told.count() <= 15);
    }

    #[test]
    fn the_host_hears_of_the_others_and_a_new_host_of_all_but_oneself() {
        let mut live = Live::new(3);
        let others = |view: QualityView| -> Vec<PersonId> {
            view.people.iter().map(|one| one.person).collect()
        };
        live.take(at(0), HOST, digest(0.0));
        assert_eq!(live.news(at(0), HOST), None, "of oneself one knows");
        for person in [ANNA, ERIK] {
            live.take(at(0), person, digest(0.0));
        }
        let first = live.news(at(0), HOST).unwrap();
        assert!(first.revision > 3 << 32);
        assert_eq!(live.told(HOST), first, "who opens the page anew");
        assert_eq!(others(first), [ANNA, ERIK]);
        assert_eq!(live.told(ERIK).people, [], "who is no host");
        assert_eq!(others(live.news(at(0), ERIK).unwrap()), [HOST, ANNA]);
        assert_eq!(live.told(HOST).people, [], "who is host no longer");

        live.forget(ANNA);
        assert_eq!(others(live.news(at(1), ERIK).unwrap()), [HOST]);
        live.take(at(17), ANNA, digest(0.0));
        assert_eq!(others(live.news(at(17), ERIK).unwrap()), [ANNA], "silence");
    }
}
