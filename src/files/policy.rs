//! Who may send a file to a conversation, and who may fetch one. Pure.

use signaling::protocol::{
    CaseNumber, ConversationKind, ConversationState, FileScan, PersonId, Role,
};

use crate::{
    error::{self, Result},
    identity::Caller,
};

/// What the database knows about the caller and a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Chat or staff-only log.
    pub(crate) kind: ConversationKind,
    /// Whether one can still write.
    pub(crate) state: ConversationState,
    /// The caller's part in it (in an internal log: in the chat it is about), if there ever was one.
    pub(crate) part: Option<Part>,
    /// Whether the caller has to do with its customer now: their inbox holds it, or another chat of
    /// the same customer is offered to the caller or in their hands. Counts for staff alone.
    pub(crate) concerns: bool,
    /// The case into which the one of this log was merged.
    pub(crate) merged_into: Option<CaseNumber>,
}

/// Somebody's part in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// As what.
    pub(crate) role: Role,
    /// Whether they have not left.
    pub(crate) present: bool,
}

/// What the database knows about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// Who sent it.
    pub(crate) uploader: PersonId,
    /// Whether it stands in a message that has not been taken back.
    pub(crate) shown: bool,
    /// Whether its bytes are gone.
    pub(crate) removed: bool,
    /// What the look for harmful code came to; none where nobody looks.
    pub(crate) scan: Option<FileScan>,
}

/// Why somebody may read: whether the audit log is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// Takes or took part, or has to do with the customer.
    Insider,
    /// Looks in from outside: written to the audit log.
    Overseer,
}

/// Whether `caller` may send a file to the conversation at `place`.
///
/// # Errors
/// As the caller is told: outside it looks as if there were no such conversation.
pub(crate) fn may_upload(caller: &Caller, place: Option<Place>) -> Result<()> {
    let Some(place) = place.filter(|place| can_see(caller, place)) else {
        return Err(error::not_found("conversation"));
    };
    let Some(part) = place.part else {
        // Who only looks on must join before they send.
        return Err(error::forbidden());
    };
    if place.state == ConversationState::Ended {
        return Err(error::ended(place.merged_into));
    }
    if !part.present {
        return Err(error::forbidden());
    }
    Ok(())
}

/// Whether `caller` may read what was said at `place`, and as what.
///
/// # Errors
/// As if there were no such conversation.
pub(crate) fn may_read(caller: &Caller, place: Option<Place>) -> Result<Reader> {
    let Some(place) = place.filter(|place| can_see(caller, place)) else {
        return Err(error::not_found("conversation"));
    };
    if place.concerns || is_inside(caller, &place) {
        return Ok(Reader::Insider);
    }
    Ok(Reader::Overseer)
}

/// Whether `caller` is in the conversation themselves. In a case's logs staff are so as long as they take part, and in its
/// notes never: one takes part in them by looking.
fn is_inside(caller: &Caller, place: &Place) -> bool {
    match (caller.staff, place.kind) {
        (Some(_), ConversationKind::Notes) => false,
        (Some(_), ConversationKind::Thread | ConversationKind::Papers) => {
            place.part.is_some_and(|part| part.present)
        }
        _ => place.part.is_some(),
    }
}

/// Whether `caller` may fetch the file of `origin`, sent at `place`, and as what.
///
/// # Errors
/// As if there were no such file; `conflict` to those who know of it, while it waits to be scanned and if it was stopped.
pub(crate) fn may_fetch(caller: &Caller, place: Place, origin: Origin) -> Result<Reader> {
    let gone = || error::not_found("file");
    let reader = may_read(caller, Some(place)).map_err(|_| gone())?;
    // Uploaded but not (or no longer) said: to everybody but its sender there is no such file.
    let known = origin.shown || origin.uploader == caller.person;
    let stopped = origin.scan == Some(FileScan::Infected);
    if !known || origin.removed && !stopped {
        return Err(gone());
    }
    match origin.scan {
        None | Some(FileScan::Clean) => Ok(reader),
        Some(FileScan::Waiting) => Err(error::conflict(
            "the file waits to be scanned for harmful code; ask again in a while",
        )),
        Some(FileScan::Infected) => Err(error::conflict(
            "something harmful was found in the file, so it was removed",
        )),
        Some(FileScan::Failed) => Err(error::conflict(
            "the file could not be scanned for harmful code, so nobody is given it",
        )),
    }
}

fn can_see(caller: &Caller, place: &Place) -> bool {
    let is_customer = place.part.is_some_and(|part| part.role == Role::Customer);
    // An internal word never reaches a customer, also not one who works here.
    let is_for_staff = matches!(
        place.kind,
        ConversationKind::Internal | ConversationKind::Notes
    );
    if is_for_staff && (is_customer || caller.staff.is_none()) {
        return false;
    }
    let concerns = caller.staff.is_some() && place.concerns;
    let is_of_case = matches!(
        place.kind,
        ConversationKind::Thread | ConversationKind::Notes | ConversationKind::Papers
    );
    // Staff who took part in a case's log and no longer work with it have it no more.
    let was_in = place.part.is_some() && !(is_of_case && caller.staff.is_some());
    was_in || concerns || caller.oversees()
}

#[cfg(test)]
mod tests {
    use signaling::protocol::{ErrorCode, StaffRole};
    use uuid::Uuid;

    use super::*;

    fn caller(staff: Option<StaffRole>) -> Caller {
        Caller::invented(PersonId(Uuid::from_u128(1)), staff)
    }

