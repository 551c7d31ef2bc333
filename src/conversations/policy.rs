//! May this person see, write, change this? Pure.

use std::time::Duration;

use jiff::Timestamp;
use signaling::protocol::{
    ChatPolicy, Content, ConversationKind, ConversationState, ErrorCode, Message, PersonId, Role,
    StaffRole,
};

use super::store::{Facts, Target};
use crate::{
    error::{Result, conflict, forbidden, told},
    identity::Caller,
};

/// Own texts can be changed for a quarter of an hour: long enough for a slip, too short to rewrite what was agreed.
pub const EDIT_FOR: Duration = Duration::from_secs(15 * 60);

/// What somebody may do with a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// Write in it.
    pub write: bool,
    /// Sees it without taking part: goes to the audit log.
    pub watching: bool,
    /// Will go on seeing it. Not so for an advisor who sees it because its customer is offered to them just now, or in their
    /// hands in another chat: they may read it, and are not told what comes, for nobody would tell their socket when it ends.
    pub lasting: bool,
    /// What it is.
    pub kind: ConversationKind,
}

/// None when the caller must not know that it exists.
///
/// Customers see their own chats. Advisors see what they take or took part in, what their own inbox holds, and the
/// other chats of a customer they serve, and the logs of the cases that they work with. Supervisors and administrators see
/// all. Internal logs follow their chat, notes their case, for staff only.
pub(super) fn access(caller: &Caller, facts: &Facts) -> Option<Access> {
    let sees = match (caller.staff, facts.kind) {
        (None, ConversationKind::Internal | ConversationKind::Notes) => false,
        (None, ConversationKind::Meeting) => facts.role.is_some() && facts.present,
        (None, ConversationKind::Chat | ConversationKind::Thread | ConversationKind::Papers) => {
            facts.customer == Some(caller.person)
        }
        // What is said in a meeting is theirs who are in it.
        (Some(_), ConversationKind::Meeting) => facts.role.is_some() && !is_aside(facts),
        (Some(StaffRole::Supervisor | StaffRole::Administrator), _) => true,
        // Who had a case, or once looked, has it no more when it went to others.
        (
            Some(StaffRole::Advisor),
            ConversationKind::Thread | ConversationKind::Notes | ConversationKind::Papers,
        ) => facts.of_case,
        (Some(StaffRole::Advisor), _) => {
            facts.role.is_some() || facts.in_inbox || facts.serves_customer
        }
    };
    let lasting = caller.staff != Some(StaffRole::Advisor)
        || facts.role.is_some()
        || facts.in_inbox
        || facts.of_case;
    let takes_part = facts.role.is_some() && facts.present;
    sees.then_some(Access {
        write: takes_part && facts.state == ConversationState::Open,
        watching: caller.oversees()
            && match facts.kind {
                ConversationKind::Chat => facts.role.is_none(),
                ConversationKind::Thread | ConversationKind::Papers => {
                    !facts.of_case && !takes_part
                }
                // One takes part in them by looking.
                ConversationKind::Notes => !facts.of_case,
                ConversationKind::Internal | ConversationKind::Meeting => false,
            },
        lasting,
        kind: facts.kind,
    })
}

/// Whether only staff read it, who take part by looking.
pub(super) fn is_for_staff(kind: ConversationKind) -> bool {
    matches!(kind, ConversationKind::Internal | ConversationKind::Notes)
}

/// Whether the person is put aside just now.
fn is_aside(facts: &Facts) -> bool {
    facts.unseen.len() % 2 == 1
}

/// Empties the rows that were written while their reader was put aside. They keep their numbers: a log has no holes.
pub(super) fn withhold(unseen: &[i64], messages: &mut [Message]) {
    let is_withheld = |seq: i64| {
        unseen.chunks(2).any(|aside| match aside {
            [from, to] => *from < seq && seq <= *to,
            [from] => *from < seq,
            _ => false,
        })
    };
    for message in messages {
        match &mut message.content {
            Content::Edit { target, text } if is_withheld(*target) || is_withheld(message.seq) => {
                *text = None;
            }
            Content::Text { .. } | Content::File { .. } if is_withheld(message.seq) => {
                message.content = Content::Redacted;
            }
            _ => {}
        }
    }
}

pub(super) fn chat_policy(caller: &Caller, facts: &Facts) -> ChatPolicy {
    let internal =
        is_for_staff(facts.kind) && access(caller, facts).is_some_and(|access| access.lasting);
    ChatPolicy {
        write: facts.state == ConversationState::Open
            && (internal || (facts.role.is_some() && facts.present)),
        edit_for_s: u32::try_from(EDIT_FOR.as_secs()).unwrap_or(u32::MAX),
        redact_any: caller.oversees(),
    }
}

pub(super) fn may_edit(caller: &Caller, old: &Target, now: Timestamp) -> Result<()> {
    own_text(caller.person, old)?;
    if now.duration_since(old.at) > jiff::SignedDuration::try_from(EDIT_FOR).unwrap_or_default() {
        return Err(told(
            ErrorCode::Forbidden,
            "a text can be changed for 15 minutes; take it back or write a new one",
        ));
    }
    Ok(())
}

pub(super) fn may_redact(caller: &Caller, old: &Target) -> Result<()> {
    if !matches!(old.kind.as_str(), "text" | "file") {
        return Err(conflict("only a text or a file can be taken back"));
    }
    if old.redacted {
        return Err(conflict("it has been taken back already"));
    }
    if old.signed {
        return Err(conflict("a signed delivery note is kept as it is"));
    }
    if old.handed_in {
        return Err(conflict(
            "the file belongs to a step that is handed in or settled: open the step again first",
        ));
    }
    if old.author == Some(caller.person) || caller.oversees() {
        Ok(())
    } else {
        Err(forbidden())
    }
}

