//! Who is offered to whom: a pure function of the line and the staff, with its reasons.

use signaling::protocol::{EntryId, PersonId, QueueId, Reason};

/// Somebody in line.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub entry: EntryId,
    pub queue: QueueId,
    pub language: String,
    pub skills: Vec<String>,
    /// Whom it was handed to.
    pub wanted_by: Option<PersonId>,
    /// Who said no a moment ago.
    pub refused_by: Vec<PersonId>,
}

/// Somebody who may be asked.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub person: PersonId,
    pub queues: Vec<QueueId>,
    pub languages: Vec<String>,
    pub skills: Vec<String>,
    pub capacity: u32,
    pub load: u32,
    /// A live socket is there.
    pub present: bool,
    /// Takes new conversations.
    pub available: bool,
    pub idle_since: jiff::Timestamp,
}

impl Candidate {
    fn works(&self) -> bool {
        self.present && self.available
    }
}

/// A promise, to be carried out by the matcher.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    pub entry: EntryId,
    pub to: PersonId,
    pub why: Reason,
}

/// Serves the line in its order; who can't be served is passed over by those behind, never by those who come later and
/// could be served by the same advisor. Each match raises the advisor's load.
///
/// Invariant: nobody is matched beyond capacity (save one handed over by name), no entry twice.
pub(super) fn decide(line: &[Waiting], staff: &mut [Candidate]) -> Vec<Match> {
    let mut matches = Vec::new();
    for waiting in line {
        if let Ok((index, why)) = choose(waiting, staff) {
            let Some(chosen) = staff.get_mut(index) else {
                continue;
            };
            chosen.load += 1;
            matches.push(Match {
                entry: waiting.entry,
                to: chosen.person,
                why,
            });
        }
    }
    matches
}

/// The one to ask, or why there is none.
pub(super) fn choose(waiting: &Waiting, staff: &[Candidate]) -> Result<(usize, Reason), Reason> {
    if let Some(wanted) = waiting.wanted_by {
        let found = staff.iter().position(|one| one.person == wanted);
        if let Some(index) = found.filter(|index| staff.get(*index).is_some_and(|one| one.present))
        {
            return Ok((index, Reason::ByName));
        }
    }
    let serving: Vec<(usize, &Candidate)> = staff
        .iter()
        .enumerate()
        .filter(|(_, one)| one.queues.contains(&waiting.queue))
        .filter(|(_, one)| {
            waiting
                .skills
                .iter()
                .all(|skill| one.skills.contains(skill))
        })
        .collect();
    let working: Vec<_> = serving
        .iter()
        .copied()
        .filter(|(_, one)| one.works())
        .collect();
    if working.is_empty() {
        return Err(Reason::NobodyAtWork {
            serving: count(&serving),
        });
    }
    let speaks = |one: &Candidate| one.languages.contains(&waiting.language);
    let understood = working.iter().any(|(_, one)| speaks(one));
    let able: Vec<_> = working
        .into_iter()
        .filter(|(_, one)| !understood || speaks(one))
        .collect();
    let willing: Vec<_> = able
        .iter()
        .copied()
        .filter(|(_, one)| !waiting.refused_by.contains(&one.person))
        .collect();
    let free: Vec<_> = willing
        .iter()
        .copied()
        .filter(|(_, one)| one.load < one.capacity)
        .collect();
    let Some((index, chosen)) = free
        .iter()
        .copied()
        .min_by_key(|(_, one)| (one.load, one.idle_since, one.person))
    else {
        return Err(if willing.is_empty() {
            Reason::AllDeclined {
                asked: count(&able),
            }
        } else {
            Reason::AllFull {
                working: count(&willing),
            }
        });
    };
    let why = Reason::LongestIdle {
        free: count(&free),
        load: chosen.load,
        language: understood.then(|| waiting.language.clone()),
    };
    Ok((index, why))
}

