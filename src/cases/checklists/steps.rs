//! How a step of a checklist comes from one state to another. Pure.

use signaling::protocol::{DoneBy, StepState};

use crate::error::{Result, conflict, forbidden};

/// What decides where a step may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) done_by: DoneBy,
    pub(super) wants_files: bool,
    pub(super) is_reviewed: bool,
    pub(super) public: bool,
    pub(super) state: StepState,
    pub(super) has_files: bool,
}

/// Whether the customer may bring a step to `to`.
///
/// # Errors
/// `forbidden` for one that is staff's to do, `conflict` in words.
pub(super) fn customer_may(step: Step, to: StepState) -> Result<()> {
    use StepState::{HandedIn, Open, SentBack, Settled};
    if step.done_by != DoneBy::Customer || !step.public {
        return Err(forbidden());
    }
    let done = if step.is_reviewed { HandedIn } else { Settled };
    match (step.state, to) {
        (from, to) if from == to => Err(conflict("it is so already: somebody was faster")),
        (Open | SentBack, to) if to == done => with_files(step),
        (HandedIn, Open) => Ok(()),
        (Settled, Open) if !step.is_reviewed => Ok(()),
        (Settled, _) => Err(conflict("it has been looked at and is settled")),
        (_, Settled) => Err(conflict("staff look at it first: hand it in")),
        _ => Err(conflict("a step is handed in, or taken back")),
    }
}

/// Whether staff may bring a step to `to`.
///
/// # Errors
/// `conflict` in words.
pub(super) fn staff_may(step: Step, to: StepState) -> Result<()> {
    use StepState::{HandedIn, Open, SentBack, Settled};
    match (step.state, to) {
        (from, to) if from == to => Err(conflict("it is so already: somebody was faster")),
        (_, Settled) if step.done_by == DoneBy::Staff => with_files(step),
        // What came by post or was seen at a visit is settled without a file.
        (_, Settled) => Ok(()),
        (HandedIn | Settled, SentBack) if step.done_by == DoneBy::Customer => Ok(()),
        (_, SentBack) => Err(conflict("only what a customer has handed in is sent back")),
        (_, Open) => Ok(()),
        (_, HandedIn) => Err(conflict("only customers hand in: settle it")),
    }
}

fn with_files(step: Step) -> Result<()> {
    if step.wants_files && !step.has_files {
        return Err(conflict("a file is to be added first"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use StepState::{HandedIn, Open, SentBack, Settled};

    const PASSPORT: Step = Step {
        done_by: DoneBy::Customer,
        wants_files: true,
        is_reviewed: true,
        public: true,
        state: Open,
        has_files: true,
    };

    fn at(state: StepState) -> Step {
        Step { state, ..PASSPORT }
    }

    #[test]
    fn what_staff_look_at_is_handed_in_first() {
        assert!(customer_may(PASSPORT, HandedIn).is_ok());
        assert!(customer_may(PASSPORT, Settled).is_err());
        assert!(customer_may(at(SentBack), HandedIn).is_ok());
        assert!(customer_may(at(HandedIn), Open).is_ok());
        assert!(customer_may(at(Settled), Open).is_err());
        let nothing = Step {
            has_files: false,
            ..PASSPORT
        };
        assert!(customer_may(nothing, HandedIn).is_err());
        assert!(staff_may(nothing, Settled).is_ok());
        assert!(staff_may(at(HandedIn), SentBack).is_ok());
        assert!(staff_may(at(Open), SentBack).is_err());
        assert!(staff_may(at(Settled), Open).is_ok());
    }

    #[test]
    fn what_nobody_looks_at_is_settled_by_the_customer_and_taken_up_again() {
        let read = Step {
            is_reviewed: false,
            wants_files: false,
            ..PASSPORT
        };
        assert!(customer_may(read, Settled).is_ok());
        assert!(customer_may(read, HandedIn).is_err());
        assert!(
            customer_may(
                Step {
                    state: Settled,
                    ..read
                },
                Open
            )
            .is_ok()
        );
    }

    #[test]
    fn what_is_staffs_no_customer_does() {
        let call = Step {
            done_by: DoneBy::Staff,
            wants_files: false,
            ..PASSPORT
        };
        for to in [Open, HandedIn, SentBack, Settled] {
            assert!(customer_may(call, to).is_err());
        }
        assert!(staff_may(call, Settled).is_ok());
        assert!(staff_may(call, SentBack).is_err());
        assert!(
            staff_may(
                Step {
                    state: Settled,
                    ..call
                },
                Settled
            )
            .is_err()
        );
    }
}