    fn chat(part: Option<(Role, bool)>) -> Place {
        Place {
            kind: ConversationKind::Chat,
            state: ConversationState::Open,
            part: part.map(|(role, present)| Part { role, present }),
            concerns: false,
            merged_into: None,
        }
    }

    fn internal(part: Option<(Role, bool)>) -> Place {
        Place {
            kind: ConversationKind::Internal,
            ..chat(part)
        }
    }

    #[test]
    fn who_may_upload() {
        use ErrorCode::{Forbidden, NotFound};
        let advisor = Some(StaffRole::Advisor);
        let supervisor = Some(StaffRole::Supervisor);
        let cases = [
            (None, chat(Some((Role::Customer, true))), None),
            (None, chat(Some((Role::Customer, false))), Some(Forbidden)),
            (None, chat(None), Some(NotFound)),
            (None, internal(Some((Role::Customer, true))), Some(NotFound)),
            (advisor, chat(Some((Role::Advisor, true))), None),
            (advisor, chat(Some((Role::Advisor, false))), Some(Forbidden)),
            (advisor, chat(None), Some(NotFound)),
            (advisor, internal(Some((Role::Advisor, true))), None),
            (advisor, internal(None), Some(NotFound)),
            (supervisor, chat(None), Some(Forbidden)),
            (supervisor, chat(Some((Role::Supervisor, true))), None),
            (
                supervisor,
                internal(Some((Role::Customer, true))),
                Some(NotFound),
            ),
        ];
        for (staff, place, expected) in cases {
            let got = may_upload(&caller(staff), Some(place))
                .err()
                .map(|e| e.code());
            assert_eq!(got, expected, "{staff:?} {place:?}");
        }
        let ended = Place {
            state: ConversationState::Ended,
            ..chat(Some((Role::Customer, true)))
        };
        assert_eq!(
            may_upload(&caller(None), Some(ended)).unwrap_err().code(),
            ErrorCode::Ended
        );
        assert_eq!(
            may_upload(&caller(supervisor), None).unwrap_err().code(),
            NotFound
        );
    }

    #[test]
    fn who_may_fetch() {
        let own = Origin {
            uploader: PersonId(Uuid::from_u128(1)),
            shown: false,
            removed: false,
            scan: None,
        };
        let others = Origin {
            uploader: PersonId(Uuid::from_u128(2)),
            ..own
        };
        let shown = Origin {
            shown: true,
            ..others
        };
        let customer = caller(None);
        let supervisor = caller(Some(StaffRole::Supervisor));
        let there = chat(Some((Role::Customer, true)));
        let left = chat(Some((Role::Customer, false)));

        assert_eq!(may_fetch(&customer, there, shown).unwrap(), Reader::Insider);
        assert_eq!(may_fetch(&customer, left, shown).unwrap(), Reader::Insider);
        assert_eq!(may_fetch(&customer, there, own).unwrap(), Reader::Insider);
        assert_eq!(
            may_fetch(&supervisor, chat(None), shown).unwrap(),
            Reader::Overseer
        );
        let advisor = caller(Some(StaffRole::Advisor));
        let served = Place {
            concerns: true,
            ..chat(None)
        };
        assert_eq!(may_fetch(&advisor, served, shown).unwrap(), Reader::Insider);
        for (who, place, origin) in [
            (&customer, there, others),
            (&customer, chat(None), shown),
            (&customer, chat(None), own),
            (
                &customer,
                there,
                Origin {
                    removed: true,
                    ..shown
                },
            ),
            (&customer, internal(Some((Role::Customer, true))), shown),
            (&customer, served, shown),
            (&advisor, chat(None), shown),
            (&supervisor, chat(None), others),
        ] {
            let refused = may_fetch(who, place, origin).unwrap_err();
            assert_eq!(refused.code(), ErrorCode::NotFound, "{place:?} {origin:?}");
        }
    }

    #[test]
    fn nobody_is_given_what_is_not_known_to_be_clean() {
        let customer = caller(None);
        let supervisor = caller(Some(StaffRole::Supervisor));
        let there = chat(Some((Role::Customer, true)));
        let own = Origin {
            uploader: customer.person,
            shown: true,
            removed: false,
            scan: None,
        };
        let fetch = |who, place, scan, removed| {
            let origin = Origin {
                scan,
                removed,
                ..own
            };
            may_fetch(who, place, origin).err().map(|e| e.code())
        };
        for (scan, refused) in [
            (None, None),
            (Some(FileScan::Clean), None),
            (Some(FileScan::Waiting), Some(ErrorCode::Conflict)),
            (Some(FileScan::Infected), Some(ErrorCode::Conflict)),
            (Some(FileScan::Failed), Some(ErrorCode::Conflict)),
        ] {
            assert_eq!(fetch(&customer, there, scan, false), refused, "{scan:?}");
            assert_eq!(fetch(&supervisor, chat(None), scan, false), refused);
            let unknown = fetch(&customer, chat(None), scan, false);
            assert_eq!(unknown, Some(ErrorCode::NotFound), "{scan:?}");
            // Its bytes are gone: whoever knows of a harmful one is still told why.
            let gone = match scan {
                Some(FileScan::Infected) => ErrorCode::Conflict,
                _ => ErrorCode::NotFound,
            };
            assert_eq!(fetch(&customer, there, scan, true), Some(gone));
        }
    }
}
