//! From five-second digests to kept minutes, and to what the host is shown meanwhile.

mod live;

use std::collections::HashMap;

use jiff::Timestamp;
use signaling::protocol::{PersonId, QualityCause, QualityDigest, QualityMinute};

pub(super) use self::live::Live;

/// Digests of one person's minute; later ones are let pass: 12 are what a client sends.
const MAX_DIGESTS: usize = 24;

/// The minute that is being gathered, per person.
#[derive(Debug, Default)]
pub(super) struct Gathering(HashMap<PersonId, (Timestamp, Vec<QualityDigest>)>);

impl Gathering {
    /// Takes a digest; gives the person's last minute when a new one begins.
    pub(super) fn take(
        &mut self,
        now: Timestamp,
        person: PersonId,
        digest: QualityDigest,
    ) -> Option<(PersonId, QualityMinute)> {
        let minute = minute_of(now);
        let (of, digests) = self.0.entry(person).or_insert((minute, Vec::new()));
        if *of == minute {
            if digests.len() < MAX_DIGESTS {
                digests.push(digest);
            }
            return None;
        }
        let done = summed(*of, digests);
        *of = minute;
        digests.clear();
        digests.push(digest);
        done.map(|done| (person, done))
    }

    /// Everything gathered, at the end.
    pub(super) fn finish(&mut self) -> Vec<(PersonId, QualityMinute)> {
        let all = self.0.drain();
        all.filter_map(|(person, (of, digests))| Some((person, summed(of, &digests)?)))
            .collect()
    }

    /// One person's, when they go.
    pub(super) fn finish_one(&mut self, person: PersonId) -> Option<(PersonId, QualityMinute)> {
        let (of, digests) = self.0.remove(&person)?;
        Some((person, summed(of, &digests)?))
    }
}

fn minute_of(now: Timestamp) -> Timestamp {
    let whole = now.as_second().div_euclid(60) * 60;
    Timestamp::from_second(whole).unwrap_or(now)
}

fn summed(at: Timestamp, digests: &[QualityDigest]) -> Option<QualityMinute> {
    let count = u16::try_from(digests.len())
        .ok()
        .filter(|count| *count > 0)?;
    let mean =
        |of: fn(&QualityDigest) -> f32| digests.iter().map(of).sum::<f32>() / f32::from(count);
    let scores = digests.iter().map(score).sum::<f32>() / f32::from(count);
    Some(QualityMinute {
        at,
        score: scores.clamp(1.0, 5.0),
        loss_in_pct: mean(|one| one.loss_in_pct),
        loss_out_pct: mean(|one| one.loss_out_pct),
        round_trip_ms: digests
            .iter()
            .map(|one| one.round_trip_ms)
            .max()
            .unwrap_or(0),
        frozen_ms: digests.iter().map(|one| one.frozen_ms).sum(),
        cause: most_frequent(digests),
    })
}

/// 5 is as if one sat in the same room. A lost tenth or a picture that stands still half of the time is 2; nothing at
/// all is 1. The weights follow the shape of the E-model (ITU-T G.107): loss weighs more than delay.
fn score(digest: &QualityDigest) -> f32 {
    if digest.cause == QualityCause::Cut {
        return 1.0;
    }
    let loss = digest.loss_in_pct.max(digest.loss_out_pct);
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds of a minute are exact in an f32"
    )]
    let (frozen, delay) = (digest.frozen_ms as f32, digest.round_trip_ms as f32);
    let fault = loss * 0.2
        + digest.concealed_pct * 0.15
        + frozen / 5_000.0 * 4.0
        + ((delay - 150.0) / 250.0).max(0.0);
    (5.0 - fault).clamp(1.0, 5.0)
}

fn most_frequent(digests: &[QualityDigest]) -> QualityCause {
    let causes = [
        QualityCause::Cut,
        QualityCause::Download,
        QualityCause::Upload,
        QualityCause::Device,
    ];
    let count = |cause: &QualityCause| digests.iter().filter(|one| one.cause == *cause).count();
    let worst = causes.into_iter().rev().max_by_key(count);
    worst
        .filter(|cause| count(cause) > 0)
        .unwrap_or(QualityCause::None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(loss: f32, cause: QualityCause) -> QualityDigest {
        QualityDigest {
            loss_in_pct: loss,
            loss_out_pct: 0.0,
            round_trip_ms: 40,
            jitter_ms: 3,
            freezes: 0,
            frozen_ms: 0,
            concealed_pct: 0.0,
            cause,
        }
    }

    #[test]
    fn a_minute_is_kept_when_the_next_begins() {
        let mut gathering = Gathering::default();
        let person = PersonId(uuid::Uuid::nil());
        let at = |second| Timestamp::from_second(second).unwrap();
        let good = digest(0.0, QualityCause::None);
        let bad = digest(20.0, QualityCause::Download);
        assert_eq!(gathering.take(at(60), person, good), None);
        assert_eq!(gathering.take(at(119), person, bad), None);
        let (_, minute) = gathering.take(at(120), person, good).unwrap();
        assert_eq!(minute.at, at(60));
        assert_eq!(minute.cause, QualityCause::Download);
        assert!((minute.loss_in_pct - 10.0).abs() < 0.01);
        assert!((minute.score - 3.0).abs() < 0.01, "{}", minute.score);
        assert_eq!(gathering.finish().len(), 1);
    }
}
