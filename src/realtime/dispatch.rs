//! From a command to the domain function that does it. No rules here: both sockets and HTTP come this way.

use signaling::protocol::{Command, ErrorCode, Reply, Topic};
use signaling::room::SocketId;
use tracing::Instrument;

use crate::{
    app::Ctx,
    cases, conversations,
    error::{Error, Result, broke_off, forbidden, invalid},
    identity::{self, Caller},
    meetings, queues, reports, transcripts,
};

/// Carries out any command that is not about a socket itself.
///
/// # Errors
/// What the domain says; `invalid` for `hello`, `subscribe`, `unsubscribe` and `ping`, which need a socket.
pub async fn command(
    app: &Ctx,
    caller: &Caller,
    socket: Option<SocketId>,
    command: Command,
) -> Result<Reply> {
    if !is_told_of(&command) {
        return carry_out(app, caller, socket, command).await;
    }
    let (shared, caller) = (app.clone(), caller.clone());
    // A task of its own: whoever waits for the answer may go at any moment, also between the commit and the telling, and
    // then somebody would stand in line of whom no advisor hears.
    let done = async move {
        let done = carry_out(&shared, &caller, socket, command).await;
        let lost =
            |error: &Error| matches!(error.code(), ErrorCode::Unavailable | ErrorCode::Internal);
        if done.as_ref().is_err_and(lost) {
            // The database may have done it all the same.
            shared.hub.signal_line();
        }
        done
    };
    let done = app.lifecycle.spawn_connection(done.in_current_span());
    done.await.map_err(|error| broke_off(error, "a command"))?
}

/// Whether others hear of what the command does, other than through a log.
fn is_told_of(command: &Command) -> bool {
    !matches!(
        command,
        Command::Hello { .. }
            | Command::Ping
            | Command::Subscribe { .. }
            | Command::Unsubscribe { .. }
            | Command::Open { .. }
            | Command::Fetch { .. }
            | Command::Send { .. }
            | Command::Mark { .. }
            | Command::Typing { .. }
            | Command::History { .. }
            | Command::Canned
            | Command::Inbox
            | Command::Explain { .. }
            | Command::Settings
            | Command::Meetings
            | Command::MeetingQuality { .. }
    )
}

async fn carry_out(
    app: &Ctx,
    caller: &Caller,
    socket: Option<SocketId>,
    command: Command,
) -> Result<Reply> {
    match command {
        Command::Hello { .. }
        | Command::Ping
        | Command::Subscribe { .. }
        | Command::Unsubscribe { .. } => Err(invalid("this command needs a socket")),
        Command::Open { .. }
        | Command::Fetch { .. }
        | Command::Send { .. }
        | Command::SendFile { .. }
        | Command::Edit { .. }
        | Command::Redact { .. }
        | Command::Mark { .. }
        | Command::Typing { .. } => conversation(app, caller, command).await,
        Command::Join { .. }
        | Command::Leave { .. }
        | Command::LeaveMessage { .. }
        | Command::Rate { .. }
        | Command::MailTranscript { .. } => customer(app, caller, command).await,
        Command::StartMeeting { .. }
        | Command::OpenMeeting { .. }
        | Command::Meetings
        | Command::InviteToMeeting { .. }
        | Command::RevokeInvite { .. }
        | Command::Meeting { .. }
        | Command::MeetingQuality { .. }
        | Command::SetMeetingChat { .. } => meeting(app, caller, socket, command).await,
        other => staff(app, caller, other).await,
    }
}

async fn conversation(app: &Ctx, caller: &Caller, command: Command) -> Result<Reply> {
    Ok(match command {
        Command::Open { from } => {
            Reply::Conversation(Box::new(conversations::open(app, caller, from).await?))
        }
        Command::Fetch {
            conversation,
            after,
            limit,
        } => Reply::Page(conversations::fetch(app, caller, conversation, after, limit).await?),
        Command::Send {
            conversation,
            client_id,
            text,
        } => Reply::Sent(
            app.log
                .send(app, caller.person, conversation, client_id, text)
                .await?,
        ),
        Command::SendFile {
            conversation,
            client_id,
            file,
        } => {
            Reply::Sent(conversations::send_file(app, caller, conversation, client_id, file).await?)
        }
        Command::Edit {
            conversation,
            client_id,
            target,
            text,
        } => Reply::Sent(
            conversations::edit(app, caller, conversation, client_id, target, text).await?,
        ),
        Command::Redact {
            conversation,
            client_id,
            target,
        } => {
            Reply::Sent(conversations::redact(app, caller, conversation, client_id, target).await?)
        }
        Command::Mark {
            conversation,
            delivered,
            read,
        } => {
            app.marks.mark(conversation, caller.person, delivered, read);
            Reply::Done
        }
        Command::Typing { conversation } => {
            conversations::typing(app, caller, conversation).await?;
            Reply::Done
        }
        _ => return Err(invalid("not a conversation's command")),
    })
}

async fn customer(app: &Ctx, caller: &Caller, command: Command) -> Result<Reply> {
    Ok(match command {
        Command::Join { form } => Reply::Entry(queues::join(app, caller, form).await?),
        Command::Leave { entry } => Reply::Entry(queues::leave(app, caller, entry).await?),
        Command::LeaveMessage { form } => {
            Reply::Left(queues::leave_message(app, caller, form).await?)
        }
        Command::Rate {
            conversation,
            score,
            comment,
        } => {
            conversations::rate(app, caller, conversation, score, &comment).await?;
            Reply::Done
        }
        Command::MailTranscript { conversation, to } => {
            transcripts::mail_transcript(app, caller, conversation, &to).await?;
            Reply::Done
        }
        _ => return Err(invalid("not a customer's command")),
    })
}

