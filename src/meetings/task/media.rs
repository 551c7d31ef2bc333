//! Between a room and its media: which seats the engine knows, what they ask of it, what it says.

use std::time::Duration;

use jiff::SignedDuration;
use signaling::{
    protocol::{
        ErrorCode, Generation, LobbyState, MeetingEvent, MeetingReply, MeetingVerb, PeerSide,
        PersonId, SeatNo,
    },
    room::{Input, MediaDo},
    sfu::{Fault, Said, Seat},
};

use super::{Goes, Reply, Room, keeping::keep_quality, send};
use crate::{
    error::{Error, Result, conflict, forbidden, rate_limited, told, unavailable},
    meetings::rooms::Answer,
};

/// One person tries the network once in this time.
const TRY_EVERY: SignedDuration = SignedDuration::from_secs(1);

impl Room {
    pub(super) async fn carry_out(&mut self, media: MediaDo) {
        match media {
            // By its first verb.
            MediaDo::Sit { .. } => {}
            MediaDo::Rise { person, seat } => {
                self.apart.retain(|apart| *apart != seat);
                if self.opened.remove(&seat).is_some() {
                    self.app.media.rise(self.seat(person, seat));
                }
                self.live.forget(person);
                if let Some(minute) = self.gathering.finish_one(person) {
                    self.keep_quality(&[minute]).await;
                }
            }
            MediaDo::SetApart {
                person,
                seat,
                apart,
            } => {
                self.apart.retain(|one| *one != seat);
                if apart {
                    self.apart.push(seat);
                }
                if self.opened.contains_key(&seat) {
                    self.app.media.set_apart(self.seat(person, seat), apart);
                }
            }
        }
    }

    pub(super) fn seat(&self, person: PersonId, no: SeatNo) -> Seat {
        Seat {
            meeting: self.id,
            no,
            person,
        }
    }

    /// Opens the seat in the media engine unless it is.
    pub(super) fn open_seat(&mut self, person: PersonId, no: SeatNo) -> Seat {
        let seat = self.seat(person, no);
        if self.opened.insert(no, person).is_none() {
            self.app.media.sit(seat, self.said.clone());
            if self.apart.contains(&no) {
                self.app.media.set_apart(seat, true);
            }
        }
        seat
    }

    pub(super) fn media_verb(&mut self, person: PersonId, verb: MeetingVerb, reply: Reply) {
        if let MeetingVerb::Try { sdp } = verb {
            return self.try_network(person, sdp, reply);
        }
        if self.state.person(person).is_none() {
            return send(reply, Err(forbidden()));
        }
        let Some(no) = verb.seat().filter(|no| self.state.sits(person, *no)) else {
            let message = "this seat is no longer yours: join again";
            return send(reply, Err(conflict(message)));
        };
        let seat = self.open_seat(person, no);
        let media = self.app.media.clone();
        match verb {
            MeetingVerb::PubOffer {
                generation,
                sdp,
                tracks,
                ..
            } => {
                let answering = async move {
                    let sdp = media.publish(seat, generation, sdp, tracks).await;
                    let answer = sdp.map(|sdp| MeetingReply::Answer { generation, sdp });
                    send(reply, answered(answer));
                };
                self.app.lifecycle.spawn_connection(answering);
                return;
            }
            MeetingVerb::SubAnswer {
                generation, sdp, ..
            } => {
                let taking = async move {
                    let done = media.answered(seat, generation, sdp).await;
                    let done = match done {
                        // A newer offer is on its way: what is answered late is let pass.
                        Err(Fault::Stale) => Ok(()),
                        done => done,
                    };
                    send(reply, answered(done.map(|()| MeetingReply::Done)));
                };
                self.app.lifecycle.spawn_connection(taking);
                return;
            }
            MeetingVerb::SubRestart { fresh, .. } => media.restart(seat, fresh),
            MeetingVerb::Mute { mid, muted, .. } => media.mute(seat, mid, muted),
            MeetingVerb::Want { wanted, .. } => media.want(seat, wanted),
            MeetingVerb::Quality { digest, .. } => {
                let now = self.app.clock.now();
                self.live.take(now, person, digest);
                self.tell_quality();
                if let Some(minute) = self.gathering.take(now, person, digest) {
                    let (app, id) = (self.app.clone(), self.id);
                    let keeping = async move { keep_quality(&app, id, &[minute]).await };
                    self.app.lifecycle.spawn_connection(keeping);
                }
            }
            // An ICE-lite server answers whoever asks: nothing is to be done with a client's candidates.
            _ => {}
        }
        send(reply, Ok(Answer::Reply(Box::new(MeetingReply::Done))));
    }

