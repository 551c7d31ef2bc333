//! Somebody works here no more: meetings they host go to a colleague in the call or end, and they leave those of others.

use signaling::{
    protocol::{MeetingId, MeetingVerb, PersonId},
    room::Input,
};

use super::{
    rooms::{self, Ask},
    store,
};
use crate::{app::Ctx, error::Result};

const LEAVE: MeetingVerb = MeetingVerb::Leave { hold: false };

/// Takes `person` out of every open meeting. A room that does not answer is left to its own rules: a host who is gone puts
/// everybody on hold.
///
/// # Errors
/// If the database does not answer.
pub(crate) async fn leave_all(app: &Ctx, person: PersonId) -> Result<()> {
    let mut conn = app.db.acquire().await?;
    let seated = store::list_seated(&mut conn, person).await?;
    drop(conn);
    for one in seated {
        let done = match (one.is_host, one.colleague) {
            (true, None) => act(app, person, one.meeting, MeetingVerb::End).await,
            (true, Some(to)) => hand_over(app, person, one.meeting, to).await,
            (false, _) => act(app, person, one.meeting, LEAVE).await,
        };
        if let Err(error) = done {
            tracing::warn!(meeting.id = %one.meeting, error = %error, "a meeting goes on without its host");
        }
    }
    Ok(())
}

async fn hand_over(app: &Ctx, person: PersonId, meeting: MeetingId, to: PersonId) -> Result<()> {
    if act(app, person, meeting, MeetingVerb::HandOver { to })
        .await
        .is_err()
    {
        // The colleague went meanwhile.
        return act(app, person, meeting, MeetingVerb::End).await;
    }
    act(app, person, meeting, LEAVE).await
}

async fn act(app: &Ctx, person: PersonId, meeting: MeetingId, verb: MeetingVerb) -> Result<()> {
    let input = Input::Act {
        person,
        socket: None,
        verb,
    };
    rooms::ask(app, meeting, Ask::Input(Box::new(input)))
        .await
        .map(drop)
}