async fn meeting(
    app: &Ctx,
    caller: &Caller,
    socket: Option<SocketId>,
    command: Command,
) -> Result<Reply> {
    Ok(match command {
        Command::StartMeeting {
            conversation,
            title,
        } => Reply::Meeting(Box::new(
            meetings::start(app, caller, conversation, &title).await?,
        )),
        Command::OpenMeeting { door } => {
            Reply::Meeting(Box::new(meetings::open(app, caller, socket, door).await?))
        }
        Command::Meetings => Reply::Meetings(meetings::list(app, caller).await?),
        Command::InviteToMeeting { meeting } => {
            Reply::Invite(meetings::invite(app, caller, meeting).await?)
        }
        Command::RevokeInvite { meeting, link } => {
            meetings::revoke(app, caller, meeting, &link).await?;
            Reply::Done
        }
        Command::Meeting { meeting, act } => Reply::InMeeting(Box::new(
            meetings::act(app, caller, socket, meeting, act).await?,
        )),
        Command::MeetingQuality { meeting } => {
            Reply::Quality(meetings::quality(app, caller, meeting).await?)
        }
        Command::SetMeetingChat { meeting, open } => {
            meetings::set_chat(app, caller, meeting, open).await?;
            Reply::Done
        }
        _ => return Err(invalid("not a command of meetings")),
    })
}

async fn staff(app: &Ctx, caller: &Caller, command: Command) -> Result<Reply> {
    Ok(match command {
        Command::SetState { state } => {
            queues::set_state(app, caller, state).await?;
            Reply::Done
        }
        Command::Accept { entry } => {
            Reply::DeskEntry(Box::new(queues::accept(app, caller, entry).await?))
        }
        Command::Decline { entry } => {
            queues::decline(app, caller, entry).await?;
            Reply::Done
        }
        Command::Park { entry } => {
            Reply::DeskEntry(Box::new(queues::park(app, caller, entry).await?))
        }
        Command::Unpark { entry } => {
            Reply::DeskEntry(Box::new(queues::unpark(app, caller, entry).await?))
        }
        Command::Transfer { entry, to, note } => {
            queues::transfer(app, caller, entry, to, &note).await?;
            Reply::Done
        }
        Command::End { entry } => {
            queues::end(app, caller, entry).await?;
            Reply::Done
        }
        Command::History { person } => {
            Reply::Conversations(queues::history(app, caller, person).await?)
        }
        Command::Canned => Reply::Canned(queues::canned(app, caller).await?),
        Command::Inbox => Reply::Inbox(queues::inbox(app, caller).await?),
        Command::TakeLeft { left } => Reply::Inbox(queues::take_left(app, caller, left).await?),
        Command::CloseLeft { left } => Reply::Inbox(queues::close_left(app, caller, left).await?),
        Command::JoinConversation { conversation } => {
            queues::join_conversation(app, caller, conversation).await?;
            Reply::Done
        }
        Command::TakeOver { entry } => {
            Reply::DeskEntry(Box::new(queues::take_over(app, caller, entry).await?))
        }
        Command::Explain { entry } => Reply::Explained(queues::explain(app, caller, entry).await?),
        Command::Settings => Reply::Settings(queues::settings(app, caller).await?),
        Command::SetQueue { settings } => {
            Reply::Settings(queues::set_queue(app, caller, settings).await?)
        }
        _ => return Err(invalid("not a command of staff")),
    })
}

/// Whether `caller` may hear of `topic`. Conversations are not subscribed to but opened.
///
/// # Errors
/// `forbidden`, or `invalid` for a conversation.
pub fn may_subscribe(caller: &Caller, topic: Topic) -> Result<()> {
    match topic {
        Topic::Queues => Ok(()),
        Topic::Cases if caller.staff.is_some() => Ok(()),
        // Whose they are is seen before anything is heard of them.
        Topic::SignIn(_) | Topic::Case(_) => Ok(()),
        Topic::Person(person) if person == caller.person => Ok(()),
        Topic::Staff if caller.staff.is_some() => Ok(()),
        Topic::Wall if caller.oversees() => Ok(()),
        Topic::Conversation(_) => Err(invalid("a conversation is subscribed to by `open`")),
        Topic::Person(_) | Topic::Staff | Topic::Wall | Topic::Cases => Err(forbidden()),
    }
}

/// The present state of a topic, to be read after subscribing.
///
/// # Errors
/// Only ours.
pub async fn snapshot(app: &Ctx, caller: &Caller, topic: Topic) -> Result<Reply> {
    Ok(match topic {
        Topic::Queues => Reply::Queues(queues::statuses(app).await?),
        Topic::Person(_) if caller.staff.is_some() => {
            Reply::Desk(Box::new(queues::desk_view(app, caller).await?))
        }
        Topic::Person(_) => Reply::Mine(queues::mine(app, caller).await?),
        Topic::Staff => Reply::Staff(queues::colleagues(app, caller).await?),
        Topic::SignIn(id) => Reply::SignIn(identity::watch_sign_in(app, caller, id).await?),
        Topic::Case(case) => {
            cases::may_hear(app, caller, case).await?;
            Reply::Done
        }
        Topic::Cases => Reply::Done,
        Topic::Wall => Reply::Wall(Box::new(reports::wall(app).await?)),
        Topic::Conversation(_) => return Err(invalid("a conversation is opened")),
    })
}