    pub(super) fn try_network(&mut self, person: PersonId, sdp: String, reply: Reply) {
        let now = self.app.clock.now();
        let is_out = |state: LobbyState| state == LobbyState::Removed;
        if self
            .state
            .person(person)
            .is_none_or(|one| is_out(one.record.state))
        {
            return send(reply, Err(forbidden()));
        }
        self.tried.retain(|_, at| now < *at + TRY_EVERY);
        if self.tried.insert(person, now).is_some() {
            return send(reply, Err(rate_limited(Duration::from_secs(1))));
        }
        let media = self.app.media.clone();
        let trying = async move {
            let sdp = media.attempt(sdp).await;
            let generation = Generation(1);
            let answer = sdp.map(|sdp| MeetingReply::Answer { generation, sdp });
            send(reply, answered(answer));
        };
        self.app.lifecycle.spawn_connection(trying);
    }

    pub(super) async fn hear(&mut self, said: Said) -> Goes {
        match said {
            Said::Offer {
                seat,
                generation,
                sdp,
                lines,
                fresh,
            } => self.tell_seat(
                seat,
                MeetingEvent::SubOffer {
                    seat,
                    generation,
                    sdp,
                    lines,
                    fresh,
                },
            ),
            Said::Tracks { seat, tracks } => {
                return self.apply(Input::Tracks { seat, tracks }).await.1;
            }
            Said::Up { .. } => {}
            Said::Down { seat, side } => match (side, self.opened.get(&seat)) {
                (PeerSide::Pub, _) => self.tell_seat(seat, MeetingEvent::PubRestart { seat }),
                (PeerSide::Sub, Some(person)) => {
                    self.app.media.restart(self.seat(*person, seat), false);
                }
                (PeerSide::Sub, None) => {}
            },
            Said::Dark { seat, track, dark } => {
                self.tell_seat(seat, MeetingEvent::Dark { seat, track, dark });
            }
            Said::Speakers { people } => {
                for one in self.state.people().filter(|one| one.is_in_call()) {
                    let people = people.clone();
                    self.tell(one.record.person, MeetingEvent::Speakers { people });
                }
            }
        }
        Goes::On
    }

    pub(super) fn tell_seat(&self, seat: SeatNo, event: MeetingEvent) {
        if let Some(person) = self.opened.get(&seat) {
            self.tell(*person, event);
        }
    }

    pub(super) fn close(&mut self) {
        for (no, person) in std::mem::take(&mut self.opened) {
            self.app.media.rise(self.seat(person, no));
        }
    }
}

pub(super) fn is_of_media(verb: &MeetingVerb) -> bool {
    verb.seat().is_some() || matches!(verb, MeetingVerb::Try { .. })
}

fn answered(answer: std::result::Result<MeetingReply, Fault>) -> Result<Answer> {
    match answer {
        Ok(reply) => Ok(Answer::Reply(Box::new(reply))),
        Err(fault) => Err(refusal(fault)),
    }
}

fn refusal(fault: Fault) -> Error {
    let code = match fault {
        Fault::Stale | Fault::NotThere => ErrorCode::Conflict,
        Fault::TooLarge | Fault::TooManyLines => ErrorCode::TooLarge,
        Fault::Busy | Fault::Stopped => return unavailable(),
        _ => ErrorCode::Invalid,
    };
    told(code, fault.to_string())
}
