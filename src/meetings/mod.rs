//! Video meetings: making one, the ways in, what is done in it, what is kept of it.
//!
//! The rules of a room are `signaling::room`'s and its media `signaling::sfu`'s; here is the task that carries both, and
//! what Postgres keeps. Invariants: a room lives on one node, which Postgres names with an epoch; whatever is told has
//! been stored; a guest reads the meeting's log only while they belong to it; what is written while
//! somebody is put aside they never read, there or later.

mod figures;
mod leaving;
mod policy;
mod quality;
mod rooms;
mod store;
mod task;
pub(crate) mod turn;

pub use figures::measure;
pub(crate) use leaving::leave_all;
pub use rooms::{RoomSignal, Rooms, hear_other_nodes};

use rooms::{Answer, Ask};

use anyhow::Context;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::RngCore;
use signaling::{
    protocol::{
        ConversationId, ConversationState, ErrorCode, InviteView, MAX_TITLE_CHARS, MeetingDoor,
        MeetingId, MeetingReply, MeetingState, MeetingSummary, MeetingVerb, MeetingView, Notice,
        PersonQuality,
    },
    room::{Input, Newcomer, SocketId, one_line},
    sfu,
};

use crate::{
    app::Ctx,
    audit::{self, Action},
    config::Config,
    conversations::{self, Party},
    error::{Result, conflict, forbidden, invalid, not_found, told},
    identity::Caller,
};

/// Links of one meeting that hold at once.
const MAX_LINKS: i64 = 20;
/// How far back ended meetings are listed.
const LISTED: jiff::SignedDuration = jiff::SignedDuration::from_hours(7 * 24);

/// Begins a meeting: out of a chat that the caller takes part in, or by itself. Out of a chat that has one, that one.
///
/// # Errors
/// `forbidden` for who is no staff, `not_found` or `ended` for the chat, `invalid` title.
pub async fn start(
    app: &Ctx,
    caller: &Caller,
    chat: Option<ConversationId>,
    title: &str,
) -> Result<MeetingView> {
    if caller.staff.is_none() {
        return Err(forbidden());
    }
    if title.chars().count() > MAX_TITLE_CHARS {
        return Err(invalid("title must be at most 120 characters"));
    }
    let title = one_line(title, MAX_TITLE_CHARS);
    let id = MeetingId(app.clock.uuid());
    let id = match chat {
        Some(chat) => start_from_chat(app, caller, id, chat, &title).await?,
        None => start_alone(app, caller, id, &title).await?,
    };
    open(app, caller, None, MeetingDoor::Meeting { meeting: id }).await
}

async fn start_from_chat(
    app: &Ctx,
    caller: &Caller,
    id: MeetingId,
    chat: ConversationId,
    title: &str,
) -> Result<MeetingId> {
    let access = conversations::access(app, caller, chat).await?;
    if access.kind != signaling::protocol::ConversationKind::Chat {
        return Err(invalid("a meeting comes out of a chat"));
    }
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    // The lock makes two clicks one meeting.
    if conversations::lock(&mut tx, chat).await? != Some(ConversationState::Open) {
        return Err(told(ErrorCode::Ended, "the conversation has ended"));
    }
    if !access.write {
        return Err(told(
            ErrorCode::Forbidden,
            "you take no part in this conversation",
        ));
    }
    if let Some(running) = store::find_open_of_chat(&mut tx, chat).await? {
        return Ok(running);
    }
    let new = store::NewMeeting {
        id,
        host: caller.person,
        title,
        chat: Some(chat),
        conversation: chat,
    };
    store::create(&mut tx, &new, now).await?;
    let notice = Notice::MeetingStarted {
        meeting: id,
        host: caller.person,
        name: caller.name.clone(),
    };
    let message = conversations::append_notice(&mut tx, app, chat, notice).await?;
    tx.commit().await?;
    app.hub.publish_message(chat, message);
    Ok(id)
}

async fn start_alone(app: &Ctx, caller: &Caller, id: MeetingId, title: &str) -> Result<MeetingId> {
    let now = app.clock.now();
    let conversation = ConversationId(app.clock.uuid());
    let mut tx = app.db.begin().await?;
    let parties = [Party::of_staff(caller)];
    conversations::create_meeting_log(&mut tx, conversation, title, &parties, now).await?;
    let new = store::NewMeeting {
        id,
        host: caller.person,
        title,
        chat: None,
        conversation,
    };
    store::create(&mut tx, &new, now).await?;
    tx.commit().await?;
    Ok(id)
}

