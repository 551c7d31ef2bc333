//! Somebody's sessions: listed, and ended one by one or all at once. The sockets of one that ends close on every node.

use jiff::Timestamp;
use signaling::protocol::{PersonId, SessionId, SessionView};
use sqlx::PgConnection;

use super::{
    Caller,
    store::{sessions, tokens},
    tokens::Purpose,
};
use crate::{
    app::App,
    audit::{self, Action},
    error::{Result, not_found},
};

/// Those of the caller that live, the last used first.
///
/// # Errors
/// If the database does not answer.
pub(super) async fn list(app: &App, caller: &Caller) -> Result<Vec<SessionView>> {
    sessions::list_sessions(&app.db, caller.person, &caller.session, app.clock.now()).await
}

/// Ends one of the caller's.
///
/// # Errors
/// `not_found` if it is not theirs or has ended.
pub(super) async fn end(app: &App, caller: &Caller, id: SessionId) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let ended = sessions::delete_session(&mut tx, caller.person, id).await?;
    let ended = ended.ok_or_else(|| not_found("session"))?;
    let action = if id == caller.session_id {
        Action::SignedOut
    } else {
        Action::SessionEnded(id)
    };
    audit::record(&mut tx, app.clock.now(), caller, action).await?;
    tx.commit().await?;
    app.hub.end_session(ended);
    Ok(())
}

/// Ends all of the caller's but the one that asks. How many there were.
///
/// # Errors
/// If the database does not answer.
pub(super) async fn end_others(app: &App, caller: &Caller) -> Result<usize> {
    let mut tx = app.db.begin().await?;
    let ended = end_all_of(&mut tx, caller.person, Some(caller), app.clock.now()).await?;
    if !ended.is_empty() {
        audit::record(&mut tx, app.clock.now(), caller, Action::OtherSessionsEnded).await?;
    }
    tx.commit().await?;
    ended
        .iter()
        .for_each(|session| app.hub.end_session(*session));
    Ok(ended.len())
}

/// Ends all of somebody's, whoever asks: what they may do has changed, or their password. A sign-in that waits for its second
/// step is over too. To be told to the hub after the commit.
///
/// # Errors
/// If the database does not answer.
pub(super) async fn end_all_of(
    conn: &mut PgConnection,
    person: PersonId,
    but: Option<&Caller>,
    now: Timestamp,
) -> Result<Vec<[u8; 32]>> {
    tokens::revoke_tokens(conn, person, Purpose::SecondFactor, now).await?;
    sessions::delete_sessions_of(conn, person, but.map(|caller| &caller.session)).await
}
