//! A customer whose socket is cut: comes back by the browser's back-off, resumes, sends again what has no answer.

use std::{cell::RefCell, collections::HashSet, rc::Rc};

use anyhow::{Context as _, Result, bail};
use loadtest::{BackOff, Door, Ended, Glimpse, Identity, LeanSocket};
use signaling::protocol::{
    ClientFrame, Command, ConversationId, MAX_PAGE, MessageText, Resume, Topic,
};
use tokio::{
    sync::watch,
    time::{Duration, sleep},
};

use super::{Board, Found, Phase, heartbeat};
use crate::{
    follower::{Follower, Part},
    scenarios::{chat::TEXT, pairs::enter_as_widget},
    tag::{Tag, Tags},
};

/// Sent before the cut, at the cut, and while away.
const MESSAGES: u32 = 3;
/// Before a message that was refused for now is sent again.
const AGAIN_AFTER: Duration = Duration::from_millis(100);
/// The kind of a command, in the bits of its id beside the message's number.
const SEND: u64 = 1 << 48;
const FETCH: u64 = 2 << 48;

/// Somebody who stands in line.
pub(super) struct Customer {
    index: usize,
    door: Door,
    identity: Identity,
    conversation: ConversationId,
    topic: String,
    follower: Follower,
    /// The seq of each own message; 0 until acknowledged.
    own: Vec<i64>,
    fetching: bool,
    /// A message was refused for now.
    refused: bool,
    board: Rc<RefCell<Board>>,
}

impl Customer {
    /// From the first answer to `open`.
    pub(super) fn new(
        index: usize,
        door: Door,
        identity: Identity,
        conversation: ConversationId,
        view: &[u8],
        board: Rc<RefCell<Board>>,
    ) -> Result<Self> {
        let part = Part::of(view).context("a conversation without messages")?;
        Ok(Self {
            index,
            door,
            identity,
            conversation,
            topic: Topic::Conversation(conversation).to_string(),
            follower: Follower::opened(&part),
            own: Vec::new(),
            fetching: false,
            refused: false,
            board,
        })
    }

    pub(super) fn index(&self) -> usize {
        self.index
    }

    pub(super) fn conversation(&self) -> ConversationId {
        self.conversation
    }

    /// Until told to leave.
    pub(super) async fn live(
        mut self,
        mut socket: LeanSocket,
        mut phase: watch::Receiver<Phase>,
        mut leave: watch::Receiver<bool>,
    ) -> Result<Self> {
        let mut out = Vec::new();
        self.write_new(&mut out);
        let mut beat = heartbeat();
        let mut cut = false;
        loop {
            if !out.is_empty() {
                socket.send_frames(&out).await?;
                out.clear();
            }
            tokio::select! {
                read = socket.read(|frame| self.take(frame, &mut out)) => {
                    if let Err(ended) = read {
                        socket = self.come_back_from(ended).await?;
                        self.write_unanswered(&mut out);
                    }
                }
                _ = beat.tick() => drop(socket.command(Command::Ping).await?),
                () = sleep(AGAIN_AFTER), if self.refused => {
                    self.refused = false;
                    self.write_unanswered(&mut out);
                }
                _ = phase.changed(), if !cut => {
                    if *phase.borrow_and_update() == Phase::Cut {
                        cut = true;
                        // One is on its way when the line goes dead, one is written without a line.
                        self.write_new(&mut out);
                        socket.send_frames(&out).await.ok();
                        out.clear();
                        socket.cut();
                        self.add_own();
                        socket = self.come_back().await?;
                        self.board.borrow_mut().came_back();
                        self.write_unanswered(&mut out);
                    }
                }
                _ = leave.changed() => return Ok(self),
            }
        }
    }

    /// The server closed it: as the browser, unless it says not to.
    async fn come_back_from(&mut self, ended: Ended) -> Result<LeanSocket> {
        match ended {
            Ended::Closed { code, reason } if (4100..4200).contains(&code) => {
                bail!(
                    "customer {} was told to stay away: {code} {reason}",
                    self.index
                )
            }
            Ended::Garbled(why) => bail!("customer {} got no frame of ours: {why}", self.index),
            _ => self.come_back().await,
        }
    }

    async fn come_back(&mut self) -> Result<LeanSocket> {
        let back_off = BackOff::default();
        for attempt in 0.. {
            sleep(back_off.wait(attempt, Duration::ZERO)).await;
            match self.resume().await {
                Ok(socket) => return Ok(socket),
                Err(error) if attempt > 12 => return Err(error.context("give up coming back")),
                Err(error) => {
                    tracing::debug!("customer {} is not back yet: {error:#}", self.index);
                    self.board.borrow_mut().failed_attempts += 1;
                }
            }
        }
        bail!("attempts don't end")
    }

