//! Rooms full of callers: a host who invites and opens, guests who come by the link.

use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use futures_util::{StreamExt as _, TryStreamExt as _, future::try_join_all, stream};
use loadtest::{
    Client, Identity, Options,
    caller::{Caller, Path, Recording, Start},
};
use signaling::protocol::{
    Command, Event, LobbyState, MeetingDoor, MeetingEvent, MeetingId, MeetingVerb, PanelView, Reply,
};
use tokio::time::{Duration, timeout};

use super::Load;
use crate::{people, run::Run};

/// Rooms that are being filled at once; the rest wait.
const AT_ONCE: usize = 8;
/// A server that lets nobody in for so long is at its end.
const FILLED_WITHIN: Duration = Duration::from_secs(60);

/// A meeting, with people who have opened it and may take their seats.
pub(super) struct Room {
    meeting: MeetingId,
    link: String,
    host: Client,
    guests: Vec<Client>,
    /// The number of its first caller.
    first: u16,
}

/// What callers of a run have in common.
#[derive(Clone)]
pub(super) struct Stage {
    pub(super) recording: Arc<Recording>,
    pub(super) path: Path,
    pub(super) height: u16,
}

/// Makes rooms; nobody sits yet.
pub(super) async fn open(run: &Run, load: &Load, rooms: u32) -> Result<Vec<Room>> {
    let hosts = people::advisors(&run.api, rooms).await?;
    let guests = people::visitors(&run.api, rooms * (load.people - 1)).await?;
    let guests = guests.chunks((load.people - 1).max(1) as usize);
    let mut guests: Vec<Vec<Identity>> = guests.map(<[_]>::to_vec).collect();
    guests.resize(rooms as usize, Vec::new());
    let all = hosts.into_iter().zip(guests).enumerate();
    let opened = stream::iter(all).map(|(number, (host, guests))| async move {
        let first = u16::try_from(number * load.people as usize);
        let first = first.context("there are more callers than numbers")?;
        open_one(run, first, host, guests).await
    });
    opened.buffered(AT_ONCE).try_collect().await
}

async fn open_one(run: &Run, first: u16, host: Identity, guests: Vec<Identity>) -> Result<Room> {
    let connect = async |identity, number: usize| {
        let options = Options {
            name: format!("caller {}", usize::from(first) + number),
            ..Options::default()
        };
        Client::connect_with(run.api.base(), identity, options).await
    };
    let host = connect(host, 0).await.context("connect a host")?;
    let start = Command::StartMeeting {
        conversation: None,
        title: "load".to_owned(),
    };
    let Reply::Meeting(view) = host.call(start).await.context("start a meeting")? else {
        bail!("a meeting isn't answered with a meeting");
    };
    let meeting = view.info.id;
    let invite = Command::InviteToMeeting { meeting };
    let Reply::Invite(invite) = host.call(invite).await.context("invite")? else {
        bail!("an invitation isn't answered with one");
    };
    Caller::open(&host, MeetingDoor::Meeting { meeting })
        .await
        .context("open a meeting as its host")?;
    let guests = guests.into_iter().enumerate().map(|(number, identity)| {
        let link = invite.link.clone();
        async move {
            let guest = connect(identity, number + 1).await;
            let guest = guest.context("connect a guest")?;
            let door = MeetingDoor::Link { link };
            let opened = Caller::open(&guest, door).await;
            opened.context("open a meeting by its link")?;
            anyhow::Ok(guest)
        }
    });
    let guests = try_join_all(guests).await?;
    Ok(Room {
        meeting,
        link: invite.link,
        host,
        guests,
        first,
    })
}

impl Room {
    /// Everybody takes a seat: the host first, the guests when they have been let in.
    pub(super) async fn fill(&self, stage: &Stage) -> Result<Vec<Caller>> {
        let filling = self.fill_at_leisure(stage);
        let filled = timeout(FILLED_WITHIN, filling).await;
        filled.context("nobody is let in")?
    }

    async fn fill_at_leisure(&self, stage: &Stage) -> Result<Vec<Caller>> {
        let host = self.sit(&self.host, 0, stage).await.context("the host")?;
        let coming = self.guests.iter().enumerate().map(async |(number, guest)| {
            let name = format!("Guest {}", number + 1);
            let knocked = Caller::knock(guest, self.meeting, &name).await;
            knocked.context("knock")?;
            let seated = self.sit(guest, number + 1, stage).await;
            seated.context("a guest takes a seat")
        });
        let guests = tokio::select! {
            guests = try_join_all(coming) => guests?,
            stopped = self.let_everybody_in() => match stopped? {},
        };
        Ok([host].into_iter().chain(guests).collect())
    }

    async fn sit(
        &self,
        client: &Client,
        number: usize,
        stage: &Stage,
    ) -> Result<Caller, loadtest::caller::CallError> {
        let number = u16::try_from(number).expect("a room holds a few");
        Box::pin(Caller::join(Start {
            number: self.first + number,
            client: client.clone(),
            meeting: self.meeting,
            recording: Arc::clone(&stage.recording),
            path: stage.path.clone(),
            height: stage.height,
        }))
        .await
    }

    /// The host opens whenever somebody waits.
    async fn let_everybody_in(&self) -> Result<std::convert::Infallible> {
        loop {
            let knocked = self
                .host
                .wait_for("somebody who waits", |event| match event {
                    Event::Meeting { meeting, event } if *meeting == self.meeting => match &**event
                    {
                        MeetingEvent::Panel { panel } if somebody_waits(panel) => Some(()),
                        _ => None,
                    },
                    _ => None,
                });
            knocked.await?;
            let admit = Command::Meeting {
                meeting: self.meeting,
                act: MeetingVerb::AdmitAll,
            };
            self.host.call(admit).await.context("let everybody in")?;
        }
    }

    /// Everybody opens the page again, as who comes back does.
    pub(super) async fn open_again(&self) -> Result<()> {
        for guest in &self.guests {
            let link = self.link.clone();
            let opened = Caller::open(guest, MeetingDoor::Link { link }).await;
            opened.context("open a meeting again")?;
            guest.forget_events();
        }
        self.host.forget_events();
        Ok(())
    }

    /// Ends the meeting for everybody.
    pub(super) async fn end(&self) -> Result<()> {
        let end = Command::Meeting {
            meeting: self.meeting,
            act: MeetingVerb::End,
        };
        self.host.call(end).await.context("end a meeting")?;
        Ok(())
    }
}

fn somebody_waits(panel: &PanelView) -> bool {
    let mut people = panel.people.iter();
    people.any(|person| person.state == LobbyState::Waiting)
}

/// Fills rooms, some at once.
pub(super) async fn fill_all(rooms: &[Room], stage: &Stage) -> Result<Vec<Vec<Caller>>> {
    let filled = stream::iter(rooms).map(|room| room.fill(stage));
    filled.buffered(AT_ONCE).try_collect().await
}

/// Everybody leaves and the meetings end.
pub(super) async fn empty_all(rooms: &[Room], callers: Vec<Vec<Caller>>) -> Result<()> {
    for caller in callers.into_iter().flatten() {
        caller.leave().await.context("leave")?;
    }
    for room in rooms {
        room.end().await?;
    }
    Ok(())
}
