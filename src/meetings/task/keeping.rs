//! What of a room is kept in Postgres, and when: with each change, or as soon as it can be.

use signaling::{
    protocol::{LobbyState, MeetingId, Notice, PersonId, QualityMinute, Role, Topic},
    room::{Ending, Input, PersonRecord},
};

use super::{Goes, Room, telling::tell_summary};
use crate::{
    app::Ctx,
    conversations::{self, Party},
    error::{Error, Result},
    meetings::store,
};

impl Room {
    /// False when another node has taken the room.
    pub(super) async fn save(&mut self, ended: Option<Ending>) -> Result<bool> {
        if self.unsaved.is_empty() && !self.unsaved_room && ended.is_none() {
            return Ok(true);
        }
        let now = self.app.clock.now();
        let mut tx = self.app.db.begin().await?;
        // Always: it is what tells whether the room is still ours.
        if !store::save_room(&mut tx, self.id, self.state.room()).await? {
            return Ok(false);
        }
        let people: Vec<&PersonRecord> = self.unsaved.values().collect();
        store::save_people(&mut tx, self.id, &people).await?;
        let mut out = Vec::new();
        for one in people {
            if !one.is_staff && !one.name.is_empty() {
                store::name_visitor(&mut tx, one.person, &one.name).await?;
            }
            if self.chat == Some(self.conversation) {
                // The chat's people are the chat's.
                continue;
            }
            match one.state {
                LobbyState::InRoom => {
                    let party = party(one);
                    conversations::add_participant(&mut tx, self.conversation, party, now).await?;
                }
                LobbyState::Held if one.person != self.state.room().host => {
                    let (log, person) = (self.conversation, one.person);
                    if conversations::put_aside(&mut tx, log, person, now).await? {
                        out.push(person);
                    }
                }
                LobbyState::Waiting | LobbyState::Called | LobbyState::Removed
                    if one.person != self.state.room().host =>
                {
                    let (log, person) = (self.conversation, one.person);
                    if conversations::end_participation(&mut tx, log, person, now).await? {
                        out.push(person);
                    }
                }
                _ => {}
            }
        }
        if let Some(ending) = ended
            && !store::end_room(&mut tx, self.id, self.state.room().epoch, ending).await?
        {
            return Ok(false);
        }
        tx.commit().await?;
        self.unsaved.clear();
        self.unsaved_room = false;
        if !out.is_empty() {
            let topic = Topic::Conversation(self.conversation);
            self.app.hub.expel(vec![topic], out);
        }
        Ok(true)
    }

    /// Looks whether other nodes' sockets are alive, and stores what it could not.
    pub(super) async fn look(&mut self) -> Goes {
        let nodes: Vec<_> = self.state.nodes().into_iter().collect();
        let others: Vec<_> = nodes
            .into_iter()
            .filter(|node| *node != self.app.node)
            .collect();
        let dead = match others.is_empty() {
            true => Vec::new(),
            false => {
                let read = async {
                    let mut conn = self.app.db.acquire().await?;
                    store::dead_nodes(&mut conn, &others, self.app.clock.now()).await
                };
                // A database that is away says nothing about nodes.
                read.await.unwrap_or_default()
            }
        };
        for node in dead {
            if self.apply(Input::NodeGone { node }).await.1 == Goes::Out {
                return Goes::Out;
            }
        }
        if self.unsaved.is_empty() && !self.unsaved_room {
            self.tell_quality();
            return Goes::On;
        }
        self.apply(Input::Tick).await.1
    }

    /// Another node may go on at once.
    pub(super) async fn give_back(&mut self) {
        let given = async {
            if !self.save(None).await? {
                return Ok(());
            }
            let mut conn = self.app.db.acquire().await?;
            store::give_back(&mut conn, self.id, self.state.room().epoch).await
        };
        if let Err(error) = given.await {
            tracing::warn!(meeting.id = %self.id, error = %error, "a room was not given back; it moves when this node's lease passes");
        }
    }

    /// The meeting is over: its logs say so, lists too.
    pub(super) async fn finish(&mut self, ending: Ending) {
        let minutes = self.gathering.finish();
        self.keep_quality(&minutes).await;
        let lasted = ending
            .started_at
            .map(|at| ending.ended_at.duration_since(at).as_secs());
        let told = async {
            let mut tx = self.app.db.begin().await?;
            let mut messages = Vec::new();
            if let Some(lasted_s) = lasted {
                let mut logs = vec![self.conversation];
                logs.extend(self.chat.filter(|chat| *chat != self.conversation));
                for log in logs {
                    let notice = Notice::MeetingEnded {
                        meeting: self.id,
                        lasted_s,
                    };
                    let row = conversations::append_notice(&mut tx, &self.app, log, notice).await?;
                    messages.push((log, row));
                }
            }
            let summary = store::load_summary(&mut tx, self.id, self.app.clock.now()).await?;
            tx.commit().await?;
            Ok::<_, Error>((messages, summary))
        };
        match told.await {
            Ok((messages, summary)) => {
                for (log, message) in messages {
                    self.app.hub.publish_message(log, message);
                }
                tell_summary(&self.app, self.state.room().host, summary);
            }
            Err(error) => {
                tracing::warn!(meeting.id = %self.id, error = %error, "a meeting's end was not written in its log");
            }
        }
    }

    pub(super) async fn keep_quality(&self, minutes: &[(PersonId, QualityMinute)]) {
        keep_quality(&self.app, self.id, minutes).await;
    }
}

pub(super) async fn keep_quality(
    app: &Ctx,
    meeting: MeetingId,
    minutes: &[(PersonId, QualityMinute)],
) {
    if let Err(error) = store::save_quality(&app.db, meeting, minutes).await {
        tracing::warn!(meeting.id = %meeting, error = %error, "how a minute went was not kept");
    }
}

fn party(one: &PersonRecord) -> Party {
    Party {
        person: one.person,
        role: match one.is_staff {
            true => Role::Advisor,
            false => Role::Customer,
        },
    }
}