/// Opens a meeting's page: where the caller stands in it.
///
/// # Errors
/// `not_found` for an unknown or revoked link and for a meeting that is not theirs, `ended`, `forbidden` for who was
/// sent out, `conflict` when too many look.
pub async fn open(
    app: &Ctx,
    caller: &Caller,
    socket: Option<SocketId>,
    door: MeetingDoor,
) -> Result<MeetingView> {
    let mut conn = app.db.acquire().await?;
    let (meeting, link) = match door {
        MeetingDoor::Meeting { meeting } => {
            let facts = store::find_facts(&mut conn, meeting, caller.person).await?;
            let facts = facts.filter(|facts| policy::may_open(caller, facts));
            if facts.is_none() {
                return Err(not_found("meeting"));
            }
            (meeting, None)
        }
        MeetingDoor::Link { link } => {
            let found = store::find_link(&mut conn, &link).await?;
            let found = found.ok_or_else(|| not_found("link"))?;
            if found.valid {
                (found.meeting, Some(link))
            } else {
                // Whoever came by it while it held is not put out by a reload.
                let facts = store::find_facts(&mut conn, found.meeting, caller.person).await?;
                if !facts.is_some_and(|facts| policy::may_open(caller, &facts)) {
                    return Err(not_found("link"));
                }
                (found.meeting, None)
            }
        }
    };
    let row = store::load(&mut conn, meeting).await?;
    let (name, title) = store::load_name(&mut conn, caller.person).await?;
    drop(conn);
    if row.info.state == MeetingState::Ended && caller.staff.is_none() {
        return Err(told(ErrorCode::Ended, "the meeting has ended"));
    }
    let who = Newcomer {
        person: caller.person,
        name,
        title,
        is_staff: caller.staff.is_some(),
    };
    let input = Input::Open { who, socket, link };
    let Answer::View {
        lobby,
        panel,
        quality,
    } = rooms::ask(app, meeting, Ask::Input(Box::new(input))).await?
    else {
        return Err(anyhow::anyhow!("a room answered an opening with something else").into());
    };
    let mut conn = app.db.acquire().await?;
    let invites = match lobby.is_host {
        true => store::list_links(&mut conn, meeting).await?,
        false => Vec::new(),
    };
    let mut info = row.info;
    info.conversation = lobby.conversation;
    // Whoever comes by a link learns the customer's name in the call, if there.
    info.customer = info.customer.filter(|_| lobby.is_host);
    Ok(MeetingView {
        info,
        lobby: *lobby,
        panel: panel.map(|panel| *panel),
        quality: quality.map(|quality| *quality),
        invites: invites
            .into_iter()
            .map(|link| invite_view(app, link))
            .collect(),
    })
}

/// Does something in a meeting.
///
/// # Errors
/// What the room says: `forbidden`, `conflict`, `invalid`, `ended`; `unavailable` when its node does not answer.
pub async fn act(
    app: &Ctx,
    caller: &Caller,
    socket: Option<SocketId>,
    meeting: MeetingId,
    verb: MeetingVerb,
) -> Result<MeetingReply> {
    policy::is_reasonable(&verb)?;
    let input = Input::Act {
        person: caller.person,
        socket,
        verb,
    };
    match rooms::ask(app, meeting, Ask::Input(Box::new(input))).await? {
        Answer::Reply(reply) => Ok(*reply),
        Answer::View { .. } => Err(anyhow::anyhow!("a room answered a verb with a view").into()),
    }
}

/// The caller's meetings, or everybody's for who oversees: open ones, and those that ended within seven days.
///
/// # Errors
/// `forbidden` for who is no staff.
pub async fn list(app: &Ctx, caller: &Caller) -> Result<Vec<MeetingSummary>> {
    if caller.staff.is_none() {
        return Err(forbidden());
    }
    let of = (!caller.oversees()).then_some(caller.person);
    let mut conn = app.db.acquire().await?;
    let mut listed = store::list(&mut conn, of, app.clock.now() - LISTED, app.clock.now()).await?;
    for one in &mut listed {
        // Others' logs are not the supervisor's to open from a list.
        one.info.conversation = one.info.conversation.filter(|_| of.is_some());
        one.chat = one.chat.filter(|_| of.is_some());
    }
    Ok(listed)
}

/// Makes a link. A meeting out of a chat gets a log of its own then, so that nobody reads what was said before they came.
///
/// # Errors
/// `not_found` unless the caller hosts it, `ended`, `conflict` when there are too many.
pub async fn invite(app: &Ctx, caller: &Caller, meeting: MeetingId) -> Result<InviteView> {
    let mut tx = app.db.begin().await?;
    let facts = hosted(&mut tx, caller, meeting).await?;
    let now = app.clock.now();
    if facts.conversation == facts.chat {
        let own = ConversationId(app.clock.uuid());
        let inside = store::list_inside(&mut tx, meeting).await?;
        let parties = inside.iter().map(|(party, _)| *party);
        let parties: Vec<Party> = std::iter::once(Party::of_staff(caller))
            .chain(parties)
            .collect();
        conversations::create_meeting_log(&mut tx, own, "", &parties, now).await?;
        // Those inside write elsewhere from now on: it says so before anything else there.
        conversations::append_notice(&mut tx, app, own, Notice::MeetingApart { meeting }).await?;
        for (party, _) in inside.iter().filter(|(_, held)| *held) {
            conversations::put_aside(&mut tx, own, party.person, now).await?;
        }
        store::set_conversation(&mut tx, meeting, own).await?;
    }
    if store::count_links(&mut tx, meeting).await? >= MAX_LINKS {
        return Err(conflict("there are 20 links already: revoke one first"));
    }
    let link = new_link();
    store::add_link(&mut tx, meeting, &link, now).await?;
    tx.commit().await?;
    rooms::ask(app, meeting, Ask::LogChanged).await?;
    Ok(invite_view(
        app,
        store::Link {
            link,
            meeting,
            valid: true,
            at: now,
        },
    ))
}

