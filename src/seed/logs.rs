//! A chat and the staff's log beside it, as they grow and as they are written.

use anyhow::Result;
use jiff::Timestamp;
use signaling::protocol::{ConversationId, ConversationState, Notice, PersonId, Role};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    business::Queue,
    store::{self, NewLog, Row, Said},
};
use crate::clock::{Clock, ManualClock};

/// A chat and the staff's log beside it.
pub(super) struct Logs<'a> {
    pub(super) queue: &'a Queue,
    pub(super) subject: &'static str,
    pub(super) customer: PersonId,
    pub(super) advisor: Option<PersonId>,
    pub(super) state: ConversationState,
    pub(super) watch: &'static str,
    pub(super) at: Timestamp,
    pub(super) rows: Rows,
    pub(super) notes: Rows,
}

/// Writes both.
pub(super) async fn write(connection: &mut PgConnection, logs: Logs<'_>) -> Result<ConversationId> {
    let Logs {
        queue,
        subject,
        customer,
        advisor,
        state,
        watch,
        at,
        rows,
        notes,
    } = logs;
    let chat = ConversationId(uuid_at(at));
    let staff: Vec<_> = advisor
        .map(|advisor| (advisor, Role::Advisor))
        .into_iter()
        .collect();
    let all: Vec<_> = [(customer, Role::Customer)]
        .into_iter()
        .chain(staff.iter().copied())
        .collect();
    let log = NewLog {
        id: chat,
        parent: None,
        customer: Some(customer),
        queue: queue.id,
        subject,
        state,
        watch,
        at,
        parties: &all,
        rows: &rows.0,
    };
    store::create_log(&mut *connection, &log).await?;
    let internal = NewLog {
        id: ConversationId(uuid_at(at)),
        parent: Some(chat),
        customer: None,
        subject: "",
        state: ConversationState::Open,
        watch: "none",
        parties: &staff,
        rows: &notes.0,
        ..log
    };
    store::create_log(connection, &internal).await?;
    Ok(chat)
}

/// A log as it grows.
#[derive(Default)]
pub(super) struct Rows(Vec<Row>);

impl Rows {
    /// Gives the sender's id of it.
    pub(super) fn text(&mut self, at: Timestamp, author: PersonId, role: Role, text: &str) -> Uuid {
        let client_id = uuid_at(at);
        self.0.push(Row {
            client_id,
            at,
            author: Some(author),
            role,
            said: Said::Text(text.to_owned()),
        });
        client_id
    }

    /// Something that happened.
    pub(super) fn notice(&mut self, at: Timestamp, notice: &Notice) -> Result<()> {
        let said = Said::Notice(serde_json::to_value(notice)?);
        self.0.push(Row {
            client_id: uuid_at(at),
            at,
            author: None,
            role: Role::System,
            said,
        });
        Ok(())
    }
}

/// An id as it would have been made then.
pub(super) fn uuid_at(then: Timestamp) -> Uuid {
    Clock::Manual(ManualClock::at(then)).uuid()
}
