//! The media engine: takes every person's sound and picture in and passes them on to the others of the meeting.
//!
//! One thread, "media", owns all state and does all work; [`Engine`] is a handle that sends it commands. Each seat has
//! two connections: in `pub` the client offers what it sends, in `sub` the engine offers what the others send. The
//! engine is ICE-lite and the DTLS server, on one port for all. It must never wait for anybody but the network. When it
//! finds a fault of its own it forgets every call and goes on, and [`Engine::lives`] tells those whose calls they were.
//! No other module names the library that DTLS, SRTP and cryptography come from.

mod control;
mod demux;
mod dtls;
mod engine;
mod figures;
mod forward;
mod ice;
mod io;
mod keyframes;
mod layers;
mod nack;
mod peer;
mod publish;
mod rewrite;
mod rtcp;
mod rtp;
mod sdp;
mod speakers;
mod subscribe;
mod tcp;
mod tell;
#[cfg(test)]
mod tests;

pub use figures::{Dropped, Figures};

use crate::protocol::{
    Generation, PeerSide, SeatNo, SubLine, TrackId, TrackOffer, TrackView, Wanted,
};
use crate::protocol::{MeetingId, PersonId};
use engine::Command;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};

/// Where the engine listens.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The port, of UDP and of TCP; 0 for any that is free.
    pub port: u16,
    /// The addresses to listen at, wildcards among them.
    pub bind: Vec<IpAddr>,
    /// The addresses that clients are told; empty for the bound ones.
    pub announced: Vec<Announced>,
}

/// An address that clients are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Announced {
    /// The address.
    pub ip: IpAddr,
    /// Its port, where it is another than the one listened at.
    pub port: Option<u16>,
}

/// One stay of one person in one meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Seat {
    /// The meeting.
    pub meeting: MeetingId,
    /// The stay.
    pub no: SeatNo,
    /// Who.
    pub person: PersonId,
}

/// What the engine tells of a seat. All of it is state: what finds the channel full is told again as it then is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// What the client is to answer.
    Offer {
        /// Of this seat.
        seat: SeatNo,
        /// Its number.
        generation: Generation,
        /// The offer, candidates in it.
        sdp: String,
        /// What its lines carry.
        lines: Vec<SubLine>,
        /// Whether it is for a connection made anew.
        fresh: bool,
    },
    /// All that a seat publishes now.
    Tracks {
        /// The seat.
        seat: SeatNo,
        /// Its tracks.
        tracks: Vec<TrackView>,
    },
    /// A connection carries media.
    Up {
        /// Of this seat.
        seat: SeatNo,
        /// Which.
        side: PeerSide,
    },
    /// Nothing was heard on a connection for 10 s, or it was never made.
    Down {
        /// Of this seat.
        seat: SeatNo,
        /// Which.
        side: PeerSide,
    },
    /// A track that isn't muted brings nothing, or does again.
    Dark {
        /// Who should see it.
        seat: SeatNo,
        /// The track.
        track: TrackId,
        /// Whether it is dark.
        dark: bool,
    },
    /// Who speaks, loudest first. Told once to each channel, however many seats of the meeting share it.
    Speakers {
        /// Who.
        people: Vec<PersonId>,
    },
}

/// Why something can't be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A newer description has taken its place.
    #[error("the description belongs to an older generation")]
    Stale,
    /// Nobody sits there, or nothing was offered.
    #[error("there is no such seat or offer")]
    NotThere,
    /// Longer than [`MAX_SDP_BYTES`](crate::protocol::MAX_SDP_BYTES).
    #[error("the description is too large")]
    TooLarge,
    /// More than [`MAX_LINES`](crate::protocol::MAX_LINES).
    #[error("the description has too many media lines")]
    TooManyLines,
    /// `a=ice-ufrag` or `a=ice-pwd` is missing.
    #[error("the description has no ICE credentials")]
    NoIce,
    /// `a=fingerprint` with SHA-256 is missing.
    #[error("the description has no SHA-256 fingerprint")]
    NoFingerprint,
    /// A line has neither Opus nor VP8, or doesn't multiplex RTCP.
    #[error("a media line shares no codec with the server")]
    NothingShared,
    /// A person has one microphone, one camera, one screen and its sound.
    #[error("two lines of the description carry the same source")]
    Twice,
    /// The client insists on being the DTLS server, which is the engine.
    #[error("the client must begin the DTLS handshake")]
    Role,
    /// Not a description, or not one that fits.
    #[error("the description can't be understood")]
    Unreadable,
    /// Too many trials are under way.
    #[error("the media engine has too much to do")]
    Busy,
    /// The engine has ended, or can't make a connection.
    #[error("the media engine has stopped")]
    Stopped,
}

/// Commands that wait for the media thread. When it is full the caller waits for the thread, which waits for nobody.
const COMMANDS: usize = 1024;
/// The thread answers in well under a millisecond; after this it is taken as gone.
const ANSWER: Duration = Duration::from_secs(5);

