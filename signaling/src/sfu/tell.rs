//! What is still to be told of a seat. Invariant: a thing is taken off only when the channel has taken it.

use super::Said;
use super::engine::State;
use crate::protocol::{PeerSide, TrackId};
use tokio::sync::mpsc::Sender;
use tokio::sync::mpsc::error::TrySendError;

/// What changed and hasn't been told.
#[derive(Debug, Default)]
pub(super) struct Tell {
    pub offer: bool,
    pub tracks: bool,
    pub speakers: bool,
    sides: [Option<bool>; 2],
    dark: Vec<(TrackId, bool)>,
}

const fn place(side: PeerSide) -> usize {
    match side {
        PeerSide::Pub => 0,
        PeerSide::Sub => 1,
    }
}

impl Tell {
    /// A connection came up or went down.
    pub(super) const fn connection(&mut self, side: PeerSide, up: bool) {
        self.sides[place(side)] = Some(up);
    }

    /// A track went dark or came back.
    pub(super) fn darkness(&mut self, track: TrackId, dark: bool) {
        self.dark.retain(|(other, _)| *other != track);
        self.dark.push((track, dark));
    }

    /// A track is gone: nothing more is said of it.
    pub(super) fn forget(&mut self, track: TrackId) {
        self.dark.retain(|(other, _)| *other != track);
    }

    const fn is_empty(&self) -> bool {
        !self.offer
            && !self.tracks
            && !self.speakers
            && self.sides[0].is_none()
            && self.sides[1].is_none()
            && self.dark.is_empty()
    }
}

/// Whether the channel has taken it; one without a reader takes everything.
fn told(channel: &Sender<Said>, said: Said) -> bool {
    !matches!(channel.try_send(said), Err(TrySendError::Full(_)))
}

impl State {
    /// Tells what can be told now.
    pub(super) fn tell_all(&mut self) {
        for at in 0..self.order.len() {
            let seat = self.order[at];
            if !self.seats[seat].tell.is_empty() {
                self.tell_seat(seat);
            }
        }
    }

    fn tell_seat(&mut self, seat: usize) {
        let this = &self.seats[seat];
        let (channel, no) = (this.said.clone(), this.seat.no);
        if this.tell.tracks {
            let tracks = this
                .tracks
                .iter()
                .map(|track| self.tracks[*track].view())
                .collect();
            if !told(&channel, Said::Tracks { seat: no, tracks }) {
                return;
            }
        }
        self.seats[seat].tell.tracks = false;
        let this = &mut self.seats[seat];
        for side in [PeerSide::Pub, PeerSide::Sub] {
            let said = match this.tell.sides[place(side)] {
                None => continue,
                Some(true) => Said::Up { seat: no, side },
                Some(false) => Said::Down { seat: no, side },
            };
            if !told(&channel, said) {
                return;
            }
            this.tell.sides[place(side)] = None;
        }
        if this.tell.offer
            && let Some(offer) = this.subscriber.offer(no)
            && !told(&channel, offer)
        {
            return;
        }
        this.tell.offer = false;
        while let Some((track, dark)) = this.tell.dark.first().copied() {
            if !told(
                &channel,
                Said::Dark {
                    seat: no,
                    track,
                    dark,
                },
            ) {
                return;
            }
            this.tell.dark.remove(0);
        }
        if this.tell.speakers {
            let people = self
                .rooms
                .get(&this.seat.meeting)
                .map(|room| room.speakers.clone())
                .unwrap_or_default();
            if !told(&channel, Said::Speakers { people }) {
                return;
            }
        }
        self.seats[seat].tell.speakers = false;
    }
}
