//! What waits in the inbox, and what has been answered from it.

use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use signaling::protocol::{ConversationState, InboxState, LeftMessageId, Notice, Role};

use super::{
    customers::CUSTOMERS,
    dialogues::{LEFT, Left},
    logs::{self, Logs, Rows, uuid_at},
    past::Teller,
    store::{self, NewLeft},
};

impl Teller<'_> {
    /// Each some hours older than the one before.
    pub(super) async fn left_messages(&mut self) -> Result<()> {
        for (number, left) in (0..).zip(&LEFT) {
            let hours_ago = SignedDuration::from_hours(number * 15 + 2);
            self.leave_message(left, self.now - hours_ago).await?;
        }
        Ok(())
    }

    async fn leave_message(&mut self, left: &Left, at: Timestamp) -> Result<()> {
        let Left {
            queue,
            language,
            text,
            callback,
            state,
            answer,
        } = *left;
        let queue = self.business.queue(queue);
        let reachable: Vec<_> = CUSTOMERS
            .iter()
            .filter(|customer| {
                let is_reachable = callback.is_none() || customer.phone.is_some();
                customer.language == language && customer.email.is_some() && is_reachable
            })
            .collect();
        let customer = self.customer(&reachable, at).await?;
        let advisor = self.advisor(queue, language);
        let taken_by = (state != InboxState::New).then_some(advisor.id);
        let mut state_at = at;
        let mut rows = Rows::default();
        let client_id = rows.text(at, customer, Role::Customer, text);
        if callback.is_some() {
            rows.notice(at, &Notice::CallbackAsked)?;
        }
        if taken_by.is_some() {
            state_at = at + SignedDuration::from_mins(50);
            let name = advisor.name.to_owned();
            rows.notice(
                state_at,
                &Notice::Joined {
                    person: advisor.id,
                    name,
                    role: Role::Advisor,
                },
            )?;
        }
        if let Some(answer) = answer {
            state_at += SignedDuration::from_mins(4);
            rows.text(state_at, advisor.id, Role::Advisor, answer);
        }
        let is_closed = state == InboxState::Closed;
        if is_closed {
            state_at += SignedDuration::from_hours(1);
            rows.notice(
                state_at,
                &Notice::Ended {
                    by: Some(advisor.id),
                },
            )?;
        }
        let both = Logs {
            queue,
            subject: "",
            customer,
            advisor: taken_by,
            state: if is_closed {
                ConversationState::Ended
            } else {
                ConversationState::Open
            },
            watch: "left",
            at,
            rows,
            notes: Rows::default(),
        };
        let conversation = logs::write(self.connection, both).await?;
        let id = LeftMessageId(uuid_at(at));
        let queue = queue.id;
        let left = NewLeft {
            id,
            queue,
            conversation,
            customer,
            client_id,
            state,
            text,
            callback,
            taken_by,
            at,
            state_at,
        };
        store::create_left(self.connection, &left).await
    }
}