fn count<T>(people: &[T]) -> u32 {
    u32::try_from(people.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn queue(n: u128) -> QueueId {
        QueueId(Uuid::from_u128(n))
    }

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn waiting(n: u128) -> Waiting {
        Waiting {
            entry: EntryId(Uuid::from_u128(n)),
            queue: queue(1),
            language: "sv".into(),
            skills: vec![],
            wanted_by: None,
            refused_by: vec![],
        }
    }

    fn candidate(n: u128) -> Candidate {
        Candidate {
            person: person(n),
            queues: vec![queue(1)],
            languages: vec!["sv".into()],
            skills: vec![],
            capacity: 1,
            load: 0,
            present: true,
            available: true,
            idle_since: jiff::Timestamp::from_second(i64::try_from(n).unwrap()).unwrap(),
        }
    }

    fn pairs(matches: &[Match]) -> Vec<(u128, u128)> {
        matches
            .iter()
            .map(|m| (m.entry.0.as_u128(), m.to.0.as_u128()))
            .collect()
    }

    #[test]
    fn the_first_in_line_gets_the_longest_idle() {
        let matches = decide(
            &[waiting(1), waiting(2)],
            &mut [candidate(20), candidate(10)],
        );
        assert_eq!(pairs(&matches), [(1, 10), (2, 20)]);
    }

    #[test]
    fn newcomers_do_not_jump_the_line() {
        let mut staff = [candidate(10)];
        assert_eq!(
            pairs(&decide(&[waiting(1), waiting(2)], &mut staff)),
            [(1, 10)]
        );
        assert_eq!(decide(&[waiting(2)], &mut staff), []);
    }

    #[test]
    fn language_is_kept_where_somebody_at_work_speaks_it() {
        let mut finn = waiting(1);
        finn.language = "fi".into();
        let mut speaker = candidate(10);
        speaker.languages.push("fi".into());
        assert_eq!(
            pairs(&decide(
                std::slice::from_ref(&finn),
                &mut [candidate(5), speaker.clone()]
            )),
            [(1, 10)]
        );
        speaker.load = 1;
        assert_eq!(
            decide(
                std::slice::from_ref(&finn),
                &mut [candidate(5), speaker.clone()]
            ),
            []
        );
        speaker.present = false;
        assert_eq!(
            pairs(&decide(&[finn], &mut [candidate(5), speaker])),
            [(1, 5)]
        );
    }

    #[test]
    fn skills_are_needed() {
        let mut entry = waiting(1);
        entry.skills = vec!["mediation".into()];
        let mut able = candidate(10);
        able.skills = vec!["mediation".into()];
        assert_eq!(
            pairs(&decide(&[entry], &mut [candidate(5), able])),
            [(1, 10)]
        );
    }

    #[test]
    fn who_is_not_there_is_not_asked() {
        let mut gone = candidate(1);
        gone.present = false;
        let mut busy = candidate(2);
        busy.available = false;
        assert_eq!(decide(&[waiting(1)], &mut [gone, busy]), []);
    }

    #[test]
    fn handed_over_by_name_goes_to_them_or_on_to_the_queue() {
        let mut entry = waiting(1);
        entry.wanted_by = Some(person(9));
        let mut wanted = candidate(9);
        wanted.queues = vec![];
        assert_eq!(
            pairs(&decide(
                std::slice::from_ref(&entry),
                &mut [candidate(5), wanted.clone()]
            )),
            [(1, 9)]
        );
        wanted.present = false;
        assert_eq!(
            pairs(&decide(&[entry], &mut [candidate(5), wanted])),
            [(1, 5)]
        );
    }

    #[test]
    fn the_reason_names_who_stands_in_the_way() {
        let mut busy = candidate(1);
        busy.load = 1;
        assert_eq!(
            choose(&waiting(1), &[busy]).unwrap_err(),
            Reason::AllFull { working: 1 }
        );
    }

    proptest! {
        #[test]
        fn nobody_is_overloaded_nobody_is_matched_twice_and_no_one_free_is_left(
            line in prop::collection::vec((1u128..4, 0usize..2), 0..40),
            staff in prop::collection::vec((1u128..4, 0u32..4, 0u32..4, any::<bool>(), any::<bool>()), 0..20),
        ) {
            let languages = ["sv", "en"];
            let line: Vec<Waiting> = line.iter().enumerate().map(|(n, (q, l))| {
                let mut one = waiting(n as u128 + 1);
                one.queue = queue(*q);
                one.language = languages[*l].into();
                one
            }).collect();
            let mut staff: Vec<Candidate> = staff.iter().enumerate().map(|(n, (q, capacity, load, present, available))| {
                let mut one = candidate(n as u128 + 1);
                one.queues = vec![queue(*q)];
                (one.capacity, one.load, one.present, one.available) = (*capacity, *load, *present, *available);
                one
            }).collect();
            let before = staff.clone();
            let matches = decide(&line, &mut staff);
            let mut entries: Vec<_> = matches.iter().map(|m| m.entry).collect();
            entries.sort();
            entries.dedup();
            prop_assert_eq!(entries.len(), matches.len());
            for (one, old) in staff.iter().zip(&before) {
                prop_assert!(one.load <= one.capacity.max(old.load));
            }
            for unmatched in line.iter().filter(|one| !matches.iter().any(|m| m.entry == one.entry)) {
                prop_assert!(choose(unmatched, &staff).is_err());
            }
        }
    }
}
