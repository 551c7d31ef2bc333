//! What people are told of a room: their own place in it, and the host's desk that it goes on.

use jiff::Timestamp;
use signaling::protocol::{
    Event, LobbyState, LobbyView, MeetingEvent, MeetingInfo, MeetingPerson, MeetingReply,
    MeetingState, MeetingSummary, PersonId, Topic,
};

use super::Room;
use crate::{
    app::Ctx,
    meetings::{rooms::Answer, turn::ice_server},
};

impl Room {
    pub(super) fn tell(&self, person: PersonId, mut event: MeetingEvent) {
        if let MeetingEvent::Lobby { lobby } = &mut event {
            self.fill(person, lobby);
        }
        let event = Event::Meeting {
            meeting: self.id,
            event: Box::new(event),
        };
        self.app.hub.publish(Topic::Person(person), event);
    }

    /// Where one writes, for who may.
    pub(super) fn fill(&self, person: PersonId, lobby: &mut LobbyView) {
        let inside_once = self
            .state
            .person(person)
            .is_some_and(|one| one.record.inside_at.is_some());
        let belongs = match lobby.state {
            LobbyState::InRoom => true,
            LobbyState::Left => inside_once,
            LobbyState::Checking | LobbyState::Waiting | LobbyState::Called => false,
            LobbyState::Held | LobbyState::Removed => false,
        };
        // Whoever came out of the chat goes on in it.
        let of_chat = self.chat == Some(self.conversation);
        lobby.conversation = (belongs || lobby.is_host || of_chat).then_some(self.conversation);
    }

    pub(super) fn filled(&self, person: Option<PersonId>, mut reply: MeetingReply) -> MeetingReply {
        match &mut reply {
            MeetingReply::Lobby { lobby } => {
                if let Some(person) = person {
                    self.fill(person, lobby);
                }
            }
            MeetingReply::Joined {
                seat, ice_servers, ..
            } => {
                let turn = self.app.config.media.turn.iter();
                let now = self.app.clock.now();
                *ice_servers = turn.map(|turn| ice_server(turn, now, *seat)).collect();
            }
            _ => {}
        }
        reply
    }

    pub(super) fn view(&self, person: PersonId) -> Answer {
        let mut lobby = self.state.lobby_view(person);
        self.fill(person, &mut lobby);
        let for_host = lobby.is_host.then(|| {
            let panel = self.state.panel_view(self.app.clock.now());
            (Box::new(panel), Box::new(self.live.told(person)))
        });
        let (panel, quality) = for_host.unzip();
        Answer::View {
            lobby: Box::new(lobby),
            panel,
            quality,
        }
    }

    /// Tells the host how it is for the others, when something has changed.
    pub(super) fn tell_quality(&mut self) {
        let host = self.state.room().host;
        if let Some(quality) = self.live.news(self.app.clock.now(), host) {
            self.tell(host, MeetingEvent::Quality { quality });
        }
    }

    /// Who is or was in the call.
    fn list_people(&self) -> Vec<MeetingPerson> {
        let took_part = self
            .state
            .people()
            .filter(|one| one.seat.is_some() || one.record.inside_at.is_some());
        let mut people: Vec<MeetingPerson> = took_part
            .map(|one| MeetingPerson {
                person: one.record.person,
                name: one.record.name.clone(),
                is_staff: one.record.is_staff,
                inside: one.seat.is_some(),
            })
            .collect();
        people.sort_by(|a, b| a.name.cmp(&b.name));
        people
    }

    pub(super) fn summary(&self) -> MeetingSummary {
        let waiting = self
            .state
            .people()
            .filter(|one| one.record.state == LobbyState::Waiting && one.absent_since.is_none());
        let since: Vec<Timestamp> = waiting.map(|one| one.record.since).collect();
        let host = self.state.person(self.state.room().host);
        let seated = self.state.people().filter(|one| one.seat.is_some());
        MeetingSummary {
            info: MeetingInfo {
                id: self.id,
                title: self.title.clone(),
                state: MeetingState::Open,
                at: self.made_at,
                conversation: Some(self.conversation),
                customer: self.customer.clone(),
            },
            host: host.map_or_else(String::new, |host| host.record.name.clone()),
            waiting: u16::try_from(since.len()).unwrap_or(u16::MAX),
            waiting_since: since.into_iter().min(),
            in_room: u16::try_from(seated.count()).unwrap_or(u16::MAX),
            people: self.list_people(),
            chat: self.chat,
            started_at: self.state.room().started_at,
            chat_open: true,
            ended_at: None,
        }
    }
}

/// Tells a host's desk of a meeting.
pub(in crate::meetings) fn tell_summary(app: &Ctx, host: PersonId, summary: MeetingSummary) {
    let event = Event::MeetingSummary {
        summary: Box::new(summary),
    };
    app.hub.publish(Topic::Person(host), event);
}