    /// A new socket with everything followed again, from what is held.
    async fn resume(&mut self) -> Result<LeanSocket> {
        let mut socket = self.enter_again().await?;
        let from = Resume {
            conversation: self.conversation,
            after: self.follower.last(),
        };
        let view = socket.call(Command::Open { from }).await?;
        self.fetching = false;
        let part = Part::of(&view).context("a conversation without messages")?;
        self.follower.fill(&part, |_| {});
        self.note_held();
        Ok(socket)
    }

    /// A new socket as an open widget has it.
    pub(super) async fn enter_again(&self) -> Result<LeanSocket> {
        enter_as_widget(&self.door, &self.identity).await
    }

    fn take(&mut self, frame: &[u8], out: &mut Vec<u8>) {
        match Glimpse::of(frame) {
            Glimpse::Row {
                topic,
                seq,
                client_id,
            } if topic == self.topic => self.follower.row(seq, client_id, |_| {}),
            Glimpse::Head { topic, seq } if topic == self.topic => self.follower.announce(seq),
            Glimpse::Resync { topic } if topic == self.topic => {
                let from = Resume {
                    conversation: self.conversation,
                    after: self.follower.last(),
                };
                self.write_fetch(Command::Open { from }, out);
            }
            Glimpse::Done { id, seq: Some(seq) } if id & SEND != 0 => self.acknowledged(id, seq),
            Glimpse::Done { id, .. } if id & FETCH != 0 => {
                self.fetching = false;
                if let Some(part) = Part::of(frame) {
                    self.follower.fill(&part, |_| {});
                }
            }
            Glimpse::Refused { id, .. } if id & FETCH != 0 => self.fetching = false,
            // The server was busy: the same message again, until it is answered.
            Glimpse::Refused { id, .. } if id & SEND != 0 => self.refused = true,
            _ => return,
        }
        self.note_held();
        if let Some(after) = self.follower.missing().filter(|_| !self.fetching) {
            let fetch = Command::Fetch {
                conversation: self.conversation,
                after,
                limit: MAX_PAGE,
            };
            self.write_fetch(fetch, out);
        }
    }

    fn note_held(&self) {
        self.board.borrow_mut().held[self.index] = self.follower.last();
    }

    fn acknowledged(&mut self, id: u64, seq: i64) {
        let number = usize::try_from(id & u64::from(u32::MAX)).expect("32 bits are left");
        if let Some(known @ 0) = self.own.get_mut(number) {
            *known = seq;
            self.board.borrow_mut().promise(self.index, seq);
        }
    }

    /// Another message is written, and has no answer yet.
    fn add_own(&mut self) -> u32 {
        self.own.push(0);
        self.board.borrow_mut().open += 1;
        u32::try_from(self.own.len() - 1).expect("there are three")
    }

    fn write_new(&mut self, out: &mut Vec<u8>) {
        let number = self.add_own();
        self.write_send(number, out);
    }

    /// The same messages with the same ids: what was committed already is answered with its place.
    fn write_unanswered(&self, out: &mut Vec<u8>) {
        for (number, seq) in (0..).zip(&self.own) {
            if *seq == 0 {
                self.write_send(number, out);
            }
        }
    }

    fn write_send(&self, number: u32, out: &mut Vec<u8>) {
        let tags = self.board.borrow().tags;
        let cmd = Command::Send {
            conversation: self.conversation,
            client_id: tags.id(self.tag(number)).into(),
            text: MessageText::parse(TEXT.to_owned()).expect("it is a text"),
        };
        write_frame(SEND | u64::from(number), cmd, out);
    }

    fn write_fetch(&mut self, cmd: Command, out: &mut Vec<u8>) {
        self.fetching = true;
        self.board.borrow_mut().gaps += 1;
        write_frame(FETCH, cmd, out);
    }

    fn tag(&self, number: u32) -> Tag {
        let sender = u16::try_from(self.index).expect("fewer customers than ports");
        Tag { sender, number }
    }

    /// What is held against what Postgres holds from seq 1 on.
    pub(super) fn compare(&self, kept: &[u128], tags: Tags) -> Found {
        let (before, held) = self.follower.ids();
        let begin = usize::try_from(before)
            .unwrap_or(usize::MAX)
            .min(kept.len());
        let same = kept[begin..]
            .iter()
            .zip(held)
            .filter(|(a, b)| a == b)
            .count();
        let different: HashSet<&u128> = kept.iter().collect();
        let mut found = Found {
            lost: (kept.len() - begin).saturating_sub(held.len()) as u64,
            duplicated: (kept.len() - different.len()) as u64 + self.follower.repeated,
            reordered: (held.len() - same) as u64,
        };
        for number in 0..MESSAGES {
            let id = tags.id(self.tag(number)).as_u128();
            if !different.contains(&id) {
                found.lost += 1;
            }
        }
        found
    }
}

pub(super) fn write_frame(id: u64, cmd: Command, out: &mut Vec<u8>) {
    let frame = ClientFrame { id, cmd };
    let text = serde_json::to_vec(&frame).expect("a command can be written as JSON");
    LeanSocket::add_frame(out, &text);
}
