//! Customers and advisors brought together by the real queue: join, offer, accept.

use std::{cell::Cell, collections::HashMap, rc::Rc};

use anyhow::{Context as _, Result, bail};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use loadtest::{Door, Identity, LeanSocket};
use signaling::protocol::{
    AdvisorState, Command, ConversationId, Event, JoinForm, PersonId, QueueId, Reply, ServerFrame,
    Topic,
};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Duration, timeout},
};
use tracing::info;

use crate::{people, run::Run};

/// A queue that doesn't match by then doesn't match.
const MEET_WITHIN: Duration = Duration::from_secs(60);
/// Sockets that are being opened at once.
const AT_ONCE: usize = 32;

/// A conversation between a customer and an advisor.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair {
    /// 0 for the first.
    pub(crate) number: u32,
    /// Among those of one socket.
    pub(crate) place: u16,
    pub(crate) conversation: ConversationId,
}

/// A socket and its conversations.
pub(crate) type Seated = (LeanSocket, Vec<Pair>);

/// Brings so many pairs together; gives a socket for each customer, and those of the advisors, who have several.
pub(crate) async fn meet(run: &Run, pairs: u32) -> Result<(Vec<Seated>, Vec<Seated>)> {
    let queue = people::queue(run).await?;
    let visitors = people::visitors(&run.api, pairs).await?;
    let advisors = people::advisors(&run.api, pairs.div_ceil(people::CAPACITY)).await?;
    info!(
        "{} advisors are signed in; {pairs} customers join",
        advisors.len()
    );

    let taken = Rc::new(Cell::new(0));
    let (all, all_taken) = watch::channel(false);
    let all = Rc::new(all);
    // Everybody is at their desk before the first customer comes, so no offer is passed over.
    let ready = stream::iter(advisors.iter().enumerate())
        .map(|(place, advisor)| enter_as_desk(run, advisor, pairs as usize + place));
    let ready: Vec<LeanSocket> = ready.buffered(AT_ONCE).try_collect().await?;
    let mut desks = JoinSet::new();
    for socket in ready {
        let desk = Desk {
            socket,
            wanted: pairs,
            taken: Rc::clone(&taken),
            all: Rc::clone(&all),
            all_taken: all_taken.clone(),
        };
        desks.spawn_local(desk.take_offers());
    }

    let joined = stream::iter(visitors.iter().enumerate())
        .map(|(index, visitor)| join(run, visitor, index, queue));
    let customers: Vec<(LeanSocket, ConversationId)> =
        joined.buffered(AT_ONCE).try_collect().await?;
    let numbers: HashMap<ConversationId, u32> =
        customers.iter().map(|(_, id)| *id).zip(0..).collect();

    let meeting = async {
        let mut staff = Vec::new();
        while let Some(ended) = desks.join_next().await {
            let (socket, conversations) = ended.context("a desk failed")??;
            let mut seats = Vec::new();
            for (place, conversation) in (0..).zip(conversations) {
                let number = numbers.get(&conversation).copied();
                seats.push(Pair {
                    number: number.context("an offer for somebody else's customer")?,
                    place,
                    conversation,
                });
            }
            staff.push((socket, seats));
        }
        anyhow::Ok(staff)
    };
    let met = timeout(MEET_WITHIN, meeting).await;
    let staff =
        met.with_context(|| format!("only {} of {pairs} customers got an advisor", taken.get()))??;
    let customers = customers.into_iter().zip(0..);
    let customers = customers.map(|((socket, conversation), number)| {
        let place = 0;
        let pair = Pair {
            number,
            place,
            conversation,
        };
        (socket, vec![pair])
    });
    Ok((customers.collect(), staff))
}

/// Opens a socket; gives who it is.
pub(crate) async fn enter(door: &Door, identity: &Identity) -> Result<(LeanSocket, PersonId)> {
    let mut socket = LeanSocket::connect(door, identity).await?;
    let hello = Command::Hello {
        token: identity.token(),
        client: signaling::protocol::ClientInfo {
            name: "loadtest".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
    };
    match people::reply(&socket.call(hello).await.context("say hello")?)? {
        Reply::Hello(hello) => Ok((socket, hello.person)),
        other => bail!("not an answer to hello: {other:?}"),
    }
}

/// A visitor as an open widget is: follows the own topic and the queues.
pub(crate) async fn enter_as_widget(door: &Door, visitor: &Identity) -> Result<LeanSocket> {
    let (mut socket, person) = enter(door, visitor).await?;
    for topic in [Topic::Person(person), Topic::Queues] {
        let subscribed = socket.call(Command::Subscribe { topic }).await;
        subscribed.with_context(|| format!("subscribe to {topic}"))?;
    }
    Ok(socket)
}

/// An advisor as an open desk is: follows the own topic and takes new conversations.
pub(crate) async fn enter_as_desk(
    run: &Run,
    advisor: &Identity,
    index: usize,
) -> Result<LeanSocket> {
    let (mut socket, person) = enter(&run.door(index), advisor).await?;
    let topic = Topic::Person(person);
    let subscribed = socket.call(Command::Subscribe { topic }).await;
    subscribed.context("subscribe to the desk")?;
    let state = AdvisorState::Available;
    let available = socket.call(Command::SetState { state }).await;
    available.context("become available")?;
    Ok(socket)
}

/// A visitor who stands in line.
pub(crate) async fn join(
    run: &Run,
    visitor: &Identity,
    index: usize,
    queue: QueueId,
) -> Result<(LeanSocket, ConversationId)> {
    let mut socket = enter_as_widget(&run.door(index), visitor).await?;
    let form = JoinForm {
        queue,
        name: format!("Kund {index}"),
        subject: String::new(),
        language: "sv".to_owned(),
    };
    let joined = socket.call(Command::Join { form }).await.context("join")?;
    match people::reply(&joined)? {
        Reply::Entry(entry) => Ok((socket, entry.conversation)),
        other => bail!("not an answer to join: {other:?}"),
    }
}

/// An advisor who takes every offer until all customers have somebody.
struct Desk {
    socket: LeanSocket,
    wanted: u32,
    taken: Rc<Cell<u32>>,
    all: Rc<watch::Sender<bool>>,
    all_taken: watch::Receiver<bool>,
}

impl Desk {
    async fn take_offers(mut self) -> Result<(LeanSocket, Vec<ConversationId>)> {
        let mut conversations = Vec::new();
        while !*self.all_taken.borrow() {
            let mut frames = Vec::new();
            tokio::select! {
                read = self.socket.read(|frame| frames.push(frame.to_vec())) => read?,
                changed = self.all_taken.changed() => changed?,
            }
            for frame in frames {
                self.take(&frame, &mut conversations).await?;
            }
        }
        Ok((self.socket, conversations))
    }

    async fn take(&mut self, frame: &[u8], conversations: &mut Vec<ConversationId>) -> Result<()> {
        match serde_json::from_slice(frame) {
            Ok(ServerFrame::Event {
                event: Event::Offer { offer },
                ..
            }) => {
                let entry = offer.entry;
                self.socket.command(Command::Accept { entry }).await?;
            }
            Ok(ServerFrame::Reply {
                ok: Some(Reply::DeskEntry(entry)),
                ..
            }) => {
                conversations.push(entry.conversation);
                self.taken.set(self.taken.get() + 1);
                if self.taken.get() == self.wanted {
                    self.all.send_replace(true);
                }
            }
            Ok(ServerFrame::Reply {
                error: Some(error), ..
            }) => bail!("an offer could not be taken: {error}"),
            _ => {}
        }
        Ok(())
    }
}
