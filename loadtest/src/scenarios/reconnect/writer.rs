//! The supervisor who goes on writing while the customers' sockets are cut.

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use anyhow::{Context as _, Result, bail};
use loadtest::{Glimpse, LeanSocket};
use signaling::protocol::{Command, ConversationId, MessageText};
use tokio::{
    sync::watch,
    time::{Duration, Instant, sleep_until},
};

use super::{ANSWERED, Board, Phase, RATE, customer::write_frame, heartbeat};
use crate::{
    people,
    run::Run,
    scenarios::{chat::TEXT, pairs},
    schedule::Paced,
    tag::Tag,
};

/// Beyond the customers' numbers.
const SENDER: u16 = u16::MAX;
/// The kind of a command, in the bits of its id.
const SEND: u64 = 1 << 48;

/// A message that was acknowledged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    pub(super) customer: usize,
    pub(super) tag: Tag,
    pub(super) seq: i64,
}

/// The supervisor.
pub(super) struct Writer {
    socket: LeanSocket,
    conversations: Vec<ConversationId>,
    board: Rc<RefCell<Board>>,
    /// By number: to which customer.
    asked: HashMap<u32, usize>,
    said: Vec<Said>,
    next: u32,
}

impl Writer {
    /// Takes part in the first of the conversations.
    pub(super) async fn enter(
        run: &Run,
        conversations: &[ConversationId],
        board: Rc<RefCell<Board>>,
    ) -> Result<Self> {
        let supervisor = people::supervisor(&run.api).await?;
        let (mut socket, _) = pairs::enter(&run.door(0), &supervisor).await?;
        let conversations = conversations[..conversations.len().min(ANSWERED)].to_vec();
        for conversation in conversations.iter().copied() {
            let joined = socket
                .call(Command::JoinConversation { conversation })
                .await;
            joined.context("the supervisor joins a conversation")?;
        }
        Ok(Self {
            socket,
            conversations,
            board,
            asked: HashMap::new(),
            said: Vec::new(),
            next: 0,
        })
    }

    /// Writes by the clock to one after the other until it is over, and waits for the last answers.
    pub(super) async fn write(mut self, mut phase: watch::Receiver<Phase>) -> Result<Vec<Said>> {
        let mut paced = Paced::new(Instant::now(), Duration::from_secs_f64(1.0 / RATE));
        let mut beat = heartbeat();
        let mut over = false;
        loop {
            if over && self.asked.is_empty() {
                return Ok(self.said);
            }
            let mut frames = Vec::new();
            tokio::select! {
                read = self.socket.read(|frame| frames.push(frame.to_vec())) => read?,
                () = sleep_until(paced.due()), if !over => {
                    let mut out = Vec::new();
                    while paced.take(Instant::now()).is_some() {
                        self.write_next(&mut out);
                    }
                    self.socket.send_frames(&out).await?;
                }
                _ = beat.tick() => drop(self.socket.command(Command::Ping).await?),
                _ = phase.changed(), if !over => over = *phase.borrow_and_update() == Phase::Over,
            }
            for frame in frames {
                self.take(&frame)?;
            }
        }
    }

    fn write_next(&mut self, out: &mut Vec<u8>) {
        let number = self.next;
        self.next += 1;
        let customer = number as usize % self.conversations.len();
        self.asked.insert(number, customer);
        let mut board = self.board.borrow_mut();
        board.open += 1;
        let tag = Tag {
            sender: SENDER,
            number,
        };
        let cmd = Command::Send {
            conversation: self.conversations[customer],
            client_id: board.tags.id(tag).into(),
            text: MessageText::parse(TEXT.to_owned()).expect("it is a text"),
        };
        write_frame(SEND | u64::from(number), cmd, out);
    }

    fn take(&mut self, frame: &[u8]) -> Result<()> {
        match Glimpse::of(frame) {
            Glimpse::Done { id, seq: Some(seq) } if id & SEND != 0 => {
                let number = u32::try_from(id & u64::from(u32::MAX))?;
                if let Some(customer) = self.asked.remove(&number) {
                    let tag = Tag {
                        sender: SENDER,
                        number,
                    };
                    self.said.push(Said { customer, tag, seq });
                    self.board.borrow_mut().promise(customer, seq);
                }
            }
            Glimpse::Refused { id, code, .. } if id & SEND != 0 => {
                bail!("the supervisor's message was refused: {code}")
            }
            _ => {}
        }
        Ok(())
    }
}