/// A handle of the media engine; the thread ends when the last one is gone.
#[derive(Debug, Clone)]
pub struct Engine {
    commands: SyncSender<Command>,
    waker: Arc<mio::Waker>,
    addresses: Arc<[SocketAddr]>,
    lives: watch::Receiver<u32>,
}

impl Engine {
    /// Opens the sockets, makes a certificate and starts the thread.
    ///
    /// # Errors
    ///
    /// When an address can't be bound or the thread can't be started.
    pub fn start(settings: Settings) -> std::io::Result<Self> {
        let (commands, receiver) = sync_channel(COMMANDS);
        let (begins, lives) = watch::channel(0);
        let (waker, addresses) = engine::start(&settings, receiver, begins)?;
        Ok(Self {
            commands,
            waker,
            addresses,
            lives,
        })
    }

    /// Ends the thread and all connections.
    pub fn stop(&self) {
        self.command(Command::Stop);
    }

    /// Forgets every seat, as after a fault: a drill.
    pub fn begin_anew(&self) {
        self.command(Command::BeginAnew);
    }

    /// Changes each time every seat is forgotten; whoever has any must open them again. Closed when the thread has ended.
    pub fn lives(&self) -> watch::Receiver<u32> {
        let mut lives = self.lives.clone();
        // What was before whoever asks is no news to them.
        lives.mark_unchanged();
        lives
    }

    /// Whether the thread is there.
    pub fn is_running(&self) -> bool {
        self.lives.has_changed().is_ok()
    }

    /// The addresses that clients are told.
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.addresses.to_vec()
    }

    /// Opens a seat; one that is open goes on with the new channel.
    pub fn sit(&self, seat: Seat, said: mpsc::Sender<Said>) {
        self.command(Command::Sit { seat, said });
    }

    /// Answers what a client offers to send. The same generation again gets the same answer.
    ///
    /// # Errors
    ///
    /// What is wrong with the offer.
    pub async fn publish(
        &self,
        seat: Seat,
        generation: Generation,
        sdp: String,
        tracks: Vec<TrackOffer>,
    ) -> Result<String, Fault> {
        self.ask(|reply| Command::Publish {
            seat,
            generation,
            sdp,
            tracks,
            reply,
        })
        .await
    }

    /// Takes a client's answer to the offer of this generation.
    ///
    /// # Errors
    ///
    /// What is wrong with the answer; the offer then still waits for one.
    pub async fn answered(
        &self,
        seat: Seat,
        generation: Generation,
        sdp: String,
    ) -> Result<(), Fault> {
        self.ask(|reply| Command::Answered {
            seat,
            generation,
            sdp,
            reply,
        })
        .await
    }

    /// Answers a trial of the network; its connection ends by itself after 15 s.
    ///
    /// # Errors
    ///
    /// What is wrong with the offer.
    pub async fn attempt(&self, sdp: String) -> Result<String, Fault> {
        self.ask(|reply| Command::Attempt { sdp, reply }).await
    }

    /// Makes a `sub` offer with new ICE credentials; with `fresh`, for a connection made anew.
    pub fn restart(&self, seat: Seat, fresh: bool) {
        self.command(Command::Restart { seat, fresh });
    }

    /// Notes that the track on a line of the seat's offer is silent or dark, or no longer.
    pub fn mute(&self, seat: Seat, mid: String, muted: bool) {
        self.command(Command::Mute { seat, mid, muted });
    }

    /// Puts a seat aside: it neither sends to others nor gets anything.
    pub fn set_apart(&self, seat: Seat, apart: bool) {
        self.command(Command::SetApart { seat, apart });
    }

    /// Notes how large tracks are shown.
    pub fn want(&self, seat: Seat, wanted: Vec<Wanted>) {
        self.command(Command::Want { seat, wanted });
    }

    /// Closes a seat: everything of it is gone.
    pub fn rise(&self, seat: Seat) {
        self.command(Command::Rise { seat });
    }

    /// How things are, after all commands before; all zeroes when the engine has ended.
    pub fn figures(&self) -> Figures {
        let (reply, answer) = sync_channel(1);
        self.command(Command::Figures { reply });
        answer.recv_timeout(ANSWER).unwrap_or_default()
    }

    async fn ask<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<Result<T, Fault>>) -> Command,
    ) -> Result<T, Fault> {
        let (reply, answer) = oneshot::channel();
        self.command(command(reply));
        match tokio::time::timeout(ANSWER, answer).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(_) => Err(Fault::Stopped),
        }
    }

    fn command(&self, command: Command) {
        // A thread that has ended takes nothing, and needs no waking.
        if self.commands.send(command).is_ok() && self.waker.wake().is_err() {
            tracing::error!("the media thread can't be woken");
        }
    }
}