fn own_text(person: PersonId, old: &Target) -> Result<()> {
    if old.kind != "text" {
        return Err(conflict("only a text can be changed"));
    }
    if old.redacted {
        return Err(conflict("it has been taken back"));
    }
    if old.author == Some(person) {
        Ok(())
    } else {
        Err(forbidden())
    }
}

/// As what a member of staff writes.
pub(super) fn staff_role(caller: &Caller) -> Role {
    if caller.oversees() {
        Role::Supervisor
    } else {
        Role::Advisor
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn caller(id: u128, staff: Option<StaffRole>) -> Caller {
        Caller::invented(PersonId(Uuid::from_u128(id)), staff)
    }

    fn facts(kind: ConversationKind) -> Facts {
        Facts {
            kind,
            state: ConversationState::Open,
            head: 0,
            customer: Some(PersonId(Uuid::from_u128(1))),
            watch: None,
            role: None,
            present: false,
            unseen: Vec::new(),
            in_inbox: false,
            of_case: false,
            serves_customer: false,
            merged_into: None,
        }
    }

    #[test]
    fn an_internal_log_does_not_exist_for_any_customer() {
        let mut internal = facts(ConversationKind::Internal);
        internal.role = Some(Role::Customer);
        internal.present = true;
        assert_eq!(access(&caller(1, None), &internal), None);
    }

    #[test]
    fn a_supervisor_who_takes_no_part_is_watching() {
        let access = access(
            &caller(9, Some(StaffRole::Supervisor)),
            &facts(ConversationKind::Chat),
        )
        .unwrap();
        assert!(access.watching && !access.write);
    }

    #[test]
    fn the_logs_of_a_case_are_theirs_who_work_with_it_and_who_looks_in_is_written_down() {
        use ConversationKind::{Notes, Papers, Thread};
        let (ulla, siv) = (
            caller(9, Some(StaffRole::Advisor)),
            caller(9, Some(StaffRole::Supervisor)),
        );
        for kind in [Thread, Notes, Papers] {
            let mut log = facts(kind);
            assert!(access(&siv, &log).unwrap().watching, "{kind:?}");
            // Who took part once, or looked, and no longer works with it.
            log.role = Some(Role::Advisor);
            assert_eq!(access(&ulla, &log), None, "{kind:?}");
            assert!(access(&siv, &log).unwrap().watching, "{kind:?}");
            log.present = true;
            assert_eq!(access(&siv, &log).unwrap().watching, kind == Notes);
            log.of_case = true;
            assert!(access(&ulla, &log).unwrap().write, "{kind:?}");
            assert!(!access(&siv, &log).unwrap().watching, "{kind:?}");
        }
    }

    #[test]
    fn what_was_written_while_somebody_was_put_aside_is_empty_for_them() {
        let said = |seq, content| Message {
            seq,
            client_id: signaling::protocol::ClientId(Uuid::nil()),
            author: None,
            role: Role::Customer,
            at: Timestamp::UNIX_EPOCH,
            content,
            edited: false,
        };
        let text = |words: &str| Content::Text { text: words.into() };
        let edit = |target| Content::Edit {
            target,
            text: Some("hemligt".into()),
        };
        let mut log = vec![
            said(1, text("före")),
            said(2, text("hemligt")),
            said(3, text("efter")),
            said(4, edit(2)),
            said(5, edit(3)),
            said(6, text("hemligt igen")),
        ];
        withhold(&[1, 2, 5], &mut log);
        let read: Vec<&Content> = log.iter().map(|message| &message.content).collect();
        let emptied = Content::Edit {
            target: 2,
            text: None,
        };
        let expected = [
            text("före"),
            Content::Redacted,
            text("efter"),
            emptied,
            edit(3),
        ];
        assert_eq!(read[..5], expected.iter().collect::<Vec<_>>()[..]);
        assert_eq!(read[5], &Content::Redacted);
        let before = log.clone();
        withhold(&[], &mut log);
        assert_eq!(log, before);
    }

    #[test]
    fn an_advisor_sees_nothing_of_strangers() {
        let advisor = caller(9, Some(StaffRole::Advisor));
        assert_eq!(access(&advisor, &facts(ConversationKind::Chat)), None);
        let mut served = facts(ConversationKind::Chat);
        served.serves_customer = true;
        let served = access(&advisor, &served).unwrap();
        assert!(!served.write && !served.lasting);
    }

    #[test]
    fn who_is_only_asked_about_a_customer_writes_nothing_in_the_staffs_log() {
        let advisor = caller(9, Some(StaffRole::Advisor));
        let mut internal = facts(ConversationKind::Internal);
        internal.serves_customer = true;
        assert!(!chat_policy(&advisor, &internal).write);
        internal.in_inbox = true;
        assert!(chat_policy(&advisor, &internal).write);
        let supervisor = caller(9, Some(StaffRole::Supervisor));
        assert!(chat_policy(&supervisor, &facts(ConversationKind::Internal)).write);
    }

    #[test]
    fn a_text_can_be_changed_for_a_quarter_of_an_hour() {
        let author = caller(1, None);
        let sent: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
        let old = Target {
            author: Some(author.person),
            kind: "text".into(),
            redacted: false,
            signed: false,
            handed_in: false,
            file: None,
            at: sent,
        };
        assert!(may_edit(&author, &old, sent + EDIT_FOR).is_ok());
        assert!(may_edit(&author, &old, sent + EDIT_FOR + Duration::from_secs(1)).is_err());
        assert!(may_edit(&caller(2, None), &old, sent).is_err());
    }
}