/// Ends a link; who came by it and is not inside is sent away.
///
/// # Errors
/// `not_found` unless the caller hosts the meeting and the link is one of its.
pub async fn revoke(app: &Ctx, caller: &Caller, meeting: MeetingId, link: &str) -> Result<()> {
    let mut tx = app.db.begin().await?;
    hosted(&mut tx, caller, meeting).await?;
    if !store::revoke_link(&mut tx, meeting, link, app.clock.now()).await? {
        return Err(not_found("link"));
    }
    tx.commit().await?;
    let input = Input::Revoked {
        link: link.to_owned(),
    };
    rooms::ask(app, meeting, Ask::Input(Box::new(input))).await?;
    Ok(())
}

/// How sound and picture went.
///
/// # Errors
/// `not_found` unless the caller hosts or hosted it, or oversees; that is written to the audit log.
pub async fn quality(app: &Ctx, caller: &Caller, meeting: MeetingId) -> Result<Vec<PersonQuality>> {
    let mut conn = app.db.acquire().await?;
    let facts = store::find_facts(&mut conn, meeting, caller.person).await?;
    let facts = facts.filter(|facts| policy::may_look_back(caller, facts));
    let facts = facts.ok_or_else(|| not_found("meeting"))?;
    if facts.host != caller.person {
        let action = Action::MeetingLookedAt(meeting);
        audit::record(&mut conn, app.clock.now(), caller, action).await?;
    }
    store::list_quality(&mut conn, meeting).await
}

/// Closes the log of a meeting that has ended, or opens it again. The chat it came out of is ended as any chat.
///
/// # Errors
/// `not_found` unless the caller hosts it, `conflict` while the meeting goes on or when its log is the chat.
pub async fn set_chat(app: &Ctx, caller: &Caller, meeting: MeetingId, is_open: bool) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let facts = store::find_facts(&mut tx, meeting, caller.person).await?;
    let facts = facts.filter(|facts| facts.host == caller.person);
    let facts = facts.ok_or_else(|| not_found("meeting"))?;
    if facts.state == MeetingState::Open {
        return Err(conflict(
            "the meeting goes on: its chat closes with it or after it",
        ));
    }
    let Some(log) = facts
        .conversation
        .filter(|_| facts.conversation != facts.chat)
    else {
        return Err(conflict(
            "this meeting's log is the chat it came out of: end that",
        ));
    };
    let state = match is_open {
        true => ConversationState::Open,
        false => ConversationState::Ended,
    };
    if conversations::lock(&mut tx, log).await? == Some(state) {
        return Ok(());
    }
    conversations::set_state(&mut tx, log, state).await?;
    let message = match is_open {
        true => None,
        false => {
            let by = Some(caller.person);
            Some(conversations::append_notice(&mut tx, app, log, Notice::Ended { by }).await?)
        }
    };
    let summary = store::load_summary(&mut tx, meeting, app.clock.now()).await?;
    tx.commit().await?;
    if let Some(message) = message {
        app.hub.publish_message(log, message);
    }
    task::tell_summary(app, caller.person, summary);
    Ok(())
}

/// Starts the media engine.
///
/// # Errors
/// If its port is taken.
pub fn start_media(config: &Config) -> anyhow::Result<sfu::Engine> {
    let media = &config.media;
    let settings = sfu::Settings {
        port: media.port,
        bind: media.bind.clone(),
        announced: media
            .announced
            .iter()
            .map(|one| sfu::Announced {
                ip: one.ip,
                port: one.port,
            })
            .collect(),
    };
    sfu::Engine::start(settings).with_context(|| {
        format!(
            "SAMTAL_MEDIA_PORT: can't take media at port {} of {:?}",
            media.port, media.bind
        )
    })
}

/// A socket is gone, and with it whoever sat or waited by it.
pub async fn socket_gone(app: &Ctx, socket: u64) {
    rooms::socket_gone(app, socket).await;
}

async fn hosted(
    conn: &mut sqlx::PgConnection,
    caller: &Caller,
    meeting: MeetingId,
) -> Result<store::Facts> {
    store::lock(conn, meeting).await?;
    let facts = store::find_facts(conn, meeting, caller.person).await?;
    let facts = facts.filter(|facts| facts.host == caller.person);
    let facts = facts.ok_or_else(|| not_found("meeting"))?;
    if facts.state == MeetingState::Ended {
        return Err(told(ErrorCode::Ended, "the meeting has ended"));
    }
    Ok(facts)
}

fn invite_view(app: &Ctx, link: store::Link) -> InviteView {
    InviteView {
        url: format!("{}/m/{}", app.public_url, link.link),
        link: link.link,
        valid: link.valid,
        at: link.at,
    }
}

/// 24 random bytes: nobody guesses one.
fn new_link() -> String {
    let mut bytes = [0; 24];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}
